"""Texts of strangers as HTML: nothing is lost, nothing runs, what cannot be seen is named."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.sheets.text import Mark, clean, flat, marked, visible

LETTERS = st.characters(codec="utf-16", exclude_categories=())
TEXTS = st.text(st.one_of(st.sampled_from("<>&\"'/b =\u202e\x00\ud800"), LETTERS), max_size=60)
MARKS = st.lists(
    st.builds(Mark, st.integers(-3, 70), st.integers(-3, 70), st.sampled_from(["a", "b c"]), TEXTS),
    max_size=8,
)


class Reading(HTMLParser):
    """Elements that are open, and the text outside of boxes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"class", "title", "dir"}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "span" not in self.open:
            self.text += data


@given(TEXTS, MARKS)
def test_any_text_with_any_spans_is_well_formed_and_whole(text: str, marks: list[Mark]) -> None:
    made = str(marked(text, marks))
    reading = Reading()
    reading.feed(made)
    reading.close()
    assert not reading.open
    assert reading.tags <= {"mark", "span"}
    kept = "".join(char for char in text if "<span" not in visible(char))
    assert reading.text == kept
    assert clean(made) == made


def test_marks_that_overlap_share_their_characters() -> None:
    made = marked("abcdef", [Mark(0, 4, "term", "T"), Mark(2, 6, "found error", "F")])
    assert made == (
        '<mark class="term" title="T">ab</mark>'
        '<mark class="term found error" title="T; F">cd</mark>'
        '<mark class="found error" title="F">ef</mark>'
    )


def test_marks_that_are_nowhere_are_left_out() -> None:
    assert marked("abc", [Mark(3, 9, "x"), Mark(2, 1, "x"), Mark(-5, 0, "x"), Mark(1, 1, "x")]) == "abc"
    assert marked("abc", [Mark(-5, 1, "x"), Mark(2, 99, "y")]) == (
        '<mark class="x">a</mark>b<mark class="y">c</mark>'
    )


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("\u202e", "U+202E"),
        ("\x00", "U+0000"),
        ("\u200b", "U+200B"),
        ("\ud800", "U+D800"),
        ("\ufdd0", "U+FDD0"),
        ("\U000e0041", "U+E0041"),
        ("\u2028", "U+2028"),
    ],
)
def test_what_cannot_be_seen_is_named(char: str, name: str) -> None:
    made = visible(f"a{char}b")
    assert char not in made
    assert f">{name}</span>b" in made


@pytest.mark.parametrize("char", ["\u200c", "\u200d", "\u200e", "\u200f", "\u00a0", "\n", "👩‍👩‍👧"])
def test_letters_of_a_kind_stay(char: str) -> None:
    assert visible(f"a{char}b") == f"a{char}b"


def test_a_line_of_ours_has_no_line_breaks() -> None:
    assert flat(" a\n\t b\u2028c\x00 ") == "a b\ufffdc\ufffd"


def test_a_long_text_with_many_marks_takes_no_long_time() -> None:
    text = "ab\u202e" * 40_000
    made = marked(text, [Mark(at, at + 50, "x") for at in range(0, 100_000, 20)])
    assert made.count("U+202E") == 40_000


@pytest.mark.parametrize("text", ["<b>\u202e<i>&amp;'\"", "\u202e<b>", "<b>\x00"])
def test_what_stands_beside_a_box_is_escaped(text: str) -> None:
    for made in (visible(text), marked(text, [Mark(0, 9, "x", text)])):
        rest = str(made)
        for ours in ("<mark", "</mark", "<span", "</span"):
            rest = rest.replace(ours, "")
        assert "<" not in rest
        assert "&amp;" in made or "&" not in text
