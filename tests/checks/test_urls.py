"""``[urls]``: letter for letter, or the edition of another language."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said

from workflow.checks.urls import check_urls

GOOD = [
    ("ru", "See https://example.org/a?b=1.", "См. https://example.org/a?b=1."),
    ("zh", "See https://example.org/a.", "见https://example.org/a。"),
    ("zh", "See https://example.org/a (here).", "见（https://example.org/a）。"),
    ("fa", "See https://example.org/a, now", "«https://example.org/a»، اکنون"),
    ("kk", "on https://example.org", "https://example.org-да"),
    ("ru", "(see https://example.org/b_(c))", "(см. https://example.org/b_(c))"),
    ("ru", "https://example.org/en/news/1", "https://example.org/ru/news/1"),
    ("zh", "https://en.example.org/news", "https://zh.example.org/news"),
    ("ru", "https://en.wikipedia.org/wiki/Bridge", "https://ru.wikipedia.org/wiki/Мост"),
    ("ru", "https://example.org/?lang=en", "https://example.org/?lang=ru"),
    ("ru", "https://example.org/en/1", "https://example.org/1"),
    ("ru", "https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai/"),
    ("ru", "https://example.org/%D0%B0", "https://example.org/а"),
    ("ru", "[a page](https://example.org/x 'title')", "[страница](https://example.org/x)"),
    ("ru", "[a page](../other.md#part)", "[страница](../other.md#part)"),
    ("ru", "www.example.org", "www.example.org"),
    ("ru", "told Example.com.", "сообщил сайт example.com."),
    ("ky", "told Example.com", "Example.com-го айтты"),
    ("uz", "https://example.org twice https://example.org", "https://example.org"),
    ("ru", "The U.S. and e.g. Dr. No", "США и т.д."),
    ("hi", "no address", "पता नहीं"),
]
BAD = [
    ("ru", "https://example.org/a", "https://example.org/b", ["error: found https://example.org/b"]),
    ("ru", "https://example.org/a", "https://example.org/а", ["error: found https://example.org/а"]),
    ("zh", "https://example.org/a", "https:// example.org/a", ["error: found example.org"]),
    ("ru", "https://example.org/a", "сайт", ["error: the address is not in the translation"]),
    (
        "ru",
        "[a](https://example.org/x)",
        "[а](https://evil.example/x)",
        ["error: found https://evil.example/x"],
    ),
    ("ru", "nothing", "https://evil.example/", ["warning: https://evil.example/ is not in the source"]),
    ("be", "told Example.com", "паведаміў сайт", ["warning: the address is not in the translation"]),
    ("tg", "https://example.org/en/1", "https://example.net/tg/1", ["error: found https://example.net/tg/1"]),
    ("ur", "[a](other.md)", "[ا](اور.md)", ["error: found اور.md"]),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_urls, language, source, target) == []


@pytest.mark.parametrize(("language", "source", "target", "expected"), BAD)
def test_bad_pairs(language: str, source: str, target: str, expected: list[str]) -> None:
    assert said(check_urls, language, source, target) == expected


def test_a_slip_is_mended_and_another_page_is_not() -> None:
    source = "https://example.org/some/page"
    assert mended(check_urls, "ru", source, "см. https://example.org/some/pgae!") == f"см. {source}!"
    assert mended(check_urls, "ru", source, "https://foreign.example.net/") == "https://foreign.example.net/"


def test_a_finding_shows_both() -> None:
    (finding,) = asked(check_urls, "ru", "See https://example.org/a.", "См. https://example.org/b.")
    assert finding.unit
    assert finding.expected == "https://example.org/a"
    assert [finding.unit.target[a:b] for a, b in finding.spans] == ["https://example.org/b"]
    assert [finding.unit.source[a:b] for a, b in finding.source_spans] == ["https://example.org/a"]
