"""Numbers and names of a fuzzy match put right, where that is sure; where it is not, nothing is touched."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflow.glossary import Glossary
from workflow.languages.numerals import numbers, numerals
from workflow.translate import Repaired, repair


def mend(terms: Glossary, source: str, old: str, target: str, language: str = "ru") -> Repaired:
    return repair(source, old, target, "en", language, terms, numerals)


@pytest.mark.parametrize(
    ("language", "old", "target", "source", "expected"),
    [
        ("ru", "About 4,500 came.", "Около 4 500 человек.", "About 5,200 came.", "Около 5 200 человек."),
        (
            "ru",
            "About 4,500 came.",
            "Около 4\u00a0500.",
            "About 12,345,678 came.",
            "Около 12\u00a0345\u00a0678.",
        ),
        ("ru", "About 4,500 came.", "Около 4500.", "About 52 came.", "Около 52."),
        ("ru", "It grew 3.5 per cent.", "Рост 3,5 %.", "It grew 12.75 per cent.", "Рост 12,75 %."),
        ("ru", "It cost 8,000 yuan.", "Цена 8 тыс. юаней.", "It cost 9,000 yuan.", "Цена 9 тыс. юаней."),
        ("ru", "It cost 8.5 million.", "Цена 8,5 млн.", "It cost 7.2 million.", "Цена 7,2 млн."),
        ("fa", "On 3 May 2027", "۳ مه ۲۰۲۷", "On 14 May 2028", "۱۴ مه ۲۰۲۸"),
        ("hi", "About 12,34,567 came", "लगभग १२,३४,५६७ आए", "About 9,87,65,432 came", "लगभग ९,८७,६५,४३२ आए"),
        ("zh", "On 3 May 2027", "2027年5月3日", "On 4 May 2028", "2028年5月4日"),
        ("ru", "5 of 10 agreed", "5 из 10 согласны", "10 of 5 agreed", "10 из 5 согласны"),
        ("ru", "No. 7 and 7 more", "№ 7 и ещё 7", "No. 7 and 7 more", "№ 7 и ещё 7"),
    ],
)
def test_numbers_take_the_clothes_of_the_old_ones(
    terms: Glossary, language: str, old: str, target: str, source: str, expected: str
) -> None:
    found = mend(terms, source, old, target, language)
    assert found.text == expected
    assert found.left == ()


@pytest.mark.parametrize(
    ("old", "target", "source", "left"),
    [
        ("It cost 8,000 yuan.", "Цена 8 тыс. юаней.", "It cost 9,543 yuan.", "8,000 -> 9,543"),  # 9,543 тыс.
        ("About 45 came.", "Около 45.", "About 4.5 came.", "45 -> 4.5"),  # which decimal sign?
        ("7 and 7 more", "7 и ещё 7", "7 and 8 more", "7 -> 8"),  # which of the two?
        ("About 45 came.", "Около сорока пяти.", "About 46 came.", "45 -> 46"),
        ("About 45 came.", "Около 45 из 45.", "About 46 came.", "45 -> 46"),
        ("About 45 came.", "Около 45.", "About 45 came in 3 days.", "3 is new"),
        ("About 45 came in 3 days.", "Около 45 за 3 дня.", "About 45 came.", "3 is gone"),
    ],
)
def test_a_number_that_is_not_sure_is_left_and_told(
    terms: Glossary, old: str, target: str, source: str, left: str
) -> None:
    assert mend(terms, source, old, target) == Repaired(target, (), (left,))


@pytest.mark.parametrize(
    ("old", "target", "source", "expected"),
    [
        ("He came to Kazan.", "Он приехал в Казань.", "He came to Chongqing.", "Он приехал в Чунцин."),
        ("Guests of Kazan", "Гости Казани", "Guests of Chongqing", None),  # genitive or dative: Чунцина, -у
        ("He was in Chongqing.", "Он был в Чунцине.", "He was in Kazan.", "Он был в Казани."),
        ("A man of Chongqing", "Житель Чунцина", "A man of Kazan", "Житель Казани"),
        ("Chongqing won.", "Чунцин победил.", "Kazan won.", None),  # победила
        ("Rashid Alimov said", "Рашид Алимов сказал", "Anna Sokolova said", None),
        ("Kazan and Kazan", "Казань и Казань", "Kazan and Chongqing", None),
        ("In Kazan", "Там", "In Chongqing", None),
    ],
)
def test_names_stand_in_the_case_of_the_old_ones(
    terms: Glossary, old: str, target: str, source: str, expected: str | None
) -> None:
    found = mend(terms, source, old, target)
    assert found.text == (expected or target)
    assert bool(found.left) == (expected is None)
    assert bool(found.mended) == (expected is not None)


def test_both_at_once_and_what_came_besides_is_told(terms: Glossary) -> None:
    found = mend(
        terms,
        "About 30 guests came to Kazan with Rashid Alimov.",
        "About 20 guests came to Chongqing.",
        "В Чунцин приехали около 20 гостей.",
    )
    assert found == Repaired(
        "В Казань приехали около 30 гостей.",
        ("20 -> 30", "Chongqing -> Kazan"),
        ("Rashid Alimov is new",),
        renamed=True,
    )


def test_the_same_sentence_stays_as_it_is(terms: Glossary) -> None:
    assert mend(terms, "In Kazan, 20", "In Kazan, 20", "В Казани, 20") == Repaired("В Казани, 20")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["Kazan", "Chongqing", "8", "9,000", "and", "\0", "3.5", "SCO"]), max_size=6),
    st.lists(st.sampled_from(["Kazan", "Chongqing", "8", "9,000", "and", "1.25"]), max_size=6),
    st.lists(st.sampled_from(["Казани", "Чунцин", "8", "9 000", "9 тыс.", "и", "3,5", "\ud800"]), max_size=6),
)
def test_a_repair_never_fails_and_never_makes_numbers_worse(
    terms: Glossary, new: list[str], old: list[str], target: list[str]
) -> None:
    source, text = " ".join(new), " ".join(target)
    found = mend(terms, source, " ".join(old), text)
    if not found.mended:
        assert found.text == text
    wanted = numbers(source, "en")

    def missing(said: str) -> int:
        left = numbers(said, "ru")
        return sum(not (value in left and not left.remove(value)) for value in wanted)

    assert missing(found.text) <= missing(text)
