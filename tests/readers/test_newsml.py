"""Items of news agencies in XML: NewsML-G2 with its kinds of bodies, messages, NITF, and what is refused."""

# ruff: noqa: E501  (pages and items as they come)

from __future__ import annotations

from datetime import date

import pytest

from workflow.errors import SourceError
from workflow.model import Article, BinaryReader, Role
from workflow.readers.newsml import NewsmlReader

XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>Other title</title></head>
<body><h1>Talks in Kazan</h1>
<p>KAZAN (Wire) - Mayor <b>Alimov</b>
spoke &amp; left.</p>
<ul><li>One</li></ul>
<blockquote><p>So it is.</p></blockquote>
<table><tr><th>City</th></tr><tr><td>Oslo</td></tr></table>
<script>evil()</script><p onclick="evil()"><a href="javascript:evil()">Two</a></p>
</body></html></inlineXML>"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><body>
<body.head><hedline><hl1>Talks in Kazan</hl1></hedline><byline>By Ann Lee</byline><dateline>KAZAN</dateline>
<abstract><p>They talk.</p></abstract></body.head>
<body.content><p>Mayor <person>Alimov</person> <em>spoke</em>.</p><hl2>Ports</hl2>
<media media-type="image"><media-reference source="a.jpg"/><media-caption>A river</media-caption>
<media-producer>Bob</media-producer></media>
<bq><block><p>So it is.</p></block></bq><note>Editors: call us</note></body.content></body></nitf></inlineXML>"""
PLAIN = '<inlineData contenttype="text/plain">One.\n\nTwo *stars*.</inlineData>'


def item(content: str, meta: str = '<pubStatus qcode="stat:usable"/>', guid: str = "urn:w:1") -> str:
    return f"""<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="{guid}" version="3" xml:lang="en-GB">
