"""What the readers of word processors' files share: paragraphs and tables -> an article.

A line of such a file is a paragraph, counted from 1, those of tables too.

Neither language nor date is taken from the file. Both formats say one of each, but word processors fill them
in by themselves: the language is that of the author's menus (LibreOffice writes it even where nobody chose
one), the dates are those of the template, of the first and of the last save. The language is the
publication's, the date comes from ``workflow.toml``, as for a plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from workflow.errors import SourceError
from workflow.model import Article, Block, Markup, Role
from workflow.readers.common import has_letter, is_blank, nothing_here, one_line, same_words, tidy, with_roles
from workflow.readers.inline import Run, plain_text, write

_BREAK = re.compile(r"\n(?:[ \t]*\n)+")
_SPACES = re.compile(r"[ \t\n]+")
_LONGEST_HEADLINE = 200  # characters of a first paragraph that no style calls a headline
_KICKERS = 2  # paragraphs that may stand above the first heading: a place, "press release"


def span(text: str) -> int:
    """How many columns or rows a cell takes; hostile tables ask for millions."""
    return min(max(int(text), 1), 100) if re.fullmatch("[0-9]{1,9}", text) else 1


class Style(Struct, frozen=True):
    """What a paragraph is by its style: title, heading, paragraph, quote, caption, code or nothing."""

    kind: str
    level: int = 0  # of a heading


_KINDS = {
    **{"title": "title", "subtitle": "paragraph"},
    **dict.fromkeys(("quote", "intense quote", "block text", "quotations", "block quotation"), "quote"),
    **dict.fromkeys(("caption", "illustration", "drawing", "figure"), "caption"),
    **dict.fromkeys(("html preformatted", "preformatted text", "code", "source code", "macro text"), "code"),
    **dict.fromkeys(("header", "footer", "footnote", "endnote", "footnote text", "endnote text"), ""),
    **dict.fromkeys(("toc heading", "contents heading", "index heading"), ""),
}


def style_of(names: Sequence[str]) -> Style | None:
    """What a style means, by its name and those that it is based on; None for one that means nothing."""
    for name in names:
        found = re.fullmatch(r"heading ([1-9])", name)
        if found:
            return Style("heading", min(int(found[1]), 6))
        if re.fullmatch(r"(toc|contents) [0-9]+", name):
            return Style("")
        if name in _KINDS:
            return Style(_KINDS[name])
    return None


class Paragraph(Struct, frozen=True):
    """A paragraph as its file has it; in ``runs`` a line feed is a soft line break."""

    style: Style
    runs: tuple[Run, ...]
    line: int
    depth: int = 0  # of a list item, from 1
    ordered: bool = False
    items: str = ""  # the list of an item of depth 1

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class Cell:
    """A cell of a table; its paragraphs are one text."""

    row: int
    column: int
    line: int
    align: str = ""
    runs: list[Run] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table of more than one cell."""

    header: bool  # its first row names the columns
    cells: list[Cell] = field(default_factory=list)


def article(things: Sequence[Paragraph | Table], *, slug: str, source: str, language: str) -> Article:
    """The article of what stands in a file.

    The headline is what has the style "Title"; else a heading that stands first, or a first-level one under
    no more than two paragraphs; else the first paragraph. One after it that repeats it is left out.

    :raises SourceError: there is nothing in it, or nothing that can be its headline.
    """
    paragraphs = list(_divided(things))
    if not paragraphs:
        raise nothing_here(source)
    headline = _headline(paragraphs, source)
    rest = [each for each in paragraphs if each is not headline]
    if rest and isinstance(rest[0], Paragraph) and same_words(rest[0].text, headline.text):
        del rest[0]
    text = one_line(inline(_not_all_strong(headline.runs)))
    # Under a title the headings of the first level are of the second, as in a Markdown file.
    blocks = _Blocks(1 if headline.style.kind == "title" else 0).build(rest)
    return Article(
        slug,
        source,
        language,
        plain_text(text),
        (Block(Role.HEADLINE, text, headline.line), *with_roles(blocks)),
        Markup.MARKDOWN,
    )


def _headline(things: Sequence[Paragraph | Table], source: str) -> Paragraph:
    paragraphs = [each for each in things if isinstance(each, Paragraph)]
    title = next((each for each in paragraphs if each.style.kind == "title"), None)
    if title is not None:
        return title
    for place, each in enumerate(things[: _KICKERS + 1]):
        heading = isinstance(each, Paragraph) and each.style.kind == "heading"
        if isinstance(each, Paragraph) and heading and (place == 0 or each.style.level == 1):
            return each
    first = things[0]
    if (
        isinstance(first, Paragraph)
        and first.style.kind in ("paragraph", "heading")
        and not first.depth
        and len(first.text) <= _LONGEST_HEADLINE
    ):
        return first
    raise SourceError(
        "it has no headline", where=source, hint="Give the headline the style “Title”, and put it first."
    )


def _divided(things: Sequence[Paragraph | Table]) -> Iterator[Paragraph | Table]:
    """What says something. Two soft line breaks divide paragraphs, as people do who know no other way."""
    things = [thing for thing in things if _says_something(thing)]
    for place, thing in enumerate(things):
        if isinstance(thing, Table):
            yield thing
        elif thing.style.kind == "alt":
            near = (*things[max(0, place - 1) : place], *things[place + 1 : place + 2])
            if not any(isinstance(each, Paragraph) and each.style.kind == "caption" for each in near):
                yield replace(thing, style=Style("caption"))
        elif thing.style.kind == "code":
            yield thing
        elif thing.style.kind:
            for runs in _parts(thing.runs):
                if not is_blank("".join(run.text for run in runs)):
                    yield replace(thing, runs=runs)


