"""CSV: exact round trips, no formulas, and what Excel makes of a file."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support import need
from support_table import SOURCE, bundle, bundles, carried, texts

from workflow.errors import ExchangeError
from workflow.exchange.csvtable import CsvExchanger, _guard, _unguard
from workflow.exchange.ids import unit_id
from workflow.exchange.table import COLUMNS, escape, unescape
from workflow.model import Bundle, ExchangeUnit, State

CSV = CsvExchanger()
_RUN = re.compile(r"\s*[=+\-@＝＋－＠]")


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def again(table: list[list[str]], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """The table as a spreadsheet saves it: quotation marks only where they must be."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(table)
    return text.getvalue().encode(encoding)


@given(bundles())
def test_nothing_is_lost(made: Bundle) -> None:
    content = CSV.write(made)
    assert CSV.recognises(content, "x.csv")
    back = CSV.read(content, "x.csv")
    assert carried(back) == carried(made)
    assert [each.roles for each in back.units] == [each.roles for each in made.units]
    assert CSV.write(made) == content


@given(texts)
def test_escapes_are_exact(text: str) -> None:
    assert unescape(escape(text)) == text
    assert _unguard(_guard(text)) == text


@given(bundles(), st.sampled_from(",;\t"))
def test_no_cell_is_a_formula_wherever_the_file_is_divided(made: Bundle, delimiter: str) -> None:
    text = CSV.write(made).decode("utf-8-sig")
    cells = [c for line in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) for c in line]
    assert not [cell for cell in cells if _RUN.match(cell)]
    assert delimiter != "," or not [cell for cell in cells if cell.startswith(("\t", "\r", "\n"))]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        *(("67", "'67"), ("1e5", "'1e5"), ("3-5", "'3-5"), ("8,000 ", "'8,000 "), ("May 2018", "'May 2018")),
        *(("24 February 2018", "'24 February 2018"), ("24 февраля 2018 г.", "'24 февраля 2018 г.")),
        *(("Feb 24, 2018", "'Feb 24, 2018"), ("2018年2月24日", "'2018年2月24日"), ("'67", "''67")),
        *(("67 universities here", "67 universities here"), ("On 24 May 2018", "On 24 May 2018")),
        *(("It's 5", "It's 5"), ("'Yes'", "'Yes'"), ("", "")),
    ],
)
def test_numbers_and_days_are_guarded(text: str, held: str) -> None:
    assert _guard(text) == held
    assert _unguard(held) == text


def test_a_hash_is_no_number() -> None:
    made = bundle()
    base = rows(CSV.write(replace(made, units=(replace(made.units[2], base="78e990246813"),))))[1]
    assert base[COLUMNS.index("base")] == "b78e990246813"


def test_what_a_person_sees() -> None:
    content = CSV.write(bundle())
    assert content.startswith(b"\xef\xbb\xbf")
    head, first, *_ = rows(content)
    assert [cell.split(" ")[0] for cell in head] == list(COLUMNS)
    assert {"source [en]", "translation [ru]", "article [x]"} <= set(head)
    seen = dict(zip(COLUMNS, first, strict=True))
    assert seen["terms"] == "Tang Liangzhi → Тан Лянчжи (not: Танг Лянчжи)\nSCO → ШОС"
    assert (seen["role"], seen["state"], seen["notes"]) == ("lead", "machine", "look at the name")
    assert seen["findings"] == "glossary: expected “ШОС”"
    assert seen["suggestions"] == "Тан Лянчжи принял послов."


def test_an_edit_a_review_and_a_new_translation_come_back() -> None:
    table = rows(CSV.write(bundle()))
    target, state = COLUMNS.index("translation"), COLUMNS.index("state")
    table[1][target], table[1][state] = "-5 градусов", " Reviewed "
    table[3][target] = "Пока ничего."
    table[1:] = reversed(table[1:])
    table.append(["", "", "", "my own remark"])
    back = {each.source: each for each in CSV.read(again(table), "x.csv").units}
    assert (back[SOURCE].target, back[SOURCE].state) == ("-5 градусов", State.REVIEWED)
    assert back[SOURCE].notes == ("look at the name",)
    assert back["Nothing yet."].state is State.MACHINE  # written, but nobody said that it is reviewed
    assert len(back) == 3


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [
        *(("utf-8-sig", ";"), ("utf-8", "\t"), ("utf-16", "\t"), ("utf-16-le", "\t"), ("utf-16-be", ",")),
        ("cp1251", ";"),
    ],
)
def test_what_spreadsheets_save_is_read(encoding: str, delimiter: str) -> None:
    made = bundle()
    table = [[cell.replace("→", ">") for cell in line] for line in rows(CSV.write(made))]
    content = again(table, encoding, delimiter)
    assert CSV.recognises(content, "X.CSV")
    assert carried(CSV.read(content, "x.csv")) == carried(made)


