"""The law of catalogues: what a person approved stays, byte for byte, as long as its sentence does.

A machine makes an article, edits it, and lets every tool at its catalogue in any order: ``extract``,
``translate``, ``msgmerge``, ``msgcat``, exports that come back. A person reviews in between, as editors save.
After each ``extract`` every text that was approved stands under its sentence, approved, as it was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from msgspec.structs import replace
from support import FakeEngine

from workflow import pipeline
from workflow.catalogue import load_catalogue, render
from workflow.catalogue.provenance import state_of
from workflow.model import State
from workflow.pipeline import Publication
from workflow.pipeline.exchange import bundle_of
from workflow.registry import EXCHANGERS, load, names

WHO = ["The mayor", "Anna Sokolova", "The SCO", "A delegation from Kazan", "Nobody", "Rashid Alimov"]
DID = ["signed", "did not sign", "will sign", "praised", "rejected", "opened"]
WHAT = [
    "the agreement",
    "two agreements",
    "a new school",
    "67 schools",
    "the road to the east",
    "an exhibition",
]
WHEN = ["on Monday", "in 2018", "in 2019", "after a long talk", "with great joy", "at 8 o'clock"]
FORMATS = [name for name in names(EXCHANGERS) if load(EXCHANGERS, name)().reads]
CONFIG = """
[publication]
title = "Daily"
languages = ["ru"]
"""


@st.composite
def sentences(draw: st.DrawFn) -> str:
    return " ".join(draw(st.sampled_from(part)) for part in (WHO, DID, WHAT, WHEN)) + "."


@st.composite
def texts(draw: st.DrawFn) -> str:
    """What a person may write: anything with a letter in it that a file can hold."""
    text = draw(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\x04"), max_size=20))
    return f"{draw(st.sampled_from(['Перевод', '“', 'а']))}{text}.\n"[: draw(st.integers(1, 30))]


class Newsroom(RuleBasedStateMachine):
    """One article and its Russian catalogue."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.approved: dict[str, str] = {}  # what the person knows to be approved
        self.unseen: set[str] = set()  # of that, what neither extract nor translate has seen yet
        self.moved: set[str] = set()  # of that, what msgmerge may have unapproved before they saw it
        self.engine = FakeEngine()
        self.article: list[list[str]] = []

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @property
    def path(self) -> Path:
        return self.root / "locales" / "ru" / "LC_MESSAGES" / "x.po"

    # ------------------------------------------------------------------------------------------- the article

    @initialize(paragraphs=st.lists(st.lists(sentences(), min_size=1, max_size=3), min_size=1, max_size=4))
    def write(self, paragraphs: list[list[str]]) -> None:
        (self.root / "seeds").mkdir()
        (self.root / "glossary").mkdir()
        (self.root / "workflow.toml").write_text(CONFIG, "utf-8")
        (self.root / "glossary" / "terms.csv").write_text(
            "id,kind,en,ru\nkazan,place,Kazan,Казань\nsco,organisation,SCO,ШОС\n", "utf-8"
        )
        self.article = [["Daily news of the day"], *paragraphs]
        self._save_article()
        self.translate()

    def _save_article(self) -> None:
        text = "\n\n".join(" ".join(paragraph) for paragraph in self.article if paragraph)
        (self.root / "seeds" / "x.txt").write_text(text + "\n", "utf-8")

    def _spot(self, chance: int) -> tuple[list[str], int]:
        paragraph = self.article[1 + chance % (len(self.article) - 1)]
        return paragraph, chance % len(paragraph)

    @rule(chance=st.integers(0, 99), sentence=sentences())
    def change_a_sentence(self, chance: int, sentence: str) -> None:
        paragraph, place = self._spot(chance)
        old, new = paragraph[place].split(" "), sentence.split(" ")
        old[chance % len(old)] = new[chance % len(new)]
        words = " ".join(old).rstrip(".") + "."
        paragraph[place] = words[:1].upper() + words[1:]
        self._save_article()

    @rule(chance=st.integers(0, 99), sentence=sentences())
    def add_a_sentence(self, chance: int, sentence: str) -> None:
        paragraph, place = self._spot(chance)
        paragraph.insert(place, sentence)
        self._save_article()

    @rule(chance=st.integers(0, 99))
    def remove_a_sentence(self, chance: int) -> None:
        paragraph, place = self._spot(chance)
        if len(paragraph) > 1:
            del paragraph[place]
            self._save_article()

    @rule(chance=st.integers(0, 99))
    def join_two(self, chance: int) -> None:
        paragraph, place = self._spot(chance)
        if place + 1 < len(paragraph):
            first, second = paragraph[place].rstrip("."), paragraph[place + 1]
            paragraph[place : place + 2] = [f"{first}, and {second[:1].lower()}{second[1:]}"]
            self._save_article()

    @rule(chance=st.integers(0, 99))
    def move_a_paragraph(self, chance: int) -> None:
        paragraph = self.article.pop(1 + chance % (len(self.article) - 1))
        self.article.insert(1 + chance % len(self.article), paragraph)
        self._save_article()

    @precondition(lambda self: self.approved)
    @rule(chance=st.integers(0, 99), again=st.integers(0, 99))
    def bring_back(self, chance: int, again: int) -> None:
        paragraph, place = self._spot(chance)
        paragraph.insert(place, sorted(self.approved)[again % len(self.approved)])
        self._save_article()

    # ---------------------------------------------------------------------------------------- the translator

    @rule(chance=st.integers(0, 99), text=texts())
    def review(self, chance: int, text: str) -> None:
        """As an editor saves: the text, no ``fuzzy``, no ``#|``; comments stay."""
        catalogue = load_catalogue(self.path)
        assert catalogue is not None
        live = [entry for entry in catalogue.po if not entry.obsolete]
        entry = live[chance % len(live)]
        entry.msgstr, entry.flags = text, []
        entry.previous_msgid = entry.previous_msgctxt = None
        self.path.write_bytes(render(catalogue.po))
        if text.strip():
            self.approved[entry.msgid] = text
            self.unseen.add(entry.msgid)
            self.moved.discard(entry.msgid)
        else:
            self.approved.pop(entry.msgid, None)

    # --------------------------------------------------------------------------------------------- the tools

    def _open(self) -> tuple[Publication, pipeline.Prepared]:
        opened = Publication.open(self.root)
        opened.__dict__["engine"] = self.engine
        return opened, pipeline.prepare(opened, self.root / "seeds" / "x.txt")

    @rule()
    def extract(self) -> None:
        opened, prepared = self._open()
        pipeline.extract(opened, prepared, ["ru"])
        self._nothing_is_lost(prepared)

    @rule(refresh=st.booleans())
    def translate_again(self, refresh: bool) -> None:
        self.translate(refresh=refresh)

    def translate(self, *, refresh: bool = False) -> None:
        opened, prepared = self._open()
        list(pipeline.translate(opened, prepared, ["ru"], refresh=refresh))
        self._nothing_is_lost(prepared)

    @rule(previous=st.booleans())
    def msgmerge(self, previous: bool) -> None:
        """Before ``extract`` has seen the catalogue. Without ``--previous`` msgmerge keeps no trace of the
        old sentence, and an editor's next save would be all that is left: so ``extract`` comes at once.
        """
        opened, prepared = self._open()
        template = pipeline.extract(opened, prepared).path
        options = ["--previous"] if previous else []
        self._run("msgmerge", "--quiet", *options, "-o", self.path, self.path, template)
        self.moved |= self.unseen
        if not previous:
            self.extract()

    @rule(chance=st.integers(0, 99), sentence=sentences(), previous=st.booleans(), unseen=st.booleans())
    def msgmerge_and_undo(self, chance: int, sentence: str, previous: bool, unseen: bool) -> None:
        """A change that msgmerge meets first, and that the author takes back."""
        before = [list(paragraph) for paragraph in self.article]
        self.change_a_sentence(chance, sentence)
        opened, prepared = self._open()
        template = pipeline.extract(opened, prepared).path
        options = ["--previous"] if previous else []
        self._run("msgmerge", "--quiet", *options, "-o", self.path, self.path, template)
        self.moved |= self.unseen
        if not unseen:
            self.extract()
        self.article = before
        self._save_article()
        self.extract()

    @rule(options=st.sampled_from([("--no-wrap",), ("--width=20",), ("--sort-output",), ("--escape",)]))
    def msgcat(self, options: tuple[str, ...]) -> None:
        self._run("msgcat", *options, "-o", self.path, self.path)

    @rule(format=st.sampled_from(FORMATS))
    def export_and_import(self, format: str) -> None:
        """A file for somebody's tool, unopened, comes back: no byte changes."""
        opened, prepared = self._open()
        if load_catalogue(self.path) is None:
            return
        sent = pipeline.export(opened, prepared, "ru", format)
        before = self.path.read_bytes()
        came = pipeline.import_file(opened, sent.content, sent.name)
        assert (came.texts, came.problems) == (0, ())
        assert self.path.read_bytes() == before

    @rule(format=st.sampled_from(FORMATS), chance=st.integers(0, 99), text=texts())
    def correct_in_a_file(self, format: str, chance: int, text: str) -> None:
        """Somebody approves another text in a file, and it comes back before anything else happens."""
        opened, prepared = self._open()
        bundle = bundle_of(opened, prepared, "ru")
        place = chance % len(bundle.units)
        made = pipeline.exchanger_of(format)
        text = text.strip() or "а"  # a table's cell or a CAT tool says nothing of space around a text
        units = list(bundle.units)
        units[place] = replace(units[place], target=text, state=State.REVIEWED)
        content = made.write(replace(bundle, units=tuple(units)))
        came = pipeline.import_file(opened, content, f"x.ru{made.extension}", partial=True)
        if not came.problems:
            self.approved[units[place].source] = self._stored(units[place].source, text)
            self.moved.discard(units[place].source)
            self.extract()

    def _stored(self, source: str, text: str) -> str:
        """The text as it came in: a format may lay out white space within it as it must."""
        catalogue = load_catalogue(self.path)
        assert catalogue is not None
        (found,) = [entry.msgstr for entry in catalogue.po if not entry.obsolete and entry.msgid == source]
        assert "".join(found.split()) == "".join(text.split())
        return found

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=False,
        )
        assert done.returncode == 0, done.stderr

    # ------------------------------------------------------------------------------------------------ the law

    def _nothing_is_lost(self, prepared: pipeline.Prepared) -> None:
        catalogue = load_catalogue(self.path)
        assert catalogue is not None
        there = {entry.msgid: entry for entry in catalogue.po if not entry.obsolete}
        for segment in prepared.segments:
            assert segment.text in there
            if segment.text in self.approved:
                entry, text = there[segment.text], self.approved[segment.text]
                if segment.text in self.moved:
                    # Moved by msgmerge, with no trace of where from, before we knew of it: it is in the file.
                    assert text in [each.msgstr for each in catalogue.po]
                    continue
                assert entry.msgstr == text
                assert state_of(entry) is State.REVIEWED
        self.unseen.clear()


Newsroom.TestCase.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take longer than a person
    suppress_health_check=list(HealthCheck),
)
TestNoWorkIsLost = pytest.mark.slow(Newsroom.TestCase)
