"""Blocks of one edition -> the HTML of its article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote, urlsplit

from markupsafe import Markup as Html
from msgspec import Struct

from workflow.languages import profile
from workflow.model import Block, Edition, EditionBlock, Passage, Role, State
from workflow.publishers.corrections import label, tongue
from workflow.publishers.inline import clean, element_text, is_local, render, safe_address
from workflow.publishers.walk import (
    Step,
    code_of,
    grid,
    headline,
    is_code,
    joined,
    passages_of,
    runs,
    separators,
    steps,
)

__all__ = ["Body", "headline", "joined", "shortened"]

_NUMERIC = re.compile(r"[\s\d.,:%‰°+\-−–—/()$€£¥₽₹'’]+")
_CELL_CLASSES = {"left": "start", "right": "end", "center": "center"}


def shortened(text: str, tag: str, limit: int = 160) -> str:
    """``text`` in at most ``limit`` characters, cut where a word ends, with an ellipsis if it was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    if profile(tag).spaces and " " in cut and text[limit - 1] != " ":
        cut = cut.rsplit(" ", 1)[0]
    else:
        # Not between a letter and its marks or joiners.
        while cut and re.match(
            r"[\u0300-\u036f\u0900-\u0903\u093a-\u094f\u200c\u200d\ufe00-\ufe0f]", text[len(cut)]
        ):
            cut = cut[:-1]
    return cut.rstrip(" ,;:–—-،、，。；：") + "…"


