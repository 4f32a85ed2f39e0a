"""Find the glossary's concepts in a text: leftmost-longest, whole words, no overlaps.

An Aho-Corasick automaton finds every candidate in one pass (Aho & Corasick, CACM 18(6), 1975); word
boundaries and capitals are tested on the candidates, and only then is the leftmost-longest set chosen. The
order matters: choosing first would let a candidate that fails the boundary test hide a good one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workflow.glossary.normalise import normalise
from workflow.languages import profile
from workflow.model import Concept, Kind, Match

# Kinds whose variants are proper names from the first letter on; in the others ("Mayor of Chongqing") the
# first letter follows the sentence.
_NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.KEEP})


_SURROGATES = re.compile("[\ud800-\udfff]")


def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char == "_"


def _lower(text: str) -> str:
    """Lower case, letter by letter, so that offsets stay true ("İ" would become two characters).

    A lone surrogate, which no automaton takes, becomes U+FFFD.
    """
    if text.isascii():
        return text.lower()
    lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return _SURROGATES.sub("\ufffd", lowered)


def _is_unspaced(char: str) -> bool:
    """Whether ``char`` belongs to a script that writes no spaces between words (Han, kana)."""
    return (
        "\u2e80" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"
    )


@dataclass(frozen=True, slots=True)
class _Pattern:
    concept: Concept
    variant: str  # as the glossary writes it
    text: str  # normalised
    free_first: bool  # the first letter may be of either case


class Matcher:
    """Matches the renderings that a glossary has in one language."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        import ahocorasick_rs  # noqa: PLC0415  (a compiled extension: not needed for --help)

        self._spaced = profile(language).spaces
        self._patterns: list[list[_Pattern]] = []
        by_key: dict[str, list[_Pattern]] = {}
        for concept in concepts:
            for variant in concept.in_language(language).accepted:
                text = normalise(variant).text.strip()
                if not text:
                    continue
                single_capital = " " not in text and text[0].isupper()
                free = concept.kind not in _NAMES and not single_capital and not text[:2].isupper()
                by_key.setdefault(_lower(text), []).append(_Pattern(concept, variant, text, free))
        keys = list(by_key)
        self._patterns = [by_key[key] for key in keys]
        self._automaton = ahocorasick_rs.AhoCorasick(keys) if keys else None

    def match(self, text: str) -> list[Match]:
        """Concepts in ``text``, in order; offsets are those of ``text`` itself."""
        if self._automaton is None or not text:
            return []
        normalised = normalise(text)
        haystack = normalised.text
        lowered = _lower(haystack)
        found: list[tuple[int, int, _Pattern]] = []
        for key, start, end in self._automaton.find_matches_as_indexes(lowered, overlapping=True):
            if not self._bounded(haystack, start, end):
                continue
            pattern = _pick(self._patterns[key], haystack[start:end])
            if pattern:
                found.append((start, end, pattern))
        found.sort(key=lambda item: (item[0], -item[1]))
        matches: list[Match] = []
        position = 0
        for start, end, pattern in found:
            if start < position:
                continue
            position = end
            matches.append(Match(pattern.concept, *normalised.span(start, end), pattern.variant))
        return matches

    def _bounded(self, text: str, start: int, end: int) -> bool:
        def crosses(left: str, right: str) -> bool:
            if not (_is_word(left) and _is_word(right)):
                return False
            return self._spaced or not (_is_unspaced(left) or _is_unspaced(right))

        if start > 0 and crosses(text[start - 1], text[start]):
            return False
        return not (end < len(text) and crosses(text[end - 1], text[end]))


def _pick(patterns: Sequence[_Pattern], seen: str) -> _Pattern | None:
    """The pattern whose capitals agree with the text; an exact one before one with a free first letter."""
    for pattern in patterns:
        if pattern.text == seen:
            return pattern
    for pattern in patterns:
        if pattern.free_first and pattern.text[1:] == seen[1:]:
            return pattern
    return None
