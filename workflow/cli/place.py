"""``--scheduler``: where the calls of engines run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from workflow.cli.show import Shell
from workflow.cli.worker import quiet_dask

if TYPE_CHECKING:
    from workflow.engines.cluster import Cluster

Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        envvar="DRAGOMAN_SCHEDULER",
        help="Have the workers of a Dask scheduler translate: tcp://HOST:8786.",
    ),
]


def place_of(context: typer.Context, scheduler: str, shell: Shell) -> Cluster | None:
    """The workers of a scheduler, for as long as the command runs; None for "": this process.

    :raises EngineError: there is no such scheduler, or it has no worker.
    """
    if not scheduler.strip():
        return None
    quiet_dask(shell)
    from workflow.engines.cluster import Cluster  # noqa: PLC0415

    cluster = Cluster(scheduler, patience=shell.wait, tell=shell.warn)
    context.call_on_close(cluster.close)
    return cluster
