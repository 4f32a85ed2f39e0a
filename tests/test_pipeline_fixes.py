"""``check --fix``: what may be written into a catalogue, and what is only proposed."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest
from support import FakeEngine, snapshot
from support_fix import RU, ZH, check_angles, check_hosts, use_only

from workflow import pipeline
from workflow.catalogue.provenance import provenance_of, state_of, text_hash
from workflow.checks import Pair, unit_check
from workflow.errors import CatalogueError, WorkflowError
from workflow.model import Edit, Remark, Severity, State
from workflow.pipeline import Examination, Fixed, Publication, fixes
from workflow.pipeline.locks import locked

LEAD = "The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027."
HEAD = "Kazan to host SCO Summit"


@pytest.fixture
def drafted(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with machine drafts, as the folder that the user stands in."""
    monkeypatch.chdir(folder)
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    pipeline.extract(opened, prepared)
    list(pipeline.translate(opened, prepared, ["ru", "zh"]))
    use_only(monkeypatch, check_angles, check_hosts)
    return folder


def _entry(path: Path | str, msgid: str) -> polib.POEntry:
    entry = polib.pofile(str(path), wrapwidth=0).find(msgid)
    assert entry is not None
    return entry


def _edit(path: Path | str, msgid: str, change: Callable[[polib.POEntry], object]) -> None:
    po = polib.pofile(str(path), wrapwidth=0)
    entry = po.find(msgid)
    assert entry is not None
    change(entry)
    po.save()


def _fix(*, dry_run: bool = False, languages: tuple[str, ...] = ("ru",)) -> list[Fixed]:
    done = list(pipeline.fix(Examination(Publication.open(Path()), languages), dry_run=dry_run))
    assert all(isinstance(each, Fixed) for each in done)
    return done  # type: ignore[return-value]


def test_machine_text_is_put_right_and_stays_a_machines(drafted: Path) -> None:
    before = _entry(RU, LEAD)
    assert before.msgstr == f"<ru: {LEAD}>"
    (done,) = _fix()
    assert (str(done.path), done.texts, done.proposed, done.patch) == (RU, 4, 0, "")
    after = _entry(RU, LEAD)
    assert after.msgstr == f"«{LEAD}»"  # the second check was asked what the first had left
    assert state_of(after) is State.MACHINE
    said, was = provenance_of(after), provenance_of(before)
    assert said and was
    assert said.text == text_hash(after.msgstr)
    assert (said.who, said.signature, said.source) == ("machine", was.signature, was.source)
    assert _fix() == []  # nothing is left to do


def test_a_fixed_text_is_redone_by_refresh_as_others_are(drafted: Path) -> None:
    _fix()
    opened = Publication.open(drafted)
    prepared = pipeline.prepare(opened, pipeline.find_article(opened.config, "kazan"))
    list(pipeline.translate(opened, prepared, ["ru"], refresh=True))
    assert _entry(RU, LEAD).msgstr == f"<ru: {LEAD}>"


def test_a_persons_text_is_only_proposed(drafted: Path) -> None:
    _edit(RU, LEAD, lambda entry: entry.flags.remove("fuzzy"))  # approved as it was
    _edit(RU, HEAD, lambda entry: setattr(entry, "msgstr", "<моё>"))  # edited, not approved yet
    (done,) = _fix()
    assert (done.texts, done.proposed) == (2, 2)
    assert _entry(RU, LEAD).msgstr == f"<ru: {LEAD}>"
    assert _entry(RU, HEAD).msgstr == "<моё>"
    changed = [line for line in done.patch.splitlines() if line[:1] in "+-"]
    assert changed == [
        f"--- a/{RU}", f"+++ b/{RU}",
        '-msgstr "<моё>"', '+msgstr "«моё»"',
        f'-msgstr "<ru: {LEAD}>"', f'+msgstr "«{LEAD}»"',
    ]  # fmt: skip


@pytest.mark.parametrize("tool", [["patch", "-p1"], ["git", "apply"]])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_patch_is_taken(drafted: Path, tool: list[str], end: str) -> None:
    if not shutil.which(tool[0]):
        pytest.skip(f"needs {tool[0]}")
    _edit(RU, LEAD, lambda entry: entry.flags.remove("fuzzy"))
    path = drafted / RU
    path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    (done,) = _fix()
    subprocess.run(tool, input=done.patch.encode(), cwd=drafted, check=True, timeout=60, capture_output=True)
    assert _entry(RU, LEAD).msgstr == f"«{LEAD}»"
    assert _fix() == []


def test_dry_run_proposes_all_and_writes_nothing(drafted: Path) -> None:
    before = snapshot(drafted)
    (done,) = _fix(dry_run=True)
    assert (done.texts, done.proposed) == (0, 4)
    assert done.patch.count("\n+msgstr") == 4
    assert snapshot(drafted) == before


