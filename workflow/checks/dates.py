"""``[dates]``: a month, a day of the week or a whole date is the same in the translation, in any calendar."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import source_has
from workflow.languages.calendar import Date, dates, weekdays
from workflow.languages.once import remembered
from workflow.languages.reading import reading_of
from workflow.languages.tables import fold
from workflow.model import Remark, Severity

_NUMERIC = re.compile(r"[./-](?<=[0-9].)[0-9]{1,2}[./-][0-9]")


class _Said(NamedTuple):
    """What a text says of days, at first sight."""

    months: frozenset[str]  # by name
    other: bool  # there may be a date in digits, or of another calendar
    weekdays: list[tuple[int, int, int]]


@remembered
def _said(text: str, language: str) -> _Said | None:
    """None for most texts, which say nothing of days."""
    reading = reading_of(text, language)
    known = reading.table
    other = _NUMERIC.search(text) is not None
    if not other and known.day_names and not known.day_names.search(text):
        return None
    months = frozenset(month for _, _, month in reading.places(known.months))
    other = other or bool(reading.places(known.hijri))
    days = weekdays(reading)
    return _Said(months, other, days) if months or other or days else None


@remembered
def dates_of(text: str, language: str) -> list[Date]:
    """The dates of a source."""
    return dates(reading_of(text, language))


@unit_check("dates", Severity.ERROR, prefilter=source_has(_said))
def check_dates(pair: Pair) -> Iterable[Remark]:
    """Another date in the place of one (``changed``) or day of the week (``weekday``), or none (``lost``)."""
    said = _said(pair.source, pair.source_language)
    if said is None:
        return ()
    found = differing_dates(pair) if said.months or said.other else []
    if said.weekdays:
        here = weekdays(pair.reading)
        if {day for _, _, day in said.weekdays} != {day for _, _, day in here}:
            found.extend(_weekdays(pair, said.weekdays, here))
    return found


def _may_differ(pair: Pair, said: _Said) -> bool:
    """A cheap test: has the source a month that the translation has not, or are there other numbers?"""
    if said.other or not said.months:
        return said.other
    months = pair.reading.table.months
    for month in said.months:
        if not months.may_mean(month, pair.target):
            return True
    return sorted(pair.source_reading.values) != sorted(pair.reading.values)


def differing_dates(pair: Pair) -> list[Remark]:
    """What the check says of dates; it is not said of the single numbers too."""
    said = _said(pair.source, pair.source_language)
    if said is None or not _may_differ(pair, said):
        return []
    there = [each for each in dates_of(pair.source, pair.source_language) if each.sure]
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


def _weekdays(
    pair: Pair, there: list[tuple[int, int, int]], here: list[tuple[int, int, int]]
) -> Iterator[Remark]:
    if not pair.reading.table.weekdays:
        return
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
    return bool(pair.reading.table.vague.known[fold(pair.target[start:end])])
