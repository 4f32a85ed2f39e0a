"""What stands between the words of a catalogue, and which texts have it: it settles nearly all texts.

Most characters are letters of the language's own alphabet, which no check of signs is about. What is left
of a text are short runs such as ``", "`` and ``" — "``; a whole catalogue has a few hundred different ones
and a hundred different characters in them. A check judges each of these once, and then looks at the texts
only that have what it is after.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

from workflow.checks.alphabets import alphabet
from workflow.checks.identify import tongues
from workflow.languages import profile

if TYPE_CHECKING:
    from workflow.checks.check import Pair

_T = TypeVar("_T")

# For languages of which no alphabet is known. Of Devanagari without the nukta, and the letters that have one.
_LETTERS = {
    "Latn": "A-Za-z",
    "Deva": "\u0900-\u093b\u093d-\u0957\u0960-\u0963",
    "Hans": "\u4e00-\u9fa5",
    "Hant": "\u4e00-\u9fa5",
}
_NO_LETTERS = "ʻʼ"  # of an alphabet, and written with all kinds of marks
_WORD = "a"  # stands for each word, where runs are looked at


@cache
def plain(language: str) -> str:
    """The letters that are no signs in a language, as for a set of a regular expression.

    They are those of its alphabet, without those that speak for another language.
    """
    known, tongue = alphabet(language), tongues().get(language)
    strange = tongue.strange if tongue else frozenset()
    if known:
        return "".join(sorted(known.letters.difference(_NO_LETTERS, strange)))
    return "" if strange else _LETTERS.get(profile(language).script, "")


@cache
def between(language: str) -> Callable[[str], list[str]]:
    """Finds the runs of a text between the letters of its language, but a space alone, which all texts have.

    All of a text is one run where no letters are known.
    """
    letters = plain(language)
    if not letters:
        return re.compile("(?s:.+)").findall
    if not profile(language).spaces:  # so many letters that to compile them twice takes milliseconds
        every = re.compile(f"[^{letters}]+").findall
        return lambda text: [run for run in every(text) if run != " "]
    return re.compile(f"[^{letters}](?:[^{letters}]+|(?<! ))").findall


def signs_of(text: str, language: str) -> frozenset[str]:
    """The different characters of a text but letters of its language and the space."""
    return frozenset("".join(between(language)(text))) - {" "}


def of_the_last(find: Callable[[Sequence[Pair]], _T]) -> Callable[[Sequence[Pair]], _T]:
    """A function of all pairs of a catalogue that remembers what it found of those it was last asked about.

    One check after the other asks about the same pairs.
    """
    last: tuple[Sequence[Pair], _T] | None = None

    def ask(pairs: Sequence[Pair]) -> _T:
        nonlocal last
        now = last
        if now is None or now[0] is not pairs:
            last = now = pairs, find(pairs)
        return now[1]

    ask.__doc__ = find.__doc__
    return ask


class _Index(Struct, frozen=True):
    """Where runs stand, and signs in runs."""

    runs: Mapping[str, Sequence[int]]  # numbers of the texts, as often as they have it
    signs: Mapping[str, Sequence[str]]  # runs that have them

    def numbers(self, wanted: frozenset[str]) -> set[int]:
        """The texts that have one of some signs."""
        runs = {run for sign in self.signs.keys() & wanted for run in self.signs[sign]}
        return set().union(*map(self.runs.__getitem__, runs))


def _index(texts: Iterable[str], language: str) -> _Index:
    runs: defaultdict[str, list[int]] = defaultdict(list)
    find = between(language)
    for number, text in enumerate(texts):
        for run in find(f"{text} "):  # with a space, as if a word followed
            runs[run].append(number)
    signs: defaultdict[str, list[str]] = defaultdict(list)
    for run in runs:
        for sign in frozenset(run):
            signs[sign].append(run)
    signs.pop(" ", None)
    return _Index(dict(runs), dict(signs))


@of_the_last
def _targets(pairs: Sequence[Pair]) -> _Index:
    return _index((pair.target for pair in pairs), pairs[0].language)


@lru_cache(maxsize=2)  # the catalogues of an article have the same sources
def _sources(texts: tuple[str, ...], language: str) -> _Index:
    return _index(texts, language)


@of_the_last
def _source_index(pairs: Sequence[Pair]) -> _Index:
    return _sources(tuple([pair.source for pair in pairs]), pairs[0].source_language)


def signs(pairs: Sequence[Pair]) -> Iterable[str]:
    """The different signs of the targets of a catalogue, see :func:`signs_of`."""
    return _targets(pairs).signs.keys() if pairs else ()


def having(pairs: Sequence[Pair], in_target: Iterable[str], in_source: Iterable[str] = ()) -> list[Pair]:
    """The pairs whose target, or whose source, has one of some characters, in their order."""
    if not pairs:
        return []
    first = pairs[0]
    numbers = _numbers(_targets(pairs), (pair.target for pair in pairs), first.language, in_target)
    if in_source:
        texts = (pair.source for pair in pairs)
        numbers |= _numbers(_source_index(pairs), texts, first.source_language, in_source)
    return [pairs[number] for number in sorted(numbers)]


def _numbers(index: _Index, texts: Iterable[str], language: str, wanted: Iterable[str]) -> set[int]:
    wanted = frozenset(wanted)
    found = index.numbers(wanted)
    letters = _letters_among(wanted, language)
    if letters:  # which no index has, nor the space
        found.update(number for number, text in enumerate(texts) if not letters.isdisjoint(text))
    return found


@lru_cache(maxsize=1 << 10)
def _letters_among(wanted: frozenset[str], language: str) -> frozenset[str]:
    return wanted - signs_of("".join(wanted), language)


@of_the_last
def _laid_out(pairs: Sequence[Pair]) -> tuple[str, Sequence[str], Sequence[int]]:
    """All runs as one text, the runs, and where each ends in it."""
    runs = list(_targets(pairs).runs)
    ends = accumulate(len(run) + len(_WORD) for run in runs)
    return "".join(f"{_WORD}{run}" for run in runs) + _WORD, runs, list(ends)


def runs(pairs: Sequence[Pair], wanted: Iterable[str]) -> Mapping[str, Sequence[int]]:
    """The runs of the targets that have one of some signs, each with the numbers of the pairs that have it.

    Words stand before and after a run, or the beginning of a text; a text ends with a space.
    """
    index = _targets(pairs)
    return {run: index.runs[run] for sign in wanted for run in index.signs.get(sign, ())}


def either(pairs: Sequence[Pair], *some: Sequence[Pair]) -> list[Pair]:
    """The pairs that are in one of some lists, in their order."""
    wanted = {id(pair) for each in some for pair in each}
    return [pair for pair in pairs if id(pair) in wanted] if wanted else []


def matching(pairs: Sequence[Pair], pattern: re.Pattern[str]) -> list[Pair]:
    """The pairs that have a run which a pattern finds.

    For the pattern all words are the letter "a", and a text ends with a space; it must not look further.
    """
    text, runs, ends = _laid_out(pairs)
    found = {bisect_right(ends, match.start()) for match in pattern.finditer(text)} - {len(runs)}
    index = _targets(pairs).runs
    return [pairs[number] for number in sorted(set().union(*(index[runs[place]] for place in found)))]
