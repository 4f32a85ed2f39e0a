"""Static HTML pages: no script, no request to anybody, the same bytes for the same input.

Links between pages are relative, so that the folder works from a disk, below any path and on any host. Only
what search engines read (``canonical``, ``hreflang``) is absolute, and only when the address is known.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import islice
from posixpath import relpath
from typing import Any
from urllib.parse import quote

import jinja2
from markupsafe import Markup as Html
from msgspec import Struct

from workflow.errors import PublishError
from workflow.languages import profile
from workflow.model import Edition, Page, Role, Site
from workflow.publishers.body import Body, headline, joined, shortened
from workflow.publishers.inline import clean, element_text
from workflow.publishers.wording import long_date, og_locale, wording

_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")  # a BCP 47 tag, as far as a path must trust it
_BAD_SLUG = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]")


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
    home: str  # relative address of the language's index page
    stylesheet: str
    words: Mapping[str, str]
    switcher: Sequence[Alternate] = ()
    canonical: str = ""
    hreflang: Sequence[tuple[str, str]] = ()  # tag or x-default, absolute address
    robots: str = ""
    state: str = ""  # article pages: published, draft or original
    open_graph: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class _Story:
    """All editions of one article, by language."""

    slug: str
    editions: dict[str, Edition] = field(default_factory=dict)

    @property
    def day(self) -> date | None:
        """Date of the article: its editions share one."""
        return next(
            (edition.article.date for edition in self.editions.values() if edition.article.date), None
        )


class HtmlPublisher:
    """Publishes a page for each edition, an index for each language, and a page to choose a language."""

    name = "html"

    def publish(self, editions: Iterable[Edition], site: Site) -> Iterator[Page]:
        """All pages of the given editions; see :class:`workflow.model.Publisher`.

        Article pages are ``<language>/<slug>/index.html``, index pages ``<language>/index.html``;
        ``index.html`` lists the languages, and the style sheet is ``assets/site.<hash>.css``.

        :raises PublishError: two editions would be the same page, or a slug, a tag or the base address cannot
            be part of an address.
        """
        yield from _Pages(_stories(editions), site).all()


def _stories(editions: Iterable[Edition]) -> list[_Story]:
    """Editions by article, newest article first; those without a date last, then by slug."""
    stories: dict[str, _Story] = {}
    for edition in editions:
        slug, language = edition.article.slug, edition.language
        where = edition.article.source or slug
        if not slug or slug in (".", "..", "index.html") or _BAD_SLUG.search(slug):
            raise PublishError(
                f"an article cannot be named {slug!r}",
                where=where,
                hint="Rename the file: the name becomes a folder and a part of an address.",
            )
        if not _TAG.fullmatch(language):
            raise PublishError(
                f"{language!r} is not a language tag", where=where, hint="Use a tag such as 'ru'."
            )
        story = stories.setdefault(slug, _Story(slug))
        if language in story.editions:
            raise PublishError(
                f"{slug!r} is given twice in {language!r}",
                where=where,
                hint="Two articles must not have the same file name, whatever their extensions.",
            )
        story.editions[language] = edition
    by_slug = sorted(stories.values(), key=lambda story: story.slug)
    return sorted(by_slug, key=lambda story: story.day or date.min, reverse=True)


class _Pages:
    """One run: the stories, the site, and what its pages share."""

    def __init__(self, stories: Sequence[_Story], site: Site) -> None:
        self.stories = stories
        self.site = site
        self.base = _base_url(site.base_url)
        self.style, self.style_path = _style_sheet()
        languages = {language for story in stories for language in story.editions}
        self.languages = sorted(languages, key=self._order)
        # A language of which nothing is approved yet is a draft as a whole.
        self.drafts = {
            language
            for language in languages
            if all(_is_draft(s.editions[language]) for s in stories if language in s.editions)
        }

    def all(self) -> Iterator[Page]:
        """Every page, articles first."""
        for story in self.stories:
            for language in sorted(story.editions, key=self._order):
                yield self._article(story, story.editions[language])
        for language in self.languages:
            yield self._index(language)
        yield self._root()
        yield Page(self.style_path, self.style)

    def _order(self, language: str) -> tuple[bool, str, str]:
        """The source language first, then by the languages' own names."""
        return language != self.site.source_language, profile(language).autonym.casefold(), language

    # -------------------------------------------------------------------------------- three kinds of page

    def _article(self, story: _Story, edition: Edition) -> Page:
        language = edition.language
        path = _article_path(language, story.slug)
        source = edition.article.language
        draft = _is_draft(edition)
        title = joined([headline(edition)], edition)
        described = (
            block
            for role in (Role.LEAD, Role.PARAGRAPH, Role.QUOTE)
            for block in edition.blocks
            if block.block.role is role and block.block.translatable
        )
        description = shortened(joined(list(islice(described, 1)), edition), language)
        approved = [
            tag for tag in sorted(story.editions, key=self._order) if not _is_draft(story.editions[tag])
        ]
        day = story.day
        graph = [("og:type", "article"), ("og:title", title), ("og:description", description)]
        graph += [("og:locale", og_locale(language)), ("og:site_name", clean(self._publication(language)[0]))]
        if not draft:
            graph += [("og:locale:alternate", og_locale(tag)) for tag in approved if tag != language]
        if day:
            graph.append(("article:published_time", day.isoformat()))
        frame = self._frame(
            path,
            language,
            title=f"{title} — {clean(self._publication(language)[0])}",
            description=description,
            switcher=[
                self._alternate(
                    path, _article_path(tag, story.slug), tag, language, _is_draft(story.editions[tag])
                )
                for tag in sorted(story.editions, key=self._order)
            ],
            addresses={tag: self._absolute(f"{tag}/{quote(story.slug, safe='')}/") for tag in approved},
            default=source,
            draft=draft,
            state="original" if language == source else "draft" if draft else "published",
            graph=graph,
        )
        body = Body(edition, frame.words)
        return Page(
            path,
            _fill(
                "article.html.j2",
                frame=frame,
                draft=draft,
                headline=body.headline(),
                content=body.content(),
                day=day,
                day_text=_isolated(long_date(day, language), language) if day else "",
                original=self._original(path, story, edition),
            ),
        )

    def _index(self, language: str) -> Page:
        path = f"{language}/index.html"
        listed = [story for story in self.stories if language in story.editions]
        entries = []
        for story in listed:
            edition = story.editions[language]
            day = story.day
            first = headline(edition)
            # A headline that is still in the source language says so to screen readers and fonts.
            foreign = first.passages and all(p.language != language for p in first.passages)
            tongue = first.passages[0].language if foreign else language
            entries.append(
                {
                    "href": _relative(path, _article_path(language, story.slug)),
                    "title": _isolated(joined([first], edition), tongue),
                    "language": tongue if foreign else "",
                    "direction": profile(tongue).direction,
                    "day": day,
                    "day_text": _isolated(long_date(day, language), language) if day else "",
                    "draft": _is_draft(edition),
                }
            )
        name = clean(self._publication(language)[0])
        frame = self._frame(
            path,
            language,
            title=name,
            description="",
            switcher=[
                self._alternate(path, f"{tag}/index.html", tag, language, tag in self.drafts)
                for tag in self.languages
            ],
            addresses={tag: self._absolute(f"{tag}/") for tag in self.languages if tag not in self.drafts},
            draft=language in self.drafts,
        )
        return Page(path, _fill("index.html.j2", frame=frame, entries=entries))

    def _root(self) -> Page:
        path = "index.html"
        language = self.site.source_language
        frame = self._frame(
            path,
            language,
            title=clean(self._publication(language)[0]),
            description="",
            addresses={tag: self._absolute(f"{tag}/") for tag in self.languages if tag not in self.drafts},
        )
        choices = []
        for tag in self.languages:
            name, name_language = self._publication(tag)
            alternate = self._alternate(path, f"{tag}/index.html", tag, "", tag in self.drafts)
            choices.append(
                {
                    "to": alternate,
                    "name": _isolated(name, name_language),
                    "name_language": name_language if name_language != tag else "",
                    "name_direction": profile(name_language).direction,
                    "badge": wording(tag)["draft"],
                }
            )
        return Page(path, _fill("root.html.j2", frame=frame, choices=choices))

    # ---------------------------------------------------------------------------------- what pages share

    def _frame(
        self,
        path: str,
        language: str,
        *,
        title: str,
        description: str,
        switcher: Sequence[Alternate] = (),
        addresses: Mapping[str, str],
        default: str = "",
        draft: bool = False,
        state: str = "",
        graph: Sequence[tuple[str, str]] = (),
    ) -> Frame:
        """``addresses`` are the page's approved versions by tag; ``default`` the one for everybody else.

        Without ``default`` that is the page on which a language is chosen. A draft names none of them.
        """
        name, name_language = self._publication(language)
        hreflang: list[tuple[str, str]] = []
        canonical = ""
        if self.base and not draft:
            fallback = addresses.get(default, "") if default else self._absolute("")
            hreflang = [*addresses.items(), *([("x-default", fallback)] if fallback else [])]
            canonical = self._absolute("") if path == "index.html" else addresses[language]
            graph = [*graph, ("og:url", canonical)] if graph else graph
        return Frame(
            language=language,
            direction=profile(language).direction,
            title=title,
            description=description,
            publication=clean(name),
            publication_language=name_language,
            home=_relative(path, "index.html" if path == "index.html" else f"{language}/index.html"),
            stylesheet=_relative(path, self.style_path),
            words=wording(language),
            switcher=switcher,
            canonical=canonical,
            hreflang=hreflang,
            robots="noindex" if draft else "",
            state=state,
            open_graph=graph,
        )

    def _publication(self, language: str) -> tuple[str, str]:
        """The name of the publication in a language, or else in the source language; and which it is."""
        titles = self.site.titles
        if language in titles:
            return titles[language], language
        return titles.get(self.site.source_language, ""), self.site.source_language

    def _alternate(self, path: str, target: str, tag: str, current: str, draft: bool) -> Alternate:
        known = profile(tag)
        return Alternate(tag, known.autonym, known.direction, _relative(path, target), tag == current, draft)

    def _original(self, path: str, story: _Story, edition: Edition) -> Html:
        """A link to the article in its own language; empty on that page, and where it is not published."""
        source = edition.article.language
        if edition.language == source or source not in story.editions:
            return Html("")
        link = Html('<a href="{0}" hreflang="{1}" lang="{1}" dir="{2}">{3}</a>').format(
            _relative(path, _article_path(source, story.slug)),
            source,
            profile(source).direction,
            profile(source).autonym,
        )
        before, _, after = wording(edition.language)["original"].partition("{language}")
        return Html("{}{}{}").format(before, link, after)

    def _absolute(self, path: str) -> str:
        return f"{self.base}{path}" if self.base else ""


