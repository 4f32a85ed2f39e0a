"""``[quotes]``: quotation marks of the language, in pairs, the inner ones other than the outer ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from workflow.checks.check import Pair, unit_check
from workflow.checks.patterns import late
from workflow.checks.signs import having
from workflow.checks.typography import Style, style
from workflow.model import Edit, Remark, Severity

_DOUBLES = frozenset('"＂“”„‟«»「」『』')
_DOUBLE = late('["＂“”„‟«»「」『』]')
_ANY = late("[\"＂“”„‟«»「」『』'‘’]")
_TITLES = late("[《》]")
_OTHERS = late("['‘’《〈]")  # what may stand for quotation marks
_SINGLE = frozenset("'‘’")
_OPENERS = frozenset("“„‟«‘「『")
_CLOSERS = frozenset("”»’」』")  # “ closes „
_STRAIGHT = frozenset("\"＂'")
_PROPER = frozenset(("«»", "„“", "„”", "“”", "‘’", "「」", "『』", "»«", "””", '""', "＂＂", "''"))
_BEFORE = frozenset("([{（［【〔《〈—–-/«„“‘「『\u200f\u200e")
_AFTER = frozenset(")]}）］】〕》〉—–/.,;:!?…»”’」』，。；：！？、،؛؟۔।\u200f\u200e")
_EMPHASIS = "*_~"
# Single marks of an English text: those that open, those that close, and those that may be apostrophes.
_OPENS = late(r"(?<![^\s(\[\"“—-])['‘](?=[\w\"“])")
_CLOSES = late(r"(?<=[.,!?…])['’](?=[\s\"”),.;]|$)")
_MAY_CLOSE = late(r"(?<=\w)(?<!s)['’](?=[\s\"”),.;:!?—-]|$)|(?<=s)['’](?=[\"”),.;:!?—-]|$)")
_MESSAGES = {
    "straight": "straight quotation marks",
    "style": "quotation marks of another language",
    "direction": "quotation marks that do not fit together",
    "nesting": "the same quotation marks within others",
}


@dataclass(slots=True)
class _Mark:
    """A quotation mark and what it does where it stands."""

    place: int
    char: str
    opens: bool
    clear: bool  # its neighbours leave no doubt
    guessed: bool  # only the other marks tell what it does: right if all of them come out in pairs
    depth: int = 0
    partner: int = -1  # index of the other one
    outer: int = -1  # index of the one that opens the quotation around this pair


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts with marks, and those whose source has some; where nothing is known of a language titles only."""
    own = style(pairs[0].language)
    if not own.quotes:
        return having(pairs, "《》")
    return having(pairs, (*"《》", *_marks(own)), '"“')


@unit_check("quotes", Severity.WARNING, prefilter=_may_have)
def check_quotes(pair: Pair) -> Iterator[Remark]:
    """Straight or foreign marks, marks the wrong way round or alone, the outer pair within itself.

    A quotation may begin in one segment and end in another: a lone mark is wrong only where the source has
    none. Apostrophes, feet and inches, and the letters oʻ and gʻ are no quotation marks. A fix is offered
    only if it is clear of every mark whether it opens or closes.
    """
    text = pair.target
    own = style(pair.language)
    if "《" in text or "》" in text:
        yield from _titles(pair, own)
    here = (_ANY if own.single else _DOUBLE).search(text) is not None
    if not here and '"' not in pair.source and "“" not in pair.source:
        return
    if not own.quotes or (here and _is_plain(pair.prose, pair.language)):
        return
    marks = _read(pair.prose, own, spaced=own.spaces, closes_low="„“" in own.quotes) if here else []
    if not marks:
        if _is_quoted(pair.source_prose) and not _OTHERS.search(text):
            yield _remark(
                own, "missing", "no quotation marks, and the source has some", own.quotes[0], [], ()
            )
        return
    lone = [mark for mark in marks if mark.partner < 0 and not _is_merged(mark, marks)]
    balanced = bool(lone) and _is_balanced(pair.source_prose)
    sure = not (lone and balanced) and all(mark.clear and not (lone and mark.guessed) for mark in marks)
    edits: dict[str, list[Edit]] = {}
    for mark in marks:
        other = marks[mark.partner] if mark.partner >= 0 else None
        kind = _objection(mark, other, marks, own)
        if kind:
            wanted = _wanted(mark, other, own)[0 if mark.opens else 1]
            edits.setdefault(kind, []).append(Edit(mark.place, mark.place + 1, wanted))
            # Marks that do not fit, within others: rather the outer ones were misread.
            sure = sure and not (kind == "direction" and mark.depth)
    if not edits and not lone:
        return
    for kind, message in _MESSAGES.items():
        mine = [edit for edit in edits.get(kind, ()) if pair.target[edit.start] != edit.text]
        if mine:
            expected = own.quotes[1] if kind == "nesting" and own.quotes[1:] else own.quotes[0]
            # In Chinese «…» may be meant for a quotation or for the title of a work.
            doubt = not own.spaces and any(pair.target[edit.start] in "«»" for edit in mine)
            yield _remark(own, kind, message, expected, mine, tuple(mine) if sure and not doubt else ())
    if lone and balanced:
        places = [Edit(mark.place, mark.place + 1, "") for mark in lone]
        yield _remark(own, "pairing", f"“{lone[0].char}” has no partner", "marks in pairs", places, ())


