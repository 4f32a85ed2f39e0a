"""Changed sentences: what is recognised, and when the old translation is no more than a candidate."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.catalogue import change as module
from workflow.catalogue.change import Change, Old, differences, find_changes

OLD = [
    "The mayor met the ambassadors.",
    "Trade with the region grew by 7 % in 2018.",
    "The two sides will sign an agreement on transport.",
    "He praised the schools of the city. The guests visited three of them.",
    "The weather was fine.",
    "The talks were frank.",
    "They were also useful to both sides.",
]


def _changes(
    new: list[str], old: list[str] = OLD
) -> list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    gone = [Old(text, place) for place, text in enumerate(old) if text not in new]
    fresh = [place for place, text in enumerate(new) if text not in old]
    return [
        (tuple(gone[index].text for index in each.old), tuple(new[place] for place in each.new), each.reasons)
        for each in find_changes(gone, new, fresh, "en")
    ]


def test_nothing_changed() -> None:
    assert _changes(OLD) == []
    assert _changes(OLD[::-1]) == []
    assert _changes([]) == []


def test_a_changed_sentence_wherever_it_went() -> None:
    new = [*OLD[1:], "The mayor met all the ambassadors."]
    assert _changes(new) == [((OLD[0],), (new[-1],), ())]


def test_a_sentence_with_little_in_common_is_new() -> None:
    assert _changes([*OLD[:4], "It was raining all day long.", *OLD[5:]]) == []


def test_one_became_two() -> None:
    parts = ("He praised the schools of the city.", "The guests visited three of them.")
    assert _changes([*OLD[:3], *parts, *OLD[4:]]) == [((OLD[3],), parts, ())]


def test_two_became_one() -> None:
    whole = "The talks were frank. They were also useful to both sides."
    assert _changes([*OLD[:5], whole]) == [((OLD[5], OLD[6]), (whole,), ())]


def test_two_became_one_with_other_words_between() -> None:
    whole = "The talks were frank and they were also useful to both sides."
    assert _changes([*OLD[:5], whole]) == [((OLD[5], OLD[6]), (whole,), ())]


def test_the_nearest_of_two_alike_wins() -> None:
    old = ["The mayor praised the schools.", "The mayor praised the roads."]
    new = ["The mayor praised the old schools.", "The mayor praised the old roads."]
    assert [(each[0], each[1]) for each in _changes(new, old)] == [
        ((old[0],), (new[0],)),
        ((old[1],), (new[1],)),
    ]


def test_a_sentence_in_its_old_place_may_differ_more() -> None:
    old = ["One.", "The guests left the hall.", "Three."]
    new = ["One.", "The guests left in good time.", "Three."]
    gone = [Old(old[1], 1)]
    assert find_changes(gone, new, [1], "en") == []
    (found,) = find_changes(gone, new, [1], "en", same_place=lambda before, now: before == now)
    assert found.new == (1,)
    assert 60 <= found.score < 75


@pytest.mark.parametrize(
    ("old", "new", "reasons"),
    [
        ("He will sign it.", "He will not sign it.", ["negation"]),
        ("He will sign it.", "He won't sign it.", ["negation"]),
        ("He won’t sign it.", "He won't sign it.", []),
        ("He will never sign it.", "He will sign it.", ["negation"]),
        ("He has no doubt.", "He has doubt.", ["negation"]),
        ("He can't go.", "He cannot go.", []),
        ("It has 67 schools.", "It has 76 schools.", ["number"]),
        ("It has 8,000 schools.", "It has 8 000 schools.", []),
        ("It has two schools.", "It has three schools.", ["number"]),
        ("It has ٦٧ schools.", "It has 67 schools.", []),
        ("He met Tang Liangzhi.", "He met Rashid Alimov.", ["name"]),
        ("He met the mayor.", "He met Mayor Tang.", ["name"]),
        ("Tang came.", "Yesterday Tang came.", []),
        ("Then they left.", "They left.", []),
        ("It rained. They left.", "It rained. So they left.", []),
        ("I think so.", "You think so.", []),
        ("", "", []),
        ("It grew by 1.5 percent.", "It grew by 15 percent.", ["number"]),
        ("It grew by 1.5 percent.", "It grew by 1,5 percent.", []),
        ("It was 5 degrees.", "It was -5 degrees.", ["number"]),
        ("It was \u22125 degrees.", "It was -5 degrees.", ["number"]),
        ("It grew by ½.", "It grew by ¼.", ["number"]),
        ("The years 2018-2019.", "The years 2018–2019.", []),
        ("Moscow hosted the summit.", "Beijing hosted the summit.", ["name"]),
        ("Monday will be busy.", "Tuesday will be busy.", ["name"]),
        ("The deal is lawful.", "The deal is unlawful.", ["negation"]),
        ("They agreed on it.", "They disagreed on it.", ["negation"]),
        ("It is possible.", "It is impossible.", ["negation"]),
        ("They went to the hall.", "They went into the hall.", []),
        ("He will sign two.", "Alimov will not sign three in Kazan.", ["number", "negation", "name"]),
    ],
)
def test_what_must_not_be_got_wrong(old: str, new: str, reasons: list[str]) -> None:
    assert list(differences(old, new, "en")) == reasons
    assert list(differences(new, old, "en")) == reasons


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("ru", "Мэр подписал соглашение.", "Мэр не подписал соглашение."),
        ("be", "Мэр падпісаў пагадненне.", "Мэр не падпісаў пагадненне."),
        ("zh", "市长签署了协议。", "市长没有签署协议。"),
        ("hi", "वे आएंगे।", "वे नहीं आएंगे।"),
        ("ur", "وہ آئیں گے۔", "وہ نہیں آئیں گے۔"),
        ("fa", "این کافی است.", "این کافی نیست."),
        ("kk", "Бұл жаңалық.", "Бұл жаңалық емес."),
        ("ky", "Бул жаңылык.", "Бул жаңылык эмес."),
        ("tg", "Ин кофист.", "Ин коф нест."),
        ("uz", "Bu yangilik.", "Bu yangilik emas."),
        ("ru", "Мэр согласен с этим.", "Мэр несогласен с этим."),
        ("be", "Гэта важна.", "Гэта няважна."),
        ("zh", "市长同意。", "市长拒绝同意。"),
        ("fa", "او به کازان می\u200cرود.", "او به کازان نمی\u200cرود."),
        ("fa", "او آمد.", "او نیامد."),
        ("kk", "Мэр келісімге қол қойды.", "Мэр келісімге қол қоймады."),
        ("kk", "Мэр ертең келеді.", "Мэр ертең келмейді."),
        ("ky", "Мэр келди.", "Мэр келбеди."),
        ("tg", "Ӯ ба шаҳр меравад.", "Ӯ ба шаҳр намеравад."),
        ("uz", "Shahar hokimi imzoladi.", "Shahar hokimi imzolamadi."),
    ],
)
def test_denials_of_every_language(language: str, old: str, new: str) -> None:
    assert "negation" in differences(old, new, language)


def test_a_month_of_a_language_that_counts_them() -> None:
    assert list(differences("会议于5月3日举行。", "会议于6月3日举行。", "zh")) == ["number"]


def test_an_article_knows_its_names() -> None:
    """A name that begins a sentence is found if it stands within another one; a headline's words are none."""
    rest = ["Guests Praise The City.", "They came to Kazan.", "The guests praise it."]
    old, new = "Kazan was the host again.", "The city was the host again."
    (found,) = find_changes([Old(old, 0)], [new, *rest], [0], "en", openers=frozenset({"The"}))
    assert found.reasons == ("name",)
    old, new = "Guests from the city were glad.", "All from the city were glad."
    (found,) = find_changes([Old(old, 0)], [new, *rest], [0], "en", openers=frozenset({"All"}))
    assert found.reasons == ()


