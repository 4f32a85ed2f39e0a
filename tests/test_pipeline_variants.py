"""Variants of a publication: pages that are made of their parents', with names by the glossary's columns."""

from __future__ import annotations

import builtins
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import snapshot

from workflow import pipeline, variants
from workflow.cli.app import run_app
from workflow.errors import PublishError
from workflow.glossary import Glossary
from workflow.model import (
    Article,
    Block,
    Concept,
    Edition,
    EditionBlock,
    Kind,
    Markup,
    Passage,
    Renderings,
    Role,
    Segment,
    State,
)
from workflow.pipeline import Publication, pages
from workflow.pipeline.articles import Prepared
from workflow.pipeline.variants import Variants, rendered
from workflow.publishers.inline import parsed

pytest.importorskip("opencc")

OLD = 1_700_000_000_000_000_000  # nanoseconds; files that are younger than two seconds are always read
CONFIG = """\
[publication]
title = "Daily"
languages = ["zh", "uz"]
base_url = "https://daily.example.org"
[publication.titles]
zh = "每日新闻"
[publish]
variants = ["zh-Hant", "uz-Cyrl"]
"""
TERMS = """\
id,kind,en,zh,zh-Hant,uz,uz-Cyrl
sco,organisation,Shanghai Cooperation Organisation | ~SCO,上海合作组织 | ~上合组织,上海合作組織 | ~上合組織,\
Shanxay hamkorlik tashkiloti | ~ShHT,Шанхай ҳамкорлик ташкилоти | ~ШҲТ
italy,place,Italy,意大利,義大利,Italiya,
qingdao,place,Qingdao,青岛,,Sindao,Циндао
tang,person,Tang Fa,唐发,,Tan Fa,
keep,keep as is,Boeing Max,,,,
"""
ARTICLE = """\
---
tags: Italy, SCO, news
---
# SCO meets in Italy

The Shanghai Cooperation Organisation met in Qingdao.

Tang Fa flew a Boeing Max.
"""
TEXTS = {
    "zh": ("上合组织在意大利会面", "上海合作组织在“青岛”会面。", "唐发乘坐Boeing Max。"),
    "uz": (
        "ShHT Italiyada uchrashdi",
        "Shanxay hamkorlik tashkilotining Sindaodagi uchrashuvi 2018-yil 24-fevralda boʻldi.",
        "Tan Fa Boeing Max bilan uchdi.",
    ),
}
SOURCES = (
    "SCO meets in Italy",
    "The Shanghai Cooperation Organisation met in Qingdao.",
    "Tang Fa flew a Boeing Max.",
)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    number = len(text) + sum(text.encode("utf-8", "replace"))
    os.utime(path, ns=(OLD + number, OLD + number))


def _state(root: Path, tag: str) -> str:
    return pipeline.page_state(root / "output" / tag / "one" / "index.html")


def _translate(root: Path, language: str, *texts: str, fuzzy: bool = False, slug: str = "one") -> None:
    entries = "".join(
        f'\n{"#, fuzzy" if fuzzy else "#"}\nmsgid "{source}"\nmsgstr "{text}"\n'
        for source, text in zip(SOURCES, texts, strict=True)
    )
    folder = {"zh": "zh_CN"}.get(language, language)
    head = f'msgid ""\nmsgstr ""\n"Language: {folder}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    _write(root / "locales" / folder / "LC_MESSAGES" / f"{slug}.po", head + entries)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A publication of one article that is reviewed in Chinese and Uzbek."""
    root = tmp_path / "daily"
    _write(root / "workflow.toml", CONFIG)
    _write(root / "glossary" / "terms.csv", TERMS)
    _write(root / "seeds" / "one.md", ARTICLE)
    for language, texts in TEXTS.items():
        _translate(root, language, *texts)
    return root


def _publish(root: Path, **options: Any) -> pipeline.Published:
    return pipeline.publish(Publication.open(root), **options)


def _page(root: Path, tag: str) -> str:
    return (root / "output" / tag / "one" / "index.html").read_text("utf-8")


def _settings(root: Path, old: str, new: str) -> None:
    text = (root / "workflow.toml").read_text("utf-8")
    assert old in text
    _write(root / "workflow.toml", text.replace(old, new))


