"""First looks for prefilters: most texts have nothing in them that a check is about.

Sources are looked at once, since all catalogues have the same ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.checks.check import Pair, Prefilter
from workflow.languages.once import remembered

# Those that the languages write, and those that look like them.
DIGITS = "".join(chr(start + each) for start in (0x30, 0x660, 0x6F0, 0x966, 0xFF10) for each in range(10))


def source_has(find: remembered[Any]) -> Prefilter:
    """A prefilter: only the pairs in whose source something is found are looked at."""

    def choose(pairs: Sequence[Pair]) -> Sequence[Pair]:
        known = in_sources(find, pairs)
        return [pair for pair in pairs if known[pair.source]]

    return choose


def in_sources(find: remembered[Any], pairs: Sequence[Pair]) -> dict[str, Any]:
    """What is found in the sources of a catalogue, which has one source language."""
    return find.of(pairs[0].source_language) if pairs else {}
