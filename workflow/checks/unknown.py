"""Names that the glossary does not know: where they stand in a source, and what they are called in its
translation. By their capitals and by their sound, so for sources in Latin script and targets in alphabets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain, combinations

from msgspec import Struct

from workflow.checks.check import Pair
from workflow.languages import has_sound, is_heard, sound, sounds

_LETTER = r"[^\W\d_]++|[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u0962\u0963]++"
_WORD = re.compile(rf"[^\W\d_](?:{_LETTER}|['’ʻʼ‘\u200c-](?=[^\W\d_]))*")
# Of sources: a word with a capital, what is cut off of it, and words in small letters. What stands before is
# looked at last: a text has few capitals.
_NAME = re.compile(rf"[A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĞĪİŁŃŇŌŐŒŘŚŞŠŤŪŮŰŹŻŽ](?<![\w'’-].)(?:{_LETTER}|['’-](?=[^\W\d_]))+")
_CAPITAL = re.compile(rf"[A-ZÀ-ÖØ-ÞА-ЯЀ-ЏҐҒҚҢӨҰҮҺҲҶӢӮ](?<![\w'’ʻʼ‘-].)(?:{_LETTER}|['’ʻʼ‘-](?=[^\W\d_]))+")
_POSSESSIVE = re.compile(r"['’]s?$")
_SMALL = re.compile(r"(?<![\w'’-])[^\W\d_A-Z][\w'’-]+")
_FAR = 20  # characters before a word in which a sentence may end
# Spellings that readers take as the same: apostrophes, and the dot under Hindi letters.
_SAME = str.maketrans(dict.fromkeys("'’ʻʼ‘`\u093c\u200c"))
_ALIKE = 0.6  # share of letters that two spellings of one name have in common
_SHORTEST = 4  # letters of a name that is known by its sound
_SOUNDS = 3  # consonants of it
_LONGEST = 60  # letters of a word that can be one
_FEW = 12  # words of which each is looked at with each
_MOST = 200  # names of an article that are looked at, the most frequent first
Span = tuple[int, int]
_CASED = frozenset({"Latn", "Cyrl"})
_ENDING = 3  # letters that a suffix adds or changes, in scripts whose languages inflect


def recurring(pairs: Sequence[Pair]) -> Mapping[str, Sequence[int]]:
    """Words that are names in the sources of an article, with the indexes of the pairs that have them.

    A name is written with a capital within a sentence, nowhere with a small letter, and stands in two units
    at least. Words of terms that the glossary knows are none.
    """
    if not pairs or pairs[0].source_profile.script != "Latn":
        return {}
    sources = tuple([pair.source for pair in pairs])
    terms = [(index, pair.matches) for index, pair in enumerate(pairs) if pair.matches]
    return _recurring(
        sources, tuple((index, tuple((one.start, one.end) for one in found)) for index, found in terms)
    )


@lru_cache(maxsize=256)  # an article is checked in one language after the other
def _recurring(
    sources: tuple[str, ...], terms: tuple[tuple[int, tuple[Span, ...]], ...]
) -> dict[str, list[int]]:
    """``terms``: the places of the glossary's terms, by the index of each source that has any."""
    tokens = [source.split() for source in sources]
    different = set(chain.from_iterable(tokens))
    capitals = {token: _NAME.findall(token) for token in different if not token.islower()}
    names = {
        token: {_POSSESSIVE.sub("", word) for word in found} for token, found in capitals.items() if found
    }
    places: dict[str, list[int]] = {}
    for index, within in enumerate(tokens):
        for word in {word for token in names.keys() & within for word in names[token]}:
            places.setdefault(word, []).append(index)
    often = {
        word: found
        for word, found in places.items()
        if len(found) > 1 and _SHORTEST <= len(word) <= _LONGEST and not word.isupper()
    }
    if not often:
        return {}
    small = _small(different)
    known = dict(terms)
    return {
        word: found
        for word, found in often.items()
        if word.casefold() not in small
        and _is_name(word, [(sources[index], known.get(index, ())) for index in found])
    }


def _small(tokens: set[str]) -> set[str]:
    """The words in small letters among what stands between white space, and some others."""
    words = set(filter(str.isalpha, tokens))
    words.update(_SMALL.findall("\n".join(tokens - words)))
    return words


def _is_name(word: str, units: Sequence[tuple[str, Sequence[Span]]]) -> bool:
    """Whether a capital of ``word`` tells that it is a name; words of the glossary's terms are told there."""
    within = False
    for source, terms in units:
        start = source.find(word) if terms or not within else -1
        while start >= 0:
            end = start + len(word)
            if any(left < end and start < right for left, right in terms):
                return False
            if not within:
                before = source[max(0, start - _FAR) : start].rstrip(" \"“‘'«(—–-")
                within = bool(before and before[-1] not in ".!?:…" and not _is_title(source))
            start = source.find(word, end)
    return within


@lru_cache(maxsize=1024)
def _is_title(text: str) -> bool:
    """Whether words have capitals because they stand in a headline."""
    words = [word for word in _WORD.findall(text) if len(word) >= _SHORTEST]
    return 2 * len([word for word in words if word[0].isupper()]) > len(words)


