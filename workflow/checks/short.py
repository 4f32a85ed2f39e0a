"""``[short]``: nothing is left out, as far as lengths and signs can tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.lengths import (
    FEATURES,
    SHORT,
    evidence,
    expected,
    is_plain,
    left_out,
    length_of,
    most_left_out,
    unusual,
)
from workflow.model import Remark, Severity

# Standard deviations: where no sentence and no number can be missing, small signs alone don't reach _LIKELY.
_HARDLY = -1.6
_TERSE, _BARE = 100, 3.6  # characters of a source of which a good translation may well be that short
_LIKELY, _SURE = 1.2, 3.6  # ln of odds
_ROUNDING = 1e-6  # more than sums of the same figures in another order differ
_SAID = {
    "sentences": "a sentence less",
    "commas": "fewer commas",
    "quotes": "no quotation marks",
    "brackets": "no brackets",
    "numbers": "numbers missing",
}


def _may_lack(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in unusual(pairs)[0] if _may_be_likely(pair)]


def _may_be_likely(pair: Pair) -> bool:
    """Whether a part may be left out, whatever the translation has of the source's signs."""
    z = pair.deviation
    return (
        z is not None
        and z <= SHORT
        and not (z > _HARDLY and is_plain(pair.source, pair.source_profile))
        and most_left_out(pair.source, pair.source_profile, z) > _LIKELY - _ROUNDING
    )


@unit_check("short", Severity.ERROR, prefilter=_may_lack)
def check_short(pair: Pair) -> Iterable[Remark]:
    """The text is shorter than translations of such a source are, the more so with fewer of its signs."""
    if not _may_be_likely(pair):
        return ()
    z = pair.deviation or 0.0
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
