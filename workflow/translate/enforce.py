"""Get the glossary's names and titles into the output of an engine that was never taught them.

The method is substitution by known entities of the same type (kin: Mota et al., "Fast-paced improvements to
named entity handling for neural machine translation", EAMT 2022), for the sentences that need it only:

1. Everything is translated plainly; an engine that takes terms is told those of each sentence. What the
   glossary's judge accepts is done.
2. The others are translated again with their terms replaced by *surrogates*, entities of the same kind,
   gender and number that this model is measured to know ("Tang Liangzhi" -> "Ivan Petrov"). The surrogate's
   form in the output tells the case that the sentence asks for, and the term's form of that case takes its
   place. Where one form stands for two cases, the model is asked with other surrogates.
3. A gate keeps results out that lost or gained more than a name: beside its names a text must say what the
   plain one says, or what another surrogate gave.
4. For what is left the words that stand for the term are looked up in the model (:mod:`.spans`) and replaced;
   then the text is written anew from the term on.
5. What the judge still refuses is not used: the text stays as it was, and its signature says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from msgspec import Struct

from workflow.model import (
    Capabilities,
    Engine,
    Kind,
    Match,
    PivotingEngine,
    ReadingEngine,
    TermEngine,
    TermRequest,
    TermResult,
    Translation,
    Verdict,
)
from workflow.translate.calibrate import Calibration, calibration
from workflow.translate.carry import Masked, fill, mask
from workflow.translate.gate import misheard, passes, words_outside
from workflow.translate.grammar import Grammar, load_grammar
from workflow.translate.spans import (
    Look,
    Looking,
    alone,
    beginnings,
    choose_case,
    likelihoods,
    locate,
    occlude,
    together,
    units,
)
from workflow.translate.surrogates import (
    Plan,
    Restored,
    Standin,
    Surrogate,
    put,
    restore,
    substitute,
)
from workflow.translate.terms import TermSource

METHODS = frozenset({"surrogate", "span", "insertion"})
_BAD = (Verdict.MISSING, Verdict.FORBIDDEN, Verdict.MISSPELT, Verdict.FORM)
_SURROGATES = 3  # tried for one term
_WITNESSES = 4  # surrogates that are asked which case a place has
_BROKEN, _NORMAL = 0.6, 0.4  # of the usual length: a text that broke off, and how much others may differ
_SHORT, _ENOUGH = 20, 8  # characters of a sentence that tells nothing of lengths; sentences that tell enough
_FREE_WORDS = 2  # that a span may have more than the term that takes its place

Trace = Callable[[int, str, str], None]
"""Called with the number of a sentence, what is done, and the text that it is done to."""


class Enforced(Struct, frozen=True):
    """A translation and, for each term of the sentence, how it got in.

    ``plain``, ``glossary`` (it is the whole sentence), ``surrogate``, ``span``, ``insertion`` or ``failed``;
    ``unknown`` where the glossary has no rendering.
    """

    text: str
    how: tuple[str, ...] = ()


class Passage(Struct, frozen=True):
    """Sentences of one article, and the glossary as it is to be asked about that article."""

    sentences: Sequence[str]
    terms: TermSource
    before: Sequence[str] = ()  # what stands before each in the article; (): that is not known


def enforce(
    engine: Engine,
    sentences: Sequence[str],
    source_language: str,
    language: str,
    terms: TermSource,
    *,
    methods: Collection[str] = METHODS,
    calibrated: Calibration | None = None,
    progress: Callable[[int], None] | None = None,
    trace: Trace | None = None,
) -> list[Enforced]:
    """Translate ``sentences`` with as many of the glossary's terms in them as can be had.

    ``methods`` are the ways that may be tried after the plain one; ``calibrated`` overrides what was measured
    of the engine. A way through English goes in two hops, with the terms enforced in both.

    :raises workflow.errors.EngineError: the engine cannot serve the pair.
    """
    (found,) = enforce_all(
        engine,
        [Passage(sentences, terms)],
        source_language,
        language,
        methods=methods,
        calibrated=calibrated,
        progress=progress,
        trace=trace,
    )
    return found


def enforce_all(
    engine: Engine,
    passages: Sequence[Passage],
    source_language: str,
    language: str,
    *,
    methods: Collection[str] = METHODS,
    calibrated: Calibration | None = None,
    progress: Callable[[int], None] | None = None,
    trace: Trace | None = None,
) -> list[list[Enforced]]:
    """The same for several articles, which the engine gets together: its batches are full.

    No text depends on what else is asked: each article is judged by itself. ``trace`` numbers the sentences
    of all passages.

    :raises workflow.errors.EngineError: the engine cannot serve the pair.
    """
    sentences = [sentence for passage in passages for sentence in passage.sentences]
    terms = [passage.terms for passage in passages for _ in passage.sentences]
    wanted = [
        _mentions(sentence, source_language, mine) for sentence, mine in zip(sentences, terms, strict=True)
    ]
    if isinstance(engine, PivotingEngine) and engine.carries:
        results = _carried(engine, sentences, wanted, source_language, language, terms, progress, trace)
    else:
        before = [text for each in passages for text in each.before or [""] * len(each.sentences)]
        hops = _Hops(engine, source_language, language, methods, calibrated, trace, before)
        sizes = [len(passage.sentences) for passage in passages]
        results = _in_hops(hops, sentences, wanted, terms, sizes, progress)
    taken = iter(results)
    return [[next(taken) for _ in passage.sentences] for passage in passages]


class _Hops(Struct, frozen=True):
    """What stays the same from one hop to the next."""

    engine: Engine
    source_language: str
    language: str
    methods: Collection[str]
    calibrated: Calibration | None
    trace: Trace | None
    before: Sequence[str]  # what stands before each sentence


def _in_hops(
    hops: _Hops,
    sentences: Sequence[str],
    wanted: Sequence[list[Match]],
    terms: Sequence[TermSource],
    sizes: Sequence[int],
    progress: Callable[[int], None] | None,
) -> list[Enforced]:
    """In one step, or in two that meet in English. ``sizes`` says how many sentences each passage has."""
    engine, source_language, language = hops.engine, hops.source_language, hops.language
    route = [(source_language, language)]
    if isinstance(engine, ReadingEngine):
        route = engine.route(source_language, language) or route
    texts, found = list(sentences), wanted
    ways: list[dict[str, str]] = [{} for _ in sentences]  # by concept id
    states: list[_State] = []
    for number, pair in enumerate(route):
        last = number == len(route) - 1
        if number:
            found = [_mentions(text, pair[0], mine) for text, mine in zip(texts, terms, strict=True)]
        hop = _Hop(engine, pair, hops.methods, hops.calibrated, hops.trace)
        before = hops.before if not number else [""] * len(texts)
        states = hop.run(texts, found, terms, sizes, before, progress if last else None)
        texts = [state.text for state in states]
        for way, state in zip(ways, states, strict=True):
            for identifier, how in state.how.items():
                if WAYS.index(how) >= WAYS.index(way.get(identifier, "plain")):
                    way[identifier] = how
    results: list[Enforced] = []
    for sentence, state, mentions, way in zip(sentences, states, wanted, ways, strict=True):
        text = state.text
        judged = state.results
        if len(route) > 1 and mentions:
            judged = state.terms.judge(sentence, text, source_language, language, mentions)
        verdicts = {result.concept.id: result.verdict for result in judged}
        results.append(Enforced(text, tuple(_way(match, way, verdicts) for match in mentions)))
    return results


def _carried(
    engine: PivotingEngine,
    sentences: Sequence[str],
    wanted: Sequence[list[Match]],
    source_language: str,
    language: str,
    terms: Sequence[TermSource],
    progress: Callable[[int], None] | None,
    trace: Trace | None,
) -> list[Enforced]:
    """Through another language, whose names are carried over; see :mod:`workflow.translate.carry`."""
    pair = (engine.pivot, language)
    between = engine.between(sentences, source_language)
    masks = [
        mask(text, matches, source_language, pair, mine)
        for text, matches, mine in zip(between, wanted, terms, strict=True)
    ]
    written = [
        fill(each.text, masked) or ""
        for each, masked in zip(
            engine.onward([masked.text for masked in masks], language, progress=progress), masks, strict=True
        )
    ]
    # What did not come through with its names is better without them than not at all.
    again = [number for number, text in enumerate(written) if not text and masks[number].forms]
    plainly = engine.onward([between[number] for number in again], language)
    for number, each in zip(again, plainly, strict=True):
        written[number], masks[number] = each.text, Masked(between[number], {})
    results = []
    for number, (sentence, text, matches, masked, mine) in enumerate(
        zip(sentences, written, wanted, masks, terms, strict=True)
    ):
        if trace is not None:
            trace(number, f"from {engine.pivot}: {masked.text}", text)
        judged = mine.judge(sentence, text, source_language, language, matches) if matches else []
        verdicts = {result.concept.id: result.verdict for result in judged}
        way = dict.fromkeys(masked.concepts, "surrogate")
        results.append(Enforced(text, tuple(_way(match, way, verdicts) for match in matches)))
    return results


def _mentions(text: str, language: str, terms: TermSource) -> list[Match]:
    """The terms that are to be enforced; not those in a longer name, which the glossary does not know."""
    return [match for match in terms.match(text, language) if not match.inside]


def whole(text: str, matches: Sequence[Match]) -> Match | None:
    """The term that ``text`` is, when it is nothing else: no model does well with a lone name."""
    if len(matches) == 1 and not (text[: matches[0].start] + text[matches[0].end :]).strip():
        return matches[0]
    return None


def written(match: Match, text: str, language: str, terms: TermSource) -> str:
    """The dictionary form of what a mention in ``text`` asks for; "" if the glossary has none.

    It is full or short, singular or plural as the mention is, and begins with a capital if that does: so
    begin headlines and the cells of tables.
    """
    if not match.concept.in_language(language).preferred:
        return ""
    forms = terms.forms(match.concept, language, short=match.short, plural=match.plural)
    form = next(iter(forms.values()), "")
    return form[:1].upper() + form[1:] if text[match.start].isupper() else form


def _way(match: Match, way: Mapping[str, str], verdicts: Mapping[str, Verdict]) -> str:
    """How one mention got in; what failed on the first hop may still have come out right on the second."""
    verdict = verdicts.get(match.concept.id)
    if verdict is Verdict.UNKNOWN:
        return "unknown"
    known = way.get(match.concept.id, "plain")
    return "failed" if verdict in _BAD else "plain" if known == "failed" else known


WAYS = ("plain", "glossary", "surrogate", "span", "insertion", "failed", "unknown")
"""How a term may have got into a text, from the best to the worst."""


@dataclass(slots=True)
class _State:
    """How far one sentence is."""

    sentence: str
    matches: list[Match]
    plain: str
    text: str
    terms: TermSource
    usual: float | None = None  # length of a translation by that of its sentence, in the article
    how: dict[str, str] = field(default_factory=dict)  # by concept id
    results: list[TermResult] = field(default_factory=list)
    judged: dict[str, list[TermResult]] = field(default_factory=dict)  # by text
    tried: set[str] = field(default_factory=set)
    waiting: list[tuple[Restored, Plan, Counter[str]]] = field(default_factory=list)  # the gate stopped them
    doubtful: tuple[Restored, Plan] | None = None  # good, but a term that was there is now in another form

    @property
    def shortfall(self) -> int:
        """Mentions that are not in the text."""
        return _shortfall(self.results)

    @property
    def missing(self) -> list[Match]:
        """Mentions of concepts that are not in the text often enough."""
        short = {result.concept.id for result in self.results if _lacks(result)}
        return [match for match in self.matches if match.concept.id in short]


def _lacks(result: TermResult) -> int:
    """How many mentions are not there. A person's last name alone is no mention of the full name."""
    if result.verdict in _BAD or (
        result.verdict is Verdict.ABBREVIATED and result.concept.kind is Kind.PERSON
    ):
        return max(1, result.wanted - (result.found if result.verdict is not Verdict.FORBIDDEN else 0))
    return result.wanted - result.found if result.verdict is Verdict.FEWER else 0


