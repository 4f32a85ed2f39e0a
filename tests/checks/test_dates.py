"""``[dates]``: months, days of the week and whole dates, in two calendars."""

from __future__ import annotations

import pytest
from support_checks import asked, said

from workflow.checks.dates import check_dates

GOOD = [
    ("ru", "on 24 February 2018", "24 февраля 2018 года"),
    ("ru", "on Feb. 24, 2018", "24.02.2018"),
    ("ru", "on 24 February", "24-го февраля"),
    ("be", "on 24 February 2018", "24 лютага 2018 года"),
    ("kk", "on 24 February 2018", "2018 жылғы 24 ақпанда"),
    ("ky", "on 24 February 2018", "2018-жылдын 24-февралында"),
    ("tg", "on 24 February 2018", "24 феврали соли 2018"),
    ("uz", "on 24 February 2018", "2018-yil 24-fevralda"),
    ("uz", "on 3 September 2018", "2018-yil 3-sentyabrda"),
    ("hi", "on 24 February 2018", "24 फ़रवरी 2018 को"),
    ("hi", "on 24 February 2018", "२४ फरवरी, २०१८ को"),
    ("ur", "on 24 February 2018", "24 فروری 2018 کو"),
    ("fa", "on 24 February 2018", "۲۴ فوریهٔ ۲۰۱۸"),
    ("fa", "on 24 February 2018", "۵ اسفند ۱۳۹۶"),
    ("fa", "on 24 February 2018", "۵ اسفند ۱۳۹۶ (۲۴ فوریهٔ ۲۰۱۸)"),
    ("fa", "on 21 March 2021", "یکم فروردین ۱۴۰۰ خورشیدی، ۲۱ مارس ۲۰۲۱"),
    ("zh", "on 24 February 2018", "2018年2月24日"),
    ("zh", "in November 2018", "2018 年 11 月"),
    ("zh", "on 30 September", "九月三十日"),
    ("ru", "It may rain.", "Может пойти дождь."),
    ("ru", "Theresa May resigned.", "Тереза Мэй ушла в отставку."),
    ("ru", "in May", "в мае"),
    ("kk", "in June", "маусым айында"),
    ("fa", "in May last year", "در ماه می سال گذشته"),
    ("hi", "in March", "मार्च में"),
    ("ru", "the March to the sea", "марш к морю"),
    ("ru", "from March to June", "с марта по июнь"),
    ("ky", "Martin came in June", "Мартин июнда келди"),
    ("fa", "the regular vote of November 6", "رأی‌گیری دوره‌ای ششم نوامبر"),
    ("ru", "on Monday and Tuesday", "в понедельник и вторник"),
    ("ru", "on Wednesday", "в среду"),
    ("be", "on Thursday", "у чацвер"),
    ("kk", "on Friday", "жұма күні"),
    ("ky", "on Sunday", "жекшемби күнү"),
    ("tg", "on Saturday", "рӯзи шанбе"),
    ("uz", "on Saturday", "shanba kuni"),
    ("fa", "on Tuesday", "روز سه‌شنبه"),
    ("fa", "on Tuesday", "روز سه شنبه"),
    ("ur", "on Saturday", "ہفتے کو"),
    ("hi", "on Thursday", "बृहस्पतिवार को"),
    ("zh", "on Sunday", "星期天"),
    ("zh", "on Sunday", "周日"),
    ("ru", "yesterday", "вчера, в среду"),
    ("ru", "last Monday", "на прошлой неделе"),
    ("ur", "on Friday", "جمعہ کو، ایک ہفتے میں"),
]
BAD = [
    ("ru", "on 24 February 2018", "24 марта 2018 года", ["error: found 24 марта 2018"]),
    ("ru", "on 24 February 2018", "25 февраля 2018 года", ["error: found 25 февраля 2018"]),
    ("ru", "on 24 February 2018", "24 февраля 2019 года", ["error: found 24 февраля 2019"]),
    ("ru", "on 24 February 2018", "24.03.2018", ["error: found 24.03.2018"]),
    ("be", "in June", "у ліпені", ["error: found ліпені"]),
    ("kk", "on 24 February 2018", "2018 жылғы 24 наурызда", ["error: found 2018 жылғы 24 наурызда"]),
    ("ky", "on 24 February", "24-январда", ["error: found 24-январда"]),
    ("tg", "in April", "дар моҳи август", ["error: found август"]),
    ("uz", "in July", "iyun oyida", ["error: found iyun"]),
    ("hi", "on 24 February 2018", "24 जनवरी 2018 को", ["error: found 24 जनवरी 2018"]),
    ("ur", "in October", "نومبر میں", ["error: found نومبر"]),
    ("fa", "on 24 February 2018", "۵ بهمن ۱۳۹۶", ["error: found ۵ بهمن ۱۳۹۶"]),
    ("fa", "on 24 February 2018", "۸ اسفند ۱۳۹۶", ["error: found ۸ اسفند ۱۳۹۶"]),
    ("zh", "on 24 February 2018", "2018年3月24日", ["error: found 2018年3月24"]),
    ("zh", "in November", "九月", ["error: found 九月"]),
    (
        "ru",
        "in December the mayor spoke",
        "мэр выступил",
        ["warning: there is no such month in the translation"],
    ),
    ("ru", "on Monday", "во вторник", ["error: found вторник"]),
    ("ru", "on Friday it rained", "в пятницу, а потом в среду", ["warning: среду is not in the source"]),
    ("ru", "on Friday", "защита среды", ["warning: found среды"]),
    ("uz", "on Sunday", "shanba kuni", ["error: found shanba"]),
    ("tg", "on Wednesday", "рӯзи панҷшанбе", ["error: found панҷшанбе"]),
    ("fa", "on Saturday", "روز دوشنبه", ["error: found دوشنبه"]),
    ("zh", "on Sunday", "周六", ["error: found 周六"]),
    ("hi", "on Friday", "शनिवार को", ["error: found शनिवार"]),
    ("ur", "on Thursday", "جمعہ کو", ["error: found جمعہ"]),
    ("ru", "on Friday and on Saturday", "в субботу и в субботу", ["error: found субботу"]),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_dates, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: list[str]) -> None:
    assert said(check_dates, language, source, target) == expected


def test_a_finding_shows_both_dates() -> None:
    (finding,) = asked(check_dates, "ru", "It opened on 24 February 2018.", "Открылся 24 марта 2018 года.")
    assert finding.unit
    assert finding.expected == "24 February 2018"
    assert [finding.unit.target[a:b] for a, b in finding.spans] == ["24 марта 2018"]
    assert [finding.unit.source[a:b] for a, b in finding.source_spans] == ["24 February 2018"]
