"""The first looks of checks, which spare most texts the long way: they must not let anything through."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import said

from workflow.checks import puncspacing, quotes

LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
MARKS = "«»„“”‘’'\"「」《》()—-*_.,;:!?…،؛؟۔।，。：、/ \n"
TEXTS = st.lists(
    st.sampled_from([*list(MARKS), "  ", "слово", "Word", "کلمہ", "शब्द", "词", "5"]), max_size=14
).map("".join)
EVERYTHING = re.compile("")


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
def test_plain_quotations_have_nothing_to_be_said_of(language: str, text: str) -> None:
    short = said(quotes.check_quotes, language, "Word.", text)
    with patch.object(quotes, "_right", lambda *_: set()):
        assert said(quotes.check_quotes, language, "Word.", text) == short


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=TEXTS)
def test_spaces_are_not_overlooked(language: str, text: str) -> None:
    short = said(puncspacing.check_puncspacing, language, "Word.", text)
    both = {True: EVERYTHING, False: EVERYTHING}
    with patch.object(puncspacing, "_MAY", both), patch.object(puncspacing, "_MAY_ELSE", EVERYTHING):
        assert said(puncspacing.check_puncspacing, language, "Word.", text) == short
