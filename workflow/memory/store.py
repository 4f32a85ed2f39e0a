"""One memory of one pair of languages: a SQLite file that may be deleted at any time.

Texts are kept as UTF-8 bytes, since they may hold what SQLite's own texts cannot (zero, lone surrogates).
Each change is one transaction in SQLite's write-ahead log, so that a killed program leaves the state before
it, and others go on reading meanwhile.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from msgspec import Struct

from workflow.errors import WorkflowError
from workflow.files import make_cache
from workflow.memory import index
from workflow.memory.grams import normalise
from workflow.model import MemoryUnit, Role

FOLDER = "memory"
_BATCH = 20_000  # units, and files, that are read before they are written
_MOST_ALIKE = (
    50  # units of one text that are looked at for a search; a byline may stand in thousands of articles
)
_VERSION = 1  # of the tables and of what grams are; another one is built anew
_WAIT = 60  # seconds for another process that updates the same memory
_STATEMENTS = 32  # that stay compiled: all but those that name many texts, each of which is asked once
_RACY = 2_000_000_000  # nanoseconds in which a file may change without changing its time, on some systems
_SCHEMA = f"""
CREATE TABLE sources (
    id INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime INTEGER NOT NULL,   -- nanoseconds
    checked INTEGER NOT NULL, -- when the digest was found to be right
    digest TEXT NOT NULL
);
CREATE TABLE texts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- a number is not used again: parts of the index may know it
    hash INTEGER NOT NULL UNIQUE,
    normal BLOB NOT NULL
);
CREATE TABLE units (
    id INTEGER PRIMARY KEY,
    origin_file INTEGER NOT NULL,
    text INTEGER NOT NULL,
    hash INTEGER NOT NULL,    -- of the exact source text
    source BLOB NOT NULL, target BLOB NOT NULL, origin BLOB NOT NULL, context BLOB NOT NULL,
    roles TEXT NOT NULL, before BLOB NOT NULL, after BLOB NOT NULL,
    changed TEXT NOT NULL, author BLOB NOT NULL
);
CREATE INDEX units_text ON units (text);
CREATE INDEX units_hash ON units (hash);
CREATE INDEX units_file ON units (origin_file);
{index.SCHEMA}
PRAGMA user_version = {_VERSION};
"""
_FIELDS = "source, target, origin, context, roles, before, after, changed, author"
_T = TypeVar("_T")
_ROLES = {role.value: role for role in Role}


class _UnusableError(Exception):
    """The file is damaged, or not of this version."""


def _check(version: int) -> None:
    if version != _VERSION:
        raise _UnusableError(f"version {version}")


class Origin(Struct, frozen=True):
    """A file that a memory is built from: a catalogue, or a TMX file.

    ``size`` and ``mtime`` (nanoseconds) tell whether it may have changed, ``digest()`` whether it has; only
    then ``units()`` is called. Both may raise a :class:`WorkflowError`: then nothing of it is in the memory.
    """

    name: str  # a path, the same in every run
    size: int
    mtime: int
    digest: Callable[[], str]
    units: Callable[[], Iterable[MemoryUnit]]


class Updated(Struct, frozen=True):
    """What an update did."""

    files: int = 0  # that the memory is built from now
    read: int = 0  # of them were read, being new or changed
    gone: int = 0  # were known before and are no longer there
    indexed: int = 0  # texts
    troubles: tuple[WorkflowError, ...] = ()


class Found(Struct, frozen=True):
    """A unit with a source text like the one that was asked for."""

    unit: MemoryUnit
    score: float  # 0..100: rapidfuzz.fuzz.ratio of the normalised texts
    exact: bool  # the very same source text; 100 alone does not say so

    @property
    def percent(self) -> int:
        """The score as people are told it, never rounded up."""
        return int(self.score)


class Size(Struct, frozen=True):
    """How much a memory holds."""

    files: int
    units: int
    texts: int  # different source texts
    indexed: int  # of them are in the index; the others are compared one by one


def _hash(text: bytes) -> int:
    """64 bits of a text, signed as SQLite has them."""
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "big", signed=True)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogatepass")


@dataclass
class Memory:
    """Reviewed translations from one language into another. Close it, or use it in a ``with`` statement."""

    path: Path | None  # None: it is kept nowhere
    detail: str = ""  # why it is kept nowhere, for those who ask
    _database: sqlite3.Connection = field(init=False, repr=False)
    _index: index.Index | None = field(default=None, init=False, repr=False)
    _tail: dict[int, str] = field(default_factory=dict, init=False, repr=False)
    _origins: Iterable[Origin] = field(default=(), init=False, repr=False)

    @classmethod
    def open(cls, folder: Path | None, source_language: str, language: str) -> Memory:
        """The memory of a pair below ``folder``, which is made if need be; empty if there was none.

        A file that is damaged or of another version is deleted; the next update builds it anew. Where no file
        can be written, the memory is kept in the main memory and lost in the end; ``detail`` then says why.
        ``folder`` None asks for that.
        """
        if folder is None:
            return cls._in_memory("")
        path = folder / FOLDER / f"{source_language}-{language}.sqlite"
        try:
            _make_folder(folder)
            memory = cls(path)
            try:
                memory._connect(str(path))
            except _UnusableError:
                _delete(path)
                memory._connect(str(path))
        except (OSError, WorkflowError, _UnusableError) as error:
            return cls._in_memory(f"{path}: not kept ({error})")
        return memory

    @classmethod
    def _in_memory(cls, detail: str) -> Memory:
        memory = cls(None, detail)
        memory._connect(":memory:")
        return memory

    def _connect(self, name: str) -> None:
        self._index = None
        try:
            database = sqlite3.connect(
                name, timeout=_WAIT, isolation_level=None, cached_statements=_STATEMENTS
            )
        except sqlite3.Error as error:  # there is a folder of that name
            raise OSError(str(error)) from error
        try:
            database.execute("PRAGMA journal_mode = WAL").fetchone()
            database.execute("PRAGMA synchronous = NORMAL")
            database.execute("PRAGMA cache_size = -65536")
            database.execute(f"PRAGMA mmap_size = {1 << 32}")
            database.execute("BEGIN IMMEDIATE")  # of two processes one makes the tables
            try:
                (version,) = database.execute("PRAGMA user_version").fetchone()
                (tables,) = database.execute("SELECT count(*) FROM sqlite_master").fetchone()
                if not tables:
                    for statement in _SCHEMA.split(";"):
                        database.execute(statement)
                _check(version if tables else _VERSION)
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")
        except sqlite3.OperationalError as error:
            database.close()
            # "locked", "readonly", "unable to open", "disk I/O error": nothing that deleting would mend
            raise OSError(str(error)) from error
        except (sqlite3.DatabaseError, ValueError) as error:  # ValueError: SQLite quotes broken text
            database.close()
            raise _UnusableError(str(error)) from error
        except BaseException:
            database.close()
            raise
        self._database = database

    def close(self) -> None:
        """Let go of the file."""
        self._index = None
        with contextlib.suppress(sqlite3.Error):
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ---------------------------------------------------------------------------------------- update

    def update(self, origins: Iterable[Origin]) -> Updated:
        """Bring the memory up to date with ``origins``, which are all that it is to be built from.

        Only files that are new or have changed are read. An origin that raises is left out, and told in
        ``troubles``. ``origins`` are gone through once more if the memory turns out to be damaged, and are
        not kept: let them be made as they are asked for where there are many.
        """
        self._origins = origins
        return self._mended(self._update)

    def _update(self) -> Updated:
        try:
            return self._update_once()
        except sqlite3.OperationalError as error:  # the disk is full, or another process takes very long
            if self.path is None:
                raise
            self._forget(f"{self.path}: not kept ({error})")
            return self._update_once()

    def _update_once(self) -> Updated:
        (last,) = self._database.execute("SELECT coalesce(max(id), 0) FROM sources").fetchone()
        seen: set[int] = set()  # numbers of files that were known before
        troubles: list[WorkflowError] = []
        pending: list[tuple[Origin, int, str, list[MemoryUnit] | None]] = []
        files = waiting = read = 0
        for origin in self._origins:
            number, size, mtime, checked, digest = self._database.execute(
                "SELECT id, size, mtime, checked, digest FROM sources WHERE name = ?", (_bytes(origin.name),)
            ).fetchone() or (0, -1, 0, 0, "")
            if (size, mtime) == (origin.size, origin.mtime) and mtime + _RACY < checked:
                files += 1
                seen.add(number)
                continue
            now = time.time_ns()
            try:
                found = origin.digest()
                units = list(origin.units()) if found != digest else None
            except WorkflowError as error:
                troubles.append(error)
                continue
            files += 1
            seen.add(number)
            pending.append((origin, now, found, units))
            read += units is not None
            waiting += len(units or ())
            if waiting + len(pending) > _BATCH:
                self._write(pending)
                pending, waiting = [], 0
        known = self._database.execute("SELECT id FROM sources WHERE id <= ?", (last,))
        gone = [number for (number,) in known if number not in seen]
        if pending or gone:
            self._write(pending, gone)
        with self._transaction():
            indexed = index.extend(self._database)
        self._index = None
        return Updated(files, read, len(gone), indexed, tuple(troubles))

    def _write(
        self, pending: Sequence[tuple[Origin, int, str, list[MemoryUnit] | None]], gone: Sequence[int] = ()
    ) -> None:
        """Put what was read of some origins in the place of what was known of them, in one transaction."""
        with self._transaction() as database:
            for number in gone:
                database.execute("DELETE FROM units WHERE origin_file = ?", (number,))
                database.execute("DELETE FROM sources WHERE id = ?", (number,))
            for origin, checked, digest, units in pending:
                name = _bytes(origin.name)
                database.execute(
                    "INSERT INTO sources (name, size, mtime, checked, digest) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT DO UPDATE SET size = excluded.size, mtime = excluded.mtime, "
                    "checked = excluded.checked, digest = excluded.digest",
                    (name, origin.size, origin.mtime, checked, digest),
                )
                if units is None:
                    continue
                (number,) = database.execute("SELECT id FROM sources WHERE name = ?", (name,)).fetchone()
                database.execute("DELETE FROM units WHERE origin_file = ?", (number,))
                self._add(number, units)

    def _add(self, number: int, units: Sequence[MemoryUnit]) -> None:
        rows = []
        normals = {}
        for unit in units:
            source, normal = _bytes(unit.source), _bytes(normalise(unit.source))
            key = _hash(normal)
            normals[key] = normal
            rows.append(
                (
                    *(number, key, _hash(source), source, _bytes(unit.target), _bytes(unit.origin)),
                    *(_bytes(unit.context), "\n".join(unit.roles), _bytes(unit.before), _bytes(unit.after)),
                    *(unit.changed, _bytes(unit.author)),
                )
            )
        # What is there already would use up a number.
        self._database.executemany(
            "INSERT INTO texts (hash, normal) SELECT ?1, ?2 WHERE NOT EXISTS "
            "(SELECT 1 FROM texts WHERE hash = ?1)",
            normals.items(),
        )
        self._database.executemany(
            f"INSERT INTO units (origin_file, text, hash, {_FIELDS}) "
            "VALUES (?, (SELECT id FROM texts WHERE hash = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield self._database
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    def _mended(self, action: Callable[[], _T]) -> _T:
        """What ``action`` gives; if the file turns out to be damaged, it is built anew first."""
        try:
            return action()
        except (sqlite3.DatabaseError, ValueError, IndexError, TypeError) as error:
            if self.path is None or isinstance(error, sqlite3.ProgrammingError):
                raise
            path = self.path
            self.close()
            with contextlib.suppress(OSError):
                _delete(path)
            try:
                self._connect(str(path))
            except (OSError, _UnusableError):
                self._forget(f"{path}: not kept ({error})")
            self._update()
            return action()

    def _forget(self, detail: str) -> None:
        """From now on keep nothing on disk."""
        self.close()
        self.path, self.detail = None, detail
        self._connect(":memory:")

    # ---------------------------------------------------------------------------------------- ask

    def recall(
        self,
        source: str,
        context: str = "",
        roles: Sequence[Role] = (),
        before: str = "",
        after: str = "",
        *,
        without: str = "",
    ) -> MemoryUnit | None:
        """The best unit with exactly this source text in this context, byte for byte.

        Of several, one with the same role ranks before others, then who has the same neighbours on both
        sides, then on one; among equals the newest. ``without`` is the name of an :class:`Origin` that does
        not count: the catalogue of the article itself.
        """
        return self._mended(lambda: self._recall(source, context, roles, (before, after), without))

    def _recall(
        self, source: str, context: str, roles: Sequence[Role], neighbours: tuple[str, str], without: str
    ) -> MemoryUnit | None:
        text = _bytes(source)
        rows = self._database.execute(
            f"SELECT {_FIELDS} FROM units WHERE hash = ? AND source = ? AND context = ? AND origin_file <> ?",
            (_hash(text), text, _bytes(context), self._number(without)),
        )

        def rank(unit: MemoryUnit) -> tuple[bool, int, str, str]:
            same = sum(
                bool(mine) and mine == theirs
                for mine, theirs in zip(neighbours, (unit.before, unit.after), strict=True)
            )
            return not set(roles).isdisjoint(unit.roles), same, unit.changed, unit.origin

        return max(map(_unit, rows), key=rank, default=None)

    def search(self, text: str, limit: int = 5, minimum: float = 75, *, without: str = "") -> list[Found]:
        """The units whose source is at least ``minimum`` per cent like ``text``, the likest first.

        The very same text stands before one that is merely 100 % alike; among equals, the newest. Two units
        of the same source and target are one. ``without`` is as in :meth:`recall`.
        """
        return self._mended(lambda: self._search(text, limit, minimum, without))

    def _search(self, text: str, limit: int, minimum: float, without: str) -> list[Found]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        wanted = normalise(text)
        if not wanted or limit < 1:
            return []
        normals = self._comparable(wanted, minimum)
        results = process.extract(wanted, normals, scorer=fuzz.ratio, score_cutoff=minimum, limit=None)
        found: list[Found] = []
        own = self._number(without)
        for _, score, number in results:
            if len(found) >= limit and score < found[limit - 1].score:
                break
            for unit in self._units_of(number, own):
                if normalise(unit.source) == normals[number]:  # or two texts have the same hash
                    found.append(Found(unit, score, unit.source == text))
        found.sort(key=lambda each: (each.score, each.exact, each.unit.changed), reverse=True)
        kept = {(each.unit.source, each.unit.target): each for each in reversed(found)}
        return [each for each in found if kept[each.unit.source, each.unit.target] is each][:limit]

    def _comparable(self, wanted: str, minimum: float) -> dict[int, str]:
        """The texts to compare with: what the index offers, and what is too new for it."""
        if self._index is None:
            self._index = index.Index(self._database)
            rows = self._database.execute("SELECT id, normal FROM texts WHERE id >= ?", (self._index.tail,))
            self._tail = {number: _text(normal) for number, normal in rows}
        numbers = self._index.candidates(wanted, minimum)
        if not numbers:
            return self._tail
        marks = ",".join(map(str, numbers))
        rows = self._database.execute(f"SELECT id, normal FROM texts WHERE id IN ({marks})")
        return {**self._tail, **{number: _text(normal) for number, normal in rows}}

    def _units_of(self, number: int, without: int) -> Iterator[MemoryUnit]:
        rows = self._database.execute(
            f"SELECT {_FIELDS} FROM units WHERE text = ? AND origin_file <> ? "
            "ORDER BY changed DESC, id DESC LIMIT ?",
            (number, without, _MOST_ALIKE),
        )
        return map(_unit, rows)

    def _number(self, name: str) -> int:
        """Number of an origin in the file; 0 if there is none of that name."""
        row = self._database.execute("SELECT id FROM sources WHERE name = ?", (_bytes(name),)).fetchone()
        return int(row[0]) if row else 0

    def units(self) -> list[MemoryUnit]:
        """Everything that the memory holds, by origin and in the order of each."""
        query = f"SELECT {_FIELDS} FROM units ORDER BY origin, origin_file, id"
        return self._mended(lambda: [_unit(row) for row in self._database.execute(query)])

    def size(self) -> Size:
        """How much it holds."""
        return self._mended(self._size)

    def _size(self) -> Size:
        counts = [
            self._database.execute(f"SELECT {what}").fetchone()[0]
            for what in (
                "count(*) FROM sources",
                "count(*) FROM units",
                "count(DISTINCT text) FROM units",
                "coalesce(sum(texts), 0) FROM parts",
            )
        ]
        return Size(*counts)


def _unit(row: tuple[bytes, bytes, bytes, bytes, str, bytes, bytes, str, bytes]) -> MemoryUnit:
    source, target, origin, context, roles, before, after, changed, author = row
    return MemoryUnit(
        source=_text(source),
        target=_text(target),
        origin=_text(origin),
        context=_text(context),
        roles=tuple(_ROLES[role] for role in roles.split("\n") if role in _ROLES),
        before=_text(before),
        after=_text(after),
        changed=changed,
        author=_text(author),
    )


def _make_folder(folder: Path) -> None:
    """Make the cache folder; Git is told to leave it alone."""
    (make_cache(folder) / FOLDER).mkdir(exist_ok=True)


def _delete(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        each.unlink(missing_ok=True)
