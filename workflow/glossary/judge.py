"""What the glossary says of a translation: a verdict on each concept of the source.

Every way to write a concept is a pattern (:mod:`workflow.glossary.acceptors`); all of them are searched in
the folded target, and what they hit is dealt out to the concepts, so that no word stands for two of them.
What is then missing is looked for once more, as a wrong form and as a misspelling, to say what happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from workflow.glossary.acceptors import acceptor, adjectives, exactly, is_acronym, literal, loosely
from workflow.glossary.lemmas import derived_spans, is_ordinary, lemma_spans
from workflow.glossary.misspelling import Misspellings
from workflow.glossary.normalise import Normalised, fold, fold_with_offsets
from workflow.languages import profile
from workflow.model import Concept, Kind, Match, Renderings, TermResult, Verdict

Span = tuple[int, int]

# Verdicts of a translation in which the concept is there.
PRESENT = frozenset({Verdict.FOUND, Verdict.ABBREVIATED, Verdict.ADJECTIVE, Verdict.FEWER})

# Kinds that have relational adjectives which a translator may well need (Сенат, сенатский).
_RELATIONAL = frozenset({Kind.PLACE, Kind.ORGANISATION})
# Kinds whose names are no words of the dictionary: a lemma would only mislead.
_NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.KEEP})
_BETWEEN_NAMES = re.compile(r"[\s·]+")


class _Tier(IntEnum):
    """How well a hit stands for its concept; the better first."""

    FULL = 0
    SHORT = 1
    ADJECTIVE = 2


@dataclass(frozen=True, slots=True)
class _Way:
    """A pattern that is compiled when a text has the letters that all its hits begin with."""

    start: str  # folded, lower case
    make: Callable[[], re.Pattern[str]]  # cached

    def finditer(self, folded: str, lowered: str) -> Iterator[re.Match[str]]:
        return self.make().finditer(folded) if self.start in lowered else iter(())


@dataclass(frozen=True, slots=True)
class _Ways:
    """Everything that stands for one concept."""

    full: tuple[_Way, ...]
    short: tuple[_Way, ...]
    adjective: tuple[_Way, ...]
    lemma: tuple[str, ...]  # renderings that may be looked for by lemma


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The mentions of one concept in the source."""

    concept: Concept
    matches: tuple[Match, ...]

    @property
    def count(self) -> int:
        return len(self.matches)

    @property
    def short(self) -> bool:
        return any(match.short for match in self.matches)

    @property
    def only_short(self) -> bool:
        return all(match.short for match in self.matches)


