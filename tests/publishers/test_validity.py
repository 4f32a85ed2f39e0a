"""The pages against the Nu HTML checker, which knows the standard better than we do."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support import need
from support_site import BASE, Polyglot, published

from workflow import pipeline
from workflow.languages import known_tags
from workflow.model import Block, Edition, EditionBlock, Markup, Passage, Role, State
from workflow.pipeline import Publication
from workflow.pipeline.publication import Publication as Opened

ROOT = Path(__file__).parents[2]
CHECKER = os.environ.get("DRAGOMAN_VNU", "")

BLOCKS = (
    Block(Role.LEAD, "A *lead* with [a link](https://example.org/?a=1&b=[2]) & <b>tags</b>.", 1),
    Block(Role.HEADING, "A heading", 2, level=4),
    Block(
        Role.PARAGRAPH,
        "`code`, ![own](pic%.png), ![foreign](http://example.org/p.png) and \x00\x9f\u202e\ufdd0.",
        3,
    ),
    Block(Role.LIST_ITEM, "One", 4, level=1, group=1),
    Block(Role.LIST_ITEM, "Two", 5, level=3, group=1, ordered=True),
    Block(Role.LIST_ITEM, "Three", 6, level=2, group=1),
    Block(Role.CAPTION, "Own", 7, image="../my pic|1.png"),
    Block(Role.CAPTION, "Foreign", 8, image="https://example.org/a b.png"),
    Block(Role.TABLE_CELL, "", 9, row=0, column=0, group=2),
    Block(Role.TABLE_CELL, "Hotels", 9, row=0, column=1, group=2, align="right"),
    Block(Role.TABLE_CELL, "Kazan", 10, row=1, column=0, group=2),
    Block(Role.TABLE_CELL, "1,120", 10, row=1, column=1, group=2, align="right", translatable=False),
    Block(Role.QUOTE, "Quoted", 11, group=3),
    Block(Role.PARAGRAPH, "if a < b:\n    c()", 12, translatable=False),
)


@pytest.mark.slow
def test_the_nu_checker_finds_nothing(
    make_edition: Callable[..., Edition], publish: Callable[..., dict[str, bytes]], tmp_path: Path
) -> None:
    need("Java", shutil.which("java"))
    need("the Nu HTML checker (DRAGOMAN_VNU)", CHECKER and Path(CHECKER).is_file())
    editions = []
    for number, tag in enumerate(known_tags()):
        state, language = [(State.REVIEWED, tag), (State.MACHINE, tag), (State.EMPTY, "en")][number % 3]
        blocks = [
            EditionBlock(block, (Passage(block.text, language, state),) if block.translatable else ())
            for block in BLOCKS
        ]
        draft = state is not State.REVIEWED
        editions.append(
            make_edition(tag, blocks, slug="a b&c", draft=draft, markup=Markup.MARKDOWN, tags="SCO, <b>&")
        )
    for path, content in publish(*editions, base_url="https://example.org/").items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert objections(tmp_path) == ""


@pytest.mark.slow
def test_nor_on_any_page_of_a_whole_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles, drafts, pages that have fallen behind, stand-ins, withdrawn ones, and every kind of list."""
    need("Java", shutil.which("java"))
    need("the Nu HTML checker (DRAGOMAN_VNU)", CHECKER and Path(CHECKER).is_file())
    monkeypatch.setattr(Opened, "engine", Polyglot())
    output = published(tmp_path / "daily", BASE, "source")
    pipeline.retract(Publication.open(tmp_path / "daily"), "kazan")
    assert len(list(output.rglob("*.html"))) > 70
    assert objections(output) == ""


@pytest.mark.slow
def test_nor_on_any_page_of_this_repositorys_own_publication(tmp_path: Path) -> None:
    need("Java", shutil.which("java"))
    need("the Nu HTML checker (DRAGOMAN_VNU)", CHECKER and Path(CHECKER).is_file())
    for name in ("seeds", "glossary", "locales"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "workflow.toml", tmp_path)
    assert pipeline.publish(Publication.open(tmp_path)).pages
    assert objections(tmp_path / "output") == ""


def objections(folder: Path) -> str:
    """What the checker says of all pages below a folder, which is nothing if there is no error."""
    command = ["java", "-Xss4m", "-jar", CHECKER, "--skip-non-html", "--also-check-css", str(folder)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert (result.returncode != 0) == bool(result.stderr)
    return result.stderr


@pytest.mark.slow
def test_it_would_find_something(tmp_path: Path) -> None:
    need("Java", shutil.which("java"))
    need("the Nu HTML checker (DRAGOMAN_VNU)", CHECKER and Path(CHECKER).is_file())
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title><p><div></div></p>", "utf-8")
    assert "element in scope" in objections(tmp_path)
