"""How fast do articles become drafts, beside Argos Translate and beside the bare model, in one run?

    python tests/benchmarks/throughput.py [--segments 400] [--text FILE] [--sample 60] [--rounds 1]

News in English, an article a file with some fifteen segments each, is translated by a model of the size of
Argos's (``random_model.py``): it takes the time of a real one and writes as many tokens as it reads, whatever
batch a sentence is in. The sentences are those of ``seeds/``, or those of a file, each with a number of its
own, so that none comes twice.

- ours: ``workflow translate`` with all articles, as a program: files, segments, the names of this
  repository's glossary looked up in each, catalogues. "start" is the same with one article of one sentence:
  Python, imports, the model read from disk.
- argos: ``argostranslate.translate.translate`` with its defaults, a paragraph at a time, as its users call
  it, in a process of its own. It would split sentences with a model that it downloads: it gets a splitter
  that has our segments at hand and costs nothing.
- argos, tuned: the same call with ``ARGOS_INTER_THREADS=2 ARGOS_INTRA_THREADS=1``. A program that calls it
  from two or four threads of its own gets more out of two cores: printed as "several callers", without a
  goal, for it is another program; and so is what the best of them gains by ``ARGOS_BATCH_SIZE=512``: a batch
  is never more than what one call was given.
- raw: ``ctranslate2.Translator.translate_batch`` with all segments in one call, tokenised and sorted before,
  two streams of one thread, as many tokens a batch as ours have.

Loading is not in the figures of argos and raw; ours are compared without "start", and both are printed.
Argos is measured on a sample, ``--sample`` segments of the first articles: its rate does not depend on how
many there are. All ways must write the same number of tokens for the same segments, or the run fails; ours
and raw must also write the same texts.

The glossary has no renderings in the target language here: each name is found, none is to be put in. What
putting them in costs is measured by ``enforcing.py``; with a model that knows no name it would tell nothing.

Times of the processor are printed as well. On a machine that does other things too, they say more, but for
argos with its defaults, whose threads wait by spinning: ``--processor`` holds those of raw against its goal.
What the bare model gains over argos tuned and called from one thread is printed as well.

Exit code 1: ours is less than 10 times as fast as argos, less than 3.5 times as fast as argos tuned, or has
less than 90 % of the speed of raw; or the ways did not do the same.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsroom import (
    WORKFLOW,
    Used,
    copy_glossary,
    different,
    environment,
    real_sentences,
    run,
    write_articles,
    write_settings,
)

from workflow.engines.models import BATCH_TOKENS

SOURCE, TARGET = "en", "ru"
SIZE = 15  # sentences of an article
BEAM, BATCH = 4, BATCH_TOKENS
GOALS = {"argos": 10.0, "argos, tuned": 3.5, "raw": 0.9}
_LARGEST_SAMPLE = 100
_CALLERS = (1, 2, 4)  # threads that call at the same time

# Counts what CTranslate2 writes in a program that is not ours to change: Python imports this when it starts.
_COUNTER = """
import atexit, importlib.abc, importlib.util, os, sys


