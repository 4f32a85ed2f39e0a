"""What stands on a review sheet, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from bs4 import BeautifulSoup, Tag
from msgspec.structs import replace

from workflow import pipeline
from workflow.errors import CatalogueError, SourceError
from workflow.model import Edit, Finding, Severity
from workflow.pipeline import Publication
from workflow.pipeline.sheets import sheet_of
from workflow.sheets import render_sheet
from workflow.sheets.page import SEVERITIES, plural

Sheets = Callable[[str], BeautifulSoup]


def unit(page: BeautifulSoup, number: int) -> Tag:
    found = page.find(id=f"u{number}")
    assert isinstance(found, Tag)
    return found


def words(found: Tag | None) -> str:
    assert found is not None
    return " ".join(found.get_text().split())


def test_units_stand_in_the_order_of_the_article_with_their_roles(sheet: Sheets) -> None:
    page = sheet("ru")
    rows = page.select("table.sheet tbody tr")
    said = [(words(row.select_one("th")), words(row.select_one(".source .text"))) for row in rows]
    assert said[0] == ("headline Unit 1 reviewed line 24", "Kazan to host SCO Summit")
    assert said[1][0] == "lead Unit 2 reviewed line 34"
    assert said[2] == ("heading, level 2 Unit 3 machine line 41", "What is planned")
    assert said[4][0] == "Unit 5 machine line 56"  # the block has been named
    roles = [words(role) for role in page.select(".role")]
    assert roles == [
        *("headline", "lead", "heading, level 2", "quote", "list item", "list item", "quote"),
        *("table cell, row 1, column 1", "table cell, row 1, column 2"),
        *("table cell, row 2, column 1", "table cell, row 2, column 2"),
        *("paragraph", "caption", "paragraph"),
    ]
    assert [text for _, text in said][13:15] == ["320", "if late: hurry()"]  # copied, not translated


def test_lines_are_those_of_the_catalogue(sheet: Sheets, desk: Path) -> None:
    page = sheet("ru")
    lines = (desk / "locales/ru/LC_MESSAGES/kazan.po").read_text("utf-8").splitlines()
    rows = page.select("tr[id]")
    assert len(rows) == 16
    for row in rows:
        number = int(words(row.select_one(".line")).removeprefix("line "))
        source = words(row.select_one(".source .text")).replace('"', '\\"')
        assert lines[number - 1] == f'msgid "{source}"'


def test_each_text_says_its_language_and_direction(sheet: Sheets) -> None:
    for tag, direction in (("ru", "ltr"), ("zh", "ltr"), ("ur", "rtl")):
        page = sheet(tag)
        assert page.html is not None
        assert page.html["lang"] == "en"
        texts = page.select("#u1 .text")
        assert [(text["lang"], text["dir"]) for text in texts] == [("en", "ltr"), (tag, direction)]


def test_terms_are_marked_in_both_texts_and_listed(sheet: Sheets) -> None:
    row = unit(sheet("ru"), 2)
    source = row.select(".source mark.term")
    assert [words(mark) for mark in source] == ["SCO Summit", "Kazan", "SCO Secretariat"]
    assert source[1]["title"] == "Kazan (place) = Казань"
    target = row.select(".target mark.term")
    assert [words(mark) for mark in target] == ["Саммит ШОС", "Казани", "Секретариат ШОС"]
    assert target[1]["title"] == "Kazan: found"
    assert words(row.select_one(".terms")) == (
        "SCO Summit = саммит ШОС Kazan = Казань SCO Secretariat = Секретариат ШОС"
    )
    page = sheet("ru")
    table = page.find(id="terms").find_next("table")  # type: ignore[union-attr]
    assert isinstance(table, Tag)
    found = [[words(cell) for cell in line.find_all(["th", "td"])] for line in table.select("tbody tr")]
    assert found[0] == ["Kazan", "place", "Казань", "", "1, 2, 9, 15", "15"]
    assert found[3] == ["Rashid Alimov", "person", "Рашид Алимов", "Рашид Олимов", "4", "4"]


def test_of_many_renderings_a_unit_shows_some_and_the_list_all(desk: Path) -> None:
    terms = desk / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("Казань", "Казань | К2 | К3 | К4 | К5"), "utf-8")
    opened = Publication.open(desk)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    page = BeautifulSoup(pipeline.review(opened, prepared, "ru").decode(), "html.parser")
    assert words(unit(page, 1).select_one(".terms")).startswith("Kazan = Казань | К2 | К3 | … 2 more")
    assert "Казань | К2 | К3 | К4 | К5" in words(page.find(id="terms").find_next("table"))  # type: ignore[union-attr,arg-type]


def test_numbers_are_marked_in_both_texts(sheet: Sheets) -> None:
    row = unit(sheet("ru"), 4)
    assert [words(mark) for mark in row.select(".source mark.number")] == ["4,500"]
    assert [words(mark) for mark in row.select(".target mark.number")] == ["4500"]


def test_findings_stand_at_their_unit_and_on_top(sheet: Sheets, desk: Path) -> None:
    page = sheet("ru")
    row = unit(page, 4)
    finding = row.select_one(".finding")
    assert finding is not None
    assert "error" in finding["class"]
    assert words(finding).startswith(
        "error glossary Rashid Alimov is written “Рашид Олимов”; expected Рашид Алимов"
    )
    assert "In the translation: Рашид Олимов" in words(finding)
    (place,) = row.select(".target mark.found.error")
    assert words(place) == "Рашид Олимов"
    assert "error: Rashid Alimov is written" in str(place["title"])
    assert [words(mark) for mark in row.select(".source mark.found")] == ["Rashid Alimov"]
    links = page.select(".index a")
    assert (f"#{finding['id']}", "Unit 4") in [(link["href"], words(link)) for link in links]
    for link in links:
        assert page.select_one(str(link["href"])) is not None
    found, _ = pipeline.check(Publication.open(desk), ["kazan"], ["ru"])
    levels = Counter(each.severity for each in found)
    said = [plural(levels[level], level.value) for level in SEVERITIES]
    assert f"{', '.join(said)}." in words(page.header)
    assert len(page.select("li.finding")) == len(found)


def test_words_of_the_translation_in_a_finding_run_as_it_does(sheet: Sheets) -> None:
    page = sheet("ur")
    finding = unit(page, 2).select_one(".finding.error")
    assert finding is not None
    said = finding.p
    assert said is not None
    assert words(said).startswith("error dates found 5 مئی 2027;")
    (inside,) = [each for each in said.find_all("bdi") if words(each) == "5 مئی 2027"]
    assert (inside["lang"], inside["dir"]) == ("ur", "rtl")
    (line,) = [each for each in page.select(".index li") if "dates" in words(each)]
    assert words(line.bdi) == "5 مئی 2027"


def test_a_sure_correction_is_shown(desk: Path) -> None:
    opened = Publication.open(desk)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    made = sheet_of(opened, prepared, "ru")
    row = made.parts[1].rows[0]
    at = row.target.index("5")
    finding = Finding(
        "x.po",
        row.line,
        Severity.ERROR,
        "numbers",
        "a 5",
        spans=((at, at + 1),),
        fix=(Edit(at, at + 1, "3"),),
    )
    parts = (replace(made.parts[1], rows=(replace(row, findings=(finding,)),)),)
    page = BeautifulSoup(render_sheet(replace(made, parts=parts)).decode(), "html.parser")
    shown = page.select_one(".finding p:last-of-type")
    assert words(shown) == "Sure correction: …зани, сообщил Секретариат ШОС 53 мая 2027 года."
    assert (words(page.select_one(".finding del")), words(page.select_one(".finding ins"))) == ("5", "3")


def test_what_nobody_has_approved_says_so_in_words(sheet: Sheets) -> None:
    page = sheet("ru")
    assert words(unit(page, 3).select_one(".flag")) == "Machine text that nobody has approved"
    assert "Written by fake/en_ru-1" in words(unit(page, 3).select_one(".target"))
    assert words(unit(page, 8).select_one(".flag")) == "Translates an older source text"
    assert words(unit(page, 7).select_one(".flag")) == "No translation yet"
    assert unit(page, 1).select_one(".flag") is None
    assert "16 units: 1 empty, 4 machine, 1 stale, 10 reviewed." in words(page.header)


def test_a_stale_text_shows_what_changed_in_its_source(sheet: Sheets) -> None:
    change = unit(sheet("ru"), 8).select_one(".source .change")
    assert change is not None
    assert words(change.find("del")) == "on weekdays"  # type: ignore[arg-type]
    assert words(change.find("ins")) == "every day"  # type: ignore[arg-type]


def test_a_candidate_shows_where_it_is_from_and_what_differs(sheet: Sheets) -> None:
    offer = unit(sheet("ru"), 7).select_one(".offer")
    assert offer is not None
    assert words(offer.select_one(".label")).startswith("Candidate, 98 %, another number: A **museum**")
    assert (words(offer.select_one("del")), words(offer.select_one("ins"))) == ("3", "4")
    text = offer.select_one(".text")
    assert words(text) == "**Музей** реки откроется 3 мая."
    assert text is not None
    assert text["lang"] == "ru"


def test_joined_sentences_lead_to_each_other(sheet: Sheets) -> None:
    page = sheet("ru")
    head, mark = unit(page, 9), unit(page, 10)
    assert "Also translates unit 10" in words(head)
    assert words(mark.select_one(".target")) == "↑ Translated in unit 9"
    assert mark.select_one(".target .text") is None


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("Nobody in Kazan will come late", "↑ Translated in unit 9; see whether its text is still the whole"),
        ("Nobody in town will be late", "↑ The mark leads to no text"),
    ],
)
def test_a_mark_beside_a_sentence_that_changed(desk: Path, new: str, said: str) -> None:
    article = desk / "seeds/kazan.md"
    article.write_text(article.read_text("utf-8").replace("Nobody in Kazan will be late", new), "utf-8")
    opened = Publication.open(desk)
    prepared = pipeline.prepare(opened, article)
    pipeline.extract(opened, prepared, ["ru"])
    page = BeautifulSoup(pipeline.review(opened, prepared, "ru").decode(), "html.parser")
    assert words(unit(page, 10).select_one(".target .label")) == said
    assert words(unit(page, 10).select_one(".state")) != "reviewed"


def test_findings_in_the_source_of_joined_sentences_stand_in_the_right_one(desk: Path) -> None:
    path = desk / "locales/ru/LC_MESSAGES/kazan.po"
    article = desk / "seeds/kazan.md"
    article.write_text(article.read_text("utf-8").replace("The clocks were", "Clocks of Kazan were"), "utf-8")
    opened = Publication.open(desk)
    prepared = pipeline.prepare(opened, article)
    pipeline.extract(opened, prepared, ["ru"])
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        if entry.msgid.startswith("Clocks of"):
            entry.msgstr, entry.flags, entry.tcomment = "↑", [], ""
        if entry.msgid.startswith("Nobody"):
            entry.msgstr, entry.flags, entry.tcomment = "Никто не опоздает: часы переведены.", [], ""
    po.save(str(path))
    page = BeautifulSoup(pipeline.review(opened, prepared, "ru").decode(), "html.parser")
    assert [words(each) for each in unit(page, 9).select(".source mark.found")] == ["Kazan"]
    assert [words(each) for each in unit(page, 10).select(".source mark.found")] == ["Kazan"]
    checks = [words(each) for each in unit(page, 9).select(".finding code")]
    assert checks.count("glossary") == 1
    assert len(unit(page, 10).select(".finding")) == 0


def test_notes_and_waived_findings_are_told(sheet: Sheets) -> None:
    page = sheet("ru")
    row = unit(page, 15)
    assert words(row.select_one(".remark")) == "Note: Ask Anna about the tone."
    assert "Waived: glossary Kazan is missing, because: the city is meant" in words(row)
    assert row.select(".finding") == []
    waived = page.find(id="waived")
    assert isinstance(waived, Tag)
    assert words(waived.find_next("li")) == (  # type: ignore[arg-type]
        "Unit 15: glossary Kazan is missing, because: the city is meant"
    )


def test_what_is_no_longer_in_the_article_stands_at_the_end(desk: Path) -> None:
    article = desk / "seeds/kazan.md"
    article.write_text(article.read_text("utf-8").replace("Kazan waits. ", ""), "utf-8")
    opened = Publication.open(desk)
    page = BeautifulSoup(
        pipeline.review(opened, pipeline.prepare(opened, article), "ru").decode(), "html.parser"
    )
    last = page.select("table.sheet tr")[-1]
    assert words(last.select_one(".role")) == "no longer in the article"
    assert words(last.select_one(".target .text")) == "Город ждёт."


def test_a_unit_that_stands_twice_is_shown_twice_and_checked_once(desk: Path) -> None:
    article = desk / "seeds/kazan.md"
    article.write_text(
        article.read_text("utf-8") + '\n"We expect 4,500 guests," Rashid Alimov said.\n', "utf-8"
    )
    opened = Publication.open(desk)
    page = BeautifulSoup(
        pipeline.review(opened, pipeline.prepare(opened, article), "ru").decode(), "html.parser"
    )
    again = unit(page, 17)
    assert "The same unit as 4" in words(again)
    assert words(again.select_one(".target .text")) == "«Мы ждём 4500 гостей, — сказал Рашид Олимов."
    assert len(page.select(".finding.error")) == 2


def test_a_sheet_needs_nothing_else_and_is_the_same_again(sheet: Sheets, desk: Path) -> None:
    page = sheet("ru")
    assert str(page) == str(sheet("ru"))
    assert page.find_all(["script", "link", "img", "iframe", "object", "form", "base"]) == []
    assert not [tag for tag in page.find_all(True) if tag.has_attr("style") or tag.has_attr("src")]
    assert all(str(link["href"]).startswith("#") for link in page.find_all("a"))
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert isinstance(policy, Tag)
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'sha256-")
    assert page.style is not None
    assert "url(http" not in page.style.get_text()
    assert "@import" not in page.style.get_text()


def test_a_sheet_does_not_tell_where_the_publication_lies(sheet: Sheets, desk: Path) -> None:
    article = desk / "seeds" / "kazan.md"
    terms = desk / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("gender,en", "gender,valid,en"), "utf-8")
    rows = [line.split(",", 3) for line in terms.read_text("utf-8").splitlines()[1:]]
    head = terms.read_text("utf-8").splitlines()[0]
    lines = [",".join([*row[:3], "2010-01-01/2011-01-01", row[3]]) for row in rows]
    terms.write_text("\n".join([head, *lines, ""]), "utf-8")
    page = sheet("ru")
    paths = [words(each) for each in page.select("#main .path")]
    assert f"seeds/{article.name}:6" in paths  # a note on the article, beside the units
    assert "locales/ru/LC_MESSAGES/kazan.po" in words(page.header)
    assert str(desk) not in str(page)


def test_without_a_catalogue_there_is_no_sheet(sheet: Sheets, desk: Path) -> None:
    with pytest.raises(SourceError, match="workflow translate kazan --lang fa"):
        sheet("fa")
    (desk / "locales/ru/LC_MESSAGES/kazan.po").write_text('msgid "a', "utf-8")
    with pytest.raises(CatalogueError):
        sheet("ru")
