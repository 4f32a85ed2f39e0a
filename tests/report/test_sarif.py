"""SARIF 2.1.0: what a consumer finds in it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from msgspec.structs import replace
from support_report import ITEMS, LINE, PATH, TARGET, hostile, outcome

from workflow.report import FORMATS, Outcome


def _run(made: Outcome) -> Any:
    log = json.loads(FORMATS["sarif"](made))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def test_a_result_stands_at_its_words() -> None:
    run = _run(outcome())
    assert run["columnKind"] == "unicodeCodePoints"
    result = run["results"][0]
    assert (result["ruleId"], result["level"]) == ("numbers", "error")
    assert result["message"]["text"] == "found 76; expected 67; write the number so"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": PATH, "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {
        "startLine": 41, "startColumn": 21, "endLine": 41, "endColumn": 23, "snippet": {"text": "76"},
    }  # fmt: skip
    assert place["contextRegion"]["snippet"]["text"] == LINE
    assert "suppressions" not in result


def test_a_fix_makes_the_file_right() -> None:
    (fix,) = _run(outcome())["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    region = replacement["deletedRegion"]
    start, end = region["startColumn"] - 1, region["endColumn"] - 1
    line = LINE[:start] + replacement["insertedContent"]["text"] + LINE[end:]
    assert line == f'msgstr "{TARGET}"'.replace("76", "67")


def test_rules_are_told_and_found_by_their_index() -> None:
    run = _run(outcome())
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert [each.get("ruleIndex") for each in run["results"]] == [0, 1, None]
    assert rules[0]["defaultConfiguration"] == {"level": "error"}
    assert rules[1]["help"]["text"] == "For ru, be only.\n\nQuotes."


def test_what_is_waived_or_known_is_suppressed() -> None:
    waived = replace(ITEMS[0], reason="as the author has it")
    results = _run(outcome(ITEMS[1], waived=(waived,), known=(ITEMS[2],)))["results"]
    assert [each.get("suppressions") for each in results] == [
        None,
        [{"kind": "inSource", "status": "accepted", "justification": "as the author has it"}],
        [{"kind": "external", "status": "accepted", "justification": "it is in the baseline"}],
    ]


def test_a_file_as_a_whole_stands_at_its_first_line() -> None:
    place = _run(outcome(ITEMS[2]))["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 1}


def test_results_keep_their_fingerprints() -> None:
    (result,) = _run(outcome(ITEMS[1]))["results"]
    assert result["partialFingerprints"] == {
        "primaryLocationLineHash": "0000000000000002:1",
        "dragoman/v1": "0000000000000002",
    }


def test_a_path_is_an_address() -> None:
    (result,) = _run(outcome(replace(ITEMS[2], path="locales/тест й#1/x y.po")))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "locales/%D1%82%D0%B5%D1%81%D1%82%20%D0%B9%231/x%20y.po"


@given(hostile())
def test_any_text_is_json(made: Outcome) -> None:
    FORMATS["sarif"](made).encode()
    assert len(_run(made)["results"]) == 3
