"""Translate with a multilingual CTranslate2 model that the user has: NLLB-200, M2M-100, MADLAD-400, OPUS-MT.

Such a model is told the languages by tokens of its vocabulary, and each family has its own way:

- NLLB-200: the source begins with the FLORES code of its language, the translation with that of its own
  (huggingface.co/docs/transformers/model_doc/nllb: that it once stood behind the sentence was a mistake);
- M2M-100: the same with ``__ru__``;
- MADLAD-400: the source begins with ``<2ru>``;
- OPUS-MT: the source begins with ``>>rus<<`` where a model has several targets, with none where it has one.

The sentence ends with ``</s>`` unless CTranslate2 adds that itself, which the model's ``config.json`` says. A
piece of text that happens to be such a token is spelt out: what stands in an article gives no orders.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct, field

from workflow.engines import models
from workflow.engines.licences import card_licence
from workflow.engines.options import path_of, read_options
from workflow.engines.packages import NOTES, canonical
from workflow.errors import EngineError, WorkflowError
from workflow.files import write_atomic
from workflow.model import Capabilities, Reading, Translation

Family = Literal["nllb", "m2m100", "madlad", "opus-mt"]

# How the token of a language looks in each family, and how many there must be to recognise it.
_LOOKS: dict[Family, tuple[re.Pattern[str], int]] = {
    "nllb": (re.compile(r"[a-z]{3}_[A-Z][a-z]{3}"), 2),
    "m2m100": (re.compile(r"__[a-z]{2,3}__"), 2),
    "madlad": (re.compile(r"<2[a-z]{2,3}(?:_[A-Za-z]{2,4})?>"), 2),
    "opus-mt": (re.compile(r">>[a-z]{2,3}(?:_[A-Za-z]{2,4})?<<"), 1),
}
# Tokens that are no text either.
_NO_TEXT = re.compile(r"</?s>|<pad>|<unk>|<mask>|<extra_id_\d+>|madeupword\d+")
# Where all of those begin, and little else.
_ODD = re.compile(r"[<>_]|[a-z]{3}_|madeupword")

# The codes of NLLB-200 are those of ISO 639-3 with a script; OPUS-MT has them with a script or without.
_FLORES = {
    "ar": "arb_Arab",
    "az": "azj_Latn",
    "be": "bel_Cyrl",
    "bg": "bul_Cyrl",
    "bn": "ben_Beng",
    "cs": "ces_Latn",
    "da": "dan_Latn",
    "de": "deu_Latn",
    "el": "ell_Grek",
    "en": "eng_Latn",
    "es": "spa_Latn",
    "et": "est_Latn",
    "fa": "pes_Arab",
    "fi": "fin_Latn",
    "fr": "fra_Latn",
    "he": "heb_Hebr",
    "hi": "hin_Deva",
    "hu": "hun_Latn",
    "hy": "hye_Armn",
    "id": "ind_Latn",
    "it": "ita_Latn",
    "ja": "jpn_Jpan",
    "ka": "kat_Geor",
    "kk": "kaz_Cyrl",
    "ko": "kor_Hang",
    "ky": "kir_Cyrl",
    "lt": "lit_Latn",
    "lv": "lvs_Latn",
    "mn": "khk_Cyrl",
    "nl": "nld_Latn",
    "pl": "pol_Latn",
    "ps": "pbt_Arab",
    "pt": "por_Latn",
    "ro": "ron_Latn",
    "ru": "rus_Cyrl",
    "sv": "swe_Latn",
    "tg": "tgk_Cyrl",
    "tk": "tuk_Latn",
    "tr": "tur_Latn",
    "tt": "tat_Cyrl",
    "ug": "uig_Arab",
    "uk": "ukr_Cyrl",
    "ur": "urd_Arab",
    "uz": "uzn_Latn",
    "vi": "vie_Latn",
    "zh": "zho_Hans",
    "zh-Hant": "zho_Hant",
}
# Where OPUS-MT says it in another way, or in several; the first that a model has counts.
_OPUS = {
    "az": ("aze_Latn", "aze"),
    "ar": ("ara", "arb"),
    "fa": ("pes", "fas", "pes_Arab"),
    "lv": ("lav",),
    "mn": ("mon", "khk"),
    "ps": ("pus", "pbt"),
    "uz": ("uzb_Latn", "uzn_Latn", "uzb"),
    "uz-Cyrl": ("uzb_Cyrl", "uzn_Cyrl"),
    "zh": ("cmn_Hans", "zho_Hans", "cmn", "zho"),
    "zh-Hant": ("cmn_Hant", "zho_Hant"),
}
_OPUS_FOLDER = re.compile(
    r"(?:.*[^a-z])?opus-mt(?:-tc)?(?:-(?:big|base|tiny|bible))*-([a-z]{2,3})-([a-z]{2,3})(?:[^a-z].*)?"
)

_TOKENIZERS = (
    *("sentencepiece.bpe.model", "spiece.model", "sentencepiece.model", "spm.model", "spm.128k.model"),
    *("flores200_sacrebleu_tokenizer_spm.model", "source.spm"),
)
_LARGEST_TEXT = 64_000_000  # bytes of a vocabulary; that of NLLB-200 has 5 MB

# What a family's makers say of their models; OPUS-MT has models under several licences.
_LICENCES: dict[Family, str] = {
    "nllb": "CC-BY-NC-4.0",
    "m2m100": "MIT",
    "madlad": "Apache-2.0",
    "opus-mt": "",
}


class _Options(models.Running, frozen=True):
    model: str = ""
    tokenizer: str = ""
    family: Literal["", "nllb", "m2m100", "madlad", "opus-mt"] = ""
    languages: dict[str, str] = field(default_factory=dict)


class _Folder(Struct, frozen=True):
    """What a model's folder says of itself."""

    stamp: tuple[int, ...]  # of its files
    family: Family
    source: frozenset[str]  # vocabularies
    target: frozenset[str]
    end: str  # token that we must put at the end of a sentence; "" where CTranslate2 does
    pair: tuple[str, str]  # languages of a model for one pair, as far as they are told; ("", "")
    encoder: Path  # SentencePiece files
    decoder: Path
    digest: str
    marks: frozenset[str]  # tokens that are no text


