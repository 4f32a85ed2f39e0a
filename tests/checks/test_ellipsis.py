"""``[ellipsis]``: three dots are written as the language writes them."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.ellipsis import check_ellipsis

GOOD = [
    ("ru", "Well...", "Ну…"),
    ("ru", "What?..", "Что?.."),
    ("be", "No!..", "Не!.."),
    ("kk", "Well...", "Иә…"),
    ("zh", "Well...", "好吧……"),
    ("hi", "Well...", "अच्छा..."),
    ("ur", "Well...", "اچھا۔۔۔"),
    ("fa", "Well...", "خب..."),
    ("ru", "See ...", "См. https://example.org/a...b"),
    ("ru", "v. 1..4", "1....4"),
    ("xx", "Well...", "Well..."),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "Well...", "Ну...", "note: “...” for an ellipsis", "Ну…"),
    ("be", "Well...", "Ну... так", "note: “...” for an ellipsis", "Ну… так"),
    ("kk", "Well…", "Иә...", "note: “...” for an ellipsis", "Иә…"),
    ("ky", "Well…", "Ооба. . .", "note: “. . .” for an ellipsis", "Ооба…"),
    ("tg", "Well…", "Хуб...", "note: “...” for an ellipsis", "Хуб…"),
    ("uz", "Well…", "Xoʻp...", "note: “...” for an ellipsis", "Xoʻp…"),
    ("zh", "Well…", "好吧...", "note: “...” for an ellipsis", "好吧……"),
    ("zh", "Well…", "好吧…我去", "note: “…” for an ellipsis", "好吧……我去"),
    ("zh", "Well…", "好吧。。。", "note: “。。。” for an ellipsis", "好吧……"),
    ("zh", "Well…", "好吧······", "note: “······” for an ellipsis", "好吧……"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_ellipsis, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_ellipsis, language, source, target) == [expected]
    assert mended(check_ellipsis, language, source, target) == fixed
    if fixed != target:
        assert said(check_ellipsis, language, source, fixed) == []
    (finding,) = asked(check_ellipsis, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
