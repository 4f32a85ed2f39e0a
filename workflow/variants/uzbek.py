"""Uzbek in Cyrillic letters: the rules of both spellings as code, what they cannot know as data.

The Latin alphabet is that of the law of 1995, the Cyrillic spelling that of 1956, which newspapers and law
gazettes still use beside it. Both ways of the same word are given by the rules, but for loans: Latin has no
ь and writes ц as ts or s; of those ``uz-Cyrl.toml`` has the usual ones. Words that cannot be Uzbek stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import tomli
from msgspec import Struct

from workflow.model import Kind

_APOSTROPHES = "ʻʼ‘’'`´′ʹˈ＇"
_PLAIN = str.maketrans(dict.fromkeys(_APOSTROPHES, "'"))
_LETTER = rf"[^\W\d_{_APOSTROPHES}]"
# Inside a word an apostrophe is of it; at its end only after o and g, of which it makes other letters, and
# U+02BC, which is no quotation mark.
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|(?<=[oOgG])[{_APOSTROPHES}]|[{_APOSTROPHES}](?={_LETTER})|ʼ)*")
_OPENING = re.compile(rf"(?<!{_LETTER})[‘'](?={_LETTER})")
_NEXT_TO = re.compile(rf"[^\W{_APOSTROPHES}]|[@#]")

_ROMAN = re.compile(r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_INITIAL = re.compile(r"\.[\s\u00a0]?[A-Z]")
_NOT_UZBEK = re.compile(r"[^a-pqrstuvxyz']|c(?!h)")
# Suffixes after what stays in Latin letters (Googleʼning, GPSda).
_SUFFIXES = re.compile(r"'?((?:lar)?(?:i|si|imiz|ingiz)?(?:ning|ni|ga|ka|da|dan|dagi|gacha|cha|lik|dek)?)")
# After figures the Cyrillic spelling has a hyphen before every noun but these.
_DATE = re.compile(
    r"(?<=\d)[-‐‑](?=(?:yil|yanvar|fevral|mart|aprel|may|iyun|iyul|avgust|sentabr|oktabr|noyabr|dekabr)"
    r"(?:lar|i|lig|lik|da|ga|ni|dan|gacha|ning|\b))",
    re.IGNORECASE,
)

_ENGLISH = frozenset({"the", "The", "of", "and", "for"})
_LONGEST = 60  # letters of a word; what is longer is none
_VOWELS = frozenset("aeiou")
_UNITS = re.compile(r"yo'|s'h|tsh|[sc]h|[og]'|y[oaue]|ts|sz|.", re.DOTALL)
_MIXED = re.compile(rf"(?:[sSC][hH]|[cC][hH]|[oOgG][{_APOSTROPHES}]|[yY][oaueOAUE]|.)", re.DOTALL)
_LETTERS = {
    **dict(zip("abdefghijklmnopqrstuvxyz", "абдефгҳижклмнопқрстувхйз", strict=True)),
    **{"o'": "ў", "g'": "ғ", "sh": "ш", "ch": "ч", "yo": "ё", "yu": "ю", "ya": "я", "ye": "е"},
    **{"ts": "ц", "sz": "цз", "tsh": "тш", "yo'": "йў", "s'h": "сҳ", "'": "ъ"},
}
# ц between n, k, p and an ending of international words (конференция, акция, коррупция).
_TION = re.compile(r"(?<=[nkp])s(?=iya|ion(?!er))")
# т and с that meet between a stem and a suffix or another word (кетса, давлатсиз, ватанпарварсиз).
_MET = re.compile(
    r"ts(?=a(?:m|ng|k|ngiz|lar|di|da|kan|gina|ku|yu|chi|ydi)?$|in(?:lar|chi|mi)?$|iz(?!m)|imon|evar|oz)"
)


class _Data(Struct, frozen=True):
    soft: frozenset[str]
    latin: frozenset[str]
    words: Mapping[str, str]
    stems: Mapping[str, str]
    inside: Mapping[str, str]
    longest: int


@cache
def _data() -> _Data:
    raw = tomli.loads((Path(__file__).parent / "uz-Cyrl.toml").read_text(encoding="utf-8"))
    stems = raw["stems"]
    return _Data(
        frozenset(raw["soft"]),
        frozenset(raw["latin"]),
        raw["words"],
        stems,
        raw["inside"],
        max(map(len, stems)),
    )


class Cyrillic:
    """uz -> uz-Cyrl."""

    signature = "uz-Cyrl 1"

    def prose(self, text: str) -> str:
        """Word by word; figures, marks and words of other languages stay as they are."""
        text = _DATE.sub(" ", text)
        opening = _OPENING.search(text)
        parts: list[str] = []
        done = 0
        words = list(_WORD.finditer(text))
        english = _english(text, words)
        for index, found in enumerate(words):
            if index in english:
                continue
            start, end = found.span()
            word = found.group()
            if word[-1] in "’'" and opening and opening.start() < start:  # it closes a quotation
                word, end = word[:-1], end - 1
            parts += (text[done:start], _standing(text, start, end, word))
            done = end
        return "".join((*parts, text[done:]))

    def name(self, text: str, kind: Kind) -> str:  # noqa: ARG002
        """A name is words as any other."""
        return self.prose(text)

    def fitted(self, seen: str, rendering: str, wanted: str) -> str:
        """``wanted`` with the suffixes of ``seen``: Тошкент, Toshkentning -> Тошкентнинг.

        Where no suffix can be told from the name, the words of ``seen`` are written letter by letter.
        """
        low, base = seen.translate(_PLAIN).lower(), rendering.translate(_PLAIN).lower()
        if len(low) != len(seen) or len(base) != len(rendering):
            return self.prose(seen)
        if low.startswith(base):
            rest = seen[len(base) :]
            if not rest:
                return _cased(wanted, seen, rendering)
            suffix = self._suffix(rest)
            # Before a suffix the soft sign of a loan is not written.
            stem = wanted[:-1] if wanted.endswith("ь") and suffix[:1].isalpha() else wanted
            return _cased(stem, seen[: len(base)], rendering) + suffix
        for last, voiced, old, new in (("k", "g", "к", "г"), ("q", "g'", "қ", "ғ")):
            start = base[:-1] + voiced
            if base.endswith(last) and low.startswith(start) and wanted.endswith(old):
                stem = _cased(wanted[:-1], seen, rendering)
                return stem + new + self._suffix(seen[len(start) :])
        return self.prose(seen)

    def _suffix(self, rest: str) -> str:
        if rest[0] in _APOSTROPHES and rest[1:2].isalpha():  # between a name and its suffix; no letter
            rest = rest[1:]
        if not rest[:1].isalpha():
            return self.prose(rest)
        # It is no word of its own, which matters to an e.
        return self.prose(("B" if rest.isupper() else "b") + rest)[1:]


def _english(text: str, words: Sequence[re.Match[str]]) -> set[int]:
    """Which words belong to an English name, such as Bank of China: one that only English has tells it."""
    found: set[int] = set()
    for index, word in enumerate(words):
        if word[0] not in _ENGLISH:
            continue
        found.add(index)
        for step in (-1, 1):
            here = index + step
            while 0 <= here < len(words) and here not in found and words[here][0][0].isupper():
                left, right = min(here, here - step), max(here, here - step)
                if text[words[left].end() : words[right].start()] != " ":
                    break
                found.add(here)
                here += step
    return found


def _cased(wanted: str, seen: str, rendering: str) -> str:
    """``wanted`` with small or capital letters as ``seen`` has them where ``rendering`` has others."""
    if seen.isupper() and not rendering.isupper() and len(seen) > 1:
        return wanted.upper()
    if seen[:1].islower() and rendering[:1].isupper():
        return wanted[:1].lower() + wanted[1:]
    if seen[:1].isupper() and rendering[:1].islower():
        return wanted[:1].upper() + wanted[1:]
    return wanted


def _standing(text: str, start: int, end: int, word: str) -> str:
    """A word where it stands: what is joined to figures may be a mark (G7, A4), and a number may be Roman."""
    after = text[end : end + 1]
    if after and (after.isdigit() or after == "_"):
        return word
    before = text[start - 1 : start]
    if before and _NEXT_TO.match(before) and not (before.isdigit() and word.islower()):
        return word
    if word.isupper() and _ROMAN.fullmatch(word):
        initial = len(word) == 1 and _INITIAL.match(text, end)
        return _word(word) if initial else word
    return _word(word)


@lru_cache(maxsize=50_000)
def _word(word: str) -> str:
    data = _data()
    if len(word) > _LONGEST:
        return word
    plain = word.translate(_PLAIN)
    for latin in (plain[:size] for size in range(len(plain), 1, -1)):
        if latin in data.latin:
            suffix = _SUFFIXES.fullmatch(plain, len(latin))
            if suffix:
                return latin + _small(suffix[1])
    lowered = plain.lower()
    if len(lowered) != len(plain) or _NOT_UZBEK.search(lowered):
        return word
    if plain.islower():
        return _small(lowered)
    if plain.isupper():
        return _small(lowered).upper()
    if plain[0].isupper() and plain[1:].islower():
        made = _small(lowered)
        return made[:1].upper() + made[1:]
    head, _, name = plain.partition("'")
    if name and head.islower() and name[0].isupper():  # d’Ivuar
        return _word(head) + word[len(head)] + _word(name)
    return _by_letters(word, plain)


def _by_letters(word: str, plain: str) -> str:
    """An abbreviation, with suffixes or digraphs (ShHT, AQShda); a word such as iPhone stays as it is."""
    units = _MIXED.findall(plain)
    capitals = [unit[0].isupper() for unit in units if unit[0].isalpha()]
    if any(late and not early for early, late in pairwise(capitals)):
        return word
    count = capitals.index(False) if False in capitals else len(capitals)
    made: list[str] = []
    before = ""
    for unit in units[:count]:
        letter = _LETTERS.get(unit.lower(), unit)
        made.append(("э" if unit.lower() == "e" and before in ("", *_VOWELS) else letter).upper())
        before = unit[-1].lower()
    rest = "".join(units[count:])
    return "".join(made) + (_rules(rest, after=before) if rest else "")


def _small(word: str) -> str:
    """A word in small letters, with ' for every apostrophe."""
    data = _data()
    if word in data.words:
        return data.words[word]
    made = _stem(word)
    return made + "ь" if word in data.soft else made


