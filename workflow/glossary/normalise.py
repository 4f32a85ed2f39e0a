"""Text as the matcher sees it, with the way back to the original.

Matching happens on normalised text: every kind of space is one space, quotes and hyphens are ASCII,
invisible characters are gone, letters are composed (NFC). The offsets lead from each normalised
character to the original one, so that a match can be cut out of the text that the author wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Container, Sequence
from functools import cache, lru_cache
from itertools import compress

from msgspec import Struct

_SINGLE = str.maketrans(dict.fromkeys("‘’‚‛ʹʻʼʽˈ′`´＇", "'"))
_DOUBLE = str.maketrans(dict.fromkeys("“”„‟«»″＂", '"'))
_HYPHEN = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# Characters that no reader sees: soft hyphen, zero-width space, joiners, word joiner, BOM, direction marks.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c\u180e")
_TABLE = {**_SINGLE, **_DOUBLE, **_HYPHEN}

LETTER = r"[\w\u0900-\u0963\u0966-\u097f]"
"""Pattern of a character of a word; \\w leaves out the vowel signs of Devanagari."""


# Characters in canonical decomposition that a letter and its marks may have; no spelling needs more, and
# composing a longer run takes time in its square (Unicode Standard Annex 15, section 13: Stream-Safe Text).
_LONGEST_CLUSTER = 31

_ASCII_BYTES = bytes(range(128))
_ASCII_SPACES = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
_PLAIN_ASCII = str.maketrans({**dict.fromkeys(_ASCII_SPACES, " "), "`": "'"})
# Where more than one character may become one: any run of characters that are not ASCII, with the character
# before it (a mark may stand on it) and the white space around it; and any run of white space. Possessive,
# so that no text makes it slow.
_SPOT = re.compile(
    r"(?s:.)?(?:[ \t-\r\x1c-\x1f]*+[^\x00-\x7f]++)++[ \t-\r\x1c-\x1f]*+|[ \t-\r\x1c-\x1f]{2,}+"
)


class Normalised(Struct, frozen=True):
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


def _clusters(
    text: str, skipped: Container[str] = _INVISIBLE, joined: Container[str] = frozenset()
) -> list[tuple[int, str]]:
    """Base character with its combining marks and those ``joined`` to it, and the offset of each.

    Characters that are ``skipped`` are not there, nor are marks beyond the thirtieth of one base.
    """
    clusters: list[tuple[int, str]] = []
    size = 0
    for index, char in enumerate(text):
        if char in skipped:
            continue  # before composing: one may stand between a letter and its mark
        if clusters and (unicodedata.combining(char) or char in joined):
            more = len(unicodedata.normalize("NFD", char))
            if size + more <= _LONGEST_CLUSTER:
                size += more
                start, base = clusters[-1]
                clusters[-1] = (start, base + char)
        else:
            size = 1 if char.isascii() else len(unicodedata.normalize("NFD", char))
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
    if not chars.isdisjoint(_INVISIBLE):
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


# --------------------------------------------------------------------------------------------- translations

_YEH_AND_KAF = {"ي": "ی", "ى": "ی", "ك": "ک", "ە": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا"}
_TATWEEL = "\u0640"
_SKIPPED_IN_ARABIC = _INVISIBLE - {"\u200c"} | {_TATWEEL}
_ARABIC_MARKS = re.compile("[\u064b-\u0652\u0670]")
_HAMZA_MARKS = re.compile("(?<=[اه])[\u0654\u0655]+")
_NUKTA, _CHANDRABINDU, _ANUSVARA, _VIRAMA = "\u093c", "\u0901", "\u0902", "\u094d"
_YO = re.compile("([еЕ])\u0308+")
_DOTS = dict.fromkeys("•‧∙⋅・･", "·")
_CYRILLIC = frozenset({"ru", "be", "kk", "ky", "tg"})

# Second halves of letters that Unicode composes although they are no combining marks: Hangul, vowel signs.
_JOINS_LEFT = frozenset(
    map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3), 0x09BE, 0x09D7, 0x0B3E, 0x0B56, 0x0B57, 0x0BBE))
) | frozenset("\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e\u0d57\u0dcf\u0ddf\u102e\u1b35")

_MANY_SIGNS = re.compile(f"[{_NUKTA}{_VIRAMA}]{{{_LONGEST_CLUSTER - 2}}}")
# A nasal before a consonant of its own class, and the dot that may stand for it: लन्दन, लंदन.
_NASALS = re.compile("(?:ङ(?=्[क-घ])|ञ(?=्[च-झ])|ण(?=्[ट-ढ])|न(?=्[त-ध])|म(?=्[प-भ]))्")
# Urdu and Persian writers leave out the hamza after a final alef: انڈونیشیاء, انڈونیشیا.
_FINAL_HAMZA = re.compile("(?<=ا)ء(?!\\w)")
_REWRITES: dict[str, tuple[str, re.Pattern[str], str]] = {  # a letter that all hits have, what, by what
    "hi": (_VIRAMA, _NASALS, _ANUSVARA),
    "ur": ("ء", _FINAL_HAMZA, ""),
    "fa": ("ء", _FINAL_HAMZA, ""),
}

# Latin letters that look like Cyrillic ones.
_ALIKE = {
    **dict(zip("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху", strict=True)),
    **dict(zip("Ii", "Іі", strict=True)),
}
_WORD = re.compile("[^\\W\\d_]+")
_TWO_ALPHABETS = re.compile("[A-Za-z](?:[Ѐ-ӿ]|(?<=[Ѐ-ӿ].))")
_LONGEST_NAME = 40  # letters; a longer word is no name with a letter of another alphabet in it
_LATIN_WITH_ENDING = re.compile("[A-Za-z]{2,}[Ѐ-ӿ]+")


def _one_alphabet(match: re.Match[str]) -> str:
    """The word with its Latin look-alikes made Cyrillic; as it is where Latin letters mean themselves."""
    word = match.group()
    latin = [char for char in word if char.isascii()]
    if not latin or len(word) > _LONGEST_NAME or not any("Ѐ" <= char <= "ӿ" for char in word):
        return word
    if len(latin) * 2 > len(word) or _LATIN_WITH_ENDING.fullmatch(word):
        return word  # a Latin name with a Cyrillic ending (WTOның)
    return "".join(_ALIKE.get(char, char) for char in word) if set(latin) <= _ALIKE.keys() else word


@cache
def _letters(base: str) -> dict[int, str]:
    """What is folded letter by letter."""
    table: dict[str, str] = {}
    if base in ("fa", "ur"):
        table |= _YEH_AND_KAF
        table["\u200c"] = " "  # ZWNJ stands where some write a space
    elif base == "hi":
        table[_CHANDRABINDU] = _ANUSVARA
    elif base == "ru":
        table |= {"ё": "е", "Ё": "Е"}
    elif base == "zh":
        table |= _DOTS
    return {**_TABLE, **str.maketrans(table)}


def _skipped(base: str) -> frozenset[str]:
    """The characters of which nothing is left; ZWNJ is a space in Persian and Urdu."""
    return _SKIPPED_IN_ARABIC if base in ("fa", "ur") else _INVISIBLE


@cache
def _vanishing(base: str) -> frozenset[str]:
    """The characters of which nothing is left, whatever stands beside them, and that change nothing there."""
    if base in ("fa", "ur"):
        return _skipped(base) | frozenset(map(chr, (*range(0x64B, 0x653), 0x670)))
    return _skipped(base) | {_NUKTA} if base == "hi" else _skipped(base)


def _alone(char: str, base: str) -> str | None:
    """What folding makes of ``char``, one character, whatever stands beside it; None where that matters.

    The virama of Hindi composes with nothing, and no other mark changes places with it that folding keeps.
    """
    if char == _VIRAMA and base == "hi":
        return char
    if unicodedata.combining(char) or char in _JOINS_LEFT or char in _skipped(base):
        return None
    folded = _fold_cluster(char, base)
    return folded if len(folded) == 1 else None


_MOST_KEPT = 10_000  # different characters; the scripts that are written have fewer


# By language, the characters that were seen to stay as they are, whatever stands beside them.
_kept: defaultdict[str, set[str]] = defaultdict(set)


# Letters that stay as they are, whatever stands beside them: most texts have no others, which a search says
# in a fraction of the time that it takes to make a set of their characters. ASCII is among them, but "`".
_CYRILLIC_LETTERS = "А-Яа-яІіЎўҐґҒғҚқҢңӨөҰұҮүҺһҲҳҶҷӢӣӮӯӘә"
_ARABIC_LETTERS = "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوهھہیےءآئؤ،؛؟۔۰-۹"
_STAYING = {
    "zh": "\u4e00-\u9fff，。、：；？！（）《》",
    "ru": _CYRILLIC_LETTERS,
    "hi": "\u0902\u0903\u0904-\u0928\u092a-\u0930\u0932\u0933\u0935-\u0939\u093e-\u094d\u0964-\u096f",
    **dict.fromkeys(("ur", "fa"), _ARABIC_LETTERS),
    **dict.fromkeys(("kk", "ky", "tg", "be"), _CYRILLIC_LETTERS + "Ёё"),
}


@cache
def _changing(base: str) -> re.Pattern[str]:
    """A character that folding may change."""
    return re.compile(f"[^ -_a-~{_STAYING.get(base, '')}]")


def _fold_letters(text: str, base: str) -> tuple[str, set[str]] | None:
    """The folded text and the characters that are gone, where each can be folded alone; else None."""
    if "  " in text:
        return None
    gone: set[str] = set()
    first = _changing(base).search(text)
    if first is None:
        return text, gone
    folded = text
    for char in set(_changing(base).findall(text, first.start())) - _kept[base]:
        if char in _vanishing(base):
            gone.add(char)
            folded = folded.replace(char, "")
            continue
        other = _alone(char, base)
        if other is None:
            return None
        if other != char:
            folded = folded.replace(char, other)
        elif len(_kept[base]) < _MOST_KEPT:
            _kept[base].add(char)
    if folded is not text and "  " in folded:
        return None
    if _NUKTA in gone and _MANY_SIGNS.search(text):
        return None  # some of them are cut off
    return folded, gone


def _fold_each(text: str, base: str) -> tuple[str, Sequence[int]] | None:
    """The folded text and its offsets, where each of its characters can be folded alone; else None."""
    found = _fold_letters(text, base)
    if found is None:
        return None
    folded, gone = found
    if gone:
        return folded, list(compress(range(len(text)), map(gone.isdisjoint, text)))
    return folded, range(len(text))


@lru_cache(maxsize=10_000)
def _fold_cluster(cluster: str, base: str) -> str:
    cluster = unicodedata.normalize("NFC", cluster)
    if base in ("fa", "ur"):
        cluster = _HAMZA_MARKS.sub("", _ARABIC_MARKS.sub("", cluster.translate(_letters(base))))
    elif base == "hi":
        cluster = unicodedata.normalize("NFD", cluster).replace(_NUKTA, "")
    elif base in _CYRILLIC:
        cluster = unicodedata.normalize("NFD", cluster).replace("\u0301", "")
        if base == "ru":
            cluster = _YO.sub(r"\1", cluster)
    cluster = unicodedata.normalize("NFC", unicodedata.normalize("NFC", cluster).translate(_letters(base)))
    return " " + cluster[1:] if cluster[:1].isspace() else cluster


def _fold_clusters(text: str, base: str) -> tuple[str, list[int]]:
    """Folded text, and the offset in ``text`` of each of its characters."""
    chars: list[str] = []
    offsets: list[int] = []
    for start, cluster in _clusters(text, _skipped(base), _JOINS_LEFT):
        for char in _fold_cluster(cluster, base):
            if char.isspace():
                if chars and chars[-1] == " ":
                    continue
                char = " "  # noqa: PLW2901
            chars.append(char)
            offsets.append(start)
    return "".join(chars), offsets


def _rewrite(
    text: str, offsets: Sequence[int], pattern: re.Pattern[str], replacement: str
) -> tuple[str, Sequence[int]]:
    """Replace every hit; what comes in its place has the offset of the hit's first character."""
    pieces: list[str] = []
    places: list[int] = []
    position = 0
    for hit in pattern.finditer(text):
        pieces += (text[position : hit.start()], replacement)
        places += offsets[position : hit.start()]
        places += [offsets[hit.start()]] * len(replacement)
        position = hit.end()
    if not position:
        return text, offsets
    return "".join((*pieces, text[position:])), [*places, *offsets[position:]]


