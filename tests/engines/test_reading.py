"""A look into the models: how they read a translation, how they go on from a beginning, what is kept."""

from __future__ import annotations

import shutil
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.engines import models
from workflow.engines.argos import ArgosEngine
from workflow.engines.packages import NOTES, find, installed
from workflow.errors import EngineError
from workflow.model import KeepingEngine, ReadingEngine


@pytest.fixture(scope="module")
def folder(tmp_path_factory, session_package):
    """Packages en -> ru, ru -> en, and en -> hi, which wants a target prefix."""
    folder = tmp_path_factory.mktemp("models")
    session_package(folder, "en", "ru")
    session_package(folder, "ru", "en", "1.8")
    session_package(folder, "en", "hi", "1.1", target_prefix="__hi__")
    return folder


@pytest.fixture(scope="module")
def engine(folder):
    return ArgosEngine(folder=folder)


@pytest.fixture(scope="module")
def tokenizer(folder):
    return models.SentencePiece(folder / "en_ru" / "sentencepiece.model")


def test_the_engine_can_read_and_keep(engine):
    assert isinstance(engine, ReadingEngine)
    assert isinstance(engine, KeepingEngine)


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        (("en", "ru"), [("en", "ru")]),
        (("EN", "ru-RU"), [("en", "ru")]),
        (("ru", "hi"), [("ru", "en"), ("en", "hi")]),
    ],
)
def test_route(engine, pair, expected):
    assert engine.route(*pair) == expected


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine, pair: engine.route(*pair),
        lambda engine, pair: engine.read([("a", "b")], *pair),
        lambda engine, pair: engine.complete([("a", "b")], *pair),
        lambda engine, pair: engine.kept(*pair, "x"),
        lambda engine, pair: engine.keep(*pair, "x", "y"),
    ],
    ids=["route", "read", "complete", "kept", "keep"],
)
def test_a_pair_without_a_model_is_refused(engine, ask):
    with pytest.raises(EngineError, match="no model for en -> zh"):
        ask(engine, ("en", "zh"))


@pytest.mark.parametrize("name", ["read", "complete"])
def test_two_models_are_not_one(engine, name):
    with pytest.raises(EngineError, match="goes through two models, ru_en and en_hi: ask for each alone"):
        getattr(engine, name)([("a", "b")], "ru", "hi")


# ---------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize("target", ["ru", "hi"])
def test_a_reading_fits_its_texts(engine, made_sentences, target):
    """40 pairs are more than one batch; they are of all lengths, so that rows are padded."""
    made = made_sentences(80)
    pairs = list(zip(made[:40], made[40:], strict=True))
    readings = engine.read(pairs, "en", target, attention=True)
    assert len(readings) == len(pairs)
    for (sentence, text), reading in zip(pairs, readings, strict=True):
        for whole, spans in ((sentence, reading.source), (text, reading.target)):
            assert (spans[0][0], spans[-1][1]) == (0, len(whole))
            assert all(one[1] == other[0] for one, other in pairwise(spans))
        assert len(reading.scores) == len(reading.target) + 1
        assert all(score < 0 for score in reading.scores)
        assert len(reading.attention) == len(reading.target)
        for row in reading.attention:
            assert len(row) == len(reading.source)
            assert min(row) >= 0
            assert sum(row) == pytest.approx(1, abs=1e-3)
    alone = engine.read(pairs[7:8], "en", target, attention=True)[0]
    assert (alone.source, alone.target) == (readings[7].source, readings[7].target)
    assert sum(alone.scores) == pytest.approx(sum(readings[7].scores), rel=0.05)
    assert alone.attention[0] == pytest.approx(readings[7].attention[0], abs=0.05)


@pytest.mark.parametrize("target", ["ru", "hi"])
def test_what_is_read_together_has_no_more_tokens_than_a_batch(folder, made_sentences, monkeypatch, target):
    """For each of them a model writes down a number for each word of its vocabulary."""

    class Seen:
        def __init__(self, translator):
            self._translator = translator

        def __getattr__(self, name):
            return getattr(self._translator, name)

        def score_batch(self, sources, targets, **options):
            sizes.append((len(targets), max(map(len, targets))))
            return self._translator.score_batch(sources, targets, **options)

    sizes = []
    opened = models.opened
    monkeypatch.setattr(models, "opened", lambda *args: Seen(opened(*args)))
    engine = ArgosEngine.configured({"batch_tokens": 256}, where="w", root=folder, folder=folder)
    made = made_sentences(120)
    readings = engine.read(list(zip(made[:60], made[60:], strict=True)), "en", target)
    assert sum(count for count, _ in sizes) == len(readings) == 60
    assert all(count * longest <= 256 or count == 1 for count, longest in sizes)
    assert any(count > 1 for count, _ in sizes)