def _marks(own: Style) -> frozenset[str]:
    """What may be quotation marks in a language."""
    return _DOUBLES | _SINGLE if own.single else _DOUBLES


def _is_plain(text: str, language: str) -> bool:
    """Whether all marks are right outer ones in pairs, and each where it may be: so in most texts."""
    for first, second, clear, others in _plain(language):
        if count := text.count(first):
            return (
                text.count(second) == count and not others.search(text) and len(clear.findall(text)) == count
            )
    return False


@cache
def _plain(language: str) -> tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...]:
    """For each pair of outer marks: both, a clear pair with no mark within, and any other mark.

    An opening mark is clear if it stands where one opens, or not where one closes; so is a closing one.
    """
    own = style(language)
    before, after = (re.escape("".join(sorted(signs))) for signs in (_BEFORE, _AFTER))
    if not own.spaces:
        before, after = f"{before}：、", f"{after}（《“「『"
    every = '"＂“”„‟«»「」『』' + ("'‘’" if own.single else "")
    found = []
    for first, second in (tuple(pair) for pair in (own.quotes[0], *own.admitted)):
        if first not in _OPENERS or second not in _CLOSERS or first in _SINGLE:
            continue  # what these do is not told by themselves
        clear = (
            rf"{first}(?:(?<![^\s{before}].)|(?=[^\s{after}{_EMPHASIS}]))[^{first}{second}]+"
            rf"(?:(?<![\s{before}{_EMPHASIS}]){second}|{second}(?![^\s{after}]))"
        )
        others = "".join(mark for mark in every if mark not in (first, second))
        found.append((first, second, re.compile(clear), re.compile(f"[{others}]")))
    return tuple(found)


def _titles(pair: Pair, own: Style) -> Iterator[Remark]:
    """The marks around the title of a Chinese work, 《 and 》, one of which is missing."""
    prose = pair.prose
    if prose.count("《") != prose.count("》"):
        places = [Edit(hit.start(), hit.end(), "") for hit in _TITLES.finditer(prose)]
        yield _remark(own, "title", "《 and 》 are not in pairs", "《》", places, ())


def _remark(
    own: Style, kind: str, message: str, expected: str, edits: list[Edit], fix: tuple[Edit, ...]
) -> Remark:
    return Remark(
        message,
        expected,
        kind=kind,
        spans=tuple((edit.start, edit.end) for edit in edits),
        fix=fix,
        severity=own.level("quotes", kind),
    )


def _objection(mark: _Mark, other: _Mark | None, marks: list[_Mark], own: Style) -> str:
    """What is wrong with a mark; "" if nothing is."""
    if mark.char in _STRAIGHT:
        return "straight"
    right = (*own.quotes, *own.admitted, *(own.inner if mark.depth else ()))
    if other is None:
        at = 0 if mark.opens else 1
        if mark.char in {each[at] for each in right}:
            return ""
        wrong_way = mark.char in (_CLOSERS if mark.opens else _OPENERS)
        return "direction" if wrong_way else "style"
    first, second = (mark, other) if mark.opens else (other, mark)
    drawn = first.char + second.char
    if second.char in _STRAIGHT or first.char in _STRAIGHT:
        # The other one is straight, and this one goes with what that will become.
        return "" if mark.char == _wanted(mark, other, own)[0 if mark.opens else 1] else "direction"
    if drawn not in _PROPER:
        return "direction"
    if drawn not in right:
        return "style"
    if drawn == own.quotes[0] and mark.depth and _encloser(first, marks) == drawn:
        return "nesting"
    if mark.depth == 0 and len(own.quotes) > 1 and drawn == own.quotes[1] and drawn not in own.admitted:
        return "style"
    return ""


def _is_merged(mark: _Mark, marks: list[_Mark]) -> bool:
    """Whether one mark closes two quotations, as in «Он сказал: «Нет». and so this one has no partner."""
    last = marks[-1]
    return (
        mark.opens
        and not last.opens
        and last.partner >= 0
        and last.depth > 0
        and marks[last.partner].char == mark.char
    )


