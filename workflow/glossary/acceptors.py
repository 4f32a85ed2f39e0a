"""Recognise a rendering in a translation, in whatever form the grammar of the sentence asks for.

One rule a family, each a regular expression built from a list that a linguist can edit
(``inflection/*.toml``): stem and closed list of endings for Russian and Belarusian; the word and a
chain of closed suffixes for Kazakh, Kyrgyz, Uzbek, Tajik, Persian, Hindi and Urdu; the characters
themselves for Chinese and for every language without a list. A closed list of endings, rather than
"stem and any letters", is what keeps near misspellings out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.normalise import LETTER, fold
from workflow.languages import profile

_EDGES = re.compile(r"((?:(?![\w\u0900-\u097f]).)*)(.*?)((?:(?![\w\u0900-\u097f]).)*)")
_NOTHING = re.compile(r"(?!)")
_GAP = r"[\s\-]+"  # between the words of a rendering
_HYPHENATED = r"[\s\-]"  # between the parts of a word with a hyphen
_LOWER = "[a-zа-яёіўґғқңөұүһҳҷӣӯʻ]"
_VOWELS = "аеёиоуыэюяіў"
_ZWNJ = "\u200c"


@dataclass(frozen=True, slots=True)
class _Inflection:
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
    path = files(__package__) / "inflection" / f"{base}.toml"
    # A script variant (uz-Cyrl) has other letters than its base language: no list, exact forms.
    if "-" in language or not path.is_file():
        return _Inflection()
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()
    }
    for key in ("strip", "relation_strip", "compound_strip"):  # a linguist may write them in any order
        known[key] = tuple(sorted(known.get(key, ()), key=len, reverse=True))
    return _Inflection(**known)


def _one_of(options: Iterable[str]) -> str:
    return _alternatives(tuple(options))


@lru_cache(maxsize=10_000)
def _alternatives(options: tuple[str, ...]) -> str:
    ordered = sorted(set(options), key=lambda option: (-len(option), option))
    return "(?:" + "|".join(re.escape(option) for option in ordered) + ")"


def _cut(word: str, endings: Iterable[str]) -> tuple[str, str]:
    """Stem and ending: the first of ``endings`` (the longest first) that leaves three letters, or none."""
    lowered = word.lower()
    for ending in endings:
        if lowered.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)], lowered[-len(ending) :]
    return word, ""


def _body(stem: str, rules: _Inflection) -> str:
    """The stem, its last consonant in every shape that it takes before an ending."""
    alternatives = (rules.alternations or {}).get(stem[-1].lower())
    return re.escape(stem[:-1]) + _one_of(alternatives) if alternatives else re.escape(stem)


def _stem_word(word: str, rules: _Inflection) -> str:
    """Russian and Belarusian: the stem, then one of the endings."""
    if len(word) <= 2 or not word[-1].isalpha():
        return re.escape(word)
    stem, ending = _cut(word, rules.strip)
    if word.lower().endswith(rules.indeclinable):
        stem, ending = word, ""
    # A word whose last letter is neither vowel nor sign: "Тан" has "Тана", and never "Таня".
    endings = _one_of(rules.endings if ending else rules.consonant_endings)
    forms = []
    if not ending and word.lower().endswith(rules.indeclinable):
        forms.append(re.escape(word))
    else:
        # The stem alone is a form of "Филиппины" and "страна" (genitive plural), not of "Китай" or "Анна".
        bare = not ending or ending in (rules.bare if word[0].islower() else rules.bare_of_names)
        forms.append(f"{_body(stem, rules)}{endings}{'?' if bare else ''}")
        if not ending and len(word) > 4 and _loses_vowel(word, rules):
            forms.append(f"{_body(word[:-2] + word[-1], rules)}{endings}")
    return f"(?:{'|'.join(forms)})"


def _loses_vowel(word: str, rules: _Inflection) -> bool:
    """Whether the last vowel may fall out: посол, посла; of names only where their ending says so."""
    if word[0].isupper():
        return word.lower().endswith(rules.fleeting_of_names)
    return word[-2].lower() in rules.fleeting


def _relational_word(word: str, rules: _Inflection) -> str:
    """The relational adjective of a word: Чунцин, чунцинский; Прага, пражский; Москва, московский."""
    stem, _ = _cut(word, rules.relation_strip)
    last = stem[-1].lower()
    bodies = [re.escape(stem[:-1]) + _one_of([last, *(rules.adjective_alternations or {}).get(last, ())])]
    if len(stem) > 3 and rules.adjective_vowels and not {stem[-2].lower(), last} & set(_VOWELS):
        before = rules.adjective_before.get(last, last) if rules.adjective_before else last
        bodies.append(f"{re.escape(stem[:-1])}{_one_of(rules.adjective_vowels)}{re.escape(before)}")
    link = _one_of(rules.adjective).replace("(?:|", "(?:")
    return f"(?:{'|'.join(bodies)}){link}?{_one_of(rules.adjective_endings)}"


def _suffix_word(word: str, rules: _Inflection) -> str:
    """Agglutinative and lightly inflected languages: the word, then a chain of closed suffixes."""
    body = _spelt(word)
    if not rules.suffixes:
        return body
    last = word[-1].lower()
    alternatives = (rules.alternations or {}).get(last)
    if alternatives and len(word) > 2:
        body = _spelt(word[:-1]) + _one_of([word[-1], *alternatives])
    ways = [body + _chain(rules)]
    mutated = (rules.before_suffix or {}).get(last)
    if mutated and len(word) > 2:
        ways.append(_spelt(word[:-1]) + _one_of(mutated) + _chain(rules, least=1))
    return f"(?:{'|'.join(ways)})"


def _chain(rules: _Inflection, least: int = 0) -> str:
    separator = f"[{re.escape(rules.separators)}]?" if rules.separators else ""
    return f"(?:{separator}{_one_of(rules.suffixes)}){{{least},{rules.longest_chain}}}"


def _spelt(word: str) -> str:
    """The word itself; where it has a hyphen, a space may stand (Нью-Йорк, Нью Йорк)."""
    return _HYPHENATED.join(re.escape(part) for part in word.split("-"))


def _bounded(pattern: str, language: str) -> re.Pattern[str]:
    if profile(language).spaces:
        return re.compile(rf"(?<!{LETTER})(?:{pattern})(?!{LETTER})")
    return re.compile(pattern)


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
def acceptor(rendering: str, language: str, *, person: bool = False) -> re.Pattern[str]:
    """A pattern for ``rendering`` in any form, to be searched in text folded by :func:`fold`.

    Names of a ``person`` have one form more often than others do (Тан Лянчжи, but Мальдивы, Мальдив).
    A hyphen may be a space and a space a hyphen (Нью-Йорк); a ZWNJ may be nothing (چونگچینگ).
    """
    words = _words(rendering, language)
    if not words:
        return _NOTHING
    if not profile(language).spaces:
        return _unspaced(rendering, language)
    rules = _inflection(language)
    if person:
        rules = replace(rules, indeclinable=(*rules.indeclinable, *rules.indeclinable_of_persons))
    before = replace(rules, suffixes=()) if rules.last_word_only else rules
    patterns = [
        _joined([_word(part, rules if word is words[-1] else before) for part in word]) for word in words
    ]
    return _bounded(_GAP.join(patterns), language)


def _joined(parts: list[str]) -> str:
    return r"[\s\-]*".join(parts)


def _unspaced(rendering: str, language: str) -> re.Pattern[str]:
    folded = fold(rendering, language).strip()
    left = r"(?<![A-Za-z0-9])" if folded[0].isascii() else ""
    right = r"(?![A-Za-z0-9])" if folded[-1].isascii() else ""
    return re.compile(left + r"\s*".join(re.escape(part) for part in folded.split()) + right)


@lru_cache(maxsize=100_000)
def adjectives(rendering: str, language: str) -> re.Pattern[str]:
    """A pattern for the relational adjective of a name (чунцинский), also of two words (северокорейский)."""
    rules = _inflection(language)
    words = fold(rendering, language).split()
    if not rules.adjective_endings or not words or len(words) > 2:
        return _NOTHING
    if any(is_acronym(word) or not word.replace("-", "").isalpha() for word in words):
        return _NOTHING
    *first, last = words[-1].split("-")
    adjective = _HYPHENATED.join([*map(re.escape, first), _relational_word(last, rules)])
    if len(words) == 2:
        stem, ending = _cut(words[0], rules.compound_strip)
        if not ending:
            return _NOTHING
        # Северная, северо-; but Южная, южно-.
        body = f"{re.escape(stem[:-1])}{stem[-1]}?" if stem.endswith("н") else re.escape(stem)
        adjective = f"{body}{_one_of(rules.compound)}-?{adjective}"
    return _bounded(f"(?i:{adjective})", language)


@lru_cache(maxsize=100_000)
def small_suffixes(rendering: str, language: str) -> re.Pattern[str]:
    """A pattern for a whole word that is derived from ``rendering``, a folded name, and written small.

    Languages that form such words with a suffix: қытайлық, xitoylik. What follows the suffix is not looked
    at: an acceptor has found the word.
    """
    suffixes = _inflection(language).small
    if not suffixes:
        return _NOTHING
    # The last letter of the name may have changed.
    return re.compile(rf"(?is:{re.escape(rendering[:-1])}.?['’-]?{_one_of(suffixes)}.*)")


@lru_cache(maxsize=100_000)
def exactly(rendering: str, language: str) -> re.Pattern[str]:
    """A pattern for a name that is kept as it is, capitals too; suffixes only where acronyms take them."""
    words = fold(rendering, language).split()
    if not words:
        return _NOTHING
    if not profile(language).spaces:
        return _unspaced(rendering, language)
    rules = _inflection(language)
    chain = _chain(rules) if rules.acronym_suffixes else ""
    return _bounded(_GAP.join(map(_spelt, words)) + chain, language)


@lru_cache(maxsize=100_000)
def loosely(rendering: str, language: str, *, keep: bool = False) -> re.Pattern[str]:
    """Forms that an exact term must not have: wrong capitals (Шос), an ending that is none (ШОСа).

    Exact are acronyms, and with ``keep`` every word. Matches what :func:`acceptor` and :func:`exactly` match
    too. An ending counts only after two capitals, so that "газа" is no form of "ГАЗ"; other capitals only in
    three letters or more.
    """
    words = fold(rendering, language).split()
    exact = [bool(word) and (keep or is_acronym(word)) for word in words]
    if not any(exact) or not profile(language).spaces:
        return _NOTHING
    rules = _inflection(language)
    patterns = []
    for word, is_exact in zip(words, exact, strict=True):
        if not is_exact:
            patterns.append(_word(word, rules))
            continue
        ways = [_word(word, rules), rf"(?i:{re.escape(word)})"] if len(word) > 2 else [_word(word, rules)]
        if word[:2].isupper() or keep:
            ways.append(rf"{re.escape(word)}[\-'’]?{_LOWER}{{1,3}}")
        patterns.append(f"(?:{'|'.join(ways)})")
    return _bounded(_GAP.join(patterns), language)


@lru_cache(maxsize=100_000)
def stem_of(word: str, language: str) -> tuple[str, str]:
    """The part of a folded word that all its forms share, and a pattern for what may follow it.

    For finding misspellings: a letter that is wrong in the first is one, in the second another form.
    """
    rules = _inflection(language)
    if is_acronym(word):
        return word, ""
    if rules.endings:
        stem, ending = _cut(word, rules.strip)
        return stem, _one_of([*(rules.endings if ending else rules.consonant_endings), ""])
    if rules.suffixes:
        return word, _chain(rules)
    return word, ""


def _word(word: str, rules: _Inflection) -> str:
    """Pattern of one word of a rendering; punctuation around it stays as it is."""
    edges = _EDGES.fullmatch(word)
    if edges is None or not edges[2]:
        return re.escape(word)
    before, core, after = edges.groups()
    if is_acronym(core):
        body = _suffix_word(core, rules) if rules.acronym_suffixes else re.escape(core)
        if not core.isupper():  # ShHT in a headline: SHHT
            upper = core.upper()
            body = f"(?:{body}|{_suffix_word(upper, rules) if rules.acronym_suffixes else re.escape(upper)})"
    elif rules.endings:
        body = f"(?i:{_HYPHENATED.join(_stem_word(part, rules) for part in core.split('-'))})"
    elif rules.suffixes:
        body = f"(?i:{_suffix_word(core, rules)})"
    else:
        body = f"(?i:{_spelt(core)})"
    return re.escape(before) + body + re.escape(after)
