"""A fresh template under the work of people: nothing of theirs is lost, everything of ours is fresh."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.catalogue import (
    Answer,
    Catalogue,
    Revision,
    apply_answers,
    is_untouched,
    key_of,
    merge,
    render,
    update,
)
from workflow.catalogue.po import _parse
from workflow.catalogue.provenance import OURS, notes_of, provenance_of, state_of, text_hash
from workflow.model import State

Read = Callable[..., Catalogue]
Template = Callable[..., polib.POFile]

HEADER = {"Language": "ru", "Content-Type": "text/plain; charset=UTF-8", "X-Generator": "Dragoman"}
_SENTENCES = ["a", "b", "c", "d\n", 'e "e"', "\u2028f"]
_CONTEXTS = [None, "headline"]
_NOTES = [
    "machine: argos/en_ru-1.9 text:000000000000",
    "by hand",
    "\ufdd0= sticky",
    "terminal: no term of ours",
]


@st.composite
def templates(draw: st.DrawFn) -> polib.POFile:
    """A template of some of the sentences."""
    keys = st.tuples(st.sampled_from(_CONTEXTS), st.sampled_from(_SENTENCES))
    pot = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    for context, text in draw(st.lists(keys, max_size=6, unique=True)):
        pot.append(polib.POEntry(msgid=text, msgctxt=context, comment="paragraph", occurrences=[("x", "1")]))
    return pot


@st.composite
def works(draw: st.DrawFn) -> polib.POFile:
    """A catalogue as people may have left it."""
    po = draw(templates())
    po.header = draw(st.sampled_from(["", "by hand\n, and on"]))
    po.metadata = draw(
        st.sampled_from([{}, {"X-Note": "theirs", "Language": "ru_RU", "Last-Translator": "I"}])
    )
    for entry in po:
        machine = draw(st.sampled_from(["", "м", "машина"]))
        entry.msgstr = draw(st.sampled_from(["", "а", machine, " "]))
        entry.flags = draw(st.sampled_from([[], ["fuzzy"], ["fuzzy", "no-wrap"]]))
        notes = draw(
            st.lists(st.sampled_from([*_NOTES, f"machine: x text:{text_hash(machine)}"]), max_size=3)
        )
        entry.tcomment = "\n".join([*draw(st.sampled_from([[], ["term: old = старый"]])), *notes])
        entry.previous_msgid = draw(st.sampled_from([None, "was"]))
        entry.obsolete = draw(st.booleans())
        if draw(st.integers(0, 9)) == 0:
            entry.msgid_plural, entry.msgstr, entry.msgstr_plural = "s", "", {0: "а", 1: "б"}
    return po


def _terms(template: polib.POFile) -> dict[tuple[str, str], list[str]]:
    return {key_of(entry): ["term: new = новый"] for entry in template if len(entry.msgid) == 1}


def _theirs(entry: polib.POEntry) -> tuple[object, ...]:
    """What is a person's in an entry."""
    own = tuple(note for note in notes_of(entry) if not note.startswith(OURS))
    return entry.msgstr, tuple(entry.msgstr_plural.items()), tuple(entry.flags), entry.previous_msgid, own


_ANSWERS = st.dictionaries(
    st.tuples(st.sampled_from(["", "headline"]), st.sampled_from(_SENTENCES)),
    st.builds(Answer, st.sampled_from(["ответ", "а", " ", "м"]), st.sampled_from(["argos/1", "x\ny"])),
)


# --------------------------------------------------------------------------------------------------- laws


@given(works(), templates())
@settings(max_examples=150, deadline=None)
def test_merging_twice_is_merging_once(old: polib.POFile, template: polib.POFile) -> None:
    once = merge(old, template, HEADER, _terms(template))
    twice = merge(once, template, HEADER, _terms(template))
    assert render(twice) == render(once)
    reread = merge(_parse(Path("x.po"), render(once)), template, HEADER, _terms(template))
    assert render(reread) == render(once)


