"""ODT written by hand, as LibreOffice writes it; the same article in Markdown is the measure."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from support import CONFIG, TERMS, need
from typer.testing import CliRunner

from workflow.cli.app import app
from workflow.errors import SourceError
from workflow.model import Article, Role
from workflow.readers.markdown import MarkdownReader
from workflow.readers.odt import OdtReader
from workflow.segment import segment_article

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(
            ("office", "office"),
            ("text", "text"),
            ("style", "style"),
            ("table", "table"),
            ("draw", "drawing"),
        ),
        *(("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("m", "manifest")),
    )
)
SPACES = (
    f'{NAMESPACES} xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = """
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Quotations"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Table_20_Contents">
  <style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="P3" style:family="paragraph" style:parent-style-name="Preformatted_20_Text"/>
<style:style style:name="P4" style:family="paragraph" style:parent-style-name="Illustration"/>
<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="T2" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="T4" style:family="text" style:parent-style-name="T1">
  <style:text-properties fo:font-weight="normal"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"/>
  <text:list-level-style-bullet text:level="2"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1"/></text:list-style>
"""
NAMED = """
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Heading"/>
<style:style style:name="Quotations" style:family="paragraph"/>
<style:style style:name="Illustration" style:family="paragraph" style:parent-style-name="Caption"/>
<style:style style:name="Caption" style:family="paragraph"/>
<style:style style:name="Preformatted_20_Text" style:family="paragraph"/>
<style:style style:name="Table_20_Heading" style:display-name="Table Heading" style:family="paragraph"/>
<style:style style:name="Source_20_Text" style:display-name="Source Text" style:family="text"/>
"""
MARKDOWN = """\
# Kazan to host SCO Summit

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
BODY = """
<text:sequence-decls/>
<text:h text:style-name="Title" text:outline-level="1"><text:span text:style-name="T1">Kazan to host
  SCO Summit</text:span></text:h>
<text:p/>
<text:p text:style-name="Text_20_body">The SCO   Summit<text:s text:c="2"/>will be held in
  <text:span text:style-name="T1">Kazan</text:span>,
  <text:a xlink:href="https://sectsco.org/a_b">the Secretariat</text:a>
  said<text:line-break/>on\u00a03 May.</text:p>
<text:h text:outline-level="1">What is planned</text:h>
<text:section><text:p>"We expect 4,500 guests," he said. They will see <text:span
  text:style-name="Source_20_Text">a city</text:span>.</text:p></text:section>
<text:list text:style-name="L1">
  <text:list-item><text:p>Talks</text:p>
    <text:list><text:list-item><text:p>in the <text:span text:style-name="T2">Kremlin</text:span></text:p>
      </text:list-item>
      <text:list-item><text:p>on the</text:p><text:p>Volga</text:p></text:list-item></text:list>
  </text:list-item>
  <text:list-item><text:p>A concert</text:p></text:list-item>
</text:list>
<text:p text:style-name="P1">A friendly<text:line-break/>family.</text:p>
<table:table><table:table-column table:number-columns-repeated="2"/>
  <table:table-header-rows><table:table-row><table:table-cell><text:p>City</text:p></table:table-cell>
    <table:table-cell><text:p text:style-name="P2">Guests</text:p></table:table-cell></table:table-row>
  </table:table-header-rows>
  <table:table-row><table:table-cell><text:p>Kazan</text:p></table:table-cell>
    <table:table-cell><text:p text:style-name="P2">4,500</text:p></table:table-cell></table:table-row>
  <table:table-row><table:table-cell><text:p>Ufa</text:p></table:table-cell>
    <table:table-cell><text:p text:style-name="P2">67</text:p></table:table-cell></table:table-row>
</table:table>
<text:p>The end 5 * 3 &lt; 16.</text:p>
"""


def made(body: str = BODY, *, prolog: str = "", manifest: str = "") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {SPACES}>'
        f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    styles = (
        f"<office:document-styles {SPACES}><office:styles>{NAMED}</office:styles></office:document-styles>"
    )
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", content)
        archive.writestr("styles.xml", styles)
        archive.writestr("META-INF/manifest.xml", f"<m:manifest {SPACES}>{manifest}</m:manifest>")
    return saved.getvalue()


