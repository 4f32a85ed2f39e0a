"""``[percent]``: what is per cent in the source is per cent in the translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import DIGITS, in_sources
from workflow.languages.numerals import Numeral
from workflow.languages.once import remembered
from workflow.languages.reading import Reading
from workflow.languages.tables import table
from workflow.model import Remark, Severity

_NEAR = 12  # characters between a number and its sign or word


@remembered
def _places(text: str, language: str) -> list[tuple[int, int]] | None:
    """Where a source says per cent; None for most, which have no such sign and no such letters."""
    known = table(language)
    if not any(sign in text for sign in known.percent_signs):
        small = text.lower()
        if not any(phrase in small for phrase in known.percent_phrases):
            return None
    return [hit.span() for hit in _mention(language).finditer(text)]


def _with_percent(pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Those in which either text says per cent, at first sight."""
    known = in_sources(_places, pairs)
    return [pair for pair in pairs if known[pair.source] is not None or "%" in pair.target]


@unit_check("percent", Severity.ERROR, needs=DIGITS, prefilter=_with_percent)
def check_percent(pair: Pair) -> Iterable[Remark]:
    """A number that has lost its per cent (``lost``), or that has got one (``added``, a warning).

    "50 percent" may be "half", and "100 percent certain" may be "quite certain": where the number is gone
    too, that is for ``numbers`` to say.
    """
    there = _places(pair.source, pair.source_language)
    if there is None and "%" not in pair.target:
        return ()
    if (there and _says_so(pair, len(there))) or pair.source_reading.too_long or pair.reading.too_long:
        return ()
    here = [hit.span() for hit in _mention(pair.language).finditer(pair.target)]
    if bool(there) == bool(here) and len(there or ()) <= len(here):
        return ()
    return _lost(pair, there, here) if there else _added(pair, here)


def _says_so(pair: Pair, times: int) -> bool:
    """Cheap: whether a target certainly says per cent so many times."""
    known, text = pair.reading.table, pair.target
    if sum(map(text.count, known.percent_signs)) >= times:
        return True
    if times > 1:
        return False
    small = text.lower()
    return len(small) == len(text) and any(phrase in small for phrase in known.percent_phrases)


@cache
def _mention(language: str) -> re.Pattern[str]:
    """A sign or word of per cent."""
    known = table(language)
    phrases = "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in known.percent_phrases)
    tenths = (
        r"|(?<=[\d一二三四五六七八九])成(?![员員功为為立长長本果就熟交年人绩])"
        if language.startswith("zh")
        else ""
    )
    return re.compile(
        f"[{re.escape(known.percent_signs)}]" + (f"|{phrases}" if phrases else "") + tenths, re.IGNORECASE
    )


def _numbers_at(
    reading: Reading, places: list[tuple[int, int]], most: int
) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """Numbers right before a place: their value, where they stand, and the place."""
    for start, end in places:
        for each in reading.numerals:
            if 0 <= start - each.end <= most:
                yield each.values[-1], (each.start, each.end), (start, end)


def _lost(pair: Pair, there: list[tuple[int, int]], here: list[tuple[int, int]]) -> Iterator[Remark]:
    for value, number, place in _numbers_at(pair.source_reading, there, 1):
        same = [each for each in pair.reading.numerals if value in each.values]
        far = [each for each in same if not any(_near(pair.target, each, place) for place in here)]
        if not same or len(far) < len(same):
            continue
        yield Remark(
            f"{pair.target[far[0].start : far[0].end]} without per cent",
            pair.source[number[0] : place[1]],
            "say that it is per cent",
            "lost",
            spans=((far[0].start, far[0].end),),
            source_spans=((number[0], place[1]),),
            severity=None if not here else Severity.WARNING,
        )


def _near(text: str, number: Numeral, place: tuple[int, int]) -> bool:
    """Whether a sign or word of per cent is that of a number: "30 and 43 percent" has one for both."""
    before = place[1] <= number.start
    gap = text[place[1] : number.start] if before else text[number.end : place[0]]
    rest = "".join(char for char in gap if not char.isdecimal())
    return len(rest) <= (3 if before else _NEAR if rest == gap else 6)


def _added(pair: Pair, here: list[tuple[int, int]]) -> Iterator[Remark]:
    there = {value for each in pair.source_reading.numerals for value in each.values}
    for value, number, place in _numbers_at(pair.reading, here, 1):
        if value in there:
            yield Remark(
                f"{pair.target[number[0] : place[1]]} is per cent, and in the source it is not",
                value,
                kind="added",
                spans=((number[0], place[1]),),
                severity=Severity.WARNING,
            )
