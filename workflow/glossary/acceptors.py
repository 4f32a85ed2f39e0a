"""Recognise a rendering in a translation, in whatever form the grammar of the sentence asks for.

One rule a family, each a row of parts (:mod:`workflow.glossary.recogniser`) from a list that a linguist can
edit (``inflection/*.toml``): stem and closed list of endings for Russian and Belarusian; the word and a
chain of closed suffixes for Kazakh, Kyrgyz, Uzbek, Tajik, Persian, Hindi and Urdu; the characters
themselves for Chinese and for every language without a list. A closed list of endings, rather than
"stem and any letters", is what keeps near misspellings out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct
from msgspec.structs import replace

from workflow.glossary.hits import small
from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.normalise import fold
from workflow.glossary.recogniser import (
    NOWHERE,
    Chain,
    Either,
    Ending,
    Gap,
    Layer,
    Letters,
    Part,
    Recogniser,
    Row,
)
from workflow.languages import profile

_EDGES = re.compile(r"((?:(?![\w\u0900-\u097f]).)*)(.*?)((?:(?![\w\u0900-\u097f]).)*)")
_GAP = Gap()  # between the words of a rendering
_HYPHEN = Gap(1, 1)  # between the parts of a word with a hyphen
_ZWNJ_GAP = Gap(0)  # between the parts of a word with a ZWNJ
_SPACES = Gap(0, layer="lowered")  # between words of a language that does not divide them
_LOWER = frozenset("abcdefghijklmnopqrstuvwxyzабвгдежзийклмнопрстуфхцчшщъыьэюяёіўґғқңөұүһҳҷӣӯʻ")
_VOWELS = "аеёиоуыэюяіў"
_ZWNJ = "\u200c"


class _Inflection(Struct, frozen=True):
    strip: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    bare_of_names: tuple[str, ...] = ()
    indeclinable: tuple[str, ...] = ()
    indeclinable_of_persons: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    consonant_endings: tuple[str, ...] = ()
    relation_strip: tuple[str, ...] = ()
    adjective: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    adjective_vowels: tuple[str, ...] = ()
    adjective_alternations: Mapping[str, list[str]] | None = None
    adjective_before: Mapping[str, str] | None = None
    compound: tuple[str, ...] = ()
    compound_strip: tuple[str, ...] = ()
    fleeting: tuple[str, ...] = ()
    fleeting_of_names: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    longest_chain: int = 0
    separators: str = ""
    acronym_suffixes: bool = False
    last_word_only: bool = False
    alternations: Mapping[str, list[str]] | None = None
    before_suffix: Mapping[str, list[str]] | None = None


@cache
def _inflection(language: str) -> _Inflection:
    base = language.partition("-")[0]
    path = Path(__file__).parent / "inflection" / f"{base}.toml"
    # A script variant (uz-Cyrl) has other letters than its base language: no list, exact forms.
    if "-" in language or not path.is_file():
        return _Inflection()
    raw = tomli.loads(path.read_text(encoding="utf-8"))
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()
    }
    for key in ("strip", "relation_strip", "compound_strip"):  # a linguist may write them in any order
        known[key] = tuple(sorted(known.get(key, ()), key=len, reverse=True))
    return _Inflection(**known)


def _ordered(options: Iterable[str]) -> list[str]:
    """Each once, the longest first."""
    return sorted(set(options), key=lambda option: (-len(option), option))


@lru_cache(maxsize=1000)
def _ending(endings: tuple[str, ...], *, bare: bool = False) -> Ending:
    """A list of endings, made once for all names of the language."""
    return Ending(frozenset(endings), bare)


@lru_cache(maxsize=1000)
def _chain_of(suffixes: tuple[str, ...], separators: str, least: int, most: int, layer: Layer) -> Chain:
    return Chain(frozenset(suffixes), separators, least, most, layer)


def _cut(word: str, endings: Iterable[str]) -> tuple[str, str]:
    """Stem and ending: the first of ``endings`` (the longest first) that leaves three letters, or none."""
    lowered = word.lower()
    for ending in endings:
        if lowered.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)], lowered[-len(ending) :]
    return word, ""


def _small(word: str) -> str:
    """A word for the layer in which capitals and hyphens do not count."""
    return small(word).replace("-", " ")


def _bodies(stem: str, rules: _Inflection) -> list[str]:
    """The stem, its last consonant in every shape that it takes before an ending."""
    alternatives = (rules.alternations or {}).get(stem[-1].lower())
    shapes = _ordered(alternatives) if alternatives else [stem[-1]]
    return [_small(stem[:-1] + shape) for shape in shapes]


def _stem_word(word: str, rules: _Inflection) -> Part:
    """Russian and Belarusian: the stem, then one of the endings."""
    if len(word) <= 2 or not word[-1].isalpha():
        return Letters(_small(word))
    stem, ending = _cut(word, rules.strip)
    if word.lower().endswith(rules.indeclinable):
        return Letters(_small(word))
    # A word whose last letter is neither vowel nor sign: "Тан" has "Тана", and never "Таня".
    endings = rules.endings if ending else rules.consonant_endings
    # The stem alone is a form of "Филиппины" and "страна" (genitive plural), not of "Китай" or "Анна".
    bare = not ending or ending in (rules.bare if word[0].islower() else rules.bare_of_names)
    forms: list[Part] = [Row((Letters(body), _ending(endings, bare=bare))) for body in _bodies(stem, rules)]
    if not ending and len(word) > 4 and _loses_vowel(word, rules):
        forms += [Row((Letters(body), _ending(endings))) for body in _bodies(word[:-2] + word[-1], rules)]
    return _either(forms)


def _either(parts: Sequence[Part]) -> Part:
    return parts[0] if len(parts) == 1 else Either(tuple(parts))


def _loses_vowel(word: str, rules: _Inflection) -> bool:
    """Whether the last vowel may fall out: посол, посла; of names only where their ending says so."""
    if word[0].isupper():
        return word.lower().endswith(rules.fleeting_of_names)
    return word[-2].lower() in rules.fleeting


def _relational_word(word: str, rules: _Inflection) -> list[Part]:
    """The relational adjective of a word: Чунцин, чунцинский; Прага, пражский; Москва, московский."""
    stem, _ = _cut(word, rules.relation_strip)
    last = stem[-1].lower()
    bodies = [
        stem[:-1] + shape for shape in _ordered([last, *(rules.adjective_alternations or {}).get(last, ())])
    ]
    if len(stem) > 3 and rules.adjective_vowels and not {stem[-2].lower(), last} & set(_VOWELS):
        before = rules.adjective_before.get(last, last) if rules.adjective_before else last
        bodies += [stem[:-1] + vowel + before for vowel in _ordered(rules.adjective_vowels)]
    link = tuple(each for each in rules.adjective if each)
    return [
        _either([Letters(_small(body)) for body in bodies]),
        _ending(link, bare=True),
        _ending(rules.adjective_endings),
    ]


def _suffix_word(word: str, rules: _Inflection, *, exact: bool = False) -> Part:
    """Agglutinative and lightly inflected languages: the word, then a chain of closed suffixes.

    ``exact``: its capitals count.
    """
    if not rules.suffixes:
        return _spelt(word, exact=exact)
    last = word[-1].lower()
    alternatives = (rules.alternations or {}).get(last) if len(word) > 2 else None
    shapes = [word]
    if alternatives:
        shapes = [word[:-1] + shape for shape in _ordered([word[-1], *alternatives])]
    ways: list[Part] = [Row((_spelt(shape, exact=exact), _chain(rules, exact=exact))) for shape in shapes]
    mutated = (rules.before_suffix or {}).get(last)
    if mutated and len(word) > 2:
        ways += [
            Row((_spelt(word[:-1] + shape, exact=exact), _chain(rules, exact=exact, least=1)))
            for shape in _ordered(mutated)
        ]
    return _either(ways)


def _chain(rules: _Inflection, *, exact: bool = False, least: int = 0) -> Chain:
    layer: Layer = "folded" if exact else "lowered"
    return _chain_of(rules.suffixes, rules.separators, least, rules.longest_chain, layer)


def _spelt(word: str, *, exact: bool = False) -> Letters:
    """The word itself; where it has a hyphen, a space may stand (Нью-Йорк, Нью Йорк)."""
    return Letters(word.replace("-", " "), "open") if exact else Letters(_small(word))


def _joined(parts: Iterable[Sequence[Part]], between: Part) -> list[Part]:
    """All parts in their order, with ``between`` between those of two."""
    return list(chain.from_iterable((between, *each) for each in parts))[1:]


def _bounded(parts: Sequence[Part], language: str) -> Recogniser:
    return Recogniser(parts) if profile(language).spaces else Recogniser(parts, None, None)


def _words(rendering: str, language: str) -> list[list[str]]:
    """Words of a rendering, folded, each as the parts that a ZWNJ divides (چونگ‌چینگ)."""
    if language.partition("-")[0] not in ("fa", "ur"):
        return [[word] for word in fold(rendering, language).split()]
    words = []
    for word in rendering.split():
        parts = [piece for part in word.split(_ZWNJ) for piece in fold(part, language).split()]
        if parts:
            words.append(parts)
    return words


@lru_cache(maxsize=100_000)
def acceptor(rendering: str, language: str, *, person: bool = False) -> Recogniser:
    """``rendering`` in any form, to be looked for in text folded by :func:`fold`.

    Names of a ``person`` have one form more often than others do (Тан Лянчжи, but Мальдивы, Мальдив).
    A hyphen may be a space and a space a hyphen (Нью-Йорк); a ZWNJ may be nothing (چونگچینگ).
    """
    words = _words(rendering, language)
    if not words:
        return NOWHERE
    if not profile(language).spaces:
        return _unspaced(rendering, language)
    rules = _inflection(language)
    if person:
        rules = replace(rules, indeclinable=(*rules.indeclinable, *rules.indeclinable_of_persons))
    before = replace(rules, suffixes=()) if rules.last_word_only else rules
    return _bounded(
        _joined(
            [
                _joined([_word(part, rules if word is words[-1] else before) for part in word], _ZWNJ_GAP)
                for word in words
            ],
            _GAP,
        ),
        language,
    )


def _unspaced(rendering: str, language: str) -> Recogniser:
    folded = fold(rendering, language).strip()
    parts = _joined([[Letters(part, "folded")] for part in folded.split()], _SPACES)
    before, after = (_is_latin if char.isascii() else None for char in (folded[0], folded[-1]))
    return Recogniser(parts, before, after)


def _is_latin(char: str) -> bool:
    """Whether a character is a letter or a digit of the words that Chinese divides from others (UNWTO)."""
    return char.isascii() and char.isalnum()


@lru_cache(maxsize=100_000)
def adjectives(rendering: str, language: str) -> Recogniser:
    """The relational adjective of a name (чунцинский), also of two words (северокорейский)."""
    rules = _inflection(language)
    words = fold(rendering, language).split()
    if not rules.adjective_endings or not words or len(words) > 2:
        return NOWHERE
    if any(is_acronym(word) or not word.replace("-", "").isalpha() for word in words):
        return NOWHERE
    *first, last = words[-1].split("-")
    adjective = _joined([*([_spelt(part)] for part in first), _relational_word(last, rules)], _HYPHEN)
    if len(words) == 2:
        stem, ending = _cut(words[0], rules.compound_strip)
        if not ending:
            return NOWHERE
        # Северная, северо-; but Южная, южно-.
        bodies = [stem, stem[:-1]] if stem.endswith("н") else [stem]
        hyphen = _ending(("-",), bare=True)
        adjective = [
            _either([Letters(_small(body)) for body in bodies]),
            _ending(rules.compound),
            hyphen,
            *adjective,
        ]
    return _bounded(adjective, language)


def is_small_derivation(words: str, name: str, language: str) -> bool:
    """Whether ``words``, a hit of an acceptor, are derived from the folded ``name`` and may be written small.

    Languages that form such words with a suffix: қытайлық, xitoylik. What follows the suffix is not looked
    at: an acceptor has found the word.
    """
    suffixes = _inflection(language).small
    lowered, stem = small(words), small(name[:-1])
    if not suffixes or not lowered.startswith(stem):
        return False
    place = len(stem)
    # The last letter of the name may have changed.
    return any(
        lowered.startswith(suffixes, start + (lowered[start : start + 1] in ("'", "’", "-")))
        or lowered.startswith(suffixes, start)
        for start in (place, place + 1)
    )


@lru_cache(maxsize=100_000)
def exactly(rendering: str, language: str) -> Recogniser:
    """A name that is kept as it is, capitals too; suffixes only where acronyms take them."""
    words = fold(rendering, language).split()
    if not words:
        return NOWHERE
    if not profile(language).spaces:
        return _unspaced(rendering, language)
    rules = _inflection(language)
    parts = _joined([[_spelt(word, exact=True)] for word in words], _GAP)
    return _bounded([*parts, _chain(rules, exact=True)] if rules.acronym_suffixes else parts, language)


@lru_cache(maxsize=100_000)
def loosely(rendering: str, language: str, *, keep: bool = False) -> Recogniser:
    """Forms that an exact term must not have: wrong capitals (Шос), an ending that is none (ШОСа).

    Exact are acronyms, and with ``keep`` every word. Finds what :func:`acceptor` and :func:`exactly` find
    too. An ending counts only after two capitals, so that "газа" is no form of "ГАЗ"; other capitals only in
    three letters or more.
    """
    words = fold(rendering, language).split()
    exact = [bool(word) and (keep or is_acronym(word)) for word in words]
    if not any(exact) or not profile(language).spaces:
        return NOWHERE
    rules = _inflection(language)
    rows: list[Sequence[Part]] = []
    for word, is_exact in zip(words, exact, strict=True):
        if not is_exact:
            rows.append(_word(word, rules))
            continue
        ways: list[Part] = [Row(tuple(_word(word, rules)))]
        if len(word) > 2:
            ways.append(Letters(small(word), "lowered"))
        if word[:2].isupper() or keep:
            mark, letters = _ending(("-", "'", "’"), bare=True), _chain_of(tuple(_LOWER), "", 1, 3, "folded")
            ways.append(Row((Letters(word, "folded"), mark, letters)))
        rows.append([_either(ways)])
    return _bounded(_joined(rows, _GAP), language)


@lru_cache(maxsize=100_000)
def stem_of(word: str, language: str) -> tuple[str, Ending | Chain]:
    """The part of a folded word that all its forms share, and what may follow it.

    For finding misspellings: a letter that is wrong in the first is one, in the second another form.
    """
    rules = _inflection(language)
    if not is_acronym(word):
        if rules.endings:
            stem, ending = _cut(word, rules.strip)
            return stem, _ending(rules.endings if ending else rules.consonant_endings, bare=True)
        if rules.suffixes:
            return word, _chain(rules)
    return word, _ending((), bare=True)


def _word(word: str, rules: _Inflection) -> list[Part]:
    """The parts of one word of a rendering; punctuation around it stays as it is."""
    edges = _EDGES.fullmatch(word)
    if edges is None or not edges[2]:
        return [Letters(word, "folded")]
    before, core, after = edges.groups()
    if is_acronym(core):
        ways = [core] if core.isupper() else [core, core.upper()]  # ShHT in a headline: SHHT
        body = [
            _either(
                [
                    _suffix_word(way, rules, exact=True) if rules.acronym_suffixes else Letters(way, "folded")
                    for way in ways
                ]
            )
        ]
    elif rules.endings:
        body = _joined([[_stem_word(part, rules)] for part in core.split("-")], _HYPHEN)
    elif rules.suffixes:
        body = [_suffix_word(core, rules)]
    else:
        body = [_spelt(core)]
    edged = ([Letters(before, "folded")] if before else [], body, [Letters(after, "folded")] if after else [])
    return [part for parts in edged for part in parts]
