"""Laws of every reader: nothing but an article or one clear error comes out, and no word is lost."""

from __future__ import annotations

import html as escaping
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.model import Article, Markup, Reader, Role
from workflow.publishers.inline import plain
from workflow.readers.html import HtmlReader
from workflow.readers.inline import Run, escape, plain_text, write
from workflow.readers.markdown import MarkdownReader
from workflow.readers.text import TextReader

READERS: tuple[Reader, ...] = (TextReader(), MarkdownReader(), HtmlReader())
HOSTILE = "\x00\x07\x0c\x1f\x7f\x85\u2028\u2029\ud800\ufffe\u202e\u2066\u200b\u00ad\u00a0\ufeff"
SYNTAX = "*_`[]()<>!&#\\|~-+:;\"'=/ \t\n\r0a."
# Pieces that mean something in each format, so that chance meets real structures and not only headlines.
PIECES: dict[str, tuple[str, ...]] = {
    "text": ("words", "\n\n", "\n", "“", '"', "T", "\r\n", " "),
    "markdown": (
        *(
            "## h\n",
            "- a\n",
            "  - b\n",
            "1. c\n",
            "> q\n",
            "```\n",
            "\n\n",
            "\n",
            "---\n",
            "    ",
            "words",
            "中文",
        ),
        *(
            "\n\n|a|b|\n|-|-:|\n|1|x|\n",
            "|y|\n",
            "![p](p.png)",
            "\n\n![](q.png 't')\n\n",
            "[l](http://example.org/a_b)",
        ),
        *(
            "[r]: /u\n",
            "[w][r]",
            "**",
            "*",
            "`",
            "<br>",
            "<b>",
            "</b>",
            "\n\n<div>\n",
            "&amp;",
            "\\\n",
            "# T\n",
        ),
    ),
    "html": (
        *(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<i>",
            "</i>",
            "<code>",
            "</code>",
            "<a href='/x'>",
            "</a>",
            "<br>",
            "words",
        ),
        *(
            "<ul><li>",
            "<li>",
            "<ol><li>",
            "</li>",
            "</ul>",
            "</ol>",
            "<blockquote>",
            "</blockquote>",
            "<pre>",
            "</pre>",
        ),
        *(
            "<table><tr><td>",
            "<tr>",
            "<td>",
            "<th colspan=2>",
            "<td rowspan=2>",
            "</td>",
            "</tr>",
            "</table>",
            "<h2>",
            "</h2>",
        ),
        *(
            "<figure><img src=a.png alt=A>",
            "<figcaption>",
            "</figcaption>",
            "</figure>",
            "<img src=b.png>",
            "<q>",
            "</q>",
        ),
        *(
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<nav>",
            "</nav>",
            "&amp;",
            "&lt;b&gt;",
            "\n",
            " ",
            "<article>",
            "<h1>U</h1>",
        ),
    ),
}
STARTS = {"text": "T\n\n", "markdown": "# T\n\n", "html": "<h1>T</h1>"}


def documents(form: str) -> st.SearchStrategy[str]:
    """Mostly documents with a headline and structures; sometimes anything at all."""
    pieces = st.one_of(
        st.sampled_from(PIECES[form]), st.sampled_from(PIECES[form]), st.text(SYNTAX + HOSTILE, max_size=3)
    )
    structured = st.lists(pieces, min_size=1, max_size=30).map("".join)
    anything = st.text(st.characters(exclude_categories=()), max_size=60)
    return st.one_of(
        structured.map(STARTS[form].__add__), structured.map(STARTS[form].__add__), structured, anything
    )


# What a person could have typed into one line, syntax of both formats included.
LINES = (
    st.text(
        st.one_of(st.sampled_from(SYNTAX.strip() + " \u00a0"), st.characters(categories=("L", "N", "P", "S")))
    )
    .map(lambda text: " ".join(text.split(" ")).strip())
    .filter(lambda text: any(map(str.isalnum, text)) and not re.search(r"[\t\n\r]|  ", text))
)
# Control characters that neither PO files nor pages may hold; a tab and a line feed may stand in code.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def read(reader: Reader, text: str) -> Article:
    return reader.read(text, slug="x", source="seeds/x", language="en")


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
@given(data=st.data())
@settings(max_examples=250, deadline=None)
def test_an_article_or_one_clear_line(reader: Reader, data: st.DataObject) -> None:
    text = data.draw(documents(reader.name))
    try:
        article = read(reader, text)
    except SourceError as error:
        assert "\n" not in str(error)
        assert error.where.startswith("seeds/x")
        assert error.hint
        return
    assert article.slug == "x"
    assert article.source == "seeds/x"
    assert article.title.strip()
    first, *rest = article.blocks
    assert first.role is Role.HEADLINE
    assert all(block.role is not Role.HEADLINE for block in rest)
    lines = len(re.split("\r\n|\r|\n", text))
    for block in article.blocks:
        code = block.role is Role.PARAGRAPH and not block.translatable
        assert not FORBIDDEN.search(block.text)
        assert code or "\n" not in block.text
        assert code or block.text == block.text.strip(" \t\n")
        assert 1 <= block.line <= lines
        assert block.text or block.image or block.role is Role.TABLE_CELL
        assert block.align in ("", "left", "right", "center")
        assert (block.level > 0) == (block.role in (Role.HEADING, Role.LIST_ITEM))
        assert block.group > 0 or block.role not in (Role.LIST_ITEM, Role.TABLE_CELL)
    leads = [block for block in article.blocks if block.role is Role.LEAD]
    assert len(leads) <= 1
    cells = [(b.group, b.row, b.column) for b in article.blocks if b.role is Role.TABLE_CELL]
    assert len(cells) == len(set(cells))


