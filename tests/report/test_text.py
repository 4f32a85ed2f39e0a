"""Findings as lines."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_report import PATH, TEXT, item, outcome

from workflow.model import Finding, Severity
from workflow.report import FORMATS, line_of, plural, printable, summary, text

FULL = Finding(PATH, 41, Severity.ERROR, "numbers", "67 is missing", "67", "write the number so")
FINDINGS = st.builds(
    Finding, TEXT, st.integers(0, 9999), st.sampled_from(Severity), TEXT, TEXT, expected=TEXT, hint=TEXT
)
CONTROLS = [chr(code) for code in (*range(32), *range(127, 160))]
BIDI = [chr(code) for code in (0x61C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@given(FINDINGS)
def test_a_finding_is_one_harmless_line(finding: Finding) -> None:
    line = line_of(finding)
    assert len(line.splitlines()) == 1
    assert not {unicodedata.category(char) for char in line} & {"Cc", "Cs", "Zl", "Zp"}
    assert not any(char in line for char in BIDI)


def test_what_is_taken_for_harmless_is() -> None:
    for code in range(0x110000):
        char = chr(code)
        assert text._suspect().match(char) or text._harmless(char), hex(code)
        assert (printable(char) == char) == text._harmless(char) or char == "\ufffd", hex(code)


@given(TEXT)
def test_printable_keeps_length_and_is_stable(text: str) -> None:
    assert len(printable(text)) == len(text)
    assert printable(printable(text)) == printable(text)


def test_a_full_line() -> None:
    assert line_of(FULL) == (f"{PATH}:41: error [numbers] 67 is missing; expected 67; write the number so")


def test_a_line_without_expectation_hint_and_number() -> None:
    assert line_of(Finding(PATH, 0, Severity.NOTE, "po", "odd")) == f"{PATH}: note [po] odd"
    assert line_of(Finding(PATH, 3, Severity.WARNING, "po", "odd", hint="look")) == (
        f"{PATH}:3: warning [po] odd; look"
    )


@pytest.mark.parametrize("char", [*CONTROLS, *BIDI, "\u2028", "\u2029", "\ud800", "\ufeff", "\U000e0041"])
def test_what_would_move_the_cursor_or_reorder_the_line_is_replaced(char: str) -> None:
    line = line_of(Finding(f"a{char}", 1, Severity.ERROR, f"b{char}", f"c{char}", f"d{char}", f"e{char}"))
    assert line == "a\ufffd:1: error [b\ufffd] c\ufffd; expected d\ufffd; e\ufffd"


@pytest.mark.parametrize(
    "text",
    [
        "می‌شود",  # with U+200C, without which Persian is misspelt
        "क्‍ष",  # with U+200D
        "10\u00a0000 5\u202f000 全\u3000角",
        "سازمان همکاری شانگهای",
        "oʻzbek «Чунцин» 重庆 🎈",
    ],
)
def test_the_letters_and_spaces_of_languages_are_kept(text: str) -> None:
    assert printable(text) == text


def test_findings_are_lines_of_their_entries() -> None:
    lines = FORMATS["text"](outcome()).splitlines()
    assert lines[1] == f"{PATH}:40: error [numbers] found 76; expected 67; write the number so"
    assert len(lines) == 3


def test_summary() -> None:
    assert summary([], 0) == "0 errors, 0 warnings, 0 notes in 0 catalogues"
    note = Finding(PATH, 1, Severity.NOTE, "x", "y")
    assert summary([FULL, note, note], 1) == "1 error, 0 warnings, 2 notes in 1 catalogue"


def test_plural() -> None:
    assert [plural("page", count) for count in (0, 1, 2)] == ["pages", "page", "pages"]


@pytest.mark.parametrize("form", [form for form in FORMATS if form != "github"])
def test_no_old_command_of_github_gets_into_a_log(form: str) -> None:
    """Its runner takes ``##[add-mask]x`` for a command wherever in a line it stands."""
    said = "###[add-mask]a ##[stop-commands]b"
    written = FORMATS[form](
        outcome(item(Finding(PATH, 1, Severity.ERROR, said, said, said, said), PATH, "0" * 16))
    )
    assert "stop-commands]b" in written
    assert "##[" not in written


def test_old_commands_of_github_are_kept_in_json() -> None:
    assert json.loads(text.json_text({"##[a]": "##[b]"})) == {"##[a]": "##[b]"}
