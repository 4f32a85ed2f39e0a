"""All checks over 10,000 units; beside ``pofilter`` with all its tests on the same files, in the same run.

Run with the path of an evaluation folder that holds ``ntrex/`` (sentences of NTREX-128, Federmann, Kocmi and
Xin 2022)::

    python tests/benchmarks/checks_speed.py path/to/eval --rounds 5

The files are ten catalogues, one a language, with 1,000 professional translations each. Timed by turns, on
one core, as whole processes that start, import, read, check and write what they found:

- ``pofilter``: the program of the Translate Toolkit (``DRAGOMAN_POFILTER``, or on the PATH), all its tests;
- ``workflow check``: all our checks, with the glossary of this repository (``--names``: with the names of the
  set, which stand in every fourth sentence).

Columns are medians of wall time and of processor time, and the least processor time, in seconds. Exit code 1:
the least of ours is more than a fifth of the other's. Exit code 2: something is missing.

``--profile`` prints where our time goes, without the start of the process.
"""

from __future__ import annotations

import argparse
import contextlib
import cProfile
import csv
import io
import json
import os
import pstats
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import polib

from workflow.languages import profile

LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
POFILTER = os.environ.get("DRAGOMAN_POFILTER") or shutil.which("pofilter") or ""
GOAL = 5
ROOT = Path(__file__).parents[2]


def make_publication(root: Path, folder: Path, *, names_of_set: bool = False) -> int:
    """Catalogues of all languages, settings, and a glossary; how many units that is."""
    tags = ", ".join(f'"{tag}"' for tag in LANGUAGES)
    (root / "workflow.toml").write_text(f"[publication]\nlanguages = [{tags}]\n", "utf-8")
    source = (folder / "en.txt").read_text("utf-8").splitlines()
    count = 0
    for tag in LANGUAGES:
        po = polib.POFile(wrapwidth=0)
        po.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": profile(tag).gettext}
        seen: set[str] = set()
        for text, target in zip(source, (folder / f"{tag}.txt").read_text("utf-8").splitlines(), strict=True):
            if text not in seen:
                po.append(polib.POEntry(msgid=text, msgstr=target, comment="paragraph"))
            seen.add(text)
        path = root / "locales" / profile(tag).gettext / "LC_MESSAGES" / "news.po"
        path.parent.mkdir(parents=True)
        po.save(str(path))
        count += len(po)
    if not names_of_set:
        shutil.copytree(ROOT / "glossary", root / "glossary")
        return count
    names: dict[str, dict[str, str]] = {}
    for tag in LANGUAGES:
        for name, renderings in json.loads((folder / f"glossary.{tag}.json").read_text("utf-8")).items():
            names.setdefault(name, {"en": name})[tag] = " | ".join(renderings)
    (root / "glossary").mkdir()
    with (root / "glossary" / "terms.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ["id", "kind", "en", *LANGUAGES], restval="")
        writer.writeheader()
        for number, row in enumerate(names.values()):
            writer.writerow({"id": f"name-{number}", "kind": "place", **row})
    return count


def timed(command: Sequence[str], root: Path) -> tuple[float, float]:
    """Seconds by the clock and of the processor."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    # As after any installation: both programs find their modules compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} failed: {done.stderr.strip()}")
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation folder")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--names", action="store_true", help="the names of the set as the glossary")
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    folder = options.folder / "ntrex"
    if not folder.is_dir():
        print(f"no {folder}: this needs the evaluation data", file=sys.stderr)
        return 2
    if not POFILTER and not options.profile:
        print("no pofilter: pip install translate-toolkit, and name it in DRAGOMAN_POFILTER", file=sys.stderr)
        return 2
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        units = make_publication(root, folder, names_of_set=options.names)
        if options.profile:
            return _profile(root)
        programs = {
            "pofilter": [POFILTER, "--progress=none", "locales", "found"],
            "workflow check": [str(Path(sys.executable).parent / "workflow"), "check"],
        }
        times: dict[str, list[tuple[float, float]]] = {each: [] for each in programs}
        for round_ in range(options.rounds + 1):
            for each, command in programs.items():
                shutil.rmtree(root / "found", ignore_errors=True)
                measured = timed(command, root)
                if round_:  # the first is there to warm up
                    times[each].append(measured)
    print(f"{units} units in {len(LANGUAGES)} catalogues, one core, medians of {options.rounds}")
    usual, least = {}, {}
    for each, measured in times.items():
        wall = statistics.median(wall for wall, _ in measured)
        usual[each] = statistics.median(cpu for _, cpu in measured)
        least[each] = min(cpu for _, cpu in measured)
        spent = f"{usual[each]:6.2f} s of the processor, {least[each]:.2f} at least"
        print(f"{each:16} {wall:6.2f} s by the clock {spent}")
    # What else runs on the machine can only add to the least of many rounds.
    ratio = least["pofilter"] / least["workflow check"]
    medians = usual["pofilter"] / usual["workflow check"]
    print(f"ours is {ratio:.1f} times as fast (the goal is {GOAL}), by medians {medians:.1f} times")
    return 0 if ratio >= GOAL else 1


def _profile(root: Path) -> int:
    from workflow.cli.app import run_app

    os.chdir(root)
    profiler = cProfile.Profile()
    with contextlib.redirect_stdout(io.StringIO()):
        profiler.runcall(run_app, ["check"])
    pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    return 0


if __name__ == "__main__":
    sys.exit(main())
