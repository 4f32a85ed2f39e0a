"""Who made a translation, and from which source text: one ``# `` line of its entry.

``# machine: argos/en_ru-1.9 glossary:… source:4f2a… text:91bc…``
    An engine, the memory or the glossary wrote the text with that hash for the source text with that hash.
``# reviewed: source:4f2a… text:91bc…``
    The text was found approved (without ``fuzzy``) for that source text.
``# reviewed: in:07d3… source:4f2a… text:91bc…``
    The same of a mark (see ``joined.py``) that leads to a sentence with the first of these hashes.
``# derived: source:4f2a… text:91bc…``
    The text was put together from older translations: a sentence was split, joined, or changed before its
    translation was approved.

The hashes make the state of a unit a fact: ``fuzzy`` alone tells neither whether a person has touched a text
(some editors clear it on any edit) nor which source it translates (``msgmerge`` moves texts to similar
sentences). They stand in translator comments because every tool of gettext keeps those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Literal

import polib
from msgspec import Struct
from msgspec.structs import replace

from workflow.catalogue.syntax import storable
from workflow.lazy import late
from workflow.model import State

SIGNATURE = "machine: "  # begins the line that signs machine output
REVIEWED = "reviewed: "
DERIVED = "derived: "
TERM = "term: "  # begins a line that shows a glossary term
CANDIDATE = "candidate: "  # begins a line that offers a text
OURS = (SIGNATURE, REVIEWED, DERIVED, TERM, CANDIDATE)  # begin the lines that the program writes
_OF_MEMORY = late(rf"{CANDIDATE}\d+ % memory/")

# Lines of people may begin like ours ("candidate: ask Anna", "reviewed: by Boris"): only these are ours.
_PROVENANCE = late(
    rf"(?:{REVIEWED}|{DERIVED}).*\bsource:[0-9a-f]+ text:[0-9a-f]+\s*"
    rf"|{SIGNATURE}(?:.*\b(?:source|text):[0-9a-f]+\b.*|\S+/\S.*)"
)
_TERM = late(rf"{TERM}.+ = .*")
_CANDIDATE = late(rf"{CANDIDATE}(?:= .*|\d+ %(?:, another .*| memory/.*|: .*))")


def is_provenance(note: str) -> bool:
    """Whether a line says who made the text."""
    return note.startswith((SIGNATURE, REVIEWED, DERIVED)) and _PROVENANCE.fullmatch(note) is not None


def is_term(note: str) -> bool:
    """Whether a line shows a glossary term."""
    return note.startswith(TERM) and _TERM.fullmatch(note) is not None


def is_offer(note: str) -> bool:
    """Whether a line belongs to an offer."""
    return note.startswith(CANDIDATE) and _CANDIDATE.fullmatch(note) is not None


def is_ours(note: str) -> bool:
    """Whether the program wrote the line, and may take it away."""
    return is_provenance(note) or is_term(note) or is_offer(note)


class Provenance(Struct, frozen=True):
    """What the line says. A hash is "" where the line has none, as the program once wrote it."""

    who: Literal["machine", "reviewed", "derived"]
    signature: str  # of the machine: all of the line but the hashes
    source: str
    text: str

    @property
    def line(self) -> str:
        """The line, without ``# ``."""
        parts = [self.signature]
        parts += [f"source:{self.source}"] if self.source else []
        parts += [f"text:{self.text}"] if self.text else []
        return f"{self.who}: {' '.join(part for part in parts if part)}"


def text_hash(text: str) -> str:
    """Twelve hex digits that tell whether a text is still byte for byte the same."""
    from hashlib import sha256  # noqa: PLC0415  (with OpenSSL, which most runs need not load)

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def notes_of(entry: polib.POEntry) -> tuple[str, ...]:
    """Translator comments of an entry, a line each."""
    return tuple(entry.tcomment.split("\n")) if entry.tcomment else ()


def _parse(note: str) -> Provenance | None:
    if note.startswith(SIGNATURE):
        who: Literal["machine", "reviewed", "derived"] = "machine"
    elif note.startswith(REVIEWED):
        who = "reviewed"
    elif note.startswith(DERIVED):
        who = "derived"
    else:
        return None
    hashes = {"source": "", "text": ""}
    rest: list[str] = []
    for word in note.partition(": ")[2].split(" "):
        name, _, value = word.partition(":")
        if name in hashes and value:
            hashes[name] = value
        else:
            rest.append(word)
    return Provenance(who, " ".join(rest), hashes["source"], hashes["text"])


def said_in(notes: Iterable[str]) -> Provenance | None:
    """What translator comments say of their text; None if they say nothing. The first such line counts."""
    return next((_parse(note) for note in notes if is_provenance(note)), None)


def provenance_of(entry: polib.POEntry) -> Provenance | None:
    """What the entry says of its text."""
    return _said(entry.tcomment) if entry.tcomment else None


