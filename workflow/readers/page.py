"""A saved web page: which of it is the article, and what its metadata say.

The ways are those of the literature, in this order:

- what is named as something else goes (menus, comments, share buttons), as in Readability (Arc90, 2009);
- the rest is cut into text blocks, each with its length and the share of it that stands in links, and a
  block counts by these two: Kohlschütter et al., "Boilerplate Detection using Shallow Text Features",
  WSDM 2010;
- each good block speaks for the elements around it, the nearest most, and the element with the highest score
  holds the article: Readability again. schema.org's ``articleBody``, ``article`` and ``main`` count more;
- the article is that element, with what stands between it and the headline.

Words that decide are data: ``boilerplate.toml``. No library does this here: ``tests/benchmarks/pages.py``
measures those that there are.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import tomli
from msgspec import Struct
from msgspec.structs import replace

from workflow.model import Article, Block, Markup, Role
from workflow.readers.common import day, is_blank, language_tag, one_line, same_words, with_roles
from workflow.readers.elements import (
    BLOCKS,
    SPACE,
    Builder,
    attribute,
    headline_of,
    is_dropped,
    is_seen,
    walk,
)
from workflow.readers.inline import escape, plain_text
from workflow.readers.saved import Saved

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import NavigableString

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|LiveBlogPosting|Review)$")
_MOST_FACTS = 5_000  # things in the structured data of a page that are looked at
_WIDE = re.compile(
    "[\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff\uac00-\ud7af]"
)  # one says as much as some letters
_WIDE_WEIGHT = 1.5  # more than a letter
_GOOD = 40.0  # weight of a text block that is a sentence
_HEADING = 20.0  # weight of a line under the headline that is a subtitle
_MOSTLY = 0.5  # share of links in a block that is still text
_HALF = 0.5
_LABEL = 60.0  # weight of the longest line that may be a label
_LINE = 250.0  # weight of the longest line that may be an invitation
_SEPARATORS = re.compile(r"\s+[|–—·»:•-]{1,2}\s+|\s*[|_»]\s*|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])")
_MOST_TABLES = 200  # on one page
_LONGEST = 1_000  # characters of a title that are looked at
_LONGEST_SITE = 40  # characters of the name of a site after a title
_END = re.compile(r"[.!?…。！？।۔؟:;»”\"')）」]\W*$")
_NUMBER = re.compile(r"[\d\s()\[\].,:•·#№-]+")
_PARTS = re.compile(r"[-_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ROLES = frozenset(
    {
        *("navigation", "complementary", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar"),
        *("toolbar", "tooltip", "status", "alert", "banner"),
    }
)
_PROPERTIES = frozenset(
    {
        *("author", "publisher", "datePublished", "dateModified", "dateCreated", "keywords", "comment"),
        *("interactionStatistic", "commentCount", "articleSection"),
    }
)
_DATES = (
    *("article:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate"),
    *("parsely-pub-date", "dc.date.issued", "dc.date", "dcterms.created", "date", "sailthru.date"),
)
_PROSE = frozenset({"p", "li", "blockquote", "pre", "td", "th", "dd", "dt", "figcaption", "caption"})
_FEW = 12  # letters that a label may have after it
_UNFOLDED = "data-unfolded"  # marks what was a part of a table
_RUNNING = frozenset({"p", "ul", "ol", "blockquote", "figure", "table", "h2", "h3", "h4", "pre"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_AMP = frozenset(
    {"amp-img", "amp-accordion", "amp-carousel", "amp-fit-text", "amp-layout"}
)  # that hold an article
_HOME = re.compile(r"(?:https?://[^/?#]+)?/?(?:index\.\w+)?$")
_ON_PAGE = (
    re.compile(r"(?P<y>20\d\d|19\d\d)(?:[-/.]|年)(?P<m>\d{1,2})(?:[-/.]|月)(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>20\d\d|19\d\d)(?!\d)"),
)
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-url")
_SAVED_FROM = re.compile(r"\s*saved from url=\(\d+\)(\S+)")


class _Words(Struct, frozen=True):
    names: frozenset[str]
    always: frozenset[str]
    unseen: frozenset[str]
    quotations: frozenset[str]
    articles: frozenset[str]
    comments: re.Pattern[str]
    related: re.Pattern[str]
    follow: re.Pattern[str]


@cache
def _words() -> _Words:
    text = Path(__file__).with_name("boilerplate.toml").read_text(encoding="utf-8")
    data = tomli.loads(text)
    names, always, unseen, quotations, articles = (
        frozenset(data[key]) for key in ("names", "always", "unseen", "quotations", "articles")
    )
    comments, related, follow = (_beginning(data[key]) for key in ("comments", "related", "follow"))
    return _Words(names, always, unseen, quotations, articles, comments, related, follow)


def _beginning(labels: dict[str, list[str]]) -> re.Pattern[str]:
    """Lines that begin with one of these labels; ideographs need no end of the word after them."""
    every = sorted((label for each in labels.values() for label in each), key=len, reverse=True)
    return re.compile(rf"\W*(?:{'|'.join(map(re.escape, every))})(?:(?<=[\u3400-\u9fff])|(?!\w))")


# ------------------------------------------------------------------------------------------ page or article


def is_page(soup: BeautifulSoup, saved: Saved) -> bool:
    """Was this made for a site? An article as content systems export it has none of these marks."""
    if saved.address or _saved_from(soup):
        return True
    for tag in soup.find_all(["meta", "link", "script"]):
        if tag.name == "script":
            if tag.has_attr("src") or "ld+json" in attribute(tag, "type"):
                return True
        elif tag.name == "link":
            if set(attribute(tag, "rel").lower().split()) & {
                "stylesheet",
                "canonical",
                "amphtml",
                "manifest",
            }:
                return True
        elif _name_of(tag).startswith(("og:", "twitter:")):
            return True
    page = soup.find("html")
    if page is not None and (page.has_attr("amp") or page.has_attr("⚡")):
        return True
    return soup.find(itemtype=_ARTICLE_TYPES) is not None


def _name_of(meta: Tag) -> str:
    return (attribute(meta, "property") or attribute(meta, "name") or attribute(meta, "itemprop")).lower()


def _saved_from(soup: BeautifulSoup) -> str:
    """The address that browsers write into a comment above the page they save; "" without one."""
    from bs4 import Comment  # noqa: PLC0415

    for index, child in enumerate(soup.contents):
        if index > 10:
            break
        if isinstance(child, Comment):
            found = _SAVED_FROM.match(child)
            if found:
                return found[1]
    return ""


# ------------------------------------------------------------------------------------------ metadata


@dataclass
class _About:
    """What a page says of its article in places that no reader sees."""

    titles: list[str] = field(default_factory=list)  # the most trustworthy first
    title: str = ""  # of the window, with the site's name
    site: str = ""
    language: str = ""
    date: date | None = None
    address: str = ""
    authors: list[str] = field(default_factory=list)
    free: bool = True


def _about(soup: BeautifulSoup, saved: Saved) -> _About:
    about = _About()
    for thing in _facts(soup):
        kinds = thing.get("@type")
        if any(_ARTICLE_TYPES.search(kind) for kind in _texts(kinds)):
            about.titles += _texts(thing.get("headline"))[:1]
            about.date = about.date or next(filter(None, map(_day, _texts(thing.get("datePublished")))), None)
            about.language = about.language or next(iter(_texts(thing.get("inLanguage"))), "")
            about.authors += _names(thing.get("author"))
            about.site = about.site or next(iter(_names(thing.get("publisher"))), "")
            about.free = about.free and str(thing.get("isAccessibleForFree", True)).lower() != "false"
    named: dict[str, str] = {}
    for meta in soup.find_all("meta"):
        if _name_of(meta) and not is_blank(attribute(meta, "content")):
            named.setdefault(_name_of(meta), SPACE.sub(" ", attribute(meta, "content")).strip())
    about.site = named.get("og:site_name") or about.site
    title = soup.find("title")
    about.title = SPACE.sub(" ", title.get_text()).strip()[:_LONGEST] if title is not None else ""
    about.titles += [named[key] for key in ("og:title", "twitter:title") if key in named]
    about.titles = [_without_site(each[:_LONGEST], about.site) for each in about.titles[:20]]
    about.date = about.date or next(filter(None, (_day(named.get(key, "")) for key in _DATES)), None)
    about.authors += [named["author"]] if "author" in named else []
    page = soup.find("html")
    for tag in (
        attribute(page, "lang"),
        attribute(page, "xml:lang"),
        about.language,
        named.get("og:locale", ""),
    ):
        about.language = language_tag(tag)
        if about.language:
            break
    base = soup.find("base")
    canonical = soup.find("link", rel="canonical")
    addresses = (
        *(attribute(canonical, "href"), named.get("og:url", ""), saved.address, _saved_from(soup)),
        attribute(base, "href"),
    )
    about.address = next((each for each in addresses if re.match(r"https?://\S+$", each)), "")
    return about


def _facts(soup: BeautifulSoup) -> Iterator[dict[str, Any]]:
    """Everything in the structured data (JSON-LD) that is a thing; broken data are none."""
    waiting: list[Any] = []
    for script in soup.find_all("script", limit=200):
        if "ld+json" in attribute(script, "type"):
            try:
                waiting.append(json.loads(script.get_text(), strict=False))
            except (ValueError, RecursionError):
                continue
    waiting.reverse()
    for _ in range(_MOST_FACTS):
        if not waiting:
            return
        thing = waiting.pop()
        if isinstance(thing, dict):
            yield thing
            thing = [
                value for key, value in thing.items() if key in ("@graph", "mainEntity", "mainEntityOfPage")
            ]
        if isinstance(thing, list):
            waiting += reversed(thing[:_MOST_FACTS])


def _texts(value: Any) -> list[str]:
    """The texts in a value that may be one or a list. Sites escape them for HTML, as JSON does not ask."""
    values = value if isinstance(value, list) else [value]
    cleaned = (SPACE.sub(" ", html.unescape(each)).strip() for each in values[:50] if isinstance(each, str))
    return [each for each in cleaned if each]


def _names(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    names = (each.get("name") if isinstance(each, dict) else each for each in values[:50])
    return [text for name in names for text in _texts(name)]


def _day(text: str) -> date | None:
    return day(text) or day(text[:10].replace("/", "-").replace(".", "-"))


def _without_site(title: str, site: str) -> str:
    """``title`` without the name of the site, where that is known to be it."""
    for found in _SEPARATORS.finditer(title):
        if site and same_words(title[found.end() :], site):
            return title[: found.start()].strip()
        if site and same_words(title[: found.start()], site):
            return title[found.end() :].strip()
    return title


def _shortened(title: str, site: str) -> str:
    """A title of the window without what its last separator divides off, if that can be a site's name."""
    known = _without_site(title, site)
    if known != title:
        return known
    found = list(_SEPARATORS.finditer(title))
    while found:
        last = found.pop()
        if len(title) - last.end() > _LONGEST_SITE or last.start() < len(title) - last.end():
            break
        title = title[: last.start()].strip()
    return title


