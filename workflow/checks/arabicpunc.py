"""``[arabicpunc]``: Persian and Urdu have their own comma, semicolon, question mark and full stop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import having
from workflow.checks.typography import style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_LETTER = "\u0620-\u065f\u066e-\u06d3\u06d5-\u06ed\u06fa-\u06ff\u200c"
_MARK = late(rf"[,;?](?:(?<=[{_LETTER}»”’)].)|(?<=[A-Za-z0-9۰-۹%].)(?=\s+[{_LETTER}]))")
# After three letters at least, for a shorter word may be an initial; at the end of a text after two (ہے).
_STOP = late(
    rf"(?:\.(?!\.)|۔(?!۔))(?:(?<=[{_LETTER}]{{3}}.)(?=[\s”’»\"')]|$)|(?<=[{_LETTER}]{{2}}.)(?=[”’»\"')]*$))"
)


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    return having(pairs, style(pairs[0].language).marks)


@unit_check("arabicpunc", Severity.WARNING, languages=("fa", "ur"), prefilter=_may_have)
def check_arabicpunc(pair: Pair) -> Iterator[Remark]:
    """Marks of Latin script after Arabic letters, and the full stop of the other language."""
    own = style(pair.language)
    text = pair.target
    marks = "," in text or ";" in text or "?" in text
    stop = "۔" if "۔" in own.marks else "."
    if not marks and stop not in text:
        return
    text = pair.prose
    found: dict[str, list[tuple[int, str]]] = {}
    for hit in _MARK.finditer(text) if marks else ():
        sign = hit.group()
        if sign in own.marks:
            found.setdefault("mark", []).append((hit.start(), own.marks[sign]))
    for hit in _STOP.finditer(text) if stop in text else ():
        if hit.group() in own.marks:
            found.setdefault("stop", []).append((hit.start(), own.marks[hit.group()]))
    for kind, hits in found.items():
        place, sign = hits[0]
        yield Remark(
            f"“{text[place]}” is not a mark of this language",
            sign,
            kind=kind,
            spans=tuple((start, start + 1) for start, _ in hits),
            fix=tuple(Edit(start, start + 1, better) for start, better in hits),
            severity=own.level("arabicpunc", kind),
        )
