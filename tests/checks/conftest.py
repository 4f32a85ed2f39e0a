"""Catalogues for the tests of checks, in one line."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workflow.glossary import Glossary
from workflow.model import CatalogueView, Finding, State, Unit

Pair = tuple[str, str] | tuple[str, str, State]


@pytest.fixture
def catalogue() -> Callable[..., CatalogueView]:
    """``catalogue("ru", (source, target[, state]), …)``: units stand at lines 10, 20, …"""

    def build(language: str, *pairs: Pair) -> CatalogueView:
        units = tuple(
            Unit(pair[0], pair[1], pair[2] if len(pair) == 3 else State.REVIEWED, line=10 * (index + 1))
            for index, pair in enumerate(pairs)
        )
        return CatalogueView(f"locales/{language}/x.po", language, "en", units)

    return build


@pytest.fixture
def lines() -> Callable[..., list[str]]:
    """Findings as short lines: line, severity, message."""

    def render(findings: list[Finding]) -> list[str]:
        return [f"{each.line} {each.severity.value}: {each.message}" for each in findings]

    return render


@pytest.fixture
def nothing() -> Glossary:
    """A judge that knows no terms."""
    return Glossary([])
