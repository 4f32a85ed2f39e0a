"""Translation memory: recall@1 against a full scan, and time, at 100,000 and 1,000,000 units.

    python memory.py [--units 100000 1000000] [--queries N] [--text FILE] [--seed N]

The units are sentences of a seeded generator: words of a Zipf distribution, names, dates and numbers, two in
five of them a variant of an earlier sentence (another name, number or word, some words more or less).
``--text`` mixes the lines of a file in, as often as one in twenty. Queries are edits of stored sentences that
are not stored themselves (a word changed, words dropped, a number changed, words that change places, several
of these), 75 to 99 per cent like the sentence they come from, and one in six unrelated to any.

The rival and oracle is a full scan in the same process: ``rapidfuzz.process.extractOne`` with the same scorer
and cut-off over the same normalised texts, held in a list. Both use one thread. Columns:

- ``recall@1``: queries for which the best score is the oracle's, of those for which the oracle has one;
- ``lookup``, ``scan``: median and 95th percentile in milliseconds of processor time, all queries, and the
  ratio of the medians (the files are in the system's cache: nothing waits);
- ``build``: seconds to build the file from nothing, and its size; ``open``: milliseconds to open it and look
  up once; ``add``, ``same``: seconds to add 40 units of a new file, and to find that nothing has changed;
- ``peak``: memory of the whole benchmark so far, which holds the texts themselves, too.

The program ends with 1 if a target is missed: recall@1 of 98 per cent; a lookup in a tenth of the scan's time
at 100,000 units, in a fiftieth at 1,000,000.
"""

from __future__ import annotations

import argparse
import random
import resource
import string
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from workflow.memory import Memory, Origin, normalise
from workflow.model import MemoryUnit

MINIMUM = 75
TARGETS = {100_000: 10, 1_000_000: 50}
_LETTERS = "etaoinshrdlucmwfgypbvk"
_COMMON = (  # noqa: SIM905
    "the of and to in a for that on with as by at said from will is was has have be its this their which "
    "also between other new cooperation development countries meeting international member states"
).split()


