"""``[short]``: nothing is left out, as far as lengths and signs can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.lengths import (
    FEATURES,
    ROUNDING,
    Limits,
    evidence,
    expected,
    is_plain,
    left_out,
    length_of,
    lengths_of,
)
from workflow.model import Remark, Severity

_NOT_SHORT = -0.8  # standard deviations: of longer texts nothing is asked
_HARDLY = -1.6  # where no sentence and no number can be missing, small signs alone don't reach _LIKELY
_TERSE, _BARE = 100, 3.6  # characters of a source of which a good translation may well be that short
_LIKELY, _SURE = 1.2, 3.6  # ln of odds
_SAID = {
    "sentences": "a sentence less",
    "commas": "fewer commas",
    "quotes": "no quotation marks",
    "brackets": "no brackets",
    "numbers": "numbers missing",
}


def _may_be_short(pairs: Sequence[Pair]) -> list[Pair]:
    ours, theirs = pairs[0].source_profile, pairs[0].profile
    short, hardly = (Limits(ours, theirs, z + ROUNDING) for z in (_NOT_SHORT, _HARDLY))
    sources = lengths_of([pair.source for pair in pairs], ours)
    sizes = lengths_of([pair.target for pair in pairs], theirs)
    return [
        pair
        for pair, source, size in zip(pairs, sources, sizes, strict=True)
        if size < short[source] and (size < hardly[source] or not is_plain(pair.source, ours))
    ]


@unit_check("short", Severity.ERROR, prefilter=_may_be_short)
def check_short(pair: Pair) -> Iterable[Remark]:
    """The text is shorter than translations of such a source are, the more so with fewer of its signs."""
    z = pair.deviation
    if z is None or z > _NOT_SHORT or (z > _HARDLY and is_plain(pair.source, pair.source_profile)):
        return ()
    found = evidence(pair.source, pair.target, pair.source_profile, pair.profile, z)
    odds = left_out(found)
    if odds < _LIKELY:
        return ()
    signs = [_SAID[name] for name, value in zip(FEATURES, found, strict=True) if value and name in _SAID]
    if not signs and odds < _BARE and len(pair.source) < _TERSE:
        return ()
    length = expected(pair.source, pair.source_profile, pair.profile) or 0.0
    return (
        Remark(
            f"looks as if a part were left out ({', '.join(['short', *signs])})",
            f"about {length:.0f} characters, not {length_of(pair.target, pair.profile):.0f}",
            "compare it with the source, clause by clause",
            spans=((0, len(pair.target)),),
            severity=None if odds > _SURE else Severity.WARNING,
        ),
    )
