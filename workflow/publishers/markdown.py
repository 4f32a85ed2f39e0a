"""Markdown: CommonMark with the tables of GitHub, under YAML front matter. It renders to the same blocks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from workflow.model import Edition, EditionBlock, Listing, Role, Site, Story
from workflow.model import Markup as Written
from workflow.publishers.beside import Beside, address_of, notice_of, publication_of, state_of
from workflow.publishers.corrections import parts as told
from workflow.publishers.inline import clean, is_local, parsed, plain, render, safe_address
from workflow.publishers.walk import (
    code_of,
    grid,
    headline,
    is_code,
    items,
    joined,
    passages_of,
    runs,
    separators,
)

# "&" could begin a character reference, "!" a picture; "~" and "|" mean something in GitHub's dialect.
_SPECIAL = re.compile(r"[\\`*_\[\]<>#~|]|&(?=#?[A-Za-z0-9])|!$")
_FIRST = re.compile(r"(?:([0-9]{1,9})([.)])(?= |$))|(?:[-+](?= |$))|(?:[-=]+ *$)|(?:- *(?:- *){2,}$)")
_ALIGN = {"left": ":---", "right": "---:", "center": ":---:"}


class MarkdownPublisher(Beside):
    """Publishes ``<language>/<slug>/<slug>.md``.

    Its front matter has ``title``, ``date``, ``lang``, ``state`` (published, draft, original), ``source``
    (the address of the page), ``original`` (the language of the article), ``publication`` and ``tags``; if it
    was made of an edition in another script, ``converted_from``, the language of that; of an article that was
    corrected, ``modified``. Each correction is a quotation before the text.
    """

    name = "markdown"
    extension = ".md"

    def content(self, edition: Edition, story: Story, site: Site) -> bytes:
        """The file. Raw HTML of an article and addresses that must not be linked are text in it."""
        listing = story.listings[edition.language]
        notice = notice_of(listing)
        parts = [
            f"---\n{_front({**_facts(listing, story, site), 'converted_from': edition.converted_from})}---",
            *([f"> {escaped(notice)}"] if notice else []),
            f"# {_inline(headline(edition), edition)}",
            *_parts(edition),
        ]
        return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")


def _facts(listing: Listing, story: Story, site: Site) -> Mapping[str, str]:
    return {
        "title": listing.title,
        "date": story.day.isoformat() if story.day else "",
        "modified": listing.modified.isoformat() if listing.modified else "",
        "lang": listing.language,
        "state": state_of(listing),
        "source": address_of(site, listing.language, story.slug),
        "original": "" if listing.is_original else listing.original,
        "publication": publication_of(site, listing.language),
        "tags": ", ".join(listing.tags),
    }


def _front(facts: Mapping[str, str]) -> str:
    """YAML: texts as JSON writes them, which YAML reads too; what is empty is left out."""
    return "".join(
        f"{key}: {value if key in ('date', 'modified') else json.dumps(clean(value), ensure_ascii=False)}\n"
        for key, value in facts.items()
        if value
    )


def _parts(edition: Edition) -> Iterator[str]:
    """Everything below the headline, as Markdown."""
    other = False  # neighbouring lists have different marks, or they would be one
    for kind, run in runs(edition):
        other = not other if kind is Role.LIST_ITEM else False
        match kind:
            case Role.CORRECTION:
                yield from (_correction(block, edition) for block in run)
            case Role.LIST_ITEM:
                yield _list(run, edition, other=not other)
            case Role.TABLE_CELL:
                yield _table(run, edition)
            case Role.QUOTE:
                yield "\n>\n".join(f"> {_inline(block, edition)}".replace("\n", "\n> ") for block in run)
            case _:
                yield from (_single(block, edition) for block in run)


def _correction(block: EditionBlock, edition: Edition) -> str:
    before, _ = told(block, edition)
    space = before[len(before.rstrip()) :]
    return f"> **{escaped(before.rstrip())}**{space}{_inline(block, edition)}".replace("\n", "\n> ")


def _single(block: EditionBlock, edition: Edition) -> str:
    one = block.block
    match one.role:
        case Role.HEADING:
            return f"{'#' * one.level} {_inline(block, edition)}".rstrip()
        case Role.CAPTION if address := safe_address(one.image):
            return _picture(joined([block], edition), address)
        case _ if is_code(one):
            code = code_of(one)
            fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
            return f"{fence}\n{code}\n{fence}"
        case _:
            return _inline(block, edition)


def _list(run: Sequence[EditionBlock], edition: Edition, *, other: bool) -> str:
    lines: list[str] = []
    indents = [""]  # of the text of each open item
    for depth, ordered, number, block in items(run):
        mark = f"{number}{')' if other else '.'}" if ordered else "*" if other else "-"
        text = _inline(block, edition)
        del indents[depth:]
        indent = indents[-1] + " " * (len(mark) + 1)
        lines.append(f"{indents[-1]}{mark} {text}".replace("\n", f"\n{indent}").rstrip())
        indents.append(indent)
    return "\n".join(lines)


def _table(run: Sequence[EditionBlock], edition: Edition) -> str:
    has_head, rows = grid(run)
    if not has_head:  # GitHub's tables must have one
        rows = [[None] * len(rows[0]), *rows]
    aligns = [next((cell.block.align for cell in column if cell), "") for column in zip(*rows, strict=True)]
    lines = [[_cell(cell, edition) for cell in row] for row in rows]
    lines.insert(1, [_ALIGN.get(align, "---") for align in aligns])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(cell: EditionBlock | None, edition: Edition) -> str:
    # A pipe divides cells even in code: there too it takes a backslash, which the table takes off again.
    text = _inline(cell, edition).replace("\\\n", " ") if cell else ""
    return re.sub(r"(?<!\\)((?:\\\\)*)\|", r"\1\\|", text)


def _inline(block: EditionBlock, edition: Edition) -> str:
    """The text of a block on one line, but for line breaks that its author made."""
    passages = passages_of(block, edition)
    pieces: list[str] = []
    for separator, passage in zip(separators(passages, edition), passages, strict=True):
        pieces += (separator, inline(passage.text, edition.article.markup))
    lines = "".join(pieces).strip(" ").split("\n")
    return "\n".join(_at_start(line.strip(" ")) for line in lines)


def inline(text: str, markup: Written) -> str:
    """One passage. What is Markdown already is written anew, so that nothing of it is raw HTML elsewhere."""
    if markup is Written.PLAIN:
        return escaped(" ".join(clean(text).split(" ")))
    anew = _anew(text)
    wanted = render(text, markup)
    if render(anew, markup) == wanted:
        return anew
    # Emphasis that begins and ends where CommonMark's rules see none any more: the words count.
    return escaped(plain(text, markup))


def escaped(text: str) -> str:
    """Plain text as Markdown, wherever in a line it stands but at its beginning."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", clean(text))


