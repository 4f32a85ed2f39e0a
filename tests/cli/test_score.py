"""``score`` as a command of a small program: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from workflow.cli.app import run_app
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
@pytest.mark.parametrize("there", [7, 14, 29, 55, 57, 58])
def test_a_rate_that_is_just_reached_passes(there: int) -> None:
    """29 of 100 are 29 per cent, though 100 * 0.29 is 28.999999999999996."""
    rows = [{"en": "pane", "ru": "да" if i < there else "-", "terms": {"pane": "да"}} for i in range(100)]
    Path("out.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert run("--target", "out.jsonl", "--lang", "ru", "--fail-under", str(there))[0] == 0
    assert run("--target", "out.jsonl", "--lang", "ru", "--fail-under", str(there + 1))[0] == 1


@pytest.mark.usefixtures("files")
def test_hostile_texts_reach_no_terminal() -> None:
    terms = {"q\x1b[31m\n": "z\u202e\x9b31m", "~a|b": "!c\ud800"}
    row = {"en": " ".join(terms), "ru": "y", "terms": terms}
    Path("out.jsonl").write_text(json.dumps(row), "utf-8")
    code, out = run("--target", "out.jsonl", "--lang", "ru")
    assert (code, len(out.splitlines())) == (0, 4)
    assert {char for char in out if not char.isprintable()} == {"\n"}
    code, out = run("--target", "out.jsonl", "--lang", "ru", "--json")
    assert {char for char in out if not char.isprintable()} == {"\n"}
    assert [each["expected"] for each in json.loads(out)["findings"]] == ["z\u202e\x9b31m", "!c\ud800"]


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
        (("--source", "terms.csv", *FILES[2:]), "out.txt: 2 lines, and the sources have 3"),
        ((*FILES[:3], ".", *FILES[4:]), ".: cannot be read (Is a directory)"),
        ((*FILES[:5], "none.csv", *FILES[6:]), "none.csv: cannot be read"),
        ((*FILES[:5], "out.txt", *FILES[6:]), "out.txt:1: unknown column"),
        ((*FILES[:5], "void", *FILES[6:]), "void: no concept in it"),
        ((*FILES[:-1], "kk"), "terms.csv: no term has a rendering in kk"),
        ((*FILES[:-1], "en"), "--lang: both languages are 'en'. Name the source's with --source-lang"),
    ],
)
def test_what_cannot_be_scored_is_said_in_one_line(arguments: tuple[str, ...], message: str) -> None:
    Path("void").mkdir()
    with pytest.raises(WorkflowError) as caught:
        run(*arguments)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "out.jsonl: no segments in it"),
        (b"\n \n", "out.jsonl: no segments in it"),
        (b"\x89PNG\r\n\x1a\n", "out.jsonl:1: not UTF-8 (byte 0x89). Save the file as UTF-8"),
        (b"{}\nq\xff", "out.jsonl:2: not UTF-8 (byte 0xff)"),
        ("{}".encode("utf-16-le"), "out.jsonl: holds zero bytes"),
        (b'{"en": "x", "ru": "y"}\n{"en": ', "out.jsonl:2: no JSON on this line"),
        (b"[" * 100_000, "out.jsonl:1: no JSON on this line"),
        (b"9" * 5_000, "out.jsonl:1: no JSON on this line"),
        (b"[1]", "out.jsonl:1: no JSON object on this line"),
        (b"null", "out.jsonl:1: no JSON object on this line"),
        (b'{"en": "x"}', "out.jsonl:1: no text under 'ru'"),
        (b'{"en": 1, "ru": "y"}', "out.jsonl:1: no text under 'en'"),
        (b'{"en": "x", "ru": "y", "terms": ["x"]}', "out.jsonl:1: 'terms' must map"),
        (b'{"en": "x", "ru": "y", "terms": {"x": 1}}', "out.jsonl:1: 'terms' must map"),
        (b'{"en": "x", "ru": "y", "terms": {" ": "y"}}', "out.jsonl:1: an empty source term"),
        (b'{"en": "x", "ru": "y"}', "out.jsonl: no terms to look for. Name a glossary with --terms"),
    ],
)
def test_files_of_rows_that_cannot_be_scored(content: bytes, message: str) -> None:
    Path("out.jsonl").write_bytes(content)
    with pytest.raises(WorkflowError) as caught:
        run("--target", "out.jsonl", "--lang", "ru")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.usefixtures("files")
def test_one_name_of_two_concepts_cannot_be_scored() -> None:
    Path("terms.csv").write_text(TERMS + "kazan,place,Kazan City,Казань\n", "utf-8")
    with pytest.raises(WorkflowError, match=r"terms\.csv:4: id 'kazan' stands twice"):
        run(*FILES)


def test_a_gate_that_looked_at_nothing_is_not_passed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x.jsonl").write_text(
        '{"en": "He left.", "ru": "Он ушёл.", "terms": {"Kazan": "Казань"}}\n', "utf-8"
    )
    asked = ["glossary", "score", "--target", str(tmp_path / "x.jsonl"), "--lang", "ru"]
    assert run_app(asked) == 0
    assert "1 term not in their sources: skipped" in capsys.readouterr().out
    assert run_app([*asked, "--fail-under", "50"]) == 1
