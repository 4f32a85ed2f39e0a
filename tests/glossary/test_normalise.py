"""Normalising keeps the way back to the original; folding twice is folding once."""

from __future__ import annotations

import re
import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.glossary.normalise import _changing, fold, fold_with_offsets, normalise

LANGUAGES = ("ru", "zh", "hi", "ur", "fa", "kk", "ky", "tg", "uz", "be", "en")

# Characters that normalising or folding treats, and combining marks that compose with them.
_TRICKY = (
    "aeiAZz 0,.-–—‑'’ʻʼ`´\"“«»"
    "\u00a0\u202f\u2009\t\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
    "\u0300\u0301\u0306\u0308\u0327\u0338"
    "еёЁийїіўяКкґ\u0456"
    "كکيىیئأإآاهەۀةوؤـ\u064b\u064e\u0652\u0653\u0654\u0655\u0670"
    "हिन्दीज़क़ड़ऩँंः\u093c"
    "重庆。·・•"
    "\ud800\x00\U0001f600"
)
texts = st.one_of(st.text(st.sampled_from(_TRICKY), max_size=12), st.text(max_size=20))


@given(texts)
@example("e\u0301")
@example("Kazan\u00ad!")
def test_offsets_lead_back_to_the_original(text: str) -> None:
    result = normalise(text)
    assert len(result.offsets) == len(result.text) + 1
    assert list(result.offsets) == sorted(result.offsets)
    assert result.offsets[-1] == len(text)
    for start in range(len(result.text)):
        for end in range(start + 1, len(result.text) + 1):
            left, right = result.span(start, end)
            assert 0 <= left < right <= len(text)


@given(texts)
def test_every_normalised_letter_comes_from_its_offset(text: str) -> None:
    result = normalise(text)
    for position, char in enumerate(result.text):
        # A letter with several marks may compose otherwise than it was written: it is one with them.
        alone = result.offsets.count(result.offsets[position]) == 1
        if char.isalnum() and alone:
            start, end = result.span(position, position + 1)
            assert normalise(text[start:end]).text == char


@given(texts)
def test_a_slice_of_the_original_normalises_to_the_slice(text: str) -> None:
    result = normalise(text)
    for start, end in (word.span() for word in re.finditer(r"[^ ]+", result.text)):
        left, right = result.span(start, end)
        assert normalise(text[left:right]).text.strip() == result.text[start:end].strip()


@given(texts)
@example("e\u200d\u0301")
@example("O`zbek")
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once


