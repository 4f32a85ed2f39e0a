"""Checks asked in one line: about two texts, or about a catalogue."""

from __future__ import annotations

from workflow.checks import CatalogueCheck, UnitCheck, run_checks
from workflow.glossary import Glossary
from workflow.model import CatalogueView, Finding, Markup, Policy, Role, State, TermJudge, Unit


def findings(
    check: UnitCheck | CatalogueCheck,
    view: CatalogueView,
    judge: TermJudge | None = None,
    levels: dict[str, str] | None = None,
) -> list[Finding]:
    """What one check finds in a catalogue."""
    return run_checks(view, judge or Glossary([]), [check], Policy(levels or {})).findings


def asked(
    check: UnitCheck | CatalogueCheck,
    language: str,
    source: str,
    target: str,
    *,
    role: Role = Role.PARAGRAPH,
    markup: Markup = Markup.PLAIN,
    judge: TermJudge | None = None,
) -> list[Finding]:
    """What one check finds in one reviewed unit, English by origin."""
    unit = Unit(source, target, State.REVIEWED, line=10, roles=(role,))
    return findings(check, CatalogueView("x.po", language, "en", (unit,), markup), judge)


def said(check: UnitCheck | CatalogueCheck, language: str, source: str, target: str) -> list[str]:
    """The same as short lines: severity and message."""
    return [f"{each.severity.value}: {each.message}" for each in asked(check, language, source, target)]


def mended(check: UnitCheck | CatalogueCheck, language: str, source: str, target: str) -> str:
    """The target with the fixes of the check in it."""
    edits = [edit for each in asked(check, language, source, target) for edit in each.fix]
    for edit in sorted(edits, key=lambda each: each.start, reverse=True):
        target = target[: edit.start] + edit.text + target[edit.end :]
    return target
