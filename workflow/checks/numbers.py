"""``[numbers]``: every number of the source stands in the translation, with the same value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.languages.numerals import numbers
from workflow.model import Remark, Severity


@unit_check("numbers", Severity.ERROR)
def check_numbers(pair: Pair) -> Iterator[Remark]:
    """A number of the source that the translation lacks, or one that it adds.

    What the source has in digits the translation has in digits; a number more than in the source is a
    warning ("two" may well become 2).
    """
    source = Counter(numbers(pair.source, pair.source_language))
    target = Counter(numbers(pair.target, pair.language))
    lost, added = source - target, target - source
    for value in lost.elements():
        seen = ", ".join(added.elements()) or "nothing"
        yield Remark(f"found {seen}", value, "every number of the source must be there, in digits", "lost")
    if added and not lost:
        yield Remark(
            f"{', '.join(added.elements())} is not in the source",
            hint="see whether the source spells it out",
            kind="added",
            severity=Severity.WARNING,
        )
