"""Reviewed catalogues -> pages."""

from __future__ import annotations

import difflib
import hashlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from msgspec import Struct
from msgspec.structs import replace

from workflow import __version__
from workflow.catalogue import Key
from workflow.config import FILE_NAME, Config
from workflow.errors import CatalogueError, ConfigError, PublishError, SourceError
from workflow.languages import profile
from workflow.model import (
    Credits,
    Edition,
    FilePublisher,
    Listing,
    Page,
    Publisher,
    RenewingPublisher,
    Severity,
    Site,
    StandIn,
    StandInPublisher,
    Story,
    Unit,
    Withdrawing,
)
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.built import (
    ABSENT,
    Built,
    Inputs,
    Issued,
    Record,
    digest_of,
    is_untouched,
    load_record,
    save_record,
    stamp,
    stamps_of,
)
from workflow.pipeline.editions import (
    edition_of,
    is_behind,
    original_of,
    reason_against,
    stand_in_of,
    standing,
    waiting,
)
from workflow.pipeline.findings import check
from workflow.pipeline.issues import Article, Issues, asked_of
from workflow.pipeline.labels import Labels
from workflow.pipeline.locks import site_locked
from workflow.pipeline.publication import Publication, this_moment
from workflow.pipeline.schedule import schedule_of
from workflow.pipeline.texts import known_texts
from workflow.pipeline.theme import theme_of
from workflow.pipeline.variants import Variants
from workflow.publishers import newest_first, pages_of, picture_addresses, version_of
from workflow.publishers.html import corrected_on, said_by
from workflow.registry import PUBLISHERS, load, names
from workflow.report import plural
from workflow.staging import Staging, finish, is_path_below

SUMS = "SHA256SUMS"  # all files of ours below output/, as sha256sum(1) writes and checks them
_STATE = re.compile(
    rb'<meta name="dragoman:state" content="(published|draft|original|untranslated|outdated)">'
)
_STYLE = re.compile(rb'<link rel="stylesheet" href="([^"]*)">')
_VERSION = re.compile(rb'<meta name="dragoman:version" content="([0-9a-f]+)">')
_TRANSLATED = ("published", "draft")  # of these states, those of a page that is in its language
_OURS = b'<meta name="generator" content="Dragoman'


class Refusal(Struct, frozen=True):
    """Why one language of an article was not published."""

    slug: str
    language: str
    reason: str
    path: Path
    broken: CatalogueError | None = None  # the catalogue cannot be read at all
    stands_in: bool = False  # its page shows the article as its author wrote it, and says so


@dataclass(slots=True)
class Published:
    """What ``publish`` did."""

    pages: list[tuple[str, str, str, Path]] = field(default_factory=list)  # slug, language, state, page
    refused: list[Refusal] = field(default_factory=list)
    written: int = 0  # files that are new or different
    removed: list[str] = field(default_factory=list)  # files of ours that nothing makes any more
    warnings: list[str] = field(default_factory=list)


def page_path(config: Config, language: str, slug: str) -> Path:
    """Where the page of an article in a language is."""
    return config.output / language / slug / "index.html"


def page_state(path: Path) -> str:
    """What the page says that it is; empty if there is no page of ours.

    ``published``, ``draft``, ``original``, or ``untranslated`` or ``outdated`` where the original stands in.
    """
    found = _STATE.search(_head_of(path))
    return found.group(1).decode() if found else ""


def page_version(path: Path) -> str:
    """Of which version of its article a page is, as :func:`version_of` says it; "" if it does not tell."""
    found = _VERSION.search(_head_of(path))
    return found.group(1).decode() if found else ""


