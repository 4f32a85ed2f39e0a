"""What every HTML page has around its content, and how templates are filled."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import jinja2
from markupsafe import Markup as Html
from msgspec import Struct

from workflow.languages import profile
from workflow.model import Site
from workflow.publishers.addresses import (
    FEEDS,
    absolute,
    base_address,
    feed_path,
    front_path,
    relative,
    shelf_path,
)
from workflow.publishers.inline import clean, element_text
from workflow.publishers.themes import SYNTAX, themed
from workflow.publishers.wording import wording

STYLE = "site.css"
_IMPORT = re.compile(r"""@import\s+(["'])original/site\.css\1\s*;""")


class Alternate(Struct, frozen=True):
    """One line of a language switcher."""

    language: str
    autonym: str
    direction: str
    href: str
    current: bool
    draft: bool


class Section(Struct, frozen=True):
    """A link to one of the lists of a language."""

    href: str
    text: str
    current: bool


class Frame(Struct, frozen=True):
    """What every page has around its content; see ``templates/base.html.j2``."""

    language: str
    direction: str
    title: str  # of the window
    description: str
    publication: str
    publication_language: str
    home: str  # relative address of the language's front page
    stylesheet: str
    words: Mapping[str, str]
    switcher: Sequence[Alternate] = ()
    canonical: str = ""
    hreflang: Sequence[tuple[str, str]] = ()  # tag or x-default, absolute address
    card: str = ""  # twitter:card
    feeds: Sequence[Feed] = ()
    data: Html = Html("")  # JSON-LD, ready to stand in a script element
    robots: str = ""
    state: str = ""  # article pages: published, draft or original
    version: str = ""  # of the article
    open_graph: Sequence[tuple[str, str]] = ()
    sections: Sequence[Section] = ()


class Feed(Struct, frozen=True):
    """A feed that a page tells of."""

    kind: str  # media type
    title: str
    href: str


class Framer:
    """Makes the frames of one site.

    ``tagged`` are the languages that have a list of tags, as far as they are known.

    :raises PublishError: the base address is none.
    """

    def __init__(self, site: Site, tagged: frozenset[str] = frozenset()) -> None:
        self.site = site
        self.tagged = tagged
        self.base = base_address(site.base_url)
        self.stylesheet = style_sheet(site.theme.get(STYLE, ""))[1]

    def frame(
        self,
        path: str,
        language: str,
        *,
        title: str,
        description: str = "",
        switcher: Sequence[Alternate] = (),
        versions: Mapping[str, str],
        default: str = "",
        copy_of: str = "",
        draft: bool = False,
        state: str = "",
        version: str = "",
        graph: Sequence[tuple[str, str]] = (),
        card: str = "",
        data: Html = Html(""),  # noqa: B008  (immutable)
    ) -> Frame:
        """``versions`` are the paths of the page's approved versions by tag; ``default`` is for all else.

        Without ``default`` that is the page on which a language is chosen. A draft names none of them.
        ``copy_of`` is the path of the page that search engines are to keep instead of this one.
        """
        name, name_language = self.name(language)
        hreflang: list[tuple[str, str]] = []
        canonical = ""
        if self.base and not draft:
            addresses = {tag: absolute(self.base, version) for tag, version in versions.items()}
            fallback = addresses.get(default, "") if default else self.base
            hreflang = [*addresses.items(), *([("x-default", fallback)] if fallback else [])]
            canonical = absolute(self.base, copy_of or path)
            graph = [*graph, ("og:url", canonical)] if graph else graph
        return Frame(
            language=language,
            direction=profile(language).direction,
            title=title,
            description=description,
            publication=clean(name),
            publication_language=name_language,
            home=relative(path, path if path == "index.html" else front_path(language)),
            stylesheet=relative(path, self.stylesheet),
            words=wording(language),
            switcher=switcher,
            canonical=canonical,
            hreflang=hreflang,
            card=card,
            # A page with an address of its own shows that its language has feeds: something is approved.
            feeds=self._feeds(path, language, clean(name))
            if canonical and path != "index.html" and not copy_of
            else (),
            data=data,
            robots="noindex" if draft else "",
            state=state,
            version=version,
            open_graph=graph,
            sections=self._sections(path, language),
        )

    def _sections(self, path: str, language: str) -> Sequence[Section]:
        """The lists of a language; none on the page on which a language is chosen, and above articles."""
        if path == "index.html":
            return ()
        words = wording(language)
        shelves = [("archive", "archive"), ("tags", "tags"), ("languages", "all_languages")]
        return [
            Section(relative(path, target), words[key], target == path)
            for shelf, key in shelves
            if shelf != "tags" or language in self.tagged
            for target in [shelf_path(language, shelf)]
        ]

    def fill(self, template: str, **values: Any) -> bytes:
        """A page made of a template of the site's theme, or of ours.

        :raises PublishError: the theme has a mistake.
        """
        return fill(template, self.site.theme, **values)

    def name(self, language: str) -> tuple[str, str]:
        """The name of the publication in a language, or else in the source language; and which it is."""
        titles = self.site.titles
        if language in titles:
            return titles[language], language
        return titles.get(self.site.source_language, ""), self.site.source_language

    def alternate(self, path: str, target: str, tag: str, current: str, *, draft: bool) -> Alternate:
        """A line of the switcher of page ``path``."""
        known = profile(tag)
        return Alternate(tag, known.autonym, known.direction, relative(path, target), tag == current, draft)

    def _feeds(self, path: str, language: str, name: str) -> Sequence[Feed]:
        return [
            Feed(kind, f"{name} ({called})", relative(path, feed_path(language, file)))
            for kind, file, called in FEEDS
        ]


def isolated(text: str, language: str) -> Html:
    """Text for an element of a language, with what runs the other way isolated."""
    return element_text(text, rtl=profile(language).rtl)


@lru_cache(maxsize=4)
def style_sheet(own: str = "") -> tuple[bytes, str]:
    """The style sheet and its path, which changes with its content so that no cache serves an old one.

    ``own`` is a theme's, which may begin with ours: ``@import "original/site.css";``.
    """
    content = (files(__package__) / "assets" / STYLE).read_text(encoding="utf-8")
    content = _IMPORT.sub(lambda _: content, own, count=1) if own else content
    data = content.encode("utf-8", "replace")
    return data, f"assets/site.{hashlib.sha256(data).hexdigest()[:10]}.css"


def fill(template: str, theme: Mapping[str, str] | None = None, /, **values: Any) -> bytes:
    """A page made of a template: the theme's if it has one of that name, else ours.

    :raises PublishError: the theme has a mistake; the line says in which file and line.
    """
    if not theme:
        return _ours().get_template(template).render(**values).encode("utf-8")
    return themed(template, theme, values)


@cache
def _ours() -> jinja2.Environment:
    return jinja2.Environment(loader=jinja2.PackageLoader("workflow.publishers"), **SYNTAX)
