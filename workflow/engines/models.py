"""What engines that run CTranslate2 models share: batches, streams, long texts, scores, a look into a model.

All texts go through a model together, in full batches of like length on as many streams as there are cores.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
import unicodedata
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol

import msgspec
from msgspec import Meta, Struct

from workflow.engines.lines import one_line
from workflow.engines.packages import canonical
from workflow.errors import ConfigError, EngineError
from workflow.model import Reading, Translation

# As Argos Translate decodes, so that a package gives here what its makers saw.
_LENGTH_PENALTY = 0.2

BATCH_TOKENS = 512  # padding included; memory grows with it, and 1,024 are no faster on a processor
# CTranslate2 would silently drop all input tokens after the 1,024th, and models are trained on sentences of
# at most some 200. What is longer goes through in pieces.
_LONGEST_INPUT = 200  # tokens
# A model that has lost its way repeats itself up to the limit, and its batch waits for it. CTranslate2 sets
# 256, too many for a headline and too few for 200 tokens in a script that the vocabulary spells in bytes.
_LONGEST_OUTPUT = 512  # tokens
_MOST_STREAMS = 8
_SAME_FOR_ANY_THREADS = ("int8", "int8_float32")  # measured, see settings_of
_AHEAD = 2  # batches for each stream under way, so that none waits, and a run that is stopped stops soon

_MEASURED_LENGTH = 30  # tokens of a sentence of news
_MEASURED_STEPS = 8
_MEASURED_BATCHES = 2  # for each thread

# M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD: see mallopt(3).
_ALLOCATION = {-8: 2, -1: 1 << 30, -3: 32 << 20}

_MANY = 100  # texts, after which memory is given back
_COMPLETED_TOGETHER = 32  # texts
_COMPLETING_BEAM = 2

_WITHOUT_SPACES = ("zh", "ja", "th", "lo", "km", "my")
_BREAKS = frozenset(",;:.!?…)»”—–،؛؟۔।、，。；：！？）」』")
_NO_PIECE = "\u2581"  # how SentencePiece writes a space

RUN_ERRORS = (RuntimeError, ValueError, MemoryError, IndexError)
"""What CTranslate2 and the tokenizers raise when a model cannot be run."""


ComputeType = Literal[
    "auto",
    "default",
    "int8",
    "int8_float32",
    "int8_float16",
    "int8_bfloat16",
    "int16",
    "float32",
    "float16",
    "bfloat16",
]
Device = Literal["auto", "cpu", "cuda"]


class Running(Struct, frozen=True):
    """How models run: the keys that the tables of all engines with CTranslate2 models have.

    ``compute_type`` is a name of CTranslate2: "auto" is the fastest that the device can do, "default" that of
    the model's file. ``device`` "auto" is CUDA where there is such a device and cuBLAS, else the processor.
    """

    beam: Annotated[int, Meta(ge=1, le=32)] = 4  # hypotheses that the search keeps; 1 is fastest
    batch_tokens: Annotated[int, Meta(ge=64, le=65536)] = BATCH_TOKENS
    threads: Annotated[int, Meta(ge=0, le=1024)] = 0  # in all; 0: as many as cores
    streams: Annotated[int, Meta(ge=0, le=256)] = 0  # batches at the same time; 0: a stream a thread, up to 8
    compute_type: ComputeType = "auto"
    device: Device = "auto"
    device_index: Annotated[int, Meta(ge=0, le=255)] = 0  # which of several CUDA devices


class Place(Struct, frozen=True):
    """Where and how a model runs here, with nothing left open but what its file says."""

    device: str  # "cpu" or "cuda"
    index: int
    compute_type: str
    streams: int
    threads: int  # in each stream


class Tokenizer(Protocol):
    """A text in tokens of a model, and back."""

    def encode(self, sentence: str) -> list[str]:
        """Tokens of one line of text."""
        ...

    def decode(self, tokens: list[str]) -> str:
        """The text of tokens."""
        ...


class Loaded(Struct, frozen=True):
    """A model that is ready, for one pair of languages."""

    tokenizer: Tokenizer  # of the source
    writer: Tokenizer  # of the target; often the same
    translator: Any  # ctranslate2.Translator
    target: str  # BCP 47
    streams: int
    before: tuple[str, ...] = ()  # tokens that stand before those of a sentence
    after: tuple[str, ...] = ()  # and after them
    prefix: tuple[str, ...] = ()  # tokens with which each translation begins, and that are no part of it
    marks: frozenset[str] = frozenset()  # tokens that are no text wherever the model writes them
    batch_tokens: int = BATCH_TOKENS


class Job(Struct, frozen=True):
    """One piece of a sentence on its way through a model."""

    sentence: int
    tokens: list[str]


def translate(
    models: Sequence[Loaded],
    sentences: Sequence[str],
    progress: Callable[[int], None] | None,
    run: Callable[[int, list[str], Callable[[int], None]], list[Translation]],
) -> list[Translation]:
    """Each sentence through all of ``models``, one after the other; same length, same order.

    ``run`` takes the number of a model, texts, and whom to tell the number of each text that is done. A
    sentence without a letter or digit comes back as it is, without a score. The score of a translation is the
    mean natural logarithm of its tokens' probabilities; over two models, the sum of both.
    """
    report = Progress(progress, len(models))
    # A text that occurs twice is translated once.
    places: dict[str, list[int]] = {}
    results = [Translation("")] * len(sentences)
    for number, sentence in enumerate(sentences):
        text = one_line(sentence)
        if any(char.isalnum() for char in text):
            places.setdefault(text, []).append(number)
        else:
            results[number] = Translation(text)
            report(len(models))
    texts = list(places)
    weights = [len(numbers) for numbers in places.values()]
    scores: list[float | None] = [0.0] * len(texts)
    for at in range(len(models)):
        # Two texts may have come out of the first model the same; the second has it once too.
        own = Counter[str]()
        for text, weight in zip(texts, weights, strict=True):
            own[text] += weight
        once = list(own)
        done = dict(zip(once, run(at, once, lambda number: report(own[once[number]])), strict=True))  # noqa: B023
        scores = [_sum(total, done[text].score) for total, text in zip(scores, texts, strict=True)]
        texts = [done[text].text for text in texts]
    for text, score, numbers in zip(texts, scores, places.values(), strict=True):
        for number in numbers:
            results[number] = Translation(text, score)
    return results


# ---------------------------------------------------------------------------------------------- loading


def library() -> Any:
    """The module ``ctranslate2``, which is slow to import and needed only where a model runs.

    :raises EngineError: it is not installed.
    """
    try:
        import ctranslate2  # noqa: PLC0415
    except ImportError as error:
        raise EngineError(
            "CTranslate2 is not installed", hint="Install this program again with its dependencies."
        ) from error
    _hold_memory()
    return ctranslate2


@cache
def _hold_memory() -> None:
    """Have the C library of Linux keep what models leave in two places, and use it again.

    Each thread would get a place of its own, and each keep what its largest batch ever took: so a process
    grows for hours. In two places it takes a third less at its worst, for some 3 % of the time.
    """
    if library := _c_library():
        for option, value in _ALLOCATION.items():
            library.mallopt(option, value)


def _give_back() -> None:
    """Have the C library give back what nobody uses; it takes some milliseconds.

    By itself it does so with the end of each place alone, and between two long batches something small is
    always in the way.
    """
    if library := _c_library():
        library.malloc_trim(0)


@cache
def _c_library() -> ctypes.CDLL | None:
    """That of GNU; None on another system."""
    with suppress(OSError, AttributeError):
        found = ctypes.CDLL("libc.so.6")
        if found.mallopt and found.malloc_trim:
            return found
    return None


class SentencePiece:
    """The tokenizer of most packages; one model serves both languages."""

    def __init__(self, file: Path) -> None:
        import sentencepiece  # noqa: PLC0415

        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(file))

    def encode(self, sentence: str) -> list[str]:
        """Pieces of one line of text."""
        pieces: list[str] = self._processor.encode(sentence, out_type=str)
        return pieces

    def decode(self, tokens: list[str]) -> str:
        """The text of pieces."""
        text: str = self._processor.decode_pieces(tokens)
        # A source token that replaces an unknown one is no piece of the model, and keeps its mark.
        return text.replace(_NO_PIECE, " ")

    def spans(self, sentence: str) -> tuple[list[str], list[tuple[int, int]]] | None:
        """Tokens and where each stands; None if the pieces do not add up to the sentence.

        SentencePiece gives offsets in bytes; the surfaces of its pieces give them in characters.
        """
        parsed = self._processor.encode(sentence, return_type="proto").pieces
        tokens, spans, at = [], [], 0
        for piece in parsed:
            tokens.append(piece.piece)
            spans.append((at, at + len(piece.surface)))
            at += len(piece.surface)
        return (tokens, spans) if at == len(sentence) else None


def checked(running: Running, where: str) -> None:
    """See that the settings of a table fit each other.

    :raises ConfigError: there are more streams than threads.
    """
    if running.threads and running.streams > running.threads:
        raise ConfigError(
            f"{running.streams} streams are more than {running.threads} threads, and each takes one at least",
            where=f"{where} streams",
            hint="threads are those of all streams together; delete one of the two.",
        )


def layout(threads: int = 0, streams: int = 0) -> tuple[int, int]:
    """Streams, and threads in each; ``threads`` in all, 0: as many as cores; ``streams`` 0: what is best.

    A stream a core is fastest wherever it was measured, and a second thread in a stream gains next to nothing
    (docs/engines.md). But each stream holds a batch in memory: there are ``_MOST_STREAMS`` at most.
    """
    threads = threads or cores()
    streams = streams or min(threads, _MOST_STREAMS)
    return streams, max(1, threads // streams)


def cores() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        return os.cpu_count() or 1


def place(running: Running, where: str) -> Place:
    """Where models run with these settings on this machine; no model is loaded for it.

    :raises EngineError: CTranslate2 is not installed, or the device is not there or cannot do the type.
    """
    ctranslate2 = library()
    device = running.device
    devices = ctranslate2.get_cuda_device_count() if device != "cpu" else 0
    if device == "auto":
        device = "cuda" if running.device_index < devices and _has_cublas() else "cpu"
    elif device == "cuda" and running.device_index >= devices:
        raise EngineError(
            f"there is no CUDA device {running.device_index} here; CTranslate2 finds {devices}",
            where=f"{where} device",
            hint='Look at the driver with nvidia-smi, or set device = "cpu".',
        )
    index = running.device_index if device == "cuda" else 0
    known = sorted(ctranslate2.get_supported_compute_types(device, index))
    if running.compute_type not in ("auto", "default", *known):
        raise EngineError(
            f"this device ({device}) cannot do {running.compute_type}",
            where=f"{where} compute_type",
            hint=f"It can do: {', '.join(known)}; or auto, the fastest of them.",
        )
    # One stream fills a CUDA device.
    streams, threads = (1, 1) if device == "cuda" else layout(running.threads, running.streams)
    compute = running.compute_type
    if compute == "auto" and device == "cpu" and "int8_float32" in known:
        compute = "int8_float32"  # what CTranslate2 makes of it
    return Place(device, index, compute, streams, threads)


def _has_cublas() -> bool:
    """Whether CTranslate2 will find what it needs besides the driver, which alone makes a device count.

    On Linux it looks for the library when it first multiplies, and then it is too late for the processor.
    """
    if not sys.platform.startswith("linux"):
        return True
    try:
        ctypes.CDLL("libcublas.so.12")
    except OSError:
        return False
    return True


def settings_of(running: Running, where: str) -> str:
    """What decides the texts besides the model, in one line: ``beam=4 batch=512 compute=int8_float32 …``.

    How many streams there are never does. How many threads a stream has may, where numbers are not integers:
    sums are added up in another order (docs/engines.md has what was measured). Other processors
    and versions of CTranslate2 may give others too; the version is in it, the processor is not.

    :raises EngineError: as :func:`place`.
    """
    at = place(running, where)
    parts = {
        "beam": running.beam,
        "batch": running.batch_tokens,
        "compute": at.compute_type,
        "device": at.device,
        "ctranslate2": library().__version__,
    }
    if at.device == "cpu" and at.compute_type not in _SAME_FOR_ANY_THREADS:
        parts["threads"] = at.threads
    return " ".join(f"{key}={value}" for key, value in parts.items())


def opened(path: Path, at: Place) -> Any:
    """The ``ctranslate2.Translator`` of a model's folder; raises whatever its library happens to raise."""
    return library().Translator(
        str(path),
        device=at.device,
        device_index=at.index,
        compute_type=at.compute_type,
        inter_threads=at.streams,
        intra_threads=at.threads,
    )


