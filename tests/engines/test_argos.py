"""The engine on tiny packages: random weights, but the same tokens, batches and search as with real ones."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.engines import models
from workflow.engines.argos import ArgosEngine
from workflow.engines.lines import one_line
from workflow.errors import EngineError, ModelError


@pytest.fixture(scope="module")
def folder(tmp_path_factory, session_package):
    """Packages en -> ru, ru -> en and en -> hi."""
    folder = tmp_path_factory.mktemp("models")
    session_package(folder, "en", "ru")
    session_package(folder, "ru", "en", "1.8")
    session_package(folder, "en", "hi", "1.1")
    return folder


@pytest.fixture(scope="module")
def engine(folder):
    return ArgosEngine(folder=folder)


@pytest.fixture(scope="module")
def tokenizer(folder):
    return models.SentencePiece(folder / "en_ru" / "sentencepiece.model")


# ---------------------------------------------------------------------------------------------- laws


texts = st.text(max_size=40) | st.text(st.characters(), max_size=10)  # lone surrogates too


@settings(max_examples=40, deadline=None)
@given(st.lists(texts, max_size=6))
def test_any_text_gives_one_sane_line_each(engine, sentences):
    told = []
    answers = engine.translate(sentences, "en", "ru", progress=told.append)
    assert len(answers) == len(sentences)
    assert sum(told) == len(sentences)
    for answer in answers:
        assert answer.text == answer.text.strip()
        assert not {unicodedata.category(char) for char in answer.text} & {"Cc", "Cs", "Zl", "Zp"}
        assert answer.score is None or answer.score <= 0


@given(st.text() | st.text(st.characters()))
def test_cleaning_is_done_once(text):
    clean = one_line(text)
    assert one_line(clean) == clean
    clean.encode()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=400), st.integers(1, 40))
def test_pieces_are_short_and_lose_nothing(text, longest):
    """Each character is a token here, so that nothing of the text can be lost unseen."""

    class Letters:
        def encode(self, sentence):
            return list(sentence)

        def decode(self, tokens):
            return "".join(tokens)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(models, "_LONGEST_INPUT", longest)
        pieces = list(models.pieces(text, Letters()))
    assert all(0 < len(piece) <= longest for piece in pieces)
    together = "".join("".join(piece) for piece in pieces)
    assert "".join(together.split()) == "".join(text.split())


@given(st.lists(st.integers(1, 200), max_size=300))
def test_batches_hold_each_job_once_and_are_not_too_large(lengths):
    batches = list(models.batches(lengths))
    assert sorted(job for batch in batches for job in batch) == list(range(len(lengths)))
    for batch in batches:
        assert batch
        assert len(batch) * max(lengths[job] for job in batch) <= models.BATCH_TOKENS
    longest = [max(lengths[job] for job in batch) for batch in batches]
    assert longest == sorted(longest, reverse=True)


# ---------------------------------------------------------------------------------------------- translating


def test_the_order_is_kept(engine, made_sentences):
    sentences = made_sentences(120)
    together = [answer.text for answer in engine.translate(sentences, "en", "ru")]
    alone = [engine.translate([one], "en", "ru")[0].text for one in sentences[:25]]
    backwards = [answer.text for answer in engine.translate(sentences[::-1], "en", "ru")][::-1]
    # Sums of floating-point numbers depend on the shape of a batch, which on some processors tips a near tie
    # of this random model now and then; a wrong order would spoil nearly all of them.
    assert sum(map(str.__eq__, alone, together)) >= 23
    assert sum(map(str.__eq__, backwards, together)) >= 110
    assert len(set(together)) > 20  # else any order would do


def test_a_text_that_occurs_twice_is_translated_once(engine, made_sentences, monkeypatch):
    seen = []
    run = models.run
    monkeypatch.setattr(
        models, "run", lambda model, texts, *rest: seen.extend(texts) or run(model, texts, *rest)
    )
    one, other = made_sentences(2)
    told = []
    answers = engine.translate([one, other, one, f" {one}\u2029"], "en", "ru", progress=told.append)
    assert sorted(seen) == sorted([one, other])
    assert answers[0] == answers[2] == answers[3]
    assert sum(told) == 4


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("", ""),
        (" \n", ""),
        ("—", "—"),
        ("…\u00a0!", "… !"),
        ("\u202e", ""),
        ("\ud800", "\ufffd"),
        ("\0", ""),
    ],
)
def test_what_has_no_words_is_not_translated(engine, sentence, expected):
    (answer,) = engine.translate([sentence], "en", "ru")
    assert (answer.text, answer.score) == (expected, None)


def test_nothing_is_nothing(engine):
    assert engine.translate([], "en", "ru") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u00a0b\u2009c", "a b c"),
        ("a\r\nb\u2028c\td", "a b c d"),
        ("co\u00adoperation", "cooperation"),
        ("\ufeffx\u202e\u2066y", "xy"),
        ("می\u200cرود", "می\u200cرود"),
        ("क्\u200dष", "क्\u200dष"),
        ("a\0b\x1b[31m", "a b [31m"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_clean(text, expected):
    assert one_line(text) == expected


def test_the_score_is_the_mean_of_the_tokens(engine, folder, tokenizer, made_sentences):
    """CTranslate2 scores the same tokens again, by another path."""
    sentences = made_sentences(30)
    answers = engine.translate(sentences, "en", "ru")
    translator = engine._models[folder / "en_ru"].loaded.translator
    source = [tokenizer.encode(sentence) for sentence in sentences]
    found = translator.translate_batch(source, beam_size=4, length_penalty=0.2, max_decoding_length=512)
    target = [result.hypotheses[0] for result in found]
    ended = 0
    for answer, tokens, scored in zip(answers, target, translator.score_batch(source, target), strict=True):
        if len(tokens) < 60:
            ended += 1
            assert answer.text == one_line(tokenizer.decode(tokens))
            assert answer.score == pytest.approx(sum(scored.log_probs) / len(scored.log_probs), rel=0.05)
    assert ended > 15


def test_a_very_long_sentence_goes_through_whole(engine, tokenizer, made_sentences, monkeypatch):
    sentence = " ".join(made_sentences(150))
    tokens = tokenizer.encode(sentence)
    assert len(tokens) > 1024
    sent = []
    batches = models.batches
    monkeypatch.setattr(
        models, "batches", lambda lengths, most: sent.extend(lengths) or batches(lengths, most)
    )
    told = []
    (answer,) = engine.translate([sentence], "en", "ru", progress=told.append)
    assert sum(sent) >= len(tokens)
    assert max(sent) <= 200
    assert answer.score < 0
    assert told == [1]


def test_a_word_without_end_does_not_crash(engine):
    assert len(engine.translate(["x" * 5000, "\u0301" * 900, "字" * 3000], "en", "ru")) == 3


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("one two, three four", 8),
        ("one two three four", 7),
        ("一二三，四五六", 4),
        ("1,450,000 visitors,then", 9),
        ("aaaaaa", 3),
    ],
)
def test_a_cut_prefers_punctuation_then_spaces(text, at):
    assert models.cut(text) == at


def test_pieces_are_joined_as_the_script_does():
    job = models.Job
    jobs = [job(0, ["a"]), job(1, ["b"]), job(1, ["c"])]
    outputs = {0: ("甲", -1.0, 1), 1: ("乙", -2.0, 2), 2: ("丙", -4.0, 1)}
    for target, text in (("zh", "乙丙"), ("zh-Hant", "乙丙"), ("ru", "乙 丙")):
        joined = models.joined(jobs, outputs, 3, target)
        assert [answer.text for answer in joined] == ["甲", text, ""]
        assert [answer.score for answer in joined] == [-1.0, -2.0, None]


def test_an_underscore_is_not_a_space(tokenizer):
    for text in ("%(user_name)s", "user_name _a_"):
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_source_word_that_replaces_an_unknown_one_loses_its_mark(tokenizer):
    assert "\u2581" not in tokenizer.decode(["\u2581the", "\u2581重庆", "\u2581Liang"])
    assert tokenizer.decode(["\u2581the", "\u2581Liang"]) == "the Liang"


def test_the_beam_is_used(folder, made_sentences):
    sentences = made_sentences(40)
    greedy = ArgosEngine(folder=folder, beam=1).translate(sentences, "en", "ru")
    wide = ArgosEngine(folder=folder, beam=5).translate(sentences, "en", "ru")
    assert [answer.text for answer in greedy] != [answer.text for answer in wide]
    with pytest.raises(EngineError, match="beam 0"):
        ArgosEngine(folder=folder, beam=0)


# ---------------------------------------------------------------------------------------------- pairs


def test_the_signature_names_each_package(engine):
    assert engine.signature("en", "ru") == "argos/en_ru-1.9"
    assert engine.signature("ru", "hi") == "argos/ru_en-1.8+en_hi-1.1"
    assert not any(char.isspace() for char in engine.signature("ru", "hi"))


def test_through_english_is_one_package_after_the_other(engine, made_sentences):
    sentences = [*made_sentences(30), ""]
    told = []
    answers = engine.translate(sentences, "ru", "hi", progress=told.append)
    first = engine.translate(sentences, "ru", "en")
    second = engine.translate([answer.text for answer in first], "en", "hi")
    assert [answer.text for answer in answers] == [answer.text for answer in second]
    assert sum(told) == len(sentences)
    both = [
        (answer.score, one.score + two.score)
        for answer, one, two in zip(answers, first, second, strict=True)
        if one.score is not None and two.score is not None
    ]
    assert len(both) > 10
    assert all(score == pytest.approx(total) for score, total in both)


@pytest.mark.parametrize("pair", [("en", "kk"), ("en", "zh"), ("en", "en")])
def test_no_package_for_the_pair(engine, pair):
    with pytest.raises(EngineError):
        engine.signature(*pair)
    with pytest.raises(EngineError):
        engine.translate(["A."], *pair)


def test_the_folder_of_argos_is_the_default(monkeypatch, folder):
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    assert ArgosEngine().signature("en", "ru") == "argos/en_ru-1.9"


def test_a_target_prefix_is_given_and_taken_away(tmp_path, make_package, made_sentences):
    make_package(tmp_path, "en", "ru", target_prefix="__ru__")
    engine = ArgosEngine(folder=tmp_path)
    answers = engine.translate(made_sentences(20), "en", "ru")
    assert not any(answer.text.startswith("__ru__") for answer in answers)
    assert len({answer.text for answer in answers}) > 5
    plain = ArgosEngine(folder=tmp_path)
    model = engine._models[tmp_path / "en_ru"]
    plain._models[tmp_path / "en_ru"] = replace(model, loaded=replace(model.loaded, prefix=()))
    assert plain.translate(made_sentences(20), "en", "ru") != answers


BPE = """#version: 0.2
t h
th e</w>
m a
o r</w>
ma y
may or</w>
"""


def test_a_package_may_have_bpe_instead(tmp_path, make_package, made_sentences):
    path = make_package(tmp_path)
    (path / "sentencepiece.model").unlink()
    (path / "bpe.model").write_text(BPE)
    engine = ArgosEngine(folder=tmp_path)
    sentences = made_sentences(5)
    answers = engine.translate(sentences, "en", "ru")
    assert len(answers) == 5
    tokenizer = engine._models[path].loaded.tokenizer
    assert tokenizer.encode("the mayor") == ["the", "mayor"]
    assert tokenizer.decode(["M@@", "ayor", "&amp;", "city"]) == "Mayor & city"


def test_a_package_that_is_replaced_is_loaded_again(tmp_path, make_package, made_sentences):
    engine = ArgosEngine(folder=tmp_path)
    path = make_package(tmp_path)
    engine.translate(["The mayor."], "en", "ru")
    before = engine._models[path]
    engine.translate(["The city."], "en", "ru")
    assert engine._models[path] is before
    metadata = path / "metadata.json"
    metadata.write_text(metadata.read_text().replace("1.9", "2.0"))
    engine.translate(["The mayor."], "en", "ru")
    assert engine._models[path] is not before
    assert engine.signature("en", "ru") == "argos/en_ru-2.0"


# ---------------------------------------------------------------------------------------------- damage


def cut(file, keep):
    content = file.read_bytes()
    file.write_bytes(content[: int(len(content) * keep)])


@pytest.mark.parametrize(
    ("part", "keep"),
    [
        *(("model/model.bin", keep) for keep in (0, 0.001, 0.5, 0.97)),
        *(("model/shared_vocabulary.json", keep) for keep in (0, 0.001, 0.5, 0.97)),
        # Its pieces stand first and are short: what is cut there can still be a model, as far as it can tell.
        *(("sentencepiece.model", keep) for keep in (0, 0.5, 0.97)),
    ],
)
def test_a_damaged_package_is_named(tmp_path, make_package, part, keep):
    path = make_package(tmp_path)
    cut(path / part, keep)
    with pytest.raises(EngineError) as caught:
        ArgosEngine(folder=tmp_path).translate(["The mayor met the minister."], "en", "ru")
    line = str(caught.value)
    assert "package en_ru 1.9 cannot be loaded" in line
    assert "`workflow models verify`" in line
    assert "`workflow models install en_ru`" in line
    assert "\n" not in line
    assert caught.value.where == str(path)


def test_a_model_that_fails_while_it_runs_is_named(engine, folder, monkeypatch):
    class Broken:
        def translate_batch(self, *arguments, **options):
            raise RuntimeError("out of\nsorts")

    engine.translate(["The mayor."], "en", "ru")
    model = engine._models[folder / "en_ru"]
    monkeypatch.setitem(
        engine._models, folder / "en_ru", replace(model, loaded=replace(model.loaded, translator=Broken()))
    )
    with pytest.raises(EngineError, match=r"package en_ru 1\.9 fails \(out of sorts\)"):
        engine.translate(["The mayor."], "en", "ru")


def test_an_engine_without_its_library_says_so(monkeypatch, folder):
    monkeypatch.setitem(sys.modules, "ctranslate2", None)
    with pytest.raises(EngineError, match="CTranslate2 is not installed"):
        ArgosEngine(folder=folder).translate(["The mayor."], "en", "ru")


def test_trouble_with_a_model_is_trouble_with_an_engine():
    assert issubclass(ModelError, EngineError)


def test_libraries_are_loaded_late_and_those_with_other_licences_never(folder):
    code = (
        "import sys, pathlib\n"
        "from workflow.engines.argos import ArgosEngine\n"
        "import workflow.engines.archive, workflow.engines.index\n"
        "early = {'ctranslate2', 'sentencepiece', 'numpy', 'argostranslate'} & set(sys.modules)\n"
        "ArgosEngine(folder=pathlib.Path(sys.argv[1])).translate(['The mayor.'], 'en', 'ru')\n"
        "never = {'argostranslate.translate', 'argostranslate.sbd', 'minisbd', 'onnxruntime', 'torch'}\n"
        "print(early, never & set(sys.modules), 'ctranslate2' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.stdout, done.stderr) == ("set() set() True\n", "")
