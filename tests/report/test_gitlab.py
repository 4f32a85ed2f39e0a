"""Code Quality reports of GitLab."""

from __future__ import annotations

import json

from hypothesis import given
from support_report import PATH, hostile, outcome

from workflow.report import FORMATS, Outcome


def test_each_finding_is_an_issue_the_worst_first() -> None:
    found = json.loads(FORMATS["gitlab"](outcome()))
    assert [each["severity"] for each in found] == ["critical", "minor", "info"]
    assert found[0] == {
        "description": "found 76; expected 67; write the number so",
        "check_name": "numbers",
        "fingerprint": "0" * 15 + "2",
        "severity": "critical",
        "location": {"path": PATH, "lines": {"begin": 41}},
    }
    assert found[2]["location"] == {"path": PATH, "lines": {"begin": 1}}  # a file as a whole


@given(hostile())
def test_any_text_is_json(made: Outcome) -> None:
    text = FORMATS["gitlab"](made)
    text.encode()
    (issue,) = json.loads(text)
    assert issue["location"]["lines"]["begin"] >= 1
