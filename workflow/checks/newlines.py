"""``[newlines]``: as many lines as the source has."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.model import Remark, Severity


@unit_check("newlines", Severity.WARNING, needs="\n\r\u2028\u2029\x85\v\f")
def check_newlines(pair: Pair) -> Iterator[Remark]:
    """Line breaks within the text, those at its ends apart.

    Only code has them in our articles; elsewhere one came with a copied text and would end a paragraph. No
    fix: whether two lines are one sentence, only a reader knows.
    """
    wanted, found = pair.source.strip().splitlines(), pair.target.strip().splitlines()
    if len(wanted) != len(found):
        yield Remark(
            f"{len(found)} lines",
            str(len(wanted)),
            "break the lines where the source does, and nowhere else",
            spans=tuple(_breaks(pair.target)),
            source_spans=tuple(_breaks(pair.source)),
        )


def _breaks(text: str) -> Iterator[tuple[int, int]]:
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    for line in text[start:end].splitlines(keepends=True):
        start += len(line)
        if start < end:
            yield start - (len(line) - len(line.rstrip("\n\r\u2028\u2029\x85\v\f\x1c\x1d\x1e"))), start
