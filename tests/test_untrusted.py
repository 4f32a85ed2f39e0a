"""Files of strangers: what is refused, and with which words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.errors import ExchangeError, WorkflowError
from workflow.untrusted import (
    NOT_XML,
    Archive,
    backslashed,
    child,
    children,
    from_backslashed,
    iter_xml,
    local,
    open_zip,
    parse_xml,
    value,
)

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>'
)


def test_xml_is_parsed() -> None:
    root = parse_xml(b'<?xml version="1.0"?><!-- no --><a><b>x &amp; y</b><?pi no?></a>', "a.xml")
    assert [each.tag for each in root] == ["b"]
    assert root[0].text == "x & y"


def test_a_document_type_may_be_named() -> None:
    assert parse_xml(b'<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx/>', "a.tmx").tag == "tmx"


def test_nothing_is_read_from_disk(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    for text in (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x>&e;</x>',
        f'<!DOCTYPE x [<!ENTITY % e SYSTEM "{secret.as_uri()}"> %e;]><x/>',
    ):
        with pytest.raises(ExchangeError, match="entities"):
            parse_xml(text.encode(), "a.xml", ExchangeError)
    (tmp_path / "x.dtd").write_text('<!ENTITY e "secret">')
    with pytest.raises(WorkflowError, match=r"a\.xml:?\d*: .*[Ee]ntity"):
        parse_xml(f'<!DOCTYPE x SYSTEM "{(tmp_path / "x.dtd").as_uri()}"><x>&e;</x>'.encode(), "a.xml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "declares XML entities"),
        ("<a><b></a>", "a.xml:1: not well-formed XML"),
        ("", "not well-formed XML"),
        ("<a>&what;</a>", "a.xml:1: not well-formed XML"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "klingon"),
        ("<a>\x00</a>", "not well-formed"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        parse_xml(text.encode(), "a.xml", ExchangeError)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_large_files_are_refused() -> None:
    with pytest.raises(ExchangeError, match="larger than 1 MB"):
        parse_xml(b"<a>" + b"x" * (1 << 20) + b"</a>", "a.xml", ExchangeError, limit=1 << 20)
    with pytest.raises(ExchangeError, match="not well-formed"):
        parse_xml(b"<a>" * 5000 + b"</a>" * 5000, "a.xml", ExchangeError)


def _archive(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def test_archives() -> None:
    assert open_zip(_archive(a=b"1"), "a.docx").read("a") == b"1"
    with pytest.raises(ExchangeError, match="not a ZIP archive"):
        open_zip(b"PK\x03\x04 nothing", "a.docx", ExchangeError)
    with pytest.raises(ExchangeError, match="would unpack to more than 1 MB"):
        open_zip(_archive(a=b"0" * (1 << 20), b=b"1"), "a.docx", ExchangeError, limit=1 << 20)
    with pytest.raises(ExchangeError, match="holds more than 10,000 files"):
        open_zip(_archive(**{f"a{number}": b"" for number in range(10_001)}), "a.docx", ExchangeError)


def _walk(text: str | bytes, **options: int) -> list[str]:
    content = text.encode() if isinstance(text, str) else text
    elements = iter_xml(content, "a.xml", ExchangeError, root="x", tag="y", **options)
    return [each.text or "" for each in elements]


def test_elements_one_by_one() -> None:
    assert _walk("<x><h/><y>1</y><z><y>2 &amp;</y></z><!-- no --><y/></x>") == ["1", "2 &", ""]
    assert _walk('<x xmlns="urn:a"><y>1</y></x>') == ["1"]
    assert _walk('<!DOCTYPE x SYSTEM "x.dtd"><x><y>1</y></x>') == ["1"]
    assert _walk("<x/>") == []
    assert _walk("<x><y>ж</y></x>".encode("utf-16")) == ["ж"]


def test_of_a_large_file_little_is_in_memory() -> None:
    content = b"<x>" + b"<y>1</y>" * 50_000 + b"</x>"
    left = []
    for number, element in enumerate(iter_xml(content, "a.xml", root="x", tag="y")):
        if number % 5_000 == 0:
            left.append(len(element.getparent()))  # type: ignore[arg-type]
    assert len(left) == 10
    assert max(left) < 10_000  # a piece of 32 kB at most, which is what lxml reads at once


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB.replace("<x>&c;</x>", "<x><y>&c;</y></x>"), "declares XML entities"),
        (BOMB, "declares XML entities"),
        ("<x><y>1</y><y>2</x>", "not well-formed XML"),
        ("", "not well-formed XML"),
        ("<x><y>&what;</y></x>", "not well-formed XML"),
        ('<!DOCTYPE x SYSTEM "x.dtd"><x><y>&what;</y></x>', "entity"),
        ('<?xml version="1.0" encoding="klingon"?><x/>', "klingon"),
        ("<a><y>1</y></a>", "a.xml: no <x> document"),
        ("<a/>", "a.xml: no <x> document"),
        ("<x><y>" + "<z>" * 5000 + "</z>" * 5000 + "</y></x>", "not well-formed"),
    ],
)
def test_what_is_refused_one_by_one(text: str, said: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        _walk(text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_nothing_is_read_from_disk_one_by_one(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    with pytest.raises(ExchangeError, match="entities"):
        _walk(f'<!DOCTYPE x [<!ENTITY e SYSTEM "{secret.as_uri()}">]><x><y>&e;</y></x>')
    (tmp_path / "x.dtd").write_text('<!ENTITY e "secret">')
    with pytest.raises(ExchangeError, match="ntity"):
        _walk(f'<!DOCTYPE x SYSTEM "{(tmp_path / "x.dtd").as_uri()}"><x><y>&e;</y></x>')


def test_a_limit_one_by_one() -> None:
    with pytest.raises(ExchangeError, match="larger than 1 MB"):
        _walk("<x><y>" + "x" * (1 << 20) + "</y></x>", limit=1 << 20)


def test_parts_of_an_archive() -> None:
    content = _archive(**{"a.xml": b"<x:a xmlns:x='urn:x' x:n='1'><x:b/><c/></x:a>", "b.xml": b"<a>"})
    held = Archive(content, "a.docx", ExchangeError, extension=".docx")
    root = held.part("a.xml")
    assert root is not None
    assert (local(root), value(root, "n"), value(root, "m")) == ("a", "1", "")
    assert [local(each) for each in children(root, "b", "c")] == ["b", "c"]
    assert child(root, "c") is root[1]
    assert child(root, "c", "d") is None
    assert held.part("../a.xml") is None
    with pytest.raises(ExchangeError, match=r"^a\.docx:b\.xml:1: not well-formed XML"):
        held.part("b.xml")
    damaged = Archive(
        content.replace(b"PK\x03\x04", b"PK\x03\x05", 1), "a.docx", ExchangeError, extension=".docx"
    )
    with pytest.raises(ExchangeError, match=r"a\.docx: a\.xml in it is damaged"):
        damaged.part("a.xml")
    with pytest.raises(ExchangeError, match=r"has a password, or is of the old format.*Save it as \.docx"):
        Archive(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", ExchangeError, extension=".docx")


@given(st.text(st.characters(exclude_categories=()), max_size=30))
@example("\\u{41} \\\\ \x0b\ud800\ufffe")
def test_what_xml_cannot_hold_is_written_so_that_it_comes_back(text: str) -> None:
    written = backslashed(text)
    assert not NOT_XML.search(written)
    assert from_backslashed(written) == text
    assert from_backslashed("\\u{110000}") == "\\u{110000}"
