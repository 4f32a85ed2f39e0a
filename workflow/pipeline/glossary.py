"""The files of the glossary: forms, doubts, what can be done in each language, finding and adding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workflow.config import Config
from workflow.errors import EngineError, GlossaryError, SourceError
from workflow.files import write_over
from workflow.glossary import check_unique, hidden, lint, search
from workflow.glossary.csvfile import (
    append_concept,
    decode,
    make_concept,
    parse_cell,
    parse_concepts,
    read_text,
)
from workflow.glossary.formsfile import FormsFile, Line, parse_forms, renew
from workflow.glossary.inflect import has_rules
from workflow.glossary.normalise import fold
from workflow.languages import profile
from workflow.model import (
    Concept,
    Finding,
    Kind,
    ReadingEngine,
    Severity,
)
from workflow.pipeline.articles import article_files, prepare
from workflow.pipeline.publication import Publication, attempts
from workflow.report import plural
from workflow.translate import calibration

LINT = "lint"  # the check that findings about the glossary name
_MOST_SHOWN = 8  # ids in a message


class Forms(Struct, frozen=True):
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
    """What is doubtful in the glossary, as findings; forms that nobody has read yet are among them.

    ``about`` says what is doubted in one word, for settings and reports: ``lint/shared``. Where it is about
    one language's cells, ``language`` is that. Concepts that no article of the publication has are one note
    for each file of terms.

    :raises GlossaryError: a file of the glossary is broken.
    """
    config = publication.config
    lines: dict[str, Iterable[Line]] = {}
    variants = [tag for tag in config.variants if profile(tag).parent in (*languages, config.source)]
    for tag in languages:
        _, held = forms_file(config.glossary / f"forms.{tag}.csv", tag)
        if held is not None:
            lines[tag] = held.lines
    found = [
        Finding(
            *_place(doubt.where),
            doubt.severity,
            LINT,
            doubt.problem,
            hint=doubt.hint,
            language=doubt.language,
            about=doubt.kind,
        )
        for doubt in lint(publication.glossary, config.source, languages, lines, variants)
    ]
    for done in make_forms(publication, languages, only_check=True):
        if done.path.exists():
            found += _forms_doubts(done)
    return found + list(_unused(publication))


def _forms_doubts(done: Forms) -> Iterator[Finding]:
    """What is to be done about one file of forms."""
    path, language = str(done.path), done.language
    if done.changed:
        hint = f"run: workflow glossary forms --lang {language}"
        what = "is not up to date"
        yield Finding(path, 0, Severity.WARNING, LINT, what, hint=hint, language=language, about="forms")
    if done.unread:
        what = f"{done.unread} {plural('line', done.unread)} that nobody has read"
        hint = "write read into the column made when you have"
        yield Finding(path, 0, Severity.NOTE, LINT, what, hint=hint, language=language, about="unread")
    for warning in done.warnings:
        number, _, what = warning.removeprefix(f"{path}:").partition(": ")  # the path may have ": "
        yield Finding(path, int(number), Severity.NOTE, LINT, what, language=language, about="stale-form")


def _unused(publication: Publication) -> Iterator[Finding]:
    """Concepts that no article has, a note for each file of terms; articles that cannot be read count not."""
    used: set[str] = set()
    articles = 0
    for path in article_files(publication.config, trouble=lambda _: None).values():
        try:
            prepared = prepare(publication, path)
        except SourceError:
            continue
        articles += 1
        used |= {match.concept.id for found in prepared.matches for match in found}
    rest: dict[str, list[str]] = {}
    for concept in publication.glossary.concepts:
        if concept.id not in used:
            rest.setdefault(_place(concept.where)[0], []).append(concept.id)
    for file, names in rest.items() if articles else ():
        shown = ", ".join(names[:_MOST_SHOWN]) + (", …" if len(names) > _MOST_SHOWN else "")
        count = len(names)
        yield Finding(
            file,
            0,
            Severity.NOTE,
            LINT,
            f"{count} {plural('concept', count)} in no article: {shown}",
            hint="fine for a glossary that is made ahead of the news",
            about="unused",
        )


def _place(where: str) -> tuple[str, int]:
    path, _, line = where.rpartition(":")
    return (path, int(line)) if path and line.isdigit() else (where, 0)


class Ability(Struct, frozen=True):
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


class Entry(Struct, frozen=True):
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
    path = terms_file(config, file)
    where = str(path)
    read = {tag: parse_cell(_typed(re.sub(" {2,}", " ", cell), tag, tag), tag) for tag, cell in cells.items()}
    renderings = {tag: each for tag, each in read.items() if each.all or each.forbidden}
    note = _typed(" ".join(note.split()), "--note")
    concept = make_concept(
        identifier, kind, gender, number, valid, note, renderings, identifier, config.source
    )
    for _ in attempts():
        before = content_of(path)
        head = _new_terms(config) if before is None else before
        after = append_concept(head, concept, where)
        others = [each for each in publication.glossary.concepts if not each.where.startswith(f"{where}:")]
        *there, added = parse_concepts(decode(after, where), where, config.source)
        added = replace(added, where=identifier)  # it has no line yet
        check_unique([*others, *there, added], config.source)
        if write_over(path, after, before):
            return path, added
    raise GlossaryError("changes all the time", where=where, hint="Save it, and try again.")


def terms_file(config: Config, file: str) -> Path:
    """Where a file of terms lies.

    :raises GlossaryError: ``file`` is no name of one.
    """
    if Path(file).name != file or not re.fullmatch(r"(?!forms\.)[^\W_][\w .()-]*\.csv", file):
        raise GlossaryError(f"{file!r} is no file of terms", where="--file", hint="Such as: terms.csv")
    return config.glossary / file


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
        for _ in attempts():
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
    content, before = forms_file(path, language)
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
    if changed and not only_check and not write_over(path, text, content):
        return None
    warnings = tuple(
        f"{line.where}: {line.rendering!r} is no preferred rendering of {line.id!r}; the line is kept"
        for line in made.stale
    )
    return Forms(path, language, made.new, made.kept, made.dropped, made.unread, warnings, changed)


def forms_file(path: Path, language: str) -> tuple[bytes | None, FormsFile | None]:
    """The bytes of a forms file and what they say; None, None if there is none.

    :raises GlossaryError: it is broken or cannot be read.
    """
    content = content_of(path)
    if content is None:
        return None, None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = read_text(path)  # says which byte is wrong
    return content, parse_forms(text, str(path), language)


def content_of(path: Path) -> bytes | None:
    """The bytes of a file of the glossary; None if there is none.

    :raises GlossaryError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GlossaryError(f"cannot be read ({error.strerror})", where=str(path)) from error
