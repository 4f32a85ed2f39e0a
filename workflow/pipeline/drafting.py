"""One pass over all that a run must draft: groups of articles, whose open sentences engines get together.

While a model works on one group, in a thread of its own, the next one is read, cut and matched, and the one
before is written. No more than a few groups are in memory, however many articles there are.

Groups are cut by the list of articles alone, not by what is open in them, and what came of a group is kept
until it is written: so a run which was killed meets the same groups again, or has their texts already. See
:mod:`workflow.engines.chunks` for why that matters.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import msgspec
import polib
from msgspec import Struct

from workflow import __version__
from workflow.catalogue import Key
from workflow.engines.chunks import Chunks, Place
from workflow.engines.pivot import PivotEngine
from workflow.engines.serving import settings_of
from workflow.engines.store import DraftStore
from workflow.errors import EngineError, PlaceLostError
from workflow.files import CACHE
from workflow.model import Engine, Translation
from workflow.pipeline.articles import Prepared
from workflow.pipeline.memory import Recollection
from workflow.pipeline.publication import Publication
from workflow.translate import Enforced, Passage, Question, enforce, enforce_all

GROUP = 64
"""Articles that are drafted together: some thousand sentences, of which a model's batches are well filled."""

_TELLING = 5.0  # seconds after which an estimate is worth telling


class Progress(Struct, frozen=True):
    """How far a pass is, in sentences that engines have to translate."""

    language: str  # of the sentence that was done last
    done: int
    total: int  # in what has been read so far
    estimate: int  # in all, if what has not been read yet is like it
    seconds: float | None = None  # that are left, if the rest goes as fast; None: too early to tell


@dataclass(slots=True)
class Order:
    """What one article needs in one language, and what came of it."""

    prepared: Prepared
    template: polib.POFile
    language: str
    engine: Engine
    memory: Recollection
    questions: dict[Key, Question] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)  # that are left for the engine, each once
    before: list[str] = field(default_factory=list)  # what stands before each
    key: bytes = b""  # what its drafts are made of
    drafted: dict[str, Enforced] = field(default_factory=dict)
    refused: EngineError | None = None
    warnings: list[str] = field(default_factory=list)


