"""What every engine reads and writes is one line of sane text."""

from __future__ import annotations

import unicodedata

# Explicit embeddings, overrides and isolates: an unclosed one would turn round the text that follows.
_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """``text`` as one line without what cannot be seen and would do harm; spaces are single.

    Zero-width joiners and non-joiners stay: Persian, Urdu and Hindi are spelt with them.
    """
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in ("Cc", "Zl", "Zp", "Zs"):
            kept.append(" ")
        elif category == "Cs":
            kept.append("\ufffd")
        elif char not in _BIDI and char not in "\u00ad\ufeff":
            kept.append(char)
    return " ".join("".join(kept).split())
