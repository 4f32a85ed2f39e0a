"""``[newlines]``: line breaks as in the source."""

from __future__ import annotations

import pytest
from support_checks import asked

from workflow.checks.newlines import check_newlines

GOOD = [("ru", "One", "Один"), ("zh", "One\nTwo\n", "一\n二\n"), ("fa", "One\r\nTwo", "یک\nدو")]
BAD = [
    ("ru", "One", "Один\n", "error", "the source does not end with a line break"),
    ("kk", "One\n", "Бір", "error", "the source does end with a line break"),
    ("uz", "\nOne", "Bir", "error", "the source does begin with a line break"),
    ("hi", "One", "\nएक", "error", "the source does not begin with a line break"),
    ("be", "One two", "Адзін\nдва", "warning", "1 line breaks, 0 in the source"),
    ("ky", "One\ntwo", "Бир эки", "warning", "0 line breaks, 1 in the source"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_breaks_that_are_kept(language: str, source: str, target: str) -> None:
    assert asked(check_newlines, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "severity", "message"), BAD)
def test_breaks_that_are_not(language: str, source: str, target: str, severity: str, message: str) -> None:
    (found,) = asked(check_newlines, language, source, target)
    assert (found.severity.value, found.message) == (severity, message)


def test_a_break_that_programs_do_not_know() -> None:
    found = asked(check_newlines, "ur", "One two", "ایک\u2028دو")
    assert [each.severity.value for each in found] == ["warning", "warning"]
    assert found[1].message.endswith("U+2028")
    assert found[1].spans == ((3, 4),)
