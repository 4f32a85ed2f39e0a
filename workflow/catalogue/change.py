"""Which sentence of an old version of an article became which of the new one.

Sentences that are the same need none of this. Of the others, pairs are found by the similarity of their texts
(the normalised Indel distance of rapidfuzz on case-folded text), best first, one to one, a sentence in its
old place before one elsewhere; one sentence that became two or three, and two or three that became one, are
recognised by their joined text. A pair whose two texts differ in a denial, a number or a name is found too,
with the reason why the old translation must not stand for the new sentence.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from workflow.diff import words
from workflow.languages import profile

LEAST = 75.0  # similarity in per cent, as in translation memories
_LEAST_IN_PLACE = 60.0  # for a sentence whose neighbour is the same as before
_LEAST_JOINED = 85.0  # for one that became several, or several that became one
_GAIN = 4.0  # by how much a joined text must be nearer than its best part alone
_MOST_PARTS = 3
_WINDOW = 2000  # sentences on both sides; more are compared with their neighbours only
_DIGITS = re.compile(r"\d+(?:[.,:/\u066b\u066c\u00a0\u202f ]?\d+)*")

Names = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Old:
    """A sentence of the old version that is gone, at its place in it."""

    text: str
    place: int


@dataclass(frozen=True, slots=True)
class Change:
    """``old`` sentences (indices) became the ``new`` ones (indices into the whole new version)."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    score: float
    reasons: tuple[str, ...] = ()  # why the old translation is no more than a candidate


def find_changes(
    gone: Sequence[Old],
    article: Sequence[str],
    fresh: Sequence[int],
    language: str,
    names: Names | None = None,
    same_place: Callable[[int, int], bool] | None = None,
) -> list[Change]:
    """Changes between ``gone`` and the sentences of ``article`` that are ``fresh`` (indices, rising).

    ``same_place`` tells whether an old place and a new index have the same neighbour. ``names`` gives the
    names of a text. A sentence is in one change at most; a change has several on one side at most.
    """
    if not gone or not fresh:
        return []
    join = profile(language).sentence_space.join
    in_place = same_place or (lambda _old, _new: False)
    proposals: list[tuple[float, bool, int, Change]] = []
    before = [_Text(_folded(each.text), each.place) for each in gone]
    after = [_Text(_folded(article[index]), index) for index in fresh]
    best_new: dict[int, float] = {}
    for old, column, score in _alike(before, after, _LEAST_IN_PLACE):
        new = fresh[column]
        best_new[new] = max(score, best_new.get(new, 0.0))
        here = in_place(gone[old].place, new)
        if score >= (_LEAST_IN_PLACE if here else LEAST):
            distance = abs(gone[old].place - new)
            proposals.append((score, here, -distance, Change((old,), (new,), score)))
    runs = list(_runs(fresh, _MOST_PARTS))
    joined = [_Text(_folded(join(article[index] for index in parts)), parts[0]) for parts in runs]
    for row, old, score in _alike(joined, before, _LEAST_JOINED):
        parts = runs[row]
        alone = max(fuzz.ratio(before[old].text, _folded(article[index])) for index in parts)
        if score >= alone + _GAIN:
            here = any(in_place(gone[old].place, index) for index in parts)
            proposals.append((score, here, 0, Change((old,), parts, score)))
    by_place = sorted(range(len(gone)), key=lambda index: gone[index].place)
    runs = list(_runs([gone[index].place for index in by_place], _MOST_PARTS, by_place))
    joined = [_Text(_folded(join(gone[index].text for index in run)), gone[run[0]].place) for run in runs]
    for row, column, score in _alike(joined, after, _LEAST_JOINED):
        run, new = runs[row], fresh[column]
        if score >= best_new.get(new, 0.0) + _GAIN:
            here = any(in_place(gone[index].place, new) for index in run)
            proposals.append((score, here, 0, Change(run, (new,), score)))
    chosen: list[Change] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, _, change in sorted(proposals, key=lambda each: (-each[0], not each[1], -each[2])):
        if taken_old.isdisjoint(change.old) and taken_new.isdisjoint(change.new):
            taken_old.update(change.old)
            taken_new.update(change.new)
            was = join(gone[index].text for index in change.old)
            now = join(article[index] for index in change.new)
            reasons = tuple(differences(was, now, language, names))
            chosen.append(Change(change.old, change.new, change.score, reasons))
    return sorted(chosen, key=lambda change: change.new)


