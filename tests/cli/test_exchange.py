"""``workflow export`` and ``workflow import``: the files, the lines, and that nothing is lost."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
import pytest
from support import FakeEngine, snapshot

from workflow import pipeline
from workflow.cli.app import run_app

RU = Path("locales/ru/LC_MESSAGES/kazan.po")
ZH = Path("locales/zh_CN/LC_MESSAGES/kazan.po")


@pytest.fixture
def here(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with drafts in ``ru`` and ``zh``, none in ``kk``."""
    monkeypatch.chdir(folder)
    assert run_app(["-q", "translate", "kazan", "-l", "ru,zh"]) == 0
    return folder


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _approve(path: Path, old: str, new: str) -> None:
    """What a tool does to an XLIFF 2 file."""
    _replace(path, old, new)
    _replace(path, 'state="initial" subState="dragoman:machine"', 'state="final"')


def _edit(path: Path, number: int, text: str) -> None:
    po = polib.pofile(str(path), wrapwidth=0)
    po[number].msgstr, po[number].flags = text, []
    po.save()


# ------------------------------------------------------------------------------------------------ export


def test_every_language_that_has_a_catalogue(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["export", "kazan"]) == 0
    out, err = capsys.readouterr()
    assert out == "kazan.ru.xlf: 5 texts\nkazan.zh.xlf: 5 texts\n"
    assert err.startswith("warning: locales/kk/LC_MESSAGES/kazan.po: there is no catalogue yet")
    assert err.count("\n") == 1
    assert Path("kazan.ru.xlf").read_bytes().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<xliff')
    assert run_app(["-q", "export", "kazan", "-l", "ru", "-f", "xliff12", "-o", "to/them"]) == 0
    assert [path.name for path in Path("to/them").iterdir()] == ["kazan.ru.xliff"]
    assert capsys.readouterr() == ("", "")


def test_a_language_asked_for_by_name_must_have_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["export", "kazan", "-l", "ru,kk"]) == 2
    assert "Run: workflow translate kazan --lang kk" in capsys.readouterr().err
    assert not list(here.glob("*.xlf")), "all or nothing"


