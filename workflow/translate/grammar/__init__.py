"""What must agree when one name takes the place of another: gender, and the preposition before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct

_OPENING = "«„“\"'‘("


class _Ending(Struct, frozen=True):
    gender: str
    case: str
    endings: tuple[str, ...]


class _Juncture(Struct, frozen=True):
    short: str
    long: str
    before: re.Pattern[str]
    acronyms: bool  # whether it holds before an acronym as well


class Grammar(Struct, frozen=True):
    """The rules of one language; without rules every name has the gender "" and nothing changes."""

    endings: tuple[_Ending, ...] = ()
    junctures: tuple[_Juncture, ...] = ()
    suffixes: bool = False  # words take more suffixes than the lists of forms have
    particles: str = ""  # characters that are words of their own and never at the end of a name

    def trim(self, text: str, span: tuple[int, int]) -> tuple[int, int]:
        """``span`` without small words at its ends that are no part of a name (在, 的)."""
        start, end = span
        while end - start > 1 and text[start] in self.particles:
            start += 1
        while end - start > 1 and text[end - 1] in self.particles:
            end -= 1
        return start, end

    def suffixes_of(self, forms: Mapping[str, str]) -> tuple[str, ...]:
        """What each form adds to the first; empty where forms are made otherwise, or no rule says so."""
        first, *others = forms.values()
        if not self.suffixes or not all(form.startswith(first) for form in others):
            return ()
        return tuple(form[len(first) :] for form in others)

    def gender(self, forms: Mapping[str, str]) -> str:
        """Gender of a name by its forms, or "pl"; "" where the language has none or the name no endings."""
        if not self.endings:
            return ""
        word = next((column for column in _columns(forms) if len(set(column.values())) > 1), None)
        if word is None:
            return ""
        for rule in self.endings:
            if word.get(rule.case, "").endswith(rule.endings):
                return rule.gender
        return "m"

    def join(self, before: str, name: str) -> str:
        """The text ``before`` a name, with its last word as it must be before just this name (в, во)."""
        for rule in self.junctures:
            hit = re.search(rf"(?<!\w)(?:{rule.short}|{rule.long})(\s+[{_OPENING}]*)$", before, re.IGNORECASE)
            if hit is None:
                continue
            bare = name.lstrip(_OPENING)
            # An acronym is read letter by letter (вэ-тэ-о), so its first two letters do not meet.
            spelt = bare.split(" ")[0].isupper() and not rule.acronyms
            word = rule.long if rule.before.match(bare.lower()) and not spelt else rule.short
            if before[hit.start()].isupper():
                word = word[:1].upper() + word[1:]
            return before[: hit.start()] + word + hit[1]
        return before


def _columns(forms: Mapping[str, str]) -> list[dict[str, str]]:
    """The forms word by word; those with more or fewer words than the first are left out."""
    count = len(next(iter(forms.values())).split())
    words = {case: form.split() for case, form in forms.items()}
    whole = {case: parts for case, parts in words.items() if len(parts) == count}
    return [{case: parts[index] for case, parts in whole.items()} for index in range(count)]


@cache
def load_grammar(language: str) -> Grammar:
    """The rules of ``language``; none where there is no file for it."""
    path = Path(__file__).parent / f"{language}.toml"
    if not path.is_file():
        return Grammar()
    raw = tomli.loads(path.read_text(encoding="utf-8"))
    return Grammar(
        tuple(_Ending(rule["is"], rule["case"], tuple(rule["endings"])) for rule in raw.get("gender", ())),
        tuple(
            _Juncture(rule["short"], rule["long"], re.compile(rule["before"]), rule.get("acronyms", False))
            for rule in raw.get("juncture", ())
        ),
        raw.get("suffixes", False),
        raw.get("particles", ""),
    )
