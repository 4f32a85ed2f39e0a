"""``[inconsistent]``: one thing has one name in an article, and one sentence one translation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, catalogue_check
from workflow.checks.unknown import is_alike, table_of
from workflow.languages.once import remembered
from workflow.model import CatalogueView, Concept, Kind, Remark, Severity, TermJudge, Unit, Verdict

_OFTEN = 2  # times that the usual name stands before another one is told from it
_KINDS = frozenset(Kind) - {Kind.PHRASE}  # a phrase may be said in many ways
_SEEN = frozenset({Verdict.FOUND, Verdict.FEWER, Verdict.ABBREVIATED})


@catalogue_check("inconsistent", Severity.WARNING)
def check_inconsistent(
    view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge
) -> Iterator[tuple[Unit, Remark]]:
    """One source text with two translations; a term or another name in two spellings.

    The first is what Weblate calls so. The second is about terms for which the glossary admits several
    renderings, and about names that it does not know: capitalised words of the source that stand in several
    units, and what sounds like them in the translation. Each remark is at the rarer one.
    """
    yield from _sources(pairs)
    yield from _terms(view, pairs, judge)
    yield from _names(pairs)


def _sources(pairs: Sequence[Pair]) -> Iterator[tuple[Unit, Remark]]:
    if not pairs:
        return
    squeezed = _squeezed.of(pairs[0].source_language)
    if len({squeezed[pair.source] for pair in pairs}) == len(pairs):
        return
    first: dict[str, Pair] = {}
    for pair in pairs:
        other = first.setdefault(squeezed[pair.source], pair)
        if other is pair or _plain(other.target) == _plain(pair.target):
            continue
        alike = set(pair.unit.roles) == set(other.unit.roles)  # a headline may well be said otherwise
        yield (
            pair.unit,
            Remark(
                f"the same text is translated otherwise at line {other.unit.line}",
                other.target,
                "translate it in one way, if the place asks for no other",
                kind="source",
                spans=((0, len(pair.target)),),
                severity=Severity.WARNING if alike else Severity.NOTE,
                witness=other.target,
            ),
        )


@remembered
def _squeezed(text: str, language: str) -> str:  # noqa: ARG001
    return " ".join(text.split())


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".。।۔")


def _terms(view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge) -> Iterator[tuple[Unit, Remark]]:
    """Full renderings of a term beside other full ones: a short form after the full one is in order."""
    said: dict[str, list[tuple[Pair, str, tuple[int, int]]]] = {}
    concepts: dict[str, Concept] = {}
    for pair in pairs:
        if not pair.matches:
            continue
        choice = [
            match
            for match in pair.matches
            if match.concept.kind in _KINDS and len(match.concept.in_language(view.language).accepted) > 1
        ]
        if not choice:
            continue
        for result in pair.results(judge):
            concept = result.concept
            accepted = concept.in_language(view.language).accepted
            if len(accepted) < 2 or concept.kind not in _KINDS or result.verdict not in _SEEN:
                continue
            concepts[concept.id] = concept
            for span in result.spans:
                rendering = judge.rendering(concept, pair.target[slice(*span)], view.language)
                if rendering in accepted:
                    said.setdefault(concept.id, []).append((pair, rendering, span))
    for identifier, uses in said.items():
        yield from _rarer(uses, concepts[identifier].in_language(view.source_language).preferred, identifier)


def _rarer(
    uses: Sequence[tuple[Pair, str, tuple[int, int]]], name: str, about: str
) -> Iterator[tuple[Unit, Remark]]:
    """A note at each unit that has another rendering than the usual one of the article."""
    counts = Counter(rendering for _, rendering, _ in uses)
    usual, often = counts.most_common(1)[0]
    told: set[tuple[int, str]] = set()
    for pair, rendering, span in uses:
        if rendering == usual or often < _OFTEN or (id(pair), rendering) in told:
            continue
        if _is_within(rendering, usual) or _is_within(usual, rendering):
            continue  # the fuller name where it comes first, or the briefer one in a headline
        told.add((id(pair), rendering))
        yield (
            pair.unit,
            Remark(
                f"{name} is “{rendering}” here, and “{usual}” {often} times in the article",
                usual,
                "fine if the sentence needs the other name",
                kind="term",
                about=about,
                spans=(span,),
                severity=Severity.NOTE,
                witness=usual,
            ),
        )


def _is_within(brief: str, full: str) -> bool:
    """Whether ``full`` has all letters of ``brief`` in their order: Чунцин мэрі, Чунцин қаласының мэрі."""
    rest = iter(full.casefold())
    return all(char in rest for char in brief.casefold())


def _names(pairs: Sequence[Pair]) -> Iterator[tuple[Unit, Remark]]:
    # Two units have the usual spelling, a third one another.
    for name, said in table_of(pairs, least=_OFTEN + 1, doubtful=True).items():
        places = said.places
        if len(places) < 2:
            continue
        usual = max(places, key=lambda each: len(places[each]))
        often = len(places[usual])
        for spelling, indexes in places.items():
            if spelling == usual or often < _OFTEN or len(indexes) * 2 > often:
                continue
            if not is_alike(spelling, usual):
                continue
            for index in indexes:
                if index in places[usual]:
                    continue  # both stand there: one of them is another word
                pair, spans = pairs[index], said.spans[spelling, index]
                yield (
                    pair.unit,
                    Remark(
                        f"{name} is “{pair.target[slice(*spans[0])]}” here, "
                        f"and “{usual}” in {often} other units",
                        usual,
                        "write a name in one way; the glossary may hold it",
                        kind="name",
                        about=name.casefold(),
                        spans=tuple(spans),
                        source_spans=tuple(_where(name, pair.source)),
                        severity=Severity.NOTE,
                        witness=usual,
                    ),
                )


def _where(name: str, source: str) -> Iterator[tuple[int, int]]:
    start = source.find(name)
    while start >= 0:
        yield start, start + len(name)
        start = source.find(name, start + len(name))
