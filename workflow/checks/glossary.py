"""``[glossary]``: names and titles stand in the translation as the glossary has them.

A finding that a translator does not agree with is waived by a translator comment of its unit::

    # waive: glossary/china the state is meant, not the porcelain #5f0a91c2

The eight hex digits are over the source, the target and the term's renderings: when one of them changes, the
waiver no longer holds. A person writes the line without them; the check says which ones to add.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow.model import (
    CatalogueView,
    Concept,
    Finding,
    Kind,
    Match,
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
OFF = "off"
_MOST_SHOWN = 4  # renderings in a message

# A name is right or wrong; of a phrase a translator may have good reason to write otherwise.
_SOFT = frozenset({Kind.PHRASE})

# In a PO editor a person may well type the "#" that the line has in the file.
_WAIVER = re.compile(r"[\s#]*waive:\s*glossary/(?P<id>[^\s#]+)(?P<reason>[^\n]*)")
_DIGEST = re.compile(r"(?:^|\s)#([0-9a-f]{8})\s*$")
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[Ѐ-ӿ]")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Waiver:
    """A line of a unit that keeps one concept quiet."""

    concept: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Context:
    """One unit, and what stands beside it in the article."""

    catalogue: CatalogueView
    unit: Unit
    matches: Sequence[Match]
    neighbours: Sequence[tuple[Unit, Sequence[Match]]]

    def finding(self, severity: Severity, message: str, expected: str = "", hint: str = "") -> Finding:
        return Finding(self.catalogue.path, self.unit.line, severity, "glossary", message, expected, hint)


def check_glossary(catalogue: CatalogueView, judge: TermJudge) -> Iterator[Finding]:
    """What the glossary says of each unit, a finding for each term that is not simply there.

    Errors are for reviewed text: machine text is not published without review, so what is wrong in it is a
    warning. A term that is missing is a note where a neighbouring unit has it for this one.

    ``severities`` of the catalogue gives verdicts (``missing``, ``fewer``, …) another severity: ``error``,
    ``warning``, ``note`` or ``off``. In machine text an error is a warning all the same.

    :raises ValueError: one of these severities is none.
    """
    units = catalogue.units
    found = judge.match_all([unit.source for unit in units], catalogue.source_language)
    for index, (unit, matches) in enumerate(zip(units, found, strict=True)):
        if unit.state is State.EMPTY:
            continue
        beside = [other for other in (index - 1, index + 1) if 0 <= other < len(units)]
        context = _Context(catalogue, unit, matches, [(units[other], found[other]) for other in beside])
        yield from _check_unit(context, judge)


def _check_unit(context: _Context, judge: TermJudge) -> Iterator[Finding]:
    unit, catalogue = context.unit, context.catalogue
    waivers = list(_waivers(unit))
    if not context.matches and not waivers:
        return
    results = judge.judge(
        unit.source, unit.target, catalogue.source_language, catalogue.language, context.matches
    )
    objections: dict[str, tuple[TermResult, Finding]] = {}
    for result in results:
        finding = _finding(context, result, judge)
        if finding is not None:
            objections[result.concept.id] = (result, finding)
    quiet = {waiver.concept for waiver in waivers if _holds(context, waiver, objections)}
    for identifier, (_, finding) in objections.items():
        if identifier not in quiet:
            yield finding
    for result in results:
        yield from _mixed_alphabets(context, result)
    for waiver in waivers:
        yield from _waiver_findings(context, waiver, objections)


# ---------------------------------------------------------------------------------------------- findings


def _finding(context: _Context, result: TermResult, judge: TermJudge) -> Finding | None:
    severity = _severity(context, result)
    if severity is None:
        return None
    message, hint = describe(result, context.catalogue.source_language, context.catalogue.language)
    by_default = result.verdict.value not in context.catalogue.severities
    if result.verdict is Verdict.MISSING and by_default and _is_beside(context, result.concept, judge):
        severity = Severity.NOTE
        message, hint = (
            f"{message} here, but stands in a segment beside",
            "fine if it reads well",
        )
    return context.finding(severity, message, _shown(result.expected), hint)


def _shown(renderings: Sequence[str]) -> str:
    """The renderings, as many as a line can bear; the preferred one first."""
    shown = " | ".join(renderings[:_MOST_SHOWN])
    more = len(renderings) - _MOST_SHOWN
    return f"{shown} | … {more} more" if more > 0 else shown


def _severity(context: _Context, result: TermResult) -> Severity | None:
    """How bad the result is; None for no finding."""
    wanted = context.catalogue.severities.get(result.verdict.value)
    if wanted == OFF or result.verdict not in SEVERITIES:
        return None
    severity = Severity(wanted) if wanted is not None else SEVERITIES[result.verdict]
    soft = result.concept.kind in _SOFT and wanted is None
    if severity is Severity.ERROR and (soft or context.unit.state is State.MACHINE):
        return Severity.WARNING
    return severity


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


def _mixed_alphabets(context: _Context, result: TermResult) -> Iterator[Finding]:
    """Names that look right and are not: a Latin letter among Cyrillic ones breaks search and sorting."""
    if result.verdict is Verdict.FORBIDDEN:
        return
    for start, end in result.spans:
        seen = context.unit.target[start:end]
        if any(each.casefold() in seen.casefold() for each in result.expected):
            continue  # a Latin name with a Cyrillic ending
        if any(_LATIN.search(word) and _CYRILLIC.search(word) for word in _LETTERS.findall(seen)):
            foreign = ", ".join(dict.fromkeys(_LATIN.findall(seen)))
            yield context.finding(
                Severity.WARNING,
                f"“{seen}” mixes two alphabets",
                hint=f"type it again; Latin are: {foreign}",
            )


# ---------------------------------------------------------------------------------------------- waivers


def _waivers(unit: Unit) -> Iterator[_Waiver]:
    for note in unit.notes:
        match = _WAIVER.fullmatch(note)
        if match:
            digest = _DIGEST.search(match["reason"])
            reason = match["reason"][: digest.start()] if digest else match["reason"]
            yield _Waiver(match["id"], reason.strip(), digest[1] if digest else "")


def _digest(context: _Context, concept: Concept) -> str:
    """Eight hex digits over everything that a person looked at who waived a finding."""
    renderings = concept.in_language(context.catalogue.language)
    looked_at = (
        context.unit.source,
        context.unit.target,
        renderings.accepted,
        renderings.short,
        renderings.forbidden,
    )
    return hashlib.sha256(repr(looked_at).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _holds(context: _Context, waiver: _Waiver, objections: Mapping[str, tuple[TermResult, Finding]]) -> bool:
    objection = objections.get(waiver.concept)
    if objection is None or not waiver.reason:
        return False
    return waiver.digest == _digest(context, objection[0].concept)


def _waiver_findings(
    context: _Context, waiver: _Waiver, objections: Mapping[str, tuple[TermResult, Finding]]
) -> Iterator[Finding]:
    """What is wrong with a waiver."""
    name = f"glossary/{waiver.concept}"
    objection = objections.get(waiver.concept)
    if not waiver.reason:
        yield context.finding(
            Severity.ERROR,
            f"the waiver of {name} has no reason",
            hint=f"write why: # waive: {name} <reason>",
        )
        return
    if objection is None:
        yield context.finding(
            Severity.NOTE, f"the waiver of {name} matches no finding", hint="delete the line"
        )
        return
    digest = _digest(context, objection[0].concept)
    line = f"# waive: {name} {waiver.reason} #{digest}"
    if not waiver.digest:
        yield context.finding(
            Severity.NOTE, f"the waiver of {name} does not hold yet", hint=f"write it so: {line}"
        )
    elif waiver.digest != digest:
        yield context.finding(
            Severity.WARNING,
            f"the text or the term has changed since {name} was waived",
            hint=f"look again, and delete the line or write: {line}",
        )
