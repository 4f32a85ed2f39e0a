"""The stages in order: read, segment, match, translate, store, check, publish.

The only module that knows every stage, and where their files lie. Each public function is one stage, takes a
:class:`Publication` and returns what it did as values; nothing here prints or exits.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

import polib

from workflow import __version__
from workflow.catalogue import (
    Answer,
    Key,
    apply_answers,
    build_template,
    contexts,
    empty_catalogue,
    is_untouched,
    key_of,
    load_catalogue,
    merge,
    metadata,
    render,
    save_catalogue,
    term_notes,
    units,
)
from workflow.checks.glossary import describe
from workflow.config import Config, load_config
from workflow.errors import CatalogueError, ConfigError, EngineError, GlossaryError, SourceError
from workflow.files import listed, write_atomic
from workflow.glossary import Glossary, check_unique, hidden, lint, load_glossary, search
from workflow.glossary.csvfile import (
    append_concept,
    decode,
    format_period,
    make_concept,
    parse_cell,
    parse_concepts,
    read_text,
)
from workflow.glossary.formsfile import FormsFile, parse_forms, renew
from workflow.glossary.inflect import has_rules
from workflow.glossary.normalise import fold
from workflow.glossary.score import Failure, Score, aligned, glossary_at, json_rows, score
from workflow.languages import known_tags
from workflow.memory import ExactMemory
from workflow.model import (
    Article,
    CatalogueView,
    Concept,
    Edition,
    EditionBlock,
    Engine,
    Finding,
    Kind,
    Markup,
    Match,
    Passage,
    Publisher,
    Reader,
    ReadingEngine,
    Segment,
    Severity,
    Site,
    State,
    Unit,
)
from workflow.registry import CHECKS, ENGINES, PUBLISHERS, READERS, load, names
from workflow.report import plural
from workflow.translate import Calibration, Enforced, Question, Tally, answer_all, calibration, enforce

GENERATOR = f"Dragoman {__version__}"
_LARGEST_ARTICLE = 16 * 1024 * 1024  # bytes; a news article has some thousands
_SLUG = re.compile(r"(?!index\.html$)[^\W_][^/\\\s]{0,99}", re.IGNORECASE)
_SAVES = 5  # how often a catalogue that changes under our hands is read again
_DRAFT_COMPLETENESS = 50  # per cent of a draft that must be in its language, if no less is asked for
_STATE = re.compile(rb'<meta name="dragoman:state" content="(published|draft|original)">')


# ---------------------------------------------------------------------------------------------- publication


@dataclass(frozen=True)
class Publication:
    """A folder with ``workflow.toml``: its configuration and, read when first asked for, its glossary."""

    config: Config

    @classmethod
    def open(cls, root: Path) -> Publication:
        """Read the configuration of the publication in ``root``.

        :raises ConfigError: it is missing or wrong.
        """
        config = load_config(root)
        for slug in config.dates:
            check_slug(slug, f"workflow.toml [articles.{slug}]")
        return cls(config)

    @cached_property
    def glossary(self) -> Glossary:
        """The glossary of the publication.

        :raises GlossaryError: one of its files is broken.
        """
        listed(self.config.glossary)  # a folder that cannot be read is not an empty glossary
        return load_glossary(self.config.glossary, self.config.source)

    @cached_property
    def engine(self) -> Engine:
        """The configured engine; it loads no model before it is asked to translate."""
        return engine_of(self.config, self.config.engine, self.config.models_folder)


def engine_of(config: Config, name: str, folder: Path | None) -> Engine:
    """The engine called ``name``, with the models of ``folder``.

    :raises RegistryError: there is no such engine.
    """
    engine: Engine = load(ENGINES, name)(folder=folder, beam=config.beam)
    return engine


def check_slug(slug: str, where: str = "") -> str:
    """``slug`` itself, if it can name a catalogue and a folder of pages.

    :raises SourceError: it holds a slash, a space or the like.
    """
    if _SLUG.fullmatch(slug) and all(
        char in "-_." or unicodedata.category(char)[0] in "LMN" for char in slug
    ):
        return slug
    raise SourceError(
        f"{slug!r} cannot name an article: letters, digits, '-', '_' and '.' only, and no slash",
        where=where,
        hint="Rename the file in seeds/; its name without the extension is the article's name.",
    )


# ---------------------------------------------------------------------------------------------- forms


@dataclass(frozen=True, slots=True)
class Forms:
    """What :func:`make_forms` did to one file of inflected forms, or would do."""

    path: Path
    language: str
    new: int  # lines that the program wrote or wrote anew
    kept: int  # lines that are as they were
    dropped: int  # lines of the program for what is no longer in the glossary
    unread: int  # lines of the program in the file: a person has to read them
    warnings: tuple[str, ...]
    changed: bool


def glossary_doubts(publication: Publication, languages: Sequence[str]) -> list[Finding]:
    """What is doubtful in the glossary, as findings; forms that nobody has read yet are among them."""
    config = publication.config
    found = [
        Finding(*_place(doubt.where), doubt.severity, "lint", doubt.problem, hint=doubt.hint)
        for doubt in lint(publication.glossary, config.source, languages)
    ]
    for done in make_forms(publication, languages, only_check=True):
        if not done.path.exists():
            continue
        behind = f"workflow glossary forms --lang {done.language}"
        if done.changed:
            found.append(
                Finding(
                    str(done.path), 0, Severity.WARNING, "lint", "is not up to date", hint=f"run: {behind}"
                )
            )
        if done.unread:
            what = f"{done.unread} {plural('line', done.unread)} that nobody has read"
            hint = "write read into the column made when you have"
            found.append(Finding(str(done.path), 0, Severity.NOTE, "lint", what, hint=hint))
        for warning in done.warnings:
            line, _, what = warning.removeprefix(f"{done.path}:").partition(": ")  # the path may have ": "
            found.append(Finding(str(done.path), int(line), Severity.NOTE, "lint", what))
    return found


def _place(where: str) -> tuple[str, int]:
    path, _, line = where.rpartition(":")
    return (path, int(line)) if path and line.isdigit() else (where, 0)


@dataclass(frozen=True, slots=True)
class Ability:
    """What can be done for the glossary's terms in one language."""

    language: str
    concepts: int  # that have a rendering
    forms: str  # where inflected forms come from
    route: str  # the models that lead there, or why there are none
    surrogates: str  # names that can stand in for terms, by kind
    fallback: str  # what is tried where none can


