import re
from collections.abc import Callable
from datetime import date, timedelta

import feedparser
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from workflow.model import Edition, EditionBlock, Listing, Publisher, Role, Site, Story
from workflow.publishers.feeds import NEWEST, FeedsPublisher
from workflow.publishers.inline import clean
from workflow.publishers.sitemap import SitemapPublisher

Make = Callable[..., Edition]
MakeBlock = Callable[..., EditionBlock]
Publish = Callable[..., dict[str, bytes]]

BASE = "https://example.org/news/"
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FILES = ("feed.atom", "rss.xml")
TITLES = {"en": "Daily", "ru": "Газета"}


def site(*listings: Listing, titles: dict[str, str] = TITLES, base: str = BASE) -> dict[str, bytes]:
    """The feeds of these listings, which are given newest first."""
    slugs = dict.fromkeys(each.slug for each in listings)
    stories = [Story(slug, {each.language: each for each in listings if each.slug == slug}) for slug in slugs]
    return {page.path: page.content for page in FeedsPublisher().shared(stories, Site(titles, "en", base))}


def listing(slug: str = "a", language: str = "en", **fields: object) -> Listing:
    given = {"title": "Title", "title_language": language, "description": "About.", "date": date(2018, 2, 24)}
    return Listing(slug, language, "en", **(given | fields))


def parsed(content: bytes) -> feedparser.FeedParserDict:
    """As feedparser reads it, which says of what is not in order that it is."""
    found = feedparser.parse(content, response_headers={"content-type": "application/xml; charset=utf-8"})
    assert not found.bozo, found.bozo_exception
    return found


@pytest.mark.parametrize("make", [FeedsPublisher, SitemapPublisher])
def test_they_are_publishers(make: Callable[[], Publisher], make_edition: Make) -> None:
    edition = make_edition()
    assert make().name in ("feeds", "sitemap")
    assert list(make().pages(edition, Story("a", {}), Site(TITLES, "en", BASE))) == []


def test_each_language_has_two_feeds(make_edition: Make, publish: Publish) -> None:
    made = publish(make_edition(), make_edition("ru"), make_edition("tg", draft=True), base_url=BASE)
    assert {path for path in made if path.endswith(FILES)} == {
        f"{tag}/{n}" for tag in ("en", "ru") for n in FILES
    }
    assert parsed(made["ru/feed.atom"]).version == "atom10"
    assert parsed(made["ru/rss.xml"]).version == "rss20"


def test_without_an_address_there_is_no_feed() -> None:
    assert site(listing(), base="") == {}


@pytest.mark.parametrize("file", FILES)
def test_what_a_reader_sees(file: str) -> None:
    made = site(
        listing(
            "новый",
            "ru",
            title="Новый",
            description="О нём.",
            tags=("Саммит", "A & B"),
            date=date(2026, 3, 4),
        ),
        listing("новый", title="New"),
        listing("new2", "tg", draft=True, title="Черновик"),
        listing("old", "ru", title="Старый"),
    )
    feed = parsed(made[f"ru/{file}"])
    assert feed.feed.title == "Газета"
    assert feed.feed.language == "ru"
    assert feed.feed.link == f"{BASE}ru/"
    assert feed.feed.updated_parsed[:3] == (2026, 3, 4)
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"{BASE}ru/{file}"]
    assert [entry.title for entry in feed.entries] == ["Новый", "Старый"]
    new, old = feed.entries
    address = f"{BASE}ru/%D0%BD%D0%BE%D0%B2%D1%8B%D0%B9/"
    assert new.link == new.id == address  # its own page, though it names others as alternates
    assert new.summary == "О нём."
    assert [tag.term for tag in new.tags] == ["Саммит", "A & B"]
    assert new.published_parsed[:6] == (2026, 3, 4, 0, 0, 0)
    assert old.published_parsed[:6] == (2018, 2, 24, 0, 0, 0)
    versions = {link.hreflang: link.href for link in new.links if "hreflang" in link}
    assert versions == {"en": address.replace("/ru/", "/en/"), "ru": address}
    assert [link.hreflang for link in old.links if "hreflang" in link] == ["ru"]


@pytest.mark.parametrize("file", FILES)
def test_a_draft_is_in_no_feed_and_named_by_none(file: str) -> None:
    made = site(listing("a"), listing("a", "ru", draft=True), listing("b", "ru"), listing("b"))
    assert [entry.link for entry in parsed(made[f"ru/{file}"]).entries] == [f"{BASE}ru/b/"]
    assert b"/ru/a/" not in made[f"en/{file}"]


