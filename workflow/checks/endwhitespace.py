"""``[endwhitespace]``: the white space after a text is that of the source."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.startwhitespace import ragged, told
from workflow.model import Edit, Remark, Severity


@unit_check("endwhitespace", Severity.WARNING, prefilter=ragged)
def check_endwhitespace(pair: Pair) -> Iterator[Remark]:
    """White space that the source does not end with, or lacks.

    A line feed is an error: with one too many or too few msgfmt refuses the whole catalogue.
    """
    source, target = pair.source, pair.target
    kept = len(target.rstrip())
    wanted, found = source[len(source.rstrip()) :], target[kept:]
    if wanted == found or not kept:
        return
    newline = (wanted[-1:] == "\n") != (found[-1:] == "\n")
    yield Remark(
        f"ends with {told(found)}",
        told(wanted),
        "end the text as the source does",
        "newline" if newline else "space",
        spans=((kept if found else kept - 1, len(target)),),
        source_spans=((len(source) - (len(wanted) or 1), len(source)),),
        fix=(Edit(kept, len(target), wanted),),
        severity=Severity.ERROR if newline else None,
    )
