"""``workflow glossary``: files of terms and of inflected forms, as an editor makes and asks them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support import FakeEngine, snapshot

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.errors import EngineError, GlossaryError
from workflow.pipeline import glossary as glossary_stage

RU = Path("glossary/forms.ru.csv")
KK = Path("glossary/forms.kk.csv")


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    return folder


def test_forms_of_every_language_that_has_some(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(here)
    assert run_app(["glossary", "forms"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"{RU}: 4 lines: 4 made, 0 kept, 0 dropped; 4 to be read",
        f"{KK}: 4 lines: 4 made, 0 kept, 0 dropped; 4 to be read",
    ]
    assert err == ""
    assert "Рашид Алимов,,Рашид Алимов,Рашида Алимова," in RU.read_text("utf-8")
    assert "ШЫҰ Хатшылығына" in KK.read_text("utf-8")
    after = snapshot(here)
    assert {path for path in after if after[path] != before.get(path)} == {str(RU), str(KK)}
    assert run_app(["glossary", "forms"]) == 0
    assert snapshot(here) == after
    assert f"{RU}: 4 lines: 0 made, 4 kept, 0 dropped; 4 to be read" in capsys.readouterr().out


def test_check_says_what_is_behind_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "forms", "--check", "--lang", "ru"]) == 1
    assert capsys.readouterr().out == (
        f"{RU}: 4 lines: 4 made, 0 kept, 0 dropped; 4 to be read, not up to date\n"
    )
    assert not RU.exists()
    assert run_app(["-q", "glossary", "forms", "-l", "ru"]) == 0
    assert run_app(["-q", "glossary", "forms", "--check", "-l", "ru"]) == 0
    assert run_app(["-q", "glossary", "forms", "--check"]) == 1  # kk
    terms = here / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("саммит ШОС", "встреча ШОС"), "utf-8")
    assert run_app(["-q", "glossary", "forms", "--check", "-l", "ru"]) == 1


def test_a_persons_line_for_what_is_gone_is_kept_and_warned_of(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["-q", "glossary", "forms", "-l", "ru"]) == 0
    lines = RU.read_text("utf-8").splitlines(keepends=True)
    mine = "kazan,Казан,,Казан,Казана,Казану,Казан,Казаном,Казане,read\n"
    RU.write_text("".join([*lines[:2], mine, *lines[2:]]), "utf-8")
    assert run_app(["glossary", "forms", "-l", "ru"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{RU}: 5 lines: 0 made, 5 kept, 0 dropped; 4 to be read\n"
    assert err == (f"warning: {RU}:3: 'Казан' is no preferred rendering of 'kazan'; the line is kept\n")
    assert RU.read_text("utf-8") == "".join([*lines, mine])


def test_a_language_without_forms(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "forms", "--lang", "zh"]) == 0
    assert capsys.readouterr() == ("", "warning: zh: names have no forms in this language\n")
    assert run_app(["glossary", "forms", "--lang", "uz"]) == 2
    assert "'uz' is not a language of this publication" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,nom\nkazan,x\n", "no column 'rendering'"),
        ("id,rendering,number,nom,gen,dat,acc,ins,loc,made\nx,\xe0".encode("latin-1"), "not UTF-8 (byte 52"),
    ],
)
def test_a_broken_file_is_left_alone(
    here: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    RU.write_bytes(content)
    assert run_app(["glossary", "forms", "--lang", "ru"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err
    assert RU.read_bytes() == content


def test_what_somebody_saves_in_the_meantime_survives(here: Path) -> None:
    opened = pipeline.Publication.open(here)
    (first,) = pipeline.make_forms(opened, ["ru"])
    text = first.path.read_text("utf-8")
    first.path.write_text(text.replace("Казанью,", "Казанию,").replace("саммит", "самит", 1), "utf-8")
    edited = first.path.read_text("utf-8").replace("Казанию", "КАЗАНЬЮ")
    seen = []

    def save(language: str, done: int, total: int) -> None:
        if not seen:  # an editor saves while we work, for the first time only
            first.path.write_text(edited, "utf-8")
        seen.append((language, done, total))

    (second,) = pipeline.make_forms(opened, ["ru"], progress=save)
    assert "КАЗАНЬЮ" in second.path.read_text("utf-8")
    assert "Казанию" not in second.path.read_text("utf-8")
    assert len(seen) == 8  # made twice


@pytest.mark.slow
def test_a_file_that_never_rests(here: Path) -> None:
    opened = pipeline.Publication.open(here)
    path = opened.config.glossary / "forms.ru.csv"
    head = "id,rendering,number,nom,gen,dat,acc,ins,loc,made\n"
    count = 0

    def save(language: str, done: int, total: int) -> None:
        nonlocal count
        count += 1
        path.write_text(f"{head}x,y{count},,a,b,c,d,e,f,read\n", "utf-8")

    with pytest.raises(GlossaryError, match="changes all the time"):
        list(pipeline.make_forms(opened, ["ru"], progress=save))
    assert path.read_text("utf-8") == f"{head}x,y{count},,a,b,c,d,e,f,read\n"
    assert not [each for each in path.parent.iterdir() if each.suffix == ".tmp"]


# ------------------------------------------------------------------------------------------------- add

TERMS_CSV = Path("glossary/terms.csv")
FULL = "id,kind,gender,number,valid,en,ru,zh,kk,note"


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1), (out, err)
    assert err.startswith("error: ")
    assert not [char for char in err[:-1] if ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 or char in "\u202e"]
    return err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["", "place", "en=A"], "id '' is not lower-case words"),
        (["Wang_Yi", "place", "en=A"], "Wang_Yi: id 'Wang_Yi' is not lower-case words"),
        (["a\x1b[2J", "place", "en=A"], "is not lower-case words joined by hyphens"),
        (["a", "persn", "en=A"], "a: unknown kind 'persn'. Did you mean 'person'?"),
        (["a", "", "en=A"], "a: unknown kind ''. One of: person, office"),
        (["a", "person", "en=A", "--gender", "w"], "a: unknown gender 'w'. One of: m, f, n"),
        (["a", "person", "en=A", "--number", "sg"], "a: unknown number 'sg'. pl for a name"),
        (["a", "person", "en=A", "--valid", "2018-13"], "a: '2018-13' is no period. Write 2018-01/2021-12"),
        (["a", "person", "en=A", "--valid", "2021/2018"], "a: the period '2021/2018' ends before it begins"),
        (["a", "place", "ru=А"], "a: no rendering in the source language (en)"),
        (["a", "place", "en= | "], "a: no rendering in the source language (en)"),
        (["a", "place", "en=~A"], "a: no rendering in the source language (en)"),
        (["a", "place", "en=A", "be=А"], "a: 'be=А' is not TAG=TEXT with a language of the publication. Its"),
        (["a", "place", "en:A"], "a: 'en:A' is not TAG=TEXT"),
        (["a", "place", "en=A", "en=B"], "a: 'en' is given twice. Divide renderings by a line"),
        (["a", "place", "en=A | ~"], "en: '~' without a rendering"),
        (["a", "place", "en=A | !A"], "en: 'A' is both accepted and forbidden"),
        (["a", "place", "en=A\nB"], "en: 'A\\nB' holds the character U+000A"),
        (["a", "place", "en=A", "ru=\u202eА"], "ru: '\\u202eА' holds the character U+202E. Type it without"),
        (["a", "place", "en=A", "ru=А\u200cБ"], "ru: 'А\\u200cБ' holds the character U+200C"),
        (["a", "place", "en=A", "ru=\udcff"], "ru: '\\udcff' holds the character U+DCFF"),
        (["a", "place", "en=A", "--note", "\x9b31m"], "--note: '\\x9b31m' holds the character U+009B"),
        (["kazan", "place", "en=A"], "kazan: id 'kazan' stands twice (first at glossary/terms.csv:5)"),
        (["a", "place", "en=A | Kazan"], "a: 'Kazan' already names 'kazan' (glossary/terms.csv:5)"),
        (["a", "place", "en=Kazan", "--file", "other.csv"], "a: 'Kazan' already names 'kazan'"),
        (["a", "place", "en=A", "--note", "x"], "terms.csv:1: no column 'note', which 'a' needs. Add it to"),
        (["a", "place", "en=A", "--file", "../terms.csv"], "--file: '../terms.csv' is no file of terms"),
        (["a", "place", "en=A", "--file", "forms.ru.csv"], "--file: 'forms.ru.csv' is no file of terms"),
        (["a", "place", "en=A", "--file", "terms.txt"], "--file: 'terms.txt' is no file of terms"),
        (["a", "place", "en=A", "--file", ".csv"], "--file: '.csv' is no file of terms"),
        (["a", "place", "en=A", "--file", "a\nb.csv"], "is no file of terms"),
        (["a", "place"], "Missing argument 'TAG=TEXT'"),
    ],
)
def test_a_term_that_is_wrong(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    before = snapshot(here)
    assert run_app(["glossary", "add", *arguments]) == 2
    assert message in _one_line(capsys)
    assert snapshot(here) == before


@pytest.mark.parametrize(
    ("before", "row"),
    [
        (f"{FULL}\na,place,,,,A,,,,\n", 'x,person,m,,,"New ""X"", Jr | ~X",Нью; Икс | !Х,,,two lines\n'),
        (f"{FULL}\r\na,place,,,,A\r\n", 'x,person,m,,,"New ""X"", Jr | ~X",Нью; Икс | !Х,,,two lines\r\n'),
        (f"\ufeff{FULL}\n", 'x,person,m,,,"New ""X"", Jr | ~X",Нью; Икс | !Х,,,two lines\n'),
        (f"{FULL}\n\n\n", 'x,person,m,,,"New ""X"", Jr | ~X",Нью; Икс | !Х,,,two lines\n'),
        ("note,ru,en,id,kind,gender", '\ntwo lines,Нью; Икс | !Х,"New ""X"", Jr | ~X",x,person,m\n'),
        (
            "id;kind;gender;en;ru;note\r\na;place;;A;;\r\n",
            'x;person;m;"New ""X"", Jr | ~X";"Нью; Икс | !Х";two lines\r\n',
        ),
        (
            "id\tkind\tgender\ten\tru\tnote\n",
            'x\tperson\tm\t"New ""X"", Jr | ~X"\tНью; Икс | !Х\ttwo lines\n',
        ),
    ],
)
def test_a_row_is_written_as_the_file_is(
    here: Path, capsys: pytest.CaptureFixture[str], before: str, row: str
) -> None:
    TERMS_CSV.write_bytes(before.encode())
    cells = ['en=New  "X", Jr | ~X', "ru=Нью; Икс | !Х"]
    assert run_app(["glossary", "add", "x", "person", *cells, "--gender", "M", "--note", "two\nlines"]) == 0
    assert TERMS_CSV.read_bytes().decode() == before + row
    assert capsys.readouterr().out == (
        f"{TERMS_CSV}: x added\nNext: workflow glossary forms --lang ru, and read the new lines\n"
    )
    assert run_app(["glossary", "find", "x", "--json"]) == 0
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["renderings"]["en"]["accepted"] == ['New "X", Jr']
    assert entry["renderings"]["ru"]["forbidden"] == ["Х"]
    assert entry["note"] == "two lines"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,kind,gender,en\n", "terms.csv:1: no column 'ru', which 'x' needs. Add it to the first row"),
        (b"id;kind;gender;en\n", "Add it to the first row: ;ru"),
        (b"", "terms.csv: the file is empty"),
        (b"\n\n", "terms.csv: the file is empty"),
        (b"a,place,A\n", "no column 'id'"),
        (b"id,kind,en,ru\na,place,A,\n", "terms.csv:1: no column 'gender'"),
        (b'id,kind,gender,en,ru\na,place,,"A,\n', "terms.csv:2: broken CSV"),
        ("id,kind,en\na,place,\xe0".encode("latin-1"), "terms.csv: not UTF-8 (byte 20 is 0xe0)"),
        ("id,kind,en".encode("utf-16"), "terms.csv: not UTF-8 (byte 1 is 0xff)"),
    ],
)
def test_a_file_that_cannot_hold_the_row(
    here: Path, capsys: pytest.CaptureFixture[str], content: bytes, message: str
) -> None:
    TERMS_CSV.write_bytes(content)
    assert run_app(["glossary", "add", "x", "person", "en=X", "ru=Х", "--gender", "f"]) == 2
    assert message in _one_line(capsys)
    assert TERMS_CSV.read_bytes() == content


def test_a_new_file_has_a_column_for_everything(here: Path) -> None:
    new = here / "glossary" / "offices.csv"
    add = ["-q", "glossary", "add", "--file", "offices.csv"]
    assert run_app([*add, "mayor", "office", "en=Mayor", "kk=Əкім"]) == 0
    assert run_app([*add, "alps", "place", "en=Alps", "--number", "pl", "--valid", "2020/2021-03"]) == 0
    assert run_app([*add, "ann", "person", "en=Ann", "--gender", "F", "--note", "x"]) == 0
    long = "щ" * 10_000
    assert run_app([*add, "long", "phrase", f"ru={long}", "en=Long"]) == 0
    assert new.read_text("utf-8").splitlines() == [
        FULL,
        "mayor,office,,,,Mayor,,,Əкім,",
        "alps,place,,pl,2020-01-01/2021-03-31,Alps,,,,",
        "ann,person,f,,,Ann,,,,x",
        f"long,phrase,,,,Long,{long},,,",
    ]


@pytest.mark.parametrize(
    ("kind", "cells", "row", "next_step"),
    [
        ("keep as is", ["en=IOC", "ru="], "x,keep as is,,,,IOC,,,,", ""),
        ("keep as is", ["en=IOC", "ru=!МОК"], "x,keep as is,,,,IOC,IOC | !МОК,,,", ""),
        ("place", ["en=X", "zh=十", "ru= ", "kk=!Х"], "x,place,,,,X,,十,!Х,", ""),
        ("place", ["kk=Х", "en=X", "ru=Х"], "x,place,,,,X,Х,,Х,", "forms --lang ru,kk"),
        ("place", ["en=X", "ru=Мои\u0306ка"], "x,place,,,,X,Мойка,,,", "forms --lang ru"),
    ],
)
def test_what_is_written_and_what_comes_next(
    here: Path, capsys: pytest.CaptureFixture[str], kind: str, cells: list[str], row: str, next_step: str
) -> None:
    TERMS_CSV.write_text(f"{FULL}\n", "utf-8")
    assert run_app(["glossary", "add", "x", kind, *cells]) == 0
    assert TERMS_CSV.read_text("utf-8") == f"{FULL}\n{row}\n"
    out = capsys.readouterr().out
    assert ("Next" in out) == bool(next_step)
    assert next_step in out


def test_what_an_editor_saves_while_a_term_is_added_is_kept(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = glossary_stage.append_concept
    saved = TERMS_CSV.read_text("utf-8").replace("Казань", "КАЗАНЬ") + "volga,place,f,Volga,Волга,,\n"
    calls = []

    def and_save(data: bytes, *rest: Any) -> bytes:
        calls.append(data)
        if len(calls) == 1:
            TERMS_CSV.write_text(saved, "utf-8")
        return append(data, *rest)

    monkeypatch.setattr(glossary_stage, "append_concept", and_save)
    assert run_app(["-q", "glossary", "add", "ural", "place", "en=Ural"]) == 0
    assert TERMS_CSV.read_text("utf-8") == saved + "ural,place,,Ural,,,\n"
    assert len(calls) == 2


def test_what_an_editor_saves_may_be_the_same_term(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    append = glossary_stage.append_concept
    saved = TERMS_CSV.read_text("utf-8") + "ural,place,f,Ural,Урал,,\n"

    def and_save(data: bytes, *rest: Any) -> bytes:
        TERMS_CSV.write_text(saved, "utf-8")
        return append(data, *rest)

    monkeypatch.setattr(glossary_stage, "append_concept", and_save)
    assert run_app(["glossary", "add", "ural", "place", "en=Ural"]) == 2
    assert "ural: id 'ural' stands twice (first at glossary/terms.csv:6)" in _one_line(capsys)
    assert TERMS_CSV.read_text("utf-8") == saved


@pytest.mark.slow
def test_a_file_of_terms_that_never_rests(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    append = glossary_stage.append_concept

    def and_save(data: bytes, *rest: Any) -> bytes:
        TERMS_CSV.write_bytes(data + b"\n")
        return append(data, *rest)

    monkeypatch.setattr(glossary_stage, "append_concept", and_save)
    assert run_app(["glossary", "add", "ural", "place", "en=Ural"]) == 2
    assert "glossary/terms.csv: changes all the time. Save it, and try again" in _one_line(capsys)
    assert "Ural" not in TERMS_CSV.read_text("utf-8")
    assert [path.name for path in TERMS_CSV.parent.iterdir()] == ["terms.csv"]


# ------------------------------------------------------------------------------------------------- find


def test_a_concept_with_its_forms(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "find", "алимов", "--lang", "ru,zh"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "rashid-alimov (person, m)  glossary/terms.csv:4",
        "  en  Rashid Alimov",
        "  ru  Рашид Алимов | !Рашид Олимов",
        "      nom Рашид Алимов, gen Рашида Алимова, dat Рашиду Алимову, acc Рашида Алимова, "
        "ins Рашидом Алимовым, loc Рашиде Алимове",
        "  zh  拉希德·阿利莫夫",
    ]


def test_nothing_found_is_said(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "find", "x\x1b[31m"]) == 1
    assert capsys.readouterr() == ("", "warning: no concept has 'x\\x1b[31m' in a name, id or note\n")
    assert run_app(["glossary", "find", "nobody", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == []
    for empty in ("", " \n", "\u200c", "\u00ad \u200b"):
        assert run_app(["glossary", "find", empty]) == 2
        assert "an empty text" in _one_line(capsys)


def test_hostile_names_reach_no_terminal(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = "Ka\u202ezan\x7f\x9b31m\u2066"
    TERMS_CSV.write_text(f"{FULL}\nx,place,,,,{hostile},,,,\x1b[2J{hostile}\n", "utf-8")
    for arguments in (["find", "zan"], ["find", "zan", "--json"], ["lint"], ["lint", "--lang", "ru"]):
        run_app(["glossary", *arguments])
        out = capsys.readouterr().out
        assert "zan" in out
        assert {char for char in out if not char.isprintable()} == {"\n"}, arguments
    run_app(["glossary", "find", "zan", "--json"])
    (entry,) = json.loads(capsys.readouterr().out)
    assert entry["renderings"]["en"]["accepted"] == [hostile]
    assert entry["note"] == f"\x1b[2J{hostile}"


# ------------------------------------------------------------------------------------------------- lint


def test_lint_says_what_is_doubtful(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "lint"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings, 0 notes in 4 concepts\n"
    TERMS_CSV.write_text(TERMS_CSV.read_text("utf-8") + "x,person,,X,Xи,,\n", "utf-8")
    assert run_app(["-q", "glossary", "forms", "--lang", "kk"]) == 0
    assert run_app(["glossary", "lint", "--lang", "ru,kk"]) == 1
    every = capsys.readouterr().out.splitlines()
    assert every == [
        "glossary/terms.csv:6: note [lint] x: a person without gender; m or f tells drafts how verbs agree",
        "glossary/terms.csv:6: error [lint] x: 'X' in 'Xи' is no letter of Russian; "
        "U+0058 LATIN CAPITAL LETTER X",
        "glossary/terms.csv:6: warning [lint] x: no rendering in kk; fill the column kk",
        "glossary/forms.kk.csv: note [lint] 4 lines that nobody has read; "
        "write read into the column made when you have",
        "glossary/terms.csv: note [lint] 1 concept in no article: x; "
        "fine for a glossary that is made ahead of the news",
        "1 error, 1 warning, 3 notes in 5 concepts",
    ]
    assert run_app(["-q", "glossary", "lint", "--lang", "ru,kk"]) == 1
    assert capsys.readouterr().out.splitlines() == [line for line in every if ": error " in line]


def test_every_doubt_says_its_kind_and_its_language(here: Path) -> None:
    rows = "x,person,m,X,Xи,,\ny,place,f,Y,Алимова | !Казань,ю,Ый\n"
    TERMS_CSV.write_text(TERMS_CSV.read_text("utf-8") + rows, "utf-8")
    RU.write_text(
        "id,rendering,number,nom,gen,dat,acc,ins,loc,made\n"
        "rashid-alimov,Рашид Алимов,,Рашид Алимов,Алимова,,,,,read\n",
        "utf-8",
    )
    found = pipeline.glossary_doubts(pipeline.Publication.open(here), ["ru", "kk"])
    assert all(each.check == "lint" and "/glossary/" in each.path for each in found)
    assert [
        (each.about, each.language, each.line) for each in found if each.about not in ("forms", "unread")
    ] == [
        ("script", "ru", 6),
        ("no-rendering", "kk", 6),
        ("forbids-another", "ru", 7),
        ("form", "ru", 2),
        ("unused", "", 0),
    ]


# ------------------------------------------------------------------------------------------------- languages


def test_what_each_language_can_do(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    KK.write_text("id,rendering,number,nom,gen,dat,acc,loc,abl,ins,made\n", "utf-8")
    assert run_app(["glossary", "languages"]) == 0
    head, *rows = [re.split(" {2,}", line) for line in capsys.readouterr().out.splitlines()]
    assert head == ["lang", "terms", "forms", "model", "stand-ins", "else"]
    assert [row[:4] for row in rows] == [
        ["ru", "4", "by rule", "fake/en_ru-1"],
        ["zh", "4", "one form", "fake/en_zh-1"],
        ["kk", "4", "forms.kk.csv", "no model for en -> kk"],
    ]


def test_what_a_model_calls_itself_does_not_reach_the_terminal(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def signature(source: str, target: str) -> str:
        raise EngineError("no \x1b[31mmodel", where="a. b\u202e", hint="Hint.")

    monkeypatch.setattr(engine, "signature", signature)
    assert run_app(["glossary", "languages"]) == 0
    out = capsys.readouterr().out
    assert "a. b\ufffd: no \ufffd[31mmodel  -" in out
    assert {char for char in out if not char.isprintable()} == {"\n"}


# ----------------------------------------------------------------------------------------- names and impact


def test_names_are_shown_by_language(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["-q", "translate", "kazan", "--lang", "ru"]) == 0
    assert run_app(["glossary", "names", "kazan", "--lang", "ru"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:3] == ["kazan", "Kazan (kazan, place): 3 units", "    ru  Казань 1, missing 2"]
    assert out[-1] == "4 names, 0 with two names in some language"
    assert run_app(["glossary", "names", "kazan", "--lang", "ru", "--double"]) == 0
    assert capsys.readouterr().out == "0 names, 0 with two names in some language\n"
    assert run_app(["glossary", "names", "--all", "--lang", "ru", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows[0] == {
        "article": "",
        "name": "Kazan",
        "concept": "kazan",
        "kind": "place",
        "mentions": 3,
        "called": {"ru": [{"text": "Казань", "count": 1, "how": "full"}]},
        "missing": {"ru": 2},
        "double": [],
    }


def test_impact_is_shown_by_unit(here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "translate", "kazan", "--lang", "ru"]) == 0
    capsys.readouterr()
    assert run_app(["glossary", "impact", "Казань", "--lang", "ru"]) == 0
    first, *units, last = capsys.readouterr().out.splitlines()
    assert first == "kazan (Kazan)  glossary/terms.csv:5"
    assert [re.sub(r":\d+", ":N", line) for line in units] == [
        "  locales/ru/LC_MESSAGES/kazan.po:N: machine: Kazan is missing",
        "  locales/ru/LC_MESSAGES/kazan.po:N: machine: Kazan is missing",
        "  locales/ru/LC_MESSAGES/kazan.po:N: machine",
    ]
    assert last == ("3 units in 1 article and 1 language: 0 reviewed, 0 on published pages, 2 with a finding")
    assert run_app(["glossary", "impact", "kazan", "--lang", "ru", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["concepts"], data["gone"], len(data["units"])) == (["kazan"], [], 3)
    assert data["units"][2]["state"] == "machine"


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["impact"], "impact: give a term, or --since and a revision."),
        (["impact", "kazan", "--since", "HEAD"], "impact: give a term, or --since and a revision."),
        (["impact", "Kasan"], "'Kasan': no concept has that id or name. Did you mean: kazan?"),
        (["impact", "--since", "-x"], "--since: '-x' is no revision."),
        (["names"], "names: no article named."),
        (["names", "nothing"], "nothing: no such article."),
    ],
)
def test_names_and_impact_of_nothing(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], line: str
) -> None:
    assert run_app(["glossary", *arguments]) == 2
    assert capsys.readouterr().err.startswith(f"error: {line}")


def test_drafts_behind_the_glossary_are_redone(
    here: Path, engine: FakeEngine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_app(["-q", "translate", "kazan", "--lang", "ru"]) == 0
    catalogue = here / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    assert 'msgstr "Казань"' in catalogue.read_text("utf-8")
    TERMS_CSV.write_text(TERMS_CSV.read_text("utf-8").replace("Kazan,Казань", "Kazan,Волжск"), "utf-8")
    capsys.readouterr()
    assert run_app(["translate", "kazan", "--lang", "ru", "--stale"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"^  4 drafts behind the glossary, \d redone; 0 for a person to change$", out, re.M)
    assert 'msgstr "Волжск"' in catalogue.read_text("utf-8")
    text = catalogue.read_text("utf-8").replace('#, fuzzy\nmsgid "Kazan"', 'msgid "Kazan"')
    catalogue.write_text(text.replace('msgstr "Волжск"', 'msgstr "Казань"'), "utf-8")
    assert run_app(["translate", "kazan", "--lang", "ru", "--stale"]) == 0
    out = capsys.readouterr().out
    assert "0 drafts behind the glossary, 0 redone; 1 for a person to change" in out
    assert re.search(r"kazan\.po:\d+: Kazan is missing, expected Волжск$", out, re.M)
    assert run_app(["translate", "kazan", "--stale", "--refresh"]) == 2
    assert "do not go together" in capsys.readouterr().err
