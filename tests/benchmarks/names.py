"""What the check of the glossary says of professionals' names, and what it finds where a name was made wrong.

Run with the path of an evaluation folder that holds ``ntrex/`` (see ``checks.py``)::

    python tests/benchmarks/names.py path/to/eval
    python tests/benchmarks/names.py path/to/eval --part test --lang ru,zh

What the columns are, in per cent:

* alarm: units with an error, of those whose source has a name;
* false: the same without those in ``mistakes.toml``, where the translators were wrong, or wrote a name
  otherwise than the list has it;
* any, article: a name that the translator wrote was replaced by another one of its kind, from the whole list
  or from those of the same document, half of them in the form of the old one; found at all, and as an error;
* letter: one letter of the name changed, lost, added or exchanged (as in ``acceptance.py``); the same.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from acceptance import _WORD, _alphabet, exact, misspellings
from checks import LANGUAGES, glossary_of, mistakes, views
from msgspec.structs import replace

from workflow.checks import run_checks
from workflow.checks.glossary import check_glossary
from workflow.glossary import Glossary
from workflow.languages import profile
from workflow.model import CatalogueView, Concept, Severity, TermResult, Unit, Verdict

_SEED = 20190401
_SHARE = 0.4  # of the names are made wrong, one at a time
WAYS = ("any", "article", "letter")


def form_like(glossary: Glossary, other: Concept, result: TermResult, language: str) -> str:
    """A name in the case in which another one stands; its dictionary form where that is not known."""
    forms = glossary.forms(other, language)
    for case, form in glossary.forms(result.concept, language).items():
        if form.casefold() == result.seen.casefold():
            return forms.get(case, other.in_language(language).preferred)
    return other.in_language(language).preferred


def swapped(target: str, result: TermResult, text: str) -> str:
    """``target`` with ``text`` in each place of a name."""
    for start, end in sorted(result.spans, reverse=True):
        target = f"{target[:start]}{text}{target[end:]}"
    return target


class Planter:
    """Makes names wrong."""

    def __init__(self, folder: Path, language: str) -> None:
        self.glossary = glossary_of(folder, language)
        self.language = language
        self.chance = random.Random(_SEED)
        names = json.loads((folder / f"glossary.{language}.json").read_text(encoding="utf-8"))
        self.letters = _alphabet(names, language)
        self.attested = {
            word
            for view in views(folder, language, "all")
            for unit in view.units
            for word in re.findall(_WORD, unit.target.lower())
        }

    def wrong(self, unit: Unit, result: TermResult, here: frozenset[str]) -> Iterator[tuple[str, str]]:
        """How it was done, and the target with a wrong name; ``here`` are the names of the document."""
        tag = self.language
        pool = [
            each
            for each in self.glossary.concepts
            if each.kind is result.concept.kind
            and each.id != result.concept.id
            and each.in_language(tag).preferred not in unit.target
        ]
        for way, others in (("any", pool), ("article", [each for each in pool if each.id in here])):
            if others:
                other = self.chance.choice(others)
                plain = self.chance.random() < 0.5
                text = other.in_language(tag).preferred
                yield (
                    way,
                    swapped(
                        unit.target, result, text if plain else form_like(self.glossary, other, result, tag)
                    ),
                )
        if result.found == 1:
            texts = [
                text
                for text in misspellings(result, unit.target, tag, self.letters, self.chance)
                if not exact(text, result.concept, tag) and not self._is_word(unit.target, text)
            ]
            if texts:
                yield "letter", self.chance.choice(texts)

    def _is_word(self, before: str, after: str) -> bool:
        """Whether what was made of a name is a word that texts of the language have."""
        new = set(re.findall(_WORD, after.lower())) - set(re.findall(_WORD, before.lower()))
        return profile(self.language).spaces and bool(new & self.attested)


def worst(planter: Planter, view: CatalogueView, place: int, target: str, concept: str) -> str:
    """The worst that is said of a concept in a unit with another target; "" for nothing."""
    units = list(view.units)
    units[place] = replace(units[place], target=target)
    found = run_checks(replace(view, units=tuple(units)), planter.glossary, [check_glossary]).findings
    said = {each.severity for each in found if each.line == units[place].line and each.about == concept}
    return next((each.value for each in Severity if each in said), "")


def measure(folder: Path, language: str, part: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Units with a name and those with an error; and what was found of names made wrong, by way."""
    planter = Planter(folder, language)
    alarms: Counter[str] = Counter()
    found: Counter[tuple[str, str]] = Counter()
    for view in views(folder, language, part):
        every = planter.glossary.match_all([unit.source for unit in view.units], "en")
        here = frozenset(match.concept.id for matches in every for match in matches)
        alarms["units"] += sum(map(bool, every))
        said = run_checks(view, planter.glossary, [check_glossary]).findings
        lines = {each.line for each in said if each.severity is Severity.ERROR}
        alarms["errors"] += len(lines)
        alarms["false"] += len(lines - mistakes(language, check_glossary.name))
        for place, (unit, matches) in enumerate(zip(view.units, every, strict=True)):
            for result in planter.glossary.judge(unit.source, unit.target, "en", language, matches):
                good = result.verdict in (Verdict.FOUND, Verdict.FEWER) and result.spans
                if not good or planter.chance.random() > _SHARE:
                    continue
                for way, target in planter.wrong(unit, result, here):
                    found[way, worst(planter, view, place, target, result.concept.id)] += 1
    return alarms, found


def _line(language: str, alarms: Counter[str], found: Counter[tuple[str, str]]) -> str:
    cells = [f"{language:8}{alarms['units']:6}"]
    cells += [f"{100 * alarms[each] / max(1, alarms['units']):8.2f}" for each in ("errors", "false")]
    for way in WAYS:
        total = sum(count for (each, _), count in found.items() if each == way)
        errors = found[way, Severity.ERROR.value]
        told = errors + found[way, Severity.WARNING.value]
        cells.append(f"{total:8}{100 * told / max(1, total):7.1f}{100 * errors / max(1, total):7.1f}")
    return "".join(cells)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation folder")
    parser.add_argument("--lang", default=",".join(LANGUAGES))
    parser.add_argument("--part", choices=("dev", "test", "all"), default="dev")
    options = parser.parse_args(arguments)
    folder = options.folder / "ntrex"
    if not folder.is_dir():
        print(f"no {folder}: this needs the evaluation data", file=sys.stderr)
        return 2
    print(
        f"{'language':8}{'units':>6}{'alarm':>8}{'false':>8}"
        + "".join(f"{way:>8}{'found':>7}{'error':>7}" for way in WAYS)
    )
    for language in options.lang.split(","):
        print(_line(language, *measure(folder, language, options.part)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
