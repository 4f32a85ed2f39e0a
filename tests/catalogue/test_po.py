"""Reading and writing: what goes in comes out, and what is broken is refused in one line."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.catalogue import (
    Catalogue,
    empty_catalogue,
    load_catalogue,
    render,
    save_catalogue,
    units,
)
from workflow.catalogue.po import _parse
from workflow.errors import CatalogueError, WorkflowError
from workflow.model import Role, State

Read = Callable[..., Catalogue]
HEADER = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
PATH = Path("x.po")

# Characters that have broken PO readers before, more often than chance would choose them.
_NASTY = st.sampled_from(
    [
        *"\\\"'\n\r\t\v\f\a\b\0\x1b\x1c\x1d\x1e\x1f\x7f\x85\xa0\xad\u200b\u200e\u202e\u2028\u2029\u3000",
        *"\ufeff\ufdd0\ufffe\ufffd\ud800\udfff#~|=,:. aя字\U0001f600",
        *('"\n"', "msgid", "\\n", "\\a", "\\x41", "\\303"),
    ]
)
HOSTILE = st.lists(st.one_of(_NASTY, st.characters()), max_size=12).map("".join)
LINE = HOSTILE.map(lambda text: " ".join(text.split()))
COMMENT = st.lists(LINE, max_size=3).map("\n".join)


@st.composite
def entries(draw: st.DrawFn) -> polib.POEntry:
    """An entry of any kind that a catalogue may hold."""
    entry = polib.POEntry(
        msgid=draw(HOSTILE) + "x",
        msgctxt=draw(st.none() | HOSTILE),
        tcomment=draw(COMMENT),
        comment=draw(COMMENT),
        flags=draw(st.sampled_from([[], ["fuzzy"], ["fuzzy", "no-wrap"], ["c-format"]])),
        occurrences=draw(st.sampled_from([[], [("seeds/x.txt", "3")], [("a.md", "1"), ("a.md", "9")]])),
        previous_msgid=draw(st.none() | HOSTILE),
        previous_msgctxt=draw(st.none() | HOSTILE),
        obsolete=draw(st.booleans()),
    )
    if draw(st.booleans()):
        entry.msgstr = draw(HOSTILE)
    else:
        entry.msgid_plural = draw(HOSTILE) + "s"
        entry.msgstr_plural = {0: draw(HOSTILE), 1: draw(HOSTILE)}
    return entry


@st.composite
def catalogues(draw: st.DrawFn) -> polib.POFile:
    """A catalogue of such entries without duplicates."""
    po = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    po.header = draw(COMMENT)
    po.metadata = {"Language": "ru", "Last-Translator": draw(LINE), "X-Note": draw(LINE)}
    seen = set()
    for entry in draw(st.lists(entries(), max_size=4)):
        key = (_stored(entry.msgctxt), _stored(entry.msgid))
        if key not in seen:
            seen.add(key)
            po.append(entry)
    return po


def _stored(text: str | None) -> str | None:
    """What a file can hold of a text: no NUL, no lone surrogate."""
    if text is None:
        return None
    return "".join("\ufffd" if char in "\0\4" or "\ud800" <= char <= "\udfff" else char for char in text)


def _facts(entry: polib.POEntry) -> tuple[object, ...]:
    return (
        _stored(entry.msgctxt),
        _stored(entry.msgid),
        _stored(entry.msgid_plural),
        _stored(entry.msgstr),
        {index: _stored(text) for index, text in entry.msgstr_plural.items()},
        _stored(entry.previous_msgid),
        _stored(entry.previous_msgctxt),
        entry.flags,
        bool(entry.obsolete),
        entry.occurrences,
    )


def _lines(comment: str) -> list[str]:
    """Lines of a comment without the white space around them, which is no one's words."""
    return [line.strip() for line in (_stored(comment) or "").split("\n") if line.strip()]


# --------------------------------------------------------------------------------------------------- laws


