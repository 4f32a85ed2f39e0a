"""What is doubtful between the concepts of a glossary: one cell against all others.

A translator who follows such a glossary is told wrong, or is called wrong for being right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct

from workflow.glossary.formsfile import Line
from workflow.glossary.normalise import fold
from workflow.lazy import late
from workflow.model import Concept, Kind, Severity

# Two names of one kind may be one word; but "Tang" is one of many, and a phrase is no name.
_OF = late(r"\bof (?:the )?(?=[A-Z])")
_CAPITALISED = late(r"(?:[A-Z][\w'’-]*)(?: (?:[A-Z][\w'’-]*|of|and|the))*(?<! of)(?<! and)(?<! the)")
_OFTEN = 2  # concepts that contain a name before it is missed as an entry


class Doubt(Struct, frozen=True):
    """One thing to look at. ``where`` is file and line."""

    where: str
    severity: Severity
    problem: str
    hint: str = ""
    kind: str = ""  # what is doubted, in one word: "shared", "script"
    language: str = ""  # of the cell; "" where it is about no language


class Between:
    """All renderings of a glossary in some languages, looked up by their folded spelling."""

    def __init__(self, concepts: Iterable[Concept], source_language: str, tags: Sequence[str]) -> None:
        self._concepts = tuple(concepts)
        self._source = source_language
        self._owners: dict[tuple[str, str], list[Concept]] = {}
        for concept in self._concepts:
            for tag in (source_language, *tags):
                for key in {_key(text, tag) for text in concept.in_language(tag).accepted}:
                    self._owners.setdefault((tag, key), []).append(concept)
        self._missed = self._missing_parts() if source_language.partition("-")[0] == "en" else {}

    def doubts(self, concept: Concept, tag: str) -> Iterator[Doubt]:
        """What is doubtful in the cell of one concept and language, beside the cells of others."""
        if tag != self._source:
            yield from self._shared(concept, tag)
        else:
            yield from self._contained(concept)
        yield from self._forbidden(concept, tag)
        yield from _common_words(concept, tag)

    def forms(self, tag: str, lines: Iterable[Line]) -> Iterator[Doubt]:
        """Stored forms that are the name of another concept, of another spelling than their own."""
        known = {concept.id: concept for concept in self._concepts}
        told: set[tuple[str, str]] = set()
        for line in lines:
            concept = known.get(line.id)
            if concept is None:
                continue
            mine = {_key(text, tag) for text in concept.in_language(tag).all}
            for case, form in line.forms.items():
                key = _key(form, tag)
                others = [
                    each
                    for each in self._owners.get((tag, key), ())
                    if each is not concept and _meet(each, concept)
                ]
                if key in mine or not others or (line.id, key) in told:
                    continue
                told.add((line.id, key))
                yield Doubt(
                    line.where,
                    Severity.WARNING,
                    f"{line.id}: the form {form!r} ({case}) is a name of {others[0].id} ({others[0].where})",
                    "a text that has it is taken to have either",
                    "form",
                    tag,
                )

    def _shared(self, concept: Concept, tag: str) -> Iterator[Doubt]:
        """Renderings that an earlier concept has too; a concept of another time may well have them."""
        renderings = concept.in_language(tag)
        for text in renderings.accepted:
            for other in self._owners.get((tag, _key(text, tag)), ()):
                if other is concept:
                    break
                if not _meet(other, concept):
                    continue
                both = text == renderings.preferred and _key(other.in_language(tag).preferred, tag) == _key(
                    text, tag
                )
                what = "is preferred for" if both else "is a rendering of"
                yield Doubt(
                    concept.where,
                    Severity.NOTE,
                    f"{concept.id}: {text!r} ({tag}) {what} {other.id} too ({other.where})",
                    "fine if the language has one name for both",
                    "shared",
                    tag,
                )
                break

    def _forbidden(self, concept: Concept, tag: str) -> Iterator[Doubt]:
        for text in concept.in_language(tag).forbidden:
            for other in self._owners.get((tag, _key(text, tag)), ()):
                if other is concept or not _meet(other, concept):
                    continue
                yield Doubt(
                    concept.where,
                    Severity.WARNING,
                    f"{concept.id}: {text!r} ({tag}) is forbidden, and right for {other.id} ({other.where})",
                    "a sentence that names both has an error whatever is written",
                    "forbids-another",
                    tag,
                )
                break

    def _contained(self, concept: Concept) -> Iterator[Doubt]:
        for name in concept.in_language(self._source).accepted[:1]:
            for part in _parts(name):
                if self._missed.get(part) is concept:
                    yield Doubt(
                        concept.where,
                        Severity.NOTE,
                        f"{concept.id}: {part!r} stands in several terms and has no entry",
                        "add one, so that it is right where it stands alone",
                        "contained",
                        self._source,
                    )

    def _missing_parts(self) -> dict[str, Concept]:
        """Names within names that are no concept, each with the first concept that has it."""
        counts: Counter[str] = Counter()
        first: dict[str, Concept] = {}
        known = {
            _key(text, self._source)
            for concept in self._concepts
            for text in concept.in_language(self._source).all
        }
        for concept in self._concepts:
            if concept.kind is Kind.PERSON:
                continue
            for part in {
                part for name in concept.in_language(self._source).accepted for part in _parts(name)
            }:
                if _key(part, self._source) not in known:
                    counts[part] += 1
                    first.setdefault(part, concept)
        return {part: first[part] for part, count in counts.items() if count >= _OFTEN}


def _parts(name: str) -> Iterator[str]:
    """Proper names after an "of": of what somebody is the mayor."""
    for place in _OF.finditer(name):
        found = _CAPITALISED.match(name, place.end())
        if found is not None:
            yield found.group()


def _common_words(concept: Concept, tag: str) -> Iterator[Doubt]:
    words = _words().get(tag.partition("-")[0], frozenset())
    for text in concept.in_language(tag).short:
        if text.casefold() in words:
            yield Doubt(
                concept.where,
                Severity.NOTE,
                f"{concept.id}: the short form {text!r} ({tag}) is a common word too",
                "where all is in capitals one is taken for the other: give it up, or be warned",
                "common-word",
                tag,
            )


def _meet(one: Concept, other: Concept) -> bool:
    """Whether both hold on one day."""
    if one.valid is None or other.valid is None:
        return True
    late, early = (one, other) if _begins(one) >= _begins(other) else (other, one)
    until = early.valid.until if early.valid else None
    since = late.valid.since if late.valid else None
    return until is None or since is None or since <= until


def _begins(concept: Concept) -> str:
    since = concept.valid.since if concept.valid else None
    return since.isoformat() if since else ""


def _key(text: str, tag: str) -> str:
    return fold(text, tag).casefold()


def _read(name: str) -> Mapping[str, object]:
    return tomli.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, frozenset[str]]:
    """By language, words that an abbreviation may be taken for."""
    return {
        tag: frozenset(each.casefold() for each in found)
        for tag, found in _read("words.toml").items()
        if isinstance(found, list)
    }


@cache
def alien(tag: str) -> Callable[[str], bool]:
    """Tells a letter of the language's script that the language itself does not write."""
    table = _read("alphabets.toml").get(tag)
    if not isinstance(table, dict):
        return lambda _: False
    letters, never = str(table.get("letters", "")), frozenset(str(table.get("not", "")))
    if not letters:
        return lambda char: char in never
    known = frozenset(letters + letters.upper())
    return lambda char: "\u0400" <= char <= "\u052f" and char.isalpha() and char not in known
