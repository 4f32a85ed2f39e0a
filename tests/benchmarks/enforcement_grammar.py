"""Sentences of the enforcement benchmark: names that the test models have never seen, in other patterns.

The models of ``tests/models`` are toys. They know the words and constructions of their grammar and hardly
go beyond them: of patterns that were put together freely from those words they translated one in three,
with names that they know. So most patterns in ``enforcement_data/patterns.txt`` are constructions of the
training with other words in them, joined or shortened; none is a pattern of the training as it stands. What
the models could not translate with names that they *do* know was left out (``patterns_beyond.txt``) or
worded more simply, for it would measure the models, not enforcement. The figures say how well a term gets
into a sentence that the engine can translate, and nothing of sentences that it cannot. No name in
``enforcement_data/terms.txt`` was in the training.

What the training of the models does not have, and the patterns therefore do not ask for: persons and
offices in the locative ("о мэре Хэфэя"); a verb that agrees with a neuter place or event, or with a plural
name.

Everything is drawn from one ``random.Random``: a seed gives the same sentences again.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workflow.glossary import Glossary
from workflow.glossary.formsfile import Key, key_of
from workflow.model import Concept, Kind, Renderings
from workflow.translate.surrogates import load_surrogates

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "models"))

import grammar as training

DATA = Path(__file__).resolve().parent / "enforcement_data"
CASES = ("nom", "gen", "dat", "acc", "ins", "loc")
LANGUAGES = ("ru", "zh")
WORDS = ("when", "future", "date", "time", "year", "topic")
# The rows of the table, and how many sentences each has at least.
ROWS = {
    "one term": 100,
    "two terms": 100,
    "three terms": 45,
    "women": 60,
    "plural offices": 40,
    "possessives": 40,
    "sentence-initial": 100,
    "whole segments": 24,
}
_MOST_USES = 8  # of one pattern


@dataclass(frozen=True, slots=True)
class Term:
    """A term with all that a glossary can know of it. ``gender`` is m, f, n, or p for a plural name."""

    id: str
    kind: Kind
    gender: str
    en: str
    ru: Mapping[str, str]  # by case
    zh: str
    article: bool = False
    en_plural: str = ""
    ru_plural: Mapping[str, str] | None = None

    def forms(self, language: str, *, plural: bool = False) -> Mapping[str, str]:
        """Forms by case in ``language``; Chinese has one for both numbers."""
        if language == "zh":
            return {"nom": self.zh}
        return self.ru_plural if plural and self.ru_plural else self.ru


@dataclass(frozen=True, slots=True)
class Use:
    """A term in a sentence and the form that the sentence asks for."""

    term: Term
    case: str
    plural: bool = False

    def expected(self, language: str) -> str:
        """The form that the reference has."""
        return self.term.forms(language, plural=self.plural)["nom" if language == "zh" else self.case]


@dataclass(frozen=True, slots=True)
class Item:
    """An English sentence, its translation, and the terms in it in the order of the English."""

    pattern: int
    en: str
    reference: str
    uses: tuple[Use, ...]
    rows: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence twice: with unknown terms, and with entities that the models know in their places."""

    unknown: Item
    known: Item


