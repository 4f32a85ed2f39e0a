"""Pull the plug at any moment, while a translator saves: no catalogue is broken and no edit is lost."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from support import SEED, snapshot

from workflow.catalogue import Catalogue, load_catalogue, render
from workflow.config import load_config
from workflow.errors import CatalogueError
from workflow.pipeline.locks import locked

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

PROGRAM = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it
from workflow.model import Translation
from workflow.pipeline import Publication

class Slow:
    name = "slow"
    def signature(self, source, target):
        return "slow/1"
    def translate(self, sentences, source, target, *, progress=None):
        time.sleep(0.01)
        return [Translation(f"{target} {sentence}") for sentence in sentences]

Publication.engine = Slow()
from workflow.cli.app import run_app
print("ready", flush=True)
sys.exit(run_app(["-q", *sys.argv[1:]]))
"""


def _start(root: Path, *arguments: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1800000000"},
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def _open_again(files: list[Path], count: int) -> None:
    for path in files:
        po = polib.pofile(str(path), wrapwidth=0)
        for entry in list(po)[-count:]:
            entry.msgstr, entry.tcomment = "", ""
        po.save()


@pytest.mark.parametrize("kills", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_translate_killed_at_any_moment(repository: Path, kills: int) -> None:
    """Each catalogue is as it was before, to the byte, or complete."""
    files = sorted((repository / "locales").rglob("*.po"))
    _open_again(files, 5)
    before = {path: path.read_bytes() for path in files}
    whole = _start(repository, "translate", SEED)
    began = time.monotonic()
    assert whole.wait(60) == 0
    took = time.monotonic() - began
    after = {path: path.read_bytes() for path in files}
    assert all(after[path] != before[path] for path in files)

    chance = random.Random(7)
    seen = set()
    for _ in range(kills):
        for path in files:
            path.write_bytes(before[path])
        process = _start(repository, "translate", SEED)
        time.sleep(chance.uniform(0, took))
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = 0
        for path in files:
            content = path.read_bytes()
            assert content in (before[path], after[path]), path
            done += content == after[path]
        seen.add(done)
        _only_hidden_leftovers(repository)
    assert len(seen) > 1 or kills < 10  # the kills did hit different moments


def _only_hidden_leftovers(root: Path) -> None:
    """A temporary file may stay behind, hidden, and never under a catalogue's name."""
    for name in [name for name in snapshot(root) if name.endswith(".tmp")]:
        assert Path(name).name.startswith(".")
        (root / name).unlink()


class Translator(threading.Thread):
    """Somebody with an editor: opens a catalogue, writes into one entry, saves it all, again and again."""

    def __init__(self, files: list[Path], chance: random.Random) -> None:
        super().__init__()
        self.files, self.chance = files, chance
        self.saved: dict[tuple[Path, str], str] = {}  # the last text of each entry, as it was saved
        self.rest = threading.Event()

    def run(self) -> None:
        number = 0
        while not self.rest.is_set():
            path = self.chance.choice(self.files)
            catalogue = load_catalogue(path)
            assert catalogue is not None
            entry = self.chance.choice([each for each in catalogue.po if not each.obsolete])
            number += 1
            entry.msgstr, entry.flags = f"Правка {number}", []
            self._save(catalogue)
            self.saved[path, entry.msgid] = entry.msgstr
            self.rest.wait(self.chance.uniform(0, 0.02))

    def _save(self, catalogue: Catalogue) -> None:
        """In place, as most text editors do, or by renaming, as Poedit does."""
        content = render(catalogue.po)
        if self.chance.random() < 0.5:
            new = catalogue.path.with_name("editor.new")
            new.write_bytes(content)
            new.replace(catalogue.path)
        else:
            catalogue.path.write_bytes(content)


def _texts(path: Path) -> dict[str, set[str]]:
    """What stands in a catalogue, obsolete entries too; a broken one fails the test."""
    catalogue = load_catalogue(path)
    assert catalogue is not None
    found: dict[str, set[str]] = {}
    for entry in catalogue.po:
        found.setdefault(entry.msgid, set()).add(entry.msgstr)
    return found


@pytest.mark.parametrize("kills", [4, pytest.param(100, marks=pytest.mark.slow)])
def test_kills_while_a_translator_saves(repository: Path, kills: int) -> None:
    """``translate`` and ``extract`` in turn, on an article that changes, killed at a random moment."""
    files = sorted((repository / "locales").rglob("*.po"))[:3]
    tags = "be,fa,hi"
    seed = repository / "seeds" / f"{SEED}.txt"
    article = seed.read_text("utf-8")
    versions = [article, article.replace("The meeting participants enjoyed", "All participants enjoyed")]
    assert versions[0] != versions[1]
    chance = random.Random(11)
    broken: list[str] = []
    translator = Translator(files, chance)
    translator.start()
    try:
        for number in range(kills):
            seed.write_text(versions[number % 2], "utf-8")
            extra = ["--lang", tags] if number % 4 < 2 else []
            process = _start(repository, "translate" if extra else "extract", SEED, *extra)
            time.sleep(chance.uniform(0, 0.5))
            process.send_signal(signal.SIGKILL)
            process.wait()
    finally:
        translator.rest.set()
        translator.join()
    for (path, source), text in translator.saved.items():
        if text not in _texts(path).get(source, set()):
            broken.append(f"{path.parent.parent.name}: {text} of {source[:40]}")
    assert not broken
    assert len(translator.saved) > 10
    _only_hidden_leftovers(repository)
    for arguments in (["extract", SEED], ["translate", SEED, "--lang", tags]):  # and all goes on afterwards
        assert _start(repository, *arguments).wait(60) == 0


# ------------------------------------------------------------------------------------------ two at once


def _while_somebody_holds(root: Path, act: Callable[[], None]) -> subprocess.Popen[str]:
    """Run ``act`` while another process holds the lock of the Russian catalogue."""
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys\nfrom pathlib import Path\nfrom workflow.config import load_config\n"
            "from workflow.pipeline.locks import locked\n"
            "with locked(load_config(Path('.')), 'ru', sys.argv[1], 1):\n"
            "    print('held', flush=True)\n    sys.stdin.read()",
            SEED,
        ],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    act()
    return holder


def test_a_second_workflow_waits_and_says_for_whom(repository: Path) -> None:
    def impatient() -> None:
        for arguments in (["translate", SEED, "--lang", "ru"], ["extract", SEED]):
            process = _start(repository, "--wait", "0.2", *arguments)
            _, said = process.communicate(timeout=60)
            assert process.returncode == 2
            assert "ru/LC_MESSAGES" in said
            assert "is in use by another workflow (process" in said
            assert "waited 0.2 seconds" in said
            assert "Try again when that is done, or wait longer with: workflow --wait SECONDS" in said

    holder = _while_somebody_holds(repository, impatient)
    patient = _start(repository, "--wait", "60", "translate", SEED, "--lang", "ru")
    time.sleep(0.3)
    assert patient.poll() is None
    holder.communicate("")
    assert patient.wait(60) == 0


def test_a_lock_goes_with_its_process(repository: Path) -> None:
    holder = _while_somebody_holds(repository, lambda: None)
    holder.kill()
    holder.wait()
    assert _start(repository, "--wait", "0", "translate", SEED, "--lang", "ru").wait(60) == 0


def test_a_lock_may_be_held_by_whoever_shares_the_folder(repository: Path) -> None:
    old = os.umask(0o002)
    try:
        with locked(load_config(repository), "ru", SEED, 1):
            pass
    finally:
        os.umask(old)
    (lock,) = (repository / ".dragoman" / "locks").glob("*.lock")
    assert lock.stat().st_mode & 0o777 == 0o664


def test_two_at_once_lose_nothing(repository: Path) -> None:
    files = sorted((repository / "locales").rglob("*.po"))
    _open_again(files, 5)
    both = [_start(repository, "translate", SEED) for _ in range(2)]
    assert [process.wait(120) for process in both] == [0, 0]
    for path in files:
        catalogue = load_catalogue(path)
        assert catalogue is not None
        assert all(entry.msgstr for entry in catalogue.po)


def test_an_editor_in_the_middle_of_a_save_is_waited_for(repository: Path) -> None:
    path = repository / "locales" / "ru" / "LC_MESSAGES" / f"{SEED}.po"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(CatalogueError):
        load_catalogue(path)
    process = _start(repository, "extract", SEED)
    until = time.monotonic() + 1  # nobody saves for ever, and a program may give up on one who does
    while time.monotonic() < until:
        path.write_bytes(whole[: len(whole) // 2])
        time.sleep(0.01)
        path.write_bytes(whole)
        time.sleep(0.03)
    assert process.wait(60) == 0


def test_a_person_who_stops_a_run_does_not_wait_for_the_engine(folder: Path) -> None:
    """An engine that thinks for a minute is left alone; one line says that the run ended."""
    program = PROGRAM.replace("time.sleep(0.01)", "print('asked', flush=True); time.sleep(60)")
    program = program.replace(
        "sys.exit(run_app", "import workflow.cli; sys.argv[1:1] = ['-q']; workflow.cli.main() or (run_app"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, "translate", "kazan", "--lang", "ru"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert [process.stdout.readline().strip() for _ in range(2)] == ["ready", "asked"]
    begun = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert time.monotonic() - begun < 20  # an engine that is waited for takes sixty
    assert process.returncode == 2
    assert said == "error: stopped; what was finished before is on disk\n"


def test_what_an_engine_has_made_for_itself_goes_when_a_person_stops_it(folder: Path) -> None:
    """Nobody waits for its threads, but its temporary folders and processes are not left behind."""
    program = PROGRAM.replace(
        "time.sleep(0.01)",
        "weakref.finalize(self, print, 'gone', flush=True); print('asked', flush=True); time.sleep(60)",
    )
    program = program.replace("import signal, sys, time", "import signal, sys, time, weakref")
    program = program.replace("sys.exit(run_app", "import workflow.cli; workflow.cli.main() or (run_app")
    process = subprocess.Popen(
        [sys.executable, "-c", program, "-q", "translate", "kazan", "--lang", "ru"],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert [process.stdout.readline().strip() for _ in range(2)] == ["ready", "asked"]
    process.send_signal(signal.SIGINT)
    left, _ = process.communicate(timeout=30)
    assert left == "gone\n"
