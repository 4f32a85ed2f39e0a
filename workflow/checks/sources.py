"""A first look at sources: most say nothing of what a check is about, and all catalogues have the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from workflow.checks.check import Pair, Prefilter
from workflow.languages.once import remembered


def source_has(find: remembered[Any]) -> Prefilter:
    """A prefilter: only the pairs in whose source something is found are looked at."""

    def choose(pairs: Sequence[Pair]) -> Sequence[Pair]:
        if not pairs:
            return pairs
        known = find.of(pairs[0].source_language)  # one catalogue has one source language
        return [pair for pair in pairs if known[pair.source]]

    return choose
