import html
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.model import Article, Block, Markup, Role
from workflow.readers.html import HtmlReader
from workflow.readers.inline import plain_text

TAGS = [
    "p",
    "b",
    "i",
    "a",
    "code",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "blockquote",
    "figure",
    "figcaption",
]
TAGS += [
    "h1",
    "h2",
    "pre",
    "br",
    "img src=x alt=y",
    "article",
    "form",
    "header",
    "caption",
    "script",
    "q",
    "!--",
]
MARKUP = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag.split()[0]}>" for tag in TAGS])
    | st.sampled_from(["word", " ", "\n", "*", "_", "`", "&amp;", "&#0;", "<", "[x](y)", "-->"])
).map("".join)
# Spaces of HTML collapse, so words are compared.
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"]) | st.sampled_from("*_`[]<>&\\# ")
)


def read(text: str) -> Article:
    return HtmlReader().read(text, slug="kazan", source="seeds/kazan.html", language="en")


def body(text: str) -> list[Block]:
    return list(read(f"<h1>Head</h1>\n{text}").blocks[1:])


def texts(text: str) -> list[str]:
    return [block.text for block in body(text)]


@settings(deadline=None)  # the first example imports the parser
@given(MARKUP | st.text())
@example("<h1><pre>word<p>word")
@example("<h1>x</h1><table><tr><td><pre>a\nb</pre></td></tr></table>")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        article = read(text)
    except SourceError as error:
        assert str(error).startswith("seeds/kazan.html: ")
        return
    assert article.blocks[0].role is Role.HEADLINE
    assert [block.role for block in article.blocks].count(Role.HEADLINE) == 1
    assert all("\n" not in block.text or not block.translatable for block in article.blocks)


@settings(deadline=None)  # the first example imports the parser
@given(st.lists(WORDS, max_size=4), st.sampled_from(["", "b", "em", "a href=/x"]))
def test_literal_text_stays_literal(paragraphs: list[str], tag: str) -> None:
    opening, closing = (f"<{tag}>", f"</{tag.split(maxsplit=1)[0]}>") if tag else ("", "")
    source = "".join(f"<p>z {opening}{html.escape(text)}{closing} z</p>" for text in paragraphs)
    found = [plain_text(block.text).split() for block in body(source)]
    assert found == [["z", *text.split(), "z"] for text in paragraphs]


PAGE = """<!doctype html>
<html lang="en-GB">
<head>
<title>Talks in Kazan | The Daily</title>
<meta property="article:published_time" content="2026-10-15T08:00:00+03:00">
<style>p { color: red }</style>
</head>
<body>
<header>The Daily</header>
<nav><ul><li>Home</li></ul></nav>
<main>
<article>
<header><h1>Talks in <em>Kazan</em></h1><time datetime="2020-01-01">long ago</time></header>
<p>Mayor <strong>Rashid
Alimov</strong> spoke.</p>
<p>“We agree,” he said.</p>
<aside>Read also</aside>
<script>alert(1)</script>
<p hidden>Hidden</p><p style="display: none">Hidden</p><p aria-hidden="true">Hidden</p>
<figure><img src="a.jpg" alt="A river"><figcaption>The <i>Kazanka</i></figcaption></figure>
</article>
</main>
<footer>Contacts</footer>
</body></html>"""


def test_page() -> None:
    article = read(PAGE)
    assert (article.title, article.language, article.date) == ("Talks in Kazan", "en", date(2026, 10, 15))
    assert article.markup is Markup.MARKDOWN
    assert [(block.role, block.text, block.line, block.image) for block in article.blocks] == [
        (Role.HEADLINE, "Talks in *Kazan*", 13, ""),
        (Role.LEAD, "long ago", 13, ""),
        (Role.PARAGRAPH, "Mayor **Rashid Alimov** spoke.", 14, ""),
        (Role.QUOTE, "“We agree,” he said.", 16, ""),
        (Role.CAPTION, "The *Kazanka*", 20, "a.jpg"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>a <b>b </b>c</p>", "a **b** c"),
        ("<p>2*3*4 <i>x_y</i></p>", "2\\*3\\*4 *x_y*"),
        ("<p>a&nbsp;b  \n c</p>", "a\u00a0b c"),
        ("<p>run <code>a*b</code>, <kbd>`</kbd></p>", "run `a*b`, `` ` ``"),
        ("<p>R&amp;D, 1 &lt; 2, &amp;amp; &lt;b&gt;</p>", "R&D, 1 < 2, \\&amp; \\<b>"),
        ("<p>H<sub>2</sub>O, <span>a</span>b</p>", "H2O, ab"),
        ("<p>one<br>two</p>", "one two"),
        ("<p>he said <q>yes</q></p>", "he said “yes”"),
        ("<p><b><i>both</i></b></p>", "***both***"),
        ("<p>a<!-- no --> b</p>", "a b"),
    ],
)
def test_inline_elements_become_markdown(source: str, expected: str) -> None:
    assert texts(source) == [expected]


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("https://example.org/a?b=1&amp;c=2", "[x](https://example.org/a?b=1&c=2)"),
        ("http://example.org/a_(b)", "[x](http://example.org/a_%28b%29)"),
        ("mailto:a@example.org", "[x](mailto:a@example.org)"),
        ("../next page", "[x](../next%20page)"),
        ("/казань", "[x](/%D0%BA%D0%B0%D0%B7%D0%B0%D0%BD%D1%8C)"),
        ("javascript:alert(1)", "x"),
        (" java\n\tscript:alert(1)", "x"),
        ("JAVASCRIPT&colon;alert(1)", "x"),
        ("data:text/html,x", "x"),
        ("", "x"),
    ],
)
def test_links(href: str, expected: str) -> None:
    assert texts(f'<p><a href="{href}">x</a></p>') == [expected]


def test_lists() -> None:
    blocks = body("<ol><li><p>one</p><p>more</p><ul><li>deep</ul><li>two</ol>\n<p>x\n<ul><li>other</ul>")
    assert [(b.role, b.text, b.level, b.group, b.ordered, b.line) for b in blocks] == [
        (Role.LIST_ITEM, "one more", 1, 1, True, 2),
        (Role.LIST_ITEM, "deep", 2, 1, False, 2),
        (Role.LIST_ITEM, "two", 1, 1, True, 2),
        (Role.LEAD, "x", 0, 0, False, 3),
        (Role.LIST_ITEM, "other", 1, 2, False, 4),
    ]


@pytest.mark.parametrize("end", [True, False])
def test_table(end: bool) -> None:
    source = (
        "<table><caption>Guests</caption><tr><th>City</th><th align=right>N</th></tr>"
        '<tr><td>Kazan<p>(old)</p></td><td style="text-align: right">1,000</td></tr></table>'
    )
    blocks = body(source if end else source.replace("</td>", "").replace("</th>", "").replace("</tr>", ""))
    assert blocks[0] == Block(Role.CAPTION, "Guests", 2)
    assert [(b.text, b.row, b.column, b.align, b.translatable, b.group) for b in blocks[1:]] == [
        ("City", 0, 0, "", True, 1),
        ("N", 0, 1, "right", True, 1),
        ("Kazan (old)", 1, 0, "", True, 1),
        ("1,000", 1, 1, "right", False, 1),
    ]


def test_table_without_header_begins_with_row_one() -> None:
    assert [block.row for block in body("<table><tr><td>a</td></tr><tr><th>b</th></tr></table>")] == [1, 2]


def test_spans_and_nested_tables() -> None:
    source = (
        "<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>"
        "<table><tr><td>d</td><td>e</td></tr></table> f</table>"
    )
    assert [(b.text, b.row, b.column) for b in body(source)] == [
        ("a", 1, 0),
        ("b", 1, 1),
        ("c", 2, 1),
        ("d e f", 2, 2),
    ]


def test_block_quotations_and_code() -> None:
    blocks = body(
        "<blockquote><p>a</p><p>b</p></blockquote><p>c</p><blockquote>d</blockquote><pre>\n x\n  y</pre>"
    )
    assert [(b.role, b.text, b.group, b.translatable) for b in blocks] == [
        (Role.QUOTE, "a", 1, True),
        (Role.QUOTE, "b", 1, True),
        (Role.LEAD, "c", 0, True),
        (Role.QUOTE, "d", 2, True),
        (Role.PARAGRAPH, " x\n  y", 0, False),
    ]


def test_two_line_breaks_divide_paragraphs() -> None:
    assert texts("<div>one<br>more<br> <br>two</div>three") == ["one more", "two", "three"]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('<figure><img src="a.jpg" alt="5*3*"></figure>', [("5\\*3\\*", "a.jpg")]),
        ('<p><img src="a.jpg" alt="x"></p>', [("x", "a.jpg")]),
        ('<p>text <img src="a.jpg"> more</p>', [("text  more", ""), ("", "a.jpg")]),
        ('<img src="data:image/png;base64,AA" alt="x"><img width=1 src="count.gif">', []),
        ("<figure><blockquote>a</blockquote><figcaption>b</figcaption></figure>", [("a", ""), ("b", "")]),
    ],
)
def test_pictures(source: str, expected: list[tuple[str, str]]) -> None:
    found = [(block.text, block.image) for block in body(source)]
    assert [(" ".join(text.split()), image) for text, image in found] == [
        (" ".join(text.split()), image) for text, image in expected
    ]


@pytest.mark.parametrize(
    "page",
    [
        "<article>teaser</article><article><h1>Head</h1><p>body</p></article>",
        "<main><h1>Head</h1><article><p>body</p></article></main><p>other</p>",
        "<h1>Head</h1><article>t</article><main><p>body</p></main>",
        "<body><h1>Head</h1><article hidden>secret secret</article><p>body</p></body>",
        "<form action=/><h1>Head</h1><p>body</p></form>",
        "<h1> </h1><h1>Head</h1><p>body</p>",
    ],
)
def test_the_article_on_the_page(page: str) -> None:
    article = read(page)
    assert [block.text for block in article.blocks] == ["Head", "body"]


def test_teaser_is_not_taken_for_the_article() -> None:
    assert "the whole body of it" in [
        b.text for b in read("<h1>Head</h1><article>t</article><p>the whole body of it").blocks
    ]


def test_title_stands_in_for_a_headline() -> None:
    article = read("<title>The *head*\n&amp; more</title><p>body</p>")
    assert (article.title, article.blocks[0].text) == ("The *head* & more", "The \\*head\\* & more")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<time datetime="2026-10-15">x</time>', date(2026, 10, 15)),
        ('<time datetime="yesterday">x</time><time datetime="2026-10-16T00:00">x</time>', date(2026, 10, 16)),
        ('<meta property="article:published_time" content="soon">', None),
        ('<time datetime="2026-02-30">x</time>', None),
    ],
)
def test_date(head: str, expected: date | None) -> None:
    assert read(f"<h1>Head</h1>{head}").date == expected


@pytest.mark.parametrize(
    ("lang", "expected"),
    [("zh-Hans-CN", "zh"), ("zh_TW", "zh-Hant"), ("UZ-cyrl", "uz-Cyrl"), ("", "en"), ("?", "en")],
)
def test_language(lang: str, expected: str) -> None:
    assert read(f'<html lang="{lang}"><h1>Head</h1></html>').language == expected


def test_without_headline() -> None:
    with pytest.raises(
        SourceError, match=r"seeds/kazan\.html: it has no headline\. Put the headline into <h1>"
    ):
        read("<p>text</p>")


@pytest.mark.parametrize("text", ["", "<p> </p>", "<script>x</script>", "<!-- x -->", "<h1>&nbsp;</h1>"])
def test_nothing_to_read(text: str) -> None:
    with pytest.raises(SourceError, match=r"seeds/kazan\.html: there is nothing to read in it"):
        read(text)


def test_rows_below_a_tall_cell_at_the_end_of_its_row() -> None:
    source = "<table><tr><td>a<td rowspan=2>b<tr><td>c<tr><td>d<td>e</table>"
    assert [(block.text, block.row, block.column) for block in body(source)] == [
        ("a", 1, 0),
        ("b", 1, 1),
        ("c", 2, 0),
        ("d", 3, 0),
        ("e", 3, 1),
    ]


@pytest.mark.parametrize(
    "part",
    [
        "<div>",
        "<b>",
        "<ul><li>",
        "<table><tr><td>",
        "<article>",
        "<tr><td colspan=999 rowspan=999>",
    ],
)
def test_a_thousand_open_elements_are_no_trouble(part: str) -> None:
    blocks = body("<table>" * ("<tr>" in part) + part * 1500 + "word")
    assert plain_text(blocks[-1].text) == "word"


def test_a_form_goes_unless_the_article_stands_in_it() -> None:
    assert texts("<form><p>Sign up</p></form><p>body</p>") == ["body"]


@pytest.mark.parametrize("text", ["https://example.org/a.html", "article.html"])
def test_a_file_that_holds_only_an_address_is_one_error_and_no_warning(
    text: str, recwarn: pytest.WarningsRecorder
) -> None:
    with pytest.raises(SourceError):
        HtmlReader().read(text, slug="x", source="seeds/x.html", language="en")
    assert list(recwarn) == []
