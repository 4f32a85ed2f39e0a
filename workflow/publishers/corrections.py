"""How a correction is told: its label with the day, and what of it stands in another language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workflow.languages import profile
from workflow.model import Edition, EditionBlock
from workflow.publishers.walk import corrections_of, joined, passages_of
from workflow.publishers.wording import long_date, wording


def newest(edition: Edition) -> date | None:
    """The day of the newest correction; None where there is none."""
    return max((block.block.date for block in corrections_of(edition) if block.block.date), default=None)


def label(block: EditionBlock, language: str) -> tuple[str, str, str]:
    """What stands before its text: words, the day as the press of the language writes it, words."""
    before, _, after = wording(language)["correction"].partition("{date}")
    return before, long_date(block.block.date, language) if block.block.date else "", after


def tongue(block: EditionBlock, edition: Edition) -> str:
    """The one language in which its text stands; "" where it is a mixture."""
    found = {passage.language for passage in passages_of(block, edition)}
    return found.pop() if len(found) == 1 else ""


def parts(block: EditionBlock, edition: Edition) -> tuple[str, str]:
    """For formats without marks: what comes before its text, with the space between, and the text.

    A text that waits for its translation says so.
    """
    language = edition.language
    words = "".join(label(block, language))
    own = tongue(block, edition) == language
    if not own:
        words = f"{words} [{wording(language)['source_passage']}]"
    return f"{words}{profile(language).sentence_space if own else ' '}", joined([block], edition)


def lines(edition: Edition) -> Sequence[str]:
    """The corrections of an edition as plain text, a line each, the newest first."""
    return ["".join(parts(block, edition)) for block in corrections_of(edition)]
