"""How much faster is the engine than the obvious ways to call the same model?

    python tests/benchmarks/engine_batching.py PACKAGE [--sentences 400] [--rounds 3]

``PACKAGE`` is an installed package folder or an ``.argosmodel`` archive. Four ways translate the same
sentences with the same search, turn about, and the best round of each counts:

- engine: one call of ``ArgosEngine.translate`` for all sentences
- loop: one call of it for each sentence
- argos: as Argos Translate does: a call of CTranslate2 for each paragraph of four sentences, batches of at
  most 32 tokens, one stream with as many threads as CTranslate2 likes
- argos1: the same with one thread

It prints seconds by the clock and of the processor, and the ratios of both. On a machine that does other
things too, the threads of ``argos`` wait for each other by spinning, and its figures say more about that than
about batches: ``argos1``, by the processor, is then the one to compare with. It ends with 1 if the engine is
not the fastest by the clock.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from workflow.engines.archive import install_archive
from workflow.engines.argos import ArgosEngine
from workflow.engines.packages import describe, metadata_of

SUBJECTS = ("The mayor", "The minister of transport", "The delegation", "A spokesman for the organisation")
ACTIONS = ("met", "received", "thanked", "will visit", "signed an agreement with", "opened a forum with")
OBJECTS = ("the ambassador", "students from 12 countries", "the Secretary-General", "the city of Moscow")
ENDS = ("", " on Tuesday", " in 2025", ", the city government said", " to discuss trade, energy and tourism")


def made(count: int) -> list[str]:
    """Different sentences of the length of news: the engine would translate a repeated one only once."""
    rng = random.Random(1)
    found: dict[str, None] = {}
    for number in itertools.count():
        if len(found) == count:
            return list(found)
        clauses = [
            f"{rng.choice(ACTIONS)} {rng.choice(OBJECTS)}{rng.choice(ENDS)}"
            for _ in range(rng.choice((1, 1, 2, 3)))
        ]
        found[f"{rng.choice(SUBJECTS)} {' and '.join(clauses)} ({number})."] = None
    raise AssertionError


def small_batches(path: Path, sentences: list[str], threads: int) -> Callable[[], object]:
    """The way of Argos Translate, without its sentence splitter; 0 threads are the library's choice."""
    import ctranslate2
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=str(path / "sentencepiece.model"))
    translator = ctranslate2.Translator(str(path / "model"), compute_type="auto", intra_threads=threads)

    def run() -> None:
        for start in range(0, len(sentences), 4):
            tokens = [processor.encode(one, out_type=str) for one in sentences[start : start + 4]]
            results = translator.translate_batch(
                tokens,
                replace_unknowns=True,
                max_batch_size=32,
                batch_type="tokens",
                beam_size=4,
                num_hypotheses=1,
                length_penalty=0.2,
                return_scores=True,
            )
            for result in results:
                processor.decode_pieces(result.hypotheses[0])

    return run


def main() -> int:
    """Run the benchmark; 1 if the engine is not the fastest."""
    parser = argparse.ArgumentParser(description="How much faster is the engine than a loop?")
    parser.add_argument("package", type=Path)
    parser.add_argument("--sentences", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        path: Path = options.package
        package = (
            describe(path, metadata_of(path))
            if path.is_dir()
            else install_archive(path, Path(temporary) / "models")
        )
        engine = ArgosEngine(folder=package.path.parent)
        pair = (package.source, package.target)
        sentences = made(options.sentences)
        ways: dict[str, Callable[[], object]] = {
            "engine": lambda: engine.translate(sentences, *pair),
            "loop": lambda: [engine.translate([one], *pair) for one in sentences],
            "argos": small_batches(package.path, sentences, 0),
            "argos1": small_batches(package.path, sentences, 1),
        }
        engine.translate(sentences[:8], *pair)  # loading is not what is measured
        best = dict.fromkeys(ways, (float("inf"), float("inf")))
        for _ in range(options.rounds):
            for name, way in ways.items():
                clock, processor = time.perf_counter(), time.process_time()
                way()
                best[name] = min(best[name], (time.perf_counter() - clock, time.process_time() - processor))
    print(f"{package.name} {package.version}: {len(sentences)} sentences, best of {options.rounds} rounds")
    for name, (clock, processor) in best.items():
        rate = len(sentences) / clock
        print(f"{name:7} {clock:8.2f} s {processor:8.2f} s of the processor {rate:8.1f} sentences/s")
    for name in ("loop", "argos", "argos1"):
        clock, processor = (theirs / ours for theirs, ours in zip(best[name], best["engine"], strict=True))
        print(f"engine is {clock:.1f} times as fast as {name}, {processor:.1f} times by the processor")
    return 0 if best["engine"] <= min(best.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
