"""For tests of the translate room: an engine made of a dictionary, terms with forms, and surrogates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from workflow.errors import EngineError
from workflow.model import Concept, Kind, Renderings, Translation
from workflow.translate.surrogates import Surrogate


class DictionaryEngine:
    """Translates the sentences of a dictionary; any other comes back with ``~`` before it."""

    name = "dictionary"

    def __init__(self, sentences: Mapping[str, str] | None = None, *, refuses: str = "") -> None:
        self.sentences = dict(sentences or {})
        self.refuses = refuses
        self.asked: list[list[str]] = []

    def signature(self, source: str, target: str) -> str:
        if self.refuses:
            raise EngineError(self.refuses)
        return f"dictionary/{source}_{target}-1"

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        self.signature(source, target)
        self.asked.append(list(sentences))
        if progress:
            progress(len(sentences))
        return [Translation(self.sentences.get(sentence, f"~{sentence}")) for sentence in sentences]


def concept(
    identifier: str, kind: Kind, english: str, russian: str, gender: str = "", **other: str
) -> Concept:
    cells = {"en": english, "ru": russian, **other}
    return Concept(
        identifier, kind, {tag: Renderings((text,)) for tag, text in cells.items() if text}, gender=gender
    )


CASES = ("nom", "gen", "dat", "acc", "ins", "loc")


def paradigm(forms: str) -> dict[str, str]:
    """``"a, b, c, d, e, f"`` as forms by case."""
    return dict(zip(CASES, forms.split(", "), strict=True))


TANG = concept("tang", Kind.PERSON, "Rashid Alimov", "Рашид Алимов", "m")
ANNA = concept("anna", Kind.PERSON, "Anna Sokolova", "Анна Соколова", "f")
KAZAN = concept("kazan", Kind.PLACE, "Kazan", "Казань", zh="喀山")
CHONGQING = concept("chongqing", Kind.PLACE, "Chongqing", "Чунцин")
MAYOR = concept("mayor", Kind.OFFICE, "Mayor of Chongqing", "мэр Чунцина", "m")
BELT = concept("belt", Kind.PROGRAMME, "Belt and Road", "Один пояс, один путь")
NONE = concept("club", Kind.ORGANISATION, "Club", "")
FORMS = {
    "tang": paradigm(
        "Рашид Алимов, Рашида Алимова, Рашиду Алимову, Рашида Алимова, Рашидом Алимовым, Рашиде Алимове"
    ),
    "anna": paradigm(
        "Анна Соколова, Анны Соколовой, Анне Соколовой, Анну Соколову, Анной Соколовой, Анне Соколовой"
    ),
    "kazan": paradigm("Казань, Казани, Казани, Казань, Казанью, Казани"),
    "chongqing": paradigm("Чунцин, Чунцина, Чунцину, Чунцин, Чунцином, Чунцине"),
    "mayor": paradigm("мэр Чунцина, мэра Чунцина, мэру Чунцина, мэра Чунцина, мэром Чунцина, мэре Чунцина"),
}


def surrogate(source: str, kind: Kind, forms: Mapping[str, str], gender: str = "") -> Surrogate:
    return Surrogate(source.lower().replace(" ", "-"), source, kind, forms, gender, grammar=gender)


SURROGATES = (
    surrogate(
        "Ivan Petrov",
        Kind.PERSON,
        paradigm("Иван Петров, Ивана Петрова, Ивану Петрову, Ивана Петрова, Иваном Петровым, Иване Петрове"),
        "m",
    ),
    surrogate(
        "Maria Popova",
        Kind.PERSON,
        paradigm("Мария Попова, Марии Поповой, Марии Поповой, Марию Попову, Марией Поповой, Марии Поповой"),
        "f",
    ),
    surrogate("London", Kind.PLACE, paradigm("Лондон, Лондона, Лондону, Лондон, Лондоном, Лондоне")),
    surrogate("Berlin", Kind.PLACE, paradigm("Берлин, Берлина, Берлину, Берлин, Берлином, Берлине")),
    surrogate("Madrid", Kind.PLACE, paradigm("Мадрид, Мадрида, Мадриду, Мадрид, Мадридом, Мадриде")),
    surrogate(
        "Mayor of Oslo",
        Kind.OFFICE,
        paradigm("мэр Осло, мэра Осло, мэру Осло, мэра Осло, мэром Осло, мэре Осло"),
    ),
)
