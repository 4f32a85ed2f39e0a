"""Each wrong glossary is a row here, with the message that its author reads."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.errors import GlossaryError
from workflow.glossary import load_glossary
from workflow.glossary.csvfile import (
    append_concept,
    append_concepts,
    format_cell,
    format_period,
    is_formula,
    parse_cell,
    parse_concepts,
    parse_period,
    replace_concept,
    write_concepts,
)
from workflow.model import Concept, Kind, Period, Renderings

HEAD = "id,kind,gender,en,ru,note\n"
KINDS = "person, office, organisation, place, event, programme, phrase, keep as is"

_BAD: list[tuple[str, bytes | str, str]] = [
    (
        "broken quote",
        HEAD + 'sco,organisation,,SCO,"ШОС" x,\n',
        "terms.csv:2: broken CSV (',' expected after '\"'). Look for a stray quotation mark.",
    ),
    (
        "quote never closed",
        HEAD + 'sco,organisation,,SCO,"ШОС,\nkazan,place,,Kazan,Казань,\n',
        "terms.csv:3: broken CSV (unexpected end of data). Look for a stray quotation mark.",
    ),
    (
        "mistyped column",
        "id,knid,en,ru\nsco,organisation,SCO,ШОС\n",
        "terms.csv:1: unknown column 'knid'. Did you mean 'kind'?",
    ),
    (
        "gettext name as column",
        "id,kind,en,zh_CN\nsco,organisation,SCO,上合组织\n",
        "terms.csv:1: unknown column 'zh_CN'. Did you mean 'zh'?",
    ),
    (
        "English name as column",
        "id,kind,en,Russian\nsco,organisation,SCO,ШОС\n",
        "terms.csv:1: unknown column 'Russian'. Did you mean 'ru'?",
    ),
    (
        "column that is nothing",
        "id,kind,en,%%%\nsco,organisation,SCO,x\n",
        "terms.csv:1: unknown column '%%%'. A column is id, kind, note or a language tag such as ru.",
    ),
    (
        "column twice",
        "id,kind,en,en\nsco,organisation,SCO,SCO\n",
        "terms.csv:1: column 'en' is empty or stands twice",
    ),
    (
        "column without a name",
        "id,kind,en,\nsco,organisation,SCO,x\n",
        "terms.csv:1: column '' is empty or stands twice",
    ),
    (
        "no column of the source language",
        "id,kind,ru\nsco,organisation,ШОС\n",
        "terms.csv:1: no column 'en'. The first row is: id,kind,en,…,note",
    ),
    (
        "no id column",
        "kind,en\nplace,Kazan\n",
        "terms.csv:1: no column 'id'. The first row is: id,kind,en,…,note",
    ),
    (
        "unknown kind with a guess",
        HEAD + "kazan,plaec,,Kazan,Казань,\n",
        "terms.csv:2: unknown kind 'plaec'. Did you mean 'place'?",
    ),
    (
        "unknown kind without a guess",
        HEAD + "kazan,xyz,,Kazan,Казань,\n",
        f"terms.csv:2: unknown kind 'xyz'. One of: {KINDS}.",
    ),
    (
        "no kind",
        HEAD + "kazan,,,Kazan,Казань,\n",
        f"terms.csv:2: unknown kind ''. One of: {KINDS}.",
    ),
    (
        "unknown gender",
        HEAD + "kazan,place,x,Kazan,Казань,\n",
        "terms.csv:2: unknown gender 'x'. One of: m, f, n, or nothing.",
    ),
    (
        "id twice",
        HEAD + "kazan,place,,Kazan,Казань,\nkazan,place,,Kazan city,Казань,\n",
        "terms.csv:3: id 'kazan' stands twice (first at terms.csv:2)",
    ),
    (
        "one source term, two concepts",
        HEAD + "kazan,place,,Kazan,Казань,\nkazan-2,place,,Kazan,Казань,\n",
        "terms.csv:3: 'Kazan' already names 'kazan' (terms.csv:2). "
        "One source term belongs to one concept; tell them apart with a longer term.",
    ),
    (
        "one source term, two concepts, another space",
        HEAD + "spring,event,,Spring Festival,Праздник весны,\nfest,event,,Spring\u00a0Festival,Весна,\n",
        "terms.csv:3: 'Spring\\xa0Festival' already names 'spring' (terms.csv:2). "
        "One source term belongs to one concept; tell them apart with a longer term.",
    ),
    (
        "id with a space",
        HEAD + "Kazan City,place,,Kazan,Казань,\n",
        "terms.csv:2: id 'Kazan City' is not lower-case words joined by hyphens",
    ),
    (
        "no id",
        HEAD + ",place,,Kazan,Казань,\n",
        "terms.csv:2: id '' is not lower-case words joined by hyphens",
    ),
    (
        "too many cells",
        HEAD + "belt,programme,,Belt and Road,Один пояс, один путь,\n",
        "terms.csv:2: 7 cells, but the first row names 6 columns. "
        "Put a cell that holds a comma in double quotes.",
    ),
    (
        "unknown number",
        "id,kind,number,en\nkazan,place,plural,Kazan\n",
        "terms.csv:2: unknown number 'plural'. pl for a name that is plural by itself, or nothing.",
    ),
    (
        "no period",
        "id,kind,valid,en\nkazan,place,since 2018,Kazan\n",
        "terms.csv:2: 'since 2018' is no period. "
        "Write 2018-01/2021-12, ../2021-12-31 or 2025/.. (a year or a month means all of it).",
    ),
    (
        "period without ends",
        "id,kind,valid,en\nkazan,place,../..,Kazan\n",
        "terms.csv:2: '../..' is no period. "
        "Write 2018-01/2021-12, ../2021-12-31 or 2025/.. (a year or a month means all of it).",
    ),
    (
        "period of a day that is none",
        "id,kind,valid,en\nkazan,place,2021-02-30/..,Kazan\n",
        "terms.csv:2: '2021-02-30/..' is no period. "
        "Write 2018-01/2021-12, ../2021-12-31 or 2025/.. (a year or a month means all of it).",
    ),
    (
        "period that ends before it begins",
        "id,kind,valid,en\nkazan,place,2021/2018,Kazan\n",
        "terms.csv:2: the period '2021/2018' ends before it begins. "
        "Write 2018-01/2021-12, ../2021-12-31 or 2025/.. (a year or a month means all of it).",
    ),
    (
        "one source term, two concepts, one day together",
        "id,kind,valid,en\nold,place,../2020-05,Capital\nnew,place,2020-05-31/..,Capital\n",
        "terms.csv:3: 'Capital' already names 'old' (terms.csv:2) at the same time. "
        "Give the two concepts periods (column valid) that do not overlap.",
    ),
    (
        "note of a language that has no column",
        "id,kind,en,ru:note\nkazan,place,Kazan,city\n",
        "terms.csv:1: column 'ru:note', but no column 'ru'. A usage note belongs to one.",
    ),
    (
        "mistyped note",
        "id,kind,en,en:notes\nkazan,place,Kazan,city\n",
        "terms.csv:1: unknown column 'en:notes'. Did you mean 'note'?",
    ),
    ("'~' alone", HEAD + "kazan,place,,Kazan,Казань | ~,\n", "terms.csv:2: '~' without a rendering"),
    (
        "two marks",
        HEAD + "kazan,place,,Kazan,Казань | ~!К,\n",
        "terms.csv:2: '~!К' has two marks. One of ~ and ! is enough.",
    ),
    (
        "short and full",
        HEAD + "kazan,place,,Kazan,Казань | ~Казань,\n",
        "terms.csv:2: 'Казань' is both full and short",
    ),
    (
        "short and forbidden",
        HEAD + "kazan,place,,Kazan,Казань | ~К | !К,\n",
        "terms.csv:2: 'К' is both short and forbidden",
    ),
    (
        "only a short source",
        HEAD + "kazan,place,,~K,Казань,\n",
        "terms.csv:2: no rendering in the source language (en)",
    ),
    ("'!' alone", HEAD + "kazan,place,,Kazan,Казань | !,\n", "terms.csv:2: '!' without a rendering"),
    (
        "accepted and forbidden",
        HEAD + "kazan,place,,Kazan,Казань | !Казань,\n",
        "terms.csv:2: 'Казань' is both accepted and forbidden",
    ),
    (
        "line break in a rendering",
        HEAD + 'kazan,place,,Kazan,"Ка\nзань",\n',
        "terms.csv:3: a rendering holds a line break or control character",
    ),
    (
        "missing source",
        HEAD + "kazan,place,,,Казань,\n",
        "terms.csv:2: no rendering in the source language (en)",
    ),
    (
        "only a forbidden source",
        HEAD + "kazan,place,,!Kasan,Казань,\n",
        "terms.csv:2: no rendering in the source language (en)",
    ),
    ("empty file", "", "terms.csv: the file is empty. The first row names the columns: id,kind,en,ru,…"),
    (
        "blank lines only",
        "\n\n  \n",
        "terms.csv: the file is empty. The first row names the columns: id,kind,en,ru,…",
    ),
    (
        "not UTF-8",
        HEAD.encode() + "kazan,place,,Kazan,Казань,\n".encode("cp1251"),
        "terms.csv: not UTF-8 (byte 46 is 0xca). Save the file as “CSV UTF-8”.",
    ),
    (
        "UTF-16",
        HEAD.encode("utf-16"),
        "terms.csv: not UTF-8 (byte 1 is 0xff). Save the file as “CSV UTF-8”.",
    ),
]


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., list[str]]:
    def write_and_load(**files: bytes | str) -> list[str]:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / f"{name.replace('_', '.')}.csv").write_bytes(data)
        return [concept.id for concept in load_glossary(tmp_path, "en", tmp_path).concepts]

    return write_and_load


@pytest.mark.parametrize(("content", "message"), [pytest.param(*row[1:], id=row[0]) for row in _BAD])
def test_a_broken_file_says_what_where_and_what_next(
    load: Callable[..., list[str]], content: bytes | str, message: str
) -> None:
    with pytest.raises(GlossaryError) as caught:
        load(terms=content)
    assert str(caught.value) == message


def test_the_two_files_of_a_repeated_id_are_named(load: Callable[..., list[str]]) -> None:
    row = "kazan,place,,Kazan{},Казань,\n"
    with pytest.raises(GlossaryError) as caught:
        load(a=HEAD + row.format(""), b=HEAD + "\n" + row.format(" city"))
    assert str(caught.value) == "b.csv:3: id 'kazan' stands twice (first at a.csv:2)"


def test_a_file_that_is_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").mkdir()
    with pytest.raises(GlossaryError) as caught:
        load_glossary(tmp_path, "en", tmp_path)
    assert str(caught.value) == "terms.csv: cannot be read (Is a directory)"


# ---------------------------------------------------------------------------------------------------- good

_words = (
    st.text(st.sampled_from("абвгДЕ abcXYZ'-«»·重庆चीनسم"), min_size=1, max_size=12)
    .map(str.strip)
    .filter(bool)
)


@given(st.lists(_words, min_size=1, max_size=4, unique=True), st.lists(_words, max_size=3, unique=True))
def test_a_cell_gives_back_what_was_put_in(accepted: list[str], forbidden: list[str]) -> None:
    forbidden = [word for word in forbidden if word not in accepted]
    cell = " | ".join([*accepted, *(f"! {word}" for word in forbidden)])
    text = f'id,kind,en,ru\nx,place,Kazan,"{cell}"\n'
    (concept,) = parse_concepts(text, "t.csv", "en")
    assert concept.renderings["ru"] == Renderings(tuple(accepted), tuple(forbidden))
    assert concept.in_language("ru").preferred == accepted[0]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_write(load: Callable[..., list[str]], ending: str, mark: str) -> None:
    text = mark + HEAD + "kazan,place,,Kazan,Казань,\n\nsco,Organisation ,,SCO,ШОС,\n,,,,,\n"
    assert load(terms=text.replace("\n", ending)) == ["kazan", "sco"]


def test_cells_are_stripped_and_short_rows_are_filled() -> None:
    (concept,) = parse_concepts("id , kind,en,ru,note\n kazan,place , Kazan |Qazan\n", "t.csv", "en")
    assert concept.renderings == {"en": Renderings(("Kazan", "Qazan"))}
    assert (concept.kind, concept.where, concept.note, concept.gender) == (Kind.PLACE, "t.csv:2", "", "")
    assert concept.in_language("ru").preferred == ""


def test_a_quoted_cell_may_hold_commas_and_quotes() -> None:
    text = 'id,kind,gender,en,ru,note\nbelt,programme,m,Belt,"Один ""пояс"", один путь","a\nb"\n'
    (concept,) = parse_concepts(text, "t.csv", "en")
    assert concept.renderings["ru"].accepted == ('Один "пояс", один путь',)
    assert (concept.note, concept.where, concept.gender) == ("a\nb", "t.csv:3", "m")


def test_a_name_to_keep_is_its_own_rendering_unless_a_cell_says_otherwise() -> None:
    (concept,) = parse_concepts("id,kind,en,ru,zh\ndj,keep as is,DeepSea,,深海\n", "t.csv", "en")
    assert concept.in_language("ru").preferred == "DeepSea"
    assert concept.in_language("zh").preferred == "深海"


def test_no_folder_is_an_empty_glossary(tmp_path: Path) -> None:
    assert load_glossary(tmp_path / "none", "en").concepts == ()


def test_forms_reach_the_glossary_by_the_name_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "terms.csv").write_text(HEAD + "kazan,place,,Kazan,Казань,\n", encoding="utf-8")
    text = "id,rendering,number,nom,gen,dat,acc,ins,loc,made\nkazan,Казань,,Казань,,,,,КАЗАНИ,read\n"
    (tmp_path / "forms.ru.csv").write_text(text, encoding="utf-8")
    glossary = load_glossary(tmp_path, "en")
    assert glossary.forms(glossary.concepts[0], "ru") == {"nom": "Казань", "loc": "КАЗАНИ"}


def test_forms_in_no_language_are_not_ignored(tmp_path: Path) -> None:
    (tmp_path / "forms.Russian.csv").write_text("id,nom\n", "utf-8")
    with pytest.raises(GlossaryError) as caught:
        load_glossary(tmp_path, "en", tmp_path)
    assert str(caught.value) == (
        "forms.Russian.csv: 'Russian' in its name is no language. Did you mean forms.ru.csv?"
    )


# ------------------------------------------------------------------------------- short forms, periods, notes


def test_a_row_with_everything() -> None:
    text = (
        "id,kind,gender,number,valid,en,ru,ru:note,note\n"
        "sco,Organisation,F,PL,2001-06-15/..,Shanghai Cooperation Organisation | ~ SCO,"
        "ШОС2 | ~ШОС | !Шос,женский род,Founded in Shanghai\n"
    )
    (concept,) = parse_concepts(text, "t.csv", "en")
    assert concept == Concept(
        "sco",
        Kind.ORGANISATION,
        {
            "en": Renderings(("Shanghai Cooperation Organisation",), (), ("SCO",)),
            "ru": Renderings(("ШОС2",), ("Шос",), ("ШОС",), "женский род"),
        },
        "Founded in Shanghai",
        "t.csv:2",
        "f",
        "pl",
        Period(date(2001, 6, 15), None),
    )


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2018-01/2021-12", date(2018, 1, 1), date(2021, 12, 31)),
        ("../2021-12-31", None, date(2021, 12, 31)),
        ("2025/..", date(2025, 1, 1), None),
        ("2025/", date(2025, 1, 1), None),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        (" 2024-02-03 / 2024-02-03 ".strip(), date(2024, 2, 3), date(2024, 2, 3)),
        ("0001/9999", date(1, 1, 1), date(9999, 12, 31)),
    ],
)
def test_periods(text: str, since: date | None, until: date | None) -> None:
    period = parse_period(text, "t.csv:2")
    assert period == Period(since, until)
    assert parse_period(format_period(period), "t.csv:2") == period


@pytest.mark.parametrize(
    "text", ["0000/..", "2018-13/..", "2018-00", "2018-01-00", "18/..", "2018/2019/2020", "/"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(GlossaryError, match="is no period"):
        parse_period(text, "t.csv:2")


def test_two_concepts_may_share_a_name_one_after_the_other(load: Callable[..., list[str]]) -> None:
    rows = "id,kind,valid,en\nold,place,../2020-04,Capital\nnew,place,2020-05/..,Capital\n"
    assert load(terms=rows) == ["old", "new"]


def test_short_forms_may_be_shared(load: Callable[..., list[str]]) -> None:
    rows = "id,kind,en\na,person,Zhang Ming | ~Zhang\nb,person,Zhang Deguang | ~Zhang\nc,place,Zhang\n"
    assert load(terms=rows) == ["a", "b", "c"]


def test_a_name_to_keep_keeps_its_short_form_and_notes() -> None:
    rows = "id,kind,en,ru,ru:note,zh\ndj,keep as is,DeepSea | ~DS,,не переводить,深海\n"
    (concept,) = parse_concepts(rows, "t.csv", "en")
    assert concept.in_language("ru") == Renderings(("DeepSea",), (), ("DS",), "не переводить")
    assert concept.in_language("fa") == Renderings(("DeepSea",), (), ("DS",))
    assert concept.in_language("zh") == Renderings(("深海",))


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_excel_writes_where_the_comma_is_the_decimal_mark(
    load: Callable[..., list[str]], delimiter: str
) -> None:
    rows = ["id kind gender en ru note", 'belt programme  Belt "Один пояс, один путь" ']
    text = "\r\n".join(delimiter.join(re.split(r" (?![а-яё])", row)) for row in rows)
    (concept,) = parse_concepts(text, "t.csv", "en")
    assert concept.in_language("ru").preferred == "Один пояс, один путь"
    assert load(terms="\ufeff" + text) == ["belt"]


# --------------------------------------------------------------------------------------------- writing

_texts = st.text(st.sampled_from("абв ABC'\",;-«»·重庆چ"), min_size=1, max_size=8).map(str.strip).filter(bool)
_texts = _texts.filter(lambda text: not is_formula(text))
_renderings = st.builds(
    lambda words, usage: Renderings(
        tuple(words[0::3]), tuple(words[1::3]), tuple(words[2::3]), " ".join(usage.split())
    ),
    st.lists(_texts, min_size=1, max_size=6, unique=True),
    st.sampled_from(["", "в тексте, без кавычек", 'as "is"']),
)
_concepts = st.builds(
    Concept,
    st.just("x"),
    st.sampled_from([kind for kind in Kind if kind is not Kind.KEEP]),
    st.fixed_dictionaries({"en": _renderings}, optional={"ru": _renderings, "zh": _renderings}),
    st.sampled_from(["", "a, b", "two\nlines"]),
    st.just(""),
    st.sampled_from(["", "m", "f", "n"]),
    st.sampled_from(["", "pl"]),
    st.sampled_from([None, Period(date(2018, 1, 1), None), Period(None, date(2020, 2, 29))]),
)


@given(st.lists(_concepts, max_size=4))
def test_what_is_written_is_read_again(concepts: list[Concept]) -> None:
    concepts = [replace(concept, id=f"x-{number}") for number, concept in enumerate(concepts)]
    text = write_concepts(concepts, ["en", "ru", "zh"])
    read = parse_concepts(text, "t.csv", "en")
    assert [replace(concept, where="") for concept in read] == concepts


@given(
    st.lists(_concepts, min_size=1, max_size=3), _concepts, st.sampled_from(["\n", "\r\n", "\r"]), st.data()
)
def test_a_row_is_added_and_nothing_else_changes(
    concepts: list[Concept], extra: Concept, ending: str, data: st.DataObject
) -> None:
    rows = [replace(concept, id=f"x-{number}", note="") for number, concept in enumerate([*concepts, extra])]
    full = write_concepts(rows, ["en", "ru", "zh"])
    text = "".join(full.splitlines(keepends=True)[:-1]).replace("\n", ending)
    if data.draw(st.booleans()):
        text = text.removesuffix(ending)
    before = data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()
    after = append_concept(before, rows[-1], "t.csv")
    assert after.startswith(before)
    added = after[len(before) :].decode()
    assert added.endswith(ending)
    assert added.strip("\r\n").count("\n") == 0
    read = parse_concepts(after.decode("utf-8-sig"), "t.csv", "en")
    assert [replace(concept, where="") for concept in read] == rows


def test_a_row_is_added_as_the_file_is_written() -> None:
    concept = Concept(
        "kazan", Kind.PLACE, {"en": Renderings(("Kazan, city",)), "ru": Renderings(("Казань",))}
    )
    before = "id;kind;ru;en;note\r\nsco;organisation;ШОС;SCO;\r\n".encode()
    assert append_concept(before, concept, "t.csv") == before + "kazan;place;Казань;Kazan, city;\r\n".encode()


@pytest.mark.parametrize(
    ("before", "message"),
    [
        (
            "id,kind,en\n",
            "t.csv:1: no column 'number', which 'maldives' needs. Add it to the first row: ,number",
        ),
        ("", "t.csv: the file is empty. The first row names the columns: id,kind,en,ru,…"),
        (
            'id,kind,number,en\nx,place,,"Ka',
            "t.csv:2: broken CSV (unexpected end of data). Look for a stray quotation mark.",
        ),
    ],
)
def test_a_row_that_cannot_be_added(before: str, message: str) -> None:
    concept = Concept("maldives", Kind.PLACE, {"en": Renderings(("Maldives",))}, number="pl")
    with pytest.raises(GlossaryError) as caught:
        append_concept(before.encode(), concept, "t.csv")
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["a|b", "!a", "~a", "a\nb", " ", ""])
def test_a_rendering_that_no_cell_can_hold(text: str) -> None:
    with pytest.raises(GlossaryError, match="cannot stand in a glossary"):
        format_cell(Renderings((text,)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "@cmd", "-2", "-x", "--", "＝A1", "\t=1", "=HYPERLINK(1)"])
def test_what_a_spreadsheet_would_run_is_read_and_never_written(text: str) -> None:
    names = {"en": Renderings(("Kazan",)), "ru": Renderings(("Казань",))}
    head = b"id,kind,en,ru,ru:note,note\n"
    for broken in (
        Concept("x", Kind.PLACE, {**names, "ru": Renderings(("Казань", text.strip()))}),
        Concept("x", Kind.PLACE, {**names, "ru": Renderings(("Казань",), (text.strip(),))}),
        Concept("x", Kind.PLACE, {**names, "ru": Renderings(("Казань",), usage=text)}),
        Concept("x", Kind.PLACE, names, note=text),
    ):
        with pytest.raises(GlossaryError, match="a spreadsheet would take it for a formula"):
            append_concept(head, broken, "t.csv")
        with pytest.raises(GlossaryError, match="a spreadsheet would take it for a formula"):
            write_concepts([broken], ["en", "ru"])
    (read,) = parse_concepts(f'id,kind,en,note\nx,place,"{text.strip()}","{text}"\n', "t.csv", "en")
    assert read.in_language("en").preferred == text.strip()


@pytest.mark.parametrize("text", ["страны-члены", "- так", "-", "— так", "5+1", "a=b", "БРИКС+"])
def test_what_only_looks_like_a_formula_is_written(text: str) -> None:
    assert format_cell(Renderings((text,))) == text


@given(_renderings)
def test_a_cell_is_written_as_it_is_read(renderings: Renderings) -> None:
    assert parse_cell(format_cell(renderings), "", renderings.usage) == renderings


def test_a_large_glossary_loads_in_seconds(tmp_path: Path) -> None:
    cells = ",".join(f"Имя {{0}} {tag} | имя {{0}} {tag}" for tag in range(10))
    rows = "".join(f"c-{i},place,Name {i},{cells.format(i)}\n" for i in range(5000))
    (tmp_path / "terms.csv").write_text("id,kind,en,ru,zh,hi,ur,fa,kk,ky,tg,uz,be\n" + rows, "utf-8")
    began = time.process_time()
    glossary = load_glossary(tmp_path, "en")
    assert [match.concept.id for match in glossary.match("Name 4999 and Name 5000", "en")] == ["c-4999"]
    assert time.process_time() - began < 4
    assert glossary.concepts[7].in_language("be") == Renderings(("Имя 7 9", "имя 7 9"))


_ALL = "id,kind,gender,number,valid,en,en:note,ru,ru:note,zh,zh:note,note\n"


@given(st.lists(_concepts, min_size=1, max_size=3), _concepts, st.sampled_from(["\n", "\r\n"]), st.data())
def test_a_row_is_written_anew_and_nothing_else(
    concepts: list[Concept], other: Concept, ending: str, data: st.DataObject
) -> None:
    concepts = [replace(concept, id=f"x-{number}") for number, concept in enumerate(concepts)]
    mark = data.draw(st.sampled_from(["", "\ufeff"]))
    whole = append_concepts((mark + _ALL.replace("\n", ending)).encode(), concepts, "t.csv")
    loose = data.draw(st.booleans())  # no line end after the last row
    whole = whole.removesuffix(ending.encode()) if loose else whole
    number = data.draw(st.integers(0, len(concepts) - 1))
    new = replace(other, id=f"x-{number}")
    expected = [*concepts[:number], new, *concepts[number + 1 :]]
    again = append_concepts((mark + _ALL.replace("\n", ending)).encode(), expected, "t.csv")
    again = again.removesuffix(ending.encode()) if loose else again
    assert replace_concept(whole, new, "t.csv") == again
    assert replace_concept(again, new, "t.csv") == again


def test_blank_lines_and_a_persons_way_of_quoting_stay() -> None:
    data = HEAD.encode() + b'\n"a",phrase,,"A",x,\n,,,,,\n"b",phrase,,"B\n","y",\n\n'
    concept = Concept("b", Kind.PHRASE, {"en": Renderings(("B",)), "ru": Renderings(("я",))})
    after = replace_concept(data, concept, "t.csv")
    assert after == HEAD.encode() + b'\n"a",phrase,,"A",x,\n,,,,,\n' + "b,phrase,,B,я,\n".encode() + b"\n"
    with pytest.raises(GlossaryError, match="no row with the id 'c'"):
        replace_concept(data, replace(concept, id="c"), "t.csv")
    with pytest.raises(GlossaryError, match="no column 'number'"):
        replace_concept(data, replace(concept, number="pl"), "t.csv")
    with pytest.raises(GlossaryError, match="formula"):
        replace_concept(data, replace(concept, note="=A1"), "t.csv")


def test_no_concept_is_no_row() -> None:
    assert append_concepts(b"id,kind,en", [], "t.csv") == b"id,kind,en"