def test_a_line_that_tells_excel_the_delimiter() -> None:
    content = b"sep=;\r\n" + again(rows(CSV.write(bundle())), "utf-8", ";")
    assert carried(CSV.read(content, "x.csv")) == carried(bundle())


def test_columns_that_were_deleted_or_added() -> None:
    table = rows(CSV.write(bundle()))
    kept = [COLUMNS.index(name) for name in ("translation", "source", "context")]
    table = [["mine", *(line[place] for place in kept)] for line in table]
    back = CSV.read(again(table), "x.csv")
    assert [each.id for each in back.units] == [each.id for each in bundle().units]
    assert [each.base for each in back.units] == ["", "", ""]
    assert back.article == ""
    for name, article in (("in/x-y.ru.csv", "x-y"), ("x.y.ru (1).csv", "x.y"), ("ru.csv", "")):
        assert CSV.read(again(table), name).article == article


def test_letters_that_a_code_page_lacks_are_refused() -> None:
    made = bundle("kk")
    table = rows(CSV.write(replace(made, units=(replace(made.units[1], target="Қазақстан әні"),))))
    content = again(table, "utf-8").decode().replace("→", ">").encode("cp1251", "replace")
    assert b"?" in content
    content = content.replace(b"The end", b"The \x93end\x94")  # a byte that is not UTF-8
    with pytest.raises(ExchangeError, match=r"x\.csv:2: letters may have become question marks .*CSV UTF-8"):
        CSV.read(content, "x.csv")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", r"x\.csv:1: no row names the columns"),
        (b"a,b\n1,2\n", r"x\.csv:1: no row names the columns"),
        (b"source,translation\n1,2\n", r"x\.csv:1: no row names the columns"),
        (b"source [en],translation [ru],state\na,b\nc,d,done\n", r"x\.csv:3: unknown state 'done'.*reviewed"),
        (b'source [en],translation [ru]\na,"b\nc\n', r"x\.csv:2: broken CSV"),
        (b'source [en],translation [ru]\n"a\nb",c\nc,"b"x\n', r"x\.csv:4: broken CSV"),
        (b"source [en],translation [ru]\na,b\na,c\n", r"x\.csv:3: 'a' stands twice"),
        (b"source [en],translation [hi]\na,b\xe0\n", r"x\.csv:2: not UTF-8 \(byte 0xe0\).*CSV UTF-8"),
        (b"\xff\xfea", r"x\.csv: broken utf-16"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content: bytes, message: str) -> None:
    with pytest.raises(ExchangeError, match=message):
        CSV.read(content, "x.csv")


@given(st.binary(max_size=60))
def test_any_bytes_are_recognised_or_not(content: bytes) -> None:
    assert not CSV.recognises(content, "x.csv")
    assert not CSV.recognises(CSV.write(bundle()), "x.po")
    with pytest.raises(ExchangeError):
        CSV.read(content, "x.csv")


def test_a_cell_as_long_as_an_article() -> None:
    text = "ы" * 200_000
    made = Bundle("x", "en", "ru", (ExchangeUnit(unit_id("", text), text, text, State.REVIEWED),))
    assert CSV.read(CSV.write(made), "x.csv").units[0].target == text


@pytest.mark.slow
@pytest.mark.parametrize(("delimiter", "encoding"), [(44, 76), (59, 76), (9, 65535)])
def test_libreoffice_saves_it_and_nothing_is_lost(delimiter: int, encoding: int, tmp_path: Path) -> None:
    """Columns divided by commas, semicolons or tabs; in UTF-8 (76) or UTF-16 (65535)."""
    office = shutil.which("soffice")
    need("soffice", office)
    made = bundle()
    awkward = replace(made.units[0], target='=1+1; -2\n- «x» a  b \N{NO-BREAK SPACE}"y" \x07_x0041_')
    day = replace(made.units[1], target="24 февраля 2018", base="78e990246813")
    made = replace(made, units=(awkward, day, *made.units[2:]))
    (tmp_path / "in.csv").write_bytes(CSV.write(made))
    subprocess.run(
        [
            *(str(office), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *(
                "--infilter=CSV:44,34,76,1",
                "--convert-to",
                f"csv:Text - txt - csv (StarCalc):{delimiter},34,{encoding}",
            ),
            *("--outdir", str(tmp_path / "out"), str(tmp_path / "in.csv")),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    back = CSV.read((tmp_path / "out" / "in.csv").read_bytes(), "x.csv")
    assert carried(back) == carried(made)
