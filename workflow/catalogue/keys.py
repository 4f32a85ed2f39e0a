"""What identifies an entry in its catalogue."""

from __future__ import annotations

import polib

Key = tuple[str, str]  # (msgctxt or "", msgid)


def key_of(entry: polib.POEntry) -> Key:
    """What identifies an entry in its catalogue."""
    return entry.msgctxt or "", entry.msgid
