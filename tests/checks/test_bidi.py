"""``[bidi]``: controls of the writing direction."""

from __future__ import annotations

import pytest
from support_checks import asked, mended

from workflow.checks.bidi import check_bidi

GOOD = [
    ("fa", "شرکت \u2068ACME (UK)\u2069 گفت"),
    ("fa", "نسخه \u200e2.0\u200e منتشر شد (C++\u200e)"),
    ("ur", "یہ \u2066ACME!\u2069 ہے\u200f۔"),
    ("ur", "دو \u2067اور \u2066ABC\u2069 ہیں\u2069"),
    ("ru", "По-персидски: شهر\u200f!"),
    ("ru", "По-персидски: \u2067شهر!\u2069"),
    ("zh", "重庆"),
]
BAD = [
    ("fa", "شهر \u202bبزرگ", "error", ""),
    ("fa", "شهر \u2068بزرگ", "error", ""),
    ("fa", "شهر بزرگ\u202c", "error", ""),
    ("ur", "شہر بڑا\u2069", "error", ""),
    ("ur", "\u2068a \u202bb\u2069", "error", ""),  # the isolate closes, the embedding in it does not
    ("fa", "\u2068الف\nب\u2069", "error", ""),  # a line break closes all
    ("ru", "файл \u202eexe.doc\u202c", "error", ""),
    ("fa", "\u202bشهر بزرگ\u202c", "warning", ""),
    ("ru", "Мэр\u200e Чунцина", "warning", "Мэр Чунцина"),
    ("uz", "Hokim\u200f keldi", "warning", "Hokim keldi"),
    ("ur", "شا\u200fئع", "warning", "شائع"),
    ("ru", "Мэр \u2068Чунцина\u2069", "note", ""),
]


@pytest.mark.parametrize(("language", "target"), GOOD)
def test_what_is_needed_is_left_alone(language: str, target: str) -> None:
    assert asked(check_bidi, language, "ACME", target) == []


@pytest.mark.parametrize(("language", "target", "severity", "fixed"), BAD)
def test_what_turns_the_text_around_is_found(language: str, target: str, severity: str, fixed: str) -> None:
    found = asked(check_bidi, language, "ACME", target)
    assert found[0].severity.value == severity
    assert found[0].spans
    assert found[0].message.isprintable()
    assert mended(check_bidi, language, "ACME", target) == (fixed or target)


def test_controls_of_the_source_are_kept_but_closed() -> None:
    assert asked(check_bidi, "ru", "a \u202eb\u202c", "а \u202eб\u202c") == []
    (found,) = asked(check_bidi, "ru", "a \u202eb\u202c", "а \u202eб")
    assert found.message.startswith("RLO, a control of the writing direction, is not closed")


@pytest.mark.slow
def test_a_long_text_takes_no_long_time() -> None:
    found, _ = asked(check_bidi, "fa", "x", "\u202b\u2068" * 50_000 + "\u2069\u202c")
    assert len(found.spans) == 50