class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != "ctranslate2":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            original, kept = module.Translator.translate_batch, []

            def translate_batch(self, *values, **options):
                found = original(self, *values, **options)
                kept.append(found)
                return found

            module.Translator.translate_batch = translate_batch

            def write():
                tokens = 0
                for each in (each for found in kept for each in found):
                    each = each.result() if hasattr(each, "result") else each
                    tokens += len(each.hypotheses[0])
                with open(os.path.join(os.environ["TOKENS_TO"], str(os.getpid())), "w") as stream:
                    stream.write(str(tokens))

            atexit.register(write)

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Finder())
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One way of translating, measured."""

    name: str
    segments: int
    seconds: float
    processor: float
    tokens: int

    @property
    def rate(self) -> float:
        """Segments a second."""
        return self.segments / self.seconds

    def line(self) -> str:
        """As a line of the table."""
        return (
            f"{self.name:44} {self.segments:5} segments {self.seconds:8.2f} s {self.rate:7.2f} segments/s "
            f"{self.processor:8.2f} s of the processor {self.tokens:7} tokens"
        )


# ------------------------------------------------------------------------------------------ in processes


def argos(package: Path, paragraphs: list[list[str]], callers: int) -> dict[str, Any]:
    """Translate paragraphs, which are lists of segments, by Argos Translate's own path."""
    import types

    # It imports its sentence splitter, which brings onnxruntime, whether or not it is used.
    models = types.SimpleNamespace(cache_dir="", list_models=lambda: [SOURCE])
    sys.modules["minisbd"] = types.SimpleNamespace(SBDetect=None, models=models)  # type: ignore[assignment]
    import argostranslate.translate as rival
    import ctranslate2

    known = {" ".join(segments): segments for segments in paragraphs}

    class Given:
        """Has the sentences of each paragraph at hand."""

        def __init__(self, package: object) -> None: ...

        def split_sentences(self, text: str) -> list[str]:
            return known.get(text, [text])

    rival.MiniSBDSentencizer = Given
    original, written = ctranslate2.Translator.translate_batch, []

    def translate_batch(self: Any, *values: Any, **options: Any) -> Any:
        found = original(self, *values, **options)
        written.append(sum(len(each.hypotheses[0]) for each in found))
        return found

    ctranslate2.Translator.translate_batch = translate_batch
    rival.translate("Hello.", SOURCE, TARGET)  # loading is not what is measured
    written.clear()
    began, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(callers) as pool:
        texts = list(pool.map(lambda text: rival.translate(text, SOURCE, TARGET), known))
    seconds, processor = time.perf_counter() - began, time.process_time() - used
    assert all(texts)
    return {"seconds": seconds, "processor": processor, "tokens": sum(written)}


def raw(package: Path, segments: list[str]) -> dict[str, Any]:
    """All segments in one call of CTranslate2."""
    import ctranslate2
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(package / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(package / "model"), inter_threads=2, intra_threads=1)
    sources = [processor.encode(segment, out_type=str) for segment in segments]
    order = sorted(range(len(sources)), key=lambda number: -len(sources[number]))
    translator.translate_batch([sources[order[-1]]], beam_size=BEAM)
    began, used = time.perf_counter(), time.process_time()
    found = translator.translate_batch(
        [sources[number] for number in order],
        max_batch_size=BATCH,
        batch_type="tokens",
        beam_size=BEAM,
        length_penalty=0.2,
        replace_unknowns=True,
        max_decoding_length=512,
        return_scores=True,
    )
    seconds, processor_time = time.perf_counter() - began, time.process_time() - used
    texts = [""] * len(segments)
    for number, each in zip(order, found, strict=True):
        texts[number] = processor.decode_pieces(each.hypotheses[0])
    return {
        "seconds": seconds,
        "processor": processor_time,
        "tokens": sum(len(each.hypotheses[0]) for each in found),
        "texts": texts,
    }


def _work(task: Path) -> int:
    """Do what a file says, in the process that was started for it; the last line printed is what came out."""
    told = json.loads(task.read_text(encoding="utf-8"))
    package = Path(told["package"])
    if told["way"] == "raw":
        found = raw(package, told["segments"])
    else:
        found = argos(package, told["paragraphs"], told["callers"])
    print(json.dumps(found))
    return 0


# ------------------------------------------------------------------------------------------ measuring


