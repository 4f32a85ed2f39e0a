"""Found once: of an object, and of a text that is looked at again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

_T = TypeVar("_T")

_LONGEST = 2000  # characters of a text that is remembered
_MOST = 1 << 13  # texts of one language
_LANGUAGES = 64


class once(Generic[_T]):  # noqa: N801  (it stands where ``property`` stands)
    """``functools.cached_property`` without its lock, which takes longer than much of what is found here."""

    def __init__(self, find: Callable[[Any], _T]) -> None:
        self._find = find
        self._name = find.__name__
        self.__doc__ = find.__doc__

    def __get__(self, owner: Any, kind: type | None = None) -> _T:
        found = owner.__dict__[self._name] = self._find(owner)
        return found


class remembered(Generic[_T]):  # noqa: N801  (it stands where ``functools.cache`` stands)
    """A function of a text and its language that remembers what it found.

    The same source stands in the catalogues of all languages. What is found must not be changed by who asks;
    long texts are not kept. Who asks of many texts of one language does it by ``of(language)[text]``, which
    costs no call where the answer is known.
    """

    def __init__(self, find: Callable[[str, str], _T]) -> None:
        self._find = find
        self._kept: dict[str, _Kept[_T]] = {}
        self.__doc__ = find.__doc__

    def __call__(self, text: str, language: str) -> _T:
        """What it found of one text."""
        return self.of(language)[text]

    def of(self, language: str) -> dict[str, _T]:
        """What is known of the texts of a language; what is not known is found when it is asked for."""
        kept = self._kept.get(language)
        if kept is None:
            if len(self._kept) >= _LANGUAGES:
                self._kept.clear()
            kept = self._kept[language] = _Kept(self._find, language)
        return kept


class _Kept(dict[str, _T]):
    """Texts of one language, and what was found in them."""

    __slots__ = ("_find", "_language")

    def __init__(self, find: Callable[[str, str], _T], language: str) -> None:
        super().__init__()
        self._find = find
        self._language = language

    def __missing__(self, text: str) -> _T:
        found = self._find(text, self._language)
        if len(text) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[text] = found
        return found
