"""Each wrong glossary is a row here, with the message that its author reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import GlossaryError
from workflow.glossary import load_glossary
from workflow.glossary.csvfile import parse_concepts
from workflow.model import Kind, Renderings

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