def differences(old: str, new: str, language: str, names: Names | None = None) -> Iterator[str]:
    """In what two texts differ that must not be got wrong: ``number``, ``negation``, ``name``.

    Numbers are runs of digits of any script, and the counting words of the language; names are what ``names``
    finds, and words with a capital that do not begin the text.
    """
    known = profile(language)
    if _numbers(old, known.number_words) != _numbers(new, known.number_words):
        yield "number"
    if _listed(old, known.negations) != _listed(new, known.negations):
        yield "negation"
    named = names is not None and Counter(names(old)) != Counter(names(new))
    if named or _capitals(old, new) != _capitals(new, old):
        yield "name"


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class _Text:
    text: str  # folded
    place: int


def _alike(rows: Sequence[_Text], columns: Sequence[_Text], least: float) -> Iterator[tuple[int, int, float]]:
    """Pairs (row, column) that are alike, with their similarity.

    Of a book that was rewritten, only those whose places are near to each other.
    """
    if len(rows) * len(columns) <= _WINDOW * _WINDOW:
        yield from _compared(rows, columns, least)
        return
    near = max(1, _WINDOW // 10)
    down = sorted(range(len(rows)), key=lambda row: rows[row].place)
    across = sorted(range(len(columns)), key=lambda column: columns[column].place)
    places = [columns[column].place for column in across]
    for first in range(0, len(rows), near):
        mine = down[first : first + near]
        start = bisect_left(places, rows[mine[0]].place - near)
        end = bisect_right(places, rows[mine[-1]].place + near)
        theirs = across[start : min(end, start + 8 * near)]  # no more where rows lie far from each other
        found = _compared([rows[row] for row in mine], [columns[column] for column in theirs], least)
        for row, column, score in found:
            if abs(rows[mine[row]].place - columns[theirs[column]].place) <= near:
                yield mine[row], theirs[column], score


def _compared(
    rows: Sequence[_Text], columns: Sequence[_Text], least: float
) -> Iterator[tuple[int, int, float]]:
    if rows and columns:
        texts = [each.text for each in rows], [each.text for each in columns]
        table = process.cdist(*texts, scorer=fuzz.ratio, score_cutoff=least)
        for row, column in zip(*table.nonzero(), strict=True):
            yield int(row), int(column), float(table[row, column])


def _runs(places: Sequence[int], most: int, values: Sequence[int] | None = None) -> Iterator[tuple[int, ...]]:
    """Runs of two to ``most`` neighbours among rising ``places``; their ``values``, if those are others."""
    values = places if values is None else values
    for first in range(len(places)):
        for count in range(2, most + 1):
            last = first + count - 1
            if last >= len(places) or places[last] - places[first] != count - 1:
                break
            yield tuple(values[first : last + 1])


def _numbers(text: str, counting: Sequence[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for match in _DIGITS.finditer(text):
        found["".join(str(unicodedata.digit(char)) for char in match.group() if char.isdecimal())] += 1
    return found + _listed(text, counting)


def _listed(text: str, listed: Sequence[str]) -> Counter[str]:
    """Which of the ``listed`` words stand in the text, and how often; "n't" is the word "not"."""
    wanted = set(listed)
    found: Counter[str] = Counter()
    for word in words(text.casefold().replace("’", "'")):
        if word in wanted:
            found[word] += 1
        elif word.endswith("n't") and "not" in wanted:
            found["cannot" if word == "can't" else "not"] += 1
    return found


def _capitals(text: str, other: str) -> Counter[str]:
    """Words with a capital; those that begin a sentence only if the other text has them within one, too."""
    inner, first = _capital_words(text)
    there, _ = _capital_words(other)
    return inner + Counter({word: count for word, count in first.items() if word in there})


def _capital_words(text: str) -> tuple[Counter[str], Counter[str]]:
    """Words with a capital within sentences, and those at the beginning of one."""
    inner: Counter[str] = Counter()
    first: Counter[str] = Counter()
    begins = True
    for word in words(text):
        if word[:1].isalnum():
            if word[:1].isupper() and word != "I":
                (first if begins else inner)[word] += 1
            begins = False
        elif word in ".!?…":
            begins = True
    return inner, first
