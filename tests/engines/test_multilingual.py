"""Multilingual models of each family: random weights, but real vocabularies, tokenizers and search."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from support_engines import conforms

from workflow.engines import models
from workflow.engines.lines import one_line
from workflow.engines.multilingual import MultilingualEngine
from workflow.errors import ConfigError, EngineError
from workflow.model import KeepingEngine, ReadingEngine

NLLB = (
    *("eng_Latn", "rus_Cyrl", "zho_Hans", "hin_Deva", "urd_Arab", "pes_Arab"),
    *("kaz_Cyrl", "kir_Cyrl", "tgk_Cyrl", "uzn_Latn", "bel_Cyrl"),
)
TAGS = ("en", "ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
M2M100 = tuple(f"__{tag}__" for tag in TAGS if tag not in ("ky", "tg"))
MADLAD = tuple(f"<2{tag}>" for tag in TAGS)
OPUS = (">>rus<<", ">>kaz_Cyrl<<", ">>uzb_Latn<<", ">>uzb_Cyrl<<", ">>cmn_Hans<<", ">>pes<<")
FAMILIES = ("nllb", "m2m100", "madlad", "opus-mt")


class Spy:
    """Remembers what a translator was given."""

    def __init__(self, translator):
        self._translator = translator
        self.sources: list[list[str]] = []
        self.prefixes: list[object] = []

    def translate_batch(self, sources, target_prefix=None, **options):
        self.sources += sources
        self.prefixes += target_prefix or [None] * len(sources)
        return self._translator.translate_batch(sources, target_prefix=target_prefix, **options)

    def score_batch(self, *arguments, **options):
        return self._translator.score_batch(*arguments, **options)


def watch(engine, target="ru"):
    engine.translate(["the mayor"], "en", target)
    folder, loaded = engine._loaded
    spy = Spy(loaded.translator)
    engine._loaded = folder, replace(loaded, translator=spy)
    return spy


@pytest.fixture(scope="module")
def folders(tmp_path_factory, make_multilingual):
    root = tmp_path_factory.mktemp("families")
    return {
        "nllb": make_multilingual(root / "nllb-200", NLLB, decoder_start_token="</s>"),
        "m2m100": make_multilingual(root / "m2m", M2M100, tokenizers=("spm.128k.model",)),
        "madlad": make_multilingual(root / "madlad", MADLAD, tokenizers=("spiece.model",), inside=MADLAD),
        "opus-mt": make_multilingual(
            root / "opus-mt-en-mul", OPUS, tokenizers=("source.spm", "target.spm"), add_source_eos=True
        ),
    }


@pytest.fixture(scope="module")
def engines(folders):
    return {family: MultilingualEngine(folder) for family, folder in folders.items()}


@pytest.fixture
def bare(tmp_path, make_multilingual):
    return make_multilingual(tmp_path / "bare", ())


# ---------------------------------------------------------------------------------------------- the protocol


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("target", ["ru", "kk", "uz", "zh"])
def test_every_family_keeps_the_protocol(engines, family, target):
    engine = engines[family]
    assert isinstance(engine, ReadingEngine)
    assert isinstance(engine, KeepingEngine)
    conforms(engine, "en", target)


@pytest.mark.parametrize(
    ("family", "target", "before", "after", "prefix"),
    [
        ("nllb", "kk", ["eng_Latn"], ["</s>"], ["kaz_Cyrl"]),
        ("nllb", "fa", ["eng_Latn"], ["</s>"], ["pes_Arab"]),
        ("m2m100", "ru", ["__en__"], ["</s>"], ["__ru__"]),
        ("madlad", "tg", ["<2tg>"], ["</s>"], None),
        ("opus-mt", "kk", [">>kaz_Cyrl<<"], [], None),
        ("opus-mt", "uz", [">>uzb_Latn<<"], [], None),
        ("opus-mt", "uz-Cyrl", [">>uzb_Cyrl<<"], [], None),
        ("opus-mt", "zh-CN", [">>cmn_Hans<<"], [], None),
        ("opus-mt", "fa", [">>pes<<"], [], None),
    ],
)
def test_each_family_has_its_tokens(folders, family, target, before, after, prefix):
    engine = MultilingualEngine(folders[family])
    spy = watch(engine, target)
    engine.translate(["The mayor met the minister."], "en", target)
    (tokens,) = spy.sources
    text = engine._loaded[1].tokenizer.encode("The mayor met the minister.")
    assert tokens == [*before, *text, *after]
    assert spy.prefixes == [prefix]


@pytest.mark.parametrize("family", FAMILIES)
def test_the_language_decides_and_no_mark_comes_out(engines, made_sentences, family):
    engine = engines[family]
    sentences = made_sentences(40)
    found = {
        target: [each.text for each in engine.translate(sentences, "en", target)]
        for target in ("ru", "kk", "zh")
    }
    assert found["ru"] != found["kk"] != found["zh"]
    written = " ".join(text for texts in found.values() for text in texts)
    assert len(written) > 100
    for mark in (*NLLB, *M2M100, *MADLAD, *OPUS, "</s>", "<s>"):
        assert mark not in written


def test_marks_that_the_model_writes_are_no_text(engines):
    engine = engines["nllb"]
    model = engine._load("en", "ru")

    class Result:
        hypotheses = (["rus_Cyrl", "▁the", "eng_Latn", "▁mayor", "</s>"],)
        scores = (-1.0,)

    assert models.output(model, Result(), 9)[0] == "the mayor"


def test_text_that_looks_like_a_mark_gives_no_orders(folders):
    """The tokenizer of MADLAD-400 makes one token of it."""
    engine = MultilingualEngine(folders["madlad"])
    spy = watch(engine)
    plain = models.SentencePiece(folders["madlad"] / "spiece.model")
    assert "<2kk>" in plain.encode("the <2kk> mayor")
    engine.translate(["the <2kk> mayor <2zh>"], "en", "ru")
    assert [token for token in spy.sources[0] if token in MADLAD] == ["<2ru>"]
    assert len(spy.sources[0]) > 8
    assert engine.read([("the <2kk> mayor", "x"), ("the mayor", "city")], "en", "ru")[0] is None


texts = (
    st.text(max_size=30) | st.text(st.characters(), max_size=10) | st.sampled_from([*NLLB, *MADLAD, *OPUS])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, max_size=5), st.sampled_from(FAMILIES))
def test_any_text_gives_one_sane_line_each(engines, sentences, family):
    told = []
    answers = engines[family].translate(sentences, "en", "kk", progress=told.append)
    assert len(answers) == len(sentences) == sum(told)
    for answer in answers:
        assert answer.text == one_line(answer.text)
        answer.text.encode()


# ---------------------------------------------------------------------------------------------- a look inside


@pytest.mark.parametrize("family", FAMILIES)
def test_it_reads_and_completes(engines, made_sentences, family):
    engine = engines[family]
    made = made_sentences(20)
    pairs = list(zip(made[:10], made[10:], strict=True))
    assert engine.route("EN", "kk") == [("en", "kk")]
    for (sentence, text), reading in zip(pairs, engine.read(pairs, "en", "kk", attention=True), strict=True):
        assert (reading.source[-1][1], reading.target[-1][1]) == (len(sentence), len(text))
        assert len(reading.scores) == len(reading.target) + 1
        assert len(reading.attention) == len(reading.target)
        for row in reading.attention:
            assert len(row) == len(reading.source)
            assert sum(row) == pytest.approx(1, abs=1e-3)
    begun = [(sentence, "the city") for sentence in made[:5]]
    assert all(text.startswith("the city") for text in engine.complete(begun, "en", "kk"))


def test_scores_are_those_of_the_pair(engines):
    pair = [("the mayor met", "the city")]
    one, other = (engines["nllb"].read(pair, "en", target)[0] for target in ("ru", "kk"))
    assert one.target == other.target
    assert one.scores != other.scores


def test_what_is_kept_is_kept_for_the_pair_and_the_model(tmp_path, make_multilingual):
    folder = make_multilingual(tmp_path / "m", NLLB)
    engine = MultilingualEngine(folder)
    before = engine.signature("en", "kk")
    assert engine.kept("en", "kk", "x") == ""
    assert engine.keep("en", "kk", "x", "қ")
    assert engine.keep("en", "ru", "x", "ы")
    assert (engine.kept("en", "kk", "x"), engine.kept("en", "ru", "x"), engine.kept("en", "kk", "y")) == (
        *("қ", "ы"),
        "",
    )
    assert engine.signature("en", "kk") == before
    with (folder / "model.bin").open("ab") as stream:
        stream.write(b"\0")
    assert engine.kept("en", "kk", "x") == ""
    assert engine.signature("en", "kk") != before


# ---------------------------------------------------------------------------------------------- pairs


@pytest.mark.parametrize(
    ("family", "pair", "problem"),
    [
        ("nllb", ("en", "uz-Cyrl"), "cannot serve uz-Cyrl: its vocabulary has no token"),
        ("nllb", ("de", "ru"), "cannot serve de"),
        ("m2m100", ("en", "ky"), "cannot serve ky"),
        ("m2m100", ("en", "zh-Hant"), "cannot serve zh-Hant"),
        ("madlad", ("en", "xx"), "cannot serve xx"),
        ("opus-mt", ("en", "be"), "cannot serve be"),
        ("opus-mt", ("ru", "kk"), "cannot serve ru: it translates from en"),
        ("nllb", ("en", "en-GB"), "source and target are both en"),
    ],
)
def test_a_language_without_a_token_is_refused(engines, family, pair, problem):
    engine = engines[family]
    for ask in (engine.signature, engine.route, lambda *pair: engine.translate(["a"], *pair)):
        with pytest.raises(EngineError, match=problem) as caught:
            ask(*pair)
        assert "\n" not in str(caught.value)


def test_a_token_may_be_given(folders):
    engine = MultilingualEngine(folders["nllb"], languages={"uz_Cyrl": "uzn_Latn", "kk": "kaz_Latn"})
    spy = watch(engine)
    engine.translate(["the mayor"], "en", "uz-Cyrl")
    assert spy.prefixes == [["uzn_Latn"]]
    with pytest.raises(EngineError, match="its vocabulary has no 'kaz_Latn'"):
        engine.signature("en", "kk")


@pytest.mark.parametrize(
    ("name", "settings", "good", "bad"),
    [
        ("opus-mt-en-ru", {}, ("en", "ru"), [("en", "kk"), ("de", "ru")]),
        ("opus-mt-tc-big-en-zh-ct2", {}, ("en", "zh"), [("en", "ru")]),
        ("m", {"source_lang": "eng", "target_lang": "bel"}, ("en", "be"), [("en", "ru")]),
    ],
)
def test_a_model_for_one_pair_says_so(tmp_path, make_multilingual, name, settings, good, bad):
    folder = make_multilingual(tmp_path / name, (), tokenizers=("source.spm", "target.spm"))
    if settings:
        (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    engine = MultilingualEngine(folder)
    spy = watch(engine, good[1])
    engine.translate(["the mayor"], *good)
    assert spy.sources == [[*engine._loaded[1].tokenizer.encode("the mayor"), "</s>"]]
    for pair in bad:
        with pytest.raises(EngineError, match="cannot serve"):
            engine.signature(*pair)


def test_what_a_model_does_not_say_the_settings_may(tmp_path, make_multilingual):
    folder = make_multilingual(tmp_path / "m", (), tokenizers=("source.spm",))
    with pytest.raises(EngineError, match="it does not say what it translates into"):
        MultilingualEngine(folder).signature("en", "ru")
    engine = MultilingualEngine(folder, languages={"ru": ""})
    assert len(engine.translate(["the mayor"], "en", "ru")) == 1


# ---------------------------------------------------------------------------------------------- signatures


def test_the_signature_names_folder_and_model(folders, tmp_path, make_multilingual):
    signature = MultilingualEngine(folders["nllb"]).signature("en", "ru")
    assert signature.startswith("ctranslate2/nllb-200-")
    assert len(signature) == len("ctranslate2/nllb-200-") + 8
    odd = make_multilingual(tmp_path / "my model, no. #1 | новая", NLLB)
    found = MultilingualEngine(odd).signature("en", "ru")
    assert found.startswith("ctranslate2/my-model-no.-1-")
    assert found.isascii()
    config = json.loads((odd / "config.json").read_text())
    (odd / "config.json").write_text(json.dumps({**config, "add_source_eos": True}))
    engine = MultilingualEngine(odd)
    assert engine.signature("en", "ru") != found


def test_a_model_that_is_replaced_is_loaded_again(tmp_path, make_multilingual):
    folder = make_multilingual(tmp_path / "m", NLLB)
    engine = MultilingualEngine(folder)
    engine.translate(["the mayor"], "en", "ru")
    before = engine._loaded[1].translator
    engine.translate(["the mayor"], "en", "kk")
    assert engine._loaded[1].translator is before
    content = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**content, "add_source_eos": True}, indent=3))
    engine.translate(["the mayor"], "en", "kk")
    assert engine._loaded[1].translator is not before


@pytest.mark.parametrize(
    ("name", "text", "licence"),
    [
        ("README.md", "---\nlanguage: en\nlicense: cc-by-nc-4.0\n---\n# NLLB\n", "CC-BY-NC-4.0"),
        ("README.md", "---\r\nlicense: apache-2.0\r\n---\r\n", "Apache-2.0"),
        ("README.md", "---\nlicense: 'cc-by-4.0'\n---\n", "CC-BY-4.0"),
        ("README.md", "license: mit, we think\n", "CC-BY-NC-4.0"),  # no front matter: the family tells
        ("LICENSE", "MIT License\n\nCopyright", "MIT"),
        ("LICENSE.txt", "Attribution-NonCommercial 4.0 International\n", "CC-BY-NC-4.0"),
        ("LICENSE", "                 Apache License\n           Version 2.0, January 2004", "Apache-2.0"),
        ("other", "", "CC-BY-NC-4.0"),
    ],
)
def test_the_licence(tmp_path, make_multilingual, name, text, licence):
    folder = make_multilingual(tmp_path / "m", NLLB)
    (folder / name).write_bytes(text.encode())
    assert MultilingualEngine(folder).licence == licence


def test_the_licence_of_a_family(engines):
    assert [engines[family].licence for family in FAMILIES] == ["CC-BY-NC-4.0", "MIT", "Apache-2.0", ""]


# ---------------------------------------------------------------------------------------------- settings


def test_the_settings_are_used(folders):
    options = {
        "model": "nllb-200",
        "beam": 2,
        "batch_tokens": 128,
        "threads": 1,
        "compute_type": "float32",
        "family": "nllb",
        "languages": {"en": "rus_Cyrl"},
    }
    engine = MultilingualEngine.configured(options, where="w", root=folders["nllb"].parent)
    spy = watch(engine, "kk")
    engine.translate(["the mayor"], "en", "kk")
    assert spy.sources[0][0] == "rus_Cyrl"
    model = engine._loaded[1]
    assert (engine.running.beam, model.batch_tokens, model.streams) == (2, 128, 1)
    assert spy._translator.compute_type == "float32"


def test_the_tokenizer_may_be_elsewhere(tmp_path, make_multilingual):
    folder = make_multilingual(tmp_path / "m", NLLB, tokenizers=())
    engine = MultilingualEngine(folder)
    with pytest.raises(EngineError, match="there is no SentencePiece file"):
        engine.signature("en", "ru")
    make_multilingual(tmp_path / "other", NLLB, tokenizers=("x.model",))
    options = {"model": "m", "tokenizer": "other/x.model"}
    conforms(MultilingualEngine.configured(options, where="w", root=tmp_path), "en", "ru")
    options["tokenizer"] = "none.model"
    with pytest.raises(EngineError, match=r"none\.model: there is no such file"):
        MultilingualEngine.configured(options, where="w", root=tmp_path).signature("en", "ru")


@pytest.mark.parametrize(
    ("options", "where"),
    [
        ({"modle": "x"}, "w: unknown key 'modle'. Did you mean 'model'"),
        ({"beam": 0}, "w beam: "),
        ({"family": "bert"}, "w family: "),
        ({"languages": ["ru"]}, "w languages: "),
        ({"device": "gpu"}, "w device: "),
    ],
)
def test_settings_that_mean_nothing_are_refused(options, where):
    with pytest.raises(ConfigError) as caught:
        MultilingualEngine.configured(options, where="w", root=Path())
    assert str(caught.value).startswith(where)


def test_an_engine_without_a_model_says_so():
    engine = MultilingualEngine.configured({}, where="w", root=Path())
    with pytest.raises(EngineError, match=r"\[engines.ctranslate2\] model: no model is set"):
        engine.signature("en", "ru")


# ---------------------------------------------------------------------------------------------- damage


def test_a_vocabulary_without_languages_is_not_guessed(bare):
    with pytest.raises(EngineError, match="no tokens of languages that are known here"):
        MultilingualEngine(bare).signature("en", "ru")
    with pytest.raises(EngineError, match="cannot serve en"):
        MultilingualEngine(bare, family="nllb").signature("en", "ru")


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("model.bin", None, "there is no model.bin"),
        ("shared_vocabulary.json", None, "there is no vocabulary"),
        ("shared_vocabulary.json", b"[1, 2]", "not a list of tokens"),
        ("shared_vocabulary.json", b"[" * 100_000, "not JSON"),
        ("config.json", b"{", "not JSON"),
    ],
)
def test_a_folder_that_is_not_whole_is_named(tmp_path, make_multilingual, file, content, problem):
    folder = make_multilingual(tmp_path / "m", NLLB)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(EngineError, match=problem) as caught:
        MultilingualEngine(folder).signature("en", "ru")
    assert str(caught.value).startswith(str(folder))


@pytest.mark.parametrize("file", ["model.bin", "sentencepiece.bpe.model"])
def test_a_damaged_file_is_one_line(tmp_path, make_multilingual, file):
    folder = make_multilingual(tmp_path / "m", NLLB)
    content = (folder / file).read_bytes()
    (folder / file).write_bytes(content[: len(content) // 2])
    engine = MultilingualEngine(folder)
    with pytest.raises(EngineError, match="the model cannot be loaded") as caught:
        engine.translate(["the mayor"], "en", "ru")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("ask", ["translate", "read", "complete"])
def test_a_model_that_fails_is_named(folders, monkeypatch, ask):
    engine = MultilingualEngine(folders["nllb"])

    def broken(*_, **__):
        raise RuntimeError("out of\nmemory")

    monkeypatch.setattr(models, {"translate": "run"}.get(ask, ask), broken)
    given = ["the mayor"] if ask == "translate" else [("the mayor", "x")]
    with pytest.raises(EngineError, match=r"the model fails \(out of memory\)"):
        getattr(engine, ask)(given, "en", "ru")


def test_libraries_are_loaded_late(folders):
    code = (
        "import sys, pathlib\n"
        "from workflow.engines.multilingual import MultilingualEngine\n"
        "engine = MultilingualEngine(pathlib.Path(sys.argv[1]))\n"
        "engine.signature('en', 'ru'), engine.licence\n"
        "print({'ctranslate2', 'sentencepiece', 'numpy', 'transformers'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folders["nllb"])],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("set()\n", "")


def test_two_vocabularies_and_a_token_a_line(tmp_path, make_multilingual):
    """As models of before 2023 have them; a model of today's version reads JSON only."""
    folder = make_multilingual(tmp_path / "opus", OPUS, tokenizers=("source.spm",))
    tokens = json.loads((folder / "shared_vocabulary.json").read_text())
    (folder / "shared_vocabulary.json").unlink()
    for side in ("source", "target"):
        (folder / f"{side}_vocabulary.txt").write_text("\n".join(tokens) + "\n", encoding="utf-8")
    assert MultilingualEngine(folder).route("en", "kk") == [("en", "kk")]
    (folder / "target_vocabulary.txt").unlink()
    with pytest.raises(EngineError, match="there is no vocabulary"):
        MultilingualEngine(folder).signature("en", "kk")
