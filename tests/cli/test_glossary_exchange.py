"""``workflow glossary export`` and ``import``: what goes out comes in, and nobody's row is lost."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from support import CONFIG, snapshot

from workflow import pipeline
from workflow.cli.app import run_app
from workflow.errors import GlossaryError
from workflow.model import Concept, Kind, Renderings

FORMS = """\
id,rendering,number,nom,gen,dat,acc,ins,loc,made
kazan,Казань,,Казань,Казани,Казани,Казань,Казанью,Казани,read
"""


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(folder)
    (folder / "glossary" / "forms.ru.csv").write_text(FORMS, "utf-8")
    return folder


def _entry(*langs: tuple[str, str], kind: str = "place", ident: str = "c1") -> str:
    sections = "".join(
        f'<langSet xml:lang="{tag}">{"".join(f"<tig><term>{term}</term></tig>" for term in terms.split("|"))}'
        "</langSet>"
        for tag, terms in langs
    )
    field = f'<descrip type="subjectField">{kind}</descrip>' if kind else ""
    return f'<termEntry id="{ident}">{field}{sections}</termEntry>\n'


def _tbx(*entries: str) -> str:
    head = '<martif type="TBX" xml:lang="en"><martifHeader/><text><body>\n'
    return head + "".join(entries) + "</body></text></martif>"


def _concepts(folder: Path) -> dict[str, Concept]:
    return {each.id: each for each in pipeline.Publication.open(folder).glossary.concepts}


# --------------------------------------------------------------------------------------------- round trips


def test_into_the_same_glossary_nothing_changes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "export", "-o", "g.tbx"]) == 0
    assert capsys.readouterr().out == "g.tbx: 4 concepts\n"
    before = snapshot(here)
    for more in ([], ["--overwrite"], ["--partial"]):
        assert run_app(["glossary", "import", "g.tbx", *more]) == 0
        assert capsys.readouterr() == ("g.tbx: 0 added, 0 changed, 4 the same, 0 lines of forms\n", "")
        assert snapshot(here) == before


def test_into_an_empty_glossary_all_of_it_comes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "export", "-o", "g.tbx"]) == 0
    mine = _concepts(here)
    for path in (here / "glossary").iterdir():
        path.unlink()
    assert run_app(["glossary", "import", "g.tbx"]) == 0
    assert capsys.readouterr().out.splitlines()[1] == (
        "g.tbx: 4 added, 0 changed, 0 the same, 1 line of forms; glossary/imported.csv; glossary/forms.ru.csv"
    )
    found = _concepts(here)
    assert {each: dict(found[each].renderings) for each in found} == {
        each: dict(mine[each].renderings) for each in mine
    }
    assert (here / "glossary" / "forms.ru.csv").read_text("utf-8") == FORMS
    assert run_app(["glossary", "export", "-o", "h.tbx"]) == 0
    assert Path("h.tbx").read_bytes() == Path("g.tbx").read_bytes()


def test_the_repositorys_glossary(repository: Path, tmp_path: Path) -> None:
    opened = pipeline.Publication.open(repository)
    tags = opened.config.languages
    content = pipeline.export_glossary(opened, tags)
    before = snapshot(repository)
    done = pipeline.import_glossary(opened, content, "g.tbx")
    assert (done.added, done.changed, done.problems, done.files) == ((), (), (), ())
    assert done.same == len(opened.glossary.concepts) > 100
    assert snapshot(repository) == before
    for path in (repository / "glossary").iterdir():
        path.unlink()
    empty = pipeline.Publication.open(repository)
    assert pipeline.import_glossary(empty, content, "g.tbx").applied
    again = pipeline.export_glossary(pipeline.Publication.open(repository), tags)
    assert again == content


def test_one_language_of_many(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "export", "--lang", "zh", "-o", "g.tbx"]) == 0
    assert "喀山" in Path("g.tbx").read_text("utf-8")
    assert "Казань" not in Path("g.tbx").read_text("utf-8")
    before = snapshot(here)
    assert run_app(["glossary", "import", "g.tbx"]) == 0
    assert snapshot(here) == before


def test_to_standard_output(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stream)
    assert run_app(["glossary", "export"]) == 0
    assert stream.buffer.getvalue().startswith(b'<?xml version="1.0"')  # type: ignore[attr-defined]


def test_a_glossary_for_omegat(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms = here / "glossary" / "terms.csv"
    terms.write_text(
        terms.read_text("utf-8") + "sco,organisation,,SCO Body | ~SCO,ШОСорг | орг | ~ШОС,,\n", "utf-8"
    )
    assert run_app(["glossary", "export", "--format", "omegat", "--lang", "ru", "-o", "g.utf8"]) == 0
    rows = [line.split("\t") for line in Path("g.utf8").read_text("utf-8").splitlines()]
    assert ["Rashid Alimov", "Рашид Алимов", "person; never: Рашид Олимов"] in rows
    assert ["Kazan", "Казань", "place"] in rows
    assert rows[-2:] == [
        ["SCO Body", "ШОСорг", "organisation; also: орг, ШОС"],
        ["SCO", "ШОС", "organisation; also: орг, ШОС"],
    ]
    assert run_app(["glossary", "export", "--format", "omegat"]) == 2
    assert "is for one language" in capsys.readouterr().err
    assert run_app(["glossary", "export", "--format", "xls"]) == 2
    assert "unknown format 'xls'. One of: tbx, omegat" in capsys.readouterr().err


# ------------------------------------------------------------------------------------------- other tools


def test_new_concepts_are_appended(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms = here / "glossary" / "terms.csv"
    before = terms.read_bytes()
    Path("x.tbx").write_text(
        _tbx(
            _entry(("en-GB", "Bishkek"), ("ru-RU", "Бишкек|Фрунзе")),
            _entry(("en", "Kazan"), ("ru", "Казань")),
        )
    )
    assert run_app(["glossary", "import", "x.tbx", "--dry-run"]) == 0
    assert capsys.readouterr().out == (
        "x.tbx: 1 would be added, 0 would be changed, 1 the same, 0 lines of forms; glossary/imported.csv\n"
    )
    assert not (here / "glossary" / "imported.csv").exists()
    assert run_app(["glossary", "import", "x.tbx"]) == 0
    assert (here / "glossary" / "imported.csv").read_text("utf-8") == (
        "id,kind,gender,number,valid,en,ru,zh,kk,note\nbishkek,place,,,,Bishkek,Бишкек | Фрунзе,,,\n"
    )
    Path("y.tbx").write_text(_tbx(_entry(("en", "Osh"), ("ru", "Ош"))))
    assert run_app(["glossary", "import", "y.tbx"]) == 0
    assert (here / "glossary" / "imported.csv").read_text("utf-8").endswith("\nosh,place,,,,Osh,Ош,,,\n")
    assert run_app(["glossary", "import", "y.tbx", "--file", "terms.csv"]) == 0  # it is there already
    assert terms.read_bytes() == before
    Path("z.tbx").write_text(_tbx(_entry(("en", "Uzgen"), ("ru", "Узген"))))
    assert run_app(["glossary", "import", "z.tbx", "--file", "terms.csv"]) == 0
    assert terms.read_bytes() == before + "uzgen,place,,Uzgen,Узген,,\n".encode()


STRANGE = _tbx(
    _entry(("en", "Bishkek"), ("ru", "Бишкек")),
    _entry(("en", "Osh"), ("de", "Osch"), kind=""),
    _entry(("ru", "Узген")),
    _entry(("en", "Kazan"), ("ru", "Казан"), ("zh", "喀山")),
    _entry(("en", "=SUM(A1)")),
    _entry(("en", "Kazan|SCO Summit")),
    _entry(("en", "Kazan")),
)
PROBLEMS = [
    "x.tbx:3: 1 section in 'de': not a language of the glossary",
    "x.tbx:4: c1 has no term in en, which the glossary goes by",
    "x.tbx:3: osh: no kind that is known here; it is taken for a phrase, or for what --kind says",
    "x.tbx:5: kazan: ru is 'Казан', here 'Казань' (glossary/terms.csv:5)",
    "x.tbx:6: sum-a1: '=SUM(A1)' cannot stand in a glossary: a spreadsheet would take it for a formula",
    "x.tbx:7: 'Kazan' has the names of kazan and sco-summit too",
]


def test_a_strangers_file_changes_nothing_unless_all_of_it_can_be_taken(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("x.tbx").write_text(STRANGE)
    before = snapshot(here)
    assert run_app(["glossary", "import", "x.tbx"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        *(f"warning: {line}" for line in PROBLEMS),
        "error: x.tbx: 6 problems; nothing is imported. --partial takes the rest, --overwrite what differs.",
    ]
    assert snapshot(here) == before


def test_with_partial_the_rest_is_taken(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.tbx").write_text(STRANGE)
    terms = (here / "glossary" / "terms.csv").read_bytes()
    assert run_app(["glossary", "import", "x.tbx", "--partial"]) == 0
    out, err = capsys.readouterr()
    assert err.splitlines() == [f"warning: {line}" for line in PROBLEMS]
    assert out == "x.tbx: 2 added, 0 changed, 1 the same, 0 lines of forms; glossary/imported.csv\n"
    found = _concepts(here)
    assert found["osh"].kind is Kind.PHRASE
    assert (here / "glossary" / "terms.csv").read_bytes() == terms


def test_with_overwrite_a_row_is_written_anew(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    terms = here / "glossary" / "terms.csv"
    lines = terms.read_bytes().splitlines(keepends=True)
    Path("x.tbx").write_text(_tbx(_entry(("en", "SCO Secretariat"), ("ru", "секретариат ШОС|СШ"), kind="")))
    assert run_app(["glossary", "import", "x.tbx", "--overwrite"]) == 0
    assert capsys.readouterr().out == (
        "x.tbx: 0 added, 1 changed, 0 the same, 0 lines of forms; glossary/terms.csv\n"
    )
    lines[2] = (
        "sco-secretariat,organisation,m,SCO Secretariat,"
        "секретариат ШОС | СШ,上合组织秘书处,ШЫҰ Хатшылығы\n".encode()
    )
    assert terms.read_bytes() == b"".join(lines)


def test_a_kind_for_all_that_name_none(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.tbx").write_text(_tbx(_entry(("en", "Osh"), kind=""), _entry(("en", "Kazan"), kind="")))
    assert run_app(["glossary", "import", "x.tbx", "--kind", "place"]) == 0
    assert _concepts(here)["osh"].kind is Kind.PLACE
    assert run_app(["glossary", "import", "x.tbx", "--kind", "town"]) == 2
    assert "--kind: unknown kind 'town'. One of: person" in capsys.readouterr().err


def test_one_name_at_two_times_is_two_concepts(here: Path) -> None:
    (here / "glossary" / "terms.csv").write_text(
        "id,kind,en,ru,valid\nold,office,Mayor,мэр,2000/2010\n", "utf-8"
    )
    note = '<termNote type="timeRestriction">2011/..</termNote>'
    term = _entry(("en", "Mayor"), ("ru", "глава"), kind="office").replace("</term>", f"</term>{note}", 1)
    Path("x.tbx").write_text(_tbx(term))
    assert run_app(["glossary", "import", "x.tbx"]) == 0
    assert {name: each.renderings["ru"] for name, each in _concepts(here).items()} == {
        "old": Renderings(("мэр",)),
        "mayor": Renderings(("глава",)),
    }


def test_an_id_that_is_taken(here: Path) -> None:
    Path("x.tbx").write_text(_tbx(_entry(("en", "Kazan!"), ("ru", "Казань!"), kind="phrase")))
    assert run_app(["glossary", "import", "x.tbx"]) == 0
    assert _concepts(here)["kazan-2"].renderings["en"] == Renderings(("Kazan!",))


def test_a_persons_forms_are_not_changed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forms = here / "glossary" / "forms.ru.csv"
    assert run_app(["-q", "glossary", "export", "-o", "g.tbx"]) == 0
    mine = FORMS.replace("Казанью", "Казаньею") + "x,y,,a,,,,,,read\n"
    forms.write_text(mine, "utf-8")
    assert run_app(["glossary", "import", "g.tbx"]) == 2
    assert "kazan: other forms of 'Казань' (glossary/forms.ru.csv)" in capsys.readouterr().err
    assert forms.read_text("utf-8") == mine
    assert run_app(["glossary", "import", "g.tbx", "--overwrite"]) == 0
    assert forms.read_text("utf-8") == FORMS + "x,y,,a,,,,,,read\n"


def test_forms_that_no_file_can_hold(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["-q", "glossary", "export", "-o", "g.tbx"]) == 0
    for case, form in (("case:voc", "Казань"), ("case:gen", "Каза\\u{1B}ни")):
        text = Path("g.tbx").read_text("utf-8")
        assert 'x-dragoman:case:gen">Казани<' in text
        text = text.replace('x-dragoman:case:gen">Казани<', f'x-dragoman:{case}">{form}<')
        Path("h.tbx").write_text(text.replace(">Kazan<", ">Kasan<"), "utf-8")
        forms = here / "glossary" / "forms.ru.csv"
        forms.write_text(FORMS.partition("\n")[0] + "\n", "utf-8")
        assert run_app(["glossary", "import", "h.tbx", "--overwrite", "--partial"]) == 0
        assert "warning: h.tbx: forms of ru: " in capsys.readouterr().err
        assert forms.read_text("utf-8") == FORMS.partition("\n")[0] + "\n"


def test_half_a_character_is_none(here: Path) -> None:
    half = '<hi type="x-U+D800"/>'
    entry = _entry(("en", "Osh")).replace("<langSet", f"<note>a{half}b</note><langSet", 1)
    Path("x.tbx").write_text(_tbx(entry), "utf-8")
    assert run_app(["glossary", "import", "x.tbx"]) == 0
    assert _concepts(here)["osh"].note == "a\ufffdb"
    assert run_app(["-q", "glossary", "export", "-o", "g.tbx"]) == 0
    text = Path("g.tbx").read_text("utf-8").replace(">Казани<", ">\\u{DC00}\\u{110000}<").replace("read", "")
    (here / "glossary" / "forms.ru.csv").unlink()
    Path("h.tbx").write_text(text, "utf-8")
    assert run_app(["glossary", "import", "h.tbx"]) == 0
    assert "\ufffd\ufffd" in (here / "glossary" / "forms.ru.csv").read_text("utf-8")


def test_a_file_that_is_too_large(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline.terms, "LARGEST_TBX", 1 << 20)
    Path("x.tbx").write_bytes(b" " * ((1 << 20) + 1))
    assert run_app(["glossary", "import", "x.tbx"]) == 2
    assert capsys.readouterr().err == "error: x.tbx: larger than 1 MB. Divide the file.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<!DOCTYPE martif [<!ENTITY a "aa">]><martif>&a;</martif>', "x.tbx: declares XML entities"),
        (b"<tmx/>", "x.tbx: no TBX file: its root is <tmx>"),
        (b"\x00", "x.tbx"),
    ],
)
def test_what_is_refused(here: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str) -> None:
    Path("x.tbx").write_bytes(content)
    before = snapshot(here)
    assert run_app(["glossary", "import", "x.tbx", "--partial", "--overwrite"]) == 2
    err = capsys.readouterr().err
    assert said in err
    assert err.count("\n") == 1
    assert snapshot(here) == before


def test_wrong_files(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_app(["glossary", "import", "none.tbx"]) == 2
    assert "none.tbx: cannot be read" in capsys.readouterr().err
    Path("x.tbx").write_text(_tbx(_entry(("en", "Osh"))))
    for name in ("../x.csv", "forms.ru.csv", "x.txt"):
        assert run_app(["glossary", "import", "x.tbx", "--file", name]) == 2
        assert "is no file of terms" in capsys.readouterr().err
    (here / "glossary" / "few.csv").write_text("id,kind,en\n", "utf-8")
    Path("x.tbx").write_text(_tbx(_entry(("en", "Osh"), ("ru", "Ош"))))
    assert run_app(["glossary", "import", "x.tbx", "--file", "few.csv"]) == 2
    assert "no column 'ru', which 'osh' needs" in capsys.readouterr().err


def test_somebody_saves_the_file_meanwhile(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = here / "glossary" / "imported.csv"
    opened = pipeline.Publication.open(here)
    real = pipeline.terms.write_over

    def slow(path: Path, content: bytes, before: bytes | None) -> bool:
        target.write_text("id,kind,en\n", "utf-8")
        return real(path, content, before)

    monkeypatch.setattr(pipeline.terms, "write_over", slow)
    with pytest.raises(GlossaryError, match="was changed meanwhile"):
        pipeline.import_glossary(opened, _tbx(_entry(("en", "Osh"))).encode(), "x.tbx")
    assert target.read_text("utf-8") == "id,kind,en\n"


# ---------------------------------------------------------------------------------------------- any glossary

_cells = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="|", exclude_categories=["Cc"]), max_size=4),
    max_size=4,
).map(" | ".join)
# A lone carriage return in a note becomes a space whenever the program writes a row; others are kept.
_notes = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5)
_rows = st.lists(
    st.tuples(
        st.sampled_from([kind.value for kind in Kind]),
        st.sampled_from(["", "m", "F", "n"]),
        st.sampled_from(["", "pl", "PL"]),
        st.sampled_from(["", "2018", "../2020-02", "2019-01-02/2019-03-04"]),
        *(_cells, _cells, _cells, _notes, _notes),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60)
@given(_rows, st.sampled_from(["\n", "\r\n"]), st.sampled_from([",", ";", "\t"]))
def test_any_glossary_comes_back_and_is_left_alone(
    rows: list[tuple[str, ...]], ending: str, delimiter: str
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "workflow.toml").write_text(CONFIG, "utf-8")
        (root / "glossary").mkdir()
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, delimiter=delimiter, lineterminator=ending)
        writer.writerow(["id", "kind", "gender", "number", "valid", "en", "ru", "zh", "ru:note", "note"])
        writer.writerows((f"{number}-x", *row) for number, row in enumerate(rows))
        try:
            text = stream.getvalue().encode()
            (root / "glossary" / "a.csv").write_bytes(text)
            opened = pipeline.Publication.open(root)
            mine = opened.glossary.concepts
        except (UnicodeEncodeError, GlossaryError):  # no glossary at all
            assume(False)
        content = pipeline.export_glossary(opened, opened.config.languages)
        for overwrite in (False, True):
            done = pipeline.import_glossary(opened, content, "g.tbx", overwrite=overwrite)
            assert done.problems == ()
            assert done.same == len(mine)
            assert done.files == ()
        assert snapshot(root / "glossary") == {"a.csv": text}
        (root / "glossary" / "a.csv").unlink()
        done = pipeline.import_glossary(pipeline.Publication.open(root), content, "g.tbx", partial=True)
        formulas = {line.split(": ")[1] for line in done.problems}
        assert all("formula" in line for line in done.problems)
        found = pipeline.Publication.open(root).glossary.concepts
        bare = [
            replace(each, where="", renderings=dict(each.renderings))
            for each in mine
            if each.id not in formulas
        ]
        assert [replace(each, where="", renderings=dict(each.renderings)) for each in found] == bare
