"""News items in XML: NewsML-G2 2.35 of the IPTC, power conformance, https://iptc.org/standards/newsml-g2/."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urljoin

from markupsafe import Markup as Html
from msgspec import Struct

from workflow.languages import profile
from workflow.model import Edition, Listing, Site, Story
from workflow.publishers.addresses import base_address
from workflow.publishers.beside import (
    Beside,
    address_of,
    conversion_of,
    identifier_of,
    notice_of,
    publication_of,
)
from workflow.publishers.body import Body
from workflow.publishers.corrections import lines as corrections
from workflow.publishers.corrections import newest, tongue
from workflow.publishers.frame import fill
from workflow.publishers.fronts import labels_of
from workflow.publishers.inline import clean, is_local, safe_address
from workflow.publishers.jsonld import authors_of, modified
from workflow.publishers.listing import in_order
from workflow.publishers.walk import corrections_of, picture_addresses
from workflow.publishers.wording import wording
from workflow.publishers.xhtml import standing_alone

# What the aliases of codes (ninat:, stat:, irel:) stand for. It names them; nobody need fetch it.
CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_NEVER = date(1970, 1, 1)  # an item must say when its version was created: that of an article without a date
_RIGHTS = ("copyrightholder", "copyrightnotice", "usageterms")  # as our reader of news items calls them


class Link(Struct, frozen=True):
    """Another language of the article."""

    relation: str  # a code of http://cv.iptc.org/newscodes/itemrelation/
    guid: str
    language: str
    status: str
    headline: str
    headline_language: str


class Label(Struct, frozen=True):
    """A name, and the language that it is in."""

    literal: str
    text: str
    language: str


class NewsmlPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.newsml.xml``, one item with its text in XHTML.

    It is the item that :mod:`workflow.publishers.ninjs` makes in JSON: both have the same identifier. A draft
    is ``withheld``.
    """

    name = "newsml"
    extension = ".newsml.xml"

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The file, in UTF-8; one line feed ends it."""
        listing, article, language = story.listings[edition.language], edition.article, edition.language
        address = address_of(site, language, story.slug)
        changed = _changed(modified(article, newest(edition)))
        day = _midnight(listing.date or _NEVER)
        return fill(
            "newsml.xml.j2",
            catalog=CATALOG,
            guid=identifier_of(site, language, story.slug),
            version=_version(changed, edition),
            language=language,
            direction=profile(language).direction,
            original_language=listing.original,
            rights={key: _text(article.meta.get(key, "")) for key in _RIGHTS},
            provider=publication_of(site, language),
            provider_uri=base_address(site.base_url),
            created=_moment(day),
            changed=_moment(changed) if changed else "",
            dated=listing.date is not None,
            status=_status(listing),
            notes=[
                note for note in (notice_of(listing), conversion_of(edition), *corrections(edition)) if note
            ],
            links=list(_links(listing, story, site)),
            authors=authors_of(article),
            translators=_names(edition.credits.translators),
            reviewers=_names(edition.credits.reviewers),
            slug=_text(story.slug),
            subjects=[
                Label(_text(tag), _text(text), tongue)
                for tag, text, tongue in labels_of(listing)
                if _text(tag) and _text(text)
            ],
            headline=_text(listing.title),
            headline_language=listing.title_language,
            description=_text(listing.description),
            body=_body(edition, address),
        )


def _text(text: str) -> str:
    """One line of plain text; what is in attributes must have no white space at its ends."""
    return " ".join(clean(text).split())


def _names(names: tuple[str, ...]) -> list[str]:
    return [name for name in dict.fromkeys(map(_text, names)) if name]


def _status(listing: Listing) -> str:
    """Of http://cv.iptc.org/newscodes/pubstatusg2/."""
    return "stat:withheld" if listing.draft else "stat:usable"


def _midnight(day: date) -> datetime:
    """The standard wants a time, and articles have a day."""
    return datetime.combine(day, time(), UTC)


def _changed(said: str) -> datetime | None:
    if not said:
        return None
    found = datetime.fromisoformat(said)
    try:
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except OverflowError:  # at the first or the last day that there is
        return found.replace(tzinfo=UTC)


def _moment(moment: datetime) -> str:
    return f"{moment.replace(tzinfo=None, microsecond=0).isoformat()}Z"


def _version(changed: datetime | None, edition: Edition) -> int:
    """A number that grows when the article says that it was changed, and is the same at every publishing.

    Who has an item keeps it until one with a greater number comes. No counter is kept, so it is 1, and of an
    article that was changed the minutes since the year 2000 until then, and one more for each correction and
    for each that is translated: of two on one day the second is news too.
    """
    if changed is None:
        return 1
    told = corrections_of(edition)
    translated = sum(tongue(block, edition) == edition.language for block in told)
    return max(2, (changed - _EPOCH) // timedelta(minutes=1)) + len(told) + translated


def _links(listing: Listing, story: Story, site: Site) -> Iterator[Link]:
    """From a translation to its original, and to all others as something to see too.

    The vocabulary of relations has none that leads from an original to what was made of it.
    """
    for tag in in_order(story.listings, site.source_language):
        if tag != listing.language:
            sister = story.listings[tag]
            yield Link(
                "irel:translatedFrom" if sister.is_original else "irel:seeAlso",
                identifier_of(site, tag, story.slug),
                tag,
                _status(sister),
                _text(sister.title),
                sister.title_language,
            )


def _body(edition: Edition, address: str) -> Html:
    """What the page has, with its pictures where they are on the web, if that is known."""
    pictures: dict[str, str] = {}
    for said in (*(each.block.image for each in edition.blocks), *picture_addresses(edition.article)):
        picture = safe_address(said)
        if address and picture and is_local(picture) and not picture.startswith("//"):
            pictures[picture] = urljoin(address, picture)
    content = Body(edition, wording(edition.language)).content()
    return standing_alone(content, address, pictures, aligned=True).text