# ------------------------------------------------------------------------------------------ text blocks


@dataclass
class _Text:
    """Text that belongs to one element itself, between two elements that are blocks."""

    tag: Tag
    pieces: list[NavigableString] = field(default_factory=list)
    words: str = ""
    weight: float = 0.0
    linked: float = 0.0  # weight of it that stands in links
    links: int = 0
    path: tuple[int, ...] = ()
    figure: bool = False  # stands in a figure, or is a caption
    cell: bool = False

    @property
    def share(self) -> float:
        return self.linked / self.weight if self.weight else 0.0

    @property
    def is_good(self) -> bool:
        """A sentence at least, and no collection of links."""
        return (
            self.weight >= _GOOD
            and self.share < _MOSTLY
            and self.tag.name not in _HEADINGS
            and not self.figure
            and not _is_dated(self.words)
        )


def _weight(text: str) -> float:
    text = " ".join(text.split())
    return len(text) + _WIDE_WEIGHT * len(_WIDE.findall(text))


def _text_blocks(root: Tag, heading: Tag | None, skip: set[int]) -> list[_Text]:
    found: list[_Text] = []
    open_blocks: list[Tag] = [root]
    current: _Text | None = None
    link = figures = cells = 0
    for kind, thing in walk(root, None, skip | {id(heading)}):
        if isinstance(thing, str):
            if current is None:
                if is_blank(thing):
                    continue
                current = _Text(open_blocks[-1], figure=figures > 0, cell=cells > 0)
                found.append(current)
            current.pieces.append(thing)
            if link:
                current.linked += _weight(thing)
            continue
        step = 1 if kind == "open" else -1
        if thing.name in BLOCKS:
            if thing is not root:
                if step > 0:
                    open_blocks.append(thing)
                else:
                    open_blocks.pop()
            current = None
        if thing.name == "a":
            link += step
            if current is not None and step > 0:
                current.links += 1
            elif current is None and step > 0:
                pass
        elif thing.name in ("figure", "figcaption", "caption"):
            figures += step
        elif thing.name in ("td", "th"):
            cells += step
    for text in found:
        text.words = SPACE.sub(" ", "".join(text.pieces)).strip()
        text.weight = _weight(text.words)
        text.linked = min(text.linked, text.weight)
    return found


