"""Files of inflected forms: what people wrote stays, what the program wrote is renewed."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import GlossaryError
from workflow.glossary.formsfile import FormsFile, Line, key_of, parse_forms, renew, stamp, with_lines
from workflow.model import Concept, Kind, Renderings

HEAD = "id,rendering,number,nom,gen,dat,acc,ins,loc,made\n"
KAZAN = "Казань,Казани,Казани,Казань,Казанью,Казани"


def _concept(
    identifier: str, kind: Kind, *accepted: str, short: tuple[str, ...] = (), number: str = ""
) -> Concept:
    renderings = {"en": Renderings((identifier,)), "ru": Renderings(accepted, (), short)}
    return Concept(identifier, kind, renderings, number=number)


PLACE = _concept("kazan", Kind.PLACE, "Казань")
OFFICE = _concept("mayor", Kind.OFFICE, "мэр Чунцина", "градоначальник Чунцина")
SCO = _concept("sco", Kind.ORGANISATION, "Шанхайская организация сотрудничества", short=("ШОС", "ШанхайОС"))
STATES = _concept("states", Kind.PHRASE, "страны ШОС", number="pl")
KEEP = Concept("brand", Kind.KEEP, {"*": Renderings(("TechCrunch",))})
ALL = (PLACE, OFFICE, SCO, STATES, KEEP)


def _parse(text: str) -> FormsFile:
    return parse_forms(text, "forms.ru.csv", "ru")


# ---------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "id,nom\nkazan,Казань\n",
            "forms.ru.csv:1: no column 'rendering'. "
            "The first row is: id,rendering,number,nom,gen,dat,acc,ins,loc,made",
        ),
        (
            "id,rendering,number,nom,gen,dat,acc,ins,voc,made\n",
            "forms.ru.csv:1: unknown column 'voc'. "
            "The first row is: id,rendering,number,nom,gen,dat,acc,ins,loc,made",
        ),
        (HEAD.replace("gen", "nom"), "forms.ru.csv:1: column 'nom' is empty or stands twice"),
        (
            HEAD + f"kazan,Казань,,{KAZAN},read\nkazan,Казань ,,{KAZAN},read\n",
            "forms.ru.csv:3: 'Казань' of 'kazan' stands twice (first at forms.ru.csv:2)",
        ),
        (
            HEAD + f"kazan,Казань,pl,{KAZAN},read\nkazan,Казань,pl,{KAZAN},read\n",
            "forms.ru.csv:3: 'Казань' of 'kazan' (plural) stands twice (first at forms.ru.csv:2)",
        ),
        (
            HEAD + "belt,Один пояс, один путь,,a,b,c,d,e,f,read\n",
            "forms.ru.csv:2: 11 cells, but the first row names 10 columns. "
            "Put a cell that holds a comma in double quotes.",
        ),
        (HEAD + f",Казань,,{KAZAN},read\n", "forms.ru.csv:2: no id or no rendering"),
        (HEAD + f"kazan,,,{KAZAN},read\n", "forms.ru.csv:2: no id or no rendering"),
        (
            HEAD + f"kazan,Казань,sg,{KAZAN},read\n",
            "forms.ru.csv:2: unknown number 'sg'. It is pl, or nothing.",
        ),
        (
            HEAD + "kazan,Казань,,,,,,,,read\n",
            "forms.ru.csv:2: no forms of 'Казань'. Fill the cells or delete the line.",
        ),
        (
            HEAD + 'kazan,Казань,,"Каз\nань",a,b,c,d,e,read\n',
            "forms.ru.csv:3: a form holds a line break or control character",
        ),
        (
            "",
            "forms.ru.csv: the file is empty. "
            "The first row is: id,rendering,number,nom,gen,dat,acc,ins,loc,made",
        ),
        (
            HEAD + 'kazan,"Казань\n',
            "forms.ru.csv:2: broken CSV (unexpected end of data). Look for a stray quotation mark.",
        ),
    ],
)
def test_a_broken_file_says_what_where_and_what_next(content: str, message: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        _parse(content)
    assert str(caught.value) == message


def test_cells_that_are_empty_are_no_forms() -> None:
    (line,) = _parse(HEAD + "kazan,Казань,,Казань,,Казани,,,,read\n").lines
    assert dict(line.forms) == {"nom": "Казань", "dat": "Казани"}


def test_the_dictionary_form_comes_first_whatever_the_order_of_the_columns() -> None:
    head = "made,loc,ins,acc,dat,gen,nom,number,rendering,id\n"
    (line,) = _parse(head + "read,f,e,d,c,b,a,,Казань,kazan\n").lines
    assert list(line.forms.items()) == list(
        zip(("nom", "gen", "dat", "acc", "ins", "loc"), "abcdef", strict=True)
    )


def test_a_language_without_rules_may_have_any_cases() -> None:
    read = parse_forms("id,rendering,number,nom,voc,made\nx,Y,,Y,Yo,read\n", "forms.pl.csv", "pl")
    assert dict(read.forms[key_of("x", "Y", "")]) == {"nom": "Y", "voc": "Yo"}


# ---------------------------------------------------------------------------------------------------- making


def test_a_new_file_has_each_preferred_and_short_form_and_the_plural_of_offices() -> None:
    made = renew(None, ALL, "ru")
    rows = list(csv.DictReader(io.StringIO(made.text)))
    assert [(row["id"], row["rendering"], row["number"], row["gen"]) for row in rows] == [
        ("kazan", "Казань", "", "Казани"),
        ("mayor", "мэр Чунцина", "", "мэра Чунцина"),
        ("mayor", "мэр Чунцина", "pl", "мэров Чунцина"),
        ("sco", "Шанхайская организация сотрудничества", "", "Шанхайской организации сотрудничества"),
        ("sco", "ШОС", "", "ШОС"),
        ("states", "страны ШОС", "", "стран ШОС"),
    ]
    assert all(line.untouched for line in _parse(made.text).lines)
    assert (made.new, made.kept, made.dropped, made.unread, made.stale) == (6, 0, 0, 6, ())


def test_making_twice_changes_no_byte() -> None:
    once = renew(None, ALL, "ru")
    again = renew(_parse(once.text), ALL, "ru")
    assert again.text == once.text
    assert (again.new, again.kept, again.unread) == (0, 6, 6)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_persons_lines_stay_byte_for_byte(ending: str, mark: str) -> None:
    mine = f'kazan, "Казань" ,,{KAZAN.replace("Казанью", "Казаньюю")},read'.replace(' "', '"').replace(
        '" ', '"'
    )
    gone = f'old,"Старое имя",,{KAZAN},'
    former = f"kazan,Казан,,{KAZAN},Ирина"
    text = mark + ending.join((HEAD.strip(), mine, gone, former, ""))
    made = renew(_parse(text), ALL, "ru")
    assert made.text.startswith(mark + HEAD.strip() + ending + mine + ending + former + ending)
    assert made.text.endswith(ending + gone + ending)
    assert made.text.count(ending) == 9
    assert made.text.count("\n") == 9 * ending.count("\n")
    assert made.text.count("\r") == 9 * ending.count("\r")
    assert [(line.id, line.rendering) for line in made.stale] == [("kazan", "Казан"), ("old", "Старое имя")]
    assert (made.new, made.kept, made.unread) == (5, 3, 5)
    assert renew(_parse(made.text), ALL, "ru").text == made.text


@pytest.mark.parametrize("edit", [("Казанью", "Казанию"), (",Казани,Казани", ",,Казани")])
def test_a_line_of_the_program_that_was_edited_is_a_persons(edit: tuple[str, str]) -> None:
    text = renew(None, [PLACE], "ru").text.replace(*edit)
    made = renew(_parse(text), [PLACE], "ru")
    assert made.text == text
    assert (made.kept, made.unread) == (1, 0)


def test_a_line_of_the_program_follows_the_rules_and_goes_with_its_concept() -> None:
    forms = dict.fromkeys(
        ("nom", "gen", "dat", "acc", "ins", "loc"), "Казань"
    )  # what rules of yesterday made
    old = f"kazan,Казань,,{','.join(forms.values())},{stamp('kazan', 'Казань', '', forms)}\n"
    made = renew(_parse(HEAD + old), [PLACE], "ru")
    assert KAZAN in made.text
    assert (made.new, made.kept, made.dropped) == (1, 0, 0)
    gone = renew(_parse(HEAD + old), [OFFICE], "ru")
    assert "kazan" not in gone.text
    assert (gone.new, gone.kept, gone.dropped) == (2, 0, 1)


def test_lines_follow_the_order_of_the_glossary() -> None:
    text = renew(None, [PLACE, OFFICE], "ru").text
    made = renew(_parse(text), [OFFICE, PLACE], "ru")
    assert [line.id for line in _parse(made.text).lines] == ["mayor", "mayor", "kazan"]
    assert made.new == 0


def test_a_persons_order_of_columns_is_kept() -> None:
    head = "id,number,rendering,made,nom,acc,gen,dat,ins,loc\n"
    made = renew(_parse(head), [PLACE], "ru")
    assert made.text.startswith(head + "kazan,,Казань,machine:")
    assert made.text.endswith(",Казань,Казань,Казани,Казани,Казанью,Казани\n")
    assert renew(_parse(made.text), [PLACE], "ru").text == made.text


def test_nothing_is_made_in_a_language_without_rules() -> None:
    assert renew(None, ALL, "zh").new == 0


_cell = st.text(st.sampled_from('абАз, "«»|’-;'), min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.lists(st.tuples(_cell, _cell, st.sampled_from(["", "read", "machine:00000000"])), max_size=5))
def test_whatever_people_write_survives(rows: list[tuple[str, str, str]]) -> None:
    stream = io.StringIO()
    stream.write(HEAD)
    writer = csv.writer(stream, lineterminator="\n")
    kept = {}
    for rendering, form, made in rows:
        kept.setdefault(
            key_of("kazan", rendering, ""), ["kazan", rendering, "", form, form, "", "", "", "", made]
        )
    for row in kept.values():
        writer.writerow(row)
    made = renew(_parse(stream.getvalue()), [PLACE], "ru")
    lines = made.text.splitlines(keepends=True)
    for line in stream.getvalue().splitlines(keepends=True):
        assert line in lines
    assert renew(_parse(made.text), [PLACE], "ru").text == made.text


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_file_keeps_its_delimiter(delimiter: str) -> None:
    """What a spreadsheet writes where the comma is the decimal mark."""
    head = delimiter.join(("id", "rendering", "number", "nom", "gen", "dat", "acc", "ins", "loc", "made"))
    mine = delimiter.join(
        ("kazan", "Казань", "", "Казань", "Казани", "Казани", "Казань", "Казанью", "Казани", "read")
    )
    kazan = Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",)), "ru": Renderings(("Казань",))})
    minsk = Concept("minsk", Kind.PLACE, {"en": Renderings(("Minsk",)), "ru": Renderings(("Минск",))})
    before = parse_forms(f"{head}\n{mine}\n", "forms.ru.csv", "ru")
    made = renew(before, [kazan, minsk], "ru")
    assert made.text.startswith(f"{head}\n{mine}\n")
    added = made.text.splitlines()[2].split(delimiter)
    assert added[:3] == ["minsk", "Минск", ""]
    assert len(added) == 10


# -------------------------------------------------------------------------------------------- lines of others


def _new(rendering: str, forms: dict[str, str], made: str = "read") -> Line:
    return Line("kazan", rendering, "", forms, made, "", "x.tbx:3")


def test_lines_of_others_are_replaced_or_come_last() -> None:
    text = f'\ufeff{HEAD}kazan,Казань,,{KAZAN},\n\n"osh",Ош,,Ош,,,,,,read'
    kept = with_lines(_parse(text), [_new("Казань-град", {"nom": "Казань-град", "gen": "б, в"})], "ru")
    assert kept == text.replace("\n\n", "\n") + '\nkazan,Казань-град,,Казань-град,"б, в",,,,,read\n'
    replaced = with_lines(_parse(text), [_new("Казань", {"nom": "Казань"})], "ru")
    assert replaced.splitlines()[1:] == ["kazan,Казань,,Казань,,,,,,read", '"osh",Ош,,Ош,,,,,,read']
    assert with_lines(None, [_new("Казань", {"gen": "Казани"})], "ru") == (
        f"{HEAD}kazan,Казань,,,Казани,,,,,read\n"
    )
    assert with_lines(None, [_new("喀山", {"nom": "喀山"})], "zh") == (
        "id,rendering,number,nom,made\nkazan,喀山,,喀山,read\n"
    )


def test_a_case_without_a_column() -> None:
    with pytest.raises(GlossaryError, match=r"x\.tbx:3: no column for the case 'voc'"):
        with_lines(_parse(HEAD), [_new("Казань", {"voc": "Казань"})], "ru")
