"""``[percent_spacing]``: what stands between a number and its per cent sign."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.typography import style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_PERCENT = late(r"(?<=\d)([ \u00a0\u202f\u2009]?)[%٪％](?!\w)")


@unit_check("percent_spacing", Severity.NOTE, needs="%٪％")
def check_percent_spacing(pair: Pair) -> Iterator[Remark]:
    """A space too many, none, or one at which the line may break; house styles differ, so it is a note."""
    own = style(pair.language)
    if own.percent is None:
        return
    wanted = (own.percent, "\u202f", "\u2009") if own.percent else ("",)
    hits = [hit for hit in _PERCENT.finditer(pair.prose) if hit[1] not in wanted]
    if hits:
        kind = "break" if own.percent and hits[0][1] else "space"
        yield Remark(
            {
                "break": "the line may break before %",
                "space": "the space before % is not that of the language",
            }[kind],
            "a no-break space" if own.percent else "no space",
            kind=kind,
            spans=tuple((hit.start() - 1, hit.end()) for hit in hits),
            fix=tuple(Edit(hit.start(1), hit.end(1), own.percent) for hit in hits),
            severity=own.level("percent_spacing", kind),
        )