# ----------------------------------------------------------------------------------------------- pages


def test_a_variant_is_published_beside_its_parent(site: Path) -> None:
    result = _publish(site)
    assert [each[1:3] for each in result.pages] == [
        (tag, "published") for tag in ("zh", "uz", "zh-Hant", "uz-Cyrl")
    ]
    page = _page(site, "zh-Hant")
    assert '<html lang="zh-Hant" dir="ltr">' in page
    assert "<title>上合組織在義大利會面 — 每日新聞</title>" in page
    assert "<p" in page and "上海合作組織在「青島」會面。" in page
    assert "唐發乘坐Boeing Max。" in page
    page = _page(site, "uz-Cyrl")
    assert "ШҲТ Италияда учрашди" in page
    assert "Шанхай ҳамкорлик ташкилотининг Циндаодаги учрашуви 2018 йил 24 февралда бўлди." in page
    assert "Тан Фа Boeing Max билан учди." in page
    assert not (site / "locales" / "zh_TW").exists()


def test_everything_of_a_language_is_there(site: Path) -> None:
    _publish(site)
    output = site / "output"
    for tag in ("zh-Hant", "uz-Cyrl"):
        for path in ("index.html", "archive/index.html", "languages/index.html", "feed.atom", "rss.xml"):
            assert (output / tag / path).is_file(), (tag, path)
        for other in ("en", "zh", "uz"):
            assert f'hreflang="{tag}" href="https://daily.example.org/{tag}/one/"' in _page(site, other)
        assert f"https://daily.example.org/{tag}/one/" in (output / "sitemap.xml").read_text("utf-8")
    assert "上合組織在義大利會面" in (output / "zh-Hant" / "rss.xml").read_text("utf-8")
    assert 'hreflang="zh-Hant"' in (output / "index.html").read_text("utf-8")


def test_tags_are_called_by_the_columns(site: Path) -> None:
    _publish(site)
    shown = {
        tag: re.findall(r'rel="tag"[^>]*>([^<]*)</a>', _page(site, tag)) for tag in ("zh-Hant", "uz-Cyrl")
    }
    assert shown == {"zh-Hant": ["義大利", "上合組織", "news"], "uz-Cyrl": ["Италия", "ШҲТ", "news"]}


def test_a_page_says_what_it_was_made_of(site: Path) -> None:
    _publish(site)
    page = _page(site, "zh-Hant")
    link = '<a href="../../zh/one/index.html" hreflang="zh">由簡體中文自動轉換</a>'
    assert f'<p class="dateline converted">{link}</p>' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert data["isBasedOn"] == {
        "@type": "NewsArticle",
        "url": "https://daily.example.org/zh/one/",
        "inLanguage": "zh",
    }
    assert data["translationOfWork"]["inLanguage"] == "en"
    assert "Лотин ёзувидан" in _page(site, "uz-Cyrl")
    for tag in ("en", "zh", "uz"):
        assert "converted" not in _page(site, tag)
        assert "isBasedOn" not in _page(site, tag)


def test_one_locale_of_open_graph_stands_once(site: Path) -> None:
    _publish(site)
    assert re.findall(r'og:locale:alternate" content="(.*?)"', _page(site, "uz-Cyrl")) == [
        "en_US",
        "zh_CN",
        "zh_TW",
    ]


def test_the_settings_may_name_the_publication(site: Path) -> None:
    _settings(site, "[publish]\n", 'zh-Hant = "每日報"\n[publish]\n')
    _publish(site)
    assert "— 每日報</title>" in _page(site, "zh-Hant")
    assert "— Daily</title>" in _page(site, "uz-Cyrl")  # Uzbek has none either


def test_every_format_says_it(site: Path) -> None:
    _publish(site, formats=["text", "markdown", "json", "ninjs", "epub"])
    folder = site / "output" / "zh-Hant" / "one"
    words = "由簡體中文自動轉換"
    assert f"\n\n{words}\n\n" in (folder / "one.txt").read_text("utf-8")
    assert 'converted_from: "zh"\n' in (folder / "one.md").read_text("utf-8")
    assert json.loads((folder / "one.json").read_text("utf-8"))["converted_from"] == "zh"
    assert json.loads((folder / "one.ninjs.json").read_text("utf-8"))["ednote"] == words
    assert words.encode() in (folder / "one.epub").read_bytes()
    other = site / "output" / "zh" / "one"
    assert "converted_from" not in (other / "one.json").read_text("utf-8")
    assert "converted_from" not in (other / "one.md").read_text("utf-8")


