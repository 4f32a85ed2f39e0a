"""What is written as Markdown, read again by our own reader and by a stock parser."""

from __future__ import annotations

import random
import re

import pytest
import yaml
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from support_formats import HOSTILE, block, edition, every_kind, made

from workflow.model import Block, Edition, Markup, Passage, Role, State
from workflow.publishers.inline import clean, plain, render
from workflow.publishers.markdown import MarkdownPublisher, inline
from workflow.readers.markdown import MarkdownReader


def _markdown(*args: object, **more: object) -> str:
    return made(MarkdownPublisher(), *args, **more).decode("utf-8")  # type: ignore[arg-type]


def _front(text: str) -> dict[str, object]:
    front = yaml.safe_load(text.split("---\n")[1])
    assert isinstance(front, dict)
    return front


def _html(text: str) -> str:
    """As another program shows it, raw HTML and all."""
    _, _, rest = text.removeprefix("---\n").partition("---\n")
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(rest)


def _blocks(text: str) -> tuple[Block, ...]:
    return MarkdownReader().read(text, slug="x", source="x.md", language="en").blocks


def test_the_reader_reads_the_same_blocks_again() -> None:
    original = every_kind()
    blocks = _blocks(_markdown(original))
    code = [each for each in blocks if each.text == "print('<b>')"]
    assert [each.translatable for each in code] == [False]
    found = [
        (each.role, plain(each.text, Markup.MARKDOWN), each.level, each.ordered, each.row, each.column)
        for each in blocks
        if each not in code
    ]
    wanted = [
        (each.role, " ".join(p.text for p in one.passages), each.level, each.ordered, each.row, each.column)
        for one in original.blocks
        for each in [one.block]
        if one.passages
    ]
    assert found[:-1] == wanted[:-1]  # the last one is a picture of another site


def test_neighbouring_lists_stay_two() -> None:
    groups = {each.group for each in _blocks(_markdown(every_kind())) if each.role is Role.LIST_ITEM}
    assert len(groups) == 2


def test_a_picture_keeps_address_and_caption() -> None:
    pictures = [each for each in _blocks(_markdown(every_kind())) if each.image]
    assert [(each.image, each.text) for each in pictures] == [("kazan.png", "The city at night")]


def test_a_picture_of_another_site_is_linked() -> None:
    assert _markdown(every_kind()).endswith("\n\n[Of another site](<https://pictures.example/a.jpg>)\n")


def test_a_table_without_a_header_gets_an_empty_one() -> None:
    cells = (block(Role.TABLE_CELL, text, group=1, row=1, column=n) for n, text in enumerate("ab"))
    assert "|  |  |\n| --- | --- |\n| a | b |" in _markdown(edition("en", *cells))


def test_the_front_matter_says_what_it_is() -> None:
    ru = edition("ru", block(Role.LEAD, Passage("Текст.", "ru", State.MACHINE)), headline="Мэр", draft=True)
    assert _front(_markdown(ru, edition("en"))) == {
        "title": "Мэр",
        "date": ru.article.date,
        "lang": "ru",
        "state": "draft",
        "source": "https://news.example.org/ru/chongqing/",
        "original": "en",
        "publication": "Spirit News",
    }


LINES = (
    "# no heading",
    "1. no list",
    "12) no list",
    "- no list",
    "+ no list",
    "---",
    "- - -",
    "===",
    "> no quotation",
    "    no code",
    "```no fence",
    "~~~no fence",
    "| a | b |",
    "[a]: /b",
    "Wow!",
    "a * b * c _d_ **e**",
    "<b>bold</b> &copy; &#65;",
    "ends with hashes ##",
    "back\\slash \\",
    "2018. The year",
    "*",
    "-",
    "1.",
)


