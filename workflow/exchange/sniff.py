"""A look at the beginning of a file, to tell what it is before anything reads it."""

from __future__ import annotations

import codecs

_LOOK = 8192  # bytes; a root element stands in them


def head_of(content: bytes) -> bytes:
    """The beginning of an XML file, as UTF-8 whatever its byte order mark says."""
    head = content[:_LOOK]
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace").encode("utf-8", "replace")
    return head.removeprefix(codecs.BOM_UTF8)
