"""Calls on other machines: what travels, who refuses, what is left when processes die."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from support import ROOT, need
from support_cluster import Dangerous, Local, Making, local_cluster, spread

from workflow.cli.app import run_app
from workflow.engines import cluster as client
from workflow.engines import serving
from workflow.engines.apart import Apart
from workflow.engines.argos import ArgosEngine
from workflow.engines.cluster import Cluster, scheduler_address
from workflow.engines.serving import Asked, Parcel, Serving, packed, unpacked
from workflow.errors import EngineError, ModelError, PlaceError, PlaceLostError, WorkerLostError
from workflow.model import Reading, TermRequest, Translation

HOSTILE = ["lone \ud83d surrogate \udc00", "nul \0, \u202e and \u2028", "", "é" * 5000]


def serving_of(make: Making | None = None) -> Serving:
    return Serving(make or Making(), lambda: "worker test")


def asked(method: str = "translate", **more: Any) -> Asked:
    return Asked("dangerous", method, "en", "ru", **more)


# ------------------------------------------------------------------------------ what travels, without Dask


def test_texts_travel_whole() -> None:
    made = unpacked(serving_of().answer(packed(asked(), HOSTILE)))
    assert made == [Translation(f"{text}|4|{os.getpid()}", -0.1) for text in HOSTILE]


def test_pairs_and_options_travel() -> None:
    pairs = [("a \ud800", "bc"), ("", "d")]
    made = unpacked(serving_of().answer(packed(asked("read", options={"attention": True}), pairs)))
    assert made[0] == Reading(((0, 3),), ((0, 2),), (-0.5,), ((1.0,),))
    assert unpacked(serving_of().answer(packed(asked("complete"), pairs))) == ["bc…", "d…"]
    assert unpacked(serving_of().answer(packed(asked("route"), []))) == [("en", "ru")]


def test_requests_travel() -> None:
    class Termed(Dangerous):
        def translate_with_terms(self, requests: Any, source: str, target: str) -> list[Translation]:
            return [Translation(f"{each.text} {each.terms[0][1][0]}") for each in requests]

    class Offered:
        def engine(self, name: str) -> Termed:
            return Termed()

    there = Serving(Offered, lambda: "worker test")
    request = TermRequest("Kazan \ud800", (("Kazan", ("Казань",)),))
    (made,) = unpacked(there.answer(packed(asked("translate_with_terms"), [request])))
    assert made == Translation("Kazan \ud800 Казань")


def test_a_parcel_shows_nothing_of_its_texts() -> None:
    parcel = packed(asked(), ["a secret"])
    assert b"a secret" in parcel.data
    assert "secret" not in f"{parcel!r} {parcel}"
    assert sys.getsizeof(parcel) > len(parcel.data)


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("refuse", ModelError, "there: it is no text: refuse. Write another."),
        ("break", EngineError, "worker test: the engine fails (RuntimeError: break)"),
    ],
)
def test_what_an_engine_says_comes_back_as_it_said_it(text: str, kind: type, said: str) -> None:
    with pytest.raises(kind) as caught:
        unpacked(serving_of().answer(packed(asked(), [text])))
    assert str(caught.value) == said
    assert type(caught.value) is kind


@pytest.mark.parametrize(
    ("make", "more", "said"),
    [
        (
            Making("2"),
            {"signature": "dangerous/en_ru-1"},
            "has dangerous/en_ru-2 for en -> ru, asked for is dang",
        ),
        (Making("1", "beam 4"), {"settings": "beam 2"}, "other settings: it has beam 4, asked for is beam 2"),
        (Making(""), {}, "cannot serve en -> ru: no model for en -> ru. Install one."),
        (Making(), {"engine": "other"}, "no engine named 'other'"),
        (Making(), {"method": "keep"}, "has no method 'keep'"),
        (Making(), {"method": "suffer"}, "has no method 'suffer'"),
        (Making(), {"method": "__class__"}, "has no method '__class__'"),
    ],
)
def test_a_worker_refuses_what_it_has_otherwise(make: Making, more: dict[str, Any], said: str) -> None:
    wanted = Asked(**{"engine": "dangerous", "method": "translate", "source": "en", "target": "ru", **more})
    with pytest.raises(EngineError, match=re.escape(said)) as caught:
        unpacked(serving_of(make).answer(packed(wanted, ["a"])))
    assert "worker test" in str(caught.value) or "no engine" in said
    assert isinstance(caught.value, PlaceError) or "no engine" in said  # so no text is to blame


def test_a_worker_that_cannot_run_as_its_settings_say_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    class Offered:
        def engine(self, _: str) -> ArgosEngine:
            return engine

    def settings(_: object) -> str:
        raise EngineError("there is no CUDA device 0 here")

    engine = ArgosEngine()
    monkeypatch.setattr(ArgosEngine, "settings", property(settings))
    monkeypatch.setattr(ArgosEngine, "signature", lambda *_: "argos/en_ru-1")
    there = Serving(Offered, lambda: "worker test")
    with pytest.raises(PlaceError, match="worker test cannot serve en -> ru: there is no CUDA device 0 here"):
        unpacked(there.answer(packed(Asked("argos", "translate", "en", "ru"), ["a"])))


def test_settings_of_which_one_side_says_nothing_are_no_reason() -> None:
    for make, settings in (
        (Making(), "beam 2"),
        (Making("1", "beam 4"), None),
        (Making("1", "beam 4"), "beam 4"),
    ):
        assert unpacked(serving_of(make).answer(packed(asked(settings=settings), ["a"])))


def test_another_version_of_the_program_is_refused_before_its_texts_are_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head, _ = pickle.loads(packed(asked(), ["a"]).data)
    broken = Parcel(pickle.dumps((head | {"program": "9.9"}, b"not a pickle at all")))
    with pytest.raises(
        EngineError, match=r"worker test has version .*, asked for is 9\.9 \(1\)\. Install the same"
    ):
        unpacked(serving_of().answer(broken))


def test_bytes_that_are_no_parcel_are_an_answer_too() -> None:
    with pytest.raises(EngineError, match="the engine fails"):
        unpacked(serving_of().answer(Parcel(b"\x80nonsense")))


def test_a_worker_of_somebody_else_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "_serving", [])
    with pytest.raises(EngineError, match="Start all workers of this scheduler with `workflow worker`"):
        unpacked(serving.answer(packed(asked(), ["a"])))


def test_an_engine_is_made_once() -> None:
    made: list[str] = []

    class Offered:
        def engine(self, name: str) -> Dangerous:
            made.append(name)
            return Dangerous()

    there = Serving(Offered, lambda: "worker test")
    threads = [threading.Thread(target=there.answer, args=(packed(asked(), ["wait"]),)) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert made == ["dangerous"]


# --------------------------------------------------------------------------------------------- apart


@pytest.fixture
def apart() -> Iterator[Apart]:
    process = Apart(Making(), "worker test", 400_000_000)
    yield process
    process.close()


@pytest.mark.parametrize(
    ("text", "said"), [("exit", "ended with code 7"), ("segfault", "was ended by SIGSEGV")]
)
def test_a_process_apart_dies_and_the_next_call_has_another(apart: Apart, text: str, said: str) -> None:
    with pytest.raises(WorkerLostError, match=f"worker test: the process that worked at it alone {said}"):
        apart.call(packed(asked(), ["a", text]).data)
    (made,) = unpacked(Parcel(apart.call(packed(asked(), ["a"]).data)))
    assert made.text.startswith("a|1|")
    assert made.text != f"a|1|{os.getpid()}"


@pytest.mark.slow
def test_a_process_apart_that_takes_too_much_memory_is_ended(apart: Apart) -> None:
    with pytest.raises(WorkerLostError, match=r"worker test: it took more than 0\.4 GB of memory"):
        apart.call(packed(asked(), ["eat"]).data)


def test_what_a_process_apart_raises_comes_back(apart: Apart) -> None:
    with pytest.raises(ModelError, match="it is no text: refuse"):
        unpacked(Parcel(apart.call(packed(asked(), ["refuse"]).data)))


def test_a_process_apart_is_kept_between_calls_and_ended_when_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow.engines.apart._IDLE", 0.3)
    process = Apart(Making(), "worker test")
    texts = [unpacked(Parcel(process.call(packed(asked(), ["a"]).data)))[0].text for _ in range(2)]
    assert texts[0] == texts[1]
    pid = int(texts[0].rpartition("|")[2])
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.1)
    else:
        pytest.fail("it is still there")


# ----------------------------------------------------------------------------- addresses and versions


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8786", "tcp://127.0.0.1:8786"),
        (" tls://sched.example.org:1 ", "tls://sched.example.org:1"),
        ("[::1]:8786", "tcp://[::1]:8786"),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert scheduler_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "host", "host:0", "host:65536", "http://host:1", "inproc://a:1", "a b:1", "a/b:1", "host:１"]
)
def test_what_is_no_address_is_said(text: str) -> None:
    with pytest.raises(EngineError, match=r"is not the address of a scheduler\. Write tcp://HOST:8786"):
        scheduler_address(text)


@pytest.mark.parametrize(
    ("address", "alone"),
    [
        ("tcp://127.0.0.1:1", True),
        ("tcp://127.9.9.9:1", True),
        ("tcp://localhost:1", True),
        ("tls://[::1]:1", True),
        ("tcp://127.example.org:1", False),
        ("tcp://10.0.0.1:1", False),
        ("tcp://[fe80::1%eth0]:1", False),
    ],
)
def test_what_is_of_this_machine_alone(address: str, alone: bool) -> None:
    assert client.is_loopback(address) is alone


def test_without_dask_the_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EngineError, match=re.escape("From a checkout: pip install '.[cluster]'")):
        Cluster("127.0.0.1:1")


needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="needs Dask")


@needs_dask
def test_other_versions_are_one_line() -> None:
    from distributed.versions import get_versions

    found = get_versions()
    client.check_versions(found, "the scheduler")
    for name, version, said in (
        ("python", "3.9.1.final.0", r"runs python 3\.9, here is 3\."),
        ("distributed", "2020.1.0", r"runs distributed 2020\.1\.0, here is"),
    ):
        other = {"packages": {**found["packages"], name: version}}
        with pytest.raises(EngineError, match=said):
            client.check_versions(other, "the scheduler")
    patch = ".".join([*found["packages"]["python"].split(".")[:2], "99", "final", "0"])
    client.check_versions({"packages": {**found["packages"], "python": patch}}, "the scheduler")


@needs_dask
def test_memory_is_read() -> None:
    from workflow.engines.worker import memory_of

    assert memory_of("4GB") == 4_000_000_000
    assert memory_of("512 MiB") == 512 * 2**20
    assert memory_of("") == 1.0
    for text in ("much", "12", "-4GB", "0"):
        with pytest.raises(EngineError, match="is no memory for a worker"):
            memory_of(text)


@needs_dask
def test_nobody_there_is_one_line_in_time() -> None:
    begun = time.monotonic()
    with pytest.raises(EngineError, match=r"tcp://127\.0\.0\.1:1: no Dask scheduler answers\. Start one"):
        Cluster("127.0.0.1:1", timeout=1)
    assert time.monotonic() - begun < 10


@needs_dask
def test_another_server_is_no_scheduler() -> None:
    async def greet() -> None:
        server = await asyncio.start_server(lambda r, w: w.write(b"HTTP/1.1 200 OK\r\n\r\n"), "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server:
            await client.scheduler_versions(f"tcp://127.0.0.1:{port}", 1)

    with pytest.raises(EngineError, match="no Dask scheduler answers"):
        asyncio.run(greet())


# ------------------------------------------------------------------------------------------ real processes


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """A scheduler with two workers of the dangerous engine, for tests that leave them alive."""
    need("Dask", find_spec("distributed"))
    with local_cluster(tmp_path_factory.mktemp("shared")) as local:
        local.worker(Making("1", "beam 4"), name="one")
        local.worker(Making("1", "beam 4"), name="two")
        yield local


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Local]:
    """A scheduler of this test alone."""
    need("Dask", find_spec("distributed"))
    with local_cluster(tmp_path / "cluster") as local:
        yield local


def alike(made: list[Translation]) -> list[str]:
    """Texts without the process that made them."""
    return [each.text.rpartition("|")[0] for each in made]


def processes(made: list[Translation | None]) -> set[int]:
    return {int(each.text.rpartition("|")[2]) for each in made if each is not None}


def killed(pid: int) -> None:
    assert pid != os.getpid()
    os.kill(pid, signal.SIGKILL)


@pytest.mark.slow
def test_texts_of_all_kinds_come_back_whole_from_two_workers(shared: Local) -> None:
    chunks = [[f"{number} {text}" for text in HOSTILE] for number in range(20)]
    with Cluster(shared.address) as place:
        assert place.slots == 2 * (2 + 2)
        made = spread(place, Dangerous(), chunks)
        future = place.submit(Dangerous(), "read", [("a", "b")], "en", "ru", attention=True)
        assert future.result(20)[0].attention == ((1.0,),)
    assert alike(made) == [f"{text}|4" for chunk in chunks for text in chunk]
    assert len(processes(made)) == 2


@pytest.mark.slow
def test_nothing_is_left_at_the_scheduler(shared: Local) -> None:
    async def left(dask_scheduler: Any) -> int:
        return len(dask_scheduler.tasks)

    with Cluster(shared.address) as place:
        spread(place, Dangerous(), [["a", "b"]] * 10)
        for _ in range(50):
            found = place._client.run_on_scheduler(left)
            if not found:
                break
            time.sleep(0.1)
        assert found == 0


@pytest.mark.slow
def test_errors_keep_kind_place_and_hint_and_no_log_has_the_text(shared: Local) -> None:
    with Cluster(shared.address) as place:
        for text, kind in (("refuse: a secret", ModelError), ("break: a secret", EngineError)):
            future = place.submit(Dangerous(), "translate", [text], "en", "ru")
            with pytest.raises(kind) as caught:
                future.result(20)
            assert type(caught.value) is kind
            assert "a secret" in str(caught.value)
        assert (ModelError("", where="there", hint="Write another.").where) == "there"
    assert not [each.log for each in shared.running if "secret" in each.said]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "said"),
    [
        (Dangerous("0.9"), "has dangerous/en_ru-1 for en -> ru, asked for is dangerous/en_ru-0.9"),
        (Dangerous("1", "beam 2"), "with other settings: it has beam 4, asked for is beam 2"),
        (type("Other", (Dangerous,), {"name": "other"})(), "no engine named 'other'"),
    ],
)
def test_another_model_is_refused(shared: Local, engine: Dangerous, said: str) -> None:
    with Cluster(shared.address) as place, pytest.raises(EngineError, match=re.escape(said)):
        place.submit(engine, "translate", ["a"], "en", "ru").result(20)


@pytest.mark.slow
def test_another_version_of_the_program_is_refused(shared: Local, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "__version__", "9.9")
    with Cluster(shared.address) as place:
        with pytest.raises(PlaceLostError, match=r"asked for is 9\.9"):
            place.submit(Dangerous(), "translate", ["a"], "en", "ru").result(20)
        with pytest.raises(PlaceLostError, match=r"asked for is 9\.9"):  # not that this client has no model
            place.lend(Dangerous("")).signature("en", "ru")


@pytest.mark.slow
def test_a_client_without_a_model_asks_the_workers(shared: Local) -> None:
    heard: list[int] = []
    with Cluster(shared.address) as place:
        engine = place.lend(Dangerous("", "of a machine that has no model"))
        assert engine.signature("en", "ru") == "dangerous/en_ru-1"
        assert engine.route("en", "ru") == [("en", "ru")]
        made = engine.translate(["a", "b"], "en", "ru", progress=heard.append)
        assert alike(made) == ["a|2", "b|2"]
        assert heard == [2]
        with pytest.raises(EngineError, match="no model for en -> xx"):
            engine.signature("en", "xx")


@pytest.mark.slow
def test_workers_that_do_not_agree_are_named(local: Local) -> None:
    first, second = local.worker(Making("1")), local.worker(Making("2"))
    with Cluster(local.address) as place:
        engine = place.lend(Dangerous(""))
        with pytest.raises(EngineError, match="workers do not agree about en -> ru") as caught:
            engine.signature("en", "ru")
    for each in (first.found, second.found, "dangerous/en_ru-1", "dangerous/en_ru-2"):
        assert each in str(caught.value)


@pytest.mark.slow
def test_a_client_without_a_model_has_workers_agree_on_settings_too(local: Local) -> None:
    first = local.worker(Making("1", "beam 4"))
    with Cluster(local.address) as place:
        engine = place.lend(Dangerous(""))
        assert engine.signature("en", "ru") == "dangerous/en_ru-1"
        local.worker(Making("1", "beam 2"))  # joins later
        assert first.end() == 0
        with pytest.raises(PlaceError, match="it has beam 2, asked for is beam 4"):
            engine.translate(["a"], "en", "ru")
        local.worker(Making("1", "beam 4"))
        other = Dangerous("")
    with Cluster(local.address) as place, pytest.raises(EngineError, match="workers do not agree") as caught:
        place.lend(other).signature("en", "ru")
    assert "dangerous/en_ru-1, beam 2" in str(caught.value)


@pytest.mark.slow
def test_a_worker_that_is_killed_loses_nothing(local: Local) -> None:
    local.worker(name="one")
    local.worker(name="two")
    chunks = [[f"wait {number}", f"text {number}"] for number in range(30)]
    with Cluster(local.address) as place:
        made: list[Any] = []
        run = threading.Thread(target=lambda: made.extend(spread(place, Dangerous(), chunks)))
        run.start()
        for _ in range(3):  # the nanny starts a new one each time
            time.sleep(1.2)
            pids = place._client.run(os.getpid)
            if pids:
                killed(next(iter(pids.values())))
        run.join(60)
        assert not run.is_alive()
    assert alike(made) == [f"{text}|2" for chunk in chunks for text in chunk]


@pytest.mark.slow
def test_a_machine_that_is_gone_for_good_loses_nothing(local: Local) -> None:
    local.worker(name="one")
    gone = local.worker(name="two")
    chunks = [[f"wait {number}"] for number in range(24)]
    with Cluster(local.address) as place:
        made: list[Any] = []
        run = threading.Thread(target=lambda: made.extend(spread(place, Dangerous(), chunks)))
        run.start()
        time.sleep(1)
        gone.kill()
        run.join(60)
        assert not run.is_alive()
        assert place.slots == 2 * 2
    assert alike(made) == [f"wait {number}|1" for number in range(24)]


@pytest.mark.slow
def test_texts_that_kill_are_found_and_all_others_translated(local: Local) -> None:
    local.worker(name="one")
    local.worker(name="two")
    texts = [f"text {number}" for number in range(64)]
    texts[13], texts[40] = "segfault: a secret", "exit: a secret"
    chunks = [texts[at : at + 16] for at in range(0, 64, 16)]
    with Cluster(local.address) as place:
        made = spread(place, Dangerous(), chunks)
        assert [number for number, each in enumerate(made) if each is None] == [13, 40]
        rest = [each.text.split("|")[0] for each in made if each is not None]
        assert rest == [text for text in texts if "secret" not in text]
        # What is known to kill never comes near the others again.
        before = place._client.run(os.getpid)
        with pytest.raises(WorkerLostError, match="the process that worked at it alone was ended by SIGSEGV"):
            place.submit(Dangerous(), "translate", ["a", texts[13]], "en", "ru").result(30)
        assert place._client.run(os.getpid) == before
    assert not [each.log for each in local.running if "secret" in each.said]


@pytest.mark.slow
def test_a_worker_that_joins_later_gets_work(local: Local) -> None:
    local.worker(name="one")
    chunks = [[f"wait {number}"] for number in range(60)]
    with Cluster(local.address) as place:
        made: list[Any] = []
        run = threading.Thread(target=lambda: made.extend(spread(place, Dangerous(), chunks)))
        run.start()
        local.worker(name="two")
        run.join(60)
        assert place.slots == 2 * 4
    assert len(made) == 60
    assert len(processes(made)) == 2


@pytest.mark.slow
def test_no_worker_is_said_in_time(local: Local) -> None:
    told: list[str] = []
    begun = time.monotonic()
    with pytest.raises(
        EngineError, match=f"no worker for 2 seconds. Start one: workflow worker {local.address}"
    ):
        Cluster(local.address, patience=2, tell=told.append)
    assert time.monotonic() - begun < 10
    assert [line for line in told if "has no worker yet" in line]


@pytest.mark.slow
def test_a_first_worker_is_waited_for(local: Local) -> None:
    late = threading.Timer(0.5, local.worker)
    late.start()
    with Cluster(local.address, patience=30) as place:
        assert alike(place.submit(Dangerous(), "translate", ["a"], "en", "ru").result(20)) == ["a|1"]
    late.join()


@pytest.mark.slow
def test_workers_that_are_all_gone_are_said_in_time(local: Local) -> None:
    worker = local.worker()
    with Cluster(local.address, patience=2) as place:
        futures = [place.submit(Dangerous(), "translate", ["wait"], "en", "ru") for _ in range(20)]
        worker.kill()
        begun = time.monotonic()
        with pytest.raises(EngineError, match="no worker for 2 seconds"):
            futures[-1].result(30)
        assert time.monotonic() - begun < 20
        with pytest.raises(EngineError, match="no worker for 2 seconds"):  # nor is anything else begun
            place.submit(Dangerous(), "translate", ["a"], "en", "ru").result(5)


@pytest.mark.slow
def test_a_scheduler_that_is_gone_is_said_in_time(local: Local) -> None:
    worker = local.worker()
    logged: list[logging.LogRecord] = []
    listener = logging.Handler()
    listener.emit = logged.append  # type: ignore[method-assign]
    with Cluster(local.address, timeout=2) as place:
        logging.getLogger("distributed.client").addHandler(listener)
        futures = [place.submit(Dangerous(), "translate", ["wait"], "en", "ru") for _ in range(20)]
        local.scheduler.kill()
        begun = time.monotonic()
        with pytest.raises(EngineError, match="the scheduler is gone"):
            futures[-1].result(30)
        assert time.monotonic() - begun < 20
    logging.getLogger("distributed.client").removeHandler(listener)
    assert logged == []  # the line above is enough
    assert worker.process.wait(60) != 0
    assert "the scheduler is gone, or has sent this worker away" in worker.said


@pytest.mark.slow
def test_a_call_that_nobody_wants_any_more_is_taken_back(local: Local) -> None:
    local.worker(threads=1)
    with Cluster(local.address) as place:
        futures = [place.submit(Dangerous(), "translate", [f"wait {n}"], "en", "ru") for n in range(40)]
        for each in futures[1:]:
            each.cancel()
        begun = time.monotonic()
        futures[0].result(20)
        place.submit(Dangerous(), "translate", ["a"], "en", "ru").result(20)
        assert time.monotonic() - begun < 5  # all forty would be twenty seconds


@pytest.mark.slow
def test_a_worker_of_dask_alone_is_refused(local: Local) -> None:
    command = [sys.executable, "-c", "from distributed.cli.dask_worker import main; main()", local.address]
    local.start([*command, "--host", "127.0.0.1", "--nworkers", "1"], r"Registered to: +(\S+)")
    with Cluster(local.address) as place, pytest.raises(EngineError, match="not with `dask worker`"):
        place.submit(Dangerous(), "translate", ["a"], "en", "ru").result(20)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_within_seconds_even_when_it_is_busy(local: Local, how: signal.Signals) -> None:
    worker = local.worker()
    with Cluster(local.address) as place:
        place.submit(Dangerous(), "translate", ["wait"] * 60, "en", "ru")
        pids = list(place._client.run(os.getpid).values())
        begun = time.monotonic()
        assert worker.end(how) == 0
        assert time.monotonic() - begun < 8
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]
    assert "Traceback" not in worker.said


@pytest.mark.slow
def test_a_name_that_is_taken_is_said(local: Local) -> None:
    local.worker(name="one")
    with pytest.raises(AssertionError, match="worker one cannot start"):
        local.worker(name="one")


@pytest.mark.slow
def test_everything_listens_on_loopback_only(local: Local) -> None:
    local.worker()
    listening = {line.split()[1] for file in ("tcp", "tcp6") for line in _sockets(file, local)}
    assert len(listening) >= 5  # scheduler, its pages, nanny, worker, its pages
    assert {address.partition(":")[0] for address in listening} == {"0100007F"}


@pytest.mark.slow
def test_memory_is_not_given_back_with_every_batch(shared: Local) -> None:
    with Cluster(shared.address) as place:
        found = place._client.run(os.getenv, "MALLOC_TRIM_THRESHOLD_")
    assert set(found.values()) == {os.getenv("MALLOC_TRIM_THRESHOLD_")}


def _sockets(file: str, local: Local) -> Iterator[str]:
    """Lines of /proc/net about sockets on which a process of the cluster listens."""
    inodes = set()
    for pid in _family([each.process.pid for each in local.running]):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            if (name := str(link.readlink())).startswith("socket:"):
                inodes.add(name[8:-1])
    for line in Path(f"/proc/net/{file}").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[3] == "0A" and parts[9] in inodes:
            yield line


def _family(pids: list[int]) -> list[int]:
    found = list(pids)
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += _family([int(child) for child in (task / "children").read_text().split()])
    return found


# --------------------------------------------------------------------------------------- a publication


@pytest.fixture
def daily(folder: Path) -> Path:
    """The small publication, with the project's own small model, drafted into Russian."""
    text = (folder / "workflow.toml").read_text("utf-8").replace('["ru", "zh", "kk"]', '["ru"]')
    (folder / "workflow.toml").write_text(f'{text}\n[models]\nfolder = "models"\n', "utf-8")
    shutil.unpack_archive(ROOT / "tests" / "models" / "en_ru.argosmodel", folder / "models", "zip")
    return folder


