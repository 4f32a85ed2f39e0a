"""An article as a small book, and all articles of a month as one: for reading apps, and without a network."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from workflow.model import Edition, Page, Site, Story
from workflow.publishers.addresses import absolute, base_address, check_names, issue_path
from workflow.publishers.beside import Beside, address_of, identifier_of, name_of, publication_of
from workflow.publishers.book import NEVER, Book, Pictures, bound, chapter
from workflow.publishers.corrections import newest
from workflow.publishers.inline import clean
from workflow.publishers.jsonld import modified
from workflow.publishers.listing import listing_of
from workflow.publishers.together import Together
from workflow.publishers.wording import long_month


class EpubPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.epub``."""

    name = "epub"
    extension = ".epub"
    needs_pictures = True

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The book."""
        listing, language = story.listings[edition.language], edition.language
        pictures = Pictures()
        article, text = chapter(edition, listing, site, pictures, "article.xhtml")
        book = Book(
            language,
            article.title,
            article.title_language,
            identifier_of(site, language, story.slug),
            publication_of(site, language),
            story.day.isoformat() if story.day else "",
            story.changed or NEVER,
            clean(listing.description),
            address_of(site, language, story.slug),
        )
        return bound(book, [(article, text)], pictures)


class EpubMonthPublisher(Together):
    """A :class:`workflow.model.IssuePublisher`: ``<language>/archive/<year>-<month>.epub``."""

    name = "epub-month"
    label = "EPUB"

    def issue_path(self, language: str, month: date) -> str:
        """Beside the lists of the archive."""
        return issue_path(language, month, ".epub")

    def issue(self, language: str, month: date, editions: Iterable[Edition], site: Site) -> Page | None:
        """The book, its articles in the order in which they are given; None if there are none.

        :raises PublishError: a slug, a tag or the base address cannot be part of an address.
        """
        pictures = Pictures()
        chapters = []
        changed = month
        for number, edition in enumerate(editions, 1):
            article = edition.article
            check_names(article.slug, language, article.source or article.slug)
            chapters.append(chapter(edition, listing_of(edition), site, pictures, f"article-{number}.xhtml"))
            said = modified(article, newest(edition))
            changed = max(changed, article.date or month, date.fromisoformat(said[:10]) if said else month)
        if not chapters:
            return None
        path = self.issue_path(language, month)
        name = publication_of(site, language)
        book = Book(
            language,
            " — ".join(part for part in (name.strip(), long_month(month, language)) if part),
            language if language in site.titles else site.source_language,
            absolute(base_address(site.base_url), path) or name_of(site, path),
            name,
            f"{month.year:04}-{month.month:02}",
            changed,
        )
        return Page(path, bound(book, chapters, pictures))