class MultilingualEngine:
    """The engine of ``name = "ctranslate2"``. The model is loaded when first needed and stays loaded.

    ``model`` is its folder, ``tokenizer`` its SentencePiece file if that is not in the folder, ``family`` one
    of "nllb", "m2m100", "madlad", "opus-mt" or "" (its vocabulary tells), ``languages`` the tokens of
    languages by BCP 47 tag, where they are others than those known here; "" for a language that needs none.
    ``running`` are the settings that all models have, and ``where`` is where they stand, for messages.
    """

    name = "ctranslate2"
    capabilities = Capabilities(scores=True, reading=True)

    def __init__(
        self,
        model: Path | None = None,
        *,
        tokenizer: Path | None = None,
        family: str = "",
        languages: Mapping[str, str] | None = None,
        running: models.Running | None = None,
        where: str = "[engines.ctranslate2]",
    ) -> None:
        self.model = model
        self.running = running or models.Running()
        self.decoded_tokens = 0  # written so far, each counted once for each hypothesis of the search
        self._tokenizer = tokenizer
        self._family = family
        self._languages = {canonical(tag): token for tag, token in (languages or {}).items()}
        self._where = where
        self._seen: _Folder | None = None
        self._loaded: tuple[_Folder, models.Loaded] | None = None
        self._lock = threading.Lock()

    @classmethod
    def configured(cls, options: Mapping[str, object], *, where: str, root: Path) -> MultilingualEngine:
        """The engine as ``[engines.ctranslate2]`` wants it.

        :raises ConfigError: a key or a value that means nothing.
        """
        read = read_options(options, _Options, where)
        models.checked(read, where)
        return cls(
            path_of(root, read.model, f"{where} model") if read.model else None,
            tokenizer=path_of(root, read.tokenizer, f"{where} tokenizer") if read.tokenizer else None,
            family=read.family,
            languages=read.languages,
            running=read,
            where=where,
        )

    def signature(self, source: str, target: str) -> str:
        """Folder of the model, and a hash of its size and configuration: ``ctranslate2/nllb-600m-1f2e3d4c``.

        :raises EngineError: there is no model, it is not whole, or it does not know a language.
        """
        folder = self._folder()
        self._tokens(folder, source, target)
        name = re.sub(r"[^A-Za-z0-9._+-]+", "-", self._path().resolve().name).strip("-") or "model"
        return f"{self.name}/{name}-{folder.digest}"

    @property
    def settings(self) -> str:
        """See :class:`workflow.model.ConfiguredEngine`; also what the settings say of the model.

        :raises EngineError: the device is not there, or cannot do the type of numbers.
        """
        parts = [models.settings_of(self.running, self._where)]
        parts += [f"family={self._family}"] if self._family else []
        parts += [f"tokenizer={self._tokenizer.name}"] if self._tokenizer else []
        parts += [f"{tag}={token}" for tag, token in sorted(self._languages.items())]
        return " ".join(parts)

    @property
    def licence(self) -> str:
        """Licence of the model as an SPDX identifier, from its card, its licence file or its family; "" if
        none of them tells.

        :raises EngineError: there is no model, or it is not whole.
        """
        folder = self._folder()
        return card_licence(self._path()) or _LICENCES[folder.family]

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate all of ``sentences``; see :func:`workflow.engines.models.translate`.

        :raises EngineError: no model for the pair, or it cannot be loaded or run.
        """
        model = self._load(source, target)

        def run(_: int, texts: list[str], finished: Callable[[int], None]) -> list[Translation]:
            try:
                results, tokens = models.run(model, texts, self.running.beam, finished)
            except models.RUN_ERRORS as error:
                raise self._failed("fails", error) from error
            self.decoded_tokens += tokens
            return results

        return models.translate([model], sentences, progress, run)

    def route(self, source: str, target: str) -> list[tuple[str, str]]:
        """The pair itself: one model serves it.

        :raises EngineError: the model does not know a language.
        """
        self._tokens(self._folder(), source, target)
        return [(canonical(source), canonical(target))]

    def read(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, *, attention: bool = False
    ) -> list[Reading | None]:
        """Each (sentence, translation) as the model reads it: tokens, scores, attention.

        None for a text that is too long, or that the tokenizer cannot place in tokens.

        :raises EngineError: no model for the pair, or it cannot be run.
        """
        model = self._load(source, target)
        try:
            return models.read(model, pairs, attention=attention)
        except models.RUN_ERRORS as error:
            raise self._failed("fails", error) from error

    def complete(self, begun: Sequence[tuple[str, str]], source: str, target: str) -> list[str]:
        """Translate each sentence so that the text begins with the given beginning.

        :raises EngineError: no model for the pair, or it cannot be run.
        """
        model = self._load(source, target)
        try:
            texts, tokens = models.complete(model, begun)
        except models.RUN_ERRORS as error:
            raise self._failed("fails", error) from error
        self.decoded_tokens += tokens
        return texts

    def measure(self, source: str, target: str) -> Iterator[models.Measured]:
        """How fast the model is in each layout of streams and threads; see ``models.measure``.

        :raises EngineError: no model for the pair, it cannot be run, or there is nothing to choose.
        """
        self.signature(source, target)
        try:
            yield from models.measure(self._path(), self.running, self._where)
        except models.RUN_ERRORS as error:
            raise self._failed("fails", error) from error

    def kept(self, source: str, target: str, name: str) -> str:
        """What was kept in the model's folder for the pair under ``name``, if the model is still the same."""
        signature = self.signature(source, target)
        text = self._notes(signature).get(self._note(source, target, name), "")
        return text if isinstance(text, str) else ""

    def keep(self, source: str, target: str, name: str, text: str) -> bool:
        """Keep ``text`` in the model's folder; False where it cannot be written."""
        signature = self.signature(source, target)
        texts = {**self._notes(signature), self._note(source, target, name): text}
        content = json.dumps({"model": signature, "texts": texts}, ensure_ascii=False, indent=1)
        try:
            write_atomic(self._path() / NOTES, content.encode() + b"\n")
        except WorkflowError:
            return False
        return True

    def _note(self, source: str, target: str, name: str) -> str:
        return f"{canonical(source)} {canonical(target)} {name}"

    def _notes(self, signature: str) -> dict[str, Any]:
        try:
            raw = json.loads((self._path() / NOTES).read_bytes())
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(raw, dict) or raw.get("model") != signature:
            return {}
        texts = raw.get("texts")
        return texts if isinstance(texts, dict) else {}

    # ------------------------------------------------------------------------------------------ the folder

    def _path(self) -> Path:
        if self.model is None:
            raise EngineError(
                "no model is set",
                where="[engines.ctranslate2] model",
                hint="Name the folder of a CTranslate2 model there.",
            )
        return self.model

    def _folder(self) -> _Folder:
        """What the folder says, read again if it is another one now."""
        path = self._path()
        stamp = tuple(_stamps(path))
        if self._seen is None or self._seen.stamp != stamp:
            self._seen = self._look(path, stamp)
        return self._seen

    def _look(self, path: Path, stamp: tuple[int, ...]) -> _Folder:
        try:
            size = (path / "model.bin").stat().st_size
        except (OSError, ValueError) as error:
            raise EngineError(
                "there is no model.bin",
                where=str(path),
                hint="Name the folder of a model that was converted for CTranslate2.",
            ) from error
        config, content = _json_object(path / "config.json")
        source, target = _vocabularies(path)
        # A vocabulary may have 256,000 tokens; most are seen at a glance to be text.
        odd = [token for token in source if _ODD.match(token)]
        if target is not source:
            odd += [token for token in target if _ODD.match(token)]
        encoder, decoder = self._files(path)
        family = self._family_of(path, odd)
        looks = _LOOKS[family][0]
        end = config.get("eos_token", "</s>")
        if not isinstance(end, str) or config.get("add_source_eos") is True or end not in source:
            end = ""
        own = {token for token in self._languages.values() if token}
        return _Folder(
            stamp,
            family,
            source,
            target,
            end,
            _pair_of(path) if family == "opus-mt" else ("", ""),
            encoder,
            decoder,
            hashlib.sha256(f"{size}\n".encode() + content).hexdigest()[:8],
            frozenset(token for token in odd if looks.fullmatch(token) or _NO_TEXT.fullmatch(token)) | own,
        )

    def _files(self, path: Path) -> tuple[Path, Path]:
        """The SentencePiece files of both sides."""
        if self._tokenizer is not None:
            if not self._tokenizer.is_file():
                raise EngineError(
                    "there is no such file",
                    where=str(self._tokenizer),
                    hint="[engines.ctranslate2] tokenizer names the SentencePiece file of the model.",
                )
            return self._tokenizer, self._tokenizer
        for name in _TOKENIZERS:
            if (path / name).is_file():
                other = path / "target.spm" if name == "source.spm" else path / name
                return path / name, other if other.is_file() else path / name
        raise EngineError(
            f"there is no SentencePiece file ({', '.join(_TOKENIZERS[:2])}, source.spm or the like)",
            where=str(path),
            hint="Copy it there from the original model, or name it as [engines.ctranslate2] tokenizer.",
        )

    def _family_of(self, path: Path, odd: Sequence[str]) -> Family:
        if self._family:
            for family in _LOOKS:
                if family == self._family:
                    return family
            raise EngineError(f"no family of models is called {self._family!r}", hint=f"{', '.join(_LOOKS)}.")
        for family, (looks, enough) in _LOOKS.items():
            if len({token for token in odd if looks.fullmatch(token)}) >= enough:
                return family
        if (path / "source.spm").is_file() or _OPUS_FOLDER.fullmatch(path.resolve().name):
            return "opus-mt"
        raise EngineError(
            "its vocabulary has no tokens of languages that are known here",
            where=str(path),
            hint=f"Say what it is as [engines.ctranslate2] family: {', '.join(_LOOKS)}.",
        )

    # ------------------------------------------------------------------------------------------ languages

    def _tokens(self, folder: _Folder, source: str, target: str) -> tuple[str, str]:
        """The tokens of both languages; "" for one that needs none."""
        source, target = canonical(source), canonical(target)
        if source == target:
            raise EngineError(f"source and target are both {source}", hint="Choose another target language.")
        if folder.family == "opus-mt":
            return self._opus(folder, source, target)
        return self._token(folder, source, folder.source), self._token(
            folder, target, folder.source if folder.family == "madlad" else folder.target
        )

    def _token(self, folder: _Folder, tag: str, vocabulary: frozenset[str]) -> str:
        if tag in self._languages:
            token = self._languages[tag]
            if token and token not in vocabulary:
                raise self._unknown(tag, f"its vocabulary has no {token!r}")
            return token
        for token in _candidates(folder.family, tag, vocabulary):
            if token in vocabulary:
                return token
        raise self._unknown(tag, "its vocabulary has no token for that language")

    def _opus(self, folder: _Folder, source: str, target: str) -> tuple[str, str]:
        """OPUS-MT has tokens for targets only; what it reads, its name tells, if anything does."""
        reads, writes = folder.pair
        if reads in _FLORES and reads != source and source not in self._languages:
            raise self._unknown(source, f"it translates from {reads}")
        several = any(_LOOKS["opus-mt"][0].fullmatch(token) for token in folder.source)
        if target in self._languages or several:
            return "", self._token(folder, target, folder.source)
        if writes == target:
            return "", ""
        if writes:
            raise self._unknown(target, f"it translates into {writes}")
        raise self._unknown(target, "it does not say what it translates into")

    def _unknown(self, tag: str, why: str) -> EngineError:
        return EngineError(
            f"the model cannot serve {tag}: {why}",
            where=str(self._path()),
            hint='Use another model, or give its token as [engines.ctranslate2] languages = {"'
            + tag
            + '" = "…"}.',
        )

    # ------------------------------------------------------------------------------------------ the model

    def _load(self, source: str, target: str) -> models.Loaded:
        with self._lock:
            folder = self._folder()
            tokens = self._tokens(folder, source, target)
            if self._loaded is None or self._loaded[0] != folder:
                self._loaded = folder, self._loaded_from(folder)
            return _for_pair(folder, self._loaded[1], tokens, canonical(target))

    def _loaded_from(self, folder: _Folder) -> models.Loaded:
        at = models.place(self.running, self._where)
        try:
            encoder = _Sentences(folder.encoder, folder.marks)
            decoder = (
                encoder if folder.decoder == folder.encoder else _Sentences(folder.decoder, folder.marks)
            )
            translator = models.opened(self._path(), at)
        except ImportError as error:
            raise EngineError(
                "SentencePiece is not installed", hint="Install this program again with its dependencies."
            ) from error
        except Exception as error:
            # A damaged file ends in whatever exception the library that reads it happened to meet.
            raise self._failed("cannot be loaded", error) from error
        return models.Loaded(
            encoder,
            decoder,
            translator,
            "",
            at.streams,
            marks=folder.marks,
            batch_tokens=self.running.batch_tokens,
        )

    def _failed(self, what: str, error: BaseException) -> EngineError:
        reason = " ".join(str(error).split()) or type(error).__name__
        return EngineError(
            f"the model {what} ({reason[:200]})",
            where=str(self._path()),
            hint="Look whether all of its files are there and whole, and [engines.ctranslate2] fits it.",
        )


