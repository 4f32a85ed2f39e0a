"""PO and POT files on disk, as polib's objects: read by ``syntax.py``, written by ``printer.py``.

A diff shows what changed and nothing else: what we write is never wrapped (``msgmerge --no-wrap`` agrees),
and what is as it was read stays in the lines in which another tool wrote it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import polib
from msgspec import Struct

from workflow.catalogue.printer import text_as_read, text_of
from workflow.catalogue.provenance import (
    is_as_offered,
    notes_of,
    previous_source,
    provenance_of,
    state_of,
    text_hash,
)
from workflow.catalogue.syntax import File, Layout, read_po
from workflow.errors import CatalogueError
from workflow.files import write_over
from workflow.model import Role, State, Unit

_ROLES = {role.value: role for role in Role}


class Catalogue(Struct):
    """A PO file in memory with the bytes that it was read from, to notice a change on disk before a save.

    ``po`` may be replaced: ``layout`` remembers how the file was written.
    """

    path: Path
    po: polib.POFile
    read: bytes | None  # None: there was no file
    layout: Layout | None = None


def _parse(path: Path, content: bytes) -> File:
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
    po = read_po(text, path)
    if not po.layout.count and text.strip():
        raise CatalogueError("broken PO: holds neither header nor entries", where=str(path))
    return po


def load_catalogue(path: Path) -> Catalogue | None:
    """The catalogue at ``path``, or None if there is no file.

    :raises CatalogueError: it cannot be read, is not UTF-8, or is not a valid PO file.
    """
    try:
        if path.is_fifo():  # to open it would wait for whoever writes into it
            raise CatalogueError("not a file", where=str(path), hint="Delete it.")
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path)) from error
    return parse_catalogue(path, content)


def parse_catalogue(path: Path, content: bytes) -> Catalogue:
    """The catalogue that some bytes are; ``path`` is where they are from.

    :raises CatalogueError: they are not UTF-8, or not a valid PO file.
    """
    po = _parse(path, content)
    return Catalogue(path, po, content, po.layout)


def empty_catalogue(path: Path) -> Catalogue:
    """A catalogue that is not on disk yet."""
    return Catalogue(path, polib.POFile(wrapwidth=0, check_for_duplicates=False), None)


def render(po: polib.POFile) -> bytes:
    """The bytes of a PO file, laid out afresh. What no PO file can hold (NUL) comes out as U+FFFD."""
    return text_of(po).encode("utf-8")


def save_catalogue(catalogue: Catalogue) -> bool:
    """Write atomically, unless somebody has changed the file since it was read: then False, nothing written.

    A file that says the same already is not touched. In one that another tool laid out, only what changed is
    laid out afresh.

    :raises workflow.errors.WorkflowError: the file cannot be written.
    """
    layout = catalogue.layout
    if layout is None:
        content = render(catalogue.po)
    else:
        text, same = text_as_read(catalogue.po, layout)
        content = text.encode("utf-8")
        if same and not layout.rewritten and catalogue.read is not None:
            content = catalogue.read  # same entries, whatever their layout
    done = write_over(catalogue.path, content, catalogue.read)
    if done:
        catalogue.read = content
        if layout is not None:
            layout.rewritten = True
    return done


@lru_cache(maxsize=1 << 10)  # nearly all of a catalogue's entries have one of few comments
def _roles(comment: str) -> tuple[Role, ...]:
    found = (_ROLES.get(part.split(",")[0].strip()) for part in comment.split("\n", maxsplit=1)[0].split(";"))
    return tuple(role for role in found if role)


def units(catalogue: Catalogue, *, unchanged_counts: bool = True) -> tuple[Unit, ...]:
    """The live units of a catalogue, in order, with the line of each ``msgid`` in the file.

    With ``unchanged_counts`` off a text that was approved exactly as it was offered is still a machine's, or
    stale.
    """
    return tuple([_unit(entry, unchanged_counts) for entry in catalogue.po if not entry.obsolete])


def _unit(entry: polib.POEntry, unchanged_counts: bool) -> Unit:
    state = state_of(entry)
    notes: tuple[str, ...] = ()
    previous, unchanged = "", False
    if entry.tcomment:
        notes, unchanged = notes_of(entry), is_as_offered(entry)
        if unchanged and not unchanged_counts:
            said = provenance_of(entry)
            old = said is not None and said.source not in ("", text_hash(entry.msgid))
            state = State.STALE if old else State.MACHINE
    if entry.previous_msgid is not None:
        previous = previous_source(entry)
    return Unit(
        entry.msgid,
        entry.msgstr,
        state,
        entry.msgctxt or "",
        notes,
        entry.linenum or 0,
        _roles(entry.comment),
        previous,
        unchanged,
    )
