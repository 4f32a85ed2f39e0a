"""Findings as JSON."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st
from support_report import ERROR, NOTE, PATH, SOURCE, TARGET, TEXT, outcome

from workflow.model import Finding, Severity
from workflow.report import FORMATS, as_json

FINDINGS = st.builds(
    Finding, TEXT, st.integers(0, 9999), st.sampled_from(Severity), TEXT, TEXT, expected=TEXT, hint=TEXT
)


def test_the_shape_that_is_documented() -> None:
    found = json.loads(FORMATS["json"](outcome()))
    assert found[1] == {
        "path": PATH,
        "line": 40,
        "severity": "error",
        "check": "numbers",
        "message": "found 76",
        "expected": "67",
        "hint": "write the number so",
        "language": "ru",
        "about": "",
        "spans": [[12, 14]],
        "source_spans": [],
        "fix": [{"start": 12, "end": 14, "text": "67"}],
        "source": SOURCE,
        "target": TARGET,
        "context": "",
        "state": "reviewed",
        "region": {"line": 41, "column": 21, "end_line": 41, "end_column": 23},
        "fingerprint": "0" * 15 + "2",
    }
    assert found[2]["region"] is None
    assert list(found[1]) == list(found[2])


def test_findings_alone() -> None:
    assert [each["check"] for each in json.loads(as_json([ERROR, NOTE]))] == ["numbers", "outdated"]
    assert json.loads(as_json(iter([]))) == []
    assert "重庆" in as_json([Finding(PATH, 1, Severity.NOTE, "x", "重庆")])


@given(st.lists(FINDINGS, max_size=3))
def test_json_holds_all_that_a_finding_says(findings: list[Finding]) -> None:
    kept = ("path", "line", "severity", "check", "message", "expected", "hint")
    read = json.loads(as_json(findings))
    for each, finding in zip(read, findings, strict=True):
        said = {key: each[key] for key in kept}
        assert Finding(**{**said, "severity": Severity(each["severity"])}) == finding
