"""What ``workflow check`` reports: findings in their files, but for what is known, or was there before."""

from __future__ import annotations

import inspect
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from msgspec import Struct, field

from workflow import __version__
from workflow.catalogue.positions import TargetLines
from workflow.catalogue.printer import escaped
from workflow.checks import CatalogueCheck, UnitCheck
from workflow.errors import CatalogueError
from workflow.model import Finding, Severity
from workflow.pipeline.baseline import Baseline, Known, fingerprint, identity_of, write_baseline
from workflow.pipeline.changes import Changes
from workflow.pipeline.findings import OTHERS, Looked, look, registered
from workflow.pipeline.publication import Publication
from workflow.report.outcome import Details, Item, Outcome, Rule, Suite

if TYPE_CHECKING:
    from workflow.pipeline.fixes import Fixed

LINT = "lint"  # the check of the glossary itself
_LINT = (Severity.WARNING, "What is doubtful in the glossary itself.")


class Examination(Struct, frozen=True, dict=True):
    """What to look at, and how."""

    publication: Publication
    languages: Sequence[str]
    slugs: Sequence[str] | None = None  # articles; None: all
    catalogues: Sequence[tuple[str, str]] = ()  # others, by article and language
    glossary: bool = False  # also, or (with ``slugs`` empty) only, the glossary itself
    checks: Sequence[str] | None = None  # names of those to ask; None: all
    baseline: Baseline = field(default_factory=Baseline)
    changes: Changes | None = None  # only what these touch
    fail_on: str = Severity.ERROR.value

    @cached_property
    def root(self) -> Path:
        """Folder of the publication, real and absolute."""
        return Path(os.path.realpath(self.publication.config.root))

    @cached_property
    def top(self) -> Path:
        """Root of the repository that the publication is in; where there is none, of the publication."""
        return next((each for each in (self.root, *self.root.parents) if (each / ".git").exists()), self.root)

    def looked(self) -> Iterator[Looked]:
        """Every catalogue and article, once."""
        if self.slugs is None or self.slugs:
            yield from look(self.publication, self.slugs, self.languages, self.checks)
        articles: set[Path] = set()
        for slug, language in self.catalogues:
            if self.slugs is None or (slug in self.slugs and language in self.languages):
                continue
            for each in look(self.publication, [slug], [language], self.checks):
                if not each.language and each.path in articles:
                    continue  # a note on the article itself comes with each of its catalogues
                articles.add(each.path)
                yield each

    def own_path(self, path: str | Path) -> str:
        """A path as the baseline names it: from the publication."""
        return _from(path, self.root)

    def is_new(self, looked: Looked, finding: Finding) -> bool:
        """Whether a finding is neither known nor older than the changes."""
        if self.changes is not None and not self.changes.touches(looked, finding):
            return False
        return not self.baseline.knows(finding, self.own_path(finding.path))


class Examined(Struct, frozen=True):
    """What came of it."""

    outcome: Outcome
    before: int  # findings that the changes do not touch
    stale: tuple[Known, ...]  # lines of the baseline to which nothing answered


def examine(examination: Examination) -> Examined:
    """Look, and sort what is found: what is to be reported, what is waived, known, or was there before.

    :raises GlossaryError: the glossary is broken.
    """
    sorter = _Sorter(examination)
    suites: list[Suite] = []
    paths: list[str] = []
    for looked in examination.looked():
        suites.append(sorter.suite(looked))
        paths += _paths(examination, looked)
    if examination.glossary:
        suites += [sorter.suite(looked) for looked in _glossary(examination)]
        paths += [each.path for each in examination.baseline.entries if _is_glossary(examination, each)]
    stale: list[Known] = []
    if examination.changes is None:  # else only some of the findings were held against it
        gone = [each.path for each in examination.baseline.entries if not _is_there(examination, each)]
        stale = examination.baseline.stale(paths, examination.checks, gone)
    known_rules = rules(glossary=examination.glossary)
    outcome = Outcome(tuple(suites), known_rules, __version__, examination.fail_on)
    return Examined(outcome, sorter.before, tuple(stale))


