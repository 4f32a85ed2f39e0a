"""The memory of a publication: built from what people approved, offered to drafts, shared, exchanged."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import polib
import pytest
from support import CONFIG, FakeEngine, snapshot

from workflow import pipeline
from workflow.errors import ConfigError, ExchangeError
from workflow.exchange.tmx import write_tmx
from workflow.model import MemoryUnit, Role
from workflow.pipeline import Publication
from workflow.pipeline.memory import open_memory

SECOND = """\
Kazan to host a forum

The SCO Summit will be held in Kazan, the SCO Secretariat said on 7 June 2028.

"We expect 5,200 guests," Rashid Alimov said. "They will see a new city."
"""


def add(folder: Path, slug: str, text: str) -> None:
    (folder / "seeds" / f"{slug}.txt").write_text(text, encoding="utf-8")


def translate(folder: Path, slug: str, language: str = "ru") -> pipeline.Translated:
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, slug))
    (done,) = pipeline.translate(opened, prepared, [language])
    return done


def catalogue(folder: Path, slug: str, language: str = "ru") -> Path:
    return folder / "locales" / language / "LC_MESSAGES" / f"{slug}.po"


def review(folder: Path, slug: str, texts: dict[str, str] | None = None) -> None:
    """Approve everything, or what ``texts`` has."""
    po = polib.pofile(str(catalogue(folder, slug)), wrapwidth=0)
    for entry in po:
        if texts is None or entry.msgid in texts:
            entry.flags = []
            entry.msgstr = (texts or {}).get(entry.msgid, f"р {entry.msgid}")
    po.save()


def entries(folder: Path, slug: str) -> dict[str, polib.POEntry]:
    return {entry.msgid: entry for entry in polib.pofile(str(catalogue(folder, slug)), wrapwidth=0)}


@pytest.fixture
def reviewed(folder: Path, engine: FakeEngine) -> Path:
    """A publication with one article that is reviewed and another that is not translated."""
    translate(folder, "kazan")
    review(
        folder,
        "kazan",
        {
            "The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027.": (
                "Саммит ШОС пройдёт в Казани, сообщил 3 мая 2027 года Секретариат ШОС."
            ),
            '"We expect 4,500 guests," Rashid Alimov said.': "«Мы ждём 4 500 гостей», — сказал Рашид Алимов.",
            '"They will see a new city."': "«Они увидят новый город».",
        },
    )
    add(folder, "forum", SECOND)
    return folder


def candidates(entry: polib.POEntry) -> list[str]:
    return [line for line in entry.tcomment.split("\n") if line.startswith("candidate: ")]


# ------------------------------------------------------------------------------------------------ drafts


def test_the_same_sentence_is_filled_in_and_one_like_it_is_offered(reviewed: Path) -> None:
    done = translate(reviewed, "forum")
    assert done.tally.memory == 1
    found = entries(reviewed, "forum")
    same = found['"They will see a new city."']
    assert same.msgstr == "«Они увидят новый город»."
    assert "fuzzy" in same.flags
    assert "machine: memory/kazan source:" in same.tcomment
    assert candidates(same) == []  # it says the same
    alike = found['"We expect 5,200 guests," Rashid Alimov said.']
    assert candidates(alike) == [
        'candidate: 95 % memory/kazan: "We expect [-4-]{+5+},[-500-]{+200+} guests," Rashid Alimov said.',
        "candidate: = «Мы ждём 4 500 гостей», — сказал Рашид Алимов.",
    ]
    assert alike.msgstr.startswith("<ru: ")


def test_translating_again_changes_nothing_and_a_review_ends_the_offers(reviewed: Path) -> None:
    translate(reviewed, "forum")
    before = snapshot(reviewed)
    translate(reviewed, "forum")
    assert snapshot(reviewed) == before
    review(reviewed, "forum")
    translate(reviewed, "forum")
    assert not any(map(candidates, entries(reviewed, "forum").values()))


def test_offers_follow_the_memory(reviewed: Path) -> None:
    translate(reviewed, "forum")
    review(reviewed, "kazan", {'"We expect 4,500 guests," Rashid Alimov said.': "Иначе."})
    translate(reviewed, "forum")
    offered = candidates(entries(reviewed, "forum")['"We expect 5,200 guests," Rashid Alimov said.'])
    assert offered[1:] == ["candidate: = Иначе."]
    catalogue(reviewed, "kazan").unlink()
    translate(reviewed, "forum")
    assert not any(map(candidates, entries(reviewed, "forum").values()))


def test_an_article_is_no_memory_for_itself(folder: Path, engine: FakeEngine) -> None:
    add(folder, "twice", "First headline\n\nSome 4,500 guests came here.\n\nSome 4,600 guests came here.\n")
    translate(folder, "twice")
    review(folder, "twice", {"Some 4,500 guests came here.": "Да."})
    translate(folder, "twice")
    assert candidates(entries(folder, "twice")["Some 4,600 guests came here."]) == []


def test_machine_text_is_no_memory(folder: Path, engine: FakeEngine) -> None:
    translate(folder, "kazan")
    add(folder, "forum", SECOND)
    assert translate(folder, "forum").tally.memory == 0
    assert not any(map(candidates, entries(folder, "forum").values()))


def test_the_best_match_becomes_a_draft_if_that_is_wanted(reviewed: Path) -> None:
    (reviewed / "workflow.toml").write_text(CONFIG + "[memory]\ninsert = true\n", encoding="utf-8")
    done = translate(reviewed, "forum")
    assert done.tally.memory == 2
    found = entries(reviewed, "forum")
    alike = found['"We expect 5,200 guests," Rashid Alimov said.']
    assert alike.msgstr == "«Мы ждём 5 200 гостей», — сказал Рашид Алимов."
    assert "fuzzy" in alike.flags
    assert "machine: memory/kazan 95% source:" in alike.tcomment
    assert candidates(alike)[1] == "candidate: = «Мы ждём 4 500 гостей», — сказал Рашид Алимов."
    lead = found["The SCO Summit will be held in Kazan, the SCO Secretariat said on 7 June 2028."]
    assert lead.msgstr.startswith("<ru: "), "May became June, which nobody can put right"
    assert candidates(lead)[1].startswith("candidate: = Саммит ШОС пройдёт в Казани, сообщил 3 мая 2027 года")


@pytest.mark.parametrize(("fuzzy", "offers"), [(0, False), (99, False), (95, True)])
def test_how_much_alike_is_set(reviewed: Path, fuzzy: int, offers: bool) -> None:
    (reviewed / "workflow.toml").write_text(CONFIG + f"[memory]\nfuzzy = {fuzzy}\n", encoding="utf-8")
    assert translate(reviewed, "forum").tally.memory == 1
    assert any(map(candidates, entries(reviewed, "forum").values())) == offers


def test_a_broken_catalogue_is_a_warning(reviewed: Path) -> None:
    broken = catalogue(reviewed, "broken")
    broken.write_text('msgid "x', encoding="utf-8")
    done = translate(reviewed, "forum")
    assert done.tally.memory == 1
    (warning,) = done.warnings
    assert warning.startswith(str(broken))
    assert warning.endswith("(not used as memory)")


def test_the_cache_may_be_deleted_and_git_does_not_see_it(reviewed: Path) -> None:
    translate(reviewed, "forum")
    before = snapshot(reviewed)
    for path in (reviewed / ".dragoman" / "memory").iterdir():
        path.unlink()
    translate(reviewed, "forum")
    assert snapshot(reviewed) == before
    assert (reviewed / ".dragoman" / ".gitignore").read_text() == "*\n"


def test_a_unit_knows_its_place(reviewed: Path) -> None:
    po = polib.pofile(str(catalogue(reviewed, "kazan")), wrapwidth=0)
    po.metadata["PO-Revision-Date"] = "2027-05-03 12:00+0800"
    po.metadata["Last-Translator"] = "Anna <anna@example.org>"
    po.save()
    with open_memory(Publication.open(reviewed), "ru") as (memory, _):
        unit = memory.recall('"We expect 4,500 guests," Rashid Alimov said.')
    assert unit == MemoryUnit(
        source='"We expect 4,500 guests," Rashid Alimov said.',
        target="«Мы ждём 4 500 гостей», — сказал Рашид Алимов.",
        origin="kazan",
        roles=(Role.QUOTE,),
        before="The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027.",
        after='"They will see a new city."',
        changed="2027-05-03T04:00:00Z",
        author="Anna <anna@example.org>",
    )


def test_articles_in_other_languages_have_their_own_memory(reviewed: Path) -> None:
    po = polib.pofile(str(catalogue(reviewed, "kazan")), wrapwidth=0)
    po.metadata["X-Source-Language"] = "zh"
    po.save()
    with open_memory(Publication.open(reviewed), "ru") as (memory, _):
        assert memory.units() == []
    with open_memory(Publication.open(reviewed), "ru", "zh") as (memory, _):
        assert len(memory.units()) == 3


# ------------------------------------------------------------------------------------------------ sharing


def other(folder: Path) -> Path:
    root = folder.parent / "weekly"
    (root / "locales" / "ru" / "LC_MESSAGES").mkdir(parents=True)
    (root / "workflow.toml").write_text('[publication]\nlanguages = ["ru"]\n', encoding="utf-8")
    catalogue(folder, "kazan").rename(root / "locales" / "ru" / "LC_MESSAGES" / "forum.po")
    return root


def test_other_publications_share_theirs_when_told_so(reviewed: Path) -> None:
    other(reviewed)
    assert translate(reviewed, "forum").tally.memory == 0
    (reviewed / "workflow.toml").write_text(
        CONFIG + '[memory]\npublications = ["../weekly", "."]\n', encoding="utf-8"
    )
    catalogue(reviewed, "forum").unlink()
    assert translate(reviewed, "forum").tally.memory == 1  # its article "forum" is not ours
    assert "memory/weekly/forum" in entries(reviewed, "forum")['"They will see a new city."'].tcomment


def test_a_publication_that_is_none(reviewed: Path) -> None:
    (reviewed / "workflow.toml").write_text(CONFIG + '[memory]\npublications = ["../no"]\n', encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        translate(reviewed, "forum")
    assert str(caught.value) == (
        f"workflow.toml [memory] publications: {str(reviewed / '../no')!r} is no publication: "
        "it has no workflow.toml. Name its folder, as seen from this one."
    )


# ------------------------------------------------------------------------------------------------ TMX


def _tmx(*rows: tuple[str, str, str]) -> str:
    """A TMX file of another tool, as small as it may be: language, source and target of each unit."""
    body = "".join(
        f'<tu><tuv xml:lang="en-US"><seg>{escape(source)}</seg></tuv>'
        f'<tuv xml:lang="{tag}"><seg>{escape(target)}</seg></tuv></tu>'
        for tag, source, target in rows
    )
    return f'<tmx version="1.4"><header srclang="en-US"/><body>{body}</body></tmx>'


FILE = _tmx(("ru-RU", '"They will see a new city."', "«Они увидят»"), ("fr", "a", "b"), ("ru", " ", "empty"))


@pytest.fixture
def tmx(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that the reader of TMX was given."""
    from workflow.exchange import tmx as module

    read: list[str] = []
    real = module.read_tmx

    def noted(content: bytes, where: str, source: str) -> dict[str, list[MemoryUnit]]:
        read.append(where)
        return real(content, where, source)

    monkeypatch.setattr(module, "read_tmx", noted)
    return read


