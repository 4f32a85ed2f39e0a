"""Merge a fresh template under the work of people.

What a person wrote is kept whatever happens: texts, ``fuzzy``, comments, header fields. What we wrote
(places, references, term lines) is brought up to date. A sentence that left the article stays as an obsolete
entry and comes back, approved as it was, when the sentence does; one that changed offers its old translation.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polib
from msgspec import Struct

from workflow.catalogue.change import Capitals, Change, Old, differences, find_changes
from workflow.catalogue.joined import direction
from workflow.catalogue.keys import Key, key_of
from workflow.catalogue.provenance import (
    CANDIDATE,
    Provenance,
    is_as_offered,
    is_moved,
    is_offer,
    is_term,
    is_untouched,
    notes_of,
    own_notes,
    past_offers,
    previous_source,
    provenance_of,
    quoted,
    record,
    set_offers,
    set_provenance,
    state_of,
    text_hash,
    without,
)
from workflow.catalogue.syntax import one_line, storable
from workflow.diff import word_diff
from workflow.languages import profile
from workflow.model import State

# What a template says in fields that a translator is to fill in; a copied POT still says it.
_PLACEHOLDERS = frozenset(
    {"", "YEAR-MO-DA HO:MI+ZONE", "FULL NAME <EMAIL@ADDRESS>", "LANGUAGE <LL@li.org>", "PACKAGE VERSION"}
)
_STRAY = "was: source:"  # begins the msgid of a text whose sentence is known by its hash only
_FAR = 1_000_000  # the places of obsolete entries are not known; they are no neighbours of anything


class Answer(Struct, frozen=True):
    """A target text that no person has approved, and who made it ("argos/en_ru-1.9 glossary:0123…")."""

    text: str
    signature: str


class Revision(Struct, frozen=True):
    """What recognising changed sentences needs to know."""

    source_language: str
    language: str
    names: Callable[[str], Sequence[str]]  # names in a source text, by their glossary ids
    split: Callable[[str, int], Sequence[str] | None]  # a translation in so many parts, if it has them
    openers: frozenset[str] = frozenset()  # words that begin sentences with a capital and are no names


@dataclass(slots=True)
class Update:
    """A merged catalogue and what became of its sentences; msgids of the template, in its order."""

    po: polib.POFile
    kept: list[str] = field(default_factory=list)  # have a text, as before
    restored: list[str] = field(default_factory=list)  # approved before, gone in between, and back
    offered: list[str] = field(default_factory=list)  # the old translation of a changed sentence, as fuzzy
    candidates: list[str] = field(default_factory=list)  # the same, but as a comment only
    new: list[str] = field(default_factory=list)  # have no text
    retracted: list[str] = field(default_factory=list)  # msgids that left the article with their text
    displaced: list[polib.POEntry] = field(default_factory=list)  # texts that another tool put wrongly


def _header(header: Mapping[str, str], old: Mapping[str, str]) -> dict[str, str]:
    """Our header fields under those of ``old``; only the charset is ours to say, since we write the bytes."""
    theirs = {name: value for name, value in old.items() if value not in _PLACEHOLDERS or name not in header}
    merged = {**header, **theirs}
    if "charset=utf-8" not in merged.get("Content-Type", "charset=utf-8").lower():
        merged["Content-Type"] = "text/plain; charset=UTF-8"
    return merged


class _History:
    """What is known of the sentences of an older version, live and obsolete."""

    def __init__(self, old: Iterable[polib.POEntry]) -> None:
        self.entries = list(old)
        self.by_key: dict[Key, polib.POEntry] = {}
        self.by_text: dict[str, polib.POEntry] = {}
        self.approved: dict[str, polib.POEntry] = {}  # by hash of the source that a moved text was made for
        self.edited: dict[str, polib.POEntry] = {}  # the same of a text that was edited, approved or not
        for entry in sorted(self.entries, key=lambda each: not each.obsolete):  # live ones win
            there = self.by_key.get(key_of(entry))
            if there is None or _has_text(entry) or not _has_text(there):
                self.by_key[key_of(entry)] = entry
            if entry.msgstr or entry.msgid not in self.by_text:
                self.by_text[entry.msgid] = entry
            if not entry.tcomment:
                continue
            said = provenance_of(entry)
            if said is not None and (is_moved(entry) or _is_stray(entry)):
                self.approved[said.source] = entry
            elif said is not None and said.source and "fuzzy" in entry.flags and not is_untouched(entry):
                self.edited[said.source] = entry

    def find(self, key: Key) -> polib.POEntry | None:
        return self.by_key.get(key) or self.by_text.get(key[1])

    def approved_text(self, source: str) -> str:
        """A text that was approved for exactly this source and now stands under another; else ""."""
        found = self.approved.get(text_hash(source)) if self.approved else None
        return str(found.msgstr) if found is not None else ""


def _has_text(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr.strip() or entry.msgid_plural)


def merge(
    old: polib.POFile | None,
    template: polib.POFile,
    header: Mapping[str, str],
    terms: Mapping[Key, list[str]],
    revision: Revision | None = None,
) -> polib.POFile:
    """The catalogue of :func:`update`."""
    return update(old, template, header, terms, revision).po


def update(
    old: polib.POFile | None,
    template: polib.POFile,
    header: Mapping[str, str],
    terms: Mapping[Key, list[str]],
    revision: Revision | None = None,
) -> Update:
    """A catalogue with the entries of ``template``, in its order, and the work of ``old``.

    ``header`` fills header fields that ``old`` does not have or that nobody has filled in; ``terms`` holds
    the term lines in the language of the catalogue. An entry whose context alone changed keeps its text;
    one that now stands in two contexts keeps it in its own, and lends it to the other as ``fuzzy``. With
    ``revision`` the old translations of changed sentences are offered: as ``fuzzy`` texts, or as comments
    where the two sources differ in a number, a name or a denial.
    """
    merged = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    merged.metadata_is_fuzzy = old.metadata_is_fuzzy if old is not None else False
    merged.header = old.header if old is not None and old.header else ""
    merged.metadata = _header(header, old.metadata if old is not None else {})
    history = _History(old or ())
    result = Update(merged)
    used: set[int] = set()
    fresh_keys = {key_of(fresh) for fresh in template}
    for fresh in template:
        key = key_of(fresh)
        mine = history.find(key)
        if mine is not None:
            used.add(id(mine))
        entry = _renewed(mine, fresh, terms.get(key, []), fresh_keys)
        if not entry.msgid_plural:
            _settle(entry, history, revision, result)
        merged.append(entry)
    if revision is not None:
        _offer_old(result, history, fresh_keys, revision)
    for entry in merged:
        record(entry)
    merged.extend(_gone(history, used, fresh_keys, result))
    return result


def _renewed(
    mine: polib.POEntry | None, fresh: polib.POEntry, terms: Sequence[str], fresh_keys: set[Key]
) -> polib.POEntry:
    """``mine``, or an empty entry, at its place in the article of today."""
    entry = copy.copy(mine) if mine is not None else polib.POEntry(msgid=fresh.msgid)
    entry.flags = list(entry.flags)
    borrowed = mine is not None and key_of(mine) != key_of(fresh) and key_of(mine) in fresh_keys
    if borrowed and entry.msgstr and "fuzzy" not in entry.flags:
        entry.flags.append("fuzzy")  # approved where it stands, but not in this second place
    entry.msgctxt = fresh.msgctxt
    entry.comment = fresh.comment
    entry.occurrences = list(fresh.occurrences)
    entry.obsolete = False
    entry.tcomment = "\n".join([*terms, *without(notes_of(entry), is_term)])
    return entry


def _settle(entry: polib.POEntry, history: _History, revision: Revision | None, result: Update) -> None:
    """Bring back what was approved for this sentence; take away what another tool put here wrongly."""
    state = state_of(entry)
    moved = state is State.STALE and (is_moved(entry) or provenance_of(entry) is None)
    if state is State.EMPTY or moved or is_untouched(entry):
        text = history.approved_text(entry.msgid)
        if text:
            _clear(entry)
            entry.msgstr = text
            result.restored.append(entry.msgid)
            return
        edited = history.edited.get(text_hash(entry.msgid)) if history.edited else None
        if edited is not None and edited.msgid != entry.msgid:  # a tool moved it before its approval was seen
            _clear(entry)
            entry.msgstr = edited.msgstr
            entry.flags.append("fuzzy")
            set_provenance(entry, provenance_of(edited))
            result.restored.append(entry.msgid)
            return
    if state is State.STALE and revision is not None:
        if is_untouched(entry):  # a machine's text for another sentence is worth less than a new one
            _clear(entry)
        elif moved:
            before = previous_source(entry)
            if not before or _differ(before, entry.msgid, revision):
                if not before or provenance_of(entry) is None:
                    result.displaced.append(_displaced(entry, before))
                _clear(entry)
    if entry.msgstr.strip():
        result.kept.append(entry.msgid)


def _displaced(entry: polib.POEntry, source: str) -> polib.POEntry:
    """The text of ``entry`` under its own sentence.

    Where only the hash of that is known, because a tool moved the text and did not say from where, the hash
    stands for it: an obsolete entry with a text is what every tool keeps. Where nothing says whether the text
    was approved, it is ``fuzzy``.
    """
    said = provenance_of(entry)
    known = source or said is None
    gone = polib.POEntry(
        msgid=source if known or said is None else f"{_STRAY}{said.source}",
        msgctxt=entry.previous_msgctxt or None if known else None,
        msgstr=entry.msgstr,
    )
    gone.obsolete = True
    if said is None:
        gone.flags = ["fuzzy"]
    else:
        set_provenance(gone, said)
    return gone


def _is_stray(entry: polib.POEntry) -> bool:
    """Whether this is an obsolete entry whose sentence is known by its hash only."""
    return bool(entry.obsolete) and entry.msgid.startswith(_STRAY) and is_as_offered(entry)


def _differ(old: str, new: str, revision: Revision) -> bool:
    capitals = Capitals(others=revision.openers)
    return any(differences(old, new, revision.source_language, revision.names, capitals))


def _clear(entry: polib.POEntry) -> None:
    """Take the text away, with all that was said of it."""
    entry.msgstr = ""
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
    set_provenance(entry, None)


# ------------------------------------------------------------------------------------------ changed sentences


class _Pair(Struct, frozen=True):
    """A person's translation whose source has left the article."""

    entry: polib.POEntry
    source: str
    place: int


