"""``[md-link]``: links and pictures with their addresses."""

from __future__ import annotations

import pytest
from support_checks import asked

from workflow.checks.md_link import check_md_link
from workflow.model import Markup

SOURCE = "See [the forum](https://example.org/en/forum?a=1) and ![a map](map.png)."
GOOD = [
    ("ru", SOURCE, "Смотрите [форум](https://example.org/en/forum?a=1) и ![карту](map.png)."),
    ("be", SOURCE, "Глядзіце [форум](https://example.org/be/forum?a=1) і ![карту](map.png)."),
    ("kk", SOURCE, "![Карта](map.png) мен [форумды](https://example.org/kk/forum?a=1) қараңыз."),
    ("ky", SOURCE, "[Форумду](https://example.org/ky/forum?a=1) жана ![картаны](map.png) караңыз."),
    ("tg", SOURCE, "[Форум](https://example.org/tg/forum?a=1) ва ![харита](map.png)-ро бинед."),
    ("uz", SOURCE, "[Forum](https://example.org/uz/forum?a=1) va ![xarita](map.png)."),
    ("zh", SOURCE, "见[论坛](https://example.org/zh-Hans/forum?a=1)和![地图](map.png)。"),
    ("hi", SOURCE, "[मंच](https://example.org/hi/forum?a=1) और ![नक्शा](map.png) देखें।"),
    ("ur", SOURCE, "[فورم](https://example.org/ur/forum?a=1) اور ![نقشہ](map.png) دیکھیں۔"),
    ("fa", SOURCE, "[انجمن](https://example.org/fa/forum?a=1) و ![نقشه](map.png) را ببینید."),
    ("ru", "No [link] here (really)", "Здесь нет [ссылки] (правда)"),
    ("ru", "A `[x](y)` in code", "Код `[x](y)`"),
    ("ru", "<https://example.org>", "<https://example.org>"),
]
BAD = [
    # translation, message, the translation mended ("" where it cannot be)
    ("Смотрите форум и ![карту](map.png).", "the link to https://example.org/en/forum?a=1 is missing", ""),
    (
        "Смотрите [форум](https://example.org/en/forum?a=2) и ![карту](map.png).",
        "the link to https://example.org/en/forum?a=1 leads to https://example.org/en/forum?a=2",
        "Смотрите [форум](https://example.org/en/forum?a=1) и ![карту](map.png).",
    ),
    (
        "Смотрите [форум] (https://example.org/en/forum?a=1) и ![карту](map.png).",
        "the link to https://example.org/en/forum?a=1 is missing",
        "Смотрите [форум](https://example.org/en/forum?a=1) и ![карту](map.png).",
    ),
    (
        "见[论坛]（https://example.org/en/forum?a=1）和![地图](map.png)。",
        "the link to https://example.org/en/forum?a=1 is missing",
        "见[论坛](https://example.org/en/forum?a=1)和![地图](map.png)。",
    ),
    (
        "Смотрите [форум](https://example.org/en/forum?a=1) и ![карту](карта.png).",
        "the picture to map.png leads to %D0%BA%D0%B0%D1%80%D1%82%D0%B0.png",
        "",
    ),
    (
        "[Сайт](https://other.example) и [форум](https://example.org/en/forum?a=1), ![карта](map.png)",
        "a link that the source does not have: https://other.example",
        "",
    ),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_links_that_are_kept(language: str, source: str, target: str) -> None:
    assert asked(check_md_link, language, source, target, markup=Markup.MARKDOWN) == []


@pytest.mark.parametrize(("target", "message", "fixed"), BAD)
def test_links_that_are_not(target: str, message: str, fixed: str) -> None:
    (found,) = asked(check_md_link, "ru", SOURCE, target, markup=Markup.MARKDOWN)
    assert (found.severity.value, found.message) == ("error", message)
    mended = target
    for edit in found.fix:
        mended = mended[: edit.start] + edit.text + mended[edit.end :]
    assert mended == (fixed or target)


def test_a_plain_text_has_no_links() -> None:
    assert asked(check_md_link, "ru", SOURCE, "форум") == []


def test_a_long_text_is_not_parsed() -> None:
    for text in ("[" * 100_000, "[a](" * 30_000, "![" * 50_000, "] (" * 30_000):
        assert asked(check_md_link, "ru", "x", text, markup=Markup.MARKDOWN) == []
