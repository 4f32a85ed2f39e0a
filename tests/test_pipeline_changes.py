"""``check --since``: what a branch changed, unit by unit. Git itself is asked."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from support import FakeEngine, need
from support_fix import RU, ZH, check_angles, use_only

from workflow import pipeline
from workflow.checks.glossary import check_glossary
from workflow.errors import WorkflowError
from workflow.pipeline import Examination, Publication, changes_since

HEAD = "Kazan to host SCO Summit"
LEAD = "The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027."
QUOTE = '"We expect 4,500 guests," Rashid Alimov said.'
SECOND = '"They will see a new city."'


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Anna", "-c", "user.email=anna@example.org", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=60, check=True,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def committed(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with drafts, committed on the branch main."""
    need("git", any((Path(each) / "git").exists() for each in os.environ["PATH"].split(os.pathsep)))
    monkeypatch.chdir(folder)
    _extracted(folder)
    use_only(monkeypatch, check_angles)
    _git(folder, "init", "-q", "-b", "main")
    (folder / ".gitignore").write_text(".dragoman\n", "utf-8")
    _commit(folder)
    return folder


def _extracted(folder: Path) -> None:
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    pipeline.extract(opened, prepared)
    list(pipeline.translate(opened, prepared, ["ru", "zh"]))


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "x")


def _edit(path: str, msgid: str, change: Callable[[polib.POEntry], object]) -> None:
    po = polib.pofile(path, wrapwidth=0)
    entry = po.find(msgid)
    assert entry is not None
    change(entry)
    po.save()


def _found(revision: str = "main") -> list[tuple[str, str]]:
    """Language and source of the findings that are told."""
    opened = Publication.open(Path())
    changes = changes_since(opened, revision)
    done = pipeline.examine(Examination(opened, ("ru", "zh"), changes=changes))
    return [
        (item.finding.language, item.finding.unit.source if item.finding.unit else item.finding.check)
        for item in done.outcome.items
    ]


def _approve(entry: polib.POEntry) -> None:
    entry.flags.remove("fuzzy")


def test_what_has_not_changed_is_not_told(committed: Path) -> None:
    assert _found() == []
    done = pipeline.examine(Examination(Publication.open(Path()), ("ru", "zh")))
    assert len(done.outcome.items) == 8


@pytest.mark.parametrize(
    "change",
    [
        _approve,
        lambda entry: setattr(entry, "msgstr", "<другое>"),
        lambda entry: setattr(entry, "tcomment", entry.tcomment + "\na remark"),
    ],
)
@pytest.mark.parametrize("commits", [0, 1])
def test_a_unit_that_changed_is_told(
    committed: Path, change: Callable[[polib.POEntry], object], commits: int
) -> None:
    _git(committed, "switch", "-q", "-c", "work")
    _edit(RU, LEAD, change)
    if commits:
        _commit(committed)
    assert _found() == [("ru", LEAD)]


def test_what_moved_or_was_wrapped_anew_has_not_changed(committed: Path) -> None:
    path = committed / RU
    po = polib.pofile(str(path), wrapwidth=0)
    head, *entries = po
    po.clear()
    for entry in [*entries[::-1], head]:
        entry.occurrences = [("seeds/kazan.txt", "99")]
        po.append(entry)
    po.save()
    path.write_text(path.read_text("utf-8").replace('msgstr "<ru: ', 'msgstr ""\n"<ru: "\n"'), "utf-8")
    assert path.read_text("utf-8").count('"<ru: "') == 4
    assert _found() == []


def test_what_others_changed_meanwhile_is_not_of_the_branch(committed: Path) -> None:
    _git(committed, "switch", "-q", "-c", "work")
    _edit(RU, LEAD, _approve)
    _commit(committed)
    _git(committed, "switch", "-q", "main")
    _edit(RU, HEAD, _approve)
    _edit(ZH, HEAD, _approve)
    _commit(committed)
    _git(committed, "switch", "-q", "work")
    assert _found() == [("ru", LEAD)]


