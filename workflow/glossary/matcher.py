"""Find the glossary's concepts in a text: leftmost-longest, whole words, no overlaps.

An Aho-Corasick automaton finds every candidate in one pass (Aho & Corasick, CACM 18(6), 1975). It runs over
the text with every character that is no part of a word made a space, one for one, and its patterns have a
space at either end, so that it tests word boundaries itself; capitals are tested by it too, since it is given
each spelling that a term may have. What is left to do here is done on whole-word hits only: punctuation
within a term, the choice of the leftmost-longest, short forms, and longer names that the glossary does not
know. The order matters: choosing before testing would let a candidate that fails hide a good one.

Texts in scripts that write no spaces between words go a slower way: the automaton without boundaries, and
the boundaries tested for each hit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from workflow.glossary.normalise import Normalised, beyond_ascii, normalise, one_by_one
from workflow.glossary.pause import no_collection
from workflow.glossary.sourcelang import SourceLanguage, short_name, source_language
from workflow.lazy import late
from workflow.model import Concept, Kind, Match

# Kinds whose variants are proper names from the first letter on; in the others ("Mayor of Chongqing") the
# first letter follows the sentence.
_NAMES = frozenset({Kind.PERSON, Kind.PLACE, Kind.KEEP})

_JOINT = " \0 "  # between segments: neither a space nor a letter, so that no term reaches across
_ASCII_GAPS = "".join(
    char for char in map(chr, range(128)) if not (char.isalnum() or char in " _\0")
)  # ASCII that is no part of a word
_GAPS = str.maketrans(dict.fromkeys(_ASCII_GAPS, " "))
_LATIN_GAPS = bytes(
    32 if byte and unicodedata.category(chr(byte))[0] not in "LMN" and byte != 95 else byte
    for byte in range(256)
)
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SENTENCE_ENDS = "\0.!?:;\"'([{…。"
_TITLE_CASE = 0.6  # share of a headline's words with a capital from which on capitals say nothing
_LONGEST_HEADLINE = 200
_SHORT_TEXT = 200
_SURROGATES = late("[\ud800-\udfff]")

# How a longer name is told from its neighbours.
_ANY, _PLACE, _BODY, _ACRONYM, _FULL_NAME, _ONE_NAME, _CALLED = range(7)


@lru_cache(maxsize=10_000)
def _is_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LMN" or char == "_"


@lru_cache(maxsize=10_000)
def _is_unspaced(char: str) -> bool:
    """Whether ``char`` belongs to a script that writes no spaces between words (Han, kana, Thai …)."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
        or "\u0e00" <= char <= "\u0fff"  # Thai, Lao, Tibetan
        or "\u1000" <= char <= "\u109f"  # Burmese
        or "\u1780" <= char <= "\u17ff"  # Khmer
    )


def _crosses(left: str, right: str) -> bool:
    """Whether the two characters stand in one word."""
    if not (_is_word(left) and _is_word(right)):
        return False
    if unicodedata.category(right)[0] == "M":
        return True
    return not (_is_unspaced(left) or _is_unspaced(right))


def _gaps(text: str, chars: frozenset[str], language: SourceLanguage) -> str:
    """``text`` with a space for each character that is no part of a word; joints stay.

    ``chars`` are those of ``text`` beyond ASCII. An apostrophe within a word stays too (Xi'an, O'Neill),
    unless a possessive or a contracted verb begins with it.
    """
    if not chars and len(text) < _SHORT_TEXT and text.replace(" ", "").isalnum():
        return text
    kept = [found.start() for found in language.apostrophe.finditer(text)] if "'" in text else []
    gaps = _all_gaps(text, chars)
    if not kept:
        return gaps
    edges = [0, *(place + 1 for place in kept)]
    pieces = [gaps[left:right] for left, right in zip(edges, kept, strict=False)]
    return "'".join([*pieces, gaps[edges[-1] :]])


def _all_gaps(text: str, chars: frozenset[str]) -> str:
    if not chars:
        return text.translate(_GAPS)
    for char in chars:
        if not _is_word(char):
            text = text.replace(char, " ")
    try:
        return text.encode("latin-1").translate(_LATIN_GAPS).decode("latin-1")
    except UnicodeEncodeError:
        for char in _ASCII_GAPS:
            if char in text:
                text = text.replace(char, " ")
        return text


_LONGEST_WORD = 100  # characters that are looked at for the word before a name
_LAST_WORD = re.compile(r"(?<!\w)(\w+)[ -]+\Z")


