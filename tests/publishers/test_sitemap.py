import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from lxml import etree
from msgspec.structs import replace

from workflow.model import Edition, Listing, Site, Story
from workflow.publishers import sitemap
from workflow.publishers.sitemap import SitemapPublisher

Make = Callable[..., Edition]
Publish = Callable[..., dict[str, bytes]]

BASE = "https://example.org/"
LISTS = ("archive", "tags", "languages")
NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def story(
    slug: str, *languages: str, draft: tuple[str, ...] = (), day: date | None = date(2018, 2, 24)
) -> Story:
    listings = {
        tag: Listing(slug, tag, "en", "T", tag, date=day, draft=tag in draft) for tag in (*languages, *draft)
    }
    return Story(slug, listings)


def made(*stories: Story, base: str = BASE) -> dict[str, bytes]:
    pages = SitemapPublisher().shared(stories, Site({"en": "Daily"}, "en", base))
    return {page.path: page.content for page in pages}


def locations(content: bytes) -> list[str]:
    return [loc.text for loc in etree.fromstring(content).iter(f"{NS}loc")]


def entries(content: bytes) -> dict[str, tuple[str | None, dict[str, str]]]:
    """By address: when it was changed, and its alternates."""
    return {
        url.findtext(f"{NS}loc"): (
            url.findtext(f"{NS}lastmod"),
            {link.get("hreflang"): link.get("href") for link in url.findall(f"{XHTML}link")},
        )
        for url in etree.fromstring(content).findall(f"{NS}url")
    }


def test_every_approved_page_names_all_its_versions() -> None:
    found = entries(
        made(
            story("new", "en", "ru", draft=("zh",), day=date(2026, 1, 2)),
            story("old", "en", "zh"),
            story("undated", "en", day=None),
        )["sitemap.xml"]
    )
    fronts = {"en": f"{BASE}en/", "ru": f"{BASE}ru/", "zh": f"{BASE}zh/", "x-default": BASE}
    new = {"en": f"{BASE}en/new/", "ru": f"{BASE}ru/new/", "x-default": f"{BASE}en/new/"}
    old = {"en": f"{BASE}en/old/", "zh": f"{BASE}zh/old/", "x-default": f"{BASE}en/old/"}
    articles = {address: each for address, each in found.items() if not set(LISTS) & set(address.split("/"))}
    assert articles == {
        BASE: (None, fronts),
        f"{BASE}en/": ("2026-01-02", fronts),
        f"{BASE}ru/": ("2026-01-02", fronts),
        f"{BASE}zh/": ("2018-02-24", fronts),
        f"{BASE}en/new/": ("2026-01-02", new),
        f"{BASE}ru/new/": ("2026-01-02", new),
        f"{BASE}en/old/": ("2018-02-24", old),
        f"{BASE}zh/old/": ("2018-02-24", old),
        f"{BASE}en/undated/": (None, {"en": f"{BASE}en/undated/", "x-default": f"{BASE}en/undated/"}),
    }


def test_the_order_of_elements_is_that_of_the_schema() -> None:
    for url in etree.fromstring(made(story("a", "en", "ru"))["sitemap.xml"]):
        names = [child.tag for child in url]
        assert names[0] == f"{NS}loc"
        assert names.count(f"{NS}lastmod") <= 1
        assert f"{NS}lastmod" not in names[2:]


def test_without_an_address_or_an_article_there_is_none() -> None:
    assert made(story("a", "en"), base="") == {}
    assert made() == {}


def test_an_article_of_which_all_is_a_draft_is_not_listed() -> None:
    assert locations(made(story("a", draft=("ru",)), story("b", "en"))["sitemap.xml"]) == [
        BASE,
        f"{BASE}en/",
        f"{BASE}en/archive/",
        f"{BASE}en/archive/2018/",
        f"{BASE}en/languages/",
        f"{BASE}en/b/",
    ]


def test_lists_are_there_with_their_versions_and_the_newest_day_in_them() -> None:
    def tagged(one: Story, *tags: str) -> Story:
        listings = {tag: replace(each, tags=tags) for tag, each in one.listings.items()}
        return Story(one.slug, listings)

    found = entries(
        made(
            tagged(story("new", "en", "ru", draft=("zh",), day=date(2026, 1, 2)), "SCO"),
            tagged(story("mid", "en", draft=("ru",), day=date(2025, 12, 31)), "SCO", "Trade"),
            story("old", "en", "ru", day=date(2025, 3, 4)),
            story("undated", "ru", day=None),
        )["sitemap.xml"]
    )

    def versions(path: str, *tags: str) -> dict[str, str]:
        pages = {tag: f"{BASE}{tag}/{path}/" for tag in tags}
        return {**pages, "x-default": pages["en"]} if "en" in pages else pages

    lists = {
        address.removeprefix(BASE): each
        for address, each in found.items()
        if set(LISTS) & set(address.split("/"))
    }
    both = ("en", "ru")
    assert lists == {
        "en/archive/": ("2026-01-02", versions("archive", *both)),
        "ru/archive/": ("2026-01-02", versions("archive", *both)),
        "en/archive/2026/": ("2026-01-02", versions("archive/2026", *both)),
        "ru/archive/2026/": ("2026-01-02", versions("archive/2026", *both)),
        "en/archive/2025/": ("2025-12-31", versions("archive/2025", *both)),
        "ru/archive/2025/": ("2025-03-04", versions("archive/2025", *both)),
        "ru/archive/undated/": (None, versions("archive/undated", "ru")),
        "en/tags/": ("2026-01-02", versions("tags", *both)),
        "ru/tags/": ("2026-01-02", versions("tags", *both)),
        "en/tags/sco/": ("2026-01-02", versions("tags/sco", *both)),
        "ru/tags/sco/": ("2026-01-02", versions("tags/sco", *both)),
        "en/tags/trade/": ("2025-12-31", versions("tags/trade", "en")),
        "en/languages/": ("2026-01-02", versions("languages", *both)),
        "ru/languages/": ("2026-01-02", versions("languages", *both)),
    }


