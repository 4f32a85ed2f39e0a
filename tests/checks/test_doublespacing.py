"""``[doublespacing]``: one space between two words."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.doublespacing import check_doublespacing
from workflow.model import Markup

GOOD = [
    ("ru", "One two", "Один два"),
    ("ru", "One two", "Один\xa0— два"),
    ("zh", "One two", "一 二"),
    ("fa", "One two", "یک دو"),
    ("ur", "x", "  دو"),
    ("hi", "x", "एक  \nदो"),
    ("ky", "Use `a  b`", "`a b` колдон"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    ("ru", "One two", "Один  два", "note: 2 spaces in a row", "Один два"),
    ("be", "One two", "Адзін   два  тры", "note: 3 spaces in a row, in 2 places", "Адзін два тры"),
    ("kk", "One two", "Бір \xa0екі", "note: 2 spaces in a row", "Бір\xa0екі"),
    ("ur", "One two", "ایک\xa0\xa0دو", "note: 2 spaces in a row", "ایک\xa0دو"),
    ("ur", "One", "ایک\xa0\xa0دو", "note: 2 spaces in a row", "ایک\xa0دو"),
    ("hi", "One  two", "एक  दो", "note: 2 spaces in a row", "एक दो"),
    ("uz", "One two", "Bir  ikki", "note: 2 spaces in a row", "Bir ikki"),
    ("zh", "One two", "一  二", "note: 2 spaces in a row", "一 二"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_doublespacing, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_doublespacing, language, source, target) == [expected]
    assert mended(check_doublespacing, language, source, target) == fixed
    if fixed != target:
        assert said(check_doublespacing, language, source, fixed) == []
    (finding,) = asked(check_doublespacing, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans


def test_code_keeps_its_spaces() -> None:
    assert asked(check_doublespacing, "ru", "Type x", "Введите `a  b`", markup=Markup.MARKDOWN) == []
    assert len(asked(check_doublespacing, "ru", "Type x", "Введите `a  b`")) == 1
