"""Forms of renderings by rule: cases, plurals, ezafe, the oblique."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow.lazy import attributes

if TYPE_CHECKING:
    from workflow.glossary.inflect.paradigm import inflect, pluralise
    from workflow.glossary.inflect.rulebook import cases, has_rules

# Who reads forms, or finds names, needs none of the rules.
__getattr__ = attributes(__name__, {"paradigm": "inflect pluralise", "rulebook": "cases has_rules"})

__all__ = ["cases", "has_rules", "inflect", "pluralise"]
