import json
import re
from collections.abc import Callable
from datetime import date

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.model import Article, Block, Credits, Edition, EditionBlock, Passage, Role, Site, State
from workflow.publishers import HtmlPublisher, listing_of, pages_of
from workflow.publishers.inline import clean
from workflow.publishers.jsonld import in_script, modified, news_article, readdressed

Make = Callable[..., Edition]
MakeBlock = Callable[..., EditionBlock]
Publish = Callable[..., dict[str, bytes]]

BASE = "https://example.org/news/"


def with_meta(edition: Edition, **meta: str) -> Edition:
    return replace(edition, article=replace(edition.article, meta=meta))


def data(content: bytes) -> dict:
    """The JSON-LD of a page, as a program finds it that knows HTML."""
    (script,) = BeautifulSoup(content.decode("utf-8"), "html.parser").find_all("script")
    assert script.attrs == {"type": "application/ld+json"}
    return json.loads(script.string)


def metas(content: bytes) -> dict[str, str]:
    found = BeautifulSoup(content.decode("utf-8"), "html.parser").find_all("meta", content=True)
    return {str(tag.get("property") or tag.get("name")): str(tag["content"]) for tag in found}


def test_an_article_in_its_own_language(make_edition: Make, publish: Publish) -> None:
    edition = with_meta(make_edition(), author="Wang Li", tags="SCO, Cities", modified="2018-03-01")
    made = publish(edition, make_edition("ru"), make_edition("tg", draft=True), base_url=BASE)
    address = f"{BASE}en/chongqing/"
    assert data(made["en/chongqing/index.html"]) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "url": address,
        "mainEntityOfPage": {"@type": "WebPage", "@id": address},
        "headline": "Headline",
        "description": "The lead.",
        "inLanguage": "en",
        "datePublished": "2018-02-24",
        "dateModified": "2018-03-01",
        "keywords": ["SCO", "Cities"],
        "author": [{"@type": "Person", "name": "Wang Li"}],
        "publisher": {"@type": "Organization", "name": "Shanghai Spirit News", "url": BASE},
        "workTranslation": [{"@type": "NewsArticle", "url": f"{BASE}ru/chongqing/", "inLanguage": "ru"}],
    }


def test_a_translation_names_its_original(make_edition: Make, publish: Publish) -> None:
    made = publish(make_edition(), with_meta(make_edition("ru"), tags="SCO"), base_url=BASE)
    found = data(made["ru/chongqing/index.html"])
    assert found["translationOfWork"] == {
        "@type": "NewsArticle",
        "url": f"{BASE}en/chongqing/",
        "inLanguage": "en",
    }
    assert found["publisher"]["name"] == "Вестник «Шанхайский дух»"
    assert found["inLanguage"] == "ru"
    assert not {"workTranslation", "translator", "keywords", "author", "dateModified"} & set(found)
    alone = data(publish(make_edition("ru"), base_url=BASE)["ru/chongqing/index.html"])
    assert "translationOfWork" not in alone


def test_drafts_and_sites_without_an_address_have_none(make_edition: Make, publish: Publish) -> None:
    made = publish(make_edition(), make_edition("ru", draft=True), base_url=BASE)
    assert b"<script" not in made["ru/chongqing/index.html"]
    assert all(b"<script" not in content for content in publish(make_edition()).values())


def test_translators_where_they_are_known(make_edition: Make) -> None:
    edition = replace(make_edition("ru"), credits=Credits(("Анна Соколова", " ")))
    addresses = {tag: f"{BASE}{tag}/chongqing/" for tag in ("en", "ru")}
    made = news_article(edition, listing_of(edition), addresses, "N", BASE)
    assert json.loads(made)["translator"] == [{"@type": "Person", "name": "Анна Соколова"}]


def test_what_is_not_known_is_not_said(make_edition: Make, publish: Publish) -> None:
    edition = with_meta(make_edition(day=None), author=" , ", tags=" ")
    found = data(publish(edition, base_url=BASE)["en/chongqing/index.html"])
    assert not {"author", "datePublished", "dateModified", "image", "keywords", "workTranslation"} & set(
        found
    )


