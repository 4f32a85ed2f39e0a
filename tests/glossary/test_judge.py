"""Which verdict falls, what words it is about, and where they stand."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.glossary import Glossary, load_glossary
from workflow.glossary.formsfile import parse_forms, renew
from workflow.glossary.inflect import paradigm
from workflow.glossary.judge import PRESENT, Judge
from workflow.model import Concept, Kind, Match, Renderings, TermResult, Verdict


def concept(row: str, language: str = "ru") -> Concept:
    """``kind: English | ~Short = rendering | ~short | !forbidden``."""
    kind, _, rest = row.partition(": ")
    english, _, cell = rest.partition(" = ")

    def renderings(text: str) -> Renderings:
        parts = [part.strip() for part in text.split("|") if part.strip()]
        return Renderings(
            tuple(part for part in parts if part[0] not in "!~"),
            tuple(part[1:] for part in parts if part[0] == "!"),
            tuple(part[1:] for part in parts if part[0] == "~"),
        )

    names = renderings(english)
    return Concept(names.preferred, Kind(kind), {"en": names, language: renderings(cell)})


SCO = "organisation: Shanghai Cooperation Organisation | ~SCO = Шанхайская организация сотрудничества | ~ШОС"
TANG = "person: Tang Liangzhi | ~Tang = Тан Лянчжи | ~Тан"
ALIMOV = "person: Rashid Alimov = Рашид Алимов"
CHONGQING = "place: Chongqing = Чунцин | !Чунцинг-сити"


def mentions(each: Concept, spoken: str) -> list[Match]:
    """``f`` a full mention, ``s`` a short one, ``p`` a plural one, ``i`` one inside a longer name."""
    names = each.in_language("en")
    short = names.short[0] if names.short else names.preferred.split()[-1]
    return [
        Match(
            each,
            0,
            0,
            short if letter == "s" else names.preferred,
            short=letter == "s",
            plural=letter == "p",
            inside=letter == "i",
        )
        for letter in spoken
    ]


def judge(
    rows: list[str], spoken: list[str], target: str, language: str = "ru", more: tuple[str, ...] = ()
) -> list[TermResult]:
    concepts = [concept(row, language) for row in rows]
    matches = [match for each, said in zip(concepts, spoken, strict=True) for match in mentions(each, said)]
    others = [concept(row, language) for row in more]
    return Judge([*concepts, *others], language).judge(matches, target, "en")


def one(row: str, spoken: str, target: str, language: str = "ru", more: tuple[str, ...] = ()) -> TermResult:
    (result,) = judge([row], [spoken], target, language, more)
    return result


# ------------------------------------------------------------------------------------------------ verdicts

TABLE = [
    # row, mentions, target, verdict, found, seen
    (CHONGQING, "f", "мэр Чунцина", "found", 1, "Чунцина"),
    (CHONGQING, "f", "чунцинский мэр", "adjective", 1, "чунцинский"),
    (CHONGQING, "ff", "чунцинский мэр в Чунцине", "found", 2, "чунцинский"),
    (CHONGQING, "ff", "чунцинский мэр", "fewer", 1, "чунцинский"),
    (CHONGQING, "f", "мэр Чунцинга", "misspelt", 0, "Чунцинга"),
    (CHONGQING, "f", "мэр Чнуцина", "misspelt", 0, "Чнуцина"),
    (CHONGQING, "f", "мэр Чунцин-сити", "found", 1, "Чунцин"),
    (CHONGQING, "f", "мэр Пекина", "missing", 0, ""),
    (CHONGQING, "i", "музей", "inside", 0, ""),
    (CHONGQING, "i", "музей Чунцина", "found", 1, "Чунцина"),
    (CHONGQING, "if", "Чунцин", "found", 1, "Чунцин"),
    (CHONGQING, "if", "город", "missing", 0, ""),
    ("place: Chongqing = ", "f", "Чунцин", "unknown", 0, ""),
    (SCO, "f", "Шанхайской организации сотрудничества", "found", 1, "Шанхайской организации сотрудничества"),
    (SCO, "f", "страны ШОС", "abbreviated", 1, "ШОС"),
    (SCO, "s", "страны ШОС", "found", 1, "ШОС"),
    (SCO, "s", "Шанхайская организация сотрудничества", "found", 1, "Шанхайская организация сотрудничества"),
    (
        SCO,
        "fs",
        "Шанхайская организация сотрудничества. ШОС",
        "found",
        2,
        "Шанхайская организация сотрудничества",
    ),
    (SCO, "fs", "ШОС и ШОС", "abbreviated", 2, "ШОС"),
    (SCO, "f", "страны Шос", "form", 0, "Шос"),
    (SCO, "s", "со ШОСом", "form", 0, "ШОСом"),
    (SCO, "ss", "ШОС с ШОСом", "form", 1, "ШОСом"),
    (SCO, "s", "на шоссе", "missing", 0, ""),
    ("organisation: GAS = ГАЗ", "f", "природный газ", "missing", 0, ""),
    ("organisation: GAS = ГАЗ", "f", "Газ подорожал", "missing", 0, ""),
    (TANG, "f", "Тан Лянчжи", "found", 1, "Тан Лянчжи"),
    (TANG, "s", "с Таном", "found", 1, "Таном"),
    (TANG, "s", "с Тан Лянчжи", "found", 1, "Тан Лянчжи"),
    (TANG, "s", "по тану", "missing", 0, ""),
    (TANG, "f", "Тан сказал", "abbreviated", 1, "Тан"),
    (TANG, "ff", "Тан Лянчжи: Тан сказал", "found", 2, "Тан Лянчжи"),
    (TANG, "f", "Таня Лянчжи", "misspelt", 0, "Таня Лянчжи"),
    (ALIMOV, "s", "Алимову", "found", 1, "Алимову"),
    (ALIMOV, "s", "Рашиду", "missing", 0, ""),
    (ALIMOV, "f", "Алимову", "missing", 0, ""),
    (ALIMOV, "ff", "Рашид Алимов и Алимов", "found", 2, "Рашид Алимов"),
    (ALIMOV, "f", "Рашида Олимова", "misspelt", 0, "Рашида Олимова"),
    ("office: mayor = мэр", "p", "мэры городов", "found", 1, "мэры"),
    ("keep as is: DeepSea = DeepSea", "f", "проект DeepSea", "found", 1, "DeepSea"),
    ("keep as is: DeepSea = DeepSea", "f", "проект Deepsea", "form", 0, "Deepsea"),
    ("keep as is: DeepSea = DeepSea", "f", "в DeepSeaе", "form", 0, "DeepSeaе"),
    ("keep as is: DeepSea = DeepSea", "f", "в море", "missing", 0, ""),
    ("phrase: people = человек", "f", "с людьми", "found", 1, "людьми"),
    ("phrase: bring up = воспитать ребёнка", "f", "воспитали ребенка", "found", 1, "воспитали ребенка"),
    ("phrase: balance = баланс", "f", "балансовая ведомость", "adjective", 1, "балансовая"),
    ("phrase: kind = вид", "f", "на видео", "missing", 0, ""),
    ("place: Kazan = Казань", "f", "казак", "missing", 0, ""),
    ("place: Ireland = Ирландия", "f", "в Исландии", "missing", 0, ""),
    ("place: North Korea = Северная Корея", "f", "северокорейский лидер", "adjective", 1, "северокорейский"),
    ("organisation: EU = ЕС", "f", "в ЕC", "found", 1, "ЕC"),
]


@pytest.mark.parametrize(("row", "spoken", "target", "verdict", "found", "seen"), TABLE)
def test_verdicts(row: str, spoken: str, target: str, verdict: str, found: int, seen: str) -> None:
    result = one(row, spoken, target)
    assert (result.verdict.value, result.found, result.seen) == (verdict, found, seen)
    assert result.wanted == len(spoken)
    assert [target[start:end] for start, end in result.spans[:1]] == ([seen] if seen else [])


OTHER_LANGUAGES = [
    ("kk", "organisation: SCO = ШЫҰ", "f", "ШЫҰ-ға", "found", "ШЫҰ-ға"),
    ("kk", "organisation: SCO = ШЫҰ", "f", "шыұға", "missing", ""),
    ("kk", "organisation: SCO = ШЫҰ", "f", "Шыұ", "form", "Шыұ"),
    ("kk", "place: Chongqing = Чунцин", "f", "Чунцингтің", "misspelt", "Чунцингтің"),
    ("uz", "place: Chongqing = Chunsin", "f", "Chunsingda", "misspelt", "Chunsingda"),
    ("ky", "organisation: Senate = Сенат", "f", "Сенатордун үйү", "missing", ""),
    ("hi", "place: Chongqing = चोंगकिंग", "f", "शोंगकिंग में", "misspelt", "शोंगकिंग"),
    ("hi", "place: China = चीन", "f", "चीर", "missing", ""),
    ("zh", "person: Tang Liangzhi = 唐良智", "f", "市长唐良志说", "misspelt", "唐良志"),
    ("zh", "person: Tang Liangzhi = 唐良智", "f", "市长唐良智说", "found", "唐良智"),
    ("zh", "person: Liangzhi Tang = 唐良智", "s", "唐市长说", "missing", ""),
    ("zh", "person: Tang Liangzhi | ~Tang = 唐良智", "s", "唐市长说", "found", "唐"),
    ("zh", "person: Tang Liangzhi | ~Tang = 唐良智", "f", "唐市长说", "missing", ""),
    ("zh", "person: Rashid Alimov = 拉希德·阿利莫夫", "s", "阿利莫夫说", "found", "阿利莫夫"),
    ("zh", "place: Beijing = 北京市", "f", "南京市", "missing", ""),
    ("fa", "place: Russia = روسیه", "f", "روحیه", "missing", ""),
    ("be", "organisation: Senate = Сенат", "f", "сенацкі камітэт", "adjective", "сенацкі"),
]


@pytest.mark.parametrize(("language", "row", "spoken", "target", "verdict", "seen"), OTHER_LANGUAGES)
def test_verdicts_in_other_languages(
    language: str, row: str, spoken: str, target: str, verdict: str, seen: str
) -> None:
    result = one(row, spoken, target, language)
    assert (result.verdict.value, result.seen) == (verdict, seen)


def test_another_term_is_no_misspelling() -> None:
    assert one("place: Iceland = Исландияр", "f", "в Ирландияре").verdict is Verdict.MISSPELT
    other = ("place: Ireland = Ирландияр",)
    assert one("place: Iceland = Исландияр", "f", "в Ирландияре", more=other).verdict is Verdict.MISSING


def test_the_misspelling_of_one_mention_hides_nothing_of_the_other() -> None:
    result = one(CHONGQING, "ff", "Чунцин и Чунцинг")
    assert (result.verdict, result.found, result.wanted) == (Verdict.FEWER, 1, 2)


def test_an_occurrence_counts_for_one_concept_only_the_full_name_before_the_short_one() -> None:
    bank = "organisation: SCO Bank | ~SCO = Банк ШОС | ~ШОС"
    first, second = judge([SCO, bank], ["s", "f"], "Банк ШОС")
    assert (first.verdict, second.verdict) == (Verdict.MISSING, Verdict.FOUND)
    first, second = judge([bank, SCO], ["f", "s"], "ШОС и Шанхайская организация сотрудничества")
    assert (first.verdict, second.verdict) == (Verdict.ABBREVIATED, Verdict.FOUND)
    first, second = judge([bank, SCO], ["s", "s"], "ШОС, ШОС")
    assert (first.verdict, second.verdict) == (Verdict.FOUND, Verdict.FOUND)


def test_two_persons_of_one_family_name_each_need_a_mention() -> None:
    rows = ["person: Tang Liangzhi | ~Tang = Тан Лянчжи | ~Тан", "person: Tang Wei | ~Tang = Тан Вэй | ~Тан"]
    verdicts = [each.verdict for each in judge(rows, ["f", "s"], "Тан Лянчжи и Тан")]
    assert verdicts == [Verdict.FOUND, Verdict.FOUND]
    verdicts = [each.verdict for each in judge(rows, ["f", "s"], "Тан Лянчжи")]
    assert verdicts == [Verdict.FOUND, Verdict.MISSING]


def test_stored_forms_are_found_and_a_stored_short_form_is_a_short_one() -> None:
    sco = concept(SCO)
    forms = {sco.id: ("Шанхайской орг. сотр.", "ШОС", "ШОС-е")}
    with_forms = Judge([sco], "ru", lambda each: forms[each.id])
    (full,) = with_forms.judge(mentions(sco, "f"), "Шанхайской орг. сотр.", "en")
    assert full.verdict is Verdict.FOUND
    (short,) = with_forms.judge(mentions(sco, "f"), "ШОС", "en")
    assert short.verdict is Verdict.ABBREVIATED


def test_spans_lead_into_the_original_text() -> None:
    target = "в\u00a0\u00a0Чун\u00adци\u0301не и  «чунцинской» ШОС"
    place, organisation = judge([CHONGQING, SCO], ["ff", "s"], target)
    assert [target[start:end] for start, end in place.spans] == ["Чун\u00adци\u0301не", "чунцинской"]
    assert [target[start:end] for start, end in organisation.spans] == ["ШОС"]
    assert place.seen == "Чун\u00adци\u0301не"


def test_what_was_expected_has_the_short_forms_too() -> None:
    assert one(SCO, "f", "x").expected == ("Шанхайская организация сотрудничества", "ШОС")


@given(
    target=st.text("ШОСшосТанЛянчжиЧунцигаом -«».\u00ad", max_size=40),
    spoken=st.text("fsip", min_size=1, max_size=4),
)
def test_any_text_has_one_verdict_for_each_concept(target: str, spoken: str) -> None:
    results = judge([SCO, TANG, CHONGQING], [spoken] * 3, target)
    assert [result.wanted for result in results] == [len(spoken)] * 3
    taken: list[tuple[int, int]] = []
    for result in results:
        assert (result.found > 0) >= (result.verdict in PRESENT)
        assert bool(result.seen) == bool(result.spans)
        assert all(0 <= start < end <= len(target) for start, end in result.spans)
        if result.verdict in PRESENT:
            taken += result.spans
    ordered = sorted(taken)
    assert all(left[1] <= right[0] for left, right in pairwise(ordered))


# ------------------------------------------------------------------------------------------------ pace


def test_ten_thousand_units_take_seconds() -> None:
    chance = random.Random(7)
    syllables = ["чун", "цин", "лян", "шан", "ган", "мин", "дун", "бин", "хан", "нан"]
    names = sorted({"".join(chance.sample(syllables, 2)).capitalize() for _ in range(60)})
    rows = [f"place: {name} = {name}" for name in names]
    concepts = [concept(row) for row in rows]
    by_name: Mapping[str, Concept] = dict(zip(names, concepts, strict=True))
    ours = Judge(concepts, "ru")
    units = []
    for _ in range(10_000):
        said = chance.sample(names, 2)
        text = (
            f"Как сообщили вчера в {said[0]}е, делегация города {said[1]}а прибыла на саммит, "
            "который пройдёт осенью."
        )
        units.append(([Match(by_name[name], 0, 0, name) for name in said], text))
    before = time.process_time()
    for matches, text in units:
        assert all(result.verdict is Verdict.FOUND for result in ours.judge(matches, text, "en"))
    assert time.process_time() - before < 6  # about one second where nothing else runs


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        ("Wang Yi met", "Ван встретился", "ru", Verdict.ABBREVIATED),
        ("Wang Yi met", "Ван Цзин встретился", "ru", Verdict.MISSING),  # somebody else
        ("Wang Yi met", "Ван-Цзин встретился", "ru", Verdict.MISSING),
        ("Tang Liangzhi", "с Тан Лянчжи", "ru", Verdict.FOUND),
        ("Tang Liangzhi", "Тан Лянчжы", "ru", Verdict.MISSING),  # a name in -и has one form
        ("Narendra Modi", "с Нарендрой Моди", "ru", Verdict.FOUND),
    ],
)
def test_names_of_persons(source: str, target: str, language: str, expected: Verdict) -> None:
    ours = load_glossary(Path(__file__).resolve().parents[2] / "glossary", "en")
    (result,) = ours.judge(source, target, "en", language)
    assert result.verdict is expected


# ------------------------------------------------------------------------------------- hostile and very long


def _seconds(concepts: list[Concept], matches: list[Match], target: str, language: str) -> float:
    judge = Judge(concepts, language)
    begun = time.process_time()
    judge.judge(matches, target, "en")
    return time.process_time() - begun


@pytest.mark.parametrize(
    ("language", "name", "target"),
    [
        ("ru", "Китай", "Китай " * 20_000),
        ("ru", "Китай", "а" + "\u0301\u0327" * 40_000),
        ("hi", "चीन", "ची" + "\u093c\u094d" * 40_000),
        ("kk", "Қытай", "Қытай" + "лар" * 30_000),
        ("kk", "Қытай", "Қытвй " * 20_000),
        ("zh", "印度", "印度尼西亚" * 20_000),
    ],
)
def test_no_text_takes_time_in_its_square(language: str, name: str, target: str) -> None:
    china = concept(f"place: China = {name}", language)
    assert _seconds([china], mentions(china, "f"), target, language) < 3


def test_a_thousand_concepts_may_share_a_rendering() -> None:
    ours = [
        Concept(f"c{each}", kind, {"en": Renderings((f"Name {each}",)), "ru": Renderings((text,))})
        for each, (kind, text) in enumerate(
            [(Kind.PLACE, "Китай"), (Kind.ORGANISATION, "Китай"), (Kind.EVENT, "Китай")] * 400
        )
    ]
    matches = [match for each in ours for match in mentions(each, "f")]
    assert _seconds(ours, matches, "Китай " * 1200, "ru") < 5
    results = Judge(ours, "ru").judge(matches, "Китай " * 1200, "en")
    assert {result.found for result in results} == {1}


def test_a_long_chain_of_shared_renderings_is_dealt_out() -> None:
    """Each text is one of two concepts' words, and only one way to deal them out serves all."""
    count = 800
    names = [
        f"Слово{'абвгдежзик'[each % 10]}{'абвгдежзик'[each // 10 % 10]}{'лмнопрст'[each // 100 % 8]}"
        f"{'аеио'[each // 800]}к"
        for each in range(count + 1)
    ]
    ours = [
        Concept(
            f"c{each}",
            Kind.EVENT,
            {"en": Renderings((f"Name {each}",)), "ru": Renderings((names[each], names[each + 1]))},
        )
        for each in range(count)
    ]
    matches = [match for each in ours for match in mentions(each, "f")]
    results = Judge(ours, "ru").judge(matches, ", ".join(reversed(names[:count])), "en")
    assert all(result.found == 1 for result in results)


