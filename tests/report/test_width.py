"""Columns of a terminal. The expected values are those of the library wcwidth."""

from __future__ import annotations

import pytest

from workflow.report.width import is_reordered, width, widths


@pytest.mark.parametrize(
    ("char", "columns"),
    [
        ("a", 1), ("ш", 1), ("ў", 1), ("é", 1), ("·", 1), ("«", 1), ("—", 1), ("。", 2), ("重", 2), ("！", 2),
        ("ア", 2), ("ｱ", 1), ("한", 2), ("\u1160", 0), ("\u0301", 0), ("\u064b", 0), ("\u093e", 0),
        ("\u094d", 0),
        ("\u200c", 0), ("\u200d", 0), ("\u2060", 0), ("\ufe0f", 0), ("\xad", 1), ("\xa0", 1), ("\u3000", 2),
        ("🎈", 2), ("☀", 1), ("।", 1), ("ی", 1), ("\ufffd", 1), ("\x1b", 0), ("\n", 0),
    ],
)  # fmt: skip
def test_a_character(char: str, columns: int) -> None:
    assert width(char) == columns


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("重庆 ok", 7), ("👩\u200d🚀!", 3), ("☀\ufe0f", 2), ("е\u0301", 1), ("\u200d🚀", 2)],
)
def test_a_text(text: str, columns: int) -> None:
    found = list(widths(text))
    assert sum(found) == columns
    assert len(found) == len(text)


def test_reordered() -> None:
    assert is_reordered("Город شهر")
    assert is_reordered("١٢")
    assert not is_reordered("重庆 Чунцин 12, शहर")