def test_a_patch_is_seen_from_where_the_user_stands(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(drafted.parent)
    examination = Examination(Publication.open(Path("daily")), ("ru",))
    (done,) = pipeline.fix(examination, dry_run=True)
    assert isinstance(done, Fixed)
    assert done.patch.startswith(f"--- a/daily/{RU}\n+++ b/daily/{RU}\n")
    monkeypatch.chdir(drafted / "seeds")
    (done,) = pipeline.fix(Examination(Publication.open(Path("..")), ("ru",)), dry_run=True)
    assert isinstance(done, Fixed)
    assert done.patch.startswith(f"--- a/{RU}\n+++ b/{RU}\n")


def test_waivers_are_signed_and_what_they_waive_stays(drafted: Path) -> None:
    _edit(RU, LEAD, lambda entry: setattr(entry, "tcomment", entry.tcomment + "\nwaive: angles it is code"))
    (done,) = _fix()
    assert (done.texts, done.signed) == (3, 1)
    entry = _entry(RU, LEAD)
    assert entry.msgstr == f"<ru: {LEAD}>"
    assert entry.tcomment.splitlines()[-1].startswith("waive: angles it is code #")
    assert _fix() == []


def test_a_waiver_is_signed_for_the_text_as_it_is_after_a_fix(drafted: Path) -> None:
    _edit(RU, LEAD, lambda entry: setattr(entry, "tcomment", entry.tcomment + "\nwaive: hosts so be it"))
    (done,) = _fix()
    assert (done.texts, done.signed) == (4, 1)
    assert _entry(RU, LEAD).msgstr == f"«ru: {LEAD}»"
    found, _ = pipeline.check(Publication.open(drafted), ["kazan"], ["ru"])
    assert found == []


def test_a_waiver_is_not_signed_for_a_text_that_a_patch_may_change(drafted: Path) -> None:
    def waive(entry: polib.POEntry) -> None:
        entry.flags.remove("fuzzy")
        entry.msgstr = "<ru: a> «ru: b»"
        entry.tcomment += "\nwaive: hosts so be it"

    _edit(RU, LEAD, waive)
    (done,) = _fix()
    assert (done.signed, done.proposed) == (0, 1)
    assert "waive: hosts so be it\n" in (drafted / RU).read_text("utf-8")


def test_sentences_in_one_unit_are_put_right_in_their_entry(drafted: Path) -> None:
    second = '"They will see a new city."'
    _edit(RU, second, lambda entry: entry.flags.clear() or setattr(entry, "msgstr", "↑"))
    (done,) = _fix()
    assert done.texts == 3
    first = '"We expect 4,500 guests," Rashid Alimov said.'
    assert _entry(RU, first).msgstr == f"«{first}»"
    assert _entry(RU, second).msgstr == "↑"


def test_an_edit_that_is_saved_meanwhile_survives(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, times = fixes.save_catalogue, []

    def save(catalogue: object) -> bool:
        if not times:  # somebody saves between our reading and our writing
            _edit(RU, LEAD, lambda entry: (setattr(entry, "msgstr", "<по-своему>"), entry.flags.clear()))
        times.append(1)
        return real(catalogue)  # type: ignore[arg-type]

    monkeypatch.setattr(fixes, "save_catalogue", save)
    (done,) = _fix()
    assert len(times) == 2
    assert (done.texts, done.proposed) == (3, 1)
    assert _entry(RU, LEAD).msgstr == "<по-своему>"
    assert '+msgstr "«по-своему»"' in done.patch


def test_a_file_that_keeps_changing_stops_no_other(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = fixes.save_catalogue
    monkeypatch.setattr(fixes, "attempts", lambda: iter(range(2)))
    monkeypatch.setattr(fixes, "save_catalogue", lambda each: "/ru/" not in str(each.path) and real(each))
    first, second = pipeline.fix(Examination(Publication.open(Path()), ("ru", "zh")))
    assert isinstance(first, CatalogueError)
    assert isinstance(second, Fixed)
    assert second.texts == 4
    assert _entry(ZH, LEAD).msgstr == f"«zh: {LEAD}»"


def test_another_process_at_the_same_catalogue_is_waited_for(drafted: Path) -> None:
    opened = Publication.open(drafted, wait=0)
    said: list[str] = []

    def other() -> None:  # a thread has no locks of ours
        try:
            list(pipeline.fix(Examination(opened, ("ru",))))
        except WorkflowError as error:
            said.append(str(error))

    with locked(opened.config, "ru", "kazan", 0):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
    assert ["is in use by another workflow" in each for each in said] == [True]


def test_of_checks_that_were_not_asked_nothing_is_fixed(drafted: Path) -> None:
    examination = Examination(Publication.open(Path()), ("ru",), checks=("hosts",))
    assert [each for each in pipeline.fix(examination) if isinstance(each, Fixed) and each.texts] == []


def test_a_text_for_which_a_waiver_is_signed_is_only_proposed(drafted: Path) -> None:
    note = "waive: hosts so be it #01234567"
    _edit(RU, LEAD, lambda entry: setattr(entry, "tcomment", entry.tcomment + f"\n{note}"))
    (done,) = _fix()
    assert (done.texts, done.proposed) == (3, 1)
    assert _entry(RU, LEAD).msgstr == f"<ru: {LEAD}>"


@unit_check("back", Severity.ERROR, needs="«")
def check_back(pair: Pair) -> Iterator[Remark]:
    """The contrary of the other check."""
    for at, char in enumerate(pair.target):
        if char in "«»":
            mark = "<" if char == "«" else ">"
            yield Remark("a quotation mark", spans=((at, at + 1),), fix=(Edit(at, at + 1, mark),))


def test_where_checks_contradict_each_other_nothing_changes(
    drafted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_only(monkeypatch, check_angles, check_back)
    before = snapshot(drafted)
    assert [each.texts for each in _fix()] == [0]
    assert snapshot(drafted) == before
