"""News items in XML: what they say, read again by our own reader, and by the schema of the standard.

``DRAGOMAN_SCHEMAS`` names a folder with ``NewsML-G2_2.35-spec-All-Power.xsd`` and the ``xml.xsd`` that it
imports (https://github.com/iptc/newsml-g2, CC BY 4.0).
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest
from lxml import etree
from msgspec.structs import replace
from support_formats import HOSTILE, block, edition, every_kind, made

from workflow.errors import SourceError
from workflow.model import (
    Article,
    Block,
    Credits,
    Edition,
    EditionBlock,
    Markup,
    Passage,
    Role,
    Site,
    State,
    Story,
)
from workflow.publishers import listing_of
from workflow.publishers.newsml import NewsmlPublisher
from workflow.publishers.ninjs import NinjsPublisher
from workflow.readers.markdown import MarkdownReader
from workflow.readers.newsml import NewsmlReader

SCHEMA = Path(os.environ.get("DRAGOMAN_SCHEMAS", "/nowhere")) / "NewsML-G2_2.35-spec-All-Power.xsd"
G2 = "{http://iptc.org/std/nar/2006-10-01/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ARTICLE = """---
date: 2018-02-24
author: Anna Lee, Bob Ray
modified: 2018-02-25T10:30:00+03:00
copyrightnotice: (c) Daily
---

# Talks in Kazan

