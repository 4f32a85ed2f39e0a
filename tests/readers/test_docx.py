"""DOCX as people write it, by python-docx and by hand; the same article in Markdown is the measure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st
from support import CONFIG, TERMS
from typer.testing import CliRunner

from workflow.cli.app import app
from workflow.errors import SourceError
from workflow.model import Article, Role
from workflow.readers.docx import DocxReader
from workflow.readers.inline import plain_text
from workflow.readers.markdown import MarkdownReader
from workflow.segment import segment_article

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MARKDOWN = """\
# Kazan to host *SCO* Summit

The SCO Summit will be held in **Kazan**, [the Secretariat](https://sectsco.org/a_b) said on\u00a03 May.

## What is planned

"We expect 4,500 guests," he said. They will see `a city`.

1. Talks
   - in the *Kremlin*
   - on the Volga
2. A concert

> A friendly
> family.

| City | Guests |
|---|---:|
| Kazan | 4,500 |
| Ufa | 67 |

The end 5 * 3 < 16.
"""


def made(build: Callable[[Any], object]) -> bytes:
    document = docx.Document()
    build(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def read(content: bytes | Callable[[Any], object]) -> Article:
    content = content if isinstance(content, bytes) else made(content)
    return DocxReader().read_bytes(content, slug="x", source="seeds/x.docx", language="en")


def seen(article: Article) -> list[tuple[Role, str]]:
    return [(block.role, block.text) for block in article.blocks]


def texts(article: Article) -> list[str]:
    return [block.text for block in article.blocks]


def raw(document: Any, xml: str) -> None:
    """A paragraph of that XML at the end."""
    document.element.body[-1].addprevious(parse_xml(xml.replace(">", f" {W}>", 1)))


def linked(document: Any, paragraph: Any, text: str, address: str) -> None:
    key = document.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    r = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xml = f'<w:hyperlink {W} xmlns:r="{r}" r:id="{key}"><w:r><w:t>{text}</w:t></w:r></w:hyperlink>'
    paragraph._p.append(parse_xml(xml))


def item(document: Any, text: str, number: int, level: int) -> Any:
    paragraph = document.add_paragraph()
    xml = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))
    paragraph.add_run(text)
    return paragraph


def numbering(document: Any) -> int:
    """A list with numbers at the first level and bullets at the second; its number."""
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>'
        for level, form in enumerate(("decimal", "bullet"))
    )
    root.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="99">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {W} w:numId="99"><w:abstractNumId w:val="99"/></w:num>'))
    return 99


def write_article(document: Any) -> None:
    """The article of ``MARKDOWN`` as somebody writes it in Word."""
    title = document.add_paragraph(style="Title")
    title.add_run("Kazan to host ").bold = True
    title.add_run("SCO").italic = True
    title.runs[-1].bold = True
    title.add_run(" Summit").bold = True
    document.add_paragraph()
    lead = document.add_paragraph("The SCO Summit  will be held in ")
    lead.add_run("Kazan").bold = True
    lead.add_run(", ")
    linked(document, lead, "the Secretariat", "https://sectsco.org/a_b")
    lead.add_run(" said\non\u00a03 May. ")
    document.add_heading("What is planned", 1)
    speech = document.add_paragraph('"We expect 4,500 guests," he said. They will see ')
    document.styles.add_style("HTML Code", 2)
    speech.add_run("a city", style="HTML Code")
    speech.add_run(".")
    number = numbering(document)
    item(document, "Talks", number, 0)
    nested = item(document, "in the ", number, 1)
    nested.add_run("Kremlin").italic = True
    item(document, "on the Volga", number, 1)
    item(document, "A concert", number, 0)
    document.add_paragraph("A friendly\nfamily.", style="Quote")
    table = document.add_table(3, 2)
    for row, cells in enumerate((("City", "Guests"), ("Kazan", "4,500"), ("Ufa", "67"))):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
            if column:
                table.cell(row, column).paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph("The end 5 * 3 < 16.")


def test_the_same_article_as_markdown() -> None:
    article = read(write_article)
    other = MarkdownReader().read(MARKDOWN, slug="x", source="seeds/x.md", language="en")
    assert [(s.role, s.text) for s in segment_article(article)] == [
        (s.role, s.text) for s in segment_article(other)
    ]
    shape = [(b.role, b.level, b.group, b.ordered, b.row, b.column, b.align) for b in other.blocks]
    assert [(b.role, b.level, b.group, b.ordered, b.row, b.column, b.align) for b in article.blocks] == shape
    assert [b.translatable for b in article.blocks] == [b.translatable for b in other.blocks]
    assert (article.title, article.markup) == (other.title, other.markup)
    assert [b.line for b in article.blocks][:4] == [1, 3, 4, 5]


def headline(*paragraphs: tuple[str, str]) -> list[tuple[Role, str]]:
    def build(document: Any) -> None:
        for style, text in paragraphs:
            document.add_paragraph(text, style=style)

    return seen(read(build))


def test_what_is_the_headline() -> None:
    assert headline(("Normal", "A"), ("Normal", "B")) == [(Role.HEADLINE, "A"), (Role.LEAD, "B")]
    assert headline(("Normal", "Press release"), ("Title", "A"), ("Normal", "B"))[0] == (Role.HEADLINE, "A")
    assert headline(("Normal", "Press release"), ("Heading 1", "A"), ("Normal", "B")) == [
        *((Role.HEADLINE, "A"), (Role.LEAD, "Press release"), (Role.PARAGRAPH, "B"))
    ]
    assert headline(("Heading 2", "A"), ("Normal", "B"))[0] == (Role.HEADLINE, "A")
    # A heading far below divides the text; it is not what the text is called.
    assert headline(("Normal", "A"), ("Normal", "B"), ("Normal", "C"), ("Heading 1", "D"))[0][1] == "A"
    assert headline(("Normal", "A"), ("Heading 2", "B"))[0][1] == "A"
    assert headline(("Title", "A"), ("Normal", "a."), ("Subtitle", "B")) == [
        *((Role.HEADLINE, "A"), (Role.LEAD, "B")),
    ]
    with pytest.raises(SourceError, match=r"seeds/x\.docx: it has no headline.*“Title”"):
        headline(("Normal", "word " * 60), ("Normal", "B"))


def test_what_is_left_out() -> None:
    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        document.sections[0].header.paragraphs[0].text = "HEADER"
        document.sections[0].footer.paragraphs[0].text = "FOOTER"
        paragraph = document.add_paragraph("Kept")
        document.add_comment(paragraph.runs, text="COMMENT")
        hidden = paragraph.add_run("HIDDEN")
        hidden.font.hidden = True
        raw(
            document,
            "<w:p><w:r><w:t>one </w:t></w:r><w:del w:id='1'><w:r><w:delText>DELETED</w:delText></w:r></w:del>"
            "<w:ins w:id='2'><w:r><w:t>two</w:t></w:r></w:ins>"
            "<w:moveFrom w:id='3'><w:r><w:t>MOVED</w:t></w:r></w:moveFrom>"
            "<w:r><w:footnoteReference w:id='1'/><w:instrText>PAGE</w:instrText></w:r></w:p>",
        )
        raw(
            document,
            "<w:p><w:pPr><w:rPr><w:del w:id='4'/></w:rPr></w:pPr><w:r><w:t>joined </w:t></w:r></w:p>",
        )
        raw(document, "<w:p><w:r><w:t>here</w:t></w:r></w:p>")
        raw(
            document,
            "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
            "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>TOC</w:t></w:r></w:p></w:sdtContent></w:sdt>",
        )

    assert texts(read(build)) == ["Title", "Kept", "one two", "joined here"]


def test_fields_breaks_and_signs() -> None:
    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        char = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        raw(
            document,
            f"<w:p><w:r><w:t xml:space='preserve'>See </w:t></w:r>{char.format('begin')}"
            '<w:r><w:instrText> HYPERLINK "https://example.org" </w:instrText></w:r>'
            f"{char.format('separate')}<w:r><w:t>there</w:t></w:r>{char.format('end')}"
            "<w:r><w:noBreakHyphen/><w:softHyphen/><w:tab/><w:sym w:char='00D7'/><w:t>.</w:t></w:r></w:p>",
        )
        document.add_paragraph("上合\n组织")
        document.add_paragraph("one\n\ntwo")
        document.add_paragraph("an\u00a0 apple")

    article = read(build)
    assert texts(article)[1:] == [
        "See [there](https://example.org)\u2011\u00ad ×.",
        "上合组织",
        "one",
        "two",
        "an\u00a0 apple",
    ]


def test_links_that_run_are_dropped() -> None:
    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        linked(document, document.add_paragraph(), "press", "javascript:alert(1)")

    assert texts(read(build))[1] == "press"


def test_lists_by_style_and_code() -> None:
    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        document.add_paragraph("one", style="List Bullet")
        document.add_paragraph("deeper", style="List Bullet 2")
        document.add_paragraph("first", style="List Number")
        document.add_paragraph("Between")
        document.add_paragraph("again", style="List Number")
        document.styles.add_style("HTML Preformatted", 1)
        document.add_paragraph("a = *b*", style="HTML Preformatted")
        document.add_paragraph("  c", style="HTML Preformatted")

    blocks = read(build).blocks
    assert [(b.text, b.level, b.ordered, b.group) for b in blocks[1:6] if b.role is Role.LIST_ITEM] == [
        *(("one", 1, False, 1), ("deeper", 2, False, 1), ("first", 1, True, 2), ("again", 1, True, 3))
    ]
    assert (blocks[-1].text, blocks[-1].translatable) == ("a = *b*\n  c", False)


def test_tables_with_joined_cells_and_frames() -> None:
    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        document.add_table(1, 1).cell(0, 0).text = "A frame"
        table = document.add_table(3, 3)
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = f"{row}{column}x"
        table.cell(0, 0).merge(table.cell(0, 1))
        table.cell(1, 2).merge(table.cell(2, 2))

    blocks = read(build).blocks
    assert (blocks[1].role, blocks[1].text) == (Role.LEAD, "A frame")
    assert [(b.row, b.column, b.text) for b in blocks[2:]] == [
        *((0, 0, "00x 01x"), (0, 2, "02x"), (1, 0, "10x"), (1, 1, "11x"), (1, 2, "12x 22x")),
        *((2, 0, "20x"), (2, 1, "21x")),
    ]


def test_text_boxes_captions_and_descriptions() -> None:
    spaces = (
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"

    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        document.add_paragraph("Text")
        raw(
            document,
            f"<w:p {spaces}><w:r><w:t>Around</w:t><mc:AlternateContent><mc:Choice><w:drawing>{box}"
            f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        )
        picture = (
            "<w:p {}><w:r><w:drawing><wp:inline><wp:docPr descr='{}'/></wp:inline></w:drawing></w:r></w:p>"
        )
        raw(document, picture.format(spaces, "The *bridge*"))
        raw(document, picture.format(spaces, "A city Description automatically generated"))
        raw(document, picture.format(spaces, "Said below"))
        document.add_paragraph("The river", style="Caption")

    assert seen(read(build))[2:] == [
        *((Role.PARAGRAPH, "Around"), (Role.PARAGRAPH, "In a box")),
        *((Role.CAPTION, r"The \*bridge\*"), (Role.CAPTION, "The river")),
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30),
            *(st.booleans(), st.booleans()),
        ),
        max_size=6,
    )
)
def test_the_words_of_a_paragraph_are_kept(runs: list[tuple[str, bool, bool]]) -> None:
    def build(document: Any) -> None:
        document.add_heading("Title", 0)
        paragraph = document.add_paragraph("Begins ")
        for text, strong, emphasis in runs:
            run = paragraph.add_run(text)
            run.bold, run.italic = strong, emphasis

    article = read(build)
    wanted = "Begins " + "".join(text for text, *_ in runs)
    assert "".join(plain_text(article.blocks[1].text).split()) == "".join(wanted.split())


def rewritten(name: str, change: Callable[[bytes], bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made(write_article))) as old, zipfile.ZipFile(saved, "w") as new:
        for each in old.namelist():
            new.writestr(each, change(old.read(each)) if each == name else old.read(each))
    return saved.getvalue()


def bombed(part: bytes) -> bytes:
    return part.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>', 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a ZIP archive"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
            r"has a password, or is of the old format \(\.doc, \.xls\).*as \.docx",
        ),
        (rewritten("word/document.xml", bombed), r"document\.xml: declares XML entities"),
        (rewritten("word/styles.xml", bombed), r"styles\.xml: declares XML entities"),
        (rewritten("word/document.xml", lambda part: b"<x"), "not well-formed"),
        (rewritten("_rels/.rels", lambda part: b"<x/>"), "holds no text document"),
        (made(lambda document: None), "there is nothing to read in it"),
        (made(lambda document: document.add_paragraph(" \u200b")), "there is nothing to read in it"),
    ],
)
def test_what_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=rf"seeds/x\.docx.*{message}"):
        read(content)


def test_a_bomb_is_not_unpacked() -> None:
    content = bytearray(rewritten("", bytes))
    place = content.index(b"PK\x01\x02") + 24  # the size of the first member, unpacked, in the directory
    content[place : place + 4] = (300 * 1024 * 1024).to_bytes(4, "little")
    with pytest.raises(SourceError, match="would unpack to more than 256 MB"):
        read(bytes(content))


def test_the_command_line_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "glossary").mkdir()
    (tmp_path / "workflow.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "glossary" / "terms.csv").write_text(TERMS, encoding="utf-8")
    (tmp_path / "seeds" / "x.docx").write_bytes(made(write_article))
    (tmp_path / "seeds" / "y.md").write_text(MARKDOWN, encoding="utf-8")
    (tmp_path / "seeds" / "~$x.docx").write_bytes(b"what Word writes while x.docx is open")
    monkeypatch.chdir(tmp_path)
    for arguments in (["extract", "x"], ["extract", "y"], ["status"]):
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
        assert "~$x" not in done.output + done.stderr
    one, other = (
        [
            line
            for line in (tmp_path / f"locales/{name}.pot").read_text("utf-8").split("\n")
            if line.startswith("msg")
        ]
        for name in ("x", "y")
    )
    assert one == other
    assert 'msgid "What is planned"' in one