@pytest.mark.parametrize(
    ("meta", "expected"),
    [
        ({"modified": "2018-03-01"}, "2018-03-01"),
        ({"updated": "2018-03-01T10:30:00+05:00"}, "2018-03-01T10:30:00+05:00"),
        ({"lastmod": "2018-03-01 10:30:00Z"}, "2018-03-01T10:30:00+00:00"),
        ({"lastmod": "2018-03-01 10:30"}, "2018-03-01"),
        ({"modified": "2018-02-24"}, "2018-02-24"),
        ({"modified": "2018-02-23"}, ""),  # before it was published
        ({"modified": "2018-13-01"}, ""),
        ({"modified": "2018-W09-4"}, ""),
        ({"modified": "yesterday </script>"}, ""),
        ({"modified": ""}, ""),
        ({}, ""),
    ],
)
def test_when_it_was_changed(meta: dict[str, str], expected: str) -> None:
    article = Article("a", "", "en", "T", (), date=date(2018, 2, 24), meta=meta)
    assert modified(article) == expected


# ---------------------------------------------------------------------------------------- pictures and cards


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("my photo.jpg", "my%20photo.jpg"),
        ("pictures/a.jpg", "pictures/a.jpg"),
        ("фото.jpg", "%D1%84%D0%BE%D1%82%D0%BE.jpg"),
        ("https://other.example.net/a.jpg", ""),
        ("//other.example.net/a.jpg", ""),
        ("javascript:alert(1)", ""),
        ("/a.jpg", ""),
        ("../a.jpg", ""),
        ("%2e%2e/a.jpg", ""),
        ("..\\a.jpg", ""),
        ("a.jpg?size=1", ""),
        ("a.jpg#x", ""),
        ("", ""),
    ],
)
def test_only_a_picture_beside_the_page_is_named(
    image: str, address: str, make_edition: Make, make_block: MakeBlock, publish: Publish
) -> None:
    block = make_block(Role.CAPTION, "A *view* & more", image=image)
    page = publish(make_edition(blocks=[block]), base_url=BASE)["en/chongqing/index.html"]
    found, named = data(page), metas(page)
    if address:
        assert found["image"] == [f"{BASE}en/chongqing/{address}"]
        assert named["og:image"] == f"{BASE}en/chongqing/{address}"
        assert named["og:image:alt"] == "A *view* & more"
        assert named["twitter:card"] == "summary_large_image"
    else:
        assert "image" not in found
        assert not {"og:image", "og:image:alt"} & set(named)
        assert named["twitter:card"] == "summary"


def test_the_first_picture_that_is_the_sites_own_is_the_one(
    make_edition: Make, make_block: MakeBlock, publish: Publish
) -> None:
    blocks = [
        make_block(Role.CAPTION, name, image=name) for name in ("https://x.example/1.jpg", "2.jpg", "3.jpg")
    ]
    page = publish(make_edition(blocks=blocks), base_url=BASE)["en/chongqing/index.html"]
    assert data(page)["image"] == [f"{BASE}en/chongqing/2.jpg"]
    without = metas(publish(make_edition(blocks=blocks))["en/chongqing/index.html"])
    assert "og:image" not in without
    assert without["twitter:card"] == "summary"


def test_the_graph_says_when_and_what_about(make_edition: Make, publish: Publish) -> None:
    meta = {"modified": "2018-03-01", "tags": "SCO"}
    made = publish(with_meta(make_edition(), **meta), with_meta(make_edition("ru"), **meta), base_url=BASE)
    named = metas(made["en/chongqing/index.html"])
    assert (named["article:modified_time"], named["article:tag"]) == ("2018-03-01", "SCO")
    assert "article:tag" not in metas(made["ru/chongqing/index.html"])


# ---------------------------------------------------------------------------------------------- hostile texts

