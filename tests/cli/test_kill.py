"""Pull the plug at any moment: each catalogue is either as it was or complete."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import polib
import pytest
from support import SEED, snapshot

PROGRAM = """
import sys, time
from workflow import pipeline
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
sys.exit(run_app(["-q", "translate", sys.argv[1]]))
"""


def _start(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, SEED],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1800000000"},
    )


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("kills", [6, pytest.param(60, marks=pytest.mark.slow)])
def test_translate_killed_at_any_moment(repository: Path, kills: int) -> None:
    # Before: every catalogue has its text, but the last five entries are open again.
    files = sorted((repository / "locales").rglob("*.po"))
    for path in files:
        po = polib.pofile(str(path), wrapwidth=0)
        for entry in list(po)[-5:]:
            entry.msgstr = ""
        po.save()
    before = {path: path.read_bytes() for path in files}
    began = time.monotonic()
    whole = _start(repository)
    assert whole.wait(60) == 0
    assert whole.stdout is not None
    took = time.monotonic() - began
    after = {path: path.read_bytes() for path in files}
    assert all(after[path] != before[path] for path in files)

    chance = random.Random(7)
    seen = set()
    for _ in range(kills):
        for path in files:
            path.write_bytes(before[path])
        process = _start(repository)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, took * 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        done = 0
        for path in files:
            content = path.read_bytes()
            assert content in (before[path], after[path]), path
            done += content == after[path]
        seen.add(done)
        leftovers = [name for name in snapshot(repository) if name.endswith(".tmp")]
        for name in leftovers:  # a temporary file may stay behind, hidden, and never under a catalogue's name
            assert Path(name).name.startswith(".")
            (repository / name).unlink()
    assert len(seen) > 1 or kills < 10  # the kills did hit different moments
