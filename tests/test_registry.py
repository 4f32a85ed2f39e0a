"""Parts by name, our own and a stranger's."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow import registry
from workflow.errors import CheckError, WorkflowError
from workflow.pipeline.findings import registered
from workflow.registry import CHECKS, ENGINES, PUBLISHERS, READERS, entries, load, names


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """What is cached of one test's distributions is no business of the next."""
    for cached in (entries, names, load):
        cached.cache_clear()
    yield
    for cached in (entries, names, load):
        cached.cache_clear()


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the distribution ``stranger``, installed."""
    info = tmp_path / "stranger-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(
        "[workflow.checks]\nodd = stranger_part:check\nzz-broken = stranger_broken:check\n"
        "[workflow.readers]\ndocx = stranger_part:Nothing\n",
        encoding="utf-8",
    )
    (tmp_path / "stranger_part.py").write_text("def check(catalogue, judge):\n    return iter(())\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for module in ("stranger_part", "stranger_broken"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    return tmp_path


@pytest.mark.parametrize(
    ("group", "ours"),
    [
        (READERS, {"text", "markdown", "html"}),
        (ENGINES, {"argos"}),
        (CHECKS, {"glossary", "numbers", "untranslated"}),
        (PUBLISHERS, {"epub", "html", "json", "markdown", "ninjs", "pdf", "text"}),
    ],
)
def test_our_own_parts_are_registered_and_load(group: str, ours: set[str]) -> None:
    assert ours <= set(names(group))
    assert list(names(group)) == sorted(names(group))
    for name in ours:
        part = load(group, name)
        assert callable(part) or (part.name == name and callable(part.look))
        assert getattr(part, "look", part).__module__.startswith("workflow.")


def test_a_strangers_part_is_found(stranger: Path) -> None:
    assert {"odd", "numbers"} <= set(names(CHECKS))
    assert load(CHECKS, "odd").__module__ == "stranger_part"
    assert load(CHECKS, "odd") is load(CHECKS, "odd")


def test_an_unknown_name_offers_the_known_ones() -> None:
    with pytest.raises(WorkflowError) as caught:
        load(PUBLISHERS, "paper")
    assert str(caught.value) == f"no publisher named 'paper'. Known: {', '.join(names(PUBLISHERS))}."


def test_an_unknown_name_where_nothing_is_registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "entry_points", lambda **_: ())
    with pytest.raises(WorkflowError) as caught:
        load(ENGINES, "argos")
    assert str(caught.value) == "no engine named 'argos'. Known: none."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (
            "import a_module_that_is_not_there",
            "ModuleNotFoundError: No module named 'a_module_that_is_not_there'",
        ),
        ("raise RuntimeError('two\\nlines')", "RuntimeError: two lines"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("x = 1", "AttributeError: module 'stranger_broken' has no attribute 'check'"),
    ],
)
def test_a_part_that_cannot_be_imported_is_one_line(stranger: Path, content: str, reason: str) -> None:
    (stranger / "stranger_broken.py").write_text(content, encoding="utf-8")
    with pytest.raises(WorkflowError) as caught:
        load(CHECKS, "zz-broken")
    assert str(caught.value) == (
        f"workflow.checks in stranger: 'zz-broken' cannot be loaded ({reason}). "
        "Reinstall or remove that distribution."
    )


def test_a_failure_is_not_remembered(stranger: Path) -> None:
    module = stranger / "stranger_broken.py"
    module.write_text("1 / 0", encoding="utf-8")
    with pytest.raises(WorkflowError):
        load(CHECKS, "zz-broken")
    module.write_text("def check():\n    return 'mended, and longer than before'\n", encoding="utf-8")
    assert load(CHECKS, "zz-broken")() == "mended, and longer than before"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def odd(pair):\n    yield\n", "'odd' is a function, not a check. Its author should decorate"),
        ("odd = 'a text'\n", "'odd' is a str, not a check. Its author"),
        (
            "from workflow.checks import unit_check\nfrom workflow.model import Severity\n"
            "@unit_check('even', Severity.NOTE)\ndef odd(pair):\n    yield\n",
            "'odd' is called 'even' by itself. Its author should give both the same name.",
        ),
    ],
)
def test_a_strangers_check_that_is_none_is_told(stranger: Path, code: str, problem: str) -> None:
    (stranger / "stranger-1.0.dist-info" / "entry_points.txt").write_text(
        "[workflow.checks]\nodd = stranger_part:odd\n", encoding="utf-8"
    )
    (stranger / "stranger_part.py").write_text(code, encoding="utf-8")
    with pytest.raises(CheckError) as caught:
        registered()
    assert str(caught.value).startswith(f"workflow.checks in stranger: {problem}")
