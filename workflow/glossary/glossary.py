"""The glossary as one object: matching in sources, judging of translations, forms, and its hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path

from workflow.errors import GlossaryError
from workflow.glossary.acceptors import acceptor, literal
from workflow.glossary.csvfile import parse_concepts, parse_forms, read_text
from workflow.glossary.matcher import Matcher
from workflow.glossary.normalise import fold, normalise
from workflow.languages import known_tags, suggest
from workflow.model import Concept, Kind, Match, Period, TermResult, Verdict

_CASES_OF_A_NAME = "nom"


class Glossary:
    """All concepts of a publication. Implements :class:`workflow.model.TermJudge`."""

    def __init__(
        self,
        concepts: Iterable[Concept],
        forms: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    ) -> None:
        self.concepts: tuple[Concept, ...] = tuple(concepts)
        self._forms = forms or {}
        self._matchers: dict[str, Matcher] = {}
        self._when: date | None = None
        self._article: Mapping[tuple[str, str], list[Match]] = {}

    def in_article(self, texts: Sequence[str], language: str, when: date | None = None) -> Glossary:
        """This glossary as it is to be asked about one article, in single sentences too.

        ``match`` and ``judge`` then know that "Tang" in one of ``texts``, the segments of the article in
        their order, is the Tang Liangzhi of an earlier one, and ``when`` is the day for which they answer.
        Where a text stands twice, the place with more matches counts.
        """
        view = copy(self)  # the matchers are shared
        view._when = when
        known = dict(self._article) if self._when == when else {}
        for text, matches in zip(texts, self.match_all(texts, language, when), strict=True):
            if len(matches) >= len(known.get((language, text), ())):
                known[language, text] = matches
        view._article = known
        return view

    def match(self, text: str, language: str) -> list[Match]:
        """Concepts in ``text``, leftmost-longest, without overlaps; offsets into ``text``."""
        known = self._article.get((language, text))
        return list(known) if known is not None else self._matcher(language).match(text, self._when)

    def match_all(self, texts: Sequence[str], language: str, when: date | None = None) -> list[list[Match]]:
        """Concepts in each of ``texts``, the segments of one article in their order."""
        return self._matcher(language).match_all(texts, when or self._when)

    def _matcher(self, language: str) -> Matcher:
        if language not in self._matchers:
            self._matchers[language] = Matcher(self.concepts, language)
        return self._matchers[language]

    def whole_match(self, text: str, language: str) -> Match | None:
        """The match that ``text`` is, when it is nothing else; it may be plural or short."""
        found = self.match(text, language)
        if len(found) == 1 and not (text[: found[0].start] + text[found[0].end :]).strip():
            return found[0]
        return None

    def whole(self, text: str, language: str) -> Concept | None:
        """The concept that ``text`` is, when it is nothing else, and no plural of it."""
        found = self.whole_match(text, language)
        return found.concept if found and not found.plural else None

    def forms(
        self,
        concept: Concept,
        language: str,
        *,
        short: bool = False,  # noqa: ARG002
        plural: bool = False,  # noqa: ARG002
    ) -> Mapping[str, str]:
        """Forms of the preferred rendering by case name; ``{"nom": rendering}`` where none are stored."""
        preferred = concept.in_language(language).preferred
        stored = self._forms.get(language, {}).get(concept.id)
        if stored and normalise(next(iter(stored.values()))).text == normalise(preferred).text:
            return stored
        return {_CASES_OF_A_NAME: preferred} if preferred else {}

    def digest(self, source_language: str, language: str) -> str:
        """Twelve hex digits over everything that the glossary says for one pair of languages."""
        lines = []
        for concept in sorted(self.concepts, key=lambda each: each.id):
            source, target = concept.in_language(source_language), concept.in_language(language)
            valid = concept.valid
            said = (
                (concept.id, concept.kind.value, concept.gender, concept.number),
                (valid.since, valid.until) if valid else (),
                (source.accepted, source.short),
                (target.accepted, target.short, target.forbidden, target.usage),
            )
            lines.append(repr(said))
            lines.append(repr(sorted(self._forms.get(language, {}).get(concept.id, {}).items())))
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def judge(
        self,
        source: str,
        target: str,
        source_language: str,
        language: str,
        matches: Sequence[Match] | None = None,
    ) -> list[TermResult]:
        """One result for each concept in ``source``, in order of appearance.

        Occurrences are counted, and none counts twice: in "саммит ШОС" the words of the summit do not also
        stand for the organisation. Longer concepts choose their words first.
        """
        wanted: dict[str, int] = {}
        by_id: dict[str, Concept] = {}
        for match in self.match(source, source_language) if matches is None else matches:
            wanted[match.concept.id] = wanted.get(match.concept.id, 0) + 1
            by_id[match.concept.id] = match.concept
        if not wanted:
            return []
        folded = fold(target, language)
        patterns = {key: self._patterns(by_id[key], language) for key in wanted}
        spans = _assign(folded, patterns, wanted)
        taken = [span for found in spans.values() for span in found]
        results = []
        for identifier, count in wanted.items():
            concept = by_id[identifier]
            renderings = concept.in_language(language)
            found = len(spans[identifier])
            seen = self._forbidden(folded, concept, language, taken)
            if seen:
                verdict = Verdict.FORBIDDEN
            elif not renderings.all:
                verdict = Verdict.UNKNOWN
            elif not found:
                verdict = Verdict.MISSING
            elif found < count:
                verdict = Verdict.FEWER
            else:
                verdict = Verdict.FOUND
            results.append(TermResult(concept, verdict, renderings.accepted, count, found, seen))
        return results

    def _patterns(self, concept: Concept, language: str) -> list[re.Pattern[str]]:
        """Every way to recognise the concept: its renderings in any form, and the forms that are stored."""
        relational = _relational(concept)
        patterns = [
            acceptor(rendering, language, relational=relational)
            for rendering in concept.in_language(language).all
        ]
        if concept.id in self._forms.get(language, {}):
            patterns += [literal(form, language) for form in set(self.forms(concept, language).values())]
        return patterns

    def _forbidden(
        self, folded: str, concept: Concept, language: str, taken: Sequence[tuple[int, int]]
    ) -> str:
        """The forbidden words that stand in the text outside every accepted span, or an empty string.

        The very words that the glossary forbids are forbidden even if they look like a form of an accepted
        rendering ("Тан Лянчжі" beside "Тан Лянчжы"), unless they are a rendering or a stored form themselves.
        """
        renderings = concept.in_language(language)
        allowed = {
            fold(form, language).lower()
            for form in (*renderings.all, *self.forms(concept, language).values())
        }
        for rendering in renderings.forbidden:
            words = fold(rendering, language).lower()
            for hit in acceptor(rendering, language).finditer(folded):
                if not any(start <= hit.start() and hit.end() <= end for start, end in taken):
                    return hit.group()
                if hit.span() in taken and hit.group().lower() == words and words not in allowed:
                    return hit.group()
        return ""


def _relational(concept: Concept) -> bool:
    """Places and organisations have adjectives that a translator may well need (Сенат, сенатский)."""
    return concept.kind in (Kind.PLACE, Kind.ORGANISATION)


def _assign(
    folded: str, patterns: Mapping[str, Sequence[re.Pattern[str]]], wanted: Mapping[str, int]
) -> dict[str, list[tuple[int, int]]]:
    """Spans in the folded text for each concept; no two overlap, longer spans are given out first.

    Concepts may share a rendering (an acronym and the full name). Spans are dealt out so that as many wanted
    occurrences as possible have one (augmenting paths: Kuhn, Naval Research Logistics Quarterly 2, 1955).
    """
    candidates: dict[tuple[int, int], list[str]] = {}
    for identifier, ways in patterns.items():
        for pattern in ways:
            for hit in pattern.finditer(folded):
                owners = candidates.setdefault(hit.span(), [])
                if identifier not in owners:
                    owners.append(identifier)
    chosen: list[tuple[int, int]] = []
    for span in sorted(candidates, key=lambda item: (item[0] - item[1], item[0])):
        if not any(span[0] < end and start < span[1] for start, end in chosen):
            chosen.append(span)
    spans: dict[str, list[tuple[int, int]]] = {identifier: [] for identifier in patterns}

    def place(span: tuple[int, int], tried: set[str]) -> bool:
        for owner in candidates[span]:
            if owner in tried:
                continue
            tried.add(owner)
            if len(spans[owner]) < wanted[owner]:
                spans[owner].append(span)
                return True
            for other in spans[owner]:
                if place(other, tried):  # it has found another owner: its place here is free
                    spans[owner].remove(other)
                    spans[owner].append(span)
                    return True
        return False

    surplus = [span for span in chosen if not place(span, set())]
    for span in surplus:
        spans[candidates[span][0]].append(span)
    return spans


def load_glossary(folder: Path, source_language: str, root: Path | None = None) -> Glossary:
    """Read every ``*.csv`` of ``folder``; files named ``forms.<lang>.csv`` hold inflected forms.

    Paths in messages are relative to ``root``. A folder that does not exist is an empty glossary.

    :raises GlossaryError: a file is broken, an id stands twice, or one source rendering names two concepts.
    """
    concepts: list[Concept] = []
    forms: dict[str, Mapping[str, Mapping[str, str]]] = {}
    for path in sorted(folder.glob("*.csv")):
        where = path.relative_to(root).as_posix() if root and path.is_relative_to(root) else str(path)
        if path.name.startswith("forms."):
            language = path.name.removeprefix("forms.").removesuffix(".csv")
            if language not in known_tags():
                near = suggest(language)
                hint = f"Did you mean forms.{near}.csv?" if near else "The name is forms.<language>.csv."
                raise GlossaryError(f"{language!r} in its name is no language", where=where, hint=hint)
            forms[language] = parse_forms(read_text(path, where), where)
        else:
            concepts += parse_concepts(read_text(path, where), where, source_language)
    _check_unique(concepts, source_language)
    return Glossary(concepts, forms)


def _check_unique(concepts: Iterable[Concept], source_language: str) -> None:
    """One id, one concept; one source rendering, one concept at a time. Short forms may be shared."""
    ids: dict[str, Concept] = {}
    variants: dict[str, list[Concept]] = {}
    for concept in concepts:
        if ids.setdefault(concept.id, concept) is not concept:
            raise GlossaryError(
                f"id {concept.id!r} stands twice (first at {ids[concept.id].where})", where=concept.where
            )
        for variant in concept.in_language(source_language).accepted:
            owners = variants.setdefault(normalise(variant).text, [])
            for other in owners:
                if other is concept or not _overlap(other.valid, concept.valid):
                    continue
                both = other.valid and concept.valid
                raise GlossaryError(
                    f"{variant!r} already names {other.id!r} ({other.where})"
                    + (" at the same time" if both else ""),
                    where=concept.where,
                    hint="Give the two concepts periods (column valid) that do not overlap."
                    if both
                    else "One source term belongs to one concept; tell them apart with a longer term.",
                )
            owners.append(concept)


def _overlap(one: Period | None, other: Period | None) -> bool:
    if one is None or other is None:
        return True
    return (one.since or date.min) <= (other.until or date.max) and (other.since or date.min) <= (
        one.until or date.max
    )
