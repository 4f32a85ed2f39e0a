"""``workflow glossary forms``: the files of inflected forms, as an editor makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import snapshot

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.errors import GlossaryError

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
