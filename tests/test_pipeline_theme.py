"""What a publication says of how its pages look: its theme, and its glossary for tags."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import SEED

from workflow import pipeline
from workflow.errors import PublishError
from workflow.pipeline import Publication
from workflow.pipeline.theme import theme_of

EXTENDING = '{% extends "original/base.html.j2" %}\n'


def publish(root: Path) -> pipeline.Published:
    return pipeline.publish(Publication.open(root), [SEED], ["ru", "ur"])


def page(root: Path, path: str) -> BeautifulSoup:
    return BeautifulSoup((root / "output" / path / "index.html").read_text(encoding="utf-8"), "html.parser")


def with_tags(root: Path, tags: str) -> None:
    """The article of the repository as Markdown, which can have tags."""
    text = root / f"seeds/{SEED}.txt"
    body = text.read_text(encoding="utf-8").split("\n", 2)[2].lstrip()
    headline, _, rest = body.partition("\n")
    text.unlink()
    matter = f"---\ntitle: {headline}\ndate: 2018-02-24\nlang: en\ntags: {tags}\n---\n\n"
    (root / f"seeds/{SEED}.md").write_text(f"{matter}# {headline}\n{rest}", encoding="utf-8")
    settings = root / "workflow.toml"
    settings.write_text(settings.read_text("utf-8").partition("[articles.")[0], encoding="utf-8")


def test_a_theme_that_changes_makes_all_pages_anew(repository: Path) -> None:
    publish(repository)
    (repository / "theme").mkdir()
    base = repository / "theme" / "base.html.j2"
    for text in ("one", "two"):
        base.write_text(f"{EXTENDING}{{% block sections %}}<i>{text}</i>{{% endblock %}}", encoding="utf-8")
        publish(repository)
        for path in (f"ru/{SEED}", "ru", "ur/archive/2018"):
            assert page(repository, path).i.text == text
    assert publish(repository).written == 0
    base.unlink()
    publish(repository)
    assert page(repository, f"ru/{SEED}").i is None


def test_a_broken_theme_leaves_the_pages_that_are_there(repository: Path) -> None:
    publish(repository)
    before = {path: path.read_bytes() for path in (repository / "output").rglob("*.html")}
    (repository / "theme").mkdir()
    (repository / "theme" / "article.html.j2").write_text(
        f"{EXTENDING}{{{{ x }}}}{{% block", encoding="utf-8"
    )
    with pytest.raises(PublishError, match=r"^theme/article.html.j2:2: "):
        publish(repository)
    assert {path: path.read_bytes() for path in (repository / "output").rglob("*.html")} == before


def test_a_theme_is_templates_and_a_style_sheet(tmp_path: Path) -> None:
    assert theme_of(tmp_path) == {}
    theme = tmp_path / "theme"
    theme.mkdir()
    for name in ("site.css", "part.html.j2", "notes.txt", "logo.svg"):
        (theme / name).write_text(name, encoding="utf-8")
    assert theme_of(tmp_path) == {"part.html.j2": "part.html.j2", "site.css": "site.css"}


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    theme = tmp_path / "theme"
    theme.mkdir()
    style = theme / "site.css"
    style.write_bytes(b"\xff")
    with pytest.raises(PublishError, match=r"theme/site.css: is not UTF-8"):
        theme_of(tmp_path)
    style.write_bytes(b" " * 1_000_001)
    with pytest.raises(PublishError, match="larger than a megabyte"):
        theme_of(tmp_path)
    style.unlink()
    (tmp_path / "secret").write_text("x", encoding="utf-8")
    style.symlink_to(tmp_path / "secret")
    with pytest.raises(PublishError, match="leads out of the folder"):
        theme_of(tmp_path)
    style.unlink()
    style.symlink_to(style)
    with pytest.raises(PublishError, match=r"theme/site.css: cannot be read"):
        theme_of(tmp_path)


def test_tags_are_called_what_the_glossary_calls_them(repository: Path) -> None:
    with_tags(repository, "sco, Chongqing, A tag of our own")
    publish(repository)
    tags = page(repository, f"ru/{SEED}").select(".tags li a")
    assert [(a.text, a.get("lang")) for a in tags] == [
        ("ШОС", None),
        ("Чунцин", None),
        ("A tag of our own", "en"),
    ]
    assert page(repository, "ru/tags/sco").h1.text == "ШОС"
    assert [a.text for a in page(repository, f"en/{SEED}").select(".tags li a")][:2] == ["sco", "Chongqing"]
    terms = repository / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("Чунцин", "Город Чунцин"), encoding="utf-8")
    publish(repository)
    assert page(repository, f"ru/{SEED}").select(".tags li a")[1].text == "Город Чунцин"
    assert page(repository, "ru/tags/chongqing").h1.text == "Город Чунцин"
