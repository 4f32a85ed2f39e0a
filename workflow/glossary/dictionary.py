"""The Russian dictionary: pymorphy3 (Korobov, AIST 2015), loaded when a word is first looked up.

It holds 20 MB and takes a fifth of a second, so that nobody waits for it who does not need it. A program
without it has no readings.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from workflow.lazy import late

_RUSSIAN = late(r"[а-яё]+(?:-[а-яё]+)*")  # of other letters the analyser knows nothing, or fails


@cache
def analyser() -> Any:
    """The one analyser of the program; None where pymorphy3 is not installed."""
    try:
        import pymorphy3  # noqa: PLC0415
    except ImportError:  # pragma: no cover  (a dependency; somebody may leave it out)
        return None
    return pymorphy3.MorphAnalyzer(lang="ru")


@lru_cache(maxsize=50_000)
def readings(word: str) -> tuple[Any, ...]:
    """What ``word``, in small letters, may be; nothing if it is not written in Russian letters."""
    if not _RUSSIAN.fullmatch(word) or analyser() is None:
        return ()
    return tuple(analyser().parse(word))


def is_known(word: str) -> bool:
    """Whether ``word``, in small letters, is a form in the dictionary."""
    return bool(_RUSSIAN.fullmatch(word)) and analyser() is not None and bool(analyser().word_is_known(word))
