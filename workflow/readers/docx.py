"""Articles from Word and other word processors: DOCX (ISO/IEC 29500), strict or not.

Read by a small walk of our own, so that no part of a file is looked at that was not checked first. Tracked
changes are accepted: insertions are there, deletions are not. Left out are footnotes, headers and footers,
comments, hidden text, the table of contents, fields' instructions, macros and pictures: of a picture stays
its caption, or else its description. What stands in a text box comes after the paragraph that holds it.
"""

from __future__ import annotations

import posixpath
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

_INSIDE = frozenset({"ins", "moveTo", "smartTag", "sdtContent", "customXml", "fldSimple", "dir", "bdo"})
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "softHyphen": "\u00ad"}
_OFF = frozenset({"0", "false", "off", "none"})
_BULLET = re.compile(r"list bullet(?: ([2-5]))?")
_NUMBER = re.compile(r"list number(?: ([2-5]))?")
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+(?:"([^"]*)"|(\S+))')
_CODE = frozenset({"html code", "code", "verbatim char", "source text", "inline code", "html typewriter"})
_ALIGN = {"center": "center", "right": "right", "end": "right"}


class DocxReader:
    """Reads ``.docx``."""

    name = "docx"
    extensions: tuple[str, ...] = (".docx",)

    def read_bytes(self, content: bytes, *, slug: str, source: str, language: str) -> Article:
        """Parse ``content``; what is a headline, :func:`workflow.readers.office.article` says.

        :raises SourceError: it is no DOCX file, is not safe to read, or holds no article.
        """
        walk = _Walk(_File(Archive(content, source, SourceError, extension=".docx"), source))
        walk.blocks(walk.file.body)
        walk.end()
        return article(walk.things, slug=slug, source=source, language=language)


class _Named(Struct, frozen=True):
    """A style with what it says itself."""

    name: str
    base: str
    numbers: str  # the list that its paragraphs are in; "" for none
    outline: int  # 0 for no heading
    strong: bool | None
    emphasis: bool | None


class _File:
    """The body of a document, its styles, lists and links."""

    def __init__(self, archive: Archive, source: str) -> None:
        name = next((to for kind, to in _related(archive, "").values() if kind == "officeDocument"), "")
        root = archive.part(name)
        body = child(root, "body")
        if body is None:
            raise SourceError("holds no text document", where=source, hint="Save it again as .docx.")
        self.body = body
        related = _related(archive, name)
        self.links = {key: to for key, (kind, to) in related.items() if kind == "hyperlink"}
        parts = dict(related.values())
        self._styles = {
            value(each, "styleId"): _style(each)
            for each in children(archive.part(parts.get("styles", "")), "style")
        }
        self._formats = _formats(archive.part(parts.get("numbering", "")))

    def chain(self, key: str) -> list[_Named]:
        """A style and those that it is based on."""
        found: list[_Named] = []
        seen: set[str] = set()
        while key in self._styles and key not in seen:
            seen.add(key)
            found.append(self._styles[key])
            key = found[-1].base
        return found

    def ordered(self, numbers: str, level: int) -> bool:
        """Whether a list has numbers at that level, and not bullets."""
        return self._formats.get((numbers, level), "bullet") not in ("bullet", "none")


def _related(archive: Archive, name: str) -> dict[str, tuple[str, str]]:
    """By the id of each relation of a part: what it is, and where it leads."""
    folder, _, base = name.rpartition("/")
    found = {}
    for each in children(archive.part(posixpath.join(folder, "_rels", f"{base}.rels")), "Relationship"):
        target = each.get("Target", "")
        if each.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, target)).removeprefix("/")
        found[each.get("Id", "")] = (each.get("Type", "").rpartition("/")[2], target)
    return found


def _style(element: _Element) -> _Named:
    properties, run = child(element, "pPr"), child(element, "rPr")
    return _Named(
        value(child(element, "name"), "val").strip().lower(),
        value(child(element, "basedOn"), "val"),
        value(child(properties, "numPr", "numId"), "val"),
        _outline(properties),
        _switch(run, "b"),
        _switch(run, "i"),
    )


def _outline(properties: _Element | None) -> int:
    said = value(child(properties, "outlineLvl"), "val")
    return int(said) + 1 if said in tuple("012345678") else 0


def _switch(properties: _Element | None, name: str) -> bool | None:
    """Whether a property is on; None where nothing is said of it."""
    found = child(properties, name)
    return None if found is None else value(found, "val").lower() not in _OFF


