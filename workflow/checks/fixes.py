"""What checks can put right by themselves: the edits of their findings, applied until nothing is left to do.

A fix belongs to a finding as a whole: all its edits are made, or none. Where two fixes want the same place,
the one that begins first has it (then by the order of the edits and of the checks' names, so that the result
never depends on chance), and the other is asked again of the new text. A text that does not come to rest
is left as it was.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from workflow.checks.check import CatalogueCheck, UnitCheck
from workflow.checks.run import run_checks, waivers_of
from workflow.model import CatalogueView, Finding, Policy, TermJudge, Unit

_ROUNDS = 12  # each makes what is there of fixes that do not meet; more than a few means that they fight


@dataclass(frozen=True, slots=True)
class Fixed:
    """A unit that checks have put right: the unit as it was, its new text, and the checks that changed it."""

    unit: Unit
    text: str
    checks: tuple[str, ...]  # in alphabetical order


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


def fix_all(
    view: CatalogueView,
    judge: TermJudge,
    checks: Iterable[UnitCheck | CatalogueCheck],
    policy: Policy | None = None,
) -> list[Fixed]:
    """The units of a catalogue that ``checks`` can put right, in their order, each with its last text.

    Doing it again with the new texts in the catalogue changes nothing. What the policy turns off is not
    fixed, nor what a unit waives: a person has decided that, and the digest of that waiver would not
    survive another fix. A fix that would leave nothing of a text is not made. Whose texts may be changed
    (those that nobody has reviewed) is for the caller to say.
    """
    chosen = list(checks)
    units = list(view.units)
    waived = [
        {waiver.name.partition("/")[0] for waiver in waivers_of(unit) if waiver.reason} for unit in units
    ]
    names: dict[int, set[str]] = {}
    moving: list[int] = []
    for _ in range(_ROUNDS):
        moving = []
        places = {id(unit): index for index, unit in enumerate(units)}
        findings: dict[int, list[Finding]] = {}
        for finding in run_checks(replace(view, units=tuple(units)), judge, chosen, policy).findings:
            if finding.fix and finding.unit is not None:
                index = places[id(finding.unit)]
                if finding.check not in waived[index]:
                    findings.setdefault(index, []).append(finding)
        for index, mine in findings.items():
            text, used = apply(units[index].target, mine)
            if text != units[index].target and text.strip():
                units[index] = replace(units[index], target=text)
                names.setdefault(index, set()).update(each.check for each in used)
                moving.append(index)
        if not moving:
            break
    return [
        Fixed(view.units[index], units[index].target, tuple(sorted(names[index])))
        for index in sorted(names)
        if index not in moving and units[index].target != view.units[index].target
    ]
