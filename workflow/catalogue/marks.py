"""A mark that was approved stays so only while it leads to the sentence that it was approved for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polib
from msgspec.structs import replace

from workflow.catalogue.joined import Place, direction, heads
from workflow.catalogue.keys import Key, key_of
from workflow.catalogue.provenance import said_in, set_provenance, text_hash

_IN = "in:"  # begins the hash of the source text of the sentence that a mark leads to


def leads(keys: Sequence[Key], blocks: Sequence[int], texts: Mapping[Key, str]) -> dict[Key, str]:
    """For each segment that is a mark: where it leads to today, as its line of provenance says it.

    ``keys`` and ``blocks`` are those of the segments of the article, in its order. A mark that leads nowhere
    is left out: that is an error for the check, and the other text may not be written yet.
    """
    targets = [texts.get(key, "") for key in keys]
    if not any(map(direction, targets)):
        return {}
    sources: dict[Key, set[str]] = {}
    nowhere: set[Key] = set()
    found = heads([Place(block, text) for block, text in zip(blocks, targets, strict=True)])
    for key, text, head in zip(keys, targets, found, strict=True):
        if not direction(text):
            continue
        if head is None:
            nowhere.add(key)
        else:
            sources.setdefault(key, set()).add(keys[head][1])
    return {
        key: _IN + text_hash("\n".join(sorted(mine))) for key, mine in sources.items() if key not in nowhere
    }


def is_astray(notes: Iterable[str], lead: str) -> bool:
    """Whether a mark with these translator comments was approved for another sentence than ``lead``."""
    said = said_in(notes)
    return said is not None and said.signature.startswith(_IN) and said.signature != lead


def settle_marks(po: polib.POFile, keys: Sequence[Key], blocks: Sequence[int]) -> None:
    """Make ``fuzzy`` each mark that leads elsewhere than when it was approved; note where the others lead.

    The article may have changed between: ``↑`` would then say of a sentence that its translation stands in
    one that never had it, and the page would lack it.
    """
    entries = {key_of(entry): entry for entry in po if not entry.obsolete}
    found = leads(keys, blocks, {key: entry.msgstr for key, entry in entries.items()})
    for key, lead in found.items():
        entry = entries[key]
        notes = entry.tcomment.split("\n")
        said = said_in(notes)
        if "fuzzy" in entry.flags or said is None or said.who == "machine" or said.signature == lead:
            continue
        if is_astray(notes, lead):
            entry.flags.append("fuzzy")
        set_provenance(entry, replace(said, signature=lead))
