"""Small catalogues to work on, and Hypothesis strategies for hostile ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from workflow.catalogue import Catalogue, load_catalogue

HEADER = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Catalogue]:
    """Reads a text (or bytes) as a catalogue named ``x.po``; a header comes first unless ``bare``."""

    def load(content: str | bytes, *, bare: bool = False) -> Catalogue:
        path = tmp_path / "x.po"
        if isinstance(content, str):
            content = (content if bare else HEADER + content).encode()
        path.write_bytes(content)
        found = load_catalogue(path)
        assert found is not None
        return found

    return load


@pytest.fixture
def template() -> Callable[..., polib.POFile]:
    """A template with an entry for each text, or for each pair of context and text."""

    def build(*texts: str | tuple[str, str]) -> polib.POFile:
        pot = polib.POFile(wrapwidth=0, check_for_duplicates=False)
        for number, each in enumerate(texts, 1):
            context, text = each if isinstance(each, tuple) else ("", each)
            pot.append(
                polib.POEntry(
                    msgid=text,
                    msgctxt=context or None,
                    comment=f"paragraph, block {number}",
                    occurrences=[("seeds/x.txt", str(number))],
                )
            )
        return pot

    return build
