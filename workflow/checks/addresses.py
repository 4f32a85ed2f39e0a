"""What the checks of addresses share: which differ, and what may be put right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from workflow.model import Edit, Remark, Severity

_SAME_BUT_A_SLIP = 0.85
_LONGEST = 2000  # characters of an address that are compared letter by letter


class Address(NamedTuple):
    """An address, ``text[start:end]``."""

    start: int
    end: int
    text: str
    sure: bool = True  # not a name that may be written otherwise ("Booking.com")


def differing(
    there: Sequence[Address],
    here: Sequence[Address],
    same: Callable[[str, str], bool],
    noun: str,
) -> Iterator[Remark]:
    """Addresses that are changed, lost or new. The most alike are taken to stand for each other.

    A fix is given where one address is left on either side and they differ in a slip.
    """
    gone, come = _left(there, here, same)
    for each in gone:
        near = max(come, key=lambda other: _likeness(each.text, other.text), default=None)
        if near is not None and (each.sure or _likeness(each.text, near.text) >= _SAME_BUT_A_SLIP):
            come = [other for other in come if other is not near]
            slip = _likeness(each.text, near.text) >= _SAME_BUT_A_SLIP
            yield Remark(
                f"found {near.text}",
                each.text,
                f"the {noun} must stand there letter for letter",
                "changed",
                spans=((near.start, near.end),),
                source_spans=((each.start, each.end),),
                fix=(Edit(near.start, near.end, each.text),) if slip and len(gone) == 1 else (),
            )
        else:
            yield Remark(
                f"the {noun} is not in the translation",
                each.text,
                "copy it from the source",
                "lost",
                source_spans=((each.start, each.end),),
                severity=None if each.sure else Severity.WARNING,
            )
    for other in come if not gone else ():
        if other.sure:
            yield Remark(
                f"{other.text} is not in the source",
                hint=f"see who has put the {noun} there",
                kind="added",
                spans=((other.start, other.end),),
                severity=Severity.WARNING,
            )


def _left(
    there: Sequence[Address], here: Sequence[Address], same: Callable[[str, str], bool]
) -> tuple[list[Address], list[Address]]:
    """What has no equal on the other side; an address may stand there more or less often."""
    texts = Counter(each.text for each in there)
    others = Counter(each.text for each in here)
    come = [each for each in here if each.text not in texts]
    gone: list[Address] = []
    for each in {each.text: each for each in there if each.text not in others}.values():
        equal = next((other for other in come if same(each.text, other.text)), None)
        if equal is None:
            gone.append(each)
        else:
            come = [other for other in come if other.text != equal.text]
    return gone, list({each.text: each for each in come}.values())


def _likeness(one: str, other: str) -> float:
    if len(one) + len(other) > _LONGEST:
        return 0.0
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio()