SENTENCES = [
    "The minister met the envoy in Kazan.",
    "The council will discuss trade.",
    "Rashid Alimov visited the city.",
    "The summit will be held in Kazan.",
]


@pytest.mark.slow
def test_the_same_bytes_as_in_one_process(local: Local, daily: Path) -> None:
    worker = local.publication_worker(daily)
    assert "ru    argos   en    argos/en_ru-0.1" in worker.said
    here = ArgosEngine(folder=daily / "models")
    texts = [f"{text[:-1]} on {number} May." for number in range(1, 30) for text in SENTENCES]
    texts += HOSTILE
    chunks = [texts[at : at + 15] for at in range(0, len(texts), 15)]
    expected = [here.translate(chunk, "en", "ru") for chunk in chunks]
    pairs = [(text, each.text) for text, each in zip(chunks[0], expected[0], strict=True)]
    with Cluster(local.address) as place:
        assert pickle.dumps(spread(place, here, chunks)) == pickle.dumps(
            [e for each in expected for e in each]
        )
        read = place.submit(here, "read", pairs, "en", "ru", attention=True).result(60)
        assert read == here.read(pairs, "en", "ru", attention=True)
        assert any(each is not None and each.attention for each in read)
        begun = [(text, made[:3]) for text, made in pairs]
        assert place.submit(here, "complete", begun, "en", "ru").result(60) == here.complete(
            begun, "en", "ru"
        )


