"""Archives, tags and the list by language: what stands where, and which versions a page says there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import PublishError
from workflow.model import Edition, Listing, Site, Story
from workflow.publishers import HtmlPublisher, newest_first
from workflow.publishers.fronts import NEWEST, PAGE
from workflow.publishers.wording import wording

Make = Callable[..., Edition]
Publish = Callable[..., dict[str, bytes]]
Parse = Callable[[bytes], BeautifulSoup]

BASE = "https://example.org/"
SITE = Site({"en": "News"}, "en", BASE)
FIRST = date(2018, 1, 1)


def listing(slug: str, language: str = "en", day: date | None = FIRST, **fields: object) -> Listing:
    return Listing(slug, language, "en", f"Title {slug}", language, date=day, **fields)


def shared(*listings: Listing, site: Site = SITE) -> dict[str, BeautifulSoup]:
    """The pages that the publisher makes of them, parsed."""
    found: dict[str, dict[str, Listing]] = {}
    for each in listings:
        found.setdefault(each.slug, {})[each.language] = each
    stories = newest_first(Story(slug, mine) for slug, mine in found.items())
    made = {page.path: page.content for page in HtmlPublisher().shared(stories, site)}
    return {
        path: BeautifulSoup(content.decode("utf-8"), "html.parser")
        for path, content in made.items()
        if path.endswith(".html")
    }


def titles(page: BeautifulSoup) -> list[str]:
    return [link.text for link in page.find(class_="articles").select("h2 a, h3 a")]


def hreflang(page: BeautifulSoup) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in page.find_all("link", rel="alternate", hreflang=True)}


def switcher(page: BeautifulSoup) -> list[str]:
    return [link["hreflang"] for link in page.find("nav", class_="languages").find_all("a")]


def links(path: str, page: BeautifulSoup) -> list[str]:
    return [normpath(join(dirname(path), unquote(a["href"]))) for a in page.find("main").find_all("a")]


def many(count: int, **fields: object) -> list[Listing]:
    return [listing(f"a{i:04}", day=FIRST + timedelta(days=i % 365), **fields) for i in range(count)]


# ------------------------------------------------------------------------------------------------- archive


def test_a_front_page_has_the_newest_and_leads_to_the_others() -> None:
    made = shared(*(listing(f"a{i:02}", day=FIRST + timedelta(days=i)) for i in range(NEWEST + 1)))
    assert titles(made["en/index.html"]) == [f"Title a{i:02}" for i in range(NEWEST, 0, -1)]
    assert made["en/index.html"].find("a", rel="next")["href"] == "archive/index.html"
    assert shared(*many(NEWEST))["en/index.html"].find("a", rel="next") is None


def test_an_article_stands_in_the_year_of_its_date_or_among_those_without() -> None:
    days = {"a": date(2018, 12, 31), "b": date(2019, 1, 1), "c": None, "d": date(2018, 1, 1)}
    made = shared(*(listing(slug, day=day) for slug, day in days.items()))
    assert titles(made["en/archive/2018/index.html"]) == ["Title a", "Title d"]
    assert titles(made["en/archive/2019/index.html"]) == ["Title b"]
    assert titles(made["en/archive/undated/index.html"]) == ["Title c"]
    index = made["en/archive/index.html"]
    assert [(li.a.text, li.find(class_="count").text) for li in index.select(".choices li")] == [
        ("2019", "1"),
        ("2018", "2"),
        ("Undated", "1"),
    ]
    assert links("en/archive/index.html", index) == [
        f"en/archive/{name}/index.html" for name in ("2019", "2018", "undated")
    ]


def test_a_year_is_written_as_its_readers_write_it() -> None:
    made = shared(listing("a"), listing("a", "fa"))
    assert made["fa/archive/2018/index.html"].h1.text == "همه مطالب سال ۲۰۱۸"
    assert made["fa/archive/index.html"].select_one(".choices a").text == "۲۰۱۸"


def test_pages_say_only_of_languages_that_have_them_that_they_do() -> None:
    made = shared(
        listing("a", day=date(2018, 1, 1)),
        listing("a", "ru", day=date(2018, 1, 1)),
        listing("a", "ur", day=date(2018, 1, 1), draft=True),
        listing("b", day=date(2019, 1, 1)),
        listing("b", "ur", day=date(2019, 1, 1)),
    )
    assert "ru/archive/2019/index.html" not in made
    assert switcher(made["en/archive/2018/index.html"]) == ["en", "ru", "ur"]
    assert hreflang(made["en/archive/2018/index.html"]) == {
        "en": f"{BASE}en/archive/2018/",
        "ru": f"{BASE}ru/archive/2018/",
        "x-default": f"{BASE}en/archive/2018/",
    }
    # All that Urdu has of that year is a draft.
    assert made["ur/archive/2018/index.html"].find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert hreflang(made["ur/archive/2018/index.html"]) == {}
    assert sorted(hreflang(made["ur/archive/2019/index.html"])) == ["en", "ur", "x-default"]


@pytest.mark.parametrize("tags", [(), ("SCO",)])
def test_alternates_are_reciprocal_and_there(tags: tuple[str, ...]) -> None:
    made = shared(
        *many(2 * PAGE + 50, tags=tags),
        *(listing(f"a{i:04}", "ru", FIRST + timedelta(days=i % 365), tags=tags) for i in range(PAGE)),
        listing("z", "ur", None, tags=("only here",)),
    )
    known = {
        page.find("link", rel="canonical")["href"]: hreflang(page)
        for path, page in made.items()
        if path.count("/") > 1
    }
    assert len(known) == len(made) - 4
    for address, versions in known.items():
        assert address in versions.values()
        for other in versions.values():
            assert known[other] == versions


# ------------------------------------------------------------------------------------------------- paging


@pytest.mark.parametrize("count", [1, PAGE, 2 * PAGE - 1, 2 * PAGE, 3 * PAGE + 7])
def test_long_lists_are_read_through_from_the_newest_to_the_oldest(count: int) -> None:
    made = shared(*many(count))
    for start in ("en/archive/2018/index.html", "en/languages/index.html"):
        path, seen, pages = start, list[str](), list[str]()
        while True:
            pages.append(path)
            seen += titles(made[path])
            older = made[path].find("a", rel="next")
            if older is None:
                break
            following = normpath(join(dirname(path), older["href"]))
            newer = made[following].find("a", rel="prev")
            assert normpath(join(dirname(following), newer["href"])) == path
            path = following
        assert seen == [f"Title {each.slug}" for each in _sorted(many(count))]
        assert len(pages) == max(1, count // PAGE)


def _sorted(listings: list[Listing]) -> list[Listing]:
    return [story.listings["en"] for story in newest_first(Story(x.slug, {"en": x}) for x in listings)]


def test_a_new_article_leaves_further_pages_as_they_are() -> None:
    before = shared(*many(2 * PAGE + 10))
    after = shared(*many(2 * PAGE + 10), listing("new", day=date(2018, 12, 31)))
    for path in ("en/archive/2018/1/index.html", "en/languages/1/index.html"):
        assert titles(before[path]) == titles(after[path])


# ------------------------------------------------------------------------------------------------- tags


def test_tags_that_differ_in_case_or_spaces_are_one(
    make_edition: Make, publish: Publish, parse: Parse
) -> None:
    made = publish(
        make_edition(slug="a", tags="SCO, Silk Road, sco"),
        make_edition(slug="b", tags=" silk  road，SCO"),
        make_edition(slug="c"),
    )
    assert [path for path in made if "/tags/" in path] == [
        "en/tags/index.html",
        "en/tags/sco/index.html",
        "en/tags/silk_road/index.html",
    ]
    assert len(titles(parse(made["en/tags/silk_road/index.html"]))) == 2
    shown = parse(made["en/a/index.html"]).find(class_="tags")
    assert [(a.text, a["href"]) for a in shown.select("li a")] == [
        ("SCO", "../tags/sco/index.html"),
        ("Silk Road", "../tags/silk_road/index.html"),
    ]
    assert parse(made["en/c/index.html"]).find(class_="tags") is None


def test_a_tag_is_called_as_its_readers_call_it_or_says_its_language() -> None:
    made = shared(
        listing("a", tags=("SCO", "Silk Road")),
        listing("a", "ur", tags=("SCO", "Silk Road"), labels=("ایس سی او", "")),
    )
    assert made["ur/tags/sco/index.html"].h1.text == "ایس سی او"
    assert "lang" not in made["ur/tags/sco/index.html"].h1.attrs
    other = made["ur/tags/silk_road/index.html"].h1
    assert (other["lang"], other["dir"], other.text) == ("en", "ltr", "Silk Road")
    assert made["en/tags/silk_road/index.html"].h1.attrs == {"class": ["title"]}
    assert [a.text for a in made["ur/tags/index.html"].select(".choices a")] == ["Silk Road", "ایس سی او"]


def test_a_language_without_tags_has_no_list_of_them() -> None:
    made = shared(listing("a", tags=("SCO",)), listing("b", "ru"))
    assert "ru/tags/index.html" not in made
    assert wording("ru")["tags"] not in made["ru/index.html"].find(class_="sections").text
    assert wording("en")["tags"] in made["en/index.html"].find(class_="sections").text
    assert switcher(made["en/tags/index.html"]) == ["en"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(exclude_characters=",，、،"), max_size=20), max_size=4))
def test_any_tag_makes_pages_that_links_lead_to(tags: list[str]) -> None:
    made = shared(listing("a", tags=tuple(f"x{tag}" for tag in tags)), listing("a", "ur"))
    for path, page in made.items():
        assert not page.find_all("script")
        assert all(
            each == "en/a/index.html" or each in made for each in links(path, page) if "ur/a" not in each
        )


# ------------------------------------------------------------------------------------------------- languages


def test_the_list_by_language_has_every_article_and_where_it_is() -> None:
    made = shared(
        listing("a", day=date(2019, 1, 1)),
        listing("a", "ru", day=date(2019, 1, 1)),
        listing("a", "ur", day=date(2019, 1, 1), draft=True),
        listing("b", day=date(2018, 1, 1)),
        listing("b", "ur", day=date(2018, 1, 1)),
    )
    page = made["ru/languages/index.html"]
    assert titles(page) == ["Title a", "Title b"]
    rows = page.select(".articles > li")
    assert links("ru/languages/index.html", page) == [
        "ru/a/index.html",
        *(f"{tag}/a/index.html" for tag in ("en", "ru", "ur")),
        *("en/b/index.html", "en/b/index.html", "ur/b/index.html"),
    ]
    assert rows[0].find(class_="note") is None
    assert rows[1].find(class_="note").text == (
        "Нет версии на языке «Русский»; показана версия на языке «English»"
    )
    assert (rows[1].h2.a["lang"], rows[1].h2.a["dir"]) == ("en", "ltr")
    assert [each.text for each in rows[0].select(".available li")] == [
        *("English", "Русский"),
        *(wording("ru")["draft"], "اردو"),
    ]


# ------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize("slug", ["archive", "Tags", "LANGUAGES"])
def test_no_article_takes_the_place_of_a_list(slug: str, make_edition: Make, publish: Publish) -> None:
    with pytest.raises(PublishError, match=r"cannot be named .* Rename the file"):
        publish(make_edition(slug=slug))


def test_a_list_that_one_is_on_says_so(make_edition: Make, publish: Publish, parse: Parse) -> None:
    made: Mapping[str, bytes] = publish(make_edition(tags="SCO"))

    def current(path: str) -> list[str]:
        sections = parse(made[path]).find(class_="sections")
        return [link.text for link in sections.find_all("a", attrs={"aria-current": "page"})]

    assert current("en/archive/index.html") == ["Archive"]
    assert current("en/tags/index.html") == ["Tags"]
    assert current("en/languages/index.html") == ["Articles by language"]
    assert current("en/chongqing/index.html") == []
    assert parse(made["index.html"]).find(class_="sections") is None
