"""Markdown inline syntax: reading it, writing it, and the words in it.

Publishers render the same syntax by the same parser with the same settings, so what these functions call
equal looks equal on a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from workflow.readers.common import one_line

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

DEEPEST = 100  # nested lists and quotations; Python's own stack ends not far beyond
_SPECIAL = re.compile(r"[\\`*_\[\]<&]")
_LIKELY = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|<(?=[A-Za-z/!?])|&(?=#?\w{1,31};)")
_REFERENCE = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\](?:\[((?:[^\[\]\\]|\\.)*)\])?(?![(\[:])")
_MARKS = {"strong": "**", "emphasis": "*"}
_UNSEEN = re.compile(r"<(script|style)\b", re.IGNORECASE)  # elements whose content is no text
_HARD_BREAK = re.compile(r"(?<!\\)((?:\\\\)*)\\\n")


class Run(Struct, frozen=True):
    """A stretch of text in one style."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: str = ""


@cache
def parser(*, html: bool = False) -> MarkdownIt:
    """CommonMark with tables. ``html`` recognises raw HTML, so that it can be left out."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  (--help and plain text do without)

    made = MarkdownIt("commonmark", {"html": html}).enable("table")
    if html:  # for whole documents; the parser leaves out what is nested deeper, without a word
        made.options["maxNesting"] = DEEPEST
    # Refusing an address in the parser would leave its brackets in the text; publishers refuse it later.
    made.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return made


def plain_text(inline: str) -> str:
    """The words of Markdown inline text: marks dropped, escapes resolved; a link or picture is its text."""
    if not _SPECIAL.search(inline):
        return inline
    return "".join(run.text for run in runs(inline))


def runs(inline: str, definitions: dict[str, Any] | None = None) -> list[Run]:
    """What ``inline`` shows, as styled stretches; neighbours in the same style are one.

    ``definitions`` is what the parser collected from the document: addresses of links by reference.
    """
    children = [
        child for token in parser().parseInline(inline, definitions) for child in token.children or ()
    ]
    return merged(_styled(children))


def merged(pieces: Iterable[Run]) -> list[Run]:
    """Neighbours in the same style joined."""
    return [
        replace(style, text="".join(run.text for run in group))
        for style, group in groupby_style(run for run in pieces if run.text)
    ]


def groupby_style(pieces: Iterable[Run]) -> Iterator[tuple[Run, Iterator[Run]]]:
    """Stretches grouped by style; the key is a run without text."""
    return groupby(pieces, key=lambda run: replace(run, text=""))


def _styled(tokens: Sequence[Token]) -> Iterator[Run]:
    strong = emphasis = 0
    link = unseen = ""
    for token in _leaves(tokens):
        unseen = _unseen(token, unseen)
        if unseen:
            continue
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                link = str(token.attrGet("href") or "")
            case "link_close":
                link = ""
            case "softbreak" | "hardbreak":
                yield Run(" ", strong > 0, emphasis > 0, False, link)
            case "html_inline":
                pass
            case _:
                yield Run(token.content, strong > 0, emphasis > 0, token.type == "code_inline", link)


def _unseen(token: Token, unseen: str) -> str:
    """The name of the open element whose content is not shown, after ``token``; "" outside of one."""
    if token.type != "html_inline":
        return unseen
    if unseen:
        return "" if token.content.lower().startswith(f"</{unseen}") else unseen
    found = _UNSEEN.match(token.content)
    return found[1].lower() if found else ""


def _leaves(tokens: Sequence[Token]) -> Iterator[Token]:
    """Tokens in order; a picture stands for those of its description."""
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        if token.type == "image":
            waiting += reversed(token.children or ())
        else:
            yield token


def escape(text: str) -> str:
    """Plain text as Markdown inline text. Backslashes are put only where the text would be read as syntax."""
    if not _SPECIAL.search(text):
        return text
    return next(
        (inline for inline in (text, _half_escaped(text)) if _shows(inline, [Run(text)])), _escaped(text)
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)


def _half_escaped(text: str) -> str:
    """Backslashes where syntax is likely: "R&D" and "a < b" go without."""
    return _LIKELY.sub(r"\\\g<0>", text)


def _shows(inline: str, wanted: Sequence[Run]) -> bool:
    """Does ``inline`` show ``wanted``? The style of white space is not compared: nobody sees it.

    Addresses are compared as there or not, since the parser encodes them.
    """
    found = runs(inline)
    return "".join(run.text for run in found) == "".join(run.text for run in wanted) and (
        _words(found) == _words(wanted)
    )


def _words(pieces: Iterable[Run]) -> list[Run]:
    """Runs without their white space."""
    return merged(
        replace(run, text="".join(run.text.split()), link="yes" if run.link else "") for run in pieces
    )


def write(pieces: Sequence[Run]) -> str:
    """Styled text as Markdown inline text that shows exactly that.

    CommonMark cannot say everything: emphasis that begins inside a word with a quotation mark, say. There the
    words stay and the emphasis goes, then the link.
    """
    pieces = merged(pieces)
    for simpler in (
        pieces,
        [replace(run, strong=False, emphasis=False) for run in pieces],
        [Run(run.text) for run in pieces],
    ):
        wanted = merged(simpler)
        for escaped in (str, _half_escaped, _escaped):
            inline = _marked(wanted, ("link", *_MARKS), escaped)
            if _shows(inline, wanted):
                return inline
    return _escaped("".join(run.text for run in pieces))


def _marked(pieces: Sequence[Run], styles: Sequence[str], escaped: Callable[[str], str]) -> str:
    """``pieces`` with the marks of ``styles``: of those that begin together, the longest goes outside."""
    parts: list[str] = []
    start = 0
    while start < len(pieces):
        run = pieces[start]
        extents = {style: _extent(pieces, start, style) for style in styles if getattr(run, style)}
        if not extents:
            parts.append(_code(run.text) if run.code else escaped(run.text))
            start += 1
            continue
        style = max(extents, key=lambda style: extents[style])
        end = extents[style]
        inside = _marked(pieces[start:end], [other for other in styles if other != style], escaped)
        opening, closing = ("[", f"]({run.link})") if style == "link" else (_MARKS[style], _MARKS[style])
        parts.append(_around(inside, opening, closing))
        start = end
    return "".join(parts)


def _extent(pieces: Sequence[Run], start: int, style: str) -> int:
    """The end of the stretch from ``start`` on that shares this style, or this address."""
    value = getattr(pieces[start], style)
    return next((i for i in range(start, len(pieces)) if getattr(pieces[i], style) != value), len(pieces))


def _around(inside: str, opening: str, closing: str) -> str:
    """``inside`` between marks; white space at its ends stands outside: CommonMark wants marks at words."""
    bare = inside.strip()
    if not bare:
        return inside
    start = inside.index(bare)
    return f"{inside[:start]}{opening}{bare}{closing}{inside[start + len(bare) :]}"


def _code(text: str) -> str:
    longest = max((len(found) for found in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.strip().startswith("`") or text.strip().endswith("`") else ""
    return _around(text, f"{fence}{pad}", f"{pad}{fence}")


def without_breaks(token: Token, definitions: dict[str, Any]) -> str:
    """The source of an inline token as one line that stands for itself.

    Line breaks become a space, raw HTML tags go, and links by reference get their address: a block is read
    alone from here on. Whatever cannot be taken out without changing the words stays as it was.

    ``definitions`` is what the parser collected from the document.
    """
    text = token.content
    children = token.children or []
    if any(child.type == "html_inline" for child in _leaves(children)):
        text = _without_html(text, children, definitions)
    if definitions.get("references"):
        text = _with_addresses(text, definitions)
    if "\n" in text:
        if any(child.type == "hardbreak" for child in children):
            text = _HARD_BREAK.sub(r"\1\n", text)
        text = one_line(text)
    return text.strip(" \t")


def _without_html(text: str, children: Sequence[Token], definitions: dict[str, Any]) -> str:
    """``text`` without raw HTML; a line break (``br``) becomes a space."""
    parts: list[str] = []
    position = 0
    unseen = ""
    for child in _leaves(children):
        if child.type not in ("html_inline", "code_inline"):
            continue
        start = text.find(child.content, position)
        if start < 0:
            return text
        end = start + len(child.content)
        if child.type == "code_inline":
            if not unseen:
                parts.append(text[position:end])
        else:
            if not unseen:
                parts.append(text[position:start])
            unseen = _unseen(child, unseen)
            if child.content.lower().startswith("<br") and not text[:start][-1:].isspace():
                parts.append(" ")
        position = end
    shorter = "".join((*parts, text[position:]))
    return shorter if _words(runs(shorter, definitions)) == _words(merged(_styled(children))) else text


def _with_addresses(text: str, definitions: dict[str, Any]) -> str:
    """``text`` with each link and picture by reference written with its address."""
    from markdown_it.common.utils import normalizeReference  # noqa: PLC0415

    references = definitions["references"]

    def resolved(match: re.Match[str]) -> str:
        found = references.get(normalizeReference(match[2] or match[1]))
        return f"[{match[1]}]({_destination(found['href'])})" if found else match[0]

    longer = _REFERENCE.sub(resolved, text)
    return longer if _shows(longer, runs(text, definitions)) else text


def _destination(address: str) -> str:
    return re.sub(r"[()\s<>\\`]", lambda char: f"%{ord(char[0]):02X}", address)
