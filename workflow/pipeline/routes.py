"""Which engines there are, and which of them drafts each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from workflow.errors import WorkflowError
from workflow.model import Capabilities
from workflow.pipeline.publication import Publication
from workflow.registry import ENGINES, load, names


class Routed(Struct, frozen=True):
    """How drafts in one language come about. No model is loaded for it."""

    language: str
    engine: str  # its name
    via: str  # the language whose text is translated; "" for that of the article
    pivot: str  # which text of that language: any, reviewed, machine; "" where there is none
    signature: str  # of engine and models; "" where they cannot serve the language
    problem: str  # why not; "" where they can
    hint: str  # how to make it so
    where: str  # the file or setting that it is about


class Described(Struct, frozen=True):
    """An engine that is installed."""

    name: str
    can: tuple[str, ...]  # what it can do besides translating
    languages: tuple[str, ...]  # of the publication, that it drafts
    licence: str  # of its model, where that limits what may be done with the text
    problem: str  # why it cannot be used; "" where it can
    hint: str


def routes_of(publication: Publication, languages: Iterable[str]) -> Iterator[Routed]:
    """One for each language, in their order."""
    config = publication.config
    for language in languages:
        route = config.routes.get(language)
        name = (route.engine if route else "") or config.engine
        via = route.via if route else ""
        signature, problem, hint, where = "", "", "", ""
        try:
            signature = publication.engine_into(language).signature(config.source, language)
        except WorkflowError as error:
            problem, hint, where = error.problem, error.hint, error.where
        pivot = route.pivot if route and via else ""
        yield Routed(language, name, via, pivot, signature, problem, hint, where)


def engines_of(publication: Publication) -> Iterator[Described]:
    """All that are registered, by name."""
    config = publication.config
    used: dict[str, list[str]] = {}
    for routed in routes_of(publication, config.languages):
        used.setdefault(routed.engine, []).append(routed.language)
    for name in names(ENGINES):
        problem, hint, licence, can = "", "", "", Capabilities()
        try:
            kind = load(ENGINES, name)
            can = getattr(kind, "capabilities", can)
            engine = publication.engine_named(name)
            can = getattr(engine, "capabilities", can)
            licence = str(getattr(engine, "licence", "") or "")
        except WorkflowError as error:
            problem, hint = str(type(error)(error.problem, where=error.where)), error.hint
        yield Described(name, tuple(_abilities(can)), tuple(used.get(name, ())), licence, problem, hint)


def _abilities(can: Capabilities) -> Iterator[str]:
    if can.terms:
        yield "takes terms"
    if can.scores:
        yield "scores"
    if can.reading:
        yield "reads with its model"
    if not can.local:
        yield "sends text to a server"