class Desk:
    """Takes orders to the engines and counts what is done. Close it.

    :param articles: how many there are in all, and ``languages`` as many, for the estimate.
    :param place: where engines run; None: in this process.
    :param fresh: whether servers are asked again about what they have translated before.
    """

    def __init__(
        self,
        publication: Publication,
        articles: int,
        languages: int,
        *,
        place: Place | None = None,
        fresh: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self._publication, self._progress = publication, progress
        self._articles, self._languages = articles, languages
        self._store = DraftStore(publication.config.root / CACHE)
        self._chunks = Chunks(self._store, place, fresh=fresh)
        self._apart = place is not None
        self._threads: dict[str, ThreadPoolExecutor] = {}
        self._fresh = fresh
        self._lock = threading.Lock()
        self._begun = time.monotonic()
        self._done: Counter[str] = Counter()  # sentences by language
        self._taken: dict[str, tuple[int, int]] = {}  # by language: articles, sentences

    def engine(self, made: Engine) -> Engine:
        """An engine of the publication, which is asked in chunks from now on."""
        for each in self._publication.engines:
            self._chunks.wrap(each)
        return made

    def _thread(self, chain: str) -> ThreadPoolExecutor:
        """What drafts one order after the other.

        A model in this process has its streams full with one group; many machines have not, and get a group
        of each language at a time. Groups of one language never go together: which of them has a sentence
        that is in both would be chance, and with it the batch in which it is translated.
        """
        name = chain if self._apart else ""
        if name not in self._threads:
            self._threads[name] = ThreadPoolExecutor(1, "drafts")
        return self._threads[name]

    @property
    def at_once(self) -> int:
        """How many groups are with engines at a time."""
        return self._languages if self._apart else 1

    def take(self, language: str, articles: int, orders: Sequence[Order]) -> Future[None]:
        """Have orders into one language drafted, after those that were taken before.

        They are what ``articles`` need, of which some may need nothing.
        """
        with self._lock:
            read, sentences = self._taken.get(language, (0, 0))
            sentences += sum(len(order.sentences) for order in orders)
            self._taken[language] = (read + articles, sentences)
        return self._thread(_chain(language, orders)).submit(self._draft, orders)

    def written(self, orders: Sequence[Order]) -> None:
        """What came of orders is in their catalogues."""
        self._store.forget([order.key for order in orders if order.key])

    def now(self, order: Order, sentences: Sequence[str]) -> list[Enforced]:
        """Have sentences drafted that nobody had expected, such as those of a text that was just deleted.

        :raises EngineError: the engine cannot serve the pair.
        """
        pair, lost = (order.prepared.article.language, order.language), len(self._chunks.lost)
        try:  # in this thread: a catalogue is locked, and what was taken before may take minutes
            return enforce(order.engine, list(sentences), *pair, order.prepared.terms)
        finally:
            self._tell_of_lost(order, lost)

    def close(self, *, wait: bool = True) -> None:
        """Let go of threads and engines; ``wait`` for what is under way, which ends at its next sentence."""
        self._chunks.stop()
        for each in self._threads.values():
            each.shutdown(wait=wait, cancel_futures=True)
        self._chunks.close()  # not before: between two calls a thread would go on with the engine itself
        self._store.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.close(wait=kind is None or issubclass(kind, Exception))

    # ---------------------------------------------------------------------------------------- the thread

    def _draft(self, orders: Sequence[Order]) -> None:
        asked = self._recalled(orders)
        _warm(asked)
        for group in _by_engine(asked):
            self._draft_together(group)

    def _draft_together(self, group: Sequence[Order]) -> None:
        """Draft orders for one engine and pair."""
        first = group[0]
        pair = (first.prepared.article.language, first.language)
        lost, done = len(self._chunks.lost), self._done[first.language]
        passages = [Passage(order.sentences, order.prepared.terms, order.before) for order in group]
        try:
            made = enforce_all(first.engine, passages, *pair, progress=partial(self._tell, first.language))
        except PlaceLostError:
            raise  # of all languages
        except EngineError as refusal:
            for order in group:
                order.refused = refusal
            self._give_up(first.language, sum(len(order.sentences) for order in group), done)
        else:
            for order, texts in zip(group, made, strict=True):
                order.drafted.update(zip(order.sentences, texts, strict=True))
            if len(self._chunks.lost) == lost:
                kept = {each.key: _packed(texts) for each, texts in zip(group, made, strict=True) if each.key}
                self._store.put(kept)
        self._tell_of_lost(first, lost)

    def _tell_of_lost(self, order: Order, known: int) -> None:
        """Warn of the sentences that were lost beyond the ``known`` ones."""
        for trouble in self._chunks.lost[known:]:
            order.warnings.append(
                f"{order.language}: one sentence stays empty, it brings the engine down: {trouble}"
            )

    def _recalled(self, orders: Sequence[Order]) -> list[Order]:
        """Those of ``orders`` whose drafts are not there already: made, but not written when a run ended."""
        if self._fresh:
            return list(orders)
        for order in orders:
            with contextlib.suppress(EngineError):  # it will be told when the engine is asked
                order.key = _key(order)
        known = self._store.get([order.key for order in orders if order.key])
        left = []
        for order in orders:
            texts = _unpacked(known[order.key].text) if order.key in known else []
            if len(texts) == len(order.sentences) > 0:
                order.drafted.update(zip(order.sentences, texts, strict=True))
                self._tell(order.language, len(texts))
            else:
                left.append(order)
        return left

    def _tell(self, language: str, count: int) -> None:
        with self._lock:
            self._done[language] += count
            if self._progress is not None:
                done = self._done.total()
                total = sum(sentences for _, sentences in self._taken.values())
                like = sum(sentences * self._articles / read for read, sentences in self._taken.values())
                estimate = max(total, round(like * self._languages / len(self._taken)))
                passed = time.monotonic() - self._begun
                left = passed * (estimate - done) / done if done and passed > _TELLING else None
                self._progress(Progress(language, done, total, estimate, left))

    def _give_up(self, language: str, sentences: int, done: int) -> None:
        """Nobody will do what is left of ``sentences``, before which ``done`` of the language had been."""
        with self._lock:
            articles, taken = self._taken[language]
            self._taken[language] = articles, taken - sentences + self._done[language] - done


def _chain(language: str, orders: Sequence[Order]) -> str:
    """The language whose drafts must wait for each other: that between, where a machine writes it."""
    for order in orders:
        engine: Engine | None = order.engine
        while isinstance(engine, PivotEngine) and engine.first is not None:
            language, engine = engine.pivot, engine.first
    return language


def _by_engine(orders: Sequence[Order]) -> Iterator[list[Order]]:
    """Orders for one engine and pair together."""
    groups: dict[tuple[int, str], list[Order]] = {}
    for order in orders:
        if order.sentences:
            groups.setdefault((id(order.engine), order.prepared.article.language), []).append(order)
    yield from groups.values()


def _key(order: Order) -> bytes:
    """What the drafts of an order are made of, in 16 bytes (BLAKE2).

    :raises EngineError: the engine cannot serve the pair.
    """
    prepared, pair = order.prepared, (order.prepared.article.language, order.language)
    parts: list[object] = [__version__, *pair, order.engine.signature(*pair), order.sentences, order.before]
    parts += [prepared.terms.digest(*pair), prepared.article.date, [each.text for each in prepared.segments]]
    parts.append(settings_of(order.engine))
    engine: Engine | None = order.engine
    while isinstance(engine, PivotEngine):
        parts.append(sorted(engine.known.items()))
        engine = engine.first
    return hashlib.blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _packed(texts: Sequence[Enforced]) -> Translation:
    return Translation(json.dumps([(each.text, each.how) for each in texts]))


def _unpacked(text: str) -> list[Enforced]:
    """What :func:`_packed` packed; nothing if it is damaged: then it is made again."""
    try:
        rows = msgspec.convert(json.loads(text), list[tuple[str, tuple[str, ...]]])
    except (ValueError, msgspec.MsgspecError):
        return []
    return [Enforced(text, how) for text, how in rows]


def _warm(orders: Sequence[Order]) -> None:
    """Have the first way of a route done for all orders at once, since the second is for each article.

    What comes of it is kept by the chunks; each article then finds it there. Where it cannot be had, those
    that need it hear of it when they ask.
    """
    wanted: dict[tuple[int, str], tuple[PivotEngine, str, list[str]]] = {}
    for order in orders:
        engine, source = order.engine, order.prepared.article.language
        if isinstance(engine, PivotEngine) and engine.first is not None:
            asked = [sentence for sentence in order.sentences if not engine.known.get(sentence)]
            wanted.setdefault((id(engine.first), source), (engine, source, []))[2].extend(asked)
    for engine, source, sentences in wanted.values():
        if engine.first is not None and sentences:
            with contextlib.suppress(EngineError):
                engine.first.translate(sentences, source, engine.pivot)
