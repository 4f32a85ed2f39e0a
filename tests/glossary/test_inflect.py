"""Forms by rule, against paradigms that were written by hand (``paradigms/<lang>.txt``)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.glossary.inflect import cases, has_rules, inflect, pluralise
from workflow.glossary.inflect.rulebook import chinese, eastern
from workflow.model import Kind

FOLDER = Path(__file__).with_name("paradigms")
LANGUAGES = ("ru", "be", "kk", "ky", "uz", "tg", "fa", "hi", "ur")
# Rows (name, case, form) that the tables must have at least, the dictionary form not counted.
LEAST = {"ru": 150, "be": 80, "kk": 40, "ky": 40, "uz": 40, "tg": 15, "fa": 15, "hi": 15, "ur": 15}


def _paradigms(language: str) -> list[tuple[str, tuple[str, ...]]]:
    rows = []
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            head, *forms = (cell.strip() for cell in line.split("|"))
            rows.append((head, tuple(forms)))
    return rows


PARADIGMS = [
    pytest.param(language, head, forms, id=f"{language}-{' '.join([*head.split(), forms[0]])}")
    for language in LANGUAGES
    for head, forms in _paradigms(language)
]


@pytest.mark.parametrize(("language", "head", "forms"), PARADIGMS)
def test_paradigm(language: str, head: str, forms: tuple[str, ...]) -> None:
    words = head.split()
    plural = words[0] == "plural"
    words = words[1:] if plural else words
    number = "pl" if words[-1] == "pl" else ""
    gender = words[-1] if words[-1] in ("m", "f") else ""
    kind = Kind(" ".join(word for word in words if word not in ("pl", "m", "f")))
    rendering, *expected = forms if plural else (forms[0], *forms)
    assert len(expected) == len(cases(language)), "a row has a form a case"
    made = (pluralise if plural else inflect)(rendering, language, kind, gender, number)
    assert list(made.items()) == list(zip(cases(language), expected, strict=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_are_large_enough(language: str) -> None:
    rows = sum(len(forms) - 1 for _, forms in _paradigms(language))
    assert rows >= LEAST[language]


def test_languages_without_rules_have_one_form() -> None:
    assert inflect("重庆", "zh", Kind.PLACE) == {"nom": "重庆"}
    assert inflect("Чунцин", "uz-Cyrl", Kind.PLACE) == {"nom": "Чунцин"}
    assert pluralise("重庆市长", "zh", Kind.OFFICE) == {}
    assert [tag for tag in ("zh", "en", "uz-Cyrl", *LANGUAGES) if has_rules(tag)] == list(LANGUAGES)


def test_a_plural_has_no_plural() -> None:
    assert pluralise("министры финансов", "ru", Kind.OFFICE, "", "pl") == {}


def test_a_form_cannot_be_changed_by_who_asked_for_it() -> None:
    with pytest.raises(TypeError):
        inflect("Казань", "ru", Kind.PLACE)["nom"] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "is_eastern"),
    [
        (("Си", "Цзиньпин"), True),
        (("Сі", "Цзіньпін"), True),
        (("Ким", "Чен", "Ын"), True),
        (("Нгуен", "Фу", "Чонг"), True),
        (("Анна", "Соколова"), False),
        (("Ван", "Гог"), False),
        (("Ли", "Харви", "Освальд"), False),
        (("Тан",), False),
    ],
)
def test_names_with_the_family_name_first(words: tuple[str, ...], is_eastern: bool) -> None:
    assert eastern(words) is is_eastern


def test_chinese_syllables() -> None:
    assert chinese("Тяньцзинь")
    assert not chinese("Казань")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_data_file_says_where_its_rules_are_from(language: str) -> None:
    import workflow.glossary.inflect as package

    text = (Path(package.__file__).parent / f"{language}.toml").read_text(encoding="utf-8")
    assert "# Source: " in text
    assert cases(language)[0] == "nom"


# ---------------------------------------------------------------------------------------------------- laws

_TEXT = st.text(
    st.sampled_from("АбвгШСьйия аеоыіқңұө’'-—«»,() ABz ʻ2۰ہاوکं ी\u200c\u0301\n"), min_size=1, max_size=25
)


@pytest.mark.parametrize("language", LANGUAGES)
@given(
    rendering=st.one_of(_TEXT, st.text(min_size=1, max_size=15)),
    kind=st.sampled_from(list(Kind)),
    data=st.data(),
)
def test_anything_has_forms_and_the_first_is_itself(
    language: str, rendering: str, kind: Kind, data: st.DataObject
) -> None:
    gender = data.draw(st.sampled_from(["", "m", "f", "n"]))
    number = data.draw(st.sampled_from(["", "pl"]))
    forms = inflect(rendering, language, kind, gender, number)
    assert tuple(forms) == cases(language)
    assert forms["nom"] == rendering
    assert all(forms.values())
    plural = pluralise(rendering, language, kind, gender, number)
    assert tuple(plural) == (() if number else cases(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_a_hostile_rendering_costs_little(language: str, kind: Kind) -> None:
    start = time.process_time()
    for text in ("ань" * 90 + "ъ", "Ли " + "аньань" * 40 + "ъ", "а-" * 140 + "ъ", "(" * 290, "x" * 100_000):
        inflect(text, language, kind, "m")
        pluralise(text, language, kind, "m")
    assert time.process_time() - start < 5