# ---------------------------------------------------------------------------------------------- measuring


class Measured(Struct, frozen=True):
    """How fast one layout is."""

    streams: int
    threads: int  # in each stream
    speed: float  # source tokens a second


def layouts(threads: int) -> list[tuple[int, int]]:
    """Streams and threads worth a try: what a run takes by itself, then all others that use every thread."""
    usual = layout(threads)
    even = [(streams, threads // streams) for streams in range(threads, 0, -1) if threads % streams == 0]
    return [usual, *(each for each in even if each != usual)]


def measure(path: Path, running: Running, where: str) -> Iterator[Measured]:
    """Run the model in folder ``path`` in each layout that this machine may have, one after the other.

    The words mean nothing to the model, which costs the same: every stream gets the same number of full
    batches, and each of their texts is made ``_MEASURED_STEPS`` tokens long. It takes some seconds a layout.

    :raises EngineError: the device is not the processor, where there is nothing to choose, or it has no such
        type of numbers.
    :raises Exception: whatever a damaged model makes its library raise; see :data:`RUN_ERRORS`.
    """
    at = place(running, where)
    if at.device != "cpu":
        raise EngineError(
            "on a CUDA device one stream is used, and there is nothing to choose",
            where=f"{where} device",
            hint='To measure the processor, set device = "cpu".',
        )
    sentence = ["a"] * _MEASURED_LENGTH
    batch = [sentence] * max(1, running.batch_tokens // _MEASURED_LENGTH)
    for streams, threads in layouts(running.threads or cores()):
        translator = opened(path, msgspec.structs.replace(at, streams=streams, threads=threads))
        started = 0.0
        # As much for each thread, whatever the layout is; the first round wakes the threads.
        for rounds, steps in ((streams, 1), (_MEASURED_BATCHES * streams * threads, _MEASURED_STEPS)):
            started = time.perf_counter()
            waiting = [
                translator.translate_batch(
                    batch,
                    asynchronous=True,
                    beam_size=running.beam,
                    min_decoding_length=steps,
                    max_decoding_length=steps,
                )
                for _ in range(rounds)
            ]
            for answers in waiting:
                for answer in answers:
                    answer.result()
        seconds = time.perf_counter() - started
        tokens = _MEASURED_BATCHES * streams * threads * len(batch) * _MEASURED_LENGTH
        yield Measured(streams, threads, tokens / seconds)


# ---------------------------------------------------------------------------------------------- running


class Progress:
    """Counts sentences, not passes: through two models, a sentence is done after the second."""

    def __init__(self, callback: Callable[[int], None] | None, passes: int) -> None:
        self._callback = callback
        self._passes = passes
        self._steps = 0
        self._told = 0

    def __call__(self, steps: int) -> None:
        """So many sentences have passed through one of the models."""
        self._steps += steps
        fresh = self._steps // self._passes - self._told
        if self._callback is not None and fresh:
            self._told += fresh
            self._callback(fresh)


def run(
    model: Loaded, texts: list[str], beam: int, finished: Callable[[int], None]
) -> tuple[list[Translation], int]:
    """Translations in order, and how many tokens were written for them."""
    jobs = []
    open_jobs = [0] * len(texts)
    for number, text in enumerate(texts):
        for tokens in pieces(text, model.tokenizer):
            open_jobs[number] += 1
            jobs.append(Job(number, tokens))
    for number, count in enumerate(open_jobs):
        if not count:
            finished(number)
    outputs: dict[int, tuple[str, float, int]] = {}  # by job: text, log-probability, tokens
    waiting: deque[tuple[list[int], list[Any], int]] = deque()

    def collect() -> None:
        numbers, answers, limit = waiting.popleft()
        for job, answer in zip(numbers, answers, strict=True):
            outputs[job] = output(model, answer.result(), limit)
            sentence = jobs[job].sentence
            open_jobs[sentence] -= 1
            if not open_jobs[sentence]:
                finished(sentence)

    around = len(model.before) + len(model.after)
    for batch in batches([around + len(job.tokens) for job in jobs], model.batch_tokens):
        if len(waiting) >= _AHEAD * model.streams:
            collect()
        limit = min(_LONGEST_OUTPUT, 64 + 4 * len(jobs[batch[0]].tokens))
        answers = model.translator.translate_batch(
            [_whole(model, jobs[job].tokens) for job in batch],
            target_prefix=[list(model.prefix)] * len(batch) if model.prefix else None,
            asynchronous=True,
            beam_size=beam,
            num_hypotheses=1,
            length_penalty=_LENGTH_PENALTY,
            replace_unknowns=True,
            max_input_length=0,
            max_decoding_length=limit,
            return_scores=True,
        )
        waiting.append((batch, answers, limit))
    while waiting:
        collect()
    if len(jobs) > _MANY:
        _give_back()
    written = beam * sum(tokens for _, _, tokens in outputs.values())
    return joined(jobs, outputs, len(texts), model.target), written


def read(model: Loaded, pairs: Sequence[tuple[str, str]], *, attention: bool) -> list[Reading | None]:
    """Each (sentence, translation) as the model reads it; None for what is too long or cannot be placed."""
    readings: list[Reading | None] = [None] * len(pairs)
    prefix = model.prefix
    jobs = []
    for number, (sentence, text) in enumerate(pairs):
        source, target = placed(model.tokenizer, sentence), placed(model.writer, text)
        if source and target and max(len(source[0]), len(target[0])) <= _LONGEST_INPUT:
            jobs.append((number, source, target))
    waiting: deque[tuple[list[Any], list[Any], list[Any]]] = deque()

    def collect() -> None:
        batch, scored, forced = waiting.popleft()
        for (number, source, target), score, seen in zip(batch, scored, forced, strict=True):
            rows: tuple[tuple[float, ...], ...] = ()
            if seen is not None:
                found = seen.result().attention[0][len(prefix) : len(prefix) + len(target[0])]
                rows = tuple(_row(model, row, len(source[0])) for row in found)
            scores = tuple(score.result().log_probs[len(prefix) :])
            readings[number] = Reading(tuple(source[1]), tuple(target[1]), scores, rows)

    lengths = [len(prefix) + len(target[0]) for _, _, target in jobs]
    # Reading, a model writes down a number for each word of its vocabulary at each token of the text: in
    # batches of so many texts, long ones took more memory than any search.
    for numbers in batches(lengths, model.batch_tokens):
        if len(waiting) >= _AHEAD * model.streams:
            collect()
        batch = [jobs[number] for number in numbers]
        sources = [_whole(model, source[0]) for _, source, _ in batch]
        targets = [[*prefix, *target[0]] for _, _, target in batch]
        forced: list[Any] = [None] * len(batch)
        if attention:
            # The whole text as a forced beginning: one step more, and the attention of every token is known.
            forced = model.translator.translate_batch(
                sources,
                asynchronous=True,
                target_prefix=targets,
                beam_size=1,
                return_attention=True,
                max_input_length=0,
                max_decoding_length=max(map(len, targets)) + 1,
            )
        waiting.append((batch, model.translator.score_batch(sources, targets, asynchronous=True), forced))
    while waiting:
        collect()
    return readings


def placed(tokenizer: Tokenizer, text: str) -> tuple[list[str], list[tuple[int, int]]] | None:
    """Tokens of ``text`` with their places; None where the tokenizer cannot tell them."""
    spans = getattr(tokenizer, "spans", None)
    found: tuple[list[str], list[tuple[int, int]]] | None = spans(text) if spans and text else None
    return found


def _whole(model: Loaded, tokens: list[str]) -> list[str]:
    return [*model.before, *tokens, *model.after] if model.before or model.after else tokens


def _row(model: Loaded, row: Sequence[float], tokens: int) -> tuple[float, ...]:
    """The attention on the tokens of the sentence alone; marks around it may take most of it."""
    if not model.before and not model.after:
        return tuple(row)
    part = row[len(model.before) : len(model.before) + tokens]
    total = sum(part)
    return tuple(each / total for each in part) if total > 0 else tuple([1 / tokens] * tokens)


def complete(model: Loaded, begun: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    """Texts in order, and how many tokens were written for them."""
    texts = [""] * len(begun)
    written = 0
    prefix = model.prefix
    jobs = []
    for number, (sentence, beginning) in enumerate(begun):
        source = model.tokenizer.encode(one_line(sentence))
        if source and len(source) <= _LONGEST_INPUT:
            jobs.append((number, source, [*prefix, *model.writer.encode(beginning)]))
    for at in range(0, len(jobs), _COMPLETED_TOGETHER):
        batch = jobs[at : at + _COMPLETED_TOGETHER]
        longest = max(max(len(source), len(start)) for _, source, start in batch)
        answers = model.translator.translate_batch(
            [_whole(model, source) for _, source, _ in batch],
            target_prefix=[start for _, _, start in batch],
            beam_size=_COMPLETING_BEAM,
            length_penalty=_LENGTH_PENALTY,
            replace_unknowns=True,
            max_input_length=0,
            max_decoding_length=min(_LONGEST_OUTPUT, 64 + 4 * longest),
        )
        for (number, _, _), answer in zip(batch, answers, strict=True):
            tokens = answer.hypotheses[0][len(prefix) :]
            written += _COMPLETING_BEAM * len(tokens)
            texts[number] = _text(model, tokens)
    return texts, written


def batches(lengths: list[int], most: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Numbers of jobs in batches of like lengths, longest first, at most ``most`` tokens with padding."""
    order = sorted(range(len(lengths)), key=lambda job: -lengths[job])
    batch: list[int] = []
    for job in order:
        if batch and lengths[batch[0]] * (len(batch) + 1) > most:
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


def output(model: Loaded, result: Any, limit: int) -> tuple[str, float, int]:
    """What the search found for one job: text, log-probability, tokens."""
    tokens: list[str] = result.hypotheses[0]
    # The score of the search is the log-probability over the length to the power of the penalty. The end of
    # the sentence counts as a token in both, unless the search was cut off before it.
    steps = len(tokens) + (len(tokens) < limit)
    total = float(result.scores[0]) * steps**_LENGTH_PENALTY
    if model.prefix and tokens[: len(model.prefix)] == list(model.prefix):
        tokens = tokens[len(model.prefix) :]
    return _text(model, tokens), total, steps


def _text(model: Loaded, tokens: list[str]) -> str:
    if model.marks:
        tokens = [token for token in tokens if token not in model.marks]
    return one_line(model.writer.decode(tokens))


def joined(
    jobs: list[Job], outputs: dict[int, tuple[str, float, int]], count: int, target: str
) -> list[Translation]:
    """The pieces of each text together again, in their order."""
    space = "" if canonical(target).split("-")[0] in _WITHOUT_SPACES else " "
    texts: list[list[str]] = [[] for _ in range(count)]
    totals = [0.0] * count
    tokens = [0] * count
    for number, job in enumerate(jobs):
        text, total, length = outputs[number]
        texts[job.sentence].append(text)
        totals[job.sentence] += total
        tokens[job.sentence] += length
    return [
        Translation(space.join(filter(None, parts)), total / max(length, 1) if parts else None)
        for parts, total, length in zip(texts, totals, tokens, strict=True)
    ]


def pieces(text: str, tokenizer: Tokenizer) -> Iterator[list[str]]:
    """Tokens of ``text``, in pieces that a model can take; nothing for an empty text."""
    tokens = tokenizer.encode(text)
    if len(tokens) <= _LONGEST_INPUT or len(text) < 2:
        if tokens:
            # A single character of many tokens can only be cut among them.
            yield from (tokens[at : at + _LONGEST_INPUT] for at in range(0, len(tokens), _LONGEST_INPUT))
        return
    middle = cut(text)
    yield from pieces(text[:middle].strip(), tokenizer)
    yield from pieces(text[middle:].strip(), tokenizer)


def cut(text: str) -> int:
    """Where to cut a long text near its middle: after punctuation, else at a space, else in a word."""
    middle = len(text) // 2
    best: dict[int, int] = {}  # kind of place, best first -> offset of the one that is nearest to the middle
    for at in range(max(1, len(text) // 4), len(text) * 3 // 4 + 1):
        before, after = text[at - 1], text[at]
        if before in _BREAKS and (after.isspace() or not before.isascii()):
            kind = 0
        elif after.isspace():
            kind = 1
        elif not unicodedata.combining(after):
            kind = 2
        else:
            kind = 3
        if kind not in best or abs(at - middle) < abs(best[kind] - middle):
            best[kind] = at
    return best[min(best)] if best else middle


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
