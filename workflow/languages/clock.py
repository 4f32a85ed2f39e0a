"""Times of the day in a text: 5:30 p.m., 17.30, 下午5点30分, शाम 5:30 बजे."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.languages.reading import Reading

_ENGLISH = re.compile(
    r"(\d(?<![\d.:,$€£].)\d?)(?:[:.](\d\d))?(?:\s?[-–]\s?\d{1,2}(?:[:.]\d\d)?)?\s?([ap])\.?\s?m\b\.?",
    re.IGNORECASE,
)
_COLON = re.compile(r"(\d(?<![\d.:,].)\d?)\s?([:：.٫])\s?(\d\d)(?![\d:%٪]|[.,]\d)")
_NEAR = 14  # characters between a time and the word that says which half of the day
_MINUTES = re.compile(r"\W{0,3}(?:[^\W\d_]{1,8}\W{0,2})?")


class Clock(NamedTuple):
    """A time, ``text[start:end]``, as it is written; ``half`` is "am", "pm" or "" if no word says it."""

    start: int
    end: int
    hour: int
    minute: int
    half: str = ""

    @property
    def minutes(self) -> int:
        """Minutes since midnight, as far as the text says it."""
        hour = (
            self.hour % 12 + (12 if self.half == "pm" else 0) if self.half and self.hour <= 12 else self.hour
        )
        return hour % 24 * 60 + self.minute


def clocks(reading: Reading) -> list[Clock]:
    """The times of a text. A number of hours may be among them; they are for comparing, not for finding."""
    if reading.too_long:
        return []
    found: list[Clock] = []
    for each in _found(reading):
        # "5 часов 30 минут" is 5:00 and 5:30 until something is compared with it.
        if not any(
            each.start < other.end
            and other.start < each.end
            and not (other.start == each.start and other.end < each.end)
            for other in found
        ):
            found.append(each)
    return sorted(found, key=lambda each: each.start)


def _found(reading: Reading) -> Iterator[Clock]:
    text = reading.text
    if reading.language.partition("-")[0] == "en":
        for hit in _ENGLISH.finditer(text):
            if int(hit[1]) <= 12 and int(hit[2] or 0) < 60:
                yield Clock(hit.start(), hit.end(), int(hit[1]), int(hit[2] or 0), hit[3].lower() + "m")
    halves = [
        *((start, end, "am") for start, end, _ in reading.places(reading.table.am)),
        *((start, end, "pm") for start, end, _ in reading.places(reading.table.pm)),
    ]
    hours = [(start, end) for start, end, _ in reading.places(reading.table.hour)]
    for hit in _COLON.finditer(text):
        hour, minute = int(hit[1]), int(hit[3])
        if hour > 24 or minute > 59:
            continue
        half = _half(hit.start(), hit.end(), halves)
        if hit[2] in ":：" or half or any(_near(hit.start(), hit.end(), *each, 10) for each in hours):
            yield Clock(hit.start(), hit.end(), hour, minute, half)
    if not hours and not halves:
        return
    numbers = [
        *((each.start, each.end, each.values[0]) for each in reading.numerals if len(each.values) == 1),
        *((each.start, each.end, each.value) for each in reading.spelled),
    ]
    days = list(reading.places(reading.table.weekdays)) if not reading.table.spaces else []
    small = sorted(
        (start, end, int(value))
        for start, end, value in numbers
        if len(value) <= 2 and not any(a <= start < b for a, b, _ in days)
    )
    for start, end, hour in small:
        if hour > 24:
            continue
        half = _half(start, end, halves)
        beside = any(_near(start, end, *each, 4) for each in hours)
        if not beside and not (half and any(_near(start, end, *each[:2], 3) for each in halves)):
            continue
        yield Clock(start, end, hour, 0, half)
        for a, b, value in small:
            if end < a <= end + 14 and value < 60 and _MINUTES.fullmatch(text, end, a):
                yield Clock(start, b, hour, value, half)
                break


def _near(start: int, end: int, a: int, b: int, most: int) -> bool:
    return 0 <= a - end <= most or 0 <= start - b <= most


def _half(start: int, end: int, halves: list[tuple[int, int, str]]) -> str:
    """Which half of the day the words beside a time say; "" if none does, or both."""
    said = {half for a, b, half in halves if _near(start, end, a, b, _NEAR)}
    return said.pop() if len(said) == 1 else ""
