"""Files of months: what is in them, what is made again, what stays, what goes."""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from lxml import etree
from support_formats import PNG

from workflow import pipeline
from workflow.errors import CatalogueError
from workflow.pipeline import Publication, issues
from workflow.pipeline.pages import publishers

OLD = 1_700_000_000_000_000_000  # nanoseconds; files that are younger than two seconds are always read
BOOK = "ru/archive/2026-11.epub"
XHTML = "{http://www.w3.org/1999/xhtml}"
SETTINGS = '[publication]\ntitle = "Daily"\nlanguages = ["ru", "kk"]\n\n[publish]\nformats = {formats}\n'
ON = '["html", "epub-month"]'


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    number = len(list(path.parent.iterdir())) + path.stat().st_size
    os.utime(path, ns=(OLD + number, OLD + number))


def _article(root: Path, slug: str, day: str, more: str = "", text: str = "") -> None:
    front = f"date: {day}\n" if day else ""
    _write(
        root / "seeds" / f"{slug}.md",
        f"---\n{front}{more}---\n\n# Headline {slug}\n\n{text}Text of {slug}.\n",
    )


def _translate(root: Path, slug: str, language: str, text: str, flag: str = "") -> None:
    entries = "".join(
        f'\n{flag}msgid "{source}"\nmsgstr "{target}"\n'
        for source, target in ((f"Headline {slug}", f"{text} {slug}"), (f"Text of {slug}.", f"{text}."))
    )
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    _write(root / "locales" / language / "LC_MESSAGES" / f"{slug}.po", head + entries)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two articles of a November and one of the October before, in Russian; one of them in Kazakh too."""
    root = tmp_path / "daily"
    _write(root / "workflow.toml", SETTINGS.format(formats=ON))
    for slug, day in (("one", "2026-11-20"), ("two", "2026-11-03"), ("three", "2026-10-31")):
        _article(root, slug, day)
        _translate(root, slug, "ru", "Да")
    _translate(root, "one", "kk", "Иә")
    return root


def _publish(root: Path, **options: object) -> pipeline.Published:
    return pipeline.publish(Publication.open(root), **options)  # type: ignore[arg-type]


def _books(root: Path) -> list[str]:
    output = root / "output"
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.epub"))


def _titles(root: Path, path: str = BOOK) -> list[str]:
    """The articles in a book, as its table of contents has them."""
    with zipfile.ZipFile(root / "output" / path) as book:
        nav = etree.fromstring(book.read("EPUB/nav.xhtml"))
    return ["".join(each.itertext()) for each in nav.iter(f"{XHTML}a")]


def _linked(root: Path, language: str = "ru", year: int = 2026) -> list[str]:
    page = (root / "output" / language / "archive" / str(year) / "index.html").read_text("utf-8")
    return re.findall(r'href="\.\./([^"/]+\.epub)"', page)


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The articles that are read for files of months, one after the other."""
    read: list[str] = []
    prepare = issues.prepare

    def noted(publication: Publication, path: Path) -> pipeline.Prepared:
        read.append(path.stem)
        return prepare(publication, path)

    monkeypatch.setattr(issues, "prepare", noted)
    return read


def test_each_language_and_month_has_a_book_in_order_of_dates(site: Path) -> None:
    _publish(site)
    assert _books(site) == [
        f"{place}.epub"
        for place in (
            "en/archive/2026-10",
            "en/archive/2026-11",
            "kk/archive/2026-11",
            "ru/archive/2026-10",
            "ru/archive/2026-11",
        )
    ]
    assert _titles(site) == ["Да two", "Да one"]
    assert _titles(site, "kk/archive/2026-11.epub") == ["Иә one"]
    assert _titles(site, "en/archive/2026-11.epub") == ["Headline two", "Headline one"]
    assert _linked(site) == ["2026-11.epub", "2026-10.epub"]
    assert _linked(site, "kk") == ["2026-11.epub"]


def test_it_is_made_only_where_it_is_asked_for(site: Path) -> None:
    _write(site / "workflow.toml", SETTINGS.format(formats='["html"]'))
    _publish(site)
    assert _books(site) == []
    assert _linked(site) == []
    assert "epub-month" not in [each.name for each in publishers(Publication.open(site).config)]


