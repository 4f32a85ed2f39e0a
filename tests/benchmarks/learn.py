"""Learn from translations what the checks of meaning know: how long a text becomes, and which trigrams it has.

Run with the path of an evaluation folder that holds ``ntrex/`` (see ``checks.py``)::

    python tests/benchmarks/learn.py path/to/eval

It writes ``workflow/checks/data/trigrams.tsv`` and ``lengths.tsv``, from the first half of the documents, so that
the second can measure them. Only figures go there: no sentence can be made of them.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections import Counter
from pathlib import Path

from checks import LANGUAGES, views

from workflow.checks.identify import tongues, trigrams_of

DATA = Path(__file__).parents[2] / "workflow" / "checks" / "data"
KEPT = 700  # trigrams of a language
TYPES = 5000  # others that there are, about: they share what is left
HEAD = "# Learnt by tests/benchmarks/learn.py from the first half of NTREX-128 (Federmann, Kocmi and Xin 2022).\n"


def surprisals(texts: list[str], script: str) -> tuple[int, dict[str, int]]:
    """Tenths of nats of what is not kept, and of each trigram that is."""
    counts = Counter(each for text in texts for each in trigrams_of(text, script))
    total = counts.total()
    kept = dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:KEPT])
    left = max(1, total - sum(kept.values())) / TYPES

    def tenths(count: float) -> int:
        return round(-10 * math.log(count / total))

    return tenths(left), {each: tenths(count) for each, count in kept.items()}


def learn_trigrams(folder: Path) -> str:
    lines = [HEAD, "# language, surprisal of any other trigram, trigrams with theirs; in tenths of nats\n"]
    for tag, tongue in tongues().items():
        units = [unit for view in views(folder, tag if tag != "en" else "ru", "dev") for unit in view.units]
        texts = [unit.source if tag == "en" else unit.target for unit in units]
        other, kept = surprisals(texts, tongue.script)
        entries = " ".join(f"{each}{tenths}" for each, tenths in kept.items())
        lines.append(f"{tag}\t{other}\t{entries}\n")
    return "".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation folder")
    folder = parser.parse_args().folder / "ntrex"
    if not folder.is_dir():
        print(f"no {folder}: this needs the evaluation data", file=sys.stderr)
        return 2
    (DATA / "trigrams.tsv").write_text(learn_trigrams(folder), encoding="utf-8")
    assert LANGUAGES
    return 0


if __name__ == "__main__":
    sys.exit(main())
