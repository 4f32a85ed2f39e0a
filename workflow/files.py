"""Files are replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

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


def cache_folder(root: Path) -> Path:
    """The folder of a publication for what can be made again at any time, ``.dragoman``; git ignores it.

    :raises WorkflowError: it cannot be made.
    """
    folder = root / ".dragoman"
    try:
        folder.mkdir(exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("# Made again when it is missing.\n*\n", encoding="utf-8")
    except OSError as error:
        raise WorkflowError(
            f"cannot be made ({error.strerror or error})",
            where=str(folder),
            hint="The folder of the publication must be yours to write.",
        ) from error
    return folder


def write_atomic(path: Path, content: bytes, *, unchanged: Callable[[], bool] | None = None) -> bool:
    """Replace ``path`` by ``content`` in one step; nothing is touched when it holds that already.

    The content goes to a temporary file in the same folder, reaches the disk, and takes the name of the old
    file by ``os.replace``, which is atomic on POSIX and Windows. ``unchanged`` is asked at the last moment;
    if it answers False nothing is replaced and the result is False.

    :raises WorkflowError: the folder or file cannot be written.
    """
    temporary: Path | None = None
    try:
        if path.is_file() and path.read_bytes() == content:
            return True
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not os.access(path, os.W_OK):
            raise PermissionError(13, "Permission denied")
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        if unchanged is not None and not unchanged():
            return False
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise WorkflowError(
            f"cannot be written ({error.strerror or error})",
            where=str(path),
            hint="Check the permissions and the free space of the folder.",
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
    return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
