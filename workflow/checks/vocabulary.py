"""The words of a catalogue, so that a check can judge each one once.

A thousand texts have twenty thousand words, and eight thousand different ones. What a check is after is in a
few of these at most, and then in a few texts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, compress, count, repeat
from operator import eq

from workflow.checks.check import MARKS, Pair
from workflow.checks.signs import of_the_last


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What stands between white space in the targets of a catalogue."""

    words: Sequence[str]  # the different ones
    text: str  # those in small letters, each on a line of its own, with a line's end before and after it
    said: Sequence[str]  # all words in their order
    bare: Sequence[str]  # the same in small letters, without marks around them; "" of marks alone
    ends: Sequence[int]  # of each text: how many words there are up to its end

    def texts(self) -> Iterable[Sequence[str]]:
        """The bare words of each text."""
        return map(self.bare.__getitem__, map(slice, (0, *self.ends), self.ends))

    def small(self) -> Sequence[str]:
        """The different words in small letters, in the same order."""
        return self.text[1:-1].split("\n")

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
    texts = [pair.words for pair in pairs]
    said = list(chain.from_iterable(texts))
    words = list(dict.fromkeys(said))
    text = "\n".join(words).lower()  # a word has no white space in it
    bare = dict(zip(words, map(str.strip, text.split("\n"), repeat(MARKS)), strict=False))
    return Vocabulary(
        words,
        f"\n{text}\n",
        said,
        list(map(bare.__getitem__, said)),
        list(accumulate(map(len, texts))),
    )


def saying(pairs: Sequence[Pair], is_wanted: Callable[[str], bool]) -> list[Pair]:
    """The pairs whose target has a word of which something is true, in their order."""
    said = vocabulary(pairs).said
    return _at(pairs, compress(count(), map(is_wanted, said)))


def stammering(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs whose target has a bare word twice running; some others at whose end the next one begins."""
    bare = vocabulary(pairs).bare
    return _at(pairs, compress(count(), map(eq, bare, bare[1:])))


def _at(pairs: Sequence[Pair], places: Iterable[int]) -> list[Pair]:
    """The pairs in which words stand, by their numbers in the order of the catalogue."""
    ends = vocabulary(pairs).ends
    found = []
    last = 0
    for place in places:
        if place >= last:
            number = bisect_right(ends, place)
            found.append(pairs[number])
            last = ends[number]
    return found
