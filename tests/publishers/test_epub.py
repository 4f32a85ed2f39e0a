"""Books of one article. ``DRAGOMAN_EPUBCHECK`` names ``epubcheck.jar`` (https://www.w3.org/publishing/epubcheck/)."""

from __future__ import annotations

import io
import os
import subprocess
import zipfile
from pathlib import Path
from shutil import which

import pytest
from lxml import etree
from support import need
from support_formats import HOSTILE, PNG, block, edition, every_kind, made

from workflow.model import Edition, Markup, Passage, Role, State
from workflow.publishers.epub import EpubPublisher

EPUBCHECK = os.environ.get("DRAGOMAN_EPUBCHECK", "")
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def _book(*args: object, **more: object) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(made(EpubPublisher(), *args, **more)))  # type: ignore[arg-type]


def _xml(book: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(book.read(f"EPUB/{name}"))


def _epubcheck(path: Path) -> tuple[int, str]:
    command = ["java", "-jar", EPUBCHECK, str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.returncode, run.stdout + run.stderr


def _draft(language: str = "ur") -> Edition:
    machine = Passage("مسودہ۔", language, State.MACHINE)
    return edition(language, block(Role.LEAD, machine), block(Role.PARAGRAPH, "Source."), draft=True)


def test_the_archive_is_one_of_epub_and_the_same_each_time() -> None:
    book = _book(every_kind())
    first = book.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert book.read("mimetype") == b"application/epub+zip"
    assert {each.date_time for each in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert made(EpubPublisher(), every_kind()) == made(EpubPublisher(), every_kind())


@pytest.mark.parametrize(("language", "direction"), [("ur", "rtl"), ("fa", "rtl"), ("zh", "ltr")])
def test_the_package_says_what_it_is(language: str, direction: str) -> None:
    package = _xml(_book(edition(language, headline="标题"), edition("en")), "package.opf")
    assert package.findtext(f".//{DC}identifier") == f"https://news.example.org/{language}/chongqing/"
    assert package.findtext(f".//{DC}language") == language
    assert package.findtext(f".//{DC}title") == "标题"
    assert package.findtext(f".//{DC}date") == "2018-02-24"
    assert package.find(f"{OPF}spine").get("page-progression-direction") == direction  # type: ignore[union-attr]


def test_every_file_is_in_the_manifest() -> None:
    book = _book(every_kind())
    listed = {f"EPUB/{item.get('href')}" for item in _xml(book, "package.opf").iter(f"{OPF}item")}
    assert listed == {name for name in book.namelist() if name.startswith("EPUB/")} - {"EPUB/package.opf"}


def test_pictures_go_along_and_those_of_others_are_linked() -> None:
    book = _book(every_kind())
    article = _xml(book, "article.xhtml")
    assert [each.get("src") for each in article.iter(f"{XHTML}img")] == ["pictures/1.png"]
    assert book.read("EPUB/pictures/1.png") == PNG
    assert "https://pictures.example/a.jpg" in [each.get("href") for each in article.iter(f"{XHTML}a")]


@pytest.mark.parametrize("content", [b"<svg onload='alert(1)'/>", b"RIFF....WAVE", b"", b"<html>"])
def test_what_may_hold_a_script_or_is_no_picture_stays_out(content: bytes) -> None:
    one = edition("en", block(Role.CAPTION, "Words.", image="a.svg"), pictures={"a.svg": content})
    book = _book(one)
    assert not [name for name in book.namelist() if "pictures" in name]
    assert not list(_xml(book, "article.xhtml").iter(f"{XHTML}img"))


def test_links_of_the_site_lead_to_the_site() -> None:
    one = edition("en", block(Role.LEAD, "[a](other/) [b](#c)"), markup=Markup.MARKDOWN)
    links = [each.get("href") for each in _xml(_book(one), "article.xhtml").iter(f"{XHTML}a")]
    assert links[:2] == [
        "https://news.example.org/en/chongqing/other/",
        "https://news.example.org/en/chongqing/#c",
    ]
    assert not list(_xml(_book(one, base_url=""), "article.xhtml").iter(f"{XHTML}a"))


def test_headings_are_in_the_table_of_contents() -> None:
    book = _book(every_kind())
    entries = [(each.get("href"), each.text) for each in _xml(book, "nav.xhtml").iter(f"{XHTML}a")]
    assert entries == [("article.xhtml", "The headline"), ("article.xhtml#section-1", "A heading")]
    assert [each.get("id") for each in _xml(book, "article.xhtml").iter(f"{XHTML}h2")] == ["section-1"]


def test_a_draft_says_so() -> None:
    article = _xml(_book(_draft()), "article.xhtml")
    assert article.find(f".//{XHTML}aside[@class='notice']") is not None
    assert article.get("dir") == "rtl"
    assert _xml(_book(edition("ru")), "article.xhtml").find(f".//{XHTML}aside") is None


@pytest.mark.parametrize("markup", list(Markup))
def test_nothing_hostile_gets_through(markup: Markup) -> None:
    book = _book(every_kind(text=HOSTILE, markup=markup), titles={"en": HOSTILE})
    for name in ("package.opf", "nav.xhtml", "article.xhtml"):
        root = _xml(book, name)  # well-formed
        assert not list(root.iter(f"{XHTML}script"))
        assert not root.xpath("//@*[starts-with(local-name(), 'on')]")
        assert not root.xpath("//@href[starts-with(., 'javascript')] | //@src[contains(., ':')]")
        assert not set(book.read(f"EPUB/{name}").decode()) & set("\x00\x08\x1b\x85\u2028\ufffe\u202e")


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say(tmp_path: Path) -> None:
    need("java", which("java"))
    need("epubcheck.jar (DRAGOMAN_EPUBCHECK)", EPUBCHECK and Path(EPUBCHECK).is_file())
    books = {
        "kinds": made(EpubPublisher(), every_kind(), edition("ru")),
        "draft": made(EpubPublisher(), _draft()),
        "nowhere": made(EpubPublisher(), _draft(), base_url=""),
        "hostile": made(EpubPublisher(), every_kind(text=HOSTILE), titles={"en": HOSTILE}),
        "markdown": made(EpubPublisher(), every_kind(text=HOSTILE, markup=Markup.MARKDOWN)),
        "empty": made(EpubPublisher(), edition("fa", day=None, headline="")),
    }
    for name, content in books.items():
        path = tmp_path / f"{name}.epub"
        path.write_bytes(content)
        code, said = _epubcheck(path)
        assert code == 0, said
        assert "0 fatals / 0 errors / 0 warnings" in said
    broken = tmp_path / "broken.epub"
    broken.write_bytes(books["kinds"].replace(b"page-progression-direction", b"page-progression-direktion"))
    assert _epubcheck(broken)[0] != 0
