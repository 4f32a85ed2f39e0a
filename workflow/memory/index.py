"""Which of a million texts are worth comparing with a query: lists of who has which run of characters.

The index is made of parts. A part is built at once, from the texts of a range of numbers, and never changed;
what is newer than the last part is compared text by text. When that grows, it becomes a part, together with
older parts that are no longer much larger (O'Neil et al., "The Log-Structured Merge-Tree", Acta Informatica
33, 1996).

A query takes its rarest runs, adds up who has them, and compares with those that have most.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from workflow.memory.grams import Grams, grams, postings

TAIL = 2000  # texts that no part holds yet; comparing so many takes a quarter of a millisecond
RUNS = 16  # of a query are looked up, the rarest ones
CANDIDATES = 200  # are compared
_ENTRIES = 60_000  # of lists are added up at most
_COMMON = 50  # a run that more than one in so many texts have tells nothing and has no list ...
_RARE = 2_000  # ... unless the texts are few
_GROWTH = 4  # a part is built anew together with the next if it is less than so many times larger
_CHUNK = 10_000_000  # characters that are sorted at once while a part is built

SCHEMA = """
CREATE TABLE parts (
    id INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,  -- numbers of texts, both included, perhaps with gaps
    last INTEGER NOT NULL,
    texts INTEGER NOT NULL,
    runs BLOB NOT NULL,      -- uint32, sorted
    counts BLOB NOT NULL,    -- uint32: how many texts have each of them
    lengths BLOB NOT NULL    -- uint16: characters of each text from the first on, 0 for a gap
);
CREATE TABLE lists (
    id INTEGER PRIMARY KEY,  -- part * 2**32 + place of the run in it
    texts BLOB NOT NULL      -- uint32: numbers of texts less ``first``, sorted
);
"""


class _Part(Struct, frozen=True):
    id: int
    first: int
    texts: int
    runs: Grams
    counts: NDArray[np.uint32]
    lengths: NDArray[np.uint16]


class Index:
    """The parts of one memory, as its database has them. ``tail`` begins after the last one."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        rows = database.execute("SELECT id, first, texts, runs, counts, lengths FROM parts ORDER BY first")
        self._parts = [
            _Part(
                part,
                first,
                texts,
                np.frombuffer(runs, "<u4"),
                np.frombuffer(counts, "<u4"),
                np.frombuffer(lengths, "<u2"),
            )
            for part, first, texts, runs, counts, lengths in rows
        ]
        self.tail = last_indexed(database) + 1

    def candidates(self, text: str, minimum: float) -> list[int]:
        """Numbers of texts that may be ``minimum`` per cent like ``text`` (normalised); some may be gone."""
        wanted = grams(text)
        found, shared = [], []
        # Of two texts that are so much alike neither is much longer: what the longer one has more is lost.
        ratio = max(minimum, 1) / (200 - minimum)
        least, most = int(len(text) * ratio), min(int(len(text) / ratio) + 1, 0xFFFF)
        for part in self._parts:
            numbers, counts = self._most_shared(part, wanted, least, most)
            found.append(numbers)
            shared.append(counts)
        if not found:
            return []
        numbers, counts = np.concatenate(found), np.concatenate(shared)
        if numbers.size > CANDIDATES:
            numbers = numbers[np.argpartition(-counts, CANDIDATES)[:CANDIDATES]]
        return [int(number) for number in numbers]

    def _most_shared(
        self, part: _Part, wanted: Grams, least: int, most: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Texts of a part that share most runs, of a length from ``least`` to ``most``, and how many runs."""
        none = np.empty(0, np.int64), np.empty(0, np.int64)
        if not part.runs.size:
            return none
        places = np.searchsorted(part.runs, wanted)
        places[places == part.runs.size] = 0
        places = places[part.runs[places] == wanted]
        counts = part.counts[places].astype(np.int64)
        listed = counts <= longest_list(part.texts)
        places, counts = places[listed], counts[listed]
        order = np.argsort(counts, kind="stable")[:RUNS]
        enough = int(np.searchsorted(np.cumsum(counts[order]), _ENTRIES)) + 1
        lists = []
        for place in places[order[:enough]].tolist():
            row = self._database.execute(
                "SELECT texts FROM lists WHERE id = ?", (part.id << 32 | place,)
            ).fetchone()
            if row is not None:
                lists.append(np.frombuffer(row[0], "<u4"))
        if not lists:
            return none
        entries = np.concatenate(lists)
        lengths = part.lengths[entries]
        entries = entries[(lengths >= least) & (lengths <= most)]
        if not entries.size:
            return none
        entries.sort()
        (begins,) = np.nonzero(np.concatenate(([True], entries[1:] != entries[:-1])))
        shared = np.diff(np.concatenate((begins, [entries.size])))
        numbers = entries[begins].astype(np.int64) + part.first
        if numbers.size > CANDIDATES:
            best = np.argpartition(-shared, CANDIDATES)[:CANDIDATES]
            numbers, shared = numbers[best], shared[best]
        return numbers, shared


def longest_list(texts: int) -> int:
    """How many entries the list of a run may have in a part of so many texts."""
    return max(texts // _COMMON, _RARE)


def last_indexed(database: sqlite3.Connection) -> int:
    """The number of the last text that a part holds; 0 if there is no part."""
    return int(database.execute("SELECT coalesce(max(last), 0) FROM parts").fetchone()[0])


def extend(database: sqlite3.Connection) -> int:
    """Make a part of the texts that no part holds, if they are many; how many texts were indexed for it.

    Texts that no unit has any more are left out, and deleted.
    """
    after = last_indexed(database)
    (size,) = database.execute("SELECT count(*) FROM texts WHERE id > ?", (after,)).fetchone()
    if size <= TAIL:
        return 0
    first = after + 1
    gone = []
    for part, start, texts in database.execute("SELECT id, first, texts FROM parts ORDER BY first DESC"):
        if texts >= _GROWTH * size:
            break
        first, size = start, size + texts
        gone.append(part)
    for part in gone:
        database.execute("DELETE FROM parts WHERE id = ?", (part,))
        database.execute("DELETE FROM lists WHERE id >= ? AND id < ?", (part << 32, (part + 1) << 32))
    database.execute(
        "DELETE FROM texts WHERE id >= ? AND NOT EXISTS (SELECT 1 FROM units WHERE units.text = texts.id)",
        (first,),
    )
    return _build(database, first)


def _build(database: sqlite3.Connection, first: int) -> int:
    """Build one part of all texts from ``first`` on."""
    last, total = database.execute(
        "SELECT coalesce(max(id), 0), count(*) FROM texts WHERE id >= ?", (first,)
    ).fetchone()
    if not total:
        return 0
    (part,) = database.execute("SELECT coalesce(max(id), 0) + 1 FROM parts").fetchone()
    lengths = np.zeros(last - first + 1, "<u2")
    chunks: list[tuple[Grams, NDArray[np.uint32], NDArray[np.int64]]] = []
    for numbers, texts in _chunks(database, first):
        offsets = (numbers - first).astype(np.uint32)
        lengths[offsets] = [min(len(text), 0xFFFF) for text in texts]
        runs, owners, begins = postings(texts)
        chunks.append((runs, offsets[owners], begins))
    runs = np.unique(np.concatenate([each[0] for each in chunks]))
    places = [np.searchsorted(runs, each[0]) for each in chunks]
    counts = np.zeros(runs.size, np.int64)
    for place, (_, _, begins) in zip(places, chunks, strict=True):
        counts[place] += np.diff(begins)
    kept = counts <= longest_list(total)
    ends = np.cumsum(np.where(kept, counts, 0))
    starts = ends - np.where(kept, counts, 0)
    entries = np.empty(int(ends[-1]), "<u4")
    filled = starts.copy()
    for place, (_, owners, begins) in zip(places, chunks, strict=True):
        mine = kept[place]
        sizes = np.diff(begins)
        within = np.arange(owners.size) - np.repeat(begins[:-1], sizes)
        chosen = np.repeat(mine, sizes)
        entries[(np.repeat(filled[place], sizes) + within)[chosen]] = owners[chosen]
        filled[place[mine]] += sizes[mine]
    chunks.clear()
    database.execute(
        "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(part, first, last, total),
            *(runs.astype("<u4").tobytes(), counts.astype("<u4").tobytes(), lengths.tobytes()),
        ),
    )
    view = entries.data.cast("B")
    (listed,) = np.nonzero(kept)
    bounds = zip(listed.tolist(), starts[listed].tolist(), ends[listed].tolist(), strict=True)
    database.executemany(
        "INSERT INTO lists VALUES (?, ?)",
        ((part << 32 | place, view[4 * start : 4 * end]) for place, start, end in bounds),
    )
    return int(total)


def _chunks(database: sqlite3.Connection, first: int) -> Iterator[tuple[NDArray[np.int64], Sequence[str]]]:
    """Numbers and normalised texts from ``first`` on, in portions."""
    numbers: list[int] = []
    texts: list[str] = []
    size = 0
    for number, normal in database.execute(
        "SELECT id, normal FROM texts WHERE id >= ? ORDER BY id", (first,)
    ):
        numbers.append(number)
        texts.append(normal.decode("utf-8", "surrogatepass"))
        size += len(texts[-1])
        if size > _CHUNK:
            yield np.array(numbers, np.int64), texts
            numbers, texts, size = [], [], 0
    if numbers:
        yield np.array(numbers, np.int64), texts