@given(works(), templates())
@settings(max_examples=150, deadline=None)
def test_a_merge_has_the_entries_of_the_template(old: polib.POFile, template: polib.POFile) -> None:
    live = [entry for entry in merge(old, template, HEADER, _terms(template)) if not entry.obsolete]
    assert [key_of(entry) for entry in live] == [key_of(entry) for entry in template]
    for entry, fresh in zip(live, template, strict=True):
        assert (entry.comment, entry.occurrences) == (fresh.comment, fresh.occurrences)
        shown = [note for note in notes_of(entry) if note.startswith("term: ")]
        assert shown == _terms(template).get(key_of(fresh), [])


@given(works(), templates())
@settings(max_examples=150, deadline=None)
def test_no_words_of_a_person_are_lost(old: polib.POFile, template: polib.POFile) -> None:
    merged = merge(old, template, HEADER, _terms(template))
    kept = [(entry.msgid, _theirs(entry)) for entry in merged]
    for entry in old:
        if entry.msgstr or entry.msgstr_plural or _theirs(entry)[-1]:
            assert (entry.msgid, _theirs(entry)) in kept
    assert {**merged.metadata, **old.metadata} == merged.metadata
    assert merged.header == old.header


@given(works(), templates())
@settings(max_examples=100, deadline=None)
def test_a_sentence_that_returns_finds_its_translation(old: polib.POFile, template: polib.POFile) -> None:
    fresh = merge(old, template, HEADER, {})
    gone = merge(fresh, polib.POFile(), HEADER, {})
    assert all(entry.obsolete for entry in gone)
    back = merge(_parse(Path("x.po"), render(gone)), template, HEADER, {})
    keys = {key_of(entry) for entry in template}
    before = {key_of(entry): _theirs(entry) for entry in fresh if not entry.obsolete and entry.msgstr}
    after = {key_of(entry): _theirs(entry) for entry in back if not entry.obsolete}
    assert before.keys() <= keys
    assert {key: after[key] for key in before} == before


@given(works(), templates())
@settings(max_examples=50, deadline=None)
def test_a_merge_leaves_what_it_was_given(old: polib.POFile, template: polib.POFile) -> None:
    before = render(old), render(template)
    apply_answers(merge(old, template, HEADER, _terms(template)), {("", "a"): Answer("x", "y")}, refresh=True)
    assert (render(old), render(template)) == before


