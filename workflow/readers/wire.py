"""What items of news agencies have in common, whether they come as JSON or as XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from workflow.errors import SourceError
from workflow.model import Article, Block, Markup, Role
from workflow.readers.addresses import picture_address
from workflow.readers.common import has_letter, is_blank, nothing_here, one_line, same_words, tidy, with_roles
from workflow.readers.elements import Builder, parse
from workflow.readers.inline import escape, plain_text

_STATES = {
    "canceled": "the agency has cancelled it",
    "cancelled": "the agency has cancelled it",
    "withheld": "the agency withholds it",
}


def check_status(status: str, source: str) -> None:
    """Refuse an item that its agency does not give for publication. ``status`` is of IPTC's ``pubstatus``.

    :raises SourceError: it says anything but "usable", or nothing.
    """
    name = one_line(tidy(status)).strip()
    if name.lower() not in ("", "usable", "embargoed"):
        told = _STATES.get(name.lower(), "the agency does not give it for publication")
        raise SourceError(
            f"{told} (publishing status {name[:40]!r})",
            where=source,
            hint="Ask the agency for the item that takes its place, and delete this one.",
        )


def html_blocks(text: str, source: str) -> list[Block]:
    """The blocks of a body in HTML; what browsers would run is left out."""
    soup = parse(text, source)
    return Builder(None).build(soup.find("article") or soup.find("body") or soup)


def plain_blocks(text: str, line: int) -> list[Block]:
    """The paragraphs of a body in plain text: divided by blank lines, or else one a line."""
    text = tidy(text)
    lines = text.split("\n")
    paragraphs = [[line] for line in lines]
    if any(is_blank(one) and not is_blank(text) for one in lines[1:-1]):
        paragraphs = [[]]
        for one in lines:
            if is_blank(one):
                paragraphs.append([])
            else:
                paragraphs[-1].append(one)
    joined = (one_line("\n".join(each)) for each in paragraphs)
    return [Block(Role.PARAGRAPH, escape(each), line) for each in joined if not is_blank(each)]


def caption(words: str, address: str, line: int) -> Block | None:
    """The caption of a picture that came beside the text; None if there is neither words nor an address."""
    text = one_line(" ".join(tidy(words).split("\n")))
    image = picture_address(address)
    if is_blank(text) and not image:
        return None
    return Block(Role.CAPTION, escape(text), line, translatable=has_letter(text), image=image)


def assembled(
    *,
    slug: str,
    source: str,
    language: str,
    headline: str,
    line: int,
    blocks: Sequence[Block],
    captions: Sequence[Block],
    published: date | None,
    meta: Mapping[str, str],
) -> Article:
    """The article: the first picture above the text, the others below it, and no second headline.

    :raises SourceError: there is no headline, or no text.
    """
    title = one_line(" ".join(tidy(headline).split()))
    if is_blank(title):
        if not blocks:
            raise nothing_here(source)
        raise SourceError("it has no headline", where=source, hint="Ask the agency for an item with one.")
    texts = [block for block in blocks if block.role is not Role.CAPTION]
    if texts and texts[0].role in (Role.PARAGRAPH, Role.HEADING):
        repeated = same_words(plain_text(texts[0].text), title)
        blocks = [block for block in blocks if not (repeated and block is texts[0])]
    shown = {block.image for block in blocks if block.image}
    beside = [block for block in captions if not block.image or block.image not in shown]
    body = (*beside[:1], *with_roles(blocks), *beside[1:])
    if all(block.role is Role.CAPTION for block in body):
        raise SourceError("it holds no text", where=source, hint="Ask the agency for the item with the text.")
    cleaned = {key: one_line(" ".join(tidy(value).split())) for key, value in meta.items()}
    return Article(
        slug,
        source,
        language,
        title,
        (Block(Role.HEADLINE, escape(title), line), *body),
        Markup.MARKDOWN,
        published,
        {key: value for key, value in cleaned.items() if not is_blank(value)},
    )
