"""Dates and days of the week in eleven languages and two calendars."""

from __future__ import annotations

import datetime

import pytest

from workflow.languages.calendar import Date, dates, gregorian, weekdays
from workflow.languages.reading import Reading

# Days on which the new year of the Solar Hijri calendar fell, and other days that are well known.
HIJRI = [
    ((1357, 11, 22), datetime.date(1979, 2, 11)),
    ((1375, 1, 1), datetime.date(1996, 3, 20)),
    ((1395, 12, 30), datetime.date(2017, 3, 20)),
    ((1396, 1, 1), datetime.date(2017, 3, 21)),
    ((1396, 12, 5), datetime.date(2018, 2, 24)),
    ((1399, 1, 1), datetime.date(2020, 3, 20)),
    ((1400, 1, 1), datetime.date(2021, 3, 21)),
    ((1404, 1, 1), datetime.date(2025, 3, 21)),
]


@pytest.mark.parametrize(("day", "expected"), HIJRI)
def test_solar_hijri_days(day: tuple[int, int, int], expected: datetime.date) -> None:
    assert gregorian(*day) == expected


@pytest.mark.parametrize("day", [(1396, 13, 1), (1396, 7, 31), (0, 1, 1), (9999, 1, 1), (1396, 1, 0)])
def test_days_that_there_are_not(day: tuple[int, int, int]) -> None:
    assert gregorian(*day) is None


FOUND = [
    ("en", "on 24 February 2018", [(24, 2, 2018)]),
    ("en", "on Feb. 24", [(24, 2, 0)]),
    ("en", "on September 30, 1882, he", [(30, 9, 1882)]),
    ("en", "in June", [(0, 6, 0)]),
    ("en", "he may march", []),
    ("ru", "24-го февраля 2018 года", [(24, 2, 2018)]),
    ("be", "24 лютага 2018 года", [(24, 2, 2018)]),
    ("kk", "2018 жылғы 24 ақпан", [(24, 2, 2018)]),
    ("ky", "2018-жылдын 24-февралы", [(24, 2, 2018)]),
    ("tg", "24-уми феврали соли 2018", [(24, 2, 2018)]),
    ("uz", "2018-yil 24-fevral", [(24, 2, 2018)]),
    ("hi", "24 फ़रवरी, 2018", [(24, 2, 2018)]),
    ("ur", "24 فروری 2018", [(24, 2, 2018)]),
    ("fa", "۵ اسفند ۱۳۹۶", [(5, 12, 1396)]),
    ("fa", "ضربه جدی", []),
    ("zh", "2018 年 2 月 24 日", [(24, 2, 2018)]),
    ("zh", "十一月三日", [(3, 11, 0)]),
    ("ru", "24.02.2018", [(24, 2, 2018)]),
    ("ru", "2018-02-24", [(24, 2, 2018)]),
    ("ru", "версия 1.2.3", []),
    ("xx", "24 February 2018", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), FOUND)
def test_dates_are_found(language: str, text: str, expected: list[tuple[int, int, int]]) -> None:
    assert [(each.day, each.month, each.year) for each in dates(Reading(text, language))] == expected


def test_what_agrees() -> None:
    day = Date(0, 1, 2, 24, 2018)
    assert day.agrees(Date(0, 1, 2))
    assert day.agrees(Date(0, 1, 2, 24, 18))
    assert day.agrees(Date(0, 1, 12, 5, 1396, hijri=True))
    assert Date(0, 1, 12, 5, 1396, hijri=True).agrees(day)
    assert day.agrees(Date(0, 1, 12, hijri=True))
    assert not day.agrees(Date(0, 1, 2, 25))
    assert not day.agrees(Date(0, 1, 2, 24, 2019))
    assert not day.agrees(Date(0, 1, 3, 24, 2018))
    assert not day.agrees(Date(0, 1, 12, 5, 1397, hijri=True))
    assert not day.agrees(Date(0, 1, 11, 5, 1396, hijri=True))
    # Nobody knows which of 3/4/2018 is the month.
    assert Date(0, 1, 4, 3, 2018).agrees(Date(0, 1, 3, 4, 2018, numeric=True))


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Sunday, sunday, Sundays", [7, 7]),
        ("ru", "в среду и во вторник", [3, 2]),
        ("fa", "سه‌شنبه، سه شنبه، يكشنبه، شنبه", [2, 2, 7, 6]),
        ("tg", "якшанбе ва шанбе", [7, 6]),
        ("uz", "yakshanba, shanba", [7, 6]),
        ("hi", "बृहस्पतिवार", [4]),
        ("zh", "星期天和周六", [7, 6]),
    ],
)
def test_days_of_the_week(language: str, text: str, expected: list[int]) -> None:
    assert [day for _, _, day in weekdays(Reading(text, language))] == expected