class Body(Struct, frozen=True):
    """Makes the HTML of one edition. ``words`` are the publisher's own, by key, in the edition's language.

    ``reader`` is the language of the page, where that is another than the edition's.
    """

    edition: Edition
    words: Mapping[str, str]
    reader: str = ""

    def headline(self) -> Html:
        """The one ``<h1>``."""
        return self._element("h1", headline(self.edition), identity="headline")

    def content(self) -> Html:
        """Everything below the headline, an element for each block, list, table and quotation.

        Corrections come first.
        """
        return Html("\n").join(self._group(kind, run) for kind, run in runs(self.edition))

    def _group(self, kind: Role | None, run: Sequence[EditionBlock]) -> Html:
        match kind:
            case Role.CORRECTION:
                return self.corrections(run)
            case Role.LIST_ITEM:
                return self._list(run)
            case Role.TABLE_CELL:
                return self._table(run)
            case Role.QUOTE:
                return Html("<blockquote>\n{}\n</blockquote>").format(
                    Html("\n").join(self._element("p", block) for block in run)
                )
            case _:
                return Html("\n").join(self._single(block) for block in run)

    def corrections(self, blocks: Sequence[EditionBlock]) -> Html:
        """A notice for each correction, with its day; nothing in it is more than one line."""
        return Html("\n").join(self._correction(block, number) for number, block in enumerate(blocks, 1))

    def _correction(self, block: EditionBlock, number: int) -> Html:
        language, day = self.edition.language, block.block.date
        reader = self.reader or language
        before, shown, after = label(block, reader)
        own = Html("") if reader == language else Html(' lang="{}" dir="{}"')
        text = self._element("p", block)
        if tongue(block, self.edition) != language:
            text += Html('\n<p class="dateline">{}</p>').format(self.words["source_passage"])
        return Html(
            '<aside class="correction" role="note" aria-labelledby="correction-{0}">\n'
            '<h2 id="correction-{0}"{6}>{1}<time datetime="{2}">{3}</time>{4}</h2>\n{5}\n</aside>'
        ).format(
            number,
            before,
            day.isoformat() if day else "",
            element_text(shown, rtl=profile(reader).rtl),
            after,
            text,
            own.format(reader, profile(reader).direction),
        )

    def _single(self, block: EditionBlock) -> Html:
        match block.block.role:
            case Role.HEADING:
                return self._element(f"h{block.block.level}", block)
            case Role.LEAD:
                return self._element("p", block, "lead")
            case Role.CAPTION:
                return self._figure(block) if block.block.image else self._element("p", block, "caption")
            case _ if is_code(block.block):
                return _code(block.block)
            case _:
                return self._element("p", block)

    def _figure(self, block: EditionBlock) -> Html:
        """A picture with its caption. A picture of another site is linked: a page asks nobody but its own."""
        address = safe_address(block.block.image)
        caption = self._inner(block)
        if is_local(address):
            picture = Html('<img src="{}" alt="">\n').format(address)
        elif address:
            picture = Html("")
            name = urlsplit(address).path.rsplit("/", 1)[-1] or urlsplit(address).netloc or address
            caption += Html(' <a class="picture" dir="ltr" href="{}">{}</a>').format(
                address, element_text(unquote(name, errors="replace"))
            )
        else:
            picture = Html("")
        classes = self._classes(block)
        return Html("<figure>\n{}<figcaption{}>{}</figcaption>\n</figure>").format(picture, classes, caption)

    def _list(self, run: Sequence[EditionBlock]) -> Html:
        """Lists by depth: an item that is deeper than the one before opens a list inside it."""
        parts: list[str] = []
        depth = 0
        for step, ordered, block in steps(run):
            tag = "ol" if ordered else "ul"
            match step:
                case Step.OPEN:
                    parts.append(f"\n<{tag}>\n" if depth else f"<{tag}>\n")
                    depth += 1
                case Step.ITEM if block is not None:
                    parts.append(f"<li>{self._boxed(block)}")
                case Step.END_ITEM:
                    parts.append("</li>\n")
                case _:
                    parts.append(f"</{tag}>\n")
                    depth -= 1
        return Html("".join(parts).strip())

    def _table(self, run: Sequence[EditionBlock]) -> Html:
        has_head, cells = grid(run)
        rows = [
            Html("<tr>{}</tr>").format(
                Html("").join(self._cell(cell, 0 if has_head and not index else 1) for cell in row)
            )
            for index, row in enumerate(cells)
        ]
        head = Html("<thead>\n{}\n</thead>\n").format(rows.pop(0)) if has_head else Html("")
        body = Html("<tbody>\n{}\n</tbody>\n").format(Html("\n").join(rows)) if rows else Html("")
        # Wide tables scroll: the keyboard has to reach them, and a screen reader to say what it has reached.
        scroller = Html('<div class="table" role="group" tabindex="0" aria-labelledby="headline">\n{}</div>')
        return scroller.format(Html("<table>\n{}{}</table>\n").format(head, body))

    def _cell(self, block: EditionBlock | None, row: int) -> Html:
        if block is None:
            return Html("<td></td>")
        names = [_CELL_CLASSES[block.block.align]] if block.block.align in _CELL_CLASSES else []
        text = block.block.text
        if row and _NUMERIC.fullmatch(text) and any(character.isdigit() for character in text):
            names.append("number")
        tag, scope = ("th", Html(' scope="col"')) if row == 0 and text.strip() else ("td", Html(""))
        return Html("<{0}{1}{2}>{3}</{0}>").format(Html(tag), scope, _class(names), self._boxed(block))

    def _boxed(self, block: EditionBlock) -> Html:
        """The inside of an item or a cell: its mark needs a box of its own, beside bullets and borders."""
        classes = self._classes(block)
        return Html("<div{}>{}</div>").format(classes, self._inner(block)) if classes else self._inner(block)

    def _element(self, tag: str, block: EditionBlock, *names: str, identity: str = "") -> Html:
        id_attribute = Html(' id="{}"').format(identity) if identity else ""
        return Html(f"<{tag}{id_attribute}{self._classes(block, *names)}>{self._inner(block)}</{tag}>")

    def _classes(self, block: EditionBlock, *names: str) -> Html:
        """The class attribute, with the state of the block where its passages share one; its direction."""
        whole = self._whole(block)
        classes = _class((*names, whole) if whole else names)
        if whole == "untranslated":
            direction = profile(block.passages[0].language).direction
            if direction != profile(self.edition.language).direction:
                classes += Html(' dir="{}"').format(direction)  # or English would be set flush right
        return classes

    def _whole(self, block: EditionBlock) -> str:
        """``drafted`` if a machine wrote all of the block, so that one line can mark it as a whole.

        ``untranslated`` if all of it stands in the source language; else empty.
        """
        if not block.passages:
            return ""
        if all(self._is_machine(passage) for passage in block.passages):
            return "drafted"
        foreign = all(passage.language != self.edition.language for passage in block.passages)
        return "untranslated" if foreign else ""

    def _is_machine(self, passage: Passage) -> bool:
        return passage.state is State.MACHINE and self.edition.language != self.edition.article.language

    def _inner(self, block: EditionBlock) -> Html:
        passages = passages_of(block, self.edition)
        parts: list[str] = []
        for separator, passage in zip(separators(passages, self.edition), passages, strict=True):
            parts += (separator, self._passage(passage))
        return Html("".join(parts))

    def _passage(self, passage: Passage) -> Html:
        language = profile(passage.language)
        html = render(passage.text, self.edition.article.markup, rtl=language.rtl)
        if self._is_machine(passage):
            return Html('<span class="machine" title="{}">{}</span>').format(
                self.words["machine_passage"], html
            )
        if passage.language != self.edition.language:
            return Html('<span lang="{}" dir="{}" class="source" title="{}">{}</span>').format(
                clean(passage.language), language.direction, self.words["source_passage"], html
            )
        return html


def _class(names: Sequence[str]) -> Html:
    return Html(' class="{}"').format(" ".join(names)) if names else Html("")


def _code(block: Block) -> Html:
    """A code block, or another paragraph that is copied as it stands."""
    code = element_text(code_of(block), code=True)
    return Html('<pre dir="ltr" translate="no"><code>{}</code></pre>').format(code)
