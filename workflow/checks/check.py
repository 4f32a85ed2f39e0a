"""What a check is: a name, a severity, and a function that looks at a pair of texts and says remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from msgspec import Struct

from workflow.checks.identify import is_at_home, script_in, script_of, sight_of, tongues
from workflow.checks.lengths import deviation
from workflow.checks.protected import masked
from workflow.checks.signs import having, of_the_last, signs_of
from workflow.languages import Profile, profile
from workflow.languages.once import once
from workflow.languages.reading import Reading, reading_of
from workflow.model import CatalogueView, Markup, Match, Remark, Severity, TermJudge, TermResult, Unit

MARKS = '.,;:!?…،؛؟。，！？、۔।"“”«»‘’()[]'  # that stand around words


# The same source stands in the catalogues of all languages.
_mask_source = lru_cache(maxsize=4096)(masked)


class Pair:
    """A unit as a check sees it; what several checks need is found out once, when the first one asks."""

    _results: list[TermResult] | None = None

    def __init__(
        self,
        unit: Unit,
        source_language: str,  # BCP 47 tags
        language: str,
        markup: Markup = Markup.PLAIN,
        matches: Sequence[Match] = (),  # the terms of the source
    ) -> None:
        self.unit = unit
        self.source_language = source_language
        self.language = language
        self.markup = markup
        self.matches = matches
        self.source = unit.source
        self.target = target = unit.target
        self.words = target.split()  # what stands between white space in the target

    def results(self, judge: TermJudge) -> list[TermResult]:
        """What the glossary says of each term of the source in this unit."""
        if self._results is None:
            tags = self.source_language, self.language
            self._results = (
                judge.judge(self.source, self.target, *tags, self.matches, enough=True)
                if self.matches
                else []
            )
        return self._results

    @once
    def signs(self) -> frozenset[str]:
        """The different characters of the target, but the space and letters of its language."""
        return signs_of(self.target, self.language)

    @once
    def source_profile(self) -> Profile:
        """What is known of the source language."""
        return profile(self.source_language)

    @once
    def profile(self) -> Profile:
        """What is known of the target language."""
        return profile(self.language)

    @once
    def prose(self) -> str:
        """The target with U+FFFC for each character of addresses, code, placeholders and markup."""
        return masked(self.target, self.markup)

    @once
    def source_prose(self) -> str:
        """The same of the source."""
        return _mask_source(self.source, self.markup)

    @once
    def source_reading(self) -> Reading:
        """The numbers, words and dates of the source."""
        return reading_of(self.source, self.source_language)

    @once
    def reading(self) -> Reading:
        """The numbers, words and dates of the target."""
        return Reading(self.target, self.language)

    @once
    def deviation(self) -> float | None:
        """By how many standard deviations the target is longer than expected; None where nothing is known."""
        return deviation(self.source, self.target, self.source_profile, self.profile)

    @once
    def at_home(self) -> bool:
        """Whether the target is at first sight in its language; False says nothing."""
        return is_at_home(self.target, self.language, self.signs)

    @once
    def script(self) -> tuple[str, int]:
        """The script of most letters of the target, and how many those are."""
        return script_in(self.target, script_of(self.language))


@of_the_last
def away(pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs of a catalogue whose target is not at first sight in its language (:attr:`Pair.at_home`)."""
    language = pairs[0].language
    tongue = tongues().get(language)
    strange = frozenset(map(id, having(pairs, tongue.strange))) if tongue else ()
    is_seen = sight_of(language)
    found = [pair for pair in pairs if not is_seen(pair.target) or id(pair) in strange]
    for pair in found:
        vars(pair)["at_home"] = False  # as it would find by itself, letter by letter
    return found


Look = Callable[[Pair], Iterable[Remark]]
Prefilter = Callable[[Sequence[Pair]], Iterable[Pair]]
LookAtAll = Callable[[CatalogueView, Sequence[Pair], TermJudge], Iterable[tuple[Unit, Remark]]]


class UnitCheck(Struct, frozen=True):
    """A check of one unit at a time, which has a text.

    ``severity`` is that in reviewed text. Nearly all texts have nothing to object to, and to ask costs time:
    a check with ``needs`` is asked only about units that have one of these characters in either text, and one
    with a ``prefilter`` only about the pairs that it lets through, in their order. A prefilter sees all pairs
    of a catalogue at once, one or more, so that it can be one comprehension; ``look`` says nothing of what it
    leaves out. :func:`workflow.checks.signs.having` is the quickest for checks of signs.
    """

    name: str
    severity: Severity
    look: Look
    needs: frozenset[str] = frozenset()  # empty: asked about all
    languages: frozenset[str] = frozenset()  # target languages; empty: all
    prefilter: Prefilter | None = None


class CatalogueCheck(Struct, frozen=True):
    """A check that must see all units of a catalogue together; it yields each remark with its unit.

    The pairs are those of the units that have a text, in their order.
    """

    name: str
    severity: Severity
    look: LookAtAll
    languages: frozenset[str] = frozenset()


def unit_check(
    name: str,
    severity: Severity,
    *,
    needs: Iterable[str] = (),
    languages: Iterable[str] = (),
    prefilter: Prefilter | None = None,
) -> Callable[[Look], UnitCheck]:
    """A function of one pair as a check."""
    return lambda look: UnitCheck(name, severity, look, frozenset(needs), frozenset(languages), prefilter)


def catalogue_check(
    name: str, severity: Severity, *, languages: Iterable[str] = ()
) -> Callable[[LookAtAll], CatalogueCheck]:
    """A function of a whole catalogue as a check."""
    return lambda look: CatalogueCheck(name, severity, look, frozenset(languages))