def test_an_unknown_format(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["export", "kazan", "-f", "XLIF12"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: --format: no format 'XLIF12'. Did you mean 'xliff12'? Known: ")
    assert err.count("\n") == 1


def test_a_file_that_may_hold_work_is_not_overwritten(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru,zh"]) == 0
    assert run_app(["-q", "export", "kazan", "-l", "ru,zh"]) == 0, "the same content is no trouble"
    Path("kazan.ru.xlf").unlink()
    Path("kazan.zh.xlf").write_text("work", "utf-8")
    capsys.readouterr()
    assert run_app(["export", "kazan", "-l", "ru,zh"]) == 2
    assert "kazan.zh.xlf: is there already, with other content" in capsys.readouterr().err
    assert not Path("kazan.ru.xlf").exists()
    assert Path("kazan.zh.xlf").read_text("utf-8") == "work"
    assert run_app(["export", "kazan", "-l", "ru,zh", "--force"]) == 0
    assert Path("kazan.zh.xlf").read_text("utf-8") != "work"


def test_an_export_cannot_go_where_a_folder_is(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("kazan.ru.xlf").mkdir()
    assert run_app(["export", "kazan", "-l", "ru", "--force"]) == 2
    assert "kazan.ru.xlf: cannot be written" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------------ import


def test_no_change_no_diff(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru,zh"]) == 0
    before = snapshot(here)
    capsys.readouterr()
    assert run_app(["import", "kazan.ru.xlf", "kazan.zh.xlf"]) == 0
    assert capsys.readouterr().out == (
        f"{RU}: 0 of 5 texts came in, 0 reviewed\n{ZH}: 0 of 5 texts came in, 0 reviewed\n"
    )
    assert snapshot(here) == before


def test_what_came_in_is_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru"]) == 0
    file = Path("kazan.ru.xlf")
    _approve(file, "&lt;ru: Kazan to host SCO Summit&gt;", "Казань примет саммит ШОС")
    _replace(file, "<segment", "<notes><note>Not sure</note></notes><segment")
    before = snapshot(here)
    capsys.readouterr()
    assert run_app(["import", "--dry-run", "kazan.ru.xlf"]) == 0
    line = f"{RU}: 5 of 5 texts came in, 5 reviewed, 5 new notes"
    assert capsys.readouterr().out == f"{line} (nothing written)\n"
    assert snapshot(here) == before
    assert run_app(["import", "kazan.ru.xlf"]) == 0
    assert capsys.readouterr().out == f"{line}\n"
    po = polib.pofile(str(RU))
    assert po[0].msgstr == "Казань примет саммит ШОС"
    assert [entry.flags for entry in po] == [[]] * 5
    assert "Not sure" in po[0].tcomment


def test_problems_are_a_line_each_and_nothing_changes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru,zh"]) == 0
    _approve(Path("kazan.ru.xlf"), "&lt;ru: Kazan to", "Казань: Kazan to")
    _approve(Path("kazan.zh.xlf"), "&lt;zh: Kazan to", "喀山: Kazan to")
    _edit(RU, 1, "Наш текст.")
    _replace(Path("kazan.ru.xlf"), ">&lt;ru: The SCO", ">Их: The SCO")
    before = snapshot(here)
    capsys.readouterr()
    for options in ([], ["--dry-run"]):
        assert run_app(["import", *options, "kazan.zh.xlf", "kazan.ru.xlf"]) == 2
        out, err = capsys.readouterr()
        first, last = err.splitlines()
        assert out == ""
        assert first.startswith("warning: kazan.ru.xlf: u")
        assert "conflict: “Их: The SCO" in first
        assert "“Наш текст.”" in first
        assert last.startswith("error: 1 problem; nothing was changed. ")
        assert "--partial" in last
        assert snapshot(here) == before, "the file without problems waits too"
    assert run_app(["import", "--partial", "kazan.zh.xlf", "kazan.ru.xlf"]) == 0
    out = capsys.readouterr().out
    assert f"{RU}: 4 of 5 texts came in, 4 reviewed, 1 conflict\n" in out
    assert polib.pofile(str(RU))[1].msgstr == "Наш текст."
    assert run_app(["-q", "import", "--overwrite", "kazan.ru.xlf"]) == 0
    assert polib.pofile(str(RU))[1].msgstr.startswith("Их: The SCO")


def test_one_broken_file_stops_all(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru"]) == 0
    _approve(Path("kazan.ru.xlf"), "&lt;ru: The SCO", "Новое: The SCO")
    Path("b.xlf").write_bytes(Path("kazan.ru.xlf").read_bytes()[:-20])
    before = snapshot(here)
    capsys.readouterr()
    assert run_app(["import", "--partial", "kazan.ru.xlf", "b.xlf"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: b.xlf:")
    assert "not well-formed XML" in err
    assert err.count("\n") == 1
    assert snapshot(here) == before


def test_two_files_for_one_catalogue(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru"]) == 0
    assert run_app(["-q", "export", "kazan", "-l", "ru", "-f", "xliff12"]) == 0
    capsys.readouterr()
    assert run_app(["import", "kazan.ru.xlf", "kazan.ru.xliff"]) == 2
    assert f"kazan.ru.xliff: changes {RU}, as kazan.ru.xlf does" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (None, "cannot be read (No such file or directory)"),
        (b"", "is in no format that can be read"),
        (b"\x1b[31m\x00", "is in no format that can be read"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff version="1.2"><a>&a;</a></xliff>', "declares XML entities"),
    ],
)
def test_bad_files_end_in_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, expected: str
) -> None:
    if content is not None:
        Path("x.xliff").write_bytes(content)
    before = snapshot(here)
    assert run_app(["import", "x.xliff"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("error: x.xliff: ")
    assert expected in err
    assert err.count("\n") == 1
    assert snapshot(here) == before


def test_a_line_about_a_stranger_has_no_controls(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru"]) == 0
    file = Path("kazan.ru.xlf")
    text = file.read_text("utf-8")
    identifier = text.partition('<unit id="')[2].partition('"')[0]
    _replace(file, identifier, "\u202e\u2066&#10;&#x85;u1")
    _replace(file, "<source>Kazan to host", '<source><cp hex="001b"/>[2J Kazan to host')
    assert run_app(["import", "kazan.ru.xlf"]) == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 2
    assert not {"\u202e", "\u2066", "\x1b", "\x85"} & set(err)


def test_a_device_is_no_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["import", os.devnull]) == 2
    assert "not a file" in capsys.readouterr().err


def test_help_waits_for_nothing_heavy() -> None:
    code = (
        "import sys\nfrom workflow.cli.app import run_app\n"
        "codes = [run_app([name, '--help']) for name in ('export', 'import')]\n"
        "loaded = {name.partition('.')[0] for name in sys.modules}\n"
        "heavy = {'lxml', 'polib', 'markdown_it', 'sentencex'} & loaded\n"
        "sys.exit(any(codes) or bool(heavy))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--partial" in done.stdout
    assert "--force" in done.stdout


# ----------------------------------------------------------------------------------- memory, glossary


def test_the_memory_goes_out_and_in(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _edit(RU, 4, "Казань!")
    capsys.readouterr()
    assert run_app(["export", "-f", "tmx", "-l", "ru"]) == 0
    assert run_app(["export", "kazan", "-f", "tmx", "-l", "ru,zh", "-o", "out"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "memory.ru.tmx: 1 unit",
        "out/kazan.ru.tmx: 1 unit",
        "out/kazan.zh.tmx: 0 units",
    ]
    assert Path("out/kazan.ru.tmx").read_bytes() == Path("memory.ru.tmx").read_bytes()
    before = snapshot(here)
    assert run_app(["import", "memory.ru.tmx", "--dry-run"]) == 0
    assert snapshot(here) == before
    assert run_app(["import", "memory.ru.tmx"]) == 0
    assert Path("locales/memory/memory.ru.tmx").read_bytes() == Path("memory.ru.tmx").read_bytes()
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "locales/memory/memory.ru.tmx: units by language: ru 1"


def test_the_glossary_goes_out_and_in(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["export", "-f", "tbx"]) == 0
    before = snapshot(here / "glossary")
    assert run_app(["import", "glossary.tbx"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "glossary.tbx: 4 concepts",
        "glossary.tbx: 0 added, 0 changed, 4 the same",
    ]
    assert snapshot(here / "glossary") == before
    content = Path("glossary.tbx").read_text("utf-8")
    Path("theirs.tbx").write_text(content.replace("Казань", "Казан"), "utf-8")
    capsys.readouterr()
    assert run_app(["import", "theirs.tbx"]) == 2
    said = capsys.readouterr().err
    assert "1 problem; nothing was changed" in said
    assert "the file's where ours differs with --overwrite" in said
    assert snapshot(here / "glossary") == before
    assert run_app(["import", "theirs.tbx", "--overwrite"]) == 0
    assert b"\xd0\x9a\xd0\xb0\xd0\xb7\xd0\xb0\xd0\xbd," in snapshot(here / "glossary")["terms.csv"]


def test_one_bad_file_among_three_stops_all(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _edit(RU, 4, "Казань!")
    assert run_app(["-q", "export", "-f", "tmx", "-l", "ru"]) == 0
    assert run_app(["-q", "export", "kazan", "-f", "csv", "-l", "zh"]) == 0
    Path("bad.tbx").write_text("<x/>", "utf-8")
    before = snapshot(here)
    assert run_app(["import", "memory.ru.tmx", "kazan.zh.csv", "bad.tbx"]) == 2
    assert capsys.readouterr().err.startswith("error: bad.tbx")
    assert snapshot(here) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export"], "error: export: no article named. Name one, such as: seeds/FILE"),
        (
            ["export", "kazan", "-f", "tbx"],
            "error: export: a tbx is the glossary of all articles. Name none.",
        ),
        (["export", "no", "-f", "tmx"], "error: no: no such article. Articles here: kazan."),
    ],
)
def test_what_cannot_be_exported(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert run_app(arguments) == 2
    assert capsys.readouterr().err.strip() == said


def _both_changed() -> list[str]:
    """Two files of a translator, each with an approved text and new notes."""
    assert run_app(["-q", "export", "kazan", "-l", "ru,zh"]) == 0
    for tag in ("ru", "zh"):
        _approve(Path(f"kazan.{tag}.xlf"), f"&lt;{tag}: Kazan to", f"{tag}: Kazan to")
    return ["kazan.zh.xlf", "kazan.ru.xlf"]


def test_a_catalogue_in_use_stops_all_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    both = _both_changed()
    before = snapshot(here / "locales")
    held = (
        "import sys\nfrom pathlib import Path\nfrom workflow.config import load_config\n"
        "from workflow.pipeline.locks import locked\n"
        "with locked(load_config(Path('.')), 'ru', 'kazan', 1):\n"
        "    print('held', flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        capsys.readouterr()
        assert run_app(["--wait", "0.1", "import", *both]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.startswith(f"error: {RU}: is in use by another workflow (process {holder.pid}")
        assert "waited 0.1 seconds" in err
        assert snapshot(here / "locales") == before
        assert run_app(["import", "--dry-run", *both]) == 0, "to look needs no lock"
        holder.communicate(b"")
    assert run_app(["-q", "--wait", "0.1", "import", *both]) == 0
    assert "ru: Kazan to" in RU.read_text("utf-8")


def test_a_full_disk_stops_all_files(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    both = _both_changed()
    before = snapshot(here / "locales")
    make = tempfile.mkstemp
    full: list[str] = []

    def mkstemp(*, dir: Path, prefix: str, suffix: str) -> tuple[int, str]:
        if dir == RU.parent.resolve():
            full.append(ZH.read_text("utf-8"))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return make(dir=dir, prefix=prefix, suffix=suffix)

    monkeypatch.setattr(tempfile, "mkstemp", mkstemp)
    capsys.readouterr()
    assert run_app(["import", *both]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "ru/LC_MESSAGES/kazan.po: cannot be written (No space left on device)" in err
    assert "zh: Kazan to" in full[0], "the other one had been written"
    assert snapshot(here / "locales") == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a system without pipes")
@pytest.mark.parametrize("name", ["x.tmx", "x.tbx", "x.xlf"])
def test_a_pipe_is_no_file(here: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    os.mkfifo(name)
    assert run_app(["import", name]) == 2
    assert capsys.readouterr().err == f"error: {name}: not a file. Name the file itself.\n"


def test_a_file_is_read_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is applied is what was looked at, though the file changes meanwhile."""
    both = _both_changed()
    read = pipeline.read_file

    def changing(path: Path) -> bytes:
        content = read(path)
        path.write_text("broken", "utf-8")
        return content

    monkeypatch.setattr(pipeline, "read_file", changing)
    assert run_app(["import", *both]) == 0
    assert "ru: Kazan to" in RU.read_text("utf-8")


def test_a_wrong_file_does_not_flood_the_terminal(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "export", "kazan", "-l", "ru", "-f", "csv"]) == 0
    rows = Path("kazan.ru.csv").read_text("utf-8-sig").splitlines()
    rows[1:] = [f'"","","Text {number}","Текст"' for number in range(1_103)]
    Path("kazan.ru.csv").write_text("\r\n".join(rows), "utf-8")
    capsys.readouterr()
    assert run_app(["import", "kazan.ru.csv"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 102
    assert lines[-2] == "warning: and 1,003 more"
    assert lines[-1].startswith("error: 1103 problems; nothing was changed")
