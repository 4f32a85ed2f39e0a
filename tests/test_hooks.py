"""The hook of pre-commit and the action of GitHub: their files, and what they run, run for real."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from support import ROOT, FakeEngine, need

from workflow.cli.app import run_app

HOOKS: list[dict[str, Any]] = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
ACTION = ROOT / ".github" / "actions" / "check" / "action.yml"
RU = "locales/ru/LC_MESSAGES/kazan.po"
GIT = ["git", "-c", "user.name=Anna", "-c", "user.email=anna@example.org"]
TOOLS = os.environ.get(
    "DRAGOMAN_REPORT_PYTHON", ""
)  # with pre-commit, check-jsonschema, jsonschema, junitparser


@pytest.fixture
def here(folder: Path, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small publication with drafts, committed; then one is approved that lacks its names."""
    need("git", shutil.which("git"))
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    # What hooks and action call as "workflow".
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    assert run_app(["-q", "translate", "kazan", "--lang", "ru"]) == 0
    _git("init", "-q")
    _git("add", "-A")
    _git("commit", "-q", "-m", "x")
    path = folder / RU
    head, first, rest = path.read_text("utf-8").split("#, fuzzy\n", 2)
    assert "Kazan to host" in first
    path.write_text(
        f"{head}{first}#, fuzzy\n{rest}".replace("<ru: Kazan to host SCO Summit>", "Город"), "utf-8"
    )
    return folder


def _git(*arguments: str) -> None:
    subprocess.run([*GIT, *arguments], check=True, timeout=60, capture_output=True)


# ---------------------------------------------------------------------------------------------- pre-commit


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_has_what_pre_commit_needs(hook: dict[str, Any]) -> None:
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert hook["language"] == "python"
    assert hook["require_serial"] is True  # in several processes at once it would wait for itself
    files = re.compile(hook["files"])
    for name in (
        RU,
        "seeds/kazan.txt",
        "glossary/terms.csv",
        "news/seeds/a.md",
        "news/glossary/forms.ru.csv",
    ):
        assert files.search(name), name
    for name in (
        "seeds/.gitkeep",
        "locales/kazan.pot",
        "README.md",
        "glossary/x.txt",
        "seeds/pictures/a.txt",
    ):
        assert not files.search(name), name


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_what_a_hook_runs(here: Path, hook: dict[str, Any]) -> None:
    _git("add", "-A")
    command = [*hook["entry"].split(), RU, "seeds/kazan.txt", "glossary/terms.csv"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1, done.stderr
    assert "error [glossary] SCO Summit is missing" in done.stdout
    assert done.stdout.count("SCO Summit is missing") == (1 if "--since" in hook["entry"] else 2)


@pytest.mark.slow
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_pre_commit_runs_it(here: Path, hook: dict[str, Any]) -> None:
    need("pre-commit (DRAGOMAN_REPORT_PYTHON)", TOOLS)
    local = {**hook, "language": "system"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (here / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    _git("add", "-A")
    run = [TOOLS, "-m", "pre_commit", "run"]
    home = {**os.environ, "PRE_COMMIT_HOME": str(here.parent / "pre-commit")}
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False, env=home)
    assert done.returncode == 1, done.stdout + done.stderr
    assert f"hook id: {hook['id']}" in done.stdout
    assert "error [glossary] SCO Summit is missing" in done.stdout
    text = (here / RU).read_text("utf-8")
    (here / RU).write_text(text.replace('"Город"', '"В Казани пройдёт саммит ШОС"'), "utf-8")
    _git("add", "-A")
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, check=False, env=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


@pytest.mark.slow
def test_pre_commit_reads_the_manifest() -> None:
    need("pre-commit (DRAGOMAN_REPORT_PYTHON)", TOOLS)
    command = [TOOLS, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    subprocess.run(command, check=True, timeout=60)


# ------------------------------------------------------------------------------------------------- action


def _steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
    return steps


def test_no_input_becomes_part_of_a_script() -> None:
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    for step in _steps():
        assert "${{" not in step["run"]
        assert step["shell"] == "bash"
    used = set(re.findall(r"inputs\.([\w-]+)", ACTION.read_text("utf-8")))
    assert used == set(action["inputs"])
    assert all("default" in each and each["description"] for each in action["inputs"].values())


def _act(**given: str) -> subprocess.CompletedProcess[str]:
    """Run the step that checks, with the inputs as a runner gives them."""
    action = yaml.safe_load(ACTION.read_text("utf-8"))
    step = _steps()[-1]
    inputs = {name: each["default"] for name, each in action["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
        for name, value in step["env"].items()
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        env={**os.environ, **variables}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_action_annotates_and_writes_sarif(here: Path) -> None:
    done = _act()
    assert done.returncode == 1, done.stderr
    assert done.stdout.startswith(f"::error file={RU},line=")
    assert '"version": "2.1.0"' in (here / "workflow-check.sarif").read_text("utf-8")


@pytest.mark.slow
def test_the_action_takes_its_inputs(here: Path) -> None:
    assert _act(fail_on="never").returncode == 0
    every, changed = _act().stdout, _act(since="HEAD").stdout
    assert changed.count("::error") == every.count("::error") > 0
    assert len(set(re.findall(r",line=(\d+)", every))) > 1
    assert len(set(re.findall(r",line=(\d+)", changed))) == 1
    assert _act(since="nowhere").returncode == 2
    assert _act(targets="glossary").returncode == 0
    assert _act(targets=f"glossary {RU}").returncode == 1
    (here / "workflow-check.sarif").unlink()
    assert _act(sarif="", publication=str(here)).returncode == 1
    assert not (here / "workflow-check.sarif").exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["targets", "since", "baseline", "fail_on", "publication"])
def test_no_input_is_run(here: Path, name: str) -> None:
    for text in ("$(touch owned)", "`touch owned`", "; touch owned", "--output=owned", "*"):
        _act(**{name: text})
        assert not (here / "owned").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-actions", ACTION),
        ("github-workflows", ROOT / "workflow" / "cli" / "scaffold" / "ci.yml"),
    ],
)
def test_files_for_github_follow_its_schemas(schema: str, path: Path) -> None:
    need("check-jsonschema (DRAGOMAN_REPORT_PYTHON)", TOOLS)
    command = [TOOLS, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_the_job_for_gitlab_follows_its_schema(tmp_path: Path) -> None:
    need("check-jsonschema (DRAGOMAN_REPORT_PYTHON)", TOOLS)
    text = (ROOT / "docs" / "ci.md").read_text("utf-8")
    (job,) = re.findall(r"```yaml\n(# \.gitlab-ci\.yml\n.*?)```", text, re.DOTALL)
    (tmp_path / "job.yml").write_text(job, "utf-8")
    command = [TOOLS, "-m", "check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"]
    command += ["--data-transform", "gitlab-ci", str(tmp_path / "job.yml")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
