"""Lines of the memory in a catalogue: for those who are not done, and never in the way of anything else."""

from __future__ import annotations

import polib
import pytest

from workflow.catalogue import render
from workflow.catalogue.candidates import set_candidates
from workflow.catalogue.provenance import CANDIDATE

KEY = ("", "One.")


def catalogue(msgstr: str = "", notes: str = "", *flags: str) -> polib.POFile:
    po = polib.POFile(wrapwidth=0)
    po.append(polib.POEntry(msgid="One.", msgstr=msgstr, tcomment=notes, flags=list(flags)))
    return po


@pytest.mark.parametrize(("msgstr", "flags"), [("", []), ("Один", ["fuzzy"])])
def test_they_follow_the_other_notes(msgstr: str, flags: list[str]) -> None:
    po = catalogue(msgstr, "a person's note\nterm: x", *flags)
    assert set_candidates(po, {KEY: ["87 % memory/x: [-Two-]{+One+}.", "= Два."]}) == 1
    assert po[0].tcomment.split("\n") == [
        "a person's note",
        "term: x",
        "candidate: 87 % memory/x: [-Two-]{+One+}.",
        "candidate: = Два.",
    ]
    assert set_candidates(po, {KEY: ["87 % memory/x: [-Two-]{+One+}.", "= Два."]}) == 0


def test_others_take_their_place_and_none_leaves_none() -> None:
    po = catalogue("", "candidate: 80 % memory/a: old\ncandidate: = old\nmine")
    assert set_candidates(po, {KEY: ["90 % memory/b: new", "= new"]}) == 1
    assert po[0].tcomment == "mine\ncandidate: 90 % memory/b: new\ncandidate: = new"
    assert set_candidates(po, {}) == 1
    assert po[0].tcomment == "mine"
    assert set_candidates(po, {}) == 0


def test_who_is_done_is_not_told() -> None:
    po = catalogue("Один.", "candidate: 80 % memory/a: old\nmine")
    assert set_candidates(po, {KEY: ["90 % memory/b: new"]}) == 1
    assert po[0].tcomment == "mine"


def test_an_obsolete_entry_loses_them() -> None:
    po = catalogue("Один.", "candidate: 80 % memory/a: old\nmine", "fuzzy")
    po[0].obsolete = True
    set_candidates(po, {KEY: ["90 % memory/b: new"]})
    assert po[0].tcomment == "mine"


def test_no_text_breaks_out_of_its_line() -> None:
    po = catalogue()
    set_candidates(po, {KEY: ['= a\nmsgid "x"\r\u2028b\0\udc80']})
    lines = [line for line in render(po).decode("utf-8").split("\n") if "candidate" in line]
    assert lines == [f'# {CANDIDATE}= a msgid "x"  b\ufffd\ufffd']
    again = polib.pofile(render(po).decode("utf-8"))
    assert [entry.msgid for entry in again] == ["One."]


def test_what_the_articles_own_past_offers_stays() -> None:
    past = "candidate: 96 %, another number: [-67-]{+76+}\ncandidate: = 67"
    po = catalogue("Один", f"mine\n{past}\nmachine: x text:0", "fuzzy")
    memory = ["87 % memory/x: [-Two-]{+One+}.", "= Два."]
    for _ in range(2):
        set_candidates(po, {KEY: memory})
        assert po[0].tcomment.split("\n") == [
            *("mine", *past.split("\n"), *(f"candidate: {line}" for line in memory), "machine: x text:0"),
        ]
    set_candidates(po, {})
    assert po[0].tcomment == f"mine\n{past}\nmachine: x text:0"
