"""Found once: of an object, and of a text that is looked at again and again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

_LONGEST = 2000  # characters of a text that is remembered
_MOST = 1 << 13  # texts


class once(Generic[_T]):  # noqa: N801  (it stands where ``property`` stands)
    """``functools.cached_property`` without its lock, which takes longer than much of what is found here."""

    def __init__(self, find: Callable[[Any], _T]) -> None:
        self._find = find
        self._name = find.__name__
        self.__doc__ = find.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> _T:
        found = owner.__dict__[self._name] = self._find(owner)
        return found


def remembered(find: Callable[[str, str], _T]) -> Callable[[str, str], _T]:
    """A function of a text and its language that remembers what it found.

    The same source stands in the catalogues of all languages. What is found must not be changed by who asks;
    long texts are not kept.
    """
    kept = lru_cache(maxsize=_MOST)(find)

    def ask(text: str, language: str) -> _T:
        return kept(text, language) if len(text) <= _LONGEST else find(text, language)

    ask.__doc__ = find.__doc__
    return ask
