"""XLIFF 2.1 and 1.2: what is written comes back, and what other tools make of it is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace

from workflow.errors import ExchangeError
from workflow.exchange.ids import base_hash, unit_id
from workflow.exchange.inline import codes_of, numbered, pieces
from workflow.exchange.xliff1 import Xliff1
from workflow.exchange.xliff2 import CORE, Xliff2
from workflow.model import Bundle, ExchangeUnit, Hit, Markup, Role, State

FORMATS = (Xliff2(), Xliff1())
both = pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)

# Any text: Markdown's own characters and those that XML cannot hold come up often.
HARD = "*_`[]()!<>\\&\"' \t\n\r\x00\x01\x1b\x85\u2028\u202e\ufeff\ufffe\uffff\ud800\udfff😀ш"
ANY = st.text(st.one_of(st.sampled_from(HARD), st.characters(exclude_categories=())), max_size=40)


def _unit(source: str, target: str = "", state: State = State.MACHINE, **more: object) -> ExchangeUnit:
    state = state if target.strip() else State.EMPTY
    context = str(more.get("context", ""))
    made = ExchangeUnit(unit_id(context, source), source, target, state, base=base_hash(target, state))
    return replace(made, **more)  # type: ignore[arg-type]


def _bundle(*units: ExchangeUnit, markup: Markup = Markup.MARKDOWN) -> Bundle:
    return Bundle("kazan", "en", "ru", units, markup, "Kazan", "seeds/kazan.md")


def _kept(bundle: Bundle) -> Bundle:
    """Without what is for export only."""
    units = tuple(replace(unit, hits=(), findings=(), suggestions=()) for unit in bundle.units)
    return replace(bundle, units=units)


UNITS = st.builds(
    _unit,
    ANY,
    ANY,
    st.sampled_from([State.MACHINE, State.STALE, State.REVIEWED]),
    context=ANY,
    roles=st.lists(st.sampled_from(Role), max_size=2).map(tuple),
    notes=st.lists(ANY, max_size=3).map(tuple),
    findings=st.lists(ANY, max_size=2).map(tuple),
    suggestions=st.lists(ANY, max_size=2).map(tuple),
)


# ------------------------------------------------------------------------------------------------ exactness


@both
@given(units=st.lists(UNITS, min_size=1, max_size=3), markup=st.sampled_from(Markup), title=ANY)
def test_what_is_written_comes_back(
    form: Xliff2 | Xliff1, units: list[ExchangeUnit], markup: Markup, title: str
) -> None:
    bundle = replace(_bundle(*units, markup=markup), title=title)
    content = form.write(bundle)
    assert content == form.write(bundle)
    assert form.recognises(content, "x")
    assert form.read(content, "x.xlf") == _kept(bundle)
    again = form.write(form.read(content, "x.xlf"))
    assert form.read(again, "x.xlf") == _kept(bundle)


@given(st.lists(st.sampled_from([*'*_`[]()!<>\\ a."\x01', "**", "](u)", "![", "<https://x.y>"]), max_size=30))
def test_the_cut_into_codes_loses_nothing_and_nests(parts: list[str]) -> None:
    text = "".join(parts)
    found = pieces(text, Markup.MARKDOWN)
    assert "".join(piece.text for piece in found) == text
    waiting: list[int] = []
    for piece in found:
        if piece.end == "open":
            waiting.append(piece.number)
        elif piece.end == "close":
            assert waiting.pop() == piece.number
    assert not waiting


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** and *it*", "{bold} and {it}"),
        ("__bold__ _it_ ***both***", "{bold} {it} {{both}}"),
        ('[the *city*](https://kazan.example/a_b "T") today', "{the {it}} today".replace("it", "city")),
        ("`a*b*` <https://x.example> end", "{a*b*} # end"),
        ("![Kremlin](k.png)", "{Kremlin}"),
        ("[![Kremlin](k.png)](https://x.example)", "{{Kremlin}}"),
        ("[see [1] there](u)", "{see [1] there}"),
        (r"\*no\* 2*3 a_b_c [no] (link)", r"\*no\* 2*3 a_b_c [no] (link)"),
        ("**a\x01** [b](\x02)", "{a\x01} [b](\x02)"),
    ],
)
def test_marks_are_codes_and_words_are_words(text: str, shown: str) -> None:
    signs = {"open": "{", "close": "}", "alone": "#"}
    assert "".join(signs.get(piece.end, piece.text) for piece in pieces(text, Markup.MARKDOWN)) == shown
    assert [piece.text for piece in pieces(text, Markup.PLAIN)] == [text]


def test_a_target_has_the_codes_of_its_source_in_any_order() -> None:
    source = pieces("**a** and *b* and [c](u)", Markup.MARKDOWN)
    target = numbered(source, pieces("[в](u), *б*, [г](other) и **а**", Markup.MARKDOWN))
    assert [(number, code.kind) for number, code in codes_of(target).items()] == [
        (3, "link"),
        (2, "italic"),
        (4, "link"),  # the address is another one: a code of the target's own
        (1, "bold"),
    ]


def _ids(elements: list[etree._Element], name: str = "id") -> list[str]:
    found = [element.get(name) for element in elements]
    assert all(found)
    assert len(found) == len(set(found))
    return found


@given(units=st.lists(UNITS, min_size=1, max_size=3, unique_by=lambda unit: unit.id))
def test_what_no_schema_sees_in_xliff_2(units: list[ExchangeUnit]) -> None:
    """Constraints that the standard has in words: unique ids, references that lead somewhere, like codes."""
    root = etree.fromstring(Xliff2().write(_bundle(*units)))
    names = {"x": CORE, "m": "urn:oasis:names:tc:xliff:matches:2.0"}
    made = root.findall(".//x:unit", names)
    assert _ids(made) == [unit.id for unit in units]
    for unit in made:
        assert len(unit.findall("x:segment", names)) == 1
        places = [unit, *unit.iterfind("m:matches/m:match", names)]
        for place in places:
            data = dict.fromkeys(_ids(place.findall("x:originalData/x:data", names)), "")
            data |= {each.get("id"): each.text for each in place.iterfind("x:originalData/x:data", names)}
            segment = place.find("x:segment", names) if place is unit else place
            meant: dict[str, tuple[str, ...]] = {}
            used: set[str] = set()
            for side in ("x:source", "x:target"):
                element = segment.find(side, names)
                codes = [] if element is None else [*element.iter(f"{{{CORE}}}pc", f"{{{CORE}}}ph")]
                _ids(codes)
                for code in codes:
                    wanted = ("dataRefStart", "dataRefEnd") if code.tag.endswith("pc") else ("dataRef",)
                    references = [code.get(name) for name in wanted]
                    assert set(references) <= set(data)
                    used |= set(references)
                    what = tuple(data[reference] for reference in references)
                    assert meant.setdefault(code.get("id"), what) == what, "one id, one code"
            assert used == set(data)
        for match in places[1:]:
            assert match.get("ref") == f"#{unit.find('x:segment', names).get('id')}"
        for segment in unit.iterfind("x:segment", names):
            assert segment.get("state")


@given(units=st.lists(UNITS, min_size=1, max_size=3, unique_by=lambda unit: unit.id))
def test_what_no_schema_sees_in_xliff_1(units: list[ExchangeUnit]) -> None:
    space = "{urn:oasis:names:tc:xliff:document:1.2}"
    root = etree.fromstring(Xliff1().write(_bundle(*units)))
    made = root.findall(f".//{space}trans-unit")
    assert _ids(made) == [unit.id for unit in units]
    for unit in made:
        meant: dict[tuple[str, str], str] = {}
        for text in unit.iter(f"{space}source", f"{space}target"):
            if text.getparent() is not unit:
                continue
            waiting: list[str] = []
            for code in text:
                kind = code.tag.removeprefix(space)
                if kind == "bpt":
                    waiting.append(code.get("id"))
                elif kind == "ept":
                    assert waiting.pop() == code.get("id")
                assert kind == "x" or code.text
                if kind != "x":
                    assert meant.setdefault((kind, code.get("id")), code.text) == code.text
            assert not waiting
            _ids([code for code in text if not code.tag.endswith("ept")])


def test_codes_nest_no_deeper_than_readers_of_xml_go() -> None:
    text = "*a " * 400 + "x" + " b*" * 400 + "**" + "![" * 400 + "](u)" * 400
    unit = _unit(text, text)
    for form in FORMATS:
        assert form.read(form.write(_bundle(unit)), "x").units == (unit,)


# ---------------------------------------------------------------------------------------------- what is there

FULL = _unit(
    "**Kazan** waits for [the SCO](https://sco.example)",
    "**Казань** ждёт [ШОС](https://ru.sco.example)",
    State.REVIEWED,
    context="headline",
    roles=(Role.HEADLINE,),
    notes=("ask the author",),
    hits=(Hit(2, 7, "kazan", ("Казань", "г. Казань"), ("Казан",)),),
    findings=("error [glossary] SCO is missing",),
    suggestions=("**Казань** ожидает",),
)


def test_xliff_2_has_an_element_for_everything() -> None:
    root = etree.fromstring(Xliff2().write(_bundle(FULL)))
    names = {
        "x": CORE,
        "gls": "urn:oasis:names:tc:xliff:glossary:2.0",
        "mtc": "urn:oasis:names:tc:xliff:matches:2.0",
    }

    def texts(path: str) -> list[str]:
        return ["".join(found.itertext()) for found in root.iterfind(path, names)]

    assert (root.get("version"), root.get("srcLang"), root.get("trgLang")) == ("2.1", "en", "ru")
    assert root.find("x:file", names).get("original") == "seeds/kazan.md"
    unit = root.find(".//x:unit", names)
    assert (unit.get("id"), unit.get("canResegment"), unit.get("name")) == (FULL.id, "no", "headline")
    assert unit.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    assert texts(".//x:segment/x:target") == ["Казань ждёт ШОС"]
    assert texts(".//x:unit/x:originalData/x:data") == [
        *("**", "[", "](https://sco.example)", "](https://ru.sco.example)")
    ]
    assert texts(".//gls:glossEntry/gls:term") == ["Kazan"]
    assert texts(".//gls:glossEntry/gls:translation") == ["Казань", "г. Казань"]
    assert texts(".//gls:glossEntry/gls:definition") == ["not: Казан"]
    assert texts(".//mtc:match/x:target") == ["Казань ожидает"]
    assert texts(".//x:unit/x:notes/x:note") == ["ask the author", "error [glossary] SCO is missing"]
    assert root.find(".//x:segment", names).get("state") == "reviewed"


def test_xliff_1_has_an_element_for_everything() -> None:
    root = etree.fromstring(Xliff1().write(_bundle(FULL)))
    space = "{urn:oasis:names:tc:xliff:document:1.2}"
    file, unit = root.find(f"{space}file"), root.find(f".//{space}trans-unit")
    assert [file.get(name) for name in ("original", "source-language", "target-language", "datatype")] == [
        *("seeds/kazan.md", "en", "ru", "x-markdown")
    ]
    assert (unit.get("id"), unit.get("approved"), unit.get("resname")) == (FULL.id, "yes", "headline")
    target = unit.find(f"{space}target")
    assert target.get("state") == "final"
    assert "".join(target.itertext()) == FULL.target, "the marks stand in the codes themselves"
    assert [code.get("id") for code in target] == ["1", "1", "3", "3"], "one code is the source's, one is not"
    assert [note.text for note in unit.iterfind(f"{space}note")] == [
        "ask the author",
        "[glossary] Kazan = Казань | г. Казань, not: Казан",
        "[check] error [glossary] SCO is missing",
    ]
    assert "".join(unit.find(f"{space}alt-trans/{space}target").itertext()) == "**Казань** ожидает"


def test_the_direction_of_the_text_is_said() -> None:
    bundle = _bundle(FULL)
    assert b' trgDir="rtl"' in Xliff2().write(replace(bundle, language="fa"))
    assert b"trgDir" not in Xliff2().write(bundle)


@pytest.mark.parametrize(
    ("state", "second", "first"),
    [
        (State.MACHINE, 'state="initial" subState="dragoman:machine"', 'state="needs-review-translation" '),
        (State.STALE, 'state="translated" subState="dragoman:stale"', 'state-qualifier="x-dragoman-stale"'),
        (State.REVIEWED, 'state="reviewed"', 'approved="yes"'),
    ],
)
def test_states_are_said(state: State, second: str, first: str) -> None:
    bundle = _bundle(_unit("a", "б", state))
    assert second in Xliff2().write(bundle).decode()
    assert first in Xliff1().write(bundle).decode()


# ------------------------------------------------------------------------------------------------ other tools


def _second(segments: str, unit: str = "", root: str = 'srcLang="en" trgLang="ru"', head: str = "") -> bytes:
    return f"""<?xml version="1.0"?>
