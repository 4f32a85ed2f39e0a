"""What a name sounds like, roughly and in any alphabet: whether two words may be one name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import tomli
from msgspec import Struct


@lru_cache(maxsize=1 << 13)
def sound(word: str, script: str) -> str:
    """The consonants of ``word`` in classes of like sound; like ones in a row are one.

    ``script`` is an ISO 15924 code. A word without a letter that the table of the script knows has no sound,
    nor has any word of a script without a table.
    """
    return _listen(word.replace("\n", " "), script)


def sounds(words: Sequence[str], script: str) -> list[str]:
    """The sound of each of many words, none of which has a line break, in a fraction of the time."""
    return _listen("\n".join(words), script).split("\n") if words else []


def _listen(lines: str, script: str) -> str:
    """The sound of each line, in lines."""
    table = _table(script)
    text = lines.casefold()
    if script == "Latn" and not text.isascii():
        text = unicodedata.normalize("NFD", text)
        for mark in filter(unicodedata.combining, set(text)):
            text = text.replace(mark, "")
    for key in table.longer:
        if key in text:
            text = text.replace(key, table.keys[key].upper())  # no letter of the text, nor part of a key
    heard = text.translate(table.letters)
    for sound_, twice in table.twice:
        while twice in heard:
            heard = heard.replace(twice, sound_)
    return heard


def is_heard(source: str, target: str) -> bool:
    """Whether a sound of a translation may be that of a name, with an ending behind it or not."""
    return len(source) > 1 and (target.startswith(source) or (len(target) > 2 and source.startswith(target)))


def has_sound(script: str) -> bool:
    """Whether words of a script have a sound at all: Chinese characters have none."""
    return bool(_table(script).keys)


_MOST_LETTERS = 10_000  # different characters; the scripts that are written have fewer


class _Letters(dict[int, str]):
    """What each letter alone sounds like, for ``str.translate``; no other character sounds."""

    def __missing__(self, char: int) -> str:
        if len(self) < _MOST_LETTERS:  # the next time it is found at once
            self[char] = ""
        return ""


class _Table(Struct, frozen=True):
    keys: dict[str, str]
    longer: tuple[str, ...]  # the keys of more than one letter, the longest first
    letters: _Letters
    twice: tuple[tuple[str, str], ...]  # each class, and the same two times


@cache
def _keys() -> dict[str, dict[str, str]]:
    return tomli.loads(Path(__file__).with_name("sound.toml").read_text(encoding="utf-8"))


@cache
def _table(script: str) -> _Table:
    keys = _keys().get(script, {})
    classes = sorted(set("".join(keys.values())))
    return _Table(
        keys,
        tuple(sorted((key for key in keys if len(key) > 1), key=lambda key: (-len(key), key))),
        _Letters(
            {
                ord("\n"): "\n",
                **{ord(key): heard for key, heard in keys.items() if len(key) == 1},
                **{ord(each.upper()): each for each in classes},
            }
        ),
        tuple((each, each * 2) for each in classes),
    )
