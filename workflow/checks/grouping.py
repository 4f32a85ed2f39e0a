"""``[grouping]``: thousands and decimals are divided as the language divides them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import source_has
from workflow.checks.typography import style
from workflow.languages.once import remembered
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_ENGLISH = late(r"\d(?<![\d.,].)\d{0,2}(?:,\d{3})+(?![\d,]|\.\d)")
_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९"
_HAS_GROUP = re.compile(r",\d{3}")
_HAS_DECIMAL = late(r"\.\d")
_GROUPED = late(
    r"\d(?<![\d.,'’٬،].)\d{0,2}(?:([.,'’٬، \u00a0\u202f\u2009])\d{3})(?:\1\d{3})*(?![\d]|[.,'’٬،]\d)"
)
# A number that is certainly a decimal and no version, time or section: something is counted with it.
_MEASURED = late(
    r"(\d(?<![\d.,].)\d*\.\d+)"
    r"(?=\s?%|[ -](?:per ?cent|percent|[mbtr]illion|km|kg|cm|mm|metres?|meters?|miles?"
    r"|kilomet|tonnes?|tons?|degrees?|points?|inch|litres?|liters?|hectares?|acres?)|(?:m|bn|km|kg)\b)"
)
_DECIMAL = late(r"\d(?<![\d.,'’٬٫/].)\d*([.,٫/])\d+(?![\d]|[.,'’٬٫/]\d)")


@remembered
def _is_divided(source: str, _: str) -> bool:
    return (_HAS_GROUP.search(source) or _HAS_DECIMAL.search(source)) is not None


@unit_check(
    "grouping",
    Severity.NOTE,
    needs="0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९",
    prefilter=source_has(_is_divided),
)
def check_grouping(pair: Pair) -> Iterator[Remark]:
    """Numbers of the source that stand with another language's separators.

    Only digits that the source has in the same order are looked at: there is no doubt what they are worth.
    That they are there is the business of [numbers].
    """
    grouped, measured = _HAS_GROUP.search(pair.source), _HAS_DECIMAL.search(pair.source)
    if not grouped and not measured:
        return
    own = style(pair.language)
    if own.group and grouped:
        wanted = _grouped(pair.source_prose, pair.source_language)
        if wanted:
            hits = [hit for hit in _GROUPED.finditer(pair.prose) if hit[1] not in own.group]
            yield from _remarks(
                pair, own.group[0], "group", [h for h in hits if _digits(h.group()) in wanted]
            )
    if own.decimal and measured:
        wanted = _measures(pair.source_prose, pair.source_language)
        if wanted:
            hits = [hit for hit in _DECIMAL.finditer(pair.prose) if hit[1] not in own.decimal]
            yield from _remarks(
                pair, own.decimal[0], "decimal", [h for h in hits if _digits(h.group()) in wanted]
            )


@remembered
def _grouped(source: str, _: str) -> set[str]:
    """The digits of numbers that are divided into thousands."""
    return {_digits(hit.group()) for hit in _ENGLISH.finditer(source)}


@remembered
def _measures(source: str, _: str) -> set[str]:
    """The digits of numbers that are certainly decimals."""
    return {_digits(hit[1]) for hit in _MEASURED.finditer(source)}


def _digits(token: str) -> str:
    return "".join(str(int(char)) for char in token if char.isdecimal())


def _remarks(pair: Pair, sign: str, kind: str, hits: list[re.Match[str]]) -> Iterator[Remark]:
    for hit in hits:
        found = hit.group()
        better = found.replace(hit[1], sign)
        yield Remark(
            f"“{found}” is divided as in another language"
            if hit[1] != " "
            else f"the line may break in “{found}”",
            better,
            kind=kind,
            spans=(hit.span(),),
            fix=tuple(
                Edit(hit.start() + index, hit.start() + index + 1, sign)
                for index, char in enumerate(found)
                if char == hit[1]
            ),
            severity=style(pair.language).level("grouping", kind),
        )
