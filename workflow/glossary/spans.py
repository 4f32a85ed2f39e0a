"""Places in a text, none of which overlap: whether there is room for one more."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

Span = tuple[int, int]  # begin and end, which is not part of it


class Taken:
    """Spans that do not overlap, in order; each question is answered in logarithmic time."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._ends = [end for _, end in ordered]

    def add(self, span: Span) -> None:
        """Take ``span``, which overlaps none of them."""
        place = bisect_right(self._starts, span[0])
        self._starts.insert(place, span[0])
        self._ends.insert(place, span[1])

    def overlaps(self, span: Span) -> bool:
        """Whether a part of ``span`` is taken."""
        place = bisect_left(self._starts, span[1]) - 1  # the last one that begins before its end
        return place >= 0 and self._ends[place] > span[0]

    def covers(self, span: Span) -> bool:
        """Whether ``span`` lies in one of them."""
        place = bisect_right(self._starts, span[0]) - 1
        return place >= 0 and self._ends[place] >= span[1]

    def __contains__(self, span: Span) -> bool:
        """Whether ``span`` is one of them."""
        place = bisect_right(self._starts, span[0]) - 1
        return place >= 0 and (self._starts[place], self._ends[place]) == span


def apart(spans: Iterable[Span]) -> list[Span]:
    """The spans that do not overlap longer ones, the longest first."""
    ordered = list(spans)
    if len(ordered) < 2:
        return ordered
    ordered.sort(key=lambda item: (item[0] - item[1], item[0]))
    taken = bytearray(max(end for _, end in ordered))
    chosen = []
    for start, end in ordered:
        # What is taken is as long or longer: where it overlaps, it covers the first character or the last.
        if not (taken[start] or taken[end - 1]):
            taken[start:end] = b"\x01" * (end - start)
            chosen.append((start, end))
    return chosen
