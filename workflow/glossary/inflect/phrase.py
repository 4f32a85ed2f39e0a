"""A rendering as words, with what stands between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from msgspec import Struct

_TOKEN = re.compile(r"(\s*)(\S+)(\s*)")
_JOINTS = frozenset(("и", "і", "—", "–", "-", "да"))


class Word(Struct, frozen=True):
    """One word: ``before + text + after`` of all words, joined, is the rendering."""

    before: str
    text: str
    after: str
    dash: bool = False

    @property
    def joins(self) -> bool:
        """Whether it stands between two words of one rank: "и", a dash."""
        return self.dash or self.text in _JOINTS

    @property
    def comma(self) -> bool:
        """Whether a comma follows."""
        return "," in self.after

    @property
    def opens(self) -> bool:
        """Whether a quotation or a parenthesis begins before it."""
        return any(char in "«„“\"'(" for char in self.before)

    @property
    def closes(self) -> bool:
        """Whether a quotation or a parenthesis ends after it."""
        return any(char in "»“”\"')" for char in self.after)


def is_letter(char: str) -> bool:
    """Letters, marks and digits: what a word is made of."""
    return unicodedata.category(char)[0] in "LMN"


def words_of(rendering: str) -> Sequence[Word]:
    """Cut a rendering at its white space; punctuation at the edges of a word is not part of its text."""
    words: list[Word] = []
    for match in _TOKEN.finditer(rendering):
        token = match[2]
        inside = [index for index, char in enumerate(token) if is_letter(char)]
        if not inside:  # a dash, or other punctuation alone
            words.append(Word(match[1], token, match[3], dash=True))
            continue
        first, last = inside[0], inside[-1] + 1
        words.append(Word(match[1] + token[:first], token[first:last], token[last:] + match[3]))
    return words or [Word(rendering, "", "")]


def is_acronym(text: str) -> bool:
    """ШОС, ЕАЭС, РУз, ShHT: two capitals or more, and more of them than of small letters.

    Such a word keeps its capitals and is never stemmed.
    """
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return capitals > 1 and capitals * 2 > len(letters)
