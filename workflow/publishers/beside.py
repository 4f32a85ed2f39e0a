"""What formats share that make one file of an edition, beside its page."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from workflow.model import Edition, Listing, Page, Site, Story
from workflow.publishers.addresses import absolute, article_path, base_address, check_names
from workflow.publishers.inline import clean
from workflow.publishers.wording import wording

_NAMESPACE = uuid.UUID("d2f5a0d6-5a0e-5c1b-9c53-6e2f0f6c7d11")  # of the ids of articles without an address


class Beside(ABC):
    """A :class:`workflow.model.FilePublisher`: what is left to say is how the file is made."""

    name: str
    extension: str
    needs_pictures: bool = False

    def pages(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
        """The file of an edition.

        :raises PublishError: a slug, a tag or the base address cannot be part of an address.
        """
        check_names(story.slug, edition.language, edition.article.source or story.slug)
        path = f"{edition.language}/{story.slug}/{story.slug}{self.extension}"
        yield Page(path, self.content(edition, story, site))

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:  # noqa: ARG002
        """None."""
        return iter(())

    @abstractmethod
    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The file; the same bytes for the same edition."""


def address_of(site: Site, language: str, slug: str) -> str:
    """Where the page of an edition is on the web; "" where that is not known.

    :raises PublishError: the base address cannot be one.
    """
    return absolute(base_address(site.base_url), article_path(language, slug))


def identifier_of(site: Site, language: str, slug: str) -> str:
    """A URI that names an edition: its address, else one made of what names it."""
    return address_of(site, language, slug) or name_of(site, language, slug)


def name_of(site: Site, *names: str) -> str:
    """A URI of what has no address: a UUID (RFC 9562, version 5) of these names and the publication's."""
    return uuid.uuid5(_NAMESPACE, "\n".join((publication_of(site, site.source_language), *names))).urn


def publication_of(site: Site, language: str) -> str:
    """Name of the publication in a language, or else in the source language."""
    return clean(site.titles.get(language) or site.titles.get(site.source_language, ""))


def state_of(listing: Listing) -> str:
    """``published``, ``draft`` or ``original``, as pages say it."""
    return "original" if listing.is_original else "draft" if listing.draft else "published"


def conversion_of(edition: Edition) -> str:
    """What the reader of an edition that was made of another script is told; "" for any other."""
    return wording(edition.language)["converted"] if edition.converted_from else ""


def notice_of(listing: Listing) -> str:
    """What the reader of a draft must know, in its language; "" for what is no draft."""
    return wording(listing.language)["draft_title"] if listing.draft else ""
