"""The site map of a publication in which originals stand in for translations, and languages are drafts."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from workflow import pipeline
from workflow.pipeline import Publication

BASE = "https://daily.example.org/"

SETTINGS = f"""\
[publication]
title = "Daily"
languages = ["ru", "kk", "uz"]
base_url = "{BASE}"

[publish]
missing = "source"
variants = ["uz-Cyrl"]
"""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _translate(root: Path, slug: str, language: str, flag: str = "") -> None:
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    entries = "".join(
        f'\n{flag}msgid "{text} {slug}."\nmsgstr "Да {slug}."\n' for text in ("Headline", "Text")
    )
    _write(root / "locales" / language / "LC_MESSAGES" / f"{slug}.po", head + entries)


def test_it_lists_every_page_that_names_itself_and_says_what_that_says(tmp_path: Path) -> None:
    _write(tmp_path / "workflow.toml", SETTINGS)
    for slug, day, tags in (
        ("a", "2026-11-20", "SCO"),
        ("b", "2025-01-02", "SCO, Trade"),
        ("c", "2024-05-06", "Port"),
    ):
        front = f"---\ndate: {day}\ntags: {tags}\n---\n\n"
        _write(tmp_path / "seeds" / f"{slug}.md", f"{front}# Headline {slug}.\n\nText {slug}.\n")
    _translate(tmp_path, "a", "ru")
    _translate(tmp_path, "b", "kk", "#, fuzzy\n")
    _translate(tmp_path, "b", "uz")
    pipeline.publish(Publication.open(tmp_path), draft=True)
    output = tmp_path / "output"
    told = {}
    for path in output.rglob("index.html"):
        page = etree.HTML(path.read_text("utf-8"))
        address = BASE + path.relative_to(output).as_posix().removesuffix("index.html")
        if page.xpath("//link[@rel='canonical']/@href") == [address]:
            links = page.xpath("//link[@rel='alternate'][@hreflang]")
            told[address] = {each.get("hreflang"): each.get("href") for each in links}
    namespaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    listed = {
        url.findtext("s:loc", namespaces=namespaces): {
            each.get("hreflang"): each.get("href") for each in url.findall("x:link", namespaces)
        }
        for url in etree.fromstring((output / "sitemap.xml").read_bytes()).findall("s:url", namespaces)
    }
    assert listed == told
    assert {f"{BASE}ru/archive/2026/", f"{BASE}uz-Cyrl/archive/2025/", f"{BASE}uz/tags/trade/"} <= set(listed)
    assert not any(address.startswith(f"{BASE}kk/") for address in listed)
