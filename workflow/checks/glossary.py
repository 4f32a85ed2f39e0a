"""``[glossary]``: names and titles stand in the translation as the glossary has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.checks.check import Pair, catalogue_check
from workflow.model import (
    CatalogueView,
    Concept,
    Kind,
    Match,
    Remark,
    Severity,
    State,
    TermJudge,
    TermResult,
    Unit,
    Verdict,
)

# How bad each verdict is, in a reviewed text. FOUND is no finding.
SEVERITIES: Mapping[Verdict, Severity] = {
    Verdict.MISSING: Severity.ERROR,
    Verdict.FORBIDDEN: Severity.ERROR,
    Verdict.MISSPELT: Severity.ERROR,
    Verdict.FORM: Severity.ERROR,
    Verdict.UNKNOWN: Severity.WARNING,
    Verdict.FEWER: Severity.NOTE,
    Verdict.ADJECTIVE: Severity.NOTE,
    Verdict.ABBREVIATED: Severity.NOTE,
    Verdict.INSIDE: Severity.NOTE,
}
_MOST_SHOWN = 4  # renderings in a message

# A name is right or wrong; of a phrase a translator may have good reason to write otherwise.
_SOFT = frozenset({Kind.PHRASE})
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[Ѐ-ӿ]")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Context:
    """One unit, and what stands beside it in the article."""

    catalogue: CatalogueView
    unit: Unit
    matches: Sequence[Match]
    neighbours: Sequence[tuple[Unit, Sequence[Match]]]


@catalogue_check("glossary", Severity.ERROR)
def check_glossary(
    view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge
) -> Iterator[tuple[Unit, Remark]]:
    """What the glossary says of each unit, a remark for each term that is not simply there.

    A term that is missing is a note where a neighbouring unit has it for this one.
    """
    place = {id(unit): index for index, unit in enumerate(view.units)}
    by_place = {place[id(pair.unit)]: pair for pair in pairs}
    for index, pair in by_place.items():
        if not pair.matches:
            continue
        beside = [by_place[other] for other in (index - 1, index + 1) if other in by_place]
        context = _Context(view, pair.unit, pair.matches, [(each.unit, each.matches) for each in beside])
        results = judge.judge(pair.source, pair.target, view.source_language, view.language, pair.matches)
        for result in results:
            if result.verdict in SEVERITIES:
                yield pair.unit, _remark(context, result, judge)
            for remark in _mixed_alphabets(context, result):
                yield pair.unit, remark


# ---------------------------------------------------------------------------------------------- remarks


def _remark(context: _Context, result: TermResult, judge: TermJudge) -> Remark:
    concept = result.concept
    severity = SEVERITIES[result.verdict]
    if severity is Severity.ERROR and concept.kind in _SOFT:
        severity = Severity.WARNING
    message, hint = describe(result, context.catalogue.source_language, context.catalogue.language)
    if result.verdict is Verdict.MISSING and _is_beside(context, concept, judge):
        severity = Severity.NOTE
        message, hint = f"{message} here, but stands in a segment beside", "fine if it reads well"
    renderings = concept.in_language(context.catalogue.language)
    return Remark(
        message,
        _shown(result.expected),
        hint,
        kind=result.verdict.value,
        about=concept.id,
        spans=result.spans,
        source_spans=tuple(
            (match.start, match.end) for match in context.matches if match.concept.id == concept.id
        ),
        severity=severity,
        witness=repr((renderings.accepted, renderings.short, renderings.forbidden)),
    )


def _shown(renderings: Sequence[str]) -> str:
    """The renderings, as many as a line can bear; the preferred one first."""
    shown = " | ".join(renderings[:_MOST_SHOWN])
    more = len(renderings) - _MOST_SHOWN
    return f"{shown} | … {more} more" if more > 0 else shown


def _is_beside(context: _Context, concept: Concept, judge: TermJudge) -> bool:
    """Whether the term stands in a neighbouring unit that has no mention of its own."""
    mention = [match for match in context.matches if match.concept.id == concept.id][:1]
    for unit, matches in context.neighbours:
        if unit.state is State.EMPTY or any(match.concept.id == concept.id for match in matches):
            continue
        (result,) = judge.judge(
            context.unit.source,
            unit.target,
            context.catalogue.source_language,
            context.catalogue.language,
            mention,
        )
        if result.found:
            return True
    return False


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


def _mixed_alphabets(context: _Context, result: TermResult) -> Iterator[Remark]:
    """Names that look right and are not: a Latin letter among Cyrillic ones breaks search and sorting."""
    if result.verdict is Verdict.FORBIDDEN:
        return
    for start, end in result.spans:
        seen = context.unit.target[start:end]
        if any(each.casefold() in seen.casefold() for each in result.expected):
            continue  # a Latin name with a Cyrillic ending
        if any(_LATIN.search(word) and _CYRILLIC.search(word) for word in _LETTERS.findall(seen)):
            foreign = ", ".join(dict.fromkeys(_LATIN.findall(seen)))
            yield Remark(
                f"“{seen}” mixes two alphabets",
                hint=f"type it again; Latin are: {foreign}",
                kind="mixed",
                about=result.concept.id,
                spans=((start, end),),
                severity=Severity.WARNING,
            )
