"""``[doublespacing]``: one space between two words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import matching
from workflow.checks.typography import style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_ODD = late("  |[\u00a0\u202f]")
_RUN = late(r"[ \u00a0\u202f](?<=\S.)[ \u00a0\u202f]+(?=\S)")
_NO_BREAK = late("\u00a0[ \u00a0]| \u00a0")


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    return matching(pairs, _ODD)


@unit_check("doublespacing", Severity.WARNING, prefilter=_may_have)
def check_doublespacing(pair: Pair) -> Iterator[Remark]:
    """Two or more spaces in a row; a no-break space among them is the one that stays.

    A note where the source has such runs too: somebody may line something up.
    """
    target = pair.target
    if (
        "  " not in target
        and not ("\u00a0" in target and _NO_BREAK.search(target))
        and "\u202f" not in target
    ):
        return
    runs = list(_RUN.finditer(pair.prose))
    if not runs:
        return
    also = _RUN.search(pair.source_prose) is not None
    yield Remark(
        f"{len(runs[0].group())} spaces in a row" + (f", in {len(runs)} places" if runs[1:] else ""),
        "one space",
        kind="source" if also else "",
        spans=tuple(hit.span() for hit in runs),
        fix=tuple(Edit(hit.start(), hit.end(), _kept(hit.group())) for hit in runs),
        severity=Severity.NOTE if also else style(pair.language).level("doublespacing", ""),
    )


def _kept(run: str) -> str:
    return next((char for char in run if char != " "), " ")
