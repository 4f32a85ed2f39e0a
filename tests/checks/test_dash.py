"""``[dash]``: a dash is a dash, not a hyphen, and has the spaces of the language."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.dash import check_dash

GOOD = [
    ("ru", "a", "Москва — столица"),
    ("ru", "a", "Москва\xa0— столица"),
    ("ru", "a", "Что-то где-то"),
    ("ru", "a", "Москва—Пекин"),
    ("ru", "a", "1941—1945"),
    ("ru", "a", "5 - 3"),
    ("be", "a", "Мінск — сталіца"),
    ("kk", "a", "Астана – астана"),
    ("ky", "a", "Бишкек — борбор"),
    ("tg", "a", "Душанбе — пойтахт"),
    ("uz", "a", "Toshkent – poytaxt"),
    ("zh", "a", "他——我的朋友"),
    ("zh", "a", "COVID-19"),
    ("fa", "a", "تهران - مشهد"),
    ("ru", "a", "- пункт списка"),
    ("ru", "a", "--help"),
    ("ru", "a", "https://example.org/a--b"),
    ("ru", "a", "— Нет, — сказал он."),
    ("ru", "a", "тел. 2010-2005"),
    ("hi", "a", "अ - आ"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "a", "Москва - столица", "warning: a hyphen for a dash", "Москва — столица"),
    ("be", "a", "Мінск\xa0- сталіца", "warning: a hyphen for a dash", "Мінск\xa0— сталіца"),
    ("kk", "a", "Астана - астана", "note: a hyphen for a dash", "Астана — астана"),
    ("ky", "a", "Бишкек - борбор", "note: a hyphen for a dash", "Бишкек — борбор"),
    ("tg", "a", "Душанбе - пойтахт", "note: a hyphen for a dash", "Душанбе — пойтахт"),
    ("uz", "a", "Toshkent - poytaxt", "warning: a hyphen for a dash", "Toshkent – poytaxt"),
    ("ru", "a", "Москва -- столица", "warning: two hyphens for a dash", "Москва — столица"),
    ("ru", "a", "город--столица", "warning: two hyphens for a dash", "город — столица"),
    ("ru", "a", "город—столица", "warning: a dash without its spaces", "город — столица"),
    ("ru", "a", "город —столица", "warning: a dash without its spaces", "город — столица"),
    ("be", "a", "«Так», —сказаў ён", "warning: a dash without its spaces", "«Так», — сказаў ён"),
    ("ru", "a", "в 1941-1945 годах", "warning: a hyphen in a range of years", "в 1941–1945 годах"),
    ("zh", "a", "他--我的朋友", "note: hyphens for a dash", "他——我的朋友"),
    ("zh", "a", "他 - 我的朋友", "note: a hyphen for a dash", "他——我的朋友"),
    ("zh", "a", "他 —— 我的朋友", "note: spaces around a dash", "他——我的朋友"),
    ("zh", "a", "中国—中亚峰会", "note: half a dash; right between two names only", "中国—中亚峰会"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_dash, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_dash, language, source, target) == [expected]
    assert mended(check_dash, language, source, target) == fixed
    if fixed != target:
        assert said(check_dash, language, source, fixed) == []
    (finding,) = asked(check_dash, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans
