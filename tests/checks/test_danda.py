"""``[danda]``: danda or full stop, in one catalogue always the same."""

from __future__ import annotations

import pytest
from support_checks import findings

from workflow.checks.danda import check_danda
from workflow.model import CatalogueView, Markup, State, Unit


def _view(*targets: str, language: str = "hi", markup: Markup = Markup.MARKDOWN) -> CatalogueView:
    units = tuple(
        Unit("Source.", text, State.REVIEWED, line=10 * (index + 1)) for index, text in enumerate(targets)
    )
    return CatalogueView("x.po", language, "en", units, markup)


GOOD = [
    ("बैठक हुई।", "यह सच है।"),
    ("बैठक समाप्त.", "यह सच है."),  # full stops throughout: the press has that too
    ("डॉ. शर्मा आए।", "कि.मी. में"),
    ("3.5 करोड़।", "example.org देखें।"),
    ("“हाँ।”", "अ | आ"),
]


@pytest.mark.parametrize("targets", GOOD)
def test_one_mark_throughout_is_right(targets: tuple[str, ...]) -> None:
    source = "a | b"  # a bar of the source may stand in the translation
    view = _view(*targets)
    units = tuple(Unit(source, unit.target, unit.state) for unit in view.units)
    assert findings(check_danda, CatalogueView("x.po", "hi", "en", units)) == []


@pytest.mark.parametrize(
    ("targets", "line", "fixed"),
    [
        (("बैठक हुई।", "वे आए।", "बैठक समाप्त."), 30, "बैठक समाप्त।"),
        (("बैठक समाप्त.", "वे चलेंगे.", "वे आए।"), 30, "वे आए."),
        (("यह सच है।", "यह सच है. वे आए।"), 20, "यह सच है। वे आए।"),
        (("बैठक हुई।", "वे आए।", "यह सच हैं."), 30, "यह सच हैं।"),
        (("वे आए।", "बैठक समाप्त."), 20, "बैठक समाप्त।"),  # as many of each: the danda
        (("बैठक समाप्त.", "वे चलेंगे.", "कोड `आए।` और वे आए।"), 30, "कोड `आए।` और वे आए."),
        (("बैठक हुई|",), 10, "बैठक हुई।"),
        (("बैठक हुई |",), 10, "बैठक हुई।"),
    ],
)
def test_the_rarer_one_is_put_right(targets: tuple[str, ...], line: int, fixed: str) -> None:
    (finding,) = findings(check_danda, _view(*targets))
    assert (finding.line, finding.severity.value) == (line, "warning")
    text = targets[line // 10 - 1]
    for edit in reversed(finding.fix):
        text = text[: edit.start] + edit.text + text[edit.end :]
    assert text == fixed


def test_other_languages_have_no_dandas() -> None:
    assert findings(check_danda, _view("Так।", "Нет слова.", language="ru")) == []
