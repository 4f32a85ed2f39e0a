"""Many files at once, or none: what is there after each way in which a commit can end."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import snapshot

from workflow import staging
from workflow.errors import WorkflowError
from workflow.staging import Staging, finish


def _site(root: Path) -> None:
    for name in ("a.html", "ru/b.html", "ru/old/c.html"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"before")


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


AFTER = {"a.html": b"after", "ru/b.html": b"before", "zh/new.html": b"new"}


def _change(root: Path) -> Staging:
    waiting = Staging(root)
    assert waiting.put("a.html", b"after")
    assert waiting.put("zh/new.html", b"new")
    assert not waiting.put("ru/b.html", b"before")  # it is that already
    waiting.remove("ru/old/c.html")
    return waiting


def test_nothing_is_to_be_seen_before_the_commit_and_all_after_it(tmp_path: Path) -> None:
    _site(tmp_path)
    before = snapshot(tmp_path)
    with _change(tmp_path) as waiting:
        assert snapshot(tmp_path) == before
        waiting.commit()
    assert snapshot(tmp_path) == AFTER
    assert _names(tmp_path) == ["a.html", "ru", "zh"]  # no folder of ours, none that is empty
    assert _names(tmp_path / "ru") == ["b.html"]


def test_an_error_before_the_commit_leaves_all_as_it_was(tmp_path: Path) -> None:
    _site(tmp_path)
    before = snapshot(tmp_path)
    with pytest.raises(ValueError, match="a fault"), _change(tmp_path):
        raise ValueError("a fault")
    assert snapshot(tmp_path) == before
    assert _names(tmp_path) == ["a.html", "ru"]


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_commit_that_is_killed_is_finished_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    _site(tmp_path)
    done: list[Path] = []
    move = staging._move

    def killed(waiting: Path, target: Path) -> None:
        if len(done) == moved:
            raise KeyboardInterrupt
        done.append(target)
        move(waiting, target)

    waiting = _change(tmp_path)
    monkeypatch.setattr(staging, "_move", killed)
    if moved < 2:
        with pytest.raises(KeyboardInterrupt):
            waiting.commit()
        assert snapshot(tmp_path) != AFTER
    else:
        waiting.commit()
    monkeypatch.setattr(staging, "_move", move)
    finish(tmp_path)
    assert snapshot(tmp_path) == AFTER
    finish(tmp_path)  # there is nothing left to do
    assert snapshot(tmp_path) == AFTER


def test_what_a_killed_process_has_put_in_without_a_commit_is_dropped(tmp_path: Path) -> None:
    _site(tmp_path)
    before = snapshot(tmp_path)
    _change(tmp_path)
    finish(tmp_path)
    assert snapshot(tmp_path) == before
    with Staging(tmp_path) as waiting:
        waiting.put("a.html", b"other")
        waiting.commit()
    assert snapshot(tmp_path) == {**before, "a.html": b"other"}


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.html").write_bytes(b"before")
    root = tmp_path / "output"
    root.mkdir()
    (root / "a.html").symlink_to(tmp_path / "elsewhere" / "a.html")
    with Staging(root) as waiting:
        waiting.put("a.html", b"after")
        waiting.commit()
    assert (root / "a.html").is_symlink()
    assert (tmp_path / "elsewhere" / "a.html").read_bytes() == b"after"


def test_a_folder_where_a_file_should_be_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.html" / "x").mkdir(parents=True)
    with pytest.raises(WorkflowError, match=r"a\.html: cannot be written"), Staging(tmp_path) as waiting:
        waiting.put("a.html", b"after")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_error_among_the_moves_leaves_the_list_to_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    _site(tmp_path)

    def fails(waiting: Path, target: Path) -> None:
        if target.name == "new.html":
            raise error
        waiting.replace(target)

    with monkeypatch.context() as patched, pytest.raises((KeyboardInterrupt, WorkflowError)):
        patched.setattr(staging, "_move", fails)
        with _change(tmp_path) as waiting:
            waiting.commit()
    assert snapshot(tmp_path) != AFTER
    finish(tmp_path)
    assert snapshot(tmp_path) == AFTER


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b'{"puts":[["0","../x"]],"removed":[]}',
        b'{"puts":[["../../a.html","b"]],"removed":[]}',
        b'{"puts":[],"removed":["../a.html"]}',
        b'{"puts":[],"removed":["/etc/passwd"]}',
    ],
)
def test_a_list_that_is_not_ours_does_nothing(tmp_path: Path, content: bytes) -> None:
    root = tmp_path / "output"
    _site(root)
    (tmp_path / "a.html").write_bytes(b"mine")
    (root / ".dragoman" / "staging").mkdir(parents=True)
    (root / ".dragoman" / "staging" / "0").write_bytes(b"x")
    (root / ".dragoman" / "staging" / "list.json").write_bytes(content)
    before = snapshot(tmp_path)
    finish(root)
    assert snapshot(tmp_path) == before
    assert not (root / ".dragoman" / "staging").exists()
