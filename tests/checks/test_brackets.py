"""``[brackets]``: each has its partner."""

from __future__ import annotations

import pytest
from support_checks import asked

from workflow.checks.brackets import check_brackets

GOOD = [
    ("ru", "The SCO (Shanghai)", "ШОС (Шанхайская [и другие] организация)"),
    ("be", "The SCO (Shanghai)", "ШАС (Шанхайская арганізацыя)"),
    ("kk", "The SCO (Shanghai)", "ШЫҰ (Шанхай ұйымы)"),
    ("ky", "The SCO (Shanghai)", "ШКУ (Шанхай уюму)"),
    ("tg", "The SCO (Shanghai)", "СҲШ (Созмони Шанхай)"),
    ("uz", "The SCO (Shanghai)", "SHHT (Shanxay tashkiloti)"),
    ("zh", "The SCO (Shanghai)", "上合组织（上海《合作》组织）和「上海精神」"),
    ("zh", "The SCO (Shanghai)", "上合组织（上海)"),  # widths are a typographer's matter
    ("hi", "The SCO (Shanghai)", "एससीओ (शंघाई)"),
    ("ur", "The SCO (Shanghai)", "ایس سی او (شنگھائی)"),
    ("fa", "The SCO (Shanghai)", "شانگهای (سازمان)"),
    ("ru", "Two things: 1) roads; 2) flights", "Два дела: а) дороги; б) рейсы; 3) поезда"),
    ("ru", "Great :)", "Отлично :)"),
    ("ru", "(The quotation goes on", "(Цитата продолжается"),
    ("ru", "and ends here)", "и кончается здесь)"),
]
BAD = [
    ("ru", "ШОС (Шанхайская организация", "( is never closed"),
    ("be", "ШАС Шанхайская арганізацыя)", ") closes nothing"),
    ("kk", "ШЫҰ (Шанхай ұйымы", "( is never closed"),
    ("ky", "ШКУ [Шанхай уюму)", "[, ) is never closed"),
    ("tg", "СҲШ (Созмони (Шанхай)", "( is never closed"),
    ("uz", "SHHT (Shanxay tashkiloti))", ") closes nothing"),
    ("zh", "上合组织（上海合作组织", "（ is never closed"),
    ("zh", "《上海精神", "《 is never closed"),
    ("hi", "एससीओ (शंघाई", "( is never closed"),
    ("ur", "ایس سی او شنگھائی)", ") closes nothing"),
    ("fa", "سازمان (شانگهای", "( is never closed"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_what_is_in_order_is_left_alone(language: str, source: str, target: str) -> None:
    assert asked(check_brackets, language, source, target) == []


@pytest.mark.parametrize(("language", "target", "message"), BAD)
def test_a_bracket_without_a_partner_is_found(language: str, target: str, message: str) -> None:
    (found,) = asked(check_brackets, language, "The SCO (Shanghai)", target)
    assert (found.severity.value, found.message) == ("error", message)
    assert found.spans


def test_brackets_that_cross() -> None:
    (found,) = asked(check_brackets, "ru", "a (b [c] d)", "аа (бб [вв) гг]")
    assert found.spans == ((7, 8), (14, 15))


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    for text in ("(" * 100_000, "([{" * 30_000 + ")", "()" * 50_000, ":)" * 50_000, "([)" * 30_000):
        asked(check_brackets, "ru", "x", text)
