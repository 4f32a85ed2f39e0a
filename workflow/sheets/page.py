"""What all pages of this room share: templates, the style sheet inside the page, the policy."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup as Html

from workflow.languages import profile
from workflow.model import Severity, State
from workflow.sheets.text import clean, visible

if TYPE_CHECKING:
    import jinja2

STATES = {
    State.REVIEWED: "reviewed",
    State.MACHINE: "machine",
    State.STALE: "stale",
    State.EMPTY: "empty",
}
SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


def _final(value: Any) -> Any:
    """What a template prints: a text that nobody has made HTML of loses what no page may hold."""
    return clean(value) if type(value) is str else value


@cache
def environment() -> jinja2.Environment:
    """The templates of this room; all that they print is escaped."""
    import jinja2  # noqa: PLC0415  (most commands make no page, and need not wait for it)

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("workflow.sheets"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_final,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["visible"] = visible
    made.filters["plural"] = plural
    made.filters["profile"] = profile
    return made


def plural(count: int, word: str) -> str:
    """A number and what there is of it: "1 error", "2 errors"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


@cache
def style() -> Html:
    """The style sheet, to stand inside the page."""
    text = (Path(__file__).parent / "assets" / "sheets.css").read_text(encoding="utf-8")
    return Html(text)


@cache
def style_source() -> str:
    """The style sheet as a Content-Security-Policy names it: by its hash."""
    digest = hashlib.sha256(str(style()).encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def policy() -> str:
    """What a page that is a file may do: show itself."""
    return f"default-src 'none'; style-src {style_source()}; base-uri 'none'; form-action 'none'"


def fill(template: str, **values: Any) -> bytes:
    """A page; lone surrogates in it would be a fault of ours, and come out as question marks."""
    text = environment().get_template(template).render(style=style(), **values)
    return text.encode("utf-8", "replace")
