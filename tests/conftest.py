"""What several rooms' tests share: a publication to work in, and an engine that needs no model."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from workflow.errors import EngineError
from workflow.model import Translation
from workflow.pipeline import Publication

ROOT = Path(__file__).resolve().parent.parent
SEED = "chongqing-mayor-sco-cooperation"
DRAFT = "samarkand-transport-forum"
LANGUAGES = ("zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")

ARTICLE = """\
Kazan to host SCO Summit

The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027.

"We expect 4,500 guests," Rashid Alimov said. "They will see a new city."

Kazan
"""

CONFIG = """\
[publication]
title = "Daily"
languages = ["ru", "zh", "kk"]
base_url = "https://daily.example.org"
"""

TERMS = """\
id,kind,gender,en,ru,zh,kk
sco-summit,event,m,SCO Summit,саммит ШОС,上合组织峰会,ШЫҰ саммиті
sco-secretariat,organisation,m,SCO Secretariat,Секретариат ШОС,上合组织秘书处,ШЫҰ Хатшылығы
rashid-alimov,person,m,Rashid Alimov,Рашид Алимов | !Рашид Олимов,拉希德·阿利莫夫,Рашид Алимов
kazan,place,f,Kazan,Казань,喀山,Қазан
"""


class FakeEngine:
    """Answers with the sentence in angle brackets, and says what it was asked. Knows ``ru`` and ``zh``."""

    name = "fake"

    def __init__(self, *, folder: Path | None = None, beam: int = 4) -> None:
        self.asked: list[list[str]] = []
        self.during: Callable[[], None] = lambda: None

    def signature(self, source: str, target: str) -> str:
        if target not in ("ru", "zh"):
            raise EngineError(f"no model for {source} -> {target}", hint="Install one.")
        return f"fake/{source}_{target}-1"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.signature(source, target)
        self.asked.append(list(sentences))
        self.during()
        if progress:
            progress(len(sentences))
        return [Translation(f"<{target}: {sentence}>") for sentence in sentences]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


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
