"""DOCX: exact round trips, and what people and word processors do to a table."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from msgspec.structs import replace
from support import need
from support_table import SOURCE, bundle, bundles, carried

from workflow.errors import ExchangeError
from workflow.exchange.docx import DocxExchanger
from workflow.model import Bundle, ExchangeUnit, Markup, State

DOCX = DocxExchanger()
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NUMBER, SOURCES, TARGET, TICK = range(4)


def edited(change: Callable[[Any], object], made: Bundle | None = None) -> bytes:
    """The document after a person has worked on it; ``change`` gets the document."""
    document = docx.Document(io.BytesIO(DOCX.write(made or bundle())))
    change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def cell(document: Any, row: int, column: int) -> Any:
    return document.tables[0].cell(row, column)


def read(change: Callable[[Any], object], made: Bundle | None = None) -> list[ExchangeUnit]:
    return list(DOCX.read(edited(change, made), "x.docx").units)


def rewritten(content: bytes, name: str, change: Callable[[str], str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            part = old.read(each)
            new.writestr(each, change(part.decode()).encode() if each == name else part)
    return made.getvalue()


def clicked(document: Any, row: int, sign: str) -> None:
    """The box of a row after a click."""
    box = next(document.tables[0].rows[row]._tr.iter(qn("w:sdt")))
    next(box.iter(qn("w:t"))).text = sign


@settings(max_examples=30)
@given(bundles())
def test_nothing_is_lost(made: Bundle) -> None:
    content = DOCX.write(made)
    assert DOCX.recognises(content, "x.docx")
    back = DOCX.read(content, "x.docx")
    assert carried(back) == carried(made)
    assert [each.roles for each in back.units] == [each.roles for each in made.units]
    assert DOCX.write(made) == content


def test_notes_come_back_and_nothing_else_for_people() -> None:
    back = DOCX.read(DOCX.write(bundle()), "x.docx")
    assert [each.notes for each in back.units] == [each.notes for each in bundle().units]
    assert back.units[0] == replace(bundle().units[0], hits=(), findings=(), suggestions=())


def test_what_a_person_sees() -> None:
    document = docx.Document(io.BytesIO(DOCX.write(bundle())))
    heads = [each.text for each in document.tables[0].rows[0].cells]
    assert heads == ["№", "English [en]", "Русский [ru]", "☑ read"]
    text = cell(document, 1, TARGET).text.split("\n")
    assert text[0] == "Тан Лянчжи встретился с послами ШОС."
    assert text[1:] == [
        "⚙ machine translation, not reviewed",
        "⚑ glossary: expected “ШОС”",
        "≈ Тан Лянчжи принял послов.",
    ]
    source = cell(document, 1, SOURCES)
    assert source.text.split("\n")[1:] == [
        "▸ Tang Liangzhi → Тан Лянчжи (not: Танг Лянчжи)",
        "▸ SCO → ШОС",
        "✎ look at the name",
    ]
    assert [run.text for run in source.paragraphs[0].runs if run.underline] == ["Tang Liangzhi", "SCO"]
    assert cell(document, 2, TARGET).text == "Конец"
    assert document.sections[0].page_width.mm == pytest.approx(210, abs=0.1)
    assert document.core_properties.title == "Tang met ambassadors"


@pytest.mark.parametrize(
    ("language", "rtl", "tag", "font"),
    [
        ("ru", False, ("val", "ru-RU"), ("ascii", "Calibri")),
        ("zh", False, ("eastAsia", "zh-CN"), ("eastAsia", "Microsoft YaHei")),
        ("ur", True, ("bidi", "ur-PK"), ("cs", "Arial")),
        ("fa", True, ("bidi", "fa-IR"), ("cs", "Arial")),
        ("hi", False, ("bidi", "hi-IN"), ("cs", "Nirmala UI")),
    ],
)
def test_language_direction_and_font(
    language: str, rtl: bool, tag: tuple[str, str], font: tuple[str, str]
) -> None:
    document = docx.Document(io.BytesIO(DOCX.write(bundle(language))))
    paragraph = cell(document, 1, TARGET).paragraphs[0]._p
    assert (paragraph.find(qn("w:pPr")).find(qn("w:bidi")) is not None) is rtl
    assert bool(list(paragraph.iter(qn("w:rtl")))) is rtl
    assert not list(cell(document, 1, SOURCES).paragraphs[0]._p.iter(qn("w:rtl")))
    style = document.styles["Unit translation"].element
    assert next(style.iter(qn("w:lang"))).get(qn(f"w:{tag[0]}")) == tag[1]
    assert next(style.iter(qn("w:rFonts"))).get(qn(f"w:{font[0]}")) == font[1]


def test_a_translation_and_a_tick() -> None:
    def change(document: Any) -> None:
        cell(document, 1, TARGET).paragraphs[0].runs[0].text = "Новый\tтекст\nв две строки"
        clicked(document, 1, "☑")
        clicked(document, 2, "☐")
        cell(document, 3, TARGET).paragraphs[0].text = "Пока"
        cell(document, 3, TARGET).add_paragraph("ничего.")

    first, second, third = read(change)
    assert (first.target, first.state) == ("Новый\tтекст\nв две строки", State.REVIEWED)
    assert (second.target, second.state) == ("Конец", State.MACHINE)
    assert (third.target, third.state) == ("Пока\nничего.", State.MACHINE)


@pytest.mark.parametrize("said", ["x", "X ", "Х", "yes", "Да.", "☒", "✓", "✔ ", "是"])
def test_ways_to_say_reviewed(said: str) -> None:
    def change(document: Any) -> None:
        cell(document, 1, TICK).paragraphs[0].add_run(f" {said}")

    assert read(change)[0].state is State.REVIEWED


def test_a_box_that_a_program_dropped_changes_nothing() -> None:
    def change(document: Any) -> None:
        for row in document.tables[0].rows:
            for box in list(row._tr.iter(qn("w:sdt"))):
                box.getparent().remove(box)

    assert [each.state for each in read(change)] == [State.MACHINE, State.REVIEWED, State.EMPTY]


def test_a_text_that_was_deleted_is_empty() -> None:
    def change(document: Any) -> None:
        cell(document, 2, TARGET).paragraphs[0].text = ""

    assert (read(change)[1].target, read(change)[1].state) == ("", State.EMPTY)


def test_slips_of_the_enter_key() -> None:
    def change(document: Any) -> None:
        target = cell(document, 2, TARGET)
        target.add_paragraph("")
        target.add_paragraph("и точка")
        target.add_paragraph("")
        target.paragraphs[0].insert_paragraph_before("")

    assert read(change)[1].target == "Конец\n\nи точка"


def test_tracked_changes_are_accepted() -> None:
    def change(document: Any) -> None:
        target = cell(document, 1, TARGET).paragraphs[0]._p
        for run in target.findall(qn("w:r")):
            target.remove(run)
        for xml in (
            f"<w:r {W}><w:t>Тан </w:t></w:r>",
            f'<w:del {W} w:id="1" w:author="a"><w:r><w:delText>Лян</w:delText><w:t>no</w:t></w:r></w:del>',
            f'<w:ins {W} w:id="2" w:author="a"><w:r><w:t>Лянчжи</w:t></w:r></w:ins>',
            f'<w:moveFrom {W} w:id="3" w:author="a"><w:r><w:t>gone</w:t></w:r></w:moveFrom>',
            f'<w:hyperlink {W}><w:moveTo w:id="4" w:author="a"><w:r><w:t>!</w:t></w:r></w:moveTo>'
            "</w:hyperlink>",
        ):
            target.append(parse_xml(xml))
        other = cell(document, 2, TARGET)
        mark = parse_xml(f'<w:rPr {W}><w:del w:id="5" w:author="a"/></w:rPr>')
        other.paragraphs[0]._p.get_or_add_pPr().append(mark)
        other.add_paragraph(" всему")
        gone = parse_xml(f'<w:del {W} w:id="6" w:author="a"/>')
        document.tables[0].rows[3]._tr.get_or_add_trPr().append(gone)

    assert [each.target for each in read(change)] == ["Тан Лянчжи!", "Конец всему"]


def test_characters_that_word_writes_as_elements() -> None:
    def change(document: Any) -> None:
        target = cell(document, 1, TARGET).paragraphs[0]._p
        for xml in (
            "<w:noBreakHyphen/>",
            "<w:softHyphen/>",
            "<w:cr/>",
            '<w:sym w:char="00D7"/>',
            '<w:br w:type="page"/>',
        ):
            target.append(parse_xml(f"<w:r {W}>{xml}</w:r>"))
        target.append(parse_xml(f"<w:r {W}><w:instrText>PAGE</w:instrText><w:footnoteReference/></w:r>"))

    assert read(change)[0].target.endswith("ШОС.\u2011\u00ad\n×")


def test_comments_become_notes() -> None:
    def change(document: Any) -> None:
        runs = cell(document, 1, TARGET).paragraphs[0].runs
        document.add_comment(runs, text="Is this  the\nright name?", author="Ольга")

    first, second, _ = read(change)
    assert first.notes == ("look at the name", "Is this the right name?")
    assert second.notes == ()


def test_rows_in_another_order_and_text_around_the_table() -> None:
    def change(document: Any) -> None:
        rows = document.tables[0].rows
        rows[1]._tr.addprevious(rows[3]._tr)
        document.add_paragraph("Thank you!")
        table = document.add_table(1, 4)
        table.cell(0, 0).text = "mine"
        document.tables[0].add_row()

    assert [each.source for each in read(change)] == ["Nothing yet.", SOURCE, "The end"]


def test_a_program_that_drops_styles_and_bookmarks() -> None:
    def change(document: Any) -> None:
        for name in ("w:bookmarkStart", "w:bookmarkEnd", "w:sdt"):
            for each in list(document.element.iter(qn(name))):
                each.getparent().remove(each)
        for style in list(document.styles.element):
            document.styles.element.remove(style)

    back = read(change)
    assert [(e.id, e.source, e.target, e.context, e.base) for e in back] == [
        (e.id, e.source, e.target, e.context, "") for e in bundle().units
    ]
    assert back[0].notes == ("look at the name",)


def test_the_name_of_the_file_tells_the_article_where_nothing_else_does() -> None:
    def change(document: Any) -> None:
        for paragraph in document.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)

    assert DOCX.read(edited(change), "y.docx").article == "x"  # the subject in its properties
    document = docx.Document(io.BytesIO(edited(change)))
    document.core_properties.subject = ""
    saved = io.BytesIO()
    document.save(saved)
    assert DOCX.read(saved.getvalue(), "back/y.ru-2.docx").article == "y"


def test_cells_that_were_joined_are_left_alone() -> None:
    def change(document: Any) -> None:
        row = document.tables[0].rows[1]
        row.cells[1].merge(row.cells[3])

    assert [each.source for each in read(change)] == ["The end", "Nothing yet."]


def test_a_text_box_is_no_part_of_a_translation() -> None:
    def change(document: Any) -> None:
        target = cell(document, 2, TARGET).paragraphs[0]._p
        box = "<w:pict><w:txbxContent><w:p><w:r><w:t>note</w:t></w:r></w:p></w:txbxContent></w:pict>"
        target.append(parse_xml(f"<w:r {W}>{box}</w:r>"))

    assert read(change)[1].target == "Конец"


def test_markdown_is_remembered() -> None:
    made = replace(bundle("zh"), markup=Markup.MARKDOWN)
    assert DOCX.read(DOCX.write(made), "x").markup is Markup.MARKDOWN


def test_what_is_refused() -> None:
    content = DOCX.write(bundle())
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    for name in ("word/document.xml", "word/styles.xml", "docProps/core.xml", "word/_rels/document.xml.rels"):
        hostile = rewritten(
            content, name, lambda part: re.sub(r"(<\?xml[^>]*\?>)?", rf"\1{bomb}", part, count=1)
        )
        with pytest.raises(ExchangeError, match=f"{name}: declares XML entities"):
            DOCX.read(hostile, "x.docx")

    def twice(document: Any) -> None:
        rows = document.tables[0].rows
        rows[2]._tr.addnext(parse_xml(rows[2]._tr.xml))
        cell(document, 3, TARGET).paragraphs[0].text = "Финал"

    def renamed(document: Any) -> None:
        cell(document, 0, TARGET).text = "Russian"

    for broken, message in (
        (b"", "not a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is of the old format"),
        (edited(renamed), "no row names the columns"),
        (edited(twice), r"x\.docx, table 1, row 4: 'The end' stands twice"),
    ):
        with pytest.raises(ExchangeError, match=message):
            DOCX.read(broken, "x.docx")
    assert not DOCX.recognises(content, "x.xlsx")
    assert not DOCX.recognises(b"PK\x03\x04", "x.docx")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ru", "zh", "ur"])
def test_libreoffice_saves_it_and_nothing_is_lost(language: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    need("soffice", office)
    made = bundle(language)
    awkward = "  =1+1\tx\n- _x0041_ \x07⟦U+0041⟧ a  b \N{NO-BREAK SPACE}«x»\u2011\u00ad\u200f\u2068y\u2069 "
    first = replace(made.units[0], target=awkward)
    made = replace(made, units=(first, *made.units[1:]))
    (tmp_path / "in.docx").write_bytes(DOCX.write(made))
    subprocess.run(
        [
            *(str(office), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "docx", "--outdir", str(tmp_path / "out"), str(tmp_path / "in.docx")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    back = DOCX.read((tmp_path / "out" / "in.docx").read_bytes(), "x.docx")
    assert carried(back) == carried(made)
    assert back.units[0].notes == made.units[0].notes
