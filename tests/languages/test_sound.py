"""One name in many alphabets sounds alike; other words do not."""

from __future__ import annotations

import pytest

from workflow.languages import is_heard, profile, sound

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
