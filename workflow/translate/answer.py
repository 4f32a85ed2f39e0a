"""For each open segment the first that answers wins: memory, the glossary itself, the engine."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from msgspec import Struct

from workflow.errors import EngineError
from workflow.model import Engine, MemoryUnit, Role
from workflow.translate.enforce import WAYS, Enforced, enforce, whole, written
from workflow.translate.repair import Numerals, Repaired, repair
from workflow.translate.terms import TermSource

_REPEATED = re.compile(r"(?<!\S)(\w+)(?:\s+\1){3,}(?!\S)|([^\W\d_]{2,20}?)\2{4,}")
_LONGEST_RATIO = 3  # characters; no language of ours needs twice the letters of another
_LONGEST_EXTRA = 40  # for segments of a word or two


class Question(Struct, frozen=True):
    """A segment that needs a text. ``plain`` is what an engine may see: no markup.

    Roles, and the segments ``before`` and ``after`` it, tell the memory which of several translations is
    meant.
    """

    source: str
    context: str = ""
    plain: str = ""
    roles: tuple[Role, ...] = ()
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """What an engine sees."""
        return self.plain or self.source


class Answered(Struct, frozen=True):
    """A text for a segment and the first part of its signature."""

    text: str
    signature: str


@dataclass(slots=True)
class Tally:
    """Who answered how many segments, and how the terms got in. ``refused`` is why the engine could not."""

    memory: int = 0
    glossary: int = 0
    engine: int = 0
    unanswered: int = 0
    terms: Counter[str] = field(default_factory=Counter)
    refused: EngineError | None = None

    def with_more(self, other: Tally) -> Tally:
        """This one and what was answered after it."""
        return Tally(
            self.memory + other.memory,
            self.glossary + other.glossary,
            self.engine + other.engine,
            self.unanswered + other.unanswered,
            self.terms + other.terms,
            other.refused or self.refused,
        )

    def ways(self) -> list[tuple[str, int]]:
        """How often terms got in by each way, the best way first."""
        return [(way, self.terms[way]) for way in WAYS if self.terms[way]]


class Found(Protocol):
    """A unit of the memory with a source text like the one that was asked for."""

    @property
    def unit(self) -> MemoryUnit:
        """What was found."""
        ...

    @property
    def percent(self) -> int:
        """How much alike the two are, in per cent."""
        ...


class Memory(Protocol):
    """What this room asks of a translation memory."""

    def recall(
        self, source: str, context: str = "", roles: Sequence[Role] = (), before: str = "", after: str = ""
    ) -> MemoryUnit | None:
        """The reviewed translation of exactly this segment that fits it best."""
        ...

    def search(self, text: str, limit: int = 5, minimum: float = 75) -> Sequence[Found]:
        """Units at least ``minimum`` per cent like ``text``, the likest first."""
        ...


class Insertion(Struct, frozen=True):
    """That the best unit of the memory, if it is like enough, is to be a draft, and how it is repaired."""

    minimum: int  # per cent
    numerals: Numerals
    differences: Callable[[str, str], Iterable[str]]  # "number", "name", "negation", between two source texts


Draft = Callable[[Sequence[str]], Sequence[Enforced]]
"""What an engine and the glossary make of sentences; same length, same order."""


class Terms(TermSource, Protocol):
    """What this room asks of the glossary."""

    def digest(self, source_language: str, language: str) -> str:
        """Hash of what the glossary says for the pair."""
        ...


def answer_all(
    questions: Sequence[Question],
    source_language: str,
    language: str,
    *,
    memory: Memory,
    terms: Terms,
    engine: Engine,
    insertion: Insertion | None = None,
    draft: Draft | None = None,
) -> tuple[list[Answered | None], Tally]:
    """Answers in the order of ``questions``; None where nothing answers.

    With ``insertion`` a reviewed segment that is like enough answers before the engine, repaired. ``draft``
    may have asked the engine already.

    An engine that cannot serve the pair is not an error here: its refusal is in the tally, and what memory
    and glossary know is answered all the same.
    """
    tally = Tally()
    answers: list[Answered | None] = []
    for question in questions:
        answers.append(_known(question, source_language, language, memory, terms, tally, insertion))
    open_indexes = [index for index, found in enumerate(answers) if found is None]
    if open_indexes:
        try:
            signature = engine.signature(source_language, language)
            sentences = [questions[index].text for index in open_indexes]
            if draft is None:
                results: Sequence[Enforced] = enforce(engine, sentences, source_language, language, terms)
            else:
                results = draft(sentences)
        except EngineError as refusal:
            tally.refused = refusal
        else:
            digest = terms.digest(source_language, language)
            for index, sentence, result in zip(open_indexes, sentences, results, strict=True):
                if result.text.strip() and not _babbles(sentence, result.text):
                    tally.terms.update(result.how)
                    how = f" terms:{','.join(sorted(set(result.how)))}" if result.how else ""
                    answers[index] = Answered(result.text.strip(), f"{signature} glossary:{digest}{how}")
                    tally.engine += 1
    tally.unanswered = sum(found is None for found in answers)
    return answers, tally


def left_for_engine(
    questions: Sequence[Question],
    source_language: str,
    language: str,
    *,
    memory: Memory,
    terms: Terms,
    insertion: Insertion | None = None,
) -> list[str]:
    """What an engine sees of those ``questions`` that neither memory nor glossary answers."""
    tally = Tally()
    return [
        question.text
        for question in questions
        if _known(question, source_language, language, memory, terms, tally, insertion) is None
    ]


def _babbles(source: str, text: str) -> bool:
    """Whether a model lost itself: it repeats a word or a part of one, or writes far more than it read.

    A segment left empty is less work for a translator than such a text, and cannot be mistaken for one.
    """
    if len(text) > _LONGEST_RATIO * len(source) + _LONGEST_EXTRA:
        return True
    return bool(_REPEATED.search(text)) and not _REPEATED.search(source)


def _known(
    question: Question,
    source_language: str,
    language: str,
    memory: Memory,
    terms: Terms,
    tally: Tally,
    insertion: Insertion | None,
) -> Answered | None:
    remembered = memory.recall(
        question.source, question.context, question.roles, question.before, question.after
    )
    if remembered is not None:
        tally.memory += 1
        return Answered(remembered.target, _signature(remembered))
    match = whole(question.text, terms.match(question.text, source_language))
    if match is not None:
        rendering = written(match, question.text, language, terms)
        if rendering:
            tally.glossary += 1
            return Answered(rendering, f"glossary/{match.concept.id}")
    if insertion is not None:
        for found in memory.search(question.source, 1, insertion.minimum):
            unit = found.unit
            repaired = repair(
                *(question.source, unit.source, unit.target, source_language, language),
                *(terms, insertion.numerals),
            )
            if _is_safe(repaired, set(insertion.differences(unit.source, question.source))):
                tally.memory += 1
                return Answered(repaired.text, f"{_signature(unit)} {found.percent}%")
    return None


def _is_safe(repaired: Repaired, differences: set[str]) -> bool:
    """Whether a text of the memory may be a draft: no number, name or denial of another sentence is in it.

    As with a sentence of the article that changed, it is a candidate in the comments otherwise.
    """
    if repaired.left or "negation" in differences:
        return False
    if "name" in differences and not repaired.renamed:
        return False
    return "number" not in differences or bool(repaired.mended)


def _signature(unit: MemoryUnit) -> str:
    """Where a text comes from, in one word."""
    return f"memory/{'_'.join(unit.origin.split())}"
