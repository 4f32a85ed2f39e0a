"""What model packages are installed, which of them translate a pair, and whether they are still whole.

A package is a folder in the format of Argos Translate: ``metadata.json`` with the two languages and a
version, ``model/`` for CTranslate2, and a tokenizer, ``sentencepiece.model`` or ``bpe.model``. Folder names
mean nothing; the metadata does. The folder may be shared with Argos Translate and programs built on it, which
take every folder in it for a package. So nothing else is ever left there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

from workflow.errors import EngineError, ModelError, WorkflowError
from workflow.files import write_atomic

RECORD = "dragoman.json"
"""File in a package that says what was installed: hash of the archive and of each file."""

NOTES = "dragoman-notes.json"
"""File in a package for what was found out about its model, each text under a name."""

TOKENIZERS = ("sentencepiece.model", "bpe.model")

_PIVOT = "en"
# Codes of Argos that are not BCP 47 tags.
_TAGS = {"zt": "zh-Hant", "pb": "pt-BR"}
_CODES = {tag: code for code, tag in _TAGS.items()}
# Tags that mean a language which has a shorter tag, or the script that goes without saying.
_SAME = {
    "zh-Hans": "zh",
    "zh-CN": "zh",
    "zh-SG": "zh",
    "zh-TW": "zh-Hant",
    "zh-HK": "zh-Hant",
    "zh-MO": "zh-Hant",
}
# Languages of the publication for which Argos has never offered a model, in either direction.
_WITHOUT_MODELS = ("kk", "tg", "uz", "be")

_CODE = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")
_VERSION = re.compile(r"[0-9A-Za-z._-]{1,32}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*_[A-Za-z][A-Za-z0-9-]*")
_LARGEST_METADATA = 1_000_000  # bytes; real ones have a few hundred


class Installed(Struct, frozen=True):
    """One installed package. ``sha256`` is that of its archive, or "" when something else installed it."""

    source: str  # BCP 47
    target: str  # BCP 47
    name: str  # codes of Argos: "en_ru", "en_zt"
    version: str
    path: Path
    sha256: str
    size: int  # bytes on disk


class Problem(Struct, frozen=True):
    """What is wrong with one package folder. Not ``serious``: the package works but cannot be verified."""

    name: str
    path: Path
    problem: str
    serious: bool = True


class NotAPackageError(ValueError):
    """A folder or its metadata is not a translation package; the message says why."""


class Metadata(Struct, frozen=True):
    """The part of ``metadata.json`` that is needed here."""

    source: str  # BCP 47
    target: str  # BCP 47
    name: str
    version: str
    target_prefix: str  # token that a model for several targets wants first; "" for none
    kind: str  # "translate"; Argos also has packages that only split sentences


def models_folder(configured: Path | None) -> Path:
    """Where packages live: as configured, else where Argos Translate keeps them, so that both share them."""
    if configured is not None:
        return configured
    if packages := os.environ.get("ARGOS_PACKAGES_DIR"):
        return Path(packages)
    data = os.environ.get("XDG_DATA_HOME")
    return (Path(data) if data else Path.home() / ".local" / "share") / "argos-translate" / "packages"


def package_name(source: str, target: str) -> str:
    """Name of the package for two BCP 47 tags, in the codes of Argos: ``en``, ``zh-Hant`` is ``en_zt``."""
    source, target = canonical(source), canonical(target)
    return f"{_CODES.get(source, source)}_{_CODES.get(target, target)}"


def canonical(tag: str) -> str:
    """A BCP 47 tag in the spelling used here, without what goes without saying: ``RU_ru`` is ``ru``.

    A region is dropped, since models have none; a script stays, since ``uz-Cyrl`` is not what a model for
    ``uz`` writes.
    """
    language, *rest = tag.replace("_", "-").split("-")
    language = language.lower()
    script = next((part.title() for part in rest if len(part) == 4 and part.isalpha()), "")
    region = next((part.upper() for part in rest if re.fullmatch(r"[A-Za-z]{2}|\d{3}", part)), "")
    if script:
        full = f"{language}-{script}"
        return _SAME.get(full, full)
    full = f"{language}-{region}"
    if region and (full in _SAME or full in _CODES):
        return _SAME.get(full, full)
    return _TAGS.get(language, language)


def read_metadata(content: bytes) -> Metadata:
    """Read ``metadata.json``. It comes from strangers, so each field is checked.

    :raises NotAPackageError: it is not JSON, or a field has no sensible value.
    """
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotAPackageError("metadata.json is not JSON") from error
    if not isinstance(raw, dict):
        raise NotAPackageError("metadata.json is not an object")

    kind = _field(raw, "type", "translate")
    if kind != "translate":
        return Metadata("", "", "", "", "", kind)
    codes = [_field(raw, key) for key in ("from_code", "to_code")]
    for key, code in zip(("from_code", "to_code"), codes, strict=True):
        if not _CODE.fullmatch(code):
            raise NotAPackageError(f"{key} in metadata.json is not a language: {code[:40]!r}")
    version = _field(raw, "package_version")
    if not _VERSION.fullmatch(version):
        raise NotAPackageError(f"package_version in metadata.json is not a version: {version[:40]!r}")
    source, target = map(canonical, codes)
    return Metadata(
        source, target, package_name(source, target), version, _field(raw, "target_prefix", ""), kind
    )


def _field(raw: dict[str, Any], key: str, default: str | None = None) -> str:
    value = raw.get(key, default)
    if not isinstance(value, str):
        raise NotAPackageError(f"metadata.json has no text for {key}")
    return value


def metadata_of(path: Path) -> Metadata:
    """Metadata of the package folder ``path``, whose parts must all be there.

    :raises NotAPackageError: a part is missing or unreadable.
    """
    file = path / "metadata.json"
    try:
        if not file.is_file():
            raise NotAPackageError("it has no metadata.json")
        if file.stat().st_size > _LARGEST_METADATA:
            raise NotAPackageError("its metadata.json is too large")
        metadata = read_metadata(file.read_bytes())
        if metadata.kind == "translate":
            if not (path / "model" / "model.bin").is_file():
                raise NotAPackageError("it has no model/model.bin")
            if not any((path / name).is_file() for name in TOKENIZERS):
                raise NotAPackageError(f"it has neither {' nor '.join(TOKENIZERS)}")
    except OSError as error:
        raise NotAPackageError(f"it cannot be read ({error.strerror or error})") from error
    return metadata


def version_key(version: str) -> tuple[tuple[int, int, str], ...]:
    """Order of versions: 1.10 after 1.9, numbers before words."""
    return tuple(
        (1, int(part), "") if part.isdecimal() else (0, 0, part) for part in re.split(r"[._-]", version)
    )


def installed(folder: Path) -> list[Installed]:
    """All whole packages in ``folder``, by name, newest first; none when there is no such folder.

    Broken ones are left out: :func:`broken` names them.
    """
    found = []
    for path in _folders(folder):
        with suppress(NotAPackageError):
            metadata = metadata_of(path)
            if metadata.kind == "translate":
                found.append(describe(path, metadata))
    found.sort(key=lambda package: (version_key(package.version), package.path.name), reverse=True)
    found.sort(key=lambda package: package.name)
    return found


def broken(folder: Path) -> list[Problem]:
    """Folders in ``folder`` that are no packages, and why."""
    problems = []
    for path in _folders(folder):
        try:
            metadata_of(path)
        except NotAPackageError as error:
            problems.append(Problem(path.name, path, str(error)))
    return problems


def find(folder: Path, source: str, target: str) -> list[Installed]:
    """The packages that lead from ``source`` to ``target``: one, or two that meet in English.

    :raises EngineError: there are none; the hint says how to get them, or that nobody offers them.
    """
    return choose(installed(folder), folder, source, target)


def choose(packages: list[Installed], folder: Path, source: str, target: str) -> list[Installed]:
    """As :func:`find`, among packages already listed."""
    source, target = canonical(source), canonical(target)
    if source == target:
        raise EngineError(f"source and target are both {source}", hint="Choose another target language.")
    newest: dict[tuple[str, str], Installed] = {}
    for package in packages:
        newest.setdefault((package.source, package.target), package)
    legs = [(source, target)]
    if (source, target) not in newest and _PIVOT not in (source, target):
        legs = [(source, _PIVOT), (_PIVOT, target)]
    missing = [leg for leg in legs if leg not in newest]
    if not missing:
        return [newest[leg] for leg in legs]

    pair = f"{source} -> {target}"
    if reason := without_models(source, target):
        raise EngineError(
            f"there is no model for {pair}",
            where=str(folder),
            hint=reason,
            remedy=f"another engine than argos: workflow.toml [routes.{target}]",
        )
    commands = " and ".join(f"`workflow models install {package_name(*leg)}`" for leg in missing)
    through = "" if len(legs) == 1 else " (it goes through English)"
    raise EngineError(
        f"no model for {pair} is installed",
        where=str(folder),
        hint=f"Install it{through} with {commands}, or translate the segments by hand in the .po catalogue.",
        remedy=f"workflow models install {' '.join(package_name(*leg) for leg in missing)}",
    )


def without_models(source: str, target: str) -> str:
    """Why Argos has no package for a pair, and what to do instead; "" for a pair that it may have."""
    if not any(canonical(tag).split("-")[0] in _WITHOUT_MODELS for tag in (source, target)):
        return ""
    return (
        f"Argos offers none for {', '.join(_WITHOUT_MODELS[:-1])} and {_WITHOUT_MODELS[-1]}: translate the "
        "segments by hand in the .po catalogue, or name another engine in workflow.toml."
    )


def remove(folder: Path, name: str) -> list[Path]:
    """Remove every version of the package ``name`` (``en_ru``), whole or broken; the paths that are gone.

    :raises ModelError: there is none of that name, or it cannot be removed.
    """
    if not _NAME.fullmatch(name):
        raise ModelError(f"{name[:40]!r} is no package name", hint="A package is named like en_ru.")
    paths = [package.path for package in installed(folder) if package.name == name]
    for problem in broken(folder):
        # Only what looks like the rest of a package: the folder may be configured wrongly.
        remains = (problem.path / "metadata.json").exists() or (problem.path / "model").is_dir()
        if problem.name == name and remains:
            paths.append(problem.path)
    if not paths:
        names = ", ".join(dict.fromkeys(package.name for package in installed(folder)))
        raise ModelError(
            f"package {name} is not installed", where=str(folder), hint=f"Installed are: {names or 'none'}."
        )
    for path in paths:
        discard(path, folder)
    return paths


def discard(path: Path, folder: Path) -> None:
    """Remove the package folder ``path`` so that it is never seen half removed: it moves away first.

    :raises ModelError: it cannot be removed.
    """
    try:
        away = staging(folder)
        try:
            path.rename(away / "old")
        finally:
            if (away / "old").is_symlink():
                (away / "old").unlink()
            shutil.rmtree(away, ignore_errors=True)
    except OSError as error:
        raise ModelError(
            f"cannot be removed ({error.strerror or error})",
            where=str(path),
            hint="Check the permissions of the folder.",
        ) from error


def staging(folder: Path) -> Path:
    """A fresh folder on the same disk as ``folder``, for what is not a package yet or no more.

    It lies beside ``folder``, not in it, because Argos Translate fails on a folder without ``metadata.json``;
    only where that cannot be (another disk, no permission), for a moment in ``folder`` itself.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resolved = folder.resolve()
    place = resolved.parent
    if place.stat().st_dev != resolved.stat().st_dev or not os.access(place, os.W_OK):
        place = resolved
    return Path(tempfile.mkdtemp(dir=place, prefix=".dragoman-"))


