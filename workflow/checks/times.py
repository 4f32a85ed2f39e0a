"""``[times]``: a time of the source is the same time in the translation, on a clock of 12 or 24 hours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec.structs import replace

from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import source_has
from workflow.languages.clock import Clock, clocks
from workflow.languages.once import remembered
from workflow.languages.reading import reading_of
from workflow.model import Remark, Severity

_DIGITS = "0123456789"
_ENGLISH = re.compile(r"[0-9]\s?[apAP]\.?\s?[mM]\b|[0-9]:[0-5][0-9]")


@remembered
def may_have_times(text: str, language: str) -> bool:
    """A cheap test of a source."""
    if language.partition("-")[0] == "en":
        return _ENGLISH.search(text) is not None
    reading = reading_of(text, language)
    return ":" in text or "：" in text or bool(reading.places(reading.table.hour))


@remembered
def _there(text: str, language: str) -> list[Clock]:
    """The times of a source."""
    return clocks(reading_of(text, language)) if may_have_times(text, language) else []


@unit_check("times", Severity.ERROR, needs=_DIGITS, prefilter=source_has(_there))
def check_times(pair: Pair) -> Iterable[Remark]:
    """Another hour or minute in the place of a time (``changed``); the other half of the day (``half``)."""
    return differing_times(pair) if _there(pair.source, pair.source_language) else ()


def differing_times(pair: Pair) -> list[Remark]:
    """What the check says of a pair; it is not said of the single numbers too."""
    there = _there(pair.source, pair.source_language)
    if not there:
        return []
    here = clocks(pair.reading)
    found: list[Remark] = []
    free = [
        each
        for each in here
        if not any(_same_dial(time, each) for time in there)
        and any(sign in pair.target[each.start : each.end] for sign in ":：")
    ]
    for time in there:
        same = [each for each in here if _same_dial(time, each)]
        if any(_agree(time, each) for each in same):
            if (
                pair.reading.table.whole_day
                and not any(each.half for each in same)
                and any(_at_night(pair, time, each) for each in same)
            ):
                found.append(replace(_remark(pair, time, same[0], "half"), severity=Severity.WARNING))
            continue
        if same:
            found.append(_remark(pair, time, same[0], "half"))
        elif free and not _in_other_words(pair, time):
            found.append(_remark(pair, time, free.pop(0), "changed"))
    return found


def _same_dial(time: Clock, other: Clock) -> bool:
    return time.hour % 12 == other.hour % 12 and time.minute == other.minute


def _agree(time: Clock, other: Clock) -> bool:
    """Whether two times that look the same on a dial are in the same half of the day, or may be."""
    known = [each.half or each.hour > 12 or each.hour == 0 for each in (time, other)]
    return not all(known) or time.minutes == other.minutes


def _at_night(pair: Pair, time: Clock, other: Clock) -> bool:
    """Whether "3:00" stands for 3 p.m. on a clock of 24 hours, and no word says the half of the day."""
    written = any(sign in pair.target[other.start : other.end] for sign in ":.")
    return time.half == "pm" and time.hour < 12 and other.hour == time.hour and written


def _in_other_words(pair: Pair, time: Clock) -> bool:
    """Whether the hour stands there, only not as a time."""
    values = {value for each in pair.reading.numerals for value in each.values}
    return str(time.hour) in values and (not time.minute or str(time.minute) in values)


def _remark(pair: Pair, time: Clock, other: Clock, kind: str) -> Remark:
    return Remark(
        f"found {pair.target[other.start : other.end]}",
        pair.source[time.start : time.end],
        "the other half of the day: look at a.m. and p.m." if kind == "half" else "it must be the same time",
        kind,
        spans=((other.start, other.end),),
        source_spans=((time.start, time.end),),
    )
