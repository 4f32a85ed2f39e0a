"""What the review sheets and the status page show, gathered from catalogues, checks and the glossary."""

from __future__ import annotations

import os
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from msgspec.structs import replace

from workflow import sheets
from workflow.catalogue import Key, direction, load_catalogue, own_notes, units
from workflow.catalogue.provenance import CANDIDATE, is_offer, said_in
from workflow.checks.run import waivers_of
from workflow.config import Config
from workflow.diff import Piece, pieces, words
from workflow.errors import CatalogueError, EngineError, SourceError
from workflow.files import make_cache, read_limited, write_atomic
from workflow.glossary.inflect import has_rules
from workflow.languages import profile
from workflow.model import (
    Block,
    CatalogueView,
    Finding,
    Match,
    State,
    TermResult,
    Unit,
)
from workflow.pipeline.articles import Prepared, article_files, prepare
from workflow.pipeline.findings import check, registered, run
from workflow.pipeline.pages import page_path, page_state
from workflow.pipeline.publication import Publication
from workflow.pipeline.texts import heads_of, joined, known_units, states_of
from workflow.registry import CHECKS, names

FOLDER = "review"  # below the publication; not in output/, which is put on the web as it is
_OURS = re.compile(rb'<meta name="dragoman:sheet" content="')
_LARGEST = 256 * 1024 * 1024
_WHY = re.compile(r"(?P<why>\d+ %[^:]*): (?P<diff>.*)", re.DOTALL)


# ------------------------------------------------------------------------------------------------- files


def sheet_path(config: Config, slug: str, language: str) -> Path:
    """Where a review sheet goes if nobody says otherwise: ``review/<slug>.<language>.html``.

    Nothing that ``publish`` writes, counts or deletes lies there, and what nobody has approved does not get
    onto the web with the pages.
    """
    return config.root / FOLDER / f"{slug}.{language}.html"


def overview_path(config: Config) -> Path:
    """Where the status page goes if nobody says otherwise."""
    return config.root / FOLDER / "status.html"


def write_sheet(config: Config, path: Path, content: bytes) -> bool:
    """Write a page of :func:`review` or :func:`overview_page`; False if the file says that already.

    :raises SourceError: a file of that name is there, and is none that this program made.
    :raises WorkflowError: it cannot be written.
    """
    if path.is_symlink() or path.exists():
        standing = read_limited(path, _LARGEST, SourceError)
        if standing.strip() and not _OURS.search(standing[:2048]):
            raise SourceError(
                "is there already, and is no sheet of this program",
                where=str(path),
                hint="Give --output another name.",
            )
    if path.parent == config.root / FOLDER:
        make_cache(path.parent)  # sheets can be made again at any time: git ignores them
    return write_atomic(path, content)


# ------------------------------------------------------------------------------------------------- review


def review(publication: Publication, prepared: Prepared, language: str) -> bytes:
    """The review sheet of one article in one language, as HTML.

    :raises CatalogueError: the catalogue is broken.
    :raises SourceError: there is none.
    """
    path = publication.config.catalogue(language, prepared.article.slug)
    if not path.exists():
        raise SourceError(
            "there is no catalogue yet",
            where=str(path),
            hint=f"Run: workflow translate {prepared.article.slug} --lang {language}",
        )
    return sheets.render_sheet(sheet_of(publication, prepared, language))


def sheet_of(publication: Publication, prepared: Prepared, language: str) -> sheets.Sheet:
    """What a review sheet shows; without a catalogue every unit is empty.

    :raises CatalogueError: the catalogue is broken.
    """
    config, article = publication.config, prepared.article
    path = config.catalogue(language, article.slug)
    catalogue = load_catalogue(path)
    live = units(catalogue, unchanged_counts=config.unchanged_counts) if catalogue else ()
    meta = catalogue.po.metadata if catalogue else {}
    found = [_homeless(config, each) for each in check(publication, [article.slug], [language])[0]]
    place = _below(config, str(path))
    made = _Making(
        prepared,
        language,
        {(unit.context, unit.source): unit for unit in live},
        by_line := _by_line(found, place),
        _waived(publication, prepared, language, path, live, meta.get("X-Source-Language", config.source)),
    )
    parts = made.parts()
    lines = {row.line for part in parts for row in part.rows if row.line}
    general = [each for each in found if each.path != place]
    general += [each for line, mine in by_line.items() if line not in lines for each in mine]
    return sheets.Sheet(
        article.slug,
        article.title,
        str(article.source),
        place,
        article.language,
        language,
        parts,
        tuple(general),
        meta.get("PO-Revision-Date", ""),
    )


