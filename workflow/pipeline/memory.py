"""The translation memory of a publication: what it is built from, what it offers to drafts; TMX."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from msgspec import Struct
from msgspec.structs import replace

from workflow import __version__
from workflow.catalogue import Catalogue, Key, direction, key_of, load_catalogue, units
from workflow.catalogue.change import differences
from workflow.catalogue.provenance import state_of
from workflow.config import FILE_NAME, Config
from workflow.diff import word_diff
from workflow.errors import CatalogueError, ConfigError, ExchangeError, WorkflowError
from workflow.files import CACHE, listed, read_limited, write_atomic
from workflow.languages.numerals import numerals
from workflow.model import MemoryUnit, Role, State
from workflow.pipeline.articles import Prepared
from workflow.pipeline.publication import Publication
from workflow.translate import Insertion

if TYPE_CHECKING:  # it brings NumPy and SQLite, which most commands can do without
    from workflow.memory import Found, Memory, Origin, Size, Updated

_LARGEST = {".tmx": 1 << 30, ".po": 1 << 26}  # bytes; a catalogue of an article has some ten thousands
_SUGGESTIONS = 2  # for one segment
_LONGEST_DIFF = 4_000  # characters; beyond it a person could not read it either
_NOBODY = ("", "Automatically generated", "FULL NAME <EMAIL@ADDRESS>")


# ---------------------------------------------------------------------------------------------- building


def imported(root: Path) -> Path:
    """The folder of the TMX files that people gave to a publication."""
    return root / "locales" / "memory"


class Origins(Struct, frozen=True):
    """What the memory from ``source`` into ``language`` is built from: catalogues and TMX files.

    Of this publication first, then of those that the configuration names; found anew each time that they are
    gone through, and made one by one, for there may be a hundred thousand.

    :raises ConfigError: one that is named is no publication.
    :raises WorkflowError: a folder cannot be read.
    """

    config: Config
    source: str
    language: str

    def __iter__(self) -> Iterator[Origin]:
        config, source = self.config, self.source
        for root, label in _roots(config):
            own = config if root == config.root else Config(root=root)
            for path in listed(own.catalogue(self.language, "x").parent):
                if path.suffix == ".po":
                    read = partial(_reviewed, path, f"{label}{path.stem}", source, config.unchanged_counts)
                    yield from _origin(config, path, read)
            for path in listed(imported(root)):
                if path.suffix.lower() == ".tmx":
                    yield from _origin(config, path, partial(_from_tmx, path, source, self.language))


def _roots(config: Config) -> Iterator[tuple[Path, str]]:
    """The publications that the memory is built from, and what stands before the names of their articles."""
    yield config.root, ""
    seen = {config.root.resolve()}
    for root in config.memory_publications:
        if not (root / FILE_NAME).is_file():
            raise ConfigError(
                f"{str(root)!r} is no publication: it has no {FILE_NAME}",
                where=f"{FILE_NAME} [memory] publications",
                hint="Name its folder, as seen from this one.",
            )
        if root.resolve() not in seen:
            seen.add(root.resolve())
            yield root, f"{root.resolve().name}/"


def _origin(config: Config, path: Path, read: Callable[[], list[MemoryUnit]]) -> Iterator[Origin]:
    from workflow.memory import Origin  # noqa: PLC0415

    try:
        status = path.stat()
    except OSError:  # gone since the folder was read, or a broken link
        return
    yield Origin(_name(config, path), status.st_size, status.st_mtime_ns, lambda: _digest(path), read)


def _name(config: Config, path: Path) -> str:
    """What a file is called in the index: the same wherever the publication lies.

    What counts as reviewed is part of it, so that all is read anew when the publication decides otherwise.
    """
    strict = "" if config.unchanged_counts or path.suffix != ".po" else " (read by a person)"
    return os.path.relpath(path, config.root).replace(os.sep, "/") + strict


def _content(path: Path) -> bytes:
    error: type[WorkflowError] = CatalogueError if path.suffix == ".po" else ExchangeError
    limit = _LARGEST[".po" if path.suffix == ".po" else ".tmx"]
    return read_limited(path, limit, error)


def _digest(path: Path) -> str:
    return hashlib.sha256(_content(path)).hexdigest()


def _reviewed(path: Path, name: str, source: str, unchanged_counts: bool) -> list[MemoryUnit]:
    """The reviewed units of a catalogue whose article is in ``source``; see :func:`units`."""
    catalogue = load_catalogue(path)
    if catalogue is None or catalogue.po.metadata.get("X-Source-Language", source) != source:
        return []
    every = units(catalogue, unchanged_counts=unchanged_counts)
    changed, author = _revision(catalogue), catalogue.po.metadata.get("Last-Translator", "")
    sources = ["", *(unit.source for unit in every), ""]
    return [
        MemoryUnit(
            source=unit.source,
            target=unit.target,
            origin=name,
            context=unit.context,
            roles=unit.roles,
            before=sources[place],
            after=sources[place + 2],
            changed=changed,
            author="" if author in _NOBODY else author,
        )
        for place, unit in enumerate(every)
        if unit.state is State.REVIEWED and not direction(unit.target)
    ]


def _revision(catalogue: Catalogue) -> str:
    """When somebody last changed a catalogue, as it says itself."""
    text = catalogue.po.metadata.get("PO-Revision-Date", "")
    try:
        moment = datetime.strptime(text.strip(), "%Y-%m-%d %H:%M%z").astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _from_tmx(path: Path, source: str, language: str) -> list[MemoryUnit]:
    from workflow.exchange.tmx import read_tmx  # noqa: PLC0415

    found = read_tmx(_content(path), str(path), source)
    return [
        unit if unit.origin else replace(unit, origin=path.name)
        for unit in found.get(language, ())
        if unit.source.strip() and unit.target.strip()
    ]


@contextlib.contextmanager
def open_memory(
    publication: Publication, language: str, source: str = ""
) -> Iterator[tuple[Memory, Updated]]:
    """The memory into ``language``, up to date, and what was done for it.

    :raises ConfigError: a publication that is to share its memory is none.
    :raises WorkflowError: a folder of catalogues cannot be read.
    """
    from workflow.memory import Memory  # noqa: PLC0415

    config = publication.config
    source = source or config.source
    with Memory.open(config.root / CACHE, source, language) as memory:
        yield memory, memory.update(Origins(config, source, language))


# ---------------------------------------------------------------------------------------------- drafts


class Recollection(Struct, frozen=True):
    """The memory as one article may ask it: its own segments are no memory for itself."""

    memory: Memory
    catalogue: str  # name in the index
    minimum: int  # per cent; 0: nothing that is not exact is offered
    insert: bool
    source_language: str
    warnings: tuple[str, ...] = ()

    def recall(
        self, source: str, context: str = "", roles: Sequence[Role] = (), before: str = "", after: str = ""
    ) -> MemoryUnit | None:
        """See :meth:`workflow.memory.Memory.recall`."""
        return self.memory.recall(source, context, roles, before, after, without=self.catalogue)

    def search(self, text: str, limit: int = 5, minimum: float = 75) -> list[Found]:
        """See :meth:`workflow.memory.Memory.search`."""
        return self.memory.search(text, limit, minimum, without=self.catalogue)

    @property
    def insertion(self) -> Insertion | None:
        """How the best unit becomes a draft; None if it must not."""
        if not (self.insert and self.minimum):
            return None
        return Insertion(self.minimum, numerals, lambda old, new: differences(old, new, self.source_language))


class Recollections:
    """The memories that some articles ask, each opened and brought up to date once. Close it.

    A broken file among what one is built from is a warning, no more.
    """

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._open: dict[tuple[str, str], tuple[Memory, Updated]] = {}
        self._stack = contextlib.ExitStack()

    def of(self, prepared: Prepared, language: str) -> Recollection:
        """The memory for one article.

        :raises ConfigError: a publication that is to share its memory is none.
        """
        config, article = self._publication.config, prepared.article
        pair = (article.language, language)
        first = pair not in self._open
        if first:
            opened = open_memory(self._publication, language, article.language)
            self._open[pair] = self._stack.enter_context(opened)
        memory, updated = self._open[pair]
        troubles = updated.troubles if first else ()  # told once
        return Recollection(
            memory,
            _name(config, config.catalogue(language, article.slug)),
            config.memory_fuzzy,
            config.memory_insert,
            article.language,
            tuple(f"{error} (not used as memory)" for error in troubles),
        )

    def close(self) -> None:
        """Let go of all of them."""
        self._open.clear()
        self._stack.close()


def surroundings(prepared: Prepared) -> dict[Key, tuple[tuple[Role, ...], str, str]]:
    """Roles of each segment, and the texts before and after it, as they stand in its catalogue."""
    roles: dict[Key, list[Role]] = {}
    for key, segment in zip(prepared.keys, prepared.segments, strict=True):
        if segment.role not in roles.setdefault(key, []):
            roles[key].append(segment.role)
    texts = ["", *(text for _, text in roles), ""]
    return {
        key: (tuple(mine), texts[place], texts[place + 2]) for place, (key, mine) in enumerate(roles.items())
    }


def suggestions(recalled: Recollection, entries: Iterable[polib.POEntry]) -> dict[Key, list[str]]:
    """What the memory offers for each entry, as lines of comments without their beginning.

    Two lines an offer: how much alike, where from, and what differs in the source; then the translation. An
    entry that has that very text already is not told it again.
    """
    found: dict[Key, list[str]] = {}
    for entry in entries:
        if not recalled.minimum or entry.obsolete or state_of(entry) is State.REVIEWED:
            continue
        lines: list[str] = []
        for each in recalled.search(entry.msgid, _SUGGESTIONS + 1, recalled.minimum):
            if each.unit.target != entry.msgstr and len(lines) < 2 * _SUGGESTIONS:
                lines.append(
                    f"{each.percent} % memory/{each.unit.origin}: {_diff(each.unit.source, entry.msgid)}"
                )
                lines.append(f"= {each.unit.target}")
        if lines:
            found[key_of(entry)] = lines
    return found


def _diff(old: str, new: str) -> str:
    return word_diff(old, new) if len(old) + len(new) <= _LONGEST_DIFF else old


# ---------------------------------------------------------------------------------------------- commands


class Remembered(Struct, frozen=True):
    """One thing that a search of the memory found."""

    found: Found
    diff: str  # from its source to the text that was asked for, word by word


def search_memory(
    publication: Publication, text: str, language: str, *, limit: int = 5, minimum: int = 75
) -> tuple[list[Remembered], Updated]:
    """The units whose source is like ``text``.

    :raises ConfigError: a publication that is to share its memory is none.
    """
    with open_memory(publication, language) as (memory, updated):
        found = memory.search(text, limit, minimum)
    return [Remembered(each, _diff(each.unit.source, text)) for each in found], updated


class MemoryState(Struct, frozen=True):
    """The memory of one language after an update."""

    language: str
    path: Path | None  # None: it could not be kept, and ``detail`` says why
    detail: str
    size: Size
    updated: Updated


def update_memory(publication: Publication, languages: Iterable[str]) -> Iterator[MemoryState]:
    """Bring the memory of each language up to date.

    :raises ConfigError: a publication that is to share its memory is none.
    """
    for language in languages:
        with open_memory(publication, language) as (memory, updated):
            yield MemoryState(language, memory.path, memory.detail, memory.size(), updated)


class ImportedMemory(Struct, frozen=True):
    """Where a TMX file lies now, how many units it has by language, and what is in it but not used."""

    place: Path
    counts: dict[str, int]
    skipped: tuple[str, ...]


def import_tmx(publication: Publication, path: Path, *, dry_run: bool = False) -> ImportedMemory:
    """Copy a TMX file into the publication if it is sound.

    :raises ExchangeError: it cannot be read, is not TMX, has no unit for the publication's languages, or
        another file of its name is there.
    """
    config = publication.config
    content = _content(path)
    from workflow.exchange.tmx import read_tmx_full  # noqa: PLC0415

    read = read_tmx_full(content, str(path), config.source)
    found = read.units
    counts = {
        language: sum(bool(unit.source.strip() and unit.target.strip()) for unit in found.get(language, ()))
        for language in config.languages
    }
    if not any(counts.values()):
        raise ExchangeError(
            f"has no unit from {config.source!r} into a language of this publication",
            where=str(path),
            hint=f"Its languages: {', '.join(found) or 'none'}.",
        )
    name = path.name if path.suffix.lower() == ".tmx" else f"{path.name}.tmx"
    place = imported(config.root) / name
    if place.exists() and place.resolve() != path.resolve() and _content(place) != content:
        raise ExchangeError(
            "another file of this name is there already", where=str(place), hint="Rename one of the two."
        )
    if not dry_run:
        write_atomic(place, content)
    named = {language: count for language, count in counts.items() if count}
    return ImportedMemory(place, named, tuple(read.skipped))


def export_tmx(
    publication: Publication, language: str, slugs: Sequence[str] | None = None
) -> tuple[bytes, int, Updated]:
    """The memory into ``language`` as TMX, all or what comes from ``slugs``, and how many units that has.

    :raises ConfigError: a publication that is to share its memory is none.
    :raises WorkflowError: a folder of catalogues cannot be read.
    """
    from workflow.exchange.tmx import write_tmx  # noqa: PLC0415

    with open_memory(publication, language) as (memory, updated):
        every = [unit for unit in memory.units() if slugs is None or unit.origin in slugs]
    content = write_tmx(every, publication.config.source, language, tool_version=__version__)
    return content, len(every), updated


def save_tmx(path: Path, content: bytes) -> None:
    """Write an exported file.

    :raises WorkflowError: it cannot be written.
    """
    if path.is_dir():
        raise WorkflowError("is a folder", where=str(path), hint="Name a file, such as memory.tmx.")
    write_atomic(path, content)
