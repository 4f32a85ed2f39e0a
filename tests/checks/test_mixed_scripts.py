"""``[mixed_scripts]``: look-alikes of another script in a word."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.mixed_scripts import check_mixed_scripts

SOURCE = "The mayor of Chongqing spoke about COVID-19 and the BBC."
GOOD = [
    ("ru", "Мэр Чунцина говорил о COVID-19, YouTube-канале, PDF-файле и Би-би-си (BBC)."),
    ("ru", "Витамин C и XIX век, ряды I и II"),
    ("be", "Мэр Чунцына гаварыў пра COVID-19 і BBC, а ў XX стагоддзі…"),
    ("kk", "Чунцин әкімі COVID-19 және BBC-ге айтты, XXI ғасыр."),
    ("ky", "Чунцин мэри COVID-19 жана BBC’ге айтты."),
    ("tg", "Шаҳрдори Чунсин дар бораи COVID-19 ва BBC гуфт."),
    ("uz", "Chongqing hokimi COVID-19 haqida BBC’ga gapirdi. Oʻzbekiston."),
    ("zh", "重庆市长谈到了COVID-19和BBC。"),
    ("hi", "महापौर ने COVID-19 और BBC के बारे में बात की।"),
    ("ur", "میئر نے COVID-19 اور BBC کے بارے میں بات کی۔"),
    ("fa", "شهردار درباره COVID-19 و BBC سخن گفت."),
]
BAD = [
    ("ru", "Mэр Чунцина", "Мэр Чунцина"),
    ("ru", "гoрод", "город"),
    ("ru", "сoвeт", "совет"),
    ("ru", "СОVID-19", "COVID-19"),
    ("ru", "γород", ""),
    ("be", "ранiца", "раніца"),
    ("kk", "əкім", "әкім"),
    ("kk", "ɵмір", "өмір"),
    ("kk", "бiр", "бір"),
    ("kk", "қала hәм", "қала һәм"),
    ("ky", "cуу", "суу"),
    ("tg", "Дyшанбе", "Душанбе"),
    ("uz", "Тoshkent", "Toshkent"),
    ("uz", "shahаr", "shahar"),
    ("zh", "СОVID-19病毒", "COVID-19病毒"),
    ("hi", "СОVID-19 महामारी", "COVID-19 महामारी"),
    ("ur", "СОVID-19 وبا", "COVID-19 وبا"),
    ("fa", "СОVID-19 در جهان", "COVID-19 در جهان"),
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_right_is_left_alone(language: str, target: str) -> None:
    assert asked(check_mixed_scripts, language, SOURCE, target) == []


@pytest.mark.parametrize(("language", "target", "fixed"), BAD)
def test_look_alikes_are_found_and_put_right(language: str, target: str, fixed: str) -> None:
    found = asked(check_mixed_scripts, language, SOURCE, target)
    assert [each.severity.value for each in found] == ["error"]
    assert found[0].spans
    assert mended(check_mixed_scripts, language, SOURCE, target) == (fixed or target)


def test_the_letter_and_its_script_are_named() -> None:
    (found,) = asked(check_mixed_scripts, "ru", SOURCE, "новый гoрод")
    assert found.message == "“гoрод”: letters of two scripts in one word (Latin o)"
    assert (found.expected, found.spans) == ("“город”", ((6, 11),))


def test_an_abbreviation_that_could_be_of_either_script_is_a_warning() -> None:
    (found,) = asked(check_mixed_scripts, "be", SOURCE, "уступленне ў ЕC")
    assert (found.severity.value, found.expected) == ("warning", "“ЕС”")


def test_a_latin_abbreviation_of_the_source_in_cyrillic_letters() -> None:
    (found,) = asked(check_mixed_scripts, "ru", SOURCE, "Об этом сообщает ВВС.")
    assert (found.severity.value, found.expected, found.fix) == ("warning", "“BBC”", ())
    assert asked(check_mixed_scripts, "ru", "The air force", "Об этом сообщают ВВС.") == []


def test_a_word_that_is_latin_and_need_not_be() -> None:
    (found,) = asked(check_mixed_scripts, "ru", "The UN spoke", "Совет OOH собрался")
    assert (found.severity.value, found.expected) == ("warning", "“ООН”")
    (found,) = asked(check_mixed_scripts, "ru", "He is there with his son", "Он там c сыном")
    assert found.expected == "“с”"
    assert asked(check_mixed_scripts, "ru", "Points A and B", "Пункты A и B") == []


def test_a_name_and_an_ending_without_a_hyphen_is_a_note() -> None:
    (found,) = asked(check_mixed_scripts, "ky", "Brexit", "Brexitтин мааниси")
    assert (found.severity.value, found.fix) == ("note", ())


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    assert len(asked(check_mixed_scripts, "ru", "x", "aа" * 50_000)) == 1
    assert len(asked(check_mixed_scripts, "ru", "x", "aа " * 30_000)[0].spans) <= 50


@pytest.mark.parametrize(
    ("language", "target", "places"),
    [
        ("hi", "महापौर ने kहा", ((10, 11),)),
        ("hi", "महापौर ने कहा kि", ((14, 15),)),
        ("hi", "महापौर ने कaहा", ((11, 12),)),
        ("ur", "شہر کے mیئر", ((7, 8),)),
        ("fa", "شهرداrی", ((5, 6),)),
        ("hi", "ISROने IPL देखा, 5G, A टीम", ()),
        ("ur", "WHO کے مطابق", ()),
        ("fa", "شبکهٔ BBC فارسی", ()),
    ],
)
def test_a_latin_letter_where_no_latin_letter_can_be(
    language: str, target: str, places: tuple[tuple[int, int], ...]
) -> None:
    found = asked(check_mixed_scripts, language, "The mayor said", target)
    assert tuple(span for each in found for span in each.spans) == places
    assert all(each.severity.value == "error" for each in found)
