"""Static HTML pages: no script, no request to anybody, the same bytes for the same input.

Links between pages are relative, so that the folder works from a disk, below any path and on any host. Only
what search engines read (``canonical``, ``hreflang``) is absolute, and only when the address is known.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from markupsafe import Markup as Html
from msgspec.structs import replace

from workflow.errors import PublishError
from workflow.languages import profile
from workflow.model import Edition, Listing, Page, Site, Story
from workflow.publishers.addresses import absolute, article_path, check_names, relative, shelf_path
from workflow.publishers.body import Body, joined
from workflow.publishers.corrections import newest
from workflow.publishers.credits import credit_lines
from workflow.publishers.frame import STYLE, Framer, isolated, style_sheet
from workflow.publishers.fronts import TAGS, Fronts, labels_of, term
from workflow.publishers.inline import clean, element_text, is_local, safe_address
from workflow.publishers.instead import reason_of
from workflow.publishers.jsonld import keywords, modified, news_article, readdressed, retold
from workflow.publishers.listing import in_order, version_of
from workflow.publishers.tags import tag_key
from workflow.publishers.wording import long_date, og_locale, wording

# What an article's page says of others and of where it is, as the template has it. None of it can come from
# a text: there "<" is escaped.
# With each, before what it is put into a page that has had none.
_OF_OTHERS = tuple(
    (re.compile(pattern, re.MULTILINE | re.DOTALL), before)
    for pattern, before in (
        (rb'^<link rel="canonical"[^\n]*\n', b'<link rel="stylesheet"'),
        (rb'(?:^<link rel="alternate" hreflang=[^\n]*\n)+', b'<link rel="stylesheet"'),
        (rb'(?:^<link rel="alternate" type=[^\n]*\n)+', b'<link rel="stylesheet"'),
        (rb'(?:^<meta property="og:locale:alternate"[^\n]*\n)+', b'<link rel="stylesheet"'),
        (rb'^<meta property="og:url"[^\n]*\n', b'<link rel="stylesheet"'),
        (rb'^<link rel="stylesheet"[^\n]*\n', b"</head>"),
        (rb'^<nav class="languages".*?^</nav>\n', b"<main"),
        (rb'^<nav class="sections".*?^</nav>\n', b"</body>"),
        (rb'^<meta property="article:published_time"[^\n]*\n', b'<link rel="stylesheet"'),
        (rb'^<p class="dateline">[^\n]*<time [^\n]*\n', b'<h1 id="headline"'),
        (rb"^<footer>\n.*?^</footer>\n", b"</article>"),
        (rb'^<article>\n(?:<aside class="notice earlier".*?^</aside>\n)?', b""),
    )
)


# Notices of corrections, and where they stand: behind the header that has the headline. The page of a theme
# may have neither.
_CORRECTIONS = re.compile(rb'(?:<aside class="correction".*?</aside>\n?)+', re.DOTALL)
_HEADLINE = re.compile(
    rb'<h1 id="headline".*?</h1>\n?(?:(?:(?!</article>).)*?^</header>\n)?', re.MULTILINE | re.DOTALL
)
_MAIN = re.compile(rb"<main\b[^>]*>\n?")
_CHANGED = re.compile(rb'^<meta property="article:modified_time"[^\n]*\n', re.MULTILINE)
_BEFORE_CHANGED = re.compile(
    rb'(?:^<meta property="(?:og:site_name|og:locale:alternate|article:published_time)"[^\n]*\n)+',
    re.MULTILINE,
)
_UNTRANSLATED = b'<h1 id="headline" class="untranslated"'
_STYLE_LINK = b'<link rel="stylesheet"'
_SAID = re.compile(rb'<meta property="og:(title|description)" content="([^"]*)">')
_CANONICAL = re.compile(rb'^<link rel="canonical" href="([^"]*)">\n', re.MULTILINE)
_IMAGE = re.compile(rb'^<meta property="og:image" content="([^"]*)">\n', re.MULTILINE)
_DATA = re.compile(rb'^<script type="application/ld\+json">([^\n]*)</script>\n', re.MULTILINE)


class HtmlPublisher:
    """Publishes a page for each edition, a front page for each language, and one to choose a language."""

    name = "html"

    def pages(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
        """The page of an edition, ``<language>/<slug>/index.html``; see :class:`workflow.model.Publisher`.

        :raises PublishError: a slug, a tag or the base address cannot be part of an address; the theme has
            a mistake.
        """
        check_names(story.slug, edition.language, edition.article.source or story.slug)
        yield _article(Framer(site), edition, story)

    def stands_in(self, edition: Edition, story: Story, site: Site) -> Iterator[Page]:
        """The article's own text on a page for readers of another language, which says why.

        It is no version of the article: nothing names it as an alternate, and search engines are sent to
        the original. See :class:`workflow.model.StandInPublisher`.

        :raises PublishError: as in :meth:`pages`; the theme's page of an article could not say why.
        """
        for page in self.pages(edition, story, site):
            if str(reason_of(story.stand_ins[edition.language])).encode("utf-8") not in page.content:
                raise PublishError(
                    "does not say why an article is not in the reader's language",
                    where="theme/article.html.j2",
                    hint="Put {{ instead }} and {{ foreign }} where ours has them.",
                )
            yield page

    def withdrawn(self, slug: str, language: str, site: Site) -> Iterator[Page]:
        """A page that says so, which no search engine keeps; see :class:`workflow.model.Withdrawing`."""
        check_names(slug, language, slug)
        framer = Framer(site)
        path = article_path(language, slug)
        words = wording(language)["withdrawn"]
        frame = framer.frame(
            path, language, title=f"{words} — {clean(framer.name(language)[0])}", versions={}, draft=True
        )
        yield Page(path, framer.fill("withdrawn.html.j2", frame=frame, words=words))

    def renewed(self, page: Page, edition: Edition, story: Story, site: Site) -> Page:
        """The page with the alternates, switcher, addresses and style sheet that it would have today.

        If it has fallen behind its article, it says so. What was corrected in the article is told here too,
        in the language of the article where that is not translated yet: nobody is to go on reading a mistake.

        ``hreflang`` has to be reciprocal, and an old page must not link to what is not there any more.

        :raises PublishError: a slug, a tag or the base address cannot be part of an address.
        """
        if page.path != article_path(edition.language, story.slug):
            return page
        old, (new,) = page.content, self.pages(edition, story, site)
        was, after = _CANONICAL.search(old), _CANONICAL.search(new.content)
        image, data, today_data = _IMAGE.search(old), _DATA.search(old), _DATA.search(new.content)
        if image and was and image[1].startswith(was[1]):  # the picture lies beside the page
            moved = image[0].replace(was[1], after[1], 1) if after else b""
            old = old.replace(image[0], moved, 1)
        elif not image:
            old = old.replace(_STYLE_LINK, _picture_of(old, new.content) + _STYLE_LINK, 1)
        if today_data and not data:  # the site had no address then
            own = retold(today_data[1], *said_by(old)[:2])
            line = today_data[0].replace(today_data[1], own, 1) if own else b""
            old = old.replace(_STYLE_LINK, line + _STYLE_LINK, 1)
        elif data:
            moved = readdressed(data[1], today_data[1]) if today_data else b""
            old = old.replace(data[0], data[0].replace(data[1], moved, 1) if moved else b"", 1)
        for pattern, before in _OF_OTHERS:
            found, there = pattern.search(new.content), pattern.search(old)
            today = found[0] if found else b""
            if there:
                old = old[: there.start()] + today + old[there.end() :]
            elif today and before:
                old = old.replace(before, today + before, 1)
        return Page(page.path, _corrected(old, new.content))

    def shared(self, stories: Sequence[Story], site: Site) -> Iterator[Page]:
        """Front pages and other lists of each language, ``index.html`` to choose one, the style sheet.

        :raises PublishError: the base address cannot be one; the theme has a mistake.
        """
        yield from Fronts(stories, Framer(site)).pages()
        content, path = style_sheet(site.theme.get(STYLE, ""))
        yield Page(path, content)


def said_by(page: bytes) -> tuple[str, str, bool]:
    """Headline and description as the head has them, empty where it does not; whether it is translated."""
    said = dict(_SAID.findall(page))
    title, description = (said.get(key, b"").decode("utf-8", "replace") for key in (b"title", b"description"))
    return html.unescape(title), html.unescape(description), _UNTRANSLATED not in page


def _picture_of(old: bytes, new: bytes) -> bytes:
    """What today's page says of its picture, if the old one shows the same."""
    image, own = _IMAGE.search(new), _CANONICAL.search(new)
    shown = image and own and b'src="' + image[1].removeprefix(own[1]) + b'"' in old
    return image[0] if image and shown else b""


