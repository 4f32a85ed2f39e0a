"""Spans that do not overlap, against the plain definition."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from workflow.glossary.spans import Span, Taken, apart

SPANS = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _plainly(spans: set[Span]) -> list[Span]:
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda each: (each[0] - each[1], each[0])):
        if not any(_overlap(span, other) for other in chosen):
            chosen.append(span)
    return chosen


@given(st.sets(SPANS))
def test_the_longest_spans_are_chosen_and_none_overlaps_another(spans: set[Span]) -> None:
    assert apart(spans) == _plainly(spans)


@given(st.sets(SPANS), st.lists(SPANS))
def test_what_is_taken_answers_as_a_list_would(spans: set[Span], asked: list[Span]) -> None:
    chosen = _plainly(spans)
    taken = Taken()
    for span in chosen:
        taken.add(span)
    for span in (*asked, *spans):
        assert taken.overlaps(span) == any(_overlap(span, other) for other in chosen)
        assert taken.covers(span) == any(a <= span[0] and span[1] <= b for a, b in chosen)
        assert (span in taken) == (span in chosen)


def test_a_hundred_thousand_spans_are_told_apart_at_once() -> None:
    begun = time.process_time()
    spans = apart((place, place + 5) for place in range(0, 500_000, 5))
    taken = Taken(spans)
    assert all(map(taken.covers, spans))
    assert time.process_time() - begun < 3