class _Sentences(models.SentencePiece):
    """A tokenizer that never makes a mark of the model out of text."""

    def __init__(self, file: Path, marks: frozenset[str]) -> None:
        super().__init__(file)
        self._marks = marks

    def encode(self, sentence: str) -> list[str]:
        """Pieces of one line of text; one that would be a mark is spelt."""
        found = super().encode(sentence)
        if self._marks.isdisjoint(found):
            return found
        spelt: list[str] = []
        for piece in found:
            if piece in self._marks:
                for char in piece:
                    spelt += [each for each in super().encode(char) if each not in self._marks]
            else:
                spelt.append(piece)
        return spelt

    def spans(self, sentence: str) -> tuple[list[str], list[tuple[int, int]]] | None:
        """As in the parent; None for a text with a mark in it too."""
        found = super().spans(sentence)
        return found if found and self._marks.isdisjoint(found[0]) else None


def _for_pair(folder: _Folder, model: models.Loaded, tokens: tuple[str, str], target: str) -> models.Loaded:
    source_token, target_token = tokens
    before, prefix = source_token, target_token
    if folder.family in ("madlad", "opus-mt"):
        before, prefix = target_token, ""
    return models.Loaded(
        model.tokenizer,
        model.writer,
        model.translator,
        target,
        model.streams,
        before=(before,) if before else (),
        after=(folder.end,) if folder.end else (),
        prefix=(prefix,) if prefix else (),
        marks=model.marks,
        batch_tokens=model.batch_tokens,
    )


