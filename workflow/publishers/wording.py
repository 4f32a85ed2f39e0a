"""The publisher's own words in each language, and its dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from types import MappingProxyType

import polib
from babel.core import Locale, UnknownLocaleError, get_global
from babel.dates import format_date, format_skeleton

from workflow.languages import profile

_ENGLISH = "en"

# Where Babel's long format is not what the press of the language writes. Patterns of Unicode TR 35.
_DATE_PATTERNS = {
    "en": "d MMMM y",
    "tg": "d MMMM'и' y",  # the month takes the izafat: 24 феврали 2018
    "uz": "y-'yil' d-MMMM",
    "uz-Cyrl": "y 'йил' d MMMM",
}
_MONTH_PATTERNS = {"uz": "y-'yil' LLLL", "uz-Cyrl": "y 'йил' LLLL"}


@cache
def wording(tag: str) -> Mapping[str, str]:
    """The words of the pages in a language, by key; English where a translation is missing or fuzzy.

    They are ordinary catalogues, ``strings/<tag>.po``: the extracted comment of an entry is its key.
    """
    english = {entry.comment.strip(): entry.msgid for entry in _entries(_ENGLISH)}
    translated = {entry.msgid: entry.msgstr for entry in _entries(tag) if entry.translated()}
    return MappingProxyType({key: translated.get(text, text) for key, text in english.items()})


@lru_cache(maxsize=8192)  # articles share their days, and lists name them again and again
def long_date(day: date, tag: str) -> str:
    """A date as a newspaper of that language writes it.

    A language that Babel does not know gets the ISO date.
    """
    locale = _locale(tag)
    if locale is None:
        return day.isoformat()
    return _as_printed(format_date(day, _DATE_PATTERNS.get(tag, "long"), locale), tag)


def long_month(day: date, tag: str) -> str:
    """The month of a day and its year, as a heading of that language has them; ISO where Babel has none."""
    locale = _locale(tag)
    if locale is None:
        return f"{day.year:04}-{day.month:02}"
    if tag in _MONTH_PATTERNS:
        return _as_printed(format_date(day, _MONTH_PATTERNS[tag], locale).lower(), tag)
    return _as_printed(format_skeleton("yMMMM", day, locale=locale), tag)


def _as_printed(text: str, tag: str) -> str:
    if tag == "tg":  # CLDR has Tajik months with a capital letter
        text = text.lower()
    elif tag == "fa":  # and Persian ones with a mark of the genitive that newspapers leave out
        text = text.replace("\u0654", "").replace("\u06c0", "ه")
    elif tag == "uz-Cyrl" and text.endswith(("р", "л", "н")):  # Cyrillic months without their ь: феврал
        text += "ь"
    return digits(text, tag)


def digits(text: str, tag: str) -> str:
    """``text`` with the digits that the press of the language writes."""
    return text.translate(str.maketrans("0123456789", profile(tag).digits))


def og_locale(tag: str) -> str:
    """Value of ``og:locale`` (``ru_RU``): the language and its most likely territory by CLDR."""
    locale = _locale(tag)
    if locale is None:
        return tag.replace("-", "_")
    if locale.territory:
        return f"{locale.language}_{locale.territory}"
    likely = get_global("likely_subtags")
    full = likely.get(f"{locale.language}_{locale.script}") or likely.get(locale.language) or locale.language
    return f"{locale.language}_{full.split('_')[-1]}" if "_" in full else locale.language


def _locale(tag: str) -> Locale | None:
    for name in (tag, tag.split("-", maxsplit=1)[0]):
        try:
            return Locale.parse(name, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _entries(tag: str) -> polib.POFile:
    """Entries of the catalogue of a language; none if there is no such file."""
    for entry in (files(__package__) / "strings").iterdir():
        if entry.name == f"{tag}.po":
            return polib.pofile(entry.read_text(encoding="utf-8"))
    return polib.POFile()
