"""Which texts of a catalogue have some characters: nearly all texts are settled by those that they lack.

Most characters of a text are letters of its own alphabet, which no check of signs is about. Without them a
text has half a dozen different characters, a catalogue a few hundred, and each of these is judged once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeVar

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


@cache
def plain(language: str) -> str:
    """The characters that are no signs in a language, as for a set of a regular expression.

    They are the space and its letters, without those that speak for another language.
    """
    known, tongue = alphabet(language), tongues().get(language)
    strange = tongue.strange if tongue else frozenset()
    if known:
        return " " + "".join(sorted(known.letters.difference(_NO_LETTERS, strange)))
    return " " + ("" if strange else _LETTERS.get(profile(language).script, ""))


@cache
def signs_in(language: str) -> Callable[[str], list[str]]:
    """Finds the signs of a text: all its characters but letters of the language and the space."""
    return re.compile(f"[^{plain(language)}]").findall


@lru_cache(maxsize=4096)
def signs_of(text: str, language: str) -> frozenset[str]:
    """The different signs of a text that is seen again and again, as a source is."""
    return frozenset(signs_in(language)(text))


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


def _index(texts: Iterable[frozenset[str]]) -> Mapping[str, Sequence[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, signs in enumerate(texts):
        for sign in signs:
            found[sign].append(number)
    return dict(found)


@of_the_last
def signs(pairs: Sequence[Pair]) -> Mapping[str, Sequence[int]]:
    """Each sign of the targets of a catalogue, with the numbers of the pairs that have it."""
    return _index(pair.signs for pair in pairs)


@of_the_last
def _source_signs(pairs: Sequence[Pair]) -> Mapping[str, Sequence[int]]:
    return _index(pair.source_signs for pair in pairs)


def having(pairs: Sequence[Pair], in_target: Iterable[str], in_source: Iterable[str] = ()) -> list[Pair]:
    """The pairs whose target, or whose source, has one of some characters, in their order."""
    if not pairs:
        return []
    first = pairs[0]
    numbers = _numbers(signs(pairs), (pair.target for pair in pairs), first.language, frozenset(in_target))
    if in_source:
        texts = (pair.source for pair in pairs)
        numbers |= _numbers(_source_signs(pairs), texts, first.source_language, frozenset(in_source))
    return [pairs[number] for number in sorted(numbers)]


def _numbers(
    index: Mapping[str, Sequence[int]], texts: Iterable[str], language: str, wanted: frozenset[str]
) -> set[int]:
    found: set[int] = set()
    found.update(*(index[sign] for sign in wanted & index.keys()))
    letters = wanted.difference(signs_in(language)("".join(wanted)))
    if letters:  # which the index does not have
        found.update(number for number, text in enumerate(texts) if not letters.isdisjoint(text))
    return found
