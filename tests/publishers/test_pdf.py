"""PDF files, as the tools of Poppler read them. WeasyPrint is the extra ``pdf``."""

from __future__ import annotations

import builtins
import re
import subprocess
import unicodedata
import zlib
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from support import need
from support_formats import HOSTILE, block, edition, every_kind, made

from workflow.errors import PublishError
from workflow.model import Markup, Role
from workflow.publishers.pdf import PdfPublisher

HEADLINES = {
    "zh": ("重庆市长有意与上合组织大家庭开展合作", "会见在热烈友好的气氛中进行。"),
    "ru": ("Мэр Чунцина заинтересован в сотрудничестве", "Встреча прошла в дружественной обстановке."),
    "ur": ("چھونگ چھنگ کے میئر کی تعاون میں دلچسپی", "ملاقات دوستانہ ماحول میں ہوئی۔"),
}


def _tools() -> None:
    need("weasyprint (the extra pdf)", find_spec("weasyprint"))
    need("pdftotext, pdfinfo, pdffonts (poppler-utils)", which("pdftotext") and which("pdffonts"))


def _said(tool: str, content: bytes, folder: Path, *after: str) -> str:
    path = folder / "a.pdf"
    path.write_bytes(content)
    return subprocess.run([tool, str(path), *after], capture_output=True, text=True, check=True).stdout


def _unpacked(content: bytes) -> bytes:
    """All that can be read of a file: most objects are compressed."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    found = [content]
    for each in streams:
        with suppress(zlib.error):
            found.append(zlib.decompress(each))
    return b"\n".join(found)


def test_without_weasyprint_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name == "weasyprint":
            raise ImportError(name)
        return real(name, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PublishError) as caught:
        PdfPublisher()
    assert str(caught.value) == (
        "format 'pdf': needs WeasyPrint, which is not installed. From a checkout: pip install '.[pdf]'"
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", HEADLINES)
def test_a_file_has_its_words_its_fonts_and_its_language(language: str, tmp_path: Path) -> None:
    _tools()
    headline, text = HEADLINES[language]
    one = edition(language, block(Role.LEAD, text, language=language), headline=headline)
    content = made(PdfPublisher(), one, edition("en"))
    info = _said("pdfinfo", content, tmp_path)
    assert headline in unicodedata.normalize("NFC", info)  # the title
    assert "Tagged:          yes" in info
    assert "JavaScript:      no" in info
    assert f"/Lang ({language})".encode() in _unpacked(content)
    fonts = [line.split() for line in _said("pdffonts", content, tmp_path).splitlines()[2:]]
    assert fonts
    assert {line[-5] for line in fonts} == {"yes"}  # embedded
    words = "".join(_said("pdftotext", content, tmp_path, "-").split())
    if language == "ur":  # a Nastaliq font draws letters in pieces, of which no words can be read
        assert any("\u0600" < letter < "\u06ff" for letter in words)
    else:
        assert "".join(headline.split()) in words
        assert "".join(text.split()) in words


@pytest.mark.slow
def test_the_same_words_give_the_same_bytes() -> None:
    _tools()
    assert made(PdfPublisher(), every_kind()) == made(PdfPublisher(), every_kind())


@pytest.mark.slow
@pytest.mark.parametrize("markup", list(Markup))
def test_nothing_hostile_gets_through(markup: Markup, tmp_path: Path) -> None:
    _tools()
    content = made(PdfPublisher(), every_kind(text=HOSTILE, markup=markup), titles={"en": HOSTILE})
    assert "JavaScript:      no" in _said("pdfinfo", content, tmp_path)
    addresses = _said("pdfinfo", content, tmp_path, "-url")
    assert "javascript" not in addresses.split("/p%3E")[0].lower()
    assert "alert" in _said("pdftotext", content, tmp_path, "-")


@pytest.mark.slow
def test_nothing_is_asked_of_anybody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _tools()
    from weasyprint.urls import URLFetcher

    asked: list[str] = []
    monkeypatch.setattr(URLFetcher, "fetch", lambda self, url, headers=None: asked.append(url))
    content = made(PdfPublisher(), every_kind())
    assert not asked
    assert "image" in _said("pdfimages", content, tmp_path, "-list")  # the one that went along
