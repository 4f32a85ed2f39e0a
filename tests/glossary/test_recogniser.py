"""A row of parts finds what a regular expression of the same parts finds, and finds it where that does."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.glossary.acceptors import acceptor, adjectives, exactly, loosely
from workflow.glossary.hits import Text, is_letter, small
from workflow.glossary.normalise import LETTER, fold
from workflow.glossary.recogniser import (
    NOWHERE,
    Chain,
    Either,
    Ending,
    Gap,
    Letters,
    Part,
    Recogniser,
    Row,
)

# ---------------------------------------------------------------- the same parts as a regular expression


def _one_of(options: frozenset[str]) -> str:
    return "|".join(map(re.escape, sorted(options, key=len, reverse=True)))


def _pattern(part: Part) -> str:
    if isinstance(part, Letters):
        letters = re.escape(part.letters)
        if part.layer in ("spaced", "open"):
            letters = letters.replace(r"\ ", r"[\s\-]")
        return f"(?i:{letters})" if part.layer in ("spaced", "lowered") else letters
    if isinstance(part, Ending):
        return f"(?i:{_one_of(part.endings)}){'?' if part.bare else ''}"
    if isinstance(part, Chain):
        mark = f"[{re.escape(part.separators)}]?" if part.separators else ""
        chain = f"(?:{mark}(?:{_one_of(part.suffixes)})){{{part.least},{part.most}}}"
        return f"(?i:{chain})" if part.layer == "lowered" else chain
    if isinstance(part, Gap):
        between = r"[\s\-]" if part.layer == "spaced" else r"\s"
        return f"{between}{{{part.least},{'' if part.most is None else part.most}}}"
    assert isinstance(part, Either | Row)
    if isinstance(part, Row):
        return "".join(map(_pattern, part.parts))
    return f"(?:{'|'.join(map(_pattern, part.parts))})"


def _compiled(name: Recogniser) -> re.Pattern[str]:
    assert name.row is not None
    return re.compile(f"(?<!{LETTER})(?:{_pattern(name.row)})(?!{LETTER})")


# What a text may be made of: names in all languages that divide words, endings, and what stands between.
_NAMES = {
    "ru": ["Нью-Йорк", "Северная Корея", "посол", "Москва", "ШОС", "саммит ШОС", "Ростов-на-Дону"],
    "be": ["Паўночная Карэя", "Самарканд", "ШАС", "Масква", "сям'я ШАС"],
    "kk": ["Қытай", "ШЫҰ саммиті", "Нью-Йорк", "Қазан"],
    "uz": ["ShHT", "Baxtiyor Yo'ldoshev", "Iroq", "Nyu-York"],
    "tg": ["Осиёи Марказӣ", "СҲШ", "Чин"],
    "hi": ["मेला", "रेशम मार्ग", "यात्रा"],
    "fa": ["چونگ\u200cچینگ", "منطقه آزاد", "دانشگاه"],
}
_TAILS = {
    "ru": ["а", "ой", "ского", "ская", "о", "ий"],
    "be": ["а", "дзе", "скага", "аў", "а-"],
    "kk": ["ның", "лар", "ға", "н", "лық"],
    "uz": ["lar", "ning", "ga", "i", "lik"],
    "tg": ["ро", "и", "ҳо", "он"],
    "hi": ["ों", "े", "ओं"],
    "fa": ["ها", "ی", "ان"],
}
_BETWEEN = ["", "", " ", " ", "-", " - ", "'", ", ", "x"]


@pytest.mark.parametrize("language", sorted(_NAMES))
@given(data=st.data())
def test_it_finds_what_a_regular_expression_finds(language: str, data: st.DataObject) -> None:
    names = _NAMES[language]
    rendering = data.draw(st.sampled_from(names))
    words = [word for name in names for word in fold(name, language).split()]
    changed = st.sampled_from(words).flatmap(
        lambda word: st.sampled_from(
            [word, word, word.lower(), word.upper(), word[:-1], word[:-2] + word[-1]]
        )
    )
    pieces = st.one_of(changed, st.sampled_from(_TAILS[language]), st.sampled_from(_BETWEEN))
    text = "".join(data.draw(st.lists(pieces, max_size=12)))
    for make in (acceptor, adjectives, exactly, loosely):
        name = make(rendering, language)
        if name is not NOWHERE:
            pattern = _compiled(name)
            assert name.spans(Text(text)) == [hit.span() for hit in pattern.finditer(text)]
            assert name.is_all_of(Text(text)) is (pattern.fullmatch(text) is not None)


_A = Ending(frozenset({"a", "ab"}), bare=True)
_AB = Chain(frozenset({"a", "b", "ab", "ba"}), "-", 0, 3)


@given(
    st.text(alphabet="aAbB- ", max_size=14), st.sampled_from([(), (_A,), (_AB,), (_A, Gap()), (Gap(0, 1),)])
)
def test_it_tries_every_way_as_a_regular_expression_does(text: str, middle: tuple[Part, ...]) -> None:
    last = Either((Letters("ba"), Letters("Ab", "folded"), Row((Letters("b"), _AB, Letters("a")))))
    name = Recogniser([Letters("a"), *middle, last])
    assert name.spans(Text(text)) == [hit.span() for hit in _compiled(name).finditer(text)]


# ------------------------------------------------------------------------------------------------ edges


def test_letters_are_what_the_pattern_of_letters_says() -> None:
    pattern = re.compile(LETTER)
    wrong = [
        char for char in map(chr, range(sys.maxunicode)) if is_letter(char) is not bool(pattern.match(char))
    ]
    assert wrong == []
    assert not is_letter("")


@given(st.text())
def test_small_letters_stay_in_their_places(text: str) -> None:
    assert len(small(text)) == len(text)
    assert len(small("İstanbul ΣΑΣ")) == len("İstanbul ΣΑΣ")


def test_no_parts_stand_nowhere() -> None:
    assert NOWHERE.spans(Text("")) == []
    assert NOWHERE.spans(Text("anything")) == []
    assert not NOWHERE.is_all_of(Text(""))


def test_a_name_of_many_words_needs_no_deep_stack() -> None:
    name = acceptor(" ".join(["Алимов"] * 3000), "ru")
    text = Text(" ".join(["Алимова"] * 3000))
    assert name.spans(text) == [(0, len(text.folded))]


def test_endings_of_a_hostile_text_are_cut_up_once() -> None:
    chain = Chain(frozenset({"н", "нн", "ннн"}), "-", 0, 4)
    ends = list(chain.within("-н" * 5000, 0))
    assert len(ends) == len(set(ends)) == 5
    assert ends[0] == 8
