"""Dates in a text: a month by name or number, with the day and the year beside it; days of the week."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.languages.reading import Reading
from workflow.languages.tables import fold

GREGORIAN_AFTER_HIJRI = (621, 622)  # by how much a year of the Solar Hijri calendar is less
# What is not before a number is asked behind its first digit: the expression engine looks for that first.
_NUMERIC = re.compile(r"(\d(?<![\d./-].)\d?)([./-])(\d{1,2})\2(\d{4}|\d\d)(?![\d/-])")
_ISO = re.compile(r"(\d(?<![\d./-].)\d{3})([./-])(\d{1,2})\2(\d{1,2})(?![\d/-])")
# What may stand between a day and its month: "24th of", "24-", «24-е», "24 इ".
_BETWEEN = re.compile(r"[\s\u200c-]*(?:[^\W\d_]{0,4}[\s\u200c-]*){0,2}")
_BEHIND = re.compile(r"\.?\s?(?:the\s)?|年|月")
_LEAD = re.compile(
    r"\b(?:in|since|until|till|of|last|next|early|late|mid|by|this|from|every|through|and|to|before|after|during"
    r"|between)[\s-]$",
    re.IGNORECASE,
)
_YEAR_NEAR = 16  # characters between a month and its year, with words such as «года», "жылғы"
_LEAPS = (1, 5, 9, 13, 17, 22, 26, 30)


class Date(NamedTuple):
    """A date, ``text[start:end]``; what it does not say is 0."""

    start: int
    end: int
    month: int
    day: int = 0
    year: int = 0
    hijri: bool = False  # of the Solar Hijri calendar
    numeric: bool = False  # the month is a number, and may as well be the day
    sure: bool = True  # not a word that means something else too (May, March)

    def agrees(self, other: Date) -> bool:
        """Whether both can be the same day (or month, if one says no more)."""
        if self.hijri != other.hijri:
            return _agree(self, other) if self.hijri else _agree(other, self)
        if self.year and other.year and self.year % 100 != other.year % 100:
            return False
        if self.year > 99 and other.year > 99 and self.year != other.year:
            return False
        return any(
            mine[1] == theirs[1] and (not mine[0] or not theirs[0] or mine[0] == theirs[0])
            for mine in self._orders()
            for theirs in other._orders()
        )

    def _orders(self) -> list[tuple[int, int]]:
        """Day and month, in both orders where nobody can know."""
        if self.numeric and self.day <= 12:
            return [(self.day, self.month), (self.month, self.day)]
        return [(self.day, self.month)]


def _agree(hijri: Date, other: Date) -> bool:
    """Whether a Solar Hijri date is a Gregorian one; a day more or less is no difference."""
    years = [hijri.year] if hijri.year else [other.year - shift for shift in GREGORIAN_AFTER_HIJRI]
    if hijri.year and other.year and hijri.year + 621 not in (other.year, other.year - 1):
        return False
    if not hijri.day or not other.day:
        return (other.month - hijri.month) % 12 in (2, 3)
    for year in years if hijri.year or other.year else [1396, 1399]:
        day = gregorian(year, hijri.month, hijri.day)
        if not day or (other.year and day.year != other.year):
            continue
        if day.month == other.month and abs(day.day - other.day) <= 1:
            return True
    return False


def gregorian(year: int, month: int, day: int) -> datetime.date | None:
    """A date of the Solar Hijri calendar in the Gregorian one; None if there is no such day.

    Leap years by the rule of 33 years, which holds from 1343 to 1502 (1964 to 2123).
    """
    if not (1 <= year <= 3000 and 1 <= month <= 12 and 1 <= day <= (31 if month < 7 else 30)):
        return None
    start = datetime.date(2017, 3, 21).toordinal() + 365 * (year - 1396) + _leaps(year) - _leaps(1396)
    passed = 31 * (month - 1) if month < 7 else 186 + 30 * (month - 7)
    return datetime.date.fromordinal(start + passed + day - 1)


def _leaps(year: int) -> int:
    """How many leap years there are before a year."""
    return 8 * (year // 33) + sum(1 for each in _LEAPS if each < year % 33)


def dates(reading: Reading) -> list[Date]:
    """The dates of a text, in order of their kinds: with names of months, then in digits only."""
    return [] if reading.too_long else [*_named(reading), *_numeric(reading)]


def _numeric(reading: Reading) -> Iterator[Date]:
    for hit in _NUMERIC.finditer(reading.text):
        day, month, year = int(hit[1]), int(hit[3]), int(hit[4])
        if hit[2] != "." and len(hit[4]) == 2:
            continue  # 3-4-12 is no date for sure
        yield from _in_digits(hit.start(), hit.end(), year, month, day)
    for hit in _ISO.finditer(reading.text):
        yield from _in_digits(hit.start(), hit.end(), int(hit[1]), int(hit[3]), int(hit[4]))


def _in_digits(start: int, end: int, year: int, month: int, day: int) -> Iterator[Date]:
    hijri = 1200 < year < 1500
    if month > 12:
        day, month = month, day
    if 1 <= month <= 12 and 1 <= day <= 31:
        yield Date(start, end, month, day, year, hijri=hijri, numeric=not hijri)


def _named(reading: Reading) -> Iterator[Date]:
    table = reading.table
    if not reading.places(table.months) and not (table.hijri and reading.places(table.hijri)):
        return
    numbers = [
        *((each.start, each.end, each.values[0]) for each in reading.numerals if len(each.values) == 1),
        *((each.start, each.end, each.value) for each in reading.spelled),
    ]
    small = [
        (start, end, int(value)) for start, end, value in numbers if len(value) <= 4 and value.isdecimal()
    ]
    for lexicon, hijri in ((table.months, False), (table.hijri, True)):
        if not lexicon:
            continue
        for start, end, meaning in reading.places(lexicon):
            date = _around(reading, start, end, int(meaning), small, hijri=hijri)
            if date is not None:
                yield date


def _around(
    reading: Reading, start: int, end: int, month: int, numbers: list[tuple[int, int, int]], *, hijri: bool
) -> Date | None:
    """The date with a name of a month in it; None for a word that is no name here."""
    text = reading.text
    if not reading.table.spaces and text[start - 1 : start].isdecimal():
        return None
    first, last, day, year = start, end, 0, 0
    digits = False  # whether the day is in digits
    for a, b, value in numbers if reading.table.day_last else ():
        if not day and 1 <= value <= 31 and 0 <= a - end <= 5 and _BEHIND.fullmatch(text, end, a):
            day, first, last, digits = value, min(first, a), max(last, b), text[a].isdecimal()
    for a, b, value in numbers:
        if not day and 1 <= value <= 31 and 0 <= start - b <= 8 and _BETWEEN.fullmatch(text, b, start):
            day, first, last, digits = value, min(first, a), max(last, b), text[a].isdecimal()
    low, high = (1200, 1500) if hijri else (1000, 2200)
    for a, b, value in numbers:
        near = 0 <= a - last <= _YEAR_NEAR or 0 <= first - b <= _YEAR_NEAR
        if not year and low <= value <= high and b - a >= 4 and near:
            year, first, last = value, min(first, a), max(last, b)
    if hijri and not digits and not year:
        return None
    english = reading.language.partition("-")[0] == "en"
    vague = (english and end - start <= 4) or bool(reading.table.vague.known[fold(text[start:end])])
    sure = not vague or digits or bool(year) or (english and _led(text, start, end))
    return Date(first, last, month, day, year, hijri=hijri, sure=sure)


def _led(text: str, start: int, end: int) -> bool:
    """Whether the English word before it makes a month of "May"."""
    return text[start:end].casefold() in ("may", "march", "june", "july") and bool(
        _LEAD.search(text, max(0, start - 12), start)
    )


def weekdays(reading: Reading) -> list[tuple[int, int, int]]:
    """Days of the week: where they stand and which they are, 1 for Monday."""
    return [(start, end, int(day)) for start, end, day in reading.places(reading.table.weekdays)]
