"""The reader takes what GNU gettext takes, means the same by it, and refuses the rest in one line."""

from __future__ import annotations

import contextlib
import copy
import gc
import time
import weakref
from pathlib import Path

import polib
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workflow.catalogue.printer import text_as_read, text_of
from workflow.catalogue.syntax import Entry, File, facts, metadata_of, read_po
from workflow.errors import CatalogueError

PATH = Path("x.po")
HEADER = 'msgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def _read(text: str) -> File:
    return read_po(text, PATH)


def _only(text: str) -> polib.POEntry:
    (entry,) = _read(text)
    return entry


# --------------------------------------------------------------------------------------------------- forms

_WRAPPED = r"""
# Переводчик
#.  two spaces
#: a.c:1 b.c:22
#: c d.c
#, fuzzy, c-format
#| msgctxt "old context"
#| msgid ""
#| "old "
#| "text"
#| msgid_plural "old texts"
msgctxt ""
"con"
"text"
msgid ""
"a "
"text\n"
"of two lines"
msgid_plural "texts"
msgstr[0] ""
"первый"
msgstr[1] "второй"
msgstr[2]    "тре"
  "тий"
"""


def test_every_part_of_an_entry() -> None:
    entry = _only(_WRAPPED)
    assert isinstance(entry, polib.POEntry)
    assert (entry.msgctxt, entry.msgid, entry.msgid_plural) == ("context", "a text\nof two lines", "texts")
    assert entry.msgstr_plural == {0: "первый", 1: "второй", 2: "третий"}
    assert (entry.tcomment, entry.comment) == ("Переводчик", " two spaces")
    assert entry.occurrences == [("a.c", "1"), ("b.c", "22"), ("c", ""), ("d.c", "")]
    assert entry.flags == ["fuzzy", "c-format"]
    assert (entry.previous_msgctxt, entry.previous_msgid) == ("old context", "old text")
    assert entry.previous_msgid_plural == "old texts"
    assert (entry.msgstr, bool(entry.obsolete), entry.linenum) == ("", False, 15)


def test_every_attribute_of_polib_is_there() -> None:
    """Strangers use polib's objects: theirs and ours have the same attributes, methods and text."""
    ours, theirs = _only('msgid "a"\nmsgstr "b"\n'), polib.POEntry(msgid="a", msgstr="b")
    for name in vars(theirs):
        if name != "linenum":
            assert getattr(ours, name) == getattr(theirs, name), name
    assert ours == theirs
    assert str(ours) == str(theirs)
    assert ours.translated()
    assert not ours.fuzzy


def test_entries_share_nothing_that_can_change() -> None:
    first, second = _read('msgid "a"\nmsgstr ""\nmsgid "b"\nmsgstr ""\n')
    first.flags.append("fuzzy")
    first.occurrences.append(("x", "1"))
    first.msgstr_plural[0] = "x"
    assert (second.flags, second.occurrences, second.msgstr_plural) == ([], [], {})


@pytest.mark.parametrize("copying", [copy.copy, copy.deepcopy])
def test_an_entry_can_be_copied(copying: object) -> None:
    po = _read(HEADER + '# c\n#= s\n#, fuzzy\nmsgid "a"\nmsgstr "b"\n')
    assert callable(copying)
    other = copying(po[0])
    assert isinstance(other, Entry)
    assert facts(other) == facts(po[0])
    other.msgstr = "c"
    assert po[0].msgstr == "b"
    assert other.origin is not None
    assert other.origin[0] is po.layout, "the lines of the file are not copied with each entry"


