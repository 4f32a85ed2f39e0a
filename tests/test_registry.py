"""Parts by name, our own and a stranger's."""

from __future__ import annotations

import importlib.metadata
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow import registry
from workflow.errors import CheckError, WorkflowError
from workflow.pipeline.findings import registered
from workflow.registry import CHECKS, ENGINES, EXCHANGERS, PUBLISHERS, READERS, entries, load, names

GROUPS = (READERS, ENGINES, CHECKS, PUBLISHERS, EXCHANGERS)


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    """What is cached of one test's distributions is no business of the next."""
    cached = (registry.installed, entries, names, load)
    for each in cached:
        each.cache_clear()
    yield
    for each in cached:
        each.cache_clear()


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
    monkeypatch.setattr(sys, "path", [])
    with pytest.raises(WorkflowError) as caught:
        load(ENGINES, "argos")
    assert str(caught.value) == "no engine named 'argos'. Known: none."


def test_what_is_installed_is_what_python_says(stranger: Path) -> None:
    mine = {(each.name, each.value, each.owner) for group in GROUPS for each in entries(group)}
    theirs = {
        (each.name, each.value, each.dist.name if each.dist else "")
        for group in GROUPS
        for each in importlib.metadata.entry_points(group=group)
    }
    assert mine == theirs
    assert ("odd", "stranger_part:check", "stranger") in mine


def test_an_entry_point_may_be_written_in_any_way_that_the_standard_has(stranger: Path) -> None:
    (stranger / "stranger-1.0.dist-info" / "entry_points.txt").write_text(
        "# ours\n[console_scripts]\nodd = nothing:main\n\n[workflow.checks]\n  # no = nothing:check\n"
        "module=stranger_part\ndeep = stranger_part : Part.check\nextra = stranger_part:check [fast, x]\n",
        encoding="utf-8",
    )
    (stranger / "stranger_part.py").write_text(
        "class Part:\n    check = 'deep'\ncheck = 'plain'\n", encoding="utf-8"
    )
    assert load(CHECKS, "module").__name__ == "stranger_part"
    assert load(CHECKS, "deep") == "deep"
    assert load(CHECKS, "extra") == "plain"
    assert not {"odd", "no"} & set(names(CHECKS))


@pytest.mark.parametrize(
    "info", ["stranger.egg-info", "Stranger-1.0-py3.11.egg-info", "Stranger-1.0.egg/EGG-INFO"]
)
def test_an_egg_in_a_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, info: str) -> None:
    folder = tmp_path / info
    folder.mkdir(parents=True)
    (folder / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: Stranger\nVersion: 1.0\n", "utf-8")
    (folder / "entry_points.txt").write_text("[workflow.checks]\negg = stranger_egg:check\n", "utf-8")
    monkeypatch.syspath_prepend(folder.parent)
    assert [each.owner for each in entries(CHECKS) if each.name == "egg"] == ["Stranger"]


def test_of_two_distributions_of_one_name_the_first_on_the_path_counts(
    stranger: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    info = other / "Stranger-0.9.dist-info"
    info.mkdir()
    (info / "entry_points.txt").write_text("[workflow.checks]\nold = stranger_old:check\n", "utf-8")
    monkeypatch.setattr(sys, "path", [*sys.path, str(other)])
    assert "odd" in names(CHECKS)
    assert "old" not in names(CHECKS)


def test_what_lies_in_an_archive_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(tmp_path / "parts.zip", "w") as archive:
        info = "zipped-1.0.dist-info"
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: zipped\nVersion: 1.0\n")
        archive.writestr(f"{info}/entry_points.txt", "[workflow.checks]\nzip = zipped_part:check\n")
        archive.writestr("zipped_part.py", "check = 1 / 0\n")
    monkeypatch.syspath_prepend(tmp_path / "parts.zip")
    assert {"zip", "numbers"} <= set(names(CHECKS))
    with pytest.raises(WorkflowError, match=r"workflow\.checks in zipped: 'zip' cannot be loaded"):
        load(CHECKS, "zip")


def test_who_finds_distributions_in_his_own_way_is_asked(
    stranger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Finder(importlib.metadata.DistributionFinder):
        def find_spec(self, *_: object) -> None:
            return None

        def find_distributions(self, context: object = None) -> Iterator[importlib.metadata.Distribution]:
            yield importlib.metadata.PathDistribution(stranger / "stranger-1.0.dist-info")

    monkeypatch.setattr(sys, "path", [each for each in sys.path if each != str(stranger)])
    assert "odd" not in names(CHECKS)
    for each in (registry.installed, entries, names):
        each.cache_clear()
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder()])
    assert {"odd", "numbers"} <= set(names(CHECKS))


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
