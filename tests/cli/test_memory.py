"""``workflow memory``: asked, watched and exchanged from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import polib
import pytest
from support import FakeEngine, snapshot

from workflow.cli.app import run_app

RU = Path("locales/ru/LC_MESSAGES/kazan.po")


@pytest.fixture
def here(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication with one reviewed sentence, from where the commands are run."""
    monkeypatch.chdir(folder)
    assert run_app(["-q", "translate", "kazan", "--lang", "ru"]) == 0
    po = polib.pofile(str(RU), wrapwidth=0)
    entry = po.find('"They will see a new city."')
    assert entry is not None
    entry.msgstr, entry.flags = "«Они увидят новый город».", []
    po.metadata["PO-Revision-Date"] = "2027-05-03 12:00+0000"
    po.save()
    return folder


def test_search_shows_what_differs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["memory", "search", '"They will see an old city."', "--lang", "ru"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "ru  87 %  kazan  2027-05-03",
        '    "They will see [-a new-]{+an old+} city."',
        "    «Они увидят новый город».",
    ]
    assert err == ""
    assert run_app(["memory", "search", '"They will see a new city."']) == 0  # all languages
    assert capsys.readouterr().out.splitlines()[0] == "ru  exact  kazan  2027-05-03"


def test_search_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["memory", "search", '"they will see a new city."', "-l", "ru", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "language": "ru",
            "score": 100,
            "exact": False,
            "source": '"They will see a new city."',
            "target": "«Они увидят новый город».",
            "diff": '"[-They-]{+they+} will see a new city."',
            "origin": "kazan",
            "context": "",
            "roles": ["quote"],
            "changed": "2027-05-03T12:00:00Z",
            "author": "",
        }
    ]


def test_nothing_like_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["memory", "search", "Quite another matter.", "-l", "ru"]) == 1
    assert capsys.readouterr() == ("", "warning: nothing in the memory is 75 % like it\n")
    assert run_app(["memory", "search", "Quite another matter.", "-l", "ru", "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == []
    assert run_app(["memory", "search", '"They will see it."', "-l", "ru", "--minimum", "60"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "  "], "memory search: an empty text"),
        (["search", "\udc80"], "memory search: not UTF-8"),
        (["search", "x", "--lang", "uz"], "'uz' is not a language of this publication"),
        (["search", "x", "--minimum", "101"], "Invalid value for '--minimum'"),
        (["search", "x", "--limit", "0"], "Invalid value for '--limit'"),
        (["import", "no.tmx"], "no.tmx: cannot be read (No such file or directory)"),
        (["import", "seeds"], "seeds: not a file"),
        (["export", "--lang", "ru,kk"], "--lang: one language at a time"),
        (["export"], "Missing option"),
    ],
)
def test_bad_input_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run_app(["memory", *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err


def test_update_and_status(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = Path(".dragoman/memory/en-ru.sqlite")
    kept.unlink()
    assert run_app(["memory", "update", "-l", "ru"]) == 0
    assert capsys.readouterr().out == f"{kept}: 1 unit of 1 file: 1 read, 0 gone\n"
    RU.unlink()
    assert run_app(["memory", "update", "-l", "ru"]) == 0
    assert capsys.readouterr().out == f"{kept}: 0 units of 0 files: 0 read, 1 gone\n"
    assert run_app(["memory", "status", "-l", "ru", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {"language": "ru", "files": 0, "units": 0, "texts": 0, "indexed": 0, "path": str(kept)}
    ]
    assert run_app(["memory", "status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["lang", "files", "units", "texts", "indexed", "kept", "in"]
    assert [line.split()[0] for line in lines[1:]] == ["ru", "zh", "kk"]


def test_where_nothing_can_be_kept_all_works_and_only_v_says_so(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in sorted(Path(".dragoman").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    Path(".dragoman").rmdir()
    Path(".dragoman").touch()
    assert run_app(["memory", "update", "-l", "ru"]) == 0
    assert capsys.readouterr() == ("ru: 1 unit of 1 file: 1 read, 0 gone\n", "")
    assert run_app(["-v", "memory", "update", "-l", "ru"]) == 0
    assert "not kept" in capsys.readouterr().err


def test_out_and_in_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["memory", "export", "-l", "ru"]) == 0
    assert capsys.readouterr().out == "memory.ru.tmx: 1 unit\n"
    assert "<seg>«Они увидят новый город».</seg>" in Path("memory.ru.tmx").read_text("utf-8")
    assert run_app(["memory", "export", "-l", "ru", "-o", "out/x.tmx"]) == 0
    assert Path("out/x.tmx").read_bytes() == Path("memory.ru.tmx").read_bytes()
    RU.unlink()
    capsys.readouterr()
    assert run_app(["memory", "import", "memory.ru.tmx"]) == 0
    place = Path("locales/memory/memory.ru.tmx")
    assert capsys.readouterr().out == f"{place}: units by language: ru 1\n"
    assert place.read_bytes() == Path("memory.ru.tmx").read_bytes()
    assert run_app(["memory", "search", '"They will see a new city."', "-l", "ru"]) == 0
    assert capsys.readouterr().out.splitlines()[0].startswith("ru  exact  kazan")


def test_a_broken_file_changes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.tmx").write_text("x", "utf-8")
    before = snapshot(here)
    assert run_app(["memory", "import", "bad.tmx"]) == 2
    assert capsys.readouterr().err.startswith("error: bad.tmx:1: not well-formed XML")
    assert run_app(["memory", "export", "-l", "ru", "-o", "seeds"]) == 2
    assert capsys.readouterr().err == "error: seeds: is a folder. Name a file, such as memory.tmx.\n"
    assert snapshot(here) == before
