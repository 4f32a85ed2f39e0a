r"""Translation memories of other tools: TMX 1.4b (LISA OSCAR, 2005), written and read.

One ``tu`` is one :class:`~workflow.model.MemoryUnit`. When and by whom it was approved are the standard
attributes ``changedate`` and ``changeid``; the rest stands in ``<prop type="x-dragoman:…">``: ``origin``,
``context``, ``role``, ``before``, ``after``.

Characters that XML cannot hold (most of C0, surrogates, U+FFFE, U+FFFF) are ``<ph type="x-U+000B"/>`` in a
``seg``. In a ``prop``, which has no elements, they are ``\u{B}``, and a backslash is two.

Inline elements of other tools hold native codes (``<b>``, ``{\b``) that mean nothing outside their
document: ``bpt``, ``ept``, ``it``, ``ph`` and ``ut`` become nothing, with the ``sub`` in them, which is text
of its own (a footnote, an ``alt``). A line or page break (``type="lb"``, ``"pb"``) becomes a space, or it
would join two words. ``hi`` is only a mark upon words: they stay.

No document type is named: TMX asks for none, and some readers refuse files that have one, or fetch it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath

from lxml import etree
from msgspec import Struct

from workflow.errors import ExchangeError
from workflow.exchange.ids import unit_id
from workflow.languages import known_tags, our_tag
from workflow.model import MemoryUnit, Role
from workflow.untrusted import NOT_XML, backslashed, from_backslashed, iter_xml

LARGEST_TMX = 1 << 30  # bytes; the memory of a large agency, where XML of one article is 64 MB at most

_OURS = "x-dragoman:"
_CODE = re.compile(r"x-U\+([0-9A-F]{1,6})")
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STAMP = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:\.\d+)?Z?", re.ASCII)
_EXACT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_ROLES = {role.value: role for role in Role}
_NATIVE = ("bpt", "ept", "it", "ph", "ut", "sub")
_BREAKS = ("lb", "pb", "cb")


class TmxContent(Struct, frozen=True):
    """What a TMX file holds for us, and what was left out."""

    units: dict[str, list[MemoryUnit]]  # by BCP 47 tag of the target language
    skipped: tuple[str, ...]  # a line for each reason, with place and number


# ------------------------------------------------------------------------------------------------ writing


def write_tmx(
    units: Iterable[MemoryUnit], source_language: str, language: str, *, tool_version: str
) -> bytes:
    """A TMX file with ``units`` from ``source_language`` into ``language``; the same bytes for the same."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'  <header creationtool="Dragoman" creationtoolversion="{_attribute(tool_version)}" '
        'segtype="sentence" o-tmf="Dragoman" adminlang="en" '
        f'srclang="{_attribute(source_language)}" datatype="plaintext"/>\n  <body>\n'
    ]
    for unit in units:
        parts.append(f'    <tu tuid="{unit_id(unit.context, unit.source)}">\n')
        attributes = ""
        props = [("origin", unit.origin), ("context", unit.context)]
        props += [("role", role.value) for role in unit.roles]
        props += [("before", unit.before), ("after", unit.after)]
        stamp = _standard_date(unit.changed)
        if stamp:
            attributes += f' changedate="{stamp}"'
        else:
            props.append(("changed", unit.changed))
        if NOT_XML.search(unit.author):
            props.append(("author", unit.author))
        elif unit.author:
            attributes += f' changeid="{_attribute(unit.author)}"'
        for name, value in props:
            if value or name == "origin":  # without an origin a file is not ours
                parts.append(f'      <prop type="{_OURS}{name}">{_text(backslashed(value))}</prop>\n')
        for tag, text, more in ((source_language, unit.source, ""), (language, unit.target, attributes)):
            parts.append(f'      <tuv xml:lang="{_attribute(tag)}"{more}><seg>{_segment(text)}</seg></tuv>\n')
        parts.append("    </tu>\n")
    parts.append("  </body>\n</tmx>\n")
    return "".join(parts).encode()


def _text(text: str) -> str:
    # A parser makes a newline of a carriage return that is not a reference.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def _attribute(text: str) -> str:
    text = NOT_XML.sub("\ufffd", _text(text)).replace('"', "&quot;")
    return text.replace("\t", "&#9;").replace("\n", "&#10;")


def _segment(text: str) -> str:
    if not NOT_XML.search(text):
        return _text(text)
    parts, done = [], 0
    for found in NOT_XML.finditer(text):
        parts += [_text(text[done : found.start()]), f'<ph type="x-U+{ord(found[0]):04X}"/>']
        done = found.end()
    return "".join([*parts, _text(text[done:])])


def _standard_date(changed: str) -> str:
    """``20260131T120000Z`` of ``2026-01-31T12:00:00Z``; "" for what would not come back as it is."""
    return re.sub("[-:]", "", changed) if _EXACT.fullmatch(changed) and _date(changed) == changed else ""


# ------------------------------------------------------------------------------------------------ reading


def read_tmx(content: bytes, where: str, source_language: str) -> dict[str, list[MemoryUnit]]:
    """The units of a TMX file out of ``source_language``, by target language; see :func:`read_tmx_full`.

    :raises ExchangeError: as there.
    """
    return read_tmx_full(content, where, source_language).units


