r"""Where the characters of a text stand in its PO file: line and column of ``target[12:15]``.

A msgstr may be in one line or in many, with escapes (``\"`` is one character of the text and two of the
file); a program that points at a mistake must point at the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import polib
from msgspec import Struct

from workflow.catalogue.syntax import BLANK, ESCAPE, SPACE, TOKEN, Layout, unescaped
from workflow.model import Region

_PREFIX = re.compile(f"[{BLANK}]*")


class _Piece(Struct, frozen=True):
    """One text in quotes: where it begins in the file (counted from 0), and as the file has it."""

    at: int
    column: int
    raw: str
    length: int  # of what it means


class TargetLines:
    """The msgstr of one entry as its file has it."""

    def __init__(self, entry: polib.POEntry) -> None:
        """Nothing is known of an entry that was not read from a file, or has plural forms."""
        origin = getattr(entry, "origin", None)
        self._lines: Sequence[str] = ()
        self._pieces: list[_Piece] = []
        if origin is not None and not entry.msgid_plural:
            layout: Layout = origin[0]
            self._lines = layout.lines
            self._pieces = list(_pieces(layout.lines, origin[2], origin[3]))

    def __bool__(self) -> bool:
        return bool(self._pieces)

    def whole(self) -> Region:
        """All of the text, without its quotes; from its first line that is not empty."""
        pieces = [piece for piece in self._pieces if piece.raw] or self._pieces
        first, last = pieces[0], pieces[-1]
        return self._span((first.at, first.column), (last.at, last.column + len(last.raw)))

    def span(self, start: int, end: int) -> Region:
        """Where ``target[start:end]`` stands."""
        begin = self._place(start, ends=False)
        return self._span(begin, max(begin, self._place(end, ends=True)) if end > start else begin)

    def _place(self, offset: int, *, ends: bool) -> tuple[int, int]:
        """Line and column, from 0, of the character at ``offset``, or behind the one before it."""
        rest = offset
        for number, piece in enumerate(self._pieces):
            last = number == len(self._pieces) - 1
            if rest < piece.length or last or (ends and rest == piece.length and (rest or not number)):
                return piece.at, piece.column + _raw_offset(piece.raw, rest)
            rest -= piece.length
        raise ValueError("no text")  # pragma: no cover

    def _span(self, begin: tuple[int, int], end: tuple[int, int]) -> Region:
        if begin[0] == end[0]:
            text = self._lines[begin[0]][begin[1] : end[1]]
        else:
            between = self._lines[begin[0] + 1 : end[0]]
            text = "\n".join(
                [self._lines[begin[0]][begin[1] :], *between, self._lines[end[0]][: end[1]]],
            )
        whole = "\n".join(self._lines[begin[0] : end[0] + 1])
        return Region(begin[0] + 1, begin[1] + 1, end[0] + 1, end[1] + 1, text, whole)


def _pieces(lines: Sequence[str], start: int, end: int) -> Iterator[_Piece]:
    """The texts behind ``msgstr``, in their order; the entry has been read without a fault."""
    inside = False
    for at in range(start, end):
        line = lines[at]
        blank = _PREFIX.match(line)
        position = blank.end() if blank else 0
        if line.startswith("#", position):
            continue
        while found := TOKEN.match(line, position):
            if found["text"] is None:
                inside = found["word"] == "msgstr"
            elif inside:
                raw = found["text"][1:-1]
                yield _Piece(at, found.start("text") + 1, raw, len(unescaped(raw)))
            space = SPACE.match(line, found.end())
            position = space.end() if space else found.end()


def _raw_offset(raw: str, offset: int) -> int:
    """Where in ``raw`` the character at ``offset`` of its meaning begins; its end, if there are no more."""
    if "\\" not in raw:
        return min(offset, len(raw))
    seen = at = 0
    for escape in ESCAPE.finditer(raw):
        plain = escape.start() - at
        if offset <= seen + plain:
            return at + offset - seen
        meaning = len(unescaped(escape.group()))
        seen += plain + meaning
        at = escape.end()
        if offset < seen:
            return escape.start()
    return min(at + offset - seen, len(raw))
