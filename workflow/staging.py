"""Many files below one folder are replaced at once, or none of them.

What is put in waits in a hidden folder of that folder. To commit is to write down what will be done, in one
step, and then to do it: only renames and deletions are left, and a process that is killed among them leaves
the list, which :func:`finish` follows to its end.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from pathlib import Path
from types import TracebackType
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from workflow.files import CACHE, make_cache, reported, write_atomic

_FOLDER = "staging"
_LIST = "list.json"
_NAME = r"[^/\x00-\x1f\\\x85\u2028\u2029]+"
_PATH = re.compile(rf"(?!/)(?:(?!\.\.?/){_NAME}/)*(?!\.\.?$){_NAME}")


def is_path_below(path: str) -> bool:
    """Whether a path leads to a file below the folder that it begins in, and can stand in a line."""
    return _PATH.fullmatch(path) is not None


class _List(Struct, frozen=True):
    """What is to be done."""

    puts: list[tuple[Annotated[str, Meta(pattern=r"^[0-9]+$")], str]] = []  # name in the folder, path
    removed: list[str] = []


class Staging:
    """Files that wait for :meth:`commit`; at the end of a ``with`` statement the rest is dropped."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._folder = root / CACHE / _FOLDER
        self._puts: list[tuple[str, str]] = []  # name in the folder, path below the root
        self._removed: list[str] = []

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if (self._folder / _LIST).exists():
            return  # a commit stopped on its way: finish() goes on from here
        shutil.rmtree(self._folder, ignore_errors=True)
        with contextlib.suppress(OSError):  # it is there only while something waits
            (self.root / CACHE / ".gitignore").unlink()
            (self.root / CACHE).rmdir()

    def put(self, path: str, content: bytes) -> bool:
        """Let ``path`` become ``content``; False if it is that already.

        :raises WorkflowError: it cannot be read, or there is no room.
        """
        target = self.root / path
        with reported(target):
            try:
                if target.read_bytes() == content:
                    return False
            except FileNotFoundError:
                pass
            if not self._puts:
                self.root.mkdir(parents=True, exist_ok=True)
                make_cache(self.root / CACHE)
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder.mkdir()
            name = str(len(self._puts))
            (self._folder / name).write_bytes(content)
        self._puts.append((name, path))
        return True

    def remove(self, path: str) -> None:
        """Let ``path`` be no more, and the folders that are empty without it."""
        self._removed.append(path)

    def commit(self) -> None:
        """Do all of it.

        :raises WorkflowError: a folder cannot be written. What is left to do is done by :func:`finish`.
        """
        if not self._puts and not self._removed:
            return
        with reported(self.root):
            make_cache(self.root / CACHE)
            self._folder.mkdir(exist_ok=True)
            if len(self._puts) > 1 and hasattr(os, "sync"):
                os.sync()  # one by one, ten thousand files would take a minute
            write_atomic(
                self._folder / _LIST,
                msgspec.json.encode(_List(self._puts, self._removed)),
            )
        finish(self.root)


def finish(root: Path) -> None:
    """Do what a commit that was interrupted has left to do.

    :raises WorkflowError: a folder cannot be written.
    """
    folder = root / CACHE / _FOLDER
    with reported(folder):
        try:
            content = (folder / _LIST).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return
    try:
        todo = msgspec.json.decode(content, type=_List)
    except msgspec.MsgspecError:
        todo = _List()
    if not all(map(is_path_below, (*todo.removed, *(path for _, path in todo.puts)))):
        todo = _List()  # none of ours
    for name, path in todo.puts:
        target = Path(os.path.realpath(root / path))  # a link stays one
        with reported(target), contextlib.suppress(FileNotFoundError):  # it was moved before
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(folder / name, target)
    for path in todo.removed:
        target = root / path
        with reported(target):
            target.unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # not empty
                for parent in target.relative_to(root).parents:
                    if parent != Path():
                        (root / parent).rmdir()
    shutil.rmtree(folder, ignore_errors=True)


def _move(waiting: Path, target: Path) -> None:
    try:
        waiting.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # a link to another disk
            raise
        write_atomic(target, waiting.read_bytes())
        waiting.unlink()
