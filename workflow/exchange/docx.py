"""DOCX (ISO/IEC 29500) for people who have a word processor: source and translation in a table.

Four columns: number and role; source, with its terms; translation, with what the checks say of it; a box to
tick for "reviewed". Paragraphs in styles of ours, whose names begin with ``Unit``, tell the parts of a cell
apart; those that are for people only also begin with a sign of their own, for programs that drop styles. A
bookmark in the first cell, and the tag of the box, carry what a unit is called and how it was at export.

What XML cannot hold is written ``⟦U+0007⟧``, and so is a space at the very end, which LibreOffice 7.4 drops.
The escapes of spreadsheets, ``_x0007_``, will not do: it writes another one before each.

Written by python-docx. Read by a small walk of our own: tracked insertions are taken, tracked deletions are
not, comments become notes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

from msgspec import Struct

from workflow.exchange import table
from workflow.exchange.ids import unit_id
from workflow.exchange.office import Package, looks_like, reproducible
from workflow.languages import Profile, profile
from workflow.model import Bundle, ExchangeUnit, Markup, State
from workflow.untrusted import child, children, local, value

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_WIDTHS = (1134, 4139, 4139, 794)  # twentieths of a point; together the page between its margins
_ON, _OFF = "☑", "☐"
_TICKS = frozenset("☑☒✓✔✅√")
_YES = frozenset(
    {
        "x",
        "х",
        "yes",
        "ok",
        "reviewed",
        "да",
        "так",
        "是",
        "已审",
        "हाँ",
        "جی",
        "بله",
        "иә",
        "ооба",
        "ҳа",
        "ha",
    }
)
_LETTERS = {"m": State.MACHINE, "s": State.STALE, "r": State.REVIEWED, "e": State.EMPTY}
_LABELS = {
    State.MACHINE: "machine translation, not reviewed",
    State.STALE: "of an older source text: compare",
}
_KEY = re.compile(r"(u[0-9a-f]{12})_([msre])_([0-9a-f]{12})?")
_ID = re.compile(r"u[0-9a-f]{12}")
_BASE = re.compile(r"[0-9a-f]{12}")
_TONGUE = re.compile(r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)( markdown)?\]\s*\Z")
_ARTICLE = "Article: "
# What is for people only: the name of its style, and the sign at its beginning.
_SIGNS = {"terms": "▸ ", "note": "✎ ", "label": "⚙ ", "finding": "⚑ ", "suggestion": "≈ "}
_TO_MARK = re.compile(rf"[{table.ILLEGAL}⟦]|_(?=x[0-9A-Fa-f]{{4}}_)")
_MARKED = re.compile(r"⟦U\+([0-9A-F]{4})⟧")
_TOKEN = re.compile(r"[\t\n\u00ad\u2011]|[^\t\n\u00ad\u2011]+")
_ELEMENTS = {"\t": "<w:tab/>", "\n": "<w:br/>", "\u00ad": "<w:softHyphen/>", "\u2011": "<w:noBreakHyphen/>"}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "softHyphen": "\u00ad", "noBreakHyphen": "\u2011"}
_INSIDE = frozenset(
    {
        "ins",
        "moveTo",
        "hyperlink",
        "smartTag",
        "sdt",
        "sdtContent",
        "fldSimple",
        "customXml",
        "dir",
        "bdo",
        "r",
    }
)
_CSS = {"Arab", "Deva"}  # scripts that Word calls complex
_REGIONS = {
    **{"en": "en-GB", "ru": "ru-RU", "zh": "zh-CN", "zh-Hant": "zh-TW", "hi": "hi-IN", "ur": "ur-PK"},
    **{"fa": "fa-IR", "kk": "kk-KZ", "ky": "ky-KG", "tg": "tg-Cyrl-TJ", "uz": "uz-Latn-UZ"},
    **{"uz-Cyrl": "uz-Cyrl-UZ", "be": "be-BY"},
}
_FONTS = {
    **{"Arab": ("cs", "Arial"), "Deva": ("cs", "Nirmala UI")},
    **{"Hans": ("eastAsia", "Microsoft YaHei"), "Hant": ("eastAsia", "Microsoft JhengHei")},
}
_STYLES = {  # name: (half-points, colour, bold, twentieths of a point after it)
    "title": (36, "1F2D3D", True, 60),
    "article": (18, "666666", False, 60),
    "help": (18, "444444", False, 160),
    "head": (18, "1F2D3D", True, 0),
    "source": (21, "1F1F1F", False, 20),
    "translation": (21, "000000", False, 20),
    "number": (18, "444444", True, 0),
    "role": (16, "666666", False, 0),
    "context": (14, "999999", False, 0),
    "tick": (24, "1F2D3D", False, 0),
    "terms": (16, "1F5C99", False, 0),
    "note": (16, "6B5900", False, 0),
    "label": (15, "8A6D00", False, 0),
    "finding": (16, "B00020", False, 0),
    "suggestion": (16, "666666", False, 0),
}


class DocxExchanger:
    """Reads and writes ``.docx``."""

    name = "docx"
    extension = ".docx"
    reads = True

    def write(self, bundle: Bundle) -> bytes:
        """The document, on A4."""
        import docx  # noqa: PLC0415  (other formats do without)
        from docx.oxml import parse_xml  # noqa: PLC0415

        document = docx.Document()
        _set_page(document, bundle)
        styles = document.styles.element
        for name in _STYLES:
            styles.append(parse_xml(_style(name, bundle)))
        body = document.element.body
        place = body.find(f"{{{body.nsmap['w']}}}sectPr")
        for xml in (*_top(bundle), _table(bundle), _paragraph("help", [])):
            place.addprevious(parse_xml(xml))
        made = io.BytesIO()
        document.save(made)
        return reproducible(made.getvalue())

    def recognises(self, content: bytes, name: str) -> bool:
        """Whether its name and its first bytes say that it is a document."""
        return name.lower().endswith((".docx", ".docm")) and looks_like(content, "word")

    def read(self, content: bytes, where: str) -> Bundle:
        """The table as it came back: rows in any order, rows and text around it ignored.

        A unit is reviewed if its box is ticked, or "x" or "yes" stands in the last column.

        :raises ExchangeError: no safe document, no table of ours, or a unit that stands twice with two
            translations.
        """
        return _Returned(Package(content, where), where).bundle()


def _held(text: str, *, last: bool = False) -> str:
    """``text`` as a document can hold it; :func:`_exact` gives it back. ``last``: it ends a paragraph."""
    if last and text.endswith(" "):
        return f"{_held(text[:-1])}⟦U+0020⟧"
    return _TO_MARK.sub(lambda found: f"⟦U+{ord(found[0]):04X}⟧", text)


def _exact(text: str) -> str:
    return _MARKED.sub(lambda found: chr(int(found[1], 16)), text)


# ------------------------------------------------------------------------------------------------ writing


def _set_page(document: Document, bundle: Bundle) -> None:
    from docx.shared import Mm  # noqa: PLC0415

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(15)
    section.top_margin = section.bottom_margin = Mm(15)
    properties: Any = document.core_properties
    properties.title = _held(bundle.title)[:255]
    properties.subject = bundle.article
    properties.author = properties.last_modified_by = "Dragoman"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime(2000, 1, 1)  # the same bytes at every export


def _style(name: str, bundle: Bundle) -> str:
    size, colour, bold, after = _STYLES[name]
    language = {"source": bundle.source_language, "terms": bundle.source_language}.get(name)
    if name in ("translation", "suggestion"):
        language = bundle.language
    said = profile(language) if language else None
    # A complex script looks smaller than Latin letters of the same size.
    complex_size = size + 4 if said and said.script in _CSS else size
    keep = "" if name in ("source", "translation", "suggestion", "note") else "<w:noProof/>"
    return (
        f'<w:style {_SPACES} w:type="paragraph" w:customStyle="1" w:styleId="Unit{name.title()}">'
        f'<w:name w:val="Unit {name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f'<w:pPr><w:spacing w:before="0" w:after="{after}" w:line="252" w:lineRule="auto"/></w:pPr>'
        f"<w:rPr>{_fonts(said)}{'<w:b/><w:bCs/>' if bold else ''}{keep}"
        f'<w:color w:val="{colour}"/><w:sz w:val="{size}"/><w:szCs w:val="{complex_size}"/>{_lang(said)}'
        "</w:rPr></w:style>"
    )


def _fonts(language: Profile | None) -> str:
    slot, font = _FONTS.get(language.script if language else "", ("cs", "Arial"))
    fonts = {"ascii": "Calibri", "hAnsi": "Calibri", "eastAsia": "Microsoft YaHei", "cs": "Arial", slot: font}
    # Without the hint the quotation marks of Chinese get the shape and width of Latin ones.
    hint = ' w:hint="eastAsia"' if slot == "eastAsia" else ""
    return f"<w:rFonts{hint} {' '.join(f'w:{key}={quoteattr(name)}' for key, name in fonts.items())}/>"


def _lang(language: Profile | None) -> str:
    if language is None:
        return ""
    tag = quoteattr(_REGIONS.get(language.tag, language.tag))
    slot = {"cs": "bidi", "eastAsia": "eastAsia"}.get(_FONTS.get(language.script, ("",))[0], "val")
    return f"<w:lang w:{slot}={tag}/>"


def _run(text: str, *, rtl: bool = False, term: bool = False, last: bool = False) -> str:
    """A run that shows ``text`` exactly; the schema wants the properties in this order."""
    look = '<w:u w:val="single" w:color="1F5C99"/><w:shd w:val="clear" w:color="auto" w:fill="DCE9F7"/>'
    properties = f"{look if term else ''}{'<w:rtl/>' if rtl else ''}"
    parts = [
        _ELEMENTS.get(token) or f'<w:t xml:space="preserve">{xml_escape(token)}</w:t>'
        for token in _TOKEN.findall(_held(text, last=last))
    ]
    return (
        f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{''.join(parts)}</w:r>" if parts else ""
    )


def _paragraph(style: str, runs: Sequence[str], *, rtl: bool = False, more: str = "") -> str:
    properties = f'<w:pStyle w:val="Unit{style.title()}"/>{"<w:bidi/>" if rtl else ""}{more}'
    return f"<w:p {_SPACES}><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def _for_people(style: str, text: str, *, rtl: bool = False) -> str:
    return _paragraph(style, [_run(_SIGNS[style]), _run(text, rtl=rtl)], rtl=rtl)


def _top(bundle: Bundle) -> Iterator[str]:
    source, target = profile(bundle.source_language), profile(bundle.language)
    yield _paragraph("title", [_run(bundle.title or bundle.article, rtl=source.rtl)], rtl=source.rtl)
    yield _paragraph("article", [_run(f"{_ARTICLE}{bundle.article}")])
    text = (
        f"{source.english} → {target.english}. Write in the column “{target.autonym}”. When you have read a "
        f"row and it may be published, tick its box {_OFF} in the last column, or write x there. Yellow cells"
        " are machine translations that nobody has read. Small coloured lines are for you and are not read "
        "back. Leave the first row as it is."
    )
    if bundle.markup is Markup.MARKDOWN:
        text += " Signs such as **bold**, *italics* and [link](address) belong to the text: keep them."
    yield _paragraph("help", [_run(text)])


def _table(bundle: Bundle) -> str:
    source, target = profile(bundle.source_language), profile(bundle.language)
    markdown = " markdown" if bundle.markup is Markup.MARKDOWN else ""
    heads = (
        *("№", f"{source.autonym} [{source.tag}{markdown}]", f"{target.autonym} [{target.tag}]"),
        f"{_ON} read",
    )
    line = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    rows = [
        _row([_cell(place, [_paragraph("head", [_run(text)])], "DDE5EE") for place, text in enumerate(heads)])
    ]
    rows[0] = rows[0].replace("<w:cantSplit/>", "<w:cantSplit/><w:tblHeader/>", 1)
    rows += [_unit_row(number, unit, source, target) for number, unit in enumerate(bundle.units, 1)]
    return (
        f'<w:tbl {_SPACES}><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{line}'
        '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="57" w:type="dxa"/>'
        '<w:left w:w="85" w:type="dxa"/><w:bottom w:w="57" w:type="dxa"/><w:right w:w="85" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr><w:tblGrid>"
        f"{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: Sequence[str]) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(place: int, paragraphs: Sequence[str], fill: str = "") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    width = f'<w:tcW w:w="{_WIDTHS[place]}" w:type="dxa"/>'
    return f"<w:tc><w:tcPr>{width}{shade}</w:tcPr>{''.join(paragraphs)}</w:tc>"


def _unit_row(number: int, unit: ExchangeUnit, source: Profile, target: Profile) -> str:
    base = unit.base if _BASE.fullmatch(unit.base) else ""
    key = f"{unit.id}_{unit.state.value[0]}_{base}" if _ID.fullmatch(unit.id) else ""
    mark = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(key)}/><w:bookmarkEnd w:id="{number}"/>'
    first = [
        _paragraph("number", [mark if key else "", _run(str(number))]),
        _paragraph("role", [_run(", ".join(role.value for role in unit.roles))]),
    ]
    if unit.context:
        first.append(_paragraph("context", [_run(f"‹{unit.context}›")]))
    spans = table.spans(unit.source, unit.hits)
    pieces = [
        _run(text, rtl=source.rtl, term=term, last=number == len(spans))
        for number, (text, term) in enumerate(spans, 1)
    ]
    left = [
        _paragraph("source", pieces, rtl=source.rtl),
        *(_for_people("terms", line) for line in table.term_lines(unit)),
        *(_for_people("note", line) for line in unit.notes),
    ]
    right = [_paragraph("translation", [_run(unit.target, rtl=target.rtl, last=True)], rtl=target.rtl)]
    if unit.state in _LABELS:
        right.append(_for_people("label", _LABELS[unit.state]))
    right += [_for_people("finding", line) for line in unit.findings]
    right += [_for_people("suggestion", line, rtl=target.rtl) for line in unit.suggestions]
    tick = _paragraph(
        "tick", [_box(number, key, unit.state is State.REVIEWED)], more='<w:jc w:val="center"/>'
    )
    machine = "FFF6D6" if unit.state in _LABELS else ""
    return _row([_cell(0, first), _cell(1, left, "F4F4F4"), _cell(2, right, machine), _cell(3, [tick])])


def _box(number: int, key: str, ticked: bool) -> str:
    """A box that a click ticks, in Word since 2010 and LibreOffice since 7.5; elsewhere it is a letter."""
    font = 'w14:font="Segoe UI Symbol"'
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="reviewed"/><w:tag w:val={quoteattr(key)}/><w:id w:val="{number}"/>'
        f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/><w14:checkedState w14:val="2611" {font}/>'
        f'<w14:uncheckedState w14:val="2610" {font}/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:rPr>'
        '<w:rFonts w:ascii="Segoe UI Symbol" w:hAnsi="Segoe UI Symbol" w:eastAsia="Segoe UI Symbol" '
        f'w:cs="Segoe UI Symbol"/></w:rPr><w:t>{_ON if ticked else _OFF}</w:t></w:r></w:sdtContent></w:sdt>'
    )


# ------------------------------------------------------------------------------------------------ reading


class _Said(Struct, frozen=True):
    """A paragraph: its style, by our name for it, and its text; "" for a style of somebody else."""

    style: str
    text: str


class _Head(Struct, frozen=True):
    """Where the two texts stand in a row, and in which languages."""

    source: int
    target: int
    source_language: str
    language: str
    markup: Markup


class _Returned:
    """A document that came back."""

    def __init__(self, package: Package, where: str) -> None:
        self.where = where
        name, root = package.main()
        parts = {
            kind: package.part(part)
            for kind, part in package.related(name).values()
            if kind in ("styles", "comments")
        }
        self._body = child(root, "body")
        self._styles = {
            each.get(_w(each, "styleId"), ""): value(named, "val").lower()
            for each in children(parts.get("styles"), "style")
            if (named := child(each, "name")) is not None
        }
        self._styled = "unit translation" in self._styles.values()
        self._comments = {
            value(each, "id"): " ".join(" ".join(said.text for said in self._paragraphs(each)).split())
            for each in children(parts.get("comments"), "comment")
        }
        core = package.part("docProps/core.xml")
        self._subject = next((each.text or "" for each in children(core, "subject")), "")

    def bundle(self) -> Bundle:
        """All units of the first table that has our first row."""
        for number, found in enumerate(_descend(self._body, "tbl"), 1):
            rows = [row for row in _descend(found, "tr") if child(row, "trPr", "del") is None]
            for place, row in enumerate(rows):
                head = self._head(row)
                if head is not None:
                    where = f"{self.where}, table {number}"
                    units = [
                        (f"{where}, row {at}", unit)
                        for at, each in enumerate(rows[place + 1 :], place + 2)
                        if (unit := self._unit(head, each)) is not None
                    ]
                    return Bundle(
                        self._article() or table.article_of(self.where, head.language),
                        head.source_language,
                        head.language,
                        table.once(units),
                        head.markup,
                    )
        raise table.no_header(self.where)

    def _article(self) -> str:
        for paragraph in _descend(self._body, "p"):
            text = _text(paragraph)
            if text.startswith(_ARTICLE):
                return _exact(text.removeprefix(_ARTICLE).strip())
        return self._subject.strip()

    def _head(self, row: _Element) -> _Head | None:
        tongues = []
        for place, cell in enumerate(_descend(row, "tc")):
            found = _TONGUE.search("\n".join(said.text for said in self._paragraphs(cell)))
            if found:
                tongues.append((place, found))
        if len(tongues) != 2:
            return None
        (source, one), (target, other) = tongues
        return _Head(source, target, one[1], other[1], Markup.MARKDOWN if one[2] else Markup.PLAIN)

    def _unit(self, head: _Head, row: _Element) -> ExchangeUnit | None:
        cells = list(_descend(row, "tc"))
        if len(cells) <= max(head.source, head.target):
            return None  # cells were joined: nobody knows what is what
        source = self._words(cells[head.source])
        first = self._paragraphs(cells[head.source - 1]) if head.source else []
        context = next((s.text[1:-1] for s in first if s.text.startswith("‹") and s.text.endswith("›")), "")
        context = _exact(context)
        key = next((found for name in _keys(row) if (found := _KEY.fullmatch(name))), None)
        if key is None and not source.strip():
            return None
        target = self._words(cells[head.target])
        state = _LETTERS[key[2]] if key else State.MACHINE
        tick = cells[head.target + 1] if len(cells) > head.target + 1 else None
        ticked = _ticked("".join(said.text for said in self._paragraphs(tick))) if tick is not None else None
        if ticked is not None:
            state = State.REVIEWED if ticked else State.MACHINE if state is State.REVIEWED else state
        notes = [said.text.removeprefix(_SIGNS["note"]) for said in self._marked(cells[head.source], "note")]
        comments = (self._comments.get(value(each, "id"), "") for each in row.iter("{*}commentReference"))
        return ExchangeUnit(
            key[1] if key else unit_id(context, source),
            source,
            target,
            table.settled(state, target),
            context,
            next((roles for said in first if (roles := table.roles(said.text))), ()),
            tuple(line for line in (*map(_exact, notes), *comments) if line),
            base=(key[3] or "") if key else "",
        )

    def _words(self, cell: _Element) -> str:
        """The text of a cell, without the paragraphs that are for people only, and empty ones at its ends.

        Those come from a slip of the Enter key: our own line breaks are not paragraphs.
        """
        texts = [said.text for said in self._paragraphs(cell) if said.style not in _SIGNS]
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        while len(texts) > 1 and not texts[0]:
            del texts[0]
        return _exact("\n".join(texts))

    def _marked(self, cell: _Element, style: str) -> list[_Said]:
        return [said for said in self._paragraphs(cell) if said.style == style]

    def _paragraphs(self, element: _Element) -> list[_Said]:
        """The paragraphs of a cell. Where the mark between two was deleted, they are one."""
        found: list[_Said] = []
        joined = False
        for paragraph in _descend(element, "p"):
            text = _text(paragraph)
            if joined:
                found[-1] = _Said(found[-1].style, found[-1].text + text)
            else:
                found.append(_Said(self._style(paragraph, text), text))
            joined = child(paragraph, "pPr", "rPr", "del") is not None
        return found

    def _style(self, paragraph: _Element, text: str) -> str:
        named = child(paragraph, "pPr", "pStyle")
        name = self._styles.get(value(named, "val"), "") if named is not None else ""
        if name.startswith("unit "):
            return name.removeprefix("unit ")
        if not self._styled:
            return next((style for style, sign in _SIGNS.items() if text.startswith(sign)), "")
        return ""


def _w(element: _Element, name: str) -> str:
    """The attribute's name in the namespace of its element."""
    return f"{element.tag.rpartition('}')[0]}}}{name}" if isinstance(element.tag, str) else name


