"""A site over time: what is made again, what goes, what is nobody's business."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import snapshot

from workflow import pipeline
from workflow.errors import PublishError
from workflow.model import Edition, Page, Site, Story
from workflow.pipeline import Publication, pages
from workflow.publishers import HtmlPublisher

ARTICLES = ("one", "three", "two")
OLD = 1_700_000_000_000_000_000  # nanoseconds; files that are younger than two seconds are always read


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    _age(path)


def _age(path: Path) -> None:
    number = len(list(path.parent.iterdir())) + path.stat().st_size
    os.utime(path, ns=(OLD + number, OLD + number))


def _translate(root: Path, slug: str, language: str, *texts: str) -> None:
    entries = "".join(
        f'\nmsgid "{source}"\nmsgstr "{text}"\n'
        for source, text in zip((f"Headline {slug}", f"Text of {slug}."), texts, strict=True)
    )
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    _write(root / "locales" / language / "LC_MESSAGES" / f"{slug}.po", head + entries)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A publication of three articles in Russian, one of them in Kazakh too; nothing is published yet."""
    root = tmp_path / "daily"
    _write(root / "workflow.toml", '[publication]\ntitle = "Daily"\nlanguages = ["ru", "kk"]\n')
    for slug in ARTICLES:
        _write(root / "seeds" / f"{slug}.txt", f"Headline {slug}\n\nText of {slug}.\n")
        _translate(root, slug, "ru", f"Заголовок {slug}", f"Текст {slug}.")
    _translate(root, "one", "kk", "Тақырып one", "Мәтін one.")
    return root


def _publish(root: Path, **options: object) -> pipeline.Published:
    return pipeline.publish(Publication.open(root), **options)  # type: ignore[arg-type]


