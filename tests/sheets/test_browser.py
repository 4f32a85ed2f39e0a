"""Sheets, the status page and the preview in a real browser, and against the Nu HTML checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import need
from support_sheets import hostile_overview, hostile_sheet

from workflow import sheets
from workflow.cli.app import run_app
from workflow.pipeline.preview import Server, preview_server

PYTHON = os.environ.get("DRAGOMAN_BROWSER_PYTHON", "")
AXE = os.environ.get("DRAGOMAN_AXE", "")
CHECKER = os.environ.get("DRAGOMAN_VNU", "")
BROWSE = str(Path(__file__).parent / "browse.py")
HOSTILE = (
    "</title></style></head><body onload=alert(1)><script>alert(2)</script>"
    "\"'><img src=x onerror=alert(3)><svg onload=alert(4)>\u202e\x00\ufffe{{ 7 }}"
)


@pytest.fixture
def written(desk: Path, tmp_path: Path) -> list[Path]:
    """Every kind of file that is written, calm and hostile."""
    assert run_app(["-q", "-C", str(desk), "review", "kazan", "-l", "ru,zh,ur"]) == 0
    assert run_app(["-q", "-C", str(desk), "status", "--html"]) == 0
    found = [
        desk / "review" / name for name in ("kazan.ru.html", "kazan.zh.html", "kazan.ur.html", "status.html")
    ]
    for name, content in (
        ("sheet.html", sheets.render_sheet(hostile_sheet(HOSTILE, "fa"))),
        ("overview.html", sheets.render_overview(hostile_overview(HOSTILE))),
    ):
        (tmp_path / name).write_bytes(content)
        found.append(tmp_path / name)
    return found


@pytest.fixture
def server(desk: Path) -> Iterator[Server]:
    made = preview_server(desk)
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    thread.join(10)
    made.server_close()


def pages_of(server: Server) -> list[str]:
    paths = ("", "kazan/ru/", "kazan/ur/", "kazan/en/", "kazan/zh/sheet", "kazan/ur/sheet")
    return [server.url + path for path in paths]


@pytest.mark.slow
def test_people_can_use_them_and_nothing_runs(written: list[Path], server: Server, desk: Path) -> None:
    need("chromium", Path("/usr/bin/chromium").exists())
    need("a Python with playwright (DRAGOMAN_BROWSER_PYTHON)", PYTHON)
    need("axe.min.js (DRAGOMAN_AXE)", AXE)
    live = [f"{server.url}{path}" for path in ("", "kazan/ur/", "kazan/ur/sheet")]
    addresses = [*(path.as_uri() for path in written), *live]
    seen = browse(AXE, *addresses)
    # A page with trouble above it, which was good a moment ago.
    (desk / "locales/ur/LC_MESSAGES/kazan.po").write_text('msgid "<b>', "utf-8")
    seen += browse(AXE, *live[1:])
    assert len(seen) == 2 * (len(addresses) + 2)
    for each in seen:
        where = f"{each['page']} on a {each['view']}"
        assert each["width"] <= each["viewport"], f"{where} scrolls sideways"
        assert each["violations"] == [], where
        assert each["complaints"] == [], where
        own = "file:" if each["page"].startswith("file:") else server.url
        assert all(url.startswith(own) for url in each["requests"]), where


def browse(*arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [PYTHON, BROWSE, *arguments], capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.slow
def test_a_browser_shows_what_is_saved(server: Server, desk: Path) -> None:
    need("chromium", Path("/usr/bin/chromium").exists())
    need("a Python with playwright (DRAGOMAN_BROWSER_PYTHON)", PYTHON)
    path = desk / "locales/ru/LC_MESSAGES/kazan.po"
    for address in (f"{server.url}kazan/ru/", f"{server.url}kazan/ru/sheet"):
        kept = path.read_text("utf-8")
        command = [PYTHON, BROWSE, "--watch", address, "Город ждёт.", "Город ждёт гостей."]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            assert program.stdout.readline() == "ready\n"
            path.write_text(kept.replace("Город ждёт.", "Город ждёт гостей."), "utf-8")
            assert program.stdout.readline() == "renewed\n"
        path.write_text(kept, "utf-8")


@pytest.mark.slow
def test_the_nu_checker_finds_no_error(written: list[Path], server: Server, tmp_path: Path) -> None:
    need("Java", shutil.which("java"))
    need("the Nu HTML checker (DRAGOMAN_VNU)", CHECKER and Path(CHECKER).is_file())
    import urllib.request

    for number, address in enumerate(pages_of(server)):
        with urllib.request.urlopen(address) as answer:
            path = tmp_path / f"live{number}.html"
            path.write_bytes(answer.read())
        written.append(path)
    # Warnings are left out: the checker does not know that a style sheet is allowed by its hash.
    command = ["java", "-jar", CHECKER, "--errors-only", *map(str, written)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert result.stderr == ""
    assert result.returncode == 0
