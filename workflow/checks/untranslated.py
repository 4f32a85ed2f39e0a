"""``[untranslated]``: how much of a catalogue still waits for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, catalogue_check
from workflow.model import CatalogueView, Remark, Severity, State, TermJudge, Unit


@catalogue_check("untranslated", Severity.NOTE)
def check_untranslated(
    view: CatalogueView,
    pairs: Sequence[Pair],  # noqa: ARG001
    judge: TermJudge,  # noqa: ARG001
) -> Iterator[tuple[Unit, Remark]]:
    """One warning for empty units and one note for unreviewed ones, each at the first."""
    total = len(view.units)
    for state, kind, severity, what, hint in (
        (State.EMPTY, "empty", Severity.WARNING, "have no translation", "fill in its msgstr"),
        (State.MACHINE, "machine", Severity.NOTE, "wait for review", "correct it and clear “fuzzy”"),
    ):
        waiting = [unit for unit in view.units if unit.state is state]
        if waiting:
            yield (
                waiting[0],
                Remark(
                    f"{len(waiting)} of {total} segments {what}",
                    hint=f"this is the first; {hint}",
                    kind=kind,
                    severity=severity,
                ),
            )
