"""``[safe_html]``: nothing that could run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked

from workflow.checks.safe_html import check_safe_html
from workflow.model import Markup

GOOD = [
    ("ru", "The mayor", "Мэр <b>Чунцина</b>: данные [здесь](https://example.org/data:1)"),
    ("be", "The mayor", "Мэр: javascript: гэта мова, data: 5"),
    ("kk", "The mayor", "a < b, onclick = жоқ"),
    ("ky", "The mayor", "Мэр [сайт](/data/x.html) жана <i>текст</i>"),
    ("tg", "The mayor", "Шаҳрдор <info@example.org>"),
    ("uz", "The mayor", "Hokim [sayt](mailto:a@example.org)"),
    ("zh", "The mayor", "市长 ＜市长＞ [链接](https://example.org)"),
    ("hi", "The mayor", "महापौर &lt;b&gt; [लिंक](x)"),
    ("ur", "The mayor", "میئر [ربط](https://example.org)"),
    ("fa", "The mayor", "شهردار [پیوند](https://example.org)"),
    ("ru", "The element <script> loads code", "Элемент <script> загружает код"),
    ("ru", "Never write `[x](javascript:alert(1))`", "Никогда не пишите `[x](javascript:alert(1))`"),
]
BAD = [
    ("ru", "<script>alert(1)</script>"),
    ("ru", "<SCRIPT SRC=//evil.example>"),
    ("be", "<scr\u200bipt>alert(1)</script>"),
    ("kk", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("ky", "&amp;lt;script&amp;gt;"),
    ("tg", "&#60;script&#x3e;"),
    ("uz", "＜ｓｃｒｉｐｔ＞alert(1)＜/ｓｃｒｉｐｔ＞"),
    ("zh", "<img src=x onerror=alert(1)>"),
    ("zh", "<img src='x'onerror = 'alert(1)'>"),
    ("hi", "<svg/onload=alert(1)>"),
    ("ur", '<a href="javascript:alert(1)">ربط</a>'),
    ("ur", "<a href='&#106;avascript:alert(1)'>ربط</a>"),
    ("fa", '<a href="java\nscript:alert(1)">x</a>'),
    ("fa", '<a href="java\x00script:alert(1)">x</a>'),
    ("ru", "[ссылка](javascript:alert(1))"),
    ("ru", "[ссылка](JaVaScRiPt:alert(1))"),
    ("ru", "[ссылка]( <data:text/html,x>)"),
    ("ru", "[ссылка](&#x6A;avascript:alert(1))"),
    ("ru", "[ссылка](java\u200bscript:alert(1))"),
    ("ru", "[ссылка](ｊａｖａｓｃｒｉｐｔ：alert(1))"),
    ("ru", "<javascript:alert(1)>"),
    ("ru", "[a]: vbscript:x"),
    ("ru", "<iframe srcdoc='x'>"),
    ("ru", "<form action=javascript:x>"),
    ("ru", "<meta http-equiv=refresh content=0>"),
]


@pytest.mark.parametrize("markup", list(Markup))
@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_what_is_harmless_is_left_alone(language: str, source: str, target: str, markup: Markup) -> None:
    assert asked(check_safe_html, language, source, target, markup=markup) == []


@pytest.mark.parametrize("markup", list(Markup))
@pytest.mark.parametrize(("language", "target"), BAD)
def test_what_could_run_is_found(language: str, target: str, markup: Markup) -> None:
    found = asked(check_safe_html, language, "The mayor", f"Мэр {target} выступил", markup=markup)
    assert found
    assert {each.severity.value for each in found} == {"error"}
    assert all(each.spans for each in found)


def test_more_than_the_source_shows() -> None:
    source = "The element <script> loads code"
    (found,) = asked(check_safe_html, "ru", source, "<script>alert(1)</script> элемент")
    assert found.message == "<script> is no element for a text"


@given(st.text(alphabet="<>script&#;:=onload javascript\n\x00＜[]()\u200b", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for found in asked(check_safe_html, "ru", "x", text or "x"):
        assert all(0 <= start <= end <= len(text) for start, end in found.spans)


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    for text in ("<a " * 30_000, "<a onx " * 15_000, "<script>" * 12_000, "&lt;" * 25_000, "[](" * 30_000):
        asked(check_safe_html, "ru", "x", text)
    asked(check_safe_html, "ru", "x", "<a " + "on" * 50_000)
    asked(check_safe_html, "ru", "x", "<a " + " onx" * 25_000)
    asked(check_safe_html, "ru", "x", "](" + " " * 100_000)
