"""What a name sounds like, roughly and in any alphabet: whether two words may be one name."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files


@lru_cache(maxsize=1 << 15)
def sound(word: str, script: str) -> str:
    """The consonants of ``word`` in classes of like sound; like ones in a row are one.

    ``script`` is an ISO 15924 code. A word without a letter that the table of the script knows has no sound,
    nor has any word of a script without a table.
    """
    table, pattern = _table(script)
    if pattern is None:
        return ""
    text = word.casefold()
    if script == "Latn":
        text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    heard = "".join(table[each] for each in pattern.findall(text))
    return re.sub(r"(.)\1+", r"\1", heard)


def is_heard(source: str, target: str) -> bool:
    """Whether a sound of a translation may be that of a name, with an ending behind it or not."""
    return len(source) > 1 and (target.startswith(source) or (len(target) > 2 and source.startswith(target)))


def has_sound(script: str) -> bool:
    """Whether words of a script have a sound at all: Chinese characters have none."""
    return _table(script)[1] is not None


@cache
def _table(script: str) -> tuple[dict[str, str], re.Pattern[str] | None]:
    text = files(__package__).joinpath("sound.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text).get(script, {})
    keys = sorted(table, key=len, reverse=True)
    return table, re.compile("|".join(map(re.escape, keys))) if keys else None
