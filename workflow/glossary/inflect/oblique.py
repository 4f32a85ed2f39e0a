"""Hindi and Urdu: the direct and the oblique, singular and plural, of the head that stands last.

The tables are ``hi.toml`` and ``ur.toml``. Names of persons and places have one form; a marked masculine noun
is one that the list names, since the last letter does not tell it from a feminine one (मेला, सभा).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow.glossary.inflect.phrase import is_acronym
from workflow.glossary.inflect.rulebook import rulebook, word_list
from workflow.model import Kind


def forms_in(language: str) -> Callable[..., list[str]]:
    """The function that inflects renderings in ``language``."""

    def forms_of(rendering: str, kind: Kind, gender: str, number: str, *, plural: bool) -> list[str]:  # noqa: ARG001
        if kind in (Kind.PERSON, Kind.PLACE) and not plural:
            return [rendering, rendering]
        book = rulebook(language)
        for singular, forms in sorted(book["plurals"].items(), key=lambda item: -len(item[0])):
            if (plural or number == "pl") and (rendering == singular or rendering.endswith(f" {singular}")):
                before = rendering[: -len(singular)]
                return [before + forms[0], before + forms[1]]
        if plural:
            return _plural(rendering, language, book)
        return _oblique(rendering, language, book, many=number == "pl")

    return forms_of


def _split(rendering: str) -> tuple[str, str]:
    before, space, head = rendering.rpartition(" ")
    return before + space, head


def _marked(word: str, language: str) -> bool:
    return word in word_list(language, "marked")


def _agree(before: str, book: Mapping[str, Any]) -> str:
    """The words before a masculine head that is not in the direct singular: का -> के, नया -> नए."""
    return " ".join(book["agreeing"].get(word, word) for word in before.split(" "))


def _oblique(rendering: str, language: str, book: Mapping[str, Any], *, many: bool) -> list[str]:
    before, head = _split(rendering)
    if is_acronym(head) or head.isascii():
        return [rendering, rendering]
    if many:
        return [rendering, before + _many(head, book)]
    if _marked(head, language):
        head = head[:-1] + book["marked_oblique"]
    return [rendering, _agree(before, book) + head]


def _many(word: str, book: Mapping[str, Any]) -> str:
    """The oblique plural of a word that is a plural already, or whose plural is the singular."""
    ending = next(end for end in sorted(book["many"], key=len, reverse=True) if word.endswith(end))
    return word[: len(word) - len(ending)] + str(book["many"][ending])


def _plural(rendering: str, language: str, book: Mapping[str, Any]) -> list[str]:
    before, head = _split(rendering)
    before = _agree(before, book)
    if _marked(head, language):
        return [before + head[:-1] + book[key] for key in ("marked_plural", "marked_oblique_plural")]
    return [before + head, before + _many(head, book)]