def read(content: bytes | str) -> Article:
    content = made(content) if isinstance(content, str) else content
    return OdtReader().read_bytes(content, slug="x", source="seeds/x.odt", language="en")


def texts(body: str) -> list[str]:
    """The blocks of a text under a title."""
    return [block.text for block in read(f'<text:p text:style-name="Title">T</text:p>{body}').blocks[1:]]


def test_the_same_article_as_markdown() -> None:
    article = read(made())
    other = MarkdownReader().read(MARKDOWN, slug="x", source="seeds/x.md", language="en")
    assert [(s.role, s.text) for s in segment_article(article)] == [
        (s.role, s.text) for s in segment_article(other)
    ]
    shape = [(b.role, b.level, b.group, b.ordered, b.row, b.column, b.align) for b in other.blocks]
    assert [(b.role, b.level, b.group, b.ordered, b.row, b.column, b.align) for b in article.blocks] == shape
    assert [b.translatable for b in article.blocks] == [b.translatable for b in other.blocks]
    assert (article.title, article.markup) == (other.title, other.markup)
    assert [b.line for b in article.blocks][:4] == [1, 3, 4, 5]


def test_what_is_left_out() -> None:
    assert texts(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>DELETED</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:table-of-content><text:index-body><text:p>TOC</text:p></text:index-body></text:table-of-content>"
        "<text:p>Kept<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>NOTE</text:p>"
        "</text:note-body></text:note><office:annotation><dc:creator>A</dc:creator><text:p>COMMENT</text:p>"
        '</office:annotation><text:span text:style-name="T3">HIDDEN</text:span>'
        '<text:change text:change-id="1"/> <text:span>whole</text:span><text:soft-page-break/></text:p>'
    ) == ["Kept whole"]


def test_white_space_and_styles_in_styles() -> None:
    assert texts(
        '<text:p>\n  a<text:s text:c="3"/>b\n<text:tab/>\u00a0c <text:span text:style-name="T1"> bold '
        '<text:span text:style-name="T4">not</text:span></text:span>'
        "<text:ruby><text:ruby-base>山</text:ruby-base><text:ruby-text>shan</text:ruby-text></text:ruby></text:p>"
        "<text:p>one<text:line-break/><text:line-break/>two</text:p>"
        "<text:p>上合<text:line-break/>组织</text:p>"
    ) == ["a b \u00a0c **bold** not山", "one", "two", "上合组织"]


def test_two_lists_and_code() -> None:
    blocks = read(
        '<text:p text:style-name="Title">T</text:p>'
        '<text:list text:style-name="L2"><text:list-item><text:p>a</text:p></text:list-item></text:list>'
        '<text:list text:style-name="L1"><text:list-item><text:p>b</text:p></text:list-item></text:list>'
        '<text:p text:style-name="P3">x = *1*</text:p>'
        '<text:p text:style-name="P3"><text:s text:c="2"/>y</text:p>'
    ).blocks
    assert [(b.text, b.group, b.ordered) for b in blocks[1:3]] == [("a", 1, False), ("b", 2, True)]
    assert (blocks[3].text, blocks[3].translatable, len(blocks)) == ("x = *1*\n  y", False, 4)


