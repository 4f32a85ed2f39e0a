"""What the pages show, as values; ``pipeline`` fills them in."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from workflow.diff import Piece
from workflow.model import Block, Finding, Match, Role, Severity, State, TermResult

# ---------------------------------------------------------------------------------------------- review sheets


class Offer(Struct, frozen=True):
    """A candidate translation: where it comes from, how the two sources differ, its text."""

    why: str
    change: tuple[Piece, ...]
    text: str


class Waived(Struct, frozen=True):
    """A finding that a waiver keeps quiet; no finding where the waiver is of another time."""

    finding: Finding
    reason: str


class SourceMark(Struct, frozen=True):
    """``source[start:end]`` of a row is what a finding is about, in whatever row the finding stands."""

    start: int
    end: int
    finding: Finding


class Row(Struct, frozen=True):
    """One unit beside its translation. Numbers count from 1, in the order of the article."""

    number: int
    source: str
    target: str
    state: State
    role: Role
    line: int = 0  # in the catalogue; 0: the catalogue does not have it yet
    matches: tuple[Match, ...] = ()  # terms of the source
    results: tuple[TermResult, ...] = ()  # what the glossary says of them in the translation
    findings: tuple[Finding, ...] = ()
    source_marks: tuple[SourceMark, ...] = ()
    waived: tuple[Waived, ...] = ()
    change: tuple[Piece, ...] = ()  # from the source text that a stale translation was made from
    offers: tuple[Offer, ...] = ()
    notes: tuple[str, ...] = ()  # of translators
    machine: str = ""  # who wrote a machine's text, as its signature says
    unchanged: bool = False
    mark: bool = False  # the target is no text but says in which neighbour that is
    head: int = 0  # for a mark: number of the row that has the text; 0: it leads nowhere
    joined: tuple[int, ...] = ()  # numbers of the other rows whose text is in this one
    same_as: int = 0  # number of an earlier row with the same unit; 0: none


class Part(Struct, frozen=True):
    """A block of the article and its rows; none where it is not translated (code, a number in a table).

    ``block`` is None for what is in the catalogue but no longer in the article.
    """

    block: Block | None
    rows: tuple[Row, ...]


class Sheet(Struct, frozen=True):
    """An article beside its translation."""

    slug: str
    title: str
    article: str  # paths, as messages have them
    catalogue: str
    source_language: str
    language: str
    parts: tuple[Part, ...]
    findings: tuple[Finding, ...] = ()  # about no unit
    revised: str = ""  # PO-Revision-Date

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows in their order."""
        return tuple(row for part in self.parts for row in part.rows)


# ---------------------------------------------------------------------------------------------- status page


class Coverage(Struct, frozen=True):
    """How far one article is in one language."""

    article: str
    language: str
    units: Mapping[State, int]
    words: int = 0  # of the source in units that are not reviewed
    unchanged: int = 0  # approved exactly as they were offered
    page: str = ""  # published, draft, or "" for none
    findings: Mapping[tuple[str, Severity], int] = field(default_factory=dict)  # by check

    @property
    def total(self) -> int:
        """All units."""
        return sum(self.units.values())

    def count(self, state: State) -> int:
        """The units in one state."""
        return self.units.get(state, 0)


class Article(Struct, frozen=True):
    """A row of the matrix."""

    slug: str
    title: str
    language: str


class Route(Struct, frozen=True):
    """How drafts come about in one language."""

    language: str
    ready: bool
    says: str  # which models; or why there are none, and what to do
    terms: int  # concepts with a rendering
    forms: str  # where inflected forms come from


class Overview(Struct, frozen=True):
    """The whole publication."""

    title: str
    source_language: str
    languages: tuple[str, ...]
    articles: tuple[Article, ...]
    cells: tuple[Coverage, ...]
    routes: tuple[Route, ...]
    troubles: tuple[str, ...] = ()  # files that are no articles
