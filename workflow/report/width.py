"""How many columns of a terminal a text takes: the rules of ``wcwidth``, from the tables of Unicode."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_WIDE = frozenset("WF")
_NOTHING = frozenset({"Mn", "Me", "Mc", "Cf", "Cc", "Zl", "Zp"})
_RIGHT = frozenset({"R", "AL", "AN"})
_JOINER, _EMOJI = "\u200d", "\ufe0f"


def width(char: str) -> int:
    """0 for what joins the character before it, 2 for what is wide in East Asian type, else 1."""
    if char < "\x7f":
        return int(char >= " ")
    category = unicodedata.category(char)
    if category in _NOTHING:
        return int(char == "\xad")
    if "\u1160" <= char <= "\u11ff" or "\ud7b0" <= char <= "\ud7fb":  # the rest of a Korean syllable
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def widths(text: str) -> Iterator[int]:
    """The width of each character; of an emoji that is joined of several, the first has it all."""
    last = before = ""
    for char in text:
        if last == _JOINER and before and width(before) == 2 and width(char) == 2:
            yield 0
        elif char == _EMOJI and last and width(last) == 1 and unicodedata.category(last) == "So":
            yield 1  # with it, ☀ is shown as wide as an emoji
        else:
            yield width(char)
        before, last = (before if char in (_JOINER, _EMOJI) else char), char


def is_reordered(text: str) -> bool:
    """Whether some of it runs from right to left: then no column of a terminal is sure."""
    return any(unicodedata.bidirectional(char) in _RIGHT for char in text)
