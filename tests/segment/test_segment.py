"""Splitting loses nothing, and cuts where a translator would."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, SEED

from workflow.languages import profile
from workflow.model import Article, Block, Markup, Role
from workflow.readers.text import TextReader
from workflow.segment import segment_article, segment_text

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "ru", "zh", "zh-Hant", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "uz-Cyrl", "be", "xx", "")
FRAGMENTS = [
    ". ",
    "? ",
    "! ",
    "… ",
    "。",
    "！”",
    "।",
    "۔ ",
    '"',
    "“",
    "”",
    "«",
    "»",
    "'",
    "(",
    ")",
    "\n",
    "\n\n",
]
FRAGMENTS += ["\u00a0", "\x00", "\ud800", "\u202e", "\u200b", "\u3000", "A", "b", "Mr. ", "U.S. ", "2018 г. "]
FRAGMENTS += ["[a](b", "](x)", "*", "**", "_", "`", "5. ", "你好"]
# Everything that a string can hold, and often what sentences are made of.
PIECES = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=())),
        st.sampled_from(FRAGMENTS),
    ),
    max_size=40,
).map("".join)


def sentences(text: str, language: str, markup: Markup = Markup.PLAIN) -> list[str]:
    return [middle for _, middle, _ in segment_text(text, language, markup=markup)]


def article(*blocks: Block, language: str = "en", markup: Markup = Markup.PLAIN) -> Article:
    return Article("a", "seeds/a.txt", language, "Title", blocks, markup)


# ------------------------------------------------------------------------------------------------ laws


@given(
    PIECES, st.sampled_from(LANGUAGES), st.sampled_from(["sentence", "paragraph"]), st.sampled_from(Markup)
)
def test_joined_segments_are_the_text(text: str, language: str, unit: str, markup: Markup) -> None:
    parts = segment_text(text, language, unit, markup=markup)  # type: ignore[arg-type]
    assert "".join(before + middle + after for before, middle, after in parts) == text
    for before, middle, after in parts:
        assert middle == middle.strip()
        assert not (before + after).strip()


@settings(deadline=None)  # the first call loads the library
@given(PIECES, st.sampled_from(LANGUAGES), st.sampled_from(Markup))
def test_each_of_several_segments_has_a_letter(text: str, language: str, markup: Markup) -> None:
    parts = sentences(text, language, markup)
    assert len(parts) < 2 or all(any(letter.isalpha() for letter in part) for part in parts)


@settings(deadline=None)  # the first call loads the library
@given(PIECES, st.sampled_from(LANGUAGES))
def test_a_paragraph_is_one_segment(text: str, language: str) -> None:
    assert len(segment_text(text, language, "paragraph")) == bool(text)


# ------------------------------------------------------------------------------------------------ cases


def paragraphs() -> list[object]:
    """Those of ``data/<lang>.txt``: a sentence a line, a blank line between paragraphs."""
    return [
        pytest.param(path.stem, block.split("\n"), id=f"{path.stem}-{number}")
        for path in sorted(DATA.glob("*.txt"))
        for number, block in enumerate(path.read_text(encoding="utf-8").strip().split("\n\n"), 1)
    ]


@pytest.mark.parametrize(("language", "expected"), paragraphs())
def test_sentences_of_a_paragraph(language: str, expected: list[str]) -> None:
    assert sentences(profile(language).sentence_space.join(expected), language) == expected


def test_the_test_set_is_large_enough() -> None:
    lines = [line for path in DATA.glob("*.txt") for line in path.read_text(encoding="utf-8").split("\n")]
    assert sum(bool(line) for line in lines) >= 60


def test_white_space_between_sentences_belongs_to_the_first() -> None:
    assert segment_text(" One.  Two. ", "en") == [(" ", "One.", "  "), ("", "Two.", " ")]


def test_text_without_words() -> None:
    assert segment_text("", "en") == []
    assert segment_text(" \t", "en") == [("", "", " \t")]
    assert segment_text("5. 6.", "en") == [("", "5. 6.", "")]


def test_a_number_in_front_stays_with_its_sentence() -> None:
    assert sentences("1. The mayor spoke. He left.", "en") == ["1. The mayor spoke.", "He left."]


def test_a_closing_quotation_mark_belongs_to_the_sentence_before_it() -> None:
    assert sentences('He said "Yes." She left.', "en") == ['He said "Yes."', "She left."]
    assert sentences("Он сказал «Да.» Она ушла.", "ru") == ["Он сказал «Да.»", "Она ушла."]
    assert sentences('他说："好。"她走了。', "zh") == ['他说："好。"', "她走了。"]


def test_sentences_in_brackets_stay_together() -> None:
    assert sentences("He came (It rained. It poured.) and left.", "en") == [
        "He came (It rained. It poured.) and left."
    ]


def test_an_unknown_language_is_cut_by_general_rules() -> None:
    assert sentences("Ona di wan. Ona di tu.", "xx") == ["Ona di wan.", "Ona di tu."]


def test_a_script_or_region_uses_the_abbreviations_of_its_language() -> None:
    assert sentences("Gen. Smith met Gov. Lee. They talked.", "en-GB") == [
        "Gen. Smith met Gov. Lee.",
        "They talked.",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "See [the site. Really](http://example.org). Now.",
            ["See [the site. Really](http://example.org).", "Now."],
        ),
        ("A **bold one. Bold two** end. Next one.", ["A **bold one. Bold two** end.", "Next one."]),
        ("*One. Two.* Three.", ["*One. Two.*", "Three."]),
        ("**Four.** Five.", ["**Four.**", "Five."]),
        ("Use `a. B` here. Then stop.", ["Use `a. B` here.", "Then stop."]),
        ("[Read on.](http://example.org/a.b) Next.", ["[Read on.](http://example.org/a.b)", "Next."]),
        ("![A hall. A door.](a.png) Seen today.", ["![A hall. A door.](a.png)", "Seen today."]),
        (r"A \*star. Another\* one.", [r"A \*star.", r"Another\* one."]),
        ("Two * three. Four * five.", ["Two * three.", "Four * five."]),
    ],
)
def test_markdown_is_not_cut_inside_a_span(text: str, expected: list[str]) -> None:
    assert sentences(text, "en", Markup.MARKDOWN) == expected


def test_marks_are_plain_characters_in_plain_text() -> None:
    assert sentences("A *star. Another* one.", "en") == ["A *star.", "Another* one."]


# --------------------------------------------------------------------------------------------- articles


def test_the_seed_article() -> None:
    path = ROOT / "seeds" / f"{SEED}.txt"
    read = TextReader().read(path.read_text(encoding="utf-8"), slug=SEED, source="a", language="en")
    found = segment_article(read)
    assert len(found) == 14
    assert [(each.index, each.count) for each in found if each.count > 1] == [(0, 2), (1, 2)] * 3
    for number, block in enumerate(read.blocks):
        parts = [each for each in found if each.block == number]
        assert "".join(each.before + each.text + each.after for each in parts) == block.text


def test_segments_know_their_block() -> None:
    found = segment_article(
        article(
            Block(Role.HEADLINE, "Title", 1),
            Block(Role.PARAGRAPH, "2018", 3),
            Block(Role.TABLE_CELL, "code x", 5, translatable=False),
            Block(Role.QUOTE, '"One." Two came.', 7),
        )
    )
    assert [(each.text, each.block, each.index, each.count, each.line, each.role) for each in found] == [
        ("Title", 0, 0, 1, 1, Role.HEADLINE),
        ('"One."', 3, 0, 2, 7, Role.QUOTE),
        ("Two came.", 3, 1, 2, 7, Role.QUOTE),
    ]


def test_the_markup_of_an_article_is_heeded() -> None:
    block = Block(Role.PARAGRAPH, "A **bold. Bold** end.", 1)
    assert len(segment_article(article(block))) == 2
    assert len(segment_article(article(block, markup=Markup.MARKDOWN))) == 1


def test_unit_paragraph() -> None:
    block = Block(Role.PARAGRAPH, "One came. Two came.", 1)
    assert [each.text for each in segment_article(article(block), "paragraph")] == [block.text]


# ------------------------------------------------------------------------------------------------- cost


@pytest.mark.parametrize(
    "unit", ["[a](  ", "[a](((", "。”", "![a", "*a _b ", "`a``b", "A. ", '"A. ', "(A. ", "!? ", "[a](<", " "]
)
def test_time_grows_with_the_length_only(unit: str) -> None:
    text = "[a](" + unit * (60_000 // len(unit))
    start = time.process_time()
    segment_text(text, "en", markup=Markup.MARKDOWN)
    assert time.process_time() - start < 6  # a quadratic step takes minutes


def test_a_long_text_is_cut_like_a_short_one() -> None:
    expected = [f"The mayor of town number{'x' * (n % 9)} met Dr. Lee." for n in range(400)]
    assert sentences(" ".join(expected), "en") == expected
    assert sentences("市长说：“你好。”" * 2000, "zh") == ["市长说：“你好。”"] * 2000
    assert sentences("word " * 3000 + "end. Next one.", "en") == ["word " * 3000 + "end.", "Next one."]


@pytest.mark.parametrize("text", ["K\u3000. \u202e—5. \u00a0K", "! K\x85. \u200bİ", "A.\u2028B. C.\u2003 D."])
def test_wide_white_space_does_no_harm(text: str) -> None:
    for language in LANGUAGES:
        assert "".join("".join(part) for part in segment_text(text, language)) == text


def test_a_panic_of_the_library_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(language: str, text: str) -> list[str]:
        raise PanicException

    monkeypatch.setattr("sentencex.segment", panic)
    assert sentences("The mayor spoke. Then he left.", "en") == ["The mayor spoke.", "Then he left."]


def test_an_interruption_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(language: str, text: str) -> list[str]:
        raise KeyboardInterrupt

    monkeypatch.setattr("sentencex.segment", interrupt)
    with pytest.raises(KeyboardInterrupt):
        segment_text("The mayor spoke. Then he left.", "en")


def test_import_does_not_load_the_library() -> None:
    code = "import sys, workflow.segment; sys.exit('sentencex' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