def _pairs(history: _History, result: Update, fresh_keys: set[Key]) -> Iterator[_Pair]:
    """Translations that may be offered: not those that wait elsewhere already, or a second ``extract`` would
    offer them to the next best sentence, and so on.
    """
    present = {text for _, text in fresh_keys}
    waiting = {(key_of(entry), entry.msgstr) for entry in result.po if state_of(entry) is State.STALE}
    sources = "\n".join(filter(None, map(previous_source, result.po)))
    offered = "\n".join(line for entry in result.po for line in past_offers(notes_of(entry)))
    seen: set[tuple[str, str]] = set()
    for place, entry in enumerate(history.entries):
        if not entry.msgstr.strip() or entry.msgid_plural or is_untouched(entry) or _is_stray(entry):
            continue
        source = (previous_source(entry) if state_of(entry) is State.STALE else "") or entry.msgid
        if source in present or (source, entry.msgstr) in seen:
            continue
        seen.add((source, entry.msgstr))
        if not entry.obsolete and (key_of(entry), entry.msgstr) in waiting:
            continue
        if entry.obsolete and (source in sources or quoted(entry.msgstr) in offered):
            continue  # it was offered when it left the article, alone or with its neighbours
        yield _Pair(entry, source, _FAR + 2 * place if entry.obsolete else place)


