"""The same text: which of several translations, and never one that is merely alike."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from support_memory import remembering

from workflow.memory import Memory
from workflow.model import MemoryUnit, Role

SOURCES = ["a", "b", "A", "a ", "a\u00a0", "é", "e\u0301", "", "\0", "\udc80"]
UNITS = st.builds(
    MemoryUnit,
    source=st.sampled_from(SOURCES),
    target=st.text(min_size=1, max_size=3),
    origin=st.sampled_from(["x", "y"]),
    context=st.sampled_from(["", "headline"]),
    roles=st.lists(st.sampled_from(Role), max_size=2).map(tuple),
    before=st.sampled_from(["", "b"]),
    after=st.sampled_from(["", "c"]),
    changed=st.sampled_from(["", "2026-01-31T12:00:00Z", "2027-01-31T12:00:00Z"]),
    author=st.text(max_size=2),
)


@given(st.lists(UNITS, max_size=8))
def test_only_the_very_same_text_is_recalled_and_it_comes_back_whole(units: list[MemoryUnit]) -> None:
    with remembering(*units) as memory:
        for source, context, without in itertools.product(SOURCES, ("", "headline"), ("", "y")):
            fit = [
                each
                for each in units
                if (each.source, each.context) == (source, context) and each.origin != without
            ]
            found = memory.recall(source, context, without=without)
            assert found in fit if fit else found is None
        assert sorted(map(repr, memory.units())) == sorted(map(repr, units))


def test_role_then_neighbours_then_the_newest() -> None:
    def unit(target: str, *roles: Role, before: str = "", after: str = "", changed: str = "1") -> MemoryUnit:
        return MemoryUnit("He agreed.", target, "x", "", roles, before, after, changed)

    ranked = [
        unit("both", Role.QUOTE, before="b", after="a"),
        unit("one, newer", Role.QUOTE, before="b", after="?", changed="3"),
        unit("one", Role.QUOTE, before="?", after="a", changed="2"),
        unit("role", Role.LEAD, Role.QUOTE, changed="9"),
        unit("neighbours", Role.LEAD, before="b", after="a"),
        unit("text, newer", Role.LEAD, changed="9"),
        unit("text", changed="8"),
    ]
    for count in range(len(ranked)):
        for order in (ranked[count:], ranked[count:][::-1]):
            with remembering(*order) as memory:
                found = memory.recall("He agreed.", "", (Role.QUOTE,), "b", "a")
                assert found == ranked[count]


def test_two_beginnings_are_not_the_same_neighbour() -> None:
    first = MemoryUnit("He agreed.", "at a beginning", "x", before="", after="?", changed="1")
    second = MemoryUnit("He agreed.", "newer", "x", before="?", after="?", changed="2")
    with remembering(first, second) as memory:
        assert memory.recall("He agreed.", "", (), "", "") == second


def test_an_empty_memory_knows_nothing() -> None:
    with Memory.open(None, "en", "ru") as memory:
        assert memory.recall("a") is None
        assert memory.search("a") == []
        assert list(memory.units()) == []


def test_a_headline_is_not_running_text() -> None:
    with remembering(MemoryUnit("a", "голова", "x", context="headline")) as memory:
        assert memory.recall("a") is None
        found = memory.recall("a", "headline")
        assert found is not None
        assert found.target == "голова"
