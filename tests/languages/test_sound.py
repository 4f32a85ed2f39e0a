"""One name in many alphabets sounds alike; other words do not."""

from __future__ import annotations

import tomllib
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.languages import is_heard, profile, sound, sounds

NAMES = [
    ("Karimov", "ru", "Каримовым"),
    ("Karimov", "be", "Карымаву"),
    ("Karimov", "kk", "Каримовтың"),
    ("Karimov", "ky", "Каримовго"),
    ("Karimov", "tg", "Каримовро"),
    ("Karimov", "uz", "Karimovning"),
    ("Samarkand", "hi", "समरकंद"),
    ("Samarkand", "ur", "سمرقند"),
    ("Samarkand", "fa", "سمرقند"),
    ("Jackson", "ru", "Джексоном"),
    ("Orléans", "ru", "Орлеан"),
]


@pytest.mark.parametrize(("name", "language", "word"), NAMES)
def test_a_name_is_heard_in_every_alphabet(name: str, language: str, word: str) -> None:
    assert is_heard(sound(name, "Latn"), sound(word, profile(language).script))


@pytest.mark.parametrize(
    ("name", "language", "word"),
    [
        ("Karimov", "ru", "Казань"),
        ("Samarkand", "hi", "सरकार"),
        ("Samarkand", "fa", "سازمان"),
        ("Oia", "ru", "Ия"),
    ],
)
def test_other_words_are_not(name: str, language: str, word: str) -> None:
    assert not is_heard(sound(name, "Latn"), sound(word, profile(language).script))


def test_what_has_no_letters_of_a_known_script_has_no_sound() -> None:
    assert [sound(text, "Hans") for text in ("北京", "Beijing")] == ["", ""]
    assert [sound(text, "Latn") for text in ("", "…", "Казань", "\ud800", "é")] == [""] * 5
    assert sound("Bobby", "Latn") == "p"


TABLES = tomllib.loads((files("workflow.languages") / "sound.toml").read_text(encoding="utf-8"))
ALPHABETS = "aeckhsqugixztpёшыудждзксптвАДЖхҳक्सखंँ़ाफبپکىـوé\u0301İß -'’"


def _slowly(word: str, script: str) -> str:
    """By the words of the table: at each place its longest key; like classes in a row are one."""
    text = word.casefold()
    if script == "Latn":
        text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    heard = ""
    while text:
        key = max((key for key in TABLES[script] if text.startswith(key)), key=len, default="")
        for char in TABLES[script].get(key, ""):
            heard += char if heard[-1:] != char else ""
        text = text[max(1, len(key)) :]
    return heard


@given(st.lists(st.text(ALPHABETS, max_size=12), max_size=5), st.sampled_from(sorted(TABLES)))
def test_many_words_sound_as_each_of_them(words: list[str], script: str) -> None:
    assert sounds(words, script) == [_slowly(word, script) for word in words]
    assert [sound(word, script) for word in words] == [_slowly(word, script) for word in words]