class _Pattern(NamedTuple):
    """One spelling of one rendering."""

    text: str  # as the normalised text has it
    concept: Concept
    variant: str  # as the glossary writes it
    plural: bool = False
    short: bool = False
    beside: int = _ANY
    names: tuple[_Pattern, ...] = ()  # short forms that mean this concept from its full mention on
    others: tuple[_Pattern, ...] = ()  # of other concepts, with the same text
    care: bool = False  # the automaton alone does not decide: there are others, or gaps within


_Hit = tuple[int, int, int]  # key, start, end
# Hits are kept in frames: from the character before the term to the one after it.
_Frames = dict[int, tuple[int, int]]  # start: end, key; the longest at each start
_NO_HIT = (0, 0)


class Matcher:
    """Matches the renderings that a glossary has in one language."""

    def __init__(self, concepts: Iterable[Concept], language: str) -> None:
        self._language = source_language(language)
        with no_collection():
            patterns, called = _spell(concepts, language, self._language)
            self._finder = _Finder(patterns, called, self._language)
        self._bare: _BareFinder | None = None  # made when a text needs it
        self._spelt = patterns, called

    def match(self, text: str, when: date | None = None) -> list[Match]:
        """Concepts in ``text``, in order; offsets are those of ``text`` itself."""
        return self.match_all([text], when)[0]

    def match_all(self, texts: Sequence[str], when: date | None = None) -> list[list[Match]]:
        """Concepts in each of ``texts``, the segments of one article in reading order.

        From the full mention of a person on, the short form stands for that person, and for the one who was
        named last where two share it. Time is linear in the texts.
        """
        with no_collection():
            return self._match_all(texts, when)

    def _match_all(self, texts: Sequence[str], when: date | None) -> list[list[Match]]:
        found: list[list[Match]] = [[] for _ in texts]
        if not texts or not self._spelt[0]:
            return found
        # All at once where no character of the article disappears or grows, else text by text.
        plain = one_by_one(f" {_JOINT.join(texts)} ")
        normalised: list[Normalised] = []
        if plain is None:
            normalised = [normalise(text) for text in texts]
            plain = f" {_JOINT.join([each.text for each in normalised])} "
        hay = plain + " "  # the frame of the last word may be looked beyond
        chars = frozenset() if hay.isascii() else beyond_ascii(hay)
        scan = _Scan(self._finder_for(chars), self._language, hay, chars, when)
        best, shorts, first = scan.best, scan.shorts, scan.finder.first
        active: dict[str, _Pattern] = {}  # short forms that stand for someone by now
        limit, segment, base, identity = -1, -1, 0, True
        segment_end = -1  # of the frames that begin in it
        out: list[Match] = []
        for start in sorted({*best, *shorts} if shorts else best):
            if start < limit:
                continue
            end, key = best.get(start, _NO_HIT)
            text, concept, variant, plural, short, beside, names, others, care = first[key]
            if (care and (others or text != hay[start + 1 : end - 1])) or start in shorts:
                end, pattern = scan.chosen(start, active, limit + 1)
                if pattern is None:
                    continue
                text, concept, variant, plural, short, beside, names, others, care = pattern
            # The first look is cheap: is there a capital on either side that no known name begins with?
            inside = (
                beside != _ANY
                and (
                    (hay[end].isupper() and end - 1 not in best)
                    or (
                        beside < _ACRONYM
                        and start != limit + 1
                        and hay[hay.rfind(" ", max(0, start - _LONGEST_WORD), start) + 1].isupper()
                    )
                )
                and scan.inside(beside, start, end, limit + 1)
            ) or (concept.kind is Kind.OFFICE and scan.another_office(start))
            if names:
                active.update((name.text, name) for name in names)
            limit = end - 2
            while start >= segment_end:
                segment += 1
                base = segment_end + len(_JOINT) if segment else 0
                segment_end = base + len(normalised[segment].text if normalised else texts[segment])
                identity = not normalised or isinstance(normalised[segment].offsets, range)
                out = found[segment]
            span = (
                (start - base, end - 2 - base)
                if identity
                else normalised[segment].span(start - base, end - 2 - base)
            )
            out.append(Match(concept, *span, variant, plural, short, inside))
        return found

    def _finder_for(self, chars: frozenset[str]) -> _Finder | _BareFinder:
        if not any(map(_is_unspaced, chars)):
            return self._finder
        if self._bare is None:
            self._bare = _BareFinder(*self._spelt, self._language)
        return self._bare


