"""A file is replaced whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow import files
from workflow.errors import ExchangeError, WorkflowError
from workflow.files import CACHE, make_cache, read_limited, together, write_atomic, write_over

HINT = "Check the permissions and the free space of the folder."


@given(old=st.none() | st.binary(max_size=50), new=st.binary(max_size=50))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_file_holds_the_new_content(tmp_path: Path, old: bytes | None, new: bytes) -> None:
    path = tmp_path / "x"
    path.unlink(missing_ok=True)
    if old is not None:
        path.write_bytes(old)
    assert write_atomic(path, new) is (old != new)
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
    assert not write_atomic(path, b"a")
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


# -------------------------------------------------------------------------------- under somebody's hands


@pytest.fixture(params=["exchange", "no exchange"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A system that can exchange two files, and one that cannot."""
    if request.param == "no exchange":
        monkeypatch.setattr(files, "_renameat2", lambda: None)
    elif files._renameat2() is None:
        pytest.skip("this system cannot exchange files")
    return str(request.param)


def test_what_was_expected_is_replaced(tmp_path: Path, system: str) -> None:
    path = tmp_path / "x"
    assert write_over(path, b"1", None)
    assert write_over(path, b"2", b"1")
    assert path.read_bytes() == b"2"
    os.utime(path, ns=(1, 1))
    assert write_over(path, b"2", b"2")
    assert path.stat().st_mtime_ns == 1
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("before", [None, b"1", b""])
def test_what_was_not_expected_is_left(tmp_path: Path, system: str, before: bytes | None) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"theirs")
    assert not write_over(path, b"ours", before)
    assert path.read_bytes() == b"theirs"
    path.unlink()
    assert write_over(path, b"ours", before) is (before is None)
    assert path.exists() is (before is None)


def _meddle(monkeypatch: pytest.MonkeyPatch, *acts: Callable[[], object]) -> None:
    """Let somebody act at each point of no return, one act a point."""
    waiting = list(acts)
    exchange, link = files._exchange, os.link

    def exchanged(first: Path, second: Path) -> bool:
        if waiting:
            waiting.pop(0)()
        return exchange(first, second)

    def linked(first: Path, second: Path) -> None:
        if waiting:
            waiting.pop(0)()
        link(first, second)

    monkeypatch.setattr(files, "_exchange", exchanged)
    monkeypatch.setattr(os, "link", linked)


@pytest.mark.parametrize("saves", [1, 2])
@pytest.mark.parametrize("how", ["in place", "by renaming"])
def test_a_save_in_the_last_moment_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saves: int, how: str, system: str
) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"before")

    def save(text: bytes) -> None:
        if how == "in place":
            path.write_bytes(text)
        else:
            (tmp_path / "new").write_bytes(text)
            (tmp_path / "new").replace(path)

    _meddle(monkeypatch, *(lambda text=b"theirs %d" % number: save(text) for number in range(saves)))
    assert not write_over(path, b"ours", b"before")
    assert path.read_bytes() == b"theirs 0" if saves == 1 or system == "no exchange" else b"theirs 1"
    assert [each.name for each in tmp_path.iterdir()] == ["x"]


def test_a_file_made_in_the_last_moment_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x"
    _meddle(monkeypatch, lambda: path.write_bytes(b"theirs"))
    assert not write_over(path, b"ours", None)
    assert path.read_bytes() == b"theirs"


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"1")
    (tmp_path / "x").symlink_to("there")
    assert write_atomic(tmp_path / "x", b"2")
    assert write_over(tmp_path / "x", b"3", b"2")
    assert (tmp_path / "x").is_symlink()
    assert (tmp_path / "there").read_bytes() == b"3"


def test_the_cache_folder_is_no_part_of_the_repository(tmp_path: Path) -> None:
    folder = make_cache(tmp_path / CACHE)
    assert make_cache(tmp_path / CACHE) == folder
    assert "*" in (folder / ".gitignore").read_text().splitlines()
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WorkflowError, match=r"\.dragoman: cannot be made"):
        make_cache(tmp_path / "file" / CACHE)


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


# ------------------------------------------------------------------------------------------ all or none


def test_files_that_are_written_together_are_put_back_together(tmp_path: Path) -> None:
    old, new, other = tmp_path / "old", tmp_path / "new", tmp_path / "other"
    old.write_bytes(b"1")
    other.write_bytes(b"2")
    with pytest.raises(KeyError), together():
        assert write_over(old, b"ours", b"1")
        assert write_over(old, b"ours, once more", b"ours")
        assert write_atomic(new, b"ours")
        with together():
            assert write_atomic(other, b"ours")
        raise KeyError
    assert (old.read_bytes(), other.read_bytes()) == (b"1", b"2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "other"]
    with together():
        write_atomic(new, b"ours")
    assert new.read_bytes() == b"ours"


def test_what_somebody_saved_meanwhile_is_not_put_back(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_bytes(b"1")
    with (
        pytest.raises(WorkflowError, match=r"first: is written already and stays so.*the disk is full"),
        together(),
    ):
        write_atomic(first, b"ours")
        write_atomic(second, b"ours")
        first.write_bytes(b"theirs")
        raise WorkflowError("the disk is full")
    assert first.read_bytes() == b"theirs"
    assert not second.exists()


def test_a_file_is_read_up_to_a_limit(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"abc")
    assert read_limited(file, 3, ExchangeError) == b"abc"
    with pytest.raises(ExchangeError, match="larger than 0 MB"):
        read_limited(file, 2, ExchangeError)
    for path in (tmp_path, tmp_path / "no", Path("\0"), Path("x" * 300)):
        with pytest.raises(ExchangeError):
            read_limited(path, 3, ExchangeError)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ExchangeError, match="not a file"):
        read_limited(tmp_path / "pipe", 3, ExchangeError)
