"""A site over time: what is made again, what goes, what is nobody's business."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import snapshot
from support_crawl import Crawl

from workflow import pipeline
from workflow.errors import PublishError, SourceError, WorkflowError
from workflow.model import Edition, Page, Site, Story
from workflow.pipeline import Publication, pages
from workflow.pipeline.locks import site_locked
from workflow.publishers import HtmlPublisher
from workflow.publishers.wording import wording

ARTICLES = ("one", "three", "two")
OLD = 1_700_000_000_000_000_000  # nanoseconds; files that are younger than two seconds are always read


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    _age(path)


def _age(path: Path) -> None:
    number = len(list(path.parent.iterdir())) + path.stat().st_size
    os.utime(path, ns=(OLD + number, OLD + number))


_HEAD = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


def _translate(root: Path, slug: str, language: str, *texts: str) -> None:
    entries = "".join(
        f'\nmsgid "{source}"\nmsgstr "{text}"\n'
        for source, text in zip((f"Headline {slug}", f"Text of {slug}."), texts, strict=True)
    )
    head = _HEAD.format(language)
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
    assert {"en/two/index.html", "kk/index.html", "kk/one/index.html", "ru/two/index.html"} <= set(
        result.removed
    )
    assert all(path.startswith("kk/") or "/two/" in path for path in result.removed)
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
        patched.setattr(pages, "publishers", lambda *_: [Failing()])
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
    monkeypatch.setattr(pages, "publishers", lambda *_: [Leaving()])
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


# ------------------------------------------------------------------------------------- when it may be seen


def _at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(datetime.fromisoformat(moment).timestamp())))


def _pages_of(root: Path, slug: str) -> list[str]:
    return [path for path in snapshot(root / "output") if f"/{slug}/" in path]


def _naming(root: Path, slug: str) -> list[str]:
    """Files that name an article, but its own pages."""
    names = re.compile(rf"Headline {slug}|Заголовок {slug}|Тақырып {slug}|[/\"]{slug}/".encode())
    return [
        path
        for path, content in snapshot(root / "output").items()
        if f"/{slug}/" not in path and names.search(content)
    ]


def test_an_embargo_hides_an_article_until_its_time(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embargo = "---\npublish_after: 2026-12-01 09:00+03:00\n---\n# Headline one\n\nText of one.\n"
    (site / "seeds" / "one.txt").unlink()
    _write(site / "seeds" / "one.md", embargo)
    _at(monkeypatch, "2026-12-01T05:59:59+00:00")
    for _ in range(2):
        result = _publish(site)
        assert {(each.slug, each.language, each.reason, each.path.name) for each in result.refused} >= {
            ("one", "ru", "under embargo until 2026-12-01 09:00 UTC+0300", "one.md")
        }
        assert _pages_of(site, "one") == []
        assert _naming(site, "one") == []
    _at(monkeypatch, "2026-12-01T06:00:00+00:00")
    _publish(site)
    assert _pages_of(site, "one") == ["en/one/index.html", "kk/one/index.html", "ru/one/index.html"]


def test_an_article_that_has_expired_goes(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = (site / "workflow.toml").read_text("utf-8")
    _write(site / "workflow.toml", settings + "[articles.two]\nexpires = 2027-01-01\n")
    _at(monkeypatch, "2026-12-31T23:59:59+00:00")
    _publish(site)
    assert _pages_of(site, "two") == ["en/two/index.html", "ru/two/index.html"]
    _at(monkeypatch, "2027-01-01T00:00:00+00:00")
    result = _publish(site, slugs=["one"])  # whatever else was asked for
    assert _pages_of(site, "two") == []
    assert {"en/two/index.html", "ru/two/index.html"} <= set(result.removed)
    assert _naming(site, "two") == []


@pytest.mark.parametrize(
    ("embargo", "reason"),
    [
        ("2026-12-01T09:00:00Z", "under embargo until 2026-12-01 09:00 UTC"),
        ("yes", "under an embargo that names no time; give it one: publish_after"),
    ],
)
def test_the_embargo_of_an_agency_holds(
    site: Path, monkeypatch: pytest.MonkeyPatch, embargo: str, reason: str
) -> None:
    _at(monkeypatch, "2026-11-30T00:00:00+00:00")
    (site / "seeds" / "one.txt").unlink()
    _write(site / "seeds" / "one.md", f"---\nembargoed: {embargo}\n---\n# Headline one\n\nText of one.\n")
    result = _publish(site, slugs=["one"])
    assert {each.reason for each in result.refused} == {reason}
    assert _pages_of(site, "one") == []
    settings = (site / "workflow.toml").read_text("utf-8")
    _write(site / "workflow.toml", settings + "[articles.one]\npublish_after = 2026-11-29T23:00:00Z\n")
    _publish(site)
    assert _pages_of(site, "one") != []


def test_a_time_that_is_none_is_one_clear_line(site: Path) -> None:
    _write(site / "seeds" / "four.md", "---\nexpires: soon\n---\n# Four\n\nText.\n")
    with pytest.raises(SourceError, match=r"seeds/four\.md: expires: 'soon' is no time"):
        _publish(site, slugs=["four"])
    assert [line for line in _publish(site).warnings if "'soon' is no time" in line]


# ------------------------------------------------------------------------------- an article that changes


EARLIER = {"ru": "Это перевод более ранней версии статьи"}


def test_a_page_that_has_fallen_behind_says_so_until_it_is_reviewed_again(site: Path) -> None:
    _publish(site)
    page, other = (site / "output" / tag / "one" / "index.html" for tag in ("ru", "kk"))
    before = page.read_text("utf-8")
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    for _ in range(2):
        _publish(site)
        after = page.read_text("utf-8")
        assert after.count(EARLIER["ru"]) == 1
        assert re.sub(r'<aside class="notice earlier".*?</aside>\n', "", after, flags=re.DOTALL) == before
        assert wording("kk")["earlier_version"] in other.read_text("utf-8")
        assert "More news" in (site / "output" / "en" / "one" / "index.html").read_text("utf-8")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    _write(path, path.read_text("utf-8") + '\nmsgid "More news."\nmsgstr "Ещё новости."\n')
    _publish(site)
    assert EARLIER["ru"] not in page.read_text("utf-8")
    assert "Ещё новости." in page.read_text("utf-8")
    assert wording("kk")["earlier_version"] in other.read_text("utf-8")


def test_a_page_that_has_fallen_behind_may_be_taken_down(site: Path) -> None:
    settings = (site / "workflow.toml").read_text("utf-8") + '[publish]\nstale = "hide"\n'
    _write(site / "workflow.toml", settings)
    _publish(site)
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    result = _publish(site, slugs=["two"])
    assert "ru/one/index.html" in result.removed
    assert [line for line in result.warnings if line.endswith("The page that is there is taken down.")]
    assert _pages_of(site, "one") == []


# ------------------------------------------------------------------------------------------ stand-ins


def _settings(root: Path, *lines: str) -> None:
    """More of ``[publish]``, and an address, without which there are no feeds."""
    text = (root / "workflow.toml").read_text("utf-8").partition("base_url")[0]
    more = "".join(f"{line}\n" for line in lines)
    _write(root / "workflow.toml", f'{text}base_url = "https://daily.example.org/"\n[publish]\n{more}')


def _notice(root: Path, tag: str, slug: str) -> str:
    """What a page says above its text; "" if there is no such page."""
    path = root / "output" / tag / slug / "index.html"
    found = path.is_file() and BeautifulSoup(path.read_bytes(), "html.parser").find(class_="notice")
    return " ".join(found.get_text().split()) if found else ""


MISSING = "Бұл тілде жоқ: Қазақша; көрсетілген тілі: English"
UPDATING = "Перевод обновляется; показана версия на языке «English»"


def test_where_there_is_no_translation_the_original_may_stand_in_and_says_so(site: Path) -> None:
    _settings(site, 'missing = "source"', 'formats = ["html", "text"]')
    result = _publish(site)
    assert [(each.slug, each.language, each.stands_in) for each in result.refused] == [
        ("three", "kk", True),
        ("two", "kk", True),
    ]
    output = site / "output"
    page = BeautifulSoup((output / "kk" / "two" / "index.html").read_bytes(), "html.parser")
    assert _notice(site, "kk", "two") == MISSING
    assert page.html["lang"] == "kk"
    assert page.find(id="headline").find_parent(lang=True)["lang"] == "en"
    assert page.find(class_="lead").find_parent(lang=True)["lang"] == "en"
    assert page.find("link", rel="canonical")["href"] == "https://daily.example.org/en/two/"
    assert not (output / "kk" / "two" / "two.txt").exists()
    assert (output / "ru" / "two" / "two.txt").exists()
    front = BeautifulSoup((output / "kk" / "index.html").read_bytes(), "html.parser")
    listed = {item.a["href"]: item.get_text(" ", strip=True) for item in front.find(class_="articles")("li")}
    assert list(listed) == ["one/index.html", "three/index.html", "two/index.html"]
    assert "көрсетілген тілі" in listed["two/index.html"]
    assert "көрсетілген тілі" not in listed["one/index.html"]
    feed = (output / "kk" / "rss.xml").read_text("utf-8")
    assert feed.count("<item>") == 3
    assert feed.count(f"<description>{MISSING}</description>") == 2
    assert "/kk/two/" not in (output / "ru" / "two" / "index.html").read_text("utf-8")
    assert "/kk/two/" not in (output / "sitemap.xml").read_text("utf-8")
    assert _publish(site).written == 0
    _translate(site, "two", "kk", "Тақырып two", "Мәтін two.")
    _publish(site)
    assert _notice(site, "kk", "two") == ""
    assert "Мәтін two." in (output / "kk" / "two" / "index.html").read_text("utf-8")
    assert "/kk/two/" in (output / "ru" / "two" / "index.html").read_text("utf-8")


def test_of_what_nothing_is_published_nothing_stands_in(site: Path) -> None:
    _settings(site, 'missing = "source"')
    (site / "locales" / "ru" / "LC_MESSAGES" / "two.po").unlink()
    result = _publish(site)
    assert _pages_of(site, "two") == []
    assert not [each for each in result.refused if each.slug == "two" and each.stands_in]


def test_for_a_page_that_has_fallen_behind_the_original_may_stand_in(site: Path) -> None:
    _settings(site, 'stale = "source"')
    _publish(site)
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    (warning,) = [line for line in _publish(site, slugs=["two"]).warnings if "ru" in line]
    assert warning.endswith("The page that is there gives way to the original.")
    assert _notice(site, "ru", "one") == UPDATING
    page = (site / "output" / "ru" / "one" / "index.html").read_text("utf-8")
    assert "More news." in page
    assert "Текст one." not in page
    assert 'hreflang="ru"' not in (site / "output" / "en" / "one" / "index.html").read_text("utf-8")
    assert not (site / "output" / "kk" / "two").exists()  # it never was there, and "missing" hides it
    # A machine has drafted what was missing: nobody has read it, and the page goes on saying so.
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    reviewed = path.read_text("utf-8")
    _write(path, reviewed + '\n#, fuzzy\nmsgid "More news."\nmsgstr "Ещё новости."\n')
    _publish(site)
    assert _notice(site, "ru", "one") == UPDATING
    _write(path, "no catalogue")  # nor does one that cannot be read take it down
    _publish(site)
    assert _notice(site, "ru", "one") == UPDATING
    _write(path, reviewed + '\nmsgid "More news."\nmsgstr "Ещё новости."\n')
    _publish(site)
    assert _notice(site, "ru", "one") == ""
    assert "Ещё новости." in (site / "output" / "ru" / "one" / "index.html").read_text("utf-8")


def test_what_is_hidden_for_its_age_is_missing(site: Path) -> None:
    _settings(site, 'stale = "hide"', 'missing = "source"')
    _publish(site)
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    _publish(site)
    assert _notice(site, "kk", "one") == ""  # of nothing else is anything left
    assert _pages_of(site, "one") == []
    _translate(site, "one", "ru", "Заголовок one", "Текст one.")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    _write(path, path.read_text("utf-8") + '\nmsgid "More news."\nmsgstr "Ещё новости."\n')
    _publish(site)
    assert _notice(site, "kk", "one") == MISSING
    assert _publish(site).written == 0
    shutil.rmtree(site / ".dragoman")
    assert _publish(site).written == 0


def test_an_article_that_is_in_another_language_now_has_no_old_original(site: Path) -> None:
    _write(
        site / "workflow.toml", (site / "workflow.toml").read_text("utf-8").replace('["ru"', '["en", "ru"')
    )
    text = (
        (site / "workflow.toml").read_text("utf-8").replace("[publication]", '[publication]\nsource = "fa"')
    )
    _write(site / "workflow.toml", text)
    (site / "seeds" / "one.txt").unlink()
    _write(site / "seeds" / "one.md", "---\nlang: en\n---\n# Headline one\n\nText of one.\n")
    _publish(site)
    assert _state(site, "en", "one") == "original"
    _write(site / "seeds" / "one.md", "---\nlang: fa\n---\n# Headline one\n\nText of one.\n")
    _write(site / "locales" / "en" / "LC_MESSAGES" / "one.po", 'msgid "broken')
    _publish(site)
    assert (_state(site, "fa", "one"), _state(site, "en", "one")) == ("original", "")
    assert _state(site, "ru", "one") == "published"


def test_a_retracted_article_stands_in_nowhere(site: Path) -> None:
    _settings(site, 'missing = "source"')
    _publish(site)
    pipeline.retract(Publication.open(site), "two")
    assert wording("kk")["withdrawn"] in (site / "output" / "kk" / "two" / "index.html").read_text("utf-8")
    assert "two/" not in (site / "output" / "kk" / "index.html").read_text("utf-8")


def test_a_page_is_known_to_be_of_an_earlier_version_though_the_rest_is_drafted(
    site: Path,
) -> None:
    _publish(site)
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    reviewed = path.read_text("utf-8")
    _write(path, reviewed + '\n#, fuzzy\nmsgid "More news."\nmsgstr "Ещё новости."\n')
    _publish(site)
    assert _notice(site, "ru", "one") == EARLIER["ru"]
    # Whoever takes an approval back has not made the page older.
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n")
    _write(path, reviewed.replace('msgid "Text', '#, fuzzy\nmsgid "Text'))
    _publish(site)
    assert _notice(site, "ru", "one") == ""


def _draft(root: Path, slug: str, language: str, *, gap: bool = False) -> None:
    """A catalogue in which nothing is approved; with ``gap`` half is, and the rest is not there."""
    _translate(root, slug, language, f"Заголовок {slug}", "" if gap else f"Текст {slug}.")
    path = root / "locales" / language / "LC_MESSAGES" / f"{slug}.po"
    text = path.read_text("utf-8")
    _write(path, text if gap else text.replace("\nmsgid ", "\n#, fuzzy\nmsgid "))


def _state(root: Path, tag: str, slug: str) -> str:
    return pipeline.page_state(root / "output" / tag / slug / "index.html")


def test_a_draft_with_gaps_is_a_draft_though_nothing_in_it_is_a_machines(site: Path) -> None:
    _draft(site, "one", "ru")
    _publish(site, languages=["ru"], draft=True)
    assert _state(site, "ru", "one") == "draft"
    _draft(site, "one", "ru", gap=True)
    _publish(site, slugs=["two"])
    assert _state(site, "ru", "one") == "draft"
    _publish(site, slugs=["one"], languages=["ru"], draft=True)
    assert _state(site, "ru", "one") == "draft"
    _translate(site, "one", "ru", "Заголовок one", "Текст one.")
    _publish(site, slugs=["one"], languages=["ru"], draft=True)
    assert _state(site, "ru", "one") == "published"


def test_what_was_not_asked_for_is_not_published_because_the_original_may_stand_in(site: Path) -> None:
    _settings(site, 'missing = "source"')
    _publish(site, languages=["ru"])
    assert (_state(site, "ru", "one"), _state(site, "kk", "one")) == ("published", "untranslated")
    _publish(site, slugs=["two"], languages=["ru"])
    assert _state(site, "kk", "one") == "untranslated"
    _publish(site, slugs=["one"], languages=["kk"])
    assert _state(site, "kk", "one") == "published"


def test_a_draft_that_falls_behind_makes_nothing_stand_in(site: Path) -> None:
    _settings(site, 'missing = "source"', 'stale = "source"')
    (site / "locales" / "kk" / "LC_MESSAGES" / "one.po").unlink()
    _draft(site, "one", "ru")
    _publish(site, slugs=["one"], languages=["ru"], draft=True)
    assert (_state(site, "ru", "one"), _state(site, "kk", "one")) == ("draft", "")
    _write(site / "seeds" / "one.txt", "Headline one\n\nAnother text.\n")
    _publish(site, slugs=["one"])
    assert _pages_of(site, "one") == []


def test_lists_say_of_a_page_that_stays_what_it_says_itself(site: Path) -> None:
    _settings(site)
    _publish(site)
    _write(site / "seeds" / "one.txt", "A new headline\n\nText of one.\n")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    reviewed = path.read_text("utf-8")
    for content in ('msgid "x', reviewed):
        _write(path, content)
        _publish(site)
        for name in ("index.html", "feed.atom", "rss.xml", "archive/undated/index.html"):
            listed = (site / "output" / "ru" / name).read_text("utf-8")
            if name != "feed.atom":  # it has nothing without a day
                assert "Заголовок one" in listed
            assert "headline" not in listed
        assert "Текст one." in (site / "output" / "ru" / "rss.xml").read_text("utf-8")


def test_a_page_that_stays_gets_back_what_an_address_brings(site: Path) -> None:
    (site / "seeds" / "one.txt").unlink()
    source = "# Headline one\n\nText of one.\n\n![](bridge.png)\n"
    _write(site / "seeds" / "one.md", source)
    _write(site / "seeds" / "bridge.png", "picture")
    plain = (site / "workflow.toml").read_text("utf-8")
    _settings(site)
    _publish(site)
    page = site / "output" / "ru" / "one" / "index.html"
    _write(site / "seeds" / "one.md", source + "\nMore news.\n")
    _publish(site)
    before = page.read_text("utf-8")
    assert "bridge.png" in before.partition("<body>")[0]
    addressed = (site / "workflow.toml").read_text("utf-8")
    _write(site / "workflow.toml", plain)
    _publish(site)
    assert "application/ld+json" not in page.read_text("utf-8")
    _write(site / "workflow.toml", addressed)
    _publish(site)
    after = page.read_text("utf-8")
    assert sorted(after.splitlines()) == sorted(before.splitlines())
    assert Crawl(site / "output", "https://daily.example.org/").faults() == []


def test_what_is_withdrawn_before_anything_was_published_has_its_style_and_a_root(site: Path) -> None:
    catalogue = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    reviewed = catalogue.read_text("utf-8")
    shutil.rmtree(site / "locales")
    _publish(site)
    _write(catalogue, reviewed)
    pipeline.retract(Publication.open(site), "one")
    assert (site / "output" / "index.html").is_file()
    assert len(list((site / "output" / "assets").iterdir())) == 1


def test_a_theme_that_cannot_say_why_is_refused_where_it_has_to(site: Path) -> None:
    own = '{% extends "base.html.j2" %}{% block main %}<article>{{ headline }}</article>{% endblock %}'
    _write(site / "theme" / "article.html.j2", own)
    _publish(site)
    _settings(site, 'missing = "source"')
    for hidden in ("", "{# instead #}", '{% extends "original/article.html.j2" %}'):
        text = (
            own.replace("<article>", f"<article>{hidden}")
            if "extends" not in hidden
            else own.replace('{% extends "base.html.j2" %}', hidden)
        )
        _write(site / "theme" / "article.html.j2", text)
        with pytest.raises(PublishError, match="does not say why an article is not in the reader's language"):
            _publish(site)
    _write(site / "theme" / "article.html.j2", own.replace("<article>", "<article>{{ instead }}"))
    _publish(site)
    assert "көрсетілген тілі" in (site / "output" / "kk" / "two" / "index.html").read_text("utf-8")


def test_nothing_names_a_page_that_was_deleted_while_its_article_cannot_be_read(site: Path) -> None:
    _publish(site)
    (site / "seeds" / "one.txt").write_bytes(b"\xff\xfe\x00")
    shutil.rmtree(site / "output" / "ru" / "one")
    _publish(site)
    assert "one/" not in (site / "output" / "ru" / "index.html").read_text("utf-8")
    assert "one/" in (site / "output" / "kk" / "index.html").read_text("utf-8")


def test_a_picture_is_the_file_that_a_browser_asks_for(site: Path) -> None:
    (site / "seeds" / "one.txt").unlink()
    _write(site / "seeds" / "one.md", "# Headline one\n\nText of one.\n\n![](a%20b.png?v=1#top)\n")
    _write(site / "seeds" / "a b.png", "picture")
    _publish(site)
    assert (site / "output" / "ru" / "one" / "a b.png").read_text("utf-8") == "picture"


def test_a_chinese_original_that_stands_in_has_no_spaces_between_sentences(site: Path) -> None:
    _write(site / "seeds" / "cn.md", "---\nlang: zh\n---\n# 标题。副题。\n\n第一句。第二句。\n")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "cn.po"
    head = _HEAD.format("ru")
    pairs = zip(("标题。", "副题。", "第一句。", "第二句。"), "абвг", strict=True)
    _write(path, head + "".join(f'\nmsgid "{source}"\nmsgstr "{text}"\n' for source, text in pairs))
    _settings(site, 'missing = "source"')
    _publish(site, slugs=["cn"])
    assert "标题。副题。" in (site / "output" / "kk" / "index.html").read_text("utf-8")
    assert "标题。 副题。" not in (site / "output" / "kk" / "cn" / "index.html").read_text("utf-8")


def test_a_page_that_stays_has_the_tags_and_the_day_of_today(site: Path) -> None:
    _settings(site)
    (site / "seeds" / "one.txt").unlink()
    page = "---\ndate: {}\ntags: {}\n---\n# Headline one\n\nText of one.\n"
    _write(site / "seeds" / "one.md", page.format("2025-12-31", "old, both"))
    _publish(site)
    _write(site / "seeds" / "one.md", page.format("2026-01-31", "both, new") + "\nMore news.\n")
    _publish(site)
    assert Crawl(site / "output", "https://daily.example.org/").faults() == []
    there = BeautifulSoup((site / "output" / "ru" / "one" / "index.html").read_bytes(), "html.parser")
    assert [each.get_text() for each in there("a", rel="tag")] == ["both", "new"]
    assert there.find("time")["datetime"] == "2026-01-31"
    assert _notice(site, "ru", "one") == EARLIER["ru"]
    _write(site / "seeds" / "one.md", page.format("2026-01-31", "") + "\nMore news.\n")
    _publish(site)
    assert Crawl(site / "output", "https://daily.example.org/").faults() == []


def test_files_beside_a_page_that_somebody_has_changed_go_too(site: Path) -> None:
    _settings(site, 'formats = ["html", "text"]')
    _publish(site)
    page = site / "output" / "ru" / "one" / "index.html"
    page.write_text(page.read_text("utf-8").replace("Текст", "Мой текст"), "utf-8")
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    result = _publish(site)
    assert "ru/one/one.txt" in result.removed
    assert "Мой текст" in page.read_text("utf-8")


def test_an_untranslated_headline_of_a_page_that_stays_is_marked_in_lists(site: Path) -> None:
    _settings(site, "completeness = 50")
    _translate(site, "one", "ru", "", "Текст one.")
    _publish(site)
    _translate(site, "one", "ru", "Заголовок one", "Текст one.")
    _write(site / "seeds" / "one.txt", "Headline one\n\nOther.\n\nMore.\n\nThird.\n")
    _publish(site)
    front = BeautifulSoup((site / "output" / "ru" / "index.html").read_bytes(), "html.parser")
    link = front.find("a", href="one/index.html")
    assert (link.get_text(), link.get("lang")) == ("Headline one", "en")


def test_what_the_settings_say_of_an_article_that_is_not_there_is_said(site: Path) -> None:
    text = (site / "workflow.toml").read_text("utf-8")
    more = (
        "[articles.twoo]\nretracted = 2026-11-02\n[[articles.x.corrections]]\ndate = 2026-11-02\ntext = 'x'\n"
    )
    _write(site / "workflow.toml", text + more)
    lines = [line for line in _publish(site).warnings if "no such article" in line]
    assert [line.partition(":")[0] for line in lines] == [
        "workflow.toml [articles.x]",
        "workflow.toml [articles.twoo]",
    ]
    assert lines[1].endswith("did you mean 'two'?")
    pipeline.retract(Publication.open(site), "three")
    (site / "seeds" / "three.txt").unlink()
    assert not [line for line in _publish(site).warnings if "three" in line and "no such article" in line]


def test_a_correction_of_a_day_that_cannot_be_is_warned_of(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")  # September 2026
    text = (site / "workflow.toml").read_text("utf-8")
    more = "[articles.one]\ndate = 2026-05-05\n"
    for day in ("2062-11-02", "2026-05-04", "2026-05-06"):
        more += f"[[articles.one.corrections]]\ndate = {day}\ntext = 'of {day}'\n"
    _write(site / "workflow.toml", text + more)
    for _ in range(2):
        said = [line for line in _publish(site).warnings if "of 20" in line and "stands in" not in line]
        assert said == [
            "one: the correction of 2062-11-02 is in the future",
            "one: the correction of 2026-05-04 is older than the article, of 2026-05-05",
        ]


# ------------------------------------------------------------------------------------------ credits


def test_those_who_wrote_translated_and_read_are_named(site: Path) -> None:
    _write(site / "seeds" / "four.md", "---\nauthor: <b>Jo</b> Ng, رضا\n---\n# Four\n\nText.\n")
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Last-Translator: Анна Иванова <anna@example.org>\\n"\n"X-Reviewer: Бек\\n"\n'
    )
    entries = '\nmsgid "Four"\nmsgstr "Четыре"\n\nmsgid "Text."\nmsgstr "Текст."\n'
    path = site / "locales" / "ru" / "LC_MESSAGES" / "four.po"
    _write(path, header + entries)
    settings = (site / "workflow.toml").read_text("utf-8") + 'base_url = "https://daily.example.org/"\n'
    _write(site / "workflow.toml", settings)
    _publish(site)
    page = (site / "output" / "ru" / "four" / "index.html").read_text("utf-8")
    author = "<bdi>&lt;b&gt;Jo&lt;/b&gt; Ng</bdi>, <bdi>رضا</bdi>"
    for line in (f"Автор: {author}", "<bdi>Анна Иванова</bdi>", "<bdi>Бек</bdi>"):
        assert page.count(line) == 1
    assert '"translator":[{"@type":"Person","name":"Анна Иванова"}]' in page
    assert "anna@example.org" not in page
    original = (site / "output" / "en" / "four" / "index.html").read_text("utf-8")
    assert f"By {author}" in original
    assert "Анна" not in original
    _write(path, header + entries.replace('msgid "Text."', '#, fuzzy\nmsgid "Text."'))
    _publish(site, slugs=["four"], draft=True)
    assert "Анна" not in (site / "output" / "ru" / "four" / "index.html").read_text("utf-8")


# ------------------------------------------------------------------------------------------ withdrawn


def test_what_is_retracted_is_named_nowhere_and_says_so(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    comments = "# keep me\n[articles.two]\ndate = 2026-01-01  # a day\n"
    settings = (site / "workflow.toml").read_text("utf-8") + comments
    _write(site / "workflow.toml", settings)
    pipeline.retract(Publication.open(site), "seeds/one.txt")
    found = snapshot(site / "output")
    for language, words in (
        ("en", "This article has been withdrawn"),
        ("ru", "Эта статья снята с публикации"),
    ):
        page = found[f"{language}/one/index.html"].decode("utf-8")
        assert words in page
        assert 'content="noindex"' in page
        assert "hreflang" not in page
        assert not re.search("Headline|Заголовок|Text of|Текст", page)
    assert "kk/one/index.html" in found
    assert _naming(site, "one") == ["SHA256SUMS"]
    assert found["SHA256SUMS"].count(b"/one/index.html") == 3
    text = (site / "workflow.toml").read_text("utf-8")
    assert comments in text
    assert re.search(r"\[articles\.one\]\nretracted = \d{4}-\d\d-\d\d\n", text)
    _publish(site)
    assert snapshot(site / "output") == found
    pipeline.retract(Publication.open(site), "one", undo=True)
    assert (site / "workflow.toml").read_text("utf-8").rstrip() == settings.rstrip()
    assert {path: content for path, content in snapshot(site / "output").items() if "/one/" in path} == {
        path: content for path, content in before.items() if "/one/" in path
    }


def test_settings_in_one_line_are_kept_in_one(site: Path) -> None:
    settings = "articles = {two = {date = 2026-01-01}}  # a day\n" + (site / "workflow.toml").read_text(
        "utf-8"
    )
    _write(site / "workflow.toml", settings)
    pipeline.retract(Publication.open(site), "one")
    text = (site / "workflow.toml").read_text("utf-8")
    assert "one = {retracted = " in text
    assert text.endswith(settings.partition("\n")[2])
    pipeline.retract(Publication.open(site), "one", undo=True)
    assert "one" not in (site / "workflow.toml").read_text("utf-8")


def test_an_article_that_is_gone_can_be_retracted_by_its_page(site: Path) -> None:
    _publish(site)
    (site / "seeds" / "one.txt").unlink()
    pipeline.retract(Publication.open(site), "one")
    assert "withdrawn" in (site / "output" / "en" / "one" / "index.html").read_text("utf-8")
    with pytest.raises(SourceError, match="no such article, and no page of one"):
        pipeline.retract(Publication.open(site), "nowhere")
    with pytest.raises(SourceError, match="was not retracted"):
        pipeline.retract(Publication.open(site), "two", undo=True)


def test_a_site_that_is_built_anew_still_says_what_was_withdrawn(site: Path) -> None:
    _publish(site)
    pipeline.retract(Publication.open(site), "one")
    before = snapshot(site / "output")
    shutil.rmtree(site / "output")
    shutil.rmtree(site / ".dragoman")
    _publish(site)
    assert snapshot(site / "output") == before


# ---------------------------------------------------------------------------------- what stands in the way


@pytest.mark.parametrize("place", ["ru/one/index.html", "index.html", "ru/feed.atom"])
def test_what_stood_in_the_way_is_made_when_it_is_gone(site: Path, place: str) -> None:
    settings = (site / "workflow.toml").read_text("utf-8") + 'base_url = "https://daily.example.org/"\n'
    _write(site / "workflow.toml", settings)
    _write(site / "output" / place, "somebody else's")
    for _ in range(2):
        assert [line for line in _publish(site).warnings if "is not ours" in line]
    (site / "output" / place).unlink()
    _publish(site)
    assert (site / "output" / place).is_file()


def test_a_file_in_the_place_of_the_folder_is_one_clear_line(site: Path) -> None:
    _write(site / "output", "mine")
    with pytest.raises(PublishError, match="output: is no folder"):
        _publish(site)
    (site / "output").unlink()
    _publish(site)
    assert _pages_of(site, "one") != []


def test_articles_that_are_away_take_nothing_down_though_one_was_retracted(site: Path) -> None:
    _publish(site)
    pipeline.retract(Publication.open(site), "one")
    before = snapshot(site / "output")
    (site / "seeds").rename(site / "away")
    _publish(site)
    assert snapshot(site / "output") == before


def test_a_picture_that_comes_later_goes_along(site: Path) -> None:
    (site / "seeds" / "one.txt").unlink()
    _write(site / "seeds" / "one.md", "# Headline one\n\nText of one.\n\n![Caption](./late.png)\n")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    _write(path, path.read_text("utf-8") + '\nmsgid "Caption"\nmsgstr "Подпись"\n')
    _publish(site)
    _write(site / "seeds" / "late.png", "picture")
    _publish(site)
    assert (site / "output" / "ru" / "one" / "late.png").read_text("utf-8") == "picture"


def test_a_picture_in_running_text_goes_along(site: Path) -> None:
    (site / "seeds" / "one.txt").unlink()
    _write(site / "seeds" / "one.md", "# Headline one\n\nThe sign ![of the city](sign.png) is new.\n")
    _write(site / "seeds" / "sign.png", "picture")
    path = site / "locales" / "ru" / "LC_MESSAGES" / "one.po"
    text = 'msgid "The sign ![of the city](sign.png) is new."\nmsgstr "Знак ![города](sign.png) новый."\n'
    _write(path, f"{path.read_text('utf-8')}\n{text}")
    _publish(site)
    assert '<img src="sign.png"' in (site / "output" / "ru" / "one" / "index.html").read_text("utf-8")
    assert (site / "output" / "ru" / "one" / "sign.png").read_text("utf-8") == "picture"


def test_a_page_that_stays_keeps_its_style_sheet(site: Path) -> None:
    _publish(site)
    (old,) = (site / "output" / "assets").iterdir()
    (site / "seeds" / "one.txt").write_bytes(b"\xff\xfe\x00")
    _write(site / "theme" / "site.css", "p { color: red }")
    _publish(site)
    assert len(list((site / "output" / "assets").iterdir())) == 2
    assert old.name in (site / "output" / "ru" / "one" / "index.html").read_text("utf-8")
    assert old.name not in (site / "output" / "ru" / "two" / "index.html").read_text("utf-8")
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n")
    _publish(site)
    assert not old.exists()


def test_what_somebody_elses_file_keeps_from_its_place_is_not_called_published(site: Path) -> None:
    _write(site / "output" / "ru" / "one" / "index.html", "mine")
    for _ in range(2):
        published = [(slug, tag) for slug, tag, _, _ in _publish(site).pages]
        assert ("one", "ru") not in published
        assert {("one", "kk"), ("two", "ru")} <= set(published)


def test_a_page_that_has_fallen_behind_gets_an_address_when_the_site_has_one(site: Path) -> None:
    _publish(site)
    _write(site / "seeds" / "one.txt", "Headline one\n\nText of one.\n\nMore news.\n")
    _settings(site)
    _publish(site)
    page = BeautifulSoup((site / "output" / "ru" / "one" / "index.html").read_bytes(), "html.parser")
    assert page.find("link", rel="canonical")["href"] == "https://daily.example.org/ru/one/"
    assert {each["hreflang"] for each in page("link", hreflang=True)} == {"en", "kk", "ru", "x-default"}
    assert _notice(site, "ru", "one") == EARLIER["ru"]
    assert Crawl(site / "output", "https://daily.example.org/").faults() == []


def test_the_list_of_files_leads_nowhere_else(site: Path) -> None:
    _publish(site)
    victim = site / "victim.txt"
    _write(victim, "mine")
    (site / "output" / "link").symlink_to(site, target_is_directory=True)
    digest = hashlib.sha256(b"mine").hexdigest()
    sums = site / "output" / "SHA256SUMS"
    lines = [
        f"{digest}  {path}\n"
        for path in ("../victim.txt", str(victim), "link/victim.txt", "ru/../../victim.txt")
    ]
    sums.write_text(sums.read_text("utf-8") + "".join(lines), "utf-8")
    _publish(site)
    assert victim.read_text("utf-8") == "mine"
    assert "victim" not in sums.read_text("utf-8")


def test_two_do_not_publish_at_once(site: Path) -> None:
    opened = Publication.open(site, wait=0.1)
    busy = pytest.raises(WorkflowError, match="is in use by another workflow")
    with site_locked(opened.config, 1), ThreadPoolExecutor() as pool, busy:
        pool.submit(pipeline.publish, opened).result()
    pipeline.publish(opened)


def test_what_was_withdrawn_links_to_nothing_that_is_gone(site: Path) -> None:
    for slug in ("two", "three"):
        (site / "seeds" / f"{slug}.txt").unlink()
    _publish(site)
    pipeline.retract(Publication.open(site), "one")
    for path, content in snapshot(site / "output").items():
        if path.endswith(".html"):
            for address in re.findall(r'href="([^"#:]+)"', content.decode("utf-8")):
                assert ((site / "output" / path).parent / address).exists(), (path, address)
