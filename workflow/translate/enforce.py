"""Get the glossary's names and titles into the output of an engine that was never taught them.

The method is substitution by known entities of the same type (kin: Mota et al., "Fast-paced improvements to
named entity handling for neural machine translation", EAMT 2022). Everything is translated plainly first.
Where the glossary's judge misses a term, the sentence is translated again with each of its terms replaced by
a *surrogate*, an entity of the same kind and gender that models know ("Tang Liangzhi" -> "Ivan Petrov"). The
surrogate's form in the output tells the case that the sentence asks for, and the term's form of that case
takes its place. A result that the judge still refuses is not used: the plain text stays, and its signature
says so.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from workflow.model import Concept, Engine, Kind, Match, TermJudge, Verdict

_ALONE = 2  # rounds in which the missing terms alone are replaced
_ROUNDS = 4  # all rounds; each takes other surrogates
# Letters, digits and the vowel signs of Devanagari, which \w leaves out.
_LETTER = r"[\w\u0900-\u0963\u0966-\u097f]"
_GOOD = (Verdict.FOUND, Verdict.FEWER, Verdict.UNKNOWN)


class TermSource(TermJudge, Protocol):
    """The glossary, as enforcement needs it."""

    def forms(
        self, concept: Concept, language: str, *, short: bool = False, plural: bool = False
    ) -> Mapping[str, str]:
        """Forms by case of the preferred rendering, or of the preferred short one.

        Case names are those of ``glossary/forms.<lang>.csv``; the first is the dictionary form. Never empty
        where the concept has a rendering.
        """
        ...


@dataclass(frozen=True, slots=True)
class Surrogate:
    """A well-known entity: its English text and its forms by case in one target language."""

    source: str
    kind: Kind
    gender: str
    forms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Enforced:
    """A translation and, for each term of the sentence, how it got in: plain, surrogate or failed."""

    text: str
    how: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many terms are not in the text."""
        return self.how.count("failed")


@cache
def load_surrogates(source_language: str, language: str) -> tuple[Surrogate, ...]:
    """The surrogates of a language pair; none if there is no list for it."""
    path = files(__package__) / "surrogates" / f"{source_language}-{language}.toml"
    if not path.is_file():
        return ()
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Surrogate(item["source"], Kind(item["kind"]), item.get("gender", ""), item["forms"])
        for item in raw["surrogate"]
    )


def enforce(
    engine: Engine,
    sentences: Sequence[str],
    source_language: str,
    language: str,
    terms: TermSource,
    *,
    progress: Callable[[int], None] | None = None,
) -> list[Enforced]:
    """Translate ``sentences`` with as many of the glossary's terms in them as can be had.

    First the missing terms alone are replaced, which leaves the sentence most of its context; in later rounds
    all that have surrogates. Each round takes other surrogates. A text wins only by having more of the terms.

    :raises workflow.errors.EngineError: the engine cannot serve the pair.
    """
    translated = engine.translate(sentences, source_language, language, progress=progress)
    plain = [result.text for result in translated]
    matches = [terms.match(sentence, source_language) for sentence in sentences]

    def judge(index: int, text: str, replaced: frozenset[str]) -> Enforced:
        if not matches[index]:
            return Enforced(text)
        verdicts = terms.judge(sentences[index], text, source_language, language)
        good = {result.concept.id for result in verdicts if result.verdict in _GOOD}
        return Enforced(
            text,
            tuple(
                "failed" if match.concept.id not in good
                else "surrogate" if match.concept.id in replaced
                else "plain"
                for match in matches[index]
            ),
        )  # fmt: skip

    results = [judge(index, text, frozenset()) for index, text in enumerate(plain)]
    surrogates = load_surrogates(source_language, language)
    tried: list[set[str]] = [set() for _ in sentences]
    for attempt in range(_ROUNDS if surrogates else 0):
        plans: list[tuple[int, _Plan]] = []
        for index, best in enumerate(results):
            if best.failed:
                pairs = list(zip(matches[index], best.how, strict=True))
                chosen = [match for match, how in pairs if attempt >= _ALONE or how == "failed"]
                plan = _substitute(sentences[index], chosen, surrogates, attempt, plain[index])
                if plan.stands_for and plan.sentence not in tried[index]:
                    tried[index].add(plan.sentence)
                    plans.append((index, plan))
        if not plans:
            continue
        decoded = engine.translate([plan.sentence for _, plan in plans], source_language, language)
        for (index, plan), output in zip(plans, decoded, strict=True):
            text = _restore(output.text, plan, terms, language)
            if text is not None:
                replaced = frozenset(concept.id for _, concept in plan.stands_for)
                candidate = judge(index, text, replaced)
                if candidate.failed < results[index].failed:
                    results[index] = candidate
    return results


