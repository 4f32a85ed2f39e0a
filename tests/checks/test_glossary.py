"""``[glossary]``: severities, messages, and what is no trouble."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workflow.checks.glossary import check_glossary
from workflow.glossary import Glossary, load_glossary
from workflow.model import CatalogueView, Concept, Finding, Kind, Renderings, Severity, State

ROOT = Path(__file__).resolve().parents[2]
TAGS = ("ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")


def _concept(identifier: str, kind: Kind, english: str, *russian: str, where: str = "") -> Concept:
    return Concept(
        identifier,
        kind,
        {
            "en": Renderings((english,)),
            "ru": Renderings(
                tuple(text for text in russian if text[0] != "!"),
                tuple(text[1:] for text in russian if text[0] == "!"),
            ),
        },
        where=where,
    )


TERMS = Glossary(
    [
        _concept("kazan", Kind.PLACE, "Kazan", "Казань", "!Казан"),
        _concept("tang", Kind.PERSON, "Tang Liangzhi", "Тан Лянчжи", "!Танг Лянчжи"),
        _concept(
            "zone", Kind.PHRASE, "free-trade zone", "зона свободной торговли", "свободная торговая зона"
        ),
        _concept("family", Kind.PHRASE, "SCO family", where="glossary/terms.csv:4"),
        _concept("club", Kind.ORGANISATION, "Club"),
        _concept("sco", Kind.ORGANISATION, "SCO", "ШОС"),
    ]
)

GOOD = [
    ("Tang Liangzhi in Kazan", "Тан Лянчжи в Казани"),
    ("Kazan’s free-trade zone", "Казанская зона свободной торговли"),
    ("In the free-trade zone", "В свободной торговой зоне"),
    ("SCO\u00a0cities", "Города\u00a0ШОС"),
    ("SCO, SCO", "ШОС и ШОС"),
    ("No names here", "Танг Лянчжи"),
    ("", ""),
]
BAD = [
    ("Tang Liangzhi", "Таня Лянчжи", "error: Tang Liangzhi is missing"),
    ("Tang Liangzhi", "Мэр", "error: Tang Liangzhi is missing"),
    ("Tang Liangzhi", "Танга Лянчжи", "error: Tang Liangzhi is written “Танга Лянчжи”"),
    ("Tang Liangzhi", "с Танг Лянчжи", "error: Tang Liangzhi is written “Танг Лянчжи”"),
    ("Kazan", "в Казан, в Казани", "error: Kazan is written “Казан”"),
    ("SCO", "шос", "error: SCO is missing"),
    ("SCO", "ШОСЫ", "error: SCO is missing"),
    ("free-trade zone", "зона торговли", "warning: free-trade zone is missing"),
    ("Kazan and Kazan", "Казань", "note: Kazan: 1 of 2 mentions"),
    ("SCO family", "семья ШОС", "warning: the glossary has no ru rendering of SCO family"),
]


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_good_pairs(catalogue: Callable[..., CatalogueView], source: str, target: str) -> None:
    assert list(check_glossary(catalogue("ru", (source, target)), TERMS)) == []


@pytest.mark.parametrize(("source", "target", "line"), BAD)
def test_bad_pairs(
    catalogue: Callable[..., CatalogueView],
    lines: Callable[[list[Finding]], list[str]],
    source: str,
    target: str,
    line: str,
) -> None:
    assert lines(list(check_glossary(catalogue("ru", (source, target)), TERMS))) == [f"10 {line}"]


@pytest.mark.parametrize(("source", "target", "line"), BAD)
def test_trouble_in_machine_text_is_never_an_error_and_in_no_text_is_nothing(
    catalogue: Callable[..., CatalogueView], source: str, target: str, line: str
) -> None:
    (finding,) = check_glossary(catalogue("ru", (source, target, State.MACHINE)), TERMS)
    assert finding.severity is not Severity.ERROR
    assert list(check_glossary(catalogue("ru", (source, "", State.EMPTY)), TERMS)) == []


def test_a_finding_says_where_what_was_expected_and_what_to_do(
    catalogue: Callable[..., CatalogueView],
) -> None:
    view = catalogue("ru", ("x", "y"), ("free-trade zone", "x"), ("SCO family", "x"), ("Club", "x"))
    missing, unknown, nowhere = check_glossary(view, TERMS)
    assert (missing.path, missing.line, missing.check) == ("locales/ru/x.po", 20, "glossary")
    assert missing.expected == "зона свободной торговли | свободная торговая зона"
    assert missing.hint == "write it so, in the form the sentence needs"
    assert unknown.hint == "add one at glossary/terms.csv:4"
    assert nowhere.hint == "add one"
    (forbidden,) = check_glossary(catalogue("ru", ("Tang Liangzhi", "Танг Лянчжи")), TERMS)
    assert (forbidden.expected, forbidden.hint) == ("Тан Лянчжи", "the glossary forbids that form")


def test_findings_come_in_the_order_of_units_and_terms(
    catalogue: Callable[..., CatalogueView], lines: Callable[[list[Finding]], list[str]]
) -> None:
    view = catalogue("ru", ("Kazan: Tang Liangzhi", "x"), ("ok", "ok"), ("SCO", "x"))
    assert lines(list(check_glossary(view, TERMS))) == [
        "10 error: Kazan is missing",
        "10 error: Tang Liangzhi is missing",
        "30 error: SCO is missing",
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_each_name_of_the_publication_passes_and_its_absence_does_not(
    catalogue: Callable[..., CatalogueView], tag: str
) -> None:
    ours = load_glossary(ROOT / "glossary", "en", ROOT)
    pairs = [
        (concept.in_language("en").preferred, concept.in_language(tag).preferred)
        for concept in ours.concepts
        if concept.in_language(tag).preferred
    ]
    assert list(check_glossary(catalogue(tag, *pairs), ours)) == []
    assert len(list(check_glossary(catalogue(tag, *((source, "…") for source, _ in pairs)), ours))) == len(
        pairs
    )
