"""JSON: all that is known of an edition, for apps and other sites.

The structs here are the schema; ``docs/edition.schema.json`` is made of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from msgspec import UNSET, Struct, UnsetType

from workflow.languages import profile
from workflow.model import Edition, EditionBlock, Listing, Role, Site, Story
from workflow.publishers.beside import Beside, address_of, publication_of, state_of
from workflow.publishers.inline import clean, plain, render, safe_address
from workflow.publishers.listing import in_order
from workflow.publishers.walk import (
    Step,
    code_of,
    corrections_of,
    grid,
    headline,
    is_code,
    joined,
    passages_of,
    runs,
    steps,
)


class Sentence(Struct, frozen=True, forbid_unknown_fields=True):
    """A sentence as it stands on the page."""

    text: str  # plain
    html: str  # inline HTML without scripts, safe to put into a page
    language: str  # BCP 47; not that of the document where nothing is translated
    state: Literal["reviewed", "machine", "empty"]  # empty: the source text stands in


class Words(Struct, frozen=True, forbid_unknown_fields=True):
    """A text with its sentences."""

    text: str  # plain, all sentences joined
    sentences: list[Sentence]
    level: int | UnsetType = UNSET  # items of lists: their depth, from 1
    ordered: bool | UnsetType = UNSET  # items of lists: whether their list is numbered
    align: str | UnsetType = UNSET  # cells: left, right or center


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A block of the article."""

    type: Literal["heading", "lead", "paragraph", "quote", "caption", "code", "list", "table"]
    level: int | UnsetType = UNSET  # headings: from 2
    content: Words | UnsetType = UNSET  # heading, lead, paragraph, caption
    code: str | UnsetType = UNSET  # code: its text
    image: str | UnsetType = UNSET  # captions: address of the picture, relative to the page, or of the web
    items: list[Words] | UnsetType = UNSET  # list: all its items, inner ones too; quote: its paragraphs
    header: bool | UnsetType = UNSET  # table: whether its first row is a header
    rows: list[list[Words | None]] | UnsetType = UNSET  # table; null where it has no cell


class Alternate(Struct, frozen=True, forbid_unknown_fields=True):
    """The article in another language."""

    language: str
    title: str
    state: Literal["published", "draft", "original"]
    path: str  # of its page, below the root of the site
    url: str | None  # of its page on the web


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """What the article had wrong before."""

    date: str  # ISO 8601, a day
    content: Words


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """An article in one language."""

    version: Literal[1]  # of this schema; a new one where a field goes or changes its meaning
    slug: str
    language: str  # BCP 47
    direction: Literal["ltr", "rtl"]
    original_language: str
    state: Literal["published", "draft", "original"]
    title: str
    title_language: str  # not that of the document where the headline is not translated
    description: str  # how the text begins
    date: str | None  # ISO 8601, a day
    tags: list[str]  # in the language of the original
    publication: str
    path: str  # of the page, below the root of the site
    url: str | None  # of the page on the web
    alternates: list[Alternate]
    headline: Words
    parts: list[Part]
    corrections: list[Correction] | UnsetType = UNSET  # to be shown before the text, the newest first
    converted_from: str | UnsetType = UNSET  # made of the edition in this language, which has another script


class JsonPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.json``, one :class:`Document`."""

    name = "json"
    extension = ".json"

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The file, indented, in UTF-8; one line feed ends it."""
        listing = story.listings[edition.language]
        tags = in_order(story.listings, site.source_language)
        document = Document(
            1,
            clean(story.slug),
            listing.language,
            "rtl" if profile(listing.language).rtl else "ltr",
            listing.original,
            _state(listing),
            clean(listing.title),
            listing.title_language,
            clean(listing.description),
            story.day.isoformat() if story.day else None,
            [clean(tag) for tag in listing.tags],
            publication_of(site, listing.language),
            _path(listing),
            address_of(site, listing.language, story.slug) or None,
            [_alternate(story.listings[tag], site) for tag in tags if tag != listing.language],
            _words(headline(edition), edition),
            list(_parts(edition)),
            [_correction(block, edition) for block in corrections_of(edition)] or UNSET,
            edition.converted_from or UNSET,
        )
        return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def schema() -> dict[str, Any]:
    """The schema of a document, in JSON Schema 2020-12."""
    found = msgspec.json.schema(Document)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}


def _state(listing: Listing) -> Any:
    return state_of(listing)


def _path(listing: Listing) -> str:
    return f"{listing.language}/{clean(listing.slug)}/"


def _alternate(listing: Listing, site: Site) -> Alternate:
    address = address_of(site, listing.language, listing.slug) or None
    return Alternate(listing.language, clean(listing.title), _state(listing), _path(listing), address)


def _parts(edition: Edition) -> Iterator[Part]:
    for kind, run in runs(edition):
        match kind:
            case Role.CORRECTION:
                pass  # a field of their own
            case Role.LIST_ITEM:
                yield Part("list", items=list(_items(run, edition)))
            case Role.TABLE_CELL:
                has_head, rows = grid(run)
                table = [[_words(cell, edition) if cell else None for cell in row] for row in rows]
                yield Part("table", header=has_head, rows=table)
            case Role.QUOTE:
                yield Part("quote", items=[_words(block, edition) for block in run])
            case _:
                yield from (_single(block, edition) for block in run)


def _correction(block: EditionBlock, edition: Edition) -> Correction:
    return Correction(block.block.date.isoformat() if block.block.date else "", _words(block, edition))


def _single(block: EditionBlock, edition: Edition) -> Part:
    match block.block.role:
        case Role.HEADING:
            return Part("heading", level=block.block.level, content=_words(block, edition))
        case Role.LEAD:
            return Part("lead", content=_words(block, edition))
        case Role.CAPTION:
            image = safe_address(block.block.image)
            return Part("caption", content=_words(block, edition), image=image or UNSET)
        case _ if is_code(block.block):
            return Part("code", code=code_of(block.block))
        case _:
            return Part("paragraph", content=_words(block, edition))


def _items(run: Sequence[EditionBlock], edition: Edition) -> Iterator[Words]:
    depth = 0
    for step, ordered, block in steps(run):
        depth += (step is Step.OPEN) - (step is Step.CLOSE)
        if block is not None:
            yield msgspec.structs.replace(_words(block, edition), level=depth, ordered=ordered)


def _words(block: EditionBlock, edition: Edition) -> Words:
    markup = edition.article.markup
    sentences = [
        Sentence(
            plain(passage.text, markup),
            str(render(passage.text, markup, rtl=profile(passage.language).rtl)),
            passage.language,
            _passage_state(passage.state.value),
        )
        for passage in passages_of(block, edition)
    ]
    align = block.block.align
    return Words(
        joined([block], edition),
        sentences,
        align=align if align in ("left", "right", "center") else UNSET,
    )


def _passage_state(state: str) -> Any:
    return "empty" if state == "stale" else state
