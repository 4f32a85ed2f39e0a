"""A long run that is killed and begun again: does it end as if nothing had happened, and in how much memory?

    python tests/benchmarks/resume.py [--articles 2000] [--kills 3] [--seed 1]

``workflow translate`` makes drafts in Russian and Chinese of all articles, with the small packages of
``tests/models`` and a glossary of names that they do not know (that of ``enforcement_grammar.py``). The
articles are news of 10 to 20 sentences each; a third of the sentences stand in other articles as well.

- whole: one run to its end.
- killed: the same in another folder, ended by SIGKILL ``--kills`` times, at moments that ``--seed`` decides
  (parts of the time that the whole run took), begun anew each time, and at last left to end.
- a tenth: the same with a tenth of the articles.

All files but those of the cache must be the same in both, byte for byte (``SOURCE_DATE_EPOCH`` is set): a
file too many, that a killed run left, counts as well. The most memory that the process of the whole run ever
had (``ru_maxrss``, which is VmHWM of ``/proc``) may be 1.2 times that of a tenth. A run holds a few groups of
64 articles: with less than some 2,000 a tenth does not fill them, and misses the goal for that reason alone.
What was there at each kill is printed: kills before there is anything, or after the end, would show nothing,
and are an error. Exit code 1: a file differs, or too much memory.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import enforcement_grammar
import grammar  # of tests/models; enforcement_grammar knows where it is
from newsroom import WORKFLOW, Used, environment, run, write_settings, write_unknown_terms

from workflow.engines.archive import install_archive
from workflow.engines.argos import ArgosEngine
from workflow.files import CACHE
from workflow.translate import calibration

LANGUAGES = ("ru", "zh")
MODELS = Path(__file__).resolve().parent.parent / "models"
MOST_MEMORY = 1.2  # times that of a tenth of the articles
_START = 1.0  # seconds of a run before it translates
_NAMED = 4  # one of so many sentences has a name of the glossary
_SENTENCES = 3  # of a paragraph, at most


def fresh(seed: int) -> Iterator[str]:
    """Different sentences of news; every fourth has names that the packages do not know."""
    rng = random.Random(seed)
    seen: set[str] = set()
    stream = iter(grammar.Grammar(rng, 0.5).sentences(10**9))
    maker = enforcement_grammar.Maker("ru", seed)
    patterns = [
        each for each in enforcement_grammar.patterns() if "-" not in (each.target("ru"), each.target("zh"))
    ]
    while True:
        named = not rng.randrange(_NAMED)
        text = maker.pair(rng.choice(patterns)).unknown.en if named else next(stream)[0]
        if text not in seen and len(text) > 20:
            seen.add(text)
            yield text


def write_news(root: Path, articles: int, seed: int) -> list[str]:
    """Articles of which a third of the sentences stand in others as well; their slugs."""
    (root / "seeds").mkdir(parents=True)
    rng = random.Random(seed + 1)
    stream = fresh(seed)
    shared: list[str] = []
    slugs = []
    for number in range(articles):
        taken: list[str] = []
        for _ in range(rng.randint(10, 20)):
            old = rng.choice(shared) if shared and rng.random() < 1 / 3 else ""
            text = old if old and old not in taken else next(stream)
            taken.append(text)
            if text is not old and rng.random() < 1 / 3:
                shared.append(text)
        paragraphs, at = [f"News of day {number}"], 0
        while at < len(taken):
            width = rng.randint(1, _SENTENCES)
            paragraphs.append(" ".join(taken[at : at + width]))
            at += width
        slugs.append(f"news-{number:05}")
        text = "\n\n".join(paragraphs) + "\n"
        (root / "seeds" / f"{slugs[-1]}.txt").write_text(text, encoding="utf-8")
    return slugs


def write_publication(root: Path, articles: int, seed: int) -> list[str]:
    """A publication with articles and a glossary; the slugs."""
    write_settings(root, LANGUAGES)
    write_unknown_terms(root)
    return write_news(root, articles, seed)


def install(folder: Path) -> None:
    """Both packages, calibrated, as ``workflow models install`` leaves them."""
    for language in LANGUAGES:
        install_archive(MODELS / f"en_{language}.argosmodel", folder)
        calibration(ArgosEngine(folder=folder), "en", language)


class Bench:
    """Models and publications in one folder."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.models = folder / "models"
        install(self.models)
        self.variables = environment(self.models, HOME=str(folder))

    def command(self, slugs: list[str]) -> list[str]:
        """What is run."""
        return [WORKFLOW, "-q", "translate", *slugs, *(part for tag in LANGUAGES for part in ("--lang", tag))]

    def whole(self, name: str, articles: int) -> tuple[Path, Used]:
        """A run from nothing to its end."""
        root = self.folder / name
        slugs = write_publication(root, articles, self.seed)
        return root, run(self.command(slugs), root, self.variables)

    def killed(
        self, name: str, articles: int, kills: int, seconds: float
    ) -> tuple[Path, list[tuple[int, int]], Used]:
        """A run that is killed again and again; catalogues and bytes in the cache each time; the last run."""
        root = self.folder / name
        slugs = write_publication(root, articles, self.seed)
        rng = random.Random(self.seed + 2)
        # Parts of the work that are done by then.
        moments = sorted(rng.uniform(0.1, 0.9) for _ in range(kills))
        written = []
        for number, (before, moment) in enumerate(itertools.pairwise([0.0, *moments])):
            wait = _START + (seconds - _START) * (moment - before)
            process = subprocess.Popen(
                self.command(slugs), cwd=root, env=self.variables, stdout=subprocess.DEVNULL
            )
            try:
                process.wait(wait)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            code = process.wait()
            if code != -signal.SIGKILL:
                sys.exit(f"run {number + 1} ended with {code} before it could be killed: take more articles")
            written.append((len(list(root.glob("locales/*/LC_MESSAGES/*.po"))), _cached(root)))
        return root, written, run(self.command(slugs), root, self.variables)