def test_a_new_article_is_told_whole(committed: Path, engine: FakeEngine) -> None:
    _git(committed, "rm", "-q", "-r", "--cached", "locales/ru")
    _git(committed, "commit", "-q", "-m", "x")
    assert [language for language, _ in _found("HEAD")] == ["ru"] * 4  # git does not know the files
    _git(committed, "switch", "-q", "-c", "work")
    _commit(committed)
    assert [language for language, _ in _found()] == ["ru"] * 4


def test_a_sentence_that_changed_in_the_article_is_told(committed: Path) -> None:
    seed = committed / "seeds" / "kazan.txt"
    seed.write_text(seed.read_text("utf-8").replace("4,500 guests", "4,600 guests"), "utf-8")
    found = pipeline.examine(
        Examination(
            Publication.open(Path()), ("ru",), changes=changes_since(Publication.open(Path()), "main")
        )
    ).outcome.items
    assert [item.finding.check for item in found] == ["outdated"]
    _extracted(committed)
    assert _found() == [("ru", QUOTE.replace("4,500", "4,600")), ("zh", QUOTE.replace("4,500", "4,600"))]


def test_a_unit_whose_neighbour_joined_it_is_told(committed: Path) -> None:
    _edit(RU, SECOND, lambda entry: setattr(entry, "msgstr", "↑"))
    found = _found()
    assert found == [("ru", f"{QUOTE} {SECOND}")]


def test_a_term_that_changed_is_told_in_units_that_did_not(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_only(monkeypatch, check_glossary)
    assert _found() == []
    terms = committed / "glossary" / "terms.csv"
    text = terms.read_text("utf-8")
    terms.write_text(text.replace("саммит ШОС", "саммит стран ШОС"), "utf-8")
    assert _found() == [("ru", HEAD), ("ru", LEAD)]
    lines = text.splitlines()
    terms.write_text("\n".join([lines[0], *lines[:0:-1]]) + "\n", "utf-8")  # another order only
    assert _found() == []


def test_a_glossary_that_nobody_could_read_then_is_all_new(
    committed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_only(monkeypatch, check_glossary)
    terms = committed / "glossary" / "terms.csv"
    text = terms.read_text("utf-8")
    terms.write_text("id,kind\nx,nonsense\n", "utf-8")
    _commit(committed)
    terms.write_text(text, "utf-8")
    done = pipeline.examine(Examination(Publication.open(Path()), ("ru", "zh")))
    assert len(_found()) == len(done.outcome.items) > 0


def test_a_catalogue_that_nobody_could_read_then_is_all_new(committed: Path) -> None:
    good = (committed / RU).read_bytes()
    (committed / RU).write_bytes(b'msgid "x"\n')
    _commit(committed)
    (committed / RU).write_bytes(good)
    assert len(_found()) == 4


def test_a_publication_below_the_repository(
    committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (committed / ".git").rename(tmp_path / ".git")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "moved")
    _edit(RU, LEAD, _approve)
    assert _found("HEAD") == [("ru", LEAD)]
    opened = Publication.open(Path())
    (item,) = pipeline.examine(
        Examination(opened, ("ru",), changes=changes_since(opened, "HEAD"))
    ).outcome.items
    assert item.path == f"daily/{RU}"  # as services name it
    assert item.finding.path == RU


def test_variables_of_a_hook_lead_nowhere_else(committed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")
    _edit(RU, LEAD, _approve)
    assert _found() == [("ru", LEAD)]


@pytest.mark.parametrize(
    ("revision", "problem"),
    [
        ("nowhere", "git knows no revision 'nowhere' here"),
        ("", "'' is no revision"),
        ("--output=x", "'--output=x' is no revision"),
        ("a\0b", "is no revision"),
        ("main:seeds", "git knows no revision"),
        ("; touch x", "git knows no revision"),
    ],
)
def test_what_is_no_revision(committed: Path, revision: str, problem: str) -> None:
    with pytest.raises(WorkflowError, match=problem):
        changes_since(Publication.open(Path()), revision)
    assert not (committed / "x").exists()


def test_outside_of_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    with pytest.raises(WorkflowError, match="the publication is in no Git repository"):
        changes_since(Publication.open(folder), "main")


def test_without_git(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(WorkflowError, match="git is not installed"):
        changes_since(Publication.open(folder), "main")
