"""Where renderings and forms stand in a translation, and whether they stand there as names do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.spans import Span
from workflow.languages.once import once

if TYPE_CHECKING:
    from workflow.glossary.recogniser import Recogniser

_BETWEEN = re.compile(r"[\s\-]+")


def plain(words: str) -> str:
    """Folded words in small letters, with a space for every gap between them and every hyphen."""
    return _BETWEEN.sub(" ", words.lower())


def small(text: str) -> str:
    """``text`` in small letters, one for each of its characters, so that places in it stay."""
    lowered = text.lower()
    if len(lowered) != len(text):  # İ has two characters in small letters
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    return lowered.replace("ς", "σ") if "ς" in lowered else lowered


def is_letter(char: str) -> bool:
    """Whether a character, if there is one, is one of a word: as the pattern ``normalise.LETTER``."""
    return char.isalnum() or char == "_" or ("\u0900" <= char <= "\u097f" and char not in "\u0964\u0965")


class Text:
    """A folded text; what has been looked up once is not looked for again."""

    def __init__(self, folded: str, *, spaces: bool = True) -> None:
        """``spaces``: whether the language divides words."""
        self.folded = folded
        self._spaces = spaces
        self.lowered = small(folded)
        self.spaced = self.lowered.replace("-", " ")  # a hyphen may be a space, and a space a hyphen
        self._hits: dict[Recogniser, Sequence[Span]] = {}
        self._words: dict[str, Sequence[Span]] = {}

    @once
    def open(self) -> str:
        """The text with a space for each hyphen."""
        return self.folded.replace("-", " ")

    def has_letter(self, place: int) -> bool:
        """Whether there is a character of a word at ``place``."""
        return is_letter(self.folded[place : place + 1])

    def may_have(self, starts: Sequence[str]) -> bool:
        """Whether a word begins with the first of ``starts``, and all others stand somewhere.

        It says no of nearly all names, in a fraction of the time of anything else.
        """
        if not all(start in self.lowered for start in starts):
            return False
        first = starts[0]
        place = self.lowered.find(first)
        while place >= 0:
            if not place or not self._spaces or not self.has_letter(place - 1):
                return True
            place = self.lowered.find(first, place + 1)
        return False

    def spans(self, name: Recogniser) -> Sequence[Span]:
        """Where ``name`` stands."""
        known = self._hits.get(name)
        if known is None:
            known = self._hits[name] = name.spans(self)
        return known

    def words(self, form: str) -> Sequence[Span]:
        """Where ``form``, a folded one, stands as whole words; capitals count in acronyms only.

        A hyphen may be a space and a space a hyphen. No pattern is compiled: forms are many.
        """
        known = self._words.get(form)
        if known is None:
            known = self._words[form] = self._find(form)
        return known

    def _find(self, form: str) -> list[Span]:
        wanted = _spaced(form)
        start = self.spaced.find(wanted) if wanted else -1
        if start < 0:  # so it is of nearly all forms
            return []
        form = form.replace("-", " ").strip()
        exact = _acronyms(form)
        found = []
        while start >= 0:
            end = start + len(wanted)
            if (
                not (start and self.has_letter(start - 1))
                and not self.has_letter(end)
                and all(
                    self.folded[start + left : start + right] == form[left:right] for left, right in exact
                )
            ):
                found.append((start, end))
            start = self.spaced.find(wanted, start + 1)
        return found


@lru_cache(maxsize=10_000)
def _spaced(form: str) -> str:
    """``form`` in small letters with a space for each hyphen; "" if its letters are then not as many."""
    form = form.replace("-", " ").strip()
    return form.lower() if len(form.lower()) == len(form) else ""


@lru_cache(maxsize=10_000)
def _acronyms(form: str) -> tuple[Span, ...]:
    """Where in ``form`` words stand whose capitals count."""
    return tuple(word.span() for word in re.finditer(r"\S+", form) if is_acronym(word.group()))


@lru_cache(maxsize=50_000)
def keeps_capitals(seen: str, name: str) -> bool:
    """Whether each word of ``seen`` has a capital whose word in ``name`` has one; both are folded.

    Words of ``seen`` that ``name`` has not (a suffix after a hyphen) are passed over.
    """
    words = iter(_BETWEEN.split(seen))
    for part in _BETWEEN.split(name):
        first = next(filter(str.isalpha, part), "")
        if not first.isupper():
            continue
        for word in words:
            other = next(filter(str.isalpha, word), "")
            if other.lower() == first.lower():
                if not other.isupper():
                    return False
                break
    return True


@cache
def _longer_names(base: str) -> tuple[str, ...]:
    path = Path(__file__).parent / "longer" / f"{base}.txt"
    if not path.is_file():
        return ()
    lines = map(str.strip, path.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=50_000)
def _around(name: str, base: str) -> tuple[tuple[str, int], ...]:
    """Longer names that hold ``name``, and where in them it begins."""
    return tuple(
        (longer, hit.start())
        for longer in _longer_names(base)
        if longer not in name
        for hit in re.finditer(f"(?={re.escape(name)})", longer)
    )


def in_longer_name(text: str, span: Span, name: str, base: str) -> bool:
    """Whether ``name``, at ``span`` in ``text``, is part of a longer name that means something else.

    Chinese writes no spaces: 印度 stands in 印度尼西亚. The longer names are in ``longer/<language>.txt``.
    """
    around = _around(name, base)
    return bool(around) and any(
        start <= span[0] and text.startswith(longer, span[0] - start) for longer, start in around
    )