def _below(config: Config, path: str) -> str:
    """A path as the publication has it: a sheet is sent to others, whom our folders do not concern."""
    inside = Path(path).is_relative_to(config.root)
    return Path(path).relative_to(config.root).as_posix() if inside else path


def _homeless(config: Config, finding: Finding) -> Finding:
    """A finding whose path and words do not say where the publication lies."""
    hint, home = finding.hint, f"{config.root}{os.sep}"
    if config.root.is_absolute():
        hint = hint.replace(home, "")
    return replace(finding, path=_below(config, finding.path), hint=hint)


def _by_line(found: Iterable[Finding], path: str) -> dict[int, list[Finding]]:
    by_line: dict[int, list[Finding]] = defaultdict(list)
    for finding in found:
        if finding.path == path:
            by_line[finding.line].append(finding)
    return by_line


def _waived(
    publication: Publication,
    prepared: Prepared,
    language: str,
    path: Path,
    live: Sequence[Unit],
    source_language: str,
) -> dict[int, list[sheets.Waived]]:
    """By line of its unit, what the checks would say if there were no waivers, and why it is not said."""
    if not any(True for unit in live for _ in waivers_of(unit)):
        return {}
    seen, _ = joined(prepared, live, path)
    waivers = {unit.line: list(waivers_of(unit)) for unit in seen}
    view = CatalogueView(
        str(path), language, source_language, seen, prepared.article.markup, prepared.article.slug
    )
    lines = {unit.line: {waiver.line for waiver in waivers[unit.line]} for unit in seen}
    bare = tuple(
        replace(unit, notes=tuple(note for note in unit.notes if note not in lines[unit.line]))
        for unit in seen
    )
    checks = registered()
    policy, known = publication.config.policy, names(CHECKS)
    kept = Counter(_named(each) for each in run(view, prepared.terms, checks, policy, known).findings)
    quiet: dict[int, list[sheets.Waived]] = {}
    for finding in run(replace(view, units=bare), prepared.terms, checks, policy, known).findings:
        if kept[_named(finding)]:
            kept[_named(finding)] -= 1
            continue
        reasons = [
            waiver.reason for waiver in waivers[finding.line] if waiver.name in (finding.check, finding.name)
        ]
        quiet.setdefault(finding.line, []).append(sheets.Waived(finding, "; ".join(reasons)))
    return quiet


def _named(finding: Finding) -> tuple[object, ...]:
    return finding.line, finding.check, finding.about, finding.message, finding.spans, finding.severity


