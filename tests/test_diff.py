"""Word diffs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.diff import pieces, word_diff, words


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("The mayor said", "The mayor said", "The mayor said"),
        ("The mayor said", "The governor said", "The [-mayor-]{+governor+} said"),
        ("will sign", "will not sign", "will {+not +}sign"),
        ("two old words", "three new words", "[-two old-]{+three new+} words"),
        ("प्रेस की बैठक", "प्रेस की मुलाकात", "प्रेस की [-बैठक-]{+मुलाकात+}"),
        ("qoʻshma loyiha", "qoʻshni loyiha", "[-qoʻshma-]{+qoʻshni+} loyiha"),
        ("the\u00a0mayor of\u00a0Osh", "the mayor of Kazan", "the mayor of [-Osh-]{+Kazan+}"),
        ("67\u00a0schools", "67 schools", "67[-\u00a0-]{+ +}schools"),
        ("", "new", "{+new+}"),
        ("old", "", "[-old-]"),
        ("市长表示欢迎", "市长不表示欢迎", "市长{+不+}表示欢迎"),
        ("67 schools", "76 schools", "[-67-]{+76+} schools"),
        ("{} a", "{} b", "{} [-a-]{+b+}"),
    ],
)
def test_word_diff(old: str, new: str, shown: str) -> None:
    assert word_diff(old, new) == shown


@given(st.text(), st.text())
def test_both_texts_can_be_read_back(old: str, new: str) -> None:
    assert "".join(words(old)) == old
    found = list(pieces(old, new))
    assert "".join(piece.text for piece in found if piece.kind != "new") == old
    assert "".join(piece.text for piece in found if piece.kind != "old") == new


def test_long_texts_are_compared_by_their_ends() -> None:
    """Word by word it would take half a minute, or much longer for a hostile text."""
    old, new = ["a"] * 9_000, [*["a"] * 4_000, "b", *["a"] * 4_000]
    diff = word_diff(" ".join(old), " ".join(new))
    assert diff.startswith("a a ")
    assert diff.endswith(" a a")
    assert re.sub(r"\{\+.*?\+\}", "", diff).replace("[-", "").replace("-]", "") == " ".join(old)
    assert re.sub(r"\[-.*?-\]", "", diff).replace("{+", "").replace("+}", "") == " ".join(new)
    assert word_diff(" ".join(old), " ".join(old)) == " ".join(old)
