"""polib's objects -> the text of a PO file, as ``msgcat --no-wrap`` lays it out, or as the file was laid out.

The order within an entry is that of gettext's ``write-po.c``: translator comments, ``#.``, ``#:``, ``#,``,
``#=``, ``#|``, msgctxt, msgid, msgid_plural, msgstr; a text has a line for each of its own lines. Beyond it:

- a flag that gettext does not know is kept (it would drop it), ``#=`` stays ``#=`` (it would write ``#,``),
  and ``fuzzy`` stays on an empty text (it would drop it);
- a comment that ends in a backslash gets a space behind it: gettext's lexer takes a backslash at the end of
  *any* line for a line that goes on, and the next line, a msgid perhaps, for part of the comment.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping

import polib

from workflow.catalogue.syntax import (
    BLANK,
    Entry,
    Facts,
    Layout,
    facts,
    metadata_of,
    storable,
    texts_of,
    unescaped,
)
from workflow.lazy import late

_ESCAPES: dict[int, str] = {
    **{ord(char): f"\\{letter}" for char, letter in zip("\a\b\f\n\r\t\v", "abfnrtv", strict=True)},
    **{ord('"'): r"\"", ord("\\"): r"\\", 0: "\ufffd", 4: "\ufffd"},
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
}
_HARD = late('["\\\\\a\b\f\n\r\t\v\0\4\ud800-\udfff]')
_UNSAFE = late("[\r\0\4\ud800-\udfff]")
_BREAKS = late("[\r\n\0\ud800-\udfff]+")
_ISOLATES = late("[\u2068\u2069]")
_TEXTS = late(rf"[{BLANK}]*(?:#~[{BLANK}]*)?msg(?:ctxt|id)")
_SPACES = late(f"[{BLANK}]")

# The usual order of header fields; others follow, by name.
_USUAL = (
    "Project-Id-Version",
    "Report-Msgid-Bugs-To",
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Last-Translator",
    "Language-Team",
    "Language",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Plural-Forms",
)
_RANK = {name: rank for rank, name in enumerate(_USUAL)}


def text_of(po: polib.POFile) -> str:
    """The text of a PO file in one layout, whatever it was read from; obsolete entries come last.

    What no PO file can hold (NUL, lone surrogates) comes out as U+FFFD.
    """
    layout: Layout | None = getattr(po, "layout", None)
    lines = _new_header(po, layout.head if layout is not None else None)
    for obsolete in (False, True):
        for entry in po:
            if bool(entry.obsolete) is obsolete:
                lines.append("")
                lines += entry_lines(entry)
    lines.append("")
    return "\n".join(lines)


def text_as_read(po: polib.POFile, layout: Layout) -> tuple[str, bool]:
    """The text of a PO file that was read from ``layout``, and whether it says the same as that file.

    Entries that say what they said have their old lines, wrapped as they were, with the empty lines before
    them; of the header each field that has its old value, in the old order. All else is as in
    :func:`text_of`. Entries come in the order of ``po``.
    """
    lines: list[str] = []
    last = {False: -1, True: -1}  # place in the old file of the last live and the last obsolete entry
    kept, in_order = 0, True
    before: int | None = None  # place in the old file of the entry that was written last
    if layout.head is not None:
        before, start, end = layout.head_at
        lines = _header_as_read(po, layout.head, layout.lines[start:end])
        kept += lines == layout.lines[start:end]
    elif po.metadata or po.header:
        lines = _new_header(po, None)
    for entry in po:
        origin = getattr(entry, "origin", None)
        if origin is None:
            if lines:
                lines.append("")
            lines += entry_lines(entry)
            before = None
            continue
        source, place, start, end, old = origin
        own = source is layout
        mine = source.lines[start:end]
        gap = 0
        while not mine[gap].strip(BLANK):
            gap += 1
        if not lines and not (own and place == 0):
            del mine[:gap]
            gap = 0
        elif lines and not gap and not (own and before is not None and place == before + 1):
            lines.append("")
        if old == facts(entry):
            lines += mine
            kept += own
            if own:
                obsolete = bool(entry.obsolete)
                in_order = in_order and last[obsolete] < place
                last[obsolete] = place
        else:
            lines += mine[:gap]
            lines += _with_old_texts(entry, mine, old)
        before = place if own else None
    tail = layout.lines[layout.tail :]
    same = in_order and kept == layout.count == len(po) + (layout.head is not None)
    text = "\n".join([*lines, *(tail if tail else [""])])
    if not text.endswith("\n"):
        text += "\n"
    return text.replace("\n", "\r\n") if layout.crlf else text, same


def entry_lines(entry: polib.POEntry) -> list[str]:
    """The lines of one entry, without an empty one before or behind them."""
    lines = _comment_lines(entry)
    prefix = "#~ " if entry.obsolete else ""
    if entry.msgctxt is not None:
        lines += _field(prefix, "msgctxt", entry.msgctxt)
    lines += _field(prefix, "msgid", entry.msgid)
    if entry.msgid_plural or entry.msgstr_plural:
        lines += _field(prefix, "msgid_plural", entry.msgid_plural)
        for index, text in sorted(entry.msgstr_plural.items()) or [(0, entry.msgstr)]:
            lines += _field(prefix, f"msgstr[{index}]", text)
    else:
        lines += _field(prefix, "msgstr", entry.msgstr)
    return lines


def _with_old_texts(entry: polib.POEntry, old: list[str], said: Facts) -> list[str]:
    """The lines of an entry whose comments changed; its texts as they were wrapped, if those did not."""
    texts = next((at for at, line in enumerate(old) if _TEXTS.match(line)), len(old))
    if texts_of(said) != texts_of(facts(entry)):
        return entry_lines(entry)
    return _comment_lines(entry) + old[texts:]


def _comment_lines(entry: polib.POEntry) -> list[str]:
    """What stands before msgctxt and msgid."""
    lines: list[str] = []
    if entry.tcomment:
        _comment(lines, "#", entry.tcomment)
    if entry.comment:
        _comment(lines, "#.", entry.comment)
    if entry.occurrences:
        lines.append(_safe_end("#: " + " ".join([_reference(*each) for each in entry.occurrences])))
    if entry.flags:
        _flags(lines, entry.flags, getattr(entry, "sticky", ()))
    was = "#~| " if entry.obsolete else "#| "
    if entry.previous_msgctxt is not None:
        lines += _field(was, "msgctxt", entry.previous_msgctxt)
    if entry.previous_msgid is not None:
        lines += _field(was, "msgid", entry.previous_msgid)
    if entry.previous_msgid_plural is not None:
        lines += _field(was, "msgid_plural", entry.previous_msgid_plural)
    return lines


def _field(prefix: str, word: str, text: str) -> list[str]:
    if not _HARD.search(text):
        return [f'{prefix}{word} "{text}"']
    if "\n" not in text[:-1]:
        return [f'{prefix}{word} "{text.translate(_ESCAPES)}"']
    lines = [f'{prefix}{word} ""']
    lines += [f'{prefix}"{piece.translate(_ESCAPES)}"' for piece in _own_lines(text)]
    return lines


def escaped(text: str) -> str:
    """``text`` as it stands between quotes."""
    return text.translate(_ESCAPES)


def _own_lines(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def _comment(lines: list[str], mark: str, text: str) -> None:
    if _UNSAFE.search(text):
        text = storable(text.replace("\r\n", "\n").replace("\r", "\n"))
    for line in text.split("\n"):
        lines.append(_safe_end(f"{mark} {line}"))


def _safe_end(line: str) -> str:
    line = line.rstrip(BLANK)
    return f"{line} " if line.endswith("\\") else line


def _reference(name: str, number: str) -> str:
    name = _BREAKS.sub(" ", name)
    if _SPACES.search(name):  # gettext >= 0.22 reads them so; to older ones they are several places
        name = f"\u2068{_ISOLATES.sub('', name)}\u2069"
    return f"{name}:{number}" if number else name


def _flags(lines: list[str], flags: list[str], sticky: tuple[str, ...]) -> None:
    workflow = [flag for flag in flags if flag not in sticky] if sticky else flags
    if workflow:
        lines.append(_safe_end(f"#, {_BREAKS.sub(' ', ', '.join(workflow))}"))
    if len(workflow) < len(flags):
        lines.append(_safe_end(f"#= {', '.join([flag for flag in flags if flag in sticky])}"))


# ---------------------------------------------------------------------------------------------- the header


def _usual(name: str) -> tuple[int, list[tuple[int, str]], str]:
    """Where a header field has its place: the usual ones first, others by name, numbers in it as numbers."""
    parts = re.split("([0-9]+)", name.lower())
    return (
        _RANK.get(name, len(_RANK)),
        [(int(each), "") if each.isdecimal() else (0, each) for each in parts],
        name,
    )


def _header_field(name: str, value: str) -> str:
    return f"{name}: {value}\n"


def _head(po: polib.POFile, old: Entry | None) -> Entry:
    """The header as an entry, with what ``old``, as it was read, has and no ``POFile`` can hold."""
    entry = copy.copy(old) if old is not None else Entry()
    entry.tcomment = po.header
    entry.flags = ["fuzzy"] if po.metadata_is_fuzzy else []
    if old is not None:
        entry.flags += [flag for flag in old.flags if flag != "fuzzy"]
    names = sorted(po.metadata, key=_usual)
    entry.msgstr = "".join([_header_field(name, po.metadata[name]) for name in names])
    return entry


def _new_header(po: polib.POFile, old: Entry | None) -> list[str]:
    return [*([] if po.header else ["#"]), *entry_lines(_head(po, old))]


def _header_as_read(po: polib.POFile, head: Entry, old: list[str]) -> list[str]:
    """The lines of the header, those of ``old`` wherever they say the same."""
    fields = metadata_of(head.msgstr)
    same_comments = po.header == head.tcomment and bool(po.metadata_is_fuzzy) == ("fuzzy" in head.flags)
    same_fields = po.metadata == fields
    if same_comments and same_fields:
        return old
    texts = next(index for index, line in enumerate(old) if line.lstrip(BLANK).startswith("msgid"))
    lines = old[:texts] if same_comments else _comment_lines(_head(po, head))
    if same_fields:
        return lines + old[texts:]
    lines += ['msgid ""', 'msgstr ""']
    written = _written_fields(old[texts:])
    for name in _as_read(po.metadata, fields):
        value = po.metadata[name]
        if name in written and fields.get(name) == value:
            lines += written[name]
        else:
            lines += [f'"{piece.translate(_ESCAPES)}"' for piece in _own_lines(_header_field(name, value))]
    return lines


def _as_read(fields: Mapping[str, str], old: Mapping[str, str]) -> list[str]:
    """Names of header fields: those of ``old`` in their order, a new one behind those that go before it."""
    names = [name for name in old if name in fields]
    for name in sorted((name for name in fields if name not in old), key=_usual):
        place = len(names)
        if name in _RANK:
            earlier = (index for index, each in enumerate(names) if _usual(each) < _usual(name))
            place = max(earlier, default=-1) + 1
        names.insert(place, name)
    return names


def _written_fields(lines: list[str]) -> dict[str, list[str]]:
    """The old lines of each header field, for fields that begin and end with a line."""
    found: dict[str, list[str]] = {}
    name, text, mine = "", "", []
    for line in lines:
        piece = line.strip(BLANK)
        if not (piece.startswith('"') and piece.endswith('"')):
            continue
        text += unescaped(piece[1:-1])
        mine.append(line)
        if text.endswith("\n"):
            first, colon, _ = text.partition(":")
            if text.count("\n") > 1:
                found.pop(name, None)
            elif colon:
                name = first
                found[name] = mine
            elif name in found:
                found[name] += mine
            text, mine = "", []
    return found
