"""What the translation memory offers, as comments of a catalogue that every editor shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polib

from workflow.catalogue.keys import Key, key_of
from workflow.catalogue.provenance import CANDIDATE, set_offers, state_of
from workflow.catalogue.syntax import one_line
from workflow.model import State


def set_candidates(po: polib.POFile, candidates: Mapping[Key, Sequence[str]]) -> int:
    """Write the lines of each entry in the place of the memory's that it has; how many entries changed.

    Only entries that nobody has approved get any, so that they are gone when a person is done. The lines are
    given without :data:`CANDIDATE`, which each gets. What the article's own past offers stays.
    """
    changed = 0
    for entry in po:
        lines: Sequence[str] = ()
        if not entry.obsolete and not entry.msgid_plural and state_of(entry) is not State.REVIEWED:
            lines = candidates.get(key_of(entry), ())
        if not lines and CANDIDATE not in entry.tcomment:
            continue
        before = entry.tcomment
        set_offers(entry, [f"{CANDIDATE}{one_line(line)}" for line in lines], memory=True)
        changed += before != entry.tcomment
    return changed
