"""All checks over one catalogue: remarks become findings by the policy of the publication, waivers are kept.

A finding that a translator does not agree with is waived by a translator comment of its unit::

    # waive: numbers the source counts the delegates twice
    # waive: glossary/china the state is meant, not the porcelain #5f0a91c2

The eight hex digits are over all that a person looked at (source, target, for a term its renderings). A
person writes the line without them, and it holds; with them it holds only until one of these changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from workflow.checks.check import CatalogueCheck, Pair, UnitCheck
from workflow.checks.signs import having
from workflow.lazy import late
from workflow.model import CatalogueView, Edit, Finding, Policy, Remark, Severity, State, TermJudge, Unit

OFF = "off"
WAIVER = "waiver"  # the check that findings about waivers name

# In a PO editor a person may well type the "#" that the line has in the file.
_WAIVER = late(r"[\s#]*waive:\s*(?P<name>[^\s#]+)(?P<reason>[^\n]*)")
_DIGEST = late(r"(?:^|\s)#([0-9a-f]{8})\s*$")


class Waiver(Struct, frozen=True):
    """A line of a unit that keeps a check quiet, or what it says about one thing."""

    name: str  # of the check; with what it is about: "glossary/china"
    reason: str
    digest: str  # "" if nobody has added it
    line: str  # as it stands in the unit

    def signed(self, digest: str) -> str:
        """The line with its digest."""
        return f"waive: {self.name} {self.reason} #{digest}"


class Checked(Struct, frozen=True):
    """What the checks found in a catalogue, in the order of its units."""

    findings: list[Finding]
    unsigned: list[tuple[Unit, str, str]]  # waivers that hold and have no digest, and the line with it
    waived: list[tuple[Finding, str]]  # what a waiver keeps quiet, and the reason that it gives


class CheckFailure(Exception):  # noqa: N818  (what a check finds is an error; this is none of those)
    """A check raised an exception, which is the cause of this one, or yields what is no remark."""

    def __init__(self, check: str, where: str, what: str) -> None:
        super().__init__(f"{where}: {check}: {what}")
        self.check = check
        self.where = where  # file and line of the unit, or the file
        self.what = what


def run_checks(
    view: CatalogueView,
    judge: TermJudge,
    checks: Iterable[UnitCheck | CatalogueCheck],
    policy: Policy | None = None,
    known: Iterable[str] = (),
) -> Checked:
    """Look at a catalogue with some checks; ``known`` are the names of all there are.

    Errors are for reviewed text: other text is not published, so what is wrong in it is a warning at most.
    A check that is off for all texts is not asked.

    :raises CheckFailure: one of the checks fails.
    """
    policy = policy or Policy()
    pairs = make_pairs(view, judge)
    asked = [
        check
        for check in checks
        if (not check.languages or view.language in check.languages) and not policy.is_off(check.name)
    ]
    objections: dict[int, list[tuple[str, Remark, Severity]]] = {}  # by the identity of their unit
    units = set(map(id, view.units))
    for check, unit, remark in _remarks(view, pairs, judge, asked):
        if id(unit) not in units:
            raise _failed(check, view, TypeError("its remark is about no unit of this catalogue"))
        severity = _severity(check, remark, unit, view.language, policy)
        if severity is not None:
            objections.setdefault(id(unit), []).append((check.name, remark, severity))
    names = frozenset(check.name for check in asked)
    strangers = frozenset(known)
    done = Checked([], [], [])
    for unit in [unit for unit in view.units if id(unit) in objections or unit.notes]:
        mine = objections.get(id(unit), [])
        waivers = list(waivers_of(unit)) if unit.notes else []
        if waivers:
            done.findings.extend(_waiver_findings(view, unit, waivers, mine, names, strangers))
            done.unsigned.extend(_unsigned(unit, waivers, mine))
            quiet = [_quieted(unit, waivers, each, mine) for each in mine]
            done.waived.extend(
                (_finding(view, unit, *each), waiver.reason)
                for each, waiver in zip(mine, quiet, strict=True)
                if waiver is not None
            )
            mine = [each for each, waiver in zip(mine, quiet, strict=True) if waiver is None]
        done.findings.extend([_finding(view, unit, *each) for each in mine])
    return done


def make_pairs(view: CatalogueView, judge: TermJudge) -> list[Pair]:
    """The units that have a text, as checks see them."""
    matches = judge.match_all([unit.source for unit in view.units], view.source_language)
    return [
        Pair(unit, view.source_language, view.language, view.markup, found)
        for unit, found in zip(view.units, matches, strict=True)
        if unit.state is not State.EMPTY
    ]


def _remarks(
    view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge, checks: Sequence[UnitCheck | CatalogueCheck]
) -> Iterator[tuple[UnitCheck | CatalogueCheck, Unit, Remark]]:
    some: dict[frozenset[str], Sequence[Pair]] = {frozenset(): pairs}  # by what they have of what is needed
    for check in checks:
        if isinstance(check, CatalogueCheck):
            try:
                for unit, remark in check.look(view, pairs, judge):
                    yield check, unit, _real(remark)
            except (Exception, SystemExit) as error:
                raise _failed(check, view, error) from error
        else:
            if check.needs not in some:
                some[check.needs] = having(pairs, check.needs, check.needs)
            unit = None
            try:
                asked = some[check.needs]
                for pair in check.prefilter(asked) if check.prefilter and asked else asked:
                    unit = pair.unit
                    for remark in check.look(pair):
                        yield check, unit, _real(remark)
            except (Exception, SystemExit) as error:
                raise _failed(check, view, error, unit) from error


def _real(remark: object) -> Remark:
    """What a check yields, which a stranger may have written."""
    if isinstance(remark, Remark):
        return remark
    raise TypeError(f"it yields {type(remark).__name__}, not Remark")


def _failed(
    check: UnitCheck | CatalogueCheck, view: CatalogueView, error: BaseException, unit: Unit | None = None
) -> CheckFailure:
    line = f":{unit.line}" if unit is not None and unit.line else ""
    what = " ".join(f"{type(error).__name__}: {str(error)[:_LONGEST]}".split())
    return CheckFailure(check.name, f"{view.path}{line}", what)


_LONGEST = 200  # characters of what an exception says: it may quote a whole text


def _severity(
    check: UnitCheck | CatalogueCheck, remark: Remark, unit: Unit, language: str, policy: Policy
) -> Severity | None:
    """How bad a remark is; None for no finding."""
    level = None
    if policy.says_something:
        level = policy.level(check.name, remark.kind, language, unit.roles)
    if level == OFF:
        return None
    severity = Severity(level) if level is not None else remark.severity or check.severity
    if severity is Severity.ERROR and unit.state is not State.REVIEWED:
        return Severity.WARNING
    return severity


def _finding(view: CatalogueView, unit: Unit, check: str, remark: Remark, severity: Severity) -> Finding:
    return Finding(
        view.path,
        unit.line,
        severity,
        check,
        remark.message,
        remark.expected,
        remark.hint,
        language=view.language,
        about=remark.about,
        unit=unit,
        spans=_inside(remark.spans, unit.target),
        source_spans=_inside(remark.source_spans, unit.source),
        fix=remark.fix if _can_be_made(remark.fix, unit.target) else (),
    )


def _inside(spans: tuple[tuple[int, int], ...], text: str) -> tuple[tuple[int, int], ...]:
    """Spans without what is beyond the text: formats for other programs would not be valid with it."""
    if not spans:
        return spans
    size = len(text)
    if all(0 <= start <= end <= size for start, end in spans):
        return spans
    kept = [(max(start, 0), min(end, size)) for start, end in spans]
    return tuple((start, end) for start, end in kept if start <= end)


def _can_be_made(fix: tuple[Edit, ...], text: str) -> bool:
    return not fix or all(0 <= edit.start <= edit.end <= len(text) for edit in fix)


# ---------------------------------------------------------------------------------------------- waivers


def waivers_of(unit: Unit) -> Iterator[Waiver]:
    """The waivers in the comments of a unit."""
    for note in unit.notes:
        match = _WAIVER.fullmatch(note) if "waive:" in note else None
        if match:
            digest = _DIGEST.search(match["reason"])
            reason = match["reason"][: digest.start()] if digest else match["reason"]
            yield Waiver(match["name"], reason.strip(), digest[1] if digest else "", note)


def digest_of(unit: Unit, remarks: Iterable[Remark]) -> str:
    """Eight hex digits over everything that a person looked at who waived these."""
    from hashlib import sha256  # noqa: PLC0415  (with OpenSSL, which most runs need not load)

    looked_at = (unit.source, unit.target, sorted({remark.witness for remark in remarks}))
    return sha256(repr(looked_at).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _named(waiver: Waiver, objections: Sequence[tuple[str, Remark, Severity]]) -> list[Remark]:
    """What the waiver is about."""
    check, _, about = waiver.name.partition("/")
    return [remark for name, remark, _ in objections if name == check and about in ("", remark.about)]


def _quieted(
    unit: Unit,
    waivers: Sequence[Waiver],
    objection: tuple[str, Remark, Severity],
    objections: Sequence[tuple[str, Remark, Severity]],
) -> Waiver | None:
    """The waiver that keeps an objection quiet, if one does."""
    return next((each for each in waivers if _holds(each, unit, objection, objections)), None)


def _holds(
    waiver: Waiver,
    unit: Unit,
    objection: tuple[str, Remark, Severity],
    objections: Sequence[tuple[str, Remark, Severity]],
) -> bool:
    if not waiver.reason or not _named(waiver, [objection]):
        return False
    return not waiver.digest or waiver.digest == digest_of(unit, _named(waiver, objections))


def _waiver_findings(
    view: CatalogueView,
    unit: Unit,
    waivers: Sequence[Waiver],
    objections: Sequence[tuple[str, Remark, Severity]],
    checks: frozenset[str],
    known: frozenset[str],
) -> Iterator[Finding]:
    """What is wrong with the waivers of a unit; of those of checks that were not asked nothing is known."""
    for waiver in waivers:
        remark: Remark | None = None
        named = _named(waiver, objections)
        if not waiver.reason:
            remark = Remark(
                f"the waiver of {waiver.name} has no reason",
                hint=f"write why: # waive: {waiver.name} <reason>",
                severity=Severity.ERROR,
            )
        elif (check := waiver.name.partition("/")[0]) not in checks:
            if known and check not in known:
                remark = Remark(
                    f"a waiver is for {waiver.name}, and there is no such check",
                    hint=f"Known: {', '.join(sorted(known))}",
                    severity=Severity.WARNING,
                )
        elif not named:
            remark = Remark(
                f"the waiver of {waiver.name} matches no finding",
                hint="delete the line",
                severity=Severity.NOTE,
            )
        elif waiver.digest and waiver.digest != (digest := digest_of(unit, named)):
            remark = Remark(
                f"the text or the term has changed since {waiver.name} was waived",
                hint=f"look again, and delete the line or write: # {waiver.signed(digest)}",
                severity=Severity.WARNING,
            )
        if remark is not None:
            yield _finding(view, unit, WAIVER, remark, remark.severity or Severity.NOTE)


def _unsigned(
    unit: Unit, waivers: Sequence[Waiver], objections: Sequence[tuple[str, Remark, Severity]]
) -> Iterator[tuple[Unit, str, str]]:
    for waiver in waivers:
        named = _named(waiver, objections)
        if waiver.reason and not waiver.digest and named:
            yield unit, waiver.line, waiver.signed(digest_of(unit, named))
