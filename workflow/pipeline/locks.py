"""One ``workflow`` at a time works on a catalogue; the others wait, and say for whom."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path

from filelock import FileLock, Timeout

from workflow.config import Config
from workflow.errors import WorkflowError
from workflow.files import CACHE, make_cache, umask

_PATIENCE = 0.05  # seconds between two tries
_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())  # by this thread, or task


def locked(config: Config, language: str, slug: str, wait: float) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of one catalogue; see :func:`_hold`."""
    return _hold(config, f"{language}.{slug}", config.catalogue(language, slug), wait)


def site_locked(config: Config, wait: float) -> contextlib.AbstractContextManager[None]:
    """Hold the lock of all pages; see :func:`_hold`."""
    return _hold(config, "output", config.output, wait)


@contextlib.contextmanager
def _hold(config: Config, name: str, what: Path, wait: float) -> Iterator[None]:
    """Hold a lock; who holds it already goes on.

    The lock is the operating system's own (``fcntl`` or ``LockFileEx``) on a file in the cache folder: it
    goes with the process that holds it, even if that is killed. Translators' editors know nothing of it.

    :param wait: seconds to wait for another process.
    :raises WorkflowError: another process still holds it, or the cache folder cannot be written.
    """
    path = make_cache(config.root / CACHE) / "locks" / name
    if path in _HELD.get():
        yield
        return
    owner = path.with_name(f"{path.name}.owner")
    # As other files: where several people share a folder, the next one must be able to open it.
    lock = FileLock(f"{path}.lock", mode=0o666 & ~umask())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=wait, poll_interval=_PATIENCE)
    except Timeout as error:
        raise WorkflowError(
            f"is in use by {_said(owner)}; waited {wait:g} seconds",
            where=str(what),
            hint="Try again when that is done, or wait longer with: workflow --wait SECONDS",
        ) from error
    except OSError as error:
        raise WorkflowError(
            f"cannot be locked ({error.strerror or error})",
            where=str(path.parent),
            hint="The folder of the publication must be yours to write.",
        ) from error
    token = _HELD.set(_HELD.get() | {path})
    try:
        with contextlib.suppress(OSError):  # only for the message that others show
            owner.write_text(f"process {os.getpid()}, since {time.strftime('%H:%M:%S')}", encoding="utf-8")
        yield
    finally:
        _HELD.reset(token)
        with contextlib.suppress(OSError):
            owner.unlink()
        lock.release()


@contextlib.contextmanager
def all_locked(config: Config, catalogues: Iterable[tuple[str, str]], wait: float) -> Iterator[None]:
    """Hold the locks of several catalogues, each given by language and article.

    They are taken in one order, whatever the order they are given in, so that two processes that want the
    same ones cannot wait for each other.

    :raises WorkflowError: as :func:`locked`; then none is held.
    """
    with contextlib.ExitStack() as held:
        for language, slug in sorted(set(catalogues)):
            held.enter_context(locked(config, language, slug, wait))
        yield


def _said(owner: Path) -> str:
    try:
        return f"another workflow ({owner.read_text(encoding='utf-8')[:100]})"
    except (OSError, UnicodeDecodeError):
        return "another workflow"
