"""In which script and language a text is, of the languages that are known here.

No general identifier: what a check wants to know is whether a text may be in the language where it stands,
or is in another one of its script. Most texts are settled by letters (``data/languages.toml``); the others by
how likely their trigrams of letters are in each language (Cavnar and Trenkle 1994, "N-gram-based text
categorization"; Dunning 1994, "Statistical identification of language"). Names and titles are as likely in
one as in another, so of a short text it says nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import repeat
from operator import add, itemgetter
from pathlib import Path
from types import MappingProxyType

import tomli
from msgspec import Struct

from workflow.checks.alphabets import told_by
from workflow.languages import profile

# Letters, as for a set of a regular expression. Marks are left out: they stand on letters.
SCRIPTS: Mapping[str, str] = MappingProxyType(
    {
        "Latin": "A-Za-zÀ-ÖØ-öø-ʯ",
        "Greek": "Ͱ-Ͽ",
        "Cyrillic": "Ѐ-ԯ",
        "Armenian": "Ա-և",
        "Hebrew": "א-ת",
        "Arabic": "ؠ-يٮ-ۓەۮۯۺ-ۿݐ-ݿﭐ-ﯿﹰ-ﻼ",
        "Devanagari": "ऄ-हक़-ॡॲ-ॿ",
        "Bengali": "অ-হ",
        "Gurmukhi": "ਅ-ਹ",
        "Thai": "ก-ะ",
        "Georgian": "ა-ჿ",
        "Hangul": "가-힣",
        "Kana": "ぁ-ヿ",
        "Han": "㐀-鿿豈-龎\U00020000-\U0003134f",
    }
)
script_of_letter = lru_cache(maxsize=1 << 12)(told_by(SCRIPTS))
_ISO_15924 = MappingProxyType(
    {
        "Latn": "Latin",
        "Grek": "Greek",
        "Cyrl": "Cyrillic",
        "Armn": "Armenian",
        "Hebr": "Hebrew",
        "Arab": "Arabic",
        "Deva": "Devanagari",
        "Beng": "Bengali",
        "Guru": "Gurmukhi",
        "Thai": "Thai",
        "Geor": "Georgian",
        "Hang": "Hangul",
        "Hans": "Han",
        "Hant": "Han",
    }
)
_ALONE = frozenset({"Devanagari", "Han"})  # scripts of one language each, as far as it is known here
_APOSTROPHES = "‘’ʻʼ`"  # all are "'"
_BEGINNING = 2000  # characters in which the script of a text is looked for
LONGEST = 120  # characters that are read of a text: more would not make it surer
_BITS = 32
_LOWEST = (1 << _BITS) - 1
_THREES = tuple(slice(at, at + 3) for at in range(LONGEST))
_MOST_WORDS = 1 << 14
_TRIGRAM, _FIGURE = itemgetter(slice(3)), itemgetter(slice(3, None))  # of an entry of the table


class Tongue(Struct, frozen=True):
    """A language as ``data/languages.toml`` has it."""

    script: str  # a name of SCRIPTS
    signs: tuple[tuple[str, int], ...]  # letters, and how often one of them must be there
    one_of: tuple[str, ...]
    strange: frozenset[str]
    shortest: int
    light: frozenset[str]
    heavy: frozenset[str]  # frequent words that are no part of names


class Trigrams(dict[str, int]):
    """By word, how surprising its trigrams are in each language of a script, in tenths of a nat.

    The figures of all languages stand in one number, 32 bits for each, so that one sum adds them all up.
    Words come again: those that were asked about last are remembered.
    """

    def __init__(self, tags: tuple[str, ...], known: Mapping[str, int], other: int) -> None:
        """``known`` has the figures by trigram, ``other`` are those of one that is not in it."""
        super().__init__()
        self.tags = tags
        self._known = known
        self._other = other

    def __missing__(self, word: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
        trigrams = map(f"_{word}_".__getitem__, _threes(word))
        figures = self[word] = sum(map(self._known.get, trigrams, repeat(self._other)))
        return figures


@cache
def tongues() -> Mapping[str, Tongue]:
    """The table of languages, by BCP 47 tag."""
    raw = tomli.loads((Path(__file__).parent / "data" / "languages.toml").read_text(encoding="utf-8"))
    found = {}
    for tag, entry in raw.items():
        strange = entry.get("strange", "")
        light = frozenset(entry.get("light", "").split())
        found[tag] = Tongue(
            entry["script"],
            tuple(entry.get("signs", {}).items()),
            tuple(entry.get("one_of", ())),
            frozenset(strange + strange.upper()),
            entry.get("shortest", 0),
            light,
            frozenset(entry.get("words", "").split()) - light,
        )
    return MappingProxyType(found)


@cache
def script_of(tag: str) -> str:
    """The script of a language by a name of :data:`SCRIPTS`; "" if it is not known."""
    return _ISO_15924.get(profile(tag).script, "")


def has_letter(text: str, script: str) -> bool:
    """Whether a letter of a script stands in a text; a pattern with a large set would have to be compiled."""
    return any(script_of_letter(char) == script for char in text)


def letters_in(text: str, script: str) -> int:
    """How many letters of a script stand in a text."""
    return sum(count for char, count in Counter(text).items() if script_of_letter(char) == script)


def is_at_home(text: str, tag: str, signs: Iterable[str]) -> bool:
    """Whether a text is at first sight in its language. False says nothing.

    ``signs`` are its characters, but letters that no other language has (:mod:`workflow.checks.signs`).
    """
    tongue = tongues().get(tag)
    return sight_of(tag)(text) and (tongue is None or tongue.strange.isdisjoint(signs))


@cache
def sight_of(tag: str) -> Callable[[str], bool]:
    """Tells whether a text is at first sight in a language, if no letter in it speaks for another one."""
    tongue = tongues().get(tag)
    if tongue is None:
        return _alone(script_of(tag))
    shortest, one_of = tongue.shortest, tongue.one_of
    if not tongue.signs:
        return lambda _: False
    signs = tongue.signs

    def is_seen(text: str) -> bool:
        if len(text) < shortest:
            return False
        # Loops: generators for any() and all() would cost as much as all the rest.
        for letters, times in signs:
            wanted = times
            for letter in letters:
                wanted -= text.count(letter)
                if wanted <= 0:
                    break
            else:
                return False
        for each in one_of:
            if each in text:
                return True
        return not one_of

    return is_seen


def _alone(script: str) -> Callable[[str], bool]:
    """The same of a language that is the only one of its script."""
    if script not in _ALONE:
        return lambda _: False

    def is_seen(text: str) -> bool:
        # Bytes beyond ASCII a character in UTF-8: 2 where all are of such a script, and nothing is cheaper.
        size = len(text)
        return len(text.encode("utf-8", "surrogatepass")) > 2 * size and (
            script_of_letter(text[0]) == script or has_letter(text, script)
        )

    return is_seen


def script_in(text: str, likely: str = "") -> tuple[str, int]:
    """The script of most letters of a text, and how many those are; ("", 0) where there are none.

    It is found sooner where it is the likely one. The beginning of a long text is enough.
    """
    text = text[:_BEGINNING]
    if likely and likely not in _ALONE:
        count = sum(map(len, _letters_of(likely).findall(text)))
        if 2 * count > len(text):
            return likely, count
    counts = dict.fromkeys(("", *SCRIPTS), 0)
    for char in text:  # a pattern for each script would have to be compiled
        counts[script_of_letter(char)] += 1
    counts[""] = 0
    best = max(counts, key=counts.__getitem__)
    return best, counts[best]


@cache
def _letters_of(script: str) -> re.Pattern[str]:
    return re.compile(f"[{SCRIPTS[script]}]+")


# ---------------------------------------------------------------------------------------------- trigrams


@cache
def _word(script: str) -> re.Pattern[str]:
    return re.compile(f"[{SCRIPTS[script]}‘’ʻʼ'`\u200c]+")


def _small_words(text: str, script: str) -> list[str]:
    """The words of a text in one script that have no capital, with one kind of apostrophe.

    Names look alike in all languages, or like the language that they come from.
    """
    words = "_".join([word for word in _word(script).findall(text) if not word[0].isupper()]).lower()
    for each in _APOSTROPHES:
        words = words.replace(each, "'")
    return words.split("_") if words else []


def trigrams_of(text: str, script: str) -> list[str]:
    """The trigrams of the words of a text in one script, "_" at either end; none of words with capitals."""
    return [
        trigram
        for word in _small_words(text, script)
        for trigram in map(f"_{word}_".__getitem__, _threes(word))
    ]


def _threes(word: str) -> Sequence[slice]:
    """Where the trigrams of a word are when it has "_" at either end."""
    return (
        _THREES[: len(word)] if len(word) <= len(_THREES) else [slice(at, at + 3) for at in range(len(word))]
    )


@cache
def _trigrams() -> Mapping[str, Trigrams]:
    """The tables of ``data/trigrams.tsv``, by script."""
    tables: dict[str, dict[str, tuple[int, list[str]]]] = {}
    for line in (Path(__file__).parent / "data" / "trigrams.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        tag, other, entries = line.split("\t")
        tables.setdefault(tongues()[tag].script, {})[tag] = int(other), entries.split(" ")
    return {script: _side_by_side(of_script) for script, of_script in tables.items()}


def _side_by_side(tables: Mapping[str, tuple[int, Sequence[str]]]) -> Trigrams:
    """The figures of some languages as one number for each trigram; entries are a trigram and its figure.

    There are thousands of entries, and few different figures: loops would take longer than all the rest.
    """
    every = sum(other << _BITS * place for place, (other, _) in enumerate(tables.values()))
    known: dict[str, int] = {}
    for place, (other, entries) in enumerate(tables.values()):
        trigrams = list(map(_TRIGRAM, entries))
        figures = list(map(_FIGURE, entries))
        more = {figure: int(figure) - other << _BITS * place for figure in frozenset(figures)}
        before = map(known.get, trigrams, repeat(every))
        known.update(zip(trigrams, list(map(add, before, map(more.__getitem__, figures))), strict=True))
    return Trigrams(tuple(tables), known, every)


def nearest(text: str, tag: str) -> tuple[str, float, int]:
    """The language of the same script in which a text is likelier than in its own.

    Gives its tag, how much likelier (a difference of ln probabilities), and the number of trigrams; the tag
    is "" if there is none, or the language is not in the table.
    """
    tongue = tongues().get(tag)
    table = _trigrams().get(tongue.script) if tongue else None
    if tongue is None or table is None:
        return "", 0.0, 0
    words = _small_words(text[:LONGEST], tongue.script)
    if not words:
        return "", 0.0, 0
    every = sum(map(table.__getitem__, words))
    sums = [every >> _BITS * place & _LOWEST for place in range(len(table.tags))]
    count = sum(map(len, words))  # each letter is the middle of one
    own, least = sums[table.tags.index(tag)], min(sums)
    if least == own:
        return "", 0.0, count
    return table.tags[sums.index(least)], (own - least) / 10, count


def known_words(words: Sequence[str], tag: str) -> int:
    """How many of some words, lower case, are frequent words of a language, and no part of names."""
    tongue = tongues().get(tag)
    return sum(word in tongue.heavy for word in words) if tongue else 0