def _at_start(line: str) -> str:
    """A line whose first characters would make a list, a rule or a heading of it."""
    found = _FIRST.match(line)
    if not found:
        return line
    if found[1]:
        return f"{found[1]}\\{line[len(found[1]) :]}"
    return f"\\{line}"


def _anew(text: str) -> str:
    parts: list[str] = []
    links: list[str] = []  # address of each open link; "" for one that must not be
    for token in parsed(text):
        match token.type:
            case "text" | "text_special":
                parts.append(escaped(token.content))
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\\\n")
            case "code_inline":
                parts.append(_code(clean(token.content)))
            case "em_open" | "em_close" | "strong_open" | "strong_close":
                parts.append(token.markup)
            case "link_open":
                links.append(safe_address(str(token.attrGet("href") or "")))
                parts.append("[" if links[-1] else "")
            case "link_close":
                address = links.pop()
                parts.append(f"](<{address}>)" if address else "")
            case "image":
                words = plain(token.content, Written.MARKDOWN)
                address = safe_address(str(token.attrGet("src") or ""))
                # Links do not nest.
                linked = any(links) and not is_local(address)
                parts.append(_picture(words, "" if linked else address))
            case _:
                parts.append(escaped(token.content))
    return "".join(parts)


def _picture(words: str, address: str) -> str:
    """A picture of the site; one of another is only linked, so that whoever shows the text asks nobody."""
    if is_local(address):
        return f"![{escaped(words)}](<{address}>)"
    return f"[{escaped(words or address)}](<{address}>)" if address else escaped(words)


def _code(text: str) -> str:
    lengths = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(length for length in range(1, len(lengths) + 2) if length not in lengths)
    padded = f" {text} " if text[:1] == "`" or text[-1:] == "`" or text[:1] == text[-1:] == " " else text
    return f"{fence}{padded}{fence}"