# ------------------------------------------------------------------------------------- what is ready


def test_a_draft_is_one_of_a_draft(site: Path) -> None:
    _translate(site, "zh", *TEXTS["zh"], fuzzy=True)
    result = _publish(site, draft=True)
    assert ("zh-Hant", "draft") in [each[1:3] for each in result.pages]
    page = _page(site, "zh-Hant")
    assert '<meta name="dragoman:state" content="draft">' in page
    assert "機器譯稿，未經審校" in page


def test_the_source_text_in_a_gap_is_not_converted(site: Path) -> None:
    _settings(site, "[publish]\n", "[publish]\ncompleteness = 50\n")
    _translate(site, "uz", TEXTS["uz"][0], TEXTS["uz"][1], "")
    _publish(site)
    assert "Tang Fa flew a Boeing Max." in _page(site, "uz-Cyrl")


def test_where_the_parent_stands_still_so_does_the_variant_and_where_it_goes_it_goes(site: Path) -> None:
    _publish(site)
    _write(site / "seeds" / "one.md", ARTICLE + "\nA new sentence.\n")
    result = _publish(site)
    assert result.removed == []
    page = _page(site, "zh-Hant")
    assert "唐發乘坐Boeing Max。" in page
    assert "本譯文譯自該文章的較早版本" in page
    assert "上合組織在義大利會面" in (site / "output" / "zh-Hant" / "index.html").read_text("utf-8")
    again = snapshot(site / "output")
    _publish(site)
    assert snapshot(site / "output") == again
    _settings(site, "[publish]\n", '[publish]\nstale = "hide"\n')
    assert {"zh/one/index.html", "zh-Hant/one/index.html"} <= set(_publish(site).removed)


def test_a_variant_of_a_page_that_stands_still_is_not_made_of_what_is_known_today(site: Path) -> None:
    _settings(site, 'variants = ["zh-Hant", "uz-Cyrl"]', "variants = []")
    _publish(site)
    _write(site / "seeds" / "one.md", ARTICLE + "\nA new sentence.\n")
    _settings(site, "variants = []", 'variants = ["zh-Hant"]')
    _publish(site)
    assert (site / "output" / "zh" / "one").exists()
    assert not (site / "output" / "zh-Hant").exists()
    assert 'hreflang="zh-Hant"' not in _page(site, "zh")


def test_a_variant_that_is_no_longer_wanted_goes(site: Path) -> None:
    _publish(site)
    _settings(site, 'variants = ["zh-Hant", "uz-Cyrl"]', 'variants = ["zh-Hant"]')
    removed = _publish(site).removed
    assert removed
    assert all(path.startswith("uz-Cyrl/") for path in removed)
    assert 'hreflang="uz-Cyrl"' not in _page(site, "uz")


def test_an_article_that_is_withdrawn_is_so_in_its_variants(site: Path) -> None:
    _publish(site)
    pipeline.retract(Publication.open(site), "one")
    assert "本文已撤回" in _page(site, "zh-Hant")
    assert "上合" not in _page(site, "zh-Hant")


def test_an_article_in_the_script_of_a_variant_is_its_authors(site: Path) -> None:
    _write(site / "seeds" / "one.md", "---\nlang: zh-Hant\n---\n# 峰會\n\n上合組織。\n")
    _publish(site)
    assert not (site / "output" / "zh-Hant" / "one").exists()  # nothing is translated


def test_nor_does_anything_stand_in_for_it_there(site: Path) -> None:
    _settings(site, "[publish]", '[publish]\nmissing = "source"')
    _write(site / "seeds" / "one.md", "---\nlang: zh-Hant\n---\n# 峰會\n\n上合組織。\n")
    head = 'msgid ""\nmsgstr ""\n"Language: uz\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    texts = '\nmsgid "峰會"\nmsgstr "Sammit"\n\nmsgid "上合組織。"\nmsgstr "ShHT."\n'
    _write(site / "locales" / "uz" / "LC_MESSAGES" / "one.po", head + texts)
    _publish(site)
    states = {tag: _state(site, tag) for tag in ("zh-Hant", "zh", "uz", "uz-Cyrl")}
    assert states == {
        "zh-Hant": "original",
        "zh": "untranslated",
        "uz": "published",
        "uz-Cyrl": "published",
    }


