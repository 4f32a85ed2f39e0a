"""``[untranslated]``: one line for each kind of waiting, however many wait."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import findings

from workflow.checks.untranslated import check_untranslated
from workflow.glossary import Glossary
from workflow.model import CatalogueView, Finding, Severity, State, Unit

E, M, R = State.EMPTY, State.MACHINE, State.REVIEWED

TABLE = [
    ([], []),
    ([R, R], []),
    ([E], ["10 warning: 1 of 1 segments have no translation"]),
    ([R, E, E], ["20 warning: 2 of 3 segments have no translation"]),
    ([R, M], ["20 note: 1 of 2 segments wait for review"]),
    (
        [M, R, E, M],
        ["10 note: 2 of 4 segments wait for review", "30 warning: 1 of 4 segments have no translation"],
    ),
]


@pytest.mark.parametrize(("states", "expected"), TABLE)
def test_what_waits(
    catalogue: Callable[..., CatalogueView],
    lines: Callable[[list[Finding]], list[str]],
    nothing: Glossary,
    states: list[State],
    expected: list[str],
) -> None:
    view = catalogue("ru", *(("source", "" if state is E else "текст", state) for state in states))
    assert lines(findings(check_untranslated, view, nothing)) == expected


@given(st.lists(st.sampled_from(list(State))))
def test_nothing_that_waits_is_ever_an_error(states: list[State]) -> None:
    units = tuple(Unit("a", "b", state, line=index) for index, state in enumerate(states))
    found = findings(check_untranslated, CatalogueView("x.po", "kk", "en", units))
    assert all(finding.severity is not Severity.ERROR for finding in found)
    assert len(found) == (E in states) + (M in states)
    assert [units[finding.line].state for finding in found] == sorted(
        (s for s in (E, M) if s in states), key=states.index
    )
