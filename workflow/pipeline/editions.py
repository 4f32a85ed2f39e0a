"""An article and what its catalogues say -> editions, ready to be published or refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec.structs import replace

from workflow.catalogue import Key
from workflow.config import Config
from workflow.errors import CatalogueError
from workflow.model import Edition, EditionBlock, Passage, Role, StandIn, State, Unit
from workflow.pipeline.articles import Prepared
from workflow.pipeline.texts import heads_of, known_units, roles_of, states_of

_DRAFT_COMPLETENESS = 50  # per cent of a draft that must be in its language, if no less is asked for


def reason_against(prepared: Prepared, known: Mapping[Key, Unit], config: Config, *, draft: bool) -> str:
    """Why the article is not ready in a language; "" if it is.

    Corrections do not count, unless the settings ask for that role: a page that waited for their translation
    would go on telling the mistake. Until then they stand on it in the language of the article.
    """
    usable = {State.REVIEWED, State.MACHINE} if draft else {State.REVIEWED}
    found = states_of(prepared, known)
    states = _of_the_text(prepared, found)
    ready = sum(state in usable for state in states.values())
    needed = min(config.completeness, _DRAFT_COMPLETENESS) if draft else config.completeness
    if ready * 100 < needed * len(states) or not ready:
        return _missing(list(states.values()), ready, needed, draft)
    roles = roles_of(prepared)
    for role, share in config.role_completeness.items() if not draft else ():
        mine = [state for key, state in found.items() if role in roles[key]]
        ready = sum(state in usable for state in mine)
        if ready * 100 < share * len(mine):
            return f"of role {role.value!r} {_missing(mine, ready, share, draft)}"
    return ""


def _of_the_text(prepared: Prepared, states: Mapping[Key, State]) -> Mapping[Key, State]:
    """Without what stands in corrections only."""
    if not any(block.role is Role.CORRECTION for block in prepared.article.blocks):
        return states
    roles = roles_of(prepared)
    return {key: state for key, state in states.items() if roles[key] != {Role.CORRECTION}}


def waiting(edition: Edition) -> list[date]:
    """The days of the corrections that are not, or not all, in the language of the edition yet."""
    return [
        block.block.date
        for block in edition.blocks
        if block.block.role is Role.CORRECTION and block.block.date
        if any(passage.language != edition.language for passage in block.passages)
    ]


def _missing(states: Sequence[State], ready: int, needed: int, draft: bool) -> str:
    counts = {state: states.count(state) for state in State}
    waiting = []
    if counts[State.MACHINE] and not draft:
        waiting.append(f"{counts[State.MACHINE]} wait for review")
    if counts[State.STALE]:
        waiting.append(f"{counts[State.STALE]} translate an older sentence")
    if counts[State.EMPTY]:
        waiting.append(f"{counts[State.EMPTY]} have no translation")
    done = "translated" if draft else "reviewed"
    return f"{ready} of {len(states)} segments {done}, {needed} % asked for: {', '.join(waiting)}"


def edition_of(prepared: Prepared, language: str, known: Mapping[Key, Unit], *, draft: bool) -> Edition:
    """The article in ``language``; the source text stands in where nothing usable is known.

    A segment whose text is in its neighbour has no passage, if that neighbour's text is usable.
    """
    usable = {State.REVIEWED, State.MACHINE} if draft else {State.REVIEWED}
    source = prepared.article.language
    passages: list[Passage | None] = []
    heads = heads_of(prepared, known)
    for index, (segment, key) in enumerate(zip(prepared.segments, prepared.keys, strict=True)):
        unit, head = known.get(key), heads[index]
        there = known.get(prepared.keys[head]) if head is not None else None
        if unit is None or there is None or not {unit.state, there.state} <= usable:
            passages.append(Passage(segment.text, source, State.EMPTY))
        else:
            passages.append(Passage(unit.target, language, unit.state) if head == index else None)
    machine = any(passage is not None and passage.state is State.MACHINE for passage in passages)
    return Edition(prepared.article, language, _blocks(prepared, passages), draft=machine)


def standing(config: Config, prepared: Prepared, language: str, *, draft: bool, behind: bool) -> Edition:
    """Stands for a page that is not made again, with what is known of its headline for other pages."""
    try:
        known = known_units(config, language, prepared.article.slug)
    except CatalogueError:
        known = {}
    edition = edition_of(prepared, language, known, draft=draft)
    return replace(edition, draft=draft, outdated=behind)


def stand_in_of(prepared: Prepared, language: str, why: StandIn) -> Edition:
    """The article in its own language, for readers of another."""
    return replace(original_of(prepared), language=language, stand_in=why)


def is_behind(prepared: Prepared, known: Mapping[Key, Unit]) -> bool:
    """Whether the article has changed since it was translated, as far as its catalogue tells."""
    states = _of_the_text(prepared, states_of(prepared, known))
    return bool(known) and not {State.STALE, State.EMPTY}.isdisjoint(states.values())


def original_of(prepared: Prepared) -> Edition:
    """The article in its own language."""
    language = prepared.article.language
    passages: list[Passage | None] = [
        Passage(segment.text, language, State.REVIEWED) for segment in prepared.segments
    ]
    return Edition(prepared.article, language, _blocks(prepared, passages))


def _blocks(prepared: Prepared, passages: Sequence[Passage | None]) -> tuple[EditionBlock, ...]:
    """The blocks of the article, each with its passages; there is one place for every segment."""
    found: dict[int, list[Passage]] = {}
    for segment, passage in zip(prepared.segments, passages, strict=True):
        if passage is not None:
            found.setdefault(segment.block, []).append(passage)
    blocks = prepared.article.blocks
    return tuple(EditionBlock(block, tuple(found.get(index, ()))) for index, block in enumerate(blocks))
