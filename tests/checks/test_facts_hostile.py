"""The checks of facts on texts that are made to cost time, or to break something."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked

from workflow.checks.currencies import check_currencies
from workflow.checks.dates import check_dates
from workflow.checks.emails import check_emails
from workflow.checks.numbers import check_numbers
from workflow.checks.percent import check_percent
from workflow.checks.times import check_times
from workflow.checks.urls import check_urls

CHECKS = (
    check_numbers,
    check_percent,
    check_dates,
    check_times,
    check_currencies,
    check_urls,
    check_emails,
)
LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be", "xx")
LONG = (
    *("9" * 40_000, "1,234" * 8_000, "1." * 20_000, "一" * 40_000, "two " * 10_000, "1 " * 20_000),
    *("5 am " * 3_000, "1 May " * 3_000, "1$ " * 3_000, "1% " * 3_000, "5点" * 9_000, "сто " * 9_000),
    *("@" * 20_000, "a@" * 20_000, "a@b." * 9_000, "a" * 40_000 + "@", "http://" * 5_000, "](" * 20_000),
    *("https://[" * 4_000, "](a(" * 9_000, "http://a" + "(" * 40_000, "a." * 20_000, "[a](b) " * 2_000),
    *("6-foot-6 " * 2_000, "10 miles " * 120, "May may " * 5_000, "سه شنبه " * 5_000, "\u0301" * 40_000),
)


@pytest.mark.parametrize("at", range(len(LONG)))
@pytest.mark.slow
def test_a_long_text_takes_no_long(at: int) -> None:
    text = LONG[at]
    for language in ("ru", "zh"):
        for check in CHECKS:
            started = time.process_time()
            asked(check, language, text, text[1:] + " 7 x@y.zz")
            assert time.process_time() - started < 5, check.name


WORDS = st.sampled_from(
    [
        *(
            "5",
            "17:30",
            "$",
            "€20",
            "%",
            " ",
            "-",
            "p.m.",
            "May",
            "24 February 2018",
            "сто",
            "XXI",
            "九月三十日",
        ),
        *(
            "5点半",
            "۵ اسفند ۱۳۹۶",
            "дюйм",
            "10 inches",
            "6-foot-6",
            "https://a.b/c",
            "](",
            "x@y.org",
            "\ud800",
        ),
        *("\u200c", "\x00", "\u202e", "करोड़", "half", "𝟗", "²", "1930s", "1.2.3", "سه شنبه", "\U0001f600"),
    ]
)


@given(
    st.lists(WORDS | st.text(max_size=4), max_size=8), st.lists(WORDS, max_size=8), st.sampled_from(LANGUAGES)
)
def test_spans_and_fixes_are_within_the_texts(source: list[str], target: list[str], language: str) -> None:
    texts = "".join(source), " ".join(target)
    for check in CHECKS:
        for finding in asked(check, language, *texts):
            for spans, text in ((finding.source_spans, texts[0]), (finding.spans, texts[1])):
                assert all(0 <= start < end <= len(text) for start, end in spans)
            assert all(0 <= edit.start <= edit.end <= len(texts[1]) for edit in finding.fix)


@given(st.lists(WORDS, max_size=8))
def test_a_text_agrees_with_itself(words: list[str]) -> None:
    text = " ".join(words)
    for check in CHECKS:
        assert asked(check, "en", text, text) == []
