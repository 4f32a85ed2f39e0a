"""``[fullwidth]``: Chinese has its own marks, each as wide as a character."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.fullwidth import check_fullwidth

GOOD = [
    ("zh", "One, two", "一，二"),
    ("zh", "8,000", "8,000人"),
    ("zh", "3:30", "下午3:30"),
    ("zh", "SCO (SCO)", "上合组织(SCO)"),
    ("zh", "x", "见 https://example.org/?a=中,b"),
    ("zh", "J. Smith", "J. Smith"),
    ("zh", "Read a.pdf", "阅读a.pdf"),
    ("ru", "One, two", "Один, два"),
    ("zh", "3.5%", "3.5%"),
    ("zh", "“Yes.”", "“是。”"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("zh", "One, two", "一,二", "note: “,” is a mark of Latin script", "一，二"),
    ("zh", "One, two", "一, 二", "note: “,” is a mark of Latin script", "一，二"),
    ("zh", "Who?", "谁?", "note: “?” is a mark of Latin script", "谁？"),
    ("zh", "He said: yes", "他说:是", "note: “:” is a mark of Latin script", "他说：是"),
    ("zh", "The SCO, he", "SCO,他", "note: “,” is a mark of Latin script", "SCO，他"),
    ("zh", "It is done.", "事情完成了.", "warning: “.” is a mark of Latin script", "事情完成了。"),
    ("zh", "Done. Go", "事情完成了. 走吧。", "warning: “.” is a mark of Latin script", "事情完成了。走吧。"),
    ("zh", "John Smith", "约翰尼.史密斯", "warning: “.” is a mark of Latin script", "约翰尼.史密斯"),
    ("zh", "Feast (day)", "春节(节日)", "warning: “(节日)” is a mark of Latin script", "春节（节日）"),
    ("zh", "Feast (day)", "春节（节日)", "warning: “（节日)” is a mark of Latin script", "春节（节日）"),
    ("zh-Hant", "One, two", "一,二", "note: “,” is a mark of Latin script", "一，二"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_fullwidth, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_fullwidth, language, source, target) == [expected]
    assert mended(check_fullwidth, language, source, target) == fixed
    if fixed != target:
        assert said(check_fullwidth, language, source, fixed) == []
    (finding,) = asked(check_fullwidth, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