def test_an_imported_file_is_memory(folder: Path, engine: FakeEngine, tmx: list[str]) -> None:
    (folder / "old.tmx").write_text(FILE, encoding="utf-8")
    done = pipeline.import_tmx(Publication.open(folder), folder / "old.tmx")
    place, counts = done.place, done.counts
    assert place == folder / "locales" / "memory" / "old.tmx"
    assert counts == {"ru": 1}
    assert place.read_text(encoding="utf-8") == FILE
    tmx.clear()
    assert translate(folder, "kazan").tally.memory == 1
    assert "memory/old " in entries(folder, "kazan")['"They will see a new city."'].tcomment
    assert tmx == [str(place)]
    translate(folder, "kazan")
    assert len(tmx) <= 2  # once more at most, since it was written just now
    assert pipeline.import_tmx(Publication.open(folder), folder / "old.tmx").place == place  # the same again


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("broken", r":1: not well-formed XML"),
        (
            _tmx(("hi", "a", "ख")),
            "language of this publication. Its languages: hi.",
        ),
        (
            _tmx(("fr", "a", "b")),
            "language of this publication. Its languages: none.",
        ),
    ],
)
def test_a_file_that_is_of_no_use_is_not_taken(
    folder: Path, tmx: list[str], content: str, message: str
) -> None:
    (folder / "old.tmx").write_text(content, encoding="utf-8")
    before = snapshot(folder)
    with pytest.raises(ExchangeError) as caught:
        pipeline.import_tmx(Publication.open(folder), folder / "old.tmx")
    assert str(caught.value).startswith(str(folder / "old.tmx"))
    assert message in str(caught.value)
    assert snapshot(folder) == before


