"""``[emails]``: e-mail addresses are copied, not translated."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.addresses import Address, differing
from workflow.checks.check import Pair, unit_check
from workflow.model import Remark, Severity

# RFC 5321 allows 64 characters before the sign and 255 after it; letters of any script (RFC 6531).
_BEFORE, _BEHIND = 64, 255
# Chinese may stand beside it without a space.
_HAN = (("\u2e80", "\u9fff"), ("\uac00", "\ud7af"), ("\uf900", "\ufaff"), ("\uff00", "\uffef"))


@unit_check("emails", Severity.ERROR, needs="@")
def check_emails(pair: Pair) -> Iterator[Remark]:
    """An e-mail address that is changed, lost, or new (a warning)."""
    there, here = list(_emails(pair.source)), list(_emails(pair.target))
    if there or here:
        yield from differing(there, here, lambda one, other: one.casefold() == other.casefold(), "address")


def _emails(text: str) -> Iterator[Address]:
    at = text.find("@")
    while at >= 0:
        start, end = _name(text, at), _host(text, at + 1)
        if start < at and "." in text[at:end]:
            yield Address(start, end, text[start:end])
        at = text.find("@", at + 1)


def _name(text: str, at: int) -> int:
    """Where the name before the sign at ``at`` begins; there if it has none."""
    start = at
    while start and at - start < _BEFORE and (_is_letter(text[start - 1]) or text[start - 1] in "_.%+'-"):
        start -= 1
    while start < at and text[start] in ".'%+-":
        start += 1
    return start


def _host(text: str, start: int) -> int:
    """Where the host that begins at ``start`` ends; there if it is none."""
    end = start
    while end < len(text) and end - start < _BEHIND - 1:
        char = text[end]
        if not (
            _is_letter(char)
            or (end > start and char in "_-")
            or (end > start and char == "." and _is_letter(text[end + 1 : end + 2]))
        ):
            break
        end += 1
    return end


def _is_letter(char: str) -> bool:
    return char.isalnum() and not any(first <= char <= last for first, last in _HAN)
