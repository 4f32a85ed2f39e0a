"""What is no prose is found, wherever it stands, and in time that grows with the text only."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.checks.protected import MASK, masked, protected
from workflow.model import Markup

PLAIN = [
    ("См. https://example.org/a_(b)?c=1,2. Да", ["https://example.org/a_(b)?c=1,2"]),
    ("(https://example.org/a)", ["https://example.org/a"]),
    ("见https://example.org/a，好", ["https://example.org/a"]),
    ("«http://example.org»", ["http://example.org"]),
    ("Пишите: press@example.org.", ["press@example.org"]),
    ("@example_1: да", ["@example_1"]),
    ("сайт www.example.kz, example.org/x", ["www.example.kz", "example.org/x"]),
    ("файл отчёт и report.pdf.", ["report.pdf"]),
    ("Конец.Начало, 3.5 и т.д.", []),
    ("{name} и {0}, ${x} {{ user.name }}", ["{name}", "{0}", "${x}", "{{ user.name }}"]),
    ("%s, %(count)d, %1$s, 5% и 100%", ["%s", "%(count)d", "%1$s"]),
    ("a<br/>b &nbsp; &#160; R&D", ["<br/>", "&nbsp;", "&#160;"]),
    ("`a , b` и [x](/y)", []),
    ("", []),
]
MARKDOWN = [
    ("Код `a , b` и ``c ` d``.", ["`a , b`", "``c ` d``"]),
    ("Один ` знак", []),
    ("[тут](/a,b) и [там](<b> 'c'), ![](x.png)", ["](/a,b)", "](<b> 'c')", "!", "](x.png)"]),
    ("[тут][note 1] [^2]", ["][note 1]", "[^2]"]),
    (r"\* \[ \\", [r"\*", r"\[", r"\\"]),
    ("**жирный** _текст_", []),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_plain_text(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in protected(text, Markup.PLAIN)] == expected


@pytest.mark.parametrize(("text", "expected"), MARKDOWN)
def test_markdown(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in protected(text, Markup.MARKDOWN)] == expected


@given(st.text(st.sampled_from(list("аб .,@/:%s{}<>&;`[]()!\\wcom")), max_size=60), st.sampled_from(Markup))
def test_offsets_stay(text: str, markup: Markup) -> None:
    mask = masked(text, markup)
    assert len(mask) == len(text)
    assert all(new in (old, MASK) for old, new in zip(text, mask, strict=True))
    spans = protected(text, markup)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    assert "".join(text[start:end] for start, end in spans) == "".join(
        old for old, new in zip(text, mask, strict=True) if new == MASK != old
    )


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "`",
            "``a`",
            "[",
            "](",
            "](a",
            "[](",
            "<a",
            "<!--",
            "{",
            "{{",
            "%(",
            "&a",
            "a@",
            "@",
            "a.",
            "a-",
            "\\",
        ),
        *("http://", "http://a)", "www.", "x.com", "](a '", "!["),
    ],
)
@pytest.mark.slow
def test_hostile_texts_take_no_longer(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    masked(text, Markup.MARKDOWN)
    assert time.process_time() - start < 2
