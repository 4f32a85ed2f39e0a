"""``[dash]``: a dash is a dash, not a hyphen, and has the spaces of the language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workflow.checks.check import Pair, unit_check
from workflow.checks.signs import matching
from workflow.checks.typography import Style, is_han, style
from workflow.lazy import late
from workflow.model import Edit, Remark, Severity

# Between two things, not at the beginning of a text or line (there it may be a list), not between numbers.
_HYPHEN = late(r"(?<=[^\s\-–—])(?<!\n)[ \u00a0]-[ \u00a0](?=[^\s\-–—])")
_DOUBLE = late(r"(?<![-–—])(?:(?<=[^\s])( )--( )(?=[^\s])|(?<=[^\W\d_])--(?=[^\W\d_]))(?![-–—])")
_LONE = late("—(?<![—–-].)(?![—–-])")
_YEARS = late(r"(?<![\w./-])((?:1[5-9]|20)\d\d)-((?:1[5-9]|20)\d\d)(?![\w/-])")
_CHINESE = late(r"(?<=[^\s\-–—])( ?)(--+|[ \u00a0]-(?=[ \u00a0])|–|——|—)( ?)(?=[^\s\-–—])")


# For a first look: what is not a dash with white space on both sides; in Chinese every dash.
_MAY = late(r" -|\u00a0-|--|\d-\d|(?<!\s)—|—(?!\s)")
_MAY_IN_CHINESE = late("--| -|–|—")


def _may_be_wrong(pairs: Sequence[Pair]) -> list[Pair]:
    dash = style(pairs[0].language).dash
    return matching(pairs, _MAY_IN_CHINESE if dash == "——" else _MAY) if dash else []


@unit_check("dash", Severity.WARNING, prefilter=_may_be_wrong)
def check_dash(pair: Pair) -> Iterator[Remark]:
    """Hyphens that stand for dashes, dashes without their spaces, half a Chinese dash, ranges of years."""
    target = pair.target
    own = style(pair.language)
    if not own.dash:
        return
    if own.dash == "——":
        yield from _chinese(pair, own)
        return
    prose = ""
    if " -" in target or "\u00a0-" in target or "--" in target or "—" in target:
        prose = pair.prose
        yield from _spaced(own, prose)
    if "-" in target and _YEARS.search(target):
        hits = [hit for hit in _YEARS.finditer(pair.prose) if int(hit[1]) < int(hit[2])]
        if hits:
            edits = [Edit(hit.end(1), hit.start(2), "–") for hit in hits]
            yield _remark(own, "range", "a hyphen in a range of years", "–", edits)


def _spaced(own: Style, prose: str) -> Iterator[Remark]:
    hyphens = [
        Edit(hit.start() + 1, hit.end() - 1, own.dash)
        for hit in (_HYPHEN.finditer(prose) if "- " in prose or "-\u00a0" in prose else ())
        if not (prose[hit.start() - 1].isdecimal() and prose[hit.end()].isdecimal())
    ]
    if hyphens:
        yield _remark(own, "hyphen", "a hyphen for a dash", own.dash, hyphens)
    doubles = []
    for hit in _DOUBLE.finditer(prose) if "--" in prose else ():
        between = own.dash if hit[1] else f" {own.dash} "
        doubles.append(Edit(hit.start() + (1 if hit[1] else 0), hit.end() - (1 if hit[2] else 0), between))
    if doubles:
        yield _remark(own, "double", "two hyphens for a dash", own.dash, doubles)
    if own.spaced and "—" in prose:
        tight = [edit for hit in _LONE.finditer(prose) if (edit := _spaces(prose, hit.start()))]
        if tight:
            yield _remark(own, "spacing", "a dash without its spaces", " — ", tight)


def _spaces(prose: str, place: int) -> Edit | None:
    """What gives the dash at ``place`` the spaces that it lacks; None where it has them, or needs none."""
    left = prose[max(place - 2, 0) : place]
    right = prose[place + 1 : place + 3]
    if not left.strip() or not right.strip() or (left[-1].isspace() and right[0].isspace()):
        return None
    if left[-1] not in " \u00a0" and left[-1].isspace():
        return None
    start = place - (1 if left[-1] in " \u00a0" else 0)
    end = place + 1 + (1 if right[0] in " \u00a0" else 0)
    before, after = prose[start - 1], prose[end]
    if before.isdecimal() and after.isdecimal():
        return None
    if end - start == 1 and (before.isupper() or after.isupper() or not before.isalpha()):
        return None  # the ends of a line, the two sides of a match: «Москва—Пекин» is right as well
    if (start == place and not _is_word_end(before)) or (end == place + 1 and not _is_word_start(after)):
        return None
    first = prose[start] if start < place else " "
    last = prose[end - 1] if end > place + 1 else " "
    return Edit(start, end, f"{first}—{last}")


def _is_word_end(char: str) -> bool:
    return char.isalnum() or char in "»”“),.!?…:;"


def _is_word_start(char: str) -> bool:
    return char.isalnum() or char in "«„“("


def _chinese(pair: Pair, own: Style) -> Iterator[Remark]:
    """Half a dash has no fix: it may well join two names, as in a railway line."""
    if not any(sign in pair.target for sign in ("--", " -", "–", "—")):
        return
    found: dict[str, list[Edit]] = {}
    prose = pair.prose
    for hit in _CHINESE.finditer(prose):
        before, after, sign = prose[hit.start() - 1], prose[hit.end()], hit[2].strip()
        if not (_is_chinese(before) and _is_chinese(after)):
            continue
        if sign == "—":
            found.setdefault("half", []).append(Edit(hit.start(2), hit.end(2), sign))
        elif sign == "——":
            if hit[1] or hit[3]:
                found.setdefault("spacing", []).append(Edit(hit.start(), hit.end(), sign))
        else:
            kind = {"-": "hyphen", "–": "half"}.get(sign, "double")
            found.setdefault(kind, []).append(Edit(hit.start(), hit.end(), own.dash))
    messages = {
        "half": "half a dash; right between two names only",
        "spacing": "spaces around a dash",
        "hyphen": "a hyphen for a dash",
        "double": "hyphens for a dash",
    }
    for kind, edits in found.items():
        yield _remark(own, kind, messages[kind], own.dash, edits, sure=kind != "half")


def _is_chinese(char: str) -> bool:
    return is_han(char) or char in "，。！？；：、“”‘’「」（）《》"


def _remark(
    own: Style, kind: str, message: str, expected: str, edits: list[Edit], *, sure: bool = True
) -> Remark:
    return Remark(
        message,
        expected,
        kind=kind,
        spans=tuple((edit.start, edit.end) for edit in edits),
        fix=tuple(edits) if sure else (),
        severity=own.level("dash", kind),
    )
