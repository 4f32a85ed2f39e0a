from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.model import Article, Block, Markup, Role
from workflow.readers.markdown import MarkdownReader

SEED = Path(__file__).parents[2] / "seeds" / "samarkand-transport-forum.md"
STARTS = [
    "# ",
    "- ",
    "1. ",
    "> ",
    "```\n",
    "    ",
    "---",
    "+++",
    "title: x",
    "[a]: /b",
    "|",
    "|-|",
    "<div>",
    "<!--",
]
MARKS = [
    "*",
    "**",
    "`",
    "[a]",
    "(b)",
    "![",
    "](",
    ")",
    "<b>",
    "-->",
    "\\",
    "&amp;",
    "word",
    "中",
    " ",
    "\t",
    "\0",
]
SYNTAX = st.lists(st.sampled_from([*STARTS, *MARKS, "\n", "\n\n"])).map("".join)


def read(text: str) -> Article:
    return MarkdownReader().read(text, slug="kazan", source="seeds/kazan.md", language="en")


def body(text: str) -> list[Block]:
    return list(read(f"# Head\n\n{text}").blocks[1:])


def texts(text: str) -> list[str]:
    return [block.text for block in body(text)]


@settings(deadline=None)  # the first example imports the parser
@given(SYNTAX | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        article = read(text)
    except SourceError as error:
        assert str(error).startswith("seeds/kazan.md")
        return
    assert article.blocks[0].role is Role.HEADLINE
    assert [block.role for block in article.blocks].count(Role.HEADLINE) == 1
    for block in article.blocks:
        assert block.line >= 1
        assert "\n" not in block.text or not block.translatable


@settings(deadline=None)  # the first example imports the parser
@given(st.lists(st.from_regex(r"[a-zж]{1,8}( [a-zж]{1,8}){0,5}", fullmatch=True), max_size=6))
def test_paragraphs_without_syntax_come_through_as_they_are(paragraphs: list[str]) -> None:
    assert texts("\n\n".join(paragraphs)) == paragraphs


def test_seed_article() -> None:
    article = read(SEED.read_text(encoding="utf-8"))
    assert article.title == "Samarkand hosts forum of SCO regions on transport and tourism"
    assert (article.language, article.date, article.markup) == ("en", date(2026, 10, 15), Markup.MARKDOWN)
    assert set(article.meta) == {"note"}
    roles = [block.role for block in article.blocks]
    assert roles[:6] == [Role.HEADLINE, Role.LEAD, Role.PARAGRAPH, Role.QUOTE, Role.HEADING, Role.PARAGRAPH]
    assert roles.count(Role.LIST_ITEM) == 3
    cells = [block for block in article.blocks if block.role is Role.TABLE_CELL]
    assert [cell.text for cell in cells if not cell.translatable] == [
        *("14", "230", "1,450,000", "44", "185", "3,900,000", "67", "1,120", "8,300,000")
    ]
    assert {(cell.row, cell.column) for cell in cells} == {(r, c) for r in range(4) for c in range(4)}
    assert [cell.align for cell in cells[:4]] == ["", "right", "right", "right"]
    assert sum(article.title in block.text for block in article.blocks) == 1


def test_inline_source_is_exact() -> None:
    source = 'The **mayor** of *Kazan* said \\*no\\* to [them](/x "t"), `a  b` &amp; \u00a0more~'
    assert texts(source) == [source]


def test_line_breaks_become_a_space() -> None:
    assert texts("one\ntwo  \nthree\\\nfour\n五\n六") == ["one two three four 五六"]


def test_links_by_reference_get_their_address() -> None:
    assert texts(
        "See [the *SCO*][1], [Kazan] and [no such].\n\n[1]: https://example.org/x\n[kazan]: <a b> 'T'"
    ) == ["See [the *SCO*](https://example.org/x), [Kazan](a%20b) and [no such]."]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a <b>bold</b> word", ["a bold word"]),
        ("line<br>break", ["line break"]),
        ("a <!-- hidden --> b", ["a  b"]),
        ("code `<b>` and \\<b> stay", ["code `<b>` and \\<b> stay"]),
        ("<script>alert(1)</script>", []),
        ("a <script>alert(`1`)</script> b", ["a  b"]),
        ("<div>\nraw\n</div>\n\nafter", ["after"]),
        ("***\n\n---\n\nafter", ["after"]),
    ],
)
def test_raw_html_and_rules_go(source: str, expected: list[str]) -> None:
    assert texts(source) == expected


def test_lists() -> None:
    blocks = body("1. one\n\n   more\n   - deep\n     > said\n2. two\n\nbetween\n\n- other\n")
    assert [(b.role, b.text, b.level, b.group, b.ordered, b.line) for b in blocks] == [
        (Role.LIST_ITEM, "one more", 1, 1, True, 3),
        (Role.LIST_ITEM, "deep said", 2, 1, False, 6),
        (Role.LIST_ITEM, "two", 1, 1, True, 8),
        (Role.LEAD, "between", 0, 0, False, 10),
        (Role.LIST_ITEM, "other", 1, 2, False, 12),
    ]


