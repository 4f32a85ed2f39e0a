"""News items in XML: NewsML-G2 of the IPTC, with a body in XHTML, NITF or plain text; and NITF alone.

https://www.iptc.org/std/NewsML-G2/ and the NITF 3.6 document type. Bodies become HTML first, on the lines on
which they stand, so that all readers of markup make the same blocks of them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, TypeAlias

from workflow.errors import SourceError
from workflow.model import Article, Block
from workflow.readers.common import day, language_tag
from workflow.readers.elements import BLOCKS, DROPPED
from workflow.readers.wire import assembled, caption, check_status, html_blocks, plain_blocks
from workflow.untrusted import parse_xml

if TYPE_CHECKING:
    from lxml import etree

    Element: TypeAlias = etree._Element

_G2 = "{http://iptc.org/std/nar/2006-10-01/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_INLINE = frozenset(
    {
        *(
            "a",
            "abbr",
            "b",
            "strong",
            "i",
            "em",
            "cite",
            "dfn",
            "var",
            "code",
            "kbd",
            "samp",
            "tt",
            "q",
            "s",
            "u",
        ),
        *(
            "br",
            "img",
            "span",
            "sub",
            "sup",
            "small",
            "mark",
            "time",
            "bdi",
            "bdo",
            "ins",
            "ruby",
            "rb",
            "wbr",
        ),
    }
)
_VOID = frozenset({"br", "img", "hr", "wbr", "input", "embed", "col", "source"})
_KEPT = frozenset(
    {
        "href",
        "src",
        "alt",
        "title",
        "align",
        "colspan",
        "rowspan",
        "hidden",
        "style",
        "width",
        "height",
        "aria-hidden",
    }
)
# Elements of NITF that HTML calls otherwise; "" for those that are no running text.
_NITF = {
    **{
        "hl1": "h1",
        "hl2": "h2",
        "bq": "blockquote",
        "block": "div",
        "body.content": "div",
        "media": "figure",
    },
    **{"media-caption": "figcaption", "media-reference": "img", "lang": "span", "virtloc": "span"},
    **dict.fromkeys(
        (
            *(
                "fn",
                "note",
                "copyrite",
                "media-metadata",
                "media-producer",
                "media-object",
                "byline",
                "dateline",
            ),
            *(
                "distributor",
                "ednote",
                "tagline",
                "bibliography",
                "datasource",
                "body.head",
                "body.end",
                "script",
            ),
            *("style", "nitf-table-metadata", "nitf-colgroup"),
        ),
        "",
    ),
}
_XHTML = {"script": "", "style": ""}


class NewsmlReader:
    """Reads ``.xml``: an item of NewsML-G2 with text, a message that holds one, or NITF."""

    name = "newsml"
    extensions: tuple[str, ...] = (".xml",)

    def read_bytes(self, content: bytes, *, slug: str, source: str, language: str) -> Article:
        """Parse ``content``. The date is that of this version, else that of the first.

        ``meta`` has what the item says besides: slugline, byline, embargo, rights. Pictures that come in the
        same message give their captions.

        :raises SourceError: it is not well-formed, dangerous, no NewsML-G2 and no NITF; it holds no text or
            more than one; or it is not given for publication.
        """
        root = parse_xml(content, source, SourceError)
        name = _name(root)
        if name == "nitf":
            return _nitf(root, slug, source, language)
        if not str(root.tag).startswith(_G2):
            raise SourceError(
                f"is XML, but neither NewsML-G2 nor NITF: it begins with <{name[:40]}>",
                where=f"{source}:{_line(root)}",
                hint="Ask the agency for NewsML-G2 or ninjs.",
            )
        items = [root] if name == "newsItem" else list(root.iter(f"{_G2}newsItem"))
        texts = [item for item in items if _body_of(item, language) is not None]
        if len(texts) != 1:
            raise SourceError(_other_than_one(name, items, texts), where=source, hint=_hint(texts))
        pictures = [item for item in items if item is not texts[0]]
        return _article(texts[0], pictures, slug, source, language)


def _other_than_one(name: str, items: list[Element], texts: list[Element]) -> str:
    if texts:
        titles = "; ".join(
            _said(each, "contentMeta/headline")[:60] or "without headline" for each in texts[:5]
        )
        return f"holds {len(texts)} texts ({titles})"
    if items:
        return "holds no text: no inlineXML with XHTML or NITF, and no inlineData"
    return f"holds no item with text, only <{name[:40]}>"


def _hint(texts: list[Element]) -> str:
    return "One file holds one text: divide it." if texts else "Ask the agency for the item with the text."


def _article(item: Element, pictures: list[Element], slug: str, source: str, language: str) -> Article:
    status = item.find(f"{_G2}itemMeta/{_G2}pubStatus")
    if status is not None:
        check_status(re.split(r"[:/#]", status.get("qcode") or status.get("uri") or "")[-1], source)
    tag = item.find(f"{_G2}contentMeta/{_G2}language")
    own = language_tag((tag.get("tag") or "") if tag is not None else "")
    body = _body_of(item, own or language)
    assert body is not None  # asked for before
    own = own or language_tag(body.get(_LANG) or item.get(_LANG) or "")
    blocks = _blocks(body, source)
    headline, line = _headline(item, body, own)
    dates = ("itemMeta/versionCreated", "itemMeta/firstCreated", "contentMeta/contentCreated")
    captions = [each for each in map(_caption, pictures) if each is not None]
    return assembled(
        slug=slug,
        source=source,
        language=own or language,
        headline=headline,
        line=line,
        blocks=blocks,
        captions=captions,
        published=next(filter(None, (day(_said(item, path)) for path in dates)), None),
        meta=_meta(item, body),
    )


def _meta(item: Element, body: Element) -> dict[str, str]:
    said = {
        "uri": item.get("guid") or "",
        "version": item.get("version") or "",
        "slugline": _said(item, "contentMeta/slugline"),
        "byline": _said(item, "contentMeta/by") or _first(body, "byline"),
        "creator": _said(item, "contentMeta/creator/name"),
        "creditline": _said(item, "contentMeta/creditline"),
        "located": _said(item, "contentMeta/located/name"),
        "dateline": _said(item, "contentMeta/dateline") or _first(body, "dateline"),
        "urgency": _said(item, "contentMeta/urgency"),
        "embargoed": _said(item, "itemMeta/embargoed"),
        "ednote": _said(item, "itemMeta/edNote"),
        "provider": _said(item, "itemMeta/provider/name"),
        "copyrightholder": _said(item, "rightsInfo/copyrightHolder/name"),
        "copyrightnotice": _said(item, "rightsInfo/copyrightNotice"),
        "usageterms": _said(item, "rightsInfo/usageTerms"),
    }
    for element in item.iterfind(f"{_G2}contentMeta/{_G2}description"):
        role = re.sub(r"\W+", "_", (element.get("role") or "text").rpartition(":")[2].lower())
        said.setdefault(f"description_{role}", _words(element))
    if not any(key.startswith("description_") for key in said):
        said["description_summary"] = _first(body, "abstract")
    return said


def _headline(item: Element, body: Element, language: str) -> tuple[str, int]:
    """The headline in the language of the text, with its line: the item's, the body's, or the title."""
    found = [each for each in item.iterfind(f"{_G2}contentMeta/{_G2}headline") if _words(each)]
    found.sort(
        key=lambda each: (
            language_tag(each.get(_LANG) or language) != language,
            not (each.get("role") or "main").endswith("main"),
        )
    )
    found += [
        each for name in ("hl1", "hedline", "h1", "title") for each in _named(body, name) if _words(each)
    ]
    found += [each for each in item.iterfind(f"{_G2}itemMeta/{_G2}title") if _words(each)]
    return (_words(found[0]), _line(found[0])) if found else ("", 1)


def _body_of(item: Element, language: str) -> Element | None:
    """The content that says most about its structure, of several alternatives that in the text's language."""
    ranked: list[tuple[int, bool, int, Element]] = []
    for order, content in enumerate(item.iterfind(f"{_G2}contentSet/*")):
        kind = (content.get("contenttype") or "").lower()
        other = language_tag(content.get(_LANG) or language) != language
        if _name(content) == "inlineXML":
            names = {_name(each) for each in content}
            if "html" in names or "body" in names or "div" in names or "xhtml" in kind:
                ranked.append((0, other, order, content))
            elif "nitf" in names:
                ranked.append((1, other, order, content))
        elif _name(content) == "inlineData" and not content.get("encoding") and _words(content):
            if "html" in kind:
                ranked.append((2, other, order, content))
            elif kind.startswith("text/") or not kind:
                ranked.append((3, other, order, content))
    return min(ranked, key=lambda each: (each[1], each[0], each[2]))[3] if ranked else None