TRICKS = [
    "</script><script>alert(1)</script>",
    "</SCRIPT\t>",
    "<!--<script>",
    "]]>-->",
    '"}],"@type":"x","y":[{"z":"',
    "\\u003c/script\\u003e \\",
    "&lt;/script&gt;",
    "{{ 7 * 7 }}{% raw %}",
    "\u2028\u2029\x85\n",
    "\x00\x1b\x7f",
    "\u202e\u2066",
    "\ud800",
    "\ufffe\U0001ffff",
    "javascript:alert(1)",
]
HOSTILE = st.one_of(st.text(alphabet=st.characters(), max_size=30), st.sampled_from(TRICKS)).map(
    lambda text: f"x{text}"
)
FIELDS = ("headline", "lead", "author", "tags", "modified", "publication", "image", "caption", "slug", "base")


@settings(max_examples=120, deadline=None)
@given(st.fixed_dictionaries(dict.fromkeys(FIELDS, HOSTILE)))
def test_any_text_comes_back_as_it_was_and_ends_nothing(words: dict[str, str]) -> None:
    slug = re.sub(r"[/\\\x00-\x1f\x7f\ud800-\udfff]", "", words["slug"])
    folder = re.sub(r"[?#\x00-\x20\ud800-\udfff]", "", words["base"])
    host = f"https://example.org/{folder}/"
    meta = {"author": words["author"], "tags": words["tags"], "modified": words["modified"]}
    article = Article(slug, "", "en", words["headline"], (), date=date(2018, 2, 24), meta=meta)
    blocks = tuple(
        EditionBlock(Block(role, text, 1, image=image), (Passage(text, "en", State.REVIEWED),))
        for role, text, image in [
            (Role.HEADLINE, words["headline"], ""),
            (Role.LEAD, words["lead"], ""),
            (Role.CAPTION, words["caption"], words["image"]),
        ]
    )
    site = Site({"en": words["publication"]}, "en", host)
    editions = [Edition(article, "en", blocks), Edition(article, "ru", blocks)]
    made = {page.path: page.content for page in pages_of([HtmlPublisher()], editions, site)}
    for language in ("en", "ru"):
        page = made[f"{language}/{slug}/index.html"]
        assert page.count(b"<script") == page.count(b"</script") == 1
        raw = page[page.index(b"ld+json") : page.index(b"</script")]
        assert not re.search(rb"[<&]|ld\+json\">.*>", raw)
        found = data(page)
        assert found["@type"] == "NewsArticle"
        assert found["headline"] == " ".join(clean(words["headline"]).split())
        assert found["publisher"]["name"] == clean(words["publication"])
        names = [" ".join(clean(name).split()) for name in words["author"].split(", ")]
        assert [each["name"] for each in found["author"]] == list(dict.fromkeys(filter(None, names)))
        own = [found["url"], found["mainEntityOfPage"]["@id"], *found.get("image", [])]
        assert all(address.startswith("https://example.org/") for address in own)
        assert len(found) <= 14


@given(
    st.recursive(
        HOSTILE.map(clean), lambda inner: st.lists(inner) | st.dictionaries(HOSTILE.map(clean), inner)
    )
)
def test_json_in_a_script_is_the_same_json(value: object) -> None:
    text = str(in_script(value))
    assert not re.search(r"[<>&]", text)
    assert json.loads(text) == value


def test_what_was_said_stays_when_the_page_moves() -> None:
    old = in_script(
        {"url": "https://a/x/", "headline": "Old <b>", "image": ["https://a/x/p.jpg"], "publisher": 1}
    )
    new = in_script({"url": "https://b/x/", "headline": "New", "translationOfWork": 2})
    assert json.loads(readdressed(str(old).encode(), str(new).encode())) == {
        "url": "https://b/x/",
        "headline": "Old <b>",
        "image": ["https://b/x/p.jpg"],
        "translationOfWork": 2,
    }
    assert b"<" not in readdressed(str(old).encode(), str(new).encode())


@pytest.mark.parametrize("old", [b"", b"{", b"[]", b'{"url": 1, "image": [2]}', b'{"url": "a", "image": 2}'])
def test_what_is_no_data_of_ours_goes(old: bytes) -> None:
    assert readdressed(old, b'{"url": "https://b/x/"}') == b""
