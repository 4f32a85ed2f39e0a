"""``[title_order]``: a title stands with the name that it belongs to, and where its language puts it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from workflow.checks.check import Pair, catalogue_check
from workflow.model import CatalogueView, Kind, Remark, Severity, TermJudge, TermResult, Unit

# Between a title and its name: "Mayor of Osh Aliev", "Aliev, the mayor of Osh", 市长唐良智, президент — Алиев
_BESIDE = re.compile(r"[\s,،،、·()（）«»\"“”—–-]*(?:the\s+)?", re.IGNORECASE)
_TOGETHER = re.compile(r"\s+")
_FAR = 20  # characters between a title and its name, at most
# The title comes first where both stand together without a comma. Chinese has both orders.
_TITLE_FIRST = frozenset({"ru", "be", "kk", "ky", "tg", "uz", "fa", "ur", "hi"})

Span = tuple[int, int]


class _Place(Struct, frozen=True):
    """Where a title or a name stands."""

    concept: str
    span: Span


@catalogue_check("title_order", Severity.WARNING)
def check_title_order(
    view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge
) -> Iterator[tuple[Unit, Remark]]:
    """A title beside another person than in the source; a title behind the name without a comma.

    Both need a title and a person of the glossary that stand side by side in the source.
    """
    first = view.language.partition("-")[0] in _TITLE_FIRST
    for pair in pairs:
        if len(pair.matches) < 2:  # a title and a person
            continue
        kinds = [match.concept.kind for match in pair.matches]
        if Kind.OFFICE not in kinds or Kind.PERSON not in kinds:
            continue
        offices, persons = (
            [
                _Place(match.concept.id, (match.start, match.end))
                for match in pair.matches
                if match.concept.kind is kind
            ]
            for kind in (Kind.OFFICE, Kind.PERSON)
        )
        joined = _joined(pair.source, offices, persons)
        if not joined:
            continue
        results = {result.concept.id: result for result in pair.results(judge)}
        yield from _attached(pair, joined, results, offices, persons)
        if first:
            yield from _behind(pair, results, offices, persons)


def _joined(text: str, offices: Sequence[_Place], persons: Sequence[_Place]) -> Mapping[str, set[str]]:
    """For each office the persons beside which it stands."""
    found: dict[str, set[str]] = {}
    for office, person in _near(offices, persons):
        if _BESIDE.fullmatch(text, office.span[1], person.span[0]):
            found.setdefault(office.concept, set()).add(person.concept)
    for person, office in _near(persons, offices):
        if _BESIDE.fullmatch(text, person.span[1], office.span[0]):
            found.setdefault(office.concept, set()).add(person.concept)
    return found


def _near(lefts: Sequence[_Place], rights: Sequence[_Place]) -> Iterator[tuple[_Place, _Place]]:
    """Each of ``lefts`` with those of ``rights`` that begin soon behind it, in time that is nearly linear."""
    behind = sorted(rights, key=lambda place: place.span)
    starts = [place.span[0] for place in behind]
    for left in lefts:
        end = left.span[1]
        for right in behind[bisect_left(starts, end) : bisect_right(starts, end + _FAR)]:
            yield left, right


def _in_target(results: Mapping[str, TermResult], places: Sequence[_Place]) -> list[_Place]:
    return [
        _Place(identifier, span)
        for identifier in dict.fromkeys(place.concept for place in places)
        if identifier in results and results[identifier].found
        for span in results[identifier].spans
    ]


def _attached(
    pair: Pair,
    joined: Mapping[str, set[str]],
    results: Mapping[str, TermResult],
    offices: Sequence[_Place],
    persons: Sequence[_Place],
) -> Iterator[tuple[Unit, Remark]]:
    """Titles that stand beside somebody else only, though both persons are there."""
    there = _joined(pair.target, _in_target(results, offices), _in_target(results, persons))
    for office, theirs in joined.items():
        others = there.get(office, set()) - theirs
        # A title between two names is beside both, and belongs to one of them.
        if not others or there.get(office, set()) & theirs:
            continue
        if not all(person in results and results[person].found for person in theirs):
            continue
        wrong = results[sorted(others)[0]]
        right = results[sorted(theirs)[0]]
        title = results[office]
        yield (
            pair.unit,
            Remark(
                f"{title.name} stands with {wrong.name}, and in the source with {right.name}",
                hint="put the title beside its own name",
                kind="attached",
                about=office,
                spans=(*title.spans[:1], *wrong.spans[:1]),
                source_spans=tuple(place.span for place in offices if place.concept == office),
            ),
        )


def _behind(
    pair: Pair,
    results: Mapping[str, TermResult],
    offices: Sequence[_Place],
    persons: Sequence[_Place],
) -> Iterator[tuple[Unit, Remark]]:
    """Titles right behind the name where the source has them right before it."""
    before = {
        (office.concept, person.concept)
        for office, person in _near(offices, persons)
        if _TOGETHER.fullmatch(pair.source, office.span[1], person.span[0])
    }
    if not before:
        return
    for person, office in _near(_in_target(results, persons), _in_target(results, offices)):
        if (office.concept, person.concept) in before and _TOGETHER.fullmatch(
            pair.target, person.span[1], office.span[0]
        ):
            title, name = pair.target[slice(*office.span)], pair.target[slice(*person.span)]
            yield (
                pair.unit,
                Remark(
                    f"“{name} {title}”: the title stands before the name",
                    f"{title} {name}",
                    "or between commas behind it",
                    kind="order",
                    about=office.concept,
                    spans=((person.span[0], office.span[1]),),
                    severity=Severity.NOTE,
                ),
            )
