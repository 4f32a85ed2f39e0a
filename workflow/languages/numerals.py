"""Numbers as the languages write them: digits of every script, separators, words that stand for zeros."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Digits, with separators between them: comma, full stop, apostrophe, Arabic separators, or a kind of space.
_SPACES = " \u00a0\u2007\u2009\u202f"
# A link may well lead to another address in another language: its digits are no part of the text.
_ADDRESS = re.compile(r"(?<=\])\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|https?://[^\s<>()\"'«»“”]+")
_NUMBER = re.compile(rf"\d+(?:[.,'’\u066b\u066c{_SPACES}]\d+)*")
_LONGEST_UNIT = 60  # characters after a number in which the word for its zeros stands
_GROUPED = re.compile(r"\d{1,3}(?:([,.'’ \u066c])\d{3})(?:\1\d{3})*")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})*,\d{3}")
# A word after a number; the vowel signs of Devanagari are no \w.
_UNIT = re.compile(r"[\s\u200c-]*((?:[^\W\d]|[\u0900-\u0963])+)")
# Chinese months are numbers, other languages name them.
_MONTH = re.compile(r"(?<![\d.,])(?:1[0-2]|0?[1-9])\s?月")
# Counting units that stand for zeros, so that "8,000" may be written 8千 or 8 тыс.
_SCALES = {
    "zh": {"百": 2, "千": 3, "万": 4, "亿": 8, "百万": 6, "千万": 7},
    "ru": {"тыс": 3, "тысяч": 3, "тысяча": 3, "тысячи": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9},
    "be": {"тыс": 3, "тысяч": 3, "тысяча": 3, "тысячы": 3, "млн": 6, "мільён": 6, "млрд": 9, "мільярд": 9},
    "kk": {"мың": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9},
    "ky": {"миң": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9},
    "tg": {"ҳазор": 3, "млн": 6, "миллион": 6, "млрд": 9, "миллиард": 9},
    "uz": {"ming": 3, "mln": 6, "million": 6, "mlrd": 9, "milliard": 9},
    "hi": {"हज़ार": 3, "हजार": 3, "लाख": 5, "करोड़": 7},
    "ur": {"ہزار": 3, "لاکھ": 5, "کروڑ": 7},
    "fa": {"هزار": 3, "میلیون": 6, "میلیارد": 9},
    "en": {"thousand": 3, "million": 6, "billion": 9},
}


def _ascii(text: str) -> str:
    """Decimal digits of every script as ASCII; superscripts and other numerals stay."""
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char for char in text
    )


def _value(token: str) -> list[str]:
    """The number that a token writes; several if its separators are not those of one number."""
    plain = "".join(" " if char in _SPACES else char for char in token)
    if plain.isdecimal():
        return [plain.lstrip("0") or "0"]
    if _GROUPED.fullmatch(plain) or _INDIAN.fullmatch(plain):
        return [re.sub(r"\D", "", plain).lstrip("0") or "0"]
    if " " in plain:
        return [value for part in plain.split(" ") for value in _value(part)]
    decimal = re.fullmatch(r"(\d{1,3}(?:([,.'’\u066c])\d{3})*|\d+)([.,\u066b])(\d+)", plain)
    if decimal:
        whole = re.sub(r"\D", "", decimal[1]).lstrip("0") or "0"
        return [f"{whole}.{decimal[4]}"]
    return [part.lstrip("0") or "0" for part in re.split(r"\D+", plain)]


def _scaled(value: str, power: int) -> str:
    whole, _, fraction = value.partition(".")
    digits = (whole + fraction[:power].ljust(power, "0")).lstrip("0") or "0"
    rest = fraction[power:].rstrip("0")
    return f"{digits}.{rest}" if rest else digits


@dataclass(frozen=True, slots=True)
class Numeral:
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
    plain = _ADDRESS.sub(lambda hit: " " * len(hit.group()), _ascii(text))
    if language.startswith("zh"):
        plain = _MONTH.sub(lambda hit: "月".rjust(len(hit.group())), plain)
    scales = _SCALES.get(language.partition("-")[0], {})
    found: list[Numeral] = []
    for hit in _NUMBER.finditer(plain):
        values = _value(hit.group())
        power = 0
        if scales:
            after = _UNIT.match(unicodedata.normalize("NFC", plain[hit.end() : hit.end() + _LONGEST_UNIT]))
            power = _power(after[1].lower(), scales, language) if after else 0
            if power:
                values[-1] = _scaled(values[-1], power)
        found.append(Numeral(hit.start(), hit.end(), tuple(values), power))
    return found


def numbers(text: str, language: str = "en") -> list[str]:
    """Values of the numbers in ``text``, in order, as decimal text."""
    return [value for each in numerals(text, language) for value in each.values]


def _power(word: str, scales: dict[str, int], language: str) -> int:
    if language.startswith("zh"):
        return next((scales[word[:size]] for size in (2, 1) if word[:size] in scales), 0)
    if word in scales:
        return scales[word]
    return next((power for unit, power in scales.items() if len(unit) > 4 and word.startswith(unit)), 0)
