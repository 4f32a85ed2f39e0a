"""What a branch changed, unit by unit: the catalogues as they are beside those of an older revision in Git.

A line of a diff says little of a catalogue: a unit moves, its references change, another tool wraps it anew.
So both versions are read, and units compared: a unit has changed if its text, its state or a person's comment
has. What changed beside it can also make it wrong: the article (its sentences are other units then) and the
glossary (then what is said of the terms that changed counts).
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath

from msgspec import Struct

from workflow.catalogue import Catalogue, Key, own_notes, units
from workflow.catalogue.po import parse_catalogue
from workflow.errors import CatalogueError, GlossaryError, WorkflowError
from workflow.glossary import load_glossary
from workflow.model import Concept, Finding, Unit
from workflow.pipeline.findings import Looked
from workflow.pipeline.publication import Publication

_PATIENCE = 60  # seconds that git may take for one answer
_Facts = tuple[object, ...]


class _Now(Struct, frozen=True):
    """The units of a catalogue as they are: by key, and the keys by line."""

    looked: Looked
    facts: Mapping[Key, _Facts]
    at: Mapping[int, Key]


class Changes(Struct, frozen=True, dict=True):
    """What differs from a commit, in the files as they are now, committed or not."""

    publication: Publication
    top: Path  # of the repository
    commit: str  # hex digits
    files: frozenset[str]  # that differ, from ``top``; also new ones that git does not know

    def touches(self, looked: Looked, finding: Finding) -> bool:
        """Whether a finding is about something that changed."""
        if finding.about and self._is_other_term(finding.about, finding.language):
            return True
        article = looked.article is not None and self._differs(looked.article)
        if finding.unit is None:
            return article or self._differs(Path(finding.path))
        if not self._differs(looked.path):
            return False
        return self.is_changed(looked, finding.unit)

    def is_changed(self, looked: Looked, unit: Unit) -> bool:
        """Whether a unit, or one of those whose text it has, is not as it was."""
        now = self._now(looked)
        before = self._before(looked.path)
        # A unit that checks saw joined with its neighbours has a source text of its own.
        own = now.at.get(unit.line, _key(unit))
        keys = looked.parts.get(own, [own])
        return any(key not in before or key not in now.facts or before[key] != now.facts[key] for key in keys)

    def _now(self, looked: Looked) -> _Now:
        if not self._last or self._last[0].looked is not looked:
            facts = {_key(unit): _facts(unit) for unit in looked.units}
            self._last[:] = [_Now(looked, facts, {unit.line: _key(unit) for unit in looked.units})]
        return self._last[0]

    @cached_property
    def _last(self) -> list[_Now]:
        """Of the last catalogue: findings come catalogue by catalogue."""
        return []

    def _is_other_term(self, concept: str, language: str) -> bool:
        """Whether a term of the glossary is new, or another one for those who translate into a language."""
        now, before = self._concepts
        if concept not in now:
            return False
        source = self.publication.config.source
        old = before.get(concept)
        return old is None or _seen(now[concept], source, language) != _seen(old, source, language)

    @cached_property
    def _concepts(self) -> tuple[Mapping[str, Concept], Mapping[str, Concept]]:
        """The glossary now and then, if its files differ; of one that nobody can read, nothing."""
        folder = self.publication.config.glossary
        if not any(self._is_below(name, folder) for name in self.files):
            return {}, {}
        now = {concept.id: concept for concept in self.publication.glossary.concepts}
        try:
            return now, self._old_glossary(folder)
        except GlossaryError:  # any of it may have changed
            return now, {}

    def _old_glossary(self, folder: Path) -> Mapping[str, Concept]:
        inside = _inside(folder, self.top)
        listing = _git(self.top, "ls-tree", "-z", "--name-only", self.commit, "--", f"{inside}/")
        with tempfile.TemporaryDirectory() as temporary:
            for name in map(os.fsdecode, listing.split(b"\0")):
                if name.endswith(".csv"):
                    content = _git(self.top, "cat-file", "blob", f"{self.commit}:{name}")
                    (Path(temporary) / PurePosixPath(name).name).write_bytes(content)
            glossary = load_glossary(Path(temporary), self.publication.config.source)
        return {concept.id: concept for concept in glossary.concepts}

    def _before(self, path: Path) -> Mapping[Key, _Facts]:
        """The units of a catalogue as it was; none if there was no such file, or nobody could read it."""
        name = _inside(path, self.top)
        if name not in self._read:
            self._read.clear()  # as above
            self._read[name] = self._units_of(name)
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, Mapping[Key, _Facts]]:
        return {}

    def _units_of(self, name: str) -> Mapping[Key, _Facts]:
        try:
            content = _git(self.top, "cat-file", "blob", f"{self.commit}:{name}")
        except WorkflowError:
            return {}
        try:
            catalogue: Catalogue = parse_catalogue(Path(name), content)
        except CatalogueError:
            return {}
        found = units(catalogue, unchanged_counts=self.publication.config.unchanged_counts)
        return {_key(unit): _facts(unit) for unit in found}

    def _differs(self, path: Path) -> bool:
        return _inside(path, self.top) in self.files

    def _is_below(self, name: str, folder: Path) -> bool:
        return name.startswith(f"{_inside(folder, self.top)}/")


def changes_since(publication: Publication, revision: str) -> Changes:
    """What a branch changed since it left ``revision``: since the newest commit that both have.

    Where Git knows none (a clone of a few commits), it is what differs from ``revision`` itself.

    :raises WorkflowError: the publication is in no Git repository, git is not installed, or it knows no such
        revision.
    """
    root = publication.config.root
    if not revision.strip() or revision.startswith("-") or "\0" in revision:
        raise WorkflowError(
            f"{revision!r} is no revision", where="--since", hint="Give it a branch, a tag or a commit."
        )
    try:
        top = Path(os.fsdecode(_git(root, "rev-parse", "--show-toplevel").rstrip(b"\n")))
    except WorkflowError as error:
        raise WorkflowError(
            "the publication is in no Git repository",
            where=f"--since {revision}",
            hint=f"Leave the option out, or run it in a clone ({error.problem}).",
        ) from error
    try:
        commit = _hex(_git(top, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}"))
    except WorkflowError as error:
        raise WorkflowError(
            f"git knows no revision {revision!r} here",
            where="--since",
            hint="In CI the clone may lack it: fetch it, or clone with all the history.",
        ) from error
    with contextlib.suppress(WorkflowError):  # they have none in common, as far as this clone knows
        commit = _hex(_git(top, "merge-base", commit, "HEAD")) or commit
    tracked = _git(top, "diff", "--name-only", "--no-renames", "-z", commit, "--")
    new = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    files = frozenset(os.fsdecode(name) for name in (tracked + new).split(b"\0") if name)
    return Changes(publication, Path(os.path.realpath(top)), commit, files)


def _hex(answer: bytes) -> str:
    return answer.decode("ascii", "replace").strip()


def _git(folder: Path, *arguments: str) -> bytes:
    """What git says on standard output.

    :raises WorkflowError: it cannot be run, fails, or takes too long.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=git_environment(),
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError as error:
        raise WorkflowError("git is not installed", where="--since", hint="Install it.") from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise WorkflowError(f"git cannot be run ({error})", where="--since") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise WorkflowError(lines[-1] if lines else "git failed", where="--since")
    return done.stdout


_OF_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})


def git_environment() -> dict[str, str]:
    """What Git is run with: none of a hook's variables, by which it takes another repository for this one."""
    kept = {name: value for name, value in os.environ.items() if name not in _OF_HOOKS}
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}


def _inside(path: Path, top: Path) -> str:
    """A path as git names it."""
    try:
        # The file may be a link itself: git knows the link.
        real = Path(os.path.realpath(path.parent)) / path.name
        return real.relative_to(top).as_posix()
    except ValueError:  # elsewhere: git knows nothing of it
        return path.as_posix()


def _key(unit: Unit) -> Key:
    return unit.context, unit.source


def _facts(unit: Unit) -> _Facts:
    """What makes a unit another one; the program's own comments do not."""
    return unit.target, unit.state, own_notes(unit.notes)


def _seen(concept: Concept, source: str, language: str) -> _Facts:
    """What a check sees of a term; not the line that it stands in."""
    renderings = [concept.in_language(tag) for tag in (source, language)]
    return concept.kind, concept.gender, concept.number, concept.valid, renderings
