"""Calls of engines on other machines: a Dask scheduler, and workers that `workflow worker` started.

What runs there is in :mod:`workflow.engines.serving`; this is the client's side. It lives in a thread with an
event loop of its own, and gives out futures that anybody can wait for.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import re
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, TypeVar

from workflow.engines.serving import Asked, Parcel, answer, packed, settings_of, unpacked
from workflow.errors import EngineError, PlaceError, PlaceLostError, WorkerLostError
from workflow.model import Engine

_T = TypeVar("_T")

SLOTS = 2
"""Calls under way for each thread of a worker: one that runs, and one that is there when it is done."""

TIMEOUT = 10.0  # seconds for a scheduler to answer
PATIENCE = 60.0  # seconds that calls wait for a worker while there is none
_LOOK = 1.0  # seconds between two looks at who is there
_HEARINGS = 5  # times that a call is tried where workers die without it being to blame
_ADDRESS = re.compile(r"(?:(tcp|tls)://)?(\[[0-9A-Fa-f:.%]+\]|[\w.-]+):([0-9]{1,5})", re.ASCII)
# What must be the same on both ends for Dask to understand itself; of Python, the first two numbers.
_SAME = ("dask", "distributed")


class Cluster:
    """A :class:`workflow.engines.chunks.Place`: workers of the scheduler at ``address``.

    ``timeout`` is how many seconds the scheduler may take to answer, ``patience`` for how many there may be
    no worker while somebody waits; ``tell`` hears a line where that takes a while. Encrypted as Dask's own
    settings say.

    :raises EngineError: there is no Dask, no scheduler, no worker, or they are of other versions.
    """

    def __init__(
        self,
        address: str,
        *,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
        tell: Callable[[str], None] | None = None,
    ) -> None:
        self.address = scheduler_address(address)
        self._timeout, self._patience = timeout, patience
        self._tell: Callable[[str], None] = tell or (lambda _: None)
        self._client: Any = None
        self._threads = 0  # of all workers
        self._asking: set[asyncio.Task[Any]] = set()
        self._trouble: EngineError | None = None  # why no call can be answered any more
        self._guilty: set[int] = set()  # texts of calls that brought their process down
        self._own: dict[int, Callable[[str, str], str]] = {}  # signatures of engines that were lent, by id
        self._agreed: dict[tuple[str, str, str, str], list[Any]] = {}
        self._loop = asyncio.new_event_loop()
        # What Dask leaves behind in futures of its own, after what went wrong has been said in one line.
        self._loop.set_exception_handler(lambda *_: None)
        self._thread = threading.Thread(target=self._loop.run_forever, name="cluster", daemon=True)
        self._thread.start()
        try:
            self._wait(self._connect())
        except BaseException:
            self.close()
            raise

    @property
    def slots(self) -> int:
        """Twice the threads of all workers that are there now; 1 at least, so that one call can wait."""
        return max(1, SLOTS * self._threads)

    def submit(
        self, engine: Engine, method: str, items: Sequence[Any], source: str, target: str, **options: Any
    ) -> Future[list[Any]]:
        """``getattr(engine, method)(items, source, target, **options)``, by the workers' engine of that name.

        The future fails with an :class:`EngineError`: the engine's own; :class:`PlaceError` of a worker which
        has another model or other settings; :class:`WorkerLostError` where the call ended a process in which
        it was alone; :class:`PlaceLostError` if there is no worker any more, or it has another version. To
        cancel it takes the call back, if it has not begun.
        """
        signature, settings = self._expected(engine, source, target)
        asked = Asked(engine.name, method, source, target, signature, settings, options)
        return asyncio.run_coroutine_threadsafe(self._ask(asked, list(items)), self._loop)

    def lend(self, engine: Engine) -> Engine:
        """``engine``, which from now on works on the workers, even for pairs that it has no model for here.

        What a model is called is asked here, then there, where all must agree. The methods are put into the
        object itself: whether a wrapper can do what the object in it can, Python does not find out.
        """
        held: Any = engine

        def remote(method: str) -> Callable[..., list[Any]]:
            def call(items: Sequence[Any], source: str, target: str, **options: Any) -> list[Any]:
                progress = options.pop("progress", None)
                made = self.submit(engine, method, items, source, target, **options).result()
                if progress is not None and made:
                    progress(len(made))
                return made

            return call

        def first_here(method: str, own: Callable[[str, str], Any]) -> Callable[[str, str], Any]:
            def call(source: str, target: str) -> Any:
                try:
                    return own(source, target)
                except EngineError as error:
                    found = self._everywhere(Asked(engine.name, method, source, target), error)
                    return found[0] if method == "signature" else found

            return call

        self._own[id(engine)] = engine.signature
        for method in ("signature", "route"):
            if hasattr(engine, method):
                setattr(held, method, first_here(method, getattr(engine, method)))
        for method in ("translate", "translate_with_terms", "read", "complete"):
            if hasattr(engine, method):
                setattr(held, method, remote(method))
        return engine

    def close(self) -> None:
        """Let go of the scheduler. Calls that are under way fail, their workers finish for nobody."""
        if self._loop.is_closed():
            return
        self._trouble = self._trouble or PlaceLostError("the cluster was closed", where=self.address)
        with contextlib.suppress(EngineError, TimeoutError, OSError):  # it was gone already
            self._wait(self._disconnect(), 5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        if not self._thread.is_alive():
            self._loop.close()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---------------------------------------------------------------------------------------- connection

    def _wait(self, what: Coroutine[Any, Any, _T], timeout: float | None = None) -> _T:
        """The result of a coroutine in the thread of the loop."""
        future = asyncio.run_coroutine_threadsafe(what, self._loop)
        try:
            return future.result(timeout)
        except BaseException:
            future.cancel()
            raise

    async def _connect(self) -> None:
        distributed = library()
        await scheduler_versions(self.address, self._timeout)
        log = logging.getLogger("distributed.client")
        if not log.isEnabledFor(logging.INFO):
            log.setLevel(logging.CRITICAL)  # that it is gone is our line to say
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a table of versions; ours is one line
                self._client = await distributed.Client(
                    self.address, asynchronous=True, timeout=self._timeout, set_as_default=False
                )
        except (OSError, TimeoutError, ValueError) as error:
            raise _no_scheduler(self.address) from error
        await self._first_worker()
        found = await self._client.get_versions()
        for address, versions in found["workers"].items():
            check_versions(versions, f"the worker at {address}")
        self._watcher = asyncio.ensure_future(self._watch())

    async def _first_worker(self) -> None:
        begun, told = time.monotonic(), False
        while not await self._count():
            waited = time.monotonic() - begun
            if waited > self._patience:
                raise self._no_worker()
            if not told and waited >= min(1.0, self._patience / 2):
                self._tell(
                    f"{self.address} has no worker yet; waiting {self._patience:.0f} s for one "
                    f"(workflow worker {self.address})"
                )
                told = True
            await asyncio.sleep(0.2)

    async def _disconnect(self) -> None:
        watcher = getattr(self, "_watcher", None)
        waiting = [*self._asking, *([watcher] if watcher is not None else [])]
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        if self._client is not None:
            await self._client.close(timeout=2)

    async def _count(self) -> int:
        try:
            threads: Mapping[str, int] = await self._client.nthreads()
        except OSError as error:
            raise self._gone() from error
        self._threads = sum(threads.values())
        return self._threads

    async def _watch(self) -> None:
        """Keep count of the workers; where there have been none for too long, let nobody wait any more."""
        seen = time.monotonic()
        while True:
            await asyncio.sleep(_LOOK)
            try:
                if self._client.status not in ("running", "connecting"):
                    raise self._gone()
                if await self._count() or not self._asking:
                    seen = time.monotonic()
                elif time.monotonic() - seen > self._patience:
                    raise self._no_worker()
            except EngineError as error:
                if self._client.status == "connecting":
                    continue  # Dask is trying; if in vain, its status says so
                self._trouble = error
                for task in list(self._asking):
                    task.cancel()
                return

    def _no_worker(self) -> PlaceLostError:
        return PlaceLostError(
            f"no worker for {self._patience:.0f} seconds",
            where=self.address,
            hint=f"Start one: workflow worker {self.address}",
        )

    def _gone(self) -> PlaceLostError:
        return PlaceLostError(
            "the scheduler is gone",
            where=self.address,
            hint="Start it again, then the same command: what was translated before is kept.",
        )

    # ---------------------------------------------------------------------------------------- calls

    def _expected(self, engine: Engine, source: str, target: str) -> tuple[str, str | None]:
        """Signature and settings of the client's engine; those of the workers count where it has no model."""
        try:
            own = self._own.get(id(engine), engine.signature)(source, target)
        except EngineError:
            with contextlib.suppress(EngineError):
                signature = engine.signature(source, target)
                agreed = self._agreed.get((engine.name, "signature", source, target))
                return signature, agreed[1] if agreed else None
            return "", None
        return own, settings_of(engine)

    async def _ask(self, asked: Asked, items: list[Any]) -> list[Any]:
        task = asyncio.current_task()
        assert task is not None
        if self._trouble is not None:
            raise self._trouble
        self._asking.add(task)
        try:
            return await self._heard(asked, items)
        except asyncio.CancelledError:
            if self._trouble is not None:
                raise self._trouble from None
            raise
        finally:
            self._asking.discard(task)

    async def _heard(self, asked: Asked, items: list[Any]) -> list[Any]:
        """Have a call answered: among others first, then, if workers died meanwhile, apart from them."""
        marks = [hash((asked.engine, asked.source, asked.target, item)) for item in items]
        apart = not self._guilty.isdisjoint(marks)
        for _ in range(_HEARINGS):
            parcel = await self._sent(packed(asked, items, apart=apart))
            if parcel is None:
                apart = True
                continue
            try:
                return unpacked(parcel)
            except EngineError as error:
                if isinstance(error, WorkerLostError):
                    self._guilty.update(marks)
                raise
        raise PlaceLostError(
            "workers keep dying", where=self.address, hint="Look into their logs, and at their memory."
        )

    async def _sent(self, parcel: Parcel) -> Parcel | None:
        """The answer of a worker; None where Dask gave up since workers died meanwhile."""
        from distributed import KilledWorker  # noqa: PLC0415
        from distributed.client import FutureCancelledError  # noqa: PLC0415

        future = self._client.submit(answer, parcel, key=f"dragoman-{uuid.uuid4().hex}", pure=False)
        try:
            made: Parcel = await future
        except KilledWorker:
            return None
        except FutureCancelledError as error:
            raise self._gone() from error
        except (EngineError, asyncio.CancelledError):
            raise
        except Exception as error:
            raise PlaceLostError(
                f"Dask could not carry out a call ({type(error).__name__})",
                where=self.address,
                hint="Is this program installed on the scheduler's machine too, in the same version?",
            ) from error
        else:
            return made
        finally:
            future.release()  # or the scheduler would have the worker keep the result

    def _everywhere(self, asked: Asked, here: EngineError) -> list[Any]:
        """What all workers answer alike.

        :raises EngineError: they do not; or none can answer, for the reason that ``here`` tells.
        """
        key = (asked.engine, asked.method, asked.source, asked.target)
        if key not in self._agreed:
            found = self._wait(self._all(packed(asked, [])))
            answers, refusals = {}, {}
            for address, parcel in found.items():
                try:
                    answers[address] = unpacked(parcel)
                except EngineError as error:
                    refusals[address] = error
            if not answers:
                raise next((each for each in refusals.values() if isinstance(each, PlaceError)), here)
            if refusals:
                address, refusal = next(iter(refusals.items()))
                raise type(refusal)(
                    f"the worker at {address}: {refusal.problem}", where=refusal.where, hint=refusal.hint
                )
            self._agreed[key] = _same(answers, asked)
        return self._agreed[key]

    async def _all(self, parcel: Parcel) -> dict[str, Parcel]:
        if self._trouble is not None:
            raise self._trouble
        try:
            found = await self._client.run(answer, parcel, on_error="return")
        except OSError as error:
            raise self._gone() from error
        return {address: each for address, each in found.items() if isinstance(each, Parcel)}


