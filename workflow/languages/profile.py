"""Language profiles, read once from the text files beside this module."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

import tomli
from msgspec import Struct


class Profile(Struct, frozen=True):
    """What the program knows of one language.

    A tag without a file of its own gets the neutral profile: left to right, spaces between words.
    """

    tag: str  # BCP 47
    gettext: str  # folder name in locales/ and the Language header
    english: str  # name in English
    autonym: str  # name in the language itself, as a switcher shows it
    script: str  # ISO 15924
    rtl: bool = False
    spaces: bool = True  # words are divided by spaces
    sentence_space: str = " "  # between two sentences of a paragraph
    quotes: tuple[str, str] = ("“", "”")
    full_stop: str = "."
    digits: str = "0123456789"  # as its press writes numbers
    plural_forms: str = "nplurals=2; plural=(n != 1);"
    terminators: str = ".!?…"  # characters that can end a sentence
    negations: tuple[str, ...] = ()  # words that deny, lower case; in Chinese parts of words
    negating_prefixes: tuple[str, ...] = ()  # that make a denial of a word ("unlawful", «несогласен», نمی‌رود)
    negating_infixes: tuple[str, ...] = ()  # the same within a verb («келді», «келмеді»)
    number_words: tuple[str, ...] = ()  # words that count, lower case
    parent: str = ""  # of another script: the language whose texts it can be made of, without a translator

    @property
    def direction(self) -> str:
        """Value of the HTML ``dir`` attribute."""
        return "rtl" if self.rtl else "ltr"


@cache
def _all() -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for entry in (Path(__file__).parent / "data").iterdir():
        if entry.name.endswith(".toml"):
            raw = tomli.loads(entry.read_text(encoding="utf-8"))
            tag = entry.name.removesuffix(".toml")
            raw["quotes"] = tuple(raw.get("quotes", ("“", "”")))
            for name in ("negations", "negating_prefixes", "negating_infixes", "number_words"):
                raw[name] = tuple(raw.get(name, ()))
            found[tag] = Profile(tag=tag, **raw)
    return found


def known_tags() -> tuple[str, ...]:
    """Tags of all languages that have a profile, sorted."""
    return tuple(sorted(_all()))


def profile(tag: str) -> Profile:
    """The profile of a BCP 47 tag; a neutral one for a language without a file."""
    known = _all().get(tag)
    if known:
        return known
    return Profile(tag=tag, gettext=tag.replace("-", "_"), english=tag, autonym=tag, script="Zyyy")


def suggest(tag: str) -> str:
    """The known tag that is nearest to a mistyped one, or an empty string.

    English names, autonyms and gettext names count too: ``suggest("Russian")`` is ``"ru"``.
    """
    lowered = tag.casefold()
    for known in _all().values():
        if lowered in (known.english.casefold(), known.autonym.casefold(), known.gettext.casefold()):
            return known.tag
    near = difflib.get_close_matches(tag, known_tags(), n=1, cutoff=0.5)
    return near[0] if near else ""
