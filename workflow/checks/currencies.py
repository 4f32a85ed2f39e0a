"""``[currencies]``: an amount is in the same money, whether a sign, a code or a word says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import DIGITS, source_has
from workflow.languages.once import remembered
from workflow.languages.reading import Reading, reading_of
from workflow.languages.tables import fold
from workflow.model import Remark, Severity

_NEAR = 16  # characters between an amount and its money: "1,5 миллиона американских долларов"
# Signs that several countries use, and words that are weights too.
_SIGNS = "$€£¥₽₹₨₸₺₴₩﷼￥￡＄"
_CODES = frozenset(
    [
        "usd",
        "eur",
        "gbp",
        "jpy",
        "cny",
        "rmb",
        "rub",
        "inr",
        "pkr",
        "kzt",
        "uzs",
        "kgs",
        "tjs",
        "irr",
        "try",
        "uah",
        "krw",
        "chf",
    ]
)
_EITHER = {"¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "￡": ("GBP",), "＄": ("USD",), "円": ("JPY",)}


class Money(NamedTuple):
    """A sign or word of money, ``text[start:end]``, and what it can mean."""

    start: int
    end: int
    codes: tuple[str, ...]
    sure: bool  # an amount is beside it


@remembered
def _amounts(text: str, language: str) -> list[Money]:
    """The money of a text, if an amount of it is sure."""
    reading = reading_of(text, language)
    if not reading.values:
        return []
    known = reading.table.money
    if not any(sign in text for sign in _SIGNS) and not reading.places(known):
        return []
    if reading.too_long:
        return []
    found = _money(reading)
    return found if any(each.sure for each in found) else []


@unit_check("currencies", Severity.ERROR, needs=DIGITS, prefilter=source_has(_amounts))
def check_currencies(pair: Pair) -> Iterable[Remark]:
    """Other money in the place of that of the source (``changed``), or none (``lost``, a warning).

    Families are compared: dollars of all countries are one, so are roubles and rupees.
    """
    there = _amounts(pair.source, pair.source_language)
    if not there:
        return ()
    for codes in (_signed, _codes):  # signs alone are quicker to see
        said = codes(pair.reading)
        gone = [each for each in there if each.sure and said.isdisjoint(each.codes)]
        if not gone:
            return ()
    return () if pair.reading.too_long else _remarks(pair, there, gone)


def _remarks(pair: Pair, there: list[Money], gone: list[Money]) -> Iterator[Remark]:
    here = _money(pair.reading)
    meant = {code for each in there for code in each.codes}
    come = [each for each in here if each.sure and meant.isdisjoint(each.codes)]
    for index, each in enumerate(gone[: 1 if len({g.codes for g in gone}) == 1 else None]):
        words = pair.source[each.start : each.end]
        if index < len(come):
            other = come[index]
            yield Remark(
                f"found {pair.target[other.start : other.end]}",
                words,
                "the amount must be in the money of the source",
                "changed",
                spans=((other.start, other.end),),
                source_spans=((each.start, each.end),),
            )
        elif not here:
            yield Remark(
                "the translation does not say in which money",
                words,
                "say it as the source does",
                "lost",
                source_spans=((each.start, each.end),),
                severity=Severity.WARNING,
            )


def _signed(reading: Reading) -> set[str]:
    """The money that signs of a text can mean."""
    known, text = reading.table.signs, reading.text
    return {
        code for sign in {**known, **_EITHER} if sign in text for code in _EITHER.get(sign) or (known[sign],)
    }


def _codes(reading: Reading) -> set[str]:
    """All money that signs and words of a text can mean."""
    return {code for _, _, codes in _mentions(reading) for code in codes}


def _money(reading: Reading) -> list[Money]:
    text = reading.text
    return [
        Money(start, end, codes, _beside(reading, start, end) and not _weight(text[start:end]))
        for start, end, codes in _mentions(reading)
    ]


def _mentions(reading: Reading) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where signs and words of money stand, in order, and what each can mean."""
    known, text = reading.table, reading.text
    found = [
        (place, place + 1, _EITHER.get(sign) or (known.signs[sign],))
        for sign in {**known.signs, **_EITHER}
        if sign in text
        for place, char in enumerate(text)
        if char == sign
    ]
    for start, end, _ in reading.places(known.money):
        word = text[start:end]
        codes = known.money.known[fold("".join(word.split()))]
        if codes and not _small_code(word):
            found.append((start, end, codes))
    return sorted(found, key=lambda each: each[0])


def _small_code(word: str) -> bool:
    """Whether it looks like a code (TRY), but is a word (try)."""
    return len(word) == 3 and word.isascii() and not word.isupper() and word.lower() in _CODES


def _weight(word: str) -> bool:
    return word.lower() in ("pound", "pounds")


def _beside(reading: Reading, start: int, end: int) -> bool:
    """Whether an amount in digits is before it or right behind it, with nothing but words between."""
    for each in reading.numerals:
        gap = reading.text[each.end : start] if each.end <= start else reading.text[end : each.start]
        if (
            len(gap) <= (_NEAR + (8 if each.power else 0) if each.end <= start else 2)
            and not any(char in ",;:()!?。，、؛،" for char in gap)
            and (each.power or "." not in gap)
        ):
            return True
    return False
