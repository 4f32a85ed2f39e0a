"""What an import takes, what it refuses, and that it writes all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support import FakeEngine, snapshot
from support_exchange import RU, drafted, exported, prepared

from workflow import pipeline
from workflow.catalogue import key_of
from workflow.catalogue.imports import OWN, Incoming, apply_imports
from workflow.catalogue.po import _parse, render
from workflow.errors import CatalogueError, ExchangeError, WorkflowError
from workflow.exchange.xliff2 import Xliff2
from workflow.model import Bundle, ExchangeUnit, State
from workflow.pipeline import Imported, Publication
from workflow.pipeline import exchange as stage

__all__ = ["drafted"]  # a fixture

Edit = Callable[[ExchangeUnit], ExchangeUnit]


def _bundle(folder: Path) -> Bundle:
    return Xliff2().read(exported(folder), "x")


def _with(bundle: Bundle, number: int, **changes: object) -> Bundle:
    units = list(bundle.units)
    units[number] = replace(units[number], **changes)  # type: ignore[arg-type]
    return replace(bundle, units=tuple(units))


def _import(folder: Path, bundle: Bundle, **options: bool) -> Imported:
    return pipeline.import_file(Publication.open(folder), Xliff2().write(bundle), "x.xlf", **options)


def _entry(folder: Path, number: int) -> polib.POEntry:
    return polib.pofile(str(folder / RU), wrapwidth=0)[number]


def _edit(folder: Path, number: int, text: str, *, fuzzy: bool = False) -> None:
    po = polib.pofile(str(folder / RU), wrapwidth=0)
    po[number].msgstr, po[number].flags = text, ["fuzzy"] if fuzzy else []
    po.save()


# ------------------------------------------------------------------------------------------------ the export


def test_an_export_holds_what_a_translator_needs(drafted: Path) -> None:
    _edit(drafted, 3, "Нет имени.")
    opened, article = prepared(drafted)
    bundle = pipeline.bundle_of(opened, article, "ru")
    assert [unit.state for unit in bundle.units] == [
        *(State.REVIEWED, State.MACHINE, State.EMPTY, State.REVIEWED, State.MACHINE)
    ], "neither the entry with plural forms nor the obsolete one"
    assert bundle.units[1].notes == ("ask the author",), "without our own lines"
    quote = bundle.units[2]
    assert [(quote.source[hit.start : hit.end], hit.renderings, hit.forbidden) for hit in quote.hits] == [
        ("Rashid Alimov", ("Рашид Алимов",), ("Рашид Олимов",))
    ]
    assert any("[glossary]" in line for line in bundle.units[1].findings + bundle.units[4].findings)
    assert (bundle.article, bundle.path, bundle.title) == (
        *("kazan", "seeds/kazan.txt", "Kazan to host SCO Summit"),
    )


def test_hits_are_as_the_source_needs_them(folder: Path, engine: FakeEngine) -> None:
    (folder / "glossary" / "terms.csv").write_text(
        "id,kind,en,ru\n"
        "alimov,person,Rashid Alimov | ~Alimov,Рашид Алимов | ~Алимов\n"
        "mexico,place,Mexico,Мексика\n"
        "moscow,place,Moscow,\n",
        "utf-8",
    )
    text = "Trip\n\nRashid Alimov left Moscow.\n\nAlimov saw Mexico and Mexico City.\n"
    (folder / "seeds" / "kazan.txt").write_text(text, "utf-8")
    opened, article = prepared(folder)
    list(pipeline.translate(opened, article, ["ru"]))
    _, full, short = pipeline.bundle_of(opened, article, "ru").units
    assert [(hit.concept, hit.renderings) for hit in full.hits] == [("alimov", ("Рашид Алимов", "Алимов"))]
    assert [(hit.concept, hit.start, hit.renderings) for hit in short.hits] == [
        ("alimov", 0, ("Алимов", "Рашид Алимов")),
        ("mexico", 11, ("Мексика",)),
    ], "the second Mexico is part of another name"


def test_candidates_are_suggestions_and_no_notes(drafted: Path) -> None:
    po = polib.pofile(str(drafted / RU), wrapwidth=0)
    po[1].tcomment += "\ncandidate: = Другой текст.\nreviewed: source:0123 text:4567"
    po.save()
    unit = pipeline.bundle_of(*prepared(drafted), "ru").units[1]
    assert (unit.suggestions, unit.notes) == (("= Другой текст.",), ("ask the author",))


def test_an_export_needs_a_catalogue_and_a_format(drafted: Path) -> None:
    opened, article = prepared(drafted)
    with pytest.raises(
        ExchangeError, match=r"kazan\.po: there is no catalogue yet\. Run: workflow translate"
    ):
        pipeline.export(opened, article, "kk", "xliff")
    with pytest.raises(ExchangeError, match=r"no format 'xlif'. Did you mean 'xliff'\? Known: .*xliff12"):
        pipeline.export(opened, article, "ru", "xlif")


# ---------------------------------------------------------------------------------------------- what comes in


def test_states_of_what_comes_in(drafted: Path) -> None:
    bundle = _with(_bundle(drafted), 1, target="Исправлено.", state=State.REVIEWED)
    bundle = _with(bundle, 2, target="Заполнено.", state=State.MACHINE)
    bundle = _with(bundle, 3, state=State.REVIEWED)  # the draft as it is
    done = _import(drafted, bundle)
    assert (done.texts, done.reviewed, done.conflicts, done.problems) == (3, 2, 0, ())
    assert [key[1][:4] for key in done.changed] == ["The ", '"We ', '"The']
    one, two, three = (_entry(drafted, number) for number in (1, 2, 3))
    assert (one.msgstr, one.flags) == ("Исправлено.", [])
    assert (two.msgstr, two.flags) == ("Заполнено.", ["fuzzy"])
    assert three.flags == []
    assert "machine:" not in one.tcomment + three.tcomment
    assert _import(drafted, bundle).texts == 0, "a second time there is nothing new"


def test_an_approval_can_be_taken_back_but_only_on_purpose(drafted: Path) -> None:
    bundle = _bundle(drafted)
    assert _import(drafted, _with(bundle, 0, state=State.MACHINE, base="")).texts == 0
    done = _import(drafted, _with(bundle, 0, state=State.MACHINE))
    assert (done.texts, done.reviewed) == (1, 0)
    assert _entry(drafted, 0).flags == ["fuzzy"]


def test_an_approval_clears_the_older_source_text(drafted: Path) -> None:
    po = polib.pofile(str(drafted / RU), wrapwidth=0)
    po[1].previous_msgid = "An older text."
    po.save()
    bundle = _with(_bundle(drafted), 1, state=State.REVIEWED)
    assert _import(drafted, bundle).reviewed == 1
    assert _entry(drafted, 1).previous_msgid is None


@pytest.mark.parametrize("target", ["", "  \n"])
def test_an_empty_text_erases_nothing(drafted: Path, target: str) -> None:
    before = snapshot(drafted)
    done = _import(drafted, _with(_bundle(drafted), 0, target=target, state=State.EMPTY))
    assert (done.texts, done.empty, done.problems) == (0, 1, ())
    assert snapshot(drafted) == before


def test_a_copy_of_the_source_is_no_translation_unless_approved(drafted: Path) -> None:
    bundle = _bundle(drafted)
    copied = _with(bundle, 1, target=bundle.units[1].source, state=State.MACHINE)
    assert (_import(drafted, copied).texts, _import(drafted, copied).empty) == (0, 1)
    assert _import(drafted, _with(copied, 1, state=State.REVIEWED)).reviewed == 1


def test_white_space_that_a_tool_added_is_no_change(drafted: Path) -> None:
    bundle = _bundle(drafted)
    before = snapshot(drafted)
    target = f"\n  {bundle.units[1].target}  "
    assert _import(drafted, _with(bundle, 1, target=target)).texts == 0
    assert snapshot(drafted) == before
    assert _import(drafted, _with(bundle, 1, target=" Новое. \n")).texts == 1
    assert _entry(drafted, 1).msgstr == "Новое."


def test_notes_of_others_are_kept_and_never_pass_for_ours(drafted: Path) -> None:
    po = polib.pofile(str(drafted / RU), wrapwidth=0)
    po.metadata["PO-Revision-Date"] = "2020-01-01 00:00+0000"
    po.save()
    bundle = _bundle(drafted)
    notes = (
        *(
            "ask the author",
            " ask  the author",
            "Is this the mayor?\nOr not?",
            "machine: argos text:0",
            "",
            "term:",
        ),
        *("reviewed: source:1 text:2", "\ufdd0=fuzzy", "\x00\ud800"),
    )
    done = _import(drafted, _with(bundle, 1, notes=notes))
    assert (done.texts, done.notes) == (0, 6)
    lines = _entry(drafted, 1).tcomment.split("\n")
    assert lines[-6:] == [
        *("Is this the mayor? Or not?", "note: machine: argos text:0", "note: term:"),
        *("note: reviewed: source:1 text:2", "\ufdd0=fuzzy", "\ufffd\ufffd"),
    ]
    assert _entry(drafted, 1).flags == ["fuzzy"]
    revised = polib.pofile(str(drafted / RU)).metadata["PO-Revision-Date"]
    assert revised == "2020-01-01 00:00+0000", "the date is that of the translations"
    again = snapshot(drafted)
    assert _import(drafted, _with(bundle, 1, notes=notes)).notes == 0
    assert snapshot(drafted) == again


def test_entries_with_plural_forms_are_left_to_people() -> None:
    po = polib.POFile(wrapwidth=0)
    po.append(polib.POEntry(msgid="a", msgid_plural="b", msgstr_plural={0: "в"}))
    assert apply_imports(po, {key_of(po[0]): Incoming("г", State.REVIEWED, ("note",))}) == 0
    assert (po[0].msgstr, po[0].tcomment) == ("", "")


@given(st.lists(st.text(max_size=30), max_size=4), st.text(max_size=30))
def test_whatever_comes_in_the_catalogue_stays_one(notes: list[str], text: str) -> None:
    po = polib.POFile(wrapwidth=0)
    po.append(polib.POEntry(msgid="a", msgstr="б", tcomment="term: x"))
    key = key_of(po[0])
    apply_imports(po, {key: Incoming(text, State.REVIEWED, tuple(notes))})
    again = _parse(
        Path("x.po"), b'msgid ""\nmsgstr ""\n"Language: ru\\n"\n\n' + render(po).partition(b"\n\n")[2]
    )
    assert [entry.msgid for entry in again] == ["a"]
    assert again[0].msgstr == (po[0].msgstr if text.strip() else "б")
    assert again[0].flags == []
    assert sum(line.startswith(OWN) for line in again[0].tcomment.split("\n")) == 1 + bool(text.strip())


# ------------------------------------------------------------------------------------------------ three sides

EXPORTED = "<ru: The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027.>"


@pytest.mark.parametrize(
    ("ours", "theirs", "state", "base", "expected"),
    [
        # The catalogue is as it was: the file's text.
        (None, "файл", State.MACHINE, True, "файл"),
        # The file is as it was: the catalogue's text.
        ("наш", None, State.MACHINE, True, "наш"),
        # Both changed, to the same.
        ("общий", "общий", State.REVIEWED, True, "общий"),
        # Both changed.
        ("наш", "файл", State.REVIEWED, True, "conflict"),
        # Both changed, but there is nothing here to lose.
        ("", "файл", State.MACHINE, True, "файл"),
        # The file approves a text that is no longer here.
        ("наш", None, State.REVIEWED, True, "conflict"),
        # A file without hashes: an untouched draft is replaced, a person's text is not.
        (None, "файл", State.MACHINE, False, "файл"),
        ("наш", "файл", State.MACHINE, False, "conflict"),
        (None, None, State.REVIEWED, False, None),
    ],
)
def test_merging_of_three(
    drafted: Path, ours: str | None, theirs: str | None, state: State, base: bool, expected: str | None
) -> None:
    bundle = _bundle(drafted)
    unit = bundle.units[1]
    bundle = _with(bundle, 1, target=theirs or unit.target, state=state, base=unit.base if base else "")
    assert unit.target == EXPORTED
    if ours is not None:
        _edit(drafted, 1, ours)
    before = snapshot(drafted)
    done = _import(drafted, bundle)
    if expected == "conflict":
        assert (done.conflicts, len(done.problems), done.written) == (1, 1, False)
        assert done.problems[0].startswith(f"x.xlf: {unit.id} (“The SCO Summit")
        assert "conflict" in done.problems[0]
        assert "“наш”" in done.problems[0]
        assert snapshot(drafted) == before
        assert _import(drafted, bundle, partial=True).texts == 0
        assert snapshot(drafted) == before, "--partial keeps a person's text too"
        taken = _import(drafted, bundle, overwrite=True)
        assert (taken.texts, taken.conflicts) == (1, 0)
        assert _entry(drafted, 1).msgstr == (theirs or unit.target)
        return
    assert done.problems == ()
    assert _entry(drafted, 1).msgstr == (unit.target if expected is None else expected)


def test_what_was_doubted_here_stays_doubted(drafted: Path) -> None:
    bundle = _bundle(drafted)
    _edit(drafted, 0, bundle.units[0].target, fuzzy=True)
    assert bundle.units[0].state is State.REVIEWED
    assert _import(drafted, bundle).texts == 0
    assert _entry(drafted, 0).flags == ["fuzzy"]


def test_overwrite_takes_only_what_the_file_changed(drafted: Path) -> None:
    bundle = _bundle(drafted)
    _edit(drafted, 1, "наш")
    before = snapshot(drafted)
    assert _import(drafted, bundle, overwrite=True).texts == 0
    assert snapshot(drafted) == before


# ------------------------------------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda unit: replace(unit, id="u0", source="Other."), "u0 (“Other.”): the article has no such text"),
        (lambda unit: replace(unit, source="Other."), "its source text is another one here: “Kazan”"),
        (lambda unit: replace(unit, target="б" * 20_000), "a text or note of more than 10100 characters"),
        (lambda unit: replace(unit, notes=("б" * 20_000,)), "a text or note of more than 10100 characters"),
    ],
)
def test_one_problem_stops_everything_unless_partial(drafted: Path, edit: Edit, message: str) -> None:
    bundle = _with(_bundle(drafted), 1, target="Хорошее.", state=State.REVIEWED)
    bundle = replace(bundle, units=(*bundle.units[:-1], edit(bundle.units[-1])))
    before = snapshot(drafted)
    done = _import(drafted, bundle)
    assert len(done.problems) == 1
    assert message in done.problems[0]
    assert (done.written, snapshot(drafted)) == (False, before)
    assert _import(drafted, bundle, partial=True, dry_run=True).written is False
    assert snapshot(drafted) == before
    done = _import(drafted, bundle, partial=True)
    assert (done.texts, done.written, len(done.problems)) == (1, True, 1)
    assert _entry(drafted, 1).msgstr == "Хорошее."
    assert {path for path, content in snapshot(drafted).items() if before.get(path) != content} == {str(RU)}


def test_an_id_that_stands_twice_is_applied_not_once(drafted: Path) -> None:
    bundle = _bundle(drafted)
    twice = replace(bundle, units=(*bundle.units, replace(bundle.units[1], target="другой")))
    done = _import(drafted, twice, partial=True)
    assert (done.texts, len(done.problems)) == (0, 1)
    assert "stands in the file 2 times" in done.problems[0]


def test_a_tool_that_lost_the_ids_is_understood_by_its_source_texts(drafted: Path) -> None:
    bundle = _bundle(drafted)
    units = tuple(replace(unit, id=f"{number}") for number, unit in enumerate(bundle.units))
    done = _import(drafted, _with(replace(bundle, units=units), 1, target="Новое."))
    assert (done.texts, done.problems) == (1, ())


def test_a_source_in_another_composition_is_the_same(drafted: Path) -> None:
    bundle = _bundle(drafted)
    source = f" {bundle.units[1].source.replace(' ', '  ')}"
    assert _import(drafted, _with(bundle, 1, source=source, target="Новое.")).texts == 1


def test_ids_of_strangers_cannot_flood_a_line(drafted: Path) -> None:
    bundle = _with(_bundle(drafted), 1, id="\u202e" + "x" * 5000, source="y" * 5000)
    (problem,) = _import(drafted, bundle).problems
    assert len(problem) < 300


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"language": "uz"}, r"x.xlf: is in 'uz', which is no language.*Its languages: ru, zh, kk"),
        ({"language": "zh-TW"}, "is in 'zh-TW'"),
        ({"language": "ru-Latn"}, "is in 'ru-Latn'"),
        ({"language": "kk"}, "no catalogue .*kazan.po that it could go into. Run: workflow translate kazan"),
        ({"article": "moscow"}, "the article 'moscow', which is not here. Articles here: kazan"),
        ({"article": "../../etc/passwd"}, "which is not here"),
        ({"source_language": "fr"}, "was translated from 'fr', the article is in 'en'"),
    ],
)
def test_files_of_other_publications(drafted: Path, changes: dict[str, str], message: str) -> None:
    bundle = replace(_bundle(drafted), **changes)  # type: ignore[arg-type]
    before = snapshot(drafted)
    with pytest.raises(ExchangeError, match=message):
        _import(drafted, bundle, partial=True)
    assert snapshot(drafted) == before


@pytest.mark.parametrize("tag", ["ru-RU", "RU", "ru_RU", "ru-643"])
def test_tags_with_a_region_are_ours(drafted: Path, tag: str) -> None:
    bundle = replace(_with(_bundle(drafted), 1, target="Новое."), language=tag, source_language="en-US")
    assert _import(drafted, bundle).texts == 1


@pytest.mark.parametrize(
    ("said", "ours", "fits"),
    [
        ("zh-CN", "zh", True),
        ("zh-Hans", "zh", True),
        ("zh_Hans_SG", "zh", True),
        ("zh-TW", "zh", False),
        ("zh-Hant", "zh", False),
        ("zh-TW", "zh-Hant", True),
        ("zh-Hant-HK", "zh-Hant", True),
        ("zh", "zh-Hant", False),
        ("zh-CN", "zh-Hant", False),
        ("uz-Latn-UZ", "uz", True),
        ("uz-Cyrl", "uz", False),
        ("uz-UZ", "uz-Cyrl", False),
        ("be-tarask", "be", False),
        ("ru", "r", False),
        ("ru-", "ru", False),
        ("", "ru", False),
    ],
)
def test_tags_of_languages(said: str, ours: str, fits: bool) -> None:
    assert stage._fits(said, ours) is fits


def test_what_no_format_reads(drafted: Path) -> None:
    with pytest.raises(ExchangeError, match=r"x\.xlf: is in no format that can be read.*xliff"):
        pipeline.import_file(Publication.open(drafted), b"\x89PNG\r\n\x1a\n", "x.xlf")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    large = tmp_path / "large.xlf"
    with large.open("wb") as stream:
        stream.truncate(stage.LARGEST_FILE + 1)
    for path, message in (
        (large, "larger than 64 MB"),
        (tmp_path, "not a file"),
        (tmp_path / "none.xlf", "cannot be read"),
        (Path("a\0b"), "cannot be read"),
    ):
        with pytest.raises(ExchangeError, match=message):
            pipeline.read_file(path)


# ------------------------------------------------------------------------------------------------ meanwhile


def test_an_edit_made_meanwhile_survives(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = _with(_bundle(drafted), 1, target="Новое.", state=State.REVIEWED)
    real, calls = stage.save_catalogue, []

    def save(catalogue: object) -> bool:
        if not calls:
            _edit(drafted, 4, "Правка в редакторе.")
        calls.append(1)
        return real(catalogue)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "save_catalogue", save)
    assert _import(drafted, bundle).written
    assert len(calls) == 2
    assert (_entry(drafted, 1).msgstr, _entry(drafted, 4).msgstr) == ("Новое.", "Правка в редакторе.")


def test_a_conflict_that_arises_meanwhile_is_seen(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = _with(_bundle(drafted), 1, target="Новое.", state=State.REVIEWED)
    real = stage.save_catalogue

    def save(catalogue: object) -> bool:
        _edit(drafted, 1, "Правка в редакторе.")
        return real(catalogue)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "save_catalogue", save)
    done = _import(drafted, bundle)
    assert (done.conflicts, done.written) == (1, False)
    assert _entry(drafted, 1).msgstr == "Правка в редакторе."


def test_a_catalogue_that_never_rests(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = _with(_bundle(drafted), 1, target="Новое.")
    monkeypatch.setattr(stage, "save_catalogue", lambda catalogue: False)
    monkeypatch.setattr(stage, "attempts", lambda: range(3))
    with pytest.raises(CatalogueError, match="keeps changing"):
        _import(drafted, bundle)


def test_a_broken_catalogue_is_left_alone(drafted: Path) -> None:
    bundle = _with(_bundle(drafted), 1, target="Новое.")
    (drafted / RU).write_bytes(b'msgid "a\n')
    with pytest.raises(WorkflowError, match="broken PO"):
        _import(drafted, bundle)
    assert (drafted / RU).read_bytes() == b'msgid "a\n'
