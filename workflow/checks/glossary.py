"""``[glossary]``: names and titles stand in the translation as the glossary has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct, field
from msgspec.structs import replace

from workflow.checks.check import Pair, catalogue_check
from workflow.checks.verdicts import describe
from workflow.model import (
    CatalogueView,
    Concept,
    Kind,
    Match,
    Remark,
    Severity,
    TermJudge,
    TermResult,
    Unit,
    Verdict,
)

# How bad each verdict is, in a reviewed text. FOUND is no finding, MISSING has its own rules.
SEVERITIES: Mapping[Verdict, Severity] = {
    Verdict.MISSING: Severity.ERROR,
    Verdict.FORBIDDEN: Severity.ERROR,
    Verdict.MISSPELT: Severity.ERROR,
    Verdict.FORM: Severity.ERROR,
    Verdict.UNKNOWN: Severity.WARNING,
    Verdict.FEWER: Severity.NOTE,
    Verdict.ADJECTIVE: Severity.NOTE,
    Verdict.ABBREVIATED: Severity.NOTE,
    Verdict.INSIDE: Severity.NOTE,
}
SWAPPED = "swapped"  # what the check says besides the verdicts: another name stands in the place of this one
MIXED = "mixed"  # letters of two alphabets
_MOST_SHOWN = 4  # renderings in a message

# A name is right or wrong; of a phrase a translator may have good reason to write otherwise.
_SOFT = frozenset({Kind.PHRASE})
_LATIN, _CYRILLIC = re.compile("[A-Za-z]"), re.compile("[Ѐ-ӿ]")
_LETTERS = re.compile(r"[^\W\d_]+")


# These may not go unsaid: an article that has one of them nowhere has it under another name, or wrongly.
# A place is a detail that translators leave out, or its country stands for it (华盛顿, 美国).
_STRICT = frozenset({Kind.PERSON, Kind.OFFICE, Kind.ORGANISATION, Kind.EVENT, Kind.PROGRAMME, Kind.KEEP})
_ABSENT = frozenset({Verdict.MISSING, Verdict.INSIDE, Verdict.FEWER, Verdict.ADJECTIVE})
_ROOT = 4  # letters that a paraphrase has of a name (верховный судья, Верховный суд)
_WORDS = re.compile(r"\w+")
_ABBREVIATION = re.compile(r"(?<!\w)[^\W\d_a-zа-я]{2,6}")
# Languages that write an adjective of a country as its name, with a small letter.
_SMALL_ADJECTIVES = frozenset({"kk", "ky", "uz"})


class _Article(Struct):
    """What all units of a catalogue say together."""

    view: CatalogueView
    judge: TermJudge
    by_place: Mapping[int, Pair]
    results: Mapping[int, Sequence[TermResult]]
    found: frozenset[str]  # concepts that stand somewhere
    spelt: Mapping[tuple[str, str], int]  # in how many units one stands in another spelling, by its beginning
    strange: dict[int, list[TermResult]] = field(default_factory=dict)

    def strangers(self, index: int) -> list[TermResult]:
        """Names in the target of a unit that its source has not, or not so often."""
        if index not in self.strange:
            pair, tags = self.by_place[index], (self.view.source_language, self.view.language)
            self.strange[index] = self.judge.strangers(pair.source, pair.target, *tags, pair.matches)
        return self.strange[index]

    def may_have(self, index: int, concept: Concept) -> bool:
        """Whether a concept may be among the strangers of a unit: so it seldom is, and is quickly said."""
        pair = self.by_place[index]
        return any(match.concept.id == concept.id for match in pair.matches) or self.judge.may_name(
            concept, pair.target, self.view.language
        )


@catalogue_check("glossary", Severity.ERROR)
def check_glossary(
    view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge
) -> Iterator[tuple[Unit, Remark]]:
    """What the glossary says of each unit, a remark for each term that is not simply there.

    Professional translators leave names out, and say them by other words, in some 3 % of the sentences that
    have one (NTREX-128). So a name that is missing is an error only where something says that it is wrong:
    another name of the glossary stands in its place, or the article has it nowhere. It is a note where a
    neighbouring unit has it for this one.
    """
    article = _article(view, pairs, judge)
    for index, results in article.results.items():
        pair = article.by_place[index]
        strangers: list[TermResult] | None = None
        for result in results:
            if result.verdict in _ABSENT and strangers is None:
                strangers = article.strangers(index)
            if result.verdict in SEVERITIES:
                yield pair.unit, _remark(article, index, result, strangers or [])
            for remark in _mixed_alphabets(pair.target, result):
                yield pair.unit, remark


def _article(view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge) -> _Article:
    if len(pairs) == len(view.units):
        by_place = dict(enumerate(pairs))
    else:
        place = {id(unit): index for index, unit in enumerate(view.units)}
        by_place = {place[id(pair.unit)]: pair for pair in pairs}
    results = {index: pair.results(judge) for index, pair in by_place.items() if pair.matches}
    every = [result for found in results.values() for result in found]
    return _Article(
        view,
        judge,
        by_place,
        results,
        frozenset(result.concept.id for result in every if result.found),
        Counter(_spelling(result) for result in every if result.verdict is Verdict.MISSPELT),
    )


# ---------------------------------------------------------------------------------------------- remarks


def _remark(article: _Article, index: int, result: TermResult, strangers: Sequence[TermResult]) -> Remark:
    pair, concept = article.by_place[index], result.concept
    view = article.view
    inside = result.verdict is Verdict.INSIDE
    if inside and result.spans:  # a longer name with a misspelling in it
        result = replace(result, verdict=Verdict.MISSPELT)
    severity = SEVERITIES[result.verdict]
    if severity is Severity.ERROR and (inside or concept.kind in _SOFT):
        severity = Severity.WARNING
    message, hint = describe(result, view.source_language, view.language)
    kind, spans = result.verdict.value, result.spans
    if result.verdict in _ABSENT and (other := _in_its_place(pair, result, strangers)) is not None:
        severity, kind, spans = _swapped_severity(article, result, other), SWAPPED, other.spans
        message = f"{message}, and “{other.seen}” ({other.name}) stands there"
        hint = "write the name that the source has"
    elif result.verdict is Verdict.FORM and _may_be_an_adjective(pair, result):
        severity, hint = Severity.WARNING, "fine if an adjective is meant"
    elif result.verdict is Verdict.MISSPELT and _is_cut_short(result):
        severity, hint = Severity.WARNING, f"fine if an adjective is meant; else write {result.expected[0]}"
    elif (
        result.verdict is Verdict.MISSPELT
        and concept.kind not in _STRICT
        and article.spelt[_spelling(result)] > 1
    ):
        severity, message = Severity.WARNING, f"{result.name} is written “{result.seen}” more than once"
        hint = f"{hint}, or admit the spelling in the glossary"
    elif result.verdict is Verdict.MISSING:
        if (
            severity is Severity.ERROR
            and _is_beside(article, index, concept)
            and _is_paraphrased(pair, concept)
        ):
            severity, hint = Severity.WARNING, "fine if the sentence says it by other words"
        elif _is_beside(article, index, concept):
            severity = Severity.NOTE
            message, hint = f"{message} here, but stands in a segment beside", "fine if it reads well"
        elif severity is Severity.ERROR and (short := _initials(pair, result)):
            severity = Severity.WARNING
            hint = f"fine if {short} is what it is called in short; the glossary may hold it"
        elif severity is Severity.ERROR and _may_be_left_out(article, pair, result):
            severity = Severity.WARNING
            hint = "fine if the sentence says it by other words"
    renderings = concept.in_language(view.language)
    return Remark(
        message,
        _shown(result.expected),
        hint,
        kind=kind,
        about=concept.id,
        spans=spans,
        source_spans=tuple((match.start, match.end) for match in _mentions(pair, concept)),
        severity=severity,
        witness=repr((renderings.accepted, renderings.short, renderings.forbidden)),
    )


def _mentions(pair: Pair, concept: Concept) -> list[Match]:
    return [match for match in pair.matches if match.concept.id == concept.id]


def _in_its_place(pair: Pair, result: TermResult, strangers: Sequence[TermResult]) -> TermResult | None:
    """A name of the same kind that the source does not have there, nor a name that it may stand for."""
    return next(
        (
            other
            for other in strangers
            if other.concept.kind is result.concept.kind
            and other.concept.id != result.concept.id
            and not _stands_for_another(pair, result, other)
        ),
        None,
    )


def _stands_for_another(pair: Pair, result: TermResult, other: TermResult) -> bool:
    """Whether a place that is found stands for a third one ("Washington or Beijing": the US or China)."""
    if other.concept.kind is not Kind.PLACE or not _capitals().get(pair.source_language.partition("-")[0]):
        return False
    return any(
        match.concept.id != result.concept.id
        and _stand_for_each_other(match.concept, other.concept, pair.source_language)
        for match in pair.matches
    )


def _spelling(result: TermResult) -> tuple[str, str]:
    """A concept and what it is called, without an ending: who writes it so again means it."""
    seen = result.seen.casefold()
    return result.concept.id, seen[: max(_ROOT, min(map(len, result.expected), default=0) - 1)]


def _is_cut_short(result: TermResult) -> bool:
    """Whether what is seen may be an adjective of a place: its name without the end (Шотландия, шотландӣ)."""
    seen = result.seen.casefold()
    return result.concept.kind is Kind.PLACE and any(
        len(seen) < len(each) and each.casefold().startswith(seen[:-1]) for each in result.expected
    )


def _may_be_an_adjective(pair: Pair, result: TermResult) -> bool:
    """Whether a place is only written small: many languages make adjectives so (қытай газеті)."""
    seen = result.seen
    return (
        result.concept.kind is Kind.PLACE
        and pair.language.partition("-")[0] in _SMALL_ADJECTIVES
        and seen.islower()
        and any(each.casefold().startswith(seen) for each in result.expected)
    )


def _initials(pair: Pair, result: TermResult) -> str:
    """What the target has in short: first letters of a rendering, where the source is short too."""
    if not all(pair.source[match.start : match.end].isupper() for match in _mentions(pair, result.concept)):
        return ""
    words = [_WORDS.findall(each) for each in result.expected]
    wanted = {"".join(word[0] for word in each).upper() for each in words if len(each) > 1}
    found = (each for each in _ABBREVIATION.findall(pair.target) if each.isupper())
    return next((each for each in found if each in wanted), "")


def _swapped_severity(article: _Article, result: TermResult, other: TermResult) -> Severity:
    """A capital and its country stand for each other; persons and offices do not."""
    if result.verdict is not Verdict.MISSING:
        return Severity.WARNING
    language = article.view.source_language
    if other.concept.kind is Kind.PLACE and _stand_for_each_other(result.concept, other.concept, language):
        return Severity.WARNING
    return Severity.ERROR


def _stand_for_each_other(one: Concept, other: Concept, language: str) -> bool:
    """Whether a government may be called by either place, as far as is known of the source language."""
    known = _capitals().get(language.partition("-")[0])
    if known is None:
        return True
    left, right = ({name.casefold() for name in each.in_language(language).all} for each in (one, other))
    return any(
        (left & names[0] and right & names[1]) or (right & names[0] and left & names[1]) for names in known
    )


@cache
def _capitals() -> dict[str, list[tuple[set[str], set[str]]]]:
    """By source language: a capital, and the names of its country."""
    text = (Path(__file__).parent / "data" / "capitals.toml").read_text(encoding="utf-8")
    return {
        language: [({row[0].casefold()}, {name.casefold() for name in row[1:]}) for row in rows]
        for language, rows in tomli.loads(text).items()
    }


def _may_be_left_out(article: _Article, pair: Pair, result: TermResult) -> bool:
    """Whether a professional may well have left this name out of this sentence."""
    concept = result.concept
    if any(
        not _WORDS.search(pair.source[: match.start] + pair.source[match.end :])
        for match in _mentions(pair, concept)
    ):
        return False  # the unit is the name
    if all(
        pair.source[match.end :].startswith(("-", "\u2010", "\u2011")) for match in _mentions(pair, concept)
    ):
        return True  # "Taliban-like" is no name
    if concept.id in article.found:
        return True
    return concept.kind not in _STRICT or _is_paraphrased(pair, concept)


def _is_paraphrased(pair: Pair, concept: Concept) -> bool:
    """Whether the target has a word that begins as one of the name's words, or two of its characters."""
    target = pair.target.casefold()
    for rendering in concept.in_language(pair.language).all:
        name = rendering.casefold()
        if not pair.profile.spaces:
            if any(
                target[at] in name and target[at + 1] in name and target[at] != target[at + 1]
                for at in range(len(target) - 1)
            ):
                return True
            continue
        roots = tuple(word[:_ROOT] for word in _WORDS.findall(name) if len(word) >= _ROOT)
        if roots and any(word.startswith(roots) for word in _WORDS.findall(target)):
            return True
    return False