@dataclass
class _Making:
    """One sheet in the making."""

    prepared: Prepared
    language: str
    known: Mapping[Key, Unit]
    findings: Mapping[int, Sequence[Finding]]  # by line
    waived: Mapping[int, Sequence[sheets.Waived]]
    marks: dict[int, list[sheets.SourceMark]] = field(default_factory=dict)  # by segment

    def parts(self) -> tuple[sheets.Part, ...]:
        """The blocks of the article in their order, then what is only in the catalogue."""
        prepared = self.prepared
        self.heads = heads_of(prepared, self.known)
        self.states = states_of(prepared, self.known)
        self.first: dict[Key, int] = {}
        for index, key in enumerate(prepared.keys):
            self.first.setdefault(key, index)
        self.groups: dict[Key, list[int]] = {}  # first segments whose text is in one unit, by its key
        for index, (key, head) in enumerate(zip(prepared.keys, self.heads, strict=True)):
            if head is not None and self.first[key] == index:
                self.groups.setdefault(prepared.keys[head], []).append(index)
        for key, group in self.groups.items():
            self._spread(key, group)
        by_block: dict[int, list[sheets.Row]] = {}
        for index, segment in enumerate(prepared.segments):
            by_block.setdefault(segment.block, []).append(self._row(index))
        parts = [
            sheets.Part(block, tuple(by_block.get(index, ())))
            for index, block in enumerate(prepared.article.blocks)
            if index in by_block or _is_shown(block)
        ]
        mine = set(prepared.keys)
        gone = [unit for key, unit in self.known.items() if key not in mine]
        count = len(prepared.segments)
        rows = tuple(self._gone(count + number, unit) for number, unit in enumerate(gone, 1))
        return (*parts, sheets.Part(None, rows)) if rows else tuple(parts)

    def _spread(self, key: Key, group: Sequence[int]) -> None:
        """Bring spans in the joined source of a group to the segments that they are in."""
        if key not in self.known:
            return
        space = len(profile(self.prepared.article.language).sentence_space)
        begins = 0
        for index in group:
            text = self.prepared.segments[index].text
            for finding in self.findings.get(self.known[key].line, ()):
                for start, end in finding.source_spans:
                    left, right = max(start - begins, 0), min(end - begins, len(text))
                    if left < right:
                        self.marks.setdefault(index, []).append(sheets.SourceMark(left, right, finding))
            begins += len(text) + space

    def _row(self, index: int) -> sheets.Row:
        prepared = self.prepared
        segment, key, head = prepared.segments[index], prepared.keys[index], self.heads[index]
        unit = self.known.get(key)
        matches = prepared.matches[index]
        earlier = self.first[key]
        common = sheets.Row(index + 1, segment.text, "", self.states[key], segment.role, matches=matches)
        if unit is None:
            return common
        common = replace(common, target=unit.target, line=unit.line)
        if earlier != index:
            return replace(common, same_as=earlier + 1, results=self._judged(unit, [index], matches))
        mark = bool(direction(unit.target))
        group = self.groups.get(key, [index])
        made = replace(
            common,
            mark=mark,
            head=head + 1 if mark and head is not None else 0,
            joined=tuple(each + 1 for each in group if each != index) if not mark else (),
            results=self._judged(unit, group, matches) if not mark else (),
            source_marks=tuple(self.marks.get(index, ())),
        )
        return self._said(made, unit)

    def _judged(self, unit: Unit, group: Sequence[int], matches: Sequence[Match]) -> tuple[TermResult, ...]:
        if unit.state is State.EMPTY:
            return ()
        source = self.prepared.article.language
        terms = self.prepared.terms
        if len(group) == 1:
            return tuple(terms.judge(unit.source, unit.target, source, self.language, matches))
        space = profile(source).sentence_space
        text = space.join(self.prepared.segments[index].text for index in group)
        return tuple(terms.judge(text, unit.target, source, self.language))

    def _said(self, row: sheets.Row, unit: Unit) -> sheets.Row:
        """The row with what the catalogue and the checks say of its unit, wherever that stands."""
        said = said_in(unit.notes)
        machine = said.signature if said and said.who == "machine" and unit.state is State.MACHINE else ""
        change = pieces(unit.previous, unit.source) if unit.state is State.STALE and unit.previous else ()
        waivers = {waiver.line for waiver in waivers_of(unit)}
        return replace(
            row,
            findings=tuple(self.findings.get(unit.line, ())),
            waived=tuple(self.waived.get(unit.line, ())),
            change=tuple(change),
            offers=tuple(offers_in(unit.notes)),
            notes=tuple(note for note in own_notes(unit.notes) if note not in waivers),
            machine=machine,
            unchanged=unit.unchanged,
        )

    def _gone(self, number: int, unit: Unit) -> sheets.Row:
        row = sheets.Row(
            number,
            unit.source,
            unit.target,
            unit.state,
            unit.roles[0] if unit.roles else self.prepared.segments[0].role,
            unit.line,
            mark=bool(direction(unit.target)),
        )
        marks = tuple(
            sheets.SourceMark(start, end, finding)
            for finding in self.findings.get(unit.line, ())
            for start, end in finding.source_spans
        )
        return self._said(replace(row, source_marks=marks), unit)


def _is_shown(block: Block) -> bool:
    return bool(block.text.strip())


