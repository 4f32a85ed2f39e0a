"""Editions made of a few words, so that a test shows only what it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from bs4 import BeautifulSoup

from workflow.model import Article, Block, Edition, EditionBlock, Markup, Page, Passage, Role, Site, State
from workflow.publishers import HtmlPublisher, pages_of
from workflow.publishers.feeds import FeedsPublisher
from workflow.publishers.sitemap import SitemapPublisher

DAY = date(2018, 2, 24)
TITLES = {"en": "Shanghai Spirit News", "ru": "Вестник «Шанхайский дух»"}


def block(role: Role, *passages: Passage | str, language: str = "en", **fields: object) -> EditionBlock:
    """A block with its passages; plain strings are reviewed ones in ``language``."""
    made = tuple(
        Passage(passage, language, State.REVIEWED) if isinstance(passage, str) else passage
        for passage in passages
    )
    text = str(fields.pop("text", " ".join(passage.text for passage in made)))
    return EditionBlock(Block(role, text, 1, **fields), made)


def edition(
    language: str = "en",
    blocks: Sequence[EditionBlock] = (),
    *,
    slug: str = "chongqing",
    source: str = "en",
    draft: bool = False,
    markup: Markup = Markup.PLAIN,
    day: date | None = DAY,
    headline: str = "Headline",
    tags: str = "",
) -> Edition:
    """An edition with a headline, a lead unless ``blocks`` are given, and a date."""
    body = tuple(blocks) or (block(Role.LEAD, "The lead.", language=language),)
    article = Article(slug, f"seeds/{slug}.txt", source, headline, (), markup, day, {"tags": tags})
    return Edition(article, language, (block(Role.HEADLINE, headline, language=language), *body), draft)


def pages(
    *editions: Edition,
    base_url: str = "",
    titles: dict[str, str] | None = None,
    theme: dict[str, str] | None = None,
) -> dict[str, bytes]:
    """What the publishers of pages, feeds and site maps make of them, by path."""
    site = Site(titles or TITLES, "en", base_url, theme or {})
    made: list[Page] = list(pages_of([HtmlPublisher(), FeedsPublisher(), SitemapPublisher()], editions, site))
    assert len({page.path for page in made}) == len(made)
    return {page.path: page.content for page in made}


def soup(content: bytes) -> BeautifulSoup:
    return BeautifulSoup(content.decode("utf-8"), "html.parser")


@pytest.fixture
def make_block() -> Callable[..., EditionBlock]:
    return block


@pytest.fixture
def make_edition() -> Callable[..., Edition]:
    return edition


@pytest.fixture
def publish() -> Callable[..., dict[str, bytes]]:
    return pages


@pytest.fixture
def parse() -> Callable[[bytes], BeautifulSoup]:
    return soup


@pytest.fixture
def article_html() -> Callable[..., BeautifulSoup]:
    """The parsed ``<article>`` of an edition that is published alone."""

    def make(one: Edition) -> BeautifulSoup:
        found = soup(pages(one)[f"{one.language}/{one.article.slug}/index.html"]).article
        assert found is not None
        return found

    return make
