"""Learn from translations what the checks of meaning know: lengths of texts, and their trigrams.

Run with the path of an evaluation folder that holds ``ntrex/`` (see ``checks.py``)::

    python tests/benchmarks/learn.py path/to/eval

It writes ``trigrams.tsv`` and ``lengths.toml`` in ``workflow/checks/data/``, from the first half of the
documents, so that the second can measure them. Only figures go there: no sentence can be made of them.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
from checks import LANGUAGES, views

from workflow.checks.identify import tongues, trigrams_of
from workflow.checks.lengths import FEATURES, Length, deviation_of, evidence, length_of
from workflow.languages import profile
from workflow.model import Unit

DATA = Path(__file__).parents[2] / "workflow" / "checks" / "data"
KEPT = 700  # trigrams of a language
TYPES = 5000  # others that there are, about: they share what is left
HEAD = (
    "# Learnt by tests/benchmarks/learn.py from the first half of NTREX-128\n"
    "# (Federmann, Kocmi and Xin 2022, 970 sentences of news). Learn it again, do not edit it.\n"
)


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
        units = units_of(folder, tag if tag != "en" else "ru")
        texts = [unit.source if tag == "en" else unit.target for unit in units]
        other, kept = surprisals(texts, tongue.script)
        entries = " ".join(f"{each}{tenths}" for each, tenths in kept.items())
        lines.append(f"{tag}\t{other}\t{entries}\n")
    return "".join(lines)


# ------------------------------------------------------------------------------------------------ lengths


def units_of(folder: Path, tag: str) -> list[Unit]:
    return [unit for view in views(folder, tag, "dev") for unit in view.units]


def fit_length(units: list[Unit], tag: str) -> Length:
    """By weighted least squares and, for the spread, by trying (maximum likelihood)."""
    sizes = np.array([length_of(unit.source, profile("en")) for unit in units])
    logs = np.log([max(1.0, length_of(unit.target, profile(tag))) for unit in units])
    best = (math.inf, Length(0, 0, 0, 0))
    for fixed in (0.004, 0.006, 0.008, 0.01, 0.012, 0.015, 0.02, 0.025, 0.03):
        for by_length in (0.5, 1, 1.5, 2, 3, 4, 6):
            variance = fixed + by_length / sizes
            slope, base = np.polyfit(np.log(sizes), logs, 1, w=1 / np.sqrt(variance))
            rest = logs - base - slope * np.log(sizes)
            cost = float(np.sum(np.log(variance) + rest**2 / variance))
            if cost < best[0]:
                best = (cost, Length(float(base), float(slope), fixed, by_length))
    return best[1]


def cut_clause(text: str, tag: str) -> str:
    """A text that ends at the comma nearest to its middle, with its last character; "" if it has none."""
    commas = [match.start() for match in re.finditer("[,，،]", text)]
    inside = [each for each in commas if 0.3 * len(text) < each < 0.7 * len(text)]
    if not inside or len(text) < (120 if profile(tag).spaces else 45):
        return ""
    return text[: min(inside, key=lambda each: abs(each - len(text) / 2))] + text[-1]


def with_errors(units: list[Unit], tag: str, chance: random.Random) -> list[tuple[str, str, bool]]:
    """Source, target, and whether something is left out: single sentences and two in one text."""
    found = [(unit.source, unit.target, False) for unit in units]
    between = profile(tag).sentence_space
    for unit in units:
        if cut := cut_clause(unit.target, tag):
            found.append((unit.source, cut, True))
    for first, second in pairwise(units):
        if min(len(first.source), len(second.source)) < 40 or chance.random() < 0.5:
            continue
        source = f"{first.source} {second.source}"
        found.append((source, f"{first.target}{between}{second.target}", False))
        found.append((source, chance.choice([first, second]).target, True))
    return found


def fit_weights(features: list[tuple[float, ...]], left_out: list[bool]) -> list[float]:
    """Logistic regression by Newton's method, with a small prior against large weights."""
    x, y = np.array(features), np.array(left_out, dtype=float)
    share = y.mean()
    importance = np.where(y > 0, 0.5 / share, 0.5 / (1 - share))
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (importance * (y - chance)) - weights
        curvature = (x.T * (importance * chance * (1 - chance))) @ x + np.eye(len(weights))
        weights = weights + np.linalg.solve(curvature, gradient)
    return [float(each) for each in weights]


def learn_lengths(folder: Path) -> str:
    chance = random.Random(1)
    lengths: dict[str, Length] = {}
    features: list[tuple[float, ...]] = []
    answers: list[bool] = []
    for tag in LANGUAGES:
        units = units_of(folder, tag)
        lengths[tag] = length = fit_length(units, tag)
        for source, target, is_cut in with_errors(units, tag, chance):
            ours, theirs = profile("en"), profile(tag)
            z = deviation_of(length, length_of(source, ours), length_of(target, theirs))
            features.append(evidence(source, target, ours, theirs, z))
            answers.append(is_cut)
    weights = fit_weights(features, answers)
    return "".join(
        (
            HEAD,
            "\n# base, slope, fixed, by_length: ln(length) is base + slope * ln(length of the source),\n",
            "# its variance fixed + by_length / (length of the source)\n[from.en]\n",
            *(
                f"{tag} = [{each.base:.3f}, {each.slope:.3f}, {each.fixed}, {each.by_length}]\n"
                for tag, each in lengths.items()
            ),
            "\n# What speaks for a part being left out: a logistic regression on texts and cut ones.\n",
            "[left_out]\n",
            *(f'"{name}" = {weight:.2f}\n' for name, weight in zip(FEATURES, weights, strict=True)),
        )
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation folder")
    folder = parser.parse_args().folder / "ntrex"
    if not folder.is_dir():
        print(f"no {folder}: this needs the evaluation data", file=sys.stderr)
        return 2
    (DATA / "trigrams.tsv").write_text(learn_trigrams(folder), encoding="utf-8")
    (DATA / "lengths.toml").write_text(learn_lengths(folder), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
