"""Which surrogates a model knows is measured once, in sentences that it can do, and kept with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from support_translate import CASES, DictionaryEngine, Keeper, paradigm, surrogate

from workflow.errors import EngineError
from workflow.model import KeepingEngine, Kind
from workflow.translate import Calibration, calibrate, calibration
from workflow.translate.calibrate import NOTE, Carrier, load_carriers, measure, rank
from workflow.translate.surrogates import Surrogate, load_surrogates

PLACE = (Kind.PLACE,)
LONDON = surrogate("London", Kind.PLACE, paradigm("Лондон, Лондона, Лондону, Лондон, Лондоном, Лондоне"))
BERLIN = surrogate("Berlin", Kind.PLACE, paradigm("Берлин, Берлина, Берлину, Берлин, Берлином, Берлине"))
MADRID = surrogate("Madrid", Kind.PLACE, paradigm("Мадрид, Мадрида, Мадриду, Мадрид, Мадридом, Мадриде"))
OSLO = surrogate("Oslo", Kind.PLACE, dict.fromkeys(CASES, "Осло"))
POOL = (LONDON, BERLIN, MADRID, OSLO)
CARRIERS = tuple(
    Carrier(f"{{}} {case}", PLACE, {"ru": (case,)}) for case in ("nom", "gen", "dat", "ins", "loc")
)

Use = Callable[..., None]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Sets the pool and the carriers of every pair."""

    def set_both(pool: Iterable[Surrogate] = POOL, carriers: Iterable[Carrier] = CARRIERS) -> None:
        listed, loaded = tuple(pool), tuple(carriers)
        monkeypatch.setattr(calibrate, "load_surrogates", lambda source, language: listed)
        monkeypatch.setattr(calibrate, "load_carriers", lambda language: loaded)

    set_both()
    return set_both


def _right(
    wrong: Iterable[str] = (), pool: Iterable[Surrogate] = POOL, carriers: Iterable[Carrier] = CARRIERS
) -> dict[str, str]:
    """Every carrier translated with the right form, but for the sentences in ``wrong``."""
    return {
        sentence: f"вот {'что' if sentence in wrong else each.forms[carrier.cases['ru'][0]]}."
        for each in pool
        for carrier in carriers
        if (sentence := carrier.text.replace("{}", each.source))
    }


# ---------------------------------------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("wrong", "score", "usable"),
    [
        ([], 1.0, True),
        (["London gen"], 0.8, True),
        (["London gen", "London dat"], 0.6, False),
        (["London nom", "London gen", "London dat", "London ins", "London loc"], 0.0, False),
    ],
)
@pytest.mark.usefixtures("use")
def test_four_of_five_sentences_are_enough(wrong: list[str], score: float, usable: bool) -> None:
    found = calibration(DictionaryEngine(_right(wrong)), "en", "ru")
    assert found.scores == {"london": score, "berlin": 1.0, "madrid": 1.0, "oslo": 1.0}
    assert (LONDON in found.usable) is usable
    assert found.kinds() == {"place": 3 + usable}


@pytest.mark.parametrize(
    ("output", "right"),
    [
        ("Это в Лондоне.", True),
        ("это В ЛОНДОНЕ.", True),
        ("Это Лондон.", False),  # another case
        ("В Лондоне и в Лондоне.", False),  # twice
        ("В Лондоне, Лондон.", False),
        ("В London.", False),
        ("Лондонский.", False),
        ("", False),
    ],
)
@pytest.mark.usefixtures("use")
def test_a_name_must_come_out_once_and_in_the_case_of_the_sentence(output: str, right: bool) -> None:
    engine = DictionaryEngine({**_right(), "London loc": output})
    assert measure(engine, POOL, "en", "ru")["london"] == (1.0 if right else 0.8)


