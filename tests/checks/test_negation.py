"""``[negation]``: denials in ten languages, by words and within words."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, findings, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks import negation
from workflow.checks.negation import _any_verb, check_negation
from workflow.model import CatalogueView, State, Unit

# A sentence that denies, and the same without its denial.
PAIRS = [
    ("zh", "The road is not open.", "这条路没有开放。", "这条路已经开放。"),
    ("zh", "He cannot come.", "他不能来。", "他能来。"),
    ("zh", "They left without permission.", "他们未经许可离开。", "他们经许可离开。"),
    ("ru", "The road is not open.", "Дорога не открыта.", "Дорога открыта."),
    ("ru", "There is no water.", "Воды нет.", "Вода есть."),
    ("ru", "He came without a hat.", "Он пришёл без шляпы.", "Он пришёл в шляпе."),
    ("ru", "Nobody came.", "Никто не пришёл.", "Никто пришёл."),  # one denial of two is left
    ("hi", "The road is not open.", "सड़क खुली नहीं है।", "सड़क खुली है।"),
    ("hi", "He came without a hat.", "वह बिना टोपी के आया।", "वह टोपी में आया।"),
    ("ur", "The road is not open.", "سڑک کھلی نہیں ہے۔", "سڑک کھلی ہے۔"),
    ("ur", "He came without a hat.", "وہ ٹوپی کے بغیر آیا۔", "وہ ٹوپی میں آیا۔"),
    ("fa", "He does not come.", "او نمی‌آید.", "او می‌آید."),
    ("fa", "The road is not open.", "جاده باز نیست.", "جاده باز است."),
    ("fa", "They did not go.", "آنها نرفتند.", "آنها رفتند."),
    ("kk", "He did not come.", "Ол келмеді.", "Ол келді."),
    ("kk", "They will not go.", "Олар бармайды.", "Олар барады."),
    ("kk", "It is not a city.", "Бұл қала емес.", "Бұл қала."),
    ("kk", "There is no water.", "Су жоқ.", "Су бар."),
    ("kk", "Nobody came.", "Ешкім келмеді.", "Ешкім келді."),
    ("ky", "He did not come.", "Ал келбеди.", "Ал келди."),
    ("ky", "It will not be.", "Ал болбойт.", "Ал болот."),
    ("ky", "It is not a city.", "Бул шаар эмес.", "Бул шаар."),
    ("ky", "He has not come yet.", "Ал келе элек.", "Ал келди."),
    ("tg", "He does not come.", "Ӯ намеояд.", "Ӯ меояд."),
    ("tg", "The road is not open.", "Роҳ кушода нест.", "Роҳ кушода аст."),
    ("tg", "They did not go.", "Онҳо нарафтанд.", "Онҳо рафтанд."),
    ("uz", "He did not come.", "U kelmadi.", "U keldi."),
    ("uz", "They will not go.", "Ular bormaydi.", "Ular boradi."),
    ("uz", "There is no water.", "Suv yoʻq.", "Suv bor."),
    ("uz", "I could not swim.", "Men suza olmasdim.", "Men suza olardim."),
    ("uz", "He will not look back.", "U orqaga qaramaydi.", "U orqaga qaraydi."),
    ("fa", "Do not sit there.", "آنجا ننشینید.", "آنجا بنشینید."),
    ("uz", "There is no water.", "Suv yo‘q.", "Suv bor."),
    ("uz", "It is not a city.", "Bu shahar emas.", "Bu shahar."),
    ("be", "The road is not open.", "Дарога не адкрыта.", "Дарога адкрыта."),
    ("be", "There is no water.", "Вады няма.", "Вада ёсць."),
]
# What is a denial in one language only, or in none.
GOOD = [
    *((language, SOURCE, TEXTS[language]) for language in LANGUAGES),
    ("ru", "Not only the mayor came.", "Пришёл и мэр."),
    ("ru", "He is number one, no doubt.", "Он, безусловно, первый."),
    ("ru", "No. 1 in the list", "Первый в списке"),
    ("ru", "It is not clear.", "Это неясно."),
    ("ru", "He did not agree.", "Он отказался."),
    ("ru", "He will no longer come.", "Он перестал приходить."),
    ("zh", "Not until Friday did he come.", "他周五才来。"),
    ("zh", "He came.", "他不久就来了。"),
    ("zh", "It is hard.", "这非常难。"),
    ("kk", "the government's law or order", "үкіметтің заңнамасы немесе бұйрығы"),
    ("ky", "the safety of Europe", "Европанын коопсуздугу"),
    ("uz", "It was decided that all of it falls.", "Hammasi tushadi, deb qaror qilindi."),
    ("be", "some weeks on Sunday", "некалькі тыдняў у нядзелю"),
    ("tg", "the new representative showed the results", "намояндаи нав натиҷаҳоро нишон дод"),
    ("fa", "The representative is near.", "نماینده نزدیک است."),
    ("hi", "He isn't happy.", "वह नाख़ुश है।"),
    ("ur", "It was not possible.", "یہ ناممکن تھا۔"),
    ("de", "He did not come.", "Er kam."),  # nothing is known of it
]


@pytest.mark.parametrize(("language", "source", "denied", "said_so"), PAIRS)
def test_a_denial_that_is_lost(language: str, source: str, denied: str, said_so: str) -> None:
    assert said(check_negation, language, source, denied) == []
    (finding,) = asked(check_negation, language, source, said_so)
    assert finding.message.endswith("the translation does not")
    ((start, end),) = finding.source_spans
    assert f"“{source[start:end].lower()}”" in finding.message


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_what_is_no_denial(language: str, source: str, target: str) -> None:
    assert said(check_negation, language, source, target) == []


@pytest.mark.parametrize(
    ("source", "severity"),
    [
        ("The road isn't open.", "error"),
        ("The road isn’t open.", "error"),
        ("He never came.", "error"),
        ("There is no road.", "warning"),  # translators say that in many ways
        ("He came, and " + "the road was long and dusty and hot, " * 4 + "and he did not sleep.", "warning"),
    ],
)
def test_only_plain_denials_of_short_sentences_are_errors(source: str, severity: str) -> None:
    (finding,) = asked(check_negation, "ru", source, "Дорога открыта, и он пришёл.")
    assert finding.severity.value == severity


def test_one_of_two_denials_is_a_warning() -> None:
    source = "He does not smoke, and he does not drink."
    assert said(check_negation, "ru", source, "Он не курит и не пьёт.") == []
    assert said(check_negation, "ru", source, "Он не курит и пьёт.") == [
        "warning: the source denies 2 times (“not”), the translation 1"
    ]


def test_what_refuses_in_the_source_excuses_no_lost_denial() -> None:
    source = "He denied that they did not come."
    assert said(check_negation, "ru", source, "Он отказался признать, что они пришли.") != []


@pytest.mark.parametrize(
    ("language", "target"),
    [
        ("ru", "Дорога не открыта."),
        ("zh", "这条路不是开放的。"),
        ("hi", "सड़क खुली नहीं है।"),
        ("kk", "Ашық емес жол бар."),
    ],
)
def test_a_denial_more_is_a_note(language: str, target: str) -> None:
    (finding,) = asked(check_negation, language, "The road is open.", target)
    assert finding.severity.value == "note"
    assert finding.message.endswith("denies, and nothing in the source does")
    assert finding.spans


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        ("fa", "او نمی‌آید."),
        ("kk", "Ол келмеді."),
        ("en", "He does/not come."),
    ],  # within a verb, beside a slash
)
def test_a_denial_that_is_not_seen_at_once_is_one_all_the_same(origin: str, source: str) -> None:
    unit = Unit(source, "Он не придёт.", State.REVIEWED, line=10)
    assert findings(check_negation, CatalogueView("x.po", "ru", origin, (unit,))) == []


@pytest.mark.parametrize("target", ["Он молод—не стар.", "Он молод и—не только—весел."])
def test_words_without_spaces_between_are_looked_at(target: str) -> None:
    found = said(check_negation, "ru", "He is young, not old.", target)
    assert bool(found) is ("только" in target)


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(LANGUAGES))
def test_any_text_is_looked_at(source: str, target: str, language: str) -> None:
    for finding in asked(check_negation, language, f"not {source}", target):
        assert all(0 <= start < end <= len(finding.unit.target) for start, end in finding.spans)  # type: ignore[union-attr]


@pytest.mark.parametrize("language", sorted(negation._lists()))
def test_what_denies_at_first_sight_denies(language: str) -> None:
    denials = negation._denials(language)
    assert denials is not None
    if not denials.inside:
        for token in denials.sight:
            found = negation._find(token, denials)
            assert found.denials or found.idiom, token


def test_patterns_of_verbs_are_one_pattern_that_matches_the_same_words() -> None:
    patterns = [".{2,}[мб]а", ".{2,}[мб]е(?:й|н)?", ".{2,}м", "на.", "на", "н+а", "[мб]?а", "[мб]е", "е"]
    together = re.compile(_any_verb(patterns))
    words = ["".join(letters) for size in range(6) for letters in product("намбей", repeat=size)]
    known = [re.compile(pattern) for pattern in patterns]
    for word in words:
        assert bool(together.fullmatch(word)) == any(each.fullmatch(word) for each in known), word
