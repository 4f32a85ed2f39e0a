"""News items in JSON: ninjs 2.2 of the IPTC, https://www.iptc.org/std/ninjs/userguide/."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

from workflow.model import Edition, Listing, Role, Site, Story
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
from workflow.publishers.inline import clean, is_local, safe_address
from workflow.publishers.listing import in_order
from workflow.publishers.text import body_text
from workflow.publishers.walk import joined
from workflow.publishers.wording import wording
from workflow.publishers.xhtml import standing_alone

_STANDARD = {
    "name": "ninjs",
    "version": "2.2",
    "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_2.2.json",
}
_PLAIN, _XHTML = "text/plain", "application/xhtml+xml"


class NinjsPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.ninjs.json``, one news item.

    ninjs has no property for translations. Sisters are associations, as all related items are, with the names
    of the relations of NewsML-G2: ``translatedFrom`` is the original, ``translation`` another language. All
    share the alternative id ``article``. A draft is ``withheld``.

    Nor has it one for corrections. They begin the bodies; each is a description of that role, and the
    editorial note has them for whoever took the item before.
    """

    name = "ninjs"
    extension = ".ninjs.json"

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The file, indented, in UTF-8; one line feed ends it."""
        listing = story.listings[edition.language]
        address = address_of(site, listing.language, story.slug)
        corrected = corrections(edition)
        notes = [note for note in (_note(edition, listing), *corrected) if note]
        item: dict[str, Any] = {
            "uri": identifier_of(site, listing.language, story.slug),
            "standard": _STANDARD,
            "type": "text",
            "representationtype": "full",
            **_head(listing),
            **({"ednote": "\n".join(notes)} if notes else {}),
            "slugline": clean(story.slug),
            "descriptions": [
                {"role": "summary", "contenttype": _PLAIN, "value": text}
                for text in [clean(listing.description)]
                if text
            ]
            + [{"role": "correction", "contenttype": _PLAIN, "value": text} for text in corrected],
            "bodies": list(_bodies(edition, address)),
            "infosources": [{"name": publication_of(site, listing.language)}],
            "altids": [
                {"role": "article", "value": clean(story.slug)},
                {"role": "edition", "value": f"{listing.language}/{clean(story.slug)}"},
            ],
            "associations": [*_sisters(listing, story, site), *_pictures(edition, address, site)],
        }
        if listing.tags and listing.is_original:  # they are in its language
            item["subjects"] = [{"name": clean(tag), "literal": clean(tag)} for tag in listing.tags]
        filled = {key: value for key, value in item.items() if value != []}
        return (json.dumps(filled, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _note(edition: Edition, listing: Listing) -> str:
    """What an editor must know, in the language of the edition."""
    return "\n".join(filter(None, (notice_of(listing), conversion_of(edition))))


def _head(listing: Listing) -> dict[str, Any]:
    return {
        **({"versioncreated": _midnight(listing.changed)} if listing.changed else {}),
        **({"contentcreated": _midnight(listing.date)} if listing.date and listing.modified else {}),
        "pubstatus": "withheld" if listing.draft else "usable",
        "language": listing.language,
        "headlines": [{"role": "main", "contenttype": _PLAIN, "value": clean(listing.title)}],
    }


def _midnight(day: date) -> str:
    """The standard wants a time, and articles have a day."""
    return f"{day.isoformat()}T00:00:00Z"


def _bodies(edition: Edition, address: str) -> Iterator[dict[str, Any]]:
    text = "\n\n".join(body_text(edition))
    content = Body(edition, wording(edition.language)).content()
    yield {"role": "main", "contenttype": _XHTML, "value": str(standing_alone(content, address).text)}
    yield {"role": "main", "contenttype": _PLAIN, "charcount": len(text), "value": text}


def _sisters(listing: Listing, story: Story, site: Site) -> Iterator[dict[str, Any]]:
    for tag in in_order(story.listings, site.source_language):
        if tag != listing.language:
            sister = story.listings[tag]
            yield {
                "name": "translatedFrom" if sister.is_original else "translation",
                "uri": identifier_of(site, tag, story.slug),
                "type": "text",
                "representationtype": "partial",
                **_head(sister),
            }


def _pictures(edition: Edition, address: str, site: Site) -> Iterator[dict[str, Any]]:
    captions = [block for block in edition.blocks if block.block.role is Role.CAPTION]
    for block in captions:
        picture = safe_address(block.block.image)
        if not picture:
            continue
        where = urljoin(address, picture) if address else "" if is_local(picture) else picture
        if where.startswith("//"):
            where = f"https:{where}"
        name = f"{edition.article.slug}\n{picture}"
        item: dict[str, Any] = {
            "name": "picture",
            "uri": where or identifier_of(site, edition.language, name),
            "type": "picture",
            "representationtype": "partial",
        }
        if caption := joined([block], edition):
            item["language"] = edition.language
            item["descriptions"] = [{"role": "caption", "contenttype": _PLAIN, "value": caption}]
        if where:
            item["renditions"] = [{"name": "main", "href": where}]
        yield item
