"""Catalogues -> findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from workflow.catalogue import (
    Catalogue,
    Key,
    load_catalogue,
    units,
)
from workflow.checks import CatalogueCheck, Checked, CheckFailure, UnitCheck, run_checks
from workflow.config import Config
from workflow.errors import CatalogueError, CheckError, SourceError
from workflow.files import listed
from workflow.glossary.csvfile import (
    format_period,
)
from workflow.model import (
    CatalogueView,
    Finding,
    Markup,
    Policy,
    Severity,
    TermJudge,
    Unit,
)
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import joined, parts_of
from workflow.registry import CHECKS, entries, load, names


class Looked(Struct, frozen=True):
    """One catalogue and what the checks say of it; or, without a language, an article and what it is told."""

    path: Path
    slug: str
    language: str
    findings: list[Finding]
    checked: Checked | None = None  # of the checks that look at units; None: it could not be read
    catalogue: Catalogue | None = None  # as it was read
    units: tuple[Unit, ...] = ()  # as they stand in it
    view: CatalogueView | None = None  # as checks saw it: joined sentences are one unit
    parts: Mapping[Key, Sequence[Key]] = field(default_factory=dict)  # of units that are several sentences
    article: Path | None = None  # its file, if there is one
    today: Prepared | None = None  # the article, if it can be read


def check(
    publication: Publication, slugs: Iterable[str] | None = None, languages: Iterable[str] | None = None
) -> tuple[list[Finding], int]:
    """Findings in the catalogues of ``slugs`` in ``languages`` (None: all), and how many those are.

    A catalogue that cannot be read is itself a finding, ``[po]``; the others are checked all the same. One
    that lacks sentences of its article, as the article is today, is a finding too, ``[outdated]``.
    """
    findings: list[Finding] = []
    count = 0
    for looked in look(publication, slugs, languages):
        findings += looked.findings
        count += bool(looked.language)
    return findings, count


def look(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    checks: Sequence[str] | None = None,
) -> Iterator[Looked]:
    """What :func:`check` finds, catalogue by catalogue, with all that it was found in.

    ``checks`` are the names of those to ask, of :func:`check_names`; None: all. What makes it impossible to
    look, ``[po]``, is always said.
    """
    wanted = None if slugs is None else set(slugs)
    articles = article_files(publication.config, trouble=lambda _: None)
    today: dict[str, Prepared | None] = {}
    for language in languages if languages is not None else publication.config.languages:
        folder = publication.config.catalogue(language, "x").parent
        for path in listed(folder):
            slug = path.stem
            if path.suffix != ".po" or (wanted is not None and slug not in wanted):
                continue
            article = articles.get(slug)
            if slug not in today:
                prepared = today[slug] = _as_today(publication, article)
                told = list(out_of_date(prepared, publication.config)) if prepared else []
                if told and article and (checks is None or "glossary" in checks):
                    yield Looked(article, slug, "", told, article=article, today=prepared)
            yield look_at(publication, path, language, today[slug], article, checks)


# What is said of a catalogue besides what the registered checks say: name, severity, what it is.
OTHERS: Mapping[str, tuple[Severity, str]] = {
    "joined": (Severity.ERROR, "A mark (↑ ↓) that leads to no text."),
    "outdated": (Severity.WARNING, "The article has sentences that the catalogue lacks."),
    "po": (Severity.ERROR, "The file is broken; nothing else is known of it."),
    "waiver": (Severity.WARNING, "A waiver that has no reason, is for nothing, or no longer holds."),
}


def check_names() -> tuple[str, ...]:
    """The names of all checks, sorted."""
    return tuple(sorted({*names(CHECKS), *OTHERS}))


def registered() -> tuple[UnitCheck | CatalogueCheck, ...]:
    """The checks of units and catalogues, sorted by name.

    :raises WorkflowError: one of them cannot be loaded, or is none.
    """
    return tuple(_registered(name) for name in names(CHECKS))


def _registered(name: str) -> UnitCheck | CatalogueCheck:
    """The check of that name. Its levels and waivers are by that name, so it must say the same."""
    check = load(CHECKS, name)
    if not isinstance(check, UnitCheck | CatalogueCheck):
        what = f"a {type(check).__name__}, not a check"
        hint = "Its author should decorate the function: @unit_check(name, severity), or remove it."
    elif check.name != name:
        what = f"called {check.name!r} by itself"
        hint = "Its author should give both the same name."
    else:
        return check
    owner = next(each.owner for each in entries(CHECKS) if each.name == name)
    raise CheckError(f"{name!r} is {what}", where=f"{CHECKS} in {owner}", hint=hint)


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
                segment.line or 1,
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


def look_at(
    publication: Publication,
    path: Path,
    language: str,
    today: Prepared | None,
    article: Path | None = None,
    checks: Sequence[str] | None = None,
    catalogue: Catalogue | None = None,
) -> Looked:
    """One catalogue of :func:`look`; ``catalogue`` is what was read of it, if it was."""
    try:
        catalogue = catalogue or load_catalogue(path)
    except CatalogueError as error:
        line = re.search(r":(\d+)$", error.where)
        number = int(line.group(1)) if line else 0
        broken = Finding(
            str(path), number, Severity.ERROR, "po", error.problem, "", error.hint, language=language
        )
        return Looked(path, path.stem, language, [broken], article=article)
    if catalogue is None:  # deleted a moment ago
        return Looked(path, path.stem, language, [], article=article)
    live = units(catalogue, unchanged_counts=publication.config.unchanged_counts)
    seen, lost = joined(today, live, path) if today else (live, [])
    markup = today.article.markup if today else Markup.PLAIN
    source = catalogue.po.metadata.get("X-Source-Language", publication.config.source)
    view = CatalogueView(str(path), language, source, seen, markup, path.stem)
    checked = ask(publication, view, today.terms if today else None, checks)
    found = [*lost, *checked.findings]
    keys = frozenset(today.keys) if today else frozenset()
    missing = len(keys - {(unit.context, unit.source) for unit in live})
    if missing:
        what = f"{missing} of {len(keys)} segments of the article are not in the catalogue"
        hint = f"run: workflow translate {path.stem}"
        found.append(Finding(str(path), 0, Severity.WARNING, "outdated", what, "", hint, language))
    if checks is not None:
        found = [finding for finding in found if finding.check in checks]
    found.sort(key=lambda finding: (finding.line, finding.check))
    parts = parts_of(today, live) if today else {}
    return Looked(path, path.stem, language, found, checked, catalogue, live, view, parts, article, today)


def ask(
    publication: Publication, view: CatalogueView, terms: TermJudge | None, checks: Sequence[str] | None
) -> Checked:
    """What the registered checks say of the units of a catalogue, by the policy of the publication."""
    every = registered()
    # What a waiver is worth is known when all have been asked.
    asked = [each for each in every if checks is None or each.name in checks or "waiver" in checks]
    known = [each.name for each in every]
    return run(view, terms or publication.glossary, asked, publication.config.policy, known)


def run(
    view: CatalogueView,
    judge: TermJudge,
    checks: Iterable[UnitCheck | CatalogueCheck],
    policy: Policy,
    known: Iterable[str],
) -> Checked:
    """:func:`workflow.checks.run_checks`, with a line for a person where a check fails.

    :raises CheckError: one does; it says which, and in which unit.
    """
    try:
        return run_checks(view, judge, checks, policy, known)
    except CheckFailure as error:
        raise CheckError(
            f"the check {error.check!r} fails ({error.what})",
            where=error.where,
            hint="Tell its author (with -v it says where); to go on without it: "
            f'[checks] {error.check} = "off"',
        ) from error.__cause__
