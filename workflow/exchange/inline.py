r"""Inline markup as codes, and characters that no XML can hold.

A tool for translators shows a code (the ``**`` before a bold word, the address of a link) as one thing that
can be moved and not broken. So a text in Markdown is cut into words and codes; joined, they are the text
exactly. The cut follows CommonMark 0.31; where it might differ from what a publisher renders nothing is lost,
a mark is only shown as text.

XML 1.0 (fifth edition, 2.2) has no character for most C0 controls, lone surrogates, U+FFFE and U+FFFF. In
texts each format has an element for them; in notes and the like, which hold no elements, they are written
``\{1f}`` under a name that ends in ``-escaped``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from workflow.model import Markup

if TYPE_CHECKING:
    from lxml.etree import _Element

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
ESCAPED = "-escaped"  # ends the name of a field whose text is written by :func:`field`
MARKS = {"bold": "**", "italic": "*", "code": "`"}  # what a code without text of its own is written as
_ESCAPE = re.compile(r"\\(?:(\\)|\{([0-9a-f]{1,6})\})")
_BRACKET = re.compile(r"\\.|[\[\]`<!]", re.DOTALL)
_LARGEST_CHARACTER = 0x10FFFF
_DEEPEST = 50  # codes within codes; XML readers refuse more than 256 elements within each other

Kind = Literal["bold", "italic", "link", "image", "code", "address"]


class Piece(Struct, frozen=True):
    """Words, or one code. ``number`` counts codes from 1; both ends of a pair have the same."""

    text: str  # as it stands in the segment
    end: Literal["", "open", "close", "alone"] = ""  # "" for words
    number: int = 0
    kind: Kind = "bold"  # of codes


def pieces(text: str, markup: Markup) -> list[Piece]:
    """``text`` cut into words and codes, pairs properly nested; joined they are the text.

    Without markup, and where a mark holds what XML cannot, all is words.
    """
    if markup is Markup.PLAIN or not text:
        return [Piece(text)] if text else []
    found: list[Piece] = []
    position = 0

    def words(end: int) -> None:
        nonlocal position
        if end > position:
            found.append(Piece(text[position:end]))
        position = end

    open_codes: list[tuple[int, int, int, Kind]] = []  # end, length of the closing mark, number, kind

    def close(before: int) -> None:
        nonlocal position
        while open_codes and open_codes[-1][0] <= before:
            end, length, number, kind = open_codes.pop()
            words(end - length)
            found.append(Piece(text[end - length : end], "close", number, kind))
            position = end

    count = 0
    for start, opening, closing, end, kind in _codes(text):
        close(start)
        inside = start >= position and (not open_codes or end <= open_codes[-1][0] - open_codes[-1][1])
        if not inside or len(open_codes) == _DEEPEST:
            continue
        if UNFIT.search(text[start : start + opening] + text[end - closing : end]):
            continue
        words(start)
        count += 1
        position = start + opening
        found.append(Piece(text[start:position], "open" if closing else "alone", count, kind))
        if closing:
            open_codes.append((end, closing, count, kind))
    close(len(text))
    words(len(text))
    return found


def _codes(text: str) -> Iterable[tuple[int, int, int, int, Kind]]:
    """Start, lengths of opening and closing mark, end and kind of every construct; sorted by start."""
    from workflow.segment.markdown import inline_spans  # noqa: PLC0415  (plain text does without)

    spans = inline_spans(text)
    starts = {start for start, _ in spans}
    whole = {start: end for start, end in spans if text[start] in "`<[!"}
    # Of two that begin together the longer one is outside.
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        first = text[start]
        if first == "`":
            length = len(text[start:end]) - len(text[start:end].lstrip("`"))
            yield start, length, length, end, "code"
        elif first == "<":
            yield start, end - start, 0, end, "address"
        elif first in "*_":
            length = 1 if start + 1 in starts or text[start + 1] != first else 2
            yield start, length, length, end, "bold" if length == 2 else "italic"
        else:
            middle = _middle(text, start, end, whole)
            opening = 2 if first == "!" else 1
            if middle:
                yield start, opening, end - middle, end, "image" if first == "!" else "link"


def _middle(text: str, start: int, end: int, whole: Mapping[int, int]) -> int:
    """Where the words of a link end and its address begins: the bracket that closes the first one.

    ``whole`` has the ends of constructs by their starts; a bracket inside one of them is no partner. 0 if
    there is none.
    """
    depth, position = 0, start + (text[start] == "!")
    while found := _BRACKET.search(text, position, end):
        position = found.end()
        if found.start() != start and found.start() in whole:
            position = whole[found.start()]
        elif found[0] == "[":
            depth += 1
        elif found[0] == "]":
            depth -= 1
            if not depth:
                return found.start()
    return 0


class Code(Struct, frozen=True):
    """What a code stands for, both ends of a pair in one; ``closing`` is empty for one that stands alone."""

    opening: str
    closing: str
    kind: Kind


def codes_of(found: Sequence[Piece]) -> dict[int, Code]:
    """The codes of a text by their numbers."""
    closing = {piece.number: piece.text for piece in found if piece.end == "close"}
    return {
        piece.number: Code(piece.text, closing.get(piece.number, ""), piece.kind)
        for piece in found
        if piece.end in ("open", "alone")
    }


def numbered(source: Sequence[Piece], target: Sequence[Piece]) -> list[Piece]:
    """``target`` with the numbers of the codes in ``source`` that are the same; others get new ones."""
    free = codes_of(source)
    last = max(free, default=0)
    numbers: dict[int, int] = {}
    for mine, code in codes_of(target).items():
        same = next((number for number, theirs in free.items() if theirs == code), 0)
        if same:
            del free[same]
        else:
            last += 1
        numbers[mine] = same or last
    return [
        Piece(piece.text, piece.end, numbers[piece.number], piece.kind) if piece.end else piece
        for piece in target
    ]


def append_text(parent: _Element, text: str) -> None:
    """Add characters that XML can hold behind what ``parent`` has."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def append_any(parent: _Element, text: str, unfit: Callable[[_Element, int], None]) -> None:
    """Add any characters; ``unfit`` adds an element for the number of one that XML cannot hold."""
    start = 0
    for found in UNFIT.finditer(text):
        append_text(parent, text[start : found.start()])
        unfit(parent, ord(found[0]))
        start = found.end()
    append_text(parent, text[start:])


