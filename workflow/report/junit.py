"""Findings as JUnit XML, which Jenkins, GitLab and most others show: valid by Jenkins' ``junit-10.xsd``.

A test suite is a file, a test case a check in it: its name is the same in every run, so that a service can
tell since when it fails. All findings of a check are in one ``failure``, because Jenkins keeps only one.
"""

from __future__ import annotations

from collections.abc import Iterable

from workflow.report.outcome import Item, Outcome, Suite, is_failure
from workflow.report.text import line_of, plural, printable, said_of

BROKEN = "po"  # the check that says that a file cannot be read, so that nothing else is known of it


def junit_report(outcome: Outcome) -> str:
    """The document. What is not as bad as ``fail_on`` says is the output of a test case that succeeds."""
    suites = [_suite(suite, outcome.fail_on) for suite in outcome.suites]
    tests, failures, errors = (sum(each[1][at] for each in suites) for at in range(3))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="workflow check" tests="{tests}" failures="{failures}" errors="{errors}">',
        *(line for each in suites for line in each[0]),
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _suite(suite: Suite, fail_on: str) -> tuple[list[str], tuple[int, int, int]]:
    names = dict.fromkeys((*suite.checks, *sorted({item.finding.check for item in suite.items})))
    cases: list[str] = []
    failures = errors = skipped = 0
    unread = any(item.finding.check == BROKEN for item in (*suite.items, *suite.known))
    for name in names:
        mine = [item for item in suite.items if item.finding.check == name]
        bad = [item for item in mine if is_failure(item.finding, fail_on)]
        rest = [item for item in mine if not is_failure(item.finding, fail_on)]
        broken = name == BROKEN
        if unread and not broken:
            cases += [
                f"{_head(suite, name)}>",
                '      <skipped message="the file is broken"/>',
                "    </testcase>",
            ]
            skipped += 1
            continue
        failures += bool(bad) and not broken
        errors += bool(bad) and broken
        cases += _case(suite, name, bad, rest, "error" if broken else "failure")
    head = (
        f'<testsuite name="{_text(suite.shown)}" tests="{len(names)}" failures="{failures}" '
        f'errors="{errors}" skipped="{skipped}" time="0">'
    )
    return [f"  {head}", *cases, "  </testsuite>"], (len(names), failures, errors)


def _case(suite: Suite, name: str, bad: list[Item], rest: list[Item], word: str) -> list[str]:
    head = _head(suite, name)
    if not bad and not rest:
        return [f"{head}/>"]
    lines = [f"{head}>"]
    if bad:
        message = _text(said_of(bad[0].finding))
        if len(bad) > 1:
            message = f"{len(bad)} {plural('finding', len(bad))}; {message}"
        worst = bad[0].finding.severity.value
        lines.append(f'      <{word} type="{worst}" message="{message}">{_lines(bad)}</{word}>')
    if rest:
        lines.append(f"      <system-out>{_lines(rest)}</system-out>")
    return [*lines, "    </testcase>"]


def _head(suite: Suite, name: str) -> str:
    """The beginning of a test case."""
    return f'    <testcase classname="{_text(_class(suite))}" name="{_text(name)}" time="0"'


def _class(suite: Suite) -> str:
    """The path with dots: services show it as a tree of packages and classes."""
    return suite.path.removesuffix(".po").replace(".", "_").strip("/").replace("/", ".")


def _lines(items: Iterable[Item]) -> str:
    return "\n".join(_escaped(line_of(item.finding, item.line)) for item in items)


def _text(text: str) -> str:
    """As XML may have it: what is not printable may not stand there either."""
    return _escaped(printable(text))


def _escaped(text: str) -> str:
    from html import escape  # noqa: PLC0415  (with 2,000 names: other reports need not load them)

    return escape(text)
