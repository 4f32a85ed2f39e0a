"""How far every article is in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from workflow.errors import CatalogueError, SourceError
from workflow.model import (
    Severity,
    State,
)
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.editions import edition_of, waiting
from workflow.pipeline.findings import check
from workflow.pipeline.pages import page_path, page_state
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import change_of, known_units, states_of


class Row(Struct, frozen=True):
    """How far one article is in one language."""

    article: str
    language: str
    segments: int
    reviewed: int
    machine: int
    stale: int  # of an older sentence
    empty: int
    errors: int
    warnings: int
    page: str  # what it says that it is; see page_state
    path: str  # of the page; "" when there is none
    unchanged: int = 0  # approved exactly as a machine, or an older sentence, left them
    changes: tuple[str, ...] = ()  # word diffs of the sentences whose old translation waits
    corrections: int = 0  # that are not reviewed: pages have them in the language of the article


def status(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    trouble: Callable[[SourceError], None] | None = None,
) -> list[Row]:
    """One row for each article and language, counted against the article as it is now.

    ``trouble`` is told of files that are no articles.

    :raises SourceError: an article that is named cannot be read; any, if there is no ``trouble``.
    """
    config = publication.config
    wanted = None if slugs is None else set(slugs)
    rows: list[Row] = []
    for slug, path in article_files(config, trouble).items():
        if wanted is not None and slug not in wanted:
            continue
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            if wanted is not None or trouble is None:
                raise
            trouble(error)
            continue
        for language in languages if languages is not None else config.languages:
            if language != prepared.article.language:
                rows.append(_row(publication, prepared, language))
    return rows


def _row(publication: Publication, prepared: Prepared, language: str) -> Row:
    config, slug = publication.config, prepared.article.slug
    findings, _ = check(publication, [slug], [language])
    try:
        known = known_units(config, language, slug)
    except CatalogueError:  # it is among the findings
        known = {}
    by_key = states_of(prepared, known)
    states = list(by_key.values())
    mine = [known[key] for key in by_key if key in known]
    page = page_path(config, language, slug)
    state = page_state(page)
    return Row(
        slug,
        language,
        len(states),
        states.count(State.REVIEWED),
        states.count(State.MACHINE),
        states.count(State.STALE),
        states.count(State.EMPTY),
        sum(finding.severity is Severity.ERROR for finding in findings),
        sum(finding.severity is Severity.WARNING for finding in findings),
        state,
        str(page) if state else "",
        sum(unit.unchanged for unit in mine),
        tuple(change for unit in mine if (change := change_of(unit))),
        len(waiting(edition_of(prepared, language, known, draft=False))),
    )
