"""``[negation]``: what the source denies the translation denies, and nothing else.

A translator may well say "fail" for "not succeed", so every language has, besides its denials, words that may
stand for one: where these are, nothing is said. All of it is in ``data/negation.toml``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

from workflow.checks.check import Pair, unit_check
from workflow.model import Remark, Severity

# Within what stands between spaces: a word with marks (Devanagari, Arabic), apostrophes, hyphens, joiners.
_WORD = re.compile(
    r"[\w\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u200c'-]+"
)
_TOKEN = re.compile(r"\S+")
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
    sight: frozenset[str]  # words of ``hard`` with what may stand around them
    sight_ends: tuple[str, ...]  # ends of words of ``hard``, with every apostrophe
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
    source = _find(pair.source, pair.source_language) if _may_deny(pair, ours) else _NOTHING
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
        frozenset(
            f"{before}{word}{after}"
            for word in _with_apostrophes(each.rstrip("*") for each in lists["hard"] if each[0] != "*")
            for before in _BEFORE_WORDS
            for after in _AFTER_WORDS
        ),
        _with_apostrophes(each[1:] for each in lists["hard"] if each.startswith("*")),
        plain,
    )


def _as_pattern(idiom: str) -> str:
    pattern = re.escape(idiom).replace(r"\*", r"\w{0,40}").replace(r"\#", r"\d").replace(r"\ ", r"\s")
    return pattern if idiom.endswith(("*", "#")) else pattern + r"(?!\w)"


def _with_apostrophes(words: Iterable[str]) -> tuple[str, ...]:
    found = []
    for word in words:
        found += [word, *(word.replace("'", each) for each in _APOSTROPHES if "'" in word)]
    return tuple(found)


def _words(words: Iterable[str]) -> _Words:
    return _Words(
        frozenset(each for each in words if "*" not in each),
        tuple(each[:-1] for each in words if each.endswith("*")),
        tuple(each[1:] for each in words if each.startswith("*")),
    )


def _find(text: str, tag: str) -> _Found:
    """The denials of a text; where a text is not as long in small letters, without their places."""
    denials = _tables()[tag]
    lowered = text.lower()
    for each in _APOSTROPHES:
        lowered = lowered.replace(each, "'")
    if denials.inside and denials.soft_inside:
        soft, refusing = len(denials.soft_inside.findall(lowered)), 0
        found = [match.span() for match in denials.inside.finditer(lowered)]
        kept = [
            place
            for place in found
            if not _is_idle(lowered, denials.idioms, place, range(max(0, place[0] - _BEFORE), place[1]))
        ]
    else:
        readings = list(map(_reading(tag), lowered.split()))
        telling = [each for each in readings if each is not _SILENT]
        soft = sum(each.soft for each in telling)
        refusing = sum(each.refusing for each in telling)
        found, kept = [], []
        if any(each.hard for each in telling):
            tokens = [match.start() for match in _TOKEN.finditer(lowered)]
            for index, reading in enumerate(readings):
                for start, end in reading.hard:
                    place = (tokens[index] + start, tokens[index] + end)
                    found.append(place)
                    if not _is_idle(
                        lowered, denials.idioms, place, tokens[max(0, index - _BEFORE) : index + 1]
                    ):
                        kept.append(place)
    spans = tuple(kept) if len(lowered) == len(text) else ()
    said = tuple(lowered[start:end] for start, end in kept)
    return _Found(said, spans, soft, refusing, len(kept) < len(found))


def _is_idle(
    text: str, idioms: re.Pattern[str] | None, place: tuple[int, int], starts: Iterable[int]
) -> bool:
    """Whether a denial lies within an idiom that begins at one of ``starts``, or after marks there."""
    if idioms is None:
        return False
    for start in starts:
        match = idioms.match(text, start)
        if match is None and not text[start].isalnum() and (word := _WORD.search(text, start)):
            match = idioms.match(text, word.start())
        if match and match.start() <= place[0] and match.end() >= place[1]:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Reading:
    """What stands between two spaces, read: most often one word with marks of punctuation."""

    hard: tuple[tuple[int, int], ...] = ()  # places of denials
    soft: int = 0
    refusing: int = 0


_SILENT = _Reading()


@cache
def _reading(tag: str) -> Callable[[str], _Reading]:
    """How to read what stands between two spaces; it comes again and again."""
    denials = _tables()[tag]

    @lru_cache(maxsize=1 << 14)
    def read(token: str) -> _Reading:
        hard, soft, refusing = [], 0, 0
        for match in _WORD.finditer(token[:_LONGEST]):
            word = match[0].strip("'-")
            if not word or word in denials.idle:
                continue
            refusing += word in denials.refusing
            if word in denials.hard or (denials.verbs is not None and denials.verbs.fullmatch(word)):
                start = match.start() + match[0].index(word)
                hard.append((start, start + len(word)))
            elif word not in denials.helpers and word in denials.soft:
                soft += 1
        return _Reading(tuple(hard), soft, refusing) if hard or soft or refusing else _SILENT

    return read


# ---------------------------------------------------------------------------------------------- at sight


def _may_deny(pair: Pair, denials: _Denials) -> bool:
    """Cheap: whether it is worth looking at the source."""
    if denials.inside:
        return denials.inside.search(pair.source) is not None
    if not denials.sight.isdisjoint(pair.source.lower().split()):
        return True
    return any(end in pair.source for end in denials.sight_ends)


def _denies_at_sight(pair: Pair, denials: _Denials) -> bool:
    """Cheap, and blind for verbs: whether a word of the target is a denial."""
    if denials.plain:
        return denials.plain.search(pair.target) is not None
    return not denials.sight.isdisjoint(pair.words)
