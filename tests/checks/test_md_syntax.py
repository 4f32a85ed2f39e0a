"""``[md-syntax]``: emphasis and code as in the source."""

from __future__ import annotations

import pytest
from support_checks import asked

from workflow.checks.md_syntax import check_md_syntax
from workflow.model import Markup

SOURCE = "The **mayor** of *Chongqing* ran `make all`."
GOOD = [
    ("ru", SOURCE, "**Мэр** города *Чунцин* запустил `make all`."),
    ("be", SOURCE, "**Мэр** горада _Чунцын_ запусціў `make all`."),
    ("kk", SOURCE, "*Чунцин* **әкімі** `make all` іске қосты."),
    ("ky", SOURCE, "*Чунцин* **мэри** `make all` иштетти."),
    ("tg", SOURCE, "**Шаҳрдори** *Чунсин* `make all`-ро иҷро кард."),
    ("uz", SOURCE, "*Chongqing* __hokimi__ `make all` ni ishga tushirdi."),
    ("zh", SOURCE, "*重庆***市长**运行了`make all`。"),
    ("hi", SOURCE, "*चोंगकिंग* के **महापौर** ने `make all` चलाया।"),
    ("ur", SOURCE, "*چونگ چنگ* کے **میئر** نے `make all` چلایا۔"),
    ("fa", SOURCE, "**شهردار** *چونگ‌چینگ* `make all` را اجرا کرد."),
    ("ru", "5 * 3 and 4 * 2", "5 * 3 и 4 * 2"),
    ("ru", r"a \* note", r"прим. \*"),
    ("ru", "snake_case_name", "snake_case_name"),
]
BAD = [
    ("ru", "**Мэр ** города *Чунцин* запустил `make all`.", "** is left over: readers would see it"),
    ("be", "**Мэр** горада *Чунцын запусціў `make all`.", "* is left over: readers would see it"),
    ("kk", "*Чунцин* **әкімі** `make all іске қосты.", "` is left over: readers would see it"),
    ("zh", "*重庆*因为**“市长”**所以`make all`。", "** is left over: readers would see it"),
    ("zh", "*重庆*＊＊市长＊＊运行了`make all`。", "＊＊ is a mark of full width: readers would see it"),
    ("uz", "*Chongqing* **hokimi** `barchasini qil` ishga tushirdi.", "`make all` is missing"),
    ("hi", "चोंगकिंग के **महापौर** ने `make all` चलाया।", "emphasis (*) stands 0 times, 1 in the source"),
    ("fa", "شهردار *چونگ‌چینگ* `make all`", "strong emphasis (**) stands 0 times, 1 in the source"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_marks_that_are_kept(language: str, source: str, target: str) -> None:
    assert asked(check_md_syntax, language, source, target, markup=Markup.MARKDOWN) == []


@pytest.mark.parametrize(("language", "target", "message"), BAD)
def test_marks_that_are_not(language: str, target: str, message: str) -> None:
    found = asked(check_md_syntax, language, SOURCE, target, markup=Markup.MARKDOWN)
    assert message in [each.message for each in found]
    first = "warning" if "emphasis" in message else "error"
    assert first in {each.severity.value for each in found}


def test_a_plain_text_has_no_marks() -> None:
    assert asked(check_md_syntax, "ru", SOURCE, "*звезда") == []


def test_a_long_text_is_not_parsed() -> None:
    for text in ("*a " * 30_000, "`" * 100_000, "_a" * 50_000):
        assert asked(check_md_syntax, "ru", "x", text, markup=Markup.MARKDOWN) == []