# ------------------------------------------------------------------------------------------ the article


def read_page(soup: BeautifulSoup, saved: Saved, *, slug: str, source: str, language: str) -> Article | None:
    """The article of a saved page; None if no running text or no headline is found in it.

    ``meta`` has the page's ``url``, ``site`` and ``author`` where they are told, and ``access`` ("not free")
    where the page says that it does not show all of the article.
    """
    about = _about(soup, saved)
    _unfold_tables(soup)
    body = soup.find("body") or soup
    heading, title = _heading(soup, about)
    if heading is None and not title:
        return None
    _mend(soup, about)
    dated = _day_near(heading)
    skip, texts = _cleaned(body, heading, about)
    core = _core(body, texts, heading, skip)
    if core is None:
        return None
    root, outside = _region(body, core, heading)
    kept = _kept(texts, core, outside, root)
    keeping = {id(piece) for text in kept for piece in text.pieces}
    skip |= outside | {id(piece) for text in texts for piece in text.pieces if id(piece) not in keeping}
    blocks = _unique(Builder(heading, skip).build(root), title)
    headline = headline_of(soup, heading) if heading is not None else None
    if headline is None:
        line = next(iter(blocks), None)
        headline = Block(Role.HEADLINE, escape(one_line(title)), line.line if line else 1)
    told = {"url": about.address, "site": about.site, "author": ", ".join(dict.fromkeys(about.authors))}
    if not about.free:
        told["access"] = "not free"
    meta = {key: value for key, value in told.items() if value}
    published = about.date or _day_in(body) or dated
    return Article(
        slug,
        source,
        about.language or language,
        plain_text(headline.text),
        (headline, *with_roles(blocks)),
        Markup.MARKDOWN,
        published,
        meta,
    )


