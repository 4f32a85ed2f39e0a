"""``[percent_spacing]``: what stands between a number and its per cent sign."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.percent_spacing import check_percent_spacing

GOOD = [
    ("ru", "5%", "5\xa0%"),
    ("be", "5%", "5\u202f%"),
    ("zh", "5%", "5%"),
    ("hi", "5%", "5%"),
    ("ur", "5%", "5%"),
    ("fa", "5%", "۵٪"),
    ("uz", "5%", "5%"),
    ("kk", "5%", "бес пайыз"),
    ("ru", "%s of", "%s из"),
    ("ru", "5%", "[x](https://example.org/a5%20b)"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "5%", "5%", "note: the space before % is not that of the language", "5\xa0%"),
    ("be", "5%", "5 %", "note: the line may break before %", "5\xa0%"),
    (
        "kk",
        "5%",
        "5% немесе 6%",
        "note: the space before % is not that of the language",
        "5\xa0% немесе 6\xa0%",
    ),
    ("ky", "5%", "5 %", "note: the line may break before %", "5\xa0%"),
    ("tg", "5%", "5%", "note: the space before % is not that of the language", "5\xa0%"),
    ("uz", "5%", "5 %", "note: the space before % is not that of the language", "5%"),
    ("zh", "5%", "增长5 %", "note: the space before % is not that of the language", "增长5%"),
    ("fa", "5%", "۵ ٪", "note: the space before % is not that of the language", "۵٪"),
    ("hi", "5%", "५ %", "note: the space before % is not that of the language", "५%"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_percent_spacing, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_percent_spacing, language, source, target) == [expected]
    assert mended(check_percent_spacing, language, source, target) == fixed
    if fixed != target:
        assert said(check_percent_spacing, language, source, fixed) == []
    (finding,) = asked(check_percent_spacing, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