def _same(answers: Mapping[str, list[Any]], asked: Asked) -> list[Any]:
    (first, said), *rest = answers.items()
    for address, other in rest:
        if other != said:
            raise EngineError(
                f"workers do not agree about {asked.source} -> {asked.target}: "
                f"{_words(said)} at {first}, {_words(other)} at {address}",
                hint="Give all machines the same models and the same workflow.toml.",
            )
    return said


def _words(said: list[Any]) -> str:
    return ", ".join(each if isinstance(each, str) else "-".join(each) for each in said if each)


# --------------------------------------------------------------------------------------------- who is there


def library() -> Any:
    """The module ``distributed``, which takes a second to import and is not always there.

    :raises EngineError: it is not installed.
    """
    try:
        import distributed  # noqa: PLC0415
    except ImportError as error:
        raise EngineError(
            "Dask is not installed", hint="From a checkout: pip install '.[cluster]'"
        ) from error
    return distributed


def scheduler_address(text: str) -> str:
    """``text`` as ``tcp://HOST:PORT`` or ``tls://HOST:PORT``.

    :raises EngineError: it is none of them.
    """
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or not 0 < int(found[3]) < 65_536:
        raise EngineError(
            f"{text[:80]!r} is not the address of a scheduler",
            hint="Write tcp://HOST:8786, or tls://HOST:8786 where it is encrypted.",
        )
    return f"{found[1] or 'tcp'}://{found[2]}:{found[3]}"


