"""``[own_letters]``: words as a Russian keyboard has them."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.own_letters import _tables, _wrong, check_own_letters

GOOD = [
    ("kk", "Қазақстан және Қырғызстан өкілдері бүгін кездесті, музыка туралы көзқарас."),
    ("kk", "солтүстік пен оңтүстік, автокөлік, қызметкер, кітап, республикалық"),
    ("ky", "Кыргызстандын өкүлдөрү бүгүн жолугушуп, маанилүү маселелерди талкуулады."),
    ("ky", "төрага коюп койгон, маданияттуу, активдүү, үйлөнүү"),
    ("tg", "Намояндагони Тоҷикистон имрӯз вохӯрданд, рӯй, май, Нью-Йорк, тағйир, Канйе."),
    ("uz", "Oʻzbekiston vakillari bugun uchrashdi, o‘zaro, yoq, kop'ya"),
    ("ru", "жане казир точикй"),  # of another language it knows nothing
]
BAD = [
    ("kk", "Казақстан жане Ресей", "Қазақстан және Ресей"),
    ("kk", "бугин", "бүгін"),
    ("kk", "ЖАНЕ", "ЖӘНЕ"),
    ("ky", "биз учун", "биз учун"),
    ("ky", "биз үчун", "биз үчүн"),
    ("ky", "дуйнолук", "дүйнөлүк"),
    ("tg", "Точикистон", "Тоҷикистон"),
    ("tg", "забони тоҷикй", "забони тоҷикӣ"),
    ("tg", "хукумати", "ҳукумати"),
    ("uz", "Ozbekiston bolgan", "Oʻzbekiston boʻlgan"),
]
STRANGE = [
    ("kk", "кызметкерлер"),
    ("kk", "халыкка"),
    ("ky", "көчодө"),
    ("ky", "бөлмөдоң"),
    ("tg", "китобхоро"),
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_right_is_left_alone(language: str, target: str) -> None:
    assert asked(check_own_letters, language, "The mayor", target) == []


@pytest.mark.parametrize(("language", "target", "fixed"), BAD)
def test_words_of_the_list_are_put_right(language: str, target: str, fixed: str) -> None:
    if target != fixed:
        (found,) = asked(check_own_letters, language, "The mayor", target)
        assert found.severity.value == "warning"
    assert mended(check_own_letters, language, "The mayor", target) == fixed


@pytest.mark.parametrize(("language", "target"), STRANGE)
def test_words_that_the_language_cannot_have_are_seen(language: str, target: str) -> None:
    (found,) = asked(check_own_letters, language, "The mayor", target)
    assert (found.severity.value, found.fix) == ("warning", ())
    assert "no " in found.message


@pytest.mark.parametrize("language", ["kk", "ky", "tg", "uz"])
def test_no_word_of_the_list_is_a_wrong_spelling_of_another(language: str) -> None:
    words = str(_tables()[language]["words"]).split()
    assert not set(words) & set(_wrong(language))
    assert len(words) == len(set(words))
    for word in words:
        assert asked(check_own_letters, language, "x", word) == [], word


def test_a_word_of_the_source_stays() -> None:
    assert asked(check_own_letters, "kk", "the word жане", "жане сөзі") == []