@dataclass(frozen=True, slots=True)
class Pattern:
    """Three lines of a file of patterns; a line in a language that does not have the pattern is ``-``."""

    number: int
    en: str
    ru: str
    zh: str

    def target(self, language: str) -> str:
        """The line of a target language."""
        return self.ru if language == "ru" else self.zh

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots for terms in English order, each once."""
        found = dict.fromkeys(re.findall(r"\{(\w+)\}", self.en))
        return tuple(slot for slot in found if slot not in WORDS)

    def case(self, slot: str, language: str) -> str:
        """The case that the pattern asks for in a slot; Chinese has none."""
        if language != "ru":
            return "nom"
        hit = re.search(rf"\{{{slot}(?::(\w+))?\}}", self.ru)
        if hit is None:
            raise ValueError(f"pattern {self.number}: {{{slot}}} is not in its Russian")
        return hit[1] or "nom"

    def genders(self, slot: str) -> str:
        """The genders that may fill the slot, of m, f, n and p.

        Where a verb agrees, only those of which the models know some name of the kind.
        """
        if f"{{{slot}?" not in self.ru:
            return "mfnp"
        return {"place": "mf", "event": "mf", "organisation": "mfn"}.get(_base(slot), "mfnp")

    def rows(self) -> frozenset[str]:
        """The rows of the table that the pattern belongs to, whatever fills it."""
        rows = {("one term", "two terms", "three terms")[len(self.slots) - 1]}
        if any(_base(slot) == "offices" for slot in self.slots):
            rows.add("plural offices")
        if "}'s" in self.en:
            rows.add("possessives")
        if re.fullmatch(r"\{\w+\}", self.en):
            rows.add("whole segments")
        elif (head := re.match(r'"?(?:The )?\{(\w+)\}', self.en)) and head[1] not in WORDS:
            rows.add("sentence-initial")
        return frozenset(rows)


# ------------------------------------------------------------------------------------------------ data files


def _sections(name: str) -> Iterator[tuple[str, list[str]]]:
    lines: list[str] = []
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if head := re.fullmatch(r"\[(.+)\]", line.strip()):
            lines = []
            yield head[1], lines
        else:
            lines.append(line)


def _paradigm(text: str) -> dict[str, str]:
    return dict(zip(CASES, (form.strip() for form in text.split(",")), strict=True))


@cache
def terms() -> tuple[Term, ...]:
    """All terms of ``terms.txt``."""
    result = []
    for head, lines in list(_sections("terms.txt")):
        name, _, gender = head.partition(" ")
        kind = Kind.PERSON if name in ("man", "woman") else Kind(name)
        gender = {"man": "m", "woman": "f"}.get(name, gender)
        for line in lines:
            english, *middle, chinese = (part.strip() for part in line.split("|"))
            single, _, plural = (part.strip() for part in english.partition(";"))
            article, single = single.startswith("the "), single.removeprefix("the ")
            forms = [_paradigm(part) for part in middle]
            key = re.sub(r"\W+", "-", single.lower())
            more = forms[1] if plural else None
            result.append(Term(key, kind, gender, single, forms[0], chinese, article, plural, more))
    return tuple(result)


@cache
def words() -> Mapping[str, tuple[tuple[str, str, str], ...]]:
    """The fillers of ``words.txt`` by slot: English, Russian, Chinese."""
    return {
        name: tuple(_three(part.strip() for part in line.split("|")) for line in lines)
        for name, lines in list(_sections("words.txt"))
    }


def _three(parts: Iterable[str]) -> tuple[str, str, str]:
    english, russian, chinese = parts
    return english, russian, chinese


@cache
def patterns(name: str = "patterns.txt") -> tuple[Pattern, ...]:
    """All patterns of a file."""
    text = (DATA / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    triples = zip(lines[::3], lines[1::3], lines[2::3], strict=True)
    return tuple(Pattern(number, *triple) for number, triple in enumerate(triples))


@cache
def known_terms() -> tuple[Term, ...]:
    """What the training had in great number: some surrogates of the product, and groups of people."""
    chinese = {each.source: each.forms["nom"] for each in load_surrogates("en", "zh")}
    result = []
    trained = {source for source, *_ in training.surrogates("ru")}
    for each in load_surrogates("en", "ru"):
        if each.source not in trained:
            continue
        key, article = re.sub(r"\W+", "-", each.source.lower()), each.kind is Kind.ORGANISATION
        gender = each.gender or each.grammar or _gender(each.forms["nom"])
        result.append(
            Term(f"known-{key}", each.kind, gender, each.source, each.forms, chinese[each.source], article)
        )
    for head, lines in list(_sections("known_groups.txt")):
        for line in lines:
            english, forms, text = (part.strip() for part in line.split("|"))
            many = _paradigm(forms)
            result.append(
                Term(
                    f"{head}-{english}",
                    Kind.OFFICE,
                    "p",
                    english,
                    many,
                    text,
                    en_plural=english,
                    ru_plural=many,
                )
            )
    return tuple(result)


def _gender(nominative: str) -> str:
    """The gender of a programme whose surrogate names none, by the ending of its adjective."""
    first = nominative.split(maxsplit=1)[0]
    return "f" if first.endswith("ая") else "n" if first.endswith("ое") else "m"


# ------------------------------------------------------------------------------------------------ sentences


def _base(slot: str) -> str:
    return slot.rstrip("0123456789")


def _fits(term: Term, slot: str) -> bool:
    base = _base(slot)
    if base == "offices":
        return bool(term.en_plural)
    if base in ("man", "woman"):
        return term.kind is Kind.PERSON and term.gender == ("m" if base == "man" else "f")
    return term.kind.value == base and not (term.kind is Kind.OFFICE and term.gender == "p")


def _fill(
    pattern: Pattern, language: str, chosen: Mapping[str, Term], plain: Mapping[str, tuple[str, str, str]]
) -> Item:
    """The pattern with terms and words in it; agreement, articles, prepositions and capitals set right."""
    plural = {slot: _base(slot) == "offices" for slot in chosen}

    def english(hit: re.Match[str]) -> str:
        slot = hit[2]
        if slot not in chosen:
            return hit[1] + plain[slot][0]
        term = chosen[slot]
        article = "" if term.kind is Kind.ORGANISATION and not term.article else hit[1]
        return article + (term.en_plural if plural[slot] else term.en)

    def russian(hit: re.Match[str]) -> str:
        slot, mark, rest = hit.groups()
        if slot not in chosen:
            return plain[slot][1]
        if mark == "?":
            variants = rest.split("|")
            return variants[min("mfnp".index(chosen[slot].gender), len(variants) - 1)]
        return chosen[slot].forms("ru", plural=plural[slot])[rest or "nom"]

    def chinese(hit: re.Match[str]) -> str:
        return chosen[hit[1]].zh if hit[1] in chosen else plain[hit[1]][2]

    text = _capital(re.sub(r"((?:[Tt]he )?)\{(\w+)\}", english, pattern.en))
    if language == "ru":
        reference = _capital(prepositions(re.sub(r"\{(\w+)([:?]?)([^{}]*)\}", russian, pattern.ru)))
    else:
        reference = re.sub(r"\{(\w+)\}", chinese, pattern.zh)
    uses = tuple(Use(term, pattern.case(slot, language), plural[slot]) for slot, term in chosen.items())
    women = any(use.term.kind is Kind.PERSON and use.term.gender == "f" for use in uses)
    return Item(pattern.number, text, reference, uses, pattern.rows() | ({"women"} if women else set()))


def _capital(text: str) -> str:
    return re.sub(r"^(\W*)(\w)", lambda hit: hit[1] + hit[2].upper(), text, count=1)


_CONSONANTS = "бвгджзклмнпрстфхцчшщь"
_NO_ACRONYM = r"(?!(?-i:[А-Я]{2}))"  # they are read letter by letter: "вэ-тэ-о" begins as "ве" does


def prepositions(text: str) -> str:
    """The Russian prepositions в, с, о as they are before what follows: во Франции, со Степаном, об Анне."""
    into = rf"\b([Вв]) {_NO_ACRONYM}(?=[вф][{_CONSONANTS}])"
    text = re.sub(into, r"\1о ", text, flags=re.IGNORECASE)
    beside = rf"\b([Сс]) {_NO_ACRONYM}(?=[сзшж][{_CONSONANTS}]|вс|вт)"
    text = re.sub(beside, r"\1о ", text, flags=re.IGNORECASE)
    return re.sub(r"\b([Оо]) (?=[аэиоу])", r"\1б ", text, flags=re.IGNORECASE)


class _Pool:
    """Terms in random order; each fitting one comes up before any comes up twice."""

    def __init__(self, rng: random.Random, all_terms: Sequence[Term]) -> None:
        self._rng = rng
        self._terms = list(all_terms)
        self._used: Counter[str] = Counter()

    def draw(self, slot: str, genders: str, taken: Iterable[Term]) -> Term:
        """A term for the slot, if possible of one of the genders, that shares no name with those taken."""
        names = {word for term in taken for word in term.en.split() if word[0].isupper()}
        free = [each for each in self._terms if _fits(each, slot) and not names & set(each.en.split())]
        free = [each for each in free if each.gender in genders] or free
        least = min(self._used[each.id] for each in free)
        term = self._rng.choice([each for each in free if self._used[each.id] == least])
        self._used[term.id] += 1
        return term


class Maker:
    """Makes pairs of sentences of one language; all randomness comes from the seed."""

    def __init__(self, language: str, seed: int) -> None:
        self._language = language
        self._rng = random.Random(seed)
        self._unknown = _Pool(self._rng, terms())
        self._known = _Pool(self._rng, known_terms())

    def pair(self, pattern: Pattern) -> Pair:
        """The pattern filled twice, with terms of the same kinds and, where there are any, genders."""
        inner = re.findall(r"\{(\w+)\}", pattern.en)
        plain = {slot: self._rng.choice(words()[slot]) for slot in inner if slot in WORDS}
        unknown: dict[str, Term] = {}
        known: dict[str, Term] = {}
        for slot in pattern.slots:
            term = self._unknown.draw(slot, pattern.genders(slot), unknown.values())
            unknown[slot] = term
            double = {"m": "man", "f": "woman"}[term.gender] if term.kind is Kind.PERSON else slot
            known[slot] = self._known.draw(double, term.gender, known.values())
        return Pair(
            _fill(pattern, self._language, unknown, plain), _fill(pattern, self._language, known, plain)
        )


def pairs(language: str, count: int = 400, seed: int = 1) -> list[Pair]:
    """``count`` different sentences, all patterns nearly as often, the cases of their terms nearly as often.

    The next pattern is always the one that has been used least; its cases and its rows count too, so that
    those come up that have not had their share.
    """
    maker = Maker(language, seed)
    own = [pattern for pattern in patterns() if pattern.target(language) != "-"]
    uses: Counter[int] = Counter()
    cases: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    seen: set[str] = set()
    result: list[Pair] = []

    facts = {each.number: ([each.case(slot, language) for slot in each.slots], each.rows()) for each in own}

    def burden(pattern: Pattern) -> tuple[float, int]:
        mean = cases.total() / len(CASES)
        wanted, its_rows = facts[pattern.number]
        extra = sum(cases[case] - mean for case in wanted) / len(wanted) if language == "ru" else 0
        behind = sum(rows[row] < ROWS[row] * (len(result) + 1) / count for row in its_rows)
        return uses[pattern.number] + extra / 5 - 10 * behind, pattern.number

    while len(result) < count:
        pattern = min((each for each in own if uses[each.number] < _MOST_USES), key=burden)
        uses[pattern.number] += 1
        pair = maker.pair(pattern)
        if pair.unknown.en not in seen and pair.known.en not in seen:
            seen |= {pair.unknown.en, pair.known.en}
            result.append(pair)
            cases.update(use.case for use in pair.unknown.uses)
            rows.update(pair.unknown.rows)
    return result


def glossary(*, known: bool = False) -> Glossary:
    """A glossary of the unknown terms with all their forms; with ``known``, of the surrogates as well.

    The one place that knows how a Glossary is made.
    """
    concepts = []
    forms: dict[Key, Mapping[str, str]] = {}
    groups = [each for each in known_terms() if each.gender != "p"] if known else []
    for term in (*terms(), *groups):
        english = (term.en, term.en_plural) if term.en_plural else (term.en,)
        renderings = {
            "en": Renderings(english),
            "ru": Renderings((term.ru["nom"],)),
            "zh": Renderings((term.zh,)),
        }
        gender, number = ("", "pl") if term.gender == "p" else (term.gender, "")
        concepts.append(Concept(term.id, term.kind, renderings, gender=gender, number=number))
        forms[key_of(term.id, term.ru["nom"], "")] = term.ru
        if term.ru_plural:
            forms[key_of(term.id, term.ru["nom"], "pl")] = term.ru_plural
    return Glossary(concepts, {"ru": forms})
