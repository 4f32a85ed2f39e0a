"""Where the inline constructs of a Markdown text stand.

A parser tells what the constructs are, not where they begin and end in the source; a cut needs the latter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_TICKS = re.compile("`+")
_AUTOLINK = re.compile(
    r"<(?:[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*|[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+)>", re.ASCII
)
# The part of a link after its words: an address, perhaps in angle brackets, and perhaps a title.
# Possessive quantifiers keep it linear on hostile text.
_ADDRESS = re.compile(
    r"""\(\s*+
    (?:
        (?: <(?:\\.|[^<>\\\n])*+> | (?!<)(?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*+\))*+\))++ )
        (?: \s++ (?: "(?:\\.|[^"\\])*+" | '(?:\\.|[^'\\])*+' | \((?:\\.|[^()\\])*+\) ) )?
    )?
    \s*+\)""",
    re.DOTALL | re.VERBOSE,
)


@dataclass(slots=True)
class _Run:
    """A run of ``*`` or ``_`` that may open or close emphasis."""

    start: int
    end: int
    mark: str
    opens: bool
    closes: bool
    length: int  # as written; the rule of three asks for it


def inline_spans(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of each code span, link, image, autolink and emphasis, marks included.

    After the algorithm in appendix "A parsing strategy" of the CommonMark specification 0.31. Spans may be
    nested. Sorted by start. Takes time in proportion to the text but for pathological nesting.
    """
    spans: list[tuple[int, int]] = []
    runs: list[_Run] = []
    brackets: list[tuple[int, int]] = []  # position of "[" or "![", number of runs before it
    # Where a run of that many backticks stands last: one that has no partner is not searched for again.
    last_ticks = {len(m[0]): m.start() for m in _TICKS.finditer(text)}
    position = 0
    while position < len(text):
        character = text[position]
        if character == "\\" and text[position + 1 : position + 2] in _PUNCTUATION:
            position += 2
        elif character == "`":
            position = _code(text, position, last_ticks, spans)
        elif character == "<" and (match := _AUTOLINK.match(text, position)):
            spans.append(match.span())
            position = match.end()
        elif character in "*_":
            run = _run(text, position)
            runs.append(run)
            position = run.end
        elif character == "[":
            image = position > 0 and text[position - 1] == "!"
            brackets.append((position - image, len(runs)))
            position += 1
        elif character == "]" and brackets:
            start, before = brackets.pop()
            position += 1
            if match := _ADDRESS.match(text, position):
                position = match.end()
                spans.append((start, position))
                # Emphasis does not reach over the border of a link.
                _pair(runs[before:], spans)
                del runs[before:]
                if text[start] == "[":  # no link stands in a link
                    brackets = [each for each in brackets if text[each[0]] == "!"]
        else:
            position += 1
    _pair(runs, spans)
    return sorted(spans)


def _code(text: str, position: int, last: dict[int, int], spans: list[tuple[int, int]]) -> int:
    """Add the code span that begins here, if one does; the position to go on from."""
    ticks = _TICKS.match(text, position)
    assert ticks is not None
    length = len(ticks[0])
    if last.get(length, 0) > position:  # none if a backslash took the first of the run
        for other in _TICKS.finditer(text, ticks.end()):
            if len(other[0]) == length:
                spans.append((position, other.end()))
                return other.end()
    return ticks.end()


def _run(text: str, start: int) -> _Run:
    mark = text[start]
    end = start
    while end < len(text) and text[end] == mark:
        end += 1
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (not _is_punctuation(after) or before.isspace() or _is_punctuation(before))
    right = not before.isspace() and (
        not _is_punctuation(before) or after.isspace() or _is_punctuation(after)
    )
    if mark == "*":
        return _Run(start, end, mark, left, right, end - start)
    opens = left and (not right or _is_punctuation(before))
    closes = right and (not left or _is_punctuation(after))
    return _Run(start, end, mark, opens, closes, end - start)


def _is_punctuation(character: str) -> bool:
    return character in _PUNCTUATION or unicodedata.category(character)[0] in "PS"


def _pair(runs: list[_Run], spans: list[tuple[int, int]]) -> None:
    """Match openers and closers, innermost first."""
    openers: list[_Run] = []
    # Below these starts no opener fits a closer of that kind: the search need not go there twice.
    bottoms: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        kind = (run.mark, run.opens, run.length % 3)
        while run.closes and run.start < run.end:
            index = len(openers) - 1
            while (
                index >= 0 and openers[index].start >= bottoms.get(kind, 0) and not _fits(openers[index], run)
            ):
                index -= 1
            if index < 0 or openers[index].start < bottoms.get(kind, 0):
                bottoms[kind] = run.start
                break
            opener = openers[index]
            used = 2 if min(opener.end - opener.start, run.end - run.start) >= 2 else 1
            opener.end -= used
            run.start += used
            spans.append((opener.end, run.start))
            del openers[index + (opener.start < opener.end) :]
        if run.opens and run.start < run.end:
            openers.append(run)


def _fits(opener: _Run, closer: _Run) -> bool:
    if opener.mark != closer.mark:
        return False
    if not (opener.closes or closer.opens) or (opener.length + closer.length) % 3:
        return True
    return opener.length % 3 == 0 and closer.length % 3 == 0
