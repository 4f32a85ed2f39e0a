"""Which engines there are, and which of them drafts each language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from workflow.config import DEFAULT_BEAM, Config, Route
from workflow.engines.licences import forbids_commerce
from workflow.engines.models import Measured
from workflow.errors import ConfigError, EngineError, WorkflowError
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
    remedies: tuple[str, ...] = ()  # commands and settings alone, one for each thing that is lacking


class Described(Struct, frozen=True):
    """An engine that is installed."""

    name: str
    can: tuple[str, ...]  # what it can do besides translating
    languages: tuple[str, ...]  # of the publication, that it drafts
    licence: str  # of its model, where that limits what may be done with the text
    problem: str  # why it cannot be used; "" where it can
    hint: str
    settings: str = ""  # that change what it writes, as it is used here; see ConfiguredEngine
    notes: tuple[str, ...] = ()  # what somebody who looks at it should know


def routes_of(publication: Publication, languages: Iterable[str]) -> Iterator[Routed]:
    """One for each language, in their order."""
    config = publication.config
    for language in languages:
        route = config.routes.get(language, Route())
        lacking = list(_lacking(publication, language))
        signature = ""
        if not lacking:
            signature = publication.engine_into(language).signature(config.source, language)
        yield Routed(
            language,
            route.engine or config.engine,
            route.via,
            route.pivot if route.via else "",
            signature,
            "; ".join(error.problem for error in lacking),
            " ".join(error.hint for error in lacking if error.hint),
            lacking[0].where if lacking else "",
            tuple(dict.fromkeys(map(_remedy, lacking))),
        )


def _remedy(error: WorkflowError) -> str:
    """What to do, in a few words; where no command does it, what is wrong and where: a hint says neither."""
    if error.remedy:
        return error.remedy
    if error.where:
        return f"{error.where}: {error.problem}"
    return error.hint if isinstance(error, EngineError) and error.hint else error.problem


def _lacking(publication: Publication, language: str) -> Iterator[WorkflowError]:
    """What keeps each leg of a language's way from serving, the last leg first."""
    config = publication.config
    route = config.routes.get(language, Route())
    try:
        name = route.engine or config.engine
        engine = publication.engine_named(name)
        engine.signature(route.via or config.source, language)
        if name in config.engines:  # they may ask for a device that is not here
            getattr(engine, "settings", "")
    except WorkflowError as error:
        yield error
    if route.via and route.pivot != "reviewed":
        yield from _lacking(publication, route.via)


def engines_of(publication: Publication) -> Iterator[Described]:
    """All that are registered, by name."""
    config = publication.config
    used: dict[str, list[str]] = {}
    for routed in routes_of(publication, config.languages):
        used.setdefault(routed.engine, []).append(routed.language)
    for name in names(ENGINES):
        problem, hint, licence, settings, can = "", "", "", "", Capabilities()
        try:
            kind = load(ENGINES, name)
            can = getattr(kind, "capabilities", can)
            engine = publication.engine_named(name)
            can = getattr(engine, "capabilities", can)
            settings = str(getattr(engine, "settings", "") or "")
            licence = str(getattr(engine, "licence", "") or "")
        except WorkflowError as error:
            problem, hint = str(type(error)(error.problem, where=error.where)), error.hint
        languages = tuple(used.get(name, ()))
        notes = tuple(_notes(config, name, licence if languages else ""))
        yield Described(name, tuple(_abilities(can)), languages, licence, problem, hint, settings, notes)


def _notes(config: Config, name: str, licence: str) -> Iterator[str]:
    if forbids_commerce(licence):
        yield f"the licence of its model, {licence}, forbids commercial use"
    beam = config.engines.get(name, {}).get("beam", config.beam)
    if name == "argos" and beam != config.beam != DEFAULT_BEAM:
        yield f"beam is {beam}, as [engines.argos] has it, and not {config.beam}, as [engine] has it"


def measurable(publication: Publication) -> Iterator[tuple[str, tuple[str, Iterator[Measured]]]]:
    """Engines that run models here, by name: the first language that each serves, and what measures it.

    Nothing is measured before the inner iterator is gone through; it raises EngineError where that fails.

    :raises ConfigError: the settings of an engine that could be measured mean nothing.
    """
    config = publication.config
    seen: set[str] = set()
    for language in config.languages:
        route = config.routes.get(language, Route())
        name, source = route.engine or config.engine, route.via or config.source
        if name in seen:
            continue
        try:
            engine = publication.engine_named(name)
            engine.signature(source, language)
        except WorkflowError as error:  # not set up; but what cannot be measured need not be right
            if isinstance(error, ConfigError) and hasattr(load(ENGINES, name), "measure"):
                raise
            continue
        measure = getattr(engine, "measure", None)
        if measure is None:
            continue
        seen.add(name)
        yield engine.name, (language, measure(source, language))


def _abilities(can: Capabilities) -> Iterator[str]:
    if can.terms:
        yield "takes terms"
    if can.scores:
        yield "scores"
    if can.reading:
        yield "reads with its model"
    if not can.local:
        yield "sends text to a server"
