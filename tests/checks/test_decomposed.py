"""``[decomposed]``: letters that stand as a letter and a mark."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, mended

from workflow.checks.decomposed import check_decomposed

GOOD = [
    ("ru", "Йод, ёлка, за́мок и замо́к"),
    ("be", "Ёсць, мой, ўсё"),
    ("kk", "Қайда, ұшақ"),
    ("ky", "Өйдө"),
    ("tg", "Ҷумҳурӣ, рӯй"),
    ("uz", "Oʻzbekiston, São Paulo"),
    ("fa", "خانهٔ ما، آب، مسئول، اُهاگان"),
    ("ur", "آئندہ، مؤقف، ہفتۂ"),
    ("hi", "आओ और ऐसे ही फ़िल्म ज़रूर देखें, फ़िल्म, ज़रूर, कॉलेज"),
    ("zh", "重庆"),
]
BAD = [
    ("ru", "и\u0306од, е\u0308лка", "йод, ёлка"),
    ("be", "у\u0306се\u0308", "ўсё"),
    ("tg", "Тоҷики\u0304, ру\u0304з", "Тоҷикӣ, рӯз"),
    ("uz", "Sa\u0303o", "São"),
    ("fa", "ا\u0653ب، و\u0654", "آب، ؤ"),
    ("ur", "ا\u0653ب", "آب"),
    ("hi", "अाओ", "आओ"),
    ("hi", "अौर", "और"),
    ("hi", "एेसे", "ऐसे"),
    ("hi", "बाे", "बो"),
    ("hi", "फि\u093cल्म", "फ\u093cिल्म"),
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_one_character_is_left_alone(language: str, target: str) -> None:
    assert asked(check_decomposed, language, "The mayor", target) == []


@pytest.mark.parametrize(("language", "target", "fixed"), BAD)
def test_parts_are_found_and_put_together(language: str, target: str, fixed: str) -> None:
    (found,) = asked(check_decomposed, language, "The mayor", target)
    assert found.severity.value == "error"
    assert found.spans
    assert mended(check_decomposed, language, "The mayor", target) == fixed


def test_a_name_of_the_source_stays() -> None:
    assert asked(check_decomposed, "ru", "Jose\u0301", "Jose\u0301") == []


@given(st.text(alphabet="абеиуйёўӣӯéü", min_size=1, max_size=20))
def test_what_is_mended_is_composed(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert mended(check_decomposed, "ru", "x", decomposed) == unicodedata.normalize("NFC", text)


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    asked(check_decomposed, "ru", "x", "и" + "\u0306\u0316" * 50_000)
    assert len(asked(check_decomposed, "ru", "x", "и\u0306" * 50_000)[0].spans) == 50
