"""A file that another tool laid out: what is as it was stays in its lines, and what changed is as ours."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.catalogue import Catalogue, load_catalogue, merge, save_catalogue
from workflow.catalogue.printer import text_as_read
from workflow.catalogue.syntax import facts, read_po
from workflow.errors import CatalogueError

Read = Callable[..., Catalogue]
Template = Callable[..., polib.POFile]
PATH = Path("x.po")

# As Poedit and gettext wrap; the header in an order of its own, with a field of two lines.
WRAPPED = r"""# Team
#
#, fuzzy
msgid ""
msgstr ""
"Language: ru\n"
"Project-Id-Version: x\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && "
"n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"
"X-Generator: Poedit 3.4\n"

#. paragraph, block 1
#: seeds/x.txt:1
msgid ""
"The mayor of Chongqing "
"will sign"
msgstr ""
"Мэр Чунцина "
"подпишет"

#by hand
#.paragraph, block 2
#:   seeds/x.txt:2
#,no-wrap
msgid "Second"
msgstr    "Второе"
#. paragraph, block 3
#: seeds/x.txt:3
msgid "Third"
msgstr ""
"Тре"
"тье"


#~ msgid ""
#~ "Gone"
#~ msgstr "Ушло"

# for the next translator
"""


def _changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Lines that went and that came, as a diff shows them: the middle that differs."""
    old, new = before.splitlines(), after.splitlines()
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _saved(catalogue: Catalogue) -> str:
    assert save_catalogue(catalogue)
    return catalogue.path.read_bytes().decode()


# --------------------------------------------------------------------------------------------------- entries


@pytest.mark.parametrize(
    "text",
    [
        WRAPPED,
        WRAPPED.replace("\n", "\r\n"),
        WRAPPED.replace("\n", "\r"),
        "\ufeff" + WRAPPED,
        WRAPPED.rstrip("\n"),
        WRAPPED + "\n\n \n",
        "\n\n" + WRAPPED,
        WRAPPED.partition("\n\n")[2],
        WRAPPED.partition("\n\n")[2] + "\n\n" + WRAPPED.partition("\n\n")[0],
        WRAPPED.replace("\n\n", "\n"),
        "",
    ],
)
def test_what_says_the_same_is_not_touched(read: Read, text: str) -> None:
    catalogue = read(text.encode())
    assert _saved(catalogue) == text


@pytest.mark.parametrize(
    ("number", "went", "came"),
    [
        (0, ['msgid ""', '"The mayor of Chongqing "', '"will sign"', 'msgstr ""', '"Мэр Чунцина "',
             '"подпишет"'],
            ['msgid "The mayor of Chongqing will sign"', 'msgstr "другое"']),
        (1, ["#by hand", "#.paragraph, block 2", "#:   seeds/x.txt:2", "#,no-wrap", 'msgid "Second"',
             'msgstr    "Второе"'],
            ["# by hand", "#. paragraph, block 2", "#: seeds/x.txt:2", "#, no-wrap", 'msgid "Second"',
             'msgstr "другое"']),
        (2, ['msgstr ""', '"Тре"', '"тье"'], ['msgstr "другое"']),
        (3, ['#~ msgid ""', '#~ "Gone"', '#~ msgstr "Ушло"'], ['#~ msgid "Gone"', '#~ msgstr "другое"']),
    ],
)  # fmt: skip
def test_only_what_changed_is_laid_out_afresh(
    read: Read, number: int, went: list[str], came: list[str]
) -> None:
    catalogue = read(WRAPPED, bare=True)
    catalogue.po[number].msgstr = "другое"
    assert _changed_lines(WRAPPED, _saved(catalogue)) == (went, came)


def test_an_entry_that_is_as_it_was_again_has_its_old_lines_again(read: Read) -> None:
    catalogue = read(WRAPPED, bare=True)
    catalogue.po[0].msgstr = "другое"
    assert _saved(catalogue) != WRAPPED
    catalogue.po[0].msgstr = "Мэр Чунцина подпишет"
    assert _saved(catalogue) == WRAPPED
    catalogue.po[0].flags.append("fuzzy")
    assert _changed_lines(WRAPPED, _saved(catalogue))[1][0] == "#, fuzzy"


