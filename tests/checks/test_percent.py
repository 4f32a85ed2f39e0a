"""``[percent]``: signs and words of ten languages."""

from __future__ import annotations

import pytest
from support_checks import asked, said

from workflow.checks.percent import check_percent

GOOD = [
    ("ru", "5 percent more", "на 5 процентов больше"),
    ("ru", "5% more", "на 5\u00a0% больше"),
    ("ru", "5 percentage points", "5 процентных пунктов"),
    ("ru", "half of 50 percent", "половина"),
    ("be", "5 per cent", "5 працэнтаў"),
    ("kk", "5 per cent", "5 пайыз"),
    ("ky", "5 per cent", "5 пайыз"),
    ("tg", "5 per cent", "5 фоиз"),
    ("tg", "5 per cent", "5 дарсад"),
    ("uz", "5 per cent", "5 foiz"),
    ("hi", "5 per cent", "5 प्रतिशत"),
    ("hi", "5 per cent", "5 फ़ीसदी"),
    ("hi", "5 per cent", "5 फी सदी"),
    ("ur", "5 per cent", "5 فیصد"),
    ("ur", "5 per cent", "5 فی صد"),
    ("fa", "5 per cent", "۵ درصد"),
    ("fa", "5%", "۵٪"),
    ("zh", "5 per cent", "百分之5"),
    ("zh", "5 per cent", "百分之五"),
    ("zh", "70 per cent", "7成"),
    ("zh", "5 percentage points", "5个百分点"),
    ("ru", "30% and 43%", "30 и 43 процента"),
    ("ru", "between 30 and 43 percent", "от 30 % до 43 %"),
    ("ru", "5 of 10", "5 из 10"),
]
BAD = [
    ("ru", "5 percent more", "на 5 больше", ["error: 5 without per cent"]),
    ("be", "5% more", "на 5 больш", ["error: 5 without per cent"]),
    ("kk", "5 per cent", "5", ["error: 5 without per cent"]),
    ("ky", "12 per cent of pupils", "12 окуучу", ["error: 12 without per cent"]),
    ("tg", "12 per cent of pupils", "12 хонанда", ["error: 12 without per cent"]),
    ("uz", "12 per cent of pupils", "12 oʻquvchi", ["error: 12 without per cent"]),
    ("hi", "12 per cent of pupils", "12 छात्र", ["error: 12 without per cent"]),
    ("ur", "12 per cent of pupils", "12 طلبہ", ["error: 12 without per cent"]),
    ("fa", "12 per cent of pupils", "۱۲ دانش‌آموز", ["error: ۱۲ without per cent"]),
    ("zh", "12 per cent of pupils", "12名学生", ["error: 12 without per cent"]),
    (
        "ru",
        "16 percent of men and 34 percent of women",
        "16 мужчин из большого города и 34 процента женщин",
        ["warning: 16 without per cent"],
    ),
    ("ru", "5 people of 10", "5 % людей", ["warning: 5 % is per cent, and in the source it is not"]),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_percent, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: list[str]) -> None:
    assert said(check_percent, language, source, target) == expected


def test_a_finding_shows_the_number_and_what_it_was() -> None:
    (finding,) = asked(check_percent, "ru", "It rose by 5.5 percent.", "Выросло на 5,5.")
    assert finding.unit
    assert finding.expected == "5.5 percent"
    assert [finding.unit.target[a:b] for a, b in finding.spans] == ["5,5"]
    assert [finding.unit.source[a:b] for a, b in finding.source_spans] == ["5.5 percent"]
