"""Texts of strangers -> HTML: escaped, what cannot be seen is named, spans are marked where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from markupsafe import Markup as Html
from markupsafe import escape
from msgspec import Struct

# What no page may hold (controls, lone surrogates, noncharacters), what turns the text after it around
# (bidi embeddings, overrides, isolates), and what nobody sees. ZWJ, ZWNJ, LRM and RLM are letters of a kind.
_BIDI = "\u202a-\u202e\u2066-\u2069"
_UNSEEN = "\u00ad\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_BROKEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF)
)
_ODD = re.compile(f"[{_BROKEN}{_BIDI}{_UNSEEN}]")
_MOST_MARKS = 2_000  # in one text; nobody can read more


class Mark(Struct, frozen=True):
    """``text[start:end]`` is of the class ``kind``; ``title`` is what the pointer shows."""

    start: int
    end: int
    kind: str
    title: str = ""


def clean(text: str) -> str:
    """``text`` with U+FFFD for what no page may hold and nobody can see."""
    return _ODD.sub("\ufffd", text)


def flat(text: str) -> str:
    """The same on one line, for an attribute or a line of ours."""
    return " ".join(clean(text).split())


def visible(text: str) -> Html:
    """``text`` as the content of an element; a character that cannot be seen is a box with its number."""
    if not _ODD.search(text):
        return escape(text)
    parts: list[Html] = []
    end = 0
    for match in _ODD.finditer(text):
        parts += (escape(text[end : match.start()]), _box(match[0]))
        end = match.end()
    return Html("").join([*parts, escape(text[end:])])


def _box(char: str) -> Html:
    name = unicodedata.name(char, "a control character" if char < "\xa0" else "no character")
    return Html('<span class="odd" title="{}" dir="ltr">U+{:04X}</span>').format(name.lower(), ord(char))


def marked(text: str, marks: Iterable[Mark]) -> Html:
    """``text`` as the content of an element, with marks; they may overlap, and those outside are left out.

    Each run of characters with the same marks is one element, so that the result is well formed whatever
    the spans are.
    """
    size = len(text)
    good = [
        Mark(max(mark.start, 0), min(mark.end, size), mark.kind, mark.title)
        for mark in marks
        if max(mark.start, 0) < min(mark.end, size)
    ][:_MOST_MARKS]
    if not good:
        return visible(text)
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for index, mark in enumerate(good):
        begins.setdefault(mark.start, []).append(index)
        ends.setdefault(mark.end, []).append(index)
    cuts = sorted({0, size, *begins, *ends})
    active: dict[int, Mark] = {}
    parts: list[Html] = []
    for start, end in pairwise(cuts):
        for index in ends.get(start, ()):
            active.pop(index, None)
        for index in begins.get(start, ()):
            active[index] = good[index]
        parts.append(_run(text[start:end], active.values()))
    return Html("").join(parts)


def _run(text: str, marks: Iterable[Mark]) -> Html:
    kinds = dict.fromkeys(mark.kind for mark in marks)
    if not kinds:
        return visible(text)
    title = flat("; ".join(dict.fromkeys(mark.title for mark in marks if mark.title)))
    said = Html(' title="{}"').format(title) if title else Html("")
    return Html('<mark class="{}"{}>{}</mark>').format(" ".join(kinds), said, visible(text))
