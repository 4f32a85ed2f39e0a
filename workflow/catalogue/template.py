"""Segments and their glossary terms -> a POT.

``#.`` lines tell role and place of a segment and name its terms; ``# `` lines show the renderings. They are
``# `` lines because ``msgmerge`` replaces every ``#.`` line of a catalogue by the template's, and a
translator into Urdu has no use for nine other languages: each catalogue shows its own renderings only.
"""

from __future__ import annotations

from collections.abc import Sequence

import polib

from workflow.catalogue.provenance import TERM
from workflow.catalogue.syntax import one_line, storable
from workflow.languages import profile
from workflow.model import Article, Match, Renderings, Role, Segment


def _place(segment: Segment) -> str:
    place = f"{segment.role.value}, block {segment.block + 1}"
    return f"{place}, sentence {segment.index + 1} of {segment.count}" if segment.count > 1 else place


def contexts(segments: Sequence[Segment]) -> list[str]:
    """msgctxt of each segment: "headline" only where the same words also stand elsewhere in the article.

    A correction that repeats the headline does not count: it must not take away what was approved.
    """
    apart = (Role.HEADLINE, Role.CORRECTION)
    elsewhere = {segment.text for segment in segments if segment.role not in apart}
    return [
        "headline" if segment.role is Role.HEADLINE and segment.text in elsewhere else ""
        for segment in segments
    ]


def show_renderings(renderings: Renderings, *, short: bool = False) -> str:
    """Renderings as a translator reads them: "Чунцин | город Чунцин, not: Чонгкинг".

    Short forms follow the full ones: "Шанхайская организация сотрудничества, short: ШОС"; ``short`` puts them
    first, for a source text that has the short form: "ШОС, in full: Шанхайская организация сотрудничества".
    """
    text = " | ".join(renderings.accepted)
    if renderings.short:
        brief = " | ".join(renderings.short)
        first, word, second = (brief, "in full", text) if short else (text, "short", brief)
        text = f"{first}, {word}: {second}" if text else brief
    return f"{text}, not: {' | '.join(renderings.forbidden)}" if renderings.forbidden else text


def term_notes(matches: Sequence[Match], languages: Sequence[str]) -> list[str]:
    """One ``term: …`` line for each concept and language that has renderings, its usage note behind them.

    Names within longer names that the glossary does not know (Mexico City) have no line: what the glossary
    says of Mexico would mislead.
    """
    lines: list[str] = []
    for match in matches:
        if match.inside:
            continue
        for language in languages:
            renderings = match.concept.in_language(language)
            if not (renderings.all or renderings.forbidden or renderings.usage):
                continue
            tag = f" [{language}]" if len(languages) > 1 else ""
            kind = f"{match.concept.kind.value}, plural" if match.plural else match.concept.kind.value
            line = f"{TERM}{match.variant} ({kind}){tag} = {show_renderings(renderings, short=match.short)}"
            if renderings.usage:
                line += f" ({renderings.usage})"
            line = one_line(line)
            if line not in lines:
                lines.append(line)
    return lines


def metadata(article: Article, generator: str, language: str = "") -> dict[str, str]:
    """Header fields of a POT (no ``language``) or of a new catalogue; its dates are left for the caller."""
    header = {
        "Project-Id-Version": article.slug,
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": "",
        "PO-Revision-Date": "" if language else "YEAR-MO-DA HO:MI+ZONE",
        "Last-Translator": "Automatically generated" if language else "FULL NAME <EMAIL@ADDRESS>",
        "Language-Team": "none" if language else "LANGUAGE <LL@li.org>",
        "Language": profile(language).gettext if language else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language:
        header["Plural-Forms"] = profile(language).plural_forms
    header["X-Source-Language"] = article.language
    header["X-Generator"] = generator
    return header


def build_template(
    article: Article,
    segments: Sequence[Segment],
    matches: Sequence[Sequence[Match]],
    languages: Sequence[str],
    generator: str,
) -> polib.POFile:
    """The POT of an article. ``matches`` has one sequence for each segment.

    Segments with the same text and context share one entry, which then names all their places.
    """
    pot = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    pot.header = one_line(f"Segments of {article.source}: {article.title}")
    pot.metadata = metadata(article, generator)
    entries: dict[tuple[str, str], polib.POEntry] = {}
    places: dict[tuple[str, str], list[str]] = {}  # joined in the end: one sentence may stand in thousands
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for segment, found, context in zip(segments, matches, contexts(segments), strict=True):
        text = storable(segment.text)
        key = (context, text)
        if key not in entries:
            terms = list(dict.fromkeys(one_line(match.variant) for match in found if not match.inside))
            entry = polib.POEntry(
                msgid=text,
                msgctxt=context or None,
                comment=f"terms: {'; '.join(terms)}" if terms else "",
                tcomment="\n".join(term_notes(found, languages)),
            )
            entries[key] = entry
            pot.append(entry)
        places.setdefault(key, []).append(_place(segment))
        lines.setdefault(key, {})[str(segment.line or "")] = None  # none for what is not in that file
    for key, entry in entries.items():
        entry.comment = "\n".join(filter(None, ("; ".join(places[key]), entry.comment)))
        entry.occurrences = [(article.source, line) for line in lines[key]]
    return pot
