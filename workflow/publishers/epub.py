"""EPUB 3.3: an article as a small book, for reading apps and for reading without a network.

https://www.w3.org/TR/epub-33/. Nothing in it runs, and nothing is asked of another host.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from msgspec import Struct

from workflow.languages import profile
from workflow.model import Edition, Site, Story
from workflow.publishers.beside import Beside, address_of, conversion_of, identifier_of, publication_of
from workflow.publishers.body import Body
from workflow.publishers.frame import fill, isolated
from workflow.publishers.inline import clean, safe_address
from workflow.publishers.wording import long_date, wording
from workflow.publishers.xhtml import standing_alone

_MIMETYPE = b"application/epub+zip"
_CONTAINER = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_NEVER = "1970-01-01"  # a package must say when it was modified: that of an article without a date
# Core media types that cannot hold a script, by how they begin.
_MEDIA = (
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"GIF87a", "image/gif", ".gif"),
    (b"GIF89a", "image/gif", ".gif"),
    (b"RIFF", "image/webp", ".webp"),
)


class Picture(Struct, frozen=True):
    """A picture in the book."""

    address: str  # as the article's HTML has it
    place: str  # in the book, as seen from its text
    media_type: str
    content: bytes


class EpubPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.epub``."""

    name = "epub"
    extension = ".epub"
    needs_pictures = True

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The book. Nothing in it is compressed, so that no version of a library changes its bytes."""
        listing = story.listings[edition.language]
        language, words = edition.language, wording(edition.language)
        address = address_of(site, language, story.slug)
        pictures = list(_pictures(edition))
        places = {each.address: each.place for each in pictures}
        body = Body(edition, words)
        text = standing_alone(body.content(), address, places, anchors=True)
        facts = {
            "language": language,
            "direction": profile(language).direction,
            "title": clean(listing.title) or clean(story.slug),
            "title_language": listing.title_language,
            "words": words,
        }
        package = fill(
            "epub.package.opf.j2",
            **facts,
            identifier=identifier_of(site, language, story.slug),
            publication=publication_of(site, language),
            description=clean(listing.description),
            day=story.day.isoformat() if story.day else "",
            modified=story.changed.isoformat() if story.changed else _NEVER,
            address=address,
            pictures=pictures,
        )
        article = fill(
            "epub.article.xhtml.j2",
            **facts,
            draft=listing.draft,
            converted=conversion_of(edition),
            headline=standing_alone(body.headline(), address).text,
            content=text.text,
            day=story.day,
            day_text=isolated(long_date(story.day, language), language) if story.day else "",
            publication=isolated(publication_of(site, language), language),
            address=address,
        )
        nav = fill("epub.nav.xhtml.j2", **facts, sections=text.sections)
        return _zipped(
            [
                ("mimetype", _MIMETYPE),
                ("META-INF/container.xml", _CONTAINER),
                ("EPUB/package.opf", package),
                ("EPUB/nav.xhtml", nav),
                ("EPUB/article.xhtml", article),
                ("EPUB/style.css", _style()),
                *((f"EPUB/{each.place}", each.content) for each in pictures),
            ]
        )


def _pictures(edition: Edition) -> Iterator[Picture]:
    number = 0
    for address, content in edition.pictures.items():
        for start, media_type, extension in _MEDIA:
            if content.startswith(start) and (start != b"RIFF" or content[8:12] == b"WEBP"):
                number += 1
                yield Picture(safe_address(address), f"pictures/{number}{extension}", media_type, content)
                break


@cache
def _style() -> bytes:
    return (files(__package__) / "assets" / "epub.css").read_bytes()


def _zipped(members: list[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # on every system as on Unix
            archive.writestr(entry, content)
    return made.getvalue()
