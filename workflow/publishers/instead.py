"""What is said where something is shown in another language than the reader's."""

from __future__ import annotations

from markupsafe import Markup as Html

from workflow.languages import profile
from workflow.model import Listing, StandIn
from workflow.publishers.wording import wording

_WORDS = {StandIn.UNTRANSLATED: "not_available", StandIn.OUTDATED: "updating"}


def reason_of(listing: Listing) -> Html:
    """Why an article stands in a list, or on a page, in a language that is not the reader's; "" if it is."""
    if listing.stand_in is None:
        return Html("")
    return with_names(wording(listing.language)[_WORDS[listing.stand_in]], listing.language, listing.original)


def plain_reason_of(listing: Listing) -> str:
    """The same as plain text."""
    if listing.stand_in is None:
        return ""
    words = wording(listing.language)[_WORDS[listing.stand_in]]
    names = {"{language}": listing.language, "{other}": listing.original}
    for field, tag in names.items():
        words = words.replace(field, profile(tag).autonym)
    return words


def with_names(text: str, language: str, other: str) -> Html:
    """The names of two languages, each in itself, put into a sentence that may name either."""
    made = Html("")
    rest = text
    for field, tag in sorted(
        (("{language}", language), ("{other}", other)), key=lambda each: text.find(each[0])
    ):
        if field in rest:
            before, _, rest = rest.partition(field)
            known = profile(tag)
            made += Html('{}<span lang="{}" dir="{}">{}</span>').format(
                before, tag, known.direction, known.autonym
            )
    return made + rest
