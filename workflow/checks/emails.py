"""``[emails]``: e-mail addresses are copied, not translated."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.addresses import Address, differing
from workflow.checks.check import Pair, unit_check
from workflow.checks.patterns import late
from workflow.model import Remark, Severity

# RFC 5321 allows 64 characters before the sign and 255 after it; letters of any script (RFC 6531).
# Chinese may stand beside it without a space.
_HAN = r"\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef"
_BEFORE = late(rf"(?:[^\W{_HAN}]|[.%+'-]){{1,64}}$")
_BEHIND = late(rf"[^\W_{_HAN}](?:[^\W{_HAN}]|-|\.(?=[^\W_{_HAN}])){{0,253}}")


@unit_check("emails", Severity.ERROR, needs="@")
def check_emails(pair: Pair) -> Iterator[Remark]:
    """An e-mail address that is changed, lost, or new (a warning)."""
    there, here = list(_emails(pair.source)), list(_emails(pair.target))
    if there or here:
        yield from differing(there, here, lambda one, other: one.casefold() == other.casefold(), "address")


def _emails(text: str) -> Iterator[Address]:
    at = text.find("@")
    while at >= 0:
        before = _BEFORE.search(text, max(0, at - 64), at)
        behind = _BEHIND.match(text, at + 1)
        if before and behind and "." in behind.group():
            name = before.group().lstrip(".'%+-")
            if name:
                start, end = at - len(name), behind.end()
                yield Address(start, end, text[start:end])
        at = text.find("@", at + 1)
