"""Saved web pages: the article on them, their encodings, and that articles without a site are left alone."""

# ruff: noqa: E501  (pages and items as they come)

from __future__ import annotations

import time
from datetime import date
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.errors import SourceError
from workflow.model import Article, BinaryReader, Role
from workflow.readers.html import HtmlReader
from workflow.readers.inline import plain_text

PAGES = Path(__file__).with_name("pages")
SITE = '<meta property="og:site_name" content="Site">'  # any mark of a site makes it a page
FIRST = "The first paragraph says in one sentence what has happened, to whom, and where."
SECOND = "The second paragraph says how it came about, and what will happen after it."


def opened(content: bytes | str, language: str = "en") -> Article:
    data = content.encode() if isinstance(content, str) else content
    return HtmlReader().read_bytes(data, slug="x", source="seeds/x.html", language=language)


def told(article: Article) -> list[str]:
    """An article as the files beside the pages have it."""
    lines = [f"headline: {article.title}", f"language: {article.language}"]
    if article.date:
        lines.append(f"date: {article.date}")
    return [*lines, *(f"{each.role}: {plain_text(each.text)}".rstrip() for each in article.blocks[1:])]


def texts(body: str, head: str = SITE) -> list[str]:
    """What is read of a page with that body, below its headline."""
    article = opened(f"<html><head><title>Head</title>{head}</head><body>{body}</body></html>")
    return [plain_text(block.text) for block in article.blocks[1:]]


def test_the_reader_takes_bytes() -> None:
    assert isinstance(HtmlReader(), BinaryReader)


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_pages(page: Path) -> None:
    language = {"oldtables": "ru", "chinese": "zh"}.get(page.stem, "en")  # these two do not say theirs
    wanted = page.with_suffix(".txt").read_text("utf-8").splitlines()
    assert told(opened(page.read_bytes(), language)) == [line.rstrip() for line in wanted]


def test_there_are_pages_of_each_kind() -> None:
    assert len(list(PAGES.glob("*.html"))) >= 15
    assert "windows-1251" in (PAGES / "agency.html").read_bytes().decode("cp1251")
    with pytest.raises(UnicodeDecodeError):
        (PAGES / "chinese.html").read_bytes().decode("utf-8")


# ------------------------------------------------------------------------------------------ page or article

ARTICLE = f"""<html lang="en"><head><title>Head | Daily</title></head><body>
<h1>Head</h1><p>By Ann</p><p>{FIRST}</p><ul><li><a href="a">Link</a></li></ul><p>Short</p></body></html>"""


@pytest.mark.parametrize(
    "mark",
    [
        SITE,
        '<meta name="twitter:card" content="summary">',
        '<link rel="stylesheet" href="a.css">',
        '<link rel="canonical" href="https://site.example/1">',
        '<script src="a.js"></script>',
        '<script type="application/ld+json">{}</script>',
        '<div itemscope itemtype="https://schema.org/NewsArticle"></div>',
    ],
)
def test_marks_of_a_site_make_a_page(mark: str) -> None:
    assert "Short" in [block.text for block in opened(ARTICLE).blocks]
    page = opened(ARTICLE.replace("</head>", f"{mark}</head>"))
    assert [block.text for block in page.blocks] == ["Head", FIRST]


def test_a_note_of_the_browser_makes_a_page_and_gives_its_address() -> None:
    note = "<!DOCTYPE html>\n<!-- saved from url=(0030)https://site.example/news/1.htm -->\n"
    article = opened(note + ARTICLE.replace(FIRST, f'{FIRST} <a href="2.htm">More</a> of it.'))
    assert article.blocks[1].text == f"{FIRST} [More](https://site.example/news/2.htm) of it."
    assert article.meta["url"] == "https://site.example/news/1.htm"


@pytest.mark.parametrize(
    "mark", ["<style>p {}</style>", "<script>var a</script>", '<meta name="x" content="y">']
)
def test_what_articles_have_too_makes_no_page(mark: str) -> None:
    assert opened(ARTICLE.replace("</head>", f"{mark}</head>")) == opened(
        ARTICLE.replace("</head>", "</head>")
    )


def test_text_and_bytes_are_read_alike() -> None:
    for page in (ARTICLE, (PAGES / "wordpress.html").read_text("utf-8")):
        read = HtmlReader().read(page, slug="x", source="seeds/x.html", language="en")
        assert read == opened(page)


