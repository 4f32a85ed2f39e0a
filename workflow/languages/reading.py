"""A text as one who looks for facts reads it: numbers in digits and in words, in one pass each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from workflow.languages.numerals import Numeral, numerals, values
from workflow.languages.once import once, remembered
from workflow.languages.tables import Folded, Lexicon, Table, Word, folded, table, words_of

_CHINESE = re.compile(
    r"[零〇一二两兩三四五六七八九十百千万萬亿億][零〇一二两兩三四五六七八九十百千万萬亿億]*"
)
# Roman numerals as Cyrillic texts type them too.
_ROMAN = re.compile(r"[IVXLCІХСVМM](?<!\w.)[IVXLCІХСVМM]{0,8}(?!\w)", re.DOTALL)
_LATIN = str.maketrans("ІХСМ", "IXCM")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "M": 1000}
_ROMAN_FORM = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_LONGEST = 20_000  # characters
_MOST = 300  # numbers in digits
_JOINTS = frozenset(" -\u00a0\u200c\u202f‐‑")


class Spelled(NamedTuple):
    """A number in words, ``text[start:end]``."""

    start: int
    end: int
    value: str  # decimal text


class Reading:
    """A text in a language, and the facts in it, each kind found when somebody asks for it first."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self._places: dict[int, list[tuple[int, int, str]]] = {}

    @once
    def table(self) -> Table:
        """The words of the language."""
        return table(self.language)

    @once
    def numerals(self) -> list[Numeral]:
        """Numbers in digits."""
        return numerals(self.text, self.language)

    @once
    def values(self) -> list[tuple[str, ...]]:
        """What each number in digits is worth, in order."""
        return values(self.text, self.language)

    @once
    def too_long(self) -> bool:
        """Whether it is no sentence: what stands near what is not looked for in such a text, to save time."""
        return len(self.text) > _LONGEST or sum(map(len, self.values)) > _MOST

    @once
    def words(self) -> list[Word]:
        """Words, in order."""
        return words_of(self.text, self.folded)

    @once
    def folded(self) -> Folded | None:
        """The text as its words are looked up; None if its letters cannot be followed."""
        return folded(self.text)

    @once
    def spelled(self) -> list[Spelled]:
        """Numbers in words: "two hundred and five", «двадцать пятый», 二十五; each as long as it can be."""
        if self.table.spaces:
            found = list(self._spelled())
        else:
            found = [
                Spelled(hit.start(), hit.end(), value)
                for hit in _CHINESE.finditer(self.text)
                for value in _chinese(hit.group())
            ]
        # The word for the zeros of a number in digits is no number of its own.
        ends = [each.end for each in self.numerals if each.power]
        return [each for each in found if not any(0 <= each.start - end <= 3 for end in ends)]

    def loosely_says(self, value: str) -> bool:
        """Whether a word of the text may stand for a value, which does not count: "a dozen", «вдвое»."""
        return any(value in meaning for meaning in self.meanings(self.table.loose(value)))

    @once
    def halved(self) -> bool:
        """Whether there is a word for a half."""
        return any(True for _ in self.meanings(self.table.halves))

    @once
    def romans(self) -> list[str]:
        """Values of Roman numerals."""
        return [value for hit in _ROMAN.finditer(self.text) if (value := _roman(hit.group()))]

    def meanings(self, lexicon: Lexicon) -> Iterator[list[str]]:
        """What the words of the text stand for in a lexicon; words that it does not have are left out."""
        if lexicon.spaces:
            for _, _, word in self.words:
                if found := list(lexicon.every(word)):
                    yield found
        else:
            for hit in lexicon.pattern.finditer(self.text):
                yield list(lexicon.every("".join(hit.group().split())))

    def places(self, lexicon: Lexicon) -> list[tuple[int, int, str]]:
        """Where words of a lexicon stand, and the first thing that each means."""
        found = self._places.get(id(lexicon))
        if found is None:
            known = self.folded if lexicon.spaces and not lexicon.capitals else None
            found = self._places[id(lexicon)] = lexicon.places(self.text, known) if lexicon else []
        return found

    def _spelled(self) -> Iterator[Spelled]:
        lexicon, joiners = self.table.words, self.table.joiners
        known, begin, least = lexicon.known, lexicon.begin, lexicon.least
        run: list[tuple[int, int, int]] = []  # start and end of each word, and its value
        last = -1  # where the last word of the run ends, or a joiner after it
        joined = False
        for start, end, word in self.words:
            meaning = known[word] if word[:least] in begin else None
            if not meaning and not run:
                continue
            near = run and start - last <= 2 and self._joint(last, start)
            if meaning:
                if run and not near:
                    yield from _numbers(run)
                    run = []
                run.append((start, end, int(meaning[0])))
                last, joined = end, False
            elif near and not joined and word in joiners:
                last, joined = end, True
            else:
                yield from _numbers(run)
                run = []
        yield from _numbers(run)

    def _joint(self, start: int, end: int) -> bool:
        return all(char in _JOINTS for char in self.text[start:end])


