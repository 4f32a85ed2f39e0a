"""What goes wrong ends in one line that says what, where and what next, exit code 2, nothing changed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import snapshot

import workflow

RU = "locales/ru/LC_MESSAGES/kazan.po"


@dataclass(frozen=True)
class Case:
    """How to break the publication, what to run, and what the one line must hold."""

    name: str
    arguments: str
    expected: tuple[str, ...]
    spoil: Callable[[Path], object] = lambda root: None


def _write(name: str, content: bytes) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    return spoil


def _config(text: str) -> Callable[[Path], object]:
    def spoil(root: Path) -> None:
        path = root / "workflow.toml"
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    return spoil


CASES = [
    Case("missing file", "extract seeds/nothing.txt", ("seeds/nothing.txt: no such file", "Articles lie in")),
    Case(
        "binary file",
        "extract seeds/photo.txt",
        ("seeds/photo.txt", "binary", "UTF-8"),
        _write("seeds/photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ),
    Case(
        "empty file",
        "run seeds/void.md",
        ("seeds/void.md: the file is empty", "headline"),
        _write("seeds/void.md", b" \n"),
    ),
    Case("unknown language", "translate kazan --lang russian", ("unknown language 'russian'", "'ru'")),
    Case(
        "language not configured",
        "publish --lang be",
        ("'be' is not a language of this publication", "add it in"),
    ),
    Case(
        "broken PO",
        "translate kazan --lang ru",
        (f"{RU}:2: broken PO", "quotation mark"),
        _write(RU, b'msgid "Kazan"\nmsgstr "\xd0\x9a\n'),
    ),
    Case(
        "broken PO in publish",
        "publish kazan --lang ru",
        (f"{RU}:2: broken PO",),
        _write(RU, b'msgid "Kazan"\nmsgstr "\xd0\x9a\n'),
    ),
    Case(
        "broken CSV",
        "extract kazan",
        ("glossary/terms.csv:2: broken CSV", "quotation mark"),
        _write("glossary/terms.csv", b'id,kind,en\nx,place,"Kaz"an\n'),
    ),
    Case(
        "wrong encoding of an article",
        "extract seeds/old.txt",
        ("seeds/old.txt:1: not UTF-8 (byte 0xca)", "Save the file as UTF-8"),
        _write("seeds/old.txt", "Казань\n\nГород\n".encode("cp1251")),
    ),
    Case(
        "wrong encoding of a glossary",
        "check",
        ("glossary/terms.csv: not UTF-8", "CSV UTF-8"),
        lambda root: (
            _write("glossary/terms.csv", "id,kind,en,ru\nx,place,Kazan,Казань\n".encode("cp1251"))(root),
            _write(
                RU,
                b'msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "Kazan"\nmsgstr "K"\n',
            )(root),
        ),
    ),
    Case(
        "no model",
        "translate kazan --lang ru",
        ("no model for en -> ru is installed", "workflow models install en_ru"),
    ),
    Case(
        "no model exists",
        "translate kazan --lang kk",
        ("there is no model for en -> kk", "by hand in the .po"),
    ),
    Case(
        "no network",
        "models install en_ru",
        ("no index of models", "DRAGOMAN_MODELS_MIRROR", "workflow models install FILE"),
    ),
    Case(
        "unknown key",
        "status",
        ("workflow.toml [publication]: unknown key 'langages'", "'languages'"),
        _write("workflow.toml", b'[publication]\nlangages = ["ru"]\n'),
    ),
    Case(
        "unknown section", "status", ("unknown section or key 'publsh'", "'publish'"), _config("[publsh]\n")
    ),
    Case("slug with a slash", "check a/b", ("'a/b' cannot name an article", "no slash")),
    Case(
        "slug with a slash in the settings",
        "status",
        ("workflow.toml [articles.a/b]", "no slash"),
        _config('[articles."a/b"]\ndate = 2026-01-31\n'),
    ),
    Case("not TOML", "status", ("workflow.toml: not valid TOML",), _config("[publication\n")),
    Case("no publication", "-C elsewhere status", ("workflow.toml: cannot be read",)),
    Case(
        "not an archive",
        "models install seeds/kazan.argosmodel",
        ("seeds/kazan.argosmodel",),
        _write("seeds/kazan.argosmodel", b"not a zip"),
    ),
    Case("archive that is not there", "models install x.argosmodel", ("x.argosmodel",)),
    Case("init where there is one", "init .", ("is a publication already",)),
    Case(
        "front matter",
        "extract seeds/y.md",
        ("seeds/y.md",),
        _write("seeds/y.md", b"---\ntitle: [x\n---\n\ntext\n"),
    ),
    Case("no reader", "extract seeds/y.rtf", ("no reader for '.rtf'", ".md"), _write("seeds/y.rtf", b"x")),
    Case(
        "add a term to a folder",
        "glossary add wang-yi person en=Wang",
        ("glossary/terms.csv: cannot be read (Is a directory)",),
        lambda root: ((root / "glossary/terms.csv").unlink(), (root / "glossary/terms.csv").mkdir()),
    ),
    Case(
        "add a term to a broken glossary",
        "glossary add wang-yi person en=Wang --file other.csv",
        ("glossary/terms.csv:2: broken CSV", "quotation mark"),
        _write("glossary/terms.csv", b'id,kind,en\nx,place,"Kaz"an\n'),
    ),
    Case(
        "lint of a broken file of forms",
        "glossary lint",
        ("glossary/forms.ru.csv:1: no column 'rendering'", "The first row is"),
        _write("glossary/forms.ru.csv", b"id,nom\n"),
    ),
    Case(
        "unknown engine",
        "glossary languages",
        ("no engine named 'argus'", "Known: apertium, argos"),
        _config('[engine]\nname = "argus"\n'),
    ),
    Case(
        "no languages",
        "glossary languages",
        ("workflow.toml [publication] languages: no languages", 'Write: ["ru", "zh"]'),
        _write("workflow.toml", b""),
    ),
    Case(
        "unknown severity",
        "check",
        ("workflow.toml [checks.glossary] missing: 'fatal' is no severity", "error, warning, note, off"),
        _config('[checks.glossary]\nmissing = "fatal"\n'),
    ),
    Case("nothing to translate", "translate", ("no article named", "seeds/FILE")),
    Case(
        "explain without a model",
        "translate --explain Kazan --lang zh,ru",
        ("no model for en -> zh is installed", "workflow models install en_zh"),
    ),
    Case(
        "score without sources",
        "glossary score --target seeds/kazan.txt --lang ru --terms glossary/terms.csv",
        ("seeds/kazan.txt:1: no JSON on this line", "One object a line"),
    ),
    Case("unknown option", "translate kazan --langs ru", ("No such option", "--help")),
    Case("unknown command", "translat kazan", ("No such command 'translat'", "--help")),
]


def _run(
    root: Path, arguments: str, tmp_path: Path, mirror: str = "", before: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(Path(workflow.__file__).parents[1]),
        "PYTHONUTF8": "1",
        "ARGOS_PACKAGES_DIR": str(tmp_path / "models"),
        "DRAGOMAN_MODELS_MIRROR": mirror,
    }
    command = [*before, sys.executable, "-c", "from workflow.cli import main; main()", *arguments.split()]
    return subprocess.run(
        command, cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def _nobody_listens() -> str:
    """An address on this machine at which nothing answers: the network is down, quickly."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_line_and_two(case: Case, folder: Path, tmp_path: Path) -> None:
    case.spoil(folder)
    before = snapshot(folder)
    done = _run(
        folder, case.arguments, tmp_path, mirror=_nobody_listens() if case.name == "no network" else ""
    )
    assert done.returncode == 2, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("error: ")
    for part in case.expected:
        assert part in done.stderr
    after = snapshot(folder)
    for name, content in before.items():
        assert after[name] == content, name
    if "no model" not in case.name:  # what the glossary knows is written; the rest stays empty
        assert after == before


