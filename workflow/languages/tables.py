"""Words by which a language says numbers, dates, times, money: read once from ``facts/*.toml``."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from workflow.languages.once import once

# What does not make another word: apostrophes (Uzbek oʻ is typed in six ways), joiners, tatweel, stress
# marks, Arabic vowel points, the nukta; and letters that are typed in two ways.
_DROPPED = "'’‘ʻʼ`´\u200c\u200d\u0640\u0301\u0300\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0654\u093c"
_FOLD: dict[int, int | None] = dict.fromkeys(map(ord, _DROPPED))
_FOLD.update(str.maketrans("ёيىكةەۀ\u0901", "еییکههه\u0902"))
_FOLD.update(str.maketrans("\u0958\u0959\u095a\u095b\u095c\u095d\u095e\u095f", "कखगजडढफय"))
# A word; vowel signs and joiners are no \w.
_WORD = re.compile(
    r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u200c\u200d'’‘ʻʼ`])*"
)


def fold(word: str) -> str:
    """A word as it is looked up: small letters, without what may be missing or typed otherwise."""
    if word.isascii():
        return word.lower().replace("'", "").replace("`", "")
    return _folded(word) if len(word) <= _LONGEST else _fold(word)


def _fold(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().translate(_FOLD)


_LONGEST = 40  # letters of a word worth remembering
_folded = lru_cache(maxsize=1 << 14)(_fold)


class Word(NamedTuple):
    """A word of a text, ``text[start:end]``, and how it is looked up."""

    start: int
    end: int
    folded: str


class Lexicon:
    """Words, and stems (``тысяч*``) with any ending, each with the things that it may stand for.

    In a language without spaces a word is found wherever its letters stand, the longest first.
    """

    def __init__(
        self, entries: Iterable[tuple[str, str]] = (), *, spaces: bool = True, capitals: bool = False
    ) -> None:
        self.spaces = spaces
        self.capitals = capitals  # its words are written with a capital, and mean nothing without
        exact: dict[str, list[str]] = {}
        stems: dict[str, list[str]] = {}
        for pattern, meaning in entries:
            folded = fold(pattern)
            into = stems if folded.endswith("*") else exact
            meanings = into.setdefault(folded.removesuffix("*"), [])
            if meaning not in meanings:
                meanings.append(meaning)
        self.exact = {word: tuple(meanings) for word, meanings in exact.items()}
        self.stems = {word: tuple(meanings) for word, meanings in stems.items()}
        self._sizes = sorted({len(stem) for stem in self.stems}, reverse=True)
        self._known: dict[str, tuple[str, ...]] = {}
        words = [*self.exact, *self.stems]
        self._least = min(3, min(map(len, words), default=3))
        self._begin = frozenset(word[: self._least] for word in words)

    def __bool__(self) -> bool:
        return bool(self.exact or self.stems)

    def get(self, folded: str) -> tuple[str, ...]:
        """What a word stands for: the word itself before the longest stem; nothing if it is unknown."""
        found = self._known.get(folded)
        if found is None:
            found = self._look_up(folded)
            if len(folded) <= _LONGEST:
                if len(self._known) >= 1 << 14:
                    self._known.clear()
                self._known[folded] = found
        return found

    def _look_up(self, folded: str) -> tuple[str, ...]:
        found = self.exact.get(folded)
        if found is not None:
            return found
        for size in self._sizes:
            found = self.stems.get(folded[:size])
            if found is not None:
                return found
        return ()

    def words_in(self, text: str) -> Iterator[Word]:
        """The words of a text that may be in the lexicon, by their first letters."""
        end = 0
        for hit in self.beginning.finditer(text):
            start = hit.start()
            if start < end:
                continue
            first = text[start : start + self._least]
            # Without marks, what is folded is found letter by letter.
            if first.isalpha():
                folded = first.lower().translate(_FOLD)
                if len(folded) == len(first) and folded not in self._begin:
                    continue
            word = _WORD.match(text, hit.start())
            if word and not (self.capitals and text[hit.start() - 1 : hit.start()].isalpha()):
                end = word.end()
                yield Word(word.start(), end, fold(word.group()))

    def may_stand_in(self, text: str) -> bool:
        """A cheap test, which says yes too often."""
        return (self.beginning if self.spaces else self.pattern).search(text) is not None

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

    @once
    def beginning(self) -> re.Pattern[str]:
        """What its words begin with: a set of letters for each of the first three places.

        The set stands first, because the expression engine skips what cannot begin a match by it.
        """
        words = [*self.exact, *self.stems]
        if self.capitals:
            forms = sorted({form for word in words for form in (word.capitalize(), word.upper())}, key=len)
            return re.compile("|".join(map(re.escape, forms[::-1])) or r"(?!)")
        sets = [
            "".join(sorted({form for word in words for form in _typed(word[at : at + 1])})) for at in range(3)
        ]
        if not words:
            return re.compile(r"(?!)")
        more = "".join(f"[{re.escape(sets[at])}{re.escape(_DROPPED)}]" for at in range(1, self._least))
        return re.compile(rf"[{re.escape(sets[0])}](?<![^\W\d_].){more}", re.DOTALL)

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


@dataclass(frozen=True)
class Table:
    """What is known of one language; all empty for a language without a file."""

    spaces: bool = True
    joiners: frozenset[str] = frozenset()
    day_last: bool = False  # the day stands after its month
    halves: Lexicon = field(default_factory=Lexicon)
    scales: Lexicon = field(default_factory=Lexicon)
    words: Lexicon = field(default_factory=Lexicon)
    loose: Lexicon = field(default_factory=Lexicon)
    months: Lexicon = field(default_factory=Lexicon)
    hijri: Lexicon = field(default_factory=Lexicon)
    vague: Lexicon = field(default_factory=Lexicon)  # names of months and days that mean something else too
    weekdays: Lexicon = field(default_factory=Lexicon)
    money: Lexicon = field(default_factory=Lexicon)
    signs: Mapping[str, str] = field(default_factory=dict)  # of money: one character -> code
    am: Lexicon = field(default_factory=Lexicon)
    pm: Lexicon = field(default_factory=Lexicon)
    hour: Lexicon = field(default_factory=Lexicon)
    whole_day: bool = False  # a clock of 24 hours is what people write
    percent_signs: str = "%٪％"
    percent_phrases: tuple[str, ...] = ()  # small letters
    units: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # folded word -> factors
    spans: Mapping[str, tuple[float, ...]] = field(default_factory=dict)  # the same for time
    imperial: Lexicon = field(default_factory=Lexicon)


@cache
def table(language: str) -> Table:
    """The table of a BCP 47 tag, or of its language if the tag has none of its own."""
    folder = files(__package__) / "facts"
    for name in (language, language.partition("-")[0]):
        entry = folder / f"{name}.toml"
        if name.isascii() and name.replace("-", "").isalnum() and entry.is_file():
            return _table(tomllib.loads(entry.read_text(encoding="utf-8")), spaces=not name.startswith("zh"))
    return Table()


def _table(raw: dict[str, Any], *, spaces: bool) -> Table:
    def lexicon(section: Mapping[str, str], *, capitals: bool = False) -> Lexicon:
        entries = [(word, meaning) for meaning, words in section.items() for word in words.split()]
        return Lexicon(entries, spaces=spaces, capitals=capitals)

    def words(text: str) -> Lexicon:
        return lexicon({"1": text})

    counting = dict(raw["words"])
    for value, spellings in enumerate(str(raw.get("counted", "")).split()):
        counting[str(value)] = f"{counting.get(str(value), '')} {spellings.replace('/', ' ')}"
    money = raw["money"]
    return Table(
        spaces=spaces,
        joiners=frozenset(str(raw["joiners"]).split()),
        day_last=bool(raw.get("day_last")),
        halves=words(str(raw["halves"])),
        scales=Lexicon(((word, str(power)) for word, power in raw["scales"].items()), spaces=spaces),
        words=lexicon(counting),
        loose=lexicon(raw["loose"]),
        months=lexicon(raw["months"], capitals=bool(raw.get("capitals"))),
        hijri=lexicon(raw.get("hijri", {})),
        vague=words(str(raw.get("vague", ""))),
        weekdays=lexicon(raw["weekdays"], capitals=bool(raw.get("capitals"))),
        money=lexicon(
            {code: " ".join(word for word in each.split() if not _sign(word)) for code, each in money.items()}
        ),
        signs={word: code for code, each in money.items() for word in each.split() if _sign(word)},
        am=words(raw["times"]["am"]),
        pm=words(raw["times"]["pm"]),
        hour=words(raw["times"]["hour"]),
        whole_day=raw["times"].get("hours") == 24,
        percent_signs=raw["percent"]["signs"].replace(" ", ""),
        percent_phrases=tuple(phrase.casefold() for phrase in raw["percent"]["phrases"]),
        units=_factors(raw.get("units", {})),
        spans=_factors(raw.get("spans", {})),
        imperial=words(str(raw.get("imperial", ""))),
    )


def _factors(section: Mapping[str, Iterable[float]]) -> dict[str, tuple[float, ...]]:
    return {
        fold(word): tuple(map(float, factors)) for names, factors in section.items() for word in names.split()
    }


def _sign(word: str) -> bool:
    return len(word) == 1 and unicodedata.category(word) == "Sc"


def _typed(letter: str) -> set[str]:
    """The letters that are folded into a letter."""
    if not letter:
        return set()
    forms = {letter, letter.upper(), letter.title()}
    forms |= _unfolded().get(ord(letter), set())
    forms |= {form.upper() for form in forms}
    return {form for form in forms if len(form) == 1}


@cache
def _unfolded() -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = {}
    for code, to in _FOLD.items():
        if to is not None:
            found.setdefault(to, set()).add(chr(code))
    return found


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return [Word(hit.start(), hit.end(), fold(hit.group())) for hit in _WORD.finditer(text)]