def is_loopback(address: str) -> bool:
    """Whether an address that :func:`scheduler_address` has seen is of this machine alone."""
    host = address.partition("://")[2].rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, which may begin with digits too
        return host.lower() == "localhost"


async def scheduler_versions(address: str, timeout: float) -> None:
    """Ask the scheduler at ``address`` who it is.

    :raises EngineError: nobody answers within ``timeout`` seconds, or one of another version.
    """
    distributed = library()
    try:
        arguments = distributed.Security().get_connection_args("client")
        async with distributed.rpc(address, connection_args=arguments, timeout=timeout) as scheduler:
            found = await asyncio.wait_for(scheduler.versions(), timeout)
            identity = await asyncio.wait_for(scheduler.identity(), timeout)
    except Exception as error:  # what comes of a socket where something else listens is anything
        raise _no_scheduler(address, error) from error
    if identity.get("type") != "Scheduler":
        raise _no_scheduler(address)
    check_versions(found, f"the scheduler at {address}")


def check_versions(found: Any, who: str) -> None:
    """That ``found``, what Dask tells of another process, is what is here.

    :raises EngineError: it has another Python or Dask, which do not understand each other for sure.
    """
    from distributed.versions import get_versions  # noqa: PLC0415

    here, there = get_versions()["packages"], found["packages"]
    for name in ("python", *_SAME):
        mine, theirs = str(here.get(name)), str(there.get(name))
        if name == "python":
            mine, theirs = (".".join(each.split(".")[:2]) for each in (mine, theirs))
        if mine != theirs:
            raise EngineError(
                f"{who} runs {name} {theirs}, here is {mine}",
                hint="Install the same versions on all machines.",
            )


def _no_scheduler(address: str, error: BaseException | None = None) -> EngineError:
    reason = ""
    if isinstance(error, (ValueError, TypeError, RuntimeError)) and address.startswith("tls"):
        reason = f" ({' '.join(str(error).split())[:150]})"  # what its settings for TLS lack
    return EngineError(
        f"no Dask scheduler answers{reason}",
        where=address,
        hint="Start one (dask scheduler --host HOST), or look at address, network and certificates.",
    )
