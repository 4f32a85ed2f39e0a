"""Numbers in words, and the tables that know them."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.languages import known_tags
from workflow.languages.reading import Reading
from workflow.languages.tables import Lexicon, fold, folded, table, words_of

SPELLED = [
    ("en", "two hundred and five men, twenty-five, one and two", ["205", "25", "1", "2"]),
    ("en", "ten thousand three hundred", ["10300"]),
    ("en", "fifteen five", ["15", "5"]),
    ("ru", "двадцать пятый и сто двадцать тысяч пятьсот", ["25", "120500"]),
    ("ru", "пять шесть", ["5", "6"]),
    ("ru", "тысяча девятьсот восемьдесят шестой", ["1986"]),
    ("be", "дзвесце трыццаць", ["230"]),
    ("kk", "жиырма бесінші, екі жүз елу мың", ["25", "250000"]),
    ("ky", "он беш", ["15"]),
    ("tg", "саду панҷоҳ ҳазору нӯҳсаду ҳаштоду шаш", ["150986"]),
    ("uz", "to‘rt yuz, oʻn besh, o'n besh", ["400", "15", "15"]),
    ("hi", "सैंतालीस हज़ार दो सौ पाँच", ["47205"]),
    ("ur", "پچیس ہزار", ["25000"]),
    ("fa", "هزار و سیصد و نود و شش", ["1396"]),
    ("zh", "二十五，一百零三，二〇一八年，两千万", ["25", "103", "2018", "20000000"]),
    ("ru", "7 тысяч", []),  # the word belongs to the digits
    ("zh", "7万", []),
    ("xx", "two", []),
]


@pytest.mark.parametrize(("language", "text", "expected"), SPELLED)
def test_numbers_in_words(language: str, text: str, expected: list[str]) -> None:
    assert [each.value for each in Reading(text, language).spelled] == expected


def test_roman_numerals_in_both_alphabets() -> None:
    assert Reading("XIX век, ХХІ ст., IIII, МХ", "ru").romans == ["19", "21", "1010"]


@pytest.mark.parametrize("language", [tag for tag in known_tags() if tag != "zh-Hant"])
def test_every_language_has_its_facts(language: str) -> None:
    known = table(language)
    assert {meaning for each in known.months.exact.values() for meaning in each} | {
        meaning for each in known.months.stems.values() for meaning in each
    } == {str(month) for month in range(1, 13)}
    assert {
        meaning
        for each in (*known.weekdays.exact.values(), *known.weekdays.stems.values())
        for meaning in each
    } == set("1234567")
    assert {"USD", "EUR", "GBP", "CNY", "RUB", "INR", "KZT"} <= {
        meaning for each in (*known.money.exact.values(), *known.money.stems.values()) for meaning in each
    }
    assert known.percent_phrases
    assert known.am
    assert known.pm
    assert known.scales


def test_hindi_and_urdu_count_to_a_hundred() -> None:
    for language in ("hi", "ur"):
        values = {meaning for each in table(language).words.exact.values() for meaning in each}
        assert {str(value) for value in range(101)} <= values


def test_a_word_is_looked_up_however_it_is_typed() -> None:
    assert fold("To‘rt") == fold("toʻrt") == fold("to'rt")
    assert fold("ф\u0440ё\u0301") == "фре"
    assert fold("हज़ार") == fold("ह\u095bार") == fold("हजार")
    assert fold("سه‌شنبه") == "سهشنبه"
    assert fold("يك") == fold("یک")


def test_a_word_before_its_stem() -> None:
    lexicon = Lexicon([("май", "5"), ("ма*", "x"), ("март*", "3")])
    assert [lexicon.known[word] for word in ("май", "марте", "мама", "дом")] == [("5",), ("3",), ("x",), ()]
    text = "Мама в МАРТЕ, не дома"
    for known in (None, folded(text)):
        assert lexicon.places(text, known) == [(0, 4, "x"), (7, 12, "3")]


def test_letters_that_do_not_count_belong_to_their_word() -> None:
    lexicon = Lexicon([("март*", "3"), ("on*", "10")])
    for text, place in (
        ("\u0640марта", (0, 6)),
        ("в «ма\u0301рте»", (3, 9)),
        ("m’on", (2, 4)),
        ("oʻn ʻo’n", (4, 8)),
    ):
        assert [each[:2] for each in lexicon.places(text, folded(text))][-1:] == [place]
        assert lexicon.places(text, folded(text)) == lexicon.places(text, None)


LETTERS = "мМаАрРйийт ’'\u0301\u0306\u0640\u200c-1²_\u095b\u093cßᾳ\u0345ǰё\u0901"
PIECES = st.lists(
    st.sampled_from([*LETTERS, "март", "MAR", "mar", "شنبه", "मार्च", "मई"]),
    max_size=12,
).map("".join)


@given(PIECES | st.text(max_size=20))
def test_the_words_of_a_folded_text_are_those_folded_one_by_one(text: str) -> None:
    known = folded(text)
    if known is not None:
        assert words_of(text, known) == words_of(text, None)
        assert [fold(text[known.place(at)]) for at in range(len(known.text))] == list(known.text)


@given(PIECES)
@example("а\u0640’й")
def test_a_text_that_can_be_folded_in_place_has_the_words_that_it_has_otherwise(text: str) -> None:
    for lexicon in (
        Lexicon([("ма*", "x"), ("мар", "y"), ("й", "z")]),
        table("fa").weekdays,
        table("hi").months,
    ):
        assert lexicon.places(text, None) == lexicon.places(text, folded(text))


@given(PIECES)
def test_no_word_is_overlooked(text: str) -> None:
    lexicon = Lexicon([("ма*", "x"), ("йа", "y"), ("mar*", "z"), ("मई", "5")])
    wanted = [(start, end) for start, end, word in words_of(text, None) if lexicon.known[word]]
    found = [(start, end) for start, end, _ in lexicon.places(text, folded(text))]
    assert [place for place in found if place in wanted] == wanted


@given(st.text(max_size=60), st.sampled_from(known_tags()))
def test_any_text_can_be_read(text: str, language: str) -> None:
    reading = Reading(text, language)
    for each in reading.spelled:
        assert 0 <= each.start < each.end <= len(text)
        assert each.value.isdecimal()
    assert all(value.isdecimal() for value in reading.romans)
    for start, end, _ in (*reading.places(reading.table.months), *reading.places(reading.table.money)):
        assert 0 <= start < end <= len(text)
