"""HTML: an article as content systems export it, or a page as a browser saves it.

A file is a saved page if it shows that it was made for a site: it has structured data (JSON-LD, microdata),
Open Graph or Twitter metadata, a canonical or AMP address, a linked stylesheet, a script from elsewhere, or a
browser's note of where it came from; see :func:`workflow.readers.page.is_page`. There the article must be
found first. All else is an article already, and is read as it is.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from workflow.errors import SourceError
from workflow.model import Article, Markup
from workflow.readers.common import day, language_tag, nothing_here, with_roles
from workflow.readers.elements import (
    Builder,
    attribute,
    headline_of,
    is_seen,
    is_shown,
    parse,
    walk,
)
from workflow.readers.inline import plain_text
from workflow.readers.page import is_page, read_page
from workflow.readers.saved import Saved, opened

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_MOST_ARTICLES = 50  # elements on one page that may turn out to be the article
_MOST_HEADINGS = 1_000  # first-level headings that are looked at


class HtmlReader:
    """Reads ``.html`` and the web archives of browsers (``.mhtml``).

    Of an article: the first ``article`` with the headline in it, else ``main``, else ``body``. Of a saved
    page: what :mod:`workflow.readers.page` finds.
    """

    name = "html"
    extensions: tuple[str, ...] = (".html", ".htm", ".mhtml", ".mht")

    def read_bytes(self, content: bytes, *, slug: str, source: str, language: str) -> Article:
        """Parse ``content`` in the encoding that it names itself; see :func:`workflow.readers.saved.opened`.

        :raises SourceError: as :meth:`read`; or its encoding cannot be told, or the web archive is broken.
        """
        return self._read(opened(content, source), slug, source, language)

    def read(self, text: str, *, slug: str, source: str, language: str) -> Article:
        """Parse ``text``. The headline is the first ``h1`` that says something, else the ``title``.

        :raises SourceError: no headline, or nothing in it.
        """
        return self._read(Saved(text), slug, source, language)

    def _read(self, saved: Saved, slug: str, source: str, language: str) -> Article:
        soup = parse(saved.text, source)
        if is_page(soup, saved):
            article = read_page(soup, saved, slug=slug, source=source, language=language)
            if article is not None:
                return article
        headings = soup.find_all("h1", limit=_MOST_HEADINGS)
        heading = next((tag for tag in headings if is_shown(tag) and is_seen(tag)), None)
        root = _root(soup, heading)
        blocks = Builder(heading).build(root)
        headline = headline_of(soup, heading)
        if headline is None:
            if not blocks:
                raise nothing_here(source)
            raise SourceError(
                "it has no headline", where=source, hint="Put the headline into <h1>, or at least <title>."
            )
        html = soup.find("html")
        return Article(
            slug,
            source,
            (language_tag(attribute(html, "lang")) if html else "") or language,
            plain_text(headline.text),
            (headline, *with_roles(blocks)),
            Markup.MARKDOWN,
            _published(soup, root),
        )


def _root(soup: BeautifulSoup, heading: Tag | None) -> Tag:
    """The element that holds the article."""
    ours = heading.find_parent("article") if heading is not None else None
    if ours is not None:
        return ours
    page = _first(soup, "main") or _first(soup, "body") or soup
    # An article without the headline is ours if it holds most of the page; else it is a teaser of another.
    articles = [tag for tag in soup.find_all("article", limit=_MOST_ARTICLES) if is_shown(tag)]
    longest = max(articles, key=_length, default=None)
    return longest if longest is not None and 2 * _length(longest) > _length(page) else page


def _first(soup: BeautifulSoup, name: str) -> Tag | None:
    return next(
        (tag for tag in soup.find_all(name, limit=_MOST_ARTICLES) if is_shown(tag) and is_seen(tag)), None
    )


def _length(tag: Tag) -> int:
    """Characters of an element that belong to an article."""
    return sum(len(thing.strip()) for _, thing in walk(tag, None) if isinstance(thing, str))


def _published(soup: BeautifulSoup, root: Tag) -> date | None:
    """The date of publication: as the page's metadata have it, else the first ``time`` of the article."""
    for meta in soup.find_all("meta"):
        if "article:published_time" in (attribute(meta, "property"), attribute(meta, "name")):
            found = day(attribute(meta, "content"))
            if found:
                return found
    times = (day(attribute(time, "datetime")) for time in root.find_all("time") if is_shown(time))
    return next((time for time in times if time), None)
