"""What a changed row of the glossary touches, and which drafts are redone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import polib
import pytest
from support import FakeEngine

from workflow import pipeline
from workflow.errors import GlossaryError
from workflow.model import State
from workflow.pipeline import Publication

HEADLINE = "Kazan to host SCO Summit"
LEAD = "The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027."


def _catalogue(folder: Path, language: str = "ru") -> Path:
    return folder / "locales" / language / "LC_MESSAGES" / "kazan.po"


def _translate(folder: Path, *languages: str, **options: bool) -> list[pipeline.Translated]:
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    return list(pipeline.translate(opened, prepared, languages or opened.config.languages, **options))


def _write(folder: Path, msgid: str, msgstr: str, *, fuzzy: bool = False) -> None:
    po = polib.pofile(str(_catalogue(folder)), wrapwidth=0)
    entry = po.find(msgid)
    assert entry is not None
    entry.msgstr, entry.flags = msgstr, ["fuzzy"] if fuzzy else []
    po.save()


def _texts(folder: Path) -> dict[str, str]:
    return {entry.msgid: entry.msgstr for entry in polib.pofile(str(_catalogue(folder)))}


def _change(folder: Path, old: str, new: str) -> None:
    terms = folder / "glossary" / "terms.csv"
    text = terms.read_text("utf-8")
    assert old in text
    terms.write_text(text.replace(old, new), "utf-8")


# ------------------------------------------------------------------------------------------------- impact


@pytest.mark.parametrize("term", ["kazan", "Kazan", "казань", " Kazan ", "喀山"])
def test_a_concept_is_found_by_id_and_by_any_name(folder: Path, term: str) -> None:
    assert pipeline.find_concept(Publication.open(folder), term).id == "kazan"


@pytest.mark.parametrize(
    ("term", "hint"),
    [
        ("Kasan", "Did you mean: kazan?"),
        ("sco", "Did you mean: sco-summit, sco-secretariat?"),
        ("zzzzzz", "workflow glossary find shows what there is."),
        ("", "workflow glossary find shows what there is."),
        ("\udcff\0", "workflow glossary find shows what there is."),
    ],
)
def test_a_concept_that_is_not_found_is_guessed(folder: Path, term: str, hint: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        pipeline.find_concept(Publication.open(folder), term)
    assert caught.value.hint == hint


def test_a_name_of_two_concepts_says_both(folder: Path) -> None:
    _change(folder, "SCO Secretariat,Секретариат ШОС", "SCO Secretariat,саммит ШОС")
    with pytest.raises(GlossaryError, match="several concepts have that name") as caught:
        pipeline.find_concept(Publication.open(folder), "Саммит ШОС")
    assert caught.value.hint == "Did you mean: sco-summit, sco-secretariat?"


def test_units_that_have_a_term_with_state_and_page(folder: Path, engine: FakeEngine) -> None:
    _translate(folder, "ru", "zh")
    _write(folder, HEADLINE, "Казань примет саммит ШОС")
    _write(folder, LEAD, "Саммит пройдёт в Козани")
    opened = Publication.open(folder)
    concept = pipeline.find_concept(opened, "kazan")
    found = pipeline.impact_of(opened, [concept], ["ru", "kk"])
    rows = [(each.language, each.source, each.state, each.line > 0, each.problem) for each in found.units]
    assert rows == [
        ("ru", HEADLINE, State.REVIEWED, True, ""),
        ("ru", LEAD, State.REVIEWED, True, "Kazan: “Козани” looks like a misspelling"),
        ("ru", "Kazan", State.MACHINE, True, ""),
        ("kk", HEADLINE, State.EMPTY, False, ""),
        ("kk", LEAD, State.EMPTY, False, ""),
        ("kk", "Kazan", State.EMPTY, False, ""),
    ]
    assert {each.page for each in found.units} == {""}
    assert [each.severity for each in found.units if each.problem] == ["error"]
    pipeline.publish(opened, draft=True)
    drafts = pipeline.impact_of(opened, [concept], ["ru", "kk"]).units
    assert [each.page for each in drafts] == ["draft"] * 3 + [""] * 3


def test_a_term_in_a_sentence_that_is_joined_to_another_is_looked_for_there(
    folder: Path, engine: FakeEngine
) -> None:
    article = folder / "seeds" / "kazan.txt"
    article.write_text(article.read_text("utf-8") + "\nThe halls are ready. They stand in Kazan.\n", "utf-8")
    _translate(folder, "ru")
    _write(folder, "The halls are ready.", "Залы уже готовы и ждут гостей.")
    _write(folder, "They stand in Kazan.", "↑")
    opened = Publication.open(folder)
    found = pipeline.impact_of(opened, [pipeline.find_concept(opened, "kazan")], ["ru"]).units
    (row,) = [each for each in found if each.target == "↑"]
    assert row.problem == "Kazan is missing"
    _write(folder, "The halls are ready.", "Залы в Казани уже готовы и ждут гостей.")
    found = pipeline.impact_of(opened, [pipeline.find_concept(opened, "kazan")], ["ru"]).units
    assert [each.problem for each in found if each.target == "↑"] == [""]


def test_what_cannot_be_read_is_told_and_stops_nothing(folder: Path, engine: FakeEngine) -> None:
    _translate(folder, "ru", "zh")
    _catalogue(folder).write_text("msgid", "utf-8")
    (folder / "seeds" / "empty.txt").write_text("", "utf-8")
    opened = Publication.open(folder)
    found = pipeline.impact_of(opened, [pipeline.find_concept(opened, "kazan")], ["ru", "zh"])
    assert {each.language for each in found.units} == {"zh"}
    assert [str(_catalogue(folder)) in error.where for error in found.broken] == [True]
    assert [error.problem for error in found.unread] == ["the file is empty"]


# -------------------------------------------------------------------------------------------------- --since


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *arguments], check=True, capture_output=True)


@pytest.fixture
def repository_of(folder: Path) -> Path:
    """The small publication as a folder of a Git repository."""
    _git(folder.parent, "init", "-q")
    _git(folder.parent, "add", "-A")
    _git(folder.parent, "commit", "-q", "-m", "first")
    return folder


def test_rows_that_changed_since_a_revision(repository_of: Path, engine: FakeEngine) -> None:
    folder = repository_of
    _translate(folder, "ru", "zh")
    opened = Publication.open(folder)
    assert pipeline.impact_since(opened, "HEAD", ["ru", "zh"]).concepts == ()
    _change(folder, "Kazan,Казань,", "Kazan,Казань-град,")
    _change(folder, "SCO Summit,", "SCO Summit | Summit of the SCO,")
    _change(folder, "rashid-alimov,", "rashid,")
    found = pipeline.impact_since(Publication.open(folder), "HEAD", ["ru", "zh"])
    assert [each.id for each in found.concepts] == ["sco-summit", "rashid", "kazan"]
    assert found.gone == ("rashid-alimov",)
    assert {(each.concept, each.language) for each in found.units} == {
        *(("sco-summit", tag) for tag in ("ru", "zh")),
        *(("rashid", tag) for tag in ("ru", "zh")),
        ("kazan", "ru"),  # its Chinese has not changed
    }


def test_stored_forms_count_as_the_row(repository_of: Path) -> None:
    forms = repository_of / "glossary" / "forms.ru.csv"
    head = "id,rendering,number,nom,gen,dat,acc,ins,loc,made\n"
    forms.write_text(f"{head}kazan,Казань,,Казань,Казани,,,,,read\n", "utf-8")
    found = pipeline.impact_since(Publication.open(repository_of), "HEAD", ["ru", "zh"])
    assert ([each.id for each in found.concepts], {each.language for each in found.units}) == (
        ["kazan"],
        {"ru"},
    )


@pytest.mark.parametrize("revision", ["nonsense", "", "--all", "a b", "HEAD~7", "\0", "é"])
def test_a_revision_that_is_none(repository_of: Path, revision: str) -> None:
    with pytest.raises(GlossaryError):
        pipeline.impact_since(Publication.open(repository_of), revision, ["ru"])


@pytest.mark.parametrize("directory", [".git", "/nowhere", "{top}/.git"])
def test_a_hook_s_variables_name_no_other_repository(
    repository_of: Path, monkeypatch: pytest.MonkeyPatch, directory: str
) -> None:
    monkeypatch.setenv("GIT_DIR", directory.format(top=repository_of.parent))
    _change(repository_of, "Kazan,Казань,", "Kazan,Казань-град,")
    found = pipeline.impact_since(Publication.open(repository_of), "HEAD", ["ru", "zh"])
    assert [concept.id for concept in found.concepts] == ["kazan"]


def test_a_folder_without_git_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    with pytest.raises(GlossaryError, match="not a git repository"):
        pipeline.impact_since(Publication.open(folder), "HEAD", ["ru"])
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GlossaryError, match="git is not installed"):
        pipeline.impact_since(Publication.open(folder), "HEAD", ["ru"])


# ----------------------------------------------------------------------------------------- translate --stale


def test_only_drafts_that_the_glossary_has_overtaken_are_redone(folder: Path, engine: FakeEngine) -> None:
    (folder / "seeds" / "kazan.txt").write_text(
        "Kazan to host SCO Summit\n\nGuests come.\n\nKazan\n\nSCO Secretariat\n", "utf-8"
    )
    _translate(folder, "ru")
    before = _texts(folder)
    (done,) = _translate(folder, "ru", stale=True)
    assert (done.behind, done.redone, done.for_people) == (0, 0, ())
    _change(folder, "Kazan,Казань,", "Kazan,Казань-град,")
    asked = len(engine.asked)
    (done,) = _translate(folder, "ru", stale=True)
    after = _texts(folder)
    assert before["Kazan"] == "Казань"
    assert after["Kazan"] == "Казань-град"
    assert {key for key in after if after[key] != before[key]} <= {"Kazan", HEADLINE}
    assert done.redone == sum(after[key] != before[key] for key in after)
    assert not any("Guests" in sentence for batch in engine.asked[asked:] for sentence in batch)
    (again,) = _translate(folder, "ru", stale=True)
    assert (again.behind, again.redone) == (0, 0)


def test_people_s_texts_are_never_redone_and_are_named(folder: Path, engine: FakeEngine) -> None:
    (folder / "seeds" / "kazan.txt").write_text("SCO Summit\n\nKazan\n\nIn Kazan\n\nKazan again\n", "utf-8")
    _translate(folder, "ru")
    _write(folder, "Kazan", "Казань")  # approved as it was
    _write(folder, "In Kazan", "В Казани, да", fuzzy=True)  # changed, and not approved
    before = _texts(folder)
    _change(folder, "Kazan,Казань,", "Kazan,Волгоград,")
    (done,) = _translate(folder, "ru", stale=True)
    after = _texts(folder)
    assert {key: after[key] for key in ("Kazan", "In Kazan")} == {
        key: before[key] for key in ("Kazan", "In Kazan")
    }
    lines = _catalogue(folder).read_text("utf-8").splitlines()
    named = [(each.unit.source, each.about) for each in done.for_people if each.unit]
    assert named == [("Kazan", "kazan"), ("In Kazan", "kazan")]
    for finding in done.for_people:
        assert finding.unit is not None
        assert f'msgid "{finding.unit.source}"' in lines[finding.line - 1 : finding.line + 1]


def test_stale_leaves_what_is_empty(folder: Path, engine: FakeEngine) -> None:
    _translate(folder, "ru")
    _write(folder, HEADLINE, "")
    _translate(folder, "ru", stale=True)
    assert _texts(folder)[HEADLINE] == ""
    (done,) = _translate(folder, "zh", stale=True)  # no catalogue yet
    assert (done.behind, done.machine, done.empty) == (0, 0, done.entries)
