"""Editions with a block of every kind, and what a publisher makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow.model import (
    Article,
    Block,
    Edition,
    EditionBlock,
    FilePublisher,
    Markup,
    Passage,
    Role,
    Site,
    State,
    Story,
)
from workflow.publishers import listing_of

DAY = date(2018, 2, 24)
BASE = "https://news.example.org/"
PNG = bytes.fromhex(  # one white pixel
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f0005fe02fe"
    "a73581840000000049454e44ae426082"
)

# What must not get through as it is: ends of elements, scripts, Markdown, a NUL, a lone surrogate, a
# noncharacter, an override that turns text around, an astral character.
HOSTILE = (
    "</p></script><script>alert(1)</script> ]]> & &amp; &#x3c; <img src=x onerror=alert(1)> --> "
    "[x](javascript:alert(1)) ![y](https://evil.example/p.png) `c` | # \\ \x00\x08\x1b\x85\u2028"
    "\ud800\ufffe\u202e\U0001f600 {{ 7*7 }} {% raw %}"
)


def block(role: Role, *texts: str | Passage, language: str = "en", **fields: object) -> EditionBlock:
    """A block of reviewed passages in ``language``."""
    passages = tuple(
        each if isinstance(each, Passage) else Passage(each, language, State.REVIEWED) for each in texts
    )
    text = str(fields.pop("text", " ".join(each.text for each in passages)))
    return EditionBlock(Block(role, text, 1, **fields), passages)


def edition(
    language: str,
    *blocks: EditionBlock,
    headline: str = "Headline",
    markup: Markup = Markup.PLAIN,
    slug: str = "chongqing",
    day: date | None = DAY,
    draft: bool = False,
    meta: Mapping[str, str] | None = None,
    pictures: Mapping[str, bytes] | None = None,
) -> Edition:
    """An edition with a headline and ``blocks``."""
    article = Article(slug, f"seeds/{slug}.md", "en", headline, (), markup, day, meta or {})
    first = block(Role.HEADLINE, headline, language=language)
    return Edition(article, language, (first, *blocks), draft, pictures or {})


def every_kind(
    language: str = "en", text: str = "", *, markup: Markup = Markup.PLAIN, **more: object
) -> Edition:
    """An edition with a block of every kind; all its texts are ``text``, if it is given."""

    def one(role: Role, words: str, **fields: object) -> EditionBlock:
        return block(role, text or words, language=language, **fields)

    return edition(
        language,
        block(Role.LEAD, text or "First sentence.", text or "Second one.", language=language),
        one(Role.HEADING, "A heading", level=2),
        one(Role.PARAGRAPH, "A paragraph."),
        block(Role.PARAGRAPH, text=text or "```python\nprint('<b>')\n```", translatable=False),
        one(Role.QUOTE, "Quoted.", group=1),
        one(Role.QUOTE, "Quoted more.", group=1),
        one(Role.LIST_ITEM, "Outer", level=1, group=2),
        one(Role.LIST_ITEM, "Inner one", level=2, group=2, ordered=True),
        one(Role.LIST_ITEM, "Inner two", level=2, group=2, ordered=True),
        one(Role.LIST_ITEM, "Outer again", level=1, group=2),
        one(Role.LIST_ITEM, "Of another list", level=1, group=3),
        one(Role.TABLE_CELL, "City", group=4, row=0, column=0, align="left"),
        one(Role.TABLE_CELL, "Guests", group=4, row=0, column=1, align="right"),
        one(Role.TABLE_CELL, "Kazan", group=4, row=1, column=0, align="left"),
        one(Role.TABLE_CELL, "4,500", group=4, row=1, column=1, align="right"),
        one(Role.CAPTION, "The city at night", image=text or "kazan.png"),
        one(Role.CAPTION, "Of another site", image="https://pictures.example/a.jpg"),
        headline=text or "The headline",
        markup=markup,
        meta={"tags": text or "SCO, summit"},
        pictures={text or "kazan.png": PNG},
        **more,
    )


def made(
    publisher: FilePublisher,
    one: Edition,
    *sisters: Edition,
    base_url: str = BASE,
    titles: Mapping[str, str] | None = None,
) -> bytes:
    """The one file that the publisher makes of an edition."""
    story = Story(one.article.slug, {each.language: listing_of(each) for each in (one, *sisters)})
    (page,) = publisher.pages(one, story, Site(titles or {"en": "Spirit News"}, "en", base_url))
    assert page.path == f"{one.language}/{one.article.slug}/{one.article.slug}{publisher.extension}"
    return page.content