@pytest.mark.parametrize(
    "text",
    [
        'msgid "a" msgstr "b"',
        'msgid\n"a"\nmsgstr\n"b"',
        'msgid"a"\nmsgstr"b"',
        'msgid "" "a"\nmsgstr "" "" "b"',
        '  msgid "a"\n\tmsgstr "b"',
        'msgid ""\n\n"a"\n\nmsgstr ""\n \n"b"\n\n\n',
        '\fmsgid "a"\v\nmsgstr "b" \t',
        'msgid "a"\r\nmsgstr "b"\r\n',
        'msgid "a"\rmsgstr "b"\r',
        'msgid "a"\r\nmsgstr "b"\n\r',
        r'msgid "\141"' + "\n" + r'msgstr "\x62"',
    ],
)
def test_an_entry_may_be_laid_out_in_many_ways(text: str) -> None:
    entry = _only(text)
    assert (entry.msgid, entry.msgstr) == ("a", "b")


@pytest.mark.parametrize("text", ['msgstr[0] "x"', 'msgstr [0] "x"', 'msgstr[ 0 ]"x"', 'msgstr[00]\n"x"'])
def test_plural_forms_may_be_laid_out_in_many_ways(text: str) -> None:
    assert _only(f'msgid "a"\nmsgid_plural "as"\n{text}').msgstr_plural == {0: "x"}


def test_there_may_be_many_plural_forms() -> None:
    text = 'msgid "a"\nmsgid_plural "as"\n' + "".join(f'msgstr[{n}] "{n}"\n' for n in range(12))
    entry = _only(text)
    assert entry.msgstr_plural == {n: str(n) for n in range(12)}
    assert text_of(_read(text)).endswith("\n\n" + text)


def test_entries_need_no_empty_line_between_them() -> None:
    text = '# 1\nmsgid "a"\nmsgstr "1"\n# 2\n#, fuzzy\nmsgid "b"\nmsgstr "2"\nmsgid "c"\nmsgstr "3"\n'
    text += (
        '#~ msgid "d"\n#~ msgstr "4"\n# 5\n#~ msgid "e"\n#~ msgstr "5"\nmsgctxt "f"\nmsgid "f"\nmsgstr "6"'
    )
    found = [
        (entry.msgid, entry.tcomment, entry.flags, bool(entry.obsolete), entry.linenum)
        for entry in _read(text)
    ]
    assert found == [
        ("a", "1", [], False, 2),
        ("b", "2", ["fuzzy"], False, 6),
        ("c", "", [], False, 8),
        ("d", "", [], True, 10),
        ("e", "5", [], True, 13),
        ("f", "", [], False, 16),
    ]


@pytest.mark.parametrize(
    ("lines", "flags", "sticky"),
    [
        ("#, fuzzy", ["fuzzy"], ()),
        ("#,fuzzy,c-format", ["fuzzy", "c-format"], ()),
        ("#, fuzzy c-format", ["fuzzy", "c-format"], ()),
        ("#, fuzzy\n#, c-format\n#, fuzzy", ["fuzzy", "c-format"], ()),
        ("#, , reviewed-by-Айгүл,", ["reviewed-by-Айгүл"], ()),
        ("#, range: 0..9, no-wrap", ["range: 0..9", "no-wrap"], ()),
        ("#= c-format, x", ["c-format", "x"], ("c-format", "x")),
        ("#, fuzzy\n#= x\n#= y", ["fuzzy", "x", "y"], ("x", "y")),
        ("#= fuzzy", ["fuzzy"], ("fuzzy",)),
        ("#! fuzzy", ["fuzzy"], ()),
        ("#,", [], ()),
        ("#=", [], ()),
    ],
)
def test_flags(lines: str, flags: list[str], sticky: tuple[str, ...]) -> None:
    entry = _only(f'{lines}\nmsgid "a"\nmsgstr "b"\n')
    assert isinstance(entry, Entry)
    assert (entry.flags, entry.sticky) == (flags, sticky)


def test_a_sticky_flag_that_is_taken_away_is_gone_and_a_new_flag_is_no_sticky_one() -> None:
    """The rules for programs that modify PO files, "PO File Format Evolution" in gettext's manual."""
    po = _read('#= fuzzy, x\nmsgid "a"\nmsgstr "b"\n')
    po[0].flags.remove("fuzzy")
    po[0].flags.append("no-wrap")
    assert text_of(po).endswith('\n\n#, no-wrap\n#= x\nmsgid "a"\nmsgstr "b"\n')


