"""What crawlers ask for: a site map (https://www.sitemaps.org/protocol.html), ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from markupsafe import escape
from msgspec import Struct

from workflow.model import Edition, Page, Site, Story
from workflow.publishers.addresses import absolute, front_path
from workflow.publishers.feeds import addresses_of
from workflow.publishers.frame import Framer
from workflow.publishers.listing import in_order

MOST_ADDRESSES = 50_000  # of one file, by the protocol
MOST_BYTES = 52_428_800
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HEAD = f'{_DECLARATION}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_TAIL = "</urlset>\n"


class Group(Struct, frozen=True):
    """Pages that are versions of one thing."""

    addresses: dict[str, str]  # absolute, by language
    default: str = ""  # address for readers of all other languages; empty where there is none
    days: dict[str, date] = {}  # when each was changed last, as far as that is known


class SitemapPublisher:
    """Publishes a site map of all approved pages with their alternates, and a ``robots.txt`` that names it.

    Both need the base address. Alternates follow https://developers.google.com/search/docs/specialty/
    international/localized-versions: each page names all versions and itself, as the heads of pages do.
    """

    name = "sitemap"

    def pages(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:  # noqa: ARG002
        """Nothing: a site map is made of all articles together."""
        yield from ()

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:
        """``sitemap.xml``, with more than one file can hold an index of ``sitemap-1.xml`` and so on.

        :raises PublishError: the base address cannot be one.
        """
        framer = Framer(site)
        if not framer.base or not stories:
            return
        files = list(_files(_entries(groups(stories, framer))))
        if len(files) == 1:
            yield Page("sitemap.xml", files[0])
        else:
            names = [f"sitemap-{number}.xml" for number in range(1, len(files) + 1)]
            yield from (Page(name, content) for name, content in zip(names, files, strict=True))
            yield Page("sitemap.xml", _index(absolute(framer.base, name) for name in names))
        # Crawlers ask for it at the root of a host only. Drafts are not forbidden here: whoever may not read
        # a page cannot see that it says "noindex".
        if urlsplit(framer.base).path == "/":
            text = f"User-agent: *\nDisallow:\n\nSitemap: {absolute(framer.base, 'sitemap.xml')}\n"
            yield Page("robots.txt", text.encode("utf-8"))


def groups(stories: Sequence[Story], framer: Framer) -> Iterator[Group]:
    """All that is in the site map: front pages, then articles, the oldest first.

    A new article is at the end, so that of a site map in many files the last one changes.
    """
    newest: dict[str, date] = {}
    approved = set()
    for story in stories:
        for tag, listing in story.listings.items():
            if not listing.draft:
                approved.add(tag)
                if story.day:
                    newest[tag] = max(newest.get(tag, date.min), story.day)
    fronts = {
        tag: absolute(framer.base, front_path(tag)) for tag in in_order(approved, framer.site.source_language)
    }
    yield Group(fronts, framer.base, newest)
    for story in reversed(stories):
        addresses = addresses_of(story, framer)
        if not addresses:
            continue
        original = next(iter(story.listings.values())).original
        days = dict.fromkeys(addresses, story.changed) if story.changed else {}
        yield Group(addresses, addresses.get(original, ""), days)


def _entries(all_groups: Iterable[Group]) -> Iterator[str]:
    for group in all_groups:
        versions = [*group.addresses.items(), *([("x-default", group.default)] if group.default else [])]
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>\n'
            for tag, address in versions
        )
        if group.default and group.default not in group.addresses.values():
            yield f"<url>\n<loc>{escape(group.default)}</loc>\n{links}</url>\n"
        for tag, address in group.addresses.items():
            day = group.days.get(tag)
            changed = f"<lastmod>{day.isoformat()}</lastmod>\n" if day else ""
            yield f"<url>\n<loc>{escape(address)}</loc>\n{changed}{links}</url>\n"


def _files(entries: Iterable[str]) -> Iterator[bytes]:
    """Entries in files that are not too long in either way."""
    room = MOST_BYTES - len(_HEAD) - len(_TAIL)
    held: list[bytes] = []
    size = 0
    for entry in entries:
        content = entry.encode("utf-8")
        if held and (len(held) == MOST_ADDRESSES or size + len(content) > room):
            yield _file(held)
            held, size = [], 0
        held.append(content)
        size += len(content)
    yield _file(held)


def _file(held: Sequence[bytes]) -> bytes:
    return b"".join((_HEAD.encode(), *held, _TAIL.encode()))


def _index(addresses: Iterable[str]) -> bytes:
    lines = "".join(f"<sitemap>\n<loc>{escape(address)}</loc>\n</sitemap>\n" for address in addresses)
    return f'{_DECLARATION}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'.encode()
