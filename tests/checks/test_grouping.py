"""``[grouping]``: thousands and decimals are divided as the language divides them."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.grouping import check_grouping

GOOD = [
    ("ru", "8,000 schools", "8\xa0000 школ"),
    ("ru", "8,000 schools", "8000 школ"),
    ("ru", "8,000", "8 тыс."),
    ("uz", "8,000", "8\xa0000"),
    ("zh", "8,000 and", "8,000和"),
    ("fa", "8,000", "۸٬۰۰۰"),
    ("ur", "8,000", "8,000"),
    ("hi", "1,200,000", "12,00,000"),
    ("ru", "1.5 million", "1,5 млн"),
    ("ru", "at 5.30 pm", "в 5.30"),
    ("be", "version 2.10", "версія 2.10"),
    ("fa", "1.5 km", "۱٫۵ کیلومتر"),
    ("ru", "in 2018, 5,000 of them", "в 2018 году 5\xa0000"),
    ("kk", "See 1,000", "1\xa0000, https://example.org/1,000"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "8,000 schools", "8,000 школ", "note: “8,000” is divided as in another language", "8\xa0000 школ"),
    ("be", "8,000 schools", "8 000 школ", "note: the line may break in “8 000”", "8\xa0000 школ"),
    (
        "kk",
        "1,200,000",
        "1.200.000",
        "note: “1.200.000” is divided as in another language",
        "1\xa0200\xa0000",
    ),
    ("ky", "8,000", "8,000", "note: “8,000” is divided as in another language", "8\xa0000"),
    ("tg", "8,000", "8’000", "note: “8’000” is divided as in another language", "8\xa0000"),
    ("uz", "8,000", "8 000", "note: the line may break in “8 000”", "8\xa0000"),
    ("hi", "8,000", "8.000", "note: “8.000” is divided as in another language", "8,000"),
    ("ur", "8,000", "۸.۰۰۰", "note: “۸.۰۰۰” is divided as in another language", "۸,۰۰۰"),
    ("ru", "1.5 million", "1.5 млн", "note: “1.5” is divided as in another language", "1,5 млн"),
    ("uz", "2.5%", "2.5%", "note: “2.5” is divided as in another language", "2,5%"),
    ("zh", "2.5%", "2,5%", "note: “2,5” is divided as in another language", "2.5%"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_grouping, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_grouping, language, source, target) == [expected]
    assert mended(check_grouping, language, source, target) == fixed
    if fixed != target:
        assert said(check_grouping, language, source, fixed) == []
    (finding,) = asked(check_grouping, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
