"""Runs of characters: what two texts share, the same for one text and for many."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.memory.grams import SHORT, grams, normalise, postings

# Any character: zero, lone surrogates, marks, and the writing systems of the ten languages.
TEXTS = st.text(st.characters(), max_size=40) | st.text("ab й上海合作 \u00ad\0\udc80", max_size=30)


@given(TEXTS)
def test_a_normalised_text_is_normalised(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The  SCO\u00a0Summit", "the sco summit"),
        ("“Yes,” he said", '"Yes," he said'),
        ("it’s", "it's"),
        ("e\u0301", "É"),
        ("co\u00adoperation", "cooperation"),
        ("straße", "STRASSE"),
        ("\u202fa\tb\n", "a b"),
        ("`a´", "'a'"),
    ],
)
def test_what_makes_no_difference(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("a.", "a"), ("é", "e"), ("1,000", "1000"), ("ў", "у")])
def test_what_makes_a_difference(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.lists(TEXTS.map(normalise), max_size=6))
def test_many_texts_have_the_runs_of_each(texts: list[str]) -> None:
    runs, owners, begins = postings(texts)
    assert np.all(runs[1:] > runs[:-1])
    assert (begins[0], begins[-1], len(begins)) == (0, len(owners), len(runs) + 1)
    for number, text in enumerate(texts):
        mine = [
            run
            for place, run in enumerate(runs.tolist())
            if number in owners[begins[place] : begins[place + 1]]
        ]
        assert mine == grams(text).tolist()
    for place in range(len(runs)):
        assert np.all(np.diff(owners[begins[place] : begins[place + 1]].astype(int)) > 0)


@given(st.text("abcdefgh ", min_size=1, max_size=SHORT), st.integers(0, 100), st.sampled_from("xyz"))
def test_a_short_text_still_shares_something_after_one_edit(text: str, place: int, letter: str) -> None:
    at = place % len(text)
    other = text[:at] + letter + text[at + 1 :]
    if len(text) >= 4:
        assert np.intersect1d(grams(text), grams(other)).size


def test_chinese_words_are_runs_of_two() -> None:
    assert (
        np.intersect1d(
            grams("上海合作组织成员国元首理事会第二十五次会议在天津举行，会议通过宣言。"), grams("合作")
        ).size
        == 1
    )
