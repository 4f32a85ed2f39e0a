"""Markdown inline text as checks see it: what its marks are, found by the parser that pages are made with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MARKS = "[]*_`<\\"
_LONGEST = 10_000  # characters; the parser takes more than linear time for a text of nothing but marks


class Inline(Struct, frozen=True):
    """What is marked in a text. Addresses are decoded as the parser has them."""

    links: tuple[str, ...]
    images: tuple[str, ...]
    codes: tuple[str, ...]
    emphasis: int
    strong: int
    words: str  # what is left, as a reader sees it


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  (most catalogues have no Markdown)

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    # An address is judged elsewhere. Refusing it in the parser would hide it.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


@lru_cache(maxsize=64)
def inline(text: str) -> Inline | None:
    """The marks of a text; None for one that is too long to look at."""
    if not any(mark in text for mark in MARKS):
        return Inline((), (), (), 0, 0, text)
    if len(text) > _LONGEST:
        return None
    links: list[str] = []
    images: list[str] = []
    codes: list[str] = []
    words: list[str] = []
    emphasis = strong = 0
    for token in _leaves([child for each in _parser().parseInline(text) for child in each.children or ()]):
        match token.type:
            case "link_open":
                links.append(str(token.attrGet("href") or ""))
            case "image":
                images.append(str(token.attrGet("src") or ""))
            case "code_inline":
                codes.append(token.content)
            case "em_open":
                emphasis += 1
            case "strong_open":
                strong += 1
            case "text":
                words.append(token.content)
            case "softbreak" | "hardbreak":
                words.append(" ")
    return Inline(tuple(links), tuple(images), tuple(codes), emphasis, strong, "".join(words))


def _leaves(tokens: Sequence[Token]) -> Sequence[Token]:
    """Tokens, a picture followed by those of its description."""
    return [
        leaf
        for token in tokens
        for leaf in ((token, *(token.children or ())) if token.type == "image" else (token,))
    ]
