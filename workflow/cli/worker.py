"""``workflow worker``: a machine lends its cores and models to those who translate elsewhere."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.show import Shell, table

if TYPE_CHECKING:
    from workflow.pipeline import Publication

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make the command part of ``app``; it prints through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command()(worker)


def worker(
    address: Annotated[
        str, typer.Argument(metavar="ADDRESS", help="The scheduler: tcp://HOST:8786 or tls://HOST:8786.")
    ],
    threads: Annotated[
        int, typer.Option("--threads", min=1, max=64, help="Calls that run here at a time.")
    ] = 2,
    name: Annotated[
        str, typer.Option("--name", help="Its name in messages. Default: host and process.")
    ] = "",
    memory: Annotated[
        str, typer.Option("--memory", metavar="SIZE", help="What its process may have, such as 4GB.")
    ] = "",
) -> None:
    """Translate for others, who say: translate --scheduler ADDRESS.

    Serves the engines of this publication with its settings and models, until it is ended (Ctrl-C, SIGTERM).
    Whoever reaches the scheduler can run programs here: see docs/cluster.md.
    """
    from workflow import pipeline  # noqa: PLC0415
    from workflow.engines import cluster  # noqa: PLC0415

    opened = pipeline.Publication.open(_shell.find_root(), _shell.wait)
    where = cluster.scheduler_address(address)
    quiet_dask(_shell)
    cluster.library()
    from workflow.engines.worker import serve  # noqa: PLC0415  (needs Dask)
    from workflow.pipeline.serving import Opened  # noqa: PLC0415

    _offers(opened)
    if where.startswith("tcp:") and not cluster.is_loopback(where):
        _shell.warn(f"{where}: not encrypted; whoever reaches that network can run programs here")
    make = Opened(opened.config.root.resolve())
    serve(where, make, threads=threads, name=name, memory=memory, tell=_shell.say)


def quiet_dask(shell: Shell) -> None:
    """Keep what Dask says for those who asked for more; before it is imported."""
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "info" if shell.verbose else "warning")


def _offers(opened: Publication) -> None:
    from workflow import pipeline  # noqa: PLC0415

    routes = list(pipeline.routes_of(opened, opened.config.languages))
    rows = [
        (each.language, each.engine, each.via or opened.config.source, each.signature or "no")
        for each in routes
    ]
    for line in table(("lang", "engine", "from", "serves"), rows).splitlines():
        _shell.say(line)
    for each in routes:
        if each.problem:
            _shell.say(f"{each.language}: {each.problem}.{f' {each.hint}' if each.hint else ''}")