@pytest.mark.parametrize("target", ["ru", "hi"])
def test_a_row_of_attention_is_that_of_its_token(engine, target):
    """A token follows those before it: another first one changes the second row, not the first."""
    texts = ["the mayor met", "city mayor met"]
    one, other = engine.read([("The plan.", text) for text in texts], "en", target, attention=True)
    assert one.attention[0] == pytest.approx(other.attention[0], abs=1e-4)
    assert one.attention[1] != pytest.approx(other.attention[1], abs=1e-3)


def test_attention_is_given_only_if_it_is_asked_for(engine, made_sentences):
    one, other = made_sentences(2)
    (plain,) = engine.read([(one, other)], "en", "ru")
    (full,) = engine.read([(one, other)], "en", "ru", attention=True)
    assert plain.attention == ()
    assert plain.scores == full.scores


@pytest.mark.parametrize(("target", "apart"), [("hi", 1e-3), ("ru", 0.1)])
def test_reading_what_it_wrote_gives_the_score_of_the_search(
    engine, made_sentences, monkeypatch, target, apart
):
    """A random model spells words oddly, so that its own tokens are handed to the reading.

    The search never ends at once and scores its first token among the others; only where a prefix comes
    before that is the score the same to the digit.
    """
    written = {}
    output = models.output

    def remember(model, result, limit):
        found = output(model, result, limit)
        tokens = [token for token in result.hypotheses[0] if token != "__hi__"]
        if len(result.hypotheses[0]) < limit:
            written[found[0]] = tokens
        return found

    monkeypatch.setattr(models, "output", remember)
    sentences = made_sentences(40)
    translations = engine.translate(sentences, "en", target)
    placed = models.placed
    monkeypatch.setattr(
        models,
        "placed",
        lambda model, text: (
            (written[text], [(0, 0)] * len(written[text])) if text in written else placed(model, text)
        ),
    )
    done = [
        (sentence, each)
        for sentence, each in zip(sentences, translations, strict=True)
        if each.text in written
    ]
    readings = engine.read([(sentence, each.text) for sentence, each in done], "en", target)
    assert len(done) > 15
    for (_, each), reading in zip(done, readings, strict=True):
        steps = len(reading.scores) + (target == "hi")
        assert sum(reading.scores) / steps == pytest.approx(each.score, abs=apart)


def test_a_name_that_is_taken_out_changes_the_scores(engine):
    text = "The mayor met the city."
    full, other = engine.read([(text, text), ("The plan.", text)], "en", "ru")
    assert full.target == other.target
    assert full.scores != other.scores


@pytest.mark.parametrize("text", ["", " mayor", "mayor ", "mayor " * 300, "0123456789" * 30])
def test_what_cannot_be_read_whole_is_none_and_the_rest_is_read(engine, text):
    pairs = [("the mayor", "city"), (text, "city"), ("the mayor", text), ("city", "plan")]
    readings = engine.read(pairs, "en", "ru")
    assert [reading is None for reading in readings] == [False, True, True, False]
    assert engine.read([], "en", "ru") == []


@settings(max_examples=60)
@given(st.text(max_size=20))
def test_places_cover_any_text(tokenizer, text):
    found = tokenizer.spans(text)
    if found is not None:
        tokens, spans = found
        assert len(tokens) == len(spans)
        assert "".join(text[slice(*span)] for span in spans) == text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("the\u00a0mayor", "the", "mayor"), ("the  mayor", "the", "mayor"), ("Мэр mayor", "Мэр", "mayor")],
)
def test_places_are_in_the_text_as_it_is_written(tokenizer, text, first, last):
    _, spans = tokenizer.spans(text)
    words = "".join(text[slice(*span)] for span in spans)
    assert words == text
    assert text[spans[-1][0] : spans[-1][1]].strip()
    assert text.startswith(first)
    assert text[spans[0][0] :].endswith(last)


def test_a_package_with_another_tokenizer_cannot_be_read(tmp_path, make_package):
    path = make_package(tmp_path)
    (path / "sentencepiece.model").unlink()
    (path / "bpe.model").write_text("#version: 0.2\nt h\nth e</w>\n")
    engine = ArgosEngine(folder=tmp_path)
    assert engine.read([("the mayor", "city")], "en", "ru", attention=True) == [None]


# ---------------------------------------------------------------------------------------------- completing


