"""Find a name in a folded text by its letters, and tell by closed lists what may follow them.

A regular expression would say the same, and takes a millisecond to compile, for each name that a text may
have; its list of endings is the same for all names of a language. Here a name is a row of parts. Each part
says where it may end, from a place on, in the order in which a regular expression would try, so that the
first way through the row is what a search for that expression finds. Nothing is prepared but the lists, and
they are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal, Protocol

from msgspec import Struct

from workflow.glossary.hits import Text, is_letter, small
from workflow.glossary.spans import Span

Layer = Literal["folded", "lowered", "open", "spaced"]
"""What letters are compared with: the text as it is, in small letters, with a space for each hyphen, both."""


class Part(Protocol):
    """A part of a name."""

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """Where it may end if it begins at ``place``; the best first."""
        ...

    def begins(self) -> tuple[str, ...]:
        """What all that it may be begins with: small letters, a space for a hyphen; "" for anything."""
        ...


class Letters(Struct, frozen=True, eq=False):
    """These letters, and nothing else."""

    letters: str  # as the layer has them
    layer: Layer = "spaced"

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """Where they end, if they stand there."""
        layer: str = getattr(text, self.layer)
        if layer.startswith(self.letters, place):
            yield place + len(self.letters)

    def begins(self) -> tuple[str, ...]:
        """Themselves."""
        return (small(self.letters).replace("-", " "),)


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """One of a closed list, the longest first; ``bare``: or nothing."""

    endings: frozenset[str]
    bare: bool = False
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "longest", max(map(len, self.endings), default=0))

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """Where each that stands there ends."""
        return self.within(text.lowered, place)

    def within(self, letters: str, place: int) -> Iterator[int]:
        """The same in small letters that are no :class:`Text`."""
        for end in range(min(place + self.longest, len(letters)), place, -1):
            if letters[place:end] in self.endings:
                yield end
        if self.bare or "" in self.endings:
            yield place

    def is_rest(self, letters: str, place: int) -> bool:
        """Whether one of them, or nothing where it may be, is all that follows."""
        rest = letters[place:]
        return rest in self.endings or (self.bare and not rest)

    def begins(self) -> tuple[str, ...]:
        """Any of them, and what comes next."""
        return ("",)


@dataclass(frozen=True, slots=True, eq=False)
class Chain:
    """From ``least`` to ``most`` suffixes in a row, each with one of ``separators`` before it or not."""

    suffixes: frozenset[str]
    separators: str
    least: int
    most: int
    layer: Layer = "lowered"
    longest: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "longest", max(map(len, self.suffixes), default=0))

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """The ends of all chains that stand there, as many suffixes as may be first."""
        return self.within(getattr(text, self.layer), place)

    def within(self, letters: str, place: int) -> Iterator[int]:
        """The same in letters that are no :class:`Text`."""
        return self._longer(letters, place, 0, set())

    def _longer(self, letters: str, place: int, count: int, tried: set[tuple[int, int]]) -> Iterator[int]:
        if (place, count) in tried:
            return  # two ways to cut one chain up
        tried.add((place, count))
        if count < self.most:
            separated = letters[place : place + 1]
            for start in (place + 1, place) if separated and separated in self.separators else (place,):
                for end in range(min(start + self.longest, len(letters)), start, -1):
                    if letters[start:end] in self.suffixes:
                        yield from self._longer(letters, end, count + 1, tried)
        if count >= self.least:
            yield place

    def is_rest(self, letters: str, place: int) -> bool:
        """Whether such a chain is all that follows."""
        return len(letters) in self.within(letters, min(place, len(letters)))

    def begins(self) -> tuple[str, ...]:
        """Any suffix, and what comes next."""
        return ("",)


class Gap(Struct, frozen=True, eq=False):
    """Spaces between words, and hyphens if the layer has spaces for them; at least and at most so many."""

    least: int = 1
    most: int | None = None
    layer: Layer = "spaced"

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """The longest first."""
        layer: str = getattr(text, self.layer)
        most = len(layer) if self.most is None else min(place + self.most, len(layer))
        end = place
        while end < most and layer[end] == " ":
            end += 1
        return iter(range(end, place + self.least - 1, -1))

    def begins(self) -> tuple[str, ...]:
        """Nothing that helps."""
        return ("",)


class Either(Struct, frozen=True, eq=False):
    """One of several parts, the better first."""

    parts: tuple[Part, ...]

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """Those of each."""
        return chain.from_iterable(part.ends(text, place) for part in self.parts)

    def begins(self) -> tuple[str, ...]:
        """Those of each."""
        return tuple(begin for part in self.parts for begin in part.begins())


class Row(Struct, frozen=True, eq=False):
    """Parts one after another."""

    parts: tuple[Part, ...]

    def ends(self, text: Text, place: int) -> Iterator[int]:
        """The end of each way through them; without recursion, since a name may have many words."""
        ways = [self.parts[0].ends(text, place)]
        while ways:
            end = next(ways[-1], None)
            if end is None:
                ways.pop()
            elif len(ways) == len(self.parts):
                yield end
            else:
                ways.append(self.parts[len(ways)].ends(text, end))

    def begins(self) -> tuple[str, ...]:
        """Those of the first."""
        return self.parts[0].begins()


def _common(words: Sequence[str]) -> str:
    """What all of ``words`` begin with."""
    least, most = min(words), max(words)
    same = next((place for place, char in enumerate(least) if most[place] != char), len(least))
    return least[:same]


class Recogniser:
    """A name in all its forms, to be looked for in folded texts."""

    def __init__(
        self,
        parts: Sequence[Part],
        before: Callable[[str], bool] | None = is_letter,
        after: Callable[[str], bool] | None = is_letter,
    ) -> None:
        """``before`` and ``after`` tell a character with which the name would not stand alone.

        No parts are no name: it stands nowhere.
        """
        self.row = Row(tuple(parts)) if parts else None
        self._before, self._after = before, after
        self._begin = _common(self.row.begins()) if self.row else ""

    def spans(self, text: Text) -> list[Span]:
        """Where it stands, from left to right; none overlaps another."""
        found: list[Span] = []
        row, begin, folded, spaced = self.row, self._begin, text.folded, text.spaced
        if row is None:
            return found

        def ends(place: int) -> bool:
            return not (self._after and self._after(folded[place : place + 1]))

        place = spaced.find(begin)
        while place >= 0:
            end = -1
            if not (self._before and place and self._before(folded[place - 1])):
                end = next(filter(ends, row.ends(text, place)), -1)
            if end > place:
                found.append((place, end))
            place = spaced.find(begin, max(end, place + 1))
        return found

    def is_all_of(self, text: Text) -> bool:
        """Whether the text is this name and nothing else."""
        size = len(text.folded)
        return self.row is not None and size in self.row.ends(text, 0)


NOWHERE = Recogniser(())
