"""A worker's side of a cluster: calls that come in, the engines that answer them, and what travels.

Engines are made from the worker's own publication, once in each process, and stay loaded. A call names its
engine and says which signature and settings the client expects; a worker that has others refuses. So neither
code nor secrets nor models travel: texts go out, texts come back, as bytes that nobody opens on the way.

Nothing here raises what an engine raised: Dask would write the call with its arguments into the log of the
worker. What went wrong is a result like any other.
"""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from workflow import __version__
from workflow.engines.apart import Apart
from workflow.errors import (
    EngineError,
    ModelError,
    PlaceError,
    PlaceLostError,
    WorkerLostError,
    WorkflowError,
)
from workflow.model import Engine

_WIRE = 1  # of the form of what travels; it grows whenever that changes
METHODS = ("translate", "translate_with_terms", "read", "complete", "route")

_KINDS: dict[str, type[EngineError]] = {
    kind.__name__: kind for kind in (EngineError, ModelError, PlaceError, PlaceLostError, WorkerLostError)
}


class Offer(Protocol):
    """What a worker has."""

    def engine(self, name: str) -> Engine:
        """The engine of that name, with the worker's own settings and models; made anew.

        :raises workflow.errors.WorkflowError: there is no such engine, or its settings are wrong.
        """
        ...


class Parcel(Struct, frozen=True):
    """A call, or what came of it. Its bytes are shown nowhere: not in logs, not on a dashboard."""

    data: bytes

    def __repr__(self) -> str:
        return f"Parcel({len(self.data)} bytes)"

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + len(self.data)


class Asked(Struct, frozen=True):
    """What is asked of an engine, but for the texts."""

    engine: str  # its name
    method: str  # one of METHODS
    source: str  # BCP 47
    target: str  # BCP 47
    signature: str = ""  # that the client expects; "" if it has no model to know it by
    settings: str | None = None  # of its engine, where that has any; None: whatever the worker has
    options: Mapping[str, Any] = {}


# --------------------------------------------------------------------------------------------- what travels


def packed(asked: Asked, items: Sequence[Any], *, apart: bool = False) -> Parcel:
    """A call of ``items``: texts, requests or pairs. Lone surrogates in them stay what they are.

    The items are packed by themselves, so that who reads it sees the versions before anything else.
    """
    head = {name: getattr(asked, name) for name in asked.__struct_fields__}
    head |= {"wire": _WIRE, "program": __version__, "apart": apart}
    return Parcel(pickle.dumps((head, pickle.dumps(list(items), 5)), 5))


def unpacked(parcel: Parcel) -> list[Any]:
    """The results in the answer to a call.

    :raises EngineError: it tells of one; problem, place and hint are as they were there.
    """
    outcome = pickle.loads(parcel.data)
    if outcome[0] == "made":
        made: list[Any] = outcome[1]
        return made
    _, kind, problem, where, hint = outcome
    raise _KINDS.get(kind, EngineError)(problem, where=where, hint=hint)


def _trouble(error: EngineError) -> Parcel:
    outcome = ("trouble", type(error).__name__, error.problem, error.where, error.hint)
    return Parcel(pickle.dumps(outcome, 5))


# ----------------------------------------------------------------------------------------------- the worker


