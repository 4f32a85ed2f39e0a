"""TMX: our units come back as they were, strangers' files are read as far as they mean something here."""

from __future__ import annotations

import io
import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from msgspec.structs import replace
from support import need

from workflow.errors import ExchangeError
from workflow.exchange import tmx
from workflow.exchange.tmx import read_tmx, read_tmx_full, write_tmx
from workflow.model import MemoryUnit, Role

UNIT = MemoryUnit(
    "SCO & Kazan <said> \x0b“5\u00a0%”",
    "ШОС и Казань\r\nсказали",
    "kazan",
    context="headline\\{",
    roles=(Role.HEADLINE, Role.QUOTE),
    before="Before.\x00",
    after="\tAfter \\u{41}.",
    changed="2026-01-31T12:00:00Z",
    author="Анна <anna@example.org>",
)
HOSTILE = [
    "\ud800",
    "\udfff",
    "\x00",
    "\x1b",
    "\x7f",
    "\x85",
    "\u202e",
    "\ufffe",
    "\uffff",
    "🎈",
    "\r",
    "\\u{B}",
]
texts = st.lists(
    st.one_of(st.text(max_size=3), st.sampled_from(HOSTILE), st.sampled_from("<>&\"'\\u{} \n\t")), max_size=8
).map("".join)
full = texts.filter(str.strip)
units = st.builds(
    MemoryUnit,
    source=full,
    target=full,
    origin=texts,
    context=texts,
    roles=st.lists(st.sampled_from(Role)).map(tuple),
    before=texts,
    after=texts,
    changed=st.one_of(st.just("2026-01-31T12:00:00Z"), st.just("2026-02-31T12:00:00Z"), texts),
    author=texts,
)


def _file(*bodies: str, header: str = 'srclang="en"', version: str = "1.4") -> bytes:
    body = "".join(f"<tu>{each}</tu>" for each in bodies)
    return f'<tmx version="{version}"><header {header}/><body>{body}</body></tmx>'.encode()


def _pair(source: str, target: str, tag: str = "ru-RU") -> str:
    return f'<tuv xml:lang="en-US"><seg>{source}</seg></tuv><tuv xml:lang="{tag}"><seg>{target}</seg></tuv>'


# --------------------------------------------------------------------------------------------- round trips


def test_a_unit_comes_back() -> None:
    written = write_tmx([UNIT], "en", "ru", tool_version="0.1")
    assert read_tmx(written, "a.tmx", "en") == {"ru": [UNIT]}
    assert b'<ph type="x-U+000B"/>' in written
    assert b'changedate="20260131T120000Z"' in written
    assert write_tmx([UNIT], "en", "ru", tool_version="0.1") == written
    assert read_tmx_full(written, "a.tmx", "en").skipped == ()


@given(st.lists(units, max_size=3), st.sampled_from(["ru", "zh", "zh-Hant", "uz"]))
def test_any_units_come_back(given_units: list[MemoryUnit], language: str) -> None:
    written = write_tmx(given_units, "en", language, tool_version="0.1")
    assert read_tmx(written, "a.tmx", "en").get(language, []) == given_units


@given(texts, texts)
def test_any_version_and_tag_can_be_written(version: str, tag: str) -> None:
    root = etree.fromstring(write_tmx([UNIT], "en", tag, tool_version=version))
    assert len(root.findall("body/tu")) == 1


def test_an_empty_memory() -> None:
    assert read_tmx(write_tmx([], "en", "ru", tool_version="0.1"), "a.tmx", "en") == {}


# ------------------------------------------------------------------------------------------- other tools


def test_many_languages_in_one_file() -> None:
    body = (
        '<tuv xml:lang="EN-US"><seg>Kazan</seg></tuv><tuv xml:lang="ru_RU"><seg>Казань</seg></tuv>'
        '<tuv xml:lang="zh-CN"><seg>喀山</seg></tuv><tuv lang="zh-TW"><seg>喀山市</seg></tuv>'
        '<tuv xml:lang="de-DE"><seg>Kasan</seg></tuv><tuv xml:lang="kk-Latn-KZ"><seg>Qazan</seg></tuv>'
    )
    content = read_tmx_full(_file(body, body), "in/big.tmx", "en")
    assert {tag: [unit.target for unit in held] for tag, held in content.units.items()} == {
        "ru": ["Казань"] * 2,
        "zh": ["喀山"] * 2,
        "zh-Hant": ["喀山市"] * 2,
    }
    assert content.units["ru"][0] == MemoryUnit("Kazan", "Казань", "big")
    assert content.skipped == (
        "in/big.tmx:1: 2 texts in 'de-DE': not a language that is known here",
        "in/big.tmx:1: 2 texts in 'kk-Latn-KZ': not a language that is known here",
    )
    more = read_tmx_full(_file(body), "a.tmx", "en", languages=["de"])
    assert list(more.units) == ["de"]


def test_either_direction() -> None:
    assert read_tmx(_file(_pair("Kazan", "Казань")), "a.tmx", "ru")["en"][0].source == "Казань"


def test_what_is_left_out_is_said() -> None:
    content = read_tmx_full(
        _file(
            '<tuv xml:lang="de"><seg>Kasan</seg></tuv><tuv xml:lang="ru"><seg>Казань</seg></tuv>',
            _pair("Kazan", " "),
            '<tuv xml:lang="en"/><tuv xml:lang="ru"><seg>Казань</seg></tuv>',
            _pair("Go", "Идите"),
        ),
        "a.tmx",
        "en",
    )
    assert [unit.source for unit in content.units["ru"]] == ["Go"]
    assert content.skipped == (
        "a.tmx:1: 1 text in 'de': not a language that is known here",
        "a.tmx:1: 1 text without a text in en",
        "a.tmx:1: 2 texts with an empty text",
    )


