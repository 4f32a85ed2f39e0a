"""How fast is a model with each layout of streams and threads, size of batches and type of numbers?

    python tests/benchmarks/engine_settings.py [--package PACKAGE] [--sentences 200] [--only layouts]

Without ``PACKAGE`` (a package folder or an ``.argosmodel`` archive) a model is made that has the shape of
Argos's own (6 layers, 512 wide, 8 heads, 32,000 tokens) and random weights: what it writes means nothing,
what it costs is the same. Every translation is as long as the longest sentence of its batch, in tokens, so
that all ways do the same work. Each way runs in a process of its own, one after the other, and its best of
``--rounds`` counts.

It prints source tokens and sentences a second, seconds of the processor, resident memory (with the model
loaded, and at its peak while it translates), and whether texts and scores are those of the first line of the
table: with the same batches and integers they must be, whatever the layout is. It ends with 1 if a layout
changes a text or a score of int8. Those of float32 (``floats``) threads may change; streams do not.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from engine_batching import made

from workflow.engines import models

TOKENIZER = Path(__file__).parents[1] / "models" / "en_ru.argosmodel"
LAYERS, WIDTH, HEADS, VOCABULARY = 6, 512, 8, 32_000


def make(folder: Path) -> None:
    """A model of the shape of Argos's, with random weights, and a tokenizer beside it."""
    import ctranslate2
    import numpy as np
    import sentencepiece

    with zipfile.ZipFile(TOKENIZER) as archive:
        name = next(name for name in archive.namelist() if name.endswith("sentencepiece.model"))
        (folder / "sentencepiece.model").write_bytes(archive.read(name))
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / "sentencepiece.model"))
    vocabulary = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    vocabulary += [f"\u2581w{number}" for number in range(VOCABULARY - len(vocabulary))]
    rng = np.random.default_rng(0)
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=LAYERS, num_heads=HEADS)

    def normal(*shape: int) -> Any:
        return rng.normal(0, 0.05, shape).astype(np.float32)

    def linear(part: Any, rows: int, columns: int) -> None:
        part.weight, part.bias = normal(rows, columns), normal(rows)

    def norm(part: Any) -> None:
        part.gamma, part.beta = np.ones(WIDTH, dtype=np.float32), np.zeros(WIDTH, dtype=np.float32)

    def attention(part: Any, widths: tuple[int, ...]) -> None:
        norm(part.layer_norm)
        for layer, width in zip(part.linear, widths, strict=True):
            linear(layer, width * WIDTH, WIDTH)

    for layer in (*spec.encoder.layer, *spec.decoder.layer):
        attention(layer.self_attention, (3, 1))
        norm(layer.ffn.layer_norm)
        linear(layer.ffn.linear_0, 4 * WIDTH, WIDTH)
        linear(layer.ffn.linear_1, WIDTH, 4 * WIDTH)
    for layer in spec.decoder.layer:
        attention(layer.attention, (1, 2, 1))
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    spec.encoder.embeddings[0].weight = normal(VOCABULARY, WIDTH)
    spec.decoder.embeddings.weight = normal(VOCABULARY, WIDTH)
    linear(spec.decoder.projection, VOCABULARY, WIDTH)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    (folder / "model").mkdir()
    spec.save(str(folder / "model"))


class Even:
    """A translator whose translations are all as long as the longest sentence of their batch."""

    def __init__(self, translator: Any) -> None:
        self._translator = translator

    def translate_batch(self, sources: list[list[str]], **options: Any) -> Any:
        """As CTranslate2's."""
        longest = max(map(len, sources))
        options.update(max_decoding_length=longest, min_decoding_length=longest)
        return self._translator.translate_batch(sources, **options)


def one(folder: Path, sentences: list[str], way: dict[str, Any], rounds: int) -> dict[str, Any]:
    """What one way takes; in a process of its own, for its memory."""
    import ctranslate2

    started = time.perf_counter()
    translator = ctranslate2.Translator(
        str(folder / "model"),
        device=way.get("device", "cpu"),
        compute_type=way.get("compute_type", "auto"),
        inter_threads=way["streams"],
        intra_threads=way["threads"],
    )
    loading = time.perf_counter() - started
    tokenizer = models.SentencePiece(folder / "sentencepiece.model")
    loaded = models.Loaded(
        tokenizer, tokenizer, Even(translator), "ru", way["streams"], batch_tokens=way["batch_tokens"]
    )
    tokens = sum(len(tokenizer.encode(text)) for text in sentences)
    before = _memory("VmRSS")
    models.run(loaded, sentences[:8], way["beam"], lambda _: None)
    best = (float("inf"), float("inf"))
    _forget_peak()
    for _ in range(rounds):
        clock, processor = time.perf_counter(), time.process_time()
        found, _ = models.run(loaded, sentences, way["beam"], lambda _: None)
        best = min(best, (time.perf_counter() - clock, time.process_time() - processor))
    peak = _memory("VmHWM")
    written = json.dumps([[each.text, each.score] for each in found])
    return {
        "clock": best[0],
        "processor": best[1],
        "tokens": tokens,
        "loading": loading,
        "before": before,
        "peak": peak,
        "type": translator.compute_type,
        "digest": hashlib.sha256(written.encode()).hexdigest(),
    }