def save_baseline(examination: Examination, path: Path) -> tuple[int, bool]:
    """Write everything that is found now into a baseline; what it says of other files and checks stays.

    Returns how many findings it knows then, and whether the file changed.

    :raises WorkflowError: it cannot be written.
    """
    found: list[tuple[Finding, str]] = []
    paths: list[str] = []
    for looked in examination.looked():
        paths += _paths(examination, looked)
        found += [(finding, examination.own_path(finding.path)) for finding in looked.findings]
    keep = examination.baseline.others(paths, examination.checks)
    if examination.glossary:
        doubts = [finding for looked in _glossary(examination) for finding in looked.findings]
        found += [(finding, examination.own_path(finding.path)) for finding in doubts]
        keep = [each for each in keep if not _is_glossary(examination, each)]
    return write_baseline(path, found, [each for each in keep if _is_there(examination, each)])


def fix(examination: Examination, *, dry_run: bool = False) -> Iterator[Fixed | CatalogueError]:
    """Put right what the checks can, catalogue by catalogue; see :func:`fix_catalogue`.

    A catalogue that cannot be read, or that somebody keeps saving, stops no other: its error is among the
    results.

    :raises WorkflowError: another process holds the lock of a catalogue, or it cannot be written.
    """
    # Who only looks need not wait for what writes.
    from workflow.pipeline.fixes import fix_catalogue  # noqa: PLC0415

    for looked in examination.looked():
        checked = looked.checked
        if checked is None or not (checked.unsigned or any(finding.fix for finding in checked.findings)):
            continue
        try:
            yield fix_catalogue(
                examination.publication,
                looked.path,
                looked.language,
                looked.today,
                examination.checks,
                examination.is_new,
                dry_run=dry_run,
            )
        except CatalogueError as error:
            yield error


def rules(*, glossary: bool = False) -> tuple[Rule, ...]:
    """All checks that there are, by name; with ``glossary`` also that of the glossary itself."""
    others = {**OTHERS, **({LINT: _LINT} if glossary else {})}
    found = [_rule(each) for each in registered()]
    found += [Rule(name, severity, what, what) for name, (severity, what) in others.items()]
    return tuple(sorted(found, key=lambda rule: rule.name))


def _rule(check: UnitCheck | CatalogueCheck) -> Rule:
    text = inspect.cleandoc(check.look.__doc__ or "") or check.name
    summary = " ".join(text.partition("\n\n")[0].split())
    return Rule(check.name, check.severity, summary, text, tuple(sorted(check.languages)))


def _glossary(examination: Examination) -> list[Looked]:
    """The doubts about the glossary, file by file."""
    # What judges the glossary knows of engines: a check of catalogues need not wait for it.
    from workflow.pipeline.glossary import glossary_doubts  # noqa: PLC0415

    by_path: dict[str, list[Finding]] = {}
    for finding in glossary_doubts(examination.publication, examination.languages):
        by_path.setdefault(finding.path, []).append(finding)
    return [Looked(Path(path), "", "", found) for path, found in by_path.items()]


def _paths(examination: Examination, looked: Looked) -> list[str]:
    """What has been looked at with a catalogue: the file, and its article."""
    every = (looked.path, looked.article)
    return [examination.own_path(path) for path in every if path is not None]


def _is_glossary(examination: Examination, known: Known) -> bool:
    return known.path.startswith(f"{examination.own_path(examination.publication.config.glossary)}/")


def _is_there(examination: Examination, known: Known) -> bool:
    return os.path.lexists(examination.root / known.path)


class _File:
    """What was looked at: its path, and of its entries those that something is said of."""

    def __init__(self, looked: Looked, top: Path) -> None:
        self._top = top
        self.shown = str(looked.path)
        self.path = _from(self.shown, top)
        lines = {finding.line for finding in looked.findings}
        if looked.checked:
            lines.update(finding.line for finding, _ in looked.checked.waived)
        po = looked.catalogue.po if looked.catalogue is not None else ()
        self.entries: Mapping[int, polib.POEntry] = {
            entry.linenum: entry for entry in po if entry.linenum in lines and not entry.obsolete
        }

    def path_of(self, finding: Finding) -> str:
        """Where it is; nearly always in this file."""
        return self.path if finding.path == self.shown else _from(finding.path, self._top)


