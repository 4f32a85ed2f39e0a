import re
import string
from datetime import date
from importlib.resources import files

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.languages import known_tags
from workflow.publishers.wording import long_date, og_locale, wording

KEYS = {
    "skip",
    "languages",
    "articles",
    "original",
    "published",
    "draft",
    "draft_title",
    "draft_note",
    "machine_passage",
    "source_passage",
    "archive",
    "tags",
    "all_of_year",
    "older",
    "newer",
    "undated",
    "all_languages",
    "available",
    "not_available",
    "machine_label",
    "converted",
    "translated_by",
    "reviewed_by",
    "written_by",
    "correction",
    "earlier_version",
    "updating",
    "withdrawn",
}
FIELD = re.compile(r"\{\w+\}")
DAY = date(2018, 2, 24)


@settings(deadline=None)
@given(st.dates(), st.sampled_from([*known_tags(), "uz-Cyrl", "kk-Latn", "pt-BR", "xx-YY"]))
def test_a_date_names_its_day_and_year_in_the_digits_of_the_press(day: date, tag: str) -> None:
    text = long_date(day, tag)
    digits = str.maketrans(string.digits, "۰۱۲۳۴۵۶۷۸۹" if tag == "fa" else string.digits)
    assert str(day.day).translate(digits) in text
    assert str(day.year).translate(digits) in text
    assert all(character in map(chr, digits.values()) for character in text if character.isdigit())


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "24 February 2018"),
        ("ru", "24 февраля 2018\u202fг."),
        ("zh", "2018年2月24日"),
        ("hi", "24 फ़रवरी 2018"),
        ("ur", "24 فروری، 2018"),
        ("fa", "۲۴ فوریه ۲۰۱۸"),
        ("tg", "24 феврали 2018"),
        ("uz", "2018-yil 24-fevral"),
        ("uz-Cyrl", "2018 йил 24 февраль"),
        ("zh-Hant", "2018年2月24日"),
        ("xx", "2018-02-24"),
        ("not a tag", "2018-02-24"),
    ],
)
def test_long_date(tag: str, expected: str) -> None:
    assert long_date(DAY, tag).replace("\u00a0", "\u202f") == expected


@pytest.mark.parametrize("tag", known_tags())
def test_every_language_has_all_words(tag: str) -> None:
    words = wording(tag)
    assert set(words) == KEYS
    assert all(text.strip() for text in words.values())
    for key, text in wording(
        "en"
    ).items():  # a missing field would leave out a name, a strange one show itself
        assert sorted(FIELD.findall(words[key])) == sorted(FIELD.findall(text))
    if tag != "en":
        untranslated = [key for key, text in words.items() if text == wording("en")[key]]
        assert untranslated == []


@pytest.mark.parametrize("tag", known_tags())
def test_catalogues_have_the_same_entries_and_no_fuzzy_one(tag: str) -> None:
    def read(name: str) -> polib.POFile:
        return polib.pofile(
            (files("workflow.publishers") / "strings" / f"{name}.po").read_text(encoding="utf-8")
        )

    found, english = read(tag), read("en")
    assert [(entry.comment, entry.msgid) for entry in found] == [
        (entry.comment, entry.msgid) for entry in english
    ]
    assert not any(entry.fuzzy for entry in found)


def test_a_language_without_a_catalogue_gets_english() -> None:
    assert wording("xx") == wording("en")


def test_a_word_that_is_missing_or_fuzzy_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    english, russian = polib.POFile(), polib.POFile()
    for key, translation in (("a", "А"), ("b", ""), ("c", "Ц")):
        english.append(polib.POEntry(msgid=f"word {key}", msgstr=f"word {key}", comment=key))
        flags = ["fuzzy"] if key == "c" else []
        russian.append(polib.POEntry(msgid=f"word {key}", msgstr=translation, comment=key, flags=flags))
    monkeypatch.setattr("workflow.publishers.wording._entries", {"en": english, "ru": russian}.__getitem__)
    assert dict(wording.__wrapped__("ru")) == {"a": "А", "b": "word b", "c": "word c"}


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en_US"),
        ("ru", "ru_RU"),
        ("zh", "zh_CN"),
        ("zh-Hant", "zh_TW"),
        ("ur", "ur_PK"),
        ("uz-Cyrl", "uz_UZ"),
        ("pt-BR", "pt_BR"),
        ("xx-YY", "xx_YY"),
    ],
)
def test_og_locale(tag: str, expected: str) -> None:
    assert og_locale(tag) == expected
