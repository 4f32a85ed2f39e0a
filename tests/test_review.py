"""What counts as reviewed, by policy and by role; sentences that stand in their neighbour."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from support import FakeEngine

from workflow import pipeline
from workflow.catalogue import load_catalogue, render
from workflow.cli.app import run_app
from workflow.model import Severity, State
from workflow.pipeline import Publication
from workflow.pipeline.texts import known_units, states_of

QUOTE = ['"We expect 4,500 guests," Rashid Alimov said.', '"They will see a new city."']


@pytest.fixture
def drafted(folder: Path, engine: FakeEngine) -> Path:
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, folder / "seeds" / "kazan.txt")
    list(pipeline.translate(opened, prepared, ["ru"]))
    return folder


def _save(folder: Path, texts: dict[str, str | None]) -> None:
    """As an editor does; None approves what is there."""
    path = folder / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    catalogue = load_catalogue(path)
    assert catalogue is not None
    for entry in catalogue.po:
        if entry.msgid in texts:
            text = texts[entry.msgid]
            entry.msgstr, entry.flags = entry.msgstr if text is None else text, []
    path.write_bytes(render(catalogue.po))


def _sources(folder: Path) -> list[str]:
    opened = Publication.open(folder)
    prepared = pipeline.prepare(opened, folder / "seeds" / "kazan.txt")
    return list(dict.fromkeys(segment.text for segment in prepared.segments))


def _set(folder: Path, settings: str) -> None:
    with (folder / "workflow.toml").open("a", encoding="utf-8") as stream:
        stream.write(settings)


def _reasons(folder: Path, *, draft: bool = False) -> list[str]:
    done = pipeline.publish(Publication.open(folder), ["kazan"], ["ru"], draft=draft)
    return [refusal.reason for refusal in done.refused]


# --------------------------------------------------------------------------------------- approved unchanged


def test_text_approved_as_it_was_is_told(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _save(drafted, dict.fromkeys(_sources(drafted)))
    (row,) = pipeline.status(Publication.open(drafted), ["kazan"], ["ru"])
    assert (row.reviewed, row.unchanged) == (5, 5)
    assert run_app(["-C", str(drafted), "status", "--lang", "ru"]) == 0
    assert "Approved without a change: 5 in ru" in capsys.readouterr().out
    assert _reasons(drafted) == []
    _save(drafted, {"Kazan": "Город Казань"})
    (row,) = pipeline.status(Publication.open(drafted), ["kazan"], ["ru"])
    assert (row.reviewed, row.unchanged) == (5, 4)


def test_policy_may_say_that_it_is_not_reviewed(drafted: Path) -> None:
    _save(drafted, dict.fromkeys(_sources(drafted)))
    _set(drafted, '\n[review]\nunchanged = "machine"\n')
    (row,) = pipeline.status(Publication.open(drafted), ["kazan"], ["ru"])
    assert (row.reviewed, row.machine, row.unchanged) == (0, 5, 5)
    assert _reasons(drafted) == ["0 of 5 segments reviewed, 100 % asked for: 5 wait for review"]
    path = drafted / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("# machine:")), "utf-8")
    assert _reasons(drafted) == [], "who deletes the line has read the text"


def test_an_older_text_that_was_approved_as_it_was_is_on_no_draft_by_that_policy(drafted: Path) -> None:
    _save(drafted, {source: f"Перевод: {source}" for source in _sources(drafted)})
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    article = drafted / "seeds" / "kazan.txt"
    article.write_text(article.read_text("utf-8").replace("a new city", "a wholly new city"), "utf-8")
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    _save(drafted, dict.fromkeys(_sources(drafted)))
    assert _reasons(drafted) == []
    _set(drafted, '\n[review]\nunchanged = "machine"\n')
    (row,) = pipeline.status(Publication.open(drafted), ["kazan"], ["ru"])
    assert (row.reviewed, row.machine, row.stale, row.unchanged) == (4, 0, 1, 1)
    assert _reasons(drafted, draft=True) == []
    assert 'Перевод: "They will see' not in " ".join(_lines(drafted))


# ----------------------------------------------------------------------------------------------------- roles


def test_a_role_may_ask_for_more_than_the_rest(drafted: Path) -> None:
    _set(drafted, "\n[publish]\ncompleteness = 20\n\n[review.roles]\nheadline = 100\nquote = 50\n")
    _save(drafted, {"Kazan": "Казань!"})
    assert _reasons(drafted) == [
        "of role 'headline' 0 of 1 segments reviewed, 100 % asked for: 1 wait for review"
    ]
    _save(drafted, {"Kazan to host SCO Summit": "Саммит ШОС пройдёт в Казани"})
    assert _reasons(drafted) == [
        "of role 'quote' 0 of 2 segments reviewed, 50 % asked for: 2 wait for review"
    ]
    assert _reasons(drafted, draft=True) == []
    _save(drafted, {QUOTE[1]: "«Они увидят новый город»."})
    assert _reasons(drafted) == []


# ---------------------------------------------------------------------------------------------------- joined


def _lines(folder: Path) -> list[str]:
    page = (folder / "output" / "ru" / "kazan" / "index.html").read_text("utf-8")
    article = BeautifulSoup(page, "html.parser").find("article")
    assert article is not None
    return [" ".join(part.get_text().split()) for part in article.find_all("p")]


WHOLE = "«Мы ждём 4500 гостей, которые увидят новый город», — сказал Рашид Алимов."


@pytest.mark.parametrize(("first", "second"), [(WHOLE, "↑"), (WHOLE, "[^]"), ("↓", WHOLE), ("[v]", WHOLE)])
def test_one_sentence_made_of_two(drafted: Path, first: str, second: str) -> None:
    texts: dict[str, str | None] = {
        source: f"Текст {number}. SCO" for number, source in enumerate(_sources(drafted))
    }
    _save(drafted, {**texts, QUOTE[0]: first, QUOTE[1]: second})
    assert _reasons(drafted) == []
    assert WHOLE in _lines(drafted)
    found, _ = pipeline.check(Publication.open(drafted), ["kazan"], ["ru"])
    path = drafted / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    catalogue = load_catalogue(path)
    assert catalogue is not None
    mine = {entry.linenum for entry in catalogue.po if entry.msgid in QUOTE}
    assert [each for each in found if each.line in mine] == [], "4500 and Alimov are there, in one of the two"


def test_what_the_whole_lacks_is_found(drafted: Path) -> None:
    _save(drafted, {QUOTE[0]: "«Мы ждём гостей», — сказал Рашид Алимов.", QUOTE[1]: "↑"})
    found, _ = pipeline.check(Publication.open(drafted), ["kazan"], ["ru"])
    assert [each.check for each in found if each.severity is Severity.ERROR] == ["numbers", "short"]


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("↑", WHOLE, "↑ says that the text is in the sentence before, and there is none"),
        (WHOLE, "↓", "↓ says that the text is in the sentence after, and there is none"),
        ("", "↑", "↑ says that the text is in the sentence before, and there is none"),
    ],
)
def test_a_mark_that_leads_nowhere(drafted: Path, first: str, second: str, said: str) -> None:
    _save(drafted, {source: f"Текст {source}" for source in _sources(drafted)})
    _save(drafted, {QUOTE[0]: first, QUOTE[1]: second})
    found, _ = pipeline.check(Publication.open(drafted), ["kazan"], ["ru"])
    assert said in [each.message for each in found if each.check == "joined"]
    assert _reasons(drafted) != []


def test_a_mark_is_no_further_than_its_text(drafted: Path) -> None:
    _save(drafted, {QUOTE[1]: "↑"})  # the text before is still a machine's
    opened = Publication.open(drafted)
    prepared = pipeline.prepare(opened, drafted / "seeds" / "kazan.txt")
    states = states_of(prepared, known_units(opened.config, "ru", "kazan"))
    assert [states["", text] for text in QUOTE] == [State.MACHINE, State.MACHINE]
    assert _reasons(drafted, draft=True) == []
    (line,) = [line for line in _lines(drafted) if "4,500" in line]
    assert "They will see" not in line
    assert "↑" not in line


def test_a_mark_that_leads_to_another_sentence_waits(drafted: Path) -> None:
    """Or the page would lack a sentence, and everything would say that it is reviewed."""
    article = drafted / "seeds" / "kazan.txt"
    third = '"It is far from here," he said.'
    article.write_text(article.read_text("utf-8").replace(QUOTE[1], f"{QUOTE[1]} {third}"), "utf-8")
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    _save(drafted, {source: f"Текст: {source}" for source in _sources(drafted)})
    _save(drafted, {QUOTE[1]: "«Они увидят новый город, до которого далеко».", third: "↑"})
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    assert _reasons(drafted) == []
    whole = article.read_text("utf-8")
    article.write_text(whole.replace(f" {QUOTE[1]}", ""), "utf-8")
    path = drafted / "locales" / "ru" / "LC_MESSAGES" / "kazan.po"
    before = path.read_bytes()
    waits = ["4 of 5 segments reviewed, 100 % asked for: 1 wait for review"]
    assert _reasons(drafted) == waits
    article.write_text(whole, "utf-8")
    assert _reasons(drafted) == [], "nothing has been extracted"
    article.write_text(whole.replace(f" {QUOTE[1]}", ""), "utf-8")
    for _ in range(2):
        run_app(["-q", "-C", str(drafted), "extract", "kazan"])
        assert _reasons(drafted) == waits
    assert path.read_bytes() != before
    _save(drafted, {third: None})
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    assert _reasons(drafted) == [], "a person says that it is right"


def test_a_mark_may_come_before_its_text(drafted: Path) -> None:
    _save(drafted, {source: f"Текст: {source}" for source in _sources(drafted)})
    _save(drafted, {QUOTE[0]: "", QUOTE[1]: "↑"})
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    _save(drafted, {QUOTE[0]: WHOLE})
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    assert _reasons(drafted) == []


def test_a_mark_is_no_part_of_an_offer(drafted: Path) -> None:
    _save(drafted, {source: f"Текст: {source}" for source in _sources(drafted)})
    _save(drafted, {QUOTE[0]: WHOLE, QUOTE[1]: "↑"})
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    article = drafted / "seeds" / "kazan.txt"
    joined = '"We expect 4,500 guests," Rashid Alimov said, "and they will see a new city."'
    article.write_text(article.read_text("utf-8").replace(" ".join(QUOTE), joined), "utf-8")
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    catalogue = load_catalogue(drafted / "locales" / "ru" / "LC_MESSAGES" / "kazan.po")
    assert catalogue is not None
    assert [entry.msgstr for entry in catalogue.po if entry.msgid == joined] == [WHOLE]


# ----------------------------------------------------------------------------------- the article changes


def test_extract_tells_what_changed(drafted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _save(drafted, {source: f"Перевод: {source}" for source in _sources(drafted)})
    article = drafted / "seeds" / "kazan.txt"
    text = article.read_text("utf-8")
    run_app(["-C", str(drafted), "extract", "kazan"])
    changed = (
        text.replace("a new city", "a wholly new city")
        .replace("on 3 May", "on 4 May")
        .replace("\nKazan\n", "")
    )
    article.write_text(changed, "utf-8")
    capsys.readouterr()
    assert run_app(["-C", str(drafted), "extract", "kazan"]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    _, _, said = said.partition("kazan.po: ")
    assert said.split("; ") == [
        *("2 kept", "1 changed, old translation offered", "1 changed, old translation as a comment"),
        "3 retracted",
    ]
    assert run_app(["-C", str(drafted), "status", "--lang", "ru"]) == 0
    shown = capsys.readouterr().out
    assert "2 sentences changed, with old translations that wait:" in shown
    assert '  ru: "They will see a {+wholly +}new city."' in shown
    assert "said on [-3-]{+4+} May 2027" in shown
    assert run_app(["-C", str(drafted), "status", "--lang", "ru", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["stale"], row["empty"], row["reviewed"], len(row["changes"])) == (1, 1, 2, 2)
    assert _reasons(drafted) == [
        "2 of 4 segments reviewed, 100 % asked for: 1 translate an older sentence, 1 have no translation"
    ]
    article.write_text(text, "utf-8")
    assert run_app(["-C", str(drafted), "extract", "kazan"]) == 0
    assert _reasons(drafted) == []


def test_a_stale_text_is_on_no_page(drafted: Path) -> None:
    _save(drafted, {source: f"Перевод: {source}" for source in _sources(drafted)})
    article = drafted / "seeds" / "kazan.txt"
    article.write_text(article.read_text("utf-8").replace("a new city", "a wholly new city"), "utf-8")
    run_app(["-q", "-C", str(drafted), "extract", "kazan"])
    assert _reasons(drafted, draft=True) == []
    lines = " ".join(_lines(drafted))
    assert 'Перевод: "They will see' not in lines
    assert "They will see a wholly new city." in lines
