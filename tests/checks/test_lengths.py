# ruff: noqa: E501
"""``[short]`` and ``[long]``: lengths, and the signs that go with what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support_checks import asked, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.lengths import (
    FEATURES,
    deviation,
    evidence,
    expected,
    left_out,
    length_of,
    most_left_out,
)
from workflow.checks.long import check_long
from workflow.checks.short import check_short
from workflow.languages import profile

SECOND = (
    "The work cost $40 million, which is more than the council had planned, and the contractor (a local firm) "
    "will pay for the delay."
)
SECONDS = {
    "zh": "工程耗资4000万美元，超出市议会原定计划，承包商（一家本地公司）将为延误付费。",
    "ru": "Работы обошлись в 40 млн долларов, что больше, чем планировал совет, и за задержку заплатит подрядчик (местная фирма).",
    "hi": "काम पर 4 करोड़ डॉलर ख़र्च हुए, जो परिषद की योजना से ज़्यादा है, और देरी का ख़र्च ठेकेदार (एक स्थानीय कंपनी) उठाएगा।",
    "ur": "کام پر 40 ملین ڈالر خرچ ہوئے، جو کونسل کے منصوبے سے زیادہ ہیں، اور تاخیر کا خرچ ٹھیکیدار (ایک مقامی کمپنی) اٹھائے گا۔",
    "fa": "این کار ۴۰ میلیون دلار هزینه داشت، که بیش از برنامهٔ شورا است، و پیمانکار (یک شرکت محلی) هزینهٔ تأخیر را می‌پردازد.",
    "kk": "Жұмыс 40 млн долларға түсті, бұл кеңес жоспарлағаннан көп, ал кешіктіргені үшін мердігер (жергілікті фирма) төлейді.",
    "ky": "Жумуш 40 млн долларга турду, бул кеңеш пландагандан көп, ал эми кечиктиргени үчүн подрядчы (жергиликтүү фирма) төлөйт.",
    "tg": "Корҳо 40 млн доллар арзиш доштанд, ки аз нақшаи шӯро зиёд аст, ва барои таъхир пудратчӣ (ширкати маҳаллӣ) пул медиҳад.",
    "uz": "Ish 40 mln dollarga tushdi, bu kengash rejalashtirganidan koʻp, kechikish uchun esa pudratchi (mahalliy firma) toʻlaydi.",
    "be": "Работы каштавалі 40 млн долараў, што больш, чым планаваў савет, і за затрымку заплаціць падрадчык (мясцовая фірма).",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_quiet(language: str) -> None:
    between = profile(language).sentence_space
    for source, target in (
        (SOURCE, TEXTS[language]),
        (SECOND, SECONDS[language]),
        (f"{SOURCE} {SECOND}", f"{TEXTS[language]}{between}{SECONDS[language]}"),
    ):
        assert said(check_short, language, source, target) == []
        assert said(check_long, language, source, target) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kept", [0, 1])
def test_one_of_two_sentences_is_missed(language: str, kept: int) -> None:
    target = (TEXTS, SECONDS)[kept][language]
    (finding,) = asked(check_short, language, f"{SOURCE} {SECOND}", target)
    assert finding.severity.value == "error"
    assert "a sentence less" in finding.message
    assert finding.spans == ((0, len(target)),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_a_sentence_is_missed(language: str) -> None:
    comma = {"zh": "，", "ur": "،", "fa": "،"}.get(language, ",")
    target = SECONDS[language].split(comma)[0] + profile(language).full_stop
    (finding,) = asked(check_short, language, SECOND, target)
    assert "short" in finding.message
    assert "no brackets" in finding.message


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_is_said_three_times_is_long(language: str) -> None:
    (finding,) = asked(check_long, language, SOURCE, " ".join([TEXTS[language]] * 3))
    assert finding.message == "far longer than a translation of this is"
    assert finding.severity.value in ("error", "warning")


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("zh", "Yes.", "是。"),
        ("ru", "OK", "Ладно"),
        ("hi", "", "क"),
        ("kk", "x", ""),
        ("de", SOURCE, "Nein."),  # nothing is known of its lengths
        ("zh", "The UNESCO list", "联合国教科文组织名录"),
    ],
)
def test_short_sources_and_unknown_languages_are_quiet(language: str, source: str, target: str) -> None:
    assert said(check_short, language, source, target) == []
    assert said(check_long, language, source, target) == []


def test_what_is_missing_counts() -> None:
    english, russian = profile("en"), profile("ru")
    features = evidence(f"{SOURCE} {SECOND}", TEXTS["ru"], english, russian, -1.5)
    found = dict(zip(FEATURES, features, strict=True))
    assert found["sentences"] == 1
    assert found["numbers"] == 1
    assert found["brackets"] == 1
    assert found["quotes"] == 0
    less = (*features[:3], 0.0, *features[4:])
    assert left_out(features) > left_out(less)


@given(
    st.sampled_from(LANGUAGES),
    st.text(alphabet='aB1 .,;:"“”(（)—–?!،。', max_size=60),
    st.text(alphabet='aя1 .,;:"“”(（)—–?!،。一', max_size=60),
    st.floats(-9, 0),
)
def test_no_translation_has_more_left_out_than_its_source_allows(
    language: str, source: str, target: str, z: float
) -> None:
    ours, theirs = profile("en"), profile(language)
    least = left_out(evidence(source, target, ours, theirs, z))
    assert least <= most_left_out(source, ours, z) + 1e-6


def test_abbreviations_end_no_sentence() -> None:
    english, russian = profile("en"), profile("ru")
    text = "Mr. Smith of the U.S. Senate came at 5 p.m. on Friday."
    assert dict(zip(FEATURES, evidence(text, "x", english, russian, 0), strict=True))["sentences"] == 0


def test_latin_letters_weigh_less_in_chinese() -> None:
    assert length_of("abcd", profile("zh")) == 1
    assert length_of("abcd", profile("ru")) == 4


def test_the_expected_length_is_that_of_translations() -> None:
    for language, target in TEXTS.items():
        theirs = profile(language)
        length = expected(SOURCE, profile("en"), theirs)
        assert length is not None
        assert 0.6 < length_of(target, theirs) / length < 1.5
        z = deviation(SOURCE, target, profile("en"), theirs)
        assert z is not None
        assert abs(z) < 2.5
