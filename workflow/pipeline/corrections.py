"""An editor corrects an article: settings tell it, and every page with them."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from typing import Any

import tomli
from msgspec import Struct

from workflow.config import FILE_NAME
from workflow.corrections import KEY, day_of, is_empty
from workflow.errors import ConfigError, SourceError
from workflow.files import write_over
from workflow.model import Role
from workflow.pipeline.articles import find_article, read_article
from workflow.pipeline.publication import Publication, this_moment
from workflow.readers.common import one_line, tidy


class Corrected(Struct, frozen=True):
    """What ``correct`` wrote: where, of which article and day. ``new`` is False if it was there already."""

    path: Path
    slug: str
    source: str  # of the article, such as "seeds/x.md"
    day: date
    new: bool


def correct(publication: Publication, name: str, text: str, day: str = "") -> Corrected:
    """Add a correction of an article to ``workflow.toml``; all that is there, and comments, stays as it is.

    ``day`` is ISO 8601; without it, today. Nothing is published yet.

    :raises SourceError: there is no such article, the text is empty, the day is none, in the future or before
        the article's.
    :raises ConfigError: somebody is changing the settings, or they are written in a way that cannot be kept.
    """
    config = publication.config
    article = read_article(publication, find_article(config, name))
    text = one_line(tidy(text))
    if is_empty(text):
        raise SourceError(
            "the text of the correction is empty", where=article.slug, hint="Say what was wrong."
        )
    today = this_moment().date()
    when = day_of(day) if day else today
    if when is None:
        hint = "Write year, month and day, such as 2026-11-28."
        raise SourceError(f"{day[:40]!r} is no date", where="--date", hint=hint)
    if when > today:
        raise SourceError(f"{when} is in the future", where="--date", hint=f"Today is {today}.")
    if article.date and when < article.date:
        raise SourceError(f"{when} is before the day of the article, {article.date}", where="--date")
    known = {(block.date, block.text) for block in article.blocks if block.role is Role.CORRECTION}
    new = (when, text) not in known
    path = config.root / FILE_NAME
    if new:
        _add(path, article.slug, when, text)
    return Corrected(path, article.slug, article.source, when, new)


def _add(path: Path, slug: str, day: date, text: str) -> None:
    import tomlkit  # noqa: PLC0415  (for this alone)

    before = path.read_bytes()
    old = before.decode("utf-8-sig")
    document = tomlkit.parse(old)
    articles = document.setdefault("articles", tomlkit.table(is_super_table=True))
    inline = isinstance(articles, tomlkit.items.InlineTable)  # which holds no others
    mine = articles.setdefault(slug, tomlkit.inline_table() if inline else tomlkit.table())
    entry = tomlkit.inline_table() if _in_one_line(mine) else tomlkit.table()
    entry.update({"date": day, "text": text})
    if KEY not in mine:
        mine[KEY] = tomlkit.array() if _in_one_line(mine) else tomlkit.aot()
    if isinstance(entry, tomlkit.items.Table):
        entry.trivia.indent = "\n"  # an empty line before it
    mine[KEY].append(entry)
    content = _spaced(tomlkit.dumps(document), tomlkit.dumps({"text": text}))
    if "\r\n" in old:
        content = re.sub(r"(?<!\r)\n", "\r\n", content)
    _compare(old, content, path, slug, day, text)
    if not write_over(path, content.encode("utf-8"), before):
        raise ConfigError("was changed at the same time", where=str(path), hint="Run it again.")


def _spaced(content: str, added: str) -> str:
    """One empty line before a correction, and one behind the text that was ``added``."""
    content = re.sub(r"\n(?:\r?\n){2,}(?=\[\[)", "\n\n", content)
    return content.replace(f"{added}[", f"{added}\n[")


def _in_one_line(table: MutableMapping[str, Any]) -> bool:
    """Whether what is in it, or its corrections, stand between brackets."""
    import tomlkit  # noqa: PLC0415

    return isinstance(table, tomlkit.items.InlineTable) or isinstance(table.get(KEY), tomlkit.items.Array)


def _compare(old: str, new: str, path: Path, slug: str, day: date, text: str) -> None:
    """The settings must say what they said, and the correction besides.

    :raises ConfigError: they do not.
    """
    expected = tomli.loads(old)
    mine = expected.setdefault("articles", {}).setdefault(slug, {})
    mine[KEY] = [*mine.get(KEY, []), {"date": day, "text": text}]
    try:
        same = tomli.loads(new) == expected
    except tomli.TOMLDecodeError:
        same = False
    if not same:
        raise ConfigError(
            "is written in a way that this command cannot add to",
            where=str(path),
            hint=f"Add to it yourself, under [[articles.{slug}.{KEY}]]: date and text.",
        )