@pytest.mark.parametrize(
    ("line", "places"),
    [
        ("#: a.c:1", [("a.c", "1")]),
        ("#:a.c:1\tb.c:2", [("a.c", "1"), ("b.c", "2")]),
        ("#: a.c", [("a.c", "")]),
        ("#: C:\\x\\a.c:12", [("C:\\x\\a.c", "12")]),
        ("#: \u2068my file.c\u2069:3 b.c:4", [("my file.c", "3"), ("b.c", "4")]),
        ("#: \u2068my file.c\u2069", [("my file.c", "")]),
        ("#: \u2068my file.c:3", [("\u2068my", ""), ("file.c", "3")]),
        ("#: a\u00a0b.c:3", [("a\u00a0b.c", "3")]),
        ("#: a.c:١", [("a.c:١", "")]),
        ("#: :7", [(":7", "")]),
        ("#:", []),
    ],
)
def test_places(line: str, places: list[tuple[str, str]]) -> None:
    po = _read(f'{line}\nmsgid "a"\nmsgstr "b"\n')
    assert po[0].occurrences == places
    assert _read(text_of(po))[0].occurrences == places


def test_obsolete_entries_keep_all_that_stands_with_them() -> None:
    text = (
        '# why\n#. role\n#: a.c:1\n#, fuzzy\n#~| msgctxt "k"\n#~| msgid "was"\n#~ msgctxt "c"\n'
        '#~ msgid ""\n#~ "a\\n"\n#~ "b"\n#~ msgid_plural "bs"\n#~ msgstr[0] "x"\n'
    )
    entry = _only(text)
    assert entry.obsolete
    assert (entry.msgctxt, entry.msgid, entry.msgid_plural, entry.msgstr_plural) == (
        *("c", "a\nb", "bs"),
        {0: "x"},
    )
    assert (entry.tcomment, entry.comment, entry.occurrences) == ("why", "role", [("a.c", "1")])
    assert (entry.previous_msgctxt, entry.previous_msgid) == ("k", "was")
    assert text_of(_read(text)).endswith("\n\n" + text)


@pytest.mark.parametrize("comment", ["#~ # why", "#~# why", "# why"])
def test_comments_that_were_made_obsolete_too(comment: str) -> None:
    assert _only(f'{comment}\n#~msgid "a"\n#~\tmsgstr "b"\n').tcomment == "why"


def test_comments_within_an_entry_are_its_own() -> None:
    entry = _only('msgctxt "c"\n# one\nmsgid "a"\n# two\n#, fuzzy\nmsgstr "b"\n')
    assert (entry.msgid, entry.msgstr, entry.tcomment, entry.flags) == ("a", "b", "one\ntwo", ["fuzzy"])


def test_the_header_may_stand_anywhere_and_say_anything() -> None:
    text = 'msgid "a"\nmsgstr "b"\n\n# team\n#, fuzzy\nmsgid ""\nmsgstr ""\n"X: 1\\n"\n"garbage\\n"\n"Y:2"\n'
    po = _read(text)
    assert [entry.msgid for entry in po] == ["a"]
    assert (po.header, po.metadata_is_fuzzy) == ("team", True)
    assert po.metadata == {"X": "1\ngarbage", "Y": "2"}


def test_comments_of_the_first_entry_are_no_header() -> None:
    po = _read('# by hand\nmsgid "a"\nmsgstr "b"\n')
    assert (po.header, po[0].tcomment) == ("", "by hand")


def test_an_empty_text_in_a_context_is_no_header() -> None:
    po = _read('msgctxt "c"\nmsgid ""\nmsgstr "x"\n')
    assert (po.metadata, po[0].msgctxt, po[0].msgstr) == ({}, "c", "x")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", {}),
        ("A: b\nC: d: e\n", {"A": "b", "C": "d: e"}),
        ("A: b\n\n", {"A": "b\n"}),
        ("nothing\nA:\n", {"A": ""}),
        ("A: 1\nA: 2\n", {"A": "2"}),
        ("A: b\u2028c\n", {"A": "b\u2028c"}),
    ],
)
def test_header_fields(text: str, fields: dict[str, str]) -> None:
    assert metadata_of(text) == fields