def test_only_months_that_have_changed_are_made_again(site: Path, prepared: list[str]) -> None:
    first = _publish(site)
    assert sorted(prepared) == ["one", "three", "two"]  # once for all languages
    prepared.clear()
    assert _publish(site).written == 0
    assert prepared == []
    _translate(site, "two", "ru", "Нет")
    before = {path: (site / "output" / path).read_bytes() for path in _books(site)}
    _publish(site)
    assert sorted(prepared) == ["one", "two"]
    assert _titles(site) == ["Нет two", "Да one"]
    assert [path for path in before if (site / "output" / path).read_bytes() != before[path]] == [BOOK]
    assert first.written > 0


def test_a_book_that_somebody_has_changed_is_made_again(site: Path) -> None:
    _publish(site)
    right = (site / "output" / BOOK).read_bytes()
    (site / "output" / BOOK).write_bytes(right[:100])
    _publish(site)
    assert (site / "output" / BOOK).read_bytes() == right


def test_the_same_articles_give_the_same_bytes(site: Path) -> None:
    _publish(site)
    first = {path: (site / "output" / path).read_bytes() for path in _books(site)}
    for path in first:
        (site / "output" / path).unlink()
    _publish(site)
    assert {path: (site / "output" / path).read_bytes() for path in _books(site)} == first


def test_drafts_and_articles_without_a_date_are_in_none(site: Path) -> None:
    _translate(site, "two", "kk", "Иә", "#, fuzzy\n")
    _article(site, "four", "")
    _translate(site, "four", "ru", "Да")
    _publish(site, draft=True)
    assert "draft" in [
        state for slug, tag, state, _ in _publish(site, draft=True).pages if (slug, tag) == ("two", "kk")
    ]
    assert _titles(site, "kk/archive/2026-11.epub") == ["Иә one"]
    assert not any("four" in title for path in _books(site) for title in _titles(site, path))


def test_what_may_not_be_seen_is_in_none(site: Path) -> None:
    _publish(site)
    _article(site, "one", "2026-11-20", f"publish_after: {date.today() + timedelta(days=2)}\n")
    _article(site, "three", "2026-10-31", "expires: 2026-11-01\n")
    _publish(site)
    assert _titles(site) == ["Да two"]
    assert _books(site) == ["en/archive/2026-11.epub", BOOK]
    assert _linked(site) == ["2026-11.epub"]


def test_a_retracted_article_goes(site: Path) -> None:
    _publish(site)
    pipeline.retract(Publication.open(site), "two")
    assert _titles(site) == ["Да one"]
    assert _titles(site, "en/archive/2026-11.epub") == ["Headline one"]


def test_a_page_that_only_stands_as_it_was_is_left_out(site: Path) -> None:
    _publish(site)
    _article(site, "two", "2026-11-03", text="And a new sentence. ")
    _publish(site)
    assert (site / "output" / "ru" / "two" / "index.html").is_file()
    assert _titles(site) == ["Да one"]
    assert _titles(site, "en/archive/2026-11.epub") == ["Headline two", "Headline one"]
    _article(site, "three", "2026-10-31", text="And a new sentence. ")
    result = _publish(site)
    assert "ru/archive/2026-10.epub" in result.removed
    assert _linked(site) == ["2026-11.epub"]
    assert _publish(site).written == 0


def test_a_broken_catalogue_or_article_harms_no_other(site: Path) -> None:
    _publish(site)
    _write(site / "locales" / "ru" / "LC_MESSAGES" / "two.po", "broken")
    with pytest.raises(CatalogueError):
        pipeline.texts.known_units(Publication.open(site).config, "ru", "two")
    _publish(site)
    assert _titles(site) == ["Да one"]
    (site / "seeds" / "one.md").write_bytes(b"\xff\xfe\0")
    _publish(site)
    assert _books(site) == ["en/archive/2026-10.epub", "en/archive/2026-11.epub", "ru/archive/2026-10.epub"]
    assert _titles(site, "en/archive/2026-11.epub") == ["Headline two"]


def test_for_once_it_is_of_the_months_and_languages_of_what_is_asked_for(site: Path) -> None:
    _write(site / "workflow.toml", SETTINGS.format(formats='["html"]'))
    _publish(site)
    _publish(site, slugs=["one"], languages=["ru"], formats=["epub-month"])
    assert _books(site) == ["en/archive/2026-11.epub", BOOK]
    assert _titles(site) == ["Да two", "Да one"]
    assert _linked(site) == ["2026-11.epub"]
    assert BOOK in _publish(site).removed
    assert (_books(site), _linked(site)) == ([], [])


