"""``[currencies]``: signs, codes and words for the same money."""

from __future__ import annotations

import pytest
from support_checks import asked, said

from workflow.checks.currencies import check_currencies

GOOD = [
    ("ru", "$1.5 million", "1,5 млн долларов США"),
    ("ru", "$1.5 million", "1,5 миллиона американских долларов"),
    ("ru", "US$20", "20 USD"),
    ("ru", "€20", "20 евро"),
    ("ru", "£20", "20 фунтов стерлингов"),
    ("ru", "350 thousand dollars", "350 тыс. долларов"),
    ("be", "$20", "20 долараў"),
    ("kk", "5 billion tenge", "5 млрд теңге"),
    ("ky", "300 som", "300 сом"),
    ("tg", "40 somoni", "40 сомонӣ"),
    ("uz", "£2.8bn", "2,8 mlrd. funt sterling"),
    ("uz", "9,000 soum", "9 ming soʻm"),
    ("uz", "9,000 soum", "9 ming so'm"),
    ("hi", "Rs 500 is 500 rupees", "500 रुपये"),
    ("hi", "₹500", "500 रुपये"),
    ("ur", "$37 billion", "37 ارب ڈالر"),
    ("fa", "€20", "۲۰ یورو"),
    ("fa", "20 yuan", "۲۰ یوان"),
    ("zh", "$20 million", "2000万美元"),
    ("zh", "20 million yuan", "2000万元"),
    ("zh", "¥20 million", "2000万日元"),
    ("zh", "HK$20", "20港元"),
    ("ru", "a 550-pound boar", "кабан весом 250 кг"),
    ("ru", "the 14th minute try", "попытка на 14-й минуте"),
    ("ru", "20 dollars and 30 euros", "20 долларов и 30 евро"),
]
BAD = [
    ("ru", "$1.5 million", "1,5 млн евро", ["error: found евро"]),
    ("ru", "5 million yuan", "5 миллионов иен", ["error: found иен"]),
    ("be", "€20", "20 долараў", ["error: found долараў"]),
    ("kk", "5 billion tenge", "5 млрд рубль", ["error: found рубль"]),
    ("ky", "$300", "300 сом", ["error: found сом"]),
    ("tg", "$350,000", "350 000 фунт стерлинг", ["error: found фунт"]),
    ("uz", "$20", "20 yevro", ["error: found yevro"]),
    ("hi", "$20", "20 रुपये", ["error: found रुपये"]),
    ("ur", "£20", "20 ڈالر", ["error: found ڈالر"]),
    ("fa", "$20", "۲۰ یورو", ["error: found یورو"]),
    ("zh", "$20 million", "2000万欧元", ["error: found 欧元"]),
    ("zh", "20 million yuan", "2000万美元", ["error: found 美元"]),
    (
        "ru",
        "the £11 million deal",
        "сделка на 11 млн",
        ["warning: the translation does not say in which money"],
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_currencies, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: list[str]) -> None:
    assert said(check_currencies, language, source, target) == expected


def test_a_finding_shows_both() -> None:
    (finding,) = asked(check_currencies, "ru", "It cost $20 then.", "Тогда это стоило 20 евро.")
    assert finding.unit
    assert finding.expected == "$"
    assert [finding.unit.target[a:b] for a, b in finding.spans] == ["евро"]
    assert [finding.unit.source[a:b] for a, b in finding.source_spans] == ["$"]
