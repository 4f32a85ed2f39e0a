"""``[nukta]``: one way to encode a letter in a catalogue."""

from __future__ import annotations

from collections.abc import Callable

from support_checks import findings

from workflow.checks.nukta import check_nukta
from workflow.model import CatalogueView, Finding

Build = Callable[..., CatalogueView]
ONE, TWO = "\u095b", "ज\u093c"


def mended(found: Finding, target: str) -> str:
    for edit in reversed(found.fix):
        target = target[: edit.start] + edit.text + target[edit.end :]
    return target


def test_one_way_is_left_alone(catalogue: Build) -> None:
    for letter in (ONE, TWO):
        view = catalogue("hi", ("Need", f"{letter}रूरत"), ("Thousand", f"ह{letter}ार"), ("City", "शहर"))
        assert findings(check_nukta, view) == []


def test_the_rarer_way_is_a_note(catalogue: Build) -> None:
    for most, other in ((ONE, TWO), (TWO, ONE)):
        view = catalogue("hi", ("Need", f"{most}रूरत ह{most}ार"), ("Thousand", f"ह{other}ार"))
        (found,) = findings(check_nukta, view)
        assert (found.line, found.severity.value) == (20, "note")
        assert mended(found, view.units[1].target) == f"ह{most}ार"


def test_as_many_of_both(catalogue: Build) -> None:
    view = catalogue("hi", ("Need", f"{ONE}रूरत"), ("Thousand", f"ह{TWO}ार"))
    (found,) = findings(check_nukta, view)
    assert (found.line, mended(found, view.units[0].target)) == (10, f"{TWO}रूरत")


def test_other_languages_are_not_asked(catalogue: Build) -> None:
    assert findings(check_nukta, catalogue("ru", ("x", ONE), ("y", TWO))) == []
