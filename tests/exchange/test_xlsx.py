"""XLSX: exact round trips, nothing that is a formula, and what people do to a sheet."""

from __future__ import annotations

import datetime
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from msgspec.structs import replace
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from support import need
from support_table import SOURCE, bundle, bundles, carried

from workflow.errors import ExchangeError
from workflow.exchange.table import COLUMNS
from workflow.exchange.xlsx import XlsxExchanger
from workflow.model import Bundle, Markup, State

XLSX = XlsxExchanger()
TARGET, STATE = COLUMNS.index("translation") + 1, COLUMNS.index("state") + 1


def edited(change: Callable[[Any], object], made: Bundle | None = None) -> bytes:
    """The workbook after a person has worked on its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(XLSX.write(made or bundle())), rich_text=True)
    change(book.worksheets[0])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def put(*cells: tuple[int, int, object]) -> Callable[[Any], None]:
    def change(sheet: Any) -> None:
        for row, column, value in cells:
            sheet.cell(row, column).value = value

    return change


def rezipped(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return made.getvalue()


@settings(max_examples=40)
@given(bundles())
def test_nothing_is_lost(made: Bundle) -> None:
    content = XLSX.write(made)
    assert XLSX.recognises(content, "x.xlsx")
    back = XLSX.read(content, "x.xlsx")
    assert carried(back) == carried(made)
    assert [each.roles for each in back.units] == [each.roles for each in made.units]
    assert (back.title, back.path) == (made.title, made.path)
    assert XLSX.write(made) == content


@settings(max_examples=20)
@given(bundles())
def test_nothing_is_a_formula(made: Bundle) -> None:
    with zipfile.ZipFile(io.BytesIO(XLSX.write(made))) as archive:
        assert not [n for n in archive.namelist() if "sheets/" in n and b"<f>" in archive.read(n)]
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_a_person_sees() -> None:
    book = openpyxl.load_workbook(io.BytesIO(XLSX.write(bundle("ur"))))
    sheet, about = book.worksheets
    assert about.sheet_state == "hidden"
    assert (sheet.sheet_view.rightToLeft, sheet.freeze_panes) == (True, "A2")
    hidden = {
        name
        for name, letter in zip(COLUMNS, "ABCDEFGHIJKL", strict=True)
        if sheet.column_dimensions[letter].hidden
    }
    assert hidden == {"id", "context", "base", "article"}
    assert sheet.data_validations.dataValidation[0].formula1 == '"empty,machine,stale,reviewed"'
    cell = sheet.cell(2, TARGET)
    assert (cell.number_format, cell.alignment.wrap_text, cell.alignment.readingOrder) == ("@", True, 2)
    assert not openpyxl.load_workbook(io.BytesIO(XLSX.write(bundle()))).worksheets[0].sheet_view.rightToLeft


def test_edits_come_back() -> None:
    content = edited(
        put((2, TARGET, "-5 градусов"), (2, STATE, "Reviewed"), (4, TARGET, "Пока ничего."), (9, 1, None))
    )
    back = {each.source: each for each in XLSX.read(content, "x.xlsx").units}
    assert (back[SOURCE].target, back[SOURCE].state) == ("-5 градусов", State.REVIEWED)
    assert back["Nothing yet."].state is State.MACHINE
    assert back["The end"] == replace(bundle().units[1], findings=(), hits=(), suggestions=())


def test_rows_that_were_sorted_and_a_title_above() -> None:
    def change(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Please translate!"
        sheet.merge_cells("A1:F1")
        sheet.insert_cols(1)
        sheet.append(["", "", "", "", "a remark of mine below the table"])

    back = XLSX.read(edited(change), "x.xlsx")
    assert {each.id: each.target for each in back.units} == {e.id: e.target for e in bundle().units}
    assert back.units[0].source == "Nothing yet."


def test_hidden_columns_that_were_deleted() -> None:
    def change(sheet: Any) -> None:
        sheet.delete_cols(COLUMNS.index("context") + 1, 3)
        sheet.delete_cols(1)

    back = XLSX.read(edited(change), "x.xlsx")
    ids = [each.id for each in bundle().units]
    assert [each.id for each in back.units][::2] == ids[::2]
    assert back.units[1].id != ids[1]  # its context is gone; the source text is there
    assert back.units[1].source == "The end"
    assert back.article == "x"  # from the hidden sheet


def test_bold_words_and_numbers_are_texts() -> None:
    bold = CellRichText("Тан ", TextBlock(InlineFont(b=True), "Лянчжи "), "встретился")
    back = XLSX.read(edited(put((2, TARGET, bold), (3, TARGET, 67), (4, TARGET, 0.1))), "x.xlsx").units
    assert [each.target for each in back] == ["Тан Лянчжи встретился", "67", "0.1"]


def test_strings_that_are_shared_and_phonetic_guides() -> None:
    strings = (
        b'<sst xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><si><r><t>a_x0007_</t></r>'
        b'<r><t xml:space="preserve"> b_x005F_x0041_</t></r><rPh><t>no</t></rPh></si></sst>'
    )
    made = bundle()
    content = XLSX.write(replace(made, units=(replace(made.units[0], target="shared"),)))
    content = rezipped(
        content,
        "xl/_rels/workbook.xml.rels",
        lambda part: part.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://x/sharedStrings" Target="strings.xml"/></Relationships>',
        ),
    )
    content = rezipped(
        content,
        "xl/worksheets/sheet1.xml",
        lambda part: part.replace(b"<is><t>shared</t></is>", b"<v>0</v>").replace(
            b't="inlineStr"><v>', b't="s"><v>'
        ),
    )
    saved = io.BytesIO(content)
    with zipfile.ZipFile(saved, "a") as archive:
        archive.writestr("xl/strings.xml", strings)
    assert XLSX.read(saved.getvalue(), "x.xlsx").units[0].target == "a\x07 b_x0041_"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put((1, TARGET, "Russian")), r"x\.xlsx: no row names the columns"),
        (put((3, STATE, "done")), r"x\.xlsx:ru:3: unknown state 'done'.*reviewed"),
        (put((3, TARGET, "#NAME?")), r"x\.xlsx:ru:3: the error #NAME\? stands in the column 'translation'"),
        (put((3, TARGET, datetime.date(2026, 1, 2))), r"x\.xlsx:ru:3: a date stands in the column"),
        (put((3, 1, bundle().units[0].id)), r"x\.xlsx:ru:3: .* stands twice, with two translations"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(change: Callable[[Any], None], message: str) -> None:
    with pytest.raises(ExchangeError, match=message):
        XLSX.read(edited(change), "x.xlsx")


def test_a_text_that_no_cell_can_hold() -> None:
    made = bundle()
    long = replace(made, units=(replace(made.units[0], target="ы" * 32_768),))
    with pytest.raises(ExchangeError, match=r"x, segment 1: a text of 32,768 characters.*use another format"):
        XLSX.write(long)
    fits = replace(made, units=(replace(made.units[0], target="ы" * 32_767),))
    assert carried(XLSX.read(XLSX.write(fits), "x")) == carried(fits)


def test_files_that_are_refused() -> None:
    content = XLSX.write(bundle())
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"):
        hostile = rezipped(
            content,
            name,
            lambda part: bomb + part[part.index(b"?>") + 2 :] if part.startswith(b"<?xml") else bomb + part,
        )
        with pytest.raises(ExchangeError, match=f"{name}: declares XML entities"):
            XLSX.read(hostile, "x.xlsx")
    for broken, message in (
        (b"", "not a ZIP archive"),
        (content[:900], "not a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is of the old format"),
        (rezipped(content, "_rels/.rels", lambda part: b"<x/>"), "has no document in it"),
        (rezipped(content, "xl/workbook.xml", lambda part: b"<x"), "not well-formed"),
    ):
        with pytest.raises(ExchangeError, match=message):
            XLSX.read(broken, "x.xlsx")
    assert not XLSX.recognises(b"", "x.xlsx")
    assert not XLSX.recognises(content, "x.docx")


def test_damage_inside_is_one_line() -> None:
    content = bytearray(XLSX.write(bundle()))
    place = content.index(b"xl/worksheets/sheet1.xml") + 60
    content[place : place + 8] = b"\xff" * 8
    with pytest.raises(ExchangeError, match=r"sheet1\.xml in it is damaged"):
        XLSX.read(bytes(content), "x.xlsx")


def test_a_format_for_reading_markdown() -> None:
    made = replace(bundle("ru"), markup=Markup.MARKDOWN)
    assert XLSX.read(XLSX.write(made), "x.xlsx").markup is Markup.MARKDOWN


@pytest.mark.slow
@pytest.mark.parametrize("language", ["ru", "zh", "ur"])
def test_libreoffice_saves_it_and_nothing_is_lost(language: str, tmp_path: Path) -> None:
    office = shutil.which("soffice")
    need("soffice", office)
    made = bundle(language)
    awkward = replace(made.units[0], target="=1+1\n- _x0041_ \x07 a  b \N{NO-BREAK SPACE}«x» \u202e")
    made = replace(made, units=(awkward, *made.units[1:]))
    (tmp_path / "in.xlsx").write_bytes(XLSX.write(made))
    subprocess.run(
        [
            *(str(office), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "in.xlsx")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    back = XLSX.read((tmp_path / "out" / "in.xlsx").read_bytes(), "x.xlsx")
    assert carried(back) == carried(made)
