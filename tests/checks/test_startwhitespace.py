"""``[startwhitespace]``: the white space before a text is that of the source."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.startwhitespace import check_startwhitespace

GOOD = [
    ("ru", "Word", "Слово"),
    ("ru", " Word", " Слово"),
    ("zh", "Word", "词语"),
    ("fa", "\nWord", "\nواژه"),
    ("hi", "\tWord", "\tशब्द"),
    ("uz", "Word", "   "),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "Word", " Слово", "warning: begins with a space", "Слово"),
    ("be", " Word", "Слова", "warning: begins with no white space", " Слова"),
    ("kk", "Word", "\xa0Сөз", "warning: begins with a no-break space", "Сөз"),
    ("ky", "Word", "  Сөз", "warning: begins with 2 characters of white space (space first)", "Сөз"),
    ("tg", "Word", "\tКалима", "warning: begins with a tab", "Калима"),
    ("uz", "\nWord", "Soʻz", "error: begins with no white space", "\nSoʻz"),
    ("ur", "Word", "\nلفظ", "error: begins with a line feed", "لفظ"),
    ("zh", "Word", "\u3000词语", "warning: begins with a U+3000", "词语"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_startwhitespace, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_startwhitespace, language, source, target) == [expected]
    assert mended(check_startwhitespace, language, source, target) == fixed
    if fixed != target:
        assert said(check_startwhitespace, language, source, fixed) == []
    (finding,) = asked(check_startwhitespace, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
