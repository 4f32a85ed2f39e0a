"""The files of abbreviations hold what the code can find."""

from __future__ import annotations

from importlib.resources import files

import pytest

from workflow.segment import segment_text
from workflow.segment.abbreviations import REACH, abbreviations, endings

TAGS = sorted(
    entry.name.split(".")[1]
    for entry in (files("workflow.segment") / "data").iterdir()
    if entry.name.startswith("abbreviations.")
)


@pytest.mark.parametrize("tag", TAGS)
def test_each_entry_can_be_found(tag: str) -> None:
    known = abbreviations(tag)
    entries = known.inside | known.before_number | known.end_before_capital | known.open
    assert entries
    for entry in entries:
        assert entry.endswith(".")
        assert len(entry) < REACH
        assert entry in endings("word " + entry.replace("0", "2018", 1))
    assert all(word == word.casefold() for word in known.starters)


@pytest.mark.parametrize("tag", TAGS)
def test_no_entry_says_two_things(tag: str) -> None:
    known = abbreviations(tag)
    assert not known.open & known.end_before_capital
    assert not (known.open | known.end_before_capital) & known.inside


def test_spaces_in_an_entry_do_not_matter() -> None:
    for text in ("Так, т. е. Иван. Он ушёл.", "Так, т.е. Иван. Он ушёл.", "Так, т.\u00a0е. Иван. Он ушёл."):
        assert [middle for _, middle, _ in segment_text(text, "ru")][1:] == ["Он ушёл."]


def test_a_year_and_a_town() -> None:
    assert len(segment_text("Это было в 2018 г. Он жил в г. Казань.", "ru")) == 2


@pytest.mark.parametrize("tag", ["xx", "", "../../x", "x/y", "\x00"])
def test_unknown_languages_have_english_titles_only(tag: str) -> None:
    known = abbreviations(tag)
    assert "Dr." in known.inside
    assert not known.open
