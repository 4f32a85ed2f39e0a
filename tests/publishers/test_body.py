import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.model import Article, Block, Edition, EditionBlock, Markup, Passage, Role, State
from workflow.publishers.body import Body, joined, shortened
from workflow.publishers.wording import wording

Make = Callable[..., Edition]
MakeBlock = Callable[..., EditionBlock]
ToArticle = Callable[..., BeautifulSoup]

ITEMS = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=30)


def content(blocks: list[EditionBlock], language: str = "en", markup: Markup = Markup.PLAIN) -> str:
    article = Article("a", "seeds/a.txt", "en", "T", (), markup)
    return str(Body(Edition(article, language, tuple(blocks)), wording(language)).content())


def items(levels: list[tuple[int, bool]]) -> list[EditionBlock]:
    return [
        EditionBlock(Block(Role.LIST_ITEM, str(n), n, level=level, ordered=ordered, group=1), ())
        for n, (level, ordered) in enumerate(levels)
    ]


@settings(deadline=None)
@given(ITEMS)
def test_any_list_is_well_formed_and_loses_no_item(levels: list[tuple[int, bool]]) -> None:
    tree = ET.fromstring(f"<x>{content(items(levels))}</x>")
    parents = {child: parent for parent in tree.iter() for child in parent}
    found = list(tree.iter("li"))
    assert [(item.text or "").strip() for item in found] == [str(n) for n in range(len(levels))]
    for item, (_level, ordered) in zip(found, levels, strict=True):
        assert parents[item].tag in ("ol", "ul")
        if len(levels) == 1:
            assert parents[item].tag == ("ol" if ordered else "ul")
    for inner in (*tree.iter("ol"), *tree.iter("ul")):
        assert parents[inner].tag in ("li", "x")


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10**9)), min_size=1, max_size=30, unique=True))
def test_any_table_is_a_rectangle_that_loses_no_cell(places: list[tuple[int, int]]) -> None:
    cells = [
        EditionBlock(Block(Role.TABLE_CELL, f"c{row}.{column}", 1, row=row, column=column, group=1), ())
        for row, column in places
    ]
    tree = ET.fromstring(content(cells))
    rows = [[cell.text for cell in row] for row in tree.iter("tr")]
    assert len({len(row) for row in rows}) == 1
    assert sorted(text for row in rows for text in row if text) == sorted(f"c{r}.{c}" for r, c in places)


@settings(deadline=None)
@given(st.text(), st.sampled_from(["en", "zh", "hi", "ur"]), st.integers(2, 200))
def test_shortened_text_is_the_beginning_and_short_enough(text: str, tag: str, limit: int) -> None:
    short = shortened(text, tag, limit)
    assert len(short) <= limit
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize(
    ("text", "tag", "limit", "expected"),
    [
        ("one two three", "en", 13, "one two three"),
        ("one two three", "en", 10, "one two…"),
        ("one two, three", "en", 10, "one two…"),
        ("one two three", "en", 8, "one two…"),
        ("上合组织大家庭", "zh", 5, "上合组织…"),
        ("कि" * 4, "hi", 4, "कि…"),  # a vowel sign stays with its letter
    ],
)
def test_shortened(text: str, tag: str, limit: int, expected: str) -> None:
    assert shortened(text, tag, limit) == expected


def test_passages_are_joined_as_the_writing_system_wants(make_block: MakeBlock, make_edition: Make) -> None:
    block = make_block(Role.PARAGRAPH, "One.", "Two.")
    assert "<p>One. Two.</p>" in content([block])
    assert "<p>一。二。</p>" in content([make_block(Role.PARAGRAPH, "一。", "二。", language="zh")], "zh")
    mixed = make_block(
        Role.PARAGRAPH, Passage("一。", "zh", State.REVIEWED), Passage("Two.", "en", State.EMPTY)
    )
    assert joined([mixed], make_edition("zh")) == "一。 Two."
    assert "一。 <span" in content([mixed], "zh")


def test_nested_lists(make_block: MakeBlock) -> None:
    blocks = items([(1, False), (2, True), (2, True), (1, False)])
    assert content(blocks) == ("<ul>\n<li>0\n<ol>\n<li>1</li>\n<li>2</li>\n</ol>\n</li>\n<li>3</li>\n</ul>")


def test_lists_of_different_kind_or_group_are_different_lists() -> None:
    assert content(items([(1, False), (1, True)])).count("<li>") == 2
    assert re.findall("<[ou]l>", content(items([(1, False), (1, True)]))) == ["<ul>", "<ol>"]
    other = EditionBlock(Block(Role.LIST_ITEM, "x", 9, level=1, group=2), ())
    assert content([*items([(1, False)]), other]).count("<ul>") == 2


def test_a_table(make_block: MakeBlock, article_html: ToArticle, make_edition: Make) -> None:
    rows = [["City", "Visitors"], ["Kazan", "3,900,000"]]
    cells = [
        make_block(
            Role.TABLE_CELL,
            text,
            row=r,
            column=c,
            group=1,
            align="right" if c else "",
            translatable=not text[0].isdigit(),
        )
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
    ]
    table = article_html(make_edition(blocks=cells)).table
    assert table is not None
    heads = table.thead.find_all("th")
    assert [head.text for head in heads] == rows[0]
    assert all(head["scope"] == "col" for head in heads)
    assert [cell.text for cell in table.tbody.find_all("td")] == rows[1]
    assert table.tbody.find_all("td")[1]["class"] == ["end", "number"]
    assert table.find_all("th")[1]["class"] == ["end"]