def test_frames_captions_and_joined_cells() -> None:
    frame = "<draw:frame><draw:image/><svg:desc>{}</svg:desc></draw:frame>"
    blocks = read(
        '<text:p text:style-name="Title">T</text:p>'
        f"<text:p>Text{frame.format('A bridge')}</text:p><text:p>Between</text:p>"
        '<text:p><draw:frame><draw:text-box><text:p text:style-name="P4">'
        f"{frame.format('no')}The river</text:p></draw:text-box></draw:frame></text:p>"
        '<table:table><table:table-row><table:table-cell table:number-columns-spanned="2">'
        '<text:p text:style-name="Table_20_Heading">a</text:p></table:table-cell><table:covered-table-cell/>'
        '<table:table-cell table:number-columns-repeated="99999999"><text:p>b</text:p><text:p>c</text:p>'
        "</table:table-cell></table:table-row></table:table>"
        "<table:table><table:table-row><table:table-cell><text:p>frame</text:p></table:table-cell>"
        "</table:table-row></table:table>"
    ).blocks[1:]
    assert [(b.role, b.text, b.row, b.column) for b in blocks] == [
        *((Role.LEAD, "Text", 0, 0), (Role.CAPTION, "A bridge", 0, 0), (Role.PARAGRAPH, "Between", 0, 0)),
        (Role.CAPTION, "The river", 0, 0),
        *((Role.TABLE_CELL, "a", 0, 0), (Role.TABLE_CELL, "b c", 0, 2), (Role.PARAGRAPH, "frame", 0, 0)),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a ZIP archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", r"has a password, or is of the old format.*as \.odt"),
        (made(prolog='<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;">]>'), "declares XML entities"),
        (made("<text:p>&nbsp;</text:p>"), "not well-formed"),
        (
            made(manifest="<m:file-entry><m:encryption-data/></m:file-entry>"),
            "is encrypted.*without a password",
        ),
        (made(""), "there is nothing to read in it"),
        (made("<text:p> \u200b</text:p>"), "there is nothing to read in it"),
        (made(f"<text:p>{'word ' * 60}</text:p><text:p>b</text:p>"), "it has no headline.*“Title”"),
    ],
)
def test_what_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=rf"seeds/x\.odt.*{message}"):
        read(content)


def test_another_zip_archive() -> None:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("content.xml", "<x/>")
    with pytest.raises(SourceError, match="holds no text document"):
        read(saved.getvalue())


def test_the_command_line_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "glossary").mkdir()
    (tmp_path / "workflow.toml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "glossary" / "terms.csv").write_text(TERMS, encoding="utf-8")
    (tmp_path / "seeds" / "x.odt").write_bytes(made())
    (tmp_path / "seeds" / "y.odt").write_bytes(b"PK\x03\x04")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["extract", "x"])
    assert done.exit_code == 0, done.output
    assert 'msgid "What is planned"' in (tmp_path / "locales/x.pot").read_text("utf-8")


@pytest.mark.slow
def test_what_libreoffice_makes_of_a_docx(tmp_path: Path) -> None:
    """A DOCX file, saved by LibreOffice as ODT and as DOCX, is the same article."""
    import docx

    from workflow.readers.docx import DocxReader

    office = shutil.which("soffice")
    need("soffice", office)
    document = docx.Document()
    document.add_heading("Kazan to host SCO Summit", 0)
    lead = document.add_paragraph("It will be held in ")
    lead.add_run("Kazan").bold = True
    lead.add_run("\u00a0this ")
    lead.add_run("year").italic = True
    document.add_heading("Plans", 1)
    document.add_paragraph("one", style="List Bullet")
    document.add_paragraph("two", style="List Number")
    document.add_paragraph("Well said", style="Quote")
    table = document.add_table(2, 2)
    for number, text in enumerate(("City", "Guests", "Kazan", "67")):
        table.cell(number // 2, number % 2).text = text
    document.add_paragraph("The river", style="Caption")
    document.save(str(tmp_path / "x.docx"))
    for form in ("odt", "docx"):
        subprocess.run(
            [
                *(str(office), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
                *("--convert-to", form, "--outdir", str(tmp_path / "out"), str(tmp_path / "x.docx")),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    names = {"slug": "x", "source": "x", "language": "en"}
    plain = DocxReader().read_bytes((tmp_path / "x.docx").read_bytes(), **names)
    odt = OdtReader().read_bytes((tmp_path / "out" / "x.odt").read_bytes(), **names)
    again = DocxReader().read_bytes((tmp_path / "out" / "x.docx").read_bytes(), **names)
    wanted = [(b.role, b.text, b.level, b.ordered, b.column) for b in plain.blocks]
    assert (Role.LEAD, "It will be held in **Kazan**\u00a0this *year*", 0, False, 0) in wanted
    assert [(b.role, b.text, b.level, b.ordered, b.column) for b in odt.blocks] == wanted
    assert [(b.role, b.text, b.level, b.ordered, b.column) for b in again.blocks] == wanted
