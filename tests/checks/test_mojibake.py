"""``[mojibake]``: texts that were read with the wrong encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, mended

from workflow.checks.mojibake import check_mojibake

WORDS = {
    "zh": "重庆市长",
    "ru": "Чунцин",
    "hi": "महापौर",
    "ur": "شہردار",
    "fa": "شهردار",
    "kk": "әкімдік",
    "ky": "өлкөлөр",
    "tg": "ҷумҳурӣ",
    "uz": "Oʻzbekiston",
    "be": "мэрыя",
}
GOOD = [
    ("ru", "Мэр РФ и СССР: «РСФСР», 20 °С, СЁМГА, Рига — Ёлка…"),
    ("be", "Рыгор Сёмуха, «Рі», Сіўцоў, ЎРАД, РЎ"),
    ("kk", "Сіз, Рим, РЕСЕЙ, «СІЗ», ҚАЗАҚ ТІЛІ, КІРІСІ №1"),
    ("ky", "СССР, Россия"),
    ("tg", "Россия, Сӯғд"),
    ("uz", "café, naïve, São Paulo, “CAFÉ”, Åland"),
    ("zh", "café·résumé，São Paulo，Ångström"),
    ("hi", "café, 20 °C, £5"),
    ("ur", "café £5"),
    ("fa", "«café» 20°"),
    ("ru", "Что??? Неужели???"),
]


def read_as(text: str, encoding: str) -> str:
    """A text as a program has it that holds UTF-8 to be another encoding."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode("utf-8"))


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_right_is_left_alone(language: str, target: str) -> None:
    assert asked(check_mojibake, language, "The mayor", target) == []


BAD = [
    (language, f"{read_as(word, encoding)} 2018", f"{word} 2018")
    for encoding in ("cp1252", "latin-1", "cp1251")
    for language, word in WORDS.items()
    if language != "uz"
]


@pytest.mark.parametrize(("language", "target", "fixed"), BAD)
def test_a_word_of_another_encoding_is_found_and_put_right(language: str, target: str, fixed: str) -> None:
    (found,) = asked(check_mojibake, language, "The mayor", target)
    assert found.severity.value == "error"
    assert found.spans
    assert mended(check_mojibake, language, "The mayor", target) == fixed


@pytest.mark.parametrize(
    ("target", "fixed"),
    [
        ("OÊ»zbekiston", "Oʻzbekiston"),
        ("Shahar â€“ katta", "Shahar – katta"),
        ("â€œShaharâ€", None),
        ("cafÃ© de la gare", "café de la gare"),
        ("20Â°", "20°"),
    ],
)
def test_single_characters_are_found(target: str, fixed: str | None) -> None:
    assert asked(check_mojibake, "uz", "The city", target)
    if fixed:
        assert mended(check_mojibake, "uz", "The city", target) == fixed


def test_lost_letters_are_a_warning() -> None:
    (found,) = asked(check_mojibake, "ru", "The mayor spoke", "???? ????????")
    assert (found.severity.value, found.fix) == ("warning", ())


def test_a_text_about_mojibake_may_have_it() -> None:
    assert asked(check_mojibake, "ru", "It said Ð¡Ñ‚", "Там было Ð¡Ñ‚") == []


@given(st.text(alphabet=st.characters(min_codepoint=0x400, max_codepoint=0x4FF), min_size=3, max_size=20))
def test_whatever_was_cyrillic_comes_back(text: str) -> None:
    target = read_as(text, "latin-1")
    if all(char.isprintable() for char in text):
        assert mended(check_mojibake, "ru", "x", target) == text


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    (found,) = asked(check_mojibake, "ru", "x", "Ð¡ " * 30_000)
    assert len(found.spans) == 50
    assert asked(check_mojibake, "ru", "x", "à" * 100_000 + "Р" * 100_000) == []
