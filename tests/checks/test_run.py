"""Remarks become findings: levels, waivers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from support_checks import findings

from workflow.checks import CheckFailure, Pair, catalogue_check, run_checks, unit_check
from workflow.checks.glossary import check_glossary
from workflow.glossary import Glossary
from workflow.model import (
    CatalogueView,
    Concept,
    Edit,
    Kind,
    Policy,
    Remark,
    Renderings,
    Role,
    Severity,
    State,
    TermJudge,
    Unit,
)


def _concept(identifier: str, kind: Kind, english: str, *russian: str) -> Concept:
    accepted = tuple(text for text in russian if text[0] != "!")
    forbidden = tuple(text[1:] for text in russian if text[0] == "!")
    return Concept(identifier, kind, {"en": Renderings((english,)), "ru": Renderings(accepted, forbidden)})


TERMS = Glossary(
    [
        _concept("kazan", Kind.PLACE, "Kazan", "Казань", "!Казан"),
        _concept("sco", Kind.ORGANISATION, "SCO", "ШОС"),
    ]
)


@unit_check("stars", Severity.ERROR, needs="*")
def check_stars(pair: Pair) -> list[Remark]:
    place = pair.target.find("*")
    return [Remark("a star", kind="lone", spans=((place, place + 1),), fix=(Edit(place, place + 1, ""),))]


def _stars(unit: Unit, policy: Policy | None = None, language: str = "ru") -> list[str]:
    view = CatalogueView("x.po", language, "en", (unit,))
    return [each.severity.value for each in run_checks(view, TERMS, [check_stars], policy).findings]


@pytest.mark.parametrize(
    ("policy", "state", "roles", "expected"),
    [
        (Policy(), State.REVIEWED, (), ["error"]),
        (Policy(), State.MACHINE, (), ["warning"]),
        (Policy(), State.STALE, (), ["warning"]),
        (Policy(), State.EMPTY, (), []),
        (Policy({"stars": "note"}), State.REVIEWED, (), ["note"]),
        (Policy({"stars": "off"}), State.REVIEWED, (), []),
        (Policy({"stars": "off", "stars.lone": "note"}), State.REVIEWED, (), ["note"]),
        (Policy({"stars": "off"}, {"ru": {"stars": "warning"}}), State.REVIEWED, (), ["warning"]),
        (Policy({"stars": "off"}, {"kk": {"stars": "warning"}}), State.REVIEWED, (), []),
        (
            Policy({}, {"ru": {"stars": "note"}}, {Role.HEADLINE: {"stars": "off"}}),
            State.REVIEWED,
            (Role.HEADLINE,),
            [],
        ),
        (
            Policy({}, {}, {Role.HEADLINE: {"stars": "off"}, Role.LEAD: {"stars": "note"}}),
            State.REVIEWED,
            (Role.HEADLINE, Role.LEAD),
            ["note"],
        ),
        (Policy({}, {}, {Role.HEADLINE: {"stars": "off"}}), State.REVIEWED, (Role.PARAGRAPH,), ["error"]),
    ],
)
def test_levels(policy: Policy, state: State, roles: tuple[Role, ...], expected: list[str]) -> None:
    assert _stars(Unit("x", "" if state is State.EMPTY else "a*", state, roles=roles), policy) == expected


def test_a_check_is_asked_only_where_it_has_something_to_say() -> None:
    assert _stars(Unit("x", "a", State.REVIEWED)) == []
    assert _stars(Unit("x*", "a", State.REVIEWED)) == ["error"]


def test_a_finding_knows_its_unit() -> None:
    unit = Unit("x", "a*", State.REVIEWED, line=7)
    (finding,) = findings(check_stars, CatalogueView("x.po", "ru", "en", (unit,)))
    assert (finding.unit, finding.line, finding.language) == (unit, 7, "ru")
    assert finding.name == "stars"
    assert (finding.spans, finding.fix) == (((1, 2),), (Edit(1, 2, ""),))


# ---------------------------------------------------------------------------------------------- waivers


def _waived(note: str, source: str = "Kazan", target: str = "Город", terms: Glossary = TERMS) -> list[str]:
    unit = Unit(source, target, State.REVIEWED, notes=("a remark", note), line=10)
    view = CatalogueView("x.po", "ru", "en", (unit,))
    return [
        f"{each.severity.value}: {each.message}; {each.hint}"
        for each in findings(check_glossary, view, terms)
    ]


def _line(note: str, source: str = "Kazan", target: str = "Город") -> str:
    """The line as it is signed, without its ``# ``."""
    unit = Unit(source, target, State.REVIEWED, notes=("a remark", note), line=10)
    done = run_checks(CatalogueView("x.po", "ru", "en", (unit,)), TERMS, [check_glossary])
    ((_, line, signed),) = done.unsigned
    assert line == note
    return signed


