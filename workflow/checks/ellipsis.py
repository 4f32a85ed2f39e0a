"""``[ellipsis]``: three dots are written as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import matching
from workflow.checks.typography import is_han, style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_DOTS = late(r"(?<![.…?!])(?:\.{3}|(?:\. ){2}\.|…)(?![.…])")
_SOME = late(r"\.\.|\. \.|…|。。|···")
# Chinese: six dots, whichever way they were typed.
_CHINESE = late(r"(?:\.{2,}|…+|。{3,}|·{3,})")


def _may_have_dots(pairs: Sequence[Pair]) -> list[Pair]:
    if not style(pairs[0].language).ellipsis:
        return []
    return matching(pairs, _SOME)


@unit_check("ellipsis", Severity.NOTE, prefilter=_may_have_dots)
def check_ellipsis(pair: Pair) -> Iterator[Remark]:
    """Dots for «…» in the languages whose press has the one sign, and anything but «……» in Chinese.

    «?..» and «!..» are right in Cyrillic languages. In languages with both ways nothing is said.
    """
    own = style(pair.language)
    if own.ellipsis == "……":
        hits = [hit for hit in _CHINESE.finditer(pair.prose) if _is_chinese(pair.prose, hit)]
        hits = [hit for hit in hits if hit.group() != "……" and hit.group() != ".."]
    elif own.ellipsis:
        hits = [hit for hit in _DOTS.finditer(pair.prose) if hit.group() != own.ellipsis]
    else:
        return
    if hits:
        yield Remark(
            f"“{hits[0].group()}” for an ellipsis",
            own.ellipsis,
            spans=tuple(hit.span() for hit in hits),
            fix=tuple(Edit(hit.start(), hit.end(), own.ellipsis) for hit in hits),
            severity=own.level("ellipsis", ""),
        )


def _is_chinese(text: str, hit: re.Match[str]) -> bool:
    """Whether a Chinese character or mark stands on one side; "e.g...." is none of ours."""
    before, after = text[hit.start() - 1 : hit.start()], text[hit.end() : hit.end() + 1]
    return any(
        char and (is_han(char) or char in "，。！？；：、“”‘’「」（）《》") for char in (before, after)
    )
