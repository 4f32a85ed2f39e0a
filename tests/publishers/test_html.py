import hashlib
import re
from collections.abc import Callable
from datetime import date
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import PublishError
from workflow.languages import known_tags, profile
from workflow.model import (
    Article,
    Block,
    Edition,
    EditionBlock,
    Markup,
    Passage,
    Publisher,
    Role,
    Site,
    State,
)
from workflow.publishers import HtmlPublisher, pages_of
from workflow.publishers.feeds import FeedsPublisher
from workflow.publishers.wording import wording

Make = Callable[..., Edition]
MakeBlock = Callable[..., EditionBlock]
Publish = Callable[..., dict[str, bytes]]
Parse = Callable[[bytes], BeautifulSoup]

PLACES = ("", "archive/", "archive/2018/", "languages/")  # that each language has
BASE = "https://example.org/news/"
# A letter first, so that no field is empty and the page has all of its parts.
TRICKS = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    "</title></head>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt;",
    "-->",
    "]]>",
    "\n\n",
    "`*_[]()#|",
    "\x00",
    "\u202e\u2066",
    "\ud800",
]
HOSTILE = st.one_of(st.text(alphabet=st.characters(), max_size=30), st.sampled_from(TRICKS)).map(
    lambda text: f"x{text}"
)
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def everything(language: str, markup: Markup = Markup.PLAIN, **words: str) -> dict[str, bytes]:
    """Pages of an article with every kind of block, its fields replaced by ``words``."""
    text = words.get("text", "x")
    fields: list[dict[str, object]] = [
        {"role": role, "group": group, "level": 1, "image": image, "translatable": translatable}
        for role, group, image, translatable in [
            (Role.HEADLINE, 0, "", True),
            (Role.LEAD, 0, "", True),
            (Role.HEADING, 0, "", True),
            (Role.PARAGRAPH, 0, "", True),
            (Role.QUOTE, 0, "", True),
            (Role.QUOTE, 1, "", True),
            (Role.LIST_ITEM, 2, "", True),
            (Role.CAPTION, 0, words.get("image", "x"), True),
            (Role.TABLE_CELL, 3, "", True),
            (Role.PARAGRAPH, 0, "", False),
        ]
    ]
    fields += [{"role": Role.CORRECTION, "date": date(2018, 2, day)} for day in (26, 25)]
    blocks = tuple(
        EditionBlock(Block(text=text, line=1, **field), (Passage(text, language, State.MACHINE),))
        for field in fields
    )
    article = Article(
        words.get("slug", "x"), "seeds/x.txt", "en", words.get("title", "x"), (), markup, date(2018, 2, 24)
    )
    original = Edition(article, "en", ())
    site = Site({"en": words.get("publication", "x")}, "en", words.get("base", BASE))
    editions = [original, Edition(article, language, blocks, draft=True)]
    made = pages_of([HtmlPublisher(), FeedsPublisher()], editions, site)
    return {page.path: page.content for page in made}


def skeleton(content: bytes) -> list[str]:
    """Tags and the names of their attributes, in order, without what depends on the text."""
    page = BeautifulSoup(content.decode("utf-8"), "html.parser")
    return [
        f"{tag.name} {sorted(tag.attrs)}"
        for tag in page.find_all(True)
        if tag.name not in ("bdi", "img") and tag.get("class") != ["picture"]
        if not str(tag.get("property")).startswith("og:image")  # only of a picture that is the site's own
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["title", "text", "image", "publication"]), HOSTILE),
    st.sampled_from(["ru", "ur"]),
)
def test_no_text_changes_the_structure_of_a_page(words: dict[str, str], language: str) -> None:
    plain, hostile = everything(language), everything(language, **words)
    assert list(plain) == list(hostile)
    for path, content in hostile.items():
        if path.endswith(".html"):
            assert skeleton(content) == skeleton(plain[path])
            assert not HARMFUL.search(content.decode("utf-8"))


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/\\"),
        min_size=1,
        max_size=20,
    )
)
def test_any_file_name_makes_links_that_lead_to_the_pages(slug: str) -> None:
    if slug in (".", ".."):
        return
    made = everything("ru", slug=slug)
    assert f"ru/{slug}/index.html" in made
    assert broken_links(made) == []


