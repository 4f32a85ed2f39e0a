"""``[fullwidth]``: Chinese has its own marks, each as wide as a character."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.patterns import late
from workflow.checks.signs import having
from workflow.checks.typography import style
from workflow.model import Edit, Remark, Severity

_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_MARK = late(rf"[,;:!?](?:(?<=[{_HAN}”’》）」』].) ?|(?<=[A-Za-z%].)(?=[{_HAN}]))")
_STOP = late(rf"\.(?<=[{_HAN}”’》）」』]\.)( ?)(?=$|[{_HAN}\s”’」』\"])")
_BRACKETS = late(r"([(（])([^()（）]{0,300})([)）])")
_ANY_HAN = late(f"[{_HAN}]")


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    return having(pairs, ",;:!?.()")


@unit_check("fullwidth", Severity.WARNING, languages=("zh", "zh-Hant"), prefilter=_may_have)
def check_fullwidth(pair: Pair) -> Iterator[Remark]:
    """ASCII marks after Chinese characters, and brackets around them (GB/T 15834-2011).

    Not those of numbers, times, Latin names and addresses. A full stop between two characters may be meant
    for the dot within a foreign name, so it has no fix.
    """
    text = pair.target
    marks = style(pair.language).marks
    text = pair.prose
    hits: list[tuple[str, tuple[int, int], tuple[Edit, ...]]] = []
    for hit in _MARK.finditer(text):
        hits.append(("mark", hit.span(), (Edit(hit.start(), _end(text, hit), marks[hit.group()[0]]),)))
    for hit in _STOP.finditer(text):
        unclear = hit.start() < 3 or (not hit[1] and bool(_ANY_HAN.match(text, hit.end())))
        fix = () if unclear else (Edit(hit.start(), _end(text, hit), marks["."]),)
        hits.append(("dot" if unclear else "stop", hit.span(), fix))
    if "(" in text or ")" in text:
        for hit in _BRACKETS.finditer(text):
            mixed = hit[1] == "（" or hit[3] == "）"
            if hit[1] + hit[3] != "（）" and (mixed or _ANY_HAN.search(hit[2])):
                ends = ((hit.start(1), hit.end(1)), (hit.start(3), hit.end(3)))
                edits = [Edit(*span, marks[text[span[0]]]) for span in ends if text[span[0]] in marks]
                hits.append(("bracket", hit.span(), tuple(edits)))
    for kind in ("mark", "stop", "dot", "bracket"):
        mine = [hit for hit in hits if hit[0] == kind]
        if mine:
            start, end = mine[0][1]
            yield Remark(
                f"“{text[start : end if kind == 'bracket' else start + 1]}” is a mark of Latin script",
                "（）" if kind == "bracket" else marks[text[start]],
                kind=kind,
                spans=tuple(span for _, span, _ in mine),
                fix=tuple(sorted((edit for _, _, fix in mine for edit in fix), key=lambda each: each.start)),
                severity=style(pair.language).level("fullwidth", kind),
            )


def _end(text: str, hit: re.Match[str]) -> int:
    """The mark, and a space after it that is not the last thing of the text: the mark is wide enough."""
    return hit.end() if hit.end() < len(text) else hit.start() + 1
