"""Blocks of one edition -> the HTML of its article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from urllib.parse import unquote, urlsplit

from markupsafe import Markup as Html
from msgspec import Struct
from msgspec.structs import replace

from workflow.languages import profile
from workflow.model import Block, Edition, EditionBlock, Markup, Passage, Role, State
from workflow.publishers.inline import clean, element_text, is_local, plain, render, safe_address

_NUMERIC = re.compile(r"[\s\d.,:%‰°+\-−–—/()$€£¥₽₹'’]+")
_FENCE = re.compile(r"(`{3,}|~{3,})[^\n]*\n(.*?)\n?\1\s*", re.DOTALL)
_CELL_CLASSES = {"left": "start", "right": "end", "center": "center"}
_DEEPEST_LIST = 12  # deeper levels are shown at this one: nobody can read them, and browsers give up at 512


def joined(blocks: Sequence[EditionBlock], edition: Edition) -> str:
    """The words of some blocks, without markup, as one line of text; not escaped."""
    pieces = []
    for block in blocks:
        passages = _passages(block, edition)
        words = [plain(passage.text, edition.article.markup) for passage in passages]
        pieces.append("".join(a + b for a, b in zip(_separators(passages, edition), words, strict=True)))
    return " ".join(" ".join(pieces).split())


def headline(edition: Edition) -> EditionBlock:
    """The headline block; one made of the article's title where there is none."""
    for block in edition.blocks:
        if block.block.role is Role.HEADLINE:
            return block
    title = edition.article.title
    if edition.article.markup is Markup.MARKDOWN:  # the title is plain
        title = re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", title)
    return EditionBlock(Block(Role.HEADLINE, title, 1), ())


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
    """Makes the HTML of one edition. ``words`` are the publisher's own, by key, in the edition's language."""

    edition: Edition
    words: Mapping[str, str]

    def headline(self) -> Html:
        """The one ``<h1>``."""
        return self._element("h1", headline(self.edition), identity="headline")

    def content(self) -> Html:
        """Everything below the headline, an element for each block, list, table and quotation."""
        first = headline(self.edition)
        rest = _levelled([block for block in self.edition.blocks if block is not first])
        return Html("\n").join(
            self._group(kind, list(run)) for (kind, _number), run in groupby(rest, key=_grouping)
        )

    def _group(self, kind: Role | None, run: Sequence[EditionBlock]) -> Html:
        match kind:
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

    def _single(self, block: EditionBlock) -> Html:
        match block.block.role:
            case Role.HEADING:
                return self._element(f"h{block.block.level}", block)
            case Role.LEAD:
                return self._element("p", block, "lead")
            case Role.CAPTION:
                return self._figure(block) if block.block.image else self._element("p", block, "caption")
            case _ if block.block.role is Role.PARAGRAPH and not block.block.translatable:
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
        open_lists: list[tuple[int, str]] = []  # level and tag, outermost first
        for block in run:
            level = min(max(block.block.level, 1), _DEEPEST_LIST)
            tag = "ol" if block.block.ordered else "ul"
            while open_lists and (open_lists[-1][0] > level or open_lists[-1] == (level, _other(tag))):
                if len(open_lists) > 1 and open_lists[-2][0] < level < open_lists[-1][0]:
                    break  # stepping back to a level that was jumped over: stay in this list
                parts.append(f"</li>\n</{open_lists.pop()[1]}>\n")
            if open_lists and open_lists[-1][0] >= level:
                parts.append("</li>\n")
            else:
                parts.append(f"\n<{tag}>\n" if open_lists else f"<{tag}>\n")
                open_lists.append((level, tag))
            parts.append(f"<li>{self._boxed(block)}")
        while open_lists:
            parts.append(f"</li>\n</{open_lists.pop()[1]}>\n")
        return Html("".join(parts).strip())

    def _table(self, run: Sequence[EditionBlock]) -> Html:
        cells = {(block.block.row, block.block.column): block for block in run}
        columns = sorted({column for _, column in cells})
        rows = {
            row: Html("<tr>{}</tr>").format(
                Html("").join(self._cell(cells.get((row, column)), row) for column in columns)
            )
            for row in sorted({row for row, _ in cells})
        }
        head = Html("<thead>\n{}\n</thead>\n").format(rows.pop(0)) if 0 in rows else Html("")
        body = Html("<tbody>\n{}\n</tbody>\n").format(Html("\n").join(rows.values())) if rows else Html("")
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
        passages = _passages(block, self.edition)
        parts: list[str] = []
        for separator, passage in zip(_separators(passages, self.edition), passages, strict=True):
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


def _levelled(blocks: Iterable[EditionBlock]) -> list[EditionBlock]:
    """The blocks with headings from level 2 down and no level skipped, as WCAG and the Nu checker want it.

    Authors choose levels by size; a reader who hears the page goes by their order. A second headline
    becomes a heading: the first stands in the header.
    """
    levelled = []
    above: list[int] = []  # levels, as written, of the headings that the next one may stand below
    for block in blocks:
        if block.block.role in (Role.HEADING, Role.HEADLINE):
            level = block.block.level or 2
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
            heading = replace(block.block, role=Role.HEADING, level=min(len(above) + 1, 6))
            levelled.append(replace(block, block=heading))
        else:
            levelled.append(block)
    return levelled


def _class(names: Sequence[str]) -> Html:
    return Html(' class="{}"').format(" ".join(names)) if names else Html("")


def _grouping(block: EditionBlock) -> tuple[Role | None, int]:
    """Neighbours with the same answer stand in one list, table or quotation."""
    role, number = block.block.role, block.block.group
    if role in (Role.LIST_ITEM, Role.TABLE_CELL) or (role is Role.QUOTE and number > 0):
        return role, number
    return None, 0


def _passages(block: EditionBlock, edition: Edition) -> Sequence[Passage]:
    """Passages of a block. One without any (numbers, say) is copied, as in the edition's own language."""
    return block.passages or (Passage(block.block.text, edition.language, State.REVIEWED),)


def _separators(passages: Sequence[Passage], edition: Edition) -> Iterator[str]:
    """What stands before each passage: nothing, then the sentence space of the writing system.

    Chinese needs none; but a sentence that still stands in English keeps its distance.
    """
    if passages:
        yield ""
    for before, after in pairwise(passages):
        own = before.language == after.language == edition.language
        yield profile(edition.language).sentence_space if own else " "


def _code(block: Block) -> Html:
    """A code block, or another paragraph that is copied as it stands."""
    text = clean(block.text, code=True)
    fenced = _FENCE.fullmatch(text)
    code = element_text(fenced[2] if fenced else text, code=True)
    return Html('<pre dir="ltr" translate="no"><code>{}</code></pre>').format(code)


def _other(tag: str) -> str:
    return "ul" if tag == "ol" else "ol"