def test_where_the_original_stands_in_it_does_for_the_variant_too(site: Path) -> None:
    _settings(site, "[publish]", '[publish]\nmissing = "source"')
    (site / "locales" / "zh_CN" / "LC_MESSAGES" / "one.po").unlink()
    _publish(site)
    assert _state(site, "zh-Hant") == _state(site, "zh") == "untranslated"
    assert "暫無繁體中文版本，現顯示English版本" in re.sub("<[^>]*>", "", _page(site, "zh-Hant"))


def test_what_stands_in_for_a_variant_is_never_taken_for_it(site: Path) -> None:
    settings = 'missing = "source"\nvariants = []'
    _settings(site, 'variants = ["zh-Hant", "uz-Cyrl"]', settings)
    _publish(site)
    _write(site / "seeds" / "one.md", ARTICLE + "\nA new sentence.\n")
    _publish(site)  # zh stays as it is
    _settings(site, "variants = []", 'variants = ["zh-Hant"]')
    for _ in range(2):
        _publish(site)
        assert (_state(site, "zh"), _state(site, "zh-Hant")) == ("published", "untranslated")
        assert 'hreflang="zh-Hant"' not in _page(site, "zh")
        _write(site / "seeds" / "one.md", ARTICLE + "\nAnother new sentence.\n")


def test_a_variant_of_the_original(site: Path) -> None:
    settings = '[publication]\ntitle = "新闻"\nsource = "zh"\nlanguages = ["en"]\n'
    _write(site / "workflow.toml", settings + '[publish]\nvariants = ["zh-Hant"]\n')
    _write(site / "glossary" / "terms.csv", "id,kind,en,zh,zh-Hant\nitaly,place,Italy,意大利,義大利\n")
    _write(site / "seeds" / "one.txt", "意大利发展\n\n唐发在意大利。\n")
    (site / "seeds" / "one.md").unlink()
    pairs = (("意大利发展", "Italy grows"), ("唐发在意大利。", "Tang Fa is in Italy."))
    entries = "".join(f'\nmsgid "{one}"\nmsgstr "{other}"\n' for one, other in pairs)
    head = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    _write(site / "locales" / "en" / "LC_MESSAGES" / "one.po", head + entries)
    assert ("zh-Hant", "published") in [each[1:3] for each in _publish(site).pages]
    assert "唐發在義大利。" in _page(site, "zh-Hant")
    assert '<meta name="dragoman:state" content="published">' in _page(site, "zh-Hant")


# ---------------------------------------------------------------------------------- what is made again


def _read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    read: list[str] = []
    prepare = pages.prepare
    monkeypatch.setattr(
        pages, "prepare", lambda opened, path: (read.append(path.stem), prepare(opened, path))[1]
    )
    return read


