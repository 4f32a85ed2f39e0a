"""Who made a translation, from which source: facts, whatever editors do to the flags."""

from __future__ import annotations

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogue.provenance import (
    Provenance,
    is_as_offered,
    is_moved,
    is_untouched,
    notes_of,
    own_notes,
    previous_source,
    provenance_of,
    quoted,
    record,
    set_offers,
    set_provenance,
    state_of,
    text_hash,
)
from workflow.model import State

NOW, OLD, TEXT, OTHER = (text_hash(text) for text in ("now", "old", "text", "other"))


def _entry(
    note: str, *, text: str = "text", fuzzy: bool = False, previous: str | None = None
) -> polib.POEntry:
    entry = polib.POEntry(msgid="now", msgstr=text, tcomment=note, flags=["fuzzy"] if fuzzy else [])
    entry.previous_msgid = previous
    return entry


MACHINE, REVIEWED, MOVED, DERIVED, OLD_MACHINE, BARE = (
    f"machine: argos/1 glossary:ab source:{NOW} text:{TEXT}",
    f"reviewed: source:{NOW} text:{TEXT}",
    f"reviewed: source:{OLD} text:{TEXT}",
    f"derived: source:{OLD} text:{TEXT}",
    f"machine: argos/1 source:{OLD} text:{TEXT}",
    f"machine: argos/1 text:{TEXT}",
)


@pytest.mark.parametrize(
    ("note", "text", "fuzzy", "previous", "state", "offered", "untouched", "moved"),
    [
        ("", "", False, None, State.EMPTY, False, False, False),
        ("", " ", True, None, State.EMPTY, False, False, False),
        ("", "text", False, None, State.REVIEWED, False, False, False),
        ("", "text", True, None, State.MACHINE, False, False, False),
        ("", "text", True, "old", State.STALE, False, False, False),
        ("", "text", True, "now", State.MACHINE, False, False, False),
        (MACHINE, "text", True, None, State.MACHINE, False, True, False),
        (MACHINE, "edited", True, None, State.MACHINE, False, False, False),
        (MACHINE, "text", False, None, State.REVIEWED, True, False, False),
        (MACHINE, "edited", False, None, State.REVIEWED, False, False, False),
        (BARE, "text", True, None, State.MACHINE, False, True, False),
        (BARE, "text", True, "old", State.STALE, False, True, False),
        (OLD_MACHINE, "text", True, None, State.STALE, False, True, False),
        (REVIEWED, "text", False, None, State.REVIEWED, False, False, False),
        (REVIEWED, "text", True, None, State.MACHINE, False, False, False),  # "needs work", says a person
        (REVIEWED, "edited", False, None, State.REVIEWED, False, False, False),
        (MOVED, "text", True, "old", State.STALE, False, False, True),
        (MOVED, "text", True, None, State.STALE, False, False, True),
        (MOVED, "edited", True, None, State.STALE, False, False, False),
        (MOVED, "text", False, None, State.REVIEWED, True, False, False),
        (MOVED, "edited", False, None, State.REVIEWED, False, False, False),
        (DERIVED, "text", True, None, State.STALE, False, False, False),
        (DERIVED, "text", False, None, State.REVIEWED, True, False, False),
    ],
)
def test_facts(
    note: str,
    text: str,
    fuzzy: bool,
    previous: str | None,
    state: State,
    offered: bool,
    untouched: bool,
    moved: bool,
) -> None:
    entry = _entry(note, text=text, fuzzy=fuzzy, previous=previous)
    assert state_of(entry) is state
    assert (is_as_offered(entry), is_untouched(entry), is_moved(entry)) == (offered, untouched, moved)


@pytest.mark.parametrize(
    ("note", "text", "fuzzy", "after"),
    [
        ("", "text", False, REVIEWED),
        ("", "text", True, ""),
        ("", "", False, ""),
        (MACHINE, "text", False, MACHINE),  # approved without a change: the line says so for ever
        (MACHINE, "text", True, MACHINE),
        (MACHINE, "other", False, f"reviewed: source:{NOW} text:{OTHER}"),
        (MOVED, "text", False, MOVED),
        (MOVED, "other", False, f"reviewed: source:{NOW} text:{OTHER}"),
        (REVIEWED, "text", False, REVIEWED),
    ],
)
def test_record(note: str, text: str, fuzzy: bool, after: str) -> None:
    entry = _entry(f"by hand\n{note}".strip(), text=text, fuzzy=fuzzy)
    record(entry)
    assert entry.tcomment == f"by hand\n{after}".strip()
    record(entry)
    assert entry.tcomment == f"by hand\n{after}".strip()


def test_the_source_that_a_stale_text_was_made_from() -> None:
    assert previous_source(_entry(MOVED, fuzzy=True, previous="old")) == "old"
    assert previous_source(_entry(MOVED, fuzzy=True, previous="lie")) == ""  # the hash knows better
    assert previous_source(_entry("", fuzzy=True, previous="old")) == "old"
    assert previous_source(_entry(MOVED, fuzzy=True)) == ""


_HEX = st.text("0123456789abcdef", min_size=12, max_size=12)
_SIGNATURE = st.just("argos/1 glossary:ab")


@given(
    st.builds(Provenance, st.sampled_from(["reviewed", "derived"]), st.just("") | _SIGNATURE, _HEX, _HEX)
    | st.builds(Provenance, st.just("machine"), _SIGNATURE, _HEX | st.just(""), _HEX | st.just(""))
)
def test_lines_are_read_as_they_were_written(said: Provenance) -> None:
    entry = _entry("term: a = b\nmachine: older text:0\nby hand")
    set_provenance(entry, said)
    assert provenance_of(entry) == said
    assert entry.tcomment.startswith("term: a = b\nby hand\n")
    set_provenance(entry, None)
    assert entry.tcomment == "term: a = b\nby hand"


@pytest.mark.parametrize(
    "note",
    [
        "candidate: ask Anna first",
        "candidate: 50 % sure",
        "reviewed: by Boris on Monday",
        "reviewed: source:unknown text:good",
        "derived: from what?",
        "machine: nonsense here",
        "term: please check",
    ],
)
def test_lines_of_people_that_begin_like_ours_are_theirs(note: str) -> None:
    entry = _entry(f"{note}\nreviewed: source:{NOW} text:{OTHER}")
    record(entry)
    assert provenance_of(entry) == Provenance("reviewed", "", NOW, TEXT)
    set_offers(entry, [], memory=True)
    set_offers(entry, [], memory=False)
    assert own_notes(notes_of(entry)) == (note,)


@given(st.text())
def test_a_quoted_text_is_one_line_that_a_file_can_hold(text: str) -> None:
    assert len(f"x{quoted(text)}x".splitlines()) == 1
    assert not any(char in "\0\4" or "\ud800" <= char <= "\udfff" for char in quoted(text))


def test_a_quoted_text_shows_its_line_breaks() -> None:
    assert quoted('One "word".\nTwo\\\u2028.') == r'One "word".\nTwo\\\u2028.'
