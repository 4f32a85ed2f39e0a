"""Where the characters of a text stand in its file."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.catalogue import render
from workflow.catalogue.po import _parse
from workflow.catalogue.positions import TargetLines
from workflow.catalogue.syntax import storable, unescaped

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def _lines(entry: str) -> tuple[TargetLines, str]:
    po = _parse(Path("x.po"), (HEAD + entry).encode())
    return TargetLines(po[0]), po[0].msgstr


def _at(entry: str, part: str) -> tuple[int, int, int, int, str]:
    """Line in the entry, column, end and text of ``part`` of the target."""
    lines, target = _lines(entry)
    start = target.index(part)
    found = lines.span(start, start + len(part))
    return found.line - 3, found.column, found.end_line - 3, found.end_column, found.text


@pytest.mark.parametrize(
    ("entry", "part", "place"),
    [
        ('msgid "a"\nmsgstr "один два"\n', "два", (2, 14, 2, 17, "два")),
        ('# note\n#, fuzzy\nmsgid "a"\nmsgstr ""\n"один "\n"два три"\n', "три", (6, 6, 6, 9, "три")),
        ('msgid "a"\nmsgstr "он: \\"да\\" два"\n', "два", (2, 20, 2, 23, "два")),
        ('msgid "a"\nmsgstr "он: \\"да\\" два"\n', '"да"', (2, 13, 2, 19, '\\"да\\"')),
        ('msgid "a"\nmsgstr "\\303\\251t\\xe9\\\\ x"\n', "x", (2, 25, 2, 26, "x")),
        ('msgid "a" msgstr "b" "c"\n', "c", (1, 23, 1, 24, "c")),
        ('msgid "a"\n# a comment inside\nmsgstr ""\n"од"\n"ин"\n', "ин", (5, 2, 5, 4, "ин")),
        ('msgid "msgstr"\nmsgstr "msgid"\n', "msgid", (2, 9, 2, 14, "msgid")),
        ('msgid "a"\nmsgstr "重庆 🎈 市"\n', "市", (2, 14, 2, 15, "市")),
        ('msgid "a"\nmsgstr "a\\nb"\n', "b", (2, 12, 2, 13, "b")),
    ],
)
def test_a_part_of_a_text(entry: str, part: str, place: tuple[int, int, int, int, str]) -> None:
    assert _at(entry, part) == place


def test_a_part_in_two_lines() -> None:
    found = _at('msgid "a"\nmsgstr ""\n"один два "\n"три четыре"\n', "два три")
    assert found == (3, 7, 4, 5, 'два "\n"три')


def test_a_part_ends_where_its_line_ends() -> None:
    assert _at('msgid "a"\nmsgstr ""\n"один "\n"два"\n', "один ") == (3, 2, 3, 7, "один ")


def test_a_place_between_two_characters() -> None:
    lines, _ = _lines('msgid "a"\nmsgstr ""\n"один"\n"два"\n')
    assert (lines.span(2, 2).line - 3, lines.span(2, 2).column) == (3, 4)
    assert (lines.span(7, 7).line - 3, lines.span(7, 7).column) == (4, 5)
    assert lines.span(4, 4).text == ""


def test_the_whole_text_begins_in_its_first_line() -> None:
    lines, _ = _lines('msgid "a"\nmsgstr ""\n"один"\n"два"\n')
    found = lines.whole()
    assert (found.line - 3, found.column, found.end_line - 3, found.end_column) == (3, 2, 4, 5)
    empty, _ = _lines('msgid "a"\nmsgstr ""\n')
    assert (empty.whole().line - 3, empty.whole().column, empty.whole().text) == (2, 9, "")


def test_windows_lines_are_counted_alike() -> None:
    text = (HEAD + 'msgid "a"\nmsgstr ""\n"один"\n').replace("\n", "\r\n")
    po = _parse(Path("x.po"), text.encode())
    assert TargetLines(po[0]).span(0, 4).line == 6


def test_nothing_is_known_of_plural_forms_and_new_entries() -> None:
    lines, _ = _lines('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n')
    assert not lines
    assert not TargetLines(polib.POEntry(msgid="a", msgstr="b"))


@given(st.text(min_size=1, max_size=30), st.data())
def test_what_stands_there_means_the_part(text: str, data: st.DataObject) -> None:
    text = storable(text)
    po = polib.POFile(wrapwidth=0)
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.append(polib.POEntry(msgid="a", msgstr=text))
    read = _parse(Path("x.po"), render(po))
    target = read[0].msgstr
    start = data.draw(st.integers(0, len(target)))
    end = data.draw(st.integers(start, len(target)))
    found = TargetLines(read[0]).span(start, end)
    pieces = found.text.split('"\n"')  # a quote inside the text has a backslash before it
    assert "".join(map(unescaped, pieces)) == target[start:end]
