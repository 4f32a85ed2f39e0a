r"""The glossary for other tools: TBX (ISO 30042), written in the edition of 2008 and read in both.

The edition of 2008 (root ``martif``, TBX-Default) is what terminology tools read today, and what has a schema
that can be had (``tbx.xsd``); of that of 2019 (root ``tbx``) both styles are read, DCA and DCT, and the older
TBX-Min. How a concept is mapped is a table in docs/glossary.md; in short:

========================  ==============================================================================
concept                   ``termEntry``; ids that begin with a digit have ``_`` before them (NCName)
kind                      ``descrip type="subjectField"``
rendering                 ``tig``; ``administrativeStatus`` says preferred, admitted or deprecated
short form                ``termType``: ``shortForm`` of a person, else ``abbreviation``
usage, note               ``note`` of the ``langSet``, of the ``termEntry``
gender, number, validity  ``grammaticalGender``, ``grammaticalNumber``, ``timeRestriction`` of the first
                          source term
inflected forms           ``adminGrp`` of the term: ISO 30042 has no category for a paradigm, so this one
                          is ours (``x-dragoman:forms``, ``x-dragoman:case:gen``, …)
"keep as is"              the source term in each language, marked ``x-dragoman:copied``
========================  ==============================================================================

Characters that XML cannot hold are ``<hi type="x-U+FFFE"/>``; in ``admin`` and ``adminNote``, ``\u{FFFE}``,
and a backslash is two.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from msgspec import Struct

from workflow.errors import GlossaryError
from workflow.glossary.csvfile import format_period, make_concept, parse_cell, parse_period
from workflow.glossary.formsfile import Line, key_of
from workflow.glossary.lint import hidden
from workflow.languages import known_tags, our_tag
from workflow.model import Concept, Kind, Renderings
from workflow.untrusted import NOT_XML, backslashed, parse_xml

LARGEST_TBX = 256 * 1024 * 1024  # bytes; some forty thousand concepts in ten languages

_SOURCE = "Dragoman"
_OURS = "x-dragoman:"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_CODE = re.compile(r"x-U\+([0-9A-F]{1,6})")
_ESCAPED = re.compile(r"\\(?:\\|u\{([0-9A-Fa-f]{1,6})\})")

_PARTS_OF_SPEECH = {
    **dict.fromkeys((Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.EVENT, Kind.PROGRAMME), "properNoun"),
    Kind.OFFICE: "noun",
}
_GENDERS = {"m": "masculine", "f": "feminine", "n": "neuter"}
_KINDS = frozenset(kind.value for kind in Kind)

# Names of the parts in both editions and in TBX-Min.
_ROOTS = ("martif", "tbx")
_ENTRIES = ("termEntry", "conceptEntry", "entry")
_LANGUAGES = ("langSet", "langSec", "langGroup")
_TERMS = ("tig", "ntig", "termSec", "termGroup")
_GROUPS = ("termGrp", "termNoteGrp", "descripGrp", "adminGrp")
_TYPED = ("termNote", "descrip", "admin")
_PASSED_OVER = (
    "term",
    "transacGrp",
    "transac",
    "ref",
    "xref",
    "termCompList",
    "adminNote",
    "descripNote",
    "date",
)

# What tools write in administrativeStatus, normativeAuthorization and the like, as letters only.
_FORBIDDEN = (
    "deprecatedterm",
    "supersededterm",
    "deprecated",
    "superseded",
    "obsolete",
    "forbidden",
    "rejected",
)
_PREFERRED = ("preferredterm", "preferred", "standardizedterm", "standardized")
_STATUSES = ("administrativestatus", "normativeauthorization", "termstatus", "status")
_SHORT = ("abbreviation", "acronym", "initialism", "shortform", "abbreviatedform", "clippedterm")


class TbxContent(Struct, frozen=True):
    """What a TBX file holds for a glossary, and what was left out or guessed."""

    concepts: tuple[Concept, ...]
    forms: Mapping[str, tuple[Line, ...]]  # inflected forms by language
    guessed: frozenset[str]  # ids of those that say no kind that is known here: they are phrases
    skipped: tuple[str, ...]  # a line each, with the place
    ours: bool  # written by this program: its ids are those of a glossary


# ------------------------------------------------------------------------------------------------ writing


def write_tbx(
    concepts: Iterable[Concept],
    forms: Mapping[str, Iterable[Line]],
    source_language: str,
    languages: Sequence[str],
) -> bytes:
    """A TBX file (ISO 30042:2008) with ``concepts`` in ``source_language`` and ``languages``.

    ``forms`` are the lines of the forms files by language; those of what is no term of its concept are left
    out. The same bytes for the same glossary.

    :raises GlossaryError: there is no concept: a TBX file needs one.
    """
    lines: dict[tuple[str, str], list[Line]] = {}
    for tag, held in forms.items():
        for line in held:
            lines.setdefault((tag, line.id), []).append(line)
    root = etree.Element("martif", {"type": "TBX", f"{_XML}lang": source_language})
    header = etree.SubElement(root, "martifHeader")
    description = etree.SubElement(etree.SubElement(header, "fileDesc"), "sourceDesc")
    etree.SubElement(description, "p").text = _SOURCE
    encoding = etree.SubElement(header, "encodingDesc")
    etree.SubElement(encoding, "p", {"type": "XCSURI"}).text = "TBXXCSV02.xcs"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for concept in concepts:
        _write_entry(body, concept, lines, (source_language, *languages))
    if not len(body):
        raise GlossaryError("no concept to export", hint="Fill the glossary first: workflow glossary add")
    _indent(root, "\n")
    text: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return (
        text.replace(b"<?xml version='1.0' encoding='UTF-8'?>", b'<?xml version="1.0" encoding="UTF-8"?>')
        + b"\n"
    )


def _write_entry(
    body: etree._Element,
    concept: Concept,
    lines: Mapping[tuple[str, str], list[Line]],
    languages: Sequence[str],
) -> None:
    entry = etree.SubElement(body, "termEntry", {"id": re.sub(r"^(?=\d)", "_", concept.id)})
    _put(entry, "descrip", concept.kind.value, type="subjectField")
    if concept.note:
        _put(entry, "note", concept.note)
    held = [(tag, concept.renderings.get(tag, Renderings(()))) for tag in languages]
    for tag, each in held:
        if each.usage and not (each.all or each.forbidden):  # a langSet needs a term
            _put(entry, "note", each.usage, lang=tag)
    for tag, each in held:
        copied = "*" in concept.renderings and tag not in concept.renderings
        renderings = concept.renderings["*"] if copied else each
        if not (renderings.all or renderings.forbidden):
            continue
        section = etree.SubElement(entry, "langSet", {f"{_XML}lang": tag})
        if copied:
            _put(section, "admin", "yes", type=f"{_OURS}copied")
        elif renderings.usage:
            _put(section, "note", renderings.usage)
        short = "shortForm" if concept.kind is Kind.PERSON else "abbreviation"
        terms = [(text, "admitted", "") for text in renderings.accepted]
        terms[:1] = [(text, "preferred", "") for text, _, _ in terms[:1]]
        terms += [(text, "admitted", short) for text in renderings.short]
        terms += [(text, "deprecated", "") for text in renderings.forbidden]
        left = [] if copied else list(lines.get((tag, concept.id), ()))
        for number, (text, status, kind) in enumerate(terms):
            term = etree.SubElement(section, "tig")
            _put(term, "term", text)
            if number == 0 and tag == languages[0]:
                _write_grammar(term, concept)
            _put(term, "termNote", f"{status}Term-admn-sts", type="administrativeStatus")
            if kind:
                _put(term, "termNote", kind, type="termType")
            if left:
                key = key_of(concept.id, text, "")[1]
                for line in [each for each in left if each.key[1] == key]:
                    left.remove(line)
                    _write_forms(term, line)


def _write_grammar(term: etree._Element, concept: Concept) -> None:
    """What our concept has as a whole, TBX has at a term: at the first one of the source language."""
    part = _PARTS_OF_SPEECH.get(concept.kind)
    if part:
        _put(term, "termNote", part, type="partOfSpeech")
    if concept.gender:
        _put(term, "termNote", _GENDERS[concept.gender], type="grammaticalGender")
    if concept.number:
        _put(term, "termNote", "plural", type="grammaticalNumber")
    if concept.valid:
        _put(term, "termNote", format_period(concept.valid), type="timeRestriction")


def _write_forms(term: etree._Element, line: Line) -> None:
    group = etree.SubElement(term, "adminGrp")
    _put(group, "admin", backslashed(line.rendering), type=f"{_OURS}forms")
    named = [(f"case:{case}", form) for case, form in line.forms.items()]
    for name, text in (("number", line.number), *named, ("made", line.made)):
        if text:
            _put(group, "adminNote", backslashed(text), type=backslashed(f"{_OURS}{name}"))


def _put(parent: etree._Element, name: str, text: str, *, type: str = "", lang: str = "") -> None:
    element = etree.SubElement(parent, name)
    if type:
        element.set("type", type)
    if lang:
        element.set(f"{_XML}lang", lang)
    first, *rest = NOT_XML.split(text)
    element.text = first
    for char, after in zip(NOT_XML.findall(text), rest, strict=True):
        etree.SubElement(element, "hi", {"type": f"x-U+{ord(char):04X}"}).tail = after


def _indent(element: etree._Element, line: str) -> None:
    """As ``etree.indent``, but never among words, where it would add white space to them."""
    if not len(element) or element[0].tag == "hi":
        return
    element.text = line + "  "
    for each in element:
        each.tail = line + "  "
        _indent(each, line + "  ")
    element[-1].tail = line


# ------------------------------------------------------------------------------------------------ reading


def read_tbx(
    content: bytes,
    where: str,
    source_language: str,
    *,
    languages: Iterable[str] | None = None,
    kind: Kind | None = None,
) -> TbxContent:
    """Concepts of a TBX file of either edition, and what was left out of it.

    ``languages`` are the tags that the glossary may hold (None: those of our profiles), to which the tags of
    the file are mapped (:func:`workflow.languages.our_tag`). ``kind`` is that of concepts whose kind the file
    does not say; with None they become phrases. Concepts of strangers are named after their source term;
    texts lose line breaks, definitions become usage notes.

    :raises GlossaryError: it is no TBX file, not well-formed, too large, or declares XML entities.
    """
    root = parse_xml(content, where, GlossaryError, limit=LARGEST_TBX)
    if _name(root).lower() not in _ROOTS:
        raise GlossaryError(
            f"no TBX file: its root is <{_name(root)}>", where=where, hint="Export it as TBX (ISO 30042)."
        )
    ours = any((each.text or "") == _SOURCE for one in root.iter("{*}sourceDesc") for each in one)
    known = tuple(dict.fromkeys((source_language, *(known_tags() if languages is None else languages))))
    reading = _Reading(where, source_language, known, kind, ours)
    for entry in root.iter(*(f"{{*}}{name}" for name in _ENTRIES)):
        reading.take(entry)
    return reading.content()


@dataclass(slots=True)
class _Term:
    text: str
    status: str = ""  # "preferred", "forbidden" or ""
    short: bool = False
    lines: list[tuple[str, str, dict[str, str], str]] = field(default_factory=list)


@dataclass(slots=True)
class _Section:
    """All that an entry says in one language."""

    terms: list[_Term] = field(default_factory=list)
    usage: list[str] = field(default_factory=list)
    traits: dict[str, str] = field(default_factory=dict)
    copied: bool = False


@dataclass(slots=True)
class _Reading:
    where: str
    source_language: str
    languages: tuple[str, ...]
    kind: Kind | None
    ours: bool
    concepts: list[Concept] = field(default_factory=list)
    forms: dict[str, list[Line]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    guessed: set[str] = field(default_factory=set)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def content(self) -> TbxContent:
        strange = [
            f"{self.where}:{line}: {count} {'section' if count == 1 else 'sections'} in {tag!r}: "
            "not a language of the glossary"
            for tag, (count, line) in self.unknown.items()
        ]
        forms = {tag: tuple(lines) for tag, lines in self.forms.items()}
        return TbxContent(
            tuple(self.concepts), forms, frozenset(self.guessed), tuple(strange + self.problems), self.ours
        )

    def take(self, entry: etree._Element) -> None:
        here = f"{self.where}:{entry.sourceline or 0}"
        notes: list[str] = []
        sections: dict[str, _Section] = {}
        traits: dict[str, str] = {}
        for element, name, text in _categories(entry):
            tag = self._tag(element.get(f"{_XML}lang", ""))
            if name in ("note", "definition") and tag and tag != self.source_language:
                sections.setdefault(tag, _Section()).usage.append(self._clean(text))
            elif name in ("note", "definition"):
                notes.append(self._clean(text))
            else:
                traits.setdefault(name, text)
        for each in entry:
            if _name(each) in _LANGUAGES:
                written = each.get(f"{_XML}lang") or each.get("lang") or ""
                tag = self._tag(written)
                if tag:
                    self._section(each, sections.setdefault(tag, _Section()))
                else:
                    self.unknown.setdefault(written, [0, each.sourceline or 0])[0] += 1
        self._concept(entry.get("id", ""), notes, traits, sections, here)

    def _tag(self, written: str) -> str:
        tag = self.tags.get(written)
        if tag is None:
            tag = self.tags[written] = our_tag(written, self.languages)
        return tag

    def _section(self, element: etree._Element, section: _Section) -> None:
        for _, name, text in _categories(element):
            if name in ("note", "usagenote", "definition"):
                section.usage.append(self._clean(text))
            elif name == "xdragomancopied":
                section.copied = True
        for each in element:
            if _name(each) not in _TERMS:
                continue
            found = next(each.iter("{*}term"), None)
            if found is None:
                continue
            term = _Term(self._clean(_text(found)))
            for _, name, text in _categories(each):
                value = _letters(text.removesuffix("-admn-sts"))
                if name in _STATUSES:
                    term.status = (
                        "forbidden" if value in _FORBIDDEN else "preferred" if value in _PREFERRED else ""
                    )
                elif name == "termtype":
                    term.short = value in _SHORT
                elif name in ("usagenote", "note"):
                    section.usage.append(self._clean(text))
                else:
                    section.traits.setdefault(name, text)
            term.lines = [_forms(one) for one in each if _is_forms(one)]
            section.terms.append(term)

    def _clean(self, text: str) -> str:
        if self.ours:
            return text.strip()
        return unicodedata.normalize("NFC", " ".join(text.split()))

    def _concept(
        self,
        identifier: str,
        notes: list[str],
        traits: dict[str, str],
        sections: dict[str, _Section],
        here: str,
    ) -> None:
        kind = traits.get("subjectfield", "").strip().lower()
        renderings: dict[str, Renderings] = {}
        for tag, section in sections.items():
            if section.copied:
                continue
            try:
                renderings[tag] = self._renderings(section, tag)
            except GlossaryError as error:
                self.problems.append(f"{here}: {tag}: {error.problem}")
        source = renderings.get(self.source_language)
        if source is None or not source.accepted:
            self.problems.append(
                f"{here}: {identifier or 'a concept'} has no term in {self.source_language}, "
                "which the glossary goes by"
            )
            return
        own = sections[self.source_language].traits
        others = [own, traits, *(section.traits for section in sections.values())]
        gender, number, period = (
            next((one[name] for one in others if name in one), "").strip()
            for name in ("grammaticalgender", "grammaticalnumber", "timerestriction")
        )
        if not self.ours:
            identifier = ""
        identifier = self._id(identifier.removeprefix("_"), source.preferred)
        if kind not in _KINDS:
            if self.kind is None:
                self.guessed.add(identifier)
            kind = (self.kind or Kind.PHRASE).value
        try:
            parse_period(period, here)
        except GlossaryError as error:
            self.problems.append(f"{here}: {error.problem}; it is left out")
            period = ""
        gender = next((short for short, word in _GENDERS.items() if word == gender.lower()), "")
        note = "\n".join(notes) if self.ours else "; ".join(notes)
        try:
            concept = make_concept(
                identifier,
                kind,
                gender,
                "pl" if number.lower() == "plural" else "",
                period,
                note,
                renderings,
                here,
                self.source_language,
            )
        except GlossaryError as error:
            self.problems.append(f"{here}: {error.problem}")
            return
        self.concepts.append(concept)
        for tag, section in sections.items():
            for rendering, plural, forms, made in (line for term in section.terms for line in term.lines):
                line = Line(concept.id, rendering, plural, forms, made, "", here)
                self.forms.setdefault(tag, []).append(line)

    def _renderings(self, section: _Section, tag: str) -> Renderings:
        terms = list(section.terms)
        if tag == self.source_language and all(each.short or each.status == "forbidden" for each in terms):
            for first in [each for each in terms if each.short][
                :1
            ]:  # NATO, of a stranger, is only an acronym
                first.short = False
        terms.sort(key=lambda each: each.status != "preferred")  # stable
        parts = []
        for each in terms:
            if not each.text or each.text[0] in "~!" or "|" in each.text:
                raise GlossaryError(
                    f"{each.text!r} cannot stand in a glossary: it is empty or has a mark in it"
                )
            char = "" if self.ours else hidden(each.text, tag)
            if char:
                raise GlossaryError(f"{each.text!r} holds the character U+{ord(char):04X}")
            parts.append(("!" if each.status == "forbidden" else "~" if each.short else "") + each.text)
        return parse_cell(" | ".join(parts), "", "; ".join(filter(None, section.usage)))

    def _id(self, written: str, term: str) -> str:
        """The id of our own file, or one made of the source term; no two concepts of a file have the same."""
        plain = unicodedata.normalize("NFKD", written or term).encode("ascii", "ignore").decode().lower()
        base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "term"
        found, number = base, 1
        while found in self.ids and not self.ours:
            number += 1
            found = f"{base}-{number}"
        self.ids.add(found)
        return found


def _categories(element: etree._Element) -> Iterator[tuple[etree._Element, str, str]]:
    """Data categories of a part: the element, the category in small letters only, and its text.

    In the style DCA a category is an attribute (``<termNote type="termType">``), in DCT it is an element.
    """
    for each in element:
        name = _name(each)
        if name in _GROUPS:
            if not _is_forms(each):
                yield from _categories(each)
        elif name in _TYPED:
            yield each, _letters(each.get("type", "")), _text(each)
        elif name and name not in (*_PASSED_OVER, *_LANGUAGES, *_TERMS):
            yield each, _letters(name), _text(each)


def _is_forms(group: etree._Element) -> bool:
    return _name(group) == "adminGrp" and len(group) > 0 and group[0].get("type") == f"{_OURS}forms"


def _forms(group: etree._Element) -> tuple[str, str, dict[str, str], str]:
    """Rendering, number, forms by case, and who made them."""
    first, *rest = group
    found = {_unescape(each.get("type", "")).removeprefix(_OURS): _unescape(_text(each)) for each in rest}
    forms = {name.removeprefix("case:"): text for name, text in found.items() if name.startswith("case:")}
    return _unescape(_text(first)), found.get("number", ""), forms, found.get("made", "")


def _name(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@lru_cache(4096)
def _letters(text: str) -> str:
    return re.sub("[^a-z]", "", text.lower())


def _text(element: etree._Element) -> str:
    """The words of an element, without native codes; ``hi`` may be a character that XML cannot hold."""
    parts = [element.text or ""]
    for each in element:
        name = _name(each)
        code = _CODE.fullmatch(each.get("type", "")) if name == "hi" else None
        if code:
            parts.append(_char(code[1]))
        elif name not in ("bpt", "ept", "ph"):
            parts.append(_text(each))
        parts.append(each.tail or "")
    return "".join(parts)


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: _char(found[1] or "5C"), text) if "\\" in text else text


def _char(digits: str) -> str:
    """The character of a code point; U+FFFD for what is none, or half of one, which no file can hold."""
    code = int(digits, 16)
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)