class Bench:
    """A publication, a model, and what both are measured with."""

    def __init__(self, folder: Path, segments: int, text: Path | None) -> None:
        from random_model import make_package

        from workflow.pipeline import Publication, prepare

        self.folder = folder
        self.package = make_package(folder / "models", SOURCE, TARGET)
        self.publication = folder / "publication"
        write_settings(self.publication, [TARGET])
        self.terms = copy_glossary(self.publication, without=TARGET)
        stream = different(real_sentences(text))
        self.slugs = write_articles(self.publication, stream, max(1, round(segments / SIZE)), SIZE)
        opened = Publication.open(self.publication)
        self.paragraphs: list[list[str]] = []
        self.matches = 0
        for slug in self.slugs:
            prepared = prepare(opened, self.publication / "seeds" / f"{slug}.txt")
            blocks: dict[int, list[str]] = {}
            for segment in prepared.segments:
                blocks.setdefault(segment.block, []).append(segment.text)
            self.paragraphs += blocks.values()
            self.matches += sum(len(each) for each in prepared.matches)
        self.segments = [" ".join(text.split()) for block in self.paragraphs for text in block]
        if len(set(self.segments)) < len(self.segments):
            sys.exit("some sentences came twice: the ways would not do the same")
        self.counting = folder / "counting"
        self.counting.mkdir()
        (self.counting / "sitecustomize.py").write_text(_COUNTER, encoding="utf-8")

    def ours(self) -> tuple[Used, int]:
        """The whole program on all articles, from nothing."""
        return self._translate(self.publication, self.slugs)

    def start(self) -> Used:
        """The whole program on one sentence."""
        root = self.folder / "start"
        if not root.is_dir():
            write_settings(root, [TARGET])
            copy_glossary(root, without=TARGET)
            (root / "seeds").mkdir()
            (root / "seeds" / "one.txt").write_text("News\n", encoding="utf-8")
        return self._translate(root, ["one"])[0]

    def _translate(self, root: Path, slugs: list[str]) -> tuple[Used, int]:
        for name in ("locales", ".dragoman"):
            _remove(root / name)
        counts = self.folder / "counts"
        _remove(counts)
        counts.mkdir()
        variables = environment(
            self.package.parent, PYTHONPATH=str(self.counting), TOKENS_TO=str(counts), HOME=str(self.folder)
        )
        used = run([WORKFLOW, "-q", "translate", *slugs, "--lang", TARGET], root, variables)
        return used, sum(int(file.read_text()) for file in counts.iterdir())

    def other(self, way: str, told: dict[str, Any], **variables: str) -> dict[str, Any]:
        """Another way, in a process of its own."""
        task = self.folder / "task.json"
        task.write_text(json.dumps({"way": way, "package": str(self.package), **told}), encoding="utf-8")
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
            variables[name] = str(self.folder / "home")
        used = run(
            [sys.executable, __file__, "--work", str(task)],
            self.folder,
            environment(self.package.parent, HOME=str(self.folder), **variables),
        )
        found: dict[str, Any] = json.loads(used.said.splitlines()[-1])
        return found

    def texts(self) -> Iterator[tuple[str, str]]:
        """Segment and draft, as they are in the catalogues."""
        import polib

        for file in sorted(self.publication.glob("locales/*/LC_MESSAGES/*.po")):
            yield from (
                (" ".join(entry.msgid.split()), entry.msgstr)
                for entry in polib.pofile(str(file))
                if not entry.obsolete
            )


def _remove(folder: Path) -> None:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)


def _argos(bench: Bench, sample: int) -> dict[str, Way]:
    """Argos with its defaults, with its threads tuned, and with larger batches as well."""
    taken: list[list[str]] = []
    while sum(map(len, taken)) < sample and len(taken) < len(bench.paragraphs):
        taken.append(bench.paragraphs[len(taken)])
    paragraphs = [[" ".join(text.split()) for text in block] for block in taken]

    def way(name: str, callers: int, **variables: str) -> Way:
        told = {"paragraphs": paragraphs, "callers": callers}
        found = Way(name, sum(map(len, taken)), **bench.other("argos", told, **variables))
        print(found.line(), flush=True)
        return found

    threads = {"ARGOS_INTER_THREADS": "2", "ARGOS_INTRA_THREADS": "1"}
    plain = way("argos", 1)
    tuned = [way(f"argos, tuned: {callers} callers", callers, **threads) for callers in _CALLERS]
    best = max(tuned, key=lambda each: each.rate)
    callers = _CALLERS[tuned.index(best)]
    larger = way(f"argos, {callers} callers, larger batches", callers, **threads, ARGOS_BATCH_SIZE=str(BATCH))
    return {
        "argos": plain,
        "argos, tuned": tuned[0],
        "argos, tuned, several callers": best,
        "argos, tuned, several callers, larger batches": larger,
    }


