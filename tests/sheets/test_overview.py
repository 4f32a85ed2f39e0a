"""The status page: every number that it draws is there as text."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from workflow import pipeline
from workflow.errors import SourceError
from workflow.model import Severity, State
from workflow.pipeline import Publication
from workflow.sheets import Article, Coverage, Overview, Route, render_overview
from workflow.sheets.overview import bar, per_cent


def page_of(desk: Path) -> BeautifulSoup:
    opened = Publication.open(desk)
    return BeautifulSoup(pipeline.overview_page(opened).decode("utf-8"), "html.parser")


def table(page: BeautifulSoup, name: str) -> list[list[str]]:
    found = page.find(id=name)
    assert isinstance(found, Tag)
    lines = found.find_next("table")
    assert isinstance(lines, Tag)
    return [
        [" ".join(cell.get_text().split()) for cell in line.find_all(["th", "td"])]
        for line in lines.find_all("tr")
    ]


def test_languages(desk: Path) -> None:
    rows = table(page_of(desk), "languages")
    assert rows[0] == [
        *("Language", "Coverage", "Reviewed", "Machine", "Stale", "Empty", "Words waiting"),
        *("Errors", "Warnings", "Notes", "Pages"),
    ]
    findings, _ = pipeline.check(Publication.open(desk), ["kazan"], ["ru"])
    levels = Counter(finding.severity for finding in findings)
    counts = [str(levels[level]) for level in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    assert counts[0] > "0"
    assert rows[1] == ["Russian ru", "62 %", "10", "4", "1", "1", "33", *counts, "–none"]
    assert rows[4][:7] == ["Persian fa", "0 %", "0", "0", "0", "16", "83"]


def test_articles(desk: Path) -> None:
    opened = Publication.open(desk)
    pipeline.publish(opened, ["kazan"], ["ru"], draft=True)
    rows = table(page_of(desk), "articles")
    assert rows[0] == ["Article", "ru", "zh", "ur", "fa"]
    assert rows[1][0] == "Kazan to host SCO Summit kazan"
    findings, _ = pipeline.check(opened, ["kazan"], ["ru"])
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    assert rows[1][1] == f"62 % reviewed: 10 reviewed, 4 machine, 1 stale, 1 empty. draft {errors} errors"
    assert table(page_of(desk), "languages")[1][-1] == "1 draft"


def test_findings_by_check_and_language(desk: Path) -> None:
    opened = Publication.open(desk)
    rows = {row[0]: row[1:] for row in table(page_of(desk), "findings")}
    assert rows.pop("Check") == ["ru", "zh", "ur", "fa"]
    assert rows["glossary"] == ["1 error", "2 warnings", "–none", "–none"]
    assert rows["untranslated"][0] == "1 warning 1 note"
    for column, language in enumerate(("ru", "zh", "ur", "fa")):
        findings, _ = pipeline.check(opened, ["kazan"], [language])
        told = {check for check, cells in rows.items() if cells[column] != "–none"}
        assert told == {finding.check for finding in findings}


def test_routes_say_why_there_is_none(desk: Path) -> None:
    rows = table(page_of(desk), "routes")
    assert rows[1] == ["Russian ru", "ready", "fake/en_ru-1", "4", "by rule"]
    assert rows[3] == ["Urdu ur", "not ready", "no model for en -> ur. Install one.", "4", "by rule"]


def test_a_file_that_is_no_article_is_named_and_stops_nothing(desk: Path) -> None:
    (desk / "seeds" / "empty.txt").write_text("", "utf-8")
    told: list[str] = []
    opened = Publication.open(desk)
    page = BeautifulSoup(
        pipeline.overview_page(opened, trouble=lambda error: told.append(str(error))), "html.parser"
    )
    assert "the file is empty" in page.find(id="troubles").find_next("li").get_text()  # type: ignore[union-attr]
    assert len(told) == 1
    assert len(table(page, "articles")) == 2
    with pytest.raises(SourceError):
        pipeline.overview_page(opened, ["empty"])


def test_nothing_runs_and_nothing_is_fetched(desk: Path) -> None:
    page = page_of(desk)
    assert page.find_all(["script", "link", "img", "form"]) == []
    assert all(svg["aria-hidden"] == "true" for svg in page.find_all("svg"))
    assert not [tag for tag in page.find_all(True) if tag.has_attr("style")]
    assert str(page) == str(page_of(desk))


@pytest.mark.parametrize(
    ("counts", "widths"),
    [
        ([1, 1, 1, 1], [25, 25, 25, 25]),
        ([100, 0, 0, 0], [100]),
        ([9999, 0, 0, 1], [99, 1]),
        ([1, 9999, 0, 0], [1, 99]),
        ([0, 0, 0, 0], []),
    ],
)
def test_bars_fill_their_width(counts: list[int], widths: list[int]) -> None:
    rects = BeautifulSoup(bar(counts, 100, 10), "html.parser").find_all("rect")[:-1]
    assert [int(str(rect["width"])) for rect in rects] == widths
    assert [int(str(rect["x"])) for rect in rects] == [sum(widths[:at]) for at in range(len(widths))]


def test_hundred_per_cent_means_all() -> None:
    assert [per_cent(999, 1000), per_cent(1, 1), per_cent(0, 0)] == [99, 100, 0]


def test_an_empty_publication_has_a_page() -> None:
    made = render_overview(Overview("News", "en", (), (), (), ()))
    assert b"There are no articles." in made
    one = Coverage("a", "ru", Counter({State.EMPTY: 1}), findings={("x", Severity.NOTE): 1200})
    full = render_overview(
        Overview("News", "en", ("ru",), (Article("a", "A", "en"),), (one,), (Route("ru", True, "e", 1, "f"),))
    )
    assert b"1,200 notes" in full
