"""What is read when; and that no damage, no second process and no kill leaves a wrong memory."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support_memory import Files

from workflow.errors import CatalogueError
from workflow.memory import Memory, Origin, index, store
from workflow.model import MemoryUnit


def sources(memory: Memory) -> list[str]:
    return sorted(unit.source for unit in memory.units())


def updated(folder: Path, files: Files) -> list[str]:
    """The sources in the memory after an update; what was read for it is in ``files``."""
    files.read.clear()
    files.hashed.clear()
    with Memory.open(folder, "en", "ru") as memory:
        memory.update(files.origins())
        return sources(memory)


# ---------------------------------------------------------------------------------------------- incremental


def test_only_what_changed_is_read_again(tmp_path: Path, files: Files) -> None:
    files.put("a", "one", "two")
    files.put("b", "three")
    assert updated(tmp_path, files) == ["one", "three", "two"]
    assert files.read == ["a", "b"]
    assert updated(tmp_path, files) == ["one", "three", "two"]
    assert (files.read, files.hashed) == ([], [])
    files.put("b", "three", "four", mtime=2)
    assert updated(tmp_path, files) == ["four", "one", "three", "two"]
    assert (files.read, files.hashed) == (["b"], ["b"])
    del files.contents["a"]
    assert updated(tmp_path, files) == ["four", "three"]
    assert files.read == []


def test_a_file_with_a_new_time_and_the_same_words_is_not_read(tmp_path: Path, files: Files) -> None:
    files.put("a", "one")
    updated(tmp_path, files)
    files.put("a", "one", mtime=5)
    assert updated(tmp_path, files) == ["one"]
    assert (files.read, files.hashed) == ([], ["a"])
    updated(tmp_path, files)
    assert files.hashed == []


def test_a_file_that_was_written_just_now_is_looked_at_again(tmp_path: Path, files: Files) -> None:
    now = time.time_ns()
    files.put("a", "one", mtime=now)
    updated(tmp_path, files)
    files.put("a", "two", mtime=now)  # as long, and within what the clock of the file system tells apart
    assert updated(tmp_path, files) == ["two"]


def test_a_broken_file_is_told_and_left_out_until_it_is_mended(tmp_path: Path, files: Files) -> None:
    def broken() -> str:
        raise CatalogueError("broken", where="b")

    files.put("a", "one")
    files.put("b", "two")
    updated(tmp_path, files)
    for _ in range(2):
        with Memory.open(tmp_path, "en", "ru") as memory:
            done = memory.update([files.origins()[0], Origin("b", 9, 9, broken, list)])
            assert [str(error) for error in done.troubles] == ["b: broken"]
            assert sources(memory) == ["one"]
    assert updated(tmp_path, files) == ["one", "two"]
    assert files.read == ["b"]


def test_what_is_gone_is_found_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: Files) -> None:
    monkeypatch.setattr(index, "TAIL", 0)
    files.put("a", *(f"sentence number {number} of the first file" for number in range(50)))
    with Memory.open(tmp_path, "en", "ru") as memory:
        assert memory.update(files.origins()).indexed == 50
        assert memory.search("sentence number 7 of the first file")[0].score == 100
        files.put("a", "sentence number 8 of the first file", mtime=2)
        files.put("b", *(f"quite another text, the {number}th" for number in range(200)))
        memory.update(files.origins())
        assert [each.unit.source for each in memory.search("sentence number 7 of the first file")] == [
            "sentence number 8 of the first file"
        ]
        assert memory.size().texts == memory.size().indexed == 201  # the others left with the old part


def test_files_written_in_parts_and_files_gone_in_one_update(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: Files
) -> None:
    monkeypatch.setattr(store, "_BATCH", 1)
    files.put("a", "one")
    files.put("b", "two")
    with Memory.open(tmp_path, "en", "ru") as memory:
        memory.update(files.origins())
        files.put("c", "three")
        files.put("d", "four")
        done = memory.update([each for each in files.origins() if each.name != "b"])
        assert (done.files, done.read, done.gone) == (3, 2, 1)
        assert sources(memory) == ["four", "one", "three"]


def test_many_small_updates_keep_few_parts(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, files: Files
) -> None:
    monkeypatch.setattr(index, "TAIL", 20)
    with Memory.open(tmp_path, "en", "ru") as memory:
        for number in range(60):
            files.put(f"f{number}", *(f"text {number} and {at} and {number * at}" for at in range(30)))
            memory.update(files.origins())
        database = sqlite3.connect(tmp_path / "memory" / "en-ru.sqlite")
        ((parts,),) = database.execute("SELECT count(*) FROM parts")
        ((lists,),) = database.execute(
            "SELECT count(*) FROM lists WHERE id >> 32 NOT IN (SELECT id FROM parts)"
        )
        database.close()
        assert parts <= 6
        assert lists == 0
        for number in range(60):
            assert memory.search(f"text {number} and 7 and {number * 7}")[0].exact


def test_the_folder_is_none_of_gits_business(tmp_path: Path, files: Files) -> None:
    updated(tmp_path / ".dragoman", files)
    assert (tmp_path / ".dragoman" / ".gitignore").read_text() == "*\n"
    (tmp_path / ".dragoman" / ".gitignore").write_text("mine\n")
    updated(tmp_path / ".dragoman", files)
    assert (tmp_path / ".dragoman" / ".gitignore").read_text() == "mine\n"


def test_each_pair_of_languages_has_its_own(tmp_path: Path, files: Files) -> None:
    files.put("a", "one")
    updated(tmp_path, files)
    with Memory.open(tmp_path, "en", "be") as other:
        assert sources(other) == []
    assert sorted(path.name for path in (tmp_path / "memory").glob("*.sqlite")) == [
        "en-be.sqlite",
        "en-ru.sqlite",
    ]


# ---------------------------------------------------------------------------------------------- damage


def filled(folder: Path, files: Files) -> Path:
    files.put("a", *(f"sentence {number}, of some length" for number in range(3000)))
    assert len(updated(folder, files)) == 3000
    return folder / "memory" / "en-ru.sqlite"


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"not a database at all" * 500, b"SQLite format 3\0" + bytes(5000)],
    ids=["empty", "a byte", "text", "a header"],
)
def test_any_file_in_its_place_is_built_anew(tmp_path: Path, files: Files, content: bytes) -> None:
    path = filled(tmp_path, files)
    path.write_bytes(content)
    assert len(updated(tmp_path, files)) == 3000
    assert len(updated(tmp_path, files)) == 3000
    assert files.read == []


def test_damage_anywhere_is_no_error(tmp_path: Path, files: Files) -> None:
    path = filled(tmp_path, files)
    sound = path.read_bytes()
    chance, rebuilt = random.Random(3), 0
    for _ in range(16):
        content = bytearray(sound)
        at = chance.randrange(0, len(content), 4096)
        size = chance.choice([4096, 20 * 4096, len(content)])
        content[at : at + size] = chance.randbytes(len(content[at : at + size]))
        path.write_bytes(content[: chance.choice([len(content), at + 1])])
        files.read.clear()
        with Memory.open(tmp_path, "en", "ru") as memory:
            memory.update(files.origins())
            memory.search("sentence 77, of some length")
            memory.recall("sentence 77, of some length")
            units = memory.units()
            if files.read:  # the damage was noticed
                rebuilt += 1
                assert len(units) == 3000
                assert memory.search("sentence 77, of some length")[0].exact
    assert rebuilt > 8  # in the texts themselves it is not noticed


def test_damaged_names_of_tables_are_no_error(tmp_path: Path, files: Files) -> None:
    """SQLite quotes them in its message, which Python then cannot decode."""
    files.put("a", "one")
    updated(tmp_path, files)
    (path,) = tmp_path.glob("memory/*.sqlite")
    content = path.read_bytes()
    assert b"CREATE TABLE sources" in content
    path.write_bytes(content.replace(b"CREATE TABLE sources", b"CREATE \xff\xfe\xfdBLE sources"))
    assert updated(tmp_path, files) == ["one"]


def test_a_folder_in_its_place(tmp_path: Path, files: Files) -> None:
    files.put("a", "one")
    (tmp_path / "memory" / "en-ru.sqlite").mkdir(parents=True)
    with Memory.open(tmp_path, "en", "ru") as memory:
        assert memory.path is None
        assert "en-ru.sqlite: not kept (unable to open database file)" in memory.detail
        memory.update(files.origins())
        assert sources(memory) == ["one"]


def test_an_older_version_is_built_anew(tmp_path: Path, files: Files) -> None:
    path = filled(tmp_path, files)
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 0")
    database.close()
    assert len(updated(tmp_path, files)) == 3000
    assert files.read == ["a"]


def test_a_file_that_is_deleted_is_built_anew(tmp_path: Path, files: Files) -> None:
    filled(tmp_path, files).unlink()
    assert len(updated(tmp_path, files)) == 3000


def test_where_nothing_can_be_written_it_is_kept_nowhere(tmp_path: Path, files: Files) -> None:
    (tmp_path / "cache").write_text("a file")
    files.put("a", "one")
    with Memory.open(tmp_path / "cache", "en", "ru") as memory:
        memory.update(files.origins())
        assert sources(memory) == ["one"]
        assert memory.path is None
        assert "not kept" in memory.detail
    assert (tmp_path / "cache").read_text() == "a file"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user who may not write")
def test_a_folder_that_is_read_only(tmp_path: Path, files: Files) -> None:
    filled(tmp_path, files)
    for path in ((tmp_path / "memory"), *(tmp_path / "memory").iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    files.put("b", "one")
    with Memory.open(tmp_path, "en", "ru") as memory:
        memory.update(files.origins())
        assert "one" in sources(memory)
        assert memory.path is None
    (tmp_path / "memory").chmod(0o755)


# ---------------------------------------------------------------------------------------------- processes

PROGRAM = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[3:]
from support_memory import Files
from workflow.memory import Memory, index
index.TAIL = 50
files = Files()
for number in range(int(sys.argv[2])):
    files.put(f"f{number}", *(f"text {number} and {at} and {number * at}" for at in range(40)))
print("ready", flush=True)
for count in range(1, int(sys.argv[2]) + 1):
    with Memory.open(Path(sys.argv[1]), "en", "ru") as memory:
        memory.update(files.origins()[:count])
        assert memory.path is not None, memory.detail
        found = memory.search("text 0 and 7 and 0")
        assert found and found[0].exact, (count, found)
"""


