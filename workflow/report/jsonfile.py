"""Findings as JSON, for scripts: an array of objects; docs/checks.md has the keys."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.model import Finding, Region
from workflow.report.outcome import Item, Outcome
from workflow.report.text import json_text


def as_json(findings: Iterable[Finding]) -> str:
    """A JSON array, one object a finding."""
    return _array(_plain(finding) for finding in findings)


def json_report(outcome: Outcome) -> str:
    """The same with the exact place of each finding in its file."""
    return _array(_item(item) for item in outcome.items)


def _item(item: Item) -> dict[str, object]:
    return {
        **_plain(item.finding),
        "region": _region(item.region) if item.region else None,
        "fingerprint": item.fingerprint,
    }


def _region(region: Region) -> dict[str, int]:
    return {
        "line": region.line,
        "column": region.column,
        "end_line": region.end_line,
        "end_column": region.end_column,
    }


def _plain(finding: Finding) -> dict[str, object]:
    unit = finding.unit
    return {
        "path": finding.path,
        "line": finding.line,
        "severity": finding.severity.value,
        "check": finding.check,
        "message": finding.message,
        "expected": finding.expected,
        "hint": finding.hint,
        "language": finding.language,
        "about": finding.about,
        "spans": finding.spans,
        "source_spans": finding.source_spans,
        "fix": [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in finding.fix],
        "source": unit.source if unit else "",
        "target": unit.target if unit else "",
        "context": unit.context if unit else "",
        "state": unit.state.value if unit else "",
    }


def _array(objects: Iterable[dict[str, object]]) -> str:
    """An array with a line for each object: that can be read, searched, and written fast."""
    lines = ",\n".join(f"  {json_text(each)}" for each in objects)
    return f"[\n{lines}\n]" if lines else "[]"
