"""Memory before glossary before engine; who answered is counted and signed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_memory import remembering
from support_translate import DictionaryEngine

from workflow.glossary import Glossary
from workflow.languages.numerals import numerals
from workflow.memory import Memory
from workflow.model import MemoryUnit
from workflow.translate import Answered, Insertion, Question, Tally, answer_all

pytestmark = pytest.mark.usefixtures("surrogates")


def _memory(*pairs: tuple[str, str] | tuple[str, str, str]) -> Memory:
    return remembering(*(MemoryUnit(pair[0], pair[1], "other-article", "".join(pair[2:])) for pair in pairs))


def _ask(
    questions: list[str] | list[Question],
    terms: Glossary,
    engine: DictionaryEngine,
    memory: Memory | None = None,
    language: str = "ru",
    insertion: Insertion | None = None,
) -> tuple[list[Answered | None], Tally]:
    asked = [each if isinstance(each, Question) else Question(each) for each in questions]
    return answer_all(
        *(asked, "en", language),
        memory=memory or _memory(),
        terms=terms,
        engine=engine,
        insertion=insertion,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            ["Kazan", "remembered", "in Kazan", "a", "b", "silence", "Chongqing", "in Chongqing"]
        ),
        max_size=8,
    )
)
def test_each_question_has_its_answer_in_its_place(terms: Glossary, asked: list[str]) -> None:
    engine = DictionaryEngine({"silence": "  ", "a": " А ", "in Kazan": "в Казани"})
    answers, tally = _ask(asked, terms, engine, _memory(("remembered", "помню")))
    expected = {
        "Kazan": "Казань",
        "Chongqing": "Чунцин",
        "remembered": "помню",
        "in Kazan": "в Казани",
        "a": "А",
        "b": "~b",
        "in Chongqing": "~in Chongqing",
        "silence": None,
    }
    assert [answer and answer.text for answer in answers] == [expected[text] for text in asked]
    assert tally.memory == asked.count("remembered")
    assert tally.glossary == asked.count("Kazan") + asked.count("Chongqing")
    assert tally.unanswered == asked.count("silence")
    assert tally.memory + tally.glossary + tally.engine + tally.unanswered == len(asked)
    assert tally.terms.total() == asked.count("in Kazan") + asked.count("in Chongqing")
    assert tally.refused is None


def test_memory_comes_before_the_glossary_and_both_before_the_engine(terms: Glossary) -> None:
    engine = DictionaryEngine({"Kazan": "wrong", "Chongqing": "wrong", "x": "икс"})
    answers, tally = _ask(["Kazan", "Chongqing", "x"], terms, engine, _memory(("Kazan", "город Казань")))
    digest = terms.digest("en", "ru")
    assert answers == [
        Answered("город Казань", "memory/other-article"),
        Answered("Чунцин", "glossary/chongqing"),
        Answered("икс", f"dictionary/en_ru-1 glossary:{digest}"),
    ]
    assert engine.asked == [["x"]]
    assert (tally.memory, tally.glossary, tally.engine, tally.unanswered) == (1, 1, 1, 0)


def test_an_engine_with_nothing_to_do_is_not_asked_even_whether_it_could(terms: Glossary) -> None:
    engine = DictionaryEngine(refuses="no model")
    answers, tally = _ask(["Kazan"], terms, engine)
    assert answers == [Answered("Казань", "glossary/kazan")]
    assert tally.refused is None
    assert _ask([], terms, engine) == ([], Tally())


def test_a_refusal_is_in_the_tally_and_what_is_known_is_answered(terms: Glossary) -> None:
    engine = DictionaryEngine(refuses="no model for en -> ru")
    answers, tally = _ask(["a", "Kazan", "m", "b"], terms, engine, _memory(("m", "п")))
    assert [answer and answer.text for answer in answers] == [None, "Казань", "п", None]
    assert str(tally.refused) == "no model for en -> ru"
    assert (tally.memory, tally.glossary, tally.engine, tally.unanswered) == (1, 1, 0, 2)


def test_the_same_words_in_another_context_are_not_remembered(terms: Glossary) -> None:
    memory = _memory(("Results", "Итоги", "headline"))
    questions = [Question("Results", "headline"), Question("Results")]
    answers, _ = _ask(questions, terms, DictionaryEngine(), memory)
    assert [answer and answer.text for answer in answers] == ["Итоги", "~Results"]


def test_the_engine_and_the_glossary_see_the_plain_text(terms: Glossary) -> None:
    engine = DictionaryEngine()
    questions = [Question("*Kazan*", plain="Kazan"), Question("**new**", plain="new")]
    answers, _ = _ask(questions, terms, engine)
    assert [answer and answer.text for answer in answers] == ["Казань", "~new"]
    assert engine.asked == [["new"]]


def test_a_term_without_a_rendering_goes_to_the_engine(terms: Glossary) -> None:
    answers, tally = _ask(["Club", "Chongqing"], terms, DictionaryEngine(), language="zh")
    assert [answer and answer.text for answer in answers] == ["~Club", "~Chongqing"]
    assert tally.glossary == 0


@pytest.mark.parametrize(
    ("dictionary", "text", "how"),
    [
        ({"in Kazan": "в Казани"}, "в Казани", "plain"),
        ({"in Kazan": "x", "in London": "в Лондоне"}, "в Казани", "surrogate"),
        ({"in Kazan": "в Газаине"}, "в Газаине", "failed"),
    ],
)
def test_the_signature_says_how_the_terms_got_in(
    terms: Glossary, dictionary: dict[str, str], text: str, how: str
) -> None:
    (answer,), tally = _ask(["in Kazan"], terms, DictionaryEngine(dictionary))
    assert answer == Answered(text, f"dictionary/en_ru-1 glossary:{terms.digest('en', 'ru')} terms:{how}")
    assert tally.terms == {how: 1}


def test_a_signature_names_each_way_once(terms: Glossary) -> None:
    engine = DictionaryEngine({"Kazan, Kazan, Belt and Road, Chongqing": "Казань, Казань, Чунцин"})
    (answer,), tally = _ask(["Kazan, Kazan, Belt and Road, Chongqing"], terms, engine)
    assert answer is not None
    assert answer.signature.endswith(" terms:failed,plain")
    assert tally.terms == {"plain": 3, "failed": 1}


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("City", "Город город город город город"),
        ("Hotels", "Городскойскойскойскойскойскойской город"),
        ("Hotels", "Гостиницы " + "и многое другое, о чём никто не говорил, " * 3),
        ("她来了", "она она она она пришла"),
    ],
)
def test_a_model_that_lost_itself_leaves_the_segment_empty(terms: Glossary, source: str, output: str) -> None:
    answers, tally = _ask([source, "x"], terms, DictionaryEngine({source: output, "x": "икс"}))
    assert [answer and answer.text for answer in answers] == [None, "икс"]
    assert (tally.engine, tally.unanswered) == (1, 1)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("No, no, no, no, no!", "Нет, нет, нет, нет, нет!"),
        ("a very, very long way", "очень, очень долгий путь"),
        ("1000000000000 yuan", "1000000000000 юаней"),
        ("SCO", "Шанхайская организация сотрудничества"),
        ("ha ha ha ha ha", "ха ха ха ха ха"),
    ],
)
def test_a_sentence_that_repeats_itself_for_a_reason_is_kept(
    terms: Glossary, source: str, output: str
) -> None:
    answers, _ = _ask([source], terms, DictionaryEngine({source: output}))
    assert [answer and answer.text for answer in answers] == [output]


def test_a_segment_that_is_a_term_begins_with_a_capital_where_the_source_does(terms: Glossary) -> None:
    answers, _ = _ask(["Mayor of Chongqing", "mayor of Chongqing"], terms, DictionaryEngine())
    assert [answer and answer.text for answer in answers] == ["Мэр Чунцина", "мэр Чунцина"]


def test_of_several_translations_the_one_with_the_same_neighbours(terms: Glossary) -> None:
    memory = remembering(
        MemoryUnit("He agreed.", "Согласился.", "x", changed="2"),
        MemoryUnit("He agreed.", "Он согласен.", "y", before="Will he?", changed="1"),
    )
    questions = [Question("He agreed.", before="Will he?"), Question("He agreed.")]
    answers, _ = _ask(questions, terms, DictionaryEngine(), memory)
    assert answers == [Answered("Он согласен.", "memory/y"), Answered("Согласился.", "memory/x")]


def _insertion(minimum: int, *differences: str) -> Insertion:
    return Insertion(minimum, numerals, lambda _old, _new: differences)


@pytest.mark.parametrize(
    ("source", "differences", "taken"),
    [
        ("Some 5,200 guests came to Kazan.", ["number"], True),  # put right
        ("Some 4,500 guests came to Kazan at last.", [], True),
        ("Some 4,500 guests came to Chongqing.", ["name"], True),  # put right
        ("Some 4,500 guests never came to Kazan.", ["negation"], False),
        ("Some 4,500 guests came to Kazan with Boris.", ["name"], False),
        ("Some two guests came to Kazan.", ["number"], False),
        ("Some 4,500 guests came to Kazan in 2018.", ["number"], False),  # nothing to replace
    ],
)
def test_another_number_name_or_denial_is_no_draft(
    terms: Glossary, source: str, differences: list[str], taken: bool
) -> None:
    memory = _memory(("Some 4,500 guests came to Kazan.", "В Казань приехали 4 500 гостей."))
    (answer,), _ = _ask([source], terms, DictionaryEngine(), memory, insertion=_insertion(50, *differences))
    assert answer is not None
    assert answer.signature.startswith("memory/") is taken


def test_a_fuzzy_match_is_no_answer_unless_it_is_asked_for(terms: Glossary) -> None:
    memory = _memory(("Some 4,500 guests came to Kazan.", "В Казань приехали 4 500 гостей."))
    question = "Some 5,200 guests came to Chongqing."
    answers, tally = _ask([question], terms, DictionaryEngine(), memory)
    assert (answers[0] and answers[0].text, tally.memory) == (f"~{question}", 0)
    answers, tally = _ask([question], terms, DictionaryEngine(), memory, insertion=_insertion(75))
    assert answers == [Answered("В Чунцин приехали 5 200 гостей.", "memory/other-article 76%")]
    assert (tally.memory, tally.engine) == (1, 0)
    answers, _ = _ask([question], terms, DictionaryEngine(), memory, insertion=_insertion(77))
    assert answers[0] is not None
    assert answers[0].text == f"~{question}"
