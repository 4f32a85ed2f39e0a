"""The matcher finds every planted term, at word boundaries, never twice, and the longest wins."""

from __future__ import annotations

import random
import re
import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.glossary import Glossary
from workflow.glossary.matcher import Matcher, _is_unspaced
from workflow.model import Concept, Kind, Match, Period, Renderings

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
        assert match.short or match.variant in match.concept.in_language("en").accepted
        for outside, inside in (
            (text[match.start - 1 : match.start], text[match.start]),
            (text[match.end : match.end + 1], text[match.end - 1]),
        ):
            # Thai, Han and their like write no spaces between words.
            assert not (outside.isalnum() and inside.isalnum() and not _is_unspaced(outside))


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
    ("free-trade zones", ["free-trade zones"]),
    ("‘Chongqing’", ["‘Chongqing’"[1:-1]]),
    ("Chongqing’ll", ["Chongqing"]),
    ("Chong\u200cqing", ["Chong\u200cqing"]),
    ("Tang \u00a0\n Liangzhi", ["Tang \u00a0\n Liangzhi"]),
    ("SCO峰会", ["SCO"]),
    ("Tang—Liangzhi, Tang Liangzhi", ["Tang Liangzhi"]),
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
        "Tang, Liangzhi",
        "Tang-Liangzhi",
        "free-trade\u00a0- zone",
        "Chongqing'an",
        "O’Chongqing",
        "Kazan’\u0301s",
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


# ------------------------------------------------------------------------------------------- an article


def _person(name: str, *short: str) -> Concept:
    renderings = {"en": Renderings((name,), (), short)}
    return Concept(name.lower().replace(" ", "-"), Kind.PERSON, renderings)


PEOPLE = Matcher(
    [
        *(concept for concept in CONCEPTS if concept.kind is not Kind.PERSON),
        _person("Tang Liangzhi", "Tang"),
        _person("Zhang Ming", "Zhang"),
        _person("Zhang Deguang", "Zhang"),
        _person("Xi Jinping", "Xi"),
        _person("Rashid Alimov"),
        _person("Charles III"),
        _concept("xian", Kind.PLACE, "Xi'an"),
    ],
    "en",
)


def _read(*texts: str) -> list[list[str]]:
    """Words and concept of each match, with a mark for what is special about it."""
    marks = {"plural": "+", "short": "~", "inside": "?"}
    return [
        [
            "".join(mark for name, mark in marks.items() if getattr(match, name))
            + f"{text[match.start : match.end]}={match.concept.id}"
            for match in found
        ]
        for text, found in zip(texts, PEOPLE.match_all(texts), strict=True)
    ]


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["Tang came.", "Tang Liangzhi came."], [[], ["Tang Liangzhi=tang-liangzhi"]]),
        (["Tang Liangzhi.", "Mr Tang’s hat."], [["Tang Liangzhi=tang-liangzhi"], ["~Tang=tang-liangzhi"]]),
        (["Tang Liangzhi.", "Mayor Tang"], [["Tang Liangzhi=tang-liangzhi"], ["~Tang=tang-liangzhi"]]),
        (["Tang Liangzhi said Tang"], [["Tang Liangzhi=tang-liangzhi", "~Tang=tang-liangzhi"]]),
        (["Tang Liangzhi.", "The Tang Dynasty"], [["Tang Liangzhi=tang-liangzhi"], []]),
        (["Tang Liangzhi.", "Wei Tang came, and Tang Wei."], [["Tang Liangzhi=tang-liangzhi"], []]),
        (["Tang Liangzhi.", "Here the Wei Tang vase."], [["Tang Liangzhi=tang-liangzhi"], []]),
        (["Tang Liangzhi.", "Tangs, tang, TANG, SeaTang"], [["Tang Liangzhi=tang-liangzhi"], []]),
        (["Xi Jinping.", "Xi’an, O’Xi, Xi"], [["Xi Jinping=xi-jinping"], ["Xi’an=xian", "~Xi=xi-jinping"]]),
        (
            ["Zhang Ming.", "Zhang.", "Zhang Deguang and Zhang.", "Zhang"],
            [
                ["Zhang Ming=zhang-ming"],
                ["~Zhang=zhang-ming"],
                ["Zhang Deguang=zhang-deguang", "~Zhang=zhang-deguang"],
                ["~Zhang=zhang-deguang"],
            ],
        ),
        (["Rashid Alimov.", "Alimov, Rashid"], [["Rashid Alimov=rashid-alimov"], ["~Alimov=rashid-alimov"]]),
        (["Charles III.", "World War III"], [["Charles III=charles-iii"], []]),
        (["Said Xi", ""], [[], []]),
        (["In Chongqing Tang Liangzhi saw\u00a0Tang"], [
            ["Chongqing=chongqing", "Tang Liangzhi=tang-liangzhi", "~Tang=tang-liangzhi"]
        ]),
    ],
)  # fmt: skip
def test_a_person_is_called_by_the_short_form_once_named_in_full(
    texts: list[str], found: list[list[str]]
) -> None:
    assert _read(*texts) == found