def abilities(publication: Publication) -> Iterator[Ability]:
    """One row a language of the publication. Models that were never calibrated are so now.

    :raises GlossaryError: the glossary is broken.
    """
    config, terms, engine = publication.config, publication.glossary, publication.engine
    for language in config.languages:
        concepts = sum(bool(concept.in_language(language).all) for concept in terms.concepts)
        if (config.glossary / f"forms.{language}.csv").exists():
            forms = f"forms.{language}.csv"
        else:
            forms = "by rule" if has_rules(language) else "one form"
        try:
            reading = isinstance(engine, ReadingEngine)
            route = engine.route(config.source, language) if isinstance(engine, ReadingEngine) else []
            signature = engine.signature(config.source, language)
            hops = [calibration(engine, *pair) for pair in route or [(config.source, language)]]
        except EngineError as error:
            why = EngineError(error.problem, where=error.where)  # a table has no room for its hint
            yield Ability(language, concepts, forms, str(why), "-", "-")
            continue
        kinds = " / ".join(
            ", ".join(f"{kind} {count}" for kind, count in hop.kinds().items()) or "none" for hop in hops
        )
        yield Ability(language, concepts, forms, signature, kinds, "span, insertion" if reading else "-")


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept as ``glossary find`` shows it, with the forms that drafts would use."""

    concept: Concept
    forms: Mapping[str, Mapping[str, str]]  # by language, then by case


def find_terms(publication: Publication, text: str, languages: Sequence[str]) -> list[Entry]:
    """Concepts that have ``text`` in a name, the best first.

    :raises GlossaryError: ``text`` has nothing that can be seen.
    """
    config, terms = publication.config, publication.glossary
    if not fold(text, config.source).strip():
        raise GlossaryError("an empty text", where="find", hint="Give it any part of a name.")
    return [
        Entry(concept, {tag: terms.forms(concept, tag) for tag in languages if concept.in_language(tag).all})
        for concept in search(terms.concepts, text, (config.source, *languages))
    ]


def add_term(
    publication: Publication,
    file: str,
    identifier: str,
    kind: str,
    cells: Mapping[str, str],
    *,
    gender: str = "",
    number: str = "",
    valid: str = "",
    note: str = "",
) -> tuple[Path, Concept]:
    """Append one concept to a file of the glossary; the file's other bytes stay as they are.

    Texts are put into NFC, and runs of spaces become one. Returns the file and the concept.

    :raises GlossaryError: the row is wrong, or the glossary would not load with it; nothing is written then.
    """
    config = publication.config
    if Path(file).name != file or not re.fullmatch(r"(?!forms\.)[^\W_][\w .()-]*\.csv", file):
        raise GlossaryError(f"{file!r} is no file of terms", where="--file", hint="Such as: terms.csv")
    path = config.glossary / file
    where = str(path)
    read = {tag: parse_cell(_typed(re.sub(" {2,}", " ", cell), tag, tag), tag) for tag, cell in cells.items()}
    renderings = {tag: each for tag, each in read.items() if each.all or each.forbidden}
    note = _typed(" ".join(note.split()), "--note")
    concept = make_concept(
        identifier, kind, gender, number, valid, note, renderings, identifier, config.source
    )
    for _ in range(_SAVES):
        before = _content(path)
        head = _new_terms(config) if before is None else before
        after = append_concept(head, concept, where)
        others = [each for each in publication.glossary.concepts if not each.where.startswith(f"{where}:")]
        *there, added = parse_concepts(decode(after, where), where, config.source)
        added = replace(added, where=identifier)  # it has no line yet
        check_unique([*others, *there, added], config.source)
        if write_atomic(path, after, unchanged=lambda: _content(path) == before):  # noqa: B023
            return path, added
    raise GlossaryError("changes all the time", where=where, hint="Save it, and try again.")


def _typed(text: str, where: str, language: str = "") -> str:
    """What somebody typed in a command, as a cell can hold it.

    :raises GlossaryError: it holds a line break, a character that nobody sees, or half of one.
    """
    char = hidden(text, language)
    if char:
        raise GlossaryError(
            f"{text!r} holds the character U+{ord(char):04X}", where=where, hint="Type it without that."
        )
    return unicodedata.normalize("NFC", text)


def _new_terms(config: Config) -> bytes:
    """The first row of a file of terms, with a column for everything that a concept may have."""
    columns = ("id", "kind", "gender", "number", "valid", config.source, *config.languages, "note")
    return (",".join(columns) + "\n").encode()


def inflects(language: str, concept: Concept | None = None) -> bool:
    """Whether names have forms in ``language``, and a file for them; ``concept``'s name, if it is given."""
    if concept is not None and (concept.kind is Kind.KEEP or not concept.in_language(language).all):
        return False
    return has_rules(language)


