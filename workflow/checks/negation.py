"""``[negation]``: what the source denies the translation denies, and nothing else.

A translator may well say "fail" for "not succeed", so every language has, besides its denials, words that may
stand for one: where these are, nothing is said. All of it is in ``data/negation.toml``.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from workflow.checks.check import Pair, unit_check
from workflow.model import Remark, Severity

# One of them stands in every English text that denies; it begins with those that are there most often.
_ENGLISH = (
    *(
        " not",
        " no ",
        "n't",
        "n’t",
        "never",
        "ithout",
        "No ",
        "Not ",
        "annot",
        " none",
        " nobody",
        " nowhere",
        "either",
        "Never",
    ),
    *(
        "No-",
        " no-",
        "Nobody",
        "None",
        "Nowhere",
        "No,",
        " no,",
        " no.",
        "“no",
        '"no',
        "'no",
        "‘no",
        "(no",
        "—no",
        "-not",
    ),
)
# A word with its marks (Devanagari, Arabic), apostrophes, hyphens and joiners.
_WORD = re.compile(
    r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c'-]+"
)
_APOSTROPHES = str.maketrans("‘’ʻʼ`", "'''''")
_BEFORE = 4  # words (in Chinese, characters) of an idiom before its denial, and that itself
_ENDS = ".!?…।۔؟”»\"'"  # many languages have their verb, and its denial, last
_LONGEST = 40  # letters of a word that is looked at; longer ones are none
_SURE = 110  # characters of source: in longer sentences translators say more things in other ways


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of a list of the data file."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.beginnings) or word.endswith(self.ends)


@dataclass(frozen=True, slots=True)
class _Denials:
    """What is known of denials in one language."""

    hard: _Words
    verbs: re.Pattern[str] | None
    helpers: _Words
    soft: _Words
    refusing: _Words
    idle: _Words  # words of idioms that are one word
    idioms: re.Pattern[str] | None  # other idioms; all of them where words are not divided
    inside: re.Pattern[str] | None  # denials where words are not divided
    soft_inside: re.Pattern[str] | None
    plain: re.Pattern[str] | None  # those of ``inside`` that are nearly always denials of a sentence


@dataclass(frozen=True, slots=True)
class _Found:
    """The denials of one text."""

    denials: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    soft: int  # words that may stand for one
    refusing: int
    idiom: bool


@unit_check("negation", Severity.WARNING)
def check_negation(pair: Pair) -> Iterator[Remark]:
    """A denial of the source that the translation lacks, or one that the source lacks."""
    ours, theirs = _tables().get(pair.source_language), _tables().get(pair.language)
    if ours is None or theirs is None or pair.source == pair.target:
        return
    source = (
        _find(pair.source, pair.source_language) if _may_deny(pair.source, pair.source_language) else _NOTHING
    )
    if source.denials:
        yield from _lost(pair, source, _find(pair.target, pair.language))
    elif _denies_at_sight(pair, theirs):
        target = _find(pair.target, pair.language)
        source = _find(pair.source, pair.source_language)
        if target.denials and not source.soft and not source.idiom:
            yield Remark(
                f"“{target.denials[0]}” denies, and nothing in the source does",
                hint="fine if the source says it in another way",
                kind="added",
                spans=target.spans[:1],
                severity=Severity.NOTE,
            )


def _lost(pair: Pair, source: _Found, target: _Found) -> Iterator[Remark]:
    words = ", ".join(f"“{word}”" for word in dict.fromkeys(source.denials))
    excused = target.soft > source.refusing
    if not target.denials and not excused:
        sure = len(pair.source) <= _SURE and all(_is_plain(word) for word in source.denials)
        yield Remark(
            f"the source denies ({words}), the translation does not",
            hint="see whether it says the opposite",
            kind="lost",
            source_spans=source.spans,
            severity=Severity.ERROR if sure else None,
        )
    elif 0 < len(target.denials) < len(source.denials) and not excused:
        yield Remark(
            f"the source denies {len(source.denials)} times ({words}), the translation {len(target.denials)}",
            hint="see whether one is left out",
            kind="fewer",
            spans=target.spans,
            source_spans=source.spans,
        )


def _is_plain(word: str) -> bool:
    return word in ("not", "cannot", "never") or word.endswith("n't")


# ---------------------------------------------------------------------------------------------- finding

_NOTHING = _Found((), (), 0, 0, False)


@cache
def _tables() -> Mapping[str, _Denials]:
    raw = tomllib.loads((files(__package__) / "data" / "negation.toml").read_text(encoding="utf-8"))
    return MappingProxyType({tag: _table(entry) for tag, entry in raw.items()})


def _table(entry: Mapping[str, object]) -> _Denials:
    lists: dict[str, list[str]] = {}
    for name in ("hard", "verbs", "helpers", "soft", "refusing", "idioms", "plain"):
        value = entry.get(name, ())
        lists[name] = value.split() if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    if entry.get("divided", True):
        groups = [each for each in lists["idioms"] if " " in each or "#" in each]
        single = [each for each in lists["idioms"] if each not in groups]
        pattern = "|".join(map(_as_pattern, groups))
        inside = soft_inside = plain = None
    else:
        single = []
        pattern = "|".join(map(re.escape, sorted(lists["idioms"], key=len, reverse=True)))
        inside = re.compile("|".join(map(re.escape, lists["hard"])))
        soft_inside = re.compile("|".join(map(re.escape, lists["soft"])))
        plain = re.compile("|".join(map(re.escape, lists["plain"])))
    return _Denials(
        _words(lists["hard"]),
        re.compile("|".join(lists["verbs"])) if lists["verbs"] else None,
        _words(lists["helpers"]),
        _words(lists["soft"]),
        _words(lists["refusing"]),
        _words(single),
        re.compile(pattern) if pattern else None,
        inside,
        soft_inside,
        plain,
    )


def _as_pattern(idiom: str) -> str:
    pattern = re.escape(idiom).replace(r"\*", r"\w{0,40}").replace(r"\#", r"\d").replace(r"\ ", r"\s")
    return pattern if idiom.endswith(("*", "#")) else pattern + r"(?!\w)"


def _words(words: Iterable[str]) -> _Words:
    return _Words(
        frozenset(each for each in words if "*" not in each),
        tuple(each[:-1] for each in words if each.endswith("*")),
        tuple(each[1:] for each in words if each.startswith("*")),
    )


def _find(text: str, tag: str) -> _Found:
    """The denials of a text; where a text is not as long in small letters, without their places."""
    denials = _tables()[tag]
    lowered = text.lower().translate(_APOSTROPHES)
    places: list[tuple[int, int]] = []
    starts: list[int] = []
    if denials.inside and denials.soft_inside:
        soft, refusing = len(denials.soft_inside.findall(lowered)), 0
        places = [match.span() for match in denials.inside.finditer(lowered)]
        starts = list(range(len(lowered))) if places else []
    else:
        kinds = list(map(_kinds(tag), _WORD.findall(lowered)))
        telling = [each for each in kinds if each is not _NEITHER]
        soft = sum(kind is _Kind.SOFT for kind, _ in telling)
        refusing = sum(refuses for _, refuses in telling)
        if any(kind is _Kind.HARD for kind, _ in telling):
            words = [match.span() for match in _WORD.finditer(lowered)]
            hard = [index for index, (kind, _) in enumerate(kinds) if kind is _Kind.HARD]
            places = [words[index] for index in hard]
            starts = [start for start, _ in words]
    kept = places
    if places and denials.idioms:
        idle = _idle(lowered, denials.idioms, places, starts)
        kept = [place for place in places if place not in idle]
    spans = tuple(kept) if len(lowered) == len(text) else ()
    said = tuple(lowered[start:end].strip("'-") for start, end in kept)
    return _Found(said, spans, soft, refusing, len(kept) < len(places))


def _idle(
    text: str, idioms: re.Pattern[str], places: Sequence[tuple[int, int]], starts: Sequence[int]
) -> set[tuple[int, int]]:
    """Those places that lie within an idiom; one begins a few words (or characters) before at most."""
    idle = set()
    for start, end in places:
        last = bisect_right(starts, start)
        for begin in starts[max(0, last - _BEFORE) : last]:
            match = idioms.match(text, begin)
            if match and match.end() >= end:
                idle.add((start, end))
                break
    return idle


class _Kind(Enum):
    """What a word is to a denial."""

    HARD = 1
    SOFT = 2
    NEITHER = 3


_NEITHER = (_Kind.NEITHER, False)


@cache
def _kinds(tag: str) -> Callable[[str], tuple[_Kind, bool]]:
    """What a word is to a denial, and whether it refuses; words come again and again."""
    denials = _tables()[tag]

    @lru_cache(maxsize=1 << 14)
    def kinds(word: str) -> tuple[_Kind, bool]:
        word = word.strip("'-")
        if len(word) > _LONGEST or word in denials.idle:
            return _NEITHER
        refuses = word in denials.refusing
        if word in denials.hard or (denials.verbs is not None and denials.verbs.fullmatch(word)):
            return _Kind.HARD, refuses
        if word not in denials.helpers and word in denials.soft:
            return _Kind.SOFT, refuses
        return (_Kind.NEITHER, True) if refuses else _NEITHER

    return kinds


# ---------------------------------------------------------------------------------------------- at sight


def _may_deny(text: str, tag: str) -> bool:
    """Cheap: whether it is worth looking."""
    if tag != "en":
        return True
    return any(each in text for each in _ENGLISH)


def _denies_at_sight(pair: Pair, denials: _Denials) -> bool:
    """Cheap, and blind for verbs: whether a word of the target is a denial."""
    if denials.plain:
        return denials.plain.search(pair.target) is not None
    words = pair.words
    return not denials.hard.whole.isdisjoint(words) or bool(words and words[-1].rstrip(_ENDS) in denials.hard)
