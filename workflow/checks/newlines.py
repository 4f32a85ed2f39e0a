"""``[newlines]``: a text has the line breaks of its source, and none at its ends that the source lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.model import Remark, Severity

_ODD = "\u2028\u2029\x0b\x0c\x85"
_BREAK = re.compile("\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")


@unit_check("newlines", Severity.ERROR, needs="\n\r" + _ODD)
def check_newlines(pair: Pair) -> Iterator[Remark]:
    """Breaks at the beginning and the end, which gettext compares too; then their number; then odd ones."""
    source, target = pair.source, pair.target
    for what, has, wants, place in (
        ("begin", target[:1] in ("\n", "\r"), source[:1] in ("\n", "\r"), 0),
        ("end", target[-1:] in ("\n", "\r"), source[-1:] in ("\n", "\r"), max(len(target) - 1, 0)),
    ):
        if has != wants:
            yield Remark(
                f"the source {'does' if wants else 'does not'} {what} with a line break",
                hint="do as the source does; msgfmt refuses the file otherwise",
                kind="ends",
                spans=((place, place + 1),) if has else (),
            )
    wanted, found = len(_BREAK.findall(source.strip("\r\n"))), list(_BREAK.finditer(target.strip("\r\n")))
    if wanted != len(found):
        yield Remark(
            f"{len(found)} line breaks, {wanted} in the source",
            hint="a break has a meaning in code and verse; elsewhere delete it",
            kind="number",
            spans=tuple(match.span() for match in _BREAK.finditer(target))[:50],
            severity=Severity.WARNING,
        )
    odd = [place for place, char in enumerate(target) if char in _ODD] if set(_ODD) & set(target) else []
    if odd and not set(_ODD) & set(source):
        yield Remark(
            "a line break that most programs do not know: "
            + ", ".join(dict.fromkeys(f"U+{ord(target[place]):04X}" for place in odd)),
            hint="delete it, or make it a space",
            kind="odd",
            spans=tuple((place, place + 1) for place in odd[:50]),
            severity=Severity.WARNING,
        )
