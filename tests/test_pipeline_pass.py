"""One pass over many articles: what engines are asked, what a stopped run leaves, what broken files cost."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from support import ARTICLE, FakeEngine, snapshot

from workflow import pipeline
from workflow.catalogue import Catalogue
from workflow.errors import (
    CatalogueError,
    EngineError,
    PlaceError,
    PlaceLostError,
    SourceError,
    WorkflowError,
)
from workflow.model import Capabilities, TermRequest, Translation
from workflow.pipeline import Publication, catalogues, drafting, drafts

COMMON = "The ministers met."


@pytest.fixture
def many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publication of seven articles, all of which have one sentence in common."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    (folder / "seeds" / "kazan.txt").unlink()
    for number in range(7):
        text = f"Talks, part {number}\n\n{COMMON} They spoke of trade for the {number + 2}th time.\n"
        (folder / "seeds" / f"a{number}.txt").write_text(text, encoding="utf-8")
    return folder


def _open(folder: Path, engine: FakeEngine) -> Publication:
    opened = Publication.open(folder)
    opened.__dict__["engine"] = engine  # as a cached property, so that it is asked through chunks
    return opened


def _articles(folder: Path) -> list[Path]:
    return sorted((folder / "seeds").iterdir())


def _translate(
    folder: Path,
    engine: FakeEngine | None = None,
    languages: tuple[str, ...] = ("ru", "zh"),
    **options: object,
) -> tuple[list[pipeline.Translated], FakeEngine]:
    engine = engine or FakeEngine()
    done = pipeline.translate_all(_open(folder, engine), _articles(folder), languages, **options)  # type: ignore[arg-type]
    return list(done), engine


def test_an_engine_gets_all_articles_together_and_each_sentence_once(many: Path) -> None:
    done, engine = _translate(many)
    assert len(engine.asked) == 2  # one call a language
    assert all(len(asked) == len(set(asked)) == 2 * 7 + 1 for asked in engine.asked)
    assert [each.language for each in done] == ["ru"] * 7 + ["zh"] * 7
    assert all(each.machine == each.entries == 3 for each in done)
    po = polib.pofile(str(done[3].path))
    assert [entry.msgstr for entry in po][1] == f"<ru: {COMMON}>"


def test_groups_of_articles_change_nothing(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _translate(many)
    whole = snapshot(many / "locales")
    for path in (many / "locales").rglob("*.po"):
        path.unlink()
    monkeypatch.setattr(drafts, "GROUP", 2)
    _, engine = _translate(many, FakeEngine())
    assert snapshot(many / "locales") == whole
    assert engine.asked == []  # all of it was known


def test_what_another_group_had_is_not_asked_again(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "GROUP", 2)
    _, engine = _translate(many, languages=("ru",))
    assert len(engine.asked) == 4
    assert sum(COMMON in asked for asked in engine.asked) == 1


def test_no_more_than_a_few_groups_are_in_memory(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article is read when its turn comes; after that of the first, a group or two are ahead."""
    monkeypatch.setattr(drafts, "GROUP", 1)
    begun: list[str] = []
    passed = pipeline.translate_all(
        _open(many, FakeEngine()), _articles(many), ["ru"], begun=lambda each: begun.append(each.article.slug)
    )
    next(passed)
    assert begun == ["a0", "a1", "a2", "a3"]
    assert len(list(passed)) == 6
    assert len(begun) == 7


@pytest.mark.parametrize("written", range(6))
def test_a_run_that_was_stopped_goes_on_where_it_was(many: Path, written: int) -> None:
    """The second run ends with the bytes of one that was not stopped, and asks nothing twice."""
    _translate(many)
    whole = snapshot(many / "locales")
    for path in (many / "locales").rglob("*.po"):
        path.unlink()
    for path in (many / ".dragoman").glob("drafts*"):
        path.unlink()
    first = FakeEngine()
    stopped = pipeline.translate_all(_open(many, first), _articles(many), ["ru", "zh"])
    for _ in range(written):
        next(stopped)
    stopped.close()  # type: ignore[attr-defined]
    _, second = _translate(many, FakeEngine())
    assert snapshot(many / "locales") == whole
    assert not {("ru", each) for asked in first.asked for each in asked if written} & {
        ("ru", each) for asked in second.asked for each in asked if "ru" in asked
    }


def test_drafts_that_were_made_are_not_made_again(many: Path) -> None:
    first = FakeEngine()
    stopped = pipeline.translate_all(_open(many, first), _articles(many), ["ru"])
    next(stopped)  # the others are drafted, and not written
    stopped.close()  # type: ignore[attr-defined]
    done, second = _translate(many, FakeEngine(), ("ru",))
    assert len(first.asked) == 1
    assert second.asked == []
    assert all(each.empty == 0 for each in done)


