"""A check that knows what is right, and a publication that has nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from workflow.checks import CatalogueCheck, Pair, UnitCheck, unit_check
from workflow.checks.numbers import check_numbers
from workflow.model import Edit, Remark, Severity
from workflow.pipeline import findings

RU = "locales/ru/LC_MESSAGES/kazan.po"
ZH = "locales/zh_CN/LC_MESSAGES/kazan.po"


@unit_check("angles", Severity.ERROR, needs="<")
def check_angles(pair: Pair) -> Iterator[Remark]:
    """Angle brackets become quotation marks."""
    for found in re.finditer("<([^<>]*)>", pair.target):
        ends = ((found.start(), found.start() + 1), (found.end() - 1, found.end()))
        yield Remark(
            "angle brackets",
            hint="write « and »",
            spans=ends,
            fix=tuple(Edit(*span, mark) for span, mark in zip(ends, "«»", strict=True)),
        )


@unit_check("hosts", Severity.WARNING, needs="«")
def check_hosts(pair: Pair) -> Iterator[Remark]:
    """What is within quotation marks begins with no tag: seen only when :func:`check_angles` has been."""
    if found := re.search("(?<=«)ru: ", pair.target):
        yield Remark("a tag", spans=(found.span(),), fix=(Edit(*found.span(), ""),))


def use_only(monkeypatch: pytest.MonkeyPatch, *checks: UnitCheck | CatalogueCheck) -> None:
    """Let publications know these checks and no others."""
    known = {check.name: check for check in checks or (check_angles, check_numbers)}
    monkeypatch.setattr(findings, "names", lambda _: tuple(sorted(known)))
    monkeypatch.setattr(findings, "load", lambda _, name: known[name])