def test_what_has_not_changed_is_not_even_read(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _publish(site)
    assert first.written > 0
    read: list[str] = []
    prepare = pages.prepare

    def noted(publication: Publication, path: Path) -> pipeline.Prepared:
        read.append(path.stem)
        return prepare(publication, path)

    monkeypatch.setattr(pages, "prepare", noted)
    second = _publish(site)
    assert (read, second.written) == ([], 0)
    assert second.pages == first.pages
    assert [(each.slug, each.language, each.reason) for each in second.refused] == [
        (each.slug, each.language, each.reason) for each in first.refused
    ]
    _translate(site, "two", "ru", "Заголовок two", "Другой текст two.")
    third = _publish(site)
    assert (read, third.written) == (["two"], 1)


@pytest.mark.parametrize("what", ["workflow.toml", "glossary/terms.csv", "seeds/one.txt"])
def test_every_input_counts(site: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    _publish(site)
    read: list[str] = []
    prepare = pages.prepare
    monkeypatch.setattr(
        pages, "prepare", lambda opened, path: (read.append(path.stem), prepare(opened, path))[1]
    )
    before = (site / what).read_text("utf-8") if (site / what).exists() else "id,kind,en,ru\n"
    _write(site / what, before + "\n")
    _publish(site)
    assert read == (["one"] if what == "seeds/one.txt" else list(ARTICLES))


def test_without_the_record_the_same_bytes_come_out(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    shutil.rmtree(site / ".dragoman")
    assert _publish(site).written == 0
    shutil.rmtree(site / "output")
    _publish(site)
    assert snapshot(site / "output") == before


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b'{"version":"0"}', b'{"version":1,"articles":[]}'])
def test_a_record_that_is_broken_is_none(site: Path, content: bytes) -> None:
    _publish(site)
    before = snapshot(site / "output")
    (site / ".dragoman" / "site.json").write_bytes(content)
    assert _publish(site).written == 0
    assert snapshot(site / "output") == before


def test_a_page_that_somebody_has_changed_or_deleted_is_made_again(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    (site / "output" / "ru" / "one" / "index.html").write_text("other", "utf-8")
    (site / "output" / "kk" / "one" / "index.html").unlink()
    (site / "output" / "kk" / "index.html").unlink()
    _publish(site)
    assert snapshot(site / "output") == before


def test_what_nothing_makes_any_more_goes_and_files_of_others_stay(site: Path) -> None:
    _publish(site)
    output = site / "output"
    (output / "README.md").write_text("mine", "utf-8")
    (output / "ru" / "one" / "mine.txt").write_text("mine", "utf-8")
    _write(site / "workflow.toml", '[publication]\ntitle = "Daily"\nlanguages = ["ru"]\n')
    (site / "seeds" / "two.txt").unlink()
    result = _publish(site)
    assert sorted(result.removed) == [
        "en/two/index.html",
        "kk/index.html",
        "kk/one/index.html",
        "ru/two/index.html",
    ]
    assert not (output / "kk").exists()
    assert (output / "README.md").read_text("utf-8") == "mine"
    assert (output / "ru" / "one" / "mine.txt").exists()
    assert "two" not in (output / "ru" / "index.html").read_text("utf-8")


def test_a_page_of_ours_that_was_changed_by_hand_is_not_removed_unasked(site: Path) -> None:
    _publish(site)
    page = site / "output" / "ru" / "two" / "index.html"
    page.write_text("by hand", "utf-8")
    (site / "seeds" / "two.txt").unlink()
    result = _publish(site)
    assert page.read_text("utf-8") == "by hand"
    assert [line for line in result.warnings if "not as it was written" in line]


def test_a_file_of_somebody_else_is_not_replaced(site: Path) -> None:
    page = site / "output" / "ru" / "one" / "index.html"
    _write(page, "somebody else's")
    result = _publish(site)
    assert page.read_text("utf-8") == "somebody else's"
    assert [line for line in result.warnings if "is not ours" in line]
    assert (site / "output" / "kk" / "one" / "index.html").exists()


def test_a_folder_of_articles_that_is_away_takes_nothing_down(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    (site / "seeds").rename(site / "away")
    assert _publish(site).removed == []
    assert snapshot(site / "output") == before
    (site / "seeds").mkdir()
    _publish(site)
    assert snapshot(site / "output") == before


def test_an_article_that_cannot_be_read_keeps_its_pages_and_its_place(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    seed = site / "seeds" / "one.txt"
    seed.write_bytes(b"\xff\xfe\x00")
    for _ in range(2):
        result = _publish(site)
        assert [line for line in result.warnings if "Its pages stay as they are" in line]
        assert snapshot(site / "output") == before
    (site / ".dragoman" / "site.json").unlink()
    _publish(site)
    assert "ru/one/index.html" in snapshot(site / "output")


class Failing(HtmlPublisher):
    """Makes no page of one article in one language."""

    def pages(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
        if (story.slug, edition.language) == ("two", "ru"):
            raise PublishError("cannot be made", where="two")
        yield from super().pages(edition, story, site)


def test_a_failure_leaves_the_last_good_site(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(site)
    before = snapshot(site / "output")
    for slug in ARTICLES:
        _translate(site, slug, "ru", f"Новый заголовок {slug}", f"Новый текст {slug}.")
    with monkeypatch.context() as patched:
        patched.setattr(pages, "publishers", lambda: [Failing()])
        with pytest.raises(PublishError):
            _publish(site)
    assert snapshot(site / "output") == before
    _publish(site)
    assert "Новый текст one." in (site / "output" / "ru" / "one" / "index.html").read_text("utf-8")


class Leaving(HtmlPublisher):
    """Wants to write elsewhere."""

    path = ""

    def shared(self, stories: object, site: Site) -> Iterator[Page]:
        yield Page(self.path, b"x")


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/x", "ru/../../x", "", ".", "a//b", "a\\b", "a\0b", "SHA256SUMS", "ru/one/index.html"],
)
def test_a_publisher_writes_below_the_folder_of_pages_only(
    site: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(Leaving, "path", path)
    monkeypatch.setattr(pages, "publishers", lambda: [Leaving()])
    with pytest.raises(PublishError):
        _publish(site)
    assert snapshot(site / "output") == {}


def test_the_list_of_files_is_one_that_other_programs_check(site: Path) -> None:
    _publish(site)
    output = site / "output"
    (output / "mine.txt").write_text("mine", "utf-8")
    lines = (output / "SHA256SUMS").read_text("utf-8").splitlines()
    assert {line[66:] for line in lines} == set(snapshot(output)) - {"SHA256SUMS", "mine.txt"}
    for line in lines:
        assert line[:64] == hashlib.sha256((output / line[66:]).read_bytes()).hexdigest()
    if shutil.which("sha256sum"):
        subprocess.run(
            ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=output, check=True, capture_output=True
        )