def start(folder: Path, count: int) -> subprocess.Popen[str]:
    here = str(Path(__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(count), here],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def expected(count: int) -> Files:
    files = Files()
    for number in range(count):
        files.put(f"f{number}", *(f"text {number} and {at} and {number * at}" for at in range(40)))
    return files


def test_three_processes_at_once(tmp_path: Path) -> None:
    running = [start(tmp_path, 12) for _ in range(3)]
    for process in running:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    files = expected(12)
    assert len(updated(tmp_path, files)) == 12 * 40
    assert files.read == []  # nothing was lost to the others


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("kills", [5, pytest.param(60, marks=pytest.mark.slow)])
def test_killed_at_any_moment(tmp_path: Path, kills: int) -> None:
    chance = random.Random(4)
    whole = start(tmp_path / "whole", 12)
    began = time.monotonic()
    assert whole.wait(120) == 0
    took = time.monotonic() - began
    kept = 0
    for number in range(kills):
        folder = tmp_path / str(number % 3)
        process = start(folder, 12)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, took))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if (folder / "memory" / "en-ru.sqlite").exists():
            database = sqlite3.connect(folder / "memory" / "en-ru.sqlite")
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            database.close()
        files = expected(12)
        assert len(updated(folder, files)) == 12 * 40
        kept += len(files.read) < 12
        with Memory.open(folder, "en", "ru") as memory:
            memory.update(files.origins())
            assert memory.search("text 11 and 7 and 77")[0].exact
            assert memory.recall("text 11 and 7 and 77") == MemoryUnit(
                "text 11 and 7 and 77", "<text 11 and 7 and 77>", "f11"
            )
    assert kept  # what had been done before the kill was not done again