def test_an_abbreviation_counts_everywhere() -> None:
    sco = Concept(
        "sco", Kind.ORGANISATION, {"en": Renderings(("Shanghai Cooperation Organisation",), (), ("SCO",))}
    )
    found = Matcher([sco], "en").match("The SCO, or Shanghai Cooperation Organisation; no Sco")
    assert [(match.variant, match.short) for match in found] == [
        ("SCO", True),
        ("Shanghai Cooperation Organisation", False),
    ]


def test_a_term_never_reaches_from_one_segment_into_the_next() -> None:
    matcher = Matcher(CONCEPTS, "en")
    texts = ["Seen: Tang", "Liangzhi", "  SCO", "Summit Chongqing ", "", "SCO Summit"]
    found = matcher.match_all(texts, None)
    assert [[text[m.start : m.end] for m in ms] for text, ms in zip(texts, found, strict=True)] == [
        [], [], ["SCO"], ["Chongqing"], [], ["SCO Summit"],
    ]  # fmt: skip


_pieces = st.lists(
    st.sampled_from(
        [
            "Tang Liangzhi",
            "SCO",
            "SCO\u00a0Summit",
            "x",
            "Chong\u00adqing",
            " ",
            ", ",
            "e\u0301",
            "’s ",
            "峰会",
        ]
    ),
    max_size=8,
).map("".join)


@given(st.lists(_pieces, max_size=5))
def test_a_segment_has_the_same_matches_alone_and_in_an_article(texts: list[str]) -> None:
    plain = [concept for concept in CONCEPTS if concept.kind is not Kind.PERSON]
    matcher = Matcher(plain, "en")
    assert matcher.match_all(texts) == [matcher.match(text) for text in texts]


# -------------------------------------------------------------------------------------------- plurals


@pytest.mark.parametrize(
    ("kind", "variant", "plural"),
    [
        (Kind.OFFICE, "Mayor of Chongqing", "Mayors of Chongqing"),
        (Kind.OFFICE, "Mayor of Chongqing", "mayors of Chongqing"),
        (Kind.OFFICE, "Chongqing mayor", "Chongqing mayors"),
        (Kind.OFFICE, "SCO Secretary-General", "SCO Secretaries-General"),
        (Kind.OFFICE, "SCO Deputy Secretary-General", "SCO Deputy Secretaries-General"),
        (Kind.OFFICE, "Secretary-General of the SCO", "Secretaries-General of the SCO"),
        (Kind.OFFICE, "Attorney General", "Attorneys General"),
        (Kind.OFFICE, "Major General", "Major Generals"),
        (Kind.OFFICE, "commander-in-chief", "commanders-in-chief"),
        (Kind.OFFICE, "vice-president", "vice-presidents"),
        (Kind.OFFICE, "SCO national coordinator", "SCO national coordinators"),
        (Kind.OFFICE, "chairman of the board", "chairmen of the board"),
        (Kind.OFFICE, "German", "Germans"),
        (
            Kind.OFFICE,
            "ambassador extraordinary and plenipotentiary",
            "ambassadors extraordinary and plenipotentiary",
        ),
        (Kind.PHRASE, "free-trade zone", "free-trade zones"),
        (Kind.PHRASE, "SCO family", "SCO families"),
        (Kind.EVENT, "SCO Summit in Samarkand", "SCO Summits in Samarkand"),
        (Kind.EVENT, "crisis", "crises"),
        (Kind.EVENT, "boxing match", "boxing matches"),
        (Kind.ORGANISATION, "SCO Ambassadors Club", "SCO Ambassadors Clubs"),
        (Kind.ORGANISATION, "Executive Committee of the RATS", "Executive Committees of the RATS"),
    ],
)
def test_a_plural_is_found(kind: Kind, variant: str, plural: str) -> None:
    text = f"We know the {plural} and the {variant}."
    first, second = Matcher([_concept("x", kind, variant)], "en").match(text)
    assert (text[first.start : first.end], first.plural, first.variant) == (plural, True, variant)
    assert not second.plural