# --------------------------------------------------------------------------------------------------- broken

_QUOTE = (
    "broken PO: a quotation mark is missing, or one inside the text has no backslash. "
    'A text stands in "quotes"; a quote inside it is written \\".'
)
_LOST = "An entry is msgid, then msgstr; a line between two entries was lost."
_MSGFMT = "“msgfmt --check” shows the place; restore a version from git if it cannot be mended."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('"a"', f"1: broken PO: a text without its keyword. {_LOST}"),
        ('msgid "a"\n# c\n"b"\nmsgstr ""', f"3: broken PO: a text without its keyword. {_LOST}"),
        ('msgid "a"\n#| "b"\nmsgstr ""', f"2: broken PO: a text without its keyword. {_LOST}"),
        ('#| msgid "a"\n"b"\nmsgid "a"\nmsgstr ""', f"2: broken PO: a text without its keyword. {_LOST}"),
        ('msgid\nmsgstr "a"', f"1: {_QUOTE}"),
        ('msgid "a"\nmsgstr\n', f"2: {_QUOTE}"),
        ('msgid "a"\nmsgstr "b" # why\n', f"2: {_QUOTE}"),
        ('msgid "a"\nmsgstr "b" msgfoo "c"\n', f"2: {_QUOTE}"),
        ('msgid[0] "a"\n', "1: broken PO: neither a comment, nor a keyword, nor a text in quotes. "
         "A text goes on in a line of its own quotes."),
        ('#~ msgfoo "a"\n', f"1: broken PO: unknown keyword msgfoo. {_MSGFMT}"),
        ('#~| msgstr "a"\n', f"1: broken PO: unknown keyword msgstr. {_MSGFMT}"),
        ('#~ #~ msgid "a"\n', f"1: broken PO: unknown keyword #~. {_MSGFMT}"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[0] "y"\n',
         f"4: broken PO: a second msgstr[0]. {_LOST}"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\n# c\nmsgstr[1] "y"\n',
         f"5: broken PO: msgstr[1] after msgstr. {_LOST}"),
        ('msgctxt "a"\nmsgctxt "b"\n', f"2: broken PO: msgctxt after msgctxt. {_LOST}"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr "x"\n', f"3: broken PO: msgstr after msgid_plural. {_LOST}"),
        ('domain "x"\nmsgid "a"\nmsgstr ""\n', "1: domain lines cannot be kept: "
         "a catalogue here is one domain, named by its file. Write each domain into a file of its own."),
    ],
)  # fmt: skip
def test_broken_texts_say_what_and_where(text: str, message: str) -> None:
    with pytest.raises(CatalogueError) as caught:
        _read(text)
    assert str(caught.value) == f"x.po:{message}"


def test_a_hostile_text_takes_no_longer_than_its_length() -> None:
    """None of them is quadratic: at this size that would be minutes."""
    texts = [
        'msgid "a"\nmsgstr ""\n' + '"x"\n' * 60_000,
        'msgid "a"\nmsgstr "' + "\\" * 250_000 + '"\n',
        'msgid "a"\nmsgstr "' + '\\"' * 120_000 + '"\n',
        'msgid "a"\nmsgstr "' + "\\303" * 60_000 + '"\n',
        "#~" * 120_000 + "\n",
        "#: " + "\u2068a " * 60_000 + '\nmsgid "a"\nmsgstr ""\n',
        "#, " + "range: " * 30_000 + '\nmsgid "a"\nmsgstr ""\n',
        "# \n" * 60_000 + 'msgid "a"\nmsgstr ""\n',
        "msgid " + '"" ' * 60_000,
    ]
    for text in texts:
        begun = time.process_time()
        with contextlib.suppress(CatalogueError):
            _read(text)
        assert time.process_time() - begun < 5, text[:40]


