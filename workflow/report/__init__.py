"""Findings and tables -> text and files that other programs read. One file a format."""

from collections.abc import Callable, Mapping

from workflow.report.github import github_report
from workflow.report.gitlab import gitlab_report
from workflow.report.jsonfile import as_json, json_report
from workflow.report.junit import junit_report
from workflow.report.outcome import Details, Item, Outcome, Rule, Suite, counts, is_failure
from workflow.report.sarif import sarif_report
from workflow.report.terminal import Style, terminal_report
from workflow.report.text import json_text, line_of, lines_report, plural, printable, summary

# What ``--format`` says -> what makes it of an outcome.
FORMATS: Mapping[str, Callable[[Outcome], str]] = {
    "text": lines_report,
    "json": json_report,
    "junit": junit_report,
    "sarif": sarif_report,
    "github": github_report,
    "gitlab": gitlab_report,
}

__all__ = [
    "FORMATS",
    "Details",
    "Item",
    "Outcome",
    "Rule",
    "Style",
    "Suite",
    "as_json",
    "counts",
    "is_failure",
    "json_text",
    "line_of",
    "plural",
    "printable",
    "summary",
    "terminal_report",
]
