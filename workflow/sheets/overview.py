"""The status page: coverage, findings and routes of a whole publication, drawn and as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup as Html
from msgspec import Struct

from workflow.languages import profile
from workflow.model import Severity, State
from workflow.sheets.data import Coverage, Overview
from workflow.sheets.page import SEVERITIES, STATES, fill, policy

_ORDER = (State.REVIEWED, State.MACHINE, State.STALE, State.EMPTY)


class _Line(Struct, frozen=True):
    """One language, over all articles."""

    language: str
    bar: Html
    counts: tuple[int, ...]  # in the order of the states
    per_cent: int  # reviewed
    words: int
    severities: tuple[int, ...]
    published: int
    drafts: int


def render_overview(overview: Overview) -> bytes:
    """The page; the same overview gives the same bytes."""
    cells = {(cell.article, cell.language): cell for cell in overview.cells}
    by_check: dict[str, Counter[tuple[str, Severity]]] = {}
    for cell in overview.cells:
        for (check, severity), count in cell.findings.items():
            by_check.setdefault(check, Counter())[cell.language, severity] += count
    return fill(
        "overview.html.j2",
        overview=overview,
        policy=policy(),
        states=[STATES[state] for state in _ORDER],
        severities=[level.value for level in SEVERITIES],
        matrix=[
            (article, [_cell(cells.get((article.slug, tag))) for tag in overview.languages])
            for article in overview.articles
        ],
        lines=[_line(overview, tag) for tag in overview.languages],
        checks=[
            (check, [_counts(by_check[check], tag) for tag in overview.languages])
            for check in sorted(by_check)
        ],
        routes=[(route, profile(route.language).english) for route in overview.routes],
        unchanged=[
            (cell.article, cell.language, cell.unchanged) for cell in overview.cells if cell.unchanged
        ],
    )


def _cell(cell: Coverage | None) -> dict[str, object] | None:
    """One field of the matrix; None where the article is in that language itself."""
    if cell is None:
        return None
    counts = [cell.count(state) for state in _ORDER]
    said = ", ".join(f"{count} {STATES[state]}" for count, state in zip(counts, _ORDER, strict=True) if count)
    return {
        "bar": bar(counts, 72, 12),
        "per_cent": per_cent(cell.count(State.REVIEWED), cell.total),
        "said": said or "nothing to translate",
        "page": cell.page,
        "errors": sum(count for (_, level), count in cell.findings.items() if level is Severity.ERROR),
    }


def _line(overview: Overview, language: str) -> _Line:
    mine = [cell for cell in overview.cells if cell.language == language]
    counts = tuple(sum(cell.count(state) for cell in mine) for state in _ORDER)
    found: Counter[Severity] = Counter()
    for cell in mine:
        for (_, severity), count in cell.findings.items():
            found[severity] += count
    return _Line(
        language,
        bar(counts, 240, 16),
        counts,
        per_cent(counts[0], sum(counts)),
        sum(cell.words for cell in mine),
        tuple(found[level] for level in SEVERITIES),
        sum(cell.page == "published" for cell in mine),
        sum(cell.page == "draft" for cell in mine),
    )


def _counts(found: Counter[tuple[str, Severity]], language: str) -> list[tuple[str, int]]:
    return [(level.value, found[language, level]) for level in SEVERITIES if found[language, level]]


def per_cent(part: int, whole: int) -> int:
    """Rounded down, so that 100 means all."""
    return 100 * part // whole if whole else 0


def bar(counts: Sequence[int], width: int, height: int) -> Html:
    """A bar of the four states, each with a pattern of its own; the numbers stand beside it as text."""
    total = sum(counts)
    parts: list[Html] = []
    left = done = 0
    for count, state in zip(counts, _ORDER, strict=True):
        done += count
        right = width * done // total if total else 0
        if count and right == left:  # one of very many is seen all the same
            right = min(left + 1, width)
        if right > left:
            parts.append(
                Html('<rect class="{}" x="{}" y="0" width="{}" height="{}"/>').format(
                    STATES[state], left, right - left, height
                )
            )
        left = max(left, right)
    frame = Html('<rect class="frame" x="0.5" y="0.5" width="{}" height="{}"/>').format(width - 1, height - 1)
    return Html(
        '<svg class="bar" aria-hidden="true" width="{0}" height="{1}" viewBox="0 0 {0} {1}">{2}{3}</svg>'
    ).format(width, height, Html("").join(parts), frame)
