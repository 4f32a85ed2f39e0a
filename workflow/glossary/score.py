"""How well a translation that somebody else made keeps to a dictionary of terms. No model is needed.

The rate is the share of terms that are there in the target, as in the terminology tasks of WMT (Semenov et
al., Findings of WMT 2023; the task of 2025 counts a term once for each segment that has it). What "there"
means is what the judge says: found in any form, as a relational adjective, or abbreviated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from workflow.errors import GlossaryError
from workflow.glossary.csvfile import parse_concepts, read_text
from workflow.glossary.glossary import Glossary, check_unique, load_glossary
from workflow.glossary.judge import PRESENT
from workflow.glossary.normalise import normalise
from workflow.model import Concept, Kind, Match, Renderings, TermResult, Verdict

# The glossary has nothing to say, or the name is part of another: such terms are not counted.
_NOT_COUNTED = frozenset({Verdict.UNKNOWN, Verdict.INSIDE})


class Row(Struct, frozen=True):
    """One segment and its translation."""

    source: str
    target: str
    line: int  # 1-based, in the file of the targets
    terms: Mapping[str, str] | None = None  # the segment's own dictionary; None: the glossary's terms


class Failure(Struct, frozen=True):
    """A term that is not in the target as it must be."""

    row: Row
    result: TermResult


class Score(Struct, frozen=True):
    """What was counted. ``rate`` is None where there was nothing to count."""

    rows: int
    counts: Mapping[Verdict, int]
    failures: tuple[Failure, ...]
    skipped: int = 0  # entries of segments' own dictionaries that their sources do not have

    @property
    def terms(self) -> int:
        """Terms that were counted."""
        return sum(count for verdict, count in self.counts.items() if verdict not in _NOT_COUNTED)

    @property
    def rate(self) -> float | None:
        """Share of the terms that are there, from 0 to 1."""
        there = sum(self.counts.get(verdict, 0) for verdict in PRESENT)
        return there / self.terms if self.terms else None


def score(
    rows: Sequence[Row], source_language: str, language: str, glossary: Glossary | None = None
) -> Score:
    """Judge every row: by its own terms, as far as its source has them, or else by the glossary's.

    A term of its own that is not in its source, in any capitals, is skipped, as in the official script of the
    task of 2025, and counted apart: a translator who never met it cannot have missed it.
    The rows are taken as one text, so that a person who has been named in full may be called by a short name.
    """
    shared = [row for row in rows if row.terms is None] if glossary is not None else []
    found = glossary.match_all([row.source for row in shared], source_language) if glossary else []
    matches = dict(zip((id(row) for row in shared), found, strict=True))
    counts: dict[Verdict, int] = dict.fromkeys(Verdict, 0)
    failures = []
    skipped = 0
    for row in rows:
        if row.terms is not None:
            source = _plain(row.source)
            terms = {name: target for name, target in row.terms.items() if _plain(name) in source}
            skipped += len(row.terms) - len(terms)
            results = _by_own_terms(row, terms, source_language, language)
        elif glossary is not None:
            results = glossary.judge(row.source, row.target, source_language, language, matches[id(row)])
        else:
            results = []
        for result in results:
            counts[result.verdict] += 1
            if result.verdict not in PRESENT | _NOT_COUNTED:
                failures.append(Failure(row, result))
    return Score(len(rows), counts, tuple(failures), skipped)


def _plain(text: str) -> str:
    return normalise(text).text.lower().strip()


def _by_own_terms(
    row: Row, terms: Mapping[str, str], source_language: str, language: str
) -> list[TermResult]:
    concepts = [
        Concept(
            str(index),
            Kind.PHRASE,
            {source_language: Renderings((source,)), language: Renderings((target,) if target else ())},
        )
        for index, (source, target) in enumerate(terms.items())
    ]
    matches = [Match(concept, 0, 0, source) for concept, source in zip(concepts, terms, strict=True)]
    return Glossary(concepts).judge(row.source, row.target, source_language, language, matches)


# ------------------------------------------------------------------------------------------------- reading


def aligned(sources: str, targets: str, where: str) -> list[Row]:
    """Rows of two texts, one segment a line.

    :raises GlossaryError: they have not as many lines.
    """
    left, right = lines_of(sources), lines_of(targets)
    if len(left) != len(right):
        raise GlossaryError(
            f"{len(right)} lines, and the sources have {len(left)}",
            where=where,
            hint="One line a segment in both files, in the same order.",
        )
    return [
        Row(source, target, number)
        for number, (source, target) in enumerate(zip(left, right, strict=True), start=1)
    ]


def json_rows(text: str, where: str, source_language: str, language: str) -> list[Row]:
    """Rows of a JSONL file: objects with a text under each language's tag and, maybe, ``terms``.

    :raises GlossaryError: a line is no such object.
    """
    rows = []
    for number, line in enumerate(lines_of(text), start=1):
        if not line.strip():
            continue
        place = f"{where}:{number}"
        try:
            raw = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise GlossaryError("no JSON on this line", where=place, hint="One object a line.") from error
        if not isinstance(raw, dict):
            raise GlossaryError("no JSON object on this line", where=place, hint="One object a line.")
        rows.append(_json_row(raw, number, place, source_language, language))
    return rows


def _json_row(raw: dict[str, Any], number: int, where: str, source_language: str, language: str) -> Row:
    for key in (source_language, language):
        if not isinstance(raw.get(key), str):
            raise GlossaryError(f"no text under {key!r}", where=where, hint="The key is the language's tag.")
    terms = raw.get("terms")
    if terms is None:
        return Row(raw[source_language], raw[language], number)
    if not isinstance(terms, dict) or not all(isinstance(value, str) for value in terms.values()):
        raise GlossaryError(
            "'terms' must map source terms to target terms", where=where, hint='Such as {"pane": "область"}.'
        )
    if not all(_plain(source) for source in terms):
        raise GlossaryError("an empty source term", where=where, hint="Delete it.")
    return Row(raw[source_language], raw[language], number, terms)


def lines_of(text: str) -> list[str]:
    """Lines as an editor counts them: only line feeds part them, not form feeds or U+2028."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def glossary_at(path: Path, source_language: str) -> Glossary:
    """The glossary of a folder, or of one CSV file of terms.

    :raises GlossaryError: it is not there, or broken, or without a single concept.
    """
    if path.is_dir():
        glossary = load_glossary(path, source_language)
    else:
        concepts = parse_concepts(read_text(path, str(path)), str(path), source_language)
        check_unique(concepts, source_language)
        glossary = Glossary(concepts)
    if not glossary.concepts:
        raise GlossaryError(
            "no concept in it: there is nothing to score by",
            where=str(path),
            hint="Give a glossary folder or file that has rows." if path.is_file() else "It needs a *.csv.",
        )
    return glossary
