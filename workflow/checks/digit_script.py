"""``[digit_script]``: numbers are in digits that the language has, and each number in those of one script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workflow.checks.check import Pair, unit_check
from workflow.languages import profile
from workflow.model import Edit, Remark, Severity

_ASCII = "0123456789"
# What a language's writers use besides its own digits and those of the whole world.
_ALSO = {
    "hi": "०१२३४५६७८९",
    "ur": "۰۱۲۳۴۵۶۷۸۹",
    "zh": "０１２３４５６７８９",
    "zh-Hant": "０１２３４５６７８９",
}
# The digits of Arabic are not those of Persian and Urdu: 4, 5 and 6 look otherwise, all are other characters.
_ARABIC, _PERSIAN = "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"
_TO_PERSIAN = str.maketrans(_ARABIC, _PERSIAN)
_NUMBER = re.compile(r"\d[\d.,٫٬]*")
_DIGIT = re.compile(r"\d")
# Zeros of the basic plane, each of ten digits in a row; and the digits of mathematics.
_ZEROS = (
    "\u0660\u06f0\u07c0\u0966\u09e6\u0a66\u0ae6\u0b66\u0be6"
    "\u0c66\u0ce6\u0d66\u0de6\u0e50\u0ed0\u0f20\u1040\u1090"
    "\u17e0\u1810\u1946\u19d0\u1a80\u1a90\u1b50\u1bb0\u1c40"
    "\u1c50\ua620\ua8d0\ua900\ua9d0\ua9f0\uaa50\uabf0\uff10"
)
_DIGITS = [chr(digit) for zero in map(ord, _ZEROS) for digit in range(zero, zero + 10)]
_DIGITS += map(chr, range(0x1D7CE, 0x1D800))


@unit_check("digit_script", Severity.ERROR, needs=_DIGITS)
def check_digit_script(pair: Pair) -> Iterator[Remark]:
    """Digits of a script that the language does not use, then numbers with digits of two scripts."""
    known = _known(pair.language)
    strange: list[tuple[int, int]] = []
    mixed: list[tuple[int, int]] = []
    for match in _NUMBER.finditer(pair.target):
        if match[0] in pair.source:
            continue
        digits = _DIGIT.findall(match[0])
        if not known.issuperset(digits):
            strange.append(match.span())
        elif len({ord(digit) - int(digit) for digit in digits}) > 1:
            mixed.append(match.span())
    for kind, spans in (("foreign", strange), ("mixed", mixed)):
        if spans:
            yield _remark(pair, kind, spans)


def _remark(pair: Pair, kind: str, spans: list[tuple[int, int]]) -> Remark:
    shown = [pair.target[start:end].rstrip(".,٫٬") for start, end in spans]
    rights = [number.translate(_TO_PERSIAN) for number in shown]
    fixable = _PERSIAN[0] in _known(pair.language) and all(
        len({ord(digit) - int(digit) for digit in _DIGIT.findall(right)}) == 1
        and _known(pair.language).issuperset(_DIGIT.findall(right))
        for right in rights
    )
    if kind == "mixed":
        what, hint = "digits of two scripts in one number", "type the number again"
    else:
        what, hint = f"digits that {pair.profile.english} does not use", "write the language's own, or 0 to 9"
    fixable = fixable and kind == "foreign"
    return Remark(
        f"{', '.join(shown[:4])}: {what}",
        ", ".join(rights[:4]) if fixable else "",
        hint,
        kind=kind,
        spans=tuple(spans[:50]),
        fix=tuple(
            Edit(start, start + len(right), right) for (start, _), right in zip(spans, rights, strict=True)
        )
        if fixable
        else (),
    )


@cache
def _known(language: str) -> frozenset[str]:
    return frozenset(_ASCII + profile(language).digits + _ALSO.get(language, ""))
