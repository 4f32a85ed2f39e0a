"""Who wrote, translated and read an edition, as pages and books say it."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup as Html

from workflow.model import Edition
from workflow.publishers.inline import clean
from workflow.publishers.jsonld import authors_of


def credit_lines(edition: Edition, words: Mapping[str, str]) -> list[Html]:
    """A line each; names stand in whatever script they have."""
    lines = []
    for key, names in (
        ("written_by", authors_of(edition.article)),
        ("translated_by", edition.credits.translators),
        ("reviewed_by", edition.credits.reviewers),
    ):
        if names:
            shown = Html(", ").join(Html("<bdi>{}</bdi>").format(clean(name)) for name in names)
            before, _, after = words[key].partition("{name}")
            lines.append(Html("{}{}{}").format(before, shown, after))
    return lines
