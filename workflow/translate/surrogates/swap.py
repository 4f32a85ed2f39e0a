"""Put surrogates into a sentence, and terms back into its translation, in the same form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial

from msgspec import Struct
from msgspec.structs import replace

from workflow.model import Concept, Kind, Match
from workflow.translate.grammar import Grammar
from workflow.translate.surrogates.pool import Surrogate, last_name

# Letters, digits and the vowel signs of Devanagari, which \w leaves out.
LETTER = r"[\w\u0900-\u0963\u0966-\u097f]"
_HAN = re.compile("[\u2e80-\u9fff]")
_THE = re.compile(r"\bthe\s+\Z", re.IGNORECASE)

Forms = Callable[[Match], Mapping[str, str]]
"""Forms by case of the rendering that a mention asks for: full or short, singular or plural."""


class Standin(Struct, frozen=True):
    """A surrogate, the mention that it stands for, and where it stands in the sentence."""

    surrogate: Surrogate
    match: Match
    start: int
    end: int


class Plan(Struct, frozen=True):
    """A sentence with surrogates in it, and what each stands for, in order."""

    sentence: str
    standins: tuple[Standin, ...]


class Restored(Struct, frozen=True):
    """A translation with the terms in it, and where they stand."""

    text: str
    spans: tuple[tuple[int, int], ...]


Decide = Callable[[Standin, tuple[int, int], Sequence[str]], str]
"""Which of several cases it is, in which the surrogate's form at a place of the output may be."""


def substitute(
    sentence: str,
    found: Sequence[Match],
    surrogates: Sequence[Surrogate],
    attempt: int,
    plain: str,
    forms: Forms,
    grammar: Grammar,
) -> Plan:
    """Replace each term by a surrogate of its kind, gender and number that is in neither text.

    ``surrogates`` come best first. Of those that fit, the nearest in grammar are taken: the same gender in
    the target language, forms that tell every form of the term apart, the same article. Two mentions of one
    concept get the same surrogate if they are written alike; ``attempt`` moves on in the list. A term that no
    surrogate fits stays as it is: the model may know it in the new surroundings.
    """
    chosen: dict[tuple[str, bool, bool], Surrogate] = {}
    standins: list[Standin] = []
    result = ""
    position = 0
    for match in found:
        concept = match.concept
        wanted = forms(match)
        if not wanted:  # nothing could take the surrogate's place
            continue
        # Mentions that are written in different ways need different surrogates, to be told apart again. The
        # last name of a person shows by itself.
        way = (concept.id, match.plural, match.short and concept.kind is not Kind.PERSON)
        if way not in chosen:
            taken = [surrogate.source for surrogate in chosen.values()]
            free = [
                surrogate
                for surrogate in surrogates
                if _fits(surrogate, concept)
                and not any(surrogate.source in other or other in surrogate.source for other in taken)
                and _last_word(surrogate) not in sentence
                and not any(form in plain for form in surrogate.forms.values())
            ]
            if not free:
                continue
            article = "the" if _THE.search(sentence, 0, match.start) else ""
            # An indeclinable name shows no gender; what the glossary says of it must do.
            gender = grammar.gender(wanted) or concept.gender
            # The sort is stable: among equals the order of the list decides.
            free.sort(key=partial(_distance, match=match, wanted=wanted, gender=gender, article=article))
            if kin := grammar.suffixes_of(wanted):
                free.sort(key=lambda each: grammar.suffixes_of(each.forms) != kin)
            chosen[way] = free[attempt % len(free)]
        surrogate = chosen[way]
        if match.short and concept.kind is Kind.PERSON:
            surrogate = surrogate.shortened()
        text = surrogate.source
        if sentence[match.start].isupper() and not any(map(str.isalnum, sentence[: match.start])):
            text = text[:1].upper() + text[1:]
        result += sentence[position : match.start]
        standins.append(Standin(surrogate, match, len(result), len(result) + len(text)))
        result += text
        position = match.end
    return Plan(result + sentence[position:], tuple(standins))


def _last_word(surrogate: Surrogate) -> str:
    """What must not be in a sentence that gets the surrogate: of a person the last name is enough."""
    return last_name(surrogate.source) if surrogate.kind is Kind.PERSON else surrogate.source


def _fits(surrogate: Surrogate, concept: Concept) -> bool:
    known = surrogate.kind is not Kind.PERSON or not concept.gender or surrogate.gender == concept.gender
    return surrogate.kind is concept.kind and known


