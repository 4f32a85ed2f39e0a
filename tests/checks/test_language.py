"""``[language]``: any of the ten languages and English where another one should stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.identify import nearest, script_of, tongues
from workflow.checks.language import check_language
from workflow.checks.script import check_script
from workflow.languages import profile

# Names, titles and interjections are as right in one language as in another.
QUIET = [
    ("ru", "Samarkand", "Самарканд"),
    ("kk", "Ivan Petrov", "Иван Петров"),
    ("ky", "Moscow, Russia", "Москва, Россия"),
    ("be", "Almaty", "Алматы"),
    ("tg", "Lukashenko", "Лукашенко"),
    ("fa", "Imran Khan", "عمران خان"),
    ("ur", "Tehran", "تہران"),
    ("uz", "Boris Johnson", "Boris Jonson"),
    ("uz", "The New York Times", "The New York Times gazetasi"),
    ("zh", "IBM and Intel", "IBM与Intel"),
    ("ru", "BBC News", "BBC News"),
    ("hi", "1997-2020", "1997–2020"),
    ("kk", "", ""),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_its_language_is_quiet(language: str) -> None:
    assert said(check_language, language, SOURCE, TEXTS[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("other", ["en", *LANGUAGES])
def test_every_other_language_is_found(language: str, other: str) -> None:
    if other == language:
        return
    text = (
        "Officials in the town were told to wait until the road is open." if other == "en" else TEXTS[other]
    )
    same_script = script_of(other) == script_of(language)
    if other == "en" or same_script:
        (finding,) = asked(check_language, language, SOURCE, text)
        assert finding.message == f"this is {profile(other).english}"
        assert finding.expected == profile(language).english
        assert finding.spans == ((0, len(text)),)
        assert finding.severity.value == "error"
    else:
        assert said(check_script, language, SOURCE, text) == [f"error: written in {script_of(other)} letters"]


@pytest.mark.parametrize(("language", "source", "target"), QUIET)
def test_names_are_quiet(language: str, source: str, target: str) -> None:
    assert said(check_language, language, source, target) == []


@pytest.mark.parametrize(("language", "other"), [("kk", "ru"), ("ky", "kk"), ("be", "ru"), ("uz", "en")])
def test_a_sentence_of_a_few_words_is_enough(language: str, other: str) -> None:
    short = {
        "ru": "Он ничего об этом не сказал.",
        "kk": "Ол бұл туралы ештеңе айтқан жоқ.",
        "en": "He said nothing about it.",
    }
    assert said(check_language, language, "He said nothing about it then.", short[other]) != []


def test_a_language_that_is_not_in_the_table_is_quiet() -> None:
    assert said(check_language, "de", SOURCE, "Der Stadtrat teilte mit, dass die Brücke offen ist.") == []
    assert nearest("текст", "de") == ("", 0.0, 0)
    assert nearest("", "ru") == ("", 0.0, 0)


def test_every_language_of_one_script_has_trigrams() -> None:
    for tag, tongue in tongues().items():
        own = TEXTS.get(tag, SOURCE)
        for other, beside in tongues().items():
            if other != tag and beside.script == tongue.script:
                assert nearest(own, other)[0] == tag


@given(st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_looked_at(text: str, language: str) -> None:
    for finding in asked(check_language, language, "a source", text):
        assert finding.spans == ((0, len(text)),)
