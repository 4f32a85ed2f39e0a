"""The data files beside this module, read once: word lists, endings and rules that a linguist can edit."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

_VOWELS = frozenset("аеёиоуыэюяі")
_LONGEST = 40  # letters; no name's word is longer


@cache
def rulebook(name: str) -> dict[str, Any]:
    """Everything that ``<name>.toml`` says; empty if there is no such file."""
    path = Path(__file__).parent / f"{name}.toml"
    return tomli.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def cases(language: str) -> tuple[str, ...]:
    """Case names of the language, the dictionary form first; only ``nom`` where there are no rules."""
    return tuple(rulebook("cases").get(language, ("nom",)))


def has_rules(language: str) -> bool:
    """Whether renderings in ``language`` (a BCP 47 tag) have forms. A script variant (uz-Cyrl) has none."""
    return language in rulebook("cases")


@cache
def word_list(name: str, key: str) -> frozenset[str]:
    """One of the lists of a data file, in small letters."""
    return frozenset(word.lower() for word in rulebook(name).get(key, ()))


class Rule(Struct, frozen=True):
    """One row of a table of declensions: which words it is for and what happens to their endings."""

    who: frozenset[str]
    gender: str = ""
    end: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    drop: int = 0
    syllables: int = 0
    forms: tuple[str, ...] = ()

    def fits(self, word: str, who: str, gender: str) -> bool:
        """Whether the rule is for ``word`` (in small letters)."""
        if who not in self.who or (self.gender and self.gender != gender):
            return False
        if word not in self.words and not (self.end and word.endswith(self.end)):
            return False
        return not self.syllables or sum(letter in _VOWELS for letter in word) >= self.syllables


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            frozenset(row["who"]),
            row.get("gender", ""),
            tuple(row.get("end", ())),
            frozenset(row.get("words", ())),
            row.get("drop", 0),
            row.get("syllables", 0),
            tuple(row.get("forms", ())),
        )
        for row in rulebook(language)["rules"]
    )


def decline(
    word: str, language: str, who: str, gender: str, *, alive: bool, flags: Sequence[str] = ()
) -> list[str]:
    """The forms of one word by the table of ``language``: nom gen dat acc ins loc.

    ``alive`` decides the accusative; ``flags`` are words such as ``abstract`` that choose between endings.
    A word that no rule fits, or that has one form only, is given back six times.
    """
    book = rulebook(language)
    same = [word] * len(cases(language))
    low = word.lower()
    if low in word_list(language, "indeclinable"):
        return same
    known = book.get("words", {}).get(word)
    if known:
        return [word, *known]
    rule = next((rule for rule in _rules(language) if rule.fits(low, who, gender)), None)
    if rule is None or not rule.forms:
        return same
    stem = _capital(book.get("stems", {}), word) or (word[: -rule.drop] if rule.drop else word)
    listed = {flag for flag, words in book.get("flags", {}).items() if low in words}
    chosen = [_choose(form, {*listed, *flags}) for form in rule.forms]
    forms = [word]
    for ending in chosen:
        forms.append(word if ending == "=" else join(stem, ending, book))
    if "=" in chosen and alive:
        forms[chosen.index("=") + 1] = forms[1]
    return forms


def _capital(stems: Mapping[str, str], word: str) -> str:
    """The listed stem of a word, whatever its first letter."""
    if word in stems:
        return stems[word]
    if word[:1].islower() and word.capitalize() in stems:
        return stems[word.capitalize()].lower()
    return ""


def _choose(form: str, flags: set[str]) -> str:
    """``ам stressed:ом``: the ending after the first flag that holds, else the first one."""
    default, *others = form.split(" ")
    for other in others:
        flag, _, ending = other.partition(":")
        if flag in flags:
            return ending
    return default


def join(stem: str, ending: str, book: Mapping[str, Any]) -> str:
    """Stem and ending; ``~`` before an ending changes the stem's last consonant, ``&`` doubles it."""
    if ending.startswith("~"):
        for old, new in book["alternations"].items():
            if stem.lower().endswith(old):
                return f"{stem[: -len(old)]}{new}{ending[1:]}"
        return stem + ending[1:]
    if ending.startswith("&"):
        return _doubled(stem, book) + ending[1:]
    return stem + ending


def _doubled(stem: str, book: Mapping[str, Any]) -> str:
    """Belarusian instrumental of the third declension: Казанню, Цвер'ю, Беларуссю; вернасцю."""
    low = stem.lower()
    if low.endswith(tuple(book["apostrophe_after"])):
        return stem + "’"
    for last, double in book["doubled"].items():
        before = low[: -len(last)]
        if low.endswith(last) and before and before[-1] in _VOWELS:
            return f"{stem[: -len(last)]}{double}"
    return stem


@cache
def _syllables() -> re.Pattern[str]:
    book = rulebook("eastern")
    initials = "|".join(sorted(book["initials"], key=len, reverse=True))
    finals = "|".join(sorted(book["finals"], key=len, reverse=True))
    return re.compile(rf"(?:(?:{initials})(?:{finals})){{1,4}}")


def eastern(words: Sequence[str]) -> bool:
    """Whether a name in Russian or Belarusian letters has its family name first, which then does not decline.

    The family name must be a listed one, and the rest syllables of Palladius's system or, in three parts,
    single syllables (Ким Чен Ын).
    """
    read = [_in_russian_letters(word) for word in words]
    if len(read) < 2 or read[0] not in word_list("eastern", "surnames"):
        return False
    if max(map(len, read)) > _LONGEST:
        return False
    if all(_syllables().fullmatch(part) for word in read[1:] for part in word.split("-")):
        return True
    return len(read) == 3 and all(sum(letter in _VOWELS for letter in word) == 1 for word in read[1:])


def chinese(word: str) -> bool:
    """Whether a word is made of syllables of Palladius's system only."""
    return len(word) <= _LONGEST and _syllables().fullmatch(_in_russian_letters(word)) is not None


def _in_russian_letters(word: str) -> str:
    low = word.lower().replace("і", "и").replace("ў", "у")
    return re.sub("(?<=[жшчц])ы", "и", low)
