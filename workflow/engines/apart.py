"""A process of its own for calls that may have brought a worker down: it may die, the worker stays.

When a worker dies, all that it was at is suspected: its other calls, and those that waited for it. Whether a
call is guilty comes out here, where it is alone, and at the first death.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from workflow.errors import EngineError, WorkerLostError

_IDLE = 30.0  # seconds after which the process is ended: it holds models of its own in memory
_LOOK = 0.2  # seconds between two looks at how much memory it has


class Apart:
    """Calls in a process that is started when needed, one after the other.

    ``make`` is what :class:`workflow.engines.serving.Serving` makes its offer with, ``memory`` how many bytes
    the process may have; 0: as many as there are.
    """

    def __init__(self, make: Callable[[], Any], who: str, memory: int = 0) -> None:
        self._make, self._who, self._memory = make, who, memory
        self._lock = threading.Lock()
        self._child: Any = None
        self._pipe: Connection | None = None
        self._timer: threading.Timer | None = None

    def call(self, data: bytes) -> bytes:
        """The answer of the process to a call.

        :raises WorkerLostError: the process died of it, or took more memory than it may.
        :raises EngineError: there is no memory for a process.
        """
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            try:
                child, pipe = self._started()
                pipe.send_bytes(data)
                while not pipe.poll(_LOOK):
                    if self._memory and _resident(child.pid) > self._memory:
                        self._end()
                        raise WorkerLostError(
                            f"{self._who}: it took more than {self._memory / 1e9:.1f} GB of memory"
                        )
                answer = pipe.recv_bytes()
            except (EOFError, ConnectionError, BrokenPipeError) as error:
                raise WorkerLostError(
                    f"{self._who}: the process that worked at it alone {self._death()}"
                ) from error
            except OSError as error:
                self._end()
                raise EngineError(f"{self._who}: no process can be started ({error.strerror})") from error
            self._timer = threading.Timer(_IDLE, self.close)
            self._timer.daemon = True
            self._timer.start()
            return answer

    def close(self) -> None:
        """End the process; the next call starts another."""
        with self._lock:
            self._end()

    def _started(self) -> tuple[Any, Connection]:
        if self._child is None or self._pipe is None or not self._child.is_alive():
            self._end()
            context = multiprocessing.get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._child = context.Process(
                target=_work, args=(theirs, self._make, self._who), name="apart", daemon=True
            )
            self._child.start()
            theirs.close()
        return self._child, self._pipe

    def _death(self) -> str:
        self._child.join(5)
        code = self._child.exitcode
        self._end()
        if code is None:
            return "ended"
        if code < 0:
            names = {each.value: each.name for each in signal.Signals}
            return f"was ended by {names.get(-code, f'signal {-code}')}"
        return f"ended with code {code}"

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.join(5)
        if self._pipe is not None:
            self._pipe.close()
        self._child = self._pipe = None


def _resident(pid: int | None) -> int:
    """Bytes in memory of a process; 0 if it is gone."""
    import psutil  # noqa: PLC0415  (comes with Dask)

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _work(pipe: Connection, make: Callable[[], Any], who: str) -> None:
    """What the process does: answer one call after the other, until nobody asks any more."""
    from workflow.engines.serving import Parcel, Serving  # noqa: PLC0415  (a circle)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which ends this process
    threading.Thread(target=_follow, daemon=True).start()
    serving = Serving(make, lambda: who)
    while True:
        try:
            data = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        pipe.send_bytes(serving.answer(Parcel(data)).data)


def _follow() -> None:
    """Die when the worker dies, whatever this process is at."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)