def _shown(renderings: Sequence[str]) -> str:
    """The renderings, as many as a line can bear; the preferred one first."""
    shown = " | ".join(renderings[:_MOST_SHOWN])
    more = len(renderings) - _MOST_SHOWN
    return f"{shown} | … {more} more" if more > 0 else shown


def _is_beside(article: _Article, index: int, concept: Concept) -> bool:
    """Whether a neighbouring unit has the term, and nothing in its own source explains that."""
    return any(
        other.concept.id == concept.id
        for place in (index - 1, index + 1)
        if place in article.by_place
        if article.may_have(place, concept)
        for other in article.strangers(place)
    )


def _mixed_alphabets(target: str, result: TermResult) -> Iterator[Remark]:
    """Names that look right and are not: a Latin letter among Cyrillic ones breaks search and sorting."""
    if result.verdict is Verdict.FORBIDDEN:
        return
    for start, end in result.spans:
        seen = target[start:end]
        if any(each.casefold() in seen.casefold() for each in result.expected):
            continue  # a Latin name with a Cyrillic ending
        if any(_LATIN.search(word) and _CYRILLIC.search(word) for word in _LETTERS.findall(seen)):
            foreign = ", ".join(dict.fromkeys(_LATIN.findall(seen)))
            yield Remark(
                f"“{seen}” mixes two alphabets",
                hint=f"type it again; Latin are: {foreign}",
                kind=MIXED,
                about=result.concept.id,
                spans=((start, end),),
                severity=Severity.WARNING,
            )
