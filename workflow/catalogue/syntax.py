r"""A PO text -> polib's objects, in one pass: entry by entry where they are as usual, else line by line.

GNU gettext defines the format: its manual ("The Format of PO Files", "Evolution of the PO File Format") and,
where that is silent, its lexer. Read here as there: strings in several pieces or several on a line, ``\a``,
``\303\251`` and ``\xe9``, ``#~|`` lines, ``#comments`` without a space, file names between U+2068 and U+2069,
``#=`` and ``#!`` as lines of flags beside ``#,`` (flags that nobody knows are kept), and line ends that are
``\n``, ``\r\n`` or ``\r`` and no other character: U+2028 and U+0085 are text.

Kinder than gettext: an escape sequence that it does not know stands for itself (``C:\data``), comments may
stand inside an entry, a byte order mark is skipped, and what stands behind the last entry is kept. Stricter:
``domain`` lines are refused, since a catalogue here is one domain, and a backslash at the end of a line does
not join it with the next one: gettext's lexer does that everywhere, so that ``# C:\`` swallows a msgid.

The entries are :class:`Entry`, a ``polib.POEntry`` that remembers its own lines, so that ``printer.py`` can
write back those of an entry that has not changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polib

from workflow.errors import CatalogueError
from workflow.lazy import late

BLANK = " \t\r\f\v"  # white space for gettext's lexer; "\n" ends a line

_CONFLICT = late(r"<{7}( |$)|={7}$|>{7}( |$)")
_TEXT = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_is_text = re.compile(_TEXT).fullmatch
TOKEN = late(
    rf"(?P<text>{_TEXT})|(?P<word>[A-Za-z_]+)(?:[{BLANK}]*\[[{BLANK}]*(?P<index>[0-9]{{1,4}})[{BLANK}]*\])?"
)
SPACE = re.compile(f"[{BLANK}]*")
ESCAPE = re.compile(r"(?P<bytes>(?:\\[0-7]{1,3}|\\x[0-9A-Fa-f]{1,2})+)|\\.")
_BYTE = late(r"\\(?:x([0-9A-Fa-f]+)|([0-7]+))")
_MEANING = {
    **{r"\a": "\a", r"\b": "\b", r"\f": "\f", r"\n": "\n", r"\r": "\r", r"\t": "\t", r"\v": "\v"},
    **{r"\"": '"', r"\\": "\\"},
}
_REFERENCE = late(rf"\u2068([^\u2068\u2069]*)\u2069(?::([0-9]+))?(?![^{BLANK}])|([^{BLANK}]+)")
_FLAG = late(rf"range:[{BLANK},]*[^{BLANK},]+|[^{BLANK},]+")

# The usual entry, and the empty line behind it: comments, msgctxt, msgid, msgstr, each piece of a text on a
# line of its own; what follows must not go on with it. ".*" is the quickest that "re" has: whether quotes
# stand in a text, the caller looks.
_USUAL = re.compile(
    r"""((?:\#[ .:,].*\n)*)(?:msgctxt "(.*)"\n)?"""
    r"""msgid "(.*(?:"\n".*)*)"\nmsgstr "(.*(?:"\n".*)*)"\n(?:\n(?=\#[ .:,]|msg)|\n*\Z)"""
).match
_USUAL_BEGINS = frozenset("#m")

_PREFIXES = frozenset("~|")
_FLAGS = frozenset(",=!")
_WORDS = frozenset({"msgctxt", "msgid", "msgid_plural", "msgstr"})
_PREVIOUS = frozenset({"msgctxt", "msgid", "msgid_plural"})
# Words after which a word may stand; "" is the beginning of the file.
_AFTER: Mapping[str, tuple[str, ...]] = {
    "msgctxt": ("", "msgstr", "msgstr["),
    "msgid": ("", "msgctxt", "msgstr", "msgstr["),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid",),
    "msgstr[": ("msgid_plural", "msgstr["),
}

_HEADER: tuple[str | None, str] = (None, "")  # msgctxt and msgid of the header

_LOST = "An entry is msgid, then msgstr; a line between two entries was lost."
_MSGFMT = "“msgfmt --check” shows the place; restore a version from git if it cannot be mended."
_QUOTES = (
    "broken PO: a quotation mark is missing, or one inside the text has no backslash",
    'A text stands in "quotes"; a quote inside it is written \\".',
)


class Layout:
    """How a file was written: its lines, and what no ``POFile`` has a place for."""

    __slots__ = ("_lines", "_text", "count", "crlf", "head", "head_at", "rewritten", "tail")

    def __init__(self, text: str, *, crlf: bool) -> None:
        self._text = text  # until somebody asks for its lines
        self._lines: list[str] | None = None
        self.crlf = crlf  # whether every line ended in "\r\n"
        self.count = 0  # entries, the header among them
        # The header, as an entry. It has no ``origin``, which would lead back here: thousands of files that
        # nobody needs any more would wait for the collector of cycles.
        self.head: Entry | None = None
        self.head_at = (0, 0, 0)  # its position among the entries, its first line, the line behind its last
        self.tail = 0  # index of the first line behind the last entry
        self.rewritten = False  # whether the file has been written anew since

    @property
    def lines(self) -> list[str]:
        """The lines without their ends; who only reads a file does not need them."""
        if self._lines is None:
            self._lines, self._text = self._text.split("\n"), ""
        return self._lines

    def __deepcopy__(self, memo: object) -> Layout:
        return self


Facts = tuple[object, ...]
Occurrences = tuple[tuple[str, str], ...]  # file and line, each
Origin = tuple[Layout, int, int, int, Facts]  # file, position in it, first line, line behind the last, facts


class _Fresh:
    """An attribute that most entries have empty and nobody asks for: made for each when somebody does."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, entry: Any, owner: type) -> Any:
        value = self._make()
        if entry is not None:
            setattr(entry, self._name, value)
        return value


class Entry(polib.POEntry):
    """A ``polib.POEntry`` that knows which of its flags stood in a ``#=`` line, and where it was read.

    All flags are in ``flags``: gettext reads ``#=`` "as an alternative to ``#,``". A flag of ``sticky`` that
    is taken out of ``flags`` is gone. ``origin`` is no more than a memory of the file; what is written is
    what the other attributes say.

    Values that most entries share are attributes of the class, and instances are made without ``__init__``:
    with ten thousand of them that is what reading and copying cost.
    """

    msgstr = ""
    msgid_plural = ""
    msgctxt: str | None = None  # type: ignore[assignment]  # what polib does
    obsolete = False
    encoding = "utf-8"
    comment = ""
    tcomment = ""
    previous_msgctxt: str | None = None
    previous_msgid: str | None = None
    previous_msgid_plural: str | None = None
    msgstr_plural = _Fresh(dict)
    occurrences = _Fresh(list)
    sticky: tuple[str, ...] = ()
    origin: Origin | None = None

    def __copy__(self) -> Entry:
        other = Entry.__new__(Entry)
        other.__dict__.update(self.__dict__)
        return other


class File(polib.POFile):
    """A ``polib.POFile`` that knows how it was written."""

    def __init__(self, layout: Layout) -> None:
        super().__init__(wrapwidth=0, check_for_duplicates=False)
        self.layout = layout


def facts(entry: polib.POEntry) -> Facts:
    """All that is written of an entry; equal facts are written alike."""
    sticky: tuple[str, ...] = getattr(entry, "sticky", ())
    return (
        entry.msgid,
        entry.msgstr,
        entry.msgctxt,
        entry.msgid_plural,
        tuple(entry.msgstr_plural.items()) if entry.msgstr_plural else (),
        bool(entry.obsolete),
        entry.tcomment,
        entry.comment,
        tuple(entry.occurrences) if entry.occurrences else (),
        tuple(entry.flags) if entry.flags else (),
        entry.previous_msgid,
        entry.previous_msgctxt,
        entry.previous_msgid_plural,
        tuple([flag for flag in sticky if flag in entry.flags]) if sticky else (),
    )


def texts_of(said: Facts) -> Facts:
    """Of :func:`facts` those that stand below the comments of an entry."""
    return said[:6]


def read_po(text: str, path: Path) -> File:
    """The catalogue that a PO text holds. ``path`` is for messages.

    The header is in ``header``, ``metadata`` and ``metadata_is_fuzzy`` of the result, which is empty for a
    text of white space. ``linenum`` of an entry is the line of its ``msgid``.

    :raises CatalogueError: with the line: a text is not closed, a keyword is unknown or stands where none
        may stand, an entry or the header comes twice, the end is missing, or git left its conflict marks.
    """
    crlf = False
    if "\r" in text:
        crlf = text.count("\r\n") == text.count("\r") == text.count("\n")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _Reader(text, path, crlf=crlf).read()


def metadata_of(text: str) -> dict[str, str]:
    """The fields of a header's msgstr, in their order; a line without a colon goes on with the one before."""
    fields: dict[str, str] = {}
    name: str | None = None
    for line in text.removesuffix("\n").split("\n") if text else ():
        first, colon, value = line.partition(":")
        if colon:
            name = first
            fields[name] = value.strip()
        elif name is not None:
            fields[name] += f"\n{line.strip()}"
    return fields


def storable(text: str) -> str:
    """``text`` with U+FFFD for what no PO file can hold: NUL, lone surrogates, and U+0004.

    That one divides msgctxt from msgid in an MO file, and gettext stops at a PO file with it in a text.
    """
    return re.sub("[\0\4\ud800-\udfff]", "\ufffd", text)


def one_line(text: str) -> str:
    """``text`` as one line of a comment: a space for every line break, nothing that a file cannot hold."""
    return storable(" ".join(text.splitlines()))


def unescaped(text: str) -> str:
    """What a text between quotes means; bytes that are no UTF-8 come out as U+FFFD."""
    if "\\" not in text:
        return text
    if "\\\\" not in text:  # so each backslash begins an escape, and most are these two
        simple = text.replace('\\"', '"').replace("\\n", "\n")
        if "\\" not in simple:
            return simple
    return ESCAPE.sub(_meaning, text)


def _is_whole(text: str) -> bool:
    """Whether a text between quotes is all that stands there; to count is far quicker than to match."""
    if "\\\\" in text:
        return _is_text(text) is not None
    # Each backslash begins an escape, so a quote after one is escaped, and no other is.
    return (
        text[:1] == '"' == text[-1:] and text.count('"') - text.count('\\"') == 2 and not text.endswith('\\"')
    )


def _usual_text(raw: str) -> str | None:
    """What stands between the outer quotes of a text, in one piece or several, means.

    None where that is not sure at first sight: a quote that is not escaped, or other escapes than the two
    that most texts have, which may reach from one piece into the next when these are joined.
    """
    if "\n" in raw:
        if '\\"\n' in raw:
            return None
        raw = raw.replace('"\n"', "")  # each line's end is between two quotes, so says the pattern
    if "\\" not in raw:
        return None if '"' in raw else raw
    if raw.count('"') != raw.count('\\"'):
        return None
    text = raw.replace('\\"', '"').replace("\\n", "\n")
    return None if "\\" in text else text  # any other escape leaves its backslash


def _meaning(match: re.Match[str]) -> str:
    if not match["bytes"]:
        return _MEANING.get(match.group(), match.group())
    values = (int(hexa, 16) if hexa else int(octal, 8) & 0xFF for hexa, octal in _BYTE.findall(match.group()))
    return storable(bytes(values).decode("utf-8", "replace"))


# Of the comments of an entry: lines, translator comments, others, references, flags.
_Said = tuple[int, str, str, Occurrences, tuple[str, ...]]


class _Reader:
    """One pass over the lines of a file. The lines are counted from 0 here, and from 1 in messages."""

    def __init__(self, text: str, path: Path, *, crlf: bool) -> None:
        self.path = path
        self.text = text
        self.layout = Layout(text, crlf=crlf)
        self.file = File(self.layout)
        self.entries: list[Entry] = []
        self.kind = ""  # the last keyword, of _AFTER
        self.end = 0  # the line behind the last entry that is finished
        self.comments_before = ""  # of the last usual entry, and what they say
        self.said_before: _Said = (0, "", "", (), ())
        self._begin()

    def _begin(self) -> None:
        """A fresh entry."""
        self.fields: dict[str, Any] = {}
        self.plural: dict[int, str] = {}
        self.tcomments: list[str] = []
        self.comments: list[str] = []
        self.occurrences: list[tuple[str, str]] = []
        self.flags: list[str] = []
        self.sticky: tuple[str, ...] = ()
        self.between = True  # no entry is begun; or one has its msgstr, and what comes may belong to another
        self.complete = False  # has its msgstr
        self.field: str | int = ""  # which text is being read; a number is a plural form
        self.parts: list[str] | None = None  # its pieces
        self.word_at = self.last = 0  # the line of its keyword, and of the last piece

    def read(self) -> File:
        text, size = self.text, len(self.text)
        position = at = 0
        while position < size:
            mark = text[position]
            if mark == "\n":
                position += 1
                at += 1
                continue
            if self.between and mark in _USUAL_BEGINS:
                begin = position
                position, at = self._usual(position, at)
                if position > begin:
                    continue
            end = text.find("\n", position)
            line = text[position : end if end >= 0 else size]
            self._any_line(at, line, mark)
            position += len(line) + 1
            at += 1
        self._close()
        if self.kind and not self.kind.startswith("msgstr"):
            raise self._error(
                self.word_at,
                "broken PO: the last entry has no msgstr",
                "The file seems to be cut off; restore it from git.",
            )
        if self.complete:
            self._finish()
        self.layout.tail = self.end
        self._build()
        return self.file

    # ---------------------------------------------------------------------------------- the usual entry

    def _usual(self, position: int, at: int) -> tuple[int, int]:
        """Read as many usual entries as stand one behind the other; the place and the line behind them.

        What they say, and where, is what reading them line by line would say.
        """
        text, layout, entries, new = self.text, self.layout, self.entries, Entry.__new__
        while found := _USUAL(text, position):
            comments, context, source, target = found.groups()
            more = 0  # lines of the two texts
            if '"' in source or "\\" in source:
                more += source.count("\n")
                source = _usual_text(source)
            if '"' in target or "\\" in target:
                more += target.count("\n")
                target = _usual_text(target)
            if source is None or target is None or (context and _usual_text(context) != context):
                break
            if self.complete:
                self._finish()
            if comments != self.comments_before:
                self._remember(comments)
            lines, notes, comment, places, flags = self.said_before
            at += lines + (context is not None) + 1
            entry = new(Entry)
            entry.linenum = at
            entry.msgid = source
            entry.msgstr = target
            entry.flags = [*flags]
            if context is not None:
                entry.msgctxt = context
            if notes:
                entry.tcomment = notes
            if comment:
                entry.comment = comment
            if places:
                entry.occurrences = [*places]
            at += 1 + more
            # As facts() would find them.
            said = (
                source,
                target,
                context,
                "",
                (),
                False,
                notes,
                comment,
                places,
                flags,
                None,
                None,
                None,
                (),
            )
            entry.origin = (layout, len(entries), self.end, at, said)
            entries.append(entry)
            self.end = at
            self.kind = "msgstr"
            position = found.end()
            at += 1
        return position, at

    def _remember(self, comments: str) -> None:
        """What the comments of a usual entry say; they are remembered, as one paragraph follows the other."""
        for line in comments.split("\n")[:-1]:
            self._comment(0, line)
        self.comments_before = comments
        self.said_before = (
            comments.count("\n"),
            "\n".join(self.tcomments) or " " if self.tcomments else "",
            "\n".join(self.comments) or " " if self.comments else "",
            tuple(self.occurrences),
            tuple(self.flags),
        )
        self._begin()

    # ------------------------------------------------------------------------------------------- lines

    def _any_line(self, at: int, line: str, mark: str) -> None:
        """A line that begins with ``mark``. Most are one of these, and need no second look."""
        if mark == "#":
            self._comment(at, line)
            return
        if mark == '"':
            if self.parts is not None and _is_whole(line):
                self._piece(at, unescaped(line[1:-1]), previous=False)
                return
        elif mark == "m":
            word, _, text = line.partition(" ")
            if word in _WORDS and _is_whole(text):
                self._word(at, word, "", obsolete=False)
                self._piece(at, unescaped(text[1:-1]), previous=False)
                return
        self._line(at, line)

    def _line(self, at: int, line: str) -> None:
        line = line.strip(BLANK)
        if line.startswith("#"):
            self._comment(at, line)
        elif _CONFLICT.match(line):
            raise self._error(
                at,
                "broken PO: an unresolved merge conflict",
                "Keep one of the two versions and delete the lines of marks.",
            )
        elif line:
            self._tokens(at, line, obsolete=False, previous=False)

    def _comment(self, at: int, line: str) -> None:
        """A line that begins with ``#``."""
        kind = line[1:2]
        if kind in _PREFIXES:
            rest = self._prefixed(at, line)
            if not rest:
                return
            line, kind = rest, rest[1:2]
        if self.parts is not None:
            self._close()
        if self.complete:
            self._finish()
        self.between = False
        if line[-1] in BLANK:
            line = line.rstrip(BLANK)
        if kind == " ":
            self.tcomments.append(line[2:])
        elif kind == ".":
            self.comments.append(line[3:] if line[2:3] == " " else line[2:])
        elif kind == ":":
            self._references(line[2:])
        elif kind in _FLAGS:
            flags = [flag for flag in dict.fromkeys(_FLAG.findall(line[2:])) if flag not in self.flags]
            self.flags += flags
            if kind == "=":
                self.sticky += tuple(flags)
        else:
            self.tcomments.append(line[1:])

    def _prefixed(self, at: int, line: str) -> str:
        """A line of ``#~``, ``#|`` or ``#~|``. The result is a comment that was made obsolete as well."""
        obsolete = line[1] == "~"
        previous = line[1] == "|" or line[2:3] == "|"
        rest = line[3 if obsolete and previous else 2 :].strip(BLANK)
        if not rest.startswith("#") or not obsolete:
            if rest:
                self._tokens(at, rest, obsolete=obsolete, previous=previous)
            return ""
        if rest[1:2] in _PREFIXES:
            raise self._error(at, f"broken PO: unknown keyword {rest.split()[0]}", _MSGFMT)
        return rest

    def _references(self, text: str) -> None:
        for isolated, isolated_line, plain in _REFERENCE.findall(text):
            if isolated:
                self.occurrences.append((isolated, isolated_line))
                continue
            name, colon, number = plain.rpartition(":")
            if name and colon and number.isdecimal() and number.isascii():
                self.occurrences.append((name, number))
            elif plain:
                self.occurrences.append((plain, ""))

    def _tokens(self, at: int, line: str, *, obsolete: bool, previous: bool) -> None:
        """Keywords and texts, as many as stand on the line."""
        position = 0
        while position < len(line):
            found = TOKEN.match(line, position)
            if found is None:
                raise self._unknown(at, line, "") if position == 0 else self._error(at, *_QUOTES)
            text, word, index = found.groups()
            if text is not None:
                self._piece(at, unescaped(text[1:-1]), previous=previous)
            elif word not in (_PREVIOUS if previous else _WORDS) or (index and word != "msgstr"):
                raise (
                    self._error(at, *_QUOTES)
                    if position
                    else self._unknown(at, line, word if previous or obsolete else "")
                )
            elif previous:
                self._previous(at, word)
            else:
                self._word(at, word, index or "", obsolete=obsolete)
            space = SPACE.match(line, found.end())
            position = space.end() if space else found.end()

    def _unknown(self, at: int, line: str, word: str) -> CatalogueError:
        """What to say of a line that begins with no keyword."""
        if line.startswith('"'):
            return self._error(at, *_QUOTES)
        if word:
            return self._error(at, f"broken PO: unknown keyword {word}", _MSGFMT)
        if re.match(rf"domain[{BLANK}]", line):
            return self._error(
                at,
                "domain lines cannot be kept: a catalogue here is one domain, named by its file",
                "Write each domain into a file of its own.",
            )
        return self._error(
            at,
            "broken PO: neither a comment, nor a keyword, nor a text in quotes",
            "A text goes on in a line of its own quotes.",
        )

    # ----------------------------------------------------------------------------------------- entries

    def _word(self, at: int, word: str, index: str, *, obsolete: bool) -> None:
        kind = "msgstr[" if index else word
        if self.kind not in _AFTER[kind]:
            shown = f"{word}[{index}]" if index else word
            after = f"after {self.kind.rstrip('[')}" if self.kind else "at the beginning"
            raise self._error(at, f"broken PO: {shown} {after}", _LOST)
        if self.parts is not None:
            self._close()
        if self.complete and kind in ("msgctxt", "msgid"):
            self._finish()
        self.between = False
        self.kind = kind
        self.field = int(index) if index else word
        if index and self.field in self.plural:
            raise self._error(at, f"broken PO: a second msgstr[{index}]", _LOST)
        self.parts = []
        self.word_at = self.last = at
        if word == "msgid":
            self.fields["linenum"] = at + 1
            if obsolete:
                self.fields["obsolete"] = True
        elif word == "msgstr":
            self.complete = self.between = True

    def _previous(self, at: int, word: str) -> None:
        if self.parts is not None:
            self._close()
        if self.complete:
            self._finish()
        self.between = False
        self.field = f"previous_{word}"
        self.parts = []
        self.word_at = at

    def _piece(self, at: int, text: str, *, previous: bool) -> None:
        if self.parts is None or previous != (type(self.field) is str and self.field[:1] == "p"):
            raise self._error(at, "broken PO: a text without its keyword", _LOST)
        self.parts.append(text)
        self.last = at

    def _close(self) -> None:
        """The text that was being read is at its end."""
        parts = self.parts
        if parts is None:
            return
        if not parts:
            raise self._error(self.word_at, *_QUOTES)
        text = parts[0] if len(parts) == 1 else "".join(parts)
        if isinstance(self.field, int):
            self.plural[self.field] = text
        else:
            self.fields[self.field] = text
        self.parts = None

    def _finish(self) -> None:
        """The entry is at its end."""
        self._close()
        fields = self.fields
        fields["msgstr_plural"] = self.plural
        fields["occurrences"] = self.occurrences
        fields["flags"] = self.flags
        if self.tcomments:  # a lone "#" is a space: an empty comment would be none
            fields["tcomment"] = "\n".join(self.tcomments) or " "
        if self.comments:
            fields["comment"] = "\n".join(self.comments) or " "
        if self.sticky:  # in the order in which they are written
            fields["flags"] = [*(flag for flag in self.flags if flag not in self.sticky), *self.sticky]
            fields["sticky"] = self.sticky
        entry = Entry.__new__(Entry)
        entry.__dict__.update(fields)
        start, self.end = self.end, self.last + 1
        entry.origin = (self.layout, len(self.entries), start, self.end, facts(entry))
        self.entries.append(entry)
        self.kind = "msgstr"
        self._begin()

    def _build(self) -> None:
        """Put the entries into the file, the header into its places."""
        file, layout = self.file, self.layout
        layout.count = len(self.entries)
        live = [entry for entry in self.entries if not entry.obsolete]
        keys = {(entry.msgctxt, entry.msgid) for entry in live}
        if len(keys) < len(live):
            raise self._twice(live)
        entries = self.entries
        if _HEADER in keys:
            layout.head = next(entry for entry in live if (entry.msgctxt, entry.msgid) == _HEADER)
            entries = [entry for entry in entries if entry is not layout.head]
        file.extend(entries)
        if layout.head is not None:
            if layout.head.origin is not None:
                layout.head_at = layout.head.origin[1:4]
                layout.head.origin = None
            if layout.head.tcomment == " ":
                layout.head.tcomment = ""
            file.header = layout.head.tcomment
            file.metadata = metadata_of(layout.head.msgstr)
            file.metadata_is_fuzzy = "fuzzy" in layout.head.flags

    def _twice(self, live: Sequence[Entry]) -> CatalogueError:
        """What to say of the first entry that has stood before."""
        seen: dict[tuple[str | None, str], int | None] = {}
        for entry in live:
            key = (entry.msgctxt, entry.msgid)
            if key in seen:
                break
            seen[key] = entry.linenum
        what, hint = "duplicate entry", "Keep the better one of the two translations."
        if key == _HEADER:
            what, hint = "a second header", "Keep one header, at the beginning of the file."
        return self._error((entry.linenum or 0) - 1, f"broken PO: {what} (first at line {seen[key]})", hint)

    def _error(self, at: int, problem: str, hint: str) -> CatalogueError:
        return CatalogueError(problem, where=f"{self.path}:{at + 1}", hint=hint)