def make_forms(
    publication: Publication,
    languages: Iterable[str],
    *,
    only_check: bool = False,
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Forms]:
    """Renew ``forms.<language>.csv`` of the languages whose names inflect; the others are passed over.

    A person's lines are never changed. A file that somebody saves in the meantime is read again. With
    ``only_check`` nothing is written.

    :raises GlossaryError: a file is broken, or is saved over and over while we work.
    """
    for language in languages:
        if not has_rules(language):
            continue
        path = publication.config.glossary / f"forms.{language}.csv"
        for _ in range(_SAVES):
            done = _renew_forms(publication, path, language, only_check, progress)
            if done is not None:
                yield done
                break
        else:
            raise GlossaryError("changes all the time", where=str(path), hint="Save it, and try again.")


def _renew_forms(
    publication: Publication,
    path: Path,
    language: str,
    only_check: bool,
    progress: Callable[[str, int, int], None] | None,
) -> Forms | None:
    """None if the file has changed under our hands."""
    content, before = _forms_file(path, language)
    concepts = publication.glossary.concepts
    count = 0

    def tick() -> None:
        nonlocal count
        count += 1
        if progress is not None:
            progress(language, count, len(concepts))

    made = renew(before, concepts, language, tick)
    text = made.text.encode()
    changed = text != content if content is not None else made.new > 0
    if changed and not only_check:
        written = write_atomic(path, text, unchanged=lambda: _content(path) == content)
        if not written:
            return None
    warnings = tuple(
        f"{line.where}: {line.rendering!r} is no preferred rendering of {line.id!r}; the line is kept"
        for line in made.stale
    )
    return Forms(path, language, made.new, made.kept, made.dropped, made.unread, warnings, changed)


def _forms_file(path: Path, language: str) -> tuple[bytes | None, FormsFile | None]:
    content = _content(path)
    if content is None:
        return None, None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = read_text(path)  # says which byte is wrong
    return content, parse_forms(text, str(path), language)


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GlossaryError(f"cannot be read ({error.strerror})", where=str(path)) from error


# ---------------------------------------------------------------------------------------------- read


def _readers() -> dict[str, Reader]:
    """Readers by the extension that they claim; a stranger's comes before ours."""
    found: dict[str, Reader] = {}
    for name in names(READERS):
        reader: Reader = load(READERS, name)()
        for extension in reader.extensions:
            if extension not in found or not type(reader).__module__.startswith("workflow."):
                found[extension] = reader
    return found


def article_files(config: Config, trouble: Callable[[SourceError], None] | None = None) -> dict[str, Path]:
    """The files in ``seeds/`` that a reader knows, by slug, sorted.

    With ``trouble`` a file that cannot be an article is told there and left out, so that it stops nobody
    else's.

    :raises SourceError: two files have the same name but for the extension, or one has an impossible name.
    """
    extensions = _readers()
    found: dict[str, Path] = {}
    for path in listed(config.seeds):
        if path.suffix.lower() not in extensions or path.name.startswith(".") or not path.is_file():
            continue
        try:
            found.setdefault(check_slug(path.stem, str(path)), path)
            _check_single(found[path.stem], path)
        except SourceError as error:
            if trouble is None:
                raise
            trouble(error)
    return found


def _check_single(first: Path, path: Path) -> None:
    if first != path:
        raise SourceError(
            f"has the same name as {first.name}", where=str(path), hint="Rename one of the two."
        )


def find_article(config: Config, name: str) -> Path:
    """The file of an article that is named by its path or by its slug.

    :raises SourceError: there is none, or it does not lie in ``seeds/``.
    """
    path = Path(name)
    known = article_files(config, trouble=lambda _: None)
    if name in known:
        return known[name]
    for candidate in (config.root / path, path):
        if candidate.is_file():
            if candidate.parent.resolve() == config.seeds.resolve():
                return config.seeds / path.name
            raise SourceError(
                "does not lie in the publication's seeds folder",
                where=name,
                hint=f"Copy it to {config.seeds}{os.sep} and name it there.",
            )
    if path.parent == Path():
        hint = f"Articles here: {', '.join(known) or 'none yet'}."
        raise SourceError("no such article", where=name or "''", hint=hint)
    if not path.suffix and path.parent != Path("seeds"):
        check_slug(name)
    raise SourceError("no such file", where=name, hint=f"Articles lie in {config.seeds}{os.sep}.")