@given(works(), _ANSWERS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_answers_never_change_what_a_person_touched(
    po: polib.POFile, answers: dict[tuple[str, str], Answer], refresh: bool
) -> None:
    before = [(entry.msgstr, _theirs(entry), is_untouched(entry), bool(entry.obsolete)) for entry in po]
    changed = apply_answers(po, answers, refresh=refresh)
    differ = 0
    for entry, (text, theirs, untouched, obsolete) in zip(po, before, strict=True):
        if _theirs(entry) != theirs:
            differ += 1
            assert not text.strip() or (refresh and untouched)
            assert not obsolete
            assert not entry.msgid_plural
            assert entry.msgstr == answers[key_of(entry)].text
            assert state_of(entry) is State.MACHINE
            assert is_untouched(entry)
            own = [note for note in notes_of(entry) if not note.startswith("machine: ")]
            assert own == [note for note in (*_term_notes(entry), *theirs[-1]) if "machine: " not in note]  # type: ignore[misc]
    assert changed == differ
    assert apply_answers(po, answers, refresh=refresh) == 0, "the same answers again change nothing"


def _term_notes(entry: polib.POEntry) -> list[str]:
    return [note for note in notes_of(entry) if note.startswith("term: ")]


# --------------------------------------------------------------------------------------------------- cases


def test_a_new_catalogue(template: Template) -> None:
    merged = merge(None, template("a"), HEADER, {("", "a"): ["term: a = а"]})
    assert render(merged).decode() == (
        '#\nmsgid ""\nmsgstr ""\n"Language: ru\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"X-Generator: Dragoman\\n"\n\n'
        '# term: a = а\n#. paragraph, block 1\n#: seeds/x.txt:1\nmsgid "a"\nmsgstr ""\n'
    )


def test_all_that_a_person_wrote_survives(read: Read, template: Template) -> None:
    entry = (
        '# term: a = old\n# by hand\n#= sticky\n#. old role\n#: old:1\n#, fuzzy, no-wrap\n#| msgctxt "c"\n'
        '#| msgid "was"\nmsgid "a"\nmsgstr "а"\n'
    )
    header = (
        "# Copyright of the translator\n#\n# , second paragraph\n"
        'msgid ""\nmsgstr ""\n"Last-Translator: Айгүл <a@example.org>\\n"\n"Language: ru_KZ\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n"X-Generator: Poedit 3.4\\n"\n'
        '"X-Poedit-Basepath: .\\n"\n\n'
    )
    old = read(header + entry, bare=True).po
    merged = render(merge(old, template("a"), HEADER, {("", "a"): ["term: a = new"]})).decode()
    assert merged == header + (
        "# term: a = new\n# by hand\n#. paragraph, block 1\n#: seeds/x.txt:1\n#, fuzzy, no-wrap\n#= sticky\n"
        '#| msgctxt "c"\n#| msgid "was"\nmsgid "a"\nmsgstr "а"\n'
    )


def test_header_fields_that_nobody_filled_in_are_filled(read: Read, template: Template) -> None:
    copied = (
        'msgid ""\nmsgstr ""\n"PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\\n"\n"Language: \\n"\n'
        '"Last-Translator: FULL NAME <EMAIL@ADDRESS>\\n"\n"Report-Msgid-Bugs-To: \\n"\n'
    )
    header = {"Language": "ru", "Last-Translator": "Automatically generated", "PO-Revision-Date": ""}
    merged = merge(read(copied, bare=True).po, template(), header, {})
    assert merged.metadata == {**header, "Report-Msgid-Bugs-To": ""}


@pytest.mark.parametrize("charset", ["CHARSET", "KOI8-R", "ISO-8859-1", "UTF-8", "utf-8"])
def test_the_header_names_the_charset_that_is_written(read: Read, template: Template, charset: str) -> None:
    text = f'msgid ""\nmsgstr "Content-Type: text/plain; charset={charset}\\n"\n'
    merged = merge(read(text, bare=True).po, template("a"), HEADER, {})
    assert merged.metadata["Content-Type"].lower() == "text/plain; charset=utf-8"


def test_a_fuzzy_header_stays_fuzzy(read: Read, template: Template) -> None:
    old = read('#, fuzzy\nmsgid ""\nmsgstr "Language: ru\\n"\n', bare=True).po
    assert b'#, fuzzy\nmsgid ""\n' in render(merge(old, template("a"), HEADER, {}))


def test_a_sentence_that_goes_and_comes_back(read: Read, template: Template) -> None:
    old = read('# by hand\n#. role\nmsgid "a"\nmsgstr "а"\n\nmsgid "empty"\nmsgstr ""\n').po
    gone = merge(old, template("b"), HEADER, {})
    line = "# reviewed: source:ca978112ca1b text:823c4eb3e895\n"
    assert (
        render(gone)
        .decode()
        .endswith(f'msgid "b"\nmsgstr ""\n\n# by hand\n{line}#~ msgid "a"\n#~ msgstr "а"\n')
    )
    back = merge(_parse(Path("x.po"), render(gone)), template("a", "b"), HEADER, {})
    assert [(entry.msgid, entry.msgstr, bool(entry.obsolete)) for entry in back] == [
        ("a", "а", False),
        ("b", "", False),
    ]
    assert notes_of(back[0]) == ("by hand", "reviewed: source:ca978112ca1b text:823c4eb3e895")


def test_a_comment_on_an_empty_entry_does_not_go_with_its_sentence(read: Read, template: Template) -> None:
    old = read('# ask the author\nmsgid "a"\nmsgstr ""\n').po
    assert "# ask the author\n#~ msgid" in render(merge(old, template("b"), HEADER, {})).decode()


def test_a_changed_context_keeps_its_text(read: Read, template: Template) -> None:
    old = read('msgid "a"\nmsgstr "а"\n').po
    (entry,) = merge(old, template(("headline", "a")), HEADER, {})
    assert (entry.msgctxt, entry.msgstr, entry.flags) == ("headline", "а", [])


def test_each_context_has_its_own_text(read: Read, template: Template) -> None:
    old = read('msgid "a"\nmsgstr "body"\n\nmsgctxt "headline"\nmsgid "a"\nmsgstr "head"\n').po
    merged = merge(old, template(("headline", "a"), "a"), HEADER, {})
    assert [(key_of(entry), entry.msgstr) for entry in merged] == [
        (("headline", "a"), "head"),
        (("", "a"), "body"),
    ]


def test_live_entries_win_over_obsolete_ones(read: Read, template: Template) -> None:
    old = read('#~ msgid "a"\n#~ msgstr "old"\n\nmsgctxt "headline"\nmsgid "a"\nmsgstr "live"\n').po
    first, second = merge(old, template(("", "b"), ("headline", "a")), HEADER, {})[:2]
    assert (first.msgstr, second.msgstr) == ("", "live")
    (again,) = (each for each in merge(old, template(("x", "a")), HEADER, {}) if not each.obsolete)
    assert again.msgstr == "live"


def test_plural_entries_are_kept_and_never_answered(read: Read, template: Template) -> None:
    text = 'msgid "a"\nmsgid_plural "as"\nmsgstr[0] "а"\nmsgstr[1] "б"\n'
    merged = merge(read(text).po, template("a"), HEADER, {})
    assert apply_answers(merged, {("", "a"): Answer("x", "argos")}, refresh=True) == 0
    assert render(merged).decode().endswith(text)
    gone = merge(merged, template("b"), HEADER, {})
    assert '#~ msgid_plural "as"\n#~ msgstr[0] "а"\n#~ msgstr[1] "б"\n' in render(gone).decode()


def test_an_answer_is_fuzzy_and_signed(template: Template) -> None:
    po = template("a")
    po[0].tcomment = "by hand"
    assert apply_answers(po, {("", "a"): Answer("а", "argos/en_ru-1.9 glossary:0123")}) == 1
    assert (po[0].msgstr, po[0].flags) == ("а", ["fuzzy"])
    assert notes_of(po[0]) == (
        "by hand",
        "machine: argos/en_ru-1.9 glossary:0123 source:ca978112ca1b text:823c4eb3e895",
    )
    said = provenance_of(po[0])
    assert said is not None
    assert (said.who, said.signature) == ("machine", "argos/en_ru-1.9 glossary:0123")
    assert (said.source, said.text) == (text_hash("a"), text_hash("а"))
    assert is_untouched(po[0])


@pytest.mark.parametrize(
    ("edit", "untouched"),
    [
        (lambda entry: None, True),
        (lambda entry: entry.flags.clear(), False),  # approved as it is
        (lambda entry: setattr(entry, "msgstr", "а."), False),
        (lambda entry: setattr(entry, "tcomment", ""), False),
        (lambda entry: setattr(entry, "tcomment", "mine\n" + entry.tcomment), True),
    ],
)
def test_only_untouched_machine_text_is_refreshed(
    template: Template, edit: Callable[[polib.POEntry], None], untouched: bool
) -> None:
    po = template("a")
    apply_answers(po, {("", "a"): Answer("а", "argos/1")})
    edit(po[0])
    text = po[0].msgstr
    assert is_untouched(po[0]) is untouched
    better = {("", "a"): Answer("лучше", "argos/2")}
    assert apply_answers(po, better) == 0
    assert apply_answers(po, better, refresh=True) == untouched
    assert po[0].msgstr == ("лучше" if untouched else text)
    assert sum(note.startswith("machine: ") for note in notes_of(po[0])) <= 1


def test_a_hostile_answer_leaves_a_sound_catalogue(template: Template) -> None:
    po = template("a")
    apply_answers(po, {("", "a"): Answer('\0\ud800"\\\u2028\r\n', 'x\n\nmsgid "b"\u2028\0')})
    (again,) = _parse(Path("x.po"), render(po))
    assert again.msgstr == '\ufffd\ufffd"\\\u2028\r\n'
    assert notes_of(again)[0].startswith('machine: x  msgid "b" \ufffd source:')
    assert is_untouched(again)


def test_white_space_is_no_translation(template: Template) -> None:
    po = template("a", "b")
    po[0].msgstr = " \n"
    assert apply_answers(po, {("", "a"): Answer("а", "x"), ("", "b"): Answer("\n ", "x")}) == 1
    assert [entry.msgstr for entry in po] == ["а", ""]


def test_a_text_that_gets_a_second_context_is_approved_only_in_its_own() -> None:
    """The headline's words now open the article too: their place there asks for a look."""

    def pot(*contexts: str | None) -> polib.POFile:
        made = polib.POFile(check_for_duplicates=False)
        for context in contexts:
            made.append(polib.POEntry(msgid="Kazan grows", msgctxt=context))
        return made

    old = merge(None, pot(None), {}, {})
    old[0].msgstr = "Казань растёт"
    moved = merge(old, pot("headline"), {}, {})
    assert [(entry.msgstr, entry.fuzzy) for entry in moved] == [("Казань растёт", False)]
    both = merge(old, pot("headline", None), {}, {})
    assert [(entry.msgctxt, entry.msgstr, entry.fuzzy) for entry in both] == [
        ("headline", "Казань растёт", True),
        (None, "Казань растёт", False),
    ]
    again = merge(both, pot("headline", None), {}, {})
    assert [entry.fuzzy for entry in again] == [True, False]


@pytest.mark.parametrize(
    "now", ["The mayor will not sign.", "He said that the mayor will never sign it, not at all."]
)
def test_what_msgmerge_paired_wrongly_before_we_ever_saw_the_file_is_kept(
    read: Read, template: Template, now: str
) -> None:
    old = read(f'#, fuzzy\n#| msgid "The mayor will sign."\nmsgid "{now}"\nmsgstr "Мэр подпишет."\n').po
    revision = Revision("en", "ru", lambda _: (), lambda _text, _count: None)
    first = update(old, template(now), HEADER, {}, revision).po
    assert [(entry.msgid, entry.msgstr, bool(entry.obsolete)) for entry in first] == [
        (now, "", False),
        ("The mayor will sign.", "Мэр подпишет.", True),
    ]
    again = update(_parse(Path("x.po"), render(first)), template(now), HEADER, {}, revision).po
    assert render(again) == render(first)
    back = update(first, template("The mayor will sign.", now), HEADER, {}, revision).po
    assert (back[0].msgstr, back[0].flags) == ("Мэр подпишет.", ["fuzzy"])


def test_a_text_that_was_moved_without_a_word_is_kept_and_comes_back(read: Read, template: Template) -> None:
    revision = Revision("en", "ru", lambda _: (), lambda _text, _count: None)
    source, now = "The mayor will sign.", "The mayor will sign it."
    line = f"# reviewed: source:{text_hash(source)} text:{text_hash('Мэр подпишет.')}"
    old = read(f'{line}\n#, fuzzy\nmsgid "{now}"\nmsgstr "Мэр подпишет."\n').po  # msgmerge without --previous
    first = update(old, template(now), HEADER, {}, revision).po
    kept = f"was: source:{text_hash(source)}"
    assert [(entry.msgid, entry.msgstr, bool(entry.obsolete)) for entry in first] == [
        (now, "", False),
        (kept, "Мэр подпишет.", True),
    ]
    again = update(_parse(Path("x.po"), render(first)), template("Other."), HEADER, {}, revision).po
    assert (kept, "Мэр подпишет.") in [(entry.msgid, entry.msgstr) for entry in again]
    back = update(_parse(Path("x.po"), render(again)), template(source), HEADER, {}, revision).po
    assert [(entry.msgid, entry.msgstr, entry.flags) for entry in back] == [(source, "Мэр подпишет.", [])]
