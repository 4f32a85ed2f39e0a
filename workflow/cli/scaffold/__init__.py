"""The files of a new publication."""

from __future__ import annotations

from pathlib import Path

from workflow.config import FILE_NAME
from workflow.errors import ConfigError
from workflow.files import write_atomic

# Resource in this folder -> path in the publication.
_FILES = {
    "publication.toml": FILE_NAME,
    "terms.csv": "glossary/terms.csv",
    "ci.yml": ".github/workflows/publication.yml",
    "gitignore": ".gitignore",
}
_FOLDERS = ("seeds", "glossary", "locales", "output")


def make_publication(folder: Path) -> list[Path]:
    """Write the files of a new publication into ``folder``; files that are there already are left alone.

    :raises ConfigError: the folder holds a publication, or is a file.
    :raises WorkflowError: it cannot be written.
    """
    if (folder / FILE_NAME).exists():
        raise ConfigError(
            "is a publication already",
            where=str(folder / FILE_NAME),
            hint="Edit that file, or choose another folder.",
        )
    if folder.exists() and not folder.is_dir():
        raise ConfigError("is a file, not a folder", where=str(folder), hint="Choose another name.")
    made: list[Path] = []
    for name in _FOLDERS:
        # Git keeps no empty folder.
        target = folder / name / ".gitkeep"
        if not (folder / name).exists():
            write_atomic(target, b"")
    for resource, name in reversed(_FILES.items()):  # workflow.toml last: with it the publication is whole
        target = folder / name
        if not target.exists():
            write_atomic(target, (Path(__file__).parent / resource).read_bytes())
            made.append(target)
    return made