class Judge:
    """Judges translations into one language. Patterns are compiled when they are first needed, and kept."""

    def __init__(
        self,
        concepts: Iterable[Concept],
        language: str,
        forms: Callable[[Concept], Iterable[str]] = lambda _: (),
    ) -> None:
        """``forms`` gives the inflected forms that are stored for a concept, of all its renderings."""
        self._language = language
        self._forms = forms
        self._ways: dict[str, _Ways] = {}
        self._concepts = tuple(concepts)
        self._misspellings: Misspellings | None = None

    # ------------------------------------------------------------------------------------------- verdicts

    def judge(self, matches: Sequence[Match], target: str, source_language: str) -> list[TermResult]:
        """One result for each concept of ``matches``, in order of appearance.

        Occurrences are counted, and none counts twice: in "саммит ШОС" the words of the summit do not also
        stand for the organisation. Longer terms choose their words first.
        """
        if not matches:
            return []
        wanted = _grouped(matches)
        folded = fold_with_offsets(target, self._language)
        spans = self._assign(folded.text, wanted, source_language)
        taken = [span for found in spans.values() for span in found]
        self._lift_by_lemma(folded.text, wanted, spans, taken)
        return [self._result(folded, target, each, spans[each.concept.id], taken) for each in wanted]

    def _result(
        self,
        folded: Normalised,
        target: str,
        wanted: _Wanted,
        spans: Mapping[Span, _Tier],
        taken: Sequence[Span],
    ) -> TermResult:
        concept = wanted.concept
        renderings = concept.in_language(self._language)
        verdict, seen = self._verdict(folded.text, wanted, renderings, spans, taken)
        places = tuple(folded.span(*span) for span in seen)
        return TermResult(
            concept,
            verdict,
            renderings.all,
            wanted.count,
            len(spans),
            target[slice(*places[0])] if places else "",
            places,
            wanted.matches[0].variant,
            wanted.only_short,
        )

    def _verdict(
        self,
        folded: str,
        wanted: _Wanted,
        renderings: Renderings,
        spans: Mapping[Span, _Tier],
        taken: Sequence[Span],
    ) -> tuple[Verdict, list[Span]]:
        """The verdict, and the words that it is about."""
        concept = wanted.concept
        found = sorted(spans)
        forbidden = self._forbidden(folded, concept, renderings, taken)
        if forbidden:
            return Verdict.FORBIDDEN, [forbidden]
        if not renderings.all:
            return Verdict.UNKNOWN, []
        # A longer name that the glossary does not know may well be left as it is.
        needed = sum(not match.inside for match in wanted.matches)
        if len(found) < max(1, needed):
            wrong = self._wrong_form(folded, concept, taken)
            if wrong:
                return Verdict.FORM, [wrong]
            if found:
                return Verdict.FEWER, found
            if not needed:
                return Verdict.INSIDE, []
            near = self._near(folded, concept, renderings, taken)
            return (Verdict.MISSPELT, [near]) if near else (Verdict.MISSING, [])
        tiers = set(spans.values())
        if tiers == {_Tier.ADJECTIVE}:
            return Verdict.ADJECTIVE, found
        if _Tier.FULL not in tiers and not wanted.only_short:
            return Verdict.ABBREVIATED, [span for span in found if spans[span] is _Tier.SHORT]
        return Verdict.FOUND, found

    # ------------------------------------------------------------------------------------------- patterns

    def _ways_of(self, concept: Concept) -> _Ways:
        known = self._ways.get(concept.id)
        if known is None:
            known = self._ways[concept.id] = self._make_ways(concept)
        return known

    def _make_ways(self, concept: Concept) -> _Ways:
        language = self._language
        renderings = concept.in_language(language)
        keep = concept.kind is Kind.KEEP
        accept: Callable[[str, str], re.Pattern[str]] = exactly if keep else acceptor
        if concept.kind is Kind.PERSON:
            accept = partial(acceptor, person=True)
        folded = [fold(rendering, language) for rendering in renderings.accepted]
        russian = language.partition("-")[0] == "ru" and concept.kind not in _NAMES
        full = [self._way(accept, rendering) for rendering in renderings.accepted]
        short = [self._way(accept, rendering) for rendering in renderings.short]
        for form in () if keep else self._forms(concept):
            words = fold(form, language).lower().split()
            if words:
                way = _Way(words[0], partial(literal, form, language))
                (short if self._is_short(form, renderings) else full).append(way)
        return _Ways(
            full=tuple(full),
            short=tuple(short),
            adjective=tuple(
                self._way(adjectives, rendering)
                for rendering in renderings.accepted
                if concept.kind in _RELATIONAL
            ),
            lemma=tuple(
                text for text in (folded if russian else ()) if not any(map(is_acronym, text.split()))
            ),
        )

    def _way(self, accept: Callable[[str, str], re.Pattern[str]], rendering: str) -> _Way:
        """The pattern of a rendering; an ending of its first word may change, and the letter before it."""
        first = re.split(r"[\s-]+", fold(rendering, self._language).lower().strip(), maxsplit=1)[0]
        return _Way(first[: max(2, min(5, len(first) - 3))], partial(accept, rendering, self._language))

    def _is_short(self, form: str, renderings: Renderings) -> bool:
        """Whether a stored form is one of a short form, and not of a full rendering."""
        if not renderings.short:
            return False
        folded = fold(form, self._language)
        return any(acceptor(each, self._language).fullmatch(folded) for each in renderings.short)

    def _hits(
        self, folded: str, lowered: str, wanted: _Wanted, source_language: str
    ) -> Iterator[tuple[Span, _Tier]]:
        ways = self._ways_of(wanted.concept)
        full = [hit.span() for way in ways.full for hit in way.finditer(folded, lowered)]
        yield from ((span, _Tier.FULL) for span in full)
        for way in ways.adjective:
            yield from ((hit.span(), _Tier.ADJECTIVE) for hit in way.finditer(folded, lowered))
        short = ways.short
        person = wanted.concept.kind is Kind.PERSON
        if person and (wanted.short or full):
            short = (*short, *self._derived_short(wanted, source_language))
        for way in short:
            for hit in way.finditer(folded, lowered):
                if not person or _is_called(folded, hit.span()):
                    yield hit.span(), _Tier.SHORT

    def _derived_short(self, wanted: _Wanted, source_language: str) -> tuple[_Way, ...]:
        """What a person is called after the first mention, where the glossary does not say.

        The word of the full name that stands where the source's short form stands in the source's full name.
        """
        renderings = wanted.concept.in_language(self._language)
        if renderings.short:
            return ()
        shorts = {match.variant for match in wanted.matches if match.short}
        names = wanted.concept.in_language(source_language).accepted
        short = {
            part
            for name in renderings.accepted
            for part in _short_of(name, names, shorts, unspaced=not profile(self._language).spaces)
        }
        return tuple(self._way(acceptor, part) for part in sorted(short))

    # ------------------------------------------------------------------------------------------- counting

    def _assign(
        self, folded: str, wanted: Sequence[_Wanted], source_language: str
    ) -> dict[str, dict[Span, _Tier]]:
        """Spans in the folded text for each concept; no two overlap, longer spans are given out first.

        Concepts may share a rendering (an acronym and the full name). Spans are dealt out so that as many
        wanted occurrences as possible have one (augmenting paths: Kuhn, Naval Research Logistics Quarterly 2,
        1955).
        """
        candidates: dict[Span, dict[str, _Tier]] = {}
        lowered = folded.lower()
        for each in wanted:
            for span, tier in self._hits(folded, lowered, each, source_language):
                owners = candidates.setdefault(span, {})
                owners[each.concept.id] = min(tier, owners.get(each.concept.id, tier))
        counts = {each.concept.id: each.count for each in wanted}
        spans: dict[str, list[Span]] = {identifier: [] for identifier in counts}

        def owners_of(span: Span) -> list[str]:
            return sorted(candidates[span], key=candidates[span].__getitem__)  # stable: as in the source

        def place(span: Span, tried: set[str]) -> bool:
            for owner in owners_of(span):
                if owner in tried:
                    continue
                tried.add(owner)
                if len(spans[owner]) < counts[owner]:
                    spans[owner].append(span)
                    return True
                for other in spans[owner]:
                    if place(other, tried):  # it has found another owner: its place here is free
                        spans[owner].remove(other)
                        spans[owner].append(span)
                        return True
            return False

        surplus = [span for span in _apart(candidates) if not place(span, set())]
        for span in surplus:
            spans[owners_of(span)[0]].append(span)
        return {
            identifier: {span: candidates[span][identifier] for span in found}
            for identifier, found in spans.items()
        }

    def _lift_by_lemma(
        self,
        folded: str,
        wanted: Sequence[_Wanted],
        spans: Mapping[str, dict[Span, _Tier]],
        taken: list[Span],
    ) -> None:
        """Look by lemma for what the endings have not found; adds to ``spans`` and ``taken``."""
        for each in wanted:
            found = spans[each.concept.id]
            for rendering in self._ways_of(each.concept).lemma:
                if len(found) >= each.count:
                    break
                for span in lemma_spans(folded, rendering):
                    if len(found) < each.count and not _overlaps(span, taken):
                        found[span] = _Tier.FULL
                        taken.append(span)
            if each.concept.kind is Kind.PHRASE and not found:
                for rendering in self._ways_of(each.concept).lemma:
                    for span in derived_spans(folded, rendering):
                        if len(found) < each.count and not _overlaps(span, taken):
                            found[span] = _Tier.ADJECTIVE
                            taken.append(span)

    # ----------------------------------------------------------------------------------------- what is wrong

    def _forbidden(
        self, folded: str, concept: Concept, renderings: Renderings, taken: Sequence[Span]
    ) -> Span | None:
        """Forbidden words that stand in the text outside every accepted span.

        The very words that the glossary forbids are forbidden even if they look like a form of an accepted
        rendering ("Тан Лянчжі" beside "Тан Лянчжы"), unless they are a rendering or a stored form themselves.
        """
        if not renderings.forbidden:
            return None
        lowered = folded.lower()
        allowed = {fold(form, self._language).lower() for form in (*renderings.all, *self._forms(concept))}
        for rendering in renderings.forbidden:
            words = fold(rendering, self._language).lower()
            for hit in self._way(acceptor, rendering).finditer(folded, lowered):
                if not any(start <= hit.start() and hit.end() <= end for start, end in taken):
                    return hit.span()
                if hit.span() in taken and hit.group().lower() == words and words not in allowed:
                    return hit.span()
        return None

    def _wrong_form(self, folded: str, concept: Concept, taken: Sequence[Span]) -> Span | None:
        """An exact term with other capitals or an ending that it must not have."""
        renderings = concept.in_language(self._language)
        lowered = folded.lower()
        keep = concept.kind is Kind.KEEP
        for rendering in renderings.all:
            exact = [word for word in fold(rendering, self._language).split() if keep or is_acronym(word)]
            if not exact or not all(word.lower() in lowered for word in exact):
                continue
            pattern = loosely(rendering, self._language, keep=keep)
            for hit in pattern.finditer(folded):
                if not _overlaps(hit.span(), taken) and not self._ordinary(hit.group()):
                    return hit.span()
        return None

    def _ordinary(self, word: str) -> bool:
        russian = self._language.partition("-")[0] == "ru"
        return russian and word.isalpha() and word[1:].islower() and is_ordinary(word)

    def _near(
        self, folded: str, concept: Concept, renderings: Renderings, taken: Sequence[Span]
    ) -> Span | None:
        if self._misspellings is None:
            self._misspellings = Misspellings(
                (
                    (each.id, rendering)
                    for each in self._concepts
                    for rendering in each.in_language(self._language).all
                ),
                self._language,
            )
        return self._misspellings.find(
            folded, concept.id, renderings.accepted, taken, person=concept.kind is Kind.PERSON
        )


