"""Terms get into the output in the case that the surrogate shows, or the plain text stays and says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support_translate import (
    CASES,
    FORMS,
    KAZAN,
    SURROGATES,
    DictionaryEngine,
    WordReader,
    paradigm,
    surrogate,
)

from workflow.errors import EngineError
from workflow.glossary import Glossary
from workflow.model import Concept, Kind, Renderings, TermRequest, Translation
from workflow.translate import Calibration, calibrate
from workflow.translate.enforce import Enforced, enforce, whole
from workflow.translate.surrogates import Surrogate, load_surrogates

pytestmark = pytest.mark.usefixtures("surrogates")
_FIXTURES_STAY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def _one(engine: DictionaryEngine, sentence: str, terms: Glossary, language: str = "ru") -> Enforced:
    (result,) = enforce(engine, [sentence], "en", language, terms)
    return result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kazan", "Kazan"),
        (" Kazan\u00a0", "Kazan"),
        ("Mayor of Chongqing", "Mayor of Chongqing"),
        ("Kazan.", None),  # the mark is not the term's
        ("Kazan, Kazan", None),
        ("city", None),
    ],
)
def test_a_text_that_is_nothing_but_a_term(terms: Glossary, text: str, expected: str | None) -> None:
    match = whole(text, terms.match(text, "en"))
    assert (match and match.variant) == expected


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
        found = [match for match in terms.match(sentence, "en") if not match.inside]
        assert len(result.how) == len(found)
        good = {each.concept.id for each in terms.judge(sentence, result.text, "en", "ru") if each.found}
        for match, how in zip(found, result.how, strict=True):
            if how == "surrogate" or (how == "plain" and match.concept.id != "club"):
                assert match.concept.id in good
        if result.how.count("failed") == len(result.how) and sentence in engine.sentences:
            assert result.text == engine.sentences[sentence]


@_FIXTURES_STAY
@given(st.lists(st.text(max_size=12), max_size=5))
def test_without_terms_the_engine_is_asked_once_and_quoted(terms: Glossary, sentences: list[str]) -> None:
    sentences = [sentence for sentence in sentences if not terms.match(sentence, "en")]
    engine = DictionaryEngine()
    results = enforce(engine, sentences, "en", "ru", terms)
    assert results == [Enforced(f"~{sentence}") for sentence in sentences]
    assert engine.asked == ([sentences] if sentences else [])


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
    assert len(engine.asked) == 4  # plainly, then each of three surrogates


@pytest.mark.parametrize(
    "output",
    ["Лондон, Лондон", "ЛондонБерлин", "Лондонист", "", "London"],
)
def test_a_surrogate_that_does_not_come_out_once_inserts_nothing(terms: Glossary, output: str) -> None:
    engine = DictionaryEngine({"in Kazan": "плохо", "in London": output, "in Berlin": "", "in Madrid": ""})
    assert _one(engine, "in Kazan", terms) == Enforced("плохо", ("failed",))


def test_a_kind_without_surrogates_stays_as_it_is(terms: Glossary) -> None:
    engine = DictionaryEngine({"the Belt and Road": "пояс и дорога"})
    assert _one(engine, "the Belt and Road", terms) == Enforced("пояс и дорога", ("failed",))
    assert engine.asked == [["the Belt and Road"]]


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
    assert _one(DictionaryEngine(), "the Club", terms) == Enforced("~the Club", ("unknown",))


def test_a_language_without_surrogates_is_asked_once(terms: Glossary) -> None:
    engine = DictionaryEngine({"in Kazan": "在城里"})
    assert _one(engine, "in Kazan", terms, "zh") == Enforced("在城里", ("failed",))
    assert len(engine.asked) == 1


def test_a_form_is_not_looked_for_inside_a_word_with_vowel_signs(
    surrogates: Callable[..., None],
) -> None:
    kazan = Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",)), "hi": Renderings(("कज़ान",))})
    surrogates((surrogate("India", Kind.PLACE, {"nom": "भारत"}),), "hi")
    engine = DictionaryEngine({"in Kazan": "x", "in India": "भारतीय"})
    (result,) = enforce(engine, ["in Kazan"], "en", "hi", Glossary([kazan]))
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


# ---------------------------------------------------------------------------------------------------- gate

LIVE = "We live in Kazan and are happy."
PLAIN = "Мы живём в Газаине и счастливы."
DRIFTED = "Кто бы мог подумать, что от этого города в Лондоне останется так мало."


def _traced(
    engine: DictionaryEngine, sentence: str, terms: Glossary, **how: object
) -> tuple[Enforced, list[str]]:
    """The result, and what was done without the texts."""
    steps: list[str] = []

    def trace(number: int, what: str, text: str) -> None:
        assert number == 0
        assert isinstance(text, str)
        steps.append(what.partition(":")[0])

    (result,) = enforce(engine, [sentence], "en", "ru", terms, trace=trace, **how)  # type: ignore[arg-type]
    return result, steps


def test_the_gate_stops_a_text_that_says_something_else(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {
            LIVE: PLAIN,
            LIVE.replace("Kazan", "London"): DRIFTED,
            LIVE.replace("Kazan", "Berlin"): PLAIN.replace("Газаине", "Берлине"),
        }
    )
    result, steps = _traced(engine, LIVE, terms)
    assert result == Enforced("Мы живём в Казани и счастливы.", ("surrogate",))
    assert steps == ["plain", "surrogates", "stopped", "surrogates", "accepted"]


def test_what_the_gate_stops_is_never_used(terms: Glossary) -> None:
    engine = DictionaryEngine({LIVE: PLAIN, LIVE.replace("Kazan", "London"): DRIFTED})
    result, steps = _traced(engine, LIVE, terms)
    assert result == Enforced(PLAIN, ("failed",))
    assert steps == ["plain", "surrogates", "stopped", "surrogates", "surrogates", "failed"]


def test_two_surrogates_that_agree_overrule_a_broken_plain_text(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {
            LIVE: "Газаин.",
            LIVE.replace("Kazan", "London"): "Мы живём в Лондоне и счастливы.",
            LIVE.replace("Kazan", "Berlin"): "Мы живём в Берлине и очень счастливы.",
        }
    )
    result, steps = _traced(engine, LIVE, terms)
    # The earlier one is taken: its surrogate was the better.
    assert result == Enforced("Мы живём в Казани и счастливы.", ("surrogate",))
    assert steps == ["plain", "surrogates", "stopped", "surrogates", "accepted"]


# ----------------------------------------------------------------------------------------------- other ways


def _reader(**changed: object) -> WordReader:
    """A model in which "Газаине" stands for Kazan, and the place after "в" is locative."""
    options: dict[str, object] = {
        "links": {"Газаине": "Kazan"},
        "liked": ("в Лондоне", "в Берлине", "в Мадриде"),
        **changed,
    }
    return WordReader({LIVE: PLAIN}, **options)  # type: ignore[arg-type]


def test_the_words_that_stand_for_a_term_are_replaced_in_the_case_of_the_place(terms: Glossary) -> None:
    engine = _reader()
    result, steps = _traced(engine, LIVE, terms)
    assert result == Enforced("Мы живём в Казани и счастливы.", ("span",))
    assert steps == ["plain", *["surrogates"] * 3, "span for Kazan", "span"]
    # The second reading is of the sentence with some other name.
    assert engine.was_read[:2] == [[(LIVE, PLAIN)], [(LIVE.replace("Kazan", "Ivan Petrov"), PLAIN)]]


def test_a_term_gets_in_by_rewriting_from_it_on(terms: Glossary) -> None:
    whole = "Мы живём в Казани и вполне счастливы."
    engine = _reader(completions={"Мы живём в Казани": whole})
    result, steps = _traced(engine, LIVE, terms, methods={"insertion"})
    assert result == Enforced(whole, ("insertion",))
    assert steps == ["plain", "insertion"]
    assert all(sentence == LIVE for sentence, _ in engine.begun)
    # It is tried at the words that stand for the term, and at both neighbours.
    cut = [beginning.partition("Казан")[0] for _, beginning in engine.begun]
    assert cut == ["Мы живём ", "Мы живём в ", "Мы живём в Газаине "]


def test_of_two_rewritten_texts_the_likelier_is_taken(terms: Glossary) -> None:
    first, second = "Мы живём Казань и счастливы.", "Мы живём в Казани и счастливы."
    completions = {"Мы живём Казань": first, "Мы живём в Казани": second}
    for liked, expected in ((("живём Казань",), first), (("в Лондоне", "живём в Казани"), second)):
        engine = _reader(completions=completions, liked=(*liked, "в Лондоне", "в Берлине"))
        result, _ = _traced(engine, LIVE, terms, methods={"insertion"})
        assert result == Enforced(expected, ("insertion",))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Мы живём в Казани",  # it ends with the name: the rest of the sentence is lost
        "Мы живём в Казани, и это ещё далеко не всё, что мы хотели бы вам сегодня рассказать.",
        "Мы живём в Газаине и счастливы.",  # no term in it after all
    ],
)
def test_a_rewritten_text_that_is_no_better_is_not_used(terms: Glossary, text: str) -> None:
    sentence, plain = LIVE, "Мы живём в Газаине и всегда были здесь вместе с друзьями очень счастливы."
    engine = WordReader({sentence: plain}, links={"Газаине": "Kazan"}, liked=("в Лондоне",))
    engine.completions = {"Мы живём в Казани": text}
    result, _ = _traced(engine, sentence, terms, methods={"insertion"})
    assert result == Enforced(plain, ("failed",))
    assert ("", "") not in engine.begun
    assert (sentence, "Мы живём в Казани") in engine.begun


def test_what_cannot_be_had_in_any_way_is_said(terms: Glossary) -> None:
    engine = _reader(links={})  # nothing looks at the term
    result, steps = _traced(engine, LIVE, terms)
    assert result == Enforced(PLAIN, ("failed",))
    assert steps == ["plain", *["surrogates"] * 3, "failed"]
    assert engine.begun == []


def test_a_text_that_cannot_be_read_is_left_alone(terms: Glossary) -> None:
    class Blind(WordReader):
        def read(self, pairs, source, target, *, attention=False):  # type: ignore[no-untyped-def]
            return [None] * len(pairs)

    engine = Blind({LIVE: PLAIN}, completions={"Мы живём в Казани": "Мы живём в Казани."})
    assert _traced(engine, LIVE, terms)[0] == Enforced(PLAIN, ("failed",))


def test_a_span_that_has_swallowed_a_clause_is_not_replaced(terms: Glossary) -> None:
    plain = "Мы все очень давно дружно живём."
    links = dict.fromkeys(["все", "очень", "давно", "дружно", "живём"], "Kazan")
    engine = WordReader({LIVE: plain}, links=links)
    result, steps = _traced(engine, LIVE, terms, methods={"span"})
    assert result == Enforced(plain, ("failed",))
    assert steps == ["plain", "span for Kazan", "failed"]


def test_words_of_another_term_are_not_taken(terms: Glossary) -> None:
    sentence, plain = "Kazan and Chongqing", "Город и Чунцин"
    engine = WordReader({sentence: plain}, links={"Чунцин": "Kazan", "Город": "Kazan"})
    result, _ = _traced(engine, sentence, terms, methods={"span"})
    assert result == Enforced("Казань и Чунцин", ("span", "plain"))


def test_a_mention_that_is_there_is_not_taken_for_the_one_that_is_missing(terms: Glossary) -> None:
    sentence, plain = "Kazan and Kazan", "Казань и Газаин"
    engine = WordReader({sentence: plain}, links={"Казань": "Kazan", "Газаин": "Kazan"})
    result, _ = _traced(engine, sentence, terms, methods={"span"})
    assert result == Enforced("Казань и Казань", ("span", "span"))


def test_plural_names_are_asked_about_the_case_of_a_plural(terms: Glossary) -> None:
    envoys = Surrogate(
        "envoys", "envoys", Kind.OFFICE, paradigm("послы, послов, послам, послов, послами, послах"), "", "pl"
    )
    heads = [
        surrogate(f"head {name}", Kind.OFFICE, paradigm("глава, главы, главе, главу, главой, главе"))
        for name in "abcd"
    ]
    sentence = "with the Mayors of Chongqing"
    engine = WordReader({sentence: "с градовластниками"}, links={"градовластниками": "Mayors"})
    engine.liked = ("с послами",)
    known = Calibration((*heads, envoys), {})
    result, _ = _traced(engine, sentence, terms, methods={"span"}, calibrated=known)
    assert result == Enforced("с мэрами Чунцина", ("span",))


@pytest.mark.parametrize(
    ("methods", "asked", "read", "how"),
    [
        (set(), 1, False, "failed"),
        ({"surrogate"}, 4, False, "failed"),
        ({"span"}, 1, True, "span"),
        ({"insertion"}, 1, True, "insertion"),
        ({"surrogate", "span", "insertion"}, 4, True, "span"),
    ],
)
def test_methods_say_what_may_be_tried(
    terms: Glossary, methods: set[str], asked: int, read: bool, how: str
) -> None:
    engine = _reader(completions={"Мы живём в Казани": "Мы живём в Казани и счастливы."})
    result, _ = _traced(engine, LIVE, terms, methods=methods)
    assert result.how == (how,)
    assert len(engine.asked) == asked
    assert bool(engine.was_read) is read


def test_the_model_says_which_case_an_ambiguous_form_is(terms: Glossary) -> None:
    """Only a feminine surrogate is there, whose dative is its locative; Chongqing's differ."""
    vienna = surrogate("Vienna", Kind.PLACE, paradigm("Вена, Вены, Вене, Вену, Веной, Вене"), "f")
    pool = (vienna, SURROGATES[0])
    sentence = "We thought of Chongqing"
    sentences = {sentence: "Мы думали о чём-то", "We thought of Vienna": "Мы думали о Вене"}
    for liked, expected in (("о Иване Петрове", "Чунцине"), ("о Ивану Петрову", "Чунцину")):
        engine = WordReader(sentences, liked=(liked,))
        result, _ = _traced(engine, sentence, terms, calibrated=Calibration(pool, {}))
        assert result == Enforced(f"Мы думали о {expected}", ("surrogate",))


