"""Stories of articles that change while people translate them; whole files are compared."""

from __future__ import annotations

import os
import shutil
import tomllib
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import FakeEngine

from workflow import pipeline
from workflow.catalogue import load_catalogue, render
from workflow.pipeline import Publication

CASES = sorted(path.parent for path in (Path(__file__).parent / "cases").glob("*/translator.toml"))


def _same(golden: Path, content: bytes) -> None:
    if os.environ.get("DRAGOMAN_GOLDEN") == "write":
        golden.write_bytes(content)
    assert content.decode() == golden.read_bytes().decode(), golden


def _save(path: Path, edits: list[dict[str, str]]) -> None:
    """As an editor does: the text, no ``fuzzy``, no ``#|``; all comments stay."""
    catalogue = load_catalogue(path)
    assert catalogue is not None
    there = {entry.msgid: entry for entry in catalogue.po if not entry.obsolete}
    for edit in edits:
        entry = there[edit["source"]]
        entry.msgstr, entry.flags = edit["target"], []
        entry.previous_msgid = entry.previous_msgctxt = None
    path.write_bytes(render(catalogue.po))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_story(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: FakeEngine) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1778760000")
    for folder in ("seeds", "glossary", "output"):
        (tmp_path / folder).mkdir()
    shutil.copy(case / "workflow.toml", tmp_path)
    shutil.copy(case / "terms.csv", tmp_path / "glossary")
    edits = tomllib.loads((case / "translator.toml").read_text("utf-8"))["after"]
    versions = sorted(case.glob("[0-9].txt"))
    assert len(versions) == len(edits)
    catalogue = tmp_path / "locales" / "ru" / "LC_MESSAGES" / "library.po"
    for version in versions:
        shutil.copy(version, tmp_path / "seeds" / "library.txt")
        opened = Publication.open(tmp_path)
        prepared = pipeline.prepare(opened, tmp_path / "seeds" / "library.txt")
        pipeline.extract(opened, prepared, ["ru"])
        list(pipeline.translate(opened, prepared, ["ru"]))
        _same(case / f"{version.stem}.drafted.po", catalogue.read_bytes())
        _save(catalogue, edits[version.stem])
        pipeline.extract(opened, prepared, ["ru"])
        _same(case / f"{version.stem}.saved.po", catalogue.read_bytes())
    assert pipeline.publish(Publication.open(tmp_path), ["library"], ["ru"]).refused == []
    page = BeautifulSoup(
        (tmp_path / "output" / "ru" / "library" / "index.html").read_text("utf-8"), "html.parser"
    )
    article = page.find("article")
    assert article is not None
    text = "\n".join(" ".join(part.get_text().split()) for part in article.find_all(["h1", "p"]))
    _same(case / "page.txt", (text + "\n").encode())