def test_a_waiver_holds_with_and_without_its_digest() -> None:
    assert _waived("waive: glossary/kazan the city is meant") == []
    line = _line("waive: glossary/kazan the city is meant")
    assert re.fullmatch("waive: glossary/kazan the city is meant #[0-9a-f]{8}", line)
    assert _waived(line) == []
    assert _waived(f"  {line} ") == []


def test_what_is_waived_is_told_apart_with_its_reason() -> None:
    unit = Unit("Kazan, SCO", "Город", State.REVIEWED, notes=("waive: glossary/kazan the city is meant",))
    done = run_checks(CatalogueView("x.po", "ru", "en", (unit,)), TERMS, [check_glossary])
    assert [each.about for each in done.findings] == ["sco"]
    ((finding, reason),) = done.waived
    assert (finding.about, reason) == ("kazan", "the city is meant")


def test_a_waiver_may_be_for_a_whole_check() -> None:
    assert _waived("waive: glossary so be it", source="Kazan, SCO") == []
    line = _line("waive: glossary so be it", source="Kazan, SCO")
    assert _waived(line, source="Kazan, SCO") == []
    assert len(_waived(line)) == 2  # SCO is gone, and the text has changed


def test_a_waiver_is_for_one_concept() -> None:
    line = _line("waive: glossary/kazan the city is meant", source="Kazan, SCO")
    (rest,) = _waived(line, source="Kazan, SCO")
    assert rest.startswith("error: SCO is missing")


def test_a_waiver_of_another_check_is_not_our_business() -> None:
    (missing,) = _waived("waive: numbers so be it")
    assert missing.startswith("error: Kazan is missing")
    unit = Unit("Kazan", "Казань", State.REVIEWED, notes=("waive: numbrs so be it",))
    view = CatalogueView("x.po", "ru", "en", (unit,))
    (finding,) = run_checks(view, TERMS, [check_glossary], known=["glossary", "numbers"]).findings
    assert (finding.check, finding.severity) == ("waiver", Severity.WARNING)
    assert finding.message == "a waiver is for numbrs, and there is no such check"


@pytest.mark.parametrize("changed", [{"source": "Old Kazan"}, {"target": "Другой город"}])
def test_a_waiver_ends_when_the_text_changes(changed: dict[str, str]) -> None:
    line = _line("waive: glossary/kazan the city is meant")
    warning, missing = _waived(line, **changed)
    assert "Kazan is missing" in missing
    assert warning.startswith("warning: the text or the term has changed since glossary/kazan was waived")
    assert _line("waive: glossary/kazan the city is meant", **changed) in warning


def test_a_waiver_ends_when_the_term_changes() -> None:
    line = _line("waive: glossary/kazan the city is meant")
    for cell in (("Казань",), ("Казань", "!Казан", "Казань-град")):
        other = Glossary([_concept("kazan", Kind.PLACE, "Kazan", *cell)])
        assert [each.partition(":")[0] for each in _waived(line, terms=other)] == ["warning", "error"]


@pytest.mark.parametrize("note", ["waive: glossary/kazan", "waive:glossary/kazan  #01234567"])
def test_a_waiver_without_a_reason_is_an_error(note: str) -> None:
    error, missing = _waived(note)
    assert missing.startswith("error: Kazan is missing")
    assert error == (
        "error: the waiver of glossary/kazan has no reason; write why: # waive: glossary/kazan <reason>"
    )


@pytest.mark.parametrize(
    ("identifier", "target"), [("kazan", "Казань"), ("nobody", "Казань"), ("tang", "Казань")]
)
def test_a_waiver_of_nothing_is_a_note(identifier: str, target: str) -> None:
    assert _waived(f"waive: glossary/{identifier} for now #01234567", target=target) == [
        f"note: the waiver of glossary/{identifier} matches no finding; delete the line"
    ]


