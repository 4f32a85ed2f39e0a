"""Items of news agencies in JSON: all versions, what becomes of their parts, and what is refused."""

# ruff: noqa: E501  (pages and items as they come)

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.model import Article, BinaryReader, Role
from workflow.readers.ninjs import NinjsReader

BODY = "<p>KAZAN (Wire) - Mayor <b>Alimov</b> spoke.</p><h2>Ports</h2><ul><li>One</li></ul><p>“Yes,” he said.</p>"


def read(item: Any) -> Article:
    content = item if isinstance(item, bytes) else json.dumps(item, indent=1).encode()
    return NinjsReader().read_bytes(content, slug="x", source="seeds/x.json", language="en")


def refusal(item: Any) -> str:
    with pytest.raises(SourceError) as caught:
        read(item)
    assert "\n" not in str(caught.value)
    return str(caught.value)


PICTURE = {
    "type": "picture",
    "headline": "A river",
    "description_text": "The Kazanka in spring",
    "renditions": {
        "thumb": {"href": "https://w.example/s.jpg", "mimetype": "image/jpeg", "width": 80},
        "main": {"href": "https://w.example/l.jpg", "mimetype": "image/jpeg", "width": 800},
        "film": {"href": "https://w.example/l.mp4", "mimetype": "video/mp4", "width": 9000},
    },
}
ONE = {
    "uri": "urn:w:1",
    "type": "text",
    "versioncreated": "2026-10-15T08:00:00Z",
    "firstcreated": "2026-10-14T08:00:00Z",
    "language": "en-GB",
    "byline": "Ann Lee",
    "slugline": "KAZAN-TALKS",
    "headline": "Talks in Kazan",
    "description_summary": "They talk.",
    "embargoed": "2026-10-16T08:00:00Z",
    "body_text": "not this one",
    "body_xhtml": BODY,
    "associations": {"mainpic": PICTURE, "related": {"type": "text", "headline": "Other"}},
}
TWO = {
    **{key: ONE[key] for key in ("uri", "type", "versioncreated", "language", "slugline", "embargoed")},
    "by": "Ann Lee",
    "headlines": [{"role": "short", "value": "Talks"}, {"role": "main", "value": "Talks in Kazan"}],
    "descriptions": [{"role": "summary", "value": "They talk."}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": "not this one"},
        {
            "role": "main",
            "contenttype": "text/html",
            "value": f"<html><body><h1>Talks in Kazan.</h1>{BODY}</body></html>",
        },
        {"role": "own", "contenttype": "application/xml", "value": "<x>nor this</x>"},
    ],
    "associations": [
        {
            "name": "a1",
            "type": "picture",
            "descriptions": [{"value": "Some words"}, {"role": "caption", "value": "The Kazanka in spring"}],
            "renditions": [
                {"name": "r0", "href": "https://w.example/l.jpg", "contenttype": "image/jpeg", "width": 800}
            ],
        },
        {"name": "a2", "type": "text", "uri": "urn:w:2"},
    ],
}


def camel(value: Any) -> Any:
    """Version 3 of an item of version 2."""
    longer = {"versioncreated": "versionCreated", "contenttype": "contentType", "pubstatus": "pubStatus"}
    if isinstance(value, dict):
        return {longer.get(key, key): camel(each) for key, each in value.items()}
    return [camel(each) for each in value] if isinstance(value, list) else value


def test_the_reader_takes_bytes() -> None:
    assert isinstance(NinjsReader(), BinaryReader)


@pytest.mark.parametrize(
    "item", [ONE, TWO, camel(TWO), [ONE], {"item": ONE}], ids=["1", "2", "3", "list", "one"]
)
def test_versions(item: Any) -> None:
    article = read(item)
    assert (article.title, article.language, article.date) == ("Talks in Kazan", "en", date(2026, 10, 15))
    assert [(block.role, block.text, block.image) for block in article.blocks] == [
        (Role.HEADLINE, "Talks in Kazan", ""),
        (Role.CAPTION, "The Kazanka in spring", "https://w.example/l.jpg"),
        (Role.LEAD, "KAZAN (Wire) - Mayor **Alimov** spoke.", ""),
        (Role.HEADING, "Ports", ""),
        (Role.LIST_ITEM, "One", ""),
        (Role.QUOTE, "“Yes,” he said.", ""),
    ]
    assert article.meta["byline"] == "Ann Lee"
    assert article.meta["slugline"] == "KAZAN-TALKS"
    assert article.meta["description_summary"] == "They talk."
    assert article.meta["embargoed"] == "2026-10-16T08:00:00Z"