def test_a_page_without_running_text_is_read_as_an_article() -> None:
    assert texts("<h1>Head</h1><p>Short</p>") == ["Short"]


# ------------------------------------------------------------------------------------------ what goes, what stays


@pytest.mark.parametrize(
    "other",
    [
        '<div class="share-buttons"><p>Share this article with all the people that you know, today.</p></div>',
        "<p>Read also: <a href='/a'>Something else that happened on the same day in another town</a></p>",
        "<p><a href='/a'>Something else that happened on the same day in another town</a></p>",
        "<p>Читайте также: <a href='/a'>Что ещё случилось в тот же день в другом городе</a></p>",
        "<div role='complementary'><p>A box with quite a long sentence in it, to look like an article.</p></div>",
        "<div id='cookie-banner'>This site uses cookies, and asks you in a long sentence to agree to them.</div>",
        "<p>Subscribe to our newsletter and get the best of the week every Saturday morning.</p>",
        "<div class='ad'>Buy this now, buy this today, and don't think about it for too long at all.</div>",
        "<ul><li><a href='/1'>One more article</a></li><li><a href='/2'>And yet another one</a></li></ul>",
    ],
)
def test_what_is_no_article_goes(other: str) -> None:
    assert texts(f"<div><h1>Head</h1><p>{FIRST}</p>{other}<p>{SECOND}</p></div>") == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        ("<p>No.</p>", ["No."]),
        ("<ul><li>One</li><li>Two</li></ul>", ["One", "Two"]),
        ("<blockquote>So it is</blockquote>", ["So it is"]),
        ("<aside class='pullquote'>So it is</aside>", ["So it is"]),
        ("<table><tr><th>City</th></tr><tr><td>Oslo</td></tr></table>", ["City", "Oslo"]),
        ("<figure><img src='a.jpg'><figcaption>A river</figcaption></figure>", ["A river"]),
        ("<h2>Comments of the ministers on it</h2>", ["Comments of the ministers on it"]),
        ("<p>Related to this is <a href='/a'>the old question</a> of who may fish here.</p>", None),
    ],
)
def test_what_belongs_to_the_article_stays(part: str, kept: list[str] | None) -> None:
    kept = kept or ["Related to this is the old question of who may fish here."]
    assert texts(f"<div><h1>Head</h1><p>{FIRST}</p>{part}<p>{SECOND}</p></div>") == [FIRST, *kept, SECOND]


def test_markup_stays() -> None:
    article = opened(
        f"{SITE}<h1>A <i>head</i></h1><p><b>Oslo</b> and <a href='https://b.example/'>Bergen</a>: {FIRST}"
    )
    assert [block.text for block in article.blocks] == [
        "A *head*",
        f"**Oslo** and [Bergen](https://b.example/): {FIRST}",
    ]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Kazan talks | The Daily</title>", "", "Kazan talks"),
        ("<title>Kazan talks - The Daily</title>", "<h1>The Daily</h1>", "Kazan talks"),
        ("<title>喀山会谈_新闻网</title>", "", "喀山会谈"),
        ('<title>x</title><meta property="og:title" content="Talks - a start">', "", "Talks - a start"),
        ('<title>x</title><meta property="og:title" content="Talks | Site">', "", "Talks"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","headline":"R&amp;D talks"}</script>',
            "",
            "R&D talks",
        ),
        ("<title>The Daily: all news</title>", "<h1><a href='/'>The Daily</a></h1><h1>Talks</h1>", "Talks"),
    ],
)
def test_headline(head: str, body: str, title: str) -> None:
    page = (
        f"<html><head>{SITE}{head}</head><body>{body}<div><p>{FIRST}</p><p>{SECOND}</p></div></body></html>"
    )
    article = opened(page)
    assert article.title == title
    assert [block.role for block in article.blocks][:2] == [Role.HEADLINE, Role.LEAD]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            '<script type="application/ld+json">{"@type":["NewsArticle"],"datePublished":"2026-10-15T08:00Z"}</script>',
            "",
        ),
        (
            '<script type="application/ld+json">[{"@graph":[{"@type":"Article","datePublished":"2026-10-15"}]}]</script>',
            "",
        ),
        ('<meta property="article:published_time" content="2026-10-15T08:00:00+03:00">', ""),
        ('<meta name="pubdate" content="2026/10/15">', ""),
        ("", '<time datetime="2026-10-15">yesterday</time>'),
        (
            "",
            '<span itemprop="datePublished" content="2026-10-15">x</span><time datetime="2020-01-01">x</time>',
        ),
        ("", "<div>15.10.2026, 12:30</div>"),
        ("", "<div>发布时间：2026年10月15日 08:30</div>"),
    ],
)
def test_date(head: str, body: str) -> None:
    article = opened(f"{SITE}{head}<h1>Head</h1>{body}<p>{FIRST}</p><p>{SECOND}</p>")
    assert article.date == date(2026, 10, 15)
    assert [block.text for block in article.blocks[1:]] == [FIRST, SECOND]


