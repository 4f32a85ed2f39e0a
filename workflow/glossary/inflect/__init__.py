"""Forms of renderings by rule: cases, plurals, ezafe, the oblique."""

from workflow.glossary.inflect.paradigm import has_rules, inflect, pluralise
from workflow.glossary.inflect.rulebook import cases

__all__ = ["cases", "has_rules", "inflect", "pluralise"]
