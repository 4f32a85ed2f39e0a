"""What does it cost to translate on a cluster?

    python tests/benchmarks/cluster.py [--models FOLDER] [--segments 128] [--size 2000] [--beam 4] …

A Dask scheduler and two workers on 127.0.0.1, each held to one core with one thread, beside one process that
holds both cores with two streams and two chunks under way: that is the fair comparison on two cores, since a
model takes as many streams as it has cores. Client and scheduler share those cores, as they would not.

``model`` is a package of Argos's size, made of random numbers (``random_model.py``), or that in FOLDER; its
chunks have ``--size`` characters, so that few segments make enough of them; the best of ``--rounds`` counts.
It prints segments a second by the clock and by the processor (of all processes that translate), and the
ratio: 1.00 is nothing lost.

``pseudo`` translates nothing worth mentioning, and shows what is left:

- one: milliseconds for a call of one segment, one after the other
- calls/s: calls of one segment, many under way: what scheduler, client and workers can do together here
- chunk: milliseconds for a call of 32,000 characters more than without a cluster; by segment in microseconds
- bytes: that such a chunk has on its way out and back

It ends with 1 if results differ from those of one process.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from support_cluster import Local, local_cluster

from workflow.config import load_config
from workflow.engines.cluster import Cluster
from workflow.engines.serving import Asked, packed
from workflow.model import Engine
from workflow.pipeline.publication import engine_of

CHUNK = 32_000
SUBJECTS = ("The mayor", "The minister of transport", "The delegation", "A spokesman for the organisation")
ACTIONS = ("met", "received", "thanked", "will visit", "signed an agreement with", "opened a forum with")
OBJECTS = ("the ambassador", "students from 12 countries", "the Secretary-General", "the city of Moscow")


def sentences(count: int) -> list[str]:
    """Different sentences, each of some 125 characters, as news have."""
    found = []
    for n in range(count):
        clauses = [
            f"{ACTIONS[(n + k) % 6]} {OBJECTS[(n // 3 + k) % 4]} on {1 + n % 28} May" for k in range(3)
        ]
        found.append(f"{SUBJECTS[n % 4]} {', '.join(clauses)}, says number {n}.")
    return found


def chunks_of(texts: Sequence[str], size: int) -> list[list[str]]:
    """As many together as have ``size`` characters."""
    chunks: list[list[str]] = [[]]
    length = 0
    for text in texts:
        if length >= size:
            chunks.append([])
            length = 0
        chunks[-1].append(text)
        length += len(text)
    return chunks


def all_of(submit: Callable[[list[str]], Future[Any]], chunks: Sequence[list[str]], slots: int) -> list[Any]:
    """Results of all chunks, ``slots`` of them under way at once."""
    futures: list[Future[Any]] = []
    waiting: set[Future[Any]] = set()
    for chunk in chunks:
        if len(waiting) >= slots:
            waiting = set(wait(waiting, return_when=FIRST_COMPLETED).not_done)
        futures.append(submit(chunk))
        waiting.add(futures[-1])
    return [each.result() for each in futures]


def publication(folder: Path, models: Path, beam: int) -> Path:
    """A publication that both sides take their settings from."""
    folder.mkdir()
    settings = f'[publication]\ntitle = "B"\nlanguages = ["ru"]\n[engine]\nbeam = {beam}\n'
    (folder / "workflow.toml").write_text(f"{settings}[models]\nfolder = '{models}'\n", encoding="utf-8")
    return folder


def pinned_worker(local: Local, root: Path, core: int) -> None:
    """A worker on one core, with one thread."""
    code = (
        f"import os, pathlib; os.sched_setaffinity(0, {{{core}}}); "
        "from workflow.engines.worker import serve; from workflow.pipeline.serving import Opened; "
        f"serve({local.address!r}, Opened(pathlib.Path({str(root)!r})), threads=1, tell=print)"
    )
    local.start([sys.executable, "-c", code], r"worker .* at (\S+): ready")


def seconds_of(place: Cluster) -> float:
    """Processor time of all workers, in seconds."""
    return sum(sum(each[:2]) for each in place._client.run(os.times).values())


def model(place: Cluster, engine: Engine, twin: Engine, options: argparse.Namespace) -> bool:
    """The model on workers beside one process; whether both give the same."""
    chunks = chunks_of(sentences(options.segments), options.size)
    count = sum(map(len, chunks))
    for _ in range(3):  # every worker has loaded its model
        all_of(lambda chunk: place.submit(engine, "translate", chunk, "en", "ru"), [["A."]] * 4, 4)
    twin.translate(["A."], "en", "ru")

    there: list[Any] = []
    here: list[Any] = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(options.rounds):  # turn about: the machine may be busy otherwise at times
            cpu, begun = seconds_of(place), time.perf_counter()
            found = all_of(
                lambda chunk: place.submit(engine, "translate", chunk, "en", "ru"), chunks, place.slots
            )
            there.append((time.perf_counter() - begun, seconds_of(place) - cpu, found))
            cpu, begun = time.process_time(), time.perf_counter()
            found = all_of(lambda chunk: pool.submit(twin.translate, chunk, "en", "ru"), chunks, 2)
            here.append((time.perf_counter() - begun, time.process_time() - cpu, found))
    passed, used = (min(each[at] for each in there) for at in (0, 1))
    alone, cpu = (min(each[at] for each in here) for at in (0, 1))
    print(f"model: {count} segments in {len(chunks)} chunks, beam {options.beam}")
    print("               segments/s  segments/CPU s")
    print(f"  one process  {count / alone:10.2f}  {count / cpu:14.2f}")
    print(f"  two workers  {count / passed:10.2f}  {count / used:14.2f}")
    print(f"  ratio        {alone / passed:10.2f}  {cpu / used:14.2f}")
    return all(each[2] == here[0][2] for each in (*there, *here))


def pseudo(place: Cluster, engine: Engine, twin: Engine, calls: int) -> bool:
    """What is left without a model; whether both give the same."""

    def submit(chunk: list[str]) -> Future[list[Any]]:
        return place.submit(engine, "translate", chunk, "en", "ru")

    texts = sentences(CHUNK // 125 + 20)
    single = [[text] for text in sentences(calls)]
    all_of(submit, single[:20], 4)
    begun = time.perf_counter()
    one_by_one = all_of(submit, single[: calls // 3], 1)
    one = (time.perf_counter() - begun) / (calls // 3)
    begun = time.perf_counter()
    all_of(submit, single, 64)
    rate = calls / (time.perf_counter() - begun)

    chunk = chunks_of(texts, CHUNK)[0]
    rounds = 40
    begun = time.perf_counter()
    there = all_of(submit, [chunk] * rounds, 1)
    with_cluster = (time.perf_counter() - begun) / rounds
    begun = time.perf_counter()
    here = [twin.translate(chunk, "en", "ru") for _ in range(rounds)]
    without = (time.perf_counter() - begun) / rounds
    extra = with_cluster - without
    out = len(packed(Asked("pseudo", "translate", "en", "ru"), chunk).data)
    back = len(packed(Asked("pseudo", "translate", "en", "ru"), here[0]).data)
    print(f"pseudo: one {one * 1e3:.1f} ms, {rate:.0f} calls/s")
    print(
        f"  chunk of {len(chunk)} segments: {extra * 1e3:.1f} ms more than its {without * 1e3:.1f} ms, "
        f"{extra / len(chunk) * 1e6:.0f} us a segment; {out + back} bytes"
    )
    return there == here and one_by_one == [twin.translate(each, "en", "ru") for each in single[: calls // 3]]


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description="What does it cost to translate on a cluster?")
    parser.add_argument("--models", type=Path, help="a folder with a package en_ru")
    parser.add_argument("--segments", type=int, default=128)
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--beam", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--calls", type=int, default=300)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or its processes would stay
    same = True
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        models = options.models or folder / "models"
        if options.models is None:
            from random_model import make_package

            make_package(models, "en", "ru")
        root = publication(folder / "publication", models.resolve(), options.beam)
        config = load_config(root)
        with local_cluster(folder / "cluster") as local:
            for core in sorted(os.sched_getaffinity(0))[:2]:
                pinned_worker(local, root, core)
            with Cluster(local.address) as place:
                for name in ("pseudo", "argos"):
                    engine, twin = (engine_of(config, name, config.models_folder) for _ in range(2))
                    if name == "pseudo":
                        same &= pseudo(place, engine, twin, options.calls)
                    else:
                        same &= model(place, engine, twin, options)
    if not same:
        print("results differ from those of one process")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
