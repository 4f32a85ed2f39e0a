"""The nouns of the program, in the order in which data meets them.

Everything here is frozen and knows nothing of files. An article is read into blocks, blocks are cut into
segments, the glossary finds matches in them, a catalogue holds one unit for each, checks say findings
about units, and an edition (the article in one language) becomes pages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, runtime_checkable

from msgspec import Struct, field

# ---------------------------------------------------------------------------------------------- articles


class Role(StrEnum):
    """What a piece of text is in its article; translators see it beside each segment."""

    HEADLINE = "headline"
    LEAD = "lead"  # the first paragraph
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"  # a paragraph that is direct speech, or a block quotation
    LIST_ITEM = "list item"
    CAPTION = "caption"
    TABLE_CELL = "table cell"
    CORRECTION = "correction"  # what the article had wrong before; see Correction


class Markup(StrEnum):
    """How the text of a block is written. It decides how a publisher escapes or renders it."""

    PLAIN = "plain"  # every character stands for itself
    MARKDOWN = "markdown"  # CommonMark inline syntax: emphasis, links, code; never raw HTML


class Block(Struct, frozen=True):
    """One block of an article. ``text`` is exact, no-break spaces and quotes too; only code has newlines."""

    role: Role
    text: str
    line: int  # 1-based line in the source file where the block begins; 0 where it is not in that file
    level: int = 0  # headings: 1..6; list items: depth from 1; else 0
    group: int = 0  # blocks of one list, one table or one block quotation share a number > 0
    ordered: bool = False  # list items of a numbered list
    row: int = 0  # table cells, 0-based; row 0 is the header row
    column: int = 0  # table cells, 0-based
    align: str = ""  # table cells: "", "left", "right", "center"
    translatable: bool = True  # False for a number in a table, code and the like: copied as it is
    image: str = ""  # captions: address of the picture they belong to, as the source has it
    date: date | None = None  # corrections: their day


class Correction(Struct, frozen=True):
    """What an editor says of a mistake that the article had: the text is in its language and markup."""

    day: date
    text: str  # one line
    line: int = 0  # where it stands in the file of the article; 0 where it stands elsewhere


class Article(Struct, frozen=True):
    """One article as its author wrote it. The block with ``Role.HEADLINE`` stands first, and only once.

    Its corrections are the last blocks, the newest first, wherever a page shows them.
    """

    slug: str  # file name without its extension; also the gettext domain and the folder in output/
    source: str  # path for references, relative to the publication, with forward slashes
    language: str  # BCP 47 tag
    title: str  # the headline, plain
    blocks: tuple[Block, ...]
    markup: Markup = Markup.PLAIN
    date: date | None = None
    meta: Mapping[str, str] = field(default_factory=dict)  # other front matter, as text


# ---------------------------------------------------------------------------------------------- segments


class Segment(Struct, frozen=True):
    """A sentence (or a paragraph, by setting) of one block.

    ``before + text + after`` of all segments of a block, joined, is the text of the block exactly.
    """

    text: str  # no white space at either end
    before: str
    after: str
    role: Role
    block: int  # index into Article.blocks
    index: int  # position in the block, from 0
    count: int  # segments in the block
    line: int  # line of the block in the source file


# ---------------------------------------------------------------------------------------------- glossary


class Kind(StrEnum):
    """What a concept is. It decides severity and which surrogates can stand for it."""

    PERSON = "person"
    OFFICE = "office"
    ORGANISATION = "organisation"
    PLACE = "place"
    EVENT = "event"
    PROGRAMME = "programme"
    PHRASE = "phrase"
    KEEP = "keep as is"


class Renderings(Struct, frozen=True):
    """How one concept is written in one language. ``accepted[0]`` is the preferred rendering (TBX)."""

    accepted: tuple[str, ...]  # preferred, then admitted ones
    forbidden: tuple[str, ...] = ()  # deprecated
    short: tuple[str, ...] = ()  # an organisation's abbreviation; the name that is a person's short form
    usage: str = ""  # a hint for translators into this language

    @property
    def preferred(self) -> str:
        """The rendering that a translator is offered first; empty if there is none yet."""
        return self.accepted[0] if self.accepted else self.short[0] if self.short else ""

    @property
    def all(self) -> tuple[str, ...]:
        """Every rendering that is not forbidden: full ones, then short ones."""
        return (*self.accepted, *self.short)


class Period(Struct, frozen=True):
    """When a concept holds, both days included; None is an open end."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


