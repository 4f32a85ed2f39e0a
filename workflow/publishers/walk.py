"""The walk over the blocks of an edition that every format shares: runs, lists, tables, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import groupby, pairwise

from msgspec.structs import replace

from workflow.languages import profile
from workflow.model import Article, Block, Edition, EditionBlock, Markup, Passage, Role, State
from workflow.publishers.inline import clean, images_in, plain

_FENCE = re.compile(r"(`{3,}|~{3,})[^\n]*\n(.*?)\n?\1\s*", re.DOTALL)
_DEEPEST_LIST = 12  # deeper levels are shown at this one: nobody can read them, and browsers give up at 512


class Step(Enum):
    """What happens next in a list."""

    OPEN = 1  # a list begins, in the open item if there is one
    ITEM = 2  # an item begins, with a block
    END_ITEM = 3
    CLOSE = 4


def headline(edition: Edition) -> EditionBlock:
    """The headline block; one made of the article's title where there is none."""
    for block in edition.blocks:
        if block.block.role is Role.HEADLINE:
            return block
    title = edition.article.title
    if edition.article.markup is Markup.MARKDOWN:  # the title is plain
        title = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", title)
    return EditionBlock(Block(Role.HEADLINE, title, 1), ())


def picture_addresses(article: Article) -> list[str]:
    """The addresses of all pictures of an article as it has them, those in running text too."""
    found: dict[str, None] = {}
    for block in article.blocks:
        if block.image:
            found[block.image] = None
        if article.markup is Markup.MARKDOWN and "![" in block.text and not is_code(block):
            found.update(dict.fromkeys(images_in(block.text)))
    return list(found)


def runs(edition: Edition) -> Iterator[tuple[Role | None, list[EditionBlock]]]:
    """Everything below the headline: blocks of one list, table or quotation together.

    With each comes what it is: LIST_ITEM, TABLE_CELL, QUOTE, or None for blocks that stand alone. First come
    all corrections, as CORRECTION, whatever else there is: nobody is to read the text without them.
    """
    first = headline(edition)
    if corrections := corrections_of(edition):
        yield Role.CORRECTION, corrections
    others = (block for block in edition.blocks if block.block.role is not Role.CORRECTION)
    rest = _levelled([block for block in others if block is not first])
    for (kind, _number), run in groupby(rest, key=_grouping):
        yield kind, list(run)


def corrections_of(edition: Edition) -> list[EditionBlock]:
    """The corrections of an edition, the newest first."""
    return [block for block in edition.blocks if block.block.role is Role.CORRECTION]


def steps(run: Sequence[EditionBlock]) -> Iterator[tuple[Step, bool, EditionBlock | None]]:
    """A list by its depths: an item that is deeper than the one before opens a list inside it.

    With each step comes whether its list is numbered, and with ITEM the block.
    """
    open_lists: list[tuple[int, bool]] = []  # level and whether it is numbered, outermost first
    for block in run:
        level, ordered = min(max(block.block.level, 1), _DEEPEST_LIST), block.block.ordered
        while open_lists and (open_lists[-1][0] > level or open_lists[-1] == (level, not ordered)):
            if len(open_lists) > 1 and open_lists[-2][0] < level < open_lists[-1][0]:
                break  # stepping back to a level that was jumped over: stay in this list
            yield Step.END_ITEM, open_lists[-1][1], None
            yield Step.CLOSE, open_lists.pop()[1], None
        if open_lists and open_lists[-1][0] >= level:
            yield Step.END_ITEM, open_lists[-1][1], None
        else:
            yield Step.OPEN, ordered, None
            open_lists.append((level, ordered))
        yield Step.ITEM, open_lists[-1][1], block
    while open_lists:
        yield Step.END_ITEM, open_lists[-1][1], None
        yield Step.CLOSE, open_lists.pop()[1], None


def items(run: Sequence[EditionBlock]) -> Iterator[tuple[int, bool, int, EditionBlock]]:
    """The items of a list for text without elements: depth, whether it is numbered, number, block; from 1."""
    numbers: list[int] = []  # of the last item of each open list
    for step, ordered, block in steps(run):
        match step:
            case Step.OPEN:
                numbers.append(0)
            case Step.CLOSE:
                numbers.pop()
            case Step.ITEM if block is not None:
                numbers[-1] += 1
                yield len(numbers), ordered, numbers[-1], block
            case _:
                pass


def grid(run: Sequence[EditionBlock]) -> tuple[bool, list[list[EditionBlock | None]]]:
    """A table: whether its first row is a header, and its rows, all of one length; None where no cell is."""
    cells = {(block.block.row, block.block.column): block for block in run}
    columns = sorted({column for _, column in cells})
    rows = sorted({row for row, _ in cells})
    return 0 in rows, [[cells.get((row, column)) for column in columns] for row in rows]


def passages_of(block: EditionBlock, edition: Edition) -> Sequence[Passage]:
    """Passages of a block. One without any (numbers, say) is copied, as in the edition's own language."""
    return block.passages or (Passage(block.block.text, edition.language, State.REVIEWED),)


def separators(passages: Sequence[Passage], edition: Edition) -> Iterator[str]:
    """What stands before each passage: nothing, then the sentence space of the writing system.

    Chinese needs none; but a sentence that still stands in English keeps its distance.
    """
    if passages:
        yield ""
    for before, after in pairwise(passages):
        own = before.language == after.language == edition.language
        yield profile(edition.language).sentence_space if own else " "


def joined(blocks: Sequence[EditionBlock], edition: Edition) -> str:
    """The words of some blocks, without markup, as one line of text; not escaped."""
    pieces = []
    for block in blocks:
        passages = passages_of(block, edition)
        words = [plain(passage.text, edition.article.markup) for passage in passages]
        pieces.append("".join(a + b for a, b in zip(separators(passages, edition), words, strict=True)))
    return " ".join(" ".join(pieces).split())


def is_code(block: Block) -> bool:
    """Whether it is a code block, or another paragraph that is copied as it stands."""
    return block.role is Role.PARAGRAPH and not block.translatable


def code_of(block: Block) -> str:
    """The text of a code block, without the fence around it; its line breaks are kept."""
    text = clean(block.text, code=True)
    fenced = _FENCE.fullmatch(text)
    return fenced[2] if fenced else text


def _levelled(blocks: Iterable[EditionBlock]) -> list[EditionBlock]:
    """The blocks with headings from level 2 down and no level skipped, as WCAG and the Nu checker want it.

    Authors choose levels by size; a reader who hears the page goes by their order. A second headline
    becomes a heading: the first stands in the header.
    """
    levelled = []
    above: list[int] = []  # levels, as written, of the headings that the next one may stand below
    for block in blocks:
        if block.block.role in (Role.HEADING, Role.HEADLINE):
            level = block.block.level or 2
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            heading = replace(block.block, role=Role.HEADING, level=min(len(above) + 1, 6))
            levelled.append(replace(block, block=heading))
        else:
            levelled.append(block)
    return levelled


def _grouping(block: EditionBlock) -> tuple[Role | None, int]:
    """Neighbours with the same answer stand in one list, table or quotation."""
    role, number = block.block.role, block.block.group
    if role in (Role.LIST_ITEM, Role.TABLE_CELL) or (role is Role.QUOTE and number > 0):
        return role, number
    return None, 0
