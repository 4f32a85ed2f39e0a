"""``[own_letters]``: words with the language's own letters, not with what a foreign keyboard has for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import compress, product
from operator import itemgetter
from pathlib import Path
from typing import Any

import tomli

from workflow.checks.check import Pair, unit_check
from workflow.checks.vocabulary import vocabulary
from workflow.checks.words import is_within, like, listed
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_WORD = late(r"[^\W\d_]+(?:['’‘ʻʼ`][^\W\d_]+)*")
# Tajik has й after vowels only: after a consonant at the end of a word it is the ӣ of a typewriter.
_FINAL = late("[йЙ](?<=[бвгғджзкқлмнпрстфхҳчҷшБВГҒДЖЗКҚЛМНПРСТФХҲЧҶШ].)(?![^\\W\\d_])")
_STEM = 5  # letters at the beginning of a word that tell which one it is, whatever its ending
_BEGINNING = itemgetter(slice(_STEM))
_OPENING = "«“("
_MOST_OWN = 6  # own letters of a word: each may be typed right or wrong

_Strange = tuple[Sequence[str], Sequence[re.Pattern[str]], frozenset[str], Sequence[str]]


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts with a word that begins as a wrong one does, or has letters that no word has, or a strange end.

    A word may begin within what stands between spaces.
    """
    language = pairs[0].language
    known = vocabulary(pairs)
    every = known.small()
    beginnings = _beginnings(language)
    strange, wrong = _strange(language), _wrong(language)
    letters, patterns, *_ = strange
    found = set(compress(every, map(beginnings.__contains__, map(_BEGINNING, every))))
    for sign in _OPENING:
        found |= known.with_part(sign)
    found.update(small for each in letters for small in known.with_part(each))
    found.update(known.around(hit.start()) for pattern in patterns for hit in pattern.finditer(known.text))
    found = {
        small
        for small in found
        if any(word in wrong or _is_strange(word, strange) for word in _WORD.findall(small))
    }
    if language == "tg":
        found.update(filter(_FINAL.search, known.with_part("й")))
    if not found:
        return []
    wanted = set(compress(known.words, map(found.__contains__, every)))
    return [pair for pair in pairs if not wanted.isdisjoint(pair.words)]


@unit_check("own_letters", Severity.WARNING, languages=("kk", "ky", "tg", "uz"), prefilter=_may_have)
def check_own_letters(pair: Pair) -> Iterable[Remark]:
    """Frequent words in which a letter of the language was typed as its neighbour on a Russian keyboard.

    A list, not a dictionary: what it says is sure, and what it does not know it says nothing of.
    """
    small = pair.target.lower()
    pairs, patterns, *_ = _strange(pair.language)
    known = not _beginnings(pair.language).isdisjoint(map(_BEGINNING, _pieces(small)))
    look = known or _has_any(small, pairs, patterns)
    final = pair.language == "tg" and "й" in small and _FINAL.search(pair.target) is not None
    return _remarks(pair, look, final) if look or final else ()


def _remarks(pair: Pair, look: bool, final: bool) -> Iterator[Remark]:
    """What is to be said of a text that has such words, or Tajik ones that end with й."""
    found: list[tuple[int, int, str]] = []
    strange: list[tuple[int, int]] = []
    if look:
        wrong = _wrong(pair.language)
        for match in _WORD.finditer(pair.target):
            right = wrong.get(match[0].lower())
            if match[0] in pair.source:
                continue
            if right is not None:
                found.append((*match.span(), like(match[0], right)))
            elif _is_strange(match[0], _strange(pair.language)):
                strange.append(match.span())
    if final:
        words = [(start, end) for start, end, _ in found]
        found += [
            (*match.span(), "Ӣ" if match[0] == "Й" else "ӣ")
            for match in _FINAL.finditer(pair.target)
            if not is_within(match.start(), words)
        ]
        found.sort()
    if found:
        yield Remark(
            f"{listed(_whole(pair.target, start, end) for start, end, _ in found)}: a letter of the "
            f"{pair.profile.english} alphabet was typed as another",
            listed(right for *_, right in found),
            "type the word again with the letters of the language",
            kind="word",
            spans=tuple((start, end) for start, end, _ in found[:50]),
            fix=tuple(Edit(start, end, right) for start, end, right in found),
        )
    if strange:
        english = pair.profile.english
        yield Remark(
            f"{listed(pair.target[start:end] for start, end in strange)}: no {english} word is built so",
            hint=f"see whether a letter of the {english} alphabet was typed as another",
            kind="sounds",
            spans=tuple(strange[:50]),
        )


def _pieces(text: str) -> list[str]:
    """What stands between spaces and opening marks."""
    for sign in _OPENING:
        text = text.replace(sign, " ")
    return text.split()


def _has_any(text: str, pairs: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> bool:
    for each in pairs:  # a loop, since a generator takes longer than all of them
        if each in text:
            return True
    return any(pattern.search(text) for pattern in patterns) if patterns else False


def _is_strange(word: str, strange: _Strange) -> bool:
    """Whether the language cannot have the word; names may be of another one."""
    pairs, patterns, stems, but = strange
    return (
        word.islower()
        and (word[:_STEM] in stems or _has_any(word, pairs, patterns))
        and not any(part in word for part in but)
    )


@cache
def _strange(language: str) -> _Strange:
    """What no word has: pairs of letters, patterns, a beginning; and parts of words that may."""
    raw = _tables()[language]
    right = {word[:_STEM] for word in str(raw["words"]).split()}
    stems = {wrong[:_STEM] for wrong in _wrong(language) if len(wrong) >= _STEM}
    return (
        tuple(str(raw.get("pairs", "")).split()),
        tuple(map(re.compile, raw.get("strange", []))),
        frozenset(stems - right) if raw.get("stems", True) else frozenset(),
        tuple(raw.get("but", ())),
    )


@cache
def _beginnings(language: str) -> frozenset[str]:
    """How words begin that are worth a look; a short word may have a punctuation mark after it."""
    _, _, stems, _ = _strange(language)
    found = set(stems)
    right = {word[:_STEM] for word in str(_tables()[language]["words"]).split()}
    for word in _wrong(language):
        if word[:_STEM] not in right:  # else nearly every text had one
            found.add(word[:_STEM])
        if len(word) < _STEM:
            found.update(f"{word}{mark}"[:_STEM] for mark in (*",.:;!?»”)", ",»", "»,", "»."))
    return frozenset(found)


def _whole(text: str, start: int, end: int) -> str:
    """The word that ends with a letter."""
    return text[start:end] if end - start > 1 else re.split(r"[\W\d_]", text[max(start - 30, 0) : end])[-1]


@cache
def _tables() -> Mapping[str, Any]:
    text = (Path(__file__).parent / "data" / "own_letters.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


@cache
def _wrong(language: str) -> Mapping[str, str]:
    """Each wrong spelling of the words of a language, with the right one; those of two words left out."""
    raw = _tables()[language]
    fold: dict[str, str] = raw["fold"]
    words = str(raw["words"]).split()
    known = frozenset((*words, *str(raw.get("also", "")).split()))
    found: dict[str, set[str]] = {}
    for word in words:
        own = sum(char in fold for char in word)
        choices = [(char, fold[char]) if char in fold else (char,) for char in word]
        if own > _MOST_OWN:  # only as a keyboard without any of them has it
            found.setdefault("".join(fold.get(char, char) for char in word), set()).add(word)
            continue
        for letters in product(*choices):
            found.setdefault("".join(letters), set()).add(word)
    return {
        wrong: next(iter(rights))
        for wrong, rights in found.items()
        if len(rights) == 1 and wrong not in known
    }
