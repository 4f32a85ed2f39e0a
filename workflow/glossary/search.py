"""Find concepts as a person looks for them: by any part of any name, in any language."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from workflow.glossary.normalise import fold
from workflow.model import Concept


def search(concepts: Iterable[Concept], text: str, languages: Iterable[str]) -> list[Concept]:
    """Concepts with ``text`` in their id, note or a rendering of ``languages``; the best first.

    Spellings that readers take as the same are the same here. A name that is the text comes before one that
    begins with it, and that before one that holds it; otherwise the glossary's order stays.
    """
    tags = tuple(languages)
    text = " ".join(unicodedata.normalize("NFC", text).split())
    wanted = {tag: fold(text, tag).casefold().strip() for tag in tags}
    plain = text.casefold()
    as_id = plain.replace("-", " ").strip()
    found: list[tuple[int, Concept]] = []
    for concept in concepts:
        ranks = [
            _rank(concept.id.replace("-", " "), as_id),
            _rank(unicodedata.normalize("NFC", concept.note).casefold(), plain) + 1,  # names first
        ]
        for tag in tags:
            renderings = concept.in_language(tag)
            for name in (*renderings.all, *renderings.forbidden):
                ranks.append(_rank(fold(name, tag).casefold(), wanted[tag]))
        best = min(ranks)
        if best < _NOT:
            found.append((best, concept))
    return [concept for _, concept in sorted(found, key=lambda pair: pair[0])]


_NOT = 4


def _rank(name: str, wanted: str) -> int:
    """0 equal, 1 begins so, 2 holds it, _NOT no hit."""
    if not wanted:
        return _NOT
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2 if wanted in name else _NOT
