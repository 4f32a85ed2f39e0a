"""Findings that a publication knows of and has put off: a file of fingerprints, a line each.

With it a publication that has hundreds of old findings can let the check fail on new ones from today. A line
is of a unit with its two texts, so that it does not matter where in the file it stands; when somebody edits
one of the two, the finding is new again: whoever touches a sentence puts it right. A finding that has become
worse (the draft was approved, and what was a warning is an error) is new too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import WorkflowError
from workflow.files import read_limited, write_atomic
from workflow.model import Finding, Severity
from workflow.report import printable

_LARGEST = 64 * 1024 * 1024  # bytes
_HEAD = """\
# Findings that are known and do not fail "workflow check". Lines are taken out when they no longer hold.
# Written by: workflow check --write-baseline
# file, check, severity, fingerprint, how many, and for people the beginning of the sentence
"""
_COLUMNS = 6
_SHOWN = 60  # characters of the sentence
_ORDER = tuple(Severity)
# Until it is mended nothing is known of the file: that cannot be put off.
NEVER = frozenset({"po"})


@dataclass(frozen=True, slots=True)
class Known:
    """One line: a finding, or several of one kind in one unit."""

    path: str  # from the publication, with forward slashes
    check: str
    severity: Severity  # the worst that it had
    digest: str
    count: int
    words: str
    line: int = field(default=0, compare=False)  # in the file that it was read from


def identity_of(finding: Finding, path: str) -> tuple[str, ...]:
    """What makes a finding the same one in two runs, wherever in ``path`` it stands.

    It is the check, what it is about, and the unit with its texts; of what is about no unit, the message.
    """
    unit = finding.unit
    if unit is None:
        return path, finding.check, finding.about, "", finding.message
    return path, finding.check, finding.about, unit.context, unit.source, unit.target


def fingerprint(finding: Finding, path: str) -> str:
    """Sixteen hex digits that name a finding: those of its identity."""
    from hashlib import sha256  # noqa: PLC0415  (with OpenSSL, which most runs need not load)

    parts = "\0".join(identity_of(finding, path))
    return sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Baseline:
    """What is known, and what of it has been seen in this run."""

    def __init__(self, entries: Iterable[Known] = (), path: Path | None = None) -> None:
        self.path = path
        self.entries = list(entries)
        self._left = Counter[str]()
        self._worst: dict[str, Severity] = {}
        for each in self.entries:
            self._left[each.digest] += each.count
            worst = self._worst.get(each.digest, each.severity)
            self._worst[each.digest] = min(worst, each.severity, key=_ORDER.index)

    def covers(self, finding: Finding, path: str) -> bool:
        """Whether a finding is known; each line answers as often as it says."""
        if not self.entries:
            return False
        digest = fingerprint(finding, path)
        if not self._left[digest] or not self.knows(finding, path):
            return False
        self._left[digest] -= 1
        return True

    def knows(self, finding: Finding, path: str) -> bool:
        """Whether there is a line of such a finding, however many answered to it."""
        worst = self._worst.get(fingerprint(finding, path)) if self.entries else None
        if worst is None or finding.check in NEVER:
            return False
        return _ORDER.index(finding.severity) >= _ORDER.index(worst)

    def stale(
        self, paths: Collection[str], checks: Collection[str] | None, gone: Collection[str]
    ) -> list[Known]:
        """Lines to which nothing answered, of the files that were looked at, and of those that are ``gone``.

        ``checks`` are the names of those that were asked; None: all.
        """
        here, away = set(map(_path_cell, paths)), set(map(_path_cell, gone))
        return [
            each
            for each in self.entries
            if each.path in away
            or (each.path in here and _is_of(each, checks) and self._left[each.digest] > 0)
        ]

    def others(self, paths: Collection[str], checks: Collection[str] | None) -> list[Known]:
        """Lines of files that were not looked at, and of checks that were not asked."""
        here = set(map(_path_cell, paths))
        return [each for each in self.entries if each.path not in here or not _is_of(each, checks)]


def _is_of(known: Known, checks: Collection[str] | None) -> bool:
    return checks is None or known.check.partition("/")[0] in checks


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file.

    :raises WorkflowError: it cannot be read, or a line is none of ours.
    """
    if not path.exists():
        raise WorkflowError(
            "no such file", where=str(path), hint="Make it with: workflow check --write-baseline"
        )
    content = read_limited(path, _LARGEST, WorkflowError)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WorkflowError(
            "not UTF-8", where=str(path), hint="Restore it from git, or delete it."
        ) from error
    entries = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            entries.append(_parsed(line, f"{path}:{number}", number))
    return Baseline(entries, path)


def _parsed(line: str, where: str, number: int) -> Known:
    cells = line.split("\t")
    if (
        len(cells) == _COLUMNS
        and cells[2] in {each.value for each in Severity}
        and re.fullmatch("[0-9a-f]{16}", cells[3])
        and re.fullmatch("[1-9][0-9]{0,5}", cells[4])
    ):
        path, check, severity, digest, count, words = cells
        return Known(path, check, Severity(severity), digest, int(count), words, number)
    raise WorkflowError(
        "no line of a baseline",
        where=where,
        hint="Delete the line; or the file, and then run: workflow check --write-baseline",
    )


def write_baseline(
    path: Path, findings: Sequence[tuple[Finding, str]], keep: Iterable[Known] = ()
) -> tuple[int, bool]:
    """Write what is known now: ``findings`` with their paths, and what ``keep`` says of others.

    Returns how many findings that is, and whether the file changed. The lines are sorted and depend on
    nothing but the texts, so that a diff shows what came and went.

    :raises WorkflowError: it cannot be written.
    """
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding, place in findings:
        if finding.check not in NEVER:
            found.setdefault((place, fingerprint(finding, place)), []).append(finding)
    entries = list(keep)
    for (place, digest), mine in found.items():
        worst = min((each.severity for each in mine), key=_ORDER.index)
        words = mine[0].unit.source if mine[0].unit else mine[0].message
        entries.append(Known(_path_cell(place), _cell(mine[0].name), worst, digest, len(mine), _shown(words)))
    lines = [
        "\t".join((each.path, each.check, each.severity.value, each.digest, str(each.count), each.words))
        for each in entries
    ]
    text = _HEAD + "".join(f"{line}\n" for line in sorted(set(lines)))
    changed = write_atomic(path, text.encode("utf-8", "replace"))
    return sum(each.count for each in entries), changed


def _cell(text: str) -> str:
    return " ".join(printable(text).split())


def _path_cell(path: str) -> str:
    """A path that begins with "#" would make a comment of its line."""
    cell = _cell(path)
    return f"./{cell}" if cell.startswith("#") else cell


def _shown(text: str) -> str:
    line = _cell(text)
    return f"{line[:_SHOWN]}…" if len(line) > _SHOWN else line
