"""What other pages say of an edition, and the order in which they say it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import islice

from msgspec.structs import replace

from workflow.errors import PublishError
from workflow.languages import profile
from workflow.model import Article, Edition, Listing, Page, Publisher, Role, Site, Story
from workflow.publishers.body import headline, joined, shortened
from workflow.publishers.corrections import newest
from workflow.publishers.tags import tag_key

_TEXT = (Role.LEAD, Role.PARAGRAPH, Role.QUOTE)  # where the description comes from, the best first


def listing_of(edition: Edition) -> Listing:
    """The listing of one edition; its texts are plain, on one line, and not escaped."""
    article, language = edition.article, edition.language
    if edition.stand_in is not None:
        edition = replace(edition, language=article.language)  # its sentences are joined as they are there
    first = headline(edition)
    # A headline that is still in the source language says so to screen readers and fonts.
    foreign = first.passages and all(passage.language != language for passage in first.passages)
    described = (
        block
        for role in _TEXT
        for block in edition.blocks
        if block.block.role is role and block.block.translatable
    )
    return Listing(
        article.slug,
        language,
        article.language,
        joined([first], edition),
        first.passages[0].language if foreign else language,
        shortened(joined(list(islice(described, 1)), edition), edition.language),
        article.date,
        edition.draft and language != article.language,
        _tags(article.meta.get("tags", "")),
        stand_in=edition.stand_in,
        modified=newest(edition),
    )


def version_of(article: Article) -> str:
    """A hash of the texts of an article: pages of one version share it.

    Corrections are none of them: what is said of the text does not make it another.
    """
    found = hashlib.sha256()
    for block in article.blocks:
        if block.role is Role.CORRECTION:
            continue
        found.update(f"{block.role.value}\0{block.text}\0".encode("utf-8", "surrogatepass"))
    return found.hexdigest()[:16]


def _tags(text: str) -> tuple[str, ...]:
    """What stands between commas, of any script; the first of those that are one tag."""
    found: dict[str, str] = {}
    for tag in re.split("[,，、،]", text):
        if key := tag_key(tag):
            found.setdefault(key, " ".join(tag.split()))
    return tuple(found.values())


def newest_first(stories: Iterable[Story]) -> list[Story]:
    """Those without a date last; of one day by their names."""
    by_slug = sorted(stories, key=lambda story: story.slug)
    return sorted(by_slug, key=lambda story: story.day or date.min, reverse=True)


def in_order(languages: Iterable[str], source: str) -> list[str]:
    """The source language first, then by the languages' own names."""
    return sorted(languages, key=lambda tag: (tag != source, profile(tag).autonym.casefold(), tag))


def stories_of(listings: Iterable[Listing]) -> list[Story]:
    """Listings by article, newest article first.

    :raises PublishError: two are of one article and one language.
    """
    found: dict[str, dict[str, Listing]] = {}
    for each in listings:
        mine = found.setdefault(each.slug, {})
        if each.language in mine:
            raise PublishError(
                f"{each.slug!r} is given twice in {each.language!r}",
                where=each.slug,
                hint="Two articles must not have the same file name, whatever their extensions.",
            )
        mine[each.language] = each
    return newest_first(Story(slug, mine) for slug, mine in found.items())


def pages_of(
    publishers: Sequence[Publisher],
    editions: Sequence[Edition],
    site: Site,
    listing: Callable[[Edition], Listing] = listing_of,
) -> Iterator[Page]:
    """What publishers make of a few editions, all their pages; ``listing`` tells what pages say of each.

    :raises PublishError: one cannot be made; two editions would be the same page.
    """
    stories = stories_of(map(listing, editions))
    known = {(edition.article.slug, edition.language): edition for edition in editions}
    for publisher in publishers:
        for story in stories:
            for language in in_order(story.listings, site.source_language):
                yield from publisher.pages(known[story.slug, language], story, site)
        yield from publisher.shared(stories, site)
