import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.model import Markup
from workflow.publishers import inline
from workflow.publishers.inline import clean, element_text, is_local, plain, render, safe_address

ANY = st.text(alphabet=st.characters(), max_size=60)  # lone surrogates too
PIECES = [
    *("[", "](", ")", "![", "**", "*", "_", "`", "``", "<", ">", "&", '"', "'", "\\", " ", "x", "7", "و"),
    *("\n", "\r", "\x00", "\u202e", "\u2066", "\ud800", "\ufffe"),
    *("<script>", "</p>", "<!--", "-->", "&#x202e;", "&lt;", "&#0;"),
    *(
        "javascript:",
        "data:image/png;base64,",
        "http://",
        "https://example.org",
        "//",
        "mailto:",
        "<https://a.b>",
    ),
]
TRICKS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)
ALLOWED = {
    "em": set(),
    "strong": set(),
    "br": set(),
    "bdi": set(),
    "code": {"dir"},
    "a": {"href"},
    "img": {"src", "alt"},
}
HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


@settings(deadline=None)
@given(ANY | TRICKS, st.booleans())
def test_plain_text_comes_back_from_html_as_it_was(text: str, rtl: bool) -> None:
    made = render(text, Markup.PLAIN, rtl=rtl)
    bare = re.sub("</?bdi>", "", made)
    assert bare.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == clean(text)
    assert "<" not in bare
    made.encode("utf-8")


@settings(deadline=None)
@given(ANY | TRICKS, st.booleans())
def test_markdown_makes_only_harmless_elements(text: str, rtl: bool) -> None:
    made = render(text, Markup.MARKDOWN, rtl=rtl)
    assert not HARMFUL.search(made)
    paragraph = BeautifulSoup(f"<p>{made}</p>", "html.parser").p
    assert paragraph is not None
    for tag in paragraph.find_all(True):
        assert tag.name in ALLOWED
        assert set(tag.attrs) <= ALLOWED[tag.name]
        if tag.name == "a":
            assert re.match(r"(https?://|mailto:|(?![A-Za-z][A-Za-z0-9+.-]*:))", str(tag["href"]), re.I)
        if tag.name == "img":
            assert not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\]{2}", str(tag["src"]))


@settings(deadline=None)
@given(ANY | TRICKS)
def test_plain_words_hold_nothing_harmful_and_one_line(text: str) -> None:
    for markup in Markup:
        words = plain(text, markup)
        assert not HARMFUL.search(words)
        assert words == " ".join(words.split())


@settings(deadline=None)
@given(ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, code=True), code=True) == clean(text, code=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\u202eb\u2066c\u2069", "abc"),
        ("a\x00\x1b\x7f\x9fb", "ab"),
        ("a\ud800b\uffffc\U0001fffe", "a\ufffdb\ufffdc\ufffd"),
        ("a\r\n\tb\u2028c\x85d", "a b c d"),
        ("می\u200cشود\u200f نا\u00adم\u00a0ب", "می\u200cشود\u200f نا\u00adم\u00a0ب"),  # these belong to text
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_clean_keeps_lines_of_code() -> None:
    assert clean("if x:\r\n\ty\x00()\rz", code=True) == "if x:\n\ty()\nz"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اجلاس SCO در", "اجلاس <bdi>SCO</bdi> در"),
        ("در 24 فوریه 2018 بود", "در <bdi>24</bdi> فوریه <bdi>2018</bdi> بود"),
        ("شرکت Boeing 737 و U.S. است", "شرکت <bdi>Boeing 737</bdi> و <bdi>U.S.</bdi> است"),
        ("(-5.4%) و 8\u00a0000", "(<bdi>-5.4%</bdi>) و <bdi>8\u00a0000</bdi>"),
        ("کووید-19", "کووید-<bdi>19</bdi>"),
        ("24/02/2018", "<bdi>24/02/2018</bdi>"),
        ("2018–2019", "<bdi>2018</bdi>–<bdi>2019</bdi>"),
        ("67 SCO", "<bdi>67</bdi> <bdi>SCO</bdi>"),
        ("R&D <b> & ت", "<bdi>R&amp;D</bdi> &lt;<bdi>b</bdi>&gt; &amp; ت"),
        ("۱۴ شهر", "<bdi>۱۴</bdi> شهر"),
        ("سلام", "سلام"),
    ],
)
def test_latin_words_and_numbers_are_set_apart_in_right_to_left_text(text: str, expected: str) -> None:
    assert element_text(text, rtl=True) == expected


