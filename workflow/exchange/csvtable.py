"""CSV (RFC 4180) for people who have a spreadsheet and nothing else.

Written as UTF-8 with a byte order mark, by which Excel knows it, and every cell in quotation marks. Columns
are those of :mod:`workflow.exchange.table`. Read back from what spreadsheets make of it: commas, semicolons
or tabs; UTF-8, UTF-16 ("Unicode Text") or the code page of the language.

A cell that a spreadsheet would run as a formula (CWE-1236), or change because it takes it for a number or a
day, begins with an apostrophe, which is taken off again. The apostrophe also stands where a cell would begin
if the program divided the file at semicolons or line breaks, as it does in countries with a decimal comma.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from workflow.errors import ExchangeError
from workflow.exchange import table
from workflow.languages import profile
from workflow.model import Bundle

_RUN = r"(?:[^\S\t\r\n]*[=+\-@＝＋－＠])"  # what a spreadsheet takes for a formula
# What it takes for a number or a day, and writes back in its own way: 1e5, 3-5, 24 February 2018, May 2018.
_NUMBER = (
    r"(?:(?=.{1,40}\Z)\s*(?:\d[\d.,:/\-\s]*%?|\d+(?:st|nd|rd|th)?[\s./\-]*[^\W\d]+[\s.,/\-]*\d*\D{0,3}"
    r"|[^\W\d]+\.?[\s\-]+\d{1,4}(?:,?\s*\d{4})?|\d+年(?:\d+月)?(?:\d+日)?)\s*\Z)"
)
_PLACE = r"(?:\A|(?<=[;\t\r\n]))"
_FORMULA = re.compile(rf"{_PLACE}(?='*{_RUN})|\A(?='*(?:[\t\r\n]|{_NUMBER}))")
_GUARDED = re.compile(rf"{_PLACE}'(?='*{_RUN})|\A'(?='*(?:[\t\r\n]|{_NUMBER}))")
_DELIMITERS = ",;\t|"
_LARGEST = 64 * 1024 * 1024  # bytes
_LONGEST_CELL = 16 * 1024 * 1024  # characters; Python's own limit is shorter than an article may be
_CODE_PAGES = {"Cyrl": "cp1251", "Arab": "cp1256", "Hans": "gb18030", "Hant": "cp950", "Latn": "cp1252"}
_LOST = re.compile(r"\?[^\W\d_]|\?\?")  # where a code page lacks a letter, Excel writes a question mark
_AGAIN = "Save it as “CSV UTF-8”, or use the XLSX table."


class CsvExchanger:
    """Reads and writes ``.csv``."""

    name = "csv"
    extension = ".csv"
    reads = True

    def write(self, bundle: Bundle) -> bytes:
        """The table, UTF-8 with a byte order mark, lines ended by CR LF."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writerow(map(_guard, table.header(bundle)))
        writer.writerows(map(_guard, table.row(unit)) for unit in bundle.units)
        return text.getvalue().encode("utf-8-sig")

    def recognises(self, content: bytes, name: str) -> bool:
        """Whether its name says CSV, TSV or text, and its first row has our columns."""
        if not name.lower().endswith((".csv", ".tsv", ".tab", ".txt")):
            return False
        return _header(_decode(content[:16384], "", cut=True)[0]) is not None

    def read(self, content: bytes, where: str) -> Bundle:
        """The table as it came back: rows and columns in any order, strange ones ignored.

        :raises ExchangeError: too large, not ours, an encoding that lost letters, a stray quotation mark, an
            unknown state, or a row that stands twice with two translations.
        """
        if len(content) > _LARGEST:
            raise ExchangeError(f"larger than {_LARGEST >> 20} MB", where=where, hint="Divide the file.")
        text, legacy = _decode(content, where)
        found = _header(text)
        if found is None:
            raise table.no_header(f"{where}:1")
        delimiter, head = found
        units = []
        for number, (line, cells) in enumerate(_rows(text, delimiter, where)):
            if number == 0:
                continue
            if legacy:
                _refuse_lost(head.cell(cells, "translation"), f"{where}:{line}", legacy)
            unit = table.unit(head, [_unguard(cell) for cell in cells], f"{where}:{line}")
            if unit is not None:
                units.append((f"{where}:{line}", unit))
        return Bundle(
            table.unescape(head.article) or table.article_of(where, head.language),
            head.source_language,
            head.language,
            table.once(units),
            head.markup,
        )


def _guard(text: str) -> str:
    return _FORMULA.sub("'", table.escape(text))


def _unguard(text: str) -> str:
    return table.unescape(_GUARDED.sub("", text))


def _decode(content: bytes, where: str, *, cut: bool = False) -> tuple[str, str]:
    """The text, and the code page if it was written in one. ``cut``: only the beginning is wanted.

    :raises ExchangeError: it is in no encoding that is known for its language; never where ``cut``.
    """
    errors = "replace" if cut else "strict"
    encoding = "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    elif b"\0" in content[:200]:  # UTF-16 without a mark: the header is ASCII
        encoding = "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    try:
        text = content.decode(encoding, errors)
    except UnicodeDecodeError as error:
        if encoding != "utf-8-sig":
            raise ExchangeError(f"broken {encoding} at byte {error.start + 1}", where=where) from error
        return _from_code_page(content, where, error)
    return _without_sep(text), ""


def _from_code_page(content: bytes, where: str, fault: UnicodeDecodeError) -> tuple[str, str]:
    line = content[: fault.start].count(b"\n") + 1
    refusal = ExchangeError(
        f"not UTF-8 (byte 0x{content[fault.start]:02x})", where=f"{where}:{line}", hint=_AGAIN
    )
    found = _header(_without_sep(content.decode("ascii", "replace")))
    code_page = _CODE_PAGES.get(profile(found[1].language).script) if found else None
    if code_page is None:
        raise refusal from fault
    try:
        return _without_sep(content.decode(code_page)), code_page
    except UnicodeDecodeError as error:
        raise refusal from error


def _without_sep(text: str) -> str:
    """``text`` with an empty line for the one by which Excel is told the delimiter."""
    return re.sub(r"\A\ufeff?sep=.(?=\r?\n)", "", text)


def _refuse_lost(text: str, where: str, code_page: str) -> None:
    lost = _LOST.search(text)
    if lost:
        near = text[max(0, lost.start() - 10) : lost.end() + 10]
        raise ExchangeError(
            f"letters may have become question marks ({near!r}): the file is in {code_page}",
            where=where,
            hint=_AGAIN,
        )


def _header(text: str) -> tuple[str, table.Header] | None:
    """The delimiter, and what the first row says; None if it is no table of ours."""
    text = text.lstrip("\r\n")
    for delimiter in _DELIMITERS:
        try:
            cells = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:
            continue
        head = table.read_header([_GUARDED.sub("", cell) for cell in cells])
        if head is not None:
            return delimiter, head
    return None


def _rows(text: str, delimiter: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line on which it begins.

    :raises ExchangeError: a quotation mark that is never closed, or stands inside a cell.
    """
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise ExchangeError(
            f"broken CSV ({error})", where=f"{where}:{line}", hint="Look for a stray quotation mark."
        ) from error
