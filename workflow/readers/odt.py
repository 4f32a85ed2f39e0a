"""Articles from LibreOffice and its kin: ODT (OASIS OpenDocument 1.2 and later, ISO/IEC 26300).

Read by a small walk of our own over ``content.xml``. Left out are footnotes, headers and footers, comments,
tracked deletions, hidden text, tables of contents, macros and pictures: of a picture stays its caption, or
else its description. What stands in a text box comes after the paragraph that holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from workflow.errors import SourceError
from workflow.model import Article
from workflow.readers.addresses import link_address
from workflow.readers.inline import Run
from workflow.readers.office import (
    Cell,
    Paragraph,
    Style,
    Table,
    alternative,
    article,
    clean,
    span,
    style_of,
)
from workflow.untrusted import Archive, child, children, local, value

if TYPE_CHECKING:
    from lxml.etree import _Element

# What holds paragraphs and is nothing by itself.
_INSIDE = frozenset({"section", "text-box", "numbered-paragraph"})
# What stands in a paragraph and is no text of it; "ruby-text" is how ideographs are read.
_DROPPED = frozenset(
    {
        "note",
        "annotation",
        "annotation-end",
        "ruby-text",
        "tracked-changes",
        "hidden-text",
        "hidden-paragraph",
        "bibliography-mark",
    }
)
_CODED = re.compile(r"_([0-9a-fA-F]{2,4})_")  # of a character in the name of a style
_BOLD = re.compile(r"bold|[6-9]00")
_WHITE = re.compile(r"[ \t\r\n]+")
_CODE = frozenset({"source text", "teletype", "user entry"})
_ALIGN = {"center": "center", "end": "right", "right": "right"}


class OdtReader:
    """Reads ``.odt``."""

    name = "odt"
    extensions: tuple[str, ...] = (".odt",)

    def read_bytes(self, content: bytes, *, slug: str, source: str, language: str) -> Article:
        """Parse ``content``; what is a headline, :func:`workflow.readers.office.article` says.

        :raises SourceError: it is no ODT file, is encrypted or not safe to read, or holds no article.
        """
        archive = Archive(content, source, SourceError, extension=".odt")
        manifest = archive.part("META-INF/manifest.xml")
        if manifest is not None and next(manifest.iter("{*}encryption-data"), None) is not None:
            raise SourceError("is encrypted", where=source, hint="Save it without a password.")
        root = archive.part("content.xml")
        text = child(root, "body", "text")
        if text is None:
            raise SourceError("holds no text document", where=source, hint="Save it again as .odt.")
        walk = _Walk(_Styles(root, archive.part("styles.xml")))
        walk.blocks(text)
        return article(walk.things, slug=slug, source=source, language=language)


class _Named(Struct, frozen=True):
    """A style with what it says itself."""

    name: str
    base: str
    strong: bool | None
    emphasis: bool | None
    hidden: bool
    align: str


class _Styles:
    """Styles of paragraphs, text and lists, those that the user sees and those that the program makes."""

    def __init__(self, *roots: _Element | None) -> None:
        self._named: dict[tuple[str, str], _Named] = {}
        self._ordered: dict[tuple[str, int], bool] = {}
        for root in roots:
            for part in children(root, "automatic-styles", "styles"):
                for each in children(part, "style"):
                    key = (value(each, "family"), value(each, "name"))
                    self._named.setdefault(key, _style(each))
                for each in children(part, "list-style"):
                    for level in each:
                        depth = value(level, "level")
                        if depth.isascii() and depth.isdecimal():
                            numbered = local(level) == "list-level-style-number"
                            shown = numbered and bool(value(level, "num-format"))
                            self._ordered.setdefault((value(each, "name"), int(depth)), shown)

    def chain(self, family: str, name: str) -> list[_Named]:
        """A style and those that it is based on."""
        found: list[_Named] = []
        seen: set[str] = set()
        while (family, name) in self._named and name not in seen:
            seen.add(name)
            found.append(self._named[family, name])
            name = found[-1].base
        return found

    def names(self, family: str, name: str) -> list[str]:
        """Their names; one that is defined nowhere too."""
        return [each.name for each in self.chain(family, name)] or [_shown(name)]

    def ordered(self, name: str, depth: int) -> bool:
        """Whether a list has numbers at that depth, and not bullets."""
        return self._ordered.get((name, depth), False)


def _shown(name: str) -> str:
    return _CODED.sub(lambda found: chr(int(found[1], 16)), name).strip().lower()


def _style(element: _Element) -> _Named:
    text = child(element, "text-properties")
    weight, slant = value(text, "font-weight"), value(text, "font-style")
    return _Named(
        (value(element, "display-name") or _shown(value(element, "name"))).lower(),
        value(element, "parent-style-name"),
        bool(_BOLD.fullmatch(weight)) if weight else None,
        slant in ("italic", "oblique") if slant else None,
        value(text, "display") == "none",
        value(child(element, "paragraph-properties"), "text-align"),
    )


@dataclass
class _Walk:
    """Collects paragraphs and tables."""

    styles: _Styles
    things: list[Paragraph | Table] = field(default_factory=list)
    line: int = 0
    lists: list[str] = field(default_factory=list)  # styles of the open lists
    outermost: int = 0  # lists so far that are in none
    item: int | None = None  # the paragraph of an open list item, in ``things``
    boxes: list[_Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)

    def blocks(self, parent: _Element) -> None:
        """All paragraphs and tables below ``parent``."""
        for each in parent:
            name = local(each)
            if name in ("p", "h"):
                self._paragraph(each)
            elif name == "list":
                self._list(each)
            elif name == "table":
                self._table(each)
            elif name in _INSIDE:
                self.blocks(each)
            elif name == "frame":  # one that is bound to the page
                self._frame(each)
                self._pending()

    def _list(self, element: _Element) -> None:
        if not self.lists:
            self.outermost += 1
        self.lists.append(value(element, "style-name") or (self.lists[-1] if self.lists else ""))
        for each in children(element, "list-header", "list-item"):
            self.item = None
            self.blocks(each)
        self.item = None
        self.lists.pop()

    def _paragraph(self, element: _Element) -> None:
        self.line += 1
        name = value(element, "style-name")
        style = style_of(self.styles.names("paragraph", name)) or Style("paragraph")
        if local(element) == "h" and style.kind not in ("title", ""):
            level = value(element, "outline-level")
            style = Style("heading", min(int(level), 6) if re.fullmatch("[1-9]", level) else 1)
        runs = tuple(_spaced(self._inside(element, Run(""))))
        depth = len(self.lists)
        if any(each.hidden for each in self.styles.chain("paragraph", name)):
            runs = ()
        if depth and style.kind == "paragraph" and self.item is not None:
            # A list has no place for a second paragraph of an item: they are one.
            before = self.things[self.item]
            if isinstance(before, Paragraph):
                self.things[self.item] = replace(before, runs=(*before.runs, Run(" "), *runs))
        else:
            ordered = depth > 0 and self.styles.ordered(self.lists[-1], depth)
            items = str(self.outermost)
            self.things.append(Paragraph(style, runs, self.line, depth, ordered, items))
            self.item = len(self.things) - 1 if depth and style.kind == "paragraph" else None
        self._pending()

    def _pending(self) -> None:
        """What the paragraph holds that comes after it: descriptions of pictures, text boxes."""
        boxes, pictures = self.boxes, self.pictures
        self.boxes, self.pictures = [], []
        self.things += [Paragraph(Style("alt"), (Run(words),), self.line) for words in pictures if words]
        lists, item = self.lists, self.item
        for box in boxes:
            self.lists, self.item = [], None
            self.blocks(box)
        self.lists, self.item = lists, item

    def _frame(self, element: _Element) -> None:
        boxes = list(children(element, "text-box"))
        self.boxes += boxes
        if not boxes:
            words = child(element, "desc")
            title = words if words is not None else child(element, "title")
            self.pictures.append(alternative((title.text or "") if title is not None else ""))

    def _inside(self, element: _Element, look: Run) -> Iterator[Run]:
        """The runs of a paragraph, or of what stands in it; white space is still as the file has it."""
        yield replace(look, text=clean((element.text or "").replace("\r", " ")))
        for each in element:
            name = local(each)
            if name == "s":
                yield replace(look, text="\v" * span(value(each, "c")))
            elif name == "tab":
                yield replace(look, text="\v")
            elif name == "line-break":
                yield replace(look, text="\f")
            elif name == "span":
                inner = self._look(value(each, "style-name"), look)
                if inner is not None:
                    yield from self._inside(each, inner)
            elif name == "a":
                yield from self._inside(each, replace(look, link=link_address(value(each, "href"))))
            elif name == "frame":
                self._frame(each)
            elif name not in _DROPPED:
                yield from self._inside(each, look)
            yield replace(look, text=clean((each.tail or "").replace("\r", " ")))

    def _look(self, name: str, look: Run) -> Run | None:
        """The looks of a span in another; None for one that is hidden."""
        chain = self.styles.chain("text", name)
        if any(each.hidden for each in chain):
            return None
        strong = next((each.strong for each in chain if each.strong is not None), look.strong)
        emphasis = next((each.emphasis for each in chain if each.emphasis is not None), look.emphasis)
        code = look.code or any(each in _CODE for each in self.styles.names("text", name))
        return replace(look, strong=strong, emphasis=emphasis, code=code)

    # ------------------------------------------------------------------------------------ tables

    def _table(self, element: _Element) -> None:
        header = child(element, "table-header-rows") is not None
        rows = list(_rows(element))
        cells = [list(children(row, "table-cell", "covered-table-cell")) for row in rows]
        if sum(map(len, cells)) == 1:  # a frame around a text
            self.blocks(next(each for row in cells for each in row))
            return
        table = Table(header)
        for number, row in enumerate(cells):
            column = 0
            for each in row:
                if local(each) == "table-cell":
                    names, cell = self._cell(each, number, column)
                    table.header = table.header or (number == 0 and "table heading" in names)
                    table.cells.append(cell)
                column += span(value(each, "number-columns-repeated"))
        self.item = None
        self.things.append(table)

    def _cell(self, element: _Element, row: int, column: int) -> tuple[list[str], Cell]:
        """The names of the style of its first paragraph, and a cell with all its text."""
        first = value(child(element, "p"), "style-name")
        align = next((e.align for e in self.styles.chain("paragraph", first) if e.align), "")
        inner = _Walk(self.styles, line=self.line)
        inner.blocks(element)
        cell = Cell(row, column, self.line + 1, _ALIGN.get(align, ""))
        self.line = inner.line
        for thing in inner.things:
            if isinstance(thing, Paragraph) and thing.style.kind == "alt":
                continue
            parts = [thing.runs] if isinstance(thing, Paragraph) else [each.runs for each in thing.cells]
            for runs in parts:
                cell.runs += [Run(" "), *runs] if cell.runs else runs
        return self.styles.names("paragraph", first), cell


def _spaced(runs: Iterator[Run]) -> Iterator[Run]:
    """White space of the file is one space (19.2 of the standard), that of its elements is itself."""
    space = True
    for run in runs:
        text = _WHITE.sub(" ", run.text)
        if space:
            text = text.removeprefix(" ")
        if text:
            space = text.endswith(" ")
            yield replace(run, text=text.replace("\v", " ").replace("\f", "\n"))


def _rows(element: _Element) -> Iterator[_Element]:
    for each in element:
        if local(each) == "table-row":
            yield each
        elif local(each) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(each)