def read_article(publication: Publication, path: Path) -> Article:
    """Read one file of ``seeds/`` with the reader that claims its extension.

    :raises SourceError: it cannot be read, is not UTF-8 text, is empty, or no reader knows its extension.
    """
    config = publication.config
    slug = check_slug(path.stem, str(path))
    readers = _readers()
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise SourceError(
            f"no reader for {path.suffix or 'a file without extension'!r}",
            where=str(path),
            hint=f"Known: {', '.join(sorted(readers))}.",
        )
    try:
        if path.stat().st_size > _LARGEST_ARTICLE:
            raise SourceError(f"larger than {_LARGEST_ARTICLE >> 20} MB", where=str(path))
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read ({error.strerror})", where=str(path), hint="Check its path and permissions."
        ) from error
    if b"\0" in content:
        raise SourceError(
            "holds zero bytes: a binary file, or text that is not UTF-8",
            where=str(path),
            hint="Export the article as UTF-8 text, Markdown or HTML.",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(
            f"not UTF-8 (byte 0x{content[error.start]:02x})",
            where=f"{path}:{line}",
            hint="Save the file as UTF-8.",
        ) from error
    if not text.strip():
        raise SourceError("the file is empty", where=str(path), hint="An article needs a headline and text.")
    article = reader.read(text, slug=slug, source=f"seeds/{path.name}", language=config.source)
    if article.language not in known_tags():
        raise SourceError(
            f"unknown language {article.language!r}",
            where=str(path),
            hint=f"Known: {', '.join(known_tags())}.",
        )
    if article.date is None and slug in config.dates:
        article = replace(article, date=config.dates[slug])
    return article


# ---------------------------------------------------------------------------------------------- extract


@dataclass(frozen=True)
class Prepared:
    """An article cut into segments, with the glossary's matches in each.

    ``terms`` is the glossary as it is to be asked about this article: for its date, and knowing who was named
    before. Checks ask it with the text of the segments, engines with their words without markup.
    """

    article: Article
    segments: tuple[Segment, ...]
    terms: Glossary

    @cached_property
    def matches(self) -> tuple[tuple[Match, ...], ...]:
        """The terms of each segment."""
        return tuple(tuple(self.terms.match(each.text, self.article.language)) for each in self.segments)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The catalogue key of each segment."""
        pairs = zip(contexts(self.segments), self.segments, strict=True)
        return tuple((context, segment.text) for context, segment in pairs)


def prepare(publication: Publication, path: Path) -> Prepared:
    """Read, segment and match one article.

    :raises SourceError: see :func:`read_article`.
    :raises GlossaryError: the glossary is broken.
    """
    from workflow.segment import segment_article  # noqa: PLC0415

    article = read_article(publication, path)
    segments = tuple(segment_article(article, publication.config.unit))
    if not segments:
        raise SourceError("holds nothing to translate", where=str(path))
    texts = [each.text for each in segments]
    terms = publication.glossary.in_article(texts, article.language, article.date)
    if article.markup is not Markup.PLAIN:
        plain = [_plain(article, text) for text in texts]
        terms = terms.in_article(plain, article.language, article.date)
    return Prepared(article, segments, terms)


@dataclass(frozen=True, slots=True)
class Extracted:
    """What ``extract`` did: the POT, how many entries it has and how many terms stand in them."""

    path: Path
    entries: int
    terms: int


def _now() -> str:
    """The time as gettext headers write it; ``SOURCE_DATE_EPOCH`` decides where it is set."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        moment = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now().astimezone()
    except (ValueError, OverflowError, OSError) as error:
        raise ConfigError(f"{epoch[:40]!r} is not a time in seconds", where="SOURCE_DATE_EPOCH") from error
    return moment.strftime("%Y-%m-%d %H:%M%z")


def template_of(publication: Publication, prepared: Prepared) -> polib.POFile:
    """The POT of an article, dated: a POT that says nothing new keeps the date of the one on disk."""
    config = publication.config
    pot = build_template(
        prepared.article, prepared.segments, prepared.matches, config.languages, generator=GENERATOR
    )
    try:
        old = load_catalogue(config.template(prepared.article.slug))
    except CatalogueError:  # a merge conflict, say: nobody's work is in it, and it is made anew
        old = None
    if old is not None:
        pot.metadata["POT-Creation-Date"] = old.po.metadata.get("POT-Creation-Date", "")
        if render(pot) == render(old.po):
            return pot
    pot.metadata["POT-Creation-Date"] = _now()
    return pot


def extract(publication: Publication, prepared: Prepared) -> Extracted:
    """Write ``locales/<slug>.pot``; a POT that says nothing new is left as it is.

    :raises WorkflowError: it cannot be written.
    """
    path = publication.config.template(prepared.article.slug)
    pot = template_of(publication, prepared)
    write_atomic(path, render(pot))
    return Extracted(path, len(pot), sum(map(len, prepared.matches)))


# ---------------------------------------------------------------------------------------------- translate


@dataclass(frozen=True, slots=True)
class Translated:
    """What ``translate`` did to one catalogue."""

    language: str
    path: Path
    entries: int
    reviewed: int
    machine: int
    empty: int
    tally: Tally  # who answered how many of the segments that were open
    warnings: tuple[str, ...] = ()

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
    progress: Callable[[str, int, int], None] | None = None,
) -> Iterator[Translated]:
    """Make or update the catalogue of each language; yields as each is on disk.

    Only empty entries are filled; with ``refresh`` also machine text that nobody has touched. ``progress``
    is called with language, sentences done and sentences in all, while an engine works.

    :raises CatalogueError: a catalogue is broken, or keeps changing on disk.
    :raises WorkflowError: a catalogue cannot be written.
    """
    template = template_of(publication, prepared)
    for language in languages:
        if language == prepared.article.language:  # an article of another language than the publication's
            continue
        yield _translate_into(publication, prepared, template, language, refresh=refresh, progress=progress)


