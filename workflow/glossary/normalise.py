"""Text as the matcher sees it, with the way back to the original.

Matching happens on normalised text: every kind of space is one space, quotes and hyphens are ASCII,
invisible characters are gone, letters are composed (NFC). The offsets lead from each normalised
character to the original one, so that a match can be cut out of the text that the author wrote.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_SINGLE = str.maketrans(dict.fromkeys("‘’‚‛ʹʻʼʽˈ′`´＇", "'"))
_DOUBLE = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_HYPHEN = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Characters that no reader sees: soft hyphen, zero-width space, joiners, word joiner, BOM, direction marks.
_INVISIBLE = frozenset(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u180e"))
_NO_INVISIBLE: dict[int, None] = dict.fromkeys(_INVISIBLE)
_TABLE = {**_SINGLE, **_DOUBLE, **_HYPHEN}


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` and, for each of its characters and its end, the offset in the original."""

    text: str
    offsets: tuple[int, ...]  # len(text) + 1 entries

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the normalised span ``[start, end)``, which must not be empty."""
        last = self.offsets[end - 1]
        return self.offsets[start], max(last + 1, self.offsets[end])


def _clusters(text: str) -> list[tuple[int, str]]:
    """Base character with its combining marks, and the offset of each; invisible characters are skipped."""
    clusters: list[tuple[int, str]] = []
    for index, char in enumerate(text):
        if ord(char) in _INVISIBLE:
            continue  # before composing: one may stand between a letter and its mark
        if clusters and unicodedata.combining(char):
            start, base = clusters[-1]
            clusters[-1] = (start, base + char)
        else:
            clusters.append((index, char))
    return clusters


def normalise(text: str) -> Normalised:
    """Normalise ``text`` for matching: spaces, quotes, hyphens, invisible characters, NFC."""
    if text.isascii() and "  " not in text and "`" not in text and text.isprintable():
        return Normalised(text, tuple(range(len(text) + 1)))
    chars: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text):
        if cluster[0].isspace():
            if not chars or chars[-1] != " ":
                chars.append(" ")
                offsets.append(start)
            continue
        for char in unicodedata.normalize("NFC", cluster).translate(_TABLE):
            chars.append(char)
            offsets.append(start)
    offsets.append(len(text))
    return Normalised("".join(chars), tuple(offsets))


_ARABIC = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ە": "ه",
        "ۀ": "ه",
        "أ": "ا",
        "إ": "ا",
        "\u0640": None,  # tatweel
    }
)
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670]")
_HAMZA_MARKS = re.compile("(?<=[اه])[\u0654\u0655]+")
_HINDI = str.maketrans({"\u093c": None, "\u0901": "\u0902"})
_YO = re.compile("([еЕ])\u0308+")
_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・･", "·"))


def fold(text: str, language: str) -> str:
    """Fold spellings that readers of ``language`` take as the same, for looking names up in translations.

    Arabic script: Arabic and Persian yeh and kaf, hamza carriers, vowel marks, ZWNJ as a space. Hindi: nukta
    and chandrabindu. Russian: ё. Cyrillic: stress marks. Chinese: the dot between the parts of a foreign
    name. Everywhere: spaces, quotes, hyphens, NFC. Folding twice gives what folding once gives.
    """
    base = language.partition("-")[0]
    if base in ("fa", "ur"):
        text = text.replace("\u200c", " ")  # ZWNJ stands where some write a space
    text = unicodedata.normalize("NFC", text.translate(_NO_INVISIBLE))
    if base in ("fa", "ur"):
        text = _HAMZA_MARKS.sub("", _ARABIC_MARKS.sub("", text.translate(_ARABIC)))
    elif base == "hi":
        text = unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_HINDI))
    elif base in ("ru", "be", "kk", "ky", "tg"):
        marks = unicodedata.normalize("NFD", text).replace("\u0301", "")
        if base == "ru":
            marks = _YO.sub(r"\1", marks)
        text = unicodedata.normalize("NFC", marks)
    elif base == "zh":
        text = text.translate(_DOTS)
    return normalise(text).text