def broken_links(made: dict[str, bytes]) -> list[tuple[str, str]]:
    """Links between pages, and to the style sheet, that lead to nothing that was published."""
    broken = []
    for path, content in made.items():
        if not path.endswith(".html"):
            continue
        page = BeautifulSoup(content.decode("utf-8"), "html.parser")
        for tag in page.find_all(["a", "link"]):
            address = str(tag["href"])
            if address.startswith(BASE):
                target = unquote(address.removeprefix(BASE)) + "index.html"
            elif address.startswith("#"):
                target = path if page.find(id=address[1:]) else ""
            else:
                target = normpath(join(dirname(path), unquote(address)))
            if target not in made:
                broken.append((path, address))
    return broken


def test_it_is_a_publisher() -> None:
    publisher: Publisher = HtmlPublisher()
    assert publisher.name == "html"


def test_the_pages(make_edition: Make, publish: Publish) -> None:
    made = publish(make_edition(), make_edition("ru"), make_edition(slug="kazan"))
    style = next(path for path in made if path.startswith("assets/"))
    assert set(made) == {
        "en/chongqing/index.html",
        "ru/chongqing/index.html",
        "en/kazan/index.html",
        *(f"{tag}/{place}index.html" for tag in ("en", "ru") for place in PLACES),
        "index.html",
        style,
    }
    assert style == f"assets/site.{hashlib.sha256(made[style]).hexdigest()[:10]}.css"


def test_no_editions_make_an_empty_front_page(publish: Publish) -> None:
    assert [path for path in publish() if path.endswith(".html")] == ["index.html"]


def test_the_same_editions_in_any_order_give_the_same_bytes(make_edition: Make, publish: Publish) -> None:
    editions = [make_edition(tag, slug=slug) for slug in ("a", "b") for tag in ("en", "zh", "ru", "ur")]
    assert publish(*editions, base_url=BASE) == publish(*reversed(editions), base_url=BASE)
    assert list(publish(*editions)) == list(publish(*reversed(editions)))


@pytest.mark.parametrize("base", ["", BASE])
def test_every_link_leads_to_a_page(base: str, make_edition: Make, publish: Publish) -> None:
    editions = [
        make_edition(tag, slug=slug, draft=tag == "tg", tags=f"SCO, a b, {slug}")
        for slug in ("chongqing", "a b%20ü:?#&'\"")
        for tag in ("en", "ru", "ur", "tg")
    ]
    assert broken_links(publish(*editions, base_url=base)) == []


@pytest.mark.parametrize("tag", [*known_tags(), "pt-BR"])
def test_language_and_direction(tag: str, make_edition: Make, publish: Publish, parse: Parse) -> None:
    made = publish(make_edition(), *([make_edition(tag)] if tag != "en" else []))
    for path in (f"{tag}/index.html", f"{tag}/chongqing/index.html"):
        root = parse(made[path]).html
        assert root is not None
        assert (root["lang"], root["dir"]) == (tag, profile(tag).direction)


def test_right_to_left_text_has_its_latin_words_isolated(
    make_edition: Make, make_block: MakeBlock, publish: Publish
) -> None:
    lead = make_block(Role.LEAD, "اجلاس SCO در 2018", language="fa")
    page = publish(make_edition("fa", [lead], headline="SCO اجلاس"))["fa/chongqing/index.html"].decode()
    assert '<p class="lead">اجلاس <bdi>SCO</bdi> در <bdi>2018</bdi></p>' in page
    assert "<title>SCO اجلاس — " in page


