"""What the last publishing made of each article, and of what: so that only what has changed is made again.

It lies in the cache folder and can be deleted at any time; then everything is made again, and what comes out
the same is not written.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
from msgspec import Struct

from workflow import __version__
from workflow.config import FILE_NAME, Config
from workflow.files import CACHE, make_cache, write_atomic
from workflow.model import Listing

_NAME = "site.json"
_YOUNG = 2_000_000_000  # nanoseconds: a file that is younger may change again without a new time or size
ABSENT = "-"  # stamp of a file that is not there


class Built(Struct, frozen=True):
    """One article as it was built last."""

    inputs: str  # digest of all that went into it
    listings: dict[str, Listing]  # by language: the pages that it has
    pages: dict[str, str]  # by path below output/: the stamp of what was written
    pictures: list[str] = []  # files in seeds/ that went along
    refused: dict[str, str] = {}  # by language that was asked for: why it was not published
    hidden: str = ""  # why no language of it may be seen
    until: int = 0  # when that may change: seconds since 1970; 0 for never
    notes: list[str] = []  # what is to be said of it
    stand_ins: dict[str, Listing] = {}  # by language: pages on which its own text stands in


class Issued(Struct, frozen=True):
    """A file of a month as it was made last."""

    inputs: str  # digest of all that went into it
    stamp: str = ABSENT  # of what was written


class Record(Struct, frozen=True):
    """All articles, by slug, and what they share."""

    version: str
    articles: dict[str, Built]
    shared: str = ""  # digest of what front pages and the like were made of
    pages: dict[str, str] = {}  # of these
    issues: dict[str, Issued] = {}  # files of months, by path below output/


def load_record(config: Config) -> Record:
    """The record of the last publishing; an empty one if there is none that can be read."""
    try:
        found = msgspec.json.decode((config.root / CACHE / _NAME).read_bytes(), type=Record)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Record(__version__, {})
    return found if found.version == __version__ else Record(__version__, {})


def save_record(config: Config, record: Record) -> None:
    """Keep it for the next time.

    :raises WorkflowError: the cache folder cannot be written.
    """
    try:
        content = msgspec.json.encode(record)
    except UnicodeEncodeError:  # halves of letters, of whatever reader: all is made again the next time
        content = b""
    make_cache(config.root / CACHE)
    write_atomic(config.root / CACHE / _NAME, content)


def stamp(path: Path, now: int | None = None) -> str:
    """What tells that a file is the same as before, without reading it: size, time and number.

    With ``now`` (nanoseconds) the content of a file that has just been written counts too: it may be written
    again within one tick of the clock of its disk.
    """
    try:
        status = path.stat()
    except OSError:
        return ABSENT
    found = f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}"
    if now is not None and now - status.st_mtime_ns < _YOUNG:
        try:
            return f"{found}:{hashlib.sha256(path.read_bytes()).hexdigest()}"
        except OSError:
            return ABSENT
    return found


class Inputs:
    """Digests of what articles are made of. All of them hold the settings, the glossary and the program."""

    def __init__(self, config: Config, program: str) -> None:
        self._config = config
        self._now = time.time_ns()
        glossary = sorted(config.glossary.glob("*")) if config.glossary.is_dir() else []
        self._common = _digest([program, *self._stamps([config.root / FILE_NAME, *glossary])])

    def of(self, paths: Iterable[Path], plan: Mapping[str, object]) -> str:
        """Of an article: its files, and what is planned for each language. Ask before they are read."""
        return _digest([self._common, *self._stamps(paths), repr(sorted(plan.items()))])

    def with_more(self, digest: str, paths: Iterable[Path]) -> str:
        """Of the same with more files."""
        return _digest([digest, *self._stamps(paths)])

    def _stamps(self, paths: Iterable[Path]) -> list[str]:
        return [f"{path} {stamp(path, self._now)}" for path in paths]


def digest_of(*parts: object) -> str:
    """Of values that tell all they hold when they are shown."""
    return _digest(map(repr, parts))


def _digest(parts: Iterable[str]) -> str:
    found = hashlib.sha256()
    for part in parts:
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\0")
    return found.hexdigest()


def stamps_of(output: Path, paths: Iterable[str]) -> dict[str, str]:
    """Stamps of files below ``output``."""
    return {path: stamp(output / path) for path in paths}


def is_untouched(output: Path, pages: Mapping[str, str]) -> bool:
    """Whether all these files are as they were written."""
    return all(stamp(output / path) == known for path, known in pages.items())