def workflow(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).with_name("workflow"))
    return subprocess.run(
        [program, "-C", str(root), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795680000", **environment},
        check=False,
    )


@pytest.mark.slow
def test_translate_and_run_have_the_workers_translate(local: Local, daily: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(daily, alone)
    assert workflow(alone, "translate", "kazan").returncode == 0
    worker = local.publication_worker(daily)
    laptop = tmp_path / "laptop"  # has no model
    shutil.copytree(daily, laptop)
    shutil.rmtree(laptop / "models")
    done = workflow(laptop, "translate", "kazan", "--scheduler", local.address)
    assert (done.returncode, done.stderr) == (0, "")
    catalogue = Path("locales", "ru", "LC_MESSAGES", "kazan.po")
    assert (laptop / catalogue).read_bytes() == (alone / catalogue).read_bytes()
    assert b"argos/en_ru-0.1" in (laptop / catalogue).read_bytes()
    assert list((laptop / ".dragoman" / "calibration").iterdir())  # what would lie beside the model
    (laptop / catalogue).unlink()
    workflow(laptop, "run", "kazan", DRAGOMAN_SCHEDULER=local.address)
    assert (laptop / catalogue).read_bytes() == (alone / catalogue).read_bytes()
    assert worker.end() == 0


@pytest.mark.slow
def test_commands_without_a_scheduler_end_with_2(daily: Path) -> None:
    need("Dask", find_spec("distributed"))
    for command in (["worker", "127.0.0.1:1"], ["translate", "kazan", "--scheduler", "127.0.0.1:1"]):
        done = workflow(daily, *command)
        assert done.returncode == 2
        assert re.search(
            r"^error: tcp://127\.0\.0\.1:1: no Dask scheduler answers", done.stderr, re.MULTILINE
        )
        assert "Traceback" not in done.stderr


def test_what_is_wrong_here_is_said_before_a_cluster_is_looked_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for command, said in (
        (["translate"], "translate: no article named"),
        (["translate", "nosuch"], "nosuch: no such article"),
        (["translate", "kazan", "--lang", "xx"], "'xx'"),
        (["translate", "kazan", "--explain", "text"], "--explain: goes with no article"),
        (["run", "nosuch"], "nosuch: no such article"),
    ):
        assert run_app([*command, "--scheduler", "127.0.0.1:1"]) == 2
        assert said in capsys.readouterr().err
