"""Kazakh, Kyrgyz, Uzbek and Tajik: closed suffixes at the end of the rendering.

Vowel harmony, the assimilation of consonants, and the pronominal н after a possessive suffix of the third
person (ұйымы, ұйымына) follow the tables of ``kk.toml``, ``ky.toml`` and ``uz.toml``. A head is taken for a
possessive when it is the last of several words and ends like one, except in the names of persons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow.glossary.inflect.phrase import is_acronym, is_letter
from workflow.glossary.inflect.rulebook import cases, rulebook, word_list
from workflow.model import Kind


def forms_in(language: str) -> Callable[..., list[str]]:
    """The function that inflects renderings in ``language``."""

    def forms_of(rendering: str, kind: Kind, gender: str, number: str, *, plural: bool) -> list[str]:  # noqa: ARG001
        if language == "tg":
            return _tajik(rendering, plural=plural)
        if plural:
            text, possessed = _plural(rendering, language, kind)
        else:
            text, possessed = rendering, _is_possessed(rendering, language, kind, number)
        return [text, *(_suffixed(text, language, case, possessed) for case in cases(language)[1:])]

    return forms_of


# ------------------------------------------------------------------------------------------------ words


def _last_word(text: str) -> str:
    """The last word in small letters, without the punctuation around it."""
    words = text.split()
    word = words[-1] if words else ""
    inside = [index for index, char in enumerate(word) if is_letter(char) or char in "ʻʼ’'"]
    return word[inside[0] : inside[-1] + 1] if inside else ""


def _is_possessed(text: str, language: str, kind: Kind, number: str) -> bool:
    """Whether the head carries a possessive suffix of the third person (Шанхай ынтымақтастық ұйымы)."""
    book = rulebook(language)
    word = _last_word(text).rpartition("-")[2]
    if kind is Kind.PERSON or len(text.split()) < 2 or is_acronym(word):
        return False
    low = word.lower()
    if low in word_list(language, "natural") or low.endswith(tuple(book["natural_ends"])):
        return low.endswith(tuple(book["possessive_ends"]["after_vowel"])) and number == "pl"
    return low.endswith(tuple(book["possessive_ends"]["after_consonant"]))


def _harmony(word: str, book: Mapping[str, Any]) -> str:
    """Name of the harmony that the last vowel of ``word`` asks for."""
    low = word.lower()
    tail = low.rpartition("-")[2].removesuffix(book["silent"])
    if tail in book["front_words"]:
        return "front"
    if tail in book["back_words"]:
        return "back"
    neutral = ""
    for char in reversed(low):
        if char in book["vowels"]:
            return str(book["vowels"][char])
        neutral = neutral or book["neutral"].get(char, "")
    return neutral or str(book["default_harmony"])


def _class(word: str, book: Mapping[str, Any]) -> str:
    last = word[-1:].lower()
    return next((name for name, letters in book["classes"].items() if last in letters), "voiceless")


def _read_out(word: str, book: Mapping[str, Any]) -> tuple[str, str] | None:
    """Harmony and class of an acronym that is read letter by letter; None for one that is read as a word."""
    if not book["vowels"]:  # Uzbek
        return str(book["default_harmony"]), "vowel"
    vowels = {*book["vowels"], *book["neutral"]}
    low = word.lower()
    if word in book["word_acronyms"] or low[-1] in vowels or (len(low) > 2 and low[-2] in vowels):
        return None
    name = book.get("letter_names", {}).get(low[-1], "")
    if name:
        return _harmony(name, book), _class(name, book)
    return "back", "vowel"  # Kazakh letters are read with an ы: ТМД-ға


def _suffixed(text: str, language: str, case: str, possessed: bool) -> str:
    book = rulebook(language)
    word = _last_word(text)
    if book["silent"] and word.endswith(book["silent"]):
        word = word[:-1]
        if book["silent_falls"]:
            before, _, after = text.rpartition(book["silent"])
            text = before + after
    acronym = is_acronym(word.rpartition("-")[2]) or word[-1:].isdigit()
    read = _read_out(word, book) if acronym and word[-1:].isalpha() else None
    harmony, sort = read or (_harmony(word, book), _class(word, book))
    link = book["acronym_hyphen"] if acronym else ""
    if possessed:
        sort = "possessive"
    elif not acronym and book["epenthetic_ends"] and word.lower().endswith(tuple(book["epenthetic_ends"])):
        link, harmony, sort = book["epenthesis"], "front", "vowel"
    ending = book["endings"][sort].get(case, "")
    if not possessed:
        ending = book["exceptions"].get(case, {}).get(word[-1:].lower(), ending)
    return f"{text}{link}{_spell(ending, harmony, book)}"


def _spell(ending: str, harmony: str, book: Mapping[str, Any]) -> str:
    letters = book["harmony"][harmony]
    return "".join(letters.get(char, char) for char in ending)


# ------------------------------------------------------------------------------------------------ plurals


def _plural(text: str, language: str, kind: Kind) -> tuple[str, bool]:
    """The plural, and whether it carries a possessive suffix: Чунцин мэрі, Чунцин мэрлері."""
    book = rulebook(language)
    possessed = _is_possessed(text, language, kind, "")
    stem = _bare(text, book) if possessed else text
    plural = _suffixed(stem, language, "pl", False)
    if not possessed:
        return plural, False
    suffix = book["possessive_plural"].get(_harmony(plural, book), "")
    return plural + suffix, True


def _bare(text: str, book: Mapping[str, Any]) -> str:
    """The head without its possessive suffix; к, қ and п come back (басшылығы, басшылық)."""
    low = text.lower()
    roots = tuple(
        root + end for root in book["roots_in_s"] for end in book["possessive_ends"]["after_consonant"]
    )
    vowels = {*book["vowels"], *book["neutral"], *"aeiou"}
    for end in book["possessive_ends"]["after_vowel"]:
        if low.endswith(end) and not (roots and low.endswith(roots)) and low[: -len(end)][-1:] in vowels:
            return text[: -len(end)]
    stem = text[:-1]
    for voiced, voiceless in book["voicing"].items():
        before = stem[: -len(voiced)][-1:].lower()
        if stem.lower().endswith(voiced) and before in vowels:
            return f"{stem[: -len(voiced)]}{voiceless}"
    return stem


# ------------------------------------------------------------------------------------------------ Tajik


def _tajik(rendering: str, *, plural: bool) -> list[str]:
    book = rulebook("tg")
    text = _tajik_plural(rendering, book) if plural else rendering
    link = book["acronym_hyphen"] if is_acronym(_last_word(text)) else ""
    last = text[-1:]
    izafat = text[:-1] + book["macron"][last] if last in book["macron"] else text
    return [text, f"{izafat}{link}{book['izafat']}", f"{text}{link}{book['object']}"]


def _tajik_plural(text: str, book: Mapping[str, Any]) -> str:
    """The head stands first; its izafat stands after the plural suffix: шаҳрдорони Чунсин."""
    head, space, tail = text.partition(" ")
    izafat = bool(space) and head.endswith("и") and len(head) > 2
    stem = head[:-1] if izafat else head
    if izafat and stem.endswith("и"):
        stem = f"{stem[:-1]}ӣ"
    if stem.lower().rpartition("-")[2] in book["loans"]:
        plural = stem + book["loan_plural"]
    elif stem[-1:] in book["plural_ends"]:
        kept = stem[:-1] if stem[-1:] == "ӣ" else stem
        plural = kept + book["plural_ends"][stem[-1:]]
    else:
        plural = stem + book["plural"]
    return f"{plural}{'и' if izafat else ''}{space}{tail}"
