"""The spans of Markdown, against a CommonMark parser."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from workflow.model import Markup
from workflow.segment import segment_text
from workflow.segment.markdown import inline_spans

PARSER = MarkdownIt("commonmark", {"html": False})
TOKENS = [
    "A",
    "b",
    "c. ",
    "d! ",
    "E ",
    "*",
    "**",
    "_",
    "`",
    "``",
    "[",
    "]",
    "](x)",
    "](",
    "(",
    ")",
    "!",
    "\\",
    " ",
]
TOKENS += ["<http:x. Y>", '"', ". ", '](u "t. T")', "?” ", "“"]


def rendered(text: str) -> str:
    return "".join(PARSER.renderInline(text).split())


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), min_size=3, max_size=16).map(lambda each: "".join(each).strip()))
def test_segments_render_as_the_whole_does(text: str) -> None:
    parts = segment_text(text, "en", markup=Markup.MARKDOWN)
    assert "".join(rendered(middle) for _, middle, _ in parts) == rendered(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", []),
        ("a *b* c", ["*b*"]),
        ("a **b** _c_", ["**b**", "_c_"]),
        ("***b***", ["***b***", "**b**"]),
        ("snake_case_name", []),
        ("`a *b` c*", ["`a *b`"]),
        ("[a *b*](c)", ["[a *b*](c)", "*b*"]),
        ("*a [b*](c)", ["[b*](c)"]),
        ("[![a](b)](c)", ["[![a](b)](c)", "![a](b)"]),
        ("[a](<b c> 'd')", ["[a](<b c> 'd')"]),
        ("[a](b(c)d)", ["[a](b(c)d)"]),
        ("[a](b c)", []),
        ("[a] (b)", []),
        (r"\[a](b) \*c*", []),
        ("<https://example.org/a.b> <me@example.org>", ["<https://example.org/a.b>", "<me@example.org>"]),
        ("<b>no</b>", []),
        ("*foo**bar*", ["*foo**bar*"]),
    ],
)
def test_spans(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in inline_spans(text)] == expected