def files(root: Path) -> dict[str, bytes]:
    """Every file but those of the cache, by its path: also what a killed run may have left."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and CACHE not in path.relative_to(root).parts
    }


def _cached(root: Path) -> int:
    return sum(path.stat().st_size for path in (root / CACHE).rglob("*") if path.is_file())


def main() -> int:
    """Run the benchmark; 1 if a file differs or memory grows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary), options.seed)
        _, tenth = bench.whole("tenth", max(1, options.articles // 10))
        print(tenth.line(f"a tenth: {max(1, options.articles // 10)} articles"), flush=True)
        root, whole = bench.whole("whole", options.articles)
        print(whole.line(f"whole: {options.articles} articles"), flush=True)
        expected = files(root)
        shutil.rmtree(bench.folder / "tenth")
        began = time.perf_counter()
        again, written, last = bench.killed("killed", options.articles, options.kills, whole.seconds)
        print(last.line("killed: the last run"))
        print(f"with those that were killed: {time.perf_counter() - began:.2f} s")
        found = files(again)
    return report(expected, found, written, whole.memory / tenth.memory)


def report(
    expected: dict[str, bytes], found: dict[str, bytes], written: list[tuple[int, int]], ratio: float
) -> int:
    """Say what came out; 1 if a target is missed."""
    total = sum(name.endswith(".po") for name in expected)
    for number, (catalogues, cached) in enumerate(written, 1):
        print(f"kill {number}: {catalogues} of {total} catalogues, {cached / 1e6:.1f} MB in {CACHE}/")
    names = sorted(expected.keys() | found.keys())
    differing = [name for name in names if expected.get(name) != found.get(name)]
    print(f"{len(differing)} of {len(names)} files differ from those of the whole run")
    print("".join(f"  {name}\n" for name in differing[:5]), end="")
    print(f"memory: {ratio:.2f} times that of a tenth of the articles (the goal is {MOST_MEMORY})")
    idle = not any(cached for _, cached in written) or written[-1][0] >= total
    if idle:
        print("kills before there was anything, or after the end, show nothing: take more articles")
    return int(bool(differing) or ratio > MOST_MEMORY or idle)


if __name__ == "__main__":
    sys.exit(main())