@pytest.mark.parametrize("kept", ["", "{", "[]", "[1]", '[["x"]]', '[["x", [1]]]', '[["x", []]]', "\0"])
def test_drafts_that_are_damaged_in_the_store_are_made_again(many: Path, kept: str) -> None:
    _translate(many)
    whole = snapshot(many / "locales")
    stopped = pipeline.translate_all(_open(many, FakeEngine()), _articles(many), ["ru"])
    for path in (many / "locales").rglob("*.po"):
        path.unlink()
    next(stopped)
    stopped.close()  # type: ignore[attr-defined]
    with contextlib.closing(sqlite3.connect(many / ".dragoman" / "drafts.sqlite")) as database, database:
        row = "UPDATE drafts SET text = ? WHERE CAST(text AS TEXT) LIKE '[[%'"
        assert database.execute(row, (kept.encode(),)).rowcount == 7
    done, _ = _translate(many)
    assert all(each.empty == 0 for each in done)
    assert snapshot(many / "locales") == whole


def test_refresh_asks_again_what_a_server_said(many: Path) -> None:
    server = FakeEngine()
    server.capabilities = Capabilities(local=False)  # type: ignore[attr-defined]
    _translate(many, server, ("ru",))
    _translate(many, server, ("ru",))
    assert len(server.asked) == 1
    _translate(many, server, ("ru",), refresh=True)
    assert len(server.asked) == 2


def test_a_broken_article_or_catalogue_stops_itself_only(many: Path) -> None:
    (many / "seeds" / "a2.txt").write_bytes(b"\xff\xfe not text")
    _translate(many, languages=("ru",), trouble=lambda _: None)
    catalogue = many / "locales" / "ru" / "LC_MESSAGES" / "a4.po"
    catalogue.write_text('msgid "x\n', encoding="utf-8")
    troubles: list[Exception] = []
    done, _ = _translate(many, trouble=troubles.append)
    assert [type(each) for each in troubles] == [SourceError, CatalogueError]
    assert len(done) == 5 + 6
    with pytest.raises(SourceError, match=r"a2\.txt"):
        _translate(many)


def test_a_sentence_that_brings_the_engine_down_stays_empty_and_is_told(many: Path) -> None:
    class Fragile(FakeEngine):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            if any("3th" in each for each in sentences):
                raise EngineError("fell over")
            return super().translate(sentences, source, target, progress=progress)

    done, _ = _translate(many, Fragile(), ("ru",))
    assert [each.empty for each in done] == [0, 1, 0, 0, 0, 0, 0]
    assert [each for one in done for each in one.warnings] == [
        "ru: one sentence stays empty, it brings the engine down: fell over"
    ]


def test_an_edit_made_while_the_engine_works_is_kept(many: Path) -> None:
    _translate(many, languages=("ru",))
    catalogue = many / "locales" / "ru" / "LC_MESSAGES" / "a1.po"

    def empty_or_write(text: str) -> None:
        po = polib.pofile(str(catalogue), wrapwidth=0)
        po[0].msgstr, po[0].flags = text, ([] if text else ["fuzzy"])
        po.save()

    (many / ".dragoman" / "drafts.sqlite").unlink()
    empty_or_write("")
    engine = FakeEngine()
    engine.during = lambda: empty_or_write("Переговоры")
    done, _ = _translate(many, engine, ("ru",))
    assert polib.pofile(str(catalogue))[0].msgstr == "Переговоры"
    assert [len(each.warnings) for each in done] == [0, 1, 0, 0, 0, 0, 0]


def test_a_text_that_is_deleted_while_the_engine_works_is_drafted_too(many: Path) -> None:
    _translate(many, languages=("ru",))
    catalogue = many / "locales" / "ru" / "LC_MESSAGES" / "a1.po"

    def empty(number: int) -> None:
        po = polib.pofile(str(catalogue), wrapwidth=0)
        po[number].msgstr = ""
        po.save()

    (many / ".dragoman" / "drafts.sqlite").unlink()
    empty(0)
    engine = FakeEngine()
    once = [lambda: empty(2)]
    engine.during = lambda: once.pop()() if once else None
    done, _ = _translate(many, engine, ("ru",))
    assert done[1].empty == 0
    assert len(engine.asked) == 2


