"""``[newlines]``: as many lines as the source has."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.newlines import check_newlines

GOOD = [
    ("ru", "one\ntwo", "один\nдва"),
    ("zh", "one", "一"),
    ("fa", "one\n", "یک"),
    ("hi", "a\r\nb", "अ\nआ"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "one two", "один\nдва", "warning: 2 lines", "один\nдва"),
    ("kk", "one two", "бір\u2028екі", "warning: 2 lines", "бір\u2028екі"),
    ("ur", "one two three", "ایک\nدو\nتین", "warning: 3 lines", "ایک\nدو\nتین"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_newlines, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_newlines, language, source, target) == [expected]
    assert mended(check_newlines, language, source, target) == fixed
    if fixed != target:
        assert said(check_newlines, language, source, fixed) == []
    (finding,) = asked(check_newlines, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans


def test_a_line_too_few_is_shown_in_the_source() -> None:
    (finding,) = asked(check_newlines, "tg", "one\ntwo", "як ду")
    assert (finding.message, finding.expected) == ("1 lines", "2")
    assert (finding.spans, finding.source_spans) == ((), ((3, 4),))
