"""Words by which a language says numbers, dates, times, money: read once from ``facts/*.toml``."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar

import tomli

from workflow.languages.once import once

# What does not make another word: apostrophes (Uzbek oʻ is typed in six ways), joiners, tatweel, stress
# marks, Arabic vowel points, the nukta; and letters that are typed in two ways.
_DROPPED = "'’‘ʻʼ`´\u200c\u200d\u0640\u0301\u0300\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u093c"
_FOLD: dict[int, int | str | None] = dict.fromkeys(map(ord, _DROPPED))
_OTHERWISE = dict(zip("ёيىكةەۀ\u0901", "еییکههه\u0902", strict=True))
_FOLD.update({ord(letter): other for letter, other in _OTHERWISE.items()})
# Letters with a nukta in one character, which are never in normal form C; the nukta is dropped.
_WITH_NUKTA = str.maketrans("\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f", "कखगजडढफय")
_FOLD.update(_WITH_NUKTA)
# What of that there is in a text; most have none.
_UNUSUAL = re.compile(f"[{''.join(map(chr, _FOLD))}]")
_MISSING = re.compile(f"[{_DROPPED}]")
# A word; vowel signs and joiners are no \w.
WORD = re.compile(
    r"[^\W\d_]+(?:[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u200c\u200d'’‘ʻʼ`]+[^\W\d_]*)*"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def fold(word: str) -> str:
    """A word as it is looked up: small letters, without what may be missing or typed otherwise."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    return _folded(word) if len(word) <= _LONGEST else _fold(word)


def _fold(word: str) -> str:
    folded = unicodedata.normalize("NFC", word).casefold()
    return folded.translate(_FOLD) if _UNUSUAL.search(folded) else folded


class Folded:
    """A whole text as its words are looked up, and where in the text its letters stand."""

    __slots__ = ("_gaps", "_missing", "text")

    def __init__(self, text: str, gaps: list[int]) -> None:
        self.text = text
        self._gaps = gaps  # where letters are missing
        self._missing = [place + number for number, place in enumerate(gaps)]  # where they stood

    def between(self, start: int, end: int) -> str:
        """What a part of the text has become."""
        if self._missing:
            start -= bisect_left(self._missing, start)
            end -= bisect_left(self._missing, end)
        return self.text[start:end]

    def place(self, at: int) -> int:
        """Where in the text the letter of a place in the folded text stands."""
        return at + bisect_right(self._gaps, at) if self._gaps else at


def folded(text: str) -> Folded | None:
    """A whole text folded; None for the few in which letters cannot be followed to their places.

    A part of a text in normal form C is in normal form C (UAX 15), and folding looks at one letter after the
    other, so that each word of the text is folded as it would be alone.
    """
    if not text.isascii():
        if not unicodedata.is_normalized("NFC", text):
            text = text.translate(_WITH_NUKTA)
            if not unicodedata.is_normalized("NFC", text):
                return None
        small = text.casefold()  # each character becomes one or more
        if len(small) != len(text):
            return None
    else:
        small = text.lower()
    if not _UNUSUAL.search(small):
        return Folded(small, [])
    for letter, other in _OTHERWISE.items():
        if letter in small:
            small = small.replace(letter, other)
    parts = _MISSING.split(small)
    return Folded("".join(parts), list(accumulate(map(len, parts)))[:-1])


_LONGEST = 40  # letters of a word worth remembering
_PEEK = 16  # characters of which some are the first letters of a word
_folded = lru_cache(maxsize=1 << 14)(_fold)


Word: TypeAlias = tuple[int, int, str]  # start and end in a text, and how it is looked up


_T = TypeVar("_T")


