"""The HTML of an article -> XHTML that stands alone, away from its page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urljoin

import lxml.html
from lxml import etree
from markupsafe import Markup as Html
from msgspec import Struct

from workflow.publishers.inline import is_local

_PAGE_ONLY = ("tabindex", "aria-labelledby", "role")  # of what scrolls, and of ids that are not here
_ALIGNED = ("start", "end", "center")  # classes of the site's style sheet
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Piece(Struct, frozen=True):
    """XHTML without anything around it, and its headings of the highest level: id and words."""

    text: Html
    sections: tuple[tuple[str, str], ...] = ()


def standing_alone(
    html: Html,
    page: str,
    pictures: Mapping[str, str] | None = None,
    *,
    anchors: bool = False,
    aligned: bool = False,
) -> Piece:
    """``html`` as a piece of XHTML.

    Links of the site get the address ``page`` before them, or are taken away where it is "". ``pictures``
    says where those of the article are now, by address; one that is not named gives way to its description.
    With ``anchors``, headings get ids, but those of notices, which are no sections of the text; with
    ``aligned``, cells say how they are aligned, for whoever does not have our style sheet.
    """
    root = lxml.html.fragment_fromstring(str(html), create_parent="div")
    sections: list[tuple[str, str]] = []
    for element in list(root.iter(etree.Element)):
        for name in _PAGE_ONLY:
            element.attrib.pop(name, None)
        if element.tag == "a":
            _link(element, page)
        elif element.tag == "img":
            _picture(element, pictures or {})
        elif element.tag == "h2" and anchors and element.getparent().tag != "aside":
            sections.append((f"section-{len(sections) + 1}", element.text_content().strip()))
            element.set("id", sections[-1][0])
        elif element.tag in ("td", "th") and aligned:
            for name in element.get("class", "").split():
                if name in _ALIGNED:
                    element.set("style", f"text-align:{name}")
        if "lang" in element.attrib:
            element.set(_XML_LANG, element.attrib["lang"])
    text = etree.tostring(root, encoding="unicode", method="xml")
    return Piece(Html(re.sub(r"\A<div(>|/>\Z)|</div>\Z", "", text)), tuple(sections))


def _link(element: lxml.html.HtmlElement, page: str) -> None:
    address = element.get("href", "")
    if not is_local(address):
        return
    if page:
        element.set("href", urljoin(page, address))
    else:
        element.drop_tag()


def _picture(element: lxml.html.HtmlElement, pictures: Mapping[str, str]) -> None:
    place = pictures.get(element.get("src", ""), "")
    if place:
        element.set("src", place)
        return
    words = element.get("alt", "")
    element.tail = words + (element.tail or "")
    element.drop_tree()