<xliff xmlns="{CORE}" xmlns:o="urn:other" version="2.0" {root}>
 <file id="f" original="seeds/kazan.md"><o:thing><o:unit/></o:thing>{head}
  <group id="g"><unit id="u1">{unit}{segments}</unit></group></file></xliff>""".encode()


def _first(inside: str, attributes: str = "", file: str = 'target-language="ru"') -> bytes:
    return f"""<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:o="urn:other" version="1.2"><o:thing/>
 <file original="seeds/kazan.md" source-language="en" datatype="x-markdown" {file}><body>
  <group><trans-unit id="u1" {attributes}>{inside}</trans-unit></group></body></file></xliff>""".encode()


def _read(content: bytes) -> ExchangeUnit:
    form = next(form for form in FORMATS if form.recognises(content, "x"))
    (unit,) = form.read(content, "x.xlf").units
    return unit


@pytest.mark.parametrize(
    ("attributes", "target", "state"),
    [
        ("", "", State.MACHINE),
        ("", 'state="translated"', State.MACHINE),
        ("", 'state="final"', State.REVIEWED),
        ("", 'state="signed-off"', State.REVIEWED),
        ('approved="yes"', "", State.REVIEWED),
        ('approved="yes"', 'state="translated"', State.REVIEWED),
        ('approved="yes"', 'state="needs-review-translation"', State.MACHINE),
        ('approved="no"', 'state="final"', State.MACHINE),
        ('approved="no"', 'state="x-done"', State.MACHINE),
    ],
)
def test_what_counts_as_approval_in_1_2(attributes: str, target: str, state: State) -> None:
    content = _first(f"<source>a</source><target {target}>б</target>", attributes)
    assert _read(content).state is state


@pytest.mark.parametrize(
    ("segment", "state"),
    [
        ("", State.MACHINE),
        ('state="initial"', State.MACHINE),
        ('state="translated"', State.MACHINE),
        ('state="translated" subState="dragoman:stale"', State.STALE),
        ('state="reviewed"', State.REVIEWED),
        ('state="final" subState="other:x"', State.REVIEWED),
        ('state="reviewed" subState="dragoman:machine"', State.REVIEWED),
    ],
)
def test_what_counts_as_approval_in_2(segment: str, state: State) -> None:
    content = _second(f"<segment {segment}><source>a</source><target>б</target></segment>")
    assert _read(content).state is state


@both
def test_a_tool_that_keeps_no_states_takes_nothing_back(form: Xliff2 | Xliff1) -> None:
    content = form.write(_bundle(_unit("a", "б", State.REVIEWED), _unit("c", "г", State.STALE))).decode()
    bare = re.sub(r' (state|subState|state-qualifier|approved)="[^"]*"', "", content)
    assert bare != content
    assert [unit.state for unit in form.read(bare.encode(), "x").units] == [State.REVIEWED, State.STALE]
    edited = bare.replace(">б<", ">бб<").replace(">г<", ">гг<").encode()
    assert [unit.state for unit in form.read(edited, "x").units] == [State.MACHINE, State.MACHINE]


def test_segments_that_a_tool_cut_or_put_in_another_order_are_joined() -> None:
    cut = """<segment state="final"><source>One.</source><target order="3">Один.</target></segment>
      <ignorable><source> </source></ignorable>
      <segment state="translated"><source>Two.</source><target order="1">Два.</target></segment>"""
    unit = _read(_second(cut))
    assert (unit.source, unit.target, unit.state) == ("One. Two.", "Два. Один.", State.MACHINE)
    done = _read(_second(cut.replace("translated", "reviewed")))
    assert done.state is State.REVIEWED
    half = cut.replace('<target order="1">Два.</target>', "")
    assert (_read(_second(half)).target, _read(_second(half)).state) == ("", State.EMPTY)
    merged = "<segment><source>One. Two.</source><target>Один. Два.</target></segment>"
    assert _read(_second(merged)).target == "Один. Два."


def test_codes_that_may_overlap_or_have_lost_their_data() -> None:
    data = '<originalData><data id="d1">**</data><data id="d2">*<cp hex="0001"/></data></originalData>'
    text = (
        '<segment><source><sc id="1" dataRef="d1"/>a <pc id="2" dataRefStart="d2" dataRefEnd="d2">b</pc>'
        '<ec startRef="1" dataRef="d1"/> <mrk id="m" type="term">c</mrk><sm id="n"/><em startRef="n"/>'
        "</source>"
        '<target><pc id="2">б</pc> <sc id="1"/>а<ec startRef="1"/> <ph id="9"/>'
        '<pc id="8" type="fmt" subType="xlf:b">new</pc></target></segment>'
    )
    unit = _read(_second(text, data, head=_MARKDOWN))
    assert unit.source == "**a *\x01b*\x01** c"
    assert unit.target == "*\x01б*\x01 **а** **new**"


_MARKDOWN = (
    '<m:metadata xmlns:m="urn:oasis:names:tc:xliff:metadata:2.0"><m:metaGroup category="dragoman">'
    '<m:meta type="markup">markdown</m:meta></m:metaGroup></m:metadata>'
)


def test_codes_of_1_2_that_have_lost_their_data() -> None:
    text = (
        '<source><bpt id="1">**</bpt>a<ept id="1">**</ept> <ph id="2">[1]</ph> <x id="3"/></source>'
        '<seg-source><mrk mtype="seg" mid="0">a</mrk></seg-source>'
        '<target><mrk mtype="seg" mid="0"><ph id="2"/> <g id="1">а</g></mrk> <bx id="1"/>б<ex id="1"/>'
        '<g id="7" ctype="italic">в</g><it id="5" pos="open">*</it></target>'
    )
    unit = _read(_first(text))
    assert (unit.source, unit.target) == ("**a** [1] ", "[1] **а** **б***в**")


@both
def test_a_new_note_of_theirs_is_a_note_and_ours_are_not_notes_twice(form: Xliff2 | Xliff1) -> None:
    content = form.write(_bundle(FULL)).decode()
    place = "</notes>" if form.name == "xliff" else "<alt-trans"
    head, _, tail = content.rpartition(place)
    theirs = f"{head}<note>First line\n second &lt;line&gt;</note>{place}{tail}"
    (unit,) = form.read(theirs.encode(), "x").units
    assert unit.notes == ("ask the author", "First line", "second <line>")
    if form.name == "xliff12":  # a tool that forgets who a note is from
        (unit,) = form.read(re.sub(' from="[^"]*"', "", theirs).encode(), "x").units
        assert unit.notes == ("ask the author", "First line", "second <line>")


def test_notes_in_the_wrong_place_are_not_lost() -> None:
    segment = "<segment><source>a</source><notes><note>Not sure</note></notes></segment>"
    assert _read(_second(segment)).notes == ("Not sure",)


def test_what_a_tool_wrote_without_any_of_our_data() -> None:
    unit = _read(_first("<source>a</source>"))
    assert unit == ExchangeUnit("u1", "a", "", State.EMPTY)
    bundle = Xliff1().read(_first("<source>a</source><target/>"), "x")
    assert (bundle.article, bundle.path, bundle.language) == ("kazan", "seeds/kazan.md", "ru")
    bundle = Xliff2().read(_second("<segment><source>a</source></segment>"), "x")
    assert (bundle.article, bundle.path, bundle.markup) == ("kazan", "seeds/kazan.md", Markup.PLAIN)
    bare = _first("<source>a</source><target>б</target>").replace(
        b' xmlns="urn:oasis:names:tc:xliff:document:1.2"', b""
    )
    assert _read(bare).target == "б"


@both
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings(form: Xliff2 | Xliff1, encoding: str) -> None:
    content = form.write(_bundle(FULL)).decode().replace('encoding="UTF-8"', "")
    assert form.recognises(content.encode(encoding), "x")
    assert form.read(content.encode(encoding), "x") == _kept(_bundle(FULL))


def test_formats_do_not_take_each_others_files_or_strangers() -> None:
    one, two = Xliff1().write(_bundle(FULL)), Xliff2().write(_bundle(FULL))
    assert (Xliff1().recognises(two, "x.xliff"), Xliff2().recognises(one, "x.xlf")) == (False, False)
    for strange in (b"", b"PK\x03\x04", b"<tmx/>", b"id,source\n", b"\xff\xfe<", b"<html>xliff</html>"):
        assert not any(form.recognises(strange, "x.xlf") for form in FORMATS)


# ------------------------------------------------------------------------------------------------ safety

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE xliff [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def _without_declaration(content: bytes) -> bytes:
    return content.partition(b"?>")[2]


@both
def test_entities_and_files_are_never_looked_up(form: Xliff2 | Xliff1, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("TOP SECRET", "utf-8")
    good = _without_declaration(form.write(_bundle(_unit("a", "TARGET"))))
    external = f'<!DOCTYPE xliff [<!ENTITY d SYSTEM "{secret.as_uri()}">]>'.encode()
    for head in (BOMB, external):
        with pytest.raises(ExchangeError, match="entities"):
            form.read(head + good.replace(b"TARGET", b"&d;"), "x")
    remote = b'<!DOCTYPE xliff SYSTEM "http://127.0.0.1:9/x.dtd">' + good
    assert form.read(remote, "x").units[0].target == "TARGET"
    inclusion = (
        f'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    )
    with pytest.raises(ExchangeError, match="<include> in a text"):
        form.read(good.replace(b"TARGET", inclusion.encode()), "x")
    skipped = good.replace(b"<target", inclusion.encode() + b"<target")
    assert form.read(skipped, "x").units[0].target == "TARGET"


@both
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not well-formed"),
        (b"<xliff", "not well-formed"),
        (b"<tmx version='1.4'/>", "not XLIFF"),
        (b"<xliff version='3.0'/>", "not XLIFF"),
        (b"<" + b"a><" * 5000, "not well-formed"),
        (b"<x>" + b"\0" * 100, "not well-formed"),
        (b"<?xml version='1.0' encoding='nonsense'?><x/>", "not well-formed|cannot be read"),
        (b" " * (100 * 1024 * 1024), "larger than 64 MB"),
    ],
)
def test_broken_files_end_in_one_line(form: Xliff2 | Xliff1, content: bytes, message: str) -> None:
    form.recognises(content, "x")
    with pytest.raises(ExchangeError, match=message) as caught:
        form.read(content, "x.xlf")
    assert str(caught.value).startswith("x.xlf")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (_second("<segment><source>a</source></segment>", root='srcLang="en"'), "trgLang is missing"),
        (_second("<segment><target>a</target></segment>"), "without a source"),
        (
            _second('<segment><source>a</source><target xml:lang="kk">б</target></segment>'),
            r"x:4: a text in 'kk' where the file says 'ru'",
        ),
        (_second('<segment><source xml:lang="fr">a</source></segment>'), "a text in 'fr'"),
        (_second("<segment><source>a<b/></source></segment>"), "<b> in a text"),
        (
            f'<xliff xmlns="{CORE}" version="2.1" srcLang="en" trgLang="ru"/>'.encode(),
            "holds no <file>",
        ),
        (
            _second("<segment><source>a</source></segment>").replace(
                b"</file>", b'</file><file id="g" original="other.md"><unit id="x"/></file>'
            ),
            "several articles",
        ),
        (_first("<source>a</source>", file=""), "target-language is missing"),
        (_first("<target>a</target>"), "without a source"),
        (_first('<source>a</source><target xml:lang="kk">б</target>'), "a text in 'kk'"),
        (_first("<source>a<o:b>lost</o:b></source>"), "<b> in a text"),
    ],
)
def test_files_that_contradict_themselves(content: bytes, message: str) -> None:
    form = next(form for form in FORMATS if form.recognises(content, "x"))
    with pytest.raises(ExchangeError, match=message):
        form.read(content, "x")


@pytest.mark.parametrize(
    ("said", "fits"),
    [("ru", True), ("ru-RU", True), ("RU_ru", True), ("r", False), ("rue", False), ("kk", False)],
)
def test_the_language_of_a_text_may_be_said_more_exactly(said: str, fits: bool) -> None:
    content = _first(f'<source>a</source><target xml:lang="{said}">б</target>')
    if fits:
        assert _read(content).target == "б"
    else:
        with pytest.raises(ExchangeError, match="a text in"):
            _read(content)


_PIECE = re.compile(r'<(\w+)\b[^>]*/>|<(\w+)\b[^<>]*>[^<>]*</\2>| [\w:-]+="[^"]*"|[<>&"]')


@both
@given(data=st.data())
def test_whatever_a_tool_breaks_is_read_or_refused(form: Xliff2 | Xliff1, data: st.DataObject) -> None:
    text = form.write(_bundle(FULL, replace(FULL, id="u2", target="\x01"))).decode()
    for _ in range(data.draw(st.integers(1, 4))):
        found = [*_PIECE.finditer(text)]
        gone = found[data.draw(st.integers(0, len(found) - 1))]
        attribute = st.sampled_from(
            [' id=""', ' order="x"', ' hex="zz"', ' hex="FFFFFFFF"', ' state="&#10;"']
        )
        instead = data.draw(st.one_of(st.just(""), attribute, st.just(gone[0] * 2)))
        text = text[: gone.start()] + instead + text[gone.end() :]
    try:
        bundle = form.read(text.encode(), "x.xlf")
    except ExchangeError as error:
        assert str(error).startswith("x.xlf")
        assert "\n" not in str(error)
    else:
        assert all(unit.state is State.EMPTY or unit.target.strip() for unit in bundle.units)


@both
def test_deep_nesting_is_refused(form: Xliff2 | Xliff1) -> None:
    good = form.write(_bundle(_unit("a", "TARGET")))
    tag = b"mrk id='m'" if form.name == "xliff" else b"mrk mtype='x'"
    deep = b"<" + tag + b">" + (b"<" + tag + b">") * 9_999 + b"x" + b"</mrk>" * 10_000
    with pytest.raises(ExchangeError, match="not well-formed"):
        form.read(good.replace(b"TARGET", deep), "x")


@both
def test_deep_nesting_that_a_parser_lets_pass(form: Xliff2 | Xliff1, monkeypatch: pytest.MonkeyPatch) -> None:
    root = etree.fromstring(form.write(_bundle(_unit("a", "TARGET"))))
    target = next(element for element in root.iter() if element.text == "TARGET")
    for _ in range(5000):
        target = etree.SubElement(target, target.tag.replace("}target", "}mrk"))
    monkeypatch.setattr(f"{type(form).__module__}.parse_xml", lambda *_: root)
    with pytest.raises(ExchangeError, match="without end"):
        form.read(b"", "x")
