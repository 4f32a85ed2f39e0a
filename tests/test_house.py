"""Which room may see which: the table of the architecture page as data, and every import read."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "workflow"

# A room sees itself, what ``workflow/__init__.py`` says, and these. "*" is every room but the command line.
SEES: dict[str, set[str]] = {
    "model": set(),
    "errors": set(),
    "languages": {"model"},
    "diff": {"lazy"},
    "lazy": set(),
    "files": {"errors"},
    "staging": {"errors", "files"},
    "untrusted": {"errors"},
    "corrections": {"model", "errors"},
    "config": {"model", "errors", "languages", "corrections"},
    "readers": {"model", "errors", "untrusted", "corrections"},
    "segment": {"model", "languages"},
    "glossary": {"model", "errors", "languages", "untrusted", "lazy"},
    "memory": {"model", "errors", "files", "languages", "diff"},
    "exchange": {"model", "errors", "untrusted", "languages", "diff", "segment"},
    "engines": {"model", "errors", "files"},
    "translate": {"model", "errors"},
    "catalogue": {"model", "errors", "files", "languages", "diff", "lazy"},
    "checks": {"model", "languages", "lazy"},
    "publishers": {"model", "errors", "languages"},
    "sheets": {"model", "errors", "languages", "diff"},
    "variants": {"model", "errors"},
    "registry": {"errors"},
    "report": {"model", "diff"},
    "pipeline": {"*"},
    "cli": {
        *("pipeline", "config", "registry", "report", "errors", "model", "languages", "files", "engines"),
        "diff",
    },
}

# They pull in torch or an AGPL part, write a device id, or fetch models at the first sentence.
BANNED = (
    *("argostranslate.translate", "argostranslate.sbd", "minisbd"),
    *("torch", "spacy", "stanza", "onnxruntime"),
)

# What --help must not wait for.
HEAVY = (
    *("ctranslate2", "sentencepiece", "argostranslate", "polib", "babel", "jinja2"),
    *("markdown_it", "bs4", "pymorphy3", "sentencex", "ahocorasick_rs", "yaml"),
    *("lxml", "docx", "openpyxl", "sqlite3"),
)


@dataclass(frozen=True)
class Import:
    """One name that a module imports: ``from a.b import c`` is ``a.b.c``, and may be a module or not."""

    path: Path
    line: int
    name: str

    @property
    def place(self) -> str:
        return f"{self.path.relative_to(PACKAGE.parent)}:{self.line}"


@cache
def nodes_of(text: str) -> tuple[ast.AST, ...]:
    """All of a module; many tests ask for the same."""
    return tuple(ast.walk(ast.parse(text)))


def imports_of(path: Path, text: str) -> Iterator[Import]:
    """Every import of a module: at the top, in functions, for type checkers, relative ones too."""
    for node in nodes_of(text):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(path, node.lineno, alias.name)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = path.relative_to(PACKAGE.parent).parent.parts
                upward = package[: len(package) - node.level + 1]
                base = ".".join([*upward, *([base] if base else [])])
            for alias in node.names:
                yield Import(path, node.lineno, f"{base}.{alias.name}")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """The room that a module stands in; "" for the package's own ``__init__``."""
    first = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    return "" if first == "__init__" else first


def trespasses(path: Path, text: str) -> list[str]:
    """A line for each import of a room that the module's room may not see."""
    room = room_of(path)
    allowed = SEES[room] if room else set()
    found = []
    for each in imports_of(path, text):
        top, _, rest = each.name.partition(".")
        if top != "workflow":
            continue
        seen = rest.split(".")[0]
        if seen not in SEES or seen == room or seen in allowed:
            continue  # itself, one of its friends, or a name such as __version__
        if "*" in allowed and seen != "cli":
            continue
        found.append(f"{each.place}: {room} sees {seen}")
    return found