@pytest.mark.parametrize("file", FILES)
def test_only_the_newest_are_in_it(file: str) -> None:
    day = date(2026, 1, 1)
    listings = [listing(f"n{n}", date=day - timedelta(n)) for n in range(NEWEST + 5)]
    listings.insert(0, listing("elsewhere", "ru", date=day + timedelta(1)))
    feed = parsed(site(*listings)[f"en/{file}"])
    assert [entry.link for entry in feed.entries] == [f"{BASE}en/n{n}/" for n in range(NEWEST)]
    assert feed.feed.updated_parsed[:3] == (2026, 1, 1)


def test_what_has_no_date_is_in_rss_only() -> None:
    made = site(listing("dated"), listing("undated", date=None))
    assert [entry.link for entry in parsed(made["en/feed.atom"]).entries] == [f"{BASE}en/dated/"]
    dated, undated = parsed(made["en/rss.xml"]).entries
    assert "published" in dated
    assert "published" not in undated


def test_a_language_without_any_date_has_valid_feeds() -> None:
    made = site(listing(date=None))
    atom, rss = parsed(made["en/feed.atom"]), parsed(made["en/rss.xml"])
    assert (atom.entries, atom.feed.updated) == ([], "1970-01-01T00:00:00Z")
    assert len(rss.entries) == 1
    assert "updated" not in rss.feed


def test_texts_of_another_language_say_so() -> None:
    root = etree.fromstring(site(listing(language="ur", title="SCO", title_language="en"))["ur/feed.atom"])
    assert root.get(LANG) == "ur"
    assert root.find(f"{ATOM}title").get(LANG) == "en"  # the publication has no name in Urdu
    assert root.find(f"{ATOM}author").get(LANG) == "en"
    assert root.find(f"{ATOM}entry/{ATOM}title").get(LANG) == "en"
    assert root.find(f"{ATOM}entry/{ATOM}summary").get(LANG) is None


def test_heads_tell_of_the_feeds_of_their_language(make_edition: Make, publish: Publish) -> None:
    made = publish(make_edition(), make_edition("ru"), make_edition("tg", draft=True), base_url=BASE)

    def told(path: str) -> list[tuple[str, str, str]]:
        links = BeautifulSoup(made[path], "html.parser").find_all("link", rel="alternate", type=True)
        return [(link["type"], link["href"], link["title"]) for link in links]

    name = "Вестник «Шанхайский дух»"
    for path, up in (("ru/index.html", ""), ("ru/chongqing/index.html", "../")):
        assert told(path) == [
            ("application/atom+xml", f"{up}feed.atom", f"{name} (Atom)"),
            ("application/rss+xml", f"{up}rss.xml", f"{name} (RSS)"),
        ]
    assert told("index.html") == told("tg/index.html") == told("tg/chongqing/index.html") == []


# ------------------------------------------------------------------------- specifications, element by element


def one(parent: etree._Element, name: str) -> etree._Element:
    (found,) = parent.findall(name)
    return found


def check_atom(content: bytes) -> None:
    """The rules of RFC 4287, sections 4.1.1, 4.1.2, 4.2.7 and 3.3, that a feed like ours can break."""
    root = etree.fromstring(content)
    assert root.tag == f"{ATOM}feed"
    for element in (root, *root.findall(f"{ATOM}entry")):
        identity = one(element, f"{ATOM}id")
        assert re.fullmatch(r"https?://\S+", identity.text)
        one(element, f"{ATOM}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", one(element, f"{ATOM}updated").text)
        assert len(element.findall(f"{ATOM}summary")) <= 1
        assert len(element.findall(f"{ATOM}published")) <= 1
        links = element.findall(f"{ATOM}link")
        alternates = [(x.get("type"), x.get("hreflang")) for x in links if x.get("rel") == "alternate"]
        assert alternates
        assert len(alternates) == len(set(alternates))  # no two with one type and language
        assert all(re.fullmatch(r"https?://\S+", link.get("href")) for link in links)
        assert all(category.get("term") for category in element.findall(f"{ATOM}category"))
    author = one(root, f"{ATOM}author")
    assert one(author, f"{ATOM}name").attrib == {}
    identities = [one(entry, f"{ATOM}id").text for entry in root.findall(f"{ATOM}entry")]
    assert len(identities) == len(set(identities))
    known = "author category contributor generator icon id link logo rights subtitle title updated entry"
    assert {etree.QName(child).localname for child in root if isinstance(child.tag, str)} <= set(
        known.split()
    )