@lru_cache(maxsize=2048)
def fold_with_offsets(text: str, language: str) -> Normalised:
    """Fold ``text`` as :func:`fold` does, with the way back to the original for every character."""
    return _folded(text, language)


def _folded(text: str, language: str) -> Normalised:
    base = language.partition("-")[0]
    folded, offsets = _fold_each(text, base) or _fold_clusters(text, base)
    if base in _CYRILLIC and _TWO_ALPHABETS.search(folded):
        folded = _WORD.sub(_one_alphabet, folded)  # letter by letter: offsets stay
    needed, pattern, replacement = _REWRITES.get(base, ("", None, ""))
    if pattern is not None and needed in folded:
        folded, offsets = _rewrite(folded, offsets, pattern, replacement)
    if isinstance(offsets, range):
        return Normalised(folded, range(len(text) + 1))
    return Normalised(folded, (*offsets, len(text)))


def fold(text: str, language: str) -> str:
    """Fold spellings that readers of ``language`` take as the same, for looking names up in translations.

    Arabic script: Arabic and Persian yeh and kaf, hamza carriers, a hamza after a final alef, vowel marks,
    ZWNJ as a space. Hindi: nukta, chandrabindu, and a nasal before its own class as anusvara. Russian: ё.
    Cyrillic: stress marks, and Latin letters that slipped into a Cyrillic word. Chinese: the dot between the
    parts of a foreign name. Everywhere: spaces, quotes, hyphens, NFC. Folding twice gives what folding once
    gives.
    """
    return fold_with_offsets(text, language).text


def fold_all(texts: Sequence[str], language: str) -> list[str]:
    """Each of many short texts, folded: at once, since most of what folding one costs is not its length."""
    base = language.partition("-")[0]
    joined = _BETWEEN_TEXTS.join(texts)
    found = _fold_letters(joined, base) if joined.count(_BETWEEN_TEXTS) == len(texts) - 1 else None
    if found is None:
        return [fold(text, language) for text in texts]
    folded, _ = found
    if base in _CYRILLIC and _TWO_ALPHABETS.search(folded):
        folded = _WORD.sub(_one_alphabet, folded)
    needed, pattern, replacement = _REWRITES.get(base, ("", None, ""))
    if pattern is not None and needed in folded:
        folded = pattern.sub(replacement, folded)
    return folded.split(_BETWEEN_TEXTS)


_BETWEEN_TEXTS = "\0"  # no letter, no space, and no mark joins it
