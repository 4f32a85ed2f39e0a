"""Times of the day."""

from __future__ import annotations

import pytest

from workflow.languages.clock import clocks
from workflow.languages.reading import Reading


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "at 5:30 p.m. on", [(5, 30, "pm")]),
        ("en", "at 7.55am", [(7, 55, "am")]),
        ("en", "by 3 PM", [(3, 0, "pm")]),
        ("en", "the teams won 3 amid 5", []),
        ("en", "25:70", []),
        ("ru", "в 17:30", [(17, 30, "")]),
        ("ru", "в 17.30 часов", [(17, 30, "")]),
        ("ru", "рост 17.30", []),
        ("ru", "в 5:30 вечера", [(5, 30, "pm")]),
        ("ru", "5 часов 30 минут", [(5, 0, ""), (5, 30, "")]),
        ("hi", "शाम 5:30 बजे", [(5, 30, "pm")]),
        ("fa", "ساعت ۵:۳۰ صبح", [(5, 30, "am")]),
        ("zh", "下午三点", [(3, 0, "pm")]),
        ("kk", "сағат 7-де", [(7, 0, "")]),
    ],
)
def test_times_are_found(language: str, text: str, expected: list[tuple[int, int, str]]) -> None:
    assert [(each.hour, each.minute, each.half) for each in clocks(Reading(text, language))] == expected


def test_minutes_since_midnight() -> None:
    assert [clocks(Reading(text, "en"))[0].minutes for text in ("12:30 a.m.", "12:30 p.m.", "17:30")] == [
        30,
        750,
        1050,
    ]
