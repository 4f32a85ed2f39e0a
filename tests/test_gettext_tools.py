"""GNU gettext's own tools read what we write, and lose nothing of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import need

from workflow.catalogue import (
    Answer,
    Key,
    apply_answers,
    build_template,
    key_of,
    load_catalogue,
    merge,
    metadata,
    render,
    save_catalogue,
    term_notes,
)
from workflow.catalogue.po import _parse
from workflow.catalogue.provenance import notes_of
from workflow.languages import known_tags
from workflow.model import Article, Concept, Kind, Match, Renderings, Role, Segment

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
LANGUAGES = [tag for tag in known_tags() if tag != "en"]
DATE = "2026-01-31 12:00+0000"
CITY = Concept(
    "chongqing",
    Kind.PLACE,
    {
        "en": Renderings(("Chongqing",)),
        **{tag: Renderings((f"{tag} Чунцин", "重庆"), ("Чонгкинг",)) for tag in LANGUAGES},
    },
)
TEXTS = [
    "Mayor of Chongqing will sign the agreement",
    "The mayor of Chongqing will sign the agreement on Friday.",
    'He said: “Trade grew 5\u00a0%”, and added \\o/ "quoted".',
    "Tabs\tand line\nbreaks",
    "Bell \a, escape \x1b, next line \x85, separator \u2028 and bidi \u202e.",
    "Mayor of Chongqing will sign the agreement",
    "Astral 🎈, ZWNJ \u200c, soft\u00adhyphen.",
    "Never translated.",
]


def _tool(name: str) -> str:
    found = shutil.which(name) or ""
    need(f"{name} (package gettext)", found)
    return found


def _run(name: str, *arguments: str | Path) -> str:
    """Run a tool of gettext; what it says on standard error is the result."""
    done = subprocess.run(
        [_tool(name), *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "en"},
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def _template(texts: list[str]) -> tuple[polib.POFile, dict[str, list[Match]]]:
    article = Article(slug="x", source="seeds/x.txt", language="en", title=texts[0], blocks=())
    segments = [
        Segment(text, "", "", Role.PARAGRAPH if number else Role.HEADLINE, number, 0, 1, number + 1)
        for number, text in enumerate(texts)
    ]
    matches = {text: [Match(CITY, 0, 1, "Chongqing")] if "Chongqing" in text else [] for text in texts}
    pot = build_template(article, segments, [matches[text] for text in texts], LANGUAGES, "Dragoman 0")
    pot.metadata["POT-Creation-Date"] = DATE
    return pot, matches


def _catalogue(pot: polib.POFile, matches: dict[str, list[Match]], language: str) -> polib.POFile:
    """Machine drafts for most, one reviewed entry, one that left the article, one comment by hand."""
    article = Article(slug="x", source="seeds/x.txt", language="en", title="", blocks=())
    header = {
        **metadata(article, "Dragoman 0", language),
        "PO-Revision-Date": DATE,
        "POT-Creation-Date": DATE,
    }
    terms: dict[Key, list[str]] = {
        key_of(entry): term_notes(matches[entry.msgid], [language]) for entry in pot
    }
    po = merge(None, pot, header, terms)
    po.append(polib.POEntry(msgid="Gone.", msgstr="Ушло.", tcomment="by hand", obsolete=True))
    answers = {
        key_of(entry): Answer(f"{language}: {entry.msgid}", "argos/en_xx-1.0 glossary:0123456789ab")
        for entry in pot
        if entry.msgid != "Never translated."
    }
    assert apply_answers(po, answers) == len(pot) - 1
    po[0].flags.remove("fuzzy")
    po[1].tcomment += "\nby hand: ask the author"
    po[1].previous_msgid = "was\nsomething else"
    return merge(po, pot, header, terms)


def _facts(po: polib.POFile) -> dict[Key, tuple[object, ...]]:
    return {key_of(entry): (entry.msgstr, notes_of(entry), entry.flags, bool(entry.obsolete)) for entry in po}


def _written(folder: Path, language: str) -> tuple[Path, Path, polib.POFile]:
    pot, matches = _template(TEXTS)
    po = _catalogue(pot, matches, language)
    (folder / "x.pot").write_bytes(render(pot))
    (folder / "x.po").write_bytes(render(po))
    return folder / "x.po", folder / "x.pot", po


@pytest.mark.parametrize("language", LANGUAGES)
def test_msgfmt_accepts_our_catalogues(tmp_path: Path, language: str) -> None:
    path, _, po = _written(tmp_path, language)
    _run("msgfmt", "--check", "--use-fuzzy", "-o", tmp_path / "x.mo", path)
    mo = {(entry.msgctxt or "", entry.msgid): entry.msgstr for entry in polib.mofile(str(tmp_path / "x.mo"))}
    assert mo == {key_of(entry): entry.msgstr for entry in po if not entry.obsolete and entry.msgstr}, (
        "gettext sees the texts that we meant"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_msgfmt_accepts_a_catalogue_as_the_translator_left_it(tmp_path: Path, language: str) -> None:
    path, _, _ = _written(tmp_path, language)
    said = _run("msgfmt", "--check", "--statistics", "-o", os.devnull, path)
    assert "1 translated message, 6 fuzzy translations, 1 untranslated message." in said


@pytest.mark.parametrize("options", [(), ("--previous",)])
def test_msgmerge_changes_no_text_and_loses_no_comment(tmp_path: Path, options: tuple[str, ...]) -> None:
    path, pot, po = _written(tmp_path, "ru")
    out = tmp_path / "out.po"
    _run("msgmerge", "--no-wrap", "--quiet", *options, "-o", out, path, pot)
    merged = load_catalogue(out)
    assert merged is not None
    assert _facts(merged.po) == _facts(po)
    notes = [note for entry in merged.po for note in notes_of(entry)]
    assert sum(note.startswith("machine: ") for note in notes) == 7
    assert sum(note.startswith("term: ") for note in notes) == 3


def test_msgmerge_agrees_with_our_layout(tmp_path: Path) -> None:
    path, pot, _ = _written(tmp_path, "ru")
    out = tmp_path / "out.po"
    _run("msgmerge", "--no-wrap", "--quiet", "--previous", "-o", out, path, pot)
    ours, theirs = (each.read_text(encoding="utf-8").partition("\n\n")[2].split("\n") for each in (path, out))
    assert theirs == ours, "but for the order of header fields, which translators' tools change anyway"


@pytest.mark.parametrize("options", [(), ("--previous",)])
def test_what_msgmerge_makes_of_a_new_version_is_merged_without_loss(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    path, pot_path, po = _written(tmp_path, "ru")
    changed = [TEXTS[0], TEXTS[1].replace("will", "will not"), *TEXTS[2:]]
    pot, matches = _template(changed)
    pot_path.write_bytes(render(pot))
    _run("msgmerge", "--no-wrap", "--quiet", *options, "-o", path, path, pot_path)
    theirs = load_catalogue(path)
    assert theirs is not None
    paired = next(entry for entry in theirs.po if entry.msgid == changed[1])
    assert (paired.msgstr, paired.flags) == (po[1].msgstr, ["fuzzy"]), (
        "msgmerge pairs a sentence with its denial"
    )
    terms = {key_of(entry): term_notes(matches[entry.msgid], ["ru"]) for entry in pot}
    ours = merge(theirs.po, pot, {}, terms)
    for entry in theirs.po:
        mine = next(each for each in ours if key_of(each) == key_of(entry))
        assert (mine.msgstr, mine.flags, mine.previous_msgid) == (
            entry.msgstr,
            entry.flags,
            entry.previous_msgid,
        )
    path.write_bytes(render(ours))
    _run("msgfmt", "--check", "-o", os.devnull, path)


def test_an_obsolete_sentence_survives_msgmerge_and_comes_back(tmp_path: Path) -> None:
    path, pot_path, po = _written(tmp_path, "ru")
    pot, _ = _template([TEXTS[0], TEXTS[3]])
    pot_path.write_bytes(render(pot))
    path.write_bytes(render(merge(po, pot, {}, {})))
    _run("msgmerge", "--no-wrap", "--quiet", "--previous", "-o", path, path, pot_path)
    theirs = load_catalogue(path)
    assert theirs is not None
    full, _ = _template(TEXTS)
    back = merge(theirs.po, full, {}, {})
    kept = {key_of(entry): (entry.msgstr, entry.previous_msgid) for entry in back if not entry.obsolete}
    assert kept == {key_of(entry): (entry.msgstr, entry.previous_msgid) for entry in po if not entry.obsolete}


def test_msgcat_reads_and_writes_the_same_entries(tmp_path: Path) -> None:
    path, _, po = _written(tmp_path, "ru")
    _run("msgcat", "--no-wrap", "-o", tmp_path / "out.po", path)
    assert _facts(_parse(path, (tmp_path / "out.po").read_bytes())) == _facts(po)
    _run("msgcat", "--no-wrap", "--escape", "-o", tmp_path / "escaped.po", path)
    escaped = (tmp_path / "escaped.po").read_bytes()
    assert _facts(_parse(path, escaped)) == _facts(po), "octal escapes too"


def test_the_catalogues_of_this_repository(tmp_path: Path) -> None:
    for path in sorted((ROOT / "locales").glob("*/LC_MESSAGES/*.po")):
        _run("msgfmt", "--check", "-o", os.devnull, path)
        catalogue = load_catalogue(path)
        assert catalogue is not None
        for options in ((), ("--previous",)):
            out = tmp_path / "out.po"
            pot = ROOT / "locales" / f"{path.stem}.pot"
            _run("msgmerge", "--no-wrap", "--quiet", *options, "-o", out, path, pot)
            assert _facts(_parse(path, out.read_bytes())) == _facts(catalogue.po), path


def test_the_templates_of_this_repository() -> None:
    for path in sorted((ROOT / "locales").glob("*.pot")):
        # A template has no language and no translator yet: only its syntax can be judged.
        _run("msgfmt", "--check-format", "-o", os.devnull, path)


# ------------------------------------------------------------------------------------------------ layout

# Texts of any kind. Without what no catalogue holds (NUL, surrogates) and EOT, which gettext refuses.
_TEXT = st.lists(
    st.one_of(
        st.sampled_from(
            ["\n", '"', "\\", "\t", "\r\n", "\a", "\b\f\v", "\\n", "%d", "{x}", "\x1b", "\x85", "\u2028"]
        ),
        st.sampled_from(
            ["Мэр Чунцина ", "重庆市市长", "शंघाई ", "چونگ‌چنگ ", "word " * 20, "🎈", "\u00a0", "\u00ad"]
        ),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04"),
    ),
    max_size=8,
).map("".join)
_WORD = st.text("abcабв字:#,|~=.\\ ", max_size=12)
# A line that gettext takes for a place ("# File: a, line: 1") is a comment to us.
_COMMENT = st.lists(_WORD, max_size=3).map("\n".join).filter(lambda text: text != "\n" * len(text))
_KNOWN_FLAGS = ("c-format", "no-python-format", "range: 0..9", "no-wrap")  # in the order of gettext


@st.composite
def _entries(draw: st.DrawFn, number: int) -> polib.POEntry:
    """An entry that msgcat would not change: it drops flags that it knows not, and empty obsolete ones."""
    obsolete = draw(st.sampled_from([False, False, True]))
    entry = polib.POEntry(
        msgid=f"{draw(_TEXT)}{number}{draw(_TEXT)}",
        msgctxt=draw(st.none() | _TEXT),
        tcomment=draw(_COMMENT),
        comment=draw(_COMMENT),
        occurrences=draw(
            st.sampled_from([[], [("a.c", "1")], [("seeds/x.txt", "3"), ("б.md", "12"), ("c", "")]])
        ),
        previous_msgid=draw(st.none() | _TEXT),
        obsolete=obsolete,
    )
    if entry.previous_msgid is not None:  # gettext knows the others beside a msgid only
        entry.previous_msgctxt = draw(st.none() | _TEXT)
        entry.previous_msgid_plural = draw(st.none() | _TEXT)
    target = draw(_TEXT) + ("." if obsolete else "")
    if draw(st.booleans()):
        entry.msgstr = target
    else:
        entry.msgid_plural = draw(_TEXT) + "s"
        entry.msgstr_plural = {0: target, 1: draw(_TEXT), 2: draw(_TEXT)}
    entry.flags = [
        flag for flag in _KNOWN_FLAGS if draw(st.booleans()) and not (obsolete and "range" in flag)
    ]
    if target and draw(st.booleans()):
        entry.flags.insert(0, "fuzzy")
    return entry


@st.composite
def _catalogues(draw: st.DrawFn) -> polib.POFile:
    po = polib.POFile(wrapwidth=0, check_for_duplicates=False)
    po.header = draw(_COMMENT)
    po.metadata = {
        "Language": "ru",
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Note": "long " * 30 + "note",
    }
    for number in range(draw(st.integers(1, 6))):
        po.append(draw(_entries(number)))
    return po


@given(po=_catalogues())
@settings(max_examples=150, deadline=None)
def test_msgcat_changes_no_byte_of_what_we_write(
    tmp_path_factory: pytest.TempPathFactory, po: polib.POFile
) -> None:
    """Whatever stands in it, header included: order, lines, escapes, spaces."""
    folder = tmp_path_factory.mktemp("po")
    (folder / "x.po").write_bytes(render(po))
    for tool in ("msgcat", "msgattrib"):
        _run(tool, "--no-wrap", "-o", folder / f"{tool}.po", folder / "x.po")
        assert (folder / f"{tool}.po").read_bytes().decode() == render(po).decode()


@given(
    po=_catalogues(), width=st.sampled_from(["--width=40", "--width=76", "--no-wrap", "--escape", "--indent"])
)
@settings(max_examples=60, deadline=None)
def test_what_msgcat_laid_out_means_the_same_and_stays_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, po: polib.POFile, width: str
) -> None:
    folder = tmp_path_factory.mktemp("po")
    (folder / "x.po").write_bytes(render(po))
    _run("msgcat", width, "-o", folder / "wrapped.po", folder / "x.po")
    before = (folder / "wrapped.po").read_bytes()
    catalogue = load_catalogue(folder / "wrapped.po")
    assert catalogue is not None
    assert render(catalogue.po).decode() == render(po).decode()
    assert save_catalogue(catalogue)
    assert (folder / "wrapped.po").read_bytes() == before
    catalogue.po[0].msgstr, catalogue.po[0].msgstr_plural = "другое", {}
    catalogue.po[0].msgid_plural = ""
    assert save_catalogue(catalogue)
    _run("msgcat", "--no-wrap", "-o", folder / "again.po", folder / "wrapped.po")
    assert (folder / "again.po").read_bytes().decode() == render(catalogue.po).decode()


@pytest.mark.parametrize("language", ["ru", "zh", "ur"])
def test_msgmerge_changes_no_byte_of_our_catalogue(tmp_path: Path, language: str) -> None:
    path, pot, _ = _written(tmp_path, language)
    out = tmp_path / "out.po"
    _run("msgmerge", "--no-wrap", "--quiet", "--previous", "-o", out, path, pot)
    assert out.read_bytes().decode() == path.read_bytes().decode(), "the header too"


def test_a_comment_that_ends_in_a_backslash_does_not_take_the_next_line_with_it(tmp_path: Path) -> None:
    """gettext's lexer takes a backslash at the end of any line for a line that goes on."""
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.append(polib.POEntry(msgid="a", msgstr="b", tcomment="see C:\\texts\\", comment="role \\"))
    (tmp_path / "x.po").write_bytes(render(po))
    _run("msgcat", "--no-wrap", "-o", tmp_path / "out.po", tmp_path / "x.po")
    assert (tmp_path / "out.po").read_bytes() == (tmp_path / "x.po").read_bytes()
