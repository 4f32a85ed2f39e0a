"""``[long]``: nothing is added or said twice, as far as lengths can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.lengths import ROUNDING, Limits, expected, length_of, lengths_of
from workflow.model import Remark, Severity

_LIKELY, _SURE = 3.0, 4.5  # standard deviations


def _may_be_long(pairs: Sequence[Pair]) -> list[Pair]:
    ours, theirs = pairs[0].source_profile, pairs[0].profile
    limits = Limits(ours, theirs, _LIKELY - ROUNDING)
    sources = lengths_of([pair.source for pair in pairs], ours)
    # A text has no fewer characters than what its length is held to be.
    return [pair for pair, source in zip(pairs, sources, strict=True) if len(pair.target) > limits[source]]


@unit_check("long", Severity.ERROR, prefilter=_may_be_long)
def check_long(pair: Pair) -> Iterable[Remark]:
    """The text is far longer than translations of such a source are."""
    z = pair.deviation
    if z is None or z < _LIKELY:
        return ()
    length = expected(pair.source, pair.source_profile, pair.profile) or 0.0
    return (
        Remark(
            "far longer than a translation of this is",
            f"about {length:.0f} characters, not {length_of(pair.target, pair.profile):.0f}",
            "see whether something is said twice, or belongs to another segment",
            spans=((0, len(pair.target)),),
            severity=None if z > _SURE else Severity.WARNING,
        ),
    )