def test_quotes_stay_readable_in_text() -> None:
    assert element_text('the country\'s "schools" & <b>') == 'the country\'s "schools" &amp; &lt;b&gt;'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a *b* **c** `d<e`", "a <em>b</em> <strong>c</strong> <code>d&lt;e</code>"),
        ("[x](https://example.org/?a=1&b=2)", '<a href="https://example.org/?a=1&amp;b=2">x</a>'),
        ("[x](other.html)", '<a href="other.html">x</a>'),
        ("<https://example.org/a>", '<a href="https://example.org/a">https://example.org/a</a>'),
        ("[*x*](javascript:alert(1))", "<em>x</em>"),
        ("[x](java&#10;script:alert(1))", '<a href="java%0Ascript:alert(1)">x</a>'),  # relative, so harmless
        ("[x](data:text/html,y)", "x"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b onclick=x>y</b>", "&lt;b onclick=x&gt;y&lt;/b&gt;"),
        ("a&#x202e;b &amp; c", "ab &amp; c"),  # an entity is another way in
        ("one\\\ntwo", "one\\ two"),  # a passage is one line
        ("![a *b*](pic.png)", '<img src="pic.png" alt="a b">'),
        ("![a](https://example.org/p.png)", '<a href="https://example.org/p.png">a</a>'),
        ("![a](//example.org/p.png)", '<a href="//example.org/p.png">a</a>'),
        ("[![a](https://example.org/p.png)](b.html)", '<a href="b.html">a</a>'),
    ],
)
def test_markdown(text: str, expected: str) -> None:
    assert render(text, Markup.MARKDOWN) == expected


def test_markdown_sets_latin_words_apart_but_not_in_code() -> None:
    made = render("**SCO** و `SCO`", Markup.MARKDOWN, rtl=True)
    assert made == '<strong><bdi>SCO</bdi></strong> و <code dir="ltr">SCO</code>'


def test_plain_drops_the_markup_but_not_the_words() -> None:
    assert plain("a *b* [c](d) `e` ![f](g)  \u00a0h", Markup.MARKDOWN) == "a b c e f h"
    assert plain("a *b*", Markup.PLAIN) == "a *b*"


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/a b?x=[1]#y", "https://example.org/a%20b?x=%5B1%5D#y"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("a/b.html", "a/b.html"),
        ("/фото.jpg", "/%D1%84%D0%BE%D1%82%D0%BE.jpg"),
        ("100%.html", "100%25.html"),
        ("#note", "#note"),
        ("java\tscript:alert(1)", ""),
        ("\x01javascript:alert(1)", ""),
        ("JavaScript:alert(1)", ""),
        ("javascript://example.org/%0Aalert(1)", ""),
        ("vbscript:x", ""),
        ("data:image/png;base64,AA", ""),
        ("file:///etc/passwd", ""),
        ("http:", ""),
        ("https:///x", ""),
        ("https:example.org", ""),
        ("http://a b:99999/", ""),
        ("//", ""),
        ("", ""),
    ],
)
def test_safe_address(address: str, expected: str) -> None:
    assert safe_address(address) == expected


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("a.png", True),
        ("../a.png", True),
        ("/a.png", True),
        ("//b/a.png", False),
        ("http://b/a", False),
        ("", False),
    ],
)
def test_is_local(address: str, local: bool) -> None:
    assert is_local(address) is local


def test_a_backslash_is_a_slash_as_in_browsers() -> None:
    assert not is_local(safe_address("/\\example.org/a.png"))


def test_long_hostile_text_takes_linear_time() -> None:
    for piece in ("1", "a", "1,", "a ", "-1", "a.", "[", "*a", "`", "ا", "ا ", "ا1,"):
        assert len(element_text(piece * 100_000, rtl=True)) >= 100_000
        assert len(element_text(piece * 100_000)) >= 100_000


@settings(deadline=None)
@given(ANY | TRICKS, st.booleans())
def test_words_without_markup_are_not_parsed_and_come_out_the_same(text: str, rtl: bool) -> None:
    parsed = "".join(inline._elements(inline.parsed(text), rtl))
    assert render(text, Markup.MARKDOWN, rtl=rtl) == parsed


@pytest.mark.parametrize(
    "text", ["a &amp; b", "a\\*b", "*a*", " a", "a ", "a  b", "a\nb", "a\x00b", "~~a~~", "a:b"]
)
def test_what_has_a_meaning_is_parsed(text: str) -> None:
    assert render(text, Markup.MARKDOWN) == "".join(inline._elements(inline.parsed(text), rtl=False))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The daily «کیهان», 12 pages", "The daily «<bdi>کیهان</bdi>», 12 pages"),
        ("روز 24 فوریه 2018 г.", "<bdi>روز 24 فوریه</bdi> 2018 г."),
        ("می\u200cشود & שלום", "<bdi>می\u200cشود</bdi> &amp; <bdi>שלום</bdi>"),
        ("no other way: 1–2", "no other way: 1–2"),
    ],
)
def test_right_to_left_words_are_isolated_in_other_text(text: str, expected: str) -> None:
    assert element_text(text) == expected
    assert element_text(text, code=True) == text.replace("&", "&amp;")
