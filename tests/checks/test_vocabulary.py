"""The words of a catalogue, and the texts that have them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from workflow.checks import Pair
from workflow.checks.check import MARKS
from workflow.checks.reused import check_reused
from workflow.checks.vocabulary import repeating, saying, stammering, vocabulary
from workflow.glossary import Glossary
from workflow.model import CatalogueView, State, Unit

TEXTS = st.lists(st.text(alphabet="aAbß.«» \n\u2003ΣİК") | st.text(), max_size=6)


def _pairs(*targets: str) -> list[Pair]:
    return [Pair(Unit("source", target, State.REVIEWED), "en", "ru") for target in targets]


def test_each_word_is_there_once() -> None:
    known = vocabulary(_pairs("Дом, дом", "", "«Дом» — сад."))
    assert list(known.words) == ["Дом,", "дом", "«Дом»", "—", "сад."]
    assert list(known.small()) == ["дом,", "дом", "«дом»", "—", "сад."]
    assert known.with_part("дом") == {"дом,", "дом", "«дом»"}
    assert known.with_part("сады") == set()


def test_texts_are_found_by_their_words() -> None:
    pairs = _pairs("дом", "сад и дом", "сад")
    assert saying(pairs, {"дом"}.__contains__) == pairs[:2]
    assert saying(pairs, {"лес"}.__contains__) == []


def test_words_that_come_again_are_counted_through_marks_and_capitals() -> None:
    pairs = _pairs("Дом, дом\nи «дом!»", "дом сад", "и . дом , и")
    assert repeating(pairs) == [
        (pairs[0], ["дом", "дом", "и", "дом"], 2),
        (pairs[2], ["и", "дом", "и"], 1),
    ]


def test_a_word_twice_running_is_found_through_marks_and_capitals() -> None:
    pairs = _pairs("Он он, ушёл", "и он", "ушёл он (он)")
    assert stammering(pairs) == [pairs[0], pairs[2]]


@given(TEXTS)
def test_all_agree_with_what_is_seen_word_by_word(targets: list[str]) -> None:
    pairs = _pairs(*targets)
    bare = [[word.strip(MARKS).lower() for word in target.split()] for target in targets]
    again = {id(pair): often for pair, _, often in repeating(pairs)}
    for pair, words in zip(pairs, bare, strict=True):
        said = [word for word in words if word]
        assert again.get(id(pair), 0) >= len(said) - len(set(said))
        if any(one == other for one, other in pairwise(said)):
            assert pair in stammering(pairs)
        for word in pair.words:
            assert pair in saying(pairs, word.__eq__)
            assert word.lower() in vocabulary(pairs).with_part(word.lower())


def test_an_empty_catalogue_has_nothing_reused() -> None:
    view = CatalogueView("x.po", "ru", "en", ())
    assert list(check_reused.look(view, [], Glossary({}))) == []