def _distance(
    surrogate: Surrogate, match: Match, wanted: Mapping[str, str], gender: str, article: str
) -> int:
    """How badly a surrogate stands for a mention with the forms ``wanted``; 0 is best."""
    distance = 4 * bool(gender and surrogate.grammar and gender != surrogate.grammar)
    distance += 8 * (surrogate.number != ("pl" if match.plural else match.concept.number))
    distance += surrogate.article != article
    if len(wanted) > 1:  # forms of the term that one form of the surrogate does not tell apart
        pairs = {(form, wanted.get(case, "")) for case, form in surrogate.forms.items()}
        distance += len(pairs) - len({form for form, _ in pairs})
    return distance


def restore(output: str, plan: Plan, forms: Forms, grammar: Grammar, decide: Decide) -> Restored | None:
    """The translation with the term's form in the place of each surrogate.

    ``decide`` is asked where the surrogate's form may be of several cases in which the term's forms differ.
    A person who went in by the last name may come out in full, and the other way round; the term then does
    too. None unless every surrogate is found as often as it went in.
    """
    places: list[tuple[int, int, str]] = []
    by_id: dict[str, list[Standin]] = {}
    for standin in plan.standins:
        by_id.setdefault(standin.surrogate.id, []).append(standin)
    for standins in by_id.values():
        found = 0
        # Longer forms first: a last name alone must not be found in the full one.
        for standin in _lengths(standins):
            target = forms(standin.match)
            if not target:
                return None
            default = next(iter(target.values()))
            hits = [
                hit
                for hit in find_forms(output, standin.surrogate)
                if not any(hit[0] < high and low < hit[1] for low, high, _ in places)
            ]
            if not hits and (kin := grammar.suffixes_of(target)) == grammar.suffixes_of(
                standin.surrogate.forms
            ):
                for start, end, suffix in _suffixed(output, standin.surrogate) if kin else ():
                    places.append((start, end, default + suffix))
                    found += 1
            for start, end, cases in hits:
                case = cases[0]
                if len({target.get(each, default) for each in cases}) > 1:
                    case = decide(standin, (start, end), cases)
                places.append((start, end, target.get(case, default)))
                found += 1
        if found != len(standins):
            return None
    return put(sorted(places), output, grammar)


def _lengths(standins: Sequence[Standin]) -> list[Standin]:
    """One stand-in for each length in which the surrogate may come out, the full one first."""
    first = standins[0]
    if first.match.concept.kind is not Kind.PERSON:
        return [first]
    full = next((each for each in standins if not each.match.short), None) or first
    short = next((each for each in standins if each.match.short), None) or first
    whole = replace(full, surrogate=full.surrogate.full, match=replace(full.match, short=False))
    last = replace(short, surrogate=short.surrogate.shortened(), match=replace(short.match, short=True))
    return [whole, last]


def put(places: Sequence[tuple[int, int, str]], text: str, grammar: Grammar) -> Restored:
    """``text`` with each form in its place; places are in order and do not overlap.

    The first word of a sentence gets a capital, and a preposition before a form becomes the one that it
    asks for.
    """
    result = ""
    spans = []
    position = 0
    for start, end, chosen in places:
        form = chosen
        if text[start : start + 1].isupper() and not any(map(str.isalnum, text[:start])):
            form = form[:1].upper() + form[1:]
        result = grammar.join(result + text[position:start], form)
        spans.append((len(result), len(result) + len(form)))
        result += form
        position = end
    return Restored(result + text[position:], tuple(spans))


def _suffixed(output: str, surrogate: Surrogate) -> Iterator[tuple[int, int, str]]:
    """Where the surrogate stands in ``output`` with a suffix that is not among its forms, and that suffix."""
    first = next(iter(surrogate.forms.values()))
    for hit in re.finditer(
        rf"(?<!{LETTER}){re.escape(first)}([-’']?{LETTER}{{1,12}})", output, re.IGNORECASE
    ):
        yield hit.start(), hit.end(), hit[1]


@lru_cache(maxsize=10_000)  # more than all lists have
def _pattern(form: str) -> re.Pattern[str]:
    escaped = re.escape(form)
    if not _HAN.search(form):
        escaped = rf"(?<!{LETTER}){escaped}(?!{LETTER})"
    return re.compile(escaped, re.IGNORECASE)


def find_forms(output: str, surrogate: Surrogate) -> list[tuple[int, int, list[str]]]:
    """Where the surrogate stands in ``output``, and in which cases it may be; longest form first."""
    cases: dict[str, list[str]] = {}
    for case, form in surrogate.forms.items():
        cases.setdefault(form, []).append(case)
    spans: list[tuple[int, int, list[str]]] = []
    for form in sorted(cases, key=len, reverse=True):
        for hit in _pattern(form).finditer(output):
            if not any(hit.start() < end and start < hit.end() for start, end, _ in spans):
                spans.append((hit.start(), hit.end(), cases[form]))
    return spans
