"""Sentences whose translation stands in their neighbour."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogue.joined import Place, direction, heads


@pytest.mark.parametrize(
    ("target", "step"),
    [
        ("↑", -1),
        (" ↑\n", -1),
        ("[^]", -1),
        ("↑\ufe0f", -1),
        ("↓", 1),
        ("[v]", 1),
        ("", 0),
        ("↑↑", 0),
        ("a ↑", 0),
        ("⬆", 0),
    ],
)
def test_marks(target: str, step: int) -> None:
    assert direction(target) == step


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("a b c", [0, 1, 2]),
        ("a ↑ c", [0, 0, 2]),
        ("a ↑ ↑", [0, 0, 0]),
        ("↓ ↓ c", [2, 2, 2]),
        ("↓ b ↑", [1, 1, 1]),
        ("↑ b c", [None, 1, 2]),
        ("a b ↓", [0, 1, None]),
        ("a | ↑ c", [0, None, 2]),
        ("a ↓ | c", [0, None, 2]),
        ("↓ ↑ c", [None, None, 2]),
        ("- ↑ c", [0, None, 2]),
        ("↓ - c", [None, 1, 2]),
    ],
)
def test_where_the_text_stands(texts: str, found: list[int | None]) -> None:
    places, block = [], 0
    for word in texts.split():
        block += word == "|"
        if word != "|":
            places.append(Place(block, "" if word == "-" else word))
    assert heads(places) == found


@given(st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["a", "", "↑", "↓"])), max_size=8))
def test_a_head_has_a_text_of_its_own_in_the_same_block(pairs: list[tuple[int, str]]) -> None:
    places = [Place(block, target) for block, target in pairs]
    for place, head in zip(places, heads(places), strict=True):
        if head is not None:
            assert places[head].block == place.block
            assert not direction(places[head].target)
            assert places[head].target or places[head] is place
