"""Open segments of an article -> drafts in its catalogues."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future
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
from workflow.engines.chunks import Place
from workflow.errors import CatalogueError, EngineError, SourceError
from workflow.model import (
    Engine,
    Finding,
    Match,
    State,
)
from workflow.pipeline.articles import Prepared, plain_of, prepare
from workflow.pipeline.catalogues import being_saved, merged_catalogue, refresh_catalogue
from workflow.pipeline.drafting import GROUP, Desk, Order, Progress
from workflow.pipeline.licences import licence_warnings
from workflow.pipeline.locks import locked
from workflow.pipeline.memory import Recollections, suggestions, surroundings
from workflow.pipeline.publication import Publication
from workflow.pipeline.templates import template_of
from workflow.report import plural
from workflow.translate import (
    Calibration,
    Enforced,
    Question,
    Tally,
    answer_all,
    calibration,
    enforce,
    left_for_engine,
)

_AHEAD = 2  # groups into one language that have been read and wait for the engine
Trouble = Callable[[SourceError | CatalogueError], None]


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
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Translated]:
    """Make or update the catalogue of one article in each language; see :func:`translate_all`.

    :raises CatalogueError: a catalogue is broken, or keeps changing on disk.
    :raises WorkflowError: a catalogue cannot be written.
    """
    yield from translate_all(
        publication, [prepared], languages, refresh=refresh, stale=stale, progress=progress
    )


def translate_all(
    publication: Publication,
    articles: Sequence[Prepared | Path],
    languages: Iterable[str],
    *,
    refresh: bool = False,
    stale: bool = False,
    place: Place | None = None,
    progress: Callable[[Progress], None] | None = None,
    trouble: Trouble | None = None,
    begun: Callable[[Prepared], None] | None = None,
) -> Iterator[Translated]:
    """Make or update the catalogues of all ``articles`` in all ``languages``; yields as each is on disk.

    Only empty entries are filled; with ``refresh`` also machine text that nobody has touched; with ``stale``
    nothing but machine text that nobody has touched and that today's glossary would have otherwise.

    Articles given by their files are read when their turn comes, and forgotten when they are done. ``begun``
    is called with each that has been read. ``trouble`` is told what is broken, an article or a catalogue;
    without it the first such thing ends the pass. Engines run at ``place``, or in this process.

    :raises SourceError: an article cannot be read, and ``trouble`` is not to be told.
    :raises CatalogueError: a catalogue is broken, or keeps changing on disk, and ``trouble`` is not told.
    :raises WorkflowError: a catalogue cannot be written.
    """
    tags, kind = tuple(languages), _Kind(refresh, stale)
    waiting: deque[_Taken] = deque()
    with Desk(publication, len(articles), len(tags), place=place, fresh=refresh, progress=progress) as desk:
        for at in range(0, len(articles), GROUP):
            group = articles[at : at + GROUP]
            read = _read_group(publication, group, trouble, begun)
            for language in tags:
                while len(waiting) >= _AHEAD + desk.at_once:
                    yield from _finish(publication, desk, waiting.popleft(), kind, trouble)
                orders, memories = _orders(publication, desk, read, language, kind, trouble)
                drafted = desk.take(language, len(group), orders)
                waiting.append(_Taken(tuple(orders), drafted, memories))
        while waiting:
            yield from _finish(publication, desk, waiting.popleft(), kind, trouble)


class _Kind(Struct, frozen=True):
    """What is to be drafted besides what is empty."""

    refresh: bool
    stale: bool


class _Taken(Struct, frozen=True):
    """Orders into one language that are with the engine, and the memories that they ask."""

    orders: tuple[Order, ...]
    drafted: Future[None]
    memories: Recollections


def _read_group(
    publication: Publication,
    articles: Sequence[Prepared | Path],
    trouble: Trouble | None,
    begun: Callable[[Prepared], None] | None,
) -> list[tuple[Prepared, polib.POFile]]:
    """Articles with their templates."""
    read = []
    for each in articles:
        try:
            prepared = each if isinstance(each, Prepared) else prepare(publication, each)
            if begun is not None:
                begun(prepared)
            read.append((prepared, template_of(publication, prepared)))
        except SourceError as error:
            if trouble is None:
                raise
            trouble(error)
    return read


def _orders(
    publication: Publication,
    desk: Desk,
    read: Sequence[tuple[Prepared, polib.POFile]],
    language: str,
    kind: _Kind,
    trouble: Trouble | None,
) -> tuple[list[Order], Recollections]:
    """What articles need in a language, and the memories that were asked."""
    memories = Recollections(publication)
    orders = []
    for prepared, template in read:
        if language == prepared.article.language:  # an article of another language than the publication's
            continue
        try:
            orders.append(_order(publication, desk, prepared, template, language, memories, kind))
        except CatalogueError as error:
            if trouble is None:
                raise
            trouble(error)
    return orders, memories


def _order(
    publication: Publication,
    desk: Desk,
    prepared: Prepared,
    template: polib.POFile,
    language: str,
    memories: Recollections,
    kind: _Kind,
) -> Order:
    """What an article needs in a language, as its catalogue is now.

    :raises CatalogueError: it is broken, or that of the language between.
    """
    keys = _open_now(publication, prepared, template, language, kind)
    engine = publication.engine_into(
        language, lambda pivot: _approved(publication, prepared, template, pivot)
    )
    order = Order(prepared, template, language, desk.engine(engine), memories.of(prepared, language))
    order.questions = _questions(prepared, keys)
    left = left_for_engine(
        list(order.questions.values()),
        prepared.article.language,
        language,
        memory=order.memory,
        terms=prepared.terms,
        insertion=order.memory.insertion,
    )
    order.sentences = list(dict.fromkeys(left))
    asked = reversed(list(order.questions.values()))  # where a sentence stands twice, the first place counts
    before = {question.text: plain_of(prepared.article, question.before) for question in asked}
    order.before = [before[sentence] for sentence in order.sentences]
    return order


def _open_now(
    publication: Publication, prepared: Prepared, template: polib.POFile, language: str, kind: _Kind
) -> list[Key]:
    """What is open in a catalogue now; when the drafts are there it may be something else.

    :raises CatalogueError: it is broken.
    """
    known = being_saved(publication.config.catalogue(language, prepared.article.slug))
    if known is None:
        return [] if kind.stale else list(dict.fromkeys(prepared.keys))
    behind = _behind(prepared, known.po, language) if kind.stale else None
    live = [entry for entry in known.po if not entry.obsolete]
    if {key_of(entry) for entry in live} != set(prepared.keys):
        # The article has changed: old translations may stand for some of its new sentences.
        live = list(merged_catalogue(publication, prepared, template, language, known).po)
    return [
        key_of(entry)
        for entry in live
        if not entry.obsolete and _is_open(entry, refresh=kind.refresh, behind=behind)
    ]


def _questions(prepared: Prepared, keys: Iterable[Key]) -> dict[Key, Question]:
    around = surroundings(prepared)
    return {
        key: Question(key[1], key[0], plain_of(prepared.article, key[1]), *around.get(key, ((), "", "")))
        for key in keys
    }


def _finish(
    publication: Publication, desk: Desk, taken: _Taken, kind: _Kind, trouble: Trouble | None
) -> Iterator[Translated]:
    """Write the catalogues of orders that have been drafted."""
    taken.drafted.result()
    try:
        for order in taken.orders:
            try:
                done = _translate_into(publication, desk, order, kind)
            except CatalogueError as error:
                if trouble is None:
                    raise
                trouble(error)
            else:
                yield done
        desk.written(taken.orders)
    finally:
        taken.memories.close()


def _translate_into(publication: Publication, desk: Desk, order: Order, kind: _Kind) -> Translated:
    prepared, language, memory = order.prepared, order.language, order.memory
    config, slug = publication.config, prepared.article.slug
    behind: set[Key] = set()
    texts: dict[Key, str] = {}
    answers: dict[Key, Answer] = {}
    asked: set[Key] = set()
    overtaken: set[Key] = set()
    expected = {key for key, question in order.questions.items() if question.text in order.drafted}
    tally = Tally()

    def fill(merged: Update) -> int:
        nonlocal tally
        live = [entry for entry in merged.po if not entry.obsolete]
        open_keys = [
            key_of(entry)
            for entry in live
            if _is_open(entry, refresh=kind.refresh, behind=behind if kind.stale else None)
        ]
        # What another run has drafted meanwhile is nobody's edit.
        edited = {key_of(entry) for entry in live if not is_untouched(entry)}.difference(open_keys)
        overtaken.update(key for key in edited if key in answers or key in expected)
        questions = [key for key in open_keys if key not in asked]
        if questions:
            tally = tally.with_more(_ask(desk, order, questions, answers))
            asked.update(questions)
        changed = apply_answers(merged.po, answers, refresh=kind.refresh or kind.stale)
        set_candidates(merged.po, suggestions(memory, merged.po))
        return changed

    with locked(config, language, slug, publication.wait):
        if kind.stale and (before := being_saved(config.catalogue(language, slug))) is not None:
            behind = _behind(prepared, before.po, language)
            texts = {key_of(entry): entry.msgstr for entry in before.po if not entry.obsolete}
        done = refresh_catalogue(publication, prepared, order.template, language, fill)
    warnings = [*memory.warnings, *order.warnings]
    if tally.engine:
        warnings += licence_warnings(order.engine, prepared.article.language, language)
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
        _for_people(publication, prepared, done.catalogue.path, language) if kind.stale else (),
    )


def _behind(prepared: Prepared, po: polib.POFile, language: str) -> set[Key]:
    """The drafts that today's glossary would have otherwise; other runs need not load what finds them."""
    from workflow.pipeline.impact import drafts_behind  # noqa: PLC0415

    return drafts_behind(prepared, po, language)


