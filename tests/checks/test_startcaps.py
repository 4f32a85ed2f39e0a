"""``[startcaps]``: a text begins with a capital where the source does."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.startcaps import check_startcaps
from workflow.model import Markup, Role

GOOD = [
    ("ru", "Word", "Слово"),
    ("ru", "word", "слово"),
    ("be", '"Word"', "«Слова»"),
    ("kk", "Word", "7 сөз"),
    ("uz", "iPhone sales rise", "iPhone sotuvi oʻsdi"),
    ("uz", "The iPhone is new", "iPhone yangi"),
    ("zh", "Word", "词语"),
    ("hi", "Word", "शब्द"),
    ("ur", "Word", "لفظ"),
    ("fa", "Word", "واژه"),
    ("ru", "He said so", "— сказал он"),
    ("ru", "De Klerk said", "де Клерк сказал"),
    ("ky", "The site", "example.org сайты"),
    ("tg", "NATO", "НАТО"),
    ("ru", "3 Cities", "три города"),
    ("ru", "…and so on", "…и так далее"),
    ("ru", "The mRNA", "мРНК"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "Word", "слово", "warning: begins with a small letter: слово", "слово"),
    ("be", '"Word"', "«слова»", "warning: begins with a small letter: слова", "«слова»"),
    ("kk", "The word", "сөз", "warning: begins with a small letter: сөз", "сөз"),
    ("ky", "The word", "өзү", "warning: begins with a small letter: өзү", "өзү"),
    ("tg", "The word", "(калима)", "warning: begins with a small letter: калима", "(калима)"),
    ("uz", "The word", "oʻzbek", "warning: begins with a small letter: oʻzbek", "oʻzbek"),
    ("ru", "new routes", "Новые маршруты", "note: begins with a capital: Новые", "Новые маршруты"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_startcaps, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_startcaps, language, source, target) == [expected]
    assert mended(check_startcaps, language, source, target) == fixed
    if fixed != target:
        assert said(check_startcaps, language, source, fixed) == []
    (finding,) = asked(check_startcaps, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans


def test_markdown_is_looked_through() -> None:
    said = asked(check_startcaps, "ru", "**The Word** is", "**слово** есть", markup=Markup.MARKDOWN)
    assert [each.spans for each in said] == [((2, 3),)]
    assert asked(check_startcaps, "ru", "Use `x`", "`x` нужен", markup=Markup.MARKDOWN) == []


def test_cells_of_a_table_may_begin_with_a_capital() -> None:
    assert asked(check_startcaps, "ru", "visitors", "Гости", role=Role.TABLE_CELL) == []
