"""Findings that are known: what a line of the baseline answers to, and for how long."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace
from support_report import ERROR, NOTE, PATH, UNIT, WARNING

from workflow.errors import WorkflowError
from workflow.model import Finding, Severity, State
from workflow.pipeline.baseline import Baseline, fingerprint, read_baseline, write_baseline


def _written(folder: Path, *findings: Finding) -> Baseline:
    write_baseline(folder / "b.txt", [(each, PATH) for each in findings])
    return read_baseline(folder / "b.txt")


def test_a_known_finding_is_known_wherever_it_stands(tmp_path: Path) -> None:
    known = _written(tmp_path, ERROR)
    moved = replace(ERROR, line=99, unit=replace(UNIT, line=99), message="said otherwise", hint="")
    assert known.covers(moved, PATH)


@pytest.mark.parametrize(
    "other",
    [
        replace(ERROR, unit=replace(UNIT, target="Мэр сказал: 76 вузов.")),
        replace(ERROR, unit=replace(UNIT, source="The mayor said: 67 schools.")),
        replace(ERROR, unit=replace(UNIT, context="caption")),
        replace(ERROR, check="glossary"),
        replace(ERROR, about="kazan"),
    ],
)
def test_another_text_or_check_is_new(tmp_path: Path, other: Finding) -> None:
    known = _written(tmp_path, ERROR)
    assert not known.covers(other, PATH)
    assert not known.covers(ERROR, "locales/be/LC_MESSAGES/x.po")
    assert known.covers(ERROR, PATH)


def test_what_has_become_worse_is_new(tmp_path: Path) -> None:
    draft = replace(ERROR, severity=Severity.WARNING, unit=replace(UNIT, state=State.MACHINE))
    assert not _written(tmp_path, draft).covers(ERROR, PATH)  # approved unread
    assert _written(tmp_path, ERROR).covers(draft, PATH)


def test_a_line_answers_as_often_as_it_says(tmp_path: Path) -> None:
    known = _written(tmp_path, ERROR, replace(ERROR, spans=((0, 1),)))
    assert [known.covers(ERROR, PATH) for _ in range(3)] == [True, True, False]
    assert known.knows(ERROR, PATH)  # asked without being used up


def test_a_finding_about_no_unit_is_known_by_its_message(tmp_path: Path) -> None:
    known = _written(tmp_path, NOTE)
    assert not known.covers(replace(NOTE, message="2 of 3 segments"), PATH)
    assert known.covers(NOTE, PATH)


def test_a_broken_file_cannot_be_put_off(tmp_path: Path) -> None:
    broken = Finding(PATH, 3, Severity.ERROR, "po", "broken PO")
    known = _written(tmp_path, broken)
    assert known.entries == []
    assert not known.covers(broken, PATH)


def test_the_file_is_sorted_and_the_same_for_the_same_findings(tmp_path: Path) -> None:
    findings = [(each, PATH) for each in (WARNING, ERROR, NOTE, ERROR)]
    path = tmp_path / "b.txt"
    assert write_baseline(path, findings) == (4, True)
    content = path.read_bytes()
    assert write_baseline(path, findings[::-1]) == (4, False)
    assert path.read_bytes() == content
    lines = content.decode().splitlines()[3:]
    assert lines == sorted(lines)
    assert lines[0].split("\t") == [
        PATH, "numbers", "error", fingerprint(ERROR, PATH), "2", "The mayor said: 67 universities.",
    ]  # fmt: skip
    assert lines[2].startswith(f"{PATH}\tquotes/kazan\twarning\t")


def test_a_line_to_which_nothing_answers_is_stale(tmp_path: Path) -> None:
    known = _written(tmp_path, ERROR, WARNING, NOTE)
    assert known.covers(WARNING, PATH)
    assert [each.check for each in known.stale([PATH], None, [])] == ["numbers", "outdated"]
    assert [each.check for each in known.stale([PATH], ["numbers", "quotes"], [])] == ["numbers"]
    assert known.stale(["other.po"], None, []) == []
    assert len(known.stale([], None, [PATH])) == 3
    assert [each.line for each in known.stale([PATH], None, [])] == [4, 5]


def test_fewer_than_a_line_says_is_stale_too(tmp_path: Path) -> None:
    known = _written(tmp_path, ERROR, ERROR)
    assert known.covers(ERROR, PATH)
    assert len(known.stale([PATH], None, [])) == 1


def test_of_what_was_not_looked_at_lines_stay(tmp_path: Path) -> None:
    known = _written(tmp_path, ERROR, WARNING)
    assert len(known.others(["other.po"], None)) == 2
    assert [each.check for each in known.others([PATH], ["numbers"])] == ["quotes/kazan"]
    write_baseline(tmp_path / "b.txt", [], known.others([PATH], ["numbers"]))
    assert [each.check for each in read_baseline(tmp_path / "b.txt").entries] == ["quotes/kazan"]


@pytest.mark.parametrize(
    "line",
    [
        "x", "a\tb\tc\td\te\tf", f"{PATH}\tnumbers\terror\t0123\t1\tx",
        f"{PATH}\tnumbers\terror\t0123456789abcdef\t0\tx", "<<<<<<< ours",
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_told_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "b.txt").write_text(f"# head\n\n{line}\n", "utf-8")
    with pytest.raises(WorkflowError, match=r"b\.txt:3: no line of a baseline"):
        read_baseline(tmp_path / "b.txt")


def test_a_file_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match=r"no such file\. Make it with: workflow check --write-baseline"):
        read_baseline(tmp_path / "b.txt")
    (tmp_path / "b.txt").write_bytes(b"\xff")
    with pytest.raises(WorkflowError, match="not UTF-8"):
        read_baseline(tmp_path / "b.txt")
    with pytest.raises(WorkflowError, match="not a file"):
        read_baseline(tmp_path)


_ANY = st.text(st.characters(), max_size=9)


@given(_ANY, _ANY, _ANY, _ANY)
@example(path="#", check="", about="", text="")
def test_any_finding_can_be_written_and_is_known_then(
    tmp_path_factory: pytest.TempPathFactory, path: str, check: str, about: str, text: str
) -> None:
    unit = replace(UNIT, source=text, target=text)
    finding = replace(ERROR, check=check, about=about, unit=unit)
    file = tmp_path_factory.mktemp("b") / "b.txt"
    write_baseline(file, [(finding, path)])
    known = read_baseline(file)
    assert known.covers(finding, path) or check == "po"
    assert known.stale([path], None, []) == []


@pytest.mark.parametrize("content", [b"<<<<<<< HEAD\n", b"\xff\n"])
def test_the_hint_on_a_damaged_file_leads_out(tmp_path: Path, content: bytes) -> None:
    """To write it anew, it is read: what it says of other files stays. So it has to go first."""
    path = tmp_path / "baseline.txt"
    path.write_bytes(content)
    with pytest.raises(WorkflowError, match=r"delete it\.|or the file, and then run"):
        read_baseline(path)
