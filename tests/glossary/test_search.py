"""Concepts are found by any part of any name, as people type it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.glossary import search
from workflow.glossary.csvfile import parse_concepts
from workflow.glossary.normalise import fold
from workflow.model import Concept

TAGS = ("en", "ru", "fa", "ur", "hi", "zh", "kk")
CONCEPTS = parse_concepts(
    """\
id,kind,en,ru,fa,ur,hi,zh,kk,note
sco-summit,event,SCO Summit,саммит ШОС,,,,上合组织峰会,ШЫҰ саммиті,
sco,organisation,Shanghai Cooperation Organisation | ~SCO,~ШОС,سازمان همکاری شانگهای,,,\
上合组织,!ШОС,Founded on 15 June 2001 (Cafe\u0301 Pékin)
peng,person,Peng Liyuan,Пэн Лиюань | !Пенг,پنگ لی‌یوان,پنگ لی یوان,पेंग लियुआन,彭丽媛,Пэн Лиюань,
budget,phrase,budget (2024) [draft] .* a+b,учёт бюджета,,,,,,
new-york,place,New York,Нью-Йорк,,,,,Нью-Йорк,
""",
    "terms.csv",
    "en",
)


def found(text: str) -> list[str]:
    return [concept.id for concept in search(CONCEPTS, text, TAGS)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("SCO", ["sco", "sco-summit"]),  # the name itself before one that begins so
        ("shanghai", ["sco"]),
        ("Summit", ["sco-summit"]),
        ("  sco \n summit ", ["sco-summit"]),
        ("sco-summit", ["sco-summit"]),
        ("new-y", ["new-york"]),
        ("ШОС", ["sco", "sco-summit"]),
        ("Пенг", ["peng"]),  # forbidden names too: that is what a person has met
        ("учет", ["budget"]),  # ё
        ("УЧЁТ", ["budget"]),
        (unicodedata.normalize("NFD", "учёт"), ["budget"]),
        (unicodedata.normalize("NFD", "Йорк"), ["new-york"]),
        ("همكاري", ["sco"]),  # Arabic kaf and yeh for the Persian ones
        ("همکاری", ["sco"]),
        ("لی یوان", ["peng"]),
        ("लियुआन", ["peng"]),
        ("丽媛", ["peng"]),
        ("15 June", ["sco"]),  # in the middle of a note
        ("café", ["sco"]),  # a note in NFD
        ("founded", ["sco"]),
        # what a search for patterns would take as one
        (".*", ["budget"]),
        ("[draft]", ["budget"]),
        ("(2024", ["budget"]),
        ("a+b", ["budget"]),
        ("\\", []),
        ("[", ["budget"]),
        ("S.O", []),
        # nothing
        ("", []),
        (" \t\n", []),
        ("\u0301", []),
        ("\u200c", []),  # stands in a Persian name, but nobody sees it
        ("-", ["new-york"]),  # a hyphen that a name has (Нью-Йорк), not that of every id
        ("\udcff", []),
        ("\x1b[31mSCO", []),
        ("x" * 1_000, []),
    ],
)
def test_what_is_found(text: str, ids: list[str]) -> None:
    assert found(text) == ids


@given(st.text(max_size=20))
def test_any_text_can_be_looked_for(text: str) -> None:
    assert set(found(text)) <= {concept.id for concept in CONCEPTS}


@given(st.sampled_from([(each, tag) for each in CONCEPTS for tag in TAGS]), st.data())
def test_every_part_of_a_name_finds_it(pair: tuple[Concept, str], data: st.DataObject) -> None:
    concept, tag = pair
    for name in concept.in_language(tag).all:
        start = data.draw(st.integers(0, len(name) - 1))
        part = name[start : data.draw(st.integers(start + 1, len(name)))]
        if fold(part, tag).strip() and not unicodedata.combining(part[0]):
            assert concept.id in found(part), part
