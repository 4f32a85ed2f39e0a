"""The theme of a publication: templates and a style sheet of its own, in ``theme/``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from workflow.errors import PublishError

FOLDER = "theme"
_LARGEST = 1_000_000  # bytes of a file: nobody writes a template as large as that


def theme_of(root: Path) -> Mapping[str, str]:
    """The texts of ``theme/*.j2`` and ``theme/site.css``, by name; empty where there is no such folder.

    :raises PublishError: one of them cannot be read, is no UTF-8, or leads out of the folder.
    """
    folder = root / FOLDER
    if not folder.is_dir():
        return {}
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError as error:
        raise PublishError(f"cannot be read: {error.strerror}", where=str(folder)) from error
    return {name: _text(folder, name) for name in names if name.endswith(".j2") or name == "site.css"}


def _text(folder: Path, name: str) -> str:
    where = f"{FOLDER}/{name}"
    try:
        path = (folder / name).resolve(strict=True)
        if not path.is_relative_to(folder.resolve()):
            raise PublishError("leads out of the folder", where=where, hint="Put the file itself there.")
        if path.stat().st_size > _LARGEST:
            raise PublishError("is larger than a megabyte", where=where, hint="Is it a template?")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise PublishError("is not UTF-8", where=where, hint="Save it as UTF-8.") from error
    except (OSError, RuntimeError) as error:  # a circle of links is a RuntimeError before Python 3.13
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PublishError(f"cannot be read: {what}", where=where) from error
