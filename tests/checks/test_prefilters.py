"""Prefilters of checks: what they leave out, the check itself says nothing of."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator, Sequence
from itertools import compress, permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks import Pair, UnitCheck, run_checks, unit_check
from workflow.checks.check import away
from workflow.checks.signs import between, having, matching, plain, signs, signs_of
from workflow.glossary import Glossary
from workflow.model import CatalogueView, Markup, Remark, Severity, State, Unit
from workflow.registry import CHECKS, load, names

FILTERED = [
    check
    for name in names(CHECKS)
    if isinstance(check := load(CHECKS, name), UnitCheck) and check.prefilter is not None
]
TABLES = ("GOOD", "BAD", "QUIET", "HOSTILE")
ELSEWHERE = 11  # of the texts of other tables every so many-th is taken for each language


def _pair(language: str, source: str, target: str, markup: Markup = Markup.PLAIN) -> Pair:
    return Pair(Unit(source, target, State.REVIEWED), "en", language, markup)


def _rows() -> Iterator[tuple[str, list[str]]]:
    """The language and the texts of each row in the tables of the other tests."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        if path.stem == "test_prefilters":
            continue
        module = runpy.run_path(str(path))
        for row in (row for table in TABLES for row in module.get(table, ())):
            texts = [each for each in row if isinstance(each, str)] if isinstance(row, tuple) else [row]
            language = texts.pop(0) if texts and texts[0] in (*LANGUAGES, "zh-Hant", "zh-TW") else ""
            if texts:
                yield language, texts[:3]


@pytest.fixture(scope="module")
def catalogues() -> dict[str, list[Pair]]:
    """All texts of the tables that are of a language, against each other, and some of the others."""
    rows = list(_rows())
    assert len(rows) > 1000
    found = {}
    for language in (*LANGUAGES, "zh-Hant", "de", "el", "qya"):
        mine = [texts for tag, texts in rows if tag == language] + [[SOURCE, *TEXTS.values()]]
        mine += [texts for _, texts in rows[len(language) :: ELSEWHERE]]
        both = {two for texts in mine for two in permutations(texts, 2)} | {(one, one) for one, *_ in mine}
        found[language] = [
            _pair(language, *two, markup)
            for two in sorted(both)
            if two[1]
            for markup in (
                (Markup.PLAIN, Markup.MARKDOWN) if "`" in two[1] or "[" in two[1] else [Markup.PLAIN]
            )
        ]
    return found


def test_who_is_away_is_not_at_home(catalogues: dict[str, list[Pair]]) -> None:
    """It is told of all texts of a catalogue at once, and stays so."""
    for language, pairs in catalogues.items():
        found = set(map(id, away(pairs)))
        for pair in pairs:
            assert _pair(language, pair.source, pair.target).at_home is (id(pair) not in found)
            assert pair.at_home is (id(pair) not in found)


def overlooked(check: UnitCheck, pairs: Sequence[Pair]) -> list[tuple[str, str, str]]:
    """What a check would say something of, and its prefilter leaves out."""
    assert check.prefilter is not None
    kept = list(check.prefilter(pairs))
    left = {id(pair) for pair in kept}
    assert kept == [pair for pair in pairs if id(pair) in left], "it has another order, or strangers"
    return [
        (pair.language, pair.source, pair.target)
        for pair in pairs
        if id(pair) not in left and list(check.look(pair))
    ]


@pytest.mark.parametrize("check", FILTERED, ids=lambda check: check.name)
def test_nothing_of_the_tables_is_overlooked(check: UnitCheck, catalogues: dict[str, list[Pair]]) -> None:
    said = 0
    for language, pairs in catalogues.items():
        if not check.languages or language in check.languages:
            assert overlooked(check, pairs) == []
            said += any(True for pair in pairs for _ in check.look(pair))
    assert said, "no text gives this check anything to say"


