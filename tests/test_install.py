"""What the distribution brings along, and what it loads when it works for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from support import DRAFT, ROOT

LARGEST_INSTALLATION = 500_000_000  # bytes of a virtual environment with nothing but Dragoman in it

# Runs every stage with a real model, then says which distributions its imports came from.
PROGRAM = """
import importlib.metadata, json, os, sys
from workflow.cli.app import run_app
assert run_app(["-q", "models", "install", sys.argv[1]]) == 0
assert run_app(["-q", "run", sys.argv[2], "--lang", "ru", "--draft"]) == 0
top = {name.partition(".")[0] for name in sys.modules}
known = importlib.metadata.packages_distributions()
found = {}
for name in sorted(top):
    for distribution in known.get(name, []):
        meta = importlib.metadata.metadata(distribution)
        licence = [meta.get("License-Expression") or "", (meta.get("License") or "")[:200]]
        licence += [line for line in meta.get_all("Classifier") or [] if line.startswith("License")]
        found[distribution] = " / ".join(part for part in licence if part)
print(json.dumps({"modules": sorted(sys.modules), "licences": found}))
"""
NEVER = (
    "torch",
    "spacy",
    "stanza",
    "minisbd",
    "onnxruntime",
    "argostranslate.translate",
    "argostranslate.sbd",
)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """Modules and licences after a real run in a process of its own."""
    root = tmp_path_factory.mktemp("loaded")
    shutil.copy(ROOT / "workflow.toml", root)
    for name in ("seeds", "glossary", "locales"):
        shutil.copytree(ROOT / name, root / name)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(ROOT / "tests" / "models" / "en_ru.argosmodel"), DRAFT],
        cwd=root,
        env={**os.environ, "ARGOS_PACKAGES_DIR": str(root / "models")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_real_run_loads_nothing_heavy_or_copyleft(loaded: dict[str, object]) -> None:
    modules, licences = loaded["modules"], loaded["licences"]
    assert isinstance(modules, list)
    assert isinstance(licences, dict)
    assert "ctranslate2" in modules  # it was a real run
    for name in NEVER:
        assert not [module for module in modules if module == name or module.startswith(f"{name}.")]
    assert "ctranslate2" in licences
    # LGPL is not GPL, but nothing here is either.
    guilty = {name: text for name, text in licences.items() if re.search(r"GPL|GNU.*General Public", text)}
    assert guilty == {}


@pytest.mark.slow
def test_a_fresh_installation_is_small_and_works(tmp_path: Path) -> None:
    """``pip install .`` with our pins in an empty environment, and nothing of the checkout on the path."""
    source = tmp_path / "source"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(".git", ".venv", "build", "output", ".*_cache", ".hypothesis"),
    )
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin" / "python"
    subprocess.run(
        [str(python), "-m", "pip", "install", "-q", "-c", "constraints.txt", "."], cwd=source, check=True
    )
    size = sum(path.lstat().st_size for path in venv.rglob("*") if path.is_file() and not path.is_symlink())
    assert size < LARGEST_INSTALLATION, f"{size / 1e6:.0f} MB"
    listed = subprocess.run(
        [str(python), "-m", "pip", "list", "--format=json"], check=True, capture_output=True, text=True
    )
    names = {row["name"].lower() for row in json.loads(listed.stdout)}
    assert not names & {"torch", "spacy", "stanza"}
    workflow = venv / "bin" / "workflow"
    subprocess.run([str(workflow), "-q", "init", "news"], cwd=tmp_path, check=True)
    (tmp_path / "news" / "seeds" / "a.md").write_text("# SCO\n\nThe SCO has a new member.\n", "utf-8")
    environment = {**os.environ, "ARGOS_PACKAGES_DIR": str(tmp_path / "models"), "HOME": str(tmp_path)}
    package = ROOT / "tests" / "models" / "en_ru.argosmodel"
    for arguments in (["models", "install", str(package)], ["run", "a", "--lang", "ru", "--draft"]):
        subprocess.run([str(workflow), "-q", *arguments], cwd=tmp_path / "news", env=environment, check=True)
    page = (tmp_path / "news" / "output" / "ru" / "a" / "index.html").read_text("utf-8")
    assert "ШОС" in page
