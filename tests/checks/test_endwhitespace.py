"""``[endwhitespace]``: the white space after a text is that of the source."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.endwhitespace import check_endwhitespace

GOOD = [
    ("ru", "Word", "Слово"),
    ("ru", "Word ", "Слово "),
    ("zh", "Word\n", "词语\n"),
    ("fa", "Word", "واژه"),
    ("hi", "Word", "\n\n"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "Word", "Слово ", "warning: ends with a space", "Слово"),
    ("be", "Word ", "Слова", "warning: ends with no white space", "Слова "),
    ("hi", "Word", "शब्द\xa0", "warning: ends with a no-break space", "शब्द"),
    ("uz", "Word\n", "Soʻz", "error: ends with no white space", "Soʻz\n"),
    ("ur", "Word", "لفظ \n", "error: ends with 2 characters of white space (space first)", "لفظ"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_endwhitespace, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_endwhitespace, language, source, target) == [expected]
    assert mended(check_endwhitespace, language, source, target) == fixed
    if fixed != target:
        assert said(check_endwhitespace, language, source, fixed) == []
    (finding,) = asked(check_endwhitespace, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
