"""``workflow engines``: what drafts can come from, here and now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.choice import AsJson
from workflow.cli.show import Shell, printable, table
from workflow.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.pipeline import Described, Publication, Routed

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the command part of ``app``; it prints through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command()(engines)


def engines(
    as_json: AsJson = False,
    measure: Annotated[
        bool, typer.Option("--measure", help="Find out how many streams and threads are best here.")
    ] = False,
) -> None:
    """Show what drafts each language, and what is lacking.

    All engines that are installed, then which of them is for which language, and whether it can serve it here
    and now. No model is loaded.

    With --measure, one model of each engine that runs models here is loaded and run instead, to find out how
    many batches at the same time (streams) and threads for each are best on this machine.
    """
    from msgspec import to_builtins  # noqa: PLC0415

    from workflow import pipeline  # noqa: PLC0415
    from workflow.report import json_text  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root(), _shell.wait)
    if measure:
        _measure(opened)
        return
    known = list(pipeline.engines_of(opened))
    found = list(pipeline.routes_of(opened, opened.config.languages))
    if as_json:
        print(json_text({"engines": to_builtins(known), "routes": to_builtins(found)}))
        return
    print(table(("engine", "for", "can", ""), [_described(each) for each in known]))
    print()
    print(routes_table(opened.config.source, found))
    for one in known:
        for note in one.notes:
            _shell.warn(f"{one.name}: {note}")
    for each in found:
        if each.problem:
            _shell.say(f"{each.language}: {each.problem}.{f' {each.hint}' if each.hint else ''}")


def routes_table(source: str, routes: Iterable[Routed]) -> str:
    """A line for each language: what drafts it, from which language, and its signature or what is lacking."""
    return table(("lang", "engine", "from", "ready"), [_routed(source, each) for each in routes])


def _measure(opened: Publication) -> None:
    from workflow import pipeline  # noqa: PLC0415

    found = dict(pipeline.measurable(opened))
    if not found:
        raise EngineError(
            "no engine here runs a model that could be measured",
            hint="Install a model with `workflow models install`, or see `workflow engines`.",
        )
    for name, (language, measured) in found.items():
        _shell.say(f"{name}, the model for {language}:")
        best = None
        for each in measured:
            _shell.say(f"  {each.streams} x {each.threads}  {each.speed:.0f} tokens/s")
            # What is a tenth faster may be so by chance: then what is used without settings stays.
            if best is None or each.speed > best.speed * 1.1:
                best = each
        if best is not None:
            _shell.say(
                f"Best are streams = {best.streams}, threads = {best.streams * best.threads}: they go under "
                f"[engines.{name}] in workflow.toml, if all who use that file have machines like this one."
            )


def _described(each: Described) -> tuple[str, ...]:
    state = each.problem or each.licence
    return each.name, ", ".join(each.languages) or "-", ", ".join(each.can) or "-", state


def _routed(source: str, each: Routed) -> tuple[str, ...]:
    text = {"any": "", "reviewed": ", reviewed", "machine": ", by machine"}.get(each.pivot, "")
    ready = each.signature or f"no: {'; '.join(each.remedies)}"
    return each.language, each.engine, f"{each.via or source}{text}", printable(ready)
