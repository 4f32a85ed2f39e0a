"""Books of a month. ``DRAGOMAN_EPUBCHECK`` names ``epubcheck.jar`` (https://www.w3.org/publishing/epubcheck/)."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from shutil import which

import pytest
from bs4 import BeautifulSoup
from lxml import etree
from msgspec.structs import replace
from support import need
from support_formats import HOSTILE, PNG, block, edition, every_kind

from workflow.errors import PublishError
from workflow.model import Credits, Edition, Issue, IssuePublisher, Markup, Page, Role, Site
from workflow.publishers import HtmlPublisher, pages_of
from workflow.publishers.epub import EpubMonthPublisher
from workflow.publishers.wording import long_month

EPUBCHECK = os.environ.get("DRAGOMAN_EPUBCHECK", "")
MONTH = date(2018, 2, 1)
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
GIF = b"GIF89a" + bytes(20)


def _page(editions: Sequence[Edition], language: str = "ru", *, base_url: str = "https://n.example/") -> Page:
    site = Site({"en": "Spirit News", "ru": "Вестник"}, "en", base_url)
    page = EpubMonthPublisher().issue(language, MONTH, iter(editions), site)
    assert page is not None
    return page


def _book(*editions: Edition, **more: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(_page(editions, editions[0].language, **more).content))


def _xml(book: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(book.read(f"EPUB/{name}"))


def _three() -> list[Edition]:
    return [
        edition(
            "ru", block(Role.LEAD, "Раз.", language="ru"), headline="Первая", slug="a", day=date(2018, 2, 3)
        ),
        replace(
            every_kind("ru", slug="b"),
            credits=Credits(("Иван Ив",), ("Ольга",)),
        ),
        edition("ru", block(Role.LEAD, "Три.", language="ru"), headline="Третья", slug="c"),
    ]


def test_it_is_a_publisher_of_months_and_makes_nothing_else() -> None:
    publisher = EpubMonthPublisher()
    assert isinstance(publisher, IssuePublisher)
    site = Site({"en": "Daily"}, "en")
    assert list(pages_of([publisher], [edition("ru")], site)) == []
    assert publisher.issue("ru", MONTH, iter(()), site) is None


def test_articles_follow_each_other_with_their_credits_and_a_table_of_contents() -> None:
    page = _page(_three())
    assert page.path == "ru/archive/2018-02.epub"
    book = zipfile.ZipFile(io.BytesIO(page.content))
    package = _xml(book, "package.opf")
    assert package.findtext(f".//{DC}title") == "Вестник — февраль 2018\u202fг."
    assert package.findtext(f".//{DC}date") == "2018-02"
    assert package.findtext(f".//{DC}identifier") == "https://n.example/ru/archive/2018-02.epub"
    places = {each.get("id"): each.get("href") for each in package.iter(f"{OPF}item")}
    spine = [places[each.get("idref")] for each in package.iter(f"{OPF}itemref")]
    assert spine == ["nav.xhtml", "article-1.xhtml", "article-2.xhtml", "article-3.xhtml"]
    entries = [(each.get("href"), each.text) for each in _xml(book, "nav.xhtml").iter(f"{XHTML}a")]
    assert entries == [
        ("article-1.xhtml", "Первая"),
        ("article-2.xhtml", "The headline"),
        ("article-2.xhtml#section-1", "A heading"),
        ("article-3.xhtml", "Третья"),
    ]
    said = ["".join(each.itertext()) for each in _xml(book, "article-2.xhtml").iter(f"{XHTML}p")]
    assert {"Перевод: Иван Ив", "Проверка: Ольга"} <= set(said)
    assert not any("Иван" in each for each in _xml(book, "article-3.xhtml").itertext())
    listed = {f"EPUB/{each}" for each in places.values()}
    assert listed == {name for name in book.namelist() if name.startswith("EPUB/")} - {"EPUB/package.opf"}


def test_a_picture_of_several_articles_is_there_once() -> None:
    def shown(slug: str, **pictures: bytes) -> Edition:
        blocks = [block(Role.CAPTION, "Words.", image=name) for name in pictures]
        return edition("ru", *blocks, slug=slug, pictures=pictures)

    book = _book(shown("a", one=PNG, two=GIF), shown("b", other=PNG), shown("c", one=GIF, svg=b"<svg/>"))
    assert [name for name in book.namelist() if "pictures" in name] == [
        "EPUB/pictures/1.png",
        "EPUB/pictures/2.gif",
    ]
    places = [
        [each.get("src") for each in _xml(book, f"article-{number}.xhtml").iter(f"{XHTML}img")]
        for number in (1, 2, 3)
    ]
    assert places == [["pictures/1.png", "pictures/2.gif"], ["pictures/1.png"], ["pictures/2.gif"]]


def test_it_says_when_it_was_changed_last() -> None:
    def modified(*editions: Edition) -> str | None:
        return _xml(_book(*editions), "package.opf").findtext(f".//{OPF}meta[@property='dcterms:modified']")

    first = edition("ru", slug="a", day=date(2018, 2, 3))
    assert modified(first) == "2018-02-03T00:00:00Z"
    changed = edition("ru", slug="b", day=date(2018, 2, 2), meta={"modified": "2018-02-05T10:00:00Z"})
    assert modified(changed, first) == "2018-02-05T00:00:00Z"


def test_it_is_the_same_each_time() -> None:
    assert _page(_three()) == _page(_three())
    assert "2018-02" not in str(
        _xml(_book(*_three(), base_url=""), "package.opf").findtext(f".//{DC}identifier")
    )


def test_names_that_can_be_no_path_stop_it() -> None:
    with pytest.raises(PublishError, match="cannot be named"):
        _page([edition("ru", slug="../x")])


@pytest.mark.parametrize("markup", list(Markup))
def test_nothing_hostile_gets_through(markup: Markup) -> None:
    one = replace(every_kind("ru", text=HOSTILE, markup=markup), credits=Credits((HOSTILE,), (HOSTILE,)))
    site = Site({"en": HOSTILE}, "en", "https://n.example/")
    page = EpubMonthPublisher().issue("ru", MONTH, iter([one, edition("ru", slug="b")]), site)
    assert page is not None
    book = zipfile.ZipFile(io.BytesIO(page.content))
    for name in ("package.opf", "nav.xhtml", "article-1.xhtml"):
        root = _xml(book, name)  # well-formed
        assert not list(root.iter(f"{XHTML}script"))
        assert not root.xpath("//@*[starts-with(local-name(), 'on')]")
        assert not root.xpath("//@href[starts-with(., 'javascript')] | //@src[contains(., ':')]")
        assert not set(book.read(f"EPUB/{name}").decode()) & set("\x00\x08\x1b\x85\u2028\ufffe\u202e")


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("en", "November 2026"),
        ("zh", "2026年11月"),
        ("ru", "ноябрь 2026\u202fг."),
        ("hi", "नवंबर 2026"),
        ("ur", "نومبر 2026"),
        ("fa", "نوامبر ۲۰۲۶"),
        ("kk", "2026\u202fж. қараша"),
        ("ky", "2026-ж., ноябрь"),
        ("tg", "ноябр 2026"),
        ("uz", "2026-yil noyabr"),
        ("uz-Cyrl", "2026 йил ноябрь"),
        ("be", "лістапад 2026"),
        ("qya", "2026-11"),
    ],
)
def test_months_are_written_as_each_language_does(tag: str, text: str) -> None:
    assert long_month(date(2026, 11, 24), tag) == text


def _listed(language: str, *issues: Issue) -> dict[str, list[tuple[str, str]]]:
    """The links of lists to files of months, by page."""
    editions = [edition("en", day=date(2017, 12, 1)), edition(language, day=date(2017, 12, 1))]
    later = [edition("en", slug="b"), edition(language, slug="b")]
    site = Site({"en": "Daily"}, "en", issues=issues)
    found = {}
    for page in pages_of([HtmlPublisher()], [*editions, *later], site):
        if page.path.endswith("index.html"):
            soup = BeautifulSoup(page.content.decode(), "html.parser")
            if links := [(str(a["href"]), " ".join(a.get_text().split())) for a in soup.select(".issues a")]:
                found[page.path] = links
    return found


def test_the_archive_of_a_year_leads_to_its_months_and_to_no_others() -> None:
    def issue(language: str, year: int, month: int) -> Issue:
        return Issue(language, date(year, month, 1), f"{language}/archive/{year}-{month:02}.epub", "EPUB")

    made = _listed(
        "fa", issue("fa", 2018, 1), issue("fa", 2018, 2), issue("fa", 2017, 12), issue("en", 2018, 2)
    )
    assert made == {
        "fa/archive/2018/index.html": [
            ("../2018-02.epub", "فوریه ۲۰۱۸ EPUB"),
            ("../2018-01.epub", "ژانویه ۲۰۱۸ EPUB"),
        ],
        "fa/archive/2017/index.html": [("../2017-12.epub", "دسامبر ۲۰۱۷ EPUB")],
        "en/archive/2018/index.html": [("../2018-02.epub", "February 2018 EPUB")],
    }
    assert _listed("fa") == {}


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say(tmp_path: Path) -> None:
    need("java", which("java"))
    need("epubcheck.jar (DRAGOMAN_EPUBCHECK)", EPUBCHECK and Path(EPUBCHECK).is_file())
    hostile = [
        every_kind("ur", text=HOSTILE, slug=slug, markup=markup)
        for slug, markup in zip("ab", Markup, strict=True)
    ]
    books = {
        "three": _page(_three()),
        "one": _page(_three()[:1]),
        "nowhere": _page(_three(), base_url=""),
        "hostile": _page([*hostile, edition("ur", slug="c", headline="")], "ur"),
    }
    for name, page in books.items():
        path = tmp_path / f"{name}.epub"
        path.write_bytes(page.content)
        command = ["java", "-jar", EPUBCHECK, str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
        assert "0 fatals / 0 errors / 0 warnings" in run.stdout + run.stderr
