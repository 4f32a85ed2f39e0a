"""What every HTML page has around its content, and how templates are filled."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
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
)
from workflow.publishers.inline import clean, element_text
from workflow.publishers.wording import wording


class Alternate(Struct, frozen=True):
    """One line of a language switcher."""

    language: str
    autonym: str
    direction: str
    href: str
    current: bool
    draft: bool


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
    open_graph: Sequence[tuple[str, str]] = ()


class Feed(Struct, frozen=True):
    """A feed that a page tells of."""

    kind: str  # media type
    title: str
    href: str


class Framer:
    """Makes the frames of one site.

    :raises PublishError: the base address is none.
    """

    def __init__(self, site: Site) -> None:
        self.site = site
        self.base = base_address(site.base_url)
        self.stylesheet = style_sheet()[1]

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
        draft: bool = False,
        state: str = "",
        graph: Sequence[tuple[str, str]] = (),
        card: str = "",
        data: Html = Html(""),  # noqa: B008  (immutable)
    ) -> Frame:
        """``versions`` are the paths of the page's approved versions by tag; ``default`` is for all else.

        Without ``default`` that is the page on which a language is chosen. A draft names none of them.
        """
        name, name_language = self.name(language)
        hreflang: list[tuple[str, str]] = []
        canonical = ""
        if self.base and not draft:
            addresses = {tag: absolute(self.base, version) for tag, version in versions.items()}
            fallback = addresses.get(default, "") if default else self.base
            hreflang = [*addresses.items(), *([("x-default", fallback)] if fallback else [])]
            canonical = absolute(self.base, path)
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
            # A page that is no draft shows that its language has feeds: something in it is approved.
            feeds=self._feeds(path, language, clean(name)) if canonical and path != "index.html" else (),
            data=data,
            robots="noindex" if draft else "",
            state=state,
            open_graph=graph,
        )

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


@cache
def style_sheet() -> tuple[bytes, str]:
    """The style sheet and its path, which changes with its content so that no cache serves an old one."""
    content = (files(__package__) / "assets" / "site.css").read_bytes()
    return content, f"assets/site.{hashlib.sha256(content).hexdigest()[:10]}.css"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("workflow.publishers"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def fill(template: str, **values: Any) -> bytes:
    """A page made of a template."""
    return _environment().get_template(template).render(**values).encode("utf-8")
