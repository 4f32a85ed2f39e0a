"""Reviewed catalogues -> pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from workflow.catalogue import (
    Key,
)
from workflow.config import Config
from workflow.errors import CatalogueError, SourceError
from workflow.files import write_atomic
from workflow.model import (
    Edition,
    EditionBlock,
    Page,
    Passage,
    Publisher,
    Severity,
    Site,
    State,
    Unit,
)
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.findings import check
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import heads_of, known_units, roles_of, states_of
from workflow.registry import PUBLISHERS, load, names
from workflow.report import plural

_DRAFT_COMPLETENESS = 50  # per cent of a draft that must be in its language, if no less is asked for
_STATE = re.compile(rb'<meta name="dragoman:state" content="(published|draft|original)">')


class Refusal(Struct, frozen=True):
    """Why one language of an article was not published."""

    slug: str
    language: str
    reason: str
    path: Path
    broken: CatalogueError | None = None  # the catalogue cannot be read at all


@dataclass(slots=True)
class Published:
    """What ``publish`` did."""

    pages: list[tuple[str, str, str, Path]] = field(default_factory=list)  # slug, language, state, page
    refused: list[Refusal] = field(default_factory=list)
    written: int = 0  # files that are new or different
    warnings: list[str] = field(default_factory=list)


def page_path(config: Config, language: str, slug: str) -> Path:
    """Where the page of an article in a language is."""
    return config.output / language / slug / "index.html"


def page_state(path: Path) -> str:
    """``published``, ``draft`` or ``original`` as the page itself says; empty if there is no page of ours."""
    try:
        with path.open("rb") as stream:
            found = _STATE.search(stream.read(8192))
    except OSError:
        return ""
    return found.group(1).decode() if found else ""


def publish(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    *,
    draft: bool = False,
) -> Published:
    """Write the pages of ``slugs`` (None: all) in ``languages`` (None: all that are ready).

    Pages that were published before are made again from what is reviewed today, so that every page names all
    its sisters (``hreflang`` must be reciprocal). One that is not ready any more stays as it is.

    :raises SourceError: an article that is named cannot be read.
    :raises PublishError: a page cannot be made.
    """
    config = publication.config
    wanted = None if slugs is None else set(slugs)
    tags = tuple(languages) if languages is not None else config.languages
    result = Published()
    editions: list[Edition] = []
    kept: set[Path] = set()
    files = article_files(config, trouble=lambda error: result.warnings.append(str(error)))
    for slug, path in files.items():
        asked = wanted is None or slug in wanted
        states = {tag: page_state(page_path(config, tag, slug)) for tag in config.languages}
        if not asked and not any(states.values()):
            continue
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            if wanted is not None and slug in wanted:
                raise
            result.warnings.append(f"{error} Its pages stay as they are.")
            continue
        mine: list[Edition] = []
        for tag in dict.fromkeys((*tags, *config.languages)):
            requested = asked and tag in tags
            if tag == prepared.article.language or not (requested or states.get(tag)):
                continue
            as_draft = draft if requested else states[tag] == "draft"
            page = page_path(config, tag, slug)
            edition = _edition_or_refusal(publication, prepared, tag, as_draft, result, requested=requested)
            if edition is not None:
                mine.append(edition)
                if requested:
                    state = "draft" if edition.draft else "published"
                    result.pages.append((slug, tag, state, page))
                    result.warnings += _objections(publication, slug, tag, page)
            elif states.get(tag):  # its page stays, and its sisters and the indexes go on naming it
                kept.add(page)
                mine.append(_kept(config, prepared, tag, draft=states[tag] == "draft"))
        if mine:
            editions += [_original(prepared), *mine]
    result.warnings += _orphans(config, files)
    if editions and result.pages:
        _write_pages(config, editions, kept, result)
    return result


def _write_pages(config: Config, editions: Sequence[Edition], kept: set[Path], result: Published) -> None:
    """Let every publisher make its pages; those in ``kept`` are left as they are."""
    for page in _pages(config, editions):
        if config.output / page.path not in kept:
            result.written += write_atomic(config.output / page.path, page.content)
    for edition in editions:
        for picture in dict.fromkeys(block.image for block in edition.article.blocks if block.image):
            source = picture_file(config, picture)
            if source is not None:
                target = page_path(config, edition.language, edition.article.slug).parent / unquote(picture)
                result.written += write_atomic(target, source.read_bytes())


def _pages(config: Config, editions: Sequence[Edition]) -> Iterator[Page]:
    """What every publisher makes of the editions."""
    titles: Mapping[str, str] = {**config.titles, config.source: config.title}
    site = Site(titles, config.source, config.base_url)
    for name in names(PUBLISHERS):
        publisher: Publisher = load(PUBLISHERS, name)()
        yield from publisher.publish(editions, site)


def draft_pages(
    config: Config, prepared: Prepared, known: Mapping[str, Mapping[Key, Unit]]
) -> dict[str, bytes]:
    """All pages of one article as drafts, by their paths below ``output/``; nothing is written.

    ``known`` has the units of the catalogue of each language.

    :raises PublishError: a page cannot be made.
    """
    editions = [_edition(prepared, tag, units, draft=True) for tag, units in known.items()]
    return {page.path: page.content for page in _pages(config, [_original(prepared), *editions])}


def picture_file(config: Config, address: str) -> Path | None:
    """The file in ``seeds/`` that a relative address of a picture means; None if there is none below it."""
    relative = Path(unquote(address))
    if relative.is_absolute() or ".." in relative.parts:
        return None
    path = config.seeds / relative
    try:
        inside = path.is_file() and path.resolve().is_relative_to(config.seeds.resolve())
    except (OSError, ValueError):  # a name that no file can have
        return None
    return path if inside else None


def _objections(publication: Publication, slug: str, language: str, page: Path) -> Iterator[str]:
    """A page is published when it is reviewed; that the checks object to it is said all the same."""
    findings, _ = check(publication, [slug], [language])
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        see = f"workflow check {slug} --lang {language}"
        yield f"{page}: {errors} error {plural('finding', errors)} in its text; see: {see}"


def _orphans(config: Config, files: Mapping[str, Path]) -> Iterator[str]:
    """A line for every article that has pages but no file in ``seeds/`` any more."""
    slugs = {
        page.parent.name
        for tag in config.languages
        for page in (config.output / tag).glob("*/index.html")
        if page.parent.name not in files and page_state(page)
    }
    for slug in sorted(slugs):
        yield (
            f"{slug} has pages in {config.output} but is no longer in {config.seeds}; "
            f"to take it down, delete its folders there"
        )


def _edition_or_refusal(
    publication: Publication,
    prepared: Prepared,
    language: str,
    draft: bool,
    result: Published,
    *,
    requested: bool,
) -> Edition | None:
    """The edition, or None with the reason in ``result``."""
    config, slug = publication.config, prepared.article.slug
    path = config.catalogue(language, slug)
    broken: CatalogueError | None = None
    try:
        known = known_units(config, language, slug)
    except CatalogueError as error:
        broken, reason = error, str(error)
    else:
        reason = _refused(prepared, known, config, draft=draft)
        if not reason:
            return _edition(prepared, language, known, draft=draft)
    if requested:
        result.refused.append(Refusal(slug, language, reason, path, broken))
    else:
        where = "" if broken else f"{path}: "
        result.warnings.append(f"{where}{reason.rstrip('.')}. The page that is there stays as it is.")
    return None


def _refused(prepared: Prepared, known: Mapping[Key, Unit], config: Config, *, draft: bool) -> str:
    """Why the article is not ready in a language; "" if it is."""
    usable = {State.REVIEWED, State.MACHINE} if draft else {State.REVIEWED}
    states = states_of(prepared, known)
    ready = sum(state in usable for state in states.values())
    needed = min(config.completeness, _DRAFT_COMPLETENESS) if draft else config.completeness
    if ready * 100 < needed * len(states) or not ready:
        return _missing(list(states.values()), ready, needed, draft)
    roles = roles_of(prepared)
    for role, share in config.role_completeness.items() if not draft else ():
        mine = [state for key, state in states.items() if role in roles[key]]
        ready = sum(state in usable for state in mine)
        if ready * 100 < share * len(mine):
            return f"of role {role.value!r} {_missing(mine, ready, share, draft)}"
    return ""


def _missing(states: Sequence[State], ready: int, needed: int, draft: bool) -> str:
    counts = {state: states.count(state) for state in State}
    waiting = []
    if counts[State.MACHINE] and not draft:
        waiting.append(f"{counts[State.MACHINE]} wait for review")
    if counts[State.STALE]:
        waiting.append(f"{counts[State.STALE]} translate an older sentence")
    if counts[State.EMPTY]:
        waiting.append(f"{counts[State.EMPTY]} have no translation")
    done = "translated" if draft else "reviewed"
    return f"{ready} of {len(states)} segments {done}, {needed} % asked for: {', '.join(waiting)}"


def _edition(prepared: Prepared, language: str, known: Mapping[Key, Unit], *, draft: bool) -> Edition:
    """The article in ``language``; the source text stands in where nothing usable is known.

    A segment whose text is in its neighbour has no passage, if that neighbour's text is usable.
    """
    usable = {State.REVIEWED, State.MACHINE} if draft else {State.REVIEWED}
    source = prepared.article.language
    passages: list[Passage | None] = []
    heads = heads_of(prepared, known)
    for index, (segment, key) in enumerate(zip(prepared.segments, prepared.keys, strict=True)):
        unit, head = known.get(key), heads[index]
        there = known.get(prepared.keys[head]) if head is not None else None
        if unit is None or there is None or not {unit.state, there.state} <= usable:
            passages.append(Passage(segment.text, source, State.EMPTY))
        else:
            passages.append(Passage(unit.target, language, unit.state) if head == index else None)
    machine = any(passage is not None and passage.state is State.MACHINE for passage in passages)
    return Edition(prepared.article, language, _blocks(prepared, passages), draft=machine)


def _kept(config: Config, prepared: Prepared, language: str, *, draft: bool) -> Edition:
    """Stands for a page that is not made again, with what is known of its headline for the indexes."""
    try:
        known = known_units(config, language, prepared.article.slug)
    except CatalogueError:
        known = {}
    return replace(_edition(prepared, language, known, draft=draft), draft=draft)


def _original(prepared: Prepared) -> Edition:
    """The article in its own language."""
    language = prepared.article.language
    passages: list[Passage | None] = [
        Passage(segment.text, language, State.REVIEWED) for segment in prepared.segments
    ]
    return Edition(prepared.article, language, _blocks(prepared, passages))


def _blocks(prepared: Prepared, passages: Sequence[Passage | None]) -> tuple[EditionBlock, ...]:
    """The blocks of the article, each with its passages; there is one place for every segment."""
    found: dict[int, list[Passage]] = {}
    for segment, passage in zip(prepared.segments, passages, strict=True):
        if passage is not None:
            found.setdefault(segment.block, []).append(passage)
    blocks = prepared.article.blocks
    return tuple(EditionBlock(block, tuple(found.get(index, ()))) for index, block in enumerate(blocks))