def _blocks(body: Element, source: str) -> list[Block]:
    if _name(body) == "inlineData":
        text = "".join(body.itertext())
        if "html" in (body.get("contenttype") or "").lower():
            return html_blocks("\n" * (_line(body) - 1) + text, source)
        return plain_blocks(text, _line(body))
    nitf = next(_named(body, "nitf"), None)
    if nitf is not None:
        return html_blocks(_as_html(_content(nitf), _NITF), source)
    return html_blocks(_as_html(next(_named(body, "body"), body), _XHTML), source)


def nitf_blocks(content: bytes, source: str) -> list[Block]:
    """The blocks of a NITF document.

    :raises SourceError: it is not well-formed.
    """
    return html_blocks(_as_html(_content(parse_xml(content, source, SourceError)), _NITF), source)


def _content(nitf: Element) -> Element:
    return next(_named(nitf, "body.content"), nitf)


def _nitf(root: Element, slug: str, source: str, language: str) -> Article:
    data = next(_named(root, "docdata"), None)
    status = (data.get("management-status") or "") if data is not None else ""
    check_status(status, source)
    dates = (next(_named(root, name), None) for name in ("date.issue", "date.release", "story.date"))
    issued = (_basic_day(each.get("norm") or "") for each in dates if each is not None)
    titles = [each for name in ("hl1", "hedline", "title") for each in _named(root, name) if _words(each)]
    return assembled(
        slug=slug,
        source=source,
        language=language_tag(root.get(_LANG) or "") or language,
        headline=_words(titles[0]) if titles else "",
        line=_line(titles[0]) if titles else 1,
        blocks=html_blocks(_as_html(_content(root), _NITF), source),
        captions=[],
        published=next(filter(None, issued), None),
        meta={
            "byline": _first(root, "byline"),
            "dateline": _first(root, "dateline"),
            "description_summary": _first(root, "abstract"),
            "embargoed": "yes" if status == "embargoed" else "",
            "copyrightholder": _first(root, "copyrite.holder"),
        },
    )