# ------------------------------------------------------------------------------------------------ patterns


def _spell(
    concepts: Iterable[Concept], language: str, source: SourceLanguage
) -> tuple[list[_Pattern], list[str]]:
    """Every spelling to look for, and the short forms of persons, which count after a full mention only.

    Where two renderings make one spelling, that of the glossary itself comes before one with its first
    letter changed, an abbreviation, and a generated plural, in this order.
    """
    listed: dict[str, list[_Pattern]] = {}
    changed: dict[str, list[_Pattern]] = {}
    abbreviated: dict[str, list[_Pattern]] = {}
    plurals: dict[str, list[_Pattern]] = {}
    called: dict[str, None] = {}
    person = Kind.PERSON
    for concept in concepts:
        renderings = concept.in_language(language)
        variants = [(variant, normalise(variant).text.strip()) for variant in renderings.accepted]
        variants = [pair for pair in variants if pair[1][:1].isalnum() or any(map(_is_word, pair[1]))]
        if not variants:
            continue
        shorts = [(short, normalise(short).text.strip()) for short in renderings.short]
        if concept.kind is person and not shorts and source.capitals:
            short = short_name(variants[0][1])
            shorts = [(short, short)] if short else []
        beside = _CALLED if concept.kind is person else _ACRONYM if concept.kind in _BESIDE else _ANY
        names = tuple(
            _Pattern(text, concept, short, short=True, beside=beside)
            for short, text in shorts
            if text
            and _is_word(text[0])
            and _is_word(text[-1])
            and text not in {pair[1] for pair in variants}
        )
        generated: dict[str, str] = {}
        if concept.kind in source.countable:
            generated = {source.plural(text, concept): variant for variant, text in variants}
            generated.pop("", None)
        for variant, text in variants:
            pattern = _Pattern(
                text, concept, variant, text in generated, False, _beside(concept, text), names
            )
            listed.setdefault(text, []).append(pattern)
            _change(changed, concept, pattern)
        for text, variant in generated.items():
            pattern = _Pattern(text, concept, variant, True, False, _beside(concept, text), names)
            plurals.setdefault(text, []).append(pattern)
            _change(plurals, concept, pattern)
        if concept.kind is person:
            called.update(dict.fromkeys(name.text for name in names))
        else:
            for name in names:
                abbreviated.setdefault(name.text, []).append(name)
    every = {**plurals, **abbreviated, **changed, **listed}
    return [_joined(same) for same in every.values()], list(called)


_BESIDE = {Kind.PLACE: _PLACE, Kind.ORGANISATION: _BODY, Kind.PERSON: _ONE_NAME}


def _beside(concept: Concept, text: str) -> int:
    """How a longer name around ``text`` is told."""
    kind = _BESIDE.get(concept.kind, _ANY)
    if kind == _BODY and text.isupper() and " " not in text:
        return _ACRONYM
    return _FULL_NAME if kind == _ONE_NAME and " " in text else kind


def _change(changed: dict[str, list[_Pattern]], concept: Concept, pattern: _Pattern) -> None:
    """Add the spelling with the other first letter, for terms whose first letter follows the sentence."""
    text = pattern.text
    single_capital = " " not in text and text[0].isupper()
    free = concept.kind not in _NAMES and not single_capital and not text[:2].isupper()
    if not (free or text[:4] in ("The ", "the ")):
        return
    first = text[0].lower() if text[0].isupper() else text[0].upper()
    if len(first) == 1 and first != text[0]:
        changed.setdefault(first + text[1:], []).append(pattern._replace(text=first + text[1:]))


def _joined(same: list[_Pattern]) -> _Pattern:
    """One pattern for a spelling; those of other concepts become its ``others``."""
    own: dict[str, _Pattern] = {}
    for pattern in same:
        own.setdefault(pattern.concept.id, pattern)
    pattern, *others = own.values()
    if others or not pattern.text.isalnum():
        return pattern._replace(others=tuple(others), care=True)
    return pattern


# ------------------------------------------------------------------------------------------------- finding


