"""``[leftover]``: words of the source within a translation."""

from __future__ import annotations

import pytest
from support_checks import asked, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.leftover import check_leftover
from workflow.model import Markup

GOOD = [
    *((language, SOURCE, TEXTS[language]) for language in LANGUAGES),
    ("ru", "He bought Bank of America shares", "Он купил акции Bank of America"),
    ("zh", "the film The Lord of the Rings", "电影《The Lord of the Rings》"),
    ("kk", "the University of the Arts", "University of the Arts университеті"),
    ("fa", "the painter Vincent van der Weyden", "نقاش Vincent van der Weyden"),
    ("be", "an iPhone or an iPad", "iPhone або iPad"),
    ("uz", "the New York Times and the Guardian", "The New York Times va Guardian gazetalari"),
    ("uz", "Ban Ki-moon met the mayor", "Ban Ki-moon shahar hokimi bilan uchrashdi"),
]
BAD = [
    (
        "ru",
        "The council met, and the mayor was not there at all",
        "Совет собрался, and the mayor was not there",
        "and the mayor was not there",
    ),
    (
        "hi",
        "Prices rose because of the war in the north",
        "कीमतें बढ़ीं because of the war",
        "because of the war",
    ),
    (
        "ur",
        "Prices rose because of the war in the north",
        "قیمتیں because of the war بڑھ گئیں",
        "because of the war",
    ),
    ("zh", "He said that it was too late", "他表示that it was too late。", "that it was too late"),
    (
        "kk",
        "They said the roads will be closed",
        "Олар the roads will be closed деді",
        "the roads will be closed",
    ),
    (
        "uz",
        "They said the roads will be closed for a week",
        "Ular the roads will be closed deyishdi",
        "the roads will be closed",
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_leftover, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "words"), BAD)
def test_bad_pairs(language: str, source: str, target: str, words: str) -> None:
    (finding,) = asked(check_leftover, language, source, target)
    assert finding.message == f"“{words}” is left in English"
    assert [target[start:end] for start, end in finding.spans] == [words]
    assert finding.severity.value == "error"


def test_words_that_the_source_has_not_are_a_warning() -> None:
    target = "Совет (see the notes below) собрался"
    assert said(check_leftover, "ru", "The council met", target) == [
        "warning: “see the notes below” is left in English"
    ]


def test_code_is_no_text() -> None:
    source = "Run `make all and then install` now"
    target = "Выполните `make all and then install` сейчас"
    assert asked(check_leftover, "ru", source, target, markup=Markup.MARKDOWN) == []
    assert len(asked(check_leftover, "ru", source, target)) == 1
