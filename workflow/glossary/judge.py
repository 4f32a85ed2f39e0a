"""What the glossary says of a translation: a verdict on each concept of the source.

Every way to write a concept has a recogniser (:mod:`workflow.glossary.acceptors`); all of them look at the
folded target, and what they hit is dealt out to the concepts, so that no word stands for two of them.
What is then missing is looked for once more, as a wrong form and as a misspelling, to say what happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import lru_cache, partial
from itertools import islice, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

from workflow.glossary.acceptors import acceptor, adjectives, exactly, is_small_derivation, loosely
from workflow.glossary.hits import Text, in_longer_name, keeps_capitals, plain, small
from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.lemmas import derived_spans, is_ordinary, lemma_spans
from workflow.glossary.misspelling import Misspellings
from workflow.glossary.normalise import LETTER, Normalised, fold, fold_all, fold_with_offsets
from workflow.glossary.recogniser import Recogniser
from workflow.glossary.spans import Span, Taken, apart
from workflow.languages import profile
from workflow.languages.once import once
from workflow.model import Concept, Kind, Match, Renderings, TermResult, Verdict

# Verdicts of a translation in which the concept is there.
PRESENT = frozenset({Verdict.FOUND, Verdict.ABBREVIATED, Verdict.ADJECTIVE, Verdict.FEWER})

# Kinds that have relational adjectives which a translator may well need (Сенат, сенатский).
_RELATIONAL = frozenset({Kind.PLACE, Kind.ORGANISATION})
# Kinds whose names are no words of the dictionary: a lemma would only mislead.
_NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.KEEP})
# Kinds whose names are written with capitals everywhere.
_CAPITALS = frozenset({Kind.PERSON, Kind.PLACE})
# Languages whose lists of endings are loose: what is known to be no form of a name is not taken for one.
_ENDINGS = frozenset({"ru", "be"})
# Kinds that are names: of a phrase a translation may have more than its source.
_PROPER = frozenset(Kind) - {Kind.PHRASE, Kind.KEEP}
_START = 3  # letters by which a word of a name is looked for, and one more of a long one
_WORDS = re.compile(r"\w+")
_NAME_WORDS = re.compile(f"{LETTER}+")
_BETWEEN_NAMES = re.compile(r"[\s·]+")


class _Tier(IntEnum):
    """How well a hit stands for its concept; the better first."""

    FULL = 0
    SHORT = 1
    ADJECTIVE = 2
    WRONG = 3  # in no way: small letters, or a form that is none


class _Way(Struct, frozen=True):
    """A recogniser that is made when a text has the letters that the words of all its hits begin with."""

    starts: tuple[str, ...]  # of its words: folded, lower case
    make: Callable[[], Recogniser]  # cached
    name: str  # the rendering, folded
    forms: frozenset[str] = frozenset()  # where all of them are known: plain, and no hit is anything else

    def spans(self, text: Text) -> Sequence[Span]:
        return text.spans(self.make()) if text.may_have(self.starts) else ()


class _Ways(Struct, frozen=True):
    """Everything that stands for one concept."""

    full: tuple[_Way, ...]
    short: tuple[_Way, ...]
    forms: tuple[str, ...]  # forms that are known, folded; they are looked up as they are
    abbreviations: tuple[_Way, ...]  # those short forms of which a known form may be one
    adjective: tuple[_Way, ...]
    lemma: tuple[str, ...]  # renderings that may be looked for by lemma
    _short: dict[str, bool] = field(default_factory=dict)

    def is_short(self, form: str) -> bool:
        """Whether a form that stands there is one of a short form, and not of a full rendering."""
        known = self._short.get(form)
        if known is None:
            known = self._short[form] = any(
                way.make().is_all_of(Text(form))
                for way in self.abbreviations
                if form.lower().startswith(way.starts[0])
            )
        return known


class _Wanted:
    """The mentions of one concept in the source."""

    __slots__ = ("concept", "count", "matches", "only_short", "plural", "short")

    def __init__(self, matches: Sequence[Match]) -> None:
        self.concept = matches[0].concept
        self.matches = matches
        self.count = len(matches)
        short = [match.short for match in matches]
        self.short, self.only_short = any(short), all(short)
        self.plural = any(match.plural for match in matches)


class Judge:
    """Judges translations into one language. Recognisers are made when they are first needed, and kept."""

    def __init__(
        self,
        concepts: Iterable[Concept],
        language: str,
        forms: Callable[[Concept], Iterable[str]] = lambda _: (),
        plurals: Callable[[Concept], Iterable[str]] = lambda _: (),
    ) -> None:
        """``forms`` gives the forms that are known of a concept, and ``plurals`` those of its plural.

        Only an office is found in the plural where the source has the singular: its plurals are ``forms``.
        """
        self._language = language
        self._base = language.partition("-")[0]
        self._forms = forms
        self._plurals = plurals
        self._ways: dict[tuple[str, bool], _Ways] = {}
        self._names: dict[str, tuple[tuple[str, ...], tuple[_Way, ...], bool]] = {}
        self._concepts = tuple(concepts)
        self._misspellings: Misspellings | None = None
        self._hints: dict[tuple[str, str], tuple[str, ...]] = {}

    # ------------------------------------------------------------------------------------------- verdicts

    def judge(
        self, matches: Sequence[Match], target: str, source_language: str, *, enough: bool = False
    ) -> list[TermResult]:
        """One result for each concept of ``matches``, in order of appearance.

        Occurrences are counted, and none counts twice: in "саммит ШОС" the words of the summit do not also
        stand for the organisation. Longer terms choose their words first.

        ``enough``: mentions beyond those of the source need not be found. It saves much time where all is
        well, for then no ending is looked at.
        """
        if not matches:
            return []
        wanted = _grouped(matches)
        folded = fold_with_offsets(target, self._language)
        text = Text(folded.text, spaces=profile(self._language).spaces)
        plainly = self._plainly(text, wanted, source_language) if enough else None
        if plainly is not None:
            return [
                self._result(
                    folded, target, each, Verdict.UNKNOWN if seen is None else Verdict.FOUND, seen or ()
                )
                for each, seen in zip(wanted, plainly, strict=True)
            ]
        spans, wrong = self._assign(text, wanted, source_language)
        taken = Taken(span for found in spans.values() for span in found)
        self._lift_by_lemma(folded.text, wanted, spans, taken)
        results = []
        for each in wanted:
            identifier = each.concept.id
            verdict, seen = self._verdict(text, each, spans[identifier], wrong[identifier], taken)
            found = len(spans[identifier])
            results.append(self._result(folded, target, each, verdict, seen, found))
        return results

    def places(
        self, matches: Sequence[Match], target: str, source_language: str
    ) -> list[tuple[Concept, tuple[int, int]]]:
        """Where the concepts of ``matches`` stand in ``target``, in the order in which they stand there.

        It finds what :meth:`judge` finds, and does not look what is there instead of what is missing.
        """
        wanted = _grouped(matches)
        folded = fold_with_offsets(target, self._language)
        text = Text(folded.text, spaces=profile(self._language).spaces)
        spans, _ = self._assign(text, wanted, source_language)
        concepts = {each.concept.id: each.concept for each in wanted}
        found = [
            (concepts[identifier], folded.span(*span)) for identifier, mine in spans.items() for span in mine
        ]
        return sorted(found, key=lambda each: each[1])

    def _plainly(
        self, text: Text, wanted: Sequence[_Wanted], source_language: str
    ) -> list[list[Span] | None] | None:
        """Where each concept stands in a form that is known, often enough, where no other can be meant.

        A short form is enough where the source has no other. None for a concept that has no rendering. None
        for all: they have to be looked for properly.
        """
        found: list[list[Span] | None] = []
        every: list[Span] = []
        for each in wanted:
            names, forbidden, unknown = self._names_of(each.concept)
            if unknown:
                found.append(None)
                continue
            if each.concept.kind is Kind.KEEP or any(way.spans(text) for way in forbidden):
                return None
            spans = self._standing(text, names)
            if len(spans) < each.count:
                ways = self._ways_of(each)
                stand = [form for form in ways.forms if text.words(form) and not ways.is_short(form)]
                if stand:
                    spans = self._standing(text, (*names, *stand))
                if len(spans) < each.count and each.only_short:
                    spans = self._called(text, each, (*names, *stand), source_language)
            if len(spans) < each.count:
                return None
            found.append(spans)
            every += spans
        every.sort()
        return None if any(before[1] > after[0] for before, after in pairwise(every)) else found

    def _called(
        self, text: Text, wanted: _Wanted, names: tuple[str, ...], source_language: str
    ) -> list[Span]:
        """Where one that the source has in short stands under one of its ``names`` or in a short form."""
        ways = self._ways_of(wanted).short
        if wanted.concept.kind is Kind.PERSON:
            ways = (*ways, *self._derived_short(wanted, source_language))
        short = [way.name for way in ways if text.words(way.name)]
        spans = self._standing(text, (*names, *short)) if short else []
        if wanted.concept.kind is not Kind.PERSON:
            return spans
        full = frozenset(self._standing(text, names))
        return [span for span in spans if span in full or _is_called(text.folded, span)]

    def _standing(self, text: Text, forms: Iterable[str]) -> list[Span]:
        """Where these forms of one name stand, with its capitals; of those that overlap the longest."""
        spaced = profile(self._language).spaces
        spans = {
            span
            for form in forms
            for span in (text.words(form) if spaced else text.spans(acceptor(form, self._language)))
            if keeps_capitals(text.folded[slice(*span)], form)
            and text.folded[span[1] : span[1] + 1] != "-"  # what is behind it may be no suffix
            and not in_longer_name(text.folded, span, form, self._base)
        }
        return sorted(apart(spans))

    def _names_of(self, concept: Concept) -> tuple[tuple[str, ...], tuple[_Way, ...], bool]:
        """Full renderings, folded; forbidden ones; and whether there are none of any kind."""
        known = self._names.get(concept.id)
        if known is None:
            renderings = concept.in_language(self._language)
            names = tuple(fold(each, self._language) for each in renderings.accepted)
            forbidden = tuple(self._way(acceptor, each) for each in renderings.forbidden)
            known = self._names[concept.id] = names, forbidden, not (renderings.all or forbidden)
        return known

    def strangers(
        self, source: str, target: str, source_language: str, matches: Sequence[Match]
    ) -> list[TermResult]:
        """The names in ``target`` that ``source`` has not, or not so often; ``matches`` are those of it.

        Offices, programmes and the like count as persons and places do; phrases are no names.
        """
        folded = fold_with_offsets(target, self._language)
        text = Text(folded.text, spaces=profile(self._language).spaces)
        wanted = _grouped(matches)
        mentioned = {each.concept.id for each in wanted}
        said = [word.casefold() for word in _WORDS.findall(source)]
        names = {match.variant for match in matches}  # of a place that was renamed: one name, two concepts
        strange = [
            _Wanted((Match(concept, 0, 0, concept.in_language(source_language).preferred),))
            for concept in {each.id: each for each in self._beginning(text)}.values()
            if concept.id not in mentioned
            and (
                not names.isdisjoint(concept.in_language(source_language).accepted)
                or not self._is_hinted(concept, source_language, said)
            )
        ]
        spans, _ = self._assign(text, [*wanted, *strange], source_language)
        results = []
        for each, usual in (*((one, one.count) for one in wanted), *((one, 0) for one in strange)):
            found = sorted(
                span for span, tier in spans[each.concept.id].items() if tier in (_Tier.FULL, _Tier.SHORT)
            )
            if usual:
                found = _said_once(text.folded, found)
            if len(found) > usual and each.concept.kind in _PROPER:
                results.append(self._result(folded, target, each, Verdict.FOUND, found))
        return sorted(results, key=lambda result: result.spans[0])

    def may_name(self, concept: Concept, target: str) -> bool:
        """Whether ``target`` has the letters that a word of each name begins with (:meth:`strangers`)."""
        lowered = small(fold(target, self._language))
        return any(
            _first_start(fold(each, self._language).lower(), each) in lowered
            for each in concept.in_language(self._language).all
        )

    def _is_hinted(self, concept: Concept, language: str, said: Sequence[str]) -> bool:
        """Whether a word of a source text begins as one of the concept's names does (Scotland, Scottish)."""
        starts = self._hints.get((concept.id, language))
        if starts is None:
            starts = self._hints[concept.id, language] = tuple(
                word.casefold()[:4]
                for name in concept.in_language(language).all
                for word in _WORDS.findall(name)
                if word[0].isupper() or not word[0].isascii()
            )
        return bool(starts) and any(word.startswith(starts) for word in said)

    def rendering(self, concept: Concept, seen: str) -> str:
        """The rendering that ``seen`` is a form of, the nearest first; "" if it is a form of none."""
        folded = fold(seen, self._language)
        key = plain(folded)
        renderings = concept.in_language(self._language)
        for text in renderings.all:
            if plain(fold(text, self._language)) == key:
                return text
        if any(plain(fold(form, self._language)) == key for form in self._forms(concept)):
            return next(
                (each for each in renderings.short if self._is_form(each, folded)), renderings.preferred
            )
        return next((each for each in renderings.all if self._is_form(each, folded)), "")

    def _is_form(self, rendering: str, folded: str) -> bool:
        return acceptor(rendering, self._language).is_all_of(Text(folded))

    def _beginning(self, text: Text) -> Iterator[Concept]:
        """The names of the glossary that may stand in ``text``, by their first letters: few of many."""
        known, lowered = self._beginnings, text.lowered
        places: Iterable[int] = range(len(lowered))
        if profile(self._language).spaces:
            places = [word.start() for word in _NAME_WORDS.finditer(lowered)]
        begun = sorted(
            (place, size)
            for size in range(1, _START + 2)
            for place in places
            if lowered[place : place + size] in known
        )
        for start in dict.fromkeys([lowered[place : place + size] for place, size in begun]):
            for concept, name in known[start]:
                for other in _other_starts(name):
                    if other not in lowered:
                        break
                else:
                    yield concept

    @once
    def _renderings(self) -> tuple[list[tuple[Concept, str]], list[str]]:
        """Every rendering of the glossary with its concept; and folded, in small letters."""
        every = [
            (concept, text) for concept in self._concepts for text in concept.in_language(self._language).all
        ]
        return every, [name.lower() for name in fold_all([text for _, text in every], self._language)]

    @once
    def _beginnings(self) -> dict[str, list[tuple[Concept, str]]]:
        """Every name of the glossary, folded, in small letters, by the start of its first word."""
        beginnings: dict[str, list[tuple[Concept, str]]] = {}
        for (concept, text), name in zip(*self._renderings, strict=True):
            if concept.kind in _PROPER:
                beginnings.setdefault(_first_start(name, text), []).append((concept, name))
        return beginnings

    def _result(
        self,
        folded: Normalised,
        target: str,
        wanted: _Wanted,
        verdict: Verdict,
        seen: Sequence[Span],
        found: int | None = None,
    ) -> TermResult:
        """``found``: how often it stands there, where that is not in the places that are ``seen``."""
        concept = wanted.concept
        places = tuple(folded.span(*span) for span in seen)
        return TermResult(
            concept,
            verdict,
            concept.in_language(self._language).all,
            wanted.count,
            len(seen) if found is None else found,
            target[slice(*places[0])] if places else "",
            places,
            wanted.matches[0].variant,
            wanted.only_short,
        )

    def _verdict(
        self,
        text: Text,
        wanted: _Wanted,
        spans: Mapping[Span, _Tier],
        wrong_spans: Iterable[Span],
        taken: Taken,
    ) -> tuple[Verdict, list[Span]]:
        """The verdict, and the words that it is about."""
        concept = wanted.concept
        folded = text.folded
        renderings = concept.in_language(self._language)
        found = sorted(spans)
        # A vice president is none of the president's forbidden names.
        inside = all(match.inside for match in wanted.matches)
        forbidden = None if inside else self._forbidden(text, concept, renderings, taken)
        if forbidden:
            return Verdict.FORBIDDEN, [forbidden]
        if not renderings.all:
            return Verdict.UNKNOWN, []
        # A longer name that the glossary does not know may well be left as it is.
        needed = sum(not match.inside for match in wanted.matches)
        if len(found) < max(1, needed):
            wrong = next((span for span in wrong_spans if not taken.overlaps(span)), None)
            wrong = wrong or self._wrong_form(text, concept, taken)
            if wrong:
                return Verdict.FORM, [wrong]
            if found:
                return Verdict.FEWER, found
            near = self._near(folded, concept, renderings, taken)
            if not needed:
                return Verdict.INSIDE, [near] if near else []
            return (Verdict.MISSPELT, [near]) if near else (Verdict.MISSING, [])
        tiers = set(spans.values())
        if tiers == {_Tier.ADJECTIVE}:
            return Verdict.ADJECTIVE, found
        if _Tier.FULL not in tiers and not wanted.only_short:
            return Verdict.ABBREVIATED, [span for span in found if spans[span] is _Tier.SHORT]
        return Verdict.FOUND, found

    # ------------------------------------------------------------------------------------------- patterns

    def _ways_of(self, wanted: _Wanted) -> _Ways:
        key = wanted.concept.id, wanted.plural
        known = self._ways.get(key)
        if known is None:
            known = self._ways[key] = self._make_ways(wanted.concept, plural=wanted.plural)
        return known

    def _make_ways(self, concept: Concept, *, plural: bool) -> _Ways:
        language = self._language
        renderings = concept.in_language(language)
        keep = concept.kind is Kind.KEEP
        accept: Callable[[str, str], Recogniser] = exactly if keep else acceptor
        if concept.kind is Kind.PERSON:
            accept = partial(acceptor, person=True)
        folded = [fold(rendering, language) for rendering in renderings.accepted]
        russian = self._base == "ru" and concept.kind not in _NAMES
        forms = () if keep else (*self._forms(concept), *(self._plurals(concept) if plural else ()))
        known = [fold(form, language) for form in forms]
        full = [self._way(accept, rendering) for rendering in renderings.accepted]
        if full and self._base in _ENDINGS and concept.kind in _CAPITALS and not plural:
            right = frozenset(map(plain, known))
            if len(right) > 1:  # a name with one form is one that the rules may not know to decline
                full[0] = replace(full[0], forms=right)
        return _Ways(
            full=tuple(full),
            short=tuple(self._way(accept, rendering) for rendering in renderings.short),
            forms=tuple(dict.fromkeys(known)),
            abbreviations=tuple(self._way(acceptor, rendering) for rendering in renderings.short),
            adjective=tuple(
                self._way(adjectives, rendering)
                for rendering in renderings.accepted
                if concept.kind in _RELATIONAL
            ),
            lemma=tuple(
                text for text in (folded if russian else ()) if not any(map(is_acronym, text.split()))
            ),
        )

    def _way(self, accept: Callable[[str, str], Recogniser], rendering: str) -> _Way:
        """The recogniser of a rendering; the ending of each word may change, and the letter before it."""
        name = fold(rendering, self._language)
        words = re.split(r"[\s-]+", name.lower().strip())
        starts = tuple(word[: max(2, min(5, len(word) - 3))] for word in words)
        return _Way(starts, partial(accept, rendering, self._language), name)

    def _hits(self, text: Text, wanted: _Wanted, source_language: str) -> Iterator[tuple[Span, _Tier]]:
        ways = self._ways_of(wanted)
        kind = wanted.concept.kind
        full = 0
        stand = [(form, spans) for form in ways.forms if (spans := text.words(form))]
        for form, spans in stand:
            for span in spans if not ways.is_short(form) else ():
                right = kind not in _CAPITALS or keeps_capitals(text.folded[slice(*span)], form)
                full += right
                yield span, _Tier.FULL if right else _Tier.WRONG
        for way in ways.full:
            if way.forms and full >= wanted.count:
                continue  # all that it would find is found
            for span, tier in self._sorted(text, way, kind):
                full += tier is _Tier.FULL
                yield span, tier
        for way in ways.adjective:
            yield from ((span, _Tier.ADJECTIVE) for span in way.spans(text))
        short = ways.short
        person = kind is Kind.PERSON
        if person and (wanted.short or full):
            short = (*short, *self._derived_short(wanted, source_language))
        found = [span for way in short for span in self._meant(text, way)]
        found += [span for form, spans in stand if ways.is_short(form) for span in spans]
        for span in found:
            if not person or _is_called(text.folded, span):
                yield span, _Tier.SHORT

    def _meant(self, text: Text, way: _Way) -> Iterator[Span]:
        """The hits of ``way`` that do not stand in a longer name."""
        for span in way.spans(text):
            if not in_longer_name(text.folded, span, way.name, self._base):
                yield span

    def _sorted(self, text: Text, way: _Way, kind: Kind) -> Iterator[tuple[Span, _Tier]]:
        """The hits of a full rendering: good ones, and those that are in no way a form of it."""
        for span in self._meant(text, way):
            words = text.folded[slice(*span)]
            if way.forms and plain(words) not in way.forms:
                yield span, _Tier.WRONG
            elif kind not in _CAPITALS or keeps_capitals(words, way.name):
                yield span, _Tier.FULL
            elif is_small_derivation(words, way.name, self._language):
                yield span, _Tier.ADJECTIVE
            else:
                yield span, _Tier.WRONG

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
        self, text: Text, wanted: Sequence[_Wanted], source_language: str
    ) -> tuple[dict[str, dict[Span, _Tier]], dict[str, list[Span]]]:
        """Spans in the folded text for each concept, and those where it stands in a wrong form.

        Of the first no two overlap, and longer spans are given out first.
        """
        candidates: dict[Span, dict[str, _Tier]] = {}
        wrong: dict[str, list[Span]] = {}
        alike: dict[object, list[_Wanted]] = {}  # concepts that are written alike are looked for once
        for each in wanted:
            alike.setdefault(self._looks(each), []).append(each)
        for first, *others in alike.values():
            bad: list[Span] = []
            for span, tier in self._hits(text, first, source_language):
                if tier is _Tier.WRONG:
                    bad.append(span)
                    continue
                owners = candidates.setdefault(span, {})
                owners[first.concept.id] = min(tier, owners.get(first.concept.id, tier))
            wrong |= {each.concept.id: bad for each in (first, *others)}
        counts = {each[0].concept.id: sum(one.count for one in each) for each in alike.values()}
        dealt = _dealt({span: candidates[span] for span in apart(candidates)}, counts)
        given: dict[str, dict[Span, _Tier]] = {}
        for same in alike.values():
            leader = same[0].concept.id
            rest = iter(sorted(dealt[leader]))
            for each in same:
                given[each.concept.id] = {span: candidates[span][leader] for span in islice(rest, each.count)}
            given[leader] |= {span: candidates[span][leader] for span in rest}  # more than were wanted
        return given, wrong

    def _looks(self, wanted: _Wanted) -> object:
        """What decides which spans a concept may have; persons are each looked for alone."""
        concept = wanted.concept
        if concept.kind is Kind.PERSON:
            return concept.id
        ways = self._ways_of(wanted)
        renderings = concept.in_language(self._language)
        return concept.kind, concept.number, renderings.accepted, renderings.short, ways.forms, wanted.plural

    def _lift_by_lemma(
        self,
        folded: str,
        wanted: Sequence[_Wanted],
        spans: Mapping[str, dict[Span, _Tier]],
        taken: Taken,
    ) -> None:
        """Look by lemma for what the endings have not found; adds to ``spans`` and ``taken``."""
        for each in wanted:
            found = spans[each.concept.id]
            for rendering in self._ways_of(each).lemma:
                if len(found) >= each.count:
                    break
                for span in lemma_spans(folded, rendering):
                    if len(found) < each.count and not taken.overlaps(span):
                        found[span] = _Tier.FULL
                        taken.add(span)
            if each.concept.kind is Kind.PHRASE and not found:
                for rendering in self._ways_of(each).lemma:
                    for span in derived_spans(folded, rendering):
                        if len(found) < each.count and not taken.overlaps(span):
                            found[span] = _Tier.ADJECTIVE
                            taken.add(span)

    # ----------------------------------------------------------------------------------------- what is wrong

    def _forbidden(self, text: Text, concept: Concept, renderings: Renderings, taken: Taken) -> Span | None:
        """Forbidden words that stand in the text outside every accepted span.

        The very words that the glossary forbids are forbidden even if they look like a form of an accepted
        rendering ("Тан Лянчжі" beside "Тан Лянчжы"), unless they are a rendering or a stored form themselves.
        """
        if not renderings.forbidden:
            return None
        allowed = {fold(form, self._language).lower() for form in (*renderings.all, *self._forms(concept))}
        for rendering in renderings.forbidden:
            words = fold(rendering, self._language).lower()
            for span in self._meant(text, self._way(acceptor, rendering)):
                if not taken.covers(span):
                    return span
                if words not in allowed and span in taken and text.folded[slice(*span)].lower() == words:
                    return span
        return None

    def _wrong_form(self, text: Text, concept: Concept, taken: Taken) -> Span | None:
        """An exact term with other capitals or an ending that it must not have."""
        renderings = concept.in_language(self._language)
        keep = concept.kind is Kind.KEEP
        for rendering in renderings.all:
            exact = [word for word in fold(rendering, self._language).split() if keep or is_acronym(word)]
            if not exact or not all(word.lower() in text.lowered for word in exact):
                continue
            for span in text.spans(loosely(rendering, self._language, keep=keep)):
                if not taken.overlaps(span) and not self._ordinary(text.folded[slice(*span)]):
                    return span
        return None

    def _ordinary(self, word: str) -> bool:
        return self._base == "ru" and word.isalpha() and word[1:].islower() and is_ordinary(word)

    def _near(self, folded: str, concept: Concept, renderings: Renderings, taken: Taken) -> Span | None:
        if self._misspellings is None:
            self._misspellings = Misspellings(lambda: self._renderings, self._language)
        return self._misspellings.find(
            folded, concept.id, renderings.accepted, taken, person=concept.kind is Kind.PERSON
        )


