"""Translate with installed Argos packages: their tokenizer, CTranslate2, and nothing else of Argos Translate.

Argos Translate itself cuts the text into sentences once more and runs each paragraph by itself. Here the
text is in segments already, and all of them go through the model together, in full batches of like length on
as many streams as there are cores. That is several times as fast for the same search.
"""

from __future__ import annotations

import os
import threading
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from msgspec import Struct

from workflow.engines.packages import (
    Installed,
    NotAPackageError,
    canonical,
    find,
    keep_beside,
    kept_beside,
    metadata_of,
    models_folder,
)
from workflow.errors import EngineError
from workflow.model import Reading, Translation

# As Argos Translate decodes, so that a package gives here what its makers saw.
_LENGTH_PENALTY = 0.2

_BATCH_TOKENS = 1024  # padding included; memory grows with it
# CTranslate2 would silently drop all input tokens after the 1,024th, and models are trained on sentences of
# at most some 200. What is longer goes through in pieces.
_LONGEST_INPUT = 200  # tokens
# A model that has lost its way repeats itself up to the limit, and its batch waits for it. CTranslate2 sets
# 256, too many for a headline and too few for 200 tokens in a script that the vocabulary spells in bytes.
_LONGEST_OUTPUT = 512  # tokens
_MOST_STREAMS = 4
_AHEAD = 2  # batches for each stream under way, so that none waits, and a run that is stopped stops soon

_READ_BATCH = 32  # texts that are read or completed together
_COMPLETING_BEAM = 2

_WITHOUT_SPACES = ("zh", "ja", "th", "lo", "km", "my")
_BREAKS = frozenset(",;:.!?…)»”—–،؛؟۔।、，。；：！？）」』")
_NO_PIECE = "\u2581"  # how SentencePiece writes a space


class _Tokenizer(Protocol):
    def encode(self, sentence: str) -> list[str]: ...
    def decode(self, tokens: list[str]) -> str: ...


class _Model(Struct, frozen=True):
    """One loaded package."""

    package: Installed
    tokenizer: _Tokenizer
    translator: Any  # ctranslate2.Translator
    prefix: str
    streams: int


class _Job(Struct, frozen=True):
    """One piece of a sentence on its way through a model."""

    sentence: int
    tokens: list[str]


