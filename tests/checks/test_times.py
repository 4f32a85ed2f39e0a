"""``[times]``: clocks of 12 and 24 hours."""

from __future__ import annotations

import pytest
from support_checks import asked, said

from workflow.checks.times import check_times

GOOD = [
    ("ru", "at 5:30 p.m.", "в 17:30"),
    ("ru", "at 5:30 p.m.", "в 17.30"),
    ("ru", "at 5:30 p.m.", "в 5:30 вечера"),
    ("ru", "at 5 a.m.", "в 5 часов утра"),
    ("ru", "at 12:30 p.m.", "в 12:30"),
    ("ru", "at 12:15 a.m.", "в 0:15"),
    ("be", "at 5:30 p.m.", "а 17:30"),
    ("kk", "at 5:30 p.m.", "кешкі 5:30-да"),
    ("ky", "at 7 a.m.", "эртең мененки саат 7де"),
    ("tg", "at 3 p.m.", "соати 15:00"),
    ("uz", "at 5 a.m.", "ertalab soat 5 da"),
    ("hi", "at 5:30 p.m.", "शाम 5:30 बजे"),
    ("ur", "at 5:30 p.m.", "شام 5:30 بجے"),
    ("fa", "at 5:30 p.m.", "ساعت ۵:۳۰ عصر"),
    ("fa", "at 5:30 p.m.", "ساعت ۱۷:۳۰"),
    ("zh", "at 5:30 p.m.", "下午5点30分"),
    ("zh", "at 3 p.m.", "下午三点"),
    ("zh", "at 3 p.m.", "15:00"),
    ("ru", "from 4 to 5 p.m.", "с 16 до 17 часов"),
    ("ru", "the score was 3:2", "счёт 3:2"),
    ("ru", "I am 5", "мне 5"),
]
BAD = [
    ("ru", "at 5:30 p.m.", "в 17:40", ["error: found 17:40"]),
    ("ru", "at 5:30 p.m.", "в 16:30", ["error: found 16:30"]),
    ("ru", "at 5:30 p.m.", "в 5:30 утра", ["error: found 5:30"]),
    ("ru", "at 5:30 p.m.", "в 5:30", ["warning: found 5:30"]),
    ("be", "at 7.55am", "у 19:55", ["error: found 19:55"]),
    ("kk", "at 5:30 p.m.", "таңғы 5:30-да", ["error: found 5:30"]),
    ("uz", "at 5 a.m.", "kechki soat 5 da", ["error: found 5"]),
    ("hi", "at 5:30 p.m.", "सुबह 5:30 बजे", ["error: found 5:30"]),
    ("ur", "at 5:30 a.m.", "شام 5:30 بجے", ["error: found 5:30"]),
    ("fa", "at 5:30 p.m.", "ساعت ۵:۳۰ صبح", ["error: found ۵:۳۰"]),
    ("zh", "at 5:30 p.m.", "上午5点30分", ["error: found 5点30"]),
    ("zh", "at 4.40 am", "下午 4:40", ["error: found 4:40"]),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_times, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: list[str]) -> None:
    assert said(check_times, language, source, target) == expected


def test_a_finding_shows_both_times() -> None:
    (finding,) = asked(check_times, "ru", "He came at 5:30 p.m. today.", "Сегодня он пришёл в 17:40.")
    assert finding.unit
    assert finding.expected == "5:30 p.m."
    assert [finding.unit.target[a:b] for a, b in finding.spans] == ["17:40"]
    assert [finding.unit.source[a:b] for a, b in finding.source_spans] == ["5:30 p.m."]