def _formats(numbering: _Element | None) -> dict[tuple[str, int], str]:
    """The format of numbers by list and level."""
    kinds: dict[str, dict[int, str]] = {}
    for each in children(numbering, "abstractNum"):
        kinds[value(each, "abstractNumId")] = {
            int(value(level, "ilvl")): value(child(level, "numFmt"), "val")
            for level in children(each, "lvl")
            if value(level, "ilvl") in tuple("012345678")
        }
    return {
        (value(each, "numId"), level): form
        for each in children(numbering, "num")
        for level, form in kinds.get(value(child(each, "abstractNumId"), "val"), {}).items()
    }


@dataclass
class _Field:
    """A field that is open: its instruction, then its result."""

    instruction: str = ""
    link: str = ""
    result: bool = False


@dataclass
class _Walk:
    """Collects paragraphs and tables; one walk a document, since a field may go over paragraphs."""

    file: _File
    things: list[Paragraph | Table] = field(default_factory=list)
    line: int = 0
    fields: list[_Field] = field(default_factory=list)
    held: list[Run] = field(default_factory=list)  # of a paragraph whose end was deleted
    boxes: list[_Element] = field(default_factory=list)  # text boxes of the paragraph
    pictures: list[str] = field(default_factory=list)  # descriptions, of the paragraph

    def blocks(self, parent: _Element | None) -> None:
        """All paragraphs and tables below ``parent``."""
        for each in parent if parent is not None else ():
            name = local(each)
            if name == "p":
                self._paragraph(each)
            elif name == "tbl":
                self._table(each)
            elif name == "sdt":
                gallery = value(child(each, "sdtPr", "docPartObj", "docPartGallery"), "val")
                if gallery != "Table of Contents":
                    self.blocks(child(each, "sdtContent"))
            elif name in _INSIDE:
                self.blocks(each)

    def end(self) -> None:
        """What a last paragraph holds whose end was deleted."""
        if self.held:
            self.things.append(Paragraph(Style("paragraph"), tuple(self.held), self.line))

    def _paragraph(self, element: _Element) -> None:
        self.line += 1
        self.boxes, self.pictures = [], []
        properties = child(element, "pPr")
        runs = [*self.held, *self._inside(element, "")]
        self.held = []
        if child(properties, "rPr", "del") is not None:
            self.held = runs
            runs = []
        style, depth, ordered, items = self._kind(properties)
        boxes, pictures = self.boxes, self.pictures
        self.things.append(Paragraph(style, tuple(runs), self.line, depth, ordered, items))
        self.things += [Paragraph(Style("alt"), (Run(words),), self.line) for words in pictures if words]
        for box in boxes:
            self.blocks(box)

    def _kind(self, properties: _Element | None) -> tuple[Style, int, bool, str]:
        """What a paragraph is; as a list item its depth, whether it has a number, and its list."""
        chain = self.file.chain(value(child(properties, "pStyle"), "val"))
        names = [each.name for each in chain]
        outline = _outline(properties) or next((each.outline for each in chain if each.outline), 0)
        style = style_of(names) or (Style("heading", min(outline, 6)) if outline else Style("paragraph"))
        numbered = child(properties, "numPr")
        numbers = value(child(numbered, "numId"), "val")
        if not numbers:
            numbers = next((each.numbers for each in chain if each.numbers), "")
        level = value(child(numbered, "ilvl"), "val")
        for pattern in (_BULLET, _NUMBER):
            for found in filter(None, map(pattern.fullmatch, names)):
                depth = int(level) + 1 if level in tuple("12345678") else int(found[1] or 1)
                return style, depth, pattern is _NUMBER, numbers if numbered is not None else found[0][:9]
        if numbers in ("", "0"):
            return style, 0, False, ""
        number = int(level) if level in tuple("012345678") else 0
        return style, number + 1, self.file.ordered(numbers, number), numbers

    def _inside(self, element: _Element, link: str) -> Iterator[Run]:
        """The runs of a paragraph, or of what stands in it."""
        for each in element:
            name = local(each)
            if name == "r":
                yield from self._run(each, link)
            elif name == "hyperlink":
                yield from self._inside(each, link_address(self.file.links.get(value(each, "id"), "")))
            elif name == "sdt":
                inside = child(each, "sdtContent")
                if inside is not None:
                    yield from self._inside(inside, link)
            elif name == "fldSimple":
                found = _HYPERLINK.match(value(each, "instr"))
                yield from self._inside(each, link_address(found[1] or found[2]) if found else link)
            elif name in _INSIDE:
                yield from self._inside(each, link)

    def _run(self, element: _Element, link: str) -> Iterator[Run]:
        properties = child(element, "rPr")
        if _switch(properties, "vanish"):
            return
        chain = self.file.chain(value(child(properties, "rStyle"), "val"))
        strong, emphasis = _switch(properties, "b"), _switch(properties, "i")
        if strong is None:
            strong = next((each.strong for each in chain if each.strong is not None), False)
        if emphasis is None:
            emphasis = next((each.emphasis for each in chain if each.emphasis is not None), False)
        look = Run("", strong, emphasis, any(each.name in _CODE for each in chain))
        for each in element:
            text = self._text(each)
            if text:
                inner = next((open_.link for open_ in reversed(self.fields) if open_.link), link)
                yield replace(look, text=text, link=inner)

    def _text(self, element: _Element) -> str:
        """The text of a part of a run; fields, boxes and pictures are noted on the way."""
        name = local(element)
        if name in ("drawing", "pict", "object"):
            self._look_into(element)
        elif name == "AlternateContent":
            choice = child(element, "Choice")
            for each in choice if choice is not None else ():
                self._look_into(each)
        elif name == "fldChar":
            self._field(value(element, "fldCharType"))
        elif name == "instrText":
            if self.fields:
                self.fields[-1].instruction += element.text or ""
        elif self.fields and not self.fields[-1].result:
            pass
        elif name == "t":
            return clean((element.text or "").replace("\n", " ").replace("\r", " "))
        elif name == "br" and value(element, "type") in ("page", "column"):
            return " "
        elif name in _CHARACTERS:
            return _CHARACTERS[name]
        elif name == "sym":
            code = value(element, "char")
            return clean(chr(int(code, 16))) if re.fullmatch("[0-9A-Ea-e][0-9A-Fa-f]{3}", code) else ""
        return ""

    def _look_into(self, drawing: _Element) -> None:
        boxes = list(drawing.iter("{*}txbxContent"))
        # A box in a box is met when the outer one is walked.
        self.boxes += [box for box in boxes if not any(up in boxes for up in box.iterancestors())]
        if not boxes:
            self.pictures += [alternative(each.get("descr", "")) for each in drawing.iter("{*}docPr")]

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            found = _HYPERLINK.match(self.fields[-1].instruction)
            self.fields[-1].link = link_address(found[1] or found[2]) if found else ""
            self.fields[-1].result = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    # ------------------------------------------------------------------------------------ tables

    def _table(self, element: _Element) -> None:
        rows = [row for row in _below(element, "tr") if child(row, "trPr", "del") is None]
        cells = [list(_below(row, "tc")) for row in rows]
        if sum(map(len, cells)) == 1:  # a frame around a text
            self.blocks(next(cell for row in cells for cell in row))
            return
        look = child(element, "tblPr", "tblLook")
        bits = value(look, "val")
        header = bool(rows) and (
            child(rows[0], "trPr", "tblHeader") is not None
            or value(look, "firstRow") in ("1", "true", "on")
            or (re.fullmatch("[0-9A-Fa-f]{4}", bits) is not None and bool(int(bits, 16) & 0x20))
        )
        table = Table(header)
        for number, row in enumerate(cells):
            column = 0
            for cell in row:
                properties = child(cell, "tcPr")
                merged = child(properties, "vMerge")
                if merged is None or value(merged, "val") == "restart":
                    table.cells.append(self._cell(cell, number, column))
                column += span(value(child(properties, "gridSpan"), "val"))
        self.things.append(table)

    def _cell(self, element: _Element, row: int, column: int) -> Cell:
        """A cell with all its text, that of a table in it too."""
        inner = _Walk(self.file, line=self.line, fields=self.fields)
        inner.blocks(element)
        cell = Cell(
            row, column, self.line + 1, _ALIGN.get(value(child(element, "p", "pPr", "jc"), "val"), "")
        )
        self.line = inner.line
        for thing in inner.things:
            parts = [thing.runs] if isinstance(thing, Paragraph) else [each.runs for each in thing.cells]
            if isinstance(thing, Paragraph) and thing.style.kind == "alt":
                continue
            for runs in parts:
                cell.runs += [Run(" "), *runs] if cell.runs else runs
        return cell


def _below(element: _Element, wanted: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those in a content control or a tracked insertion."""
    for each in element:
        if local(each) == wanted:
            yield each
        elif local(each) in _INSIDE or local(each) == "sdt":
            yield from _below(each, wanted)
