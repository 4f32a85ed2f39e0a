"""What the matcher knows of a source language: plurals, and the words that make no longer name.

The words stand in ``matching/<language>.toml``. A language without a file has no plurals and no words; where
its nouns are capitalised (German), a capital beside a name says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct, field

from workflow.lazy import late
from workflow.model import Concept, Kind

_CAPITAL_NOUNS = frozenset({"de", "lb"})
# An apostrophe stands for a letter or a sign within a word in these (сям'я, Yo'ldoshev).
_APOSTROPHE_IS_LETTER = frozenset({"be", "uk", "uz"})
_COUNTABLE = frozenset({Kind.OFFICE, Kind.ORGANISATION, Kind.PHRASE, Kind.EVENT})
_VOWELS = frozenset("aeiou")
_ROMAN_OR_INITIAL = late(r"[IVXLC]+|\w\.?|(?:Jr|Sr|jr|sr)\.?")


class SourceLanguage(Struct, frozen=True):
    """The lists of one language; see ``matching/en.toml`` for what each is."""

    capitals: bool = True  # a capital marks a name
    words: bool = False  # the language has a file: its small words are known
    titles: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    other_office: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    compass: frozenset[str] = frozenset()
    apostrophe: re.Pattern[str] = re.compile(r"(?!)")  # an apostrophe within a word
    countable: frozenset[Kind] = frozenset()  # kinds of which the language has plurals
    heads: frozenset[str] = frozenset()
    postpositive: frozenset[str] = frozenset()
    general_after: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    es: frozenset[str] = frozenset()
    unchanging: frozenset[str] = frozenset()
    not_men: tuple[str, ...] = ()
    irregular: Mapping[str, str] = field(default_factory=dict)

    def plural(self, variant: str, concept: Concept) -> str:
        """The plural of a normalised variant, made from its head noun; "" where it has none.

        Only offices, phrases, events and organisations whose head is a common noun have one. "Mayors of
        Chongqing", "SCO Deputy Secretaries-General", "free-trade zones".
        """
        if concept.kind not in self.countable or concept.number == "pl":
            return ""
        words = variant.split(" ")
        head = next(
            (
                index - 1
                for index, word in enumerate(words)
                if index > 0 and (word in self.heads or word.lower() in self.postpositive)
            ),
            len(words) - 1,
        )
        word = words[head]
        if not word.isascii() or not word[-1:].isalpha() or (len(word) > 1 and word.isupper()):
            return ""
        if word.lower() == "general" and head and words[head - 1].lower() in self.general_after:
            head, word = head - 1, words[head - 1]
        plural = self._plural_of_word(word)
        noun = word.lower().rpartition("-")[2]
        if plural == word or (concept.kind is Kind.ORGANISATION and noun not in self.organisations):
            return ""
        return " ".join([*words[:head], plural, *words[head + 1 :]])

    def _plural_of_word(self, word: str) -> str:
        parts = word.split("-")
        lowered = [part.lower() for part in parts]
        head = len(parts) - 1
        general = head and lowered[head] == "general" and lowered[head - 1] in self.general_after
        if general or (head and lowered[head] in self.postpositive):
            head -= 1
        else:  # commander-in-chief
            head = next((i - 1 for i in range(1, head) if lowered[i] in self.heads), head)
        parts[head] = self._plural_of_part(parts[head], lowered[head])
        return "-".join(parts)

    def _plural_of_part(self, word: str, lowered: str) -> str:
        irregular = self.irregular.get(lowered)
        if irregular:
            return word[0] + irregular[1:]
        if len(lowered) < 2 or lowered in self.unchanging or (lowered[-1] == "s" and lowered[-2] not in "si"):
            return word  # States, Nations, news: plural already, or never
        if lowered.endswith("man") and not lowered.endswith(self.not_men):
            return word[:-2] + "en"
        if lowered[-1] == "y" and lowered[-2] not in _VOWELS:
            return word[:-1] + "ies"
        if lowered.endswith(("s", "x", "z", "ch", "sh")) or lowered in self.es:
            return word + "es"
        return word + "s"


def short_name(variant: str) -> str:
    """The last word of a person's name of two words or more, which short mentions use; else ""."""
    words = variant.split()
    if len(words) < 2 or _ROMAN_OR_INITIAL.fullmatch(words[-1]) or not words[-1][:1].isupper():
        return ""
    return words[-1]


def openers(language: str) -> frozenset[str]:
    """Words that begin sentences with a capital and are no names; none where they are not known."""
    return source_language(language).openers


@cache
def source_language(language: str) -> SourceLanguage:
    """What is known of ``language``."""
    base = language.partition("-")[0]
    path = Path(__file__).parent / "matching" / f"{base}.toml"
    if not path.is_file():
        nothing = re.compile(r"(?!)")
        within = re.compile(r"(?<=\w)'(?=\w)") if base in _APOSTROPHE_IS_LETTER else nothing
        return SourceLanguage(capitals=base not in _CAPITAL_NOUNS, apostrophe=within)
    raw = tomli.loads(path.read_text(encoding="utf-8"))
    endings = "|".join(map(re.escape, raw["apostrophe_endings"]))
    return SourceLanguage(
        words=True,
        titles=frozenset(raw["titles"]),
        days=frozenset(raw["days"]),
        other_office=frozenset(raw.get("other_office", ())),
        openers=frozenset(raw["openers"]),
        compass=frozenset(raw["compass"]),
        apostrophe=re.compile(rf"'(?<=\w')(?=\w)(?!(?:{endings})(?!\w))", re.IGNORECASE),
        countable=_COUNTABLE,
        heads=frozenset(raw["head_ends_before"]),
        postpositive=frozenset(raw["postpositive"]),
        general_after=frozenset(raw["general_after"]),
        organisations=frozenset(raw["organisations"]),
        es=frozenset(raw["es"]),
        unchanging=frozenset(raw["unchanging"]),
        not_men=tuple(raw["not_men"]),
        irregular=raw["irregular"],
    )
