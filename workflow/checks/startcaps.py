"""``[startcaps]``: a text begins with a capital where the source does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.protected import MASK
from workflow.checks.typography import style
from workflow.model import Remark, Role, Severity


def _may_differ(pairs: Sequence[Pair]) -> list[Pair]:
    if not style(pairs[0].language).cased:
        return []
    return [
        pair for pair in pairs if not (pair.target[:1].isupper() and pair.source[:1].isupper())
    ]  # nearly all do


@unit_check("startcaps", Severity.WARNING, prefilter=_may_differ)
def check_startcaps(pair: Pair) -> Iterator[Remark]:
    """A small letter where the source begins with a capital (or, as a note, the other way round).

    Nothing is said of scripts without capitals, of texts that begin with a number or an address, of names
    such as iPhone, of particles of names, and of what continues a quotation after its dash. No fix: it
    would change a letter.
    """
    own = style(pair.language)
    if not own.cased or _case(pair.source) == _case(pair.target):
        return
    source, target = pair.source_prose, pair.prose
    there, here = _first_letter(source), _first_letter(target)
    if there < 0 or here < 0 or not _is_cased(source[there]) or not _is_cased(target[here]):
        return
    upper = source[there].isupper()
    if upper == target[here].isupper():
        return
    word = _word(target, here)
    dialogue = not upper or target.lstrip()[:1] in "—–-…" or target.lstrip().startswith("...")
    if any(char.isupper() for char in word[1:]) or word.casefold() in own.starters:
        return
    if upper and (dialogue or any(char.isupper() for char in _word(source, there)[1:])):
        return
    if not upper and (
        Role.TABLE_CELL in pair.unit.roles or any(char.isupper() for char in _word(source, there))
    ):
        return
    kind = "small" if upper else "capital"
    yield Remark(
        f"begins with a {'small letter' if upper else 'capital'}: {word[:40]}",
        f"{target[here].upper() if upper else target[here].lower()}{word[1:40]}",
        "begin as the source does",
        kind,
        spans=((here, here + 1),),
        source_spans=((there, there + 1),),
        severity=own.level("startcaps", kind) or (None if upper else Severity.NOTE),
    )


def _case(text: str) -> bool | None:
    """Whether the first letter is a capital; None if there is none to ask."""
    place = _first_letter(text)
    return text[place].isupper() if place >= 0 else None


def _first_letter(text: str) -> int:
    """Where the first letter stands; -1 if the first thing is a number, is no prose, or there is nothing."""
    for index, char in enumerate(text):
        if char.isalpha():
            return index
        if char.isalnum() or char == MASK or index > 40:
            return -1
    return -1


def _is_cased(char: str) -> bool:
    return char.upper() != char.lower()


def _word(text: str, start: int) -> str:
    end = start
    while end < len(text) and end - start < 60 and (text[end].isalnum() or text[end] in "'’ʼ‘ʻ-"):
        end += 1
    return text[start:end]
