"""Install a package from its archive, a zip file, without trusting anything in it.

Every member is judged by the directory of the archive before the first byte is unpacked. Then it is unpacked
beside the folder of the models, brought to the disk, and takes its place in one rename. So a run that is cut
off leaves the package whole or not at all, and an older version works until the new one is there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import stat
import struct
import sys
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from workflow.engines.packages import (
    RECORD,
    TOKENIZERS,
    Installed,
    Metadata,
    NotAPackageError,
    canonical,
    describe,
    discard,
    installed,
    read_metadata,
    staging,
)
from workflow.errors import ModelError

LARGEST = 2_000_000_000  # bytes unpacked; the largest packages of Argos have some 300 million
MOST_MEMBERS = 2_000
_LARGEST_DIRECTORY = 2_000_000  # bytes of the archive's own directory: a thousand for each member
_LARGEST_METADATA = 1_000_000
_LARGEST_RATIO = 100  # unpacked to packed; weights and vocabularies reach 10
_RATIO_FREE = 1_000_000  # bytes below which the ratio does not matter
_PIECE = 1 << 20
_STALE = 24 * 3600  # seconds after which leftovers of a killed run are cleared away
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError, struct.error)
_RETRY = "Get the archive again from where it was offered; nothing was installed."


class _Refused(Exception):  # noqa: N818  (never leaves this module)
    """The archive is not to be unpacked; the message says why."""


def install_archive(
    archive: Path, folder: Path, expect: tuple[str, str] | None = None, sha256: str = ""
) -> Installed:
    """Check ``archive`` and install it into ``folder`` in place of any version of the same package.

    ``expect`` is the pair of BCP 47 tags that it must translate, ``sha256`` the hash that it must have; both
    are optional.

    :raises ModelError: the archive cannot be read, is not what was expected, or is not safe to unpack.
    """
    try:
        return _install(archive, folder, expect, sha256.lower())
    except _Refused as refusal:
        raise ModelError(str(refusal), where=str(archive), hint=_RETRY) from refusal
    except NotAPackageError as error:
        raise ModelError(f"this is not a package: {error}", where=str(archive), hint=_RETRY) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        UnicodeError,
        struct.error,
    ) as error:
        raise ModelError(
            f"the archive is damaged or not a zip file ({error})", where=str(archive), hint=_RETRY
        ) from error
    except OSError as error:
        raise ModelError(
            f"cannot be installed ({error.strerror or error})",
            where=error.filename if isinstance(error.filename, str) else str(archive),
            hint="Check that the file is there, and the permissions and free space of the models folder.",
        ) from error


def _install(archive: Path, folder: Path, expect: tuple[str, str] | None, sha256: str) -> Installed:
    with archive.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        if sha256 and digest != sha256:
            raise _Refused(f"the archive has the SHA-256 {digest[:12]}…, not {sha256[:12]}… as offered")
        _check_directory_size(stream)
        # The same open file is hashed, judged and unpacked, so it cannot be exchanged in between.
        with zipfile.ZipFile(stream) as opened:
            members, top = _checked_members(opened)
            metadata = _checked_metadata(opened, members, top, expect)
            total = sum(member.file_size for member in members)
            temporary = staging(folder)
            try:
                if shutil.disk_usage(temporary).free < total:
                    raise _Refused(f"it needs {total // 1_000_000 + 1} MB, more than the disk has free")
                fresh = temporary / "package"
                files = _unpack(opened, members, fresh)
                _write_record(fresh, metadata, digest, files)
                with _alone(folder):
                    place = _free_place(folder, metadata)
                    fresh.rename(place)
                    _sync(folder)
                    for package in installed(folder):
                        if package.name == metadata.name and package.path.name != place.name:
                            discard(package.path, folder)
                    done = describe(place, metadata)  # before another run may replace it
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
    _clear_leftovers(folder)
    return done


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other process is changing ``folder``: two might each remove what the other installed.

    The lock is on the folder itself, so no file is left in it. Windows has no such lock.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl  # noqa: PLC0415

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


# ---------------------------------------------------------------------------------------------- judging


def _check_directory_size(stream: IO[bytes]) -> None:
    """Refuse a huge member list before it is read: ``zipfile`` would hold all of it in memory.

    The sizes stand in the end record (APPNOTE.TXT 4.3.16) or, where there is one, its 64-bit form (4.3.14).
    """
    end = stream.seek(0, os.SEEK_END)
    reach = min(end, (1 << 16) + 22)  # the record has 22 bytes and a comment of at most 65,535
    stream.seek(end - reach)
    tail = stream.read(reach)
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or found + 22 > len(tail):
        raise zipfile.BadZipFile("there is no end record")
    size = struct.unpack_from("<L", tail, found + 12)[0]
    start = end - reach + found
    if found >= 20 and tail[found - 20 : found - 16] == b"PK\x06\x07" and start >= 76:
        stream.seek(start - 76)
        size = struct.unpack_from("<Q", stream.read(56), 40)[0]
    if size > _LARGEST_DIRECTORY:
        raise _Refused(f"it has too many members (more than {MOST_MEMBERS:,})")
    stream.seek(0)


def _checked_members(opened: zipfile.ZipFile) -> tuple[list[zipfile.ZipInfo], str]:
    """The files to unpack and the name of their common folder, after every test that needs no unpacking."""
    members = opened.infolist()
    if len(members) > MOST_MEMBERS:
        raise _Refused(f"it has {len(members):,} members; more than {MOST_MEMBERS:,} are not a package")
    total = sum(member.file_size for member in members)
    if total > LARGEST:
        raise _Refused(f"it would unpack to {total // 1_000_000:,} MB; a package has at most 2,000 MB")
    tops: set[str] = set()
    seen: dict[str, bool] = {}  # name -> is a folder
    files = []
    for member in members:
        _check_member(member)
        parts = PurePosixPath(member.filename).parts
        tops.add(parts[0])
        # Two names that one disk takes for the same file are duplicates too.
        key = "/".join(unicodedata.normalize("NFC", part).casefold() for part in parts)
        if key in seen:
            raise _Refused(f"{_shown(member)} is in it twice")
        seen[key] = member.is_dir()
        if not member.is_dir():
            files.append(member)
    for key in seen:
        for parent in PurePosixPath(key).parents:
            if seen.get(str(parent)) is False:
                raise _Refused(f"{str(parent)[:80]!r} is a file and a folder at once")
    if len(tops) != 1:
        raise _Refused("its members are not in one folder, as those of a package are")
    return files, tops.pop()


def _check_member(member: zipfile.ZipInfo) -> None:
    # ``orig_filename`` is the name as it stands in the archive; ``zipfile`` cuts ``filename`` at a NUL and,
    # on Windows, turns its backslashes round.
    for name in (member.orig_filename, member.filename):
        if not name or any(unicodedata.category(char) in ("Cc", "Cs") for char in name):
            raise _Refused(f"{_shown(member)} has control characters in its name")
        if "\\" in name:
            raise _Refused(f"{_shown(member)} has a backslash in its name")
        if name.startswith("/"):
            raise _Refused(f"{_shown(member)} is an absolute path")
        if ":" in name:
            raise _Refused(f"{_shown(member)} names a drive or a stream")
        parts = name.removesuffix("/").split("/")
        if any(part in ("", ".", "..") for part in parts):
            raise _Refused(f"{_shown(member)} leads out of its folder")
        if any(part != part.rstrip(". ") or len(part.encode()) > 255 for part in parts):
            raise _Refused(f"{_shown(member)} is not a portable file name")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR) or (kind == stat.S_IFDIR) > member.is_dir():
        raise _Refused(f"{_shown(member)} is a link or a device, not a file")
    if member.flag_bits & 0x1:
        raise _Refused(f"{_shown(member)} is encrypted")
    if member.file_size > _RATIO_FREE and member.file_size > _LARGEST_RATIO * max(member.compress_size, 1):
        raise _Refused(f"{_shown(member)} would unpack to more than {_LARGEST_RATIO} times its size")


def _shown(member: zipfile.ZipInfo) -> str:
    return ascii(member.orig_filename[:80])


def _checked_metadata(
    opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], top: str, expect: tuple[str, str] | None
) -> Metadata:
    inside = {member.filename.removeprefix(f"{top}/"): member for member in members}
    described = inside.get("metadata.json")
    if described is None:
        raise NotAPackageError("it has no metadata.json")
    if described.file_size > _LARGEST_METADATA:
        raise NotAPackageError("its metadata.json is too large")
    metadata = read_metadata(opened.read(described))
    if metadata.kind != "translate":
        raise NotAPackageError(f"it does not translate: its type is {metadata.kind[:40]!r}")
    if "model/model.bin" not in inside:
        raise NotAPackageError("it has no model/model.bin")
    if not any(name in inside for name in TOKENIZERS):
        raise NotAPackageError(f"it has neither {' nor '.join(TOKENIZERS)}")
    if expect is not None:
        wanted = (canonical(expect[0]), canonical(expect[1]))
        if (metadata.source, metadata.target) != wanted:
            raise NotAPackageError(
                f"it translates {metadata.source} -> {metadata.target}, not {wanted[0]} -> {wanted[1]}"
            )
    return metadata


# ---------------------------------------------------------------------------------------------- unpacking


def _unpack(opened: zipfile.ZipFile, members: list[zipfile.ZipInfo], fresh: Path) -> dict[str, str]:
    """Unpack into the new folder ``fresh``; hash of each file by its relative path."""
    fresh.mkdir()
    folders = {fresh}
    hashes = {}
    for member in members:
        parts = PurePosixPath(member.filename).parts[1:]
        relative = "/".join(parts)
        if relative == RECORD:
            continue  # the record says what was installed here; nobody else may write it
        path = fresh.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        folders.update(parent for parent in path.parents if parent.is_relative_to(fresh))
        digest = hashlib.sha256()
        size = 0
        with opened.open(member) as source, path.open("xb") as target:
            while piece := source.read(_PIECE):
                size += len(piece)
                if size > member.file_size:
                    raise _Refused(f"{_shown(member)} is larger than the archive says")
                digest.update(piece)
                target.write(piece)
            target.flush()
            os.fsync(target.fileno())
        if size != member.file_size:
            raise _Refused(f"{_shown(member)} is smaller than the archive says")
        hashes[relative] = digest.hexdigest()
    for folder in folders:
        _sync(folder)
    return hashes


def _write_record(fresh: Path, metadata: Metadata, sha256: str, files: dict[str, str]) -> None:
    record = {"name": metadata.name, "version": metadata.version, "sha256": sha256, "files": files}
    with (fresh / RECORD).open("x", encoding="utf-8") as stream:
        json.dump(record, stream, indent=1, sort_keys=True)
        stream.write("\n")
        stream.flush()
        os.fsync(stream.fileno())
    fresh.chmod(0o755)  # a temporary folder is closed to others; a package need not be
    _sync(fresh)


def _free_place(folder: Path, metadata: Metadata) -> Path:
    """Where the package goes. An older version keeps its place until the new one stands beside it."""
    names = [metadata.name, f"{metadata.name}-{metadata.version}"]
    names += [f"{names[1]}-{count}" for count in range(2, 100)]
    for name in names:
        if not os.path.lexists(folder / name):
            return folder / name
    raise _Refused("there are too many folders of that name in the folder of the models")


def _sync(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clear_leftovers(folder: Path) -> None:
    """Remove what killed runs left behind, if it is too old to belong to one that still runs."""
    resolved = folder.resolve()
    for place in (resolved, resolved.parent):
        with contextlib.suppress(OSError):
            for path in place.glob(".dragoman-*"):
                if path.is_dir() and time.time() - path.lstat().st_mtime > _STALE:
                    shutil.rmtree(path, ignore_errors=True)
