"""The grammar of the enforcement benchmark: new names, right forms, and enough sentences of every row."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the benchmarks are programs: they import each other by their bare names

import enforcement  # noqa: E402
import enforcement_grammar as grammar  # noqa: E402
from enforcement_grammar import CASES, LANGUAGES, ROWS, Item, Pair, Term  # noqa: E402

from workflow.model import Kind  # noqa: E402

TRAINING = HERE.parent / "models"
SEEDS = HERE.parents[1] / "seeds"
# Words of names that are ordinary words: what the training has of them is no name.
# fmt: off
ORDINARY = {
    "Academy", "Agency", "Ambassador", "Ambassadors", "Asian", "Bank", "Book", "Chairman", "Chairmen",
    "College", "Company", "Council", "Deputy", "Digital", "Economic", "Energy", "Exhibition", "Fair",
    "Forum", "Governor", "Governors", "Head", "Heads", "International", "Investment", "Mayor", "Mayors",
    "Meeting", "Minister", "Ministers", "News", "Plan", "Rector", "Rectors", "Secretary", "General",
    "Summit", "Trade", "University", "Week", "Festival", "Congress", "Conference", "Marathon", "of", "the",
    "Arts", "Secretaries", "Road", "Initiative", "Water", "Eurasian"
}
# fmt: on


@pytest.fixture(scope="module", params=LANGUAGES)
def made(request: pytest.FixtureRequest) -> tuple[str, list[Pair]]:
    return request.param, grammar.pairs(request.param)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# --------------------------------------------------------------------------------------------------- terms


def test_no_name_was_in_the_training_or_is_in_the_articles() -> None:
    training = _text(TRAINING / "lexicon.txt") + _text(TRAINING / "templates.txt")
    articles = "".join(_text(path) for path in SEEDS.glob("*.*"))
    for term in grammar.terms():
        names = set(re.findall(r"\w+", f"{term.en} {term.en_plural}")) - ORDINARY
        assert names, term.en
        for text in (training, articles):
            assert not names & set(re.findall(r"\w+", text)), term.en
        for name in (term.en, term.ru["nom"], term.zh):
            assert name not in training + articles


def test_every_term_has_its_own_words_in_every_language() -> None:
    for language in (lambda term: term.en, lambda term: term.ru["nom"], lambda term: term.zh):
        assert max(Counter(language(term) for term in grammar.terms()).values()) == 1
    assert len({term.id for term in grammar.terms()}) == len(grammar.terms())


def _ends(term: Term, word: int, forms: dict[str, str]) -> tuple[str, ...]:
    """The endings of one word of a paradigm, after what is common to its forms."""
    words = [forms[case].split()[word] for case in CASES]
    size = next(
        at for at in range(len(min(words, key=len)) + 1) if len({each[: at + 1] for each in words}) > 1
    )
    return tuple(each[size:] or "-" for each in words)


# The endings that a Russian declension can have, nominative to locative, what is common to all forms taken
# away ("-": nothing is left). Zaliznyak's classes, each read; a slip in a form gives a row that is not here.
ENDINGS = {
    # masculine: people, then things
    *("- а у а ом е", "- а у а ем е", "- а у а ым е", "ь я ю я ем е", "й я ю я ем е", "ол ла лу ла лом ле"),
    *("- а у - ом е", "- а у - ем е", "ь я ю ь ем е", "й я ю й ем е", "ь и и ь ем и"),
    # feminine, and men's names like them
    *("а ы е у ой е", "а и е у ей е", "а и е у ой е", "я и е ю ей е", "я и и ю ей и", "ь и и ь ью и"),
    "а ой ой у ой ой",
    # neuter
    *("о а у о ом е", "е а у е ем е", "е я ю е ем и"),
    # adjectives
    *("ий ого ому ого им ом", "ый ого ому ого ым ом", "ий ого ому ий им ом", "ый ого ому ый ым ом"),
    *("ая ой ой ую ой ой", "ое ого ому ое им ом", "ое ого ому ое ым ом", "е х м х ми х", "е х м е ми х"),
    # plurals: people, then things
    *("ы ов ам ов ами ах", "и ей ям ей ями ях", "ы - ам - ами ах", "ьи ей ьям ей ьями ьях"),
    *("ы - ам ы ами ах", "и - ам и ами ах", "и ей ам и ами ах"),
}


def test_every_word_of_a_term_is_declined_by_a_class_that_there_is() -> None:
    seen: Counter[str] = Counter()
    for term in grammar.terms():
        for forms in filter(None, (term.ru, term.ru_plural)):
            sizes = {len(form.split()) for form in forms.values()}
            assert len(sizes) == 1, term.en
            for word in range(sizes.pop()):
                if len({forms[case].split()[word] for case in CASES}) > 1:
                    ends = " ".join(_ends(term, word, dict(forms)))
                    assert ends in ENDINGS, (term.en, forms, ends)
                    seen[ends] += 1
    assert set(seen) == ENDINGS


def test_people_are_animate_and_things_are_not() -> None:
    for term in grammar.terms():
        living = term.kind in (Kind.PERSON, Kind.OFFICE)
        if term.gender == "m":
            # Words in -а have an accusative of their own.
            pairs = zip(*(term.ru[case].split() for case in ("nom", "gen", "acc")), strict=True)
            for nominative, genitive, accusative in pairs:
                if nominative[-1] not in "ая":
                    assert accusative == (genitive if living else nominative), term.en
        if term.ru_plural:
            assert term.ru_plural["acc"] == term.ru_plural["gen"]


def test_inflection_is_of_many_kinds() -> None:
    names = {
        gender: [term for term in grammar.terms() if term.kind is Kind.PERSON and term.gender == gender]
        for gender in "mf"
    }
    for people in names.values():
        assert len(people) >= 20
        assert sum(len(set(term.ru.values())) == 1 for term in people) >= 2
    ends = {term.ru["nom"][-1] for term in grammar.terms() if term.kind is Kind.PLACE}
    assert {"а", "я", "ь", "й", "о", "н", "у", "ы"} <= ends
    assert {term.gender for term in grammar.terms() if term.kind is Kind.ORGANISATION} == set("mfnp")


# ------------------------------------------------------------------------------------------------ patterns


def test_no_pattern_is_one_of_the_training() -> None:
    def bare(text: str) -> str:
        return re.sub(r"\{[^}]*\}", "{}", text).strip(' ."').lower().removeprefix("the ")

    training = {bare(line) for line in _text(TRAINING / "templates.txt").splitlines()}
    assert len(training) > 500
    for pattern in grammar.patterns():
        if "whole segments" not in pattern.rows():
            assert bare(pattern.en) not in training


@pytest.mark.parametrize("name", ["patterns.txt", "patterns_beyond.txt"])
def test_every_language_has_the_slots_of_the_english(name: str) -> None:
    for pattern in grammar.patterns(name):
        wanted = sorted(set(re.findall(r"\{(\w+)\}", pattern.en)))
        assert 1 <= len(pattern.slots) <= 3
        for language in LANGUAGES:
            line = pattern.target(language)
            if line != "-":
                assert re.fullmatch(
                    r"(?:[^{}]|\{\w+(?::(?:gen|dat|acc|ins|loc)|\?[^{}|]+\|[^{}]+)?\})+", line
                )
                assert sorted(set(re.findall(r"\{(\w+)[:}]", line))) == wanted, pattern.en


def test_a_person_in_the_locative_is_not_asked_for() -> None:
    asked = {
        (re.sub(r"\d", "", slot), pattern.case(slot, "ru"))
        for pattern in grammar.patterns()
        if pattern.ru != "-"
        for slot in pattern.slots
    }
    assert {case for _, case in asked} == set(CASES)
    assert not {("person", "loc"), ("office", "loc")} & asked  # as the module says


# ----------------------------------------------------------------------------------------------- sentences


def test_a_seed_gives_the_same_sentences_again(made: tuple[str, list[Pair]]) -> None:
    language, pairs = made
    assert grammar.pairs(language) == pairs
    assert grammar.pairs(language, seed=2) != pairs


def test_there_are_enough_sentences_of_every_row(made: tuple[str, list[Pair]]) -> None:
    _, pairs = made
    assert len({pair.unknown.en for pair in pairs}) == len(pairs) >= 300
    rows = Counter(row for pair in pairs for row in pair.unknown.rows)
    for row, least in ROWS.items():
        assert rows[row] >= least


def test_the_six_cases_come_about_as_often() -> None:
    cases = Counter(use.case for pair in grammar.pairs("ru") for use in pair.unknown.uses)
    assert set(cases) == set(CASES)
    assert min(cases.values()) > 0.75 * max(cases.values())


def test_every_term_and_every_pattern_is_used(made: tuple[str, list[Pair]]) -> None:
    _, pairs = made
    assert {use.term.id for pair in pairs for use in pair.unknown.uses} == {
        term.id for term in grammar.terms()
    }
    assert len({pair.unknown.pattern for pair in pairs}) > 140


def test_nothing_of_the_notation_is_left(made: tuple[str, list[Pair]]) -> None:
    _, pairs = made
    for pair in pairs:
        for item in (pair.unknown, pair.known):
            assert not re.search(r"[{}|?]|  |\b[Tt]he the\b", item.en + item.reference)


def test_the_glossary_finds_the_terms_of_a_sentence_and_no_others(made: tuple[str, list[Pair]]) -> None:
    terms = grammar.glossary()
    for pair in made[1]:
        found = [match.concept.id for match in terms.match(pair.unknown.en, "en")]
        assert found == [use.term.id for use in pair.unknown.uses]
        assert not terms.match(pair.known.en, "en")


def test_a_reference_has_all_that_it_asks_for(made: tuple[str, list[Pair]]) -> None:
    language, pairs = made
    for items in ([pair.unknown for pair in pairs], [pair.known for pair in pairs]):
        figures = enforcement.score(items, [item.reference for item in items], language).percent()
        assert figures["present"] == figures["form"] == figures["sentence"] == 100


def test_both_sentences_of_a_pair_differ_only_in_names() -> None:
    for pair in grammar.pairs("ru"):
        texts = []
        for item in (pair.unknown, pair.known):
            text = item.reference.lower()
            for use in item.uses:
                text = text.replace(use.expected("ru").lower(), "#", 1)
            texts.append(re.sub(r"\b([всо])[об] ", r"\1 ", text))
        assert texts[0] == texts[1]


def _item(english: str, *names: str) -> Item:
    """The sentence of the pattern with these terms; the pattern must stand in the file."""
    (pattern,) = [each for each in grammar.patterns() if each.en == english]
    terms = {term.en: term for term in grammar.terms()}
    chosen = {slot: terms[name] for slot, name in zip(pattern.slots, names, strict=True)}
    plain = {slot: words[0] for slot, words in grammar.words().items()}
    return grammar._fill(pattern, "ru", chosen, plain)


@pytest.mark.parametrize(
    ("english", "names", "sentence", "reference"),
    [
        (
            "{person} thanked the students for the welcome.",
            ["Darya Marchenko"],
            "Darya Marchenko thanked the students for the welcome.",
            "Дарья Марченко поблагодарила студентов за прием.",
        ),
        (
            "{person} thanked the students for the welcome.",
            ["Nikita Skvortsov"],
            "Nikita Skvortsov thanked the students for the welcome.",
            "Никита Скворцов поблагодарил студентов за прием.",
        ),
        (
            "The {organisation} signed 14 agreements.",
            ["Vitebsk Art College"],
            "The Vitebsk Art College signed 14 agreements.",
            "Витебское художественное училище подписало 14 соглашений.",
        ),
        (
            "The {organisation} signed 14 agreements.",
            ["UNESCO"],
            "UNESCO signed 14 agreements.",
            "ЮНЕСКО подписала 14 соглашений.",
        ),
        (
            "The mayor thanked the {offices} for the welcome.",
            ["CSTO Secretary-General"],
            "The mayor thanked the CSTO Secretaries-General for the welcome.",
            "Мэр поблагодарил генеральных секретарей ОДКБ за прием.",
        ),
        (
            "{when}, the ministers discussed student exchanges with {place}.",
            ["Baranovichi"],
            "On Monday, the ministers discussed student exchanges with Baranovichi.",
            "В понедельник министры обсудили обмены студентами с Барановичами.",
        ),
        (
            "{place}'s mayor thanked the {organisation} for the support.",
            ["Khiva", "Hermitage"],
            "Khiva's mayor thanked the Hermitage for the support.",
            "Мэр Хивы поблагодарил Эрмитаж за поддержку.",
        ),
    ],
)
def test_articles_agreement_and_capitals(
    english: str, names: list[str], sentence: str, reference: str
) -> None:
    item = _item(english, *names)
    assert (item.en, item.reference) == (sentence, reference)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("в Вьетнаме", "во Вьетнаме"),
        ("В Франции", "Во Франции"),
        ("в Витебске", "в Витебске"),
        ("с Степаном", "со Степаном"),
        ("с Скворцовым", "со Скворцовым"),
        ("с Саной", "с Саной"),
        ("с ВТО и в ВТО", "с ВТО и в ВТО"),
        ("с СВМДА", "с СВМДА"),
        ("о АСЕАН", "об АСЕАН"),
        ("о Янтарном пути", "о Янтарном пути"),
    ],
)
def test_prepositions(text: str, expected: str) -> None:
    assert grammar.prepositions(text) == expected


# --------------------------------------------------------------------------------------------- the counting


def test_a_wrong_form_is_present_but_not_right() -> None:
    item = _item("The mayor thanked the {offices} for the welcome.", "Mayor of Hefei")
    wrong = "Мэр поблагодарил мэра Хэфэя за прием."
    figures = enforcement.score([item], [wrong], "ru").percent()
    assert figures == {"present": 100, "form": 0, "declined": 0, "sentence": 0}
    gone = enforcement.score([item], ["Мэр поблагодарил мэров за прием."], "ru").percent()
    assert gone["present"] == 0


@pytest.mark.parametrize(
    ("form", "text", "language", "expected"),
    [
        ("мэр Хэфэя", "Мэр Хэфэя прибыл.", "ru", True),
        ("мэр Хэфэя", "Вице-мэр Хэфэя", "ru", True),
        ("Хива", "Хивая", "ru", False),
        ("Хива", "хива", "ru", True),
        ("合肥", "在合肥市", "zh", True),
        ("合肥", "在费合", "zh", False),
    ],
)
def test_occurs(form: str, text: str, language: str, expected: bool) -> None:
    assert enforcement.occurs(form, text, language) is expected


def test_targets_that_are_missed_are_named() -> None:
    good = {"present": 100.0, "form": 97.0, "sentence": 95.0}
    cost = [{"share": enforcement.FAILING, "tokens": 1.3, "cpu": 1.3}]
    assert enforcement.missed("ru", {"pipeline": good}, cost) == []
    assert enforcement.missed("zh", {"pipeline": {**good, "sentence": 90.0}}, cost) == []
    bad = {"present": 99.4, "form": 97.0, "sentence": 94.9}
    dear = [{"share": enforcement.FAILING, "tokens": 1.31, "cpu": 1.3}]
    faults = enforcement.missed("ru", {"pipeline": bad}, dear)
    assert faults == ["present 99.4 < 99.5", "sentence 94.9 < 95.0", "tokens x1.31 > x1.3"]