def _grouped(matches: Sequence[Match]) -> list[_Wanted]:
    by_id: dict[str, list[Match]] = {}
    for match in matches:
        by_id.setdefault(match.concept.id, []).append(match)
    return [_Wanted(found[0].concept, tuple(found)) for found in by_id.values()]


def _overlaps(span: Span, taken: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in taken)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans that do not overlap longer ones, the longest first."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda item: (item[0] - item[1], item[0])):
        if not _overlaps(span, chosen):
            chosen.append(span)
    return chosen


def _is_called(text: str, span: Span) -> bool:
    """Whether ``span`` is all that somebody is called by: "Ван Цзин" is not the Ван of a Ван И."""
    return not text[span[0]].islower() and not (
        text[span[1] : span[1] + 1] in (" ", "-") and text[span[1] + 1 : span[1] + 2].isupper()
    )


def _short_of(
    name: str, source_names: Sequence[str], shorts: Iterable[str], *, unspaced: bool
) -> Iterator[str]:
    """The parts of ``name`` that may stand for the source's short forms ``shorts``.

    Where full names have as many words in both languages, the word of the same place; else the first or the
    last, as the short form is. Without short forms in the source, the first and the last.
    """
    words = [word for word in _BETWEEN_NAMES.split(name) if word]
    if len(words) == 1 and unspaced and 2 <= len(name) <= 4:
        words = [name[:1], name[1:]]  # 唐良智: the family name is one character
    if len(words) < 2:
        return
    places = {place for short in shorts for place in _places(short, source_names, len(words))}
    for place in sorted(places) if places else (0, len(words) - 1):
        yield words[place]


def _places(short: str, source_names: Sequence[str], count: int) -> Iterator[int]:
    wanted = {word.casefold() for word in short.split()}
    for name in source_names:
        words = name.casefold().split()
        for place, word in enumerate(words):
            if word in wanted:
                if len(words) == count:
                    yield place
                else:
                    yield 0 if place == 0 else -1 % count