def _heading(soup: BeautifulSoup, about: _About) -> tuple[Tag | None, str]:
    """The element that shows the headline, and its words; None where only the metadata have it."""
    hidden: dict[int, bool] = {}
    shown = [
        tag
        for tag in soup.find_all(["h1", "h2", "h3"], limit=500)
        if not _in_hidden(tag, hidden) and is_seen(tag)
    ]
    words = {id(tag): SPACE.sub(" ", tag.get_text()).strip() for tag in shown}
    short = _shortened(about.title, about.site)
    sites = [about.site, *_SEPARATORS.split(about.title.removeprefix(short))]
    shown = [tag for tag in shown if not _is_logo(tag, words[id(tag)], sites)]
    shown.sort(key=lambda tag: tag.name)  # stable: the first h1, then the others
    parts = sorted(re.split(_SEPARATORS.pattern + r"|:\s+", about.title), key=len, reverse=True)
    titles = [*about.titles, short, *parts]
    for title in titles:
        for tag in shown:
            if title and same_words(words[id(tag)], title):
                return tag, words[id(tag)]
    firsts = [tag for tag in shown if tag.name == "h1"]
    for tag in firsts:  # a title often has the headline, shortened or with a kicker before it
        if any(
            words[id(tag)] in title or title in words[id(tag)] for title in (*titles, about.title) if title
        ):
            return tag, words[id(tag)]
    # Old pages have no headings: the element that says no more than the title does.
    wanted = [title for title in titles if len(title) >= _HEADING]
    for tag in soup.find_all(["b", "strong", "font", "span", "div", "p", "td"], limit=2_000):
        text = SPACE.sub(" ", tag.get_text()).strip() if wanted and len(tag.contents) < 5 else ""
        if any(same_words(text, title) for title in wanted) and not _in_hidden(tag, hidden):
            return tag, text
    if about.titles:
        return None, about.titles[0]
    if firsts:
        return firsts[0], words[id(firsts[0])]
    return None, short