Mayor **Alimov** spoke & left; see [the site](https://example.com/a?b=1&c=2).

## Ports

> Quoted.
>
> Quoted more.

1. One
2. Two
   - Inner

| City | Guests | Note |
|:-----|-------:|:----:|
| Kazan | 4,500 | a `b < c` |

![The city at night](kazan.png)

Last \\*words\\* <b>here</b>.
"""


def _item(*args: object, **more: object) -> etree._Element:
    return etree.fromstring(made(NewsmlPublisher(), *args, **more))  # type: ignore[arg-type]


def _draft() -> Edition:
    return edition("ru", block(Role.LEAD, Passage("Черновик.", "ru", State.MACHINE)), draft=True)


def _code(item: etree._Element, path: str) -> str | None:
    found = item.find("/".join(f"{G2}{step}" for step in path.split("/")))
    assert found is not None
    return found.get("qcode")


def _texts(item: etree._Element, name: str) -> list[tuple[str | None, str | None]]:
    return [(each.get(LANG), each.text) for each in item.findall(f"{G2}contentMeta/{G2}{name}")]


def test_an_item_says_what_it_is() -> None:
    item = _item(every_kind())
    assert item.tag == f"{G2}newsItem"
    said = {key: item.get(key) for key in ("standard", "standardversion", "conformance", "version", "guid")}
    assert said == {
        "standard": "NewsML-G2",
        "standardversion": "2.35",
        "conformance": "power",
        "version": "1",
        "guid": "https://news.example.org/en/chongqing/",
    }
    assert (_code(item, "itemMeta/itemClass"), _code(item, "itemMeta/pubStatus")) == (
        "ninat:text",
        "stat:usable",
    )
    assert item.findtext(f"{G2}itemMeta/{G2}versionCreated") == "2018-02-24T00:00:00Z"
    assert item.find(f"{G2}itemMeta/{G2}provider").get("uri") == "https://news.example.org/"  # type: ignore[union-attr]
    assert item.find(f"{G2}contentMeta/{G2}language").get("tag") == "en"  # type: ignore[union-attr]
    assert _texts(item, "headline") == [("en", "The headline")]
    assert _texts(item, f"subject/{G2}name") == [("en", "SCO"), ("en", "summit")]
    assert item.find(f"{G2}itemMeta/{G2}edNote") is None
    assert item.find(f"{G2}rightsInfo") is None


@pytest.mark.parametrize(("language", "direction"), [("ur", "rtl"), ("zh", "ltr")])
def test_the_text_is_xhtml_in_its_language(language: str, direction: str) -> None:
    (content,) = _item(every_kind(language)).findall(f"{G2}contentSet/{G2}inlineXML")
    (html,) = content
    assert content.get("contenttype") == "application/xhtml+xml"
    assert (html.tag, html.get(LANG), html.get("dir")) == (f"{XHTML}html", language, direction)
    pictures = [each.get("src") for each in html.iter(f"{XHTML}img")]
    assert pictures == [f"https://news.example.org/{language}/chongqing/kazan.png"]


def test_a_draft_is_withheld() -> None:
    item = _item(_draft(), edition("en"))
    assert _code(item, "itemMeta/pubStatus") == "stat:withheld"
    assert "не проверен" in (item.findtext(f"{G2}itemMeta/{G2}edNote") or "")
    assert _code(_item(edition("en"), _draft()), "itemMeta/link/pubStatus") == "stat:withheld"
    with pytest.raises(SourceError, match="withholds"):
        NewsmlReader().read_bytes(made(NewsmlPublisher(), _draft()), slug="x", source="x.xml", language="ru")


def test_translations_name_their_original_and_each_other() -> None:
    ru, en, fa = edition("ru", headline="Мэр"), edition("en"), edition("fa", headline="شهردار")

    def links(*editions: Edition) -> list[tuple[str | None, str | None, str | None]]:
        return [
            (each.get("rel"), each.get("residref"), each.findtext(f"{G2}headline"))
            for each in _item(*editions).findall(f"{G2}itemMeta/{G2}link")
        ]

    assert links(ru, en, fa) == [
        ("irel:translatedFrom", "https://news.example.org/en/chongqing/", "Headline"),
        ("irel:seeAlso", "https://news.example.org/fa/chongqing/", "شهردار"),
    ]
    assert [rel for rel, *_ in links(en, ru, fa)] == ["irel:seeAlso", "irel:seeAlso"]


@pytest.mark.parametrize("base_url", ["https://news.example.org/", ""])
def test_it_is_the_item_that_ninjs_names(base_url: str) -> None:

    one, sister = edition("ru"), edition("en")
    said = json.loads(made(NinjsPublisher(), one, sister, base_url=base_url))
    item = _item(one, sister, base_url=base_url)
    assert item.get("guid") == said["uri"]
    linked = [each.get("residref") for each in item.iter(f"{G2}link")]
    assert linked == [each["uri"] for each in said["associations"]]


def test_those_who_made_it_are_named() -> None:
    one = edition("ru", meta={"author": "Anna Lee, Bob Ray"})
    item = _item(replace(one, credits=Credits(("Иван\x00 Ив", "Иван Ив"), ("Ольга",))))
    assert [each.get("literal") for each in item.iter(f"{G2}creator")] == ["Anna Lee", "Bob Ray"]
    assert [
        (each.get("roleuri") or each.get("role"), each.get("literal"))
        for each in item.iter(f"{G2}contributor")
    ] == [
        ("http://id.loc.gov/vocabulary/relators/trl", "Иван Ив"),
        ("cpprole:editor", "Ольга"),
    ]
    assert _texts(item, "by") == [("en", "Anna Lee, Bob Ray")]


@pytest.mark.parametrize(
    ("said", "version", "created"),
    [
        ("", "1", "2018-02-24T00:00:00Z"),
        ("2018-02-24", "9545760", "2018-02-24T00:00:00Z"),
        ("2018-02-24T10:30:00+03:00", "9546210", "2018-02-24T07:30:00Z"),
        ("2018-02-25", "9547200", "2018-02-25T00:00:00Z"),
        ("2018-02-24T01:00:00+03:00", "9545640", "2018-02-23T22:00:00Z"),
        ("0001-01-01T00:00:00+14:00", "1", "2018-02-24T00:00:00Z"),
    ],
)
def test_a_changed_article_is_a_later_version(said: str, version: str, created: str) -> None:
    item = _item(edition("en", meta={"modified": said}))
    assert (item.get("version"), item.findtext(f"{G2}itemMeta/{G2}versionCreated")) == (version, created)
    assert item.findtext(f"{G2}itemMeta/{G2}firstCreated") == "2018-02-24T00:00:00Z"


def _original(article: Article) -> tuple[Edition, Story]:
    blocks = tuple(
        EditionBlock(each, (Passage(each.text, "en", State.REVIEWED),) if each.translatable else ())
        for each in article.blocks
    )
    one = Edition(article, "en", blocks)
    return one, Story(article.slug, {"en": listing_of(one)})


def _same(blocks: tuple[Block, ...]) -> list[Block]:
    """Without what a copy elsewhere cannot have: lines, and pictures beside the file."""
    base = "https://news.example.org/en/talks/"
    return [replace(each, line=0, image=each.image.removeprefix(base)) for each in blocks]


def test_our_reader_reads_the_same_blocks() -> None:
    article = MarkdownReader().read(ARTICLE, slug="talks", source="talks.md", language="en")
    one, story = _original(article)
    site = Site({"en": "Daily"}, "en", "https://news.example.org/")
    (page,) = NewsmlPublisher().pages(one, story, site)
    again = NewsmlReader().read_bytes(page.content, slug="talks", source="talks.xml", language="ru")
    assert _same(again.blocks) == _same(article.blocks)
    assert {each.role for each in again.blocks} >= set(Role) - {Role.PARAGRAPH, Role.CORRECTION}
    assert (again.language, str(again.date)) == ("en", "2018-02-25")  # of the version
    kept = {key: again.meta[key] for key in ("byline", "copyrightnotice", "version", "creditline")}
    assert kept == {
        "byline": "Anna Lee, Bob Ray",
        "copyrightnotice": "(c) Daily",
        "version": "9547650",
        "creditline": "Daily",
    }
    (twice,) = NewsmlPublisher().pages(one, story, site)
    assert twice.content == page.content


def test_a_correction_makes_a_later_version_and_is_told_to_editors_and_readers() -> None:
    wrong = block(Role.CORRECTION, "It was 67, not 76.", date=date(2018, 2, 26))
    one = edition("en", block(Role.LEAD, "Words."), wrong)
    one = replace(one, article=replace(one.article, blocks=tuple(each.block for each in one.blocks)))
    item = _item(one)
    assert item.findtext(f"{G2}itemMeta/{G2}versionCreated") == "2018-02-26T00:00:00Z"
    assert int(item.get("version", "")) > 1
    assert [str(each.text).rpartition("It was")[2] for each in item.iter(f"{G2}edNote")] == [" 67, not 76."]
    assert "It was 67, not 76." in " ".join(map(str, item.find(f"{G2}contentSet").itertext()))  # type: ignore[union-attr]
    article = NewsmlReader().read_bytes(etree.tostring(item), slug="x", source="x.xml", language="ru")
    words = [each.text for each in article.blocks]
    assert words == ["Headline", "Words."]
    assert "It was 67, not 76." in article.meta["ednote"]


@pytest.mark.parametrize("markup", list(Markup))
def test_nothing_hostile_gets_through(markup: Markup) -> None:
    one = every_kind(text=HOSTILE, markup=markup)
    meta = {"tags": HOSTILE, "author": HOSTILE, "copyrightholder": HOSTILE, "usageterms": HOSTILE}
    one = replace(one, article=replace(one.article, meta=meta), credits=Credits((HOSTILE,), (HOSTILE,)))
    item = _item(one, titles={"en": HOSTILE})  # well-formed
    assert not set(etree.tostring(item, encoding="unicode")) & set("\x00\x08\x1b\x85\u2028\ufffe\u202e")
    assert not list(item.iter("{*}script"))
    ours = "https://news.example.org/en/chongqing/"
    assert all((each.get("src") or "").startswith(ours) for each in item.iter(f"{XHTML}img"))
    assert not item.xpath("//@*[starts-with(local-name(), 'on')]")
    assert not item.xpath("//@href[starts-with(., 'javascript')]")


@pytest.mark.slow
def test_the_schema_of_the_standard_accepts_them() -> None:
    if not SCHEMA.is_file():  # no package has it
        pytest.skip(f"not here: {SCHEMA.name} of github.com/iptc/newsml-g2 (DRAGOMAN_SCHEMAS)")
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    named = replace(
        edition(
            "ru",
            meta={"author": HOSTILE, "copyrightholder": "A", "usageterms": "B", "modified": "2018-03-01"},
        ),
        credits=Credits(("Иван Ив",), ("Ольга",)),
    )
    items = {
        "kinds": _item(every_kind(), _draft(), edition("fa")),
        "draft": _item(_draft(), edition("en"), base_url=""),
        "hostile": _item(every_kind(text=HOSTILE), edition("ru", headline=HOSTILE), titles={"en": HOSTILE}),
        "named": _item(named, titles={"en": "Daily", "ru": HOSTILE}),
        "empty": _item(edition("fa", day=None, headline=""), titles={"en": ""}, base_url=""),
    }
    for name, item in items.items():
        assert schema.validate(item), (name, schema.error_log)
    broken = items["kinds"]
    broken.set("version", "0")
    broken.find(f"{G2}itemMeta").remove(broken.find(f"{G2}itemMeta/{G2}versionCreated"))  # type: ignore[union-attr, arg-type]
    assert not schema.validate(broken)
    assert len(schema.error_log) >= 2