class _Finder:
    """Whole-word hits in a text whose scripts write spaces; the automaton tests the boundaries."""

    def __init__(self, patterns: Iterable[_Pattern], called: Iterable[str], language: SourceLanguage) -> None:
        self._language = language
        plain: dict[str, list[_Pattern]] = {}
        special: dict[str, list[_Pattern]] = {}  # a gap is their first or last character
        for pattern in patterns:
            text = pattern.text
            chars = frozenset() if text.isascii() else beyond_ascii(text)
            if not (chars and any(map(_is_unspaced, chars))):
                left, right = " " * _is_word(text[0]), " " * _is_word(text[-1])
                key = left + _gaps(text, chars, language) + right
                (plain if left and right else special).setdefault(key, []).append(pattern)
        names = [f" {_gaps(text, beyond_ascii(text), language)} " for text in called]
        self.first = [same[0] for group in (plain, special) for same in group.values()]
        self.same = {
            key: same for key, same in enumerate([*plain.values(), *special.values()]) if len(same) > 1
        }  # punctuation tells them apart
        self._plain, self._main = len(plain), len(self.first)
        self._all = self._main + len(names)
        self._automaton = _automaton([*plain, *special, *names])

    def hits(self, hay: str, chars: frozenset[str]) -> list[_Hit]:
        """All hits, in the order of their ends."""
        return self._automaton.find_matches_as_indexes(_gaps(hay, chars, self._language), overlapping=True)  # type: ignore[no-any-return]

    def frames(self, hits: Sequence[_Hit]) -> tuple[_Frames, dict[int, int]]:
        """The longest hit at each start; and apart from them, those of persons' short forms."""
        plain, main = self._plain, self._main
        if plain == self._all:
            return {start: (end, key) for key, start, end in hits}, {}
        best = {start: (end, key) for key, start, end in hits if key < plain}
        shorts: dict[int, int] = {}
        for hit in [hit for hit in hits if hit[0] >= plain]:
            key, start, end = hit
            if key >= main:
                shorts[start] = end
            else:
                start, end = self._frame(*hit)
                if start not in best or best[start][0] < end:
                    best[start] = end, key
        return best, shorts

    def _frame(self, key: int, start: int, end: int) -> tuple[int, int]:
        text = self.first[key].text
        return (
            start if key < self._plain or _is_word(text[0]) else start - 1,
            end if key < self._plain or _is_word(text[-1]) else end + 1,
        )

    def shorter(self, hits: Sequence[_Hit], best: _Frames) -> dict[int, list[tuple[int, int]]]:
        """Hits that are not the longest at their start, as frames, the longest first; no short forms."""
        plain = self._plain
        every: dict[int, list[tuple[int, int]]] = {}
        for hit in [hit for hit in hits if hit[0] >= plain or best[hit[1]][1] != hit[0]]:
            if hit[0] < self._main:
                start, end = self._frame(*hit)
                every.setdefault(start, []).append((end, hit[0]))
        for frames in every.values():
            frames.sort(reverse=True)
        return every


class _BareFinder(_Finder):
    """Hits in a text that also has a script without spaces; boundaries are tested one by one."""

    def __init__(self, patterns: Iterable[_Pattern], called: Iterable[str], language: SourceLanguage) -> None:
        self._language = language
        self.first = list(patterns)
        self.same = {}
        self._plain = self._main = len(self.first)
        texts = [*(pattern.text for pattern in self.first), *called]
        self._all = len(texts)
        self._automaton = _automaton([_SURROGATES.sub("\ufffd", text) for text in texts])

    def hits(self, hay: str, chars: frozenset[str]) -> list[_Hit]:  # noqa: ARG002
        """All hits, in the order of their ends."""
        kept = {found.start() for found in self._language.apostrophe.finditer(hay)}
        found = self._automaton.find_matches_as_indexes(_SURROGATES.sub("\ufffd", hay), overlapping=True)
        return [
            (key, start - 1, end + 1)
            for key, start, end in found
            if not _crosses(hay[start - 1], hay[start]) and not _crosses(hay[end - 1], hay[end])
            if hay[start - 1] != "'" or start - 1 not in kept
            if hay[end] != "'" or end not in kept
        ]


def _automaton(keys: list[str]) -> Any:
    import ahocorasick_rs  # noqa: PLC0415  (a compiled extension: not needed for --help)

    return ahocorasick_rs.AhoCorasick(keys, store_patterns=False)


