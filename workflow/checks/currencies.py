"""``[currencies]``: an amount is in the same money, whether a sign, a code or a word says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from workflow.checks.check import Pair, unit_check
from workflow.languages.reading import Reading
from workflow.languages.tables import Word, table
from workflow.model import Remark, Severity

_DIGITS = "".join(chr(start + each) for start in (0x30, 0x660, 0x6F0, 0x966, 0xFF10) for each in range(10))
_NEAR = 16  # characters between an amount and its money: "1,5 миллиона американских долларов"
# Signs that several countries use, and words that are weights too.
_CODES = frozenset("usd eur gbp jpy cny rmb rub inr pkr kzt uzs kgs tjs irr try uah krw chf".split())
_EITHER = {"¥": ("JPY", "CNY"), "￥": ("JPY", "CNY"), "￡": ("GBP",), "＄": ("USD",), "円": ("JPY",)}


@dataclass(frozen=True, slots=True)
class Money:
    """A sign or word of money, ``text[start:end]``, and what it can mean; ``sure`` if an amount is beside it."""

    start: int
    end: int
    codes: tuple[str, ...]
    sure: bool


@unit_check("currencies", Severity.ERROR, needs=_DIGITS)
def check_currencies(pair: Pair) -> Iterator[Remark]:
    """Other money in the place of that of the source (``changed``), or none (``lost``, a warning).

    Families are compared: dollars of all countries are one, so are roubles and rupees.
    """
    known = _signs_of_money(pair.source_language)
    if known is None or not known.search(pair.source):
        return
    there, here = _money(pair.source_reading, pair.source_language), _money(pair.reading, pair.language)
    meant = {code for each in there for code in each.codes}
    said = {code for each in here for code in each.codes}
    gone = [each for each in there if each.sure and said.isdisjoint(each.codes)]
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


@cache
def _signs_of_money(language: str) -> re.Pattern[str] | None:
    """What may be money in a text, as a cheap test."""
    known = table(language)
    signs = "".join({*known.signs, *_EITHER})
    words = sorted({*known.money.exact, *known.money.stems})
    if not words:
        return None
    boundary = r"(?<![^\W\d_])" if known.spaces else ""
    return re.compile(f"[{re.escape(signs)}]|{boundary}(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)


def _money(reading: Reading, language: str) -> list[Money]:
    known = table(language)
    text = reading.text
    found = [
        Money(at, at + 1, _EITHER.get(char) or (known.signs[char],), _beside(reading, at, at + 1))
        for at, char in enumerate(text)
        if char in known.signs or char in _EITHER
    ]
    lexicon = known.money
    if lexicon.spaces:
        found += [
            Money(word.start, word.end, codes, _beside(reading, word.start, word.end) and not _weight(word.folded))
            for word in reading.words
            if (codes := lexicon.get(word.folded)) and not _small_code(text, word)
        ]
    else:
        found += [
            Money(hit.start(), hit.end(), codes, _beside(reading, hit.start(), hit.end()))
            for hit in lexicon.pattern.finditer(text)
            if (codes := lexicon.get(hit.group()))
        ]
    return sorted(found, key=lambda each: each.start)


def _small_code(text: str, word: Word) -> bool:
    """Whether it looks like a code (TRY), but is a word (try)."""
    return word.end - word.start == 3 and word.folded.isascii() and not text[word.start : word.end].isupper() and (
        word.folded in _CODES
    )


def _weight(folded: str) -> bool:
    return folded in ("pound", "pounds")


def _beside(reading: Reading, start: int, end: int) -> bool:
    """Whether an amount in digits is before it or right behind it, with nothing but words between."""
    for each in reading.numerals:
        gap = reading.text[each.end : start] if each.end <= start else reading.text[end : each.start]
        if len(gap) <= (_NEAR + (8 if each.power else 0) if each.end <= start else 2) and not any(
            char in ",;:()!?。，、؛،" for char in gap
        ) and (each.power or "." not in gap):
            return True
    return False
