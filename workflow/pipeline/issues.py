"""Files with all articles of a month: made again of what is reviewed today, for the months that have changed.

A site of any size is made one article at a time, so that the texts of a month are not at hand when it is due.
They are read again, a month after the other, and only those of months of which something has changed.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workflow.errors import CatalogueError, SourceError
from workflow.languages import profile
from workflow.model import Edition, Issue, IssuePublisher, Listing, Page, Publisher, Site
from workflow.pipeline.articles import Prepared, prepare
from workflow.pipeline.built import Inputs, Issued, digest_of, stamp
from workflow.pipeline.editions import edition_of, original_of, reason_against
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import known_texts
from workflow.pipeline.variants import Variants

_MOST_AT_ONCE = 200  # articles that are kept in memory for the next language of their month
_SWEEP = (
    64  # catalogues after which Python is to look for cycles: few objects, and so much text that it matters
)


class Article(Struct, frozen=True):
    """An article that was published, as far as it matters here."""

    path: Path
    listings: Mapping[str, Listing]  # by language
    pictures: Sequence[str]  # files in seeds/ that go along


class Asked(Struct, frozen=True):
    """What is wanted of a publisher: None for everything."""

    publisher: IssuePublisher
    slugs: set[str] | None = None
    languages: set[str] | None = None


class Made(Struct, frozen=True):
    """One issue. Without a page it is there as it should be, or, if nothing was written, there is none."""

    issue: Issue
    issued: Issued
    page: Page | None
    maker: str


def asked_of(
    always: Iterable[Publisher], once: Iterable[Publisher], slugs: set[str] | None, languages: set[str]
) -> list[Asked]:
    """Those of the settings make all months; those of ``--format`` the months of what is asked for."""
    found = [Asked(each) for each in always if isinstance(each, IssuePublisher)]
    return found + [Asked(each, slugs, languages) for each in once if isinstance(each, IssuePublisher)]


class Issues:
    """Makes what is asked for, of articles by slug.

    ``programs`` has a digest of each publisher's own code, by its name.
    """

    def __init__(
        self,
        publication: Publication,
        articles: Mapping[str, Article],
        inputs: Inputs,
        site: Site,
        variants: Variants,
        programs: Mapping[str, str],
        pictures: Callable[[Edition], Mapping[str, bytes]],
    ) -> None:
        self._publication, self._config = publication, publication.config
        self._articles, self._inputs, self._site = articles, inputs, site
        self._programs, self._pictures = programs, pictures
        self._variants = variants
        self._prepared: dict[str, Prepared | None] = {}  # of one month
        self._read = 0  # catalogues

    def made(self, asked: Sequence[Asked], record: Mapping[str, Issued]) -> Iterator[Made]:
        """One after the other, month by month; ``record`` has what was there, by path below output/.

        :raises PublishError: one cannot be made.
        """
        for month, by_language in self._months() if asked else ():
            self._prepared.clear()
            for language, slugs in by_language.items():
                for each in asked:
                    if each.languages is not None and language not in each.languages:
                        continue
                    if each.slugs is None or not each.slugs.isdisjoint(slugs):
                        yield self._made(each.publisher, language, month, slugs, record)

    def _months(self) -> Iterator[tuple[date, dict[str, list[str]]]]:
        """Months, the oldest first, with what is approved in each language, in the order of its dates."""
        found: dict[date, dict[str, list[tuple[date, str]]]] = {}
        for slug, article in self._articles.items():
            for language, listing in article.listings.items():
                if listing.date is not None and not listing.draft:
                    mine = found.setdefault(listing.date.replace(day=1), {}).setdefault(language, [])
                    mine.append((listing.date, slug))
        for month in sorted(found):
            yield month, {tag: [slug for _, slug in sorted(mine)] for tag, mine in found[month].items()}

    def _made(
        self,
        publisher: IssuePublisher,
        language: str,
        month: date,
        slugs: Sequence[str],
        record: Mapping[str, Issued],
    ) -> Made:
        issue = Issue(language, month, publisher.issue_path(language, month), publisher.label)
        # Asked before they are read: what changes meanwhile is seen the next time.
        program = self._programs[publisher.name]
        inputs = digest_of(program, self._site, [self._input(slug, language) for slug in slugs])
        old = record.get(issue.path)
        if old is not None and old.inputs == inputs and old.stamp == stamp(self._config.output / issue.path):
            return Made(issue, old, None, publisher.name)
        page = publisher.issue(language, month, self._editions(slugs, language), self._site)
        return Made(issue, Issued(inputs), page, publisher.name)

    def _input(self, slug: str, language: str) -> str:
        article = self._articles[slug]
        original = article.listings[language].original
        paths = [article.path, *(self._config.seeds / name for name in article.pictures)]
        if self._parent(language, original) != original:
            paths.append(self._config.catalogue(self._parent(language, original), slug))
        return self._inputs.of(paths, {})

    def _parent(self, language: str, original: str) -> str:
        """The language whose text it is, maybe in another script."""
        is_variant = language in self._config.variants and language != original
        return profile(language).parent if is_variant else language

    def _editions(self, slugs: Iterable[str], language: str) -> Iterator[Edition]:
        for slug in slugs:
            edition = self._edition(slug, language)
            if edition is not None:
                yield replace(edition, pictures=self._pictures(edition))

    def _edition(self, slug: str, language: str) -> Edition | None:
        """None of an article whose page only stands as it was: what it says is not known any more."""
        prepared = self._article(slug)
        if prepared is None:
            return None
        original = prepared.article.language
        parent = self._parent(language, original)
        edition = original_of(prepared) if parent == original else self._translation(prepared, parent)
        if edition is None or parent == language:
            return edition
        made = self._variants.editions(prepared, [edition])
        return next((each for each in made if each.language == language), None)

    def _translation(self, prepared: Prepared, language: str) -> Edition | None:
        self._read += 1
        if self._read % _SWEEP == 0:
            gc.collect(0)
        try:
            known, owed = known_texts(self._config, language, prepared.article.slug)
        except CatalogueError:
            return None
        if reason_against(prepared, known, self._config, draft=False):
            return None
        return replace(edition_of(prepared, language, known, draft=False), credits=owed)

    def _article(self, slug: str) -> Prepared | None:
        if slug not in self._prepared:
            if len(self._prepared) >= _MOST_AT_ONCE:
                self._prepared.clear()
            try:
                self._prepared[slug] = prepare(self._publication, self._articles[slug].path)
            except SourceError:  # it was said when its pages were due
                self._prepared[slug] = None
        return self._prepared[slug]
