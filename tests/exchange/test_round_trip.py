"""Export, import, no diff: for every registered format that is read, and every kind of article."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from msgspec.structs import replace
from support import DRAFT, LANGUAGES, SEED, FakeEngine, snapshot
from support_exchange import HTML, MARKDOWN, RU, drafted, exported, prepared

from workflow import pipeline
from workflow.catalogue import load_catalogue, save_catalogue
from workflow.catalogue.provenance import text_hash
from workflow.model import Exchanger, State
from workflow.registry import EXCHANGERS, load, names

__all__ = ["drafted"]  # a fixture


def _made(name: str) -> Exchanger:
    made: Exchanger = load(EXCHANGERS, name)()
    return made


READING = [name for name in names(EXCHANGERS) if _made(name).reads]
every_format = pytest.mark.parametrize("form", READING)


def _round(folder: Path, form: str, languages: tuple[str, ...], slug: str) -> None:
    opened, article = prepared(folder, slug)
    for language in languages:
        file = pipeline.export(opened, article, language, form)
        before = snapshot(folder)
        assert file.content == pipeline.export(opened, article, language, form).content
        assert file.name == f"{slug}.{language}{_made(form).extension}"
        done = pipeline.import_file(opened, file.content, file.name)
        assert (done.article, done.language, done.units) == (slug, language, file.units)
        assert (done.texts, done.notes, done.problems, done.written) == (0, 0, (), False)
        assert snapshot(folder) == before


def test_both_versions_are_registered() -> None:
    assert {"xliff", "xliff12"} <= set(READING)


@every_format
def test_the_seed_article_in_ten_languages(form: str, repository: Path) -> None:
    _round(repository, form, LANGUAGES, SEED)


@every_format
@pytest.mark.parametrize(("name", "text"), [("kazan.md", MARKDOWN), ("kazan.html", HTML)])
def test_articles_with_markup(form: str, folder: Path, engine: FakeEngine, name: str, text: str) -> None:
    (folder / "seeds" / "kazan.txt").unlink()
    (folder / "seeds" / name).write_text(text, "utf-8")
    opened, article = prepared(folder)
    list(pipeline.translate(opened, article, ["ru", "zh"]))
    po = polib.pofile(str(folder / RU), wrapwidth=0)
    assert any("](http" in entry.msgid for entry in po)
    po[0].msgstr, po[0].flags = "**Казань** примет *саммит ШОС*, [новое](https://x.example/(a)) `код", []
    po[1].msgstr = f"{po[1].msgid} без \\*меток\\* и **лишнее**"
    po.save()
    _round(folder, form, ("ru", "zh"), "kazan")


@every_format
def test_the_markdown_article_of_the_repository(form: str, repository: Path, engine: FakeEngine) -> None:
    opened, article = prepared(repository, DRAFT)
    list(pipeline.translate(opened, article, ["ru", "zh"]))
    _round(repository, form, ("ru", "zh"), DRAFT)


@every_format
def test_a_catalogue_in_all_states(form: str, drafted: Path) -> None:
    _round(drafted, form, ("ru", "zh"), "kazan")


HARD = "Хвост \u00a0\u2028\x85\u202eавто\u200c, «кавычки»\t😀 & <b> \\ \x1b]0;x\x07 конец\x01\r\n\ufffe."


@every_format
def test_a_catalogue_with_hard_texts(form: str, drafted: Path) -> None:
    catalogue = load_catalogue(drafted / RU)
    assert catalogue is not None
    po = catalogue.po
    po[1].msgstr = HARD
    po[3].msgstr, po[3].flags = "=SUM(A1)", []
    po[4].tcomment = "term: not ours, but it looks so\n=1+1\n  two  spaces \n#. comment\n\x1b[31m"
    assert save_catalogue(catalogue)
    assert pipeline.bundle_of(*prepared(drafted), "ru").units[1].target == HARD
    _round(drafted, form, ("ru",), "kazan")


@every_format
def test_a_correction_and_an_approval_come_back(form: str, drafted: Path) -> None:
    """What an editor of the format does to one text, by way of the format's own reader and writer."""
    made = _made(form)
    bundle = made.read(exported(drafted, form), f"x{made.extension}")
    edited = tuple(
        replace(unit, target="Исправлено.", state=State.REVIEWED) if number == 1 else unit
        for number, unit in enumerate(bundle.units)
    )
    opened, _ = prepared(drafted)
    before = (drafted / RU).read_text("utf-8")
    done = pipeline.import_file(opened, made.write(replace(bundle, units=edited)), f"x{made.extension}")
    assert (done.texts, done.reviewed, done.problems, done.written) == (1, 1, (), True)
    entry = polib.pofile(str(drafted / RU))[1]
    assert (entry.msgstr, entry.flags) == ("Исправлено.", [])
    assert "machine: " not in entry.tcomment
    assert "ask the author" in entry.tcomment
    after = (drafted / RU).read_text("utf-8")
    lines = (set(before.splitlines()) ^ set(after.splitlines())) - {""}
    assert len([line for line in lines if not line.startswith('"PO-Revision-Date')]) <= 4, lines


