"""Regular expressions that are compiled when they are first used: most texts of most catalogues need few."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any


class _Late:
    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(*self._source), name)
        setattr(self, name, found)  # from now on it is at hand as that of a compiled one is
        return found


if TYPE_CHECKING:
    late = re.compile
else:

    def late(pattern: str, flags: int = 0) -> _Late:
        """Like ``re.compile``, which takes a millisecond for a large set, but not before it is needed."""
        return _Late(pattern, flags)