def test_further_pages_of_a_list_are_like_no_other_but_those_of_languages() -> None:
    stories = [story(f"n{n:03}", "en", "ru", day=date(2025, 12, 31) - timedelta(n)) for n in range(250)]
    found = entries(made(*stories)["sitemap.xml"])
    assert found[f"{BASE}ru/archive/2025/1/"] == ("2025-08-03", {"ru": f"{BASE}ru/archive/2025/1/"})
    assert found[f"{BASE}en/archive/2025/1/"][1] == dict.fromkeys(
        ("en", "x-default"), f"{BASE}en/archive/2025/1/"
    )
    assert found[f"{BASE}ru/languages/1/"][1] == {
        "en": f"{BASE}en/languages/1/",
        "ru": f"{BASE}ru/languages/1/",
        "x-default": f"{BASE}en/languages/1/",
    }


def test_robots_txt_names_it_and_forbids_nothing() -> None:
    text = made(story("a", "en"))["robots.txt"].decode()
    assert text == f"User-agent: *\nDisallow:\n\nSitemap: {BASE}sitemap.xml\n"


def test_robots_txt_is_of_use_at_the_root_of_a_host_only() -> None:
    assert set(made(story("a", "en"), base="https://example.org/news")) == {"sitemap.xml"}


def test_addresses_are_escaped_twice_over() -> None:
    found = made(story("a&b 'ü'", "en"), base="https://example.org/x&y/")["sitemap.xml"]
    assert "https://example.org/x&y/en/a%26b%20%27%C3%BC%27/" in locations(found)


@pytest.mark.parametrize(("limit", "value"), [("MOST_ADDRESSES", 7), ("MOST_BYTES", 2500)])
def test_too_many_are_divided_under_an_index(limit: str, value: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [story(f"n{n}", "en", "ru", day=date(2026, 1, 30 - n)) for n in range(10)]
    whole = made(*stories)["sitemap.xml"]
    monkeypatch.setattr(sitemap, limit, value)
    parts = made(*stories)
    index = etree.fromstring(parts["sitemap.xml"])
    assert index.tag == f"{NS}sitemapindex"
    names = [loc.removeprefix(BASE) for loc in locations(parts["sitemap.xml"])]
    assert len(names) > 1
    assert names == [f"sitemap-{n + 1}.xml" for n in range(len(names))]
    assert set(parts) == {*names, "sitemap.xml", "robots.txt"}
    found: dict[str, tuple[str | None, dict[str, str]]] = {}
    for name in names:
        mine = entries(parts[name])
        assert len(mine) <= sitemap.MOST_ADDRESSES
        assert len(parts[name]) <= sitemap.MOST_BYTES
        assert not set(mine) & set(found)
        found |= mine
    assert found == entries(whole)


@pytest.mark.parametrize("most", [5, 6, 7, 8])
def test_a_new_article_changes_lists_and_the_last_file_of_articles(
    most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", most)
    stories = [story(f"n{n}", "en", day=date(2026 - n // 9, 1, 30 - n)) for n in range(20)]
    before, after = made(*stories[1:]), made(*stories)
    last = max((path for path in after if path.startswith("sitemap-")), key=lambda path: (len(path), path))
    listed = [path for path in after if path.startswith("sitemap-") and b"/languages/</loc>" in after[path]]
    listed += [path for path in after if path.startswith("sitemap-") and b"/archive/</loc>" in after[path]]
    assert "sitemap-1.xml" in listed
    assert not any(b"/n1" in after[path] for path in listed)  # articles begin a file of their own
    changed = {path for path in after if before.get(path) != after[path]}
    assert {"sitemap-1.xml", last} <= changed <= {*listed, last, "sitemap.xml"}


def test_only_one_file_is_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    stories = [story(f"n{n}", "en", "ru", "zh", day=date(2026, 1, 1)) for n in range(3000)]
    monkeypatch.setattr(sitemap, "MOST_BYTES", 100_000)
    tracemalloc.start()
    try:
        total = sum(
            len(page.content)
            for page in SitemapPublisher().shared(stories, Site({"en": "Daily"}, "en", BASE))
        )
        first = tracemalloc.get_traced_memory()[1]
        assert total > 3_000_000
        assert first < total
    finally:
        tracemalloc.stop()


def test_it_says_what_the_pages_say(make_edition: Make, publish: Publish) -> None:
    site = publish(
        *(make_edition(tag, slug=slug) for tag in ("en", "ru") for slug in ("a", "b")),
        make_edition("tg", slug="a", draft=True),
        make_edition("ru", slug="c", source="ru"),
        make_edition("en", slug="d", tags="SCO, Trade"),
        make_edition("tg", slug="d", tags="SCO, Trade", draft=True),
        base_url=BASE,
    )
    for address, (_, links) in entries(site["sitemap.xml"]).items():
        page = etree.HTML(site[f"{address.removeprefix(BASE)}index.html"].decode())
        found = page.xpath("//link[@rel='alternate'][@hreflang]")
        assert {link.get("hreflang"): link.get("href") for link in found} == links
    told = {
        f"{BASE}{path.removesuffix('index.html')}"
        for path, content in site.items()
        if path.endswith(".html") and b'content="noindex"' not in content
    }
    assert set(locations(site["sitemap.xml"])) == told