def _is_logo(tag: Tag, words: str, sites: list[str]) -> bool:
    """Is a heading the name of the site, or its way home?"""
    link = tag.find("a", href=True)
    home = link is not None and _HOME.match(attribute(link, "href").strip()) is not None
    named = any(site.strip() and same_words(words, site) for site in sites)
    return named or home or bool({"logo", "brand"} & set(_names_of(tag)))


def _in_hidden(tag: Tag, known: dict[int, bool]) -> bool:
    """Does ``tag`` stand in something that is not shown? What is known of elements around it is kept."""
    chain: list[Tag] = []
    at: Tag | None = tag
    answer = False
    while at is not None:
        if id(at) in known:
            answer = known[id(at)]
            break
        chain.append(at)
        at = at.parent
    for each in reversed(chain):
        answer = answer or is_dropped(each)
        known[id(each)] = answer
    return answer


def _mend(soup: BeautifulSoup, about: _About) -> None:
    """Give pictures the address that a script would, addresses their site, and quotations their element."""
    words = _words()
    for tag in soup.find_all(["img", "amp-img"]):
        tag.name = "img"
        address = attribute(tag, "src").strip()
        if not address or address.startswith("data:"):
            lazy = (attribute(tag, name).strip() for name in _LAZY)
            address = next(filter(None, lazy), "") or attribute(tag, "srcset").strip().split(" ")[0]
        if about.address and re.match(r"/|\?", address):
            address = _joined(about.address, address)
        tag["src"] = address
        if set(_names_of(tag)) & {"avatar", "logo", "icon", "emoji", "pixel"}:
            tag["src"] = ""
    for tag in soup.find_all("a", href=True):
        address = attribute(tag, "href").strip()
        if address.startswith("#"):
            tag["href"] = ""
        elif about.address and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", address):
            tag["href"] = _joined(about.address, address)
    for tag in soup.find_all(["aside", "div", "section", "figure", "p"]):
        if words.quotations & set(attribute(tag, "class").lower().split()) and tag.find("blockquote") is None:
            tag.name = "blockquote"


def _unfold_tables(soup: BeautifulSoup) -> None:
    """Tables that only lay out a page become ``div``: a cell has tables, headings or several paragraphs."""
    for table in soup.find_all("table", limit=_MOST_TABLES):
        if table.find(["th", "caption"]) is not None and attribute(table, "role") != "presentation":
            continue
        inner = table.find(["table", "h1", "article"]) is not None
        if inner or any(
            len(cell.find_all(["br", "p"], limit=4)) > 3 for cell in table.find_all("td", limit=300)
        ):
            parts = table.find_all(["tbody", "thead", "tr", "td"], limit=20_000)
            own = [part for part in parts if part.find_parent("table") is table]
            for part in (table, *own):
                part.name = "div"
                part[_UNFOLDED] = ""


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _names_of(tag: Tag) -> list[str]:
    """The parts of the names that a site has given to an element."""
    names = f"{attribute(tag, 'class')} {attribute(tag, 'id')}".split()
    return [
        part
        for name in names[:40]
        if ":" not in name and not name.startswith("elementor")
        for part in _PARTS.split(_CAMEL.sub("-", name[:100]).lower())
    ]


def _cleaned(body: Tag, heading: Tag | None, about: _About) -> tuple[set[int], list[_Text]]:
    """What is no article by its name or its label, and the text blocks of the rest."""
    words = _words()
    around = {id(body), *((id(parent) for parent in heading.parents) if heading is not None else ())}
    if heading is not None:
        around.add(id(heading))
    texts = _text_blocks(body, heading, set())
    weights = _sums(body, texts)
    whole = weights.get(id(body), 0.0)
    skip: set[int] = set()
    for tag in body.find_all(True):
        if id(tag) in around:
            continue
        names = set(_names_of(tag))
        classes = set(attribute(tag, "class").lower().split())
        if (
            tag.name == "address"
            or (tag.name.startswith("amp-") and tag.name not in _AMP)
            or names & words.always
            or classes & words.unseen
            or attribute(tag, "role").lower() in _ROLES
            or attribute(tag, "itemprop") in _PROPERTIES
            or set(attribute(tag, "rel").split()) & {"author", "tag"}
            or (names & words.names and weights.get(id(tag), 0.0) < _HALF * whole)
        ):
            skip.add(id(tag))
    texts = _text_blocks(body, heading, skip)
    _skip_labelled(body, texts, skip, around, about)
    return skip, _text_blocks(body, heading, skip)


