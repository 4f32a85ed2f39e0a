"""The settings of engines that run CTranslate2 models, and what of them decides the texts."""

from __future__ import annotations

import types
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines import models
from workflow.engines.apertium import ApertiumEngine
from workflow.engines.argos import ArgosEngine
from workflow.engines.libretranslate import LibreTranslateEngine
from workflow.engines.multilingual import MultilingualEngine
from workflow.engines.openai import OpenAIEngine
from workflow.engines.pivot import PivotEngine
from workflow.engines.pseudo import PseudoEngine
from workflow.errors import ConfigError, EngineError
from workflow.model import ConfiguredEngine

ENGINES = (ArgosEngine, MultilingualEngine)


@pytest.fixture(scope="module")
def folder(tmp_path_factory, session_package):
    folder = tmp_path_factory.mktemp("models")
    session_package(folder, "en", "ru")
    return folder


def configured(kind, **options):
    return kind.configured(options, where="w", root=Path("/none"))


# ---------------------------------------------------------------------------------------------- what they say


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"beam": 33}, "w beam: not a value for it: expected int <= 32"),
        ({"batch_tokens": 8}, "w batch_tokens: not a value for it: expected int >= 64"),
        (
            {"compute_type": "int7"},
            "w compute_type: not a value for it: invalid enum value 'int7'. One of: auto, default, int8, "
            "int8_float32, int8_float16, int8_bfloat16, int16, float32, float16, bfloat16.",
        ),
        (
            {"device": "gpu"},
            "w device: not a value for it: invalid enum value 'gpu'. One of: auto, cpu, cuda.",
        ),
        ({"device_index": -1}, "w device_index: not a value for it: expected int >= 0"),
        ({"stream": 2}, "w: unknown key 'stream'. Did you mean 'streams'?"),
        (
            {"threads": 2, "streams": 4},
            "w streams: 4 streams are more than 2 threads, and each takes one at least. "
            "threads are those of all streams together; delete one of the two.",
        ),
    ],
)
def test_what_cannot_be_is_one_line(kind, options, line):
    with pytest.raises(ConfigError) as caught:
        configured(kind, **options)
    assert str(caught.value) == line


def test_all_of_them_are_used(folder, made_sentences):
    options = {"beam": 2, "batch_tokens": 128, "threads": 4, "streams": 2, "compute_type": "float32"}
    engine = ArgosEngine.configured(options, where="w", root=folder, folder=folder)
    assert len(engine.translate(made_sentences(9), "en", "ru")) == 9
    loaded = engine._models[folder / "en_ru"].loaded
    assert (loaded.streams, loaded.batch_tokens) == (2, 128)
    assert loaded.translator.compute_type == "float32"
    assert loaded.translator.num_translators == 2
    assert engine.decoded_tokens % 2 == 0


