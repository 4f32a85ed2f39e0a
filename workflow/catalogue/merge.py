"""Merge a fresh template under the work of people.

What a person wrote is kept whatever happens: texts, ``fuzzy``, comments, header fields. What we wrote
(places, references, term lines) is brought up to date. Entries that left the article stay as obsolete ones
and come back when their sentence does.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import polib

from workflow.catalogue.po import SIGNATURE, TERM, notes_of
from workflow.catalogue.syntax import one_line, storable

Key = tuple[str, str]  # (msgctxt or "", msgid)

# What a template says in fields that a translator is to fill in; a copied POT still says it.
_PLACEHOLDERS = frozenset(
    {"", "YEAR-MO-DA HO:MI+ZONE", "FULL NAME <EMAIL@ADDRESS>", "LANGUAGE <LL@li.org>", "PACKAGE VERSION"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A target text that no person has approved, and who made it ("argos/en_ru-1.9 glossary:0123…")."""

    text: str
    signature: str


def key_of(entry: polib.POEntry) -> Key:
    """What identifies an entry in its catalogue."""
    return entry.msgctxt or "", entry.msgid


def text_hash(text: str) -> str:
    """Twelve hex digits that tell whether a machine text is still byte for byte the machine's."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _header(header: Mapping[str, str], old: Mapping[str, str]) -> dict[str, str]:
    """Our header fields under those of ``old``; only the charset is ours to say, since we write the bytes."""
    theirs = {name: value for name, value in old.items() if value not in _PLACEHOLDERS or name not in header}
    merged = {**header, **theirs}
    if "charset=utf-8" not in merged.get("Content-Type", "charset=utf-8").lower():
        merged["Content-Type"] = "text/plain; charset=UTF-8"
    return merged


def merge(
    old: polib.POFile | None,
    template: polib.POFile,
    header: Mapping[str, str],
    terms: Mapping[Key, list[str]],
) -> polib.POFile:
    """A catalogue with the entries of ``template``, in its order, and the work of ``old``.

    ``header`` fills header fields that ``old`` does not have or that nobody has filled in; ``terms`` holds
    the term lines in the language of the catalogue. An entry whose context alone changed keeps its text;
    one that now stands in two contexts keeps it in its own, and lends it to the other as ``fuzzy``.
    """
    merged = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    merged.metadata_is_fuzzy = old.metadata_is_fuzzy if old is not None else False
    merged.header = old.header if old is not None and old.header else ""
    merged.metadata = _header(header, old.metadata if old is not None else {})
    by_key: dict[Key, polib.POEntry] = {}
    by_text: dict[str, polib.POEntry] = {}
    for entry in sorted(old or (), key=lambda each: not each.obsolete):  # live entries win over obsolete ones
        by_key[key_of(entry)] = entry
        if entry.msgstr or entry.msgid not in by_text:
            by_text[entry.msgid] = entry
    used: set[int] = set()
    fresh_keys = {key_of(fresh) for fresh in template}
    for fresh in template:
        key = key_of(fresh)
        mine = by_key.get(key) or by_text.get(fresh.msgid)
        entry = copy.copy(mine) if mine is not None else polib.POEntry(msgid=fresh.msgid)
        if mine is not None:
            used.add(id(mine))
        entry.flags = list(entry.flags)
        borrowed = mine is not None and key_of(mine) != key and key_of(mine) in fresh_keys
        if borrowed and entry.msgstr and "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")  # approved where it stands, but not in this second place
        entry.msgctxt = fresh.msgctxt
        entry.comment = fresh.comment
        entry.occurrences = list(fresh.occurrences)
        entry.obsolete = False
        own = [note for note in notes_of(entry) if not note.startswith(TERM)]
        entry.tcomment = "\n".join(terms.get(key, []) + own)
        merged.append(entry)
    for entry in old or ():
        own = [note for note in notes_of(entry) if not note.startswith(TERM)]
        if id(entry) not in used and (entry.msgstr or entry.msgstr_plural or own):
            gone = copy.copy(entry)
            gone.obsolete = True
            gone.occurrences, gone.comment = [], ""
            gone.tcomment = "\n".join(own)
            merged.append(gone)
    return merged


def is_untouched(entry: polib.POEntry) -> bool:
    """Whether the text is machine output that nobody approved or changed."""
    if "fuzzy" not in entry.flags:
        return False
    signature = signature_of(entry)
    return f"text:{text_hash(entry.msgstr)}" in signature.split()


def signature_of(entry: polib.POEntry) -> str:
    """The signature of the machine text that the entry holds or began with; empty if there is none."""
    for note in notes_of(entry):
        if note.startswith(SIGNATURE):
            return note.removeprefix(SIGNATURE)
    return ""


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
        signature = f"{SIGNATURE}{one_line(answer.signature)} text:{text_hash(text)}"
        kept = [note for note in notes_of(entry) if not note.startswith(SIGNATURE)]
        before = (entry.msgstr, entry.tcomment)
        entry.msgstr = text
        entry.tcomment = "\n".join([*kept, signature])
        if "fuzzy" not in entry.flags:
            entry.flags.append("fuzzy")
        changed += before != (entry.msgstr, entry.tcomment)
    return changed