@pytest.mark.parametrize("text", LINES)
@pytest.mark.parametrize("role", [Role.LEAD, Role.HEADING, Role.QUOTE, Role.LIST_ITEM])
def test_plain_text_stays_text_wherever_it_stands(text: str, role: Role) -> None:
    one = edition("en", block(role, text, level=2 if role is Role.HEADING else 1, group=1), day=None)
    html = _html(_markdown(one))
    tag = {Role.LEAD: "p", Role.HEADING: "h2", Role.QUOTE: "p", Role.LIST_ITEM: "li"}[role]
    shown = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
    assert shown, html
    assert shown[1] == str(render(text.strip(), Markup.PLAIN)).replace('"', "&quot;")


@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z")), min_size=1, max_size=40))
def test_any_plain_text_comes_back(text: str) -> None:
    text = " ".join(text.split())
    anew = inline(text, Markup.PLAIN)
    assert plain(anew, Markup.MARKDOWN) == " ".join(clean(text).split())


@given(st.text(st.sampled_from("ab *_`[]()<>!\\&#|~.«»ш\n"), max_size=30))
def test_any_markdown_is_written_anew_as_it_is_shown(text: str) -> None:
    text = text.strip()
    anew = inline(text, Markup.MARKDOWN)
    same = render(anew, Markup.MARKDOWN) == render(text, Markup.MARKDOWN)
    assert same or plain(anew, Markup.MARKDOWN) == plain(text, Markup.MARKDOWN)


def test_any_text_is_shown_the_same_wherever_it_stands() -> None:
    """By a stock parser, that takes raw HTML: 150 texts made of what means something in Markdown."""
    chance = random.Random(5)
    places = ("p", "h2", "blockquote", "ol > li", "th", "td")
    for _ in range(150):
        letters = chance.choices("ab *_`[]()<>!\\&#|~.-+=1:;/\"'", k=chance.randint(1, 14))
        text = " ".join("".join(letters).split())
        markup = chance.choice(list(Markup))
        shown = " ".join(plain(text, markup).split())
        if not shown:
            continue
        one = edition(
            "en",
            block(Role.LEAD, text),
            block(Role.HEADING, text, level=2),
            block(Role.QUOTE, text, group=1),
            block(Role.LIST_ITEM, text, level=1, group=2, ordered=True),
            block(Role.TABLE_CELL, text, group=3, row=0),
            block(Role.TABLE_CELL, text, group=3, row=1),
            markup=markup,
        )
        html = BeautifulSoup(_html(_markdown(one)), "html.parser")
        for picture in html.find_all("img"):
            picture.replace_with(str(picture.get("alt", "")))
        found = [html.select_one(place) for place in places]
        assert [" ".join(each.get_text().split()) if each else None for each in found] == [shown] * 6


@pytest.mark.parametrize(
    ("text", "anew"),
    [
        ("**bold** and *thin*", "**bold** and *thin*"),
        ("`` a`b ``", "``a`b``"),
        ("[a](https://b.example 'title')", "[a](<https://b.example>)"),
        ("[a](javascript:alert(1))", "a"),
        ("<script>x</script>", "\\<script\\>x\\</script\\>"),
        ("![a](b.png)", "![a](<b.png>)"),
    ],
)
def test_markdown_is_written_anew(text: str, anew: str) -> None:
    assert inline(text, Markup.MARKDOWN) == anew


@pytest.mark.parametrize("markup", list(Markup))
def test_nothing_hostile_gets_through(markup: Markup) -> None:
    one: Edition = every_kind(text=HOSTILE, markup=markup)
    text = _markdown(one, titles={"en": HOSTILE})
    assert not set(text) & set("\x00\x08\x1b\x85\u2028\ud800\ufffe\u202e")
    assert _front(text)["title"]
    html = _html(text)
    found = BeautifulSoup(html, "html.parser").find_all(True)
    assert found
    for each in found:
        assert each.name not in ("script", "iframe")
        assert not [name for name in each.attrs if name.startswith("on")]
        assert not re.match(r"\s*javascript", str(each.get("href", each.get("src", ""))), re.IGNORECASE)
        assert each.name != "img" or not re.match(r"\w+:|//", str(each["src"]))