@lru_cache(maxsize=1 << 12)  # each entry is asked several times in one merge
def _said(notes: str) -> Provenance | None:
    return said_in(notes.split("\n"))


def set_provenance(entry: polib.POEntry, provenance: Provenance | None) -> None:
    """Write the line anew, as the last of the program's own, or take it away."""
    notes = without(notes_of(entry), is_provenance)
    if provenance is not None:
        notes.append(provenance.line)
    entry.tcomment = "\n".join(notes)


def own_notes(notes: Iterable[str]) -> tuple[str, ...]:
    """The lines that people wrote: no empty ones, and none of the program's."""
    return tuple(note for note in notes if note.strip() and not is_ours(note))


def state_of(entry: polib.POEntry) -> State:
    """How far an entry is: see :class:`State`."""
    if not entry.msgstr.strip():
        return State.EMPTY
    if "fuzzy" not in entry.flags:
        return State.REVIEWED
    said = provenance_of(entry)
    if said is not None and said.source:
        stale = said.source != text_hash(entry.msgid)
    else:
        stale = entry.previous_msgid is not None and entry.previous_msgid != entry.msgid
    return State.STALE if stale else State.MACHINE


def is_untouched(entry: polib.POEntry) -> bool:
    """Whether the text is machine output that nobody approved or changed."""
    said = provenance_of(entry)
    return (
        "fuzzy" in entry.flags
        and said is not None
        and said.who == "machine"
        and said.text == text_hash(entry.msgstr)
    )


def is_as_offered(entry: polib.POEntry) -> bool:
    """Whether an approved text is byte for byte what a machine wrote, or what another source text had."""
    if "fuzzy" in entry.flags or not entry.msgstr.strip():
        return False
    said = provenance_of(entry)
    if said is None or not said.text or said.text != text_hash(entry.msgstr):
        return False
    return said.who == "machine" or (bool(said.source) and said.source != text_hash(entry.msgid))


def is_moved(entry: polib.POEntry) -> bool:
    """Whether a text that was approved for another source stands here untouched, waiting for a person."""
    said = provenance_of(entry)
    return (
        "fuzzy" in entry.flags
        and said is not None
        and said.who == "reviewed"
        and bool(said.source)
        and said.source != text_hash(entry.msgid)
        and said.text == text_hash(entry.msgstr)
    )


def record(entry: polib.POEntry) -> None:
    """Bring the line of an approved text up to date; of texts that wait for a person nothing changes.

    A text that was approved exactly as it was offered keeps the line that says so.
    """
    if "fuzzy" in entry.flags or not entry.msgstr.strip() or entry.msgid_plural or is_as_offered(entry):
        return
    said = provenance_of(entry)
    now = Provenance("reviewed", "", text_hash(entry.msgid), text_hash(entry.msgstr))
    if said is None or replace(said, signature="") != now:  # a mark keeps what it was approved for there
        set_provenance(entry, now)


def previous_source(entry: polib.POEntry) -> str:
    """The source text that a stale translation was made from, if the entry has it; else ""."""
    previous = entry.previous_msgid
    if previous is None:
        return ""
    said = provenance_of(entry)
    return previous if said is None or not said.source or said.source == text_hash(previous) else ""


def without_offers(notes: Iterable[str], *, memory: bool) -> list[str]:
    """``notes`` but for the offers of the memory, or for those from the article's own past.

    An offer is a line that says where it is from, and one with the text.
    """
    kept: list[str] = []
    dropped = False
    for note in notes:
        if is_offer(note):
            if not note.startswith(f"{CANDIDATE}= "):
                dropped = bool(_OF_MEMORY.match(note)) is memory
            if dropped:
                continue
        kept.append(note)
    return kept


def past_offers(notes: Iterable[str]) -> list[str]:
    """The lines of offers from the article's own past."""
    return [note for note in without_offers(notes, memory=True) if is_offer(note)]


def set_offers(entry: polib.POEntry, lines: Sequence[str], *, memory: bool) -> None:
    """Put offers in the place of those of their kind: before those of the memory and the line of provenance.

    So each kind has one place, whichever was written last.
    """
    notes = without_offers(notes_of(entry), memory=memory)
    ends = (
        at
        for at, note in enumerate(notes)
        if is_provenance(note) or (not memory and _OF_MEMORY.match(note) and is_offer(note))
    )
    place = next(ends, len(notes))
    entry.tcomment = "\n".join([*notes[:place], *lines, *notes[place:]])


def quoted(text: str) -> str:
    r"""``text`` as part of one comment line: ``\\n`` for a line break, and nothing that no file can hold."""
    held = "".join(
        f"\\u{ord(char):04x}" if len(f"x{char}x".splitlines()) > 1 and char not in "\n" else char
        for char in text.replace("\\", "\\\\")
    )
    return storable(held.replace("\n", "\\n"))


def without(notes: Sequence[str], unwanted: Callable[[str], bool]) -> list[str]:
    """``notes`` but for those that are ``unwanted``."""
    return [note for note in notes if not unwanted(note)]