def test_windows_line_ends_stay(read: Read) -> None:
    catalogue = read(WRAPPED.replace("\n", "\r\n").encode())
    catalogue.po[2].msgstr = "другое"
    after = _saved(catalogue)
    assert after.count("\r\n") == after.count("\n") == after.count("\r")
    assert _changed_lines(WRAPPED, after.replace("\r\n", "\n"))[1] == ['msgstr "другое"']


def test_a_byte_order_mark_goes_since_gettext_refuses_it(read: Read) -> None:
    catalogue = read(("\ufeff" + WRAPPED).encode())
    catalogue.po[2].msgstr = "другое"
    assert _saved(catalogue).startswith("# Team\n")


def test_new_gone_and_moved_entries(read: Read) -> None:
    catalogue = read(WRAPPED, bare=True)
    first, second, third, gone = catalogue.po
    catalogue.po[:] = [third, polib.POEntry(msgid="New", msgstr="Новое"), second, gone]
    expected = WRAPPED.partition("\n\n")[0] + (
        '\n\n#. paragraph, block 3\n#: seeds/x.txt:3\nmsgid "Third"\nmsgstr ""\n"Тре"\n"тье"\n\n'
        'msgid "New"\nmsgstr "Новое"\n\n'
        "#by hand\n#.paragraph, block 2\n#:   seeds/x.txt:2\n#,no-wrap\n"
        'msgid "Second"\nmsgstr    "Второе"\n\n\n'
        '#~ msgid ""\n#~ "Gone"\n#~ msgstr "Ушло"\n\n# for the next translator\n'
    )
    assert _saved(catalogue) == expected
    assert first.msgid not in expected


def test_entries_that_changed_places_are_written(read: Read) -> None:
    catalogue = read('msgid "a"\nmsgstr "1"\n\nmsgid "b"\nmsgstr "2"\n')
    catalogue.po.reverse()
    assert _saved(catalogue).endswith('msgid "b"\nmsgstr "2"\n\nmsgid "a"\nmsgstr "1"\n')


def test_obsolete_entries_between_others_are_no_reason_to_write(read: Read) -> None:
    text = 'msgid "a"\nmsgstr "1"\n\n#~ msgid "b"\n#~ msgstr "2"\n\nmsgid "c"\nmsgstr "3"\n'
    catalogue = read(text)
    before = catalogue.path.read_text(encoding="utf-8")
    catalogue.po.sort(key=lambda entry: bool(entry.obsolete))
    assert _saved(catalogue) == before


def test_a_file_that_lacks_its_last_line_end_gets_one(read: Read) -> None:
    catalogue = read('msgid "a"\nmsgstr "1"\n\nmsgid "b"\nmsgstr "2"')
    catalogue.po[0].msgstr = "9"
    assert _saved(catalogue).endswith('msgstr "9"\n\nmsgid "b"\nmsgstr "2"\n')


def test_entries_of_another_file_come_with_their_lines(read: Read) -> None:
    other = read_po('msgid ""\n"wrap"\n"ped"\nmsgstr "x"\n', Path("y.po"))
    catalogue = read('msgid "a"\nmsgstr "1"\n')
    catalogue.po.append(other[0])
    assert _saved(catalogue).endswith('msgid "a"\nmsgstr "1"\n\nmsgid ""\n"wrap"\n"ped"\nmsgstr "x"\n')
    assert save_catalogue(catalogue)


# ------------------------------------------------------------------------------------------------ merging


def _noted(read: Read, template: Template) -> tuple[Catalogue, str]:
    """The wrapped catalogue, read again after a first merge has taken note of what was approved."""
    catalogue = read(WRAPPED, bare=True)
    catalogue.po = merge(
        catalogue.po, template("The mayor of Chongqing will sign", "Second", "Third"), {}, {}
    )
    text = _saved(catalogue)
    assert text.count("# reviewed: ") == 4
    for wrapped in ('"The mayor of Chongqing "\n"will sign"', '"Тре"\n"тье"'):
        assert wrapped in text, "a new comment is no reason to lay out the text below it"
    again = load_catalogue(catalogue.path)
    assert again is not None
    return again, text


