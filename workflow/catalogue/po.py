"""PO and POT files on disk, as polib's objects: read by ``syntax.py``, written by ``printer.py``.

A diff shows what changed and nothing else: what we write is never wrapped (``msgmerge --no-wrap`` agrees),
and what is as it was read stays in the lines in which another tool wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polib

from workflow.catalogue.printer import text_as_read, text_of
from workflow.catalogue.syntax import File, Layout, read_po
from workflow.errors import CatalogueError
from workflow.files import write_atomic
from workflow.model import Role, State, Unit

SIGNATURE = "machine: "  # begins the "# " line that signs machine output
TERM = "term: "  # begins a "# " line that shows a glossary term
_ROLES = {role.value: role for role in Role}


@dataclass(slots=True)
class Catalogue:
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
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogueError(f"cannot be read ({error.strerror})", where=str(path)) from error
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

    def unchanged() -> bool:
        try:
            return catalogue.path.read_bytes() == catalogue.read
        except FileNotFoundError:
            return catalogue.read is None
        except OSError:  # reading it again says why
            return False

    if not unchanged():
        return False
    layout = catalogue.layout
    if layout is None:
        content = render(catalogue.po)
    else:
        text, same = text_as_read(catalogue.po, layout)
        if same and not layout.rewritten:
            return True
        content = text.encode("utf-8")
    done = write_atomic(catalogue.path, content, unchanged=unchanged)
    if done:
        catalogue.read = content
        if layout is not None:
            layout.rewritten = True
    return done


def notes_of(entry: polib.POEntry) -> tuple[str, ...]:
    """Translator comments of an entry, a line each."""
    return tuple(entry.tcomment.split("\n")) if entry.tcomment else ()


def state_of(entry: polib.POEntry) -> State:
    """Empty, machine (fuzzy) or reviewed."""
    if not entry.msgstr.strip():
        return State.EMPTY
    return State.MACHINE if "fuzzy" in entry.flags else State.REVIEWED


def _roles(entry: polib.POEntry) -> tuple[Role, ...]:
    first = entry.comment.split("\n")[0]
    found = (_ROLES.get(part.split(",")[0].strip()) for part in first.split(";"))
    return tuple(role for role in found if role)


def units(catalogue: Catalogue) -> tuple[Unit, ...]:
    """The live units of a catalogue, in order, with the line of each ``msgid`` in the file."""
    return tuple(
        Unit(
            source=entry.msgid,
            target=entry.msgstr,
            state=state_of(entry),
            context=entry.msgctxt or "",
            notes=notes_of(entry),
            line=entry.linenum or 0,
            roles=_roles(entry),
        )
        for entry in catalogue.po
        if not entry.obsolete
    )
