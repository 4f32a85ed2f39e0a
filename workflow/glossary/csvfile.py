"""Read glossary files: ``*.csv`` with one row a concept and one column a language.

Columns ``id``, ``kind`` and one for the source language are needed, ``gender`` and ``note`` are optional,
every other column is a language. A cell holds accepted renderings divided by ``|``, the preferred one first;
``!`` before one forbids it. (Files of inflected forms are read by :mod:`workflow.glossary.formsfile`.)
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from workflow.errors import GlossaryError
from workflow.languages import suggest
from workflow.model import Concept, Kind, Renderings

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIXED = ("id", "kind", "gender", "note")
_GENDERS = ("", "m", "f", "n")


def read_text(path: Path, where: str = "") -> str:
    """Text of a UTF-8 file, without a byte order mark; ``where`` is what messages call it.

    :raises GlossaryError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GlossaryError(
            f"not UTF-8 (byte {error.start + 1} is 0x{error.object[error.start]:02x})",
            where=where or str(path),
            hint="Save the file as “CSV UTF-8”.",
        ) from error
    except OSError as error:
        raise GlossaryError(f"cannot be read ({error.strerror})", where=where or str(path)) from error


def _rows(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with the line on which it ends."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
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
        if column not in _FIXED and not _TAG.fullmatch(column):
            near = difflib.get_close_matches(column.lower(), _FIXED, n=1)
            guess = near[0] if near else suggest(column)
            hint = (
                f"Did you mean {guess!r}?"
                if guess
                else "A column is id, kind, note or a language tag such as ru."
            )
            raise GlossaryError(f"unknown column {column!r}", where=f"{where}:1", hint=hint)
    for needed in ("id", "kind", source_language):
        if needed not in columns:
            raise GlossaryError(
                f"no column {needed!r}",
                where=f"{where}:1",
                hint=f"The first row is: id,kind,{source_language},…,note",
            )


def _check_width(row: list[str], columns: list[str], where: str) -> None:
    if len(row) > len(columns):
        raise GlossaryError(
            f"{len(row)} cells, but the first row names {len(columns)} columns",
            where=where,
            hint="Put a cell that holds a comma in double quotes.",
        )


def _renderings(cell: str, where: str) -> Renderings:
    accepted: list[str] = []
    forbidden: list[str] = []
    for part in cell.split("|"):
        text = part.strip()
        target = forbidden if text.startswith("!") else accepted
        text = text.removeprefix("!").strip()
        if not text:
            if part.strip():
                raise GlossaryError("'!' without a rendering", where=where)
            continue
        if any(ord(char) < 0x20 for char in text):
            raise GlossaryError("a rendering holds a line break or control character", where=where)
        if text not in target:
            target.append(text)
    both = set(accepted) & set(forbidden)
    if both:
        raise GlossaryError(f"{both.pop()!r} is both accepted and forbidden", where=where)
    return Renderings(tuple(accepted), tuple(forbidden))


def parse_concepts(text: str, where: str, source_language: str) -> Iterator[Concept]:
    """Concepts of one CSV text; ``where`` is its path, for messages.

    :raises GlossaryError: broken CSV, a wrong column, kind or id, an empty source cell.
    """
    rows = _rows(text, where)
    columns = _header(rows, where)
    _check_columns(columns, source_language, where)
    kinds = {kind.value for kind in Kind}
    for line, row in rows:
        here = f"{where}:{line}"
        _check_width(row, columns, here)
        cells = dict(zip(columns, (cell.strip() for cell in row), strict=False))
        identifier, kind = cells.get("id", ""), cells.get("kind", "").lower()
        if not _ID.fullmatch(identifier):
            raise GlossaryError(f"id {identifier!r} is not lower-case words joined by hyphens", where=here)
        if kind not in kinds:
            near = difflib.get_close_matches(kind, kinds, n=1)
            hint = (
                f"Did you mean {near[0]!r}?" if near else f"One of: {', '.join(kind.value for kind in Kind)}."
            )
            raise GlossaryError(f"unknown kind {kind!r}", where=here, hint=hint)
        gender = cells.get("gender", "").lower()
        if gender not in _GENDERS:
            raise GlossaryError(f"unknown gender {gender!r}", where=here, hint="One of: m, f, n, or nothing.")
        renderings = {
            column: _renderings(cell, here) for column, cell in cells.items() if column not in _FIXED and cell
        }
        if not renderings.get(source_language, Renderings(())).accepted:
            raise GlossaryError(f"no rendering in the source language ({source_language})", where=here)
        if Kind(kind) is Kind.KEEP:  # written alike everywhere: the source text is the rendering
            source = renderings[source_language]
            renderings = {"*": source, **renderings}
        yield Concept(identifier, Kind(kind), renderings, cells.get("note", ""), here, gender)
