"""``[dates]``: a month, a day of the week or a whole date is the same in the translation, in any calendar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.languages.calendar import Date, dates, weekdays
from workflow.languages.tables import fold, table
from workflow.model import Remark, Severity

_NUMERIC = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]")


@unit_check("dates", Severity.ERROR)
def check_dates(pair: Pair) -> Iterator[Remark]:
    """Another date in the place of one (``changed``) or day of the week (``weekday``), or none (``lost``)."""
    known = table(pair.source_language)
    if known.months.may_stand_in(pair.source) or _NUMERIC.search(pair.source) or known.hijri:
        yield from differing_dates(pair)
    if known.weekdays.may_stand_in(pair.source):
        yield from _weekdays(pair)


def _may_differ(pair: Pair) -> bool:
    """A cheap test: has the source a month that the translation has not, or are there other numbers?"""
    known, theirs = pair.source_reading.table, pair.reading.table
    if known.hijri and pair.source_reading.places(known.hijri):
        return True
    if _NUMERIC.search(pair.source):
        return True
    months = {month for _, _, month in pair.source_reading.places(known.months)}
    if not months:
        return False
    if any(not (here := theirs.months.quick.get(month)) or not here.search(pair.target) for month in months):
        return True
    numbers = [sorted(each.values for each in side.numerals) for side in (pair.source_reading, pair.reading)]
    return numbers[0] != numbers[1]


def differing_dates(pair: Pair) -> list[Remark]:
    """What the check says of dates; it is not said of the single numbers too."""
    if not _may_differ(pair):
        return []
    there = [each for each in dates(pair.source_reading) if each.sure]
    if not there:
        return []
    here = dates(pair.reading)
    free = [each for each in here if each.sure and not any(date.agrees(each) for date in there)]
    found: list[Remark] = []
    for date in there:
        if any(date.agrees(each) for each in here):
            continue
        if free:
            found.append(_changed(pair, date, free.pop(0)))
        elif not date.numeric:
            found.append(
                Remark(
                    "there is no such month in the translation",
                    pair.source[date.start : date.end],
                    "see whether the date is still clear",
                    "lost",
                    source_spans=((date.start, date.end),),
                    severity=Severity.WARNING,
                )
            )
    return found


def _changed(pair: Pair, date: Date, other: Date) -> Remark:
    return Remark(
        f"found {pair.target[other.start : other.end]}",
        pair.source[date.start : date.end],
        "it must be the same date",
        "changed",
        spans=((other.start, other.end),),
        source_spans=((date.start, date.end),),
    )


def _weekdays(pair: Pair) -> Iterator[Remark]:
    there = weekdays(pair.source_reading)
    known = pair.reading.table.weekdays
    if not there or not known:
        return
    here = weekdays(pair.reading)
    meant, said = {day for _, _, day in there}, {day for _, _, day in here}
    gone = [each for each in there if each[2] not in said]
    come = [each for each in here if each[2] not in meant]
    if gone and not come:  # one of the other days twice, in its place
        often = Counter(day for _, _, day in there)
        seen: Counter[int] = Counter()
        for each in here:
            seen[each[2]] += 1
            if seen[each[2]] > often[each[2]]:
                come.append(each)
    for (start, end, _), (a, b, _) in zip(gone, come, strict=False):
        yield Remark(
            f"found {pair.target[a:b]}",
            pair.source[start:end],
            "it must be the same day of the week",
            "weekday",
            spans=((a, b),),
            source_spans=((start, end),),
            severity=Severity.WARNING if _vague(pair, a, b) else None,
        )
    for a, b, _ in come if not gone else ():
        if _vague(pair, a, b):
            continue
        yield Remark(
            f"{pair.target[a:b]} is not in the source",
            hint="see whether it is said of the same day",
            kind="weekday",
            spans=((a, b),),
            severity=Severity.WARNING,
        )


def _vague(pair: Pair, start: int, end: int) -> bool:
    """Whether a day of the week may be another word: ہفتہ is a week, «среда» surroundings."""
    return bool(pair.reading.table.vague.get(fold(pair.target[start:end])))
