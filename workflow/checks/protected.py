"""What in a text is no prose: addresses, code, placeholders, markup. Checks of typography never touch it.

Everything here is linear in the length of the text: texts are hostile, and may be long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workflow.lazy import late
from workflow.model import Markup

MASK = "\ufffc"  # stands for each character that is no prose; neither a letter, nor white space, nor a mark

# What ends an address in running text, in any of our scripts.
_NO_ADDRESS = r"\s<>\"`\\^{|}«»“”„‘，。；：！？（）《》、「」،؛؟۔।"
_ADDRESS = late(rf"(?:https?|ftp)://[^{_NO_ADDRESS}]+|\bmailto:[^{_NO_ADDRESS}]+")
_LAST = ".,;:!?'’*_~…"  # at the end of an address these belong to the sentence
# Names of hosts and files without a scheme; only endings that are known, for "end.Next" is a slip.
_NAME = late(
    r"(?<![\w.@-])(?:[a-z0-9_-]+\.)+"
    r"(?:com|org|net|info|gov|edu|int|biz|io|tv|cn|ru|kz|kg|tj|uz|by|ir|in|pk|uk|eu|de|fr|"
    r"pdf|docx?|xlsx?|pptx?|odt|html?|txt|md|po|csv|jpe?g|png|gif|svg|zip|mp[34])"
    rf"(?![a-z0-9_-])(?:/[^{_NO_ADDRESS}]*)?",
    re.IGNORECASE | re.ASCII,
)
_LOCAL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_HOST = late(r"@[A-Za-z0-9_](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))*")
_TAG = late(r"</?[A-Za-z][^<>]{0,300}>|<!--[^<>]{0,300}>")
_ENTITY = late(r"&(?:[A-Za-z]{2,8}|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});")
_BRACES = late(r"\{\{[^{}]{1,80}\}\}|[$#]?\{[^{}\s]{0,80}\}")
_FORMAT = late(
    r"(?<![\d%])%(?:\([^()\s]{1,60}\)|\d{1,2}\$)?[-+0#]?\d{0,3}(?:\.\d{1,3})?[sdiufFeExXgGc@](?![A-Za-z])",
    re.ASCII,
)
_ESCAPE = late(r"\\[!-/:-@\[-`{-~]")
_TARGET = late(
    r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s{1,9}(?:\"[^\"]{0,300}\"|'[^']{0,300}'))?\s{0,9}\)"
    r"|\]\[[^\[\]]{0,300}\]|\[\^[^\[\]\s]{1,80}\]|!(?=\[)"
)
_TICKS = late("`+")
_DOTTED = late(r"\.[A-Za-z]")


def protected(text: str, markup: Markup) -> tuple[tuple[int, int], ...]:
    """Spans of ``text`` that are no prose, in order, without overlaps."""
    spans = sorted(_spans(text, markup))
    if len(spans) < 2:
        return tuple(spans)
    merged = [spans[0]]
    for start, end in spans[1:]:
        if start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def masked(text: str, markup: Markup) -> str:
    """``text`` with :data:`MASK` in place of every character that is no prose; offsets stay."""
    spans = protected(text, markup) if _may_have(text, markup) else ()
    if not spans:
        return text
    parts = []
    done = 0
    for start, end in spans:
        parts += [text[done:start], MASK * (end - start)]
        done = end
    return "".join([*parts, text[done:]])


def _may_have(text: str, markup: Markup) -> bool:
    """Whether a text has one of the characters without which all of it is prose, as most texts are."""
    return (
        "://" in text
        or "mailto:" in text
        or "@" in text
        or "<" in text
        or "&" in text
        or "{" in text
        or "%" in text
        or ("." in text and _DOTTED.search(text) is not None)
        or (markup is Markup.MARKDOWN and ("`" in text or "\\" in text or "[" in text))
    )


def _spans(text: str, markup: Markup) -> Iterator[tuple[int, int]]:
    if "://" in text or "mailto:" in text:
        for hit in _ADDRESS.finditer(text):
            yield hit.start(), _end_of_address(hit)
    if "@" in text:
        yield from _mails(text)
    if "." in text and _DOTTED.search(text):
        for hit in _NAME.finditer(text):
            yield hit.start(), _end_of_address(hit)
    for char, pattern in (("<", _TAG), ("&", _ENTITY), ("{", _BRACES), ("%", _FORMAT)):
        if char in text:
            for hit in pattern.finditer(text):
                yield hit.span()
    if markup is not Markup.MARKDOWN:
        return
    if "`" in text:
        yield from _code(text)
    for char, pattern in (("\\", _ESCAPE), ("[", _TARGET)):
        if char in text:
            for hit in pattern.finditer(text):
                yield hit.span()


def _end_of_address(hit: re.Match[str]) -> int:
    found = hit.group()
    last = _LAST if "(" in found or "[" in found else f"{_LAST})]"
    return hit.start() + len(found.rstrip(last))


def _mails(text: str) -> Iterator[tuple[int, int]]:
    """Addresses of mail, and names such as @example: from the sign to both sides, so that it stays linear."""
    for hit in _HOST.finditer(text):
        start = hit.start()
        while start and text[start - 1] in _LOCAL:
            start -= 1
        yield start, hit.end()


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Code spans as CommonMark has them: from a run of backticks to the next run of the same length."""
    runs = [hit.span() for hit in _TICKS.finditer(text)]
    following: dict[int, int] = {}
    partner = [-1] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        length = runs[index][1] - runs[index][0]
        partner[index] = following.get(length, -1)
        following[length] = index
    index = 0
    while index < len(runs):
        if partner[index] < 0:
            index += 1
            continue
        yield runs[index][0], runs[partner[index]][1]
        index = partner[index] + 1
