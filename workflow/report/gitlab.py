"""Findings as a Code Quality report of GitLab: a subset of the format of Code Climate."""

from __future__ import annotations

from workflow.model import Severity
from workflow.report.outcome import Item, Outcome
from workflow.report.text import json_text, said_of

# Of GitLab's five: info, minor, major, critical, blocker.
_SEVERITY = {Severity.ERROR: "critical", Severity.WARNING: "minor", Severity.NOTE: "info"}


def gitlab_report(outcome: Outcome) -> str:
    """A JSON array. Of two findings with one fingerprint GitLab shows one, so each has its own."""
    return json_text([_issue(item) for item in outcome.worst_first], indent=2)


def _issue(item: Item) -> dict[str, object]:
    return {
        "description": said_of(item.finding),
        "check_name": item.finding.check,
        "fingerprint": item.fingerprint,
        "severity": _SEVERITY[item.finding.severity],
        "location": {"path": item.path, "lines": {"begin": max(item.line, 1)}},
    }
