"""XLSX (ISO/IEC 29500) for people who have a spreadsheet: the table of :mod:`workflow.exchange.table`.

Written by openpyxl. Read by a small walk of our own over the cells: openpyxl takes ``x005F_`` out of texts
and leaves ``_x0007_`` in, so that what is escaped does not come back; and it knows nothing of hostile XML.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from workflow.errors import ExchangeError
from workflow.exchange import table
from workflow.exchange.office import Package, looks_like, reproducible
from workflow.languages import profile
from workflow.model import Bundle, ExchangeUnit, State
from workflow.untrusted import child, children, local, value

if TYPE_CHECKING:
    from lxml.etree import _Element
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST = 32_767  # characters of a cell; Excel cuts the rest off
_MOST_COLUMNS = 16_384
_HEADER_ROWS = 20  # a person may put a title above the table
_WIDTHS = {"role": 11, "source": 52, "translation": 52, "state": 11, "notes": 24, "terms": 32, "findings": 34}
_WIDTH = 24  # of the others
_TALLEST = 409  # points of a row; Excel allows no more
_HIDDEN = frozenset({"id", "context", "base", "article"})
_FONTS = {"Arab": "Arial", "Hans": "Microsoft YaHei", "Hant": "Microsoft JhengHei", "Deva": "Nirmala UI"}
_ABOUT = "about"
_REFERENCE = re.compile(r"([A-Z]{1,3})[0-9]+")
_NO_DATE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|General', re.IGNORECASE)  # of a number format


class XlsxExchanger:
    """Reads and writes ``.xlsx``."""

    name = "xlsx"
    extension = ".xlsx"
    reads = True

    def write(self, bundle: Bundle) -> bytes:
        """The workbook; nothing in it is a formula.

        :raises ExchangeError: a text is longer than a cell can be.
        """
        from openpyxl import Workbook  # noqa: PLC0415  (other formats do without)

        book = Workbook()
        sheet = book.worksheets[0]
        sheet.title = bundle.language[:31]
        _fill(sheet, [table.header(bundle), *map(table.row, bundle.units)], bundle)
        _lay_out(sheet, bundle)
        _describe(book, bundle)
        made = io.BytesIO()
        book.save(made)
        return reproducible(made.getvalue())

    def recognises(self, content: bytes, name: str) -> bool:
        """Whether its name and its first bytes say that it is a workbook."""
        return name.lower().endswith((".xlsx", ".xlsm")) and looks_like(content, "xl")

    def read(self, content: bytes, where: str) -> Bundle:
        """The table as it came back: rows and columns in any order, strange ones and other sheets ignored.

        :raises ExchangeError: no safe workbook, not ours, a cell that is an error or a date, an unknown
            state, or a row that stands twice with two translations.
        """
        book = _Book(Package(content, where))
        about = dict(_pairs(book))
        for name, sheet in book.sheets.items():
            rows = book.rows(sheet)
            for place, (_, cells) in enumerate(rows[:_HEADER_ROWS]):
                head = table.read_header(_texts(cells, cells))
                if head is not None:
                    units = _units(head, rows[place + 1 :], f"{where}:{name}")
                    return Bundle(
                        table.unescape(head.article)
                        or about.get("article")
                        or table.article_of(where, head.language),
                        head.source_language,
                        head.language,
                        units,
                        head.markup,
                        about.get("title", ""),
                        about.get("path", ""),
                    )
        raise table.no_header(where)


# ------------------------------------------------------------------------------------------------ writing


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]], bundle: Bundle) -> None:
    for number, cells in enumerate(rows, 1):
        for place, text in enumerate(cells, 1):
            held = table.escape(text)
            if len(held) > _LONGEST:
                raise ExchangeError(
                    f"a text of {len(held):,} characters in column {table.COLUMNS[place - 1]!r}",
                    where=f"{bundle.article}, segment {number - 1}",
                    hint=f"A cell holds {_LONGEST:,}; use another format.",
                )
            cell: Any = sheet.cell(number, place)
            if held:
                cell.value = held
                cell.data_type = "s"  # also where it looks like a formula
            cell.number_format = "@"  # so that what a person types stays a text


def _lay_out(sheet: Worksheet, bundle: Bundle) -> None:
    """Header frozen, texts wrapped, the source grey, machine text yellow until its state says otherwise."""
    from openpyxl.formatting.rule import FormulaRule  # noqa: PLC0415
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    target = profile(bundle.language)
    grey, yellow, head = (PatternFill("solid", fgColor=c, bgColor=c) for c in ("F0F0F0", "FFF4CC", "DDE5EE"))
    line = Border(*(Side("thin", color="C8C8C8"),) * 4)
    fonts = {
        "source": Font(name=_FONTS.get(profile(bundle.source_language).script, "Calibri"), size=11),
        "translation": Font(name=_FONTS.get(target.script, "Calibri"), size=12 if target.rtl else 11),
        "findings": Font(name="Calibri", size=9, color="B00020"),
        "state": Font(name="Calibri", size=10),
    }
    rest = Font(name="Calibri", size=9, color="555555")
    letters = {name: get_column_letter(place) for place, name in enumerate(table.COLUMNS, 1)}
    for name, letter in letters.items():
        sheet.column_dimensions[letter].width = _WIDTHS.get(name, _WIDTH)
        sheet.column_dimensions[letter].hidden = name in _HIDDEN
        right = target.rtl and name == "translation"
        align = Alignment(
            horizontal="right" if right else "left" if name == "source" else None,
            vertical="top",
            wrap_text=True,
            readingOrder=2 if right else 1 if name == "source" else 0,
        )
        cell: Any
        for cell in sheet[letter]:
            cell.alignment, cell.border = align, line
            cell.font = fonts.get(name, rest)
            if name == "source":
                cell.fill = grey
        cell = sheet[f"{letter}1"]
        cell.font, cell.fill = Font(name="Calibri", size=10, bold=True), head
    for number, unit in enumerate(bundle.units, 2):
        # A height is not made up by every program that opens the file, only by Excel.
        sheet.row_dimensions[number].height = _height(table.row(unit), target.rtl)
    rows = len(bundle.units) + 1
    sheet.freeze_panes = "A2"
    sheet.sheet_view.rightToLeft = target.rtl
    sheet.auto_filter.ref = f"A1:{letters[table.COLUMNS[-1]]}{rows}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    if not bundle.units:
        return
    state = letters["state"]
    words = DataValidation("list", formula1=f'"{",".join(each.value for each in State)}"', allow_blank=True)
    words.showErrorMessage = True
    words.errorTitle, words.error = "state", f"One of: {', '.join(each.value for each in State)}"
    words.add(f"{state}2:{state}{rows}")
    sheet.add_data_validation(words)
    for column in ("translation", "state"):
        rule: Any = FormulaRule([f'OR(${state}2="machine",${state}2="stale")'], fill=yellow)  # type: ignore[no-untyped-call]
        sheet.conditional_formatting.add(f"{letters[column]}2:{letters[column]}{rows}", rule)


def _height(cells: Sequence[str], tall: bool) -> float:
    """Points that the longest of the texts of a row needs in its column, roughly."""
    most = 1.0
    for name, text in zip(table.COLUMNS, cells, strict=True):
        if name in _HIDDEN:
            continue
        small = name not in ("source", "translation")
        letters = _WIDTHS.get(name, _WIDTH) * (1.2 if small else 0.95)
        lines = sum(1 + int(_columns(line) / letters) for line in text.split("\n"))
        most = max(most, lines * (0.8 if small else 1.2 if tall else 1.0))
    return min(15.5 * most + 2, _TALLEST)


def _columns(text: str) -> int:
    """The width of a text in narrow letters; an ideograph takes two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _describe(book: Workbook, bundle: Bundle) -> None:
    said = {"article": bundle.article, "title": bundle.title, "path": bundle.path}
    about: Any = book.create_sheet(_ABOUT)
    about.sheet_state = "hidden"
    for number, (name, text) in enumerate(said.items(), 1):
        about.cell(number, 1).value = name
        cell = about.cell(number, 2)
        cell.value = table.escape(text)[:_LONGEST] or None
        cell.data_type = "s" if text else "n"
    book.properties.title = table.escape(bundle.title)[:255] or None
    book.properties.subject = bundle.article
    book.properties.creator = "Dragoman"
    book.properties.created = datetime(2000, 1, 1)  # the same bytes each time


