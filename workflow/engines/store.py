"""Drafts that engines have made, kept in one SQLite file of the cache folder; it may be deleted at any time.

What a text was made of is its key: engine, model and version, settings, pair of languages, the text that was
read. Each chunk of texts is one transaction, so that a run which is killed has all that was finished before.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from workflow.errors import WorkflowError
from workflow.files import make_cache
from workflow.model import Translation

NAME = "drafts.sqlite"
_VERSION = 1  # of the table; another one is begun anew
_WAIT = 60  # seconds for another process that writes
_AT_ONCE = 500  # keys in one question; SQLite takes 999 and more
_STATEMENTS = 8  # that stay compiled; a question for 500 keys takes a tenth of a megabyte
_LARGEST = 1 << 30  # bytes; when a larger file is opened, the oldest days go until it would be half of that
_DAY = 86_400  # seconds
_TABLE = """
CREATE TABLE IF NOT EXISTS drafts (
    key BLOB PRIMARY KEY,
    text BLOB NOT NULL,
    score REAL,
    day INTEGER NOT NULL
) WITHOUT ROWID;
"""


class DraftStore:
    """Translations by key. What cannot be kept is not: nothing here ever stops a run."""

    def __init__(self, folder: Path, *, largest: int = _LARGEST) -> None:
        """``folder`` is the cache folder; it is made when something is first kept."""
        self._folder, self._largest = folder, largest
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._unusable = False
        self._renewed = False  # whether this run has begun it anew already

    @property
    def path(self) -> Path:
        """Where the drafts lie."""
        return self._folder / NAME

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Translation]:
        """Those of ``keys`` that are known."""
        found: dict[bytes, Translation] = {}
        with self._lock, self._opened() as connection:
            for at in range(0, len(keys) if connection is not None else 0, _AT_ONCE):
                part = list(keys[at : at + _AT_ONCE])
                marks = ",".join("?" * len(part))
                assert connection is not None
                rows = connection.execute(f"SELECT key, text, score FROM drafts WHERE key IN ({marks})", part)
                found.update(
                    (key, Translation(text.decode("utf-8", "surrogatepass"), score))
                    for key, text, score in rows
                )
        return found

    def put(self, made: Mapping[bytes, Translation]) -> None:
        """Keep translations, all of them in one transaction."""
        day = int(time.time() // _DAY)
        rows = [
            (key, each.text.encode("utf-8", "surrogatepass"), each.score, day) for key, each in made.items()
        ]
        with self._lock, self._opened() as connection:
            if rows and connection is not None:
                with connection:
                    connection.executemany("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?)", rows)

    def forget(self, keys: Sequence[bytes]) -> None:
        """Delete what is known of ``keys``."""
        with self._lock, self._opened() as connection:
            if keys and connection is not None:
                with connection:
                    connection.executemany("DELETE FROM drafts WHERE key = ?", [(key,) for key in keys])

    def close(self) -> None:
        """Close the file; the next question opens it again."""
        with self._lock:
            if self._connection is not None:
                with contextlib.suppress(sqlite3.Error):
                    self._connection.close()
                self._connection = None

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection | None]:
        """The file, opened; None where it cannot be had. Trouble within it ends its use, not the run."""
        with contextlib.suppress(sqlite3.Error, WorkflowError, OSError):
            if self._connection is None and not self._unusable:
                self._unusable = True  # until it has been opened
                self._connection = self._open()
                self._unusable = False
        try:
            yield self._connection
        except (sqlite3.Error, UnicodeDecodeError) as error:
            broken, self._connection, self._unusable = self._connection, None, True
            if broken is not None:
                with contextlib.suppress(sqlite3.Error):
                    broken.close()
            if _is_damaged(error) and not self._renewed:  # within, where opening it did not look
                with contextlib.suppress(OSError):
                    self._delete()
                    self._unusable, self._renewed = False, True

    def _open(self) -> sqlite3.Connection:
        make_cache(self._folder)
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if not _is_damaged(error):
                raise
            self._delete()
            return self._connect()

    def _delete(self) -> None:
        """Of what is damaged nothing is kept: it can be made again."""
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(NAME + ending).unlink(missing_ok=True)

    def _connect(self) -> sqlite3.Connection:
        # The lock above lets one thread in at a time, whichever it is.
        connection = sqlite3.connect(
            self.path, timeout=_WAIT, check_same_thread=False, cached_statements=_STATEMENTS
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            connection.executescript(
                f"BEGIN IMMEDIATE; DROP TABLE IF EXISTS drafts; {_TABLE}"
                f"PRAGMA user_version = {_VERSION}; COMMIT;"
            )
        else:
            connection.execute(_TABLE)  # it is there, unless another program made the file
            if (size := _used(connection)) > self._largest:
                self._prune(connection, size)
        return connection

    def _prune(self, connection: sqlite3.Connection, size: int) -> None:
        """Delete the oldest days, but never the last: what a run needs to go on is of that.

        SQLite fills the room in the file again; to give it back would take writing all of it anew.
        """
        days = connection.execute(
            "SELECT day, count(*) FROM drafts GROUP BY day ORDER BY day DESC"
        ).fetchall()
        each = size / max(1, sum(count for _, count in days))
        room, last = self._largest / 2, 0
        for number, (day, count) in enumerate(days):
            room -= count * each
            if room < 0 and number:
                break
            last = day
        with connection:
            connection.execute("DELETE FROM drafts WHERE day < ?", (last,))


def _is_damaged(error: Exception) -> bool:
    """Whether a file is no whole database; one that is busy, or not ours to write, is none to delete."""
    return not isinstance(error, sqlite3.OperationalError)


def _used(connection: sqlite3.Connection) -> int:
    """Bytes of a file that hold something."""
    (pages,), (free,), (size,) = (
        connection.execute(f"PRAGMA {name}").fetchone()
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
