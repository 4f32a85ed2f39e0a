"""What a person sees at a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support_report import ERROR, ITEMS, PATH, hostile, item, outcome

from workflow.model import State, Unit
from workflow.report import Outcome, Style, terminal_report


def _shown(target: str, *words: str, columns: int = 60, language: str = "ru") -> list[str]:
    """The lines about a text in which some words are wrong."""
    spans = tuple((target.index(word), target.index(word) + len(word)) for word in words)
    unit = Unit("Source.", target, State.REVIEWED, line=40)
    finding = replace(ERROR, unit=unit, spans=spans, expected="", hint="", fix=())
    text = terminal_report(outcome(item(finding, PATH, "1")), Style(columns))
    lines = text.splitlines()
    return lines[lines.index(f"  {PATH}:40: error [numbers] found 76") + 1 : -1]


def test_a_finding_in_full() -> None:
    assert terminal_report(outcome(), Style(80)).splitlines() == [
        PATH,
        "",
        "  │ The mayor said: 67 universities.",
        f"  {PATH}:41: warning [quotes] odd: 100 %, really",
        "    │ Мэр сказал: 76 университетов.",
        f"  {PATH}:41:21: error [numbers] found 76",
        "    │ Мэр сказал: 76 университетов.",
        "    │             ^^",
        "    expected: 67",
        "    → write the number so",
        "",
        f"  {PATH}: note [outdated] 1 of 3 segments",
        "    → run: workflow translate x",
        "",
    ]


def test_what_is_waived_or_known_is_not_shown() -> None:
    assert terminal_report(Outcome((), (), "0"), Style()) == ""
    made = outcome(ITEMS[1], waived=(ITEMS[0],), known=(ITEMS[2],))
    assert "quotes" not in terminal_report(made, Style())
    assert "outdated" not in terminal_report(made, Style())


@pytest.mark.parametrize(
    ("target", "word", "marks"),
    [
        ("重庆市有67所大学。", "67", "        ^^"),
        ("重庆市有67所大学。", "重庆", "^^^^"),
        ("全角１２が", "１２", "    ^^^^"),
        ("Чунцин е\u0301сть", "сть", "        ^^^"),
        ("е\u0301сть", "е\u0301", "^"),
        ("Город 🎈 тут", "тут", "         ^^^"),
        ("👩\u200d🚀 тут", "тут", "   ^^^"),
        ("भारत में 67", "67", "      ^^"),
    ],
)
def test_marks_stand_under_the_columns_of_the_words(target: str, word: str, marks: str) -> None:
    assert _shown(target, word) == [f"    │ {target}", f"    │ {marks}"]


def test_several_words() -> None:
    assert _shown("один два три", "один", "три") == ["    │ один два три", "    │ ^^^^     ^^^"]


def test_a_place_between_two_letters_has_a_mark() -> None:
    unit = Unit("Source.", "один два", State.REVIEWED, line=40)
    for at, marks in ((4, "    ^"), (8, "        ^"), (0, "^")):
        finding = replace(ERROR, unit=unit, spans=((at, at),), fix=())
        lines = terminal_report(outcome(item(finding, PATH, "1")), Style()).splitlines()
        assert lines[5] == f"    │ {marks}"


@pytest.mark.parametrize("target", ["شهر ۶۷ دانشگاه دارد", "شہر میں ۶۷ جامعات", "Город (عدد) и"])
def test_where_text_runs_from_right_to_left_words_are_quoted(target: str) -> None:
    word = target.split()[1]
    assert _shown(target, word) == [f"    │ {target}", f"    here: “{word}”"]


def test_of_a_long_text_the_rows_with_the_words_are_shown() -> None:
    target = " ".join(["слово"] * 40) + " плохо " + " ".join(["слово"] * 40)
    lines = _shown(target, "плохо", columns=40)
    assert lines[0] == lines[-1] == "    │ …"
    row, marks = lines[1:-1]
    start = marks.index("^")
    assert row[start : start + 5] == "плохо"
    assert marks.count("^") == 5
    assert len(row) <= 40


def test_a_long_text_without_words_is_cut() -> None:
    lines = _shown("слово " * 200, columns=40)
    assert len(lines) == 5
    assert lines[-1] == "    │ …"


def test_words_in_two_rows_are_marked_in_both() -> None:
    target = "один два три четыре пять шесть семь"
    lines = _shown(target, "четыре пять", columns=26)
    assert [line for line in lines if "^" in line] == ["    │              ^^^^^^^", "    │ ^^^^"]


def test_colours_are_for_severities() -> None:
    coloured = terminal_report(outcome(), Style(80, colour=True))
    assert "\x1b[1;31merror\x1b[0m" in coloured
    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == terminal_report(outcome(), Style(80))


@given(hostile(), st.integers(1, 80))
def test_no_text_moves_the_cursor_or_begins_a_line(made: Outcome, columns: int) -> None:
    text = terminal_report(made, Style(columns))
    assert set(re.findall(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", text)) <= {"\n"}
    marks = ("  │ ", "    │ ", "    here: ", "    expected: ", "    → ", "  ")
    for line in text.split("\n")[2:-1]:
        assert not line or line.startswith(marks)


@given(st.sampled_from(["::error file=x::no", "##[error]", "::stop-commands::x"]))
def test_no_text_is_a_command_in_a_log(text: str) -> None:
    unit = Unit(text, text, State.REVIEWED, line=40)
    finding = replace(ERROR, unit=unit, spans=((0, 2),), message=text, expected=text, hint=text, fix=())
    for line in terminal_report(outcome(item(finding, PATH, "1")), Style()).splitlines():
        assert not line.strip().startswith(("::", "##["))


@given(st.text(st.characters(codec="utf-8"), max_size=80), st.data(), st.integers(1, 60))
def test_every_word_gets_its_marks(target: str, data: st.DataObject, columns: int) -> None:
    if not target.strip():
        return
    start = data.draw(st.integers(0, len(target) - 1))
    unit = Unit("Source.", target, State.REVIEWED, line=40)
    finding = replace(ERROR, unit=unit, spans=((start, start + 1),), expected="", hint="", fix=())
    text = terminal_report(outcome(item(finding, PATH, "1")), Style(columns))
    assert ("^" in text.replace(target, "")) or "here:" in text or not target[start].strip()


def test_hostile_lengths_take_no_time() -> None:
    target = "слово " * 20_000
    unit = Unit("Source.", target, State.REVIEWED, line=40)
    spans = tuple((at, at + 5) for at in range(0, len(target), 6))
    made = outcome(item(replace(ERROR, unit=unit, spans=spans), PATH, "1"))
    assert terminal_report(made, Style(80)).count("^") == 5 * len(spans)
