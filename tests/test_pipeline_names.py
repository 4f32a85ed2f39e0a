"""What each catalogue calls each name."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from support import FakeEngine

from workflow import pipeline
from workflow.errors import CatalogueError, SourceError
from workflow.pipeline import Called, Name, Publication

ARTICLE = """Kazan waits

Then Nugroho came to Kazan.

Later Nugroho left Kazan with Rashid Alimov.

In Kazan nothing was said by Nugroho.
"""
RUSSIAN = {
    "Kazan waits": "Казань ждёт",
    "Then Nugroho came to Kazan.": "Потом Нугрохо приехал в Казань.",
    "Later Nugroho left Kazan with Rashid Alimov.": "Позже Нугрохо уехал из Волжска с Рашидом Олимовым.",
    "In Kazan nothing was said by Nugroho.": "Нагроху ничего не сказал.",
}


@pytest.fixture
def told(folder: Path, engine: FakeEngine) -> Path:
    """An article whose Russian is written by a person."""
    (folder / "seeds" / "kazan.txt").write_text(ARTICLE, "utf-8")
    terms = folder / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8").replace("Kazan,Казань,", "Kazan,Казань | Волжск,"), "utf-8")
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, folder / "seeds" / "kazan.txt")
    list(pipeline.translate(opened, prepared, ["ru"]))
    path = folder / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    po = polib.pofile(str(path), wrapwidth=0)
    for entry in po:
        entry.msgstr, entry.flags = RUSSIAN[entry.msgid], []
    po.save()
    return folder


def _names(folder: Path, *languages: str, together: bool = False) -> dict[str, Name]:
    opened = Publication.open(folder)
    slugs = None if together else ["kazan"]
    return {each.name: each for each in pipeline.names_of(opened, slugs, languages, together=together)}


def test_renderings_are_counted_by_what_the_glossary_calls_them(told: Path) -> None:
    found = _names(told, "ru", "zh")
    assert list(found) == ["Kazan", "Nugroho", "Rashid Alimov"]
    kazan = found["Kazan"]
    assert (kazan.article, kazan.concept, kazan.kind, kazan.mentions) == ("kazan", "kazan", "place", 4)
    assert kazan.called == {"ru": (Called("Казань", 2, "full"), Called("Волжск", 1, "full"))}
    assert kazan.missing == {"ru": 1}
    assert kazan.is_double("ru") and not kazan.is_double("zh")  # no Chinese catalogue yet


def test_what_the_glossary_forbids_is_marked(told: Path) -> None:
    alimov = _names(told, "ru")["Rashid Alimov"]
    assert alimov.called == {"ru": (Called("Рашидом Олимовым", 1, "wrong"),)}
    assert alimov.is_double("ru")


def test_a_name_that_the_glossary_does_not_know(told: Path) -> None:
    nugroho = _names(told, "ru")["Nugroho"]
    assert (nugroho.concept, nugroho.kind, nugroho.mentions) == ("", "", 3)
    assert nugroho.called == {"ru": (Called("Нугрохо", 2, "unknown"), Called("Нагроху", 1, "unknown"))}


def test_all_articles_together(told: Path) -> None:
    (told / "seeds" / "second.txt").write_text("Kazan sleeps\n\nAnd Kazan dreams.\n", "utf-8")
    apart = list(pipeline.names_of(Publication.open(told), None, ["ru"]))
    assert [(each.article, each.name) for each in apart] == [
        *(("kazan", name) for name in ("Kazan", "Nugroho", "Rashid Alimov")),
        ("second", "Kazan"),
    ]
    found = _names(told, "ru", together=True)
    assert (found["Kazan"].article, found["Kazan"].mentions) == ("", 6)


def test_what_cannot_be_read_is_told(told: Path) -> None:
    (told / "locales" / "ru" / "LC_MESSAGES" / "kazan.po").write_text("msgid", "utf-8")
    (told / "seeds" / "empty.txt").write_text("", "utf-8")
    trouble: list[SourceError | CatalogueError] = []
    opened = Publication.open(told)
    found = list(pipeline.names_of(opened, None, ["ru"], trouble=trouble.append))
    assert [type(error) for error in trouble] == [SourceError, CatalogueError]
    assert {each.name: dict(each.called) for each in found} == {"Kazan": {}, "Rashid Alimov": {}}