class _Sorter:
    """Makes items of findings, and sorts them."""

    def __init__(self, examination: Examination) -> None:
        self.examination = examination
        self.before = 0
        self._made: list[tuple[Finding, str]] = []  # findings with their paths, in the order of the items
        self._numbers: list[int] = []  # of the first of these: the how-manieth it is that is so called
        self._seen = Counter[tuple[str, ...]]()
        wanted = examination.checks
        self._asked = {
            check.name: check.languages for check in registered() if wanted is None or check.name in wanted
        }
        self._others = [name for name in OTHERS if wanted is None or name in wanted]

    def suite(self, looked: Looked) -> Suite:
        """All that is known of one file."""
        examination = self.examination
        file = _File(looked, examination.top)
        new: list[Item] = []
        known: list[Item] = []
        for finding in looked.findings:
            if examination.changes is not None and not examination.changes.touches(looked, finding):
                self.before += 1
            elif self._is_known(finding):
                known.append(self._item(finding, file))
            else:
                new.append(self._item(finding, file))
        waived = looked.checked.waived if looked.checked else ()
        return Suite(
            file.path,
            file.shown,
            looked.language,
            self._names(looked),
            tuple(new),
            tuple(self._item(finding, file, reason) for finding, reason in waived),
            tuple(known),
        )

    def _is_known(self, finding: Finding) -> bool:
        baseline = self.examination.baseline
        return bool(baseline.entries) and baseline.covers(finding, self.examination.own_path(finding.path))

    def _names(self, looked: Looked) -> tuple[str, ...]:
        """The checks that were asked about a file."""
        if not looked.language:
            return tuple(dict.fromkeys(finding.check for finding in looked.findings))
        mine = [name for name, tags in self._asked.items() if not tags or looked.language in tags]
        return tuple(sorted([*mine, *self._others]))

    def _item(self, finding: Finding, file: _File, reason: str = "") -> Item:
        path = file.path_of(finding)
        self._made.append((finding, path))
        return Item(finding, path, partial(self._details, len(self._made) - 1, file), reason)

    def _details(self, index: int, file: _File) -> Details:
        """Where a finding stands, and its fingerprint."""
        from hashlib import sha256  # noqa: PLC0415  (with OpenSSL, which most runs need not load)

        finding, path = self._made[index]
        times = self._number(index)
        digest = fingerprint(finding, path)
        if times > 1:  # services show one finding for one fingerprint
            digest = sha256(f"{digest} {times}".encode()).hexdigest()[:16]
        entry = file.entries.get(finding.line) if finding.line else None
        lines = TargetLines(entry) if entry is not None else None
        if not lines:
            return Details(digest)
        regions = tuple(lines.span(*span) for span in finding.spans)
        edits = tuple((lines.span(edit.start, edit.end), escaped(edit.text)) for edit in finding.fix)
        return Details(digest, regions[0] if regions else lines.whole(), regions, edits)

    def _number(self, index: int) -> int:
        """The how-manieth it is of those that are so called; they are counted in the order of the items."""
        while len(self._numbers) <= index:
            identity = identity_of(*self._made[len(self._numbers)])
            self._seen[identity] += 1
            self._numbers.append(self._seen[identity])
        return self._numbers[index]


def _from(path: str | Path, top: Path) -> str:
    """A path from ``top`` on, with forward slashes; as it is where it lies elsewhere."""
    return _seen_from(os.fspath(path), top, os.getcwd())  # noqa: PTH109  (a key, asked for each finding)


@lru_cache(maxsize=1 << 12)
def _seen_from(path: str, top: Path, _: str) -> str:
    real = Path(os.path.realpath(Path(path).parent)) / Path(path).name
    return real.relative_to(top).as_posix() if real.is_relative_to(top) else Path(path).as_posix()
