"""How long a translation becomes, and what speaks for a part of it being left out.

The logarithm of the length grows with that of the source, with a spread that is larger for short texts (Gale
and Church 1993, "A program for aligning sentences in bilingual corpora", have the same in a linear form). All
figures are learnt from professional translations (``data/lengths.toml``, by ``tests/benchmarks/learn.py``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import tomli
from msgspec import Struct

from workflow.checks.signs import of_the_last
from workflow.languages import Profile
from workflow.languages import profile as profile_of
from workflow.languages.numerals import numbers
from workflow.lazy import late

if TYPE_CHECKING:
    from workflow.checks.check import Pair

_LATIN = late("[A-Za-z ]+")
_LATIN_WEIGHT = 0.25  # of a letter beside one of a script that writes a syllable with each
# Characters, not patterns: to count one in a text costs less than to begin a search.
_COMMAS = ",，،、;；؛:：—–"
_QUOTES = '"“”„«»「」'
_BRACKETS = "(（"
_DIGITS = late(r"\d+")
_CLOSERS = "\"”’»)）」'"
_KEPT = 1 << 13  # sources of which the signs are kept: the same ones stand in all catalogues
_MOST_SENTENCES, _MOST_COMMAS = 2, 3  # that count: a longer text is not the surer for having more
SHORT, LONG = -0.8, 3.0  # standard deviations
_ROUNDED = 1 + 1e-9  # more than errors of rounding are
CASED = frozenset({"Latn", "Cyrl", "Grek", "Armn"})  # scripts in which a sentence begins with a capital


class Length(Struct, frozen=True):
    """ln(length) is ``base + slope * ln(length of source)``, its variance ``fixed + by_length / that``."""

    base: float
    slope: float
    fixed: float
    by_length: float


# In the order of Weights of the data file.
FEATURES = ("constant", "z", "z squared", "sentences", "commas", "quotes", "brackets", "numbers", "split")


@cache
def _tables() -> tuple[Mapping[tuple[str, str], Length], tuple[float, ...]]:
    raw = tomli.loads((Path(__file__).parent / "data" / "lengths.toml").read_text(encoding="utf-8"))
    weights = tuple(raw["left_out"][name] for name in FEATURES)
    return {
        (source, tag): Length(*four) for source in raw["from"] for tag, four in raw["from"][source].items()
    }, weights


def length_of(text: str, profile: Profile) -> float:
    """Characters; Latin ones count less in a script without spaces, where names in them are long."""
    if profile.spaces:
        return float(len(text))
    return len(text) - (1 - _LATIN_WEIGHT) * sum(map(len, _LATIN.findall(text)))


def _lengths_of(texts: Iterable[str], profile: Profile) -> list[float]:
    """The same of many texts."""
    return list(map(len, texts)) if profile.spaces else [length_of(text, profile) for text in texts]


def expected(source: str, ours: Profile, theirs: Profile) -> float | None:
    """The length that a translation of a text has on average, as :func:`length_of` has it."""
    found = _tables()[0].get((ours.tag, theirs.tag))
    size = length_of(source, ours)
    return math.exp(found.base + found.slope * math.log(size)) if found and size > 1 else None


def deviation(source: str, target: str, ours: Profile, theirs: Profile) -> float | None:
    """By how many standard deviations a text is longer than expected; None where nothing is known."""
    usual = _usual(ours.tag, theirs.tag, length_of(source, ours))
    if usual is None:
        return None
    size = float(len(target)) if theirs.spaces else length_of(target, theirs)
    return (math.log(max(size, 0.5)) - usual[0]) / usual[1]


class _Limits(dict[float, tuple[float, float]]):
    """What lengths are usual, by the length of the source; nan where nothing is known."""

    def __init__(self, length: Length | None) -> None:
        super().__init__()
        self._length = length

    def __missing__(self, source: float) -> tuple[float, float]:
        limits = math.nan, math.nan
        if self._length is not None and source > 1:
            mean, spread = _ln_and_spread(self._length, source)
            low, high = math.exp(mean + SHORT * spread), math.exp(mean + LONG * spread)
            limits = low * _ROUNDED, high / _ROUNDED
        self[source] = limits
        return limits


@of_the_last
def unusual(pairs: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """The pairs whose deviation may be less than :data:`SHORT`, one in five, and more than :data:`LONG`.

    A sentence of a length is not the only one in a catalogue, and to compare takes a tenth of the time that a
    logarithm for each takes.
    """
    ours, theirs = pairs[0].source_profile, pairs[0].profile
    limits = _Limits(_tables()[0].get((ours.tag, theirs.tag)))
    usual = [limits[size] for size in _lengths_of([pair.source for pair in pairs], ours)]
    sizes = _lengths_of([pair.target for pair in pairs], theirs)
    short, long = [], []
    for pair, size, (low, high) in zip(pairs, sizes, usual, strict=True):
        if size < low:
            short.append(pair)
        elif size > high:
            long.append(pair)
    return short, long


@lru_cache(maxsize=_KEPT)
def _usual(ours: str, theirs: str, size: float) -> tuple[float, float] | None:
    """ln of the length of the translation of a text of this length, its spread; None if nothing is known."""
    length = _tables()[0].get((ours, theirs))
    return _ln_and_spread(length, size) if length is not None and size > 1 else None


def _ln_and_spread(length: Length, source: float) -> tuple[float, float]:
    spread = math.sqrt(length.fixed + length.by_length / source)
    return length.base + length.slope * math.log(source), spread


def deviation_of(length: Length, source: float, target: float) -> float:
    """By how many standard deviations one length is larger than expected of the other."""
    mean, spread = _ln_and_spread(length, source)
    return (math.log(max(target, 0.5)) - mean) / spread


@cache
def _ends(tag: str) -> re.Pattern[str]:
    """The end of a sentence after which another one begins; cheap, and right nearly always.

    The mark stands first, because the expression engine skips what is not in a set.
    """
    profile = profile_of(tag)
    ends, closers = re.escape(profile.terminators), re.escape(_CLOSERS)
    if not profile.spaces:
        return re.compile(f"[{ends.replace(re.escape('.'), '')}](?![{ends}])[{closers}]?(?=[^\\s{closers}])")
    if profile.script in CASED:  # after a letter an abbreviation: "U.S. Senate", "Св. Мартин"
        return re.compile(
            rf"[{ends}](?<=[^\W\d_]{{3}}.)[{closers}]{{0,2}}\s(?=[—–«“\"‘(-]{{0,2}}\s?[^\W\d_a-zа-яё])"
        )
    return re.compile(rf"[{ends}](?<![\s\d.].)[{closers}]{{0,2}}\s(?=\S)")


def evidence(source: str, target: str, ours: Profile, theirs: Profile, z: float) -> tuple[float, ...]:
    """What speaks for a part being left out, in the order of :data:`FEATURES`."""
    signs = _signs(source, ours.tag)
    sentences = signs.sentences - len(_ends(theirs.tag).findall(target))
    commas = signs.commas - _commas(target)
    digits = signs.digits
    lost = len(digits.difference(map(_value, _DIGITS.findall(target)))) / len(digits) if digits else 0.0
    if lost:  # it may be the same number in other words: 40 million, 4 करोड़
        values = frozenset(numbers(source, ours.tag))
        lost = len(values.difference(numbers(target, theirs.tag))) / len(values) if values else 0.0
    return (
        1.0,
        z,
        min(z, 0.0) ** 2,
        float(min(max(sentences, 0), _MOST_SENTENCES)),
        float(min(max(commas, 0), _MOST_COMMAS)),
        float(signs.quotes and not _has(target, _QUOTES)),
        float(signs.brackets and not _has(target, _BRACKETS)),
        lost,
        float(min(max(-sentences, 0), _MOST_SENTENCES)),
    )


def most_left_out(source: str, ours: Profile, z: float) -> float:
    """What :func:`left_out` is at most, whatever signs the translation has.

    It is looked up, and settles most texts, so that they need not be searched for signs.
    """
    return _by_length(z) + _signs(source, ours.tag).weight


def _by_length(z: float) -> float:
    constant, linear, squared, *_ = _tables()[1]
    return constant + linear * z + squared * min(z, 0.0) ** 2


def is_plain(source: str, ours: Profile) -> bool:
    """Whether a text is one sentence without numbers: only its length and small signs can tell."""
    signs = _signs(source, ours.tag)
    return not signs.digits and not signs.sentences


class _Signs(Struct, frozen=True):
    """What can be counted in a source."""

    sentences: int  # but the last
    commas: int
    quotes: bool
    brackets: bool
    digits: frozenset[int]
    weight: float  # of all of them being lost, or of as many sentences more as count


@lru_cache(maxsize=_KEPT)
def _signs(source: str, tag: str) -> _Signs:
    sentences = len(_ends(tag).findall(source))
    commas = _commas(source)
    quotes, brackets = _has(source, _QUOTES), _has(source, _BRACKETS)
    digits = frozenset(map(_value, _DIGITS.findall(source)))
    usual = dict(zip(FEATURES, _tables()[1], strict=True))
    most = (
        max(usual["sentences"] * min(sentences, _MOST_SENTENCES), usual["split"] * _MOST_SENTENCES, 0.0),
        usual["commas"] * min(commas, _MOST_COMMAS),
        usual["quotes"] * quotes,
        usual["brackets"] * brackets,
        usual["numbers"] * bool(digits),
    )
    return _Signs(sentences, commas, quotes, brackets, digits, sum(max(each, 0.0) for each in most))


def _commas(text: str) -> int:
    return sum(map(text.count, _COMMAS)) + text.count(" - ")


def _has(text: str, signs: str) -> bool:
    return any(map(text.__contains__, signs))


def _value(digits: str) -> int:
    return int(digits[:20])


def left_out(features: tuple[float, ...]) -> float:
    """How likely it is that a part is left out, as ln of odds where every second text lacks one."""
    return sum(weight * feature for weight, feature in zip(_tables()[1], features, strict=True))