def test_what_is_drafted_at_the_last_moment_waits_for_no_other_group(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its catalogue is locked meanwhile, and a group of a large model may take minutes."""
    monkeypatch.setattr(drafts, "GROUP", 1)
    _translate(many, languages=("ru",))
    (many / ".dragoman" / "drafts.sqlite").unlink()

    def empty(article: int, number: int) -> None:
        path = str(many / "locales" / "ru" / "LC_MESSAGES" / f"a{article}.po")
        po = polib.pofile(path, wrapwidth=0)
        po[number].msgstr = ""
        po.save()

    empty(0, 0)
    empty(1, 0)
    asked_at_last, waited = threading.Event(), []

    def during() -> None:
        text = engine.asked[-1][0]
        if text == "Talks, part 0":
            empty(0, 2)
        elif text == "Talks, part 1":
            waited.append(asked_at_last.wait(10))
        else:
            asked_at_last.set()

    engine = FakeEngine()
    engine.during = during
    done, _ = _translate(many, engine, ("ru",))
    assert waited == [True]
    assert [each.empty for each in done] == [0] * 7


def test_progress_counts_and_estimates(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "GROUP", 2)
    told: list[pipeline.Progress] = []
    _translate(many, languages=("ru",), progress=told.append)
    assert told[-1].done == told[-1].total == told[-1].estimate == 21
    assert all(each.done <= each.total <= each.estimate == 21 for each in told)


def test_an_article_that_changed_is_asked_for_what_is_new(many: Path) -> None:
    _translate(many, languages=("ru",))
    path = many / "seeds" / "a3.txt"
    path.write_text(path.read_text("utf-8") + "\nA new paragraph.\n", encoding="utf-8")
    _, engine = _translate(many, FakeEngine(), ("ru",))
    assert engine.asked == [["A new paragraph."]]


def test_memory_answers_before_the_engine(many: Path) -> None:
    _translate(many, languages=("ru",))
    first = many / "locales" / "ru" / "LC_MESSAGES" / "a0.po"
    po = polib.pofile(str(first), wrapwidth=0)
    po[1].msgstr, po[1].flags = "Министры встретились.", []
    po.save()
    (many / "seeds" / "b.txt").write_text(f"More talks\n\n{COMMON}\n", encoding="utf-8")
    done, engine = _translate(many, FakeEngine(), ("ru",))
    assert engine.asked == [["More talks"]]
    assert done[-1].tally.memory == 1


def test_two_languages_of_articles(folder: Path) -> None:
    """An article in another language than the publication's has a pass of its own."""
    text = "---\nlang: zh\n---\n# 天气\n\n今天天气很好。\n"
    (folder / "seeds" / "tian.md").write_text(text, encoding="utf-8")
    asked: list[tuple[str, str]] = []

    class Any(FakeEngine):
        def signature(self, source: str, target: str) -> str:
            return f"fake/{source}_{target}-1"

        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            asked.extend((source, target) for _ in sentences)
            return [Translation(f"{target}: {each}") for each in sentences]

    done, _ = _translate(folder, Any(), ("ru", "zh"))
    assert set(asked) == {("en", "ru"), ("en", "zh"), ("zh", "ru")}
    assert len(done) == 3


def test_settings_of_an_engine_are_part_of_what_is_known(many: Path) -> None:
    engine = FakeEngine()
    for settings in ("beam=4", "beam=4", "beam=1"):
        engine.settings = settings  # type: ignore[attr-defined]
        _translate(many, engine, ("ru",), refresh=True)
    assert len(engine.asked) == 2


def _fails(_: object) -> None:
    raise AssertionError


def test_an_engine_that_refuses_leaves_memory_and_glossary(many: Path) -> None:
    (many / "seeds" / "kazan.txt").write_text(ARTICLE, encoding="utf-8")
    told: Callable[[object], None] = _fails
    done, _ = _translate(many, languages=("kk",), trouble=told)
    assert all(each.refused is not None for each in done)
    assert sum(each.tally.glossary for each in done) == 1  # the paragraph that is a name


def test_an_engine_that_reads_context_is_told_what_stands_before(many: Path) -> None:
    asked: list[TermRequest] = []

    class Context(FakeEngine):
        capabilities = Capabilities(terms=True, context=True, local=False)

        def translate_with_terms(self, requests, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            asked.extend(requests)
            return [Translation(f"<{each.text}>") for each in requests]

    _translate(many, Context(), ("ru",))
    assert ("Talks, part 4", "") in {(each.text, each.before) for each in asked}
    assert {each.before for each in asked if each.text == COMMON} == {f"Talks, part {n}" for n in range(7)}


@pytest.mark.parametrize("settings", [{"beam": 4}, None, 3])
def test_a_stranger_may_call_anything_settings(many: Path, settings: object) -> None:
    engine = FakeEngine()
    engine.settings = settings  # type: ignore[attr-defined]
    done, _ = _translate(many, engine, ("ru",))
    assert all(each.empty == 0 for each in done)


def test_an_engine_that_takes_no_attributes_is_asked_as_it_is(many: Path) -> None:
    class Closed:
        __slots__ = ()
        name = "closed"

        def signature(self, source: str, target: str) -> str:
            return f"closed/{source}_{target}"

        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            return [Translation(f"<{each}>") for each in sentences]

    done, _ = _translate(many, Closed(), ("ru",))  # type: ignore[arg-type]
    assert all(each.empty == 0 for each in done)


def test_what_another_run_has_drafted_is_no_edit(many: Path) -> None:
    first = pipeline.translate_all(_open(many, FakeEngine()), _articles(many), ["ru"])
    next(first)
    done, _ = _translate(many, languages=("ru",))
    assert [each.warnings for each in (*done, *first)] == [()] * 13


def test_an_engine_may_tell_that_nothing_is_done_yet(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "_TELLING", -1)

    class Slow(FakeEngine):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            progress(0)
            return super().translate(sentences, source, target, progress=progress)

    told: list[pipeline.Progress] = []
    _translate(many, Slow(), ("ru",), progress=told.append)
    assert told[0].seconds is None
    assert told[-1].seconds == 0


def test_progress_does_not_wait_for_what_an_engine_refuses(many: Path) -> None:
    told: list[pipeline.Progress] = []
    _translate(many, languages=("kk", "ru"), progress=told.append)
    assert told[-1].done == told[-1].total == told[-1].estimate == 21


def test_what_is_answered_after_a_conflict_is_counted_too(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A translator deletes a text in the moment before a catalogue is saved: it is drafted in a second go."""
    _translate(many, languages=("ru",))
    (many / ".dragoman" / "drafts.sqlite").unlink()
    path = many / "locales" / "ru" / "LC_MESSAGES" / "a1.po"

    def empty(*numbers: int) -> None:
        po = polib.pofile(str(path), wrapwidth=0)
        for number in numbers:
            po[number].msgstr = ""
        po.save()

    empty(0, 1)
    save, once = catalogues.save_catalogue, [2]

    def saved(catalogue: Catalogue) -> bool:
        if catalogue.path == path and once:
            empty(once.pop())
        return save(catalogue)

    monkeypatch.setattr(catalogues, "save_catalogue", saved)
    done, _ = _translate(many, languages=("ru",))
    assert (done[1].empty, done[1].tally.engine) == (0, 3)


def test_nothing_is_asked_any_more_when_the_run_has_failed(
    many: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that drafts may be between two calls then."""
    failed = threading.Event()
    enforce_all, order = drafting.enforce_all, drafts._order
    left = list(range(8))

    def late(*arguments: object, **options: object) -> object:
        failed.wait(10)
        return enforce_all(*arguments, **options)  # type: ignore[arg-type]

    def fails(*arguments: object) -> object:
        if not left:
            threading.Timer(0.2, failed.set).start()
            raise WorkflowError("the disk is full")
        left.pop()
        return order(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(drafting, "enforce_all", late)
    monkeypatch.setattr(drafts, "_order", fails)
    engine = FakeEngine()
    with pytest.raises(WorkflowError, match="the disk is full"):
        _translate(many, engine)
    assert engine.asked == []


def test_a_sentence_that_cannot_be_looked_into_refuses_nothing(many: Path) -> None:
    text = "Kazan is calling\n\nRashid Alimov met the bad ministers.\n"
    (many / "seeds" / "b.txt").write_text(text, encoding="utf-8")

    class Reader(FakeEngine):
        def route(self, source: str, target: str) -> list[tuple[str, str]]:
            return [(source, target)]

        def read(self, pairs, source, target, *, attention=False):  # type: ignore[no-untyped-def]
            if any("bad" in sentence for sentence, _ in pairs):
                raise EngineError("fell over")
            return [None] * len(pairs)

        def complete(self, begun, source, target):  # type: ignore[no-untyped-def]
            raise AssertionError

    done, _ = _translate(many, Reader(), ("ru",))
    assert [each.refused for each in done] == [None] * 8
    assert all(each.empty == 0 for each in done)


def test_when_all_machines_are_gone_nothing_goes_on_and_when_one_refuses_the_others_do(many: Path) -> None:
    class Failing(FakeEngine):
        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            if target == "ru":
                raise error
            return super().translate(sentences, source, target, progress=progress)

    error: EngineError = PlaceLostError("the scheduler is gone")
    with pytest.raises(PlaceLostError, match="the scheduler is gone"):
        _translate(many, Failing())
    error = PlaceError("worker two has another model")
    done, _ = _translate(many, Failing())
    assert [each.refused is error for each in done] == [True] * 7 + [False] * 7
