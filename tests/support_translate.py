"""For tests of the translate room: an engine made of a dictionary, terms with forms, and surrogates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from workflow.errors import EngineError
from workflow.model import Concept, Kind, Match, Reading, Renderings, Translation
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


class WordReader(DictionaryEngine):
    """Reads word by word. ``links`` says which word of a text looks at which word of its sentence.

    A linked word is likely (-0.1) beside a sentence that has its word and unlikely (-6) beside any other, as
    in a model; the rest is so-so (-1). A text with one of ``liked`` in it gets 3 more on its first word.
    ``completions`` are whole texts by their beginnings; what is not there cannot be completed.
    """

    def __init__(
        self,
        sentences: Mapping[str, str] | None = None,
        *,
        links: Mapping[str, str] | None = None,
        liked: Sequence[str] = (),
        completions: Mapping[str, str] | None = None,
        through: Sequence[tuple[str, str]] = (),
        refuses: str = "",
    ) -> None:
        super().__init__(sentences, refuses=refuses)
        self.links = dict(links or {})
        self.liked = tuple(liked)
        self.completions = dict(completions or {})
        self.through = list(through)
        self.was_read: list[list[tuple[str, str]]] = []
        self.begun: list[tuple[str, str]] = []

    def route(self, source: str, target: str) -> list[tuple[str, str]]:
        self.signature(source, target)
        return self.through or [(source, target)]

    def read(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, *, attention: bool = False
    ) -> list[Reading | None]:
        self.was_read.append(list(pairs))
        return [self._reading(*pair, attention=attention) for pair in pairs]

    def _reading(self, sentence: str, text: str, *, attention: bool) -> Reading:
        words = [hit.span() for hit in re.finditer(r"\w+", sentence)]
        tokens = [hit.span() for hit in re.finditer(r"\S+", text)]
        scores, rows = [], []
        for start, end in tokens:
            link = self.links.get(text[start:end].strip(".,"), "")
            looks = [index for index, (low, high) in enumerate(words) if sentence[low:high] == link]
            scores.append(-1.0 if not link else -0.1 if looks else -6.0)
            rows.append(tuple(float(index in looks) for index in range(len(words))))
        if any(phrase in text for phrase in self.liked):
            scores[0] += 3
        return Reading(tuple(words), tuple(tokens), (*scores, -0.5), tuple(rows) if attention else ())

    def complete(self, begun: Sequence[tuple[str, str]], source: str, target: str) -> list[str]:
        self.begun += begun
        return [self.completions.get(beginning, "") for _, beginning in begun]


class Keeper(DictionaryEngine):
    """Keeps texts in ``notes``, which may be handed on to another; ``writable`` says whether it can."""

    def __init__(
        self,
        sentences: Mapping[str, str] | None = None,
        notes: dict[tuple[str, str, str], str] | None = None,
        *,
        writable: bool = True,
    ) -> None:
        super().__init__(sentences)
        self.notes = {} if notes is None else notes
        self.writable = writable

    def kept(self, source: str, target: str, name: str) -> str:
        return self.notes.get((source, target, name), "")

    def keep(self, source: str, target: str, name: str, text: str) -> bool:
        if self.writable:
            self.notes[source, target, name] = text
        return self.writable


def mention(which: Concept, sentence: str, after: int = 0, words: str = "", **flags: bool) -> Match:
    """A match of a concept in ``sentence``, found by its English name or by ``words``."""
    words = words or which.in_language("en").preferred
    start = sentence.index(words, after)
    return Match(which, start, start + len(words), words, **flags)


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