# ----------------------------------------------------------------------------- capitals, plurals, mixed cases


@pytest.mark.parametrize(
    ("language", "row", "target", "verdict"),
    [
        ("ru", "place: Qatar = Катар", "помощь от катара", Verdict.FORM),
        ("ru", "place: Turkey = Турция", "в турции", Verdict.FORM),
        ("ru", "place: Turkey = Турция", "В ТУРЦИИ", Verdict.FOUND),
        ("ru", "place: Turkey = Турция", "турецкий турцийский рынок", Verdict.ADJECTIVE),
        ("ru", "place: New York = Нью-Йорк", "в Нью-йорке", Verdict.FORM),
        ("ru", "place: New York = Нью-Йорк", "в Нью Йорке", Verdict.FOUND),
        ("ru", "place: Saudi Arabia = Саудовская Аравия", "в Саудовской аравии", Verdict.FORM),
        ("ru", "person: Rashid Alimov = Рашид Алимов", "рашид алимов", Verdict.FORM),
        ("ru", "office: Secretary-General = Генеральный секретарь", "генеральный секретарь", Verdict.FOUND),
        ("ky", "place: Mongolia = Монголия", "монголия", Verdict.FORM),
        ("kk", "place: China = Қытай", "қытайлық компания", Verdict.ADJECTIVE),
        ("kk", "place: China = Қытай", "Қытай-да", Verdict.FOUND),
        ("uz", "place: China = Xitoy", "xitoyda", Verdict.FORM),
        ("uz", "place: China = Xitoy", "xitoylik mehmonlar", Verdict.ADJECTIVE),
        ("hi", "place: China = चीन", "चीन में", Verdict.FOUND),
        ("zh", "place: India = 印度", "印度总理", Verdict.FOUND),
        ("zh", "place: India = 印度", "印度尼西亚总统", Verdict.MISSING),
        ("zh", "place: India = 印度", "印度尼西亚和印度", Verdict.FOUND),
        ("zh", "place: Indonesia = 印度尼西亚", "印度尼西亚总统", Verdict.FOUND),
        ("zh", "place: Indian Ocean = 印度洋", "印度洋", Verdict.FOUND),
        ("zh", "place: Russia = 俄罗斯", "白俄罗斯", Verdict.MISSING),
        ("zh", "place: Mongolia = 蒙古", "内蒙古", Verdict.MISSING),
        ("zh", "place: Pakistan = 巴基斯坦", "巴基斯坦总理", Verdict.FOUND),
        ("zh", "place: Russia = 俄罗斯联邦 | !俄罗斯", "白俄罗斯和俄罗斯联邦", Verdict.FOUND),
    ],
)
def test_names_keep_their_capitals_and_their_borders(
    language: str, row: str, target: str, verdict: Verdict
) -> None:
    ours = concept(row, language)
    (result,) = Judge([ours], language).judge(mentions(ours, "f"), target, "en")
    assert result.verdict is verdict


