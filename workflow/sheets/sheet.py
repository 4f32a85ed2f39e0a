"""A review sheet: source and translation side by side, with all that a reviewer should know of each unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup as Html
from msgspec import Struct

from workflow.diff import Piece
from workflow.languages import profile
from workflow.languages.numerals import numerals
from workflow.model import Finding, Role, State, TermResult, Verdict
from workflow.sheets.data import Part, Row, Sheet
from workflow.sheets.page import SEVERITIES, fill, plural, policy
from workflow.sheets.text import Mark, marked, visible

_MOST_SHOWN = 3  # renderings of a term at a unit; the list at the end has them all

# What a state means, in words that need no colour.
_STATES = {
    State.EMPTY: "empty",
    State.MACHINE: "machine",
    State.STALE: "stale",
    State.REVIEWED: "reviewed",
}
_EXPLAINED = {
    State.EMPTY: "No translation yet",
    State.MACHINE: "Machine text that nobody has approved",
    State.STALE: "Translates an older source text",
    State.REVIEWED: "",
}
_VERDICTS = {
    Verdict.FOUND: "found",
    Verdict.ABBREVIATED: "shortened",
    Verdict.ADJECTIVE: "only an adjective",
    Verdict.FEWER: "fewer mentions",
    Verdict.INSIDE: "not found; part of a longer name",
    Verdict.FORM: "not in this form",
    Verdict.MISSPELT: "misspelt",
    Verdict.MISSING: "missing",
    Verdict.FORBIDDEN: "forbidden form",
    Verdict.UNKNOWN: "no rendering",
}


class _FindingView(Struct, frozen=True):
    """A finding where it stands; ``anchor`` is its id on the page."""

    anchor: str
    finding: Finding
    row: int  # 0: about no unit
    seen: tuple[str, ...]  # the words in the translation that it is about
    fixed: Html  # the translation as it would be; empty if nothing is certain
    message: Html


class _TermView(Struct, frozen=True):
    name: str
    kind: str
    concept: str
    renderings: tuple[str, ...]
    forbidden: tuple[str, ...]
    usage: str
    verdict: str
    good: bool


class _RowView(Struct, frozen=True):
    """What the template shows of one row."""

    row: Row
    first: bool
    state: str
    explained: str
    source: Html
    target: Html
    change: Html
    terms: tuple[_TermView, ...]
    findings: tuple[_FindingView, ...]
    offers: tuple[tuple[str, Html, str], ...]


class _PartView(Struct, frozen=True):
    part: Part
    role: str
    label: str
    copied: Html  # the text of a block that is not translated
    rows: tuple[_RowView, ...]


@dataclass(slots=True)
class _Glossed:
    """A concept and where the article has it."""

    term: _TermView
    rows: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)


def render_sheet(sheet: Sheet, *, live: bool = False) -> bytes:
    """The page. ``live`` leaves the policy to the server that sends it, which adds a script of its own.

    The same sheet gives the same bytes.
    """
    views = _findings(sheet)
    parts = tuple(_part(sheet, part, views) for part in sheet.parts)
    counts = {state: sum(row.state is state for row in sheet.rows) for state in State}
    every = [view for mine in views.values() for view in mine]
    severities = {level: sum(view.finding.severity is level for view in every) for level in SEVERITIES}
    return fill(
        "sheet.html.j2",
        most=_MOST_SHOWN,
        sheet=sheet,
        policy="" if live else policy(),
        target=profile(sheet.language),
        source=profile(sheet.source_language),
        parts=parts,
        total=len(sheet.rows),
        counts=[(_STATES[state], counts[state]) for state in _STATES if counts[state]],
        severities=[(level.value, plural(count, level.value)) for level, count in severities.items()],
        by_severity=[
            (level.value, [view for view in every if view.finding.severity is level]) for level in SEVERITIES
        ],
        general=views.get(0, []),
        terms=_glossary(parts),
        waived=[(row.number, waived) for row in sheet.rows for waived in row.waived],
    )


# ------------------------------------------------------------------------------------------------- findings


def _findings(sheet: Sheet) -> dict[int, list[_FindingView]]:
    """Findings by number of their row, those about no unit under 0; worst first, as people read."""
    found: dict[int, list[_FindingView]] = {}
    number = 0
    pairs: list[tuple[int, str, Sequence[Finding]]] = [(0, "", sheet.findings)]
    pairs += [(row.number, row.target, row.findings) for row in sheet.rows]
    for row, target, findings in pairs:
        for finding in sorted(findings, key=lambda each: SEVERITIES.index(each.severity)):
            number += 1
            seen = tuple(dict.fromkeys(target[max(start, 0) : max(end, 0)] for start, end in finding.spans))
            view = _FindingView(
                f"f{number}",
                finding,
                row,
                tuple(filter(None, seen)),
                _fixed(target, finding),
                _message(finding.message, seen, sheet.language),
            )
            found.setdefault(row, []).append(view)
    return found


def _message(message: str, seen: Sequence[str], language: str) -> Html:
    """What a finding says; words of the translation in it run as the translation does.

    "5 مئی 2027" in an English sentence would be read as "5 2027 مئی": the year goes with the word before it
    (Unicode Standard Annex 9, rules W2 and N1).
    """
    words = sorted((re.escape(each) for each in seen if each.strip()), key=len, reverse=True)
    if not words:
        return visible(message)
    parts: list[Html] = []
    end = 0
    inside = Html('<bdi lang="{}" dir="{}">{}</bdi>')
    for found in re.finditer("|".join(words), message):
        parts.append(visible(message[end : found.start()]))
        parts.append(inside.format(language, profile(language).direction, visible(found[0])))
        end = found.end()
    return Html("").join([*parts, visible(message[end:])])


def _fixed(target: str, finding: Finding) -> Html:
    """The words that the finding would change, with a little of what stands around them."""
    if not finding.fix:
        return Html("")
    parts: list[Html] = []
    end = max(finding.fix[0].start - 30, 0)
    parts.append(Html("…") if end else Html(""))
    for edit in finding.fix:
        parts.append(visible(target[end : edit.start]))
        if edit.start < edit.end:
            parts.append(Html("<del>{}</del>").format(visible(target[edit.start : edit.end])))
        if edit.text:
            parts.append(Html("<ins>{}</ins>").format(visible(edit.text)))
        end = edit.end
    rest = target[end : end + 30]
    parts += [visible(rest), Html("…") if end + 30 < len(target) else Html("")]
    return Html("").join(parts)


# ------------------------------------------------------------------------------------------------- rows


def _part(sheet: Sheet, part: Part, findings: dict[int, list[_FindingView]]) -> _PartView:
    block = part.block
    role = block.role.value if block else "gone"
    copied = visible(block.text) if block and not part.rows else Html("")
    rows = tuple(
        _row(sheet, row, tuple(findings.get(row.number, ())), first=not index)
        for index, row in enumerate(part.rows)
    )
    return _PartView(part, role.replace(" ", "-"), _label(part), copied, rows)


def _label(part: Part) -> str:
    """What the block is, in words: "heading, level 2", "list item", "table cell, row 2, column 1"."""
    block = part.block
    if block is None:
        return "no longer in the article"
    match block.role:
        case Role.HEADING if block.level:
            return f"heading, level {block.level}"
        case Role.LIST_ITEM:
            kind = "numbered list item" if block.ordered else "list item"
            return f"{kind}, depth {block.level}" if block.level > 1 else kind
        case Role.TABLE_CELL:
            return f"table cell, row {block.row + 1}, column {block.column + 1}"
        case Role.CORRECTION if block.date:
            return f"correction of {block.date.isoformat()}"
        case role:
            return role.value


def _row(sheet: Sheet, row: Row, findings: tuple[_FindingView, ...], *, first: bool) -> _RowView:
    terms = tuple(_terms(sheet, row))
    by_id = {term.concept: term for term in terms}
    source_marks = [
        Mark(match.start, match.end, "term", _title(by_id.get(match.concept.id)))
        for match in row.matches
        if not match.inside
    ]
    source_marks += _numbers(row.source, sheet.source_language)
    source_marks += [
        Mark(each.start, each.end, f"found {each.finding.severity.value}", _said(each.finding))
        for each in row.source_marks
    ]
    target_marks: list[Mark] = []
    if not row.mark:
        target_marks += [
            Mark(start, end, "term", f"{_name(result, sheet)}: {_VERDICTS[result.verdict]}")
            for result in row.results
            for start, end in result.spans
        ]
        target_marks += _numbers(row.target, sheet.language)
        target_marks += [
            Mark(start, end, f"found {view.finding.severity.value}", _said(view.finding))
            for view in findings
            for start, end in view.finding.spans
        ]
    return _RowView(
        row,
        first,
        _STATES[row.state],
        _EXPLAINED[row.state] if not row.mark else "",
        marked(row.source, source_marks),
        marked(row.target, target_marks),
        _diff(row.change),
        terms,
        findings,
        tuple((offer.why, _diff(offer.change), offer.text) for offer in row.offers),
    )


def _numbers(text: str, language: str) -> Iterator[Mark]:
    for each in numerals(text, language):
        yield Mark(each.start, each.end, "number")


def _said(finding: Finding) -> str:
    return f"{finding.severity.value}: {finding.message}"


def _diff(pieces: Sequence[Piece]) -> Html:
    tags = {"same": Html("{}"), "old": Html("<del>{}</del>"), "new": Html("<ins>{}</ins>")}
    return Html("").join(tags[piece.kind].format(visible(piece.text)) for piece in pieces)


# ------------------------------------------------------------------------------------------------- terms


def _terms(sheet: Sheet, row: Row) -> Iterator[_TermView]:
    """The terms of a row, each once, with what the glossary says of it in the translation."""
    results = {result.concept.id: result for result in row.results}
    seen: set[str] = set()
    for match in row.matches:
        concept = match.concept
        there = concept.in_language(sheet.language)
        if match.inside or concept.id in seen:
            continue
        seen.add(concept.id)
        result = results.get(concept.id)
        renderings = (*there.short, *there.accepted) if match.short else there.all
        kind = f"{concept.kind.value}, plural" if match.plural else concept.kind.value
        yield _TermView(
            match.variant,
            kind,
            concept.id,
            renderings,
            there.forbidden,
            there.usage,
            _VERDICTS[result.verdict] if result else "",
            result is None or result.verdict in (Verdict.FOUND, Verdict.ABBREVIATED, Verdict.ADJECTIVE),
        )


def _title(term: _TermView | None) -> str:
    if term is None:
        return ""
    wanted = " | ".join(term.renderings) or "no rendering"
    never = f", not: {' | '.join(term.forbidden)}" if term.forbidden else ""
    return f"{term.name} ({term.kind}) = {wanted}{never}"


def _name(result: TermResult, sheet: Sheet) -> str:
    return result.name or result.concept.in_language(sheet.source_language).preferred


def _glossary(parts: Sequence[_PartView]) -> list[_Glossed]:
    """Every term of the article in the order in which they come, with the rows that have it."""
    found: dict[str, _Glossed] = {}
    for part in parts:
        for view in part.rows:
            for term in view.terms:
                glossed = found.setdefault(term.concept, _Glossed(term))
                glossed.rows.append(view.row.number)
                if not term.good:
                    glossed.missing.append(view.row.number)
    return list(found.values())
