"""Texts and notes that come back from another tool -> a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polib
from msgspec import Struct

from workflow.catalogue.keys import Key, key_of
from workflow.catalogue.provenance import OURS, notes_of, record, set_provenance
from workflow.catalogue.syntax import one_line, storable
from workflow.model import State

OWN = OURS  # what begins lines that the program writes
_QUOTE = "note: "  # stands before a note of a person that begins like a line of ours


class Incoming(Struct, frozen=True):
    """What came in for one entry. ``state`` None: its notes only."""

    text: str
    state: State | None
    notes: tuple[str, ...] = ()


def new_notes(known: Iterable[str], notes: Iterable[str]) -> list[str]:
    """Those of ``notes`` that ``known`` does not have, as lines that may stand in a catalogue."""
    have = {" ".join(note.split()) for note in known}
    found: list[str] = []
    for note in notes:
        line = one_line(note).strip()
        if " ".join(line.split()) in have:
            continue
        if line.startswith(tuple(prefix.rstrip() for prefix in OWN)):
            line = _QUOTE + line
        same = " ".join(line.split())
        if line and same not in have:
            have.add(same)
            found.append(line)
    return found


def apply_imports(po: polib.POFile, texts: Mapping[Key, Incoming]) -> int:
    """Put what came in into its entries. Returns how many entries changed.

    A reviewed text is as if approved in an editor: ``fuzzy``, the older source text and the signature of the
    machine go. Any other text is ``fuzzy``. An empty text never replaces one. Entries with plural forms,
    which no other format has, are left alone.
    """
    changed = 0
    for entry in po:
        incoming = texts.get(key_of(entry))
        if incoming is None or entry.obsolete or entry.msgid_plural:
            continue
        before = (entry.msgstr, entry.tcomment, list(entry.flags), entry.previous_msgid)
        if incoming.state is not None and incoming.text.strip():
            entry.msgstr = storable(incoming.text)
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            if incoming.state is State.REVIEWED:
                entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
                set_provenance(entry, None)
                record(entry)
            else:
                entry.flags.append("fuzzy")
        added = new_notes(notes_of(entry), incoming.notes)
        if added:
            entry.tcomment = "\n".join([*notes_of(entry), *added])
        changed += before != (entry.msgstr, entry.tcomment, list(entry.flags), entry.previous_msgid)
    return changed
