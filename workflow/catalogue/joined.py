"""Sentences whose translation stands in their neighbour.

A translator who makes one sentence of two writes the whole into one unit, and into the other a mark alone:
``↑`` for the unit before, ``↓`` for the one after; ``[^]`` and ``[v]`` where there are no arrows. The mark is
the text itself, so that every tool, table and exchange format keeps it, counts the unit as translated, and
shows a reader of the catalogue what is meant. One that makes two sentences of one writes both into the unit.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

BEFORE = frozenset({"↑", "[^]"})
AFTER = frozenset({"↓", "[v]"})


class Place(Struct, frozen=True):
    """One segment of an article in its order, with what its unit says."""

    block: int
    target: str


def direction(target: str) -> int:
    """-1 or 1 if ``target`` is a mark alone, 0 if it is a text."""
    mark = target.strip().replace("\ufe0e", "").replace("\ufe0f", "")  # variation selectors: text, emoji
    return -1 if mark in BEFORE else 1 if mark in AFTER else 0


def heads(places: Sequence[Place]) -> list[int | None]:
    """For each segment the index of the one that has its text: its own, or that of its neighbour.

    None for a mark that leads nowhere: out of its block, to an empty unit, or back to itself.
    """
    found: list[int | None] = []
    for index, place in enumerate(places):
        step = direction(place.target)
        at = index
        while step and 0 <= at + step < len(places) and places[at + step].block == place.block:
            at += step
            following = direction(places[at].target)
            if not following:
                step = 0
            elif following != step:  # two marks that point at each other
                break
        found.append(at if not step and (at == index or places[at].target.strip()) else None)
    return found
