"""``[fullwidth]``: Chinese has its own marks, each as wide as a character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import having
from workflow.checks.typography import style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_MARK = late("[,;:!?] ?")
_STOP = late(r"\. ?")
_CLOSING = "”’》）」』"
_AFTER = '”’」』"'
_BRACKETS = late(r"([(（])([^()（）]{0,300})([)）])")


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
    for start, end in _marks(text):
        hits.append(("mark", (start, end), (Edit(start, _end(text, start, end), marks[text[start]]),)))
    for start, end in _stops(text):
        unclear = start < 3 or (end - start == 1 and _is_han(text[end : end + 1]))
        fix = () if unclear else (Edit(start, _end(text, start, end), marks["."]),)
        hits.append(("dot" if unclear else "stop", (start, end), fix))
    if "(" in text or ")" in text:
        for hit in _BRACKETS.finditer(text):
            mixed = hit[1] == "（" or hit[3] == "）"
            if hit[1] + hit[3] != "（）" and (mixed or any(map(_is_han, hit[2]))):
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


def _marks(text: str) -> Iterator[tuple[int, int]]:
    """Marks after Chinese, with a space after them, and those between Latin letters and Chinese."""
    for hit in _MARK.finditer(text):
        start, end = hit.span()
        before, after = text[start - 1 : start], text[start + 1 : start + 2]
        if _is_chinese(before):
            yield start, end
        elif (before == "%" or (before.isascii() and before.isalpha())) and _is_han(after):
            yield start, start + 1


def _stops(text: str) -> Iterator[tuple[int, int]]:
    """Full stops after Chinese at the end of something, with a space after them, or between characters."""
    for hit in _STOP.finditer(text):
        start, end = hit.span()
        if not _is_chinese(text[start - 1 : start]):
            continue
        after = text[end : end + 1]
        if not after or _is_han(after) or after.isspace() or after in _AFTER:
            yield start, end
        elif end > start + 1:
            yield start, start + 1  # the space ends something


def _is_han(char: str) -> bool:
    # A set of all these in a regular expression takes longer to compile than a catalogue to look through.
    return "\u3400" <= char <= "\u9fff" or "\U00020000" <= char <= "\U0003ffff"


def _is_chinese(char: str) -> bool:
    return _is_han(char) or (char != "" and char in _CLOSING)


def _end(text: str, start: int, end: int) -> int:
    """The mark, and a space after it that is not the last thing of the text: the mark is wide enough."""
    return end if end < len(text) else start + 1
