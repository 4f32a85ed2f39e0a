"""Articles and texts -> segments."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal

from workflow.model import Article, Markup, Segment
from workflow.segment.boundaries import sentence_ends

Unit = Literal["sentence", "paragraph"]


def segment_article(article: Article, unit: Unit = "sentence") -> list[Segment]:
    """All segments of an article's translatable blocks, in reading order.

    Blocks without a letter (a year, a row of asterisks) have nothing to translate and give no segment.
    ``Segment.block`` counts all blocks, so that a page can put the text of the others back.
    """
    found: list[Segment] = []
    for number, block in enumerate(article.blocks):
        if not block.translatable or not has_letter(block.text):
            continue
        parts = segment_text(block.text, article.language, unit, markup=article.markup)
        found += [
            Segment(text, before, after, block.role, number, index, len(parts), block.line)
            for index, (before, text, after) in enumerate(parts)
        ]
    return found


def segment_text(
    text: str, language: str, unit: Unit = "sentence", *, markup: Markup = Markup.PLAIN
) -> list[tuple[str, str, str]]:
    """Cut a text into ``(before, text, after)`` triples that, joined, are the text exactly.

    ``before`` and ``after`` are white space. The middle has none at its ends, and holds a letter if there is
    one in the text: a number or a mark that stands alone goes with its neighbour. A text of white space only
    gives one triple with an empty middle, the empty text gives none.

    With ``markup=Markup.MARKDOWN`` no cut falls inside a link, emphasis, an image or code, since half of one
    means something else.

    :param language: BCP 47 tag; a language that nothing is known of is cut by general rules.
    """
    if not text:
        return []
    cuts = sentence_ends(text, language, markup) if unit == "sentence" else []
    pieces = _with_letters([text[start:end] for start, end in pairwise([0, *cuts, len(text)])])
    return [_trimmed(piece) for piece in pieces]


def has_letter(text: str) -> bool:
    """Whether there is something to translate in ``text``."""
    return any(character.isalpha() for character in text)


def _with_letters(pieces: list[str]) -> list[str]:
    """Join each piece without a letter to the one before it, or after it at the beginning."""
    merged: list[list[str]] = []
    waiting = False  # the last of ``merged`` has no letter yet; only at the beginning
    for piece in pieces:
        lettered = has_letter(piece)
        if merged and (waiting or not lettered):
            merged[-1].append(piece)
            waiting = waiting and not lettered
        else:
            merged.append([piece])
            waiting = not lettered
    return ["".join(each) for each in merged]


def _trimmed(piece: str) -> tuple[str, str, str]:
    right = piece.rstrip()
    middle = right.lstrip()
    return right[: len(right) - len(middle)], middle, piece[len(right) :]
