"""Read and write ``forms.<lang>.csv``: the inflected forms of renderings, by the program and by people.

Columns ``id``, ``rendering``, ``number``, one a case, and ``made``; a line for each rendering and number
(empty: as the glossary has it; ``pl``: the plural of it). ``made`` is ``machine:`` and a digest for a line
that the program wrote and nobody has touched. Every other line is a person's, and is never changed: it is
written back byte for byte.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct, field

from workflow.errors import GlossaryError
from workflow.glossary import inflect
from workflow.glossary.csvfile import delimiter_of
from workflow.glossary.inflect import cases, has_rules
from workflow.glossary.normalise import normalise
from workflow.model import Concept, Kind

Key = tuple[str, str, str]  # concept, rendering as normalise() has it, number

_FIXED = ("id", "rendering", "number", "made")
_MACHINE = "machine:"
_CONTROL = re.compile("[\0-\x1f]")


def key_of(concept: str, rendering: str, number: str) -> Key:
    """Where the forms of a rendering are kept; spellings that look alike are one."""
    return concept, _alike(rendering), number


@lru_cache(maxsize=1 << 13)  # each is asked when it is read, when it is stored, and when it is looked up
def _alike(rendering: str) -> str:
    return normalise(rendering).text


class Line(Struct, frozen=True):
    """One line of a forms file. ``raw`` is its text as it stands in the file, with its line end."""

    id: str
    rendering: str
    number: str
    forms: Mapping[str, str]
    made: str
    raw: str
    where: str

    @property
    def key(self) -> Key:
        """Which forms they are."""
        return key_of(self.id, self.rendering, self.number)

    @property
    def untouched(self) -> bool:
        """Whether the program wrote the line and nobody has changed it since."""
        return self.made == stamp(self.id, self.rendering, self.number, self.forms)


class FormsFile(Struct, frozen=True):
    """A forms file as it was read; without lines and with ``head`` empty where there is no file yet."""

    head: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    mark: str = ""  # a byte order mark
    delimiter: str = ","

    @property
    def forms(self) -> dict[Key, Mapping[str, str]]:
        """The forms by concept, rendering and number."""
        return {line.key: line.forms for line in self.lines}


class Made(Struct, frozen=True):
    """What :func:`renew` did."""

    text: str
    new: int = 0  # lines that the program wrote or wrote anew
    kept: int = 0  # lines that are as they were
    dropped: int = 0  # lines of the program for what is no longer in the glossary
    unread: int = 0  # lines of the program in the result: a person has to read them
    stale: tuple[Line, ...] = field(default=())  # people's lines for what is no longer in the glossary


def stamp(concept: str, rendering: str, number: str, forms: Mapping[str, str]) -> str:
    """What stands in ``made`` of a line that the program writes: eight hex digits over all of it.

    Id, rendering and number count too: a person who mends the spelling of a rendering has made the line
    theirs. The order of the columns does not.
    """
    from hashlib import sha256  # noqa: PLC0415  (with OpenSSL, which most runs need not load)

    parts = (concept, rendering, number, *(f"{case}={form}" for case, form in sorted(forms.items()) if form))
    return _MACHINE + sha256("\x1f".join(parts).encode()).hexdigest()[:8]


# ------------------------------------------------------------------------------------------------ reading


def parse_forms(text: str, where: str, language: str) -> FormsFile:
    """Read one file; ``where`` is its path, for messages.

    :raises GlossaryError: broken CSV, a wrong column, a line without a rendering, or one that stands twice.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    physical = list(io.StringIO(text.removeprefix(mark), newline=""))
    delimiter = delimiter_of(text.removeprefix(mark))
    reader = csv.reader(physical, delimiter=delimiter, strict=True)
    columns: tuple[str, ...] = ()
    head = ""
    lines: list[Line] = []
    seen: dict[Key, str] = {}
    done = 0
    try:
        for row in reader:
            raw, done = "".join(physical[done : reader.line_num]), reader.line_num
            here = f"{where}:{done}"
            if not any(cell.strip() for cell in row):
                continue
            if not columns:
                columns, head = _columns(row, here, language), raw
                continue
            line = _line(row, columns, raw, here, language)
            key = line.key
            if key in seen:
                what = f"{line.rendering!r} of {line.id!r}" + (" (plural)" if line.number else "")
                raise GlossaryError(f"{what} stands twice (first at {seen[key]})", where=here)
            seen[key] = here
            lines.append(line)
    except csv.Error as error:
        raise GlossaryError(
            f"broken CSV ({error})",
            where=f"{where}:{reader.line_num}",
            hint="Look for a stray quotation mark.",
        ) from error
    if not columns:
        raise GlossaryError("the file is empty", where=where, hint=_shape(language))
    return FormsFile(head, columns, tuple(lines), mark, delimiter)