def test_the_head_of_an_article(
    make_edition: Make, make_block: MakeBlock, publish: Publish, parse: Parse
) -> None:
    lead = make_block(Role.LEAD, "Встреча *с* мэром.", language="ru")
    russian = make_edition("ru", [lead], markup=Markup.MARKDOWN, headline="Мэр **Чунцина**")
    page = parse(publish(make_edition(), russian, base_url=BASE)["ru/chongqing/index.html"])
    named = {str(tag.get("name") or tag.get("property")): tag.get("content") for tag in page.find_all("meta")}
    assert page.title is not None
    assert page.title.text == "Мэр Чунцина — Вестник «Шанхайский дух»"
    assert named["description"] == named["og:description"] == "Встреча с мэром."
    assert named["generator"] == "Dragoman"
    assert named["dragoman:state"] == "published"
    assert named["og:title"] == "Мэр Чунцина"
    assert (named["og:type"], named["og:locale"]) == ("article", "ru_RU")
    assert named["og:url"] == BASE + "ru/chongqing/"
    assert named["article:published_time"] == "2018-02-24"
    assert "robots" not in named
    time = page.time
    assert time is not None
    assert (time["datetime"], time.text.replace("\u202f", " ")) == ("2018-02-24", "24 февраля 2018 г.")
    assert wording("ru")["published"] in page.find(class_="dateline").text


