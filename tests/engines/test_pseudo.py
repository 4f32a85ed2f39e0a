"""Text for trying out pages: longer, strange, in brackets, and nothing broken that a program needs."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_engines import conforms

from workflow.engines.lines import one_line
from workflow.engines.protected import apart, protected
from workflow.engines.pseudo import PseudoEngine
from workflow.errors import ConfigError

SENTENCE = "The Mayor of the city will meet the Secretary-General of the organisation on Tuesday, he said."
LEFT = ("zh", "ru", "hi", "kk", "ky", "tg", "uz", "be", "uz-Cyrl", "zh-Hant", "de")
RIGHT = ("ur", "fa", "ar", "uz-Arab", "fa-AF")


def dressed(text, target="ru", **options):
    return PseudoEngine(**options).translate([text], "en", target)[0].text


@pytest.mark.parametrize("target", [*LEFT, *RIGHT, "en", "x"])
def test_it_keeps_the_protocol_for_every_pair(target):
    conforms(PseudoEngine(), "en", target)
    assert PseudoEngine().signature("en", target) == "pseudo/1"


def test_how_it_looks():
    assert dressed("The summit was held in Kazan.") == "[Ţĥéé šûɱɱîîţ ŵááš ĥééļð îîñ Ķááážáñ.]"
    assert dressed("Who, me?", "ur") == "[ضحوو، مع؟]"


@pytest.mark.parametrize("target", [*LEFT, *RIGHT])
@pytest.mark.parametrize("text", [SENTENCE, "Kazan", "Secretary-General", "SCO Summit", "Rhythms, hmm, TV"])
def test_it_is_a_third_longer(target, text):
    def letters(text):
        return sum(1 for char in text if char.isalpha())

    grown = letters(dressed(text, target)) / letters(text)
    assert 1.15 <= grown <= 1.45
    if text == SENTENCE:
        assert 1.3 <= grown <= 1.4


@pytest.mark.parametrize("target", RIGHT)
def test_it_runs_from_right_to_left(target):
    written = dressed(SENTENCE, target)[1:-1]
    strong = [unicodedata.bidirectional(char) for char in written if char.isalpha()]
    assert set(strong) == {"AL"}
    assert not set(written) & set("يك,;?\u202e\u202d\u200f")
    assert "،" in written


def test_no_letter_stays_as_it_was():
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    written = dressed(letters, longer=0)[1:-1]
    assert len(set(written)) == len(letters)
    assert not set(written) & set(letters)
    assert all(char.isalpha() for char in written)
    assert all(one.isupper() == other.isupper() for one, other in zip(written, letters, strict=True))


KEPT = (
    *("%(count)s", "%s", "%1$d", "%.2f", "{place}", "{0}", "{{ name }}", "${HOME}", "$1"),
    *("<b>", "</b>", '<a href="https://example.org/a">', "<br/>", "<!-- no -->", "&nbsp;", "&#8212;"),
    *("`let x = 1`", "](https://example.org/a_b)", "](/about.html)", "][ref]", "\\n"),
    *("https://example.org/path?q=1", "editor@example.org", "example.org", "#summit", "@kazan"),
    *("2018", "4,500", "3.14", "12:30", "2nd", "10,5"),
)


@pytest.mark.parametrize("part", KEPT)
@pytest.mark.parametrize("target", ["ru", "ur"])
def test_what_a_program_needs_stays(part, target):
    written = dressed(f"word {part} word", target)
    assert f" {part} " in written
    assert "word" not in written
    assert dressed(f"{part} word", target).startswith(f"[{part} ")
    if part.isascii() and any(map(str.isalnum, part)):
        assert dressed(part, target) == f"[{part}]"


def test_markup_is_still_markup():
    written = dressed("**Bold** and [the link](https://example.org/a) at 50 % of them")
    assert re.fullmatch(
        r"\[\*\*\w+\*\* \w+ \[\w+ \w+\]\(https://example\.org/a\) \w+ 50 % \w+ \w+\]", written
    )


def test_other_scripts_grow_too():
    assert dressed("В Казани прошёл саммит.", "fa") != dressed("В Казани прошёл саммит.", "be")
    assert dressed("В Казани прошёл саммит.", "be") == "[В Каазании проошёёл сааммиит.]"


texts = (
    st.text(max_size=60)
    | st.text(st.characters(), max_size=20)
    | st.lists(st.sampled_from([*KEPT, "word", " ", "[", "]", "%", "{", "<"]), max_size=8).map("".join)
)


@given(st.lists(texts, max_size=5), st.sampled_from(["ru", "ur"]))
def test_any_text_gives_one_sane_line_each(sentences, target):
    told = []
    answers = PseudoEngine().translate(sentences, "en", target, progress=told.append)
    assert len(answers) == len(sentences) == sum(told)
    for sentence, answer in zip(sentences, answers, strict=True):
        assert answer.text == one_line(answer.text)
        assert answer.score is None
        answer.text.encode()
        line = one_line(sentence)
        at = 0
        for part, stays in apart(line):
            if stays:  # in the same order, letter for letter
                at = answer.text.index(part, at) + len(part)


@given(texts)
def test_pieces_are_the_text(text):
    assert "".join(part for part, _ in apart(text)) == text
    assert all(start < end for start, end in protected(text))


@pytest.mark.parametrize("text", ["<" * 50_000, "{" * 50_000, "a." * 25_000, "`a" * 25_000, "](" * 25_000])
def test_odd_texts_take_no_time(text):
    assert len(dressed(text)) >= len(text)


def test_the_settings_are_used():
    options = {"style": {"ru": "arabic", "ur": "accents"}, "longer": 100}
    engine = PseudoEngine.configured(options, where="w", root=Path())
    (answer,) = engine.translate(["abba"], "en", "ru")
    assert answer.text == f"[{'ا' * 2}{'ب' * 3}{'ا' * 3}]"
    assert engine.translate(["aa"], "en", "ur")[0].text == "[áááá]"
    assert engine.translate(["aa"], "en", "kk")[0].text == "[áááá]"
    for wrong, line in (
        ({"style": {"ru": "loud"}}, "w style: "),
        ({"style": "arabic"}, "w style: "),
        ({"longer": -1}, "w longer: "),
        ({"stile": {}}, "w: unknown key 'stile'. Did you mean 'style'?"),
    ):
        with pytest.raises(ConfigError) as caught:
            PseudoEngine.configured(wrong, where="w", root=Path())
        assert str(caught.value).startswith(line)
