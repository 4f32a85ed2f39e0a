"""What a changed row of the glossary touches: units of all articles and languages, drafts to be redone."""

from __future__ import annotations

import difflib
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath

import polib
from msgspec import Struct

from workflow.catalogue import Key, is_untouched, key_of, load_catalogue, term_notes, units
from workflow.catalogue.provenance import is_term, notes_of, provenance_of
from workflow.checks import run_checks
from workflow.checks.glossary import check_glossary
from workflow.errors import CatalogueError, GlossaryError, SourceError
from workflow.glossary import Glossary, search
from workflow.glossary.csvfile import decode, parse_concepts
from workflow.glossary.formsfile import parse_forms
from workflow.glossary.normalise import fold
from workflow.languages import known_tags
from workflow.model import CatalogueView, Concept, Finding, Severity, State, Unit, Verdict
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.changes import git_environment
from workflow.pipeline.pages import page_path, page_state
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import heads_of, joined

_MOST_SUGGESTED = 5
# Of these a draft made today would be another.
_WRONG = frozenset({Verdict.MISSING, Verdict.FORBIDDEN, Verdict.MISSPELT, Verdict.FORM})
_GIT_SECONDS = 60


class Touched(Struct, frozen=True):
    """One unit that has a term, in one language."""

    concept: str  # its id
    article: str  # slug
    language: str
    path: str  # of the catalogue
    line: int
    state: State
    page: str  # "published", "draft", or "" where there is no page
    source: str
    target: str
    problem: str = ""  # what the check says of the term there; "" where it agrees, or has nothing to look at
    severity: str = ""


class Impact(Struct, frozen=True):
    """What some rows of the glossary touch."""

    concepts: tuple[Concept, ...]  # as they are today
    gone: tuple[str, ...]  # ids that are no longer in the glossary
    units: tuple[Touched, ...]
    broken: tuple[CatalogueError, ...] = ()  # catalogues that could not be looked at
    unread: tuple[SourceError, ...] = ()  # the same of articles


def find_concept(publication: Publication, term: str) -> Concept:
    """The concept that is meant by an id, or by a name in any language of the publication.

    :raises GlossaryError: none is, or several are; the hint names those that are near.
    """
    config, concepts = publication.config, publication.glossary.concepts
    tags = (config.source, *config.languages)
    by_id = {concept.id: concept for concept in concepts}
    if term in by_id:
        return by_id[term]
    wanted = {tag: fold(" ".join(term.split()), tag).casefold() for tag in tags}
    named = [
        concept
        for concept in concepts
        if any(
            wanted[tag] == fold(name, tag).casefold() for tag in tags for name in concept.in_language(tag).all
        )
    ]
    if len(named) == 1 and term.strip():
        return named[0]
    near = [each.id for each in named]
    if not near and term.strip():
        names = {
            name.casefold(): each.id for each in concepts for name in each.in_language(config.source).all
        }
        alike = difflib.get_close_matches(term.casefold(), [*names, *by_id], n=_MOST_SUGGESTED, cutoff=0.6)
        near = [names.get(each, each) for each in alike]
        near += [each.id for each in search(concepts, term, tags)]
    shown = ", ".join(list(dict.fromkeys(near))[:_MOST_SUGGESTED])
    raise GlossaryError(
        "several concepts have that name" if len(named) > 1 else "no concept has that id or name",
        where=repr(term),
        hint=f"Did you mean: {shown}?" if shown else "workflow glossary find shows what there is.",
    )


def impact_of(publication: Publication, concepts: Iterable[Concept], languages: Sequence[str]) -> Impact:
    """Every unit that has one of ``concepts``, by article and language.

    :raises GlossaryError: the glossary is broken.
    """
    every = tuple(concepts)
    return _impact(publication, every, (), {each.id: frozenset(languages) for each in every}, languages)


def impact_since(publication: Publication, revision: str, languages: Sequence[str]) -> Impact:
    """The same for all rows whose renderings or forms differ from those of a revision of Git.

    Where only some languages of a row have changed, the units of those are touched; where its source has,
    or its kind, all are.

    :raises GlossaryError: Git does not know the revision, or cannot be asked, or a file was broken then.
    """
    now, before = publication.glossary, _glossary_at(publication, revision)
    source = publication.config.source
    mine, theirs = ({each.id: each for each in one.concepts} for one in (now, before))
    changed: dict[str, frozenset[str]] = {}
    for identifier, concept in mine.items():
        old = theirs.get(identifier)
        if old is None or _core(old, source) != _core(concept, source):
            changed[identifier] = frozenset(languages)
            continue
        differing = {
            tag
            for tag in languages
            if old.in_language(tag) != concept.in_language(tag)
            or before.stored_forms(old, tag) != now.stored_forms(concept, tag)
        }
        if differing:
            changed[identifier] = frozenset(differing)
    gone = tuple(identifier for identifier in theirs if identifier not in mine)
    return _impact(publication, [mine[each] for each in changed], gone, changed, languages)


def _core(concept: Concept, source: str) -> object:
    """What decides which sentences have a concept, and how it is looked for."""
    found = concept.in_language(source)
    return concept.kind, concept.number, concept.valid, found.accepted, found.short


def _impact(
    publication: Publication,
    concepts: Sequence[Concept],
    gone: tuple[str, ...],
    tags_of: dict[str, frozenset[str]],
    languages: Sequence[str],
) -> Impact:
    found: list[Touched] = []
    broken: list[CatalogueError] = []
    unread: list[SourceError] = []
    for path in article_files(publication.config, unread.append).values():
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            unread.append(error)
            continue
        for language in languages:
            wanted = {identifier for identifier, tags in tags_of.items() if language in tags}
            if language == prepared.article.language or not wanted:
                continue
            try:
                found += _touched(publication, prepared, language, wanted)
            except CatalogueError as error:
                broken.append(error)
    return Impact(tuple(concepts), gone, tuple(found), tuple(broken), tuple(unread))