class Concept(Struct, frozen=True):
    """One row of the glossary."""

    id: str
    kind: Kind
    renderings: Mapping[str, Renderings]  # by BCP 47 tag, the source language included
    note: str = ""
    where: str = ""  # "glossary/terms.csv:12", for messages
    gender: str = ""  # m, f, n; "" where it does not matter or is not known
    number: str = ""  # "pl" for a name that is plural by itself (Maldives, member states); else ""
    valid: Period | None = None  # when the office is held or the name is in use; None: always

    def in_language(self, language: str) -> Renderings:
        """Renderings in ``language``; those under ``*`` hold in all; empty ones where there are none."""
        return self.renderings.get(language) or self.renderings.get("*") or Renderings(())


class Match(Struct, frozen=True):
    """A concept found in a text: ``text[start:end]``, offsets into the original, not the normalised text."""

    concept: Concept
    start: int
    end: int
    variant: str  # the source-language rendering that matched, as the glossary writes it
    plural: bool = False  # the text has the plural of the variant ("Mayors of Chongqing")
    short: bool = False  # an abbreviation, or the short form of a person's name ("SCO", "Mr Tang")
    inside: bool = False  # stands in a longer name that the glossary does not know ("Mexico City")


class Verdict(StrEnum):
    """What the glossary says of one concept in a translation."""

    FOUND = "found"
    ABBREVIATED = "abbreviated"  # a short form stands where the source has the full name
    ADJECTIVE = "adjective"  # only a relational adjective stands there (Чунцин, чунцинский)
    FEWER = "fewer"  # found, but fewer times than in the source
    INSIDE = "inside"  # not found, and the source has it in a longer name that the glossary does not know
    FORM = "form"  # the words are there in a form that an exact term must not have ("Шос", "ШОСа")
    MISSPELT = "misspelt"  # words near a rendering that are none
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    UNKNOWN = "unknown"  # the glossary has no rendering in that language


class TermResult(Struct, frozen=True):
    """Verdict on one concept in one pair of texts."""

    concept: Concept
    verdict: Verdict
    expected: tuple[str, ...]  # accepted renderings
    wanted: int  # occurrences in the source
    found: int  # occurrences in the target
    seen: str = ""  # the words in the target that the verdict is about; "" for MISSING; for INSIDE near ones
    spans: tuple[tuple[int, int], ...] = ()  # where they stand in the target, original offsets
    name: str = ""  # as the source has it, by the glossary's spelling ("SCO", "Chongqing mayor")
    short: bool = False  # every mention of the source is a short one


class TermJudge(Protocol):
    """What checks and enforcement ask of the glossary."""

    def match(self, text: str, language: str) -> list[Match]:
        """Concepts in ``text``, leftmost-longest, without overlaps; ``text`` stands alone."""
        ...

    def match_all(self, texts: Sequence[str], language: str, when: date | None = None) -> list[list[Match]]:
        """Concepts in each of ``texts``, the segments of one article in their order.

        A person who was named in full may be called by the short form from then on. ``when`` is the date of
        the article: of two concepts with one name it chooses the one that holds then.
        """
        ...

    def judge(
        self,
        source: str,
        target: str,
        source_language: str,
        language: str,
        matches: Sequence[Match] | None = None,
        *,
        enough: bool = False,
    ) -> list[TermResult]:
        """One result for each concept in ``source``, in order of appearance.

        ``matches`` are those of ``source`` as :meth:`match_all` found them in its article; None: as
        :meth:`match` finds them. With ``enough``, a mention more than the source has may be passed over.
        """
        ...

    def strangers(
        self, source: str, target: str, source_language: str, language: str, matches: Sequence[Match]
    ) -> list[TermResult]:
        """Names of the glossary that stand in ``target`` more often than in ``source``, in their order.

        A name counts if nothing in ``source`` begins as it does, so that no adjective explains it.
        ``matches`` are those of ``source``.
        """
        ...

    def may_name(self, concept: Concept, target: str, language: str) -> bool:
        """Whether a name of ``concept`` may be among the strangers of a source that does not have it.

        To say no takes a fraction of the time of :meth:`strangers`.
        """
        ...

    def rendering(self, concept: Concept, seen: str, language: str) -> str:
        """Which of the concept's renderings ``seen``, words of a translation, are a form of; "" for none."""
        ...