@pytest.fixture
def powerless() -> Sequence[str]:
    """What to put before a command so that permissions hold for it: root may write anywhere otherwise."""
    if os.name != "posix":
        pytest.skip("permissions of POSIX")
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("runs as root, and there is no setpriv")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def test_no_permission(folder: Path, tmp_path: Path, powerless: Sequence[str]) -> None:
    (folder / "locales").chmod(0o500)
    done = _run(folder, "extract kazan", tmp_path, before=powerless)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
    assert "locales/kazan.pot: cannot be written (Permission denied). Check the permissions" in done.stderr
    assert list((folder / "locales").iterdir()) == []


@pytest.mark.parametrize(("name", "mode"), [("glossary", 0o500), ("glossary/terms.csv", 0o400)])
def test_a_term_cannot_be_added_without_permission(
    folder: Path, tmp_path: Path, powerless: Sequence[str], name: str, mode: int
) -> None:
    (folder / name).chmod(mode)
    before = snapshot(folder)
    done = _run(folder, "glossary add wang-yi person en=Wang ru=Ван", tmp_path, before=powerless)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done
    assert "glossary/terms.csv: cannot be written (Permission denied). Check the permissions" in done.stderr
    assert snapshot(folder) == before


def test_outside_of_a_publication(tmp_path: Path) -> None:
    done = _run(tmp_path, "status", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "no workflow.toml here or in a folder above" in done.stderr
    assert "workflow init DIR" in done.stderr