# ----------------------------------------------------------------------------- which sentences, which terms


def test_a_sentence_that_is_a_term_never_reaches_the_engine(terms: Glossary) -> None:
    engine = DictionaryEngine({"x": "икс"})
    told: list[int] = []
    sentences = ["Kazan", "x", "Mayor of Chongqing"]
    results = enforce(engine, sentences, "en", "ru", terms, progress=told.append)
    assert results == [
        Enforced("Казань", ("glossary",)),
        Enforced("икс"),
        Enforced("Мэр Чунцина", ("glossary",)),
    ]
    assert engine.asked == [["x"]]
    assert sum(told) == 3
    assert enforce(DictionaryEngine(), [], "en", "ru", terms) == []


def test_a_plural_term_gets_a_plural_surrogate(terms: Glossary) -> None:
    envoys = Surrogate(
        "envoys",
        "envoys",
        Kind.OFFICE,
        paradigm("послы, послов, послам, послов, послами, послах"),
        number="pl",
        grammar="pl",
    )
    engine = DictionaryEngine({"with the Mayors of Chongqing": "х", "with the envoys": "с послами"})
    known = Calibration((*SURROGATES, envoys), {})
    (result,) = enforce(engine, ["with the Mayors of Chongqing"], "en", "ru", terms, calibrated=known)
    assert result == Enforced("с мэрами Чунцина", ("surrogate",))
    assert len(engine.asked) == 2  # the singular one was not tried before


