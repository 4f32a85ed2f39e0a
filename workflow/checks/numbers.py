"""``[numbers]``: every number of the source stands in the translation, with the same value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflow.languages.numerals import numbers
from workflow.model import CatalogueView, Finding, Severity, State, TermJudge

__all__ = ["check_numbers", "numbers"]


def check_numbers(catalogue: CatalogueView, judge: TermJudge) -> Iterator[Finding]:  # noqa: ARG001
    """A number of the source that the translation lacks, or one that it adds.

    A missing number is an error in reviewed text, since what the source has in digits the translation has in
    digits; a number more than in the source is a warning ("two" may well become 2).
    """
    for unit in catalogue.units:
        if unit.state is State.EMPTY:
            continue
        source = Counter(numbers(unit.source, catalogue.source_language))
        target = Counter(numbers(unit.target, catalogue.language))
        lost, added = source - target, target - source
        severity = Severity.ERROR if unit.state is State.REVIEWED else Severity.WARNING
        for value in lost.elements():
            seen = ", ".join(added.elements()) or "nothing"
            yield Finding(
                catalogue.path,
                unit.line,
                severity,
                "numbers",
                f"found {seen}",
                value,
                "every number of the source must be there, in digits",
            )
        if added and not lost:
            yield Finding(
                catalogue.path,
                unit.line,
                Severity.WARNING,
                "numbers",
                f"{', '.join(added.elements())} is not in the source",
                "",
                "see whether the source spells it out",
            )
