"""Tags in the languages of readers: the glossary knows how a name is written there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from workflow.model import Concept, Edition, Listing
from workflow.pipeline.articles import Prepared
from workflow.pipeline.variants import rendered
from workflow.publishers import listing_of
from workflow.publishers.tags import tag_key


class Labels:
    """What tags are called, by the glossary of a publication, which all its articles share."""

    def __init__(self) -> None:
        self._concepts: tuple[Concept, ...] = ()
        self._known: dict[str, Mapping[str, Sequence[Concept]]] = {}  # by language and tag

    def listing(self, prepared: Prepared) -> Callable[[Edition], Listing]:
        """:func:`listing_of` for the editions of one article, with the names of its tags."""
        concepts = prepared.terms.concepts

        def make(edition: Edition) -> Listing:
            made = listing_of(edition)
            if not made.tags or made.is_original:
                return made
            known = self._of(concepts, made.original)
            language = edition.converted_from or edition.language
            labels = [_label(known, tag, made, language) for tag in made.tags]
            return replace(
                made,
                labels=tuple(
                    rendered(concept, rendering, edition.language)
                    if concept and edition.converted_from
                    else rendering
                    for concept, rendering in labels
                ),
            )

        return make

    def _of(self, concepts: tuple[Concept, ...], language: str) -> Mapping[str, Sequence[Concept]]:
        if concepts is not self._concepts:
            self._concepts, self._known = concepts, {}
        if language not in self._known:
            found: dict[str, list[Concept]] = {}
            for concept in concepts:
                for variant in concept.in_language(language).all:
                    found.setdefault(tag_key(variant), []).append(concept)
            self._known[language] = found
        return self._known[language]


def _label(
    known: Mapping[str, Sequence[Concept]], tag: str, listing: Listing, language: str
) -> tuple[Concept | None, str]:
    """The concept that a tag names, on the day of the article, and what is preferred for it; "" for none.

    A tag that is a short form, such as SCO, is one in every language that has one.
    """
    key = tag_key(tag)
    for concept in known.get(key, ()):
        if concept.valid and listing.date and listing.date not in concept.valid:
            continue
        source, target = concept.in_language(listing.original), concept.in_language(language)
        short = target.short and any(tag_key(each) == key for each in source.short)
        if rendering := target.short[0] if short else target.preferred:
            return concept, rendering
    return None, ""