@pytest.mark.parametrize("sentence", ["New Kazan is big", "Kazan City is big", "New Kazan"])
def test_a_term_in_a_longer_name_is_left_alone(terms: Glossary, sentence: str) -> None:
    assert [match.inside for match in terms.match(sentence, "en")] == [True]
    engine = DictionaryEngine({sentence: "Новый город"})
    assert _one(engine, sentence, terms) == Enforced("Новый город")
    assert engine.asked == [[sentence]]


def test_a_term_without_a_rendering_stands_beside_one_that_is_missing(terms: Glossary) -> None:
    """Every organisation may have a surrogate; this one has no Russian name to put in its place."""
    bank = surrogate("World Bank", Kind.ORGANISATION, paradigm("банк, банка, банку, банк, банком, банке"))
    engine = DictionaryEngine({"the Club in Kazan": "х", "the Club in London": "Клуб в Лондоне"})
    known = Calibration((*SURROGATES, bank), {})
    (result,) = enforce(engine, ["the Club in Kazan"], "en", "ru", terms, calibrated=known)
    assert result == Enforced("Клуб в Казани", ("unknown", "surrogate"))


def test_a_term_without_a_rendering_does_not_stop_the_others_failure(terms: Glossary) -> None:
    bank = surrogate("World Bank", Kind.ORGANISATION, paradigm("банк, банка, банку, банк, банком, банке"))
    known = Calibration((*SURROGATES, bank), {})
    engine = DictionaryEngine({"the Club in Kazan": "х"})
    (result,) = enforce(engine, ["the Club in Kazan"], "en", "ru", terms, calibrated=known)
    assert result == Enforced("х", ("unknown", "failed"))


