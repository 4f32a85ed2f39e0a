"""Where renderings and forms stand in a translation, and whether they stand there as names do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.normalise import LETTER
from workflow.glossary.spans import Span

_LETTER = re.compile(LETTER)
_BETWEEN = re.compile(r"[\s\-]+")


def plain(words: str) -> str:
    """Folded words in small letters, with a space for every gap between them and every hyphen."""
    return _BETWEEN.sub(" ", words.lower())


class Text:
    """A folded text; what has been looked up once is not looked for again."""

    def __init__(self, folded: str, *, spaces: bool = True) -> None:
        """``spaces``: whether the language divides words."""
        self.folded = folded
        self._spaces = spaces
        lowered = folded.lower()
        if len(lowered) != len(folded):  # İ has two characters in small letters: offsets would move
            lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
        self.lowered = lowered
        self._spaced = lowered.replace("-", " ")
        self._hits: dict[re.Pattern[str], Sequence[Span]] = {}
        self._words: dict[str, Sequence[Span]] = {}

    def may_have(self, starts: Sequence[str]) -> bool:
        """Whether a word begins with the first of ``starts``, and all others stand somewhere.

        Compiling a pattern takes longer than searching many texts without it.
        """
        if not all(start in self.lowered for start in starts):
            return False
        first = starts[0]
        place = self.lowered.find(first)
        while place >= 0:
            if not place or not self._spaces or not _LETTER.match(self.folded, place - 1):
                return True
            place = self.lowered.find(first, place + 1)
        return False

    def spans(self, pattern: re.Pattern[str]) -> Sequence[Span]:
        """Where ``pattern`` hits."""
        known = self._hits.get(pattern)
        if known is None:
            known = self._hits[pattern] = [hit.span() for hit in pattern.finditer(self.folded)]
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
        form = form.replace("-", " ").strip()
        wanted = form.lower()
        start = self._spaced.find(wanted) if wanted and len(wanted) == len(form) else -1
        if start < 0:  # so it is of nearly all forms
            return []
        exact = [(word.start(), word.end()) for word in re.finditer(r"\S+", form) if is_acronym(word.group())]
        found = []
        while start >= 0:
            end = start + len(wanted)
            if (
                not (start and _LETTER.match(self.folded, start - 1))
                and not _LETTER.match(self.folded, end)
                and all(
                    self.folded[start + left : start + right] == form[left:right] for left, right in exact
                )
            ):
                found.append((start, end))
            start = self._spaced.find(wanted, start + 1)
        return found


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
    path = files(__package__) / "longer" / f"{base}.txt"
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
    return any(
        start <= span[0] and text.startswith(longer, span[0] - start) for longer, start in _around(name, base)
    )