# ------------------------------------------------------------------------------------------------ reading


class _Bad(str):
    """What a cell holds that is no text: an error, a date."""

    __slots__ = ()


class _Book:
    """A workbook's sheets and strings."""

    def __init__(self, package: Package) -> None:
        path, root = package.main()
        parts = package.related(path)
        self.sheets: dict[str, _Element] = {}
        for each in children(child(root, "sheets"), "sheet"):
            kind, name = parts.get(value(each, "id"), ("", ""))
            sheet = package.part(name) if kind == "worksheet" else None
            if sheet is not None:
                self.sheets[each.get("name", "")] = sheet
        by_kind = {kind: package.part(name) for kind, name in parts.values() if kind != "worksheet"}
        self._strings = [_string(each) for each in children(by_kind.get("sharedStrings"), "si")]
        self._dates = _date_styles(by_kind.get("styles"))

    def rows(self, sheet: _Element) -> list[tuple[int, dict[int, str]]]:
        """Rows with their numbers; cells by column, from 0."""
        found = []
        number = 0
        for row in children(child(sheet, "sheetData"), "row"):
            said = row.get("r", "")
            number = int(said) if re.fullmatch("[0-9]{1,7}", said) else number + 1
            cells: dict[int, str] = {}
            column = -1
            for cell in children(row, "c"):
                column = _column(cell.get("r", ""), column + 1)
                if column < _MOST_COLUMNS:
                    cells[column] = self._text(cell)
            found.append((number, cells))
        return found

    def _text(self, cell: _Element) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = child(cell, "is")
            return _string(inline) if inline is not None else ""
        held = child(cell, "v")
        raw = (held.text or "") if held is not None else ""
        if kind == "s":
            place = int(raw) if re.fullmatch("[0-9]{1,9}", raw) else -1
            return self._strings[place] if 0 <= place < len(self._strings) else ""
        if kind == "e":
            return _Bad(f"the error {raw}")
        if kind == "str":
            return table.unescape(raw)
        if kind == "d" or (kind == "n" and raw and cell.get("s", "0") in self._dates):
            return _Bad("a date")
        return _number(raw) if kind == "n" else raw


