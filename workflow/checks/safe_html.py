"""``[safe_html]``: nothing in a translation could run in a browser."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.checks.placeholders import unescape
from workflow.lazy import late
from workflow.model import Remark, Severity

# Elements that run code, load it, or change the page around them (HTML, SVG, MathML).
_ELEMENTS = (
    *("script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "meta", "link", "style"),
    *("svg", "math", "form", "template", "noscript", "xml", "portal", "foreignobject", "animate", "set"),
)
_SCHEMES = "javascript|vbscript|livescript|jscript|mocha|data|blob|filesystem"
_ELEMENT = late(rf"</?(?:[\w-]+:)?({'|'.join(_ELEMENTS)})(?![\w-])")
_HANDLER = late(r"<[^<>\s/][^<>]*?[\s/\"'](on[a-z]{3,40})\s*=")
_ATTRIBUTE = late(
    rf"\b(?:href|src|srcset|action|formaction|xlink:href|poster|background|cite|data|code|codebase|to|values)"
    rf"\s*=\s*[\"']?\s*({_SCHEMES}):"
)
_DOCUMENT = late(r"\b(srcdoc)\s*=")
_IN_MARKDOWN = late(rf"\]\s*[(:]\s*<?\s*({_SCHEMES}):|<({_SCHEMES}):")
_PATTERNS = (
    (_ELEMENT, "element", "<{}> is no element for a text"),
    (_HANDLER, "handler", "{} would run a program"),
    (_DOCUMENT, "document", "{} would open another page in this one"),
    (_ATTRIBUTE, "address", "an address with {}: would run a program, or open a page that nobody has seen"),
    (_IN_MARKDOWN, "address", "a link with {}: would run a program, or open a page that nobody has seen"),
)
# Full width forms look like the ASCII ones and become them in many a tool (NFKC).
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("﹤"): "<",
    ord("﹥"): ">",
    0x3000: " ",
}
# Browsers drop these from an address; nobody sees them: "java\nscript:".
_UNSEEN = late(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+"
)
_BREAKS_IN_SCHEME = late(r"(?<=[a-z])[\t\n\r]+(?=[a-z:])")
_MOST_DECODED = 3  # times that a text was encoded


@unit_check("safe_html", Severity.ERROR, needs="<＜﹤&[")
def check_safe_html(pair: Pair) -> Iterator[Remark]:
    """Elements that run code, event handlers, addresses that are programs; in whatever disguise.

    The text is read as the most obliging program would: character references resolved (more than once),
    full width letters narrowed, control and zero width characters dropped. What the source shows as words
    (an article about ``<script>``) may stand in the translation as often. Pages are safe without this check:
    their publisher writes no markup of a text. Other tools that read the catalogue may not be.
    """
    plain = _undisguised(pair.target)
    if "<" not in plain and "](" not in plain and "]:" not in plain and "] " not in plain:
        return
    source: str | None = None
    said: set[str] = set()
    for pattern, kind, message in _PATTERNS:
        found = [next(filter(None, match.groups())) for match in pattern.finditer(plain)]
        if not found:
            continue
        source = _undisguised(pair.source) if source is None else source
        allowed = [next(filter(None, match.groups())) for match in pattern.finditer(source)]
        strange = (
            [each for each in found if found.count(each) > allowed.count(each)]
            if len(found) < 1000
            else found
        )
        if strange and strange[0] not in said:
            said.add(strange[0])
            yield Remark(
                message.format(strange[0]),
                hint="delete it; if readers should see it, put it into the article as code",
                kind=kind,
                spans=_places(pair.target, strange[0]),
            )


def _undisguised(text: str) -> str:
    """The text as a browser, after some other tool, may come to see it; small letters."""
    for _ in range(_MOST_DECODED):
        decoded = unescape(text) if "&" in text else text
        decoded = _UNSEEN.sub("", decoded.translate(_WIDE) if not decoded.isascii() else decoded)
        if decoded == text:
            break
        text = decoded
    text = text.lower()
    return _BREAKS_IN_SCHEME.sub("", text) if any(char in text for char in "\t\n\r") else text


def _places(text: str, what: str) -> tuple[tuple[int, int], ...]:
    """Where it stands, if it stands undisguised; else from the first bracket on."""
    place = text.lower().find(what)
    if place < 0 or len(text.lower()) != len(text):
        place = next((index for index, char in enumerate(text) if char in "<＜﹤&["), 0)
        return ((place, min(place + 40, len(text))),)
    return ((place, place + len(what)),)
