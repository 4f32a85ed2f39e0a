"""``[startwhitespace]``: the white space before a text is that of the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import of_the_last
from workflow.model import Edit, Remark, Severity


@of_the_last
def ragged(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs with a text that begins or ends with white space."""
    return [
        pair for pair in pairs if pair.target.strip() != pair.target or pair.source.strip() != pair.source
    ]


@unit_check("startwhitespace", Severity.WARNING, prefilter=ragged)
def check_startwhitespace(pair: Pair) -> Iterator[Remark]:
    """White space that the source does not begin with, or lacks.

    A line feed is an error: with one too many or too few msgfmt refuses the whole catalogue.
    """
    source, target = pair.source, pair.target
    wanted = source[: len(source) - len(source.lstrip())]
    found = target[: len(target) - len(target.lstrip())]
    if wanted == found or len(found) == len(target):
        return
    newline = wanted[:1] == "\n" or found[:1] == "\n"
    yield Remark(
        f"begins with {told(found)}",
        told(wanted),
        "begin the text as the source does",
        "newline" if newline and wanted[:1] != found[:1] else "space",
        spans=((0, len(found) or 1),),
        source_spans=((0, len(wanted) or 1),),
        fix=(Edit(0, len(found), wanted),),
        severity=Severity.ERROR if newline and wanted[:1] != found[:1] else None,
    )


_NAMES = {" ": "space", "\n": "line feed", "\t": "tab", "\u00a0": "no-break space", "\r": "carriage return"}


def told(space: str) -> str:
    """White space in words, for a message."""
    if not space:
        return "no white space"
    first = _NAMES.get(space[0], f"U+{ord(space[0]):04X}")
    return f"a {first}" if len(space) == 1 else f"{len(space)} characters of white space ({first} first)"
