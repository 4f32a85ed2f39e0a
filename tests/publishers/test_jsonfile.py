from __future__ import annotations

import json
from pathlib import Path

import msgspec
from bs4 import BeautifulSoup
from support_formats import HOSTILE, block, edition, every_kind, made

from workflow.model import Markup, Passage, Role, State
from workflow.publishers.jsonfile import Document, JsonPublisher, schema

SCHEMA = Path(__file__).parents[2] / "docs" / "edition.schema.json"


def _document(*args: object, **more: object) -> Document:
    """Decoded by the schema: an unknown field, or one of another type, is an error."""
    return msgspec.json.decode(made(JsonPublisher(), *args, **more), type=Document)  # type: ignore[arg-type]


def test_the_schema_in_the_docs_is_that_of_the_files() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == schema()


def test_a_document_says_what_it_is() -> None:
    fa = edition("fa", block(Role.LEAD, Passage("متن.", "fa", State.MACHINE)), headline="تیتر", draft=True)
    found = _document(fa, edition("en"), edition("ru", headline="Мэр"))
    assert (found.version, found.slug, found.language, found.direction) == (1, "chongqing", "fa", "rtl")
    assert (found.state, found.original_language, found.date) == ("draft", "en", "2018-02-24")
    assert (found.title, found.title_language, found.headline.text) == ("تیتر", "fa", "تیتر")
    assert found.url == "https://news.example.org/fa/chongqing/"
    assert [(each.language, each.title, each.state, each.path) for each in found.alternates] == [
        ("en", "Headline", "original", "en/chongqing/"),
        ("ru", "Мэр", "published", "ru/chongqing/"),
    ]
    (part,) = found.parts
    assert part.content
    assert [(each.text, each.language, each.state) for each in part.content.sentences] == [
        ("متن.", "fa", "machine")
    ]


def test_without_an_address_there_is_no_url() -> None:
    found = _document(edition("en", day=None), edition("ru", day=None), base_url="")
    assert (found.url, found.date, found.alternates[0].url) == (None, None, None)


def test_every_kind_of_block_is_there() -> None:
    found = _document(every_kind())
    assert [part.type for part in found.parts] == [
        *("lead", "heading", "paragraph", "code", "quote", "list", "list", "table", "caption", "caption")
    ]
    lead, heading, _, code, quote, first, _, table, caption, other = found.parts
    assert lead.content.text == "First sentence. Second one."  # type: ignore[union-attr]
    assert heading.level == 2
    assert code.code == "print('<b>')"
    assert [each.text for each in quote.items or ()] == ["Quoted.", "Quoted more."]
    assert [(each.text, each.level, each.ordered) for each in first.items or ()] == [
        ("Outer", 1, False),
        ("Inner one", 2, True),
        ("Inner two", 2, True),
        ("Outer again", 1, False),
    ]
    rows = [[(cell.text, cell.align) if cell else None for cell in row] for row in table.rows or ()]
    assert table.header is True
    assert rows == [[("City", "left"), ("Guests", "right")], [("Kazan", "left"), ("4,500", "right")]]
    assert (caption.image, other.image) == ("kazan.png", "https://pictures.example/a.jpg")


def test_a_cell_that_is_not_there_is_null() -> None:
    cells = (block(Role.TABLE_CELL, "x", group=1, row=n, column=n) for n in range(2))
    (table,) = _document(edition("en", *cells)).parts
    assert [[cell is None for cell in row] for row in table.rows or ()] == [[False, True], [True, False]]


def test_markup_comes_as_words_and_as_html() -> None:
    one = edition("en", block(Role.LEAD, "**Bold** [a](https://b.example)"), markup=Markup.MARKDOWN)
    (part,) = _document(one).parts
    assert part.content
    (sentence,) = part.content.sentences
    assert (sentence.text, sentence.html) == (
        "Bold a",
        '<strong>Bold</strong> <a href="https://b.example">a</a>',
    )


def test_nothing_hostile_gets_through() -> None:
    for markup in Markup:
        content = made(JsonPublisher(), every_kind(text=HOSTILE, markup=markup), titles={"en": HOSTILE})
        texts: list[str] = []
        waiting = [json.loads(content)]
        while waiting:
            one = waiting.pop()
            if isinstance(one, str):
                texts.append(one)
            elif isinstance(one, dict | list):
                waiting += one.values() if isinstance(one, dict) else one
            if isinstance(one, dict) and "html" in one:
                elements = BeautifulSoup(one["html"], "html.parser").find_all(True)
                assert not [each for each in elements if each.name == "script"]
                assert not [name for each in elements for name in each.attrs if name.startswith("on")]
                assert not [each for each in elements if "javascript" in str(each.get("href", ""))]
        assert any("alert(1)" in text for text in texts)
        assert not set("".join(texts)) & set("\x00\x08\x1b\x85\u2028\ud800\ufffe\u202e")
