"""Verdicts of the glossary in a translator's words, for the check and for the score of a translation."""

from __future__ import annotations

from workflow.model import TermResult, Verdict


def describe(result: TermResult, source_language: str, language: str) -> tuple[str, str]:
    """What is the matter, and what to do about it, in a translator's words."""
    concept, seen = result.concept, result.seen
    name = result.name or concept.in_language(source_language).preferred
    renderings = concept.in_language(language)
    preferred = renderings.short[0] if result.short and renderings.short else renderings.preferred
    match result.verdict:
        case Verdict.MISSING:
            return f"{name} is missing", "write it so, in the form the sentence needs"
        case Verdict.FORBIDDEN:
            return f"{name} is written “{seen}”", f"the glossary forbids that form; write {preferred}"
        case Verdict.MISSPELT:
            return f"{name}: “{seen}” looks like a misspelling", f"write {preferred}"
        case Verdict.FORM:
            return f"{name}: “{seen}” is not how it is written", f"write {preferred}, letter for letter"
        case Verdict.FEWER:
            return (
                f"{name}: {result.found} of {result.wanted} mentions",
                "fine if a pronoun stands for the others",
            )
        case Verdict.ADJECTIVE:
            return f"{name} is there only as “{seen}”", "fine if the sentence still says which one"
        case Verdict.ABBREVIATED:
            return f"{name} is shortened to “{seen}”", "fine if the full name has been said before"
        case Verdict.INSIDE:
            return (
                f"{name} is missing, and the source has it in a longer name",
                "fine if the longer name is translated as a whole",
            )
        case _:
            where = f"add one at {concept.where}" if concept.where else "add one"
            return f"the glossary has no {language} rendering of {name}", where