@pytest.mark.parametrize(
    ("row", "spoken", "target", "verdict"),
    [
        ("place: China = Китай", "f", "Китаи", Verdict.FORM),
        ("place: Iran = Иран", "f", "Ираны", Verdict.FORM),
        ("place: Iran = Иран", "f", "Ирана", Verdict.FOUND),
        ("place: Iran = Иран", "p", "Ираны", Verdict.FOUND),
        ("place: Korea = Корея", "f", "Кореи", Verdict.FOUND),
        ("place: Philippines = Филиппины", "f", "на Филиппинах", Verdict.FOUND),
        ("person: Vladimir Putin = Владимир Путин", "f", "Владимиры Путины", Verdict.FORM),
        ("person: Vladimir Putin = Владимир Путин", "p", "Владимиры Путины", Verdict.FOUND),
        ("office: mayor = мэр", "f", "мэры", Verdict.FOUND),
        (ALIMOV, "f", "Рашида Алимова", Verdict.FOUND),
        (ALIMOV, "f", "Рашидом Алимовым", Verdict.FOUND),
        (ALIMOV, "f", "РАШИДОМ АЛИМОВЫМ", Verdict.FOUND),
        (ALIMOV, "f", "Рашидом Алимова", Verdict.FORM),
        (ALIMOV, "f", "Рашиды Алимовой", Verdict.FORM),
        ("person: Anna Kim = Анна Ким", "f", "Анны Ким", Verdict.FOUND),
        ("person: Rashid Alimov = Рашид Алимов | Рашид Алими", "f", "Рашидом Алими", Verdict.FOUND),
    ],
)
def test_forms_of_a_name_are_those_that_are_known(
    row: str, spoken: str, target: str, verdict: Verdict
) -> None:
    ours = concept(row)
    (result,) = Glossary([ours]).judge("", target, "en", "ru", mentions(ours, spoken))
    assert result.verdict is verdict