class ArgosEngine:
    """The engine of ``name = "argos"``. Models are loaded when first needed and stay loaded.

    ``folder`` is that of the packages (see :func:`workflow.engines.packages.models_folder`), ``beam`` the
    number of hypotheses that the search keeps: 1 is fastest, 4 is what Argos Translate uses.
    """

    name = "argos"

    def __init__(self, *, folder: Path | None = None, beam: int = 4) -> None:
        if beam < 1:
            raise EngineError(f"beam {beam} is less than 1", where="[engine] beam", hint="Argos uses 4.")
        self.folder = models_folder(folder)
        self.beam = beam
        self.decoded_tokens = 0  # written so far, each counted once for each hypothesis of the search
        self._models: dict[Path, _Model] = {}
        self._lock = threading.Lock()

    def signature(self, source: str, target: str) -> str:
        """Packages and versions: ``argos/en_ru-1.9`` or, through English, ``argos/ru_en-1.9+en_hi-1.1``.

        :raises EngineError: no model for the pair is installed.
        """
        packages = find(self.folder, source, target)
        return f"{self.name}/" + "+".join(f"{package.name}-{package.version}" for package in packages)

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate all of ``sentences``, each of which is one line of text; same length, same order.

        A sentence without a letter or digit comes back as it is, without a score. The score of a translation
        is the mean natural logarithm of its tokens' probabilities; over two packages, the sum of both.

        :raises EngineError: no model for the pair, or a model cannot be loaded or run.
        """
        models = [self._load(package) for package in find(self.folder, source, target)]
        report = _Progress(progress, len(models))
        # A text that occurs twice is translated once.
        places: dict[str, list[int]] = {}
        results = [Translation("")] * len(sentences)
        for number, sentence in enumerate(sentences):
            text = _clean(sentence)
            if any(char.isalnum() for char in text):
                places.setdefault(text, []).append(number)
            else:
                results[number] = Translation(text)
                report(len(models))
        texts = list(places)
        weights = [len(numbers) for numbers in places.values()]
        scores: list[float | None] = [0.0] * len(texts)
        for model in models:
            done = self._run(model, texts, lambda number: report(weights[number]))
            texts = [translation.text for translation in done]
            scores = [_sum(total, leg.score) for total, leg in zip(scores, done, strict=True)]
        for text, score, numbers in zip(texts, scores, places.values(), strict=True):
            for number in numbers:
                results[number] = Translation(text, score)
        return results

    def route(self, source: str, target: str) -> list[tuple[str, str]]:
        """The pairs that lead from ``source`` to ``target``: one, or two that meet in English.

        :raises EngineError: no model for the pair is installed.
        """
        return [(package.source, package.target) for package in find(self.folder, source, target)]

    def read(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, *, attention: bool = False
    ) -> list[Reading | None]:
        """Each (sentence, translation) as the model of the pair reads it: tokens, scores, attention.

        None for a text that is too long, or that the tokenizer cannot place in tokens.

        :raises EngineError: no model for the pair, or it cannot be run.
        """
        model = self._single(source, target)
        try:
            return _read(model, pairs, attention=attention)
        except (RuntimeError, ValueError, MemoryError, IndexError) as error:
            raise _failed(model.package, "fails", error) from error

    def complete(self, begun: Sequence[tuple[str, str]], source: str, target: str) -> list[str]:
        """Translate each sentence so that the text begins with the given beginning.

        :raises EngineError: no model for the pair, or it cannot be run.
        """
        model = self._single(source, target)
        try:
            texts, tokens = _complete(model, begun)
        except (RuntimeError, ValueError, MemoryError, IndexError) as error:
            raise _failed(model.package, "fails", error) from error
        self.decoded_tokens += tokens
        return texts

    def kept(self, source: str, target: str, name: str) -> str:
        """What was kept beside the package of the pair under ``name``, if the package is still the same."""
        return kept_beside(self._package(source, target), name)

    def keep(self, source: str, target: str, name: str, text: str) -> bool:
        """Keep ``text`` beside the package of the pair; False where its folder cannot be written."""
        return keep_beside(self._package(source, target), name, text)

    def _single(self, source: str, target: str) -> _Model:
        return self._load(self._package(source, target))

    def _package(self, source: str, target: str) -> Installed:
        packages = find(self.folder, source, target)
        if len(packages) > 1:
            names = " and ".join(package.name for package in packages)
            raise EngineError(f"{source} -> {target} goes through two models, {names}: ask for each alone")
        return packages[0]

    def _load(self, package: Installed) -> _Model:
        with self._lock:
            model = self._models.get(package.path)
            if model is None or model.package != package:
                model = self._models[package.path] = _load(package)
            return model

    def _run(self, model: _Model, texts: list[str], finished: Callable[[int], None]) -> list[Translation]:
        """Each text through one model. ``finished`` hears the number of each text that is done."""
        try:
            results, tokens = _run(model, texts, self.beam, finished)
        except (RuntimeError, ValueError, MemoryError, IndexError) as error:
            raise _failed(model.package, "fails", error) from error
        self.decoded_tokens += tokens
        return results


class _Progress:
    """Counts sentences, not passes: through two models, a sentence is done after the second."""

    def __init__(self, callback: Callable[[int], None] | None, passes: int) -> None:
        self._callback = callback
        self._passes = passes
        self._steps = 0
        self._told = 0

    def __call__(self, steps: int) -> None:
        self._steps += steps
        fresh = self._steps // self._passes - self._told
        if self._callback is not None and fresh:
            self._told += fresh
            self._callback(fresh)


# ---------------------------------------------------------------------------------------------- loading


def _load(package: Installed) -> _Model:
    try:
        import ctranslate2  # noqa: PLC0415  (slow to import, and needed only here)
    except ImportError as error:
        raise EngineError(
            "CTranslate2 is not installed", hint="Install this program again with its dependencies."
        ) from error
    try:
        metadata = metadata_of(package.path)
        tokenizer = _load_tokenizer(package)
        streams, threads = _threads()
        translator = ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            compute_type="auto",
            inter_threads=streams,
            intra_threads=threads,
        )
    except NotAPackageError as error:
        raise _failed(package, "cannot be loaded", error) from error
    except Exception as error:
        # A damaged model or vocabulary ends in whatever exception the library that reads it happened to meet.
        raise _failed(package, "cannot be loaded", error) from error
    return _Model(package, tokenizer, translator, metadata.target_prefix, streams)


def _load_tokenizer(package: Installed) -> _Tokenizer:
    file = package.path / "sentencepiece.model"
    if file.is_file():
        return _SentencePiece(file)
    from argostranslate.tokenizer import BPETokenizer  # noqa: PLC0415  (needs sacremoses, few packages need it)

    codes = package.name.split("_")
    tokenizer: _Tokenizer = BPETokenizer(package.path / "bpe.model", *codes)
    tokenizer.encode("a")  # it reads its file at the first use: now is the time to fail
    return tokenizer


class _SentencePiece:
    """The tokenizer of most packages; one model serves both languages."""

    def __init__(self, file: Path) -> None:
        import sentencepiece  # noqa: PLC0415

        self._processor = sentencepiece.SentencePieceProcessor(model_file=str(file))

    def encode(self, sentence: str) -> list[str]:
        pieces: list[str] = self._processor.encode(sentence, out_type=str)
        return pieces

    def decode(self, tokens: list[str]) -> str:
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


def _threads() -> tuple[int, int]:
    """Streams, and threads in each. A stream a core is fastest, but each holds a batch in memory."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        cores = os.cpu_count() or 1
    streams = min(cores, _MOST_STREAMS)
    return streams, max(1, cores // streams)


def _failed(package: Installed, what: str, error: BaseException) -> EngineError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return EngineError(
        f"package {package.name} {package.version} {what} ({reason[:200]})",
        where=str(package.path),
        hint="Look whether it is whole with `workflow models verify`, and install it again with "
        f"`workflow models install {package.name}`.",
    )


# ---------------------------------------------------------------------------------------------- running


def _run(
    model: _Model, texts: list[str], beam: int, finished: Callable[[int], None]
) -> tuple[list[Translation], int]:
    """Translations in order, and how many tokens were written for them."""
    jobs = []
    open_jobs = [0] * len(texts)
    for number, text in enumerate(texts):
        for tokens in _pieces(text, model.tokenizer):
            open_jobs[number] += 1
            jobs.append(_Job(number, tokens))
    for number, count in enumerate(open_jobs):
        if not count:
            finished(number)
    outputs: dict[int, tuple[str, float, int]] = {}  # by job: text, log-probability, tokens
    waiting: deque[tuple[list[int], list[Any], int]] = deque()

    def collect() -> None:
        numbers, answers, limit = waiting.popleft()
        for job, answer in zip(numbers, answers, strict=True):
            outputs[job] = _output(model, answer.result(), limit)
            sentence = jobs[job].sentence
            open_jobs[sentence] -= 1
            if not open_jobs[sentence]:
                finished(sentence)

    for batch in _batches([len(job.tokens) for job in jobs]):
        if len(waiting) >= _AHEAD * model.streams:
            collect()
        limit = min(_LONGEST_OUTPUT, 64 + 4 * len(jobs[batch[0]].tokens))
        answers = model.translator.translate_batch(
            [jobs[job].tokens for job in batch],
            target_prefix=[[model.prefix]] * len(batch) if model.prefix else None,
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
    written = beam * sum(tokens for _, _, tokens in outputs.values())
    return _joined(jobs, outputs, len(texts), model.package.target), written


def _read(model: _Model, pairs: Sequence[tuple[str, str]], *, attention: bool) -> list[Reading | None]:
    readings: list[Reading | None] = [None] * len(pairs)
    prefix = [model.prefix] if model.prefix else []
    jobs = []
    for number, (sentence, text) in enumerate(pairs):
        source, target = _placed(model, sentence), _placed(model, text)
        if source and target and max(len(source[0]), len(target[0])) <= _LONGEST_INPUT:
            jobs.append((number, source, target))
    for at in range(0, len(jobs), _READ_BATCH):
        batch = jobs[at : at + _READ_BATCH]
        sources = [source[0] for _, source, _ in batch]
        targets = [[*prefix, *target[0]] for _, _, target in batch]
        scored = model.translator.score_batch(sources, targets)
        forced: list[Any] = [None] * len(batch)
        if attention:
            # The whole text as a forced beginning: one step more, and the attention of every token is known.
            forced = model.translator.translate_batch(
                sources,
                target_prefix=targets,
                beam_size=1,
                return_attention=True,
                max_input_length=0,
                max_decoding_length=max(map(len, targets)) + 1,
            )
        for (number, source, target), score, seen in zip(batch, scored, forced, strict=True):
            rows: tuple[tuple[float, ...], ...] = ()
            if seen is not None:
                rows = tuple(map(tuple, seen.attention[0][len(prefix) : len(prefix) + len(target[0])]))
            readings[number] = Reading(
                tuple(source[1]), tuple(target[1]), tuple(score.log_probs[len(prefix) :]), rows
            )
    return readings


def _placed(model: _Model, text: str) -> tuple[list[str], list[tuple[int, int]]] | None:
    """Tokens of ``text`` with their places; None where the package's tokenizer cannot tell them."""
    spans = getattr(model.tokenizer, "spans", None)
    found: tuple[list[str], list[tuple[int, int]]] | None = spans(text) if spans and text else None
    return found


def _complete(model: _Model, begun: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    """Texts in order, and how many tokens were written for them."""
    texts = [""] * len(begun)
    written = 0
    prefix = [model.prefix] if model.prefix else []
    jobs = []
    for number, (sentence, beginning) in enumerate(begun):
        source = model.tokenizer.encode(_clean(sentence))
        if source and len(source) <= _LONGEST_INPUT:
            jobs.append((number, source, [*prefix, *model.tokenizer.encode(beginning)]))
    for at in range(0, len(jobs), _READ_BATCH):
        batch = jobs[at : at + _READ_BATCH]
        longest = max(max(len(source), len(start)) for _, source, start in batch)
        answers = model.translator.translate_batch(
            [source for _, source, _ in batch],
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
            texts[number] = _clean(model.tokenizer.decode(tokens))
    return texts, written


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Numbers of jobs in batches of like lengths, longest first, at most ``_BATCH_TOKENS`` with padding."""
    order = sorted(range(len(lengths)), key=lambda job: -lengths[job])
    batch: list[int] = []
    for job in order:
        if batch and lengths[batch[0]] * (len(batch) + 1) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


def _output(model: _Model, result: Any, limit: int) -> tuple[str, float, int]:
    tokens: list[str] = result.hypotheses[0]
    # The score of the search is the log-probability over the length to the power of the penalty. The end of
    # the sentence counts as a token in both, unless the search was cut off before it.
    steps = len(tokens) + (len(tokens) < limit)
    total = float(result.scores[0]) * steps**_LENGTH_PENALTY
    if model.prefix and tokens[:1] == [model.prefix]:
        tokens = tokens[1:]
    return _clean(model.tokenizer.decode(tokens)), total, steps


def _joined(
    jobs: list[_Job], outputs: dict[int, tuple[str, float, int]], count: int, target: str
) -> list[Translation]:
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


def _pieces(text: str, tokenizer: _Tokenizer) -> Iterator[list[str]]:
    """Tokens of ``text``, in pieces that a model can take; nothing for an empty text."""
    tokens = tokenizer.encode(text)
    if len(tokens) <= _LONGEST_INPUT or len(text) < 2:
        if tokens:
            # A single character of many tokens can only be cut among them.
            yield from (tokens[at : at + _LONGEST_INPUT] for at in range(0, len(tokens), _LONGEST_INPUT))
        return
    cut = _cut(text)
    yield from _pieces(text[:cut].strip(), tokenizer)
    yield from _pieces(text[cut:].strip(), tokenizer)


def _cut(text: str) -> int:
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


# Explicit embeddings, overrides and isolates: an unclosed one would turn round the text that follows.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _clean(text: str) -> str:
    """One line of sane text: what cannot be seen and would do harm is gone, spaces are single.

    Zero-width joiners and non-joiners stay, for Persian, Urdu and Hindi are spelt with them.
    """
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif char not in _BIDI and char not in "\u00ad\ufeff":
            kept.append(char)
    return " ".join("".join(kept).split())