def _head_of(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(8192)
    except OSError:
        return b""


def publish(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    *,
    draft: bool = False,
    formats: Sequence[str] = (),
) -> Published:
    """Write the pages of ``slugs`` (None: all) in ``languages`` (None: all that are ready).

    Pages that were published before are made again from what is reviewed today, so that every page names all
    its sisters (``hreflang`` must be reciprocal). One that is not ready any more stays as it is. Articles of
    which nothing has changed since the last time are not even read. All files are replaced in the end, or, if
    anything fails, none.

    ``formats`` are made besides those of the settings, of what is asked for, this time: the next publishing
    removes their files, for a file that nobody renews would go on saying what the page has corrected.

    :raises ConfigError: a format is not known.
    :raises SourceError: an article that is named cannot be read.
    :raises PublishError: a page cannot be made.
    :raises WorkflowError: the folder of the pages cannot be written.
    """
    config = publication.config
    tags = tuple(languages) if languages is not None else config.languages
    with site_locked(config, publication.wait):
        return _publish(publication, slugs, tags, draft=draft, formats=formats)


def _publish(
    publication: Publication,
    slugs: Iterable[str] | None,
    tags: Sequence[str],
    *,
    draft: bool,
    formats: Sequence[str],
) -> Published:
    config = publication.config
    if config.output.exists() and not config.output.is_dir():
        raise PublishError("is no folder", where=str(config.output), hint="Move it away.")
    finish(config.output)
    with Staging(config.output) as staging:
        wanted = None if slugs is None else set(slugs)
        run = _Run(publication, staging, wanted, tags, draft=draft, formats=formats)
        run.articles()
        if run.made:  # else the folder of the articles may be away
            run.issues()
            run.shared()
            run.remove_stale()
        staging.commit()
    if run.changed:
        run.save()
    return run.result


class _Sorted(Struct):
    """The languages of an article: those that are ready, and what becomes of the others."""

    editions: list[Edition] = []
    standing: dict[str, Edition] = {}  # pages that stay as they are
    fates: dict[str, StandIn | bool] = {}  # of what is not ready: see _Run._fate
    refused: dict[str, str] = {}  # why, of what was asked for
    errors: dict[str, CatalogueError | None] = {}  # that caused it
    notes: list[str] = []
    whole: bool = True  # whether it need not be looked at again while nothing changes


def _stand_ins(prepared: Prepared, found: _Sorted) -> dict[str, Edition]:
    """The original for readers who cannot have a translation.

    What nobody has approved in any language is not published through its original.
    """
    approved = any(not each.draft for each in (*found.editions, *found.standing.values()))
    if not approved and StandIn.OUTDATED not in found.fates.values():
        return {}
    return {
        tag: stand_in_of(prepared, tag, fate)
        for tag, fate in found.fates.items()
        if isinstance(fate, StandIn)
    }


class _Run:
    """One publishing: what is asked for, what was there before, and what has been made so far."""

    def __init__(
        self,
        publication: Publication,
        staging: Staging,
        wanted: set[str] | None,
        tags: Sequence[str],
        *,
        draft: bool,
        formats: Sequence[str],
    ) -> None:
        self.publication, self.config, self.staging = publication, publication.config, staging
        self.wanted, self.tags, self.draft = wanted, tags, draft
        self.result = Published()
        self.now = this_moment()
        self.variants = Variants(self.config)
        self.site = self.variants.named(site_of(self.config))
        self.publishers = publishers(self.config)
        known = {each.name for each in self.publishers}
        # Those of --format: they make what is asked for and nothing else, since a PDF takes its time.
        self.extra = [each for each in publishers(self.config, formats) if each.name not in known]
        self.left_out = _left_out([*self.publishers, *self.extra])
        self.program = digest_of(_program(self.publishers), self.site, self.variants.signature)
        self.labels = Labels()
        self.inputs = Inputs(self.config, self.program)
        self.record = load_record(self.config)
        self.sums = _read_sums(self.config.output / SUMS)
        self.files_of: dict[str, list[str]] = {}  # those of them that may be an article's, by its name
        for path in self.sums:
            self.files_of.setdefault("".join(path.split("/")[1:2]), []).append(path)
        self.made: dict[str, Built] = {}
        self.new_sums: dict[str, str] = {}
        self.shared_pages: list[str] = []
        self.issued: dict[str, Issued] = {}
        self.shared_inputs = ""
        self.changed = False
        self.blocked = 0  # files of somebody else where ours should be: it is tried again the next time
        self.files: dict[str, Path] = {}
        self.left: list[str] = []  # files that stay as they are, whatever has changed around them

    # ------------------------------------------------------------------------------------------- articles

    def articles(self) -> None:
        """Make the pages of all articles, or see that they are as they should be."""
        files = article_files(self.config, trouble=lambda error: self.result.warnings.append(str(error)))
        self.files = files
        if not files:
            return
        self.result.warnings += self._unknown(files)
        for slug in self.config.retracted:
            self._withdraw(slug)
        for slug, path in files.items():
            if slug not in self.config.retracted:
                self._article(slug, path)

    def _unknown(self, files: Mapping[str, Path]) -> Iterator[str]:
        """A line for each article of the settings that is not there: what is said of it happens to none."""
        config = self.config
        said = (config.dates, config.publish_after, config.expires, config.corrections, config.retracted)
        for slug in dict.fromkeys(slug for table in said for slug in table):
            gone = slug in config.retracted and slug in self.files_of  # it has pages that say so
            if slug not in files and not gone:
                near = difflib.get_close_matches(slug, files, n=1, cutoff=0.5)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                yield f"{FILE_NAME} [articles.{slug}]: no such article in {config.seeds}{hint}"

    def _withdraw(self, slug: str) -> None:
        """Where the article had a page stands one that says that it was withdrawn."""
        tags = dict.fromkeys((self.config.source, *self.config.languages, *self.config.variants))
        known = {path.split("/")[0] for path in self.files_of.get(slug, ())}
        known |= {tag for tag in tags if page_state(page_path(self.config, tag, slug))}
        if not known:  # it may have had some elsewhere
            known = {tag for tag in tags if self.config.catalogue(tag, slug).exists()}
            known |= {self.config.source} if known else set()
            known |= set(self.variants.of(known))
        pages: list[str] = []
        for tag in (tag for tag in tags if tag in known):
            for publisher in self.publishers:
                if isinstance(publisher, Withdrawing):
                    for page in publisher.withdrawn(slug, tag, self.site):
                        pages += [page.path] * self._put(page.path, page.content, publisher.name)
        reason = f"withdrawn on {self.config.retracted[slug]}"
        if self.wanted is not None and slug in self.wanted:
            for tag in self.tags:
                self._refuse(slug, tag, reason, self.config.root / FILE_NAME)
        self.changed = True
        self.made[slug] = Built("", {}, dict.fromkeys(pages, ""), hidden=reason)

    def _article(self, slug: str, path: Path) -> None:
        asked = self.wanted is None or slug in self.wanted
        old = self.record.articles.get(slug)
        if old is not None and not is_untouched(self.config.output, old.pages):
            old = None
        states = self._states(slug, old)
        if not asked and not any(states.values()):
            return
        plan = {
            tag: (requested, self.draft if requested else states[tag] == "draft")
            for tag in dict.fromkeys((*self.tags, *self.config.languages))
            for requested in [asked and tag in self.tags]
            if requested or states.get(tag) or self.config.missing == "source"
        }
        extra = {"--format": _program(self.extra)} if asked and self.extra else {}
        paths = [path, *(self.config.catalogue(tag, slug) for tag in plan)]
        inputs = self.inputs.of(paths, {**plan, **extra})
        same = old is not None and old.inputs == self._with_pictures(inputs, old.pictures)
        if old is not None and same and not 0 < old.until <= self.now.timestamp():
            self._keep(slug, old, plan, path)
            return
        self.changed = True
        try:
            prepared = prepare(self.publication, path)
            schedule = schedule_of(self.config, prepared.article)
        except SourceError as error:
            if self.wanted is not None and asked:
                raise
            self.result.warnings.append(f"{error} Its pages stay as they are.")
            self._leave(slug)
            return
        hidden = schedule.reason_against(self.now)
        if hidden:
            built = Built(inputs, {}, {}, refused={tag: hidden for tag, (asked, _) in plan.items() if asked})
            for tag in built.refused:
                self._refuse(slug, tag, hidden, path)
            built = replace(built, inputs=self._with_pictures(inputs, ()), hidden=hidden)
        else:
            built = self._built(prepared, plan, states, inputs)
        self.made[slug] = replace(built, until=schedule.changes(self.now))

    def _with_pictures(self, inputs: str, pictures: Iterable[str]) -> str:
        return self.inputs.with_more(inputs, (self.config.seeds / name for name in pictures))

    def _leave(self, slug: str) -> None:
        """The article cannot be read: its pages stay, and other pages go on naming them."""
        old = self.record.articles.get(slug, Built("", {}, {}))
        pages = self.files_of.get(slug) or list(old.pages)
        made = dict.fromkeys(self._standing(pages), "")
        self.left += made
        there, instead = (
            {tag: each for tag, each in listings.items() if f"{tag}/{slug}/index.html" in made}
            for listings in (old.listings, old.stand_ins)
        )
        self.made[slug] = Built("", there, made, stand_ins=instead)

    def _states(self, slug: str, old: Built | None) -> dict[str, str]:
        """What the page of each language is, as far as there is one."""
        if old is None:
            return {tag: page_state(page_path(self.config, tag, slug)) for tag in self.config.languages}
        states = dict.fromkeys(self.config.languages, "")
        for tag, each in (*old.listings.items(), *old.stand_ins.items()):
            if tag in states:
                states[tag] = "original" if each.is_original else "draft" if each.draft else "published"
                states[tag] = each.stand_in.value if each.stand_in else states[tag]
        return states

    def _keep(self, slug: str, old: Built, plan: Mapping[str, tuple[bool, bool]], path: Path) -> None:
        """The article is as it was, and so are its pages."""
        self.made[slug] = old
        for page in old.pages:
            self.new_sums[page] = self.sums.get(page) or _sum_of(self.config.output / page)
        for tag, (requested, _) in plan.items():
            if requested and tag in old.refused:
                where = path if old.hidden else self.config.catalogue(tag, slug)
                self._refuse(slug, tag, old.refused[tag], where, stands_in=tag in old.stand_ins)
        asked = [tag for tag, (requested, _) in plan.items() if requested and tag not in old.refused]
        for tag in (*asked, *self.variants.of([*asked, *([self.config.source] if asked else [])])):
            if f"{tag}/{slug}/index.html" in old.pages:
                self._say(old.listings.get(tag))
        self.result.warnings += old.notes

    def _built(
        self,
        prepared: Prepared,
        plan: Mapping[str, tuple[bool, bool]],
        states: Mapping[str, str],
        inputs: str,
    ) -> Built:
        blocked = self.blocked
        found = self._sorted(prepared, plan, states)
        stand_ins = _stand_ins(prepared, found)
        self._tell(prepared, plan, found, stand_ins)
        story = Story(prepared.article.slug, {})
        pages: list[str] = []
        pictures: list[str] = []
        if found.editions or found.standing or stand_ins:
            found.editions.insert(0, original_of(prepared))
            self._add_variants(prepared, found.editions, found.standing, stand_ins)
            story = self._story_of(prepared, found, stand_ins)
            pages = list(self._pages(story, plan, found, stand_ins, pictures))
        whole = found.whole and blocked == self.blocked
        return Built(
            self._with_pictures(inputs, pictures) if whole else "",
            dict(story.listings),
            dict.fromkeys(pages, ""),
            pictures=pictures,
            refused=found.refused,
            notes=found.notes,
            stand_ins=dict(story.stand_ins),
        )

    def _sorted(
        self, prepared: Prepared, plan: Mapping[str, tuple[bool, bool]], states: Mapping[str, str]
    ) -> _Sorted:
        """Which languages are ready, and what becomes of the others."""
        slug = prepared.article.slug
        found = _Sorted()
        for tag, (requested, as_draft) in plan.items():
            if tag == prepared.article.language:
                continue
            broken: CatalogueError | None = None
            try:
                known, owed = known_texts(self.config, tag, slug)
                reason = reason_against(prepared, known, self.config, draft=as_draft)
            except CatalogueError as error:
                broken, reason, known, owed, found.whole = error, str(error), {}, Credits(), False
            if not reason and not requested and states.get(tag, "") in ("", StandIn.UNTRANSLATED):
                reason = "ready, and not asked for"  # it is there only for what stands in for it
            if not reason:
                edition = edition_of(prepared, tag, known, draft=as_draft)
                if as_draft and reason_against(prepared, known, self.config, draft=False):
                    edition = replace(edition, draft=True)  # it may have gaps where nothing is a machine's
                if not edition.draft:
                    edition = replace(edition, credits=owed)
                found.editions.append(edition)
                continue
            state = states.get(tag, "")
            behind = self._is_behind(tag, prepared, known)
            fate = self._fate(state, behind=behind, broken=broken is not None)
            found.fates[tag] = fate
            if requested:
                found.refused[tag], found.errors[tag] = reason, broken
            elif state in _TRANSLATED:
                where = "" if broken else f"{self.config.catalogue(tag, slug)}: "
                found.notes.append(f"{where}{reason.rstrip('.')}. The page that is there {_FATES[fate]}.")
            if fate is True:  # its sisters and the front pages go on naming it
                draft = state == "draft"
                found.standing[tag] = standing(self.config, prepared, tag, draft=draft, behind=behind)
        return found

    def _tell(
        self,
        prepared: Prepared,
        plan: Mapping[str, tuple[bool, bool]],
        found: _Sorted,
        stand_ins: Mapping[str, Edition],
    ) -> None:
        """What was asked for and is not ready, and what else is to be said of the article."""
        slug = prepared.article.slug
        for tag, reason in found.refused.items():
            catalogue = self.config.catalogue(tag, slug)
            self._refuse(slug, tag, reason, catalogue, found.errors[tag], stands_in=tag in stand_ins)
        if self.wanted is not None:
            asked = [edition.language for edition in found.editions if plan[edition.language][0]]
            found.notes += self._objections(slug, asked)
        found.notes += _out_of_time(prepared, self.now.date())
        found.notes += _waiting(prepared, (*found.editions, *found.standing.values()))
        self.result.warnings += found.notes

    def _story_of(self, prepared: Prepared, found: _Sorted, stand_ins: Mapping[str, Edition]) -> Story:
        """What the pages of the article say of each other."""
        story = _story(self.labels.listing(prepared), found.editions, found.standing, stand_ins)
        listings = {
            tag: self._as_it_says(each) if tag in found.standing else each
            for tag, each in story.listings.items()
        }
        return replace(story, listings=listings)

    def _pages(
        self,
        story: Story,
        plan: Mapping[str, tuple[bool, bool]],
        found: _Sorted,
        stand_ins: Mapping[str, Edition],
        pictures: list[str],
    ) -> Iterator[str]:
        """Make the pages, and renew those that stand; their paths. ``pictures`` gets what goes along."""
        asked_for = {tag for tag, (requested, _) in plan.items() if requested}
        if self.wanted is None or story.slug in self.wanted:
            asked_for.add(found.editions[0].language)  # the original
        asked_for.update(self.variants.of(asked_for))
        for edition in (*found.editions, *stand_ins.values()):
            tag = edition.language
            pages = [*self._write(edition, story, asked=tag in asked_for), *self._pictures(edition, pictures)]
            yield from pages
            if tag in asked_for and f"{tag}/{story.slug}/index.html" in pages:
                self._say(story.listings.get(tag))
        for tag, edition in found.standing.items():
            folder = f"{tag}/{story.slug}/"
            listed = (path for path in self.files_of.get(story.slug, ()) if path.startswith(folder))
            yield from self._renewed(dict.fromkeys([f"{folder}index.html", *listed]), edition, story)

    def _as_it_says(self, listing: Listing) -> Listing:
        """What lists say of a page that stands as it is: what it says itself, not what its catalogue says."""
        try:
            page = page_path(self.config, listing.language, listing.slug).read_bytes()
        except OSError:
            return listing
        title, description, translated = said_by(page)
        if not title:  # a theme may leave it out
            return listing
        tongue = listing.language if translated else listing.original
        return replace(listing, title=title, title_language=tongue, description=description)

    def _fate(self, state: str, *, behind: bool, broken: bool) -> StandIn | bool:
        """What becomes of a language that is not ready: why the original stands in, or whether a page stays.

        ``state`` is that of the page that is there. A catalogue that cannot be read tells nothing: what is
        there stays, whatever it is.
        """
        if broken and state in (StandIn.UNTRANSLATED, StandIn.OUTDATED):
            return StandIn(state)
        if state in _TRANSLATED and (self.config.stale == "keep" or broken or not behind):
            return True
        if state in ("published", StandIn.OUTDATED) and self.config.stale == "source":
            return StandIn.OUTDATED
        return StandIn.UNTRANSLATED if self.config.missing == "source" else False

    def _is_behind(self, tag: str, prepared: Prepared, known: Mapping[Key, Unit]) -> bool:
        """Whether a page is of an earlier version of the article, as it says itself.

        The catalogue alone does not tell: of what a machine has drafted meanwhile nothing is missing.
        """
        said = page_version(page_path(self.config, tag, prepared.article.slug))
        return said != version_of(prepared.article) if said else is_behind(prepared, known)

    def _add_variants(
        self,
        prepared: Prepared,
        editions: list[Edition],
        standing_still: dict[str, Edition],
        stand_ins: dict[str, Edition],
    ) -> None:
        """What is made of these editions by tables; a page whose parent stands as it is does the same."""
        editions += list(self.variants.editions(prepared, editions))
        for edition in list(self.variants.editions(prepared, list(standing_still.values()))):
            if page_state(page_path(self.config, edition.language, prepared.article.slug)) in _TRANSLATED:
                standing_still[edition.language] = edition
        for parent in [*stand_ins, *standing_still]:
            for tag in self.variants.of([parent]):
                there = tag == prepared.article.language or tag in standing_still
                if parent in stand_ins and not there:
                    stand_ins[tag] = replace(stand_ins[parent], language=tag)
                elif not there and self.config.missing == "source":  # its parent's text is not at hand
                    stand_ins[tag] = stand_in_of(prepared, tag, StandIn.UNTRANSLATED)

    def _write(self, edition: Edition, story: Story, *, asked: bool) -> Iterator[str]:
        made_by = [*self.publishers, *self.extra] if asked else self.publishers
        if any(isinstance(each, FilePublisher) and each.needs_pictures for each in made_by):
            edition = replace(edition, pictures=pictures_of(self.config, edition))
        for publisher in made_by:
            for page in _pages_of(publisher, edition, story, self.site):
                if self._put(page.path, page.content, publisher.name):
                    yield page.path

    def _pictures(self, edition: Edition, found: list[str]) -> Iterator[str]:
        for picture in picture_addresses(edition.article):
            name = normpath(_file_name(picture))
            if not is_path_below(name):
                continue
            if name not in found:
                found.append(name)  # even if it is not there yet
            source = picture_file(self.config, picture)
            place = f"{edition.language}/{edition.article.slug}/{name}"
            if source is None or place in self.new_sums:
                continue
            try:
                content = source.read_bytes()
            except OSError as error:
                raise PublishError(
                    f"cannot be read ({error.strerror or error})",
                    where=str(source),
                    hint="Check its permissions.",
                ) from error
            if self._put(place, content, "picture"):
                yield place

    def _renewed(self, paths: Iterable[str], edition: Edition, story: Story) -> Iterator[str]:
        """Those files that are there: their texts stay, and what they say of other pages is today's.

        A page tells what was corrected since, that it has fallen behind, and where its sisters are. A file
        beside it cannot be told, and would go on with what is wrong: it goes until it is made again.
        """
        told = False
        for path in self._standing(paths):
            page = old = Page(path, (self.config.output / path).read_bytes())
            if told and _beside_page(path):
                del self.new_sums[path]
                continue
            for publisher in self.publishers:
                if isinstance(publisher, RenewingPublisher):
                    page = publisher.renewed(page, edition, story, self.site)
            news = corrected_on(page.content) != corrected_on(old.content)
            told = told or page.content != old.content
            if hashlib.sha256(old.content).hexdigest() == self.new_sums[path]:
                self.result.written += self.staging.put(path, page.content)
                self.new_sums[path] = hashlib.sha256(page.content).hexdigest()
            else:
                self.left.append(path)
                if news:
                    self.result.warnings.append(
                        f"{self.config.output / path} is not as it was written: add its correction yourself"
                    )
            yield path

    def _standing(self, paths: Iterable[str]) -> Iterator[str]:
        """Those files that are there, and of a format that is still made; they stay as they are."""
        for path in paths:
            if _beside_page(path) not in self.left_out and (self.config.output / path).is_file():
                self.new_sums[path] = self.sums.get(path) or _sum_of(self.config.output / path)
                yield path

    def _put(self, path: str, content: bytes, maker: str) -> bool:
        """Let a file wait to be written; False if it is somebody else's.

        :raises PublishError: its path leads out of the folder, or another publisher has made it.
        """
        if path == SUMS or not is_path_below(path):
            raise PublishError(f"{path!r} is no path below output/", where=f"publisher {maker}")
        if path in self.new_sums:
            raise PublishError("is made twice", where=f"output/{path}", hint="Two publishers, or pictures.")
        if path not in self.sums and not self._is_ours(path, content):
            self.blocked += 1
            self.result.warnings.append(
                f"{self.config.output / path} is not ours and stays as it is; rename it to have ours"
            )
            return False
        self.result.written += self.staging.put(path, content)
        self.new_sums[path] = hashlib.sha256(content).hexdigest()
        return True

    def _is_ours(self, path: str, content: bytes) -> bool:
        """Whether a file of which no list tells may be replaced: it is a page of ours, or the same."""
        try:
            there = (self.config.output / path).read_bytes()
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return there == content or _OURS in there[:8192]

    def _say(self, listing: Listing | None) -> None:
        if listing is None or listing.is_original:
            return
        page = page_path(self.config, listing.language, listing.slug)
        state = "draft" if listing.draft else "published"
        self.result.pages.append((listing.slug, listing.language, state, page))

    def _refuse(
        self,
        slug: str,
        tag: str,
        reason: str,
        path: Path,
        broken: CatalogueError | None = None,
        *,
        stands_in: bool = False,
    ) -> None:
        self.result.refused.append(Refusal(slug, tag, reason, path, broken, stands_in))

    def _objections(self, slug: str, languages: Sequence[str]) -> Iterator[str]:
        """A page is published when it is reviewed; that the checks object to it is said all the same.

        It is said of articles that are named: to check a whole site takes longer than to make it.
        """
        for language in languages:
            findings, _ = check(self.publication, [slug], [language])
            errors = sum(finding.severity is Severity.ERROR for finding in findings)
            if errors:
                see = f"workflow check {slug} --lang {language}"
                page = page_path(self.config, language, slug)
                yield f"{page}: {errors} error {plural('finding', errors)} in its text; see: {see}"

    # ---------------------------------------------------------------------------------------- all of them

    def issues(self) -> None:
        """Make the files of months of which anything has changed; from now on the site knows all of them."""
        published = {
            slug: Article(self.files[slug], each.listings, each.pictures)
            for slug, each in self.made.items()
            if slug in self.files and each.listings
        }
        tags = {*self.tags, self.config.source}
        asked = asked_of(self.publishers, self.extra, self.wanted, tags | {*self.variants.of(tags)})
        programs = {each.publisher.name: _program([each.publisher]) for each in asked}
        pictures = partial(pictures_of, self.config)
        makers = Issues(
            self.publication, published, self.inputs, self.site, self.variants, programs, pictures
        )
        there = []
        for made in makers.made(asked, self.record.issues):
            path, issued = made.issue.path, made.issued
            if made.page is not None:
                if not self._put(path, made.page.content, made.maker):
                    continue
                issued = replace(issued, stamp="")
            elif issued.stamp != ABSENT:
                self.new_sums[path] = self.sums.get(path) or _sum_of(self.config.output / path)
            self.issued[path] = issued
            there += [made.issue] * (issued.stamp != ABSENT)
        self.changed = self.changed or self.issued != self.record.issues
        self.site = replace(self.site, issues=tuple(there))

    def shared(self) -> None:
        """Make what all articles share, if anything of it can have changed."""
        stories = newest_first(
            Story(slug, each.listings, each.stand_ins) for slug, each in self.made.items() if each.listings
        )
        made_by = [*self.publishers, *self.extra]
        any_page = any(each.pages for each in self.made.values())
        names = [each.name for each in made_by]
        self.shared_inputs = digest_of(self.program, names, self.site, stories, any_page)
        if self.shared_inputs == self.record.shared and is_untouched(self.config.output, self.record.pages):
            self.shared_pages = list(self.record.pages)
            for path in self.shared_pages:
                self.new_sums[path] = self.sums.get(path) or _sum_of(self.config.output / path)
            return
        self.changed = True
        blocked = self.blocked
        for publisher in made_by:
            for page in publisher.shared(stories, self.site) if any_page else ():
                if self._put(page.path, page.content, publisher.name):
                    self.shared_pages.append(page.path)
        if blocked != self.blocked:
            self.shared_inputs = ""

    def remove_stale(self) -> None:
        """Let go of files of ours that nothing makes any more; one that somebody has changed stays."""
        output = self.config.output
        for path in self.left:
            named = _STYLE.search((output / path).read_bytes()) if path.endswith(".html") else None
            sheet = normpath(f"{path}/../{named[1].decode('utf-8', 'replace')}") if named else ""
            if sheet in self.sums and _is_inside(output, sheet):  # an older one, of which it is in need
                self.new_sums.setdefault(sheet, self.sums[sheet])
        for path, known in self.sums.items():
            if path not in self.new_sums and _is_inside(output, path):
                if _sum_of(output / path) == known:
                    self.staging.remove(path)
                    self.result.removed.append(path)
                else:
                    self.result.warnings.append(
                        f"{output / path} is out of date, and not as it was written: delete it yourself"
                    )
        for path in self._stray_pages():
            self.staging.remove(path)
            self.result.removed.append(path)
        lines = [f"{self.new_sums[path]}  {path}\n" for path in sorted(self.new_sums)]
        if self.new_sums:
            self.staging.put(SUMS, "".join(lines).encode("utf-8"))
        elif self.sums:
            self.staging.remove(SUMS)

    def _stray_pages(self) -> Iterator[str]:
        """Pages of articles that are not there any more, which an older version wrote without a list."""
        if self.sums:
            return
        for tag in (self.config.source, *self.config.languages):
            for page in sorted((self.config.output / tag).glob("*/index.html")):
                path = page.relative_to(self.config.output).as_posix()
                if path not in self.new_sums and page.parent.name not in self.made and page_state(page):
                    yield path

    def save(self) -> None:
        """Remember what was made, for the next time."""
        output = self.config.output
        articles = {}
        for slug, each in self.made.items():
            pages = each.pages if all(each.pages.values()) else stamps_of(output, each.pages)
            articles[slug] = replace(each, pages=pages)
        shared = stamps_of(output, self.shared_pages)
        issued = {
            path: each if each.stamp else replace(each, stamp=stamp(output / path))
            for path, each in self.issued.items()
        }
        save_record(self.config, Record(__version__, articles, self.shared_inputs, shared, issued))


_FATES = {
    True: "stays as it is",
    False: "is taken down",
    StandIn.OUTDATED: "gives way to the original",
    StandIn.UNTRANSLATED: "gives way to the original",
}


def _story(
    listing: Callable[[Edition], Listing],
    editions: Iterable[Edition],
    standing_still: Mapping[str, Edition],
    stand_ins: Mapping[str, Edition],
) -> Story:
    listings = {each.language: listing(each) for each in (*editions, *standing_still.values())}
    slug = next(iter(listings.values())).slug
    return Story(slug, listings, {tag: listing(each) for tag, each in stand_ins.items()})


def _pages_of(publisher: Publisher, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
    """The pages of an edition; of one that stands in, those of a publisher that can say so."""
    if edition.stand_in is None:
        yield from publisher.pages(edition, story, site)
    elif isinstance(publisher, StandInPublisher):
        yield from publisher.stands_in(edition, story, site)


def _out_of_time(prepared: Prepared, today: date) -> Iterator[str]:
    """A line for each correction whose day cannot be right: feeds and wires tell it as that of the change."""
    article = prepared.article
    for day in dict.fromkeys(block.date for block in article.blocks if block.date):
        if day > today:
            yield f"{article.slug}: the correction of {day} is in the future"
        elif article.date and day < article.date:
            yield f"{article.slug}: the correction of {day} is older than the article, of {article.date}"


def _waiting(prepared: Prepared, editions: Iterable[Edition]) -> Iterator[str]:
    """A line for each day whose corrections stand in the language of the article somewhere."""
    found: dict[date, list[str]] = {}
    for edition in editions:
        for day in dict.fromkeys(waiting(edition)):
            found.setdefault(day, []).append(edition.language)
    article = prepared.article
    for day, tags in found.items():
        yield (
            f"{article.slug}: the correction of {day} stands in {profile(article.language).english} in "
            f"{', '.join(tags)}, until its translation is reviewed"
        )


def publishers(config: Config, asked: Sequence[str] = ()) -> list[Publisher]:
    """All that make the site (pages, feeds, site maps), and those of files that are chosen or ``asked`` for.

    :raises ConfigError: one is not registered.
    :raises PublishError: one needs a part that is not installed.
    """
    for where, wanted in ((f"{FILE_NAME} [publish] formats", config.formats), ("--format", asked)):
        for name in wanted:
            if name not in names(PUBLISHERS):
                near = difflib.get_close_matches(name, names(PUBLISHERS), n=1, cutoff=0.5)
                known = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(names(PUBLISHERS))}."
                raise ConfigError(f"unknown format {name!r}", where=where, hint=known)
    site = [name for name in names(PUBLISHERS) if not _is_chosen(load(PUBLISHERS, name))]
    return [load(PUBLISHERS, name)() for name in sorted({*site, *config.formats, *asked})]


def _is_chosen(made_by: object) -> bool:
    """Whether a publisher is asked only where it is named: what it makes is no part of the site."""
    return hasattr(made_by, "extension") or hasattr(made_by, "issue")


def _left_out(chosen: Sequence[Publisher]) -> set[str]:
    """Extensions of the formats that are not made."""
    every = {getattr(load(PUBLISHERS, name), "extension", "") for name in names(PUBLISHERS)}
    return every - {each.extension for each in chosen if isinstance(each, FilePublisher)} - {""}


def _beside_page(path: str) -> str:
    """The extension of a file that is named as its article; "" for any other."""
    _, _, rest = path.partition("/")
    slug, _, name = rest.partition("/")
    return name.removeprefix(slug) if slug and name.startswith(f"{slug}.") else ""


def pictures_of(config: Config, edition: Edition) -> dict[str, bytes]:
    """The pictures of an article that are in ``seeds/``, by their addresses."""
    addresses = picture_addresses(edition.article)
    found = ((address, picture_file(config, address)) for address in addresses)
    return {address: path.read_bytes() for address, path in found if path is not None}


def site_of(config: Config) -> Site:
    """What publishers are told of the publication.

    :raises PublishError: its theme cannot be read.
    """
    titles = {**config.titles, config.source: config.title}
    return Site(titles, config.source, config.base_url, theme_of(config.root))


def draft_pages(
    config: Config, prepared: Prepared, known: Mapping[str, Mapping[Key, Unit]]
) -> dict[str, bytes]:
    """All pages of one article as drafts, by their paths below ``output/``; nothing is written.

    ``known`` has the units of the catalogue of each language.

    :raises PublishError: a page cannot be made.
    """
    editions = [edition_of(prepared, tag, units, draft=True) for tag, units in known.items()]
    site = [each for each in publishers(config) if not isinstance(each, FilePublisher)]
    listing = Labels().listing(prepared)
    made = pages_of(site, [original_of(prepared), *editions], site_of(config), listing)
    return {page.path: page.content for page in made}


def _file_name(address: str) -> str:
    """The file that a browser asks for, of a relative address."""
    return unquote(re.split("[?#]", address, maxsplit=1)[0])


def picture_file(config: Config, address: str) -> Path | None:
    """The file in ``seeds/`` that a relative address of a picture means; None if there is none below it."""
    relative = Path(_file_name(address))
    if relative.is_absolute() or ".." in relative.parts:
        return None
    path = config.seeds / relative
    try:
        inside = path.is_file() and path.resolve().is_relative_to(config.seeds.resolve())
    except (OSError, ValueError):  # a name that no file can have
        return None
    return path if inside else None


def _program(made_by: Sequence[Publisher]) -> str:
    """Digest of all that decides how pages look: the code and the files beside it."""
    modules = [sys.modules[type(each).__module__] for each in made_by]
    folders = {Path(module.__file__).parent for module in modules if module.__file__}
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix != ".pyc")
    files = [(str(path), stamp(path)) for path in paths if path.is_file()]
    parts = [(each.name, getattr(each, "version", "")) for each in made_by]
    return digest_of(__version__, parts, files)


def _read_sums(path: Path) -> dict[str, str]:
    """Digests by path, of the list that an earlier publishing left; of lines that are none nothing."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return {}
    return {
        line[66:]: line[:64]
        for line in lines
        if re.fullmatch(r"[0-9a-f]{64}  .+", line) and is_path_below(line[66:])
    }


def _is_inside(output: Path, path: str) -> bool:
    """Whether there is such a file, and in ``output`` itself: not behind a link that leads elsewhere."""
    place = output / path
    return place.is_file() and place.parent.resolve().is_relative_to(output.resolve())


def _sum_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
