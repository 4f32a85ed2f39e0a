"""``[untranslated]``: how much of a catalogue still waits for a person."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.model import CatalogueView, Finding, Severity, State, TermJudge


def check_untranslated(catalogue: CatalogueView, judge: TermJudge) -> Iterator[Finding]:  # noqa: ARG001
    """One warning for empty units and one note for unreviewed ones, each at the line of the first."""
    total = len(catalogue.units)
    for state, severity, what, hint in (
        (State.EMPTY, Severity.WARNING, "have no translation", "this is the first; fill in its msgstr"),
        (State.MACHINE, Severity.NOTE, "wait for review", "this is the first; correct it and clear “fuzzy”"),
    ):
        waiting = [unit for unit in catalogue.units if unit.state is state]
        if waiting:
            yield Finding(
                catalogue.path,
                waiting[0].line,
                severity,
                "untranslated",
                f"{len(waiting)} of {total} segments {what}",
                "",
                hint,
            )