def test_lines_are_those_of_the_properties() -> None:
    text = json.dumps(ONE, indent=1)
    lines = text.split("\n")
    article = read(text.encode())
    assert '"headline": "Talks' in lines[article.blocks[0].line - 1]
    assert '"body_xhtml"' in lines[article.blocks[2].line - 1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One\nline.\n\nTwo *stars*.", ["One line.", "Two \\*stars\\*."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("Talks in Kazan\nOne.", ["One."]),
        ("  \n\nOne.\n\n", ["One."]),
    ],
)
def test_plain_text(text: str, expected: list[str]) -> None:
    article = read({"headline": "Talks in Kazan", "body_text": text})
    assert [block.text for block in article.blocks[1:]] == expected


def test_a_body_in_nitf() -> None:
    nitf = "<?xml version='1.0' encoding='UTF-8'?><nitf><body><body.content><p>Казань</p></body.content></body></nitf>"
    item = {"headline": "H", "bodies": [{"contentType": "text/vnd.IPTC.NITF", "value": nitf}]}
    assert [block.text for block in read(item).blocks] == ["H", "Казань"]


def test_a_picture_that_the_body_shows_too_comes_once() -> None:
    body = '<p>One.</p><figure><img src="https://w.example/l.jpg"><figcaption>Own</figcaption></figure>'
    article = read({**ONE, "body_xhtml": body})
    assert [block.text for block in article.blocks if block.role is Role.CAPTION] == ["Own"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"pubstatus": "canceled"}, "the agency has cancelled it (publishing status 'canceled')"),
        ({"pubStatus": "withheld"}, "the agency withholds it (publishing status 'withheld')"),
        ({"pubstatus": "odd\u202e\n"}, "does not give it for publication"),
        ({"body_xhtml": "", "body_text": " "}, "has a headline but no body (its type is 'text')"),
        ({"body_xhtml": "<script>x</script>", "body_text": ""}, "has a headline but no body"),
        ({"headline": " "}, "has no headline"),
        ({"headline": 7, "body_text": [], "body_xhtml": None}, "has a headline but no body"),
    ],
)
def test_items_that_are_refused(change: dict[str, Any], said: str) -> None:
    assert said in refusal({**ONE, **change})


def test_usable_is_usable() -> None:
    assert read({"pubstatus": "usable", **ONE}).title == "Talks in Kazan"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file is empty"),
        (b"{\n\n,", "seeds/x.json:3: is no JSON"),
        (b"7", "is JSON, but no object"),
        (b'{"type": "FeatureCollection", "features": []}', "no uri, no headline and no body"),
        (b"[{}, {}, {}]", "holds 3 items"),
        (b'{"uri": "urn:1", "type": "picture"}', "holds no text (its type is 'picture')"),
        (b'{\n"headline": "\xff"}', "seeds/x.json:2: not UTF-8 (byte 0xff)"),
        (b"[" * 100_000, "is no JSON that can be read"),
        (b'{"urgency": ' + b"9" * 10_000 + b"}", "is no JSON that can be read"),
    ],
)
def test_files_that_are_refused(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_hostile_text_comes_to_nothing() -> None:
    evil = "<p onclick='evil()'>One.</p><script>evil()</script><a href='javascript:evil()'>x</a><iframe src=evil>"
    article = read({**ONE, "headline": "He\x00ad\ud800\u2028", "body_xhtml": evil, "byline": "\x1b[31mAnn"})
    assert "evil" not in "".join(block.text + block.image for block in article.blocks)
    assert article.title == "Head\ufffd"
    assert article.meta["byline"] == "[31mAnn"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just("<p>x") | st.just("picture"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "headline",
                    "headlines",
                    "bodies",
                    "value",
                    "role",
                    "body_text",
                    "associations",
                    "renditions",
                    "href",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(VALUES)
@settings(deadline=None)
def test_any_json_is_read_or_refused(value: Any) -> None:
    try:
        article = read(json.dumps(value).encode())
    except SourceError as error:
        assert "\n" not in str(error)
        return
    assert article.title.strip()
    assert article.blocks[0].role is Role.HEADLINE