def _descend(element: _Element | None, wanted: str) -> Iterator[_Element]:
    """The elements of that name, not those within them, nor in tracked deletions and text boxes."""
    for each in element if element is not None else ():
        name = local(each)
        if name == wanted:
            yield each
        elif name in _INSIDE or name in ("tbl", "tr", "tc"):
            yield from _descend(each, wanted)


def _text(element: _Element) -> str:
    """The text of a paragraph as it is once all tracked changes are accepted."""
    parts = []
    for each in element:
        name = local(each)
        if name == "t":
            parts.append(each.text or "")
        elif name == "br" and value(each, "type") in ("page", "column"):
            continue
        elif name in _CHARACTERS:
            parts.append(_CHARACTERS[name])
        elif name == "sym":
            code = value(each, "char")
            parts.append(chr(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{4}", code) else "")
        elif name in _INSIDE:
            parts.append(_text(each))
    return "".join(parts)


def _keys(row: _Element) -> Iterator[str]:
    """What may be the key of a row: names of its bookmarks, tags of its boxes."""
    for each in row.iter("{*}bookmarkStart"):
        yield value(each, "name")
    for each in row.iter("{*}tag"):
        yield value(each, "val")


def _ticked(text: str) -> bool | None:
    """Whether a last cell says "reviewed"; None if it says nothing, as where a program dropped the box."""
    words = text.replace(_OFF, " ").split()
    if _TICKS & set(text) or any(word.strip(".,!").lower() in _YES for word in words):
        return True
    return False if _OFF in text else None
