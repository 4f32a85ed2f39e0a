"""The glossary for other tools, and theirs for us: TBX out and in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from workflow.errors import GlossaryError
from workflow.files import read_limited, together, write_over
from workflow.glossary import check_unique
from workflow.glossary.csvfile import (
    append_concepts,
    decode,
    format_cell,
    format_period,
    parse_concepts,
    replace_concept,
    write_concepts,
)
from workflow.glossary.formsfile import Line, parse_forms, with_lines
from workflow.glossary.normalise import normalise
from workflow.glossary.omegat import write_omegat
from workflow.glossary.tbxfile import LARGEST_TBX, read_tbx, write_tbx
from workflow.model import Concept, Kind, Renderings
from workflow.pipeline.glossary import content_of, forms_file, terms_file
from workflow.pipeline.publication import Publication


class ImportedTerms(Struct, frozen=True):
    """What :func:`import_glossary` did, or would do."""

    added: tuple[str, ...]  # ids of new concepts
    changed: tuple[str, ...]  # ids of those whose rows are written anew
    same: int  # concepts that the glossary has just so
    forms: int  # lines of inflected forms that are new, or written anew
    problems: tuple[str, ...]  # what could not be taken as it is, a line each
    files: tuple[Path, ...]  # that were written, or would be
    applied: bool  # False: nothing was written because of problems, or it was not asked for


def export_glossary(publication: Publication, languages: Sequence[str], format: str = "tbx") -> bytes:
    """The glossary in ``languages`` as a file: ``tbx``, or ``omegat`` for one language.

    :raises GlossaryError: there is no such format, nothing to export, or the glossary is broken.
    """
    config = publication.config
    if format == "omegat":
        if len(languages) != 1:
            raise GlossaryError(
                "a glossary of OmegaT is for one language", where="--format omegat", hint="Give --lang ru."
            )
        return write_omegat(publication.glossary.concepts, config.source, languages[0])
    if format != "tbx":
        raise GlossaryError(f"unknown format {format!r}", where="--format", hint="One of: tbx, omegat.")
    forms: dict[str, Iterable[Line]] = {}
    for tag in languages:
        _, held = forms_file(config.glossary / f"forms.{tag}.csv", tag)
        if held is not None:
            forms[tag] = held.lines
    return write_tbx(publication.glossary.concepts, forms, config.source, languages)


def terms_content(path: Path) -> bytes:
    """The bytes of a file of another tool, if it is not too large to be read at all.

    :raises GlossaryError: it is, or cannot be read.
    """
    return read_limited(path, LARGEST_TBX, GlossaryError)


def import_glossary(
    publication: Publication,
    content: bytes,
    where: str,
    *,
    file: str = "imported.csv",
    kind: str = "",
    partial: bool = False,
    overwrite: bool = False,
    dry_run: bool = False,
) -> ImportedTerms:
    """Take the concepts of a TBX file into the glossary; its other rows stay as they are, byte for byte.

    A concept is one of ours if it has its id (in a file that this program wrote) or names the same thing at
    the same time. What it says just as we do is no news. What it says otherwise is a problem, or with
    ``overwrite`` replaces what we have, in the languages and columns that it speaks of. New concepts are
    appended to ``file``, inflected forms to the forms files. ``kind`` is for concepts that name none.

    Unless ``partial`` is given, nothing is written if there is a problem of any sort.

    :raises GlossaryError: the file is no TBX, ours is broken, ``file`` lacks a column, or somebody saves
        one of the files at the same time.
    """
    config, mine = publication.config, publication.glossary.concepts
    target = terms_file(config, file)
    kinds = {each.value: each for each in Kind}
    if kind and kind not in kinds:
        raise GlossaryError(f"unknown kind {kind!r}", where="--kind", hint=f"One of: {', '.join(kinds)}.")
    columns = {tag for concept in mine for tag in concept.renderings if tag != "*"}
    known = tuple(dict.fromkeys((config.source, *config.languages, *sorted(columns))))
    read = read_tbx(content, where, config.source, languages=known, kind=kinds.get(kind))
    plan = _Plan(config.source, list(mine), list(read.skipped), overwrite)
    for concept in read.concepts:
        plan.take(concept, by_id=read.ours, guessed=concept.id in read.guessed)
    files = plan.term_files(target, known)
    forms, lines = plan.form_files(config.glossary, read.forms, where)
    files += forms
    applied = not dry_run and (partial or not plan.problems)
    if applied:
        with together():
            for path, before, after in files:
                if not write_over(path, after, before):
                    raise GlossaryError("was changed meanwhile", where=str(path), hint="Import it once more.")
    return ImportedTerms(
        tuple(each.id for each in plan.new),
        tuple(plan.replaced),
        plan.same,
        lines,
        tuple(plan.problems),
        tuple(path for path, _, _ in files),
        applied,
    )


_File = tuple[Path, bytes | None, bytes]  # where, what stands there, what shall stand there


@dataclass(slots=True)
class _Plan:
    source: str
    mine: list[Concept]
    problems: list[str]
    overwrite: bool
    new: list[Concept] = field(default_factory=list)
    replaced: dict[str, Concept] = field(default_factory=dict)
    same: int = 0
    ids: dict[str, str] = field(default_factory=dict)  # of concepts in the file -> in the glossary
    _decided: set[str] = field(default_factory=set)  # new or written anew: a second opinion is a problem
    _by_id: dict[str, Concept] = field(default_factory=dict)
    _by_name: dict[str, list[Concept]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for concept in self.mine:
            self._index(concept)

    def _index(self, concept: Concept) -> None:
        self._by_id[concept.id] = concept
        for name in concept.in_language(self.source).accepted:
            self._by_name.setdefault(normalise(name).text, []).append(concept)

    def take(self, concept: Concept, *, by_id: bool, guessed: bool) -> None:
        """Decide what to do with one concept of the file."""
        there = self._by_id.get(concept.id) if by_id else None
        namesakes = list(dict.fromkeys(each.id for each in self._namesakes(concept)))
        if there is None and len(namesakes) == 1:
            there = self._by_id[namesakes[0]]
        others = [each for each in namesakes if there is None or each != there.id]
        label = there.id if there else concept.id
        if others:
            name = concept.in_language(self.source).preferred
            self.problems.append(f"{concept.where}: {name!r} has the names of {' and '.join(others)} too")
            return
        if there is None:
            if guessed:
                self.problems.append(
                    f"{concept.where}: {label}: no kind that is known here; it is taken for a phrase, "
                    "or for what --kind says"
                )
            if self._writable(concept, concept.where):
                self._add(concept)
            return
        if guessed:
            concept = replace(concept, kind=there.kind)
        differences = list(_differences(there, concept))
        if differences and (there.id in self._decided or not self.overwrite):
            self.problems += [f"{concept.where}: {label}: {each} ({there.where})" for each in differences]
            return
        if differences:
            merged = _merged(there, concept)
            if not self._writable(merged, concept.where):
                return
            self.replaced[there.id] = merged
            self._decided.add(there.id)
        else:
            self.same += 1
        self.ids[concept.id] = there.id

    def _writable(self, concept: Concept, where: str) -> bool:
        try:
            write_concepts([concept], [self.source, *concept.renderings])
        except GlossaryError as error:  # a formula, mostly
            self.problems.append(f"{where}: {concept.id}: {error.problem}")
            return False
        return True

    def _namesakes(self, concept: Concept) -> Iterator[Concept]:
        for name in concept.in_language(self.source).accepted:
            for other in self._by_name.get(normalise(name).text, ()):
                try:
                    check_unique([replace(concept, id="a"), replace(other, id="b")], self.source)
                except GlossaryError:
                    yield other

    def _add(self, concept: Concept) -> None:
        found, number = concept.id, 1
        while found in self._by_id:
            number += 1
            found = f"{concept.id}-{number}"
        self.ids[concept.id] = found
        self._decided.add(found)
        self.new.append(replace(concept, id=found))
        self._index(self.new[-1])

    def term_files(self, target: Path, languages: Sequence[str]) -> list[_File]:
        """The files of terms as they shall be; the glossary that they make is sound.

        :raises GlossaryError: it is not, or a file lacks a column.
        """
        held: dict[Path, bytes | None] = {}
        after: dict[Path, bytes] = {}
        for concept in self.replaced.values():
            path = Path(concept.where.rpartition(":")[0])
            if path not in after:
                held[path] = content_of(path)
                after[path] = held[path] or b""
            after[path] = replace_concept(after[path], concept, str(path))
        if self.new:
            if target not in after:
                held[target] = before = content_of(target)
                after[target] = self._head(languages) if before is None else before
            after[target] = append_concepts(after[target], self.new, str(target))
        places = tuple(f"{path}:" for path in after)
        concepts = [each for each in self.mine if not each.where.startswith(places)] if places else self.mine
        for path, data in after.items():
            concepts = [*concepts, *parse_concepts(decode(data, str(path)), str(path), self.source)]
        check_unique(concepts, self.source)
        return [(path, held[path], data) for path, data in after.items()]

    def _head(self, languages: Sequence[str]) -> bytes:
        """The first row of a new file: all that the next import may need as well."""
        columns = ["id", "kind", "gender", "number", "valid"]
        for tag in languages:
            noted = any(tag in each.renderings and each.renderings[tag].usage for each in self.new)
            columns += [tag, f"{tag}:note"] if noted else [tag]
        return (",".join([*columns, "note"]) + "\n").encode()

    def form_files(
        self, folder: Path, forms: Mapping[str, Iterable[Line]], where: str
    ) -> tuple[list[_File], int]:
        """The forms files as they shall be, and how many lines in them are new."""
        files: list[_File] = []
        count = 0
        for tag, lines in forms.items():
            path = folder / f"forms.{tag}.csv"
            data, before = forms_file(path, tag)
            held = before.forms if before else {}
            wanted: dict[object, Line] = {}
            for line in lines:
                if line.id not in self.ids:
                    continue
                own = replace(line, id=self.ids[line.id])
                old = held.get(own.key)
                if old == own.forms or own.key in wanted:
                    continue
                if old is not None and not self.overwrite:
                    self.problems.append(f"{line.where}: {own.id}: other forms of {own.rendering!r} ({path})")
                    continue
                wanted[own.key] = own
            if wanted:
                try:
                    text = with_lines(before, wanted.values(), tag)
                    parse_forms(text, str(path), tag)
                except GlossaryError as error:
                    self.problems.append(f"{where}: forms of {tag}: {error.problem}")
                    continue
                files.append((path, data, text.encode()))
                count += len(wanted)
        return files, count


def _differences(mine: Concept, theirs: Concept) -> Iterator[str]:
    """In what two say otherwise of one thing. What the second does not speak of is no difference."""
    for name in ("kind", "gender", "number", "valid", "note"):
        have, get = getattr(mine, name), getattr(theirs, name)
        if get and have != get:
            if name == "valid":
                have, get = format_period(have), format_period(get)
            yield f"{name} is {str(get)!r}, here {str(have)!r}"
    for tag, get in theirs.renderings.items():
        have = mine.in_language(tag) if tag != "*" else get
        if (have.accepted, have.short, have.forbidden) != (get.accepted, get.short, get.forbidden):
            yield f"{tag} is {_cell(get)!r}, here {_cell(have)!r}"
        if get.usage and get.usage != have.usage:
            yield f"{tag}:note is {get.usage!r}, here {have.usage!r}"


def _cell(renderings: Renderings) -> str:
    try:
        return format_cell(renderings)
    except GlossaryError:  # a glossary may hold what must not be written anew
        return " | ".join((*renderings.all, *renderings.forbidden))


def _merged(mine: Concept, theirs: Concept) -> Concept:
    """Ours with all that theirs speaks of."""
    renderings = dict(mine.renderings)
    for tag, get in theirs.renderings.items():
        renderings[tag] = (
            get if get.usage or tag not in renderings else replace(get, usage=renderings[tag].usage)
        )
    if theirs.kind is not Kind.KEEP:
        renderings.pop("*", None)
    return replace(
        mine,
        kind=theirs.kind,
        renderings=renderings,
        note=theirs.note or mine.note,
        gender=theirs.gender or mine.gender,
        number=theirs.number or mine.number,
        valid=theirs.valid or mine.valid,
    )