class Serving:
    """The engines of one process. ``who`` says which worker it is, for messages."""

    def __init__(self, make: Callable[[], Offer], who: Callable[[], str], memory: int = 0) -> None:
        self._make, self._who, self._memory = make, who, memory
        self._offer: Offer | None = None
        self._engines: dict[str, Engine] = {}
        self._apart: Apart | None = None
        self._lock = threading.Lock()

    def answer(self, parcel: Parcel) -> Parcel:
        """Do what a parcel asks for; never raises what goes wrong with it.

        ``parcel.data`` comes from a client that the scheduler let in, who might as well have sent code.
        """
        try:
            head, items = pickle.loads(parcel.data)
            self._check_versions(head)
            if head["apart"]:
                return Parcel(self._process().call(_together(parcel)))
            asked = Asked(**{name: head[name] for name in Asked.__struct_fields__})
            made = self._called(asked, pickle.loads(items))
            return Parcel(pickle.dumps(("made", made), 5))
        except EngineError as error:
            return _trouble(error)
        except WorkflowError as error:  # its workflow.toml, an engine that is not there
            return _trouble(PlaceError(f"{self._who()}: {error.problem}", where=error.where, hint=error.hint))
        except (Exception, SystemExit) as error:
            what = f"{type(error).__name__}: {error}"[:300]
            return _trouble(EngineError(f"{self._who()}: the engine fails ({what})"))

    def _called(self, asked: Asked, items: list[Any]) -> Any:
        engine = self._engine(asked.engine)
        if asked.method == "signature":
            return [engine.signature(asked.source, asked.target), settings_of(engine) or ""]
        call = getattr(engine, asked.method, None) if asked.method in METHODS else None
        if call is None:
            raise PlaceError(f"{self._who()}: engine {asked.engine} has no method {asked.method!r}")
        self._check(engine, asked)
        if asked.method == "route":
            return list(call(asked.source, asked.target))
        return list(call(items, asked.source, asked.target, **asked.options))

    def _engine(self, name: str) -> Engine:
        with self._lock:
            if self._offer is None:
                self._offer = self._make()
            if name not in self._engines:
                self._engines[name] = self._offer.engine(name)
            return self._engines[name]

    def _check_versions(self, head: Mapping[str, Any]) -> None:
        """:raises PlaceLostError: the client is of another version."""
        if (head.get("wire"), head.get("program")) != (_WIRE, __version__):
            raise PlaceLostError(
                f"{self._who()} has version {__version__} ({_WIRE}) of this program, asked for is "
                f"{head.get('program')} ({head.get('wire')})",
                hint="Install the same version on all machines.",
            )

    def _check(self, engine: Engine, asked: Asked) -> None:
        """:raises PlaceError: this worker would translate with something else than the client expects."""
        pair = f"{asked.source} -> {asked.target}"
        try:
            has = engine.signature(asked.source, asked.target)
            settings = getattr(engine, "settings", None)
        except EngineError as error:
            raise PlaceError(
                f"{self._who()} cannot serve {pair}: {error.problem}", where=error.where, hint=error.hint
            ) from error
        if asked.signature and asked.signature != has:
            raise PlaceError(
                f"{self._who()} has {has} for {pair}, asked for is {asked.signature}",
                hint="Install the same models on all machines.",
            )
        if asked.settings is not None and isinstance(settings, str) and asked.settings != settings:
            raise PlaceError(
                f"{self._who()} runs {asked.engine} with other settings: it has {settings or 'none'}, "
                f"asked for is {asked.settings or 'none'}",
                hint="Give all machines the same workflow.toml, and start their workers again.",
            )

    def _process(self) -> Apart:
        with self._lock:
            if self._apart is None:
                self._apart = Apart(self._make, self._who(), self._memory)
            return self._apart


def _together(parcel: Parcel) -> bytes:
    """The same call, to be done by whoever gets it."""
    head, items = pickle.loads(parcel.data)
    return pickle.dumps((head | {"apart": False}, items), 5)


def settings_of(engine: Engine) -> str | None:
    """What of an engine's settings decides its texts, in one line; None where it does not say.

    It must not name what each machine has of its own, such as folders and threads.
    """
    try:
        settings = getattr(engine, "settings", None)
    except EngineError:  # they ask for what this machine does not have
        return None
    return settings if isinstance(settings, str) else None


_serving: list[Serving] = []  # of this process: one, or none


def begin(serving: Serving) -> None:
    """From now on :func:`answer` is answered by ``serving``."""
    _serving[:] = [serving]


def answer(parcel: Parcel) -> Parcel:
    """What Dask runs on a worker, by this name: no code travels."""
    if not _serving:
        return _trouble(
            PlaceLostError(
                "a worker that is none of this program's got a call",
                hint="Start all workers of this scheduler with `workflow worker`, not with `dask worker`.",
            )
        )
    return _serving[0].answer(parcel)
