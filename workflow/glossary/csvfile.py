"""Read and write glossary files: ``*.csv`` with one row a concept and one column a language.

Columns ``id``, ``kind`` and one for the source language are needed. ``gender`` (m, f, n), ``number`` (pl for
a name that is plural by itself), ``valid`` (an interval of ISO 8601-1 section 5.5, with the ``..`` of
ISO 8601-2 for an open end) and ``note`` are optional; ``ru:note`` is a usage note for translators into
Russian; every other column is a language. A cell holds renderings divided by ``|``: accepted ones, the
preferred one first, ``~`` before a short form (an abbreviation, or the name that a person is called by once
named in full), ``!`` before a forbidden one.

Columns may be divided by commas, semicolons (what Excel writes where the comma is the decimal mark) or tabs.
Files of inflected forms are read by :mod:`workflow.glossary.formsfile`.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from workflow.errors import GlossaryError
from workflow.glossary.pause import no_collection
from workflow.languages import suggest
from workflow.lazy import late
from workflow.model import Concept, Kind, Period, Renderings

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIXED = ("id", "kind", "gender", "number", "valid", "note")
_GENDERS = ("", "m", "f", "n")
_NUMBERS = ("", "pl")
_NOTE = ":note"
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CONTROL = re.compile(r"[\x00-\x1f]")
_SPECIAL = re.compile(r"[!~\x00-\x1f]")  # a cell without these holds accepted renderings, and no mistake
# What a spreadsheet takes for a formula, of full width too, if a cell begins with it (CWE-1236).
_FORMULA = late(r"[=+@\t\r＝＋＠]|[-－](?=[\w(=+@\-])")
_KINDS = {kind.value: kind for kind in Kind}
_VALID_HINT = "Write 2018-01/2021-12, ../2021-12-31 or 2025/.. (a year or a month means all of it)."


def read_text(path: Path, where: str = "") -> str:
    """Text of a UTF-8 file, without a byte order mark; ``where`` is what messages call it.

    :raises GlossaryError: it cannot be read, or is not UTF-8.
    """
    try:
        return decode(path.read_bytes(), where or str(path))
    except OSError as error:
        raise GlossaryError(f"cannot be read ({error.strerror})", where=where or str(path)) from error


def decode(data: bytes, where: str) -> str:
    """Text of a UTF-8 file's bytes, without a byte order mark.

    :raises GlossaryError: they are not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GlossaryError(
            f"not UTF-8 (byte {error.start + 1} is 0x{error.object[error.start]:02x})",
            where=where,
            hint="Save the file as “CSV UTF-8”.",
        ) from error


def delimiter_of(text: str) -> str:
    """What divides the columns: the first row has no comma where another character does."""
    head = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    return "," if "," in head else ";" if ";" in head else "\t" if "\t" in head else ","


def _rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line on which it ends."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        for row in reader:
            if any(row) and any(map(str.strip, row)):
                yield reader.line_num, row
    except csv.Error as error:
        raise GlossaryError(
            f"broken CSV ({error})",
            where=f"{where}:{reader.line_num}",
            hint="Look for a stray quotation mark.",
        ) from error


def _header(rows: Iterator[tuple[int, list[str]]], where: str) -> list[str]:
    first = next(rows, None)
    if first is None:
        raise GlossaryError(
            "the file is empty", where=where, hint="The first row names the columns: id,kind,en,ru,…"
        )
    columns = [cell.strip() for cell in first[1]]
    for column in columns:
        if not column or columns.count(column) > 1:
            raise GlossaryError(f"column {column!r} is empty or stands twice", where=f"{where}:{first[0]}")
    return columns


def _check_columns(columns: list[str], source_language: str, where: str) -> None:
    for column in columns:  # first, since a mistyped "kind" is also a missing one
        language = column.removesuffix(_NOTE)
        if column in _FIXED or (_TAG.fullmatch(language) and language in columns):
            continue
        if _TAG.fullmatch(language):
            problem, hint = f"column {column!r}, but no column {language!r}", "A usage note belongs to one."
        else:
            near = difflib.get_close_matches(column.lower(), _FIXED, n=1)
            guess = near[0] if near else suggest(column)
            problem = f"unknown column {column!r}"
            hint = f"Did you mean {guess!r}?" if guess else _COLUMNS_HINT
        raise GlossaryError(problem, where=f"{where}:1", hint=hint)
    for needed in ("id", "kind", source_language):
        if needed not in columns:
            raise GlossaryError(
                f"no column {needed!r}",
                where=f"{where}:1",
                hint=f"The first row is: id,kind,{source_language},…,note",
            )


_COLUMNS_HINT = "A column is id, kind, note or a language tag such as ru."


