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

from msgspec import Struct
from rapidfuzz import fuzz, process

from workflow.diff import words
from workflow.languages import profile
from workflow.languages.numerals import numbers

LEAST = 75.0  # similarity in per cent, as in translation memories
_LEAST_IN_PLACE = 60.0  # for a sentence whose neighbour is the same as before
_LEAST_JOINED = 85.0  # for one that became several, or several that became one
_GAIN = 4.0  # by how much a joined text must be nearer than its best part alone
_MOST_PARTS = 3
_WINDOW = 2000  # sentences on both sides; more are compared with their neighbours only
_MINUS = re.compile(r"(?<![\w)\]])[-\u2212\u2013](?=\d)")
_MONTH = re.compile(r"\d+ ?月")

Names = Callable[[str], Sequence[str]]


class Old(Struct, frozen=True):
    """A sentence of the old version that is gone, at its place in it."""

    text: str
    place: int


class Change(Struct, frozen=True):
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
    openers: frozenset[str] = frozenset(),
) -> list[Change]:
    """Changes between ``gone`` and the sentences of ``article`` that are ``fresh`` (indices, rising).

    ``same_place`` tells whether an old place and a new index have the same neighbour. ``names`` gives the
    names of a text; ``openers`` are no names, though they begin sentences. A sentence is in one change at
    most; a change has several on one side at most.
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
    capitals = _capitals_in([*article, *(each.text for each in gone)], openers) if proposals else Capitals()
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, _, change in sorted(proposals, key=lambda each: (-each[0], not each[1], -each[2])):
        if taken_old.isdisjoint(change.old) and taken_new.isdisjoint(change.new):
            taken_old.update(change.old)
            taken_new.update(change.new)
            was = join(gone[index].text for index in change.old)
            now = join(article[index] for index in change.new)
            reasons = tuple(differences(was, now, language, names, capitals))
            chosen.append(Change(change.old, change.new, change.score, reasons))
    return sorted(chosen, key=lambda change: change.new)


class Capitals(Struct, frozen=True):
    """What is known of words that begin a sentence, where a capital says nothing."""

    names: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()


def differences(
    old: str, new: str, language: str, names: Names | None = None, capitals: Capitals | None = None
) -> Iterator[str]:
    """In what two texts differ that must not be got wrong: ``number``, ``negation``, ``name``.

    Numbers are those in digits of any script, and the counting words of the language; names are what
    ``names`` finds, and words with a capital. One that begins a sentence counts if it is known as a name, or
    if the other text begins with another one of which nothing is known.
    """
    known = profile(language)
    if _numbers(old, language) != _numbers(new, language):
        yield "number"
    denied = _listed(old, known.negations) != _listed(new, known.negations)
    if denied or _denied(old, new, known.negating_prefixes, known.negating_infixes):
        yield "negation"
    named = names is not None and Counter(names(old)) != Counter(names(new))
    if named or _other_capitals(old, new, capitals or Capitals()):
        yield "name"


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


class _Text(Struct, frozen=True):
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


def _numbers(text: str, language: str) -> Counter[str]:
    found = Counter(numbers(text, language))
    found.update(_MINUS.findall(text))
    found.update(_MONTH.findall(text))  # no number where other languages name the month, but one here
    found.update(char for char in text if unicodedata.category(char) == "No")  # ½, ²
    return found + _listed(text, profile(language).number_words)


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


def _denied(old: str, new: str, prefixes: Sequence[str], infixes: Sequence[str]) -> bool:
    """Whether a word of one text is the denial of one of the other ("lawful", "unlawful")."""
    if not prefixes and not infixes:
        return False
    before, after = (set(words(text.casefold().replace("آ", "ا"))) for text in (old, new))
    return any(
        _denies(gone, came, prefixes, infixes)
        for gone, came in ((before - after, after - before), (after - before, before - after))
    )


def _denies(some: set[str], others: set[str], prefixes: Sequence[str], infixes: Sequence[str]) -> bool:
    """Whether a word of ``some`` denies one of ``others``."""
    for word in some:
        for prefix in prefixes:
            stem = word.removeprefix(prefix)
            if stem in others and stem != word and len(stem) > len(prefix):
                return True
    if not infixes:
        return False
    begin: dict[str, list[str]] = {}
    for other in others:
        begin.setdefault(other[:2], []).append(other)
    return any(_within(word, other, infixes) for word in some for other in begin.get(word[:2], ()))


def _within(word: str, other: str, infixes: Sequence[str]) -> bool:
    """Whether ``word`` is ``other`` with one of ``infixes`` in it, in the place of a vowel perhaps."""
    head = _common(word, other)
    tail = _common(word[head:][::-1], other[head:][::-1])
    middle, instead = word[head : len(word) - tail], other[head : len(other) - tail]
    return head > 1 and tail > 0 and len(instead) <= 1 and len(middle) <= 3 and middle[:2] in infixes


def _common(text: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    same = (index for index, (one, two) in enumerate(zip(text, other, strict=False)) if one != two)
    return next(same, min(len(text), len(other)))


def _capitals_in(texts: Sequence[str], openers: frozenset[str]) -> Capitals:
    """What an article knows of its own words: one with a capital within a sentence is a name, unless it also
    stands there without (headlines write many words with one).
    """
    inner: set[str] = set()
    first: set[str] = set()
    small: set[str] = set()
    for text in texts:
        within, begins = _capital_words(text)
        inner.update(within)
        first.update(begins)
        small.update(_small_words(text))
    others = frozenset(word for word in inner | first if word.casefold() in small)
    return Capitals(frozenset(inner) - others - openers, others | openers)


def _other_capitals(old: str, new: str, known: Capitals) -> bool:
    """Whether two texts have different words with a capital."""
    (old_inner, old_first), (new_inner, new_first) = _capital_words(old), _capital_words(new)

    def named(inner: Counter[str], first: Counter[str], there: Counter[str]) -> Counter[str]:
        counts = {word: count for word, count in first.items() if word in there or word in known.names}
        return inner + Counter(counts)

    if named(old_inner, old_first, new_inner) != named(new_inner, new_first, old_inner):
        return True
    small = _small_words(old) | _small_words(new)
    doubtful = [
        {
            word
            for word in first
            if word not in there and word not in known.others and word.casefold() not in small
        }
        for first, there in ((old_first, new_inner), (new_first, old_inner))
    ]
    return bool(doubtful[0] - doubtful[1]) and bool(doubtful[1] - doubtful[0])


def _small_words(text: str) -> set[str]:
    return {word for word in words(text) if word[:1].islower()}


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
