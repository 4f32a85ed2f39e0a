"""The letters that each language is written with, read once from ``data/letters.toml``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

# Blocks of the scripts that the languages of this program have, and of those that strays come from.
BLOCKS: Mapping[str, str] = {
    "Cyrl": "\u0400-\u0482\u048a-\u052f\u1c80-\u1c88",
    "Arab": "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f",
    "Deva": "\u0904-\u0939\u0958-\u0961\u0972-\u097f",
    "Hani": "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af",
    "Kana": "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff",
    "Hang": "\u1100-\u115e\u1161-\u11ff\uac00-\ud7a3",
    "Hebr": "\u05d0-\u05ea",
    "Armn": "\u0531-\u0556\u0561-\u0586",
    "Geor": "\u10a0-\u10ff\u1c90-\u1cbf",
    "Thai": "\u0e01-\u0e30\u0e40-\u0e46",
    "Indi": "\u0980-\u0dff",  # Bengali to Sinhala
}
# What a script is called in a message.
NAMES: Mapping[str, str] = {
    "Cyrl": "Cyrillic",
    "Arab": "Arabic",
    "Deva": "Devanagari",
    "Hani": "Chinese",
    "Kana": "Japanese",
    "Hang": "Korean",
    "Hebr": "Hebrew",
    "Armn": "Armenian",
    "Geor": "Georgian",
    "Thai": "Thai",
    "Indi": "Indian",
}
_OWN = {"Hans": "Hani", "Hant": "Hani"}


class Alphabet(Struct, frozen=True):
    """What ``letters.toml`` says of a language; both cases, where a script has them."""

    letters: frozenset[str]
    instead: Mapping[str, str]
    lenient: frozenset[str]


@cache
def tables() -> Mapping[str, Any]:
    """The whole file, by language."""
    text = (Path(__file__).parent / "data" / "letters.toml").read_text(encoding="utf-8")
    return tomli.loads(text)


@cache
def alphabet(language: str) -> Alphabet | None:
    """The letters of a language; None if nothing is known of it."""
    raw = tables().get(language)
    if raw is None or "alphabet" not in raw:
        return None
    instead = dict(raw.get("instead", {}))
    instead |= {wrong.upper(): right.capitalize() for wrong, right in instead.items()}
    return Alphabet(
        frozenset(raw["alphabet"] + raw["alphabet"].upper()),
        instead,
        frozenset(raw.get("lenient", "") + raw.get("lenient", "").upper()),
    )


def told_by(sets: Mapping[str, str]) -> Callable[[str], str]:
    """A function that tells which of some sets of characters has a character; "" if none has.

    The sets are as a regular expression has them; of those with a character the first counts. Large ones take
    milliseconds to compile, which is more than to judge the few characters that are asked about.
    """
    spans = [(first, last, name) for name, each in sets.items() for first, last in _spans(each)]
    borders = sorted({at for first, last, _ in spans for at in (ord(first), ord(last) + 1)})
    names = [
        next((name for first, last, name in spans if ord(first) <= at <= ord(last)), "") for at in borders
    ]

    def name_of(char: str) -> str:
        place = bisect_right(borders, ord(char))
        return names[place - 1] if place else ""

    return name_of


def _spans(letters: str) -> Iterator[tuple[str, str]]:
    """First and last characters of the ranges of a set, and of those that stand alone."""
    at = 0
    while at < len(letters):
        end = at + 2 if letters[at + 1 : at + 2] == "-" and at + 2 < len(letters) else at
        yield letters[at], letters[end]
        at = end + 1


block_of = told_by(BLOCKS)


def own_script(script: str) -> str:
    """The key in :data:`BLOCKS` of a script of a profile."""
    return _OWN.get(script, script)