@given(st.integers(1, 300))
def test_a_layout_uses_the_cores(threads):
    streams, each = models.layout(threads)
    assert streams == min(threads, 8)
    assert threads - streams < streams * each <= threads
    assert models.layout(threads, 3) == (3, max(1, threads // 3))
    tried = models.layouts(threads)
    assert tried[0] == (streams, each)
    assert len(set(tried)) == len(tried)


# ---------------------------------------------------------------------------------------------- devices


def library(devices=0, types_=("float32", "int8", "int8_float32"), opened=None):
    """What stands in for CTranslate2 on another machine."""
    return types.SimpleNamespace(
        __version__="9.1",
        get_cuda_device_count=lambda: devices,
        get_supported_compute_types=lambda device, index: (
            {*types_, "int8_float16"} if device == "cuda" else set(types_)
        ),
        Translator=lambda *given, **options: (opened.append(options), object())[1],
    )


def test_cuda_is_used_where_it_is(monkeypatch):
    opened = []
    monkeypatch.setattr(models, "library", lambda: library(2, opened=opened))
    monkeypatch.setattr(models, "_has_cublas", lambda: True)
    at = models.place(models.Running(device_index=1, threads=4), "w")
    assert at == models.Place("cuda", 1, "auto", 1, 1)
    models.opened(Path("m"), at)
    assert opened[0]["device"] == "cuda"
    assert opened[0]["device_index"] == 1
    # There is no such device, or a driver without the library that does the work: nothing is lost.
    assert models.place(models.Running(device_index=2), "w").device == "cpu"
    monkeypatch.setattr(models, "_has_cublas", lambda: False)
    assert models.place(models.Running(), "w").device == "cpu"
    assert models.place(models.Running(device="cuda"), "w").device == "cuda"
    assert models.place(models.Running(device="cpu"), "w").device == "cpu"


@pytest.mark.parametrize(
    ("running", "line"),
    [
        (
            models.Running(device="cuda"),
            "w device: there is no CUDA device 0 here; CTranslate2 finds 0. "
            'Look at the driver with nvidia-smi, or set device = "cpu".',
        ),
        (
            models.Running(compute_type="float16"),
            "w compute_type: this device (cpu) cannot do float16. "
            "It can do: float32, int8, int8_float32; or auto, the fastest of them.",
        ),
    ],
)
def test_what_this_machine_has_not_is_said(monkeypatch, folder, running, line):
    monkeypatch.setattr(models, "library", library)
    engine = ArgosEngine(folder=folder, running=running, where="w")
    for ask in (lambda: engine.settings, lambda: engine.translate(["The mayor."], "en", "ru")):
        with pytest.raises(EngineError) as caught:
            ask()
        assert str(caught.value) == line


# ---------------------------------------------------------------------------------------------- what decides


def answers(folder, text, **options):
    engine = ArgosEngine.configured({"batch_tokens": 128, **options}, where="w", root=folder, folder=folder)
    return [(each.text, each.score) for each in engine.translate(text, "en", "ru")]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["int8", "float32"])
def test_no_layout_changes_a_text_or_a_score(folder, made_sentences, kind):
    """Of floats this is said for streams only: see the next test for threads."""
    text = made_sentences(80)
    ways = [(1, 1), (2, 2), (4, 4)]
    if kind == "int8":
        ways += [(2, 1), (3, 1), (8, 1), (8, 2)]
    found = [
        answers(folder, text, compute_type=kind, device="cpu", threads=threads, streams=streams)
        for threads, streams in ways
    ]
    assert all(one == other for one, other in pairwise(found))
    assert len({each for each, _ in found[0]}) > 20


def test_what_decides_is_in_the_settings(folder):
    def said(**options):
        return ArgosEngine.configured({"device": "cpu", **options}, where="w", root=folder).settings

    version = models.library().__version__
    assert said(compute_type="int8_float32", beam=2) == (
        f"beam=2 batch=512 compute=int8_float32 device=cpu ctranslate2={version}"
    )
    assert said(compute_type="int8", threads=1) == said(compute_type="int8", threads=8, streams=2)
    # Floats are added up in another order by several threads, as CTranslate2's library likes.
    assert said(compute_type="float32", threads=1) != said(compute_type="float32", threads=2, streams=1)
    assert said(compute_type="float32", threads=1) == said(compute_type="float32", threads=2, streams=2)
    different = [said(), said(beam=3), said(batch_tokens=1024), said(compute_type="default")]
    assert len(set(different)) == 4


def test_auto_says_what_it_comes_to(monkeypatch):
    monkeypatch.setattr(models, "library", library)
    assert "compute=int8_float32 " in models.settings_of(models.Running(), "w")
    monkeypatch.setattr(models, "library", lambda: library(types_=("float32",)))
    assert models.settings_of(models.Running(threads=1), "w") == (
        "beam=4 batch=512 compute=auto device=cpu ctranslate2=9.1 threads=1"
    )


def test_every_engine_says_its_settings(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "k-1")
    url = {"url": "http://127.0.0.1:9"}
    engines = {
        "argos": configured(ArgosEngine),
        "ctranslate2": configured(MultilingualEngine, family="nllb", languages={"uz": "x"}, tokenizer="t"),
        "openai": configured(OpenAIEngine, **url, model="m", temperature=0.5),
        "libretranslate": configured(LibreTranslateEngine, **url),
        "apertium": configured(ApertiumEngine, unknown=40),
        "pseudo": configured(PseudoEngine, style={"ru": "arabic"}),
    }
    said = {}
    for name, engine in engines.items():
        assert isinstance(engine, ConfiguredEngine), name
        said[name] = engine.settings
        assert said[name] == engine.settings
        assert len(said[name]) < 120
        assert said[name].isprintable()
        assert "k-1" not in said[name]
    assert said["ctranslate2"].endswith(" family=nllb tokenizer=t uz=x")
    assert said["openai"].startswith("model=m temperature=0.5 max_tokens=0 batch=10 context=1 prompt=")
    assert said["openai"] == configured(OpenAIEngine, **url, model="m", temperature=0.5, parallel=4).settings
    assert said["apertium"] == "unknown=40"
    assert said["pseudo"] == "longer=35 ru=arabic"
    both = PivotEngine(engines["apertium"], "ru", engines["pseudo"])
    assert both.settings == "unknown=40 + longer=35 ru=arabic"


# ---------------------------------------------------------------------------------------------- measuring


def test_layouts_are_measured_on_the_model(folder):
    engine = ArgosEngine.configured(
        {"batch_tokens": 64, "threads": 2, "device": "cpu"}, where="w", root=folder, folder=folder
    )
    found = list(engine.measure("en", "ru"))
    assert [(each.streams, each.threads) for each in found] == [(2, 1), (1, 2)]
    assert all(each.speed > 0 for each in found)


def test_nothing_is_measured_where_there_is_nothing_to_choose(monkeypatch, folder):
    monkeypatch.setattr(models, "library", lambda: library(1))
    monkeypatch.setattr(models, "_has_cublas", lambda: True)
    with pytest.raises(EngineError, match="there is nothing to choose"):
        list(ArgosEngine(folder=folder).measure("en", "ru"))


def test_a_damaged_model_that_is_measured_is_named(tmp_path, make_package):
    path = make_package(tmp_path)
    (path / "model" / "model.bin").write_bytes(b"\0" * 100)
    with pytest.raises(EngineError, match=r"package en_ru 1\.9 fails"):
        list(ArgosEngine(folder=tmp_path).measure("en", "ru"))
