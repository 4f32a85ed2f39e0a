"""``[inconsistent]``: what has two names, and what only seems to."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from support_checks import findings

from workflow.checks.inconsistent import check_inconsistent
from workflow.glossary import Glossary
from workflow.model import CatalogueView, Concept, Kind, Renderings, Role, State, Unit

PAIRS = list[tuple[str, str]]


def _article(verb: str, *names: str) -> PAIRS:
    """Three sentences about a Nugroho, who is called so in the translation."""
    texts = ("Then {} came by bus", "There {} said nothing", "In the end {} left")
    return [(each.format("Nugroho"), f"{name} {verb}.") for each, name in zip(texts, names, strict=True)]


GOOD: list[tuple[str, PAIRS]] = [
    ("ru", _article("тут", "Нугрохо", "Нугрохо", "Нугрохо")),
    ("ru", [("See Karimov now", "Каримов"), ("See Karimov again", "Каримовым"), ("By Karimov", "Каримову")]),
    ("be", _article("тут", "Нугроха", "Нугрохам", "Нугроху")),
    ("kk", _article("осында", "Нугрохо", "Нугрохоның", "Нугрохоға")),
    ("uz", _article("shu yerda", "Oʻnugroho", "Oʻnugroho", "O‘nugrohoning")),
    ("hi", _article("यहाँ", "नुग्रोहो", "नुग्रोहो", "नुग्रोहो")),
    ("fa", _article("اینجا", "نوگروهو", "نوگروهو", "نوگروهو")),
    ("ur", _article("یہاں", "نوگروہو", "نوگروہو", "نوگروہو")),
    ("zh", _article("在此", "努格罗霍", "努格罗霍", "努罗")),  # its sounds cannot be heard
    ("ru", _article("тут", "Нугрохо", "Негаро", "Нугрохо")[:2]),  # one against one: who is right?
    ("ru", [("The Bank paid", "Банк"), ("A bank paid", "Бэнк"), ("The Bank again", "Банк")]),  # no name
    ("ru", [("Tea is here", "Чай тут"), ("tea is here", "Тут чай")]),
    ("ru", [("Tea is here.", "Чай тут."), ("Tea  is here.", "чай тут")]),
    ("ru", [("SAMARKAND", "Самарканд")]),
    ("ru", []),
]
BAD: list[tuple[str, PAIRS, str]] = [
    ("ru", _article("тут", "Нугрохо", "Нугрохо", "Нагроху"), "Nugroho is “Нагроху” here, and “Нугрохо” in 2"),
    ("be", _article("тут", "Нугроха", "Нугроху", "Негроха"), "Nugroho is “Негроха” here, and “Нугроха” in 2"),
    ("kk", _article("осында", "Нугрохо", "Нугрохоға", "Нагрохо"), "Nugroho is “Нагрохо” here"),
    ("ky", _article("ушул", "Нугрохо", "Нугрохого", "Нагрохо"), "Nugroho is “Нагрохо” here"),
    ("tg", _article("ин ҷо", "Нугрохо", "Нугрохоро", "Нагрохо"), "Nugroho is “Нагрохо” here"),
    ("uz", _article("shu yerda", "Nugroxo", "Nugroxoga", "Nagroho"), "Nugroho is “Nagroho” here"),
    ("hi", _article("यहाँ", "नुग्रोहो", "नुग्रोहो", "नुगरोहो"), "Nugroho is “नुगरोहो” here, and “नुग्रोहो” in 2"),
    ("ur", _article("یہاں", "نوگروہو", "نوگروہو", "نگروہو"), "Nugroho is “نگروہو” here"),
    ("fa", _article("اینجا", "نوگروهو", "نوگروهو", "نگروهو"), "Nugroho is “نگروهو” here"),
    (
        "zh",
        [("Tea is here", "茶在此"), ("Tea is here", "此处有茶")],
        "the same text is translated otherwise at line 10",
    ),
]


@pytest.mark.parametrize(("language", "pairs"), GOOD)
def test_what_is_said_in_one_way(
    catalogue: Callable[..., CatalogueView], language: str, pairs: PAIRS
) -> None:
    assert findings(check_inconsistent, catalogue(language, *pairs)) == []


@pytest.mark.parametrize(("language", "pairs", "message"), BAD)
def test_what_is_said_in_two_ways(
    catalogue: Callable[..., CatalogueView], language: str, pairs: PAIRS, message: str
) -> None:
    (finding,) = findings(check_inconsistent, catalogue(language, *pairs))
    assert finding.message.startswith(message)
    assert finding.unit is not None
    seen = [finding.unit.target[slice(*span)] for span in finding.spans]
    assert seen and all(each in finding.message or each == finding.unit.target for each in seen)


def test_a_headline_may_be_said_otherwise() -> None:
    units = tuple(
        Unit("Tea is here", text, State.REVIEWED, line=line, roles=(role,))
        for line, text, role in ((5, "Чай тут", Role.HEADLINE), (9, "Здесь есть чай", Role.PARAGRAPH))
    )
    (finding,) = findings(check_inconsistent, CatalogueView("x.po", "ru", "en", units))
    assert (finding.severity.value, finding.line, finding.expected) == ("note", 9, "Чай тут")


def _terms(*russian: str) -> Glossary:
    names = {"en": Renderings(("North Korea",)), "ru": Renderings(russian)}
    return Glossary([Concept("dprk", Kind.PLACE, names)])


def test_a_term_in_two_of_its_renderings(catalogue: Callable[..., CatalogueView]) -> None:
    view = catalogue(
        "ru",
        ("North Korea is here", "Тут Северная Корея"),
        ("From North Korea", "Из Северной Кореи"),
        ("To North Korea", "В КНДР"),
    )
    (finding,) = findings(check_inconsistent, view, _terms("Северная Корея", "КНДР"))
    assert finding.message == "North Korea is “КНДР” here, and “Северная Корея” 2 times in the article"
    assert (finding.severity.value, finding.name, finding.line) == ("note", "inconsistent/dprk", 30)
    assert findings(check_inconsistent, view, _terms("Северная Корея")) == []


def test_a_fuller_and_a_briefer_name_are_one(catalogue: Callable[..., CatalogueView]) -> None:
    view = catalogue(
        "ru",
        ("North Korea is here", "Тут Корейская Демократия"),
        ("From North Korea", "Тут Корея"),
        ("To North Korea", "В Корею"),
    )
    assert findings(check_inconsistent, view, _terms("Корея", "Корейская Демократия")) == []


def test_a_name_within_other_words_is_not_heard(catalogue: Callable[..., CatalogueView]) -> None:
    view = catalogue("ru", *_article("тут", "Нугрохо", "Нугрохо", "не-Нагроху-Нугрохо"))
    assert findings(check_inconsistent, view) == []


@pytest.mark.parametrize(("language", "names"), [("ru", "Нугрохо Нагрохо"), ("hi", "नुग्रोहो नुगरोहो")])
def test_a_long_article_about_one_name_is_looked_at_in_no_time(
    catalogue: Callable[..., CatalogueView], language: str, names: str
) -> None:
    usual, other = names.split()
    texts = [usual, usual, " ".join(f"(-{other}{end}" for end in range(20_000))]
    begun = time.process_time()
    findings(check_inconsistent, catalogue(language, *_article("", *texts)))
    assert time.process_time() - begun < 2
