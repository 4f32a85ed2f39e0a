"""Fixtures that several rooms' tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from support import ARTICLE, CONFIG, ROOT, TERMS, FakeEngine

from workflow.pipeline import Publication

# How long an example takes says more about the machine than about the program.
settings.register_profile("dragoman", deadline=None)
settings.load_profile("dragoman")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small publication in three languages, with one article and four terms."""
    root = tmp_path / "daily"
    for name in ("seeds", "glossary", "locales", "output"):
        (root / name).mkdir(parents=True)
    (root / "workflow.toml").write_text(CONFIG, encoding="utf-8")
    (root / "seeds" / "kazan.txt").write_text(ARTICLE, encoding="utf-8")
    (root / "glossary" / "terms.csv").write_text(TERMS, encoding="utf-8")
    return root


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that every publication of the test uses."""
    fake = FakeEngine()
    monkeypatch.setattr(Publication, "engine", fake)
    return fake


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of this repository's own publication."""
    root = tmp_path / "repository"
    root.mkdir()
    shutil.copy(ROOT / "workflow.toml", root)
    for name in ("seeds", "glossary", "locales"):
        shutil.copytree(ROOT / name, root / name)
    (root / "output").mkdir()
    return root