def test_belarusian_names_have_one_case_too() -> None:
    ours = concept("person: Rashid Alimov = Рашыд Алімаў", "be")
    glossary = Glossary([ours])
    for form in glossary.forms(ours, "be").values():
        (result,) = glossary.judge("", form, "en", "be", mentions(ours, "f"))
        assert result.verdict is Verdict.FOUND
    (result,) = glossary.judge("", "Рашыдам Алімава", "en", "be", mentions(ours, "f"))
    assert result.verdict is Verdict.FORM


def test_no_dictionary_is_loaded_where_the_forms_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    office = concept("office: Secretary-General = Генеральный секретарь | ~генсек")
    china = concept("place: China = Китай")
    language = "ru"
    file = parse_forms(renew(None, [office, china], language).text, "forms.ru.csv", language)
    glossary = Glossary([office, china], {language: file.forms})

    def refuse(word: str) -> None:
        raise AssertionError(word)

    monkeypatch.setattr("workflow.glossary.inflect.russian.readings", refuse)
    monkeypatch.setattr("workflow.glossary.lemmas.readings", refuse)
    paradigm._inflected.cache_clear()
    matches = [*mentions(office, "f"), *mentions(china, "f")]
    results = glossary.judge("", "Генерального секретаря ждут в Китае", "en", language, matches)
    assert [result.verdict for result in results] == [Verdict.FOUND, Verdict.FOUND]


