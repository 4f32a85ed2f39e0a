"""The words of the pages, looked at by the checks that translators' catalogues pass."""

from __future__ import annotations

from importlib.resources import files

import polib
import pytest

from workflow.checks import run_checks
from workflow.glossary import Glossary
from workflow.languages import known_tags
from workflow.model import CatalogueView, Policy, State, Unit
from workflow.pipeline.findings import registered

# Of three words in another language nothing can be told by letters and lengths.
OFF = Policy(dict.fromkeys(("language", "short", "long"), "off"))


def read(tag: str) -> tuple[Unit, ...]:
    text = (files("workflow.publishers") / "strings" / f"{tag}.po").read_text(encoding="utf-8")
    return tuple(
        Unit(entry.msgid, entry.msgstr, State.REVIEWED, line=entry.linenum) for entry in polib.pofile(text)
    )


def objections(tag: str, found: tuple[Unit, ...]) -> list[str]:
    view = CatalogueView(f"strings/{tag}.po", tag, "en", found)
    done = run_checks(view, Glossary([]), registered(), OFF)
    return [f"{each.line} {each.check}: {each.message}" for each in done.findings]


@pytest.mark.parametrize("tag", [tag for tag in known_tags() if tag != "en"])
def test_the_checks_have_nothing_to_say(tag: str) -> None:
    assert objections(tag, read(tag)) == []


def test_they_would() -> None:
    broken = Unit("All articles of {year}", "Все статьи за {jahr} год", State.REVIEWED, line=7)
    assert any("placeholders" in line for line in objections("ru", (broken,)))
