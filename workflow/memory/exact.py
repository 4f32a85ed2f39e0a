"""Identical segments of other articles, with the text that a person approved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.model import State, Unit


@dataclass(frozen=True, slots=True)
class Remembered:
    """A reviewed translation and the catalogue (article slug) that it comes from."""

    text: str
    origin: str


class ExactMemory:
    """Reviewed units by (context, source). Exact text and exact context only: nothing here is a guess."""

    def __init__(self) -> None:
        self._units: dict[tuple[str, str], Remembered] = {}

    def add(self, units: Iterable[Unit], origin: str) -> None:
        """Remember the reviewed ones among ``units``. The first origin of a text wins."""
        for unit in units:
            if unit.state is State.REVIEWED:
                self._units.setdefault((unit.context, unit.source), Remembered(unit.target, origin))

    def recall(self, source: str, context: str = "") -> Remembered | None:
        """The reviewed translation of exactly this segment, if another article has one."""
        return self._units.get((context, source))

    def __len__(self) -> int:
        return len(self._units)