def test_an_article_without_a_date_has_no_date_line(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    page = parse(publish(make_edition(day=None))["en/chongqing/index.html"])
    assert page.time is None
    assert page.find(class_="dateline") is None


def alternates(page: BeautifulSoup) -> dict[str, str]:
    found = page.find_all("link", rel="alternate", hreflang=True)
    return {str(tag["hreflang"]): str(tag["href"]) for tag in found}


def canonical(page: BeautifulSoup) -> str:
    found = page.find("link", rel="canonical")
    return str(found["href"]) if found else ""


def test_alternates_are_reciprocal(make_edition: Make, publish: Publish, parse: Parse) -> None:
    made = publish(
        *(make_edition(tag) for tag in ("en", "ru", "zh")), make_edition("tg", draft=True), base_url=BASE
    )
    for folder, default in (("chongqing/", f"{BASE}en/chongqing/"), ("", BASE)):
        expected = {tag: f"{BASE}{tag}/{folder}" for tag in ("en", "ru", "zh")} | {"x-default": default}
        for tag in ("en", "ru", "zh"):
            page = parse(made[f"{tag}/{folder}index.html"])
            assert alternates(page) == expected
            assert canonical(page) == expected[tag]
        draft = parse(made[f"tg/{folder}index.html"])
        assert alternates(draft) == {}
        assert canonical(draft) == ""
    root = parse(made["index.html"])
    assert canonical(root) == BASE
    assert alternates(root) == {tag: f"{BASE}{tag}/" for tag in ("en", "ru", "zh")} | {"x-default": BASE}


def test_x_default_is_the_edition_in_the_language_of_the_article(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    made = publish(make_edition("ru", source="ru"), make_edition("en", source="ru"), base_url=BASE)
    assert alternates(parse(made["en/chongqing/index.html"]))["x-default"] == f"{BASE}ru/chongqing/"
    alone = publish(make_edition("zh"), base_url=BASE)
    assert "x-default" not in alternates(parse(alone["zh/chongqing/index.html"]))


def test_without_an_address_nothing_absolute_is_written(make_edition: Make, publish: Publish) -> None:
    for path, content in publish(make_edition(), make_edition("ru")).items():
        if path.endswith(".html"):
            page = BeautifulSoup(content, "html.parser")
            assert canonical(page) == ""
            assert alternates(page) == {}
            assert b"http" not in content


def test_an_address_without_a_slash_at_its_end_gets_one(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    page = parse(publish(make_edition(), base_url="https://example.org/a")["en/index.html"])
    assert canonical(page) == "https://example.org/a/en/"


def test_the_language_switcher(make_edition: Make, publish: Publish, parse: Parse) -> None:
    made = publish(make_edition(), make_edition("ur"), make_edition("zh"), make_edition("tg", draft=True))
    page = parse(made["ur/chongqing/index.html"])
    nav = page.nav
    assert nav is not None
    assert nav["aria-label"] == wording("ur")["languages"]
    links = nav.find_all("a")
    assert (
        [link["lang"] for link in links] == [link["hreflang"] for link in links] == ["en", "ur", "zh", "tg"]
    )
    assert [link.text for link in links] == [profile(str(link["lang"])).autonym for link in links]
    assert [link["lang"] for link in nav.find_all(attrs={"aria-current": "page"})] == ["ur"]
    drafts = nav.find(class_="drafts")
    assert drafts is not None
    assert [link["lang"] for link in drafts.find_all("a")] == ["tg"]
    assert drafts.find(class_="badge").text == wording("ur")["draft"]


def test_a_switcher_names_only_the_languages_of_its_article(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    made = publish(make_edition(), make_edition("ru"), make_edition(slug="kazan"))
    nav = parse(made["en/kazan/index.html"]).nav
    assert nav is not None
    assert [link["lang"] for link in nav.find_all("a")] == ["en"]


def test_a_draft_says_so(make_edition: Make, make_block: MakeBlock, publish: Publish, parse: Parse) -> None:
    lead = make_block(Role.LEAD, Passage("Лид.", "ru", State.MACHINE))
    made = publish(make_edition(), make_edition("ru", [lead], draft=True))
    page = parse(made["ru/chongqing/index.html"])
    notice = page.find(attrs={"role": "note"})
    assert notice is not None
    assert wording("ru")["draft_title"] in notice.text
    assert wording("ru")["draft_note"] in notice.text
    assert str(page).index('role="note"') < str(page).index("<h1")
    assert page.find("meta", attrs={"name": "robots", "content": "noindex"})
    assert page.find("meta", attrs={"name": "dragoman:state", "content": "draft"})
    index = parse(made["ru/index.html"])
    assert index.find("meta", attrs={"name": "robots", "content": "noindex"})
    articles = index.find(class_="articles")
    assert articles is not None
    assert articles.find(class_="badge").text == wording("ru")["draft"]


@pytest.mark.parametrize(
    ("language", "draft", "state"),
    [("en", False, "original"), ("en", True, "original"), ("ru", False, "published")],
)
def test_what_is_no_draft_has_no_notice(
    language: str, draft: bool, state: str, make_edition: Make, publish: Publish, parse: Parse
) -> None:
    page = parse(publish(make_edition(language, draft=draft))[f"{language}/chongqing/index.html"])
    assert page.find("meta", attrs={"name": "dragoman:state", "content": state})
    assert page.find(attrs={"role": "note"}) is None
    assert page.find("meta", attrs={"name": "robots"}) is None


def test_a_translation_links_to_its_original(make_edition: Make, publish: Publish, parse: Parse) -> None:
    made = publish(make_edition(), make_edition("ru"))
    footer = parse(made["ru/chongqing/index.html"]).footer
    assert footer is not None
    assert footer.text.strip() == wording("ru")["original"].replace("{language}", "English")
    assert footer.a is not None
    assert footer.a["href"] == "../../en/chongqing/index.html"
    assert parse(made["en/chongqing/index.html"]).footer is None
    assert parse(publish(make_edition("ru"))["ru/chongqing/index.html"]).footer is None


def test_an_index_lists_articles_newest_first(make_edition: Make, publish: Publish, parse: Parse) -> None:
    days = {"c": date(2018, 2, 24), "a": None, "b": date(2026, 10, 15), "d": date(2018, 2, 24)}
    editions = [make_edition(slug=slug, day=day, headline=f"Title {slug} & co") for slug, day in days.items()]
    articles = parse(publish(*editions)["en/index.html"]).find(class_="articles")
    assert articles is not None
    assert [a.text for a in articles.find_all("a")] == [f"Title {slug} & co" for slug in "bcda"]
    assert [t["datetime"] for t in articles.find_all("time")] == ["2026-10-15", "2018-02-24", "2018-02-24"]


def test_a_headline_that_is_not_translated_keeps_its_language_in_the_index(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    edition = make_edition("ur", draft=True)
    headline = EditionBlock(edition.blocks[0].block, (Passage("SCO forum", "en", State.EMPTY),))
    article = Edition(edition.article, "ur", (headline, *edition.blocks[1:]), True)
    link = parse(publish(article)["ur/index.html"]).find(class_="articles").a
    assert link is not None
    assert (link["lang"], link["dir"], str(link.string)) == ("en", "ltr", "SCO forum")


def test_the_front_page_offers_every_language_and_decides_nothing(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    made = publish(make_edition(), make_edition("ru"), make_edition("ur", draft=True))
    page = parse(made["index.html"])
    chooser = page.find(class_="chooser")
    assert chooser is not None
    entries = chooser.find_all("li")
    assert [(li["lang"], li["dir"], li.a["href"]) for li in entries] == [
        ("en", "ltr", "en/index.html"),
        ("ru", "ltr", "ru/index.html"),
        ("ur", "rtl", "ur/index.html"),
    ]
    assert entries[1].find(class_="edition").text == "Вестник «Шанхайский дух»"
    # No name in Urdu is configured: the English one stands in, and says that it is English.
    assert entries[2].find(class_="edition")["lang"] == "en"
    assert [bool(li.find(class_="badge")) for li in entries] == [False, False, True]
    assert page.find("meta", attrs={"http-equiv": True}) is None


def test_no_page_runs_scripts_or_asks_anybody_for_anything() -> None:
    for markup in Markup:
        text = (
            "![x](https://example.org/p.png) <img src=//example.org/p.png> <script>x</script> <style></style>"
        )
        made = everything("ru", markup, text=text, image="https://example.org/p.png", base="")
        for path, content in made.items():
            if path.endswith(".html"):
                page = BeautifulSoup(content, "html.parser")
                assert not page.find_all(
                    ["script", "style", "iframe", "object", "embed", "img", "form", "base"]
                )
                assert all(link["rel"] == ["stylesheet"] for link in page.find_all("link"))
                assert not [
                    tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)
                ]
            else:
                assert not re.search(rb"@import|url\(|https?:|//", content)


@pytest.mark.parametrize(
    "slug", ["", ".", "..", "a/b", "a\\b", "a\x00b", "a\nb", "a\ud800", "index.html", "RSS.xml", "feed.atom"]
)
def test_a_slug_that_cannot_be_a_folder_is_refused(slug: str, make_edition: Make, publish: Publish) -> None:
    with pytest.raises(PublishError, match=r"seeds/.*: an article cannot be named"):
        publish(make_edition(slug=slug))


@pytest.mark.parametrize("tag", ["", "../en", "e", "en_US", "en/x", "русский", "en\n"])
def test_a_tag_that_cannot_be_a_folder_is_refused(tag: str, make_edition: Make, publish: Publish) -> None:
    with pytest.raises(PublishError, match="is not a language tag"):
        publish(make_edition(tag))


def test_two_editions_for_one_page_are_refused(make_edition: Make, publish: Publish) -> None:
    with pytest.raises(PublishError, match="given twice in 'en'"):
        publish(make_edition(), make_edition())


@pytest.mark.parametrize(
    "base", ["example.org", "javascript:alert(1)", "https://", "https://a b/", "https://a/?x", "https://a/\n"]
)
def test_an_address_that_is_none_is_refused(base: str, make_edition: Make, publish: Publish) -> None:
    with pytest.raises(PublishError, match=r"base_url: .* is not an address to publish at"):
        publish(make_edition(), base_url=base)


def test_a_hostile_address_is_encoded(make_edition: Make, publish: Publish, parse: Parse) -> None:
    content = publish(make_edition(), base_url='https://example.org/"><script>')["en/index.html"]
    assert canonical(parse(content)) == "https://example.org/%22%3E%3Cscript%3E/en/"
    assert parse(content).script is None
