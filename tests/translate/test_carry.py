"""Names on their way through another language: each in the case in which it stood there."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.engines.pivot import PivotEngine
from workflow.glossary import Glossary
from workflow.model import Capabilities, Concept, Kind, Renderings, Translation
from workflow.translate.carry import Masked, fill, mask
from workflow.translate.enforce import enforce

CHONGQING = Concept(
    "chongqing",
    Kind.PLACE,
    {"en": Renderings(("Chongqing",)), "ru": Renderings(("Чунцин",)), "be": Renderings(("Чунцын",))},
    gender="m",
)
MAYOR = Concept(
    "mayor",
    Kind.OFFICE,
    {"en": Renderings(("Mayor",)), "ru": Renderings(("мэр",)), "be": Renderings(("мэр",))},
    gender="m",
)
SCO = Concept(
    "sco",
    Kind.ORGANISATION,
    {"en": Renderings(("SCO",)), "ru": Renderings(("ШОС",)), "be": Renderings(())},
)


class Letters:
    """Writes ``и`` as ``і``, lets placeholders through unless it is told to lose them, and knows no names."""

    name = "letters"
    capabilities = Capabilities(placeholders=True)

    def __init__(self, lost: str = "", *, twice: bool = False) -> None:
        self.lost, self.twice = lost, twice
        self.asked: list[str] = []

    def signature(self, source: str, target: str) -> str:
        return f"letters/{source}_{target}-1"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        assert (source, target) == ("ru", "be")
        self.asked += sentences
        if progress:
            progress(len(sentences))
        made = [text.replace("и", "і").replace(self.lost or "\0", "") for text in sentences]
        return [Translation(text.replace("{0}", "{0} {0}") if self.twice else text) for text in made]


@pytest.fixture
def terms() -> Glossary:
    return Glossary([CHONGQING, MAYOR, SCO])


def _drafts(terms: Glossary, second: Letters, **known: str) -> list[tuple[str, tuple[str, ...]]]:
    by_sentence = {sentence.replace("_", " "): text for sentence, text in known.items()}
    engine = PivotEngine(second, "ru", None, by_sentence)
    found = enforce(engine, list(by_sentence), "en", "be", terms)
    return [(each.text, each.how) for each in found]


@pytest.mark.parametrize(
    ("russian", "expected"),
    [
        ("Они живут в Чунцине.", "Оні жівут в Чунцыне."),
        ("Жители Чунцина пришли.", "Жітелі Чунцына прішлі."),
        ("Довольны Чунцином.", "Довольны Чунцынам."),
        ("ЧУНЦИН: итоги", "ЧУНЦЫН: ітогі"),
    ],
)
def test_a_name_stands_in_the_case_of_its_place(terms: Glossary, russian: str, expected: str) -> None:
    masked = mask(russian, terms.match("It is Chongqing.", "en"), "en", ("ru", "be"), terms)
    (made,) = Letters().translate([masked.text], "ru", "be")
    assert fill(made.text, masked) == expected


def test_the_first_word_keeps_its_capital(terms: Glossary) -> None:
    ((text, how),) = _drafts(terms, Letters(), The_Mayor_of_Chongqing_spoke="Мэр Чунцина выступил")
    assert text == "Мэр Чунцына выступіл"
    assert how == ("surrogate", "surrogate")


def test_a_name_without_a_rendering_there_stays_as_the_engine_has_it(terms: Glossary) -> None:
    ((text, how),) = _drafts(terms, Letters(), The_SCO_met_in_Chongqing="ШОС собралась в Чунцине")
    assert text == "ШОС собралась в Чунцыне"
    assert how == ("unknown", "surrogate")


@pytest.mark.parametrize("second", [Letters("{0}"), Letters(twice=True)])
def test_a_placeholder_that_is_lost_leaves_the_plain_text_which_says_so(
    terms: Glossary, second: Letters
) -> None:
    ((text, how),) = _drafts(terms, second, They_live_in_Chongqing="Они живут в Чунцине")
    assert text == "Оні жівут в Чунціне"
    assert how == ("failed",)
    assert second.asked == ["Они живут в {0}", "Они живут в Чунцине"]


def test_what_has_no_names_is_asked_once_and_what_is_not_there_never(terms: Glossary) -> None:
    second = Letters()
    assert _drafts(terms, second, Nobody="Никого", Chongqing_again="") == [("Нікого", ()), ("", ("failed",))]
    assert second.asked == ["Никого"]


def test_placeholders_of_the_text_itself_are_nobody_elses(terms: Glossary) -> None:
    ((text, _),) = _drafts(terms, Letters(), In_Chongqing="{0} и {1} в Чунцине")
    assert text == "{0} і {1} в Чунцыне"


@given(st.text(max_size=60))
def test_any_text_comes_back_if_nothing_is_done_to_it(text: str) -> None:
    terms = Glossary([CHONGQING, MAYOR])
    matches = terms.match("The Mayor of Chongqing", "en")
    masked = mask(text, matches, "en", ("ru", "ru"), terms)
    found = fill(masked.text, masked)
    assert found is not None
    assert found.casefold() == text.casefold()


def test_fill_is_for_each_placeholder_once() -> None:
    masked = Masked("{0} {1}", {"{0}": "а", "{1}": "б"})
    assert fill("{1}, {0}!", masked) == "б, а!"
    assert fill("{0}", masked) is None
    assert fill("{0} {1} {1}", masked) is None