def _see_lengths(states: Sequence[_State], sizes: Sequence[int]) -> None:
    """Find out for each passage how long translations are, by the length of their sentences."""
    begun = 0
    for size in sizes:
        mine = states[begun : begun + size]
        begun += size
        ratios = [len(state.plain) / len(state.sentence) for state in mine if len(state.sentence) > _SHORT]
        usual = median(ratios) if len(ratios) >= _ENOUGH else None
        for state in mine:
            state.usual = usual


def _shortfall(results: Sequence[TermResult]) -> int:
    return sum(map(_lacks, results))


class _Hop:
    """Enforcement over one pair of languages that a model serves directly."""

    def __init__(
        self,
        engine: Engine,
        pair: tuple[str, str],
        methods: Collection[str],
        calibrated: Calibration | None,
        trace: Trace | None,
    ) -> None:
        self.engine = engine
        self.pair = pair
        self.methods = methods
        self.trace = trace
        self.grammar: Grammar = load_grammar(pair[1])
        self._calibrated = calibrated

    @property
    def calibrated(self) -> Calibration:
        """What is known of the model; it is measured at the first sentence that fails, if never before."""
        if self._calibrated is None:
            self._calibrated = calibration(self.engine, *self.pair)
        return self._calibrated

    def run(
        self,
        sentences: Sequence[str],
        matches: Sequence[list[Match]],
        terms: Sequence[TermSource],
        sizes: Sequence[int],
        before: Sequence[str],
        progress: Callable[[int], None] | None,
    ) -> list[_State]:
        """Translate ``sentences``; states in the same order."""
        names = [self._alone(*each) for each in zip(sentences, matches, terms, strict=True)]
        open_ = [number for number, name in enumerate(names) if not name]
        asked = [sentences[number] for number in open_]
        if progress is not None and len(asked) < len(sentences):
            progress(len(sentences) - len(asked))
        translated = iter(
            self._plainly(asked, [(matches[number], before[number]) for number in open_], progress)
            if asked
            else ()
        )
        states = []
        for sentence, found, name, mine in zip(sentences, matches, names, terms, strict=True):
            text = name or next(translated).text
            states.append(_State(sentence, list(found), text, text, mine))
        _see_lengths(states, sizes)
        for number, state in enumerate(states):
            self._tell(number, "plain", state.text)
            if state.matches:
                state.results = self._judge(state, state.text)
                state.how = dict.fromkeys((match.concept.id for match in state.matches), "plain")
        for state, name in zip(states, names, strict=True):
            if name:
                state.how[state.matches[0].concept.id] = "glossary"
        # An engine that was told the terms and has not used them would not do better with other names, and
        # each try may cost money.
        surrogates = "surrogate" in self.methods and not isinstance(self.engine, TermEngine)
        if surrogates and any(state.shortfall for state in states):
            for attempt in range(_SURROGATES):
                # First the missing terms alone, which leaves the sentence most of its context; then all.
                for alone in (True, False):
                    self._round(states, attempt, alone=alone)
            for number, state in enumerate(states):
                if state.doubtful is not None and self._improves(state, state.doubtful[0].text):
                    self._accept(number, state, state.doubtful[0].text, state.doubtful[1])
        if isinstance(self.engine, ReadingEngine) and {"span", "insertion"} & set(self.methods):
            together(
                self.engine,
                self.pair,
                [
                    self._repair(number, state)
                    for number, state in enumerate(states)
                    if state.shortfall and state.text.strip() and not self._broke_off(state)
                ],
            )
        for number, state in enumerate(states):
            for result in state.results:
                if result.verdict in _BAD:
                    state.how[result.concept.id] = "failed"
                    self._tell(number, f"failed: {result.name} is {result.verdict.value}", state.text)
        return states

    def _plainly(
        self,
        sentences: Sequence[str],
        beside: Sequence[tuple[Sequence[Match], str]],
        progress: Callable[[int], None] | None,
    ) -> list[Translation]:
        """What the engine makes of the sentences; one that takes terms is told those that are in each.

        ``beside`` each sentence are its terms and what stands before it.
        """
        if not isinstance(self.engine, TermEngine):
            return self.engine.translate(sentences, *self.pair, progress=progress)
        looks = getattr(self.engine, "capabilities", Capabilities()).context
        requests = [
            TermRequest(sentence, tuple(self._terms_in(sentence, found)), before if looks else "")
            for sentence, (found, before) in zip(sentences, beside, strict=True)
        ]
        return self.engine.translate_with_terms(requests, *self.pair, progress=progress)

    def _terms_in(self, sentence: str, found: Sequence[Match]) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The words of each term, once, and how it may be written, the best first."""
        seen: set[str] = set()
        for match in found:
            words = sentence[match.start : match.end]
            known = match.concept.in_language(self.pair[1])
            choices = (*known.short, *known.accepted) if match.short else known.all
            if choices and words not in seen:
                seen.add(words)
                yield words, choices

    def _alone(self, sentence: str, found: Sequence[Match], terms: TermSource) -> str:
        """The translation of a sentence that is nothing but a term; "" for any other."""
        match = whole(sentence, found)
        return written(match, sentence, self.pair[1], terms) if match is not None else ""

    # ------------------------------------------------------------------------------------ surrogates

    def _round(self, states: Sequence[_State], attempt: int, *, alone: bool) -> None:
        plans: list[tuple[int, Plan]] = []
        for number, state in enumerate(states):
            if not state.shortfall:
                continue
            chosen = state.missing if alone else state.matches
            plan = substitute(
                state.sentence,
                chosen,
                self.calibrated.usable,
                attempt,
                state.plain,
                partial(self._forms, state.terms),
                self.grammar,
            )
            if plan.standins and plan.sentence not in state.tried:
                state.tried.add(plan.sentence)
                plans.append((number, plan))
        if not plans:
            return
        decoded = self.engine.translate([plan.sentence for _, plan in plans], *self.pair)
        for (number, plan), output in zip(plans, decoded, strict=True):
            state = states[number]
            self._tell(number, f"surrogates: {plan.sentence}", output.text)
            restored = restore(
                output.text,
                plan,
                partial(self._forms, state.terms),
                self.grammar,
                partial(self._decide, state.terms, plan, output.text),
            )
            if restored is not None and self._improves(state, restored.text):
                self._offer(number, state, plan, restored)

    def _offer(self, number: int, state: _State, plan: Plan, restored: Restored) -> None:
        """Take a text over if the gate lets it through."""
        outside = words_outside(restored.text, restored.spans)
        known = self._known_spans(state, plan)
        garbled = misheard(restored.text, restored.spans, state.plain, known)
        reference = words_outside(state.plain, known)
        if passes(outside, reference, garbled) or self._is_whole(state, restored.text):
            if self._reshapes(state, restored.text, plan):
                self._tell(number, "put off: another term changed its form", restored.text)
                state.doubtful = state.doubtful or (restored, plan)
            else:
                self._accept(number, state, restored.text, plan)
            return
        for earlier, its_plan, words in state.waiting:
            # Another surrogate gave the same: it is the plain text that went wrong over the name.
            if passes(outside, words) and self._improves(state, earlier.text):
                self._accept(number, state, earlier.text, its_plan)
                return
        self._tell(number, "stopped: it differs in more than the names", restored.text)
        state.waiting.append((restored, plan, outside))

    def _reshapes(self, state: _State, text: str, plan: Plan) -> bool:
        """Whether a term that the plan left alone now stands in another form than in the plain text.

        One of the two forms is then wrong. With a stand-in for that term as well, the sentence tells.
        """
        swapped = {standin.match.concept.id for standin in plan.standins}
        before, after = (
            {
                result.concept.id: sorted(said[slice(*span)].lower() for span in result.spans)
                for result in self._judge(state, said)
                if result.concept.id not in swapped and result.verdict is Verdict.FOUND
            }
            for said in (state.plain, text)
        )
        return any(forms != after.get(identifier, forms) for identifier, forms in before.items())

    def _is_whole(self, state: _State, text: str) -> bool:
        """Whether the plain text broke off, as unknown names make models do, and ``text`` has a usual length.

        What is usual is measured on the other sentences of the article. A text that broke off says nothing of
        what another one may have lost.
        """
        if state.usual is None or not self._broke_off(state):
            return False
        size = state.usual * len(state.sentence)
        return abs(len(text) - size) < _NORMAL * size

    def _broke_off(self, state: _State) -> bool:
        """Whether the plain text is much shorter than a translation of its sentence would be."""
        return state.usual is not None and len(state.plain) < _BROKEN * state.usual * len(state.sentence)

    def _known_spans(self, state: _State, plan: Plan) -> list[tuple[int, int]]:
        """Where terms that the plan replaces stand in the plain text, as far as they are there."""
        swapped = {standin.match.concept.id for standin in plan.standins}
        results = self._judge(state, state.plain)
        return [span for result in results if result.concept.id in swapped for span in result.spans]

    def _accept(self, number: int, state: _State, text: str, plan: Plan) -> None:
        state.text = text
        state.results = self._judge(state, text)
        for standin in plan.standins:
            state.how[standin.match.concept.id] = "surrogate"
        self._tell(number, "accepted", text)

    def _decide(
        self,
        terms: TermSource,
        plan: Plan,
        output: str,
        standin: Standin,
        place: tuple[int, int],
        cases: Sequence[str],
    ) -> str:
        """Ask the model which case it is, with other surrogates in the place of this one."""
        if not isinstance(self.engine, ReadingEngine):
            return cases[0]
        taken = {each.surrogate.id for each in plan.standins}
        witnesses = self._witnesses(terms, standin.match, plan.sentence)
        others = [each for each in witnesses if each.id not in taken]
        sentence = (plan.sentence[: standin.start], plan.sentence[standin.end :])
        text = (output[: place[0]], output[place[1] :])
        return alone(self.engine, self.pair, choose_case(sentence, text, cases, others))

    def _witnesses(self, terms: TermSource, match: Match, sentence: str) -> list[Surrogate]:
        """Surrogates that can be asked about the case of a name: of its kind, or else of others."""
        number = "pl" if match.plural else match.concept.number
        usable = [
            each
            for each in self.calibrated.usable
            if each.source not in sentence and len(set(each.forms.values())) > 1
        ]
        gender = self.grammar.gender(self._forms(terms, match)) or match.concept.gender
        usable.sort(
            key=lambda each: (
                each.kind is not match.concept.kind,
                each.number != number,
                bool(match.concept.gender) and each.gender != match.concept.gender,
                bool(gender) and each.grammar != gender,
            )
        )
        return usable[:_WITNESSES]

    # ------------------------------------------------------------------------------------ spans

    def _repair(self, number: int, state: _State) -> Looking[None]:
        """Put in what is still missing, term by term, each where the model says that it stands."""
        for match in state.missing:
            lacking = {result.concept.id for result in state.results if _lacks(result)}
            forms = self._forms(state.terms, match)
            if match.concept.id not in lacking or not forms:
                continue
            hidden = occlude(state.sentence, match, self.calibrated.usable)
            (full,) = yield Look(((state.sentence, state.text),), attention=True)
            (occluded,) = yield Look(((hidden, state.text),))
            if full is None:
                continue
            blocked = [
                span
                for result in state.results
                if result.concept.id != match.concept.id and not _lacks(result)
                for span in result.spans
            ]
            blocked += [
                span
                for result in state.results
                if result.concept.id == match.concept.id and result.verdict is Verdict.FEWER
                for span in result.spans
            ]
            span = locate(state.text, match, full, occluded, blocked)
            if span is None:
                continue
            if "span" in self.methods and (yield from self._replace(number, state, match, span)):
                continue
            if "insertion" in self.methods:
                starts = beginnings(span, units(state.text, full))
                yield from self._insert(number, state, match, starts)

    def _form_at(self, state: _State, match: Match, place: tuple[int, int]) -> Looking[str]:
        """The form of the term that the text asks for at a place."""
        forms = self._forms(state.terms, match)
        case = next(iter(forms))
        if len(set(forms.values())) > 1:
            sentence = (state.sentence[: match.start], state.sentence[match.end :])
            text = (state.text[: place[0]], state.text[place[1] :])
            witnesses = self._witnesses(state.terms, match, state.sentence)
            case = yield from choose_case(sentence, text, tuple(forms), witnesses)
        return forms[case]

    def _replace(self, number: int, state: _State, match: Match, span: tuple[int, int]) -> Looking[bool]:
        self._tell(number, f"span for {match.variant}", state.text[slice(*span)])
        form = yield from self._form_at(state, match, span)
        swallowed = words_outside(state.text[slice(*span)]).total()
        if swallowed > max(words_outside(form).total(), len(match.variant.split())) + _FREE_WORDS:
            return False
        start, end = self.grammar.trim(state.text, span)
        text = put([(start, end, form)], state.text, self.grammar).text
        return (yield from self._take(number, state, match, [text], "span"))

    def _insert(self, number: int, state: _State, match: Match, starts: Sequence[int]) -> Looking[bool]:
        begun = []
        for start in starts:
            form = yield from self._form_at(state, match, (start, start))
            whole = put([(start, start, form)], state.text, self.grammar)
            begun.append((state.sentence, whole.text[: whole.spans[0][1]]))
        texts = yield Look(tuple(begun), complete=True)
        reference = words_outside(state.text)
        garbled = len(match.variant.split()) + 1
        kept = []
        for text in dict.fromkeys(texts):
            spans = [
                span
                for result in self._judge(state, text)
                if result.concept.id == match.concept.id
                for span in result.spans
            ]
            if passes(words_outside(text, spans), reference, garbled):
                kept.append(text)
        return (yield from self._take(number, state, match, kept, "insertion"))

    def _take(
        self,
        number: int,
        state: _State,
        match: Match,
        candidates: Sequence[str],
        how: str,
    ) -> Looking[bool]:
        """Take over the likeliest of ``candidates`` that has more of the terms."""
        better = [text for text in candidates if self._improves(state, text)]
        if not better:
            return False
        scores = [0.0]
        if len(better) > 1:
            scores = yield from likelihoods(state.sentence, better)
        state.text = better[scores.index(max(scores))]
        state.results = self._judge(state, state.text)
        state.how[match.concept.id] = how
        self._tell(number, how, state.text)
        return True

    # ------------------------------------------------------------------------------------ asking

    def _judge(self, state: _State, text: str) -> list[TermResult]:
        if text not in state.judged:
            state.judged[text] = state.terms.judge(state.sentence, text, *self.pair, state.matches)
        return state.judged[text]

    def _improves(self, state: _State, text: str) -> bool:
        return _shortfall(self._judge(state, text)) < state.shortfall

    def _forms(self, terms: TermSource, match: Match) -> Mapping[str, str]:
        return terms.forms(
            match.concept,
            self.pair[1],
            short=match.short and match.concept.kind is not Kind.KEEP,
            plural=match.plural,
        )

    def _tell(self, number: int, what: str, text: str) -> None:
        if self.trace is not None:
            self.trace(number, what, text)
