"""What the preview shows besides pages and sheets: its index, a line of trouble, a script that reloads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup as Html
from msgspec import Struct

from workflow.languages import profile
from workflow.sheets.page import environment, fill, style_source
from workflow.sheets.text import flat

_HEAD = re.compile(rb"</head\s*>", re.IGNORECASE)
_END = re.compile(rb"</body\s*>", re.IGNORECASE)


class IndexCell(Struct, frozen=True):
    """One article in one language: where it is shown, and how far it is."""

    language: str
    page: str  # addresses
    sheet: str  # "" for the original
    reviewed: int = 0
    total: int = 0
    trouble: bool = False  # the catalogue cannot be read


class IndexRow(Struct, frozen=True):
    """One article."""

    slug: str
    title: str
    language: str
    cells: tuple[IndexCell | None, ...]  # in the order of the languages


class Live(Struct, frozen=True):
    """What a page of the preview gets when it is sent."""

    nonce: str  # for the policy of this answer
    page: str  # its address
    seen: str  # a hash of what it shows; the server says when that is not so any more
    links: tuple[tuple[str, str], ...] = ()  # address and words, for the bar
    trouble: str = ""  # why it is not the page of today


def render_index(
    title: str,
    source_language: str,
    languages: Sequence[str],
    rows: Sequence[IndexRow],
    troubles: Sequence[str],
) -> bytes:
    """The page that names all others."""
    return fill(
        "index.html.j2",
        policy="",
        heading=title,
        source_language=source_language,
        languages=[(tag, profile(tag).english) for tag in languages],
        rows=rows,
        troubles=troubles,
    )


def render_trouble(trouble: str) -> bytes:
    """A page for what cannot be shown at all."""
    return fill("trouble.html.j2", policy="", trouble=flat(trouble))


def live_policy(nonce: str) -> str:
    """What a page of the preview may do: show itself, its site's style sheet and pictures, and listen."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}' {style_source()}; "
        "img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def with_live(content: bytes, live: Live) -> bytes:
    """A page with the bar and the script of the preview; the rest of it is as it was.

    It is put where the page's own head and body end: a link that skips to the content must stay the first
    one. Texts of an article cannot imitate these tags, for publishers and templates escape them.
    """
    head, bar = _parts(live)
    found = _HEAD.search(content)
    content = content[: found.start()] + head + content[found.start() :] if found else head + content
    found = _END.search(content)
    return content[: found.start()] + bar + content[found.start() :] if found else content + bar


def _parts(live: Live) -> tuple[bytes, bytes]:
    values = {"live": live, "script": _asset("preview.js"), "style": _asset("preview.css")}
    template = environment().get_template("live.html.j2")
    context = template.new_context(values)
    head, bar = ("".join(template.blocks[name](context)) for name in ("head", "bar"))
    return head.encode("utf-8", "replace"), bar.encode("utf-8", "replace")


@cache
def _asset(name: str) -> Html:
    return Html((Path(__file__).parent / "assets" / name).read_text(encoding="utf-8"))
