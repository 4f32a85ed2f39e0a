"""Entry points -> objects. Our own readers, engines, checks and publishers register like a stranger's.

What is installed is nearly always folders on ``sys.path``, and what they register is one small file in each
(packaging.python.org/specifications/entry-points). Those are read here: ``importlib.metadata``, which can do
the same, loads e-mail, sockets and archives first, for a tenth of the time that a check of a few pages takes.
It is asked where something else may be installed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache, reduce
from importlib import import_module
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from msgspec import Struct

from workflow.errors import WorkflowError

READERS = "workflow.readers"
ENGINES = "workflow.engines"
CHECKS = "workflow.checks"
PUBLISHERS = "workflow.publishers"
EXCHANGERS = "workflow.exchangers"


class Entry(Struct, frozen=True):
    """What a distribution registers under a name: ``module:attribute``."""

    name: str
    group: str
    value: str
    info: Path | None  # the folder that describes the distribution; None: it is in no folder
    distribution: str = ""  # its name, where that is known already

    def load(self) -> Any:
        """The object; whatever its module raises is raised."""
        path = self.value.partition("[")[0]  # "extras" behind it are for who installs it
        module, _, attribute = (part.strip() for part in path.partition(":"))
        return reduce(getattr, filter(None, attribute.split(".")), import_module(module))

    @property
    def owner(self) -> str:
        """The name of its distribution, for a message."""
        if self.info is None:
            return self.distribution or "an unknown distribution"
        from importlib.metadata import PathDistribution  # noqa: PLC0415  (see above)

        return PathDistribution(self.info).name or self.info.name


@cache
def entries(group: str) -> tuple[Entry, ...]:
    """What is registered in a group."""
    finders = [finder for finder in sys.meta_path if hasattr(finder, "find_distributions")]
    path = tuple(folder for folder in sys.path if isinstance(folder, str))  # Python ignores all others
    if finders == [PathFinder] and not any(map(os.path.isfile, path)):
        return tuple(entry for entry in installed(path) if entry.group == group)
    # An archive is on the path, or somebody finds distributions in his own way.
    from importlib.metadata import entry_points  # noqa: PLC0415  (see above)

    return tuple(
        Entry(each.name, each.group, each.value, None, each.dist.name if each.dist else "")
        for each in entry_points(group=group)
    )


@cache
def installed(path: tuple[str, ...]) -> tuple[Entry, ...]:
    """What the distributions in these folders register with us; read once."""
    return tuple(entry for info in _infos(path) for entry in _entries_in(info))


def _infos(path: Iterable[str]) -> Iterator[Path]:
    """Folders that describe distributions; of two of the same name the first on the path counts."""
    seen: set[str] = set()
    for folder in path:
        try:
            children = os.listdir(folder or os.curdir)  # noqa: PTH208  (strings are enough)
        except OSError:
            continue
        is_egg = folder.lower().endswith(".egg")
        for child in children:
            stem, dot, kind = child.lower().rpartition(".")
            if dot and kind in {"dist-info", "egg-info"}:
                name = re.sub(r"[_.]+", "_", stem.partition("-")[0])
            elif is_egg and child.lower() == "egg-info":
                name = Path(folder).stem.lower().partition("-")[0]
            else:
                continue
            if name not in seen:
                seen.add(name)
                yield Path(folder, child)


def _entries_in(info: Path) -> Iterator[Entry]:
    try:
        text = (info / "entry_points.txt").read_text(encoding="utf-8", errors="replace")
    except OSError:  # it registers nothing, or nothing that we may read
        return
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            group = line.strip("[]")
        elif line and not line.startswith("#") and group.startswith("workflow."):
            name, _, value = (part.strip() for part in line.partition("="))
            yield Entry(name, group, value, info)


@cache
def names(group: str) -> tuple[str, ...]:
    """Names that are registered in a group, sorted."""
    return tuple(sorted({entry.name for entry in entries(group)}))


@cache
def load(group: str, name: str) -> Any:
    """The registered object of that name.

    :raises WorkflowError: none is registered, or the part that registered it cannot be imported.
    """
    for entry in entries(group):
        if entry.name == name:
            try:
                return entry.load()
            except (Exception, SystemExit) as error:  # a stranger's module may even exit
                raise WorkflowError(
                    f"{name!r} cannot be loaded ({type(error).__name__}: {error})",
                    where=f"{group} in {entry.owner}",
                    hint="Reinstall or remove that distribution.",
                ) from error
    known = ", ".join(names(group)) or "none"
    raise WorkflowError(f"no {group.removeprefix('workflow.')[:-1]} named {name!r}", hint=f"Known: {known}.")
