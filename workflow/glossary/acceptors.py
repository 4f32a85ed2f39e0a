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
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from workflow.glossary.normalise import fold
from workflow.languages import profile

# Letters, digits and the vowel signs of Devanagari, which \w leaves out.
_LETTER = r"[\w\u0900-\u0963\u0966-\u097f]"
_EDGES = re.compile(r"((?:(?![\w\u0900-\u097f]).)*)(.*?)((?:(?![\w\u0900-\u097f]).)*)")
_NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class _Inflection:
    strip: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    bare_of_names: tuple[str, ...] = ()
    indeclinable: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    consonant_endings: tuple[str, ...] = ()
    relation_strip: tuple[str, ...] = ()
    adjective: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    fleeting: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    longest_chain: int = 0
    separators: str = ""
    acronym_suffixes: bool = False
    alternations: Mapping[str, list[str]] | None = None


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
    return _Inflection(**known)


def _one_of(options: Iterable[str]) -> str:
    ordered = sorted(set(options), key=lambda option: (-len(option), option))
    return "(?:" + "|".join(re.escape(option) for option in ordered) + ")"


def _acronym(word: str) -> bool:
    return len(word) > 1 and word.isupper() and any(char.isalpha() for char in word)


def _cut(word: str, endings: Iterable[str]) -> tuple[str, str]:
    """Stem and ending: the longest of ``endings`` that leaves three letters, or none."""
    lowered = word.lower()
    for ending in sorted(endings, key=len, reverse=True):
        if lowered.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)], lowered[-len(ending) :]
    return word, ""


def _body(stem: str, rules: _Inflection) -> str:
    """The stem, its last consonant in every shape that it takes before an ending."""
    alternatives = (rules.alternations or {}).get(stem[-1].lower())
    return re.escape(stem[:-1]) + _one_of(alternatives) if alternatives else re.escape(stem)


def _stem_word(word: str, rules: _Inflection, *, relational: bool) -> str:
    """Russian and Belarusian: the stem, then one of the endings."""
    if len(word) <= 2 or not word[-1].isalpha():
        return re.escape(word)
    stem, ending = _cut(word, rules.strip)
    # A word whose last letter is neither vowel nor sign: "Тан" has "Тана", and never "Таня".
    endings = _one_of(rules.endings if ending else rules.consonant_endings)
    forms = []
    if not ending and word.lower().endswith(rules.indeclinable):
        forms.append(re.escape(word))
    else:
        # The stem alone is a form of "Филиппины" and "страна" (genitive plural), not of "Китай" or "Анна".
        bare = not ending or ending in (rules.bare if word[0].islower() else rules.bare_of_names)
        forms.append(f"{_body(stem, rules)}{endings}{'?' if bare else ''}")
        if not ending and len(word) > 4 and word[-2].lower() in rules.fleeting:
            forms.append(f"{_body(word[:-2] + word[-1], rules)}{endings}")
    if relational:
        stem, _ = _cut(word, rules.relation_strip)
        link = _one_of(rules.adjective).replace("(?:|", "(?:")
        forms.append(f"{_body(stem, rules)}{link}?{_one_of(rules.adjective_endings)}")
    return f"(?:{'|'.join(forms)})"


def _suffix_word(word: str, rules: _Inflection) -> str:
    """Agglutinative and lightly inflected languages: the word, then a chain of closed suffixes."""
    body = re.escape(word)
    alternatives = (rules.alternations or {}).get(word[-1].lower())
    if alternatives and len(word) > 2:
        body = re.escape(word[:-1]) + _one_of([word[-1], *alternatives])
    separator = f"[{re.escape(rules.separators)}]?" if rules.separators else ""
    return f"{body}(?:{separator}{_one_of(rules.suffixes)}){{0,{rules.longest_chain}}}"


@lru_cache(maxsize=100_000)
def acceptor(rendering: str, language: str, *, relational: bool = False) -> re.Pattern[str]:
    """A pattern for ``rendering`` in any form, to be searched in text folded by :func:`fold`.

    ``relational`` also takes the relational adjective (Чунцин, чунцинский).
    """
    folded = fold(rendering, language).strip()
    if not folded:
        return _NOTHING
    if not profile(language).spaces:
        left = r"(?<![A-Za-z0-9])" if folded[0].isascii() else ""
        right = r"(?![A-Za-z0-9])" if folded[-1].isascii() else ""
        return re.compile(left + r"\s*".join(re.escape(part) for part in folded.split()) + right)
    rules = _inflection(language)
    words = [_word(word, rules, relational=relational) for word in folded.split()]
    return re.compile(rf"(?<!{_LETTER})" + r"[\s\-]+".join(words) + rf"(?!{_LETTER})")


@lru_cache(maxsize=100_000)
def literal(form: str, language: str) -> re.Pattern[str]:
    """A pattern for ``form`` as it is written and no other form of it; capitals count in acronyms only."""
    words = fold(form, language).split()
    if not words:
        return _NOTHING
    pattern = r"[\s\-]+".join(
        re.escape(word) if _acronym(word) else f"(?i:{re.escape(word)})" for word in words
    )
    return re.compile(rf"(?<!{_LETTER}){pattern}(?!{_LETTER})" if profile(language).spaces else pattern)


def _word(word: str, rules: _Inflection, *, relational: bool) -> str:
    """Pattern of one word of a rendering; punctuation around it and hyphens within stay as they are."""
    edges = _EDGES.fullmatch(word)
    if edges is None or not edges[2]:
        return re.escape(word)
    before, core, after = edges.groups()
    if _acronym(core):
        body = _suffix_word(core, rules) if rules.acronym_suffixes else re.escape(core)
    elif rules.endings:
        *first, last = core.split("-")
        parts = [_stem_word(part, rules, relational=False) for part in first]
        body = f"(?i:{'-'.join([*parts, _stem_word(last, rules, relational=relational)])})"
    elif rules.suffixes:
        body = f"(?i:{_suffix_word(core, rules)})"
    else:
        body = f"(?i:{re.escape(core)})"
    return re.escape(before) + body + re.escape(after)