@pytest.mark.parametrize(
    "data", ["{", "[" * 100_000, '{"@type": 7}', "null", '{"@type":"Article","headline":{}}']
)
def test_broken_structured_data_are_none(data: str) -> None:
    article = opened(f'<script type="application/ld+json">{data}</script><h1>Head</h1><p>{FIRST}</p>')
    assert [block.text for block in article.blocks] == ["Head", FIRST]


def test_meta() -> None:
    article = opened((PAGES / "paywall.html").read_bytes())
    assert dict(article.meta) == {"site": "The Ledger", "author": "Ravi Menon", "access": "not free"}


def test_pictures_get_an_address() -> None:
    head = SITE + '<link rel="canonical" href="https://site.example/a/b">'
    body = (
        f"<h1>Head</h1><p>{FIRST}</p>"
        '<img src="data:image/gif;base64,AA" data-src="/lazy.jpg" alt="one">'
        '<img src="page_files/local.jpg" alt="two"><img src="javascript:alert(1)" alt="three">'
        f"<p>{SECOND}</p>"
    )
    article = opened(f"<html><head>{head}</head><body>{body}</body></html>")
    assert [block.image for block in article.blocks if block.role is Role.CAPTION] == [
        "https://site.example/lazy.jpg",
        "page_files/local.jpg",
    ]


# ------------------------------------------------------------------------------------------ encodings