PIECES = st.sampled_from(
    [
        *(
            " ",
            "  ",
            "\u00a0",
            "\n",
            "\t",
            "\u202f",
            "\u200c",
            "\u200b",
            "\ufeff",
            "\u202e",
            "\u200f",
            "\u00ad",
        ),
        *".,;:!?…،؛؟۔।。，：；！？、—–-«»„“”‘’'\"「」『』《》()（）[]{}<>*_`@%/\\&#1٢۳४",
        *(
            "--",
            "..",
            "...",
            "。。",
            ". .",
            " ,",
            "( ",
            " -",
            "—",
            "http://a.b/c",
            "a@b.ru",
            "%s",
            "&amp;",
            "x.pdf",
        ),
        *(
            "слово",
            "СЛОВО",
            "жане",
            "узбек",
            "қала",
            "сӯзи",
            "ўзбек",
            "гурухй",
            "и",
            "в",
            "oʻzbek",
            "toʻg'ri",
            "va",
        ),
        *(
            "Word",
            "the",
            "said",
            "of",
            "what they",
            "is",
            "Ελλάς",
            "ß",
            "İ",
            "é",
            "ﷺ",
            "ﻻ",
            "کلمہ",
            "كلمة",
            "می‌شود",
        ),
        *(
            "शब्द",
            "अाप",
            "क़",
            "क\u093c",
            "ा\u093c",
            "और",
            "词语",
            "裡面",
            "國",
            "は",
            "가",
            "שלום",
            "\U00020000",
            "😀",
        ),
        *(
            "cлово",
            "Вord",
            "ВВС",
            "SOS",
            "e\u0301",
            "и\u0306",
            "\x07",
            "\ud800",
            "\ue000",
            "\u0378",
            "\U0010ffff",
        ),
    ]
)
HOSTILE = st.lists(PIECES | st.text(max_size=3), min_size=1, max_size=14).map("".join)
TEXT = HOSTILE | st.sampled_from([SOURCE, *TEXTS.values()])


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40)
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4))
def test_nothing_hostile_is_overlooked(language: str, texts: list[tuple[str, str]]) -> None:
    pairs = [_pair(language, *two) for two in texts]
    for check in FILTERED:
        if not check.languages or language in check.languages:
            assert overlooked(check, pairs) == [], check.name


@pytest.mark.parametrize("language", [*LANGUAGES, "de", "qya"])
@settings(max_examples=40)
@given(texts=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4), wanted=st.text(max_size=6))
def test_what_has_a_character_is_found(language: str, texts: list[tuple[str, str]], wanted: str) -> None:
    pairs = [_pair(language, *two) for two in texts]
    for some in (wanted, " ", "a", "и", texts[0][1][:3]):
        assert having(pairs, some) == [pair for pair in pairs if set(some) & set(pair.target)]
        assert having(pairs, "", some) == [pair for pair in pairs if set(some) & set(pair.source)]
        either = [set(some) & {*pair.source, *pair.target} for pair in pairs]
        assert having(pairs, some, some) == list(compress(pairs, either))
    assert set(signs(pairs)) == {sign for pair in pairs for sign in pair.signs}
    letters = re.compile(f"[ {plain(language)}]")
    for pair in pairs:
        assert pair.signs == {char for char in pair.target if not letters.match(char)}


def test_letters_of_a_language_are_no_signs() -> None:
    assert signs_of("Ёлка, съезд и 2 дома: і", "ru") == set(",2:і")
    assert signs_of("oʻzbek w", "uz") == {"ʻ", "w"}  # Uzbek has no w, and its ʻ is typed in many ways
    assert signs_of("\u0958 और क\u093c।", "hi") == {"\u0958", "\u093c", "।"}
    assert plain("qya") == ""
    assert between("ru")("В доме, «том» . ") == [", «", "» . "]
    assert between("qya")("all of it") == ["all of it"]


def test_runs_are_matched_between_words_and_at_the_end() -> None:
    pairs = [_pair("ru", "x", text) for text in ("да,нет", "да, нет", "да,", ",да", "да")]
    assert matching(pairs, re.compile(",[a-z]")) == [pairs[0], pairs[3]]
    assert matching(pairs, re.compile(", ")) == [pairs[1], pairs[2]]
    assert matching(pairs[4:], re.compile(",")) == []


def test_a_prefilter_that_leaves_out_too_much_is_seen() -> None:
    @unit_check(
        "stars", Severity.ERROR, prefilter=lambda pairs: [each for each in pairs if "**" in each.target]
    )
    def check_stars(pair: Pair) -> list[Remark]:
        return [Remark("a star")] if "*" in pair.target else []

    pairs = [_pair("ru", "x", text) for text in ("нет", "**да**", "*да*")]
    assert overlooked(check_stars, pairs) == [("ru", "x", "*да*")]
    assert overlooked(check_stars, pairs[:2]) == []


def test_a_prefilter_is_asked_once_a_catalogue_and_never_about_nothing() -> None:
    asked: list[int] = []

    def prefilter(pairs: Sequence[Pair]) -> Sequence[Pair]:
        asked.append(len(pairs))
        return pairs[:1]

    check = unit_check("one", Severity.ERROR, prefilter=prefilter)(lambda _: [Remark("seen")])
    units = tuple(Unit(text, "да", State.REVIEWED, line=1) for text in "abc")
    for some in (units, ()):
        view = CatalogueView("x.po", "ru", "en", some)
        assert len(run_checks(view, Glossary([]), [check]).findings) == len(some[:1])
    assert asked == [3]