def _wanted(mark: _Mark, other: _Mark | None, own: Style) -> str:
    """The pair that should stand there: that of its depth, or one that is right too and half there."""
    usual = own.quotes[mark.depth % len(own.quotes)]
    first, second = (mark, other) if mark.opens else (other, mark)
    drawn = (first.char if first else "", second.char if second else "")
    if drawn[0] == usual[0] or drawn[1] == usual[1]:
        return usual
    for pair in own.admitted:
        single = pair[0] in _SINGLE and all(char in _SINGLE for char in drawn if char)
        if not mark.depth and (single or drawn[0] == pair[0] or drawn[1] == pair[1]):
            return pair
    return usual


def _encloser(mark: _Mark, marks: list[_Mark]) -> str:
    """The pair right outside a mark that opens, as it is drawn."""
    outer = marks[mark.outer] if mark.outer >= 0 else None
    return outer.char + marks[outer.partner].char if outer and outer.partner >= 0 else ""


def _read(text: str, own: Style, *, spaced: bool, closes_low: bool) -> list[_Mark]:
    """The quotation marks of a text with their partners and depths."""
    marks: list[_Mark] = []
    stack: list[int] = []
    length = len(text)
    for hit in (_ANY if own.single else _DOUBLE).finditer(text):
        place, char = hit.start(), hit.group()
        single = char in _SINGLE
        before, after = place - 1, place + 1
        while before >= 0 and text[before] in _EMPHASIS:
            before -= 1
        while after < length and text[after] in _EMPHASIS:
            after += 1
        left = before < 0 or text[before].isspace() or text[before] in _BEFORE
        right = after >= length or text[after].isspace() or text[after] in _AFTER
        if not spaced:
            left = left or text[before] in "：、"
            right = right or text[after] in "（《“「『"
        top = marks[stack[-1]] if stack else None
        if char == '"' and before >= 0 and text[before].isdecimal() and not (top and top.char == '"'):
            continue  # inches, or seconds
        if single:
            if char == "'" and left == right:
                continue
            if spaced and left == right:
                continue
            if left != right and right and not (top and top.char in _SINGLE):
                continue  # an apostrophe at the end of a word
        opens, clear = _role(char, top, left, right, spaced=spaced, closes_low=closes_low)
        guessed = left == right and (char in _STRAIGHT or opens != (char in _OPENERS))
        mark = _Mark(
            place, char, opens, clear, guessed, len(stack), outer=stack[-1] if opens and stack else -1
        )
        marks.append(mark)
        if opens:
            stack.append(len(marks) - 1)
        elif stack:
            mark.partner = stack.pop()
            mark.depth = len(stack)
            marks[mark.partner].partner = len(marks) - 1
    return _deepened(_without_apostrophes(marks) if own.single else marks)


def _deepened(marks: list[_Mark]) -> list[_Mark]:
    """A lone mark that closes ends a quotation of an earlier segment: all before it stands within that."""
    outside = 0
    for mark in reversed(marks):
        mark.depth += outside
        if mark.partner < 0 and not mark.opens:
            outside += 1
    return marks


def _role(
    char: str, top: _Mark | None, left: bool, right: bool, *, spaced: bool, closes_low: bool
) -> tuple[bool, bool]:
    """Whether a mark opens, and whether that is clear."""
    if left != right:
        return left, True
    if char in _STRAIGHT:
        return top is None, (top is not None and not left) if spaced else not (left and right)
    if char in _CLOSERS:
        return False, top is not None
    if top is not None and (top.char == char or (char == "“" and top.char == "„" and closes_low)):
        return False, not left
    return True, not left


def _without_apostrophes(marks: list[_Mark]) -> list[_Mark]:
    """Lone single marks are apostrophes after all."""
    gone = [index for index, mark in enumerate(marks) if mark.char in _SINGLE and mark.partner < 0]
    if not gone:
        return marks
    left = [index for index in range(len(marks)) if index not in set(gone)]
    new = {old: index for index, old in enumerate(left)}
    kept = [marks[index] for index in left]
    for mark in kept:
        mark.partner = new.get(mark.partner, -1)
        mark.outer = new.get(mark.outer, -1)
    return kept


def _is_balanced(source: str) -> bool:
    """Whether every quotation of an English text that begins in it ends in it, as far as that can be seen."""
    if source.count('"') % 2 or source.count("“") != source.count("”"):
        return False
    if "'" not in source and "‘" not in source and "’" not in source:
        return True
    opening, closing = len(_OPENS.findall(source)), len(_CLOSES.findall(source))
    return closing <= opening <= closing + len(_MAY_CLOSE.findall(source))


def _is_quoted(source: str) -> bool:
    return source.count('"') >= 2 or ("“" in source and "”" in source)
