"""What a translation says beside its terms, counted, and how much two of them may differ."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.translate.gate import passes, words_outside


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Он живёт в Казани.", [(11, 17)], "он живё в"),
        ("Казани, Казань", [(0, 6)], "каза"),  # a form of four letters counts as its word
        ("Мэр Казани рад", [(2, 5)], "рад"),  # a word that a span only touches is not outside
        ("«ШОС-2025», 18+", [], "шос 2025 18"),
        ("我们在北京开会", [(3, 5)], "我 们 在 开 会"),
        ("在WTO开会", [], "在 wto 开 会"),
        ("", [], ""),
        ("Казани", [(0, 6)], ""),
        ("идёт идут Идём", [], "идёт идут идём"),
        ("собрания Собрание собранием", [], "собр собр собр"),
    ],
)
def test_words_outside(text: str, spans: list[tuple[int, int]], expected: str) -> None:
    assert words_outside(text, spans) == Counter(expected.split())


def test_a_word_with_vowel_signs_is_one_word() -> None:
    assert words_outside("नमस्ते दुनिया").total() == 2


@pytest.mark.parametrize(
    ("candidate", "reference", "garbled", "expected"),
    [
        ("а б в", "а б в", 0, True),
        ("", "", 0, True),
        ("а", "а б в", 0, True),  # two words may always go
        ("", "а б в", 0, False),
        ("", "а б в", 1, True),  # the third was the name, spelt somehow
        ("а б в г д", "а б в", 0, True),  # two may come
        ("а б в г д е", "а б в", 0, False),
        ("а б в г д е", "а б в", 9, False),  # a garbled name is no licence to add
        ("а а а", "а", 0, True),
        ("а а а а", "а", 0, False),  # each word as often as it stands there
        ("к л м", "а б в", 1, False),  # nothing is the same
        ("我 们 在 开", "我 们 在 北 京", 0, True),
        # A fifth of twenty: four may be lost, five not.
        (" ".join("абвгдежзиклмнопр"), " ".join("абвгдежзиклмнопрстуф"), 0, True),
        (" ".join("абвгдежзиклмноп"), " ".join("абвгдежзиклмнопрстуф"), 0, False),
    ],
)
def test_passes(candidate: str, reference: str, garbled: int, expected: bool) -> None:
    assert passes(Counter(candidate.split()), Counter(reference.split()), garbled) is expected


@pytest.mark.parametrize(
    ("candidate", "plain", "spans", "expected"),
    [
        ("我们在北京开会", "我们在那儿开会", [(3, 5)], True),
        ("北京", "我们在那儿开会", [(0, 2)], False),
        ("Мы живём в Казани уже год.", "Мы живём в Газаине уже год.", [(11, 17)], True),
        ("Казань.", "Мы живём в Газаине уже целый год.", [(0, 6)], False),
    ],
)
def test_a_translation_that_lost_its_sentence_is_stopped(
    candidate: str, plain: str, spans: list[tuple[int, int]], expected: bool
) -> None:
    assert passes(words_outside(candidate, spans), words_outside(plain), 2) is expected


_WORDS = st.lists(st.sampled_from("абвгд")).map(Counter)


@given(_WORDS, _WORDS, st.integers(0, 5))
def test_more_garbled_words_never_stop_what_fewer_let_through(
    candidate: Counter[str], reference: Counter[str], garbled: int
) -> None:
    assert passes(reference, reference)
    if passes(candidate, reference, garbled):
        assert passes(candidate, reference, garbled + 1)


@given(st.text(), st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=3))
def test_a_span_only_takes_words_away(text: str, spans: list[tuple[int, int]]) -> None:
    assert words_outside(text, spans) <= words_outside(text)
    assert not words_outside(text, [(0, len(text))])