def _shape(language: str) -> str:
    return f"The first row is: {','.join(_columns_for(language))}"


def _columns_for(language: str) -> tuple[str, ...]:
    return ("id", "rendering", "number", *cases(language), "made")


def _columns(row: Sequence[str], here: str, language: str) -> tuple[str, ...]:
    columns = tuple(cell.strip() for cell in row)
    for column in columns:
        if not column or columns.count(column) > 1:
            raise GlossaryError(f"column {column!r} is empty or stands twice", where=here)
    known = cases(language) if has_rules(language) else tuple(set(columns) - set(_FIXED))
    wrong = [column for column in columns if column not in (*_FIXED, *known)]
    missing = [column for column in (*_FIXED, *(known or ("nom",))) if column not in columns]
    if wrong or missing:
        problem = f"unknown column {wrong[0]!r}" if wrong else f"no column {missing[0]!r}"
        raise GlossaryError(problem, where=here, hint=_shape(language))
    return columns


def _line(row: Sequence[str], columns: Sequence[str], raw: str, here: str, language: str) -> Line:
    if len(row) > len(columns):
        raise GlossaryError(
            f"{len(row)} cells, but the first row names {len(columns)} columns",
            where=here,
            hint="Put a cell that holds a comma in double quotes.",
        )
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False)}
    identifier, rendering, number = (cells.get(name, "") for name in ("id", "rendering", "number"))
    if not identifier or not rendering:
        raise GlossaryError("no id or no rendering", where=here)
    if number not in ("", "pl"):
        raise GlossaryError(f"unknown number {number!r}", where=here, hint="It is pl, or nothing.")
    order = [name for name in cases(language) if name in columns]  # the dictionary form first
    order += [column for column in columns if column not in (*_FIXED, *order)]
    forms = {case: cells[case] for case in order if cells.get(case)}
    if _CONTROL.search("".join((rendering, *forms.values()))):
        raise GlossaryError("a form holds a line break or control character", where=here)
    if not forms:
        raise GlossaryError(
            f"no forms of {rendering!r}", where=here, hint="Fill the cells or delete the line."
        )
    return Line(identifier, rendering, number, forms, cells.get("made", ""), raw, here)


# ------------------------------------------------------------------------------------------------ writing


def wanted_forms(concept: Concept, language: str) -> list[tuple[str, str, Mapping[str, str]]]:
    """Rendering, number and generated forms of each line that the concept should have.

    The preferred rendering, its preferred short form, and for an office the plural.
    """
    if concept.kind is Kind.KEEP or not has_rules(language):
        return []
    renderings = concept.in_language(language)
    preferred = renderings.preferred
    found = []
    for rendering in dict.fromkeys(each for each in (preferred, *renderings.short[:1]) if each):
        forms = inflect.inflect(rendering, language, concept.kind, concept.gender, concept.number)
        found.append((rendering, "", forms))
    if concept.kind is Kind.OFFICE and preferred:
        plural = inflect.pluralise(preferred, language, concept.kind, concept.gender, concept.number)
        if plural:
            found.append((preferred, "pl", plural))
    return found


