"""The matcher finds every planted term, at word boundaries, never twice, and the longest wins."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.glossary import Glossary
from workflow.glossary.matcher import Matcher
from workflow.model import Concept, Kind, Renderings

_SPACES = st.sampled_from([" ", "\u00a0", "  ", "\u202f", "\n"])
_FILLER = st.lists(
    st.sampled_from(["the", "of", "meeting", "in", "(", "”", "—", "67", "été", "ﬁ", "İ", "\ud83d", "«"]),
    max_size=4,
)


def _concept(identifier: str, kind: Kind, *variants: str, language: str = "en") -> Concept:
    return Concept(identifier, kind, {language: Renderings(variants)})


CONCEPTS = (
    _concept("sco", Kind.ORGANISATION, "SCO"),
    _concept("summit", Kind.EVENT, "SCO Summit"),
    _concept("secretary", Kind.OFFICE, "SCO Secretary-General"),
    _concept("deputy", Kind.OFFICE, "SCO Deputy Secretary-General"),
    _concept("chongqing", Kind.PLACE, "Chongqing"),
    _concept("mayor", Kind.OFFICE, "Mayor of Chongqing", "Chongqing mayor"),
    _concept("tang", Kind.PERSON, "Tang Liangzhi"),
    _concept("zone", Kind.PHRASE, "free-trade zone", "free trade zone"),
    _concept("central-asia", Kind.PLACE, "Central Asia"),
    _concept("who", Kind.ORGANISATION, "WHO"),
)
MATCHER = Matcher(CONCEPTS, "en")
VARIANTS = [(variant, concept) for concept in CONCEPTS for variant in concept.in_language("en").accepted]


@given(st.lists(st.tuples(_FILLER, st.sampled_from(VARIANTS), _SPACES), max_size=5), _FILLER)
def test_every_planted_term_is_found_where_it_was_put(
    planted: list[tuple[list[str], tuple[str, Concept], str]], tail: list[str]
) -> None:
    text, places = "", []
    for filler, (variant, concept), space in planted:
        # A word between two terms keeps them from making a longer one ("SCO" + "Summit").
        text += " ".join([*filler, "x"]) + space
        places.append((len(text), len(text) + len(variant), concept.id))
        text += variant + space
    text += " ".join(tail)
    assert [(match.start, match.end, match.concept.id) for match in MATCHER.match(text)] == places


@given(
    st.lists(
        st.one_of(
            st.sampled_from([variant for variant, _ in VARIANTS]),
            st.sampled_from(
                [" ", "’s ", ", ", "-", "x", "\u00ad", "\u00a0", "\u0301", "İ", "SC", "of ", "\udc00"]
            ),
            st.text(max_size=3),
        ),
        max_size=12,
    ).map("".join)
)
@example("SCO SCO Summit SCO")
def test_matches_never_overlap_and_stand_at_word_boundaries(text: str) -> None:
    position = 0
    for match in MATCHER.match(text):
        assert position <= match.start < match.end <= len(text)
        position = match.end
        assert match.variant in match.concept.in_language("en").accepted
        for outside, inside in (
            (text[match.start - 1 : match.start], text[match.start]),
            (text[match.end : match.end + 1], text[match.end - 1]),
        ):
            assert not (outside.isalnum() and inside.isalnum())


@given(st.lists(st.sampled_from(["a", "b", "c", "ab", "ba"]), min_size=1, max_size=8))
def test_the_leftmost_then_the_longest_wins(words: list[str]) -> None:
    text = " ".join(words)
    variants = ["a", "a b", "b c", "a b c", "ab", "c ab"]
    matcher = Matcher([_concept(v.replace(" ", "-"), Kind.PERSON, v) for v in variants], "en")
    expected, index = [], 0
    while index < len(words):  # the same by hand, word by word
        fitting = [v.split() for v in variants if words[index : index + len(v.split())] == v.split()]
        if fitting:
            longest = max(fitting, key=len)
            expected.append(" ".join(longest))
            index += len(longest)
        else:
            index += 1
    assert [match.variant for match in matcher.match(text)] == expected


FOUND = [
    ("Tang Liangzhi commented.", ["Tang Liangzhi"]),
    ("Tang\u00a0Liangzhi commented.", ["Tang\u00a0Liangzhi"]),
    ("Tang Liangzhi’s remarks", ["Tang Liangzhi"]),
    ("Tang Liangzhi's remarks", ["Tang Liangzhi"]),
    ("“Tang Liangzhi”", ["Tang Liangzhi"]),
    ("(SCO)", ["SCO"]),
    ("Chong\u00adqing", ["Chong\u00adqing"]),
    ("SCO Secretary‑General", ["SCO Secretary‑General"]),
    ("SCO Deputy Secretary-General", ["SCO Deputy Secretary-General"]),
    ("the Mayor of Chongqing Tang Liangzhi", ["Mayor of Chongqing", "Tang Liangzhi"]),
    ("mayor of Chongqing", ["mayor of Chongqing"]),
    ("A pilot free-trade zone", ["free-trade zone"]),
    ("Free-trade zone", ["Free-trade zone"]),
    ("SCO-led", ["SCO"]),
    ("SCO/WHO", ["SCO", "WHO"]),
    ("In Chongqing,Tang Liangzhi", ["Chongqing", "Tang Liangzhi"]),
    ("SCO \ud800 Summit", ["SCO"]),
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_found(text: str, found: list[str]) -> None:
    assert [text[match.start : match.end] for match in MATCHER.match(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Chongqingers",
        "MyChongqing",
        "chongqing",
        "CHONGQING",
        "tang liangzhi",
        "who said so",
        "Who said so",
        "SCOTLAND",
        "sco",
        "SCO2",
        "free-trade zones",
        "Tang, Liangzhi",
    ],
)
def test_not_found(text: str) -> None:
    assert MATCHER.match(text) == []


def test_a_letter_that_grows_in_lower_case_moves_no_offset() -> None:
    matcher = Matcher([_concept("ilham", Kind.PERSON, "İlham Əliyev")], "en")
    text = "İİ İlham Əliyev"
    (match,) = matcher.match(text)
    assert text[match.start : match.end] == "İlham Əliyev"


def test_two_concepts_that_differ_by_a_capital_are_told_apart() -> None:
    matcher = Matcher(
        [_concept("who", Kind.ORGANISATION, "WHO"), _concept("who-word", Kind.PHRASE, "who")], "en"
    )
    assert [match.concept.id for match in matcher.match("WHO asked who")] == ["who", "who-word"]


def test_a_language_without_spaces_needs_no_boundary() -> None:
    concepts = [
        _concept("sco", Kind.ORGANISATION, "上合组织", language="zh"),
        _concept("summit", Kind.EVENT, "上合组织峰会", language="zh"),
        _concept("wto", Kind.ORGANISATION, "WTO", language="zh"),
    ]
    matcher = Matcher(concepts, "zh")
    found = [match.concept.id for match in matcher.match("参加上合组织峰会的上合组织成员与WTO开会，WTOX除外")]
    assert found == ["summit", "sco", "wto"]


def test_no_concepts_no_matches() -> None:
    assert Glossary([]).match("Chongqing", "en") == []


def test_a_segment_that_is_only_a_term() -> None:
    glossary = Glossary(CONCEPTS)
    assert glossary.whole(" Chongqing\u00a0", "en") is CONCEPTS[4]
    assert glossary.whole("Mayor of Chongqing", "en") is CONCEPTS[5]
    assert glossary.whole("Chongqing.", "en") is None
    assert glossary.whole("Chongqing, Chongqing", "en") is None
    assert glossary.whole("city", "en") is None