def corrected_on(page: bytes) -> list[bytes]:
    """The days of the corrections that an article's page tells, as it has them."""
    notices = _CORRECTIONS.search(page)
    return re.findall(rb'<time datetime="([^"]*)"', notices[0]) if notices else []


def _corrected(old: bytes, new: bytes) -> bytes:
    """``old`` with the corrections of ``new`` instead of its own."""
    notices = _CORRECTIONS.search(new)
    if not notices and not _CORRECTIONS.search(old):
        return old
    old, shown = _CORRECTIONS.sub(b"", old), notices[0] if notices else b""
    place = _HEADLINE if _HEADLINE.search(old) else _MAIN
    old = place.sub(lambda found: found[0] + shown, old, count=1)
    old, changed = _CHANGED.sub(b"", old), _CHANGED.search(new)
    line = changed[0] if changed else b""
    return _BEFORE_CHANGED.sub(lambda found: found[0] + line, old, count=1)


def _article(framer: Framer, edition: Edition, story: Story) -> Page:
    language, original = edition.language, edition.article.language
    stand_in = edition.stand_in is not None
    listing = (story.stand_ins if stand_in else story.listings)[language]
    path = article_path(language, story.slug)
    tags = in_order(story.listings, framer.site.source_language)
    approved = [tag for tag in tags if not story.listings[tag].draft]
    publication = clean(framer.name(language)[0])
    addresses = {tag: absolute(framer.base, article_path(tag, story.slug)) for tag in approved}
    picture, caption = _picture(edition, addresses.get(language, ""))  # of a draft nobody is to tell
    graph = [
        ("og:type", "article"),
        ("og:title", listing.title),
        ("og:description", listing.description),
        ("og:locale", og_locale(language)),
        ("og:site_name", publication),
    ]
    if not listing.draft and not stand_in:
        # It has no scripts: uz and uz-Cyrl are one.
        others = dict.fromkeys(og_locale(tag) for tag in approved)
        others.pop(og_locale(language), None)
        graph += [("og:locale:alternate", locale) for locale in others]
    if story.day:
        graph.append(("article:published_time", story.day.isoformat()))
    changed = modified(edition.article, newest(edition))
    if changed:
        graph.append(("article:modified_time", changed))
    if listing.is_original:  # in other languages they would be foreign words
        graph += [("article:tag", tag) for tag in keywords(listing)]
    if picture:
        graph.append(("og:image", picture))
    if picture and caption:
        graph.append(("og:image:alt", caption))
    frame = framer.frame(
        path,
        language,
        title=f"{listing.title} — {publication}",
        description=listing.description,
        switcher=[
            framer.alternate(
                path, article_path(tag, story.slug), tag, language, draft=story.listings[tag].draft
            )
            for tag in tags
        ],
        versions={} if stand_in else {tag: article_path(tag, story.slug) for tag in approved},
        default=original,
        copy_of=article_path(original, story.slug) if stand_in and original in approved else "",
        draft=listing.draft or (stand_in and not (framer.base and original in approved)),
        state=_state(listing),
        version=version_of(edition.article),
        graph=graph,
        card="summary_large_image" if picture else "summary",
        data=Html("")
        if stand_in
        else news_article(edition, listing, addresses, publication, framer.base, picture),
    )
    body = Body(replace(edition, language=original) if stand_in else edition, frame.words, language)
    return Page(
        path,
        framer.fill(
            "article.html.j2",
            frame=frame,
            draft=listing.draft,
            outdated=edition.outdated,
            instead=reason_of(listing),
            foreign=Html(' lang="{}" dir="{}"').format(original, profile(original).direction),
            credits=credit_lines(edition, frame.words),
            converted=_converted(path, edition, story, frame.words),
            headline=body.headline(),
            content=body.content(),
            day=story.day,
            day_text=isolated(long_date(story.day, language), language) if story.day else "",
            original=_original(path, story, listing),
            tags=[
                (relative(path, shelf_path(language, f"{TAGS}/{tag_key(tag)}")), term(text, tongue, language))
                for tag, text, tongue in labels_of(listing)
            ],
            all_tags=relative(path, shelf_path(language, TAGS)),
        ),
    )


