"""Surrogates go in where they fit, and terms come back in their forms with nothing else changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from support_translate import ANNA, CASES, CHONGQING, FORMS, KAZAN, MAYOR, TANG, concept, mention, paradigm

from workflow.model import Concept, Kind, Match
from workflow.translate.grammar import Grammar, load_grammar
from workflow.translate.surrogates import (
    Plan,
    Restored,
    Standin,
    Surrogate,
    find_forms,
    load_surrogates,
    put,
    restore,
    substitute,
)
from workflow.translate.surrogates.swap import LETTER

RU = load_grammar("ru")


def _one(
    source: str, kind: Kind, forms: str, grammar: str, gender: str = "", number: str = "", article: str = ""
) -> Surrogate:
    cases = paradigm(forms) if "," in forms else dict.fromkeys(CASES, forms)
    name = source.lower().replace(" ", "-")
    return Surrogate(name, source, kind, cases, gender, number, grammar, article)


IVAN = _one(
    "Ivan Petrov",
    Kind.PERSON,
    "Иван Петров, Ивана Петрова, Ивану Петрову, Ивана Петрова, Иваном Петровым, Иване Петрове",
    "m",
    "m",
)
MARIA = _one(
    "Maria Popova",
    Kind.PERSON,
    "Мария Попова, Марии Поповой, Марии Поповой, Марию Попову, Марией Поповой, Марии Поповой",
    "f",
    "f",
)
LONDON = _one("London", Kind.PLACE, "Лондон, Лондона, Лондону, Лондон, Лондоном, Лондоне", "m")
BERLIN = _one("Berlin", Kind.PLACE, "Берлин, Берлина, Берлину, Берлин, Берлином, Берлине", "m")
OSLO = _one("Oslo", Kind.PLACE, "Осло", "n")
VIENNA = _one("Vienna", Kind.PLACE, "Вена, Вены, Вене, Вену, Веной, Вене", "f")
EAST = _one("East Berlin", Kind.PLACE, "Восток, Востока, Востоку, Восток, Востоком, Востоке", "m")
DUTCH = _one(
    "Netherlands",
    Kind.PLACE,
    "Нидерланды, Нидерландов, Нидерландам, Нидерланды, Нидерландами, Нидерландах",
    "pl",
    number="pl",
    article="the",
)
HEAD = _one(
    "head of Oslo",
    Kind.OFFICE,
    "глава Осло, главы Осло, главе Осло, главу Осло, главой Осло, главе Осло",
    "f",
)
ENVOYS = _one(
    "envoys", Kind.OFFICE, "послы, послов, послам, послов, послами, послах", "pl", number="pl", article=""
)
BANK = _one("World Bank", Kind.ORGANISATION, "Банк, Банка, Банку, Банк, Банком, Банке", "m", article="the")
EUROPOL = _one("Europol", Kind.ORGANISATION, "Европол, Европола, Европолу, Европол, Европолом, Европоле", "m")
POOL = (IVAN, MARIA, LONDON, BERLIN, VIENNA, DUTCH, HEAD, ENVOYS, BANK, EUROPOL)

KAZANS = {**FORMS, "mayors": paradigm("мэры, мэров, мэрам, мэров, мэрами, мэрах")}
NOBODY = replace(TANG, id="nobody", gender="")
ISLES = replace(concept("isles", Kind.PLACE, "Maldives", "Мальдивы"), number="pl")
SCO = concept("sco", Kind.ORGANISATION, "SCO", "ШОС")
SIMEX = concept("simex", Kind.PLACE, "Nukus", "Нукус")
FUND = concept("fund", Kind.PROGRAMME, "Silk Road Fund", "фонд")


def _forms(match: Match) -> Mapping[str, str]:
    if match.plural:
        return KAZANS["mayors"]
    if match.concept is ISLES:
        return paradigm("Мальдивы, Мальдив, Мальдивам, Мальдивы, Мальдивами, Мальдивах")
    if match.concept is NOBODY:
        return KAZANS["tang"]
    forms = KAZANS.get(match.concept.id) or {"nom": match.concept.in_language("ru").preferred}
    if match.short and match.concept.kind is Kind.PERSON:
        return {case: form.split()[-1] for case, form in forms.items()}
    return forms


def _first(standin: Standin, place: tuple[int, int], cases: Sequence[str]) -> str:
    return cases[0]


def _plan(
    sentence: str,
    found: Sequence[Match],
    pool: Sequence[Surrogate] = POOL,
    attempt: int = 0,
    plain: str = "",
) -> Plan:
    plan = substitute(sentence, found, pool, attempt, plain, _forms, RU)
    for standin in plan.standins:
        shown = plan.sentence[standin.start : standin.end]
        assert shown.casefold() == standin.surrogate.source.casefold()
    return plan


# ---------------------------------------------------------------------------------------------- going in


@pytest.mark.parametrize(
    ("sentence", "which", "expected"),
    [
        ("in Chongqing", CHONGQING, "in London"),
        ("in Kazan", KAZAN, "in Vienna"),  # feminine in Russian, as its forms tell
        ("with Rashid Alimov", TANG, "with Ivan Petrov"),
        ("with Anna Sokolova", ANNA, "with Maria Popova"),
        ("with Rashid Alimov", NOBODY, "with Ivan Petrov"),  # the gender is not known: the first will do
        ("in the Maldives", ISLES, "in the Netherlands"),
        ("the SCO says", SCO, "the World Bank says"),
        ("of SCO", SCO, "of Europol"),
        ("Mayor of Chongqing says", MAYOR, "Head of Oslo says"),
        ("«Mayor of Chongqing»", MAYOR, "«Head of Oslo»"),
        ("the Mayor of Chongqing", MAYOR, "the head of Oslo"),
        ("the Silk Road Fund", FUND, "the Silk Road Fund"),
    ],
)
def test_a_surrogate_is_near_in_kind_and_grammar(sentence: str, which: Concept, expected: str) -> None:
    assert _plan(sentence, [mention(which, sentence)]).sentence == expected


def test_a_person_is_never_of_the_other_gender() -> None:
    plan = _plan("with Anna Sokolova", [mention(ANNA, "with Anna Sokolova")], (IVAN,))
    assert plan == Plan("with Anna Sokolova", ())


def test_a_plural_mention_gets_a_plural_surrogate() -> None:
    sentence = "the Mayors of Chongqing met"
    found = mention(MAYOR, sentence, words="Mayors of Chongqing", plural=True)
    assert _plan(sentence, [found]).sentence == "the envoys met"


@pytest.mark.parametrize(
    ("which", "pool", "expected"),
    [
        # One form for all cases would hide the case of a name that has six.
        (CHONGQING, (replace(OSLO, grammar="m"), LONDON), "London"),
        # It hides nothing of a name that has one form, so that the order of the list decides.
        (SIMEX, (OSLO, LONDON), "Oslo"),
        # Vienna's dative is its locative, and so is Kazan's.
        (KAZAN, (LONDON, VIENNA), "Vienna"),
    ],
)
def test_forms_that_tell_those_of_the_term_apart_are_better(
    which: Concept, pool: Sequence[Surrogate], expected: str
) -> None:
    if which is SIMEX:
        assert set(_forms(mention(SIMEX, "Nukus"))) == {"nom"}
        indeclinable = dict.fromkeys(CASES, "Нукус")
        found = [mention(SIMEX, "Nukus")]
        plan = substitute("Nukus", found, pool, 0, "", lambda _: indeclinable, RU)
    else:
        name = which.in_language("en").preferred
        plan = _plan(name, [mention(which, name)], pool)
    assert plan.sentence == expected


@pytest.mark.parametrize(
    ("sentence", "plain", "expected"),
    [
        ("Chongqing, London", "", "Berlin, London"),  # in the sentence
        ("Chongqing", "о Лондоне", "Berlin"),  # in the plain text, in any form
        ("Chongqing", "лондонский", "London"),  # a derived word is no form
        ("Chongqing, London, Berlin", "", "Vienna, London, Berlin"),  # better another gender than none
    ],
)
def test_a_surrogate_is_in_neither_text(sentence: str, plain: str, expected: str) -> None:
    assert _plan(sentence, [mention(CHONGQING, sentence)], plain=plain).sentence == expected


def test_a_person_whose_last_name_is_in_the_sentence_is_none() -> None:
    sentence = "Petrov met Rashid Alimov"
    assert _plan(sentence, [mention(TANG, sentence)]).standins == ()


def test_no_surrogate_contains_another() -> None:
    sentence = "Chongqing and Kazan"
    found = [mention(CHONGQING, sentence), mention(KAZAN, sentence)]
    assert _plan(sentence, found, (BERLIN, EAST, LONDON)).sentence == "Berlin and London"
    assert _plan(sentence, found, (EAST, BERLIN)).sentence == "East Berlin and Kazan"


def test_two_mentions_have_one_surrogate_and_a_short_one_the_last_name() -> None:
    sentence = "Rashid Alimov came. Mr Alimov spoke."
    found = [mention(TANG, sentence), mention(TANG, sentence, 20, "Alimov", short=True)]
    plan = _plan(sentence, found)
    assert plan.sentence == "Ivan Petrov came. Mr Petrov spoke."
    assert [each.surrogate.full for each in plan.standins] == [IVAN, IVAN]


@pytest.mark.parametrize(
    ("attempt", "expected"), [(0, "London"), (1, "Berlin"), (2, "Vienna"), (4, "London")]
)
def test_attempts_move_on_in_the_list(attempt: int, expected: str) -> None:
    plan = _plan("Chongqing", [mention(CHONGQING, "Chongqing")], attempt=attempt)
    assert plan.sentence == expected


def test_a_term_without_forms_is_left_alone() -> None:
    plan = substitute("the SCO", [mention(SCO, "the SCO")], POOL, 0, "", lambda _: {}, RU)
    assert plan == Plan("the SCO", ())


def test_a_shortened_name_knows_the_full_one() -> None:
    last = IVAN.shortened()
    assert (last.source, last.forms["ins"]) == ("Petrov", "Петровым")
    assert last.full is last.shortened().full is IVAN
    chinese = Surrogate("i", "Ivan Petrov", Kind.PERSON, {"nom": "伊万·彼得罗夫"}).shortened()
    assert chinese.forms == {"nom": "彼得罗夫"}


# ---------------------------------------------------------------------------------------------- finding


@pytest.mark.parametrize(
    ("output", "surrogate", "expected"),
    [
        ("Вена, о Вене", VIENNA, [(0, 4, ["nom"]), (8, 12, ["dat", "loc"])]),
        ("вена", VIENNA, [(0, 4, ["nom"])]),
        ("Венаx Вен 9Вена _Вена", VIENNA, []),
        ("Вена-Вена", VIENNA, [(0, 4, ["nom"]), (5, 9, ["nom"])]),
        ("Осло", OSLO, [(0, 4, list(CASES))]),
        # "Лондон" stands in "Лондона", but only the longer one is there.
        ("Лондона", LONDON, [(0, 7, ["gen"])]),
        ("भारतीय भारत", replace(OSLO, forms={"nom": "भारत"}), [(7, 11, ["nom"])]),
        ("भारतः", replace(OSLO, forms={"nom": "भारत"}), []),
        ("भारत।", replace(OSLO, forms={"nom": "भारत"}), [(0, 4, ["nom"])]),
        ("在伦敦市", replace(OSLO, forms={"nom": "伦敦"}), [(1, 3, ["nom"])]),
        # Of two forms of which one is in the other the longer one is found, and the shorter elsewhere.
        (
            "部长们和部长",
            replace(OSLO, forms={"nom": "部长", "many": "部长们"}),
            [(0, 3, ["many"]), (4, 6, ["nom"])],
        ),
        ("C++ (x)", replace(OSLO, forms={"nom": "(x)"}), [(4, 7, ["nom"])]),
        ("", OSLO, []),
    ],
)
def test_find_forms(output: str, surrogate: Surrogate, expected: list[tuple[int, int, list[str]]]) -> None:
    assert sorted(find_forms(output, surrogate)) == expected


@given(st.lists(st.sampled_from([*VIENNA.forms.values(), "Вен", "в", "x", ",", " ", " ", "\u0301", "9"])))
def test_what_is_found_is_a_whole_word_and_no_two_overlap(parts: list[str]) -> None:
    output = "".join(parts)
    found = sorted(find_forms(output, VIENNA))
    for start, end, cases in found:
        assert {VIENNA.forms[case] for case in cases} == {output[start:end].capitalize()}
        assert not output[end : end + 1].isalnum()
        assert not output[max(0, start - 1) : start].isalnum()
    assert all(one[1] <= other[0] for one, other in pairwise(found))


# ---------------------------------------------------------------------------------------------- coming back


def _back(
    output: str, *pairs: tuple[Match, Surrogate], grammar: Grammar = RU, case: str = ""
) -> Restored | None:
    """Restore, with ``case`` as the answer where a form is ambiguous."""
    standins = tuple(
        Standin(
            surrogate.shortened() if match.short and surrogate.kind is Kind.PERSON else surrogate, match, 0, 0
        )
        for match, surrogate in pairs
    )

    def decide(standin: Standin, place: tuple[int, int], cases: Sequence[str]) -> str:
        assert output[slice(*place)] in standin.surrogate.forms.values()
        return case or cases[0]

    return restore(output, Plan("", standins), _forms, grammar, decide)


K = mention(KAZAN, "Kazan")
C = mention(CHONGQING, "Chongqing")
M = mention(MAYOR, "Mayor of Chongqing")
T = mention(TANG, "Rashid Alimov")
A = mention(TANG, "Alimov", words="Alimov", short=True)


@pytest.mark.parametrize(
    ("output", "pairs", "expected"),
    [
        ("из Лондона.", [(K, LONDON)], "из Казани."),
        ("за Веной", [(C, VIENNA)], "за Чунцином"),
        ("из Лондона в Вену", [(K, LONDON), (C, VIENNA)], "из Казани в Чунцин"),
        ("в Вену из Лондона", [(K, LONDON), (C, VIENNA)], "в Чунцин из Казани"),
        ("Лондон о Лондоне", [(K, LONDON), (K, LONDON)], "Казань о Казани"),
        ("Лондон", [(K, LONDON), (K, LONDON)], None),
        ("Лондон, Лондон", [(K, LONDON)], None),
        ("город", [(K, LONDON)], None),
        ("Лондон", [(K, LONDON), (C, VIENNA)], None),
        ("", [(K, LONDON)], None),
        ("Глава Осло рад", [(M, HEAD)], "Мэр Чунцина рад"),
        ("«Глава Осло» рад", [(M, HEAD)], "«Мэр Чунцина» рад"),
        ("Рад Глава Осло", [(M, HEAD)], "Рад мэр Чунцина"),
        ("глава Осло рад", [(M, HEAD)], "мэр Чунцина рад"),
        # A person in full and by the last name, as they went in and as they came out.
        ("с Иваном Петровым", [(T, IVAN)], "с Рашидом Алимовым"),
        ("с Петровым", [(T, IVAN)], "с Алимовым"),
        ("с Петровым", [(A, IVAN)], "с Алимовым"),
        ("с Иваном Петровым", [(A, IVAN)], "с Рашидом Алимовым"),
        ("Иван Петров, о Петрове", [(T, IVAN), (A, IVAN)], "Рашид Алимов, о Алимове"),
        ("Петров, Петрову", [(T, IVAN), (A, IVAN)], "Алимов, Алимову"),
        ("Иван Петров", [(T, IVAN), (A, IVAN)], None),
    ],
)
def test_restore(output: str, pairs: list[tuple[Match, Surrogate]], expected: str | None) -> None:
    restored = _back(output, *pairs, grammar=Grammar())
    assert (restored and restored.text) == expected


def test_spans_say_where_the_terms_stand() -> None:
    restored = _back("Он с Веной во Франции и с Лондоном", (K, VIENNA), (C, LONDON))
    assert restored is not None
    assert restored.text == "Он с Казанью во Франции и с Чунцином"
    assert [restored.text[slice(*span)] for span in restored.spans] == ["Казанью", "Чунцином"]


@pytest.mark.parametrize(
    ("output", "term", "asked"),
    [
        ("о Вене", C, True),  # dative or locative: Чунцину, Чунцине
        ("о Вене", K, False),  # Казани either way
        ("о Вену", C, False),  # accusative and nothing else
    ],
)
def test_the_model_is_asked_only_where_the_forms_of_the_term_differ(
    output: str, term: Match, asked: bool
) -> None:
    calls: list[tuple[str, tuple[int, int], tuple[str, ...]]] = []

    def decide(standin: Standin, place: tuple[int, int], cases: Sequence[str]) -> str:
        calls.append((standin.surrogate.source, place, tuple(cases)))
        return "loc"

    plan = Plan("", (Standin(VIENNA, term, 0, 0),))
    restored = restore(output, plan, _forms, RU, decide)
    assert restored is not None
    assert calls == ([("Vienna", (2, 6), ("dat", "loc"))] if asked else [])
    if asked:
        assert restored.text == "о Чунцине"


def test_a_case_that_the_term_has_not_is_its_dictionary_form() -> None:
    plan = Plan("", (Standin(VIENNA, K, 0, 0),))
    restored = restore("о Вене", plan, lambda _: {"nom": "X", "gen": "Y"}, Grammar(), _first)
    assert restored == Restored("о X", ((2, 3),))
    assert restore("о Вене", plan, lambda _: {}, Grammar(), _first) is None


# The words around hold no preposition that may change, and nothing that a form could grow into.
_AROUND = st.lists(st.sampled_from([" ", ", ", " и ", " 9 ", "—", " «", "» ", "! ", "\u00a0", " за "])).map(
    lambda parts: "".join([" ", *parts, " "])
)


@given(st.lists(st.tuples(_AROUND, st.sampled_from([LONDON, VIENNA]), st.sampled_from(CASES)), max_size=5))
def test_what_is_outside_of_the_names_is_unchanged(places: list[tuple[str, Surrogate, str]]) -> None:
    terms = {"london": C, "vienna": K}
    output = "".join(around + surrogate.forms[case] for around, surrogate, case in places) + " !"
    standins = tuple(Standin(surrogate, terms[surrogate.id], 0, 0) for _, surrogate, _ in places)
    restored = restore(output, Plan("", standins), _forms, RU, _first)
    assert restored is not None
    position = 0
    rest = ""
    for start, end in restored.spans:
        rest += restored.text[position:start] + "#"
        position = end
    assert rest + restored.text[position:] == "".join(around + "#" for around, _, _ in places) + " !"
    for (start, end), (_, surrogate, case) in zip(restored.spans, places, strict=True):
        form = surrogate.forms[case]
        first = next(name for name in CASES if surrogate.forms[name] == form)
        assert restored.text[start:end] == _forms(terms[surrogate.id])[first]


@given(st.text(), st.data())
def test_put_puts_any_form_anywhere(text: str, data: st.DataObject) -> None:
    cut = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    form = data.draw(st.text("абв", min_size=1))
    placed = put([(*cut, form)], text, Grammar())
    ((start, end),) = placed.spans
    assert placed.text[start:end].lower() == form
    assert placed.text == text[: cut[0]] + placed.text[start:end] + text[cut[1] :]


# ---------------------------------------------------------------------------------------------- grammar


@pytest.mark.parametrize(
    ("language", "before", "name", "expected"),
    [
        ("ru", "в ", "Владивосток", "во "),
        ("ru", "во ", "Казань", "в "),
        ("ru", "во ", "Францию", "во "),
        ("ru", "Живёт во\u00a0", "Вене", "Живёт в\u00a0"),
        ("ru", "В ", "Владивостоке", "Во "),
        ("ru", "Во ", "Казани", "В "),
        ("ru", "во ", "ВТО", "в "),  # read letter by letter
        ("ru", "в ", "«Вконтакте»", "во "),
        ("ru", "в ", "«ВТБ»", "в "),
        ("ru", "с ", "Шри-Ланкой", "со "),
        ("ru", "со ", "Шанхаем", "с "),
        ("ru", "с ", "Щегловым", "со "),
        ("ru", "с ", "ШОС", "с "),
        ("ru", "о ", "Иране", "об "),
        ("ru", "об ", "Японии", "о "),
        ("ru", "О ", "Иране", "Об "),
        ("ru", "слов ", "Владивосток", "слов "),  # the end of a word is no preposition
        ("ru", "во", "Казань", "во"),
        ("ru", "", "Казань", ""),
        ("be", "з ", "Смаленскам", "са "),
        ("be", "са ", "Шанхаем", "з "),
        ("zh", "во ", "Казань", "во "),  # a language without rules
    ],
)
def test_a_preposition_becomes_what_the_name_asks_for(
    language: str, before: str, name: str, expected: str
) -> None:
    assert load_grammar(language).join(before, name) == expected


@pytest.mark.parametrize(
    ("language", "before", "name", "expected"),
    [
        ("ru", "во ", "Вьетнаме", "во "),  # в and a consonant, with a soft sign between them
        ("ru", "во ", "Львове", "во "),
        ("ru", "о ", "ООН", "об "),  # o-o-en: an acronym that begins with a vowel
        ("ru", "об ", "ОДКБ", "об "),
        ("ru", "во «", "Казани", "в «"),  # the quotation mark is in the text, not in the name
        ("be", "аб ", "Брэсце", "аб "),  # аба is said before мне and ўсе only
    ],
)
def test_prepositions_that_come_out_wrong(language: str, before: str, name: str, expected: str) -> None:
    assert load_grammar(language).join(before, name) == expected


@pytest.mark.parametrize(
    ("language", "forms", "expected"),
    [
        ("ru", "Чунцин, Чунцина, Чунцину, Чунцин, Чунцином, Чунцине", "m"),
        ("ru", "Кремль, Кремля, Кремлю, Кремль, Кремлём, Кремле", "m"),
        ("ru", "Казань, Казани, Казани, Казань, Казанью, Казани", "f"),
        ("ru", "Астана, Астаны, Астане, Астану, Астаной, Астане", "f"),
        ("ru", "агентство, агентства, агентству, агентство, агентством, агентстве", "n"),
        ("ru", "Первое поле, Первого поля, Первому полю, Первое поле, Первым полем, Первом поле", "n"),
        ("ru", "Мальдивы, Мальдив, Мальдивам, Мальдивы, Мальдивами, Мальдивах", "pl"),
        ("ru", "новые люди, новых людей, новым людям, новых людей, новыми людьми, новых людях", "pl"),
        ("ru", "мэр Осло, мэра Осло, мэру Осло, мэра Осло, мэром Осло, мэре Осло", "m"),
        ("ru", "Тан Ина, Тан Ины, Тан Ине, Тан Ину, Тан Иной, Тан Ине", "f"),  # the first word that changes
        ("ru", "ШОС, ШОС, ШОС, ШОС, ШОС, ШОС", ""),
        ("be", "Мінск, Мінска, Мінску, Мінск, Мінскам, Мінску", "m"),
        ("be", "Казань, Казані, Казані, Казань, Казанню, Казані", "f"),
        ("be", "Астана, Астаны, Астане, Астану, Астаной, Астане", "f"),
        ("be", "агенцтва, агенцтва, агенцтву, агенцтва, агенцтвам, агенцтве", "n"),
        ("be", "Мальдывы, Мальдываў, Мальдывам, Мальдывы, Мальдывамі, Мальдывах", "pl"),
        ("be", "ШАС, ШАС, ШАС, ШАС, ШАС, ШАС", ""),
        ("zh", "а, б, в, г, д, ами", ""),
    ],
)
def test_gender_by_forms(language: str, forms: str, expected: str) -> None:
    assert load_grammar(language).gender(paradigm(forms)) == expected


def test_a_form_of_another_length_does_not_confuse() -> None:
    assert RU.gender({"nom": "Совет мира", "gen": "Совета мира", "ins": "Советом", "loc": "x y z"}) == "m"


# ---------------------------------------------------------------------------------------------- shipped

_FOLDER = files("workflow.translate") / "surrogates"
LANGUAGES = ("en", "zh", "ru", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be")


def _rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((_FOLDER / name).read_text("utf-8").splitlines()))


def test_the_pool_is_sane() -> None:
    rows = _rows("pool.csv")
    assert len({row["id"] for row in rows}) == len(rows)
    for row in rows:
        assert (Kind(row["kind"]) is Kind.PERSON) == (row["gender"] in ("m", "f")), row
        assert row["number"] in ("", "pl"), row
        assert row["article"] in ("", "the"), row
    kinds = {Kind(row["kind"]) for row in rows}
    assert kinds == set(Kind) - {Kind.PHRASE, Kind.KEEP}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_only_rows_of_the_pool_and_no_gap(language: str) -> None:
    known = [row["id"] for row in _rows("pool.csv")]
    rows = _rows(f"{language}.csv")
    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["id"] for row in rows} <= set(known)
    for row in rows:
        assert None not in row, row  # a cell too many
        assert None not in row.values(), row  # or too few
        cells = [cell for case, cell in row.items() if case not in ("id", "gender", "many")]
        assert all(cell.strip() == cell != "" for cell in cells), row
    other = "en" if language != "en" else "ru"
    assert [each.id for each in load_surrogates(other, language)] == [
        identifier for identifier in known if identifier in {row["id"] for row in rows}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_last_name_is_a_form_of_another(language: str) -> None:
    owners: dict[str, str] = {}
    for each in load_surrogates("en" if language != "en" else "ru", language):
        lengths = (each, each.shortened()) if each.kind is Kind.PERSON else (each,)
        for form in {form for length in lengths for form in length.forms.values()}:
            assert owners.setdefault(form.casefold(), each.id) == each.id


@pytest.mark.parametrize("language", ["ru", "be"])
def test_the_gender_of_a_list_is_that_of_its_forms(language: str) -> None:
    grammar = load_grammar(language)
    for each in load_surrogates("en", language):
        assert grammar.gender(each.forms) in ("", each.grammar), each.id
        assert (each.number == "pl") == (each.grammar == "pl"), each.id
        assert not each.gender or each.gender == each.grammar, each.id
        assert tuple(each.forms) == CASES, each.id


def test_the_english_list_takes_the_article_from_the_pool_and_others_none() -> None:
    assert {each.article for each in load_surrogates("en", "ru")} == {"", "the"}
    assert {each.article for each in load_surrogates("ru", "en")} == {""}


def test_letters_are_those_of_devanagari_too() -> None:
    assert re.fullmatch(f"{LETTER}+", "हिन्दी")
    assert not re.search(LETTER, "।,- ")


def test_an_unlisted_suffix_goes_over_to_a_term_of_the_same_class() -> None:
    """Пекиндегі: the lists have no such form, but Пекин and Чунцин take the same suffixes."""
    cases = ("nom", "gen", "dat", "acc", "loc", "abl")
    beijing = Surrogate(
        "beijing",
        "Beijing",
        Kind.PLACE,
        dict(zip(cases, ("Пекин", "Пекиннің", "Пекинге", "Пекинді", "Пекинде", "Пекиннен"), strict=True)),
    )
    same = dict(
        zip(cases, ("Чунцин", "Чунциннің", "Чунцинге", "Чунцинді", "Чунцинде", "Чунциннен"), strict=True)
    )
    other = dict(zip(cases, ("Сиань", "Сианьның", "Сианьға", "Сианьды", "Сианьда", "Сианьнан"), strict=True))
    kazakh = load_grammar("kk")
    match = mention(CHONGQING, "in Chongqing")
    plan = substitute("in Chongqing", [match], [beijing], 0, "", lambda _: same, kazakh)
    put_back = restore("Пекиндегі кездесу", plan, lambda _: same, kazakh, lambda *_: "nom")
    assert put_back is not None
    assert put_back.text == "Чунциндегі кездесу"
    assert restore("Пекиндегі кездесу", plan, lambda _: other, kazakh, lambda *_: "nom") is None
    assert restore("Пекиндегі кездесу", plan, lambda _: same, RU, lambda *_: "nom") is None
