"""How each language sets its text, from ``data/typography.toml``, and words that its checks share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct, field

from workflow.languages import profile
from workflow.model import Severity

WHITE_SPACE = frozenset(  # all characters that ``str.isspace`` holds to be
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_CASED = ("Cyrl", "Latn")  # scripts with capitals


class Style(Struct, frozen=True):
    """How the press of one language sets its text; the file says what each field is.

    ``spaces``, ``cased`` and ``full_stop`` are those of its profile, at hand with the rest.
    """

    spaces: bool = True
    cased: bool = False
    full_stop: str = "."
    quotes: tuple[str, ...] = ()
    admitted: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    single: bool = False
    dash: str = ""
    spaced: bool = False
    ellipsis: str = ""
    percent: str | None = None
    group: str = ""
    decimal: str = ""
    outside: bool = False
    marks: Mapping[str, str] = field(default_factory=dict)
    starters: frozenset[str] = frozenset()
    levels: Mapping[str, Severity] = field(default_factory=dict)

    def level(self, check: str, kind: str) -> Severity | None:
        """How bad one thing that a check says is in this language; None: as the check has it."""
        return self.levels.get(f"{check}.{kind}") or self.levels.get(check)


@cache
def _all() -> dict[str, Style]:
    text = (Path(__file__).parent / "data" / "typography.toml").read_text(encoding="utf-8")
    raw = tomli.loads(text)
    usual = raw.pop("default", {}).get("levels", {})
    return {tag: _style(tag, entry, usual) for tag, entry in {**raw, "": {}}.items()}


def _style(tag: str, entry: dict[str, Any], usual: Mapping[str, str]) -> Style:
    known = profile(tag)
    levels = {**usual, **entry.pop("levels", {})}
    for name in ("quotes", "admitted", "inner"):
        entry[name] = tuple(entry.get(name, ()))
    starters = frozenset(entry.pop("starters", ()))
    return Style(
        spaces=known.spaces,
        cased=known.script in _CASED,
        full_stop=known.full_stop,
        starters=starters,
        levels={name: Severity(level) for name, level in levels.items()},
        **entry,
    )


@cache
def style(tag: str) -> Style:
    """The style of a BCP 47 tag; for a language that is not in the file one that prefers nothing."""
    known = _all()
    return known.get(tag) or known[""]


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return (
        "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0003ffff"
    )
