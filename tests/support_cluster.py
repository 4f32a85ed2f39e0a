"""A cluster on this machine: scheduler and workers as processes, and an engine that can kill them."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from pathlib import Path
from typing import Any

from msgspec import Struct

from workflow.errors import EngineError, ModelError, WorkerLostError
from workflow.model import Reading, Translation

TESTS = Path(__file__).parent


class Dangerous:
    """An engine that answers with the text, its process and what else was in the call; some texts do harm.

    ``exit`` ends the process, ``segfault`` crashes it, ``eat`` takes ever more memory, ``refuse`` and
    ``break`` make it fail; ``wait`` takes half a second.
    """

    name = "dangerous"

    def __init__(self, version: str = "1", settings: str | None = None) -> None:
        self.version = version
        if settings is not None:
            self.settings = settings

    def signature(self, source: str, target: str) -> str:
        if not self.version or target == "xx":
            raise EngineError(f"no model for {source} -> {target}", hint="Install one.")
        return f"{self.name}/{source}_{target}-{self.version}"

    def route(self, source: str, target: str) -> list[tuple[str, str]]:
        self.signature(source, target)
        return [(source, target)]

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.signature(source, target)
        for text in sentences:
            self.suffer(text)
        return [Translation(f"{text}|{len(sentences)}|{os.getpid()}", -0.1) for text in sentences]

    def read(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, *, attention: bool = False
    ) -> list[Reading | None]:
        self.signature(source, target)
        return [Reading(((0, len(a)),), ((0, len(b)),), (-0.5,), ((1.0,),) * attention) for a, b in pairs]

    def complete(self, begun: Sequence[tuple[str, str]], source: str, target: str) -> list[str]:
        self.signature(source, target)
        return [f"{beginning}…" for _, beginning in begun]

    def suffer(self, text: str) -> None:
        if text.startswith("wait"):
            time.sleep(0.5)
        elif text.startswith("exit"):
            os._exit(7)
        elif text.startswith("segfault"):
            ctypes.string_at(0)
        elif text.startswith("eat"):
            held = []
            for _ in range(4000):
                held.append(bytearray(os.urandom(1_000_000)))
                time.sleep(0.005)
        elif text.startswith("refuse"):
            raise ModelError(f"it is no text: {text}", where="there", hint="Write another.")
        elif text.startswith("break"):
            raise RuntimeError(text)


class Offered(Struct, frozen=True):
    version: str = "1"
    settings: str | None = None

    def engine(self, name: str) -> Dangerous:
        if name != Dangerous.name:
            raise EngineError(f"no engine named {name!r}")
        return Dangerous(self.version, self.settings)


class Making(Struct, frozen=True):
    version: str = "1"
    settings: str | None = None

    def __call__(self) -> Offered:
        return Offered(self.version, self.settings)


class Running:
    """A program that runs until its test is over. ``log`` is all that it says."""

    def __init__(self, command: Sequence[str], log: Path, ready: str) -> None:
        self.log = log
        environment = {**os.environ, "PYTHONPATH": str(TESTS), "PYTHONUNBUFFERED": "1"}
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                command, stdout=stream, stderr=stream, env=environment, start_new_session=True
            )
        until = time.monotonic() + 40
        while (found := re.search(ready, self.said)) is None:
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"{command[:4]} is not ready:\n{self.said}")
            time.sleep(0.05)
        self.found = found[1]

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def end(self, how: signal.Signals = signal.SIGTERM, timeout: float = 15) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Local:
    """A scheduler on 127.0.0.1 and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[Running] = []
        command = [sys.executable, "-c", "from distributed.cli.dask_scheduler import main; main()"]
        options = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
        self.scheduler = self.start([*command, *options], r"Scheduler at: +(\S+)")
        self.address = self.scheduler.found

    def start(self, command: Sequence[str], ready: str) -> Running:
        started = Running(command, self.folder / f"{len(self.running)}.log", ready)
        self.running.append(started)
        return started

    def worker(self, make: Making | None = None, **options: Any) -> Running:
        code = (
            "import msgspec; from support_cluster import Making; from workflow.engines.worker import serve; "
            f"serve({self.address!r}, {make or Making()!r}, tell=print, **{options!r})"
        )
        return self.start([sys.executable, "-c", code], r"worker .* at (\S+): ready")

    def publication_worker(self, root: Path, *options: str) -> Running:
        program = str(Path(sys.executable).with_name("workflow"))
        return self.start([program, "-C", str(root), "worker", self.address, *options], r"at (\S+): ready")

    def stop(self) -> None:
        for each in reversed(self.running):
            each.kill()


@contextlib.contextmanager
def local_cluster(folder: Path) -> Iterator[Local]:
    folder.mkdir(exist_ok=True)
    local = Local(folder)
    try:
        yield local
    finally:
        local.stop()


def spread(place: Any, engine: Any, chunks: Sequence[Sequence[Any]], method: str = "translate") -> list[Any]:
    """All ``chunks`` at a place, so many at a time; a chunk that kills is halved till the killer is alone.

    What stands in for a text that cannot be translated is None.
    """
    results: dict[int, list[Any]] = {}
    waiting: dict[Future[list[Any]], int] = {}
    for number, chunk in enumerate(chunks):
        while len(waiting) >= place.slots:
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                at = waiting.pop(future)
                results[at] = _made(place, engine, chunks[at], method, future)
        waiting[place.submit(engine, method, chunk, "en", "ru")] = number
    for future, number in waiting.items():
        results[number] = _made(place, engine, chunks[number], method, future)
    return [each for number in sorted(results) for each in results[number]]


def _made(place: Any, engine: Any, chunk: Sequence[Any], method: str, future: Future[list[Any]]) -> list[Any]:
    try:
        return future.result(120)
    except WorkerLostError:
        if len(chunk) == 1:
            return [None]
        half = len(chunk) // 2
        halves = (chunk[:half], chunk[half:])
        return [
            each
            for part in halves
            for each in _made(place, engine, part, method, place.submit(engine, method, part, "en", "ru"))
        ]
