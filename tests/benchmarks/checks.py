"""How often each check objects to professional translations, and what it finds where an error was planted.

Run with the path of an evaluation folder that holds ``ntrex/`` (sentences of NTREX-128, Federmann, Kocmi and
Xin 2022, with ``glossary.<lang>.json``)::

    python tests/benchmarks/checks.py path/to/eval
    python tests/benchmarks/checks.py path/to/eval --check numbers --lang ru --show

Some errors are right: the translators made mistakes. Those that somebody has read are in ``mistakes.toml``,
and the last table leaves them out.

The first half of the documents (``dev``) may be looked at while a check is made; the second (``test``) is
for measuring only.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

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
    Verdict,
)
from workflow.registry import CHECKS, load, names

_FALSE = "false error"
_MISTAKES = tomllib.loads((Path(__file__).parent / "mistakes.toml").read_text(encoding="utf-8"))
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


def mistakes(language: str, check: str) -> frozenset[int]:
    """Lines of NTREX-128 where a check is right to see an error, as far as they have been read."""
    return frozenset(_MISTAKES.get(language, {}).get(check, ()))


def table(folder: Path, languages: Sequence[str], part: str, wanted: Sequence[str]) -> None:
    """Per cent of units with a finding, by check, language and severity; last, with an error that is none."""
    checks = [load(CHECKS, name) for name in wanted]
    counts: dict[str, Counter[tuple[str, str]]] = {}
    totals: dict[str, int] = {}
    for language in languages:
        found, totals[language] = findings_of(folder, language, part, checks)
        counts[language] = Counter()
        for check, severity, line in {(each.check, each.severity, each.line) for each in found}:
            counts[language][check, severity.value] += 1
            if severity is Severity.ERROR and line not in mistakes(language, check):
                counts[language][check, _FALSE] += 1
    for column in (*(severity.value for severity in Severity), _FALSE):
        print(f"\n{column}s: % of units ({part})")
        print(f"{'':16}" + "".join(f"{language:>7}" for language in languages))
        for check in wanted:
            shares = [100 * counts[each][check, column] / totals[each] for each in languages]
            if any(shares):
                print(f"{check:16}" + "".join(f"{share:7.2f}" for share in shares))


# ------------------------------------------------------------------------------------------- planted errors

_FACTS = frozenset({"numbers", "percent", "dates", "times", "currencies"})
_MEANING = frozenset(
    {"short", "long", "sentencecount", "omission", "numbers", "glossary", "brackets", "quotes"}
)
_FOREIGN = frozenset({"language", "script", "leftover", "same", "letters"})
_LETTERS = frozenset({"letters", "lookalikes", "kafyeh", "simplified", "invisible", "apostrophe", "script"})


@dataclass(frozen=True, slots=True)
class Plant:
    """One kind of error: how it is planted, and which checks are there to find it."""

    name: str
    goal: int  # per cent to be found
    spoil: Callable[
        [Sample], tuple[str, str] | None
    ]  # source and target with the error; None: no place for it
    checks: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Sample:
    """A unit to be spoilt, and what that needs."""

    source: str
    target: str
    next_source: str
    next_target: str
    language: str
    others: dict[str, str]  # the same sentence in the other languages, English too
    spans: tuple[tuple[int, int, str], ...]  # names of the glossary in the target, with the id of the concept
    glossary: Glossary
    chance: random.Random


def _digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def number_changed(sample: Sample) -> tuple[str, str] | None:
    """A digit of a number that both texts have in digits becomes another."""
    known = set(re.findall(r"\d+", _digits(sample.source)))
    plain = _digits(sample.target)
    places = [hit for hit in re.finditer(r"\d+", plain) if hit.group() in known]
    if not places:
        return None
    hit = sample.chance.choice(places)
    place = sample.chance.randrange(hit.start(), hit.end())
    zero = ord(sample.target[place]) - int(plain[place])
    digits = [digit for digit in range(10) if digit != int(plain[place]) and (digit or place > hit.start())]
    other = chr(zero + sample.chance.choice(digits))
    return sample.source, sample.target[:place] + other + sample.target[place + 1 :]


def name_swapped(sample: Sample) -> tuple[str, str] | None:
    """A name of the glossary becomes another name of the same kind, as the glossary writes it."""
    if not sample.spans:
        return None
    start, end, identifier = sample.chance.choice(sample.spans)
    there = {match.concept.id for match in sample.glossary.match(sample.source, "en")}
    kind = next(each.kind for each in sample.glossary.concepts if each.id == identifier)
    absent = [each for each in sample.glossary.concepts if each.id not in there]
    others = [each for each in absent if each.kind is kind] or absent
    name = sample.chance.choice(others).in_language(sample.language).preferred
    return sample.source, sample.target[:start] + name + sample.target[end:]


def name_misspelt(sample: Sample) -> tuple[str, str] | None:
    """One letter in the first half of a name becomes its neighbour in the alphabet of the text."""
    long = [each for each in sample.spans if each[1] - each[0] >= (4 if sample.language != "zh" else 2)]
    if not long:
        return None
    start, end, _ = sample.chance.choice(long)
    letters = sorted({char for char in sample.target if char.isalpha()})
    place = sample.chance.randrange(start, start + (end - start) // 2)
    old = sample.target[place]
    other = sample.chance.choice([each for each in letters if each.lower() != old.lower()])
    other = other.upper() if old.isupper() else other.lower()
    return sample.source, sample.target[:place] + other + sample.target[place + 1 :]


# What denies in a target, and what remains without it. Suffixes stand between a stem and an ending.
_DENIALS: dict[str, tuple[tuple[str, str], ...]] = {
    "ru": ((r"\bне ", ""), (r"\bНе (\w)", r"\1"), (r"\bнет\b", "есть")),
    "be": ((r"\bне ", ""), (r"\bНе (\w)", r"\1"), (r"\bняма\b", "ёсць")),
    "hi": ((r"(?<=\s)नहीं ", ""), (r"(?<=\s)न ", "")),
    "ur": ((r"(?<=\s)نہیں ", ""), (r"(?<=\s)نہ ", "")),
    "fa": ((r"\bنمی", "می"), (r"\bنیست", "است"), (r"\bنبود", "بود"), (r"\bنکرد", "کرد"), (r"\bنشد", "شد")),
    "tg": (
        (r"\bнаме", "ме"),
        (r"\bнест", "аст"),
        (r"\bнабуд", "буд"),
        (r"\bнакард", "кард"),
        (r"\bнашуд", "шуд"),
    ),
    "kk": (
        (r"(?<=\w)[мбп][ае](?=(?:ды|ді|ған|ген|йды|йді|йтын|йтін|с\b))", ""),
        (r"\bемес\b", ""),
        (r"\bжоқ\b", "бар"),
    ),
    "ky": (
        (r"(?<=\w)[бп][аеоө](?=(?:ды|ди|ду|дү|ган|ген|гон|гөн|йт|с\b))", ""),
        (r"\bэмес\b", ""),
        (r"\bжок\b", "бар"),
    ),
    "uz": ((r"(?<=\w)ma(?=(?:di|gan|ydi|s\b|yapti))", ""), (r"\bemas\b", ""), (r"\byo[ʻ‘’'`]q\b", "bor")),
    "zh": (("不(?!同|过|断|仅|但|少|管|久|得不)", ""), ("没有", "有"), ("未(?!来)", "")),
}
_ENGLISH_DENIAL = re.compile(r"\bnot\b(?! only)|n[’']t\b|\bnever\b|\bcannot\b", re.IGNORECASE)


def negation_dropped(sample: Sample) -> tuple[str, str] | None:
    """The one denial of the target is gone."""
    if len(_ENGLISH_DENIAL.findall(sample.source)) != 1:
        return None
    patterns = _DENIALS[sample.language]
    hits = [(hit, new) for old, new in patterns for hit in re.finditer(old, sample.target)]
    if len(hits) != 1:
        return None
    hit, new = hits[0]
    return sample.source, sample.target[: hit.start()] + hit.expand(new) + sample.target[hit.end() :]


_ANY_DENIAL = re.compile(
    r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|un\w+|cannot)\b|n[’']t\b", re.IGNORECASE
)
_AUXILIARY = re.compile(r"\b(is|was|are|were|will|has|have|had|can|could|would|should) (?=[a-z])")


def negation_added(sample: Sample) -> tuple[str, str] | None:
    """The source denies and the target does not: "not" is put into a source that has no denial."""
    if re.search(
        r"\b(?:not?|never|none|nobody|nothing|neither|nor|without|un\w+|cannot)\b|n[’']t\b",
        sample.source,
        re.I,
    ):
        return None
    if len(_AUXILIARY.findall(sample.source)) != 1:
        return None
    return _AUXILIARY.sub(r"\1 not ", sample.source), sample.target


def sentence_cut(sample: Sample) -> tuple[str, str] | None:
    """Two sentences in the source, only one of them in the target."""
    if not sample.next_source:
        return None
    kept = sample.chance.choice((sample.target, sample.next_target))
    return f"{sample.source} {sample.next_source}", kept


def clause_cut(sample: Sample) -> tuple[str, str] | None:
    """The target breaks off at a comma, with a third to two thirds of the text gone."""
    size = len(sample.target)
    commas = [hit.start() for hit in re.finditer("[,،，]", sample.target)]
    places = [place for place in commas if size / 3 <= place <= size * 2 / 3]
    if size < (40 if sample.language == "zh" else 100) or not places:
        return None
    return sample.source, sample.target[: sample.chance.choice(places)] + sample.target.rstrip()[-1:]


def wrong_language(sample: Sample) -> tuple[str, str] | None:
    """The sentence stands there in another of the languages, or in English."""
    if len(sample.source.split()) < 4:
        return None
    tag = sample.chance.choice(sorted(sample.others))
    return sample.source, sample.others[tag]


# Letters that look alike, or are those of a neighbour.
_CYRILLIC_LATIN = {"а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "х": "x"}
_WRONG: dict[str, dict[str, str]] = {
    "ru": {**_CYRILLIC_LATIN, "и": "і"},
    "be": {**_CYRILLIC_LATIN, "і": "и", "ў": "ѝ"},
    "kk": {**_CYRILLIC_LATIN, "ә": "ə", "і": "i"},
    "ky": {**_CYRILLIC_LATIN, "ү": "ұ", "ы": "і"},
    "tg": {**_CYRILLIC_LATIN, "ҷ": "ӌ", "ӣ": "ы"},
    "uz": {"a": "а", "e": "е", "o": "о", "i": "і"},
    "fa": {"ی": "ي", "ک": "ك"},
    "ur": {"ی": "ي", "ک": "ك", "ہ": "ه"},
    "hi": {"।": "|", "ा": "ा\u200b", "क": "k"},
    "zh": dict(
        zip(
            "国这来时会说对为个们过还没经发现开关问间东车长门见学实业产",
            "國這來時會說對為個們過還沒經發現開關問間東車長門見學實業產",
            strict=True,
        )
    ),
}


def letter_changed(sample: Sample) -> tuple[str, str] | None:
    """One letter within a word becomes a look-alike, or the letter of a neighbouring language."""
    wrong = _WRONG[sample.language]
    places = [place for place, char in enumerate(sample.target) if char in wrong]
    if not places:
        return None
    place = sample.chance.choice(places)
    return sample.source, sample.target[:place] + wrong[sample.target[place]] + sample.target[place + 1 :]


def invisible_put_in(sample: Sample) -> tuple[str, str] | None:
    """A character that nobody sees stands in a word."""
    places = [hit.start() + 1 for hit in re.finditer(r"\w\w", sample.target)]
    if not places:
        return None
    place = sample.chance.choice(places)
    char = sample.chance.choice("\u200b\u2060\ufeff\u202e\u00ad")
    return sample.source, sample.target[:place] + char + sample.target[place:]


PLANTS = (
    Plant("number changed", 95, number_changed, _FACTS.__contains__),
    Plant("name swapped", 95, name_swapped, {"glossary", "inconsistent"}.__contains__),
    Plant("name misspelt", 95, name_misspelt, {"glossary"}.__contains__),
    Plant("negation dropped", 80, negation_dropped, {"negation"}.__contains__),
    Plant("negation added", 80, negation_added, {"negation"}.__contains__),
    Plant("sentence cut", 80, sentence_cut, _MEANING.__contains__),
    Plant("clause cut", 80, clause_cut, _MEANING.__contains__),
    Plant("wrong language", 95, wrong_language, _FOREIGN.__contains__),
    Plant("wrong letter", 95, letter_changed, lambda _: True),
    Plant("invisible letter", 95, invisible_put_in, lambda _: True),
)


def spoilt(
    folder: Path, language: str, part: str, plant: Plant, glossary: Glossary
) -> list[tuple[CatalogueView, CatalogueView]]:
    """Each document as it is and with errors, at most one in a unit and none in its neighbours."""
    chance = random.Random(f"{plant.name} {language}")
    texts = {
        tag: (folder / f"{tag}.txt").read_text(encoding="utf-8").splitlines() for tag in ("en", *LANGUAGES)
    }
    found = []
    for view in views(folder, language, part):
        before: list[Unit] = []
        after: list[Unit] = []
        units = iter(enumerate(view.units))
        for index, unit in units:
            following = view.units[index + 1] if index + 1 < len(view.units) else None
            sample = Sample(
                unit.source,
                unit.target,
                following.source if following else "",
                following.target if following else "",
                language,
                {tag: lines[unit.line - 1] for tag, lines in texts.items() if tag != language},
                _names_in(unit, glossary, language) if plant.name.startswith("name") else (),
                glossary,
                chance,
            )
            texts_spoilt = plant.spoil(sample)
            if texts_spoilt is None or texts_spoilt[1] == unit.target == texts_spoilt[0]:
                before.append(unit)
                after.append(unit)
                continue
            source, target = texts_spoilt
            whole = unit
            if plant.spoil is sentence_cut and following is not None:
                whole = replace(unit, source=source, target=f"{unit.target} {following.target}")
                next(units)
            before.append(replace(whole, source=source) if plant.spoil is not negation_added else whole)
            after.append(replace(unit, source=source, target=target))
            _, rest = next(units, (0, None))
            if rest is not None:
                before.append(rest)
                after.append(rest)
        found.append((replace(view, units=tuple(before)), replace(view, units=tuple(after))))
    return found


def _names_in(unit: Unit, glossary: Glossary, language: str) -> tuple[tuple[int, int, str], ...]:
    results = glossary.judge(unit.source, unit.target, "en", language)
    return tuple(
        (start, end, result.concept.id)
        for result in results
        if result.verdict is Verdict.FOUND and result.wanted == result.found == 1
        for start, end in result.spans
    )


def recall(folder: Path, languages: Sequence[str], part: str, wanted: Sequence[str], show: bool) -> None:
    """Per cent of planted errors that the checks find, as errors or warnings, and as errors."""
    checks = [load(CHECKS, name) for name in wanted]
    print(f"\nplanted errors found: % as error or warning / % as error ({part})")
    print(f"{'':17}{'goal':>5}" + "".join(f"{language:>9}" for language in languages) + "     of")
    for plant in PLANTS:
        cells = []
        count = 0
        for language in languages:
            glossary = glossary_of(folder, language)
            total = any_ = errors = 0
            for before, after in spoilt(folder, language, part, plant, glossary):
                known = {
                    (each.line, each.name, each.message)
                    for each in run_checks(before, glossary, checks).findings
                }
                new: dict[int, set[Severity]] = {}
                for each in run_checks(after, glossary, checks).findings:
                    if plant.checks(each.check) and (each.line, each.name, each.message) not in known:
                        new.setdefault(each.line, set()).add(each.severity)
                planted = [unit for unit, old in zip(after.units, before.units, strict=True) if unit != old]
                total += len(planted)
                for unit in planted:
                    said = new.get(unit.line, set())
                    any_ += bool(said & {Severity.ERROR, Severity.WARNING})
                    errors += Severity.ERROR in said
                    if show and not said & {Severity.ERROR, Severity.WARNING}:
                        print(f"{language}:{unit.line} {plant.name}\n    {unit.source}\n    {unit.target}")
            count += total
            cells.append(f"{100 * any_ / total:4.0f}/{100 * errors / total:<3.0f}" if total else "-")
        print(f"{plant.name:17}{plant.goal:5}" + "".join(f"{cell:>9}" for cell in cells) + f"{count:7}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="the evaluation folder")
    parser.add_argument("--lang", default=",".join(LANGUAGES))
    parser.add_argument("--check", default="", help="names, with commas; all by default")
    parser.add_argument("--part", choices=("dev", "test", "all"), default="dev")
    parser.add_argument("--show", action="store_true", help="print the findings; the plants that were missed")
    parser.add_argument("--recall", action="store_true", help="plant errors, and count those that are found")
    options = parser.parse_args()
    folder = options.folder / "ntrex"
    if not folder.is_dir():
        print(f"no {folder}: this needs the evaluation data", file=sys.stderr)
        return 2
    wanted = options.check.split(",") if options.check else list(names(CHECKS))
    languages = options.lang.split(",")
    if options.recall:
        recall(folder, languages, options.part, wanted, options.show)
        return 0
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
