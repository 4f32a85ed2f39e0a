"""Open segments of an article -> drafts in its catalogues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import polib
from msgspec import Struct

from workflow.catalogue import (
    Answer,
    Key,
    Update,
    apply_answers,
    is_untouched,
    key_of,
    load_catalogue,
    units,
)
from workflow.catalogue.candidates import set_candidates
from workflow.catalogue.joined import direction
from workflow.errors import EngineError
from workflow.model import (
    Engine,
    Finding,
    Match,
    State,
)
from workflow.pipeline.articles import Prepared, plain_of
from workflow.pipeline.catalogues import being_saved, refresh_catalogue
from workflow.pipeline.impact import drafts_behind, objections
from workflow.pipeline.licences import licence_warnings
from workflow.pipeline.locks import locked
from workflow.pipeline.memory import Recollection, recollection, suggestions, surroundings
from workflow.pipeline.publication import Publication
from workflow.pipeline.templates import template_of
from workflow.pipeline.texts import known_units
from workflow.report import plural
from workflow.translate import Calibration, Enforced, Question, Tally, answer_all, calibration, enforce


class Translated(Struct, frozen=True):
    """What ``translate`` did to one catalogue."""

    language: str
    path: Path
    entries: int
    reviewed: int
    machine: int
    stale: int
    empty: int
    tally: Tally  # who answered how many of the segments that were open
    warnings: tuple[str, ...] = ()
    behind: int = 0  # with ``stale``: machine texts that today's glossary would have otherwise
    redone: int = 0  # those of them that have another text now
    for_people: tuple[Finding, ...] = ()  # with ``stale``: what the glossary says of texts that people have

    @property
    def refused(self) -> EngineError | None:
        """Why the engine could not answer, if segments were left for it and it could not."""
        return self.tally.refused


def translate(
    publication: Publication,
    prepared: Prepared,
    languages: Iterable[str],
    *,
    refresh: bool = False,
    stale: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Translated]:
    """Make or update the catalogue of each language; yields as each is on disk.

    Only empty entries are filled; with ``refresh`` also machine text that nobody has touched; with ``stale``
    nothing but machine text that nobody has touched and that today's glossary would have otherwise.
    ``progress`` is called with language, sentences done and sentences in all, while an engine works.

    :raises CatalogueError: a catalogue is broken, or keeps changing on disk.
    :raises WorkflowError: a catalogue cannot be written.
    """
    template = template_of(publication, prepared)
    for language in languages:
        if language == prepared.article.language:  # an article of another language than the publication's
            continue
        with recollection(publication, prepared, language) as memory:
            done = _translate_into(
                publication,
                prepared,
                template,
                language,
                memory,
                refresh=refresh,
                stale=stale,
                progress=progress,
            )
        yield done


def _translate_into(
    publication: Publication,
    prepared: Prepared,
    template: polib.POFile,
    language: str,
    memory: Recollection,
    *,
    refresh: bool,
    stale: bool,
    progress: Callable[[str, int, int], None] | None,
) -> Translated:
    config, slug = publication.config, prepared.article.slug
    behind: set[Key] = set()
    texts: dict[Key, str] = {}
    answers: dict[Key, Answer] = {}
    open_before: set[Key] = set()
    overtaken: set[Key] = set()
    tally = Tally()

    def fill(merged: Update) -> int:
        nonlocal tally
        open_keys = [
            key_of(entry)
            for entry in merged.po
            if not entry.obsolete and _is_open(entry, refresh=refresh, behind=behind if stale else None)
        ]
        overtaken.update(key for key in open_before if key in answers and key not in open_keys)
        questions = [key for key in open_keys if key not in open_before]
        if questions:
            tally = _ask(publication, prepared, questions, language, memory, answers, progress)
            open_before.update(questions)
        changed = apply_answers(merged.po, answers, refresh=refresh or stale)
        set_candidates(merged.po, suggestions(memory, merged.po))
        return changed

    with locked(config, language, slug, publication.wait):
        if stale and (before := being_saved(config.catalogue(language, slug))) is not None:
            behind = drafts_behind(prepared, before.po, language)
            texts = {key_of(entry): entry.msgstr for entry in before.po if not entry.obsolete}
        done = refresh_catalogue(publication, prepared, template, language, fill)
    warnings = list(memory.warnings)
    if tally.engine:
        engine = publication.engine_into(language)
        warnings += licence_warnings(engine, prepared.article.language, language)
    if overtaken:
        count = len(overtaken)
        warnings.append(
            f"{done.catalogue.path}: {count} {plural('segment', count)} had been edited when the drafts were "
            "ready; what people wrote is kept"
        )
    live = units(done.catalogue, unchanged_counts=config.unchanged_counts)
    states = [unit.state for unit in live]
    now = {key_of(entry): entry for entry in done.catalogue.po}
    return Translated(
        language,
        done.catalogue.path,
        len(states),
        states.count(State.REVIEWED),
        states.count(State.MACHINE),
        states.count(State.STALE),
        states.count(State.EMPTY),
        tally,
        tuple(warnings),
        len(behind),
        sum(key in now and now[key].msgstr != texts.get(key) for key in behind),
        _for_people(publication, prepared, done.catalogue.path, language) if stale else (),
    )


def _for_people(
    publication: Publication, prepared: Prepared, path: Path, language: str
) -> tuple[Finding, ...]:
    """What the glossary says of texts that a person wrote, changed or approved: no machine may touch them."""
    catalogue = load_catalogue(path)  # what is in memory does not know its lines
    if catalogue is None:
        return ()
    machine = {entry.linenum for entry in catalogue.po if is_untouched(entry)}
    live = units(catalogue, unchanged_counts=publication.config.unchanged_counts)
    found = objections(publication, prepared, live, str(path), language)
    return tuple(finding for finding in found if finding.line not in machine)


def _is_open(entry: polib.POEntry, *, refresh: bool, behind: set[Key] | None) -> bool:
    """Whether an entry is to be drafted; ``behind`` are the only ones if there are such."""
    if behind is not None:
        return key_of(entry) in behind and is_untouched(entry)
    return not entry.msgstr.strip() or (refresh and is_untouched(entry))


def _ask(
    publication: Publication,
    prepared: Prepared,
    keys: Sequence[Key],
    language: str,
    memory: Recollection,
    answers: dict[Key, Answer],
    progress: Callable[[str, int, int], None] | None,
) -> Tally:
    """Put the answers to ``keys`` into ``answers``."""
    around = surroundings(prepared)
    questions = [
        Question(key[1], key[0], plain_of(prepared.article, key[1]), *around.get(key, ((), "", "")))
        for key in keys
    ]
    done = 0

    def report(count: int) -> None:
        nonlocal done
        done += count
        if progress is not None:
            progress(language, done, len(questions))

    found, tally = answer_all(
        questions,
        prepared.article.language,
        language,
        memory=memory,
        terms=prepared.terms,
        engine=publication.engine_into(language, lambda pivot: _approved(publication, prepared, pivot)),
        insertion=memory.insertion,
        progress=report,
    )
    for key, answer in zip(keys, found, strict=True):
        if answer is not None:
            answers[key] = Answer(answer.text, answer.signature)
    return tally


def _approved(publication: Publication, prepared: Prepared, language: str) -> dict[str, str]:
    """What people have approved of an article in a language, as an engine sees both texts.

    :raises CatalogueError: its catalogue is broken.
    """
    article, known = prepared.article, known_units(publication.config, language, prepared.article.slug)
    return {
        plain_of(article, unit.source): plain_of(article, unit.target)
        for key in prepared.keys
        if (unit := known.get(key)) is not None and unit.state is State.REVIEWED
        if not direction(unit.target)  # a mark: the text stands in the neighbour
    }


def calibrate(engine: Engine, source: str, target: str) -> Calibration:
    """Try out which surrogates the model of a pair knows, and keep what was found beside the model.

    :raises EngineError: the engine has no model for the pair, or it cannot be run.
    """
    return calibration(engine, source, target)


class Explained(Struct, frozen=True):
    """How one sentence was translated: what was done, each with the text that it gave."""

    terms: tuple[tuple[Match, str], ...]  # each mention, and how it would be written; "" for no rendering
    steps: tuple[tuple[str, str], ...]
    result: Enforced


def explain(publication: Publication, sentence: str, language: str) -> Explained:
    """Translate one sentence of the publication's source language, and tell every step.

    :raises EngineError: the engine cannot serve the language.
    """
    source = publication.config.source
    steps: list[tuple[str, str]] = []
    (result,) = enforce(
        publication.engine_into(language),
        [sentence],
        source,
        language,
        publication.glossary,
        trace=lambda _, what, text: steps.append((what, text)),
    )
    terms = publication.glossary
    mentions = tuple(
        (
            match,
            next(
                iter(terms.forms(match.concept, language, short=match.short, plural=match.plural).values()),
                "",
            ),
        )
        for match in terms.match(sentence, source)
    )
    return Explained(mentions, tuple(steps), result)
