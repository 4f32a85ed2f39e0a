"""``[long]``: nothing is added or said twice, as far as lengths can tell."""

from __future__ import annotations

from collections.abc import Iterable

from workflow.checks.check import Pair, unit_check
from workflow.checks.lengths import LONG, expected, length_of, unusual
from workflow.model import Remark, Severity

_SURE = 4.5  # standard deviations


@unit_check("long", Severity.ERROR, prefilter=lambda pairs: unusual(pairs)[1])
def check_long(pair: Pair) -> Iterable[Remark]:
    """The text is far longer than translations of such a source are."""
    z = pair.deviation
    if z is None or z < LONG:
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
