"""What checks can put right by themselves: the edits of their findings, applied until nothing is left to do.

A fix belongs to a finding as a whole: all its edits are made, or none. Where two fixes want the same place,
the one that begins first has it (then by the order of the edits and of the checks' names, so that the result
never depends on chance), and the other is asked again of the new text. A text that does not come to rest
is left as it was.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from workflow.checks.run import Checked
from workflow.model import CatalogueView, Finding

_ROUNDS = 12  # each makes what is there of fixes that do not meet; more than a few means that they fight


class Fixed(Struct, frozen=True):
    """A unit that checks have put right."""

    index: int  # of the unit in its catalogue
    text: str
    checks: tuple[str, ...]  # that changed it, in alphabetical order


class Settled(Struct, frozen=True):
    """A catalogue in which nothing is left that checks can put right."""

    fixed: list[Fixed]
    checked: Checked  # what the checks say of it
    restless: frozenset[int]  # units whose fixes fight: these stay as they were


def apply(text: str, findings: Iterable[Finding]) -> tuple[str, tuple[Finding, ...]]:
    """``text`` with the fixes of ``findings`` that can be made together, and the findings that these are of.

    The findings must be of this very text; a fix with an edit beyond its end is left out.
    """
    order = sorted(
        (each for each in findings if each.fix),
        key=lambda each: ([(edit.start, edit.end, edit.text) for edit in each.fix], each.check),
    )
    made: list[tuple[int, int, str]] = []
    used = []
    for finding in order:
        edits = {(edit.start, edit.end, edit.text) for edit in finding.fix}
        if _are_apart(sorted(edits)) and all(_fits(edit, made, len(text)) for edit in edits):
            for edit in edits:
                place = bisect_left(made, edit)
                if made[place : place + 1] != [edit]:
                    made.insert(place, edit)
            used.append(finding)
    parts = []
    done = 0
    for start, end, new in made:
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]]), tuple(used)


def _are_apart(edits: Sequence[tuple[int, int, str]]) -> bool:
    return all(one[1] <= other[0] for one, other in pairwise(edits))


def _fits(edit: tuple[int, int, str], made: Sequence[tuple[int, int, str]], length: int) -> bool:
    """Whether an edit keeps clear of those that are made already, or is one of them."""
    start, end, _ = edit
    if not 0 <= start <= end <= length:
        return False
    place = bisect_left(made, edit)
    if place < len(made) and made[place] == edit:
        return True
    return not any(_meet(edit, other) for other in made[max(place - 2, 0) : place + 2])


def _meet(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether two edits touch the same characters; an insertion has both characters beside it."""
    first, second = sorted((one, other))
    if first[0] == first[1] or second[0] == second[1]:
        return second[0] <= first[1]
    return second[0] < first[1]


def settle(
    view: CatalogueView,
    ask: Callable[[CatalogueView], Checked],
    wanted: Callable[[Finding], bool] = lambda _: True,
    first: Checked | None = None,
) -> Settled:
    """Put right what ``ask`` finds in a catalogue, again and again, until nothing is left that can be.

    Only fixes of findings that are ``wanted`` are made. Doing it again with the new texts in the catalogue
    changes nothing. What a waiver keeps quiet in the text as it stands is not fixed, although its digest does
    not survive another fix: a person has decided that. A fix that would leave nothing of a text is not made.
    Whose texts may be changed (those that nobody has reviewed) is for the caller to say. ``first`` is what
    ``ask`` says of the catalogue as it is, if it has been asked.
    """
    units = list(view.units)
    places = {id(unit): index for index, unit in enumerate(units)}
    checked = first or ask(view)
    quiet = {(places[id(each.unit)], each.check, each.about) for each, _ in checked.waived}
    names: dict[int, set[str]] = {}
    moving: set[int] = set()
    for _ in range(_ROUNDS):
        findings: dict[int, list[Finding]] = {}
        for finding in checked.findings:
            if finding.unit is None or not finding.fix or not wanted(finding):
                continue
            index = places[id(finding.unit)]
            if (index, finding.check, finding.about) not in quiet:
                findings.setdefault(index, []).append(finding)
        moving = set()
        for index, mine in findings.items():
            text, used = apply(units[index].target, mine)
            if text != units[index].target and text.strip():
                units[index] = replace(units[index], target=text)
                names.setdefault(index, set()).update(each.check for each in used)
                moving.add(index)
        if not moving:
            break
        places = {id(unit): index for index, unit in enumerate(units)}
        checked = ask(replace(view, units=tuple(units)))
    fixed = [
        Fixed(index, units[index].target, tuple(sorted(names[index])))
        for index in sorted(names)
        if index not in moving and units[index].target != view.units[index].target
    ]
    return Settled(fixed, checked, frozenset(moving))