class Writer:
    """Writes sentences as news agencies do, and changes them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        chance = self.chance
        onsets = [*string.ascii_lowercase[1:], "st", "tr", "pl", "ch", "sh", "br", "gr", "cl", "qu"]
        rimes = ["a", "e", "i", "o", "u", "an", "er", "in", "on", "at", "es", "al", "or", "en", "ar", "ing"]
        words = dict.fromkeys(_COMMON)
        while len(words) < 30_000:
            syllables = chance.choices((1, 2, 3, 4), (2, 5, 4, 1))[0]
            words["".join(chance.choice(onsets) + chance.choice(rimes) for _ in range(syllables))] = None
        self.words = list(words)
        weights = [1 / (rank + 2.7) for rank in range(len(self.words))]
        total, self.cumulated = 0.0, []
        for weight in weights:
            total += weight
            self.cumulated.append(total)
        self.names = [
            " ".join(chance.choice(self.words[500:]).capitalize() for _ in range(chance.choice((1, 2, 2, 3))))
            for _ in range(5_000)
        ]

    def some(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.cumulated, k=count)

    def number(self) -> str:
        return self.chance.choice(
            (
                str(self.chance.randint(2, 31)),
                f"{self.chance.randint(1, 999)},{self.chance.randint(0, 999):03}",
                f"{self.chance.uniform(0, 100):.1f} per cent",
                str(self.chance.randint(1990, 2027)),
            )
        )

    def clause(self) -> str:
        words = self.some(self.chance.randint(4, 10))
        if self.chance.random() < 0.5:
            words.insert(self.chance.randrange(len(words)), self.chance.choice(self.names))
        if self.chance.random() < 0.35:
            words.insert(self.chance.randrange(len(words)), self.number())
        return " ".join(words)

    def sentence(self) -> str:
        clauses = [self.clause() for _ in range(self.chance.choices((1, 2, 3, 4), (3, 5, 3, 1))[0])]
        text = ", ".join(clauses) + "."
        return text[0].upper() + text[1:]

    def changed(self, text: str) -> str:
        """One edit of a translator's day."""
        words = text.split()
        kind = self.chance.choice(("word", "word", "name", "number", "drop", "add", "swap", "letter"))
        place = self.chance.randrange(len(words))
        if kind == "word":
            words[place] = self.some(1)[0]
        elif kind == "name":
            words[place] = self.chance.choice(self.names)
        elif kind == "number":
            places = [at for at, word in enumerate(words) if any(map(str.isdigit, word))]
            words[self.chance.choice(places) if places else place] = self.number()
        elif kind == "drop":
            count = self.chance.randint(1, max(1, len(words) // 4))
            del words[place : place + count]
        elif kind == "add":
            words[place:place] = self.some(self.chance.randint(1, 3))
        elif kind == "swap":
            other = self.chance.randrange(len(words))
            words[place], words[other] = words[other], words[place]
        else:
            word = words[place]
            at = self.chance.randrange(len(word))
            words[place] = word[:at] + self.chance.choice(_LETTERS) + word[at + 1 :]
        return " ".join(words) or text

    def corpus(self, size: int, lines: Sequence[str]) -> list[str]:
        texts: list[str] = []
        while len(texts) < size:
            roll = self.chance.random()
            if lines and roll < 0.05:
                text = self.chance.choice(lines)
                if len(texts) > size // 20:
                    text = self.changed(text)
            elif texts and roll < 0.45:
                text = self.changed(self.chance.choice(texts[-50_000:]))
            else:
                text = self.sentence()
            texts.append(text)
        return texts

    def queries(self, texts: Sequence[str], count: int) -> list[str]:
        known = set(texts)
        found: list[str] = []
        while len(found) < count:
            if len(found) % 6 == 5:
                text = self.sentence()
            else:
                origin = text = self.chance.choice(texts)
                for _ in range(self.chance.choice((1, 1, 2, 3, 4, 6))):
                    text = self.changed(text)
                if not MINIMUM <= fuzz.ratio(normalise(origin), normalise(text)) < 100:
                    continue
            if text not in known:
                found.append(text)
        return found


def origin(name: str, texts: Iterable[str], stamp: int = 0) -> Origin:
    def units() -> Iterator[MemoryUnit]:
        for text in texts:
            yield MemoryUnit(text, text.upper(), name, changed="2026-01-31T12:00:00Z")

    return Origin(name, stamp, 0, lambda: f"{name}-{stamp}", units)


def spread(times: Sequence[float]) -> str:
    return f"{1000 * median(times):8.2f} {1000 * quantiles(times, n=20)[-1]:8.2f}"


def measure(size: int, writer: Writer, lines: Sequence[str], count: int) -> bool:
    texts = writer.corpus(size, lines)
    queries = writer.queries(texts, count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [origin(f"a{at}", texts[at : at + 20_000]) for at in range(0, size, 20_000)]
        began = time.perf_counter()
        with Memory.open(folder, "en", "ru") as memory:
            memory.update(files)
        build = time.perf_counter() - began
        (path,) = (folder / "memory").glob("*.sqlite")
        began = time.perf_counter()
        memory = Memory.open(folder, "en", "ru")
        memory.search(queries[0])
        first = time.perf_counter() - began
        lookups, found = [], []
        for text in queries:
            began = time.thread_time()
            best = memory.search(text, 1, MINIMUM)
            lookups.append(time.thread_time() - began)
            found.append(best[0].score if best else 0.0)
        scans, right, wanted = [], 0, 0
        normals = [normalise(text) for text in texts]
        for text, score in zip(queries, found, strict=True):
            began = time.thread_time()
            best_of_all = process.extractOne(
                normalise(text), normals, scorer=fuzz.ratio, score_cutoff=MINIMUM
            )
            scans.append(time.thread_time() - began)
            if best_of_all is not None:
                wanted += 1
                right += abs(best_of_all[1] - score) < 1e-6
        memory.close()
        bytes_on_disk = path.stat().st_size
        new = [*files, origin("new", writer.corpus(40, ()))]
        took = []
        for each in (new, new):
            began = time.perf_counter()
            with Memory.open(folder, "en", "ru") as memory:
                memory.update(each)
                took.append(time.perf_counter() - began)
    ratio = median(scans) / median(lookups)
    recall = 100 * right / wanted
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:9,} {recall:9.1f} {right:5}/{wanted:<5} {spread(lookups)}  {spread(scans)} {ratio:7.1f} "
        f"{build:7.1f} {bytes_on_disk / 1e6:7.0f} {1000 * first:7.1f} {took[0]:7.3f} {took[1]:7.3f} "
        f"{peak:7.0f}",
        flush=True,
    )
    target = max((factor for units, factor in TARGETS.items() if size >= units), default=0)
    return recall >= 98 and ratio >= target


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, nargs="+", default=list(TARGETS))
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--text", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    lines = given.text.read_text(encoding="utf-8").split("\n") if given.text else []
    lines = [line for line in lines if line.strip()]
    print(
        "    units  recall@1  right/all   lookup p50, p95       scan p50, p95    ratio   build      MB    "
        "open     add    same    peak\n"
        "                   %                          ms                  ms       x       s"
        "              ms       s       s      MB"
    )
    good = [measure(size, Writer(given.seed), lines, given.queries) for size in given.units]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
