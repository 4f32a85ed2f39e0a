"""One seeded fault, one doubt; and nothing about names that are right."""

from __future__ import annotations

import unicodedata

import pytest
from support import LANGUAGES, ROOT

from workflow.glossary import Glossary, hidden, lint, load_glossary
from workflow.glossary.csvfile import parse_concepts
from workflow.model import Concept, Kind, Renderings, Severity

HEAD = "id,kind,gender,en,ru,zh,fa,uz\n"
TAGS = ("ru", "zh", "fa", "uz")
SOUND = "kazan,place,,Kazan,Казань,喀山,قازان,Qozon\n"


def doubts(rows: str) -> list[tuple[str, str]]:
    glossary = Glossary(parse_concepts(HEAD + rows, "terms.csv", "en"))
    return [(doubt.severity.value, doubt.problem) for doubt in lint(glossary, "en", TAGS)]


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        ("place,,Kazan,Казань,喀山,قازان,", ("warning", "x: no rendering in uz")),
        ("place,,Kazan,!Казан,喀山,قازان,Qozon", ("warning", "x: no rendering in ru")),
        ("person,,Kazan,Казань,喀山,قازان,Qozon", ("note", "x: a person without gender")),
        ("place,,Kazan,Kазань,喀山,قازان,Qozon", ("error", "x: 'K' in 'Kазань' is no letter of Russian")),
        ("place,,Каzan,Казань,喀山,قازان,Qozon", ("error", "x: 'К' in 'Каzan' is no letter of English")),
        ("place,,Kazan,Казань,喀山市カ,قازان,Qozon", ("error", "x: 'カ' in '喀山市カ' is no letter of")),
        ("place,,Kazan,Казань,喀山,قازانn,Qozon", ("error", "x: 'n' in 'قازانn' is no letter of Persian")),
        ("place,,Kazan,Казань,喀山,قازان,Қозон", ("error", "x: 'Қ' in 'Қозон' is no letter of Uzbek")),
        ("place,,Kazan,Казань | ~K\u043eт,喀山,قازان,Qozon", ("error", "x: 'K' in 'Kот' is no letter of")),
        ("place,,Kazan,New Kazan,喀山,قازان,Qozon", ("warning", "x: 'New Kazan' has no letter of Russian")),
        ("place,,Kazan,Казань,Kazan,قازان,Qozon", ("warning", "x: 'Kazan' has no letter of Chinese")),
        ("place,,Kazan,Казань  город,喀山,قازان,Qozon", ("error", "x: 'Казань  город' (ru) has two spaces")),
        ("place,,Kazan,Мои\u0306ка,喀山,قازان,Qozon", ("error", "(ru) is not in NFC")),
        ("place,,Kazan,Казань | !Cafe\u0301,喀山,قازان,Qozon", ("error", "(ru) is not in NFC")),
        (
            "place,,Kazan,Орёл | !Орел,喀山,قازان,Qozon",
            ("error", "x: 'Орёл' (ru) is accepted, and forbidden"),
        ),
        (
            "place,,Kazan,Казань,喀山,قازان\u200cها | !قازان ها,Qozon",
            ("error", "(fa) is accepted, and forbidden"),
        ),
        ("place,,Kazan,Казань\u202e,喀山,قازان,Qozon", ("error", "(ru) holds a character that nobody sees")),
        ("place,,Ka\u00adzan,Казань,喀山,قازان,Qozon", ("error", "(en) holds a character that nobody sees")),
        ("place,,Kazan,Казань,喀山,\u200fقازان,Qozon", ("error", "(fa) holds a character that nobody sees")),
        ("place,,Kazan,Ка\u200cзань,喀山,قازان,Qozon", ("error", "(ru) holds a character that nobody sees")),
        ("place,,Kazan,Казань | =Казань,喀山,قازان,Qozon", ("error", "'=Казань' (ru) begins like a formula")),
        ("place,,Kazan,Казань | !-1,喀山,قازان,Qozon", ("error", "'-1' (ru) begins like a formula")),
        ("place,,Kazan,Казань,喀山,قازان,Qo\x9bzon", ("error", "(uz) holds a character that nobody sees")),
    ],
)
def test_a_seeded_fault_is_the_one_doubt(row: str, doubt: tuple[str, str]) -> None:
    ((severity, problem),) = doubts(f"x,{row}\n")
    assert severity == doubt[0]
    assert doubt[1] in problem