@pytest.mark.parametrize(
    ("cases", "output", "score"),
    [
        ({"ru": ("loc", "gen")}, "Лондона", 1.0),  # one of several will do
        ({"ru": ("loc", "gen")}, "Лондоном", 0.0),
        ({"be": ("loc",)}, "Лондоном", 1.0),  # nothing is said of the language
        ({"ru": ("loc",)}, "Осло", 1.0),  # a name without cases has all of them
    ],
)
def test_the_cases_of_a_sentence(
    use: Use, cases: dict[str, tuple[str, ...]], output: str, score: float
) -> None:
    one = OSLO if output == "Осло" else LONDON
    use([one], [Carrier("In {}", PLACE, cases)])
    assert measure(DictionaryEngine({f"In {one.source}": output}), [one], "en", "ru") == {one.id: score}


def test_a_sentence_that_hardly_any_name_survives_does_not_count(use: Use) -> None:
    hard = Carrier("{} hard", PLACE, {})
    use(POOL, [*CARRIERS, hard])
    survived = {**_right(), "London hard": "Лондон"}  # one of four, and three tenths are needed
    assert set(calibration(DictionaryEngine(survived), "en", "ru").scores.values()) == {1.0}
    survived["Berlin hard"] = "Берлин"
    scores = calibration(DictionaryEngine(survived), "en", "ru").scores
    assert scores == {"london": 1.0, "berlin": 1.0, "madrid": 0.833, "oslo": 0.833}


def test_a_sentence_is_judged_for_each_kind_by_itself(use: Use) -> None:
    bank = surrogate("Bank", Kind.ORGANISATION, {"nom": "Банк"})
    use([*POOL, bank], [*CARRIERS, Carrier("{} rose", (Kind.PLACE, Kind.ORGANISATION), {})])
    scores = calibration(DictionaryEngine({**_right(), "Bank rose": "Банк"}), "en", "ru").scores
    assert scores["bank"] == 1.0
    assert scores["london"] == 1.0  # no place survives it


def test_what_was_never_tried_is_not_usable(use: Use) -> None:
    use(POOL, [Carrier("London and {}", PLACE, {})])  # a name is not tried beside itself
    engine = DictionaryEngine({f"London and {each.source}": f"и {each.forms['nom']}" for each in POOL})
    found = calibration(engine, "en", "ru")
    assert found.scores["london"] == 0.0
    assert found.usable == (BERLIN, MADRID, OSLO)


def test_all_sentences_are_one_batch_with_articles_and_capitals(use: Use) -> None:
    pool = [
        Surrogate("envoys", "envoys", Kind.OFFICE, {"nom": "послы"}, number="pl"),
        Surrogate("king", "king", Kind.OFFICE, {"nom": "король"}, article="the"),
        Surrogate("isles", "Isles", Kind.PLACE, {"nom": "острова"}, number="pl", article="the"),
        Surrogate("rome", "Rome", Kind.PLACE, {"nom": "Рим"}),
    ]
    carriers = [
        Carrier("{} came", (Kind.OFFICE,), {}),
        Carrier("{} met", (Kind.OFFICE,), {}, "pl"),
        Carrier("in {} now", PLACE, {}),
    ]
    use(pool, carriers)
    engine = DictionaryEngine()
    calibration(engine, "en", "ru")
    assert engine.asked == [["The envoys met", "The king came", "In the Isles now", "In Rome now"]]


def test_the_list_decides_among_equals() -> None:
    found = rank(POOL, {"oslo": 1.0, "london": 0.9, "madrid": 1.0, "berlin": 0.79, "stranger": 1.0})
    assert found.usable == (MADRID, OSLO, LONDON)


# ---------------------------------------------------------------------------------------------- no carriers


def test_without_sentences_every_surrogate_is_usable_and_nothing_is_translated(use: Use) -> None:
    use(POOL, [])
    engine = DictionaryEngine(refuses="no model")
    assert calibration(engine, "ru", "en") == Calibration(POOL, {})
    use([])
    assert calibration(engine, "en", "xx") == Calibration((), {})
    assert engine.asked == []


@pytest.mark.usefixtures("use")
def test_a_refusal_is_passed_on() -> None:
    with pytest.raises(EngineError, match="no model"):
        calibration(DictionaryEngine(refuses="no model"), "en", "ru")


