"""Feeds of each language: Atom 1.0 (RFC 4287) and RSS 2.0 (https://www.rssboard.org/rss-specification)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from email.utils import format_datetime
from itertools import islice

from msgspec import Struct

from workflow.model import Page, Site, Story
from workflow.publishers.addresses import FEEDS, absolute, article_path, feed_path, front_path
from workflow.publishers.frame import Framer, fill
from workflow.publishers.inline import clean
from workflow.publishers.instead import plain_reason_of
from workflow.publishers.jsonld import keywords
from workflow.publishers.listing import in_order
from workflow.publishers.together import Together

NEWEST = 30  # entries of a feed
_NEVER = date(1970, 1, 1)  # when a feed without a dated entry was updated: Atom demands a time
_LIKE_A_TAG = re.compile(r"<(?=[A-Za-z/!?])")


class Entry(Struct, frozen=True):
    """One article as a feed tells of it; its texts are clean, and not escaped."""

    address: str
    title: str
    language: str  # of the title, where it is not that of the feed; else empty
    description: str
    day: date | None
    changed: date | None
    tags: Sequence[str]
    versions: Sequence[tuple[str, str]]  # tag and address of all that are approved, this one last

    @property
    def moment(self) -> str:
        """For Atom, after RFC 3339: of a day that is all we know, its beginning in UTC."""
        return _moment(self.day or _NEVER)

    @property
    def changed_moment(self) -> str:
        """The same of the last change: the day of a correction."""
        return _moment(self.changed or _NEVER)

    @property
    def rss_day(self) -> str:
        """For RSS, after RFC 822; empty where there is no date."""
        return _rss_day(self.day) if self.day else ""

    @property
    def rss_title(self) -> str:
        """Plain text by the specification, but there are readers that show it as HTML.

        A title with what they would take for a tag is escaped once more: better ugly than dangerous.
        """
        return _as_html(self.title) if _LIKE_A_TAG.search(self.title) else self.title

    @property
    def rss_description(self) -> str:
        """HTML by the specification, so that a ``<`` of the text has to be one of HTML."""
        return _as_html(self.description)


class FeedsPublisher(Together):
    """Publishes ``<language>/feed.atom`` and ``<language>/rss.xml``, the newest first.

    A feed needs absolute addresses: without a base address there is none. Nor is there one in a language of
    which nothing is approved; drafts are in none. Atom demands of every entry a time, and to invent one would
    show an old article as new, or a new one as old: what has no date is in the RSS feed only, at its end.
    """

    name = "feeds"

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:
        """Both feeds of each language.

        :raises PublishError: the base address cannot be one.
        """
        framer = Framer(site)
        if not framer.base:
            return
        approved = {tag for story in stories for tag, each in story.listings.items() if not each.draft}
        for language in in_order(approved, site.source_language):
            entries = (entry for story in stories for entry in _entry(story, language, framer))
            newest = list(islice(entries, NEWEST))
            dated = [entry for entry in newest if entry.day]
            # Stories come newest first and those without a date last: no dated one is beyond the newest.
            updated = max((entry.changed for entry in dated if entry.changed), default=_NEVER)
            name, name_language = framer.name(language)
            for (_, file, _), template, shown in zip(
                FEEDS, ("feed.atom.j2", "rss.xml.j2"), (dated, newest), strict=True
            ):
                path = feed_path(language, file)
                content = fill(
                    template,
                    language=language,
                    title=clean(name),
                    title_language=name_language if name_language != language else "",
                    base=framer.base,
                    address=absolute(framer.base, path),
                    home=absolute(framer.base, front_path(language)),
                    updated=_moment(updated),
                    rss_updated=_rss_day(updated) if dated else "",
                    entries=shown,
                )
                yield Page(path, content)


def _entry(story: Story, language: str, framer: Framer) -> Iterator[Entry]:
    listing = story.listings.get(language) or story.stand_ins.get(language)
    if listing is None or listing.draft:
        return
    versions = addresses_of(story, framer)
    own = versions.pop(language, "") or absolute(framer.base, article_path(language, story.slug))
    yield Entry(
        own,
        clean(listing.title),
        listing.title_language if listing.title_language != language else "",
        # Of a text that is not in the reader's language the reason is said, in it, instead of how it begins.
        clean(plain_reason_of(listing) or listing.description),
        story.day,
        story.changed,
        keywords(listing),
        # Of several alternate links some programs take the first, some the last: both are this page's.
        [*versions.items(), (language, own)] if listing.stand_in is None else [*versions.items()],
    )


def addresses_of(story: Story, framer: Framer) -> dict[str, str]:
    """Absolute addresses of the approved versions of an article, by language, in the order of switchers."""
    return {
        tag: absolute(framer.base, article_path(tag, story.slug))
        for tag in in_order(story.listings, framer.site.source_language)
        if not story.listings[tag].draft
    }


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _rss_day(day: date) -> str:
    return format_datetime(datetime.combine(day, time(), UTC), usegmt=True)


def _as_html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