@pytest.mark.parametrize("target", ["ru", "hi"])
def test_a_text_begins_as_it_was_begun(engine, made_sentences, target):
    made = made_sentences(80)
    begun = [
        (sentence, " ".join(other.rstrip(".").split()[: 1 + number % 3]))
        for number, (sentence, other) in enumerate(zip(made[:40], made[40:], strict=True))
    ]
    texts = engine.complete(begun, "en", target)
    assert len(texts) == len(begun)
    for (_, beginning), text in zip(begun, texts, strict=True):
        assert text.startswith(beginning)
        assert "__hi__" not in text
    assert sum(len(text) > len(beginning) for (_, beginning), text in zip(begun, texts, strict=True)) > 10
    assert len(set(texts)) > 10


def test_what_cannot_be_completed_is_empty(engine):
    begun = [("", "city"), ("mayor " * 300, "city"), ("the mayor", "city")]
    texts = engine.complete(begun, "en", "ru")
    assert texts[:2] == ["", ""]
    assert texts[2].startswith("city")
    assert engine.complete([], "en", "ru") == []


def test_without_a_beginning_it_is_a_translation(engine, folder, made_sentences):
    sentences = made_sentences(20)
    plain = ArgosEngine(folder=folder, beam=2).translate(sentences, "en", "ru")
    texts = engine.complete([(sentence, "") for sentence in sentences], "en", "ru")
    assert sum(text == each.text for text, each in zip(texts, plain, strict=True)) >= 16


def test_written_tokens_are_counted(folder, tokenizer, made_sentences):
    engine = ArgosEngine(folder=folder, beam=1)
    assert engine.decoded_tokens == 0
    sentence = made_sentences(1)[0]
    (answer,) = engine.translate([sentence], "en", "ru")
    after = engine.decoded_tokens
    assert after > 0
    assert len(answer.text) / 12 <= after  # no piece of the vocabulary is longer
    wider = ArgosEngine(folder=folder, beam=3)
    wider.translate([sentence], "en", "ru")
    assert wider.decoded_tokens % 3 == 0
    engine.complete([(sentence, "the")], "en", "ru")
    assert engine.decoded_tokens > after
    done = engine.decoded_tokens
    engine.read([(sentence, sentence)], "en", "ru", attention=True)
    assert engine.decoded_tokens == done  # reading writes nothing


@pytest.mark.parametrize("name", ["read", "complete"])
def test_a_model_that_fails_is_named(engine, folder, monkeypatch, name):
    package = find(folder, "en", "ru")[0]

    def broken(*_, **__):
        raise RuntimeError("out of\nmemory")

    monkeypatch.setattr(models, name, broken)
    with pytest.raises(EngineError) as caught:
        getattr(engine, name)([("the mayor", "city")], "en", "ru")
    assert f"package {package.name} {package.version} fails (out of memory)" in str(caught.value)


# ---------------------------------------------------------------------------------------------- keeping


def test_what_is_kept_survives_the_engine(tmp_path, make_package):
    make_package(tmp_path)
    make_package(tmp_path, "en", "hi")
    engine = ArgosEngine(folder=tmp_path)
    assert engine.kept("en", "ru", "surrogates") == ""
    assert engine.keep("en", "ru", "surrogates", 'Ж\n"1"') is True
    assert engine.keep("en", "ru", "other", "2") is True
    again = ArgosEngine(folder=tmp_path)
    assert again.kept("en", "ru", "surrogates") == 'Ж\n"1"'
    assert again.kept("en", "ru", "other") == "2"
    assert again.kept("en", "ru", "third") == again.kept("en", "hi", "surrogates") == ""
    assert [package.name for package in installed(tmp_path)] == ["en_hi", "en_ru"]


def test_what_is_kept_goes_with_a_package_that_is_replaced(tmp_path, make_package):
    path = make_package(tmp_path)
    engine = ArgosEngine(folder=tmp_path)
    engine.keep("en", "ru", "surrogates", "old")
    notes = (path / NOTES).read_bytes()
    shutil.rmtree(path)
    make_package(tmp_path, version="2.0")
    (path / NOTES).write_bytes(notes)
    assert engine.kept("en", "ru", "surrogates") == ""
    engine.keep("en", "ru", "other", "new")
    assert engine.kept("en", "ru", "surrogates") == ""
    assert engine.kept("en", "ru", "other") == "new"


def test_keeping_a_text_does_not_load_the_model_again(tmp_path, make_package):
    path = make_package(tmp_path)
    engine = ArgosEngine(folder=tmp_path)
    engine.translate(["The mayor."], "en", "ru")
    before = engine._models[path]
    engine.keep("en", "ru", "surrogates", "x")
    engine.translate(["The mayor."], "en", "ru")
    assert engine._models[path] is before
