"""``[endpunc]``: a text ends as the source does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, mended, said

from workflow.checks import endpunc
from workflow.checks.endpunc import check_endpunc
from workflow.checks.typography import WHITE_SPACE
from workflow.model import Edit, Markup

GOOD = [
    ("ru", "Yes.", "Да."),
    ("ru", '"Yes."', "«Да»."),
    ("zh", '"Yes."', "“是。”"),
    ("hi", "Yes.", "हाँ।"),
    ("ur", "Yes.", "ہاں۔"),
    ("fa", '"Yes."', "«بله.»"),
    ("kk", "Yes?", "Иә?"),
    ("ru", "Really?", "«Правда?»."),
    ("ru", "in 2018", "в 2018 г."),
    ("uz", "the Apple Inc.", "Apple kompaniyasi"),
    ("tg", "Yes, and;", "Ҳа, ва."),
    ("kk", 'He asked, "Did you?"', "«Сен бе?» – деп сұрады."),
    ("ru", "See example.org.", "Смотрите example.org"),
    ("zh", "Headline", "标题"),
    ("be", "Well…", "Ну..."),
    ("ky", "Yes", "Ооба"),
    ("ru", ".", "—"),
]
# Language, source, target, what is said of it, and the target with the fix in it.
BAD = [
    (
        "ru",
        "Five roubles",
        "Ровно пять долл.",
        "note: ends with a full stop, which the source does not",
        "Ровно пять долл.",
    ),
    ("ru", "It is so.", "Это так", "warning: the full stop at the end is missing", "Это так."),
    ("be", '"It is so."', "«Гэта так»", "warning: the full stop at the end is missing", "«Гэта так»."),
    ("kk", "It is so.", "Бұл солай", "warning: the full stop at the end is missing", "Бұл солай."),
    ("ky", "It is so.", "Бул ошондой", "warning: the full stop at the end is missing", "Бул ошондой."),
    ("tg", "It is so.", "Ин чунин аст", "warning: the full stop at the end is missing", "Ин чунин аст."),
    ("uz", "It is so.", "Bu shunday", "warning: the full stop at the end is missing", "Bu shunday."),
    ("zh", "It is so.", "是这样", "warning: the full stop at the end is missing", "是这样。"),
    ("fa", "It is so.", "همین است", "warning: the full stop at the end is missing", "همین است."),
    ("ur", "It is so.", "ایسا ہے", "warning: the full stop at the end is missing", "ایسا ہے۔"),
    ("hi", "It is so.", "ऐसा है", "warning: the full stop at the end is missing", "ऐसा है।"),
    ("fa", "Who is it?", "این کیست", "warning: the question mark at the end is missing", "این کیست؟"),
    ("zh", "They are:", "他们是", "warning: the colon at the end is missing", "他们是："),
    ("zh", '"It is so."', "“是这样”", "warning: the full stop at the end is missing", "“是这样”"),
    (
        "ru",
        "Forum opens",
        "Открылся форум.",
        "note: ends with a full stop, which the source does not",
        "Открылся форум",
    ),
    (
        "ky",
        "Forum opens",
        "Форум ачылды.",
        "note: ends with a full stop, which the source does not",
        "Форум ачылды",
    ),
    (
        "zh",
        "Forum opens",
        "论坛开幕。",
        "note: ends with a full stop, which the source does not",
        "论坛开幕",
    ),
    (
        "ru",
        "Is it so?",
        "Это так.",
        "warning: ends with a full stop, the source with a question mark",
        "Это так.",
    ),
    (
        "uz",
        "It is so!",
        "Bu shunday.",
        "note: ends with a full stop, the source with an exclamation mark",
        "Bu shunday.",
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_endpunc, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_endpunc, language, source, target) == [expected]
    assert mended(check_endpunc, language, source, target) == fixed
    if fixed != target:
        assert said(check_endpunc, language, source, fixed) == []
    (finding,) = asked(check_endpunc, language, source, target)
    assert all(0 <= start < end <= len(target) for start, end in finding.spans)
    assert finding.spans


def test_a_mark_is_added_after_emphasis_and_never_to_an_address() -> None:
    (finding,) = asked(check_endpunc, "ru", "It is *so*.", "Это *так*", markup=Markup.MARKDOWN)
    assert finding.fix == (Edit(9, 9, "."),)
    assert asked(check_endpunc, "ru", "Use `x`.", "Нужен `x`", markup=Markup.MARKDOWN) == []


def test_the_signs_after_the_last_word_are_all_white_space_and_all_marks() -> None:
    """Else a mark before a rare space would not be seen at first sight."""
    spaces = [char for char in map(chr, range(0x110000)) if char.isspace()]
    assert set(WHITE_SPACE) == set(spaces)
    assert {*endpunc._CLASSES, *endpunc._AFTER} <= set(endpunc._SIGNS_AFTER)


@given(st.text(alphabet="aя1.…?!:,;»”\"'* _\u00a0\u2003।。", max_size=24))
def test_the_kind_of_an_end_is_that_of_its_mark(text: str) -> None:
    assert endpunc._kind(text) == endpunc._final(text)[0]