def test_a_merge_that_brings_nothing_new_leaves_the_file_alone(read: Read, template: Template) -> None:
    catalogue, before = _noted(read, template)
    pot = template("The mayor of Chongqing will sign", "Second", "Third")
    catalogue.po = merge(catalogue.po, pot, {"Language": "ru"}, {})
    assert _saved(catalogue) == before


def test_a_merge_changes_the_lines_of_changed_entries_only(read: Read, template: Template) -> None:
    catalogue, before = _noted(read, template)
    pot = template("The mayor of Chongqing will sign", "Second", "Third", "Fourth")
    catalogue.po = merge(catalogue.po, pot, {}, {("", "Second"): ["term: second = второй"]})
    went, came = _changed_lines(before, _saved(catalogue))
    assert went[0] == "# by hand"
    assert came[:2] == ["# term: second = второй", "# by hand"]
    assert "\n".join(came).endswith(
        '"Тре"\n"тье"\n\n#. paragraph, block 4\n#: seeds/x.txt:4\nmsgid "Fourth"\nmsgstr ""'
    )
    assert '"Мэр Чунцина "' not in "\n".join(went + came)


# ------------------------------------------------------------------------------------------------ header


def test_a_header_field_that_changes_is_the_only_line_that_does(read: Read) -> None:
    catalogue = read(WRAPPED, bare=True)
    catalogue.po.metadata = {"X-Generator": "Dragoman 1", **dict(reversed(catalogue.po.metadata.items()))}
    catalogue.po.metadata["X-Generator"] = "Dragoman 1"
    assert _changed_lines(WRAPPED, _saved(catalogue)) == (
        [r'"X-Generator: Poedit 3.4\n"'],
        [r'"X-Generator: Dragoman 1\n"'],
    )


@pytest.mark.parametrize(
    ("name", "before"),
    [
        ("PO-Revision-Date", r'"Project-Id-Version: x\n"'),
        ("Language-Team", r'"Project-Id-Version: x\n"'),
        ("MIME-Version", r'"Project-Id-Version: x\n"'),
        ("Content-Transfer-Encoding", r'"Content-Type: text/plain; charset=UTF-8\n"'),
        ("X-Source-Language", r'"X-Generator: Poedit 3.4\n"'),
    ],
)
def test_a_new_header_field_goes_to_its_place(read: Read, name: str, before: str) -> None:
    catalogue = read(WRAPPED, bare=True)
    catalogue.po.metadata[name] = "new"
    saved = _saved(catalogue)
    assert _changed_lines(WRAPPED, saved) == ([], [rf'"{name}: new\n"'])
    assert f'{before}\n"{name}: new' in saved


def test_a_header_field_that_goes(read: Read) -> None:
    catalogue = read(WRAPPED, bare=True)
    del catalogue.po.metadata["Plural-Forms"]
    went, came = _changed_lines(WRAPPED, _saved(catalogue))
    assert (len(went), came) == (2, [])


def test_comments_and_the_flag_of_the_header(read: Read) -> None:
    catalogue = read(WRAPPED, bare=True)
    catalogue.po.metadata_is_fuzzy = False
    assert _changed_lines(WRAPPED, _saved(catalogue)) == (["#, fuzzy"], [])
    catalogue.po.header = "Another team"
    assert _saved(catalogue).startswith('# Another team\nmsgid ""\nmsgstr ""\n"Language: ru')


def test_what_a_header_has_and_polib_has_no_place_for(read: Read) -> None:
    text = (
        "# Team\n#. role\n#: x.c:1\n#, fuzzy, c-format\n#= s\n"
        'msgid ""\nmsgstr ""\n"Language: ru\\n"\n\nmsgid "a"\nmsgstr ""\n'
    )
    catalogue = read(text, bare=True)
    catalogue.po = merge(catalogue.po, catalogue.po, {}, {})
    catalogue.po.metadata["Language"] = "kk"
    catalogue.po.header = "Us"
    assert _saved(catalogue) == text.replace("Language: ru", "Language: kk").replace("# Team", "# Us")