def _said_once(text: str, spans: Sequence[Span]) -> list[Span]:
    """``spans`` without those that only explain the one before, in brackets: ТФБ (FBI)."""
    kept = list(spans[:1])
    for before, span in pairwise(spans):
        if text[before[1] : span[0]].strip() not in ("(", "（"):
            kept.append(span)
    return kept


def _start(word: str) -> str:
    """The letters by which a word of a name is looked for."""
    return word[: _START + (len(word) > 2 * _START)]


def _first_start(name: str, rendering: str) -> str:
    """The letters by which the first word of a name is looked for; ``name`` is folded, in small letters."""
    word = _NAME_WORDS.search(name)
    return _start(word[0] if word else rendering)


@lru_cache(maxsize=4096)
def _other_starts(name: str) -> tuple[str, ...]:
    """The letters by which the words of a name behind the first are looked for."""
    return tuple(map(_start, _NAME_WORDS.findall(name)[1:]))


def _grouped(matches: Sequence[Match]) -> list[_Wanted]:
    by_id: dict[str, list[Match]] = {}
    for match in matches:
        by_id.setdefault(match.concept.id, []).append(match)
    return list(map(_Wanted, by_id.values()))


def _dealt(
    candidates: Mapping[Span, Mapping[str, _Tier]], counts: Mapping[str, int]
) -> dict[str, list[Span]]:
    """Deal spans out to the concepts that they may stand for, those that come first before others.

    Concepts may share a rendering (an acronym and the full name). As many wanted occurrences as possible get
    a span (augmenting paths: Kuhn, Naval Research Logistics Quarterly 2, 1955), and what is left over goes to
    the concept that it stands for best. Spans that stand for the same concepts alike are one group: a path
    through one of them is a path through all, so that a thousand mentions cost no more than a few.
    """
    if all(len(tiers) == 1 for tiers in candidates.values()):  # as it nearly always is
        dealt: dict[str, list[Span]] = {identifier: [] for identifier in counts}
        for span, (owner,) in candidates.items():
            dealt[owner].append(span)
        return dealt
    groups: dict[tuple[tuple[str, _Tier], ...], int] = {}
    owners: list[list[str]] = []  # of each group, the best first
    group_of: dict[Span, int] = {}
    for span, tiers in candidates.items():
        key = tuple(tiers.items())
        if key not in groups:
            groups[key] = len(owners)
            owners.append(sorted(tiers, key=tiers.__getitem__))  # stable: as in the source
        group_of[span] = groups[key]
    seats: dict[str, dict[int, list[Span]]] = {identifier: {} for identifier in counts}
    free = dict(counts)
    hopeless: set[int] = set()
    surplus = []
    for span in candidates:
        group = group_of[span]
        path = None if group in hopeless else _path(group, owners, seats, free)
        if path is None:
            hopeless.add(group)  # and it stays so: nothing that comes later frees a seat
            surplus.append(span)
            continue
        free[path[-1][1]] -= 1
        for (_, before), (moved, after) in reversed(list(pairwise(path))):
            place = seats[before][moved]
            seats[after].setdefault(moved, []).append(place.pop())
            if not place:
                del seats[before][moved]
        seats[path[0][1]].setdefault(group, []).append(span)
    for span in surplus:
        seats[owners[group_of[span]][0]].setdefault(group_of[span], []).append(span)
    return {
        identifier: [span for each in seats[identifier].values() for span in each] for identifier in seats
    }


def _path(
    first: int,
    owners: Sequence[Sequence[str]],
    seats: Mapping[str, Mapping[int, Sequence[Span]]],
    free: Mapping[str, int],
) -> list[tuple[int, str]] | None:
    """Groups, each with the concept that takes a span of it: the first a new one, each other a moved one.

    The last concept has a free seat. None if there is no such path. A search in depth without recursion,
    since a path may be as long as the text has names.
    """
    tried: set[str] = set()
    seen = {first}

    def steps(group: int) -> Iterator[tuple[str, int | None]]:
        for owner in owners[group]:
            if owner in tried:
                continue
            tried.add(owner)
            if free[owner]:
                yield owner, None
            yield from ((owner, other) for other in seats[owner] if other not in seen)

    stack = [(first, steps(first))]
    chosen: list[str] = []
    while stack:
        step = next(stack[-1][1], None)
        if step is None:
            stack.pop()
            if chosen:
                chosen.pop()
            continue
        owner, other = step
        chosen.append(owner)
        if other is None:
            return [(group, each) for (group, _), each in zip(stack, chosen, strict=True)]
        seen.add(other)
        stack.append((other, steps(other)))
    return None


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
