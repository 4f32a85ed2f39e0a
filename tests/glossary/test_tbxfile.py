"""TBX: a glossary comes back as it was, and strangers' files are read as far as they mean something here."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from support import ROOT, need

from workflow.errors import GlossaryError
from workflow.glossary.csvfile import make_concept, parse_concepts, write_concepts
from workflow.glossary.formsfile import Line, parse_forms
from workflow.glossary.tbxfile import TbxContent, read_tbx, write_tbx
from workflow.model import Concept, Kind, Period, Renderings

LANGUAGES = ["ru", "zh", "kk"]
CITY = Concept(
    "9-may",
    Kind.EVENT,
    {
        "en": Renderings(
            ("Victory Day", "V-Day \ufffe"), ("9 May\uffff\uffffx",), ("VD",), "=not\ta formula"
        ),
        "ru": Renderings(("День Победы",), (), ("9 Мая",), "Both words with capitals\nalways"),
        "zh": Renderings((), ("胜利",), ()),
        "kk": Renderings((), (), (), "no name yet \x01"),
    },
    "\\u{41} & <note>",
    "",
    "m",
    "pl",
    Period(None, date(2020, 2, 29)),
)
FORMS = Line("9-may", "День  Победы", "pl", {"nom": "Дни Победы", "a:b\x02": "\\х"}, "read", "", "")


def _bare(concepts: tuple[Concept, ...] | list[Concept]) -> list[Concept]:
    return [replace(each, where="", renderings=dict(each.renderings)) for each in concepts]


# --------------------------------------------------------------------------------------------- round trips


def test_a_concept_comes_back() -> None:
    written = write_tbx([CITY], {"ru": [FORMS]}, "en", LANGUAGES)
    content = read_tbx(written, "a.tbx", "en")
    assert _bare(content.concepts) == [CITY]
    assert content.ours
    assert content.skipped == ()
    (line,) = content.forms["ru"]
    assert replace(line, where="") == FORMS
    assert write_tbx(content.concepts, content.forms, "en", LANGUAGES) == written


_words = st.text(
    st.characters(codec="utf-8", exclude_characters="|", exclude_categories=["Cc"]), min_size=1, max_size=6
)
_texts = _words.map(str.strip).filter(lambda text: text and text[0] not in "!~")
_notes = st.one_of(st.just(""), st.text(st.characters(codec="utf-8"), max_size=6).map(str.strip))


def _made(
    kind: Kind, cells: dict[str, Renderings], note: str, gender: str, number: str, valid: str
) -> Concept:
    cells = {tag: each for tag, each in cells.items() if each.all or each.forbidden or each.usage}
    return make_concept("x", kind.value, gender, number, valid, note, cells, "", "en")


def _cells(least: int) -> st.SearchStrategy[Renderings]:
    lists = st.lists(_texts, min_size=least, max_size=6, unique=True)
    return st.builds(lambda all_, use: Renderings(*(tuple(all_[i::3]) for i in range(3)), use), lists, _notes)


_concepts = st.builds(
    _made,
    st.sampled_from(Kind),
    st.fixed_dictionaries({"en": _cells(1)}, optional={"ru": _cells(0), "zh": _cells(0)}),
    _notes,
    st.sampled_from(["", "m", "f", "n"]),
    st.sampled_from(["", "pl"]),
    st.sampled_from(["", "2018/..", "../2020-02-29", "2019-01-02/2019-03-04"]),
)


@given(st.lists(_concepts, min_size=1, max_size=3))
def test_any_concepts_come_back(concepts: list[Concept]) -> None:
    concepts = [replace(concept, id=f"x-{number}") for number, concept in enumerate(concepts)]
    content = read_tbx(write_tbx(concepts, {}, "en", LANGUAGES), "a.tbx", "en")
    assert content.skipped == ()
    assert _bare(content.concepts) == _bare(concepts)


@given(st.lists(_concepts, min_size=1, max_size=2))
def test_any_csv_is_the_same_after_a_way_through_tbx(concepts: list[Concept]) -> None:
    concepts = [replace(concept, id=f"x-{number}") for number, concept in enumerate(concepts)]
    try:
        text = write_concepts(concepts, ["en", *LANGUAGES])
    except GlossaryError:  # it would be a formula
        return
    first = parse_concepts(text, "a.csv", "en")
    second = read_tbx(write_tbx(first, {}, "en", LANGUAGES), "a.tbx", "en").concepts
    third = parse_concepts(write_concepts(second, ["en", *LANGUAGES]), "a.csv", "en")
    assert _bare(third) == _bare(first)


def _repository() -> tuple[list[Concept], dict[str, tuple[Line, ...]]]:
    folder = ROOT / "glossary"
    concepts = parse_concepts((folder / "terms.csv").read_text("utf-8"), "terms.csv", "en")
    files = {tag: (folder / f"forms.{tag}.csv").read_text("utf-8") for tag in ("ru", "be")}
    return concepts, {tag: parse_forms(text, tag, tag).lines for tag, text in files.items()}


def test_our_own_glossary_comes_back() -> None:
    concepts, forms = _repository()
    tags = sorted({tag for each in concepts for tag in each.renderings if tag not in ("en", "*")})
    content = read_tbx(write_tbx(concepts, forms, "en", tags), "a.tbx", "en")
    assert _bare(content.concepts) == _bare(concepts)
    for tag, lines in forms.items():
        terms = {concept.id: concept.in_language(tag) for concept in concepts}
        known = [line for line in lines if line.rendering in (*terms[line.id].all, *terms[line.id].forbidden)]
        assert len(known) > 200
        assert {line.key: line.forms for line in content.forms[tag]} == {
            line.key: line.forms for line in known
        }


def test_other_languages_are_left_out() -> None:
    content = read_tbx(write_tbx([CITY], {}, "en", ["zh"]), "a.tbx", "en")
    assert list(content.concepts[0].renderings) == ["en", "zh"]


def test_what_is_the_same_everywhere_is_written_everywhere() -> None:
    keep = make_concept("tass", "keep as is", "", "", "", "", {"en": Renderings(("TASS",))}, "", "en")
    written = write_tbx([keep], {}, "en", LANGUAGES)
    assert written.count(b"<term>TASS</term>") == 4
    assert _bare(read_tbx(written, "a.tbx", "en").concepts) == _bare([keep])


def test_an_empty_glossary_is_none() -> None:
    with pytest.raises(GlossaryError, match="no concept to export"):
        write_tbx([], {}, "en", LANGUAGES)


# ------------------------------------------------------------------------------------------- other tools


def _read(body: str, **options: object) -> TbxContent:
    text = f'<martif type="TBX" xml:lang="en"><martifHeader/><text><body>{body}</body></text></martif>'
    return read_tbx(text.encode(), "x.tbx", "en", **options)  # type: ignore[arg-type]


def _tig(tag: str, *terms: str) -> str:
    return f'<langSet xml:lang="{tag}">{"".join(f"<tig>{term}</tig>" for term in terms)}</langSet>'


def _status(status: str, kind: str = "administrativeStatus") -> str:
    return f'<termNote type="{kind}">{status}</termNote>'


def test_a_glossary_of_another_tool() -> None:
    body = (
        '<termEntry id="c5"><descrip type="subjectField">Organisation</descrip>'
        "<descripGrp><descrip type='definition'>A group\n of states</descrip></descripGrp>"
        + _tig("en-GB", "<term>Shanghai\n  Cooperation Organisation</term>")
        + _tig("EN-us", f"<term>SCO</term>{_status('acronym', 'termType')}")
        + '<langSet xml:lang="ru-RU"><descrip type="definition">Межгосударственная</descrip>'
        f"<tig><term>ШСО</term>{_status('deprecatedTerm-admn-sts')}</tig>"
        f"<tig><term>Шанхайская группа</term>{_status('admittedTerm-admn-sts')}</tig>"
        f"<ntig><termGrp><term>Шанхайская <hi>организация</hi> сотрудничества</term>"
        f"{_status('preferredTerm', 'normativeAuthorization')}{_status('feminine', 'grammaticalGender')}"
        "</termGrp><note>В документах</note></ntig></langSet>"
        + _tig("de", "<term>SOZ</term>")
        + "</termEntry>"
    )
    content = _read(body)
    (concept,) = content.concepts
    assert not content.ours
    assert replace(concept, where="", renderings=dict(concept.renderings)) == Concept(
        "shanghai-cooperation-organisation",
        Kind.ORGANISATION,
        {
            "en": Renderings(("Shanghai Cooperation Organisation",), (), ("SCO",)),
            "ru": Renderings(
                ("Шанхайская организация сотрудничества", "Шанхайская группа"),
                ("ШСО",),
                (),
                "Межгосударственная; В документах",
            ),
        },
        "A group of states",
        "",
        "f",
    )
    assert content.skipped == ("x.tbx:3: 1 section in 'de': not a language of the glossary",)
    assert set(_read(body, languages=["de"]).concepts[0].renderings) == {"en", "de"}


def test_what_a_glossary_cannot_take_is_said() -> None:
    named = _tig("en", "<term>Kazan</term>")
    place, short = '<descrip type="subjectField">place</descrip>', "<term>K</term>"
    content = _read(
        f"<termEntry>{_tig('ru', '<term>Казань</term>')}</termEntry>"
        f"<termEntry>{named}</termEntry>"
        f"<termEntry>{place}{named}{_tig('ru', '<term>a|b</term>')}{_tig('kk', '<term/>')}</termEntry>"
        f"<termEntry>{place}{_tig('en', '<term>!no</term>')}</termEntry>"
        f"<termEntry>{place}{named}{_tig('ru', '<term>a&#x202e;b</term>')}</termEntry>"
        f"<termEntry>{place}{_tig('en', short + _status('3rd century', 'timeRestriction'))}</termEntry>"
        f"<termEntry>{place}{_tig('en', short, short + _status('deprecated'))}</termEntry>"
    )
    assert [each.id for each in content.concepts] == ["kazan", "kazan-2", "kazan-3", "k"]
    assert content.concepts[0].kind is Kind.PHRASE
    assert content.guessed == {"kazan"}
    expected = [
        "a concept has no term in en, which the glossary goes by",
        "ru: 'a|b' cannot stand in a glossary: it is empty or has a mark in it",
        "kk: '' cannot stand in a glossary: it is empty or has a mark in it",
        "en: '!no' cannot stand in a glossary: it is empty or has a mark in it",
        "a concept has no term in en, which the glossary goes by",
        "ru: 'a\\u202eb' holds the character U+202E",
        "'3rd century' is no period; it is left out",
        "en: 'K' is both accepted and forbidden",
        "a concept has no term in en, which the glossary goes by",
    ]
    assert [line.partition(": ")[2] for line in content.skipped] == expected


def test_a_kind_for_those_that_have_none() -> None:
    content = _read(f"<termEntry>{_tig('en', '<term>Kazan</term>')}</termEntry>", kind=Kind.PLACE)
    assert content.concepts[0].kind is Kind.PLACE
    assert content.guessed == set()
    assert content.skipped == ()


def test_an_acronym_alone_is_a_name() -> None:
    body = _tig("en", f"<term>NATO</term>{_status('acronym', 'termType')}")
    assert _read(f"<termEntry>{body}</termEntry>").concepts[0].renderings["en"] == Renderings(("NATO",))


def test_ids_of_strangers_are_made_of_their_terms() -> None:
    names = ["Lü Wei", "Lu Wei", "北京", "北京 北", "9 May"]
    body = "".join(f"<termEntry id='c1'>{_tig('en', f'<term>{name}</term>')}</termEntry>" for name in names)
    found = [concept.id for concept in _read(body).concepts]
    assert found == ["lu-wei", "lu-wei-2", "term", "term-2", "9-may"]


DCA = """<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body>
<conceptEntry id="c1"><descrip type="subjectField">place</descrip><langSec xml:lang="en"><descripGrp>
<descrip type="definition">A city
</descrip></descripGrp><termSec><term>Kazan</term><termNote type="partOfSpeech">noun</termNote></termSec>
</langSec><langSec xml:lang="ru"><termSec><term>Казан</term>
<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></termSec>
<termSec><term>Казань</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
<termNote type="grammaticalGender">feminine</termNote></termSec></langSec></conceptEntry>
</body></text></tbx>"""
DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><tbxHeader><fileDesc>
<sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body><conceptEntry id="c1">
<min:subjectField>place</min:subjectField><langSec xml:lang="en"><descripGrp><basic:definition>A city
</basic:definition></descripGrp><termSec><term>Kazan</term><min:partOfSpeech>noun</min:partOfSpeech></termSec>
</langSec><langSec xml:lang="ru"><termSec><term>Казан</term>
<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus></termSec>
<termSec><term>Казань</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
<basic:grammaticalGender>feminine</basic:grammaticalGender></termSec></langSec></conceptEntry>
</body></text></tbx>"""
MIN = """<TBX dialect="TBX-Min"><header><id>x</id></header><body><entry id="c1">
<subjectField>place</subjectField>
<langGroup xml:lang="en"><termGroup><term>Kazan</term><note>A city</note></termGroup></langGroup>
<langGroup xml:lang="ru"><termGroup><term>Казан</term><termStatus>obsolete</termStatus></termGroup>
<termGroup><term>Казань</term><termStatus>preferred</termStatus><grammaticalGender>feminine</grammaticalGender>
</termGroup></langGroup></entry></body></TBX>"""


