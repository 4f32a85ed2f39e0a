"""What the tests of this room need: tiny packages made on the spot, and a server on the loopback."""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

TEXT = """
the mayor of met with and said cooperation forum city minister visit agreement trade transport 2025 67
cooperation, organisation summit in on at for between university energy tourism region plan
"""
WORDS = TEXT.split()
SIZE = 16  # of the vectors in the model
END_BIAS = 3.5  # so that random weights end most sentences


def sentences(count: int, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(rng.choices(WORDS, k=rng.randint(3, 14))).capitalize() + "." for _ in range(count)]


@cache
def sentencepiece_model(symbols: tuple[str, ...] = ()) -> bytes:
    import sentencepiece

    stream = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*sentences(400, seed=7), "user_name 0123456789 %() КМ км"]),
        model_writer=stream,
        vocab_size=120,
        model_type="unigram",
        hard_vocab_limit=False,
        character_coverage=1.0,
        minloglevel=2,
        user_defined_symbols=list(symbols),
    )
    return stream.getvalue()


def pieces(symbols: tuple[str, ...] = ()) -> list[str]:
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_proto=sentencepiece_model(symbols))
    return [processor.id_to_piece(number) for number in range(processor.get_piece_size())]


def save_model(folder: Path, vocabulary: list[str], seed: int = 0) -> None:
    """A CTranslate2 model of one layer with random weights."""
    import ctranslate2

    rng = np.random.default_rng(seed)
    spec = ctranslate2.specs.TransformerSpec.from_config(num_layers=1, num_heads=2)

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.4, shape).astype(np.float32)

    def linear(part, rows: int, columns: int) -> None:
        part.weight = normal(rows, columns)
        part.bias = normal(rows)

    def norm(part) -> None:
        part.gamma = np.ones(SIZE, dtype=np.float32)
        part.beta = np.zeros(SIZE, dtype=np.float32)

    def attention(part, self_attention: bool) -> None:
        norm(part.layer_norm)
        widths = (3, 1) if self_attention else (1, 2, 1)
        for layer, width in zip(part.linear, widths, strict=True):
            linear(layer, width * SIZE, SIZE)

    def feed_forward(part) -> None:
        norm(part.layer_norm)
        linear(part.linear_0, 2 * SIZE, SIZE)
        linear(part.linear_1, SIZE, 2 * SIZE)

    for layer in spec.encoder.layer:
        attention(layer.self_attention, True)
        feed_forward(layer.ffn)
    for layer in spec.decoder.layer:
        attention(layer.self_attention, True)
        attention(layer.attention, False)
        feed_forward(layer.ffn)
    norm(spec.encoder.layer_norm)
    norm(spec.decoder.layer_norm)
    spec.encoder.embeddings[0].weight = normal(len(vocabulary), SIZE)
    spec.decoder.embeddings.weight = normal(len(vocabulary), SIZE)
    linear(spec.decoder.projection, len(vocabulary), SIZE)
    spec.decoder.projection.bias[vocabulary.index("</s>")] += END_BIAS
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.validate()
    spec.optimize(quantization="int8")
    spec.save(str(folder))


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees the packages, caches, mirrors or proxies of the person who runs it."""
    for name in ("ARGOS_PACKAGES_DIR", "DRAGOMAN_MODELS_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("no_proxy", "*")
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))


@pytest.fixture(scope="session")
def _models(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Model folders by target prefix, each made once."""
    made: dict[str, Path] = {}

    def model(prefix: str) -> Path:
        if prefix not in made:
            made[prefix] = tmp_path_factory.mktemp("model")
            save_model(made[prefix], pieces() + ([prefix] if prefix else []))
        return made[prefix]

    return model


