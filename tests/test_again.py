"""A second ``extract`` or ``translate`` has nothing left to do, whatever waits in the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest
from support import FakeEngine

from workflow import pipeline
from workflow.catalogue import load_catalogue, render
from workflow.pipeline import Publication


class Desk:
    """An article, ``x.txt``, and its Russian catalogue."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "locales" / "ru" / "LC_MESSAGES" / "x.po"

    def write(self, *paragraphs: str, slug: str = "x") -> None:
        text = "\n\n".join(["News of the day", *paragraphs])
        (self.folder / "seeds" / f"{slug}.txt").write_text(f"{text}\n", "utf-8")

    def extract(self, slug: str = "x") -> None:
        opened = Publication.open(self.folder)
        prepared = pipeline.prepare(opened, self.folder / "seeds" / f"{slug}.txt")
        pipeline.extract(opened, prepared, ["ru"])

    def translate(self, slug: str = "x") -> None:
        opened = Publication.open(self.folder)
        prepared = pipeline.prepare(opened, self.folder / "seeds" / f"{slug}.txt")
        list(pipeline.translate(opened, prepared, ["ru"]))

    def approve(self, slug: str = "x") -> None:
        """Everything, with a text of a person's own."""
        path = self.path.with_stem(slug)
        catalogue = load_catalogue(path)
        assert catalogue is not None
        for entry in catalogue.po:
            if not entry.obsolete:
                entry.msgstr, entry.flags = f"Да: {entry.msgid}", []
        path.write_bytes(render(catalogue.po))
        self.extract(slug)

    def texts(self) -> dict[str, str]:
        catalogue = load_catalogue(self.path)
        assert catalogue is not None
        return {entry.msgid: entry.msgstr for entry in catalogue.po if not entry.obsolete}

    def offers(self) -> list[str]:
        lines = self.path.read_text("utf-8").splitlines()
        return [line for line in lines if line.startswith("# candidate: ")]

    def rests(self) -> bool:
        """Whether nothing changes any more, in whatever order the two run."""
        before = self.path.read_bytes()
        for act in (self.extract, self.translate, self.translate, self.extract, self.extract):
            act()
            if self.path.read_bytes() != before:
                return False
        return True


@pytest.fixture
def desk(folder: Path, engine: FakeEngine) -> Desk:
    return Desk(folder)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "The guests left the hall with 5 cars.",
            "The guests left in 7 big cars.",
        ),  # alike in its place only
        (
            "The talks were frank. They were also useful to both sides.",
            "The talks were frank and they were also useful to 2 sides.",
        ),
        (
            "The talks were frank, and they were also useful to 2 sides.",
            "The talks were frank. They were also useful to 3 sides.",
        ),
    ],
)
def test_a_candidate_stays_until_somebody_approves(desk: Desk, old: str, new: str) -> None:
    desk.write(f"All came early. {old} Then all went home.")
    desk.translate()
    desk.approve()
    desk.write(f"All came early. {new} Then all went home.")
    desk.extract()
    offers = desk.offers()
    assert len(offers) in (2, 4)
    desk.translate()
    assert desk.rests()
    assert desk.offers() == offers
    desk.approve()
    assert desk.offers() == []


def test_candidates_of_both_kinds_have_their_places(desk: Desk) -> None:
    for slug, number in (("x", 5), ("y", 6)):
        desk.write(f"The mayor opened {number} schools in the old city.", slug=slug)
        desk.translate(slug)
        desk.approve(slug)
    desk.write("The mayor opened 7 schools in the old city.")
    desk.extract()
    desk.translate()
    assert ["memory/y" in line for line in desk.offers()] == [False, False, True, False]
    assert desk.rests()


def test_an_old_translation_is_offered_once(desk: Desk) -> None:
    """Not to the next best sentence at every further ``extract``."""
    old = "The mayor praised the schools of the city."
    one, two = (
        "The mayor praised the old schools of the city.",
        "The mayor praised the new schools of a city.",
    )
    desk.write(old)
    desk.translate()
    desk.approve()
    desk.write(f"{one} {two}")
    desk.extract()
    assert desk.texts()[one] == f"Да: {old}"
    assert desk.texts()[two] == ""
    before = desk.path.read_bytes()
    desk.extract()
    assert desk.path.read_bytes() == before
    desk.translate()
    assert desk.rests()


def test_a_flag_comes_once(desk: Desk) -> None:
    """An entry may be empty and ``fuzzy`` already: msgmerge and editors leave such."""
    desk.write("The mayor praised the schools of the city.")
    desk.translate()
    desk.approve()
    new = "The mayor praised the schools of the old city."
    with desk.path.open("a", encoding="utf-8") as stream:
        stream.write(f'\n#, fuzzy\nmsgid "{new}"\nmsgstr ""\n')
    desk.write(new)
    desk.extract()
    assert desk.texts()[new]
    assert "#, fuzzy\n" in desk.path.read_text("utf-8")
    assert "fuzzy, fuzzy" not in desk.path.read_text("utf-8")