def _offer_old(result: Update, history: _History, fresh_keys: set[Key], revision: Revision) -> None:
    """Offer old translations to sentences that have none, or only a machine's that nobody has touched."""
    entries = list(result.po)
    open_places = []
    for place, entry in enumerate(entries):
        if entry.msgid_plural:
            continue
        if not entry.msgstr.strip() or is_untouched(entry):
            open_places.append(place)
        if entry.tcomment and CANDIDATE in entry.tcomment and state_of(entry) is State.REVIEWED:
            entry.tcomment = "\n".join(without(notes_of(entry), is_offer))
    pairs = list(_pairs(history, result, fresh_keys)) if open_places else []
    if not pairs:
        result.new += [entries[place].msgid for place in open_places if not entries[place].msgstr.strip()]
        return
    before = [entry.msgid for entry in history.entries if not entry.obsolete]
    after = [entry.msgid for entry in entries]

    def same_place(old: int, new: int) -> bool:
        if old >= _FAR:
            return False
        return _neighbour(before, old, -1) == _neighbour(after, new, -1) or (
            _neighbour(before, old, 1) == _neighbour(after, new, 1)
        )

    gone = [Old(pair.source, pair.place) for pair in pairs]
    changes = find_changes(
        gone, after, open_places, revision.source_language, revision.names, same_place, revision.openers
    )
    for change in changes:
        mine = [entries[place] for place in change.new]
        _offer(change, [pairs[index] for index in change.old], mine, revision, result)
    told = {place for change in changes for place in change.new}
    result.new += [
        entries[place].msgid
        for place in open_places
        if place not in told and not entries[place].msgstr.strip()
    ]


def _neighbour(texts: Sequence[str], place: int, step: int) -> str:
    return texts[place + step] if 0 <= place + step < len(texts) else ""


