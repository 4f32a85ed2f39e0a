"""Fixes: all edits of a finding or none, the same in any order, and a second time there is nothing to do."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from workflow.checks import Pair, UnitCheck, run_checks, unit_check
from workflow.checks.fixes import Fixed, apply, settle
from workflow.checks.run import digest_of
from workflow.glossary import Glossary
from workflow.model import CatalogueView, Edit, Finding, Markup, Policy, Remark, Severity, State, Unit
from workflow.registry import CHECKS, load

TYPOGRAPHY = (
    *("arabicpunc", "danda", "dash", "doublepunc", "doublespacing", "ellipsis", "endpunc", "endwhitespace"),
    *(
        "fullwidth",
        "grouping",
        "newlines",
        "percent_spacing",
        "puncspacing",
        "quotes",
        "startcaps",
        "startwhitespace",
    ),
)
ALL = [load(CHECKS, name) for name in TYPOGRAPHY]
NOTHING = Glossary([])
LETTERS = {
    "zh": "我们的说会议Aб",
    "zh-Hant": "我們的說A",
    "ru": "абвГДслово",
    "be": "абвГДіўʼ",
    "kk": "абвҚДәі",
    "ky": "абвГДүө",
    "tg": "абвГҚӣҷ",
    "uz": "abcOʻDgl",
    "fa": "ابپتی\u200c",
    "ur": "ابپےۓ",
    "hi": "कखगाी्",
    "xx": "abcAB",
}
MARKS = " \u00a0  ,.;:!?…-–—\"'“”„«»‘’()[]*_`%012345，。：；！？（）《》、「」،؛؟۔।|<>@{}/\\\n\u3000\u202f"
SOURCES = (
    *(
        "Word",
        'He said "no".',
        'A, b (c) 1,000 5% "x" - y?',
        '"Open',
        'close." he said...',
        " x ",
        "12.5 km:",
    ),
)


def _view(language: str, source: str, target: str, markup: Markup = Markup.PLAIN) -> CatalogueView:
    unit = Unit(source, target, State.REVIEWED)
    return CatalogueView("x.po", language, "en", (unit,), markup)


def fix_all(view: CatalogueView, checks: Sequence[UnitCheck], policy: Policy | None = None) -> list[Fixed]:
    """What the checks put right in a catalogue, by a policy."""
    return settle(view, lambda texts: run_checks(texts, NOTHING, checks, policy)).fixed


def _fixed(language: str, source: str, target: str, markup: Markup = Markup.PLAIN) -> str:
    fixed = fix_all(_view(language, source, target, markup), ALL)
    return fixed[0].text if fixed else target


# ---------------------------------------------------------------------------------------------------- laws


@st.composite
def _texts(draw: st.DrawFn) -> tuple[str, str, str, Markup]:
    language = draw(st.sampled_from(sorted(LETTERS)))
    letters = st.sampled_from(LETTERS[language])
    words = st.text(letters, min_size=1, max_size=5)
    marks = st.text(st.sampled_from(MARKS), min_size=1, max_size=3)
    text = "".join(draw(st.lists(st.one_of(words, marks, st.sampled_from(MARKS)), min_size=1, max_size=9)))
    return language, draw(st.sampled_from(SOURCES)), text, draw(st.sampled_from(Markup))


@settings(max_examples=400)
@given(_texts())
@pytest.mark.slow
def test_fixing_twice_changes_nothing_and_what_is_fixed_is_gone(case: tuple[str, str, str, Markup]) -> None:
    language, source, target, markup = case
    view = _view(language, source, target, markup)
    found = [each for each in run_checks(view, NOTHING, ALL).findings if each.fix]
    text = _fixed(*case)
    if found:
        assert text != target
    assert _fixed(language, source, text, markup) == text
    left = run_checks(_view(language, source, text, markup), NOTHING, ALL).findings
    assert not [each for each in left if each.fix]


@settings(max_examples=300)
@given(_texts())
def test_fixes_change_marks_and_spaces_only(case: tuple[str, str, str, Markup]) -> None:
    def kept(text: str) -> list[str]:
        return [char for char in text if char.isalnum()]

    assert kept(_fixed(*case)) == kept(case[2])


@st.composite
def _findings(draw: st.DrawFn) -> tuple[str, list[Finding]]:
    text = draw(st.text("abc", max_size=8))
    place = st.integers(0, len(text) + 1)
    edit = st.builds(
        lambda one, two, new: Edit(min(one, two), max(one, two), new), place, place, st.text("XY", max_size=2)
    )
    fixes = draw(st.lists(st.tuples(st.lists(edit, max_size=3), st.sampled_from("pqr")), max_size=5))
    return text, [Finding("x.po", 1, Severity.NOTE, name, "", fix=tuple(edits)) for edits, name in fixes]


@given(_findings(), st.randoms())
def test_the_order_of_findings_does_not_matter(
    case: tuple[str, list[Finding]], chance: random.Random
) -> None:
    text, findings = case
    shuffled = list(findings)
    chance.shuffle(shuffled)
    new, used = apply(text, findings)
    assert apply(text, shuffled)[0] == new
    assert all(each.fix for each in used)
    assert all(edit.end <= len(text) for each in used for edit in each.fix)
    made = sum(len(edit.text) + edit.start - edit.end for edit in {e for each in used for e in each.fix})
    assert len(new) - len(text) == made


# --------------------------------------------------------------------------------------------------- tables


def _finding(check: str, *edits: tuple[int, int, str]) -> Finding:
    return Finding("x.po", 1, Severity.NOTE, check, "", fix=tuple(Edit(*edit) for edit in edits))


@pytest.mark.parametrize(
    ("findings", "expected", "used"),
    [
        ([], "abcd", []),
        ([_finding("p", (1, 2, "X"))], "aXcd", ["p"]),
        ([_finding("p", (0, 1, "X"), (3, 4, "Y"))], "XbcY", ["p"]),
        ([_finding("q", (1, 3, "Y")), _finding("p", (0, 2, "X"))], "Xcd", ["p"]),  # the first one has it
        ([_finding("q", (1, 2, "Y")), _finding("p", (1, 2, "X"))], "aXcd", ["p"]),
        ([_finding("q", (1, 2, "X")), _finding("p", (1, 2, "X"))], "aXcd", ["p", "q"]),  # they agree
        ([_finding("p", (0, 1, "X")), _finding("q", (1, 2, "Y"))], "XYcd", ["p", "q"]),
        ([_finding("p", (1, 1, "X")), _finding("q", (1, 2, "Y"))], "aXbcd", ["p"]),
        ([_finding("p", (0, 2, "X")), _finding("q", (1, 2, "Y"), (3, 4, "Z"))], "Xcd", ["p"]),  # all or none
        ([_finding("p", (3, 9, "X"))], "abcd", []),
        ([_finding("p", (0, 3, "X"), (1, 2, "Y"))], "abcd", []),
        ([_finding("p", (4, 4, "."))], "abcd.", ["p"]),
    ],
)
def test_conflicts(findings: list[Finding], expected: str, used: list[str]) -> None:
    text, made = apply("abcd", findings)
    assert (text, [each.check for each in made]) == (expected, used)


@pytest.mark.parametrize(
    ("language", "source", "target", "expected"),
    [
        ("ru", '"Yes," he said.', '"Да", - сказал он', "«Да», — сказал он."),
        ("ru", "8,000 people (5%)", "8,000  человек ( 5% )", "8\u00a0000 человек (5\u00a0%)"),
        ("be", "Well, yes...", "Ну ,так...", "Ну, так…"),
        ("kk", '"Yes" and "no".', '"Иә" және “жоқ“', "«Иә» және «жоқ»."),
        ("ky", "One, two.", "Бир ,эки..", "Бир, эки."),
        ("tg", '"Yes".', '"Ҳа" .', "«Ҳа»."),
        ("uz", '"Yes," - he said.', '"Ha" , -- dedi u.', "“Ha”, – dedi u."),
        ("zh", '"Yes," he said.', '"是", 他说.', "“是”，他说。"),
        ("hi", 'He said "no".', 'उसने "नहीं" कहा', "उसने “नहीं” कहा।"),
        ("ur", "One, two.", "ایک , دو تین.", "ایک، دو تین۔"),
        ("fa", '"Who?" he asked.', '"کیست?" او پرسید .', "«کیست؟» او پرسید."),
    ],
)
def test_several_checks_together(language: str, source: str, target: str, expected: str) -> None:
    assert _fixed(language, source, target) == expected


def test_addresses_and_code_are_never_touched() -> None:
    text = '"Да" [тут](https://example.org/a,b "c"), `x  ,y...`, a--b@example.org и {a,b}'
    fixed = _fixed("ru", '"Yes" here', text, Markup.MARKDOWN)
    assert fixed == text.replace('"Да"', "«Да»")


def test_a_policy_and_a_waiver_keep_a_text_as_it_is() -> None:
    view = _view("ru", '"Yes"', '"Да"  вот')
    quotes = [each for each in ALL if each.name in ("quotes", "doublespacing")]
    (fixed,) = fix_all(view, quotes)
    assert (fixed.text, fixed.checks) == ("«Да» вот", ("doublespacing", "quotes"))
    (fixed,) = fix_all(view, quotes, Policy({"quotes": "off"}))
    assert (fixed.text, fixed.checks) == ('"Да" вот', ("doublespacing",))
    (finding,) = (each for each in run_checks(view, NOTHING, quotes).findings if each.check == "quotes")
    assert finding.unit is not None
    digest = digest_of(finding.unit, [Remark(finding.message)])
    waiving = replace(finding.unit, notes=(f"waive: quotes as they were typed #{digest}",))
    (fixed,) = fix_all(CatalogueView("x.po", "ru", "en", (waiving,)), quotes)
    assert fixed.text == '"Да" вот'


def test_units_without_a_fix_are_not_named() -> None:
    units = (Unit("a", "да", State.MACHINE), Unit("b", "так  же", State.MACHINE), Unit("c", "", State.EMPTY))
    (fixed,) = fix_all(CatalogueView("x.po", "ru", "en", units), ALL)
    assert (fixed.index, fixed.text, fixed.checks) == (1, "так же", ("doublespacing",))


@unit_check("there", Severity.NOTE)
def _there(pair: Pair) -> list[Remark]:
    return [Remark("x", fix=(Edit(0, 1, "b"),))] if pair.target[:1] == "a" else []


@unit_check("back", Severity.NOTE)
def _back(pair: Pair) -> list[Remark]:
    return [Remark("x", fix=(Edit(0, 1, "a"),))] if pair.target[:1] == "b" else []


@unit_check("all", Severity.NOTE)
def _everything(pair: Pair) -> list[Remark]:
    return [Remark("x", fix=(Edit(0, len(pair.target), ""),))]


@pytest.mark.parametrize("checks", [[_there, _back], [_everything]])
def test_a_text_that_does_not_come_to_rest_or_would_be_empty_is_left(checks: list[UnitCheck]) -> None:
    assert fix_all(_view("ru", "x", "a word"), checks) == []


@pytest.mark.parametrize(
    "piece", ['"a" ', ",,a", "« a", "a  b", "“a", "..", "a -- b ", "—a", "?a", "(a) ", "'a' ", "a , "]
)
@pytest.mark.parametrize("language", ["ru", "zh", "hi"])
@pytest.mark.slow
def test_hostile_texts_take_no_longer(piece: str, language: str) -> None:
    view = _view(language, "Word.", piece * (30_000 // len(piece)))
    start = time.process_time()
    run_checks(view, NOTHING, ALL)
    assert time.process_time() - start < 3
