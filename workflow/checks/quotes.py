"""``[quotes]``: quotation marks of the language, in pairs, the inner ones other than the outer ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import having, matching, runs
from workflow.checks.typography import WHITE_SPACE, Style, style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

_DOUBLES = frozenset('"＂“”„‟«»「」『』')
_DOUBLE = late('["＂“”„‟«»「」『』]')
_ANY = late("[\"＂“”„‟«»「」『』'‘’]")
_TITLES = late("[《》]")
_OTHERS = late("['‘’《〈]")  # what may stand for quotation marks
_SINGLE = frozenset("'‘’")
_MARKS_AND_TITLES = frozenset((*_DOUBLES, *_SINGLE, *"《》"))
_OPENERS = frozenset("“„‟«‘「『")
_CLOSERS = frozenset("”»’」』")  # “ closes „
_STRAIGHT = frozenset("\"＂'")
_PROPER = frozenset(("«»", "„“", "„”", "“”", "‘’", "「」", "『』", "»«", "””", '""', "＂＂", "''"))
_BEFORE = frozenset("([{（［【〔《〈—–-/«„“‘「『\u200f\u200e")
_AFTER = frozenset(")]}）］】〕》〉—–/.,;:!?…»”’」』，。；：！？、،؛؟۔।\u200f\u200e")
_EMPHASIS = frozenset("*_~")
# Behind what a mark opens, and before what it closes, in languages with spaces between words and without.
_OPENS_AFTER = {True: _BEFORE | WHITE_SPACE, False: _BEFORE | WHITE_SPACE | frozenset("：、")}
_CLOSES_BEFORE = {True: _AFTER | WHITE_SPACE, False: _AFTER | WHITE_SPACE | frozenset("（《“「『")}
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


class _Mark(Struct):
    """A quotation mark and what it does where it stands."""

    place: int
    char: str
    opens: bool
    clear: bool  # its neighbours leave no doubt
    guessed: bool  # only the other marks tell what it does: right if all of them come out in pairs
    depth: int = 0
    partner: int = -1  # index of the other one
    outer: int = -1  # index of the one that opens the quotation around this pair


# What may be masked in a text (:mod:`workflow.checks.protected`), for a first look.
_NO_PROSE = late(r"[@<&{%`\\\[]|:\S|\.[A-Za-z]")


def _may_have(pairs: Sequence[Pair]) -> list[Pair]:
    """Texts with marks, and those whose source has some; where nothing is known of a language titles only.

    Without those that are seen to be right by what stands between their words, as in half of all texts.
    """
    own = style(pairs[0].language)
    if not own.quotes:
        return having(pairs, "《》")
    asked = having(pairs, (*"《》", *_marks(own)), '"“')
    right = _right(pairs, own)
    return [pair for pair in asked if id(pair) not in right]


def _right(pairs: Sequence[Pair], own: Style) -> set[int]:
    """By their ``id``: texts all of whose marks are outer ones in pairs, and each where it may be.

    A catalogue has hundreds of texts with quotations, and a few dozens of different runs around their marks:
    each run is judged once, and a text only by the order of its marks.
    """
    drawn = [(both[0], both[1]) for both in (*own.quotes[:1], *own.admitted) if _tell(*both)]
    around = runs(pairs, (*"《》", *_marks(own)))
    found: set[int] = set()
    unclear = set(map(id, matching(pairs, _NO_PROSE)))
    for first, second in drawn:
        mine: set[int] = set()
        others: set[int] = set()
        for run, numbers in around.items():
            (mine if _is_clear(run, first, second, own) else others).update(numbers)
        for number in mine - others:
            text = pairs[number].target
            before, *quoted = [part.count(second) for part in text.split(first)]
            if not before and quoted.count(1) == len(quoted):
                found.add(id(pairs[number]))
    return found - unclear


def _tell(first: str, second: str) -> bool:
    """Whether both marks of a pair tell by themselves what they do."""
    return first in _OPENERS and second in _CLOSERS and first not in _SINGLE


def _is_clear(run: str, first: str, second: str, own: Style) -> bool:
    """Whether these are all marks of a run between two words, and each is where it opens or closes.

    One that opens does so if it stands where one opens, or not where one closes; so does one that closes.
    """
    every = _MARKS_AND_TITLES if own.single else _MARKS_AND_TITLES - _SINGLE
    for place, char in enumerate(run):
        if char not in every:
            continue
        before, after = run[max(place - 1, 0) : place], run[place + 1 : place + 2]  # "" for a word
        opens, closes = before in _OPENS_AFTER[own.spaces], after in _CLOSES_BEFORE[own.spaces]
        if char == first:
            clear = after != second and (opens or not (closes or after in _EMPHASIS))
        elif char == second:
            clear = closes or not (opens or before in _EMPHASIS)
        else:
            clear = False
        if not clear:
            return False
    return True


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
    if not own.quotes:
        return
    marks = _read(pair.prose, own, spaced=own.spaces, closes_low="„“" in own.quotes)
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
    opens_after, closes_before = _OPENS_AFTER[spaced], _CLOSES_BEFORE[spaced]
    for hit in (_ANY if own.single else _DOUBLE).finditer(text):
        place, char = hit.start(), hit.group()
        single = char in _SINGLE
        before, after = place - 1, place + 1
        while before >= 0 and text[before] in _EMPHASIS:
            before -= 1
        while after < length and text[after] in _EMPHASIS:
            after += 1
        left = before < 0 or text[before] in opens_after
        right = after >= length or text[after] in closes_before
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
        opens, clear, guessed = left, True, False
        if left == right:
            opens, clear = _role(char, top, left, spaced=spaced, closes_low=closes_low)
            guessed = char in _STRAIGHT or opens != (char in _OPENERS)
        mark = _Mark(place, char, opens, clear, guessed, len(stack), -1, stack[-1] if opens and stack else -1)
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


def _role(char: str, top: _Mark | None, either: bool, *, spaced: bool, closes_low: bool) -> tuple[bool, bool]:
    """Whether a mark opens that may do either where it stands, or neither, and whether that is clear."""
    if char in _STRAIGHT:
        return top is None, (top is not None and not either) if spaced else not either
    if char in _CLOSERS:
        return False, top is not None
    if top is not None and (top.char == char or (char == "“" and top.char == "„" and closes_low)):
        return False, not either
    return True, not either


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
