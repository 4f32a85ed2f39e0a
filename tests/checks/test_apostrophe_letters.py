"""``[apostrophe_letters]``: one character for each apostrophe of an alphabet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from support_checks import findings

from workflow.checks.apostrophe_letters import check_apostrophe_letters
from workflow.model import CatalogueView, Finding

Build = Callable[..., CatalogueView]


def mended(found: list[Finding], target: str) -> str:
    for edit in sorted((edit for each in found for edit in each.fix), key=lambda each: -each.start):
        target = target[: edit.start] + edit.text + target[edit.end :]
    return target


def test_a_catalogue_of_one_kind_is_left_alone(catalogue: Build) -> None:
    view = catalogue(
        "uz", ("City", "Oʻzbekiston, maʼlum, gʻalaba"), ("O’Hagan", "Soʻz, eʼlon, “O'Hagan” boʻldi")
    )
    assert findings(check_apostrophe_letters, view) == []
    view = catalogue("be", ("City", "З’езд і аб’ём"), ("Sainsbury's", "Sainsbury's, п’еса"))
    assert findings(check_apostrophe_letters, view) == []


@pytest.mark.parametrize(
    ("wrong", "severity"),
    [("’", "warning"), ("'", "warning"), ("`", "warning"), ("ʼ", "warning"), ("‘", "note")],
)
def test_another_mark_than_most_have(catalogue: Build, wrong: str, severity: str) -> None:
    view = catalogue("uz", ("x", "Oʻzbekiston va oʻlka"), ("y", f"O{wrong}lka so{wrong}zi"))
    (found,) = findings(check_apostrophe_letters, view)
    assert (found.line, found.severity.value, found.expected) == (20, severity, "ʻ (U+02BB)")
    assert mended([found], view.units[1].target) == "Oʻlka soʻzi"


def test_the_newsroom_decides(catalogue: Build) -> None:
    view = catalogue("uz", ("x", "O‘zbekiston va o‘lka"), ("y", "oʻlka"))
    one, other = findings(check_apostrophe_letters, view)
    assert (one.line, one.severity.value) == (10, "note")
    assert one.message == "this catalogue writes the mark of oʻ and gʻ with ‘ (U+2018)"
    assert (other.line, other.severity.value) == (20, "note")
    assert mended([other], "oʻlka") == "o‘lka"


def test_the_glottal_stop_is_another_mark(catalogue: Build) -> None:
    view = catalogue("uz", ("x", "maʼlum va eʼlon"), ("y", "ma’lum"))
    (found,) = findings(check_apostrophe_letters, view)
    assert (found.severity.value, mended([found], "ma’lum")) == ("note", "maʼlum")


def test_a_closing_quotation_mark_is_none(catalogue: Build) -> None:
    view = catalogue("uz", ("x", "Oʻzbekiston"), ("y", "‘Bu yangi radio’ dedi"), ("z", "Oʻlka"))
    assert findings(check_apostrophe_letters, view) == []


def test_belarusian(catalogue: Build) -> None:
    view = catalogue("be", ("x", "з’езд, аб’ём"), ("y", "п'еса"))
    (found,) = findings(check_apostrophe_letters, view)
    assert (found.severity.value, mended([found], "п'еса")) == ("note", "п’еса")


def test_other_languages_have_no_such_letters(catalogue: Build) -> None:
    assert findings(check_apostrophe_letters, catalogue("ru", ("x", "об'ём"), ("y", "об’ём"))) == []