@pytest.mark.parametrize(
    ("label", "encoding", "word"),
    [
        ("windows-1251", "cp1251", "Чунцин"),
        ("gb2312", "gb18030", "重庆市与中亚五国"),
        ("GBK", "gb18030", "重庆市与中亚五国"),
        ("iso-8859-1", "cp1252", "“Zürich”"),
        ("utf-8", "utf-8", "Чунцин"),
        ("windows-1251", "utf-8", "Чунцин, Чунцин"),  # saved anew, the old name left in
    ],
)
@pytest.mark.parametrize(
    "meta", ['<meta charset="{}">', "<meta content='text/html; charset={}' http-equiv='Content-Type'>"]
)
def test_encodings(label: str, encoding: str, word: str, meta: str) -> None:
    text = f"{meta.format(label)}<h1>{word}</h1><p>x</p>"
    assert opened(text.encode(encoding)).title == word


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_count_first(encoding: str) -> None:
    assert opened('<meta charset="windows-1251"><h1>Чунцин</h1>'.encode(encoding)).title == "Чунцин"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<h1>x</h1>\n<p>\xd7\xf3</p>", "seeds/x.html:2: not UTF-8 (byte 0xd7)"),
        (b'<meta charset="klingon"><h1>x</h1>', "names an encoding that pages do not have, 'klingon'"),
        (b'<meta charset="zlib_codec"><h1>x</h1>', "names an encoding that pages do not have, 'zlib_codec'"),
        (b'<meta charset="gbk"><h1>\xff\xff</h1>', "not gb18030, which it says it is (gbk)"),
        (b"\x00\x01", "holds zero bytes"),
        (b"", "nothing to read"),
    ],
)
def test_what_cannot_be_decoded(content: bytes, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        opened(content)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------ web archives


def archive(page: str, charset: str) -> bytes:
    message = EmailMessage()
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = "https://site.example/news/1"
    message["MIME-Version"] = "1.0"
    message.set_content(page, subtype="html", charset=charset)
    message.add_related(b"GIF89a", "image", "gif")
    return message.as_bytes()


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251"])
def test_web_archive(charset: str) -> None:
    page = f"<html><body><h1>Чунцин</h1><p>{FIRST} <a href='2'>Ещё</a> об этом.</p></body></html>"
    article = opened(archive(page, charset))
    assert article.title == "Чунцин"
    assert article.blocks[1].text == f"{FIRST} [Ещё](https://site.example/news/2) об этом."


@pytest.mark.parametrize(
    "content",
    [
        b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx",
        b"From: x\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\n",
        b"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\xff\n\n--\xff",
    ],
)
def test_web_archives_without_a_page(content: bytes) -> None:
    with pytest.raises(SourceError, match="web archive"):
        opened(content)


# ------------------------------------------------------------------------------------------ hostile pages


@pytest.mark.parametrize(
    "evil",
    [
        "<script>evil()</script>",
        "<img src=x onerror=evil()>",
        "<svg onload=evil()><text>evil</text></svg>",
        "<iframe srcdoc='<p>evil</p>'></iframe>",
        "<p hidden>evil</p>",
        "<style>@import 'evil'</style>",
        "<object data=evil></object>",
        "<template><p>evil</p></template>",
    ],
)
def test_nothing_that_runs_or_hides_comes_through(evil: str) -> None:
    page = f"{SITE}<h1>Head</h1><p onclick='evil()'>{FIRST}</p>{evil}<p><a href='javascript:evil()'>x</a> {SECOND}</p>"
    blocks = opened(page).blocks
    assert "evil" not in "".join(block.text + block.image for block in blocks)
    assert blocks[-1].text == f"x {SECOND}"


def test_control_characters_go() -> None:
    article = opened(f"{SITE}<h1>He&#1;ad</h1><p>\x07{FIRST}&#x85;&#0; &#xd800;</p>")
    assert not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in article.blocks[1].text)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 2_000_000,
        "<div>" * 5_000 + FIRST,
        "<!--" * 500_000,
        "<a b='" * 100_000,
        "<" * 1_000_000,
        "<h1>x</h1><p " + "a" * 200_000 + "='" + "b" * 200_000,
        "<h1>x</h1><p title='" + "b" * 5_000_000 + f"'>{FIRST}",
        "<h1>x</h1><p>" + "&" * 40_000,
        "<h1>x</h1><p class='" + "ad " * 100_000 + "'>" + FIRST,
        "<title>" + " - " * 100_000 + "</title><h1>x</h1><p>" + FIRST,
        "<div class='comment'>" * 2_000 + FIRST,
        "<table><tr><td>" * 200 + "<br><br><br><br>" + FIRST,
        f"<h1>x</h1><p>{FIRST}" + "<a href=/>" * 2_000,
        "<h1>x</h1>" + f"<div class=a><p>{FIRST}</p></div>" * 1_000,
    ],
    ids=lambda text: text[:12],
)
def test_size_is_no_trouble(text: str) -> None:
    start = time.process_time()
    try:
        opened(SITE + text)
    except SourceError as error:
        assert "\n" not in str(error)
    assert time.process_time() - start < 20


PIECES = [
    *(
        "<p>",
        "</p>",
        "<div>",
        "</div>",
        "<div class=ad>",
        "<article>",
        "</article>",
        "<main>",
        "<h1>",
        "</h1>",
        "<h2>",
    ),
    *(
        "<ul><li>",
        "</li></ul>",
        "<a href=/x>",
        "</a>",
        "<table><tr><td>",
        "</td></tr></table>",
        "<figure>",
        "<img src=a>",
    ),
    *(
        "<aside class=pullquote>",
        "</aside>",
        "<section id=comments>",
        "</section>",
        "<br><br>",
        "Read also",
        "Comments",
    ),
    *(
        FIRST,
        SECOND,
        "Head",
        "<title>Head | Site</title>",
        "<time datetime=2026-10-15>",
        "15.10.2026",
        "&#0;",
        "\x00",
    ),
    *(
        '<script type="application/ld+json">{"@type":"Article","headline":"Head"}</script>',
        "<amp-img src=b>",
        "中文",
    ),
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=25).map("".join))
@settings(max_examples=200, deadline=None)
def test_any_page_is_read_or_refused(text: str) -> None:
    try:
        article = HtmlReader().read(SITE + text, slug="x", source="seeds/x.html", language="en")
    except SourceError as error:
        assert "\n" not in str(error)
        return
    assert article.title.strip()
    assert [block.role for block in article.blocks].count(Role.HEADLINE) == 1
    assert article.blocks[0].role is Role.HEADLINE
    for block in article.blocks:
        assert block.text or block.image or block.role is Role.TABLE_CELL
        assert block.line >= 1
