"""A whole site, published by the pipeline and then walked from its first page to its last."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support_crawl import Crawl
from support_site import BASE, Polyglot, approve, published

from workflow import pipeline
from workflow.pipeline import Publication
from workflow.pipeline.publication import Publication as Opened


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Path]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Opened, "engine", Polyglot())
        made = tmp_path_factory.mktemp("sites")
        bases = ("", BASE, "https://daily.example.org/press/a&b/")
        yield {
            **{base: published(made / str(number), base) for number, base in enumerate(bases)},
            "stand-ins": published(made / "stand-ins", BASE, "source"),
            "stand-ins, no address": published(made / "nowhere", "", "source"),
        }


@pytest.mark.parametrize("base", ["", BASE, "https://daily.example.org/press/a&b/"])
def test_a_crawler_finds_nothing_to_object_to(base: str, sites: dict[str, Path]) -> None:
    assert Crawl(sites[base], base).faults() == []


@pytest.mark.parametrize(("site", "base"), [("stand-ins", BASE), ("stand-ins, no address", "")])
def test_nor_where_the_original_stands_in(site: str, base: str, sites: dict[str, Path]) -> None:
    crawl = Crawl(sites[site], base)
    assert crawl.faults() == []
    assert {"uz/kazan/index.html", "uz/moscow/index.html", "ru/kept/index.html"} & crawl.stand_ins == {
        "uz/kazan/index.html",
        "uz/moscow/index.html",
    }
    assert {"uz/index.html", "uz/archive/index.html"} <= crawl.drafts
    assert "kk/first/index.html" not in crawl.stand_ins  # a draft is better than none
    assert not [path for path in crawl.pages if path.endswith("waiting/index.html")] or not [
        path for path in crawl.stand_ins if "waiting" in path
    ]  # of which nothing is approved


@pytest.fixture(scope="module")
def whole(sites: dict[str, Path]) -> Crawl:
    return Crawl(sites[BASE], BASE)


def test_the_site_has_what_the_crawler_is_to_see(whole: Crawl) -> None:
    crawl = whole
    assert {f"{tag}/first/index.html" for tag in ("en", "ru", "ur", "zh", "kk")} <= set(crawl.pages)
    assert {"kk/first/index.html", "ru/waiting/index.html", "kk/index.html"} <= crawl.drafts
    assert "zh/kept/index.html" in crawl.pages
    assert "And a new sentence." not in crawl.pages["ru/kept/index.html"].get_text()
    assert "And a new sentence." in crawl.pages["en/kept/index.html"].get_text()
    assert {f"{tag}/{name}" for tag in ("en", "ru", "ur", "zh") for name in ("feed.atom", "rss.xml")} == {
        path for path in crawl.files if path.endswith((".atom", "rss.xml"))
    }
    (first,) = crawl.data_of("ru/first/index.html")
    assert first["image"] == [f"{BASE}ru/first/my%20photo.jpg"]
    assert [each["name"] for each in first["author"]] == ["Wang Li", "Anna Sokolova"]
    assert first["translationOfWork"]["url"] == f"{BASE}en/first/"
    (original,) = crawl.data_of("en/first/index.html")
    assert {each["inLanguage"] for each in original["workTranslation"]} == {"ru", "ur", "zh"}
    assert crawl.versions("ru/first/index.html")["x-default"] == f"{BASE}en/first/"
    assert crawl.versions("zh/moscow/index.html")["x-default"] == f"{BASE}ru/moscow/"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "pattern", "new", "fault"),
    [
        (
            "ru/index.html",
            r'href="first/index.html"',
            'href="last/index.html"',
            "dead link to last/index.html",
        ),
        ("ru/index.html", r'href="first/index.html"', 'href="first/index.html#no"', "no first/index.html#no"),
        ("ru/first/index.html", r"<main", '<img src="//x.example/a.png"><main', "asks for //x.example/a.png"),
        ("ru/first/index.html", r"<main", "<script>x</script><main", "runs a script"),
        ("ru/first/index.html", r"<main", '<p onclick="x">x</p><main', "runs a script at an event"),
        ("ru/first/index.html", r"<main", '<iframe src="index.html"></iframe><main', "has <iframe>"),
        ("ru/first/index.html", r"my%20photo\.jpg", "my%20picture.jpg", "dead address"),
        ("ru/first/index.html", r'canonical" href="[^"]*', f'canonical" href="{BASE}ru/', "canonical"),
        ("ru/first/index.html", r'<link rel="alternate" hreflang="zh".*\n', "", "is not answered by"),
        (
            "ru/first/index.html",
            r'hreflang="zh" href="[^"]*',
            f'hreflang="zh" href="{BASE}kk/first/',
            "a draft",
        ),
        ("ru/first/index.html", r'"url":"[^"]*ru/first/', f'"url":"{BASE}en/first/', "JSON-LD is about"),
        ("ru/first/index.html", r'"url":"[^"]*en/first/', f'"url":"{BASE}kk/first/', "JSON-LD names drafts"),
        ("ru/first/index.html", r'<link rel="alternate" type="application/rss.*\n', "", "tells of"),
        ("ru/first/index.html", r'<li class="badge".*</li>\n', "", "as if it were approved"),
        ("kk/first/index.html", r'<meta name="robots".*\n', "", "is draft, and robots are told ''"),
        ("sitemap.xml", r"zh/moscow/", "kk/first/", "is a draft"),
        (
            "sitemap.xml",
            r"<loc>[^<]*zh/moscow/",
            f"<loc>{BASE}ru/moscow/",
            "sitemap: zh/moscow/index.html is missing",
        ),
        ("sitemap.xml", r'<xhtml:link rel="alternate" hreflang="ur".*\n', "", "has other alternates"),
        ("robots.txt", r"Sitemap.*", "", "robots.txt"),
        ("ru/feed.atom", r"/zh/first/", "/kk/first/", "names"),
        ("ru/rss.xml", r"/zh/first/", "/kk/first/", "names"),
    ],
)
def test_the_crawler_sees_what_is_wrong(path: str, pattern: str, new: str, fault: str, whole: Crawl) -> None:
    text = whole.files[path].decode("utf-8")
    changed = re.sub(pattern, new, text)
    assert changed != text
    assert [line for line in whole.with_file(path, changed.encode("utf-8")).faults() if fault in line]


def test_the_crawler_sees_an_orphan(whole: Crawl) -> None:
    orphan = whole.with_file("ru/orphan/index.html", whole.files["ru/first/index.html"])
    assert "ru/orphan/index.html: orphan" in orphan.faults()


def test_publishing_again_changes_nothing(sites: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Opened, "engine", Polyglot())
    result = pipeline.publish(Publication.open(sites[BASE].parent))
    assert (result.written, result.removed) == (0, [])


def test_somebody_elses_robots_txt_stays(sites: dict[str, Path], tmp_path: Path) -> None:
    root = tmp_path / "daily"
    shutil.copytree(sites[BASE].parent, root)
    shutil.rmtree(root / "output")
    (root / "output").mkdir()
    (root / "output" / "robots.txt").write_text("User-agent: *\nDisallow: /\n", "utf-8")
    result = pipeline.publish(Publication.open(root), ["first"])
    assert (root / "output" / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    assert [line for line in result.warnings if "robots.txt is not ours and stays as it is" in line]
    assert (root / "output" / "sitemap.xml").is_file()


def test_without_a_base_address_any_more_its_files_go(sites: dict[str, Path], tmp_path: Path) -> None:
    root = tmp_path / "daily"
    shutil.copytree(sites[BASE].parent, root)
    config = root / "workflow.toml"
    config.write_text(config.read_text("utf-8").replace(f'base_url = "{BASE}"', ""), "utf-8")
    result = pipeline.publish(Publication.open(root))
    assert {"robots.txt", "sitemap.xml", "ru/feed.atom", "ru/rss.xml"} <= set(result.removed)
    assert Crawl(root / "output", "").faults() == []


@pytest.mark.parametrize(
    "change", ["a sister is new", "a sister is gone", "a sister is a draft again", "moved"]
)
def test_a_page_that_stays_names_the_sisters_of_today(
    change: str, sites: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Opened, "engine", Polyglot())
    root, base = tmp_path / "daily", BASE
    shutil.copytree(sites[BASE].parent, root)
    config = root / "workflow.toml"
    page = root / "output" / "ru" / "kept" / "index.html"
    before = page.read_text("utf-8")
    if change == "a sister is new":
        opened = Publication.open(root)
        prepared = pipeline.prepare(opened, root / "seeds" / "kept.md")
        pipeline.extract(opened, prepared)
        list(pipeline.translate(opened, prepared, ["ur"]))
        approve(root, "kept", "ur")
    elif change == "a sister is gone":
        config.write_text(config.read_text("utf-8").replace('"zh", ', ""), "utf-8")
    elif change == "moved":
        base = "https://elsewhere.example.org/"
        config.write_text(config.read_text("utf-8").replace(BASE, base), "utf-8")
    else:
        opened = Publication.open(root)
        prepared = pipeline.prepare(opened, root / "seeds" / "kept.md")
        pipeline.extract(opened, prepared)
        list(pipeline.translate(opened, prepared, ["zh"]))
        pipeline.publish(opened, ["kept"], ["zh"], draft=True)
    pipeline.publish(Publication.open(root))
    after = page.read_text("utf-8")
    assert before[before.index("<main") :] == after[after.index("<main") :]
    assert "And a new sentence." not in after
    assert (BASE in after) == (change != "moved")
    if change != "moved":
        assert f'og:image" content="{BASE}ru/kept/my%20photo.jpg"' in after
    crawl = Crawl(root / "output", base)
    expected = {"a sister is new": {"en", "ru", "zh", "ur"}, "moved": {"en", "ru", "zh"}}
    assert set(crawl.versions("ru/kept/index.html")) - {"x-default"} == expected.get(change, {"en", "ru"})
    assert crawl.faults() == []
