"""One seeded fault, one doubt; and nothing about names that are right."""

from __future__ import annotations

import unicodedata

import pytest
from support import LANGUAGES, ROOT

from workflow.glossary import Glossary, hidden, lint, load_glossary
from workflow.glossary.csvfile import parse_concepts
from workflow.glossary.formsfile import parse_forms
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


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        (
            "x,place,,Kazan City,Казань-град | Казань,喀山市,شهر قازان,Qozon shahri\n",
            ("note", "shared", "x: 'Казань' (ru) is a rendering of kazan too (terms.csv:2)"),
        ),
        (
            "x,place,,Kazan City,город | !казань,喀山市,شهر قازان,Qozon shahri\n",
            (
                "warning",
                "forbids-another",
                "x: 'казань' (ru) is forbidden, and right for kazan (terms.csv:2)",
            ),
        ),
        (
            "x,office,,Mayor of Osh,мэр Оша,奥什市长,شهردار اوش,Oʻsh hokimi\n"
            "y,organisation,,Academy of Osh,академия Оша,奥什学院,دانشگاه اوش,Oʻsh akademiyasi\n",
            ("note", "contained", "x: 'Osh' stands in several terms and has no entry"),
        ),
        (
            "x,organisation,,Institute of Technology | ~IT,институт | ~ТИ,理工学院,موسسه,institut\n",
            ("note", "common-word", "x: the short form 'IT' (en) is a common word too"),
        ),
        (
            "x,place,,Minsk,Мінск,明斯克,مینسک,Minsk\n",
            ("warning", "letter", "x: 'і' in 'Мінск' is not in the alphabet of Russian"),
        ),
        (
            "x,place,,Osh,Ош,奥什,اوشي,Oʻsh\n",
            ("warning", "letter", "x: 'ي' in 'اوشي' is not in the alphabet of Persian"),
        ),
    ],
)
def test_a_doubt_between_two_concepts_or_alphabets(rows: str, doubt: tuple[str, str, str]) -> None:
    glossary = Glossary(parse_concepts(HEAD + SOUND + rows, "terms.csv", "en"))
    assert [(each.severity.value, each.kind, each.problem) for each in lint(glossary, "en", TAGS)] == [doubt]


@pytest.mark.parametrize(
    "rows",
    [
        "x,place,,Osh,Ош,奥什,اوش,Oʻsh\ny,office,,Mayor of Osh,мэр Оша,奥什市长,شهردار اوش,Oʻsh hokimi\n"
        "z,organisation,,Academy of Osh,академия Оша,奥什学院,دانشگاه اوش,Oʻsh akademiyasi\n",
        "x,office,,Minister of the Interior,министр,部长,وزیر,vazir\n",
        "x,organisation,,World Bank | ~WB,Всемирный банк | ~ВБ,世界银行,بانک جهانی,Jahon banki | ~JB\n",
    ],
)
def test_what_is_in_order_between_concepts(rows: str) -> None:
    assert doubts(SOUND + rows) == []


def test_a_name_that_another_concept_had_at_another_time_is_in_order() -> None:
    head = "id,kind,valid,en,ru\n"
    rows = "old,place,../2019,Capital,Астана\nnew,place,2020/..,Capital,Астана\n"
    glossary = Glossary(parse_concepts(head + rows, "terms.csv", "en"))
    assert list(lint(glossary, "en", ["ru"])) == []
    rows = rows.replace("../2019", "../2021").replace("Capital,Астана\nnew", "Old Capital,Астана\nnew")
    glossary = Glossary(parse_concepts(head + rows, "terms.csv", "en"))
    assert [each.kind for each in lint(glossary, "en", ["ru"])] == ["shared"]


def test_a_stored_form_that_is_the_name_of_another() -> None:
    rows = SOUND + "x,person,f,Qazana,Казаня,喀,قازانا,Qozona\n"
    glossary = Glossary(parse_concepts(HEAD + rows, "terms.csv", "en"))
    text = "id,rendering,number,nom,gen,dat,acc,ins,loc,made\nkazan,Казань,,Казань,Казаня,,,,,read\n"
    text += "x,Казаня,,Казаня,Казаня,,,,,read\n"
    (doubt,) = lint(glossary, "en", ["ru"], {"ru": parse_forms(text, "forms.ru.csv", "ru").lines})
    assert (doubt.where, doubt.kind, doubt.language) == ("forms.ru.csv:2", "form", "ru")
    assert doubt.problem == "kazan: the form 'Казаня' (gen) is a name of x (terms.csv:3)"


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