@given(catalogues())
@settings(max_examples=120, deadline=None)
def test_what_is_written_is_read_again(po: polib.POFile) -> None:
    again = _parse(PATH, render(po))
    live_first = sorted(po, key=lambda entry: bool(entry.obsolete))
    assert [_facts(entry) for entry in again] == [_facts(entry) for entry in live_first]
    assert [_lines(entry.tcomment) for entry in again] == [_lines(entry.tcomment) for entry in live_first]
    assert [_lines(entry.comment) for entry in again] == [_lines(entry.comment) for entry in live_first]
    assert _lines(again.header) == _lines(po.header)
    assert again.metadata == {name: (_stored(value) or "").strip() for name, value in po.metadata.items()}


@given(catalogues())
@settings(max_examples=80, deadline=None)
def test_rendering_is_stable(po: polib.POFile) -> None:
    once = render(_parse(PATH, render(po)))
    assert render(_parse(PATH, once)) == once


@given(catalogues())
@settings(max_examples=50, deadline=None)
def test_rendering_changes_nothing_in_memory(po: polib.POFile) -> None:
    before = [(entry.msgid, entry.msgstr, entry.tcomment, entry.comment) for entry in po]
    render(po)
    assert [(entry.msgid, entry.msgstr, entry.tcomment, entry.comment) for entry in po] == before


_PIECES = st.sampled_from(
    [
        r"",
        r'msgid "a"',
        r'msgid "b"',
        r'msgid ""',
        r'msgstr "x"',
        r'msgstr ""',
        r'msgstr[0] "x"',
        r'msgid_plural "y"',
        r'msgctxt "c"',
        r'"more"',
        r"# note",
        r"#. role",
        r"#: a:1",
        r"#, fuzzy",
        r"#= x",
        r'#| msgid "old"',
        r'#| "on"',
        r"#|",
        r"#~",
        r'#~ msgid "gone"',
        r'#~ msgstr "g"',
        r'#~ "on"',
        r'#~| msgid "older"',
        r'#~| "on"',
        r"#~ # c",
        r"#",
        r"#foo",
        r"<<<<<<< HEAD",
        r"=======",
        r'msgstr "open',
        r"msgid bare",
        r"msgstr[x]",
        r"",
    ]
)


@given(st.lists(_PIECES | HOSTILE, max_size=10).map("\n".join))
@settings(max_examples=250, deadline=None)
def test_any_text_is_a_catalogue_or_one_line_of_complaint(text: str) -> None:
    content = text.encode("utf-8", "surrogatepass")
    try:
        po = _parse(PATH, content)
    except CatalogueError as error:
        assert str(error).startswith("x.po")
        assert len(str(error).splitlines()) == 1
    else:
        assert render(_parse(PATH, render(po))) == render(po)


@given(st.binary(max_size=60))
@settings(max_examples=80, deadline=None)
def test_any_bytes_are_a_catalogue_or_one_line_of_complaint(content: bytes) -> None:
    try:
        _parse(PATH, content)
    except CatalogueError as error:
        assert len(str(error).splitlines()) == 1


# --------------------------------------------------------------------------------------------------- broken

_ENTRY = 'msgid "a"\nmsgstr "а"\n'
_QUOTE = (
    "broken PO: a quotation mark is missing, or one inside the text has no backslash. "
    'A text stands in "quotes"; a quote inside it is written \\".'
)
_LOST = "An entry is msgid, then msgstr; a line between two entries was lost."