def _sums(body: Tag, texts: list[_Text], good: bool = False) -> dict[int, float]:
    """By element: the weight of the text in it."""
    own: dict[int, float] = {}
    for text in texts:
        if not good or text.is_good:
            own[id(text.tag)] = own.get(id(text.tag), 0.0) + text.weight
    sums: dict[int, float] = {}
    stack: list[tuple[Tag, float]] = []
    for kind, thing in walk(body, None):
        if isinstance(thing, str):
            continue
        if kind == "open":
            stack.append((thing, own.get(id(thing), 0.0)))
        else:
            tag, total = stack.pop()
            sums[id(tag)] = total
            if stack:
                parent, above = stack[-1]
                stack[-1] = (parent, above + total)
    return sums


def _skip_labelled(body: Tag, texts: list[_Text], skip: set[int], around: set[int], about: _About) -> None:
    """Skip what a line announces as something else: comments, related articles, invitations, the author."""
    words = _words()
    lists: dict[int, list[_Text]] = {}
    sums = _sums(body, texts)
    for text in texts:
        outer = text.tag.find_parent(["ul", "ol"]) if text.tag.name == "li" else None
        if outer is not None:
            lists.setdefault(id(outer), []).append(text)
        if id(text.tag) in around or text.cell:
            continue
        line = text.words.casefold()
        label = text.weight <= _LABEL and not text.figure
        bare = _NUMBER.sub("", line)
        related = words.related.match(line) is not None
        if label and words.comments.match(line) and _rest(words.comments, line) < _FEW:
            skip.update(id(each) for each in _after(text.tag, around))
        elif related and (label or text.share > 0.3) and not _END.search(line.rstrip(":")):
            _skip_with_links(text, skip, around)
        elif (
            (related and text.share > 0.3)
            or (text.weight <= _LINE and words.follow.match(line))
            or (bare and any(_is_byline(bare, author) for author in about.authors))
        ):
            _skip_text(text, skip)
        elif (
            text.share > 0.9
            and text.weight <= _LINE
            and text.tag.name not in (*_HEADINGS, "li")
            and not _END.search(line)
        ):
            _skip_box(text, sums, skip, around)
    for number, items in lists.items():
        weight = sum(item.weight for item in items)
        if weight and sum(item.linked for item in items) / weight > 0.8:
            skip.add(number)


def _rest(label: re.Pattern[str], line: str) -> int:
    """Letters of a line besides its label: "Comments (12)" has none."""
    return len(_NUMBER.sub("", label.sub("", line, count=1)))


def _skip_box(text: _Text, sums: dict[int, float], skip: set[int], around: set[int]) -> None:
    """Skip a line that is a link, and the box around it if hardly anything else stands there."""
    _skip_text(text, skip)
    box = text.tag.parent
    if box is not None and id(box) not in around and sums.get(id(box), _LINE) - text.weight < _HEADING:
        skip.add(id(box))


def _is_byline(line: str, author: str) -> bool:
    name = _NUMBER.sub("", author.casefold())
    return len(name) > 3 and name in line and len(line) <= len(name) + 20


def _skip_text(text: _Text, skip: set[int]) -> None:
    skip.update(id(piece) for piece in text.pieces)


def _after(tag: Tag, around: set[int]) -> list[Tag]:
    """``tag`` and all that follows it in the element around it; wrappers of nothing else are climbed."""
    at = _climbed(tag, around)
    return [at, *(each for each in at.find_next_siblings() if id(each) not in around)]


def _climbed(tag: Tag, around: set[int]) -> Tag:
    while (
        tag.parent is not None
        and id(tag.parent) not in around
        and tag.find_next_sibling() is None
        and tag.find_previous_sibling() is None
    ):
        tag = tag.parent
    return tag