@dataclass(frozen=True, slots=True)
class _Plan:
    """A sentence with surrogates in it, and which concept each stands for, in order."""

    sentence: str
    stands_for: tuple[tuple[Surrogate, Concept], ...]


def _substitute(
    sentence: str, found: Sequence[Match], surrogates: Sequence[Surrogate], attempt: int, plain: str
) -> _Plan:
    """Replace each term by a surrogate of its kind and gender that is in neither text.

    Two mentions of one concept get the same surrogate; ``attempt`` moves on in the list of each kind. A term
    of a kind without surrogates stays as it is: the model may know it in the new surroundings.
    """
    chosen: dict[str, Surrogate] = {}
    stands_for: list[tuple[Surrogate, Concept]] = []
    pieces: list[str] = []
    position = 0
    for match in found:
        concept = match.concept
        if concept.id not in chosen:
            taken = {surrogate.source for surrogate in chosen.values()}
            free = [
                surrogate
                for surrogate in surrogates
                if surrogate.kind is concept.kind
                and (not concept.gender or not surrogate.gender or surrogate.gender == concept.gender)
                and surrogate.source not in taken
                and surrogate.source not in sentence
                and not any(form in plain for form in surrogate.forms.values())
            ]
            if not free:
                continue
            chosen[concept.id] = free[attempt % len(free)]
        pieces += [sentence[position : match.start], chosen[concept.id].source]
        position = match.end
        stands_for.append((chosen[concept.id], concept))
    pieces.append(sentence[position:])
    return _Plan("".join(pieces), tuple(stands_for))


def _restore(output: str, plan: _Plan, terms: TermSource, language: str) -> str | None:
    """Put the term's form of the same case where each surrogate stands; None unless all are found."""
    wanted = Counter(surrogate.source for surrogate, _ in plan.stands_for)
    pairs = {surrogate.source: (surrogate, concept) for surrogate, concept in plan.stands_for}
    places: list[tuple[int, int, str]] = []
    for source, (surrogate, concept) in pairs.items():
        forms = terms.forms(concept, language)
        if not forms:
            return None
        spans = _find_forms(output, surrogate)
        if len(spans) != wanted[source]:
            return None
        for start, end, case in spans:
            text = forms.get(case) or next(iter(forms.values()))
            if output[start].isupper() and not any(char.isalnum() for char in output[:start]):
                text = text[:1].upper() + text[1:]
            places.append((start, end, text))
    places.sort()
    pieces: list[str] = []
    position = 0
    for start, end, text in places:
        if start < position:
            return None
        pieces += [output[position:start], text]
        position = end
    return "".join([*pieces, output[position:]])


def _find_forms(output: str, surrogate: Surrogate) -> list[tuple[int, int, str]]:
    """Where the surrogate stands in ``output`` and in which case; longest form first, no overlaps."""
    spans: list[tuple[int, int, str]] = []
    for case, form in sorted(surrogate.forms.items(), key=lambda item: -len(item[1])):
        spaced = form.isascii() or not re.search("[\u2e80-\u9fff]", form)
        pattern = rf"(?<!{_LETTER}){re.escape(form)}(?!{_LETTER})" if spaced else re.escape(form)
        for hit in re.finditer(pattern, output, re.IGNORECASE):
            if not any(hit.start() < end and start < hit.end() for start, end, _ in spans):
                spans.append((hit.start(), hit.end(), case))
    return spans
