"""The file of typography: every language, pairs that are pairs, and levels that some check asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.checks import typography
from workflow.checks.typography import Style, style
from workflow.languages import profile

LANGUAGES = ("zh", "zh-Hant", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
CHECKS = Path(typography.__file__).parent


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_there_and_agrees_with_its_profile(language: str) -> None:
    own = style(language)
    assert own.quotes[0] == "".join(profile(language).quotes)
    assert all(len(pair) == 2 for pair in (*own.quotes, *own.admitted, *own.inner))
    assert own.spaces == profile(language).spaces
    assert own.cased == (profile(language).script in ("Cyrl", "Latn"))
    assert profile(language).full_stop == own.full_stop


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_level_is_of_something_that_a_check_says(language: str) -> None:
    levels = style(language).levels
    assert levels
    for name in levels:
        check, _, kind = name.partition(".")
        assert f'"{kind or check}"' in (CHECKS / f"{check}.py").read_text(encoding="utf-8"), name


def test_the_level_of_a_kind_comes_before_that_of_its_check() -> None:
    own = Style(levels={"quotes": "note", "quotes.pairing": "error"})  # type: ignore[dict-item]
    assert (own.level("quotes", "pairing"), own.level("quotes", "style"), own.level("dash", "")) == (
        "error",
        "note",
        None,
    )


def test_a_language_that_is_not_there_prefers_nothing() -> None:
    own = style("xx")
    assert (own.quotes, own.dash, own.percent, own.group) == ((), "", None, "")
