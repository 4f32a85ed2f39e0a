"""How long a translation becomes, and what speaks for a part of it being left out.

The logarithm of the length grows with that of the source, with a spread that is larger for short texts (Gale
and Church 1993, "A program for aligning sentences in bilingual corpora", have the same in a linear form). All
figures are learnt from professional translations (``data/lengths.toml``, by ``tests/benchmarks/learn.py``).
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workflow.languages import Profile
from workflow.languages.numerals import numbers

_LATIN = re.compile("[A-Za-z ]+")
_LATIN_WEIGHT = 0.25  # of a letter beside one of a script that writes a syllable with each
_COMMAS = re.compile("[,，،、;；؛:：—–]| - ")
_QUOTES = re.compile('["“”„«»「」]')
_BRACKETS = re.compile("[(（]")
_DIGITS = re.compile(r"\d+")
_CLOSERS = "\"”’»)）」'"
_MOST_SENTENCES, _MOST_COMMAS = 2, 3  # that count: a longer text is not the surer for having more
CASED = frozenset({"Latn", "Cyrl", "Grek", "Armn"})  # scripts in which a sentence begins with a capital


@dataclass(frozen=True, slots=True)
class Length:
    """ln(length) is ``base + slope * ln(length of source)``, its variance ``fixed + by_length / that``."""

    base: float
    slope: float
    fixed: float
    by_length: float


# In the order of Weights of the data file.
FEATURES = ("constant", "z", "z squared", "sentences", "commas", "quotes", "brackets", "numbers", "split")


@cache
def _tables() -> tuple[Mapping[tuple[str, str], Length], tuple[float, ...]]:
    raw = tomllib.loads((files(__package__) / "data" / "lengths.toml").read_text(encoding="utf-8"))
    weights = tuple(raw["left_out"][name] for name in FEATURES)
    return {
        (source, tag): Length(*four) for source in raw["from"] for tag, four in raw["from"][source].items()
    }, weights


def length_of(text: str, profile: Profile) -> float:
    """Characters; Latin ones count less in a script without spaces, where names in them are long."""
    if profile.spaces:
        return float(len(text))
    return len(text) - (1 - _LATIN_WEIGHT) * sum(map(len, _LATIN.findall(text)))


def expected(source: str, ours: Profile, theirs: Profile) -> float | None:
    """The length that a translation of a text has on average, as :func:`length_of` has it."""
    found = _tables()[0].get((ours.tag, theirs.tag))
    size = length_of(source, ours)
    return math.exp(found.base + found.slope * math.log(size)) if found and size > 1 else None


def deviation(source: str, target: str, ours: Profile, theirs: Profile) -> float | None:
    """By how many standard deviations a text is longer than expected; None where nothing is known."""
    found = _tables()[0].get((ours.tag, theirs.tag))
    size = length_of(source, ours)
    if found is None or size <= 1:
        return None
    return deviation_of(found, size, length_of(target, theirs))


def deviation_of(length: Length, source: float, target: float) -> float:
    """The same of two lengths."""
    spread = math.sqrt(length.fixed + length.by_length / source)
    return (math.log(max(target, 0.5)) - length.base - length.slope * math.log(source)) / spread


@cache
def _ends(profile: Profile) -> re.Pattern[str]:
    """The end of a sentence after which another one begins; cheap, and right nearly always."""
    ends, closers = re.escape(profile.terminators), re.escape(_CLOSERS)
    if not profile.spaces:
        return re.compile(f"[{ends.replace(re.escape('.'), '')}](?![{ends}])[{closers}]?(?=[^\\s{closers}])")
    if profile.script in CASED:  # after a letter an abbreviation: "U.S. Senate", "Св. Мартин"
        return re.compile(
            rf"(?<=[^\W\d_]{{3}})[{ends}][{closers}]{{0,2}}\s(?=[—–«“\"‘(-]{{0,2}}\s?[^\W\d_a-zа-яё])"
        )
    return re.compile(rf"(?<![\s\d.])[{ends}][{closers}]{{0,2}}\s(?=\S)")


def evidence(source: str, target: str, ours: Profile, theirs: Profile, z: float) -> tuple[float, ...]:
    """What speaks for a part being left out, in the order of :data:`FEATURES`."""
    sentences = len(_ends(ours).findall(source)) - len(_ends(theirs).findall(target))
    commas = len(_COMMAS.findall(source)) - len(_COMMAS.findall(target))
    digits = frozenset(map(_value, _DIGITS.findall(source)))
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
        float(bool(_QUOTES.search(source)) and not _QUOTES.search(target)),
        float(bool(_BRACKETS.search(source)) and not _BRACKETS.search(target)),
        lost,
        float(min(max(-sentences, 0), _MOST_SENTENCES)),
    )


def is_plain(source: str, ours: Profile) -> bool:
    """Whether a text is one sentence without numbers: only its length and small signs can tell."""
    return not _DIGITS.search(source) and not _ends(ours).search(source)


def _value(digits: str) -> int:
    return int(digits[:20])


def left_out(features: tuple[float, ...]) -> float:
    """How likely it is that a part is left out, as ln of odds where every second text lacks one."""
    return sum(weight * feature for weight, feature in zip(_tables()[1], features, strict=True))
