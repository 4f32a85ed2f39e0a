"""Text of passages -> HTML that cannot harm the page it stands on.

An article, a catalogue and an engine may all hold anything. So nothing reaches a page but through this
module or the escaping of the templates: markup is built from parsed tokens, never copied, and characters
that reorder or break a page are taken out first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote, urlsplit

import markupsafe
from markdown_it import MarkdownIt
from markdown_it.token import Token

from workflow.model import Markup

# An unclosed bidi embedding, override or isolate turns the text after it around; here elements say what runs
# which way. LRM, RLM, ALM, ZWJ and ZWNJ only touch their neighbours, and Persian needs them: they stay.
_BIDI = "\u202a-\u202e\u2066-\u2069"
# Control characters are parse errors in HTML, and NUL ends strings in many a tool.
_DROPPED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_BIDI}]")
_BREAKS = re.compile("[\t\n\x0b\x0c\r\x85\u2028\u2029]+")
_BREAKS_IN_CODE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Lone surrogates cannot be written as UTF-8; noncharacters are parse errors in HTML.
_BROKEN = re.compile(
    "[\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
    + "]"
)

_LATIN = "A-Za-zªºÀ-ÖØ-öø-ʯḀ-ỿＡ-Ｚａ-ｚ"
_WORD = rf"[{_LATIN}ʹ-˿\u0300-\u036f\d]"
_JOINERS = r"[-‐‑.,'’/:&@_+]"
_TOKEN_REST = rf"{_WORD}*(?:{_JOINERS}{_WORD}+)*"
# What has to be set apart in right-to-left text: Latin words ("Boeing 737", "U.S."), numbers and dates
# ("-5.4%", "8 000", "24/02/2018"). A dash between years is no part of a number: "2018–2019" is read from the
# right. The classes that follow each other are disjoint, so that matching takes linear time.
_LEFT_TO_RIGHT = re.compile(
    rf"[{_LATIN}]{_TOKEN_REST}(?:[ \u00a0]{_WORD}{_TOKEN_REST})*(?:(?<=\.[{_LATIN}])\.)?"
    rf"|(?:(?<![\w)\]])[-+−])?[$€£¥₽₹№#]?\d{_WORD}*(?:(?:{_JOINERS}|[\u00a0\u202f](?=\d)){_WORD}+)*[%‰°]?"
)

# What CommonMark gives a meaning within a line (section 6); without any, a passage is its words.
_MARKUP = re.compile(r"[\\`*_\[\]!<&\x00]|\s\s|^\s|\s$")
# And in left-to-right text: words that run the other way, with the numbers between them. Left alone, a number
# that follows one would change places with it.
_OTHER_WAY = "\u0590-\u08ff\ufb1d-\ufdcf\ufdf0-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_RIGHT_TO_LEFT = re.compile(rf"[{_OTHER_WAY}]+(?:[ \u00a0\u200c-\u200f.,:'’\-0-9]+[{_OTHER_WAY}]+)*")

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_SAFE_SCHEMES = ("http", "https", "mailto")
_NOT_IN_URL = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})")
_TAGS = {"em_open": "<em>", "em_close": "</em>", "strong_open": "<strong>", "strong_close": "</strong>"}


def clean(text: str, *, code: bool = False) -> str:
    """``text`` without characters that harm a page; line breaks and tabs become a space, unless ``code``.

    Bidi embeddings, overrides and isolates and control characters are dropped; lone surrogates and
    noncharacters become U+FFFD.
    """
    if text.isprintable():  # which no character is that is looked for here
        return text
    text = _BREAKS_IN_CODE.sub("\n", text) if code else _BREAKS.sub(" ", text)
    return _BROKEN.sub("\ufffd", _DROPPED.sub("", text))


def element_text(text: str, *, rtl: bool = False, code: bool = False) -> markupsafe.Markup:
    """Plain text as the content of an element; never for an attribute, since quotes stay as they are.

    News is full of quotes and apostrophes, and pages are kept under version control: they should read well.
    With ``rtl``, Latin words, numbers and dates each stand in a ``<bdi>``: else a minus sign and the parts of
    a date change places in Persian and Urdu text. Without it, Arabic and Hebrew words do.
    """
    text = clean(text, code=code)
    if code:
        return markupsafe.Markup(_escaped(text))
    parts: list[str] = []
    end = 0
    for match in (_LEFT_TO_RIGHT if rtl else _RIGHT_TO_LEFT).finditer(text):
        parts += (_escaped(text[end : match.start()]), f"<bdi>{_escaped(match[0])}</bdi>")
        end = match.end()
    return markupsafe.Markup("".join((*parts, _escaped(text[end:]))))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def render(text: str, markup: Markup, *, rtl: bool = False) -> markupsafe.Markup:
    """Inline HTML of one passage.

    PLAIN text is escaped. In MARKDOWN, emphasis, code, links, line breaks and local pictures become
    elements; raw HTML and links to anything but http, https, mailto and relative addresses become text.
    """
    if markup is Markup.PLAIN or not _MARKUP.search(text):
        return element_text(text, rtl=rtl)
    return markupsafe.Markup("".join(_elements(parsed(text), rtl)))


def plain(text: str, markup: Markup) -> str:
    """The words of a passage without markup, for titles and descriptions; not escaped."""
    if markup is Markup.PLAIN or not _MARKUP.search(text):
        return " ".join(clean(text).split())
    words = (
        " " if token.type in ("softbreak", "hardbreak") else token.content for token in _flat(parsed(text))
    )
    return " ".join(clean("".join(words)).split())


_IGNORED_IN_URL = re.compile(r"[\x00-\x1f\x7f]")


def safe_address(address: str) -> str:
    """An address as it may stand in ``href``, percent-encoded; "" for what must not be linked.

    Allowed are http and https with a host, mailto, and relative addresses.
    """
    # Browsers ignore control characters and line breaks inside an address: "java\nscript:" would run.
    address = clean(_IGNORED_IN_URL.sub("", address)).strip().replace("\\", "/")
    address = _NOT_IN_URL.sub(lambda match: quote(match[0], safe="", errors="replace"), address)
    scheme = _SCHEME.match(address)
    if scheme and scheme[1].lower() not in _SAFE_SCHEMES:
        return ""
    if address.startswith("//") or (scheme and scheme[1].lower() != "mailto"):
        try:
            host = urlsplit(address).hostname
            urlsplit(address).port  # noqa: B018  (reading it checks it)
        except ValueError:
            return ""
        if not host or "%" in host or not re.match(r"(?:\w+:)?//", address):
            return ""
    return address


def is_local(address: str) -> bool:
    """Does a safe address stay on the site, so that showing it as a picture asks nobody else for anything?"""
    return bool(address) and not _SCHEME.match(address) and not address.startswith("//")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    # An address is judged when it is written. Refusing it in the parser would leave its brackets in the text.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


def parsed(text: str) -> Sequence[Token]:
    """Tokens of Markdown in one line."""
    return [child for token in _parser().parseInline(clean(text)) for child in token.children or ()]


def images_in(text: str) -> list[str]:
    """The addresses of the pictures in a Markdown text, as it has them."""
    return [str(token.attrGet("src") or "") for token in parsed(text) if token.type == "image"]


def _flat(tokens: Sequence[Token]) -> Sequence[Token]:
    """Tokens with a picture replaced by those of its description."""
    return [
        leaf for token in tokens for leaf in (token.children or () if token.type == "image" else (token,))
    ]


def _elements(tokens: Sequence[Token], rtl: bool) -> list[str]:
    parts: list[str] = []
    links: list[bool] = []  # for each open link: was its tag written?
    for token in tokens:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("<br>")
            case "code_inline":
                direction = ' dir="ltr"' if rtl else ""
                parts.append(f"<code{direction}>{element_text(token.content)}</code>")
            case "link_open":
                address = safe_address(str(token.attrGet("href") or ""))
                links.append(bool(address))
                if address:
                    parts.append(f'<a href="{markupsafe.escape(address)}">')
            case "link_close":
                if links.pop():
                    parts.append("</a>")
            case "image":
                parts.append(_picture(token, rtl, linked=any(links)))
            case kind if kind in _TAGS:
                parts.append(_TAGS[kind])
            case _:
                parts.append(element_text(token.content, rtl=rtl))
    return parts


def _picture(token: Token, rtl: bool, *, linked: bool) -> str:
    """A picture in running text: shown when it is the site's own, else only linked."""
    words = "".join(child.content for child in _flat(token.children or ()))
    address = safe_address(str(token.attrGet("src") or ""))
    if is_local(address):
        return f'<img src="{markupsafe.escape(address)}" alt="{markupsafe.escape(clean(words))}">'
    if address and not linked:  # links do not nest
        return f'<a href="{markupsafe.escape(address)}">{element_text(words or address, rtl=rtl)}</a>'
    return element_text(words, rtl=rtl)
