"""Catalogues -> findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from workflow.catalogue import (
    load_catalogue,
    units,
)
from workflow.checks import run_checks
from workflow.config import Config
from workflow.errors import CatalogueError, SourceError
from workflow.files import listed
from workflow.glossary.csvfile import (
    format_period,
)
from workflow.model import (
    CatalogueView,
    Finding,
    Markup,
    Severity,
)
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import joined
from workflow.registry import CHECKS, load, names


def check(
    publication: Publication, slugs: Iterable[str] | None = None, languages: Iterable[str] | None = None
) -> tuple[list[Finding], int]:
    """Findings in the catalogues of ``slugs`` in ``languages`` (None: all), and how many those are.

    A catalogue that cannot be read is itself a finding, ``[po]``; the others are checked all the same. One
    that lacks sentences of its article, as the article is today, is a finding too, ``[outdated]``.
    """
    findings: list[Finding] = []
    count = 0
    wanted = None if slugs is None else set(slugs)
    articles = article_files(publication.config, trouble=lambda _: None)
    today: dict[str, Prepared | None] = {}
    for language in languages if languages is not None else publication.config.languages:
        folder = publication.config.catalogue(language, "x").parent
        for path in listed(folder):
            slug = path.stem
            if path.suffix != ".po" or (wanted is not None and slug not in wanted):
                continue
            if slug not in today:
                today[slug] = prepared = _as_today(publication, articles.get(slug))
                findings += out_of_date(prepared, publication.config) if prepared else ()
            count += 1
            findings += _check_catalogue(publication, path, language, today[slug])
    return findings, count


def out_of_date(prepared: Prepared, config: Config) -> Iterator[Finding]:
    """Notes on terms that the glossary has for another time than the article's."""
    article = prepared.article
    told: set[str] = set()
    if article.date is None:
        return
    for segment, found in zip(prepared.segments, prepared.matches, strict=True):
        for match in found:
            valid = match.concept.valid
            if valid is None or article.date in valid or match.concept.id in told:
                continue
            told.add(match.concept.id)
            yield Finding(
                str(config.root / article.source),
                segment.line,
                Severity.NOTE,
                "glossary",
                f"{match.variant} is in the glossary for {format_period(valid)}, "
                f"the article is of {article.date.isoformat()}",
                hint=f"see {match.concept.where}",
            )


def _as_today(publication: Publication, path: Path | None) -> Prepared | None:
    """The article as it is today; None if it is gone or cannot be read (``extract`` says why)."""
    if path is None:
        return None
    try:
        return prepare(publication, path)
    except SourceError:
        return None


def _check_catalogue(
    publication: Publication, path: Path, language: str, today: Prepared | None
) -> list[Finding]:
    try:
        catalogue = load_catalogue(path)
    except CatalogueError as error:
        line = re.search(r":(\d+)$", error.where)
        number = int(line.group(1)) if line else 0
        return [Finding(str(path), number, Severity.ERROR, "po", error.problem, "", error.hint)]
    if catalogue is None:  # deleted a moment ago
        return []
    source = catalogue.po.metadata.get("X-Source-Language", publication.config.source)
    live = units(catalogue, unchanged_counts=publication.config.unchanged_counts)
    seen, lost = joined(today, live, path) if today else (live, [])
    markup = today.article.markup if today else Markup.PLAIN
    view = CatalogueView(str(path), language, source, seen, markup, path.stem)
    terms = today.terms if today else publication.glossary
    checks = [load(CHECKS, name) for name in names(CHECKS)]
    found = lost + run_checks(view, terms, checks, publication.config.policy, names(CHECKS)).findings
    keys = frozenset(today.keys) if today else frozenset()
    missing = len(keys - {(unit.context, unit.source) for unit in live})
    if missing:
        what = f"{missing} of {len(keys)} segments of the article are not in the catalogue"
        hint = f"run: workflow translate {path.stem}"
        found.append(Finding(str(path), 0, Severity.WARNING, "outdated", what, "", hint))
    return sorted(found, key=lambda finding: (finding.line, finding.check))