def _offer(
    change: Change,
    pairs: Sequence[_Pair],
    mine: Sequence[polib.POEntry],
    revision: Revision,
    result: Update,
) -> None:
    """Put the translation of ``pairs`` into the entries that they became, or beside it."""
    source = profile(revision.source_language).sentence_space.join(pair.source for pair in pairs)
    texts = [pair.entry.msgstr for pair in pairs]
    texts = [text for text in texts if not direction(text)] or texts[:1]  # a mark is no part of a text
    text = profile(revision.language).sentence_space.join(texts)
    parts: Sequence[str] | None = [text] * len(mine)
    if len(mine) > 1 and not direction(text):
        parts = revision.split(text, len(mine))
    if change.reasons or parts is None or any(entry.msgstr.strip() for entry in mine):
        whole = profile(revision.source_language).sentence_space.join(entry.msgid for entry in mine)
        why = f", another {' and another '.join(change.reasons)}" if change.reasons else ""
        lines = [
            f"{CANDIDATE}{change.score:.0f} %{why}: {quoted(word_diff(source, whole))}",
            f"{CANDIDATE}= {quoted(text)}",
        ]
        for entry in mine:
            set_offers(entry, lines, memory=False)
            result.candidates.append(entry.msgid)
        return
    approved = len(pairs) == len(mine) == 1 and _approved(pairs[0])
    for entry, part in zip(mine, parts, strict=True):
        entry.msgstr = part
        entry.flags = [*(flag for flag in entry.flags if flag != "fuzzy"), "fuzzy"]
        entry.previous_msgid = source
        if len(pairs) == 1 and pairs[0].entry.msgctxt:
            entry.previous_msgctxt = pairs[0].entry.msgctxt
        who = "reviewed" if approved else "derived"
        set_provenance(entry, Provenance(who, "", text_hash(source), text_hash(part)))  # type: ignore[arg-type]
        result.offered.append(entry.msgid)


def _approved(pair: _Pair) -> bool:
    """Whether the text was approved for the source of the pair."""
    return "fuzzy" not in pair.entry.flags or is_moved(pair.entry)


# ------------------------------------------------------------------------------------------ obsolete entries


def _gone(history: _History, used: set[int], fresh_keys: set[Key], result: Update) -> Iterator[polib.POEntry]:
    """Obsolete entries: what left the article with a text or a comment of somebody."""
    there = {key_of(entry) for entry in history.entries if id(entry) not in used} | fresh_keys
    strays = any(map(_is_stray, history.entries))
    back = {text_hash(text) for _, text in fresh_keys} if strays else set()
    for gone in result.displaced:
        if key_of(gone) not in there:
            there.add(key_of(gone))
            yield gone
    for entry in history.entries:
        if _is_stray(entry) and entry.msgid.removeprefix(_STRAY) in back:
            continue  # it is where it belongs again
        before = previous_source(entry)
        if before and is_moved(entry):  # its own sentence may come back, and shall find its text then
            key = (entry.previous_msgctxt or "", before)
            if key not in there:
                there.add(key)
                gone = polib.POEntry(
                    msgid=before, msgctxt=entry.previous_msgctxt or None, msgstr=entry.msgstr
                )
                gone.obsolete = True
                record(gone)
                yield gone
            if id(entry) not in used and not own_notes(notes_of(entry)):
                continue
        if id(entry) in used or key_of(entry) in fresh_keys:
            continue
        own = without(without(notes_of(entry), is_term), is_offer)
        if not (entry.msgstr or entry.msgstr_plural or own):
            continue
        if not entry.obsolete and entry.msgstr.strip():
            result.retracted.append(entry.msgid)
        gone = copy.copy(entry)
        gone.obsolete = True
        gone.occurrences, gone.comment = [], ""
        gone.tcomment = "\n".join(own)
        record(gone)
        yield gone


# ------------------------------------------------------------------------------------------ machine answers


def apply_answers(po: polib.POFile, answers: Mapping[Key, Answer], *, refresh: bool = False) -> int:
    """Write answers into empty entries, as ``fuzzy`` and signed. Returns how many entries changed.

    With ``refresh`` they also replace machine output that nobody has touched. Nothing else is ever replaced,
    so answers may safely be applied to a catalogue that was edited after they were asked for. An entry with
    plural forms, which only a person can have made, is left to people.
    """
    changed = 0
    for entry in po:
        answer = answers.get(key_of(entry))
        if entry.obsolete or entry.msgid_plural or answer is None or not answer.text.strip():
            continue
        if entry.msgstr.strip() and not (refresh and is_untouched(entry)):
            continue
        text = storable(answer.text)
        before = (entry.msgstr, entry.tcomment)
        signed = Provenance("machine", one_line(answer.signature), text_hash(entry.msgid), text_hash(text))
        entry.msgstr = text
        set_provenance(entry, signed)
        if "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")
        changed += before != (entry.msgstr, entry.tcomment)
    return changed
