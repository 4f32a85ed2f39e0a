"""How often each check objects to professional translations, and what it finds where an error was planted.

Run with the path of an evaluation folder that holds ``ntrex/`` (sentences of NTREX-128, Federmann, Kocmi and
Xin 2022, with ``glossary.<lang>.json``)::

    python tests/benchmarks/checks.py path/to/eval
    python tests/benchmarks/checks.py path/to/eval --check numbers --lang ru --show

The first half of the documents (``dev``) may be looked at while a check is made; the second (``test``) is
for measuring only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from workflow.checks import CatalogueCheck, UnitCheck, run_checks
from workflow.glossary import Glossary
from workflow.model import (
    CatalogueView,
    Concept,
    Finding,
    Kind,
    Renderings,
    Role,
    Severity,
    State,
    Unit,
)
from workflow.registry import CHECKS, load, names

LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
# Names of the set that are no places.
_PERSONS = ("Trump", "George Floyd", "Biden", "De Klerk", "Putin", "Pence")
_ORGANISATIONS = (
    *("Supreme Court", "EU", "Senate", "White House", "Congress", "NATO", "Taliban", "Huawei", "Kremlin"),
)


def glossary_of(folder: Path, language: str) -> Glossary:
    """The names of the set in one language; the first rendering is the preferred one."""
    names_of = json.loads((folder / f"glossary.{language}.json").read_text(encoding="utf-8"))
    kinds = dict.fromkeys(_PERSONS, Kind.PERSON) | dict.fromkeys(_ORGANISATIONS, Kind.ORGANISATION)
    return Glossary(
        [
            Concept(
                name.lower().replace(" ", "-"),
                kinds.get(name, Kind.PLACE),
                {"en": Renderings((name,)), language: Renderings(tuple(renderings))},
            )
            for name, renderings in names_of.items()
            if renderings
        ]
    )


def documents(folder: Path) -> list[tuple[int, int]]:
    """Ranges of lines that are one document each."""
    labels = (folder / "documents.tsv").read_text(encoding="utf-8").splitlines()
    starts = [index for index, label in enumerate(labels) if not index or label != labels[index - 1]]
    return list(zip(starts, [*starts[1:], len(labels)], strict=True))


def views(folder: Path, language: str, part: str) -> list[CatalogueView]:
    """A catalogue for each document; units stand at the lines of the files."""
    source = (folder / "en.txt").read_text(encoding="utf-8").splitlines()
    target = (folder / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    found = []
    ranges = documents(folder)
    half = len(ranges) // 2
    for start, end in {"dev": ranges[:half], "test": ranges[half:], "all": ranges}[part]:
        units = tuple(
            Unit(
                source[index],
                target[index],
                State.REVIEWED,
                line=index + 1,
                roles=(Role.HEADLINE if index == start else Role.PARAGRAPH,),
            )
            for index in range(start, end)
        )
        found.append(CatalogueView(f"{language}.txt", language, "en", units))
    return found


def findings_of(
    folder: Path, language: str, part: str, checks: Sequence[UnitCheck | CatalogueCheck]
) -> tuple[list[Finding], int]:
    """What the checks say of all documents, and how many units those have."""
    judge = glossary_of(folder, language)
    every = views(folder, language, part)
    return [finding for view in every for finding in run_checks(view, judge, checks).findings], sum(
        len(view.units) for view in every
    )


def table(folder: Path, languages: Sequence[str], part: str, wanted: Sequence[str]) -> None:
    """Per cent of units with a finding, by check and language: errors, then errors and warnings."""
    checks = [load(CHECKS, name) for name in wanted]
    counts: dict[str, Counter[tuple[str, Severity]]] = {}
    totals: dict[str, int] = {}
    for language in languages:
        found, totals[language] = findings_of(folder, language, part, checks)
        counts[language] = Counter()
        for check, severity, _ in {(each.check, each.severity, each.line) for each in found}:
            counts[language][check, severity] += 1
    for severity in Severity:
        print(f"\n{severity.value}s: % of units ({part})")
        print(f"{'':16}" + "".join(f"{language:>7}" for language in languages))
        for check in wanted:
            shares = [100 * counts[each][check, severity] / totals[each] for each in languages]
            if any(shares):
                print(f"{check:16}" + "".join(f"{share:7.2f}" for share in shares))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation folder")
    parser.add_argument("--lang", default=",".join(LANGUAGES))
    parser.add_argument("--check", default="", help="names, with commas; all by default")
    parser.add_argument("--part", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--show", action="store_true", help="print the findings")
    options = parser.parse_args()
    folder = options.folder / "ntrex"
    if not folder.is_dir():
        print(f"no {folder}: this needs the evaluation data", file=sys.stderr)
        return 2
    wanted = options.check.split(",") if options.check else list(names(CHECKS))
    languages = options.lang.split(",")
    if options.show:
        checks = [load(CHECKS, name) for name in wanted]
        for language in languages:
            for each in findings_of(folder, language, options.part, checks)[0]:
                what = f"[{each.name}] {each.message}; {each.expected}"
                print(f"{language}:{each.line} {each.severity.value} {what}")
                if each.unit:
                    print(f"    {each.unit.source}\n    {each.unit.target}")
        return 0
    table(folder, languages, options.part, wanted)
    return 0


if __name__ == "__main__":
    sys.exit(main())
