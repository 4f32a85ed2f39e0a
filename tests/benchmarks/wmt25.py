"""Whether the judge's success rate agrees with the official one of the WMT25 terminology task, en-ru.

Run with the path of an evaluation folder that holds ``wmt25-terminology/``: ``enru.jsonl`` with dictionaries,
and ``<system>.proper.jsonl`` and ``<system>.noterm.jsonl`` with what systems wrote::

    python tests/benchmarks/wmt25.py path/to/eval

The official script (github.com/wmt-conference/wmt25-terminology, ranking/metric_track1) counts a dictionary
entry whose source is in the segment as a success when its target is a substring of the output, in lower case,
or when its lemmas are a substring of the output's lemmas. It takes lemmas of stanza; here they are the first
ones of pymorphy3, and words of the source are compared as they stand, since the dictionaries were made from
the sources. Each system is scored against the dictionaries of both kinds, whichever it was given.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workflow.glossary.score import Row, score

LARGEST_DIFFERENCE = 0.01


@cache
def _analyser() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@cache
def _lemma(word: str) -> str:
    return str(_analyser().parse(word)[0].normal_form) if re.fullmatch("[а-яё-]+", word) else word


def _lemmas(text: str) -> str:
    """Lemmas as the official script joins them."""
    return "|||".join(_lemma(word) for word in re.findall(r"\w+(?:-\w+)*|[^\w\s]", text.lower()))


def official(sources: Sequence[str], outputs: Sequence[str], terms: Sequence[Mapping[str, str]]) -> float:
    """The task's term success rate, with pymorphy3's lemmas."""
    total = there = 0
    for source, output, entries in zip(sources, outputs, terms, strict=True):
        lemmas = _lemmas(output)
        for name, rendering in entries.items():
            if name.lower() not in source.lower():
                continue
            total += 1
            there += rendering.lower() in output.lower() or _lemmas(rendering) in lemmas
    return there / total


def ours(sources: Sequence[str], outputs: Sequence[str], terms: Sequence[Mapping[str, str]]) -> float:
    """The rate of ``workflow glossary score``."""
    rows = [
        Row(source, output, number, entries)
        for number, (source, output, entries) in enumerate(zip(sources, outputs, terms, strict=True), start=1)
    ]
    return score(rows, "en", "ru").rate or 0.0


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def compare(folder: Path) -> Iterator[tuple[str, str, float, float]]:
    """System, kind of dictionary, official rate, our rate."""
    entries = _read(folder / "enru.jsonl")
    sources = [row["en"] for row in entries]
    for path in sorted(folder.glob("*.*.jsonl")):
        outputs = [row["ru"] for row in _read(path)]
        for kind in ("proper", "random"):
            terms = [row[kind] for row in entries]
            yield (
                path.name.removesuffix(".jsonl"),
                kind,
                official(sources, outputs, terms),
                ours(sources, outputs, terms),
            )


def main() -> int:
    """Print the table; 2 when the folder is not there, 1 when a rate is too far from the official one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="evaluation folder, with wmt25-terminology/ in it")
    folder = parser.parse_args().folder / "wmt25-terminology"
    if not (folder / "enru.jsonl").is_file():
        print(f"{folder}: no enru.jsonl there. Give the evaluation folder.", file=sys.stderr)
        return 2
    print("system                    dictionary  official   ours  difference")
    worst = 0.0
    for system, kind, theirs, mine in compare(folder):
        worst = max(worst, abs(theirs - mine))
        print(f"{system:25} {kind:10} {theirs:9.4f} {mine:6.4f} {mine - theirs:+11.4f}")
    print(f"largest difference {worst:.4f}, allowed {LARGEST_DIFFERENCE}")
    return int(worst > LARGEST_DIFFERENCE)


if __name__ == "__main__":
    sys.exit(main())
