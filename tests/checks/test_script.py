"""``[script]``: whole texts in another script, and words of a third one."""

from __future__ import annotations

import pytest
from support_checks import asked, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.script import check_script

GOOD = [
    *((language, SOURCE, TEXTS[language]) for language in LANGUAGES),
    ("ru", "Microsoft Windows", "Microsoft Windows"),
    ("kk", "The iPhone is sold out", "iPhone таусылды"),
    ("zh", "It is called “Il faut bien le faire”.", "他说：“Il faut bien le faire”，意思是必须做好。"),
    ("ur", "The word is «дом».", "لفظ «дом» ہے۔"),  # it stands in the source
    ("ru", "the μ-law", "μ-закон"),
    ("hi", "x", "5 %"),
]
BAD = [
    (
        "uz",
        SOURCE,
        "Шаҳар кенгаши жума куни янги кўприк очилишини маълум қилди.",
        "error: written in Cyrillic letters",
    ),
    ("tg", SOURCE, "شورای شهر روز جمعه اعلام کرد که پل باز می‌شود.", "error: written in Arabic letters"),
    ("kk", SOURCE, "Qalalyq keńes jańa kópir ashylady dep málimdedi.", "error: written in Latin letters"),
    (
        "ru",
        SOURCE,
        "Gorodskoi sovet soobshchil, chto novyi most otkroiut.",
        "error: written in Latin letters",
    ),
    ("hi", SOURCE, "shahar parishad ne kaha ki naya pul khulega", "error: written in Latin letters"),
    ("ur", SOURCE, TEXTS["hi"], "error: written in Devanagari letters"),
    ("fa", SOURCE, TEXTS["zh"], "error: written in Han letters"),
    (
        "ur",
        "A village near Delhi",
        "दिल्ली کے قریب ایک گاؤں",
        "warning: “दिल्ली” is written in Devanagari letters",
    ),
    ("ru", "The mayor spoke", "Мэр 发言 сегодня", "warning: “发言” is written in Han letters"),
    (
        "uz",
        "The mayor spoke",
        "Мэр gapirdi va hamma tingladi",
        "warning: “Мэр” is written in Cyrillic letters",
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_script, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: str) -> None:
    assert said(check_script, language, source, target) == [expected]


def test_the_word_is_shown() -> None:
    (finding,) = asked(check_script, "ru", "The mayor spoke", "Мэр 发言 сегодня")
    assert finding.spans == ((4, 6),)
    assert finding.expected == "Cyrillic"


def test_a_copy_of_the_source_is_for_another_check() -> None:
    assert said(check_script, "ru", SOURCE, SOURCE) == []