def test_a_term_that_was_there_keeps_its_form(terms: Glossary) -> None:
    """Beside a stand-in the model errs in a name that it knows; with two stand-ins it does not."""
    engine = DictionaryEngine(
        {
            "between Chongqing and Kazan": "между Монголией и Казанью",
            "between London and Kazan": "между Лондоном и Казань",
            "between London and Berlin": "между Лондоном и Берлином",
        }
    )
    result = _one(engine, "between Chongqing and Kazan", terms)
    assert result == Enforced("между Чунцином и Казанью", ("surrogate", "surrogate"))


def test_a_changed_form_is_better_than_a_missing_term(terms: Glossary) -> None:
    engine = DictionaryEngine(
        {
            "between Chongqing and Kazan": "между Монголией и Казанью",
            "between London and Kazan": "между Лондоном и Казань",
        }
    )
    result = _one(engine, "between Chongqing and Kazan", terms)
    assert result == Enforced("между Чунцином и Казань", ("surrogate", "plain"))


def test_a_plain_text_that_broke_off_is_no_reference(terms: Glossary) -> None:
    """Eight sentences tell how long a translation is; of the ninth the model wrote one word."""
    usual = {
        f"sentence number {number} of this run": f"предложение номер {number} запуска" for number in range(8)
    }
    engine = DictionaryEngine(
        {
            **usual,
            "the ambassadors opened a library in Kazan": "Год",
            "the ambassadors opened a library in London": "послы открыли библиотеку в Лондоне",
        }
    )
    asked = [*usual, "the ambassadors opened a library in Kazan"]
    assert enforce(engine, asked, "en", "ru", terms)[-1] == Enforced(
        "послы открыли библиотеку в Казани", ("surrogate",)
    )
    alone = enforce(engine, asked[-1:], "en", "ru", terms)[-1]
    assert alone == Enforced("Год", ("failed",))  # with nothing to compare, and no second opinion


