"""Outcomes made by hand, for the tests of formats."""

from __future__ import annotations

from hypothesis import strategies as st

from workflow.model import Edit, Finding, Region, Severity, State, Unit
from workflow.report import Details, Item, Outcome, Rule, Suite

PATH = "locales/ru/LC_MESSAGES/x.po"
SOURCE = "The mayor said: 67 universities."
TARGET = "Мэр сказал: 76 университетов."
UNIT = Unit(SOURCE, TARGET, State.REVIEWED, line=40)
LINE = f'msgstr "{TARGET}"'
REGION = Region(41, 21, 41, 23, "76", LINE)
ERROR = Finding(
    PATH,
    40,
    Severity.ERROR,
    "numbers",
    "found 76",
    "67",
    "write the number so",
    language="ru",
    unit=UNIT,
    spans=((12, 14),),
    fix=(Edit(12, 14, "67"),),
)
WARNING = Finding(
    PATH, 40, Severity.WARNING, "quotes", "odd: 100 %, really", language="ru", about="kazan", unit=UNIT
)
NOTE = Finding(PATH, 0, Severity.NOTE, "outdated", "1 of 3 segments", hint="run: workflow translate x")


def item(
    finding: Finding,
    path: str,
    fingerprint: str,
    region: Region | None = None,
    spans: tuple[Region, ...] = (),
    fix: tuple[tuple[Region, str], ...] = (),
    reason: str = "",
) -> Item:
    """An item of which all is known."""
    details = Details(fingerprint, region, spans, fix)
    return Item(finding, path, lambda: details, reason)


ITEMS = (
    item(WARNING, PATH, "0" * 15 + "1", Region(41, 9, 41, 38, TARGET, LINE)),
    item(ERROR, PATH, "0" * 15 + "2", REGION, (REGION,), ((REGION, "67"),)),
    item(NOTE, PATH, "0" * 15 + "3"),
)
RULES = (
    Rule("numbers", Severity.ERROR, "Numbers.", "Numbers.\n\nAll of them."),
    Rule("quotes", Severity.WARNING, "Quotes.", "Quotes.", ("ru", "be")),
)


def outcome(*items: Item, fail_on: str = "error", **more: tuple[Item, ...]) -> Outcome:
    """What was found in one catalogue."""
    suite = Suite(PATH, PATH, "ru", ("numbers", "quotes", "outdated"), items or ITEMS, **more)
    return Outcome((suite,), RULES, "0.1.0", fail_on)


# Any text at all, lone surrogates and controls too.
TEXT = st.text(st.characters(), max_size=20)


@st.composite
def hostile(draw: st.DrawFn) -> Outcome:
    """An outcome whose every text is somebody else's."""
    target = draw(st.text(st.characters(), min_size=1, max_size=60))
    start = draw(st.integers(0, len(target)))
    end = draw(st.integers(start, len(target)))
    unit = Unit(draw(TEXT), target, State.REVIEWED, line=draw(st.integers(0, 9)))
    finding = Finding(
        draw(TEXT),
        unit.line,
        draw(st.sampled_from(Severity)),
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        about=draw(TEXT),
        unit=unit,
        spans=((start, end),),
    )
    region = Region(3, 9, 3, 11, draw(TEXT), draw(TEXT))
    one = item(
        finding, finding.path, "0" * 16, draw(st.sampled_from([None, region])), (), ((region, draw(TEXT)),)
    )
    suite = Suite(finding.path, finding.path, "ru", ("numbers",), (one,), (one,), (one,))
    return Outcome((suite,), (Rule(draw(TEXT), Severity.ERROR, draw(TEXT), draw(TEXT)),), "0.1.0")
