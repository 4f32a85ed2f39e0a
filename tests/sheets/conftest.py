"""The publication of ``support_sheets`` and its pages, parsed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support_sheets import make_desk

from workflow import pipeline
from workflow.pipeline import Publication


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return make_desk(tmp_path / "desk", monkeypatch)


@pytest.fixture
def sheet(desk: Path) -> Callable[[str], BeautifulSoup]:
    """The review sheet of the article in a language."""

    def make(language: str) -> BeautifulSoup:
        opened = Publication.open(desk)
        prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
        return BeautifulSoup(pipeline.review(opened, prepared, language).decode("utf-8"), "html.parser")

    return make
