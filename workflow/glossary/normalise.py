"""Text as the matcher sees it, with the way back to the original.

Matching happens on normalised text: every kind of space is one space, quotes and hyphens are ASCII,
invisible characters are gone, letters are composed (NFC). The offsets lead from each normalised
character to the original one, so that a match can be cut out of the text that the author wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_SINGLE = str.maketrans(dict.fromkeys("‘’‚‛ʹʻʼʽˈ′`´＇", "'"))
_DOUBLE = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_HYPHEN = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Characters that no reader sees: soft hyphen, zero-width space, joiners, word joiner, BOM, direction marks.
_INVISIBLE = frozenset(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u180e"))
_NO_INVISIBLE: dict[int, None] = dict.fromkeys(_INVISIBLE)
_TABLE = {**_SINGLE, **_DOUBLE, **_HYPHEN}


_INVISIBLE_CHARS = frozenset(map(chr, _INVISIBLE))
_ASCII_BYTES = bytes(range(128))
_ASCII_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_PLAIN_ASCII = str.maketrans({**dict.fromkeys(_ASCII_SPACES, " "), "`": "'"})
# Where more than one character may become one: any run of characters that are not ASCII, with the character
# before it (a mark may stand on it) and the white space around it; and any run of white space. Possessive,
# so that no text makes it slow.
_SPOT = re.compile(
    r"(?s:.)?(?:[ \t-\r\x1c-\x1f]*+[^\x00-\x7f]++)++[ \t-\r\x1c-\x1f]*+|[ \t-\r\x1c-\x1f]{2,}+"
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """``text`` and, for each of its characters and its end, the offset in the original."""

    text: str
    offsets: Sequence[int]  # len(text) + 1 entries; a range where each character has its own

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of the normalised span ``[start, end)``, which must not be empty."""
        last = self.offsets[end - 1]
        return self.offsets[start], max(last + 1, self.offsets[end])


def beyond_ascii(text: str) -> frozenset[str]:
    """The different characters of ``text`` that are not ASCII."""
    rest = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_BYTES)
    return frozenset(rest.decode("utf-8", "surrogatepass"))


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


def one_by_one(text: str) -> str | None:
    """The normalised text where each character of ``text`` becomes one; None where it is not so simple."""
    plain = text.translate(_PLAIN_ASCII) if text.isascii() else _plain(text)
    return None if plain is None or "  " in plain else plain


@lru_cache(maxsize=10_000)
def _never_composes(char: str) -> bool:
    """Whether ``char`` is in NFC beside any other: no mark, and no vowel or final of Hangul."""
    return (
        unicodedata.category(char)[0] != "M"
        and not "\u1160" <= char <= "\u11ff"
        and unicodedata.is_normalized("NFC", char)
    )


def _plain(text: str) -> str | None:
    chars = beyond_ascii(text)
    if not chars.isdisjoint(_INVISIBLE_CHARS):
        return None
    if not (all(map(_never_composes, chars)) or unicodedata.is_normalized("NFC", text)):
        return None
    for char in chars:  # str.replace runs at the speed of memchr, str.translate at that of a dict
        other = " " if char.isspace() else _TABLE.get(ord(char), char)
        if other != char:
            text = text.replace(char, other)
    if text.isascii():
        return text.translate(_PLAIN_ASCII)
    for char in _ASCII_SPACES:
        if char in text:
            text = text.replace(char, " ")
    return text.replace("`", "'")


def normalise(text: str) -> Normalised:
    """Normalise ``text`` for matching: spaces, quotes, hyphens, invisible characters, NFC.

    Linear in the text; the common case, where no character disappears, costs a few passes in C.
    """
    plain = one_by_one(text)
    if plain is not None:
        return Normalised(plain, range(len(text) + 1))
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for spot in _SPOT.finditer(text):
        pieces.append(text[position : spot.start()].translate(_PLAIN_ASCII))
        offsets.extend(range(position, spot.start()))
        chars: list[str] = []
        for start, cluster in _clusters(spot.group()):
            if cluster[0].isspace():
                if not chars or chars[-1] != " ":
                    chars.append(" ")
                    offsets.append(spot.start() + start)
                cluster = cluster[1:]  # noqa: PLW2901  (marks that stand on nothing)
            for char in unicodedata.normalize("NFC", cluster).translate(_TABLE):
                chars.append(char)
                offsets.append(spot.start() + start)
        pieces.append("".join(chars))
        position = spot.end()
    pieces.append(text[position:].translate(_PLAIN_ASCII))
    offsets.extend(range(position, len(text) + 1))
    return Normalised("".join(pieces), offsets)


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
