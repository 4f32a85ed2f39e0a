"""Annotations of GitHub Actions."""

from __future__ import annotations

import re

from hypothesis import given
from msgspec.structs import replace
from support_report import ERROR, ITEMS, NOTE, PATH, hostile, item, outcome

from workflow.model import Region
from workflow.report import FORMATS, Outcome

# As the runner reads a line: its own name, properties, message.
_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def _said(made: Outcome) -> list[str]:
    return FORMATS["github"](made).splitlines()


def test_errors_come_first_and_columns_are_for_words() -> None:
    assert _said(outcome()) == [
        f"::error file={PATH},line=41,endLine=41,col=21,endColumn=23,title=numbers"
        "::found 76; expected 67; write the number so",
        f"::warning file={PATH},line=41,endLine=41,title=quotes::odd: 100 %25, really",
        f"::notice file={PATH},title=outdated::1 of 3 segments; run: workflow translate x",
    ]


def test_what_divides_properties_is_escaped_in_them_only() -> None:
    finding = replace(NOTE, check="a,b:c", message="a,b:c%0A\nnext")
    (line,) = _said(outcome(item(finding, "x, y:z.po", "1")))
    assert line == (
        "::notice file=x%2C y%3Az.po,title=a%2Cb%3Ac::a,b:c%250A%0Anext; run: workflow translate x"
    )


def test_words_in_two_lines_have_no_columns() -> None:
    one = item(ERROR, PATH, "1", Region(41, 21, 43, 5, "7\n6", ""))
    assert _said(outcome(one))[0].startswith(f"::error file={PATH},line=41,endLine=43,title=numbers::")


def test_what_the_service_will_not_show_is_said() -> None:
    assert len(_said(outcome(*[ITEMS[1]] * 10))) == 10
    lines = _said(outcome(*[ITEMS[1]] * 11, ITEMS[0]))
    assert lines[-1] == "There are 11 errors; a step shows 10 of a kind. All are in the log, and in SARIF."
    assert [line.partition(" ")[0] for line in lines[:-1]] == ["::error"] * 11 + ["::warning"]


@given(hostile())
def test_no_text_makes_a_command_of_its_own(made: Outcome) -> None:
    (line,) = _said(made)
    found = _COMMAND.fullmatch(line)
    assert found
    names = [each.partition("=")[0] for each in found[2].split(",")]
    assert names in (["file", "line", "title"], ["file", "title"], [
        "file", "line", "endLine", "col", "endColumn", "title"])  # fmt: skip