def calls_of(text: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything that is called: ``print``, ``sys.exit``."""
    for node in nodes_of(text):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


# --------------------------------------------------------------------------------------------------- rooms


def test_every_room_is_in_the_table() -> None:
    assert {room_of(path) for path in modules()} - {""} == set(SEES)


@pytest.mark.parametrize("room", SEES)
def test_a_room_sees_only_what_the_table_says(room: str) -> None:
    mine = [path for path in modules() if room_of(path) == room]
    assert mine
    found = [line for path in mine for line in trespasses(path, path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_the_package_itself_sees_no_room() -> None:
    path = PACKAGE / "__init__.py"
    assert not [
        each for each in imports_of(path, path.read_text("utf-8")) if each.name.startswith("workflow")
    ]


@pytest.mark.parametrize(
    ("room", "text", "seen"),
    [
        ("checks/x.py", "from workflow.errors import WorkflowError", "errors"),
        ("checks/x.py", "def f():\n    import workflow.pipeline as p", "pipeline"),
        ("checks/x.py", "if TYPE_CHECKING:\n    from workflow import catalogue", "catalogue"),
        ("checks/x.py", "from ..report import line_of", "report"),
        ("checks/x.py", "from .. import report", "report"),
        ("model.py", "from . import errors", "errors"),
        ("pipeline/x.py", "from workflow.cli.app import app", "cli"),
        ("cli/x.py", "from workflow.catalogue import merge", "catalogue"),
        ("checks/x.py", "from workflow import __version__\nfrom . import y\nimport workflow.model", ""),
        ("pipeline/x.py", "import workflow.catalogue, workflow.checks", ""),
    ],
)
def test_trespasses_are_seen(room: str, text: str, seen: str) -> None:
    assert [line.rpartition(" ")[2] for line in trespasses(PACKAGE / room, text)] == ([seen] if seen else [])


def test_no_stage_imports_in_a_circle() -> None:
    order: list[str] = []
    rest = {room: friends - {"*"} for room, friends in SEES.items() if room != "pipeline"}
    rest["pipeline"] = set(SEES) - {"pipeline", "cli"}
    while rest:
        free = [room for room, friends in rest.items() if friends <= set(order)]
        assert free, f"a circle among {sorted(rest)}"
        order += free
        for room in free:
            del rest[room]


# --------------------------------------------------------------------------------------------------- manners


def test_nothing_imports_what_is_banned() -> None:
    banned = tuple(f"{name}." for name in BANNED)
    found = [
        each.place
        for path in modules()
        for each in imports_of(path, path.read_text(encoding="utf-8"))
        if f"{each.name}.".startswith(banned)
    ]
    assert not found


def test_modules_are_loaded_by_name_in_the_registry_only() -> None:
    # The registry those of entry points; the other modules of a package of ours, when they are asked for.
    loaders = (PACKAGE / "registry.py", PACKAGE / "lazy.py")
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in modules()
        if path not in loaders
        for line, name in calls_of(path.read_text(encoding="utf-8"))
        if name in ("__import__", "importlib.import_module", "import_module", "exec", "eval")
    ]
    assert not found


def test_only_the_command_line_prints_or_exits() -> None:
    doing = ("print", "exit", "quit", "sys.exit", "os._exit", "SystemExit", "typer.echo", "typer.Exit")
    streams = ("sys.stdout.", "sys.stderr.", "sys.__stdout__.", "sys.__stderr__.")
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {name}"
        for path in modules()
        if room_of(path) != "cli"
        for line, name in calls_of(path.read_text(encoding="utf-8"))
        if name in doing or name.startswith(streams)
    ]
    assert not found


def test_what_is_frozen_is_a_struct() -> None:
    """A frozen dataclass takes more than ten times as long to define, and a check defined ninety of them."""
    frozen = {
        f"{path.relative_to(PACKAGE)}:{node.name}"
        for path in modules()
        for node in nodes_of(path.read_text(encoding="utf-8"))
        if isinstance(node, ast.ClassDef)
        for each in node.decorator_list
        if "dataclass" in ast.unparse(each) and "frozen=True" in ast.unparse(each)
    }
    # A struct compares all its fields, and takes all of them when it is made.
    assert frozen == {
        "glossary/recogniser.py:Chain",
        "glossary/recogniser.py:Ending",
        "pipeline/baseline.py:Known",
    }


def test_every_module_says_what_it_is() -> None:
    assert not [path for path in modules() if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]


_HELP = """
import contextlib, io, json, sys
from workflow.cli.app import run_app
with contextlib.redirect_stdout(io.StringIO()) as shown:
    codes = [run_app(line.split()) for line in sys.argv[1:]]
print(json.dumps({"codes": codes, "shown": shown.getvalue(), "modules": sorted(sys.modules)}))
"""


def test_help_loads_nothing_heavy() -> None:
    lines = ["--help", "--version", "run --help", "translate --help", "check --help", "publish --help"]
    done = subprocess.run(
        [sys.executable, "-c", _HELP, *lines], capture_output=True, text=True, timeout=60, check=True
    )
    said = json.loads(done.stdout)
    assert said["codes"] == [0] * len(lines)
    assert "Usage: workflow" in said["shown"]
    loaded = {name.partition(".")[0] for name in said["modules"]}
    assert "typer" in loaded
    assert not loaded & {*HEAVY, *BANNED}
