"""``[loop]``: texts that go round in circles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.loop import check_loop

GOOD = [
    *((language, SOURCE, TEXTS[language]) for language in LANGUAGES),
    ("ru", "step by step, day by day", "шаг за шагом, день за днём"),
    ("ru", "never again, never again!", "больше никогда, больше никогда!"),  # the source does so
    ("hi", "slowly", "धीरे धीरे चलो"),
    ("zh", "very good", "非常非常好"),
    ("zh", "discuss it", "讨论讨论这个问题"),
    ("ru", "1 2 1 2 1 2", "1 2 1 2 1 2"),
    ("kk", "x", ""),
]
BAD = [
    ("ru", "в городе в области в городе в области", "warning: “в городе в области” is said 2 times", (0, 37)),
    (
        "ru",
        "Совет решил открыть мост открыть мост завтра.",
        "warning: “открыть мост” is said 2 times",
        (12, 37),
    ),
    (
        "hi",
        "नगर परिषद ने कहा नगर परिषद ने कहा नगर परिषद ने कहा",
        "error: “नगर परिषद ने कहा” is said 3 times",
        (0, 50),
    ),
    (
        "uz",
        "kengash qarori kengash qarori kengash qarori",
        "error: “kengash qarori” is said 3 times",
        (0, 44),
    ),
    ("fa", "پل جدید پل جدید پل جدید باز شد", "error: “پل جدید” is said 3 times", (0, 23)),
    ("tg", "пули нав пули нав кушода шуд", "warning: “пули нав” is said 2 times", (0, 17)),
    (
        "zh",
        "重庆市市长会见重庆市市长会见重庆市市长会见代表团",
        "error: “重庆市市长会见” is said 3 times",
        (0, 21),
    ),
    ("ky", "көпүрө ачылат көпүрө ачылат, деди ал", "warning: “көпүрө ачылат” is said 2 times", (0, 28)),
    ("be", "мост мост мост мост мост мост адкрыты", "error: “мост” is said 6 times", (0, 29)),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_loop, language, source, target) == []


@pytest.mark.parametrize(("language", "target", "expected", "span"), BAD)
def test_bad_pairs(language: str, target: str, expected: str, span: tuple[int, int]) -> None:
    (finding,) = asked(check_loop, language, "a source", target)
    assert f"{finding.severity.value}: {finding.message}" == expected
    assert finding.spans == (span,)


@given(st.text(alphabet="ab ,", max_size=80), st.sampled_from(["ru", "zh"]))
def test_spans_lie_in_the_text(text: str, language: str) -> None:
    for finding in asked(check_loop, language, "a source", text):
        ((start, end),) = finding.spans
        assert 0 <= start < end <= len(text)


@pytest.mark.parametrize("times", [3, 5, 40])
def test_every_loop_is_found_whole(times: int) -> None:
    text = " ".join(["городской совет решил"] * times)
    (finding,) = asked(check_loop, "ru", "a source", f"Вчера {text}.")
    assert finding.message == f"“городской совет решил” is said {times} times"
    assert finding.spans[0][0] == len("Вчера ")