@pytest.mark.parametrize(
    ("kind", "variant", "number", "text"),
    [
        (Kind.PLACE, "Kazan", "", "two Kazans"),
        (Kind.PERSON, "Tang Liangzhi", "", "two Tang Liangzhis"),
        (Kind.ORGANISATION, "BRICS", "", "BRICSes"),
        (Kind.ORGANISATION, "United Nations", "", "United Nationss, United Nationses"),
        (Kind.ORGANISATION, "Greenpeace", "", "Greenpeaces"),
        (Kind.PHRASE, "member states", "pl", "member stateses"),
        (Kind.PROGRAMME, "Silk Road", "", "Silk Roads"),
    ],
)
def test_what_has_no_plural(kind: Kind, variant: str, number: str, text: str) -> None:
    concept = Concept("x", kind, {"en": Renderings((variant,))}, number=number)
    assert Matcher([concept], "en").match(text) == []


def test_a_listed_plural_is_itself_and_known_for_one() -> None:
    concept = _concept("amb", Kind.OFFICE, "ambassador", "ambassadors")
    (match,) = Matcher([concept], "en").match("the ambassadors")
    assert (match.variant, match.plural) == ("ambassadors", True)
    assert Matcher([_concept("x", Kind.OFFICE, "посол", language="ru")], "ru").match("послы") == []


# ---------------------------------------------------------------------------------------- longer names


def _inside(text: str, *concepts: Concept) -> list[bool]:
    return [match.inside for match in Matcher(concepts or WORLD, "en").match(text)]


WORLD = (
    *(
        _concept(name.lower(), Kind.PLACE, name)
        for name in ("Mexico", "China", "Scotland", "Russia", "Korea")
    ),
    _concept("new-york", Kind.PLACE, "New York"),
    _concept("senate", Kind.ORGANISATION, "Senate"),
    _concept("fbi", Kind.ORGANISATION, "FBI"),
    _concept("xi", Kind.PERSON, "Xi Jinping"),
)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("They flew to Mexico City today.", [True]),
        ("It is read in the China Daily.", [True]),
        ("It was shown by BBC Scotland last night.", [True]),
        ("BBC Scotland said so.", [True]),
        ("North Korea said so.", [True]),
        ("Here is the Bank of China Tower.", [True]),
        ("Ford told the Senate Judiciary Committee.", [True]),
        ("They read Xi Jinping Thought.", [True]),
        ("We go to Mexico, City folk.", [False]),
        ("In China, China and “China” grow.", [False, False, False]),
        ("Within Scotland each school differs.", [False]),
        ("It left China Monday.", [False]),
        ("On Monday China left.", [False]),
        ("They asked Russia President Putin.", [False]),
        ("They saw President Xi Jinping.", [False]),
        ("They saw FBI Director Wray and the US FBI.", [False, False]),
        ("From China Mexico buys.", [False, False]),
        ("They asked America's Senate.", [False]),
        ("Mexico City Mayor Visits the China Daily", [False, False]),
        ("China Daily", [True]),
    ],
)
def test_a_name_inside_a_longer_one_that_is_not_known(text: str, inside: list[bool]) -> None:
    assert _inside(text) == inside