@pytest.mark.parametrize(
    "row",
    [
        SOUND,
        "x,place,,New York,Нью-Йорк,纽约,نیویورک,Nyu-York\n",
        "x,organisation,,BRICS,БРИКС | ~BRICS,金砖 | ~BRICS,بریکس | ~BRICS,BRIKS\n",
        "x,organisation,,BRICS+,БРИКС+ («BRICS+»),金砖,بریکس,BRIKS\n",
        "x,phrase,,COVID-19,COVID-19,COVID-19,COVID-19,COVID-19\n",
        "x,phrase,,5G,5G,5G,5G,5G\n",
        "x,keep as is,,WeChat,,,,\n",
        "x,keep as is,,iPhone,,,,\n",
        "x,person,m,Sasaki,Сасаки,佐佐木 | 佐々木,ساساکی,Sasaki\n",
        "x,phrase,,member states,страны-члены,成员国,کشور\u200cهای عضو,aʼzo davlatlar\n",
        "x,place,,g\u00a0K,г.\u00a0Казань,喀山,قازان,Oʻzbekiston\n",
    ],
)
def test_sound_names_raise_none(row: str) -> None:
    assert doubts(row) == []


def test_two_concepts_with_one_rendering_are_noted_once_each_way() -> None:
    found = doubts(SOUND + "kazan-city,place,,Kazan City,казань,喀山市,شهر قازان,Qozon shahri\n")
    assert found == [
        (
            "note",
            "kazan-city: 'казань' (ru) is preferred for kazan too (terms.csv:2)",
        )
    ]


def test_where_and_what_next() -> None:
    glossary = Glossary(parse_concepts(HEAD + SOUND + "x,place,,A,Б\u202e,,,\n", "terms.csv", "en"))
    found = list(lint(glossary, "en", ["ru", "zh"]))
    assert [(doubt.where, doubt.hint) for doubt in found] == [
        ("terms.csv:3", "delete U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("terms.csv:3", "fill the column zh"),
    ]


@pytest.mark.parametrize(
    ("text", "language", "char"),
    [
        ("г.\u00a0Казань", "ru", ""),
        ("می‌شود", "fa", ""),
        ("می‌شود", "", ""),
        ("می‌شود", "ru", "\u200c"),
        ("क्‍ष", "hi", ""),
        ("a\nb", "en", "\n"),
        ("a\udcffb", "en", "\udcff"),
        ("a\ufeff", "fa", "\ufeff"),
        ("a\u2028", "", "\u2028"),
    ],
)
def test_what_nobody_sees(text: str, language: str, char: str) -> None:
    assert hidden(text, language) == char


def test_the_glossary_of_this_repository() -> None:
    found = list(lint(load_glossary(ROOT / "glossary", "en"), "en", LANGUAGES))
    assert [doubt for doubt in found if doubt.severity is not Severity.NOTE] == []


def test_a_latin_letter_anywhere_is_seen() -> None:
    """The rule sees a Latin letter wherever one slips into a Cyrillic name of the glossary."""
    concept = next(
        each for each in load_glossary(ROOT / "glossary", "en").concepts if each.id == "tang-liangzhi"
    )
    name = concept.in_language("ru").preferred
    for index, char in enumerate(name):
        if unicodedata.category(char)[0] == "L":
            wrong = f"{name[:index]}a{name[index + 1 :]}"
            rows = f"x,place,,Tang,{wrong},喀山,قازان,Qozon\n"
            assert [severity for severity, _ in doubts(rows)] == ["error"], wrong


def test_notes_that_a_spreadsheet_would_run_are_errors() -> None:
    names = {"en": Renderings(("Kazan",)), "ru": Renderings(("Казань",), usage="@SUM(1)")}
    glossary = Glossary([Concept("x", Kind.PLACE, names, note="+1")])
    assert [doubt.problem for doubt in lint(glossary, "en", ["ru"])] == [
        "x: '+1' (note) begins like a formula",
        "x: '@SUM(1)' (ru:note) begins like a formula",
    ]