def _translate_into(
    publication: Publication,
    prepared: Prepared,
    template: polib.POFile,
    language: str,
    *,
    refresh: bool,
    progress: Callable[[str, int, int], None] | None,
) -> Translated:
    config, slug = publication.config, prepared.article.slug
    path = config.catalogue(language, slug)
    header = metadata(prepared.article, GENERATOR, language)
    notes: dict[Key, list[str]] = {
        key: term_notes(found, [language]) for key, found in zip(prepared.keys, prepared.matches, strict=True)
    }
    memory, warnings = _memory(config, language, slug)
    answers: dict[Key, Answer] = {}
    asked: set[Key] = set()
    tally = Tally()
    for _ in range(_SAVES):
        catalogue = load_catalogue(path) or empty_catalogue(path)
        old = catalogue.po if catalogue.read is not None else None
        merged = merge(old, template, header, notes)
        open_keys = [
            key_of(entry)
            for entry in merged
            if not entry.obsolete and (not entry.msgstr.strip() or (refresh and is_untouched(entry)))
        ]
        questions = [key for key in open_keys if key not in asked]
        if questions:
            tally = _ask(publication, prepared, questions, language, memory, answers, progress)
            asked.update(questions)
        changed = apply_answers(merged, answers, refresh=refresh)
        merged.metadata["X-Source-Language"] = prepared.article.language  # the article may say another today
        merged.metadata["POT-Creation-Date"] = template.metadata["POT-Creation-Date"]
        if changed or not merged.metadata.get("PO-Revision-Date"):
            merged.metadata["PO-Revision-Date"] = _now()
        catalogue.po = merged
        if save_catalogue(catalogue):
            states = [unit.state for unit in units(catalogue)]
            return Translated(
                language,
                path,
                len(states),
                states.count(State.REVIEWED),
                states.count(State.MACHINE),
                states.count(State.EMPTY),
                tally,
                tuple(warnings),
            )
    raise CatalogueError(
        "another program keeps changing it; nothing was written",
        where=str(path),
        hint="Close it in your editor and run the command again.",
    )


def _ask(
    publication: Publication,
    prepared: Prepared,
    keys: Sequence[Key],
    language: str,
    memory: ExactMemory,
    answers: dict[Key, Answer],
    progress: Callable[[str, int, int], None] | None,
) -> Tally:
    """Put the answers to ``keys`` into ``answers``."""
    questions = [Question(text, context, _plain(prepared.article, text)) for context, text in keys]
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
        engine=publication.engine,
        progress=report,
    )
    for key, answer in zip(keys, found, strict=True):
        if answer is not None:
            answers[key] = Answer(answer.text, answer.signature)
    return tally


def calibrate(engine: Engine, source: str, target: str) -> Calibration:
    """Try out which surrogates the model of a pair knows, and keep what was found beside the model.

    :raises EngineError: the engine has no model for the pair, or it cannot be run.
    """
    return calibration(engine, source, target)


@dataclass(frozen=True, slots=True)
class Explained:
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
        publication.engine,
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


def _plain(article: Article, text: str) -> str:
    """What an engine sees of a segment: its words without markup."""
    if article.markup is Markup.PLAIN:
        return text
    from workflow.readers.inline import plain_text  # noqa: PLC0415

    return plain_text(text)


def _memory(config: Config, language: str, slug: str) -> tuple[ExactMemory, list[str]]:
    """Reviewed segments of the other articles; a broken catalogue among them is a warning, no more."""
    memory = ExactMemory()
    warnings: list[str] = []
    for path in listed(config.catalogue(language, slug).parent):
        if path.suffix != ".po" or path.stem == slug:
            continue
        try:
            other = load_catalogue(path)
        except CatalogueError as error:
            warnings.append(f"{error} (not used as memory)")
            continue
        if other is not None:
            memory.add(units(other), path.stem)
    return memory, warnings


# ---------------------------------------------------------------------------------------------- check


def check(
    publication: Publication, slugs: Iterable[str] | None = None, languages: Iterable[str] | None = None
) -> tuple[list[Finding], int]:
    """Findings in the catalogues of ``slugs`` in ``languages`` (None: all), and how many those are.

    A catalogue that cannot be read is itself a finding, ``[po]``; the others are checked all the same. One
    that lacks sentences of its article, as the article is today, is a finding too, ``[outdated]``.
    """
    findings: list[Finding] = []
    count = 0
    wanted = None if slugs is None else set(slugs)
    articles = article_files(publication.config, trouble=lambda _: None)
    today: dict[str, Prepared | None] = {}
    for language in languages if languages is not None else publication.config.languages:
        folder = publication.config.catalogue(language, "x").parent
        for path in listed(folder):
            slug = path.stem
            if path.suffix != ".po" or (wanted is not None and slug not in wanted):
                continue
            if slug not in today:
                today[slug] = prepared = _as_today(publication, articles.get(slug))
                findings += out_of_date(prepared, publication.config) if prepared else ()
            count += 1
            findings += _check_catalogue(publication, path, language, today[slug])
    return findings, count


