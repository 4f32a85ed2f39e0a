"""``workflow review``, ``workflow status --html`` and ``workflow preview`` on the command line."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from support import FakeEngine, snapshot
from support_sheets import make_desk

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.pipeline import Publication


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_desk(tmp_path / "desk", monkeypatch)
    monkeypatch.chdir(root)
    return root


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {path for path in after if after[path] != before.get(path)}


def test_review_writes_a_sheet_for_each_language_and_prints_the_path(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(here)
    assert run_app(["review", "kazan", "--lang", "ru,ur"]) == 0
    paths = ["review/kazan.ru.html", "review/kazan.ur.html"]
    assert capsys.readouterr() == ("".join(f"{path}\n" for path in paths), "")
    assert changed(before, snapshot(here)) == {*paths, "review/.gitignore"}
    assert 'lang="ur" dir="rtl"' in Path(paths[1]).read_text("utf-8")
    after = snapshot(here)
    assert run_app(["-q", "review", "seeds/kazan.md"]) == 0  # those that have been begun
    assert changed(after, snapshot(here)) == {"review/kazan.zh.html"}
    assert capsys.readouterr() == ("", "")


def test_output_names_the_file_or_a_folder_of_several(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["review", "kazan", "-l", "ru", "--output", "my sheet.html"]) == 0
    assert capsys.readouterr().out == "my sheet.html\n"
    assert Path("my sheet.html").read_bytes().startswith(b"<!doctype html>")
    assert run_app(["review", "kazan", "-l", "ru", "-o", "my sheet.html"]) == 0  # ours: written anew
    assert run_app(["review", "kazan", "-l", "ru,zh", "-o", "my sheet.html"]) == 2
    assert "2 sheets cannot be one file. Give --output a folder." in capsys.readouterr().err
    Path("out").mkdir()
    assert run_app(["review", "kazan", "-l", "ru,zh", "-o", "out"]) == 0
    assert sorted(path.name for path in Path("out").iterdir()) == ["kazan.ru.html", "kazan.zh.html"]


@pytest.mark.parametrize("file", ["seeds/kazan.md", "locales/ru/LC_MESSAGES/kazan.po", "workflow.toml"])
@pytest.mark.parametrize("command", [["review", "kazan", "-l", "ru"], ["status", "--html"]])
def test_nobodys_file_is_overwritten(
    here: Path, capsys: pytest.CaptureFixture[str], file: str, command: list[str]
) -> None:
    before = snapshot(here)
    assert run_app([*command, "--output", file]) == 2
    assert capsys.readouterr().err == (
        f"error: {file}: is there already, and is no sheet of this program. Give --output another name.\n"
    )
    assert snapshot(here) == before


def test_a_file_that_begins_with_nothing_is_somebodys_too(here: Path) -> None:
    file = here / "notes.txt"
    file.write_text("\n" * 5000 + "Ask Anna.", "utf-8")
    assert run_app(["review", "kazan", "-l", "ru", "-o", "notes.txt"]) == 2
    assert file.read_text("utf-8").endswith("Ask Anna.")
    file.write_text("\n", "utf-8")
    assert run_app(["review", "kazan", "-l", "ru", "-o", "notes.txt"]) == 0


def test_a_page_of_the_status_is_no_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(here)
    assert run_app(["status", "--html", "--json"]) == 2
    assert capsys.readouterr().err == "error: --html --json: do not go together. Give one of them.\n"
    assert snapshot(here) == before


def test_a_published_page_is_nobodys_sheet(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    opened = Publication.open(here)
    pipeline.publish(opened, ["kazan"], ["ru"], draft=True)
    before = snapshot(here)
    assert run_app(["review", "kazan", "-l", "ru", "-o", "output/ru/kazan/index.html"]) == 2
    assert snapshot(here) == before
    assert run_app(["review", "kazan", "-l", "ru"]) == 0
    assert run_app(["status", "--html"]) == 0
    capsys.readouterr()
    pages = {path for path in snapshot(here) if path.startswith("output/")}
    assert run_app(["publish", "--lang", "ru", "--draft"]) == 0
    assert "review" not in "".join(capsys.readouterr())
    assert {path for path in snapshot(here) if path.startswith("output/")} == pages
    assert Path("review/kazan.ru.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["review", "nothing"], "error: nothing: no such article"),
        (
            ["review", "kazan", "-l", "fa"],
            "there is no catalogue yet. Run: workflow translate kazan --lang fa",
        ),
        (["review", "kazan", "-l", "xx"], "error: --lang: unknown language 'xx'"),
        (["review"], "Missing argument"),
        (["preview", "nothing"], "error: nothing: no such article"),
        (["preview", "--host", "0.0.0.0"], "error: --host: '0.0.0.0' is not this machine's own address"),
        (["preview", "--port", "99999"], "65535"),
        (["status", "nothing", "--html"], "error: nothing: no such article"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = snapshot(here)
    assert run_app(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert err.count("\n") == 1
    assert snapshot(here) == before


def test_an_article_in_the_language_itself(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article = here / "seeds" / "kazan.md"
    article.write_text(article.read_text("utf-8").replace("---\ndate", "---\nlang: ru\ndate"), "utf-8")
    assert run_app(["review", "kazan", "-l", "ru"]) == 2
    assert "the article is in that language itself" in capsys.readouterr().err


def test_a_broken_catalogue_stops_its_own_sheet(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("locales/ru/LC_MESSAGES/kazan.po").write_text('msgid "a', "utf-8")
    assert run_app(["review", "kazan", "-l", "ru,zh"]) == 2
    out, err = capsys.readouterr()
    assert out == "review/kazan.zh.html\n"
    assert err.startswith("error: locales/ru/LC_MESSAGES/kazan.po")
    assert run_app(["status", "--html"]) == 0  # it is a finding there
    assert "1 error" in Path("review/status.html").read_text("utf-8")


def test_status_as_a_page(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(here)
    assert run_app(["status", "--html"]) == 0
    assert capsys.readouterr() == ("review/status.html\n", "")
    assert changed(before, snapshot(here)) == {"review/status.html", "review/.gitignore"}
    assert run_app(["status", "kazan", "-l", "ru", "--html", "-o", "s.html"]) == 0
    page = Path("s.html").read_text("utf-8")
    assert ("Russian" in page, "Chinese" in page) == (True, False)
    assert run_app(["status", "-o", "s.html"]) == 2
    assert "error: --output: goes with --html" in capsys.readouterr().err


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_the_preview_ends_cleanly(folder: Path, engine: FakeEngine, stop: signal.Signals) -> None:
    # Whoever runs the tests in the background of a shell has told their children to ignore Ctrl-C.
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from workflow.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "preview", "--port", "0"]
    with subprocess.Popen(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        try:
            url = program.stdout.readline()
            assert url.startswith("http://127.0.0.1:")
            port = int(url.split(":")[2].split("/")[0])
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/kazan/ru/sheet")
            assert connection.getresponse().status == 200
            listener = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            listener.request("GET", "/events?page=/kazan/ru/&seen=x")  # a page that is open does not hold it
            taken = subprocess.run(
                [*command[:-1], str(port)],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert taken.returncode == 2
            assert taken.stderr == (
                f"error: --port: port {port} of 127.0.0.1 is taken. Another one, or 0 for any that is free.\n"
            )
            program.send_signal(stop)
            assert program.wait(20) == 0
            assert program.stderr.read() == ""
            assert program.stdout.read() == ""
        finally:
            program.kill()