def test_two_tables_that_follow_each_other_stay_apart() -> None:
    cells = [EditionBlock(Block(Role.TABLE_CELL, "x", 1, row=0, column=0, group=g), ()) for g in (1, 2)]
    assert content(cells).count("<table>") == 2


def test_quotations(make_block: MakeBlock) -> None:
    spoken = make_block(Role.QUOTE, "“Spoken,” he said.")
    quoted = [make_block(Role.QUOTE, text, group=3) for text in ("One", "Two")]
    assert content([spoken, *quoted]) == (
        "<p>“Spoken,” he said.</p>\n<blockquote>\n<p>One</p>\n<p>Two</p>\n</blockquote>"
    )


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), max_size=20))
def test_heading_levels_start_below_the_headline_and_skip_none(levels: list[int]) -> None:
    made = content([EditionBlock(Block(Role.HEADING, "x", 1, level=level), ()) for level in levels])
    found = [1, *map(int, re.findall(r"<h(\d)>", made))]
    assert len(found) == len(levels) + 1
    assert all(2 <= after <= min(before + 1, 6) for before, after in pairwise(found))


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([2, 3, 3, 2], [2, 3, 3, 2]),
        ([4, 4], [2, 2]),
        ([1, 2, 4, 2], [2, 3, 4, 3]),
        ([3, 2, 3], [2, 2, 3]),
        ([0, 3], [2, 3]),
    ],
)
def test_heading_levels(levels: list[int], expected: list[int], make_block: MakeBlock) -> None:
    made = content([make_block(Role.HEADING, "x", level=level) for level in levels])
    assert [int(level) for level in re.findall(r"<h(\d)>", made)] == expected


def test_the_headline_stands_once_and_a_second_one_is_a_heading(
    make_block: MakeBlock, make_edition: Make, article_html: ToArticle
) -> None:
    article = article_html(make_edition(blocks=[make_block(Role.HEADLINE, "Again")], headline="First"))
    assert [h.text for h in article.find_all("h1")] == ["First"]
    assert [h.text for h in article.find_all("h2")] == ["Again"]


def test_without_a_headline_block_the_title_is_the_headline_with_every_character() -> None:
    for markup in Markup:
        article = Article("a", "a.md", "en", "A *b* [c](d) <e> \\f &amp; `g`", (), markup)
        made = Body(Edition(article, "en", ()), wording("en")).headline()
        assert BeautifulSoup(made, "html.parser").text == article.title


def test_code_is_copied_line_by_line() -> None:
    for text in ("if a < b:\n    c()", "```python\nif a < b:\n    c()\n```"):
        code = EditionBlock(Block(Role.PARAGRAPH, text, 1, translatable=False), ())
        expected = '<pre dir="ltr" translate="no"><code>if a &lt; b:\n    c()</code></pre>'
        assert content([code], markup=Markup.MARKDOWN) == expected


def test_a_picture_of_this_site_is_shown_and_any_other_only_linked(make_block: MakeBlock) -> None:
    own = content([make_block(Role.CAPTION, "Words", image="../hall.jpg")])
    assert own == '<figure>\n<img src="../hall.jpg" alt="">\n<figcaption>Words</figcaption>\n</figure>'
    for address in ("https://example.org/a%20b.jpg", "//example.org/a%20b.jpg", "\\\\example.org/a%20b.jpg"):
        foreign = content([make_block(Role.CAPTION, "Words", image=address)])
        assert "<img" not in foreign
        assert ">a b.jpg</a>" in foreign
    unsafe = content([make_block(Role.CAPTION, "Words", image="javascript:alert(1)")])
    assert unsafe == "<figure>\n<figcaption>Words</figcaption>\n</figure>"
    assert content([make_block(Role.CAPTION, "Words")]) == '<p class="caption">Words</p>'


def test_machine_passages_are_marked_one_by_one(make_block: MakeBlock) -> None:
    machine = Passage("Б.", "ru", State.MACHINE)
    made = content([make_block(Role.PARAGRAPH, Passage("А.", "ru", State.REVIEWED), machine)], "ru")
    title = wording("ru")["machine_passage"]
    assert made == f'<p>А. <span class="machine" title="{title}">Б.</span></p>'
    assert content([make_block(Role.LEAD, machine)], "ru").startswith('<p class="lead drafted">')
    item = make_block(Role.LIST_ITEM, machine, level=1, group=1)
    assert '<li><div class="drafted"><span class="machine"' in content([item], "ru")


def test_passages_in_the_source_language_say_so(make_block: MakeBlock) -> None:
    empty = Passage("SCO & 67", "en", State.EMPTY)
    made = content([make_block(Role.PARAGRAPH, Passage("الف.", "fa", State.REVIEWED), empty)], "fa")
    title = wording("fa")["source_passage"]
    assert f'<span lang="en" dir="ltr" class="source" title="{title}">SCO &amp; 67</span>' in made
    assert content([make_block(Role.PARAGRAPH, empty)], "fa").startswith('<p class="untranslated" dir="ltr">')
    assert content([make_block(Role.PARAGRAPH, empty)], "ru").startswith('<p class="untranslated"><span')


def test_the_original_carries_no_marks(make_block: MakeBlock) -> None:
    block = make_block(Role.PARAGRAPH, Passage("A.", "en", State.MACHINE), Passage("B.", "en", State.EMPTY))
    assert content([block]) == "<p>A. B.</p>"


def test_numbers_without_passages_are_copied() -> None:
    cell = EditionBlock(Block(Role.TABLE_CELL, "-5.4%", 1, row=1, group=1, translatable=False), ())
    assert '<td class="number"><bdi>-5.4%</bdi></td>' in content([cell], "ur")
    assert '<td class="number">-5.4%</td>' in content([cell], "ru")