# ---------------------------------------------------------------------------------------------- engines


class Translation(Struct, frozen=True):
    """What an engine gives for one sentence. ``score`` is a log-probability by token, or None."""

    text: str
    score: float | None = None


class Capabilities(Struct, frozen=True):
    """What an engine can do besides translating; what it cannot, enforcement does on plain text."""

    terms: bool = False  # takes the terms of a sentence itself: a TermEngine
    scores: bool = False  # says how likely its translations are
    reading: bool = False  # lets its model be looked into: a ReadingEngine
    local: bool = True  # no text leaves the machine
    context: bool = False  # reads a sentence beside those that stand before it
    placeholders: bool = False  # lets {0} and the like through, whatever stands around them
    batch: int = 0  # sentences that it takes at once; 0: as many as there are
    repeats: bool = (
        True  # the same again for the same signature, settings and sentences: no server promises it
    )


class Engine(Protocol):
    """Sentences in, sentences out. An engine knows neither PO files nor glossaries."""

    name: str

    def signature(self, source: str, target: str) -> str:
        """Engine, package and version in one token, such as ``argos/en_ru-1.9``.

        :raises workflow.errors.EngineError: no model for the pair.
        """
        ...

    def translate(
        self,
        sentences: Sequence[str],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate all of ``sentences``; the result has the same length and order.

        ``progress`` is called with the number of sentences that have just been done.

        :raises workflow.errors.EngineError: no model for the pair, or the model cannot be loaded.
        """
        ...


@runtime_checkable
class ConfiguredEngine(Protocol):
    """What an engine may offer besides :class:`Engine`: to say with which settings it translates."""

    @property
    def settings(self) -> str:
        """Everything besides :meth:`Engine.signature` that changes what comes out for the same sentences.

        One short line, the same for the same settings, such as ``beam=4 batch=512 compute=int8_float32``: a
        draft that was kept under both, and under the sentences that went into one call together, is what the
        engine would give again. What changes no text (patience, keys, streams, prices) is not in it. "" where
        the signature says it all. No model is loaded for it, and no server asked.

        :raises workflow.errors.EngineError: the settings ask for what this machine does not have.
        """
        ...


class Reading(Struct, frozen=True):
    """How a model reads a sentence beside a translation of it, token by token; spans are offsets."""

    source: tuple[tuple[int, int], ...]  # tokens of the sentence
    target: tuple[tuple[int, int], ...]  # tokens of the translation
    scores: tuple[float, ...]  # ln of the probability of each target token, and of the end after them
    attention: tuple[tuple[float, ...], ...] = ()  # target tokens x source tokens; empty if not asked for


@runtime_checkable
class ReadingEngine(Protocol):
    """What an engine may offer besides :class:`Engine`: a look into its model. Enforcement uses it.

    Both methods are for a pair that :meth:`route` gives, not for a way through another language.
    """

    def route(self, source: str, target: str) -> list[tuple[str, str]]:
        """The pairs of languages that lead from one to the other: one, or two through English.

        :raises workflow.errors.EngineError: no model for the pair.
        """
        ...

    def read(
        self, pairs: Sequence[tuple[str, str]], source: str, target: str, *, attention: bool = False
    ) -> list[Reading | None]:
        """Each (sentence, translation) as the model reads it; None for one that it cannot read whole.

        :raises workflow.errors.EngineError: no model for the pair, or the model cannot be run.
        """
        ...

    def complete(self, begun: Sequence[tuple[str, str]], source: str, target: str) -> list[str]:
        """Translate each sentence so that the text begins with the given beginning.

        :raises workflow.errors.EngineError: no model for the pair, or the model cannot be run.
        """
        ...


@runtime_checkable
class PivotingEngine(Protocol):
    """An engine that reads the text of another language, in two steps."""

    pivot: str  # that language
    carries: bool  # whether the second step lets placeholders through

    def between(self, sentences: Sequence[str], source: str) -> list[str]:
        """The text of each sentence in the language between; "" where there is none.

        :raises workflow.errors.EngineError: no model for the pair, or it cannot be run.
        """
        ...

    def onward(
        self, texts: Sequence[str], target: str, *, progress: Callable[[int], None] | None = None
    ) -> list[Translation]:
        """Translate texts of the language between, as :meth:`Engine.translate` does; empty ones stay so.

        :raises workflow.errors.EngineError: no model for the pair, or it cannot be run.
        """
        ...


@runtime_checkable
class KeepingEngine(Protocol):
    """What an engine may offer besides :class:`Engine`: to keep a text beside the model of a pair."""

    def kept(self, source: str, target: str, name: str) -> str:
        """The text that was kept for exactly this model; "" if there is none."""
        ...

    def keep(self, source: str, target: str, name: str, text: str) -> bool:
        """Keep ``text``; False where that is not possible."""
        ...


class TermRequest(Struct, frozen=True):
    """One sentence with what the glossary asks for in it."""

    text: str
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()  # words of the text, renderings (preferred first)
    before: str = ""  # the sentence before it, for reference only


@runtime_checkable
class TermEngine(Protocol):
    """What an engine may offer besides :class:`Engine`: to take the terms of each sentence itself."""

    def translate_with_terms(
        self,
        requests: Sequence[TermRequest],
        source: str,
        target: str,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> list[Translation]:
        """Translate the texts of all ``requests``; the rest is as in :meth:`Engine.translate`.

        :raises workflow.errors.EngineError: no model for the pair, or it cannot be run.
        """
        ...


class Usage(Struct, frozen=True):
    """What an engine has used up since it was made, as far as it knows."""

    requests: int = 0  # sent to a server, tries included
    prompt_tokens: int = 0  # as the server counts them
    completion_tokens: int = 0
    cost: float | None = None  # in the currency of the prices in the settings; None: no prices are set


# ---------------------------------------------------------------------------------------------- catalogues


class State(StrEnum):
    """How far a unit is."""

    EMPTY = "empty"
    MACHINE = "machine"  # fuzzy: nobody has approved the text
    STALE = "stale"  # made from another source text, and nobody has approved it for this one
    REVIEWED = "reviewed"


class Unit(Struct, frozen=True):
    """One entry of a catalogue: a segment with its target text."""

    source: str
    target: str
    state: State
    context: str = ""  # msgctxt; "" for none
    notes: tuple[str, ...] = ()  # translator comments ("# "), a line each
    line: int = 0  # of the entry in its file; 0 when it is not in a file
    roles: tuple[Role, ...] = ()
    previous: str = ""  # the source text that a stale translation was made from, where that is known
    unchanged: bool = False  # approved byte for byte as a machine, or an older source, left it


class CatalogueView(Struct, frozen=True):
    """What a check sees of a catalogue: its units and where they stand."""

    path: str
    language: str
    source_language: str
    units: tuple[Unit, ...]
    markup: Markup = Markup.PLAIN  # of the article
    slug: str = ""


# ---------------------------------------------------------------------------------------------- memory


class MemoryUnit(Struct, frozen=True):
    """A source text and the translation that a person approved, with what ranks it among others."""

    source: str
    target: str
    origin: str  # slug of the article, or the name of an imported file
    context: str = ""  # msgctxt
    roles: tuple[Role, ...] = ()
    before: str = ""  # source text of the segment before it; "" at the beginning, or if it is not known
    after: str = ""
    changed: str = ""  # when, as ISO 8601 in UTC (2026-01-31T12:00:00Z); "" if it is not known
    author: str = ""


# ---------------------------------------------------------------------------------------------- exchange


class Hit(Struct, frozen=True):
    """A term in a source text, ``source[start:end]``, as somebody without our glossary needs to see it."""

    start: int
    end: int
    concept: str  # its id in the glossary
    renderings: tuple[str, ...]  # the preferred one first
    forbidden: tuple[str, ...] = ()


class ExchangeUnit(Struct, frozen=True):
    """A unit on its way to another tool, or back. What a format cannot carry comes back as the default."""

    id: str  # of context and source text, the same at every export: see workflow.exchange.ids
    source: str
    target: str
    state: State
    context: str = ""
    roles: tuple[Role, ...] = ()
    notes: tuple[str, ...] = ()  # translator comments, a line each, without those that the program wrote
    hits: tuple[Hit, ...] = ()
    findings: tuple[str, ...] = ()  # what the checks say of it, a line each; never read back
    base: str = ""  # hash of target and state at export; tells after import whether somebody changed them
    suggestions: tuple[str, ...] = ()  # candidate translations, as the catalogue shows them; never read back


class Bundle(Struct, frozen=True):
    """One article in one language, on its way to another tool or back."""

    article: str  # slug
    source_language: str  # BCP 47 tags
    language: str
    units: tuple[ExchangeUnit, ...]
    markup: Markup = Markup.PLAIN
    title: str = ""  # the headline in the source language, for people
    path: str = ""  # of the article, such as "seeds/x.md"


class Exchanger(Protocol):
    """One file format of other tools. Opens no files."""

    name: str  # what ``--format`` says
    extension: str  # with the dot
    reads: bool  # False for a format that is for export only

    def write(self, bundle: Bundle) -> bytes:
        """The file; the same bytes for the same bundle."""
        ...

    def recognises(self, content: bytes, name: str) -> bool:
        """Whether a file of that name and content is of this format. Cheap, and never raises."""
        ...

    def read(self, content: bytes, where: str) -> Bundle:
        """What came back; ``where`` is for messages.

        :raises workflow.errors.ExchangeError: it is broken, dangerous, or not what this program exports.
        """
        ...


# ---------------------------------------------------------------------------------------------- findings


class Severity(StrEnum):
    """How bad a finding is. Only errors make ``check`` exit with 1, if nothing else is asked for."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Edit(Struct, frozen=True):
    """``text[start:end]`` of a target becomes ``text``."""

    start: int
    end: int
    text: str


class Remark(Struct, frozen=True):
    """What a check says of one unit, before it is known how bad that is in this publication.

    Spans are offsets, ``target[start:end]`` and ``source[start:end]``.
    """

    message: str
    expected: str = ""
    hint: str = ""
    kind: str = ""  # which of several things the check says, for severities: "missing"; "" if it says one
    about: str = ""  # what in the unit it is about (the id of a concept), so that a waiver can name it
    spans: tuple[tuple[int, int], ...] = ()  # in the target
    source_spans: tuple[tuple[int, int], ...] = ()
    fix: tuple[Edit, ...] = ()  # what puts it right without a doubt; in order, without overlaps
    severity: Severity | None = None  # where it is not that of the check
    witness: str = ""  # what a person looked at who waives it, besides the texts: the waiver ends with it


class Finding(Struct, frozen=True):
    """Trouble in the text: what, what was expected, and what a translator can do about it."""

    path: str
    line: int
    severity: Severity
    check: str
    message: str
    expected: str = ""
    hint: str = ""
    language: str = ""  # of the catalogue; "" where it is about another file
    about: str = ""  # see Remark
    unit: Unit | None = None  # that it is about; None: a file as a whole
    spans: tuple[tuple[int, int], ...] = ()  # in the unit's target
    source_spans: tuple[tuple[int, int], ...] = ()
    fix: tuple[Edit, ...] = ()

    @property
    def name(self) -> str:
        """What a waiver calls it: ``numbers``, ``glossary/china``."""
        return f"{self.check}/{self.about}" if self.about else self.check


class Region(Struct, frozen=True):
    """A part of a file. Lines and columns are counted from 1, columns in code points; ends are behind it."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str  # what stands there, as the file has it
    lines: str  # the whole lines that it stands in


class Policy(Struct, frozen=True):
    """How bad findings are in this publication, where it says so: ``error``, ``warning``, ``note``, ``off``.

    Keys are names of checks, or ``glossary.missing`` for one of the things that a check says.
    """

    checks: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by BCP 47 tag
    roles: Mapping[Role, Mapping[str, str]] = field(default_factory=dict)

    @property
    def says_something(self) -> bool:
        """Whether any level is set."""
        return bool(self.checks or self.languages or self.roles)

    def level(self, check: str, kind: str, language: str, roles: Iterable[Role]) -> str | None:
        """The level that is set: of the role before that of the language before that of all; None if none.

        A text with several roles takes the worst level of any.
        """
        by_role = [found for role in roles if (found := _level(self.roles.get(role, {}), check, kind))]
        if by_role:
            return min(by_role, key=_LEVELS.index)
        return _level(self.languages.get(language, {}), check, kind) or _level(self.checks, check, kind)

    def is_off(self, check: str) -> bool:
        """Whether nothing that a check says, of whatever text, can be a finding."""
        tables = (self.checks, *self.languages.values(), *self.roles.values())
        return self.checks.get(check) == "off" and all(
            level == "off"
            for table in tables
            for key, level in table.items()
            if key == check or key.startswith(f"{check}.")
        )


_LEVELS = (*(severity.value for severity in Severity), "off")


def _level(levels: Mapping[str, str], check: str, kind: str) -> str | None:
    return (levels.get(f"{check}.{kind}") if kind else None) or levels.get(check)


# ---------------------------------------------------------------------------------------------- editions


class Passage(Struct, frozen=True):
    """One segment as it stands on a page."""

    text: str
    language: str  # of the text: the edition's language, or the source's where nothing is translated
    state: State  # REVIEWED; MACHINE (an unreviewed draft); EMPTY (the source text stands in)


class EditionBlock(Struct, frozen=True):
    """A block of the article with its localised passages; joined by the writing system's sentence space."""

    block: Block
    passages: tuple[Passage, ...]


class Credits(Struct, frozen=True):
    """Whom a translation is owed to: names as the catalogue has them."""

    translators: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()


class StandIn(StrEnum):
    """Why the article as its author wrote it stands where its translation should."""

    UNTRANSLATED = "untranslated"
    OUTDATED = "outdated"  # there was one, and the article has changed since


class Edition(Struct, frozen=True):
    """An article in one language, ready to be published."""

    article: Article
    language: str  # BCP 47 tag; equal to article.language for the original
    blocks: tuple[EditionBlock, ...]
    draft: bool = False  # True when it holds machine passages
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # by address; for a FilePublisher that asks
    credits: Credits = Credits()
    outdated: bool = False  # its page is of an earlier version: the article has sentences that it lacks
    stand_in: StandIn | None = None  # its text is not in its language but in the article's
    converted_from: str = ""  # of a variant: the language whose edition it was made of, by tables


_Day = date  # for a class that has a field of that name


class Listing(Struct, frozen=True):
    """What other pages say of one edition: front pages, feeds, the switchers of its sisters."""

    slug: str
    language: str  # of the edition
    original: str  # the language of the article
    title: str  # the headline, plain
    title_language: str  # of the headline: the original's where it is not translated yet
    description: str = ""  # how the text begins, plain
    date: date | None = None
    draft: bool = False
    tags: tuple[str, ...] = ()  # as the article has them, in its own language
    labels: tuple[str, ...] = ()  # the same tags in the language of the edition; "" where that is not known
    stand_in: StandIn | None = None
    modified: _Day | None = None  # the day of the newest correction

    @property
    def is_original(self) -> bool:
        """Whether it is the article as its author wrote it."""
        return self.language == self.original

    @property
    def changed(self) -> _Day | None:
        """When it was changed last, as far as pages tell: the day of its newest correction, else its own."""
        return max((day for day in (self.date, self.modified) if day), default=None)


class Story(Struct, frozen=True):
    """One article in all languages in which it is there; they are each other's alternates."""

    slug: str
    listings: Mapping[str, Listing]  # by language
    stand_ins: Mapping[str, Listing] = {}  # by language: what lists show there instead; nobody's alternates

    @property
    def day(self) -> date | None:
        """The date of the article: its editions share one."""
        return next((each.date for each in self.listings.values() if each.date), None)

    @property
    def changed(self) -> date | None:
        """When it was changed last; see :attr:`Listing.changed`."""
        return max((each.changed for each in self.listings.values() if each.changed), default=None)


class Issue(Struct, frozen=True):
    """A file with all that was published in a language in a month."""

    language: str
    month: date  # its first day
    path: str  # below output/
    label: str  # what people call its format


class Site(Struct, frozen=True):
    """What a publisher needs to know of the whole publication."""

    titles: Mapping[str, str]  # name of the publication by BCP 47 tag; the source language is always there
    source_language: str
    base_url: str = ""  # absolute, ends with "/"; "" when not configured
    theme: Mapping[str, str] = field(default_factory=dict)  # templates and style of its own: text by name
    issues: tuple[Issue, ...] = ()  # those that there are; known when shared pages are made, not before


class Page(Struct, frozen=True):
    """One file to write below ``output/``: a relative path with forward slashes, and its bytes."""

    path: str
    content: bytes


class Reader(Protocol):
    """Text of one article in one format -> :class:`Article`. Opens no files."""

    name: str
    extensions: tuple[str, ...]  # lower case, with the dot

    def read(self, text: str, *, slug: str, source: str, language: str) -> Article:
        """Parse ``text``. ``language`` is the tag to use when the text does not name its own.

        :raises workflow.errors.SourceError: the text has no content or its front matter is broken.
        """
        ...


@runtime_checkable
class BinaryReader(Protocol):
    """A reader of a format that is no text, or that says its own encoding. Opens no files."""

    name: str
    extensions: tuple[str, ...]

    def read_bytes(self, content: bytes, *, slug: str, source: str, language: str) -> Article:
        """Parse ``content``; the rest is as in :meth:`Reader.read`.

        :raises workflow.errors.SourceError: it is broken, dangerous, or has no content.
        """
        ...


@runtime_checkable
class RenewingPublisher(Protocol):
    """What a publisher may offer besides :class:`Publisher`, for pages whose text stays as it was."""

    def renewed(self, page: Page, edition: Edition, story: Story, site: Site) -> Page:
        """``page`` as it was, but for what it says of other pages; itself, if there is nothing to renew.

        ``edition`` stands for it: what is known of it today.

        :raises workflow.errors.PublishError: it cannot be made into a page.
        """
        ...


class Publisher(Protocol):
    """Editions -> pages. Opens no files but its own templates.

    It is asked for one edition after the other, and in the end for what all of them share, so that a site
    of any size needs no more memory than its listings. The same input gives the same bytes.
    """

    name: str

    def pages(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
        """The pages of one edition. ``story`` lists it and its sisters: what switchers and links may name.

        :raises workflow.errors.PublishError: the edition cannot be made into a page.
        """
        ...

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:
        """Pages of all stories together, which are given newest first: front pages, feeds, style sheets.

        :raises workflow.errors.PublishError: one cannot be made.
        """
        ...


@runtime_checkable
class StandInPublisher(Protocol):
    """A publisher that shows the article's own text to readers of a language that it is not there in."""

    name: str

    def stands_in(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
        """What stands where the translation would. ``edition.stand_in`` says why, and so must the page.

        :raises workflow.errors.PublishError: the edition cannot be made into a page.
        """
        ...


@runtime_checkable
class Withdrawing(Protocol):
    """A publisher that says of an article that it was withdrawn; others just have no page of it any more."""

    name: str

    def withdrawn(self, slug: str, language: str, site: Site) -> Iterator[Page]:
        """What stands where the article was, in one language. It says nothing of what was in it."""
        ...


@runtime_checkable
class FilePublisher(Publisher, Protocol):
    """A publisher that makes one file of an edition, ``<language>/<slug>/<slug><extension>``.

    It is asked only where ``[publish] formats`` or ``--format`` names it.
    """

    extension: str  # with the dot
    needs_pictures: bool  # whether it wants to have ``Edition.pictures``


@runtime_checkable
class IssuePublisher(Publisher, Protocol):
    """A publisher that makes one file of all articles of a month in one language.

    It is asked only where ``[publish] formats`` or ``--format`` names it, for each language and month of
    which an article has changed.
    """

    label: str  # what people call the format

    def issue_path(self, language: str, month: date) -> str:
        """Where the file is, below ``output/``. ``month`` is its first day."""
        ...

    def issue(self, language: str, month: date, editions: Iterable[Edition], site: Site) -> Page | None:
        """The file; None if there are no editions.

        They come one after the other, approved ones only, with ``Edition.pictures``: in the order of their
        dates, those of one day by their slugs.

        :raises workflow.errors.PublishError: it cannot be made.
        """
        ...
