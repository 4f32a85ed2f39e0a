"""Files are replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from workflow.errors import WorkflowError


def listed(folder: Path) -> list[Path]:
    """What lies in ``folder``, sorted; nothing if there is no such folder.

    :raises WorkflowError: it cannot be read. (``Path.glob`` would call it empty.)
    """
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise WorkflowError(
            f"cannot be read ({error.strerror or error})",
            where=str(folder),
            hint="It must be a folder, and yours to read.",
        ) from error


def read_limited(path: Path, limit: int, error: type[WorkflowError]) -> bytes:
    """The bytes of a file that somebody names, if it is one and has no more than ``limit`` bytes.

    A pipe or device is refused before it is opened: to open a pipe waits for whoever writes into it.

    :raises WorkflowError: (of the class ``error``) it cannot be read, is no file, or is too large.
    """
    try:
        if not path.is_file():
            path.stat()  # says why there is nothing to read
            raise error("not a file", where=str(path), hint="Name the file itself.")
        with path.open("rb") as stream:
            content = stream.read(limit + 1)  # it may be growing
    except (OSError, ValueError) as fault:  # ValueError: a name that holds a zero byte
        reason = getattr(fault, "strerror", None) or str(fault)
        raise error(
            f"cannot be read ({reason})", where=str(path), hint="Check its path and permissions."
        ) from fault
    if len(content) > limit:
        raise error(f"larger than {limit >> 20} MB", where=str(path), hint="Divide the file.")
    return content


CACHE = ".dragoman"  # name of such a folder below a publication


def make_cache(folder: Path) -> Path:
    """Make a folder for what can be made again at any time; git ignores it.

    :raises WorkflowError: it cannot be made.
    """
    try:
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise WorkflowError(
            f"cannot be made ({error.strerror or error})",
            where=str(folder),
            hint="The folder of the publication must be yours to write.",
        ) from error
    return folder


_Written = tuple[Path, bytes | None, bytes]  # where, what stood there, what stands there now
_WRITTEN: ContextVar[list[_Written] | None] = ContextVar("written", default=None)


@contextlib.contextmanager
def together() -> Iterator[None]:
    """All files that are written within, or none: an error puts those that were written back as they were.

    There is room for that on a full disk, for each new content had its place beside the old one. What
    somebody has saved over ours meanwhile stays. Only a process that is killed leaves some of them written.

    :raises WorkflowError: one of them could not be put back; it names the file, and the error.
    """
    outer, written = _WRITTEN.get(), list[_Written]()
    token = _WRITTEN.set(written)
    try:
        yield
    except BaseException as error:
        _WRITTEN.set(None)
        left = [path for path, before, content in reversed(written) if not _put_back(path, before, content)]
        if left:
            raise WorkflowError(
                f"is written already and stays so, though the rest failed: {error}",
                where=", ".join(map(str, left)),
            ) from error
        raise
    finally:
        _WRITTEN.reset(token)
    if outer is not None:
        outer += written


def _put_back(path: Path, before: bytes | None, content: bytes) -> bool:
    try:
        if before is not None:
            return write_over(path, before, content)
        if _content(path) != content:
            return False
        path.unlink()
    except (OSError, WorkflowError):
        return False
    return True


def _note(path: Path, before: bytes | None, content: bytes) -> None:
    written = _WRITTEN.get()
    if written is not None:
        written.append((path, before, content))


def write_atomic(path: Path, content: bytes) -> bool:
    """Replace ``path`` by ``content`` in one step; False if it holds that already, and nothing is touched.

    The content goes to a temporary file in the same folder, reaches the disk, and takes the name of the old
    file by ``os.replace``, which is atomic on POSIX and Windows. A symbolic link stays one.

    :raises WorkflowError: the folder or file cannot be written.
    """
    path = Path(os.path.realpath(path))
    with reported(path):
        before = path.read_bytes() if path.is_file() else None
        if before == content:
            return False
        with _temporary(path, content) as temporary:
            temporary.replace(path)
    _note(path, before, content)
    return True


def write_over(path: Path, content: bytes, before: bytes | None) -> bool:
    """Replace ``path`` as :func:`write_atomic` does, if it still holds ``before`` (None: if it is not there).

    False, and the file is as somebody else has left it, if it does not. Where the system can exchange two
    files (Linux: ``renameat2``), what was replaced is looked at afterwards, and put back if somebody saved in
    the last moment; elsewhere a save within the microseconds between look and replacement would be lost.

    :raises WorkflowError: the folder or file cannot be written.
    """
    path = Path(os.path.realpath(path))
    with reported(path):
        if _content(path) != before:
            return False
        if content == before:
            return True
        done = _written_over(path, content, before)
    if done:
        _note(path, before, content)
    return done


def _written_over(path: Path, content: bytes, before: bytes | None) -> bool:
    with _temporary(path, content) as temporary:
        if before is None:
            return _create(temporary, path)
        if not _exchange(temporary, path):
            if _content(path) != before:
                return False
            temporary.replace(path)
            return True
        if temporary.read_bytes() == before:
            return True
        _exchange(temporary, path)
        while temporary.read_bytes() != content:  # saved once more, over ours: that is the newest text
            _exchange(temporary, path)
            if temporary.read_bytes() != content:
                break
        return False


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _create(temporary: Path, path: Path) -> bool:
    """Give ``temporary`` the name ``path``; False if there is a file of that name by now."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        if path.exists():
            return False
        temporary.replace(path)
    return True


def _exchange(first: Path, second: Path) -> bool:
    """Let two files change places in one step; False where the system cannot."""
    rename = _renameat2()
    if rename is None:
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    return bool(rename(here, os.fsencode(first), here, os.fsencode(second), exchange) == 0)


@cache
def _renameat2() -> Any:
    if not sys.platform.startswith("linux"):
        return None
    import ctypes  # noqa: PLC0415  (who only reads need not load it)

    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)


@contextlib.contextmanager
def _temporary(path: Path, content: bytes) -> Iterator[Path]:
    """A hidden file beside ``path`` that holds ``content``, on the disk, with the rights of ``path``."""
    import tempfile  # noqa: PLC0415  (as above)

    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask())
        yield temporary
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()


@contextlib.contextmanager
def reported(path: Path) -> Iterator[None]:
    """An error of the system within is told as one line about ``path``, which could not be written."""
    try:
        yield
    except OSError as error:
        raise WorkflowError(
            f"cannot be written ({error.strerror or error})",
            where=str(path),
            hint="Check the permissions and the free space of the folder.",
        ) from error


def umask() -> int:
    """The bits that new files do not get, as the system or the person has set them."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
