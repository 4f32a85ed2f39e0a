"""Carry names from one language over into another, where an engine lets placeholders through.

An approved text in Russian has its names in the forms that its sentence asks for. On the way into a language
with the same cases, such as Belarusian, each gives way to a placeholder, and the form of the same case of the
glossary's rendering stands in its place afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from workflow.model import Concept, Match
from workflow.translate.terms import TermSource


class Masked(Struct, frozen=True):
    """A text with placeholders for names."""

    text: str
    forms: Mapping[str, str]  # what stands there afterwards, by placeholder
    concepts: tuple[str, ...] = ()  # ids


def mask(
    text: str, matches: Sequence[Match], source: str, languages: tuple[str, str], terms: TermSource
) -> Masked:
    """``text``, in the first of ``languages``, without the names that can be carried over into the second.

    ``matches`` are those of its sentence, which is in ``source``.
    """
    found: list[tuple[int, int, str, str]] = []
    last = 0
    for concept, (start, end) in terms.places(text, source, languages[0], matches):
        form = _form(concept, text[start:end], languages, terms) if start >= last else ""
        if form:
            found.append((start, end, form, concept.id))
            last = end
    names = _placeholders(text)
    parts: list[str] = []
    forms: dict[str, str] = {}
    at = 0
    for start, end, form, _ in found:
        name = next(names)
        parts += (text[at:start], name)
        forms[name], at = form, end
    return Masked("".join((*parts, text[at:])), forms, tuple(identifier for *_, identifier in found))


def fill(text: str, masked: Masked) -> str | None:
    """``text`` with the names in it; None if a placeholder is lost, or there twice."""
    if any(text.count(name) != 1 for name in masked.forms):
        return None
    for name, form in masked.forms.items():
        text = text.replace(name, form)
    return text


def _placeholders(text: str) -> Iterator[str]:
    number = 0
    while True:
        name = f"{{{number}}}"
        if name not in text:
            yield name
        number += 1


def _form(concept: Concept, seen: str, languages: tuple[str, str], terms: TermSource) -> str:
    """The form of the case in which ``seen`` stands; "" if it is no form of what the glossary prefers."""
    for short, plural in ((False, False), (True, False), (False, True), (True, True)):
        known = terms.forms(concept, languages[0], short=short, plural=plural)
        there = terms.forms(concept, languages[1], short=short, plural=plural)
        for case, form in known.items():
            if form.casefold() == seen.casefold() and there:
                made = there.get(case) or next(iter(there.values()))
                if seen.isupper() and not form.isupper():  # a headline in capitals
                    return made.upper()
                begins = seen[:1].isupper() and form[:1].islower()  # a sentence, or a headline
                return made[:1].upper() + made[1:] if begins else made
    return ""
