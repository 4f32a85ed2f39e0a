"""Corrections on their way into an article: two sources, one order, one clear line if something is wrong."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from workflow.corrections import day_of, with_corrections
from workflow.errors import SourceError
from workflow.model import Article, Block, Correction, Markup, Role
from workflow.readers.markdown import MarkdownReader

ONE, TWO, THREE = (date(2026, 11, day) for day in (26, 27, 28))
YAML = """\
---
title: A bridge opens
corrections:
  - date: 2026-11-26
    text: "It is *not* the longest: no."
  - date: 2026-11-28
    text: >-
      It has
      two lanes.
tags: [Bridges]
---
Text.
"""
TOML = """\
+++
title = "A bridge opens"
tags = ["Bridges"]
[[corrections]]
date = 2026-11-26
text = "It is *not* the longest: no."
[[corrections]]
date = "2026-11-28"
text = "It has two lanes."
+++
Text.
"""


def _read(text: str) -> Article:
    return MarkdownReader().read(text, slug="x", source="seeds/x.md", language="en")


def _said(article: Article) -> list[tuple[date | None, str]]:
    return [(each.date, each.text) for each in article.blocks if each.role is Role.CORRECTION]


@pytest.mark.parametrize("text", [YAML, TOML], ids=["yaml", "toml"])
def test_front_matter_tells_them_and_the_newest_is_first(text: str) -> None:
    article = _read(text)
    assert _said(article) == [(THREE, "It has two lanes."), (ONE, "It is *not* the longest: no.")]
    assert [each.role for each in article.blocks[-2:]] == [Role.CORRECTION] * 2
    assert article.markup is Markup.MARKDOWN
    assert article.meta == {"tags": "Bridges"}
    lines = text.split("\n")
    for each in article.blocks[-2:]:  # each knows where it stands
        assert str(each.date) in "\n".join(lines[each.line - 1 : each.line + 1])


@pytest.mark.parametrize(
    "text", ["---\ntitle: A\ncorrections:\n---\nT.", "---\ntitle: A\ncorrections: []\n---\nT."]
)
def test_none_is_none(text: str) -> None:
    assert _said(_read(text)) == []


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["corrections: yes"], "x.md:3: 'yes' is no list of corrections"),
        (["corrections: [yes]"], "x.md:3: 'yes' is no correction"),
        (["corrections:", "  date: 2026-11-28", "  text: A"], "x.md:3: {'date'"),
        (["corrections:", "- text: A"], "x.md:4: the date is missing"),
        (["corrections:", "- date: 2026-11-28"], "x.md:4: the text is missing"),
        (
            ["corrections:", "- date: 2026-11-28", "  text: A", "- date: soon", "  text: B"],
            "x.md:6: 'soon' is no",
        ),
        (["corrections:", "- date: 2026-11-31", "  text: A"], "x.md:4: '2026-11-31' is no date"),
        (["corrections:", "- date: 2026-11-28", "  text: ' '"], "x.md:4: the text is empty"),
        (["corrections:", "- date: 2026-11-28", '  text: "\\u200b\\ufeff"'], "x.md:4: the text is empty"),
        (["corrections:", "- date: 2026-11-28", "  text: {a: b}"], "x.md:4: {'a': 'b'} is not a text"),
        (["corrections:", "- date: 2026-11-28", "  text: A", "  by: C"], "x.md:4: unknown key 'by'"),
    ],
)
def test_what_is_wrong_is_one_clear_line_with_its_place(lines: list[str], message: str) -> None:
    with pytest.raises(SourceError) as caught:
        _read("\n".join(["---", "title: A", *lines, "---", "Text."]))
    assert str(caught.value).startswith(f"seeds/{message}")
    assert "\n" not in str(caught.value)


def test_toml_says_in_which_table() -> None:
    with pytest.raises(SourceError, match=r"^seeds/x\.md:7: True is no date"):
        _read(TOML.replace('"2026-11-28"', "true"))


def test_controls_and_halves_of_letters_do_not_come_in() -> None:
    text = '---\ntitle: A\ncorrections:\n- date: 2026-11-28\n  text: "a\\u0000b\\ud800c\\nd"\n---\nText.'
    assert _said(_read(text)) == [(THREE, "ab\ufffdc d")]


def _article(*blocks: Block) -> Article:
    return Article("x", "seeds/x.md", "en", "A", (Block(Role.HEADLINE, "A", 1), *blocks))


def test_both_sources_add_up_and_of_two_alike_there_is_one() -> None:
    own = with_corrections(_article(), [Correction(ONE, "a", 3), Correction(TWO, "b", 5)])
    article = with_corrections(
        own, [Correction(TWO, "b"), Correction(THREE, "c"), Correction(ONE, "d"), Correction(THREE, "c")]
    )
    assert _said(article) == [(THREE, "c"), (TWO, "b"), (ONE, "d"), (ONE, "a")]
    assert [each.line for each in article.blocks[1:]] == [0, 5, 0, 3]
    assert with_corrections(own, [Correction(ONE, "a")]) is own


def test_of_one_day_the_last_that_was_written_is_first() -> None:
    article = with_corrections(_article(), [Correction(ONE, "first"), Correction(ONE, "second")])
    assert [text for _, text in _said(article)] == ["second", "first"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ONE, ONE),
        (datetime(2026, 11, 26, 10, 30), ONE),
        ("2026-11-26", ONE),
        ("2026-11-26T10:00:00Z", ONE),
        ("2026-11-26 10:00", ONE),
        ("2026-11-266", None),
        ("20261126", None),
        ("2026-W48-4", None),
        ("", None),
        (20261126, None),
        (True, None),
        (None, None),
    ],
)
def test_days(value: object, expected: date | None) -> None:
    assert day_of(value) == expected