def offers_in(notes: Sequence[str]) -> Iterator[sheets.Offer]:
    """Candidates: a line that says where one is from, and one with its text."""
    why, change = "", tuple[Piece, ...]()
    for note in notes:
        if not is_offer(note):
            continue
        said = note.removeprefix(CANDIDATE)
        if said.startswith("= "):
            yield sheets.Offer(why, change, said[2:])
            why, change = "", ()
        elif found := _WHY.fullmatch(said):
            why, change = found["why"], tuple(_of_wdiff(found["diff"]))
        else:
            why = said


def _of_wdiff(text: str) -> Iterator[Piece]:
    """The notation of :func:`workflow.diff.word_diff`, read again, in one pass."""
    closing = {"[-": "-]", "{+": "+}"}
    at = 0
    while at < len(text):
        starts = [(place, mark) for mark in closing if (place := text.find(mark, at)) >= 0]
        if not starts:
            break
        place, mark = min(starts)
        end = text.find(closing[mark], place + 2)
        if end < 0:
            del closing[mark]  # there is no such end behind this place, so for no later one
            continue
        if place > at:
            yield Piece("same", text[at:place])
        yield Piece("old" if mark == "[-" else "new", text[place + 2 : end])
        at = end + 2
    if text[at:]:
        yield Piece("same", text[at:])


# ------------------------------------------------------------------------------------------------- status


def overview_page(
    publication: Publication,
    slugs: Iterable[str] | None = None,
    languages: Iterable[str] | None = None,
    trouble: Callable[[SourceError], None] | None = None,
) -> bytes:
    """The status page: how far every article is in every language, what is found, how drafts come about.

    ``trouble`` is told of files that are no articles; the page names them too.

    :raises SourceError: an article that is named cannot be read.
    :raises GlossaryError: the glossary is broken.
    """
    config = publication.config
    wanted = None if slugs is None else set(slugs)
    tags = tuple(languages) if languages is not None else config.languages
    troubles: list[str] = []

    def told(error: SourceError) -> None:
        troubles.append(str(error))
        if trouble is not None:
            trouble(error)

    articles: list[sheets.Article] = []
    cells: list[sheets.Coverage] = []
    for slug, path in article_files(config, told).items():
        if wanted is not None and slug not in wanted:
            continue
        try:
            prepared = prepare(publication, path)
        except SourceError as error:
            if wanted is not None:
                raise
            told(error)
            continue
        articles.append(sheets.Article(slug, prepared.article.title, prepared.article.language))
        cells += [_coverage(publication, prepared, tag) for tag in tags if tag != prepared.article.language]
    page = sheets.Overview(
        config.title,
        config.source,
        tags,
        tuple(articles),
        tuple(cells),
        tuple(_routes(publication, tags)),
        tuple(troubles),
    )
    return sheets.render_overview(page)


def _coverage(publication: Publication, prepared: Prepared, language: str) -> sheets.Coverage:
    config, slug = publication.config, prepared.article.slug
    findings, _ = check(publication, [slug], [language])
    try:
        known = known_units(config, language, slug)
    except CatalogueError:  # it is among the findings
        known = {}
    states = states_of(prepared, known)
    waiting = (source for (_, source), state in states.items() if state is not State.REVIEWED)
    return sheets.Coverage(
        slug,
        language,
        Counter(states.values()),
        sum(map(_words, waiting)),
        sum(known[key].unchanged for key in states if key in known),
        page_state(page_path(config, language, slug)),
        Counter((finding.check, finding.severity) for finding in findings),
    )


def _words(text: str) -> int:
    """The words of a text; in Chinese its characters."""
    return sum(word[0].isalnum() for word in words(text))


def _routes(publication: Publication, languages: Iterable[str]) -> Iterator[sheets.Route]:
    """How drafts come about in each language; no model is loaded or tried out for it."""
    config, terms = publication.config, publication.glossary
    for language in languages:
        if (config.glossary / f"forms.{language}.csv").exists():
            forms = f"forms.{language}.csv"
        else:
            forms = "by rule" if has_rules(language) else "one form"
        count = sum(bool(concept.in_language(language).all) for concept in terms.concepts)
        try:
            says, ready = publication.engine_into(language).signature(config.source, language), True
        except EngineError as error:
            says, ready = str(EngineError(error.problem, hint=error.hint)), False
        yield sheets.Route(language, ready, says, count, forms)