def test_what_is_forbidden_for_an_office_may_stand_in_another() -> None:
    ours = load_glossary(Path(__file__).resolve().parents[2] / "glossary", "en")
    (result,) = ours.judge("The Vice President of China came.", "Вице-президент Китая прибыл.", "en", "ru")
    assert result.verdict is Verdict.INSIDE
    (result,) = ours.judge("The President of China came.", "Президент Китая прибыл.", "en", "ru")
    assert result.verdict is Verdict.FORBIDDEN


_PLAIN = {
    "zh": (
        [
            "place: China = 中国",
            "place: Chongqing = 重庆",
            "place: India = 印度",
            "place: Osh = 奥什 | !欧什",
        ],
        ["中国重庆", "他在重庆说", "印度尼西亚和中国", "欧什在中国", "奥什、中国、重庆、印度", "WTO", ""],
    ),
    "ru": (
        ["place: China = Китай", CHONGQING, "place: Osh = Ош | !Аш", SCO],
        ["из Китая в Чунцин", "в Чунцинг-сити", "Ош, Чунцин и Китай", "Аш", "китай", "ШОС и Китай", ""],
    ),
}


@pytest.mark.parametrize("language", sorted(_PLAIN))
@given(data=st.data())
def test_the_plain_case_is_decided_as_every_other(language: str, data: st.DataObject) -> None:
    rows, targets = _PLAIN[language]
    concepts = [concept(row, language) for row in rows]
    concepts.append(Concept("oia", Kind.PLACE, {"en": Renderings(("Oia",))}))
    chosen = data.draw(st.lists(st.sampled_from(concepts), min_size=1, unique_by=lambda each: each.id))
    target = data.draw(st.sampled_from(targets))
    judge = Judge(concepts, language)
    matches = [match for each in chosen for match in mentions(each, "f")]
    quickly = judge.judge(matches, target, "en", enough=True)
    assert quickly == judge.judge(matches, target, "en")


