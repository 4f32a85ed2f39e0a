"""Entry points -> objects. Our own readers, engines, checks and publishers register like a stranger's."""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoints, entry_points
from typing import Any

from workflow.errors import WorkflowError

READERS = "workflow.readers"
ENGINES = "workflow.engines"
CHECKS = "workflow.checks"
PUBLISHERS = "workflow.publishers"
EXCHANGERS = "workflow.exchangers"


@cache
def entries(group: str) -> EntryPoints:
    """What is registered in a group; found once, for it reads the metadata of all that is installed."""
    return entry_points(group=group)


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
                    where=f"{group} in {entry.dist.name if entry.dist else 'an unknown distribution'}",
                    hint="Reinstall or remove that distribution.",
                ) from error
    known = ", ".join(names(group)) or "none"
    raise WorkflowError(f"no {group.removeprefix('workflow.')[:-1]} named {name!r}", hint=f"Known: {known}.")
