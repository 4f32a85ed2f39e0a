"""What editors write of a correction, in front matter or ``workflow.toml``, and its place in the article."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from msgspec.structs import replace

from workflow.errors import WorkflowError
from workflow.model import Article, Block, Correction, Role

KEY = "corrections"
_KEYS = ("date", "text")
_HINT = "Each has a 'date', such as 2026-11-28, and a 'text'."


def read_corrections(
    value: object, where: Callable[[int], str], trouble: type[WorkflowError], line: Callable[[int], int]
) -> tuple[Correction, ...]:
    """The corrections of one article, in the order in which they are written.

    ``value`` is what a parser of TOML or YAML made of them; ``where`` tells the place of each by its number,
    from 1 (0: all of them), and ``line`` the line.

    :raises WorkflowError: as ``trouble``: it is no list of tables with a date and a text.
    """
    if not isinstance(value, list):
        raise trouble(f"{_shown(value)} is no list of corrections", where=where(0), hint=_HINT)
    return tuple(_read(each, where(n), trouble, line(n)) for n, each in enumerate(value, 1))


def _read(entry: object, where: str, trouble: type[WorkflowError], line: int) -> Correction:
    if not isinstance(entry, Mapping):
        raise trouble(f"{_shown(entry)} is no correction", where=where, hint=_HINT)
    for key in entry:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]!r}?" if near else _HINT
            raise trouble(f"unknown key {_shown(key)}", where=where, hint=hint)
    for key in _KEYS:
        if key not in entry:
            raise trouble(f"the {key} is missing", where=where, hint=_HINT)
    day, text = day_of(entry["date"]), entry["text"]
    if day is None:
        hint = "Write year, month and day, such as 2026-11-28."
        raise trouble(f"{_shown(entry['date'])} is no date", where=where, hint=hint)
    if not isinstance(text, str):
        raise trouble(f"{_shown(text)} is not a text", where=where, hint=_HINT)
    if is_empty(text):
        raise trouble("the text is empty", where=where, hint="Say what was wrong.")
    return Correction(day, text, line)


def day_of(value: object) -> date | None:
    """The day that TOML or a text means; a time behind it does not count. None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or (value[10:] and value[10] not in "T "):
        return None
    try:
        return date.fromisoformat(value[:10]) if value[4:8:3] == "--" and len(value) >= 10 else None
    except ValueError:
        return None


def is_empty(text: str) -> bool:
    """Whether nothing of it can be seen: zero-width and control characters alone are nothing."""
    return all(sign.isspace() or unicodedata.category(sign)[0] == "C" for sign in text)


def with_corrections(article: Article, added: Iterable[Correction]) -> Article:
    """``article`` with these too; of two with the same day and words one.

    They are the last blocks, the newest first; of one day the one that is written last.
    """
    there = [block for block in article.blocks if block.role is Role.CORRECTION]
    known = {(block.date, block.text) for block in there}
    new: dict[tuple[date, str], Block] = {}
    for each in added:
        if (each.day, each.text) not in known:
            block = Block(Role.CORRECTION, each.text, each.line, date=each.day)
            new.setdefault((each.day, each.text), block)
    if not new:
        return article
    others = tuple(block for block in article.blocks if block.role is not Role.CORRECTION)
    newest = sorted([*reversed(new.values()), *there], key=lambda block: block.date or date.min, reverse=True)
    return replace(article, blocks=(*others, *newest))


def _shown(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)[:60]
