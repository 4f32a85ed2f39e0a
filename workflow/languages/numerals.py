"""Numbers as the languages write them: digits of every script, separators, words that stand for zeros."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from workflow.languages.tables import Lexicon, fold, table

# Digits, with separators between them: comma, full stop, apostrophe, Arabic separators, or a kind of space.
_SPACES = " \u00a0\u2007\u2009\u202f"
# A link may well lead to another address in another language: its digits are no part of the text; nor are
# those of "&#39;".
_ADDRESS = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|&#\d{1,7};|https?://[^\s<>()\"'«»“”]+")
_SEPARATED = rf"\d\d*(?:[.,'’\u066b\u066c{_SPACES}]\d+)*"
_NUMBER = re.compile(_SEPARATED)
# The Arabic comma, where it stands between thousands as people type it.
_ARABIC_COMMA = re.compile(r"\u060c(?<=\d.)(?=\d{3}(?!\d))")
# A number, and the characters that the word behind it begins with.
_FOLLOWED = re.compile(rf"({_SEPARATED})(?=[\s\u200c-]*(.{{0,3}}))", re.DOTALL)
_LONGEST_UNIT = 60  # characters after a number in which the word for its zeros stands
_SHORT = 24  # characters of a number worth remembering
_GROUPED = re.compile(r"\d{1,3}(?:([,.'’ \u066c])\d{3})(?:\1\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}")
_DECIMAL = re.compile(r"(\d{1,3}(?:([,.'’\u066c])\d{3})*|\d+)([.,\u066b])(\d+)")
# A word after a number; the vowel signs of Devanagari are no \w.
_UNIT = re.compile(r"[\s\u200c-]*((?:[^\W\d_]|[\u0300\u0301\u0306\u0308\u0900-\u0963\u200c])+)")
# The same in Chinese, where 多 and 余 ("and more") may stand between; 成 are tenths, of percent.
_CHINESE_UNIT = re.compile(
    r"\s?[多余餘]?\s?([百千十]?[百千万萬亿億兆]|成(?![员員功为為立长長本果就熟交年人绩]))"
)
_AFTER_CHINESE = frozenset("多余餘百千十万萬亿億兆成月")  # with which what is behind a number may begin
# Chinese months are numbers, other languages name them.
_MONTH = re.compile(r"(?<![\d.,])(?:1[0-2]|0?[1-9])\s?月")
_MONEY = "$€£¥₽₹₩₸₺₴"


def _ascii(text: str) -> str:
    """Decimal digits of every script as ASCII; superscripts and other numerals stay."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char for char in text
    )


def _value(token: str) -> list[str]:
    """The number that a token writes; several if its separators are not those of one number."""
    plain = token
    for space in _SPACES[1:]:
        if space in plain:
            plain = plain.replace(space, " ")
    if plain.isdecimal():
        return [plain.lstrip("0") or "0"]
    if _GROUPED.fullmatch(plain) or _INDIAN.fullmatch(plain):
        return [re.sub(r"\D", "", plain).lstrip("0") or "0"]
    if " " in plain:
        return [value for part in _parts(plain) for value in _value(part)]
    decimal = _DECIMAL.fullmatch(plain)
    if decimal:
        whole = re.sub(r"\D", "", decimal[1]).lstrip("0") or "0"
        return [f"{whole}.{decimal[4]}"]
    return [part.lstrip("0") or "0" for part in re.split(r"\D+", plain)]