BROKEN = {
    "duplicate entries": (
        HEADER + _ENTRY + "\n# second\n" + _ENTRY,
        "x.po:10: broken PO: duplicate entry (first at line 6). Keep the better one of the two translations.",
    ),
    "a second header": (
        HEADER + _ENTRY + "\n" + HEADER,
        "x.po:9: broken PO: a second header (first at line 1). "
        "Keep one header, at the beginning of the file.",
    ),
    "not UTF-8": (
        HEADER.encode() + 'msgid "a"\nmsgstr "Чунцин"\n'.encode("cp1251"),
        "x.po:7: not UTF-8 (byte 0xd7). Save the catalogue as UTF-8; most editors have this under “Save as”.",
    ),
    "UTF-16": (
        (HEADER + _ENTRY).encode("utf-16"),
        "x.po:1: not UTF-8 (byte 0xff). Save the catalogue as UTF-8; most editors have this under “Save as”.",
    ),
    "NUL bytes": (
        (HEADER + _ENTRY).encode() + b"\0\0\0\0",
        "x.po: holds zero bytes; it is not a text file",
    ),
    "only comments": ("# nothing else\n", "x.po: broken PO: holds neither header nor entries"),
    "no PO at all": (
        "Dear translator,\n",
        "x.po:1: broken PO: neither a comment, nor a keyword, nor a text in quotes. "
        "A text goes on in a line of its own quotes.",
    ),
    "no closing quote": (HEADER + 'msgid "a"\nmsgstr "Чунцин\n', f"x.po:7: {_QUOTE}"),
    "no opening quote": (HEADER + 'msgid "a"\nmsgstr Чунцин"\n', f"x.po:7: {_QUOTE}"),
    "no quotes": (HEADER + "msgid a\n", f"x.po:6: {_QUOTE}"),
    "a quote without a backslash": (HEADER + 'msgid "a "b" c"\nmsgstr ""\n', f"x.po:6: {_QUOTE}"),
    "closed by an escaped quote": (HEADER + 'msgid "a\\"\nmsgstr ""\n', f"x.po:6: {_QUOTE}"),
    "an obsolete text that is not closed": (
        HEADER + '#~ msgid "a"\n#~ msgstr "b\n',
        f"x.po:7: {_QUOTE}",
    ),
    "no msgstr": (
        HEADER + 'msgid "a"\n\n# of b\nmsgid "b"\nmsgstr ""\n',
        f"x.po:9: broken PO: msgid after msgid. {_LOST}",
    ),
    "no msgid": (
        HEADER + 'msgid "a"\nmsgstr "b"\n\n# of c\nmsgstr "c"\n',
        f"x.po:10: broken PO: msgstr after msgstr. {_LOST}",
    ),
    "begins in the middle": ('msgstr "b"\n', f"x.po:1: broken PO: msgstr at the beginning. {_LOST}"),
    "plural forms of a singular": (
        HEADER + 'msgid "a"\nmsgstr[0] ""\n',
        f"x.po:7: broken PO: msgstr[0] after msgid. {_LOST}",
    ),
    "cut off": (
        HEADER + _ENTRY + '\nmsgid ""\n"b"\n',
        "x.po:9: broken PO: the last entry has no msgstr. The file seems to be cut off; restore it from git.",
    ),
    "a merge conflict": (
        HEADER + 'msgid "a"\n<<<<<<< HEAD\nmsgstr "б"\n=======\nmsgstr "в"\n>>>>>>> other\n',
        "x.po:7: broken PO: an unresolved merge conflict. "
        "Keep one of the two versions and delete the lines of marks.",
    ),
    "an unknown #| line": (
        HEADER + "#| msgfoo \"a\"\n" + _ENTRY,
        "x.po:6: broken PO: unknown keyword msgfoo. "
        "“msgfmt --check” shows the place; restore a version from git if it cannot be mended.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_broken_files_say_what_and_where(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, message = BROKEN[what]
    monkeypatch.chdir(tmp_path)
    PATH.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(PATH)
    assert str(caught.value) == message


def test_what_cannot_be_read_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    PATH.mkdir()
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(PATH)
    assert str(caught.value) == "x.po: cannot be read (Is a directory)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.po")
    with pytest.raises(CatalogueError, match=r"x\.po: not a file"):
        load_catalogue(tmp_path / "x.po")


# --------------------------------------------------------------------------------------------------- sound


@pytest.mark.parametrize("content", [b"", b"\n \n", HEADER.encode()])
def test_a_file_without_entries_is_an_empty_catalogue(read: Read, content: bytes) -> None:
    assert units(read(content)) == ()


def test_no_file_is_no_catalogue(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path / "none.po") is None


def test_crlf_and_byte_order_mark(read: Read) -> None:
    text = HEADER + '# заметка\nmsgid "a"\nmsgstr "б"\n'
    catalogue = read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    (unit,) = units(catalogue)
    assert (unit.source, unit.target, unit.notes, unit.line) == ("a", "б", ("заметка",), 7)
    assert catalogue.po.metadata["Language"] == "ru"
    assert b"\r" not in render(catalogue.po)


def test_old_mac_line_ends(read: Read) -> None:
    (unit,) = units(read((HEADER + _ENTRY).replace("\n", "\r").encode()))
    assert (unit.source, unit.target) == ("a", "а")


def test_plural_entries_survive(read: Read) -> None:
    text = 'msgid "one day"\nmsgid_plural "days"\nmsgstr[0] "день"\nmsgstr[1] "дня"\nmsgstr[2] "дней"\n'
    assert render(read(text).po).decode().endswith("\n\n" + text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\a", "a\a"),
        (r"\320\247\321\203", "Чу"),
        (r"\xd0\xa7", "Ч"),
        (r"\\320", r"\320"),
        (r"\\a", r"\a"),
        (r"\342\200\250", "\u2028"),
        (r"\42", '"'),
        (r"\134n", r"\n"),
        (r"C:\data", r"C:\data"),
        (r"\000", "\ufffd"),
        ("a\x85b\u2028c\x1cd", "a\x85b\u2028c\x1cd"),
        ('one" "two', "onetwo"),
    ],
)
def test_texts_are_read_as_gettext_reads_them(read: Read, written: str, meant: str) -> None:
    catalogue = read(f'msgid "a"\nmsgstr "{written}"\n')
    assert units(catalogue)[0].target == meant
    assert _parse(PATH, render(catalogue.po))[0].msgstr == meant


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("#= fuzzy-ish, later", "#= fuzzy-ish, later"),
        ("#=x", "#= x"),
        ("#= x, y\n#, fuzzy", "#, fuzzy\n#= x, y"),
        ("#! x", "#, x"),
        ("#, a b\n#, c", "#, a, b, c"),
        ("#, range: 0..9, no-wrap", "#, range: 0..9, no-wrap"),
        ("# ends in \\", "# ends in \\ "),  # gettext would take the next line for part of it
        ("#. a\n#.\n#. b", "#. a\n#.\n#. b"),
        ("#: \u2068a b.txt\u2069:1 c.txt:2", "#: \u2068a b.txt\u2069:1 c.txt:2"),
        ("# by hand", "# by hand"),
        ("#by hand", "# by hand"),
        ("##by hand", "# #by hand"),
        ("#\tby hand", "# \tby hand"),
        ("#    indented", "#    indented"),
        ("# , fuzzy", "# , fuzzy"),
        ("# a\n#\n# b", "# a\n#\n# b"),
        ("#", "#"),
        ("#\n#\n#.", "#\n#\n#."),
        ("# bell \a", "# bell \a"),
        ("# line\u2028separator", "# line\u2028separator"),
        ("# =sticky= not a sticky one", "# =sticky= not a sticky one"),
        ("#,fuzzy", "#, fuzzy"),
        ("#:a.txt:1", "#: a.txt:1"),
        ("#.role", "#. role"),
        ('#| msgctxt "c"\n#| msgid ""\n#| "was\\n"\n#| "before"',) * 2,
    ],
)
def test_comments_survive(read: Read, written: str, kept: str) -> None:
    rendered = render(read(f'{written}\nmsgid "a"\nmsgstr "b"\n').po).decode()
    assert rendered.endswith(f'\n\n{kept}\nmsgid "a"\nmsgstr "b"\n')


