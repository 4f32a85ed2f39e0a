"""The words of a catalogue: the different ones, each of which a check judges once, and those that come again.

A thousand texts have twenty thousand words, and eight thousand different ones. What a check is after is in a
few of these at most, and then in a few texts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from operator import eq

from msgspec import Struct

from workflow.checks.check import MARKS, Pair
from workflow.checks.signs import of_the_last
from workflow.lazy import late

_MARK = late(f"[{re.escape(MARKS)}]")


class Vocabulary(Struct, frozen=True):
    """What stands between white space in the targets of a catalogue."""

    words: Sequence[str]  # the different ones
    text: str  # those in small letters, each on a line of its own, with a line's end before and after it

    def small(self) -> Sequence[str]:
        """The different words in small letters, in the same order."""
        return self.text[1:-1].split("\n")

    def around(self, place: int) -> str:
        """The word in small letters that stands at a place in the text."""
        return self.text[self.text.rindex("\n", 0, place) + 1 : self.text.index("\n", place)]

    def with_part(self, part: str) -> set[str]:
        """The words in small letters that have some letters in them."""
        found: set[str] = set()
        at = self.text.find(part)
        while at >= 0:
            end = self.text.index("\n", at)
            found.add(self.text[self.text.rindex("\n", 0, at) + 1 : end])
            at = self.text.find(part, end)
        return found


@of_the_last
def vocabulary(pairs: Sequence[Pair]) -> Vocabulary:
    """The words of the targets of a catalogue."""
    words = list(dict.fromkeys(chain.from_iterable([pair.words for pair in pairs])))
    text = "\n".join(words).lower()  # a word has no white space in it
    return Vocabulary(words, f"\n{text}\n")


def saying(pairs: Sequence[Pair], is_wanted: Callable[[str], bool]) -> list[Pair]:
    """The pairs whose target has a word of which something is true, in their order."""
    return [pair for pair in pairs if any(map(is_wanted, pair.words))]


@of_the_last
def repeating(pairs: Sequence[Pair]) -> list[tuple[Pair, list[str], int]]:
    """The pairs whose target says a loose word again: those words, and how many of them came before.

    Loose words are in small letters and without any marks; what is of marks alone is none. So two words that
    differ only in marks around them and in capitals are one, and no words that differ otherwise but in marks.
    """
    found: list[tuple[Pair, list[str], int]] = []
    for pair, words in zip(pairs, _loose_words(pairs), strict=True) if pairs else ():
        again = len(words) - len(frozenset(words))
        if again:
            found.append((pair, words, again))
    return found


def _loose_words(pairs: Sequence[Pair]) -> Iterator[list[str]]:
    """Of all texts at once, since to go through a text costs less than to begin with one."""
    text = "\n".join([pair.target.replace("\n", " ") for pair in pairs]).lower()
    return map(str.split, "".join(_MARK.split(text)).split("\n"))


@of_the_last
def stammering(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs whose target has a loose word twice running."""
    return [pair for pair, words, _ in repeating(pairs) if any(map(eq, words, words[1:]))]