@pytest.fixture(scope="session")
def session_package(_models: Callable[[str], Path]) -> Callable[..., Path]:
    """Make a whole package in a folder, as Argos Translate would have installed it; its path."""

    def make(
        folder: Path,
        source: str = "en",
        target: str = "ru",
        version: str = "1.9",
        name: str = "",
        **metadata: str,
    ) -> Path:
        path = folder / (name or f"{source}_{target}")
        shutil.copytree(_models(metadata.get("target_prefix", "")), path / "model")
        (path / "sentencepiece.model").write_bytes(sentencepiece_model())
        described = {
            "package_version": version,
            "argos_version": "1.9",
            "from_code": source,
            "to_code": target,
            **metadata,
        }
        (path / "metadata.json").write_text(json.dumps(described), encoding="utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def make_multilingual() -> Callable[..., Path]:
    """Make the folder of a multilingual model: random weights, the marks of a family in its vocabulary.

    ``inside`` are marks that the tokenizer knows too, as that of MADLAD-400 does; ``config`` is added to that
    of the model.
    """

    def make(
        folder: Path,
        marks: tuple[str, ...],
        *,
        tokenizers: tuple[str, ...] = ("sentencepiece.bpe.model",),
        inside: tuple[str, ...] = (),
        **config: object,
    ) -> Path:
        folder.mkdir()
        save_model(folder, [*pieces(inside), *(mark for mark in marks if mark not in inside)])
        for name in tokenizers:
            (folder / name).write_bytes(sentencepiece_model(inside))
        described = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        (folder / "config.json").write_text(json.dumps({**described, **config}), encoding="utf-8")
        return folder

    return make


@pytest.fixture
def make_package(session_package: Callable[..., Path]) -> Callable[..., Path]:
    """The same, for folders of one test."""
    return session_package


@pytest.fixture(scope="session")
def made_sentences() -> Callable[[int], list[str]]:
    """Sentences of the words that the packages know."""
    return sentences


@pytest.fixture
def make_archive(make_package: Callable[..., Path], tmp_path: Path) -> Callable[..., Path]:
    """Make a whole archive as Argos offers them; its path."""

    def make(file: Path, source: str = "en", target: str = "ru", version: str = "1.9") -> Path:
        made = tmp_path / "made"
        package = make_package(made, source, target, version)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(package.rglob("*")):
                archive.write(path, path.relative_to(made).as_posix())
        shutil.rmtree(made)
        return file

    return make


# ---------------------------------------------------------------------------------------------- a server


@dataclass
class Site:
    """What a server offers, and how it misbehaves: ``plan`` has a word for each request to come."""

    address: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    etag: str = '"one"'
    modified: str = ""
    redirect: str = ""
    plan: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)  # headers of each request, lower case


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            site.asked.append({key.lower(): value for key, value in self.headers.items()})
            word = site.plan.pop(0) if site.plan else "ok"
            content = site.files.get(self.path)
            if word.isdecimal():
                self.send_error(int(word))
            elif word == "redirect":
                self.send_response(302)
                self.send_header("Location", site.redirect)
                self.end_headers()
            elif content is None:
                self.send_error(404)
            else:
                self.give(content, word)

        def give(self, content: bytes, word: str) -> None:
            start = 0
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = self.headers.get("If-Range", "") in (site.etag, site.modified)
            if asked and same and word != "whole":
                start = int(asked[1])
                if start >= len(content):
                    self.send_response(416)
                    self.send_header("Content-Range", f"bytes */{len(content)}")
                    self.end_headers()
                    return
                self.send_response(206)
                told = start + 1 if word == "wrong part" else start
                self.send_header("Content-Range", f"bytes {told}-{len(content) - 1}/{len(content)}")
            else:
                self.send_response(200)
            if site.etag:
                self.send_header("ETag", site.etag)
            if site.modified:
                self.send_header("Last-Modified", site.modified)
            body = content[start:]
            if word != "no length":
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if word.startswith("cut "):
                body = body[: int(word.removeprefix("cut "))]
            self.wfile.write(body)
            self.close_connection = True

    return Handler


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(site))
    site.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
