"""What changed between two texts, word by word, as a person reads it.

Words are runs of letters and digits; a Chinese character is a word by itself, for Chinese writes no spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import Literal

from msgspec import Struct

from workflow.lazy import late

# Vowel signs and points, which are no letters for ``re``, and the joiners within words.
_MARKS = "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0955-\u0957\u0962\u0963\u200c\u200d"
_WORD = (
    r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    rf"|[^\W_](?:[^\W_\u3400-\u9fff]|[{_MARKS}]|['’ʻʼ](?=[^\W_]))*"
    r"|\s+|."
)


_MOST = 1_000_000  # pairs of words; comparing more takes seconds, and nobody reads such a difference


_NO_BREAK = late("[\u00a0\u2007\u202f]")


class Piece(Struct, frozen=True):
    """A run of words that both texts have, or one of them."""

    kind: Literal["same", "old", "new"]
    text: str


@cache
def _words() -> re.Pattern[str]:
    """Compiled when something is first compared: it takes its time, and most commands compare nothing."""
    return re.compile(_WORD, re.DOTALL)


def words(text: str) -> list[str]:
    """``text`` cut into words, white space and other characters; joined they give it back."""
    return _words().findall(text)


def pieces(old: str, new: str) -> Iterator[Piece]:
    """The way from ``old`` to ``new``: what is gone stands before what came in its place."""
    before, after = words(old), words(new)
    if len(before) * len(after) > _MOST:
        yield from _ends(before, after)
        return
    gone = came = ""
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        same = "".join(before[a:b])
        if tag != "equal":
            gone, came = gone + same, came + "".join(after[c:d])
        elif same.isspace() and gone and came:
            gone, came = gone + same, came + same  # between two changed words it reads better inside
        else:
            yield from _changed(gone, came)
            gone = came = ""
            yield Piece("same", same)
    yield from _changed(gone, came)


def _ends(before: list[str], after: list[str]) -> Iterator[Piece]:
    """Two long texts: what they have in common at their beginnings and ends, and all between as changed."""
    most = min(len(before), len(after))
    head = next((at for at in range(most) if before[at] != after[at]), most)
    most -= head
    tail = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    if head:
        yield Piece("same", "".join(before[:head]))
    yield from _changed("".join(before[head : len(before) - tail]), "".join(after[head : len(after) - tail]))
    if tail:
        yield Piece("same", "".join(before[len(before) - tail :]))


def _changed(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece("old", gone)
    if came:
        yield Piece("new", came)


def word_diff(old: str, new: str) -> str:
    """Both texts in one, in the notation of GNU wdiff: ``The [-mayor-]{+governor+} said``.

    No-break spaces are spaces here, unless the texts differ in nothing else: nobody could see the change.
    """
    plain = _NO_BREAK.sub(" ", old), _NO_BREAK.sub(" ", new)
    if plain[0] != plain[1]:
        old, new = plain
    shown = {"same": "{}", "old": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(shown[piece.kind].format(piece.text) for piece in pieces(old, new))
