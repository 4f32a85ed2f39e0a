"""Translate with installed Argos packages: their tokenizer, CTranslate2, and nothing else of Argos Translate.

Argos Translate itself cuts the text into sentences once more and runs each paragraph by itself. Here the
text is in segments already, and all of them go through the model together, in full batches of like length on
as many streams as there are cores. That is several times as fast for the same search.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from workflow.engines import models
from workflow.engines.options import read_options
from workflow.engines.packages import (
    Installed,
    NotAPackageError,
    find,
    keep_beside,
    kept_beside,
    metadata_of,
    models_folder,
)
from workflow.errors import EngineError
from workflow.model import Capabilities, Reading, Translation


class _Model(Struct, frozen=True):
    """One loaded package."""

    package: Installed
    loaded: models.Loaded


class ArgosEngine:
    """The engine of ``name = "argos"``. Models are loaded when first needed and stay loaded.

    ``folder`` is that of the packages (see :func:`workflow.engines.packages.models_folder`), ``beam`` the
    number of hypotheses that the search keeps: 1 is fastest, 4 is what Argos Translate uses. ``running`` are
    all settings, that of the beam too, and ``where`` is where they stand, for messages.
    """

    name = "argos"
    capabilities = Capabilities(scores=True, reading=True)

    def __init__(
        self,
        *,
        folder: Path | None = None,
        beam: int = 4,
        running: models.Running | None = None,
        where: str = "[engines.argos]",
    ) -> None:
        if beam < 1:
            raise EngineError(f"beam {beam} is less than 1", where="[engine] beam", hint="Argos uses 4.")
        self.folder = models_folder(folder)
        self.running = running or models.Running(beam=beam)
        self.decoded_tokens = 0  # written so far, each counted once for each hypothesis of the search
        self._where = where
        self._models: dict[Path, _Model] = {}
        self._lock = threading.Lock()

    @classmethod
    def configured(
        cls,
        options: Mapping[str, object],
        *,
        where: str,
        root: Path,  # noqa: ARG003
        folder: Path | None = None,
    ) -> ArgosEngine:
        """The engine as ``[engines.argos]`` wants it, with the packages of ``folder``.

        :raises ConfigError: a key or a value that means nothing.
        """
        running = read_options(options, models.Running, where)
        models.checked(running, where)
        return cls(folder=folder, running=running, where=where)

    @property
    def settings(self) -> str:
        """See :class:`workflow.model.ConfiguredEngine`.

        :raises EngineError: the device is not there, or cannot do the type of numbers.
        """
        return models.settings_of(self.running, self._where)

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
        packages = [self._load(package) for package in find(self.folder, source, target)]
        return models.translate(
            [each.loaded for each in packages],
            sentences,
            progress,
            lambda at, texts, finished: self._run(packages[at], texts, finished),
        )

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
            return models.read(model.loaded, pairs, attention=attention)
        except models.RUN_ERRORS as error:
            raise _failed(model.package, "fails", error) from error

    def complete(self, begun: Sequence[tuple[str, str]], source: str, target: str) -> list[str]:
        """Translate each sentence so that the text begins with the given beginning.

        :raises EngineError: no model for the pair, or it cannot be run.
        """
        model = self._single(source, target)
        try:
            texts, tokens = models.complete(model.loaded, begun)
        except models.RUN_ERRORS as error:
            raise _failed(model.package, "fails", error) from error
        self.decoded_tokens += tokens
        return texts

    def measure(self, source: str, target: str) -> Iterator[models.Measured]:
        """How fast the model of the pair is in each layout of streams and threads; see ``models.measure``.

        :raises EngineError: no model for the pair, it cannot be run, or there is nothing to choose.
        """
        package = find(self.folder, source, target)[-1]
        try:
            yield from models.measure(package.path / "model", self.running, self._where)
        except models.RUN_ERRORS as error:
            raise _failed(package, "fails", error) from error

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
                at = models.place(self.running, self._where)
                model = self._models[package.path] = _load(package, at, self.running.batch_tokens)
            return model

    def _run(self, model: _Model, texts: list[str], finished: Callable[[int], None]) -> list[Translation]:
        """Each text through one model. ``finished`` hears the number of each text that is done."""
        try:
            results, tokens = models.run(model.loaded, texts, self.running.beam, finished)
        except models.RUN_ERRORS as error:
            raise _failed(model.package, "fails", error) from error
        self.decoded_tokens += tokens
        return results


# ---------------------------------------------------------------------------------------------- loading


def _load(package: Installed, at: models.Place, batch_tokens: int) -> _Model:
    try:
        metadata = metadata_of(package.path)
        tokenizer = _load_tokenizer(package)
        translator = models.opened(package.path / "model", at)
    except NotAPackageError as error:
        raise _failed(package, "cannot be loaded", error) from error
    except Exception as error:
        # A damaged model or vocabulary ends in whatever exception the library that reads it happened to meet.
        raise _failed(package, "cannot be loaded", error) from error
    prefix = (metadata.target_prefix,) if metadata.target_prefix else ()
    loaded = models.Loaded(
        tokenizer,
        tokenizer,
        translator,
        package.target,
        at.streams,
        prefix=prefix,
        batch_tokens=batch_tokens,
    )
    return _Model(package, loaded)


def _load_tokenizer(package: Installed) -> models.Tokenizer:
    file = package.path / "sentencepiece.model"
    if file.is_file():
        return models.SentencePiece(file)
    from argostranslate.tokenizer import BPETokenizer  # noqa: PLC0415  (needs sacremoses, few packages need it)

    codes = package.name.split("_")
    tokenizer: models.Tokenizer = BPETokenizer(package.path / "bpe.model", *codes)
    tokenizer.encode("a")  # it reads its file at the first use: now is the time to fail
    return tokenizer


def _failed(package: Installed, what: str, error: BaseException) -> EngineError:
    reason = " ".join(str(error).split()) or type(error).__name__
    return EngineError(
        f"package {package.name} {package.version} {what} ({reason[:200]})",
        where=str(package.path),
        hint="Look whether it is whole with `workflow models verify`, and install it again with "
        f"`workflow models install {package.name}`.",
    )