def character(digits: str) -> str:
    """The character of a hexadecimal number; U+FFFD for what is none."""
    if not re.fullmatch("[0-9A-Fa-f]{1,8}", digits) or int(digits, 16) > _LARGEST_CHARACTER:
        return "\ufffd"
    return chr(int(digits, 16))


def field(name: str, text: str) -> tuple[str, str]:
    """Name and text of a field that holds no elements, written so that XML can hold it."""
    if not UNFIT.search(text):
        return name, text
    safe = UNFIT.sub(lambda found: f"\\{{{ord(found[0]):x}}}", text.replace("\\", "\\\\"))
    return name + ESCAPED, safe


def from_field(name: str, text: str) -> tuple[str, str]:
    """What :func:`field` was given."""
    if not name.endswith(ESCAPED):
        return name, text
    return name.removesuffix(ESCAPED), _ESCAPE.sub(lambda found: found[1] or character(found[2]), text)


def same_language(one: str, other: str) -> bool:
    """Whether neither of two BCP 47 tags contradicts the other: ``ru``, ``RU`` and ``ru_RU`` do not."""
    first, second = (f"{tag.strip().replace('_', '-').lower()}-" for tag in (one, other))
    return first.startswith(second) or second.startswith(first)


def document(root: _Element, texts: frozenset[str]) -> bytes:
    """A file that people can read too; within elements whose local names are ``texts`` nothing is added."""
    from lxml import etree  # noqa: PLC0415

    _indent(root, texts, 0)
    body: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=False)
    return _DECLARATION + body + b"\n"


def _indent(element: _Element, texts: frozenset[str], level: int) -> None:
    if element.tag.rpartition("}")[2] in texts or not len(element):
        return
    element.text = "\n" + "  " * (level + 1)
    for child in element:
        _indent(child, texts, level + 1)
        child.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level
