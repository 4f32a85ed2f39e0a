"""What was measured of an engine, kept in the cache folder: not every engine has a place for it."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Any

from workflow.errors import EngineError, WorkflowError
from workflow.files import CACHE, make_cache, write_atomic
from workflow.model import Engine, KeepingEngine

_FOLDER = "calibration"


class _Store:
    """The methods of a :class:`workflow.model.KeepingEngine`.

    A text belongs to exactly one signature: another version of a model, or another server, has none.
    """

    def __init__(self, engine: Engine, root: Path) -> None:
        self._engine, self._folder = engine, root / CACHE / _FOLDER

    def kept(self, source: str, target: str, name: str) -> str:
        try:
            return self._path(source, target, name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""

    def keep(self, source: str, target: str, name: str, text: str) -> bool:
        try:
            path = self._path(source, target, name)
            make_cache(self._folder.parent)
            self._folder.mkdir(exist_ok=True)
            write_atomic(path, text.encode("utf-8"))
        except (OSError, WorkflowError):
            return False
        return True

    def _path(self, source: str, target: str, name: str) -> Path:
        signature = self._engine.signature(source, target)
        digest = hashlib.sha256(f"{signature}\0{source}\0{target}\0{name}".encode()).hexdigest()
        return self._folder / f"{digest[:32]}.json"


def kept_here_too(engine: Engine, root: Path) -> Engine:
    """``engine``, which keeps below ``root`` what it would keep beside a model that is not here."""
    if isinstance(engine, KeepingEngine):
        store, own_kept, own_keep = _Store(engine, root), engine.kept, engine.keep

        def kept(source: str, target: str, name: str) -> str:
            try:
                return own_kept(source, target, name)
            except EngineError:
                return store.kept(source, target, name)

        def keep(source: str, target: str, name: str, text: str) -> bool:
            try:
                return own_keep(source, target, name, text)
            except EngineError:
                return store.keep(source, target, name, text)

        held: Any = engine
        held.kept, held.keep = kept, keep
    return engine


def kept(engine: Engine, root: Path) -> Engine:
    """``engine``, with a place below ``root`` for what is measured of it if it has none of its own.

    The methods are put into the object itself: whether a wrapper can do what the object in it can, Python
    does not find out.
    """
    if not isinstance(engine, KeepingEngine):
        store = _Store(engine, root)
        with contextlib.suppress(AttributeError):  # an object that takes no attributes has to do without
            engine.kept = store.kept  # type: ignore[attr-defined]
            engine.keep = store.keep  # type: ignore[attr-defined]
    return engine