@given(
    st.lists(st.tuples(st.sampled_from([SCO, TANG, ALIMOV, CHONGQING]), st.sampled_from("fsi")), min_size=1),
    st.lists(
        st.sampled_from(
            ["Тан", "Вэй", "Тан Лянчжи", "Рашид", "Алимов", "Алимову", "ШОС", "шос", "Чунцин,", "и"]
        ),
        max_size=6,
    ),
)
def test_short_forms_and_longer_names_are_decided_at_once_as_otherwise(
    mentioned: list[tuple[str, str]], words: list[str]
) -> None:
    concepts = {row: concept(row) for row in (SCO, TANG, ALIMOV, CHONGQING)}
    judge = Judge(concepts.values(), "ru")
    matches = [match for row, spoken in mentioned for match in mentions(concepts[row], spoken)]
    quickly = judge.judge(matches, " ".join(words), "en", enough=True)
    properly = judge.judge(matches, " ".join(words), "en")
    assert [each.verdict for each in quickly] == [each.verdict for each in properly]


def test_a_name_without_a_rendering_does_not_keep_others_from_being_found() -> None:
    unknown = Concept("oia", Kind.PLACE, {"en": Renderings(("Oia",))})
    china = concept("place: China = 中国", "zh")
    results = Judge([unknown, china], "zh").judge(
        [*mentions(unknown, "i"), *mentions(china, "f")], "在中国", "en", enough=True
    )
    assert [(each.verdict, each.seen, each.found) for each in results] == [
        (Verdict.UNKNOWN, "", 0),
        (Verdict.FOUND, "中国", 1),
    ]
