"""What the program knows of languages, and what it guesses from a mistyped tag."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages import known_tags, profile, suggest

TEN = ("ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")


def test_the_ten_languages_and_english_are_known() -> None:
    assert {*TEN, "en"} <= set(known_tags())
    assert list(known_tags()) == sorted(known_tags())


@pytest.mark.parametrize("tag", known_tags())
def test_a_profile_is_whole(tag: str) -> None:
    known = profile(tag)
    assert known.tag == tag
    assert re.fullmatch(r"[a-z]{2,3}(_[A-Z]{2}|@[a-z]+)?", known.gettext)
    assert re.fullmatch(r"[A-Z][a-z]{3}", known.script)
    assert known.english[0].isupper()
    assert known.autonym
    assert len(known.quotes) == 2
    assert all(len(quote) == 1 for quote in known.quotes)
    assert known.full_stop in known.terminators
    assert known.rtl == (known.script == "Arab")
    assert known.direction == ("rtl" if known.rtl else "ltr")
    assert known.sentence_space == (" " if known.spaces else "")


@pytest.mark.parametrize("tag", known_tags())
def test_plural_forms_are_a_rule_that_gives_every_form(tag: str) -> None:
    count, rule = re.fullmatch(r"nplurals=(\d); plural=(.+);", profile(tag).plural_forms).groups()  # type: ignore[union-attr]
    forms = {_plural(rule, number) for number in range(200)}
    assert forms == set(range(int(count)))


def _plural(rule: str, number: int) -> int:
    """A gettext rule for one number: C's ``a ? b : c`` as Python's ``b if a else c``."""
    condition, mark, rest = rule.strip().removeprefix("(").partition("?")
    if not mark:
        expression = rule.strip().strip("()") if rule.strip() != "0" else "0"
        return int(eval(_python(expression), {"n": number}))
    then, _, otherwise = rest.removesuffix(")").partition(":")
    return _plural(then, number) if eval(_python(condition), {"n": number}) else _plural(otherwise, number)


def _python(expression: str) -> str:
    return expression.replace("&&", " and ").replace("||", " or ").strip()


def test_folders_of_catalogues_and_autonyms_are_told_apart() -> None:
    profiles = [profile(tag) for tag in known_tags()]
    for attribute in ("gettext", "english", "autonym"):
        assert len({getattr(each, attribute) for each in profiles}) == len(profiles)


FACTS = [
    ("ru", "ru", "Cyrl", "ltr", "."),
    ("zh", "zh_CN", "Hans", "ltr", "。"),
    ("zh-Hant", "zh_TW", "Hant", "ltr", "。"),
    ("hi", "hi", "Deva", "ltr", "।"),
    ("ur", "ur", "Arab", "rtl", "۔"),
    ("fa", "fa", "Arab", "rtl", "."),
    ("uz", "uz", "Latn", "ltr", "."),
    ("be", "be", "Cyrl", "ltr", "."),
]


@pytest.mark.parametrize(("tag", "gettext", "script", "direction", "stop"), FACTS)
def test_facts(tag: str, gettext: str, script: str, direction: str, stop: str) -> None:
    known = profile(tag)
    assert (known.gettext, known.script, known.direction, known.full_stop) == (
        gettext,
        script,
        direction,
        stop,
    )


@pytest.mark.parametrize(
    ("tag", "letters"),
    [
        ("kk", "Қ"),
        ("tg", "ҷ"),
        ("uz", "ʻ"),
        ("be", "у"),
        ("fa", "فارسی"),
        ("ur", "اردو"),
        ("hi", "हिन्दी"),
        ("zh", "中文"),
        ("ky", "Кыргызча"),
        ("ru", "Русский"),
    ],
)
def test_autonyms_are_written_in_the_letters_of_the_language(tag: str, letters: str) -> None:
    assert letters in profile(tag).autonym


def test_an_unknown_language_gets_a_neutral_profile() -> None:
    neutral = profile("pt-BR")
    assert (neutral.tag, neutral.gettext, neutral.english, neutral.autonym) == (
        "pt-BR",
        "pt_BR",
        "pt-BR",
        "pt-BR",
    )
    assert (neutral.direction, neutral.spaces, neutral.script) == ("ltr", True, "Zyyy")


@given(st.text(max_size=10))
def test_any_tag_has_a_profile_and_at_most_a_known_guess(tag: str) -> None:
    assert profile(tag).tag == tag
    assert suggest(tag) == "" or suggest(tag) in known_tags()


@pytest.mark.parametrize("tag", known_tags())
def test_names_lead_to_the_tag(tag: str) -> None:
    known = profile(tag)
    for name in (known.english, known.english.upper(), known.autonym, known.gettext, known.gettext.lower()):
        assert suggest(name) == tag


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        ("rus", "ru"),
        ("zh-Hnt", "zh-Hant"),
        ("zh_CN", "zh"),
        ("kkz", "kk"),
        ("Russian", "ru"),
        ("xyzzy", ""),
        ("", ""),
    ],
)
def test_guesses(typed: str, guess: str) -> None:
    assert suggest(typed) == guess
