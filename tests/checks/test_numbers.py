"""``[numbers]``: values, not digits, are compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import findings, said

from workflow.checks.numbers import check_numbers
from workflow.glossary import Glossary
from workflow.languages.numerals import numbers
from workflow.model import CatalogueView, Finding, State, Unit

_DIGITS = {
    "ur": "۰۱۲۳۴۵۶۷۸۹",
    "fa": "۰۱۲۳۴۵۶۷۸۹",
    "hi": "०१२३४५६७८९",
    "zh": "０１２３４５６７８９",
}


# ---------------------------------------------------------------------------------------------------- laws


@given(
    st.integers(0, 10**12), st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "\u2009", "’", "'", "\u066c"])
)
def test_grouping_does_not_change_a_number(value: int, separator: str) -> None:
    grouped = f"{value:,}".replace(",", separator)
    assert numbers(f"a {grouped} b") == [str(value)]
    assert numbers(f"({value})") == [str(value)]


@given(st.integers(0, 10**6), st.sampled_from(sorted(_DIGITS)))
def test_the_script_of_the_digits_does_not_change_a_number(value: int, language: str) -> None:
    written = str(value).translate(dict(zip(map(ord, "0123456789"), _DIGITS[language], strict=True)))
    assert numbers(written, language) == [str(value)]


@given(st.integers(1000, 10**6), st.integers(0, 9), st.sampled_from([".", ",", "\u066b"]))
def test_the_decimal_sign_does_not_change_a_number(whole: int, tenth: int, sign: str) -> None:
    assert numbers(f"{whole}{sign}{tenth}") == [f"{whole}.{tenth}"]


@given(st.text(max_size=40), st.sampled_from(["ru", "zh", "hi", "fa", "uz", "xx"]))
def test_any_text_has_numbers_or_none(text: str, language: str) -> None:
    for value in numbers(text, language):
        assert value.replace(".", "", 1).isascii()
        assert value.replace(".", "", 1).isdecimal()


@given(st.lists(st.integers(0, 99999), max_size=5))
def test_a_text_agrees_with_itself_and_not_without_its_last_number(values: list[int]) -> None:
    def numbers_of(target: list[int]) -> list[Finding]:
        texts = ["; ".join(map(str, each)) for each in (values, target)]
        unit = Unit(texts[0], texts[1], State.REVIEWED)
        return findings(check_numbers, CatalogueView("x.po", "ru", "en", (unit,)))

    assert numbers_of(values) == []
    assert numbers_of(values[::-1]) == []
    assert len(numbers_of(values[:-1])) == min(1, len(values))


# --------------------------------------------------------------------------------------------------- tables

VALUES = [
    ("en", "67 universities, 271 colleges and more than 8,000 schools", ["67", "271", "8000"]),
    ("en", "on 24 February 2018.", ["24", "2018"]),
    ("en", "1.5 million", ["1500000"]),
    ("en", "$26,750", ["26750"]),
    ("en", "12,34,567", ["1234567"]),
    ("en", "007", ["7"]),
    ("en", "5:30", ["5", "30"]),
    ("en", "1950-53", ["1950", "53"]),
    ("en", "x² and ½", []),
    ("en", "version 1.2.3", ["1", "2", "3"]),
    ("en", "G20, COVID-19", ["20", "19"]),
    ("en", "", []),
    ("ru", "более 8\u00a0000 школ", ["8000"]),
    ("ru", "8 тыс. школ", ["8000"]),
    ("ru", "1,5 миллиона", ["1500000"]),
    ("ru", "2\u00a0млрд рублей", ["2000000000"]),
    ("ru", "8 тысячами", ["8000"]),
    ("ru", "5 тыков", ["5"]),
    ("be", "8 тысяч школ", ["8000"]),
    ("kk", "8 мың мектеп", ["8000"]),
    ("ky", "8 миң мектеп", ["8000"]),
    ("tg", "8 ҳазор мактаб", ["8000"]),
    ("uz", "8 ming maktab", ["8000"]),
    ("uz", "2 milliondan", ["2000000"]),
    ("zh", "8000多所学校", ["8000"]),
    ("zh", "8千所", ["8000"]),
    ("zh", "0.8万所", ["8000"]),
    ("zh", "3百万", ["3000000"]),
    ("zh", "2亿元", ["200000000"]),
    ("zh", "2018年2月24日", ["2018", "24"]),
    ("zh", "明年6月", []),
    ("zh", "3个月", ["3"]),
    ("zh", "15月", ["15"]),
    ("hi", "8 हज़ार स्कूल", ["8000"]),
    ("hi", "8 ह\u095bार", ["8000"]),
    ("hi", "8 हजार", ["8000"]),
    ("hi", "२ लाख", ["200000"]),
    ("hi", "3 करोड़", ["30000000"]),
    ("ur", "8 ہزار", ["8000"]),
    ("ur", "۲ لاکھ", ["200000"]),
    ("fa", "۸ هزار مدرسه", ["8000"]),
    ("fa", "۸٬۰۰۰", ["8000"]),
    ("fa", "۸،۰۰۰", ["8000"]),
    ("ur", "1،250،000", ["1250000"]),
    ("fa", "12،25 و 3،4000", ["12", "25", "3", "4000"]),
    ("fa", "۱٫۵ میلیون", ["1500000"]),
]
GOOD = [
    ("ru", "8,000 schools", "8\u00a0000 школ"),
    ("ru", "8,000 schools", "8 тыс. школ"),
    ("ru", "1.5 per cent", "1,5 процента"),
    ("zh", "24 February 2018", "2018年2月24日"),
    ("zh", "next June", "明年6月"),
    ("hi", "8,000 schools", "८,००० स्कूल"),
    ("hi", "8,000 schools", "8 हज़ार स्कूल"),
    ("fa", "67 universities", "۶۷ دانشگاه"),
    ("ur", "271 colleges", "271 کالج"),
    ("uz", "no number", "raqam yoʻq"),
    ("kk", "7 and 7", "7 және 7"),
    # scales, and words for their zeros
    ("zh", "1.5 million tonnes", "150万吨"),
    ("zh", "2.125 million tonnes", "212.5万吨"),
    ("zh", "more than 20 million viewers", "2000多万观众"),
    ("hi", "1.5 million readers", "15 लाख पाठक"),
    ("hi", "30 million readers", "3 करोड़ पाठक"),
    ("hi", "1.5 million readers", "1.5 मिलियन पाठक"),
    ("ur", "2 billion rupees", "2 ارب روپے"),
    ("fa", "2.4 billion", "۲٫۴ میلیارد"),
    ("ru", "£2.8bn of goods", "товаров на 2,8 млрд фунтов"),
    ("ru", "the £125m deal", "сделка на 125 млн фунтов"),
    ("uz", "1.2 trillion", "1,2 trln"),
    ("be", "3 million", "3 мільёны"),
    ("tg", "3 million", "3 миллион"),
    ("ky", "3.1 million, 2.9 and 2.5", "3,1, 2,9 жана 2,5 миллион"),
    ("kk", "2 to 3 million", "2-3 миллион"),
    ("ru", "1,234,567 votes", "1,23 млн голосов"),
    ("fa", "2.5 million", "۲ میلیون و ۵۰۰ هزار"),
    ("fa", "2.5 million", "۲/۵ میلیون"),
    ("fa", "2.05 points", "۲/۰۵ امتیاز"),
    ("ru", "2.5 million", "2 миллиона 500 тысяч"),
    ("zh", "250 million", "2亿5000万"),
    ("hi", "2 crore 50 lakh", "2.5 करोड़"),
    ("ru", "1.5 million", "полтора миллиона"),
    ("hi", "250,000 pupils", "ढाई लाख छात्र"),
    ("ru", "half a million", "500 тысяч"),
    # digits here, words there
    ("ru", "two mayors", "2 мэра"),
    ("ru", "2 mayors", "двое мэров"),
    ("ru", "67 universities", "шестьдесят семь вузов"),
    ("ru", "a 20-year-old driver", "двадцатилетний водитель"),
    ("ru", "a dozen trucks", "12 грузовиков"),
    ("ru", "2.5 years", "два с половиной года"),
    ("ru", "over 24 hours", "за сутки"),
    ("be", "25 trucks", "дваццаць пяць грузавікоў"),
    ("zh", "2 mayors", "两位市长"),
    ("zh", "the 19th century", "十九世纪"),
    ("zh", "35,000 books", "三万五千册图书"),
    ("hi", "47 trains", "सैंतालीस ट्रेनें"),
    ("ur", "25 trains", "پچیس ٹرینیں"),
    ("fa", "25 trains", "بیست و پنج قطار"),
    ("fa", "the 17th century", "قرن هفدهم"),
    ("kk", "25 trains", "жиырма бес пойыз"),
    ("ky", "25 trains", "жыйырма беш поезд"),
    ("tg", "25 trains", "бисту панҷ қатор"),
    ("uz", "25 trains", "yigirma beshta poyezd"),
    ("uz", "400 books", "to‘rt yuz kitob"),
    # Roman numerals, centuries, decades
    ("ru", "in the 21st century", "в XXI веке"),
    ("kk", "in the 21st century", "ХХІ ғасырда"),
    ("ru", "in the 1990s", "в 90-е годы"),
    ("ru", "in the 1990s", "в девяностые годы"),
    ("zh", "in the 1990s", "20世纪90年代"),
    ("ru", "Season 2 of 2016-17", "2-й сезон 2016–2017 годов"),
    # units that a translator converts, or leaves out where the source has both
    ("ru", "20 feet high", "высотой 6 метров"),
    ("fa", "385 miles away", "در فاصله ۶۲۰ کیلومتری"),
    ("ru", "2 to 4 inches of rain", "от 5 до 10 см осадков"),
    ("ru", "it was 80 degrees", "было 27 градусов"),
    ("ru", "a 550-pound boar", "кабан весом 250 кг"),
    ("ru", "45 miles (72 km) away", "в 72 км"),
    ("tg", "10 inches of rain", "10 дюйм (25 см) борон"),
    ("ru", "a 6-foot-6 guard", "защитник ростом 198 см"),
    ("ru", "half a mile of road", "800 метров дороги"),
    ("ru", "1 to 2 inches of snow", "от 2,5 до 5 см снега"),
    # clocks
    ("ru", "at 3 p.m.", "в 15:00"),
    ("ru", "at 7.55am", "в 7:55"),
    ("zh", "at 5:30 p.m.", "下午5点30分"),
    ("zh", "at 5:30 p.m.", "下午五点半"),
    ("hi", "at 5:30 p.m.", "शाम साढ़े पांच बजे"),
    ("ru", "at 04:00", "в 4 часа утра"),
    # dates
    ("ru", "24 February 2018", "24.02.2018"),
    ("fa", "24 February 2018", "۵ اسفند ۱۳۹۶"),
    ("ru", "after 9/11", "после 11 сентября"),
    ("ru", "No. 0800 555 111", "№ 0800555111"),
    ("ky", "Bert's Bees", "Bert&#39;s Bees"),
]
BAD = [
    ("ru", "67 universities", "76 вузов", ["10 error: found 76"]),
    ("ru", "8,000 schools", "800 школ", ["10 error: found 800"]),
    ("ru", "8,000 schools", "8 школ", ["10 error: found 8"]),
    ("ru", "10,000 schools", "10 школ", ["10 error: found 10"]),
    ("ru", "7 and 7", "7", ["10 note: 7 stands there less often than in the source"]),
    ("ru", "1.5", "1,6", ["10 error: found 1.6"]),
    ("ru", "one", "3 и 4", ["10 warning: 3, 4 is not in the source"]),
    ("fa", "67", "۷۶", ["10 error: found 76"]),
    ("ru", "since 2016", "с тех пор", ["10 warning: found nothing"]),
    ("fa", "2.5 million", "۲/۶ میلیون", ["10 error: found 2, 6000000"]),
    ("ru", "30 tents", "20 взрослых и 10 детей", ["10 error: found 20, 10"]),
    ("ru", "67 and 271", "ничего", ["10 warning: found nothing", "10 error: found nothing"]),
    ("zh", "1.5 million tonnes", "160万吨", ["10 error: found 1600000"]),
    ("zh", "1.5 million tonnes", "150亿吨", ["10 error: found 15000000000"]),
    ("zh", "10,000 people", "7万人", ["10 error: found 70000"]),
    ("fa", "2.5 million", "۲ میلیون و ۶۰۰ هزار", ["10 error: found 2000000, 600000"]),
    ("ru", "1.6 million", "полтора миллиона", ["10 error: found nothing"]),
    ("hi", "1.5 million readers", "15 करोड़ पाठक", ["10 error: found 150000000"]),
    ("ur", "2 billion rupees", "3 ارب روپے", ["10 error: found 3000000000"]),
    ("ru", "the £125m deal", "сделка на 425 млн фунтов", ["10 error: found 425000000"]),
    ("uz", "25 trains", "yigirma oltita poyezd", ["10 warning: found nothing"]),
    ("kk", "a 13-year-old", "53 жастағы", ["10 error: found 53"]),
    ("ky", "32 years ago", "34 жыл мурун", ["10 error: found 34"]),
    ("tg", "18 trains", "10 қатор", ["10 error: found 10"]),
    ("be", "in the 1930s", "у 1950-я гады", ["10 error: found 1950"]),
    ("ru", "20 feet high", "высотой 9 метров", ["10 warning: found 9"]),
    ("ru", "20 feet high", "высотой 50 футов", ["10 error: found 50"]),
    ("ru", "300 km (190 miles) away", "в 380 км", ["10 error: found 380", "10 warning: found 380"]),
    ("ru", "it won 4-1", "победил 4:3", ["10 error: found 3"]),
]


@pytest.mark.parametrize(("language", "text", "values"), VALUES)
def test_values(language: str, text: str, values: list[str]) -> None:
    assert numbers(text, language) == values


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(
    catalogue: Callable[..., CatalogueView], nothing: Glossary, language: str, source: str, target: str
) -> None:
    assert findings(check_numbers, catalogue(language, (source, target)), nothing) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(
    catalogue: Callable[..., CatalogueView],
    lines: Callable[[list[Finding]], list[str]],
    nothing: Glossary,
    language: str,
    source: str,
    target: str,
    expected: list[str],
) -> None:
    assert lines(findings(check_numbers, catalogue(language, (source, target)), nothing)) == expected


def test_machine_text_is_warned_of_and_empty_text_is_not(
    catalogue: Callable[..., CatalogueView], lines: Callable[[list[Finding]], list[str]], nothing: Glossary
) -> None:
    view = catalogue("ru", ("67", "76", State.MACHINE), ("67", "", State.EMPTY), ("67", "76"))
    assert lines(findings(check_numbers, view, nothing)) == ["10 warning: found 76", "30 error: found 76"]


def test_a_finding_says_which_number_was_expected(
    catalogue: Callable[..., CatalogueView], nothing: Glossary
) -> None:
    (finding,) = findings(check_numbers, catalogue("ru", ("more than 8,000", "более 9 тысяч")), nothing)
    assert (finding.check, finding.expected, finding.message) == ("numbers", "8000", "found 9000")
    assert finding.hint == "every number of the source must be there, with the same value"
    assert [finding.unit and finding.unit.target[a:b] for a, b in finding.spans] == ["9"]
    assert [finding.unit and finding.unit.source[a:b] for a, b in finding.source_spans] == ["8,000"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See [page 7](https://example.org/2025/12) now", ["7"]),
        ("See https://example.org/en/2025?id=4, 3 times", ["3"]),
        ("the list [1] (2 of them)", ["1", "2"]),
        ("[bridge](a_(1997).html) of 1998", ["1998"]),
    ],
)
def test_addresses_are_not_text(text: str, expected: list[str]) -> None:
    assert numbers(text) == expected


def test_what_dates_and_times_say_is_not_said_twice() -> None:
    assert said(check_numbers, "ru", "24 February 2018", "25 февраля 2018 года") == []
    assert said(check_numbers, "ru", "at 5:30 p.m.", "в 17:40") == []


def test_a_text_that_is_no_sentence_is_compared_as_a_whole() -> None:
    text = " ".join(map(str, range(1000, 1400)))
    assert said(check_numbers, "ru", text, text) == []
    assert said(check_numbers, "ru", text, text + " 7") == [
        "warning: 0 numbers of the source are not there, 1 others are"
    ]