def _is_draft(edition: Edition) -> bool:
    return edition.draft and edition.language != edition.article.language


def _isolated(text: str, language: str) -> Html:
    return element_text(text, rtl=profile(language).rtl)


def _article_path(language: str, slug: str) -> str:
    return f"{language}/{slug}/index.html"


def _relative(path: str, target: str) -> str:
    """Address of page ``target`` as page ``path`` links to it; both are paths below ``output/``."""
    steps = relpath(f"/{target}", f"/{path.rpartition('/')[0]}").split("/")
    return "/".join(quote(step, safe="") for step in steps)


def _base_url(url: str) -> str:
    """The configured address, ready to be put before a path.

    :raises PublishError: it is not an address of the web.
    """
    if not url:
        return ""
    if not re.match(r"https?://[^/\s?#]", url, re.IGNORECASE) or re.search(r"[?#\x00-\x20]", url):
        raise PublishError(
            f"{url!r} is not an address to publish at",
            where="base_url",
            hint="Give one such as https://example.org/.",
        )
    url = re.sub(r'[<>"`{}|\\^]', lambda match: quote(match[0]), clean(url))
    return url if url.endswith("/") else f"{url}/"


@cache
def _style_sheet() -> tuple[bytes, str]:
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


def _fill(template: str, **values: Any) -> bytes:
    return _environment().get_template(template).render(**values).encode("utf-8")
