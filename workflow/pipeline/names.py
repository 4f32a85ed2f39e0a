"""Every name of an article beside what each catalogue calls it, so that two names of one thing are seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec import Struct

from workflow.catalogue import load_catalogue, units
from workflow.checks import make_pairs
from workflow.checks.check import Pair
from workflow.checks.unknown import recurring, table_of
from workflow.errors import CatalogueError, SourceError
from workflow.model import CatalogueView, Concept, State, Verdict
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import joined

_WRONG = frozenset({Verdict.FORBIDDEN, Verdict.MISSPELT, Verdict.FORM})


class Called(Struct, frozen=True):
    """One way in which translations call a name, its inflected forms together."""

    text: str  # the glossary's rendering; of other names the shortest form that stands there
    count: int  # units that have it
    how: str  # "full", "short", "other" (an adjective, another spelling), "wrong", "unknown"


class Name(Struct, frozen=True):
    """A term of the glossary, or a name that it does not know, in one article or in all of them."""

    article: str  # slug; "" for all together
    name: str  # in the source language
    concept: str  # its id; "" for a name that the glossary does not know
    kind: str  # "" for the same
    mentions: int  # units of the source that have it
    called: Mapping[str, tuple[Called, ...]]  # by language, the most frequent first
    missing: Mapping[str, int] = {}  # units that do not have it, by language

    def is_double(self, language: str) -> bool:
        """Whether a language has two names for it: two full ones, two spellings."""
        hows = Counter(each.how for each in self.called.get(language, ()))
        return hows["wrong"] > 0 or max(hows["full"], hows["short"], hows["unknown"]) > 1


@dataclass(slots=True)
class _Row:
    name: str
    concept: Concept | None
    order: tuple[int, int]  # where it first stands, for the order of the table
    mentions: Counter[str] = field(default_factory=Counter)  # by article
    called: dict[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)


def names_of(
    publication: Publication,
    slugs: Iterable[str] | None,
    languages: Sequence[str],
    *,
    together: bool = False,
    trouble: Callable[[SourceError | CatalogueError], None] = lambda _: None,
) -> Iterator[Name]:
    """The names of the articles ``slugs`` (None: all) in the order in which they come.

    With ``together`` each stands once for all articles. Names that the glossary does not know are those that
    recur within an article and are known by their capitals; what they are called is known by its sound, in
    languages with an alphabet. Catalogues that are not there yet are passed over; ``trouble`` is told of
    those that cannot be read, and of articles.
    """
    wanted = None if slugs is None else set(slugs)
    rows: dict[tuple[str, str], _Row] = {}
    number = 0
    for slug, path in article_files(publication.config, trouble).items():
        if wanted is not None and slug not in wanted:
            continue
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            trouble(error)
            continue
        _article(publication, prepared, languages, rows, number, trouble)
        number += 1
        if not together:
            yield from _named(rows, slug)
            rows = {}
    yield from _named(rows, "")


def _named(rows: Mapping[tuple[str, str], _Row], article: str) -> Iterator[Name]:
    for row in sorted(rows.values(), key=lambda each: each.order):
        yield Name(
            article,
            row.name,
            row.concept.id if row.concept else "",
            row.concept.kind.value if row.concept else "",
            row.mentions.total(),
            {
                tag: tuple(
                    Called(text, count, how)
                    for (text, how), count in sorted(found.items(), key=lambda each: (-each[1], each[0]))
                )
                for tag, found in row.called.items()
            },
            dict(row.missing),
        )


def _article(
    publication: Publication,
    prepared: Prepared,
    languages: Sequence[str],
    rows: dict[tuple[str, str], _Row],
    number: int,
    trouble: Callable[[SourceError | CatalogueError], None],
) -> None:
    """Add what one article has to ``rows``."""
    source = prepared.article.language
    for place, found in enumerate(prepared.matches):
        for concept in dict.fromkeys(match.concept.id for match in found):
            match = next(each for each in found if each.concept.id == concept)
            row = rows.setdefault(
                ("concept", concept),
                _Row(match.concept.in_language(source).preferred, match.concept, (number, place)),
            )
            row.mentions[prepared.article.slug] += 1
    for language in languages:
        if language == source:
            continue
        try:
            pairs = _pairs(publication, prepared, language)
        except CatalogueError as error:
            trouble(error)
            continue
        for pair in pairs:
            _terms(prepared, pair, rows)
        for name, places in recurring(pairs).items():
            row = rows.setdefault(("name", name), _Row(name, None, (number, places[0])))
            row.mentions[prepared.article.slug] = max(row.mentions[prepared.article.slug], len(places))
        for name, said in table_of(pairs).items():
            row = rows["name", name]
            for spelling, where in said.places.items():
                row.called.setdefault(language, Counter())[spelling, "unknown"] += len(where)


def _pairs(publication: Publication, prepared: Prepared, language: str) -> list[Pair]:
    """The units of a catalogue that have a text; none if there is no catalogue.

    :raises CatalogueError: it is broken.
    """
    path = publication.config.catalogue(language, prepared.article.slug)
    catalogue = load_catalogue(path)
    if catalogue is None:
        return []
    keys = frozenset(prepared.keys)
    live = units(catalogue, unchanged_counts=publication.config.unchanged_counts)
    seen, _ = joined(prepared, live, path)
    mine = tuple(
        unit
        for unit, old in zip(seen, live, strict=False)
        if unit.state is not State.EMPTY and (old.context, old.source) in keys
    )
    article = prepared.article
    view = CatalogueView(str(path), language, article.language, mine, article.markup, article.slug)
    return make_pairs(view, prepared.terms)


def _terms(prepared: Prepared, pair: Pair, rows: Mapping[tuple[str, str], _Row]) -> None:
    """Count what a unit calls the terms of its source."""
    if not pair.matches:
        return
    terms, language = prepared.terms, pair.language
    for result in terms.judge(pair.source, pair.target, pair.source_language, language, pair.matches):
        row = rows.get(("concept", result.concept.id))
        if row is None:
            continue
        called = row.called.setdefault(language, Counter())
        if not result.spans:
            row.missing[language] += result.verdict is Verdict.MISSING
            continue
        renderings = result.concept.in_language(language)
        told: set[tuple[str, str]] = set()
        for span in result.spans:
            seen = pair.target[slice(*span)]
            if result.verdict in _WRONG:
                told.add((seen, "wrong"))
                continue
            text = terms.rendering(result.concept, seen, language)
            how = "full" if text in renderings.accepted else "short" if text in renderings.short else "other"
            told.add((text or seen, how))
        called.update(told)
