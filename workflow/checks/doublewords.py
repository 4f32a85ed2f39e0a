"""``[doublewords]``: no word stands there twice by mistake."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import eq
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

from workflow.checks.check import MARKS, Pair, unit_check
from workflow.checks.vocabulary import stammering
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_TWICE = late(r"(?<!\S)(\S{1,40})(\s+)(?=(\S{1,40})(?!\S))")
_LETTER = late(r"[^\W\d_]")


class _Habits(Struct, frozen=True):
    """What a language says twice, and what it never does."""

    never: frozenset[str]
    shortest: int
    doubled: frozenset[str]
    inside: re.Pattern[str] | None  # of a language that does not divide words


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    return tomli.loads((Path(__file__).parent / "data" / "doublewords.toml").read_text(encoding="utf-8"))


@cache
def _habits(tag: str) -> _Habits | None:
    raw: Mapping[str, Any] | None = _table().get(tag)
    if raw is None:
        return None
    never = raw["never"].split()
    inside = None if "from" in raw else re.compile(f"({'|'.join(map(re.escape, never))})\\1(?!\\1)")
    return _Habits(frozenset(never), raw.get("from", 0), frozenset(raw.get("doubled", "").split()), inside)


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    habits = _habits(pairs[0].language)
    if habits is None:
        return []
    if habits.inside:
        return [pair for pair in pairs if habits.inside.search(pair.target)]
    return stammering(pairs)  # after the second one there may be marks


@unit_check("doublewords", Severity.ERROR, prefilter=_may_have)
def check_doublewords(pair: Pair) -> Iterable[Remark]:
    """The same word twice, with only a space between, where the source has none twice.

    Repeated words mean something in many languages («धीरे धीरे» is "slowly"), and names have them: sure it is
    only of small words; a longer one is a warning.
    """
    habits = _habits(pair.language)
    if habits is None:
        return ()
    if habits.inside:
        return _said_twice(pair.target, habits.inside)
    return () if _has_twice(pair.source.split()) else _doubled(pair.target, habits)


def _said_twice(text: str, inside: re.Pattern[str]) -> Iterator[Remark]:
    for match in inside.finditer(text):
        yield _remark(match[1], match.start(), match.end(1), match.end(), Severity.WARNING)


def _doubled(text: str, habits: _Habits) -> Iterator[Remark]:
    for match in _TWICE.finditer(text):
        word = match[1]
        if word != match[3].rstrip(MARKS):
            continue
        end = match.end() + len(word)
        if word in habits.never:
            yield _remark(word, match.start(), match.end(1), end, Severity.ERROR)
        elif not _LETTER.match(word) or unicodedata.category(word[-1])[0] not in "LM":
            continue
        elif len(word) >= habits.shortest and word not in habits.doubled and not word[0].isupper():
            yield _remark(word, match.start(), match.end(1), end, Severity.WARNING)


def _has_twice(words: list[str]) -> bool:
    return any(map(eq, words, words[1:]))


def _remark(word: str, start: int, middle: int, end: int, severity: Severity) -> Remark:
    return Remark(
        f"“{word}” stands there twice",
        word,
        "delete one",
        spans=((start, end),),
        severity=severity,
        fix=(Edit(middle, end, ""),) if severity is Severity.ERROR else (),
    )
