"""``[foreign_letters]``: letters that the alphabet of a language lacks."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.foreign_letters import check_foreign_letters

GOOD = [
    ("ru", "The mayor spoke.", "Мэр Чунцина выступил с речью, и её услышали все: объём, подъезд, щит."),
    ("be", "The mayor spoke.", "Мэр выступіў з прамовай пра аб’ём і ўсё астатняе, шчыра кажучы."),
    ("kk", "The mayor spoke.", "Қала әкімі сөз сөйлеп, өңірдегі жаңа ұшақ пен Һ әрпі туралы айтты."),
    ("ky", "The mayor spoke.", "Шаар мэри сүйлөп, өлкөнүн жаңы жолдору жөнүндө айтты."),
    (
        "tg",
        "The mayor spoke.",
        "Шаҳрдор дар бораи роҳҳои нав, ҷашн, қонун, ғалаба ва ӯ сухан гуфт, баъзан мӯҷиза.",
    ),
    ("uz", "The mayor spoke.", "Hokim yangi yoʻllar haqida soʻzladi, maʼlum boʻlishicha."),
    ("fa", "The mayor spoke.", "شهردار دربارهٔ راه‌های جدید، مسئول و مؤسسه و رأی سخن گفت."),
    ("ur", "The mayor spoke.", "میئر نے نئی سڑکوں، زکوٰۃ اور بڑے ڈیم کے بارے میں بات کی۔"),
    ("hi", "The mayor spoke.", "महापौर ने नई सड़कों के बारे में बात की, फ़िल्म देखी।"),
    ("zh", "The mayor spoke.", "市长谈到了新的道路，用户可以使用 Wi-Fi。"),
    ("ru", "The paper «Київ» wrote it.", "Об этом написала газета «Київ»."),  # as the source has it
    ("zh", "The α particle", "α粒子"),
    ("fa", "He said peace be upon him", "او گفت ﷺ"),
    ("xx", "anything", "щ و 國 ა"),  # of a language without a profile nothing is known
]
BAD = [
    # language, translation, severity, with the fixes in it ("" for none)
    ("ru", "Мір и дружба", "error", "Мир и дружба"),
    ("ru", "У нас є договор", "error", ""),
    ("be", "Минск і Брэст", "error", "Мінск і Брэст"),
    ("be", "МИНСК", "error", "МІНСК"),
    ("be", "Шчыра, щыра", "error", "Шчыра, шчыра"),
    ("be", "пад’ём і подъезд", "error", ""),
    ("kk", "жаӊа жол", "error", "жаңа жол"),
    ("kk", "Україна жолы", "error", "Украіна жолы"),
    ("ky", "деӊиз жана жаӊы", "warning", "деңиз жана жаңы"),
    ("ky", "әлем жаңылыктары", "error", ""),
    ("ky", "жаңы қала", "error", "жаңы кала"),
    ("tg", "рўзи нав", "warning", "рӯзи нав"),
    ("tg", "Цирк ва роль", "warning", ""),
    ("tg", "щётка", "error", ""),
    ("tg", "выступление кард", "error", ""),
    ("uz", "Yangi şahar qurildi", "error", ""),
    ("uz", "Malmö va Erdoğan", "note", ""),
    ("fa", "كتاب جديد", "warning", "کتاب جدید"),
    ("fa", "شہر بزرگ", "error", "شهر بزرگ"),
    ("fa", "لڑکا", "error", ""),
    ("fa", "مدرسة", "warning", ""),
    ("ur", "كتاب اچھي ہے", "warning", "کتاب اچھی ہے"),
    ("ur", "شاه راہ", "error", "شاہ راہ"),
    ("ur", "پهل کی دکان", "error", ""),  # ہ or ھ
    ("ur", "زكاة", "error", "زکاۃ"),
    ("ur", "یہ सड़क نئی ہے اور بہت لمبی ہے", "error", ""),
    ("hi", "यह نئی सड़क बहुत लंबी है", "error", ""),
    ("zh", "市长谈到了дорога新的道路和桥梁", "error", ""),
    ("uz", "Bu yangi дорога shahardan uzoqda joylashgan", "error", ""),
    ("ru", "Новая 道路 построена в городе", "error", ""),
    ("fa", "ﻛﺘﺎب نو", "warning", "کتاب نو"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_what_is_right_is_left_alone(language: str, source: str, target: str) -> None:
    assert asked(check_foreign_letters, language, source, target) == []


@pytest.mark.parametrize(("language", "target", "severity", "fixed"), BAD)
def test_foreign_letters_are_found(language: str, target: str, severity: str, fixed: str) -> None:
    found = asked(check_foreign_letters, language, "The mayor spoke.", target)
    assert severity in {each.severity.value for each in found}
    assert all(each.spans for each in found)
    assert mended(check_foreign_letters, language, "The mayor spoke.", target) == (fixed or target)


def test_the_word_and_its_letters_are_named() -> None:
    (found,) = asked(check_foreign_letters, "be", "Minsk", "горад Минск")
    assert found.message == "“Минск”: Belarusian is not written with и"
    assert found.expected == "“Мінск”"
    assert found.spans == ((6, 11),)


def test_a_few_words_in_quotation_marks_may_be_of_another_language() -> None:
    (found,) = asked(check_foreign_letters, "ru", "The paper", "Газета «Урядовий кур’єр» сообщает")
    assert (found.severity.value, found.fix) == ("warning", ())
    speech = "«Мы вместе построим новую дорогу, и у нас є договор», — сказал мэр"
    assert asked(check_foreign_letters, "ru", "The mayor", speech)[0].severity.value == "error"


def test_a_text_in_another_script_is_no_matter_of_letters() -> None:
    assert asked(check_foreign_letters, "uz", "The mayor spoke", "Ҳоким янги йўллар ҳақида сўзлади") == []
    assert asked(check_foreign_letters, "hi", "The mayor spoke", "میئر نے نئی سڑکوں کے بارے میں بات کی") == []


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    (found,) = asked(check_foreign_letters, "be", "x", "и" * 100_000 + " и" * 10_000)
    assert len(found.spans) <= 50
    assert len(found.message) < 300