# ----------------------------------------------------------------------------------------------- two hops

HOPS = [("zh", "en"), ("en", "ru")]
CHINESE = {
    "他住在喀山。": "He lives in Gazan.",
    "他住在伦敦。": "He lives in London.",
    "He lives in Gazan.": "Он живёт в Газане.",
    "He lives in Kazan.": "Он живёт в Казахстане.",
    "He lives in London.": "Он живёт в Лондоне.",
}


@pytest.fixture
def two_lists(surrogates: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    lists = {
        ("zh", "en"): (Surrogate("london", "伦敦", Kind.PLACE, {"nom": "London"}),),
        ("en", "ru"): (SURROGATES[2],),
    }
    monkeypatch.setattr(calibrate, "load_surrogates", lambda source, target: lists[source, target])
    monkeypatch.setattr(calibrate, "load_carriers", lambda language: ())


@pytest.mark.usefixtures("two_lists")
@pytest.mark.parametrize(
    ("lost", "text", "how", "trace"),
    [
        # Both hops lose the name, and both get it back.
        ((), "Он живёт в Казани.", "surrogate", "plain surrogates accepted plain surrogates accepted"),
        # The first cannot be helped: the second never hears of the name, and it is nobody's but a failure.
        (
            ("他住在伦敦。",),
            "Он живёт в Газане.",
            "failed",
            "plain surrogates failed plain",
        ),
        # The second cannot be helped.
        (
            ("He lives in London.",),
            "Он живёт в Казахстане.",
            "failed",
            "plain surrogates accepted plain surrogates failed",
        ),
    ],
)
def test_through_english_the_terms_are_enforced_twice(
    terms: Glossary, lost: tuple[str, ...], text: str, how: str, trace: str
) -> None:
    engine = WordReader({**CHINESE, **dict.fromkeys(lost, "х")}, through=HOPS)
    steps: list[str] = []
    told: list[int] = []
    (result,) = enforce(
        engine,
        ["他住在喀山。"],
        "zh",
        "ru",
        terms,
        methods={"surrogate"},
        progress=told.append,
        trace=lambda _, what, __: steps.append(what.partition(":")[0]),
    )
    assert result == Enforced(text, (how,))
    assert " ".join(steps) == trace
    assert sum(told) == 1


@pytest.mark.usefixtures("two_lists")
def test_a_name_that_english_lost_may_come_out_right_all_the_same(terms: Glossary) -> None:
    sentences = {**CHINESE, "他住在伦敦。": "х", "He lives in Gazan.": "Он живёт в Казани."}
    engine = WordReader(sentences, through=HOPS)
    (result,) = enforce(engine, ["他住在喀山。"], "zh", "ru", terms, methods={"surrogate"})
    assert result == Enforced("Он живёт в Казани.", ("plain",))


def test_a_way_that_is_refused_is_passed_on(terms: Glossary) -> None:
    with pytest.raises(EngineError, match="no way"):
        enforce(WordReader(refuses="no way"), ["Kazan", "in Kazan"], "zh", "ru", terms)


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


# ------------------------------------------------------------------------------- engines that take terms


class Told(DictionaryEngine):
    """Writes the first rendering of each term that it is told, but for those in ``deaf``."""

    def __init__(self, *deaf: str) -> None:
        super().__init__()
        self.deaf = deaf
        self.requests: list[TermRequest] = []

    def translate_with_terms(
        self,
        requests: Sequence[TermRequest],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.signature(source, target)
        self.requests += requests
        if progress:
            progress(len(requests))
        found = []
        for request in requests:
            text = request.text
            for words, renderings in request.terms:
                if words not in self.deaf:
                    text = text.replace(words, renderings[0])
            found.append(Translation(text))
        return found


def test_an_engine_that_takes_terms_is_told_those_of_each_sentence(terms: Glossary) -> None:
    engine = Told()
    steps: list[int] = []
    found = enforce(
        engine,
        ["Kazan is big, Kazan is old.", "Nobody is here.", "Kazan"],
        "en",
        "ru",
        terms,
        progress=steps.append,
    )
    assert [(each.text, each.how) for each in found] == [
        ("Казань is big, Казань is old.", ("plain", "plain")),
        ("Nobody is here.", ()),
        ("Казань", ("glossary",)),
    ]
    assert [each.text for each in engine.requests] == ["Kazan is big, Kazan is old.", "Nobody is here."]
    assert [words for words, _ in engine.requests[0].terms] == ["Kazan"]
    assert engine.requests[0].terms[0][1][0] == "Казань"
    assert engine.requests[1].terms == ()
    assert engine.asked == []  # nothing is asked without them
    assert sum(steps) == 3


def test_what_it_does_not_use_has_failed_and_is_not_asked_for_again(terms: Glossary) -> None:
    engine = Told("Kazan")
    (found,) = enforce(engine, ["Kazan is big."], "en", "ru", terms)
    assert (found.text, found.how) == ("Kazan is big.", ("failed",))
    assert len(engine.requests) == 1
    assert engine.asked == []
