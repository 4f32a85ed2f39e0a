"""What is doubtful in a glossary that loads: for the person who keeps it, before translators meet it.

What makes a glossary unusable (a broken file, an id that stands twice) is an error when it is loaded, and
never comes this far.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from workflow.glossary.between import Between, Doubt, alien
from workflow.glossary.csvfile import is_formula
from workflow.glossary.formsfile import Line
from workflow.glossary.glossary import Glossary
from workflow.glossary.normalise import fold
from workflow.languages import profile
from workflow.model import Concept, Kind, Severity

# How the names of characters begin in each script (ISO 15924), by which a letter of another one is known.
_SCRIPTS = {
    "Latn": ("LATIN",),
    "Cyrl": ("CYRILLIC",),
    "Arab": ("ARABIC",),
    "Deva": ("DEVANAGARI",),
    "Hans": ("CJK", "IDEOGRAPHIC"),
    "Hant": ("CJK", "IDEOGRAPHIC"),
}
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # categories of characters
_ACRONYM = re.compile(r"[A-Z0-9][A-Za-z0-9+.&/-]*")  # Latin ones stand in texts of every script
_PARENTHESES = "«»“”\"'()（）,;:"
# The zero-width joiners are letters of these scripts; elsewhere nobody sees them.
_JOINERS, _JOINING = "\u200c\u200d", frozenset({"Arab", "Deva"})


def lint(
    glossary: Glossary,
    source_language: str,
    languages: Iterable[str],
    forms: Mapping[str, Iterable[Line]] | None = None,
    variants: Iterable[str] = (),
) -> Iterator[Doubt]:
    """Doubts about ``glossary`` in the order of its concepts, and then by language; ``forms`` are the files'.

    ``variants`` are languages in which a concept need not have a rendering.

    Errors: letters of another script, characters that nobody sees, a text that is not in NFC, a rendering
    that is accepted and forbidden in two spellings, a text that a spreadsheet would run as a formula.
    Warnings: no rendering in a language, a rendering without a letter of its script or with one that its
    language has not, a rendering that another concept forbids, a stored form that is another's name. Notes:
    a person without gender, two concepts with one rendering, a name within names that has no entry, an
    abbreviation that is a common word.
    """
    tags = tuple(languages)
    optional = tuple(variants)
    between = Between(glossary.concepts, source_language, (*tags, *optional))
    for concept in glossary.concepts:
        if concept.kind is Kind.PERSON and not concept.gender:
            yield Doubt(
                concept.where,
                Severity.NOTE,
                f"{concept.id}: a person without gender",
                "m or f tells drafts how verbs agree",
                "gender",
            )
        if is_formula(concept.note):
            yield _formula(concept, concept.note, "note")
        for tag in (source_language, *tags, *optional):
            yield from _doubts(concept, tag, needed=tag not in optional)
            yield from between.doubts(concept, tag)
    for tag, lines in (forms or {}).items():
        yield from between.forms(tag, lines)


def _doubts(concept: Concept, tag: str, *, needed: bool) -> Iterator[Doubt]:
    renderings = concept.in_language(tag)
    for text, what in (
        *((each, tag) for each in (*renderings.all, *renderings.forbidden)),
        (renderings.usage, f"{tag}:note"),
    ):
        if is_formula(text):
            yield _formula(concept, text, what)
    if needed and not renderings.all:
        yield Doubt(
            concept.where,
            Severity.WARNING,
            f"{concept.id}: no rendering in {tag}",
            f"fill the column {tag}",
            "no-rendering",
            tag,
        )
    for text in (*renderings.all, *renderings.forbidden):
        if not unicodedata.is_normalized("NFC", text):
            yield Doubt(
                concept.where,
                Severity.ERROR,
                f"{concept.id}: {text!r} ({tag}) is not in NFC",
                "type it again, or normalise the file",
                "nfc",
                tag,
            )
        char = hidden(text, tag)
        if char:
            yield Doubt(
                concept.where,
                Severity.ERROR,
                f"{concept.id}: {text!r} ({tag}) holds a character that nobody sees",
                f"delete U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip(),
                "unseen",
                tag,
            )
        if "  " in text:
            what = f"{concept.id}: {text!r} ({tag}) has two spaces in a row"
            yield Doubt(concept.where, Severity.ERROR, what, kind="spaces", language=tag)
    for text in renderings.all:
        strange = _strange(text, tag) if concept.kind is not Kind.KEEP else ""
        if strange:
            yield Doubt(
                concept.where,
                Severity.ERROR,
                f"{concept.id}: {strange!r} in {text!r} is no letter of {profile(tag).english}",
                f"U+{ord(strange):04X} {unicodedata.name(strange, '')}",
                "script",
                tag,
            )
        elif concept.kind is not Kind.KEEP and _is_foreign(text, tag):
            yield Doubt(
                concept.where,
                Severity.WARNING,
                f"{concept.id}: {text!r} has no letter of {profile(tag).english}",
                f"translate it, or give it the kind “{Kind.KEEP.value}”",
                "script",
                tag,
            )
        elif concept.kind is not Kind.KEEP and (letter := next(filter(alien(tag), text), "")):
            yield Doubt(
                concept.where,
                Severity.WARNING,
                f"{concept.id}: {letter!r} in {text!r} is not in the alphabet of {profile(tag).english}",
                f"U+{ord(letter):04X} {unicodedata.name(letter, '')}: another language of its script has it",
                "letter",
                tag,
            )
    forbidden = {fold(text, tag).casefold() for text in renderings.forbidden}
    for text in renderings.all:
        if fold(text, tag).casefold() in forbidden:
            yield Doubt(
                concept.where,
                Severity.ERROR,
                f"{concept.id}: {text!r} ({tag}) is accepted, and forbidden but for its spelling",
                "delete one of the two",
                "contradiction",
                tag,
            )


def _formula(concept: Concept, text: str, column: str) -> Doubt:
    return Doubt(
        concept.where,
        Severity.ERROR,
        f"{concept.id}: {text!r} ({column}) begins like a formula",
        "a spreadsheet would run it: begin with something else",
        "formula",
    )


def hidden(text: str, tag: str = "") -> str:
    """The first character that nobody sees and that no spelling of the language needs; "" if there is none.

    Controls, half characters (surrogates), direction marks, zero-width spaces, soft hyphens. Without a
    language ("") the joiners that some need may stand.
    """
    joining = not tag or profile(tag).script in _JOINING
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and not (
            joining and char in _JOINERS
        ):
            return char
    return ""


def _is_foreign(text: str, tag: str) -> bool:
    """Whether ``text`` has words, but neither a letter of the language's script nor an acronym."""
    known = _SCRIPTS.get(profile(tag).script)
    if known is None or known == _SCRIPTS["Latn"]:
        return False
    letters = [char for char in text if char.isalpha()]
    if any(unicodedata.name(char, "").startswith(known) for char in letters):
        return False
    return any(char.islower() for char in letters) and not any(
        word.isupper() or any(char.isdigit() for char in word) for word in text.split()
    )


def _strange(text: str, tag: str) -> str:
    """The first letter of another script; "" if there is none."""
    known = _SCRIPTS.get(profile(tag).script)
    if known is None:
        return ""
    for word in text.split():
        bare = word.strip(_PARENTHESES)
        if bare.isascii() and _ACRONYM.fullmatch(bare):
            continue
        for char in word:
            if unicodedata.category(char)[0] == "L" and not unicodedata.name(char, "").startswith(
                (*known, "MODIFIER LETTER")
            ):
                return char
    return ""