def test_another_file_of_the_same_name_is_not_overwritten(folder: Path, tmx: list[str]) -> None:
    place = folder / "locales" / "memory" / "old.tmx"
    place.parent.mkdir()
    place.write_text(_tmx(("ru", "a", "б")), encoding="utf-8")
    (folder / "old.tmx").write_text(FILE, encoding="utf-8")
    with pytest.raises(ExchangeError, match="another file of this name"):
        pipeline.import_tmx(Publication.open(folder), folder / "old.tmx")
    assert place.read_text(encoding="utf-8") == _tmx(("ru", "a", "б"))


def test_a_file_that_broke_later_is_a_warning(folder: Path, engine: FakeEngine, tmx: list[str]) -> None:
    place = folder / "locales" / "memory" / "old.tmx"
    place.parent.mkdir()
    place.write_text("broken", encoding="utf-8")
    (warning,) = translate(folder, "kazan").warnings
    assert warning.startswith(f"{place}:1: not well-formed XML")
    assert warning.endswith("(not used as memory)")


def test_a_file_too_large(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    from workflow.pipeline import memory

    monkeypatch.setitem(memory._LARGEST, ".po", 10)
    path = catalogue(folder, "big")
    path.parent.mkdir(parents=True)
    path.write_text("#" * 11, encoding="utf-8")
    (warning,) = translate(folder, "kazan").warnings
    assert warning.startswith(f"{path}: larger than 0 MB")


def test_what_an_article_once_was_comes_back_from_a_file(folder: Path, engine: FakeEngine) -> None:
    unit = MemoryUnit('"They will see a new city."', "«Они увидят».", "kazan")  # as it was exported here
    (folder / "locales" / "memory").mkdir()
    (folder / "locales" / "memory" / "old.tmx").write_bytes(write_tmx([unit], "en", "ru", tool_version="0"))
    assert translate(folder, "kazan").tally.memory == 1


def test_what_counts_as_reviewed_counts_for_the_memory(folder: Path, engine: FakeEngine) -> None:
    """A machine's text that was approved as it was; the index follows the policy."""
    translate(folder, "kazan")
    po = polib.pofile(str(catalogue(folder, "kazan")), wrapwidth=0)
    po[0].flags = []
    po.save()
    sizes = []
    for policy in ("", '\n[review]\nunchanged = "machine"\n', ""):
        (folder / "workflow.toml").write_text(CONFIG + policy, encoding="utf-8")
        with open_memory(Publication.open(folder), "ru") as (memory, _):
            sizes.append(memory.size().units)
    assert sizes == [1, 0, 1]
