"""The table of engines in README.md is what was measured, and says so where nothing was."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import msgspec
import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))  # the benchmarks are programs: they import each other by their bare names

import engines_table as engines  # noqa: E402

from workflow.registry import ENGINES, names  # noqa: E402

FIGURES = slice(3, 7)


def _cells(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[2:-2].split(" | ")] for line in lines]


def test_the_page_has_what_the_program_writes_of_what_was_measured() -> None:
    results = msgspec.json.decode(engines.RESULTS.read_bytes(), type=engines.Results)
    page = engines.README.read_text("utf-8")
    assert engines.put_in(page, engines.rendered(results)) == page
    assert set(results.found) <= {way.key for way in engines.WAYS if way.text}
    headings, _, *rows = _cells(engines.rendered(results))
    assert tuple(headings) == engines.HEADINGS
    assert len(rows) == len(engines.WAYS)
    for way, cells in zip(engines.WAYS, rows, strict=True):
        if result := results.found.get(way.key):
            assert f"`{result.signature}`" in cells[0]
            assert all(re.match(r"\d", cell) for cell in cells[FIGURES])
        else:
            assert cells[FIGURES] == [engines.NOTHING, "", "", ""]
        assert all(cells[:2] + cells[-2:])


def test_the_signatures_stand_below_it_once() -> None:
    results = msgspec.json.decode(engines.RESULTS.read_bytes(), type=engines.Results)
    text = engines.rendered(results)
    for tokenizer in ("13a", "zh"):
        assert text.count(f"`nrefs:1|case:mixed|eff:no|tok:{tokenizer}|smooth:exp|version:") == 1
    assert (
        len(re.findall(r"chrF: `nrefs:1\|case:mixed\|eff:yes\|nc:6\|nw:0\|space:no\|version:[\d.]+`", text))
        == 1
    )
    assert results.machine in text


def test_every_engine_that_translates_has_a_row() -> None:
    assert {way.name for way in engines.WAYS} == {*names(ENGINES)} - {"pseudo"}


def test_no_figure_stands_where_nothing_was_measured() -> None:
    text = engines.rendered(engines.Results("a machine", {}))
    _, _, *rows = _cells(text)
    assert {tuple(cells[FIGURES]) for cells in rows} == {(engines.NOTHING, "", "", "")}
    assert "nrefs" not in text
    assert "a machine" not in text


def test_a_page_without_the_marks_is_not_written() -> None:
    with pytest.raises(ValueError, match="marks"):
        engines.put_in("# Dragoman\n", "table")


def test_the_article_has_a_text_in_every_language() -> None:
    rows = engines.article()
    assert len(rows) == 14
    assert all(len(row) == 11 and all(row.values()) for row in rows)


@pytest.mark.slow
def test_a_route_is_measured_and_one_that_is_not_there_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = next(way for way in engines.WAYS if way.key == "argos en-ru article")
    rules = next(way for way in engines.WAYS if way.key == "apertium ru-be article")
    monkeypatch.setenv("PATH", "")
    found = engines.measure({"article": engines.article()}, 3, [toy, rules]).found
    assert list(found) == [toy.key]
    assert found[toy.key].segments == 3
    assert {metric.name for metric in found[toy.key].metrics} == {"BLEU", "chrF", "chrF++"}
    assert found[toy.key].speed
