"""``score`` as a command of a small program: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from workflow.cli.score import attach
from workflow.cli.show import Shell
from workflow.errors import WorkflowError

TERMS = "id,kind,en,ru\nkazan,place,Kazan,Казань\nsco,organisation,SCO,ШОС\n"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with sources, a translation and a glossary, where the user stands."""
    monkeypatch.chdir(tmp_path)
    Path("src.txt").write_text("Kazan hosts the SCO.\nKazan is old.\n", "utf-8")
    Path("out.txt").write_text("Казань принимает ШОС.\nКазанг стара.\n", "utf-8")
    Path("terms.csv").write_text(TERMS, "utf-8")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and output."""
    app = typer.Typer()
    app.callback()(lambda: None)
    attach(app, Shell())
    result = CliRunner().invoke(app, ["score", *arguments])
    if isinstance(result.exception, WorkflowError):
        raise result.exception
    return result.exit_code, result.output


FILES = ("--source", "src.txt", "--target", "out.txt", "--terms", "terms.csv", "--lang", "ru")


@pytest.mark.usefixtures("files")
def test_lines_that_fail_then_counts_then_the_rate() -> None:
    code, out = run(*FILES)
    assert code == 0
    assert out.splitlines() == [
        "out.txt:2: error [glossary] Kazan: “Казанг” looks like a misspelling; expected Казань; write Казань",
        "     2 found",
        "     1 misspelt",
        "success rate 66.7 % of 3 terms in 2 segments",
    ]


@pytest.mark.usefixtures("files")
def test_json_has_the_same() -> None:
    code, out = run(*FILES, "--json")
    data = json.loads(out)
    assert (code, data["rate"], data["terms"], data["segments"]) == (0, 2 / 3, 3, 2)
    assert data["verdicts"] == {"found": 2, "misspelt": 1}
    assert [(each["path"], each["line"]) for each in data["findings"]] == [("out.txt", 2)]


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("least", "code"), [("66", 0), ("67", 1)])
def test_it_fails_below_the_rate_that_is_asked_for(least: str, code: int) -> None:
    assert run(*FILES, "--fail-under", least)[0] == code


@pytest.mark.usefixtures("files")
def test_a_json_file_with_its_own_terms() -> None:
    row = {"en": "Open the pane", "ru": "Откройте окно", "terms": {"pane": "область"}}
    Path("out.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    code, out = run("--target", "out.jsonl", "--lang", "ru")
    assert code == 0
    assert "out.jsonl:1: error [glossary] pane is missing; expected область" in out
    assert "success rate 0.0 % of 1 term in 1 segment" in out
    Path("none.jsonl").write_text(json.dumps({**row, "terms": {}}) + "\n", "utf-8")
    assert run("--target", "none.jsonl", "--lang", "ru") == (0, "no terms to score in 1 segment\n")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--source", "src.txt", "--target", "out.txt", "--lang", "ru"), "no terms to look for"),
        ((*FILES[:-1], "rus"), "'rus' is no language"),
        (("--source", "no.txt", *FILES[2:]), "no.txt: cannot be read"),
        (("--target", "out.txt", "--terms", "terms.csv", "--lang", "ru"), "out.txt:1: no JSON on this line"),
    ],
)
def test_what_cannot_be_scored_is_said_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    with pytest.raises(WorkflowError) as caught:
        run(*arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
