"""``[xmltags]``: tags of the source stand in the translation, in order."""

from __future__ import annotations

import pytest
from support_checks import asked, said

from workflow.checks.xmltags import check_xmltags
from workflow.model import Markup

SOURCE = 'The <b>mayor</b> of <a href="/cq" title="City">Chongqing</a><br/>spoke'
GOOD = [
    ("ru", SOURCE, '<b>Мэр</b> города <a href="/cq" title="Город">Чунцин</a><br/>выступил'),
    ("be", SOURCE, '<b>Мэр</b> горада <a href="/cq" title="Горад">Чунцын</a><br>выступіў'),
    ("kk", SOURCE, '<a title="Қала" href="/cq">Чунцин</a> <b>әкімі</b><br/>сөйледі'),
    ("ky", SOURCE, "<a href='/cq' title='Шаар'>Чунцин</a> <b>мэри</b><br />сүйлөдү"),
    ("tg", SOURCE, '<b>Шаҳрдори</b> <a href="/cq" title="Шаҳр">Чунсин</a><br/>гуфт'),
    ("uz", SOURCE, '<a href="/cq" title="Shahar">Chongqing</a> <b>hokimi</b><br/>soʻzladi'),
    ("zh", SOURCE, '<a href="/cq" title="城市">重庆</a><b>市长</b><br/>讲话'),
    ("hi", SOURCE, '<a href="/cq" title="शहर">चोंगकिंग</a> के <b>महापौर</b><br/>बोले'),
    ("ur", SOURCE, '<a href="/cq" title="شہر">چونگ چنگ</a> کے <b>میئر</b><br/>نے کہا'),
    ("fa", SOURCE, '<b>شهردار</b> <a href="/cq" title="شهر">چونگ‌چینگ</a><br/>گفت'),
    ("ru", "a < b and c > d", "a < b и c > d"),
    ("ru", "Write to <mail@example.org>", "Пишите на <mail@example.org>"),
    ("ru", "I <3 you", "Я <3 тебя"),
    ("ru", "<b>half", "<b>половина"),  # cut by segmentation
]
BAD = [
    ("ru", "<b>Мэр</b> города Чунцин<br/>", "missing", "<a>, </a>"),
    ("be", '<b>Мэр <a href="/cq">Чунцын</a><br/>', "missing", "</b>"),
    ("kk", '<a href="/cq">Чунцин</a> <б>әкімі</б><br/>', "missing", "<b>, </b>"),
    ("ky", '<b><a href="/cq">Чунцин</b></a><br/>', "closes", ""),
    ("tg", '<b>a</b><i>b</i> <a href="/cq">Ч</a><br/>', "not in the source", ""),
    ("uz", '<a href="/boshqa">Chongqing</a> <b>hokimi</b><br/>', "attribute", "href=/cq"),
    ("zh", '＜b＞市长＜/b＞<a href="/cq">重庆</a><br/>', "missing", "<b>, </b>"),
    ("hi", '< b >महापौर</b> <a href="/cq">च</a><br/>', "missing", "<b>"),
    ("ur", '<b>میئر</b> <a href="/cq">چونگ</a>', "missing", "<br/>"),
    ("fa", '</b>شهردار<b> <a href="/cq">چ</a><br/>', "closes", ""),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_tags_that_are_kept(language: str, source: str, target: str) -> None:
    assert asked(check_xmltags, language, source, target) == []
    assert asked(check_xmltags, language, source, target, markup=Markup.MARKDOWN) == []


@pytest.mark.parametrize(("language", "target", "message", "expected"), BAD)
def test_tags_that_are_not(language: str, target: str, message: str, expected: str) -> None:
    found = asked(check_xmltags, language, SOURCE.replace(' title="City"', ""), target)
    assert [each.severity.value for each in found] == ["error"]
    assert message in found[0].message
    assert found[0].expected == expected
    assert found[0].spans or found[0].source_spans


def test_a_tag_that_no_source_has() -> None:
    assert said(check_xmltags, "ru", "The mayor", "<b>Мэр</b>") == ["error: <b>, </b> are not in the source"]


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    for text in ("<" * 100_000, "<a" * 50_000, "<a " * 30_000, "<a b=" * 20_000 + ">", "<a>" * 30_000):
        asked(check_xmltags, "ru", "x", text)
