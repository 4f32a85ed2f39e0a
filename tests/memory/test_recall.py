"""What people have reviewed, and nothing else, by exact text and context."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workflow.memory import ExactMemory, Remembered
from workflow.model import State, Unit

UNITS = st.builds(
    Unit,
    source=st.sampled_from(["a", "b", "A", "a ", "a\u00a0"]),
    target=st.text(min_size=1, max_size=3),
    state=st.sampled_from(State),
    context=st.sampled_from(["", "headline"]),
)


@given(st.lists(st.tuples(st.lists(UNITS, max_size=5), st.text(max_size=3)), max_size=4))
def test_the_first_reviewed_text_of_a_segment_is_remembered(articles: list[tuple[list[Unit], str]]) -> None:
    memory = ExactMemory()
    for units, origin in articles:
        memory.add(iter(units), origin)
    reviewed = [
        (unit, origin) for units, origin in articles for unit in units if unit.state is State.REVIEWED
    ]
    keys = {(unit.context, unit.source) for unit, _ in reviewed}
    assert len(memory) == len(keys)
    for context in ("", "headline"):
        for source in ("a", "b", "A", "a ", "a\u00a0"):
            first = next(
                (each for each in reviewed if each[0].source == source and each[0].context == context), None
            )
            expected = Remembered(first[0].target, first[1]) if first else None
            assert memory.recall(source, context) == expected


def test_an_empty_memory_knows_nothing() -> None:
    assert ExactMemory().recall("a") is None
    assert len(ExactMemory()) == 0


def test_machine_text_is_not_remembered() -> None:
    memory = ExactMemory()
    memory.add([Unit("a", "м", State.MACHINE), Unit("b", "", State.EMPTY)], "x")
    assert (memory.recall("a"), memory.recall("b")) == (None, None)


def test_a_headline_is_not_running_text() -> None:
    memory = ExactMemory()
    memory.add([Unit("a", "голова", State.REVIEWED, context="headline")], "x")
    assert memory.recall("a") is None
    assert memory.recall("a", "headline") == Remembered("голова", "x")