def test_names_of_the_glossary() -> None:
    def names(text: str) -> list[str]:
        return ["sco"] if "organisation" in text else []

    old, new = "They like the organisation.", "They like the organization."
    assert list(differences(old, new, "en")) == []
    assert list(differences(old, new, "en", names)) == ["name"]


def test_a_book_rewritten_is_compared_with_its_neighbourhood(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WINDOW", 20)
    old = [
        f"Sentence {'abcdefghij'[n % 10] * 9} of the old book, part {'klmnopqrst'[n // 10] * 9}."
        for n in range(60)
    ]
    new = [text.replace("old", "new") for text in old]
    found = find_changes([Old(text, n) for n, text in enumerate(old)], new, range(60), "en")
    assert [(each.old, each.new) for each in found] == [((n,), (n,)) for n in range(60)]


def test_a_joined_sentence_in_a_rewritten_book(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WINDOW", 20)
    old = [f"Part {chr(97 + n % 26) * 9} of {chr(97 + n // 26) * 9} is the whole of it." for n in range(60)]
    new = [text.replace("whole", "sum") for text in old]
    new[30:32] = [f"{new[30]} {new[31]}"]
    found = find_changes([Old(text, n) for n, text in enumerate(old)], new, range(59), "en")
    assert [(each.old, each.new) for each in found if len(each.old) > 1] == [((30, 31), (30,))]
    assert len(found) == 59


def test_a_rewritten_article_is_compared_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """And not pair by pair, joined ones too, which takes a quarter of an hour for ten thousand sentences."""
    calls = 0
    folded = module._folded

    def counted(text: str) -> str:
        nonlocal calls
        calls += 1
        return folded(text)

    monkeypatch.setattr(module, "_folded", counted)
    old = [
        f"{chr(97 + n % 26) * 5} {chr(97 + n // 26) * 5} {chr(97 + n % 7) * 5} said it." for n in range(80)
    ]
    new = [text.replace("it", "that") for text in old]
    find_changes([Old(text, n) for n, text in enumerate(old)], new, range(80), "en")
    assert calls <= 10 * len(old)


_WORDS = st.sampled_from(
    ["The", "mayor", "did", "not", "sign", "two", "7", "Kazan.", "agreements", "市长", "\u200f", "."]
)
_TEXTS = st.lists(st.lists(_WORDS, min_size=1, max_size=6).map(" ".join), max_size=6)


@given(_TEXTS, _TEXTS, st.sampled_from(["en", "zh", "ru"]))
@settings(max_examples=150)
def test_no_sentence_is_in_two_changes(old: list[str], new: list[str], language: str) -> None:
    gone = [Old(text, place) for place, text in enumerate(old)]
    found = find_changes(gone, new, range(len(new)), language)
    for side in ("old", "new"):
        places = [place for each in found for place in getattr(each, side)]
        assert len(places) == len(set(places))
    for each in found:
        assert 60 <= each.score <= 100
        assert len(each.old) == 1 or len(each.new) == 1
        assert list(each.old) == sorted(each.old)
    assert found == find_changes(gone, new, range(len(new)), language)
    assert all(isinstance(each, Change) for each in found)
