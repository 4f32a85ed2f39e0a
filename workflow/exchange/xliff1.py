"""XLIFF 1.2 (OASIS Standard, 1 February 2008), which most tools for translators still want.

One unit of the catalogue is one ``<trans-unit>``. Inline Markdown becomes ``<bpt>``, ``<ept>`` and ``<ph>``,
which hold the marks themselves: a tool that copies a code copies what it stands for. XLIFF 1.2 has no element
for characters that XML cannot hold: each is an ``<x/>`` with the ctype ``x-dragoman-char-`` and its number in
hexadecimal digits. Terms and findings are notes, candidates are ``<alt-trans>``, and what XLIFF has no
element for stands in ``<context>`` elements of the types ``x-dragoman-…``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from workflow.errors import ExchangeError
from workflow.exchange.inline import (
    MARKS,
    Piece,
    append_any,
    append_text,
    character,
    document,
    from_field,
    numbered,
    pieces,
    same_language,
)
from workflow.exchange.inline import field as safe_field
from workflow.exchange.sniff import head_of
from workflow.exchange.states import state_of_untold, text_state
from workflow.model import Bundle, ExchangeUnit, Hit, Markup, Role, State
from workflow.untrusted import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

CORE = "urn:oasis:names:tc:xliff:document:1.2"
_KNOWN = {"", CORE, "urn:oasis:names:tc:xliff:document:1.1"}  # some tools leave the namespace out
_XML = "http://www.w3.org/XML/1998/namespace"
_SPACE, _LANG = f"{{{_XML}}}space", f"{{{_XML}}}lang"
_ROOT = re.compile(
    rb"""<(?:\w+:)?xliff\b[^>]*(?:urn:oasis:names:tc:xliff:document:1\.|version\s*=\s*["']1\.)"""
)
_OURS = "x-dragoman-"
_CHARACTER = f"{_OURS}char-"
_NOTE, _TERM, _FINDING = "translator", "glossary", "check"  # who a note is from
_TEXTS = frozenset(("source", "target", "note", "context"))
_ROLES = {role.value: role for role in Role}
_DATATYPES = {Markup.PLAIN: "plaintext", Markup.MARKDOWN: "x-markdown"}
_PAIRS = {"bold": "bold", "italic": "italic", "link": "link", "image": "x-image", "code": "x-code"}
_MEANT = {"bold": MARKS["bold"], "italic": MARKS["italic"], "x-code": MARKS["code"]}

# approved, state and state-qualifier by how far a unit is.
_STATES: Mapping[State, tuple[str, str, str]] = {
    State.EMPTY: ("no", "needs-translation", ""),
    State.MACHINE: ("no", "needs-review-translation", "leveraged-mt"),
    State.STALE: ("no", "needs-review-translation", f"{_OURS}stale"),
    State.REVIEWED: ("yes", "final", ""),
}


class Xliff1:
    """The format ``xliff12``. See :class:`workflow.model.Exchanger`."""

    name = "xliff12"
    extension = ".xliff"
    reads = True

    def write(self, bundle: Bundle) -> bytes:
        """XLIFF 1.2 strict, UTF-8, the same bytes for the same bundle."""
        from lxml import etree  # noqa: PLC0415

        root = etree.Element(f"{{{CORE}}}xliff", nsmap={None: CORE}, version="1.2")
        file = _add(
            root,
            "file",
            original=safe_field("", bundle.path or bundle.article)[1],
            datatype=_DATATYPES[bundle.markup],
        )
        file.set("source-language", bundle.source_language)
        file.set("target-language", bundle.language)
        header = _add(file, "header")
        _write_note(header, "article", bundle.article)
        if bundle.title:
            _write_note(header, "title", bundle.title)
        body = _add(file, "body")
        for unit in bundle.units:
            _write_unit(body, unit, bundle)
        return document(root, _TEXTS)

    def recognises(self, content: bytes, name: str) -> bool:  # noqa: ARG002
        """By the namespace or the version of its root element."""
        return bool(_ROOT.search(head_of(content)))

    def read(self, content: bytes, where: str) -> Bundle:
        """What a tool made of a file that :meth:`write` wrote, or a file of its own of that shape.

        :raises ExchangeError: not XLIFF 1.2, dangerous, without a target language, or texts in another one.
        """
        root = parse_xml(content, where, ExchangeError)
        space, _, name = str(root.tag).rpartition("}")
        version = root.get("version", "")
        if name != "xliff" or space.removeprefix("{") not in _KNOWN or not version.startswith("1."):
            raise ExchangeError(
                f"not XLIFF 1.2, but <{name[:40]}> {version[:20]}".rstrip(),
                where=where,
                hint="Save it as XLIFF 1.2 or 2.1.",
            )
        reader = _Reader(where, f"{space}}}" if space else "")
        files = [child for child in root if reader.local(child) == "file"]
        if not files:
            raise ExchangeError("holds no <file>", where=where, hint="Export it again from the tool.")
        heads = [reader.head(file) for file in files]
        for other, file in zip(heads[1:], files[1:], strict=True):
            if (other.article, other.language) != (heads[0].article, heads[0].language):
                raise ExchangeError(
                    "holds texts of several articles or languages",
                    where=f"{where}:{file.sourceline}",
                    hint="Export each by itself.",
                )
        units: list[ExchangeUnit] = []
        for head, file in zip(heads, files, strict=True):
            reader.markup = head.markup
            for unit in file.iter():
                if reader.local(unit) == "trans-unit":
                    units.append(reader.unit(unit, head))
        first = heads[0]
        return Bundle(
            first.article,
            first.source_language,
            first.language,
            tuple(units),
            first.markup,
            first.title,
            first.path,
        )


# ------------------------------------------------------------------------------------------------ writing


def _add(parent: _Element, name: str, **attributes: str) -> _Element:
    from lxml import etree  # noqa: PLC0415

    return etree.SubElement(parent, f"{{{CORE}}}{name}", attributes)


def _write_note(parent: _Element, author: str, text: str, **attributes: str) -> None:
    kind, safe = safe_field(author, text)
    _add(parent, "note", **{"from": kind}, **attributes).text = safe


def _write_unit(body: _Element, unit: ExchangeUnit, bundle: Bundle) -> None:
    approved, state, qualifier = _STATES[unit.state]
    made = _add(body, "trans-unit", id=unit.id, approved=approved)
    made.set(_SPACE, "preserve")
    if unit.roles:
        made.set("resname", unit.roles[0].value)
    source = pieces(unit.source, bundle.markup)
    _write_text(_add(made, "source"), source)
    if unit.target:
        target = _add(made, "target", state=state)
        if qualifier:
            target.set("state-qualifier", qualifier)
        _write_text(target, numbered(source, pieces(unit.target, bundle.markup)))
    facts = [("role", role.value) for role in unit.roles]
    facts += [("context", unit.context), ("base", unit.base)]
    if any(text for _, text in facts):
        group = _add(made, "context-group", purpose="information")
        for name, text in facts:
            if text:
                kind, safe = safe_field(f"{_OURS}{name}", text)
                _add(group, "context").set("context-type", kind)
                group[-1].text = safe
    for note in unit.notes:
        _write_note(made, _NOTE, note)
    for hit in unit.hits:
        if hit.renderings or hit.forbidden:
            _write_note(made, _TERM, f"[{_TERM}] {_shown(unit, hit)}", annotates="source")
    for finding in unit.findings:
        _write_note(made, _FINDING, f"[{_FINDING}] {finding}", annotates="target", priority="1")
    for suggestion in unit.suggestions:
        match = _add(made, "alt-trans", origin="dragoman", alttranstype="proposal")
        target = _add(match, "target")
        target.set(_LANG, bundle.language)
        _write_text(target, numbered(source, pieces(suggestion, bundle.markup)))


def _shown(unit: ExchangeUnit, hit: Hit) -> str:
    """A term as in the catalogue: ``Chongqing = Чунцин | …, not: …``."""
    text = f"{unit.source[hit.start : hit.end]} = {' | '.join(hit.renderings)}"
    return f"{text}, not: {' | '.join(hit.forbidden)}" if hit.forbidden else text


def _write_text(element: _Element, text: list[Piece]) -> None:
    characters = 0

    def unfit(parent: _Element, number: int) -> None:
        nonlocal characters
        characters += 1
        _add(parent, "x", id=f"c{characters}", ctype=f"{_CHARACTER}{number:x}")

    for piece in text:
        number = str(piece.number)
        if piece.end == "open":
            mark = _add(element, "bpt", id=number, rid=number, ctype=_PAIRS[piece.kind])
            append_text(mark, piece.text)
        elif piece.end == "close":
            append_text(_add(element, "ept", id=number, rid=number), piece.text)
        elif piece.end == "alone":
            append_text(_add(element, "ph", id=number, ctype="x-link"), piece.text)
        else:
            append_any(element, piece.text, unfit)


# ------------------------------------------------------------------------------------------------ reading


class _Head(Struct, frozen=True):
    """What a ``<file>`` says of itself."""

    article: str
    title: str
    path: str
    source_language: str
    language: str
    markup: Markup


@dataclass(slots=True)
class _Reader:
    """Units of one document."""

    where: str
    space: str  # of the namespace, as lxml writes it before a name: "{…}", or ""
    markup: Markup = Markup.PLAIN
    codes: dict[tuple[str, str], str] = field(default_factory=dict)  # marks of the source: (end, id) -> mark

    def local(self, element: _Element) -> str:
        """The name of an XLIFF element; that of another namespace is no name here."""
        tag = str(element.tag)
        if not self.space:
            return "" if tag.startswith("{") else tag
        return tag.removeprefix(self.space) if tag.startswith(self.space) else ""

    def head(self, file: _Element) -> _Head:
        where = self._at(file)
        source, target = file.get("source-language", "").strip(), file.get("target-language", "").strip()
        if not source or not target:
            missing = "source-language" if not source else "target-language"
            raise ExchangeError(
                f"does not say its languages: {missing} is missing",
                where=where,
                hint="Set both languages in the tool and save again.",
            )
        notes: dict[str, str] = {}
        for note in file.iterfind(f"{self.space}header/{self.space}note"):
            author, text = from_field(note.get("from", ""), "".join(note.itertext()))
            notes.setdefault(author, text)
        path = file.get("original", "")
        markdown = file.get("datatype") == _DATATYPES[Markup.MARKDOWN]
        return _Head(
            notes.get("article", PurePosixPath(path).stem),
            notes.get("title", ""),
            path,
            source,
            target,
            Markup.MARKDOWN if markdown else Markup.PLAIN,
        )

    def unit(self, unit: _Element, head: _Head) -> ExchangeUnit:
        self.codes = {}
        source, target = unit.find(f"{self.space}source"), unit.find(f"{self.space}target")
        if source is None:
            raise ExchangeError("a trans-unit without a source", where=self._at(unit))
        self._check(source, head.source_language)
        text = self._text(source, known=True)
        translated = ""
        if target is not None:
            self._check(target, head.language)
            translated = self._text(target, known=False)
        facts = self._facts(unit)
        base = facts.get("base", [""])[0]
        return ExchangeUnit(
            id=unit.get("id", ""),
            source=text,
            target=translated,
            state=_state(unit, target, translated, base),
            context=facts.get("context", [""])[0],
            roles=tuple(_ROLES[role] for role in facts.get("role", ()) if role in _ROLES),
            notes=tuple(self._notes(unit)),
            base=base,
        )

    def _at(self, element: _Element) -> str:
        return f"{self.where}:{element.sourceline or 0}"

    def _check(self, element: _Element, expected: str) -> None:
        said = element.get(_LANG)
        if said and not same_language(said, expected):
            raise ExchangeError(
                f"a text in {said[:40]!r} where the file says {expected[:40]!r}",
                where=self._at(element),
                hint="Mend the language in the tool that wrote it.",
            )

    def _facts(self, unit: _Element) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for context in unit.iterfind(f"{self.space}context-group/{self.space}context"):
            name, text = from_field(context.get("context-type", ""), context.text or "")
            if name.startswith(_OURS):
                found.setdefault(name.removeprefix(_OURS), []).append(text)
        return found

    def _notes(self, unit: _Element) -> Iterator[str]:
        """Notes of people: the catalogue's as they were, a line of anybody else's each."""
        for note in unit.iterfind(f"{self.space}note"):
            author, text = from_field(note.get("from", ""), "".join(note.itertext()))
            if author == _NOTE:
                yield text
            elif author not in (_TERM, _FINDING) and not text.startswith((f"[{_TERM}] ", f"[{_FINDING}] ")):
                yield from (line.strip() for line in text.splitlines() if line.strip())

    def _text(self, element: _Element, *, known: bool) -> str:
        """The characters of a source or target, codes included; ``known`` keeps its codes for the target."""
        parts: list[str] = []
        try:
            self._collect(element, parts, known=known)
        except RecursionError as error:  # libxml2 stops at a depth that depends on how it was built
            raise ExchangeError("elements within elements without end", where=self._at(element)) from error
        return "".join(parts)

    def _collect(self, element: _Element, parts: list[str], *, known: bool) -> None:
        parts.append(element.text or "")
        for child in element:
            name = self.local(child)
            kind, identifier = child.get("ctype", ""), child.get("rid") or child.get("id", "")
            if name == "x" and kind.startswith(_CHARACTER):
                parts.append(character(kind.removeprefix(_CHARACTER)))
                if known:
                    self.codes["alone", identifier] = parts[-1]
            elif name in ("bpt", "ept", "bx", "ex", "ph", "x", "it"):
                end = {"bpt": "open", "bx": "open", "ept": "close", "ex": "close"}.get(name, "alone")
                parts.append(self._mark(child, end, identifier, kind, known=known))
            elif name == "g":
                parts.append(self._mark(None, "open", identifier, kind, known=known))
                self._collect(child, parts, known=known)
                parts.append(self._mark(None, "close", identifier, kind, known=known))
            elif name == "mrk":
                self._collect(child, parts, known=known)
            else:
                raise ExchangeError(
                    f"<{str(child.tag).rpartition('}')[2][:40]}> in a text, which XLIFF 1.2 does not know",
                    where=self._at(child),
                    hint="Export it again from the tool.",
                )
            parts.append(child.tail or "")

    def _mark(self, element: _Element | None, end: str, identifier: str, kind: str, *, known: bool) -> str:
        """What a code stands for: what it holds, else what the same one holds in the source."""
        mark = "".join(element.itertext()) if element is not None else ""
        if not mark:
            mark = self.codes.get((end, identifier), "")
        if not mark and end != "alone" and self.markup is Markup.MARKDOWN:
            mark = _MEANT.get(kind, "")
        if known:
            self.codes[end, identifier] = mark
        return mark


def _state(unit: _Element, target: _Element | None, text: str, base: str) -> State:
    """How far a unit is. Approval counts if nothing beside it says that the text needs work."""
    if target is None or not text.strip():
        return State.EMPTY
    approved, state = unit.get("approved", ""), target.get("state", "")
    if not state and not approved:
        return state_of_untold(text, base)
    if state.startswith("needs-") or state == "new":
        stale = target.get("state-qualifier") == f"{_OURS}stale"
        return State.STALE if stale else State.MACHINE
    if approved == "yes" or (approved != "no" and state in ("final", "signed-off")):
        return State.REVIEWED
    return text_state(text, State.MACHINE)