def main() -> int:
    """Run the benchmark; 1 if a goal is missed or the ways did not do the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--segments", type=int, default=400)
    parser.add_argument("--text", type=Path, help="English sentences, one a line")
    parser.add_argument("--sample", type=int, default=60, help="segments for argos, 100 at most")
    parser.add_argument("--rounds", type=int, default=1, help="of ours and raw; the best counts")
    parser.add_argument("--processor", action="store_true", help="compare with raw by the processor")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        return _work(options.work)
    with tempfile.TemporaryDirectory() as temporary:
        return _measure(options, Bench(Path(temporary), options.segments, options.text))


def _measure(options: argparse.Namespace, bench: Bench) -> int:
    count = len(bench.segments)
    print(
        f"{count} segments in {len(bench.slugs)} articles, with {bench.matches} names from a glossary of "
        f"{bench.terms}; load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
        flush=True,
    )
    start = min((bench.start() for _ in range(3)), key=lambda used: used.seconds)
    whole: list[tuple[Used, int]] = []
    bare: list[dict[str, Any]] = []
    for _ in range(options.rounds):
        bare.append(bench.other("raw", {"segments": bench.segments}))
        whole.append(bench.ours())
    used, tokens = min(whole, key=lambda each: each[0].seconds)
    fastest = min(bare, key=lambda each: each["seconds"])
    expected = dict(zip(bench.segments, fastest.pop("texts"), strict=True))
    reference = Way("raw", count, **fastest)
    ours = Way("ours", count, used.seconds - start.seconds, used.processor - start.processor, tokens)
    print(Way("ours, with start", count, used.seconds, used.processor, tokens).line())
    print(f"{'start':44} {start.seconds:23.2f} s {start.processor:27.2f} s of the processor")
    print(ours.line())
    print(reference.line(), flush=True)
    others = _argos(bench, min(options.sample, _LARGEST_SAMPLE))
    print(f"argos was measured on {others['argos'].segments} of the segments")
    failed = _differences(bench, ours, reference, others, expected)
    for name, way in {**others, "raw": reference}.items():
        ratio, goal = ours.rate / way.rate, GOALS.get(name)
        by_processor = (ours.segments / ours.processor) / (way.segments / way.processor)
        print(
            f"ours is {ratio:.2f} times as fast as {name}{f' (the goal is {goal})' if goal else ''}, "
            f"{by_processor:.2f} times by the processor, {count / used.seconds / way.rate:.2f} with its start"
        )
        held = by_processor if options.processor and name == "raw" else ratio
        failed |= goal is not None and held < goal
    print(f"raw is {reference.rate / others['argos, tuned'].rate:.2f} times as fast as argos, tuned")
    return int(failed)


def _differences(
    bench: Bench, ours: Way, reference: Way, others: dict[str, Way], expected: dict[str, str]
) -> bool:
    """Whether the ways did different things; says what."""
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(bench.package / "sentencepiece.model"))
    lengths = [len(processor.encode(text)) for text in bench.segments]
    found = list(bench.texts())
    other = sum(1 for source, text in found if text and text != expected.get(source, "").strip())
    empty = sum(1 for _, text in found if not text)
    print(f"{len(found)} drafts: {other} with another text than raw's, {empty} left empty as babble")
    trouble = [
        f"{way.name} wrote {way.tokens} tokens, not {sum(lengths[: way.segments])}"
        for way in (ours, reference, *others.values())
        if way.tokens != sum(lengths[: way.segments])
    ]
    if len(found) != ours.segments or other:
        trouble.append("the drafts are not those of the bare model")
    print("\n".join(trouble) or "all ways wrote the same number of tokens for the same segments")
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