def _for_people(
    publication: Publication, prepared: Prepared, path: Path, language: str
) -> tuple[Finding, ...]:
    """What the glossary says of texts that a person wrote, changed or approved: no machine may touch them."""
    from workflow.pipeline.impact import objections  # noqa: PLC0415  (as above)

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


def _ask(desk: Desk, order: Order, keys: Sequence[Key], answers: dict[Key, Answer]) -> Tally:
    """Put the answers to ``keys`` into ``answers``."""
    prepared, unexpected = order.prepared, [key for key in keys if key not in order.questions]
    if unexpected:
        order.questions.update(_questions(prepared, unexpected))
    questions = [order.questions[key] for key in keys]

    def draft(sentences: Sequence[str]) -> list[Enforced]:
        if order.refused is not None:
            raise order.refused
        missing = [sentence for sentence in dict.fromkeys(sentences) if sentence not in order.drafted]
        if missing:
            order.drafted.update(zip(missing, desk.now(order, missing), strict=True))
        return [order.drafted[sentence] for sentence in sentences]

    found, tally = answer_all(
        questions,
        prepared.article.language,
        order.language,
        memory=order.memory,
        terms=prepared.terms,
        engine=order.engine,
        insertion=order.memory.insertion,
        draft=draft,
    )
    for key, answer in zip(keys, found, strict=True):
        if answer is not None:
            answers[key] = Answer(answer.text, answer.signature)
    return tally


def _approved(
    publication: Publication, prepared: Prepared, template: polib.POFile, language: str
) -> dict[str, str]:
    """What people have approved of an article in a language, as an engine sees both texts.

    Where the article has changed, and its catalogue will only be renewed, it is what will stand there then.

    :raises CatalogueError: its catalogue is broken.
    """
    article = prepared.article
    catalogue = being_saved(publication.config.catalogue(language, article.slug))
    if catalogue is None:
        return {}
    if {key_of(entry) for entry in catalogue.po if not entry.obsolete} != set(prepared.keys):
        catalogue.po = merged_catalogue(publication, prepared, template, language, catalogue).po
    known = {
        (unit.context, unit.source): unit
        for unit in units(catalogue, unchanged_counts=publication.config.unchanged_counts)
    }
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
