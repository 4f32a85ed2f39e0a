"""A file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.errors import WorkflowError
from workflow.files import write_atomic

HINT = "Check the permissions and the free space of the folder."


@given(old=st.none() | st.binary(max_size=50), new=st.binary(max_size=50))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_file_holds_the_new_content(tmp_path: Path, old: bytes | None, new: bytes) -> None:
    path = tmp_path / "x"
    path.unlink(missing_ok=True)
    if old is not None:
        path.write_bytes(old)
    assert write_atomic(path, new)
    assert path.read_bytes() == new
    assert os.listdir(tmp_path) == ["x"]  # noqa: PTH208


def test_folders_are_made(tmp_path: Path) -> None:
    path = tmp_path / "locales" / "zh_CN" / "LC_MESSAGES" / "x.po"
    assert write_atomic(path, b"a")
    assert path.read_bytes() == b"a"


def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"a")
    os.utime(path, ns=(1, 1))
    inode = path.stat().st_ino
    assert write_atomic(path, b"a", unchanged=lambda: False)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (inode, 1)


@pytest.mark.parametrize("step", ["replace", "fsync"])
def test_a_failure_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def fail(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(WorkflowError) as caught:
        write_atomic(path, b"new")
    assert str(caught.value) == f"{path}: cannot be written (No space left on device). {HINT}"
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_an_interruption_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # chmod would not stop the superuser, under whom tests often run.
    def refuse(**_: object) -> NoReturn:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(WorkflowError) as caught:
        write_atomic(tmp_path / "x", b"new")
    assert str(caught.value) == f"{tmp_path / 'x'}: cannot be written (Permission denied). {HINT}"


def test_a_file_that_may_not_be_written_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    path.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda asked, mode: not (Path(asked) == path and mode == os.W_OK))
    with pytest.raises(WorkflowError) as caught:
        write_atomic(path, b"new")
    assert str(caught.value) == f"{path}: cannot be written (Permission denied). {HINT}"
    assert path.read_bytes() == b"old"


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "ru").write_bytes(b"")
    path = tmp_path / "ru" / "x.po"
    with pytest.raises(WorkflowError) as caught:
        write_atomic(path, b"new")
    assert str(caught.value) == f"{path}: cannot be written (File exists). {HINT}"


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.mkdir()
    with pytest.raises(WorkflowError) as caught:
        write_atomic(path, b"new")
    assert str(caught.value) == f"{path}: cannot be written (Is a directory). {HINT}"
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("answer", [True, False])
def test_unchanged_is_asked_at_the_last_moment(tmp_path: Path, answer: bool) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"old")
    seen: list[list[bytes]] = []

    def unchanged() -> bool:
        seen.append(sorted(each.read_bytes() for each in tmp_path.iterdir()))
        return answer

    assert write_atomic(path, b"new", unchanged=unchanged) is answer
    assert seen == [[b"new", b"old"]], "asked once, when the new content was already on disk beside the old"
    assert path.read_bytes() == (b"new" if answer else b"old")
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_permissions_are_kept_or_follow_the_umask(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.write_bytes(b"a")
    old.chmod(0o640)
    before = os.umask(0o027)
    try:
        write_atomic(old, b"b")
        write_atomic(new, b"b")
    finally:
        assert os.umask(before) == 0o027, "the umask is put back"
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