def verify(folder: Path) -> list[Problem]:
    """Compare every package with what was recorded when it was installed.

    A package that Argos Translate installed has no record: that is a problem, but not a serious one.
    """
    problems = broken(folder)
    for package in installed(folder):
        for problem, serious in _differences(package.path):
            problems.append(Problem(package.name, package.path, problem, serious))
    return problems


def _differences(path: Path) -> Iterator[tuple[str, bool]]:
    record = _record(path)
    if record is None:
        yield "not recorded: it was not installed by this program, so its files cannot be verified", False
        return
    expected = record.get("files")
    if not isinstance(expected, dict):
        yield f"its {RECORD} is damaged", True
        return
    present = {file.relative_to(path).as_posix(): file for file in _files(path)}
    for name in (RECORD, NOTES):  # ours, and not of the archive
        present.pop(name, None)
    for name, sha256 in expected.items():
        file = present.pop(name, None)
        if file is None:
            yield f"{name} is missing", True
            continue
        try:
            same = hash_file(file) == sha256
        except OSError as error:
            yield f"{name} cannot be read ({error.strerror or error})", True
            continue
        if not same:
            yield f"{name} is not what was installed", True
    for name in present:
        yield f"{name} was not in the package", True


def kept_beside(package: Installed, name: str) -> str:
    """The text that was kept in the package under ``name``; "" if there is none, or for another model."""
    notes = _notes(package)
    text = notes.get(name, "")
    return text if isinstance(text, str) else ""


