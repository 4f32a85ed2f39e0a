"""Find the words of a translation that stand for a term, and put the term there in the best form.

For terms that no surrogate could bring in. The place is where the decoder's attention looks at the term, and
where the translation becomes less likely when the term is taken out of the source (occlusion). Where no span
will do, the text is written anew from the term on (prefix insertion). Nothing here judges whether the result
is right.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar

from msgspec import Struct

from workflow.errors import EngineError
from workflow.model import Match, Reading, ReadingEngine
from workflow.translate.surrogates import Surrogate
from workflow.translate.surrogates.swap import LETTER

_CAP = 6.0  # a drop of the log-probability beyond this says no more
_THRESHOLD = 0.4  # of the evidence, from 0 to 1, for a word to stand for the term
_LENGTH_PENALTY = 0.2  # as the search has it, so that scores compare

_WORD = re.compile(LETTER + "+")
_HAN = re.compile("[\u2e80-\u9fff]")

_CANARY = ("A.", "A.")  # what any model can be given

_LEAST = 0.25  # of a single word, where no run of words is over the threshold

_TOGETHER = 64  # works: enough to fill the streams of a model, and few enough readings in memory

Units = list[tuple[int, int]]
_T = TypeVar("_T")


class Look(Struct, frozen=True):
    """What is asked of a model: how it reads pairs of texts, or how it goes on with what was begun."""

    pairs: tuple[tuple[str, str], ...]
    attention: bool = False
    complete: bool = False


Looking = Generator[Look, list[Any], _T]
"""Work that yields what it asks a model, and goes on with the answers: readings, or texts."""


def together(
    engine: ReadingEngine,
    pair: tuple[str, str],
    works: Iterable[Looking[_T]],
    done: Callable[[_T], None] = lambda _: None,
) -> None:
    """Go on with several works at a time: what they ask at each step is asked together.

    :raises workflow.errors.EngineError: the model cannot be run.
    """
    left = iter(works)
    while some := list(islice(left, _TOGETHER)):
        _together(engine, pair, some, done)


def _together(
    engine: ReadingEngine,
    pair: tuple[str, str],
    works: Iterable[Looking[_T]],
    done: Callable[[_T], None],
) -> None:
    answers: list[tuple[Looking[_T], list[Any] | None]] = [(work, None) for work in works]
    while answers:
        asked: dict[tuple[bool, bool], list[tuple[Looking[_T], Look]]] = defaultdict(list)
        for work, answer in answers:
            try:
                look = next(work) if answer is None else work.send(answer)
            except StopIteration as end:
                done(end.value)
            else:
                asked[look.complete, look.attention].append((work, look))
        answers = []
        for group in asked.values():
            looks = [look for _, look in group]
            answers += zip([work for work, _ in group], _looked(engine, pair, looks), strict=True)


def _looked(engine: ReadingEngine, pair: tuple[str, str], looks: Sequence[Look]) -> list[list[Any]]:
    """The answers to looks of one kind; one that brings the model down is one that cannot be read.

    :raises workflow.errors.EngineError: the model cannot be run, whatever it is given.
    """
    complete, attention = looks[0].complete, looks[0].attention
    pairs = [each for look in looks for each in look.pairs]
    try:
        found = iter(
            engine.complete(pairs, *pair) if complete else engine.read(pairs, *pair, attention=attention)
        )
    except EngineError:
        engine.read([_CANARY], *pair)
        if len(looks) == 1:
            return [["" if complete else None] * len(pairs)]
        half = len(looks) // 2
        return _looked(engine, pair, looks[:half]) + _looked(engine, pair, looks[half:])
    return [list(islice(found, len(look.pairs))) for look in looks]


def alone(engine: ReadingEngine, pair: tuple[str, str], work: Looking[_T]) -> _T:
    """The result of one work.

    :raises workflow.errors.EngineError: the model cannot be run.
    """
    results: list[_T] = []
    together(engine, pair, [work], results.append)
    return results[0]


def units(text: str, reading: Reading) -> Units:
    """Words of ``text``; tokens where the script writes no spaces."""
    if _HAN.search(text):
        return [
            (start, end) for start, end in reading.target if any(char.isalnum() for char in text[start:end])
        ]
    return [hit.span() for hit in _WORD.finditer(text)]


def locate(
    text: str,
    match: Match,
    full: Reading,
    occluded: Reading | None,
    blocked: Sequence[tuple[int, int]] = (),
) -> tuple[int, int] | None:
    """The span of ``text`` that stands for ``match``, or None where nothing speaks for any word.

    ``full`` is how the model reads the sentence, ``occluded`` how it reads the same translation beside the
    sentence without the term. Words in ``blocked`` belong to other terms.
    """
    places = units(text, full)
    if not places:
        return None
    seen = [
        index for index, (start, end) in enumerate(full.source) if start < match.end and match.start < end
    ]
    evidence = []
    for start, end in places:
        tokens = [at for at, (low, high) in enumerate(full.target) if low < end and start < high]
        if not tokens or any(start < high and low < end for low, high in blocked):
            evidence.append(float("-inf"))
            continue
        parts = []
        if full.attention:
            mass = sum(full.attention[token][index] for token in tokens for index in seen)
            parts.append(mass / len(tokens))
        if occluded is not None and len(occluded.scores) == len(full.scores):
            drop = max(full.scores[token] - occluded.scores[token] for token in tokens)
            parts.append(min(_CAP, max(0.0, drop)) / _CAP)
        evidence.append(sum(parts) / len(parts) if parts else 0.0)
    best = _best_range(evidence)
    if best is not None and _HAN.search(text):
        best = _grown(best, evidence, places)
    if best is None:
        top = max(range(len(evidence)), key=evidence.__getitem__)
        if evidence[top] < _LEAST:
            return None
        best = (top, top + 1)
    return places[best[0]][0], places[best[1] - 1][1]


def _grown(best: tuple[int, int], evidence: Sequence[float], places: Units) -> tuple[int, int]:
    """The run with the neighbours that something speaks for: a name is written without a space.

    Half of one replaced by another name would make a third.
    """
    low, high = best
    while low > 0 and places[low - 1][1] == places[low][0] and evidence[low - 1] >= _LEAST:
        low -= 1
    while high < len(places) and places[high - 1][1] == places[high][0] and evidence[high] >= _LEAST:
        high += 1
    return low, high


def _best_range(values: Sequence[float]) -> tuple[int, int] | None:
    """The run of neighbours with the greatest sum over the threshold (Kadane)."""
    best, current, start = 0.0, 0.0, 0
    found = None
    for index, value in enumerate(values):
        current += value - _THRESHOLD
        if current > best:
            best, found = current, (start, index + 1)
        if current <= 0:  # nothing bridges a word that belongs to another term: it has minus infinity
            current, start = 0.0, index + 1
    return found


def occlude(sentence: str, match: Match, surrogates: Sequence[Surrogate]) -> str:
    """The sentence with another name in the place of the term, or none if there is no other name."""
    other = next((each.source for each in surrogates if each.source not in sentence), "")
    return " ".join(f"{sentence[: match.start]}{other}{sentence[match.end :]}".split())


def choose_case(
    sentence: tuple[str, str],
    text: tuple[str, str],
    cases: Sequence[str],
    surrogates: Sequence[Surrogate],
) -> Looking[str]:
    """The case that a name must have in a place of a translation, one of ``cases``.

    ``sentence`` and ``text`` are what stands before and after the name in both languages. The model is not
    asked about the name, which it does not know, but about surrogates in its place: which of their forms
    makes the text most likely. The first of ``cases`` if no surrogate tells them apart.
    """

    def told_apart(surrogate: Surrogate) -> int:
        return len({surrogate.forms[case] for case in cases if case in surrogate.forms})

    best = sorted(surrogates, key=lambda each: -told_apart(each))
    if not best or told_apart(best[0]) < 2:
        return cases[0]
    rows = []
    for surrogate in best:
        source = surrogate.source.join(sentence)
        for case in cases:
            rows.append((source, surrogate.forms.get(case, surrogate.source).join(text)))
    readings = yield Look(tuple(rows))
    totals = dict.fromkeys(cases, 0.0)
    for number, reading in enumerate(readings):
        case = cases[number % len(cases)]
        totals[case] += sum(reading.scores) if reading else float("-inf")
    return max(cases, key=lambda case: totals[case])


def beginnings(span: tuple[int, int], places: Units) -> list[int]:
    """Where a text may be written anew: where ``span`` begins, and at the words before and after."""
    at = next((index for index, (start, _) in enumerate(places) if start >= span[0]), len(places) - 1)
    return [places[index][0] for index in range(max(0, at - 1), min(len(places), at + 2))]


def likelihoods(sentence: str, texts: Sequence[str]) -> Looking[list[float]]:
    """How likely the model finds each of ``texts`` as a whole: ln of the probability over length**0.2.

    This is the score of CTranslate2's search. A text that cannot be read has minus infinity.
    """
    readings = yield Look(tuple((sentence, text) for text in texts))
    return [
        sum(reading.scores) / max(1, len(reading.scores)) ** _LENGTH_PENALTY if reading else float("-inf")
        for reading in readings
    ]
