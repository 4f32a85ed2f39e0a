"""What names a unit in a file of another tool, and what tells later whether its text was changed there."""

from __future__ import annotations

import hashlib

from workflow.model import State


def _hash(first: str, second: str) -> str:
    # U+0004 is what gettext itself puts between msgctxt and msgid in an MO file.
    return hashlib.sha256(f"{first}\x04{second}".encode("utf-8", "surrogatepass")).hexdigest()[:12]


def unit_id(context: str, source: str) -> str:
    """``u`` and twelve hex digits; an XML NMTOKEN and a valid name of a bookmark or cell."""
    return f"u{_hash(context, source)}"


def base_hash(target: str, state: State) -> str:
    """Twelve hex digits of a translation and how far it was."""
    return _hash(state.value, target)