# ------------------------------------------------------------------------------------------ usual entries

# What usual entries are made of, and what stands in the way of taking one at a glance.
_USUAL_LINES = (
    *("", "", "", "# note", "#. paragraph", "#: a.md:3 b.md:7", "#, fuzzy", "#= x", "#~ old", "#"),
    *('msgctxt "c"', 'msgctxt "\\""', 'msgid "a"', 'msgid "b\\"c\\n"', 'msgid ""', 'msgstr "t"', 'msgstr ""'),
    *(
        '"d"',
        '"e\\""',
        '"f\\\\"',
        '"\\x4"',
        '"1"',
        '"h"i"',
        '"',
        'msgstr "\\30"',
        'msgid "j\u2028k"',
        "<<<<<<< x",
    ),
    *('#~ msgid "o"', '#~ "p"', '#| msgid "q"', 'msgid_plural "r"', 'msgstr[0] "s"', 'msgstr "u" "v"'),
)
_ENTRY = st.sampled_from(
    [
        '#. paragraph\nmsgid "@"\nmsgstr "т"\n',
        '# reviewed: x\n#. headline\n#. two\n#: a.md:1\n#, fuzzy\nmsgctxt "c"\nmsgid "@"\nmsgstr "т"\n',
        'msgid ""\n"@ "\n"\\"b\\"\\n"\nmsgstr ""\n"б "\n"\\"в\\"\\n"\n',
        'msgid "@"\nmsgid_plural "@s"\nmsgstr[0] "т"\nmsgstr[1] "м"\n',
        '#~ msgid "@"\n#~ msgstr "о"\n',
    ]
)


@st.composite
def _nearly_usual(draw: st.DrawFn) -> str:
    entries = draw(st.lists(_ENTRY, max_size=5))
    lines = "\n".join(entry.replace("@", f"s{at}") for at, entry in enumerate(entries)).split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines)))
        lines[at : at + draw(st.integers(0, 1))] = [draw(st.sampled_from(_USUAL_LINES))]
    return "\n".join(lines)


def _all_of(text: str) -> object:
    """Everything that is read of a text, with the lines in which it stands; or what is wrong with it."""
    try:
        po = _read(text)
    except CatalogueError as error:
        return str(error), error.where
    every = [po.layout.head, *po] if po.layout.head else [*po]
    entries = [(facts(entry), entry.linenum, entry.origin[1:] if entry.origin else ()) for entry in every]
    return entries, po.layout.head_at, po.header, po.metadata, po.layout.tail


def test_a_file_that_nobody_needs_is_gone_at_once() -> None:
    """It is in no cycle: of thousands that a run reads, none waits for the collector."""
    gc.collect()
    gc.disable()
    try:
        po = _read('msgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "a"\nmsgstr "b"\n')
        assert text_as_read(po, po.layout)[1]
        left = [weakref.ref(each) for each in (po.layout.head, *po)]
        del po
        assert [each() for each in left] == [None, None]
    finally:
        gc.enable()


@given(_nearly_usual())
@example('msgid "a"\nmsgstr "b\\\\n"\n')  # a backslash, and the letter
@example('msgid "a"\nmsgstr "b\\"\n"n"\n')  # not closed, though the lines together would be
@example('msgid "a\\\\"b"\nmsgstr "c"\n')
@example('msgid "a"\nmsgstr "b"c\\""\n')
@settings(max_examples=400, deadline=None)
def test_usual_entries_are_read_at_a_glance_as_they_are_line_by_line(text: str) -> None:
    """An indented keyword is not usual, so that the same text is read by the other way."""
    slowly = "\n".join(f" {line}" if line[:1] in ("m", '"') else line for line in text.split("\n"))
    assert _all_of(text) == _all_of(slowly)


