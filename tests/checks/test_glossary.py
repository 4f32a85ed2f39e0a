"""``[glossary]``: severities, messages, and what is no trouble."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from support_checks import findings

from workflow.checks.glossary import SEVERITIES, check_glossary
from workflow.glossary import Glossary, load_glossary
from workflow.model import (
    CatalogueView,
    Concept,
    Finding,
    Kind,
    Match,
    Renderings,
    Severity,
    State,
    Verdict,
)

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
    ("Kazan’s free-trade zone", "Зона свободной торговли Казани"),
    ("In the free-trade zone", "В свободной торговой зоне"),
    ("SCO\u00a0cities", "Города\u00a0ШОС"),
    ("SCO, SCO", "ШОС и ШОС"),
    ("No names here", "Танг Лянчжи"),
    ("", ""),
]
BAD = [
    ("Tang Liangzhi", "Таня Лянчжи", "error: Tang Liangzhi: “Таня Лянчжи” looks like a misspelling"),
    ("Tang Liangzhi", "Мэр", "error: Tang Liangzhi is missing"),
    ("Tang Liangzhi", "Танга Лянчжи", "error: Tang Liangzhi is written “Танга Лянчжи”"),
    ("Tang Liangzhi", "с Танг Лянчжи", "error: Tang Liangzhi is written “Танг Лянчжи”"),
    ("Kazan", "в Казан, в Казани", "error: Kazan is written “Казан”"),
    ("SCO", "шос", "error: SCO: “шос” is not how it is written"),
    ("SCO", "ШОСЫ", "error: SCO is missing"),
    ("SCO", "в ШОСе", "error: SCO: “ШОСе” is not how it is written"),
    ("Kazan", "казанские школы", "note: Kazan is there only as “казанские”"),
    ("SCO", "в ШOС", "warning: “ШOС” mixes two alphabets"),
    ("free-trade zone", "зона торговли", "warning: free-trade zone is missing"),
    ("Kazan and Kazan", "Казань", "note: Kazan: 1 of 2 mentions"),
    ("SCO family", "семья ШОС", "warning: the glossary has no ru rendering of SCO family"),
]


@pytest.mark.parametrize(("source", "target"), GOOD)
def test_good_pairs(catalogue: Callable[..., CatalogueView], source: str, target: str) -> None:
    assert findings(check_glossary, catalogue("ru", (source, target)), TERMS) == []


@pytest.mark.parametrize(("source", "target", "line"), BAD)
def test_bad_pairs(
    catalogue: Callable[..., CatalogueView],
    lines: Callable[[list[Finding]], list[str]],
    source: str,
    target: str,
    line: str,
) -> None:
    assert lines(findings(check_glossary, catalogue("ru", (source, target)), TERMS)) == [f"10 {line}"]


@pytest.mark.parametrize(("source", "target", "line"), BAD)
def test_trouble_in_machine_text_is_never_an_error_and_in_no_text_is_nothing(
    catalogue: Callable[..., CatalogueView], source: str, target: str, line: str
) -> None:
    (finding,) = findings(check_glossary, catalogue("ru", (source, target, State.MACHINE)), TERMS)
    assert finding.severity is not Severity.ERROR
    assert findings(check_glossary, catalogue("ru", (source, "", State.EMPTY)), TERMS) == []


def test_a_finding_says_where_what_was_expected_and_what_to_do(
    catalogue: Callable[..., CatalogueView],
) -> None:
    view = catalogue("ru", ("x", "y"), ("free-trade zone", "x"), ("SCO family", "x"), ("Club", "x"))
    missing, unknown, nowhere = findings(check_glossary, view, TERMS)
    assert (missing.path, missing.line, missing.check) == ("locales/ru/x.po", 20, "glossary")
    assert missing.expected == "зона свободной торговли | свободная торговая зона"
    assert missing.hint == "write it so, in the form the sentence needs"
    assert unknown.hint == "add one at glossary/terms.csv:4"
    assert nowhere.hint == "add one"
    (forbidden,) = findings(check_glossary, catalogue("ru", ("Tang Liangzhi", "Танг Лянчжи")), TERMS)
    assert (forbidden.expected, forbidden.hint) == (
        "Тан Лянчжи",
        "the glossary forbids that form; write Тан Лянчжи",
    )


def test_findings_come_in_the_order_of_units_and_terms(
    catalogue: Callable[..., CatalogueView], lines: Callable[[list[Finding]], list[str]]
) -> None:
    view = catalogue("ru", ("Kazan: Tang Liangzhi", "x"), ("ok", "ok"), ("SCO", "x"))
    assert lines(findings(check_glossary, view, TERMS)) == [
        "10 warning: Kazan is missing",
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
    assert findings(check_glossary, catalogue(tag, *pairs), ours) == []
    assert len(
        findings(check_glossary, catalogue(tag, *((source, "…") for source, _ in pairs)), ours)
    ) == len(pairs)


# ------------------------------------------------------------------------------------------------ the article


class OfArticle(Glossary):
    """Says of the second mention of Tang in an article that it is a short one, and of Kazan City ..."""

    def match_all(self, texts: Sequence[str], language: str, when: date | None = None) -> list[list[Match]]:
        found = super().match_all(texts, language, when)
        tang = next(concept for concept in self.concepts if concept.id == "tang")
        known = False
        for index, text in enumerate(texts):
            if known and "Mr Tang" in text:
                found[index].append(Match(tang, 0, 7, "Tang", short=True))
            known = known or any(match.concept is tang for match in found[index])
            if "Kazan City" in text:
                found[index] = [replace(match, inside=True) for match in found[index]]
        return found


ARTICLE = OfArticle(TERMS.concepts)


def test_a_person_is_called_by_the_short_name_after_the_first_mention(
    catalogue: Callable[..., CatalogueView], lines: Callable[[list[Finding]], list[str]]
) -> None:
    pairs = [
        ("Tang Liangzhi spoke", "Выступил Тан Лянчжи"),
        ("Mr Tang left", "Тан ушёл"),
        ("Mr Tang", "Ушёл"),
    ]
    assert lines(findings(check_glossary, catalogue("ru", *pairs), ARTICLE)) == ["30 error: Tang is missing"]
    assert findings(check_glossary, catalogue("ru", *pairs[1:]), ARTICLE) == []


def test_a_name_inside_a_longer_one_is_spelt_right_or_left_out(
    catalogue: Callable[..., CatalogueView], lines: Callable[[list[Finding]], list[str]]
) -> None:
    assert lines(
        findings(check_glossary, catalogue("ru", ("Kazan City News", "«Вести Казонь»")), ARTICLE)
    ) == ["10 warning: Kazan: “Казонь” looks like a misspelling"]


def test_a_name_inside_a_longer_one_is_a_note(
    catalogue: Callable[..., CatalogueView], lines: Callable[[list[Finding]], list[str]]
) -> None:
    assert lines(findings(check_glossary, catalogue("ru", ("Kazan City News", "газета")), ARTICLE)) == [
        "10 note: Kazan is missing, and the source has it in a longer name"
    ]


BESIDE = "Kazan is missing here, but stands in a segment beside"


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        (
            [("Kazan is big", "Город велик"), ("It is old", "Казань стара")],
            f"10 note: {BESIDE}",
        ),
        (
            [("It is old", "Казань стара"), ("Kazan is big", "Город велик")],
            f"20 note: {BESIDE}",
        ),
        ([("Kazan is big", "Город велик"), ("Kazan is old", "Казань стара")], "10 warning: Kazan is missing"),
        ([("Kazan is big", "Город велик"), ("It is old", "Москва стара")], "10 warning: Kazan is missing"),
        (
            [("Kazan is big", "Город велик"), ("It is old", "Он стар"), ("So", "Казань")],
            "10 warning: Kazan is missing",
        ),
    ],
)
def test_what_a_neighbour_has_is_missing_less(
    catalogue: Callable[..., CatalogueView],
    lines: Callable[[list[Finding]], list[str]],
    pairs: list[tuple[str, str]],
    expected: str,
) -> None:
    assert lines(findings(check_glossary, catalogue("ru", *pairs), TERMS)) == [expected]


# ------------------------------------------------------------------------- mistakes, and liberties


def _names(*rows: tuple[str, Kind, str, dict[str, str]]) -> Glossary:
    return Glossary(
        [
            Concept(
                identifier,
                kind,
                {
                    "en": Renderings(tuple(english.split("|"))),
                    **{tag: Renderings(tuple(each.split("|"))) for tag, each in others.items()},
                },
            )
            for identifier, kind, english, others in rows
        ]
    )


MANY = _names(
    (
        "osh",
        Kind.PLACE,
        "Osh",
        {
            **{"zh": "奥什", "ru": "Ош", "hi": "ओश", "ur": "اوش", "fa": "اوش", "kk": "Ош", "ky": "Ош"},
            **{"tg": "Ӯш", "uz": "Oʻsh", "be": "Ош"},
        },
    ),
    (
        "kazan",
        Kind.PLACE,
        "Kazan",
        {
            **{
                "zh": "喀山",
                "ru": "Казань",
                "hi": "कज़ान",
                "ur": "قازان",
                "fa": "قازان",
                "kk": "Қазан",
                "ky": "Казань",
            },
            **{"tg": "Қазон", "uz": "Qozon", "be": "Казань"},
        },
    ),
    ("russia", Kind.PLACE, "Russia", {"zh": "俄罗斯", "ru": "Россия"}),
    ("moscow", Kind.PLACE, "Moscow", {"zh": "莫斯科", "ru": "Москва"}),
    ("court", Kind.ORGANISATION, "Supreme Court", {"ru": "Верховный суд", "zh": "最高法院"}),
    ("bank", Kind.ORGANISATION, "Silk Bank", {"ru": "Шёлковый банк", "zh": "丝路银行"}),
    ("aliev", Kind.PERSON, "Aliev", {"ru": "Алиев", "zh": "阿利耶夫"}),
    ("karimov", Kind.PERSON, "Karimov", {"ru": "Каримов", "zh": "卡里莫夫"}),
    ("wto", Kind.ORGANISATION, "WTO", {"ru": "ВТО|WTO", "zh": "世贸组织"}),
    ("bishkek", Kind.PLACE, "Bishkek", {"zh": "比什凯克"}),
    ("kyrgyzstan", Kind.PLACE, "Kyrgyzstan", {"zh": "吉尔吉斯斯坦", "kk": "Қырғызстан"}),
    ("qatar", Kind.PLACE, "Qatar", {"kk": "Катар", "ru": "Катар"}),
    (
        "fund",
        Kind.ORGANISATION,
        "IWF|Intl. Water Fund",
        {"tg": "Бунёди Об", "ru": "Фонд воды", "ur": "پانی فنڈ"},
    ),
)
LIBERTIES = [  # what professionals do; none of it fails a build
    ("zh", [("Moscow is wary of the plan", "俄罗斯对该计划持谨慎态度")], "10 warning"),
    ("zh", [("Russia and Moscow agree", "俄罗斯同意了"), ("Moscow", "莫斯科")], "10 warning"),
    ("ru", [("A seat on the Supreme Court", "Кресло верховного судьи")], "10 warning"),
    ("zh", [("A seat on the Supreme Court", "高院的席位")], "10 warning"),
    ("ru", [("He spoke in Osh about tea", "Он говорил о чае")], "10 warning"),
    ("ru", [("Aliev spoke", "Алиев выступил"), ("So Aliev left", "Ну и ушёл")], "20 warning"),
    (
        "ru",
        [("Tea from Osh", "Чай"), ("It is old", "Он стар"), ("Rice from Osh", "Рис")],
        "10 warning, 30 warning",
    ),
    ("ru", [("In Kazan", "В Казене"), ("From Kazan", "Из Казены")], "10 warning, 20 warning"),
    (
        "ru",
        [("A Kazan-like city", "Город вроде неё"), ("An Aliev-like man", "Человек")],
        "10 warning, 20 warning",
    ),
    ("ru", [("Aliev spoke", "Он выступил"), ("Then he left", "Потом Алиев ушёл")], "10 note"),
    ("zh", [("Moscow or Bishkek may say no", "俄方或吉尔吉斯斯坦可能会拒绝")], "10 warning, 10 warning"),
    ("kk", [("A paper of Qatar wrote", "Бір катар газеті жазды")], "10 warning"),
    ("tg", [("The IWF paid", "БО пул дод")], "10 warning"),
]
MISTAKES = [
    ("zh", [("Moscow said no", "吉尔吉斯斯坦拒绝了")], "10 error"),
    ("ru", [("A paper of Qatar wrote", "Написала катар")], "10 error"),
    ("tg", [("The Intl. Water Fund paid", "БО пул дод")], "10 error"),
    ("tg", [("The IWF paid", "Бо пул дод")], "10 error"),
    ("ur", [("The IWF paid", "پف نے ادا کیا")], "10 error"),
    ("ru", [("Aliev spoke here", "Здесь выступил Каримов")], "10 error"),
    ("ru", [("Aliev met Karimov", "Каримов встретил Каримова")], "10 error"),
    ("zh", [("Aliev spoke here", "卡里莫夫在此发言")], "10 error"),
    ("ru", [("The Supreme Court said no", "Шёлковый банк сказал нет")], "10 error"),
    ("ru", [("Aliev spoke here", "Здесь выступил он")], "10 error"),
    ("ru", [("In Kazan", "В Казене"), ("In Osh", "В Оше")], "10 error"),
    ("ru", [("Karimov here", "Каремов"), ("Karimov there", "Каремов")], "10 error, 20 error"),
    *(
        (tag, [("Tea from Osh", f"… {MANY.concepts[1].in_language(tag).preferred} …")], "10 error")
        for tag in TAGS
    ),
]


@pytest.mark.parametrize(("language", "pairs", "expected"), LIBERTIES + MISTAKES)
def test_mistakes_are_told_from_liberties(
    catalogue: Callable[..., CatalogueView], language: str, pairs: list[tuple[str, str]], expected: str
) -> None:
    found = findings(check_glossary, catalogue(language, *pairs), MANY)
    assert ", ".join(f"{each.line} {each.severity.value}" for each in found) == expected


def test_a_swapped_name_is_shown_where_it_stands(catalogue: Callable[..., CatalogueView]) -> None:
    (finding,) = findings(check_glossary, catalogue("ru", ("Aliev spoke", "Выступил Каримов")), MANY)
    assert finding.message == "Aliev is missing, and “Каримов” (Karimov) stands there"
    assert (finding.spans, finding.source_spans) == (((9, 16),), ((0, 5),))
    assert (finding.expected, finding.hint) == ("Алиев", "write the name that the source has")
    view = catalogue("ru", ("Aliev spoke", "Выступил Каримов"))
    (softer,) = findings(check_glossary, view, MANY, {"glossary.swapped": "warning"})
    assert softer.severity is Severity.WARNING


def test_a_name_that_an_adjective_explains_is_no_stranger(catalogue: Callable[..., CatalogueView]) -> None:
    (finding,) = findings(check_glossary, catalogue("zh", ("Osh and Russian tea", "俄罗斯茶")), MANY)
    assert finding.message == "Osh is missing"


def test_a_name_that_is_explained_in_brackets_stands_once(catalogue: Callable[..., CatalogueView]) -> None:
    pair = ("The WTO thanked the Supreme Court", "ВТО (WTO) поблагодарила судей")
    (finding,) = findings(check_glossary, catalogue("ru", pair), MANY)
    assert finding.message == "Supreme Court is missing"


# ------------------------------------------------------------------------------------------------ severities


def test_every_verdict_but_found_has_a_severity() -> None:
    assert set(SEVERITIES) == set(Verdict) - {Verdict.FOUND}


@pytest.mark.parametrize(
    ("settings", "source", "target", "state", "expected"),
    [
        ({"missing": "note"}, "Kazan", "x", State.REVIEWED, ["10 note"]),
        ({"missing": "off"}, "Kazan", "x", State.REVIEWED, []),
        ({"fewer": "error"}, "Kazan, Kazan", "Казань", State.REVIEWED, ["10 error"]),
        ({"fewer": "error"}, "Kazan, Kazan", "Казань", State.MACHINE, ["10 warning"]),
        ({"missing": "error"}, "free-trade zone", "x", State.REVIEWED, ["10 error"]),
        ({"unknown": "off"}, "SCO family", "x", State.REVIEWED, []),
        ({"adjective": "off"}, "Kazan", "x", State.REVIEWED, ["10 error"]),
    ],
)
def test_severities_can_be_set(
    catalogue: Callable[..., CatalogueView],
    settings: dict[str, str],
    source: str,
    target: str,
    state: State,
    expected: list[str],
) -> None:
    levels = {f"glossary.{verdict}": level for verdict, level in settings.items()}
    found = findings(check_glossary, catalogue("ru", (source, target, state)), TERMS, levels)
    assert [f"{each.line} {each.severity.value}" for each in found] == expected
