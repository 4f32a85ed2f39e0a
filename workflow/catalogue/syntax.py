r"""Between the PO format and polib: what polib 1.2 reads wrongly, drops without a word, or cannot hold.

GNU gettext defines the format (its manual, "The Format of PO Files"). polib differs where it matters to the
work of people: it cuts the last letter from a text whose closing quote is missing, takes the second of two
``msgid`` lines for the first, forgets ``#~|`` lines, reads ``\a`` and ``\303\251`` as they stand, refuses
``#=`` lines (allowed since 2025) and ``#comments`` without a space, and ends a line at every character that
``str.splitlines`` knows, U+2028 and U+0085 among them. So a text is brought into polib's dialect before polib
sees it, line for line, and faults that polib would not notice are errors with the number of their line.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import polib

from workflow.errors import CatalogueError

# A noncharacter (Unicode, 23.7: for a program's own use) begins the two characters that stand for a hard one.
_MARK = "\ufdd0"
_HARD = (_MARK, "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029")
_SHIELDS = {char: f"{_MARK}{chr(ord('A') + index)}" for index, char in enumerate(_HARD)}
_SHIELD = str.maketrans(_SHIELDS)
_NOTHING = f"{_MARK}@"  # stands for no character at all
_BELL = f"{_MARK}a"  # stands for the escape sequence \a, which polib would not write
_ORIGINALS = {shield: char for char, shield in _SHIELDS.items()} | {_NOTHING: "", _BELL: r"\a"}

STICKY = f"{_MARK}="  # stands for "#=" at the beginning of a translator comment while polib holds the file

_CONFLICT = re.compile(r"<{7}( |$)|={7}$|>{7}( |$)")
_LINE = re.compile(
    r"(?P<mark>#~\||#~|#\|)?[ \t]*"
    r"(?P<word>msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)?[ \t]*(?P<rest>.*)"
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"[ \t]*')
_TEXTS = re.compile(rf"(?:{_QUOTED.pattern})+")
_ESCAPE = re.compile(r"(?P<bytes>(?:\\[0-7]{1,3}|\\x[0-9A-Fa-f]{1,2})+)|\\.")
_BYTE = re.compile(r"\\(?:x([0-9A-Fa-f]+)|([0-7]+))")
# Words after which a word may stand; "" is the beginning of the file.
_AFTER: Mapping[str, tuple[str, ...]] = {
    "msgctxt": ("", "msgstr", "msgstr["),
    "msgid": ("", "msgctxt", "msgstr", "msgstr["),
    "msgid_plural": ("msgid",),
    "msgstr": ("msgid",),
    "msgstr[": ("msgid_plural", "msgstr["),
}


def _shield(text: str) -> str:
    return text.translate(_SHIELD)


def _unshield(text: str) -> str:
    return re.sub(f"{_MARK}.", lambda found: _ORIGINALS.get(found.group(), found.group()), text)


def _unescaped(match: re.Match[str]) -> str:
    """An escape sequence as polib knows it: byte escapes decoded, all others as they are."""
    if match.group() == r"\a":
        return "\a"
    if not match.group("bytes"):
        return match.group()
    values = (int(hexa, 16) if hexa else int(octal, 8) & 0xFF for hexa, octal in _BYTE.findall(match.group()))
    return _shield(polib.escape(storable(bytes(values).decode("utf-8", "replace"))))


def _comment(line: str) -> str:
    """A ``#`` line with the space that polib wants."""
    if line.startswith("#="):
        return f"# {STICKY}{line[2:]}"
    if re.match(r"#[,.:](?=\S)", line):
        return f"{line[:2]} {line[2:]}"
    return f"# {line[1:]}" if re.match(r"#(?![ ,.:|~]|$)", line) else line