@pytest.mark.parametrize("text", [DCA, DCT, MIN], ids=["dca", "dct", "min"])
def test_the_edition_of_2019_and_tbx_min(text: str) -> None:
    content = read_tbx(text.encode(), "x.tbx", "en")
    assert content.skipped == ()
    assert _bare(content.concepts) == [
        Concept(
            "kazan",
            Kind.PLACE,
            {
                "en": Renderings(("Kazan",), (), (), "A city"),
                "ru": Renderings(("Казань",), ("Казан",)),
            },
            gender="f",
        )
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<!DOCTYPE martif [<!ENTITY a "aa">]><martif>&a;</martif>', "declares XML entities"),
        ("<martif><text>", "not well-formed XML"),
        ("<tmx/>", "no TBX file: its root is <tmx>"),
        ("", "not well-formed XML"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        read_tbx(text.encode(), "a.tbx", "en")
    assert said in str(caught.value)


@given(
    st.lists(st.sampled_from(["termEntry", "langSet", "tig", "term", "termNote", "adminGrp", "hi", "note"]))
)
def test_any_nesting_is_read_without_a_traceback(names: list[str]) -> None:
    opened = "".join(f'<{name} type="x-dragoman:forms" xml:lang="en" id="{name}">x' for name in names if name)
    closed = "".join(f"</{name}>" for name in reversed(names))
    read_tbx(f"<martif>{opened}{closed}</martif>".encode(), "a.tbx", "en")


@pytest.mark.slow
def test_the_official_schema() -> None:
    folder = Path(os.environ.get("DRAGOMAN_SCHEMAS", "-"))
    need("tbx.xsd (folder in DRAGOMAN_SCHEMAS)", (folder / "tbx.xsd").is_file())
    schema = etree.XMLSchema(etree.parse(str(folder / "tbx.xsd")))
    concepts, forms = _repository()
    keep = make_concept("tass", "keep as is", "", "", "", "", {"en": Renderings(("TASS",))}, "", "en")
    for written in (
        write_tbx(concepts, forms, "en", ["ru", "be", "zh"]),
        write_tbx([CITY, keep], {"ru": [FORMS]}, "en", LANGUAGES),
    ):
        assert schema.validate(etree.fromstring(written)), schema.error_log
    assert not schema.validate(etree.fromstring(MIN))
