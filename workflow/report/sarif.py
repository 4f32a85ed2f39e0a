"""Findings as SARIF 2.1.0 (OASIS), which GitHub code scanning and editors show.

What is waived or in the baseline is there too, as a result with a ``suppression`` (section 3.27.23): a
viewer hides it, and knows why.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from workflow.model import Region, Severity
from workflow.report.outcome import Item, Outcome, Rule
from workflow.report.text import json_text, said_of

_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_BASE = "%SRCROOT%"  # the root of the repository, by convention
_LONGEST = 2000  # characters of lines that are shown around a finding


def sarif_report(outcome: Outcome) -> str:
    """One run: errors first, for a service takes only so many results (GitHub shows 5,000)."""
    index = {rule.name: at for at, rule in enumerate(outcome.rules)}
    results = [_result(item, index) for item in outcome.worst_first]
    for suite in outcome.suites:
        results += [_result(each, index, "inSource", each.reason) for each in suite.waived]
        results += [_result(each, index, "external", "it is in the baseline") for each in suite.known]
    run = {
        "tool": {
            "driver": {
                "name": "Dragoman",
                "version": outcome.version,
                "rules": [_rule(rule) for rule in outcome.rules],
            }
        },
        "automationDetails": {"id": "workflow-check/"},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _rule(rule: Rule) -> dict[str, object]:
    languages = f"For {', '.join(rule.languages)} only.\n\n" if rule.languages else ""
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": f"{languages}{rule.help}"},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
    }


def _result(
    item: Item, rules: Mapping[str, int], suppression: str = "", justification: str = ""
) -> dict[str, object]:
    finding = item.finding
    result: dict[str, object] = {"ruleId": finding.check}
    if finding.check in rules:
        result["ruleIndex"] = rules[finding.check]
    result["level"] = _LEVEL[finding.severity]
    result["message"] = {"text": said_of(finding)}
    result["locations"] = [_location(item, item.region)]
    if len(item.spans) > 1:
        result["relatedLocations"] = [
            {"id": number, **_location(item, region)} for number, region in enumerate(item.spans[1:], 1)
        ]
    # GitHub tells findings apart by the first of these, whoever computes it.
    result["partialFingerprints"] = {
        "primaryLocationLineHash": f"{item.fingerprint}:1",
        "dragoman/v1": item.fingerprint,
    }
    if suppression:
        result["suppressions"] = [{"kind": suppression, "status": "accepted", "justification": justification}]
    if item.fix:
        result["fixes"] = [_fix(item)]
    facts = {"language": finding.language, "about": finding.about, "expected": finding.expected}
    if finding.unit:
        facts |= {"state": finding.unit.state.value, "source": finding.unit.source}
    result["properties"] = {name: value for name, value in facts.items() if value}
    return result


def _location(item: Item, region: Region | None) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": _artifact(item)}
    if region:
        place["region"] = {**_region(region), "snippet": {"text": region.text}}
        if len(region.lines) <= _LONGEST:
            place["contextRegion"] = {
                "startLine": region.line,
                "endLine": region.end_line,
                "snippet": {"text": region.lines},
            }
    else:  # services want a line, also for a file as a whole
        place["region"] = {"startLine": max(item.finding.line, 1)}
    return {"physicalLocation": place}


def _artifact(item: Item) -> dict[str, str]:
    uri = quote(item.path.encode("utf-8", "replace"), safe="/")
    return {"uri": uri, "uriBaseId": _BASE}


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _fix(item: Item) -> dict[str, object]:
    replacements = [
        {"deletedRegion": _region(region), "insertedContent": {"text": text}} for region, text in item.fix
    ]
    return {
        "description": {"text": item.finding.hint or item.finding.message},
        "artifactChanges": [{"artifactLocation": _artifact(item), "replacements": replacements}],
    }