# ---------------------------------------------------------------------------------------------- keeping


@pytest.mark.usefixtures("use")
def test_what_was_measured_is_kept_with_the_model() -> None:
    first = Keeper(_right(["London gen"]))
    assert isinstance(first, KeepingEngine)
    found = calibration(first, "en", "ru")
    assert len(first.asked) == 1
    second = Keeper(notes=first.notes)
    assert calibration(second, "en", "ru") == found
    assert second.asked == []
    # Another pair has a note of its own.
    assert calibration(second, "en", "kk").scores != found.scores
    assert len(second.asked) == 1


def test_other_names_or_sentences_are_measured_anew(use: Use) -> None:
    engine = Keeper(_right())
    calibration(engine, "en", "ru")
    for changed in (
        (POOL[:3], CARRIERS),
        (POOL, CARRIERS[:4]),
        ((*POOL[:3], surrogate("Oslo", Kind.PLACE, {"nom": "Ослo"})), CARRIERS),
        (POOL, (*CARRIERS[:4], Carrier(CARRIERS[4].text, PLACE, {"ru": ("gen",)}))),
    ):
        use(*changed)
        before = len(engine.asked)
        found = calibration(engine, "en", "ru")
        assert len(engine.asked) == before + 1
        assert calibration(engine, "en", "ru") == found
        assert len(engine.asked) == before + 1


def _damage(note: str, damage: str) -> str:
    raw = json.loads(note)
    return {
        "empty": "",
        "cut": note[:-1],
        "null": "null",
        "list": "[1]",
        "no scores": json.dumps({"of": raw["of"]}),
        "scores are a list": json.dumps({**raw, "scores": [1]}),
        "a score is a word": json.dumps({**raw, "scores": {"london": "good"}}),
        "a score is nothing": json.dumps({**raw, "scores": {"london": None}}),
        "of others": json.dumps({**raw, "of": "0" * 16}),
        "deep": "[" * 100_000,
    }[damage]


@pytest.mark.parametrize(
    "damage",
    [
        *("empty", "cut", "null", "list", "no scores", "scores are a list"),
        *("a score is a word", "a score is nothing", "of others"),
        "deep",
    ],
)
@pytest.mark.usefixtures("use")
def test_a_damaged_note_is_measured_anew_and_mended(damage: str) -> None:
    engine = Keeper(_right())
    found = calibration(engine, "en", "ru")
    key = ("en", "ru", NOTE)
    whole = engine.notes[key]
    engine.notes[key] = _damage(whole, damage)
    assert calibration(engine, "en", "ru") == found
    assert len(engine.asked) == 2
    assert engine.notes[key] == whole


@pytest.mark.usefixtures("use")
def test_an_engine_that_cannot_keep_it_measures_each_time() -> None:
    engine = Keeper(_right(), writable=False)
    assert calibration(engine, "en", "ru") == calibration(engine, "en", "ru")
    assert len(engine.asked) == 2


# ---------------------------------------------------------------------------------------------- shipped


def test_each_kind_and_number_has_three_sentences_or_more() -> None:
    for each in load_surrogates("en", "ru"):
        texts = {carrier.text for carrier in load_carriers("en") if carrier.suits(each)}
        assert len(texts) >= 3, each.id


def test_the_sentences_are_sane() -> None:
    carriers = load_carriers("en")
    assert len({(each.text, each.number) for each in carriers}) == len(carriers)
    for carrier in carriers:
        assert carrier.text.count("{}") == 1
        assert carrier.kinds
        assert carrier.number in ("", "pl")
        for language, cases in carrier.cases.items():
            for each in load_surrogates("en", language):
                assert cases
                assert set(cases) <= set(each.forms), (carrier.text, language, each.id)
        assert any(carrier.suits(each) for each in load_surrogates("en", "ru"))


def test_a_language_without_sentences_has_none() -> None:
    assert load_carriers("xx") == ()