def test_pictures_count_and_are_there_once(site: Path) -> None:
    (site / "seeds" / "a.png").write_bytes(PNG)
    for slug, day in (("one", "2026-11-20"), ("two", "2026-11-03")):
        _article(site, slug, day, text="![](a.png)\n\n")
    _publish(site)

    def pictures() -> list[bytes]:
        with zipfile.ZipFile(io.BytesIO((site / "output" / BOOK).read_bytes())) as book:
            return [book.read(name) for name in book.namelist() if "pictures/" in name]

    assert pictures() == [PNG]
    (site / "seeds" / "a.png").write_bytes(PNG + b"\0")
    _publish(site)
    assert pictures() == [PNG + b"\0"]


def test_a_file_of_somebody_else_stays_and_is_not_linked(site: Path) -> None:
    path = site / "output" / BOOK
    path.parent.mkdir(parents=True)
    path.write_bytes(b"mine")
    assert any("not ours" in each for each in _publish(site).warnings)
    assert path.read_bytes() == b"mine"
    assert _linked(site) == ["2026-10.epub"]
    path.unlink()
    _publish(site)
    assert _linked(site) == ["2026-11.epub", "2026-10.epub"]


def test_a_record_of_before_or_of_nonsense_is_no_trouble(site: Path, prepared: list[str]) -> None:
    _publish(site)
    (record,) = (site / ".dragoman").glob("site.json")
    said = msgspec.json.decode(record.read_bytes())
    assert sorted(said["issues"]) == _books(site)
    del said["issues"]
    record.write_bytes(msgspec.json.encode(said))
    prepared.clear()
    assert _publish(site).written == 0
    assert sorted(prepared) == ["one", "three", "two"]
    for nonsense in ({**said, "issues": [1]}, {**said, "issues": {BOOK: {"inputs": 1}}}):
        record.write_bytes(msgspec.json.encode(nonsense))
        assert _publish(site).written == 0


def test_of_a_month_with_very_many_articles_few_are_kept(
    site: Path, prepared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issues, "_MOST_AT_ONCE", 1)
    _publish(site)
    assert sorted(set(prepared)) == ["one", "three", "two"]
    assert len(prepared) > 3
    assert _titles(site) == ["Да two", "Да one"]


def test_a_variant_has_the_book_of_its_parent_in_its_own_script(site: Path, prepared: list[str]) -> None:
    settings = SETTINGS.replace("kk", "uz") + 'variants = ["uz-Cyrl"]\n'
    _write(site / "workflow.toml", settings.format(formats=ON))
    _translate(site, "one", "uz", "Shahar")
    _translate(site, "two", "uz", "Daryo", "#, fuzzy\n")
    _publish(site)
    path = "uz-Cyrl/archive/2026-11.epub"
    assert _titles(site, "uz/archive/2026-11.epub") == ["Shahar one"]
    assert [title.partition(" ")[0] for title in _titles(site, path)] == ["Шаҳар"]
    assert _linked(site, "uz-Cyrl") == ["2026-11.epub"]
    prepared.clear()
    assert _publish(site).written == 0
    assert prepared == []
    _translate(site, "one", "uz", "Daryo")
    _publish(site)
    assert [title.partition(" ")[0] for title in _titles(site, path)] == ["Дарё"]
    for once in (site / "output").rglob("*.epub"):
        once.unlink()
    _write(site / "workflow.toml", settings.format(formats='["html"]'))
    _publish(site, slugs=["one"], languages=["uz"], formats=["epub-month"])
    assert _books(site) == ["en/archive/2026-11.epub", path, "uz/archive/2026-11.epub"]


def test_an_original_that_stands_in_for_a_translation_is_in_no_book_of_its_language(site: Path) -> None:
    _write(site / "workflow.toml", SETTINGS.format(formats=f'{ON}\nmissing = "source"'))
    _publish(site)
    assert (site / "output" / "kk" / "two" / "index.html").is_file()
    assert _titles(site, "kk/archive/2026-11.epub") == ["Иә one"]
    assert "kk/archive/2026-10.epub" not in _books(site)
