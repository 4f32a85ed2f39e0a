"""What the glossary says of a translation."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.glossary import Glossary, load_glossary
from workflow.glossary.formsfile import key_of
from workflow.glossary.normalise import fold
from workflow.model import Concept, Kind, Period, Renderings, TermResult, Verdict

ROOT = Path(__file__).resolve().parents[2]
TAGS = ("ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")
OURS = load_glossary(ROOT / "glossary", "en", ROOT)


def _terms(language: str, *rows: str) -> Glossary:
    """Rows such as ``place: Chongqing = Чунцин | !Чунцинг``."""
    concepts = []
    for row in rows:
        kind, _, rest = row.partition(": ")
        english, _, cell = rest.partition(" = ")
        parts = [part.strip() for part in cell.split("|") if part.strip()]
        concepts.append(
            Concept(
                "-".join(english.lower().split()),
                Kind(kind),
                {
                    "en": Renderings((english,)),
                    language: Renderings(
                        tuple(part for part in parts if part[0] != "!"),
                        tuple(part[1:] for part in parts if part[0] == "!"),
                    ),
                },
            )
        )
    return Glossary(concepts)


def _verdicts(glossary: Glossary, source: str, target: str, language: str) -> list[str]:
    return [result.verdict.value for result in glossary.judge(source, target, "en", language)]


# ---------------------------------------------------------------------------------------------------- laws

PAIRS = [
    pytest.param(concept, tag, id=f"{concept.id}-{tag}")
    for tag in TAGS
    for concept in OURS.concepts
    if concept.in_language(tag).preferred
]


def test_the_law_is_tried_in_all_ten_languages() -> None:
    assert {param.values[1] for param in PAIRS} == set(TAGS)


@pytest.mark.parametrize(("concept", "tag"), PAIRS)
def test_the_preferred_rendering_is_found(concept: Concept, tag: str) -> None:
    for source in concept.in_language("en").accepted:
        (result,) = OURS.judge(source, concept.in_language(tag).preferred, "en", tag)
        assert (result.concept, result.verdict, result.wanted, result.found) == (
            concept,
            Verdict.FOUND,
            1,
            1,
        )


@pytest.mark.parametrize(("concept", "tag"), PAIRS)
def test_every_accepted_rendering_and_every_stored_form_is_found(concept: Concept, tag: str) -> None:
    source = concept.in_language("en").preferred
    for text in (*concept.in_language(tag).accepted, *OURS.forms(concept, tag).values()):
        (result,) = OURS.judge(source, f"«{text}».", "en", tag)
        assert result.verdict is Verdict.FOUND, text


@pytest.mark.parametrize(("concept", "tag"), PAIRS)
def test_every_forbidden_rendering_is_forbidden(concept: Concept, tag: str) -> None:
    source = concept.in_language("en").preferred
    for text in concept.in_language(tag).forbidden:
        (result,) = OURS.judge(source, text, "en", tag)
        assert result.verdict is Verdict.FORBIDDEN, text
        assert fold(result.seen, tag).casefold() == fold(text, tag).casefold()


@pytest.mark.parametrize("tag", TAGS)
@given(data=st.data())
def test_a_translation_made_of_preferred_renderings_lacks_nothing(tag: str, data: st.DataObject) -> None:
    concepts = [concept for concept in OURS.concepts if concept.in_language(tag).preferred]
    chosen = [concepts[i] for i in data.draw(st.lists(st.integers(0, len(concepts) - 1), max_size=6))]
    source = "; ".join(concept.in_language("en").preferred for concept in chosen)
    target = "; ".join(concept.in_language(tag).preferred for concept in chosen)
    results = OURS.judge(source, target, "en", tag)
    assert [result.concept.id for result in results] == list(dict.fromkeys(each.id for each in chosen))
    assert all(result.verdict is Verdict.FOUND for result in results), [
        (result.concept.id, result.verdict, result.found, result.wanted) for result in results
    ]


@pytest.mark.parametrize("tag", TAGS)
@given(target=st.text(max_size=30))
def test_any_text_can_be_judged(tag: str, target: str) -> None:
    source = "Mayor of Chongqing Tang Liangzhi and the SCO Summit, SCO Summit"
    results = OURS.judge(source, target, "en", tag)
    assert [result.wanted for result in results] == [1, 1, 2]
    for result in results:
        assert (result.found == 0) == (result.verdict is not Verdict.FOUND) or result.found < result.wanted


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_term_in_the_source_no_result(source: str, target: str) -> None:
    assert Glossary([]).judge(source, target, "en", "ru") == []


# --------------------------------------------------------------------------------------------------- cases

CASES: list[tuple[str, tuple[str, ...], str, str, list[str]]] = [
    # language, terms, source, target, verdicts
    ("ru", ("place: Chongqing = Чунцин",), "Chongqing’s mayor", "Мэр Чунцина", ["found"]),
    ("ru", ("place: Chongqing = Чунцин",), "Chongqing’s mayor", "Мэр Чунцинга", ["misspelt"]),
    ("ru", ("place: Chongqing = Чунцин",), "Chongqing and Chongqing", "Чунцин", ["fewer"]),
    ("ru", ("place: Chongqing = Чунцин",), "Chongqing", "Чунцин, Чунцин", ["found"]),
    ("ru", ("place: Chongqing = ",), "Chongqing", "Чунцин", ["unknown"]),
    ("ru", ("place: Chongqing = !Чунцинг",), "Chongqing", "в Чунцинге", ["forbidden"]),
    ("ru", ("place: Chongqing = Чунцин | !Чунцинг",), "Chongqing", "Чунцин", ["found"]),
    ("ru", ("place: Chongqing = Чунцин | !Чунцинг",), "Chongqing", "Чунцин (Чунцинг)", ["forbidden"]),
    ("ru", ("organisation: SCO = ШОС",), "SCO", "шос", ["form"]),
    ("ru", ("organisation: SCO = ШОС",), "SCO", "«ШОС»", ["found"]),
    ("ru", ("organisation: SCO = ШОС",), "sco", "шос", []),
    ("ru", ("person: Anna Sokolova = Анна Соколова",), "Anna Sokolova", "Анной\u00a0Соколовой", ["found"]),
    ("ru", ("person: Anna Sokolova = Анна Соколова",), "Anna Sokolova", "Анна Соколов", ["missing"]),
    (
        "ru",
        ("organisation: SCO = ШОС", "event: SCO Summit = саммит ШОС"),
        "The SCO Summit and the SCO",
        "Саммит ШОС",
        ["found", "missing"],  # the summit's words do not stand for the organisation too
    ),
    (
        "ru",
        ("organisation: SCO = ШОС", "event: SCO Summit = саммит ШОС"),
        "The SCO Summit and the SCO",
        "ШОС и её саммит ШОС",
        ["found", "found"],
    ),
    (
        "kk",
        ("organisation: SCO = ШЫҰ", "organisation: Shanghai Cooperation Organisation = ШЫҰ"),
        "The Shanghai Cooperation Organisation (SCO)",
        "ШЫҰ (ШЫҰ)",
        ["found", "found"],
    ),
    (
        "kk",
        ("organisation: SCO = ШЫҰ", "organisation: Shanghai Cooperation Organisation = ШЫҰ"),
        "The Shanghai Cooperation Organisation (SCO)",
        "ШЫҰ",
        ["found", "missing"],
    ),
    (
        "be",
        ("person: Tang Liangzhi = Тан Лянчжы | !Тан Лянчжі",),
        "Tang Liangzhi",
        "Тан Лянчжі",
        ["forbidden"],
    ),
    ("be", ("person: Tang Liangzhi = Тан Лянчжы | !Тан Лянчжі",), "Tang Liangzhi", "Тан Лянчжы", ["found"]),
    (
        "fa",
        ("organisation: SCO = سازمان همکاری شانگهای | !سازمان همکاری‌های شانگهای",),
        "SCO",
        "سازمان همکاری‌های شانگهای",
        ["forbidden"],
    ),
    ("hi", ("place: Kazan = कज़ान | !कजान",), "Kazan", "कज़ान", ["found"]),
    ("zh", ("person: Tang Liangzhi = 唐良智 | !唐良志",), "Tang Liangzhi", "市长唐良志说", ["forbidden"]),
    (
        "zh",
        ("place: Chongqing = 重庆", "office: Mayor of Chongqing = 重庆市长"),
        "Mayor of Chongqing",
        "重庆市长",
        ["found"],
    ),
    ("kk", ("place: Samarkand = Самарқанд | !Самарканд",), "Samarkand", "Самаркандта", ["forbidden"]),
    ("kk", ("place: Samarkand = Самарқанд | !Самарканд",), "Samarkand", "Самарқандта", ["found"]),
    ("uz", ("place: Kazan = Qozon",), "Kazan", "Qozonga", ["found"]),
    ("ur", ("person: Rashid Alimov = رشید علیموف",), "Rashid Alimov", "رشيد عليموف", ["found"]),
    ("ru", ("place: Mexico = Мексика", "place: Mexico City = Мехико"), "Mexico City", "Мехико", ["found"]),
    ("ru", ("place: Mexico = Мексика", "place: Mexico City = Мехико"), "Mexico City", "Мексика", ["missing"]),
]


@pytest.mark.parametrize(("language", "terms", "source", "target", "verdicts"), CASES)
def test_verdicts(
    language: str, terms: tuple[str, ...], source: str, target: str, verdicts: list[str]
) -> None:
    assert _verdicts(_terms(language, *terms), source, target, language) == verdicts


def test_a_rendering_longer_than_a_forbidden_one_shields_it() -> None:
    glossary = _terms("ru", "place: Kazan = Казань", "event: Kazan Forum = Форум «Россия — Казань»")
    assert _verdicts(glossary, "Kazan Forum", "на Форуме «Россия — Казань»", "ru") == ["found"]
    shielded = _terms("kk", "organisation: SCO = ШЫҰ | !ШОС", "event: SCO Day = ШОС күні")
    assert _verdicts(shielded, "SCO Day of the SCO", "ШЫҰ-ның ШОС күні", "kk") == ["found", "found"]


def test_a_stored_form_that_no_rule_foresees_is_found() -> None:
    concept = Concept("road", Kind.PLACE, {"en": Renderings(("Road",)), "ru": Renderings(("Путь",))})
    with_forms = Glossary([concept], {"ru": {key_of("road", "Путь", "pl"): {"nom": "Путя"}}})
    assert _verdicts(with_forms, "Road", "все Путя", "ru") == ["found"]
    assert _verdicts(Glossary([concept]), "Road", "все путищи", "ru") == ["missing"]


@pytest.mark.parametrize("tag", TAGS)
def test_every_form_that_the_glossary_would_insert_is_found(tag: str) -> None:
    for concept in OURS.concepts:
        source = concept.in_language("en").preferred
        match = OURS.match(source, "en")[0]
        for short, plural in itertools.product((False, True), repeat=2):
            forms = OURS.forms(concept, tag, short=short, plural=plural)
            text = "; ".join(f"«{form}»" for form in forms.values())
            mention = [replace(match, plural=plural)]
            (result,) = OURS.judge(source, text, "en", tag, mention) if forms else (None,)
            assert result is None or result.found == len(forms), text


def test_forms_of_another_rendering_are_out_of_date() -> None:
    concept = Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",)), "ru": Renderings(("Казань",))})
    stored = {"ru": {("kazan", "Казан", ""): {"nom": "Казан", "gen": "Казана"}}}
    glossary = Glossary([concept], stored)
    assert glossary.forms(concept, "ru")["gen"] == "Казани"
    assert glossary.stored_forms(concept, "ru") == ()
    assert glossary.forms(concept, "zh") == {}


def test_stored_forms_come_before_those_made_by_rule() -> None:
    office = Concept(
        "mayor",
        Kind.OFFICE,
        {
            "en": Renderings(("Mayor",)),
            "ru": Renderings(("мэр города",), (), ("мэр",)),
            "kk": Renderings(("Чунцин мэрі",)),
            "zh": Renderings(("市长",)),
        },
    )
    states = Concept("states", Kind.PHRASE, {"ru": Renderings(("страны",))}, number="pl")
    stored = {
        "ru": {
            ("mayor", "мэр города", ""): {"nom": "мэр города", "gen": "(gen)"},
            ("mayor", "мэр", ""): {"nom": "мэр", "gen": "(short)"},
            ("mayor", "мэр города", "pl"): {"nom": "мэры города", "gen": "(plural)"},
            ("mayor", "голова", ""): {"nom": "голова", "gen": "(gone)"},
        }
    }
    glossary = Glossary([office, states], stored)
    assert glossary.forms(office, "ru")["gen"] == "(gen)"
    assert glossary.forms(office, "ru", short=True)["gen"] == "(short)"
    assert glossary.forms(office, "ru", plural=True)["gen"] == "(plural)"
    assert glossary.forms(office, "ru", short=True, plural=True)["gen"] == "мэров"
    assert "(gone)" not in glossary.stored_forms(office, "ru")
    assert glossary.forms(office, "kk")["dat"] == "Чунцин мэріне"
    assert glossary.forms(office, "kk", short=True)["dat"] == "Чунцин мэріне"
    assert glossary.forms(office, "kk", plural=True)["dat"] == "Чунцин мэрлеріне"
    assert glossary.forms(office, "zh", plural=True) == {"nom": "市长"}
    assert glossary.forms(office, "fr") == {}
    assert glossary.forms(states, "ru", plural=True) == glossary.forms(states, "ru")
    assert glossary.forms(states, "ru")["gen"] == "стран"


def test_a_name_kept_as_it_is_is_expected_in_every_language() -> None:
    concept = Concept(
        "dj",
        Kind.KEEP,
        {"*": Renderings(("DeepSea",)), "en": Renderings(("DeepSea",)), "zh": Renderings(("深海",))},
    )
    glossary = Glossary([concept])
    assert _verdicts(glossary, "DeepSea", "проект DeepSea", "ru") == ["found"]
    assert _verdicts(glossary, "DeepSea", "проект ДипСи", "ru") == ["missing"]
    assert _verdicts(glossary, "DeepSea", "深海", "zh") == ["found"]


def test_a_result_says_what_was_expected_and_seen() -> None:
    glossary = _terms("ru", "place: Chongqing = Чунцин | Чунцин-сити | !Чунцинг")
    (result,) = glossary.judge("Chongqing", "в чунцинге", "en", "ru")
    assert isinstance(result, TermResult)
    assert result.expected == ("Чунцин", "Чунцин-сити")
    assert result.seen == "чунцинге"


def test_the_digest_changes_with_what_it_is_of() -> None:
    one = _terms("ru", "place: Chongqing = Чунцин")
    digests = {
        one.digest("en", "ru"),
        one.digest("en", "zh"),
        _terms("ru", "place: Chongqing = Чунцин | !Чунцинг").digest("en", "ru"),
        _terms("ru", "office: Chongqing = Чунцин").digest("en", "ru"),
        Glossary(one.concepts, {"ru": {("chongqing", "Чунцин", ""): {"nom": "Чунцин"}}}).digest("en", "ru"),
        Glossary([]).digest("en", "ru"),
        *(
            Glossary([changed]).digest("en", "ru")
            for concept in one.concepts
            for changed in (
                replace(concept, number="pl"),
                replace(concept, gender="m"),
                replace(concept, valid=Period(None, date(2020, 1, 1))),
                replace(concept, valid=Period(date(2020, 1, 1), None)),
                *(
                    replace(concept, renderings={**concept.renderings, tag: each})
                    for tag, each in (
                        ("en", Renderings(("Chongqing",), (), ("CQ",))),
                        ("ru", Renderings(("Чунцин",), (), ("Ч",))),
                        ("ru", Renderings(("Чунцин",), (), (), "a city")),
                    )
                ),
            )
        ),
    }
    assert len(digests) == 13
    assert one.digest("en", "ru") == _terms("ru", "place: Chongqing = Чунцин").digest("en", "ru")
    assert Glossary(reversed(OURS.concepts)).digest("en", "ru") == Glossary(OURS.concepts).digest("en", "ru")


# ------------------------------------------------------------------------------------------ an article


def _city(identifier: str, russian: str, valid: Period | None = None) -> Concept:
    renderings = {"en": Renderings(("Capital",)), "ru": Renderings((russian,))}
    return Concept(identifier, Kind.PLACE, renderings, valid=valid)


def test_a_sentence_of_an_article_is_matched_and_judged_as_it_stands_there() -> None:
    tang = Concept(
        "tang",
        Kind.PERSON,
        {
            "en": Renderings(("Tang Liangzhi",), (), ("Tang",)),
            "ru": Renderings(("Тан Лянчжи",), (), ("Тан",)),
        },
    )
    glossary = Glossary([tang])
    article = glossary.in_article(["Tang Liangzhi came.", "Tang spoke."], "en")
    assert [match.short for match in article.match("Tang spoke.", "en")] == [True]
    assert [result.concept.id for result in article.judge("Tang spoke.", "Тан сказал.", "en", "ru")] == [
        "tang"
    ]
    assert article.match("Tang left.", "en") == []  # no sentence of the article
    assert glossary.match("Tang spoke.", "en") == []
    more = article.in_article(["Mr Tang", "Tang Liangzhi", "Mr Tang"], "en")
    assert len(more.match("Mr Tang", "en")) == len(more.match("Tang spoke.", "en")) == 1


def test_an_article_is_matched_for_its_date() -> None:
    day = date(2020, 1, 1)
    glossary = Glossary(
        [_city("old", "Акмола", Period(None, day)), _city("new", "Астана", Period(date(2020, 1, 2), None))]
    )
    assert [match.concept.id for match in glossary.match("Capital", "en")] == ["new"]
    assert [match.concept.id for match in glossary.match_all(["Capital"], "en", day)[0]] == ["old"]
    view = glossary.in_article(["The Capital"], "en", day)
    assert [match.concept.id for match in view.match("Another Capital", "en")] == ["old"]
    assert [each.concept.id for each in view.judge("The Capital", "Акмола", "en", "ru")] == ["old"]


def test_what_was_matched_in_an_article_is_not_what_somebody_made_of_it() -> None:
    terms = Glossary([Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",))})])
    texts = ["From Kazan", "to Kazan"]
    terms.match_all(texts, "en")[0].clear()
    assert [len(found) for found in terms.match_all(texts, "en")] == [1, 1]
    texts[1] = "to Osh"
    assert [len(found) for found in terms.match_all(texts, "en")] == [1, 0]
