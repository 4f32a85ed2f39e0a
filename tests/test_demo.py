"""The demonstration, as somebody runs it on a machine with nothing but Python, and on one with Apertium."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import DRAFT, LANGUAGES, ROOT, need

from workflow.pipeline import page_state

TOOLS = ("sh", "bash", "cat", "cp", "ln", "mkdir", "mv", "rm", "sed", "dirname", "basename", "env")


def _demo(folder: Path, path: str) -> list[str]:
    """What the demonstration prints in a fresh copy of the repository, with an empty home."""
    there = folder / "copy"
    unwanted = shutil.ignore_patterns(".*", "build", "__pycache__", "[a-z]*.egg-info")
    there.mkdir()
    for name in ("seeds", "glossary", "locales", "tests"):
        shutil.copytree(ROOT / name, there / name, ignore=unwanted)
    shutil.copy(ROOT / "workflow.toml", there)
    (there / "output").mkdir()
    (folder / "home").mkdir()
    done = subprocess.run(
        [shutil.which("sh") or "/bin/sh", "tests/demo.sh"],
        cwd=there,
        env={"PATH": path, "HOME": str(folder / "home"), "BIN": str(Path(sys.executable).parent)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "error:" not in done.stderr
    assert list((folder / "home").iterdir()) == []
    return done.stdout.splitlines()


def _rows(lines: list[str], heading: str) -> dict[str, list[str]]:
    """The last table whose heading begins so, by language; cells have two blanks between them."""
    start = max(number for number, line in enumerate(lines) if line.startswith(heading))
    rows = [re.split(r"\s{2,}", line) for line in lines[start + 1 : start + 1 + len(LANGUAGES)]]
    assert [row[0] for row in rows] == list(LANGUAGES)
    return {row[0]: row[1:] for row in rows}


def _pages(lines: list[str], folder: Path, expected: dict[str, str]) -> dict[str, list[str]]:
    """That the status says what the pages are, for all ten languages; the routes by language."""
    said = {
        tag: re.sub(r".*\((.*)\)$", r"\1", row[-1]) for tag, row in _rows(lines, "lang  language").items()
    }
    assert said == {tag: expected.get(tag, "original stands in") for tag in LANGUAGES}
    for tag in LANGUAGES:
        page = folder / "copy" / "output" / tag / DRAFT / "index.html"
        assert page_state(page) == expected.get(tag, "untranslated")
    return _rows(lines, "lang  engine")


LACKING = {
    "ur": "no: workflow models install en_ur",
    "fa": "no: workflow models install en_fa",
    "kk": "no: another engine than argos: workflow.toml [routes.kk]",
    "ky": "no: workflow models install en_ky",
    "tg": "no: another engine than argos: workflow.toml [routes.tg]",
    "uz": "no: another engine than argos: workflow.toml [routes.uz]",
}


@pytest.mark.slow
def test_ten_languages_reach_a_page_with_nothing_but_python(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (tools / name).symlink_to(found)
    lines = _demo(tmp_path, str(tools))
    routes = _pages(lines, tmp_path, {"zh": "draft", "ru": "published"})
    assert {tag: row[-1] for tag, row in routes.items()} == {
        **LACKING,
        "zh": "argos/en_zh-0.1",
        "ru": "argos/en_ru-0.1",
        "hi": "no: apt install apertium apertium-urd-hin; workflow models install en_ur",
        "be": "no: apt install apertium apertium-bel-rus",
    }


@pytest.mark.slow
def test_belarusian_comes_from_the_approved_russian_where_there_is_apertium(tmp_path: Path) -> None:
    need("apertium", shutil.which("apertium"))
    lines = _demo(tmp_path, os.environ["PATH"])
    routes = _pages(lines, tmp_path, {"zh": "draft", "ru": "published", "be": "draft"})
    assert re.fullmatch(r"apertium/\S+-rus-bel-\S+\+reviewed/ru", routes["be"][-1])
    assert routes["be"][:-1] == ["apertium", "ru, reviewed"]
    assert routes["hi"] == ["apertium", "ur", "no: workflow models install en_ur"]
    assert {tag: routes[tag][-1] for tag in LACKING} == LACKING
    drafted = (tmp_path / "copy/build/demo/locales/be/LC_MESSAGES" / f"{DRAFT}.po").read_text("utf-8")
    assert "Бахціёр Юлдашаў" in drafted  # whom the Russian model never saw, and Apertium does not know
