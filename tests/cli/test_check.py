"""``workflow check`` as people and other programs call it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import polib
import pytest
from support import ARTICLE, ROOT, FakeEngine, snapshot
from support_fix import RU, ZH, use_only

from workflow.checks import Pair, unit_check
from workflow.cli.app import run_app
from workflow.model import Remark, Severity
from workflow.pipeline import Publication

LEAD = "The SCO Summit will be held in Kazan, the SCO Secretariat said on 3 May 2027."
QUOTE = '"We expect 4,500 guests," Rashid Alimov said.'


@pytest.fixture
def here(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with drafts in Russian and Chinese; a Russian one is approved and wrong."""
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    assert run_app(["-q", "translate", "kazan", "--lang", "ru,zh"]) == 0
    use_only(monkeypatch)
    _edit(RU, QUOTE, "«Ждём 4600 гостей», — сказал он.")
    return folder


def _edit(path: str, msgid: str, msgstr: str = "", *, note: str = "") -> None:
    po = polib.pofile(path, wrapwidth=0)
    entry = po.find(msgid)
    assert entry is not None
    entry.msgstr = msgstr or entry.msgstr
    entry.flags = [] if msgstr else entry.flags
    entry.tcomment += f"\n{note}" if note else ""
    po.save()


def _out(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 1) -> str:
    capsys.readouterr()
    assert run_app(["check", *arguments]) == code, capsys.readouterr()
    return capsys.readouterr().out


# ------------------------------------------------------------------------------------------------- formats