<rightsInfo><copyrightHolder><name>Wire</name></copyrightHolder><usageTerms>Pay.</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:text"/><versionCreated>2026-10-15T08:00:00Z</versionCreated>{meta}</itemMeta>
<contentMeta><headline xml:lang="ru">Переговоры</headline><headline xml:lang="en">Talks in Kazan</headline>
<by>Ann Lee</by><slugline>KAZAN-TALKS</slugline></contentMeta>
<contentSet>{content}</contentSet></newsItem>"""


def message(*items: str) -> str:
    ours = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
    package = '<packageItem guid="p"><groupSet root="g"/></packageItem>'
    return f"<newsMessage {ours}><header/><itemSet>{package}{''.join(items)}</itemSet></newsMessage>"


PICTURE = """<newsItem guid="urn:w:2"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta>
<contentMeta><headline>A river</headline><description role="drol:caption">The Kazanka in spring</description>
</contentMeta><contentSet><remoteContent href="https://w.example/s.jpg" width="80" contenttype="image/jpeg"/>
<remoteContent href="https://w.example/l.jpg" width="800" contenttype="image/jpeg"/></contentSet></newsItem>"""


def read(text: str | bytes) -> Article:
    content = text if isinstance(text, bytes) else text.encode()
    return NewsmlReader().read_bytes(content, slug="x", source="seeds/x.xml", language="uz")


def refusal(text: str | bytes) -> str:
    with pytest.raises(SourceError) as caught:
        read(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("seeds/x.xml")
    return str(caught.value)


def test_the_reader_takes_bytes() -> None:
    assert isinstance(NewsmlReader(), BinaryReader)


def test_xhtml() -> None:
    article = read(item(XHTML))
    assert (article.title, article.language, article.date) == ("Talks in Kazan", "en", date(2026, 10, 15))
    assert [(block.role, block.text) for block in article.blocks] == [
        (Role.HEADLINE, "Talks in Kazan"),
        (Role.LEAD, "KAZAN (Wire) - Mayor **Alimov** spoke & left."),
        (Role.LIST_ITEM, "One"),
        (Role.QUOTE, "So it is."),
        (Role.TABLE_CELL, "City"),
        (Role.TABLE_CELL, "Oslo"),
        (Role.PARAGRAPH, "Two"),
    ]
    assert article.meta["byline"] == "Ann Lee"
    assert article.meta["slugline"] == "KAZAN-TALKS"
    assert article.meta["copyrightholder"] == "Wire"
    assert article.meta["usageterms"] == "Pay."


def test_lines_are_those_of_the_file() -> None:
    text = item(XHTML)
    lines = text.split("\n")
    for block in read(text).blocks:
        first = block.text.split()[0].strip("*")
        assert first in lines[block.line - 1], (block, lines[block.line - 1])


def test_nitf_in_an_item() -> None:
    article = read(item(NITF))
    assert [(block.role, block.text, block.image) for block in article.blocks] == [
        (Role.HEADLINE, "Talks in Kazan", ""),
        (Role.LEAD, "Mayor Alimov *spoke*.", ""),
        (Role.HEADING, "Ports", ""),
        (Role.CAPTION, "A river", "a.jpg"),
        (Role.QUOTE, "So it is.", ""),
    ]
    assert article.meta["dateline"] == "KAZAN"
    assert article.meta["description_summary"] == "They talk."


def test_nitf_alone() -> None:
    inner = (
        NITF.partition(">")[2]
        .rpartition("</inlineXML>")[0]
        .replace(' xmlns="http://iptc.org/std/NITF/2006-10-18/"', "")
    )
    head = '<head><docdata management-status="usable"><date.issue norm="20261015T080000Z"/></docdata></head><body>'
    text = '<!DOCTYPE nitf SYSTEM "nitf-3-3.dtd">\n' + inner.replace("<body>", head, 1)
    article = read(text)
    assert (article.title, article.date, article.language) == ("Talks in Kazan", date(2026, 10, 15), "uz")
    assert article.blocks[1:] and [b.text for b in article.blocks] == [
        b.text for b in read(item(NITF)).blocks
    ]
    assert "cancelled" in refusal(text.replace('"usable"', '"canceled"'))


def test_plain_text() -> None:
    article = read(item(PLAIN))
    assert [block.text for block in article.blocks[1:]] == ["One.", "Two \\*stars\\*."]


@pytest.mark.parametrize("content", [PLAIN + NITF + XHTML, XHTML + PLAIN, NITF + XHTML])
def test_of_alternatives_the_one_with_most_structure_is_read(content: str) -> None:
    texts = [block.text for block in read(item(content)).blocks]
    assert texts == [block.text for block in read(item(XHTML)).blocks]


def test_of_alternatives_the_one_in_the_language_is_read() -> None:
    other = (
        '<inlineXML xml:lang="ru"><div xmlns="http://www.w3.org/1999/xhtml"><p>Привет.</p></div></inlineXML>'
    )
    assert [block.text for block in read(item(other + PLAIN)).blocks[1:]] == ["One.", "Two \\*stars\\*."]


def test_a_message_with_one_text_and_a_picture() -> None:
    article = read(message(PICTURE, item(PLAIN)))
    assert [(block.role, block.text, block.image) for block in article.blocks] == [
        (Role.HEADLINE, "Talks in Kazan", ""),
        (Role.CAPTION, "The Kazanka in spring", "https://w.example/l.jpg"),
        (Role.LEAD, "One.", ""),
        (Role.PARAGRAPH, "Two \\*stars\\*.", ""),
    ]


def test_an_embargo_is_told() -> None:
    assert (
        read(item(PLAIN, "<embargoed>2026-10-16T08:00:00Z</embargoed>")).meta["embargoed"]
        == "2026-10-16T08:00:00Z"
    )


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (item(PLAIN, '<pubStatus qcode="stat:canceled"/>'), "the agency has cancelled it"),
        (item(PLAIN, '<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/withheld"/>'), "withholds it"),
        (item(""), "holds no text: no inlineXML with XHTML or NITF, and no inlineData"),
        (item('<remoteContent href="a.pdf"/>'), "holds no text"),
        (message(item(PLAIN), item(NITF)), "holds 2 texts (Переговоры; Переговоры)"),
        (message(), "holds no item with text, only <newsMessage>"),
        (
            "<rss><channel/></rss>",
            "seeds/x.xml:1: is XML, but neither NewsML-G2 nor NITF: it begins with <rss>",
        ),
        ("<newsItem/>", "neither NewsML-G2 nor NITF"),
        ("<nitf/>", "nothing to read"),
        (item(PLAIN)[:-3], "not well-formed XML"),
        (BOMB, "declares XML entities"),
        ("", "not well-formed XML"),
        ("<a>" * 300 + "</a>" * 300, "not well-formed XML"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    assert said in refusal(text)


def test_nothing_that_runs_comes_through() -> None:
    assert "evil" not in "".join(block.text + block.image for block in read(item(XHTML)).blocks)


def test_other_encodings() -> None:
    text = '<?xml version="1.0" encoding="windows-1251"?>' + item(PLAIN.replace("One", "Чунцин"))
    assert read(text.encode("cp1251")).blocks[1].text == "Чунцин."