def renew(
    before: FormsFile | None,
    concepts: Iterable[Concept],
    language: str,
    tick: Callable[[], None] = lambda: None,
) -> Made:
    """The text of the file with a line for all that the glossary has, in its order.

    People's lines stay, those too whose rendering is gone (after the other lines of their concept, or at
    the end). Lines of the program are made anew, or dropped if nothing asks for them. Renewing twice
    changes nothing. ``tick`` is called after every concept.
    """
    columns = before.columns if before else _columns_for(language)
    ending = _ending(before.head) if before else "\n"
    delimiter = before.delimiter if before else ","
    names = dict(zip(columns, columns, strict=True))
    head = before.head if before else _written(columns, names, delimiter, ending)
    old = {line.key: line for line in before.lines} if before else {}
    of_concept: dict[str, list[Line]] = {}
    for each in old.values():
        of_concept.setdefault(each.id, []).append(each)
    rows = [head if head.endswith(("\n", "\r")) else head + ending]
    new = kept = unread = 0
    used: set[Key] = set()
    stale: list[Line] = []

    def keep(line: Line) -> None:
        rows.append(line.raw if line.raw.endswith(("\n", "\r")) else line.raw + ending)

    for concept in concepts:
        for rendering, number, forms in wanted_forms(concept, language):
            key = key_of(concept.id, rendering, number)
            if key in used:
                continue
            used.add(key)
            line = old.get(key)
            if line is not None and not line.untouched:
                keep(line)
                kept += 1
                continue
            unread += 1
            if line is not None and line.rendering == rendering and line.forms == forms:
                keep(line)
                kept += 1
                continue
            made = stamp(concept.id, rendering, number, forms)
            cells = {"id": concept.id, "rendering": rendering, "number": number, "made": made, **forms}
            rows.append(_written(columns, cells, delimiter, ending))
            new += 1
        for rest in of_concept.pop(concept.id, ()):
            if rest.key not in used and not rest.untouched:
                used.add(rest.key)
                stale.append(rest)
                keep(rest)
        tick()
    for lines in of_concept.values():
        for rest in lines:
            if not rest.untouched:
                stale.append(rest)
                keep(rest)
    dropped = sum(line.untouched and line.key not in used for line in old.values())
    text = (before.mark if before else "") + "".join(rows)
    return Made(text, new, kept + len(stale), dropped, unread, tuple(stale))


def with_lines(before: FormsFile | None, lines: Iterable[Line], language: str) -> str:
    """The text of the file with ``lines``: those of a key that is there are replaced, the rest come last.

    All other lines stand as they stood, byte for byte; empty ones go. Without a file it is a new one.

    :raises GlossaryError: a line has a case for which the file has no column.
    """
    wanted = {line.key: line for line in lines}
    if before is None:
        known = cases(language) if has_rules(language) else ()
        more = dict.fromkeys(case for line in wanted.values() for case in line.forms)
        columns = ("id", "rendering", "number", *(known or more), "made")
    else:
        columns = before.columns
    ending, delimiter = (_ending(before.head), before.delimiter) if before else ("\n", ",")

    def written(line: Line) -> str:
        strange = [case for case in line.forms if case not in columns]
        if strange:
            raise GlossaryError(f"no column for the case {strange[0]!r}", where=line.where)
        cells = {"id": line.id, "rendering": line.rendering, "number": line.number, "made": line.made}
        return _written(columns, {**line.forms, **cells}, delimiter, ending)

    head = before.head if before else _written(columns, dict(zip(columns, columns, strict=True)), ",", "\n")
    rows = [head]
    for old in before.lines if before else ():
        new = wanted.pop(old.key, None)
        rows.append(old.raw if new is None else written(new))
    rows = [row if row.endswith(("\n", "\r")) else row + ending for row in rows]
    return (before.mark if before else "") + "".join([*rows, *map(written, wanted.values())])


def _ending(head: str) -> str:
    """How the first row of a file ends, as the rows that are added to it do."""
    return next((ending for ending in ("\r\n", "\r") if head.endswith(ending)), "\n")


def _written(columns: Sequence[str], cells: Mapping[str, str], delimiter: str, ending: str) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator=ending).writerow(
        [cells.get(column, "") for column in columns]
    )
    return stream.getvalue()
