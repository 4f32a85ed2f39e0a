"""The glossary, as enforcement needs it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from workflow.model import Concept, Match, TermJudge


class TermSource(TermJudge, Protocol):
    """The glossary, as enforcement needs it."""

    def forms(
        self, concept: Concept, language: str, *, short: bool = False, plural: bool = False
    ) -> Mapping[str, str]:
        """Forms by case of the preferred rendering, or of the preferred short one.

        Case names are those of ``glossary/forms.<lang>.csv``; the first is the dictionary form. Never empty
        where the concept has a rendering.
        """
        ...

    def places(
        self, target: str, source_language: str, language: str, matches: Sequence[Match]
    ) -> list[tuple[Concept, tuple[int, int]]]:
        """Where the concepts of ``matches`` stand in ``target``, in whatever form."""
        ...