def _check_width(row: list[str], columns: list[str], where: str) -> None:
    if len(row) > len(columns):
        raise GlossaryError(
            f"{len(row)} cells, but the first row names {len(columns)} columns",
            where=where,
            hint="Put a cell that holds a comma in double quotes.",
        )


def parse_cell(cell: str, where: str, usage: str = "") -> Renderings:
    """The renderings of one cell: ``preferred | admitted | ~short | !forbidden``.

    :raises GlossaryError: a mark without a rendering, a control character, or one rendering in two roles.
    """
    if not _SPECIAL.search(cell):
        return Renderings(tuple(dict.fromkeys(filter(None, map(str.strip, cell.split("|"))))), (), (), usage)
    found: dict[str, list[str]] = {"": [], "~": [], "!": []}
    for part in map(str.strip, cell.split("|")):
        mark = part[:1] if part[:1] in ("~", "!") else ""
        text = part[len(mark) :].strip()
        if not text:
            if part:
                raise GlossaryError(f"{mark!r} without a rendering", where=where)
            continue
        if text[0] in "~!":
            raise GlossaryError(f"{part!r} has two marks", where=where, hint="One of ~ and ! is enough.")
        if _CONTROL.search(text):
            raise GlossaryError("a rendering holds a line break or control character", where=where)
        if text not in found[mark]:
            found[mark].append(text)
    full, short, forbidden = found.values()
    for one, other, words in (
        (full, forbidden, "accepted and forbidden"),
        (short, forbidden, "short and forbidden"),
        (full, short, "full and short"),
    ):
        for text in one:
            if text in other:
                raise GlossaryError(f"{text!r} is both {words}", where=where)
    return Renderings(tuple(full), tuple(forbidden), tuple(short), usage)


class Cells(Mapping[str, Renderings]):
    """Renderings by language, read from their cells when they are first asked for.

    A large glossary has half a million cells, of which an article in one language pair needs few. Only cells
    in which nothing can be wrong are left for later.
    """

    __slots__ = ("_cells",)

    def __init__(self, cells: dict[str, str | Renderings]) -> None:
        self._cells = cells

    def __getitem__(self, tag: str) -> Renderings:
        cell = self._cells[tag]
        if isinstance(cell, str):
            cell = self._cells[tag] = parse_cell(cell, "")
        return cell

    def get(self, tag: str, default: Any = None) -> Any:
        """As any mapping has it; without an exception where there is no cell, since it is asked much."""
        cell = self._cells.get(tag)
        return default if cell is None else self[tag] if isinstance(cell, str) else cell

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def __repr__(self) -> str:
        return repr(dict(self))


