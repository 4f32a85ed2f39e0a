"""Findings for a person at a terminal: by file and unit, with the words underlined.

Every line of text begins with a mark: what comes from a catalogue can then be taken neither for a line of
the program nor, in a log of CI, for a command (``::error …``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from workflow.model import Severity
from workflow.report.outcome import Item, Outcome, by_unit
from workflow.report.text import printable
from workflow.report.width import is_reordered, widths

_COLOUR = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.NOTE: "1;36"}
_BOLD, _FAINT = "1", "2"
_LEAST = 20  # columns of text, however narrow the terminal
_ROWS = 4  # of a text in which no words are marked


class Style(Struct, frozen=True):
    """How to show it."""

    columns: int = 100
    colour: bool = False

    def paint(self, code: str, text: str) -> str:
        """``text`` in a colour of ECMA-48, if there are any."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text


def terminal_report(outcome: Outcome, style: Style) -> str:
    """What is to be reported; nothing of what is waived or known."""
    lines: list[str] = []
    for suite in outcome.suites:
        if suite.items:
            lines += [style.paint(_BOLD, printable(suite.shown)), ""]
            for group in by_unit(suite.items):
                lines += [*_unit(group, style), ""]
    return "".join(f"{line}\n" for line in lines)


def _unit(group: Sequence[Item], style: Style) -> Iterator[str]:
    unit = group[0].finding.unit
    if unit is not None and unit.source:
        yield style.paint(_FAINT, f"  │ {_cut(_line(unit.source), style.columns - 4)}")
    shown: tuple[tuple[int, int], ...] | None = None
    for item in group:
        finding = item.finding
        line = item.line
        place = printable(f"{finding.path}:{line}" if line else finding.path)
        if item.region and finding.spans:
            place += f":{item.region.column}"
        severity = style.paint(_COLOUR[finding.severity], finding.severity.value)
        yield f"  {place}: {severity} [{printable(finding.check)}] {printable(finding.message)}"
        if unit is not None and unit.target.strip() and finding.spans != shown:
            yield from _marked(unit.target, finding.spans, finding.severity, style)
            shown = finding.spans
        if finding.expected:
            yield f"    expected: {printable(finding.expected)}"
        if finding.hint:
            yield f"    → {printable(finding.hint)}"


def _marked(target: str, spans: Sequence[tuple[int, int]], severity: Severity, style: Style) -> Iterator[str]:
    """Rows of the text that have something of ``spans``, with marks under it; else its first rows.

    Where some of the text runs from right to left, terminals differ in what stands in which column: there
    the words are quoted.
    """
    text = _line(target)
    reordered = is_reordered(text)
    rows = list(_rows(text, max(style.columns - 6, _LEAST)))
    hit = _hits(len(text), spans)
    marked = [(start, end) for start, end in rows if any(hit[start : end + (end == len(text))])]
    last = -1
    for start, end in marked or rows[:_ROWS]:
        if last not in (-1, start) or (last == -1 and start):
            yield "    │ …"
        yield f"    │ {text[start:end]}".rstrip()
        if marked and not reordered:
            marks = _marks(text, hit, start, end)
            yield f"    │ {style.paint(_COLOUR[severity], marks)}"
        last = end
    if last < len(text):
        yield "    │ …"
    if reordered:
        words = [text[start:end] for start, end in spans if text[start:end].strip()]
        if words:
            yield "    here: " + ", ".join(style.paint(_COLOUR[severity], f"“{each}”") for each in words)


def _rows(text: str, columns: int) -> Iterator[tuple[int, int]]:
    """Cut so that each row fits, between words where there are any; nothing is cut off from its base."""
    start = used = 0
    space = -1  # where the row may be cut: behind a space
    for at, wide in enumerate(widths(text)):
        if used + wide > columns and wide:
            cut = space if space > start else at
            yield start, cut
            used -= sum(list(widths(text[start:cut])))
            start = cut
        used += wide
        if text[at] == " ":
            space = at + 1
    if start < len(text) or not text:
        yield start, len(text)


def _hits(length: int, spans: Sequence[tuple[int, int]]) -> Sequence[bool]:
    """Which characters of a text of that length are marked, and last whether the place behind them is.

    A place between two characters marks the one behind it. One pass, however many spans there are.
    """
    changes = [0] * (length + 2)
    for first, last in spans:
        changes[first] += 1
        changes[max(last, first + 1)] -= 1
    return [depth > 0 for depth in accumulate(changes[:-1])]


def _marks(text: str, hit: Sequence[bool], start: int, end: int) -> str:
    """``^`` under every column of the words; one for a place between two, and for what has no width."""
    cells: list[str] = []
    column = 0
    for at, wide in enumerate(widths(text[start:end])):
        if hit[start + at] and not wide:  # under the letter that it stands on
            place = max(column - 1, 0)
            cells += " " * (place + 1 - len(cells))
            cells[place] = "^"
        elif hit[start + at]:
            cells += " " * (column - len(cells)) + "^" * wide
        column += wide
    if end == len(text) and hit[end]:
        cells += " " * (column - len(cells)) + "^"
    return "".join(cells)


def _line(text: str) -> str:
    """One line with as many characters, so that spans still fit."""
    return printable(text.replace("\n", "⏎").replace("\t", " "))


def _cut(text: str, columns: int) -> str:
    used = 0
    for at, wide in enumerate(widths(text)):
        used += wide
        if used > max(columns, _LEAST):
            return f"{text[: max(at - 1, 0)]}…"
    return text