def out_of_date(prepared: Prepared, config: Config) -> Iterator[Finding]:
    """Notes on terms that the glossary has for another time than the article's."""
    article = prepared.article
    told: set[str] = set()
    if article.date is None:
        return
    for segment, found in zip(prepared.segments, prepared.matches, strict=True):
        for match in found:
            valid = match.concept.valid
            if valid is None or article.date in valid or match.concept.id in told:
                continue
            told.add(match.concept.id)
            yield Finding(
                str(config.root / article.source),
                segment.line,
                Severity.NOTE,
                "glossary",
                f"{match.variant} is in the glossary for {format_period(valid)}, "
                f"the article is of {article.date.isoformat()}",
                hint=f"see {match.concept.where}",
            )


def _as_today(publication: Publication, path: Path | None) -> Prepared | None:
    """The article as it is today; None if it is gone or cannot be read (``extract`` says why)."""
    if path is None:
        return None
    try:
        return prepare(publication, path)
    except SourceError:
        return None


def _check_catalogue(
    publication: Publication, path: Path, language: str, today: Prepared | None
) -> list[Finding]:
    try:
        catalogue = load_catalogue(path)
    except CatalogueError as error:
        line = re.search(r":(\d+)$", error.where)
        number = int(line.group(1)) if line else 0
        return [Finding(str(path), number, Severity.ERROR, "po", error.problem, "", error.hint)]
    if catalogue is None:  # deleted a moment ago
        return []
    source = catalogue.po.metadata.get("X-Source-Language", publication.config.source)
    severities = publication.config.glossary_severities
    view = CatalogueView(str(path), language, source, units(catalogue), severities)
    terms = today.terms if today else publication.glossary
    found = [finding for name in names(CHECKS) for finding in load(CHECKS, name)(view, terms)]
    keys = frozenset(today.keys) if today else frozenset()
    missing = len(keys - {(unit.context, unit.source) for unit in view.units})
    if missing:
        what = f"{missing} of {len(keys)} segments of the article are not in the catalogue"
        hint = f"run: workflow translate {path.stem}"
        found.append(Finding(str(path), 0, Severity.WARNING, "outdated", what, "", hint))
    return sorted(found, key=lambda finding: (finding.line, finding.check))


# ---------------------------------------------------------------------------------------------- score


@dataclass(frozen=True)
class Scored:
    """How well a translation keeps to its terms, and a finding for each line that does not."""

    score: Score
    findings: tuple[Finding, ...]


def score_translation(
    target: Path,
    source_language: str,
    language: str,
    *,
    sources: Path | None = None,
    terms: Path | None = None,
) -> Scored:
    """Judge what some other system translated. No publication and no model is needed.

    ``target`` has one segment a line, and so has ``sources``; without ``sources`` it is a JSONL file of
    objects with a text under each language's tag and, maybe, the segment's own ``terms``. ``terms`` is a
    glossary: a CSV file, or a folder of them.

    :raises GlossaryError: a file cannot be read or is empty, the files do not belong together, or nothing
        names terms in the language.
    """
    where = str(target)
    if sources is None:
        rows = json_rows(_segments(target), where, source_language, language)
    else:
        rows = aligned(_segments(sources), _segments(target), where)
    if not rows:
        raise GlossaryError("no segments in it", where=where, hint="One segment a line.")
    glossary = glossary_at(terms, source_language) if terms is not None else None
    if any(row.terms is not None for row in rows):
        pass
    elif glossary is None:
        raise GlossaryError("no terms to look for", where=where, hint="Name a glossary with --terms.")
    elif not any(concept.in_language(language).all for concept in glossary.concepts):
        raise GlossaryError(
            f"no term has a rendering in {language}", where=str(terms), hint="Name another glossary."
        )
    result = score(rows, source_language, language, glossary)
    return Scored(
        result,
        tuple(_score_finding(failure, where, source_language, language) for failure in result.failures),
    )