def _skip_with_links(text: _Text, skip: set[int], around: set[int]) -> None:
    """Skip a label and the links below it."""
    _skip_text(text, skip)
    at = _climbed(text.tag, around)
    follower = at.find_next_sibling()
    if text.links or follower is None or id(follower) in around:
        return
    whole = _weight(follower.get_text(" "))
    linked = sum(_weight(link.get_text(" ")) for link in follower.find_all("a", limit=100))
    if whole and linked / whole > 0.4:
        skip.add(id(follower))


def _core(body: Tag, texts: list[_Text], heading: Tag | None, skip: set[int]) -> Tag | None:
    """The element that holds the running text."""
    words = _words()
    good = _sums(body, texts, good=True)
    total = _sums(body, texts)
    scores: dict[int, float] = {}
    elements: dict[int, Tag] = {}
    for text in texts:
        if not text.is_good or text.cell:
            continue
        value = text.weight * (1 - text.share)
        at: Tag | None = text.tag if text.tag.name not in _PROSE else text.tag.parent
        for part in (1.0, 0.5, 0.25) if text.tag.name in _PROSE else (1.0, 0.75, 0.4, 0.2):
            if at is None or id(at) not in total:
                break
            elements[id(at)] = at
            scores[id(at)] = scores.get(id(at), 0.0) + part * value
            at = at.parent
    inside = _own_article(heading, good)
    best: Tag | None = None
    highest = 0.0
    for key, score in scores.items():
        tag = elements[key]
        if inside is not None and tag is not inside and not any(parent is inside for parent in tag.parents):
            continue
        if attribute(tag, "itemprop") == "articleBody":
            factor = 2.0
        elif tag.name in ("article", "main"):
            factor = 1.2
        else:
            factor = 1.25 if words.articles & set(_names_of(tag)) else 1.0
        if factor * score > highest:
            best, highest = tag, factor * score
    if best is None:
        return None
    # An article in several sections: the element around them, if its others are built alike and hold text.
    core = below = best
    for parent in best.parents:
        if core is inside or core is body or id(parent) not in total:
            break
        children = parent.find_all(True, recursive=False)
        alike = [each for each in children if each is not below and _alike(each, below)]
        gain = sum(good.get(id(each), 0.0) for each in alike)
        if gain >= 0.1 * good[id(core)] and gain >= 0.6 * sum(total.get(id(each), 0.0) for each in alike):
            after = alike[-1] if _follows(alike[-1], below) else below
            skip.update(id(each) for each in after.find_next_siblings() if each.name not in _RUNNING)
            core = parent
        below = parent
    return core


def _alike(one: Tag, other: Tag) -> bool:
    return one.name in _RUNNING or (
        one.name == other.name
        and not one.has_attr(_UNFOLDED)
        and attribute(one, "class").split() == attribute(other, "class").split()
    )


def _follows(one: Tag, other: Tag) -> bool:
    return any(each is other for each in one.previous_siblings)


def _own_article(heading: Tag | None, good: dict[int, float]) -> Tag | None:
    """The ``article`` or ``main`` around the headline, if running text stands in it."""
    for name in ("article", "main"):
        found = heading.find_parent(name) if heading is not None else None
        if found is not None and good.get(id(found), 0.0) >= 2 * _GOOD:
            return found
    return None


def _region(body: Tag, core: Tag, heading: Tag | None) -> tuple[Tag, set[int]]:
    """The element that holds headline and core, and what of it stands before the one or after the other."""
    if heading is None:
        return core, set()
    above = {id(parent) for parent in (heading, *heading.parents)}
    root = next((tag for tag in (core, *core.parents) if id(tag) in above), body)
    outside: set[int] = set()
    path = [heading, *heading.parents]
    for tag in path[: next(index for index, tag in enumerate(path) if tag is root)]:
        for sibling in tag.previous_siblings:
            # A picture above the headline belongs to the article.
            if getattr(sibling, "name", None) not in ("figure", "picture", "img"):
                outside.add(id(sibling))
    path = [core, *core.parents]
    for tag in path[: next(index for index, tag in enumerate(path) if tag is root)]:
        outside.update(id(sibling) for sibling in tag.next_siblings if not _holds(sibling, heading))
        outside -= above
    # The core stands before its headline: odd, but then it is all there is.
    outside -= {id(tag) for tag in (core, *core.parents)}
    return root, outside