def _column(reference: str, following: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return following
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    return column - 1


def _string(element: _Element) -> str:
    """The text of a string, also of one in several fonts; without the phonetic guide beside it."""
    texts = [
        part if local(part) == "t" else child(part, "t")
        for part in children(element, "t", "r")  # "r" is a run
    ]
    return table.unescape("".join(text.text or "" for text in texts if text is not None))


def _number(raw: str) -> str:
    """A number as its cell shows it in the general format."""
    try:
        number = float(raw)
    except ValueError:
        return raw
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def _date_styles(styles: _Element | None) -> frozenset[str]:
    """The numbers of the cell styles that show a number as a date."""
    codes = {
        each.get("numFmtId", ""): each.get("formatCode", "")
        for each in children(child(styles, "numFmts"), "numFmt")
    }
    found = set()
    for number, each in enumerate(children(child(styles, "cellXfs"), "xf")):
        kind = each.get("numFmtId", "0")
        built_in = kind.isdecimal() and int(kind) in (
            *range(14, 23),
            *range(27, 37),
            45,
            46,
            47,
            *range(50, 59),
        )
        if built_in or re.search("[ymdhs]", _NO_DATE.sub("", codes.get(kind, "")), re.IGNORECASE):
            found.add(str(number))
    return frozenset(found)


def _texts(cells: Mapping[int, str], wanted: Mapping[int, str]) -> list[str]:
    return [cells.get(place, "") for place in range(max(wanted, default=-1) + 1)]


def _pairs(book: _Book) -> list[tuple[str, str]]:
    sheet = book.sheets.get(_ABOUT)
    rows = book.rows(sheet) if sheet is not None else []
    return [(cells.get(0, ""), cells.get(1, "")) for _, cells in rows]


def _units(
    head: table.Header, rows: Sequence[tuple[int, dict[int, str]]], where: str
) -> tuple[ExchangeUnit, ...]:
    units = []
    for number, cells in rows:
        for name in ("source", "translation"):
            held = cells.get(head.places[name], "")
            if isinstance(held, _Bad):
                raise ExchangeError(
                    f"{held} stands in the column {name!r}",
                    where=f"{where}:{number}",
                    hint="Write it as text: begin the cell with an apostrophe.",
                )
        unit = table.unit(head, _texts(cells, dict.fromkeys(head.places.values(), "")), f"{where}:{number}")
        if unit is not None:
            units.append((f"{where}:{number}", unit))
    return table.once(units)
