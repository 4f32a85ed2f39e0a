"""What crawlers ask for: a site map (https://www.sitemaps.org/protocol.html), ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from urllib.parse import urlsplit

from markupsafe import escape
from msgspec import Struct
from msgspec.structs import replace

from workflow.model import Listing, Page, Site, Story
from workflow.publishers.addresses import absolute, front_path, shelf_path
from workflow.publishers.feeds import addresses_of
from workflow.publishers.frame import Framer
from workflow.publishers.fronts import ARCHIVE, LANGUAGES, TAGS, Fronts, Shelf, paged
from workflow.publishers.together import Together

MOST_ADDRESSES = 50_000  # of one file, by the protocol
MOST_BYTES = 10_485_760  # a fifth of what it allows today, and all that it once did: this much is in memory
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_HEAD = f'{_DECLARATION}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
_TAIL = "</urlset>\n"


class Group(Struct, frozen=True):
    """Pages that are versions of one thing."""

    addresses: dict[str, str]  # absolute, by language
    default: str = ""  # address for readers of all other languages; empty where there is none
    days: dict[str, date] = {}  # when each was changed last, as far as that is known


class SitemapPublisher(Together):
    """Publishes a site map of all approved pages with their alternates, and a ``robots.txt`` that names it.

    Both need the base address. Alternates follow https://developers.google.com/search/docs/specialty/
    international/localized-versions: each page names all versions and itself, as the heads of pages do.
    """

    name = "sitemap"

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:
        """``sitemap.xml``, with more than one file can hold an index of ``sitemap-1.xml`` and so on.

        :raises PublishError: the base address cannot be one.
        """
        framer = Framer(site)
        if not framer.base or not stories:
            return
        names: list[str] = []
        # One file waits until it is known whether another follows; no more of them is in memory.
        waiting = b""
        for content in _files(_entries(lists(stories, framer)), _entries(articles(stories, framer))):
            if waiting:
                names.append(f"sitemap-{len(names) + 1}.xml")
                yield Page(names[-1], waiting)
            waiting = content
        if names:
            names.append(f"sitemap-{len(names) + 1}.xml")
            yield Page(names[-1], waiting)
            waiting = _index(absolute(framer.base, name) for name in names)
        yield Page("sitemap.xml", waiting)
        # Crawlers ask for it at the root of a host only. Drafts are not forbidden here: whoever may not read
        # a page cannot see that it says "noindex".
        if urlsplit(framer.base).path == "/":
            text = f"User-agent: *\nDisallow:\n\nSitemap: {absolute(framer.base, 'sitemap.xml')}\n"
            yield Page("robots.txt", text.encode("utf-8"))


def articles(stories: Sequence[Story], framer: Framer) -> Iterator[Group]:
    """The approved articles, the oldest first.

    A new article is at the end, so that of a site map in many files the last one changes.
    """
    for story in reversed(stories):
        addresses = addresses_of(story, framer)
        if not addresses:
            continue
        original = next(iter(story.listings.values())).original
        days = dict.fromkeys(addresses, story.changed) if story.changed else {}
        yield Group(addresses, addresses.get(original, ""), days)


def lists(stories: Sequence[Story], framer: Framer) -> Iterator[Group]:
    """Front pages, archives, tags, and what is there in which language: all that is no draft as a whole.

    Each was changed when the newest approved article appeared that it lists.
    """
    fronts = Fronts(stories, framer)
    base, source, approved = framer.base, framer.site.source_language, fronts.approved

    def group(paths: Mapping[str, str], listed: Mapping[str, Iterable[Listing]]) -> Group:
        addresses = {tag: absolute(base, path) for tag, path in paths.items()}
        days = {tag: day for tag in paths if (day := _newest(listed[tag])) is not None}
        return Group(addresses, addresses.get(source, ""), days)

    def shelf(name: str, listed: Mapping[str, Sequence[Listing]]) -> Iterator[Group]:
        """The first pages are each other's versions; further ones are like no other."""
        found = {tag: list(paged(mine, name, tag)) for tag, mine in listed.items()}
        first = {tag: pages.pop(0) for tag, pages in found.items()}
        if first:
            paths = {tag: page[0] for tag, page in first.items()}
            yield group(paths, {tag: page[2] for tag, page in first.items()})
        for tag, pages in found.items():
            for page in pages:
                yield group({tag: page[0]}, {tag: page[2]})

    def shown(each: Shelf) -> dict[str, Sequence[Listing]]:
        return {
            tag: each.listings[tag]
            for tag in fronts.languages
            if tag in each.listings and each.is_approved(tag)
        }

    every = {tag: [each.listings[tag] for each in stories if tag in each.listings] for tag in approved}
    yield replace(group({tag: front_path(tag) for tag in approved}, every), default=base)
    yield group({tag: shelf_path(tag, ARCHIVE) for tag in approved}, every)
    for year, each in fronts.years.items():
        yield from shelf(f"{ARCHIVE}/{year}", shown(each))
    tags = {key: mine for key, each in fronts.tags.items() if (mine := shown(each))}
    tagged: dict[str, list[Listing]] = {}
    for mine in tags.values():
        for tag, listings in mine.items():
            tagged.setdefault(tag, []).extend(listings)
    if tagged:
        yield group({tag: shelf_path(tag, TAGS) for tag in approved if tag in tagged}, tagged)
    for key, mine in tags.items():
        yield from shelf(f"{TAGS}/{key}", mine)
    # The list of languages has the same articles in all of them, so that each page has its versions.
    for path, _, those, _, _ in paged(stories, LANGUAGES, source):
        rest = path.partition("/")[2]
        listings = [listing for each in those for listing in each.listings.values()]
        yield group({tag: f"{tag}/{rest}" for tag in approved}, dict.fromkeys(approved, listings))


def _newest(listings: Iterable[Listing]) -> date | None:
    return max(
        (each.date for each in listings if each.date and not each.draft and each.stand_in is None),
        default=None,
    )


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


def _files(first: Iterable[str], rest: Iterable[str]) -> Iterator[bytes]:
    """Entries in files that are not too long in either way; if there are several, ``rest`` begins a new one.

    So what comes before it can grow without moving all of it.
    """
    room = MOST_BYTES - len(_HEAD) - len(_TAIL)
    held: list[bytes] = []
    size = 0
    begun = -1  # how many of those in the file come before ``rest``; -1 if it does not begin in this file
    for entry in chain(first, [None], rest):
        if entry is None:
            begun = len(held)
            continue
        content = entry.encode("utf-8")
        while held and (len(held) == MOST_ADDRESSES or size + len(content) > room):
            end = begun if begun > 0 else len(held)
            yield _file(held[:end])
            held, begun = held[end:], -1
            size = sum(map(len, held))
        held.append(content)
        size += len(content)
    yield _file(held)


def _file(held: Sequence[bytes]) -> bytes:
    return b"".join((_HEAD.encode(), *held, _TAIL.encode()))


def _index(addresses: Iterable[str]) -> bytes:
    lines = "".join(f"<sitemap>\n<loc>{escape(address)}</loc>\n</sitemap>\n" for address in addresses)
    return f'{_DECLARATION}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'.encode()
