"""Abbreviations, read once from the text files in ``data/``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from msgspec import Struct

# Characters before a full stop that are looked at: more than the longest entry.
REACH = 32
# Most parts that an entry is divided into by white space.
_PARTS = 4
_OPENING = "\"'“”„‟«‘‚‹([{<*_~-–—/،、，。（「『《"
_NUMBER = re.compile(r"\d(?:[\d.,/–—-]*\d)?")
_SECTIONS = ("inside", "before a number", "end before a capital", "open", "starters")


class Abbreviations(Struct, frozen=True):
    """What a full stop after an abbreviation means in one language.

    Entries are stored without white space, so that "т. е." and "т.е." are one.
    """

    inside: frozenset[str]  # no sentence ends here: "Mr."
    before_number: frozenset[str]  # no sentence ends here if a digit follows: "No. 5"
    end_before_capital: frozenset[str]  # a sentence ends here if a capital follows: "в 2018 г. Он"
    open: frozenset[str]  # the next word decides: "U.S."
    starters: frozenset[str]  # words that begin a sentence after one of ``open``, in lower case


def endings(text: str) -> set[str]:
    """What may be an entry at the end of ``text``, in the way in which entries are stored.

    An entry that begins with a small letter also stands with a capital; a number in front becomes 0.
    """
    words = text[-REACH:].split()[-_PARTS:]
    found: set[str] = set()
    for count in range(1, len(words) + 1):
        ending = _NUMBER.sub("0", "".join(words[-count:]).lstrip(_OPENING), count=1)
        found |= {ending, ending[:1].lower() + ending[1:]}
    return found


@cache
def abbreviations(language: str) -> Abbreviations:
    """Abbreviations of a BCP 47 tag, or of its language alone; only English titles if there is no file.

    English titles hold in all languages, since names such as "Dr. Martens" do.
    """
    sections: dict[str, list[str]] = {name: [] for name in _SECTIONS}
    for tag in (language, language.partition("-")[0]):
        if lines := _lines(tag):
            sections.update(_parsed(lines))
            break
    return Abbreviations(
        frozenset(sections["inside"]) | frozenset(_parsed(_lines("en"))["inside"]),
        frozenset(sections["before a number"]),
        frozenset(sections["end before a capital"]),
        frozenset(sections["open"]),
        frozenset(sections["starters"]),
    )


def _lines(tag: str) -> list[str]:
    if not re.fullmatch(r"[A-Za-z0-9-]+", tag):
        return []
    entry = Path(__file__).parent / "data" / f"abbreviations.{tag}.txt"
    return entry.read_text(encoding="utf-8").splitlines() if entry.is_file() else []


def _parsed(lines: list[str]) -> dict[str, list[str]]:
    """Entries by section. The first lines of ``data/abbreviations.en.txt`` tell how a file is written."""
    sections: dict[str, list[str]] = {name: [] for name in _SECTIONS}
    current = "inside"
    for raw in lines:
        line = raw.partition("#")[0].strip()
        if line.startswith("["):
            current = line.strip("[]")
        elif current == "starters":
            sections[current] += line.split()
        elif line:
            sections[current].append("".join(line.split()))
    return sections
