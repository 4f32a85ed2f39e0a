"""Scoring what another system translated: counting, and reading the files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.errors import GlossaryError
from workflow.glossary import Glossary
from workflow.glossary.score import Row, Score, aligned, glossary_at, json_rows, score
from workflow.model import Concept, Kind, Renderings, Verdict

TERMS = Glossary(
    [
        Concept("kazan", Kind.PLACE, {"en": Renderings(("Kazan",)), "ru": Renderings(("Казань",))}),
        Concept("sco", Kind.ORGANISATION, {"en": Renderings(("SCO",)), "ru": Renderings(("ШОС",))}),
        Concept("club", Kind.ORGANISATION, {"en": Renderings(("Club",))}),
    ]
)


def counted(result: Score) -> dict[str, int]:
    return {verdict.value: count for verdict, count in result.counts.items() if count}


def test_the_rate_is_the_share_of_terms_that_are_there() -> None:
    rows = [
        Row("Kazan and the SCO", "Казань и ШОС", 1),
        Row("Kazan, Kazan", "в Казани", 2),
        Row("Kazan", "казанский", 3),
        Row("Kazan", "Казан", 4),
        Row("SCO", "Шос", 5),
        Row("Club", "Клуб", 6),
        Row("nothing", "ничего", 7),
    ]
    result = score(rows, "en", "ru", TERMS)
    assert counted(result) == {
        "found": 2, "fewer": 1, "adjective": 1, "missing": 1, "form": 1, "unknown": 1,
    }  # fmt: skip
    assert (result.rows, result.terms, result.rate) == (7, 6, 4 / 6)
    assert [(each.row.line, each.result.verdict) for each in result.failures] == [
        (4, Verdict.MISSING),
        (5, Verdict.FORM),
    ]


def test_a_row_has_its_own_terms_once_each_whatever_the_glossary_says() -> None:
    rows = [
        Row("Open the pane", "Откройте область", 1, {"pane": "область", "Open": "открыть"}),
        Row("Kazan", "Казань", 2, {}),
        Row("pane, pane", "в окне", 3, {"pane": "область"}),
        Row("Kazan", "Казань", 4),
    ]
    result = score(rows, "en", "ru", TERMS)
    assert counted(result) == {"found": 3, "missing": 1}
    assert [each.row.line for each in result.failures] == [3]
    assert counted(score(rows, "en", "ru")) == {"found": 2, "missing": 1}


def test_a_term_that_its_source_does_not_have_is_skipped_and_counted_apart() -> None:
    rows = [
        Row("Open the\u00a0Pane", "Откройте", 1, {"the pane": "область", "window": "окно", "door": "дверь"}),
        Row("nothing", "ничего", 2, {"pane": "область"}),
    ]
    result = score(rows, "en", "ru")
    assert (counted(result), result.skipped, result.terms) == ({"missing": 1}, 3, 1)


def test_nothing_to_count_is_no_rate() -> None:
    assert score([Row("Club", "Клуб", 1)], "en", "ru", TERMS).rate is None
    assert score([], "en", "ru", TERMS).rate is None


@given(st.lists(st.tuples(st.sampled_from(["Kazan", "SCO", "x"]), st.sampled_from(["Казань", "ШОС", "y"]))))
def test_a_rate_is_a_share(pairs: list[tuple[str, str]]) -> None:
    result = score([Row(*pair, line) for line, pair in enumerate(pairs, 1)], "en", "ru", TERMS)
    named = sum(source != "x" for source, _ in pairs)
    right = sum((source, target) in {("Kazan", "Казань"), ("SCO", "ШОС")} for source, target in pairs)
    assert result.terms == named
    assert result.rate == (right / named if named else None)
    assert len(result.failures) == named - right


def test_lines_are_aligned_whatever_separates_words_in_them() -> None:
    rows = aligned("\ufeffa\u2028b\r\nc\x0cd\n", "А\nБ", "out.txt")
    assert [(row.source, row.target, row.line) for row in rows] == [("a\u2028b", "А", 1), ("c\x0cd", "Б", 2)]
    assert aligned("", "", "out.txt") == []
    with pytest.raises(GlossaryError) as caught:
        aligned("a\nb\n", "А\n", "out.txt")
    assert str(caught.value) == (
        "out.txt: 1 lines, and the sources have 2. One line a segment in both files, in the same order."
    )


def test_json_lines() -> None:
    text = json.dumps({"en": "pane", "ru": "область", "terms": {"pane": "область"}, "id": 3})
    rows = json_rows(f'{text}\n\n{{"en": "a", "ru": "б"}}\n', "out.jsonl", "en", "ru")
    assert rows == [Row("pane", "область", 1, {"pane": "область"}), Row("a", "б", 3)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "no JSON on this line"),
        ("[" * 100_000, "no JSON on this line"),
        ("3", "no JSON object on this line"),
        ('{"en": "a"}', "no text under 'ru'"),
        ('{"en": "a", "ru": null}', "no text under 'ru'"),
        ('{"en": "a", "ru": "б", "terms": ["a"]}', "'terms' must map source terms to target terms"),
        ('{"en": "a", "ru": "б", "terms": {"a": 1}}', "'terms' must map source terms to target terms"),
        ('{"en": "a", "ru": "б", "terms": {"": "б"}}', "an empty source term"),
        ('{"en": "a", "ru": "б", "terms": {" \\u200b": "б"}}', "an empty source term"),
    ],
)
def test_lines_that_are_no_rows(line: str, problem: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        json_rows(f'{{"en": "a", "ru": "б"}}\n{line}\n', "out.jsonl", "en", "ru")
    assert (caught.value.where, caught.value.problem) == ("out.jsonl:2", problem)
    assert caught.value.hint


def test_a_glossary_is_a_file_or_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "terms.csv"
    path.write_text("id,kind,en,ru\nkazan,place,Kazan,Казань\n", "utf-8")
    for place in (path, tmp_path):
        assert [concept.id for concept in glossary_at(place, "en").concepts] == ["kazan"]
    with pytest.raises(GlossaryError, match="cannot be read"):
        glossary_at(tmp_path / "none.csv", "en")


def test_a_glossary_without_a_concept_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GlossaryError, match="no concept in it"):
        glossary_at(tmp_path, "en")
    path = tmp_path / "terms.csv"
    path.write_text("id,kind,en,ru\n", "utf-8")
    for place in (path, tmp_path):
        with pytest.raises(GlossaryError, match="no concept in it"):
            glossary_at(place, "en")