@pytest.mark.parametrize(
    ("seg", "text"),
    [
        ('A <bpt i="1">&lt;b></bpt>bold<ept i="1">&lt;/b></ept> word', "A bold word"),
        ("One<ph type=\"lb\"/>two<ph x='1'>%s</ph>", "One two"),
        ('See <hi type="term">the <hi>SCO</hi></hi> <it pos="begin">{\\i</it>now', "See the SCO now"),
        ("Note<ph>\\footnote{<sub>of its own <ph/>x</sub>}</ph>.", "Note."),
        ("<ut>{\\f1</ut>Old", "Old"),
        ('<ph type="x-U+FFFFFF"/>Far', "Far"),
        ("<!-- no -->Plain<?pi?> &amp; simple", "Plain & simple"),
        ("<![CDATA[<b>]]>", "<b>"),
    ],
)
def test_inline_elements(seg: str, text: str) -> None:
    content = read_tmx_full(_file(_pair(seg, "слово")), "a.tmx", "en")
    assert content.units["ru"][0].source == text
    assert bool(content.skipped) == ("<ph" in seg or "<bpt" in seg or "<it" in seg or "<ut" in seg)


@pytest.mark.parametrize(
    ("date", "changed"),
    [
        ("20260131T120000Z", "2026-01-31T12:00:00Z"),
        ("2026-01-31T12:00:00.123Z", "2026-01-31T12:00:00Z"),
        ("20261331T120000Z", ""),
        ("yesterday", ""),
    ],
)
def test_dates_and_authors_of_other_tools(date: str, changed: str) -> None:
    body = (
        '<prop type="prev">Before</prop><prop type="id">1</prop><note>x</note>'
        '<tuv xml:lang="en"><seg>Go</seg></tuv>'
        f'<tuv xml:lang="ru" changedate="{date}" creationid="a\\u{{41}}"><seg>Идите</seg></tuv>'
    )
    expected = MemoryUnit("Go", "Идите", "m", before="Before", changed=changed, author="a\\u{41}")
    assert read_tmx(_file(body), "m.tmx", "en") == {"ru": [expected]}


def test_the_old_versions_and_encodings() -> None:
    text = (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE tmx SYSTEM "tmx11.dtd">'
        + _file(
            '<tuv lang="en"><seg>Go</seg></tuv><tuv lang="ru"><seg>Идите</seg></tuv>', version="1.1"
        ).decode()
    )
    assert read_tmx(text.encode("utf-16"), "a.tmx", "en")["ru"][0].target == "Идите"
    spaced = _file(_pair("Go", "Идите")).replace(b"<tmx ", b'<tmx xmlns="http://www.lisa.org/tmx14" ')
    assert read_tmx(spaced, "a.tmx", "en")["ru"][0].target == "Идите"


# ------------------------------------------------------------------------------------------------ hostile


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<!DOCTYPE tmx [<!ENTITY a "aa">]><tmx><body><tu/></body></tmx>', "declares XML entities"),
        (b'<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx>&a;</tmx>', "declares XML entities"),
        (b"<tmx><body><tu>", "not well-formed XML"),
        (b"<xliff/>", "no <tmx> document"),
        (b"PK\x03\x04", "not well-formed XML"),
        (b"", "not well-formed XML"),
    ],
)
def test_what_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        read_tmx(content, "a.tmx", "en")
    assert said in str(caught.value)
    assert str(caught.value).startswith("a.tmx")


def test_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert tmx.LARGEST_TMX == 1 << 30
    monkeypatch.setattr(tmx, "LARGEST_TMX", 10)
    with pytest.raises(ExchangeError, match="larger than"):
        read_tmx(_file(_pair("Go", "Идите")), "a.tmx", "en")


# -------------------------------------------------------------------------------------------------- slow


@pytest.mark.slow
def test_the_official_dtd() -> None:
    folder = Path(os.environ.get("DRAGOMAN_SCHEMAS", "-"))
    need("tmx14.dtd (folder in DRAGOMAN_SCHEMAS)", (folder / "tmx14.dtd").is_file())
    dtd = etree.DTD(io.BytesIO((folder / "tmx14.dtd").read_bytes()))
    bare = MemoryUnit("a", "b", "")
    for unit in (UNIT, bare, replace(bare, author="\x00", changed="now")):
        root = etree.fromstring(write_tmx([unit], "en", "zh-Hant", tool_version="0.1"))
        assert dtd.validate(root), dtd.error_log
    assert dtd.validate(etree.fromstring(write_tmx([], "en", "ru", tool_version="0.1")))
    assert not dtd.validate(etree.fromstring(_file(_pair("a", "b"))))  # the header lacks what is required


@pytest.mark.slow
def test_a_large_memory_is_read_in_seconds() -> None:
    count = 200_000
    many = (
        replace(UNIT, source=f"{UNIT.source} {number} and so on with some more words", before="x" * 80)
        for number in range(count)
    )
    content = write_tmx(many, "en", "ru", tool_version="0.1")
    assert len(content) > 100_000_000
    began = time.process_time()
    found = read_tmx(content, "big.tmx", "en")
    taken = time.process_time() - began
    assert len(found["ru"]) == count
    assert taken < 60  # fourteen on two busy cores, these units having all that one can have
    small = write_tmx([UNIT] * 20_000, "en", "ru", tool_version="0.1")
    tracemalloc.start()
    held = read_tmx(small, "big.tmx", "en")
    now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held
    assert peak < now + (8 << 20)