def test_piped_it_is_a_line_a_finding(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = _out(capsys, "--lang", "ru").splitlines()
    assert lines[-1] == "1 error, 3 warnings, 0 notes in 1 catalogue"
    (numbers,) = [line for line in lines if "[numbers]" in line]
    place = (
        (here / RU)
        .read_text("utf-8")
        .splitlines()
        .index('msgid "\\"We expect 4,500 guests,\\" Rashid Alimov said."')
    )
    assert numbers.startswith(f"{RU}:{place + 1}: error [numbers] found 4600; expected 4500; ")


def test_a_terminal_gets_the_text(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = _out(capsys, "--lang", "ru", "--check", "numbers")
    assert "\x1b[1;31merror\x1b[0m [numbers] found 4600" in shown
    assert "    │ «Ждём 4600 гостей», — сказал он." in shown
    for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            plain = _out(capsys, "--lang", "ru", "--check", "numbers")
            assert "\x1b" not in plain
            assert "    │ «Ждём 4600" in plain
    assert "\x1b" not in _out(capsys, "--check", "numbers", "--color", "never")


def test_colour_can_be_asked_for(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b[1;31m" in _out(capsys, "--color", "always")
    assert "\x1b" not in _out(capsys)


def test_machine_formats_are_nothing_but_themselves(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_out(capsys, "--format", "json"))
    assert found == json.loads(_out(capsys, "--json"))
    numbers = next(each for each in found if each["check"] == "numbers")
    line = (here / RU).read_text("utf-8").splitlines()[numbers["region"]["line"] - 1]
    assert line == 'msgstr "«Ждём 4600 гостей», — сказал он."'
    assert json.loads(_out(capsys, "--format", "sarif"))["runs"][0]["results"]
    assert json.loads(_out(capsys, "--format", "gitlab"))[0]["severity"] == "critical"
    assert ET.fromstring(_out(capsys, "--format", "junit")).get("failures") == "1"
    assert _out(capsys, "--format", "github").startswith(f"::error file={RU},line=")


def test_the_region_is_of_the_words(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(_out(capsys, "--format", "json", "--check", "angles", code=0))
    lines = {path: (here / path).read_text("utf-8").splitlines() for path in (RU, ZH)}
    assert len(found) == 7
    for each in found:
        region = each["region"]
        assert lines[each["path"]][region["line"] - 1][region["column"] - 1] == "<"


def test_output_goes_into_a_file(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = _out(capsys, "--format", "sarif", "--output", "x.sarif")
    assert out == "1 error, 7 warnings, 0 notes in 2 catalogues\n"
    assert json.loads((here / "x.sarif").read_text("utf-8"))["version"] == "2.1.0"
    _out(capsys, "-o", "x.txt")
    assert len((here / "x.txt").read_text("utf-8").splitlines()) == 8


@pytest.mark.parametrize("color", ["auto", "always"])
def test_a_file_has_no_colours(here: Path, capsys: pytest.CaptureFixture[str], color: str) -> None:
    _out(capsys, "--color", color, "--output", "x.txt")
    assert "\x1b" not in (here / "x.txt").read_text("utf-8")


def test_quiet_leaves_errors(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "check"]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert " error [numbers] " in line


# ------------------------------------------------------------------------------------- what is looked at


def test_targets(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for targets in (["kazan"], ["seeds/kazan.txt"], ["seeds/kazan"], [RU, ZH], [RU, ZH, RU], ["kazan", RU]):
        assert _out(capsys, *targets).splitlines()[-1] == "1 error, 7 warnings, 0 notes in 2 catalogues"
    assert _out(capsys, ZH, code=0).splitlines()[-1] == "0 errors, 4 warnings, 0 notes in 1 catalogue"
    assert _out(capsys, "kazan", RU, "--lang", "zh").splitlines()[-1].endswith("in 2 catalogues")


@pytest.mark.parametrize("target", ["glossary", "glossary/", "glossary/terms.csv"])
def test_the_glossary_itself(here: Path, capsys: pytest.CaptureFixture[str], target: str) -> None:
    lines = _out(capsys, target, code=0).splitlines()
    assert lines[:-1] == _lint(capsys)
    assert lines[:-1]
    found = json.loads(_out(capsys, target, "--json", code=0))
    assert {each["path"] for each in found} == {"glossary/terms.csv"}
    root = ET.fromstring(_out(capsys, target, "--format", "junit", code=0))
    assert [suite.get("name") for suite in root] == ["glossary/terms.csv"]
    assert json.loads(_out(capsys, target, "--format", "sarif", code=0))["runs"][0]["results"]
    both = _out(capsys, target, RU).splitlines()
    assert len(both) == len(lines) + 4


def _lint(capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run_app(["glossary", "lint"]) == 0
    return capsys.readouterr().out.splitlines()[:-1]


@pytest.fixture(autouse=True)
def _doubtful(folder: Path) -> None:
    terms = folder / "glossary" / "terms.csv"
    terms.write_text(terms.read_text("utf-8") + "moscow,place,f,Moscow,Москва,,\n", "utf-8")


def test_an_article_called_glossary(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "seeds" / "glossary.txt").write_text(ARTICLE, "utf-8")
    assert run_app(["-q", "translate", "seeds/glossary.txt", "--lang", "ru"]) == 0
    for target in ("seeds/glossary", "seeds/glossary.txt"):
        assert _out(capsys, target, code=0).splitlines()[-1].endswith("in 1 catalogue")
    assert "[lint]" in _out(capsys, "glossary", code=0)


def test_some_checks_only(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "angles" not in _out(capsys, "--check", "numbers")
    assert "numbers" not in _out(capsys, "--check", "angles,po", code=0)
    assert "[numbers]" in _out(capsys, "--check", "angles", "--check", "numbers")
    (here / RU).write_text("broken", "utf-8")
    assert "[po]" in _out(capsys, "--check", "po")
    assert "[po]" in _out(capsys, "--check", "outdated")  # nothing else can be known of it


def test_checks_are_listed(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = _out(capsys, "--list", code=0).splitlines()
    assert lines[0].split() == ["check", "severity", "languages", "what"]
    names = [line.split()[0] for line in lines[1:]]
    assert names == sorted(names)
    assert {"glossary", "numbers", "untranslated", "po", "waiver", "lint"} <= set(names)
    assert all(len(line.split(None, 3)) == 4 for line in lines[1:])


@pytest.mark.parametrize("page", ["checks.md", "ci.md"])
def test_the_settings_that_are_documented_are_settings(folder: Path, page: str) -> None:
    text = (ROOT / "docs" / page).read_text("utf-8")
    samples = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    assert samples
    for sample in samples:
        (folder / "workflow.toml").write_text(f'[publication]\nlanguages = ["ru"]\n\n{sample}', "utf-8")
        assert Publication.open(folder).config.policy.checks


# ------------------------------------------------------------------------------------------- exit codes


@pytest.mark.parametrize(("level", "code"), [("never", 0), ("error", 0), ("warning", 1), ("note", 1)])
def test_exit_codes_by_severity(
    here: Path, capsys: pytest.CaptureFixture[str], level: str, code: int
) -> None:
    _out(capsys, ZH, "--fail-on", level, code=code)
    config = here / "workflow.toml"
    config.write_text(config.read_text("utf-8") + f'\n[checks]\nfail_on = "{level}"\n', "utf-8")
    _out(capsys, ZH, code=code)
    _out(capsys, ZH, "--fail-on", "warning", code=1)  # the option wins


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "xml"], "--format: 'xml' is none. One of: text, json, junit, sarif, github, gitlab."),
        (["--color", "blue"], "--color: 'blue' is none. One of: auto, always, never."),
        (["--fail-on", "Error"], "--fail-on: 'Error' is none. One of: error, warning, note, never."),
        (["--check", "nmbers"], "--check: there is no check 'nmbers'. Did you mean 'numbers'?"),
        (["--check", "zzzzzz"], "--check: there is no check 'zzzzzz'. workflow check --list names them."),
        (["--check", "lint"], "--check lint: is about the glossary. Run: workflow check glossary"),
        (["--check", ","], "--check: no check given. workflow check --list names them."),
        (["--write-baseline"], "--write-baseline: no file to write to. Name one with --baseline"),
        (["--write-baseline", "--fix"], "--write-baseline: goes with none of --fix, --diff and --since"),
        (["--baseline", "none.txt"], "none.txt: no such file. Make it with: workflow check --write-baseline"),
        (["--since", "-x"], "--since: '-x' is no revision"),
        (["nobody"], "nobody: no such article"),
        (["x.po"], "x.po: no such catalogue in this publication"),
        (["--output", "workflow.toml/x"], "workflow.toml/x: cannot be written"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    here: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    before = snapshot(here)
    capsys.readouterr()
    assert run_app(["check", *arguments]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert len(captured.err.splitlines()) == 1
    assert snapshot(here) == before


# ---------------------------------------------------------------------------------------------- baseline


def test_what_is_known_is_counted_and_fails_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = _out(capsys, "--write-baseline", "--baseline", "known.txt", code=0)
    assert out == "known.txt: 8 known findings\n"
    out = _out(capsys, "--baseline", "known.txt", code=0)
    assert out == "0 errors, 0 warnings, 0 notes in 2 catalogues; 8 known, in the baseline\n"
    _edit(RU, QUOTE, "«Ждём 460 гостей», — сказал он.")
    lines = _out(capsys, "--baseline", "known.txt").splitlines()
    assert "[numbers] found 460;" in lines[0]
    assert lines[1] == "1 error, 0 warnings, 0 notes in 2 catalogues; 7 known, in the baseline"


def test_lines_that_no_longer_hold_are_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _out(capsys, "--write-baseline", "--baseline", "known.txt", code=0)
    _edit(RU, QUOTE, "«Ждём 4500 гостей», — сказал он.")
    assert run_app(["check", "--baseline", "known.txt"]) == 0
    captured = capsys.readouterr()
    assert captured.err == (
        "warning: known.txt: 1 line matches no finding any more (7); "
        "bring it up to date with: workflow check --write-baseline\n"
    )
    for partial in (["--lang", "zh"], ["--check", "angles"], [ZH]):  # nothing is known of it
        assert run_app(["check", "--baseline", "known.txt", *partial]) == 0
        assert capsys.readouterr().err == ""
    _out(capsys, "--write-baseline", "--baseline", "known.txt", code=0)
    assert "numbers" not in (here / "known.txt").read_text("utf-8")


def test_a_baseline_written_in_part_keeps_the_rest(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _out(capsys, "--write-baseline", "--baseline", "known.txt", code=0)
    whole = (here / "known.txt").read_bytes()
    for partial in (["--lang", "zh"], ["--check", "angles"], [ZH], ["kazan"], []):
        out = _out(capsys, "--write-baseline", "--baseline", "known.txt", *partial, code=0)
        assert out == "known.txt: 8 known findings, as before\n"
    assert (here / "known.txt").read_bytes() == whole
    (here / ZH).unlink()
    assert run_app(["check", "--baseline", "known.txt"]) == 0
    assert "4 lines match no finding any more" in capsys.readouterr().err
    out = _out(capsys, "--write-baseline", "--baseline", "known.txt", "--lang", "ru", code=0)
    assert out == "known.txt: 4 known findings\n"


def test_the_baseline_of_the_settings(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = here / "workflow.toml"
    config.write_text(config.read_text("utf-8") + '\n[checks]\nbaseline = "known.txt"\n', "utf-8")
    assert run_app(["check"]) == 2
    _out(capsys, "--write-baseline", code=0)
    assert (here / "known.txt").is_file()
    _out(capsys, code=0)


def test_doubts_about_the_glossary_can_be_known(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    doubts = len(_out(capsys, "glossary", code=0).splitlines()) - 1
    assert doubts
    _out(capsys, "glossary", "--write-baseline", "--baseline", "known.txt", code=0)
    out = _out(capsys, "glossary", "--baseline", "known.txt", code=0)
    assert f"; {doubts} known, in the baseline" in out
    assert len(out.splitlines()) == 1
    _out(capsys, "--write-baseline", "--baseline", "known.txt", code=0)  # of the catalogues
    assert f"; {doubts} known" in _out(capsys, "glossary", "--baseline", "known.txt", code=0)


def test_services_are_told_what_is_known_and_waived(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _out(capsys, ZH, "--write-baseline", "--baseline", "known.txt", code=0)
    _edit(RU, QUOTE, note="waive: numbers the author was wrong")
    text = _out(capsys, "--baseline", "known.txt", "--format", "sarif", code=0)
    results = json.loads(text)["runs"][0]["results"]
    kinds = [each["suppressions"][0] for each in results if "suppressions" in each]
    assert [each["kind"] for each in kinds].count("external") == 4
    assert [each["justification"] for each in kinds if each["kind"] == "inSource"] == ["the author was wrong"]
    assert len(results) - len(kinds) == 3
    prints = [each["partialFingerprints"]["dragoman/v1"] for each in results]
    assert len(set(prints)) == len(prints)


# ------------------------------------------------------------------------------------------------ changes


def test_only_what_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git = ["git", "-c", "user.name=Anna", "-c", "user.email=anna@example.org"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "x"]):
        subprocess.run([*git, *command], check=True, timeout=60)
    out = _out(capsys, "--since", "HEAD", code=0)
    assert out == "0 errors, 0 warnings, 0 notes in 2 catalogues; 8 in what has not changed\n"
    _edit(RU, LEAD, "В Казани 3 мая 2027 года <саммит>.")
    lines = _out(capsys, "--since", "HEAD").splitlines()
    assert len(lines) == 2
    assert lines[1] == "1 error, 0 warnings, 0 notes in 2 catalogues; 7 in what has not changed"


# ------------------------------------------------------------------------------------------ putting right


def test_fix_changes_machine_text_and_reports_the_rest(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(RU, LEAD, "В Казани 3 мая 2027 года <саммит>.")
    lines = _out(capsys, "--lang", "ru", "--fix").splitlines()
    assert lines[0] == f"{RU}: 2 texts put right; 1 text for a person to decide: see the patch"
    assert lines[1:3] == [f"--- a/{RU}", f"+++ b/{RU}"]
    assert '+msgstr "В Казани 3 мая 2027 года «саммит»."' in lines
    assert lines[-1] == "2 errors, 0 warnings, 0 notes in 1 catalogue"
    assert "<ru: " not in (here / RU).read_text("utf-8")
    before = snapshot(here)
    _out(capsys, "--lang", "ru", "--fix")
    assert snapshot(here) == before


def test_a_patch_keeps_apart_from_other_formats(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _edit(RU, LEAD, "В Казани 3 мая 2027 года <саммит>.")
    capsys.readouterr()
    assert run_app(["check", "--fix", "--json"]) == 1
    captured = capsys.readouterr()
    assert len(json.loads(captured.out)) == 2
    assert captured.err.startswith(f"--- a/{RU}\n")


def test_diff_only_prints(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(here)
    for options in (["--diff"], ["--diff", "--fix"]):
        out = _out(capsys, *options)
        assert out.startswith(f"--- a/{ZH}\n") or out.startswith(f"--- a/{RU}\n")
        assert out.count("\n+msgstr") == 7
        assert all(line[:1] in "-+@ " for line in out.splitlines())
    assert snapshot(here) == before
    subprocess.run(["git", "apply"], input=out.encode(), check=True, timeout=60)  # of several files at once
    assert _out(capsys, "--diff") == ""
    assert "<ru: " not in (here / RU).read_text("utf-8")


def test_what_is_known_is_not_put_right(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _out(capsys, "--write-baseline", "--baseline", "known.txt", code=0)
    assert _out(capsys, "--diff", "--baseline", "known.txt", code=0) == ""
    assert "put right" not in _out(capsys, "--fix", "--baseline", "known.txt", code=0)


def test_a_broken_catalogue_does_not_stop_fixes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / RU).write_text('msgid "x"\nmsgstr "y\n', "utf-8")
    lines = _out(capsys, "--fix").splitlines()
    assert lines[0] == f"{ZH}: 4 texts put right"
    assert f"{RU}:2: error [po]" in lines[1]


def test_a_patch_loses_no_letter(here: Path, tmp_path: Path) -> None:
    """Through a real pipe: what a terminal must not show stands in the file, and must in the patch."""
    _edit(RU, LEAD, "\u202eВ Казани\u200f 3 мая 2027 года <саммит>.")
    code = (
        "import sys, pytest; sys.path[:0] = sys.argv[1:2]; from support_fix import use_only\n"
        "from workflow.cli.app import run_app\n"
        "use_only(pytest.MonkeyPatch())\n"
        "sys.exit(run_app(['check', '--lang', 'ru', '--diff']))\n"
    )
    tests = str(Path(__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", code, tests], capture_output=True, timeout=60, check=False, cwd=here,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert '+msgstr "\u202eВ Казани\u200f 3 мая 2027 года «саммит»."\n' in done.stdout.decode("utf-8")


def test_a_check_that_fails_is_one_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    @unit_check("numbers", Severity.ERROR)
    def fails(pair: Pair) -> list[Remark]:
        raise ValueError("no\nsuch thing")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("workflow.pipeline.findings.load", lambda *_: fails)
        patched.setattr("workflow.pipeline.findings.names", lambda *_: ("numbers",))
        assert run_app(["check", "--lang", "ru"]) == 2
        (line,) = capsys.readouterr().err.splitlines()
        assert line.startswith(f"error: {RU}:")
        assert ": the check 'numbers' fails (ValueError: no such thing). Tell its author" in line
        with pytest.raises(ValueError, match="such thing"):
            run_app(["-v", "check", "--lang", "ru"])