def _basic_day(text: str) -> date | None:
    """The date of ISO 8601, written as NITF does (20261015T080000Z) or with hyphens."""
    return day(text) or day(re.sub(r"^(\d{4})(\d{2})(\d{2})(?!\d)", r"\1-\2-\3", text[:8]))


def _caption(item: Element) -> Block | None:
    """The caption of a picture's item."""
    kind = item.find(f"{_G2}itemMeta/{_G2}itemClass")
    if kind is None or not (kind.get("qcode") or kind.get("uri") or "").endswith(("picture", "graphic")):
        return None
    best, widest = "", -1
    for remote in item.iterfind(f"{_G2}contentSet/{_G2}remoteContent"):
        width = int(remote.get("width") or 0) if re.fullmatch("[0-9]{1,6}", remote.get("width") or "0") else 0
        if (
            (remote.get("contenttype") or "image/").startswith("image/")
            and remote.get("href")
            and width > widest
        ):
            best, widest = remote.get("href") or "", width
    texts = [each for each in item.iterfind(f"{_G2}contentMeta/{_G2}description") if _words(each)]
    texts.sort(key=lambda each: "caption" not in (each.get("role") or ""))
    words = _words(texts[0]) if texts else _said(item, "contentMeta/headline")
    return caption(words, best, _line(item))


# ------------------------------------------------------------------------------------------ XML


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _line(element: Element) -> int:
    return int(element.sourceline or 1)


def _words(element: Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _said(item: Element, path: str) -> str:
    found = item.find("/".join(f"{_G2}{step}" for step in path.split("/")))
    return _words(found) if found is not None else ""


def _named(root: Element, name: str) -> Iterator[Element]:
    """Elements of that name in any name space, or in none."""
    yield from root.iter(f"{{*}}{name}")


def _first(root: Element, name: str) -> str:
    found = next(_named(root, name), None)
    return _words(found) if found is not None else ""


def _as_html(root: Element, names: dict[str, str]) -> str:
    """An element as HTML, in which everything begins on the line on which it begins in the file.

    The line breaks that this needs stand inside of tags, where they mean nothing. Attributes are kept if HTML
    knows them and they run nothing; elements that HTML does not know are ``span``.
    """
    from lxml import etree  # noqa: PLC0415

    parts: list[str] = []
    line = 1
    skipped: Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = _name(element).lower()
        name = names.get(name, name if name in BLOCKS or name in _INLINE or name in DROPPED else "span")
        if event == "start":
            if skipped is None and not name:
                skipped = element
            if skipped is None:
                missing = "\n" * max(0, _line(element) - line)
                text = element.text or ""
                parts.append(f"<{name}{_attributes(element)}{missing}>{html.escape(text, quote=False)}")
                line += len(missing) + text.count("\n")
        else:
            if skipped is None and name not in _VOID:
                parts.append(f"</{name}>")
            if skipped is element:
                skipped = None
            if skipped is None and element is not root:
                text = element.tail or ""
                parts.append(html.escape(text, quote=False))
                line += text.count("\n")
    return "".join(parts)


def _attributes(element: Element) -> str:
    names = {"source": "src", "alternate-text": "alt"} if _name(element) == "media-reference" else {}
    pairs = ((names.get(str(key), str(key)), str(value)) for key, value in element.attrib.items())
    return "".join(f' {key}="{html.escape(value)}"' for key, value in pairs if key in _KEPT)
