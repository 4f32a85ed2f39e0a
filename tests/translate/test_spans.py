"""Where a term stands in a translation, by what the model looks at and what it finds likely."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_translate import CASES, KAZAN, SURROGATES, WordReader, mention, surrogate

from workflow.model import Kind, Reading
from workflow.translate.spans import (
    Looking,
    alone,
    beginnings,
    choose_case,
    likelihoods,
    locate,
    occlude,
    together,
    units,
)
from workflow.translate.surrogates import Surrogate

SENTENCE = "We live in Kazan now"
TEXT = "Мы живём в Газаине сейчас"
WORDS = [(0, 2), (3, 8), (9, 10), (11, 18), (19, 25)]
HERE = mention(KAZAN, SENTENCE)
PLACES = [(0, 2), (3, 7), (8, 10), (11, 16), (17, 20)]
NAME = 3  # of the five words of either


def _reading(
    attention: Mapping[int, float] | None = None,
    drops: Mapping[int, float] | None = None,
    tokens: Sequence[tuple[int, int]] = tuple(WORDS),
) -> Reading:
    """How much each word looks at the name (the rest at the first word), how much less likely it is."""
    rows: list[tuple[float, ...]] = []
    if attention is not None:
        for word in range(len(tokens)):
            mass = attention.get(word, 0.0)
            rows.append((1 - mass, 0.0, 0.0, mass, 0.0))
    scores = [-1.0 - (drops or {}).get(word, 0.0) for word in range(len(tokens))]
    return Reading(tuple(PLACES), tuple(tokens), (*scores, -0.5), tuple(rows))


# ---------------------------------------------------------------------------------------------- where


@pytest.mark.parametrize(
    ("attention", "drops", "blocked", "expected"),
    [
        ({NAME: 0.9}, None, [], "Газаине"),  # attention alone
        (None, {NAME: 4.0}, [], "Газаине"),  # occlusion alone
        ({NAME: 0.3}, {NAME: 6.0}, [], "Газаине"),  # both: their mean is over the threshold
        ({NAME: 0.9}, {1: 6.0}, [], "живём"),  # 0.45 and 0.5: the mean decides
        ({2: 0.9, NAME: 0.9}, None, [], "в Газаине"),
        ({1: 0.9, 2: 0.3, NAME: 0.9}, None, [], "живём в Газаине"),  # a short gap is bridged
        ({0: 0.9, NAME: 0.5}, None, [], "Мы"),
        ({NAME: 0.3}, None, [], "Газаине"),  # under the threshold, but the best single word
        ({NAME: 0.2}, None, [], None),
        (None, {NAME: 1.0}, [], None),
        (None, {NAME: -6.0}, [], None),  # likelier without the term
        ({}, {}, [], None),
        (None, None, [], None),  # nothing is known
        ({NAME: 0.9, 4: 0.6}, None, [(11, 18)], "сейчас"),
        ({NAME: 0.9}, None, [(12, 13)], None),  # a part is enough
        (None, {0: 900.0, NAME: 6.0, 4: 6.0}, [], "Газаине сейчас"),  # a drop beyond the cap says no more
    ],
)
def test_locate(
    attention: dict[int, float] | None,
    drops: dict[int, float] | None,
    blocked: list[tuple[int, int]],
    expected: str | None,
) -> None:
    full = _reading(attention)
    occluded = _reading(drops=drops) if drops is not None else None
    span = locate(TEXT, HERE, full, occluded, blocked)
    assert (span and TEXT[slice(*span)]) == expected


def test_the_tokens_of_a_word_share_its_evidence() -> None:
    tokens = [*WORDS[:3], (11, 14), (14, 18), WORDS[4]]
    full = _reading({3: 0.9, 4: 0.1}, tokens=tokens)  # a mean of 0.5
    assert locate(TEXT, HERE, full, None) == (11, 18)
    assert locate(TEXT, HERE, _reading({3: 0.3, 4: 0.15}, tokens=tokens), None) is None
    # Of the drops the greatest counts: one piece of a name is enough.
    assert locate(TEXT, HERE, _reading(tokens=tokens), _reading(drops={4: 4.0}, tokens=tokens)) == (11, 18)


def test_a_reading_of_other_tokens_is_no_evidence() -> None:
    occluded = _reading(drops={NAME: 6.0}, tokens=WORDS[:4])
    assert locate(TEXT, HERE, _reading(), occluded) is None


@pytest.mark.parametrize("text", ["", "«—»", "  "])
def test_a_text_without_words_has_no_place(text: str) -> None:
    full = Reading(tuple(PLACES), ((0, len(text)),), (-1.0, -1.0), ((0.0,) * 5,))
    assert locate(text, HERE, full, None) is None


def test_a_span_never_covers_another_term() -> None:
    text = "а б в г д е ж"
    tokens = [(at, at + 1) for at in range(0, 13, 2)]
    full = _reading(dict.fromkeys(range(7), 1.0), tokens=tokens)
    span = locate(text, HERE, full, None, [(6, 7)])
    assert span is not None
    assert not (span[0] < 7 and span[1] > 6)


_SHARES = st.lists(st.floats(0, 1), min_size=5, max_size=5)


@given(_SHARES, _SHARES)
def test_a_span_is_made_of_whole_words(seen: list[float], dropped: list[float]) -> None:
    drops = {word: 6 * share for word, share in enumerate(dropped)}
    span = locate(TEXT, HERE, _reading(dict(enumerate(seen))), _reading(drops=drops))
    means = [(one + other) / 2 for one, other in zip(seen, dropped, strict=True)]
    if span is None:
        assert max(means) < 0.4
    else:
        assert span[0] in {start for start, _ in WORDS}
        assert span[1] in {end for _, end in WORDS}
        assert span[0] < span[1]
        assert max(means) >= 0.25 - 1e-9


# ---------------------------------------------------------------------------------------------- units


@pytest.mark.parametrize(
    ("text", "tokens", "expected"),
    [
        (TEXT, [(0, len(TEXT))], ["Мы", "живём", "в", "Газаине", "сейчас"]),
        ("Шри-Ланка, 2025.", [], ["Шри", "Ланка", "2025"]),
        ("यह हिन्दी है।", [], ["यह", "हिन्दी", "है"]),
        ("我们在北京。", [(0, 2), (2, 3), (3, 5), (5, 6)], ["我们", "在", "北京"]),
        ("北京 WTO", [(0, 0), (0, 2), (2, 3), (3, 6)], ["北京", "WTO"]),
        ("", [], []),
    ],
)
def test_units(text: str, tokens: list[tuple[int, int]], expected: list[str]) -> None:
    reading = Reading((), tuple(tokens), ())
    assert [text[slice(*unit)] for unit in units(text, reading)] == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((11, 18), [9, 11, 19]),
        ((0, 2), [0, 3]),
        ((19, 25), [11, 19]),
        ((30, 31), [11, 19]),
        ((10, 11), [9, 11, 19]),
    ],
)
def test_beginnings_are_the_span_and_its_neighbours(span: tuple[int, int], expected: list[int]) -> None:
    assert beginnings(span, WORDS) == expected


@pytest.mark.parametrize(
    ("sentence", "pool", "expected"),
    [
        ("We live in Kazan now", SURROGATES[2:], "We live in London now"),
        ("In London, not in Kazan", SURROGATES[2:], "In London, not in Berlin"),
        ("We live in Kazan now", (), "We live in now"),
        ("Kazan", (), ""),
    ],
)
def test_occlude(sentence: str, pool: Sequence[Surrogate], expected: str) -> None:
    assert occlude(sentence, mention(KAZAN, sentence), pool) == expected


# ---------------------------------------------------------------------------------------------- cases

LONDON, BERLIN = SURROGATES[2], SURROGATES[3]
TOKYO = surrogate("Tokyo", Kind.PLACE, dict.fromkeys(CASES, "Токио"))


class Scorer(WordReader):
    """Likelihoods of whole texts; what is not named cannot be read."""

    def __init__(self, scores: Mapping[str, float]) -> None:
        super().__init__()
        self.by_text = scores

    def read(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, *, attention: bool = False
    ) -> list[Reading | None]:
        self.was_read.append(list(pairs))
        return [
            Reading((), (), (self.by_text[text], -1.0)) if text in self.by_text else None for _, text in pairs
        ]


def _ask(scores: Mapping[str, float], cases: Sequence[str], pool: Sequence[Surrogate]) -> tuple[str, Scorer]:
    engine = Scorer(scores)
    case = alone(engine, ("en", "ru"), choose_case(("in ", " now"), ("в ", " уже"), cases, pool))
    return case, engine


@pytest.mark.parametrize(
    ("scores", "pool", "expected"),
    [
        ({"в Лондон уже": -2.0, "в Лондоне уже": -1.0}, (LONDON,), "loc"),
        ({"в Лондон уже": -1.0, "в Лондоне уже": -2.0}, (LONDON,), "nom"),
        # Both are asked, and their sum decides.
        (
            {"в Лондон уже": -1.0, "в Лондоне уже": -2.0, "в Берлин уже": -9.0, "в Берлине уже": -2.0},
            (LONDON, BERLIN),
            "loc",
        ),
        # A text that cannot be read speaks against its case, whatever the other says.
        (
            {"в Лондон уже": -1.0, "в Берлин уже": -9.0, "в Берлине уже": -1.0},
            (LONDON, BERLIN),
            "nom",
        ),
        ({}, (LONDON,), "nom"),  # nothing can be read
        ({"в Токио уже": -1.0}, (TOKYO,), "nom"),  # nothing is told apart, so nobody is asked
        ({}, (), "nom"),
    ],
)
def test_choose_case(scores: dict[str, float], pool: Sequence[Surrogate], expected: str) -> None:
    case, engine = _ask(scores, ("nom", "loc"), pool)
    assert case == expected
    assert bool(engine.was_read) == (bool(pool) and TOKYO not in pool)


def test_all_cases_of_all_surrogates_are_read_at_once() -> None:
    _, engine = _ask({}, ("nom", "gen"), (TOKYO, LONDON))
    assert engine.was_read == [
        [
            ("in London now", "в Лондон уже"),
            ("in London now", "в Лондона уже"),
            ("in Tokyo now", "в Токио уже"),
            ("in Tokyo now", "в Токио уже"),
        ]
    ]


def test_a_likelihood_is_that_of_the_search() -> None:
    engine = Scorer({"а": -3.0, "б": -1.0})
    assert alone(engine, ("en", "ru"), likelihoods("x", ["а", "?", "б"])) == [
        pytest.approx(-4 / 2**0.2),
        -math.inf,
        pytest.approx(-2 / 2**0.2),
    ]


def test_several_works_ask_at_once_and_each_gets_its_own_answers() -> None:
    engine = Scorer({"а": -3.0, "б": -1.0, "в": -2.0})

    def work(*texts: str) -> Looking[list[float]]:
        first = yield from likelihoods("x", texts[:1])
        rest = yield from likelihoods("x", texts[1:])
        return first + rest

    found: list[list[float]] = []
    together(engine, ("en", "ru"), [work("а", "б"), work("б", "в", "а")], found.append)
    assert [[round(each * 2**0.2) for each in scores] for scores in found] == [[-4, -2], [-2, -3, -4]]
    assert [[text for _, text in asked] for asked in engine.was_read] == [["а", "б"], ["б", "в", "а"]]


def test_no_more_than_some_works_are_under_way() -> None:
    engine = Scorer({})
    works = [likelihoods("x", ["?"]) for _ in range(150)]
    together(engine, ("en", "ru"), works)
    assert [len(asked) for asked in engine.was_read] == [64, 64, 22]