@pytest.mark.parametrize(
    "note", ["waive: numbers/kazan so be it", "do not waive: glossary/kazan", "waive: kazan x", "waive:"]
)
def test_other_notes_are_no_waivers(note: str) -> None:
    assert len(_waived(note)) == 1


# ------------------------------------------------------------------------------- checks that a stranger wrote


def _asked_alone(look: Callable[[Pair], Any]) -> None:
    view = CatalogueView("x.po", "ru", "en", (Unit("One.", "Раз.", State.REVIEWED, line=7),))
    run_checks(view, TERMS, [unit_check("odd", Severity.ERROR)(look)])


def _fails(pair: Pair) -> Iterator[Remark]:
    raise ValueError("no\nsuch thing " + "x" * 9999)
    yield


def _exits(pair: Pair) -> Iterator[Remark]:
    raise SystemExit(3)
    yield


@pytest.mark.parametrize(
    ("look", "what"),
    [
        (_fails, "ValueError: no such thing xxx"),
        (_exits, "SystemExit: 3"),
        (lambda _: None, "TypeError: 'NoneType' object is not iterable"),
        (lambda _: ["a text"], "TypeError: it yields str, not Remark"),
    ],
)
def test_a_check_that_fails_is_named_with_the_unit(look: Callable[[Pair], Any], what: str) -> None:
    with pytest.raises(CheckFailure) as caught:
        _asked_alone(look)
    assert (caught.value.check, caught.value.where) == ("odd", "x.po:7")
    assert caught.value.what.startswith(what)
    assert len(caught.value.what) < 300


def test_a_check_of_catalogues_that_fails_is_named_with_the_file() -> None:
    @catalogue_check("odd", Severity.ERROR)
    def fails(view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge) -> Iterator[tuple[Unit, Remark]]:
        raise KeyError("a")
        yield

    @catalogue_check("odd", Severity.ERROR)
    def another(view: CatalogueView, pairs: Sequence[Pair], judge: TermJudge) -> list[tuple[Unit, Remark]]:
        return [(Unit("One.", "Раз.", State.MACHINE), Remark("x"))]

    for check, what in ((fails, "KeyError: 'a'"), (another, "TypeError: its remark is about no unit")):
        with pytest.raises(CheckFailure) as caught:
            findings(check, CatalogueView("x.po", "ru", "en", (Unit("One.", "Раз.", State.MACHINE),)))
        assert (caught.value.check, caught.value.where) == ("odd", "x.po")
        assert caught.value.what.startswith(what)


@pytest.mark.parametrize(
    ("policy", "is_asked"),
    [
        (Policy({"odd": "off"}), False),
        (Policy({"odd": "off", "odd.kind": "off"}, {"ru": {"odd": "off"}}), False),
        (Policy(), True),
        (Policy({"odd.kind": "off"}), True),
        (Policy({"odd": "off", "odd.kind": "note"}), True),
        (Policy({"odd": "off"}, {"ru": {"odd": "note"}}), True),
        (Policy({"odd": "off"}, {}, {Role.HEADLINE: {"odd.kind": "note"}}), True),
        (Policy({"odd": "off"}, {"ru": {"oddly": "note"}}), False),
    ],
)
def test_a_check_that_is_off_everywhere_is_not_asked(policy: Policy, is_asked: bool) -> None:
    asked: list[Pair] = []

    @unit_check("odd", Severity.ERROR)
    def check(pair: Pair) -> list[Remark]:
        asked.append(pair)
        return []

    run_checks(CatalogueView("x.po", "ru", "en", (Unit("a", "б", State.MACHINE),)), TERMS, [check], policy)
    assert bool(asked) is is_asked


def test_what_lies_beyond_the_texts_is_left_out() -> None:
    @unit_check("odd", Severity.ERROR)
    def check(pair: Pair) -> list[Remark]:
        fix = (Edit(0, 1, "в"), Edit(2, 9, "г"))
        return [Remark("x", spans=((-4, 2), (1, 9), (5, 7), (3, 3)), source_spans=((0, 99),), fix=fix)]

    (found,) = findings(check, CatalogueView("x.po", "ru", "en", (Unit("One", "Раз", State.MACHINE),)))
    assert (found.spans, found.source_spans, found.fix) == (((0, 2), (1, 3), (3, 3)), ((0, 3),), ())