def test_comments_of_the_header_survive(read: Read) -> None:
    text = (
        "# , comma\n# : colon\n#\n# last\n#. role\n#: x.txt:1\n#, fuzzy, no-wrap\n#= sticky\n"
        + HEADER
        + _ENTRY
    )
    assert render(read(text, bare=True).po).decode() == text


def test_what_obsolete_entries_were_survives(read: Read) -> None:
    text = '# why\n#, fuzzy\n#~| msgid ""\n#~| "was\\n"\n#~| "before"\n#~ msgid "a"\n#~ msgstr "б"\n'
    catalogue = read(_ENTRY + "\n" + text)
    assert catalogue.po[1].previous_msgid == "was\nbefore"
    assert render(catalogue.po).decode().endswith("\n\n" + text)


def test_units(read: Read) -> None:
    text = (
        "# machine: x\n#. headline, block 1; paragraph, block 3, sentence 1 of 2\n"
        'msgctxt "headline"\nmsgid "a"\nmsgstr "б"\n\n'
        '#, fuzzy\nmsgid "b"\nmsgstr "в"\n\n'
        'msgid "c"\nmsgstr " "\n\n'
        '#~ msgid "d"\n#~ msgstr "д"\n'
    )
    first, second, third = units(read(text))
    assert (first.context, first.source, first.target) == ("headline", "a", "б")
    assert (first.notes, first.roles) == (("machine: x",), (Role.HEADLINE, Role.PARAGRAPH))
    assert [each.state for each in (first, second, third)] == [State.REVIEWED, State.MACHINE, State.EMPTY]
    assert [each.line for each in (first, second, third)] == [9, 13, 16]  # of the msgid, not of its comments