def _stem(word: str) -> str:
    data = _data()
    for size in range(min(data.longest, len(word)), 2, -1):
        known = data.stems.get(word[:size])
        if known is not None:
            return known + _rules(word[size:], after=word[size - 1])
    for part, known in data.inside.items():
        start = word.find(part)
        if start >= 0:
            end = start + len(part)
            before = word[start - 1 : start]
            return _rules(word[:start]) + known + _rules(word[end:], after=part[-1] if end else before)
    return _rules(word)


def _rules(word: str, after: str = "") -> str:
    """Letter by letter; ``after`` is the letter before them, if they do not begin a word."""
    if not word:
        return ""
    # Marks that no word has stand for what is not what its letters say.
    word = _MET.sub("t\0", _TION.sub("\1", word)) if "s" in word else word
    made: list[str] = []
    before = after
    for unit in _UNITS.findall(word):
        match unit:
            case "\0":
                letter = "с"
            case "\1":
                letter = "ц"
            case "e":
                letter = "э" if not before or before in _VOWELS or before == "o'" else "е"
            case "ye":
                letter = "е" if not before or before in _VOWELS or before in ("o'", "'") else "ье"
            case _:
                letter = _LETTERS.get(unit, unit)
        made.append(letter)
        before = unit if unit in ("o'", "yo'") else unit[-1]
    return "".join(made)