def _touched(
    publication: Publication, prepared: Prepared, language: str, wanted: set[str]
) -> Iterator[Touched]:
    slug = prepared.article.slug
    having: dict[Key, list[str]] = {}
    for key, matches in zip(prepared.keys, prepared.matches, strict=True):
        ids = [match.concept.id for match in matches if match.concept.id in wanted]
        if ids:
            having.setdefault(key, []).extend(ids)
    if not having:
        return
    path = publication.config.catalogue(language, slug)
    catalogue = load_catalogue(path)
    live = units(catalogue, unchanged_counts=publication.config.unchanged_counts) if catalogue else ()
    known = {(unit.context, unit.source): unit for unit in live}
    said = {
        (each.line, each.about): each for each in objections(publication, prepared, live, str(path), language)
    }
    page = page_state(page_path(publication.config, language, slug))
    heads = {  # of sentences whose text stands in another unit: there the check looks for their terms
        key: prepared.keys[head]
        for key, head in zip(prepared.keys, heads_of(prepared, known), strict=True)
        if head is not None
    }
    for key, ids in having.items():
        unit = known.get(key, Unit(key[1], "", State.EMPTY, key[0]))
        for identifier in dict.fromkeys(ids):
            text = known.get(heads.get(key, key), unit)
            finding = said.get((text.line, identifier)) if text.line else None
            yield Touched(
                identifier,
                slug,
                language,
                str(path),
                unit.line,
                unit.state,
                page,
                unit.source,
                unit.target,
                finding.message if finding else "",
                finding.severity.value if finding else "",
            )


def objections(
    publication: Publication, prepared: Prepared, live: Sequence[Unit], path: str, language: str
) -> list[Finding]:
    """What the check of the glossary says of the units of a catalogue, waivers kept; notes left out."""
    article = prepared.article
    seen, _ = joined(prepared, tuple(live), Path(path))
    view = CatalogueView(path, language, article.language, seen, article.markup, article.slug)
    found = run_checks(view, prepared.terms, [check_glossary], publication.config.policy).findings
    return [
        each for each in found if each.severity is not Severity.NOTE and each.check == check_glossary.name
    ]


def drafts_behind(prepared: Prepared, po: polib.POFile, language: str) -> set[Key]:
    """Machine texts that nobody has touched and that today's glossary would have otherwise.

    A text that was made with today's glossary is none of them, whatever it lacks: the same would come again.
    """
    terms, source = prepared.terms, prepared.article.language
    today = f"glossary:{terms.digest(source, language)}"
    matches = dict(zip(prepared.keys, prepared.matches, strict=True))
    found: set[Key] = set()
    for entry in po:
        mine = matches.get(key_of(entry), ())
        said = provenance_of(entry)
        if entry.obsolete or not is_untouched(entry) or said is None or today in said.signature.split():
            continue
        lines = {note for note in notes_of(entry) if is_term(note)}
        results = terms.judge(entry.msgid, entry.msgstr, source, language, mine)
        if lines != set(term_notes(mine, [language])) or any(each.verdict in _WRONG for each in results):
            found.add(key_of(entry))
    return found


# ------------------------------------------------------------------------------------------------- Git


def _glossary_at(publication: Publication, revision: str) -> Glossary:
    """The glossary as a revision has it.

    :raises GlossaryError: see :func:`impact_since`.
    """
    config = publication.config
    if not revision.strip() or revision.startswith("-"):
        raise GlossaryError(f"{revision!r} is no revision", where="--since", hint="Such as: HEAD~3, v1.2.")
    prefix = _git(publication, ["rev-parse", "--show-prefix"]).decode("utf-8", "replace").strip()
    commit = _git(publication, ["rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}"], revision)
    name = commit.decode("ascii", "replace").strip()
    folder = f"{prefix}{config.glossary.name}/"
    listed = _git(publication, ["ls-tree", "-z", "--full-tree", "--name-only", name, folder])
    concepts: list[Concept] = []
    forms = {}
    for path in listed.decode("utf-8", "surrogateescape").split("\0"):
        file = PurePosixPath(path).name
        if not file.endswith(".csv"):
            continue
        content = _git(publication, ["cat-file", "blob", f"{name}:{path}"])
        where = f"{revision}:{path}"
        text = decode(content, where)
        if not file.startswith("forms."):
            concepts += parse_concepts(text, where, config.source)
        elif (tag := file.removeprefix("forms.").removesuffix(".csv")) in known_tags():
            forms[tag] = parse_forms(text, where, tag).forms
    return Glossary(concepts, forms)


def _git(publication: Publication, arguments: Sequence[str], revision: str = "") -> bytes:
    """What Git prints when it is asked in the folder of the publication.

    :raises GlossaryError: it is not installed, this is no repository, or it does not know ``revision``.
    """
    command = ["git", "-C", str(publication.config.root), *arguments]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=git_environment(),
            check=False,
            timeout=_GIT_SECONDS,
        )
    except FileNotFoundError as error:
        raise GlossaryError("git is not installed", where="--since") from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:  # ValueError: a zero byte
        raise GlossaryError("git cannot be asked", where="--since") from error
    if done.returncode:
        if revision:
            raise GlossaryError(
                f"git knows no revision {revision!r}", where="--since", hint="Such as: HEAD~3, v1.2."
            )
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GlossaryError(why[0] if why else "git failed", where="--since")
    return done.stdout
