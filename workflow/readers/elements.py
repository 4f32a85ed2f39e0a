"""Elements of HTML -> blocks. What no reader of a page sees goes; inline elements become Markdown.

Articles, saved pages and the bodies of wire items all come through here, so that they come out alike.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from workflow.errors import SourceError
from workflow.model import Block, Role
from workflow.readers.addresses import link_address, picture_address
from workflow.readers.common import has_letter, is_blank, one_line, tidy
from workflow.readers.inline import Run, escape, plain_text, write

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import NavigableString

# fmt: off
DROPPED = frozenset({
    "script", "style", "nav", "aside", "footer", "template", "noscript", "head", "title", "svg", "math",
    "canvas", "audio", "video", "iframe", "object", "embed", "button", "select", "textarea", "input",
    "dialog", "menu", "map", "rt", "rp", "del"
})
# fmt: on
# fmt: off
BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "form", "address", "details", "summary",
    "fieldset", "center", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "dl", "dt", "dd", "ul", "ol", "li",
    "blockquote", "figure", "figcaption", "table", "caption", "thead", "tbody", "tfoot", "tr", "td",
    "th", "pre", "hgroup", "search", "body", "html"
})
# fmt: on
_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"i", "em", "cite", "dfn", "var"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
SPACE = re.compile(r"[ \t\n]+")  # a no-break space is no white space in HTML
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(left|right|center|start|end)", re.IGNORECASE)
_SIDES = {"start": "left", "end": "right"}  # an article says "left" and means where a line begins
_MOST_COLUMNS = 300  # beyond them cells span nothing
_WIDEST = 100  # columns one cell may span; hostile tables ask for millions
_MOST_TAGS = 200_000  # a large page has some ten thousand
_MOST_DANGLING = 1_000  # tags or comments without an end: each costs the parser a look at the whole rest
_LONGEST_TAIL = 100_000  # characters after the last tag that has an end
_START = re.compile("<[A-Za-z]")


def parse(text: str, source: str) -> BeautifulSoup:
    """The tree of ``text``. Python's own parser makes it: it keeps the lines of elements.

    :raises SourceError: it is of a kind on which the parser would spend minutes, or which it refuses.
    """
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, ParserRejectedMarkup  # noqa: PLC0415

    tail = text[text.rfind(">") + 1 :]
    dangling = tail.count("<") + text.count("<!--", text.rfind("-->") + 1)
    tags = sum(1 for _ in islice(_START.finditer(text), _MOST_TAGS + 1))
    problem = ""
    if tags > _MOST_TAGS:
        problem = f"it has more than {_MOST_TAGS:,} elements"
    elif dangling > _MOST_DANGLING or (dangling and len(tail) > _LONGEST_TAIL):
        problem = "its tags have no end"
    if problem:
        raise SourceError(problem, where=source, hint="Save the page again.")
    text = tidy(text)
    with warnings.catch_warnings():
        # A file that holds nothing but an address is our error to word, not a warning of the parser.
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            return BeautifulSoup(text, "html.parser")
        except ParserRejectedMarkup as error:
            raise SourceError(
                f"it cannot be read as HTML ({error})", where=source, hint="Save the page again."
            ) from error


def attribute(tag: Tag | None, name: str) -> str:
    """An attribute as text, "" without it. Of a doubled one the last counts, as the parser has it."""
    value = tag.get(name) if tag is not None else None
    return value if isinstance(value, str) else " ".join(value or ())


def is_dropped(tag: Tag) -> bool:
    """Is this an element that no reader of the page sees, or that is no part of an article?"""
    if tag.name == "form":  # some systems put the whole page into one
        return tag.find(["h1", "article"]) is None
    if tag.name == "header":  # of an article it holds the headline, of a page the name of the site
        return tag.find("h1") is None and tag.find_parent(["article", "main"]) is None
    return (
        tag.name in DROPPED
        or tag.has_attr("hidden")
        or attribute(tag, "aria-hidden").lower() == "true"
        or bool(_INVISIBLE.search(attribute(tag, "style")))
    )


def is_shown(tag: Tag) -> bool:
    """Is neither the element nor one around it dropped?"""
    return not is_dropped(tag) and not any(is_dropped(parent) for parent in tag.parents)


def is_seen(tag: Tag) -> bool:
    """Is there anything to be read in it?"""
    return any(not is_blank(text) for text in tag.strings)


def line_of(tag: Tag) -> int:
    """The line of the file on which it begins."""
    return tag.sourceline or 1


def headline_of(soup: BeautifulSoup, heading: Tag | None) -> Block | None:
    """The headline that stands in ``heading``, else in the ``title``; None where both say nothing."""
    if heading is not None:
        blocks = Builder(None).build(heading)
        if blocks:
            # A <pre> in it has brought its line breaks, and text that is not Markdown.
            words = (block.text if block.translatable else escape(block.text) for block in blocks)
            return Block(Role.HEADLINE, one_line(" ".join(words)), line_of(heading))
    title = soup.find("title")
    if title is None or not is_seen(title):
        return None
    return Block(Role.HEADLINE, escape(SPACE.sub(" ", title.get_text()).strip(" ")), line_of(title))


@dataclass
class _List:
    ordered: bool
    group: int


@dataclass
class _Cell:
    tag: Tag
    depth: int  # open tables around it
    row: int
    column: int
    align: str
    group: int
    line: int


@dataclass
class _Figure:
    image: str = ""
    alt: str = ""
    captions: list[Block] = field(default_factory=list)


@dataclass
class _Table:
    group: int
    row: int  # of the current row
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)  # by column: the last row that a cell reaches down to


def walk(
    root: Tag, heading: Tag | None, skip: Set[int] = frozenset()
) -> Iterator[tuple[str, Tag | NavigableString]]:
    """Elements as they open and close, and the text between them.

    ``skip`` holds the ``id()`` of elements and texts that are left out besides what is never shown.

    Without recursion: a thousand nested elements are nothing unusual in hostile input.
    """
    from bs4.element import NavigableString, Tag  # noqa: PLC0415

    yield "open", root
    waiting: list[tuple[Tag, Iterator[object]]] = [(root, iter(root.contents))]
    while waiting:
        parent, children = waiting[-1]
        child = next(children, None)
        if child is None:
            waiting.pop()
            yield "close", parent
        elif isinstance(child, Tag):
            if child is not heading and id(child) not in skip and not is_dropped(child):
                yield "open", child
                waiting.append((child, iter(child.contents)))
        elif type(child) is NavigableString and id(child) not in skip:  # comments are a subclass
            yield "text", child


@dataclass
class Builder:
    """Collects text until a block ends, then makes a block of it, by what is open around it."""

    heading: Tag | None  # the headline's element, which is left out
    skip: Set[int] = frozenset()  # see walk()
    blocks: list[Block] = field(default_factory=list)
    pieces: list[Run] = field(default_factory=list)
    pictures: list[Block] = field(default_factory=list)  # of the paragraph that is open
    lines: list[int] = field(default_factory=lambda: [1])  # of the open block elements
    start: int = 0  # line of the text collected so far
    groups: int = 0
    strong: int = 0
    emphasis: int = 0
    code: int = 0
    links: list[str] = field(default_factory=list)
    quotes: list[int] = field(default_factory=list)
    lists: list[_List] = field(default_factory=list)
    items: int = 0
    level: int = 0  # of the open heading
    in_caption: int = 0
    figures: list[_Figure] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    cell: _Cell | None = None
    depth: int = 0  # open table elements
    pre: int = 0
    breaks: int = 0  # consecutive br elements

    def build(self, root: Tag) -> list[Block]:
        """All blocks below ``root``, in reading order."""
        for kind, thing in walk(root, self.heading, self.skip):
            if isinstance(thing, str):
                self._text(str(thing))
            elif kind == "open":
                self._open(thing)
            else:
                self._close(thing)
        self._flush()
        return self.blocks

    # ------------------------------------------------------------------------------------ text

    def _text(self, text: str) -> None:
        if not self.pre:
            text = SPACE.sub(" ", text)
        if text.strip(" "):
            self.breaks = 0
        if not self.start and not is_blank(text):
            self.start = self.lines[-1]
        link = self.links[-1] if self.links else ""
        style = (self.strong > 0, self.emphasis > 0, self.code > 0)
        self.pieces.append(Run(text, *style, link))

    def _flush(self) -> None:
        """End the block that is open. In a table cell blocks are only divided by a space."""
        if self.cell:
            self.pieces.append(Run(" "))
            return
        pieces, self.pieces = self.pieces, []
        line, self.start = self.start or self.lines[-1], 0
        pictures, self.pictures = self.pictures, []
        if self.pre:
            code = "".join(run.text for run in pieces).strip("\n")
            if code.strip():
                self.blocks.append(Block(Role.PARAGRAPH, code, line, translatable=False))
        else:
            text = one_line(_inline(pieces))
            if not is_blank(text):
                self._emit(text, line)
        self.blocks += pictures

    def _emit(self, text: str, line: int) -> None:
        if self.level:
            self.blocks.append(Block(Role.HEADING, text, line, level=self.level))
        elif self.in_caption:
            caption = Block(Role.CAPTION, text, line)
            if self.figures:
                self.figures[-1].captions.append(caption)
            else:
                self.blocks.append(caption)
        elif self.items and self.lists:
            here = self.lists[-1]
            depth = len(self.lists)
            self.blocks.append(
                Block(Role.LIST_ITEM, text, line, level=depth, group=here.group, ordered=here.ordered)
            )
        elif self.quotes:
            self.blocks.append(Block(Role.QUOTE, text, line, group=self.quotes[-1]))
        else:
            self.blocks.append(Block(Role.PARAGRAPH, text, line))

    def _new_group(self) -> int:
        self.groups += 1
        return self.groups

    # ------------------------------------------------------------------------------------ elements

    def _open(self, tag: Tag) -> None:
        name = tag.name
        if name in ("td", "th", "tr") and self.cell and self.cell.depth == self.depth:
            self._close_cell(self.cell.tag)  # its end tag is missing, which HTML allows
        if name in BLOCKS:
            # The first block inside an item or a figure belongs to it; its own lines do not divide it.
            if not (name in ("p", "div") and self.items and not self._has_words()):
                self._boundary(name)
            self.lines.append(line_of(tag))
        match name:
            case "br":
                self._break()
            case "img":
                self._picture(tag)
            case "q":
                self._text("“")
            case "a":
                self.links.append(link_address(attribute(tag, "href")))
            case "ul" | "ol":
                group = self.lists[-1].group if self.lists else self._new_group()
                self.lists.append(_List(name == "ol", group))
            case "li":
                self.items += 1
            case "blockquote":
                self.quotes.append(self.quotes[-1] if self.quotes else self._new_group())
            case "figure":
                self.figures.append(_Figure())
            case "figcaption" | "caption":
                self.in_caption += 1
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.level = int(name[1])
            case "pre":
                self.pre += 1
            case "table":
                self.depth += 1
                self._open_table(tag)
            case "tr":
                self._open_row()
            case "td" | "th":
                self._open_cell(tag)
            case _:
                self._style(name, 1)

    def _close(self, tag: Tag) -> None:
        name = tag.name
        if name in BLOCKS:
            if name in ("td", "th"):
                self._close_cell(tag)
            else:
                self._boundary(name)
            self.lines.pop()
        match name:
            case "q":
                self._text("”")
            case "a":
                self.links.pop()
            case "ul" | "ol":
                self.lists.pop()
            case "li":
                self.items -= 1
            case "blockquote":
                self.quotes.pop()
            case "figure":
                self._close_figure(line_of(tag))
            case "figcaption" | "caption":
                self.in_caption -= 1
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.level = 0
            case "pre":
                self.pre -= 1
            case "table":
                if self.cell and self.cell.depth == self.depth:
                    self._close_cell(self.cell.tag)
                if self.tables and not self.cell:
                    self.tables.pop()
                self.depth -= 1
            case _:
                self._style(name, -1)

    def _has_words(self) -> bool:
        return any(not is_blank(run.text) for run in self.pieces)

    def _boundary(self, name: str) -> None:
        """A block begins or ends. Paragraphs of a list item stay together, as do the lines of ``pre``."""
        inside_item = self.items and name in ("p", "div", "section") and not self.in_caption
        if self.pre and name != "pre":
            self.pieces.append(Run("\n"))
        elif inside_item and not self.level:
            self.pieces.append(Run(" "))
        else:
            self._flush()

    def _style(self, name: str, step: int) -> None:
        if name in _STRONG:
            self.strong += step
        elif name in _EMPHASIS:
            self.emphasis += step
        elif name in _CODE:
            self.code += step

    def _break(self) -> None:
        """One line break is a space; two divide paragraphs, as older pages have it."""
        self.breaks += 1
        if self.pre:
            self.pieces.append(Run("\n"))
        elif self.breaks == 2 and not self.level and not self.items:
            self._flush()
        else:
            self.pieces.append(Run(" "))

    def _picture(self, tag: Tag) -> None:
        address = picture_address(attribute(tag, "src"))
        alt = SPACE.sub(" ", attribute(tag, "alt") or attribute(tag, "title")).strip(" ")
        tiny = attribute(tag, "width") in ("0", "1") or attribute(tag, "height") in ("0", "1")
        if not address or tiny or self.cell or self.level:
            return
        if self.figures and not self.figures[-1].image:
            self.figures[-1].image, self.figures[-1].alt = address, alt
            return
        caption = Block(Role.CAPTION, escape(alt), line_of(tag), translatable=has_letter(alt), image=address)
        self.pictures.append(caption)

    def _close_figure(self, line: int) -> None:
        figure = self.figures.pop()
        captions = figure.captions
        if not captions and figure.image:
            captions = [Block(Role.CAPTION, escape(figure.alt), line, translatable=has_letter(figure.alt))]
        for index, block in enumerate(captions):
            image = "" if index else figure.image
            self.blocks.append(
                Block(Role.CAPTION, block.text, block.line, translatable=block.translatable, image=image)
            )

    # ------------------------------------------------------------------------------------ tables

    def _open_table(self, tag: Tag) -> None:
        if self.cell:
            return  # a table in a cell: its words belong to the cell
        first = tag.find("tr")
        head = first is not None and (
            any(cell.find_parent("tr") is first for cell in first.find_all("th", limit=1))
            or any(parent.name == "thead" for parent in first.parents)
        )
        # Row 0 is the header row; a table without one begins with row 1.
        self.tables.append(_Table(self._new_group(), -1 if head else 0))

    def _open_row(self) -> None:
        if self.tables and not self.cell:
            table = self.tables[-1]
            table.row, table.column = table.row + 1, 0

    def _open_cell(self, tag: Tag) -> None:
        if self.cell or not self.tables:
            return
        table = self.tables[-1]
        while table.taken.get(table.column, -1) >= table.row:
            table.column += 1
        align = attribute(tag, "align").lower()
        if align not in ("left", "right", "center"):
            found = _ALIGN.search(attribute(tag, "style"))
            align = found[1].lower() if found else ""
            align = _SIDES.get(align, align)
        self.cell = _Cell(tag, self.depth, max(table.row, 0), table.column, align, table.group, line_of(tag))
        if table.column < _MOST_COLUMNS:
            width, height = _span(tag, "colspan"), _span(tag, "rowspan")
        else:
            width = height = 1
        for column in range(table.column, table.column + width):
            table.taken[column] = table.row + height - 1
        table.column += width

    def _close_cell(self, tag: Tag) -> None:
        cell = self.cell
        if cell is None or cell.tag is not tag:
            self._boundary(tag.name)  # of a table in a cell, or of no table at all
            return
        self.cell = None
        pieces, self.pieces, self.start = self.pieces, [], 0
        text = one_line(_inline(pieces))
        self.blocks.append(
            Block(
                Role.TABLE_CELL,
                text,
                cell.line,
                group=cell.group,
                row=cell.row,
                column=cell.column,
                align=cell.align,
                translatable=has_letter(plain_text(text)),
            )
        )


def _span(tag: Tag, name: str) -> int:
    value = attribute(tag, name)
    return min(max(int(value), 1), _WIDEST) if re.fullmatch("[0-9]{1,9}", value) else 1


def _inline(pieces: list[Run]) -> str:
    """Collected text as Markdown, white space collapsed across elements as a browser does it."""
    collapsed: list[Run] = []
    after_space = True
    for run in pieces:
        text = SPACE.sub(" ", run.text)
        if after_space:
            text = text.removeprefix(" ")
        if text:
            after_space = text.endswith(" ")
            collapsed.append(Run(text, run.strong, run.emphasis, run.code, run.link))
    return write(collapsed).strip(" ")
