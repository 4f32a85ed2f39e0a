"""Findings and tables -> lines of text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from workflow.model import Finding, Severity
from workflow.report.outcome import Outcome

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_JOINERS = "\u200c\u200d"  # letters of Persian, Urdu and Hindi depend on them


_USUAL = str.maketrans(dict.fromkeys(f"{_JOINERS}\u00a0\u2009\u202f\u3000"))  # harmless, and not printable


@cache
def _suspect() -> re.Pattern[str]:
    """All but characters that are harmless: nearly every character is one of these.

    They are letters and marks of Latin, Cyrillic, Arabic, Devanagari and Chinese, and what stands between
    them. To compile it takes milliseconds, which most reports need not wait for.
    """
    return re.compile(
        "[^ -~\u00a1-\u00ac\u00ae-\u017f\u0400-\u052f\u0620-\u06dc\u0900-\u097f\u2010-\u2027\u2030-\u205e"
        "\u3001-\u301f\u4e00-\u9fff\uff01-\uff5e]"
    )


def _harmless(char: str) -> bool:
    if char in _BIDI:
        return False
    return char.isprintable() or char in _JOINERS or unicodedata.category(char) == "Zs"


def _in_json(char: str) -> str:
    return char if char == "\n" or _harmless(char) else json.dumps(char)[1:-1]


def printable(text: str) -> str:
    """``text`` without what would move the cursor, reorder a line, or be a command in a log of CI.

    The runner of GitHub takes ``::`` for a command at the beginning of a line, but ``##[`` anywhere. As many
    characters come out as go in.
    """
    if "##[" in text:
        text = text.replace("##[", "#\ufffd[")
    # As nearly every line is; what reorders a line is not printable.
    if text.isprintable() or text.translate(_USUAL).isprintable():
        return text
    return _suspect().sub(lambda found: found[0] if _harmless(found[0]) else "\ufffd", text)


def json_text(data: object, indent: int | None = None) -> str:
    """``data`` as JSON on one line, or with ``indent``; what :func:`printable` takes out is escaped in it."""
    text = json.dumps(data, ensure_ascii=False, indent=indent).replace("##[", r"##\u005b")
    return _suspect().sub(lambda found: _in_json(found[0]), text)


def line_of(finding: Finding, line: int = 0) -> str:
    """``file:line: severity [check] what, expected, hint`` on one line; ``line`` instead of the finding's."""
    line = line or finding.line
    place = f"{finding.path}:{line}" if line else finding.path
    return printable(f"{place}: {finding.severity.value} [{finding.check}] {said_of(finding)}")


def said_of(finding: Finding) -> str:
    """What, expected, hint."""
    parts = [finding.message]
    if finding.expected:
        parts.append(f"expected {finding.expected}")
    if finding.hint:
        parts.append(finding.hint)
    return "; ".join(parts)


def lines_report(outcome: Outcome) -> str:
    """A line a finding, in the order of the files."""
    return "".join(f"{line_of(item.finding)}\n" for item in outcome.items)


def summary(findings: Sequence[Finding], catalogues: int) -> str:
    """One line: how many of each severity, in how many catalogues."""
    counts = {severity: sum(f.severity is severity for f in findings) for severity in Severity}
    parts = ", ".join(f"{count} {plural(severity.value, count)}" for severity, count in counts.items())
    return f"{parts} in {catalogues} {plural('catalogue', catalogues)}"


def plural(word: str, count: int) -> str:
    """``word`` with an "s" unless there is exactly one."""
    return word if count == 1 else f"{word}s"
