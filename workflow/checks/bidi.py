"""``[bidi]``: controls of the writing direction are closed, and there only where they are needed."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.checks.check import Pair, unit_check
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_CONTROL = late("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RTL = late("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_MARKS = "\u061c\u200e\u200f"
_OVERRIDES = "\u202d\u202e"
_EMBEDDINGS = "\u202a\u202b\u202d\u202e"
_POP, _POP_ISOLATE = "\u202c", "\u2069"
_ISOLATES = "\u2066\u2067\u2068"
_BREAKS = "\n\r\x1c\x1d\x1e\x85\u2029"  # end everything that is open (UAX 9, rule X8)
_NAMES = {
    "\u061c": "ALM",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
}
_MOST_SPANS = 50


@unit_check("bidi", Severity.ERROR, needs="".join(_NAMES))
def check_bidi(pair: Pair) -> Iterator[Remark]:
    """What is open at the end or closed without being open, overrides, then what is not needed.

    After the Unicode Bidirectional Algorithm (UAX 9). Isolates that are closed are welcome, and so are marks
    beside right-to-left letters. An override shows letters in another order than they are stored: names of
    files and programs have been forged so (Boucher and Anderson 2021).
    """
    target = pair.target
    if not _CONTROL.search(target):
        return
    loose = _loose(target)
    if loose:
        yield _remark(
            target,
            loose,
            "unbalanced",
            Severity.ERROR,
            "not closed, or closed and never opened",
            "each of LRE, RLE needs its PDF, each of LRI, RLI, FSI its PDI, in the same segment",
        )
    alone = frozenset(loose)
    rtl = pair.profile.rtl or bool(_RTL.search(target))
    over, embeddings, idle, isolates = [], [], [], []
    for match in _CONTROL.finditer(target):
        place, char = match.start(), match[0]
        if place in alone or char in pair.source:
            continue
        if char in _OVERRIDES:
            over.append(place)
        elif char in _EMBEDDINGS:
            embeddings.append(place)
        elif char in _MARKS and (
            not rtl or (_is_letter(target, place - 1) and _is_letter(target, place + 1))
        ):
            idle.append(place)
        elif char in _ISOLATES and not rtl:
            isolates.append(place)
    if over:
        yield _remark(
            target,
            over,
            "override",
            Severity.ERROR,
            "shows letters in another order than they are read",
            "delete it, and type the words in their order",
        )
    if embeddings:
        yield _remark(
            target,
            embeddings,
            "embedding",
            Severity.WARNING,
            "turns the words after it too",
            "use an isolate (FSI … PDI), or nothing: the page sets Latin words apart by itself",
        )
    if idle:
        yield _remark(target, idle, "idle", Severity.WARNING, "does nothing here", "delete it", fix=True)
    if isolates:
        yield _remark(target, isolates, "idle", Severity.NOTE, "does nothing here", "delete it and its PDI")


def _remark(
    text: str, places: list[int], kind: str, severity: Severity, what: str, hint: str, *, fix: bool = False
) -> Remark:
    names = ", ".join(dict.fromkeys(_NAMES[text[place]] for place in places))
    return Remark(
        f"{names}, a control of the writing direction, {'is ' * (kind == 'unbalanced')}{what}",
        hint=hint,
        kind=kind,
        spans=tuple((place, place + 1) for place in places[:_MOST_SPANS]),
        fix=tuple(Edit(place, place + 1, "") for place in places) if fix else (),
        severity=severity,
    )


def _is_letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isalpha()


def _loose(text: str) -> list[int]:
    """Places of controls without their partner, in order; an isolate closes what was opened in it."""
    loose: list[int] = []
    stack: list[tuple[bool, int]] = []  # (is an isolate, place)
    isolates = 0
    for place, char in enumerate(text):
        if char in _EMBEDDINGS:
            stack.append((False, place))
        elif char in _ISOLATES:
            stack.append((True, place))
            isolates += 1
        elif char == _POP:
            if stack and not stack[-1][0]:
                stack.pop()
            else:
                loose.append(place)
        elif char == _POP_ISOLATE:
            if not isolates:
                loose.append(place)
                continue
            while not stack[-1][0]:
                loose.append(stack.pop()[1])
            stack.pop()
            isolates -= 1
        elif char in _BREAKS:
            loose.extend(opened for _, opened in stack)
            stack, isolates = [], 0
    return sorted([*loose, *(opened for _, opened in stack)])
