"""``[doublewords]``: a word twice by mistake, and words that languages double."""

from __future__ import annotations

import pytest
from support_checks import asked, mended, said
from support_texts import LANGUAGES, SOURCE, TEXTS

from workflow.checks.doublewords import check_doublewords

GOOD = [
    *((language, SOURCE, TEXTS[language]) for language in LANGUAGES),
    ("ru", "very very big", "очень очень большой"),
    ("ru", "Duran Duran came", "Приехали Duran Duran"),
    ("ru", "it is that, that", "это то, то"),
    ("hi", "slowly", "धीरे धीरे"),
    ("hi", "different", "अलग अलग"),
    ("ur", "slowly", "آہستہ آہستہ"),
    ("ur", "he was with me, and I saw it", "اس بارے میں میں نے سوچا"),
    ("fa", "a few", "چند چند"),
    ("kk", "gradually", "бара бара"),
    ("ky", "again and again", "кайра кайра"),
    ("uz", "slowly", "sekin sekin"),
    ("tg", "slowly", "оҳиста оҳиста"),
    ("zh", "take a look", "看看"),
    ("zh", "really", "的的确确"),
    ("ru", "he had had it", "он его его имел"),  # the source does so
    ("ru", "5 5", "5 5 — —"),
    ("de", "x", "das das"),
]
# What is found, and what the fix leaves.
BAD = [
    ("ru", "Он был в в городе.", "error: “в” stands there twice", "Он был в городе."),
    ("be", "Ён быў у\u00a0у горадзе.", "error: “у” stands there twice", "Ён быў у горадзе."),
    ("hi", "शहर के के पास", "error: “के” stands there twice", "शहर के पास"),
    ("ur", "شہر کے کے پاس", "error: “کے” stands there twice", "شہر کے پاس"),
    ("fa", "او در در شهر است", "error: “در” stands there twice", "او در شهر است"),
    ("kk", "қала және және ауыл", "error: “және” stands there twice", "қала және ауыл"),
    ("ky", "шаар менен менен айыл", "error: “менен” stands there twice", "шаар менен айыл"),
    ("tg", "шаҳр ва ва деҳа", "error: “ва” stands there twice", "шаҳр ва деҳа"),
    ("uz", "shahar bilan bilan qishloq", "error: “bilan” stands there twice", "shahar bilan qishloq"),
    ("ru", "Открыт новый мост мост.", "warning: “мост” stands there twice", ""),
    ("ru", "Новый мост мост открыт.", "warning: “мост” stands there twice", "Новый мост мост открыт."),
    ("kk", "жаңа қызметтің қызметтің ашылуы", "warning: “қызметтің” stands there twice", ""),
    ("zh", "我们我们知道", "warning: “我们” stands there twice", "我们我们知道"),
]


@pytest.mark.parametrize(("language", "source", "target"), GOOD)
def test_good_pairs(language: str, source: str, target: str) -> None:
    assert said(check_doublewords, language, source, target) == []


@pytest.mark.parametrize(("language", "target", "expected", "fixed"), BAD)
def test_bad_pairs(language: str, target: str, expected: str, fixed: str) -> None:
    assert said(check_doublewords, language, "a source", target) == [expected]
    assert mended(check_doublewords, language, "a source", target) == (fixed or target)


def test_the_place_is_shown() -> None:
    (finding,) = asked(check_doublewords, "ru", "a source", "Он был в в городе.")
    assert finding.spans == ((7, 10),)