@every_format
def test_marks_offers_and_lines_of_the_program_stay(form: str, drafted: Path) -> None:
    """Sentences that stand in their neighbour, old translations that wait, what is offered, what was."""
    catalogue = load_catalogue(drafted / RU)
    assert catalogue is not None
    po = catalogue.po
    po[0].msgstr, po[0].flags = "↑", []
    po[1].tcomment += "\nwas: Старый текст.\ncandidate: 95 % memory/x: [-a-]{+b+}\ncandidate: = Было так."
    po[3].tcomment = "derived: source:0123456789ab text:0123456789ab\nsays the author"
    po[3].msgstr, po[3].previous_msgid = "[v]", "An older sentence."
    po[4].tcomment = f"reviewed: source:0123456789ab text:{text_hash('Перенесено.')}"
    po[4].msgstr, po[4].flags = "Перенесено.", ["fuzzy"]
    assert save_catalogue(catalogue)
    said = pipeline.bundle_of(*prepared(drafted), "ru").units
    assert [unit.state for unit in said[3:]] == [State.STALE, State.STALE]
    assert said[1].suggestions == ("95 % memory/x: [-a-]{+b+}", "= Было так.")
    _round(drafted, form, ("ru",), "kazan")


@every_format
def test_what_was_approved_unread_is_approved_in_a_file(form: str, drafted: Path) -> None:
    """The text stays byte for byte the machine's; the person who approves it in the file has read it."""
    with (drafted / "workflow.toml").open("a", encoding="utf-8") as stream:
        stream.write('\n[review]\nunchanged = "machine"\n')
    catalogue = load_catalogue(drafted / RU)
    assert catalogue is not None
    assert all("machine: " in entry.tcomment for entry in catalogue.po[3:5])
    catalogue.po[3].flags = []  # an editor may clear it by itself
    assert save_catalogue(catalogue)
    _round(drafted, form, ("ru",), "kazan")
    made = _made(form)
    bundle = made.read(exported(drafted, form), f"x{made.extension}")
    assert [unit.state for unit in bundle.units[3:]] == [State.MACHINE, State.MACHINE]
    texts = [unit.target for unit in bundle.units]
    edited = [*bundle.units[:3], *(replace(unit, state=State.REVIEWED) for unit in bundle.units[3:])]
    opened, _ = prepared(drafted)
    (before,) = pipeline.status(opened, ["kazan"], ["ru"])
    done = pipeline.import_file(
        opened, made.write(replace(bundle, units=tuple(edited))), f"x{made.extension}"
    )
    assert (done.texts, done.reviewed, done.problems) == (2, 2, ())
    (after,) = pipeline.status(opened, ["kazan"], ["ru"])
    assert (after.reviewed, after.unchanged) == (before.reviewed + 2, 0)
    found = polib.pofile(str(drafted / RU), wrapwidth=0)
    assert [entry.msgstr for entry in found[:5]] == texts
    for entry in found[3:5]:
        assert f"reviewed: source:{text_hash(entry.msgid)} text:{text_hash(entry.msgstr)}" in entry.tcomment