def _says_something(thing: Paragraph | Table) -> bool:
    cells = thing.cells if isinstance(thing, Table) else (thing,)
    return any(not is_blank(run.text) for cell in cells for run in cell.runs)


def _parts(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """The stretches of a paragraph between empty lines."""
    text = "".join(run.text for run in runs)
    edges = [edge for found in _BREAK.finditer(text) for edge in found.span()]
    parts: list[list[Run]] = [[]]
    place = past = 0  # characters, edges
    for run in runs:
        start, end = place, place + len(run.text)
        while start < end:
            upto = min(end, edges[past]) if past < len(edges) else end
            if past % 2 == 0 and start < upto:
                parts[-1].append(replace(run, text=text[start:upto]))
            start = upto
            if past < len(edges) and start == edges[past]:
                past += 1
                if past % 2 == 0:
                    parts.append([])
        place = end
    return [tuple(part) for part in parts]


def _not_all_strong(runs: Sequence[Run]) -> tuple[Run, ...]:
    """A headline that is bold or slanting as a whole is so by its looks, not by its words."""
    words = [run for run in runs if not is_blank(run.text)]
    return tuple(
        replace(
            run,
            strong=run.strong and not all(each.strong for each in words),
            emphasis=run.emphasis and not all(each.emphasis for each in words),
        )
        for run in runs
    )


def inline(runs: Sequence[Run]) -> str:
    """Text as Markdown; white space is one space, a soft line break too, but nothing between ideographs."""
    text = "".join(run.text for run in runs)
    chars = list(text)
    for found in _SPACES.finditer(text):
        start, end = found.span()
        space = " " if start > 0 and end < len(text) else ""
        if space and "\n" in found[0]:
            space = one_line(f"{text[start - 1]}\n{text[end]}")[1:-1]
        chars[start:end] = [space, *[""] * (end - start - 1)]
    pieces = []
    place = 0
    for run in runs:
        pieces.append(replace(run, text="".join(chars[place : place + len(run.text)])))
        place += len(run.text)
    return write(pieces)


@dataclass
class _Blocks:
    """Paragraphs and tables -> blocks."""

    deeper: int  # levels that are added to headings
    blocks: list[Block] = field(default_factory=list)
    groups: int = 0
    items: str | None = None  # the list that is open
    quote: bool = False  # the block before is a quotation

    def build(self, things: Sequence[Paragraph | Table]) -> list[Block]:
        """All blocks, in order."""
        for thing in things:
            if isinstance(thing, Table):
                self.items, self.quote = None, False
                self._table(thing)
            else:
                self._paragraph(thing)
        return self.blocks

    def _paragraph(self, said: Paragraph) -> None:
        kind = said.style.kind
        listed, quoted = said.depth > 0 and kind == "paragraph", kind == "quote"
        before, self.items = self.items, (self.items if listed else None)
        was_quote, self.quote = self.quote, quoted
        if kind == "code":
            self._code(said)
            return
        runs = _not_all_strong(said.runs) if kind in ("heading", "title") else said.runs
        block = Block(Role.PARAGRAPH, one_line(inline(runs)), said.line)
        if kind in ("heading", "title"):
            level = min(max(said.style.level, 1) + self.deeper, 6)
            block = replace(block, role=Role.HEADING, level=level)
        elif kind == "caption":
            block = replace(block, role=Role.CAPTION, translatable=has_letter(block.text))
        elif quoted:
            self.groups += not was_quote
            block = replace(block, role=Role.QUOTE, group=self.groups)
        elif listed:
            if before is None or (said.depth == 1 and said.items != before):
                self.groups += 1
                self.items = said.items
            block = replace(
                block, role=Role.LIST_ITEM, level=said.depth, group=self.groups, ordered=said.ordered
            )
        self.blocks.append(block)

    def _code(self, said: Paragraph) -> None:
        """A line of code; lines that follow one another are one block."""
        last = self.blocks[-1] if self.blocks else None
        if (
            last
            and last.role is Role.PARAGRAPH
            and not last.translatable
            and last.line + self._lines(last) == said.line
        ):
            self.blocks[-1] = replace(last, text=f"{last.text}\n{said.text}")
        else:
            self.blocks.append(Block(Role.PARAGRAPH, said.text, said.line, translatable=False))

    @staticmethod
    def _lines(block: Block) -> int:
        return block.text.count("\n") + 1

    def _table(self, table: Table) -> None:
        self.groups += 1
        for cell in table.cells:
            text = one_line(inline(cell.runs))
            self.blocks.append(
                Block(
                    Role.TABLE_CELL,
                    text,
                    cell.line,
                    group=self.groups,
                    row=cell.row + (not table.header),
                    column=cell.column,
                    align=cell.align,
                    translatable=has_letter(plain_text(text)),
                )
            )


def clean(text: str) -> str:
    """The characters of a run, without those that no article may hold; a line feed stays."""
    return tidy(f"x{text}")[1:]  # at the beginning a byte order mark would be none


def alternative(text: str) -> str:
    """The description of a picture, if a person wrote it."""
    text = " ".join(text.split())
    return "" if re.search(r"description automatically generated|AI-generated", text, re.IGNORECASE) else text