@given(LINES)
@settings(deadline=None)
def test_plain_text_is_kept_exactly(line: str) -> None:
    article = read(TextReader(), f"Headline\n\nLead.\n\n{line}\n")
    assert article.blocks[2].text == line
    assert article.markup is Markup.PLAIN


@given(LINES)
@settings(deadline=None)
def test_words_of_html_stay_literal(line: str) -> None:
    article = read(HtmlReader(), f"<h1>Headline</h1><p>Lead.</p><p>{escaping.escape(line)}</p>")
    assert plain_text(article.blocks[2].text) == line


DENSE = (
    st.text('*_`[]()<>&\\!ab;# "', min_size=1, max_size=14)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@given(st.one_of(LINES, DENSE))
@settings(max_examples=300, deadline=None)
def test_escaping_is_undone(line: str) -> None:
    assert plain_text(escape(line)) == line


STYLES = st.builds(
    Run,
    st.text('ab *_`[]<&\\"(.!', min_size=1, max_size=6),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "", "/u", "http://example.org/a"]),
)


@given(st.lists(STYLES, max_size=5))
@settings(deadline=None)
def test_styled_text_keeps_its_words(pieces: list[Run]) -> None:
    words = "".join(run.text for run in pieces)
    assert " ".join(plain_text(write(pieces)).split()) == " ".join(words.split())


# Without tabs: publishers make them spaces before they parse, and a code span may begin or end with one.
@given(st.lists(st.sampled_from([*re.sub(r"\s", " ", SYNTAX), "ab", "**", "[x](/y)", "é"])).map("".join))
@settings(deadline=None)
def test_readers_and_publishers_see_the_same_words(inline: str) -> None:
    seen = " ".join(plain_text(inline).split())
    assert seen == plain(inline, Markup.MARKDOWN)


@given(st.lists(LINES, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@settings(deadline=None)
def test_line_ends_and_byte_order_marks_say_nothing(lines: list[str], end: str, mark: bool) -> None:
    text = "\n\n".join(["Headline", *lines])
    other = ("\ufeff" if mark else "") + text.replace("\n", end)
    assert read(TextReader(), other) == read(TextReader(), text)


@pytest.mark.parametrize("depth", [1, 9, 10, 25])
def test_no_depth_of_markdown_loses_words(depth: int) -> None:
    quoted = read(MarkdownReader(), "# T\n\n" + "> " * depth + "words\n")
    assert quoted.blocks[-1].text == "words"
    listed = read(MarkdownReader(), "# T\n\n" + "\n".join("  " * at + f"- item {at}" for at in range(depth)))
    assert [block.text for block in listed.blocks[1:]] == [f"item {at}" for at in range(depth)]
    assert [block.level for block in listed.blocks[1:]] == list(range(1, depth + 1))


def test_cells_without_end_tags_are_cells() -> None:
    whole = "<h1>T</h1><table><tr><th>h</th><th>2</th></tr><tr><td>x</td><td>3</td></tr></table>"
    short = re.sub("</t[hdr]>", "", whole)
    assert read(HtmlReader(), short) == read(HtmlReader(), whole)
    assert [(b.row, b.column, b.text) for b in read(HtmlReader(), whole).blocks[1:]] == [
        (0, 0, "h"),
        (0, 1, "2"),
        (1, 0, "x"),
        (1, 1, "3"),
    ]


def test_what_is_invisible_is_no_article() -> None:
    assert unicodedata.category("\u200b") == "Cf"
    for reader in READERS:
        with pytest.raises(SourceError, match="nothing to read"):
            read(reader, "\ufeff\x00 \u200b\n\n")


@pytest.mark.parametrize(
    "hidden",
    [
        *(
            "<!-- secret -->",
            "<script>secret</script>",
            "<style>secret</style>",
            "<template>secret</template>",
        ),
        *(
            "<nav>secret</nav>",
            "<aside><p>secret</p></aside>",
            "<form>secret</form>",
            "<footer>secret</footer>",
        ),
        *(
            "<p hidden>secret</p>",
            "<div style='display: none'><p>secret</p></div>",
            "<![CDATA[secret]]>",
            "<?secret?>",
        ),
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "<p>a {} b</p>", "<ul><li>{}</li></ul>", "<table><tr><td>{}</td></tr></table>"]
)
def test_what_html_does_not_show_is_not_read(hidden: str, around: str) -> None:
    article = read(HtmlReader(), f"<h1>T</h1><p>Lead.</p>{around.format(hidden)}<p>End.</p>")
    assert "secret" not in "".join(block.text for block in article.blocks)
    assert article.blocks[1].text == "Lead."
    assert article.blocks[-1].text == "End."
