"""What several rooms' tests share: names, a small publication's files, an engine that needs no model."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from workflow.errors import EngineError
from workflow.model import Translation

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
    """Every file below ``folder`` with its bytes, but for the cache, which may be deleted at any time."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".dragoman" not in path.relative_to(folder).parts
    }


def need(tool: str, there: object) -> None:
    """Skip the test if a program is not there; where all must be (``DRAGOMAN_REQUIRE_TOOLS``), fail."""
    if not there:
        if os.environ.get("DRAGOMAN_REQUIRE_TOOLS"):
            pytest.fail(f"{tool} is missing, and DRAGOMAN_REQUIRE_TOOLS is set")
        pytest.skip(f"needs {tool}")
