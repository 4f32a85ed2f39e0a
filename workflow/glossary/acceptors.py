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


@dataclass(frozen=True, slots=True)
class _Inflection:
    strip: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    adjective: tuple[str, ...] = ()
    adjective_endings: tuple[str, ...] = ()
    fleeting: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    longest_chain: int = 0
    separators: str = ""
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


def _stem_word(word: str, rules: _Inflection, *, relational: bool) -> str:
    """Russian and Belarusian: the stem, then one of the endings."""
    if len(word) <= 2 or not word[-1].isalpha():
        return re.escape(word)
    lowered = word.lower()
    stem = word
    if len(word) > 3:
        for ending in sorted(rules.strip, key=len, reverse=True):
            if lowered.endswith(ending) and len(word) - len(ending) >= 3:
                stem = word[: -len(ending)]
                break
    endings = _one_of(rules.endings) + "?"
    if relational:
        relation = _one_of(rules.adjective).replace("(?:|", "(?:")
        endings = f"(?:{relation}?{_one_of(rules.adjective_endings)}|{endings})"
    stems = [stem]
    if stem == word and len(word) > 4 and lowered[-2] in rules.fleeting:
        stems.append(word[:-2] + word[-1])
    bodies = []
    for each in stems:
        alternatives = (rules.alternations or {}).get(each[-1].lower())
        bodies.append(re.escape(each[:-1]) + _one_of(alternatives) if alternatives else re.escape(each))
    return f"(?:{'|'.join(bodies)}){endings}"


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

    ``relational`` also takes the relational adjective (of a place: Чунцин, чунцинский).
    """
    folded = fold(rendering, language).strip()
    if not profile(language).spaces:
        left = r"(?<![A-Za-z0-9])" if folded[:1].isascii() else ""
        right = r"(?![A-Za-z0-9])" if folded[-1:].isascii() else ""
        return re.compile(left + r"\s*".join(re.escape(part) for part in folded.split()) + right)
    rules = _inflection(language)
    words = []
    for word in folded.split():
        if _acronym(word):
            chain = rules.suffixes and language not in ("hi", "ur", "fa")
            words.append(_suffix_word(word, rules) if chain else re.escape(word))
        elif rules.endings:
            words.append(f"(?i:{_stem_word(word, rules, relational=relational)})")
        elif rules.suffixes:
            words.append(f"(?i:{_suffix_word(word, rules)})")
        else:
            words.append(f"(?i:{re.escape(word)})")
    return re.compile(r"(?<![\w\u0900-\u097f])" + r"[\s\-]+".join(words) + r"(?![\w\u0900-\u097f])")
