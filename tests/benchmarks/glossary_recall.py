"""How many correct human translations the glossary's judge accepts, beside plain exact search.

Run with the path of an evaluation folder that holds ``ntrex/`` (sentences of NTREX-128, Federmann, Kocmi and
Xin 2022, with ``glossary.<lang>.json`` and ``pairs.<lang>.jsonl``)::

    python tests/benchmarks/glossary_recall.py path/to/eval

Three figures a language, each for exact search and for the judge:

* accepted: share of (source, reference, name) rows in which the name is recognised. References with an
  omission or a paraphrase count too, so that 100 % is out of reach and would be a bad sign.
* false: acceptances of a name in references whose source has no word that begins like the name. Where a
  translator wrote a name for a pronoun, these are no mistakes; the figure of exact search shows how many.
* misspelt: acceptances after one letter of the name's stem was changed in the reference.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflow.glossary import Glossary
from workflow.glossary.normalise import normalise
from workflow.languages import profile
from workflow.model import Concept, Kind, Renderings

LANGUAGES = ("ru", "be", "kk", "ky", "uz", "tg", "hi", "ur", "fa", "zh")
# Names of the set that are no places: they have no relational adjective.
_OTHERS = {"Trump": Kind.PERSON, "George Floyd": Kind.PERSON} | dict.fromkeys(
    ("Supreme Court", "EU", "Senate", "White House", "Congress"), Kind.ORGANISATION
)


@dataclass(slots=True)
class Score:
    """Counts of one language for one way of looking."""

    accepted: int = 0
    false: int = 0
    misspelt: int = 0


def exact(target: str, concept: Concept, language: str) -> bool:
    """Whether a rendering stands in ``target`` as the glossary writes it, as whole words, in any case."""
    text = normalise(target).text
    for rendering in concept.in_language(language).accepted:
        wanted = re.escape(normalise(rendering).text)
        pattern = rf"(?<!\w){wanted}(?!\w)" if profile(language).spaces else wanted
        if re.search(pattern, text, re.IGNORECASE):
            return True
    return False


def glossary_of(names: dict[str, list[str]], language: str) -> Glossary:
    """A glossary with one concept for each English name."""
    return Glossary(
        Concept(
            re.sub(r"\W+", "-", name.lower()),
            _OTHERS.get(name, Kind.PLACE),
            {"en": Renderings((name,)), language: Renderings(tuple(renderings))},
        )
        for name, renderings in names.items()
    )


def mentions(glossary: Glossary, source: str, target: str, concept: Concept, language: str) -> int:
    """How often the judge finds ``concept``."""
    results = glossary.judge(source, target, "en", language)
    return sum(result.found for result in results if result.concept is concept)


def _misspell(row: dict[str, Any], chance: random.Random) -> str | None:
    """The reference with one inner letter of the first word of the name replaced everywhere, or None."""
    reference, seen = row["ref"], row.get("matched") or ""
    word = seen.split()[0] if seen.split() else ""
    if len(word) < 5 or word not in reference:
        return None
    # Inside the stem: a changed ending is another form of the word, perhaps a right one.
    place = chance.randrange(1, max(2, len(word) // 2))
    letters = sorted({char for char in reference.lower() if char.isalpha()} - {word[place].lower()})
    return str(reference.replace(word, word[:place] + chance.choice(letters) + word[place + 1 :]))


def _starts_alike(name: str, source: str) -> bool:
    """Whether a word of ``source`` begins like a word of ``name`` (Scotland, Scottish)."""
    return any(
        re.search(rf"\b{re.escape(word[:4])}", source, re.IGNORECASE)
        for word in re.findall(r"\w+", name)
        if word[0].isupper()
    )


def measure(folder: Path, language: str) -> tuple[int, int, Score, Score]:
    """Rows, misspelt rows, and the scores of exact search and of the judge."""
    names = json.loads((folder / f"glossary.{language}.json").read_text(encoding="utf-8"))
    glossary = glossary_of(names, language)
    by_name = dict(zip(names, glossary.concepts, strict=True))
    lines = (folder / f"pairs.{language}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if not row.get("mojibake")]
    plain, judged = Score(), Score()
    chance = random.Random(20180224)
    misspelt = 0
    for row in rows:
        concept = by_name[row["src_term"]]
        plain.accepted += exact(row["ref"], concept, language)
        seen = mentions(glossary, row["src"], row["ref"], concept, language)
        judged.accepted += seen > 0
        # Where the name stands twice, the other mention would rightly be accepted.
        wrong = _misspell(row, chance) if seen == 1 else None
        if wrong is not None:
            misspelt += 1
            plain.misspelt += exact(wrong, concept, language)
            judged.misspelt += mentions(glossary, row["src"], wrong, concept, language) > 0
    for source, reference in _lines(folder, language):
        foreign = [name for name in names if not _starts_alike(name, source)]
        plain.false += sum(exact(reference, by_name[name], language) for name in foreign)
        # All names in one source: the judge then says of each whether it is in the reference.
        results = glossary.judge("; ".join(foreign), reference, "en", language)
        judged.false += sum(result.found > 0 for result in results)
    return len(rows), misspelt, plain, judged


def _lines(folder: Path, language: str) -> Iterator[tuple[str, str]]:
    source = (folder / "en.txt").read_text(encoding="utf-8").splitlines()
    target = (folder / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return zip(source, target, strict=True)


def main() -> int:
    """Print the table; 2 when the folder is not there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="evaluation folder, with ntrex/ in it")
    folder = parser.parse_args().folder / "ntrex"
    if not folder.is_dir():
        print(f"{folder}: no such folder. Give the path of the evaluation data.", file=sys.stderr)
        return 2
    print("language  rows   accepted %        false          misspelt rows, accepted")
    print("                 exact  judge   exact  judge            exact  judge")
    for language in LANGUAGES:
        rows, misspelt, plain, judged = measure(folder, language)
        print(
            f"{language:8} {rows:5}   {100 * plain.accepted / rows:5.1f}  {100 * judged.accepted / rows:5.1f}"
            f"   {plain.false:5}  {judged.false:5}   {misspelt:6}   {plain.misspelt:5}  {judged.misspelt:5}",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