@pytest.mark.parametrize(("mark", "levels"), [("> ", 45), ("- ", 45)])
def test_deep_nesting_loses_nothing(mark: str, levels: int) -> None:
    assert texts(mark * levels + "word")[-1] == "word"


@pytest.mark.parametrize("mark", ["> ", "- ", "1. "])
def test_nesting_beyond_reason_is_refused(mark: str) -> None:
    with pytest.raises(SourceError, match=r"seeds/kazan\.md:3: lists or quotations are nested too deep"):
        body(mark * 1000 + "word")


def test_block_quotations_are_grouped() -> None:
    blocks = body("> one\n>\n> > two\n\nbetween\n\n> three")
    assert [(b.role, b.text, b.group) for b in blocks] == [
        (Role.QUOTE, "one", 1),
        (Role.QUOTE, "two", 1),
        (Role.LEAD, "between", 0),
        (Role.QUOTE, "three", 2),
    ]


def test_table_keeps_its_empty_cells() -> None:
    blocks = body("| | *N* |\n|:-|:-:|\n| **a** | 1 |\n| | – |")
    assert [(b.text, b.row, b.column, b.align, b.translatable, b.line) for b in blocks] == [
        ("", 0, 0, "left", False, 3),
        ("*N*", 0, 1, "center", True, 3),
        ("**a**", 1, 0, "left", True, 5),
        ("1", 1, 1, "center", False, 5),
        ("", 2, 0, "left", False, 6),
        ("–", 2, 1, "center", False, 6),
    ]


def test_code_is_not_for_translators() -> None:
    blocks = body("```python\na = 1\n\nb = 2\n```\n\n    indented\n")
    assert [(b.role, b.text, b.translatable) for b in blocks] == [
        (Role.PARAGRAPH, "a = 1\n\nb = 2", False),
        (Role.PARAGRAPH, "indented", False),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![The *river*](a.jpg)", [("The river", "a.jpg", True)]),
        ('![](a.jpg "Title")', [("Title", "a.jpg", True)]),
        ("![](a.jpg)", [("", "a.jpg", False)]),
        ("[![x](a.jpg)](/big)\n![y](b.jpg)", [("x", "a.jpg", True), ("y", "b.jpg", True)]),
        ("![x](javascript:alert(1))", [("x", "", True)]),
        ("![5 \\* 3 \\*](data:image/png;base64,AA)", [("5 * 3 *", "", False)]),
    ],
)
def test_pictures_alone_in_a_paragraph(source: str, expected: list[tuple[str, str, bool]]) -> None:
    blocks = body(source)
    assert {block.role for block in blocks} == {Role.CAPTION}
    assert [(block.text, block.image, block.translatable) for block in blocks] == expected


def test_picture_among_words_stays_in_its_sentence() -> None:
    assert texts("see ![x](a.jpg) here") == ["see ![x](a.jpg) here"]


# ------------------------------------------------------------------------------------------ headline


def test_first_heading_of_level_one_is_the_headline() -> None:
    article = read("Kicker\n\n## Small\n\n# The *head*\n\n# Another")
    assert article.blocks[0] == Block(Role.HEADLINE, "The *head*", 5)
    assert article.title == "The head"
    assert [(block.role, block.level) for block in article.blocks[1:]] == [
        (Role.LEAD, 0),
        (Role.HEADING, 2),
        (Role.HEADING, 1),
    ]


def test_title_goes_before_a_heading_that_differs() -> None:
    article = read("---\ntitle: Title\n---\n# Head\n\ntext")
    assert [block.text for block in article.blocks] == ["Title", "Head", "text"]


def test_heading_that_repeats_the_title_is_left_out() -> None:
    article = read("---\ntitle: The head\n---\n\n# The **head**\n\ntext")
    assert [(block.text, block.line) for block in article.blocks] == [("The head", 2), ("text", 7)]


def test_title_is_plain_text() -> None:
    article = read("---\ntitle: '*Not* emphasis'\n---\n\ntext")
    assert article.title == "*Not* emphasis"
    assert article.blocks[0].text == "\\*Not\\* emphasis"


def test_without_headline() -> None:
    with pytest.raises(
        SourceError, match=r"seeds/kazan\.md: it has no headline\. Begin with a line '# Headline'"
    ):
        read("Only text.")


@pytest.mark.parametrize("text", ["", "\n \n", "<!-- nothing -->", "---\ndate: 2026-01-01\n---\n"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(SourceError, match=r"seeds/kazan\.md: there is nothing to read in it"):
        read(text)
