"""``[glossary]``: names and titles stand in the translation as the glossary has them."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.model import CatalogueView, Finding, Kind, Severity, State, TermJudge, TermResult, Unit, Verdict

# A name is right or wrong; of a phrase a translator may have good reason to write otherwise.
_SOFT = frozenset({Kind.PHRASE})


def check_glossary(catalogue: CatalogueView, judge: TermJudge) -> Iterator[Finding]:
    """Terms that are missing, forbidden, or there fewer times than in the source.

    Errors are for reviewed text: machine text is not published without review, so what is wrong in it is a
    warning.
    """
    for unit in catalogue.units:
        if unit.state is State.EMPTY:
            continue
        for result in judge.judge(unit.source, unit.target, catalogue.source_language, catalogue.language):
            finding = _finding(catalogue, unit, result)
            if finding is not None:
                yield finding


def _finding(catalogue: CatalogueView, unit: Unit, result: TermResult) -> Finding | None:
    name = result.concept.in_language(catalogue.source_language).preferred
    expected = " | ".join(result.expected)
    severity = Severity.ERROR
    if unit.state is State.MACHINE or result.concept.kind in _SOFT:
        severity = Severity.WARNING
    match result.verdict:
        case Verdict.MISSING:
            message, hint = f"{name} is missing", "write it so, in the form the sentence needs"
        case Verdict.FORBIDDEN:
            message, hint = f"{name} is written “{result.seen}”", "the glossary forbids that form"
        case Verdict.FEWER:
            severity = Severity.NOTE
            message = f"{name}: {result.found} of {result.wanted} mentions"
            hint = "fine if a pronoun stands for the others"
        case Verdict.UNKNOWN:
            severity = Severity.WARNING
            message = f"the glossary has no {catalogue.language} rendering of {name}"
            hint = f"add one at {result.concept.where}" if result.concept.where else "add one"
        case _:
            return None
    return Finding(catalogue.path, unit.line, severity, "glossary", message, expected, hint)
