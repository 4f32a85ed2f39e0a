"""A worker: a process that answers calls, and one beside it (Dask's nanny) that starts it again when it dies.

Importing this needs Dask; :func:`workflow.engines.cluster.library` says so where it is not there.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import dask
import distributed

from workflow.engines.cluster import TIMEOUT, is_loopback, scheduler_address, scheduler_versions
from workflow.engines.serving import Offer, Serving, begin
from workflow.errors import EngineError

THREADS = 2
"""Calls that a worker is at together: while one runs dry, the next fills the model's streams."""

_START = 30.0  # seconds for the process to be there
_END = 3.0  # seconds for a call to finish when the worker is to end; another worker does it again then


class Opening(distributed.WorkerPlugin):
    """Makes the engines of ``make`` answer in a worker's process, whenever that starts."""

    name = "dragoman"

    def __init__(self, make: Callable[[], Offer]) -> None:
        self._make = make

    def setup(self, worker: Any) -> None:
        """Called by Dask in the new process. No model is loaded before the first call."""
        limit = int(worker.memory_manager.memory_limit or 0)
        begin(Serving(self._make, lambda: f"worker {worker.name} at {worker.address}", limit))


def serve(
    address: str,
    make: Callable[[], Offer],
    *,
    threads: int = THREADS,
    name: str = "",
    memory: str = "",
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Be a worker of the scheduler at ``address`` until a signal (SIGTERM, SIGINT) ends it.

    ``make`` travels to the worker's process by its name; ``memory`` is what the process may have ("4GB"), by
    default all of the machine's. ``tell`` hears a line once it is ready.

    :raises EngineError: there is no scheduler, or of another version, or it goes away; the name is taken.
    """
    address = scheduler_address(address)
    asyncio.run(_serve(address, make, threads, name or f"{socket.gethostname()}-{os.getpid()}", memory, tell))


def host_towards(address: str) -> str:
    """The address of the interface that leads to a scheduler; for one on loopback, loopback.

    :raises EngineError: its name is unknown, or no interface leads there.
    """
    host = address.partition("://")[2].rpartition(":")[0]
    if is_loopback(address):
        return host if host.startswith("[") else "127.0.0.1"
    try:
        found: str = _towards(host.strip("[]"))
    except OSError as error:
        raise EngineError(
            f"no way leads to {host} ({error.strerror})", where=address, hint="Look at the address."
        ) from error
    return f"[{found}]" if ":" in found else found


def memory_of(text: str) -> float | int:
    """``text``, such as ``4GB`` or ``512MiB``, in bytes; 1.0, a share of the machine's, for "".

    :raises EngineError: it says no amount of memory.
    """
    if not text.strip():
        return 1.0
    from dask.utils import parse_bytes  # noqa: PLC0415

    try:
        found = int(parse_bytes(text))
    except ValueError:
        found = 0
    if found < 64_000_000:
        raise EngineError(f"{text[:40]!r} is no memory for a worker", hint="Write it like this: 4GB.")
    return found


def _towards(host: str) -> str:
    """The address that this machine has on the way to ``host``; nothing is sent."""
    family, kind, _, _, where = socket.getaddrinfo(host, 9, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind) as way:
        way.connect(where)
        return str(way.getsockname()[0])


async def _serve(
    address: str, make: Callable[[], Offer], threads: int, name: str, memory: str, tell: Callable[[str], None]
) -> None:
    limit = memory_of(memory)
    await scheduler_versions(address, TIMEOUT)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stop.set)
    host = host_towards(address)
    # The process beside it that tries dangerous calls is a child of the worker's: a daemon may have none.
    dask.config.set({"distributed.worker.daemon": False})
    # Dask has glibc give back memory at once. A model takes and returns it with every batch: twice the time.
    dask.config.set({"distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": None})
    nanny: Any = distributed.Nanny(
        address,
        nthreads=threads,
        name=name,
        memory_limit=limit,
        host=host,
        # It listens even without a dashboard: then on loopback only.
        dashboard_address="[::1]:0" if ":" in host else "127.0.0.1:0",
        dashboard=False,
        death_timeout=_START,
        plugins=(Opening(make),),
        silence_logs=None if logging.getLogger("distributed").isEnabledFor(logging.INFO) else logging.WARNING,
    )
    stopped = asyncio.ensure_future(stop.wait())
    try:
        started = asyncio.ensure_future(_started(nanny, address, name))
        await asyncio.wait((started, stopped), return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set():
            started.cancel()
            return
        await started
        tell(f"worker {name} at {nanny.worker_address}: ready, {threads} calls at a time")
        finished = asyncio.ensure_future(nanny.finished())
        await asyncio.wait((finished, stopped), return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            raise EngineError(
                "the scheduler is gone, or has sent this worker away",
                where=address,
                hint="Start it again; this worker as well, or have a service manager do that.",
            )
    finally:
        stopped.cancel()
        await nanny.close(timeout=_END)


async def _started(nanny: Any, address: str, name: str) -> None:
    try:
        await nanny
    except Exception as error:
        reason = " ".join(str(error.__cause__ or error).split())[:200]
        raise EngineError(
            f"worker {name} cannot start ({reason})",
            where=address,
            hint="Is its name taken? Give another: --name",
        ) from error
