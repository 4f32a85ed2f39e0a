"""``[arabicpunc]``: Persian and Urdu have their own marks."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.arabicpunc import check_arabicpunc

GOOD = [
    ("fa", "One, two", "یک، دو"),
    ("fa", "Who?", "کی؟"),
    ("ur", "One.", "ایک۔"),
    ("fa", "One.", "یک است."),
    ("fa", "8,000", "۸,۰۰۰"),
    ("ur", "Apple, Inc.", "Apple, Inc."),
    ("ur", "Dr. Khan", "ڈاکٹر خان"),
    ("ur", "A. K. Khan", "اے. کے. خان"),
    ("fa", "x", "https://example.org/?الف,ب"),
    ("ru", "One, two?", "Один, два?"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("fa", "One, two", "یک, دو", "warning: “,” is not a mark of this language", "یک، دو"),
    ("fa", "Who?", "کیست?", "warning: “?” is not a mark of this language", "کیست؟"),
    ("fa", "a; b", "الف; ب", "warning: “;” is not a mark of this language", "الف؛ ب"),
    ("fa", "Finished.", "تمام۔", "warning: “۔” is not a mark of this language", "تمام."),
    ("fa", "In 2018, he", "در ۲۰۱۸, او", "warning: “,” is not a mark of this language", "در ۲۰۱۸، او"),
    ("ur", "One, two", "ایک, دو, تین", "warning: “,” is not a mark of this language", "ایک، دو، تین"),
    ("ur", "Who?", "کون?", "warning: “?” is not a mark of this language", "کون؟"),
    ("ur", "It is so.", "ایسا ہے.", "warning: “.” is not a mark of this language", "ایسا ہے۔"),
    ("ur", "It is done.", "کام مکمل.", "warning: “.” is not a mark of this language", "کام مکمل۔"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_arabicpunc, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_arabicpunc, language, source, target) == [expected]
    assert mended(check_arabicpunc, language, source, target) == fixed
    if fixed != target:
        assert said(check_arabicpunc, language, source, fixed) == []
    (finding,) = asked(check_arabicpunc, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