def test_what_has_not_changed_is_not_read_and_said_all_the_same(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _publish(site)
    before = snapshot(site / "output")
    read = _read(monkeypatch)
    second = _publish(site)
    assert (read, second.written, sorted(second.pages)) == ([], 0, sorted(first.pages))
    assert snapshot(site / "output") == before


def test_a_cell_of_a_variant_makes_its_pages_again(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    _write(site / "glossary" / "terms.csv", TERMS.replace("義大利", "意國"))
    _publish(site)
    after = snapshot(site / "output")
    changed = {path for path in after if after[path] != before.get(path)}
    assert "zh-Hant/one/index.html" in changed
    assert "zh/one/index.html" not in changed
    assert "意國" in _page(site, "zh-Hant")


def test_another_version_of_the_library_makes_them_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(site)
    read = _read(monkeypatch)
    monkeypatch.setattr(variants.converter("zh-Hant"), "signature", "opencc 99")
    _publish(site)
    assert read == ["one"]


def test_the_same_bytes_come_out(site: Path) -> None:
    _publish(site)
    before = snapshot(site / "output")
    for path in (site / "output").rglob("*"):
        if path.is_file():
            path.unlink()
    (site / ".dragoman" / "site.json").unlink()
    _publish(site)
    assert snapshot(site / "output") == before


def test_without_the_library_nothing_is_written(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any) -> Any:
        if name == "opencc":
            raise ImportError(name)
        return real(name, *args)

    variants.converter.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PublishError, match=r"pip install '\.\[variants\]'"):
        _publish(site)
    assert not (site / "output").exists()
    _settings(site, '"zh-Hant", ', "")
    _publish(site)  # the other needs none
    assert "ШҲТ" in _page(site, "uz-Cyrl")
    variants.converter.cache_clear()


# ----------------------------------------------------------------------------------- the command line


def _run(root: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.chdir(root)
    return run_app(list(arguments))


@pytest.mark.parametrize("tag", ["zh", "zh-Hant"])
def test_a_variant_stands_for_its_parent(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tag: str
) -> None:
    assert _run(site, monkeypatch, "publish", "--lang", tag) == 0
    said = capsys.readouterr().out
    assert [line.split("/")[-3] for line in said.splitlines()] == ["zh", "zh-Hant"]
    assert not (site / "output" / "uz-Cyrl").exists()


def test_one_of_the_articles_themselves_is_not_to_be_asked_for(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _settings(site, 'languages = ["zh", "uz"]', 'source = "zh"\nlanguages = ["uz"]')
    assert _run(site, monkeypatch, "publish", "--lang", "zh-Hant") == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.endswith(
        "is made of the articles themselves, along with whatever is published. Leave it out."
    )


def test_nothing_else_is_done_with_a_variant(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(site, monkeypatch, "check", "--lang", "zh-Hant") == 2
    assert (
        capsys.readouterr()
        .err.splitlines()[-1]
        .endswith(
            "--lang: 'zh-Hant' is made of 'zh' when that is published, and of nothing else. Say --lang zh."
        )
    )


def test_the_glossary_need_not_have_its_columns(site: Path) -> None:
    opened = Publication.open(site)
    found = [each for each in pipeline.glossary_doubts(opened, ("zh", "uz")) if each.language == "uz-Cyrl"]
    assert found == []
    _write(site / "glossary" / "terms.csv", TERMS.replace("Циндао", "Циндaо"))
    found = [
        each
        for each in pipeline.glossary_doubts(Publication.open(site), ("zh", "uz"))
        if each.language == "uz-Cyrl"
    ]
    assert [each.about for each in found] == ["script"]  # a Latin letter


# ------------------------------------------------------------------------------------------- hostile


def _derived(text: str, parent: str, tag: str, markup: Markup, concepts: tuple[Concept, ...] = ()) -> Passage:
    """A passage of a variant; its sentence has every one of ``concepts``."""
    source = " and ".join(concept.in_language("en").preferred for concept in concepts) or "Text"
    article = Article("a", "seeds/a.md", "en", source, (Block(Role.HEADLINE, source, 1),), markup)
    segment = Segment(source, "", "", Role.HEADLINE, 0, 0, 1, 1)
    prepared = Prepared(article, (segment,), Glossary(concepts))
    block = EditionBlock(article.blocks[0], (Passage(text, parent, State.REVIEWED),))

    class Settings:
        variants = (tag,)

    (made,) = Variants(Settings()).editions(prepared, [Edition(article, parent, (block,))])  # type: ignore[arg-type]
    return made.blocks[0].passages[0]


def _marks(text: str) -> list[tuple[str, str, str]]:
    """What Markdown is made of a text, with its addresses and code, without its words."""
    return [
        (
            token.type,
            str(token.attrGet("href") or token.attrGet("src") or ""),
            token.content * (token.type == "code_inline"),
        )
        for token in parsed(text)
        if token.type not in ("text", "text_special")
    ]


PIECES = st.lists(
    st.sampled_from(
        [
            *("oʻzbek ", "So‘z", "g'", "sh", "E", "发展", "“头发”", "’", "‘", "ʼ", " ", "\n", "  \n"),
            *("*", "**", "_", "`", "``", "[", "]", "](", "](<", ">)", ")", "!", "\\", "<", ">", "&amp;"),
            *("&#x41;", "&sh;", "https://sh.example/sho?ye=1", "mailto:shoh@e.uz", "<https://e.uz/发>"),
            *("{sh_name}", "%(yil)s", "\ud800", "\u202e", "\x00", "<b onclick=sh>", '"title"', "/发/sh"),
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(("parent", "tag"), [("zh", "zh-Hant"), ("uz", "uz-Cyrl")])
@given(text=PIECES | st.text(max_size=30))
def test_markup_addresses_and_code_are_never_damaged(parent: str, tag: str, text: str) -> None:
    made = _derived(text, parent, tag, Markup.MARKDOWN)
    assert _marks(made.text) == _marks(text)
    assert made.language in (tag, parent)
    if made.language == parent:  # it could not be done, and nothing is changed
        assert made.text == text


@pytest.mark.parametrize(
    ("text", "made"),
    [
        (
            "[Shanxay](https://shanxay.uz/yo'l) va `shahar`: *oʻzbek* sh@example.uz",
            "[Шанхай](https://shanxay.uz/yo'l) ва `shahar`: *ўзбек* sh@example.uz",
        ),
        ("![surat](rasm/shahar.png) &nbsp; {yil} \\*sh", "![сурат](rasm/shahar.png) &nbsp; {yil} \\*ш"),
        ("a.uz https://e.uz/Sh. Shahar", "a.uz https://e.uz/Sh. Шаҳар"),
    ],
)
def test_what_is_no_prose_stays(text: str, made: str) -> None:
    assert _derived(text, "uz", "uz-Cyrl", Markup.MARKDOWN) == Passage(made, "uz-Cyrl", State.REVIEWED)


def _concept(parent: str, tag: str, theirs: str, own: str, kind: Kind = Kind.PLACE) -> Concept:
    names = {"en": Renderings(("Name",)), parent: Renderings((theirs,)), tag: Renderings((own,))}
    return Concept("name", kind, names)


def test_a_rendering_is_text_and_no_markup() -> None:
    concept = _concept("zh", "zh-Hant", "意大利", "[x](https://evil.example)<script>*")
    made = _derived("*意大利*发展", "zh", "zh-Hant", Markup.MARKDOWN, (concept,))
    assert _marks(made.text) == [("em_open", "", ""), ("em_close", "", "")]
    plain = _derived("意大利发展", "zh", "zh-Hant", Markup.PLAIN, (concept,))
    assert plain.text == "[x](https://evil.example)<script>*發展"


def test_a_name_is_never_divided_by_a_phrase() -> None:
    assert _derived("唯一只有", "zh", "zh-Hant", Markup.PLAIN).text == "唯一隻有"  # 一隻 is a phrase
    concept = _concept("zh", "zh-Hant", "唯一", "唯一")
    assert _derived("唯一只有", "zh", "zh-Hant", Markup.PLAIN, (concept,)).text == "唯一只有"
    concept = Concept("name", Kind.PLACE, {"en": Renderings(("Name",)), "zh": Renderings(("唯一",))})
    assert _derived("唯一只有", "zh", "zh-Hant", Markup.PLAIN, (concept,)).text == "唯一只有"


def test_a_name_in_an_address_stays() -> None:
    concept = _concept("uz", "uz-Cyrl", "Sindao", "Циндао")
    made = _derived("Sindao https://sindao.uz/Sindao", "uz", "uz-Cyrl", Markup.PLAIN, (concept,))
    assert made.text == "Циндао https://sindao.uz/Sindao"


@pytest.mark.parametrize(
    ("theirs", "own", "seen", "made"),
    [
        ("甲 | 乙", "丙", "乙", "丙"),  # what is preferred
        ("甲 | 乙", "丙 | 丁", "乙", "丁"),  # the same place
        ("甲 | 发", "丙 | 丁 | 發", "发", "發"),  # what the conversion gives
        ("甲 | ~发", "丙", "发", "發"),  # no abbreviation is written out
        ("甲 | ~发", "丙 | ~丁", "发", "丁"),
    ],
)
def test_which_rendering_of_the_column(theirs: str, own: str, seen: str, made: str) -> None:
    from workflow.glossary.csvfile import parse_cell

    names = {"en": Renderings(("Name",)), "zh": parse_cell(theirs, ""), "zh-Hant": parse_cell(own, "")}
    assert rendered(Concept("name", Kind.PLACE, names), seen, "zh-Hant") == made