def check_rss(content: bytes) -> None:
    """The required elements of RSS 2.0, no unknown ones, and the advice of the RSS Board on atom:link."""
    root = etree.fromstring(content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    channel = one(root, "channel")
    for name in ("title", "link", "description", "language"):
        one(channel, name)
    (own,) = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert own.get("type") == "application/rss+xml"
    for item in channel.findall("item"):
        assert one(item, "link").text == one(item, "guid").text
        assert one(item, "guid").get("isPermaLink") == "true"
        names = {child.tag for child in item if not child.tag.startswith("{")}
        assert names <= {"title", "link", "guid", "pubDate", "description", "category"}
        for found in item.findall("pubDate"):
            assert re.fullmatch(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT", found.text)


TRICKS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "]]>",
    "<!-- x",
    "<![CDATA[x",
    "<?xml version='1.0'?>",
    "&lt;b&gt; &amp; &#x0; &nbsp;",
    "{{ 7 * 7 }}{% raw %}",
    "\x00\x1b\x7f\x85",
    "\u202e\u2066",
    "\ud800",
    "\ufffe\uffff\U0001ffff",
    "\U0001f600",
    "javascript:alert(1)",
]
HOSTILE = st.one_of(st.text(alphabet=st.characters(), max_size=30), st.sampled_from(TRICKS))


@settings(max_examples=80, deadline=None)
@given(
    title=HOSTILE, description=HOSTILE, tag=HOSTILE, name=HOSTILE, slug=HOSTILE, day=st.none() | st.dates()
)
def test_any_text_makes_well_formed_feeds_that_say_it(
    title: str, description: str, tag: str, name: str, slug: str, day: date | None
) -> None:
    slug = "x" + re.sub(r"[/\\\x00-\x1f\x7f\ud800-\udfff]", "", slug)
    made = site(
        listing(slug, title=title, description=description, tags=(tag,), date=day),
        titles={"en": name},
    )
    tags = [word for word in [" ".join(clean(tag).split())] if word]
    check_atom(made["en/feed.atom"])
    check_rss(made["en/rss.xml"])
    atom, rss = etree.fromstring(made["en/feed.atom"]), etree.fromstring(made["en/rss.xml"])
    assert atom.findtext(f"{ATOM}title") == rss.findtext("channel/title") == clean(name)
    if day:
        assert atom.findtext(f"{ATOM}entry/{ATOM}title") == clean(title)
        assert atom.findtext(f"{ATOM}entry/{ATOM}summary") == clean(description)
        assert [found.get("term") for found in atom.iter(f"{ATOM}category")] == tags
    item = rss.find("channel/item")
    assert [found.text for found in item.iter("category")] == tags
    # Shown as HTML, as most readers do, both are text and nothing else.
    for field, text in (("title", title), ("description", description)):
        shown = BeautifulSoup(item.findtext(field), "html.parser")
        assert not shown.find_all(True)
        if field == "description":
            assert shown.get_text() == clean(text)


@pytest.mark.parametrize("title", ["AT&T buys", "1 < 2 & 3 > 2", "“a” 'b' \"c\""])
def test_an_ordinary_title_is_plain_text_in_rss(title: str) -> None:
    assert etree.fromstring(site(listing(title=title))["en/rss.xml"]).findtext("channel/item/title") == title


def test_tags_and_descriptions_come_from_the_article(
    make_edition: Make, make_block: MakeBlock, publish: Publish
) -> None:
    edition = make_edition(blocks=[make_block(Role.LEAD, "A & B < C.")], headline="H")
    edition = replace(edition, article=replace(edition.article, meta={"tags": "one, two"}))
    for file in FILES:
        (entry,) = parsed(publish(edition, base_url=BASE)[f"en/{file}"]).entries
        assert [tag.term for tag in entry.tags] == ["one", "two"]
        assert entry.title == "H"
    root = etree.fromstring(publish(edition, base_url=BASE)["en/feed.atom"])
    assert root.findtext(f"{ATOM}entry/{ATOM}summary") == "A & B < C."
