"""PO and POT files on disk: GNU gettext's format, read and written by polib.

What polib misses of the format is in ``syntax.py``. ``#=`` lines are carried through as translator comments
and come out as they went in. Lines are never wrapped (``msgmerge --no-wrap`` agrees), so that a diff shows
what changed and nothing else.
"""

from __future__ import annotations

import bisect
import re
from dataclasses import dataclass
from pathlib import Path

import polib

from workflow.catalogue.provenance import is_as_offered, notes_of, previous_source, state_of
from workflow.catalogue.syntax import into_dialect, msgid_lines, out_of_dialect, text_of
from workflow.errors import CatalogueError
from workflow.files import write_over
from workflow.model import Role, State, Unit

_SYNTAX = re.compile(r"\(line (\d+)\)")
_ROLES = {role.value: role for role in Role}


@dataclass(slots=True)
class Catalogue:
    """A PO file in memory with the bytes that it was read from, to notice a change on disk before a save."""

    path: Path
    po: polib.POFile
    read: bytes | None  # None: there was no file


def _parse(path: Path, content: bytes) -> polib.POFile:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CatalogueError(
            f"not UTF-8 (byte 0x{content[error.start]:02x})",
            where=f"{path}:{line}",
            hint="Save the catalogue as UTF-8; most editors have this under “Save as”.",
        ) from error
    if "\0" in text:
        raise CatalogueError("holds zero bytes; it is not a text file", where=str(path))
    text = re.sub(r"\r\n?", "\n", text)
    text = into_dialect(text, path)
    try:
        # polib takes a text for a file name if one such exists; a PO text always has a line break.
        po = polib.pofile(text + "\n", wrapwidth=0, check_for_duplicates=False)
    except (OSError, UnicodeError, ValueError, IndexError, AttributeError, TypeError) as error:
        found = _SYNTAX.search(str(error)) or re.search(r"line (\d+)", str(error))
        where = f"{path}:{found.group(1)}" if found else str(path)
        reason = re.sub(r"^Syntax error in po file[^:]*:?\s*", "", str(error).replace(text, "…"))[:200]
        raise CatalogueError(
            f"broken PO: {_SYNTAX.sub('', reason).strip(' :') or 'syntax error'}",
            where=where,
            hint="“msgfmt --check” shows the place; restore a version from git if it cannot be mended.",
        ) from error
    lines = msgid_lines(text)
    for entry in po:  # polib counts from the first comment of an entry
        entry.linenum = lines[bisect.bisect_left(lines, entry.linenum or 0)]
    po = out_of_dialect(po, text)
    _refuse_duplicates(po, path, lines[0] if lines else 0)
    if text.strip() and not lines:
        raise CatalogueError("broken PO: holds neither header nor entries", where=str(path))
    return po


def _refuse_duplicates(po: polib.POFile, path: Path, header_line: int) -> None:
    seen: dict[tuple[str | None, str], int | None] = {(None, ""): header_line}
    for entry in po:
        if entry.obsolete:
            continue
        key = (entry.msgctxt, entry.msgid)
        if key in seen:
            what, hint = "duplicate entry", "Keep the better one of the two translations."
            if not any(key):
                what, hint = "a second header", "Keep one header, at the beginning of the file."
            raise CatalogueError(
                f"broken PO: {what} (first at line {seen[key]})", where=f"{path}:{entry.linenum}", hint=hint
            )
        seen[key] = entry.linenum


def load_catalogue(path: Path) -> Catalogue | None:
    """The catalogue at ``path``, or None if there is no file.

    :raises CatalogueError: it cannot be read, is not UTF-8, or is not a valid PO file.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path)) from error
    return Catalogue(path, _parse(path, content), content)


def empty_catalogue(path: Path) -> Catalogue:
    """A catalogue that is not on disk yet."""
    return Catalogue(path, polib.POFile(wrapwidth=0, check_for_duplicates=False), None)


def render(po: polib.POFile) -> bytes:
    """The bytes of a PO file, ``#=`` lines restored. What no PO file can hold (NUL) comes out as U+FFFD."""
    po.wrapwidth = 0
    return (text_of(po).rstrip("\n") + "\n").encode("utf-8")


def save_catalogue(catalogue: Catalogue) -> bool:
    """Write atomically, unless somebody has changed the file since it was read: then False, nothing written.

    :raises workflow.errors.WorkflowError: the file cannot be written.
    """

    content = render(catalogue.po)
    if catalogue.read is not None and render(_parse(catalogue.path, catalogue.read)) == content:
        content = catalogue.read  # same entries, merely laid out by another tool: leave its layout alone
    done = write_over(catalogue.path, content, catalogue.read)
    if done:
        catalogue.read = content
    return done


def _roles(entry: polib.POEntry) -> tuple[Role, ...]:
    first = entry.comment.split("\n")[0]
    found = (_ROLES.get(part.split(",")[0].strip()) for part in first.split(";"))
    return tuple(role for role in found if role)


def units(catalogue: Catalogue, *, unchanged_counts: bool = True) -> tuple[Unit, ...]:
    """The live units of a catalogue, in order, with the line of each ``msgid`` in the file.

    With ``unchanged_counts`` off a text that was approved exactly as it was offered is still a machine's, or
    stale.
    """
    return tuple(
        _unit(entry, unchanged_counts=unchanged_counts) for entry in catalogue.po if not entry.obsolete
    )


def _unit(entry: polib.POEntry, *, unchanged_counts: bool) -> Unit:
    state, unchanged = state_of(entry), is_as_offered(entry)
    if unchanged and not unchanged_counts:
        state = State.MACHINE
    return Unit(
        source=entry.msgid,
        target=entry.msgstr,
        state=state,
        context=entry.msgctxt or "",
        notes=notes_of(entry),
        line=entry.linenum or 0,
        roles=_roles(entry),
        previous=previous_source(entry),
        unchanged=unchanged,
    )