def is_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the file might run ``text`` instead of showing it.

    That is what begins with ``=``, ``+``, ``@`` or a tab, or a hyphen before a letter, digit or sign.
    """
    return _FORMULA.match(text) is not None


def _refuse_formula(text: str) -> None:
    if is_formula(text):
        raise GlossaryError(
            f"{text!r} cannot stand in a glossary: a spreadsheet would take it for a formula",
            hint=f"Do not begin it with {text[0]!r}.",
        )


def format_cell(renderings: Renderings) -> str:
    """The cell that :func:`parse_cell` reads as ``renderings``.

    :raises GlossaryError: a rendering that no cell can hold: with ``|``, a control character, or ``~`` or
        ``!`` at its beginning; or that is a formula (:func:`is_formula`).
    """
    marked = (("", renderings.accepted), ("~", renderings.short), ("!", renderings.forbidden))
    for _, texts in marked:
        for text in texts:
            if not text.strip() or text[0] in "~!" or "|" in text or _CONTROL.search(text):
                raise GlossaryError(f"{text!r} cannot stand in a glossary: it is empty or has a mark in it")
            _refuse_formula(text.strip())
    return " | ".join(mark + text.strip() for mark, texts in marked for text in texts)


def _first_day(text: str) -> date:
    year, month, day = _day(text)
    return date(year, month or 1, day or 1)


def _last_day(text: str) -> date:
    year, month, day = _day(text)
    if day:
        return date(year, month, day)
    if month in (0, 12):
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def _day(text: str) -> tuple[int, int, int]:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError
    year, month, day = (int(part or 0) for part in found.groups())
    if (found[2] and not month) or (found[3] and not day):
        raise ValueError
    return year, month, day


def parse_period(text: str, where: str) -> Period | None:
    """An interval such as ``2018-01/2021-12``, ``../2021-12-31``, ``2025/..`` or ``2019``; None for nothing.

    :raises GlossaryError: it is none, or ends before it begins.
    """
    if not text:
        return None
    first, slash, last = (part.strip() for part in text.partition("/"))
    if not slash:
        last = first
    try:
        since = None if first in ("", "..") else _first_day(first)
        until = None if last in ("", "..") else _last_day(last)
    except ValueError:
        raise GlossaryError(f"{text!r} is no period", where=where, hint=_VALID_HINT) from None
    if since is None and until is None:
        raise GlossaryError(f"{text!r} is no period", where=where, hint=_VALID_HINT)
    if since and until and until < since:
        raise GlossaryError(f"the period {text!r} ends before it begins", where=where, hint=_VALID_HINT)
    return Period(since, until)


def format_period(period: Period | None) -> str:
    """The interval that :func:`parse_period` reads as ``period``."""
    if period is None:
        return ""
    return "/".join(day.isoformat() if day else ".." for day in (period.since, period.until))


def parse_concepts(text: str, where: str, source_language: str) -> list[Concept]:
    """Concepts of one CSV text; ``where`` is its path, for messages.

    :raises GlossaryError: broken CSV, a wrong column, kind, period or id, an empty source cell.
    """
    rows = _rows(text, where)
    columns = _header(rows, where)
    _check_columns(columns, source_language, where)
    fixed = [columns.index(name) if name in columns else None for name in _FIXED]
    languages = [
        (tag, index, columns.index(tag + _NOTE) if tag + _NOTE in columns else None)
        for index, tag in enumerate(columns)
        if tag not in _FIXED and not tag.endswith(_NOTE)
    ]
    concepts = []
    with no_collection():
        for line, row in rows:
            here = f"{where}:{line}"
            _check_width(row, columns, here)
            row.extend([""] * (len(columns) - len(row)))
            identifier, kind, gender, number, valid, note = (
                "" if index is None else row[index].strip() for index in fixed
            )
            cells: dict[str, str | Renderings] = {}
            for tag, index, usage in languages:
                cell = row[index].strip()
                hint = row[usage].strip() if usage is not None else ""
                if hint or _SPECIAL.search(cell):
                    cells[tag] = parse_cell(cell, here, hint)
                elif cell and cell.strip(" |"):
                    cells[tag] = cell
            renderings = Cells(cells)
            concepts.append(
                make_concept(identifier, kind, gender, number, valid, note, renderings, here, source_language)
            )
    return concepts


def make_concept(
    identifier: str,
    kind_name: str,
    gender: str,
    number: str,
    valid: str,
    note: str,
    renderings: Mapping[str, Renderings],
    here: str,
    source_language: str,
) -> Concept:
    """One concept of what a row says; ``here`` is the place that messages name.

    :raises GlossaryError: the id, kind, gender, number or period is none, or the source language is empty.
    """
    if not _ID.fullmatch(identifier):
        raise GlossaryError(f"id {identifier!r} is not lower-case words joined by hyphens", where=here)
    kind = _KINDS.get(kind_name.lower())
    if kind is None:
        near = difflib.get_close_matches(kind_name.lower(), _KINDS, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"One of: {', '.join(_KINDS)}."
        raise GlossaryError(f"unknown kind {kind_name.lower()!r}", where=here, hint=hint)
    if gender.lower() not in _GENDERS:
        raise GlossaryError(
            f"unknown gender {gender.lower()!r}", where=here, hint="One of: m, f, n, or nothing."
        )
    if number.lower() not in _NUMBERS:
        raise GlossaryError(
            f"unknown number {number.lower()!r}",
            where=here,
            hint="pl for a name that is plural by itself, or nothing.",
        )
    source = renderings.get(source_language)
    if source is None or not source.accepted:
        raise GlossaryError(f"no rendering in the source language ({source_language})", where=here)
    if kind is Kind.KEEP:  # written alike everywhere: the source text is the rendering
        everywhere = Renderings(source.accepted, source.forbidden, source.short)
        own = {
            tag: each if each.all else Renderings(source.accepted, each.forbidden, source.short, each.usage)
            for tag, each in renderings.items()
        }
        renderings = {"*": everywhere, **own}
    period = parse_period(valid, here)
    return Concept(identifier, kind, renderings, note, here, gender.lower(), number.lower(), period)


# ------------------------------------------------------------------------------------------------- writing


def _row(concept: Concept, columns: Sequence[str]) -> list[str]:
    fixed = {
        "id": concept.id,
        "kind": concept.kind.value,
        "gender": concept.gender,
        "number": concept.number,
        "valid": format_period(concept.valid),
        "note": concept.note,
    }
    cells = []
    for column in columns:
        renderings = concept.renderings.get(column.removesuffix(_NOTE), Renderings(()))
        if column in fixed:
            _refuse_formula(fixed[column])
            cells.append(fixed[column])
        elif column.endswith(_NOTE):
            _refuse_formula(renderings.usage)
            cells.append(renderings.usage)
        else:
            cells.append(format_cell(renderings))
    return cells


def _needed(concept: Concept) -> Iterator[str]:
    """Columns that a row of ``concept`` cannot do without."""
    yield from ("id", "kind")
    yield from (name for name in ("gender", "number", "valid", "note") if getattr(concept, name))
    for tag, renderings in concept.renderings.items():
        if tag == "*":
            continue
        if renderings.all or renderings.forbidden:
            yield tag
        if renderings.usage:
            yield tag + _NOTE


def _line(cells: Iterable[str], delimiter: str, ending: str) -> str:
    stream = io.StringIO(newline="")
    # The writer does not quote a lone carriage return, and a reader would end the row there.
    whole = [" ".join(cell.split("\r")) if "\r" in cell else cell for cell in cells]
    csv.writer(stream, delimiter=delimiter, lineterminator=ending).writerow(whole)
    return stream.getvalue()


def write_concepts(concepts: Iterable[Concept], languages: Sequence[str]) -> str:
    """The text of a glossary file with ``concepts``; :func:`parse_concepts` reads the same from it.

    ``languages`` are the columns in their order, the source language first; columns that no concept needs
    (number, valid, usage notes) are left out.

    :raises GlossaryError: a rendering that no cell can hold, or a rendering or note that is a formula.
    """
    concepts = list(concepts)
    needed = {column for concept in concepts for column in _needed(concept)}
    columns = ["id", "kind", *(name for name in ("gender", "number", "valid") if name in needed)]
    for tag in languages:
        columns += [tag, tag + _NOTE] if tag + _NOTE in needed else [tag]
    columns.append("note")
    return "".join(
        _line(cells, ",", "\n") for cells in (columns, *(_row(each, columns) for each in concepts))
    )


def append_concept(data: bytes, concept: Concept, where: str) -> bytes:
    """The bytes of a glossary file with one more row; what stood there stands there still, byte for byte.

    The row is written as the file is: its columns, delimiter and line ends.

    :raises GlossaryError: the file has no column for something that the concept has, or is broken; or a
        rendering or note of the concept is a formula.
    """
    return append_concepts(data, [concept], where)


def append_concepts(data: bytes, concepts: Iterable[Concept], where: str) -> bytes:
    """The same with a row for each of ``concepts``; the bytes as they are if there are none.

    :raises GlossaryError: as there.
    """
    text, columns, ending = _shape(data, where)
    rows = [_fitting(concept, columns, text, where, ending) for concept in concepts]
    joint = "" if text.endswith(("\n", "\r")) or not rows else ending
    return data + (joint + "".join(rows)).encode()


def replace_concept(data: bytes, concept: Concept, where: str) -> bytes:
    """The bytes of a glossary file in which the row with the id of ``concept`` is written anew.

    All else stands as it stood, byte for byte.

    :raises GlossaryError: there is no such row, or as in :func:`append_concept`.
    """
    text, columns, ending = _shape(data, where)
    physical = list(io.StringIO(text, newline=""))
    reader = csv.reader(physical, delimiter=delimiter_of(text), strict=True)
    begin = 0
    for row in reader:
        end = reader.line_num
        cells = dict(zip(columns, row, strict=False))
        if cells.get("id", "").strip() == concept.id:
            new = _fitting(concept, columns, text, where, ending)
            if not physical[end - 1].endswith(("\n", "\r")):  # the last row may have no line end
                new = new.removesuffix(ending)
            mark = data[: len(data) - len(text.encode())]
            return mark + "".join([*physical[:begin], new, *physical[end:]]).encode()
        begin = end
    raise GlossaryError(f"no row with the id {concept.id!r}", where=where)


def _shape(data: bytes, where: str) -> tuple[str, list[str], str]:
    """Text, columns and line end of a file that is no broken CSV."""
    text = decode(data, where)
    rows = _rows(text, where)
    columns = _header(rows, where)
    for _ in rows:  # a quotation that is never closed would swallow the new row
        pass
    ending = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    return text, columns, ending


def _fitting(concept: Concept, columns: list[str], text: str, where: str, ending: str) -> str:
    missing = [column for column in _needed(concept) if column not in columns]
    if missing:
        raise GlossaryError(
            f"no column {missing[0]!r}, which {concept.id!r} needs",
            where=f"{where}:1",
            hint=f"Add it to the first row: {delimiter_of(text)}{missing[0]}",
        )
    return _line(_row(concept, columns), delimiter_of(text), ending)
