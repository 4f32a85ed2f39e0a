"""Markdown: CommonMark with tables and front matter. The text of each block stays Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from workflow.corrections import with_corrections
from workflow.errors import SourceError
from workflow.model import Article, Block, Markup, Role
from workflow.readers.addresses import picture_address
from workflow.readers.common import has_letter, is_blank, nothing_here, one_line, same_words, tidy, with_roles
from workflow.readers.frontmatter import split_front_matter
from workflow.readers.inline import DEEPEST, escape, parser, plain_text, without_breaks

if TYPE_CHECKING:
    from markdown_it.token import Token

_ALIGN = re.compile(r"text-align:(left|right|center)")


class MarkdownReader:
    """Reads ``.md``. Raw HTML is left out; link definitions are written into their links."""

    name = "markdown"
    extensions: tuple[str, ...] = (".md", ".markdown")

    def read(self, text: str, *, slug: str, source: str, language: str) -> Article:
        """Parse ``text``. The headline is the front matter's title, else the first heading of level 1.

        :raises SourceError: broken front matter, no headline, or nothing in it.
        """
        front = split_front_matter(tidy(text), source)
        definitions: dict[str, Any] = {}
        tokens = parser(html=True).parse(front.rest, definitions)
        deep = next((token for token in tokens if token.level >= DEEPEST - 1), None)
        if deep is not None:
            raise SourceError(
                "lists or quotations are nested too deep",
                where=f"{source}:{_line(deep)}",
                hint=f"At most {DEEPEST // 2} levels can be read.",
            )
        blocks = _Builder(definitions).build(tokens)
        if front.title:
            headline = Block(Role.HEADLINE, escape(front.title), front.title_line)
            blocks = _without_title(blocks, front.title)
        else:
            first = next((b for b in blocks if b.role is Role.HEADING and b.level == 1), None)
            if first is None:
                if not blocks:
                    raise nothing_here(source)
                raise SourceError(
                    "it has no headline",
                    where=source,
                    hint="Begin with a line '# Headline', or with front matter that has a title.",
                )
            headline = Block(Role.HEADLINE, first.text, first.line)
            blocks = [block for block in blocks if block is not first]
        article = Article(
            slug,
            source,
            front.language or language,
            plain_text(headline.text),
            (headline, *with_roles(blocks)),
            Markup.MARKDOWN,
            front.date,
            front.meta,
        )
        return with_corrections(article, front.corrections)


def _without_title(blocks: Sequence[Block], title: str) -> list[Block]:
    """Blocks without the first heading of level 1, if it only repeats the title."""
    for index, block in enumerate(blocks):
        if block.role is Role.HEADING and block.level == 1:
            if same_words(plain_text(block.text), title):
                return [*blocks[:index], *blocks[index + 1 :]]
            break
    return list(blocks)


@dataclass
class _List:
    ordered: bool
    number: int  # of the outermost list, which all its lists share


@dataclass
class _Builder:
    """Walks the flat list of block tokens once."""

    definitions: dict[str, Any]
    blocks: list[Block] = field(default_factory=list)
    groups: int = 0
    quotes: list[int] = field(default_factory=list)  # group of each open block quotation
    lists: list[_List] = field(default_factory=list)
    item: list[tuple[int, str]] | None = None  # line and text of the paragraphs of the open item
    table: int = 0
    row: int = -1
    column: int = 0

    def build(self, tokens: Sequence[Token]) -> list[Block]:
        """All blocks of a document."""
        for index, token in enumerate(tokens):
            match token.type:
                case "blockquote_open":
                    # A quotation inside a list item is read as part of the item.
                    self.quotes.append(self._quotation())
                case "blockquote_close":
                    self.quotes.pop()
                case "bullet_list_open" | "ordered_list_open":
                    self._end_item()
                    number = self.lists[-1].number if self.lists else self._new_group()
                    self.lists.append(_List(token.type == "ordered_list_open", number))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.item = []
                case "list_item_close":
                    self._end_item()
                    self.item = None
                case "table_open":
                    self._end_item()
                    self.table, self.row = self._new_group(), -1
                case "tr_open":
                    self.row, self.column = self.row + 1, 0
                case "fence" | "code_block":
                    self._end_item()
                    code = token.content.rstrip("\n")
                    if code.strip():
                        self.blocks.append(Block(Role.PARAGRAPH, code, _line(token), translatable=False))
                case "inline":
                    self._inline(token, tokens[index - 1])
        return self.blocks

    def _new_group(self) -> int:
        self.groups += 1
        return self.groups

    def _quotation(self) -> int:
        """The group of a quotation that opens: that of the one around it, if there is one."""
        if self.lists:
            return 0
        return self.quotes[-1] if self.quotes else self._new_group()

    def _inline(self, token: Token, opening: Token) -> None:
        line = _line(token)
        text = without_breaks(token, self.definitions)
        match opening.type:
            case "th_open" | "td_open":
                align = _ALIGN.search(str(opening.attrGet("style") or ""))
                self.blocks.append(
                    Block(
                        Role.TABLE_CELL,
                        text,
                        line,
                        group=self.table,
                        row=self.row,
                        column=self.column,
                        align=align[1] if align else "",
                        translatable=has_letter(plain_text(text)),
                    )
                )
                self.column += 1
            case "heading_open":
                self._end_item()
                if not is_blank(text):
                    self.blocks.append(Block(Role.HEADING, text, line, level=int(opening.tag[1:])))
            case _:
                self._paragraph(token, text, line)

    def _paragraph(self, token: Token, text: str, line: int) -> None:
        pictures = _only_pictures(token.children or ())
        if pictures:
            self._end_item()
            for picture in pictures:
                words = escape(one_line(_description(picture)))
                address = picture_address(str(picture.attrGet("src") or ""))
                if words or address:
                    self.blocks.append(
                        Block(Role.CAPTION, words, line, translatable=has_letter(words), image=address)
                    )
        elif is_blank(plain_text(text)):
            pass
        elif self.item is not None:
            self.item.append((line, text))
        elif self.quotes:
            self.blocks.append(Block(Role.QUOTE, text, line, group=self.quotes[-1]))
        else:
            self.blocks.append(Block(Role.PARAGRAPH, text, line))

    def _end_item(self) -> None:
        """The paragraphs of a list item so far are one block: a list has no place for others between."""
        if self.item and self.lists:
            here = self.lists[-1]
            self.blocks.append(
                Block(
                    Role.LIST_ITEM,
                    " ".join(text for _, text in self.item),
                    self.item[0][0],
                    level=len(self.lists),
                    group=here.number,
                    ordered=here.ordered,
                )
            )
            self.item = []


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _only_pictures(tokens: Sequence[Token]) -> list[Token]:
    """The pictures of a paragraph that holds nothing else; a link around one counts for nothing."""
    pictures: list[Token] = []
    for token in tokens:
        match token.type:
            case "image":
                pictures.append(token)
            case "link_open" | "link_close" | "softbreak" | "hardbreak" | "html_inline":
                pass
            case "text" if not token.content.strip():
                pass
            case _:
                return []
    return pictures


def _description(picture: Token) -> str:
    """The caption of a picture: its alternative text, else its title."""
    return plain_text(picture.content).strip() or str(picture.attrGet("title") or "").strip()
