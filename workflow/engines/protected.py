"""The parts of a sentence that no engine should touch: placeholders, markup, addresses, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_PARTS = (
    # placeholders of Python, C, templates and shells
    r"\{\{[^{}]{0,80}\}\}",
    r"\$?\{[\w.:!\[\]-]{0,80}\}",
    r"%\([\w.]{1,80}\)[-+#0]*\d*(?:\.\d+)?[A-Za-z]",
    r"%(?:\d+\$)?[-+#0]*\d*(?:\.\d+)?(?:hh?|ll?|[jzL])?[A-Za-z@](?![A-Za-z])",
    r"\$\d(?!\d)",
    # tags, character references, escapes, code, targets of links
    r"</?[^\W\d_][^<>]{0,2000}>",
    r"<!--.{0,2000}?-->",
    r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});",
    r"\\[A-Za-z]",
    r"(`{1,3})[^`]{1,2000}\1",
    r"\]\([^()\s]{0,2000}(?:\s\"[^\"]{0,500}\")?\)",
    r"\]\[[^\[\]]{0,200}\]",
    # addresses, names on networks
    r"(?:https?|ftp)://[^\s<>\"«»“”]{1,2000}(?<![.,;:!?'*_~)\]])",
    r"(?:mailto:)?(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    r"(?<![\w.-])(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])",
    r"(?<!\w)[#@]\w{1,100}",
    # numbers, with what is written to them
    r"\d[\d.,:/\u00a0\u202f-]*(?:\w{0,3}(?!\w))?(?<![.,:/\u00a0\u202f-])",
)


@cache
def _pattern() -> re.Pattern[str]:
    # The parts have one group, which the number of its opening is unchanged by: it is the only one.
    return re.compile("|".join(_PARTS), re.DOTALL)


def protected(text: str) -> Iterator[tuple[int, int]]:
    """Where the parts stand that must stay as they are, in order; they do not overlap."""
    for match in _pattern().finditer(text):
        yield match.span()


def apart(text: str) -> Iterator[tuple[str, bool]]:
    """``text`` in pieces, each with whether it must stay as it is; together they are ``text``."""
    at = 0
    for start, end in protected(text):
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False
