"""Plain text for wires and mail: the words and nothing else, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.model import Edition, EditionBlock, Role, Site, Story
from workflow.publishers.beside import Beside, conversion_of, notice_of
from workflow.publishers.corrections import lines as corrections
from workflow.publishers.walk import code_of, grid, headline, is_code, items, joined, runs
from workflow.publishers.wording import long_date


class TextPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.txt``: headline, dateline, paragraphs, divided by empty lines.

    Corrections stand before the first paragraph.

    An item of a list is a line with a hyphen or its number, a row of a table a line of cells divided by tabs.
    A draft says so first, so that nobody can send it unawares.
    """

    name = "text"
    extension = ".txt"

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:  # noqa: ARG002
        """The file; one line feed ends it."""
        notice = notice_of(story.listings[edition.language])
        parts = [
            *([notice] if notice else []),
            joined([headline(edition)], edition),
            *([long_date(story.day, edition.language)] if story.day else []),
            conversion_of(edition),
            *body_text(edition),
        ]
        return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")


def body_text(edition: Edition) -> Iterator[str]:
    """Everything below the headline as plain text; some parts have several lines."""
    for kind, run in runs(edition):
        match kind:
            case Role.CORRECTION:
                yield from corrections(edition)
            case Role.LIST_ITEM:
                yield _list(run, edition)
            case Role.TABLE_CELL:
                yield "\n".join(
                    "\t".join(joined([cell], edition) if cell else "" for cell in row).rstrip("\t")
                    for row in grid(run)[1]
                )
            case _:
                for block in run:
                    yield (code_of(block.block) if is_code(block.block) else joined([block], edition)).strip(
                        "\n"
                    )


def _list(run: Sequence[EditionBlock], edition: Edition) -> str:
    return "\n".join(
        f"{'  ' * (depth - 1)}{f'{number}.' if ordered else '-'} {joined([block], edition)}"
        for depth, ordered, number, block in items(run)
    )
