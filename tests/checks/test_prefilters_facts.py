"""Prefilters and first looks of the checks of facts: what they leave out has nothing to be said of."""

from __future__ import annotations

import unicodedata
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked

from workflow.checks import UnitCheck, make_pairs
from workflow.checks import dates as dates_module
from workflow.checks import percent as percent_module
from workflow.checks.currencies import check_currencies
from workflow.checks.dates import check_dates
from workflow.checks.digit_script import check_digit_script
from workflow.checks.grouping import check_grouping
from workflow.checks.negation import check_negation
from workflow.checks.percent import check_percent
from workflow.checks.times import check_times
from workflow.checks.urls import check_urls
from workflow.glossary import Glossary
from workflow.languages.numerals import numerals, values
from workflow.languages.reading import Reading
from workflow.model import CatalogueView, State, Unit

FILTERED = (
    check_currencies,
    check_dates,
    check_grouping,
    check_negation,
    check_percent,
    check_times,
    check_urls,
)
LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be", "xx")
# What a source may say, then what is odd.
SOURCE = (
    *(
        "5",
        "30",
        "1,234.5",
        "12.5%",
        "%",
        "per cent",
        "PERCENT",
        "$",
        "$5m",
        "dollars",
        "Euro",
        "May",
        "March",
    ),
    *(
        "Monday",
        "SUNDAYS",
        "monday",
        "24 February 2018",
        "3/4/2018",
        "10:30",
        "5 p.m.",
        "17:45",
        "not",
        "never",
    ),
    *(
        "don’t",
        "isn't",
        "no doubt",
        "not only",
        "refuse",
        "nothing",
        "www.a.org",
        "https://a.b/c",
        "x.com",
        "](b)",
    ),
    *("٥", "৫", "𝟗", "\ud800", "\x00", "\u202e", "İ", "ß", "\n", "Ⅷ", "²"),
)
TARGET = (
    *(
        "5",
        "30",
        "1 234,5",
        "1,234.5",
        "12,5 %",
        "50%",
        "٪",
        "%",
        "процентов",
        "ПРОЦЕНТ",
        "foiz",
        "فیصد",
        "प्रतिशत",
    ),
    *(
        "百分之五",
        "五成",
        "долларов",
        "сом",
        "€",
        "¥",
        "мая",
        "май",
        "в понедельник",
        "Якшанбе",
        "yakshanba",
        "дүйшөмбү",
    ),
    *(
        "सोमवार",
        "मार्च",
        "پیر",
        "سه شنبه",
        "دوشنبه",
        "星期一",
        "5月",
        "24.02.2018",
        "۵ اسفند ۱۳۹۶",
        "10:30",
        "17.45",
        "5 часов",
    ),
    *(
        "дня",
        "не",
        "Не",
        "«не»",
        "нет,",
        "не только",
        "нельзя",
        "эмес",
        "барбайт",
        "емес",
        "келмеді",
        "emas",
        "yo‘q",
    ),
    *(
        "bormaydi",
        "नहीं",
        "न केवल",
        "نہیں",
        "نه",
        "نمی‌رود",
        "не ҳастанд",
        "没有",
        "不是",
        "不仅",
        "отказ",
        "www.a.org",
    ),
    *(
        "https://a.b/d",
        "x.com",
        "](b)",
        "٥",
        "৫",
        "𝟗",
        "\ud800",
        "\x00",
        "\u202e",
        "İ",
        "ß",
        "\n",
        "ё\u0301",
        "\u200c",
    ),
)
SOURCES = st.lists(st.sampled_from(SOURCE) | st.text(max_size=3), max_size=7)
TARGETS = st.lists(st.sampled_from(TARGET) | st.text(max_size=3), max_size=7)


def _is_asked(check: UnitCheck, texts: list[tuple[str, str]]) -> None:
    assert check.prefilter is not None
    units = tuple(Unit(source, target, State.REVIEWED) for source, target in texts)
    for language in LANGUAGES:
        pairs = make_pairs(CatalogueView("x.po", language, "en", units), Glossary([]))
        pairs = [pair for pair in pairs if not check.needs or check.needs & {*pair.source, *pair.target}]
        numbers = [pairs.index(pair) for pair in check.prefilter(pairs)]
        assert numbers == sorted(set(numbers))
        for number, pair in enumerate(pairs):
            if number not in numbers:
                assert list(check.look(pair)) == [], (check.name, pair.source, pair.target)


@pytest.mark.parametrize("check", FILTERED, ids=lambda check: check.name)
@given(st.lists(st.tuples(SOURCES.map(" ".join), TARGETS.map(" ".join)), max_size=4))
def test_what_a_prefilter_leaves_out_has_nothing_to_be_said_of(
    check: UnitCheck, texts: list[tuple[str, str]]
) -> None:
    _is_asked(check, texts)


@pytest.mark.parametrize("check", FILTERED, ids=lambda check: check.name)
@given(SOURCES)
def test_nor_where_the_words_of_a_source_stand_in_both_texts(check: UnitCheck, words: list[str]) -> None:
    text = "".join(words)
    _is_asked(check, [(text, text[::-1]), (text, text), (text, ""), ("30 of 12", text), ("No, 5.", text)])


@pytest.mark.parametrize("check", FILTERED, ids=lambda check: check.name)
def test_a_prefilter_of_nothing(check: UnitCheck) -> None:
    assert check.prefilter is not None
    assert list(check.prefilter([])) == []


@given(source=SOURCES.map(" ".join), target=TARGETS.map(" ".join), language=st.sampled_from(LANGUAGES))
def test_per_cent_that_is_said_at_first_sight_is_said(source: str, target: str, language: str) -> None:
    short = asked(check_percent, language, source, target)
    with patch.object(percent_module, "_says_so", lambda *_: False):
        assert asked(check_percent, language, source, target) == short


@given(st.lists(st.sampled_from(SOURCE) | st.text(max_size=3), max_size=7).map(" ".join))
def test_a_source_that_names_no_day_at_first_sight_names_none(text: str) -> None:
    if dates_module._said(text, "en") is None:
        reading = Reading(text, "en")
        assert not reading.places(reading.table.months)
        assert not reading.places(reading.table.weekdays)


NUMBERS = (
    *(
        "5",
        "12",
        "1,234",
        "1 234",
        "2.5",
        "٤٫٥",
        "１２",
        "0",
        "m",
        "k",
        "млн",
        "тыс.",
        "Миллионов",
        "ming",
        "हज़ार",
    ),
    *(
        "ह\u095bार",
        "करोड़",
        "هزار",
        "میلیون",
        "万",
        "百",
        "成",
        "成员",
        "月",
        "многие",
        "\u0301",
        "\u200c",
        "-",
        " ",
        "£",
    ),
    *("](1)", "://", "&#39;", "K", "\u0640", "й", "и\u0306"),
)


@given(st.lists(st.sampled_from(NUMBERS) | st.text(max_size=2), max_size=8))
def test_numbers_are_worth_the_same_in_less_time(parts: list[str]) -> None:
    for text in ("".join(parts), " ".join(parts), "5".join(parts)):
        for language in (*LANGUAGES, "en"):
            assert values(text, language) == [each.values for each in numerals(text, language)]


def test_digits_of_other_scripts_are_all_those_that_there_are() -> None:
    plane = [chr(code) for code in range(0x80, 0x10000) if unicodedata.decimal(chr(code), -1) >= 0]
    assert check_digit_script.needs == {*plane, *map(chr, range(0x1D7CE, 0x1D800))}