# --------------------------------------------------------------------------------------------------- saving


def test_a_new_catalogue_is_saved(tmp_path: Path) -> None:
    catalogue = empty_catalogue(tmp_path / "ru" / "LC_MESSAGES" / "x.po")
    catalogue.po.append(polib.POEntry(msgid="a", msgstr="б"))
    assert save_catalogue(catalogue)
    loaded = load_catalogue(catalogue.path)
    assert loaded is not None
    assert [(unit.source, unit.target) for unit in units(loaded)] == [("a", "б")]
    catalogue.po[0].msgstr = "в"
    assert save_catalogue(catalogue), "it knows what it wrote itself"


def test_a_catalogue_that_changed_on_disk_is_not_overwritten(read: Read) -> None:
    catalogue = read(_ENTRY)
    theirs = (HEADER + 'msgid "a"\nmsgstr "by hand"\n').encode()
    catalogue.path.write_bytes(theirs)
    catalogue.po[0].msgstr = "by machine"
    assert not save_catalogue(catalogue)
    assert catalogue.path.read_bytes() == theirs


def test_a_catalogue_that_changes_during_the_save_is_not_overwritten(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue = read(_ENTRY)
    catalogue.po[0].msgstr = "by machine"
    sync = os.fsync

    def meanwhile(handle: int) -> None:
        sync(handle)
        catalogue.path.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", meanwhile)
    assert not save_catalogue(catalogue)
    assert catalogue.path.read_bytes() == b"theirs"
    assert [path.name for path in catalogue.path.parent.iterdir()] == ["x.po"]


def test_a_catalogue_that_appeared_or_went_is_not_overwritten(read: Read, tmp_path: Path) -> None:
    fresh = empty_catalogue(tmp_path / "new.po")
    fresh.path.write_bytes(b"theirs")
    assert not save_catalogue(fresh)
    assert fresh.path.read_bytes() == b"theirs"
    old = read(_ENTRY)
    old.path.unlink()
    assert not save_catalogue(old)
    assert not old.path.exists()


def test_a_catalogue_that_cannot_be_compared_is_not_overwritten(read: Read) -> None:
    catalogue = read(_ENTRY)
    catalogue.path.unlink()
    catalogue.path.mkdir()
    with pytest.raises(WorkflowError, match="Is a directory"):
        save_catalogue(catalogue)


def test_the_layout_of_another_tool_is_left_alone(read: Read) -> None:
    wrapped = 'msgid ""\n"long "\n"text"\nmsgstr ""\n"lan"\n"ger"\n'
    catalogue = read(wrapped)
    before = catalogue.path.read_bytes()
    assert save_catalogue(catalogue)
    assert catalogue.path.read_bytes() == before
    catalogue.po[0].msgstr = "другой"
    assert save_catalogue(catalogue)
    assert catalogue.path.read_bytes().endswith('msgid "long text"\nmsgstr "другой"\n'.encode())
