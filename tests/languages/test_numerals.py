"""Numbers where they stand in a text; what they are worth is tested with the check ``numbers``."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages.numerals import Numeral, numbers, numerals


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("In 2027, 4,500 came.", "en", [("2027", ("2027",), 0), ("4,500", ("4500",), 0)]),
        ("8 тыс. и 8\u00a0000", "ru", [("8", ("8000",), 3), ("8\u00a0000", ("8000",), 0)]),
        ("[see](http://x.org/12) 7", "en", [("7", ("7",), 0)]),
        ("2027年5月3日", "zh", [("2027", ("2027",), 0), ("3", ("3",), 0)]),
        ("٤٫٥ लाख १२ ह\u091c\u093cार", "hi", [("٤٫٥", ("450000",), 5), ("१२", ("12000",), 3)]),
        ("e\u0301 7 млн й 8 мил\u0438\u0306", "ru", [("7", ("7000000",), 6), ("8", ("8",), 0)]),
        ("3:2", "en", [("3", ("3",), 0), ("2", ("2",), 0)]),
        ("1.2.2027", "en", [("1.2.2027", ("1", "2", "2027"), 0)]),
    ],
)
def test_where_numbers_stand(
    text: str, language: str, expected: list[tuple[str, tuple[str, ...], int]]
) -> None:
    found = numerals(text, language)
    assert [(text[each.start : each.end], each.values, each.power) for each in found] == expected


@given(st.text(st.characters() | st.sampled_from("0129١٢१２ .,'’млнтыс月千"), max_size=40))
def test_they_stand_apart_and_in_order(text: str) -> None:
    for language in ("ru", "zh", "en"):
        found = numerals(text, language)
        assert [value for each in found for value in each.values] == numbers(text, language)
        ends = [0, *(each.end for each in found)]
        for each, end in zip(found, ends, strict=False):
            assert isinstance(each, Numeral)
            assert end <= each.start < each.end <= len(text)
            assert text[each.start].isdecimal()
            assert text[each.end - 1].isdecimal()
