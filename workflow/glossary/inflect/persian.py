"""Persian: the ezafe that is written, and the plurals of offices. The table is ``fa.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.glossary.inflect.rulebook import rulebook
from workflow.model import Kind

_LONG = "او"  # a he after them is heard: راه، کوه


def forms_of(rendering: str, kind: Kind, gender: str, number: str, *, plural: bool) -> list[str]:  # noqa: ARG001
    """The rendering, and the rendering before what depends on it."""
    book = rulebook("fa")
    text = _plural(rendering, book) if plural else rendering
    return [text, text + _ezafe(text, book)]


def _ezafe(text: str, book: Mapping[str, Any]) -> str:
    words = text.replace("\u200c", " ").split()
    word = words[-1] if words else ""
    last, before = word[-1:], word[-2:-1]
    if last == "ه" and before and before not in _LONG and word not in book["sounded_he"]:
        return str(book["after_he"])
    if last == "ا":
        return str(book["after_vowel"])
    if last == "و" and before and before != "ا" and word not in book["sounded_vav"]:
        return str(book["after_vowel"])
    return ""


def _plural(text: str, book: Mapping[str, Any]) -> str:
    """The head stands first: شهردار سمرقند، شهرداران سمرقند."""
    head, space, tail = text.partition(" ")
    if head in book["plurals"]:
        plural = str(book["plurals"][head])
        return f"{plural}{space}{tail}" if tail else plural.removesuffix(book["after_vowel"])
    last = head[-1:]
    if last == "ه":
        plural = f"{head[:-1]}گان"
    elif last in "او":
        plural = f"{head}یان"
    else:
        plural = f"{head}ان"
    return f"{plural}{space}{tail}"
