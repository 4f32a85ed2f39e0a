"""Texts of an enemy, in every place that a page shows: nothing runs, and no markup is theirs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup
from support_sheets import hostile_overview, hostile_sheet

from workflow import pipeline, sheets
from workflow.model import Article, Block, Edition, EditionBlock, Passage, Role, Site, State
from workflow.pipeline import Publication
from workflow.publishers import HtmlPublisher, pages_of

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "{{ 7 * 7 }}{% raw %}",
    "--></p></td></table><svg onload=alert(1)>",
    "&lt;script&gt;&#60;script&#62;",
    "</head></body></html>",
    "\u202egnirts\u2066 \x00\x1b[31m\x9b \ufffe\U0001ffff",
    "[-old-]{+new+}[-never closed {+",
    "a" * 3000 + "<b>" * 300,
)
# Elements that a sheet, the status page, the preview's bar and the site's own pages are made of.
OURS = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "section", "nav"),
    *("h1", "h2", "h3", "p", "span", "b", "strong", "ul", "li", "code", "q", "bdi", "mark", "ins", "del"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "abbr", "svg", "defs", "pattern", "rect", "circle"),
}


class Elements(HTMLParser):
    """Every element and attribute, as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src"):
                self.addresses.append(value or "")


def elements(content: bytes) -> Elements:
    reading = Elements()
    reading.feed(content.decode("utf-8"))
    reading.close()
    return reading


def assert_harmless(content: bytes, more: set[str] = frozenset()) -> Elements:  # type: ignore[assignment]
    found = elements(content)
    assert set(found.tags) <= OURS | more
    assert not [name for name in found.attributes if name.startswith("on") or name == "style"]
    assert [found.tags[name] for name in ("html", "head", "body", "title", "main")] == [1] * 5
    assert not [address for address in found.addresses if ":" in address and not address.startswith("http")]
    text = content.decode("utf-8")
    for char in "\x00\x1b\x9b\u202e\u2066\ufffe\U0001ffff":
        assert char not in text
    return found


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("language", ["ru", "ur"])
def test_a_sheet(hostile: str, language: str) -> None:
    content = sheets.render_sheet(hostile_sheet(hostile, language))
    found = assert_harmless(content)
    calm = elements(sheets.render_sheet(hostile_sheet("x", language)))
    calm.tags.pop("span"), found.tags.pop("span")  # boxes for what cannot be seen
    for name in ("del", "ins", "mark"):  # the wdiff of a candidate may be read one way or another
        calm.tags.pop(name, None), found.tags.pop(name, None)
    assert found.tags == calm.tags
    assert all(address.startswith("#") for address in found.addresses)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_status_page(hostile: str) -> None:
    found = assert_harmless(sheets.render_overview(hostile_overview(hostile)))
    calm = elements(sheets.render_overview(hostile_overview("x")))
    calm.tags.pop("span"), found.tags.pop("span")
    assert found.tags == calm.tags


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_preview(hostile: str) -> None:
    cell = sheets.IndexCell("ru", "/x/ru/", "/x/ru/sheet", 1, 2)
    row = sheets.IndexRow(hostile, hostile, "en", (cell, None))
    made = sheets.render_index(hostile, "en", ["ru", hostile], [row], [hostile])
    live = sheets.Live("n", "/" + hostile, hostile, (("/", hostile),), hostile)
    for content in (made, sheets.render_trouble(hostile)):
        found = assert_harmless(sheets.with_live(content, live), {"script", "aside"})
        assert found.tags["script"] == 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_page_with_the_bar_of_the_preview(hostile: str) -> None:
    """The bar and its script go where our own tags end, wherever a text says that it ends them."""
    blocks = [
        EditionBlock(Block(role, hostile, 1), (Passage(hostile, "ru", State.MACHINE),))
        for role in (Role.HEADLINE, Role.LEAD, Role.PARAGRAPH)
    ]
    article = Article("x", "seeds/x.txt", "en", hostile, (), date=date(2027, 1, 1))
    edition = Edition(article, "ru", tuple(blocks), draft=True)
    pages = pages_of([HtmlPublisher()], [edition], Site({"en": hostile}, "en"))
    content = next(page.content for page in pages if page.path == "ru/x/index.html")
    live = sheets.Live("n0nce", "/x/ru/", "abc", (("/", "all"),), hostile)
    page = BeautifulSoup(sheets.with_live(content, live), "html.parser")
    (script,) = page.find_all("script")
    assert script["nonce"] == "n0nce"
    assert script.parent is not None
    assert script.parent.name == "head"
    assert page.body is not None
    assert page.body.find_all(recursive=False)[-1].name == "aside"


def test_all_the_way_from_the_files(desk: Path) -> None:
    """Hostile words in the article, the catalogue, the glossary and the settings of a publication."""
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"
    (desk / "seeds" / "kazan.md").unlink()
    (desk / "seeds" / "evil.txt").write_text(f"Evil {bad} Kazan\n\nLead {bad} Kazan 12.\n", "utf-8")
    terms = desk / "glossary" / "terms.csv"
    quoted = bad.replace('"', '""')
    terms.write_text(terms.read_text("utf-8").replace("Казань", f'"Казань {quoted} | !{quoted} x"'), "utf-8")
    settings = desk / "workflow.toml"
    settings.write_text(settings.read_text("utf-8").replace('"Daily & <Sons>"', f"'''{bad}'''"), "utf-8")
    opened = Publication.open(desk)
    prepared = pipeline.prepare(opened, desk / "seeds" / "evil.txt")
    list(pipeline.translate(opened, prepared, ["ru"]))
    path = opened.config.catalogue("ru", "evil")
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        entry.msgstr = f"{bad} 13 {bad}"
        entry.flags = []
        entry.tcomment = (
            f"{bad}\nwaive: numbers {bad}\ncandidate: 90 % memory/{bad}: {bad}\ncandidate: = {bad}"
        )
    po.metadata["PO-Revision-Date"] = bad
    po.save(str(path))
    opened = Publication.open(desk)
    prepared = pipeline.prepare(opened, desk / "seeds" / "evil.txt")
    assert_harmless(pipeline.review(opened, prepared, "ru"))
    assert_harmless(pipeline.overview_page(opened))
