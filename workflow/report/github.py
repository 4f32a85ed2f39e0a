"""Findings as annotations of GitHub Actions: workflow commands, which its runner reads from the output.

A message may hold anything but ``%`` and line breaks, which are written ``%25``, ``%0D`` and ``%0A``; in a
property ``:`` and ``,`` are written ``%3A`` and ``%2C`` too ("Workflow commands for GitHub Actions").
"""

from __future__ import annotations

from workflow.model import Severity
from workflow.report.outcome import Item, Outcome, counts
from workflow.report.text import plural, printable, said_of

MOST = 10  # annotations of one kind that a step may make; the service drops the others without a word

_COMMAND = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github_report(outcome: Outcome) -> str:
    """A line an annotation, errors first, and one that says what the service will not show."""
    items = outcome.worst_first
    lines = [_annotation(item) for item in items]
    kinds = counts(items)
    over = ", ".join(
        f"{count} {plural(severity.value, count)}"
        for severity in Severity
        if (count := kinds[severity]) > MOST
    )
    if over:
        lines.append(f"There are {over}; a step shows {MOST} of a kind. All are in the log, and in SARIF.")
    return "".join(f"{line}\n" for line in lines)


def _annotation(item: Item) -> str:
    finding, region = item.finding, item.region
    places: list[tuple[str, str]] = [("file", item.path)]
    if item.line:
        places.append(("line", str(item.line)))
    if region:
        places.append(("endLine", str(region.end_line)))
        if region.line == region.end_line and finding.spans:  # columns are for a single line only
            places += [("col", str(region.column)), ("endColumn", str(region.end_column))]
    places.append(("title", finding.check))
    properties = ",".join(f"{name}={_property(value)}" for name, value in places)
    return f"::{_COMMAND[finding.severity]} {properties}::{_data(said_of(finding))}"


def _data(text: str) -> str:
    return printable(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