class _Scan:
    """The hits in one text, and what is asked of them one by one."""

    def __init__(
        self,
        finder: _Finder,
        language: SourceLanguage,
        hay: str,
        chars: frozenset[str],
        when: date | None,
    ) -> None:
        self.finder = finder
        self._language = language
        self._hay = hay
        self._when = when
        self._hits = finder.hits(hay, chars)
        self.best, self.shorts = finder.frames(self._hits)
        self._shorter: dict[int, list[tuple[int, int]]] | None = None
        self._segment = (0, 0, False)  # the last segment asked for: its start and end, and if in Title Case

    def chosen(
        self, start: int, active: Mapping[str, _Pattern], position: int
    ) -> tuple[int, _Pattern | None]:
        """End and pattern of the best hit at ``start``; the longer of a term and a short form that counts."""
        end, pattern = self._verified(start, active) if start in self.best else (0, None)
        short = self.shorts.get(start, 0)
        if short > end:
            called = active.get(self._hay[start + 1 : short - 1])
            if called is not None and not self.inside(_CALLED, start, short, position):
                return short, called
        return end, pattern

    def _verified(self, start: int, active: Mapping[str, _Pattern]) -> tuple[int, _Pattern | None]:
        """End and pattern of the longest hit at ``start`` whose punctuation fits; 0 and None without one."""
        end, key = self.best[start]
        pattern = self._fitting(start, end, key, active)
        if pattern is not None:
            return end, pattern
        if self._shorter is None:
            self._shorter = self.finder.shorter(self._hits, self.best)
        for end, key in self._shorter.get(start, ()):
            pattern = self._fitting(start, end, key, active)
            if pattern is not None:
                return end, pattern
        return 0, None

    def _fitting(self, start: int, end: int, key: int, active: Mapping[str, _Pattern]) -> _Pattern | None:
        seen = self._hay[start + 1 : end - 1]
        same = self.finder.same.get(key) or (self.finder.first[key],)
        pattern = next((each for each in same if each.text == seen), None)
        if pattern is None:
            return None
        if not pattern.others:
            return pattern
        ways = (pattern, *pattern.others)
        if seen in active and any(active[seen].concept is way.concept for way in ways):
            return active[seen]
        return max(ways, key=lambda way: _rank(way, self._when))

    def inside(self, beside: int, start: int, end: int, position: int) -> bool:
        """Whether the hit stands in a longer capitalised name that the glossary does not know.

        ``position`` is the end of the match before it: known names do not make a longer one.
        """
        hay, language = self._hay, self._language
        if not language.capitals:
            return False
        if beside != _CALLED and self._in_title_case(start):
            return False
        if hay[end - 1] == " " and hay[end].isupper() and end - 1 not in self.best:
            found = _WORD.match(hay, end, end + _LONGEST_WORD)
            word = found[0].removesuffix("'s") if found else ""
            if word and not (word in language.titles or word in language.days or word in language.openers):
                return True
        if beside in (_ACRONYM, _FULL_NAME) or hay[start] != " " or position == start:
            return False
        before = hay.rfind(" ", max(0, start - _LONGEST_WORD), start)
        word = hay[before + 1 : start]
        if not _is_word(word[-1:] or " ") or not word[0].isupper():
            return False
        if word.endswith(("'s", "s'")) or word in language.titles or word in language.days:
            return False
        if word in language.openers:
            return False
        first = before < 1 or hay[before - 1] in _SENTENCE_ENDS
        if first and beside != _CALLED:
            return (len(word) > 1 and word.isupper()) or (beside == _PLACE and word in language.compass)
        return not first or language.words

    def another_office(self, start: int) -> bool:
        """Whether the word before an office makes another one of it: a vice president is no president."""
        before = _LAST_WORD.search(self._hay, max(0, start - _LONGEST_WORD), start + 1)
        return before is not None and before[1].lower() in self._language.other_office

    def _in_title_case(self, start: int) -> bool:
        """Whether most words of the segment have a capital, so that capitals say nothing there."""
        low, high, title = self._segment
        if not low <= start < high:
            hay = self._hay
            low = hay.rfind("\0", 0, start) + 1
            high = hay.find("\0", start)
            high = len(hay) if high < 0 else high
            title = False
            if high - low <= _LONGEST_HEADLINE:
                segment = hay[low:high].rstrip()
                words = _WORD.findall(segment)
                capitals = sum(word[0].isupper() for word in words)
                title = not segment.endswith(".") and len(words) > 3 and capitals >= _TITLE_CASE * len(words)
            self._segment = low, high, title
        return title


def _rank(pattern: _Pattern, when: date | None) -> tuple[bool, date]:
    """Greatest for the concept that holds on ``when``; else for the one that began last before it."""
    valid = pattern.concept.valid
    since = (valid.since if valid else None) or date.min
    if when is None:
        return True, since
    return valid is None or when in valid, since if since <= when else date.min