class _Ears:
    """The words of an article's translation that sound like one of its names; each is listened to once."""

    def __init__(self, pairs: Sequence[Pair], places: Mapping[str, Iterable[int]]) -> None:
        """``places`` are the names, which have a sound, with the indexes of the pairs that have each."""
        self._targets = {index: pairs[index].target for index in chain.from_iterable(places.values())}
        self._wanted = {name: sound(name, "Latn") for name in places}
        self._by_start: dict[str, list[tuple[str, str]]] = {
            said[:_SOUNDS]: [] for said in self._wanted.values()
        }
        script = pairs[0].profile.script
        self._pattern = _CAPITAL if script in _CASED else _WORD
        if script in _CASED:  # capitals are few
            different = set(self._pattern.findall("\n".join(self._targets.values())))
        else:
            tokens = set(chain.from_iterable([pairs[index].words for index in self._targets]))
            different = set(filter(str.isalpha, tokens))
            different.update(self._pattern.findall("\n".join(tokens - different)))
        words = [word for word in different if len(word) <= _LONGEST]
        known = self._by_start
        heard = [
            (said, word)
            for said, word in zip(sounds(words, script), words, strict=True)
            if said[:_SOUNDS] in known
        ]
        for said, word in heard:
            known[said[:_SOUNDS]].append((said, word))
        bare = _stripped("\n".join([word for _, word in heard])).split("\n")
        self._starts = {word: start[:_SHORTEST] for (_, word), start in zip(heard, bare, strict=False)}

    def like(self, name: str) -> list[str]:
        """The words that sound like ``name``, wherever they stand."""
        wanted = self._wanted[name]
        return [word for said, word in self._by_start.get(wanted[:_SOUNDS], ()) if is_heard(wanted, said)]

    def are_forms(self, words: Sequence[str]) -> bool:
        """Whether any of the words, alone or with others, are forms of one name."""
        if len(words) > _FEW:
            return False  # perhaps, and not worth the time
        if len({self._starts[word] for word in words}) > 1:
            return False  # all forms share so many letters
        ordered = sorted(words, key=lambda each: (len(each), each))
        return all(_is_form(first, word) for first, word in combinations(ordered, 2))

    def among(self, words: Iterable[str], indexes: Iterable[int]) -> list[str]:
        """Those of ``words`` whose letters stand in one of these pairs."""
        targets = "\n".join([self._targets[index] for index in indexes])
        return [word for word in words if word in targets]

    def spans(self, word: str, index: int) -> Sequence[Span]:
        """Where ``word`` stands in the translation of one pair, and not within another word."""
        target = self._targets[index]
        found: list[Span] = []
        place = target.find(word)
        while place >= 0:
            start, end = target.rfind(" ", 0, place) + 1, target.find(" ", place)
            end = len(target) if end < 0 else end  # no word goes beyond a space
            found += [one.span() for one in self._pattern.finditer(target, start, end) if one.group() == word]
            place = target.find(word, end)
        return found


def spellings(words: Iterable[str]) -> dict[str, list[str]]:
    """Words that are forms of one name together, by the shortest of them: their last letters may differ."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=lambda each: (len(each), each)):
        near = next((first for first in groups if _is_form(first, word)), word)
        groups.setdefault(near, []).append(word)
    return groups


def _is_form(first: str, word: str) -> bool:
    one, other = _bare(first), _bare(word)
    kept = max(_SHORTEST, len(one) - _ENDING + 1)
    return one[:kept] == other[:kept]


def _stripped(text: str) -> str:
    return unicodedata.normalize("NFD", text.casefold()).translate(_SAME)


_bare = lru_cache(maxsize=1 << 13)(_stripped)


def is_alike(one: str, other: str) -> bool:
    """Whether two words look like two spellings of one name, and not like two words."""
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio() >= _ALIKE


class Spellings(Struct, frozen=True):
    """What one name is called in a translation."""

    places: Mapping[str, list[int]]  # the pairs that have it, by the shortest form of each spelling
    spans: Mapping[tuple[str, int], list[Span]]  # where, by spelling and pair


def table_of(pairs: Sequence[Pair], least: int = 2, *, doubtful: bool = False) -> dict[str, Spellings]:
    """Every recurring name of an article, its spellings in the translation, and the pairs that have each.

    Left out are names that stand in fewer than ``least`` pairs; of which nothing is heard; and, if only
    ``doubtful`` ones are asked for, those whose words are plainly forms of one spelling.
    """
    if not pairs or not has_sound(pairs[0].profile.script):
        return {}
    names = recurring(pairs)
    often = sorted(names, key=lambda name: -len(names[name]))[:_MOST]
    often = [name for name in often if len(names[name]) >= least and len(sound(name, "Latn")) >= _SOUNDS]
    ears = _Ears(pairs, {name: names[name] for name in often})
    found: dict[str, Spellings] = {}
    for name in often:
        words = ears.like(name)
        if not words or (doubtful and ears.are_forms(words)):
            continue
        words = ears.among(words, names[name])
        if not words or (doubtful and ears.are_forms(words)):
            continue
        said: dict[str, list[tuple[int, Span]]] = {}
        for word in words:
            uses = [
                (index, span)
                for index in names[name]
                if word in pairs[index].target
                for span in ears.spans(word, index)
            ]
            if uses:
                said[word] = uses
        places: dict[str, list[int]] = {}
        spans: dict[tuple[str, int], list[Span]] = {}
        for first, group in spellings(said).items():
            for index, span in sorted(each for word in group for each in said[word]):
                spans.setdefault((first, index), []).append(span)
            places[first] = sorted({index for spelling, index in spans if spelling == first})
        found[name] = Spellings(places, spans)
    return found
