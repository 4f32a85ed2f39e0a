"""Abbreviations, read once from the text files in ``data/``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NEVER = re.compile(r"(?!)")
# Longest entry, its white space included, that a text is searched for.
REACH = 32


@dataclass(frozen=True, slots=True)
class Abbreviations:
    """What a full stop after an abbreviation means in one language.

    Each pattern is to be searched for in the text up to and with the full stop.
    """

    inside: re.Pattern[str]  # no sentence ends here: "Mr."
    before_number: re.Pattern[str]  # no sentence ends here if a digit follows: "No. 5"
    open: re.Pattern[str]  # the next word decides: "U.S."
    starters: frozenset[str]  # words that begin a sentence after one of ``open``, in lower case


def _pattern(entries: list[str]) -> re.Pattern[str]:
    """Entries at the end of a text, small or with a capital in front, as at the beginning of a sentence."""
    if not entries:
        return _NEVER
    written = []
    for entry in sorted(entries, key=len, reverse=True):
        first = entry[0]
        pattern = r"\d" if first == "0" else rf"(?<![\w.])[{re.escape(first + first.upper())}]"
        written.append(pattern + r"\s?".join(re.escape(part) for part in entry[1:].split(" ")))
    return re.compile(rf"(?:{'|'.join(written)})\Z")


@cache
def abbreviations(language: str) -> Abbreviations:
    """Abbreviations of a BCP 47 tag, or of its language alone; none for a language without a file.

    A file has the headings ``[inside]``, ``[before a number]``, ``[open]`` and ``[starters]``, an entry a
    line, and comments after ``#``. In an entry a space stands for any white space or none, and 0 in front for
    a digit.
    """
    sections: dict[str, list[str]] = {"inside": [], "before a number": [], "open": [], "starters": []}
    folder = files(__package__) / "data"
    for tag in (language, language.partition("-")[0]):
        entry = folder / f"abbreviations.{tag}.txt"
        if re.fullmatch(r"[A-Za-z0-9-]+", tag) and entry.is_file():
            current = sections["inside"]
            for raw in entry.read_text(encoding="utf-8").splitlines():
                line = raw.partition("#")[0].strip()
                if line.startswith("["):
                    current = sections[line.strip("[]")]
                elif line:
                    current.append(line)
            break
    return Abbreviations(
        _pattern(sections["inside"]),
        _pattern(sections["before a number"]),
        _pattern(sections["open"]),
        frozenset(word for line in sections["starters"] for word in line.split()),
    )
