"""``[digit_script]``: digits that belong to the language, and to each other."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.digit_script import check_digit_script

GOOD = [
    ("ru", "8 000 школ в 2018 году, x² и ½"),
    ("be", "8 000 школ"),
    ("kk", "8 000 мектеп"),
    ("ky", "8 000 мектеп"),
    ("tg", "8 000 мактаб"),
    ("uz", "8 000 maktab"),
    ("zh", "８０００ 所学校，2018年，①"),
    ("hi", "२०१८ में 8,000 स्कूल"),
    ("ur", "۲۰۱۸ میں 8,000 اسکول"),
    ("fa", "۲۰۱۸ و 8000 و ۱۲٫۵"),
]
BAD = [
    ("fa", "سال ٢٠١٨.", "foreign", "سال ۲۰۱۸."),
    ("fa", "۲۰١۸ بود", "foreign", "۲۰۱۸ بود"),
    ("ur", "سال ٢٠١٨", "foreign", "سال ۲۰۱۸"),
    ("fa", "2۰18", "mixed", ""),
    ("hi", "2०18", "mixed", ""),
    ("hi", "٢٠١٨", "foreign", ""),
    ("zh", "２0１８", "mixed", ""),
    ("ru", "２０１８ год", "foreign", ""),
    ("kk", "٢٠١٨ жыл", "foreign", ""),
    ("ky", "२०१८ жыл", "foreign", ""),
    ("tg", "۲۰۱۸ сол", "foreign", ""),
    ("uz", "20১8 yil", "foreign", ""),
    ("be", "𝟐𝟎𝟏𝟖 год", "foreign", ""),
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_right_is_left_alone(language: str, target: str) -> None:
    assert asked(check_digit_script, language, "8,000 schools in 2018", target) == []


@pytest.mark.parametrize(("language", "target", "kind", "fixed"), BAD)
def test_strange_digits_are_found(language: str, target: str, kind: str, fixed: str) -> None:
    (found,) = asked(check_digit_script, language, "in 2018", target)
    assert found.severity.value == "error"
    assert ("two scripts" in found.message) == (kind == "mixed")
    assert found.spans
    assert mended(check_digit_script, language, "in 2018", target) == (fixed or target)


def test_what_the_source_has_may_stay() -> None:
    assert asked(check_digit_script, "ru", "Arabic has ٤", "В арабском есть ٤") == []
