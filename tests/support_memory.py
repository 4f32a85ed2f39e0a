"""For tests of the memory room: origins made of texts, which note when they are read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from workflow.memory import Memory, Origin
from workflow.model import MemoryUnit


class Files:
    """Origins by name. ``read`` and ``hashed`` say which were looked into."""

    def __init__(self) -> None:
        self.contents: dict[str, tuple[int, Sequence[MemoryUnit]]] = {}
        self.read: list[str] = []
        self.hashed: list[str] = []

    def put(self, name: str, *units: MemoryUnit | str, mtime: int = 1) -> None:
        made = [MemoryUnit(each, f"<{each}>", name) if isinstance(each, str) else each for each in units]
        self.contents[name] = (mtime, made)

    def origins(self) -> list[Origin]:
        return [self._origin(name, mtime, units) for name, (mtime, units) in self.contents.items()]

    def _origin(self, name: str, mtime: int, units: Sequence[MemoryUnit]) -> Origin:
        def digest() -> str:
            self.hashed.append(name)
            return hashlib.sha256(repr(units).encode("utf-8", "replace")).hexdigest()

        def read() -> Sequence[MemoryUnit]:
            self.read.append(name)
            return units

        return Origin(name, len(units), mtime, digest, read)


def remembering(*units: MemoryUnit | str) -> Memory:
    """A memory of a file for each origin, kept nowhere."""
    memory, files = Memory.open(None, "en", "ru"), Files()
    made = [MemoryUnit(each, f"<{each}>", "x") if isinstance(each, str) else each for each in units]
    for name in dict.fromkeys(unit.origin for unit in made):
        files.put(name, *(unit for unit in made if unit.origin == name))
    memory.update(files.origins())
    return memory
