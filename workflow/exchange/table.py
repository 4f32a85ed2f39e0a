"""The table that people without tools get: its columns, and how hostile text stands in its cells.

CSV, XLSX and DOCX share it. What XML and spreadsheets cannot hold is written as spreadsheets do it
(ISO/IEC 29500-1, 22.9.2.19, ST_Xstring): ``_x0007_`` for U+0007, and ``_x005F_`` for an underscore that would
be read as the beginning of such an escape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from msgspec import Struct

from workflow.errors import ExchangeError
from workflow.exchange.ids import unit_id
from workflow.model import Bundle, ExchangeUnit, Hit, Markup, Role, State

COLUMNS = (
    *("id", "role", "source", "translation", "state", "notes", "terms", "findings", "suggestions"),
    *("context", "base", "article"),
)
TEXTS = frozenset(
    {"source", "translation", "notes", "context", "article"}
)  # read back; the rest is for people
# XML 1.0 has no other control characters, no surrogates, and not the last two of the first plane. It makes a
# line feed of a carriage return.
ILLEGAL = "\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff"
_TO_ESCAPE = re.compile(rf"[{ILLEGAL}]|_(?=x[0-9A-Fa-f]{{4}}[_{ILLEGAL}])")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HEADER = re.compile(r"\s*([A-Za-z]+)\s*(?:\[\s*(.*?)\s*\])?\s*", re.DOTALL)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_STATES = {state.value: state for state in State}
_ROLES = {role.value: role for role in Role}


def escape(text: str) -> str:
    """``text`` with ``_xHHHH_`` for what XML cannot hold; :func:`unescape` gives it back exactly."""
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape(text: str) -> str:
    """What :func:`escape` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def header(bundle: Bundle) -> list[str]:
    """The first row. Languages and article stand in it: a table has no other place that survives a save."""
    said = {
        "source": f"{bundle.source_language}{' markdown' if bundle.markup is Markup.MARKDOWN else ''}",
        "translation": bundle.language,
        "article": bundle.article,
    }
    return [f"{name} [{said[name]}]" if name in said else name for name in COLUMNS]


def row(unit: ExchangeUnit) -> list[str]:
    """The cells of a unit, in the order of :data:`COLUMNS`, not yet escaped."""
    cells = {
        "id": unit.id,
        "role": ", ".join(role.value for role in unit.roles),
        "source": unit.source,
        "translation": unit.target,
        "state": unit.state.value,
        "notes": "\n".join(unit.notes),
        "terms": "\n".join(term_lines(unit)),
        "findings": "\n".join(unit.findings),
        "suggestions": "\n".join(unit.suggestions),
        "context": unit.context,
        # A letter before it: a spreadsheet takes 78e990246813 for a number, and writes 1.79769313486232E+308.
        "base": f"b{unit.base}" if unit.base else "",
    }
    return [cells.get(name, "") for name in COLUMNS]


def term_lines(unit: ExchangeUnit) -> list[str]:
    """A line for each term: how it stands in the source, how to write it, and how not to."""
    lines = []
    for hit in sorted(unit.hits, key=lambda each: each.start):
        line = f"{unit.source[hit.start : hit.end]} → {' | '.join(hit.renderings) or '?'}"
        if hit.forbidden:
            line += f" (not: {' | '.join(hit.forbidden)})"
        if line not in lines:
            lines.append(line)
    return lines


def spans(source: str, hits: Sequence[Hit]) -> list[tuple[str, bool]]:
    """``source`` in pieces that together are ``source``, each with whether it is a term."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for hit in sorted(hits, key=lambda each: (each.start, -each.end)):
        start, end = max(hit.start, done), min(hit.end, len(source))
        if start >= end:
            continue
        pieces += [(source[done:start], False), (source[start:end], True)]
        done = end
    pieces.append((source[done:], False))
    return [piece for piece in pieces if piece[0]]


class Header(Struct, frozen=True):
    """What the first row of a table said."""

    places: Mapping[str, int]  # of our columns; strange ones are left out
    source_language: str
    language: str
    article: str
    markup: Markup

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The cell of that column in a row; "" where the row is short, or the column was deleted."""
        place = self.places.get(name, len(cells))
        return cells[place] if place < len(cells) else ""


def read_header(cells: Sequence[str]) -> Header | None:
    """The meaning of a first row, in any order of columns; None if it is no row of ours."""
    places: dict[str, int] = {}
    said: dict[str, str] = {}
    for place, cell in enumerate(cells):
        found = _HEADER.fullmatch(cell)
        name = found[1].lower() if found else ""
        if found and name in COLUMNS and name not in places:
            places[name], said[name] = place, found[2] or ""
    language, markup = [*said.get("source", "").split(" "), ""][:2]
    if not {"source", "translation"} <= set(places):
        return None
    if not (_TAG.fullmatch(language) and _TAG.fullmatch(said["translation"])):
        return None
    return Header(
        places,
        language,
        said["translation"],
        said.get("article", ""),
        Markup.MARKDOWN if markup == "markdown" else Markup.PLAIN,
    )


def article_of(where: str, language: str) -> str:
    """The article that a file is about by the name that it was exported under, such as ``x.ru.csv``; else "".

    A person may have deleted the place in the table that says it.
    """
    found = re.match(rf"(.+?)\.{re.escape(language)}(?=[. (_-])", PurePath(where).name)
    return found[1] if found else ""


def no_header(where: str) -> ExchangeError:
    """The error for a table that is not ours."""
    return ExchangeError(
        "no row names the columns “source [en]” and “translation [ru]”",
        where=where,
        hint="Export the table again, and keep its first row.",
    )


def settled(state: State, target: str) -> State:
    """A state that fits the text: nothing is empty, and what somebody wrote into an empty cell is not.

    It is not reviewed either: that is said in the column for it.
    """
    if not target:
        return State.EMPTY
    return State.MACHINE if state is State.EMPTY else state


def unit(head: Header, cells: Sequence[str], where: str) -> ExchangeUnit | None:
    """The unit of a row whose cells are unescaped already; None for a row that is not about one.

    :raises ExchangeError: its state is none.
    """
    said = {name: head.cell(cells, name) for name in COLUMNS}
    if not (said["id"].strip() or said["source"].strip()):
        return None
    word = said["state"].strip().lower()
    if word not in _STATES and word:
        raise ExchangeError(
            f"unknown state {said['state'].strip()[:40]!r}",
            where=where,
            hint=f"Write one of {', '.join(_STATES)}.",
        )
    return ExchangeUnit(
        said["id"].strip() or unit_id(said["context"], said["source"]),
        said["source"],
        said["translation"],
        settled(_STATES.get(word, State.EMPTY), said["translation"]),
        said["context"],
        roles(said["role"]),
        tuple(line for line in said["notes"].split("\n") if line),
        base=said["base"].strip().removeprefix("b"),
    )


def roles(text: str) -> tuple[Role, ...]:
    """The roles that a cell names; what is none is left out."""
    return tuple(_ROLES[word] for word in map(str.strip, text.split(",")) if word in _ROLES)


def once(units: Sequence[tuple[str, ExchangeUnit]]) -> tuple[ExchangeUnit, ...]:
    """The units, each with its place, if none stands twice with two translations.

    :raises ExchangeError: one does; somebody has to choose.
    """
    found: dict[str, ExchangeUnit] = {}
    for where, each in units:
        other = found.setdefault(each.id, each)
        if (other.target, other.state) != (each.target, each.state):
            raise ExchangeError(
                f"{each.source[:40]!r} stands twice, with two translations or states",
                where=where,
                hint="Keep one of the two rows.",
            )
    return tuple(found.values())