def _slowly(text: str) -> tuple[str, list[int]]:
    """The same by hand, a base letter with its marks at a time."""
    chars: list[str] = []
    offsets: list[int] = []
    clusters: list[tuple[int, str]] = []
    for index, char in enumerate(text):
        if unicodedata.category(char) == "Cf" and char in "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f":
            continue
        if clusters and unicodedata.combining(char):
            clusters[-1] = (clusters[-1][0], clusters[-1][1] + char)
        else:
            clusters.append((index, char))
    for start, cluster in clusters:
        rest = cluster
        if cluster[0].isspace():
            rest = cluster[1:]
            if not chars or chars[-1] != " ":
                chars.append(" ")
                offsets.append(start)
        for char in unicodedata.normalize("NFC", rest):
            chars.append({"’": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'"}.get(char, char))
            chars[-1] = {"‑": "-", "–": "-", "—": "-", "«": '"', "»": '"', "“": '"'}.get(chars[-1], chars[-1])
            offsets.append(start)
    return "".join(chars), [*offsets, len(text)]


@given(texts=st.lists(st.sampled_from([*_TRICKY, "a", "b", "  ", " "]), max_size=12).map("".join))
@example(texts=" \u00a0\u0301a")
@example(texts="a\u00ad \u200b b")
@example(texts="\u1112\u1161\u11ab")
def test_the_fast_ways_give_what_the_slow_one_gives(texts: str) -> None:
    text, offsets = _slowly(texts)
    result = normalise(texts)
    assert result.text == text
    if all(not unicodedata.combining(char) for char in texts):
        assert list(result.offsets) == offsets


@pytest.mark.parametrize("piece", ["a ", " ", "e\u0301", "a\u00ad", " \u00a0", "\u00ad", "é  "])
def test_time_is_linear(piece: str) -> None:
    began = time.process_time()
    normalise(piece * 100_000)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=texts)
@example(text="е\u0301\u0308")
@example(text="ё\u0308")
@example(text="ا\u0640\u0654")
@example(text="ه\u200d\u0654")
@example(text="अँ\u093c")
def test_folding_twice_changes_nothing(language: str, text: str) -> None:
    once = fold(text, language)
    assert fold(once, language) == once


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=texts)
def test_composed_and_decomposed_fold_alike(language: str, text: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert fold(composed, language) == fold(decomposed, language)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Tang\u00a0Liangzhi", "Tang Liangzhi"),
        ("Tang \n Liangzhi", "Tang Liangzhi"),
        ("free\u2011trade", "free-trade"),
        ("country’s", "country's"),
        ("“SCO family”", '"SCO family"'),
        ("Chong\u00adqing", "Chongqing"),
        ("\ufeffSCO", "SCO"),
        ("O`zbekiston", "O'zbekiston"),
        ("Oʻzbekiston", "O'zbekiston"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_normal_forms(text: str, normal: str) -> None:
    assert normalise(text).text == normal


SAME = [
    ("ru", "самолёт", "самолет"),
    ("ru", "за\u0301мок", "замок"),
    ("be", "сям’я", "сям'я"),
    ("be", "сямʼя", "сям'я"),
    ("hi", "कज़ान", "कजान"),
    ("hi", "क\u095bान", "कज़ान"),
    ("hi", "चाँद", "चांद"),
    ("hi", "क्\u200dष", "क्ष"),
    ("ur", "شاہراہِ ریشم", "شاہراہ ریشم"),
    ("ur", "علي", "علی"),
    ("fa", "كازان", "کازان"),
    ("fa", "لیانگ‌ژی", "لیانگ ژی"),
    ("fa", "جادۀ ابریشم", "جاده ابریشم"),
    ("fa", "خانهٔ", "خانه"),
    ("uz", "Yo‘ldoshev", "Yoʻldoshev"),
    ("uz", "Yo'ldoshev", "Yo`ldoshev"),
    ("zh", "拉希德・阿利莫夫", "拉希德·阿利莫夫"),
    ("kk", "Бір белдеу – бір жол", "Бір белдеу — бір жол"),
    ("hi", "लन्दन", "लंदन"),
    ("hi", "सम्बन्ध", "संबंध"),
    ("ur", "انڈونیشیاء", "انڈونیشیا"),
    ("be", "Еўрасаюз (ЕC)", "Еўрасаюз (ЕС)"),
]


@pytest.mark.parametrize(("language", "one", "other"), SAME)
def test_spellings_that_readers_take_as_the_same(language: str, one: str, other: str) -> None:
    assert fold(one, language) == fold(other, language)


DIFFERENT = [
    ("ru", "мир", "мор"),
    ("ru", "мой", "мои"),
    ("kk", "Қазан", "Казан"),
    ("tg", "Йӯлдошев", "Йулдошев"),
    ("be", "ўзор", "узор"),
    ("ur", "تانگ", "تھانگ"),
    ("fa", "آنا", "انا"),
    ("uz", "Qozon", "Kozon"),
    ("zh", "唐良智", "唐良志"),
    ("hi", "चीन", "चिन"),
]


@pytest.mark.parametrize(("language", "one", "other"), DIFFERENT)
def test_letters_that_differ_stay_different(language: str, one: str, other: str) -> None:
    assert fold(one, language) != fold(other, language)


@pytest.mark.parametrize("language", LANGUAGES)
@given(text=texts)
@example(text="क\u200dन्\u0940")
@example(text="ـ\u0654  ـ")
def test_offsets_of_folded_text_lead_back(language: str, text: str) -> None:
    result = fold_with_offsets(text, language)
    assert result.text == fold(text, language)
    assert len(result.offsets) == len(result.text) + 1
    assert list(result.offsets) == sorted(result.offsets)
    assert result.offsets[-1] == len(text)
    for start in range(len(result.text)):
        left, right = result.span(start, start + 1)
        assert 0 <= left < right <= len(text)


@pytest.mark.parametrize(
    ("language", "text", "word", "original"),
    [
        ("ru", "в\u00a0\u00a0Само\u0301л\u00adёте.", "Самолете", "Само\u0301л\u00adёте"),
        ("hi", "यह कज़ान है", "कजान", "कज़ान"),
        ("hi", "शहर लन्दन में", "लंदन", "लन्दन"),
        ("ur", "میں انڈونیشیاء کا", "انڈونیشیا", "انڈونیشیاء"),
        ("fa", "در\u200cلیانگ\u200cژی،", "لیانگ ژی", "لیانگ\u200cژی"),
        ("uz", "«Yoʻldoshev»", "Yo'ldoshev", "Yoʻldoshev"),
        ("be", "у ЕC і", "ЕС", "ЕC"),
    ],
)
def test_a_folded_word_is_cut_out_as_it_was_written(
    language: str, text: str, word: str, original: str
) -> None:
    result = fold_with_offsets(text, language)
    start = result.text.index(word)
    left, right = result.span(start, start + len(word))
    assert text[left:right] == original


def test_latin_words_with_a_cyrillic_ending_stay_latin() -> None:
    for text in ("WTOның", "COPтың", "Huaweiдин", "CAPEда", "IT-ге"):
        assert fold(text, "kk") == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_that_are_said_to_stay_do(language: str) -> None:
    changing = _changing(language)
    stay = [char for char in map(chr, range(0x10000)) if not changing.match(char)]
    assert len(stay) > 90
    assert [char for char in stay if fold(f"a{char}b", language) != f"a{char}b"] == []
    assert [char for char in stay if fold(f"क{char}", language) != f"क{char}"] == []


MARKS = ["\u0301\u0327", "\u0344\u0315", "\u093c\u094d", "\u0654\u064b"]


@pytest.mark.parametrize("marks", MARKS)
def test_more_marks_than_any_spelling_has_are_cut_off_in_linear_time(marks: str) -> None:
    text = "а" + marks * 30_000 + "б"
    begun = time.process_time()
    plain = normalise(text)
    assert time.process_time() - begun < 2
    assert len(plain.text) < 50
    assert plain.text[-1] == "б"
    assert plain.span(len(plain.text) - 1, len(plain.text)) == (len(text) - 1, len(text))
    assert normalise(plain.text).text == plain.text
    for language in ("ru", "hi", "ur", "zh"):
        begun = time.process_time()
        folded = fold(text, language)
        assert time.process_time() - begun < 2
        assert len(folded) < 50
        assert fold(folded, language) == folded


def test_thirty_marks_stay() -> None:
    text = "\u0301" + "q" + "\u0327\u0301" * 15
    assert len(normalise(text).text) == len(text)