def _holds(thing: object, heading: Tag) -> bool:
    return thing is heading or any(parent is thing for parent in heading.parents)


def _kept(texts: list[_Text], core: Tag, outside: set[int], root: Tag) -> list[_Text]:
    """The text blocks of the article, without the small lines under the headline and after the end."""
    region: list[tuple[_Text, bool]] = []
    places: dict[int, tuple[bool, bool]] = {id(root): (True, root is core)}
    for text in texts:
        here, inner = _place(text.tag, places, outside, core)
        own = any(id(piece) in outside for piece in text.pieces)
        if here and not own:
            region.append((text, inner))
    goods = [index for index, (text, _) in enumerate(region) if text.is_good]
    if not goods:
        return [text for text, _ in region]
    first, last = goods[0], goods[-1]
    kept: list[_Text] = []
    for index, (text, inner) in enumerate(region):
        keep = text.figure or text.is_good or (inner and first <= index <= last)
        if not keep and (index < first or not inner):
            subtitle = text.tag.name in _HEADINGS or text.tag.name == "p"
            keep = subtitle and text.weight >= _HEADING and text.share < 0.3 and not _is_dated(text.words)
        elif not keep:
            ended = _END.search(text.words) is not None and text.tag.name not in _HEADINGS
            keep = text.cell or text.tag.name in ("li", "blockquote") or (ended and text.share < 0.3)
        if keep:
            kept.append(text)
    return kept


def _is_dated(words: str) -> bool:
    """Is this the line with date and time, perhaps with a count of views?"""
    return sum(map(str.isdigit, words)) >= 6 and len(words) < 80 and not _END.search(words)


def _place(tag: Tag, known: dict[int, tuple[bool, bool]], outside: set[int], core: Tag) -> tuple[bool, bool]:
    """Does an element stand in the region, and in the core? What is found is kept in ``known``."""
    chain: list[Tag] = []
    at: Tag | None = tag
    answer = (False, False)
    while at is not None:
        if id(at) in known:
            answer = known[id(at)]
            break
        chain.append(at)
        at = at.parent
    for each in reversed(chain):
        here, inner = answer
        answer = (here and id(each) not in outside, inner or each is core)
        known[id(each)] = answer
    return answer


def _unique(blocks: list[Block], title: str) -> list[Block]:
    """Blocks without a repeated headline, repeated paragraphs and a heading at the end."""
    found: list[Block] = []
    seen: set[str] = set()
    for each in blocks:
        block = each
        if block.translatable:  # Chinese pages indent by ideographic spaces
            block = replace(block, text=block.text.strip())
        words = " ".join(plain_text(block.text).split())
        if block.role is Role.CAPTION:
            if block.image and same_words(words, title):
                block = Block(Role.CAPTION, "", block.line, translatable=False, image=block.image)
        elif block.role in (Role.PARAGRAPH, Role.HEADING) and block.translatable:
            if same_words(words, title) or (len(words) >= _GOOD and words in seen):
                continue
            seen.add(words)
        found.append(block)
    while found and found[-1].role is Role.HEADING:
        found.pop()
    return found


def _day_in(body: Tag) -> date | None:
    """The date that the page marks as one: of publication, if it says so, else the first ``time``."""
    named = [*body.find_all(itemprop="datePublished", limit=10), *body.find_all("time", limit=50)]
    named.sort(key=lambda tag: attribute(tag, "itemprop") != "datePublished" and not tag.has_attr("pubdate"))
    for tag in named:
        for text in (attribute(tag, "datetime"), attribute(tag, "content"), tag.get_text().strip()):
            found = _day(text)
            if found:
                return found
    return None


def _day_near(heading: Tag | None) -> date | None:
    """A date in one of the short lines around the headline, in figures of one meaning only (15.10.2026)."""
    if heading is None:
        return None
    lines = [
        *islice((str(piece) for piece in heading.find_all_previous(string=True)), 12),
        *islice((str(piece) for piece in heading.find_all_next(string=True)), 40),
    ]
    for line in lines:
        for pattern in _ON_PAGE:
            found = pattern.search(line) if len(line) < 120 else None
            if found:
                try:
                    return date(int(found["y"]), int(found["m"]), int(found["d"]))
                except ValueError:
                    continue
    return None