def _segments(path: Path) -> str:
    """The text of a file of segments.

    :raises GlossaryError: it cannot be read, or is no text.
    """
    data = _content(path)
    if data is None:
        raise GlossaryError("cannot be read (No such file or directory)", where=str(path))
    if b"\0" in data:
        raise GlossaryError("holds zero bytes: a binary file, or not UTF-8", where=str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"not UTF-8 (byte 0x{data[error.start]:02x})"
        raise GlossaryError(what, where=f"{path}:{line}", hint="Save the file as UTF-8.") from error


def _score_finding(failure: Failure, where: str, source_language: str, language: str) -> Finding:
    message, hint = describe(failure.result, source_language, language)
    expected = " | ".join(failure.result.expected)
    return Finding(where, failure.row.line, Severity.ERROR, "glossary", message, expected, hint)


# ---------------------------------------------------------------------------------------------- publish


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one language of an article was not published."""

    slug: str
    language: str
    reason: str
    path: Path
    broken: CatalogueError | None = None  # the catalogue cannot be read at all


@dataclass(slots=True)
class Published:
    """What ``publish`` did."""

    pages: list[tuple[str, str, str, Path]] = field(default_factory=list)  # slug, language, state, page
    refused: list[Refusal] = field(default_factory=list)
    written: int = 0  # files that are new or different
    warnings: list[str] = field(default_factory=list)


def page_path(config: Config, language: str, slug: str) -> Path:
    """Where the page of an article in a language is."""
    return config.output / language / slug / "index.html"


def page_state(path: Path) -> str:
    """``published``, ``draft`` or ``original`` as the page itself says; empty if there is no page of ours."""
    try:
        with path.open("rb") as stream:
            found = _STATE.search(stream.read(8192))
    except OSError:
        return ""
    return found.group(1).decode() if found else ""


def publish(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    *,
    draft: bool = False,
) -> Published:
    """Write the pages of ``slugs`` (None: all) in ``languages`` (None: all that are ready).

    Pages that were published before are made again from what is reviewed today, so that every page names all
    its sisters (``hreflang`` must be reciprocal). One that is not ready any more stays as it is.

    :raises SourceError: an article that is named cannot be read.
    :raises PublishError: a page cannot be made.
    """
    config = publication.config
    wanted = None if slugs is None else set(slugs)
    tags = tuple(languages) if languages is not None else config.languages
    result = Published()
    editions: list[Edition] = []
    kept: set[Path] = set()
    files = article_files(config, trouble=lambda error: result.warnings.append(str(error)))
    for slug, path in files.items():
        asked = wanted is None or slug in wanted
        states = {tag: page_state(page_path(config, tag, slug)) for tag in config.languages}
        if not asked and not any(states.values()):
            continue
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            if wanted is not None and slug in wanted:
                raise
            result.warnings.append(f"{error} Its pages stay as they are.")
            continue
        mine: list[Edition] = []
        for tag in dict.fromkeys((*tags, *config.languages)):
            requested = asked and tag in tags
            if tag == prepared.article.language or not (requested or states.get(tag)):
                continue
            as_draft = draft if requested else states[tag] == "draft"
            page = page_path(config, tag, slug)
            edition = _edition_or_refusal(publication, prepared, tag, as_draft, result, requested=requested)
            if edition is not None:
                mine.append(edition)
                if requested:
                    state = "draft" if edition.draft else "published"
                    result.pages.append((slug, tag, state, page))
                    result.warnings += _objections(publication, slug, tag, page)
            elif states.get(tag):  # its page stays, and its sisters and the indexes go on naming it
                kept.add(page)
                mine.append(_kept(config, prepared, tag, draft=states[tag] == "draft"))
        if mine:
            editions += [_original(prepared), *mine]
    result.warnings += _orphans(config, files)
    if editions and result.pages:
        _write_pages(config, editions, kept, result)
    return result


def _write_pages(config: Config, editions: Sequence[Edition], kept: set[Path], result: Published) -> None:
    """Let every publisher make its pages; those in ``kept`` are left as they are."""
    titles: Mapping[str, str] = {**config.titles, config.source: config.title}
    site = Site(titles, config.source, config.base_url)
    for name in names(PUBLISHERS):
        publisher: Publisher = load(PUBLISHERS, name)()
        for page in publisher.publish(editions, site):
            if config.output / page.path not in kept:
                result.written += _write(config.output / page.path, page.content)
    for edition in editions:
        for picture in dict.fromkeys(block.image for block in edition.article.blocks if block.image):
            source = _picture(config, picture)
            if source is not None:
                target = page_path(config, edition.language, edition.article.slug).parent / unquote(picture)
                result.written += _write(target, source.read_bytes())


def _write(target: Path, content: bytes) -> bool:
    """Write one file of the output; whether it is new or different."""
    before = target.stat().st_mtime_ns if target.exists() else None
    write_atomic(target, content)
    return target.stat().st_mtime_ns != before


def _picture(config: Config, address: str) -> Path | None:
    """The file in ``seeds/`` that a relative address of a picture means; None if there is none below it."""
    relative = Path(unquote(address))
    if relative.is_absolute() or ".." in relative.parts:
        return None
    path = config.seeds / relative
    try:
        inside = path.is_file() and path.resolve().is_relative_to(config.seeds.resolve())
    except (OSError, ValueError):  # a name that no file can have
        return None
    return path if inside else None


def _objections(publication: Publication, slug: str, language: str, page: Path) -> Iterator[str]:
    """A page is published when it is reviewed; that the checks object to it is said all the same."""
    findings, _ = check(publication, [slug], [language])
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    if errors:
        see = f"workflow check {slug} --lang {language}"
        yield f"{page}: {errors} error {plural('finding', errors)} in its text; see: {see}"


def _orphans(config: Config, files: Mapping[str, Path]) -> Iterator[str]:
    """A line for every article that has pages but no file in ``seeds/`` any more."""
    slugs = {
        page.parent.name
        for tag in config.languages
        for page in (config.output / tag).glob("*/index.html")
        if page.parent.name not in files and page_state(page)
    }
    for slug in sorted(slugs):
        yield (
            f"{slug} has pages in {config.output} but is no longer in {config.seeds}; "
            f"to take it down, delete its folders there"
        )


def _edition_or_refusal(
    publication: Publication,
    prepared: Prepared,
    language: str,
    draft: bool,
    result: Published,
    *,
    requested: bool,
) -> Edition | None:
    """The edition, or None with the reason in ``result``."""
    config, slug = publication.config, prepared.article.slug
    path = config.catalogue(language, slug)
    broken: CatalogueError | None = None
    usable = {State.REVIEWED, State.MACHINE} if draft else {State.REVIEWED}
    try:
        known = _known_units(path)
    except CatalogueError as error:
        broken, reason = error, str(error)
    else:
        states = _states(prepared, known)
        ready = sum(state in usable for state in states)
        needed = min(config.completeness, _DRAFT_COMPLETENESS) if draft else config.completeness
        if ready * 100 >= needed * len(states) and ready:
            return _edition(prepared, language, known, usable)
        reason = _missing(states, ready, needed, draft)
    if requested:
        result.refused.append(Refusal(slug, language, reason, path, broken))
    else:
        where = "" if broken else f"{path}: "
        result.warnings.append(f"{where}{reason.rstrip('.')}. The page that is there stays as it is.")
    return None


def _states(prepared: Prepared, known: Mapping[Key, Unit]) -> list[State]:
    """How far each segment of the article is; one that is not in the catalogue is empty."""
    return [known[key].state if key in known else State.EMPTY for key in dict.fromkeys(prepared.keys)]


def _missing(states: Sequence[State], ready: int, needed: int, draft: bool) -> str:
    machine, empty = states.count(State.MACHINE), states.count(State.EMPTY)
    waiting = [f"{machine} wait for review"] if machine and not draft else []
    waiting += [f"{empty} have no translation"] if empty else []
    done = "translated" if draft else "reviewed"
    return f"{ready} of {len(states)} segments {done}, {needed} % asked for: {', '.join(waiting)}"


def _known_units(path: Path) -> dict[Key, Unit]:
    catalogue = load_catalogue(path)
    if catalogue is None:
        return {}
    return {(unit.context, unit.source): unit for unit in units(catalogue)}


def _edition(prepared: Prepared, language: str, known: Mapping[Key, Unit], usable: set[State]) -> Edition:
    """The article in ``language``; the source text stands in where nothing usable is known."""
    source = prepared.article.language
    passages = []
    for segment, key in zip(prepared.segments, prepared.keys, strict=True):
        unit = known.get(key)
        if unit is not None and unit.state in usable:
            passages.append(Passage(unit.target, language, unit.state))
        else:
            passages.append(Passage(segment.text, source, State.EMPTY))
    draft = any(passage.state is State.MACHINE for passage in passages)
    return Edition(prepared.article, language, _blocks(prepared, passages), draft=draft)


def _kept(config: Config, prepared: Prepared, language: str, *, draft: bool) -> Edition:
    """Stands for a page that is not made again, with what is known of its headline for the indexes."""
    try:
        known = _known_units(config.catalogue(language, prepared.article.slug))
    except CatalogueError:
        known = {}
    usable = {State.REVIEWED, State.MACHINE} if draft else {State.REVIEWED}
    return replace(_edition(prepared, language, known, usable), draft=draft)


def _original(prepared: Prepared) -> Edition:
    """The article in its own language."""
    language = prepared.article.language
    passages = [Passage(segment.text, language, State.REVIEWED) for segment in prepared.segments]
    return Edition(prepared.article, language, _blocks(prepared, passages))


def _blocks(prepared: Prepared, passages: Sequence[Passage]) -> tuple[EditionBlock, ...]:
    """The blocks of the article, each with its passages; there is one passage for every segment."""
    found: dict[int, list[Passage]] = {}
    for segment, passage in zip(prepared.segments, passages, strict=True):
        found.setdefault(segment.block, []).append(passage)
    blocks = prepared.article.blocks
    return tuple(EditionBlock(block, tuple(found.get(index, ()))) for index, block in enumerate(blocks))


# ---------------------------------------------------------------------------------------------- status


@dataclass(frozen=True, slots=True)
class Row:
    """How far one article is in one language."""

    article: str
    language: str
    segments: int
    reviewed: int
    machine: int
    empty: int
    errors: int
    warnings: int
    page: str  # "published", "draft", or "" when there is none
    path: str  # of the page; "" when there is none


def status(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    trouble: Callable[[SourceError], None] | None = None,
) -> list[Row]:
    """One row for each article and language, counted against the article as it is now.

    ``trouble`` is told of files that are no articles.

    :raises SourceError: an article that is named cannot be read; any, if there is no ``trouble``.
    """
    config = publication.config
    wanted = None if slugs is None else set(slugs)
    rows: list[Row] = []
    for slug, path in article_files(config, trouble).items():
        if wanted is not None and slug not in wanted:
            continue
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            if wanted is not None or trouble is None:
                raise
            trouble(error)
            continue
        for language in languages if languages is not None else config.languages:
            if language != prepared.article.language:
                rows.append(_row(publication, prepared, language))
    return rows


def _row(publication: Publication, prepared: Prepared, language: str) -> Row:
    config, slug = publication.config, prepared.article.slug
    findings, _ = check(publication, [slug], [language])
    try:
        known = _known_units(config.catalogue(language, slug))
    except CatalogueError:  # it is among the findings
        known = {}
    states = _states(prepared, known)
    page = page_path(config, language, slug)
    state = page_state(page)
    return Row(
        slug,
        language,
        len(states),
        states.count(State.REVIEWED),
        states.count(State.MACHINE),
        states.count(State.EMPTY),
        sum(finding.severity is Severity.ERROR for finding in findings),
        sum(finding.severity is Severity.WARNING for finding in findings),
        state,
        str(page) if state else "",
    )
