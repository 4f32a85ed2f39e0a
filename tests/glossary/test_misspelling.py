"""Misspelt names: how far apart words are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from workflow.glossary.misspelling import edits

_words = st.text("абв", max_size=8)


@given(_words, _words, st.integers(0, 4))
def test_distances_are_those_of_optimal_string_alignment(one: str, other: str, most: int) -> None:
    distance = OSA.distance(one, other)
    assert min(edits(one, other, most), most + 1) == min(distance, most + 1)


def test_letters_that_changed_places_are_one_edit() -> None:
    assert edits("лянчжи", "лянчжи", 2) == 0
    assert edits("лянчжи", "лянжчи", 2) == 1
    assert edits("лянчжи", "лачи", 1) > 1