def keep_beside(package: Installed, name: str, text: str) -> bool:
    """Keep ``text`` in the package under ``name``; False where the folder cannot be written."""
    stamp = _model_stamp(package)
    if not stamp:
        return False
    notes = {"model": stamp, "texts": {**_notes(package), name: text}}
    try:
        write_atomic(package.path / NOTES, json.dumps(notes, ensure_ascii=False, indent=1).encode() + b"\n")
    except WorkflowError:
        return False
    return True


def _notes(package: Installed) -> dict[str, Any]:
    try:
        raw = json.loads((package.path / NOTES).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    stamp = _model_stamp(package)
    if not isinstance(raw, dict) or not stamp or raw.get("model") != stamp:
        return {}
    texts = raw.get("texts")
    return texts if isinstance(texts, dict) else {}


def _model_stamp(package: Installed) -> str:
    """What tells one state of a package from another: version, archive, size of the model; "" if it is gone.

    The model itself has hundreds of megabytes, too many to hash at every run.
    """
    try:
        size = (package.path / "model" / "model.bin").stat().st_size
    except OSError:
        return ""
    return f"{package.name} {package.version} {package.sha256} {size}"


def hash_file(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def describe(path: Path, metadata: Metadata) -> Installed:
    """The package in ``path``, with what its record and its files say."""
    record = _record(path) or {}
    sha256 = record.get("sha256")
    size = 0
    for file in _files(path):
        if file.name != NOTES:  # what we find out about a package does not make it another one
            with suppress(OSError):
                size += file.lstat().st_size
    return Installed(
        metadata.source,
        metadata.target,
        metadata.name,
        metadata.version,
        path,
        sha256 if isinstance(sha256, str) and re.fullmatch("[0-9a-f]{64}", sha256) else "",
        size,
    )


def _record(path: Path) -> dict[str, Any] | None:
    """The record of an installation; empty when it is damaged, None when there is none."""
    try:
        raw = json.loads((path / RECORD).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _folders(folder: Path) -> list[Path]:
    """Folders that may be packages. A name with a dot in front is something under way."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise ModelError(
            f"the folder of the models cannot be read ({error.strerror or error})",
            where=str(folder),
            hint="Check its permissions, or name another folder in workflow.toml.",
        ) from error


def _files(path: Path) -> Iterator[Path]:
    return (file for file in path.rglob("*") if file.is_symlink() or not file.is_dir())
