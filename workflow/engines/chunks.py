"""An engine's calls in chunks: each text once, none that is known already, several chunks under way.

The texts of a call are sorted by length and cut into chunks of about as many characters. What a chunk
consists of decides which texts share a batch of the model, and models with weights of 8 bits give a text in
another batch now and then another word. So chunks are cut from *all* texts of a call, whether they are known
or not: a run that was killed and begun again finds the same chunks, finished or not begun, and ends with the
same bytes; so do several machines.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any, Protocol

from workflow.engines.serving import settings_of
from workflow.errors import EngineError, PlaceError, WorkerLostError
from workflow.model import Capabilities, Engine, TermRequest, Translation

CHUNK = 32_000
"""Characters, some sixteen batches of a model: one that is not full costs little, and a kill loses little."""

_SLOTS = 2  # chunks under way in this process: while one runs dry, the next fills the model's streams
_PATIENCE = 0.5  # seconds between two looks whether anybody still waits
_CANARY = "A."  # what any model can be given
_TRANSLATING = ("translate", "translate_with_terms")
_LOOKING = ("read", "complete")


class Place(Protocol):
    """Where the calls of an engine run, if not in this process."""

    @property
    def slots(self) -> int:
        """How many calls may be under way at once; it changes as workers come and go."""
        ...

    def submit(
        self, engine: Engine, method: str, items: Sequence[Any], source: str, target: str, **options: Any
    ) -> Future[list[Any]]:
        """``getattr(engine, method)(items, source, target, **options)``, there.

        The future fails with an :class:`EngineError`: the engine's own, a ``WorkerLostError`` where this
        call has brought worker after worker down, or a ``PlaceError`` where no text is to blame.
        """
        ...


class Store(Protocol):
    """Where translations are kept by what they were made of."""

    def get(self, keys: Sequence[bytes]) -> Mapping[bytes, Translation]:
        """Those of ``keys`` that are known."""
        ...

    def put(self, made: Mapping[bytes, Translation]) -> None:
        """Keep translations."""
        ...


class _Stopped(Exception):  # noqa: N818  (nobody sees it)
    """Nobody waits for the rest of a call any more."""


class Chunks:
    """What stands between those who ask engines and the engines.

    ``store`` keeps what was made; ``place`` is where calls run, None: in this process. With ``fresh`` servers
    are asked again about what is known; an engine in this process would say the same again.
    """

    def __init__(
        self,
        store: Store | None = None,
        place: Place | None = None,
        *,
        fresh: bool = False,
        size: int = CHUNK,
    ) -> None:
        self._lost = threading.local()
        self._store, self._place, self._fresh, self._size = store, place, fresh, size
        self._threads = ThreadPoolExecutor(_SLOTS, "chunk")  # it starts none before it is asked
        self._stopped = threading.Event()
        self._wrapped: list[tuple[Any, str, Any]] = []  # object, method, what stood in the object before

    @property
    def lost(self) -> list[EngineError]:
        """One for each text of this thread that no engine could be brought to translate."""
        found: list[EngineError] = self._lost.__dict__.setdefault("errors", [])
        return found

    def wrap(self, engine: Engine) -> Engine:
        """``engine``, whose calls go through here from now on.

        The methods are put into the object itself: whether a wrapper can do what the object in it can, Python
        does not find out.
        """
        if any(held is engine for held, _, _ in self._wrapped):
            return engine
        for method in (*_TRANSLATING, *(_LOOKING if self._place is not None else ())):
            call = getattr(engine, method, None)
            if call is not None:
                through = partial(self._translate, engine, method, call)
                look = partial(self._look, engine, method)
                try:
                    before = vars(engine).get(method)
                    setattr(engine, method, through if method in _TRANSLATING else look)
                except (AttributeError, TypeError):  # an object that takes no attributes is asked as it is
                    break
                self._wrapped.append((engine, method, before))
        return engine

    def stop(self) -> None:
        """Have a call that is under way end at its next sentence; no other begins."""
        self._stopped.set()

    def close(self) -> None:
        """Let go of engines and threads; a call that is under way ends at its next sentence."""
        self.stop()
        for engine, method, before in reversed(self._wrapped):
            if before is not None:
                setattr(engine, method, before)
            else:
                delattr(engine, method)
        self._wrapped.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    # ---------------------------------------------------------------------------------------- calls

    def _translate(
        self,
        engine: Engine,
        method: str,
        call: Callable[..., list[Translation]],
        items: Sequence[str | TermRequest],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        if self._stopped.is_set():
            raise _Stopped
        keys = _keys(engine, method, items, source, target)
        weights = Counter(keys)
        asked = dict(zip(keys, items, strict=True))
        can = getattr(engine, "capabilities", Capabilities())
        local = can.local
        known: dict[bytes, Translation] = {}
        if self._store is not None and ((local and can.repeats) or not self._fresh):
            known.update(self._store.get(list(asked)))
        if progress is not None and known:
            progress(sum(weights[key] for key in known))
        order = list(asked)
        if local and not can.context:  # a server has batches of its own
            order.sort(key=lambda key: (-len(_text(asked[key])), _text(asked[key])))

        def begin(chunk: Sequence[Any], told: Callable[[int], None] | None = None) -> Future[list[Any]]:
            if self._place is not None:
                return self._place.submit(engine, method, chunk, source, target)
            return self._threads.submit(call, chunk, source, target, progress=told)

        waiting: dict[Future[list[Translation]], tuple[list[bytes], _Told]] = {}

        def finish(future: Future[list[Translation]]) -> None:
            chunk, told = waiting.pop(future)
            asked_here = [asked[key] for key in chunk]
            sure = local and can.repeats
            try:
                made = _made(engine, future, len(chunk))
            except PlaceError:
                raise
            except EngineError as error:
                if not local:
                    raise
                if not isinstance(error, WorkerLostError) and _fails(engine, begin, method):
                    raise
                made = self._rescued(engine, begin, asked_here, error)
                sure = False
            found = dict(zip(chunk, made, strict=True))
            if self._store is not None:
                # Of a model that says the same again, nothing is an answer too: asked once more, it would be
                # in a batch with others than before. Of a server it may be a bad moment.
                self._store.put({key: each for key, each in found.items() if sure or each.text})
            known.update(found)
            told.rest(sum(weights[key] for key in chunk))

        try:
            for chunk in _cut(order, asked, self._size, can.batch or len(order)):
                missing = [key for key in chunk if key not in known]
                if missing:
                    while len(waiting) >= self._slots(local):
                        self._wait(waiting, finish)
                    told = _Told(progress, self._stopped)
                    waiting[begin([asked[key] for key in missing], told)] = missing, told
            while waiting:
                self._wait(waiting, finish)
        except EngineError:
            # What else is under way may have cost money, and must not run into the next call.
            while waiting:
                with contextlib.suppress(EngineError):
                    self._wait(waiting, finish)
            raise
        return [known[key] for key in keys]

    def _wait(
        self, waiting: Mapping[Future[list[Translation]], Any], finish: Callable[[Future[Any]], None]
    ) -> None:
        """Wait for the first of some chunks, and finish what is done."""
        done = wait(waiting, timeout=_PATIENCE, return_when=FIRST_COMPLETED).done
        if self._stopped.is_set():
            raise _Stopped
        for future in done:
            finish(future)

    def _look(
        self, engine: Engine, method: str, items: Sequence[Any], source: str, target: str, **options: Any
    ) -> list[Any]:
        assert self._place is not None
        return self._place.submit(engine, method, items, source, target, **options).result()

    def _rescued(
        self,
        engine: Engine,
        begin: Callable[[Sequence[Any]], Future[list[Any]]],
        items: Sequence[Any],
        error: EngineError,
    ) -> list[Translation]:
        """What an engine makes of ``items`` without those that bring it down, which stay empty."""
        if len(items) == 1:
            self.lost.append(error)
            return [Translation("")]
        made: list[Translation] = []
        for part in (items[: len(items) // 2], items[len(items) // 2 :]):
            try:
                made += _made(engine, begin(part), len(part))
            except PlaceError:
                raise
            except EngineError as again:
                made += self._rescued(engine, begin, part, again)
        return made

    def _slots(self, local: bool) -> int:
        if self._place is not None:
            return max(1, self._place.slots)
        return _SLOTS if local else 1  # a server gets no more requests at once than its settings say


class _Told:
    """How many texts of a chunk are done, as its engine tells; it may count one that stands twice once.

    An engine that tells it when nobody waits any more ends at once.
    """

    def __init__(self, progress: Callable[[int], None] | None, stopped: threading.Event) -> None:
        self._progress, self._stopped, self._count = progress, stopped, 0

    def __call__(self, count: int) -> None:
        if self._stopped.is_set():
            raise _Stopped
        self._count += count
        if self._progress is not None:
            self._progress(count)

    def rest(self, weight: int) -> None:
        """All are done: ``weight`` in all."""
        if self._progress is not None and weight > self._count:
            self._progress(weight - self._count)


def _made(engine: Engine, future: Future[list[Translation]], count: int) -> list[Translation]:
    """What an engine made of ``count`` texts.

    :raises EngineError: its own, or it made more or fewer.
    """
    made = future.result()
    if len(made) != count:
        name = getattr(engine, "name", type(engine).__name__)
        raise EngineError(
            f"asked for {count} texts, it gave {len(made)}",
            where=f"engine {name}",
            hint="Choose another engine for this language, and tell the makers of this one.",
        )
    return made


def _fails(engine: Engine, begin: Callable[[Sequence[Any]], Future[list[Any]]], method: str) -> bool:
    """Whether an engine fails whatever it is given: then no text is to blame."""
    try:
        _made(engine, begin([_CANARY if method == "translate" else TermRequest(_CANARY)]), 1)
    except EngineError:
        return True
    return False


def _text(item: str | TermRequest) -> str:
    return item if isinstance(item, str) else item.text


def _keys(
    engine: Engine, method: str, items: Sequence[str | TermRequest], source: str, target: str
) -> list[bytes]:
    """What each translation is made of, in 16 bytes (BLAKE2)."""
    # Settings that ask for what this machine lacks are of no matter where another one works.
    common = (engine.signature(source, target), settings_of(engine) or "", source, target, method)
    begun = hashlib.blake2b("\0".join(common).encode("utf-8", "surrogatepass"), digest_size=16)
    keys = []
    for item in items:
        one = begun.copy()
        what = item if isinstance(item, str) else repr((item.text, item.terms, item.before))
        one.update(b"\0" + what.encode("utf-8", "surrogatepass"))
        keys.append(one.digest())
    return keys


def _cut(
    order: Sequence[bytes], items: Mapping[bytes, str | TermRequest], size: int, most: int
) -> Iterator[list[bytes]]:
    """Keys in their order, as many together as have ``size`` characters, and no more than ``most``."""
    chunk: list[bytes] = []
    length = 0
    for key in order:
        chunk.append(key)
        length += len(_text(items[key]))
        if length >= size or len(chunk) >= most:
            yield chunk
            chunk, length = [], 0
    if chunk:
        yield chunk
