"""``[emails]``: letter for letter."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.emails import check_emails

GOOD = [
    ("ru", "Write to press@example.org.", "Пишите: press@example.org."),
    ("ru", "Write to Press@Example.org", "Пишите: press@example.org"),
    ("zh", "Write to a.b+c@mail.example.org!", "请写信至a.b+c@mail.example.org！"),
    ("fa", "(press@example.org)", "«press@example.org»"),
    ("ru", "@handle and a@b", "@handle и a@b"),
    ("ru", "press@example.org, press@example.org", "press@example.org"),
    ("hi", "почта@пример.рф", "почта@пример.рф"),
]
BAD = [
    ("ru", "press@example.org", "press@exanple.org", ["error: found press@exanple.org"]),
    ("ru", "press@example.org", "prеss@example.org", ["error: found prеss@example.org"]),
    ("kk", "press@example.org", "пресс", ["error: the address is not in the translation"]),
    ("uz", "nobody", "x@example.org", ["warning: x@example.org is not in the source"]),
    (
        "ur",
        "a.first@example.org or b.second@example.com",
        "b.second@example.com",
        ["error: the address is not in the translation"],
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_emails, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: list[str]) -> None:
    assert said(check_emails, language, source, target) == expected


def test_a_slip_is_mended_and_another_address_is_not() -> None:
    assert mended(check_emails, "ru", "a press@example.org", "к press@exanple.org!") == "к press@example.org!"
    assert mended(check_emails, "ru", "press@example.org", "qqq@zzz.net") == "qqq@zzz.net"


def test_a_finding_shows_both() -> None:
    (finding,) = asked(check_emails, "ru", "To press@example.org.", "На press@exanple.org.")
    assert finding.unit
    assert finding.expected == "press@example.org"
    assert [finding.unit.target[a:b] for a, b in finding.spans] == ["press@exanple.org"]
    assert [finding.unit.source[a:b] for a, b in finding.source_spans] == ["press@example.org"]
