"""``[publish] formats`` and ``--format``: what is made, what stays, what goes."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from support import FakeEngine
from support_formats import PNG

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.errors import ConfigError
from workflow.pipeline import Publication
from workflow.pipeline.pages import draft_pages, publishers
from workflow.pipeline.texts import known_units

TXT, MD = "ru/kazan/kazan.txt", "ru/kazan/kazan.md"


@pytest.fixture
def ready(folder: Path, engine: FakeEngine) -> Path:
    """A publication with one article reviewed in Russian."""
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    pipeline.extract(opened, prepared)
    list(pipeline.translate(opened, prepared, ["ru"]))
    _approve(folder)
    return folder


def _approve(folder: Path) -> None:
    path = folder / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        entry.msgstr, entry.flags = f"Да: {entry.msgid}", []
    po.save()


def _settings(folder: Path, formats: str) -> None:
    path = folder / "workflow.toml"
    text = path.read_text(encoding="utf-8").partition("\n[publish]")[0]
    path.write_text(f"{text}\n[publish]\nformats = {formats}\n" if formats else text, encoding="utf-8")


def _publish(
    folder: Path, *formats: str, slugs: list[str] | None = None, lang: list[str] | None = None
) -> set[str]:
    """Publish; the files that are there then."""
    pipeline.publish(Publication.open(folder), slugs, lang, formats=formats)
    output = folder / "output"
    return {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}


def test_without_settings_it_is_the_site(ready: Path) -> None:
    files = _publish(ready)
    assert "ru/kazan/index.html" in files
    assert not [path for path in files if "/kazan/kazan." in path]


def test_the_settings_choose(ready: Path) -> None:
    _settings(ready, '["html", "text", "markdown"]')
    assert {TXT, MD, "en/kazan/kazan.txt", "ru/kazan/index.html"} <= _publish(ready)
    _settings(ready, '["html", "markdown"]')
    files = _publish(ready)
    assert TXT not in files
    assert {MD, "ru/kazan/index.html"} <= files


def test_a_format_for_once_adds_to_the_site_and_goes_with_the_next_publishing(ready: Path) -> None:
    before = _publish(ready)
    files = _publish(ready, "text")
    assert files - before == {TXT, "en/kazan/kazan.txt"}
    assert not before - files
    assert _publish(ready, "text") == files  # and again
    assert _publish(ready) == before


def test_a_format_for_once_is_made_of_what_is_asked_for(ready: Path) -> None:
    (ready / "seeds" / "osh.txt").write_text("Osh\n\nOsh is a city.\n", encoding="utf-8")
    before = _publish(ready)
    assert _publish(ready, "text", slugs=["kazan"], lang=["ru"]) - before == {TXT, "en/kazan/kazan.txt"}


def test_a_file_keeps_up_with_its_page(ready: Path) -> None:
    _settings(ready, '["html", "text"]')
    _publish(ready)
    assert (ready / "output" / TXT).read_text(encoding="utf-8").startswith("Да: Kazan")
    path = ready / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    path.write_text(path.read_text(encoding="utf-8").replace("Да: ", "Нет: "), encoding="utf-8")
    _publish(ready)
    assert (ready / "output" / TXT).read_text(encoding="utf-8").startswith("Нет: Kazan")


def test_a_page_that_stands_still_has_no_files_beside_it_that_could_not_say_so(ready: Path) -> None:
    _settings(ready, '["html", "text", "markdown"]')
    _publish(ready)
    path = ready / "seeds" / "kazan.txt"
    path.write_text(path.read_text(encoding="utf-8") + "\nAnd a new sentence.\n", encoding="utf-8")
    files = _publish(ready)
    assert {"ru/kazan/index.html", TXT.replace("ru/", "en/")} <= files
    assert not {TXT, MD} & files
    assert _publish(ready) == files


def test_a_preview_is_of_the_site(ready: Path) -> None:
    _settings(ready, '["html", "text", "epub"]')
    opened = Publication.open(ready)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    made = draft_pages(opened.config, prepared, {"ru": known_units(opened.config, "ru", "kazan")})
    assert "ru/kazan/index.html" in made
    assert TXT not in made


def test_pictures_go_into_a_book(ready: Path) -> None:
    (ready / "seeds" / "a.png").write_bytes(PNG)
    (ready / "seeds" / "osh.md").write_text("# Osh\n\n![Osh](a.png)\n\nA city.\n", encoding="utf-8")
    _settings(ready, '["html", "epub"]')
    opened = Publication.open(ready)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "osh"))
    pipeline.extract(opened, prepared)
    list(pipeline.translate(opened, prepared, ["ru"]))
    path = ready / "locales" / "ru" / "LC_MESSAGES" / "osh.po"
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        entry.msgstr, entry.flags = "Ош", []
    po.save(str(path))
    _publish(ready)
    assert PNG in (ready / "output" / "ru" / "osh" / "osh.epub").read_bytes()


def test_an_unknown_format_is_one_line_with_a_guess(ready: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _settings(ready, '["html", "markdwon"]')
    with pytest.raises(ConfigError) as caught:
        publishers(Publication.open(ready).config)
    said = "workflow.toml [publish] formats: unknown format 'markdwon'. Did you mean 'markdown'?"
    assert str(caught.value) == said


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("jsn", "--format: unknown format 'jsn'. Did you mean 'json'?"),
        ("?", "--format: unknown format '?'. Known: "),
        (" , ", "--format: no format given. "),
    ],
)
def test_the_command_line_says_so_and_stops(
    ready: Path,
    wanted: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ready)
    assert run_app(["publish", "--format", wanted]) == 2
    assert said in capsys.readouterr().err
    assert not list((ready / "output").iterdir())


def test_the_command_line_makes_several(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ready)
    assert run_app(["publish", "--format", "text,json", "--format", "ninjs"]) == 0
    made = {path.suffix for path in (ready / "output" / "ru" / "kazan").iterdir()}
    assert made == {".html", ".txt", ".json"}
    assert (ready / "output" / "ru" / "kazan" / "kazan.ninjs.json").is_file()
