"""XLIFF 2.1 (OASIS Standard, 13 February 2018): core, with the modules for glossary, candidates and metadata.

One unit of the catalogue is one ``<unit>`` with one ``<segment>``, in the same order. Inline Markdown becomes
``<pc>`` and ``<ph>``, whose ``<data>`` hold the marks; characters that XML cannot hold become ``<cp>``. What
XLIFF has no element for (context, roles, the hash that tells what changed) is in the metadata module under
the category ``dragoman``.

Reading takes 2.0 and 2.1 of any tool: units that it cut into several segments are joined, in the order that
the tool gave their targets; modules and namespaces that we do not know are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from workflow.errors import ExchangeError
from workflow.exchange.inline import (
    MARKS,
    Code,
    Piece,
    append_any,
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
from workflow.languages import profile
from workflow.model import Bundle, ExchangeUnit, Markup, Role, State
from workflow.untrusted import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

CORE = "urn:oasis:names:tc:xliff:document:2.0"  # of 2.0 and of 2.1
GLS = "urn:oasis:names:tc:xliff:glossary:2.0"
MDA = "urn:oasis:names:tc:xliff:metadata:2.0"
MTC = "urn:oasis:names:tc:xliff:matches:2.0"
_XML = "http://www.w3.org/XML/1998/namespace"
_ROOT = re.compile(rb"<(?:\w+:)?xliff\b[^>]*urn:oasis:names:tc:xliff:document:2\.")
_SPACE, _LANG = f"{{{_XML}}}space", f"{{{_XML}}}lang"
_OURS = "dragoman"  # category of our metadata, and prefix of our sub-states
_NOTE = "translator"  # category of notes that are the catalogue's; all others of _NOTES are never read back
_FINDING = "check"
_TEXTS = frozenset(("source", "target", "note", "data", "meta", "term", "translation", "definition"))
_ROLES = {role.value: role for role in Role}

# state and subState by how far a unit is. A tool that confirms a text changes the state.
_STATES: Mapping[State, tuple[str, str]] = {
    State.EMPTY: ("initial", ""),
    State.MACHINE: ("initial", "machine"),
    State.STALE: ("translated", "stale"),
    State.REVIEWED: ("reviewed", ""),
}
_TYPES = {
    "bold": {"type": "fmt", "subType": "xlf:b"},
    "italic": {"type": "fmt", "subType": "xlf:i"},
    "code": {"type": "fmt", "subType": f"{_OURS}:code"},
    "link": {"type": "link"},
    "address": {"type": "link"},
    "image": {"type": "image"},
}
_MEANT = {"xlf:b": MARKS["bold"], "xlf:i": MARKS["italic"], f"{_OURS}:code": MARKS["code"]}


class Xliff2:
    """The format ``xliff``. See :class:`workflow.model.Exchanger`."""

    name = "xliff"
    extension = ".xlf"
    reads = True

    def write(self, bundle: Bundle) -> bytes:
        """XLIFF 2.1, UTF-8, the same bytes for the same bundle."""
        from lxml import etree  # noqa: PLC0415

        modules = {None: CORE, "gls": GLS, "mtc": MTC, "mda": MDA}
        root = etree.Element(f"{{{CORE}}}xliff", nsmap=modules)
        root.set("version", "2.1")
        root.set("srcLang", bundle.source_language)
        root.set("trgLang", bundle.language)
        file = _add(root, "file", id="f1", canResegment="no")
        if profile(bundle.language).rtl:
            file.set("trgDir", "rtl")
        if bundle.path:
            file.set("original", safe_field("", bundle.path)[1])
        facts = [("article", bundle.article), ("markup", bundle.markup.value), ("title", bundle.title)]
        _write_facts(file, [*facts, ("path", bundle.path)])
        if bundle.title:
            _write_note(_add(file, "notes"), "title", bundle.title)
        for unit in bundle.units:
            _write_unit(file, unit, bundle.markup)
        return document(root, _TEXTS)

    def recognises(self, content: bytes, name: str) -> bool:  # noqa: ARG002
        """By the namespace of its root element."""
        return bool(_ROOT.search(head_of(content)))

    def read(self, content: bytes, where: str) -> Bundle:
        """What a tool made of a file that :meth:`write` wrote, or a file of its own of that shape.

        :raises ExchangeError: not XLIFF 2, dangerous, without a target language, or texts in another one.
        """
        root = parse_xml(content, where, ExchangeError)
        version = root.get("version", "")
        if root.tag != f"{{{CORE}}}xliff" or not version.startswith("2."):
            raise ExchangeError(
                f"not XLIFF 2.0 or 2.1, but {_plain(root.tag)} {version[:20]}".rstrip(),
                where=where,
                hint="Save it as XLIFF 2.1 or 1.2.",
            )
        languages = _languages(root, where)
        files = root.findall(f"{{{CORE}}}file")
        if not files:
            raise ExchangeError("holds no <file>", where=where, hint="Export it again from the tool.")
        facts = _facts(files[0])
        article, path = _named(files[0], facts)
        for other in files[1:]:
            if _named(other, _facts(other))[0] != article:
                raise ExchangeError(
                    "holds texts of several articles", where=where, hint="Export each article by itself."
                )
        markup = Markup.MARKDOWN if facts.get("markup") == [Markup.MARKDOWN.value] else Markup.PLAIN
        reader = _Reader(where, *languages, markup)
        return Bundle(
            article=article,
            source_language=languages[0],
            language=languages[1],
            units=tuple(reader.unit(unit) for file in files for unit in file.iter(f"{{{CORE}}}unit")),
            markup=markup,
            title=facts.get("title", [""])[0],
            path=path,
        )


def _named(file: _Element, facts: Mapping[str, list[str]]) -> tuple[str, str]:
    """Slug and path of the article; a file that somebody else made has them in ``original`` at best."""
    path = facts.get("path", [file.get("original", "")])[0]
    return facts.get("article", [PurePosixPath(path).stem])[0], path


def _plain(tag: object) -> str:
    return f"<{str(tag).rpartition('}')[2][:40]}>"


def _languages(root: _Element, where: str) -> tuple[str, str]:
    source, target = root.get("srcLang", "").strip(), root.get("trgLang", "").strip()
    if not source or not target:
        missing = "srcLang" if not source else "trgLang"
        raise ExchangeError(
            f"does not say its languages: {missing} is missing",
            where=f"{where}:{root.sourceline}",
            hint="Set both languages in the tool and save again.",
        )
    return source, target


# ------------------------------------------------------------------------------------------------ writing


def _add(parent: _Element, name: str, namespace: str = CORE, **attributes: str) -> _Element:
    from lxml import etree  # noqa: PLC0415

    return etree.SubElement(parent, f"{{{namespace}}}{name}", attributes)


def _write_facts(parent: _Element, facts: list[tuple[str, str]]) -> None:
    group = _add(_add(parent, "metadata", MDA), "metaGroup", MDA, category=_OURS)
    for name, text in facts:
        kind, safe = safe_field(name, text)
        if text:
            _add(group, "meta", MDA, type=kind).text = safe


def _write_note(parent: _Element, category: str, text: str, **attributes: str) -> None:
    kind, safe = safe_field(category, text)
    _add(parent, "note", category=kind, **attributes).text = safe


def _write_unit(file: _Element, unit: ExchangeUnit, markup: Markup) -> None:
    made = _add(file, "unit", id=unit.id, canResegment="no")
    if unit.roles:
        made.set("name", unit.roles[0].value)
    made.set(_SPACE, "preserve")
    _write_hits(made, unit)
    for number, suggestion in enumerate(unit.suggestions, 1):
        _write_match(made, unit, number, suggestion, markup)
    facts = [("role", role.value) for role in unit.roles]
    facts += [("context", unit.context), ("base", unit.base)]
    if any(text for _, text in facts):
        _write_facts(made, facts)
    if unit.notes or unit.findings:
        notes = _add(made, "notes")
        for note in unit.notes:
            _write_note(notes, _NOTE, note)
        for finding in unit.findings:
            _write_note(notes, _FINDING, finding, appliesTo="target", priority="1")
    source = pieces(unit.source, markup)
    target = numbered(source, pieces(unit.target, markup))
    state, sub_state = _STATES[unit.state]
    data = _write_data(made, source, target)
    segment = _add(made, "segment", id="s1", state=state)
    if sub_state:
        segment.set("subState", f"{_OURS}:{sub_state}")
    _write_text(_add(segment, "source"), source, data)
    if unit.target:
        _write_text(_add(segment, "target"), target, data)


def _write_hits(parent: _Element, unit: ExchangeUnit) -> None:
    """The glossary module; a forbidden rendering is told in the definition, for it has no other place."""
    glossary = None
    for hit in unit.hits:
        if not (hit.renderings or hit.forbidden):
            continue
        glossary = _add(parent, "glossary", GLS) if glossary is None else glossary
        entry = _add(glossary, "glossEntry", GLS)
        _add(entry, "term", GLS).text = safe_field("", unit.source[hit.start : hit.end])[1]
        for rendering in hit.renderings:
            _add(entry, "translation", GLS).text = safe_field("", rendering)[1]
        if hit.forbidden:
            text = safe_field("", f"not: {' | '.join(hit.forbidden)}")[1]
            _add(entry, "definition", GLS).text = text


def _write_match(parent: _Element, unit: ExchangeUnit, number: int, suggestion: str, markup: Markup) -> None:
    """The module for translation candidates; its inline codes have their data with them."""
    matches = parent.find(f"{{{MTC}}}matches")
    matches = _add(parent, "matches", MTC) if matches is None else matches
    match = _add(matches, "match", MTC, id=f"c{number}", ref="#s1")
    source = pieces(unit.source, markup)
    target = numbered(source, pieces(suggestion, markup))
    data = _write_data(match, source, target)
    _write_text(_add(match, "source"), source, data)
    _write_text(_add(match, "target"), target, data)


def _write_data(parent: _Element, *texts: list[Piece]) -> dict[str, str]:
    """``<originalData>`` for the codes in ``texts``; the id of each mark."""
    data: dict[str, str] = {}
    for piece in (piece for text in texts for piece in text if piece.end):
        data.setdefault(piece.text, f"d{len(data) + 1}")
    if data:
        original = _add(parent, "originalData")
        for text, identifier in data.items():
            _add(original, "data", id=identifier).text = text
    return data


def _write_text(element: _Element, text: list[Piece], data: Mapping[str, str]) -> None:
    def unfit(parent: _Element, number: int) -> None:
        _add(parent, "cp", hex=f"{number:04X}")

    at = [element]
    for piece in text:
        if piece.end == "open":
            at.append(_add(at[-1], "pc", id=str(piece.number), **_TYPES[piece.kind]))
            at[-1].set("dataRefStart", data[piece.text])
        elif piece.end == "close":
            at.pop().set("dataRefEnd", data[piece.text])
        elif piece.end == "alone":
            _add(at[-1], "ph", id=str(piece.number), **_TYPES[piece.kind], dataRef=data[piece.text])
        else:
            append_any(at[-1], piece.text, unfit)


# ------------------------------------------------------------------------------------------------ reading


def _facts(element: _Element) -> dict[str, list[str]]:
    """Our metadata of a file or unit."""
    found: dict[str, list[str]] = {}
    for metadata in element.findall(f"{{{MDA}}}metadata"):
        for group in metadata.iter(f"{{{MDA}}}metaGroup"):
            for meta in group.findall(f"{{{MDA}}}meta") if group.get("category") == _OURS else ():
                name, text = from_field(meta.get("type", ""), meta.text or "")
                found.setdefault(name, []).append(text)
    return found


@dataclass(slots=True)
class _Part:
    """A ``<segment>``, or an ``<ignorable>`` between two of them."""

    source: str
    target: str | None
    state: str  # "" where the tool did not say
    sub_state: str
    order: int  # of the target; 0: as it stands
    ignorable: bool


@dataclass(slots=True)
class _Reader:
    """Units of one file."""

    where: str
    source_language: str
    language: str
    markup: Markup
    data: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)  # of the source, by their ids

    def unit(self, unit: _Element) -> ExchangeUnit:
        self.data, self.codes = {}, {}
        for data in unit.iterfind(f"{{{CORE}}}originalData/{{{CORE}}}data"):
            self.data[data.get("id", "")] = "".join(self._marks(data))
        facts = _facts(unit)
        parts = [self._part(part) for part in unit.iterfind("*") if _local(part) in ("segment", "ignorable")]
        source = "".join(part.source for part in parts)
        target = _joined(parts)
        base = facts.get("base", [""])[0]
        return ExchangeUnit(
            id=unit.get("id", ""),
            source=source,
            target=target,
            state=_state(parts, target, base),
            context=facts.get("context", [""])[0],
            roles=tuple(_ROLES[role] for role in facts.get("role", ()) if role in _ROLES),
            notes=tuple(_notes(unit)),
            base=base,
        )

    def _part(self, part: _Element) -> _Part:
        source, target = part.find(f"{{{CORE}}}source"), part.find(f"{{{CORE}}}target")
        if source is None:
            raise ExchangeError("a segment without a source", where=self._at(part))
        self._check(source, self.source_language)
        text = self._text(source, known=True)
        translated = None
        order = ""
        if target is not None:
            self._check(target, self.language)
            translated = self._text(target, known=False)
            order = target.get("order", "")
        return _Part(
            text,
            translated,
            part.get("state", ""),
            part.get("subState", ""),
            int(order) if re.fullmatch("[0-9]{1,6}", order) else 0,
            _local(part) == "ignorable",
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

    def _marks(self, data: _Element) -> Iterator[str]:
        yield data.text or ""
        for child in data:
            yield character(child.get("hex", "")) if _local(child) == "cp" else ""
            yield child.tail or ""

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
            name = _local(child)
            identifier = child.get("id", "")
            if name == "cp":
                parts.append(character(child.get("hex", "")))
            elif name == "pc":
                code = self._pair(child, identifier)
                if known:
                    self.codes[identifier] = code
                parts.append(code.opening)
                self._collect(child, parts, known=known)
                parts.append(code.closing)
            elif name in ("ph", "sc", "ec"):
                parts.append(self._single(child, name, known=known))
            elif name == "mrk":
                self._collect(child, parts, known=known)
            elif name not in ("sm", "em"):
                raise ExchangeError(
                    f"{_plain(child.tag)} in a text, which XLIFF 2 does not know",
                    where=self._at(child),
                    hint="Export it again from the tool.",
                )
            parts.append(child.tail or "")

    def _pair(self, element: _Element, identifier: str) -> Code:
        known = self.codes.get(identifier) or self.codes.get(element.get("copyOf", ""))
        meant = _MEANT.get(element.get("subType", ""), "") if self.markup is Markup.MARKDOWN else ""
        opening = self.data.get(element.get("dataRefStart", ""))
        closing = self.data.get(element.get("dataRefEnd", ""))
        if opening is None:
            opening = known.opening if known else meant
        if closing is None:
            closing = known.closing if known else meant
        return Code(opening, closing, "bold")

    def _single(self, element: _Element, name: str, *, known: bool) -> str:
        """The mark of ``<ph>``, ``<sc>`` or ``<ec>``; the latter two are the ends of what may overlap."""
        identifier = element.get("startRef", "") if name == "ec" else element.get("id", "")
        identifier = identifier or element.get("id", "")
        mine = self.codes.get(identifier) or self.codes.get(element.get("copyOf", ""))
        mark = self.data.get(element.get("dataRef", ""))
        if mark is None:
            mark = (mine.closing if name == "ec" else mine.opening) if mine else ""
            if not mine and name != "ph" and self.markup is Markup.MARKDOWN:
                mark = _MEANT.get(element.get("subType", ""), "")
        if known:
            before = self.codes.get(identifier, Code("", "", "bold"))
            opening, closing = (before.opening, mark) if name == "ec" else (mark, before.closing)
            self.codes[identifier] = Code(opening, closing, "bold")
        return mark


def _local(element: _Element) -> str:
    """The name of a core element; that of another namespace is no name here."""
    space, _, name = str(element.tag).rpartition("}")
    return name if space == f"{{{CORE}" else ""


def _joined(parts: list[_Part]) -> str:
    """The target of a unit: "" unless every segment that has words is translated."""
    if any(part.target is None and part.source.strip() for part in parts if not part.ignorable):
        return ""
    if all(part.target is None for part in parts):
        return ""
    places = [(part.order or number, number) for number, part in enumerate(parts, 1)]
    texts = [part.source if part.target is None else part.target for part in parts]
    return "".join(text for _, text in sorted(zip(places, texts, strict=True)))


def _state(parts: list[_Part], target: str, base: str) -> State:
    """How far a unit is: as far as the segment that is behind the others."""
    told = [part for part in parts if not part.ignorable]
    if not target.strip() or not told:
        return text_state(target, State.EMPTY)
    if not any(part.state for part in told):
        return state_of_untold(target, base)
    if all(part.state in ("reviewed", "final") for part in told):
        return State.REVIEWED
    if any(part.sub_state == f"{_OURS}:stale" and part.state == "translated" for part in told):
        return State.STALE
    return State.MACHINE


def _notes(unit: _Element) -> Iterator[str]:
    """Notes of people: the catalogue's as they were, a line of anybody else's each.

    The Translate Toolkit puts notes into the segment, where the standard has no place for them.
    """
    for note in unit.iter(f"{{{CORE}}}note"):
        category, text = from_field(note.get("category", ""), "".join(note.itertext()))
        if category == _NOTE:
            yield text
        elif category != _FINDING:
            yield from (line.strip() for line in text.splitlines() if line.strip())
