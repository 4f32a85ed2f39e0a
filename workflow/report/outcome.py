"""What a run of checks found, as the formats need it: findings with their exact places, file by file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from workflow.model import Finding, Region, Severity

ORDER = tuple(Severity)  # the worst first


class Details(Struct, frozen=True):
    """What services want to know of a finding besides what it says."""

    fingerprint: str  # the same in every run until the text, or what is said of it, changes; unique in a run
    region: Region | None = None  # of the words, or of the whole text; None: the line of the finding is all
    spans: tuple[Region, ...] = ()  # all the words that it is about
    fix: tuple[tuple[Region, str], ...] = ()  # what to write instead, as the file writes it


class Item(Struct, frozen=True, dict=True):
    """A finding and where it stands in its file; that is found out when somebody asks."""

    finding: Finding
    path: str  # from the root of the repository, with forward slashes, as services expect it
    find: Callable[[], Details]
    reason: str = ""  # why it was waived

    @cached_property
    def _details(self) -> Details:
        return self.find()

    @property
    def fingerprint(self) -> str:
        """See :class:`Details`."""
        return self._details.fingerprint

    @property
    def region(self) -> Region | None:
        """See :class:`Details`."""
        return self._details.region

    @property
    def spans(self) -> tuple[Region, ...]:
        """See :class:`Details`."""
        return self._details.spans

    @property
    def fix(self) -> tuple[tuple[Region, str], ...]:
        """See :class:`Details`."""
        return self._details.fix

    @property
    def line(self) -> int:
        """The line that a person should see; 0: the file as a whole."""
        return self.region.line if self.region else self.finding.line


class Suite(Struct, frozen=True):
    """One file that was looked at."""

    path: str  # as :attr:`Item.path`
    shown: str  # as a person who stands where the program runs would name it
    language: str  # of a catalogue, else ""
    checks: tuple[str, ...]  # names of those that were asked
    items: tuple[Item, ...] = ()  # to be reported
    waived: tuple[Item, ...] = ()
    known: tuple[Item, ...] = ()  # in the baseline


class Rule(Struct, frozen=True):
    """One check, for those who have never heard of it."""

    name: str
    severity: Severity
    summary: str  # one line
    help: str  # all that its docstring says
    languages: tuple[str, ...] = ()  # empty: all


class Outcome(Struct, frozen=True):
    """Everything that a run of checks found."""

    suites: tuple[Suite, ...]
    rules: tuple[Rule, ...]
    version: str  # of the program
    fail_on: str = Severity.ERROR.value  # the least severity that fails, or "never"

    @property
    def items(self) -> tuple[Item, ...]:
        """What is to be reported, file by file."""
        return tuple(item for suite in self.suites for item in suite.items)

    @property
    def worst_first(self) -> tuple[Item, ...]:
        """The same, errors first: services show only so many."""
        return tuple(sorted(self.items, key=lambda item: ORDER.index(item.finding.severity)))

    @property
    def catalogues(self) -> int:
        """How many were looked at."""
        return sum(bool(suite.language) for suite in self.suites)

    @property
    def fails(self) -> bool:
        """Whether something is as bad as ``fail_on`` says, or worse."""
        found = {item.finding.severity: item.finding for suite in self.suites for item in suite.items}
        return any(is_failure(finding, self.fail_on) for finding in found.values())


def is_failure(finding: Finding, fail_on: str) -> bool:
    """Whether a finding is as bad as ``fail_on`` says, or worse."""
    return fail_on != "never" and ORDER.index(finding.severity) <= ORDER.index(Severity(fail_on))


def counts(items: Sequence[Item]) -> Counter[Severity]:
    """How many there are of each severity."""
    return Counter(item.finding.severity for item in items)


def by_unit(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Neighbours that are about one unit, together."""
    group: list[Item] = []
    for item in items:
        if group and _place(group[0]) != _place(item):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _place(item: Item) -> tuple[str, int, bool]:
    return item.finding.path, item.finding.line, item.finding.unit is None