def _memory(kind: str) -> float:
    """Megabytes of this process; not a number where the system does not tell."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return float("nan")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{kind}:"))


def _forget_peak() -> None:
    """Loading takes more memory than running; its peak is not asked for."""
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def layouts(cores: int) -> Iterator[tuple[int, int]]:
    """Streams and threads that fill the cores, from one thread a stream to one stream."""
    for streams in range(cores, 0, -1):
        if cores % streams == 0:
            yield streams, cores // streams


def tables(cores: int) -> dict[str, list[dict[str, Any]]]:
    """The ways of each table."""
    usual = {"streams": cores, "threads": 1, "batch_tokens": models.BATCH_TOKENS, "beam": 4}
    return {
        "layouts": [
            *({**usual, "streams": streams, "threads": threads} for streams, threads in layouts(cores)),
            {**usual, "streams": 1, "threads": 1},
            {**usual, "streams": 2 * cores},
        ],
        "batches": [{**usual, "batch_tokens": size} for size in (256, 512, 1024, 2048, 4096)],
        "floats": [
            {**usual, "compute_type": "float32", "batch_tokens": 256, "streams": streams, "threads": threads}
            for streams, threads in ((1, 1), (2, 1), (1, 2), (1, 3), (1, 8))
        ],
        "types": [{**usual, "compute_type": each} for each in ("int8_float32", "int8", "float32")],
        "beams": [{**usual, "beam": beam} for beam in (1, 2, 4)],
    }


def main() -> int:
    """Run the benchmark; 1 if a layout changes what is written."""
    parser = argparse.ArgumentParser(description="How fast is a model with each setting?")
    parser.add_argument("--package", type=Path)
    parser.add_argument("--text", type=Path, help="sentences, one a line; else they are made")
    parser.add_argument("--sentences", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--only", choices=("layouts", "floats", "batches", "types", "beams"))
    parser.add_argument("--way", help=argparse.SUPPRESS)
    options = parser.parse_args()
    sentences = made(options.sentences)
    if options.text:
        lines = options.text.read_text(encoding="utf-8").splitlines()
        sentences = list(dict.fromkeys(line.strip() for line in lines if line.strip()))[: options.sentences]
    if options.way:
        print(json.dumps(one(options.package, sentences, json.loads(options.way), options.rounds)))
        return 0
    changed = False
    cores = models.cores()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.package or Path(temporary)
        if options.package is None:
            make(folder)
        elif folder.is_file():
            from workflow.engines.archive import install_archive

            folder = install_archive(folder, Path(temporary) / "models").path
        for name, ways in tables(cores).items():
            if options.only not in (None, name):
                continue
            first = ""
            print(f"{name}: {len(sentences)} sentences, {cores} cores, best of {options.rounds}")
            for way in ways:
                command = [sys.executable, __file__, "--package", str(folder), "--way", json.dumps(way)]
                command += ["--sentences", str(options.sentences), "--rounds", str(options.rounds)]
                if options.text:
                    command += ["--text", str(options.text)]
                done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
                found = json.loads(done.stdout)
                first = first or found["digest"]
                same = found["digest"] == first
                changed = changed or (name == "layouts" and not same)
                print(
                    f"  {way['streams']} x {way['threads']}  batch {way['batch_tokens']:4}  "
                    f"beam {way['beam']}  {found['type']:13} "
                    f"{found['tokens'] / found['clock']:6.0f} tokens/s "
                    f"{len(sentences) / found['clock']:6.1f} sentences/s {found['processor']:6.1f} CPU s "
                    f"{found['peak']:5.0f} MB ({found['before']:.0f} loaded in {found['loading']:.2f} s) "
                    f"{'same' if same else 'OTHER'}",
                    flush=True,
                )
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
