r"""``[escapes]``: ``\n`` and its like, as in the source."""

from __future__ import annotations

import pytest
from support_checks import asked

from workflow.checks.escapes import check_escapes
from workflow.model import Markup

GOOD = [
    ("ru", r"One\nTwo\t3", r"Один\nДва\t3"),
    ("zh", r"C:\new\folder", r"C:\new\folder"),
    ("fa", r"A \"word\"", r"یک \"واژه\""),
    ("hi", "One", "एक"),
]
BAD = [
    ("ru", r"One\nTwo", "Один Два", "error", r"\n is missing"),
    ("be", "One Two", r"Адзін\nДва", "error", r"\n is not in the source"),
    ("kk", r"One\tTwo", r"Бір\nЕкі", "error", r"\t is missing"),
    ("uz", r"\u00e9", "e", "error", r"\u00e9 is missing"),
    ("ky", r"A \"word\"", "«сөз»", "warning", r"\" is missing"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_escapes_that_are_kept(language: str, source: str, target: str) -> None:
    assert asked(check_escapes, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "severity", "message"), BAD)
def test_escapes_that_are_not(language: str, source: str, target: str, severity: str, message: str) -> None:
    (found,) = asked(check_escapes, language, source, target)
    assert (found.severity.value, found.message) == (severity, message)
    assert found.spans or found.source_spans


def test_in_markdown_a_backslash_is_syntax() -> None:
    assert asked(check_escapes, "ru", r"5 \* 3", "5 × 3", markup=Markup.MARKDOWN) == []
    assert asked(check_escapes, "ru", r"say \"x\"", "скажи «x»", markup=Markup.MARKDOWN) == []
    assert asked(check_escapes, "ru", r"a\nb", "а б", markup=Markup.MARKDOWN)
