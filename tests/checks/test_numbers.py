"""``[numbers]``: values, not digits, are compared."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import findings

from workflow.checks.numbers import check_numbers, numbers
from workflow.glossary import Glossary
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
]
BAD = [
    ("ru", "67 universities", "76 вузов", ["10 error: found 76"]),
    ("ru", "67 universities", "шестьдесят семь вузов", ["10 error: found nothing"]),
    ("ru", "8,000 schools", "800 школ", ["10 error: found 800"]),
    ("ru", "8,000 schools", "8 школ", ["10 error: found 8"]),
    ("ru", "7 and 7", "7", ["10 error: found nothing"]),
    ("ru", "1.5", "1,6", ["10 error: found 1.6"]),
    ("ru", "two mayors", "2 мэра", ["10 warning: 2 is not in the source"]),
    ("ru", "one", "3 и 4", ["10 warning: 3, 4 is not in the source"]),
    ("zh", "24 February 2018", "2018年2月25日", ["10 error: found 25"]),
    ("fa", "67", "۷۶", ["10 error: found 76"]),
    ("ru", "67 and 271", "ничего", ["10 error: found nothing", "10 error: found nothing"]),
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
    assert finding.hint == "every number of the source must be there, in digits"


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
