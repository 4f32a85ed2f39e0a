"""What is made when it is first asked for, so that a command waits for what it uses only.

Modules of packages, and regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any


def attributes(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The ``__getattr__`` of a package (PEP 562): ``homes`` has the names that each of its modules gives.

    A name must not be that of a module, which becomes an attribute of its package when it is imported.
    """
    home_of = {name: home for home, names in homes.items() for name in names.split()}

    def find(name: str) -> Any:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{home_of[name]}"), name)

    return find


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
        """Like ``re.compile``, which takes a millisecond for a large set, but not before it is needed.

        Most texts of most catalogues need few of the patterns that there are.
        """
        return _Late(pattern, flags)
