"""What the catalogue says of each segment of an article, sentences that stand in their neighbour included."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from workflow.catalogue import Key, Place, credits_of, direction, heads, load_catalogue, units
from workflow.catalogue.marks import is_astray, leads
from workflow.config import Config
from workflow.diff import word_diff
from workflow.languages import profile
from workflow.lazy import late
from workflow.model import Credits, Finding, Role, Severity, State, Unit
from workflow.pipeline.articles import Prepared

_CHANGED = late(r"candidate: \d+ %(?:, another [^:]*)?: (?P<diff>.*)", re.DOTALL)
_ORDER = (State.EMPTY, State.MACHINE, State.STALE, State.REVIEWED)


def known_units(config: Config, language: str, slug: str) -> dict[Key, Unit]:
    """The units of a catalogue by key; none if there is no file.

    :raises CatalogueError: it is broken.
    """
    return known_texts(config, language, slug)[0]


def known_texts(config: Config, language: str, slug: str) -> tuple[dict[Key, Unit], Credits]:
    """The same, with those whom its header names.

    :raises CatalogueError: it is broken.
    """
    catalogue = load_catalogue(config.catalogue(language, slug))
    if catalogue is None:
        return {}, Credits()
    found = units(catalogue, unchanged_counts=config.unchanged_counts)
    known = {(unit.context, unit.source): unit for unit in found}
    return known, credits_of(catalogue.po.metadata)


def heads_of(prepared: Prepared, known: Mapping[Key, Unit]) -> list[int | None]:
    """For each segment the index of the one in which its translation stands; see ``catalogue.joined``."""
    places = [
        Place(segment.block, known[key].target if key in known else "")
        for segment, key in zip(prepared.segments, prepared.keys, strict=True)
    ]
    return heads(places)


def states_of(prepared: Prepared, known: Mapping[Key, Unit]) -> dict[Key, State]:
    """How far each segment is, by key; one that is not in the catalogue is empty.

    A segment whose text is in its neighbour is no further than that, and waits if the article has changed
    and it is another neighbour now; one that stands in several places is as far as in the worst of them.
    """
    found: dict[Key, State] = {}
    blocks = [segment.block for segment in prepared.segments]
    now = leads(prepared.keys, blocks, {key: unit.target for key, unit in known.items()})
    astray = {key for key, lead in now.items() if is_astray(known[key].notes, lead)}
    for key, head in zip(prepared.keys, heads_of(prepared, known), strict=True):
        if key not in known or head is None:
            state = State.EMPTY
        else:
            text = known[prepared.keys[head]]
            mine = State.MACHINE if key in astray else known[key].state
            state = min(mine, known[key].state, text.state, key=_ORDER.index)
        found[key] = min(state, found.get(key, state), key=_ORDER.index)
    return found


def roles_of(prepared: Prepared) -> dict[Key, set[Role]]:
    """What each segment is in its article; it may stand in several places."""
    found: dict[Key, set[Role]] = {}
    for segment, key in zip(prepared.segments, prepared.keys, strict=True):
        found.setdefault(key, set()).add(segment.role)
    return found


def change_of(unit: Unit) -> str:
    """A word diff of an older sentence and the unit's, if a translation of the older one waits; else ""."""
    if unit.state is State.STALE and unit.previous:
        return word_diff(unit.previous, unit.source)
    for note in unit.notes:
        found = _CHANGED.match(note)
        if found and unit.state is not State.REVIEWED:
            return found["diff"]
    return ""


def joined(prepared: Prepared, found: Sequence[Unit], path: Path) -> tuple[tuple[Unit, ...], list[Finding]]:
    """Units as checks are to see them: those whose text is in one unit are one, its source all of theirs.

    The findings are about marks that lead nowhere.
    """
    known = {(unit.context, unit.source): unit for unit in found}
    if not any(direction(unit.target) for unit in found):
        return tuple(found), []
    groups, moved, lost = _groups(prepared, known)
    space = profile(prepared.article.language).sentence_space
    seen = tuple(
        replace(unit, source=space.join(source for _, source in groups.get(key, [key])))
        for key, unit in known.items()
        if key not in moved and key not in lost
    )
    return seen, list(_lost([known[key] for key in lost], path))


def parts_of(prepared: Prepared, found: Sequence[Unit]) -> dict[Key, list[Key]]:
    """For each unit that has the text of others too (see :func:`joined`): all of them, itself included."""
    if not any(direction(unit.target) for unit in found):
        return {}
    groups, _, _ = _groups(prepared, {(unit.context, unit.source): unit for unit in found})
    return {key: group for key, group in groups.items() if len(group) > 1}


def _groups(
    prepared: Prepared, known: Mapping[Key, Unit]
) -> tuple[dict[Key, list[Key]], set[Key], dict[Key, None]]:
    """The units whose text each unit has; those whose text is elsewhere; those whose mark leads nowhere."""
    groups: dict[Key, list[Key]] = {}
    moved: set[Key] = set()
    lost: dict[Key, None] = {}
    for key, head in zip(prepared.keys, heads_of(prepared, known), strict=True):
        if key in known and head is None:
            lost[key] = None
        elif key in known and head is not None and prepared.keys[head] != key:
            moved.add(key)
        if head is not None:
            mine = groups.setdefault(prepared.keys[head], [])
            if key not in mine:
                mine.append(key)
    return groups, moved, lost


def _lost(found: Sequence[Unit], path: Path) -> Iterator[Finding]:
    for unit in found:
        if unit.target.strip():
            step = direction(unit.target)
            where = "before" if step < 0 else "after"
            yield Finding(
                str(path),
                unit.line,
                Severity.ERROR,
                "joined",
                f"{unit.target.strip()} says that the text is in the sentence {where}, and there is none",
                hint="write the text here, or point to the sentence that has it",
            )
