"""``[invisible_chars]``: what nobody sees, and what was lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, mended

from workflow.checks.invisible_chars import check_invisible_chars

GOOD = [
    ("ru", "Мэр\u00a0Чунцина: 8\u202f000 школ — «да»…"),
    ("be", "Мэр\u00a0выступіў."),
    ("kk", "Әкім\u00a0сөйледі."),
    ("ky", "Мэр\u00a0сүйлөдү."),
    ("tg", "Шаҳрдор\u00a0гуфт."),
    ("uz", "Hokim\u00a0soʻzladi."),
    ("fa", "می\u200cروند و کتاب\u200cهای نو، ه\u200d. ش."),
    ("ur", "بے\u200cشک یہ\u200f (درست) ہے"),
    ("hi", "उम्\u200dमीद और क्\u200cष"),
    ("zh", "重庆市长，葛\U000e0100城"),
    ("ru", "Семья 👨\u200d👩\u200d👧, сердце ❤\ufe0f, клавиша 1\ufe0f\u20e3"),
    ("ru", "Флаг \U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"),
    ("ru", "По-персидски «می\u200cروند»"),
    ("ru", "Две строки\nи\tтабуляция"),
]
BAD = [
    ("ru", "го\u200bрод", "error", "город"),
    ("ru", "Слово \u200bслово", "warning", "Слово слово"),
    ("be", "го\u2060рад", "error", "горад"),
    ("kk", "қа\u200cла", "error", "қала"),
    ("ky", "\ufeffШаар", "warning", "Шаар"),
    ("tg", "ша\ufeffҳр", "error", "шаҳр"),
    ("uz", "sha\u00adhar", "warning", "shahar"),
    ("zh", "重\u200b庆", "error", "重庆"),
    ("hi", "मेय\u200bर", "error", "मेयर"),
    ("hi", "मेयर \u200dने", "note", "मेयर ने"),
    ("ur", "شہ\u200bر", "error", "شہر"),
    ("fa", "شه\u200bر", "error", "شهر"),
    ("fa", "خیمه\u200c شب", "note", "خیمه شب"),
    ("ru", "го\x07род", "error", "город"),
    ("ru", "го\x85род", "error", "город"),
    ("ru", "го\x00род", "error", "город"),
    ("ru", "гор\U000e0041од", "error", "город"),
    ("ru", "гор\ufe0fод", "error", "город"),
    ("ru", "гор\ufffdд", "error", ""),
    ("ru", "гор\ud800д", "error", ""),
    ("ru", "гор\ufdd0д", "error", ""),
    ("ru", "логотип \uf8ff", "warning", ""),
    ("ru", "знак \u0378", "warning", ""),
    ("ru", "знак \U000f0000", "warning", ""),
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_works_is_left_alone(language: str, target: str) -> None:
    assert asked(check_invisible_chars, language, "The mayor", target) == []


@pytest.mark.parametrize(("language", "target", "severity", "fixed"), BAD)
def test_what_hides_is_found(language: str, target: str, severity: str, fixed: str) -> None:
    (found,) = asked(check_invisible_chars, language, "The mayor", target)
    assert found.severity.value == severity
    assert found.spans
    assert found.message.isprintable()
    assert mended(check_invisible_chars, language, "The mayor", target) == (fixed or target)


def test_the_character_and_its_place_are_named() -> None:
    (found,) = asked(check_invisible_chars, "ru", "City", "новый го\u200bрод тут")
    assert found.message == "a character that takes no room in “город”: U+200B ZERO WIDTH SPACE"
    assert (found.spans, found.hint) == (((8, 9),), "delete it")


def test_what_the_source_has_may_stay() -> None:
    assert asked(check_invisible_chars, "ru", "ci\u200bty", "го\u200bрод") == []


@given(st.text(max_size=30), st.sampled_from(["ru", "fa", "hi", "zh"]))
def test_any_text_can_be_read(text: str, language: str) -> None:
    for found in asked(check_invisible_chars, language, "x", text or "x"):
        assert all(0 <= start < end <= len(text) for start, end in found.spans)
        assert found.message.isprintable()


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    (found,) = asked(check_invisible_chars, "ru", "x", "\u200b" * 100_000)
    assert len(found.spans) == 50
