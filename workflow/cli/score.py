"""``workflow glossary score``: how well somebody else's translation keeps to a glossary."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import to_builtins

from workflow.cli.choice import AsJson
from workflow.cli.show import Shell
from workflow.errors import ConfigError

if TYPE_CHECKING:
    from workflow.pipeline import Scored

_shell = Shell()


def attach(app: typer.Typer, shell: Shell) -> None:
    """Make ``score`` a command of ``app``; it prints through ``shell``."""
    global _shell  # noqa: PLW0603  (the options stand before the command, in the other module)
    _shell = shell
    app.command("score")(score)


def score(
    target: Annotated[
        Path,
        typer.Option(
            "--target",
            metavar="FILE",
            help="What was translated, a segment a line; or JSONL with both texts.",
        ),
    ],
    language: Annotated[str, typer.Option("--lang", metavar="TAG", help="The language of the translation.")],
    source: Annotated[
        Path | None,
        typer.Option("--source", metavar="FILE", help="What it was translated from, line by line."),
    ] = None,
    terms: Annotated[
        Path | None,
        typer.Option("--terms", metavar="FILE|FOLDER", help="A glossary; JSONL may have its own."),
    ] = None,
    source_language: Annotated[
        str, typer.Option("--source-lang", metavar="TAG", help="The language of the source.")
    ] = "en",
    fail_under: Annotated[
        float,
        typer.Option("--fail-under", metavar="PER CENT", min=0, max=100, help="Exit code 1 below this."),
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Score a translation by its terms; any system's, no model is needed.

    Prints the lines that lack a term or have it wrong, how often each verdict fell, and the share of terms
    that are there. Exit code 1 only if that share is below --fail-under.
    """
    from workflow.languages import known_tags, suggest  # noqa: PLC0415
    from workflow.pipeline import score_translation  # noqa: PLC0415
    from workflow.report import json_text  # noqa: PLC0415

    for tag in (language, source_language):
        if tag not in known_tags():
            near = suggest(tag)
            raise ConfigError(
                f"{tag!r} is no language that is known here",
                hint=f"Did you mean {near}?" if near else f"Known are: {', '.join(known_tags())}.",
            )
    if language == source_language:
        raise ConfigError(
            f"both languages are {language!r}", where="--lang", hint="Name the source's with --source-lang."
        )
    scored = score_translation(target, source_language, language, sources=source, terms=terms)
    if as_json:
        print(json_text(_as_data(scored), indent=2))
    else:
        _print(scored)
    rate = scored.score.rate
    if rate is None and fail_under:  # a gate that looked at nothing is not passed
        raise typer.Exit(1)
    if rate is not None and 100 * rate < fail_under - 1e-9:  # 29 of 100 are 29 per cent, in floats too
        raise typer.Exit(1)


def _as_data(scored: Scored) -> dict[str, object]:
    result = scored.score
    return {
        "rate": result.rate,
        "terms": result.terms,
        "segments": result.rows,
        "skipped": result.skipped,
        "verdicts": {verdict.value: count for verdict, count in result.counts.items() if count},
        "findings": [to_builtins(finding) for finding in scored.findings],
    }


def _print(scored: Scored) -> None:
    from workflow.report import line_of, plural  # noqa: PLC0415

    result = scored.score
    for finding in scored.findings:
        _shell.say(line_of(finding))
    for verdict, count in result.counts.items():
        if count:
            _shell.say(f"{count:6} {verdict.value}")
    size = f"{result.terms} {plural('term', result.terms)} in {result.rows} {plural('segment', result.rows)}"
    if result.rate is None:
        _shell.say(f"no terms to score in {result.rows} {plural('segment', result.rows)}")
    else:
        _shell.say(f"success rate {100 * result.rate:.1f} % of {size}")
    if result.skipped:
        _shell.say(f"{result.skipped} {plural('term', result.skipped)} not in their sources: skipped")
