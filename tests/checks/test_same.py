"""``[same]``: the source text again."""

from __future__ import annotations

import pytest
from support_checks import said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.same import check_same

GOOD = [
    ("ru", "BBC", "BBC"),
    ("uz", "Boris Johnson", "Boris Johnson"),
    ("ru", "The Beatles", "The Beatles"),
    ("zh", "GPT-5", "GPT-5"),
    ("kk", "10–12", "10–12"),
    ("hi", "https://example.org/and/that/is/it", "https://example.org/and/that/is/it"),
    ("tg", "`git add that file`", "`git add that file`"),
    ("uz", "Uzbekistan Airways", "Uzbekistan Airways"),
]
BAD = [
    *((language, SOURCE, "error: the same as the source text") for language in LANGUAGES),
    ("ru", "It is not.", "error: the same as the source text"),
    ("ky", "Prices rise sharply", "warning: the same as the source text"),
    ("be", "Mayor Opens Samarkand Forum", "warning: the same as the source text"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_same, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "expected"), BAD)
def test_bad_pairs(language: str, source: str, expected: str) -> None:
    assert said(check_same, language, source, source) == [expected]
    assert said(check_same, language, source, f"{source} ") == [expected]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_quiet(language: str) -> None:
    assert said(check_same, language, SOURCE, TEXTS[language]) == []