def test_the_end_of_a_usual_entry_is_where_nothing_goes_on_with_it() -> None:
    assert _only('msgid "a"\nmsgstr "b"\n\n"c"\n').msgstr == "bc"
    assert _only('#~ msgid "a"\n#~ msgstr "b"\n\n#~ "c"\n').msgstr == "bc"
    assert _only('msgid "a"\nmsgstr "\\30"\n"1"\n').msgstr == "\x181"
    assert _only('msgid "a"\nmsgstr "b"').msgstr == "b"


def test_many_comments_before_what_is_no_entry_are_passed_over_once() -> None:
    text = HEADER + "".join(f"# note {at}\n" for at in range(20_000)) + 'msgid "a"\n  msgstr "b"\n'
    before = time.process_time()
    assert _only(text).tcomment.count("\n") == 19_999
    assert time.process_time() - before < 2


def test_lists_of_an_entry_are_its_own() -> None:
    one, other = _read('msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n')
    one.occurrences.append(("a.md", "1"))
    one.flags.append("fuzzy")
    one.msgstr_plural[0] = "x"
    assert (one.occurrences, one.flags, one.msgstr_plural) == ([("a.md", "1")], ["fuzzy"], {0: "x"})
    assert (other.occurrences, other.flags, other.msgstr_plural) == ([], [], {})


# --------------------------------------------------------------------------------------------------- polib

# What polib reads rightly: no byte escapes, no separators that it takes for line ends.
_PLAIN = st.text(st.sampled_from('абв abc.,:;#~|%{}«»—\n\t"\\\u00a0字\U0001f600'), max_size=30)
_WORDS = st.lists(st.text("abcабв", min_size=1, max_size=6), max_size=4).map(" ".join)


@st.composite
def _well_formed(draw: st.DrawFn) -> str:
    """A text that polib writes, wrapped at some width."""
    po = polib.POFile(wrapwidth=draw(st.sampled_from([0, 20, 40, 78])), check_for_duplicates=False)
    po.header = draw(_WORDS)
    po.metadata = {"Language": "ru", "Content-Type": "text/plain; charset=UTF-8", "X-Y": draw(_WORDS)}
    for number in range(draw(st.integers(0, 5))):
        entry = polib.POEntry(
            msgid=f"{number} {draw(_PLAIN)}",
            msgctxt=draw(st.none() | _PLAIN),
            tcomment=draw(_WORDS),
            comment=draw(_WORDS),
            flags=draw(st.sampled_from([[], ["fuzzy"], ["c-format", "no-wrap"]])),
            occurrences=draw(st.sampled_from([[], [("a.c", "1"), ("b.c", "")]])),
            previous_msgid=draw(st.none() | _PLAIN),
        )
        if draw(st.booleans()):
            entry.msgstr = draw(_PLAIN)
        else:
            entry.msgid_plural = "s" + draw(_PLAIN)
            entry.msgstr_plural = {0: draw(_PLAIN), 1: draw(_PLAIN)}
        po.append(entry)
    return str(po)


@given(_well_formed())
@settings(max_examples=100, deadline=None)
def test_what_polib_writes_is_read_as_polib_reads_it(text: str) -> None:
    ours, theirs = _read(text), polib.pofile(text, wrapwidth=0)
    assert [facts(entry) for entry in ours] == [facts(entry) for entry in theirs]
    assert (ours.header, ours.metadata) == (theirs.header, theirs.metadata)


@given(_well_formed(), st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_text_is_read_or_refused_in_one_line(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        until = at + data.draw(st.integers(0, 12))
        new = data.draw(
            st.sampled_from(["", '"', "\\", "\n", "#", "#~ ", "#| ", "\r", "msgid ", "\x85", "["])
        )
        text = text[:at] + new + text[until:]
    try:
        po = _read(text)
    except CatalogueError as error:
        assert str(error).startswith("x.po:")
        assert len(str(error).splitlines()) == 1
    else:
        again = _read(text_of(po))
        order = sorted(po, key=lambda entry: bool(entry.obsolete))
        assert [facts(entry) for entry in again] == [facts(entry) for entry in order]
