"""The notice of a correction, on pages and in every other format."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from shutil import which

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from msgspec.structs import replace
from support import need
from support_formats import HOSTILE, block, edition, made
from support_hostile import corpus

from workflow.languages import known_tags, profile
from workflow.model import (
    Article,
    Edition,
    EditionBlock,
    FilePublisher,
    Markup,
    Page,
    Passage,
    Role,
    Site,
    State,
    Story,
)
from workflow.publishers import HtmlPublisher, listing_of
from workflow.publishers.epub import EpubPublisher
from workflow.publishers.jsonfile import JsonPublisher
from workflow.publishers.jsonld import modified
from workflow.publishers.markdown import MarkdownPublisher
from workflow.publishers.ninjs import NinjsPublisher
from workflow.publishers.text import TextPublisher
from workflow.publishers.wording import long_date, wording

BASE = "https://news.example.org/"
NEW, OLD = date(2026, 11, 28), date(2026, 11, 26)
OWN = "{% extends 'base.html.j2' %}{% block main %}{{ headline }}{{ content }}{% endblock %}"
FILES = (TextPublisher(), MarkdownPublisher(), JsonPublisher(), NinjsPublisher(), EpubPublisher())
SAID = "An earlier version named the wrong bridge."
Publish = Callable[..., dict[str, bytes]]
Parse = Callable[[bytes], BeautifulSoup]
Make = Callable[..., Edition]


def told(*passages: Passage | str, day: date = NEW, language: str = "en", text: str = SAID) -> EditionBlock:
    return block(Role.CORRECTION, *passages, language=language, text=text, date=day)


def corrected(language: str = "en", *notices: EditionBlock, **more: object) -> Edition:
    """An edition with a lead and two corrections, unless others are given."""
    own = (told(SAID, language=language), told("It was open.", day=OLD, language=language))
    return edition(language, block(Role.LEAD, "The lead.", language=language), *(notices or own), **more)  # type: ignore[arg-type]


def _page(one: Edition, *others: Edition, site: Site | None = None) -> Page:
    story = Story(one.article.slug, {each.language: listing_of(each) for each in (one, *others)})
    (page,) = HtmlPublisher().pages(one, story, site or Site({"en": "N"}, "en", BASE))
    return page


def _renewed(page: Page, one: Edition, *others: Edition, site: Site | None = None) -> Page:
    story = Story(one.article.slug, {each.language: listing_of(each) for each in (one, *others)})
    return HtmlPublisher().renewed(page, one, story, site or Site({"en": "N"}, "en", BASE))


# --------------------------------------------------------------------------------------------------- pages


@pytest.mark.parametrize("language", known_tags())
def test_a_page_tells_it_before_the_text_in_the_readers_language(language: str, parse: Parse) -> None:
    page = parse(_page(corrected(language), edition("en")).content)
    first, second = page.select("article > aside.correction")
    before, after = (" ".join(each.split()) for each in wording(language)["correction"].split("{date}"))
    for notice, day, text in ((first, NEW, SAID), (second, OLD, "It was open.")):
        time = notice.find("time")
        assert time["datetime"] == day.isoformat()
        assert time.get_text() == long_date(day, language)
        heading = notice.find("h2").get_text()
        assert heading.startswith(before)
        assert heading.endswith(after)
        assert notice.find("p").get_text() == text
        assert notice["role"] == "note"
        assert notice["aria-labelledby"] == notice.find("h2")["id"]
    assert first["aria-labelledby"] != second["aria-labelledby"]
    order = [each.name for each in page.article.find_all(["header", "aside", "p"], recursive=False)]
    assert order == ["header", "aside", "aside", "p"]


def test_an_article_without_one_has_nothing_of_it() -> None:
    content = _page(edition("en", block(Role.LEAD, "x"))).content
    assert b"correction" not in content
    assert b"modified" not in content


@pytest.mark.parametrize(("language", "direction"), [("fa", "ltr"), ("ru", None)])
def test_what_is_not_translated_stands_in_its_own_language_and_says_so(
    language: str, direction: str | None, parse: Parse
) -> None:
    notice = told(Passage(SAID, "en", State.EMPTY))
    page = parse(_page(corrected(language, notice), edition("en")).content)
    aside = page.find("aside", "correction")
    words = aside.find("span", "source")
    assert (words["lang"], words["dir"], words.get_text()) == ("en", "ltr", SAID)
    assert aside.find("p").get("dir") == direction
    assert aside.find("p", "dateline").get_text() == wording(language)["source_passage"]
    translated = parse(_page(corrected(language, told("x", language=language)), edition("en")).content)
    assert not translated.select("aside.correction .dateline")


def test_a_machine_draft_of_it_is_marked(parse: Parse) -> None:
    one = corrected("ru", told(Passage("Черновик.", "ru", State.MACHINE)), draft=True)
    aside = parse(_page(one, edition("en")).content).find("aside", "correction")
    assert aside.find("span", "machine").get_text() == "Черновик."


def test_markdown_counts_where_the_article_is_markdown(parse: Parse) -> None:
    for markup, tags in ((Markup.MARKDOWN, 1), (Markup.PLAIN, 0)):
        page = _page(corrected("en", told("It is *not* so."), markup=markup))
        assert len(parse(page.content).select("aside.correction em")) == tags


def test_search_engines_are_told() -> None:
    foreign = told(Passage(SAID, "en", State.EMPTY), day=OLD)
    one = corrected("ru", told("Было иначе </script>.", language="ru"), foreign)
    content = _page(one, edition("en")).content.decode()
    data = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', content)[0])
    assert data["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "Было иначе </script>.",
            "datePublished": "2026-11-28",
            "inLanguage": "ru",
        },
        {"@type": "CorrectionComment", "text": SAID, "datePublished": "2026-11-26", "inLanguage": "en"},
    ]
    assert data["dateModified"] == "2026-11-28"
    assert '<meta property="article:modified_time" content="2026-11-28">' in content


@pytest.mark.parametrize(
    ("said", "corrected_on", "expected"),
    [
        ("", NEW, "2026-11-28"),
        ("2026-11-27", NEW, "2026-11-28"),
        ("2026-11-29", NEW, "2026-11-29"),
        ("2026-11-28T10:00:00+03:00", NEW, "2026-11-28T10:00:00+03:00"),
        ("2026-11-29", None, "2026-11-29"),
        ("", date(2018, 2, 23), ""),  # before the article
    ],
)
def test_the_last_change_is_the_later_one(said: str, corrected_on: date | None, expected: str) -> None:
    article = Article("x", "x", "en", "T", (), Markup.PLAIN, date(2018, 2, 24), {"modified": said})
    assert modified(article, corrected_on) == expected
    blocks = (told(SAID, day=corrected_on).block,) if corrected_on else ()
    assert modified(replace(article, blocks=blocks)) == expected  # as the article says itself


# ----------------------------------------------------------------------------------- what stands as it was


@pytest.mark.parametrize("base", [BASE, ""])
@pytest.mark.parametrize("theme", [{}, {"article.html.j2": OWN}], ids=["ours", "themed"])
def test_a_page_that_stands_gets_the_notices_of_today(base: str, theme: dict[str, str]) -> None:
    site = Site({"en": "N"}, "en", base, theme)
    english, before = edition("en"), corrected("ru", told("Одно.", day=OLD, language="ru"))
    plain = replace(before, blocks=before.blocks[:-1])  # never corrected
    today = replace(before, blocks=(*plain.blocks, told("Два.", language="ru"), *before.blocks[-1:]))
    expected = _page(today, english, site=site).content
    notices = re.findall(rb'<aside class="correction".*?</aside>\n', expected, re.DOTALL)
    assert len(notices) == 2
    for old in (plain, before, today):
        page = _renewed(_page(old, english, site=site), today, english, site=site)
        assert re.findall(rb'<aside class="correction".*?</aside>\n', page.content, re.DOTALL) == notices
        assert page.content.index(b"</h1>") < page.content.index(notices[0])
        assert page.content.index(notices[1]) < page.content.index(b'<p class="lead">')
        assert _renewed(page, today, english, site=site) == page
        line = b'<meta property="article:modified_time" content="2026-11-28">\n'
        assert page.content.count(line) == 1
        data = re.findall(rb'<script type="application/ld\+json">(.*?)</script>', page.content)
        assert [json.loads(each)["correction"][0]["text"] for each in data] == (["Два."] if base else [])
        if not theme and not base:
            assert page.content == expected
    back = _renewed(_page(today, english, site=site), plain, english, site=site)  # taken back
    assert back.content == _page(plain, english, site=site).content


def test_the_text_of_a_page_that_stands_is_not_touched() -> None:
    old = edition("ru", block(Role.LEAD, "Старый текст.", language="ru"), headline="Старый заголовок")
    today = edition("ru", block(Role.LEAD, "Новый.", language="ru"), told(Passage(SAID, "en", State.EMPTY)))
    page = _renewed(_page(old, edition("en")), today, edition("en"))
    for text in ("Старый текст.", "Старый заголовок", SAID):
        assert text in page.content.decode()
    assert "Новый." not in page.content.decode()
    without = re.sub(rb'<aside class="correction".*?</aside>\n', b"", page.content, flags=re.DOTALL)
    assert (
        BeautifulSoup(without, "html.parser").body
        == BeautifulSoup(_page(old, edition("en")).content, "html.parser").body
    )


# ------------------------------------------------------------------------------------- feeds and site map


def test_feeds_and_the_site_map_say_when(publish: Publish, make_edition: Make) -> None:
    other = make_edition(slug="other", day=date(2020, 1, 1))
    one = corrected("en")
    found = publish(one, other, base_url=BASE)
    atom = etree.fromstring(found["en/feed.atom"])
    ns = {"a": "http://www.w3.org/2005/Atom"}
    assert [
        (each.findtext("a:published", "", ns)[:10], each.findtext("a:updated", "", ns)[:10])
        for each in atom.findall("a:entry", ns)
    ] == [("2020-01-01", "2020-01-01"), ("2018-02-24", "2026-11-28")]
    assert atom.findtext("a:updated", "", ns) == "2026-11-28T00:00:00Z"
    rss = etree.fromstring(found["en/rss.xml"])
    assert rss.findtext("channel/lastBuildDate", "") == "Sat, 28 Nov 2026 00:00:00 GMT"
    assert rss.findall("channel/item")[1].findtext("pubDate") == "Sat, 24 Feb 2018 00:00:00 GMT"
    pages = etree.fromstring(found["sitemap.xml"])
    name = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    days = {each.findtext(f"{name}loc"): each.findtext(f"{name}lastmod") for each in pages}
    assert days[f"{BASE}en/chongqing/"] == "2026-11-28"
    assert days[f"{BASE}en/other/"] == "2020-01-01"


# -------------------------------------------------------------------------------------------- other formats


def _zh() -> Edition:
    return corrected(
        "zh", told("旧版写错了桥名。", language="zh"), told(Passage(SAID, "en", State.EMPTY), day=OLD)
    )


LABELS = ("更正（2026年11月28日）：", "更正（2026年11月26日）：")


def test_text() -> None:
    parts = made(TextPublisher(), _zh(), edition("en")).decode().split("\n\n")
    assert parts[2:5] == [f"{LABELS[0]}旧版写错了桥名。", f"{LABELS[1]} [尚未翻译] {SAID}", "The lead.\n"]


def test_markdown() -> None:
    text = made(MarkdownPublisher(), _zh(), edition("en")).decode()
    assert f"> **{LABELS[0]}**旧版写错了桥名。\n" in text
    assert f"> **{LABELS[1]} \\[尚未翻译\\]** {SAID}\n" in text
    assert "\nmodified: 2026-11-28\n" in text
    assert text.index("# Headline") < text.index("> **") < text.index("The lead.")


def test_json() -> None:
    said = json.loads(made(JsonPublisher(), _zh(), edition("en")))
    assert [each["date"] for each in said["corrections"]] == ["2026-11-28", "2026-11-26"]
    assert [each["content"]["text"] for each in said["corrections"]] == ["旧版写错了桥名。", SAID]
    assert said["corrections"][1]["content"]["sentences"][0]["language"] == "en"
    assert [each["type"] for each in said["parts"]] == ["lead"]
    assert "corrections" not in json.loads(made(JsonPublisher(), edition("en")))


def test_ninjs() -> None:
    item = json.loads(made(NinjsPublisher(), _zh(), edition("en")))
    notes = [f"{LABELS[0]}旧版写错了桥名。", f"{LABELS[1]} [尚未翻译] {SAID}"]
    assert item["ednote"].split("\n") == notes
    assert [each["value"] for each in item["descriptions"] if each["role"] == "correction"] == notes
    assert (item["versioncreated"], item["contentcreated"]) == (
        "2026-11-28T00:00:00Z",
        "2018-02-24T00:00:00Z",
    )
    assert item["bodies"][1]["value"].split("\n\n") == [*notes, "The lead."]
    body = etree.fromstring(f"<body>{item['bodies'][0]['value']}</body>")
    assert [each.get("datetime") for each in body.findall(".//aside//time")] == ["2026-11-28", "2026-11-26"]
    assert body[0].tag == "aside"


def test_epub() -> None:
    book = zipfile.ZipFile(io.BytesIO(made(EpubPublisher(), _zh(), edition("en"))))
    page = etree.fromstring(book.read("EPUB/article.xhtml"))
    name = "{http://www.w3.org/1999/xhtml}"
    asides = page.findall(f".//{name}aside")
    assert [each.find(f".//{name}time").get("datetime") for each in asides] == ["2026-11-28", "2026-11-26"]
    assert LABELS[0] in "".join(asides[0].itertext())
    assert b">2026-11-28T" in book.read("EPUB/package.opf")
    assert "更正" not in book.read("EPUB/nav.xhtml").decode()  # it is no section of the text


@pytest.mark.slow
def test_pdf(tmp_path: Path) -> None:
    need("weasyprint (the extra pdf)", find_spec("weasyprint"))
    need("pdftotext (poppler-utils)", which("pdftotext"))
    from workflow.publishers.pdf import PdfPublisher

    path = tmp_path / "a.pdf"
    path.write_bytes(made(PdfPublisher(), corrected("ru"), edition("en")))
    run = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
    words = " ".join(run.stdout.split())
    assert f"Исправление от 28 ноября 2026 г.: {SAID}" in words
    assert words.index(SAID) < words.index("The lead.")


# ------------------------------------------------------------------------------------------------- hostile


@pytest.mark.parametrize(
    ("number", "language", "markup"),
    [(n, *each) for n, each in enumerate(product(("ru", "ur"), Markup))],  # each gets a fourth of them
)
def test_nothing_hostile_gets_through_a_page(
    number: int, language: str, markup: Markup, parse: Parse
) -> None:
    calm = _page(corrected(language, told("x", language=language), markup=markup), edition("en"))
    skeleton = [each.name for each in parse(calm.content).find_all(True)]
    for text in [*corpus()[number::4], HOSTILE]:
        one = corrected(language, told(text, language=language), markup=markup)
        page = _page(one, edition("en"))
        parsed = parse(page.content)
        names = [each.name for each in parsed.find_all(True)]
        inline = ("bdi", "a", "img", "em", "strong", "code", "br")
        assert [each for each in names if each not in inline] == [
            each for each in skeleton if each not in inline
        ]
        for link in parsed.select("aside.correction [href], aside.correction [src]"):
            address = link.get("href") or link.get("src")
            assert not re.match(r"(?i)\s*(javascript|data|vbscript|blob|file):", address)
            assert link.name != "img" or not re.match(r"(?:\w+:)?//", address)
        json.loads(re.findall(rb'<script type="application/ld\+json">(.*?)</script>', page.content)[0])
        assert not set(page.content.decode()) & set("\x00\x08\x1b\x85\u2028\ufffe\u202e")
        # and a page that stands is the same but for them
        plain = _page(replace(one, blocks=one.blocks[:2]), edition("en"))
        notice = re.compile(rb'<aside class="correction".*?</aside>', re.DOTALL)
        assert notice.findall(_renewed(plain, one, edition("en")).content) == notice.findall(page.content)
        assert (
            _renewed(_renewed(plain, one, edition("en")), replace(one, blocks=one.blocks[:2]), edition("en"))
            == plain
        )


@pytest.mark.parametrize("markup", list(Markup))
@pytest.mark.parametrize("publisher", FILES, ids=lambda each: each.name)
def test_nothing_hostile_gets_through_a_file(publisher: FilePublisher, markup: Markup) -> None:
    one = corrected("ur", told(HOSTILE, language="ur"), markup=markup)
    content = made(publisher, one, edition("en"))
    if publisher.name == "epub":
        book = zipfile.ZipFile(io.BytesIO(content))
        root = etree.fromstring(book.read("EPUB/article.xhtml"))
        assert not root.xpath("//*[local-name() = 'script']")
        content = book.read("EPUB/article.xhtml")
    elif publisher.name in ("json", "ninjs"):
        json.loads(content)
    if publisher.name == "markdown":  # neither markup nor the end of the quotation
        body = content.decode().partition("---\n\n")[2]
        assert "<script" not in body.replace("\\<", "")
        assert [line for line in body.split("\n") if "alert" in line and not line.startswith("> **")] == []
    assert not set(content.decode()) & set("\x00\x08\x1b\x85\u2028\ufffe\u202e")


def test_directions_of_all_languages_are_those_of_the_page() -> None:
    for language in ("fa", "ur"):
        assert profile(language).direction == "rtl"
        content = _page(corrected(language), edition("en")).content.decode()
        assert re.search(r"<time datetime=\"2026-11-28\">.*<bdi>", content)


def test_the_style_has_a_notice_that_print_keeps_together() -> None:
    style = (Path(__file__).parents[2] / "workflow/publishers/assets/site.css").read_text("utf-8")
    screen, _, printed = style.partition("@media print")
    assert ".correction {" in screen
    assert re.search(r"\.correction[^}]*\{ break-inside: avoid", printed)