def test_where_nouns_have_capitals_a_capital_says_nothing() -> None:
    german = Matcher([_concept("m", Kind.PLACE, "Mexiko", language="de")], "de")
    assert [match.inside for match in german.match("Er sah in Mexiko Stadt und Land.")] == [False]


# -------------------------------------------------------------------------------------------- periods


def test_the_concept_that_holds_on_the_day_wins() -> None:
    def office(identifier: str, valid: Period | None, *names: str) -> Concept:
        return Concept(identifier, Kind.PLACE, {"en": Renderings(names)}, valid=valid)

    matcher = Matcher(
        [
            office("old", Period(None, date(1997, 12, 9)), "Capital", "Akmola"),
            office("new", Period(date(2000, 1, 1), None), "Capital"),
        ],
        "en",
    )

    def on(day: date | None, text: str = "Capital") -> list[str]:
        return [match.concept.id for match in matcher.match(text, day)]

    assert on(None) == ["new"]
    assert on(date(1997, 12, 9)) == ["old"]
    assert on(date(2000, 1, 1)) == ["new"]
    assert on(date(1999, 1, 1)) == ["old"]  # neither holds: the last that did
    assert on(date(2020, 1, 1), "Akmola") == ["old"]


def test_two_concepts_with_one_abbreviation_follow_the_article() -> None:
    matcher = Matcher(
        [
            Concept("a", Kind.ORGANISATION, {"en": Renderings(("Arab League",), (), ("AL",))}),
            Concept("b", Kind.ORGANISATION, {"en": Renderings(("Awami League",), (), ("AL",))}),
        ],
        "en",
    )
    found = matcher.match_all(["AL", "Awami League", "AL", "Arab League", "AL"])
    assert [match.concept.id for matches in found for match in matches] == ["a", "b", "b", "a", "a"]


# ---------------------------------------------------------------------------------------------- speed


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "Xi Jinping " + "Tang " * 40_000,
        "SCO" * 70_000,
        "SCO/" * 50_000,
        "'" * 200_000,
        "x'x" * 70_000,
        " \u00a0" * 100_000,
        "e\u0301" * 100_000,
        "Mexico " * 30_000,
        "free-trade " * 20_000,
        "SCO \n" * 40_000,
    ],
)
def test_time_is_linear_in_hostile_text(text: str) -> None:
    began = time.process_time()
    PEOPLE.match(text)
    assert time.process_time() - began < 4


def test_hits_are_those_of_a_regular_expression() -> None:
    chance = random.Random(5)
    words = ["Ta", "Ta-Lo", "Lo", "Mir", "sha", "Sha", "to", "O'Lo", "Ta's", "Lo,", "(Mir)", "Ta.", "mir"]
    names = [" ".join(chance.choices(["Ta", "Lo", "Mir", "Sha", "Ta-Lo"], k=k)) for k in (1, 1, 2, 2, 3, 4)]
    names = sorted(set(names))
    matcher = Matcher([_concept(f"c{i}", Kind.KEEP, name) for i, name in enumerate(names)], "en")
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?<!\w')(?:{'|'.join(longest)})(?!\w)")
    for _ in range(300):
        text = " ".join(chance.choices(words, k=12))
        expected = [found.span() for found in pattern.finditer(text)]
        assert [(match.start, match.end) for match in matcher.match(text)] == expected, text


def test_a_match_is_the_dataclass_that_it_would_be() -> None:
    (match,) = MATCHER.match("in Chongqing")
    assert match == Match(CONCEPTS[4], 3, 12, "Chongqing")


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("The Vice President of China spoke.", True),
        ("the vice-president of China", True),
        ("Deputy President of China", True),
        ("The President of China spoke.", False),
        ("the former President of China", False),
        ("Not the vice mayor but the President of China", False),
    ],
)
def test_a_vice_president_is_no_president(text: str, inside: bool) -> None:
    president = _concept("president", Kind.OFFICE, "President of China")
    assert [match.inside for match in Matcher([president], "en").match(text)] == [inside]