@remembered
def reading_of(text: str, language: str) -> Reading:
    """The reading of a text, the same one whoever asks."""
    return Reading(text, language)


def _numbers(run: list[tuple[int, int, int]]) -> Iterator[Spelled]:
    """The numbers that words in a row make: 20 and 5 are one, 5 and 6 are two, 2 and 1000 are 2000."""
    total = part = 0
    start = end = -1
    for first, last, value in run:
        if value >= 1000 and value % 1000 == 0:
            fits = start < 0 or ((part or total == 0) and (total == 0 or total >= value * 1000))
            if fits or (part and total % (value * 1000) == 0):
                total, part = total + (part or 1) * value, 0
            else:
                yield Spelled(start, end, str(total + part))
                total, part, start = value, 0, -1
        elif value == 100 and 0 < part < 10:
            part *= 100
        else:
            room = next((size for size in (1000, 100, 10) if part and part % size == 0), 0)
            if start >= 0 and part and value >= _room(part, room):
                yield Spelled(start, end, str(total + part))
                total, part, start = 0, value, -1
            else:
                part += value
        start = first if start < 0 else start
        end = last
    if start >= 0:
        yield Spelled(start, end, str(total + part))


def _room(part: int, size: int) -> int:
    """Below what a value may follow ``part``: 20 takes 1 to 9, 100 takes 1 to 99, 15 takes nothing."""
    return 10 if part == 10 and size else size


_DIGITS = {
    char: value
    for value, chars in enumerate(["零", "一", "二两兩", "三", "四", "五", "六", "七", "八", "九"])
    for char in chars
}
_DIGITS["〇"] = 0
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}


def _chinese(run: str) -> Iterator[str]:
    """The number that Chinese numerals write: 二十五, 一百零三, 两千万; digit by digit in 二〇一八."""
    if len(run) > 30:
        return
    if not any(char in _TENS or char in _MYRIADS for char in run):
        yield "".join(str(_DIGITS[char]) for char in run).lstrip("0") or "0"
        return
    total = section = digit = 0
    for char in run:
        if char in _TENS:
            section += (digit or 1) * _TENS[char]
            digit = 0
        elif char in _MYRIADS:
            total = (total + section + digit or 1) * _MYRIADS[char]
            section = digit = 0
        else:
            digit = _DIGITS[char]
    yield str(total + section + digit)


def _roman(text: str) -> str:
    """The value of a Roman numeral; "" if it is none."""
    plain = text.translate(_LATIN)
    if not plain or not _ROMAN_FORM.fullmatch(plain):
        return ""
    total = 0
    for char, after in zip(plain, [*plain[1:], ""], strict=True):
        value = _ROMAN_VALUES[char]
        total += -value if after and _ROMAN_VALUES[after] > value else value
    return str(total)
