"""All checks of meaning together: hostile texts, and the time that they may take."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks import UnitCheck
from workflow.checks.doublewords import check_doublewords
from workflow.checks.language import check_language
from workflow.checks.leftover import check_leftover
from workflow.checks.long import check_long
from workflow.checks.loop import check_loop
from workflow.checks.negation import check_negation
from workflow.checks.same import check_same
from workflow.checks.script import check_script
from workflow.checks.short import check_short

CHECKS = (
    *(check_same, check_language, check_script, check_leftover, check_short),
    *(check_long, check_negation, check_doublewords, check_loop),
)
SIZE = 10_000
HOSTILE = [
    *("a ", "ab-", "the of ", "not only ", "a, ", "a.", ". ", "'", "-", "`", "](", "не ", "мамай", "қ"),
    *("不", "不仅", "क", "नहीं ", "نمی", "\u200c", "\ud800", "\u202e", "\x00", "İ", "a\u00a0", "1 ", "no. 1 "),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_good_translation_is_quiet(language: str) -> None:
    for check in CHECKS:
        assert asked(check, language, SOURCE, TEXTS[language]) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
@pytest.mark.slow
def test_time_grows_with_the_text_only(check: UnitCheck) -> None:
    """10 kB take a fraction of a second, however they are made; what is quadratic takes many."""
    for piece in HOSTILE:
        text = (piece * (SIZE // len(piece) + 1))[:SIZE]
        for language in ("ru", "uz", "zh"):
            for source, target in ((f"It is not so, {text}", text), (SOURCE, text)):
                started = time.process_time()
                asked(check, language, source, target)
                assert time.process_time() - started < 2, (piece, language)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_spans_lie_in_the_texts(source: str, target: str, language: str) -> None:
    for check in CHECKS:
        for finding in asked(check, language, source, target):
            assert all(0 <= start <= end <= len(target) for start, end in finding.spans)
            assert all(0 <= start < end <= len(source) for start, end in finding.source_spans)
            assert finding.message
