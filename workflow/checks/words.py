"""What checks of letters share: words as runs of letters, and words shown to a translator."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from workflow.lazy import late

# Letters, with the marks that \w leaves out: combining ones, Arabic vowels, Devanagari signs, joiners.
MARKS = (
    "\u0300-\u036f\u0483-\u0487\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c\u200d"
)
WORD = late(rf"(?:[^\W\d_]|[{MARKS}])+")
_MOST_SHOWN = 4
_MOST_CITED = 4  # words
_LONGEST_SHOWN = 40  # letters of a word in a message
_OPENING, _CLOSING = "«“„‹「『《〈(（[", "»”›」』》〉)）]"


def listed(words: Iterable[str]) -> str:
    """Words as a message has them: each once, in quotation marks, as many as a line can bear."""
    every = list(dict.fromkeys(words))
    shown = [f"“{word[:_LONGEST_SHOWN]}”" for word in every[:_MOST_SHOWN]]
    more = len(every) - _MOST_SHOWN
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def cited(text: str) -> list[tuple[int, int]]:
    """The few words of ``text`` between quotation marks or in brackets, outermost ones only.

    A title or a word of another language may stand there; what is longer is direct speech, in this language.
    Marks are not matched by kind: texts mix them.
    """
    found: list[tuple[int, int]] = []
    depth = start = 0
    for match in _EITHER.finditer(text):
        if match[0] in _OPENING:
            if not depth:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth and text.count(" ", start, match.end()) < _MOST_CITED:
                found.append((start, match.end()))
    return found


_EITHER = late("[" + re.escape(_OPENING + _CLOSING) + "]")


def is_within(start: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place is in one of the stretches, which are in order and do not meet."""
    index = bisect_right(spans, (start, sys.maxsize)) - 1
    return index >= 0 and start < spans[index][1]


def like(word: str, right: str) -> str:
    """``right`` with a capital where ``word`` begins with one, all in capitals where ``word`` is."""
    if word[:1].isupper():
        return right.upper() if len(word) > 1 and word.isupper() else right[:1].upper() + right[1:]
    return right