class _Known(dict[str, _T]):
    """What is known of words; of a word that is not known yet it is found."""

    def __init__(self, find: Callable[[str], _T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, word: str) -> _T:
        found = self._find(word)
        if len(word) <= _LONGEST:
            if len(self) >= 1 << 14:
                self.clear()
            self[word] = found
        return found


class Lexicon:
    """Words, and stems (``тысяч*``) with any ending, each with the things that it may stand for.

    In a language without spaces a word is found wherever its letters stand, the longest first.
    """

    def __init__(
        self, entries: Iterable[tuple[str, str]] = (), *, spaces: bool = True, capitals: bool = False
    ) -> None:
        self.spaces = spaces
        self.capitals = capitals  # its words are written with a capital, and mean nothing without
        self.exact: dict[str, tuple[str, ...]] = {}
        self.stems: dict[str, tuple[str, ...]] = {}
        entries = list(entries)
        # All words are folded at once, which is the same: each is on a line of its own.
        words = _fold("\n".join([word for word, _ in entries])).split("\n") if entries else []
        for word, (_, meaning) in zip(words, entries, strict=True):
            into = self.stems if word.endswith("*") else self.exact
            key = word.removesuffix("*")
            known = into.get(key, ())
            if meaning not in known:
                into[key] = (*known, meaning)
        self._sizes = sorted({len(stem) for stem in self.stems}, reverse=True)
        # What a word stands for: the word itself before the longest stem; nothing if it is unknown.
        self.known = _Known(self._look_up)
        words = [*self.exact, *self.stems]
        self.least = min(3, min(map(len, words), default=3))
        self.begin = frozenset([word[: self.least] for word in words])  # the first letters of each
        # Whether a word may begin with some characters, however they are typed; it says yes too often.
        self.may_begin = _Known(self._may_begin)

    def __bool__(self) -> bool:
        return bool(self.exact or self.stems)

    def _look_up(self, folded: str) -> tuple[str, ...]:
        if folded[: self.least] not in self.begin:
            return ()
        found = self.exact.get(folded)
        if found is not None:
            return found
        for size in self._sizes:
            found = self.stems.get(folded[:size])
            if found is not None:
                return found
        return ()

    def _may_begin(self, chars: str) -> bool:
        letters = unicodedata.normalize("NFD", fold(chars))[: self.least]
        return letters in self._beginnings

    @once
    def _beginnings(self) -> frozenset[str]:
        apart = [unicodedata.normalize("NFD", begin) for begin in self.begin]
        return frozenset([begin[:size] for begin in apart for size in range(self.least + 1)])

    def places(self, text: str, folded: Folded | None) -> list[tuple[int, int, str]]:
        """Where words of the lexicon stand in a text, and the first thing that each means.

        A word may begin within another too, where no letter is before it. ``folded`` is what
        :func:`folded` says of the text.
        """
        if not self.spaces:
            return [
                (*hit.span(), found[0])
                for hit in self.pattern.finditer(text)
                if (found := self.known["".join(hit.group().split())])
            ]
        places: list[tuple[int, int, str]] = []
        last = 0
        for start in self._starts(text, folded):
            if start < last or (start and _is_letter(text[start - 1])):
                continue
            word = WORD.match(text, start)
            if word is None:
                continue
            end = word.end()
            looked_up = fold(word.group()) if folded is None else folded.between(start, end)
            if not self._begins(looked_up):
                continue
            last = end
            meanings = self.known[looked_up]
            if start > 1 and text[start - 1] == " " and "\u0600" <= text[start - 2] <= "\u06ff":
                # «سه شنبه» is one word in two, the first of them a short one.
                both = fold(text[max(0, start - 9) : start - 1].rpartition(" ")[2]) + looked_up
                meanings = self.exact.get(both) or self.stems.get(both) or meanings
            if meanings:
                places.append((start, end, meanings[0]))
        return places

    def _begins(self, folded: str) -> bool:
        return folded[: self.least] in self.begin or len(folded) < self.least

    def _starts(self, text: str, folded: Folded | None) -> list[int]:
        """Where words of the lexicon may begin."""
        if self.capitals:
            return _found(text, self.capital_forms)
        if folded is not None:
            return [_begun(text, folded.place(at)) for at in _found(folded.text, self.begin)]
        starts = [hit.start() for hit in _LETTERS.finditer(text)]
        return [
            start
            for start in starts
            if self.may_begin[text[start]] and self._begins(_fold(text[start : start + _PEEK]))
        ]

    @once
    def capital_forms(self) -> tuple[str, ...]:
        """Its words with a capital and in capitals, but for those that begin with another one."""
        words = [*self.exact, *self.stems]
        forms: tuple[str, ...] = ()
        for form in sorted({form for word in words for form in (word.capitalize(), word.upper())}, key=len):
            if not form.startswith(forms):
                forms += (form,)
        return forms

    def may_mean(self, meaning: str, text: str) -> bool:
        """Whether a text has letters for a meaning, in small letters or with a capital.

        A cheap test: it may find more (letters within other words) and less (letters typed otherwise).
        """
        return any(form in text for form in self._forms.get(meaning, ()))

    @once
    def _forms(self) -> Mapping[str, tuple[str, ...]]:
        forms: dict[str, dict[str, None]] = {}
        for word, meanings in (*self.exact.items(), *self.stems.items()):
            for meaning in meanings:
                forms.setdefault(meaning, {}).update({word: None, word.capitalize(): None})
        return {meaning: tuple(sorted(words, key=len)) for meaning, words in forms.items()}

    def every(self, folded: str) -> Iterator[str]:
        """All that a word may stand for, by itself and by all of its stems."""
        yield from self.exact.get(folded, ())
        for size in self._sizes:
            if size <= len(folded):
                yield from self.stems.get(folded[:size], ())

    @once
    def pattern(self) -> re.Pattern[str]:
        """Any of the words, for a language without spaces."""
        words = sorted({*self.exact, *self.stems}, key=len, reverse=True)
        # Chinese months may have a space after the digits.
        return re.compile(
            "|".join(re.sub(r"(?<=\d)(?=月)", r"\\s?", re.escape(word)) for word in words) or r"(?!)"
        )


class Table:
    """What is known of one language; all empty for a language without a file.

    Each list is made of its section when somebody asks for it first: most texts need few of them.
    """

    def __init__(self, raw: Mapping[str, Any] = MappingProxyType({}), *, spaces: bool = True) -> None:
        self._raw = raw
        self.spaces = spaces
        self._loose: dict[str, Lexicon] = {}
        self.joiners = frozenset(str(raw.get("joiners", "")).split())
        self.day_last = bool(raw.get("day_last"))  # the day stands after its month
        self._times: Mapping[str, Any] = raw.get("times", {})
        self.whole_day = self._times.get("hours") == 24  # a clock of 24 hours is what people write
        percent = raw.get("percent", {})
        self.percent_signs: str = percent.get("signs", "%٪％").replace(" ", "")
        self.percent_phrases = tuple(phrase.casefold() for phrase in percent.get("phrases", ()))

    @once
    def halves(self) -> Lexicon:
        """Words for a half."""
        return self._words(self._raw.get("halves"))

    @once
    def scales(self) -> Lexicon:
        """Words after digits that stand for zeros: how many."""
        scales = self._raw.get("scales", {})
        return Lexicon(((word, str(power)) for word, power in scales.items()), spaces=self.spaces)

    @once
    def words(self) -> Lexicon:
        """Words that count."""
        counting: dict[str, str] = dict(self._raw.get("words", {}))
        for value, spellings in enumerate(str(self._raw.get("counted", "")).split()):
            counting[str(value)] = f"{counting.get(str(value), '')} {spellings.replace('/', ' ')}"
        return self._lexicon(counting)

    def loose(self, value: str) -> Lexicon:
        """Words that another language may write as this number.

        Where words are not divided, those of other numbers too: 两周 is 14, although 周 is 7.
        """
        section: Mapping[str, str] = self._raw.get("loose", {})
        known = value if self.spaces and value in section else ""
        if known not in self._loose:
            some = {known: section[known]} if known else {} if self.spaces else section
            self._loose[known] = self._lexicon(some)
        return self._loose[known]

    @once
    def months(self) -> Lexicon:
        """Months of the Gregorian calendar."""
        return self._section("months", capitals=bool(self._raw.get("capitals")))

    @once
    def hijri(self) -> Lexicon:
        """Months of the Solar Hijri calendar."""
        return self._section("hijri")

    @once
    def vague(self) -> Lexicon:
        """Names of months and days that mean something else too."""
        return self._words(self._raw.get("vague"))

    @once
    def weekdays(self) -> Lexicon:
        """Days of the week, 1 for Monday."""
        return self._section("weekdays", capitals=bool(self._raw.get("capitals")))

    @once
    def day_names(self) -> re.Pattern[str] | None:
        """Finds a text that may name a month or a day; None where it is not so simple."""
        if self.hijri or not (self.months.capitals and self.weekdays.capitals):
            return None
        return re.compile("|".join(map(re.escape, self.months.capital_forms + self.weekdays.capital_forms)))

    @once
    def money(self) -> Lexicon:
        """Words and codes of money."""
        money = self._raw.get("money", {})
        return self._lexicon(
            {code: " ".join(word for word in each.split() if not _sign(word)) for code, each in money.items()}
        )

    @once
    def signs(self) -> Mapping[str, str]:
        """Signs of money: one character -> code."""
        money = self._raw.get("money", {})
        return {word: code for code, each in money.items() for word in each.split() if _sign(word)}

    @once
    def am(self) -> Lexicon:
        """Words for the first half of the day."""
        return self._words(self._times.get("am"))

    @once
    def pm(self) -> Lexicon:
        """Words for the second half of the day."""
        return self._words(self._times.get("pm"))

    @once
    def hour(self) -> Lexicon:
        """Words for an hour."""
        return self._words(self._times.get("hour"))

    @once
    def units(self) -> Mapping[str, tuple[float, ...]]:
        """Units that a translator may convert: folded word -> factors."""
        return _factors(self._raw.get("units", {}))

    @once
    def spans(self) -> Mapping[str, tuple[float, ...]]:
        """The same for spans of time."""
        return _factors(self._raw.get("spans", {}))

    @once
    def imperial(self) -> Lexicon:
        """Units that are not metric, as they follow a number that was not converted."""
        return self._words(self._raw.get("imperial"))

    def _section(self, name: str, *, capitals: bool = False) -> Lexicon:
        return self._lexicon(self._raw.get(name, {}), capitals=capitals)

    def _words(self, text: object) -> Lexicon:
        return self._lexicon({"1": str(text or "")})

    def _lexicon(self, section: Mapping[str, str], *, capitals: bool = False) -> Lexicon:
        entries = [(word, meaning) for meaning, words in section.items() for word in words.split()]
        return Lexicon(entries, spaces=self.spaces, capitals=capitals)


@cache
def table(language: str) -> Table:
    """The table of a BCP 47 tag, or of its language if the tag has none of its own."""
    folder = Path(__file__).parent / "facts"
    for name in (language, language.partition("-")[0]):
        entry = folder / f"{name}.toml"
        if name.isascii() and name.replace("-", "").isalnum() and entry.is_file():
            return Table(tomli.loads(entry.read_text(encoding="utf-8")), spaces=not name.startswith("zh"))
    return Table()


def _factors(section: Mapping[str, Iterable[float]]) -> dict[str, tuple[float, ...]]:
    return {
        fold(word): tuple(map(float, factors)) for names, factors in section.items() for word in names.split()
    }


def _sign(word: str) -> bool:
    return len(word) == 1 and unicodedata.category(word) == "Sc"


def _found(text: str, parts: Iterable[str]) -> list[int]:
    """Where any of some parts stand in a text, in order."""
    found: list[int] = []
    for part in [part for part in parts if part in text]:
        start = text.find(part)
        while start >= 0:
            found.append(start)
            start = text.find(part, start + 1)
    if len(found) > 1:
        found.sort()
    return found


def _is_letter(char: str) -> bool:
    """Whether a word may consist of it."""
    return char.isalnum() and not char.isdecimal()


def _begun(text: str, start: int) -> int:
    """Where a word begins of which a letter at ``start`` is the first that counts."""
    at = start
    while at and text[at - 1] in _DROPPED:
        at -= 1
        if _is_letter(text[at]) and not (at and _is_letter(text[at - 1])):
            start = at
    return start


def words_of(text: str, folded: Folded | None) -> list[Word]:
    """The words of a text, in order; ``folded`` is what :func:`folded` says of it."""
    if folded is None:
        return [(*hit.span(), fold(hit.group())) for hit in WORD.finditer(text)]
    spans = [hit.span() for hit in WORD.finditer(text)]
    if len(folded.text) == len(text):  # no letter is missing
        return [(start, end, folded.text[start:end]) for start, end in spans]
    return [(start, end, folded.between(start, end)) for start, end in spans]
