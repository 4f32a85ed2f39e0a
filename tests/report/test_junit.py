"""JUnit XML, as a consumer reads it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from msgspec.structs import replace
from support_report import ERROR, ITEMS, PATH, hostile, item, outcome

from workflow.model import Severity
from workflow.report import FORMATS, Outcome


def _root(made: Outcome) -> ET.Element:
    return ET.fromstring(FORMATS["junit"](made).encode())


def _cases(root: ET.Element) -> dict[str, ET.Element]:
    return {case.get("name", ""): case for case in root.iter("testcase")}


def test_a_suite_is_a_catalogue_and_a_case_a_check() -> None:
    root = _root(outcome())
    assert root.attrib == {"name": "workflow check", "tests": "3", "failures": "1", "errors": "0"}
    (suite,) = root
    assert suite.get("name") == PATH
    cases = _cases(root)
    assert list(cases) == ["numbers", "quotes", "outdated"]
    assert cases["numbers"].get("classname") == "locales.ru.LC_MESSAGES.x"
    (failure,) = cases["numbers"]
    assert (failure.tag, failure.get("type")) == ("failure", "error")
    assert failure.get("message") == "found 76; expected 67; write the number so"
    assert failure.text == f"{PATH}:41: error [numbers] found 76; expected 67; write the number so"
    (rest,) = cases["quotes"]  # a warning fails nothing
    assert (rest.tag, rest.text) == ("system-out", f"{PATH}:41: warning [quotes] odd: 100 %, really")


@pytest.mark.parametrize(
    ("fail_on", "failures"), [("never", "0"), ("error", "1"), ("warning", "2"), ("note", "3")]
)
def test_what_fails_is_what_the_publication_says(fail_on: str, failures: str) -> None:
    assert _root(outcome(fail_on=fail_on)).get("failures") == failures


def test_all_findings_of_a_check_are_in_one_failure() -> None:
    other = item(replace(ERROR, message="found 5"), PATH, "9", ITEMS[1].region)
    (failure,) = _cases(_root(outcome(ITEMS[1], other)))["numbers"]
    assert failure.get("message") == "2 findings; found 76; expected 67; write the number so"
    assert len((failure.text or "").splitlines()) == 2


def test_of_a_broken_file_nothing_is_said_to_be_right() -> None:
    broken = item(replace(ERROR, check="po", severity=Severity.ERROR, unit=None), PATH, "9")
    root = _root(outcome(broken))
    (suite,) = root
    assert (suite.get("tests"), suite.get("errors"), suite.get("skipped")) == ("4", "1", "3")
    cases = _cases(root)
    assert [child.tag for child in cases["po"]] == ["error"]
    assert [child.tag for child in cases["numbers"]] == ["skipped"]


@given(hostile())
def test_any_text_is_well_formed(made: Outcome) -> None:
    assert len(list(_root(made).iter("testsuite"))) == 1


def test_nothing_is_a_document_too() -> None:
    assert _root(Outcome((), (), "0")).get("tests") == "0"