class _Worth(dict[str, tuple[str, ...]]):
    """What tokens are worth; of one that is not known yet it is found."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        worth = tuple(_value(_ascii(token)))
        if len(token) <= _SHORT:
            if len(self) >= 1 << 12:
                self.clear()
            self[token] = worth
        return worth


_worth = _Worth()


def _parts(token: str) -> list[str]:
    """Numbers that stand side by side: "2018 22 000" is a year and 22,000."""
    parts: list[str] = []
    open_to_more = False
    for part in token.split(" "):
        if parts and open_to_more and len(part) == 3 and part.isdecimal():
            parts[-1] += " " + part
        else:
            parts.append(part)
            open_to_more = len(part) <= 3 and part.isdecimal() and not part.startswith("0")
    return parts


def scaled(value: str, power: int) -> str:
    """Decimal text times a power of ten."""
    whole, _, fraction = value.partition(".")
    digits = (whole + fraction[:power].ljust(power, "0")).lstrip("0") or "0"
    rest = fraction[power:].rstrip("0")
    return f"{digits}.{rest}" if rest else digits


class Numeral(NamedTuple):
    """A number as a text writes it, ``text[start:end]``, and what it is worth.

    ``values`` are several where the digits stand together and are no one number (a date, 3:2 and the like).
    ``power`` says how many zeros a word after it stands for (3 in "8 тыс."); the word is not in the span.
    """

    start: int
    end: int
    values: tuple[str, ...]  # decimal text ("8,000" and "8 тыс." are "8000")
    power: int = 0


def numerals(text: str, language: str = "en") -> list[Numeral]:
    """The numbers in ``text``, in order, but for those in addresses of links."""
    plain = text
    if "://" in text or "](" in text or "&#" in text:
        plain = _ADDRESS.sub(lambda hit: " " * len(hit.group()), plain)
    if "\u060c" in plain:
        plain = _ARABIC_COMMA.sub("\u066c", plain)
    chinese = language.startswith("zh")
    if chinese and "月" in plain:
        plain = _MONTH.sub(lambda hit: "月".rjust(len(hit.group())), _ascii(plain))
    found: list[Numeral] = []
    scales = table(language).scales
    for hit in _NUMBER.finditer(plain):
        token = hit.group()
        start, end = hit.span()
        worth = _worth[token]
        power = (_chinese_power if chinese else _power)(plain, start, end, scales)
        if power:
            worth = (*worth[:-1], scaled(worth[-1], power))
        found.append(Numeral(start, end, worth, power))
    return found


def values(text: str, language: str) -> list[tuple[str, ...]]:
    """What the numbers in ``text`` are worth, in order: the same as of :func:`numerals`, in less time.

    Most numbers have nothing behind them that could change what they are worth, and no address is near.
    """
    if not ("://" in text or "](" in text or "&#" in text):
        plain_text = _ARABIC_COMMA.sub("\u066c", text) if "\u060c" in text else text
        found = _FOLLOWED.findall(plain_text)
        if not found:
            return []
        if language.startswith("zh"):
            plain = _AFTER_CHINESE.isdisjoint([after[:1] for _, after in found])
        else:
            may_begin = table(language).scales.may_begin
            plain = not [1 for _, after in found if after and may_begin[after[0]] and may_begin[after]]
        if plain:
            return [_worth[token] for token, _ in found]
    return [each.values for each in numerals(text, language)]


def numbers(text: str, language: str = "en") -> list[str]:
    """Values of the numbers in ``text``, in order, as decimal text."""
    return [value for each in values(text, language) for value in each]


def _power(text: str, start: int, end: int, scales: Lexicon) -> int:
    """How many zeros the word behind a number stands for."""
    after = _UNIT.match(text, end, end + _LONGEST_UNIT)
    if after is None:
        return 0
    word = after[1]
    if (
        len(word) == 1
        and word.isascii()
        and (after.start(1) != end or not start or text[start - 1] not in _MONEY)
    ):
        return 0  # "5m" are metres, "£5m" are millions
    return _power_of(word, scales)


def _chinese_power(text: str, start: int, end: int, scales: Lexicon) -> int:  # noqa: ARG001
    after = _CHINESE_UNIT.match(text, end, end + _LONGEST_UNIT)
    return int((scales.exact.get(after[1]) or ("0",))[0]) if after else 0


@lru_cache(maxsize=4096)
def _power_of(word: str, scales: Lexicon) -> int:
    found = scales.known[fold(word)]
    return int(found[0]) if found else 0
