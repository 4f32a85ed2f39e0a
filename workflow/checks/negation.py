"""``[negation]``: what the source denies the translation denies, and nothing else.

A translator may well say "fail" for "not succeed", so every language has, besides its denials, words that may
stand for one: where these are, nothing is said. All of it is in ``data/negation.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby, islice
from pathlib import Path
from typing import NamedTuple

import tomli
from msgspec import Struct

from workflow.checks.check import Pair, unit_check
from workflow.checks.sources import in_sources
from workflow.languages.once import remembered
from workflow.lazy import late
from workflow.model import Remark, Severity

# Letters with their marks (Devanagari, Arabic) and joiners; apostrophes and hyphens stand between them.
_LETTERS = r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c]+"
_WORD = re.compile(rf"{_LETTERS}(?:['-]+{_LETTERS})*")
# What a pattern of a verb may begin with: any stem, one of some letters, one letter.
_HEAD = late(r"\.\{2,\}|(?:\[[^\]]*\]|\w)(?![?*+{])")
# What may stand before and after a word; at first sight nothing else does.
_BEFORE_WORDS = ("", '"', "“", "«", "'", "‘", "(", "—")
_AFTER_WORDS = (
    "",
    ",",
    ".",
    "!",
    "?",
    ":",
    ";",
    "…",
    '"',
    "”",
    "»",
    "'",
    "’",
    ")",
    ',"',
    '."',
    ".”",
    "।",
    "۔",
    "؟",
    "،",
    "».",
    "»,",
)
_APOSTROPHES = "’‘ʻʼ`"  # all are "'"
_BEFORE = 3  # words (in Chinese, characters) of an idiom before its denial
_LONGEST = 40  # letters of a word that is looked at; longer ones are none
_SURE = 110  # characters of source: in longer sentences translators say more things in other ways


class _Words(Struct, frozen=True):
    """Words of a list of the data file."""

    whole: frozenset[str]
    beginnings: tuple[str, ...]
    ends: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.beginnings) or word.endswith(self.ends)


class _Denials(NamedTuple):
    """What is known of denials in one language."""

    is_hard: Callable[[str], bool]  # of a word in small letters
    is_soft: Callable[[str], bool]
    is_refusing: Callable[[str], bool]
    idioms: re.Pattern[str] | None  # of several words; all of them where words are not divided
    inside: re.Pattern[str] | None  # denials where words are not divided
    soft_inside: re.Pattern[str] | None
    sight: frozenset[str]  # words that deny, with what may stand around them
    sight_ends: tuple[str, ...]  # ends of words that deny, with every apostrophe
    plain: tuple[str, ...]  # those of ``inside`` that are nearly always denials of a sentence


class _Found(NamedTuple):
    """The denials of one text."""

    denials: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    idiom: bool


def _in_doubt(pairs: Sequence[Pair]) -> Sequence[Pair]:
    """Pairs of which one text denies at first sight, and the other one does not as often."""
    theirs = _denials(pairs[0].language) if pairs else None
    if theirs is None:
        return ()
    times = in_sources(_times, pairs)
    if theirs.plain:
        return [
            pair
            for pair in pairs
            if (not _denies_enough(pair, n, theirs) if (n := times[pair.source]) else _denies(pair, theirs))
        ]
    no_word = theirs.sight.isdisjoint
    return [
        pair
        for pair in pairs
        if (not _denies_enough(pair, n, theirs) if (n := times[pair.source]) else not no_word(pair.words))
    ]


@unit_check("negation", Severity.WARNING, prefilter=_in_doubt)
def check_negation(pair: Pair) -> Iterable[Remark]:
    """A denial of the source that the translation lacks, or one that the source lacks."""
    ours, theirs = _denials(pair.source_language), _denials(pair.language)
    if ours is None or theirs is None or pair.source == pair.target:
        return ()
    source = _seen(pair.source, pair.source_language)
    if source.denials:
        return _lost(pair, source, _find(pair.target, theirs))
    if _denies(pair, theirs):
        return _added(pair, ours, theirs)
    return ()


def _added(pair: Pair, ours: _Denials, theirs: _Denials) -> Iterator[Remark]:
    if _is_soft(pair.source, pair.source_language):
        return
    source = _find(pair.source, ours)
    if source.denials or source.idiom:
        return
    target = _find(pair.target, theirs)
    if target.denials:
        yield Remark(
            f"“{target.denials[0]}” denies, and nothing in the source does",
            hint="fine if the source says it in another way",
            kind="added",
            spans=target.spans[:1],
            severity=Severity.NOTE,
        )


def _lost(pair: Pair, source: _Found, target: _Found) -> Iterator[Remark]:
    if len(target.denials) >= len(source.denials):
        return
    if _softened(pair.target, pair.language)[0] > _softened(pair.source, pair.source_language)[1]:
        return  # said in another way
    words = ", ".join(f"“{word}”" for word in dict.fromkeys(source.denials))
    if not target.denials:
        sure = len(pair.source) <= _SURE and all(_is_plain(word) for word in source.denials)
        yield Remark(
            f"the source denies ({words}), the translation does not",
            hint="see whether it says the opposite",
            kind="lost",
            source_spans=source.spans,
            severity=Severity.ERROR if sure else None,
        )
    else:
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

_NOTHING = _Found((), (), False)


@cache
def _lists() -> Mapping[str, Mapping[str, object]]:
    return tomli.loads((Path(__file__).parent / "data" / "negation.toml").read_text(encoding="utf-8"))


@cache
def _denials(tag: str) -> _Denials | None:
    entry = _lists().get(tag)
    return None if entry is None else _table(entry)


def _table(entry: Mapping[str, object]) -> _Denials:
    lists: dict[str, list[str]] = {}
    for name in ("hard", "verbs", "helpers", "soft", "refusing", "idioms", "plain"):
        value = entry.get(name, ())
        lists[name] = value.split() if isinstance(value, str) else list(value)  # type: ignore[call-overload]
    if entry.get("divided", True):
        groups = [each for each in lists["idioms"] if " " in each or "#" in each]
        single = [each for each in lists["idioms"] if each not in groups]
        pattern = _any_of(groups)
        inside = soft_inside = None
    else:
        single = []
        pattern = "|".join(map(re.escape, sorted(lists["idioms"], key=len, reverse=True)))
        inside = re.compile("|".join(map(re.escape, lists["hard"])))
        soft_inside = late("|".join(map(re.escape, lists["soft"])))
    hard, soft, idle = _words(lists["hard"]), _words(lists["soft"]), _words(single)
    helpers, refusing = _words(lists["helpers"]), _words(lists["refusing"])
    verbs = re.compile(_any_verb(lists["verbs"])) if lists["verbs"] else None
    whole, beginnings, ends = hard.whole, hard.beginnings, hard.ends

    def is_hard(word: str) -> bool:  # asked of so many words that a call more would be felt
        return (
            len(word) <= _LONGEST
            and (
                word in whole
                or word.startswith(beginnings)
                or word.endswith(ends)
                or (verbs is not None and verbs.fullmatch(word) is not None)
            )
            and word not in idle
        )

    if not (verbs or hard.beginnings or hard.ends):  # a plain list: nothing is faster
        test_hard = frozenset(filter(is_hard, hard.whole)).__contains__
    else:
        test_hard = lru_cache(maxsize=1 << 14)(is_hard)
    return _Denials(
        test_hard,
        lru_cache(maxsize=1 << 13)(
            lambda word: word in soft and word not in idle and word not in helpers and not is_hard(word)
        ),
        lru_cache(maxsize=1 << 13)(lambda word: word in refusing and word not in idle),
        re.compile(pattern) if pattern else None,
        inside,
        soft_inside,
        _at_sight(_with_apostrophes(each.rstrip("*") for each in lists["hard"] if each[0] != "*")),
        _with_apostrophes(each[1:] for each in lists["hard"] if each.startswith("*")),
        tuple(lists["plain"]),
    )


def _any_verb(patterns: Sequence[str]) -> str:
    """A pattern of all; what several begin with stands in it once, so that a word is gone through once.

    None of them may have a "|" outside of brackets.
    """
    rests: dict[str, list[str]] = {}
    for pattern in patterns:
        head = _HEAD.match(pattern)
        first = head[0] if head else ""
        rests.setdefault(first, []).append(pattern[len(first) :])
    parts: list[str] = []
    for first, some in rests.items():
        parts += [f"{first}(?:{_any_verb(some)})"] if first and len(some) > 1 else map(first.__add__, some)
    return "|".join(parts)


def _any_of(idioms: Iterable[str]) -> str:
    """A pattern of idioms, the first one first; those that end with a word share the test of its end."""
    parts = []
    for is_open, some in groupby(idioms, lambda idiom: idiom.endswith(("*", "#"))):
        pattern = "|".join(map(re.escape, some))
        pattern = pattern.replace(r"\*", r"\w{0,40}").replace(r"\#", r"\d").replace(r"\ ", r"\s")
        parts.append(pattern if is_open else rf"(?:{pattern})(?!\w)")
    return "|".join(parts)


def _with_apostrophes(words: Iterable[str]) -> tuple[str, ...]:
    found = []
    for word in words:
        found += [word, *(word.replace("'", each) for each in _APOSTROPHES if "'" in word)]
    return tuple(found)


def _at_sight(words: Iterable[str]) -> frozenset[str]:
    """Words with all that may stand around them."""
    begun = [before + word for before in _BEFORE_WORDS for word in words]
    return frozenset([word + after for word in begun for after in _AFTER_WORDS])


def _words(words: Iterable[str]) -> _Words:
    return _Words(
        frozenset(each for each in words if "*" not in each),
        tuple(each[:-1] for each in words if each.endswith("*")),
        tuple(each[1:] for each in words if each.startswith("*")),
    )


def _lowered(text: str) -> str:
    lowered = text.lower()
    for each in _APOSTROPHES:
        lowered = lowered.replace(each, "'")
    return lowered


def _find(text: str, denials: _Denials) -> _Found:
    """The denials of a text; where a text is not as long in small letters, without their places."""
    lowered = _lowered(text)
    if denials.inside:
        found = [match.span() for match in denials.inside.finditer(lowered)]
        kept = [
            each for each in found if not _is_idle(lowered, denials, each, range(each[0] - _BEFORE, each[1]))
        ]
    else:
        is_hard = denials.is_hard
        words = list(_WORD.finditer(lowered))
        found, kept = [], []
        for index, word in enumerate(words):
            if is_hard(word[0]):
                found.append(word.span())
                nearby = words[max(0, index - _BEFORE) : index + 1]
                if not _is_idle(lowered, denials, word.span(), [each.start() for each in nearby]):
                    kept.append(word.span())
    spans = tuple(kept) if len(lowered) == len(text) else ()
    said = tuple(lowered[start:end] for start, end in kept)
    return _Found(said, spans, len(kept) < len(found))


def _is_idle(text: str, denials: _Denials, place: tuple[int, int], starts: Iterable[int]) -> bool:
    """Whether a denial lies within an idiom that begins at one of ``starts``."""
    if denials.idioms is None:
        return False
    for start in starts:
        match = denials.idioms.match(text, max(0, start))
        if match and match.end() >= place[1]:
            return True
    return False


@remembered
def _is_soft(text: str, tag: str) -> bool:
    """Whether a word of a text may stand for a denial."""
    denials = _denials(tag)
    if denials is None:
        return False
    lowered = _lowered(text)
    if denials.soft_inside:
        return denials.soft_inside.search(lowered) is not None
    return any(map(denials.is_soft, _WORD.findall(lowered)))


@remembered
def _softened(text: str, tag: str) -> tuple[int, int]:
    """How many words of a text may stand for a denial, and how many are of those that translators soften."""
    denials = _denials(tag)
    if denials is None:
        return 0, 0
    lowered = _lowered(text)
    if denials.soft_inside:
        return len(denials.soft_inside.findall(lowered)), 0
    words = _WORD.findall(lowered)
    return sum(map(denials.is_soft, words)), sum(map(denials.is_refusing, words))


# ---------------------------------------------------------------------------------------------- at sight


@remembered
def _times(text: str, tag: str) -> int:
    """How often a source denies, if it does so at first sight."""
    return len(_seen(text, tag).denials)


@remembered
def _seen(text: str, tag: str) -> _Found:
    """What a source denies, if it does so at first sight."""
    denials = _denials(tag)
    return _find(text, denials) if denials is not None and _may_deny(text, denials) else _NOTHING


def _may_deny(text: str, denials: _Denials) -> bool:
    """Cheap: whether it is worth looking at a source."""
    if denials.inside:
        return denials.inside.search(text) is not None
    if not denials.sight.isdisjoint(text.lower().split()):
        return True
    return bool([end for end in denials.sight_ends if end in text])


def _denies_enough(pair: Pair, times: int, denials: _Denials) -> bool:
    """Cheap: whether a target denies so many times, and has no idiom, so that :func:`_find` finds as many."""
    lowered = _lowered(pair.target)
    if denials.inside:
        enough = len(denials.inside.findall(lowered)) >= times
    else:
        sight = denials.sight
        enough = (
            sum(map(sight.__contains__, pair.words)) >= times
            or len(list(islice(filter(denials.is_hard, reversed(_WORD.findall(lowered))), times))) == times
        )
    return enough and (denials.idioms is None or denials.idioms.search(lowered) is None)


def _denies(pair: Pair, denials: _Denials) -> bool:
    """Cheap, and blind for verbs: whether a word of the target is a denial."""
    if denials.plain:
        return bool([word for word in denials.plain if word in pair.target])
    return not denials.sight.isdisjoint(pair.words)