def read_tmx_full(
    content: bytes, where: str, source_language: str, *, languages: Iterable[str] | None = None
) -> TmxContent:
    """The units of a TMX file out of ``source_language``, and what was left out of it.

    Every variant of a ``tu`` that is in another language than the source makes a unit: a file may hold many.
    Tags of regions and scripts are mapped to ours (:func:`workflow.languages.our_tag`); ``languages`` are the
    tags to choose from, None those of our profiles. A file up to 1 GB is read, a ``tu`` at a time.

    :raises ExchangeError: it is no TMX file, not well-formed, too large, or declares XML entities.
    """
    known = tuple(known_tags() if languages is None else languages)
    reading = _Reading(where, source_language, known, PurePath(where).stem)
    for element in iter_xml(content, where, ExchangeError, root="tmx", tag="tu", limit=LARGEST_TMX):
        reading.take(element)
    return TmxContent(reading.units, reading.skipped())


@dataclass(slots=True)
class _Reading:
    where: str
    source_language: str
    languages: tuple[str, ...]
    origin: str  # of units that say none
    units: dict[str, list[MemoryUnit]] = field(default_factory=dict)
    _missed: dict[str, list[int]] = field(default_factory=dict)  # reason -> number, first line
    _tags: dict[str, str] = field(default_factory=dict)

    def take(self, element: etree._Element) -> None:
        line = element.sourceline or 0
        props: dict[str, list[str]] = {}
        source = ""
        targets: list[tuple[str, etree._Element]] = []
        found = False
        for each in element:
            name = _name(each)
            if name == "prop":
                props.setdefault(each.get("type", ""), []).append(each.text or "")
            elif name == "tuv":
                written = each.get(_LANG) or each.get("lang") or ""
                tag = self._tag(written)
                if tag == self.source_language:
                    if not found:  # of en-US and en-GB the first is taken
                        found, source = True, self._seg(each, line)
                elif tag:
                    targets.append((tag, each))
                else:
                    self._miss(f"in {written!r}: not a language that is known here", line)
        if not found:
            self._miss(f"without a text in {self.source_language}", line)
            return
        for tag, each in targets:
            target = self._seg(each, line)
            if not source.strip() or not target.strip():
                self._miss("with an empty text", line)
                continue
            unit = _unit(source, target, props, element, each, self.origin)
            self.units.setdefault(tag, []).append(unit)

    def _tag(self, written: str) -> str:
        tag = self._tags.get(written)
        if tag is None:
            tag = self._tags[written] = our_tag(written, (*self.languages, self.source_language))
        return tag

    def _seg(self, variant: etree._Element, line: int) -> str:
        seg = next((each for each in variant if _name(each) == "seg"), None)
        if seg is None:
            return ""
        if not len(seg):
            return seg.text or ""
        text, codes = _words(seg)
        if codes:
            self._miss("whose inline codes were left out (the words are taken)", line)
        return text

    def _miss(self, reason: str, line: int) -> None:
        self._missed.setdefault(reason, [0, line])[0] += 1

    def skipped(self) -> tuple[str, ...]:
        return tuple(
            f"{self.where}:{line}: {count} {'text' if count == 1 else 'texts'} {reason}"
            for reason, (count, line) in self._missed.items()
        )


def _name(element: etree._Element) -> str:
    """Without the namespace that some tools give; entities and the like have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _words(element: etree._Element) -> tuple[str, int]:
    """The words of an element, and how many native codes stood among them."""
    parts, codes = [element.text or ""], 0
    for each in element:
        name = _name(each)
        kind = each.get("type", "")
        ours = _CODE.fullmatch(kind) if name == "ph" else None
        if ours and int(ours[1], 16) <= 0x10FFFF:
            parts.append(chr(int(ours[1], 16)))
        elif name in _NATIVE:
            codes += 1
            if kind in _BREAKS:
                parts.append(" ")
        else:
            text, more = _words(each)
            parts.append(text)
            codes += more
        parts.append(each.tail or "")
    return "".join(parts), codes


def _unit(
    source: str,
    target: str,
    props: dict[str, list[str]],
    element: etree._Element,
    variant: etree._Element,
    origin: str,
) -> MemoryUnit:
    def prop(name: str, other: str = "") -> str:
        found = props.get(_OURS + name)
        return from_backslashed(found[0]) if found else props.get(other, [""])[0].strip() if other else ""

    def attribute(*names: str) -> str:
        return next((value for one in (variant, element) for name in names if (value := one.get(name))), "")

    return MemoryUnit(
        source=source,
        target=target,
        origin=prop("origin") if _OURS + "origin" in props else origin,
        context=prop("context"),
        roles=tuple(_ROLES[name] for name in props.get(_OURS + "role", ()) if name in _ROLES),
        before=prop("before", "prev"),  # prev and next are OmegaT's
        after=prop("after", "next"),
        changed=prop("changed") or _date(attribute("changedate", "creationdate")),
        author=prop("author") or attribute("changeid", "creationid"),
    )


def _date(written: str) -> str:
    """ISO 8601 in UTC of TMX's ``20260131T120000Z`` and of what some tools write instead; "" for no date."""
    found = _STAMP.fullmatch(written.strip())
    if not found:
        return ""
    year, month, day, hour, minute, second = found.groups()
    try:
        datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return ""
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}Z"
