r"""``[escapes]``: ``\n``, ``\t`` and their like, written as two characters, are those of the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.lazy import late
from workflow.model import Markup, Remark, Severity

# In Markdown a backslash before a punctuation mark is syntax; before a letter it is one of these.
_LETTER = r"\\(?:[nrt]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
_LETTERS = late(_LETTER)
_ALL = late(rf"\\\\|\\[\"']|{_LETTER}")


@unit_check("escapes", Severity.ERROR, needs="\\")
def check_escapes(pair: Pair) -> Iterator[Remark]:
    """Escapes that are lost or added; those of quotation marks are a warning, since marks may change."""
    pattern = _ALL if pair.markup is Markup.PLAIN else _LETTERS
    found, source = list(pattern.finditer(pair.target)), list(pattern.finditer(pair.source))
    wanted, have = Counter(match[0] for match in source), Counter(match[0] for match in found)
    lost, added = wanted - have, have - wanted
    if not lost and not added:
        return
    every = [*lost, *added]
    shown = ", ".join(list(lost or added)[:4])
    yield Remark(
        f"{shown} is missing" if lost else f"{shown} is not in the source",
        ", ".join(list(lost)[:4]),
        "copy it from the source" if lost else "write the character itself, or nothing",
        kind="missing" if lost else "added",
        spans=tuple(match.span() for match in found if match[0] in added)[:50],
        source_spans=tuple(match.span() for match in source if match[0] in lost)[:50],
        severity=Severity.ERROR if any(_LETTERS.match(each) for each in every) else Severity.WARNING,
    )
