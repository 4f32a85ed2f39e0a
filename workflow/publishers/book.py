"""What books are made of, of one article or of many: EPUB 3.3, https://www.w3.org/TR/epub-33/.

Nothing in a book runs, and nothing is asked of another host. Nothing is compressed, so that no version of a
library changes its bytes.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from msgspec import Struct

from workflow.languages import profile
from workflow.model import Edition, Listing, Site
from workflow.publishers.beside import address_of, conversion_of, publication_of
from workflow.publishers.body import Body
from workflow.publishers.credits import credit_lines
from workflow.publishers.frame import fill, isolated
from workflow.publishers.inline import clean, safe_address
from workflow.publishers.wording import long_date, wording
from workflow.publishers.xhtml import standing_alone

NEVER = date(1970, 1, 1)  # a package must say when it was modified: that of an article without a date
_MIMETYPE = b"application/epub+zip"
_CONTAINER = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
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

    place: str  # in the book, as seen from its texts
    media_type: str


class Pictures:
    """The pictures of a book, each once, however many articles show it."""

    def __init__(self) -> None:
        self._found: dict[bytes, tuple[Picture, bytes]] = {}  # by digest

    def __iter__(self) -> Iterator[tuple[Picture, bytes]]:
        """Each with its bytes."""
        return iter(self._found.values())

    def add(self, edition: Edition) -> dict[str, str]:
        """Where those of an edition are in the book, by the address that its HTML has for them."""
        places = {}
        for address, content in edition.pictures.items():
            for start, media_type, extension in _MEDIA:
                if content.startswith(start) and (start != b"RIFF" or content[8:12] == b"WEBP"):
                    new = Picture(f"pictures/{len(self._found) + 1}{extension}", media_type)
                    picture, _ = self._found.setdefault(hashlib.sha256(content).digest(), (new, content))
                    places[safe_address(address)] = picture.place
                    break
        return places


class Chapter(Struct, frozen=True):
    """One article in a book."""

    file: str
    title: str
    title_language: str
    sections: tuple[tuple[str, str], ...]  # its headings: id and words


class Book(Struct, frozen=True):
    """What a book says of itself; its texts are clean, and not escaped."""

    language: str
    title: str
    title_language: str
    identifier: str
    publication: str
    dated: str  # as the package says it: a day, a month; "" for none
    modified: date
    description: str = ""
    address: str = ""  # of what it was made of

    @property
    def direction(self) -> str:
        """In which its pages follow each other."""
        return profile(self.language).direction


def chapter(
    edition: Edition, listing: Listing, site: Site, pictures: Pictures, file: str
) -> tuple[Chapter, bytes]:
    """An edition and its text, with its pictures put to the others."""
    language, article = edition.language, edition.article
    words, address = wording(language), address_of(site, language, article.slug)
    body = Body(edition, words)
    text = standing_alone(body.content(), address, pictures.add(edition), anchors=True)
    title, day = clean(listing.title) or clean(article.slug), listing.date
    content = fill(
        "epub.article.xhtml.j2",
        language=language,
        direction=profile(language).direction,
        title=title,
        words=words,
        draft=listing.draft,
        converted=conversion_of(edition),
        headline=standing_alone(body.headline(), address).text,
        content=text.text,
        day=day,
        day_text=isolated(long_date(day, language), language) if day else "",
        credits=credit_lines(edition, words),
        publication=isolated(publication_of(site, language), language),
        address=address,
    )
    return Chapter(file, title, listing.title_language, text.sections), content


def bound(book: Book, texts: Sequence[tuple[Chapter, bytes]], pictures: Pictures) -> bytes:
    """The file. A book of several articles opens at its table of contents."""
    # What a template was given may stay in memory long after: no text and no picture is given to one.
    chapters, shown = [each for each, _ in texts], [each for each, _ in pictures]
    nav = fill("epub.nav.xhtml.j2", book=book, chapters=chapters)
    package = fill("epub.package.opf.j2", book=book, chapters=chapters, pictures=shown)
    return _zipped(
        [
            ("mimetype", _MIMETYPE),
            ("META-INF/container.xml", _CONTAINER),
            ("EPUB/package.opf", package),
            ("EPUB/nav.xhtml", nav),
            *((f"EPUB/{each.file}", content) for each, content in texts),
            ("EPUB/style.css", _style()),
            *((f"EPUB/{each.place}", content) for each, content in pictures),
        ]
    )


@cache
def _style() -> bytes:
    return (files(__package__) / "assets" / "epub.css").read_bytes()


def _zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # on every system as on Unix
            archive.writestr(entry, content)
    return made.getvalue()