def _state(listing: Listing) -> str:
    """What a page says that it is, to whoever publishes again; see ``dragoman:state``."""
    if listing.stand_in is not None:
        return listing.stand_in.value
    return "original" if listing.is_original else "draft" if listing.draft else "published"


def _picture(edition: Edition, folder: str) -> tuple[str, str]:
    """The first picture that lies beside the page, as its address on the web, and its caption.

    Both are empty where there is none, or ``folder``, the address of the page, is not known.
    """
    for block in edition.blocks if folder else ():
        address = safe_address(block.block.image)
        # Only these are copied to a page: a name below its folder, without "..", "?" and the like.
        beside = address and not {"", ".", ".."} & set(unquote(address).split("/"))
        if beside and is_local(address) and not {"?", "#"} & set(address):
            return f"{folder}{address}", joined([block], edition)
    return "", ""


def _converted(path: str, edition: Edition, story: Story, words: Mapping[str, str]) -> Html:
    """Of a page that is another one in another script: that it is, and a link to that one."""
    parent = edition.converted_from
    if not parent:
        return Html("")
    if parent not in story.listings:
        return element_text(words["converted"])
    return Html('<a href="{}" hreflang="{}">{}</a>').format(
        relative(path, article_path(parent, story.slug)), parent, words["converted"]
    )


def _original(path: str, story: Story, listing: Listing) -> Html:
    """A link to the article in its own language; empty on that page, and where it is not published."""
    source = listing.original
    if listing.is_original or source not in story.listings:
        return Html("")
    link = Html('<a href="{0}" hreflang="{1}" lang="{1}" dir="{2}">{3}</a>').format(
        relative(path, article_path(source, story.slug)),
        source,
        profile(source).direction,
        profile(source).autonym,
    )
    before, _, after = wording(listing.language)["original"].partition("{language}")
    return Html("{}{}{}").format(before, link, after)