def into_dialect(text: str, path: Path) -> str:
    """The text of a PO file as polib reads it rightly: as many lines, in the same order.

    ``text`` has ``\\n`` line ends; ``path`` is for messages.

    :raises CatalogueError: a text is not closed, a keyword stands where none may stand, the end is missing,
        or git left its conflict marks.
    """
    lines: list[str] = []
    previous, last = "", 0
    for number, raw in enumerate(_shield(text).split("\n"), 1):
        line, where = raw.strip(), f"{path}:{number}"
        if not line or line.startswith(("# ", "#. ", "#: ", "#, ")):
            lines.append(line)  # most lines, and nothing to mend in them
            continue
        if _CONFLICT.match(line):
            raise CatalogueError(
                "broken PO: an unresolved merge conflict",
                where=where,
                hint="Keep one of the two versions and delete the lines of marks.",
            )
        found = _LINE.fullmatch(line)
        if found is None or not (found["word"] or found["rest"].startswith('"')):
            if not line.startswith("#"):
                raise CatalogueError(
                    "broken PO: neither a comment, nor a keyword, nor a text in quotes",
                    where=where,
                    hint="A text goes on in a line of its own quotes.",
                )
            lines.append(_comment(line))
            continue
        mark, word = found["mark"] or "", found["word"] or ""
        if not _TEXTS.fullmatch(found["rest"]):
            raise CatalogueError(
                "broken PO: a quotation mark is missing, or one inside the text has no backslash",
                where=where,
                hint='A text stands in "quotes"; a quote inside it is written \\".',
            )
        if word and mark in ("", "#~"):
            kind = word.rstrip("0123456789]")
            if previous not in _AFTER[kind]:
                after = f"after {previous.rstrip('[')}" if previous else "at the beginning"
                raise CatalogueError(
                    f"broken PO: {word} {after}",
                    where=where,
                    hint="An entry is msgid, then msgstr; a line between two entries was lost.",
                )
            previous, last = kind, number
        inner = _ESCAPE.sub(_unescaped, "".join(_QUOTED.findall(found["rest"])))
        lines.append(" ".join(part for part in (mark.replace("#~|", "#|"), word, f'"{inner}"') if part))
    if previous and not previous.startswith("msgstr"):
        raise CatalogueError(
            "broken PO: the last entry has no msgstr",
            where=f"{path}:{last}",
            hint="The file seems to be cut off; restore it from git.",
        )
    return "\n".join(lines)


def msgid_lines(text: str) -> list[int]:
    """The 1-based line of each ``msgid`` in a text of :func:`into_dialect`, rising."""
    return [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if line.startswith(('msgid "', '#~ msgid "'))
    ]


def out_of_dialect(po: polib.POFile, text: str) -> polib.POFile:
    """What polib read from ``text``, with every character that it cannot hold back in its place."""
    return _changed(po, _unshield, _unshield) if _MARK in text else po


def text_of(po: polib.POFile) -> str:
    """The text of a PO file, which :func:`into_dialect` and polib read as the same entries.

    What no PO file can hold (NUL, lone surrogates) comes out as U+FFFD.
    """

    def safe(text: str) -> str:
        return _shield(storable(text)).replace("\a", _BELL)

    def safe_comment(text: str) -> str:
        return _shield(storable(re.sub(r"\r\n?", "\n", text)))

    shielded = _changed(po, safe, safe_comment)
    # polib would write a header line that begins with a comma or colon as flags or as a place.
    shielded.header = re.sub(r"^(?=[,:])", _NOTHING, shielded.header, flags=re.MULTILINE)
    text = re.sub(rf"^# {_shield(_MARK)}=", "#=", str(shielded), flags=re.MULTILINE)
    return _unshield(re.sub(r"^# +$", "#", text, flags=re.MULTILINE))


def storable(text: str) -> str:
    """``text`` with U+FFFD for what no PO file can hold: NUL and lone surrogates."""
    return re.sub("[\0\ud800-\udfff]", "\ufffd", text)


def one_line(text: str) -> str:
    """``text`` as one line of a comment: a space for every line break, nothing that a file cannot hold."""
    return storable(" ".join(text.splitlines()))


def _changed(
    po: polib.POFile, change: Callable[[str], str], change_comment: Callable[[str], str]
) -> polib.POFile:
    """A copy of ``po`` with all its texts changed."""
    other = copy.copy(po)
    other.clear()
    other.header = change_comment(po.header)
    other.metadata = {change(name): change(value) for name, value in po.metadata.items()}
    for entry in po:
        mine = copy.copy(entry)
        mine.msgid, mine.msgid_plural = change(entry.msgid), change(entry.msgid_plural)
        mine.msgstr = change(entry.msgstr)
        mine.msgstr_plural = {index: change(text) for index, text in entry.msgstr_plural.items()}
        for name in ("msgctxt", "previous_msgctxt", "previous_msgid", "previous_msgid_plural"):
            value: str | None = getattr(entry, name)
            setattr(mine, name, None if value is None else change(value))
        mine.tcomment = change_comment(entry.tcomment)
        mine.comment = change_comment(entry.comment)
        other.append(mine)
    return other
