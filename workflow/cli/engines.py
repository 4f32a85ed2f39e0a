"""``workflow engines``: what drafts can come from, here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from workflow.cli.choice import AsJson
from workflow.cli.show import Shell, printable, table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.pipeline import Described, Routed

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the command part of ``app``; it prints through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command()(engines)


def engines(as_json: AsJson = False) -> None:
    """Show what drafts each language, and what is lacking.

    All engines that are installed, then which of them is for which language, and whether it can serve it here
    and now. No model is loaded.
    """
    from msgspec import to_builtins  # noqa: PLC0415

    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root(), _shell.wait)
    known = list(pipeline.engines_of(opened))
    found = list(pipeline.routes_of(opened, opened.config.languages))
    if as_json:
        print(json_text({"engines": to_builtins(known), "routes": to_builtins(found)}))
        return
    print(table(("engine", "for", "can", ""), [_described(each) for each in known]))
    print()
    print(routes_table(opened.config.source, found))
    for each in found:
        if each.problem:
            _shell.say(f"{each.language}: {each.problem}.{f' {each.hint}' if each.hint else ''}")


def routes_table(source: str, routes: Iterable[Routed]) -> str:
    """A line for each language: what drafts it, from which language, and its signature or what is lacking."""
    return table(("lang", "engine", "from", "ready"), [_routed(source, each) for each in routes])


def _described(each: Described) -> tuple[str, ...]:
    state = each.problem or each.licence
    return each.name, ", ".join(each.languages) or "-", ", ".join(each.can) or "-", state


def _routed(source: str, each: Routed) -> tuple[str, ...]:
    text = {"any": "", "reviewed": ", reviewed", "machine": ", by machine"}.get(each.pivot, "")
    ready = each.signature or f"no: {'; '.join(each.remedies)}"
    return each.language, each.engine, f"{each.via or source}{text}", printable(ready)