def test_a_file_without_a_header_gets_none_unless_there_is_something_to_say(read: Read) -> None:
    catalogue = read('msgid "a"\nmsgstr "1"\n', bare=True)
    catalogue.po[0].msgstr = "2"
    assert _saved(catalogue) == 'msgid "a"\nmsgstr "2"\n'
    catalogue.po.metadata["Language"] = "ru"
    assert _saved(catalogue) == '#\nmsgid ""\nmsgstr "Language: ru\\n"\n\nmsgid "a"\nmsgstr "2"\n'


# ------------------------------------------------------------------------------------------------ laws

_LINES = st.sampled_from(
    [
        *("", "", " ", "# note", "#note", "#", "#. role", "#: a:1 b:2", "#, fuzzy", "#,c-format", "#= x"),
        *('#| msgid "old"', '#| ""', "#~", '"more"', '"mo" "re"', r'"\a\303\251\n"'),
    ]
)


@st.composite
def _laid_out(draw: st.DrawFn) -> str:
    """Entries in many layouts, a header perhaps."""
    lines: list[str] = draw(
        st.sampled_from([[], ['msgid ""', 'msgstr ""', r'"Language: ru\n"', r'"X: 1\n"']])
    )
    lines = list(lines)
    for number in range(draw(st.integers(1, 5))):
        mark = draw(st.sampled_from(["", "", "#~ ", " "]))
        lines += draw(st.lists(_LINES.filter(lambda line: '"' not in line), max_size=4))
        lines += [f'{mark}msgid "{number}"', *draw(st.lists(st.just(f'{mark}"more"'), max_size=2))]
        if draw(st.booleans()):
            lines += [f'{mark}msgid_plural "s"', f'{mark}msgstr[0] ""', f'{mark}"x"', f'{mark}msgstr[1] "y"']
        else:
            lines += [f'{mark}msgstr "" "t"', *draw(st.lists(st.just(rf'{mark}"\n"'), max_size=2))]
    lines += draw(st.lists(_LINES.filter(lambda line: '"' not in line), max_size=3))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n"]))
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(_laid_out())
@settings(max_examples=80, deadline=None)
def test_what_was_read_is_written_line_for_line(text: str) -> None:
    po = read_po(text, PATH)
    written, same = text_as_read(po, po.layout)
    assert same
    assert written == text or (not text.endswith("\n") and written.rstrip("\r\n") == text)


@given(_laid_out(), st.data())
@settings(max_examples=80, deadline=None)
def test_what_changed_is_read_again_and_nothing_else_is(text: str, data: st.DataObject) -> None:
    po = read_po(text, PATH)
    for _ in range(data.draw(st.integers(1, 3))):
        entry = data.draw(st.sampled_from(list(po)))
        match data.draw(st.sampled_from(["text", "comment", "flag", "go", "new", "move", "field"])):
            case "text":
                entry.msgid = f"new {len(po)}.{entry.msgid}"
            case "comment":
                entry.tcomment = "ends in \\"
            case "flag":
                entry.flags = ["no-wrap"]
            case "go":
                entry.obsolete = True
            case "new":
                po.insert(po.index(entry), polib.POEntry(msgid=f"fresh {len(po)}", msgstr="a\nb"))
            case "move":
                po.remove(entry)
                po.append(entry)
            case _:
                po.metadata["X-New"] = "1"
    written, _ = text_as_read(po, po.layout)
    try:
        again = read_po(written, PATH)
    except CatalogueError as error:  # only what the change itself made twice
        assert "duplicate entry" in str(error)
        assert len({(entry.msgctxt, entry.msgid) for entry in po if not entry.obsolete}) < len(
            [entry for entry in po if not entry.obsolete]
        )
        return
    stripped = [(*facts(entry)[:6], entry.tcomment.rstrip()) for entry in again]
    assert stripped == [(*facts(entry)[:6], entry.tcomment.rstrip()) for entry in po]
    assert [facts(entry)[7:] for entry in again] == [facts(entry)[7:] for entry in po]
    assert again.metadata == po.metadata
