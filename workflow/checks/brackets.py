"""``[brackets]``: every bracket that opens is closed, by one of its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import having
from workflow.lazy import late
from workflow.model import Remark, Severity

# Brackets of one kind, opening and closing; full and half width are for the typographer to choose.
_PAIRS = {
    "(": ")",
    "[": "]",
    "{": "}",
    "「": "」",
    "『": "』",
    "【": "】",
    "〔": "〕",
    "《": "》",
    "〈": "〉",
}
_WIDTHS = str.maketrans("（）［］｛｝﹙﹚", "()[]{}()")
_CLOSES = {closing: opening for opening, closing in _PAIRS.items()}
_BRACKET = late("[()\\[\\]{}「」『』【】〔〕《》〈〉（）［］｛｝﹙﹚]")
# What looks like a bracket and opens nothing: faces, and the numbers of lists («1)», «a)», «б)»).
_FACE = late(r"[:;=8][-'^o]?[()\[\]]")
_NONE = late(r"[:;=8][-'^o]?[()\[\]]+|(?:(?<![\w(（])|(?<=[^\w(（]))(?:\d{1,3}|[^\W\d_])[)）]")


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    return having(pairs, "()[]{}「」『』【】〔〕《》〈〉（）［］｛｝﹙﹚")


@unit_check("brackets", Severity.ERROR, prefilter=_may_have)
def check_brackets(pair: Pair) -> Iterator[Remark]:
    """Brackets without their partner, where those of the source are in order.

    A bracket may close in another segment than it opens: then the source has it alone as well.
    """
    loose = [] if _is_plain(pair.target) else _loose(pair.target)
    if not loose:
        return
    source = _loose(pair.source)
    if source:
        kept = {pair.source[place].translate(_WIDTHS) for place in source}
        loose = [place for place in loose if pair.target[place].translate(_WIDTHS) not in kept]
        if not loose:
            return
    shown = ", ".join(dict.fromkeys(pair.target[place] for place in loose[:4]))
    opening = pair.target[loose[0]].translate(_WIDTHS) in _PAIRS
    yield Remark(
        f"{shown} {'is never closed' if opening else 'closes nothing'}",
        hint="add its partner, or delete it",
        kind="unclosed" if opening else "unopened",
        spans=tuple((place, place + 1) for place in loose[:50]),
    )


def _is_plain(text: str) -> bool:
    """Whether there are round brackets only, all of them in pairs, and no faces: so in most texts."""
    brackets = "".join(_BRACKET.findall(text))
    return not brackets.translate(_WIDTHS).replace("()", "") and not _FACE.search(text)


def _loose(text: str) -> list[int]:
    """Places of brackets without a partner, in order. A list's number counts where nothing is open."""
    loose: list[int] = []
    stack: list[tuple[str, int]] = []
    faces = (
        [match.span() for match in _NONE.finditer(text)] if ")" in text or "）" in text or "(" in text else []
    )
    ignored = {place for start, end in faces for place in range(start, end)}
    for match in _BRACKET.finditer(text):
        place = match.start()
        char = match[0].translate(_WIDTHS)
        if char in _PAIRS:
            if place not in ignored:
                stack.append((char, place))
        elif stack and stack[-1][0] == _CLOSES[char]:
            stack.pop()
        elif place not in ignored:
            found = next(
                (
                    index
                    for index in range(len(stack) - 1, max(len(stack) - 9, -1), -1)
                    if stack[index][0] == _CLOSES[char]
                ),
                None,
            )
            if found is None:
                loose.append(place)
            else:  # what was opened since then stays open
                loose.extend(opened for _, opened in stack[found + 1 :])
                del stack[found:]
    return sorted([*loose, *(place for _, place in stack)])