def _candidates(family: Family, tag: str, vocabulary: frozenset[str]) -> Iterator[str]:
    """Tokens that may stand for a language, best first."""
    language, _, script = tag.partition("-")
    if family == "m2m100":
        if not script:  # it writes one script of each language
            yield f"__{language}__"
    elif family == "madlad":
        yield f"<2{language}_{script}>" if script else f"<2{language}>"
    elif family == "nllb":
        if tag in _FLORES:
            yield _FLORES[tag]
        elif len(language) == 3:
            if script:
                yield f"{language}_{script}"
            known = sorted(token for token in vocabulary if token.startswith(f"{language}_"))
            if not script and len(known) == 1:
                yield known[0]
    else:
        full = _FLORES.get(tag, "")
        codes = _OPUS.get(tag, (full, full[:3]) if full else ())
        yield from (f">>{code}<<" for code in codes)
        yield f">>{language}_{script}<<" if script else f">>{language}<<"


def _stamps(path: Path) -> Iterator[int]:
    names = ("model.bin", "config.json", "tokenizer_config.json", *_TOKENIZERS, "target.spm")
    vocabularies = (
        f"{side}_vocabulary.{kind}" for side in ("shared", "source", "target") for kind in ("json", "txt")
    )
    for name in (*names, *vocabularies):
        try:
            status = (path / name).stat()
        except (OSError, ValueError):
            yield 0
        else:
            yield status.st_mtime_ns
            yield status.st_size


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_TEXT:
            raise EngineError("too large to be what its name says", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise EngineError(f"cannot be read ({error.strerror or error})", where=str(path)) from error


def _json_object(path: Path) -> tuple[dict[str, Any], bytes]:
    """What a JSON file says, and its bytes; nothing if there is no such file."""
    if not path.is_file():
        return {}, b""
    content = _read(path)
    try:
        raw = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise EngineError("not JSON", where=str(path), hint="Copy the model's folder again.") from error
    return (raw if isinstance(raw, dict) else {}), content


def _vocabularies(path: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Tokens of source and target; often the same."""
    shared = _vocabulary(path, "shared")
    if shared is not None:
        return shared, shared
    source, target = _vocabulary(path, "source"), _vocabulary(path, "target")
    if source is None or target is None:
        raise EngineError(
            "there is no vocabulary (shared_vocabulary.json or the like)",
            where=str(path),
            hint="Copy the model's folder again.",
        )
    return source, target


def _vocabulary(path: Path, side: str) -> frozenset[str] | None:
    """Tokens from a list in JSON or, in models of before 2023, a token a line; None if there is no file."""
    name = f"{side}_vocabulary"
    file = path / f"{name}.json"
    if file.is_file():
        try:
            raw = json.loads(_read(file))
        except (ValueError, RecursionError) as error:
            raise EngineError("not JSON", where=str(file), hint="Copy the model's folder again.") from error
        if isinstance(raw, list) and all(isinstance(token, str) for token in raw):
            return frozenset(raw)
        raise EngineError("not a list of tokens", where=str(file), hint="Copy the model's folder again.")
    file = path / f"{name}.txt"
    if file.is_file():
        return frozenset(_read(file).decode("utf-8", "replace").split("\n")) - {""}
    return None


def _pair_of(path: Path) -> tuple[str, str]:
    """Languages of a model for one pair, as its tokenizer's settings or the name of its folder tell them."""
    settings, _ = _json_object(path / "tokenizer_config.json")
    told = settings.get("source_lang"), settings.get("target_lang")
    named = _OPUS_FOLDER.fullmatch(path.resolve().name)
    short = {code[:3]: tag for tag, code in _FLORES.items() if "-" not in tag}
    for source, target in (told, named.groups() if named else ("", "")):
        if isinstance(source, str) and isinstance(target, str) and re.fullmatch("[a-z]{2,3}", target):
            return short.get(source, source), short.get(target, target)
    return "", ""
