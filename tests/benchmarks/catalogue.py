"""A catalogue of 10,000 units goes through read, merge and write; beside ``msgmerge``, in the same run.

The catalogue is what ``workflow translate`` makes: sentences of ``tests/models/grammar.py`` in Russian too,
places, references, term lines; most are reviewed, some are machine drafts with their signature, some have a
comment by hand. The template is a later version of the article: 2 % of the sentences changed a word, 2 % are
gone, 2 % are new, 2 % stand elsewhere::

    python tests/benchmarks/catalogue.py --rounds 5

Timed, by turns, each round with all of them, files in and file out:

- ``msgmerge -N``: without fuzzy matching, which is what it does to sentences that are gone and new;
- ``msgmerge``: with it, its default, which looks for a changed sentence among all others;
- ``ours``: load both files, merge, save (temporary file, fsync, rename), in this process;
- ``ours, process``: the same with a Python that has to start and import first.

Columns are medians of wall time and of processor time in seconds, and the first as a multiple of each
``msgmerge``. ``--previous`` is not used, ``--no-wrap`` is. Exit code 1: ours takes more than twice the
wall time of ``msgmerge`` as it is by default. Exit code 2: there is no ``msgmerge``.

``--skip-fuzzy`` leaves out the slow one (and the verdict), ``--profile`` prints where our time goes.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pickle
import pstats
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polib

from workflow.catalogue import (
    Answer,
    Key,
    Revision,
    apply_answers,
    key_of,
    load_catalogue,
    merge,
    render,
    save_catalogue,
)
from workflow.glossary import load_glossary
from workflow.segment import segment_text

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(Path(__file__).parents[1] / "models"))

UNITS = 10_000
SHARE = 50  # one in so many: 2 %
LIMIT = 2.0
HEADER = {
    "Project-Id-Version": "news",
    "POT-Creation-Date": "2026-01-31 12:00+0000",
    "PO-Revision-Date": "2026-01-31 12:00+0000",
    "Last-Translator": "Айгүл <a@example.org>",
    "Language-Team": "none",
    "Language": "ru",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || "
    "n%100>14) ? 1 : 2);",
}
Terms = dict[Key, list[str]]


def sentences(count: int) -> list[tuple[str, str]]:
    """So many different English sentences with their Russian."""
    from grammar import Grammar

    found: dict[str, str] = {}
    grammar = Grammar(random.Random(7))
    while len(found) < count:
        for english, russian, _ in grammar.sentences(4000):
            found.setdefault(english, russian)
    return list(found.items())[:count]


def _entry(english: str, number: int) -> polib.POEntry:
    names = [word.strip(",.") for word in english.split()[1:] if word[:1].isupper()]
    return polib.POEntry(
        msgid=english,
        comment=f"paragraph, block {number // 4 + 1}, sentence {number % 4 + 1} of 4"
        + (f"\nterms: {'; '.join(names)}" if names else ""),
        occurrences=[("seeds/news.md", str(number // 4 * 2 + 3))],
    )


def _template(texts: list[str]) -> polib.POFile:
    pot = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    pot.metadata = {**HEADER, "Language": ""}
    pot.extend(_entry(text, number) for number, text in enumerate(texts))
    return pot


def make(folder: Path) -> Terms:
    """Write ``news.po`` and the later ``news.pot``; the term lines of each sentence are the result."""
    chance = random.Random(11)
    pairs = sentences(UNITS + UNITS // SHARE)
    old, new = pairs[:UNITS], pairs[UNITS:]
    template = _template([english for english, _ in old])
    terms: Terms = {
        key_of(entry): [
            f"term: {name} (place) = {name}, not: {name.upper()}"
            for name in dict.fromkeys(entry.comment.partition("\nterms: ")[2].split("; "))
            if name
        ]
        for entry in template
    }
    po = merge(None, template, HEADER, terms)
    answers = {
        ("", english): Answer(russian, "argos/en_ru-1.9 glossary:0123456789ab") for english, russian in old
    }
    apply_answers(po, answers)
    for entry in po:
        if chance.random() < 0.7:
            entry.flags.remove("fuzzy")
        if chance.random() < 0.05:
            entry.tcomment += "\nask the author"
    (folder / "news.po").write_bytes(render(po))

    texts = [english for english, _ in old]
    for place in range(0, UNITS, SHARE):
        words = texts[place].split()
        words.insert(len(words) // 2, "reportedly")
        texts[place] = " ".join(words)
    gone = set(range(1, UNITS, SHARE))
    moved = set(range(2, UNITS, SHARE))
    kept = [text for place, text in enumerate(texts) if place not in gone | moved]
    for text in [*(texts[place] for place in sorted(moved)), *(english for english, _ in new)]:
        kept.insert(chance.randrange(len(kept)), text)
    (folder / "news.pot").write_bytes(render(_template(kept)))
    (folder / "terms").write_bytes(pickle.dumps(terms))
    return terms


def _sentences(text: str) -> list[str]:
    return [middle for _, middle, _ in segment_text(text, "ru")]


def ours(folder: Path, terms: Terms) -> None:
    """Read, merge, write, as ``workflow extract`` does: changed sentences are recognised too."""
    catalogue, template = load_catalogue(folder / "news.po"), load_catalogue(folder / "news.pot")
    if catalogue is None or template is None:
        raise FileNotFoundError(folder)
    glossary = load_glossary(ROOT / "glossary", "en")
    revision = Revision(
        "en",
        "ru",
        lambda text: [match.concept.id for match in glossary.match(text, "en")],
        lambda text, count: parts if len(parts := _sentences(text)) == count else None,
    )
    catalogue.po = merge(catalogue.po, template.po, HEADER, terms, revision)
    if not save_catalogue(catalogue):
        raise RuntimeError("the catalogue changed on disk")


_PROCESS = """
import pickle, sys
sys.path.insert(0, {here!r})
from pathlib import Path
import catalogue
folder = Path({folder!r})
catalogue.ours(folder, pickle.loads((folder / "terms").read_bytes()))
"""


def _timed(run: Callable[[], object]) -> tuple[float, float]:
    """Wall time, and processor time of this process and those that it started."""

    def used() -> float:
        both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(each.ru_utime + each.ru_stime for each in both)

    wall, processor = time.perf_counter(), used()
    run()
    return time.perf_counter() - wall, used() - processor


def _ways(folder: Path, terms: Terms, *, fuzzy: bool) -> dict[str, Callable[[], object]]:
    msgmerge = ["msgmerge", "--no-wrap", "--quiet", "-o", os.devnull]
    files = [str(folder / "news.po"), str(folder / "news.pot")]
    script = _PROCESS.format(here=str(Path(__file__).parent), folder=str(folder))
    ways: dict[str, Callable[[], object]] = {
        "msgmerge -N": lambda: subprocess.run([*msgmerge, "-N", *files], check=True),
        "ours": lambda: ours(folder, terms),
        "ours, process": lambda: subprocess.run([sys.executable, "-c", script], check=True),
    }
    if fuzzy:
        ways["msgmerge"] = lambda: subprocess.run([*msgmerge, *files], check=True)
    return ways


def measure(folder: Path, terms: Terms, rounds: int, *, fuzzy: bool) -> bool:
    """Print the table; whether ours is fast enough."""
    ways = _ways(folder, terms, fuzzy=fuzzy)
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    before = (folder / "news.po").read_bytes()
    for _ in range(rounds):
        for name, way in ways.items():
            (folder / "news.po").write_bytes(before)
            times[name].append(_timed(way))
    (folder / "news.po").write_bytes(before)
    wall = {name: statistics.median(each[0] for each in found) for name, found in times.items()}
    processor = {name: statistics.median(each[1] for each in found) for name, found in times.items()}
    print(f"{UNITS} units, {len(before) / 1e6:.1f} MB, medians of {rounds} rounds")
    print(f"{'':14}{'wall':>8}{'cpu':>8}{'x msgmerge -N':>15}{'x msgmerge':>12}")
    for name in ways:
        fuzzy_ratio = f"{wall[name] / wall['msgmerge']:.3f}" if fuzzy else "-"
        ratio = wall[name] / wall["msgmerge -N"]
        print(f"{name:14}{wall[name]:8.2f}{processor[name]:8.2f}{ratio:15.2f}{fuzzy_ratio:>12}")
    return not fuzzy or wall["ours"] <= LIMIT * wall["msgmerge"]


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Read, merge and write beside msgmerge.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--skip-fuzzy", action="store_true", help="leave out msgmerge with fuzzy matching")
    parser.add_argument("--profile", action="store_true", help="only show where our time goes")
    options = parser.parse_args()
    if shutil.which("msgmerge") is None:
        print("needs msgmerge (package gettext)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        terms = make(folder)
        if options.profile:
            profile = cProfile.Profile()
            profile.runcall(ours, folder, terms)
            pstats.Stats(profile).sort_stats("tottime").print_stats(20)
            return 0
        return 0 if measure(folder, terms, options.rounds, fuzzy=not options.skip_fuzzy) else 1


if __name__ == "__main__":
    sys.exit(main())
