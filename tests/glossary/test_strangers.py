"""Names in a translation that its source has not, and what a word is a form of."""

from __future__ import annotations

import pytest

from workflow.glossary import Glossary
from workflow.model import Concept, Kind, Renderings


def _concept(
    identifier: str, kind: Kind, english: str, russian: tuple[str, ...], chinese: str = ""
) -> Concept:
    names = {"en": Renderings((english,)), "ru": Renderings(russian)}
    return Concept(identifier, kind, names | ({"zh": Renderings((chinese,))} if chinese else {}))


TERMS = Glossary(
    [
        _concept("osh", Kind.PLACE, "Osh", ("Ош",), "奥什"),
        _concept("china", Kind.PLACE, "China", ("Китай",), "中国"),
        _concept("dprk", Kind.PLACE, "North Korea", ("Северная Корея", "КНДР"), "朝鲜"),
        _concept("bank", Kind.ORGANISATION, "World Bank", ("Всемирный банк",), "世界银行"),
        _concept("road", Kind.PHRASE, "free trade", ("свободная торговля",), "自由贸易"),
        Concept(
            "sco",
            Kind.ORGANISATION,
            {
                "en": Renderings(("Shanghai Organisation",), short=("SO",)),
                "ru": Renderings(("Шанхайская организация",), short=("ШОС",)),
            },
        ),
    ]
)


def _strangers(source: str, target: str, language: str = "ru") -> list[tuple[str, str, int]]:
    found = TERMS.strangers(source, target, "en", language, TERMS.match(source, "en"))
    return [(each.concept.id, each.seen, each.found) for each in found]


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("In Osh", "В Оше", []),
        ("In Osh", "В Китае", [("china", "Китае", 1)]),
        ("In Osh", "В Оше и в Оше", [("osh", "Оше", 2)]),
        ("In Osh", "Во Всемирном банке в Китае", [("bank", "Всемирном банке", 1), ("china", "Китае", 1)]),
        ("Chinese tea", "Чай из Китая", []),  # the adjective says so
        ("Nothing", "Свободная торговля", []),  # a phrase is no name
        ("Nothing", "Банк и всемирная слава", []),
        ("Nothing", "Ошибка, китайка", []),
        ("Nothing", "ШОС", [("sco", "ШОС", 1)]),
        ("", "", []),
        ("Osh", "\ud800\u202e", []),
    ],
)
def test_names_that_the_source_has_not(
    source: str, target: str, expected: list[tuple[str, str, int]]
) -> None:
    assert _strangers(source, target) == expected


def test_names_in_a_text_without_spaces() -> None:
    assert _strangers("In Osh", "他在中国和朝鲜", "zh") == [("china", "中国", 1), ("dprk", "朝鲜", 1)]


@pytest.mark.parametrize(
    ("language", "target", "expected"),
    [
        ("ru", "В Оше, Китае, Северной Корее и ШОС", {"osh", "china", "dprk", "sco"}),
        ("ru", "КНДР", {"dprk"}),
        ("zh", "他在中国和朝鲜", {"china", "dprk"}),
        ("ru", "Банк и слава", set()),
        ("ru", "", set()),
    ],
)
def test_which_names_a_text_may_have_is_seen_by_their_first_letters(
    language: str, target: str, expected: set[str]
) -> None:
    found = {concept.id for concept in TERMS.concepts if TERMS.may_name(concept, target, language)}
    assert found == expected
    assert found >= {stranger for stranger, *_ in _strangers("Nothing", target, language)}


def test_a_text_of_many_words_takes_no_time() -> None:
    assert _strangers("In Osh", "Китайкин Северный " * 20_000) == []


@pytest.mark.parametrize(
    ("concept", "seen", "expected"),
    [
        ("dprk", "Северной Корее", "Северная Корея"),
        ("dprk", "КНДР", "КНДР"),
        ("china", "китаем", "Китай"),
        ("sco", "Шанхайской организацией", "Шанхайская организация"),
        ("sco", "ШОС", "ШОС"),
        ("osh", "Баку", ""),
        ("osh", "", ""),
    ],
)
def test_what_a_word_is_a_form_of(concept: str, seen: str, expected: str) -> None:
    (found,) = (each for each in TERMS.concepts if each.id == concept)
    assert TERMS.rendering(found, seen, "ru") == expected
