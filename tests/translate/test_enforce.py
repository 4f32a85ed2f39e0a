"""Terms get into the output in the case that the surrogate shows, or the plain text stays and says so."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_translate import CASES, FORMS, KAZAN, SURROGATES, DictionaryEngine, surrogate

from workflow.errors import EngineError
from workflow.glossary import Glossary
from workflow.model import Concept, Kind, Renderings
from workflow.translate.enforce import Enforced, enforce
from workflow.translate.surrogates import Surrogate, load_surrogates

pytestmark = pytest.mark.usefixtures("surrogates")
_FIXTURES_STAY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def _one(engine: DictionaryEngine, sentence: str, terms: Glossary, language: str = "ru") -> Enforced:
    (result,) = enforce(engine, [sentence], "en", language, terms)
    return result


# ---------------------------------------------------------------------------------------------------- laws

_PARTS = st.lists(
    st.sampled_from(
        ["Kazan", "Chongqing", "Rashid Alimov", "Anna Sokolova", "Club", "meets", "in", "9", "«", "London"]
    ),
    min_size=1,
    max_size=6,
).map(" ".join)


@_FIXTURES_STAY
@given(
    st.lists(_PARTS, max_size=6),
    st.dictionaries(
        st.sampled_from(["Kazan", "London", "Berlin", "Ivan Petrov", "Maria Popova", "in"]),
        st.text(max_size=6),
    ),
)
def test_no_sentence_is_lost_and_the_order_stays(
    terms: Glossary, sentences: list[str], words: dict[str, str]
) -> None:
    class WordEngine(DictionaryEngine):
        """Replaces words; keeps a number that tells the sentences apart."""

        def translate(self, sentences, source, target, *, progress=None):  # type: ignore[no-untyped-def]
            for sentence in sentences:
                text = sentence
                for word, other in words.items():
                    text = text.replace(word, other)
                self.sentences[sentence] = text
            return super().translate(sentences, source, target, progress=progress)

    numbered = [f"{sentence} #{index}#" for index, sentence in enumerate(sentences)]
    engine = WordEngine()
    results = enforce(engine, numbered, "en", "ru", terms)
    assert len(results) == len(sentences)
    for index, (sentence, result) in enumerate(zip(numbered, results, strict=True)):
        assert result.text.endswith(f" #{index}#")
        assert len(result.how) == len(terms.match(sentence, "en"))
        good = {each.concept.id for each in terms.judge(sentence, result.text, "en", "ru") if each.found}
        for match, how in zip(terms.match(sentence, "en"), result.how, strict=True):
            if how == "surrogate" or (how == "plain" and match.concept.id != "club"):
                assert match.concept.id in good
        if result.failed == len(result.how):
            assert result.text == engine.sentences[sentence]


@_FIXTURES_STAY
@given(st.lists(st.text(max_size=12), max_size=5))
def test_without_terms_the_engine_is_asked_once_and_quoted(terms: Glossary, sentences: list[str]) -> None:
    sentences = [sentence for sentence in sentences if not terms.match(sentence, "en")]
    engine = DictionaryEngine()
    results = enforce(engine, sentences, "en", "ru", terms)
    assert results == [Enforced(f"~{sentence}") for sentence in sentences]
    assert engine.asked == [sentences]


# --------------------------------------------------------------------------------------------------- cases


def test_a_term_that_the_engine_knows_is_left_alone(terms: Glossary) -> None:
    engine = DictionaryEngine({"We live in Kazan.": "Мы живём в Казани."})
    assert _one(engine, "We live in Kazan.", terms) == Enforced("Мы живём в Казани.", ("plain",))
    assert engine.asked == [["We live in Kazan."]]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("english", "surrogate", "identifier"),
    [
        ("Rashid Alimov", SURROGATES[0], "tang"),
        ("Anna Sokolova", SURROGATES[1], "anna"),
        ("Kazan", SURROGATES[2], "kazan"),
        ("Mayor of Chongqing", SURROGATES[5], "mayor"),
    ],
)
def test_the_case_of_the_surrogate_decides_the_form(
    terms: Glossary, case: str, english: str, surrogate: Surrogate, identifier: str
) -> None:
    form = surrogate.forms[case]
    engine = DictionaryEngine(
        {f"x {english}.": "Вот и плохо, да.", f"x {surrogate.source}.": f"Вот и {form}, да."}
    )
    result = _one(engine, f"x {english}.", terms)
    # Forms that are spelt alike count as the first case that has them.
    seen = next(name for name in CASES if surrogate.forms[name] == form)
    assert result == Enforced(f"Вот и {FORMS[identifier][seen]}, да.", ("surrogate",))


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("Мэр Осло говорит.", "Мэр Чунцина говорит."),
        ("«Мэр Осло» говорит.", "«Мэр Чунцина» говорит."),
        ("Там мэр Осло.", "Там мэр Чунцина."),
        ("Мэру Осло верят.", "Мэру Чунцина верят."),
    ],
)
def test_a_sentence_begins_with_a_capital(terms: Glossary, output: str, expected: str) -> None:
    engine = DictionaryEngine({"Mayor of Chongqing says": "плохо", "Mayor of Oslo says": output})
    assert _one(engine, "Mayor of Chongqing says", terms).text == expected


def test_two_places_have_two_surrogates(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {"From Kazan to Chongqing": "Из к в ч", "From London to Berlin": "Из Лондона в Берлин"}
    )
    result = _one(engine, "From Kazan to Chongqing", terms)
    assert result == Enforced("Из Казани в Чунцин", ("surrogate", "surrogate"))


def test_two_mentions_have_one_surrogate(terms: Glossary) -> None:
    engine = DictionaryEngine({"Kazan and Kazan": "а и б", "London and London": "Лондон и о Лондоне"})
    assert _one(engine, "Kazan and Kazan", terms).text == "Казань и о Казани"


def test_only_the_missing_term_is_replaced_at_first(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {
            "Rashid Alimov is in Kazan": "Рашид Алимов в Газаине",
            "Rashid Alimov is in London": "Рашид Алимов в Лондоне",
        }
    )
    result = _one(engine, "Rashid Alimov is in Kazan", terms)
    assert result == Enforced("Рашид Алимов в Казани", ("plain", "surrogate"))


def test_the_second_surrogate_is_tried_when_the_first_is_lost(terms: Glossary) -> None:
    engine = DictionaryEngine({"in Kazan": "плохо", "in London": "в столице", "in Berlin": "в Берлине"})
    assert _one(engine, "in Kazan", terms) == Enforced("в Казани", ("surrogate",))
    assert engine.asked == [["in Kazan"], ["in London"], ["in Berlin"]]


def test_a_failed_term_keeps_the_plain_text_and_says_so(terms: Glossary) -> None:
    engine = DictionaryEngine({"in Kazan": "в Газаине"})
    result = _one(engine, "in Kazan", terms)
    assert result == Enforced("в Газаине", ("failed",))
    assert result.failed == 1
    assert len(engine.asked) == 4  # plainly, then each of three surrogates


@pytest.mark.parametrize(
    "output",
    ["Лондон, Лондон", "ЛондонБерлин", "Лондонист", "", "London"],
)
def test_a_surrogate_that_does_not_come_out_once_inserts_nothing(terms: Glossary, output: str) -> None:
    engine = DictionaryEngine({"in Kazan": "плохо", "in London": output, "in Berlin": "", "in Madrid": ""})
    assert _one(engine, "in Kazan", terms) == Enforced("плохо", ("failed",))


def test_a_kind_without_surrogates_stays_as_it_is(terms: Glossary) -> None:
    engine = DictionaryEngine({"Belt and Road": "пояс и дорога"})
    assert _one(engine, "Belt and Road", terms) == Enforced("пояс и дорога", ("failed",))
    assert engine.asked == [["Belt and Road"]]


def test_what_can_be_had_is_had_even_if_another_term_fails(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {
            "Belt and Road in Kazan": "пояс и дорога в Газаине",
            "Belt and Road in London": "пояс и дорога в Лондоне",
        }
    )
    result = _one(engine, "Belt and Road in Kazan", terms)
    assert result == Enforced("пояс и дорога в Казани", ("failed", "surrogate"))


def test_a_surrogate_that_the_sentence_names_is_not_used(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {
            "London, Kazan": "Лондон, плохо",
            "London, Berlin": "Лондон, Берлин",
            "London, London": "Лондон, Лондон",
        }
    )
    assert _one(engine, "London, Kazan", terms).text == "Лондон, Казань"


def test_gender_is_respected(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {"Anna Sokolova said": "х сказала", "Maria Popova said": "Мария Попова сказала"}
    )
    assert _one(engine, "Anna Sokolova said", terms).text == "Анна Соколова сказала"
    assert all("Ivan Petrov" not in sentence for batch in engine.asked for sentence in batch)


def test_a_term_without_a_rendering_is_nobodys_failure(terms: Glossary) -> None:
    assert _one(DictionaryEngine(), "the Club", terms) == Enforced("~the Club", ("plain",))


def test_a_language_without_surrogates_is_asked_once(terms: Glossary) -> None:
    engine = DictionaryEngine({"in Kazan": "在城里"})
    assert _one(engine, "in Kazan", terms, "zh") == Enforced("在城里", ("failed",))
    assert len(engine.asked) == 1


def test_a_form_is_not_looked_for_inside_a_word_with_vowel_signs(
    surrogates: Callable[..., None],
) -> None:
    kazan = Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",)), "hi": Renderings(("कज़ान",))})
    surrogates((surrogate("India", Kind.PLACE, {"nom": "भारत"}),), "hi")
    engine = DictionaryEngine({"Kazan": "x", "India": "भारतीय"})
    (result,) = enforce(engine, ["Kazan"], "en", "hi", Glossary([kazan]))
    assert result == Enforced("x", ("failed",))


def test_forms_are_replaced_in_a_script_without_spaces(
    surrogates: Callable[..., None],
) -> None:
    kazan = Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",)), "zh": Renderings(("喀山",))})
    surrogates((surrogate("London", Kind.PLACE, {"nom": "伦敦"}),), "zh")
    engine = DictionaryEngine({"in Kazan": "x", "in London": "在伦敦市"})
    (result,) = enforce(engine, ["in Kazan"], "en", "zh", Glossary([kazan]))
    assert result == Enforced("在喀山市", ("surrogate",))


def test_a_refusal_is_passed_on(terms: Glossary) -> None:
    with pytest.raises(EngineError, match="no model"):
        enforce(DictionaryEngine(refuses="no model"), ["in Kazan"], "en", "ru", terms)


def test_progress_counts_the_sentences_once(terms: Glossary) -> None:
    seen: list[int] = []
    enforce(DictionaryEngine(), ["in Kazan", "x"], "en", "ru", terms, progress=seen.append)
    assert sum(seen) == 2


# ------------------------------------------------------------------------------------- lists that are shipped

_LISTS = sorted(
    entry.name.removesuffix(".csv")
    for entry in (files("workflow.translate") / "surrogates").iterdir()
    if entry.name.endswith(".csv") and entry.name not in ("pool.csv", "en.csv")
)


def test_there_are_lists_and_none_for_a_pair_without_one() -> None:
    assert {"ru", "zh"} <= set(_LISTS)
    assert load_surrogates("en", "xx") == ()


@pytest.mark.parametrize("language", _LISTS)
def test_no_form_of_a_surrogate_is_a_form_of_another(language: str) -> None:
    shipped = load_surrogates("en", language)
    assert shipped
    assert len({each.source for each in shipped}) == len(shipped)
    owners: dict[str, str] = {}
    for each in shipped:
        assert each.gender in ("", "m", "f")
        assert each.grammar in ("", "m", "f", "n", "pl")
        assert each.forms
        for form in set(each.forms.values()):
            assert form.strip() == form != ""
            assert owners.setdefault(form, each.source) == each.source


def test_a_shipped_list_serves_a_sentence(terms: Glossary, surrogates: Callable[..., None]) -> None:
    surrogates(load_surrogates("en", "ru"))
    place = next(
        each for each in load_surrogates("en", "ru") if each.kind is Kind.PLACE and each.grammar == "f"
    )
    case, form = list(place.forms.items())[-2]
    engine = DictionaryEngine({"in Kazan": "x", f"in {place.source}": f"в {form}"})
    assert _one(engine, "in Kazan", terms).text == f"в {FORMS[KAZAN.id][case]}"
