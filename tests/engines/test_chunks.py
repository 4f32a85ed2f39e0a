"""Calls of an engine in chunks: what an engine is asked, what is kept, what one bad text costs."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from support_engines import conforms

from workflow.engines.chunks import Chunks
from workflow.engines.pseudo import PseudoEngine
from workflow.engines.store import DraftStore
from workflow.errors import EngineError, PlaceError, WorkerLostError
from workflow.model import Capabilities, Engine, TermRequest, Translation


class Recorder:
    """An engine that says what it reads in capitals, and remembers what it was asked."""

    name = "recorder"

    def __init__(
        self, *, poison: str = "", local: bool = True, settings: str = "", down: bool = False
    ) -> None:
        self.capabilities = Capabilities(local=local)
        self.settings = settings
        self.poison, self.down = poison, down
        self.asked: list[list[str]] = []

    def signature(self, source: str, target: str) -> str:
        return f"recorder/{source}-{target}"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.asked.append(list(sentences))
        if self.down or (self.poison and any(self.poison in each for each in sentences)):
            raise EngineError("it fell over")
        for _ in sentences:
            if progress is not None:
                progress(1)
        return [Translation(each.upper(), -0.5) for each in sentences]


class TermRecorder(Recorder):
    """The same for an engine that takes terms."""

    def translate_with_terms(
        self,
        requests: Sequence[TermRequest],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.asked.append([each.text for each in requests])
        return [Translation(f"{each.text} {each.terms}") for each in requests]


def _texts(found: Sequence[Translation]) -> list[str]:
    return [each.text for each in found]


def test_each_text_is_asked_once_the_longest_first() -> None:
    engine = Recorder()
    Chunks().wrap(engine)
    found = engine.translate(["b", "ccc", "b", "aa"], "en", "ru")
    assert _texts(found) == ["B", "CCC", "B", "AA"]
    assert engine.asked == [["ccc", "aa", "b"]]


def test_a_server_is_asked_in_the_order_of_the_text() -> None:
    engine = Recorder(local=False)
    Chunks().wrap(engine)
    engine.translate(["b", "ccc", "b", "aa"], "en", "ru")
    assert engine.asked == [["b", "ccc", "aa"]]


def test_an_engine_that_reads_what_stands_before_gets_the_order_of_the_text() -> None:
    engine = Recorder()
    engine.capabilities = Capabilities(context=True)
    Chunks().wrap(engine)
    engine.translate(["b", "ccc", "aa"], "en", "ru")
    assert engine.asked == [["b", "ccc", "aa"]]


def test_chunks_have_about_as_many_characters() -> None:
    engine = Recorder()
    Chunks(size=6).wrap(engine)
    found = engine.translate(["aaaa", "bbbb", "cc", "dd", "ee", "f"], "en", "ru")
    assert _texts(found) == ["AAAA", "BBBB", "CC", "DD", "EE", "F"]
    assert sorted(engine.asked) == [["aaaa", "bbbb"], ["cc", "dd", "ee"], ["f"]]


def test_no_more_sentences_than_an_engine_takes() -> None:
    engine = Recorder()
    engine.capabilities = Capabilities(batch=2)
    Chunks().wrap(engine)
    assert _texts(engine.translate(["aa", "b", "c"], "en", "ru")) == ["AA", "B", "C"]
    assert sorted(engine.asked) == [["aa", "b"], ["c"]]


def test_what_is_known_is_not_asked_again(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "cache")
    first, second = Recorder(), Recorder()
    Chunks(store).wrap(first).translate(["one", "two", "\udcff\0"], "en", "ru")
    store.close()
    again = Chunks(DraftStore(tmp_path / "cache")).wrap(second)
    assert again.translate(["two", "three", "\udcff\0"], "en", "ru") == [
        Translation("TWO", -0.5),
        Translation("THREE", -0.5),
        Translation("\udcff\0", -0.5),
    ]
    assert second.asked == [["three"]]


@pytest.mark.parametrize(
    "other",
    [
        lambda chunks: chunks.wrap(Recorder(settings="beam=2")).translate(["one"], "en", "ru"),
        lambda chunks: chunks.wrap(Recorder()).translate(["one"], "en", "zh"),
        lambda chunks: chunks.wrap(Recorder()).translate(["one "], "en", "ru"),
    ],
)
def test_other_settings_languages_and_texts_are_asked(
    tmp_path: Path, other: Callable[[Chunks], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = Chunks(DraftStore(tmp_path / "cache"))
    chunks.wrap(Recorder()).translate(["one"], "en", "ru")
    asked = []
    monkeypatch.setattr(
        Recorder,
        "translate",
        lambda self, sentences, *_, progress=None: asked.append(sentences) or [Translation("x")],
    )
    other(chunks)
    assert len(asked) == 1


def test_terms_are_part_of_what_is_asked(tmp_path: Path) -> None:
    engine = TermRecorder(local=False)
    Chunks(DraftStore(tmp_path / "cache")).wrap(engine)
    one, other = TermRequest("a", (("a", ("x",)),)), TermRequest("a", (("a", ("y",)),))
    engine.translate_with_terms([one, other, one], "en", "ru")
    engine.translate_with_terms([other], "en", "ru")
    assert engine.asked == [["a", "a"]]


def test_fresh_asks_servers_again_and_no_engine_of_this_machine(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "cache")
    for local, times in ((True, 1), (False, 2)):
        engine = Recorder(local=local, settings=str(local))
        for fresh in (False, True):
            chunks = Chunks(store, fresh=fresh)
            chunks.wrap(engine)
            engine.translate(["one"], "en", "ru")
            chunks.close()
        assert len(engine.asked) == times


@pytest.mark.parametrize(
    ("local", "repeats", "asked"), [(True, True, 1), (True, False, 2), (False, False, 2)]
)
def test_an_empty_text_is_an_answer_of_a_model_alone(
    tmp_path: Path, local: bool, repeats: bool, asked: int
) -> None:
    """A server may answer nothing in a bad moment; a model would do so again, in a batch with others."""
    engine = Recorder(local=local)
    engine.capabilities = Capabilities(local=local, repeats=repeats)
    for _ in range(2):
        chunks = Chunks(DraftStore(tmp_path / "cache"))
        chunks.wrap(engine)
        assert _texts(engine.translate(["", "one"], "en", "ru")) == ["", "ONE"]
        chunks.close()
    assert engine.asked == [["one", ""] if local else ["", "one"], [""]][:asked]


def test_a_text_that_was_lost_is_asked_again(tmp_path: Path) -> None:
    for poison in ("bad", ""):
        engine = Recorder(poison=poison)
        chunks = Chunks(DraftStore(tmp_path / "cache"))
        chunks.wrap(engine)
        found = _texts(engine.translate(["one", "a bad one"], "en", "ru"))
        chunks.close()
    assert found == ["ONE", "A BAD ONE"]
    assert engine.asked == [["a bad one"]]


@pytest.mark.parametrize("local", [True, False])
def test_an_engine_that_gives_too_few_texts_is_named(local: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def translate(self: Recorder, sentences: Sequence[str], *_: str, progress: object = None) -> list[Any]:
        return [Translation(each) for each in sentences][1:]

    monkeypatch.setattr(Recorder, "translate", translate)
    engine = Recorder(local=local)
    Chunks().wrap(engine)
    with pytest.raises(EngineError, match="engine recorder: asked for 2 texts, it gave 1"):
        engine.translate(["one", "two"], "en", "ru")


def test_a_text_for_which_a_model_gives_two_is_lost_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def translate(self: Recorder, sentences: Sequence[str], *_: str, progress: object = None) -> list[Any]:
        return [Translation(part.upper()) for each in sentences for part in each.split("|")]

    monkeypatch.setattr(Recorder, "translate", translate)
    engine, chunks = Recorder(), Chunks()
    chunks.wrap(engine)
    assert _texts(engine.translate(["one", "t|wo", "three"], "en", "ru")) == ["ONE", "", "THREE"]
    assert ["asked for 1 texts, it gave 2" in str(error) for error in chunks.lost] == [True]


def test_chunks_are_cut_the_same_way_whatever_is_known(tmp_path: Path) -> None:
    """A chunk that was finished before a kill is not asked again, and the others are what they were."""
    sentences = [f"{'x' * (9 - number)}{number}" for number in range(8)]
    whole = Recorder()
    Chunks(size=20).wrap(whole).translate(sentences, "en", "ru")
    finished = sorted(whole.asked)[-1]
    chunks = Chunks(DraftStore(tmp_path / "cache"), size=20)
    chunks.wrap(Recorder()).translate(finished, "en", "ru")
    resumed = Recorder()
    Chunks(DraftStore(tmp_path / "cache"), size=20).wrap(resumed).translate(sentences, "en", "ru")
    assert len(whole.asked) > 2
    assert sorted([*resumed.asked, finished]) == sorted(whole.asked)


def test_a_text_that_brings_an_engine_down_costs_no_other() -> None:
    engine = Recorder(poison="bad")
    chunks = Chunks()
    chunks.wrap(engine)
    found = engine.translate(["one", "a bad one", "three", "four", "five"], "en", "ru")
    assert _texts(found) == ["ONE", "", "THREE", "FOUR", "FIVE"]
    assert [error.problem for error in chunks.lost] == ["it fell over"]


def test_an_engine_that_is_down_is_not_asked_text_by_text() -> None:
    engine = Recorder(down=True)
    chunks = Chunks()
    chunks.wrap(engine)
    with pytest.raises(EngineError, match="it fell over"):
        engine.translate([f"text {number}" for number in range(50)], "en", "ru")
    assert len(engine.asked) == 2  # the chunk, and whether it is the chunk's fault
    assert not chunks.lost


def test_a_server_that_fails_is_not_asked_in_halves() -> None:
    engine = Recorder(poison="bad", local=False)
    Chunks().wrap(engine)
    with pytest.raises(EngineError):
        engine.translate(["one", "bad", "three"], "en", "ru")
    assert len(engine.asked) == 1


def test_progress_counts_every_sentence(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "cache")
    told: list[int] = []
    for _ in range(2):
        engine = Recorder()
        Chunks(store, size=3).wrap(engine)
        engine.translate(["a", "b", "a", "c", "dd", "a"], "en", "ru", progress=told.append)
        assert sum(told) == 6
        told.clear()


def test_two_chunks_are_under_way_at_once() -> None:
    both = threading.Barrier(2, timeout=10)

    class Meeting(Recorder):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            both.wait()
            return super().translate(sentences, source, target, progress=progress)

    engine = Meeting()
    Chunks(size=1).wrap(engine)
    assert _texts(engine.translate(["a", "b"], "en", "ru")) == ["A", "B"]


def test_closing_ends_a_call_at_its_next_sentence_and_gives_the_engine_back() -> None:
    reached = threading.Event()

    class Endless(Recorder):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            while True:
                reached.set()
                time.sleep(0.01)
                progress(0)

    engine = Endless()
    chunks = Chunks()
    chunks.wrap(engine)
    ended: list[BaseException] = []

    def call() -> None:
        try:
            engine.translate(["a"], "en", "ru")
        except BaseException as error:
            ended.append(error)

    thread = threading.Thread(target=call)
    thread.start()
    assert reached.wait(10)
    chunks.close()
    thread.join(10)
    assert not thread.is_alive()
    assert len(ended) == 1
    assert "translate" not in vars(engine)


def test_an_engine_is_wrapped_once_and_conforms_through_chunks(tmp_path: Path) -> None:
    engine = PseudoEngine()
    chunks = Chunks(DraftStore(tmp_path / "cache"), size=40)
    assert chunks.wrap(chunks.wrap(engine)) is engine
    conforms(engine, "en", "kk")
    conforms(engine, "en", "kk")  # now from the cache


class Elsewhere:
    """A place that runs calls in threads of its own, and loses its workers over certain texts."""

    slots = 3

    def __init__(self, poison: str = "") -> None:
        self.poison = poison
        self.calls: list[tuple[str, int]] = []

    def submit(
        self, engine: Engine, method: str, items: Sequence[Any], source: str, target: str, **options: Any
    ) -> Future[list[Any]]:
        self.calls.append((method, len(items)))
        future: Future[list[Any]] = Future()
        if self.poison and any(self.poison in each for each in items):
            future.set_exception(WorkerLostError("three workers died of it"))
        else:
            future.set_result([Translation(f"{each}!") for each in items])
        return future


def test_a_machine_that_refuses_makes_no_text_guilty() -> None:
    class Refusing(Elsewhere):
        def submit(
            self, engine: Engine, method: str, items: Sequence[Any], *pair: str, **options: Any
        ) -> Any:
            future = super().submit(engine, method, items, *pair, **options)
            if len(self.calls) != at:  # the others are answered by other machines
                return future
            refused: Future[list[Any]] = Future()
            refused.set_exception(PlaceError("worker two cannot serve en -> ru"))
            return refused

    for at in (1, 3):  # at once; and while a text is sought that brings workers down
        chunks = Chunks(place=Refusing("b" if at > 1 else ""))
        engine = Recorder()
        chunks.wrap(engine)
        with pytest.raises(PlaceError, match="worker two"):
            engine.translate(["a", "b", "c", "d"], "en", "ru")
        assert chunks.lost == []


def test_settings_that_this_machine_cannot_have_are_those_of_others() -> None:
    class Laptop(PseudoEngine):
        @property
        def settings(self) -> str:
            raise EngineError("there is no CUDA device 0 here")

    engine = Laptop()
    Chunks(place=Elsewhere()).wrap(engine)
    assert _texts(engine.translate(["a"], "en", "ru")) == ["a!"]


def test_calls_run_elsewhere() -> None:
    place = Elsewhere()
    engine = Recorder()
    Chunks(place=place, size=1).wrap(engine)
    assert _texts(engine.translate(["a", "b", "c", "a"], "en", "ru")) == ["a!", "b!", "c!", "a!"]
    assert place.calls == [("translate", 1)] * 3
    assert engine.asked == []


def test_looking_into_a_model_happens_there_too() -> None:
    class Looking(Recorder):
        def read(self, pairs, source, target, *, attention=False):  # type: ignore[no-untyped-def]
            raise AssertionError

    place = Elsewhere()
    engine: Any = Chunks(place=place).wrap(Looking())
    assert len(engine.read([("a", "b")], "en", "ru", attention=True)) == 1
    assert place.calls == [("read", 1)]


def test_a_text_that_kills_workers_is_left_alone() -> None:
    place = Elsewhere("bad")
    chunks = Chunks(place=place)
    found = chunks.wrap(Recorder()).translate(["one", "bad", "three", "four"], "en", "ru")
    assert _texts(found) == ["one!", "", "three!", "four!"]
    assert len(chunks.lost) == 1


# ---------------------------------------------------------------------------------------------- the store


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "cache")
    store.put({b"a": Translation("A")})
    store.close()
    for ending in ("-wal", "-shm"):
        store.path.with_name(store.path.name + ending).unlink(missing_ok=True)
    store.path.write_bytes(b"no database at all " * 500)
    again = DraftStore(tmp_path / "cache")
    assert again.get([b"a"]) == {}
    again.put({b"b": Translation("B")})
    assert again.get([b"b"]) == {b"b": Translation("B")}


def test_a_store_that_cannot_be_had_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be", encoding="utf-8")
    store = DraftStore(tmp_path / "cache")
    store.put({b"a": Translation("A")})
    assert store.get([b"a"]) == {}


def test_a_store_that_has_grown_too_large_forgets_what_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DraftStore(tmp_path / "cache")
    monkeypatch.setattr("workflow.engines.store.time.time", lambda: 1_800_000_000.0)
    store.put({b"old": Translation("x")})
    monkeypatch.setattr("workflow.engines.store.time.time", lambda: 1_800_000_000.0 + 91 * 86_400)
    store.put({b"new": Translation("y")})
    store.close()
    size = store.path.stat().st_size
    for largest, left in ((size, {b"old", b"new"}), (size - 1, {b"new"}), (1, {b"new"})):
        kept = DraftStore(tmp_path / "cache", largest=largest)
        assert set(kept.get([b"old", b"new"])) == left
        kept.close()


def test_many_keys_at_once(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "cache")
    made = {str(number).encode(): Translation(str(number), -float(number)) for number in range(2_500)}
    store.put(made)
    assert store.get(list(made)) == made


def test_a_store_without_its_table_gets_it(tmp_path: Path) -> None:
    store = DraftStore(tmp_path / "cache")
    store.put({b"a": Translation("A")})
    store.close()
    with contextlib.closing(sqlite3.connect(store.path)) as database:
        database.execute("DROP TABLE drafts")
    again = DraftStore(tmp_path / "cache")
    again.put({b"b": Translation("B")})
    assert again.get([b"a", b"b"]) == {b"b": Translation("B")}


def test_a_store_that_is_damaged_within_is_begun_anew(tmp_path: Path) -> None:
    """Opening it does not look at every page."""
    store = DraftStore(tmp_path / "cache")
    made = {str(number).rjust(16).encode(): Translation(f"text {number} " * 20) for number in range(2_000)}
    store.put(made)
    store.close()
    content = bytearray(store.path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 200] = b"\xff" * 200
    store.path.write_bytes(content)
    again = DraftStore(tmp_path / "cache")
    assert len(again.get(list(made))) < len(made)
    again.put({b"b": Translation("B")})
    assert again.get([b"b"]) == {b"b": Translation("B")}


def test_what_was_under_way_when_a_server_failed_is_kept(tmp_path: Path) -> None:
    begun = threading.Barrier(2, timeout=10)

    class Server(Recorder):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            if not self.down:
                return super().translate(sentences, source, target, progress=progress)
            begun.wait()
            if "bad" in sentences:
                raise EngineError("it fell over")
            time.sleep(0.2)
            return [Translation("paid for")]

    engine = Server(local=False, down=True)
    with ThreadPoolExecutor(2) as threads:

        class Workers(Elsewhere):
            def submit(self, engine: Engine, method: str, items: Sequence[Any], *pair: str, **_: Any) -> Any:
                return threads.submit(Server.translate, engine, items, *pair)

        chunks = Chunks(DraftStore(tmp_path / "cache"), Workers(), size=1)
        chunks.wrap(engine)
        with pytest.raises(EngineError, match="it fell over"):
            engine.translate(["bad", "good"], "en", "ru")
        chunks.close()
    engine.down = False
    Chunks(DraftStore(tmp_path / "cache"), size=1).wrap(engine)
    assert _texts(engine.translate(["bad", "good"], "en", "ru")) == ["BAD", "paid for"]


@pytest.mark.parametrize("local", [True, False])
def test_a_server_gets_one_chunk_at_a_time(local: bool) -> None:
    """How many requests it gets at once, its own settings say."""
    lock, under_way, most = threading.Lock(), 0, 0

    class Slow(Recorder):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            nonlocal under_way, most
            with lock:
                under_way += 1
                most = max(most, under_way)
            time.sleep(0.05)
            with lock:
                under_way -= 1
            return super().translate(sentences, source, target, progress=progress)

    engine = Slow(local=local)
    Chunks(size=1).wrap(engine)
    engine.translate(["one", "two", "three", "four"], "en", "ru")
    assert most == (2 if local else 1)


def test_texts_are_lost_to_the_thread_that_asked_for_them() -> None:
    engine = Recorder(poison="bad")
    chunks = Chunks()
    chunks.wrap(engine)
    thread = threading.Thread(target=lambda: engine.translate(["bad", "good"], "en", "ru"))
    thread.start()
    thread.join()
    assert chunks.lost == []


def test_fresh_asks_a_server_on_this_machine_too(tmp_path: Path) -> None:
    """It may have another model by now, under the same name."""
    engine = Recorder()
    engine.capabilities = Capabilities(local=True, repeats=False)
    store = DraftStore(tmp_path / "cache")
    for _ in range(2):
        chunks = Chunks(store, fresh=True)
        chunks.wrap(engine)
        engine.translate(["one"], "en", "ru")
        chunks.close()
    assert len(engine.asked) == 2
