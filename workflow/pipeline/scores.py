"""What another system translated -> findings, against a glossary."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from workflow.checks.verdicts import describe
from workflow.errors import GlossaryError
from workflow.glossary.score import Failure, Score, aligned, glossary_at, json_rows, score
from workflow.model import (
    Finding,
    Severity,
)
from workflow.pipeline.glossary import content_of


class Scored(Struct, frozen=True):
    """How well a translation keeps to its terms, and a finding for each line that does not."""

    score: Score
    findings: tuple[Finding, ...]


def score_translation(
    target: Path,
    source_language: str,
    language: str,
    *,
    sources: Path | None = None,
    terms: Path | None = None,
) -> Scored:
    """Judge what some other system translated. No publication and no model is needed.

    ``target`` has one segment a line, and so has ``sources``; without ``sources`` it is a JSONL file of
    objects with a text under each language's tag and, maybe, the segment's own ``terms``. ``terms`` is a
    glossary: a CSV file, or a folder of them.

    :raises GlossaryError: a file cannot be read or is empty, the files do not belong together, or nothing
        names terms in the language.
    """
    where = str(target)
    if sources is None:
        rows = json_rows(segments_text(target), where, source_language, language)
    else:
        rows = aligned(segments_text(sources), segments_text(target), where)
    if not rows:
        raise GlossaryError("no segments in it", where=where, hint="One segment a line.")
    glossary = glossary_at(terms, source_language) if terms is not None else None
    if any(row.terms is not None for row in rows):
        pass
    elif glossary is None:
        raise GlossaryError("no terms to look for", where=where, hint="Name a glossary with --terms.")
    elif not any(concept.in_language(language).all for concept in glossary.concepts):
        raise GlossaryError(
            f"no term has a rendering in {language}", where=str(terms), hint="Name another glossary."
        )
    result = score(rows, source_language, language, glossary)
    return Scored(
        result,
        tuple(_score_finding(failure, where, source_language, language) for failure in result.failures),
    )


def segments_text(path: Path) -> str:
    """The text of a file of segments.

    :raises GlossaryError: it cannot be read, or is no text.
    """
    data = content_of(path)
    if data is None:
        raise GlossaryError("cannot be read (No such file or directory)", where=str(path))
    if b"\0" in data:
        raise GlossaryError("holds zero bytes: a binary file, or not UTF-8", where=str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        what = f"not UTF-8 (byte 0x{data[error.start]:02x})"
        raise GlossaryError(what, where=f"{path}:{line}", hint="Save the file as UTF-8.") from error


def _score_finding(failure: Failure, where: str, source_language: str, language: str) -> Finding:
    message, hint = describe(failure.result, source_language, language)
    expected = " | ".join(failure.result.expected)
    return Finding(where, failure.row.line, Severity.ERROR, "glossary", message, expected, hint)
