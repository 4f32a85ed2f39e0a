"""Whom the header of a catalogue names: who translated it, and who read the translation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from workflow.model import Credits

TRANSLATOR = "Last-Translator"
REVIEWER = "X-Reviewer"  # ours; several with commas
_ADDRESS = re.compile(r"\s*<[^<>]*>|\s*\([^()]*@[^()]*\)|\S+@\S+")  # nobody's address belongs on a page
_LONGEST = 1000  # characters of a header that are read
# What gettext's own programs and ours write where nobody is known yet.
_NOBODY = frozenset({"", "full name", "automatically generated", "unknown", "none"})


def credits_of(metadata: Mapping[str, str]) -> Credits:
    """The names, without addresses, in the order of the header."""
    return Credits(_names(metadata.get(TRANSLATOR, "")), _names(metadata.get(REVIEWER, "")))


def _names(field: str) -> tuple[str, ...]:
    field = field[:_LONGEST]
    names = (" ".join(name.split()) for name in re.split(r"[,;،、，]", _ADDRESS.sub("", field)))
    return tuple(dict.fromkeys(name for name in names if name.casefold() not in _NOBODY))
