"""Words in a translation that look like a rendering and are none.

A form has a stem and something after it that the language allows there (``inflection/*.toml``). What is
compared is the stem, by optimal string alignment distance (Boytsov, ACM JEA 16, 2011): a letter that is
wrong, missing, too many, or changed places with its neighbour. Other glossary terms, words that do not begin
with a capital where the name does, and in Russian words of the dictionary are no misspellings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from workflow.glossary.acceptors import acceptor, adjectives, stem_of
from workflow.glossary.hits import Text
from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.lemmas import is_ordinary
from workflow.glossary.normalise import LETTER, fold
from workflow.glossary.recogniser import Chain, Ending
from workflow.glossary.spans import Span, Taken
from workflow.languages import profile
from workflow.model import Concept

_TOKEN = re.compile(rf"{LETTER}+(?:['\-]{LETTER}+)*")
_AT_START = re.compile(r"[.!?…:;«\"(\n-]\s?$")  # looked for in the two characters before a word

_FAR = 99
_FIRST = 2  # letters that a form of a name shares with it: two of its first word, or that and what follows


class _Word(Struct, frozen=True):
    text: str  # folded, lower case
    stem: str
    letters: frozenset[str]  # of the stem
    tail: Ending | Chain
    capital: bool


class _Near(Struct, frozen=True):
    distance: int
    span: Span


class Misspellings:
    """Looks for misspelt renderings in translations into one language."""

    def __init__(
        self, renderings: Callable[[], tuple[Sequence[tuple[Concept, str]], Sequence[str]]], language: str
    ) -> None:
        """``renderings`` of the whole glossary with their concepts; and folded, in small letters."""
        self._language = language
        self._spaced = profile(language).spaces
        self._russian = language.partition("-")[0] == "ru"
        self._renderings = renderings
        self._words: dict[str, tuple[_Word, ...]] = {}

    def find(
        self,
        folded: str,
        identifier: str,
        renderings: Sequence[str],
        taken: Taken,
        *,
        person: bool = False,
    ) -> Span | None:
        """Where in ``folded`` something stands that is nearly one of ``renderings``; the nearest, or None."""
        best: _Near | None = None
        others: dict[str, bool] = {}  # one misspelling may stand there a thousand times
        tokens = list(_TOKEN.finditer(folded)) if self._spaced else []
        for rendering in renderings:
            near = (
                self._spaced_text(folded, tokens, rendering)
                if self._spaced
                else self._run(folded, rendering, 3 if person else 4)
            )
            for candidate in near:
                if best is not None and candidate.distance >= best.distance:
                    continue
                if taken.overlaps(candidate.span):
                    continue
                words = folded[slice(*candidate.span)]
                if words not in others:
                    others[words] = self._is_other_term(words, identifier)
                if not others[words]:
                    best = candidate
        return best.span if best else None

    def _parts(self, rendering: str) -> tuple[_Word, ...]:
        known = self._words.get(rendering)
        if known is None:
            words = []
            for match in _TOKEN.finditer(fold(rendering, self._language)):
                stem, tail = stem_of(match.group(), self._language)
                text = match.group()
                stem, capital = stem.lower(), text[0].isupper() or is_acronym(text)
                words.append(_Word(text.lower(), stem, frozenset(stem), tail, capital))
            known = self._words[rendering] = tuple(words)
        return known

    def _spaced_text(self, folded: str, tokens: Sequence[re.Match[str]], rendering: str) -> Iterable[_Near]:
        words = self._parts(rendering)
        letters = sum(len(word.stem) for word in words)
        if (
            not words
            or letters < 4
            or any(is_acronym(text) for text in fold(rendering, self._language).split())
        ):
            return
        cased = words[0].text.upper() != words[0].text
        if len(words) == 1 and cased and not words[0].capital and not self._russian:
            return  # a common noun: too many other common nouns are near it
        # Without capitals to tell names from other words: one edit in six letters.
        most = _limit(letters) if cased else int(letters >= 6)
        for index in range(len(tokens) - len(words) + 1):
            window = tokens[index : index + len(words)]
            total = 0
            for token, word in zip(window, words, strict=True):
                total += self._distance(token.group(), word, most - total, single=len(words) == 1)
                if total > most:
                    break
            if not 0 < total <= most:
                continue
            if any(folded[left.end() : right.start()] not in (" ", "-") for left, right in pairwise(window)):
                continue
            if len(words) == 1 and self._is_ordinary(folded, window[0], words[0], total):
                continue
            yield _Near(total, (window[0].start(), window[-1].end()))

    def _distance(self, token: str, word: _Word, most: int, *, single: bool) -> int:
        """Edits between the stem of ``word`` and that of ``token``; ``_FAR`` where there are too many."""
        if word.capital and token[0].islower():
            return _FAR
        text = token.lower()
        if text == word.text:
            return 0
        size = len(word.stem)
        if single and text[0] != word.text[0]:
            most = min(most, int(size > 5))  # a first letter is seldom the wrong one
        allowed = min(most, _limit(size) if single else max(1, _limit(size)) if size >= 3 else 0)
        if len(word.letters.difference(text)) > allowed:
            return _FAR  # each letter that it has not is an edit
        if text.startswith(word.stem) and not any(
            word.tail.is_rest(text, place) for place in (size, size + 1)
        ):
            return _FAR  # derived from the word (Сенат, сенатор), not the word with a letter too many
        best = edits(word.text, text, allowed)
        for cut in range(max(1, size - allowed), min(len(text), size + allowed) + 1):
            if word.tail.is_rest(text, cut):
                best = min(best, edits(word.stem, text[:cut], allowed))
        return best if best <= allowed else _FAR

    def _is_ordinary(self, folded: str, token: re.Match[str], word: _Word, distance: int) -> bool:
        """Whether one word that stands alone is rather a word of the language than a misspelt name."""
        if self._russian:
            return is_ordinary(token.group())
        if not word.capital:
            return False
        start = token.start()
        begins = not start or _AT_START.search(folded[max(0, start - 2) : start])
        return bool(begins) and (distance > 1 or len(word.stem) < 6)

    def _run(self, folded: str, rendering: str, least: int) -> Iterable[_Near]:
        """A script without spaces: one wrong character in a run of ``least`` or more."""
        wanted = fold(rendering, self._language)
        size = len(wanted)
        if size < least or wanted.isascii():
            return
        for start in range(len(folded) - size + 1):
            window = folded[start : start + size]
            wrong = sum(left != right for left, right in zip(window, wanted, strict=True))
            if (
                wrong == 1
                and window[0] == wanted[0]
                and all(char.isalnum() or char == "·" for char in window)
            ):
                yield _Near(1, (start, start + size))

    def _is_other_term(self, candidate: str, identifier: str) -> bool:
        """Whether all of ``candidate`` is a form of another term: every form keeps the first letters."""
        text = Text(candidate)
        first = text.spaced[:_FIRST]
        starts = first, first.replace(" ", "-")
        return any(
            form.is_all_of(text)
            for (concept, rendering), name in zip(*self._renderings(), strict=True)
            if name.startswith(starts) and concept.id != identifier
            for form in (acceptor(rendering, self._language), adjectives(rendering, self._language))
        )


def edits(one: str, other: str, most: int) -> int:
    """Optimal string alignment distance of two words; more than ``most`` where it is more than that.

    A word has few letters, and few words come so far: a compiled library takes longer to load.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    if one == other:
        return 0
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, char in enumerate(one, 1):
        older, before = before, row
        row = [place]
        for at, letter in enumerate(other, 1):
            least = min(before[at] + 1, row[-1] + 1, before[at - 1] + (char != letter))
            if place > 1 and at > 1 and char == other[at - 2] and letter == one[place - 2]:
                least = min(least, older[at - 2] + 1)
            row.append(least)
        if min(row) > most and min(before) > most:
            return most + 1
    return row[-1]


def _limit(letters: int) -> int:
    """How many edits in so many letters of stems are a misspelling; in fewer than five none is."""
    if letters < 5:
        return 0
    if letters < 9:
        return 1
    return 2 if letters < 13 else 3
