"""OmegaT, a CAT tool that translators use, takes our memory, our catalogue and our glossary."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from support import SEED, need

from workflow import pipeline
from workflow.catalogue import Catalogue, load_catalogue, units
from workflow.exchange.tmx import read_tmx_full, write_tmx
from workflow.model import MemoryUnit, State

pytestmark = pytest.mark.slow

# The format of OmegaT 3.6, which later versions read as well.
PROJECT = """\
<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><source_dir_excludes/><target_dir>__DEFAULT__</target_dir>
<tm_dir>__DEFAULT__</tm_dir><glossary_dir>__DEFAULT__</glossary_dir>
<glossary_file>__DEFAULT__</glossary_file><dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>en</source_lang><target_lang>ru</target_lang>
<source_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneRussianTokenizer</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags>
</project></omegat>
"""

# Console mode shows no glossary, but runs a script in the program: it asks OmegaT's own manager to load what
# lies in the folder, and its own search for the terms of each segment, as its glossary pane would.
SCRIPT = """\
import org.omegat.core.Core
import org.omegat.gui.glossary.FindGlossaryThread
import org.omegat.gui.glossary.GlossaryManager

class Finder extends FindGlossaryThread {
  Finder(entry, manager) { super(null, entry, manager) }
  protected boolean isEntryChanged() { false }
  def find() { search() }
}
if (eventType.toString() == "LOAD") {
  def properties = Core.project.projectProperties
  def manager = new GlossaryManager(null)
  manager.priorityGlossary = new File(properties.writeableGlossary)
  def found = new File(properties.projectRoot, "found.txt")
  new File(properties.glossaryRoot).eachFile { manager.glossaries[it.path] = manager.loadGlossaryFile(it) }
  Core.project.allEntries.each { entry ->
    new Finder(entry, manager).find().each { term ->
      term.getLocTerms(false).each { found << "${entry.entryNum()}\\t${term.srcText}\\t${it}\\n" }
    }
  }
}
"""


def _translate(project: Path) -> None:
    """Run OmegaT's console mode on a project; it writes nothing outside the folder above it."""
    program = shutil.which("omegat") or ""
    need("omegat (package omegat)", program)
    home = project.parent / "home"
    home.mkdir(exist_ok=True)
    (home / "find.groovy").write_text(SCRIPT, "utf-8")
    options = (
        f"-Duser.home={home} -Djava.util.prefs.userRoot={home} -Djava.awt.headless=true -Dfile.encoding=UTF-8"
    )
    done = subprocess.run(
        [
            program,
            str(project),
            "--mode=console-translate",
            "--quiet",
            f"--config-dir={home / 'config'}",
            f"--script={home / 'find.groovy'}",
        ],
        env={**os.environ, "HOME": str(home), "LC_ALL": "C.UTF-8", "JAVA_TOOL_OPTIONS": options},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Exception" not in done.stdout + done.stderr, done.stdout + done.stderr


def _project(root: Path) -> Path:
    for name in ("source", "target", "tm/auto", "glossary", "omegat", "dictionary"):
        (root / name).mkdir(parents=True)
    (root / "omegat.project").write_text(PROJECT, "utf-8")
    return root


def _catalogue(path: Path) -> Catalogue:
    found = load_catalogue(path)
    assert found is not None
    return found


def _memory(path: Path) -> list[MemoryUnit]:
    return [
        MemoryUnit(unit.source, unit.target, SEED, unit.context, unit.roles, changed="2026-01-31T12:00:00Z")
        for unit in units(_catalogue(path))
        if unit.state is State.REVIEWED
    ]


def test_omegat_translates_a_catalogue_from_our_memory_and_knows_our_terms(
    repository: Path, tmp_path: Path
) -> None:
    reviewed = repository / "locales" / "ru" / "LC_MESSAGES" / f"{SEED}.po"
    memory = _memory(reviewed)
    assert len(memory) > 10
    project = _project(tmp_path / "project")
    empty = polib.pofile(str(reviewed), wrapwidth=0)
    for entry in empty:
        entry.msgstr = ""
    empty.save(str(project / "source" / reviewed.name))
    (project / "tm" / "auto" / "ours.tmx").write_bytes(write_tmx(memory, "en", "ru", tool_version="0.1"))
    opened = pipeline.Publication.open(repository)
    (project / "glossary" / "ours.tbx").write_bytes(pipeline.export_glossary(opened, ["ru"]))
    _translate(project)

    translated = project / "target" / reviewed.name
    before, after = _catalogue(reviewed).po, _catalogue(translated).po
    assert [(entry.msgctxt, entry.msgid) for entry in after] == [
        (entry.msgctxt, entry.msgid) for entry in before
    ]
    for mine, theirs in zip(before, after, strict=True):
        assert theirs.msgstr == mine.msgstr
        assert (theirs.tcomment, theirs.comment, theirs.occurrences, theirs.flags) == (
            *(mine.tcomment, mine.comment, mine.occurrences, mine.flags),
        )
    assert after.metadata == before.metadata
    assert after.header == before.header

    found = [line.split("\t") for line in (project / "found.txt").read_text("utf-8").splitlines()]
    assert {("Chongqing mayor", "мэр Чунцина"), ("Tang Liangzhi", "Тан Лянчжи")} <= {
        (source, target) for _, source, target in found
    }
    # What docs/glossary.md warns of: it offers forbidden renderings from a TBX file too.
    assert ("Tang Liangzhi", "Танг Лянчжи") in {(source, target) for _, source, target in found}

    # What the tool itself exports of the memory, we read; its tags for our inline markup are no loss.
    content = read_tmx_full((project / "project-omegat.tmx").read_bytes(), "project-omegat.tmx", "en")
    assert {(unit.source, unit.target) for unit in content.units["ru"]} >= {
        (unit.source, unit.target) for unit in memory
    }


def test_omegat_knows_the_terms_of_its_own_format(repository: Path, tmp_path: Path) -> None:
    project = _project(tmp_path / "project")
    (project / "source" / "a.txt").write_text("The SCO met Tang Liangzhi in Chongqing.\n", "utf-8")
    memory = [MemoryUnit("The SCO met Tang Liangzhi in Chongqing.", "ШОС и Тан Лянчжи \u2028в Чунцине.", "x")]
    (project / "tm" / "auto" / "ours.tmx").write_bytes(write_tmx(memory, "en", "ru", tool_version="0.1"))
    opened = pipeline.Publication.open(repository)
    (project / "glossary" / "ours.utf8").write_bytes(pipeline.export_glossary(opened, ["ru"], "omegat"))
    _translate(project)
    assert (project / "target" / "a.txt").read_text("utf-8") == "ШОС и Тан Лянчжи \u2028в Чунцине.\n"
    found = {tuple(line.split("\t")[1:]) for line in (project / "found.txt").read_text("utf-8").splitlines()}
    assert {("SCO", "ШОС"), ("Tang Liangzhi", "Тан Лянчжи"), ("Chongqing", "Чунцин")} <= found
    assert not [target for _, target in found if target == "Танг Лянчжи"]
